"""How a call of a hidden check is told: the function, and the kinds and shapes of its arguments."""

from __future__ import annotations

MAX_ARGUMENTS = 6


def told_call(name: str, args: tuple, kwargs: dict) -> str:
    """A call without its values, such as ``conv2d(array of shape (6, 5), stride=int)``."""
    parts = [kind_of(value) for value in args]
    parts += [f"{key}={kind_of(value)}" for key, value in kwargs.items()]
    more = ", …" if len(parts) > MAX_ARGUMENTS else ""
    return f"{name[:60]}({', '.join(parts[:MAX_ARGUMENTS])}{more})"


def kind_of(value: object) -> str:
    """What a value is, not which."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"array of shape {shape}"
    if isinstance(value, list | tuple | dict | str):
        return f"{type(value).__name__} of length {len(value)}"
    return type(value).__name__
