"""Slicing: which cells of a notebook a test needs.

A slice gives a test what "restart and run all" would give it, and trains no model that the test
does not look at. It is found by M. Weiser's backward slicing ("Program slicing", ICSE 1981) with
cells in place of statements. Start with the names that the test uses, and walk up from it. A cell
belongs to the slice if it

- defines a wanted name: ``x = 1``, ``def x():``, ``import x``, ``for x in``, ``with ... as x``;
- changes the object of a wanted name: ``x[0] = 1``, ``x.a = 1``, ``x += 1``, ``del x``,
  ``x.method()``, ``f(x)``, or by calling a function whose code does one of these;
- writes a file that a wanted cell reads, see `grader.analysis.file_access`;
- changes the state of the process, and trains nothing, see `grader.analysis.process_state`;
- may do anything, such as ``exec(text)`` and ``from a import *``.

Then the names that the cell uses are wanted as well, and those that it is certain to replace are
no longer. Whoever wants a function or an object wants what its code will read when it runs.
An object may have several names, as after ``y = x`` or ``y = [x]``: these are in one alias set, and
a change through one is a change to all of them, see `grader.analysis.aliasing`.

What is assumed, each with an example of what is not followed:

- What a module keeps is changed only by a call for its effect, such as ``np.random.seed(1)``, or
  of what is called a setter, as in ``old = np.seterr(all="raise")``.
  ``x = np.random.rand()`` above a test moves the random numbers on, and is not run for that.
- Reading an attribute, arithmetic, comparing, ``print`` and ``len`` change nothing. A property
  that counts how often it was read would.
- A function keeps nothing from call to call if it has no decorator and no default that can change,
  and its attributes have one name: after ``g = f`` the cell ``f.x = 1`` is not run for ``g.x``.
- No object holds a module: ``modules = [np]`` and ``modules[0].x = 1`` do not change ``np``.
- A file has its name as text in the code: ``open("w" + number, "w")`` is not found for a test that
  reads ``w1``.

Where a slice is too small by one of these, the test sees what it would see if the student had not
written the cell that is left out. If its visible part fails then, it is run once more with all
cells above it (`Slice.whole`) before its verdict stands, see `grader.runner.plan_run`. So it is
where a cell stands above one that it needs, see `grader.submissions.run_order`. Where a slice holds
a cell for no name, but for what this may do to the process, and its cells end the student worker,
the test is run once more without that cell (`Slice.named`).
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.analysis.alias_sets import AliasSets
from grader.analysis.cell_analysis import CellAnalysis, analyse
from grader.analysis.process_state import PROCESS, TRAINING
from grader.submissions.notebook_reader import Cell

# IPython puts these into every notebook's namespace.
GIVEN = frozenset(dir(builtins)) | {"get_ipython", "display", "exit", "quit", "In", "Out"}


@dataclass(frozen=True)
class Slice:
    """The cells to run before a test, in their order, and what is odd about them.

    Attributes
    ----------
    cells:
        The cells to run. They give the test what running all would, even if some of them raise.
    whole:
        The same, and all other cells above the test that train nothing.
    named:
        Those of `cells` that are needed for a name.
    late:
        Those of `whole` that stand below the test (the notebook was run out of order).
    needed:
        Every name the test and these cells use.
    missing:
        Names the test uses that no cell defines; a star import may still define them.
    broken:
        Cells that can't be read as Python and mention a name that is needed.
    """

    cells: tuple[Cell, ...]
    whole: tuple[Cell, ...]
    named: tuple[Cell, ...]
    late: tuple[Cell, ...]
    needed: frozenset[str]
    missing: frozenset[str]
    broken: tuple[Cell, ...]


def slice_for(
    test_source: str,
    before: Sequence[Cell],
    after: Sequence[Cell] = (),
    *,
    given: frozenset[str] = frozenset(),
    left_out: frozenset[str] = frozenset(),
) -> Slice:
    """Find the cells that `test_source` needs, as this module says.

    Parameters
    ----------
    before:
        The student's cells above the test. The last definition above it counts, as in Python.
    after:
        Those below it; only looked at for names that nothing above defines.
    given:
        Names that the test has from elsewhere, such as its author's imports.
    left_out:
        The grade_ids of cells that are not to be run; what they say of the names still counts.
    """
    before = [cell for cell in before if cell.is_code]
    after = [cell for cell in after if cell.is_code]
    test = analyse(test_source)
    wanted = frozenset(test.uses - GIVEN - given) | test.files | {PROCESS}
    run, objects = before, AliasSets([analyse(cell.source) for cell in before], wanted)
    everything = test.unknown
    chosen, whole, needed, defined = _walk_back(run, objects, wanted, left_out, everything)
    late: list[Cell] = []
    may_be_late = [cell for cell in after if cell.grade_id not in left_out]
    while more := [
        c
        for c in may_be_late
        if c not in late and analyse(c.source).defines & (needed - defined - GIVEN)
    ]:
        late = [c for c in after if c in late or c in more]
        run = [*before, *late]
        objects = AliasSets([analyse(cell.source) for cell in run], wanted)
        chosen, whole, needed, defined = _walk_back(run, objects, wanted, left_out, everything)
    by_name = _walk_back(run, objects, wanted - {PROCESS}, left_out, False, follows_unknown=False)
    return Slice(
        cells=tuple(chosen),
        whole=tuple(whole),
        named=tuple(by_name[0]),
        late=tuple(cell for cell in whole if cell in late),
        needed=frozenset(needed),
        missing=frozenset(wanted - defined - test.defines - test.files - {PROCESS}),
        broken=tuple(
            cell
            for cell in [*before, *after]
            if analyse(cell.source).error and words_in(cell) & (needed - GIVEN)
        ),
    )


def words_in(cell: Cell) -> set[str]:
    """Return the words of a cell, its names among them, though it can't be read as Python."""
    return set(re.findall(r"\w+", cell.source))


def _walk_back(
    cells: Sequence[Cell],
    objects: AliasSets,
    wanted: frozenset[str],
    left_out: frozenset[str],
    everything: bool,
    *,
    follows_unknown: bool = True,
) -> tuple[list[Cell], list[Cell], set[str], set[str]]:
    """Return the cells to run and those of `Slice.whole`, what is needed, and what they define.

    `everything` says that the test may look at any name, as one that calls ``globals()``. Without
    `follows_unknown`, code that may do anything counts for the names that it mentions.
    """
    if follows_unknown:
        everything = everything or objects.runs_unknown_code(CellAnalysis("", reads=wanted))
    wanted_now = objects.wanted_with(wanted)
    needed, defined = set(wanted_now), set()
    chosen: list[Cell] = []
    whole: list[Cell] = []
    for cell in reversed(cells):
        found = analyse(cell.source)
        if found.error or cell.grade_id in left_out:
            continue
        unknown = follows_unknown and objects.runs_unknown_code(found)
        touched = objects.touched_by(found)
        if TRAINING in touched:
            touched -= {PROCESS}
        may_bind = found.open and (follows_unknown or not found.unknown)
        is_chosen = everything or unknown or may_bind or touched & wanted_now
        if is_chosen or TRAINING not in touched:
            whole.append(cell)
        if not is_chosen:
            continue
        everything = everything or unknown  # whatever is above, this cell may read it
        chosen.append(cell)
        defined |= found.defines
        wanted_now = (wanted_now - found.kills) | objects.wanted_with(found.uses)
        wanted_now |= found.files
        needed |= wanted_now
    return chosen[::-1], whole[::-1], needed, defined
