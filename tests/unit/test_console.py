"""The table, the progress bar and the last lines of `grade` in the terminal."""

from dataclasses import replace

import pytest

from grader.console import LEGEND, MARK, not_graded_lines, print_table, progress
from grader.results import SubmissionResult, TestResult, Verdict


def result(student="ada", *, verdict=Verdict.PASSED, message="", findings=(), seconds=1.25):
    points = 2.0 if verdict is Verdict.PASSED else 0.0
    test = TestResult("test_double", points, 2.0, verdict, message)
    return SubmissionResult(student, "01_tiny", (test,), findings, seconds=seconds)


@pytest.fixture
def printed(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")

    def show(*args):
        print_table(*args)
        return capsys.readouterr().out

    return show


def test_each_student_has_a_row_with_every_test_and_the_score(printed):
    text = printed([result("ada"), result("bela", verdict=Verdict.FAILED, message="why")])
    [ada] = [line for line in text.splitlines() if "ada" in line]
    assert "✓ 2/2" in ada and "1.2" in ada
    [bela, why] = [line for line in text.splitlines() if "bela" in line]
    assert "✗ 0/2" in bela and why == "bela  why"
    assert "01_tiny" in text and "test_double" in text


def test_every_verdict_has_a_mark_that_the_legend_explains(printed):
    assert set(MARK) == set(Verdict)
    assert all(mark in LEGEND for mark in MARK.values())
    assert LEGEND in printed([result()])


def test_a_score_that_differs_from_the_expected_one_stands_out(printed):
    text = printed([result("ada"), result("bela")], {"ada": 2.0, "bela": 1.0})
    assert [line.count("differs") for line in text.splitlines() if "2/2" in line] == [0, 1]


def test_of_a_long_message_the_first_two_lines_are_shown_once(printed):
    text = printed(
        [
            result(
                verdict=Verdict.ERROR, message="\nwhy\n\nwhere\nmore", findings=("why where", "odd")
            )
        ]
    )
    assert [line for line in text.splitlines() if line.startswith("ada")] == [
        "ada  why. where",
        "ada  odd",
    ]


def test_what_a_student_wrote_is_no_markup(printed):
    text = printed([result("[red]x", verdict=Verdict.FAILED, message="[/bold] [link=x] :smile:")])
    assert "[red]x  [/bold] [link=x]" in text


def test_an_empty_class_is_no_error(printed):
    assert LEGEND in printed([])


def test_progress_goes_to_stderr_only(capsys):
    with progress("Grading", 2) as advance:
        advance("ada")
        advance("bela")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Grading" in captured.err and "2/2" in captured.err and "bela" in captured.err


def test_a_students_name_is_no_markup(capsys):
    with progress("Grading", 1) as advance:
        advance("[/red]ada")
    assert "[/red]ada" in capsys.readouterr().err


def test_nothing_to_do_is_no_error(capsys):
    with progress("Grading", 0):
        pass
    assert "0/0" in capsys.readouterr().err


RIGHT = TestResult("test_f", 2.0, 2.0, Verdict.PASSED, "", "p1", "")
FAULT = replace(RIGHT, points=0.0, verdict=Verdict.ERROR, message="no space left", fault=True)


def submitted(student, *tests, why=()):
    return SubmissionResult(student, "ps1", tests, notebooks=("p1",), not_graded=why)


def test_nobody_is_named_where_all_were_graded():
    assert not_graded_lines([submitted("ada", RIGHT)], []) == []


def test_each_has_a_line_and_a_fault_has_no_points_at_all():
    results = [
        submitted("ada", RIGHT),
        submitted("bob", why=("p1.ipynb is a picture.",)),
        submitted("cleo", FAULT),
        submitted("dan", FAULT, why=("p1.ipynb is a picture.",)),
    ]
    assert not_graded_lines(results, ["eve: nothing was submitted."]) == [
        "Not graded (4); everybody else was:",
        "  0 points: bob: p1.ipynb is a picture.",
        "  no entry: eve: nothing was submitted.",
        "  no grade: cleo: no space left",
        "  no grade: dan: no space left",
    ]
