"""The cells that answer a graded cell, and what is made of those that were left as released.

A blank ends in ``return model`` or the like, and its author's solution binds that name first. So
the name is no global, and no cell that happens to define one is needed for it. And a blank that
was left standing while its exercise is answered in another cell is no answer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from grader.analysis.cell_analysis import analyse, same_code
from grader.assignment.model import AssignmentNotebook, SolutionCell
from grader.language import _
from grader.submissions.notebook_reader import Cell

STILL_BLANK = "{function} is still blank: fill in the cell {name}."
STILL_RAISES = (
    "{function} still begins with `raise NotImplementedError()`: write your answer in place of "
    "that line in the cell {name}."
)


def answers(solution: SolutionCell, cells: tuple[Cell, ...]) -> list[Cell]:
    """Return the student's cells that have a graded cell's grade_id, or define its names."""
    return [
        cell
        for cell in cells
        if cell.is_code
        and (
            cell.grade_id == solution.grade_id
            or analyse(cell.source).defines & solution.defines
            or meant_names(cell) & solution.defines
        )
    ]


def meant_names(cell: Cell) -> set[str]:
    """Return the names that a cell was meant to define which can't be read as Python."""
    if not analyse(cell.source).error:
        return set()
    return set(re.findall(r"^\s*(?:def|class)\s+(\w+)", cell.source, re.MULTILINE))


def is_attempted(solution: SolutionCell, cells: tuple[Cell, ...]) -> bool:
    """Whether any answer differs from the released blank in more than comments and spaces."""
    return any(
        cell.source.strip() and not is_blank(solution, cell) for cell in answers(solution, cells)
    )


def not_attempted(author: AssignmentNotebook, cells: tuple[Cell, ...]) -> frozenset[str]:
    """Return the grade_ids of the graded cells that no cell of the student's own answers."""
    own = own_cells(author, cells)
    return frozenset(s.grade_id for s in author.solutions if not is_attempted(s, own))


def own_cells(author: AssignmentNotebook, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells without the author's."""
    return tuple(cell for cell in cells if cell.source.strip() not in author.fixed_sources)


def is_blank(solution: SolutionCell, cell: Cell) -> bool:
    """Whether a cell differs from the released blank in comments and spaces at most."""
    return same_code(cell.source, solution.blank)


def is_stub(solution: SolutionCell, cell: Cell) -> bool:
    """Whether a cell is blank, or its functions do nothing but raise NotImplementedError.

    The blank of an earlier release is one of these, too.
    """
    if is_blank(solution, cell):
        return True
    effect = analyse(cell.source)
    if effect.error:
        return False
    asked = [node for node in ast.parse(effect.code).body if _bound_by(node) & solution.defines]
    return bool(asked) and all(_raises_first(node) is not None for node in asked)


def _raises_first(node: ast.stmt) -> int | None:
    """Return the index of a function's first statement, if that raises NotImplementedError.

    A docstring is no statement here. Anything else gives None.
    """
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


def _bound_by(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds, if it does nothing else."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if isinstance(node, ast.Assign | ast.AnnAssign) and all(
        isinstance(target, ast.Name) for target in targets
    ):
        return {target.id for target in targets}
    return set()


def as_run(author: AssignmentNotebook, cells: Sequence[Cell]) -> tuple[tuple[Cell, ...], list[str]]:
    """Return the cells as they are to be run, one for each, and findings on the blank ones."""
    submitted, findings = cells, []
    cells = [_without_dead_code(cell) for cell in submitted]
    for solution in author.solutions:
        stubs = [c for c in answers(solution, tuple(cells)) if is_stub(solution, c)]
        given = [c for c in cells if c not in stubs and _given(author, solution, c)]
        elsewhere = frozenset().union(*(_given(author, solution, cell) for cell in given))
        for stub in stubs:
            index = next(index for index, cell in enumerate(cells) if cell is stub)
            told = STILL_BLANK if is_blank(solution, submitted[index]) else STILL_RAISES
            reduced = _reduced(stub.source, elsewhere, solution, told)
            if reduced is None:
                continue
            cells[index] = replace(stub, source=reduced)
            if elsewhere & analyse(stub.source).defines:
                cells_said = (_("code cell {number}", number=cell.number) for cell in given)
                where = ", ".join(cells_said)
                findings.append(
                    _(
                        "{name} is answered in {where}; the cell meant for it is still blank "
                        "and was left out.",
                        name=solution.grade_id,
                        where=where,
                    )
                )
    return tuple(cells), findings


def _without_dead_code(cell: Cell) -> Cell:
    """Return the cell without what stands below a first ``raise NotImplementedError``.

    That never runs, but it may name what another cell would have to be run for.
    """
    effect = analyse(cell.source) if cell.is_code and "NotImplementedError" in cell.source else None
    if effect is None or effect.error:
        return cell
    lines = effect.code.splitlines()
    for node in ast.parse(effect.code).body:
        at = _raises_first(node)
        if at is not None and at + 1 < len(node.body):
            first, last = node.body[at].end_lineno, node.end_lineno
            lines[first:last] = [""] * (last - first)  # messages go on naming the same lines
    dead = lines != effect.code.splitlines()
    return replace(cell, source="\n".join(lines)) if dead else cell


def _given(author: AssignmentNotebook, solution: SolutionCell, cell: Cell) -> frozenset[str]:
    """Return the names of a graded cell that another of the student's cells binds instead.

    What the author's own cells bind is no answer, nor is what another exercise asks for.
    """
    if not cell.is_code or cell.source.strip() in author.fixed_sources:
        return frozenset()
    if cell.grade_id in {part.grade_id for part in (*author.tests, *author.locked)}:
        return frozenset()
    asked = solution.defines
    for other in author.solutions:
        if other.grade_id == cell.grade_id != solution.grade_id:
            asked -= other.defines
    return asked & (analyse(cell.source).defines | meant_names(cell))


def _reduced(
    source: str, elsewhere: frozenset[str], solution: SolutionCell, told: str
) -> str | None:
    """Return a blank without what is answered elsewhere, or None if it stays as it is.

    A function that reads names which only the solution binds raises an error that says so: `told`.
    """
    effect = analyse(source)
    if effect.error:
        return None
    tree = ast.parse(effect.code)
    kept = [node for node in tree.body if not (_bound_by(node) and _bound_by(node) <= elsewhere)]
    changed = len(kept) < len(tree.body)
    for node in kept:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if _raises_first(node) is not None or _reads(node) & solution.unbound:
            said = _(told, function=node.name, name=solution.grade_id)
            node.body = ast.parse(f"raise NotImplementedError({said!r})").body
            changed = True
    return ast.unparse(ast.Module(kept, [])) if changed else None


def _reads(node: ast.AST) -> set[str]:
    return {
        name.id
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
    }
