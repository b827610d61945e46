"""The text of a notebook, whatever its file was saved as: encodings, rich text, web pages.

What holds the notebook's own text gives it up, with a finding. What does not is named for what it
is.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from grader.errors import UnreadableNotebook
from grader.language import _
from grader.submissions.files_beside import Files
from grader.submissions.long_outputs import without_long_outputs
from grader.submissions.rtf import rtf_text

MAX_FILE_BYTES = 250_000_000  # of a file, and of what an archive has in it
MAX_BYTES = 100_000_000  # of a notebook without long outputs
# What may stand around the text; a computer that crashed leaves NULs at the end of a file.
BLANK = " \t\r\n\f\v\0\ufeff"


# How a file begins, and what it is then. The text ones may follow white space.
ONLY_OPENED = "only zip, tar and gzip can be opened"
OTHER_ARCHIVES = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"Rar!": "a RAR archive",
}
KNOWN_BYTES = {
    b"%PDF": "a PDF, not a notebook",
    b"\x89PNG": "a picture, not a notebook",
    b"\xff\xd8\xff": "a picture, not a notebook",
    b"GIF8": "a picture, not a notebook",
    b"\xd0\xcf\x11\xe0": "a Microsoft Office document, not a notebook",
    b"bplist00": "a Safari web archive, not a notebook (was it saved from a browser?)",
    b"\x00\x05\x16\x07": "a companion file that macOS makes, not the notebook beside it",
    b"\x89HDF": "an HDF5 file, not a notebook (is it a saved model?)",
}
KNOWN_TEXT = {
    "version https://git-lfs": "a Git LFS pointer, not the notebook it points to",
    "[InternetShortcut]": "a shortcut to a web page, not a notebook",
    "<<<<<<<": "marked with a Git merge conflict; choose one side and save it again",
}
Findings = tuple[Callable[[], str], ...]
SCRIPT = re.compile(r"\A(?:#!|# coding|# In\[|# %%|# ---\n|import |from \w+ import |def |class )")


@dataclass(frozen=True)
class Wrapped:
    """The bytes of a file that may be a notebook, its name, and how it was wrapped.

    Attributes
    ----------
    findings:
        How it was wrapped. They are told in the notebook's language, which is known later.
    beside:
        What an archive has in and below the folder of the notebook: (name from there, content).
    """

    content: bytes
    name: str
    findings: Findings = ()
    beside: Files = ()


def within_bounds(file: Wrapped) -> Wrapped:
    """The file; without long outputs if it is too large to be parsed."""
    if len(file.content) <= MAX_BYTES:
        return file
    size = len(file.content)
    content, cells = without_long_outputs(file.content, MAX_BYTES)
    if len(content) > MAX_BYTES:
        raise UnreadableNotebook(
            _(
                "{name} has {size:,} bytes, and more than {most:,} without the outputs of its "
                "cells; clear the outputs (Kernel > Restart Kernel and Clear Outputs), take out "
                "large pictures, save it and submit it again.",
                name=file.name,
                size=size,
                most=MAX_BYTES,
            )
        )

    def told() -> str:
        return _(
            "{name} has {size:,} bytes; it was read without the outputs of {cells} of its cells. "
            "Nothing is lost.",
            name=file.name,
            size=size,
            cells=cells,
        )

    return replace(file, content=content, findings=(*file.findings, told))


def text_of(file: Wrapped) -> tuple[str, Findings]:
    """The JSON text of a notebook, whatever it was saved as, and how it was wrapped.

    Raises
    ------
    UnreadableNotebook
        With a sentence that says what the file is instead of a notebook.
    """
    content, name, findings = file.content, file.name, file.findings
    for start in OTHER_ARCHIVES:
        if content.startswith(start):
            kind = _(OTHER_ARCHIVES[start])
            raise is_no_notebook(name, _("{kind}; {more}", kind=kind, more=_(ONLY_OPENED)))
    for start in KNOWN_BYTES:
        if content.startswith(start):
            raise is_no_notebook(name, _(KNOWN_BYTES[start]))
    encoding = json.detect_encoding(content[:4])
    text = content.decode(encoding, errors="replace").strip(BLANK)
    if not text:
        raise UnreadableNotebook(
            _("{name} is empty; save the notebook and submit it again.", name=name)
        )
    if not encoding.startswith("utf-8"):
        said = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        findings = (
            *findings,
            lambda: _(
                "{name} was saved as {encoding} instead of UTF-8; it was read as that.",
                name=name,
                encoding=said,
            ),
        )
    if text.startswith("{\\rtf"):
        text = rtf_text(text).strip()
        if not text.startswith("{"):
            raise is_no_notebook(name, _("a rich text document (RTF), not a notebook"))
        return text, (
            *findings,
            lambda: _("{name} was saved as rich text (RTF); its text was read.", name=name),
        )
    if text.startswith("<") and not text.startswith("<<<<<<<"):
        return _in_page(text, name), (
            *findings,
            lambda: _("{name} was saved as a web page; its text was read.", name=name),
        )
    for start in KNOWN_TEXT:
        if text.startswith(start):
            raise is_no_notebook(name, _(KNOWN_TEXT[start]))
    if SCRIPT.match(text):
        raise is_no_notebook(name, _("a Python script, not a notebook"))
    return text, findings


def is_no_notebook(name: str, kind: str) -> UnreadableNotebook:
    """The error that says what a file is instead of a notebook."""
    return UnreadableNotebook(
        _("{name} is {kind}; submit the .ipynb file itself.", name=name, kind=kind)
    )


def _in_page(text: str, name: str) -> str:
    """The notebook's JSON in a web page.

    Raises
    ------
    UnreadableNotebook
        If the page only shows the notebook, or something else.
    """
    # browsers put a JSON file that is saved as a page into one element
    start, end = text.find("<pre"), text.rfind("</pre")
    inside = html.unescape(text[text.find(">", start) + 1 : end]).strip() if start >= 0 else ""
    if inside.startswith("{") and '"cells"' in inside:
        return inside
    raise UnreadableNotebook(
        _(
            "{name} is an HTML or XML page, not a notebook (was it saved from a browser?); "
            "submit the .ipynb file itself (File > Download in Jupyter).",
            name=name,
        )
    )
