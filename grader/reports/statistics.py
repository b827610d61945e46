"""Item analysis of a class: distribution of scores, difficulty and discrimination of items."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.results import SubmissionResult


@dataclass(frozen=True)
class Item:
    """One graded test over the class.

    Attributes
    ----------
    difficulty:
        Mean share of its points that were earned, 0 to 1; classical test theory's p.
    discrimination:
        Correlation of its points with those of all other items (corrected item-total
        correlation); None where either does not vary.
    verdicts:
        How many submissions came to each verdict.
    """

    grade_id: str
    max_points: float
    difficulty: float
    discrimination: float | None
    verdicts: Counter


@dataclass(frozen=True)
class Distribution:
    """Scores of a class in `len(counts)` equal bins from 0 to `max_score`."""

    counts: tuple[int, ...]
    max_score: float
    mean: float
    median: float

    @property
    def edges(self) -> list[float]:
        return [self.max_score * n / len(self.counts) for n in range(len(self.counts) + 1)]


def items(results: Sequence[SubmissionResult]) -> list[Item]:
    """Every test of the class, in the order of the assignment."""
    ids = list(dict.fromkeys(test.grade_id for result in results for test in result.tests))
    found = []
    for grade_id in ids:
        pairs = [(r, t) for r in results for t in r.tests if t.grade_id == grade_id]
        points = [test.points for _, test in pairs]
        rest = [result.score - test.points for result, test in pairs]
        most = pairs[0][1].max_points
        found.append(
            Item(
                grade_id,
                most,
                statistics.fmean(points) / most if most else math.nan,
                _correlation(points, rest),
                Counter(test.verdict for _, test in pairs),
            )
        )
    return found


def distribution(scores: Sequence[float], most: float, bins: int = 10) -> Distribution:
    """The distribution of scores; a full score, and with extra credit more, is in the last bin."""
    counts = [0] * bins
    for score in scores:
        counts[min(bins - 1, int(bins * score / most)) if most else 0] += 1
    return Distribution(tuple(counts), most, statistics.fmean(scores), statistics.median(scores))


def _correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    if len(x) < 2 or len(set(x)) == 1 or len(set(y)) == 1:
        return None
    return statistics.correlation(x, y)
