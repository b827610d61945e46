import ast

import pytest

from grader.analysis.aliasing import aliases_of, groups_of, may_alias, merged


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
    assert may_alias(ast.parse(expression, mode="eval").body) == set(names.split())


def groups(source):
    """The groups of names that may share objects, those of one name left out."""
    found = groups_of(ast.walk(ast.parse(source)))
    return {frozenset(group) for group in found if len(group) > 1}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = a", ["x a"]),
        ("x = a / 2", []),
        ("x: T = a", ["x a"]),
        ("x: T", []),
        ("(x := a)", ["x a"]),
        ("x += a", ["x a"]),
        ("x[0] = a", ["x a"]),
        ("x = y = a", ["x y a"]),
        ("for x in a: pass", ["x a"]),
        ("[x for x in a]", ["x a"]),
        ("with a as x: pass", ["x a"]),
        ("with a: pass", []),
        ("match a:\n case [x, *y]: pass\n case {**z}: pass", ["x y z a"]),
        ("a.append(b)", ["a b"]),
        ("y = f(a, k=b)", ["y f() a b", "f() a b"]),
        ("print(a, b)", []),
        ("def f(x=a, *, y=b): pass", ["f a b"]),
        ("@d\ndef f(): pass", ["f d d()"]),
        ("@d(a)\ndef f(): pass", ["f d() a", "d() a"]),
        ("class A(B):\n kept = c", ["A B c", "kept c"]),
    ],
)
def test_which_names_may_share_an_object(source, wanted):
    assert groups(source) == {frozenset(names.split()) for names in wanted}


def test_groups_with_a_name_in_common_are_one():
    found = merged(["ab", "cd", "e", "bc", "f"])
    assert {name: "".join(sorted(group)) for name, group in found.items()} == {
        **dict.fromkeys("abcd", "abcd"),
        **dict.fromkeys("ef", "e"),
        "f": "f",
    }
    assert aliases_of("axe", found) == set("abcdxe")


def test_a_long_chain_of_groups_is_one():
    found = merged([i, i + 1] for i in range(20_000))
    assert len({id(group) for group in found.values()}) == 1


def test_the_names_of_a_call_are_one_group():
    call = f"f({', '.join(f'a{i}' for i in range(1000))})"
    [group] = groups_of(ast.walk(ast.parse(call)))
    assert len(group) == 1001
