import ast
from itertools import permutations

import pytest

from grader.analysis.aliasing import held_by, holds


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("a", "a"),
        ("a.b[i]", "a i"),
        ("[a, (b, {'k': c})]", "a b c"),
        ("a or b", "a b"),
        ("a if c else b", "a b c"),
        ("a + b", "a b"),
        ("a / 2", ""),
        ("a < b", ""),
        ("-a", ""),
        ("f'{a}'", ""),
        ("f(a, k=b)", "f() a b"),
        ("a.m(b)", "a b"),
        ("f(a)(b)", "f() a b"),
        ("print(a)", ""),
        ("[x for x in a]", "a x"),
        ("lambda: a", "a"),
        ("3", ""),
    ],
)
def test_the_objects_that_a_value_may_hold(expression, names):
    assert held_by(ast.parse(expression, mode="eval").body) == set(names.split())


def pairs(source):
    """Who holds whom, the calls' own hubs left out."""
    direct = set(holds(ast.walk(ast.parse(source))))
    hubs = {name for pair in direct for name in pair if name.startswith("@")}
    for hub in hubs:
        met = {one for one, other in direct if other == hub}
        direct |= {(one, other) for one in met for other in met if one != other}
    return {pair for pair in direct if not hubs & set(pair)}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = a", {("x", "a")}),
        ("x = a / 2", set()),
        ("x: T = a", {("x", "a")}),
        ("(x := a)", {("x", "a")}),
        ("x += a", {("x", "a")}),
        ("x[0] = a", {("x", "a")}),
        ("for x in a: pass", {("x", "a")}),
        ("[x for x in a]", {("x", "a")}),
        ("with a as x: pass", {("x", "a")}),
        ("match a:\n case [x, *y]: pass", {("x", "a"), ("y", "a")}),
        ("a.append(b)", {("a", "b"), ("b", "a")}),
        ("print(a, b)", set()),
        ("def f(x=a): pass", {("f", "a")}),
        ("@d\ndef f(): pass", {*permutations(["f", "d", "d()"], 2)}),
        ("@d(a)\ndef f(): pass", {*permutations(["f", "d()", "a"], 2)}),
        ("class A(B):\n kept = c", {("A", "B"), ("A", "c"), ("kept", "c")}),
    ],
)
def test_which_names_may_share_an_object(source, wanted):
    assert pairs(source) == wanted


def test_all_that_meets_in_a_call_may_share():
    found = pairs("y = f(a, b)")
    assert {("y", "f()"), ("y", "a"), ("y", "b"), ("a", "b"), ("b", "a")} <= found


def test_the_pairs_of_a_call_grow_no_faster_than_its_arguments():
    call = f"f({', '.join(f'a{i}' for i in range(1000))})"
    assert len(holds(ast.walk(ast.parse(call)))) < 3000
