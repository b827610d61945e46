"""The lines at the end of `grade`: everybody in whose folder nothing could be graded, and why."""

from __future__ import annotations

from collections.abc import Sequence

from grader.printable import one_line
from grader.results import SubmissionResult


def not_graded_lines(results: Sequence[SubmissionResult], left_out: Sequence[str]) -> list[str]:
    """One line for each folder that was left out and each notebook that could not be graded.

    Where a machine or the grader was at fault there is no grade, whatever was found.

    Parameters
    ----------
    left_out:
        Why nothing was recorded for a folder, beginning with its name.
    """
    graded = [result for result in results if not result.faults]
    lines = [
        *(f"0 points: {one.student}: {why}" for one in graded for why in one.not_graded),
        *(f"no grade: {one.student}: {one.faults[0].message}" for one in results if one.faults),
        *(f"no entry: {why}" for why in left_out),
    ]
    if not lines:
        return []
    head = f"Not graded ({len(lines)}); everybody else was:"
    return [head, *(f"  {one_line(line)}" for line in sorted(lines))]
