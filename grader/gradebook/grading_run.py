"""A grading run: submissions are graded side by side, and one writer records the results."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.assignment.model import Assignment
from grader.assignment.reader import read_assignment
from grader.assignment.required_datasets import ensure
from grader.cluster.cluster_runner import ClusterRunner
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook.course_runner import LazyRunner, cluster_runner, course_runner
from grader.gradebook.database import require_writable
from grader.gradebook.dry_run import dry_run_course
from grader.gradebook.folder_rights import open_to_everybody
from grader.gradebook.gone_submissions import gone_submissions
from grader.gradebook.placement_cache import was_validated, where_tests_run
from grader.gradebook.result_cache import ResultCache
from grader.gradebook.score_changes import recorded_scores, score_changes
from grader.gradebook.submission_record import SubmissionRecord
from grader.gradebook.sync import bring_in_step, require_same_cells
from grader.gradebook.waiting import waiting_for_a_person
from grader.gradebook.writer import GradebookWriter
from grader.results import ScoreChange, SubmissionResult
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import Graded, grade_class
from grader.runner.limits import Limits
from grader.sandbox import bubblewrap
from grader.sandbox.protection import require_sandbox
from grader.submissions.student_selection import chosen_submissions
from grader.submissions.submission import Submission, left_out, refused_folders

READERS = 1024  # submissions that are read or waited for at a time, with a cluster


@dataclass(frozen=True)
class GradingRun:
    """A class that is ready to be graded.

    `notes` are what the instructor should know of the assignment, once `results` has begun;
    `refused` says of each student's folder that can't be looked into why, and what to do;
    `left_out` of each that has nothing to grade what it has instead. `agreed` says that the
    gradebook may be brought in step with a course that was changed after submissions were graded,
    see `grader.gradebook.sync`; `only_some` that students were chosen by name.
    `scheduler` is the address of the Dask scheduler whose workers run the tests, if any.
    With `dry_run` all is done on a copy of the gradebook, and `changes` says what differs there.
    `submitted` is where the submissions lie if it is not where the course says. `say` is told, a
    line at a time, what takes its time before that.
    """

    course: Course
    assignment: Assignment
    submissions: list[Submission]
    workers: int
    limits: Limits
    trust_submissions: bool = False
    force: bool = False
    solution_fails_anyway: bool = False
    agreed: bool = False
    only_some: bool = False
    dry_run: bool = False
    scheduler: str | None = None
    submitted: Path | None = None
    notes: list[str] = field(default_factory=list)
    changes: list[ScoreChange] = field(default_factory=list)
    refused: tuple[str, ...] = ()
    left_out: list[str] = field(default_factory=list)
    say: Callable[[str], None] = lambda line: None

    @property
    def total(self) -> int:
        return len(self.submissions)

    def results(self) -> Iterator[SubmissionResult]:
        """Grade, record and yield one submission after the other, as they finish.

        What was graded before, and is in the gradebook, comes first and is not graded again. A
        result with a fault of the machine or the grader is not recorded, and is graded when the
        class is graded again.

        Raises
        ------
        GraderError
            If the gradebook can't be written, a dataset is missing, the author's own solution fails
            a test, or nbgrader refuses the assignment.
        """
        with contextlib.ExitStack() as stack:
            course = self.course
            if self.dry_run:
                course = stack.enter_context(dry_run_course(course))
            recorded = recorded_scores(course, self.assignment.name) if self.dry_run else {}
            given: list[SubmissionResult] = []
            require_writable(course)
            ensure(self.assignment.datasets, self.say)
            if not self.agreed:
                require_same_cells(course, self.assignment)  # before anything slow is begun
            to_grade = self.total
            runner = LazyRunner(
                lambda: course_runner(
                    course,
                    self.assignment,
                    self.limits,
                    self._workers,
                    stack,
                    submissions=to_grade,
                    trust_submissions=self.trust_submissions,
                    afresh=self.force,
                )
            )
            decision = where_tests_run(
                course,
                self.assignment,
                runner.opened,
                self.limits,
                solution_fails_anyway=self.solution_fails_anyway,
            )
            self.notes.extend(decision.notes)
            placed = decision.apply(self.assignment)
            cache = ResultCache(course, placed, self.limits)
            before = {s: None if self.force else cache.find(s) for s in self.submissions}
            to_grade = [*before.values()].count(None)
            if to_grade and not self.scheduler:
                runner.started()  # it starts while the gradebook is made ready
            changed = bring_in_step(course, self.assignment, agreed=self.agreed)
            self.notes.extend(changed)
            self.notes.extend(open_to_everybody(course, self.assignment.name))
            if not self.only_some:
                names = [self.assignment.name]
                self.notes.extend(gone_submissions(course, names, self.submitted))
            elif changed:
                all_of_them = course.command("grade", self.assignment.name)
                self.notes.append(
                    "Only the students named were graded. What the others have is from before: "
                    f"grade them as well, `{all_of_them}`."
                )
            writer = GradebookWriter(course, self.assignment.name)
            gradebook = stack.enter_context(writer)
            record = SubmissionRecord(
                course, self.assignment, gradebook, cache, only_scores=self.dry_run
            )
            todo = []
            for submission, result in before.items():
                if result and record.holds(submission, result):
                    given.append(record.update_times(submission, result))
                    yield given[-1]
                else:
                    todo.append(submission)
            for one in self._graded(course, todo, placed, runner, stack):
                given.append(record.write(one))
                yield given[-1]
            self.notes.extend(record.notes)
            self.notes.extend(gradebook.penalties({one.student for one in self.submissions}))
            self.notes.extend(waiting_for_a_person(course, [self.assignment.name]))
            if self.dry_run:
                now = recorded_scores(course, self.assignment.name)
                self.changes.extend(score_changes(recorded, now, given))

    def _graded(
        self,
        course: Course,
        todo: list[Submission],
        placed: Assignment,
        local: LazyRunner,
        stack: contextlib.ExitStack,
    ) -> Iterator[Graded]:
        """Grade on this machine, or on the workers of the cluster that was named.

        Those that have nothing to grade are noted in `left_out`.
        """
        if not todo:
            return
        runner: SandboxedRunner | ClusterRunner
        if self.scheduler:
            runner = cluster_runner(
                course,
                placed,
                self.limits,
                self.scheduler,
                stack,
                local.opened,
                afresh=self.force,
            )
            workers = min(len(todo), READERS)
        else:
            runner, workers = local.opened(), self._workers
        try:
            for one in grade_class(todo, placed, runner, workers, self.limits):
                if one.has_nothing:
                    self.left_out.append(nothing_for(one))
                else:
                    yield one
        finally:
            self.notes.extend(runner.notes)

    @property
    def _workers(self) -> int:
        return min(self.workers, self.total)


def nothing_for(one: Graded) -> str:
    """Say that a student's folder has nothing of the assignment, and what it has."""
    student = one.submission.student
    return f"{student}: there is no folder {one.submission.assignment}. " + " ".join(
        dict.fromkeys(one.result.not_graded)
    )


def grade_assignment(
    course: Course,
    name: str,
    *,
    submitted: Path | None = None,
    workers: int | None = None,
    limits: Limits | None = None,
    strict: bool | None = None,
    seconds_per_test: float | None = None,
    memory_bytes: int | None = None,
    trust_submissions: bool = False,
    force: bool = False,
    solution_fails_anyway: bool = False,
    agreed: bool = False,
    dry_run: bool = False,
    scheduler: str | None = None,
    students: Collection[str] = (),
    say: Callable[[str], None] = lambda line: None,
) -> GradingRun:
    """Prepare grading all submissions of an assignment.

    `strict` says whether no test runs inside the student worker; None leaves it to `limits` or,
    without them, to release validation or, where that has not tried the assignment, to the author's
    solution. `seconds_per_test` and `memory_bytes` stand in for those of `limits`. With `students`
    only these are graded.

    Raises
    ------
    GraderError
        If the assignment, its notebooks or its submissions are not there.
    """
    assignment = read_assignment(course, name)
    if limits is None:
        limits = Limits(strict=was_validated(course, assignment) if strict is None else strict)
    if seconds_per_test is not None:
        limits = replace(limits, seconds_per_test=seconds_per_test)
    if memory_bytes is not None:
        limits = replace(limits, memory_bytes=memory_bytes)
    submissions, notes = chosen_submissions(course, name, submitted, students)
    require_sandbox(trust_submissions)
    if open_to_all := bubblewrap.exposed(course.source(name)):
        raise CourseError(
            f"{course.source(name)} lies in {open_to_all}, which student code can read. Move "
            "the course out of it, or make the Python environment elsewhere."
        )
    refused, others = (), []
    if not students and (submitted or not course.has_own_structure):
        folder = submitted or course.submitted_root
        refused = tuple(refused_folders(folder))
        others = left_out(folder, name, course.assignments())
    return GradingRun(
        course,
        assignment,
        submissions,
        workers or os.cpu_count() or 1,
        limits,
        trust_submissions,
        force,
        solution_fails_anyway,
        agreed,
        bool(students),
        dry_run,
        scheduler,
        submitted,
        notes,
        refused=refused,
        left_out=others,
        say=say,
    )
