import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wrong_models import HAPPY

import test_utils
from test_utils import comparator, summary


def fails(learner, instructor=HAPPY) -> str:
    with pytest.raises(AssertionError) as caught:
        comparator(learner, instructor)
    return str(caught.value)


def test_a_real_model_passes_and_a_green_line_says_so(capsys):
    keras = pytest.importorskip("tensorflow").keras
    tfl = keras.layers
    model = keras.Sequential(
        [
            tfl.Input((64, 64, 3)),
            tfl.ZeroPadding2D(3),
            tfl.Conv2D(32, 7),
            tfl.BatchNormalization(axis=3),
            tfl.ReLU(),
            tfl.MaxPooling2D(),
            tfl.Flatten(),
            tfl.Dense(1, activation="sigmoid"),
        ]
    )
    comparator(summary(model), HAPPY)
    assert capsys.readouterr().out == "\033[32mAll tests passed!\033[0m\n"


def test_a_wrong_model_prints_nothing_and_the_error_is_the_whole_message(capsys):
    text = fails([*HAPPY[:6], ["Dense", (None, 1), 32769, "softmax"]])
    assert "activation: yours 'softmax', expected 'sigmoid'" in text
    assert capsys.readouterr().out == ""


def test_lists_tuples_and_numpy_integers_are_equal(capsys):
    comparator(tuple(tuple(row) for row in HAPPY), HAPPY)
    comparator(HAPPY, tuple(tuple(row) for row in HAPPY))
    rows = [list(row) for row in HAPPY]
    rows[1][1:3] = [[None, np.int64(64), np.int32(64), np.uint8(32)], np.int64(4736)]
    comparator(rows, HAPPY)


@pytest.mark.parametrize(
    "learner",
    [
        [],
        (),
        HAPPY[:-1],
        HAPPY[1:],
        HAPPY + HAPPY[-1:],
        HAPPY[::-1],
        [HAPPY],
        [row[:2] for row in HAPPY],
        [[*row, None] for row in HAPPY],
        None,
        "model",
        {},
        iter(HAPPY),
        np.array([1]),
        True,
    ],
    ids=lambda learner: f"{type(learner).__name__} {str(learner)[:30]}".partition(" object at")[0],
)
def test_anything_but_the_expected_list_fails(learner):
    fails(learner)


class Equal:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None


class EqualList(Equal, list): ...


class EqualText(Equal, str): ...


class EqualInt(Equal, int): ...


@pytest.mark.parametrize("liar", [Equal(), EqualList(), EqualText(), EqualInt()], ids=range(4))
def test_an_object_that_claims_to_be_equal_fails_wherever_it_stands(liar):
    assert f"object of type {type(liar).__name__}" in fails(liar)
    assert f"object of type {type(liar).__name__}" in fails([*HAPPY[:6], liar])
    for column in range(4):
        row = list(HAPPY[6])
        row[column] = liar
        assert f"object of type {type(liar).__name__}" in fails([*HAPPY[:6], row])
    shape = ["Dense", (None, liar), 32769, "sigmoid"]
    assert f"object of type {type(liar).__name__}" in fails([*HAPPY[:6], shape])


def test_a_bool_is_not_an_int():
    fails([*HAPPY[:6], ["Dense", (None, True), 32769, "sigmoid"]])
    fails([["Flatten", (None, 8), False]], [["Flatten", (None, 8), 0]])


def test_a_test_without_expected_rows_never_passes():
    assert "an empty list, where it needs a list of rows" in fails([], [])
    assert "None, where it needs a list of rows" in fails(None, None)


def test_a_model_without_summary_is_told_to_use_it():
    assert re.search(r"object of type object\. Pass summary\(model\)", fails(object()))


plain = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats() | st.text(max_size=9)
cell = st.recursive(plain, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=5)
row = st.sampled_from(HAPPY) | st.lists(cell, min_size=1, max_size=6)
rows = st.lists(row, min_size=1, max_size=9)


@settings(deadline=None)
@given(rows)
def test_every_list_equals_itself(rows):
    comparator(rows, rows)


@settings(deadline=None)
@given(rows, cell, st.data())
def test_a_single_changed_value_fails(rows, other, data):
    n = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[n]) - 1))
    changed = [list(row) for row in rows]
    if repr(changed[n][column]) in (repr(other), repr(other).replace("-0.0", "0.0")):
        other = "another value"
    if isinstance(other, float) and isinstance(changed[n][column], float):
        other = "text"
    changed[n][column] = other
    fails(changed, rows)
    fails(rows, changed)


@settings(deadline=None)
@given(rows, st.data())
def test_a_list_without_one_of_its_rows_fails(rows, data):
    gone = data.draw(st.integers(0, len(rows) - 1))
    fails(rows[:gone] + rows[gone + 1 :], rows)
    if len(rows) > 1:
        fails(rows, rows[:gone] + rows[gone + 1 :])


def test_two_lists_of_ten_thousand_rows_are_compared(capsys):
    long = HAPPY * 1500
    comparator(long, [list(row) for row in long])
    fails(long[:-1], long)
    fails(long[::-1], long)


def test_importing_it_loads_nothing_heavy():
    code = (
        "import sys, test_utils; heavy = {'tensorflow', 'keras', 'tf_keras', 'numpy', 'h5py'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(test_utils.__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
shell.kernel = None  # as in Jupyter
for cell in ("from test_utils import summary", {cell!r}):
    shell.run_cell(cell)
"""


@pytest.mark.parametrize(
    "cell, shown",
    [
        ("def f():\n    modle = 1\n    return model\nf()", "In line 2 you wrote `modle`"),
        ("raise ValueError(\"Cannot convert '64' to a shape.\")", "A shape is one tuple"),
        ("plt.show()", "Put `import matplotlib.pyplot as plt` into a cell above"),
        ("1 / 0", "ZeroDivisionError: division by zero\n"),
        ("summary(None)", "summary() got None; the function that makes the model has to end in"),
    ],
)
def test_a_notebook_shows_an_error_with_the_advice_that_grading_gives(cell, shown):
    done = subprocess.run(
        [sys.executable, "-c", SHELL.format(cell=cell)],
        cwd=Path(test_utils.__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert shown in done.stdout
    assert ("Traceback" in done.stdout) == ("summary(" not in cell)
    assert "in _show" not in done.stdout
