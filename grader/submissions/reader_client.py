"""The coordinator's end of the line to a submission reader: a question out, plans or answers back.

A reader has no files of its own. It asks for those of its submission, part by part, and is refused
any other.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.assignment.model import Assignment
from grader.errors import NoAccess, UnreadableNotebook
from grader.language import ENGLISH, speak
from grader.protocol import Malformed, Unsupported
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.sandbox.exit_status import Ended
from grader.sandbox.fork_servers import Server, new_fork
from grader.sandbox.process_usage import Meter
from grader.submissions.candidate_files import CandidateFile, hidden_notebooks
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.notebook_text import MAX_FILE_BYTES
from grader.submissions.reader_messages import (
    ANSWERS,
    CONTENT,
    LIMITS,
    NO_ACCESS,
    PART_BYTES,
    READ,
    UNREADABLE,
    answers_of,
    assignment_data,
    files_data,
    plans_of,
)
from grader.submissions.safe_files import plain_part

LOOK = 0.25  # seconds between two looks at what a reader has used
SILENCE = 120.0  # seconds by the clock in which a reader may do nothing
FRAME_SECONDS = 60.0  # for the rest of a message that has begun to cross
MAX_READS = 2  # of one file: under its own name, and as one that may be another notebook
SLOT = 0  # readers write no files, so that all may have the same scratch folder


class TooMuch(Exception):
    """A submission takes more time or memory to be read than it may, or breaks its reader."""


class ReaderClient:
    """A submission reader, and our end of the line to it; it ends when that is closed."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._fork, self._sock = new_fork(server, SLOT)
        self._assignment: Assignment | None = None

    def ask(
        self,
        what: str,
        folder: Path,
        files: Sequence[CandidateFile],
        assignment: Assignment,
        seconds: float,
    ) -> Any:
        """Have a submission read, and hand over its files as they are asked for.

        Raises
        ------
        TooMuch
            If the reader has used so many seconds of processor time.
        TimeoutError, ProtocolError, OSError
            If it does nothing; if it has ended, or breaks the protocol.
        """
        paths = [folder / f"{notebook.name}.ipynb" for notebook in assignment.notebooks]
        may_read = {path: _Reads() for path in (*paths, *(file.path for file in files))}
        known = assignment is self._assignment  # it is large
        self._assignment = assignment
        meter, used = Meter(lambda: self._server.usage(self._fork)), 0.0
        self._send(
            (
                what,
                None if known else assignment_data(assignment),
                os.fsencode(folder),
                files_data(files),
                hidden_notebooks(folder),
            )
        )
        since = time.monotonic()
        while True:
            if self._has_news(min(LOOK, seconds)):
                answer = self._receive()
                if type(answer) is str:
                    raise Unsupported(answer)
                if type(answer) is not tuple:
                    if what == ANSWERS:
                        return answers_of(answer)
                    plans = plans_of(answer, assignment)
                    _check_folders(plans, may_read)
                    return plans
                self._send(_content(answer, may_read))
                since = time.monotonic()
                continue
            step = meter.read()
            used += step.processor
            if used > seconds:
                raise TooMuch
            if step.processor or step.waiting:
                since = time.monotonic()
            if time.monotonic() - since > SILENCE:
                raise TimeoutError

    def _has_news(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _send(self, message: object) -> None:
        deadline = time.monotonic() + FRAME_SECONDS
        write_frame(self._sock, encode(message, LIMITS), LIMITS.message_bytes, deadline)

    def _receive(self) -> object:
        deadline = time.monotonic() + FRAME_SECONDS
        return decode(read_frame(self._sock, LIMITS.message_bytes, deadline), LIMITS)

    def close(self) -> Ended:
        """End it; tells how it had ended before, if it had."""
        ended = self._server.end(self._fork)
        self._sock.close()
        return ended


@dataclass
class _Reads:
    """How often a file may still be read from its start, and where its next part begins."""

    left: int = MAX_READS
    next_part: int = 0


def _check_folders(plans: list[GradingPlan], may_read: dict[Path, _Reads]) -> None:
    """Refuse a folder that no file of the submission lies in: files are read from it."""
    folders = {str(path.parent) for path in may_read} | {""}
    if any(plan.found_in not in folders for plan in plans):
        raise Malformed("the reader found a notebook where there is none")


def _content(question: tuple, may_read: dict[Path, _Reads]) -> tuple[str, object]:
    """Return the part of a file that the reader asks for, or why there is none.

    A file is read from its start, part by part.
    """
    if [type(one) for one in question] != [str, bytes, int] or question[0] != READ:
        raise Malformed("the reader asked for something else than a part of a file")
    path, start = Path(os.fsdecode(question[1])), question[2]
    reads = may_read.get(path)
    if reads is None or not (start == reads.next_part if start else reads.left):
        raise Malformed("the reader asked for a file that it may not read, or too often")
    reads.left -= not start
    reads.next_part = 0
    try:
        with speak(ENGLISH):  # as the reader, which knows no language before it has read the file
            part = plain_part(path, start, PART_BYTES, MAX_FILE_BYTES)
        if len(part) == PART_BYTES:
            reads.next_part = start + PART_BYTES
        return CONTENT, part
    except NoAccess as error:
        return NO_ACCESS, str(error)
    except UnreadableNotebook as error:
        return UNREADABLE, str(error)
