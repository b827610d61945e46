from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from grader.protocol import Malformed
from grader.protocol.codec import decode, encode
from grader.protocol.dataclass_data import from_data, to_data


@dataclass(frozen=True)
class Part:
    name: str
    size: float = 0.0

    def __post_init__(self):
        if self.size < 0:
            raise ValueError("a negative size")


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    best: Part | None
    ids: frozenset[str]
    pair: tuple[int, bytes]
    rest: dict[str, Any]


WHOLE = Whole((Part("a", 1.5), Part("b", 2)), None, frozenset({"x"}), (1, b"y"), {"z": [1]})


@pytest.mark.parametrize("whole", [WHOLE, Whole((), Part("c"), frozenset(), (0, b""), {})])
def test_a_dataclass_crosses(whole):
    assert from_data(Whole, decode(encode(to_data(whole, {}))), {}) == whole


def test_hooks_describe_and_make_their_types():
    data = to_data(WHOLE, {Part: lambda part: part.name})
    assert data[0] == ("a", "b")
    assert from_data(Whole, data, {Part: lambda name: Part(name, len(name))}).parts[1].size == 1


GOOD = to_data(WHOLE, {})


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, [["a", 1.5]]),
        (0, (["a"],)),
        (0, (["a", 1.5, 2],)),
        (0, (("a", 1.5),)),
        (0, (["a", True],)),
        (0, (["a", "1"],)),
        (0, (["a", -1.0],)),
        (0, ([b"a", 1.0],)),
        (1, 0),
        (2, {"x"}),
        (2, frozenset({1})),
        (3, (1,)),
        (3, (1, b"y", 2)),
        (3, (True, b"y")),
        (4, []),
        (4, {1: 2}),
    ],
)
def test_anything_else_than_the_annotation_is_malformed(at, value):
    with pytest.raises(Malformed):
        from_data(Whole, [*GOOD[:at], value, *GOOD[at + 1 :]], {})
