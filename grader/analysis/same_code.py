"""Whether two cells say the same."""

from __future__ import annotations

import ast

from grader.analysis.cell_effects import effects


def same_code(one: str, other: str) -> bool:
    """Whether two cells are the same program; comments and layout don't matter."""
    if one.strip() == other.strip():
        return True
    first, second = effects(one), effects(other)
    if first.error or second.error:
        return False
    return ast.dump(ast.parse(first.code)) == ast.dump(ast.parse(second.code))
