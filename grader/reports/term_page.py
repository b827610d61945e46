"""The term as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from grader.reports.term import Term, points_of_line

SMALL = (110, 22)
LARGE = (620, 180)
MARGIN = 4


def term_page(found: Term) -> str:
    """The whole page."""
    environment = Environment(loader=PackageLoader("grader.reports", "."), autoescape=True)
    lines = {
        student: _line([mark.share if mark else None for mark in row], *SMALL)
        for student, row in found.marks.items()
    }
    places = range(len(found.assignments))
    shares = [found.shares(place) for place in places]
    return environment.get_template("term.html.j2").render(
        term=found,
        lines=lines,
        means=found.means(),
        medians=[_median(one) for one in shares],
        submitted=[len(one) for one in shares],
        late=[sum(bool(row[p] and row[p].penalty) for row in found.marks.values()) for p in places],
        pending=[
            sum(bool(row[p] and row[p].pending) for row in found.marks.values()) for p in places
        ],
        trend=_line(found.means(), *LARGE),
        hardest=sorted(found.items, key=lambda item: item.share),
        falling=found.falling(),
        most=sum(found.points),
    )


def _line(shares: Sequence[float | None], width: int, height: int) -> Markup:
    """Shares as a line with dots; numbers only, so that nothing has to be escaped."""
    drawn = []
    for piece in points_of_line(shares, width, height):
        path = " ".join(f"{x},{y}" for x, y in piece)
        drawn.append(f'<polyline points="{path}"/>')
        drawn += [f'<circle cx="{x}" cy="{y}" r="2.5"/>' for x, y in piece]
    box = f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}"
    return Markup(
        f'<svg viewBox="{box}" width="{width + 2 * MARGIN}" height="{height + 2 * MARGIN}" '
        f'aria-hidden="true"><line x1="0" y1="{height}" x2="{width}" y2="{height}"/>'
        f"{''.join(drawn)}</svg>"
    )


def _median(shares: list[float]) -> float | None:
    shares, half = sorted(shares), len(shares) // 2
    if not shares:
        return None
    return shares[half] if len(shares) % 2 else (shares[half - 1] + shares[half]) / 2
