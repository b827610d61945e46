"""Outputs of a notebook that are too long to be read, cut out of its text before it is parsed.

Nothing is graded by outputs, and a loop that prints makes hundreds of megabytes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORT = 1_000_000  # bytes of a cell's outputs that are kept, so that a person sees its pictures
# A string, also one that the end of the file cuts off; or the key of outputs and their bracket.
_STRING = rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)'
_OUTPUTS = re.compile(rb'"outputs"\s*+:\s*+(\[)|' + _STRING, re.DOTALL)
_TOKEN = re.compile(rb"[\[\]{}]|" + _STRING, re.DOTALL)


def without_long_outputs(content: bytes, most: int) -> tuple[bytes, int]:
    """Cut outputs until at most `most` bytes are left, if that is enough, the long ones first.

    Returns what is left, and of how many cells the outputs were cut out.
    """
    spans = list(_outputs(content))
    long = [(start, end) for start, end in spans if end - start > SHORT]
    is_enough = len(content) - sum(end - start for start, end in long) <= most
    cut = long if is_enough else spans
    kept, at = [], 0
    for start, end in cut:
        kept.append(memoryview(content)[at:start])
        at = end
    return b"".join([*kept, memoryview(content)[at:]]), len(cut)


def _outputs(content: bytes) -> Iterator[tuple[int, int]]:
    """What stands between the brackets of each list of outputs: where it begins and ends."""
    at = 0
    while found := _OUTPUTS.search(content, at):
        at = found.end()
        if found[1]:
            start, at = at, _end_of_list(content, at)
            yield start, at


def _end_of_list(content: bytes, at: int) -> int:
    """Where the closing bracket of a list stands, or the file ends; `at` is inside of the list."""
    depth = 1
    for token in _TOKEN.finditer(content, at):
        first = content[token.start()]  # not the whole token: it may be large
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if not depth:
            return token.start()
    return len(content)
