"""Whether the layers of a model leave at their defaults what an exercise does not ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from grader.comparison.check_failure import Explained
from grader.comparison.equivalent_settings import different_settings, settings_of, written
from grader.comparison.graph import ModelGraph, NoGraph, model_graph
from grader.comparison.graph_differences import not_described
from grader.language import _


def default_settings(model, asked: Collection[str]) -> None:
    """Check, in a visible test, that all other settings of the layers are Keras's defaults.

    It shows nothing of the expected model, and equivalent spellings make no difference:
    VarianceScaling with the numbers of GlorotUniform is the default, too.

    Parameters
    ----------
    model : keras.Model
        What the student's function returned.
    asked : collection of str
        The settings that the exercise asks for, such as "filters".

    Raises
    ------
    AssertionError
        With a sentence for each setting that is not the default: layer, setting, found, expected.
    """
    __tracebackhide__ = True  # in IPython
    try:
        graph = model_graph(model)
    except NoGraph as error:
        raise Explained(str(error)) from None
    if changed := list(_changed(graph, asked)):
        raise Explained("\n".join(changed))


def _changed(graph: ModelGraph, asked: Collection[str]) -> Iterator[str]:
    for call in graph.calls:
        layer = call.operation
        if not hasattr(layer, "weights"):
            continue  # an operation, which the rows of the model show
        try:
            config = layer.get_config()
            mine = settings_of(layer, call.rank)
        except Exception as error:  # whatever a setting of a student's own raises
            yield not_described(graph.label(layer), error)
            continue
        try:
            plain = type(layer)(**{name: config[name] for name in asked if name in config})
        except TypeError:
            continue  # such as a layer around another one, which can't be made from these
        if layer.weights and not call.trainable:
            yield _(
                "Layer {number} ({name}) is frozen (trainable=False), expected trainable. "
                "Leave trainable out.",
                number=call.number,
                name=type(layer).__name__,
            )
        for name, x, y in different_settings(mine, settings_of(plain, call.rank)):
            if name not in asked:
                yield _(
                    "Layer {number} ({name}): {setting} is {found}, expected the default, "
                    "{expected}. Leave {setting} out.",
                    number=call.number,
                    name=type(layer).__name__,
                    setting=name,
                    found=written(x),
                    expected=written(y),
                )
