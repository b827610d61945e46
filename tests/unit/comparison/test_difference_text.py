from hypothesis import given
from hypothesis import strategies as st
from wrong_models import HAPPY, SIGNS

from grader.comparison.difference_text import message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows
from grader.comparison.side_by_side import MAX_LINES, side_by_side


def text_for(yours, expected=HAPPY):
    return message(compare(plain_rows(yours), plain_rows(expected)))


def test_a_students_strings_stay_on_their_line_and_show_their_control_characters():
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


def table_of(yours, expected):
    return side_by_side(compare(plain_rows(yours), plain_rows(expected)))


def test_every_kind_of_pair_has_its_own_mark_and_the_legend_explains_those_used():
    yours = [[*HAPPY[1][:1], (None, 58, 58, 32), *HAPPY[1][2:]], ["ReLU", (None, 58, 58, 32), 0]]
    yours += [["Add", (None, 58, 58, 32), 0]]
    expected = [HAPPY[0], HAPPY[1], ["ReLU", (None, 64, 64, 32), 0]]
    marks = [line[0] for line in table_of(yours, expected)]
    assert marks == [" ", "−", "·", "·", "+", " "]
    assert table_of(yours, expected)[-1].split("   ") == [
        "  · follows from an earlier difference",
        "+ not expected",
        "− missing",
    ]


def test_layers_have_their_own_number_on_both_sides():
    table = table_of(HAPPY[:2] + HAPPY[3:], HAPPY)
    assert " ".join(table[3].split()) == "− 3 BatchNormalization (None, 64, 64, 32) 128"
    assert table[4].startswith("✓ 3 ReLU") and "  4 ReLU" in table[4]


def test_the_second_column_stands_in_one_line():
    table = table_of(SIGNS[1:], SIGNS)
    starts = {line.index(f"{n} {SIGNS[n - 1][0]}", 40) for n, line in enumerate(table[1:-1], 1)}
    assert starts == {table[0].index("expected")}


def test_a_long_table_is_cut():
    rows = [["Dense", (None, n), 2 * n, "relu"] for n in range(1, 100)]
    other = [[*row[:3], "tanh"] for row in rows]
    table = table_of(rows, other)
    assert len(table) == MAX_LINES + 3
    assert table[-2] == "  … 59 more layers"


def test_a_place_after_one_of_several_layers_has_its_number():
    dense = [["Dense", (None, n), 9 * n, "relu"] for n in (8, 4, 2)]
    text = text_for(dense, [dense[0], dense[1], ["Flatten", (None, 4), 0], dense[2]])
    assert "after Dense (layer 2)" in text
    text = text_for(SIGNS[:1] + SIGNS[2:], SIGNS)
    assert "after InputLayer." in text and "(layer 1)" not in text


def test_a_layer_that_is_written_but_not_connected_is_thought_of_in_a_functional_model():
    sentence = "or, if you have written it, call the next layer on its result"
    for left_out in (3, 7):
        text = text_for(SIGNS[:left_out] + SIGNS[left_out + 1 :], SIGNS)
        assert sentence in " ".join(text.split())
    assert sentence not in " ".join(text_for(HAPPY[:2] + HAPPY[3:]).split())
