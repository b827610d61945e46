"""Common styles of tests in courses that know nothing of an isolation boundary.

Each is (style, solution, wrong answer, test). Names are the style's own, so that all fit into one
notebook. `test_styles` grades them and prints where each ran.
"""

import re
from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class Style:
    name: str
    solution: str
    wrong: str
    test: str

    @property
    def grade_id(self):
        return re.sub(r"\W+", "_", self.name.replace("*", "star")).strip("_")


PLAIN = []  # values cross: these must be strict
OTHERS = []


def plain(name, solution, wrong, test):
    PLAIN.append(Style(name, *map(dedent, (solution, wrong, test))))


def other(name, solution, wrong, test):
    OTHERS.append(Style(name, *map(dedent, (solution, wrong, test))))


plain("numbers", "def add(a, b): return a + b", "def add(a, b): return a", "assert add(2, 3) == 5")
plain(
    "text",
    "def shout(s): return s.upper() + '!'",
    "def shout(s): return s",
    "assert shout('a') == 'A!'",
)
plain(
    "lists",
    "def squares(n): return [k * k for k in range(n)]",
    "def squares(n): return list(range(n))",
    "assert squares(3) == [0, 1, 4]",
)
plain(
    "dicts",
    "def count(s): return {c: s.count(c) for c in s}",
    "def count(s): return {}",
    "assert count('aab') == {'a': 2, 'b': 1}",
)
plain(
    "nested dicts",
    "def tree(): return {'a': {'b': [1, {'c': 2}]}}",
    "def tree(): return {'a': {'b': [1]}}",
    "assert tree()['a']['b'][1]['c'] == 2",
)
plain(
    "tuples",
    "def swap(p): return p[1], p[0]",
    "def swap(p): return p",
    "assert swap((1, 2)) == (2, 1)",
)
plain(
    "arrays",
    "def ones(n): return np.ones((n, n))",
    "def ones(n): return np.zeros((n, n))",
    "assert ones(2).shape == (2, 2) and ones(2).sum() == 4",
)
plain(
    "np.testing",
    "def half(x): return np.asarray(x) / 2",
    "def half(x): return np.asarray(x)",
    "np.testing.assert_allclose(half([1.0, 3.0]), [0.5, 1.5])",
)
plain(
    "bytes",
    "def raw(): return b'\\x00\\xff'",
    "def raw(): return b''",
    "assert raw() == b'\\0\\xff'",
)
plain(
    "big ints",
    "def power(): return 7 ** 200",
    "def power(): return 7 ** 20",
    "assert power() == 7 ** 200",
)
plain(
    "recursion",
    "def fac(n): return 1 if n < 2 else n * fac(n - 1)",
    "def fac(n): return n",
    "assert [fac(n) for n in range(5)] == [1, 1, 2, 6, 24]",
)
plain(
    "keyword only arguments",
    "def scale(x, *, by): return x * by",
    "def scale(x, by): return x + by",
    "assert scale(2, by=5) == 10",
)
plain(
    "*args",
    "def total(*xs, **kw): return sum(xs) + sum(kw.values())",
    "def total(*xs, **kw): return 0",
    "assert total(1, 2, a=3) == 6",
)
plain(
    "asserts with pytest.raises",
    "def root(x):\n    if x < 0: raise ValueError('negative')\n    return x ** 0.5",
    "def root(x): return x",
    "import pytest\nwith pytest.raises(ValueError): root(-1)\nassert root(4) == 2",
)
plain("lambda", "cube = lambda x: x ** 3", "cube = lambda x: x ** 2", "assert cube(2) == 8")
plain(
    "partial",
    "from functools import partial\nto_two = partial(pow, 2)",
    "from functools import partial\nto_two = partial(pow, 3)",
    "assert to_two(5) == 32",
)

other(
    "printed text",
    "def hello(): print('Hello')",
    "def hello(): return 'Hello'",
    """
    import io, contextlib
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        hello()
    assert out.getvalue() == 'Hello\\n'
    """,
)
other(
    "nothing printed",
    "def quiet(x): return x",
    "def quiet(x):\n    print(x)\n    return x",
    """
    import io, contextlib
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert quiet(3) == 3
    assert out.getvalue() == ''
    """,
)
other(
    "input",
    "def ask(): return 2 * int(input())",
    "def ask(): return 4",
    """
    from unittest.mock import patch
    with patch('builtins.input', return_value='4'):
        assert ask() == 8
    """,
)
other(
    "patched builtin",
    "def say(x): print('x is', x)",
    "def say(x): pass",
    """
    from unittest.mock import patch
    with patch('builtins.print') as printed:
        say(3)
    printed.assert_called_once_with('x is', 3)
    """,
)
other(
    "forbidden builtin",
    "def largest(xs):\n    best = xs[0]\n    for x in xs: best = x if x > best else best\n    return best",
    "def largest(xs): return max(xs)",
    """
    from unittest.mock import patch
    with patch('builtins.max', side_effect=AssertionError('no max')):
        assert largest([1, 3, 2]) == 3
    """,
)
other(
    "forbidden function of a module",
    "import math\ndef hypot(a, b): return math.sqrt(a * a + b * b)",
    "import math\ndef hypot(a, b): return math.hypot(a, b)",
    """
    import math
    kept, math.hypot = math.hypot, None
    try:
        assert hypot(3, 4) == 5
    finally:
        math.hypot = kept
    """,
)
other(
    "argument changed in place",
    "def push(xs): xs.append(1)",
    "def push(xs): return xs + [1]",
    "L = [5]\npush(L)\nassert L == [5, 1]",
)
other(
    "argument not changed",
    "def ordered(xs): return sorted(xs)",
    "def ordered(xs):\n    xs.sort()\n    return xs",
    "values = [3, 1]\nassert ordered(values) == [1, 3]\nassert values == [3, 1]",
)
other(
    "a new list",
    "def copied(xs): return list(xs)",
    "def copied(xs): return xs",
    "mine = [1, 2]\nassert copied(mine) == mine\nassert copied(mine) is not mine",
)
other(
    "numpy in place",
    "def clear(a): a[:] = 0",
    "def clear(a): a = 0 * a",
    "import numpy as np\nA = np.ones(3)\nclear(A)\nassert A.sum() == 0",
)
other(
    "function handed over",
    "def twice(f): return lambda x: f(f(x))",
    "def twice(f): return f",
    "assert twice(lambda x: x + 3)(1) == 7",
)
other(
    "calls counted by a function handed over",
    "def apply(f, n):\n    for _ in range(n): f()",
    "def apply(f, n): f()",
    "calls = []\napply(lambda: calls.append(1), 3)\nassert len(calls) == 3",
)
other(
    "own exception caught",
    "class TooBig(Exception): pass\ndef check_size(): raise TooBig()",
    "class TooBig(Exception): pass\ndef check_size(): raise ValueError()",
    """
    try:
        check_size()
        caught = False
    except TooBig:
        caught = True
    except Exception:
        caught = False
    assert caught
    """,
)
other(
    "class used as a class",
    "class Point:\n    def __init__(self, x, y): self.x, self.y = x, y\n    def norm(self): return self.x + self.y",
    "class Point:\n    def __init__(self, x, y): self.x, self.y = y, x\n    def norm(self): return 0",
    "p = Point(1, 2)\nassert (p.x, p.y) == (1, 2)\nassert p.norm() == 3",
)
other(
    "subclass",
    "class Animal: pass\nclass Dog(Animal): pass",
    "class Animal: pass\nclass Dog: pass",
    "assert issubclass(Dog, Animal)\nassert isinstance(Dog(), Animal)",
)
other(
    "docstring",
    "def documented():\n    'Docs.'",
    "def documented(): pass",
    "assert documented.__doc__",
)
other(
    "signature",
    "def two(a, b): return a",
    "def two(a): return a",
    "import inspect\nassert len(inspect.signature(two).parameters) == 2",
)
other(
    "source",
    "def loop():\n    for i in []:\n        pass",
    "def loop(): pass",
    "import inspect\nassert 'for' in inspect.getsource(loop)",
)
other("globals", "answer = 42", "reply = 42", "assert 'answer' in globals()")
other(
    "generator",
    "def countdown(n):\n    while n:\n        yield n\n        n -= 1",
    "def countdown(n):\n    yield n",
    "assert list(countdown(3)) == [3, 2, 1]",
)
other(
    "iterator",
    "class Evens:\n    def __init__(self): self.n = -2\n    def __iter__(self): return self\n    def __next__(self):\n        self.n += 2\n        return self.n",
    "class Evens:\n    def __iter__(self): return iter([1, 3])",
    "it = iter(Evens())\nassert [next(it), next(it)] == [0, 2]",
)
other(
    "closure",
    "def counter():\n    n = 0\n    def step():\n        nonlocal n\n        n += 1\n        return n\n    return step",
    "def counter(): return lambda: 1",
    "c = counter()\nassert [c(), c(), counter()()] == [1, 2, 1]",
)
other(
    "decorator",
    "import functools\ndef loud(f):\n    @functools.wraps(f)\n    def inner(*a): return f(*a) + '!'\n    return inner",
    "def loud(f): return f",
    """
    @loud
    def greet(name):
        return 'hi ' + name
    assert greet('ada') == 'hi ada!' and greet.__name__ == 'greet'
    """,
)
other(
    "context manager",
    "class Flag:\n    on = False\n    def __enter__(self):\n        Flag.on = True\n    def __exit__(self, *a):\n        Flag.on = False",
    "class Flag:\n    on = False\n    def __enter__(self): pass\n    def __exit__(self, *a): pass",
    "with Flag():\n    inner = Flag.on\nassert inner and not Flag.on",
)
other(
    "static and class methods",
    "class Tools:\n    n = 3\n    @staticmethod\n    def double(x): return 2 * x\n    @classmethod\n    def get(cls): return cls.n",
    "class Tools:\n    n = 3\n    @staticmethod\n    def double(x): return x\n    @classmethod\n    def get(cls): return 0",
    "assert Tools.double(2) == 4 and Tools.get() == 3",
)
other(
    "property",
    "class Circle:\n    def __init__(self, r): self.r = r\n    @property\n    def area(self): return 3 * self.r ** 2",
    "class Circle:\n    def __init__(self, r): self.r = r\n    def area(self): return 3 * self.r ** 2",
    "assert Circle(2).area == 12",
)
other(
    "operator overloading",
    "class V:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return V(self.x + o.x)\n    def __eq__(self, o): return self.x == o.x",
    "class V:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return V(self.x)\n    def __eq__(self, o): return self.x == o.x",
    "assert V(1) + V(2) == V(3)",
)
other(
    "recursion with counter",
    "steps = 0\ndef fib(n):\n    global steps\n    steps += 1\n    return n if n < 2 else fib(n - 1) + fib(n - 2)",
    "steps = 0\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)",
    "steps = 0\nassert fib(4) == 3\nassert steps == 9",
)
other(
    "mutable default",
    "def gather(x, into=None):\n    into = [] if into is None else into\n    into.append(x)\n    return into",
    "def gather(x, into=[]):\n    into.append(x)\n    return into",
    "assert gather(1) == [1]\nassert gather(2) == [2]",
)
other(
    "random seed",
    "import random\ndef draw(): return random.randint(0, 10**9)",
    "import random\ndef draw(): return 4",
    """
    import random
    random.seed(3); expected = random.randint(0, 10**9)
    random.seed(3)
    assert draw() == expected
    """,
)
other(
    "file written then read",
    "def save(path, text):\n    with open(path, 'w') as f: f.write(text)",
    "def save(path, text): pass",
    "save('out.txt', 'hello')\nwith open('out.txt') as f:\n    assert f.read() == 'hello'",
)
other(
    "%%magic",
    "def seven(): return 7",
    "def seven(): return 8",
    "%%time\nassert seven() == 7",
)
other(
    "dataclass",
    "from dataclasses import dataclass\n@dataclass\nclass Item:\n    name: str\n    price: float = 1.0",
    "from dataclasses import dataclass\n@dataclass\nclass Item:\n    name: str\n    price: float = 2.0",
    "assert Item('a') == Item('a', 1.0) and Item('b').price == 1.0",
)
other(
    "namedtuple",
    "from collections import namedtuple\nPair = namedtuple('Pair', 'a b')\ndef pair(): return Pair(1, 2)",
    "def pair(): return (1, 2)",
    "assert pair().b == 2",
)
other(
    "enum",
    "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    BLUE = 2",
    "from enum import Enum\nclass Color(Enum):\n    RED = 2\n    BLUE = 1",
    "assert Color.RED.value == 1 and Color(2) is Color.BLUE",
)
other(
    "regex",
    "import re\ndigits = re.compile(r'^[0-9]+$')",
    "import re\ndigits = re.compile(r'[0-9]')",
    "assert digits.match('123') and not digits.match('1a')",
)
other(
    "datetime",
    "from datetime import date, timedelta\ndef day_after(d): return d + timedelta(days=1)",
    "def day_after(d): return d",
    "from datetime import date\nassert day_after(date(2024, 2, 28)) == date(2024, 2, 29)",
)
other(
    "Decimal",
    "from decimal import Decimal\ndef price(): return Decimal('0.1') + Decimal('0.2')",
    "def price(): return 0.1 + 0.2",
    "from decimal import Decimal\nassert price() == Decimal('0.3')",
)
other(
    "Fraction",
    "from fractions import Fraction\ndef third(): return Fraction(1, 3)",
    "def third(): return 1 / 3",
    "from fractions import Fraction\nassert third() == Fraction(1, 3)",
)
other(
    "complex",
    "def turn(z): return z * 1j",
    "def turn(z): return z",
    "assert turn(2 + 1j) == -1 + 2j",
)
other(
    "sets",
    "def letters(s): return set(s)",
    "def letters(s): return list(s)",
    "assert letters('aab') == {'a', 'b'}",
)
other(
    "warnings",
    "import warnings\ndef old(): warnings.warn('old', DeprecationWarning)",
    "def old(): pass",
    """
    import warnings
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter('always')
        old()
    assert [w.category for w in seen] == [DeprecationWarning]
    """,
)
other(
    "logging",
    "import logging\ndef note(): logging.getLogger('mine').warning('careful')",
    "def note(): pass",
    """
    import logging
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    logging.getLogger('mine').addHandler(handler)
    note()
    assert [r.getMessage() for r in records] == ['careful']
    """,
)
other(
    "unittest.TestCase",
    "def double(x): return 2 * x",
    "def double(x): return x",
    """
    import io, unittest
    class TestDouble(unittest.TestCase):
        def test_numbers(self):
            self.assertEqual(double(2), 4)
        def test_text(self):
            self.assertEqual(double('a'), 'aa')
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestDouble)
    assert unittest.TextTestRunner(stream=io.StringIO()).run(suite).wasSuccessful()
    """,
)
other(
    "doctest",
    "def inc(x):\n    '''\n    >>> inc(1)\n    2\n    '''\n    return x + 1",
    "def inc(x):\n    '''\n    >>> inc(1)\n    2\n    '''\n    return x",
    """
    import doctest
    runner = doctest.DocTestRunner(verbose=False)
    [found] = doctest.DocTestFinder().find(inc, 'inc', globs={'inc': inc})
    assert found.examples
    runner.run(found, out=lambda text: None)
    assert runner.failures == 0
    """,
)
other(
    "pandas objects",
    "import pandas as pd\ndef frame(): return pd.DataFrame({'a': [1, 2], 'b': [3, 4]})",
    "import pandas as pd\ndef frame(): return pd.DataFrame({'a': [1, 2]})",
    "assert list(frame().columns) == ['a', 'b'] and frame()['b'].sum() == 7",
)
other(
    "matplotlib axes",
    "import matplotlib.pyplot as plt\ndef draw_line():\n    fig, ax = plt.subplots()\n    ax.plot([1, 2], [3, 4])\n    ax.set_title('Line')\n    return ax",
    "import matplotlib.pyplot as plt\ndef draw_line():\n    fig, ax = plt.subplots()\n    return ax",
    "ax = draw_line()\nassert ax.get_title() == 'Line'\nassert len(ax.lines) == 1",
)
other(
    "time limit",
    "def quick(n): return n * (n + 1) // 2",
    "import time\ndef quick(n):\n    time.sleep(7)\n    return n * (n + 1) // 2",
    "import time\nstart = time.time()\nassert quick(10) == 55\nassert time.time() - start < 6",
)

STYLES = PLAIN + OTHERS
