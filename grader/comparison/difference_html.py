"""A comparison as HTML: two models side by side, what differs, why, and what to do.

Self-contained and without scripts. It uses the page's colours of text and background, so it suits
light and dark themes, and nothing is shown by colour alone.
"""

from __future__ import annotations

from html import escape

from grader.comparison.difference_report import Kind, Report
from grader.comparison.difference_text import (
    MAX_DIFFERENCES,
    consequences,
    details,
    headline,
    introduction,
    last_sentence,
    more_differences,
)
from grader.comparison.sanitize import Opaque, name_text, same, value_text
from grader.comparison.side_by_side import LEGEND, MARKS, legend
from grader.language import _

MAX_ROWS = 60

# `!important` where JupyterLab's own rules for tables would win.
STYLE = """
.model-diff { font-family: system-ui, sans-serif; font-size: 14px; line-height: 1.45;
  max-width: 68em; overflow-x: auto; }
.model-diff table { border-collapse: collapse; margin: .6em 0; width: auto; }
.model-diff caption { text-align: left; padding: 0 0 .3em; }
.model-diff tr { background: none !important; }
.model-diff th, .model-diff td { padding: .2em .5em; text-align: left !important;
  vertical-align: top !important;
  border-bottom: 1px solid rgba(128, 128, 128, .35); white-space: nowrap; }
.model-diff td { font-family: ui-monospace, monospace; font-size: 12.5px; }
.model-diff td small { display: block; font-size: 11.5px; opacity: .85; max-width: 15em;
  white-space: normal; }
.model-diff td.sign { font-size: 15px; text-align: center !important; }
.model-diff td.apart { border-left: 3px solid rgba(128, 128, 128, .6); }
.model-diff tr.different, .model-diff tr.extra {
  background: rgba(220, 60, 40, .13) !important; }
.model-diff tr.missing { background: rgba(230, 150, 0, .16) !important; }
.model-diff tr.follows { background: rgba(128, 128, 128, .12) !important; }
.model-diff mark { background: none; color: inherit; font-weight: 700;
  text-decoration: underline; text-decoration-thickness: 2px; }
.model-diff li { margin: .5em 0; }
.model-diff .arithmetic { display: block; font-family: ui-monospace, monospace;
  font-size: 12.5px; padding-left: 1.2em; }
.model-diff .todo { border-left: 4px solid currentColor; padding: .3em .8em; margin: .8em 0; }
"""


def page(report: Report) -> str:
    """The comparison as one HTML element with its own style."""
    return f"<style>{STYLE}</style>\n{element(report)}"


def element(report: Report) -> str:
    """The comparison for a page that has `STYLE` already."""
    # it scrolls sideways where it is too narrow, so the keyboard must be able to reach it
    parts = ['<div class="model-diff" role="region" tabindex="0"']
    parts[-1] += f' aria-label="{escape(_("Your model beside the expected one"))}">'
    parts += [f"<p><strong>{escape(introduction(report))}</strong></p>", _table(report)]
    if report.yours and report.differences:
        parts += ["<ol>", *_differences(report), "</ol>"]
    parts += [f'<p class="todo">{escape(last_sentence(report))}</p>', "</div>"]
    return "\n".join(parts)


def _table(report: Report) -> str:
    lines = [
        f"<table><caption>{' &nbsp; '.join(map(escape, legend(report)))}</caption>",
        f'<thead><tr><th scope="col">{_("mark")}</th>'
        + _headings(_("yours"), "")
        + _headings(_("expected"), ' class="apart"')
        + "</tr></thead><tbody>",
    ]
    pairs = list(zip(report.marks, report.pairs, strict=True))
    for mark, (i, j) in pairs[:MAX_ROWS]:
        yours, expected = report.rows(i, j)
        emphasise = mark in (Kind.DIFFERENT, Kind.FOLLOWS)
        meaning = escape(_(LEGEND[mark]))
        lines.append(
            f'<tr class="{mark}"><td class="sign" title="{meaning}">{MARKS[mark]}</td>'
            + _cells(i, yours, expected if emphasise else None, "")
            + _cells(j, expected, yours if emphasise else None, ' class="apart"')
            + "</tr>"
        )
    left_out = max(0, len(pairs) - MAX_ROWS) + report.left_out
    if left_out:
        more = _("… {count} more layers", count=left_out)
        lines.append(f'<tr><td colspan="7">{more}</td></tr>')
    return "\n".join([*lines, "</tbody></table>"])


def _headings(whose: str, attributes: str) -> str:
    names = (whose, _("output shape, parameters"))
    return f'<th scope="col"{attributes}>#</th>' + "".join(
        f'<th scope="col">{name}</th>' for name in names
    )


def _cells(index: int | None, row: object, other: object, attributes: str) -> str:
    """Number, type, settings, shape and parameters of a row; what differs in `other` is marked."""
    if index is None:
        return f"<td{attributes}></td>" + "<td></td>" * 2
    if type(row) is Opaque or len(row) < 3:
        return f'<td{attributes}>{index + 1}</td><td colspan="2">{escape(value_text(row))}</td>'
    theirs = other if type(other) is list else row
    name = _marked(name_text(row[0]), row[:1], theirs[:1])
    settings = ", ".join(
        _marked(value_text(value), [value], theirs[n : n + 1])
        for n, value in enumerate(row[3:], start=3)
    )
    if settings:
        name += f"<small>{settings}</small>"
    shape, parameters = (
        _marked(value_text(row[n]), row[n : n + 1], theirs[n : n + 1]) for n in (1, 2)
    )
    shape += f"<small>{parameters}</small>"
    return f"<td{attributes}>{index + 1}</td><td>{name}</td><td>{shape}</td>"


def _marked(text: str, value: list, other: list) -> str:
    shown = escape(text)
    return shown if same(value, other) else f"<mark>{shown}</mark>"


def _differences(report: Report) -> list[str]:
    items = []
    for number, difference in enumerate(report.differences[:MAX_DIFFERENCES]):
        lines = [escape(headline(difference, report))]
        for line in [*details(difference), *consequences(number, report)]:
            lines.append(f'<span class="arithmetic">{escape(line)}</span>')
        items.append(f"<li>{''.join(lines)}</li>")
    left_out = len(report.differences) - MAX_DIFFERENCES
    if left_out > 0:
        items.append(f"<li>{more_differences(left_out)}</li>")
    return items
