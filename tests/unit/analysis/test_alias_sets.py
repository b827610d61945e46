import pytest

from grader.analysis.alias_sets import AliasSets
from grader.analysis.cell_analysis import analyse


def sets_of(*sources):
    return AliasSets([analyse(source) for source in sources])


@pytest.mark.parametrize(
    ("sources", "name", "touched"),
    [
        (["a = []", "b = a"], "b", {"a", "b"}),
        (["a = []", "b = a"], "a", {"a", "b"}),
        (["a = []", "b = [a]", "c = b[0]"], "c", {"a", "b", "c"}),
        (["a = []", "b = []", "a.append(b)"], "b", {"a", "b"}),
        (["a = []", "b = [a]", "c = [a]"], "a", {"a", "b", "c"}),
        (["a = f()", "b = a / 2"], "b", {"b"}),
        (["N = 3", "b = f(N)"], "b", {"b"}),
        (["import numpy as np", "b = np.zeros(3)"], "b", {"b"}),
        (["kept = []", "def f(): return kept", "b = f()"], "b", {"kept", "b"}),
        (["def f(): return [1]", "b = f()"], "b", {"b"}),
        (["class A:\n pass", "b = A()"], "b", {"A", "b"}),
        (["import random", "from random import choice", "import os"], "random",
         {"random", "choice"}),
    ],
)  # fmt: skip
def test_a_change_through_one_name_touches_all_that_share_the_object(sources, name, touched):
    cell = f"{name}.change()"
    found = sets_of(*sources, cell).touched_by(analyse(cell))
    assert {n for n in found if n.isidentifier()} == touched


@pytest.mark.parametrize(
    ("sources", "cell", "touched"),
    [
        (["a = []"], "a.append(1)", {"a"}),
        (["a = []", "b = a"], "b.append(1)", {"a", "b"}),
        (["a = []"], "print(a)", set()),
        (["a = []"], "a[0]", set()),
        (["N = 3"], "x = f(N)", {"x"}),
        (["import numpy as np"], "np.random.seed(1)", {"np"}),
        (["import numpy as np"], "np.zeros(1)[0]", set()),
        (["import numpy as np"], "x = np.zeros(1)", {"x"}),
        (["a = []", "def f(): a.append(1)"], "f()", {"a"}),
        (["a = []", "def f(): a.append(1)"], "x = map(f, [1])", {"a", "x"}),
        (["def f():\n global a\n a = 1"], "f()", {"a"}),
        (["def f(): return 1"], "f()", set()),
        (["def f(acc=[]): return acc"], "f()", {"f"}),
        (["a = []", "def f(): a.pop()", "def g(): f()"], "g()", {"a"}),
    ],
)
def test_what_a_cell_touches(sources, cell, touched):
    found = sets_of(*sources, cell).touched_by(analyse(cell))
    assert {name for name in found if name.isidentifier()} == touched


def test_what_is_joined_only_by_a_function_that_both_hold_is_apart():
    sets = sets_of("def f(): return 1", "a = [f]", "b = [f]")
    assert sets.touched_by(analyse("del a[0]")) == {"a"}
    assert "K" in sets_of("def f(): return K", "a = [f]", "b = [a]").wanted_with({"b"})


def test_code_that_is_put_into_what_a_call_gives_is_behind_what_the_function_reads():
    sets = sets_of("kept = []", "def f(): return kept", "x = f()", "f().append(lambda: K)")
    assert "K" in sets.wanted_with({"kept"}) & sets.wanted_with({"x"})


def test_what_a_function_returns_may_be_a_function_that_it_reads():
    sets = sets_of("def f(): return K", "def g(): return f", "x = g()")
    assert "K" in sets.wanted_with({"x"})


def test_a_function_that_is_only_called_on_the_way_is_not_behind_the_result():
    sets = sets_of("def f(): return K", "def g(): return [f()]", "x = g()")
    assert sets.wanted_with({"x"}) == {"x"}


def test_calling_a_function_that_makes_functions_does_not_change_it():
    cells = "def f(): return lambda: 1", "def g(): made = f(); return len(made)", "x = g()"
    assert sets_of(*cells).touched_by(analyse("x = g()")) == {"x"}


def test_a_function_wants_what_its_code_reads_when_it_runs():
    sets = sets_of("def f(): return g(K)", "def g(x): return x + L", "K = L = 1", "h = f")
    assert sets.wanted_with({"f"}) == {"f", "g", "K", "L"}
    assert sets.wanted_with({"h"}) >= {"h", "g", "K", "L"}


def test_a_result_does_not_want_what_its_function_reads():
    assert sets_of("def f(): return K", "y = f()").wanted_with({"y"}) == {"y"}


def test_code_that_can_not_be_read_is_noticed_in_the_cell_that_runs_it():
    definition, call = "def f(): globals()['x'] = 1", "f()"
    sets = sets_of(definition, call, "g = 1")
    assert sets.runs_unknown_code(analyse(definition))
    assert sets.runs_unknown_code(analyse(call))
    assert not sets.runs_unknown_code(analyse("g = 1"))
