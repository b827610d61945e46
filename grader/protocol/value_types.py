"""What crosses besides plain values, as data: each is checked when it is made, on either side."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from grader.protocol import Malformed

NAME_CHARS = 300
TEXT_CHARS = 100_000
CONFIG_CHARS = 8_000_000
MAX_REF = 2**63 - 1
# What a student worker answers first: to its start, to a name that it lacks, with a value.
OPEN = (0, "open")
MISSING, VALUE = "missing", "value"


def _expect(condition: bool, owner: object, field: str, what: str) -> None:
    if not condition:
        raise Malformed(f"{type(owner).__name__}.{field} must be {what}.")


def _check(owner: object, **limits: int) -> None:
    """Hold fields to the exact type of their annotation, and a str to `limits` characters."""
    for field in fields(owner):  # type: ignore[arg-type]
        name, value = field.name, getattr(owner, field.name)
        if field.type == "str":
            most = limits.get(name, NAME_CHARS)
            good = type(value) is str and len(value) <= most
            _expect(good, owner, name, f"a text of at most {most} characters")
        elif field.type == "int":
            good = type(value) is int and 0 <= value <= MAX_REF
            _expect(good, owner, name, "a reference ≥ 0")


@dataclass(frozen=True, eq=False)
class ModelValue:
    """A Keras model: its config as JSON text and its weights in the order of `get_weights`.

    `ref` names the live object in the student worker, so that two references to one model can be
    told from two models; in a request it is the test runner's own number of the model. `compiled`
    is None or plain data, see `grader.protocol.training_config`.
    """

    ref: int
    config: str
    weights: tuple[np.ndarray, ...]
    compiled: dict | None

    def __post_init__(self) -> None:
        _check(self, config=CONFIG_CHARS)
        arrays = type(self.weights) is tuple and all(type(w) is np.ndarray for w in self.weights)
        _expect(arrays, self, "weights", "a tuple of arrays")
        _expect(self.compiled is None or type(self.compiled) is dict, self, "compiled", "a dict")


@dataclass(frozen=True)
class HistoryValue:
    """What `model.fit` returned: metric name -> one value per epoch, and the epochs' numbers."""

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
    """Something that can be called, in the student worker, under `ref`."""

    ref: int
    name: str

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True)
class Uncrossable:
    """Something that stays in the student worker; `why` is a clause: "a generator; this ..."."""

    type_name: str
    why: str

    def __post_init__(self) -> None:
        _check(self, why=TEXT_CHARS)


@dataclass(frozen=True)
class Raised:
    """An exception that student code raised, at a line of a cell.

    `cell` is empty where none is known; `line` is 0 where no line is meant.
    """

    type_name: str
    message: str
    cell: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        _check(self, message=TEXT_CHARS, cell=TEXT_CHARS)


@dataclass(frozen=True)
class Reference:
    """A live object of the student worker, named by the test runner."""

    ref: int

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True)
class IterableValue:
    """A dataset or generator of Keras that gives its batches one by one, under `ref`.

    `length` is the number of batches in an epoch, None if it is not known or has no end.
    """

    ref: int
    type_name: str
    length: int | None

    def __post_init__(self) -> None:
        _check(self)
        known = self.length is None or (type(self.length) is int and 0 <= self.length <= MAX_REF)
        _expect(known, self, "length", "None or a number of batches")


@dataclass(frozen=True)
class CallbackValue:
    """A Keras callback of a class of the student's own; its methods are called under `ref`."""

    ref: int

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True)
class CallbackConfig:
    """One of Keras's own callbacks, such as EarlyStopping, as the arguments of its constructor."""

    class_name: str
    config: dict

    def __post_init__(self) -> None:
        _check(self)
        named = type(self.config) is dict and all(type(key) is str for key in self.config)
        _expect(named, self, "config", "a dict from str")


@dataclass(frozen=True)
class PathValue:
    """A path; of a folder that the test runner made also the files in it, name -> content."""

    path: str
    files: dict | None
    is_text: bool

    def __post_init__(self) -> None:
        _check(self, path=TEXT_CHARS)
        files = self.files is None or (
            type(self.files) is dict
            and all(type(k) is str and type(v) is bytes for k, v in self.files.items())
        )
        _expect(files, self, "files", "None or a dict from str to bytes")
        _expect(type(self.is_text) is bool, self, "is_text", "a bool")


@dataclass(frozen=True)
class BatchesValue:
    """The batches of one pass over a dataset of the test runner: a list of arrays or tuples."""

    batches: list

    def __post_init__(self) -> None:
        _expect(type(self.batches) is list, self, "batches", "a list")


# The codec numbers them by their place here.
VALUE_TYPES: tuple[type, ...] = (
    ModelValue,
    HistoryValue,
    TensorValue,
    FunctionValue,
    Uncrossable,
    Raised,
    Reference,
    IterableValue,
    CallbackValue,
    CallbackConfig,
    PathValue,
    BatchesValue,
)
