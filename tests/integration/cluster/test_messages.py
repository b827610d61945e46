"""What a cluster's worker answers is believed only if it answers the question."""

import hashlib
from dataclasses import replace

import pytest
from plain_courses import graded, solution, write_course

from grader.assignment.reader import read_assignment
from grader.cluster.messages import About, Setup, plan_bytes, plan_of, result_bytes, results_of
from grader.protocol import Malformed, ProtocolError
from grader.protocol.codec import encode
from grader.results import Verdict
from grader.runner.limits import Limits
from grader.submissions.author_submission import author_submission
from grader.submissions.planning import plan

ASKED = b"the message of the plan"
CELLS = [
    solution(
        "double", "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
    ),
    graded("test_double", "assert double(2) == 4", points=2.0),
    graded("test_more", "assert double(3) == 6", points=3.0),
]


@pytest.fixture
def assignment(tmp_path):
    return read_assignment(write_course(tmp_path / "course", CELLS), "ps1")


@pytest.fixture
def planned(assignment):
    return plan(assignment.notebooks[0], author_submission(assignment.notebooks[0]))


@pytest.fixture
def results(planned):
    return [task.result(Verdict.PASSED, f"line {n}") for n, task in enumerate(planned.tasks)]


def test_a_setup_a_plan_and_results_arrive_as_they_were_sent(assignment, planned, results):
    setup = Setup(assignment, {"a/b.csv": b"\0\xff"}, Limits(7.5, False, 1 << 30), b"secret", True)
    there = Setup.of_bytes(setup.as_bytes())
    assert (there.files, there.limits, there.secret) == (setup.files, setup.limits, setup.secret)
    assert there.assignment.notebooks[0].tests == assignment.notebooks[0].tests
    arrived = plan_of(plan_bytes(planned), there.assignment)
    assert [t.cells for t in arrived.tasks] == [t.cells for t in planned.tasks]
    assert results_of(result_bytes(results, ASKED), planned, ASKED) == results
    about = About("v", True, 10**12)
    assert About.of_bytes(about.as_bytes()) == about


@pytest.mark.parametrize(
    "change",
    [
        {"grade_id": "test_other"},
        {"max_points": 9.0},
        {"notebook": "another"},
    ],
)
def test_results_for_another_task_are_refused(planned, results, change):
    with pytest.raises(Malformed):
        results_of(result_bytes([replace(results[0], **change), results[1]], ASKED), planned, ASKED)


@pytest.mark.parametrize("kept", [slice(0), slice(1), slice(None, None, -1)])
def test_results_that_are_too_few_or_in_another_order_are_refused(planned, results, kept):
    with pytest.raises(Malformed):
        results_of(result_bytes(results[kept], ASKED), planned, ASKED)


@pytest.mark.parametrize("points", [2.5, -1.0, float("nan"), "2"])
def test_points_that_a_test_can_not_have_are_refused(planned, points):
    data = [["test_double", points, 2.0, "passed", "", "p1", "", False, "", "", False, ""]] * 2
    with pytest.raises(Malformed):
        results_of(encode((hashlib.sha256(ASKED).digest(), data)), planned, ASKED)


@pytest.mark.parametrize("message", [b"", b"\xff" * 20, encode(None), encode([]), encode("x" * 99)])
def test_what_is_no_message_is_refused(assignment, planned, message):
    for read in (Setup.of_bytes, About.of_bytes):
        with pytest.raises(ProtocolError):
            read(message)
    with pytest.raises(ProtocolError):
        plan_of(message, assignment)
    with pytest.raises(ProtocolError):
        results_of(message, planned, ASKED)


def test_results_for_the_plan_of_another_student_are_refused(planned, results):
    with pytest.raises(Malformed, match="another plan"):
        results_of(result_bytes(results, b"another plan"), planned, ASKED)
