"""The text of a call for messages: small values as they are, of others what they are."""

from __future__ import annotations

from grader.language import _

MAX_ARGUMENTS = 6
NUMBERS = (bool, int, float, type(None))
LONGEST_WORD = 20  # characters


def told_call(name: str, args: tuple, kwargs: dict) -> str:
    """A call with its small values, such as ``conv2d(array of shape (6, 5), stride=2)``.

    For tests whose author lets values be shown.
    """
    parts = [_kind_of(value) for value in args]
    parts += [f"{key}={_kind_of(value)}" for key, value in kwargs.items()]
    more = ", …" if len(parts) > MAX_ARGUMENTS else ""
    return f"{name[:60]}({', '.join(parts[:MAX_ARGUMENTS])}{more})"


def _kind_of(value: object) -> str:
    """A single number, a word or a few of them as they are; of anything else what it is."""
    few = value if type(value) is tuple and len(value) <= MAX_ARGUMENTS else (value,)
    if all(type(one) in NUMBERS or _is_word(one) for one in few):
        return repr(value)
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return _("array of shape {shape}", shape=shape)
    if isinstance(value, list | tuple | dict | str):
        return _("{name} of length {length}", name=type(value).__name__, length=len(value))
    return type(value).__name__


def _is_word(value: object) -> bool:
    return type(value) is str and len(value) <= LONGEST_WORD
