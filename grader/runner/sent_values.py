"""What the test runner sends to a student worker for the values of a test."""

from __future__ import annotations

import itertools
import os
import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.protocol import Unsupported
from grader.protocol.known_classes import instance_value, is_known
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.serialize import serialize
from grader.protocol.value_types import BatchesValue, ModelValue, PathValue, Reference, TensorValue

if TYPE_CHECKING:
    import tensorflow as tf

MAX_FILES = 10_000
MAX_BATCHES = 100_000
OF_ENDLESS = 10_000  # batches


class Sending:
    """Turns values of a test into what crosses.

    What came from the student worker goes back by reference. A model of the test's own goes as its
    config, weights and compile settings, a dataset as the batches of one pass, a folder in the
    test runner's scratch space with the files in it.
    """

    def __init__(self) -> None:
        # id of a proxy -> it, or a new object could get its `id`; and its number in the worker
        self._proxies: dict[int, tuple[object, int]] = {}
        self._models = ObjectRefs()

    def belongs_to_student(self, made: object, ref: int) -> None:
        """Note that `made` stands for the student worker's object number `ref`."""
        self._proxies[id(made)] = made, ref

    def forget(self, made: object) -> None:
        """Let go of an object that stands for one of the student worker."""
        del self._proxies[id(made)]

    def value(self, value: Any) -> Any:
        """What crosses for `value`. Raises Unsupported for what can't."""
        if id(value) in self._proxies:
            return Reference(self._proxies[id(value)][1])
        kind = type(value)
        if kind in (list, tuple):
            return kind(self.value(item) for item in value)
        if kind is dict:
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, PurePath):
            return self._path(str(value), is_text=False)
        if kind is str and self._is_scratch_folder(value):
            return self._path(value, is_text=True)
        if kind.__module__.partition(".")[0] in ("tensorflow", "keras"):
            return self._of_keras(value)
        if is_known(kind):
            return instance_value(value, self.value) or value
        return value

    def models_in(self, value: Any) -> list[object]:
        """The models among the values of a call, in the order in which they cross."""
        if type(value) in (list, tuple):
            return [model for item in value for model in self.models_in(item)]
        if type(value) is dict:
            return [model for item in value.values() for model in self.models_in(item)]
        return [value] if _is_model(value) else []

    def _of_keras(self, value: object) -> object:
        import tensorflow as tf

        if isinstance(value, tf.data.Dataset):
            return _batches(value)
        if hasattr(value, "numpy"):
            return TensorValue(np.asarray(value.numpy()))
        if _is_model(value):
            packed: Any = serialize(value, self._models)
            if type(packed) is not ModelValue:
                raise Unsupported(f"a model of the test's own: {packed.why}")
            return packed
        return value

    def _path(self, path: str, *, is_text: bool) -> PathValue:
        files = _files(path) if self._is_scratch_folder(path) else None
        return PathValue(path, files, is_text)

    @staticmethod
    def _is_scratch_folder(path: str) -> bool:
        scratch = tempfile.gettempdir()
        return path.startswith(scratch + os.sep) and os.path.isdir(path)


def _is_model(value: object) -> bool:
    return hasattr(value, "get_weights") and hasattr(value, "to_json")


def _files(folder: str) -> dict[str, bytes]:
    """The content of every file below a folder, by its path in there.

    Raises Unsupported for more than `MAX_FILES`.
    """
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    if len(files) > MAX_FILES:
        raise Unsupported(f"a folder of {len(files):,} files; at most {MAX_FILES:,} cross")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def _batches(dataset: tf.data.Dataset) -> BatchesValue:
    """One pass over a dataset: arrays, or tuples of arrays; the first part of one without end.

    Raises Unsupported for others, and for more than `MAX_BATCHES`.
    """
    batches: list = []
    endless = dataset.cardinality().numpy() == -1  # tf.data.INFINITE_CARDINALITY
    most = OF_ENDLESS if endless else MAX_BATCHES + 1
    for batch in itertools.islice(dataset.as_numpy_iterator(), most):
        if len(batches) == MAX_BATCHES:
            raise Unsupported(f"a dataset of more than {MAX_BATCHES:,} batches; make them larger")
        good = isinstance(batch, np.ndarray) or (
            type(batch) is tuple and all(isinstance(part, np.ndarray) for part in batch)
        )
        if not good:
            raise Unsupported("a dataset whose batches are neither arrays nor tuples of them")
        batches.append(batch)
    if not batches:
        raise Unsupported("a dataset without batches")
    return BatchesValue(batches)
