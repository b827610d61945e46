"""Series, tables and indices of pandas cross with the types and names of their columns."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

from grader.protocol.codec import decode, encode
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.serialize import serialize
from grader.protocol.value_types import InstanceValue
from grader.runner.proxy_factory import CannotCross, ProxyFactory

COLUMNS = {
    "int": [1, 2, 3],
    "float": np.array([0.5, 2, 1], "f4"),
    "bool": [True, False, True],
    "text": ["a", "b", ""],
    "objects": pd.Series(["a", 1, (2,)], dtype=object),
    "nullable": pd.array([1, 2, 3], dtype="Int16"),
    "python text": pd.array(["a", "b", ""], dtype="string"),
    "category": pd.Categorical(["b", "a", "a"], categories=["b", "a"], ordered=True),
    "time": pd.to_datetime(["2024-02-29", "2024-02-28", "2024-03-01"]),
    "local time": pd.to_datetime(["2024-02-29"] * 3).tz_localize("Europe/Berlin"),
    "span": pd.to_timedelta([1, 2, 3], unit="h"),
    5: [(1, 2)] * 3,
}
SERIES = {name: pd.Series(values, name=name) for name, values in COLUMNS.items()}
INDICES = {
    "range": pd.RangeIndex(1, 9, 2, name="n"),
    "times": pd.DatetimeIndex(["2024-02-29"], name="when"),
    "many": pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", None]),
    "empty": pd.Index([], dtype="int8"),
    "categories": pd.CategoricalIndex(["a", "b"]),
}


def returned(obj):
    return ProxyFactory(None, strict=False).make(
        decode(encode(serialize(obj, ObjectRefs()))), "it is"
    )


@pytest.mark.parametrize("name", SERIES)
def test_a_series_is_the_same_on_the_other_side(name):
    assert_series_equal(returned(SERIES[name]), SERIES[name])


@pytest.mark.parametrize("name", INDICES)
def test_an_index_is_the_same_on_the_other_side(name):
    assert_index_equal(returned(INDICES[name]), INDICES[name], exact=True)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(COLUMNS),
        pd.DataFrame(COLUMNS).set_index(["int", "text"]),
        pd.DataFrame([[1, 2]], columns=["twice", "twice"], index=["row"]),
        pd.DataFrame(index=[1, 1]),
        pd.DataFrame({"a": [1, 1, 2], "b": 1.0}).groupby("a").agg(["sum", "mean"]),
    ],
    ids=range(5),
)
def test_a_table_is_the_same_on_the_other_side(frame):
    assert_frame_equal(returned(frame), frame)


@pytest.mark.parametrize(
    "obj", [pd.Timestamp("2024-02-29 1:02:03.000000004", tz="UTC"), pd.Timedelta("1 days 5 ns")]
)
def test_a_time_is_the_same_on_the_other_side(obj):
    assert returned(obj) == obj and repr(returned(obj)) == repr(obj)


@pytest.mark.parametrize("obj", [pd.NaT, pd.NA])
def test_what_is_missing_is_missing(obj):
    assert returned([obj])[0] is obj


def test_a_list_of_pandas_crosses_as_a_list():
    assert returned(pd.MultiIndex.from_tuples([(1, 2)]).names) == [None, None]


@pytest.mark.parametrize("obj", [pd.period_range("2024", periods=2), pd.Series([object()])])
def test_what_has_no_plain_values_stays(obj):
    with pytest.raises(CannotCross):
        returned(obj)


@pytest.mark.parametrize(
    "values",
    [
        [1.0, np.nan],
        ["a", None],
        pd.array([1, None], dtype="Int8"),
        pd.array(["a", None], dtype="string"),
        pd.Categorical(["a", None]),
        pd.to_datetime(["2024-02-29", None]),
        pd.Series([1, pd.NA], dtype=object),
    ],
    ids=range(7),
)
def test_what_sums_and_comparisons_leave_out_stays(values):
    for obj in (pd.Series(values), pd.DataFrame({"a": values}), pd.Index(values)):
        with pytest.raises(CannotCross):
            returned(obj)


class Equal(pd.Series):
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([7])


def test_a_series_of_a_class_of_ones_own_crosses_without_its_methods():
    found = returned(Equal([1, 2]))
    assert type(found) is pd.Series and list(found) == [1, 2]


@pytest.mark.parametrize(
    ("known", "parts"),
    [
        ("Series", (range(2**60), None, None)),
        ("Series", (np.ones(2), [1], "x")),
        ("DataFrame", ([[1, 2]], None, None)),
        ("DataFrame", ([np.ones(2), np.ones(3)], None, None)),
        ("ExtensionArray", ("category", ["a"])),
        ("Categorical", (np.array([9]), ["a"], False)),
        ("DatetimeArray", (np.array([0], "M8[ns]"), "../../etc/passwd")),
        ("RangeIndex", (range(3), [])),
    ],
)
def test_parts_that_make_no_object_are_refused(known, parts):
    with pytest.raises(CannotCross):
        ProxyFactory(None, strict=False).make(InstanceValue(known, "", parts), "it is")
