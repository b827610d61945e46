"""Points and comments that people gave, kept when the cell that they stand at leaves the course.

They wait in a file beside the result cache, and come back with a cell of the same name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from nbgrader.api import Comment, Grade, SubmittedNotebook

from grader.atomic_write import write_whole
from grader.course import Course
from grader.errors import CourseError


@dataclass(frozen=True)
class ByHand:
    """What a person gave at one cell of one student's notebook."""

    student: str
    notebook: str
    cell: str
    points: float | None = None
    extra: float | None = None
    comment: str | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        return self.student, self.notebook, self.cell


class SetAside:
    """What was given by hand at cells of an assignment that are not in the course at present."""

    def __init__(self, course: Course, assignment: str) -> None:
        self.path = course.state / f"{assignment}.set_aside.json"
        self._kept = {one.place: one for one in self._read()}

    def take(self, grades: Iterable[Grade], comments: Iterable[Comment]) -> list[ByHand]:
        """Note what was given by hand at grades and comments that are about to be deleted."""
        found: dict[tuple[str, str, str], dict] = {}
        for grade in grades:
            if grade.manual_score is not None or grade.extra_credit is not None:
                given = {"points": grade.manual_score, "extra": grade.extra_credit}
                found.setdefault(_place(grade), {}).update(given)
        for comment in comments:
            if comment.manual_comment:
                found.setdefault(_place(comment), {}).update(comment=comment.manual_comment)
        taken = [ByHand(*place, **given) for place, given in found.items()]
        for one in taken:  # a cell may be taken in two parts, its grade and its comment
            before = asdict(self._kept[one.place]) if one.place in self._kept else {}
            now = {name: value for name, value in asdict(one).items() if value is not None}
            self._kept[one.place] = ByHand(**before | now)
        return taken

    def put_back(self, notebook: SubmittedNotebook) -> list[ByHand]:
        """Give a submitted notebook's cells what is kept for them, where nothing was given since.

        What no cell can take is kept on.
        """
        back = []
        for grade in notebook.grades:
            kept = self._kept.get(_place(grade))
            if kept and (kept.points is not None or kept.extra is not None):
                if grade.manual_score is None and grade.extra_credit is None:
                    grade.manual_score, grade.extra_credit = kept.points, kept.extra
                    grade.needs_manual_grade = True  # the cell may ask something else now
                back.append(self._without(kept, points=None, extra=None))
        for comment in notebook.comments:
            kept = self._kept.get(_place(comment))
            if kept and kept.comment:
                comment.manual_comment = comment.manual_comment or kept.comment
                back.append(self._without(kept, comment=None))
        return back

    def write(self) -> None:
        """Keep on disk what is set aside, whole or not at all."""
        kept = [asdict(one) for one in self._kept.values()]
        write_whole(self.path, json.dumps(kept, indent=1))

    def _without(self, kept: ByHand, **nothing: None) -> ByHand:
        left = ByHand(**asdict(kept) | nothing)
        if left.points is None and left.extra is None and left.comment is None:
            del self._kept[kept.place]
        else:
            self._kept[kept.place] = left
        return kept

    def _read(self) -> list[ByHand]:
        if not Path(self.path).exists():
            return []
        try:
            return [ByHand(**one) for one in json.loads(self.path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError) as error:
            raise CourseError(
                f"{self.path} holds points and comments given by hand, and can't be read: {error}. "
                "Put your backup of it back, or move it away to go on without them."
            ) from error


def _place(one: Grade | Comment) -> tuple[str, str, str]:
    return one.notebook.student.id, one.notebook.name, one.cell.name
