"""A function's result beside the expected one, for a small case that a person can check by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from grader.comparison.array_html import array_page
from grader.comparison.check_failure import Explained
from grader.comparison.value_text import rounded_text

SMALL = 200  # numbers in all that are worth being written out
TOLERANCE = 1e-3


class ArraysDiffer(Explained):
    """A function gave another array than expected. Its text has all numbers of a small case.

    `named` are the sheets to be shown by their names, none of a large case; `marks` say for some
    of the names which of the numbers are wrong.
    """

    def __init__(
        self, what: str, named: Mapping[str, np.ndarray], marks: Mapping[str, np.ndarray]
    ) -> None:
        numbers = [f"{name} = {_text(sheet)}" for name, sheet in named.items()]
        super().__init__("\n".join([what, *numbers]))
        self._case = (what, named, marks)

    @cached_property
    def html(self) -> str:
        return array_page(*self._case) if self._case[1] else ""


def same_array(
    function: Callable[[], object],
    expected: np.ndarray,
    call: str,
    tolerance: float = TOLERANCE,
    **given: np.ndarray,
) -> np.ndarray:
    """Call `function` and compare what it returns with `expected`.

    Parameters
    ----------
    function:
        Called without arguments.
    expected:
        The right result.
    call:
        How the call looks, such as ``"conv2d(X, W, b, stride=2)"``.
    tolerance:
        Largest difference that is none.
    given:
        The arrays of the call by their names, to be shown.

    Returns
    -------
    numpy.ndarray
        What `function` returned, which is as expected.

    Raises
    ------
    ArraysDiffer
        If it returned anything else. What it raises is passed on, with the case as a note.
    """
    __tracebackhide__ = True  # IPython leaves this call out of what it shows
    wanted = np.asarray(expected)
    shown = {name: np.asarray(value) for name, value in given.items()}
    try:
        found = np.asarray(function())
    except Exception as error:
        # it stays what it is: the grader tells a student's own exceptions from failed checks
        error.add_note(str(_differ(f"This happened in {call}.", shown, None, wanted)))
        raise
    if found.dtype.kind not in "biuf":
        raise _differ(f"{call} returned no numbers.", shown, None, wanted)
    if found.shape != wanted.shape:
        what = f"{call} has the shape {found.shape}, expected {wanted.shape}."
        raise _differ(what, shown, found, wanted)
    wrong = ~np.isclose(found, wanted, rtol=0, atol=tolerance)
    if wrong.any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        place = f"[{', '.join(map(str, first))}]" if first else ""
        what = (
            f"{call} is wrong in {wrong.sum()} of {wrong.size} numbers; the first, {place}, is "
            f"{rounded_text(found[first])}, expected {rounded_text(wanted[first])}."
        )
        raise _differ(what, shown, found, wanted, wrong)
    return found


def sheets(name: str, array: np.ndarray) -> dict[str, np.ndarray]:
    """An array of more than two dimensions as pictures of rows and columns, by their names."""
    if array.ndim <= 2:
        return {name: array}
    return {
        f"{name}[:, :, {', '.join(map(str, at))}]": array[(slice(None), slice(None), *at)]
        for at in np.ndindex(array.shape[2:])
    }


def _differ(
    what: str,
    given: Mapping[str, np.ndarray],
    found: np.ndarray | None,
    wanted: np.ndarray,
    wrong: np.ndarray | None = None,
) -> ArraysDiffer:
    results = {"expected": wanted} if found is None else {"found": found, "expected": wanted}
    named: dict[str, np.ndarray] = {}
    for name, array in {**given, **results}.items():
        named |= sheets(name, array)
    if sum(sheet.size for sheet in named.values()) > SMALL:
        return ArraysDiffer(what, {}, {})
    return ArraysDiffer(what, named, {} if wrong is None else sheets("found", wrong))


def _text(sheet: np.ndarray) -> str:
    if sheet.ndim == 0:
        return rounded_text(sheet)
    return f"[{', '.join(_text(part) for part in sheet)}]"
