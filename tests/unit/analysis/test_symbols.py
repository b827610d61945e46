import ast

import pytest

from grader.analysis.symbols import names_of

# statement: (bound, read, later, made_global)
TABLE = {
    "x = y": ("x", "y", "", ""),
    "def f(a=d):\n return a + g": ("f", "d", "g", ""),
    "def f():\n global x\n x = y": ("f", "", "x y", "x"),
    "def f():\n global x\n del x": ("f", "", "x", "x"),
    "def f():\n def g():\n  global x\n  x = 1": ("f", "", "x", "x"),
    "def f():\n x = 1\n def g():\n  nonlocal x\n  x = 2": ("f", "", "", ""),
    "class A(B):\n n = n\n def m(self): return z": ("A", "B n", "z", ""),
    "class A:\n class C:\n  n = k": ("A", "k", "", ""),
    "f = lambda a: a + b": ("f", "", "b", ""),
    "g = (i + k for i in a)": ("g", "a", "k", ""),
    "g = [i + k for i in a]": ("g", "a k", "", ""),
    "[last := i for i in a]": ("last", "a", "", ""),
    "import a.b, c as d": ("a d", "", "", ""),
    "from a import *": ("", "", "", ""),
    "try: pass\nexcept E as e: pass": ("e", "E", "", ""),
    "ﬁ = ℌ": ("fi", "H", "", ""),
}


@pytest.mark.parametrize("source", TABLE)
def test_the_names_of_a_statement(source):
    [statement] = ast.parse(source).body
    names = names_of(statement)
    found = (names.bound, names.read, names.later, names.made_global)
    assert found == tuple(set(part.split()) for part in TABLE[source])


def test_an_expression_has_names_too():
    assert names_of(ast.parse("a + b[c]", mode="eval").body).read == {"a", "b", "c"}
