"""The log of an assignment's grading runs: a JSON object a line, for another terminal or a script.

It lies beside the result cache, as ``.grader/ASSIGNMENT.log.jsonl``. Each line has the time ``at``,
the number of the ``run`` and an ``event``: ``begun`` with the number of ``submissions``, ``graded``
with ``student``, ``score`` and ``max_score``, ``fault`` with ``student`` and ``why``, or ``ended``.
A run that has not ended holds a lock on the file while its process lives.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from grader.course import Course
from grader.file_lock import hold, is_held
from grader.printable import json_line
from grader.results import SubmissionResult

SUFFIX = ".log.jsonl"
MOST_BYTES = 10_000_000  # a longer one is put aside when the next run begins


@dataclass(frozen=True)
class RunStatus:
    """How far the last grading run of an assignment has come.

    Attributes
    ----------
    begun, last:
        When it began, and when something was last noted.
    submissions, graded, faults:
        How many there are; how many have a grade, and how many have none for a fault.
    running:
        Whether it has not ended and its process lives.
    ended:
        Whether it came to its end.
    """

    assignment: str
    begun: datetime.datetime
    last: datetime.datetime
    submissions: int
    graded: int = 0
    faults: int = 0
    running: bool = False
    ended: bool = False

    def as_json(self) -> dict[str, object]:
        """A plain dict, with times as ISO 8601 texts."""
        return asdict(self) | {"begun": self.begun.isoformat(), "last": self.last.isoformat()}


class GradingLog:
    """Notes one grading run, as a context manager.

    A log that can't be written, for a full disk say, stops no grading.
    """

    def __init__(self, course: Course, assignment: str, submissions: int) -> None:
        self._path = _path(course, assignment)
        self._run = secrets.token_hex(4)
        self._submissions = submissions
        self._file: TextIO | None = None

    def __enter__(self) -> GradingLog:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size > MOST_BYTES:
                self._path.replace(self._path.with_name(self._path.name + ".old"))
            self._file = self._path.open("a", encoding="utf-8")
            hold(self._file)
        self._note("begun", submissions=self._submissions)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._note("ended")
        if self._file:
            self._file.close()

    def add(self, result: SubmissionResult) -> None:
        """Note the result of a submission."""
        if result.faults:
            self._note("fault", student=result.student, why=result.faults[0].message)
        else:
            points = {"score": result.score, "max_score": result.max_score}
            self._note("graded", student=result.student, **points)

    def _note(self, event: str, **about: object) -> None:
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = json_line({"at": at, "run": self._run, "event": event, **about})
        if self._file:
            with contextlib.suppress(OSError):
                print(line, file=self._file, flush=True)


def last_runs(course: Course) -> list[RunStatus]:
    """The status of each assignment's last grading run, by name."""
    found = []
    for path in sorted(course.state.glob(f"*{SUFFIX}")):
        with contextlib.suppress(OSError), path.open("rb") as file:
            running = is_held(file)
            status = _last_run(path.name.removesuffix(SUFFIX), file)
            if status:
                found.append(replace(status, running=running and not status.ended))
    return found


def _path(course: Course, assignment: str) -> Path:
    return course.state / f"{assignment}{SUFFIX}"


def _last_run(assignment: str, lines: Iterator[bytes]) -> RunStatus | None:
    """The run that began last, of the lines of a log; half a line is left out."""
    status, run = None, ""
    for line in lines:
        try:
            one = json.loads(line)
            at, event = datetime.datetime.fromisoformat(one["at"]), one["event"]
            if event == "begun":
                status, run = RunStatus(assignment, at, at, one["submissions"]), one["run"]
            elif status and one["run"] == run:
                status = replace(
                    status,
                    last=at,
                    graded=status.graded + (event == "graded"),
                    faults=status.faults + (event == "fault"),
                    ended=event == "ended",
                )
        except (ValueError, KeyError, TypeError):
            continue
    return status
