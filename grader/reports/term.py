"""The term as the gradebook has it, as data and as one self-contained HTML page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from nbgrader.api import Assignment, SubmittedAssignment

from grader.course import Course
from grader.gradebook.database import chosen_assignments, open_gradebook
from grader.gradebook.deadlines import final_score

SMALL = (110, 22)
LARGE = (620, 180)
MARGIN = 4


@dataclass(frozen=True)
class Mark:
    """One student's submission of one assignment.

    Attributes
    ----------
    penalty:
        Points lost for being late, which `score` is without.
    pending:
        Whether something in it waits for a person.
    """

    score: float
    max_score: float
    penalty: float
    pending: bool

    @property
    def share(self) -> float:
        """The share of the points, between 0 and 1; extra credit can make it more."""
        return self.score / self.max_score if self.max_score else 0.0


@dataclass(frozen=True)
class ItemOfTerm:
    """A graded item of an assignment, over all its submissions."""

    assignment: str
    name: str
    points: float
    share: float
    full: int
    none: int
    submissions: int


@dataclass(frozen=True)
class Term:
    """All that the gradebook knows, in the order of due dates and names.

    Attributes
    ----------
    marks:
        For each student one for each of `assignments`, None where nothing was submitted.
    """

    assignments: tuple[str, ...]
    points: tuple[float, ...]
    due: tuple[str, ...]
    marks: dict[str, tuple[Mark | None, ...]]
    items: tuple[ItemOfTerm, ...]

    def shares(self, place: int) -> list[float]:
        """The shares of all who submitted the assignment at a place."""
        return [row[place].share for row in self.marks.values() if row[place] is not None]

    def total(self, student: str) -> float:
        return round(sum(mark.score for mark in self.marks[student] if mark), 9)

    def means(self) -> list[float | None]:
        """The mean share of each assignment, of those who submitted it."""
        found = [self.shares(place) for place in range(len(self.assignments))]
        return [statistics.fmean(shares) if shares else None for shares in found]

    def falling(self, fall: float = 0.25) -> list[tuple[str, float, float]]:
        """Students whose last two assignments are worse than those before: before and now.

        What was not submitted counts as 0. Both halves need two assignments.
        """
        found = []
        for student, row in self.marks.items():
            shares = [mark.share if mark else 0.0 for mark in row]
            if len(shares) >= 4:
                before, now = statistics.fmean(shares[:-2]), statistics.fmean(shares[-2:])
                if before - now >= fall:
                    found.append((student, before, now))
        return sorted(found, key=lambda one: one[2] - one[1])


def term(course: Course) -> Term:
    """Read the gradebook.

    Raises
    ------
    CourseError
        If nothing was graded yet.
    """
    with open_gradebook(course, existing=True) as gradebook:
        assignments = chosen_assignments(course, gradebook)
        marks = {}
        for student in sorted(gradebook.students, key=lambda s: s.id):
            given = {s.assignment.name: _mark(s) for s in student.submissions}
            marks[student.id] = tuple(given.get(a.name) for a in assignments)
        return Term(
            tuple(a.name for a in assignments),
            tuple(a.max_score for a in assignments),
            tuple(f"{a.duedate:%Y-%m-%d}" if a.duedate else "" for a in assignments),
            marks,
            tuple(item for a in assignments for item in _items(a)),
        )


def _mark(submission: SubmittedAssignment) -> Mark:
    return Mark(
        final_score(submission),
        submission.max_score,
        submission.late_submission_penalty or 0.0,
        bool(submission.needs_manual_grade),
    )


def _items(assignment: Assignment) -> list[ItemOfTerm]:
    found = []
    for notebook in sorted(assignment.notebooks, key=lambda n: n.name):
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            scores = [grade.score for grade in cell.grades]
            if scores and cell.max_score:
                found.append(
                    ItemOfTerm(
                        assignment.name,
                        cell.name,
                        cell.max_score,
                        statistics.fmean(scores) / cell.max_score,
                        sum(score >= cell.max_score for score in scores),
                        sum(score == 0 for score in scores),
                        len(scores),
                    )
                )
    return found


def points_of_line(
    shares: Sequence[float | None], width: float, height: float
) -> list[list[tuple[float, float]]]:
    """Return the points of a line of shares in pixels, in pieces where shares are missing."""
    step = width / max(1, len(shares) - 1)
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, share in enumerate(shares):
        if share is None:
            pieces.append([])
            continue
        y = height * (1 - min(1.0, max(0.0, share)))
        pieces[-1].append((round(place * step, 1), round(y, 1)))
    return [piece for piece in pieces if piece]


def term_page(found: Term) -> str:
    """Render the page of a term as HTML."""
    environment = Environment(loader=PackageLoader("grader.reports", "."), autoescape=True)
    lines = {
        student: _line([mark.share if mark else None for mark in row], *SMALL)
        for student, row in found.marks.items()
    }
    places = range(len(found.assignments))
    shares = [found.shares(place) for place in places]
    return environment.get_template("term.html.j2").render(
        term=found,
        lines=lines,
        means=found.means(),
        medians=[statistics.median(one) if one else None for one in shares],
        submitted=[len(one) for one in shares],
        late=[sum(bool(row[p] and row[p].penalty) for row in found.marks.values()) for p in places],
        pending=[
            sum(bool(row[p] and row[p].pending) for row in found.marks.values()) for p in places
        ],
        trend=_line(found.means(), *LARGE),
        hardest=sorted(found.items, key=lambda item: item.share),
        falling=found.falling(),
        most=sum(found.points),
    )


def _line(shares: Sequence[float | None], width: int, height: int) -> Markup:
    """Shares as a line with dots; numbers only, so that nothing has to be escaped."""
    drawn = []
    for piece in points_of_line(shares, width, height):
        path = " ".join(f"{x},{y}" for x, y in piece)
        drawn.append(f'<polyline points="{path}"/>')
        drawn += [f'<circle cx="{x}" cy="{y}" r="2.5"/>' for x, y in piece]
    box = f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}"
    return Markup(
        f'<svg viewBox="{box}" width="{width + 2 * MARGIN}" height="{height + 2 * MARGIN}" '
        f'aria-hidden="true"><line x1="0" y1="{height}" x2="{width}" y2="{height}"/>'
        f"{''.join(drawn)}</svg>"
    )
