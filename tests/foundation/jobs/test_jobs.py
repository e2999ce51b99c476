"""Background work: queued with the transaction, run by a worker, logged, run again."""

import asyncio
import re
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

from caicach.foundation.jobs import enqueue, job, periodic
from caicach.foundation.jobs.lanes import LANES, work_side_by_side
from caicach.foundation.jobs.operations import retry
from caicach.foundation.jobs.queries import counts, runs, waiting_by_lane
from caicach.foundation.kernel.actor import Actor, system
from caicach.foundation.kernel.errors import NotPermitted, Refused
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
BY = system(NOW.date())


def jobs(name="test.job"):
    return list(ProcrastinateJob.objects.filter(task_name=name))


def failed_job(name="test.job") -> int:
    enqueue(name, number=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s", [name])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = %s", [name])
    return jobs(name)[0].id


def test_no_commit_no_job():
    with transaction.atomic():
        enqueue("test.job", number=1)
        transaction.set_rollback(True)

    assert jobs() == []


def test_a_job_with_a_key_waits_once():
    enqueue("test.job", key="one", number=1)
    enqueue("test.job", key="one", number=2)
    enqueue("test.job", key="two", number=3)

    assert sorted(job.args["number"] for job in jobs()) == [1, 3]


def test_a_failed_job_is_put_back():
    key = failed_job()

    name = retry(job_id=key, by=BY, at=NOW)

    assert (name, jobs()[0].status) == ("test.job", "todo")


def test_only_a_failed_job_is_put_back():
    enqueue("test.job", number=1)

    with pytest.raises(Refused, match="bị lỗi"):
        retry(job_id=jobs()[0].id, by=BY, at=NOW)
    with pytest.raises(Refused, match="bị lỗi"):
        retry(job_id=0, by=BY, at=NOW)


def test_only_those_who_may_put_jobs_back():
    key = failed_job()

    with pytest.raises(NotPermitted):
        retry(job_id=key, by=Actor(name="x", on=NOW.date()), at=NOW)


def test_the_log_lists_the_latest_first_in_two_queries(django_assert_num_queries):
    for number in range(5):
        enqueue("test.job", number=number)

    with django_assert_num_queries(2):
        shown = runs(task="test.job", most=3)

    assert [run.arguments["number"] for run in shown] == [4, 3, 2]
    assert [run.arguments["number"] for run in runs(task="test.job", before=shown[-1].id)] == [1, 0]
    assert all(run.queued_at and run.label == "đang chờ" for run in shown)
    assert counts()["todo"] >= 5


def test_an_administrator_sees_and_repeats_failed_work(client_of):
    admin = client_of(role="administrator", unit=UnitFactory())
    key = failed_job()

    page = admin.get("/viec-nen/?trang_thai=failed").content.decode()
    answer = admin.post(f"/viec-nen/{key}/chay-lai/")

    assert "test.job" in page
    assert f"/viec-nen/{key}/chay-lai/" in page
    assert (answer.status_code, jobs()[0].status) == (302, "todo")


def routine_runs():
    """One run of a periodic job that went well, one that failed, and a job that somebody asked for."""
    for name in ("search.follow", "search.rebuild", "papers.render"):
        enqueue(name, timestamp=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'search.rebuild'")


def test_routine_runs_are_left_out_unless_they_failed_or_are_asked_for(client_of):
    routine_runs()
    admin = client_of(role="administrator", unit=UnitFactory())

    def shown(query=""):
        return [run.task for run in admin.get(f"/viec-nen/{query}").context["runs"]]

    assert shown() == shown("?trang_thai=") == ["papers.render", "search.rebuild"]
    assert shown("?trang_thai=&dinh_ky=on") == ["papers.render", "search.rebuild", "search.follow"]
    assert shown("?viec=search.follow") == ["search.follow"]


def test_jobs_are_called_by_their_vietnamese_names(client_of):
    routine_runs()

    page = client_of(role="administrator", unit=UnitFactory()).get("/viec-nen/").content.decode()

    assert "<strong>Lập lại toàn bộ chỉ mục tìm kiếm</strong>" in page
    assert "<strong>search" not in page
    assert "timestamp" not in page


def test_what_a_job_is_about_stands_in_words_and_its_arguments_are_folded_away(client_of):
    enqueue("audit.send", number=7)
    enqueue("papers.render", prepared_id="0198-khoa")
    enqueue("audit.stamp", of_an_older_version=1)

    page = client_of(role="administrator", unit=UnitFactory()).get("/viec-nen/").content.decode()

    seen = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "Gốc số 7" in seen
    assert ("0198-khoa" in seen, "of_an_older_version" in seen) == (False, False)
    assert "prepared_id: 0198-khoa" in page


def test_others_do_not_see_background_work(client_of):
    officer = client_of(role="focal_officer", unit=UnitFactory())

    assert officer.get("/viec-nen/").status_code == 403
    assert officer.post(f"/viec-nen/{failed_job()}/chay-lai/").status_code == 403


@pytest.fixture
def every_morning():
    name = "test.every_morning"
    periodic(name, "Việc thử mỗi sáng", cron="15 6 * * *")(lambda timestamp: None)
    yield app.periodic_registry.periodic_tasks[name, name]
    del app.periodic_registry.periodic_tasks[name, name]


def planned(task, now: str) -> list[str]:
    """The local times at which a worker that starts at `now` plans the task."""
    at = timezone.make_aware(datetime.fromisoformat(now)).timestamp()
    deferrer = PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults)
    found = deferrer.get_timestamps(periodic_task=task, since=None, until=at)
    return [f"{timezone.localtime(datetime.fromtimestamp(t, UTC)):%Y-%m-%d %H:%M}" for t in found]


def test_a_cron_line_is_read_in_local_time_and_a_missed_hour_is_made_up_for(every_morning):
    assert planned(every_morning, "2026-11-23T06:16") == ["2026-11-23 06:15"]
    assert planned(every_morning, "2026-11-23T10:00") == ["2026-11-23 06:15"]
    assert planned(every_morning, "2026-11-23T13:16") == []
    assert planned(every_morning, "2026-11-23T06:14") == []


def test_a_job_of_an_unknown_lane_is_refused_at_once():
    with pytest.raises(ValueError, match="no lane"):
        job("test.lost", "Việc thử", queue="letters")
    with pytest.raises(ValueError, match="no lane"):
        periodic("test.lost", "Việc thử", cron="* * * * *", queue="letters")


def test_the_log_shows_the_lane_and_what_waits_in_each(client_of):
    admin = client_of(role="administrator", unit=UnitFactory())
    enqueue("notices.send_waiting")

    page = admin.get("/viec-nen/").content.decode()

    assert waiting_by_lane()["mail"] == 1
    assert "gửi thư 1" in page
    assert "(gửi thư)" in page


@contextmanager
def working(worker_app):
    """The lanes of the worker at work in a thread; jobs that run are ended before it leaves."""
    begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = Future()

    async def lanes():
        begun.set_result((asyncio.get_running_loop(), asyncio.current_task()))
        with suppress(asyncio.CancelledError):
            await work_side_by_side(worker_app, dict.fromkeys(LANES, 1))

    with ThreadPoolExecutor() as pool:
        ended = pool.submit(asyncio.run, lanes())
        loop, task = begun.result(30)
        yield
        loop.call_soon_threadsafe(task.cancel)
        ended.result(30)


@pytest.mark.django_db(transaction=True)
def test_a_lane_that_waits_holds_up_no_other():
    """With jobs of its own: those of the installation, which run by the clock, stay out of it."""
    begun, allowed, other = Event(), Event(), Event()
    own = App(connector=app.connector.get_worker_connector())

    @own.task(name="test.letter", queue="mail")
    def letter():
        begun.set()
        allowed.wait(60)

    own.task(name="test.other", queue="papers")(other.set)
    for _ in range(3):
        app.configure_task("test.letter", queue="mail", allow_unknown=True).defer()

    with working(own):
        assert begun.wait(30)
        app.configure_task("test.other", queue="papers", allow_unknown=True).defer()
        carried_out = other.wait(30)
        letters = sorted(one.status for one in jobs("test.letter"))
        allowed.set()

    assert carried_out
    assert letters == ["doing", "todo", "todo"]
