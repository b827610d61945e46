"""What the layers of a functional model are called with, and what it takes and returns.

Each function raises ModelRefused with a text that starts with `where`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.language import _
from grader.protocol import ModelRefused
from grader.protocol.layer_config import DTYPES, check_name, check_plain, names_in

CALLED_ODDLY = "{where} is called in a way that can't be graded."
MAX_CALLS = 2_000
MAX_CONSTANT = 64  # numbers in an array that a layer is called with; more could be weights
CALL_ARGUMENTS = names_in(
    "training mask query value key attention_mask use_causal_mask initial_state inputs"
)
Calls = tuple[tuple[list, dict], ...]  # the positional and the keyword arguments of each call


@dataclass(frozen=True)
class TensorRef:
    """The tensor number `tensor` that the call number `call` of the layer `layer` gave."""

    layer: str
    call: int
    tensor: int


def read_calls(nodes: object, where: str, allowed: frozenset[str] = CALL_ARGUMENTS) -> Calls:
    """Read the `inbound_nodes` of a layer, which may be called with the arguments `allowed`."""
    if type(nodes) is not list or len(nodes) > MAX_CALLS:
        raise ModelRefused(_(CALLED_ODDLY, where=where))
    calls = []
    for node in nodes:
        args = node.get("args") if type(node) is dict else None
        kwargs = node.get("kwargs") if type(node) is dict else None
        if type(args) is not list or type(kwargs) is not dict:
            raise ModelRefused(_(CALLED_ODDLY, where=where))
        unknown = kwargs.keys() - allowed
        if unknown:
            raise ModelRefused(
                _("{where} is called with '{name}'.", where=where, name=check_name(min(unknown)))
            )
        calls.append((_argument(args, where), _argument(kwargs, where)))
    return tuple(calls)


def _argument(value: object, where: str, depth: int = 0) -> Any:
    """An argument of a call: tensors as TensorRef, lists, dicts and plain values."""
    if depth > 4:
        raise ModelRefused(_("{where} is called with arguments nested too deeply.", where=where))
    if type(value) is list and len(value) <= MAX_CALLS:
        return [_argument(item, where, depth + 1) for item in value]
    if type(value) is not dict:
        return check_plain(value, where)
    if "class_name" not in value:
        return {check_name(key): _argument(item, where, depth + 1) for key, item in value.items()}
    config = value.get("config")
    read = _OBJECTS.get(value["class_name"]) if type(value["class_name"]) is str else None
    if read is None or type(config) is not dict:
        raise ModelRefused(
            _("{where} is called with something that is not the output of a layer.", where=where)
        )
    return read(config, where)


def _slice(config: dict, where: str) -> slice:
    parts = [check_plain(config.get(key), where) for key in ("start", "stop", "step")]
    if not all(part is None or type(part) is int for part in parts):
        raise ModelRefused(_("{where} cuts at something that is not a whole number.", where=where))
    return slice(*parts)


def _constant(config: dict, where: str) -> np.ndarray:
    """An array that a layer is called with, such as the mean colour in ``x - mean``."""
    values = check_plain(config.get("value"), where)
    dtype = config.get("dtype")
    if type(dtype) is not str or dtype not in DTYPES or dtype.startswith("mixed"):
        raise ModelRefused(
            _("{where} is called with an array that does not hold numbers.", where=where)
        )
    try:
        array = np.array(values, dtype)
    except (TypeError, ValueError, OverflowError):
        raise ModelRefused(
            _("{where} is called with an array that can't be made again.", where=where)
        ) from None
    if array.size > MAX_CONSTANT:
        raise ModelRefused(
            _(
                "{where} is called with an array of {count} numbers; at most {most} are allowed. "
                "Numbers that are learned belong in the weights of a layer.",
                where=where,
                count=array.size,
                most=MAX_CONSTANT,
            )
        )
    return array


# What a layer may be called with besides plain values, by the names that Keras writes.
_OBJECTS: dict[str, Callable[[dict, str], Any]] = {
    "__keras_tensor__": lambda config, where: _ref(config.get("keras_history"), where),
    "__slice__": _slice,
    "__ellipsis__": lambda config, where: ...,
    "__numpy__": _constant,
    "__tensor__": _constant,
}


def _ref(value: object, where: str) -> TensorRef:
    if type(value) is list and len(value) == 3 and type(value[0]) is str:
        layer, call, tensor = value
        if all(type(n) is int and 0 <= n <= MAX_CALLS for n in (call, tensor)):
            return TensorRef(layer, call, tensor)
    raise ModelRefused(
        _("{where} is connected to something that is not the output of a layer.", where=where)
    )


def read_ends(value: object, where: str, depth: int = 0) -> object:
    """The inputs or outputs of a functional model: a reference, or a list or dict of them."""
    if type(value) is list and value and type(value[0]) is str:
        return _ref(value, where)
    if type(value) is list and 0 < len(value) <= MAX_CALLS and depth < 4:
        return [read_ends(item, where, depth + 1) for item in value]
    if type(value) is dict and 0 < len(value) <= MAX_CALLS and depth < 4:
        return {check_name(key): read_ends(item, where, depth + 1) for key, item in value.items()}
    raise ModelRefused(_("{where} has no inputs or outputs.", where=where))
