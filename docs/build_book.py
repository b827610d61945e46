"""Build the book: `python docs/build_book.py`, or `make book`.

The solved notebooks are run once (see `executed.py`), made into pages (`lesson_page.py`) and built
by Sphinx, once for each language, into `book/`. Nothing in `book/` needs a network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import nbformat
import reference_pages
from executed import executed
from lesson_page import lesson_page
from mathjax import mathjax

from grader.assignment.percent_format import read_source
from grader.checkout import installed_root
from grader.course import Course

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")
SOURCES = ".sources_of_the_book"  # marks a folder of pages that a build made
CARD = "lessons/05_convolution_model_application/images/two_networks.png"  # of a link to the book
BINDER = "https://mybinder.org/v2/gh/{repository}/HEAD?labpath={path}"
COLAB = "https://colab.research.google.com/github/{repository}/blob/HEAD/{path}"


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Instead of book/.")
@click.option("--work", type=click.Path(path_type=Path), help="Instead of build/book/.")
@click.option("--run/--no-run", default=True, help="Without a run the pages have no outputs.")
@click.option("--strict", is_flag=True, help="Fail if Sphinx warns.")
def main(output: Path | None, work: Path | None, run: bool, strict: bool) -> None:
    """Build the book in all its languages."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    course = Course.load(installed_root())
    output = output or course.root / "book"
    work = work or course.root / "build" / "book"
    for language in LANGUAGES:
        refuse_unless_built(output / language)
    refuse_unless_built(work / "pages", SOURCES)
    shutil.rmtree(work / "pages", ignore_errors=True)
    (work / "pages").mkdir(parents=True)
    (work / "pages" / SOURCES).touch()
    for name in course.assignments():
        started = time.monotonic()
        stage(course, name, work, run=run)
        click.echo(f"{name:<36}{time.monotonic() - started:7.1f} s")
    drawing = mathjax(work / "mathjax")
    for language in LANGUAGES:
        front_pages(language, work / "pages" / language)
        build(language, work, output, drawing, strict=strict)
    shutil.copy(HERE / "choose_language.html", output / "index.html")
    shutil.copy(work / "pages" / "en" / CARD, output / "card.png")
    size = sum(file.stat().st_size for file in output.rglob("*") if file.is_file())
    click.echo(f"{output / 'index.html'}: {size / 1e6:.0f} MB")


def refuse_unless_built(folder: Path, mark: str = ".buildinfo") -> None:
    """Refuse to replace a folder that no build has left here: Sphinx leaves `mark` in its own."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise click.ClickException(
            f"{folder} would be replaced, and was not built by this program. Move it away, or name "
            "other folders with --output and --work."
        )


def stage(course: Course, name: str, work: Path, *, run: bool) -> None:
    """Write the pages of one lesson, in all languages, where Sphinx reads them."""
    source = course.source(name) / f"{name}.py"
    solved, seconds = read_source(source), None
    if run:
        solved, seconds = executed(source.with_suffix(".ipynb"), course.root, work / "runs")
    for language in LANGUAGES:
        notebook = course.release(name) / f"{name}.ipynb"
        translated = notebook.parents[1] / language / name / notebook.name
        if translated.is_file():  # else the lesson is in English in all languages
            notebook = translated
        page = lesson_page(
            read_source(source, language),
            nbformat.read(notebook, 4),
            solved,
            number=name.partition("_")[0],
            language=language,
            seconds=seconds,
            links=links(notebook.relative_to(course.root)),
        )
        folder = work / "pages" / language / "lessons" / name
        folder.mkdir(parents=True)
        nbformat.write(page, folder / f"{name}.ipynb")
        images = source.parent / "images"
        if images.is_dir():
            shutil.copytree(images, folder / "images")
        files = work / "pages" / language / "files"  # as they are, into the book's folder
        files.mkdir(exist_ok=True)
        shutil.copy(notebook, files)


def links(notebook: Path) -> dict[str, str]:
    """Where a released notebook can be opened; Binder and Colab only if the book knows its web."""
    found = {"notebook": f"../../{notebook.name}"}
    if repository := os.environ.get("GITHUB_REPOSITORY"):
        at = {"repository": repository, "path": notebook.as_posix()}
        found |= {"Binder": BINDER.format(**at), "Colab": COLAB.format(**at)}
    return found


def front_pages(language: str, pages: Path) -> None:
    """Write the pages beside the lessons; the front page lists lessons that it does not name."""
    shutil.copytree(HERE / language, pages, dirs_exist_ok=True)
    index = pages / "index.md"
    text = index.read_text(encoding="utf-8")
    lessons = (f"lessons/{path.name}/{path.name}" for path in sorted((pages / "lessons").iterdir()))
    others = "\n".join(lesson for lesson in lessons if lesson not in text)
    index.write_text(text.replace("OTHER_LESSONS", others), encoding="utf-8")
    reference_pages.write_pages(pages, language)


def build(language: str, work: Path, output: Path, drawing: Path, *, strict: bool) -> None:
    """Let Sphinx build the pages of one language; `drawing` is MathJax's file."""
    pages, built = work / "pages" / language, work / "html" / language
    environment = os.environ | {
        "BOOK_LANGUAGE": language,
        "BOOK_FILES": str(pages / "files"),
        "BOOK_MATHJAX": str(drawing),
    }
    command = [
        *(sys.executable, "-m", "sphinx", "-b", "html", "-q", "-c", str(HERE)),
        *("-d", str(work / "doctrees" / language)),
        *(["-W", "--keep-going"] if strict else []),
        *(str(pages), str(built)),
    ]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise click.ClickException(f"Sphinx could not build the pages in {pages}; see above.")
    shutil.rmtree(output / language, ignore_errors=True)
    shutil.copytree(built, output / language, ignore=shutil.ignore_patterns("_sources"))


if __name__ == "__main__":
    main()
