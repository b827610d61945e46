"""The language of what students are told: English, or another that `translations/` has.

`_("{name} is missing.", name=...)` is the text in the language of the moment: the one that `speak`
has set, as grading does for each submission, else that of the environment variable, else that of
the notebooks in the current folder. What is not translated stays English.
"""

from __future__ import annotations

import contextlib
import json
import os
import tomllib
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path

ENGLISH = "en"
VARIABLE = "CNN_COURSE_LANGUAGE"
FOLDER = Path(__file__).with_name("translations")
MOST_NOTEBOOKS = 20  # of a folder that are looked at
_spoken: ContextVar[str] = ContextVar("language", default="")


@contextlib.contextmanager
def speak(language: str) -> Iterator[None]:
    """Use a language in this block, as far as it is known."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language(notebook: str = "") -> str:
    """The language of the moment: what `speak` has set, the environment's, the notebook's.

    `notebook` is that of the notebook in question. By default it is looked for in the current
    folder.
    """
    if said := _spoken.get() or os.environ.get(VARIABLE, "") or notebook:
        return said
    try:
        return _of_notebooks(os.getcwd())
    except OSError:  # the folder is gone
        return ENGLISH


def _(text: str, /, **values: object) -> str:
    """A text in the language of the moment, with its placeholders filled in as by `str.format`."""
    return _texts(language()).get(text, text).format(**values)


def languages() -> list[str]:
    """All that can be spoken."""
    return [ENGLISH, *sorted(_known())]


@cache
def _of_notebooks(folder: str) -> str:
    """The language of the released notebooks in a folder, where a notebook's kernel is started."""
    for path in sorted(Path(folder).glob("*.ipynb"))[:MOST_NOTEBOOKS]:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            about = json.loads(path.read_text(encoding="utf-8"))["metadata"]["generated"]
            if about["language"] in _known():
                return about["language"]
    return ENGLISH


@cache
def _known() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


@cache
def _texts(language: str) -> dict[str, str]:
    if language not in _known():
        return {}
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
