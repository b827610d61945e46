"""The two processes that grade a submission, as the office holds them: ended once, or replaced."""

from __future__ import annotations

import select
import socket
import time

from grader.rooms.ended import Ended
from grader.rooms.warm_process import FreshProcess, Room, WarmProcess, new_room
from grader.usage import Usage
from grader.wire.errors import WireError
from grader.wire.frames import read_frame, write_frame
from grader.wire.values import LIMITS, decode

JOBS_AN_EXAMINER = 200  # then a new one is forked, so that nothing can pile up in it
EXAMINER_BYTES = 1 << 30  # or when it has more in memory than this
FRAME_SECONDS = 60.0  # for the rest of a message that has begun to arrive


class Worker:
    """One student worker, ended once."""

    def __init__(self, students: WarmProcess | FreshProcess, room: Room, slot: int) -> None:
        self._students, self._room, self._slot = students, room, slot
        self._ended: Ended | None = None

    def usage(self) -> Usage | None:
        """What it has used; None if it is gone."""
        return None if self._ended else self._students.usage(self._room)

    def end(self) -> Ended:
        """How it has ended; if it has not, it does now."""
        if self._ended is None:
            self._ended = self._students.end(self._room, self._slot)
        return self._ended


class Examiner:
    """One examiner, replaced when it is late, gone or worn."""

    def __init__(self, warm: WarmProcess, slot: int) -> None:
        self._warm, self.slot = warm, slot
        self._room: Room | None = None
        self._start()

    def _start(self) -> None:
        self._room, self._control = new_room(self._warm, self.slot)
        self._jobs = 0

    def renew(self) -> Ended:
        """Replace it; tells how the old one had ended."""
        self._control.close()
        ended = self._warm.end(self._room, self.slot) if self._room else Ended(None)
        self._room = None
        self._start()
        return ended

    def renew_if_worn(self) -> None:
        """Replace it where it is gone, has done much, or keeps much in memory."""
        used = self.usage()
        if used is None or self._jobs >= JOBS_AN_EXAMINER or used.resident > EXAMINER_BYTES:
            self.renew()

    def usage(self) -> Usage | None:
        """What it has used since it was started; None if it is gone."""
        return self._warm.usage(self._room) if self._room else None

    def give(self, job: bytes, room: socket.socket) -> None:
        """Hand over a job and the line to its room; an examiner that is gone is replaced first."""
        try:
            self._give(job, room)
        except (OSError, WireError):
            self.renew()
            self._give(job, room)

    def _give(self, job: bytes, room: socket.socket) -> None:
        self._jobs += 1
        socket.send_fds(self._control, [b"\0"], [room.fileno()])
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
            return decode(read_frame(self._control, LIMITS.message_bytes, deadline))
        except (WireError, OSError):
            return None
