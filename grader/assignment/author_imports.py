"""The import statements of an author's notebook: what its tests may take for granted."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grader.analysis.cell_effects import effects


@dataclass(frozen=True)
class Imports:
    """Import statements in their order."""

    statements: tuple[ast.Import | ast.ImportFrom, ...]

    @classmethod
    def of(cls, sources: Iterable[str]) -> Imports:
        """The imports at the top level of cells that can be read as Python."""
        read = (effects(source) for source in sources)
        trees = (ast.parse(effect.code) for effect in read if not effect.error)
        kinds = (ast.Import, ast.ImportFrom)
        return cls(tuple(node for tree in trees for node in tree.body if isinstance(node, kinds)))

    @property
    def names(self) -> frozenset[str]:
        """The names that they bind, as far as they say so."""
        return frozenset().union(*map(_names, self.statements)) - {"*"}

    def source(self, used: Collection[str]) -> str:
        """Those that bind one of the names `used`, and star imports, as source."""
        wanted = [node for node in self.statements if _names(node) & {*used, "*"}]
        return "\n".join(dict.fromkeys(ast.unparse(node) for node in wanted))

    @property
    def modules(self) -> list[str]:
        """Names of the modules that they load."""
        names: list[str] = []
        for node in self.statements:
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            else:
                names += [alias.name for alias in node.names]
        return [name for name in dict.fromkeys(names) if name]


def _names(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
