"""Answers that look right and deserve no points, made from the author's solution.

Release validation grades them: a test that gives one of them full marks has a hole that students
will find. There are three kinds: models that can't learn or answer, trainings that learn nothing
from their data, and helpers of a test that answer in place of the student.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from grader.analysis.cell_analysis import analyse
from grader.assignment.model import AssignmentNotebook, grade_id_of
from grader.assignment.mutants import Mutant
from grader.release.dead_models import DEAD

MAKES_A_MODEL = re.compile(r"\b(Sequential|Model)\(")
TRAINS = re.compile(r"\.fit\(")
NOT_APPLICABLE = "there is nothing to do this to"

COMPARE_WHOLE = (
    "Compare the whole model with `same_model(found, expected)` of test_utils, or where the "
    "architecture is free use `sound_model` and `learns`."
)
JUDGE_FRESH = (
    "Judge it by a task that did not exist when the answer was written: `fresh_task` of "
    "grader.fresh_tasks; or run the recipe in the test and compare with `same_training`."
)
LOCK = "Lock its cell (nbgrader's type 'read-only'), or define it in the test."

SPOILED = """

def _spoiled(build):
    from grader.release.dead_models import DEAD
    [make] = [dead.make for dead in DEAD if dead.name == {name!r}]

    def made(*args, **kwargs):
        dead = make(build(*args, **kwargs))
        if dead is None:
            raise LookupError({reason!r})
        return dead

    return made


{function} = _spoiled({function})
"""
TRAINED_FALSELY = """

def _falsely(train):
    import keras
    from grader.release.false_trainings import {name} as fit

    def trained(*args, **kwargs):
        honest = keras.Model.fit
        keras.Model.fit = lambda self, *a, **k: fit(honest, self, *a, **k)
        try:
            return train(*args, **kwargs)
        finally:
            del keras.Model.fit

    return trained


{function} = _falsely({function})
"""
BLANK = """

def {name}(*_, **__):
    return None
"""
LYING = """\
def _lying():
{body}
    right = {{key: value for key, value in locals().items() if callable(value)}}

    def lying(*args, **kwargs):
        args = [right.get(getattr(arg, "__name__", None), arg) for arg in args]
        return {name}(*args, **kwargs)

    return lying


{name} = _lying()
"""
FALSE_TRAININGS = {
    "untrained": "nothing is trained, and the history is made up",
    "on_other_pictures": "it is trained on other pictures, as weights brought along are",
    "blind_to_labels": "it ignores which label belongs to which picture",
}


def undeserving_answers(notebook: AssignmentNotebook) -> list[Mutant]:
    """All of them for a notebook; each replaces one cell, a lying helper also the graded ones."""
    return [*_dead_models(notebook), *_false_trainings(notebook), *_lying_helpers(notebook)]


def _solutions(notebook: AssignmentNotebook) -> Iterator[tuple[str, str, list[str]]]:
    """grade_id, source and functions of each cell that students fill."""
    for grade_id, source in notebook.solved.items():
        yield grade_id, source, _functions(source)


def _functions(source: str) -> list[str]:
    """The functions that a cell defines, by name."""
    definitions = analyse(source).definitions.items()
    return sorted(name for name, value in definitions if value.is_function)


def _classes(source: str) -> list[str]:
    """The classes that a cell defines, by name."""
    body = ast.parse(analyse(source).code).body
    return [statement.name for statement in body if isinstance(statement, ast.ClassDef)]


def _dead_models(notebook: AssignmentNotebook) -> Iterator[Mutant]:
    for grade_id, source, functions in _solutions(notebook):
        if not MAKES_A_MODEL.search(source) or TRAINS.search(source):
            continue
        for function in functions:
            for dead in DEAD:
                spoiled = SPOILED.format(name=dead.name, reason=NOT_APPLICABLE, function=function)
                change = f"dead model: {dead.sentence}"
                yield Mutant(grade_id, 0, change, source + spoiled, COMPARE_WHOLE)


def _false_trainings(notebook: AssignmentNotebook) -> Iterator[Mutant]:
    for grade_id, source, functions in _solutions(notebook):
        if not TRAINS.search(source):
            continue
        for function in functions:
            for name, sentence in FALSE_TRAININGS.items():
                falsely = TRAINED_FALSELY.format(name=name, function=function)
                change = f"false training: {sentence}"
                yield Mutant(grade_id, 0, change, source + falsely, JUDGE_FRESH)


def _lying_helpers(notebook: AssignmentNotebook) -> Iterator[Mutant]:
    """Helpers that contain the solution, beside graded functions and classes that give None."""
    right = "\n".join(notebook.solved.values())
    blank = {
        grade_id: source
        + "".join(BLANK.format(name=name) for name in (*functions, *_classes(source)))
        for grade_id, source, functions in _solutions(notebook)
    }
    graded = {part.grade_id for part in (*notebook.solutions, *notebook.tests)}
    used = frozenset().union(*(analyse(test.source).uses for test in notebook.tests))
    for place, cell in enumerate(notebook.cells):
        grade_id = grade_id_of(cell)
        if cell.cell_type != "code" or grade_id in graded:
            continue
        for name in sorted(used.intersection(_functions(cell.source))):
            body = textwrap.indent(f"{right}\n{cell.source}", "    ")
            lying = LYING.format(body=body, name=name)
            change = f"lying helper: `{name}` answers in place of the student"
            yield Mutant(name, 0, change, lying, LOCK, others=blank, place=place)
