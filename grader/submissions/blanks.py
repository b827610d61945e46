"""Graded cells that were left as released: what they are worth to the tests.

A blank ends in ``return model`` or the like, and its author's solution binds that name first. So
the name is no global, and no cell that happens to define one is needed for it. And a blank that
was left standing while its exercise is answered in another cell is no answer.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from grader.analysis.cell_effects import effects
from grader.assignment.model import AssignmentNotebook, SolutionCell
from grader.submissions.answers import answers, meant_names
from grader.submissions.notebook_reader import Cell
from grader.submissions.stubs import bound_by, is_stub, raises_first


def as_run(author: AssignmentNotebook, cells: Sequence[Cell]) -> tuple[tuple[Cell, ...], list[str]]:
    """The cells as they are to be run, one for each, and what was done to the blank ones."""
    cells, findings = [_without_dead_code(cell) for cell in cells], []
    for solution in author.solutions:
        stubs = [c for c in answers(solution, tuple(cells)) if is_stub(solution, c)]
        given = [c for c in cells if c not in stubs and _given(author, solution, c)]
        elsewhere = frozenset().union(*(_given(author, solution, cell) for cell in given))
        for stub in stubs:
            reduced = _reduced(stub.source, elsewhere, solution)
            if reduced is None:
                continue
            place = next(place for place, cell in enumerate(cells) if cell is stub)
            cells[place] = replace(stub, source=reduced)
            if elsewhere & effects(stub.source).defines:
                where = ", ".join(f"code cell {cell.number}" for cell in given)
                findings.append(
                    f"{solution.grade_id} is answered in {where}; "
                    "the cell meant for it is still blank and was left out."
                )
    return tuple(cells), findings


def _without_dead_code(cell: Cell) -> Cell:
    """The cell without what its functions have below a first ``raise NotImplementedError``.

    It never runs, but it may name what another cell would have to be run for.
    """
    effect = effects(cell.source) if cell.is_code and "NotImplementedError" in cell.source else None
    if effect is None or effect.error:
        return cell
    lines = effect.code.splitlines()
    for node in ast.parse(effect.code).body:
        at = raises_first(node)
        if at is not None and at + 1 < len(node.body):
            first, last = node.body[at].end_lineno, node.end_lineno
            lines[first:last] = [""] * (last - first)  # messages go on naming the same lines
    dead = lines != effect.code.splitlines()
    return replace(cell, source="\n".join(lines)) if dead else cell


def unbound_names(author: AssignmentNotebook) -> frozenset[str]:
    """Names that blanks read and their author's solutions bind: never another cell's globals."""
    return frozenset().union(*(solution.unbound for solution in author.solutions))


def _given(author: AssignmentNotebook, solution: SolutionCell, cell: Cell) -> frozenset[str]:
    """The names of a graded cell that another of the student's cells binds in its place.

    What the author's own cells bind is no answer, and what another exercise asks for isn't either.
    """
    if not cell.is_code or cell.source.strip() in author.fixed_sources:
        return frozenset()
    if cell.grade_id in {part.grade_id for part in (*author.tests, *author.locked)}:
        return frozenset()
    asked = solution.defines
    for other in author.solutions:
        if other.grade_id == cell.grade_id != solution.grade_id:
            asked -= other.defines
    return asked & (effects(cell.source).defines | meant_names(cell))


def _reduced(source: str, elsewhere: frozenset[str], solution: SolutionCell) -> str | None:
    """A blank without what is answered elsewhere, its functions without names they never bind.

    None if it stays as it is.
    """
    effect = effects(source)
    if effect.error:
        return None
    tree = ast.parse(effect.code)
    kept = [node for node in tree.body if not (bound_by(node) and bound_by(node) <= elsewhere)]
    changed = len(kept) < len(tree.body)
    for node in kept:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if raises_first(node) is not None or _reads(node) & solution.unbound:
            said = f"{node.name} is still blank: fill in the cell {solution.grade_id}."
            node.body = ast.parse(f"raise NotImplementedError({said!r})").body
            changed = True
    return ast.unparse(ast.Module(kept, [])) if changed else None


def _reads(node: ast.AST) -> set[str]:
    return {
        name.id
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
    }
