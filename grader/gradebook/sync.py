"""Bringing the gradebook in step with a course that was changed after submissions were graded."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Collection, Mapping
from pathlib import Path

from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry

from grader.assignment.model import Assignment
from grader.course import STATE, Course
from grader.errors import CourseError
from grader.file_lock import one_at_a_time
from grader.gradebook.course_changes import (
    KINDS,
    Differences,
    GradedCell,
    NotebookDifference,
    cells_of,
    differences,
)
from grader.gradebook.database import (
    copy_gradebook,
    gradebook_file,
    has_gradebook,
    open_gradebook,
)
from grader.gradebook.manual_grades import ByHand, SetAside
from grader.gradebook.writer import one_transaction, recording_lock, register


class OutOfStep(CourseError):
    """The course's notebooks or cells changed after submissions were graded."""


def bring_in_step(course: Course, assignment: Assignment, *, agreed: bool = False) -> list[str]:
    """Record what the course says of an assignment, as ``nbgrader generate_assignment`` does.

    Parameters
    ----------
    agreed:
        Whether cells and notebooks may come, go and be renamed although there are submissions.

    Returns
    -------
    list of str
        What an instructor should know of it, as sentences.

    Raises
    ------
    OutOfStep
        If they would have to, and it is not `agreed`; the gradebook is then as it was.
    GraderError
        If the gradebook can't be used, or nbgrader refuses the assignment.
    """
    notes: list[str] = []
    with _recording(course):
        found = _differences(course, assignment)
        if found.are_structural:
            if not agreed:
                raise OutOfStep(_refusal(course, found))
            notes += _synchronize(course, assignment, found)
        register(course, assignment.name)
    if found:
        notes += [*found.points(), *_above_maximum(course, assignment.name)]
    return notes


def _recording(course: Course) -> contextlib.AbstractContextManager[None]:
    """Wait until no other process of this course records an assignment, or a submission.

    nbgrader removes notebooks that have no submissions in one step, and adds them in another.
    """
    return one_at_a_time(recording_lock(course))


def require_same_cells(course: Course, assignment: Assignment) -> None:
    """Raise `OutOfStep` if notebooks or cells changed after there were submissions."""
    found = _differences(course, assignment)
    if found.are_structural:
        raise OutOfStep(_refusal(course, found))


def take_over_points(course: Course, assignment: Assignment) -> None:
    """Bring points in step, for a way to grade that does not register the assignment itself.

    Raises
    ------
    OutOfStep
        If notebooks or cells have changed.
    """
    require_same_cells(course, assignment)
    if _differences(course, assignment):
        with _recording(course):
            register(course, assignment.name)


def _differences(course: Course, assignment: Assignment) -> Differences:
    if not has_gradebook(course):
        return Differences(assignment.name)
    with open_gradebook(course) as gradebook:
        try:
            name = gradebook.find_assignment(assignment.name)
        except MissingEntry:
            return Differences(assignment.name)
        if not name.submissions:
            return Differences(assignment.name)  # nbgrader takes over everything by itself
        return differences(name, assignment)


def _refusal(course: Course, found: Differences) -> str:
    submissions = "a submission" if found.submissions == 1 else f"{found.submissions} submissions"
    return (
        f"{found.assignment} was changed after the gradebook got {submissions} of it: "
        f"{found.sentence()}. Nothing was graded. "
        f"`{course.command('grade', found.assignment, '--yes')}` brings the gradebook in step and "
        "grades again; points and comments given by hand are kept."
    )


def _synchronize(course: Course, assignment: Assignment, found: Differences) -> list[str]:
    copy = _back_up(course, found.assignment)
    aside = SetAside(course, found.assignment)
    written = {notebook.name: cells_of(notebook) for notebook in assignment.notebooks}
    taken: list[ByHand] = []
    back: list[ByHand] = []
    with open_gradebook(course) as gradebook, one_transaction(gradebook):
        for name in found.removed:
            notebook = gradebook.find_notebook(name, found.assignment)
            for submitted in notebook.submissions:
                taken += aside.take(submitted.grades, submitted.comments)
            gradebook.remove_notebook(name, found.assignment)
        for change in found.notebooks:
            notebook = gradebook.find_notebook(change.before, found.assignment)
            taken += _change_cells(gradebook, notebook, change, written[change.name], aside)
        for name in found.added:
            _add_notebook(gradebook, found.assignment, name, written[name])
        aside.write()  # before the gradebook lets go of it
        gradebook.db.flush()
        gradebook.db.expire_all()
        for submission in gradebook.assignment_submissions(found.assignment):
            for submitted in submission.notebooks:
                back += aside.put_back(submitted)
    aside.write()  # once the gradebook has what came back
    notes = [f"The gradebook was brought in step: {found.sentence()}."]
    if copy:
        notes.append(f"The gradebook as it was is kept in {STATE}/{copy.name}.")
    returned = {one.place for one in back}
    if waiting := [one for one in taken if one.place not in returned]:
        cells = ", ".join(sorted({one.cell for one in waiting}))
        students = len({one.student for one in waiting})
        notes.append(
            f"What was given by hand at {cells} ({students} "
            f"{'student' if students == 1 else 'students'}) is kept in "
            f"{STATE}/{aside.path.name}, and comes back when the cell does."
        )
    return notes


def _change_cells(
    gradebook: Gradebook,
    notebook: api.Notebook,
    change: NotebookDifference,
    written: Mapping[str, GradedCell],
    aside: SetAside,
) -> list[ByHand]:
    notebook.name = change.name
    for cell in (*notebook._base_cells, *notebook.source_cells):
        cell.name = change.renamed.get(cell.name, cell.name)
    gradebook.db.flush()
    taken = []
    for name, kinds in change.removed.items():
        for cell in [c for c in notebook._base_cells if c.name == name and _kind(c) in kinds]:
            taken += aside.take(cell.grades, cell.comments)
            for row in (*cell.grades, *cell.comments):
                gradebook.db.delete(row)
            gradebook.db.delete(cell)
        if name not in written:
            for source in [s for s in notebook.source_cells if s.name == name]:
                gradebook.db.delete(source)
    gradebook.db.flush()
    gradebook.db.expire(notebook)
    for name, kinds in change.added.items():
        _add_cell(gradebook, notebook, name, written[name], kinds)
    return taken


def _add_notebook(
    gradebook: Gradebook, assignment: str, name: str, written: Mapping[str, GradedCell]
) -> None:
    notebook = gradebook.add_notebook(name, assignment)
    for submission in gradebook.assignment_submissions(assignment):
        gradebook.db.add(api.SubmittedNotebook(notebook=notebook, assignment=submission))
    gradebook.db.flush()
    gradebook.db.expire(notebook)
    for cell, found in written.items():
        _add_cell(gradebook, notebook, cell, found, found.kinds)


def _add_cell(
    gradebook: Gradebook,
    notebook: api.Notebook,
    name: str,
    written: GradedCell,
    kinds: Collection[str],
) -> None:
    """Add a cell, and for each submission what nbgrader keeps for it: a grade, a comment."""
    if not any(source.name == name for source in notebook.source_cells):
        source = api.SourceCell(
            name=name, cell_type=written.cell_type, source=written.source, notebook=notebook
        )
        gradebook.db.add(source)
    for kind in sorted(kinds):
        worth = {"max_score": written.points, "cell_type": written.cell_type}
        more = {} if kind == "solution" else worth
        cell = KINDS[kind](name=name, notebook=notebook, **more)
        gradebook.db.add(cell)
        gradebook.db.flush()
        for submitted in notebook.submissions:
            if kind != "solution":
                gradebook.db.add(api.Grade(cell_id=cell.id, notebook=submitted))
            if kind != "grade":
                gradebook.db.add(api.Comment(cell_id=cell.id, notebook=submitted))
    gradebook.db.flush()


def _kind(cell: api.BaseCell) -> str:
    return next(kind for kind, table in KINDS.items() if isinstance(cell, table))


def _above_maximum(course: Course, assignment: str) -> list[str]:
    """Points given by hand that are more than a cell has now."""
    with open_gradebook(course) as gradebook:
        found = [
            f"{grade.student.id} ({grade.name}: {grade.manual_score:g} of {grade.cell.max_score:g})"
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.manual_score is not None and grade.manual_score > grade.cell.max_score
        ]
    if not found:
        return []
    return [
        f"Given by hand, and more than the cell has now: {', '.join(sorted(found))}. Look at "
        "these in formgrader."
    ]


def _back_up(course: Course, assignment: str) -> Path | None:
    """Copy the gradebook's file; None where a database server has it."""
    if gradebook_file(course) is None:
        return None
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
    copy = course.state / f"gradebook-before-{assignment}-{now}.db"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy_gradebook(course, copy)
    return copy
