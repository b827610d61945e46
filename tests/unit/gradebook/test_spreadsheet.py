import csv

import pytest

from grader.gradebook.spreadsheet import inert, write_rows


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1+1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("x")'],
)
def test_no_text_is_a_formula(text):
    shown = inert(text)
    assert shown[0] in "'\\"
    assert "\n" not in shown and "\r" not in shown


def test_other_text_is_as_it_was_and_numbers_are_numbers(tmp_path):
    rows = [["a,b", 'say "x"', "O'Brien", None, -1.5, 3.0, 1 / 3]]
    path = write_rows(tmp_path / "t.csv", rows)
    with path.open(newline="") as file:
        [row] = csv.reader(file)
    assert row == ["a,b", 'say "x"', "O'Brien", "", "-1.5", "3", "0.3333333333"]
