"""Our engine inside nbgrader: ``nbgrader autograde`` and formgrader's button use these classes.

`nbgrader_config.py` names them. nbgrader keeps its frame (finding submissions, ``--force``,
folders, permissions); reading, running, scoring and recording are ours.
"""

from __future__ import annotations

import atexit
import logging
import os
import time
from functools import lru_cache
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.exc import OperationalError
from traitlets import Bool, Float

from grader.authoring.exam_reader import read_exam
from grader.course import Course
from grader.errors import GraderError
from grader.fresh_tasks.secret import class_secret
from grader.grading import examine_plan
from grader.needed_data import ensure
from grader.office.autograded import autograded_notebook
from grader.office.decision_cache import was_validated, where_tests_run
from grader.office.gradebook import GradebookWriter
from grader.office.journal import Journal
from grader.rooms.confine import Allowance
from grader.rooms.room import Limits
from grader.rooms.walled import WalledRoom
from grader.submissions.collection import Submission
from grader.submissions.planner import plans_apart
from grader.verdicts.verdict import SubmissionResult

GB = 1 << 30
_TOLD: set[str] = set()
# Results of submissions with several notebooks; nbgrader makes a new preprocessor for each of them.
_PARTS: dict[Path, dict[tuple[str, ...], SubmissionResult]] = {}


class NotGraded(GraderError):
    """The machine or the grader was at fault: nbgrader goes on, and says so at its end."""


class TolerantExporter(NotebookExporter):
    """Hands on any file at all: what can't be read is told by the verdict, not by a traceback."""

    def from_filename(self, filename: str, resources: dict | None = None, **options: object):
        try:
            if not os.path.isfile(filename):  # a pipe would keep the grader waiting
                raise OSError("no plain file")
            with open(filename, encoding="utf-8") as file:
                nb = nbformat.read(file, as_version=4)
        except Exception as error:  # hostile bytes may raise anything; the engine reads them anew
            logging.getLogger(__name__).info("%s can't be read: %s", filename, error)
            nb = nbformat.v4.new_notebook()
        return self.from_notebook_node(nb, resources=resources, **options)


class GradeBehindTheWall(NbGraderPreprocessor):
    """Grades the submitted file, records its scores, and returns the autograded notebook."""

    seconds_per_test = Float(
        Limits().seconds_per_test,
        help="Processor time that the student code of one test may use, in seconds.",
    ).tag(config=True)
    memory_gb = Float(
        Limits().memory_bytes / GB, help="Memory that student code may use, in GB."
    ).tag(config=True)
    strict = Bool(
        None,
        allow_none=True,
        help="Whether no test runs in the student's own process, or those that the author's own "
        "solution passes only there do, labelled. Default (None): strict where release validation "
        "has tried the assignment as it is.",
    ).tag(config=True)
    solution_fails_anyway = Bool(
        False, help="Grade although the author's own solution fails a test."
    ).tag(config=True)
    trust_submissions = Bool(
        False, help="Grade without a sandbox where there is none. Only for notebooks you trust."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about = resources["nbgrader"]
        course = self._course()
        exam = read_exam(course, about["assignment"])
        strict = was_validated(course, exam) if self.strict is None else self.strict
        limits = Limits(self.seconds_per_test, strict, int(self.memory_gb * GB))
        ensure(exam.datasets, self.log.warning)
        modules = tuple(exam.modules), tuple(exam.test_modules)
        memory = limits.memory_bytes
        room = _room(*modules, class_secret(course.root), self.trust_submissions, memory)
        decision = where_tests_run(
            course,
            exam,
            lambda: room,
            limits,
            solution_fails_anyway=self.solution_fails_anyway,
        )
        for note in decision.notes:
            if note not in _TOLD:  # nbgrader makes a new preprocessor for each submission
                self.log.warning(note)
                _TOLD.add(note)
        exam = decision.apply(exam)
        folder = Path(
            course.directory.format_path(
                course.directory.submitted_directory, about["student"], about["assignment"]
            )
        )
        submission = Submission(about["student"], about["assignment"], folder)
        position = [notebook.name for notebook in exam.notebooks].index(about["notebook"])
        notebook, plan = exam.notebooks[position], plans_apart(submission, exam)[position]
        started = time.monotonic()
        tests = tuple(examine_plan(plan, room, limits))
        if faults := [test for test in tests if test.fault]:
            raise NotGraded(
                f"{about['student']} was not graded, through no fault of theirs: "
                f"{faults[0].message} The same command grades this submission again."
            )
        result = SubmissionResult(
            about["student"],
            about["assignment"],
            tests,
            plan.remarks,
            (plan.notebook,),
            time.monotonic() - started,
        )
        try:
            with GradebookWriter(course, about["assignment"]) as gradebook:
                gradebook.record(result, submission.timestamp, [plan])
        except OperationalError as error:  # nbgrader would end the class here
            raise NotGraded(f"{about['student']} could not be recorded: {error.orig}.") from error
        self._note(result, submission, Journal(course, exam, limits), len(exam.notebooks))
        return autograded_notebook(notebook, plan, tests), resources

    def _note(
        self, result: SubmissionResult, submission: Submission, journal: Journal, notebooks: int
    ) -> None:
        """Write the journal, which the class report reads, once all notebooks are graded."""
        parts = _PARTS.setdefault(submission.folder, {})
        parts[result.notebooks] = result
        if len(parts) < notebooks:
            return
        del _PARTS[submission.folder]
        whole = SubmissionResult(
            result.student,
            result.assignment,
            tuple(test for part in parts.values() for test in part.tests),
            tuple(remark for part in parts.values() for remark in part.remarks),
            tuple(name for part in parts.values() for name in part.notebooks),
            sum(part.seconds for part in parts.values()),
        )
        journal.write(submission, whole)

    def _course(self) -> Course:
        return Course(Path(CourseDirectory(config=self.config).root), self.config)


@lru_cache(maxsize=1)
def _room(
    modules: tuple[str, ...],
    test_modules: tuple[str, ...],
    secret: bytes,
    trust_submissions: bool,
    memory_bytes: int,
) -> WalledRoom:
    """One warm room for as long as nbgrader runs."""
    allowance = Allowance(memory_bytes=memory_bytes)
    room = WalledRoom(
        1,
        modules,
        test_modules,
        secret=secret,
        allowance=allowance,
        trust_submissions=trust_submissions,
    )
    atexit.register(room.close)
    room.open()
    return room
