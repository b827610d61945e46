"""Whether a graded cell was left as it was released."""

from __future__ import annotations

import ast

from grader.analysis.cell_effects import effects, same_code
from grader.assignment.model import SolutionCell
from grader.submissions.notebook_reader import Cell


def is_blank(solution: SolutionCell, cell: Cell) -> bool:
    """Whether a cell differs from the released blank in comments and spaces at most."""
    return same_code(cell.source, solution.blank)


def is_stub(solution: SolutionCell, cell: Cell) -> bool:
    """Whether a cell is blank, or its functions do nothing but raise NotImplementedError: the
    blank of an earlier release, say."""
    if is_blank(solution, cell):
        return True
    effect = effects(cell.source)
    if effect.error:
        return False
    asked = [node for node in ast.parse(effect.code).body if bound_by(node) & solution.defines]
    return bool(asked) and all(raises_first(node) is not None for node in asked)


def raises_first(node: ast.stmt) -> int | None:
    """Where in a function the first statement below its docstring raises NotImplementedError."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in ast.walk(node)):
        return None  # a generator raises when it is first asked, not when it is called
    at = 0 if ast.get_docstring(node) is None else 1
    first = node.body[at] if at < len(node.body) else None
    raised = first.exc if isinstance(first, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    is_one = isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return at if is_one else None


def bound_by(node: ast.stmt) -> set[str]:
    """The names that a statement does nothing but bind."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if isinstance(node, ast.Assign | ast.AnnAssign) and all(
        isinstance(target, ast.Name) for target in targets
    ):
        return {target.id for target in targets}
    return set()
