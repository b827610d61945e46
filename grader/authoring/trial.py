"""What trying an assignment's tests has shown."""

from __future__ import annotations

from dataclasses import dataclass

from grader.authoring.mutants import Mutant

SHOWN = 3


@dataclass(frozen=True)
class Tried:
    """A mutant and what became of it: ``killed``, ``survived``, ``equivalent`` or ``left out``."""

    mutant: Mutant
    outcome: str
    why: str = ""


@dataclass(frozen=True)
class Trial:
    """What trying an assignment showed.

    `faults` are reasons not to release it, sentences; `tried` are its mutants.
    """

    assignment: str
    faults: tuple[str, ...]
    tried: tuple[Tried, ...]

    @property
    def survivors(self) -> list[Tried]:
        return [one for one in self.tried if one.outcome == "survived"]

    @property
    def reasons(self) -> list[str]:
        """Why not to release it, as sentences."""
        survivors = [_unnoticed(one.mutant) for one in self.survivors[:SHOWN]]
        if (more := len(self.survivors) - SHOWN) > 0:
            survivors.append(f"There are {more} more, in the table above.")
        return [*self.faults, *survivors]

    @property
    def summary(self) -> str:
        """The same for everybody's eyes: how many, but not which."""
        return (
            f"its trial found {len(self.faults)} faults of solution or blank, and "
            f"{len(self.survivors)} of {len(self.tried)} mutants that its tests do not notice."
        )

    def count(self, outcome: str) -> int:
        return sum(one.outcome == outcome for one in self.tried)


def _unnoticed(mutant: Mutant) -> str:
    where = f", line {mutant.line}" if mutant.line else ""
    said = f"The tests do not notice `{mutant.change}` in {mutant.grade_id}{where}."
    return f"{said} {mutant.advice}" if mutant.advice else said
