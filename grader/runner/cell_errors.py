"""Cells that stopped with an error, and what is missing because of it."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.language import _
from grader.protocol.value_types import Raised
from grader.runner.cell_execution import FILE
from grader.runner.keras_errors import advice_for, shortened
from grader.runner.missing_names import NAME
from grader.submissions.notebook_reader import subject, unnumbered


@dataclass(frozen=True)
class CellError:
    """What a cell raised when it was run for a test.

    Attributes
    ----------
    label:
        How the cell is called.
    raised:
        The exception, in words that student code may have chosen.
    defines:
        The names that the cell would have bound.
    """

    label: str
    raised: Raised
    defines: frozenset[str] = frozenset()

    def sentence(self, name: str = "") -> str:
        """What happened, and that `name` is missing now."""
        first, *notes = shortened(self.raised.message).splitlines() or [""]
        cell, error = subject(self.label), self.raised.type_name
        in_it = self.raised.cell == self.label
        where = _(" at line {line}", line=self.raised.line or "#") if in_it else ""
        if error == "NotImplementedError" and not first:
            return _(
                "{cell} is not filled in{where}: it raises NotImplementedError.",
                cell=cell,
                where=where,
            )
        if first:
            told = _(
                "{cell} stopped{where} with {error}: {text}",
                cell=cell,
                where=where,
                error=error,
                text=first,
            )
        else:
            told = _("{cell} stopped{where} with {error}.", cell=cell, where=where, error=error)
        if name:
            told = told.rstrip(".。") + _(". So `{name}` is not defined.", name=name)
        advice = advice_for(self.raised.type_name, first)
        return "\n".join([told, *notes, *filter(None, [advice])])

    def anywhere(self) -> CellError:
        """The same error without the numbers of cell and line, which differ by student."""
        return replace(self, label=unnumbered(self.label), raised=anywhere(self.raised))


@dataclass(frozen=True)
class CodeInMagic:
    """Code that a cell gives to a magic, which leaves none of its names in the notebook.

    Attributes
    ----------
    label:
        How the cell is called.
    magic:
        The magic with its ``%``.
    defines:
        The names that the code would have bound.
    """

    label: str
    magic: str
    defines: frozenset[str] = frozenset()

    def sentence(self, name: str) -> str:
        """Why `name` is missing, and what to do."""
        return _(
            "{cell} gives code to `{magic}`, which defines nothing in the notebook. So `{name}` is "
            "not defined. Take `{magic}` out of the cell.",
            cell=subject(self.label),
            magic=self.magic,
            name=name,
        )

    def anywhere(self) -> CodeInMagic:
        """The same without the number of the cell, which differs by student."""
        return replace(self, label=unnumbered(self.label))


@dataclass(frozen=True)
class BrokenCell:
    """A cell that can't be read as Python, so that nothing of it was run.

    Attributes
    ----------
    label:
        How the cell is called.
    problem:
        Why it can't be read, with the line; `anyones` is the same without its number.
    defines:
        The names that the cell would have bound, as far as its text tells.
    """

    label: str
    problem: str
    anyones: str
    defines: frozenset[str] = frozenset()

    def sentence(self, name: str) -> str:
        """Why `name` is missing, and what to do."""
        return _(
            "{where} would define `{name}`, but is not valid Python: {error}. Correct this line.",
            where=subject(self.label),
            name=name,
            error=self.problem,
        )

    def anywhere(self) -> BrokenCell:
        """The same without the numbers of cell and line, which differ by student."""
        return replace(self, label=unnumbered(self.label), problem=self.anyones)


NotRun = CellError | CodeInMagic | BrokenCell


def anywhere(raised: Raised) -> Raised:
    """The same exception without the numbers of cell and line, which differ by student."""
    if raised.cell == FILE:  # the lines of a test are the same for all
        return raised
    return replace(raised, cell=unnumbered(raised.cell), line=0)


def cause_of(name: str, errors: Sequence[NotRun]) -> str:
    """Which cell would have bound a name that is missing, and why that did; "" if none of these.

    A cell that stopped because the same name was missing is no cause. Where it was another one,
    the cell is told of with which that began.
    """
    causes: dict[NotRun, str] = {}
    while cause := _cause(name, errors):
        if cause in causes:
            break
        causes[cause] = name
        name = _missed(cause)
    told = [cause.sentence(missing) for cause, missing in causes.items()]
    return "\n".join(dict.fromkeys([*told[:1], *told[-1:]]))


def _cause(name: str, errors: Sequence[NotRun]) -> NotRun | None:
    """Return the first cell that would have bound a name, and did not stop for want of it."""
    if not name or hasattr(builtins, name):
        return None
    return next((e for e in errors if name in e.defines and _missed(e) != name), None)


def _missed(error: NotRun) -> str:
    """Return the name for want of which a cell stopped, "" if it was something else."""
    found = NAME.search(error.raised.message) if isinstance(error, CellError) else None
    return found[1] if found else ""
