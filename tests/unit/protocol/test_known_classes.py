"""Objects of standard classes cross as what they are, of classes of one's own as plain data."""

import array
import enum
import importlib
import sys
import types
from collections import (
    ChainMap,
    Counter,
    OrderedDict,
    UserDict,
    UserList,
    defaultdict,
    deque,
    namedtuple,
)
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from grader.protocol import Malformed
from grader.protocol.codec import decode, encode
from grader.protocol.known_classes import derived_class
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.serialize import serialize
from grader.protocol.value_types import InstanceValue
from grader.runner.proxy_factory import CannotCross, ProxyFactory
from grader.runner.received_values import Received
from grader.runner.sent_values import Sending


def name_of(value):
    """A name for a test: the same in every process, so without an object's address."""
    return value if isinstance(value, str) else type(value).__name__


Point = namedtuple("Point", "x y")
Colour = enum.IntEnum("Colour", "RED")


def returned(obj):
    """What a test has of an object that student code returned."""
    return ProxyFactory(None, strict=False).make(
        decode(encode(serialize(obj, ObjectRefs()))), "it is"
    )


def given(obj):
    """What student code has of an object that a test gives it."""
    return Received(ObjectRefs()).live(decode(encode(Sending().value(obj))))


def moved():
    made = OrderedDict(a=1, b=2)
    made.move_to_end("a")
    return made


def nested():
    made = np.empty(2, object)
    made[:] = [[1, 2], [3, 4]]
    return made


STANDARD = [
    Counter("abb"),
    moved(),
    defaultdict(None, a=[1]),
    UserDict(a=1),
    UserList([1, (2,)]),
    types.MappingProxyType({"a": 1}),
    deque([1, 2], maxlen=3),
    ChainMap({"a": 1}, {"b": 2}),
    bytearray(b"\0x"),
    np.longdouble("0.1"),
    array.array("d", [1.5]),
    Decimal("1.50"),
    Fraction(1, 3),
    date(2024, 2, 29),
    time(1, 2, 3, 4),
    datetime(2024, 2, 29, 1, 2, tzinfo=UTC),
    timedelta(days=-1, microseconds=5),
    np.asmatrix([[1, 2]]),
    np.ma.array([1, 2]),
    np.array([None, Fraction(1, 2), "a"], object),
    nested(),
    np.array(["2024-02-29"], "M8[D]"),
    [Counter(a=Fraction(1, 2))],
]


@pytest.mark.parametrize("obj", STANDARD, ids=name_of)
@pytest.mark.parametrize("cross", [returned, given])
def test_it_is_the_same_on_the_other_side(obj, cross):
    found = cross(obj)
    assert type(found) is type(obj) and repr(found) == repr(obj)


@pytest.mark.parametrize("view", [dict.keys, dict.values, dict.items])
def test_a_view_of_a_dict_is_one_of_a_copy(view):
    shown = view({"a": 1, "b": 1})
    assert type(returned(shown)) is type(shown) and list(returned(shown)) == list(shown)


def agrees(*_):
    return True


def refuses(*_):
    raise AssertionError("asked")


LIES = dict.fromkeys(["__eq__", "__lt__", "__ge__", "__contains__"], agrees)
LIES |= dict.fromkeys(["__len__", "__iter__", "__getitem__", "__bool__", "__str__"], refuses)
LIES |= dict.fromkeys(["__repr__", "keys", "items", "copy", "__hash__"], refuses)


def own(base, *content):
    """An object of a class of one's own that wants to be right."""
    kind = type("Own", (base,), {})
    made = kind(*content)
    for name, method in LIES.items():
        setattr(kind, name, method)
    return made


@pytest.mark.parametrize(
    "content", [5, 2.5, 1j, "text", b"text", [1], (1, 2), {"a": 1}, Counter("ab"), deque([3])]
)
def test_a_class_of_ones_own_crosses_without_its_methods(content):
    base = type(content)
    found = returned(own(base, content))
    assert isinstance(found, base) and type(found).__name__ == "Own"
    assert type(found) is not base, "a test may ask for exactly this type"
    assert base.__eq__(found, content) is True and found == content
    assert found != "another"
    for method in ("__eq__", "__len__", "__iter__"):
        assert getattr(type(found), method, None) is getattr(base, method, None)


def test_sets_and_members_of_enums_cross_as_their_data():
    assert returned(type("Own", (set,), {})({1, 2})) == {1, 2}
    assert returned(Colour.RED) == 1 and isinstance(returned(Colour.RED), int)
    assert returned(Point(1, 2)) == (1, 2) and not hasattr(returned(Point(1, 2)), "x")


def test_a_class_that_a_test_has_made_does_not_cross_to_student_code():
    """It might be there to see what is done to it."""
    assert type(Sending().value(own(list, [1]))).__name__ == "Own"


def test_what_came_from_student_code_goes_back():
    assert given(returned(Point(1, 2))) == (1, 2)


@pytest.mark.parametrize("name", ["", "two words", "a\0b", "x" * 400])
def test_any_name_of_a_class_makes_one(name):
    assert issubclass(derived_class(name, list), list)


LOOP = UserList()
LOOP.append(LOOP)


@pytest.mark.parametrize(
    ("obj", "why"),
    [
        (LOOP, "nested more than 252 deep"),
        (type("Own", (int,), {})(2**15_000), "an int of more than"),
        (type("Own", (str,), {})("\ud800"), "half a surrogate"),
        (deque([object()]), "an object of type object"),
        (np.zeros(1, [("a", "f4")]), "an array of dtype"),
        (np.ma.array([1, 2], mask=[False, True]), "some of its values are missing"),
        (np.array([np.nan, Fraction(1)], object), "some of its values are missing"),
        (memoryview(np.zeros(2)), "an object of type memoryview"),
        (Decimal("1e999999"), "a Decimal that can't be looked at: an exponent"),
    ],
    ids=name_of,
)
def test_what_is_too_much_stays(obj, why):
    with pytest.raises(CannotCross, match=why):
        returned(obj)


@pytest.mark.parametrize(
    ("known", "parts"),
    [
        ("object", ()),
        ("Fraction", (1,)),
        ("Fraction", (1, 0)),
        ("Fraction", (True, 1)),
        ("Counter", (range(2**60),)),
        ("deque", ([], -1)),
        ("defaultdict", (3, {})),
        ("Decimal", ("1e99999999",)),
        ("Decimal", ("two",)),
        ("datetime", (1, 2, 3, 4, 5, 6, 7, "zone")),
        ("ndarray", ("O", (2**60,), [])),
        ("ndarray", ("O", (2,), [1])),
        ("ndarray", ("V8", (1,), [1])),
        ("array", ("no", [])),
        ("list", ("abc",)),
    ],
)
def test_parts_that_make_no_object_are_refused(known, parts):
    with pytest.raises(CannotCross):
        ProxyFactory(None, strict=False).make(InstanceValue(known, "Own", parts), "it is")
    with pytest.raises(Malformed):
        Received(ObjectRefs()).live(InstanceValue(known, "", parts))


def test_a_class_that_has_no_derived_ones_is_refused_as_one():
    with pytest.raises(CannotCross):
        ProxyFactory(None, strict=False).make(InstanceValue("mappingproxy", "Own", ({},)), "it is")


@pytest.mark.parametrize(
    ("obj", "why"),
    [
        (
            type("Own", (list,), {})([1]),
            "a Own; this test needs a plain value: return a plain list",
        ),
        (Counter(a=1), "a Counter; this test needs a plain value: return a plain dict"),
        (Colour.RED, "a Colour; this test needs a plain value: return a plain int"),
        (Fraction(1), "a Fraction; this test needs a plain value: return a plain float"),
        (np.ma.array([1]), "a MaskedArray; this test needs a plain value: return np.asarray"),
        (np.array([1], object), "a ndarray; this test needs a plain value"),
        (iter([1]), "a list_iterator; this test needs a plain value: return list"),
        (date(2024, 1, 1), "a date; this test needs a plain value"),
    ],
    ids=name_of,
)
def test_where_answers_have_to_be_plain_it_stays_and_says_what_to_return(obj, why):
    value = decode(encode(serialize([obj], ObjectRefs())))
    with pytest.raises(CannotCross, match=f"it is {why}"):
        ProxyFactory(None).make(value, "it is")


def test_a_named_tuple_is_a_tuple_where_answers_have_to_be_plain():
    value = decode(encode(serialize(Point(1, [2]), ObjectRefs())))
    made = ProxyFactory(None).make(value, "it is")
    assert type(made) is tuple
    assert made == (1, [2])


def test_numpy_patched_before_pandas_is_first_needed_changes_nothing_that_crosses(monkeypatch):
    pd = pytest.importorskip("pandas")
    column = pd.Categorical.from_codes([1, 0], ["a", "b"])
    monkeypatch.delitem(sys.modules, "grader.protocol.pandas_classes", raising=False)
    monkeypatch.setattr(np, "asarray", lambda *_, **__: np.zeros(2))
    anew = importlib.import_module("grader.protocol.pandas_classes")
    assert anew.asarray([1, 0]).tolist() == [1, 0]
    codes, *_ = anew.KNOWN[pd.Categorical].parts(column)
    assert codes.tolist() == [1, 0]
