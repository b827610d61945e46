"""Checks for notebooks: `summary` and `comparator` for models, `check` for a whole notebook.

`same_array`, `same_model`, `sound_model`, `all_layers_used`, `learns` and `same_training` are for
the authors of tests.
"""

from __future__ import annotations

from grader.comparison.check_failure import ComparisonFailed
from grader.comparison.differences import compare
from grader.comparison.sanitize import Opaque, plain_rows, same, value_text
from grader.comparison.summary import SummaryError, model_rows

__all__ = [
    "SummaryError",
    "all_layers_used",
    "check",
    "comparator",
    "hint",
    "learns",
    "same_array",
    "same_model",
    "same_training",
    "sound_model",
    "summary",
    "training_advice",
]

_GREEN, _RESET = "\033[32m", "\033[0m"


def summary(model) -> list[list]:
    """A Keras model as plain lists, one row for each layer, in the order of `model.layers`.

    Every row is [type (str), output shape (tuple), parameters (int), settings ...]:

    - ZeroPadding2D: padding, ((top, bottom), (left, right))
    - Conv2D: padding, activation, kernel initializer
    - MaxPooling2D, AveragePooling2D: pool size, strides, padding
    - Dense, Activation: activation
    - Dropout: rate; Rescaling: scale, offset (floats)
    - RandomFlip: mode; RandomRotation, RandomContrast, RandomBrightness: factor;
      RandomZoom, RandomTranslation: height factor, width factor. A symmetric range (-f, f) is f.
    - every other layer, and a nested model (type Sequential or Functional): nothing more

    In a functional model an operation (``x * 0.0``) has a row of its own, and so has each further
    call of a layer. What is not a plain chain is in a last column, a text that starts with
    "wiring: ": operations, an input that is not the row above, arguments of the call
    (training=True), several inputs or outputs, and the same inside a nested model.

    Shapes are channels last and start with None, the batch size. An InputLayer, which only
    functional models list, has its shape in a list: [(None, 64, 64, 3)]. Rows are the same with
    Keras 2 and Keras 3.

    Raises
    ------
    SummaryError
        A ValueError, if `model` is not a Keras model or its input shape is not known.
    """
    return model_rows(model)


def comparator(learner, instructor) -> None:
    """Print "All tests passed!" if two lists of rows (see `summary`) are equal.

    Values are None, bool, int, float, str, list, tuple and NumPy's integer and floating scalars,
    of exactly these types. A list equals a tuple of the same items, a NumPy int an int; floats are
    equal to 6 digits. Anything else is a difference, and no method of it is called.

    Parameters
    ----------
    learner, instructor : list of list
        The student's rows and the expected ones.

    Raises
    ------
    ComparisonFailed
        An AssertionError, with what differs, why, and what to do.
    """
    yours, expected = plain_rows(learner), plain_rows(instructor)
    if type(expected) is Opaque or not expected:
        what = value_text(expected) if expected else "an empty list"
        raise AssertionError(f"This test expects {what}, where it needs a list of rows.")
    if type(yours) is Opaque:
        raise AssertionError(
            f"This test needs a list of layers, as summary(model) makes it, but got: "
            f"{value_text(yours)}. Pass summary(model) unchanged."
        )
    if not same(yours, expected):
        raise ComparisonFailed(compare(yours, expected))
    print(f"{_GREEN}All tests passed!{_RESET}")


def same_array(function, expected, call, **given):
    """Compare what `function()` returns with `expected`, and show both if they differ.

    Parameters
    ----------
    function : callable
        Called without arguments.
    expected : array of numbers, any shape
        The right result.
    call : str
        How the call looks, such as "conv2d(X, W, b, stride=2)".
    tolerance : float
        Absolute tolerance, 1e-3 by default.
    given : array
        The arguments of the call by their names, to be shown.

    Returns
    -------
    array
        What `function` returned.

    Raises
    ------
    ArraysDiffer
        An AssertionError, with all the numbers of a small case.
    Exception
        What `function` raises, with the case as a note.
    """
    from grader.comparison.arrays import same_array

    __tracebackhide__ = True  # in IPython

    return same_array(function, expected, call, **given)


def same_model(found, expected, *, compiled=False, example=None, fresh=True, call="") -> None:
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
    from grader.comparison.same_model import same_model as compare_whole

    __tracebackhide__ = True  # in IPython

    compare_whole(found, expected, compiled=compiled, example=example, fresh=fresh, call=call)


def sound_model(model, inputs, outputs, answers, *, rescaled=True, call="") -> None:
    """Check, in a hidden test, a model whose architecture is free; see `comparison.sound_model`.

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
    from grader.comparison.sound_model import sound_model as check_sound

    __tracebackhide__ = True  # in IPython

    check_sound(model, inputs, outputs, answers, rescaled=rescaled, call=call)


def all_layers_used(model, *, call="") -> None:
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
    from grader.comparison.sound_model import all_layers_used as check_layers

    __tracebackhide__ = True  # in IPython

    check_layers(model, call=call)


def learns(
    model, X, Y, X_new, Y_new, *, answers, epochs=10, batch_size=16, learning_rate=1e-3,
    seconds=120.0,
) -> float:  # fmt: skip
    """Train a copy of a model with Adam and test it on new pictures.

    Parameters
    ----------
    model : keras.Model
        It is not changed.
    X, X_new : float32 array, shape (m, height, width, channels)
    Y, Y_new : integer array, shape (m,)
    answers : "probability" or "logits"
        What the model's output is; it decides the loss.
    epochs, batch_size, learning_rate :
        As in `fit` and Adam.
    seconds : float
        Limit on the processor time of the training.

    Returns
    -------
    float
        The share of the new pictures that it classifies correctly, from 0 to 1.

    Raises
    ------
    AssertionError
        If the training takes longer.
    """
    from grader.comparison.trainings import learns as train_copy

    __tracebackhide__ = True  # in IPython

    return train_copy(
        model, X, Y, X_new, Y_new, answers=answers, epochs=epochs, batch_size=batch_size,
        learning_rate=learning_rate, seconds=seconds,
    )  # fmt: skip


def same_training(trained, history, own, own_history, call) -> None:
    """Compare a student's training of a model with the test's own.

    Both models had the same initial weights and were given the same batches in the same order, so
    the metrics of every epoch and the final weights agree, unless the training differs.

    Parameters
    ----------
    trained, own : keras.Model
        The model that the student's function trained, and the test's own.
    history, own_history : keras.callbacks.History
        What `fit` returned for each; its `history` maps a metric to one value per epoch.
    call : str
        How the call looks, for the messages.

    Raises
    ------
    AssertionError
        With the first metric, weight or compile setting that differs.
    """
    from grader.comparison.trainings import same_training

    __tracebackhide__ = True  # in IPython

    same_training(trained, history, own, own_history, call)


def check(path=None, trust=False) -> None:
    """Check this notebook, as it is saved, before you submit it; see `student.notebook_cell`.

    `path` is the notebook's file, if Jupyter does not provide it. With `trust`, another notebook
    than this one is run without asking if this machine has no sandbox.
    """
    from grader.student.notebook_cell import check as check_file

    check_file(path, trust)


def hint(exercise=None) -> None:
    """Print the next hint for a graded function: `hint("happyModel")`."""
    from grader.student.hints import hint as next_hint

    next_hint(exercise)


def training_advice(history) -> str:
    """What the curves of a training suggest, in a sentence; `history` is what `fit` returns."""
    from grader.student.learning_curves import advice

    return advice(history)
