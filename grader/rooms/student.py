"""The student room: runs cells, then answers what the examiner asks about their names.

Everything here shares its process with student code, so nothing it says is trusted: the examiner
takes its answers for values and nothing more.
"""

from __future__ import annotations

import linecache
import os
import socket
import sys
import tempfile
import traceback
import types
from collections.abc import Sequence

from grader.rooms.confine import Allowance, confine
from grader.rooms.execution import run_cell
from grader.rooms.notebook_shell import NotebookShell
from grader.rooms.sandbox import DEVICES, readable
from grader.wire.errors import WireError
from grader.wire.frames import read_frame, write_frame
from grader.wire.kinds import Raised, Uncrossable
from grader.wire.packing import pack
from grader.wire.registry import Registry
from grader.wire.values import LIMITS, decode, encode

MISSING, VALUE = "missing", "value"
OPEN = (0, "open")


def enter(sock: socket.socket, scratch: str, options: dict) -> None:
    """Confine this process for good, then serve the examiner until it hangs up."""
    os.environ.update(HOME=scratch, TMPDIR=scratch, MPLCONFIGDIR=scratch, KERAS_HOME=scratch)
    tempfile.tempdir = scratch  # it was looked up, and kept, before there was a room
    os.chdir(scratch)
    os.setsid()  # where the kernel shares processor time by session, each room has its part
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    own = os.dup2(sock.detach(), 3)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    allowance = Allowance(options["memory_bytes"], options["cpu_seconds"])
    if options["confined"]:
        confine(
            [*readable(), *DEVICES, "/proc"],
            [scratch, os.devnull],
            allowance,
            refuse_calls=options["refuse_calls"],
        )
    StudentRoom(socket.socket(fileno=own)).serve()


class StudentRoom:
    """The notebook's namespace, and what the examiner asks about it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._registry = Registry()
        module = types.ModuleType("__main__")
        self._names = module.__dict__
        sys.modules["__main__"] = module
        NotebookShell(self._names).install()

    def serve(self) -> None:
        """Say that the room is open, then answer until the examiner hangs up."""
        write_frame(self._sock, encode(OPEN), LIMITS.message_bytes)
        while True:
            try:
                number, what, *rest = decode(read_frame(self._sock, LIMITS.message_bytes, None))
            except WireError:
                return
            answer = getattr(self, f"_do_{what}")(*rest)
            write_frame(self._sock, self._encoded(number, answer), LIMITS.message_bytes)

    def _encoded(self, number: int, answer: object) -> bytes:
        try:
            return encode((number, answer))
        except WireError as error:
            kind = type(answer).__name__
            return encode((number, Uncrossable(kind, f"a value that is too large: {error}", 0)))

    def _do_run(self, cells: Sequence[tuple[str, str]]) -> list[Raised | None]:
        """Run cells as a notebook does: after an error the cells below still get their turn."""
        return [self._run(label, code) for label, code in cells]

    def _run(self, label: str, code: str) -> Raised | None:
        # as in a notebook, `inspect.getsource` finds what a cell has defined
        linecache.cache[label] = (len(code), None, code.splitlines(keepends=True), label)
        try:
            exec(compile(code, label, "exec"), self._names)
        except BaseException as error:  # SystemExit ends a cell, as in a notebook
            return _raised(error)
        return None

    def _do_get(self, name: str) -> object:
        return (MISSING,) if name not in self._names else self._pack(self._names[name])

    def _do_call(self, ref: int, args: Sequence[object], kwargs: dict[str, object]) -> object:
        try:
            function = self._registry.find(ref)
            result = function(*map(self._live, args), **{k: self._live(kwargs[k]) for k in kwargs})
            return self._pack(result)
        except BaseException as error:
            return _raised(error)

    def _do_test(self, source: str) -> object:
        """Run a whole test in here, for courses that allow it; the examiner labels the outcome."""
        try:
            return (VALUE, pack(run_cell(source, self._names), self._registry))
        except BaseException as error:
            return _raised(error)

    def _do_set(self, name: str, value: object) -> None:
        self._names[name] = self._live(value)

    def _do_delete(self, name: str) -> None:
        self._names.pop(name, None)

    def _pack(self, value: object) -> object:
        try:
            return (VALUE, pack(value, self._registry))
        except BaseException as error:  # an object may refuse to be looked at, with any error
            return _raised(error)

    def _live(self, value: object) -> object:
        """The value, with the live objects for what the examiner names by reference."""
        if type(value) in (list, tuple):
            return type(value)(self._live(item) for item in value)
        if type(value) is dict:
            return {key: self._live(item) for key, item in value.items()}
        ref = getattr(value, "ref", None)
        return value if ref is None else self._registry.find(ref)


def _raised(error: BaseException) -> Raised:
    """An exception as plain text, with the line of the student's own code it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not os.path.isabs(frame.filename)]
    where = f"{own[-1].filename}, line {own[-1].lineno}" if own else ""
    try:
        message = str(error)
    except BaseException:
        message = "(its message could not be read)"
    return Raised(type(error).__name__[:300], message[:4000], where)
