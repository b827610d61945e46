"""The lines at the end of `grade`: who has no grade of a notebook's own, and why."""

from dataclasses import replace

from grader.console.results_table import not_graded_lines
from grader.results import SubmissionResult, TestResult, Verdict

RIGHT = TestResult("test_f", 2.0, 2.0, Verdict.PASSED, "", "p1", "")
FAULT = replace(RIGHT, points=0.0, verdict=Verdict.ERROR, message="no space left", fault=True)


def submitted(student, *tests, why=()):
    return SubmissionResult(student, "ps1", tests, notebooks=("p1",), not_graded=why)


def test_nobody_is_named_where_all_were_graded():
    assert not_graded_lines([submitted("ada", RIGHT)], []) == []


def test_each_has_a_line_and_a_fault_has_no_points_at_all():
    results = [
        submitted("ada", RIGHT),
        submitted("bob", why=("p1.ipynb is a picture.",)),
        submitted("cleo", FAULT),
        submitted("dan", FAULT, why=("p1.ipynb is a picture.",)),
    ]
    assert not_graded_lines(results, ["eve: nothing was submitted."]) == [
        "Not graded (4); everybody else was:",
        "  0 points: bob: p1.ipynb is a picture.",
        "  no entry: eve: nothing was submitted.",
        "  no grade: cleo: no space left",
        "  no grade: dan: no space left",
    ]
