"""Việc nền: work done later by `caicach worker`, queued in the same transaction as the data it is about.

No commit, no job. Jobs take ids, are idempotent, and call one operation as the system. Define with
`@job(name, label)` in an app's `jobs.py`; ask for with `enqueue(name, …)` in an operation.
"""

from caicach.foundation.jobs.registry import enqueue, job, periodic

__all__ = ["enqueue", "job", "periodic"]
