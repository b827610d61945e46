"""Reduced values as short plain text; whatever a learner put into them, it stays one clean line."""

from __future__ import annotations

from grader.comparison.sanitize import Opaque

_MAX_NAME = 40
_MAX_VALUE = 80


def shorten(text: str, width: int) -> str:
    """`text`, cut to `width` characters with an ellipsis when it is longer."""
    return text if len(text) <= width else text[: width - 1] + "…"


def value_text(value, width: int = _MAX_VALUE) -> str:
    """A value as Python writes it, in ASCII with escapes, at most `width` characters."""
    return shorten(_write(value), width)


def name_text(name) -> str:
    """A layer's type without quotes, when it looks like one; else as any other value."""
    plain_name = type(name) is str and name.isascii() and name.isidentifier()
    return shorten(name, _MAX_NAME) if plain_name else value_text(name, _MAX_NAME)


def row_text(row) -> str:
    """A row on one line: type, shape, parameters, settings."""
    if type(row) is Opaque:
        return value_text(row)
    return " ".join([name_text(row[0]), *(value_text(item) for item in row[1:])])


def float_text(value: float) -> str:
    """A float in at most 8 digits; a long one that is 1 by a whole number as that fraction."""
    text = repr(value)
    if len(text) <= 10:
        return text
    if 1e-4 < abs(value) < 1 and abs(1 / value - round(1 / value)) < 1e-6:
        return f"{'-' if value < 0 else ''}1/{abs(round(1 / value))}"
    return f"{value:.8g}"


def rounded_text(value) -> str:
    """A number as a person would write it, to three decimals."""
    return f"{round(float(value), 3):g}"


def _write(value) -> str:
    if type(value) is Opaque:
        # Its text can hold the name of a learner's class, which can be anything.
        return shorten(ascii(value.what)[1:-1], _MAX_VALUE)
    if type(value) is list:
        parts = [_write(item) for item in value]
        # A list in the rows of this course holds shapes (InputLayer); sizes are tuples.
        if len(value) == 1 and type(value[0]) is list:
            return f"[{parts[0]}]"
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    return float_text(value) if type(value) is float else ascii(value)
