"""Which names of a notebook may share objects: a graph from each to what it may be or hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from grader.analysis.aliasing import HUB
from grader.analysis.bindings import Kind
from grader.analysis.cell_effects import Effects
from grader.analysis.statements import Routine

Graph = Mapping[str, set[str]]
KindOf = Callable[[str], Kind]
# A step of the way that is not itself among what is reached: aliases are sought from there.
HOLDERS, PARTS = "<", ">"


class Sharing:
    """The graph, and its reverse. What is put into an object is there under all its names.

    Parameters
    ----------
    routines:
        By name, the code behind it.
    kind_of:
        What a name is bound to; modules and constants share nothing.
    mixed:
        Names whose objects code that can't be seen may have put into each other.
    """

    def __init__(
        self,
        cells: Sequence[Effects],
        routines: Mapping[str, Routine],
        kind_of: KindOf,
        mixed: Iterable[str] = (),
    ) -> None:
        holds = _holds(cells, routines, kind_of, mixed)
        held: dict[str, set[str]] = {}
        for name, others in holds.items():
            for other in others:
                held.setdefault(other, set()).add(name)
        names = holds.keys() | held.keys()
        objects = {name for name in names if kind_of(name) is Kind.OBJECT}
        self._onward: dict[str, set[str]] = {}
        self._back: dict[str, set[str]] = {}
        for name in names:
            parts, holders = holds.get(name, set()), held.get(name, set())
            hubs = {other for other in parts if HUB in other}
            is_object = name in objects
            self._onward[name] = parts | ({HOLDERS + name} if is_object else set())
            self._onward[HOLDERS + name] = {HOLDERS + h for h in holders} | hubs
            self._back[name] = holders | ({PARTS + h for h in holders} if HUB in name else set())
            self._back[PARTS + name] = {PARTS + p for p in parts} | ({name} if is_object else set())

    def held_by(self, names: Iterable[str]) -> set[str]:
        """The names, and those whose objects they may be, hold or read."""
        return _reached(self._onward, names)

    def holders_of(self, names: Iterable[str]) -> set[str]:
        """The names, and those that may be, hold or read their objects."""
        return _reached(self._back, names)


def own(number: int, name: str) -> str:
    """A name that is a cell's own, such as the hub of a call in it, told from other cells'."""
    return f"{number}{name}" if name.startswith(HUB) else name


def _holds(
    cells: Sequence[Effects],
    routines: Mapping[str, Routine],
    kind_of: KindOf,
    mixed: Iterable[str],
) -> Graph:
    """What each name may be, hold or read, as far as its own statements tell."""
    graph: dict[str, set[str]] = {name: {HUB} for name in mixed}
    graph[HUB] = set(mixed)

    def is_inert(name: str) -> bool:
        return kind_of(name.removesuffix("()")) in (Kind.MODULE, Kind.CONSTANT)

    for number, cell in enumerate(cells):
        for one, other in cell.holds:
            if not (is_inert(one) or is_inert(other)):
                graph.setdefault(own(number, one), set()).add(own(number, other))
    for name, routine in routines.items():
        reads = {other for other in routine.reads if not is_inert(other)}
        graph.setdefault(name, set()).update(reads)
    for result in {n for names in ([*graph], *graph.values()) for n in names}:
        if result.endswith("()"):
            function = result.removesuffix("()")
            # what a plain function returns runs none of its code
            plain = kind_of(function) is Kind.FUNCTION
            held = graph.get(function, set()) if plain else {function}
            graph.setdefault(result, set()).update(held)
            if kind_of(function) is Kind.OBJECT:  # it may keep what it is given
                graph.setdefault(function, set()).add(result)
    return graph


def _reached(graph: Graph, names: Iterable[str]) -> set[str]:
    seen = set(names)
    stack = list(seen)
    while stack:
        new = graph.get(stack.pop(), set()) - seen
        seen |= new
        stack.extend(new)
    return {name for name in seen if not name.startswith((HOLDERS, PARTS))}
