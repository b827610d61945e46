"""Fixtures that unit and integration tests share."""

from result_fixtures import one

__all__ = ["one"]
