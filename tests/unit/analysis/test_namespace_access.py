import ast

import pytest

from grader.analysis.cell_analysis import analyse
from grader.analysis.namespace_access import with_plain_names

# what a cell says, and what it means to a reader
SAME = {
    "globals()['x'] = 1": "x = 1",
    "y = globals()['x']": "y = x",
    "vars()['x'] += 1": "x += 1",
    "locals()['x']": "x",
    "del globals()['x']": "del x",
    "if 'x' not in globals():\n    x = 1": "if 'x' not in x:\n    x = 1",
    "y = globals().get('x')": "y = x",
    "y = globals().get('x', z)": "y = x or z",
    "globals().update(x=1, y=2)": "x, y = (1, 2)",
    "import __main__\n__main__.x = 1": "pass\nx = 1",
    "import __main__ as m, sys\ny = m.x": "import sys\ny = x",
    "import sys\nsys.modules['__main__'].x = 1": "import sys\nx = 1",
    "import sys\nsys.modules[__name__].x = 1": "import sys\nx = 1",
    "import sys\nsetattr(sys.modules['__main__'], 'x', 1)": "import sys\nx, = (1,)",
    "import sys\nvars(sys.modules['__main__'])['x'] = 1": "import sys\nx = 1",
    "import sys\nsys.modules['__main__'].__dict__['x'] = 1": "import sys\nx = 1",
    "import __main__\ny = getattr(__main__, 'x', None)": "pass\ny = x or None",
    "get_ipython().user_ns['x'] = 1": "x = 1",
    "def f():\n    return globals()['x']": "def f():\n    return x",
}


@pytest.mark.parametrize("source", SAME)
def test_a_name_that_stands_there_as_text_is_read_as_a_name(source):
    assert ast.unparse(with_plain_names(ast.parse(source))) == SAME[source]
    assert not analyse(source).unknown


@pytest.mark.parametrize(
    "source",
    [
        "globals()[name] = 1",
        "names = globals()",
        "def f(): globals()['x'] = 1",
        "def f(): return locals()['x']",
        "def f():\n    globals().update(x=1)",
        "globals().update(more)",
        "import __main__\nf(__main__)",
        "x.globals()['x'] = 1",
        "modules['x'].y = 1",
    ],
)
def test_all_else_stays_as_it_is(source):
    plain = with_plain_names(ast.parse(source))
    assert ast.dump(plain) == ast.dump(ast.parse(source))
