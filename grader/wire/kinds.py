"""What crosses besides plain values, as data: each is checked when it is made, on either side."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from grader.wire.errors import Malformed

NAME_CHARS = 300
TEXT_CHARS = 100_000
CONFIG_CHARS = 8_000_000
MAX_REF = 2**63 - 1


def _expect(condition: bool, kind: object, field: str, what: str) -> None:
    if not condition:
        raise Malformed(f"{type(kind).__name__}.{field} must be {what}.")


def _check(kind: object, **limits: int) -> None:
    """Exact types from the annotations; `limits` gives the most characters a str field may have."""
    for field in fields(kind):  # type: ignore[arg-type]
        value = getattr(kind, field.name)
        if field.type == "str":
            most = limits.get(field.name, NAME_CHARS)
            _expect(
                type(value) is str and len(value) <= most, kind, field.name, f"≤ {most} characters"
            )
        elif field.type == "int":
            _expect(
                type(value) is int and 0 <= value <= MAX_REF, kind, field.name, "a reference ≥ 0"
            )


@dataclass(frozen=True, eq=False)
class ModelValue:
    """A Keras model: its config as JSON text and its weights in the order of `get_weights`.

    `ref` names the live object in the student room, so that two references to one model can be
    told from two models. `compiled` is None or plain data on optimizer, loss and metrics.
    """

    ref: int
    config: str
    weights: tuple[np.ndarray, ...]
    class_name: str
    compiled: dict | None

    def __post_init__(self) -> None:
        _check(self, config=CONFIG_CHARS)
        arrays = type(self.weights) is tuple and all(type(w) is np.ndarray for w in self.weights)
        _expect(arrays, self, "weights", "a tuple of arrays")
        _expect(self.compiled is None or type(self.compiled) is dict, self, "compiled", "a dict")


@dataclass(frozen=True)
class HistoryValue:
    """What `model.fit` returned: metric name -> one value an epoch, and the epochs' numbers."""

    history: dict
    epoch: list

    def __post_init__(self) -> None:
        lists = type(self.history) is dict and all(
            type(k) is str and type(v) is list for k, v in self.history.items()
        )
        _expect(lists, self, "history", "a dict from str to list")
        _expect(type(self.epoch) is list, self, "epoch", "a list")


@dataclass(frozen=True, eq=False)
class TensorValue:
    """A tf.Tensor or tf.Variable, as the array of its values."""

    array: np.ndarray

    def __post_init__(self) -> None:
        _expect(type(self.array) is np.ndarray, self, "array", "an array")


@dataclass(frozen=True)
class FunctionValue:
    """Something that can be called, in the student room, under `ref`."""

    ref: int
    name: str
    signature: str

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True)
class Uncrossable:
    """Something that stays in the student room; `why` is a clause: "a generator; this test ..."."""

    type_name: str
    why: str
    ref: int

    def __post_init__(self) -> None:
        _check(self, why=TEXT_CHARS)


@dataclass(frozen=True)
class Raised:
    """An exception that student code raised."""

    type_name: str
    message: str
    traceback: str

    def __post_init__(self) -> None:
        _check(self, message=TEXT_CHARS, traceback=TEXT_CHARS)


# The number on the wire is the position here: add at the end only.
KINDS = (ModelValue, HistoryValue, TensorValue, FunctionValue, Uncrossable, Raised)
