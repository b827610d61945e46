"""The datasets that an assignment needs are found in its author's cells, and made beforehand."""

import pytest

import cnn_utils
from grader.assignment.reader import read_assignment
from grader.assignment.required_datasets import LOADERS, DataMissing, datasets_in, ensure
from grader.checkout import installed_root
from grader.course import Course


def test_every_loader_of_the_course_is_known():
    from cnn_datasets.catalog import DATASETS

    loaders = {n for n in cnn_utils.__all__ if "dataset" in n or "folder" in n or "mnist" in n}
    assert set(LOADERS) == loaders
    assert set(LOADERS.values()) == set(DATASETS)


def test_an_assignment_says_what_it_needs():
    course = Course.load(installed_root())
    assert read_assignment(course, "06_horse_or_human").datasets == ["horse_or_human"]
    assert read_assignment(course, "01_celsius_to_fahrenheit").datasets == []


@pytest.mark.parametrize(
    "source",
    [
        "X = load_happy_dataset()",
        "import cnn_utils as u\nX = u.load_happy_dataset()",
        "%time X = load_happy_dataset()\nthis is no Python",
    ],
)
def test_it_is_found_however_it_is_written(source):
    assert datasets_in(["x = 1", source]) == ["happy"]


def test_a_dataset_is_drawn_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path))
    said = []
    ensure(["happy_or_sad"], said.append)
    assert (tmp_path / "stand-in").is_dir()
    assert said, "it takes its time, and says so"
    said.clear()
    ensure(["happy_or_sad"], said.append)
    assert said == []


@pytest.mark.parametrize("name", ["happy_or_sad", "fashion_mnist"])
def test_where_it_can_not_be_kept_grading_stops_with_a_sentence(tmp_path, monkeypatch, name):
    (tmp_path / "file").write_text("no folder can be made in here")
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(DataMissing, match=r"Nothing was graded.*data make " + name):
        ensure([name])
