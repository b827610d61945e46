"""Locks between processes, as files; apart from all else, since Windows has none of this kind."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def one_at_a_time(path: Path, *, together: bool = False) -> Iterator[None]:
    """Wait until no other process is in such a block with the lock file `path`; make its folder.

    Blocks that may be in it `together` wait only for those that may not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH if together else fcntl.LOCK_EX)  # until it is closed
        yield


def hold(file: IO) -> None:
    """Let `is_held` tell others that somebody has the file open; until it is closed."""
    fcntl.flock(file, fcntl.LOCK_SH)


def is_held(file: IO) -> bool:
    """Whether a process that lives holds the file."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False
