"""Common mistakes: habits that cost points with other graders, and what each means here.

Extra prints, extra cells, changed parameters, globals in graded functions, edits elsewhere.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from grader.analysis.cell_analysis import analyse, same_code, syntax_tree
from grader.analysis.definitions_and_uses import calls_by_name, names_of
from grader.assignment.model import AssignmentNotebook, SolutionCell, grade_id_of
from grader.language import _
from grader.student.finding import Finding
from grader.submissions.answers import answers, is_attempted
from grader.submissions.notebook_reader import Cell, SubmittedNotebook, called, label
from grader.submissions.restored_cells import gone_with_names


def common_mistakes(author: AssignmentNotebook, submitted: SubmittedNotebook) -> list[Finding]:
    """Find all common mistakes in a notebook, kind by kind."""
    attempted = [s for s in author.solutions if is_attempted(s, submitted.cells)]
    answered = [(s, cell) for s in attempted for cell in answers(s, submitted.cells)]
    findings: list[Finding] = []
    for solution, cell in answered:
        findings += _prints(solution, cell)
    findings += _extra_cells(author, submitted)
    for solution, cell in answered:
        findings += _parameters(solution, cell)
    for _solution, cell in answered:
        findings += _globals(author, submitted, cell)
    return findings + list(_edits(author, submitted))


def _prints(solution: SolutionCell, cell: Cell) -> Iterator[Finding]:
    given = len(_lines_of_prints(solution.blank))
    for line in _lines_of_prints(cell.source)[given:]:
        yield Finding(
            "extra print",
            called(label(cell)),
            line,
            _("prints something that the released cell does not."),
            _("Nothing is lost: what is printed is not graded."),
        )


def _lines_of_prints(source: str) -> list[int]:
    return [call.lineno for name, call in calls_by_name(syntax_tree(source)) if name == "print"]


def _extra_cells(author: AssignmentNotebook, submitted: SubmittedNotebook) -> Iterator[Finding]:
    known = {cell.source.strip() for cell in author.cells}
    ids = {grade_id_of(cell) for cell in author.cells} - {None}
    course = _author_code(author)
    answering = {c for s in author.solutions for c in answers(s, submitted.cells)}
    extra = [
        cell
        for cell in submitted.cells
        if cell.is_code
        and cell.source.strip()
        and cell.source.strip() not in known
        and cell.grade_id not in ids
        and cell not in answering
        and not any(_resembles(cell.source, other) for other in course)
    ]
    for cell in extra:
        yield Finding(
            "extra cell",
            called(label(cell)),
            None,
            _("is not in the released notebook."),
            _("Nothing is lost: graded cells are found by their id, or by what they define."),
        )


def _parameters(solution: SolutionCell, cell: Cell) -> Iterator[Finding]:
    wanted = {f.name: f for f in _functions(solution.blank)}
    for function in _functions(cell.source):
        asked = wanted.get(function.name)
        if asked is None or ast.unparse(asked.args) == ast.unparse(function.args):
            continue
        yield Finding(
            "changed parameters",
            called(label(cell)),
            function.lineno,
            _(
                "{name} takes ({found}); it was ({expected}).",
                name=function.name,
                found=ast.unparse(function.args),
                expected=ast.unparse(asked.args),
            ),
            _("The exercise can be lost: the tests call it as it was."),
            costs=True,
        )


def _globals(
    author: AssignmentNotebook, submitted: SubmittedNotebook, cell: Cell
) -> Iterator[Finding]:
    own = analyse(cell.source).defines
    given = author.authored | author.imports.names | own | set(dir(builtins))
    elsewhere = {
        name: other
        for other in submitted.cells
        if other.is_code and other is not cell
        for name in analyse(other.source).defines
    }
    for function in _functions(cell.source):
        for name in sorted(names_of(function).later - given):
            if name in elsewhere:
                yield Finding(
                    "global in a graded function",
                    called(label(cell)),
                    _first_use(function, name),
                    _(
                        "{function} uses `{name}`, which {cell} defines.",
                        function=function.name,
                        name=name,
                        cell=called(label(elsewhere[name])),
                    ),
                    _(
                        "Nothing is lost as long as that cell is submitted and runs; a "
                        "parameter or a local variable is safer."
                    ),
                )


def _edits(author: AssignmentNotebook, submitted: SubmittedNotebook) -> Iterator[Finding]:
    """Find edited or missing cells of the course, except those that grading restores."""
    there = [cell for cell in submitted.cells if cell.is_code]
    restored = {author.cells[index].source for index in gone_with_names(author, there)}
    for code in _author_code(author):
        if (
            code in restored
            or _only_imports(code)
            or any(same_code(cell.source, code) for cell in there)
        ):
            continue
        like = next((cell for cell in there if _resembles(cell.source, code)), None)
        first = code.strip().splitlines()[0]
        yield Finding(
            "edit elsewhere",
            called(label(like)) if like else _("the notebook"),
            None,
            _("is a cell of the course, and was edited.")
            if like
            else _("lacks the course's cell that begins `{line}`.", line=first[:60]),
            _("Points can be lost where a graded function needs what it did."),
            costs=True,
        )


def _only_imports(code: str) -> bool:
    return all(isinstance(node, ast.Import | ast.ImportFrom) for node in syntax_tree(code).body)


def _author_code(author: AssignmentNotebook) -> list[str]:
    """The course's own code cells. Graded and locked ones are left out."""
    ids = {part.grade_id for part in (*author.solutions, *author.tests, *author.locked)}
    return [
        cell.source
        for cell in author.cells
        if cell.cell_type == "code" and cell.source.strip() and grade_id_of(cell) not in ids
    ]


def _resembles(source: str, code: str) -> bool:
    """Whether half of the lines of `code` are still there."""
    wanted = {line.strip() for line in code.splitlines() if line.strip()}
    found = {line.strip() for line in source.splitlines()}
    return 2 * len(wanted & found) >= len(wanted)


def _functions(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in syntax_tree(source).body if isinstance(node, kinds)]


def _first_use(function: ast.AST, name: str) -> int | None:
    lines = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name]
    return min(lines, default=None)
