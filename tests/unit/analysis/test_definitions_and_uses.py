import ast

import pytest

from grader.analysis.definitions_and_uses import exposed_uses, names_of

# statement: (bound, read, later, made_global)
NAMES = {
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


@pytest.mark.parametrize("source", NAMES)
def test_the_names_of_a_statement(source):
    [statement] = ast.parse(source).body
    names = names_of(statement)
    found = (names.bound, names.read, names.later, names.made_global)
    assert found == tuple(set(part.split()) for part in NAMES[source])


def test_an_expression_has_names_too():
    assert names_of(ast.parse("a + b[c]", mode="eval").body).read == {"a", "b", "c"}


# statements: (read from outside, bound when all have run)
EXPOSED = {
    "x = 1\ny = x": ("", "x y"),
    "y = x\nx = 1": ("x", "x y"),
    "if a:\n x = 1\nelse:\n x = 2\nx": ("a", "x"),
    "if a:\n x = 1\nx": ("a x", ""),
    "for i in a:\n b = i\nelse:\n i": ("a i", ""),
    "for a[i] in b: pass": ("a b i", ""),
    "for i, j in a:\n print(i, j)\ni": ("a print i", ""),
    "while a:\n a = b": ("a b", ""),
    "with a as b, b.c as d:\n e = d": ("a", "b d"),
    "try:\n x = 1\nexcept E:\n x = 2\nx": ("E", "x"),
    "try:\n x = 1\nexcept E:\n pass\nx": ("E x", ""),
    "try:\n x = 1\nexcept E as e:\n x = e": ("E", "x"),
    "try:\n x = 1\nexcept E:\n y = x\nelse:\n y = x": ("E x", "y"),
    "try: pass\nfinally:\n x = 1\nx": ("", "x"),
    "def f(): return f, g": ("g", "f"),
    "class A:\n def m(self): return A, z": ("z", "A"),
    "x += 1": ("x", ""),
    "del x": ("x", ""),
    "x: int = y": ("int y", "x"),
    "import a\nfrom b import c": ("", "c"),
}


@pytest.mark.parametrize("source", EXPOSED)
def test_what_is_read_before_it_is_bound(source):
    reads, bound = exposed_uses(ast.parse(source).body)
    assert (reads, bound) == tuple(set(part.split()) for part in EXPOSED[source])
