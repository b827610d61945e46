import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.student.restart_and_run_all import execution_order, undefined_names
from grader.submissions.notebook_reader import Cell


def cells(*sources):
    return tuple(Cell(number, None, source) for number, source in enumerate(sources, start=1))


@pytest.mark.parametrize(
    ("sources", "place", "words"),
    [
        (["a = 1", "print(a + b)"], ("code cell 2", 1), "no cell does"),
        (
            ["x = 1\nprint(y)", "y = 2"],
            ("code cell 1", 2),
            "only code cell 2, below it",
        ),
        (["model.fit(X)", "model = 1\nX = 2"], ("code cell 1", 1), "code cell 2"),
    ],
)
def test_a_name_that_is_not_there_yet_is_named(sources, place, words):
    finding = next(undefined_names(cells(*sources)))
    assert (finding.cell, finding.line) == place
    assert words in finding.what


@pytest.mark.parametrize(
    "sources",
    [
        ["import numpy as np", "np.zeros(3)"],
        ["def f(): return later", "later = 1", "f()"],
        ["from cnn_utils import *", "load_happy_dataset()"],
        ["from math import *", "sin(anything)"],
        ["%matplotlib inline\n!ls", "get_ipython()"],
        ["for i in range(3): pass", "i"],
        ["x = [n for n in range(3)]"],
        ["try:\n    y\nexcept NameError:\n    y = 1"],
    ],
)
def test_what_a_fresh_run_finds_is_not_named(sources):
    assert [r.what for r in undefined_names(cells(*sources)) if "`y`" not in r.what] == []


def saved(*counts):
    nb = new_notebook(
        cells=[new_code_cell(f"x = {n}", execution_count=c) for n, c in enumerate(counts)]
    )
    return [(r.kind, r.cell) for r in execution_order(nb)]


def test_cells_run_from_the_top_are_in_order():
    assert saved(1, 2, 5) == []


def test_a_notebook_without_outputs_says_nothing():
    assert saved(None, None) == []


def test_a_cell_run_before_the_one_above_it_is_named():
    assert saved(1, 7, 3) == [("out of order", "code cell 3")]


def test_a_cell_never_run_is_named():
    assert saved(1, None, 2) == [("never run", "code cell 2")]
