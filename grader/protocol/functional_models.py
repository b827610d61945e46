"""A functional model put together again from its layers and the calls between them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from grader.protocol.model_spec import ModelSpec, TensorRef
from grader.protocol.protocol_errors import ModelRefused

if TYPE_CHECKING:
    import keras


class Graph:
    """The calls of a functional model: `plan` says which, `layers` are the layers, in its order."""

    def __init__(self, plan: ModelSpec, layers: list) -> None:
        self.plan = plan
        self.layers = {part.name: layer for part, layer in zip(plan.layers, layers, strict=True)}
        self.outputs: dict[str, list[list]] = {name: [] for name in self.layers}

    def model(self) -> keras.Model:
        """The Keras model. Raises ModelRefused for calls that go in a circle or lead nowhere."""
        import keras

        for part in self.plan.layers:
            if part.class_name == "InputLayer":
                self.outputs[part.name].append([self.layers[part.name].output])
        self._call_all()
        # Keras counts the calls of a nested functional model from 1 here, and from 0 elsewhere.
        first = {p.name: int(p.class_name == "Functional") for p in self.plan.layers}
        return keras.Model(
            inputs=self._resolve(self.plan.inputs, first),
            outputs=self._resolve(self.plan.outputs, first),
            name=self.plan.name,
            trainable=self.plan.trainable,
        )

    def _call_all(self) -> None:
        """Make every call once its arguments are there; the order in the config is not enough."""
        waiting = [(part.name, deque(part.calls)) for part in self.plan.layers if part.calls]
        while waiting:
            progress = False
            for name, calls in waiting:
                while calls and self._ready(calls[0]):
                    args, kwargs = calls.popleft()
                    self._call(name, self._resolve(args), self._resolve(kwargs))
                    progress = True
            if not progress:
                names = ", ".join(f"'{name}'" for name, calls in waiting if calls)
                raise ModelRefused(f"The layers {names[:200]} are connected in a circle.")
            waiting = [(name, calls) for name, calls in waiting if calls]

    def _call(self, name: str, args: list, kwargs: dict) -> None:
        import keras

        output = self.layers[name](*args, **kwargs)
        self.outputs[name].append(keras.tree.flatten(output))

    def _ready(self, value: object) -> bool:
        if isinstance(value, TensorRef):
            if value.layer not in self.layers:
                raise ModelRefused(f"The layer '{value.layer[:80]}' is used, but not in the model.")
            return value.call < len(self.outputs[value.layer])
        if isinstance(value, dict):
            return all(self._ready(item) for item in value.values())
        return not isinstance(value, (list, tuple)) or all(self._ready(item) for item in value)

    def _resolve(self, value: object, first: dict[str, int] | None = None) -> Any:
        """`value` with every TensorRef replaced by the tensor; `first` is the number of call 0."""
        if isinstance(value, dict):
            return {key: self._resolve(item, first) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolve(item, first) for item in value]
        if not isinstance(value, TensorRef):
            return value
        calls = self.outputs.get(value.layer, [])
        call = value.call - (first or {}).get(value.layer, 0)
        if not 0 <= call < len(calls) or value.tensor >= len(calls[call]):
            raise ModelRefused(f"The layer '{value.layer[:80]}' has no output of that number.")
        return calls[call][value.tensor]
