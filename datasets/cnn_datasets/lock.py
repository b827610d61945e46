"""A lock between processes, for work that one of them should do and the others wait for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

__all__ = ["alone_in"]


@contextlib.contextmanager
def alone_in(path: Path) -> Iterator[bool]:
    """Wait until no other process holds the lock file; it is let go when the block is left, at the
    latest by the death of the process.

    Yields:
        False where the file system or the platform knows no such locks: then nobody waits.
    """
    with open(path, "a+b") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        except (ImportError, OSError):
            yield False
        else:
            yield True
