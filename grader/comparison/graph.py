"""What a Keras 3 model computes, as a list of calls: no names, nested models written out.

Two models that compute the same from the same layers have the same list, however they were put
together: Sequential or functional, in one piece or of models inside a model. Whatever a functional
model holds is in it, operations such as ``x * 0.0`` too, which `model.layers` leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class NoGraph(ValueError):
    """The model has no graph that could be compared; the text says why and what to do."""


@dataclass(frozen=True)
class Ref:
    """A tensor: number `tensor` of what call number `call` gives; call -1: the model's input."""

    call: int
    tensor: int = 0


@dataclass
class Call:
    """One call of a layer or an operation.

    layer: number of the layer (a layer called twice has one); args, kwargs: as given, every tensor
    replaced by its `Ref`; trainable: whether neither the layer nor a model around it is frozen;
    number: its row in `summary`, for people; shape: of the first output; rank: of the first input.
    """

    operation: object
    layer: int
    args: tuple
    kwargs: dict
    trainable: bool
    number: int
    shape: tuple
    rank: int


@dataclass
class ModelGraph:
    """`inputs`: (shape, dtype, sparse) of each; `outputs`: a structure of `Ref`."""

    inputs: list[tuple] = field(default_factory=list)
    input_structure: object = None
    outputs: object = None
    calls: list[Call] = field(default_factory=list)

    @property
    def layers(self) -> list:
        """Every layer once, in the order of its first call."""
        return list({call.layer: call.operation for call in self.calls}.values())

    def label(self, layer) -> str:
        """A layer for people: its number and type. Its name is left out: a student chose it."""
        number = next(call.number for call in self.calls if call.operation is layer)
        return f"Layer {number} ({type(layer).__name__})"


def model_graph(model) -> ModelGraph:
    """The calls of a Sequential or functional model, in an order that its outputs give.

    Raises NoGraph for anything else, and for a model that does not know its input shape yet.
    """
    import keras

    functional = functional_of(model)
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


def functional_of(model):
    """The functional model that a model is, or that a Sequential model keeps inside."""
    import keras

    kind = type(model)
    if kind is keras.Sequential:
        model = model._functional
        if model is None:
            raise NoGraph(
                "The model does not know the shape of its input. Begin it with "
                "tf.keras.Input(shape=...)."
            )
    elif kind.__name__ != "Functional" or not kind.__module__.startswith("keras."):
        raise NoGraph(
            f"Found an object of type {kind.__name__}, expected a Keras model: return what "
            "tf.keras.Sequential([...]) or tf.keras.Model(inputs=..., outputs=...) gives."
        )
    return model


def nodes_of(functional) -> Iterator:
    """The calls (Keras's nodes) that belong to a functional model; its layers may have others."""
    for nodes in functional._nodes_by_depth.values():
        yield from nodes


class _Walk:
    def __init__(self, graph: ModelGraph, first: int) -> None:
        self.graph, self.first = graph, first
        self.numbers: dict[int, int] = {}  # id of a layer -> its number

    def expand(self, model, given: list[Ref], trainable: bool, context: dict) -> list:
        """Write out the calls inside of `model`, called on `given`; the refs of its outputs.

        context: arguments of that call, such as training=False, which all inside get.
        """
        functional = functional_of(model)
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
                raise NoGraph("The model depends on an input that is not among its inputs.")
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
        kwargs = settings | {key: value for key, value in kwargs.items() if value is not None}
        first = node.input_tensors[0] if node.input_tensors else None
        number = self.numbers.setdefault(id(operation), len(self.numbers))
        self.graph.calls.append(
            Call(
                operation, number, args, kwargs, trainable, self.first + len(self.graph.calls),
                tuple(node.outputs[0].shape), 0 if first is None else len(first.shape),
            )
        )  # fmt: skip
        return [Ref(len(self.graph.calls) - 1, n) for n in range(len(node.outputs))]


def _settings(kwargs: dict) -> dict:
    """Arguments of a call that are no tensors and not left at None."""
    return {key: value for key, value in kwargs.items() if type(value) in (bool, int, float, str)}
