"""What a cell does to the notebook's names, read from its syntax. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from grader.analysis.aliasing import alias_groups, merged, returned
from grader.analysis.bindings import DEFINITIONS, Kind, aliases, cannot_raise, either, kind_of
from grader.analysis.definitions_and_uses import Names, exposed_uses, names_of
from grader.analysis.file_access import files_read, is_file
from grader.analysis.ipython_syntax import (
    brings_unknown_names,
    captured_name,
    inline_magics,
    is_timed,
    runs_unknown_code,
    to_python,
)
from grader.analysis.mutations import Changes, changes_at_once, changes_later, outside_functions
from grader.analysis.namespace_access import with_plain_names


@dataclass(frozen=True)
class Routine:
    """Code that runs later: the outer names it may read or bind, and what it may change.

    `returns` are those that it may return, and `unknown` says that it may read and change any name.
    """

    reads: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()
    changes: Changes = field(default_factory=Changes)
    unknown: bool = False

    def __or__(self, other: Routine) -> Routine:
        return Routine(
            self.reads | other.reads,
            self.returns | other.returns,
            self.changes | other.changes,
            self.unknown or other.unknown,
        )


@dataclass(frozen=True)
class Effects:
    """The names a cell touches in the notebook's namespace.

    Attributes
    ----------
    code:
        The cell as Python, IPython's own syntax translated.
    kinds:
        For each name it may bind, what is known of the object; the names are `defines`.
    replaces:
        Those it binds for certain, whatever raises, without reading them first.
    uses:
        Names it may read before it has bound them, those of function bodies included.
    runs:
        Names it reads when it runs, whoever has bound them; their code may be run with it.
    changes:
        Names of objects it may change in place when it runs, by the way it does that.
    routines:
        For names that have code of the cell's behind them, what that code may do when it runs.
    groups:
        Names that may share objects, see `grader.analysis.aliasing`.
    imports:
        For the names it binds to modules or their contents, the top-level module.
    aliases:
        Pairs (name, other): it binds `name` to `other`, or to an attribute below it.
    files:
        Files it may read, those of function bodies included, see `grader.analysis.file_access`.
    open:
        Whether it may define names that can't be seen here: ``import *``, ``%run``, ``exec``.
    unknown:
        Whether it may also read and change any name: all of these but ``import *``.
    error:
        Why it can't be read as Python, or None.
    problem:
        The same without the number of the line.
    """

    code: str
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    replaces: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    changes: Changes = field(default_factory=Changes)
    routines: Mapping[str, Routine] = field(default_factory=dict)
    groups: frozenset[frozenset[str]] = frozenset()
    imports: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[tuple[str, str], ...] = ()
    files: frozenset[str] = frozenset()
    open: bool = False
    unknown: bool = False
    error: str | None = None
    problem: str | None = None

    @property
    def defines(self) -> frozenset[str]:
        return frozenset(self.kinds)


@lru_cache(maxsize=4096)
def effects(source: str) -> Effects:
    """Read the effects of a cell's source."""
    code = source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in a student's string are no matter
            code = to_python(source)
            # compiling finds what parsing alone does not, such as `return` outside a function
            compile(code, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            # for reading only: statements and names that the cell says in other ways
            tree = with_plain_names(inline_magics(ast.parse(code)))
            found = _of_statements(code, tree.body, unknown=runs_unknown_code(tree))
    except SyntaxError as error:
        line = (error.text or "").strip()
        said = f"{error.msg}: {line}" if line else error.msg
        return Effects(code, error=f"line {error.lineno}: {said}", problem=f"line #: {said}")
    except (ValueError, RecursionError, MemoryError) as error:
        said = str(error) or type(error).__name__
        return Effects(code, error=said, problem=said)
    captured = captured_name(source)
    return replace(
        found,
        kinds={**found.kinds, captured: Kind.OBJECT} if captured else found.kinds,
        replaces=frozenset() if is_timed(source) else found.replaces,
        files=frozenset(files_read(ast.walk(tree))),
        open=found.unknown or brings_unknown_names(tree),
    )


def same_code(one: str, other: str) -> bool:
    """Whether two cells are the same program; comments and layout don't matter."""
    if one.strip() == other.strip():
        return True
    first, second = effects(one), effects(other)
    if first.error or second.error:
        return False
    return ast.dump(ast.parse(first.code)) == ast.dump(ast.parse(second.code))


def _of_statements(code: str, statements: Sequence[ast.stmt], *, unknown: bool) -> Effects:
    """Read the statements of a cell.

    Raises
    ------
    SyntaxError, ValueError, RecursionError
        If Python's own symbol table can't be made of them.
    """
    uses = exposed_uses(statements)[0]
    certain: set[str] = set()
    runs: set[str] = set()
    kinds: dict[str, Kind] = {}
    changes = Changes()
    routines: dict[str, Routine] = {}
    groups: set[frozenset[str]] = set()
    imports: dict[str, str] = {}
    bound_alike: list[tuple[str, str]] = []
    nothing_raised = True
    for statement in statements:
        names = names_of(statement)
        nothing_raised = nothing_raised and cannot_raise(statement)
        if nothing_raised:
            certain |= names.bound
        imported, only_imported, extended = _imports(list(outside_functions(statement)))
        imports |= imported
        for name in names.bound | names.made_global:
            kind = kind_of(statement, name, only_imported)
            kinds[name] = either(kinds.get(name, kind), kind)
        bound_alike += aliases(statement).items()
        at_once = changes_at_once(statement)
        changes |= at_once | Changes(stores=frozenset(extended))
        groups |= _groups(statement, names)
        runs |= names.read
        later = changes_later(statement)
        if names.later or any(map(is_file, later.stores)):
            # it may be run by what the statement binds, and by whom it is handed to
            holders = set(names.bound)
            if not isinstance(statement, DEFINITIONS):
                runs |= names.later
                holders |= at_once.all
            returns = names.later & returned(statement)
            later = later.within(names.later)
            routine = Routine(frozenset(names.later), frozenset(returns), later, unknown)
            for name in holders:
                routines[name] = routines.get(name, Routine()) | routine
    return Effects(
        code,
        kinds,
        frozenset(certain - uses),
        frozenset(uses),
        frozenset(runs),
        changes,
        routines,
        frozenset(groups),
        imports,
        tuple(bound_alike),
        unknown=unknown,
    )


def _groups(statement: ast.stmt, names: Names) -> set[frozenset[str]]:
    """The alias groups of a statement, joined by its functions' local names, then without these."""
    outer = names.bound | names.read | names.later | names.made_global
    merged_groups = merged(alias_groups(ast.walk(statement)))
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
