"""A distribution of scores as an SVG picture with a text alternative."""

from __future__ import annotations

from markupsafe import Markup, escape

from grader.reports.statistics import Distribution

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 220, 10, 40, 22


def histogram(spread: Distribution) -> Markup:
    """One bar a bin, with its count above it."""
    bins, most = len(spread.counts), max(*spread.counts, 1)
    step = (WIDTH - 2 * LEFT) / bins
    high = HEIGHT - BOTTOM - TOP
    edges = [f"{edge:g}" for edge in spread.edges]
    said = "; ".join(
        f"{low} to {up}: {count}"
        for low, up, count in zip(edges, edges[1:], spread.counts, strict=False)
    )
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" style="max-width: 100%; height: auto" '
        f'width="{WIDTH}" aria-label="Students by score. {escape(said)}">'
    ]
    for number, count in enumerate(spread.counts):
        tall = high * count / most
        x, y = LEFT + number * step, TOP + high - tall
        parts.append(
            f'<rect x="{x + 2:.1f}" y="{y:.1f}" width="{step - 4:.1f}" height="{tall:.1f}"/>'
            f'<text x="{x + step / 2:.1f}" y="{y - 5:.1f}" text-anchor="middle">'
            f"{count or ''}</text>"
        )
    for number, edge in enumerate(edges):
        anchor = "start" if number == 0 else "end" if number == bins else "middle"
        parts.append(
            f'<text x="{LEFT + number * step:.1f}" y="{HEIGHT - BOTTOM + 18}" '
            f'text-anchor="{anchor}">{edge}</text>'
        )
    parts.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 4}" text-anchor="middle">score (points)</text></svg>'
    )
    return Markup("".join(parts))
