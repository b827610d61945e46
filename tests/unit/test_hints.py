"""`hint()` takes what a student is likely to give it."""

import pytest

from grader.student.hints import hint


def happy_model():
    """A graded function."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hints.toml").write_text('[happy_model]\nsteps = ["look", "think", "write"]\n')
    return tmp_path


@pytest.mark.parametrize("exercise", ["happy_model", happy_model])
def test_an_exercise_is_named_by_its_function_or_its_name(exercise, folder, capsys):
    hint(exercise, folder)
    assert "look" in capsys.readouterr().out


@pytest.mark.parametrize("other", [None, "happyModel", 1, ["happy_model"], print])
def test_for_anything_else_it_says_which_there_are(other, folder, capsys):
    hint(other, folder)
    assert capsys.readouterr().out == 'There are hints for: hint("happy_model").\n'
