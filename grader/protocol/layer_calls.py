"""How the layers of a functional model are called, and its inputs and outputs, checked."""

from __future__ import annotations

from typing import Any

from grader.protocol.allowlist import CALL_ARGUMENTS
from grader.protocol.layer_config import check_plain
from grader.protocol.model_spec import TensorRef
from grader.protocol.protocol_errors import ModelRefused

MAX_CALLS = 2_000
_MAX_NAME = 200


def check_name(value: object) -> str:
    if type(value) is not str or not 0 < len(value) <= _MAX_NAME:
        raise ModelRefused(f"A layer's name must be a text of 1 to {_MAX_NAME} characters.")
    return value


def check_calls(nodes: object, where: str) -> tuple[tuple[list, dict], ...]:
    if type(nodes) is not list or len(nodes) > MAX_CALLS:
        raise ModelRefused(f"{where} is called in a way that can't be graded.")
    calls = []
    for node in nodes:
        args = node.get("args") if type(node) is dict else None
        kwargs = node.get("kwargs") if type(node) is dict else None
        if type(args) is not list or type(kwargs) is not dict:
            raise ModelRefused(f"{where} is called in a way that can't be graded.")
        unknown = kwargs.keys() - CALL_ARGUMENTS
        if unknown:
            raise ModelRefused(f"{where} is called with '{check_name(min(unknown))}'.")
        calls.append((_argument(args, where), _argument(kwargs, where)))
    return tuple(calls)


def _argument(value: object, where: str, depth: int = 0) -> Any:
    """An argument of a call: tensors as TensorRef, lists, dicts and plain values."""
    if depth > 4:
        raise ModelRefused(f"{where} is called with arguments nested too deeply.")
    if type(value) is list and len(value) <= MAX_CALLS:
        return [_argument(item, where, depth + 1) for item in value]
    if type(value) is not dict:
        return check_plain(value, where)
    if "class_name" not in value:
        return {check_name(key): _argument(item, where, depth + 1) for key, item in value.items()}
    history = value["config"].get("keras_history") if type(value.get("config")) is dict else None
    if value["class_name"] != "__keras_tensor__":
        raise ModelRefused(f"{where} is called with something that is not the output of a layer.")
    return _ref(history, where)


def _ref(value: object, where: str) -> TensorRef:
    if type(value) is list and len(value) == 3 and type(value[0]) is str:
        layer, call, tensor = value
        if all(type(n) is int and 0 <= n <= MAX_CALLS for n in (call, tensor)):
            return TensorRef(layer, call, tensor)
    raise ModelRefused(f"{where} is connected to something that is not the output of a layer.")


def check_ends(value: object, where: str, depth: int = 0) -> object:
    """The inputs or outputs of a functional model: a reference, or a list or dict of them."""
    if type(value) is list and value and type(value[0]) is str:
        return _ref(value, where)
    if type(value) is list and 0 < len(value) <= MAX_CALLS and depth < 4:
        return [check_ends(item, where, depth + 1) for item in value]
    if type(value) is dict and 0 < len(value) <= MAX_CALLS and depth < 4:
        return {check_name(key): check_ends(item, where, depth + 1) for key, item in value.items()}
    raise ModelRefused(f"{where} has no inputs or outputs.")
