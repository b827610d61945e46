"""Whether an exercise is to train a network, read from the author's own cells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from grader.analysis.cell_effects import effects

TRAINS = {"fit", "fit_generator", "train_on_batch", "train_step", "apply_gradients"}
DRAWS_A_TASK = "fresh_task"  # of `grader.fresh_tasks`: something is to be learnt on it


def trains(test: str, cells: Iterable[str]) -> bool:
    """Whether a test trains, or the author's cells that define what it uses do.

    Parameters
    ----------
    test:
        The source of the test, hidden part included.
    cells:
        The sources of the author's other cells, solutions included.
    """
    bound = {name: source for source in cells for name in effects(source).defines}
    if DRAWS_A_TASK in test:
        return True
    return any(_calls_training(source) for source in [test, *_used(test, bound)])


def _used(source: str, bound: Mapping[str, str]) -> list[str]:
    """The cells that define what a source uses, and what those use, and so on."""
    found: dict[str, None] = {}
    todo = [source]
    while todo:
        for name in sorted(effects(todo.pop()).uses & bound.keys()):
            if bound[name] not in found:
                found[bound[name]] = None
                todo.append(bound[name])
    return list(found)


def _calls_training(source: str) -> bool:
    found = effects(source)
    if found.error:
        return False
    called = (node.func for node in ast.walk(ast.parse(found.code)) if isinstance(node, ast.Call))
    return any(isinstance(name, ast.Attribute) and name.attr in TRAINS for name in called)
