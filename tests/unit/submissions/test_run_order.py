import pytest

from grader.submissions.notebook_reader import Cell
from grader.submissions.run_order import definitions_first

BASE, HEIR = "class Base: pass", "class Heir(Base): pass"
F, CALLS = "def f(): return 1", "x = f()"


def ordered(*sources):
    cells = [Cell(number, None, source) for number, source in enumerate(sources, start=1)]
    return [cell.number for cell in definitions_first(cells)]


@pytest.mark.parametrize(
    ("sources", "order"),
    [
        ([CALLS, F], [2, 1]),
        (["x = [f() for _ in range(2)]", "y = 1", F], [3, 1, 2]),
        ([HEIR, BASE], [2, 1]),
        (["@log\ndef f(): return 1", "def log(g): return g"], [2, 1]),
        (["class A:\n    size = SIZE", "SIZE = 3"], [2, 1]),
        (["y = x + 1", CALLS, F], [3, 2, 1]),
        (["def g(): return f()", "x = g()", F], [1, 3, 2]),
    ],
)
def test_what_a_cell_needs_when_it_runs_is_run_first(sources, order):
    assert ordered(*sources) == order


@pytest.mark.parametrize(
    "sources",
    [
        [F, CALLS],
        [F, CALLS, "def f(): return 2"],  # what stands above counts, as in Python
        ["def g(): return f()", F],  # read when it is called
        ["x = nowhere", F],
        ["x = 1\nprint(x)", "x = 2"],
        [f"{F}\nprint(x)", CALLS],  # each needs the other
    ],
)
def test_other_cells_keep_their_order(sources):
    assert ordered(*sources) == [1, 2, 3][: len(sources)]


def test_two_that_need_each_other_keep_their_order_where_a_third_needs_one_of_them():
    assert ordered("print(x)", "x = 0\nprint(y)", "y = x") == [2, 1, 3]


def test_the_first_of_several_below_is_run_first():
    assert ordered("y = x", "x = 1", "x = 2") == [2, 1, 3]


def test_a_long_chain_of_cells_takes_no_deeper_calls():
    chain = [f"x{n} = x{n + 1}" for n in range(1_500)]
    assert ordered(*chain, "x1500 = 1")[0] == 1_501
