"""Which tasks can share a student worker without any cell running out of its order."""

from __future__ import annotations

from collections.abc import Sequence

from grader.assignment.hidden_parts import has_hidden_part
from grader.submissions.grading_plan import TestTask


def groups(tasks: Sequence[TestTask]) -> list[list[TestTask]]:
    """Split tasks, in order, into runs that one student worker can answer.

    A task joins the run before it if all cells it adds stand below every cell that ran, and
    if no test in that run has a hidden part: student code could tell later what it was called
    with, by what it prints, raises or builds. One that runs inside is alone in its worker, where
    student code can read it.
    """
    split: list[list[TestTask]] = []
    last, closed = -1, True
    ran: set[int] = set()
    for task in tasks:
        new = [place for place in task.cell_indices if place not in ran]
        alone = task.test.inside
        if not (closed or alone) and all(place > last for place in new):
            split[-1].append(task)
        else:
            split.append([task])
            last, ran = -1, set()
            new = list(task.cell_indices)
        closed = alone or has_hidden_part(task.test.source)
        ran |= set(new)
        last = max([last, *new])
    return split
