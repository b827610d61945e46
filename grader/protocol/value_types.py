"""What crosses besides plain values, as data: each is checked when it is made, on either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.protocol import Malformed
from grader.protocol.dataclass_data import field_types, from_data

NAME_CHARS = 300
TEXT_CHARS = 100_000
CONFIG_CHARS = 8_000_000
MAX_REF = 2**63 - 1
# What a student worker answers first: to its start, to a name that it lacks, with a value.
OPEN = (0, "open")
MISSING, VALUE = "missing", "value"

# The most characters of a text field by its name, `NAME_CHARS` for all others.
_MOST_CHARS = {"config": CONFIG_CHARS} | dict.fromkeys(
    ("why", "message", "cell", "path"), TEXT_CHARS
)


class _Checked:
    """Holds the fields of a dataclass to their annotations, with bounds for texts and numbers."""

    def __post_init__(self) -> None:
        owner: Any = type(self)
        for name, kind in field_types(owner).items():
            value = getattr(self, name)
            from_data(kind, value, {})
            most = _MOST_CHARS.get(name, NAME_CHARS)
            if type(value) is str and len(value) > most:
                raise Malformed(f"{owner.__name__}.{name} has more than {most} characters.")
            if type(value) is int and not 0 <= value <= MAX_REF:
                raise Malformed(f"{owner.__name__}.{name} is not in [0, {MAX_REF}].")


@dataclass(frozen=True, eq=False)
class ModelValue(_Checked):
    """A Keras model: its config as JSON text and its weights in the order of `get_weights`.

    `ref` names the live object in the student worker, so that two references to one model can be
    told from two models; in a request it is the test runner's own number of the model. `compiled`
    is None or plain data, see `grader.protocol.training_config`.
    """

    ref: int
    config: str
    weights: tuple[np.ndarray, ...]
    compiled: dict | None


@dataclass(frozen=True)
class HistoryValue(_Checked):
    """What `model.fit` returned: metric name -> one value per epoch, and the epochs' numbers."""

    history: dict[str, list]
    epoch: list


@dataclass(frozen=True, eq=False)
class TensorValue(_Checked):
    """A tf.Tensor or tf.Variable, as the array of its values."""

    array: np.ndarray


@dataclass(frozen=True)
class FunctionValue(_Checked):
    """Something that can be called, in the student worker, under `ref`."""

    ref: int
    name: str


@dataclass(frozen=True)
class Uncrossable(_Checked):
    """Something that stays in the student worker; `why` is a clause: "a generator; this ..."."""

    type_name: str
    why: str

    @classmethod
    def of(cls, obj: object, why: str) -> Uncrossable:
        """For `obj`, whatever its class is called; `why` may quote any text."""
        return cls(name_of(type(obj)), encodable(why)[:TEXT_CHARS])


def name_of(kind: type) -> str:
    """The name of a class, which may be any text, as it can cross."""
    return encodable(str(kind.__name__))[:NAME_CHARS]


def encodable(text: str) -> str:
    """The text with an escape in place of each half of a surrogate pair."""
    return text.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True)
class Raised(_Checked):
    """An exception that student code raised, at a line of a cell.

    `cell` is empty where none is known; `line` is 0 where no line is meant. `base` is the nearest
    of Python's own classes that the exception is of, empty where it is not known.
    """

    type_name: str
    message: str
    cell: str = ""
    line: int = 0
    base: str = ""


@dataclass(frozen=True)
class Reference(_Checked):
    """A live object of the student worker, named by the test runner."""

    ref: int


@dataclass(frozen=True)
class IterableValue(_Checked):
    """A dataset or generator of Keras that gives its batches one by one, under `ref`.

    `length` is the number of batches in an epoch, None if it is not known or has no end.
    """

    ref: int
    type_name: str
    length: int | None


@dataclass(frozen=True)
class CallbackValue(_Checked):
    """A Keras callback of a class of the student's own; its methods are called under `ref`.

    `hooks` are the names of those that are not Keras's, which do nothing.
    """

    ref: int
    hooks: tuple[str, ...]


@dataclass(frozen=True)
class CallbackConfig(_Checked):
    """One of Keras's own callbacks, such as EarlyStopping, as the arguments of its constructor."""

    class_name: str
    config: dict[str, Any]


@dataclass(frozen=True, eq=False)
class TrainingState(_Checked):
    """What has changed of a model that is trained, see `grader.protocol.training_state`.

    `weights` and `compiled` are None where they have not changed, `learning_rate` where it is a
    schedule, and with `iterations`, the number of training steps, where there is no optimizer.
    """

    weights: tuple[np.ndarray, ...] | None
    compiled: dict | None
    learning_rate: float | None
    iterations: int | None
    stop_training: bool


@dataclass(frozen=True)
class PathValue(_Checked):
    """A path; of a folder that the test runner made also the files in it, name -> content."""

    path: str
    files: dict[str, bytes] | None
    is_text: bool


@dataclass(frozen=True)
class BatchesValue(_Checked):
    """The batches of one pass over a dataset of the test runner: a list of arrays or tuples."""

    batches: list


@dataclass(frozen=True, eq=False)
class InstanceValue(_Checked):
    """An object of a class that both sides know, as plain parts; see `protocol.known_classes`.

    `type_name` is the name of its own class where that is derived from the one that is `known`.
    """

    known: str
    type_name: str
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class IteratorValue(_Checked):
    """A generator or another iterator, which gives its items one by one, once, under `ref`."""

    ref: int
    type_name: str


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
    InstanceValue,
    IteratorValue,
    TrainingState,
)
