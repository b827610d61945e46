"""Locks of `multiprocessing` that need no shared memory, which is shut in every worker.

Keras reads a folder of pictures with a thread pool of `multiprocessing`, whose locks are named
semaphores under ``/dev/shm``. Every worker would see those of the workers beside it, so they stay
shut, and a lock holds among the threads of one process only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from multiprocessing.context import BaseContext

KINDS = ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier")


def use_thread_locks() -> None:
    """Have every context of `multiprocessing` in this process make the locks of `threading`."""
    for kind in KINDS:
        setattr(BaseContext, kind, _of_threading(kind))


def _of_threading(kind: str) -> Callable[..., object]:
    def make(self: BaseContext, *args: object, **kwargs: object) -> object:
        return getattr(threading, kind)(*args, **kwargs)

    return make
