"""``grader data``: what is there, what is wrong with it, and exit codes that tell."""

import os
import signal

import pytest
from click.testing import CliRunner
from cnn_datasets.catalog import DATASETS

from grader.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return lambda *arguments: CliRunner().invoke(main, ["data", *arguments])


def test_list_has_a_line_for_every_dataset(run):
    listed = run("list")
    assert listed.exit_code == 0, listed.output
    assert [line.split()[0] for line in listed.output.splitlines()] == list(DATASETS)


def test_list_names_a_damaged_file_and_goes_on(run, tmp_path):
    (tmp_path / "test_happy.h5").write_bytes(b"half")
    listed = run("list")
    assert listed.exit_code == 1
    assert "test_happy.h5 is not usable" in listed.output
    assert "SIGNS: stand-in" in listed.output


def test_verify_tells_by_its_exit_code_that_something_is_damaged(run, tmp_path):
    (tmp_path / "fashion-mnist").mkdir()
    (tmp_path / "fashion-mnist" / "train-images-idx3-ubyte.gz").write_bytes(b"half")
    assert run("verify", "signs").exit_code == 0
    verified = run("verify", "fashion_mnist", "signs")
    assert verified.exit_code == 1
    assert "refused" in verified.output
    assert "test_signs.h5" in verified.output


def test_fetch_of_what_may_not_be_downloaded_says_what_to_do(run):
    fetched = run("fetch", "happy")
    assert fetched.exit_code == 1
    assert "put train_happy.h5 and test_happy.h5 into" in fetched.output


def test_an_unknown_name_is_told_with_those_there_are(run):
    made = run("make", "hapy")
    assert made.exit_code == 1
    assert "No dataset 'hapy'; there is: happy, signs, fashion_mnist" in made.output


def test_datasets_are_drawn_side_by_side(run, tmp_path):
    assert run("make", "happy_or_sad", "signs").exit_code == 0
    assert "stand-in" in run("list").output
    kept = sorted(path for path in (tmp_path / "stand-in").iterdir())
    assert {"happy_or_sad", "test_signs.h5", "train_signs.h5"} <= {path.name for path in kept}


def test_a_process_that_was_killed_is_told_in_a_sentence(run, monkeypatch):
    monkeypatch.setattr("grader.cli.data_commands._make", _killed)
    made = run("make", "signs")
    assert made.exit_code == 1
    assert "was ended from outside" in made.output


def _killed(name):
    os.kill(os.getpid(), signal.SIGKILL)
