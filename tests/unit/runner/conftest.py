"""Fixtures that unit and integration tests share."""

from worker_fixtures import examine, fork_room, room

__all__ = ["examine", "fork_room", "room"]
