import ast

import pytest

from grader.analysis.bindings import Kind, cannot_raise
from grader.analysis.cell_effects import effects


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("x = 3", Kind.CONSTANT),
        ("x = -0.5", Kind.CONSTANT),
        ("x = (64, 64, (3, 'same'))", Kind.CONSTANT),
        ("x = [1]", Kind.OBJECT),
        ("x = ([],)", Kind.OBJECT),
        ("x = f()", Kind.OBJECT),
        ("import x", Kind.MODULE),
        ("from a import x", Kind.MODULE),
        ("try:\n import x\nexcept ImportError:\n import y as x", Kind.MODULE),
        ("try:\n import x\nexcept ImportError:\n x = None", Kind.OBJECT),
        ("def x(a=1, *, b='c'): return a", Kind.FUNCTION),
        ("def x(a=[]): return a", Kind.OBJECT),
        ("@d\ndef x(): pass", Kind.OBJECT),
        ("def x():\n def inner(): pass\n return inner", Kind.FACTORY),
        ("def x(): return lambda: 1", Kind.FACTORY),
        ("def x(): yield 1", Kind.FACTORY),
        ("class x: pass", Kind.OBJECT),
        ("x = lambda: 1", Kind.OBJECT),
        ("x = 1\nx = []", Kind.OBJECT),
    ],
)
def test_what_a_name_is_bound_to(source, kind):
    assert effects(source).kinds["x"] is kind


@pytest.mark.parametrize(
    ("source", "safe"),
    [
        ("x = 1", True),
        ("'a doc'", True),
        ("pass", True),
        ("def f(a, b=1): return 1 / 0", True),
        ("def f(a=b): pass", False),
        ("def f(a: int): pass", False),
        ("@d\ndef f(): pass", False),
        ("class A: pass", False),
        ("import os", False),
        ("x, y = 1, 2", False),
        ("x[0] = 1", False),
        ("x = -'a'", False),
        ("x = y", False),
    ],
)
def test_whether_the_next_statement_is_reached_for_certain(source, safe):
    [statement] = ast.parse(source).body
    assert cannot_raise(statement) is safe
