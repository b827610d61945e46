"""Checks for notebooks: `summary` and `comparator` for models, `check` for a whole notebook.

`same_array`, `same_model`, `sound_model`, `default_settings`, `all_layers_used`,
`fresh_each_call`, `learns` and `same_training` are for the authors of tests.
"""

from __future__ import annotations

import importlib

from grader.comparison.check_failure import ComparisonFailed
from grader.comparison.differences import compare
from grader.comparison.sanitize import Opaque, plain_rows, same, value_text
from grader.comparison.summary import SummaryError, summary
from grader.language import _
from grader.student.hints import hint
from grader.student.notebook_errors import advise_on_errors

# Imported on first use: they need NumPy or more, and every notebook imports this module.
_LAZY = {
    "all_layers_used": "grader.comparison.sound_model",
    "check": "grader.student.notebook_cell",
    "default_settings": "grader.comparison.default_settings",
    "fresh_each_call": "grader.comparison.fresh_models",
    "learns": "grader.comparison.trainings",
    "same_array": "grader.comparison.arrays",
    "same_model": "grader.comparison.same_model",
    "same_training": "grader.comparison.trainings",
    "sound_model": "grader.comparison.sound_model",
    "training_advice": "grader.student.learning_curves",
}
__all__ = ["SummaryError", "comparator", "hint", "summary", *_LAZY]

advise_on_errors()

_GREEN, _RESET = "\033[32m", "\033[0m"


def __getattr__(name: str):
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_LAZY]


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
            _(
                "This test needs a list of layers, as summary(model) makes it, but got: {found}. "
                "Pass summary(model) unchanged.",
                found=value_text(yours),
            )
        )
    if not same(yours, expected):
        raise ComparisonFailed(compare(yours, expected))
    print(f"{_GREEN}{_('All tests passed!')}{_RESET}")
