"""What a comparison finds, as data: the text and any other rendering are made from it.

Numbers of layers count from 1, as learners do; `pairs` holds indices into the lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.comparison.align import Pair
from grader.comparison.explain import Item

SAME, DIFFERENT, FOLLOWS, EXTRA, MISSING = "same", "different", "follows", "extra", "missing"
MOVED, INPUT = "moved", "input"


@dataclass(frozen=True)
class Difference:
    """One thing to fix.

    kind: "different" (the layer has other settings, or is another layer), "missing", "extra",
    "moved", "input" (the shape the first layer gets). `yours` and `expected` are the layer's
    numbers in the two lists. `effect` is the first layer that suffers (its number in the learner's
    list and its type) and the arithmetic there.
    """

    kind: str
    layer: str
    yours: int | None
    expected: int | None
    items: tuple[Item, ...] = ()
    formulas: tuple[str, ...] = ()
    advice: str = ""
    effect: tuple[int, str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Consequence:
    """Layers (numbers in the learner's list) that differ only because of earlier differences.

    causes: indices into `Report.differences`. certain: the arithmetic shows it, for every layer.
    """

    layers: tuple[int, ...]
    causes: tuple[int, ...]
    certain: bool


@dataclass
class Report:
    """yours, expected: reduced rows (`plain`); pairs: their alignment; marks: one for every pair
    ("same", "different", "follows", "extra", "missing"); left_out: pairs not looked at."""

    yours: list
    expected: list
    pairs: list[Pair] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    consequences: list[Consequence] = field(default_factory=list)
    left_out: int = 0
