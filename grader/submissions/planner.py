"""Planning apart: a notebook made to be slow to read costs its own student, and nobody else.

Nothing of a submission is run here, but its text is parsed. That happens in a process of its own,
with limits, one for each thread that asks; it is ended and replaced when it takes too long.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import resource
import threading
from typing import Any

from grader.authoring.exam import Exam
from grader.submissions.collection import Submission
from grader.submissions.plan import failed_plan
from grader.submissions.question import Plan

SECONDS = 20.0
MEMORY_BYTES = 4 << 30
TOO_SLOW = (
    "This notebook can't be read within {:g} seconds and {} GB. An assignment's notebook has some "
    "hundred cells at most: hand in the assignment's own notebook."
)

# A server forks the readers: it has no threads and has imported what they need.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["grader.light_imports", "grader.submissions.collection"])
_mine = threading.local()


def plans_apart(submission: Submission, exam: Exam, seconds: float = SECONDS) -> list[Plan]:
    """What is to be run for each of the exam's notebooks, as `Submission.plans` says.

    A submission that takes longer than `seconds`, or too much memory, gets plans with that reason.
    """
    plans = _asked("plans", submission, exam, seconds)
    if plans is not None:
        return plans
    reason = TOO_SLOW.format(seconds, MEMORY_BYTES >> 30)
    return [failed_plan(notebook, reason) for notebook in exam.notebooks]


def answers_apart(submission: Submission, exam: Exam, seconds: float = SECONDS) -> dict[str, str]:
    """The code of the graded cells, as `Submission.answers` says; none if that takes too long."""
    return _asked("answers", submission, exam, seconds) or {}


def _asked(what: str, submission: Submission, exam: Exam, seconds: float) -> Any:
    """What a method of the submission returns, or None if it takes too long or too much memory."""
    for _ in range(2):  # again if the reader has died: an earlier submission may be to blame
        if not hasattr(_mine, "reader"):
            _mine.reader = _Reader()
        try:
            return _mine.reader.ask(what, submission, exam, seconds)
        except (OSError, EOFError, TimeoutError) as error:
            _mine.reader.close()
            del _mine.reader
            if isinstance(error, TimeoutError):
                break
    return None


class _Reader:
    """The process, and our end of the pipe to it. It ends when that end is closed."""

    def __init__(self) -> None:
        self._pipe, theirs = _context.Pipe()
        self._process = _context.Process(target=_read_on, args=(theirs,), daemon=True)
        self._process.start()
        self._exam: Exam | None = None
        theirs.close()

    def ask(self, what: str, submission: Submission, exam: Exam, seconds: float) -> Any:
        """What the method `what` of the submission returns.

        Raises
        ------
        TimeoutError, EOFError, OSError
            If it did not come in time; if the process has ended.
        """
        self._pipe.send((what, submission, None if exam is self._exam else exam))  # it is large
        self._exam = exam
        if not self._pipe.poll(seconds):
            raise TimeoutError
        return self._pipe.recv()

    def close(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()


def _read_on(pipe: multiprocessing.connection.Connection) -> None:
    """Answer until the other end is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with contextlib.suppress(EOFError):
        exam = None
        while True:
            what, submission, other = pipe.recv()
            exam = other or exam
            pipe.send(getattr(submission, what)(exam))
