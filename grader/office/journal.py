"""What has been graded already: a class that was interrupted goes on where it stopped.

One small file a submission, below ``.grader/`` in the course's folder. It is written last, after
the gradebook's transaction, so that what is in the journal is in the gradebook too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from grader.authoring.exam import Exam
from grader.course import Course
from grader.fresh_tasks.secret import class_secret
from grader.rooms.room import Limits
from grader.submissions.collection import Submission
from grader.submissions.reading import MAX_BYTES
from grader.verdicts.verdict import SubmissionResult, TestResult, Verdict

FOLDER = ".grader"
ENGINE = 4  # raise it when the engine may judge the same submission otherwise, or tell more


class Journal:
    """The journal of one assignment."""

    def __init__(self, course: Course, exam: Exam, limits: Limits) -> None:
        self._folder = course.root / FOLDER / exam.assignment
        sources = [cell.source for nb in exam.notebooks for cell in nb.cells]
        tests = [
            [test.grade_id, test.source, test.inside, test.also_inside]
            for notebook in exam.notebooks
            for test in notebook.tests
        ]
        # another secret draws other fresh tasks, which may be judged otherwise
        secret = hashlib.sha256(class_secret(course.root)).hexdigest()
        basis = [ENGINE, exam.assignment, sources, tests, asdict(limits), secret]
        self._basis = json.dumps(basis)
        self._names = [f"{notebook.name}.ipynb" for notebook in exam.notebooks]

    def find(self, submission: Submission) -> SubmissionResult | None:
        """The result of grading exactly this submission by exactly these tests, if there is one."""
        try:
            entry = json.loads(self._path(submission).read_text(encoding="utf-8"))
            if entry["fingerprint"] != self._fingerprint(submission):
                return None
            return _result(entry["result"])
        except (OSError, ValueError, KeyError, TypeError):
            return None  # never graded, or half a file: it is graded anew

    def write(self, submission: Submission, result: SubmissionResult) -> None:
        """Note the result, whole or not at all."""
        path = self._path(submission)
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = {"fingerprint": self._fingerprint(submission), "result": asdict(result)}
        temporary = path.with_name(f"{path.name}.new")
        temporary.write_text(json.dumps(entry), encoding="utf-8")
        os.replace(temporary, path)

    def _path(self, submission: Submission) -> Path:
        return self._folder / f"{submission.student}.json"

    def _fingerprint(self, submission: Submission) -> str:
        """Changes with every byte of the notebooks handed in, and with the tests and limits."""
        digest = hashlib.sha256(self._basis.encode())
        digest.update(repr(submission.timestamp).encode())
        for name in self._names:
            path = submission.folder / name
            readable = path.is_file() and not path.is_symlink()
            too_large = readable and path.stat().st_size > MAX_BYTES
            content = path.read_bytes() if readable and not too_large else repr(too_large).encode()
            digest.update(hashlib.sha256(content).digest())
        return digest.hexdigest()


def graded_before(course: Course, assignment: str) -> Iterator[SubmissionResult]:
    """Every result that was noted for an assignment, whatever was handed in since."""
    for path in sorted((course.root / FOLDER / assignment).glob("*.json")):
        try:
            yield _result(json.loads(path.read_text(encoding="utf-8"))["result"])
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _result(data: dict) -> SubmissionResult:
    tests = [TestResult(**test | {"verdict": Verdict(test["verdict"])}) for test in data["tests"]]
    whole = {"tests": tuple(tests), "remarks": tuple(data["remarks"])}
    return SubmissionResult(**data | whole | {"notebooks": tuple(data["notebooks"])})
