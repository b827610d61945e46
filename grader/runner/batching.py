"""Which questions can share a student room without any cell running out of its order."""

from __future__ import annotations

from collections.abc import Sequence

from grader.runner.hidden_lines import has_hidden_part
from grader.submissions.grading_plan import TestTask


def groups(questions: Sequence[TestTask]) -> list[list[TestTask]]:
    """Split questions, in order, into runs that one student room can answer.

    A question joins the run before it if all cells it adds stand below every cell that ran, and
    if no test in that run has a hidden part: student code could tell later what it was called
    with, by what it prints, raises or builds. One that runs inside is alone in its room, where
    student code can read it.
    """
    split: list[list[TestTask]] = []
    last, ran, closed = -1, set(), True
    for question in questions:
        new = [place for place in question.places if place not in ran]
        alone = question.test.inside
        if not (closed or alone) and all(place > last for place in new):
            split[-1].append(question)
        else:
            split.append([question])
            last, ran = -1, set()
            new = list(question.places)
        closed = alone or has_hidden_part(question.test.source)
        ran |= set(new)
        last = max([last, *new])
    return split
