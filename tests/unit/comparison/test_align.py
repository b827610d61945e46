import pytest
from hypothesis import given
from hypothesis import strategies as st
from wrong_models import HAPPY, PHOTOS, SIGNS

from grader.comparison.align import align
from grader.comparison.sanitize import plain_rows

LISTS = [plain_rows(rows) for rows in (HAPPY, SIGNS, PHOTOS)]
row = st.sampled_from([row for rows in LISTS for row in rows])
any_rows = st.lists(row, max_size=15)


@given(any_rows)
def test_equal_lists_are_paired_one_by_one(rows):
    assert align(rows, list(rows)) == [(i, i) for i in range(len(rows))]


@given(any_rows.filter(bool), st.data())
def test_one_deletion_is_exactly_one_missing_layer(rows, data):
    gone = data.draw(st.integers(0, len(rows) - 1))
    pairs = align(rows[:gone] + rows[gone + 1 :], rows)
    assert [a for a, _ in pairs].count(None) == 1
    assert None not in [b for _, b in pairs]
    left = [rows[b] for a, b in pairs if a is not None]
    assert left == rows[:gone] + rows[gone + 1 :]


@given(any_rows, any_rows)
def test_every_layer_appears_once_and_in_order(yours, expected):
    pairs = align(yours, expected)
    assert [a for a, _ in pairs if a is not None] == list(range(len(yours)))
    assert [b for _, b in pairs if b is not None] == list(range(len(expected)))
    assert (None, None) not in pairs


@given(any_rows, any_rows)
def test_exchanging_the_lists_costs_the_same_number_of_gaps(yours, expected):
    there, back = align(yours, expected), align(expected, yours)
    assert sum(None in pair for pair in there) == sum(None in pair for pair in back)


@pytest.mark.parametrize("n", range(len(SIGNS)))
def test_a_layer_with_another_setting_keeps_its_partner(n):
    rows = plain_rows(SIGNS)
    rows[n] = [rows[n][0], [None, 5, 5], 77, "other", "other"]
    assert align(rows, plain_rows(SIGNS)) == [(i, i) for i in range(len(SIGNS))]


def test_a_missing_block_is_not_mistaken_for_the_next_one_of_the_same_types():
    expected = plain_rows(SIGNS)
    pairs = align(expected[:4] + expected[7:], expected)
    assert [b for a, b in pairs if a is None] == [4, 5, 6]


def test_two_poolings_of_different_kind_are_partners():
    assert align([["AveragePooling2D", [None, 1], 0]], [["MaxPooling2D", [None, 1], 0]]) == [(0, 0)]


@pytest.mark.parametrize(("n", "m"), [(10_000, 7), (10_000, 10_000), (200, 200)])
def test_lists_too_long_for_least_cost_are_paired_all_the_same(n, m):
    pairs = align([["A", [None, i], i] for i in range(n)], [["B", [None, i], i] for i in range(m)])
    assert len(pairs) >= max(n, m)
