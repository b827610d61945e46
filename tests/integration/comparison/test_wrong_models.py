"""Wrong models of the course: what is blamed, and what the message says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wrong_models import CASES, HAPPY, PHOTOS, SIGNS, blame

from grader.comparison.difference_text import headline, message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows


def blamed(report):
    return tuple(
        blame(d.kind, d.layer, d.yours, d.expected, *(item.attribute for item in d.items))
        for d in report.differences
    )


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def case(request):
    pytest.importorskip("tensorflow")
    return request.param


@pytest.fixture(scope="module")
def report(case):
    return compare(plain_rows(case.rows()), plain_rows(case.expected))


def test_a_wrong_model_blames_its_mistake_and_nothing_else(case, report):
    assert blamed(report) == case.blamed


def test_layers_that_only_follow_are_folded(case, report):
    folded = [n for consequence in report.consequences for n in consequence.layers]
    assert tuple(folded) == case.follows
    assert all(consequence.certain for consequence in report.consequences)


def test_the_message_says_what_the_case_needs(case, report):
    text = " ".join(message(report).split())
    for words in case.says:
        assert " ".join(words.split()) in text


def test_the_message_has_a_headline_for_every_difference(case, report):
    lines = message(report).splitlines()
    if report.yours:
        assert [line for line in lines if line in {headline(d, report) for d in report.differences}]
        for difference in report.differences:
            assert headline(difference, report) in lines


def test_the_message_is_narrow_and_ends_with_advice(case, report):
    lines = message(report).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[-1].endswith("again.")


value = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 70)
    | st.floats(0, 1)
    | st.sampled_from(["same", "x"]),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=6,
)
types = st.sampled_from(
    ["Conv2D", "Dense", "MaxPooling2D", "ZeroPadding2D", "Flatten", "ReLU", "Add"]
)
strange_row = (
    st.tuples(types, value, value, value, value, value).map(list) | st.lists(value) | value
)
some_rows = st.sampled_from(HAPPY + SIGNS + PHOTOS)


@given(st.lists(strange_row | some_rows, max_size=9), st.lists(strange_row | some_rows, max_size=9))
def test_no_rows_whatsoever_bring_it_down_and_every_layer_is_marked(yours, expected):
    report = compare(plain_rows(yours), plain_rows(expected))
    assert len(report.pairs) == len(report.marks) >= max(len(yours), len(expected))
    assert bool(report.differences) == any(mark != "same" for mark in report.marks)
