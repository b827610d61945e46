"""The assignments, and the wrong answers to each that must lose points."""

import importlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from sampling import WITH_TRAINING

FOLDER = Path(__file__).parent
CHECKOUT = FOLDER.parents[1]
# There are many wrong answers, and those that can only be told by training a model take long:
# `make test` has the solution trained and tries every sixth of the others on its own test;
# `make test-training` tries all of them on all tests.
EVERY = 6
WHOLE = 24  # of every 24th `make test` runs all tests, too: the others keep their points
ASSIGNMENTS = sorted(path.name for path in (CHECKOUT / "solutions").iterdir() if path.is_dir())


@dataclass(frozen=True)
class Mutant:
    """A wrong answer: the edit of a solution's cell that must cost the cell's own test.

    `test` is the cell's own test, unless the module's `JUDGED_BY` names another one that judges
    the same cell. `affects` are other tests that it may cost too. `left_out` are tests that train
    a model from cells this mutant does not touch: they would show nothing and take long. `alone`:
    only its own test is run.
    """

    assignment: str
    what: str
    cell: str
    old: str | None
    new: str
    test: str
    affects: frozenset[str]
    left_out: frozenset[str]
    alone: bool


def trained_tests(assignment):
    """The tests of an assignment whose cells train a model."""
    return frozenset(getattr(_module(assignment), "TRAINED", ()))


def mutants_of(assignment, *, with_training=WITH_TRAINING):
    """The mutants of an assignment, from ``mutants_NN.py``; those of trained tests if asked for."""
    module, trained = _module(assignment), trained_tests(assignment)
    affects, judged_by = getattr(module, "AFFECTS", {}), getattr(module, "JUDGED_BY", {})
    found = []
    for number, (what, edited, old, new) in enumerate(module.MUTANTS):
        cell, test = judged_by.get(edited, (edited, f"test_{edited}"))
        touched = frozenset(affects.get(edited, ()))
        left_out = trained - touched - {test} if with_training else trained
        alone = not with_training and number % WHOLE > 0
        if with_training or (test not in trained and number % EVERY == 0):
            found.append(Mutant(assignment, what, cell, old, new, test, touched, left_out, alone))
    return found


def _module(assignment):
    return importlib.import_module(f"mutants_{assignment[:2]}")


def in_one_process(assignment):
    """A parameter whose tests xdist gives to one worker, so that a class is graded once."""
    return pytest.param(assignment, marks=pytest.mark.xdist_group(assignment))
