"""What a cell does to the notebook's names, read from its syntax. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from grader.analysis.bindings import Kind
from grader.analysis.file_access import files_read
from grader.analysis.ipython_syntax import (
    brings_unknown_names,
    captured_name,
    inline_magics,
    is_timed,
    runs_unknown_code,
    to_python,
)
from grader.analysis.mutations import Changes
from grader.analysis.namespace_access import with_plain_names
from grader.analysis.statements import NONE, Reading, Routine, read


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
        For names that have code of the cell's behind them, what that code may do when it runs;
        code without a name has a hub, which is among what `holds` says of its holders.
    holds:
        Pairs (name, other): `name` may be, or hold a part of, the object called `other`.
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
    changes: Changes = NONE
    routines: Mapping[str, Routine] = field(default_factory=dict)
    holds: frozenset[tuple[str, str]] = frozenset()
    imports: Mapping[str, str] = field(default_factory=dict)
    aliases: frozenset[tuple[str, str]] = frozenset()
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
            return _collect(source, code, _readable(ast.parse(code)))
    except SyntaxError as error:
        line = (error.text or "").strip()
        said = f"{error.msg}: {line}" if line else error.msg
        return Effects(code, error=f"line {error.lineno}: {said}", problem=f"line #: {said}")
    except (ValueError, RecursionError, MemoryError) as error:
        said = str(error) or type(error).__name__
        return Effects(code, error=said, problem=said)


def _readable(tree: ast.Module) -> ast.Module:
    """The cell with the statements and the names that it says in other ways, for reading only."""
    return with_plain_names(inline_magics(tree))


def _collect(source: str, code: str, tree: ast.Module) -> Effects:
    found: Reading = read(tree.body)
    unknown = runs_unknown_code(tree)
    kinds = dict(found.kinds)
    if name := captured_name(source):
        kinds[name] = Kind.OBJECT
    return Effects(
        code,
        kinds,
        frozenset() if is_timed(source) else frozenset(found.certain - found.reads),
        frozenset(found.reads),
        frozenset(found.runs),
        found.changes,
        found.routines,
        frozenset(found.holds),
        found.imports,
        frozenset(found.aliases),
        frozenset(files_read(ast.walk(tree))),
        open=unknown or brings_unknown_names(tree),
        unknown=unknown,
    )


def same_code(one: str, other: str) -> bool:
    """Whether two cells are the same program; comments and layout don't matter."""
    if one.strip() == other.strip():
        return True
    first, second = effects(one), effects(other)
    if first.error or second.error:
        return False
    return ast.dump(ast.parse(first.code)) == ast.dump(ast.parse(second.code))
