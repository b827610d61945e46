"""Values that cross: strategies for hypothesis, a comparison that sees types, fixed messages."""

import math
import struct

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.protocol.value_types import (
    FunctionValue,
    HistoryValue,
    InstanceValue,
    IteratorValue,
    ModelValue,
    Raised,
    TensorValue,
    Uncrossable,
)

NUMBERS = "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()  # noqa: SIM905
text = st.text(st.characters(exclude_categories=["Cs"]))
dtypes = st.sampled_from([np.dtype(code) for code in [*NUMBERS, "U3", "S4"]])


def elements(dtype):
    if dtype.kind == "U":
        # NumPy drops trailing NULs of a text, and so does everyone who uses it
        return st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), max_size=3)
    return hnp.from_dtype(dtype)


arrays = dtypes.flatmap(
    lambda dtype: hnp.arrays(
        dtype,
        hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3),
        elements=elements(dtype),
    )
)
numpy_scalars = dtypes.flatmap(
    lambda dtype: elements(dtype).map(lambda item: np.array([item], dtype)[0])
)
keys = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | text | st.binary(),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=4,
)
plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**4000), 2**4000)
    | st.floats()
    | st.complex_numbers()
    | text
    | st.binary()
    | st.builds(range, st.integers(-(2**63), 2**63 - 1))
    | arrays
    | numpy_scalars
)
names = text.map(lambda name: name[:50])
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(keys, max_size=4)
        | st.frozensets(keys, max_size=4)
        | st.builds(TensorValue, arrays)
        | st.builds(HistoryValue, st.dictionaries(names, st.lists(inner)), st.lists(st.integers()))
        | st.builds(FunctionValue, st.integers(0, 2**63 - 1), names)
        | st.builds(Uncrossable, names, names)
        | st.builds(Raised, names, names, names)
        | st.builds(InstanceValue, names, names, st.lists(inner, max_size=2).map(tuple))
        | st.builds(IteratorValue, st.integers(0, 2**63 - 1), names)
        | st.builds(
            ModelValue,
            st.integers(0, 2**63 - 1),
            text,
            st.lists(arrays, max_size=2).map(tuple),
            st.none() | st.dictionaries(names, inner, max_size=2),
        )
    ),
    max_leaves=10,
)


def shape_of(value):
    """`value` as nested tuples that are equal only if type, bits and order are."""
    kind = type(value)
    if kind in (list, tuple):
        return kind, tuple(shape_of(item) for item in value)
    if kind is dict:
        return kind, tuple((shape_of(k), shape_of(v)) for k, v in value.items())
    if kind in (set, frozenset):
        return kind, tuple(sorted(repr(shape_of(item)) for item in value))
    if kind is float:
        return kind, struct.pack(">d", value) if not math.isnan(value) else "nan"
    if kind is complex:
        return kind, shape_of(value.real), shape_of(value.imag)
    if isinstance(value, (np.ndarray, np.generic)):
        return kind, str(np.asarray(value).dtype), np.shape(value), np.asarray(value).tobytes()
    if hasattr(value, "__dataclass_fields__"):
        return kind, tuple(shape_of(getattr(value, name)) for name in value.__dataclass_fields__)
    return kind, value


MESSAGES = [
    None,
    [True, False, -0.0, float("nan"), float("inf"), -(2**70), 255, -129, 1j],
    {"shape": (None, 64, 64, 3), 1: b"\0\xff", (1, "a"): {"ä", 2, None}, 2.5: frozenset({(1,)})},
    [np.arange(12, dtype="f4").reshape(3, 4), np.zeros((0, 5)), np.array(True), range(3, -9, -2)],
    [np.float32(1.5), np.bool_(True), np.str_("ä"), np.bytes_(b"x"), np.array(["ab", "c"])],
    ModelValue(7, '{"a": 1}', (np.ones((2, 3), "f4"), np.zeros(0)), {"loss": "mse"}),
    HistoryValue({"loss": [0.5, 0.25], "accuracy": [np.float32(1)]}, [0, 1]),
    [TensorValue(np.eye(2)), FunctionValue(1, "f"), Uncrossable("g", "a g")],
    Raised("ValueError", "bad", "code cell 3", 7, "ValueError"),
    [InstanceValue("deque", "", ([1], None)), IteratorValue(3, "map")],
]
