"""What the test runner sends, as live objects of the student worker."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.protocol.known_classes import make_instance
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.value_types import (
    BatchesValue,
    InstanceValue,
    ModelValue,
    PathValue,
    Reference,
    TensorValue,
)

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


class Received:
    """Makes live objects of values in a request.

    Attributes
    ----------
    models:
        The models among the values of this request, in order: their state goes back.
    """

    def __init__(self, refs: ObjectRefs) -> None:
        self._refs = refs
        # the config and the copy of each model of the test runner, by its own numbers
        self._sent: dict[int, tuple[str, keras.Model]] = {}
        self.models: list[object] = []

    def live(self, value: Any) -> object:
        """The value, with live objects for references, models, datasets and folders."""
        kind = type(value)
        if kind in (list, tuple):
            return kind(self.live(item) for item in value)
        if kind is dict:
            return {key: self.live(item) for key, item in value.items()}
        if kind is Reference:
            return self._noted(self._refs.find(value.ref))
        if kind is ModelValue:
            return self._noted(self._model(value))
        if kind is TensorValue:
            import tensorflow as tf

            return tf.convert_to_tensor(value.array)
        if kind is BatchesValue:
            return _dataset(value.batches)
        if kind is PathValue:
            return self._path(value)
        if kind is InstanceValue:
            return make_instance(value, tuple(map(self.live, value.parts)))
        return value

    def _noted(self, obj: object) -> object:
        if hasattr(obj, "get_weights") and hasattr(obj, "to_json"):
            self.models.append(obj)
        return obj

    def _model(self, value: ModelValue) -> keras.Model:
        """The model of the test runner that has this number, as it is there now."""
        from grader.protocol.rebuild_model import rebuild_model, update_model
        from grader.protocol.uncarried import refuse_when_used

        known = self._sent.get(value.ref)
        if known is None or known[0] != value.config:
            self._sent[value.ref] = known = (value.config, rebuild_model(value, refuse_when_used))
        else:
            update_model(known[1], value, refuse_when_used)
        return known[1]

    def _path(self, value: PathValue) -> object:
        """A path; a folder of the test runner's is written out in here first."""
        path = Path(value.path)
        if value.files is not None:
            path = Path(tempfile.mkdtemp(prefix="given-"), path.name)
            path.mkdir()
            for name, content in value.files.items():
                file = path / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        return str(path) if value.is_text else path


def _dataset(batches: list) -> tf.data.Dataset:
    """The batches as a dataset of TensorFlow that gives them in their order, every epoch."""
    import tensorflow as tf

    first = batches[0]
    whole: np.ndarray | tuple[np.ndarray, ...]
    if type(first) is tuple:
        whole = tuple(np.concatenate(parts) for parts in zip(*batches, strict=True))
        size = len(first[0])
    else:
        whole, size = np.concatenate(batches), len(first)
    return tf.data.Dataset.from_tensor_slices(whole).batch(size)
