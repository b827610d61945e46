"""Dataclasses as plain data for the codec, and back, held to their annotations."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin

from grader.protocol import Malformed

Hooks = Mapping[Any, Callable[[Any], Any]]


def to_data(value: Any, hooks: Hooks) -> Any:
    """Turn dataclasses, also in tuples and frozensets, into lists of their fields' values.

    `hooks` give the data of their types themselves.
    """
    if type(value) in hooks:
        return hooks[type(value)](value)
    if is_dataclass(value):
        return [to_data(getattr(value, field.name), hooks) for field in fields(value)]
    if type(value) in (tuple, frozenset):
        return type(value)(to_data(item, hooks) for item in value)
    return value


def from_data(kind: Any, data: Any, hooks: Hooks) -> Any:
    """Make a value of the annotation `kind` from data that may be hostile.

    Handled are dataclasses, ``tuple``, ``frozenset``, ``dict``, ``X | None``, ``Any`` and plain
    types; `hooks` make their types themselves.

    Raises
    ------
    Malformed
        If `data` is anything else than `kind` says, or the dataclass refuses it.
    """
    if kind in hooks:
        return hooks[kind](data)
    if kind is Any:
        return data
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (typing.Union, types.UnionType):
        [other] = set(inner) - {type(None)}
        return None if data is None else from_data(other, data, hooks)
    if origin is tuple:
        _expect(type(data) is tuple, kind, data)
        if inner[-1] is Ellipsis:
            return tuple(from_data(inner[0], item, hooks) for item in data)
        _expect(len(data) == len(inner), kind, data)
        return tuple(from_data(k, item, hooks) for k, item in zip(inner, data, strict=True))
    if origin is frozenset:
        _expect(type(data) is frozenset, kind, data)
        return frozenset(from_data(inner[0], item, hooks) for item in data)
    if origin is dict:
        _expect(type(data) is dict, kind, data)
        return {
            from_data(inner[0], key, hooks): from_data(inner[1], item, hooks)
            for key, item in data.items()
        }
    if isinstance(kind, type) and is_dataclass(kind):
        kinds = field_types(kind).values()
        _expect(type(data) is list and len(data) == len(kinds), kind, data)
        values = [from_data(k, item, hooks) for k, item in zip(kinds, data, strict=True)]
        try:
            return kind(*values)
        except (TypeError, ValueError) as error:
            raise Malformed(f"no {kind.__name__}: {error}") from None
    _expect(type(data) is kind or (kind is float and type(data) is int), kind, data)
    return data


@cache
def field_types(kind: type) -> dict[str, Any]:
    """The types of a dataclass's fields, by their names, in order."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _expect(condition: bool, kind: Any, data: object) -> None:
    if not condition:
        raise Malformed(f"{kind} was expected, not a {type(data).__name__}")
