"""Planning in a process of its own: a hostile notebook costs its own student, and nobody else.

Nothing of a submission is run here, but its text is parsed. That happens in a submission reader
(`grader.submissions.submission_reader`), in a sandbox without network or files. Readers live long;
one is ended and replaced when it takes too long or too much.
"""

from __future__ import annotations

import atexit
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from cnn_datasets.parallel import cores

from grader.assignment.model import Assignment
from grader.errors import NoAccess, UnreadableNotebook
from grader.language import speak
from grader.protocol import ProtocolError, TimedOut, Unsupported
from grader.sandbox.exit_status import Ended
from grader.sandbox.fork_server_client import Program
from grader.sandbox.fork_servers import Server, start_server
from grader.sandbox.restrictions import Allowance
from grader.submissions.files_beside import files_to_read, without_answers
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.planning import failed_plan
from grader.submissions.reader_client import SILENCE, ReaderClient, TooMuch
from grader.submissions.reader_messages import ANSWERS, PLANS
from grader.submissions.submission import Submission

SECONDS = 20.0  # of processor time
MEMORY_BYTES = 4 << 30
TOO_SLOW = (
    "This notebook can't be read within {:g} seconds and {} GB. An assignment's notebook has some "
    "hundred cells at most: submit the assignment's own notebook."
)
NOT_READ = "This notebook could not be read, which is no fault of its own: {}."

READER = Program("grader.submissions.submission_reader", hides=True)
ALLOWANCE = Allowance(MEMORY_BYTES, cpu_seconds=10**7, threads=8)  # the coordinator counts its time
# With a cluster many submissions are under way at a time, most of which wait for its workers.
_AT_A_TIME = threading.BoundedSemaphore(cores())


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
            with _AT_A_TIME:
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


class _Pool:
    """The readers that have nothing to do, and the server that forks them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[ReaderClient] = []
        self._server: Server | None = None

    def take(self, is_fresh: bool) -> ReaderClient:
        """Return a reader for the caller alone, a new one if `is_fresh` or if none is idle."""
        with self._lock:
            if self._idle and not is_fresh:
                return self._idle.pop()
            if self._server is None:
                self._server = start_server(READER, ALLOWANCE, slots=1)
            server = self._server
        return ReaderClient(server)

    def give_back(self, reader: ReaderClient) -> None:
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
