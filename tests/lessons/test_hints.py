from pathlib import Path

import pytest

from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.student import hints

TEXT = '[f]\nsteps = ["look", "think", "write"]\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / hints.FILE).write_text(TEXT)
    return tmp_path


def said(capsys, *arguments):
    hints.hint(*arguments)
    return capsys.readouterr().out.strip()


def test_two_hints_come_before_the_telling_one(capsys, folder):
    told = [said(capsys, "f", folder) for _ in range(4)]
    assert [text.split(":")[0] for text in told] == [
        "Hint 1 of 3",
        "Hint 2 of 3",
        "Hint 3 of 3",
        "Hint 3 of 3",
    ]
    assert told[2] == "Hint 3 of 3: write"


def test_without_a_name_it_says_which_there_are(capsys, folder):
    assert said(capsys, None, folder) == 'There are hints for: hint("f").'
    assert said(capsys, "g", folder) == 'There are hints for: hint("f").'


def test_an_instructor_can_switch_them_off(capsys, tmp_path):
    (tmp_path / hints.FILE).write_text("enabled = false\n" + TEXT)
    assert said(capsys, "f", tmp_path) == hints.OFF


OURS = Course.load(installed_root())


@pytest.mark.parametrize("assignment", OURS.assignments())
def test_every_graded_cell_of_the_course_has_three(assignment):
    import tomllib

    path: Path = OURS.source(assignment) / hints.FILE
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    solutions = {
        s.grade_id for nb in read_assignment(OURS, assignment).notebooks for s in nb.solutions
    }
    assert found.keys() == solutions
    assert all(len(entry["steps"]) == 3 for entry in found.values())
