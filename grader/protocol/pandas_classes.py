"""How series, tables and indices of pandas cross: their columns as arrays, with types and names."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from grader.protocol import Unsupported
from grader.protocol.known_classes import Known, refuse_missing
from grader.protocol.numpy_functions import asarray

# Types of columns whose values are plain, or missing.
PLAIN_TYPES = re.compile(r"str|string|boolean|(Int|UInt|Float)\d+")


def _values(column: pd.Series | pd.Index) -> Any:
    """A column as an array of NumPy where it is one, else of pandas."""
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array


def _checked(values: object) -> Any:
    if not isinstance(values, np.ndarray | ExtensionArray):
        raise TypeError(f"a {type(values).__name__} for a column")
    refuse_missing(bool(pd.isna(values).any()))
    return values


def _series(values: object, index: pd.Index, name: object) -> pd.Series:
    return pd.Series(_checked(values), index, name=name)


def _frame(columns: list, index: pd.Index, names: pd.Index) -> pd.DataFrame:
    made = pd.DataFrame(dict(enumerate(map(_checked, columns))), index)
    made.columns = names
    return made


def _plain_parts(array: ExtensionArray) -> tuple:
    name = str(array.dtype)
    if not PLAIN_TYPES.fullmatch(name) or array.isna().any():
        raise Unsupported(f"values of type {name}, or missing ones")
    return name, list(array)


def _plain(name: str, items: list) -> ExtensionArray:
    if not PLAIN_TYPES.fullmatch(name):
        raise ValueError(f"no type {name}")
    return pd.array(items, dtype=name)


def _local_times(times: np.ndarray, zone: str) -> ExtensionArray:
    return pd.DatetimeIndex(times).tz_localize("UTC").tz_convert(zone).array


_COLUMN = None  # `_checked` says which
KNOWN: dict[type, Known] = {
    type(pd.NaT): Known(lambda obj: (), (), lambda: pd.NaT),
    type(pd.NA): Known(lambda obj: (), (), lambda: pd.NA),
    pd.RangeIndex: Known(
        lambda obj: (range(obj.start, obj.stop, obj.step), obj.name),
        ((range,), None),
        lambda numbers, name: pd.RangeIndex(numbers, name=name),
    ),
    pd.MultiIndex: Known(
        lambda obj: (
            [_values(obj.get_level_values(n)) for n in range(obj.nlevels)],
            list(obj.names),
        ),
        ((list,), (list,)),
        lambda levels, names: pd.MultiIndex.from_arrays([*map(_checked, levels)], names=names),
    ),
    pd.Index: Known(
        lambda obj: (_values(obj), obj.name),
        (_COLUMN, None),
        lambda values, name: pd.Index(_checked(values), name=name),
    ),
    pd.Series: Known(
        lambda obj: (_values(obj), obj.index, obj.name), (_COLUMN, None, None), _series
    ),
    pd.DataFrame: Known(
        lambda obj: (
            [_values(obj.iloc[:, n]) for n in range(obj.shape[1])],
            obj.index,
            obj.columns,
        ),
        ((list,), None, None),
        _frame,
    ),
    pd.Categorical: Known(
        lambda obj: (asarray(obj.codes), obj.categories, bool(obj.ordered)),
        ((np.ndarray,), None, (bool,)),
        pd.Categorical.from_codes,
    ),
    pd.arrays.DatetimeArray: Known(
        lambda obj: (obj.tz_convert("UTC").tz_localize(None).to_numpy(), str(obj.tz)),
        ((np.ndarray,), (str,)),
        _local_times,
    ),
    ExtensionArray: Known(_plain_parts, ((str,), (list,)), _plain),
    pd.Timestamp: Known(
        lambda obj: (obj.asm8.astype("i8").item(), obj.unit, obj.tz and str(obj.tz)),
        ((int,), (str,), (str, type(None))),
        lambda count, unit, zone: pd.Timestamp(count, unit=unit, tz=zone).as_unit(unit),
    ),
    pd.Timedelta: Known(
        lambda obj: (obj.asm8.astype("i8").item(), obj.unit),
        ((int,), (str,)),
        lambda count, unit: pd.Timedelta(count, unit=unit).as_unit(unit),
    ),
}
