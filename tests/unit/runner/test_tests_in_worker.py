"""Tests that run in the student worker: what is sent when, and what is told."""

import pytest

from grader.analysis.cell_analysis import analyse
from grader.results import Verdict
from grader.runner.tests_in_worker import HIDDEN_FAILED, INSIDE, LABEL, parts, run_in_worker

TEST = """\
assert f(1) == 2
### BEGIN HIDDEN TESTS
assert f(7723) == 15446, "7723 is wrong"
### END HIDDEN TESTS
"""
NOSY = """\
import gc, sys
def sources():
    found, frame = [], sys._getframe()
    while frame:
        found += [v for v in frame.f_locals.values() if isinstance(v, str)]
        frame = frame.f_back
    return "".join(found)
"""


@pytest.fixture
def inside(worker):
    def run(code, test, points=2.0):
        worker.run([("answer", code, analyse(code).defines)])
        return run_in_worker(test, points, worker)

    return run


def test_a_right_answer_passes_and_is_labelled(inside):
    outcome = inside("def f(x):\n    return 2 * x", TEST)
    assert (outcome.verdict, outcome.points, outcome.message) == (Verdict.PASSED, 2.0, INSIDE)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return 3", "This check failed: assert f(1) == 2"),
        (
            "raise ValueError('too small')",
            "Your code raised ValueError (answer, line 2): too small",
        ),
        ("assert x > 9, 'mine'", "Your code raised AssertionError (answer, line 2): mine"),
    ],
)
def test_a_failure_of_the_visible_part_is_told(inside, body, told):
    outcome = inside(f"def f(x):\n    {body}", TEST)
    assert (outcome.message, outcome.label) == (told, LABEL)
    assert outcome.mistake == told.replace("line 2", "line #")


def test_a_missing_name_is_explained_by_the_cell_that_failed(inside):
    assert "The cell answer" in inside("1 / 0\ndef f(x):\n    return 2", TEST).message


@pytest.mark.parametrize(
    "body",
    [
        "return 3",
        "raise ValueError(f'got {x}')",
        "raise type(f'E{x}', (Exception,), {})",
        "exec(compile('\\n' * x + '1/0', 'answer', 'exec'))",
        "raise AssertionError(sources())",
        "raise SystemExit(x)",
    ],
)
def test_of_the_hidden_part_only_that_a_check_failed_is_told(inside, body):
    outcome = inside(NOSY + f"def f(x):\n    if x == 1:\n        return 2\n    {body}", TEST)
    assert (outcome.verdict, outcome.points) == (Verdict.FAILED, 0.0)
    assert (outcome.message, outcome.label) == (HIDDEN_FAILED, LABEL)


def test_while_the_visible_part_runs_the_hidden_one_has_not_been_sent(inside):
    outcome = inside(NOSY + "def f(x):\n    raise ValueError(sources())", TEST)
    assert "assert f(1) == 2" in outcome.message, "the visible part is there to be read"
    assert "7723" not in outcome.message


def test_points_are_no_channel_where_the_test_gives_none(inside):
    outcome = inside("def f(x):\n    return 2 * x", TEST + "value = 0.7723\n")
    assert outcome.points == 2.0


def test_a_last_expression_is_a_part_of_the_points(inside):
    outcome = inside("def f(x):\n    return 0.5", "f(1)")
    assert (outcome.verdict, outcome.points) == (Verdict.PASSED, 0.5)


def test_what_is_no_number_of_points_is_not_quoted(inside):
    outcome = inside("def f(x):\n    return 7723.5", "f(1)")
    assert outcome.points == 0
    assert "7723" not in outcome.finding


def test_a_source_can_be_read_as_in_a_notebook(inside):
    code = "def f(x):\n    for i in []:\n        pass"
    assert inside(code, "import inspect\nassert 'for' in inspect.getsource(f)").points == 2.0


@pytest.mark.parametrize(
    ("test", "visible"),
    [
        (TEST, "assert f(1) == 2"),
        ("x = 1\nfor i in [1]:\n    f(i)\n    # BEGIN HIDDEN TESTS\n    f(2)", "x = 1"),
        ("# BEGIN HIDDEN TESTS\nf(1)", ""),
        ("assert f(1)", "assert f(1)"),
        ("no python (\n# BEGIN HIDDEN TESTS", ""),
    ],
)
def test_the_visible_part_is_whole_statements_above_the_hidden_one(test, visible):
    first, rest = parts(test)
    assert first == visible
    assert rest.lstrip("\n") in test
    assert ("BEGIN HIDDEN" in rest) == ("BEGIN HIDDEN" in test)
