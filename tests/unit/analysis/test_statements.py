import ast

import pytest

from grader.analysis.aliasing import HUB
from grader.analysis.bindings import Kind
from grader.analysis.statements import Routine, read


def reading(source):
    return read(ast.parse(source).body)


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("def f(): return g(K)", {"f": {"g", "K"}}),
        ("def f(x): return x", {}),
        ("f = lambda: K", {"f": {"K"}}),
        ("f += [lambda: K]", {"f": {"K"}}),
        ("g = (x * K for x in a)", {"g": {"K"}, "a": {"K"}}),
        ("g = [x * K for x in a]", {}),
        ("class A:\n def m(self): return K", {"A": {"K"}}),
        ("bus.on(lambda: K)", {"bus": {"K"}, "K": {"K"}}),
        ("bus.on(lambda: bus)", {"bus": {"bus"}}),
        ("def f(): return 1\ndef g(): return f()", {"g": {"f"}}),
    ],
)
def test_what_code_that_runs_later_will_read(source, reads):
    found = reading(source)
    behind = {name: {name} for name in found.routines if not name.startswith(HUB)}
    for name, hub in found.holds:
        if hub in found.routines and not name.startswith(HUB):
            behind.setdefault(name, set()).add(hub)
    routines = {name: [found.routines[n] for n in where] for name, where in behind.items()}
    assert {name: set().union(*(r.reads for r in rs)) for name, rs in routines.items()} == reads


def test_what_code_that_runs_later_may_change():
    [routine] = reading(
        "def f():\n a.append(1)\n b[0] = K\n local = []\n local.pop()"
    ).routines.values()
    assert routine.changes.calls == {"a"}
    assert routine.changes.stores == {"b"}
    assert "local" not in routine.changes.all


def test_two_definitions_of_a_name_count_both():
    routine = reading("def f(): return a\ndef f(): b.pop()").routines["f"]
    assert routine.reads == {"a", "b"}
    assert "b" in routine.changes.all


def test_routines_add_up():
    both = Routine(frozenset("a")) | Routine(frozenset("b"))
    assert both.reads == {"a", "b"}


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("f(a)", {"f", "a"}),
        ("def f(): g()", set()),
        ("@d\ndef f(x=e()): g()", {"d", "e"}),
        ("class A(B):\n x = f()\n def m(self): g()", {"B", "f"}),
        ("x = 1\nx", {"x"}),
        ("list(f(i) for i in a)", {"list", "a", "f"}),
        ("sorted(a, key=lambda x: f(x))", {"sorted", "a", "f"}),
        ("x += y", {"y"}),
    ],
)
def test_whose_code_may_run_with_the_cell(source, runs):
    assert reading(source).runs == runs


@pytest.mark.parametrize(
    ("source", "imports"),
    [
        ("import numpy as np", {"np": "numpy"}),
        ("import os.path", {"os": "os"}),
        ("import a.b as c", {"c": "a"}),
        ("from tensorflow.keras import layers as L", {"L": "tensorflow"}),
        ("try:\n import a\nexcept ImportError:\n import b as a", {"a": "b"}),
        ("def f():\n import a", {}),
    ],
)
def test_the_top_level_module_behind_a_name(source, imports):
    assert reading(source).imports == imports


def test_importing_a_submodule_changes_its_package():
    assert reading("import os.path").changes.stores == {"os"}
    assert reading("import os").changes.stores == set()


def test_what_is_certain_ends_where_something_may_raise():
    assert reading("x = 1\ndef f(): pass\ny = g()\nz = 2").certain == {"x", "f"}


def test_a_name_bound_in_two_ways_is_any_object():
    assert reading("x = 1\nimport x").kinds == {"x": Kind.OBJECT}
