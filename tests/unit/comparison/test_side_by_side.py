from wrong_models import HAPPY, SIGNS

from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows
from grader.comparison.side_by_side import MAX_LINES, side_by_side


def lines(yours, expected):
    return side_by_side(compare(plain_rows(yours), plain_rows(expected)))


def test_every_kind_of_pair_has_its_own_mark_and_the_legend_explains_those_used():
    yours = [[*HAPPY[1][:1], (None, 58, 58, 32), *HAPPY[1][2:]], ["ReLU", (None, 58, 58, 32), 0]]
    yours += [["Add", (None, 58, 58, 32), 0]]
    expected = [HAPPY[0], HAPPY[1], ["ReLU", (None, 64, 64, 32), 0]]
    marks = [line[0] for line in lines(yours, expected)]
    assert marks == [" ", "−", "·", "·", "+", " "]
    assert lines(yours, expected)[-1].split("   ") == [
        "  · follows from an earlier difference",
        "+ not expected",
        "− missing",
    ]


def test_layers_have_their_own_number_on_both_sides():
    table = lines(HAPPY[:2] + HAPPY[3:], HAPPY)
    assert " ".join(table[3].split()) == "− 3 BatchNormalization (None, 64, 64, 32) 128"
    assert table[4].startswith("✓ 3 ReLU") and "  4 ReLU" in table[4]


def test_the_second_column_stands_in_one_line():
    table = lines(SIGNS[1:], SIGNS)
    starts = {line.index(f"{n} {SIGNS[n - 1][0]}", 40) for n, line in enumerate(table[1:-1], 1)}
    assert starts == {table[0].index("expected")}


def test_a_long_table_is_cut():
    rows = [["Dense", (None, n), 2 * n, "relu"] for n in range(1, 100)]
    other = [[*row[:3], "tanh"] for row in rows]
    table = lines(rows, other)
    assert len(table) == MAX_LINES + 3
    assert table[-2] == "  … 59 more layers"
