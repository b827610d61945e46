"""Planning in a process of its own: a hostile notebook costs its own student, and nobody else.

Nothing of a submission is run here, but its text is parsed. That happens in a submission reader
(`grader.submissions.submission_reader`), in a sandbox without network or files. Readers live long;
one is ended and replaced when it takes too long or too much.
"""

from __future__ import annotations

import atexit
import os
import select
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.assignment.model import Assignment
from grader.errors import NoAccess, UnreadableNotebook
from grader.language import ENGLISH, speak
from grader.protocol import Malformed, ProtocolError, TimedOut, Unsupported
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.sandbox.exit_status import Ended
from grader.sandbox.fork_server_client import Program
from grader.sandbox.fork_servers import Server, new_fork, start_server
from grader.sandbox.process_usage import Meter
from grader.sandbox.restrictions import Allowance
from grader.submissions.candidate_files import CandidateFile, hidden_notebooks
from grader.submissions.files_beside import files_to_read, without_answers
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.notebook_text import MAX_FILE_BYTES
from grader.submissions.planning import failed_plan
from grader.submissions.reader_messages import (
    ANSWERS,
    CONTENT,
    LIMITS,
    NO_ACCESS,
    PART_BYTES,
    PLANS,
    READ,
    UNREADABLE,
    answers_of,
    assignment_data,
    files_data,
    plans_of,
)
from grader.submissions.safe_files import plain_part
from grader.submissions.submission import Submission

SECONDS = 20.0  # of processor time
MEMORY_BYTES = 4 << 30
LOOK = 0.25  # seconds between two looks at what a reader has used
SILENCE = 120.0  # seconds by the clock in which a reader may do nothing
FRAME_SECONDS = 60.0  # for the rest of a message that has begun to cross
MAX_READS = 2  # of one file: under its own name, and as one that may be another notebook
TOO_SLOW = (
    "This notebook can't be read within {:g} seconds and {} GB. An assignment's notebook has some "
    "hundred cells at most: submit the assignment's own notebook."
)
NOT_READ = "This notebook could not be read, which is no fault of its own: {}."

READER = Program("grader.submissions.submission_reader", hides=True)
ALLOWANCE = Allowance(MEMORY_BYTES, cpu_seconds=10**7, threads=8)  # the coordinator counts its time
SLOT = 0  # readers write no files, so that all may have the same scratch folder


class TooMuch(Exception):
    """A submission takes more time or memory to be read than it may, or breaks its reader."""


class NotRead(Exception):
    """The machine was in the way; the text says how."""


def plan_in_subprocess(
    submission: Submission, assignment: Assignment, seconds: float = SECONDS
) -> list[GradingPlan]:
    """Decide what is to be run for each of the assignment's notebooks.

    A submission that takes more than `seconds` of processor time, or too much memory, gets plans
    with that reason. Where the machine was in the way, its plans say that there is no verdict.
    """
    first, *others = _plans(submission, assignment, seconds)
    with speak(first.author.language):
        return [replace(first, findings=(*first.findings, *submission.notes)), *others]


def _plans(submission: Submission, assignment: Assignment, seconds: float) -> list[GradingPlan]:
    try:
        plans: list[GradingPlan] = _asked(PLANS, submission, assignment, seconds)
    except UnreadableNotebook as error:
        reason, fault = str(error), isinstance(error, NoAccess)
    except TooMuch:
        reason, fault = TOO_SLOW.format(seconds, MEMORY_BYTES >> 30), False
    except NotRead as error:
        reason, fault = NOT_READ.format(error), True
    else:
        return [_with_files(plan, submission) for plan in plans]
    return [failed_plan(notebook, reason, fault=fault) for notebook in assignment.notebooks]


def _with_files(plan: GradingPlan, submission: Submission) -> GradingPlan:
    """Add what the student's code may read, if any of it is to be run."""
    if all(task.settled for task in plan.tasks):
        return plan
    inner = Path(plan.found_in) if plan.found_in else None
    with speak(plan.author.language):
        found, findings = files_to_read(submission.home, inner)
    files = {**dict(found), **dict(plan.files)}
    code = [cell.source for cell in plan.cells if cell.is_code]
    files_for_code = without_answers(tuple(files.items()), code)
    return replace(plan, files=files_for_code, findings=(*plan.findings, *findings))


def answers_in_subprocess(
    submission: Submission, assignment: Assignment, seconds: float = SECONDS
) -> dict[str, str]:
    """Return the code of each graded cell, by its grade_id; none if it can't be read."""
    try:
        return _asked(ANSWERS, submission, assignment, seconds)
    except (UnreadableNotebook, TooMuch, NotRead):
        return {}


def _asked(what: str, submission: Submission, assignment: Assignment, seconds: float) -> Any:
    """Return a reader's answer.

    Raises
    ------
    UnreadableNotebook
        If its folders can't be looked into.
    TooMuch, NotRead
        If there is no answer, by the submission's fault or by the machine's.
    """
    submission.check_folder()
    try:
        files = submission.files
    except OSError as error:  # one strange folder never stops the class
        told = f"The grader could not read these files ({type(error).__name__}: {error})."
        raise UnreadableNotebook(told) from error
    reason = ""
    for is_fresh in (False, True):  # an earlier submission may be to blame for the first
        reader = None
        try:
            reader = _pool.take(is_fresh)
            answer = reader.ask(what, submission.folder, files, assignment, seconds)
        except (OSError, ProtocolError) as error:
            reason = _why(error, reader.close() if reader else None)
        except BaseException:
            if reader:
                reader.close()
            raise
        else:
            _pool.give_back(reader)
            return answer
    raise NotRead(reason) if reason else TooMuch


def _why(error: Exception, ended: Ended | None) -> str:
    """Say what on this machine kept a submission from being read; empty if it did so itself."""
    if ended is None or isinstance(error, Unsupported):
        return str(error)  # there was no reader, or the assignment can't be sent to it
    if isinstance(error, (TimeoutError, TimedOut)):
        return f"the process that reads it did nothing for {SILENCE:g} seconds"
    return "the process that reads it was killed" if ended.from_outside else ""


class _Reader:
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


class _Pool:
    """The readers that have nothing to do, and the server that forks them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Reader] = []
        self._server: Server | None = None

    def take(self, is_fresh: bool) -> _Reader:
        """Return a reader for the caller alone, a new one if `is_fresh` or if none is idle."""
        with self._lock:
            if self._idle and not is_fresh:
                return self._idle.pop()
            if self._server is None:
                self._server = start_server(READER, ALLOWANCE, slots=1)
            server = self._server
        return _Reader(server)

    def give_back(self, reader: _Reader) -> None:
        with self._lock:
            self._idle.append(reader)

    def close(self) -> None:
        """End all readers and their server."""
        with self._lock:
            server, self._server, self._idle = self._server, None, []
        if server:
            server.close()


_pool = _Pool()
atexit.register(_pool.close)
