"""The graph of a Keras 3 model as a list of calls, without names, nested models expanded.

Two models that compute the same with the same layers have the same list, however they were built:
Sequential or functional, flat or nested. It contains everything in a functional model, including
operations such as ``x * 0.0``, which `model.layers` leaves out.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field

from grader.language import _


class NoGraph(ValueError):
    """A model has no graph to compare; the text says why and what to do."""


@dataclass(frozen=True)
class Ref:
    """A tensor: output number `tensor` of call number `call`; call -1 is the model's input."""

    call: int
    tensor: int = 0


@dataclass
class Call:
    """One call of a layer or an operation.

    Attributes
    ----------
    operation : keras.Operation
        The layer or operation.
    layer : int
        Its number; a layer called twice has one number.
    args, kwargs : tuple, dict
        Its arguments, with a `Ref` in place of every tensor.
    trainable : bool
        Whether neither the layer nor a model around it is frozen.
    number : int
        Its row in `summary`, for messages.
    rank : int
        Number of axes of its first input, the batch included.
    """

    operation: object
    layer: int
    args: tuple
    kwargs: dict
    trainable: bool
    number: int
    rank: int


@dataclass
class ModelGraph:
    """The calls of a model, in an order that depends on its outputs only.

    Attributes
    ----------
    inputs : list of (tuple, str, bool)
        Shape, dtype and sparsity of each input.
    input_structure, outputs : structure of Ref
        Inputs and outputs as the model takes and returns them: one, a list or a dict.
    """

    inputs: list[tuple] = field(default_factory=list)
    input_structure: object = None
    outputs: object = None
    calls: list[Call] = field(default_factory=list)

    @property
    def layers(self) -> list:
        """Every layer once, in the order of its first call."""
        return list({call.layer: call.operation for call in self.calls}.values())

    def label(self, layer) -> str:
        """A layer in a message: its number and type, not its name, which a student chose."""
        number = next(call.number for call in self.calls if call.operation is layer)
        return _("Layer {number} ({name})", number=number, name=type(layer).__name__)


def model_graph(model) -> ModelGraph:
    """Make the graph of a Sequential or functional model.

    Raises
    ------
    NoGraph
        If `model` is anything else, or has no input shape yet.
    """
    import keras

    functional = _functional_of(model)
    graph = ModelGraph()
    inputs = functional._inputs
    graph.inputs = [(tuple(x.shape), str(x.dtype), bool(x.sparse)) for x in inputs]
    refs = [Ref(-1, n) for n in range(len(inputs))]
    graph.input_structure = keras.tree.pack_sequence_as(functional._inputs_struct, refs)
    # summary() lists the inputs of a functional model, and a Sequential one hides its own
    first = 1 if functional is not model else 1 + len(inputs)
    outputs = _Walk(graph, first).expand(model, refs, bool(model.trainable), {})
    graph.outputs = keras.tree.pack_sequence_as(functional._outputs_struct, outputs)
    return graph


def _functional_of(model):
    """A functional model itself, or the one inside a Sequential model."""
    import keras

    kind = type(model)
    if kind is keras.Sequential:
        model = model._functional
        if model is None:
            raise NoGraph(
                _(
                    "The model does not know the shape of its input. Begin it with "
                    "tf.keras.Input(shape=...)."
                )
            )
    elif kind.__name__ != "Functional" or not kind.__module__.startswith("keras."):
        raise NoGraph(
            _(
                "Found an object of type {kind}, expected a Keras model: return what "
                "tf.keras.Sequential([...]) or tf.keras.Model(inputs=..., outputs=...) gives.",
                kind=kind.__name__,
            )
        )
    return model


class _Walk:
    """Adds the calls of a model, and of the models inside it, to a graph."""

    def __init__(self, graph: ModelGraph, first: int) -> None:
        self.graph, self.first = graph, first
        self.numbers: dict[int, int] = {}  # id of a layer -> its number

    def expand(self, model, given: list[Ref], trainable: bool, context: dict) -> list:
        """Add the calls inside `model`, called on `given`; return the refs of its outputs.

        `context` are arguments of that call, such as training=False, which apply to all inside.
        """
        functional = _functional_of(model)
        known = {id(x): ref for x, ref in zip(functional._inputs, given, strict=True)}
        waiting = list(reversed(functional._outputs))
        while waiting:
            tensor = waiting[-1]
            if id(tensor) in known:
                waiting.pop()
                continue
            operation, index, _ = tensor._keras_history
            node = operation._inbound_nodes[index]
            missing = [x for x in node.input_tensors if id(x) not in known]
            if missing:
                waiting += reversed(missing)
                continue
            if node.is_input:
                raise NoGraph(_("The model depends on an input that is not among its inputs."))
            refs = self._call(node, known, trainable, context)
            known |= {id(x): ref for x, ref in zip(node.outputs, refs, strict=True)}
            waiting.pop()
        return [known[id(x)] for x in functional._outputs]

    def _call(self, node, known: dict, trainable: bool, context: dict) -> list[Ref]:
        import keras

        operation = node.operation
        trainable = trainable and bool(getattr(operation, "trainable", True))
        settings = context | _settings(node.arguments.kwargs)
        if isinstance(operation, keras.Model):
            given = [known[id(x)] for x in node.input_tensors]
            return self.expand(operation, given, trainable, settings)
        args, kwargs = keras.tree.map_structure(
            lambda x: known[id(x)] if isinstance(x, keras.KerasTensor) else x,
            (tuple(node.arguments.args), dict(node.arguments.kwargs)),
        )
        args, kwargs = _as_called(operation, args, kwargs)
        kwargs = settings | {key: value for key, value in kwargs.items() if value is not None}
        first = node.input_tensors[0] if node.input_tensors else None
        number = self.numbers.setdefault(id(operation), len(self.numbers))
        row = self.first + len(self.graph.calls)
        rank = 0 if first is None else len(first.shape)
        self.graph.calls.append(Call(operation, number, args, kwargs, trainable, row, rank))
        return [Ref(len(self.graph.calls) - 1, n) for n in range(len(node.outputs))]


def _as_called(operation, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """The arguments of a call in one spelling, the required ones without their names.

    Keras takes ``layer(inputs=x)`` for ``layer(x)``.
    """
    parameters = inspect.signature(operation.call).parameters.values()
    if any(p.kind is not p.POSITIONAL_OR_KEYWORD for p in parameters):
        return args, kwargs
    given = kwargs | dict(zip((p.name for p in parameters), args, strict=False))
    needed = [p.name for p in parameters if p.default is p.empty and p.name in given]
    return tuple(given.pop(name) for name in needed), given


def _settings(kwargs: dict) -> dict:
    """Arguments of a call that are numbers, texts or booleans."""
    return {key: value for key, value in kwargs.items() if type(value) in (bool, int, float, str)}
