"""A fork server: what workers need is imported and nothing has run, so a fork is ready at once.

Run inside bubblewrap as ``python -m grader.sandbox.fork_server MODULE HIDE FD SCRATCH``. Forks run
the function ``enter(socket, scratch, options)`` of MODULE; its ``warm_up()`` runs once before, and
returns what the instructor should know. With HIDE ``hide`` the modules that make hidden tests can't
be imported. The coordinator asks over the socket FD; a request for a fork carries the end of a new
socket for it. A request that can't be met is answered with the reason, and the next one is served.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import os
import pkgutil
import secrets
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import cast

from grader.protocol import ProtocolError
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.sandbox import bubblewrap
from grader.sandbox.hidden_modules import block_imports
from grader.sandbox.multiprocessing_locks import use_thread_locks
from grader.sandbox.namespaces import machine_files
from grader.sandbox.process_usage import is_ending, usage
from grader.sandbox.restrictions import landlock_version, silence

MAX_MESSAGE = 1 << 20


def main(module: str, hide: bool, control: socket.socket, scratch: Path) -> None:
    """Warm up, say so, then fork and end workers until the coordinator hangs up."""
    gc.disable()  # until all is imported: almost nothing of it could be freed
    if hide:
        block_imports()
    program = importlib.import_module(module)
    first = _read(control)
    notes = warm_up(program, first)
    for folder in scratch.iterdir():
        _empty(folder)  # imports leave their settings there
    _write(control, {"ready": notes})
    forks: dict[int, Path] = {}
    while True:
        with _descriptors(control) as fds:
            try:
                request = _read(control)
            except ProtocolError:
                break  # the coordinator is gone
            try:
                answer = _answer(request, program, control, fds, scratch, forks)
            except Exception as error:  # no memory or no process left: for now, and for this one
                answer = {"error": f"{type(error).__name__}: {error}"}
            _write(control, answer)
    for pid, folder in forks.items():
        _end(pid, folder)


def _answer(
    request: dict,
    program: ModuleType,
    control: socket.socket,
    fds: Sequence[int],
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
    pid = _fork(program, control, fds[0], str(folder), request["options"])
    forks[pid] = folder
    return {"pid": pid}


def warm_up(program: ModuleType, wanted: dict) -> list[str]:
    """Import what workers will need; a module that can't be imported is left to who asks for it.

    `wanted` has the names `required` and `modules`, which may name parts of modules, and says
    whether there will be many forks.
    Returns what the program tells the instructor, as sentences.

    Raises
    ------
    ImportError
        If one of the required can't be imported: every worker would be slow, or fail.
    """
    for module in wanted["required"]:
        importlib.import_module(module)
    for name in ("sandlock", *wanted["modules"]):
        with contextlib.suppress(Exception):
            pkgutil.resolve_name(name)  # it may name what a module imports when it is asked for
    use_thread_locks()
    notes: list[str] = program.warm_up(for_many=wanted["for_many"])
    bubblewrap.readable()  # what it imports, and what Landlock's library sets up, is then there
    machine_files()
    landlock_version()
    gc.collect()
    gc.freeze()  # forks share these objects' memory until a collection would write to them
    gc.enable()
    return notes


def _fork(program: ModuleType, control: socket.socket, fd: int, scratch: str, options: dict) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        control.close()
        if not os.environ.get("GRADER_DEBUG"):
            silence()  # what a fork writes is not to be told should the server end
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if options["core"] is not None:
            with contextlib.suppress(OSError):  # taken from this container meanwhile
                os.sched_setaffinity(0, {options["core"]})
        program.enter(socket.socket(fileno=fd), scratch, options)
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
    token = secrets.token_hex(8)  # so that no worker could put anything there before
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


@contextlib.contextmanager
def _descriptors(control: socket.socket) -> Iterator[list[int]]:
    """The file descriptor that may come with a request; closed here once the fork has its own."""
    fds: list[int] = []
    with contextlib.suppress(OSError):
        _, fds, _, _ = socket.recv_fds(control, 1, 1)
    try:
        yield fds
    finally:
        for fd in fds:
            os.close(fd)


def _read(sock: socket.socket) -> dict:
    return cast(dict, decode(read_frame(sock, MAX_MESSAGE, None)))


def _write(sock: socket.socket, message: dict) -> None:
    write_frame(sock, encode(message), MAX_MESSAGE)


if __name__ == "__main__":
    main(
        sys.argv[1],
        sys.argv[2] == "hide",
        socket.socket(fileno=int(sys.argv[3])),
        Path(sys.argv[4]),
    )
    os._exit(0)  # to take everything apart that was imported would take half a second
