"""A function's array beside the expected one, as text and as HTML.

For a small case that a person can check by hand: a square for each number, wrong ones outlined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from html import escape

import numpy as np

from grader.comparison.check_failure import Explained
from grader.language import _

MAX_NUMBERS = 200  # in all, that are worth being written out
TOLERANCE = 1e-3

# Half transparent, so that light and dark themes show through.
POSITIVE, NEGATIVE = "70, 130, 220", "225, 125, 40"
STRONGEST = 0.6

STYLE = """
.array-diff { font-family: system-ui, sans-serif; font-size: 14px; line-height: 1.45;
  overflow-x: auto; }
.array-diff .sheets { display: flex; flex-wrap: wrap; gap: .8em 1.6em; margin: .6em 0; }
.array-diff table { border-collapse: collapse; margin: 0; width: auto; }
.array-diff caption { text-align: left; padding: 0 0 .2em;
  white-space: nowrap; font: 12.5px ui-monospace, monospace; }
.array-diff tr { background: none !important; }
.array-diff td { min-width: 2.4em; height: 2.4em; padding: 0 .3em !important;
  text-align: center !important; border: 1px solid rgba(128, 128, 128, .35);
  font: 12.5px ui-monospace, monospace; }
.array-diff td.wrong { outline: 2px solid currentColor; outline-offset: -2px;
  font-weight: 700; text-decoration: underline; }
"""


class ArraysDiffer(Explained):
    """A function returned another array than expected; the text has all numbers of a small case.

    Parameters
    ----------
    what : str
        What is wrong, in a sentence.
    named : mapping of str to array of at most two dimensions
        The arrays to show; none if the case is large.
    marks : mapping of str to bool array
        For some of these names, which of the numbers are wrong.
    """

    def __init__(
        self, what: str, named: Mapping[str, np.ndarray], marks: Mapping[str, np.ndarray]
    ) -> None:
        numbers = [f"{name} = {_sheet_text(sheet)}" for name, sheet in named.items()]
        super().__init__("\n".join([what, *numbers]))
        self._case = (what, named, marks)

    @cached_property
    def html(self) -> str:
        return _page(*self._case) if self._case[1] else ""


def same_array(
    function: Callable[[], object],
    expected: np.ndarray,
    call: str,
    tolerance: float = TOLERANCE,
    **given: np.ndarray,
) -> np.ndarray:
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
        Absolute tolerance.
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
    __tracebackhide__ = True  # in IPython
    wanted = np.asarray(expected)
    shown = {name: np.asarray(value) for name, value in given.items()}
    try:
        found = np.asarray(function())
    except Exception as error:
        # it keeps its type: the grader tells a student's own exceptions from failed checks
        error.add_note(str(_differ(_("This happened in {call}.", call=call), shown, None, wanted)))
        raise
    if found.dtype.kind not in "biuf":
        raise _differ(_("{call} returned no numbers.", call=call), shown, None, wanted)
    if found.shape != wanted.shape:
        what = _(
            "{call} has the shape {found}, expected {expected}.",
            call=call,
            found=found.shape,
            expected=wanted.shape,
        )
        raise _differ(what, shown, found, wanted)
    wrong = ~np.isclose(found, wanted, rtol=0, atol=tolerance)
    if wrong.any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        place = f"[{', '.join(map(str, first))}]" if first else ""
        what = _(
            "{call} is wrong in {count} of {size} numbers; the first, {place}, is "
            "{found}, expected {expected}.",
            call=call,
            count=wrong.sum(),
            size=wrong.size,
            place=place,
            found=_rounded(found[first]),
            expected=_rounded(wanted[first]),
        )
        raise _differ(what, shown, found, wanted, wrong)
    return found


def _sheets(name: str, array: np.ndarray) -> dict[str, np.ndarray]:
    """An array of more than two dimensions as matrices, by names such as "X[:, :, 0]"."""
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
    results = {} if found is None else {_("found"): found}
    results[_("expected")] = wanted
    named: dict[str, np.ndarray] = {}
    for name, array in {**given, **results}.items():
        named |= _sheets(name, array)
    if sum(sheet.size for sheet in named.values()) > MAX_NUMBERS:
        return ArraysDiffer(what, {}, {})
    return ArraysDiffer(what, named, {} if wrong is None else _sheets(_("found"), wrong))


def _sheet_text(sheet: np.ndarray) -> str:
    if sheet.ndim == 0:
        return _rounded(sheet)
    return f"[{', '.join(_sheet_text(part) for part in sheet)}]"


def _rounded(value) -> str:
    """A number, rounded to three decimals."""
    return f"{round(float(value), 3):g}"


def _page(what: str, named: Mapping[str, np.ndarray], marks: Mapping[str, np.ndarray]) -> str:
    """The arrays of `ArraysDiffer` as one HTML element with its own style."""
    strongest = max((float(np.abs(s).max(initial=0)) for s in named.values()), default=0) or 1.0
    tables = [_table(name, sheet, marks.get(name), strongest) for name, sheet in named.items()]
    legend = f"<p>{_('Outlined and underlined: wrong.')}</p>" if marks else ""
    return (
        f"<style>{STYLE}</style>\n"
        '<div class="array-diff" role="region" tabindex="0" '
        f'aria-label="{escape(_("Your result beside the expected one"))}">'
        f'<p><strong>{escape(what)}</strong></p><div class="sheets">{"".join(tables)}</div>'
        f"{legend}</div>"
    )


def _table(name: str, sheet: np.ndarray, wrong: np.ndarray | None, strongest: float) -> str:
    rows = np.atleast_2d(sheet)
    marks = np.zeros(rows.shape, bool) if wrong is None else np.atleast_2d(wrong)
    body = "".join(
        "<tr>" + "".join(_cell(v, m, strongest) for v, m in zip(row, mark, strict=True)) + "</tr>"
        for row, mark in zip(rows, marks, strict=True)
    )
    return f"<table><caption>{escape(name)}</caption>{body}</table>"


def _cell(value: float, wrong: bool, strongest: float) -> str:
    share = min(1.0, abs(float(value)) / strongest) if np.isfinite(value) else 0.0
    colour = NEGATIVE if value < 0 else POSITIVE
    mark = ' class="wrong"' if wrong else ""
    shade = f"background: rgba({colour}, {STRONGEST * share:.2f})"
    return f'<td{mark} style="{shade}">{_rounded(value)}</td>'
