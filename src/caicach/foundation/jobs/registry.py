"""Jobs by name, on procrastinate's queue in PostgreSQL."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

Job = Callable[..., Any]


def job(name: str, *, queue: str = "default", retry: int = 3) -> Callable[[Job], Job]:
    """Make a function a job under a stable name; it is tried again up to `retry` times when it raises."""

    def wrap(function: Job) -> Job:
        app.task(name=name, queue=queue, retry=retry, pass_context=False)(function)
        return function

    return wrap


class LocalPeriodicTask(PeriodicTask[..., Any, Any]):
    """A periodic task whose cron line is read in the time zone of the settings; procrastinate itself reads UTC."""

    @cached_property
    def croniter(self) -> Any:
        reader = super().croniter
        reader.set_current(timezone.localtime())  # an aware moment: days and hours are those of its zone
        return reader


def periodic(name: str, *, cron: str, queue: str = "default") -> Callable[[Job], Job]:
    """Make a function a job that runs by a cron line (local time); it gets the planned time as a Unix timestamp."""

    def wrap(function: Job) -> Job:
        task = app.task(name=name, queue=queue)(function)
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
