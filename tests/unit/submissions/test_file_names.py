import pytest

from grader.submissions.file_names import copy_number, same_name, shown


@pytest.mark.parametrize(
    "name",
    [
        "ps1",
        "PS1",
        "Ps1",
        " ps1",
        "ps1 (1)",
        "ps1(12)",
        "ps1-1",
        "ps1_2",
        "ps1-Copy1",
        "ps1-Copy",
        "ps1 copy",
        "ps1 copy 2",
        "ps1 - Kopie",
        "Copy of ps1",
        "ps1_submission",
        "ps1-final",
        "ps1_v2",
        "ps_1",
        "ps-1",
        "ps 1",
        "ps1 (1)-Copy2",
        "ps1-1-1",  # as much as there is
    ],
)
def test_these_are_ps1(name):
    assert same_name(name, "ps1")


@pytest.mark.parametrize(
    "name",
    ["ps2", "ps11", "ps10", "ps", "1", "", "xps1", "ps1x", "ps1 by me", "ps1.1", "p1"],
)
def test_these_are_not(name):
    assert not same_name(name, "ps1")


def test_a_number_in_the_name_is_none_of_a_copy():
    assert same_name("ps1-2", "ps1-2") and not same_name("ps1-3", "ps1-2")
    assert not same_name("ps1-1", "ps11") and not same_name("ps11", "ps1-1")


@pytest.mark.parametrize(
    ("name", "number"),
    [("p1", 0), ("p1 (2)", 2), ("p1-Copy3", 3), ("p1-4", 4), ("p1 copy", 0), ("p1 - Kopie 5", 5)],
)
def test_the_number_of_a_copy(name, number):
    assert copy_number(name) == number


def test_names_are_shown_on_one_line_and_short():
    assert "\n" not in shown("a\nb") and len(shown("x" * 500)) == 80
    assert shown("\udcff").isprintable()


def test_long_names_take_no_time():
    assert not same_name("a " * 100_000, "ps1") and not same_name("(1)" * 50_000, "ps1")
