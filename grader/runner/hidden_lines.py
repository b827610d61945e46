"""Where a test is hidden from students: between its author's marks."""

from __future__ import annotations

import math

from grader.assignment.hidden_parts import BEGIN as BEGIN_HIDDEN
from grader.assignment.hidden_parts import END as END_HIDDEN


def has_hidden_part(source: str) -> bool:
    """Whether a test has a part that students don't see."""
    return BEGIN_HIDDEN in source


def first_hidden_line(source: str) -> float:
    """The number of the line at which the first hidden part begins; infinity if there is none."""
    lines = source.splitlines()
    return next((n for n, text in enumerate(lines, start=1) if BEGIN_HIDDEN in text), math.inf)


def is_hidden(line: int, source: str) -> bool:
    """Whether a line, counted from 1, stands in a hidden part."""
    inside = False
    for number, text in enumerate(source.splitlines(), start=1):
        inside = (inside or BEGIN_HIDDEN in text) and END_HIDDEN not in text
        if number == line:
            return inside
    return False
