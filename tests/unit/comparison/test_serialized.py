"""A comparison that was serialized is found again as it was."""

import json

import pytest
from wrong_models import HAPPY

from grader.comparison.difference_html import page
from grader.comparison.difference_text import message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows
from grader.comparison.serialized import MAX_CHARACTERS, as_text, from_text


def report_of(yours, expected=HAPPY):
    return compare(plain_rows(yours), plain_rows(expected))


@pytest.mark.parametrize(
    "yours",
    [
        [],
        HAPPY[1:],
        [*HAPPY, ["Dense", (None, 3), 6, float("nan"), float("inf")]],
        [["Conv2D", (None, 64, 64, 32), 4736, object()], "no row", {}, *HAPPY],
        [["<b>\ud83d\x00", (None,), -1, None, True]],
    ],
    ids=["empty", "missing", "numbers", "opaque", "odd text"],
)
def test_a_serialized_comparison_reads_and_looks_the_same(yours):
    report = report_of(yours)
    again = from_text(as_text(report))
    assert message(again) == message(report)
    assert page(again) == page(report)


def test_a_serialized_comparison_is_ascii():
    text = as_text(report_of([["Dense\ud83d", (None, 1), 3, object()], *HAPPY]))
    assert text.isascii() and json.loads(text)


def test_a_huge_comparison_is_not_serialized():
    report = report_of([["Dense" * 50, (None, 1), 3]] * 1000)
    assert as_text(report) == "" and MAX_CHARACTERS < 100_000
    assert from_text("") is None


@pytest.mark.parametrize("text", ["[", "{}", "[[]]", "[1, 2]", '"x"', "[[], null]"])
def test_a_text_that_is_no_comparison_is_refused(text):
    with pytest.raises(ValueError):
        from_text(text)
