"""Making an assignment's two notebooks from its source, and telling whether they are in step."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path

import nbformat
from nbgrader.utils import compute_checksum, is_solution

from grader.assignment.generate import generate_release
from grader.assignment.model import grade_id_of
from grader.assignment.percent_format import read_all_languages, read_source, sources_in
from grader.assignment.sentence_translations import FILE, messages, read_translations, speaks
from grader.assignment.translation import languages, untranslated
from grader.atomic_write import write_whole
from grader.course import Course
from grader.errors import AuthoringError
from grader.language import ENGLISH
from grader.release.files_of_lesson import require_hints
from grader.submissions.safe_files import own_files


def build(
    course: Course, assignment: str, *, language: str = ENGLISH, register: bool = False
) -> dict[Path, bytes]:
    """Make every generated file of an assignment, in memory: path → content.

    An assignment without a percent-format source (any nbgrader course has such) keeps the
    notebooks it has as its source, and only the release is made.

    Parameters
    ----------
    language : str
        Of the notebook that is released as usual. The others that the source has are released into
        a folder named after each, beside the usual ones.

    Raises
    ------
    AuthoringError
        If the source, its hints or its translations are not as they must be, or are in other
        languages.
    """
    folder = course.source(course.require(assignment))
    files: dict[Path, bytes] = {}
    sources = sources_in(folder, assignment)
    texts = [read_all_languages(path) for path in sources]
    known = {tag for text in texts for tag in languages(text.cells)}
    if language not in {ENGLISH, *known}:
        raise AuthoringError(
            f"{assignment} is not written in {language!r}; it is in: "
            f"{', '.join([ENGLISH, *sorted(known)])}."
        )
    usual = course.release(assignment)
    for one in [language, *sorted(known - {language})]:
        is_usual = one == language
        target = usual if is_usual else usual.parent / one / usual.name
        notebooks = {path.with_suffix(".ipynb"): _notebook(path, one) for path in sources}
        if is_usual:
            files |= notebooks
            if texts:
                cells = (cell for text in texts for cell in text.cells if is_solution(cell))
                require_hints(folder, {grade_id_of(cell) for cell in cells})
        with tempfile.TemporaryDirectory(prefix="grader-release-") as work:
            staged = Path(work) / "staged" / assignment
            # Whatever the course's settings leave out, students never get a source.
            _copy(folder, staged, but=sources, language=one, known=known)
            for path, content in notebooks.items():
                (staged / path.name).write_bytes(content)
            release = generate_release(
                course, staged, Path(work) / "run", register=register and is_usual
            )
            for path in sorted(p for p in release.rglob("*") if p.is_file()):
                files[target / path.relative_to(release)] = path.read_bytes()
    return files


def _notebook(source: Path, language: str) -> bytes:
    return nbformat.writes(read_source(source, language)).encode() + b"\n"


def out_of_step(files: dict[Path, bytes]) -> list[Path]:
    """Those of the generated `files` that are missing or different on disk."""
    return [p for p, content in files.items() if not p.is_file() or p.read_bytes() != content]


def stale_translations(course: Course, assignment: str) -> list[str]:
    """A sentence for each cell and message whose translation is missing or out of date."""
    folder = course.source(course.require(assignment))
    found, known = [], read_translations(folder)
    for path in sources_in(folder, assignment):
        cells = read_all_languages(path).cells
        where = course.shown(path)
        found += [f"{where}: {sentence}" for sentence in untranslated(cells)]
        said = {text for cell in cells if speaks(cell) for text in messages(cell.source)}
        for language in languages(cells):
            texts = known.get(language, {})
            missing = [f"{text!r} is not translated" for text in sorted(said - set(texts))]
            unused = [f"{text!r} is no message of it" for text in sorted(set(texts) - said)]
            found += [f"{where}: [{language}] {what}; see {FILE}" for what in missing + unused]
    return found


def not_made(course: Course, assignment: str, files: Collection[Path]) -> list[Path]:
    """What lies in the released folder and is none of the generated `files`: students get it."""
    folder = course.release(assignment)
    found = own_files(folder, [*course.directory.ignore, ".*"]) if folder.is_dir() else ()
    return [path for path in found if path not in files]


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


def _copy(folder: Path, target: Path, but: list[Path], language: str, known: set[str]) -> None:
    """Copy an author's folder; of ``hints.toml`` and ``hints.zh.toml`` the one in the language."""
    target.mkdir(parents=True)
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p not in but):
        relative = path.relative_to(folder)
        written_in = path.suffixes[-2].lstrip(".") if len(path.suffixes) > 1 else ""
        if any(part.startswith(".") for part in relative.parts) or written_in in known - {language}:
            continue
        if written_in in known:
            relative = relative.with_name(relative.name.replace(f".{language}.", ".", 1))
        copy = target / relative
        if copy.exists() and written_in not in known:
            continue  # the one in the language came first
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
