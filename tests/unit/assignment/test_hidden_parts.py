"""What is hidden in a test is marked the same way, whatever a course's own steps look for."""

import pytest

from grader.assignment.hidden_parts import is_hidden, mark_hidden_part

OWN = ("HIDE FROM HERE", "UNTIL HERE")
CANONICAL = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS"


def hidden_lines(text):
    found, inside = [], False
    for line in text.split("\n"):
        inside = (inside or "BEGIN HIDDEN TESTS" in line) and "END HIDDEN TESTS" not in line
        if inside:
            found.append(line)
    return [line for line in found if "HIDDEN TESTS" not in line]


def test_the_usual_delimiters_are_left_alone():
    assert mark_hidden_part(CANONICAL, "assert f(1) == 2", OWN) == CANONICAL


def test_lines_are_hidden_from_the_first_mark_to_the_second():
    source = f"{CANONICAL}\nassert f(3) == 6\n{CANONICAL}"
    assert [n for n in range(1, 10) if is_hidden(n, source)] == [2, 3, 4, 7, 8, 9]


def test_a_test_that_hides_nothing_is_left_alone():
    assert mark_hidden_part("assert f(1) == 2", "assert f(1) == 2", OWN) == "assert f(1) == 2"


def test_own_delimiters_are_honoured():
    source = "x = 1\n# HIDE FROM HERE\nassert f(x) == 1\n# UNTIL HERE\ny = 2"
    assert hidden_lines(mark_hidden_part(source, "x = 1\ny = 2", OWN)) == [
        "# HIDE FROM HERE",
        "assert f(x) == 1",
        "# UNTIL HERE",
    ]


@pytest.mark.parametrize("delimiters", [OWN, ("", "")])
def test_what_the_release_lacks_is_hidden_whoever_took_it_away(delimiters):
    source = "x = 1\nassert f(7723)\ny = 2\nassert f(7724)"
    assert hidden_lines(mark_hidden_part(source, "x = 1\ny = 2", delimiters)) == [
        "assert f(7723)",
        "assert f(7724)",
    ]


def test_of_two_equal_lines_both_are_hidden_if_either_may_be():
    hidden = hidden_lines(mark_hidden_part("f(1)\nsecret()\nf(1)", "f(1)", ("", "")))
    assert hidden == ["f(1)", "secret()", "f(1)"]


def test_what_a_step_rewrote_is_hidden():
    assert (
        "secret"
        in hidden_lines(mark_hidden_part("x = 1\nsecret = 7\nz = 3", "x = 2\nz = 3", OWN))[1]
    )


@pytest.mark.parametrize(
    "source",
    [
        "text = '''\nHIDE FROM HERE\nsecret\nUNTIL HERE\n'''",
        "total = 1 + \\\n  2 + \\\n  3",
    ],
)
def test_where_marks_would_change_the_program_all_of_it_is_hidden(source):
    lines = source.split("\n")
    text = mark_hidden_part(source, "\n".join([lines[0], *lines[-1:]]), OWN)
    assert hidden_lines(text) == lines


def test_marks_do_not_move_a_cell_magic_from_its_first_line():
    text = mark_hidden_part("%%time\na = '''\nsecret\n'''", "%%time\na = '''\n'''", ("", ""))
    assert text.startswith("%%time\n")
    assert "secret" in hidden_lines(text)
