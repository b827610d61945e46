"""The assignments, and the wrong answers to each that must lose points."""

import importlib
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
CHECKOUT = FOLDER.parents[1]
ASSIGNMENTS = sorted(path.name for path in (CHECKOUT / "solutions").iterdir() if path.is_dir())


@dataclass(frozen=True)
class Mutant:
    """A wrong answer: the edit of a solution's cell that must cost the cell's own test.

    `affects` are other tests that it may cost too. `left_out` are tests that train a model from
    cells this mutant does not touch: they would show nothing and take long.
    """

    assignment: str
    what: str
    cell: str
    old: str | None
    new: str
    affects: frozenset[str]
    left_out: frozenset[str]

    @property
    def test(self):
        return f"test_{self.cell}"


def mutants_of(assignment):
    """The mutants of an assignment, from ``mutants_NN.py``."""
    name = f"mutants_{assignment[:2]}"
    if not (FOLDER / f"{name}.py").is_file():
        return []
    module = importlib.import_module(name)
    affects, trained = getattr(module, "AFFECTS", {}), getattr(module, "TRAINED", set())
    found = []
    for what, cell, old, new in module.MUTANTS:
        touched = frozenset(affects.get(cell, ()))
        left_out = frozenset(trained) - touched - {f"test_{cell}"}
        found.append(Mutant(assignment, what, cell, old, new, touched, left_out))
    return found


def in_one_process(assignment):
    """A parameter whose tests xdist gives to one worker, so that a class is graded once."""
    return pytest.param(assignment, marks=pytest.mark.xdist_group(assignment))
