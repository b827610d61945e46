"""The two processes that grade a submission, as the coordinator holds them."""

from __future__ import annotations

import select
import socket
import time
from typing import cast

from grader.protocol import ProtocolError
from grader.protocol.codec import decode
from grader.protocol.frames import read_frame, write_frame
from grader.protocol.message_limits import LIMITS
from grader.sandbox.exit_status import Ended
from grader.sandbox.fork_server_client import Fork, ForkServer
from grader.sandbox.fork_servers import Server, new_fork
from grader.sandbox.process_usage import Usage

MOST_JOBS = 200  # then a new one is forked, so that nothing can pile up in it
MOST_BYTES = 1 << 30  # or when it has more in memory than this
FRAME_SECONDS = 60.0  # for the rest of a message that has begun to arrive


class Worker:
    """One student worker, ended once."""

    def __init__(self, students: Server, fork: Fork) -> None:
        self._students, self._fork = students, fork
        self._ended: Ended | None = None

    def usage(self) -> Usage | None:
        """What it has used; None if it is gone."""
        return None if self._ended else self._students.usage(self._fork)

    def end(self) -> Ended:
        """How it has ended; if it has not, it does now."""
        if self._ended is None:
            self._ended = self._students.end(self._fork)
        return self._ended


class TestRunner:
    """One test runner, replaced when it is late, gone or worn."""

    def __init__(self, server: ForkServer, slot: int) -> None:
        self._server, self.slot = server, slot
        self._fork: Fork | None = None
        self._start()

    def _start(self) -> None:
        self._fork, self._control = new_fork(self._server, self.slot)
        self._jobs = 0

    def renew(self) -> Ended:
        """Replace it; tells how the old one had ended."""
        self._control.close()
        ended = self._server.end(self._fork) if self._fork else Ended(None)
        self._fork = None
        self._start()
        return ended

    def renew_if_worn(self) -> None:
        """Replace it where it is gone, has done much, or keeps much in memory."""
        used = self.usage()
        if used is None or self._jobs >= MOST_JOBS or used.resident > MOST_BYTES:
            self.renew()

    def usage(self) -> Usage | None:
        """What it has used since it was started; None if it is gone."""
        return self._server.usage(self._fork) if self._fork else None

    def give(self, job: bytes, line: socket.socket) -> None:
        """Send a job and the line to its worker; a test runner that is gone is replaced first."""
        try:
            self._give(job, line)
        except (OSError, ProtocolError):
            self.renew()
            self._give(job, line)

    def _give(self, job: bytes, line: socket.socket) -> None:
        self._jobs += 1
        socket.send_fds(self._control, [b"\0"], [line.fileno()])
        write_frame(self._control, job, LIMITS.message_bytes, time.monotonic() + FRAME_SECONDS)

    def has_news(self, seconds: float) -> bool:
        """Whether it says something, or ends, within so many seconds."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def outcome(self) -> dict | None:
        """The outcome that has begun to arrive; None if there is none."""
        try:
            deadline = time.monotonic() + FRAME_SECONDS
            return cast(dict, decode(read_frame(self._control, LIMITS.message_bytes, deadline)))
        except (ProtocolError, OSError):
            return None
