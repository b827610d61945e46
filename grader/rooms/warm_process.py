"""The office's end of a warm process: start it, have it fork rooms, have it end them."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from grader.rooms import sandbox, seccomp
from grader.rooms.confine import Allowance
from grader.rooms.files_beside import FOLDER
from grader.rooms.protection import protection
from grader.rooms.warm import MAX_MESSAGE
from grader.wire.errors import WireError
from grader.wire.frames import read_frame, write_frame
from grader.wire.values import decode, encode


class WarmProcess:
    """A process with TensorFlow imported, in a sandbox unless the submissions are trusted.

    `role` is ``student`` or ``examiner``; modules that make hidden tests are hidden from the first.
    `files` is a folder whose content lies in the folder of every room.

    Forks are made and ended one at a time, from any thread.
    """

    def __init__(
        self,
        role: str,
        modules: Sequence[str],
        allowance: Allowance,
        slots: int,
        *,
        sandboxed: bool = True,
        files: Path | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._options = {
            "memory_bytes": allowance.memory_bytes,
            "cpu_seconds": allowance.cpu_seconds,
            "confined": sandboxed,
            "refuse_calls": seccomp.is_supported(),
            "own_view": sandboxed and protection().own_views,
            "files": files and (FOLDER if sandboxed else str(files)),
        }
        self._control, theirs = socket.socketpair()
        self._folder = tempfile.TemporaryDirectory(prefix="grader-scratch-")
        scratch = sandbox.SCRATCH if sandboxed else self._folder.name
        module = ["-P", "-m", "grader.rooms.warm"]  # nothing from the folder we are run in
        argv = [sys.executable, *module, role, str(theirs.fileno()), scratch]
        if not sandboxed:
            for slot in range(slots):
                os.mkdir(f"{scratch}/{slot}")
        self._process = subprocess.Popen(
            sandbox.command(argv, slots, hide=role == "student", files=files)
            if sandboxed
            else argv,
            env=None if sandboxed else sandbox.bare_environment(scratch),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("GRADER_DEBUG") else subprocess.DEVNULL,
        )
        theirs.close()
        self._write({"modules": list(modules)})

    def wait_until_warm(self) -> None:
        """Wait for the imports to be done.

        Raises
        ------
        WireError
            If the process ended instead.
        """
        with self._lock:
            self._read()

    def fork(self, theirs: socket.socket, slot: int) -> int:
        """A new room at the other end of `theirs`, which is closed here; returns its number."""
        with theirs, self._lock:
            socket.send_fds(self._control, [b"\0"], [theirs.fileno()])
            self._write({"do": "fork", "slot": slot, "options": self._options})
            return self._read()["pid"]

    def end(self, room: int, slot: int) -> str:
        """End a room and all it started, empty its scratch folder; returns how it had ended."""
        with self._lock:
            self._control.send(b"\0")
            self._write({"do": "end", "pid": room, "slot": slot})
            return _how(self._read()["status"])

    def close(self) -> None:
        """End the process, its sandbox and every room in it."""
        self._control.close()  # it ends by itself when nobody can ask it any more
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def _write(self, message: dict) -> None:
        write_frame(self._control, encode(message), MAX_MESSAGE)

    def _read(self) -> dict:
        try:
            return decode(read_frame(self._control, MAX_MESSAGE, None))
        except WireError as error:
            raise WireError(f"a warm process ended (exit code {self._process.poll()})") from error


class FreshProcess:
    """As `WarmProcess`, but each room has a sandbox to itself: where Landlock can't part them."""

    def __init__(
        self,
        role: str,
        modules: Sequence[str],
        allowance: Allowance,
        files: Path | None = None,
    ) -> None:
        self._settings = (role, modules, allowance, 1)
        self._files = files
        self._rooms: dict[int, tuple[WarmProcess, int]] = {}
        self._numbers = itertools.count()

    def wait_until_warm(self) -> None:
        """Nothing is warm here before it is needed."""

    def fork(self, theirs: socket.socket, slot: int) -> int:
        process = WarmProcess(*self._settings, files=self._files)
        process.wait_until_warm()
        number = next(self._numbers)
        self._rooms[number] = (process, process.fork(theirs, 0))
        return number

    def end(self, room: int, slot: int) -> str:
        process, pid = self._rooms.pop(room)
        how = process.end(pid, 0)
        process.close()
        return how

    def close(self) -> None:
        for process, _ in self._rooms.values():
            process.close()


def _how(status: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return "it used up its processor time"
        return f"it was ended by signal {signal.Signals(number).name}"
    if os.WIFEXITED(status):
        return f"it ended itself with exit code {os.WEXITSTATUS(status)}"
    return "it was killed"
