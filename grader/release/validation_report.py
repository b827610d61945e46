"""What trying an assignment's tests has shown."""

from __future__ import annotations

from dataclasses import dataclass

from grader.assignment.mutants import Mutant


@dataclass(frozen=True)
class Tried:
    """A mutant and what became of it: ``killed``, ``survived``, ``equivalent`` or ``left out``."""

    mutant: Mutant
    outcome: str
    why: str = ""


@dataclass(frozen=True)
class ValidationReport:
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
        alike: dict[tuple[str, str], list[Mutant]] = {}
        for one in self.survivors:
            alike.setdefault((one.mutant.grade_id, one.mutant.advice), []).append(one.mutant)
        return [*self.faults, *(_unnoticed(group) for group in alike.values())]

    @property
    def summary(self) -> str:
        """The same for everybody's eyes: how many, but not which."""
        return (
            f"validation found {len(self.faults)} faults of solution or blank, and "
            f"{len(self.survivors)} of {len(self.tried)} mutants that its tests do not notice."
        )

    def count(self, outcome: str) -> int:
        return sum(one.outcome == outcome for one in self.tried)


def _unnoticed(mutants: list[Mutant]) -> str:
    """One sentence on mutants of one cell, and the advice that they share."""
    first, more = mutants[0], len(mutants) - 1
    where = f", line {first.line}" if first.line else ""
    said = f"The tests do not notice `{first.change}` in {first.grade_id}{where}"
    said += f", nor {more} more in the table above." if more else "."
    return f"{said} {first.advice}" if first.advice else said
