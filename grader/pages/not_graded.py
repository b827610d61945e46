"""The lines at the end of `grade`: everybody in whose folder nothing could be graded, and why."""

from __future__ import annotations

from collections.abc import Sequence

from grader.printable import one_line
from grader.verdicts.verdict import SubmissionResult


def not_graded_lines(results: Sequence[SubmissionResult], left_out: Sequence[str]) -> list[str]:
    """One line for each folder that was left out and each notebook that could not be graded.

    Parameters
    ----------
    left_out:
        Why nothing was recorded for a folder, beginning with its name.
    """
    lines = [f"{result.student}: {why}" for result in results for why in result.not_graded]
    unread = [one_line(f"0 points: {line}") for line in sorted(lines)]
    missing = [one_line(f"no entry: {line}") for line in sorted(left_out)]
    if not unread + missing:
        return []
    count = len(unread) + len(missing)
    head = f"Not graded ({count}); everybody else was:"
    return [head, *(f"  {line}" for line in [*unread, *missing])]
