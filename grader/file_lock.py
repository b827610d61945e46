"""Locks between processes, as files; apart from all else, since Windows has none of this kind."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other process is in such a block with the lock file `path`; make its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
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
