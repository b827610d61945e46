"""Text of strangers made fit to be shown: no control codes, and no longer than it may be."""

from __future__ import annotations

import re

# Escape sequences of terminals, and control characters other than tab and line feed.
CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]"  # a control sequence, such as a colour
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # a command to the terminal, such as a title
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
# Line separators, and what turns the direction of the text around it: a name that holds one can
# look like another name.
MISLEADING = re.compile("[\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
WHITE_SPACE = re.compile(r"[\t\n]")


def without_controls(text: str) -> str:
    """Drop control codes, and show misleading characters as escapes; lines stay lines."""
    return MISLEADING.sub(_escape, CONTROL.sub("", text))


def one_line(text: str) -> str:
    """Show every control code and line break as an escape, so that no two names become equal.

    A byte of a file's name that is not UTF-8 (a surrogate, in Python) is shown as that byte.
    """
    text = re.sub(r"[\x00-\x1f\x7f-\x9f]", _escape, text)
    return MISLEADING.sub(_escape, text)


def shortened(text: str, length: int) -> str:
    """Keep the first `length` characters, and say how many were left out."""
    if len(text) <= length:
        return text
    return f"{text[:length]}\n… {len(text) - length:,} more characters"


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
