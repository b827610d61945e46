import pytest
from hypothesis import given
from hypothesis import strategies as st
from wrong_models import CASES, HAPPY, SIGNS

from grader.comparison.difference_text import headline, message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows


def text_for(yours, expected=HAPPY):
    return message(compare(plain_rows(yours), plain_rows(expected)))


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def case(request):
    pytest.importorskip("tensorflow")
    return request.param


@pytest.fixture(scope="module")
def report(case):
    return compare(plain_rows(case.rows()), plain_rows(case.expected))


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


def test_a_learners_strings_stay_on_their_line_and_show_their_control_characters():
    yours = [list(row) for row in HAPPY]
    yours[6] = ["Dense", (None, 1), 32769, "\x1b[31m\r\nAll tests passed!\u202e\udc80" + "y" * 500]
    text = text_for(yours)
    assert all(line.isprintable() for line in text.splitlines())
    assert r"'\x1b[31m\r\nAll tests passed!\u202e\udc80yyy" in " ".join(text.split())
    assert "y" * 100 not in text
    text.encode()


def test_a_type_that_is_no_name_is_written_as_text():
    yours = [list(row) for row in HAPPY]
    yours[6][0] = "Dense\nAll tests passed!"
    assert all(line.isprintable() for line in text_for(yours).splitlines())


def test_a_class_with_a_strange_name_stays_on_its_line():
    yours = [list(row) for row in HAPPY]
    yours[6][3] = type("All tests\npassed!", (), {})()
    words = r"activation: yours object of type All tests\npassed!, expected 'sigmoid'"
    assert words in text_for(yours)


def test_a_long_model_is_cut():
    text = text_for([["Dense", (None, i), i, "relu"] for i in range(1, 10_001)])
    assert len(text.splitlines()) < 200
    assert "more layers" in text and "more differences" in text


def test_a_difference_far_down_is_in_the_side_by_side():
    rows = [["ReLU", (None, 8, 8, 3), 0]] * 500
    yours = [*rows, ["Flatten", (None, 192), 0]]
    text = text_for(yours, [*rows, ["Dense", (None, 192), 0]])
    assert "… 497 equal layers" in text and "✗ 501 Flatten" in text


def test_equal_layers_are_neither_blamed_nor_marked_wrong():
    yours = [list(row) for row in SIGNS]
    yours[8] = ["Dense", (None, 6), 390, "sigmoid"]
    table = [line for line in text_for(yours, SIGNS).splitlines() if line[:3] in ("✓ 8", "✗ 9")]
    assert len(table) == 2


@given(st.lists(st.lists(st.text() | st.integers() | st.none(), max_size=5), max_size=5))
def test_any_text_makes_a_clean_message(yours):
    lines = text_for(yours).splitlines()
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) <= 100
