"""Comparison of whole models: graph, settings, weights, and what they compute."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from grader.comparison.behaviour import behaviour_differences
from grader.comparison.check_failure import Explained
from grader.comparison.compile_settings import compile_differences
from grader.comparison.graph import ModelGraph, NoGraph, model_graph
from grader.comparison.graph_differences import graph_differences, kind_of
from grader.comparison.untrained_weights import changed_weights
from grader.language import _

MAX_SHOWN = 6


class ModelsDiffer(Explained):
    """A model is not the expected one; `differences` are sentences, one for each difference."""

    def __init__(self, differences: list[str], call: str = "") -> None:
        self.differences = differences
        shown = differences[:MAX_SHOWN]
        if len(differences) > MAX_SHOWN:
            left_out = len(differences) - MAX_SHOWN
            shown = [*shown, _("… and {count} more differences.", count=left_out)]
        if call and len(shown) > 1:
            shown = [_("{call} is not the expected model:", call=call), *shown]
        elif call:
            shown = [f"{call}: {shown[0]}"]
        super().__init__("\n".join(shown))


def same_model(
    found, expected, *, compiled: bool = False, example=None, fresh: bool = True, call: str = ""
) -> None:
    """Check, in a hidden test, that a model is the expected one as a whole.

    This compares the graph (layers, operations, wiring, inputs, outputs), every setting of every
    layer, what is trainable, whether the weights are as initialized, and the outputs of both models
    for random pictures with the same weights, in inference and in training. Names, seeds and
    spellings ("relu" or tf.nn.relu, axis -1 or 3, Sequential or functional) make no difference.

    Parameters
    ----------
    found : keras.Model
        What the student's function returned. It keeps its weights.
    expected : keras.Model or list of keras.Model
        The right model, or the right ones; of several, the message is about the most similar.
    compiled : bool
        Compare optimizer, loss, metrics and loss weights too.
    example : array or structure of arrays, optional
        An input in place of random pictures (uniform from 0 to 1), if the model needs one.
    fresh : bool
        Whether the weights have to be those of a new model.
    call : str
        How the model was made, such as "happyModel()", for the start of the message.

    Raises
    ------
    ModelsDiffer
        An AssertionError, with a sentence for each difference: layer, setting, found, expected.
    """
    __tracebackhide__ = True  # in IPython
    references = expected if isinstance(expected, (list, tuple)) else [expected]
    nearest: tuple[int, list[str]] | None = None
    for reference in references:
        differences = _differences(found, reference, compiled, example, fresh)
        if not differences:
            return
        distance = _unlike(found, reference) + len(differences)
        if nearest is None or distance < nearest[0]:
            nearest = distance, differences
    if nearest is None:
        raise ValueError("same_model needs at least one expected model.")
    raise ModelsDiffer(nearest[1], call)


def _differences(found, expected, compiled: bool, example, fresh: bool) -> list[str]:
    """A sentence for each difference; behaviour is compared only if nothing else differs."""
    theirs = model_graph(expected)
    try:
        mine = model_graph(found)
    except NoGraph as error:
        return [str(error)]
    problems = graph_differences(mine, theirs)
    if not problems:
        problems += _weights(mine, theirs)
    if not problems and fresh:
        for a, b in zip(mine.layers, theirs.layers, strict=True):
            problems += changed_weights(b, mine.label(a), a)
    if compiled:
        problems += compile_differences(found, expected)
    if not problems:
        problems = behaviour_differences(found, expected, mine, theirs, example)
    return problems


def _unlike(found, expected) -> int:
    """Roughly the number of layers that have no counterpart in the other model."""
    try:
        kinds = [[kind_of(call) for call in model_graph(m).calls] for m in (found, expected)]
    except NoGraph:
        return 0
    blocks = SequenceMatcher(None, *kinds, autojunk=False).get_matching_blocks()
    return sum(map(len, kinds)) - 2 * sum(block.size for block in blocks)


def _weights(mine: ModelGraph, theirs: ModelGraph) -> Iterator[str]:
    """Compare number, shapes, dtypes and trainable state of every layer's weights."""
    for a, b in zip(mine.layers, theirs.layers, strict=True):
        found, wanted = (
            [(tuple(w.shape), str(w.dtype), bool(w.trainable)) for w in getattr(x, "weights", ())]
            for x in (a, b)
        )
        if found != wanted:
            yield _(
                "{layer} has the weights {found} (shape, dtype, trainable), expected {expected}.",
                layer=mine.label(a),
                found=found,
                expected=wanted,
            )
