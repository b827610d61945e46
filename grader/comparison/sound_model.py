"""Whether a model of free architecture can answer as required, and could learn to.

It is judged by its ends, its settings (`sound_settings`), its weights (`untrained_weights`), and by
what it computes (`sound_behaviour`). Whether it does learn, `trainings.learns` finds out.
"""

from __future__ import annotations

import numpy as np

from grader.comparison.behaviour import random_inputs, random_states, restored, varied_pictures
from grader.comparison.check_failure import Explained
from grader.comparison.graph import ModelGraph, NoGraph, model_graph
from grader.comparison.influence import ModelEnd, influence, model_end
from grader.comparison.sound_behaviour import unsteady, unused, wrong_behaviour
from grader.comparison.sound_settings import unsound_settings
from grader.comparison.untrained_weights import changed_weights
from grader.language import _

PICTURES = 8


class NotSound(Explained):
    """A model can't answer as required, or can't be trained."""

    def __init__(self, problem: str, call: str = "") -> None:
        super().__init__(_("{call}: {problem}", call=call, problem=problem) if call else problem)


def sound_model(
    model, inputs: tuple, outputs: tuple, answers: str, *, rescaled: bool = True, call: str = ""
) -> None:
    """Check, in a hidden test, a model whose architecture is free.

    Parameters
    ----------
    model : keras.Model
        What the student's function returned. It keeps its weights.
    inputs, outputs : tuple
        The shapes of its one input and one output, such as (None, 64, 64, 3) and (None, 1).
    answers : "probability" or "logits"
        What the output is.
    rescaled : bool
        Whether its pictures have values from 0 to 1, else from 0 to 255.
    call : str
        How the model was made, such as "HappyModel((64, 64, 3))", for the start of the message.

    Raises
    ------
    NotSound
        An AssertionError, if the model can't give such answers, or could not be trained.
    """
    __tracebackhide__ = True  # in IPython
    if answers not in ("probability", "logits"):
        raise ValueError(f"answers is {answers!r}, expected 'probability' or 'logits'.")
    problem = _unsound(model, tuple(inputs), tuple(outputs), answers, rescaled)
    if problem:
        raise NotSound(problem, call)


def all_layers_used(model, *, call: str = "") -> None:
    """Check, in a hidden test, that every layer of a model influences its output.

    A layer on a branch that is multiplied by 0, or whose output is not used, is in `summary(model)`
    and does nothing. The model is run on random pictures, with training=True.

    Parameters
    ----------
    model : keras.Model
        What the student's function returned. It keeps its weights.
    call : str
        How the model was made, for the start of the message.

    Raises
    ------
    NotSound
        An AssertionError that names the first layer without influence.
    """
    __tracebackhide__ = True  # in IPython
    try:
        graph = model_graph(model)
    except NoGraph as error:
        problem = str(error)
    else:
        pictures = random_inputs(graph, np.random.default_rng(3), PICTURES)
        with restored(model):
            problem = unused(graph, influence(graph, pictures).layers)
    if problem:
        raise NotSound(problem, call)


def _unsound(model, inputs: tuple, outputs: tuple, answers: str, rescaled: bool) -> str:
    """The first problem of a model of free architecture, as a sentence; "" if there is none."""
    try:
        graph = model_graph(model)
    except NoGraph as error:
        return str(error)
    problem = (
        _wrong_ends(model, graph, inputs, outputs)
        or _wrong_last_layers(graph, model_end(graph), answers)
        or unsound_settings(graph)
    )
    if problem:
        return problem
    for layer in graph.layers:
        if stale := changed_weights(layer, graph.label(layer)):
            return stale[0]
    pictures = varied_pictures(inputs[1:], PICTURES) * np.float32(1 if rescaled else 255)
    with restored(model):
        return unsteady(model, graph, pictures) or wrong_behaviour(model, graph, pictures, answers)


def _wrong_ends(model, graph: ModelGraph, inputs: tuple, outputs: tuple) -> str:
    for name, what, shapes, wanted in (
        ("inputs", _("input"), [given[0] for given in graph.inputs], inputs),
        ("outputs", _("output"), [tuple(x.shape) for x in model.outputs], outputs),
    ):
        if len(shapes) != 1:
            return _("The model has {count} {what}s, expected 1.", count=len(shapes), what=what)
        if shapes[0] != wanted:
            return _(
                "The model's {what} has the shape {found}, expected {expected}.",
                what=what,
                found=shapes[0],
                expected=wanted,
            )
        structure = graph.input_structure if name == "inputs" else graph.outputs
        if isinstance(structure, dict):
            return _(
                "The model's {what} is a dict, expected it alone: {name}=x.", what=what, name=name
            )
    dtype = graph.inputs[0][1]
    if dtype != "float32":
        return _(
            "The model's input is {dtype}, expected float32. Leave dtype out of Input.", dtype=dtype
        )
    return ""


def _wrong_last_layers(graph: ModelGraph, end: ModelEnd, answers: str) -> str:
    """What is wrong about how a model ends, as a sentence; "" if it is right."""
    for layer in end.behind:
        if random_states(layer):
            return _(
                "{layer} stands behind the last layer with a kernel: in training it changes the "
                "answers themselves, at random. Put it before that layer, or leave it out.",
                layer=graph.label(layer),
            )
    if answers == "probability":
        return ""
    for layer in (*end.behind, *end.last):
        linear = type(layer).__name__ == "Dense" and _has_no_activation(layer)
        if not (linear if layer in end.last else _changes_nothing(layer)):
            return _(
                "The model ends in {layer}, expected logits: end in a Dense layer without an "
                "activation, and put nothing behind it.",
                layer=graph.label(layer),
            )
    return ""


def _has_no_activation(layer) -> bool:
    return getattr(layer.activation, "__name__", "") == "linear"


def _changes_nothing(operation) -> bool:
    """Whether an operation gives out the numbers that it gets."""
    kind = type(operation).__name__
    if kind == "Activation":
        return _has_no_activation(operation)
    return kind in ("Identity", "Flatten", "Reshape", "Squeeze", "Copy", "Cast")
