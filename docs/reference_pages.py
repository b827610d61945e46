"""The book's pages on the grader and on what notebooks import, in English and Chinese.

Their English is the README's and that of docstrings. Their Chinese stands in gettext catalogues,
`locales/zh_CN/LC_MESSAGES/*.po`, which Sphinx reads. After a change of the English,

    python docs/reference_pages.py

writes the new English into the catalogues. A changed sentence keeps its old Chinese and is marked
`fuzzy`: make the Chinese right and remove the mark. A test refuses what is fuzzy or missing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog

HERE = Path(__file__).resolve().parent
REFERENCE = HERE / "reference"
LOCALES = HERE / "locales"
PAGES = sorted(page.stem for page in REFERENCE.iterdir())
FENCED = re.compile(r"^```\n(.+?\n)```$", re.MULTILINE | re.DOTALL)
UNTRANSLATED = re.compile(r"`+[^`]+`+|\*\*\w+(?:, \w+)*\*\*|\]\([^)]*\)", re.ASCII)


def write_pages(pages: Path, language: str) -> None:
    """Write the pages and their catalogues where Sphinx reads them."""
    shutil.copytree(REFERENCE, pages, dirs_exist_ok=True)
    shutil.copytree(LOCALES, pages / "locales")
    (pages / "docs").mkdir(exist_ok=True)
    shutil.copy(HERE / "report.png", pages / "docs")
    part = for_instructors(HERE.parent)
    if language == "zh":  # Sphinx translates such blocks in reStructuredText only
        chinese = catalogue("grader")
        part = FENCED.sub(lambda block: f"```\n{_translated(chinese, block[1])}```", part)
    (pages / "readme_part.md").write_text(part, encoding="utf-8")


def for_instructors(root: Path) -> str:
    """The README's part about the grader. Links to files outside the book become their texts."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    _, part = readme.split("<!-- book: begin -->")
    part, _ = part.split("<!-- book: end -->")
    return re.sub(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)]*\)", r"\1", part)


def catalogue(page: str) -> Catalog:
    """The Chinese of a page."""
    return pofile.read_po(_file(page).open("rb"), locale="zh_CN")


def templates(work: Path) -> dict[str, Catalog]:
    """What there is to translate on each page, by Sphinx's gettext builder."""
    write_pages(work / "pages", "en")
    place = HERE / "static" / "book.css"  # the settings need some file, which isn't used
    environment = os.environ | {
        "BOOK_LANGUAGE": "en",
        "BOOK_FILES": str(place.parent),
        "BOOK_MATHJAX": str(place),
    }
    command = [
        *(sys.executable, "-m", "sphinx", "-b", "gettext", "-q", "-c", str(HERE)),
        *("-D", f"root_doc={PAGES[0]}", "-D", "suppress_warnings=toc.not_included"),
        *(str(work / "pages"), str(work / "templates")),
    ]
    subprocess.run(command, env=environment, check=True)
    return {page: pofile.read_po((work / "templates" / f"{page}.pot").open("rb")) for page in PAGES}


def complaints(template: Catalog, chinese: Catalog) -> Iterator[str]:
    """One sentence for each text whose Chinese is missing, stale, or has other code in it."""
    for message in filter(_has_text, template):
        found = chinese.get(message.id)
        if not found or not found.string:
            yield f"{message.id!r} has no Chinese."
        elif found.fuzzy:
            yield f"{message.id!r} has changed since its Chinese was written."
        elif sorted(_code(found.string)) != sorted(_code(message.id)):
            yield f"{message.id!r} has other code or names in Chinese: {found.string!r}"
    for message in filter(_has_text, chinese):
        if not template.get(message.id):
            yield f"{message.id!r} is on no page any more."


def update() -> None:
    """Bring the catalogues in step with the English."""
    with tempfile.TemporaryDirectory() as work:
        for page, template in templates(Path(work)).items():
            chinese = catalogue(page)
            chinese.update(template, update_creation_date=False)
            with _file(page).open("wb") as file:
                pofile.write_po(
                    file, chinese, width=100, ignore_obsolete=True, include_previous=True
                )
            for sentence in complaints(template, chinese):
                print(f"{_file(page).relative_to(HERE.parent)}: {sentence}")


def _file(page: str) -> Path:
    return LOCALES / "zh_CN" / "LC_MESSAGES" / f"{page}.po"


def _has_text(message) -> bool:
    return bool(message.id)  # the first message of a catalogue is its header


def _translated(chinese: Catalog, text: str) -> str:
    found = chinese.get(text)
    return found.string if found and found.string and not found.fuzzy else text


def _code(text: str) -> list[str]:
    """What must be the same in each language: code, names of parameters, targets of links."""
    return UNTRANSLATED.findall(text)


if __name__ == "__main__":
    update()
