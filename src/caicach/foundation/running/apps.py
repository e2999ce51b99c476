from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "caicach.foundation.running"

    def ready(self) -> None:
        from caicach.foundation.jobs.registry import (
            around_jobs,
            before_work,
            carry,
        )  # deferred: apps must be ready
        from caicach.foundation.running.timing import around_job  # deferred: see above
        from caicach.foundation.running.tracing import carried, start_if_wanted  # deferred: see above

        around_jobs(around_job)
        carry(carried)
        before_work(start_if_wanted)
