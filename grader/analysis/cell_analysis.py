"""Analysis of a cell: its definitions, uses and mutations, read from its syntax."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from grader.analysis.abstract_values import (
    DEFINITIONS,
    Value,
    aliased,
    cannot_raise,
    join,
    value_of,
)
from grader.analysis.aliasing import groups_of, merged, returned
from grader.analysis.definitions_and_uses import Names, exposed_uses, names_of
from grader.analysis.file_access import files_read
from grader.analysis.ipython_syntax import (
    brings_unknown_names,
    captured_name,
    inline_magics,
    is_timed,
    runs_unknown_code,
    to_python,
)
from grader.analysis.mutations import (
    Mutations,
    mutations_at_once,
    mutations_later,
    outside_functions,
)
from grader.analysis.namespace_access import with_plain_names
from grader.analysis.process_state import history_read, history_written, is_resource
from grader.language import _

NON_PRINTABLE = "invalid non-printable character"  # Python's words
UNSEEN = "{problem} (this character can't be seen: delete the line and type it again)"
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class FunctionSummary:
    """What code may do when it is called later.

    Attributes
    ----------
    reads
        Outer names that it may read or bind.
    returns
        Those of them that it may return.
    mutations
        Names of objects that it may change.
    unknown
        Whether it may read and change any name.
    """

    reads: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()
    mutations: Mutations = field(default_factory=Mutations)
    unknown: bool = False

    def __or__(self, other: FunctionSummary) -> FunctionSummary:
        return FunctionSummary(
            self.reads | other.reads,
            self.returns | other.returns,
            self.mutations | other.mutations,
            self.unknown or other.unknown,
        )


@dataclass(frozen=True)
class CellAnalysis:
    """Definitions, uses and mutations of a cell: what it does to the notebook's names.

    Attributes
    ----------
    code
        The cell as Python, IPython's own syntax translated.
    definitions
        For each name it may bind, what is known of the object; the names are `defines`.
    kills
        Names it binds for certain, whatever raises: no earlier definition of them remains.
    uses
        Upward-exposed uses: names it may read before it has bound them, those of function bodies
        included.
    reads
        Names it reads when it runs, whoever has bound them; their code may be run with it.
    mutations
        Names of objects it may change in place when it runs.
    summaries
        For names that have code of the cell's behind them, what that code may do.
    alias_groups
        Names that may share objects, see `grader.analysis.aliasing`.
    imports
        For the names it binds to modules or their contents, the top-level module.
    aliases
        Pairs (name, other): it binds `name` to `other`, or to an attribute below it.
    files
        Files it may read, those of function bodies included, see `grader.analysis.file_access`,
        and the history of cells.
    open
        Whether it may define names that can't be seen here: ``import *``, ``%run``, ``exec``.
    unknown
        Whether it may also read and change any name: all of these but ``import *``.
    problem
        Why it can't be read as Python, or None.
    line
        The line of the problem, 0 if it is in none.
    """

    code: str
    definitions: Mapping[str, Value] = field(default_factory=dict)
    kills: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    mutations: Mutations = field(default_factory=Mutations)
    summaries: Mapping[str, FunctionSummary] = field(default_factory=dict)
    alias_groups: frozenset[frozenset[str]] = frozenset()
    imports: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[tuple[str, str], ...] = ()
    files: frozenset[str] = frozenset()
    open: bool = False
    unknown: bool = False
    problem: str | None = None
    line: int = 0

    @property
    def defines(self) -> frozenset[str]:
        return frozenset(self.definitions)

    @property
    def error(self) -> str | None:
        """The problem with its line, in the language of the moment."""
        return self._error(self.line)

    @property
    def error_anywhere(self) -> str | None:
        """The same without the number of the line, which differs by student."""
        return self._error("#")

    def _error(self, line: int | str) -> str | None:
        if self.problem is None or not self.line:
            return self.problem
        told = _("line {line}: {problem}", line=line, problem=self.problem)
        return _(UNSEEN, problem=told) if self.problem.startswith(NON_PRINTABLE) else told

    @property
    def only_defines(self) -> bool:
        """Whether it does nothing but bind names to functions and constants."""
        plain = all(v.is_function or v is Value.CONSTANT for v in self.definitions.values())
        return plain and not (self.mutations.all or self.open)


@lru_cache(maxsize=4096)
def analyse(source: str) -> CellAnalysis:
    """Find the definitions, uses and mutations of a cell."""
    code = source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in a student's string are no matter
            code = to_python(source)
            # compiling finds what parsing alone does not, such as `return` outside a function
            compile(code, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            # for reading only: statements and names that the cell says in other ways
            tree = with_plain_names(inline_magics(ast.parse(code)))
            return _of_tree(source, code, tree)
    except SyntaxError as error:
        line = (error.text or "").strip()
        mark = "" if error.msg.endswith("?") else ":"  # "Perhaps you forgot a comma?"
        said = f"{error.msg}{mark} {line}" if line else error.msg
        return CellAnalysis(code, problem=said, line=error.lineno or 0)
    except (ValueError, RecursionError, MemoryError) as error:
        said = str(error) or type(error).__name__
        return CellAnalysis(code, problem=said)


def syntax_tree(source: str) -> ast.Module:
    """Parse a cell, IPython's own syntax translated; an empty tree if it is no valid Python."""
    found = analyse(source)
    return ast.Module([], []) if found.error else ast.parse(found.code)


def same_code(one: str, other: str) -> bool:
    """Whether two cells are the same program; comments and layout don't matter."""
    if one.strip() == other.strip():
        return True
    first, second = analyse(one), analyse(other)
    if first.error or second.error:
        return False
    return ast.dump(ast.parse(first.code)) == ast.dump(ast.parse(second.code))


def program(code: str) -> str:
    """A text of Python code that comments, layout and docstrings don't change.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
        If it is no Python, or nested too deep to be looked at.
    """
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return ast.dump(tree)


def _of_tree(source: str, code: str, tree: ast.Module) -> CellAnalysis:
    """Analyse a cell whose `code` has this tree.

    Raises
    ------
    SyntaxError, ValueError, RecursionError
        If Python's own symbol table can't be made of it.
    """
    unknown = runs_unknown_code(tree)
    kills: set[str] = set()
    reads: set[str] = set()
    definitions: dict[str, Value] = {}
    mutations = Mutations(stores=frozenset(history_written(tree)))
    summaries: dict[str, FunctionSummary] = {}
    alias_groups: set[frozenset[str]] = set()
    imports: dict[str, str] = {}
    aliases: list[tuple[str, str]] = []
    nothing_raised = True
    for statement in tree.body:
        names = names_of(statement)
        nothing_raised = nothing_raised and cannot_raise(statement)
        if nothing_raised:
            kills |= names.bound
        imported, only_imported, extended = _imports(list(outside_functions(statement)))
        imports |= imported
        for name in names.bound | names.made_global:
            value = value_of(statement, name, only_imported)
            definitions[name] = join(definitions.get(name, value), value)
        aliases += aliased(statement).items()
        at_once = mutations_at_once(statement)
        mutations |= at_once | Mutations(stores=frozenset(extended))
        alias_groups |= _alias_groups(statement, names)
        reads |= names.read
        later = mutations_later(statement)
        if names.later or any(map(is_resource, later.stores)):
            # it may be run by what the statement binds, and by whom it is handed to
            holders = set(names.bound)
            if not isinstance(statement, DEFINITIONS):
                reads |= names.later
                holders |= at_once.all
            returns = names.later & returned(statement)
            later = later.within(names.later)
            summary = FunctionSummary(frozenset(names.later), frozenset(returns), later, unknown)
            for name in holders:
                summaries[name] = summaries.get(name, FunctionSummary()) | summary
    if captured := captured_name(source):
        definitions[captured] = Value.OBJECT
    uses = frozenset(exposed_uses(tree.body)[0])
    return CellAnalysis(
        code,
        definitions,
        frozenset() if is_timed(source) else frozenset(kills),
        uses,
        frozenset(reads),
        mutations,
        summaries,
        frozenset(alias_groups),
        imports,
        tuple(aliases),
        frozenset(files_read(ast.walk(tree)) | history_read(uses)),
        open=unknown or brings_unknown_names(tree),
        unknown=unknown,
    )


def _alias_groups(statement: ast.stmt, names: Names) -> set[frozenset[str]]:
    """Return the alias groups of a statement, joined through local names, then without these."""
    outer = names.bound | names.read | names.later | names.made_global
    merged_groups = merged(groups_of(ast.walk(statement)))
    distinct = {id(group): group for group in merged_groups.values()}.values()
    groups = {frozenset(n for n in g if n.removesuffix("()") in outer) for g in distinct}
    # a call alone may put what the function reads into each other
    return {group for group in groups if len(group) > 1 or any(n.endswith("()") for n in group)}


def _imports(nodes: Sequence[ast.AST]) -> tuple[dict[str, str], set[str], set[str]]:
    """Return the module behind each name, the names only imported, the packages that grow."""
    modules: dict[str, str] = {}
    extended: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            root = (node.module or "").partition(".")[0]
            modules |= {alias.asname or alias.name: root for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                modules[alias.asname or root] = root
                if "." in alias.name:  # the package gets an attribute
                    extended.add(alias.asname or root)
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    defined = {n.name for n in nodes if isinstance(n, DEFINITIONS)}
    return modules, modules.keys() - stored - defined, extended
