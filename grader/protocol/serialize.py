"""Live objects of the student worker as values that `grader.protocol.codec` can encode."""

from __future__ import annotations

import inspect
import traceback
import types
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import numpy as np

from grader.protocol import serialize_keras
from grader.protocol.array_codec import SCALARS, supports
from grader.protocol.format import LIMITS
from grader.protocol.hashable_values import is_key
from grader.protocol.object_references import Registry
from grader.protocol.protocol_errors import TooLarge
from grader.protocol.value_types import (
    KINDS,
    NAME_CHARS,
    TEXT_CHARS,
    FunctionValue,
    PathValue,
    Raised,
    Uncrossable,
)

_AS_THEY_ARE = frozenset({type(None), bool, float, complex, bytes, *SCALARS, *KINDS})
_MAX_DEPTH = LIMITS.depth - 4  # space for the kind around it
_MAX_INT = 2**LIMITS.int_bits


def pack(obj: object, registry: Registry, weights: bool = True) -> object:
    """`obj` as plain values and kinds; what can't cross becomes an Uncrossable in its place.

    With `weights=False` a model crosses without its weights, which the test runner refuses to
    rebuild unless the model has none. Raises TooLarge for more items than a message may have.
    """
    return _Packer(registry, weights).pack(obj, 0)


def pack_exception(error: BaseException) -> Raised:
    """An exception of student code, with its traceback as text."""
    try:
        message = str(error)
    except Exception as second:
        message = f"(its message can't be shown: {type(second).__name__})"
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Raised(_name(type(error)), _clean(message)[:TEXT_CHARS], _clean(text)[-TEXT_CHARS:])


class _Packer:
    def __init__(self, registry: Registry, weights: bool) -> None:
        self.registry = registry
        self.weights = weights
        self.items = 0

    def pack(self, obj: Any, depth: int) -> object:
        self.items += 1
        if self.items > LIMITS.items:
            raise TooLarge(f"more than {LIMITS.items:,} items")
        kind = type(obj)
        if kind in _AS_THEY_ARE or (kind is int and abs(obj) < _MAX_INT) or kind is range:
            return obj
        if kind is str and _clean(obj) == obj:
            return obj
        if kind is np.ndarray and supports(obj):
            return obj
        if kind in (list, tuple, dict, set, frozenset):
            return self._container(obj, depth)
        packed = serialize_keras.pack_keras(obj, self.registry, self.weights, self._inner(depth))
        if packed is not None:
            return packed
        if isinstance(obj, PurePath):
            return PathValue(_clean(str(obj))[:TEXT_CHARS], None, False)
        if callable(obj):
            name = _clean(str(getattr(obj, "__name__", kind.__name__)))[:NAME_CHARS]
            return FunctionValue(self.registry.refer(obj), name, _signature(obj))
        return self.stays(obj, _reason(obj))

    def stays(self, obj: object, why: str) -> Uncrossable:
        return Uncrossable(_name(type(obj)), _clean(why), self.registry.refer(obj))

    def _inner(self, depth: int) -> Callable[[object], object]:
        return lambda obj: self.pack(obj, depth + 1)

    def _container(self, obj: Any, depth: int) -> object:
        if depth > _MAX_DEPTH:
            return self.stays(obj, f"a {type(obj).__name__} nested too deeply, or in itself")
        if type(obj) in (set, frozenset, dict):
            bad = next((key for key in obj if not is_key(key) or not _clean_key(key)), None)
            if bad is not None:
                return self.stays(
                    obj, f"a {type(obj).__name__} with a key of type {type(bad).__name__}"
                )
            if type(obj) is not dict:
                return obj
            return {key: self.pack(item, depth + 1) for key, item in obj.items()}
        return type(obj)(self.pack(item, depth + 1) for item in obj)


def _reason(obj: object) -> str:
    kind = type(obj)
    if isinstance(obj, types.GeneratorType):
        return "a generator; this test needs a plain value: return list(...) of it"
    if isinstance(obj, types.ModuleType):
        return "a module"
    if isinstance(obj, np.ndarray):
        if kind is not np.ndarray:
            return f"a {kind.__name__}; this test needs a plain array: return np.asarray(...) of it"
        return f"an array of dtype {obj.dtype}; this test needs numbers, bools or text"
    if kind.__module__.partition(".")[0] == "pandas":
        return f"a pandas {kind.__name__}; this test needs an array: return its .to_numpy()"
    if kind is str:
        return "a text with half a surrogate pair, which is not Unicode"
    if kind is int:
        return f"an int of more than {LIMITS.int_bits} bits"
    if hasattr(obj, "__next__"):
        return f"a {kind.__name__} iterator; this test needs a plain value: return list(...) of it"
    for base in (bool, int, float, str, bytes, list, tuple, dict, set, frozenset):
        if isinstance(obj, base):
            return f"a {_name(kind)}, which is a class of its own; return a plain {base.__name__}"
    return f"an object of type {_name(kind)}; this test needs a plain value"


def _signature(obj: object) -> str:
    try:
        return _clean(str(inspect.signature(obj)))[:NAME_CHARS]  # type: ignore[arg-type]
    except Exception:
        return "(...)"


def _name(kind: type) -> str:
    return _clean(str(kind.__name__))[:NAME_CHARS]


def _clean(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _clean_key(key: object) -> bool:
    if type(key) is tuple:
        return all(_clean_key(part) for part in key)
    return not isinstance(key, str) or _clean(key) == key
