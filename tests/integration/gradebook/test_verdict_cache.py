"""Equal answers are graded once; whatever changes what decides a verdict has it graded anew."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import nbformat
import pytest
from plain_courses import graded, solution, submit, write_course

from grader.gradebook.grading_run import grade_assignment
from grader.results import TestResult, Verdict
from grader.runner.answer_key import can_be_kept, quotes_nothing
from grader.runner.limits import Limits
from grader.runner.plan_run import PlanRun

DOUBLE = "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
TRIPLE = "def triple(n):\n    ### BEGIN SOLUTION\n    return 3 * n\n    ### END SOLUTION"
CELLS = [
    solution("double", DOUBLE),
    graded(
        "test_double",
        "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n"
        "### END HIDDEN TESTS",
        points=2.0,
    ),
    solution("triple", TRIPLE),
    graded("test_triple", "assert triple(2) == 6", points=3.0),
]
RIGHT = {"double": "def double(n):\n    return n + n", "triple": "def triple(n):\n    return 3 * n"}
COMMENTED = {
    "double": 'def double(n):\n    """Two times n."""\n\n    # twice\n    return n+n',
    "triple": "# by bela\ndef triple(n):\n    return (3 *\n            n)",
}
WRONG = RIGHT | {"triple": "def triple(n):\n    x = 0\n    return n / x"}


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course", CELLS)


@pytest.fixture
def ran(monkeypatch):
    """The tests that student workers were asked for, one after the other."""
    asked, run = [], PlanRun._one_worker

    def noted(self, group, *others, **options):
        asked.extend(task.test.grade_id for task in group)
        return run(self, group, *others, **options)

    monkeypatch.setattr(PlanRun, "_one_worker", noted)
    return asked


def grade(course, **options):
    """Grade the class; gives the points of each student's tests."""
    limits = options.pop("limits", Limits(30.0, True))
    run = grade_assignment(course, "ps1", workers=1, limits=limits, **options)
    return {r.student: [test.points for test in r.tests] for r in run.results()}


@pytest.fixture
def known(course, ran):
    """The course, once the solution and ada's right answer have been graded."""
    submit(course, "ada", RIGHT, CELLS)
    assert grade(course) == {"ada": [2.0, 3.0]}
    ran.clear()
    return course


def test_answers_that_differ_in_comments_and_layout_are_graded_once(known, ran):
    submit(known, "bela", COMMENTED, CELLS)
    assert grade(known) == {"ada": [2.0, 3.0], "bela": [2.0, 3.0]}
    assert ran == []


def test_what_was_submitted_again_is_graded_where_it_changed(known, ran):
    submit(known, "bela", WRONG, CELLS)
    assert grade(known)["bela"] == [2.0, 0.0]
    assert ran == ["test_triple"]


def test_a_message_that_quotes_an_answer_is_for_that_answer_only(known, ran):
    submit(known, "bela", WRONG, CELLS)
    submit(known, "carl", WRONG, CELLS)
    later = WRONG["triple"].replace("x = 0", "\n    x = 0")
    submit(known, "dora", WRONG | {"triple": later}, CELLS)
    run = grade_assignment(known, "ps1", workers=1, limits=Limits(30.0, True))
    told = {result.student: result.tests[1].message for result in run.results()}
    assert ran == ["test_triple"] * 2
    assert "line 3" in told["bela"] == told["carl"]
    assert "line 4" in told["dora"]


def test_a_test_that_was_mended_is_the_only_one_to_be_run_again(known, ran):
    path = known.source("ps1") / "p1.ipynb"
    nb = nbformat.read(path, 4)
    nb.cells[-1].source += "\nassert triple(5) == 15"
    nbformat.write(nb, path)
    assert grade(known) == {"ada": [2.0, 3.0]}
    assert set(ran) == {"test_triple"}


@pytest.mark.parametrize("options", [{"force": True}, {"limits": Limits(29.0, True)}])
def test_everything_is_run_again_if_asked_for_or_by_other_limits(known, ran, options):
    assert grade(known, **options) == {"ada": [2.0, 3.0]}
    assert {*ran} == {"test_double", "test_triple"}


def test_another_version_of_the_grader_believes_nothing(known, ran, monkeypatch):
    monkeypatch.setattr("grader.gradebook.verdict_cache.grader_version", lambda: "other")
    submit(known, "bela", COMMENTED, CELLS)
    assert grade(known)["bela"] == [2.0, 3.0]
    assert {*ran} == {"test_double", "test_triple"}


def database(course):
    return closing(sqlite3.connect(course.root / ".grader" / "ps1.verdicts.db"))


def test_an_entry_that_was_changed_is_not_believed(known, ran):
    submit(known, "bela", WRONG, CELLS)
    grade(known)
    ran.clear()
    with database(known) as found, found:
        text = "replace(replace(results, '\"points\": 0.0', '\"points\": 3.0'), 'error', 'passed')"
        changed = found.execute(f"UPDATE verdicts SET results = {text}")
        assert changed.rowcount > 2
    submit(known, "carl", WRONG, CELLS)
    assert grade(known)["carl"] == [2.0, 0.0]
    assert ran == ["test_triple"]


def test_an_entry_under_another_key_is_not_believed(known, ran):
    with database(known) as found, found:
        rows = found.execute("SELECT key, results, seal FROM verdicts").fetchall()
        for (key, *_), (_, *other) in zip(rows, rows[1:] + rows[:1], strict=True):
            found.execute("UPDATE verdicts SET results = ?, seal = ? WHERE key = ?", (*other, key))
    submit(known, "bela", WRONG, CELLS)
    assert grade(known)["bela"] == [2.0, 0.0]
    assert {*ran} == {"test_double", "test_triple"}


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_costs_time_only(known, ran, content):
    path = known.root / ".grader" / "ps1.verdicts.db"
    path.write_bytes(content)
    submit(known, "bela", COMMENTED, CELLS)
    assert grade(known)["bela"] == [2.0, 3.0]
    ran.clear()
    submit(known, "carl", RIGHT, CELLS)
    assert grade(known)["carl"] == [2.0, 3.0]
    assert ran == []


def test_a_locked_database_costs_time_only(known):
    with database(known) as found:
        found.execute("BEGIN EXCLUSIVE")
        submit(known, "bela", COMMENTED, CELLS)
        assert grade(known)["bela"] == [2.0, 3.0]


RESULT = TestResult("t", 1.0, 1.0, Verdict.PASSED)
FAILED = replace(RESULT, points=0.0, verdict=Verdict.FAILED, message="line 3")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, True),
        ({"verdict": Verdict.ERROR}, True),
        ({"verdict": Verdict.TIMEOUT}, False),
        ({"fault": True}, False),
        ({"doubt": True}, False),
    ],
)
def test_what_the_machine_may_have_decided_is_not_kept(change, kept):
    assert can_be_kept([RESULT, replace(FAILED, **change)]) == kept


def test_only_a_result_without_a_message_quotes_nothing():
    assert quotes_nothing([RESULT])
    assert not quotes_nothing([RESULT, FAILED])
