"""Jobs by name, on procrastinate's queue in PostgreSQL."""

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

Job = Callable[..., Any]


def job(name: str, *, queue: str = "default", retry: int = 3) -> Callable[[Job], Job]:
    """Make a function a job under a stable name; it is tried again up to `retry` times when it raises."""

    def wrap(function: Job) -> Job:
        app.task(name=name, queue=queue, retry=retry, pass_context=False)(function)
        return function

    return wrap


def periodic(name: str, *, cron: str, queue: str = "default") -> Callable[[Job], Job]:
    """Make a function a job that runs by a cron line (local time); it gets the planned time as a Unix timestamp."""

    def wrap(function: Job) -> Job:
        app.periodic(cron=cron, periodic_id=name)(app.task(name=name, queue=queue)(function))
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
