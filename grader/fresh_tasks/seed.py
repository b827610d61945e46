"""The seed that fresh tasks are drawn from, in this process."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np

_given: int | None = None  # by the test runner
_random: int | None = None  # of this process, where nothing was given


def use(seed: int | None) -> None:
    """Set the seed of all fresh tasks drawn from now on.

    Parameters
    ----------
    seed : int or None
        0 or more. With None the tasks are drawn from a random seed of this process, as in a
        notebook that is run in Jupyter.

    Raises
    ------
    ValueError
        The seed is no integer from 0.
    """
    global _given
    if seed is not None and (type(seed) is not int or seed < 0):
        raise ValueError(f"a seed is an integer from 0, or None; got {seed!r}")
    _given = seed


def current() -> int:
    """The seed in use: the one given to `use`, else a random one, the same for the process."""
    global _random
    if _given is not None:
        return _given
    if _random is None:
        _random = secrets.randbits(128)
    return _random


def seed_for(name: str) -> int:
    """The seed of the task of this name, an integer of 256 bits, derived from the seed in use."""
    return int.from_bytes(hashlib.sha256(f"{current()}:{name}".encode()).digest())


def fresh_rng(name: str) -> np.random.Generator:
    """Return random numbers that nobody can know who writes an answer, equal for equal answers.

    Parameters
    ----------
    name : str
        Any name; another one gives other numbers.
    """
    import numpy as np

    return np.random.default_rng(seed_for(name))


def fresh_integers(
    name: str, low: Sequence[int], high: Sequence[int], unlike: Collection[int]
) -> tuple[int, ...]:
    """Return integers for a second try of a function, such as another picture's height and width.

    An answer that is right only for the numbers of the lesson must not be lucky, so none of these
    is drawn.

    Parameters
    ----------
    name : str
        Another name gives other numbers; see `fresh_rng`.
    low, high : sequence of int, of equal length
        Of each number the least, and the one above the largest.
    unlike : collection of int
        Numbers that are not drawn: those that the lesson itself uses.

    Raises
    ------
    ValueError
        Nothing is left to draw for one of the numbers.
    """
    rng = fresh_rng(name)
    drawn = []
    for least, end in zip(low, high, strict=True):
        left = [n for n in range(least, end) if n not in unlike]
        if not left:
            raise ValueError(f"no integer from {least} to {end - 1} is left beside {unlike}")
        drawn.append(int(rng.choice(left)))
    return tuple(drawn)
