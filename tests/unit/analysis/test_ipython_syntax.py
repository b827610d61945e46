import ast

import pytest

from grader.analysis.ipython_syntax import (
    captured_name,
    given_to_magics,
    inline_magics,
    is_timed,
    to_python,
)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("x = 1\n", "x = 1\n"),
        ("%matplotlib inline\n", "get_ipython().run_line_magic('matplotlib', 'inline')\n"),
        ("!ls -l\n", "get_ipython().system('ls -l')\n"),
        ("a?\n", "get_ipython().run_line_magic('pinfo', 'a')\n"),
        ("%%time\nx = 1\n", "x = 1\n"),
        ("%%time\n%%capture out\nx = 1\n", "x = 1\n"),
        ("%%wandb project\nx = 1\n", "x = 1\n"),
        ("%%time", "\n"),
        ("%%bash\nls\n", "get_ipython().run_cell_magic('bash', '', 'ls\\n')\n"),
        ("%%timer\nx = 1\n", "get_ipython().run_cell_magic('timer', '', 'x = 1\\n')\n"),
        ("x = '%%time'\n", "x = '%%time'\n"),
    ],
)
def test_ipythons_syntax_becomes_python(source, code):
    assert to_python(source) == code


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("%time x = f()", "x = f()"),
        ("%timeit -n 10 -r3 f()", "f()"),
        ("if a:\n    %time x = 1; y = 2", "if a:\n    x = 1\n    y = 2"),
        ("%time x = (", "get_ipython().run_line_magic('time', 'x = (')"),
        ("%matplotlib inline", "get_ipython().run_line_magic('matplotlib', 'inline')"),
    ],
)
def test_the_statement_of_a_timing_magic_is_read(source, code):
    assert ast.unparse(inline_magics(ast.parse(to_python(source)))) == code


def test_only_timeit_forgets_what_it_assigns():
    assert is_timed("%%timeit -n 3\nx = 1")
    assert not is_timed("%%time\nx = 1")
    assert not is_timed("x = 1")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("%%capture out\nx = 1", "out"),
        ("%%capture --no-stderr out\nx = 1", "out"),
        ("%%capture\nx = 1", None),
        ("%%time out\nx = 1", None),
        ("x = 1", None),
    ],
)
def test_what_capture_binds(source, name):
    assert captured_name(source) == name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("%%foo -x\ny = 1\n", [("%%foo", "y = 1\n")]),
        ("%%time\n%%foo\ny = 1", [("%%foo", "y = 1")]),
        ("x = 2\n  %bar y = 1\n%time z = 1\n%matplotlib", [("%bar", "y = 1")]),
        ("%%time\ny = 5 %  2", []),
        ("%%time\n%%timeit -n 3\ny = 1", [("%%timeit", "y = 1")]),
        ("%timeit -n 3 y = 1", [("%timeit", "y = 1")]),
    ],
)
def test_what_a_magic_binds_no_names_of(source, found):
    assert list(given_to_magics(source)) == found
