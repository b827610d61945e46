import numpy as np
import pytest

from grader.comparison.difference_text import message
from grader.comparison.serialized import from_text
from grader.results import Verdict
from grader.runner.test_outcome import score
from grader.runner.tests_in_worker import run_in_worker

RIGHT = "def f(x):\n    return 2 * x\n"


@pytest.mark.parametrize(
    ("value", "worth"),
    [
        (5, 5),
        (5.0, 5),
        (0, 0),
        (10, 10),
        (np.float64(2.5), 2.5),
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (None, 10),
        ("10", 10),
        ([3], 10),
        (np.array([1.0]), 10),
    ],
)
def test_the_last_expression_is_a_part_of_the_points_if_it_is_a_number(value, worth):
    assert score(value, 10.0) == (worth, "")


@pytest.mark.parametrize(
    ("value", "points", "worth"),
    [
        (1.1 + 2.2, 3.3, 3.3),
        (0.1 + 0.2, 0.3, 0.3),
        (0.7 + 0.1 + 0.2, 1.0, 1.0),
        (np.float32(1.1) + np.float32(2.2), 3.3, 3.3),
        (0.3 - 0.1 * 3, 0.3, 0.0),
        (3.3001, 3.3, None),
    ],
)
def test_rounding_takes_nothing_away_and_gives_nothing(value, points, worth):
    found, finding = score(value, points)
    assert found == (worth if worth is not None else 0.0)
    assert bool(finding) == (worth is None)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        -1,
        -0.001,
        11,
        10.001,
        True,
        False,
        np.True_,
        np.False_,
        np.nan,
        np.int64(-1),
        1j,
        pytest.param(10**5000, id="huge"),
    ],
)
def test_a_number_that_is_no_number_of_points_earns_nothing_and_is_noted(value):
    points, finding = score(value, 10.0)
    assert points == 0
    assert "0 given" in finding


def test_a_test_that_ends_earns_its_points(examine):
    outcome = examine(RIGHT, "assert f(3) == 6")
    assert (outcome.verdict, outcome.points) == (Verdict.PASSED, 10)


def test_a_last_expression_is_counted_in_the_test_runner(examine):
    assert examine(RIGHT, "assert f(3) == 6\n2 + 2.5").points == 4.5
    assert examine(RIGHT, "f(2)").points == 4


def test_a_failed_assertion_is_told_and_worth_nothing(examine):
    outcome = examine("def f(x):\n    return x\n", 'assert f(3) == 6, "f(3) should be 6."')
    assert (outcome.verdict, outcome.points) == (Verdict.FAILED, 0)
    assert outcome.message == "f(3) should be 6."


def test_printed_text_is_kept_and_stderr_and_warnings_cost_nothing(examine):
    code = "import sys, warnings\ndef f(x):\n    print('!', file=sys.stderr)\n"
    code += "    warnings.warn('careful')\n    return 2 * x\n"
    test = "import sys, warnings\nprint('three:', f(3))\nprint('x', file=sys.stderr)\n"
    test += "warnings.warn('careful')\nassert f(3) == 6"
    outcome = examine(code, test)
    assert (outcome.verdict, outcome.points) == (Verdict.PASSED, 10)
    assert outcome.printed == "three: 6\n"


def test_printed_text_is_bounded(examine):
    assert len(examine(RIGHT, "for _ in range(100):\n    print('x' * 1000)").printed) == 20_000


def test_time_runs_out(examine):
    outcome = examine("def f(x):\n    while True:\n        pass\n", "f(1)", seconds=1.0)
    assert (outcome.verdict, outcome.lost) == (Verdict.TIMEOUT, True)


def test_a_worker_that_ends_is_lost(examine):
    outcome = examine("import os\ndef f(x):\n    os._exit(0)\n", "f(1)")
    assert (outcome.verdict, outcome.lost) == (Verdict.ERROR, True)
    assert outcome.message.startswith("The code ended its own process")


@pytest.mark.parametrize("body", ["os._exit(0)", "time.sleep(60)"])
def test_a_test_can_not_swallow_the_end_of_the_worker(examine, body):
    code = f"import os, time\ndef f(x):\n    {body}\n"
    outcome = examine(code, "try:\n    f(1)\nexcept:\n    pass", seconds=1.0)
    assert (outcome.verdict in (Verdict.ERROR, Verdict.TIMEOUT), outcome.points) == (True, 0)
    assert outcome.lost


def test_a_test_can_not_swallow_that_a_value_stayed_behind(examine):
    outcome = examine(
        "def f(x):\n    return (i for i in 'ab')\n", "try:\n    f(1)\nexcept Exception:\n    pass"
    )
    assert (outcome.verdict, outcome.points, outcome.blocked) == (Verdict.ERROR, 0, True)


def test_a_test_may_expect_an_exception_of_student_code(examine):
    code = "def f(x):\n    raise ValueError('no')\n"
    test = "try:\n    f(1)\nexcept ValueError as error:\n    assert str(error) == 'no'\n"
    test += "else:\n    raise AssertionError('f(1) should raise')"
    assert examine(code, test).verdict == Verdict.PASSED
    assert examine(RIGHT, test).message == "f(1) should raise"


def test_an_assertion_in_student_code_is_an_error_not_a_failed_check(examine):
    outcome = examine("def f(x):\n    assert x > 5, 'too small'\n", "f(1)")
    assert outcome.verdict == Verdict.ERROR
    assert outcome.message == "Your code raised AssertionError (answer, line 2): too small"


def test_a_test_inside_the_worker_is_labelled(worker):
    worker.run([("answer", RIGHT)])
    outcome = run_in_worker("assert f(3) == 6", 10.0, worker)
    assert (outcome.verdict, outcome.points) == (Verdict.PASSED, 10)
    assert "influenced" in outcome.message
    assert run_in_worker("assert f(3) == 7", 10.0, worker).points == 0


def test_a_failed_comparison_of_models_is_kept_as_data(examine):
    rows = 'def f():\n    return [["Dense", (None, 1), 3, "relu"]]\n'
    expected = [["Dense", (None, 1), 3, "sigmoid"]]
    outcome = examine(rows, f"from test_utils import comparator\ncomparator(f(), {expected})")
    assert outcome.verdict is Verdict.FAILED
    assert message(from_text(outcome.compared)) == outcome.message


def test_what_student_code_raises_is_no_comparison(examine):
    raising = "def f():\n    from test_utils import comparator\n    comparator([['a']], [['b']])\n"
    assert examine(raising, "f()").compared == ""
