"""Planning apart: a notebook made to be slow to read costs its own student, and nobody else.

Nothing of a submission is run here, but its text is parsed. That happens in a process of its own,
with limits, one for each thread that asks; it is ended and replaced when it takes too long.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import resource
import signal
import threading
import time
from typing import Any

from grader.assignment.model import Assignment
from grader.sandbox.process_usage import Meter, usage
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.planning import failed_plan
from grader.submissions.submission import Submission

SECONDS = 20.0  # of processor time
MEMORY_BYTES = 4 << 30
LOOK = 0.25  # seconds between two looks at what a reader has used
SILENCE = 120.0  # seconds by the clock in which a reader may do nothing: it waits for a disk then
TOO_SLOW = (
    "This notebook can't be read within {:g} seconds and {} GB. An assignment's notebook has some "
    "hundred cells at most: submit the assignment's own notebook."
)
NOT_READ = "This notebook could not be read, which is no fault of its own: {}."

# A server forks the readers: it has no threads and has imported what they need.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["grader.light_imports", "grader.submissions.submission"])
_mine = threading.local()


class TooMuch(Exception):
    """A submission takes more time or memory to be read than it may."""


class NotRead(Exception):
    """The machine was in the way; the text says how."""


def plan_in_subprocess(
    submission: Submission, assignment: Assignment, seconds: float = SECONDS
) -> list[GradingPlan]:
    """What is to be run for each of the assignment's notebooks, as `Submission.plans` says.

    A submission that takes more than `seconds` of processor time, or too much memory, gets plans
    with that reason. Where the machine was in the way, its plans say that there is no verdict.
    """
    try:
        return _asked("plans", submission, assignment, seconds)
    except TooMuch:
        reason, fault = TOO_SLOW.format(seconds, MEMORY_BYTES >> 30), False
    except NotRead as error:
        reason, fault = NOT_READ.format(error), True
    return [failed_plan(notebook, reason, fault=fault) for notebook in assignment.notebooks]


def answers_in_subprocess(
    submission: Submission, assignment: Assignment, seconds: float = SECONDS
) -> dict[str, str]:
    """The code of the graded cells, as `Submission.answers` says; none if it can't be read."""
    try:
        return _asked("answers", submission, assignment, seconds)
    except (TooMuch, NotRead):
        return {}


def _asked(what: str, submission: Submission, assignment: Assignment, seconds: float) -> Any:
    """What a method of the submission returns.

    Raises
    ------
    TooMuch, NotRead
        If there is no answer, by the submission's fault or by the machine's.
    """
    reason = "no process was left to read it"
    for _ in range(2):  # again if the reader has died: an earlier submission may be to blame
        try:
            if not hasattr(_mine, "reader"):
                _mine.reader = _Reader()
            return _mine.reader.ask(what, submission, assignment, seconds)
        except TooMuch:
            _end_reader()
            raise
        except (OSError, EOFError, TimeoutError) as error:
            code = _end_reader()
            if isinstance(error, TimeoutError):
                reason = f"the process that reads it did nothing for {SILENCE:g} seconds"
            elif code == -signal.SIGKILL:
                reason = "the process that reads it was killed"
            elif isinstance(error, EOFError):
                reason = ""  # it crashed, or had no more memory of what it may use
            else:
                reason = str(error)
    raise NotRead(reason) if reason else TooMuch


def _end_reader() -> int | None:
    """End this thread's reader, if there is one; returns its exit code if it had ended before."""
    reader = _mine.__dict__.pop("reader", None)
    return reader.close() if reader else None


class _Reader:
    """The process, and our end of the pipe to it. It ends when that end is closed."""

    def __init__(self) -> None:
        self._pipe, theirs = _context.Pipe()
        self._process = _context.Process(target=_read_on, args=(theirs,), daemon=True)
        try:
            self._process.start()
        except BaseException:
            self._pipe.close()
            raise
        finally:
            theirs.close()
        self._exam: Assignment | None = None

    def ask(self, what: str, submission: Submission, assignment: Assignment, seconds: float) -> Any:
        """What the method `what` of the submission returns.

        Raises
        ------
        TooMuch
            If the reader has used so many seconds of processor time.
        TimeoutError, EOFError, OSError
            If it does nothing; if it has ended.
        """
        meter = Meter(lambda: usage(self._process.pid))
        self._pipe.send(
            (what, submission, None if assignment is self._exam else assignment)
        )  # it is large
        self._exam = assignment
        used, since = 0.0, time.monotonic()
        while not self._pipe.poll(min(LOOK, seconds)):
            step = meter.read()
            used += step.processor
            if used > seconds:
                raise TooMuch
            if step.processor or step.waiting:
                since = time.monotonic()
            if time.monotonic() - since > SILENCE:
                raise TimeoutError
        return self._pipe.recv()

    def close(self) -> int | None:
        """End it; its exit code if it had ended before."""
        self._pipe.close()
        self._process.join(LOOK)  # one that is ending has told its end of the pipe first
        code = self._process.exitcode
        self._process.kill()
        self._process.join()
        return code


def _read_on(pipe: multiprocessing.connection.Connection) -> None:
    """Answer until the other end is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with contextlib.suppress(EOFError):
        assignment = None
        while True:
            what, submission, other = pipe.recv()
            assignment = other or assignment
            pipe.send(getattr(submission, what)(assignment))
