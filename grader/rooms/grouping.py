"""Which questions can share a student room without any cell running out of its order."""

from __future__ import annotations

from collections.abc import Sequence

from grader.submissions.question import Question


def groups(questions: Sequence[Question]) -> list[list[Question]]:
    """Split questions, in order, into runs that one student room can answer.

    A question joins the run before it if all cells it adds stand below every cell that ran. One
    that runs inside is alone in its room, where student code can read it.
    """
    split: list[list[Question]] = []
    last, ran, closed = -1, set(), True
    for question in questions:
        new = [place for place in question.places if place not in ran]
        shares = not closed and not question.test.inside
        closed = question.test.inside
        if shares and all(place > last for place in new):
            split[-1].append(question)
        else:
            split.append([question])
            last, ran = -1, set()
            new = list(question.places)
        ran |= set(new)
        last = max([last, *new])
    return split
