"""Fixtures that unit and integration tests share."""

from worker_fixtures import examine, fork_worker, new_worker, worker

__all__ = ["examine", "fork_worker", "new_worker", "worker"]
