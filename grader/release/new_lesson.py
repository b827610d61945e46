"""A new lesson: a folder with a small exercise that works at once, until the author's is there."""

from __future__ import annotations

import re
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.course import Course
from grader.course_config import CONFIG_NAME
from grader.errors import AuthoringError
from grader.release.sample_class import MODULE

NAME = re.compile(r"(\d\d)_([a-z][a-z0-9]*(?:_[a-z0-9]+)*)", re.ASCII)
WRONG = "wrong_answers.py"
FILES = ("{name}.py", "hints.toml", MODULE, WRONG)


def make_lesson(course: Course, name: str) -> list[Path]:
    """Make the folder of a new lesson, and return its files.

    Parameters
    ----------
    course:
        Where the lesson is to be.
    name:
        Such as ``10_my_lesson``.

    Raises
    ------
    AuthoringError
        Before anything is written: if the name is none for a lesson, if the lesson is there
        already, or if the course's settings would distribute its answers.
    """
    match = NAME.fullmatch(name)
    if match is None:
        raise AuthoringError(
            f"{name!r} is no name for a lesson. It needs two digits, an underscore, and words of "
            "small letters and digits with underscores between them. Choose one like 10_my_lesson."
        )
    folder = course.source(name)
    if folder.exists():
        raise AuthoringError(
            f"{folder} is there already, and a new lesson needs a folder of its own. Choose "
            "another name, or move what is there."
        )
    _refuse_to_distribute_answers(course)
    number, words = match.groups()
    environment = Environment(
        loader=PackageLoader("grader.release", "templates"),
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    texts = {}
    for file in FILES:
        template = environment.get_template(f"{file.format(name='lesson')}.j2")
        title = words.replace("_", " ").capitalize()
        texts[folder / file.format(name=name)] = template.render(number=number, title=title)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=folder.parent) as work:
        made = Path(work) / name  # whole before it takes its place: a disk may be full
        made.mkdir()
        for path, text in texts.items():
            (made / path.name).write_text(text, encoding="utf-8")
        made.rename(folder)
    return list(texts)


def _refuse_to_distribute_answers(course: Course) -> None:
    """nbgrader gives students every file of the folder that the course's settings don't leave out.

    Raises
    ------
    AuthoringError
        If that would be one with answers.
    """
    ignored = course.directory.ignore
    for file in (MODULE, WRONG):
        if not any(fnmatchcase(file, pattern) for pattern in ignored):
            raise AuthoringError(
                f"Students of this course would get {file}, which has answers in it. It needs to "
                f'be left out: add "{file}" to c.CourseDirectory.ignore in '
                f"{course.root / CONFIG_NAME}, then run this again."
            )
