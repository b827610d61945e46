"""The assignments, and the wrong answers to each that must lose points.

They stand in ``solutions/NN_name/wrong_answers.py``; a lesson without that file has none. It has

- ``MUTANTS``: (what is wrong, graded cell, text of the solution, text in its place); without the
  first text, None, the second is the whole cell,

and where a lesson needs them

- ``TRAINED``: the tests whose cells train a model,
- ``AFFECTS``: from a graded cell to the other tests that its mutants may cost, too,
- ``JUDGED_BY``: from a name that stands for a graded cell in ``MUTANTS`` to (cell, test), where it
  is not the cell's own test that judges it,
- ``WITHOUT_MUTANTS``: the tests that no mutant is aimed at,
- ``HIDDEN_ONLY``: from (graded cell, what is wrong) to why the visible test cannot tell: the
  answer is right for the visible test's own inputs.
"""

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from sampling import WITH_TRAINING

CHECKOUT = Path(__file__).parents[2]
# There are many wrong answers, and those that can only be told by training a model take long:
# `make test` tries every twelfth of the others on its own test;
# `make test-training` tries all of them on all tests.
EVERY = 12
WHOLE = 36  # of every 36th `make test` runs all tests, too: the others keep their points
ASSIGNMENTS = sorted(path.name for path in (CHECKOUT / "solutions").iterdir() if path.is_dir())


@dataclass(frozen=True)
class Mutant:
    """A wrong answer: the edit of a solution's cell that must cost the cell's own test.

    `test` is the cell's own test, unless `JUDGED_BY` names another one that judges the same cell.
    `affects` are other tests that it may cost too. `left_out` are tests that train a model from
    cells this mutant does not touch: they would show nothing and take long. `alone`: only its own
    test is run. `hidden_only`: why the visible part of its test passes, if it does.
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
    hidden_only: str | None


def trained_tests(assignment):
    """The tests of an assignment whose cells train a model."""
    return frozenset(_said(assignment).get("TRAINED", ()))


def without_wrong_answers(assignment):
    """The tests that no mutant is aimed at: of what several graded cells do together."""
    return frozenset(_said(assignment).get("WITHOUT_MUTANTS", ()))


def mutants_of(assignment, *, with_training=WITH_TRAINING):
    """The mutants of an assignment, from its folder; those of trained tests if asked for."""
    said, trained = _said(assignment), trained_tests(assignment)
    affects, judged_by = said.get("AFFECTS", {}), said.get("JUDGED_BY", {})
    hidden_only = said.get("HIDDEN_ONLY", {})
    found = []
    for number, (what, edited, old, new) in enumerate(said.get("MUTANTS", ())):
        cell, test = judged_by.get(edited, (edited, f"test_{edited}"))
        touched = frozenset(affects.get(edited, ()))
        left_out = trained - touched - {test} if with_training else trained
        alone = not with_training and number % WHOLE > 0
        if with_training or (test not in trained and number % EVERY == 0):
            reason = hidden_only.get((edited, what))
            mutant = Mutant(
                assignment, what, cell, old, new, test, touched, left_out, alone, reason
            )
            found.append(mutant)
    return found


@cache
def _said(assignment):
    """The names in ``wrong_answers.py`` of the assignment's folder; none where there is no file."""
    path = CHECKOUT / "solutions" / assignment / "wrong_answers.py"
    if not path.is_file():
        return {}
    spec = importlib.util.spec_from_file_location(f"wrong_answers_of_{assignment}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


WITH_WRONG_ANSWERS = [name for name in ASSIGNMENTS if mutants_of(name, with_training=True)]


def in_one_process(assignment):
    """A parameter whose tests xdist gives to one worker, so that a class is graded once."""
    return pytest.param(assignment, marks=pytest.mark.xdist_group(assignment))
