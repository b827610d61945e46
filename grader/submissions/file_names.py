"""Names that mean the same file or folder, whatever a browser or a file manager made of them."""

from __future__ import annotations

import re
import unicodedata

from grader.printable import one_line

# What browsers, file managers, Jupyter and learning platforms append to the name of a second copy.
COPY_MARK = re.compile(
    r"(?:[\s_.-]*\((?P<number>\d{1,4})\)"  # "p1 (1)", "p1(1)"
    r"|[\s_-]+v?(?P<counted>\d{1,4})"  # "ps1-1", "ps1_v2"
    r"|[\s_-]*copy[\s_-]*(?P<copied>\d{0,4})"  # "p1-Copy1", "p1 copy 2"
    r"|[\s_-]+(?:kopie|copie|copia|final|submission|submitted|solution|answers?|done)"
    r"[\s_-]*(?P<worded>\d{0,4}))\Z"
)
COPY_PREFIX = re.compile(r"\A(?:copy|kopie|copie|copia) (?:of|von|de) ")
SHOWN_CHARACTERS = 80
LONGEST = 300  # characters that file systems take, and more
MARKS = 4  # of copies of copies


def same_name(name: str, wanted: str) -> bool:
    """Whether `name` is `wanted` but for its case, its separators, and marks of a copy."""
    name, wanted = _plain(name), _plain(wanted)
    name = COPY_PREFIX.sub("", name)
    for _ in range(MARKS):
        if name == wanted or _joined(name) == _joined(wanted):
            return True
        name = COPY_MARK.sub("", name)
    return name == wanted


def copy_number(name: str) -> int:
    """The 2 of ``p1 (2)``; 0 for a name without a number of its own."""
    match = COPY_MARK.search(_plain(name))
    found = [number for number in match.groupdict().values() if number] if match else []
    return int(found[0]) if found else 0


def shown(name: str) -> str:
    """A file name as a message can quote it: on one line, and not too long."""
    text = one_line(name)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name[:LONGEST]).strip().casefold()


def _joined(name: str) -> str:
    """With one kind of separator, and none between a word and its number: ``ps_1`` is ``ps1``."""
    return re.sub(r"(?<=[^\W\d])-(?=\d)", "", re.sub(r"[\s_-]+", "-", name))
