"""Small arrays as pictures: a square for each number, the number in it, wrong ones marked."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np

from grader.comparison.value_text import rounded_text

# Half transparent, so that the reader's own theme shows through.
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


def array_page(what: str, named: Mapping[str, np.ndarray], marks: Mapping[str, np.ndarray]) -> str:
    """Arrays of up to two dimensions as one HTML element with its own style.

    Parameters
    ----------
    named:
        The arrays by their names.
    marks:
        For some of the names, which of the numbers are wrong: boolean, of the same shape.
    """
    strongest = max((float(np.abs(s).max(initial=0)) for s in named.values()), default=0) or 1.0
    tables = [_table(name, sheet, marks.get(name), strongest) for name, sheet in named.items()]
    legend = "<p>Outlined and underlined: wrong.</p>" if marks else ""
    return (
        f"<style>{STYLE}</style>\n"
        '<div class="array-diff" role="region" tabindex="0" '
        'aria-label="Your result beside the expected one">'
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
    return f'<td{mark} style="{shade}">{rounded_text(value)}</td>'
