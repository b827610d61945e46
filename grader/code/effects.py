"""What a cell does to the notebook's names, read from its syntax. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from functools import lru_cache

from grader.code.changes import aliases, changed_names, latent_changes
from grader.code.ipython import runs_unknown_code, to_python
from grader.code.names import Names, names_of

# A statement of these kinds, at the top level, binds its names whatever happens.
CERTAIN = (
    ast.Assign,
    ast.AnnAssign,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Effects:
    """The names a cell touches in the notebook's namespace.

    Attributes
    ----------
    code:
        The cell as Python, IPython's own syntax translated.
    defines:
        Names it may bind.
    replaces:
        Those it binds for certain without reading them first; earlier bindings don't matter.
    uses:
        Names it may read, those of function bodies included.
    changes:
        Names of objects it may change in place: ``m.fit(…)``, ``a[0] = …``, ``f(a)``.
    latent:
        For each function it defines, the outer names that a call of it may change.
    aliases:
        Pairs (name, other): `name` may be, or hold a part of, the object called `other`.
    open:
        Whether it may define anything: ``import *``, ``%run``, ``exec``.
    error:
        Why it can't be read as Python, or None.
    """

    code: str
    defines: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    latent: dict[str, frozenset[str]] = field(default_factory=dict)
    aliases: frozenset[tuple[str, str]] = frozenset()
    open: bool = False
    error: str | None = None


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
            return _collect(code, ast.parse(code))
    except SyntaxError as error:
        line = (error.text or "").strip()
        where = f"line {error.lineno}: {error.msg}"
        return Effects(code, error=f"{where}: {line}" if line else where)
    except (ValueError, RecursionError, MemoryError) as error:
        return Effects(code, error=str(error) or type(error).__name__)


def _certainly_bound(statement: ast.stmt, names: Names) -> set[str]:
    """Names that a statement binds before it reads them; a loop counts as entered."""
    if isinstance(statement, FUNCTIONS):
        return names.bound  # it reads its outer names only when called
    if isinstance(statement, CERTAIN):
        return names.bound - names.read
    if isinstance(statement, ast.For):
        targets = {n.id for n in ast.walk(statement.target) if isinstance(n, ast.Name)}
        return targets - {n.id for n in ast.walk(statement.iter) if isinstance(n, ast.Name)}
    return set()


def _collect(code: str, tree: ast.Module) -> Effects:
    defines: set[str] = set()
    replaces: set[str] = set()
    uses: set[str] = set()
    changes: set[str] = set()
    latent: dict[str, frozenset[str]] = {}
    alias_pairs: set[tuple[str, str]] = set()
    is_open = runs_unknown_code(tree)
    for statement in tree.body:
        names = names_of(statement)
        replaces |= _certainly_bound(statement, names) - uses
        defines |= names.bound | names.made_global
        uses |= names.read
        if isinstance(statement, FUNCTIONS):
            latent[statement.name] = frozenset(latent_changes(statement) & names.outer)
        else:
            changes |= changed_names(statement) | names.made_global
            alias_pairs |= aliases(statement)
    return Effects(
        code,
        frozenset(defines),
        frozenset(replaces),
        frozenset(uses),
        frozenset(changes),
        latent,
        frozenset(alias_pairs),
        is_open,
    )
