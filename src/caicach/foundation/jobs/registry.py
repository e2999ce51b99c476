"""Jobs by name, on procrastinate's queue in PostgreSQL."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property, wraps
from typing import Any

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

from caicach.foundation.jobs.lanes import LANES

Job = Callable[..., Any]
Carried = dict[str, str]
Around = Callable[[str, Carried], AbstractContextManager[None]]
CARRIED = "_carried"
"""The argument of a queued job that is not its own: what `carry` functions gave along."""

_AROUND: list[Around] = []
_CARRY: list[Callable[[], Carried]] = []
_BEFORE_WORK: list[Callable[[], None]] = []
_LABELS: dict[str, str] = {}
_ABOUT: dict[str, str] = {}
_PERIODIC: set[str] = set()


def around_jobs(context: Around) -> None:
    """Declare what stands around every job: called with its name and what it carries, entered before, left after it."""
    _AROUND.append(context)


def carry(function: Callable[[], Carried]) -> None:
    """Declare what goes with every job from where it is asked for to what stands around it where it runs."""
    _CARRY.append(function)


def before_work(function: Callable[[], None]) -> None:
    """Declare what a worker does before it looks for jobs."""
    _BEFORE_WORK.append(function)


def prepare_work() -> None:
    """Do what was declared with `before_work`."""
    for function in _BEFORE_WORK:
        function()


def surrounded(name: str, function: Job) -> Job:
    """The job with all that was declared to stand around it."""

    @wraps(function)
    def run(*args: Any, **arguments: Any) -> Any:
        carried = arguments.pop(CARRIED, {})
        with ExitStack() as stack:
            for context in _AROUND:
                stack.enter_context(context(name, carried))
            return function(*args, **arguments)

    return run


def label_of(name: str) -> str:
    """What the job is called on screen; one that is no longer declared keeps its name."""
    return _LABELS.get(name, name)


def about_of(name: str, arguments: Mapping[str, Any]) -> str:
    """What a queued job is about, in words; "" where it says nothing, or was queued by an older version."""
    try:
        return _ABOUT.get(name, "").format(**arguments)
    except KeyError:
        return ""


def periodic_names() -> frozenset[str]:
    """The names of all jobs that run by a cron line."""
    return frozenset(_PERIODIC)


def job(
    name: str, label: str, *, about: str = "", queue: str = "default", retry: int = 3, wait: int = 0
) -> Callable[[Job], Job]:
    """Make a function a job under a stable name; it is tried again up to `retry` times when it raises.

    `label` is what people read in the run log, `about` what it is about ("số {number}").
    `queue` is its lane (`lanes.LANES`).
    Before each new try it waits `wait` seconds longer than before the last.
    """
    _require_lane(queue)
    _LABELS[name], _ABOUT[name] = label, about

    def wrap(function: Job) -> Job:
        strategy = RetryStrategy(max_attempts=retry, linear_wait=wait)
        app.task(name=name, queue=queue, retry=strategy, pass_context=False)(surrounded(name, function))
        return function

    return wrap


def _require_lane(queue: str) -> None:
    if queue not in LANES:
        raise ValueError(f"{queue} is no lane of background work: {', '.join(LANES)}")


class LocalPeriodicTask(PeriodicTask[..., Any, Any]):
    """A periodic task whose cron line is read in the time zone of the settings; procrastinate itself reads UTC."""

    @cached_property
    def croniter(self) -> Any:
        reader = super().croniter
        reader.set_current(timezone.localtime())  # an aware moment: days and hours are those of its zone
        return reader


def periodic(name: str, label: str, *, cron: str, queue: str = "default") -> Callable[[Job], Job]:
    """Make a function a job that runs by a cron line (local time); it gets the planned time as a Unix timestamp."""
    _require_lane(queue)
    _LABELS[name] = label
    _PERIODIC.add(name)

    def wrap(function: Job) -> Job:
        task = app.task(name=name, queue=queue)(surrounded(name, function))
        app.periodic(cron=cron, periodic_id=name)(task)
        local = LocalPeriodicTask(task=task, cron=cron, periodic_id=name, configure_kwargs={})
        app.periodic_registry.periodic_tasks[name, name] = local
        return function

    return wrap


def enqueue(name: str, *, key: str | None = None, **arguments: Any) -> None:
    """Queue the job `name` with JSON `arguments`, in the present transaction.

    With a `key`, a job of that key that is still waiting is not queued again.
    """
    from procrastinate.exceptions import AlreadyEnqueued  # deferred: needs the app registry

    if carried := {k: v for function in _CARRY for k, v in function().items()}:
        arguments[CARRIED] = carried
    task = app.configure_task(name, queueing_lock=key, allow_unknown=True)
    if key is None:
        task.defer(**arguments)
        return
    from django.db import transaction  # deferred: needs the app registry

    try:
        with transaction.atomic():
            task.defer(**arguments)
    except AlreadyEnqueued:
        pass
