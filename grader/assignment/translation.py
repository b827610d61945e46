"""Cells in other languages: each stands below the English cell whose place it takes.

    # %% [markdown]
    # A kernel slides over the picture.

    # %% [markdown] lang="zh" of="3f9c0a1b"
    # 卷积核在图片上滑动。

`of` is the fingerprint of the English text that was translated, so that a translation whose English
has changed is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from nbformat import NotebookNode

from grader.errors import AuthoringError


def fingerprint(source: str) -> str:
    """Eight hexadecimal digits of a cell's words; line breaks and spaces do not count."""
    return hashlib.sha256(" ".join(source.split()).encode()).hexdigest()[:8]


def choose_language(cells: list[NotebookNode], language: str) -> list[NotebookNode]:
    """The cells in one language; a cell without a translation stays English.

    A translation has the metadata of the cell whose place it takes, so its grade_id, too.

    Raises
    ------
    AuthoringError
        A translation stands below nothing that it could translate.
    """
    chosen: list[NotebookNode] = []
    for english, translations in _with_translations(cells):
        for cell in translations:
            if cell.metadata["lang"] == language:
                english.source = cell.source
        chosen.append(english)
    return chosen


def languages(cells: list[NotebookNode]) -> list[str]:
    """The languages that some cell is translated into, in alphabetical order."""
    return sorted({cell.metadata["lang"] for cell in cells if "lang" in cell.metadata})


def untranslated(cells: list[NotebookNode]) -> list[str]:
    """What is wrong with the translations: one sentence for each cell that is missing or stale.

    A notebook that is translated into a language has each of its Markdown cells in it.
    """
    wanted = languages(cells)
    found: list[str] = []
    for english, translations in _with_translations(cells):
        if english.cell_type == "markdown":
            known = {cell.metadata["lang"] for cell in translations}
            missing = [language for language in wanted if language not in known]
            found += [f'{_named(english)} has no lang="{one}" below it.' for one in missing]
        now = fingerprint(english.source)
        for cell in translations:
            if (was := cell.metadata.get("of")) != now:
                found.append(
                    f"{_named(english)} has changed since its {cell.metadata['lang']} was written "
                    f'(of="{was}"). Translate it anew, and write of="{now}".'
                )
    return found


def _with_translations(
    cells: list[NotebookNode],
) -> Iterator[tuple[NotebookNode, list[NotebookNode]]]:
    """Each cell of the notebook with its translations."""
    english: NotebookNode | None = None
    translations: list[NotebookNode] = []
    for cell in cells:
        if "lang" not in cell.metadata:
            if english is not None:
                yield english, translations
            english, translations = cell, []
        elif english is None or cell.cell_type != english.cell_type:
            raise AuthoringError(
                f'{_named(cell)} has lang="{cell.metadata["lang"]}", but no cell of its type '
                "stands above it that it could translate."
            )
        else:
            translations.append(cell)
    if english is not None:
        yield english, translations


def _named(cell: NotebookNode) -> str:
    """A cell by its first words."""
    words = " ".join(cell.source.split())
    return f"The cell {words[:50]!r}…" if len(words) > 50 else f"The cell {words!r}"
