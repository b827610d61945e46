"""What would go wrong if the notebook were run from the top: names, order, cells never run."""

from __future__ import annotations

import builtins
import itertools
import re
from collections.abc import Iterator
from typing import Any

import cnn_utils
from grader.analysis.cell_analysis import analyse
from grader.language import _
from grader.student.finding import Finding
from grader.submissions.notebook_reader import Cell, called, label

GIVEN = {*dir(builtins), "get_ipython", "display", "In", "Out", "_", "__", "___", "exit", "quit"}
STAR = re.compile(r"^from cnn_utils import \*", re.MULTILINE)
STOPS = (
    "A run from the top stops there with a NameError. Restart the kernel and run all cells to see "
    "it as a grader does."
)
FROM_THE_TOP = (
    "Restart the kernel and run all cells to see it as a grader does. The grader runs cells from "
    "the top."
)


def undefined_names(cells: tuple[Cell, ...]) -> Iterator[Finding]:
    """Find names that a cell needs and no cell above it defines."""
    code = [cell for cell in cells if cell.is_code]
    known = set(GIVEN)
    for place, cell in enumerate(code):
        if STAR.search(cell.source):
            known |= set(cnn_utils.__all__)
        found = analyse(STAR.sub("pass", cell.source))
        if found.open:
            return  # another `import *` may define anything
        for name in sorted(found.reads - known - found.defines):
            below = [c for c in code[place + 1 :] if name in analyse(c.source).defines]
            if below:
                what = _(
                    "uses `{name}`, and only {cell}, below it, defines it.",
                    name=name,
                    cell=called(label(below[0])),
                )
            else:
                what = _("uses `{name}`, and no cell does.", name=name)
            yield Finding(
                "undefined name",
                called(label(cell)),
                _line_of(cell.source, name),
                what,
                _(STOPS),
                costs=True,
            )
        known |= found.defines


def execution_order(saved: dict[str, Any]) -> Iterator[Finding]:
    """Find the cells of a notebook's JSON that were run out of order, or never."""
    counts = [(n, c) for n, c, source in _code_cells(saved) if source.strip()]
    ran = [(number, count) for number, count in counts if count is not None]
    for (_above, before), (number, count) in itertools.pairwise(ran):
        if count < before:
            yield Finding(
                "out of order",
                _("code cell {number}", number=number),
                None,
                _(
                    "was run as number {number}, before the cell above it (number {above}).",
                    number=count,
                    above=before,
                ),
                _(FROM_THE_TOP),
            )
            break
    never = [number for number, count in counts if count is None]
    if ran and never:
        numbers = ", ".join(map(str, never[:10])) + (" ..." if len(never) > 10 else "")
        is_one = len(never) == 1
        yield Finding(
            "never run",
            _("code cell {number}", number=numbers)
            if is_one
            else _("code cells {numbers}", numbers=numbers),
            None,
            _("had not been run when the notebook was saved."),
            _("Nothing is lost for that, but you have not seen what they do."),
        )


def _code_cells(saved: dict[str, Any]) -> list[tuple[int, int | None, str]]:
    listed = saved.get("cells")
    cells = [c for c in (listed if isinstance(listed, list) else []) if isinstance(c, dict)]
    found = []
    for number, cell in enumerate((c for c in cells if c.get("cell_type") == "code"), start=1):
        count, source = cell.get("execution_count"), cell.get("source", "")
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        found.append((number, count if isinstance(count, int) else None, text))
    return found


def _line_of(source: str, name: str) -> int | None:
    for number, line in enumerate(source.splitlines(), start=1):
        if re.search(rf"\b{re.escape(name)}\b", line):
            return number
    return None
