"""Answers of another type than the author's are judged as a notebook would judge them."""

import pytest

from grader.results import Verdict

NUMBERS = """
assert list(f(3)) == [0, 1, 2]
assert sum(f(4)) == 6
assert sorted(f(3)) == [0, 1, 2] and max(f(3)) == 2
"""
INDEXED = NUMBERS + "assert len(f(3)) == 3 and f(3)[1] == 1\n"
TABLE = """
assert f(2)["a"] == 1 and set(f(2)) == {"a", "b"} and len(f(2)) == 2
assert sorted(f(2).items()) == [("a", 1), ("b", 2)] and f(2).get("c") is None
"""
HALF = "assert f(3) == 1.5 and abs(f(3) - f(3)) < 1e-6 and round(f(3), 2) == 1.5"
REFUSES = """
try:
    f(1)
except ValueError as error:
    assert str(error)
else:
    raise AssertionError("no error")
"""
SETUP = """
import collections, itertools, json, types, array, numpy as np
from decimal import Decimal
from fractions import Fraction
class Mine(list): pass
class Wrong(ValueError): pass
class Worse(Wrong, KeyError): pass
def raised(error): raise error
"""


def outcome_of(examine, answer, test):
    return examine(f"{SETUP}def f(n):\n    return {answer}\n", test, strict=False)


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        ("(i for i in range(n))", NUMBERS),
        ("map(int, range(n))", NUMBERS),
        ("itertools.islice(itertools.count(), n)", NUMBERS),
        ("reversed(range(n - 1, -1, -1))", NUMBERS),
        ("dict.fromkeys(range(n)).keys()", NUMBERS),
        ("dict(enumerate(range(n))).values()", NUMBERS),
        ("collections.deque(range(n))", INDEXED),
        ("collections.UserList(range(n))", INDEXED),
        ("array.array('i', range(n))", INDEXED),
        ("memoryview(bytes(range(n)))", INDEXED),
        ("Mine(range(n))", INDEXED + "assert isinstance(f(3), list) and type(f(3)) is not list"),
        ("np.array(range(n), object)", INDEXED),
        ("np.ma.array(range(n))", INDEXED),
        ("[Fraction(i) for i in range(n)]", INDEXED),
        ("itertools.count()", "g = f(0)\nassert next(g) == 0 and next(g) == 1"),
        ("(i for i in range(n))", "g = f(2)\nassert list(g) == [0, 1] and list(g) == []"),
        ("(i for i in range(n))", "g = f(1)\nassert next(g) == 0 and next(g, None) is None"),
        ("collections.OrderedDict(a=1, b=2)", TABLE),
        ("collections.defaultdict(int, a=1, b=2)", TABLE + "assert f(2)['c'] == 0"),
        ("collections.Counter('abb')", TABLE + "assert f(2)['c'] == 0"),
        ("collections.ChainMap({'a': 1}, {'b': 2})", TABLE),
        ("types.MappingProxyType({'a': 1, 'b': 2})", TABLE),
        ("type('D', (dict,), {})(a=1, b=2)", TABLE),
        ("Fraction(n) / 2", HALF),
        ("Decimal(n) / 2", HALF),
        ("np.longdouble(n) / 2", HALF),
        ("type('F', (float,), {})(n / 2)", HALF),
        ("raised(Wrong('x'))", REFUSES),
        ("raised(Worse('x'))", REFUSES),
        ("json.loads('{')", REFUSES),
        ("'é'.encode('ascii')", REFUSES),
        ("np.zeros(3).reshape(2)", REFUSES),
    ],
)
def test_a_right_answer_passes(examine, answer, test):
    outcome = outcome_of(examine, answer, test)
    assert (outcome.verdict, outcome.message) == (Verdict.PASSED, "")


LIAR = "type('L', ({},), dict.fromkeys(['__eq__', '__contains__'], lambda *_: True))"


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        (f"{LIAR.format('int')}(7)", "assert f(3) == 1"),
        (f"{LIAR.format('str')}('no')", "assert f(3) == 'yes' or 'e' in f(3)"),
        (f"{LIAR.format('list')}([5])", "assert f(3) == [0, 1, 2]"),
        (f"{LIAR.format('dict')}(a=1)", "assert f(2) == {'a': 1, 'b': 2} or 'b' in f(2)"),
        (f"{LIAR.format('collections.Counter')}('a')", "assert f(2) == {'a': 1, 'b': 2}"),
        (f"{LIAR.format('Decimal')}(7)", "assert f(3) == 1.5"),
        (f"{LIAR.format('object')}()", "assert f(3) == 1.5"),
        (f"[{LIAR.format('Fraction')}(7)]", "assert f(3) == [1.5]"),
        ("(i for i in range(n))", "assert f(3) == [0, 1, 2]"),
        ("(i for i in range(n))", "assert len(f(3)) == 3"),
        ("(i for i in range(n + 1))", NUMBERS),
        ("collections.deque([0, 1])", "assert f(3) == [0, 1]"),
        ("collections.Counter('ab')", "assert type(f(3)) is dict"),
        ("type('Dict', (dict,), {})()", "assert type(f(3)) is dict"),
        ("raised(type('ValueError', (Exception,), {})('x'))", REFUSES),
        ("raised(ExceptionGroup('g', [ValueError('x')]))", REFUSES),
        ("raised(SystemExit(0))", REFUSES),
    ],
)
def test_a_wrong_one_or_one_that_wants_to_be_right_does_not(examine, answer, test):
    outcome = outcome_of(examine, answer, test)
    assert outcome.verdict in (Verdict.FAILED, Verdict.ERROR) and outcome.points == 0
    assert not outcome.lost and not outcome.exhausted


def test_an_endless_iterator_ends_its_own_test(examine):
    code = "import time\ndef f(n):\n    while True:\n        time.sleep(0.1)\n        yield 1\n"
    assert examine(code, "sum(f(1))", seconds=1.0, strict=False).verdict is Verdict.TIMEOUT


def test_what_an_iterator_raises_is_told_as_student_code(examine):
    code = "def f(n):\n    yield 1\n    raise ValueError('broken')\n"
    outcome = examine(code, "list(f(1))", strict=False)
    assert outcome.message == "Your code raised ValueError (answer, line 3): broken"


def test_values_of_student_code_go_back_to_it(examine):
    code = f"{SETUP}def f(n):\n    return collections.Counter('ab'), Mine([1]), iter('xy')\n"
    code += (
        "def g(table, mine, letters):\n    return sum(table.values()), mine + [2], list(letters)"
    )
    outcome = examine(code, "assert g(*f(1)) == (2, [1, 2], ['x', 'y'])", strict=False)
    assert (outcome.verdict, outcome.message) == (Verdict.PASSED, "")
