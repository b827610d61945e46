import ast

import pytest

from grader.analysis.abstract_values import Value, cannot_raise
from grader.analysis.cell_analysis import analyse


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("x = 3", Value.CONSTANT),
        ("x = -0.5", Value.CONSTANT),
        ("x = (64, 64, (3, 'same'))", Value.CONSTANT),
        ("x = [1]", Value.OBJECT),
        ("x = ([],)", Value.OBJECT),
        ("x = f()", Value.OBJECT),
        ("import x", Value.MODULE),
        ("from a import x", Value.MODULE),
        ("try:\n import x\nexcept ImportError:\n import y as x", Value.MODULE),
        ("try:\n import x\nexcept ImportError:\n x = None", Value.OBJECT),
        ("def x(a=1, *, b='c'): return a", Value.FUNCTION),
        ("def x(a=[]): return a", Value.OBJECT),
        ("@d\ndef x(): pass", Value.OBJECT),
        ("def x():\n def inner(): pass\n return inner", Value.FACTORY),
        ("def x(): return lambda: 1", Value.FACTORY),
        ("def x(): yield 1", Value.FACTORY),
        ("class x: pass", Value.OBJECT),
        ("x = lambda: 1", Value.OBJECT),
        ("x = 1\nx = []", Value.OBJECT),
    ],
)
def test_what_a_name_is_bound_to(source, kind):
    assert analyse(source).definitions["x"] is kind


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
