"""Whether a submitted notebook is one of the assignment's, and how much of it is answered.

Its name, the ids of its cells, the names that its code defines and the author's own cells tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.analysis.cell_analysis import analyse
from grader.assignment.model import Assignment, AssignmentNotebook
from grader.submissions.answers import meant_names, not_attempted
from grader.submissions.candidate_files import stem
from grader.submissions.file_names import same_name
from grader.submissions.manual_answers import manual_answers
from grader.submissions.notebook_reader import SubmittedNotebook


@dataclass(frozen=True)
class Candidate:
    """A notebook that was read, beside one of the assignment's that it may be."""

    label: str
    submitted: SubmittedNotebook
    author: AssignmentNotebook
    folder: Path | None = None

    @property
    def language(self) -> str:
        """The language that its student is told about it in."""
        return self.author.in_language(self.submitted.language).language

    @cached_property
    def marks(self) -> int:
        """How much of the assignment's notebook is in it: ids and asked names."""
        return len(self._ids) + len(self._names)

    @cached_property
    def _ids(self) -> frozenset[str]:
        return _grade_ids(self.author) & {cell.grade_id for cell in self.submitted.cells}

    @cached_property
    def _names(self) -> frozenset[str]:
        """The asked names that its code defines, or was meant to."""
        code = (cell for cell in self.submitted.cells if cell.is_code)
        found = (analyse(cell.source).defines | meant_names(cell) for cell in code)
        return _asked(self.author) & frozenset().union(*found)

    def has_most_beside(self, others: Sequence[AssignmentNotebook]) -> bool:
        """Whether most of what this notebook asks for, and `others` don't, is in it as well."""
        asked = _grade_ids(self.author) | _asked(self.author)
        asked -= frozenset().union(*(_grade_ids(other) | _asked(other) for other in others))
        return bool(asked) and 2 * len(asked & (self._ids | self._names)) >= len(asked)

    @cached_property
    def shared_cells(self) -> int:
        """How many of the author's own cells are in it, word for word."""
        theirs = {cell.source.strip() for cell in self.submitted.cells}
        return len({cell.source.strip() for cell in self.author.cells} & theirs - {""})

    @property
    def is_it(self) -> bool:
        """Whether it is this notebook: by its name and something of its contents, or by most of
        its contents alone. Ids such as ``test_1`` are in other assignments too."""
        if same_name(stem(self.label), self.author.name):
            return self.marks > 0
        most = 2 * self.marks >= len(_grade_ids(self.author) | _asked(self.author))
        given = len(self.author.cells) - len(self.author.solutions)
        return most or (self.marks > 0 and 3 * self.shared_cells >= 2 * given)

    @cached_property
    def answered(self) -> tuple[int, int]:
        """How many graded cells differ from what was released, those for a person among them; and
        for how many of these there is any text. What stands beside a blank says less: it may be the
        author's, of another release."""
        if not self.marks:
            return 0, 0
        cells = self.submitted.cells
        attempted = len(self.author.solutions) - len(not_attempted(self.author, cells))
        by_hand = manual_answers(self.author, cells)
        return attempted + len(by_hand.in_place), sum(map(bool, by_hand.written.values()))


def claims(
    read: Sequence[tuple[str, SubmittedNotebook, Path]], assignment: Assignment
) -> dict[str, list[Candidate]]:
    """For each notebook of the assignment those that were read and are it.

    One that was read is the notebook that it is most like. It is others as well, if several parts
    of the assignment were answered in one file.
    """
    claimed: dict[str, list[Candidate]] = {}
    for label, submitted, folder in read:
        fits = [Candidate(label, submitted, nb, folder) for nb in assignment.notebooks]
        fits.sort(key=lambda c: (c.marks > 0, c.shared_cells, c.marks), reverse=True)
        found = [fits[0]] if fits[0].is_it else []
        for other in fits[1:]:
            if found and other.has_most_beside([one.author for one in found]):
                found.append(other)
        for one in found:
            claimed.setdefault(one.author.name, []).append(one)
    return claimed


def _grade_ids(author: AssignmentNotebook) -> frozenset[str]:
    parts = (*author.solutions, *author.tests, *author.locked, *author.manual)
    return frozenset(part.grade_id for part in parts)


def _asked(author: AssignmentNotebook) -> frozenset[str]:
    """The names that the graded cells are to define."""
    return frozenset().union(*(solution.defines for solution in author.solutions))
