"""What the notebooks check with: `summary` and `comparator` for models, `check` for the whole.

`same_array` and `same_training` are for the authors of tests.
"""

from __future__ import annotations

from grader.comparison.differences import compare
from grader.comparison.failure import ComparisonFailed
from grader.comparison.plain import Foreign, plain_rows, same
from grader.comparison.rows import SummaryError, model_rows
from grader.comparison.text import value_text
from grader.comparison.trainings import same_training

__all__ = [
    "SummaryError",
    "check",
    "comparator",
    "hint",
    "same_array",
    "same_training",
    "summary",
    "training_advice",
]

_GREEN, _RESET = "\033[32m", "\033[0m"


def summary(model) -> list[list]:
    """The layers of a Keras model as plain lists, one a layer, in the order of `model.layers`.

    Every row is [type (str), output shape (tuple), parameters (int), settings ...]:

    - ZeroPadding2D: padding, ((top, bottom), (left, right))
    - Conv2D: padding, activation, kernel initializer
    - MaxPooling2D, AveragePooling2D: pool size, strides, padding
    - Dense, Activation: activation
    - Dropout: rate; Rescaling: scale, offset (floats)
    - RandomFlip: mode; RandomRotation, RandomContrast, RandomBrightness: factor;
      RandomZoom, RandomTranslation: height factor, width factor. A symmetric range (-f, f) is f.
    - every other layer, and a nested model (type Sequential or Functional): nothing more

    Shapes are channels last and start with None, the batch size. An InputLayer, which only
    functional models list, has its shape in a list: [(None, 64, 64, 3)]. Rows are the same under
    Keras 2 and Keras 3.

    Raises SummaryError (a ValueError) when `model` is not a Keras model or its input shape is not
    known.
    """
    return model_rows(model)


def comparator(learner, instructor) -> None:
    """Print "All tests passed!" when two lists of rows (see `summary`) are equal.

    Only the exact types None, bool, int, float, str, list, tuple and NumPy's integer and floating
    scalars count as values; a list equals a tuple of the same items, a NumPy int an int, floats are
    equal to 6 digits. Anything else is a difference, and no method of it is called.

    Raises AssertionError, with what differs, why and what to do, when they are not equal.
    """
    yours, expected = plain_rows(learner), plain_rows(instructor)
    if type(expected) is Foreign or not expected:
        what = value_text(expected) if expected else "an empty list"
        raise AssertionError(f"This test expects {what}, where it needs a list of rows.")
    if type(yours) is Foreign:
        raise AssertionError(
            f"This test needs a list of layers, as summary(model) makes it, but got: "
            f"{value_text(yours)}. Pass summary(model) unchanged."
        )
    if not same(yours, expected):
        raise ComparisonFailed(compare(yours, expected))
    print(f"{_GREEN}All tests passed!{_RESET}")


def same_array(function, expected, call, **given):
    """Compare what `function()` returns with `expected`, and show both if they differ.

    `call` is how the call looks, `given` are its arrays by their names. Returns the result as a
    NumPy array. Raises AssertionError, with all the numbers of a small case.
    """
    from grader.comparison.arrays import same_array

    __tracebackhide__ = True  # in IPython

    return same_array(function, expected, call, **given)


def check(path=None) -> None:
    """Check this notebook, as it is saved, before handing it in; see `grader.checking.cell`.

    `path` is the notebook's file, where Jupyter does not tell it.
    """
    from grader.checking.cell import check as check_file

    check_file(path)


def hint(exercise=None) -> None:
    """Print the next hint for a graded function, `hint("happyModel")`; see `grader.hints`."""
    from grader.hints import hint as next_hint

    next_hint(exercise)


def training_advice(history) -> str:
    """What the curves of `model.fit`'s result suggest, a sentence; see `grader.learning_curves`."""
    from grader.learning_curves import advice

    return advice(history)
