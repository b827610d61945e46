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


def test_the_folder_may_be_a_string(folder, capsys):
    hint("happy_model", str(folder))
    assert "Hint" in capsys.readouterr().out


def test_a_file_that_notepad_has_saved_is_read(folder, capsys):
    path = folder / "hints.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    hint("happy_model", folder)
    assert "look" in capsys.readouterr().out


def test_without_the_file_it_says_where_it_looked(tmp_path, capsys):
    hint("happy_model", tmp_path)
    assert f"no hints.toml in {tmp_path}" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["# \u00e9".encode("latin-1"), b"[f", "[f]".encode("utf-16")])
def test_a_file_that_can_not_be_read_is_told(content, tmp_path, capsys):
    (tmp_path / "hints.toml").write_bytes(content)
    hint("f", tmp_path)
    assert "can't be read" in capsys.readouterr().out


@pytest.mark.parametrize("other", [None, "happyModel", 1, ["happy_model"], print])
def test_for_anything_else_it_says_which_there_are(other, folder, capsys):
    hint(other, folder)
    assert capsys.readouterr().out == 'There are hints for: hint("happy_model").\n'
