"""Similar answers: code that two students share and few others have. A hint, no proof."""

from __future__ import annotations

import ast
import io
import itertools
import math
import tokenize
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

SHINGLE = 4  # tokens in a row
MOST_PAIRS = 10
MOST_CODE = 20_000  # characters of an answer that are compared


@dataclass(frozen=True)
class Pair:
    """Two students' answers to one cell. `share` is that of their weighted shingles, 0 to 1."""

    grade_id: str
    students: tuple[str, str]
    share: float
    code: tuple[str, str]


@dataclass(frozen=True)
class Similarity:
    """One graded cell over the class.

    Attributes
    ----------
    different:
        How many different programs were submitted, comments and layout left out.
    largest:
        How many students submitted the most frequent one.
    usual:
        The share that half of all pairs of students stay below.
    rare:
        The share that 99 of 100 pairs stay below.
    pairs:
        The pairs above that, the closest first.
    """

    grade_id: str
    answers: int
    different: int
    largest: int
    usual: float
    rare: float
    pairs: tuple[Pair, ...]


def similarity(grade_id: str, code: Mapping[str, str], given: str = "") -> Similarity:
    """Compare the students' answers to a cell with each other.

    Shared runs of tokens count the more the fewer students have them (inverse document
    frequency), so that what everybody writes says nothing; comments and names count, and what
    `given` has already, the released cell, does not.
    """
    code = {who: source[:MOST_CODE] for who, source in code.items()}
    programs = Counter(filter(None, map(_program, code.values())))
    released = _shingles(given)
    shingles = {who: _shingles(source) - released for who, source in code.items()}
    frequency = Counter(itertools.chain.from_iterable(shingles.values()))
    weight = {s: math.log((1 + len(code)) / n) for s, n in frequency.items()}
    total = {who: sum(weight[s] for s in found) for who, found in shingles.items()}
    shares = []
    for one, other in itertools.combinations(sorted(code), 2):
        both = sum(weight[s] for s in shingles[one] & shingles[other])
        either = total[one] + total[other] - both
        shares.append((both / either if either else 0.0, one, other))
    values = sorted(share for share, _, _ in shares)
    usual, rare = (_quantile(values, q) for q in (0.5, 0.99))
    close = sorted((entry for entry in shares if entry[0] > max(rare, 0.5)), reverse=True)
    pairs = tuple(
        Pair(grade_id, (one, other), share, (code[one], code[other]))
        for share, one, other in close[:MOST_PAIRS]
    )
    most = max(programs.values(), default=0)
    return Similarity(grade_id, len(code), len(programs), most, usual, rare, pairs)


def _program(source: str) -> str:
    """The program without comments, layout and docstrings; "" if it can't be read."""
    try:
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and _docstring(node):
                node.body.pop(0)
        return ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # no Python, or nested too deep
        return ""


def _docstring(node: ast.Module | ast.FunctionDef | ast.ClassDef) -> bool:
    return ast.get_docstring(node, clean=False) is not None


def _shingles(source: str) -> set[tuple[str, ...]]:
    tokens = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.string.strip():
                tokens.append(token.string)
    except (tokenize.TokenError, SyntaxError, IndentationError):
        tokens = source.split()
    return {tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1))}


def _quantile(values: list[float], q: float) -> float:
    return values[min(len(values) - 1, int(q * len(values)))] if values else 0.0
