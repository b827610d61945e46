"""Text of strangers made fit to be shown: no control codes, and no longer than it may be."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from grader.language import _

# Escape sequences of terminals, and control characters other than tab and line feed.
CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]"  # a control sequence, such as a colour
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # a command to the terminal, such as a title
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
# Line separators, and what turns the direction of the text around it: a name that holds one can
# look like another name.
_MISLEADING = "\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
MISLEADING = re.compile(f"[{_MISLEADING}]")
ODD = re.compile(rf"[\x00-\x1f\x7f-\x9f{_MISLEADING}]")


def without_controls(text: str) -> str:
    """Drop control codes, and show misleading characters as escapes; lines stay lines."""
    return MISLEADING.sub(lambda found: escape(found[0]), CONTROL.sub("", text))


def one_line(text: str, mark: str = "\\") -> str:
    """Show every control code and line break as an escape that begins with `mark`.

    A byte of a file's name that is not UTF-8 (a surrogate, in Python) is shown as that byte.
    """
    return ODD.sub(lambda found: escape(found[0], mark), text)


def escape(character: str, mark: str = "\\") -> str:
    """Show one character by its code."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return f"{mark}x{code:02x}" if code < 0x100 else f"{mark}u{code:04x}"


def json_line(data: object) -> str:
    """Write data as JSON in one line that a terminal shows as it stands, and any reader reads."""
    text = json.dumps(data, ensure_ascii=False)
    return ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shortened(text: str, length: int) -> str:
    """Keep the first `length` characters, and say how many were left out."""
    if len(text) <= length:
        return text
    left_out = _("… {count:,} more characters", count=len(text) - length)
    return f"{text[:length]}\n{left_out}"


def listed(names: Sequence[str], most: int) -> str:
    """Name the first `most` in a sentence, and say how many more there are."""
    first, more = ", ".join(names[:most]), len(names) - most
    return first if more <= 0 else _("{names} and {count} more", names=first, count=more)
