"""The import statements of an author's cells: the names that they bind, the modules they import."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grader.analysis.cell_analysis import syntax_tree
from grader.analysis.definitions_and_uses import imported_names


@dataclass(frozen=True)
class Imports:
    """The import statements of some cells, in order."""

    statements: tuple[ast.Import | ast.ImportFrom, ...]

    @classmethod
    def of(cls, sources: Iterable[str]) -> Imports:
        """The top-level imports of those cells that are valid Python."""
        statements = (node for source in sources for node in syntax_tree(source).body)
        imports = (ast.Import, ast.ImportFrom)
        return cls(tuple(node for node in statements if isinstance(node, imports)))

    @property
    def names(self) -> frozenset[str]:
        """The names that they bind; those of a star import are unknown."""
        return frozenset().union(*map(imported_names, self.statements)) - {"*"}

    def source(self, used: Collection[str]) -> str:
        """Source of the statements that bind a name in `used`, and of star imports."""
        wanted = [node for node in self.statements if imported_names(node) & {*used, "*"}]
        return "\n".join(dict.fromkeys(ast.unparse(node) for node in wanted))

    @property
    def modules(self) -> list[str]:
        """The dotted names of the imported modules, and of what is imported from them."""
        names: list[str] = []
        for node in self.statements:
            imported = [alias.name for alias in node.names if alias.name != "*"]
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names += [node.module, *(f"{node.module}.{name}" for name in imported)]
            elif isinstance(node, ast.Import):
                names += imported
        return list(dict.fromkeys(names))
