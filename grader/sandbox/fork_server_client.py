"""The coordinator's end of a fork server: start it, have it fork workers, have it end them."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from grader.printable import one_line
from grader.protocol import ProtocolError
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.sandbox import bubblewrap, seccomp
from grader.sandbox.exit_status import Ended
from grader.sandbox.fork_server import MAX_MESSAGE
from grader.sandbox.process_usage import Usage
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance
from grader.sandbox.working_folder import FOLDER

START_SECONDS = 300.0  # importing TensorFlow takes 3 seconds, and much longer on a busy machine
ANSWER_SECONDS = 120.0  # emptying a folder of 200,000 files takes some
MAX_WORDS = 400  # bytes of what a process wrote


class CannotFork(ProtocolError):
    """The kernel gave no new process; the text says why."""


@dataclass(frozen=True)
class Program:
    """What the forks of a server run.

    Attributes
    ----------
    module:
        The name of a module with ``warm_up(for_many=...)`` and ``enter(socket, scratch, options)``.
    required, modules:
        The modules that are imported before the first fork. One of `required` that can't be
        imported ends the server.
    hides:
        Whether the modules that make hidden tests can't be read or imported.
    for_many:
        Whether there will be many forks, so that what each of them needs is worth making once.
    """

    module: str
    hides: bool
    required: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    for_many: bool = True


@dataclass(frozen=True)
class Fork:
    """One fork: which start of its server it came from, and its number there."""

    start: int
    pid: int


class ForkServer:
    """A process that has imported what its forks need, in a sandbox unless submissions are trusted.

    `files` is a folder whose content lies in the folder of every fork.

    Forks are made and ended one at a time, from any thread. When the process has ended, the next
    fork that is asked for starts it anew; the forks that it had are gone.
    """

    def __init__(
        self,
        program: Program,
        allowance: Allowance,
        slots: int,
        *,
        sandboxed: bool = True,
        files: Path | None = None,
        cores: Sequence[int] = (),
    ) -> None:
        self._lock = threading.Lock()
        self._options = {
            "memory_bytes": allowance.memory_bytes,
            "cpu_seconds": allowance.cpu_seconds,
            "threads": allowance.threads,
            "confined": sandboxed,
            "refuse_calls": seccomp.is_supported(),
            "own_view": sandboxed and protection().own_views,
            "files": files and (FOLDER if sandboxed else str(files)),
        }
        self._program, self._slots = program, slots
        self._sandboxed, self._cores, self._files = sandboxed, list(cores), files
        # bubblewrap dies with the *thread* that started it: so it is one that lives as long as this
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="fork-server")
        self._starts = 0
        self._ready = self._broken = False
        self._starter.submit(self._start).result()

    def _start(self) -> None:
        self._starts += 1
        self._ready = self._broken = False
        self._control, theirs = socket.socketpair()
        self._folder = tempfile.TemporaryDirectory(prefix="grader-scratch-")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        scratch = bubblewrap.SCRATCH if self._sandboxed else self._folder.name
        module = ["-P", "-m", "grader.sandbox.fork_server"]  # nothing from the folder we are run in
        program, hide = self._program, self._program.hides
        served = [program.module, "hide" if hide else "show", str(theirs.fileno()), scratch]
        argv = [sys.executable, *module, *served]
        if not self._sandboxed:
            for slot in range(self._slots):
                os.mkdir(f"{scratch}/{slot}")
        with theirs:
            self._process = subprocess.Popen(
                bubblewrap.command(argv, self._slots, hide=hide, files=self._files)
                if self._sandboxed
                else argv,
                env=None if self._sandboxed else bubblewrap.bare_environment(scratch),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("GRADER_DEBUG") else self._log,
            )
        with contextlib.suppress(ProtocolError):  # told by `wait_until_ready`
            wanted = {"required": program.required, "modules": program.modules}
            self._write(wanted | {"for_many": program.for_many})

    def wait_until_ready(self) -> list[str]:
        """Wait for the imports to be done; returns what the program then says, as sentences.

        Raises
        ------
        ProtocolError
            If the process ended instead.
        """
        with self._lock:
            self._wait()
            return self._notes

    def _wait(self) -> None:
        if not self._ready:
            self._notes: list[str] = self._read(START_SECONDS)["ready"]
            self._ready = True

    def fork(self, theirs: socket.socket, slot: int, cpu_seconds: int | None = None) -> Fork:
        """A new fork at the other end of `theirs`, which is closed here. See `new_fork`.

        Raises
        ------
        CannotFork
            If the kernel has no process for it.
        ProtocolError, OSError
            If there is no fork server, and none can be started. `theirs` may have been used.
        """
        core = self._cores[slot % len(self._cores)] if self._cores else None
        options = self._options | {"core": core}
        if cpu_seconds is not None:
            options["cpu_seconds"] = cpu_seconds
        with theirs, self._lock:
            if self._broken or self._process.poll() is not None:
                self._restart()
            try:
                self._wait()
                answer = self._ask({"do": "fork", "slot": slot, "options": options}, theirs)
            except (OSError, ProtocolError):
                self._broken = True
                raise
            if "pid" not in answer:
                raise CannotFork(f"no new process could be started ({answer['error']})")
            return Fork(self._starts, answer["pid"])

    def end(self, fork: Fork) -> Ended:
        """End a fork and all it started, empty its scratch folder; returns how it had ended."""
        with self._lock:
            if fork.start != self._starts or self._broken:
                return Ended(None)
            try:
                answer = self._ask({"do": "end", "pid": fork.pid})
                return Ended(**answer)
            except (OSError, ProtocolError, TypeError):  # an error in place of the answer, too
                self._broken = True
                return Ended(None)

    def usage(self, fork: Fork) -> Usage | None:
        """What a fork has used until now; None if it is gone."""
        with self._lock:
            if fork.start != self._starts or self._broken:
                return None
            try:
                found = self._ask({"do": "usage", "pid": fork.pid}).get("usage")
            except (OSError, ProtocolError):
                self._broken = True
                return None
            return Usage(**found) if found else None

    def renew(self) -> None:
        """Start the process anew with the next fork; its forks are ended."""
        with self._lock:
            self._broken = True

    def close(self) -> None:
        """End the process, its sandbox and every fork in it."""
        with self._lock:
            self._end_process()
        self._starter.shutdown()

    def _restart(self) -> None:
        self._end_process()
        self._starter.submit(self._start).result()

    def _end_process(self) -> None:
        self._control.close()  # it ends by itself when nobody can ask it any more
        try:
            self._process.wait(timeout=0 if self._broken else 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()
        self._log.close()

    def _ask(self, request: dict, theirs: socket.socket | None = None) -> dict:
        if theirs is None:
            self._control.send(b"\0")
        else:
            socket.send_fds(self._control, [b"\0"], [theirs.fileno()])
        self._write(request)
        return self._read(ANSWER_SECONDS)

    def _write(self, message: dict) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        write_frame(self._control, encode(message), MAX_MESSAGE, deadline)

    def _read(self, seconds: float) -> dict:
        try:
            deadline = time.monotonic() + seconds
            return cast(dict, decode(read_frame(self._control, MAX_MESSAGE, deadline)))
        except ProtocolError as error:
            self._broken = True
            ended = f"a fork server ended or hangs (exit code {self._process.poll()}): {error}"
            raise ProtocolError(ended + self._last_words()) from error

    def _last_words(self) -> str:
        """What the process, or what started it, wrote last before it ended, as a sentence."""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - MAX_WORDS))
        lines = self._log.read().decode(errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f" It wrote: {one_line(said)}" if said else ""
