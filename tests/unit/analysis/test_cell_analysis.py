import re
import unicodedata
from pathlib import Path

import jupytext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.analysis.abstract_values import Value
from grader.analysis.cell_analysis import FunctionSummary, analyse

COURSE = sorted((Path(__file__).resolve().parents[3] / "solutions").glob("*/[0-9]*.py"))

# cell: (defines, uses, kills), names separated by spaces
TABLE = {
    "x = 1": ("x", "", "x"),
    "x = y": ("x", "y", ""),
    "x = x + 1": ("x", "x", ""),
    "x += 1": ("x", "x", ""),
    "x: int = 3": ("x", "int", ""),
    "x: int": ("x", "int", ""),
    "x = y = 0": ("x y", "", "x y"),
    "x, *y = z": ("x y", "z", ""),
    "a[0] = 1": ("", "a", ""),
    "a.b = c": ("", "a c", ""),
    "del x": ("x", "x", ""),
    "import math": ("math", "", ""),
    "import os.path": ("os", "", ""),
    "import numpy as np": ("np", "", ""),
    "from math import prod as p": ("p", "", ""),
    "from math import *": ("", "", ""),
    "def f(a, b=1): return a + c": ("f", "c", "f"),
    "def f(n): return f(n - 1)": ("f", "", "f"),
    "def f(x=d): pass": ("f", "d", ""),
    "@d\ndef f(): pass": ("f", "d", ""),
    "async def f(): return a": ("f", "a", "f"),
    "def f():\n def g(): return k\n return g": ("f", "k", "f"),
    "def f():\n global x\n x = 1": ("f x", "x", "f"),
    "f = lambda a: a + b": ("f", "b", ""),
    "class A(B):\n x = y\n def m(self): return z, A": ("A", "B y z", ""),
    "class A:\n n = n": ("A", "n", ""),
    "[i for i in a if i > b]": ("", "a b", ""),
    "x = [x for x in range(3)]": ("x", "range", ""),
    "y = {k: v for k, v in d.items()}": ("y", "d", ""),
    "[last := i for i in a]": ("last", "a", ""),
    "if (n := f()) > 1: m = n": ("n m", "f n", ""),
    "if a: x = 1": ("x", "a", ""),
    "if a: x = 1\nelse: x = 2\ny = x": ("x y", "a", ""),
    "for i in a: print(i)": ("i", "a print", ""),
    "for i in a: pass\nb = i": ("i b", "a i", ""),
    "while a: b = c": ("b", "a c", ""),
    "with open(p) as f: t = f.read()": ("f t", "open p", ""),
    "try:\n import a\nexcept ImportError as e: a = e": ("a e", "ImportError", ""),
    "try:\n x = 1\nfinally: y = 2\nz = y": ("x y z", "", ""),
    "match a:\n case [b, *c]: d = b\n case {'k': e, **g}: pass": ("b c d e g", "a b", ""),
    "f'{a} {b!r:{c}}'": ("", "a b c", ""),
    "x = 1\ny = x": ("x y", "", "x"),
    "y = x\nx = 1": ("x y", "x", ""),
    "1 / 0\nx = 1": ("x", "", ""),
    "x = 1\nf()\ny = 2": ("x y", "f", "x"),
    "def f(): return x\nx = 1": ("f x", "x", "f x"),
    "'a doc'\npass\nx = -1.5": ("x", "", "x"),
    "%matplotlib inline\nx = 1": ("x", "get_ipython", ""),
    "!ls\nx = 1": ("x", "get_ipython", ""),
    "files = !ls": ("files", "get_ipython", ""),
    "x?": ("", "get_ipython", ""),
    "?x": ("", "get_ipython", ""),
    "%%time\nx = 1": ("x", "", "x"),
    "%%time\n%%capture\nx = y": ("x", "y", ""),
    "%%capture out\nx = 1": ("out x", "", "x"),
    "%%timeit -n 3\nx = 1": ("x", "", ""),
    "%time x = f(a)": ("x", "f a", ""),
    "if a:\n    %timeit -n 10 -r3 f(b)": ("", "a f b", ""),
    "%%bash\nx=1": ("", "get_ipython", ""),
    "x = await y": ("x", "y", ""),
    "": ("", "", ""),
    "# only a comment": ("", "", ""),
}


@pytest.mark.parametrize("source", TABLE)
def test_the_names_a_cell_defines_uses_and_kills(source):
    found = analyse(source)
    defines, uses, kills = (set(names.split()) for names in TABLE[source])
    assert found.error is None
    assert (set(found.defines), set(found.uses), set(found.kills)) == (defines, uses, kills)


@pytest.mark.parametrize(
    ("source", "is_open", "unknown"),
    [
        ("x = 1", False, False),
        ("from math import *", True, False),
        ("def f():\n    pass\nfrom math import *", True, False),
        ("exec('x = 1')", True, True),
        ("y = eval('x')", True, True),
        ("globals()[x] = 1", True, True),
        ("names = globals()", True, True),
        ("vars()[x] = 1", True, True),
        ("vars().clear()", True, True),
        ("from sys import modules\nmodules[__name__].x = 1", True, True),
        ("import sys\nm = sys.modules['__main__']\nm.x = 1", True, True),
        ("import importlib\nm = importlib.import_module('__main__')", True, True),
        ("import sys\nsys._getframe().f_globals['x'] = 1", True, True),
        ("get_ipython().user_module.x = 1", True, True),
        ("import builtins\nbuiltins.x = 1", True, True),
        ("import builtins\ny = builtins.len('a')", False, False),
        ("if __name__ == '__main__':\n    x = 1", False, False),
        ("vars(model)['x'] = 1", False, False),
        ("model.__dict__['x'] = 1", False, False),
        ("import __main__\nf(__main__)", True, True),
        ("import __main__ as m\ndef f(): m.x = 1", True, True),
        ("def f(): globals()['x'] = 1", True, True),
        ("%run other.py", True, True),
        ("%pylab inline", True, True),
        ("%reset -f", True, True),
        ("get_ipython().run_cell('x = 1')", True, True),
        ("get_ipython().user_ns[x] = 1", True, True),
        ("get_ipython().run_line_magic(name, '')", True, True),
        ("%matplotlib inline", False, False),
        ("%%bash\nls", False, False),
        ("!pip install x", False, False),
        ("model.eval()", False, False),
    ],
)
def test_a_cell_that_may_define_anything_is_open(source, is_open, unknown):
    assert (analyse(source).open, analyse(source).unknown) == (is_open, unknown)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def f(:\n    pass", r"line 1: .*: def f\(:"),
        ("x = (1,\n\ny = 2", "line 1: '\\(' was never closed"),
        ("return 1", "line 1: 'return' outside function"),
        ("break", "'break' outside loop"),
        ("x = 1\n  y = 2", "line 2: unexpected indent: y = 2"),
        ("nonlocal x", "line 1: nonlocal declaration not allowed"),
        ("x = 'abc", "line 1: unterminated string"),
        ("def f(a, a): pass", "duplicate argument 'a'"),
        ("x\0y", "null bytes"),
        ("print 'a'", "line 1: Missing parentheses"),
        ("x = [\n  f(1)\n  f(2)\n]", r"Perhaps you forgot a comma\? f\(1\)"),
        ("x =\u00a01", r"line 1: .* U\+00A0: .* \(this character can't be seen: delete the line"),
        ("print a", r"Did you mean print\(\.\.\.\)\? print a"),
    ],
)
def test_what_is_no_python_has_an_error_with_its_line_and_no_names(source, error):
    found = analyse(source)
    assert re.search(error, found.error)
    assert not (found.defines or found.uses or found.open)


def test_identifiers_are_the_ones_python_makes_of_them():
    assert analyse("ﬁt = 1\nx = ℌ").defines == {"fit", "x"}
    assert analyse("x = ℌ").uses == {unicodedata.normalize("NFKC", "ℌ")}


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000 + ")" * 5000,
        "x = " + "-" * 50_000 + "1",
        "x = " + " + ".join(["1"] * 20_000),
        "x = " + "[" * 150 + "]" * 150,
        "f" + "()" * 3000,
        "a" + ".b" * 20_000,
        "\n".join(f"if a{i}:\n" + "    " * (i % 3 + 1) + "pass" for i in range(3)),
        "".join("    " * depth + "if a:\n" for depth in range(99)) + "    " * 99 + "pass",
        "x = {" + ", ".join(f"'{i}': f(a{i})" for i in range(5000)) + "}",
        "f(" + ", ".join(f"a{i}" for i in range(5000)) + ")",
        "x = '" + "y" * 2_000_000 + "'",
        "\n".join(f"x{i} = {i}" for i in range(5000)),
    ],
    ids=lambda source: source[:12],
)
def test_a_monstrous_cell_neither_crashes_nor_takes_long(source):
    analyse.__wrapped__(source)


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text_can_be_analysed(text):
    analyse.__wrapped__(text)


CELLS = [
    cell.source
    for path in COURSE
    for cell in jupytext.read(path, fmt="py:percent").cells
    if cell.cell_type == "code"
]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CELLS), st.data())
def test_a_damaged_cell_of_the_course_can_be_analysed(source, data):
    at = data.draw(st.integers(0, len(source)))
    until = data.draw(st.integers(at, min(len(source), at + 20)))
    analyse.__wrapped__(source[:at] + data.draw(st.text(max_size=5)) + source[until:])


def test_every_cell_of_the_course_is_python():
    assert [source for source in CELLS if analyse(source).error] == []


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
    summaries = analyse(source).summaries
    assert {name: set(summary.reads) for name, summary in summaries.items()} == reads


def test_what_code_that_runs_later_may_change():
    [summary] = analyse(
        "def f():\n a.append(1)\n b[0] = K\n local = []\n local.pop()"
    ).summaries.values()
    assert summary.mutations.calls == {"a"}
    assert summary.mutations.stores == {"b"}
    assert "local" not in summary.mutations.all


@pytest.mark.parametrize(
    ("source", "returns"),
    [
        ("def f(): return g", {"g"}),
        ("def f(): return {'k': g}, h", {"g", "h"}),
        ("def f():\n q = [g]\n return q", {"g"}),
        ("def f(): yield g", {"g"}),
        ("def f(): return g()", set()),
        ("def f(): g.x = 1", set()),
    ],
)
def test_what_code_that_runs_later_may_return(source, returns):
    assert analyse(source).summaries["f"].returns == returns


def test_two_definitions_of_a_name_count_both():
    summary = analyse("def f(): return a\ndef f(): b.pop()").summaries["f"]
    assert summary.reads == {"a", "b"}
    assert "b" in summary.mutations.all


def test_function_summaries_add_up():
    both = FunctionSummary(frozenset("a"), unknown=True) | FunctionSummary(frozenset("b"))
    assert both.reads == {"a", "b"}
    assert both.unknown


def test_code_that_can_not_be_read_makes_every_summary_of_its_cell_unknown():
    assert analyse("def f(): exec('x = 1')").summaries["f"].unknown
    assert not analyse("def f(): return K").summaries["f"].unknown


@pytest.mark.parametrize(
    ("source", "groups"),
    [
        ("x = a", [{"x", "a"}]),
        ("def f(q):\n w = q\n w.append(a)\n return b", []),
        ("def f(q):\n w = a\n w.append(b)", [{"a", "b"}]),
        ("x = f(a)", [{"x", "f()", "a"}]),
        ("x = 3", []),
        ("f()", [{"f()"}]),
    ],
)
def test_the_groups_of_a_cell_without_the_local_names_that_join_them(source, groups):
    assert analyse(source).alias_groups == {frozenset(group) for group in groups}


@pytest.mark.parametrize(
    ("source", "reads"),
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
def test_whose_code_may_run_with_the_cell(source, reads):
    assert analyse(source).reads == reads


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
    assert analyse(source).imports == imports


def test_importing_a_submodule_changes_its_package():
    assert analyse("import os.path").mutations.stores == {"os"}
    assert analyse("import os").mutations.stores == set()


def test_what_is_killed_ends_where_something_may_raise():
    assert analyse("x = 1\ndef f(): pass\ny = g()\nz = 2").kills == {"x", "f"}


def test_a_name_bound_in_two_ways_is_any_object():
    assert analyse("x = 1\nimport x").definitions == {"x": Value.OBJECT}
