"""Grading a class: submissions go to rooms side by side, results come back one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from grader.authoring.exam import Exam
from grader.rooms.room import Limits, Room
from grader.submissions.collection import Submission
from grader.submissions.planner import plans_apart
from grader.submissions.question import Plan
from grader.verdicts.verdict import SubmissionResult, TestResult, Verdict


@dataclass(frozen=True)
class Graded:
    """A submission with the plans that were made for it and what came out."""

    submission: Submission
    plans: tuple[Plan, ...]
    result: SubmissionResult

    @property
    def has_nothing(self) -> bool:
        """Whether nothing of the assignment was found, nor the folder that should hold it."""
        nothing = all(plan.not_graded for plan in self.plans)
        return nothing and not self.submission.is_in_place


def grade_submission(
    submission: Submission, exam: Exam, room: Room, limits: Limits | None = None
) -> Graded:
    """Grade one submission. Never raises for anything that was handed in."""
    started = time.monotonic()
    plans = plans_apart(submission, exam)
    tests: list[TestResult] = []
    for plan in plans:
        tests += examine_plan(plan, room, limits or Limits())
    if notes := submission.notes:
        plans[0] = replace(plans[0], remarks=(*plans[0].remarks, *notes))
    remarks = tuple(remark for plan in plans for remark in plan.remarks)
    result = SubmissionResult(
        submission.student,
        exam.assignment,
        tuple(tests),
        remarks,
        tuple(plan.notebook for plan in plans),
        time.monotonic() - started,
        tuple(plan.not_graded for plan in plans if plan.not_graded),
    )
    return Graded(submission, tuple(plans), result)


def examine_plan(plan: Plan, room: Room, limits: Limits) -> list[TestResult]:
    """What the room says, held to its promise: one result a question, in order."""
    try:
        results = list(room.examine(plan, limits))
        asked = [question.test.grade_id for question in plan.questions]
        if [result.grade_id for result in results] != asked:
            raise RuntimeError("the room did not answer every question")
    except Exception as error:  # a fault of the room is nobody's pass, and stops nobody else
        message = f"The grader failed here: {type(error).__name__}: {error}. Grade this again."
        return [q.settled or q.result(Verdict.ERROR, message, fault=True) for q in plan.questions]
    return results


def grade_class(
    submissions: Sequence[Submission], exam: Exam, room: Room, workers: int, limits: Limits
) -> Iterator[Graded]:
    """Grade many submissions with `workers` at a time, in the order in which they finish."""
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="grade") as pool:
        running = [
            pool.submit(grade_submission, submission, exam, room, limits)
            for submission in submissions
        ]
        try:
            for future in as_completed(running):
                yield future.result()
        finally:
            for future in running:
                future.cancel()
