"""Making an assignment's two notebooks from its source, and telling whether they are in step."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbgrader.utils import compute_checksum, is_solution

from grader.assignment.generate import generate_release
from grader.assignment.percent_format import DEFAULT_LANGUAGE, read_source
from grader.atomic_write import write_whole
from grader.course import Course
from grader.errors import AuthoringError


def build(
    course: Course, assignment: str, *, language: str = DEFAULT_LANGUAGE, register: bool = False
) -> dict[Path, bytes]:
    """Make every generated file of an assignment, in memory: path → content.

    An assignment without a percent-format source (any nbgrader course has such) keeps the
    notebooks it has as its source, and only the release is made.
    """
    folder = course.source(course.require(assignment))
    files: dict[Path, bytes] = {}
    sources = sorted(folder.glob(f"{assignment}*.py"))
    for path in sources:
        nb = read_source(path, language)
        files[path.with_suffix(".ipynb")] = nbformat.writes(nb).encode() + b"\n"
    with tempfile.TemporaryDirectory(prefix="grader-release-") as work:
        staged = Path(work) / "staged" / assignment
        # Whatever the course's settings leave out, students never get a source.
        _copy(folder, staged, but=sources)
        for path, content in files.items():
            (staged / path.name).write_bytes(content)
        release = generate_release(course, staged, Path(work) / "run", register=register)
        for path in sorted(p for p in release.rglob("*") if p.is_file()):
            files[course.release(assignment) / path.relative_to(release)] = path.read_bytes()
    return files


def out_of_step(files: dict[Path, bytes]) -> list[Path]:
    """Those of the generated `files` that are missing or different on disk."""
    return [p for p, content in files.items() if not p.is_file() or p.read_bytes() != content]


def write(files: dict[Path, bytes], *, force: bool = False) -> list[Path]:
    """Write the generated files that differ and return their paths.

    Raises
    ------
    AuthoringError
        Before anything is written, if that would overwrite a notebook somebody has worked in.
    """
    changed = out_of_step(files)
    if not force:
        refuse_to_overwrite(changed)
    for path in changed:
        write_whole(path, files[path])
    return changed


def refuse_to_overwrite(changed: list[Path]) -> None:
    """Refuse if one of the files is a notebook that somebody has worked in.

    Raises
    ------
    AuthoringError
        With its path, and what shows it.
    """
    if touched := [reason for path in changed if (reason := worked_in(path))]:
        raise AuthoringError(
            "; ".join(touched) + ". Copy the notebook elsewhere, or overwrite it with --force."
        )


def worked_in(path: Path) -> str | None:
    """Why the notebook at `path` looks like somebody's work, or None if it is as released."""
    if path.suffix != ".ipynb" or not path.is_file():
        return None
    try:
        nb = nbformat.read(path, as_version=4)
    except Exception:  # whatever it is, it is not what a release leaves behind
        return f"{path} is not a notebook that this course released"
    for cell in nb.cells:
        if cell.cell_type == "code" and cell.outputs:
            return f"{path} has outputs"
        recorded = cell.metadata.get("nbgrader", {}).get("checksum")
        if is_solution(cell) and recorded and recorded != compute_checksum(cell):
            return f"{path} has work in cell {cell.metadata.nbgrader.grade_id}"
    return None


def _copy(folder: Path, target: Path, but: list[Path]) -> None:
    target.mkdir(parents=True)
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p not in but):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            copy = target / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
