"""Clusters of the same mistake: results brought to a form in which equal mistakes are equal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.results import SubmissionResult, TestResult, Verdict

TO_DO = re.compile(r"^\s*To do: (?P<what>.*?)\.?$")
START = re.compile(
    r"^Start (?:here|with the first): (.*?);\s+then\s+run\s+the\s+cell\s+again\.", re.S | re.M
)
CONTINUED = "      "  # how the comparison's message indents the rest of a long line
MOST_MISTAKES = 20  # of one test
MOST_WORDS = 500  # characters of a mistake
# What differs between students who made the same mistake.
VARIES = (
    (re.compile(r"0x[0-9a-f]+"), "0x…"),
    (re.compile(r"\b\d+\.\d+(?:e[+-]?\d+)?\b"), "#"),
    (re.compile(r"\bline \d+"), "line #"),
    (re.compile(r"\bcode cell \d+"), "code cell #"),
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
        for test in result.tests:
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


def mistakes(test: TestResult) -> list[str]:
    """The mistakes that a result tells of; none for a pass and for what was not attempted.

    Of a comparison of models every difference is one, named by what would fix it.
    """
    if test.verdict in (Verdict.PASSED, Verdict.NOT_ATTEMPTED) and test.points in (
        0,
        test.max_points,
    ):
        return []
    lines = _unwrapped(test.message)
    told = [match["what"] for line in lines if (match := TO_DO.match(line))]
    told = told or [" ".join(what.split()) for what in START.findall(test.message)]
    said = next((line.strip() for line in lines if line.strip()), str(test.verdict))
    return list(dict.fromkeys(map(_normal, told or [said])))[:MOST_MISTAKES]


def _normal(text: str) -> str:
    text = text[:MOST_WORDS]
    for pattern, replacement in VARIES:
        text = pattern.sub(replacement, text)
    return text


def _unwrapped(message: str) -> list[str]:
    lines: list[str] = []
    for line in message.splitlines():
        if line.startswith(CONTINUED) and lines and lines[-1].strip():
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return lines


def _key(grade_id: str, mistake: str) -> str:
    return hashlib.sha256(f"{grade_id}\n{mistake}".encode()).hexdigest()[:8]
