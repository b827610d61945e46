"""Our engine inside nbgrader: ``nbgrader autograde`` and formgrader's button use these classes.

`nbgrader_config.py` names them. nbgrader keeps its frame (finding submissions, ``--force``,
folders, permissions); reading, running, scoring and recording are ours.
"""

from __future__ import annotations

import atexit
import contextlib
import time
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float
from traitlets.config import Config

from grader.assignment.model import Assignment
from grader.assignment.reader import read_assignment
from grader.assignment.required_datasets import ensure
from grader.course import Course
from grader.errors import CourseError, GraderError
from grader.fresh_tasks.secret import class_secret
from grader.gradebook.assignment_files import assignment_files, digest
from grader.gradebook.autograded_notebook import autograded_notebook
from grader.gradebook.course_runner import course_runner
from grader.gradebook.placement_cache import was_validated, where_tests_run
from grader.gradebook.result_cache import ResultCache
from grader.gradebook.safe_converters import make_safe
from grader.gradebook.submitted_files import submitted_files
from grader.gradebook.sync import take_over_points
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import run_plan
from grader.runner.limits import Limits
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import Submission, find_submission

GB = 1 << 30
_RUNNER: dict[str, Any] = {}  # the one that is open, and what it was opened for
_OPEN = contextlib.ExitStack()  # what closes it
atexit.register(_OPEN.close)
_TOLD: set[str] = set()
# Results of submissions with several notebooks; nbgrader makes a new preprocessor for each of them.
_PARTS: dict[Path, dict[tuple[str, ...], SubmissionResult]] = {}


class NotGraded(GraderError):
    """The machine or the grader was at fault: nbgrader goes on, and says so at its end."""


class TolerantExporter(NotebookExporter):
    """Returns an empty notebook: the engine reads what was submitted, within limits and apart."""

    lists_submissions = True  # see `grader.gradebook.safe_converters`

    def __init__(self, config: Config | None = None, **options: object) -> None:
        super().__init__(config=config, **options)
        make_safe(self.parent)

    def from_filename(self, filename: str, resources: dict | None = None, **options: object):
        return self.from_notebook_node(nbformat.v4.new_notebook(), resources, **options)


class GradeInSandbox(NbGraderPreprocessor):
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
        assignment = read_assignment(course, about["assignment"])
        strict = was_validated(course, assignment) if self.strict is None else self.strict
        limits = Limits(self.seconds_per_test, strict, int(self.memory_gb * GB))
        ensure(assignment.datasets, self.log.warning)
        runner = _runner(course, assignment, limits, trust_submissions=self.trust_submissions)
        decision = where_tests_run(
            course,
            assignment,
            lambda: runner,
            limits,
            solution_fails_anyway=self.solution_fails_anyway,
        )
        for note in decision.notes:
            if note not in _TOLD:  # nbgrader makes a new preprocessor for each submission
                self.log.warning(note)
                _TOLD.add(note)
        take_over_points(course, assignment)
        assignment = decision.apply(assignment)
        submission = _submission(course, about["student"], about["assignment"])
        position = [notebook.name for notebook in assignment.notebooks].index(about["notebook"])
        notebook = assignment.notebooks[position]
        plan = plan_in_subprocess(submission, assignment)[position]
        started = time.monotonic()
        tests = tuple(run_plan(plan, runner, limits))
        if faults := [test for test in tests if test.fault]:
            raise NotGraded(
                f"{about['student']} was not graded, through no fault of theirs: "
                f"{faults[0].message} The same command grades this submission again."
            )
        result = SubmissionResult(
            about["student"],
            about["assignment"],
            tests,
            plan.findings,
            (plan.notebook,),
            time.monotonic() - started,
            (plan.not_graded,) if plan.not_graded else (),
        )
        with GradebookWriter(course, about["assignment"]) as gradebook:
            gradebook.record(result, submission.timestamp, [plan])
        self._note(
            result, submission, ResultCache(course, assignment, limits), len(assignment.notebooks)
        )
        given = assignment_files(course, about["assignment"])
        files = submitted_files(submission.home, course.directory, given)
        files.rename_active(course.autograded(about["student"], about["assignment"]))
        return autograded_notebook(notebook, plan, tests, files.shown_names), resources

    def _note(
        self, result: SubmissionResult, submission: Submission, cache: ResultCache, notebooks: int
    ) -> None:
        """Write the result cache, which the class report reads, once all notebooks are graded."""
        parts = _PARTS.setdefault(submission.folder, {})
        parts[result.notebooks] = result
        if len(parts) < notebooks:
            return
        del _PARTS[submission.folder]
        whole = SubmissionResult(
            result.student,
            result.assignment,
            tuple(test for part in parts.values() for test in part.tests),
            tuple(finding for part in parts.values() for finding in part.findings),
            tuple(name for part in parts.values() for name in part.notebooks),
            sum(part.seconds for part in parts.values()),
            tuple(why for part in parts.values() for why in part.not_graded),
        )
        cache.write(submission, whole)

    def _course(self) -> Course:
        return Course(Path(CourseDirectory(config=self.config).root), self.config)


def _submission(course: Course, student: str, assignment: str) -> Submission:
    """What a student submitted; the folder may have another name than the id."""
    if course.has_own_structure:
        return Submission(student, assignment, course.submitted(student, assignment))
    root = course.submitted_root
    if found := find_submission(root, student, assignment, course.assignments()):
        return found
    raise CourseError(f"{student} has no folder {assignment} in {root} any more.")


def _runner(
    course: Course, assignment: Assignment, limits: Limits, *, trust_submissions: bool
) -> SandboxedRunner:
    """One runner for as long as nbgrader runs, or asks for the same."""
    asked = (
        assignment.modules,
        assignment.test_modules,
        class_secret(course.state),
        digest(course, assignment.name),
        limits.memory_bytes,
        trust_submissions,
    )
    if _RUNNER.get("asked") != asked:
        _RUNNER.clear()
        _OPEN.close()
        runner = course_runner(
            course,
            assignment,
            limits,
            1,
            _OPEN,
            submissions=1,  # formgrader asks for one, and beside nbgrader's own time it's little
            trust_submissions=trust_submissions,
        )
        runner.open()
        _RUNNER.update(asked=asked, runner=runner)
    return _RUNNER["runner"]
