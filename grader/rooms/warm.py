"""A warm process: what rooms need is imported and nothing has run, so a fork is ready at once.

Run inside bubblewrap as ``python -m grader.rooms.warm ROLE FD SCRATCH``. The office asks over the
socket FD; a request for a fork carries the end of a new socket for it. A request that can't be met
is answered with the reason, and the next one is served.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from grader.rooms import sandbox
from grader.rooms.confine import landlock_version
from grader.rooms.hidden_modules import block_imports
from grader.rooms.thread_locks import use_thread_locks
from grader.usage import is_ending, usage
from grader.wire.errors import WireError
from grader.wire.frames import read_frame, write_frame
from grader.wire.values import decode, encode

MAX_MESSAGE = 1 << 20
TENSORFLOW = {"tensorflow", "keras"}


def main(role: str, control: socket.socket, scratch: Path) -> None:
    """Warm up, say so, then fork and end rooms until the office hangs up."""
    if role == "student":
        block_imports()
    enter = _role(role)
    first = _read(control)
    warm_up(first["modules"], role)
    for folder in scratch.iterdir():
        _empty(folder)  # imports leave their settings there
    _write(control, {"ready": True})
    forks: dict[int, Path] = {}
    while True:
        with contextlib.closing(_Fds(control)) as fds:
            try:
                request = _read(control)
            except WireError:
                break  # the office is gone
            try:
                answer = _answer(request, enter, control, fds, scratch, forks)
            except Exception as error:  # no memory or no process left: for now, and for this one
                answer = {"error": f"{type(error).__name__}: {error}"}
            _write(control, answer)
    for pid, folder in forks.items():
        _end(pid, folder)


def _answer(
    request: dict,
    enter: Callable,
    control: socket.socket,
    fds: _Fds,
    scratch: Path,
    forks: dict[int, Path],
) -> dict:
    """Do what a request asks for."""
    if request["do"] == "usage":
        used = usage(request["pid"]) if request["pid"] in forks else None
        return {"usage": asdict(used) if used else None}
    if request["do"] == "end":
        return _end(request["pid"], forks.pop(request["pid"]))
    folder = scratch / str(request["slot"])
    pid = _fork(enter, control, fds.take(), str(folder), request["options"])
    forks[pid] = folder
    return {"pid": pid}


def warm_up(modules: Sequence[str], role: str) -> None:
    """Import what rooms will need; a module that can't be imported is left to who asks for it.

    Raises
    ------
    ImportError
        If TensorFlow is asked for and can't be imported: every room would be slow, or fail.
    """
    if TENSORFLOW & {name.partition(".")[0] for name in modules}:
        importlib.import_module("tensorflow")
        modules = ("tensorflow.keras", *modules)
    for module in ("sandlock", *modules):
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    use_thread_locks()
    if role == "student":
        from grader.rooms import figures, notebook_shell

        figures.draw_inline(notebook_shell.notebook_shell())  # made once, it takes 0.2 s
    sandbox.readable()  # what it imports, and what Landlock's library sets up, is then there
    sandbox.machine()
    landlock_version()
    gc.collect()
    gc.freeze()  # forks share these objects' memory until a collection would write to them


def _role(name: str) -> Callable[[socket.socket, str, dict], None]:
    if name == "student":
        from grader.rooms.student import enter
    else:
        from grader.rooms.examiner import enter
    return enter


def _fork(enter: Callable, control: socket.socket, fd: int, scratch: str, options: dict) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        control.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if options["core"] is not None:
            with contextlib.suppress(OSError):  # taken from this container meanwhile
                os.sched_setaffinity(0, {options["core"]})
        enter(socket.socket(fileno=fd), scratch, options)
        status = 0
    except BaseException:  # whatever happens in here, this fork never returns to the loop above
        if os.environ.get("GRADER_DEBUG"):
            import traceback

            traceback.print_exc()
    finally:
        os._exit(status)


def _end(pid: int, scratch: Path) -> dict:
    """Kill a fork, wait for it, empty its scratch folder.

    Returns its wait status, whether it had ended before it was killed here, and the most memory
    that it had at any time, in bytes.
    """
    by_itself = is_ending(pid)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    _empty(scratch)
    return {"status": status, "by_itself": by_itself, "memory": used.ru_maxrss * 1024}


def _empty(folder: Path) -> None:
    """Remove everything in `folder`, whatever its rights and however deep it is nested.

    Folders are not walked down but brought up: their entries are moved here, one level at a time.
    """
    folder.chmod(0o700)
    token = secrets.token_hex(8)  # so that no room could put anything there before
    names = (folder / f"{token}-{number}" for number in itertools.count())
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            os.chmod(entry.path, 0o700)
            with os.scandir(entry.path) as inner:
                for path in [item.path for item in inner]:
                    if os.path.isdir(path) and not os.path.islink(path):
                        os.chmod(path, 0o700)  # a folder is only moved if it can be written
                        os.rename(path, next(names))
                    else:
                        os.unlink(path)
            os.rmdir(entry.path)


class _Fds:
    """The file descriptor that may come with a request; closed here once the fork has its own."""

    def __init__(self, control: socket.socket) -> None:
        try:
            _, self._fds, _, _ = socket.recv_fds(control, 1, 1)
        except OSError:
            self._fds = []

    def take(self) -> int:
        return self._fds[0]

    def close(self) -> None:
        for fd in self._fds:
            os.close(fd)


def _read(sock: socket.socket) -> dict:
    return decode(read_frame(sock, MAX_MESSAGE, None))


def _write(sock: socket.socket, message: dict) -> None:
    write_frame(sock, encode(message), MAX_MESSAGE)


if __name__ == "__main__":
    main(sys.argv[1], socket.socket(fileno=int(sys.argv[2])), Path(sys.argv[3]))
