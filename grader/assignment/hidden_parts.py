"""The hidden part of a test, between the same two marks in every course."""

from __future__ import annotations

import math
import re
from difflib import SequenceMatcher

from grader.analysis.cell_analysis import same_code

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


def mark_hidden_part(source: str, visible: str, delimiters: tuple[str, str]) -> str:
    """The source of a test with its hidden part between `BEGIN` and `END`.

    Hidden is what the released cell lacks, whatever marks the course uses. All code that decides
    what a student may be told of a test looks for these two marks.

    Parameters
    ----------
    source, visible : str
        The test as graded, and as released.
    delimiters : (str, str)
        The course's marks at the beginning and the end of a hidden part.
    """
    if lines_outside(source, BEGIN, END) == visible.split("\n"):
        return source
    begin, end = delimiters
    if begin and end and lines_outside(source, begin, end) == visible.split("\n"):
        hidden = lines_between(source, begin, end)
    else:
        hidden = _missing(source, visible)
    text = _with_marks(source, hidden)
    if same_code(text, source):
        return text
    # marks inside a string or an open bracket would change the test: then all of it is hidden
    magic, line = re.match(r"(\s*%%[^\n]*\n)?(.*)", source, re.DOTALL).groups(default="")
    return f"{magic}### {BEGIN}\n{line}\n### {END}"


def lines_outside(source: str, begin: str, end: str) -> list[str]:
    """The lines that nbgrader keeps when it clears the parts between two delimiters."""
    hidden = lines_between(source, begin, end)
    return [line for n, line in enumerate(source.split("\n"), start=1) if n not in hidden]


def lines_between(source: str, begin: str, end: str) -> set[int]:
    """The numbers of the lines from a `begin` to its `end`, both included, as in nbgrader."""
    hidden, inside = set(), False
    for number, line in enumerate(source.split("\n"), start=1):
        if begin in line:
            inside = True
        elif end in line:
            hidden.add(number)
            inside = False
        if inside:
            hidden.add(number)
    return hidden


def _missing(source: str, visible: str) -> set[int]:
    """The numbers of the lines that the released cell lacks; all candidates of equal lines."""
    lines, shown = source.split("\n"), visible.split("\n")
    first, last = _embedding(lines, shown), _embedding(lines[::-1], shown[::-1])
    if first is None or last is None:  # the course's preprocessors rewrote lines too
        matcher = SequenceMatcher(None, lines, shown, autojunk=False)
        kept = {b.a + i for b in matcher.get_matching_blocks() for i in range(b.size)}
    else:
        same = zip(first, reversed(last), strict=True)
        kept = {one for one, other in same if one == len(lines) - 1 - other}
    return {n + 1 for n in range(len(lines)) if n not in kept}


def _embedding(lines: list[str], shown: list[str]) -> list[int] | None:
    """Find the first possible index of each shown line; None if a line is missing."""
    indices, start = [], 0
    for line in shown:
        try:
            indices.append(lines.index(line, start))
        except ValueError:
            return None
        start = indices[-1] + 1
    return indices


def _with_marks(source: str, hidden: set[int]) -> str:
    marked_lines, inside = [], False
    for number, line in enumerate(source.split("\n"), start=1):
        if (number in hidden) is not inside:
            marked_lines.append(f"### {END if inside else BEGIN}")
            inside = not inside
        marked_lines.append(line)
    if inside:
        marked_lines.append(f"### {END}")
    return "\n".join(marked_lines)


def has_hidden_part(source: str) -> bool:
    """Whether a test has a hidden part."""
    return BEGIN in source


def first_hidden_line(source: str) -> float:
    """The number of the line where the first hidden part begins; infinity if there is none."""
    return min(lines_between(source, BEGIN, END), default=math.inf)


def is_hidden(line: int, source: str) -> bool:
    """Whether a line, counted from 1, is in a hidden part."""
    return line in lines_between(source, BEGIN, END)
