import os
import signal
import threading

import nbformat

from grader.assignment.reader import read_assignment
from grader.results import Verdict
from grader.submissions.planning_process import _mine, plan_in_subprocess
from grader.submissions.submission import find_submissions

TINY = "01_tiny"


def one(course, write_submission, answered):
    write_submission(course, "ada", answered)
    return find_submissions(course.submitted_root, TINY)[0], read_assignment(course, TINY)


def test_planning_apart_gives_the_same_plans(tiny, write_submission, answered):
    submission, assignment = one(tiny, write_submission, answered)
    assert plan_in_subprocess(submission, assignment) == submission.plans(assignment)


def test_what_takes_too_long_is_an_error_for_every_test_of_that_submission(
    tiny, write_submission, answered
):
    new = nbformat.v4.new_code_cell
    answered.cells += [new(f"x{n} = [x{n - 1}, double]") for n in range(1500)]
    submission, assignment = one(tiny, write_submission, answered)
    [plan] = plan_in_subprocess(submission, assignment, seconds=0.001)
    assert {q.settled.verdict for q in plan.tasks} == {Verdict.ERROR}
    assert "can't be read within 0.001 seconds" in plan.findings[0]
    assert plan_in_subprocess(submission, assignment) == submission.plans(assignment), (
        "the next one is read again"
    )


def test_a_reader_that_died_is_replaced_and_costs_nobody(tiny, write_submission, answered):
    submission, assignment = one(tiny, write_submission, answered)
    plan_in_subprocess(submission, assignment)
    os.kill(_mine.reader._process.pid, signal.SIGKILL)
    _mine.reader._process.join()
    assert plan_in_subprocess(submission, assignment) == submission.plans(assignment)


def test_every_thread_has_a_reader_of_its_own(tiny, write_submission, answered):
    submission, assignment = one(tiny, write_submission, answered)
    pids = []

    def ask():
        plan_in_subprocess(submission, assignment)
        pids.append(_mine.reader._process.pid)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pids)) == 2
