"""What a loader would use: the original or the stand-in, and the sentence that says so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["STAND_IN_VARIABLE", "Located", "asked_for", "how_to_get", "stand_in_is_forced"]

STAND_IN_VARIABLE = "CNN_COURSE_STAND_IN"
"""Environment variable; "1" has the loaders use stand-ins even where originals are. The grader
sets it, so that every machine grades alike."""


def stand_in_is_forced() -> bool:
    """Whether originals are to be left aside."""
    return os.environ.get(STAND_IN_VARIABLE, "0") not in ("", "0")


def how_to_get(name: str, obtain: str, folder: Path) -> str:
    """What to do for the original of a dataset that may be downloaded."""
    return (
        f"run `python -m grader data fetch {name}`, or {obtain} and put the download into {folder}"
    )


@dataclass(frozen=True)
class Located:
    """Where a dataset comes from.

    Attributes:
        kind: ``"original"`` or ``"stand-in"``.
        paths: files in the order of the dataset's, or folders in the order of its splits;
            stand-ins may not have been drawn yet.
        sentence: the line shown at every load.
    """

    kind: str
    paths: tuple[Path, ...]
    sentence: str


def asked_for(title: str, paths: tuple[Path, ...], drawn: bool) -> Located | None:
    """The stand-in at `paths`, where the caller (`drawn`) or the environment leaves originals
    aside; else None."""
    if not (drawn or stand_in_is_forced()):
        return None
    why = "as the grader has it" if drawn else f"{STAND_IN_VARIABLE} is set"
    return Located("stand-in", paths, f"{title}: stand-in (drawn, not photographs; {why})")
