"""Which tests would see less from outside the student's process."""

import pytest

from grader.assignment.object_inspection import looks_back, prepares

AUTHORED, IMPORTED = {"f", "data", "np"}, {"np"}


@pytest.mark.parametrize(
    ("test", "what"),
    [
        ("xs = [3, 1]\nf(xs)\nassert xs == [3, 1]", "an argument after the call"),
        ("x = np.ones(3)\ny = f(x)\nassert (y == 2 * x).all()", "an argument after the call"),
        ("f(data)\nassert data == [1]", "an argument after the call"),
        ("def check(x):\n    y = f(x)\n    return y is None or x\ncheck([1])", "an argument"),
        ("xs = [1]\nassert f(xs) is not xs", "identity"),
        ("import io\nout = io.StringIO()\nassert f(1) == 2 and not out.getvalue()", "printed"),
        ("from unittest.mock import patch\nwith patch('builtins.sum'):\n    f(1)", "patched names"),
        ("np.dot = None\nassert f(1) == 2", "patched names"),
        ("assert f.__doc__", "docstring"),
        ("import inspect\nassert len(inspect.signature(f).parameters) == 1", "source"),
        ("assert 'y' not in globals()", "names of the notebook"),
        ("import warnings\nwith warnings.catch_warnings():\n    f(1)", "warnings"),
        ("import os\nos.chdir('/tmp')\nassert f(1)", "settings"),
        ("keras.utils.set_random_seed(1)\nassert f(1)", "random numbers"),
        ("f(1)\nimport os\nassert not os.path.exists('x')", "files"),
    ],
)
def test_it_is_named(test, what):
    assert looks_back(test, AUTHORED, IMPORTED).startswith(what)


@pytest.mark.parametrize(
    "test",
    [
        "assert f(2) == 4",
        "x = 3\nassert f(x) == 2 * x",
        "for x in [1, 2, -3.5]:\n    assert f(x) == 2 * x",
        "for n in range(3):\n    assert f(n) == n",
        "assert f([1, 2]) == [2, 4]",
        "assert np.allclose(f(np.ones(3)), np.ones(3))",
        "expected = [2]\nassert f([1]) == expected",
        "y = f([1])\nassert y == [2] and len(y) == 1",
        "assert f(2) is None",
        "assert sorted(f([1])) == [1]",
        "no python (",
    ],
)
def test_plain_tests_are_left_alone(test):
    assert looks_back(test, AUTHORED, IMPORTED) == ""


@pytest.mark.parametrize(
    ("test", "what"),
    [
        ("import random\nrandom.seed(1)\nf()", {"random numbers"}),
        ("from helpers import seed_everything as fix\nfix(0)\nf()", {"random numbers"}),
        ("tf.random.set_seed(1)\nwith redirect_stdout(out):\n    f()", {"random numbers"}),
        ("np.seterr(all='raise')\nf(1)", {"settings"}),
        ("monkeypatch.setattr(random, 'choice', min)\nf()", {"patched names"}),
        ("time.time = int\nf()", {"patched names"}),
        (
            "builtins.input = lambda: '7'\nrandom.seed(1)",
            {"input()", "patched names", "random numbers"},
        ),
        ("rng = np.random.default_rng(1)\nf(rng.random())", set()),
        ("with redirect_stdout(out):\n    f(1)", set()),
        ("no python (", set()),
    ],
)
def test_what_a_test_prepares_for_an_answer_is_named(test, what):
    assert prepares(test) == what
