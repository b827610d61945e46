"""Whether a generated notebook says what its percent-format source says."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.assignment.author_files import read_author_file
from grader.assignment.percent_format import read_source
from grader.course import Course
from grader.errors import CourseError
from grader.language import ENGLISH


def read_author_notebook(path: Path) -> NotebookNode:
    """Read a notebook of the author's, in nbformat 4.

    Raises
    ------
    AuthoringError
        If it is none.
    """
    return read_author_file(path, lambda text: nbformat.reads(text, as_version=4))


def require_in_step(
    course: Course, assignment: str, sources: Collection[Path], notebooks: Collection[Path]
) -> None:
    """Raise `CourseError` if one of the notebooks does not say what it was generated from.

    Grades would be given by tests that the author has changed since.
    """
    missing = [path for path in map(_made, sources) if not path.exists()]
    stale = [path for path in notebooks if is_in_step(path) is False]
    for path in (*missing, *stale):
        raise CourseError(
            f"{path.name} is older than {path.stem}.py, or was changed by hand: they differ in a "
            f"cell. Run `{course.command('release', assignment)}` first, which makes it from the "
            f"source again. ({path.parent})"
        )


def is_in_step(path: Path) -> bool | None:
    """Whether the cells of a notebook are those of its source; None if it was not generated.

    Outputs and other traces of a run in Jupyter don't count.
    """
    nb = read_author_notebook(path)
    about = nb.metadata.get("generated")
    source = path.with_suffix(".py")
    if not about or not source.is_file():
        return None
    return _cells(nb) == _cells(read_source(source, about.get("language", ENGLISH)))


def _made(source: Path) -> Path:
    return source.with_suffix(".ipynb")


def _cells(nb: NotebookNode) -> list[tuple]:
    """What decides a grade of each cell."""
    return [(cell.cell_type, cell.source, cell.metadata.get("nbgrader")) for cell in nb.cells]
