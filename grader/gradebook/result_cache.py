"""What has been graded already: a class that was interrupted goes on where it stopped.

One small file a submission, below ``.grader/`` in the course's folder. It is written last, after
the gradebook's transaction, so that what is in the cache is in the gradebook too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from grader.assignment.model import Assignment
from grader.atomic_write import write_whole
from grader.course import Course
from grader.errors import UnreadableNotebook
from grader.fresh_tasks.secret import class_secret
from grader.gradebook.assignment_files import digest as digest_of_files
from grader.gradebook.submitted_files import submitted_files
from grader.language import language
from grader.results import SubmissionResult, TestResult, Verdict
from grader.runner.limits import Limits
from grader.submissions.candidate_files import CandidateFile, candidates
from grader.submissions.notebook_text import MAX_FILE_BYTES
from grader.submissions.safe_files import is_folder, plain_digest
from grader.submissions.submission import Submission

MAX_NAME = 200  # bytes; file systems take 255, and a suffix follows
# Raise it when the engine may judge the same submission otherwise, or a result holds other data.
ENGINE = 8


class ResultCache:
    """The result cache of one assignment."""

    def __init__(self, course: Course, assignment: Assignment, limits: Limits) -> None:
        self._settings = course.directory
        self._folder = course.state / assignment.name
        # another secret draws other fresh tasks, which may be judged otherwise
        secret = hashlib.sha256(class_secret(course.state)).hexdigest()
        files = digest_of_files(course, assignment.name)
        # in the language of the moment is told what says no language of its own, such as a file
        # that is no notebook
        basis = [ENGINE, described(assignment), files, asdict(limits), secret, language()]
        self._basis = json.dumps(basis)
        self._names = [f"{notebook.name}.ipynb" for notebook in assignment.notebooks]

    def find(self, submission: Submission) -> SubmissionResult | None:
        """The result of grading exactly this submission by exactly these tests, if there is one."""
        try:
            entry = json.loads(self._path(submission).read_text(encoding="utf-8"))
            if entry["fingerprint"] != self._fingerprint(submission):
                return None
            return _result(entry)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # never graded, or half a file: it is graded anew

    def write(self, submission: Submission, result: SubmissionResult) -> None:
        """Note the result, whole or not at all."""
        entry = {
            "engine": ENGINE,
            "fingerprint": self._fingerprint(submission),
            "result": asdict(result),
        }
        write_whole(self._path(submission), json.dumps(entry))

    def _path(self, submission: Submission) -> Path:
        name = submission.student
        if len(os.fsencode(name)) > MAX_NAME:
            name = hashlib.sha256(name.encode()).hexdigest()
        return self._folder / f"{name}.json"

    def _fingerprint(self, submission: Submission) -> str:
        """Changes with every byte of what may be a notebook, and with the tests and limits."""
        digest = hashlib.sha256(self._basis.encode())
        digest.update(repr(submission.timestamp).encode())
        own = [CandidateFile(submission.folder / name, name) for name in self._names]
        names = [name.removesuffix(".ipynb") for name in self._names]
        for file in [*own, *candidates(submission.files, names)]:
            try:
                if not is_folder(file.path.parent):
                    raise UnreadableNotebook("no folder")
                content = plain_digest(file.path, MAX_FILE_BYTES)
            except UnreadableNotebook as error:
                content = hashlib.sha256(repr(error).encode()).digest()
            digest.update(file.label.encode() + content)
        # what else is there is named where there is no notebook
        digest.update(repr([file.label for file in submission.files]).encode())
        for folder in dict.fromkeys((submission.home, *submission.elsewhere)):
            digest.update(submitted_files(folder, self._settings).digest.encode())
        return digest.hexdigest()


def described(assignment: Assignment) -> list:
    """Everything of an assignment that decides a grade, as plain data.

    Neither outputs of the author's notebook are in it nor other metadata than nbgrader's, which
    change whenever the author runs it.
    """
    return [
        assignment.name,
        [
            {
                "name": notebook.name,
                "cells": [
                    [cell.cell_type, cell.source, cell.metadata.get("nbgrader")]
                    for cell in notebook.cells
                ],
                "blanks": [[s.grade_id, s.blank] for s in (*notebook.solutions, *notebook.manual)],
                "tests": [asdict(test) for test in notebook.tests],
                "locked": [helper.grade_id for helper in notebook.locked],
            }
            for notebook in assignment.notebooks
        ],
    ]


def graded_before(course: Course, assignment: str) -> Iterator[SubmissionResult]:
    """Every result that this engine noted for an assignment, whatever was submitted since."""
    for path in sorted((course.state / assignment).glob("*.json")):
        try:
            yield _result(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _result(entry: dict) -> SubmissionResult:
    """The result in an entry of the cache.

    Raises
    ------
    ValueError, KeyError, TypeError
        If another version of the engine wrote it, or it is damaged.
    """
    if entry["engine"] != ENGINE:
        raise ValueError(f"an entry of engine {entry['engine']}, not {ENGINE}")
    data = entry["result"]
    tests = [TestResult(**test | {"verdict": Verdict(test["verdict"])}) for test in data["tests"]]
    lists = {name: tuple(data[name]) for name in ("findings", "notebooks", "not_graded")}
    return SubmissionResult(**data | lists | {"tests": tuple(tests)})
