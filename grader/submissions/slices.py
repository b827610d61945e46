"""Which cells of a notebook a test needs: backwards through the names, nothing else is run."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.code.effects import Effects, effects
from grader.submissions.reading import Cell

# IPython puts these into every notebook's namespace.
GIVEN = frozenset(dir(builtins)) | {"get_ipython", "display", "exit", "quit", "In", "Out"}


@dataclass(frozen=True)
class Slice:
    """The cells to run before a test, in their order, and what is odd about them.

    Attributes
    ----------
    cells:
        The cells to run.
    late:
        Those of them that stand below the test (the notebook was run out of order).
    needed:
        Every name the test and these cells use.
    missing:
        Names the test uses that no cell defines; a star import may still define them.
    broken:
        Cells that can't be read as Python and mention a name that is needed.
    """

    cells: tuple[Cell, ...]
    late: tuple[Cell, ...]
    needed: frozenset[str]
    missing: frozenset[str]
    broken: tuple[Cell, ...]


def slice_for(test_source: str, before: Sequence[Cell], after: Sequence[Cell] = ()) -> Slice:
    """Find the cells that `test_source` needs.

    Parameters
    ----------
    before:
        The student's cells above the test. The last definition above it counts, as in Python.
    after:
        Those below it; only looked at for names that nothing above defines.
    """
    before = [cell for cell in before if cell.is_code]
    after = [cell for cell in after if cell.is_code]
    test = effects(test_source)
    wanted = frozenset(test.uses - test.replaces - GIVEN)
    reach = _reach([*before, *after])
    chosen, needed, defined = _walk_back(before, wanted, reach)
    late: list[Cell] = []
    while more := [c for c in after if c not in late and _defines(c) & (needed - defined)]:
        late = [c for c in after if c in late or c in more]
        chosen, needed, defined = _walk_back([*before, *late], wanted, reach)
    return Slice(
        cells=tuple(chosen),
        late=tuple(cell for cell in chosen if cell in late),
        needed=frozenset(needed),
        missing=frozenset(wanted - defined - test.defines),
        broken=tuple(
            cell
            for cell in [*before, *after]
            if effects(cell.source).error and any(name in cell.source for name in needed)
        ),
    )


def _defines(cell: Cell) -> frozenset[str]:
    return effects(cell.source).defines


def _walk_back(
    cells: Sequence[Cell], wanted: frozenset[str], reach: Mapping[str, frozenset[str]]
) -> tuple[list[Cell], set[str], set[str]]:
    """Cells in running order, every name needed on the way, and the names they define."""
    wanted_now, needed, defined = set(wanted), set(wanted), set()
    chosen: list[Cell] = []
    for cell in reversed(cells):
        effect = effects(cell.source)
        if effect.error or not (effect.open or _touches(effect, reach) & wanted_now):
            continue
        chosen.append(cell)
        defined |= effect.defines
        wanted_now = (wanted_now - effect.replaces) | (effect.uses - GIVEN)
        needed |= wanted_now
    return chosen[::-1], needed, defined


def _touches(effect: Effects, reach: Mapping[str, frozenset[str]]) -> set[str]:
    """Names a cell defines or changes, by other names and through the functions it uses too."""
    touched = set(effect.defines | effect.changes)
    for name in effect.changes:
        touched |= reach.get(name, frozenset())
    for name in effect.uses:
        touched |= reach.get(f"{name}()", frozenset())
    return touched


def _reach(cells: Sequence[Cell]) -> dict[str, frozenset[str]]:
    """For each name the others that change with it; ``f()`` stands for a call of ``f``."""
    edges: dict[str, set[str]] = {}
    for cell in cells:
        effect = effects(cell.source)
        for name, other in effect.aliases:
            edges.setdefault(name, set()).add(other)
        for function, changed in effect.latent.items():
            edges.setdefault(f"{function}()", set()).update(changed)
            calls = {f"{name}()" for name in effect.uses}
            edges[f"{function}()"] |= calls - {f"{function}()"}
    return {name: frozenset(_closure(name, edges)) for name in edges}


def _closure(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    stack = [start]
    while stack:
        for name in edges.get(stack.pop(), ()):
            if name not in seen:
                seen.add(name)
                stack.append(name)
    return seen
