"""Students who made the same mistake, grouped by the data of their results."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.comparison.difference_text import steps
from grader.comparison.serialized import from_text
from grader.results import MAX_MESSAGE, SubmissionResult, TestResult, Verdict, fit

MOST_MISTAKES = 20  # of one test
MOST_WORDS = 500  # characters of a mistake
# What differs between students in the free text of exceptions, and of assertions in tests: they
# show where an object lies in memory, and numbers that were measured.
VARIES = (
    (re.compile(r"0x[0-9a-f]+"), "0x…"),
    (re.compile(r"\b\d+\.\d+(?:e[+-]?\d+)?\b"), "#"),
)


@dataclass(frozen=True)
class Cluster:
    """Students who made one mistake in one test.

    Attributes
    ----------
    key:
        A short name that stays the same from run to run.
    mistake:
        The mistake in its normalised form.
    example:
        What one of them was told, whole.
    """

    key: str
    grade_id: str
    verdict: Verdict
    mistake: str
    students: tuple[str, ...]
    example: str


def clusters(results: Sequence[SubmissionResult]) -> list[Cluster]:
    """All mistakes of a class, the most frequent first. A student may be in several."""
    found: dict[tuple[str, Verdict, str], list[tuple[str, str]]] = {}
    for result in results:
        for test in _told_once(result):
            for mistake in mistakes(test):
                key = (test.grade_id, test.verdict, mistake)
                found.setdefault(key, []).append((result.student, test.message))
    made = [
        Cluster(
            _key(grade_id, mistake),
            grade_id,
            verdict,
            mistake,
            tuple(student for student, _ in who),
            who[0][1],
        )
        for (grade_id, verdict, mistake), who in found.items()
    ]
    return sorted(made, key=lambda c: (-len(c.students), c.grade_id, c.mistake))


def _told_once(result: SubmissionResult) -> Iterator[TestResult]:
    """The tests of a result; of a notebook in which nothing could be graded only the first.

    Why that is was said at each of its tests.
    """
    reasons = {fit(why, MAX_MESSAGE) for why in result.not_graded}
    told = set()
    for test in result.tests:
        if test.message in reasons:
            if test.notebook in told:
                continue
            told.add(test.notebook)
        yield test


def mistakes(test: TestResult) -> list[str]:
    """The mistakes that a result tells of; none for a pass and for what was not attempted.

    Of a comparison of models every difference is one, named by what would fix it.
    """
    if test.verdict in (Verdict.PASSED, Verdict.NOT_ATTEMPTED) and test.points in (
        0,
        test.max_points,
    ):
        return []
    report = from_text(test.compared)
    told = steps(report) if report else []
    if not told:
        lines = [test.mistake, *test.message.splitlines(), str(test.verdict)]
        told = [_normal(next(line.strip() for line in lines if line.strip()))]
    return list(dict.fromkeys(what[:MOST_WORDS] for what in told))[:MOST_MISTAKES]


def _normal(text: str) -> str:
    text = text[:MOST_WORDS]
    for pattern, replacement in VARIES:
        text = pattern.sub(replacement, text)
    return text


def _key(grade_id: str, mistake: str) -> str:
    return hashlib.sha256(f"{grade_id}\n{mistake}".encode()).hexdigest()[:8]
