"""The result of a comparison as data; text and HTML are made from it.

Numbers of layers count from 1, as students count; `pairs` contains indices into the lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from grader.comparison.align import Pair


class Kind(StrEnum):
    """How a layer or a pair of layers differs."""

    SAME = "same"
    DIFFERENT = "different"  # other settings, or another layer
    FOLLOWS = "follows"  # from an earlier difference
    EXTRA = "extra"
    MISSING = "missing"
    MOVED = "moved"
    INPUT = "input"  # the input shape of the first layer


@dataclass(frozen=True)
class Item:
    """One attribute that differs. `source` says how a value without a column was inferred."""

    attribute: str
    yours: object
    expected: object
    source: str = ""


@dataclass(frozen=True)
class Difference:
    """One thing to fix.

    Attributes
    ----------
    kind : Kind
        DIFFERENT, MISSING, EXTRA, MOVED or INPUT.
    layer : str
        The layer's type.
    yours, expected : int or None
        The layer's numbers in the two lists.
    items : tuple of Item
        The attributes that differ.
    formulas : tuple of str
        The arithmetic of these attributes.
    advice : str
        What to do, without a full stop.
    effect : (int, str, tuple of str), optional
        The first layer affected by it: its number in the student's list, its type, the arithmetic.
    """

    kind: Kind
    layer: str
    yours: int | None
    expected: int | None
    items: tuple[Item, ...] = ()
    formulas: tuple[str, ...] = ()
    advice: str = ""
    effect: tuple[int, str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Consequence:
    """Layers that differ only because of earlier differences.

    Attributes
    ----------
    layers : tuple of int
        Their numbers in the student's list.
    causes : tuple of int
        Indices into `Report.differences`.
    certain : bool
        Whether the arithmetic shows it for every layer.
    """

    layers: tuple[int, ...]
    causes: tuple[int, ...]
    certain: bool


@dataclass
class Report:
    """Two lists of reduced rows (see `sanitize.plain_rows`) and how they differ.

    Attributes
    ----------
    pairs : list of (int or None, int or None)
        The alignment of the lists.
    marks : list of Kind
        For each pair SAME, DIFFERENT, FOLLOWS, EXTRA or MISSING.
    left_out : int
        Number of pairs that were not compared.
    """

    yours: list
    expected: list
    pairs: list[Pair] = field(default_factory=list)
    marks: list[Kind] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    consequences: list[Consequence] = field(default_factory=list)
    left_out: int = 0

    def rows(self, i: int | None, j: int | None) -> tuple:
        """The rows of a pair; None for no partner."""
        return None if i is None else self.yours[i], None if j is None else self.expected[j]
