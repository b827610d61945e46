"""Similar answers: groups of students who share code that few others have. A hint, no proof.

Answers are compared by their runs of words and signs (shingles, A. Z. Broder, 1997). Only students
who share a rare one are compared with each other, found by an index from shingles to students, as
in S. Schleimer, D. Wilkerson and A. Aiken, Winnowing (2003): so a class of thousands takes seconds.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from grader.analysis.cell_analysis import program

SHINGLE = 4  # words and signs in a row
MOST_CODE = 20_000  # characters of an answer that are compared
MOST_GROUPS = 10
MOST_STUDENTS = 60  # that may have a rare shingle, at least; in a large class 1 of 100 may
MOST_OF_CLASS = 0.9  # who have a shingle: more, and it is the exercise's own
# Two answers are close if they share half of what the exercise does not ask for, and that is much:
# 30 rare shingles are some lines, 10 that no more than 3 students have are an odd line.
CLOSE = 0.5
MANY = 30
FEW, VERY_RARE = 10, 3
SAMPLE = 20_000  # pairs from which is told what is usual in this class
Shares = dict[tuple[str, str], float]  # by pair of students
WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Group:
    """Students whose answers to one cell are close to each other.

    Attributes
    ----------
    students:
        Sorted by name.
    share:
        What the closest two share of their shingles, 0 to 1 (Jaccard).
    code:
        Of these two, `shown` are their names.
    """

    students: tuple[str, ...]
    share: float
    shown: tuple[str, str]
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
    groups:
        The largest groups first.
    more_groups:
        How many there are besides.
    """

    grade_id: str
    answers: int
    different: int
    largest: int
    usual: float
    rare: float
    groups: tuple[Group, ...]
    more_groups: int = 0


def similarity(grade_id: str, code: Mapping[str, str], given: Collection[str] = ()) -> Similarity:
    """Compare the students' answers to a cell with each other.

    Parameters
    ----------
    code:
        Each student's answer.
    given:
        What everybody may have: the released cell, the author's solution. What these have counts
        for nothing; of all else comments and names count, too.
    """
    code = {who: source[:MOST_CODE] for who, source in code.items()}
    of_source = {source: _program(source) for source in set(code.values())}
    programs = Counter(filter(None, (of_source[source] for source in code.values())))
    index = _Index(code, given)
    values = sorted(itertools.starmap(index.share, _some_pairs(sorted(code))))
    usual, rare = (_quantile(values, q) for q in (0.5, 0.99))
    shares = {pair: index.share(*pair) for pair in index.candidates()}
    close = {pair: share for pair, share in shares.items() if share >= CLOSE}
    groups = sorted(
        (_group(members, inside, code) for members, inside in _connected(close)),
        key=lambda group: (-len(group.students), -group.share, group.students),
    )
    most = max(programs.values(), default=0)
    shown, more = tuple(groups[:MOST_GROUPS]), len(groups[MOST_GROUPS:])
    return Similarity(grade_id, len(code), len(programs), most, usual, rare, shown, more)


class _Index:
    """The shingles of every student, and the students of every shingle."""

    def __init__(self, code: Mapping[str, str], given: Collection[str]) -> None:
        known = frozenset().union(*map(_shingles, given))
        of_source = {source: _shingles(source) - known for source in set(code.values())}
        self._shingles = {who: of_source[source] for who, source in code.items()}
        self._students: dict[str, list[str]] = defaultdict(list)
        for who, found in self._shingles.items():
            for shingle in found:
                self._students[shingle].append(who)
        self._most = min(MOST_OF_CLASS * len(code), max(MOST_STUDENTS, len(code) / 100))

    def share(self, one: str, other: str) -> float:
        """What two students share of their shingles, 0 to 1 (Jaccard)."""
        both = len(self._shingles[one] & self._shingles[other])
        either = len(self._shingles[one]) + len(self._shingles[other]) - both
        return both / either if either else 0.0

    def candidates(self) -> list[tuple[str, str]]:
        """The pairs who share so many rare shingles that it is hardly chance."""
        shared: Counter[tuple[str, str]] = Counter()
        very_rare: Counter[tuple[str, str]] = Counter()
        for who in self._students.values():
            if 1 < len(who) <= self._most:
                pairs = [*itertools.combinations(sorted(who), 2)]
                shared.update(pairs)
                if len(who) <= VERY_RARE:
                    very_rare.update(pairs)
        return [pair for pair, count in shared.items() if count >= MANY or very_rare[pair] >= FEW]


def _some_pairs(students: list[str]) -> Iterator[tuple[str, str]]:
    """All pairs; of a large class a sample, the same each time."""
    if len(students) * (len(students) - 1) / 2 <= SAMPLE:
        yield from itertools.combinations(students, 2)
        return
    rng = random.Random(0)
    for _ in range(SAMPLE):
        one, other = rng.sample(students, 2)
        yield one, other


def _connected(pairs: Shares) -> list[tuple[set[str], Shares]]:
    """The students who are connected by pairs, each group once, with its pairs."""
    group_of: dict[str, set[str]] = {}
    for pair in pairs:
        first, second = (group_of.setdefault(who, {who}) for who in pair)
        if first is not second:
            small, large = sorted((first, second), key=len)
            large |= small
            group_of.update(dict.fromkeys(small, large))
    found: dict[int, tuple[set[str], Shares]] = {}
    for pair, share in pairs.items():
        group = group_of[pair[0]]
        found.setdefault(id(group), (group, {}))[1][pair] = share
    return list(found.values())


def _group(members: set[str], pairs: Shares, code: Mapping[str, str]) -> Group:
    one, other = shown = max(sorted(pairs), key=pairs.__getitem__)
    return Group(tuple(sorted(members)), pairs[shown], shown, (code[one], code[other]))


def _program(source: str) -> str:
    """The program without comments, layout and docstrings; "" if it can't be read."""
    try:
        return program(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


def _shingles(source: str) -> frozenset[str]:
    words = WORD.findall(source)
    return frozenset(
        " ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))
    )


def _quantile(values: list[float], q: float) -> float:
    return values[min(len(values) - 1, int(q * len(values)))] if values else 0.0
