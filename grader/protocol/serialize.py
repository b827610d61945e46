"""Objects of the student worker, as the values that `grader.protocol.codec` can encode."""

from __future__ import annotations

import math
import types
from pathlib import PurePath
from typing import Any

import numpy as np

from grader.language import _
from grader.protocol import TooLarge, Unsupported
from grader.protocol.array_codec import supports
from grader.protocol.codec import NUMPY_SCALARS, is_key
from grader.protocol.known_classes import instance_value
from grader.protocol.message_limits import LIMITS
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.serialize_keras import keras_value
from grader.protocol.value_types import (
    NAME_CHARS,
    TEXT_CHARS,
    VALUE_TYPES,
    FunctionValue,
    IteratorValue,
    PathValue,
    Uncrossable,
    encodable,
    name_of,
)

_AS_THEY_ARE = frozenset({type(None), bool, float, complex, bytes, *NUMPY_SCALARS, *VALUE_TYPES})
_MAX_DEPTH = LIMITS.depth - 4  # space for the value type around it
_MAX_INT = 2**LIMITS.int_bits
_MAX_DIGITS = int(LIMITS.int_bits * math.log10(2)) + 1


def serialize(obj: object, refs: ObjectRefs) -> object:
    """Turn `obj` into plain values and value types; what can't cross becomes an Uncrossable."""
    try:
        return _Serializer(refs).serialize(obj, 0)
    except TooLarge:
        why = _(
            "a {kind} of more than {most:,} items; return numbers as a NumPy array, which is one",
            kind=name_of(type(obj)),
            most=LIMITS.items,
        )
        return Uncrossable.of(obj, why)


class _Serializer:
    def __init__(self, refs: ObjectRefs) -> None:
        self.refs = refs
        self.items = 0

    def serialize(self, obj: Any, depth: int) -> object:
        self.items += 1
        if self.items > LIMITS.items:
            raise TooLarge(f"More than {LIMITS.items:,} items.")
        kind = type(obj)
        if kind in _AS_THEY_ARE or (kind is int and abs(obj) < _MAX_INT) or kind is range:
            return obj
        if kind is str and encodable(obj) == obj:
            return obj
        if kind is np.ndarray and supports(obj):
            return obj
        if kind in (list, tuple, dict, set, frozenset):
            return self._container(obj, depth)
        value = keras_value(obj, self.refs, lambda part: self.serialize(part, depth + 1))
        if value is not None:
            return value
        if isinstance(obj, PurePath):
            return PathValue(encodable(str(obj))[:TEXT_CHARS], None, False)
        try:
            # the tuple of its parts is one level more
            instance = instance_value(obj, lambda part: self.serialize(part, depth + 2))
        except Unsupported:
            return Uncrossable.of(obj, _reason(obj))
        if instance is not None:
            return instance
        if hasattr(kind, "__next__"):
            return IteratorValue(self.refs.refer(obj), name_of(kind))
        if callable(obj):
            name = encodable(str(getattr(obj, "__name__", kind.__name__)))[:NAME_CHARS]
            return FunctionValue(self.refs.refer(obj), name)
        return Uncrossable.of(obj, _reason(obj))

    def _container(self, obj: Any, depth: int) -> object:
        if depth > _MAX_DEPTH:
            return Uncrossable.of(
                obj,
                _(
                    "a {kind} nested more than {most} deep, or in itself",
                    kind=type(obj).__name__,
                    most=_MAX_DEPTH,
                ),
            )
        if type(obj) in (set, frozenset, dict):
            bad = next((key for key in obj if not is_key(key) or not _clean_key(key)), None)
            if bad is not None:
                return Uncrossable.of(
                    obj,
                    _(
                        "a {kind} with a key of type {key}",
                        kind=type(obj).__name__,
                        key=type(bad).__name__,
                    ),
                )
            if type(obj) is not dict:
                return obj
            return {key: self.serialize(item, depth + 1) for key, item in obj.items()}
        return type(obj)(self.serialize(item, depth + 1) for item in obj)


def _reason(obj: object) -> str:
    kind = type(obj)
    if isinstance(obj, types.ModuleType):
        return _("a module")
    if isinstance(obj, np.ndarray):
        if kind is not np.ndarray:
            return _(
                "a {kind}; this test needs a plain array: return np.asarray(...) of it",
                kind=kind.__name__,
            )
        return _(
            "an array of dtype {dtype}; this test needs numbers, bools or text", dtype=obj.dtype
        )
    if kind.__module__.partition(".")[0] == "pandas":
        return _(
            "a pandas {kind}; this test needs an array: return its .to_numpy()", kind=kind.__name__
        )
    if kind is str:
        return _("a text with half a surrogate pair, which is not Unicode")
    if kind is int:
        return _("an int of more than {digits:,} digits", digits=_MAX_DIGITS)
    return _("an object of type {kind}; this test needs a plain value", kind=name_of(kind))


def _clean_key(key: object) -> bool:
    if type(key) is tuple:
        return all(_clean_key(part) for part in key)
    return not isinstance(key, str) or encodable(key) == key
