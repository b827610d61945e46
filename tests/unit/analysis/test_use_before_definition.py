import ast

import pytest

from grader.analysis.use_before_definition import flow

# statements: (read from outside, bound when all have run)
TABLE = {
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


@pytest.mark.parametrize("source", TABLE)
def test_what_is_read_before_it_is_bound(source):
    reads, bound = flow(ast.parse(source).body)
    assert (reads, bound) == tuple(set(part.split()) for part in TABLE[source])
