"""The environment variables of the data folder and of forced stand-ins."""

import pytest
from cnn_datasets.catalog import DATASETS
from cnn_datasets.data_folder import data_folder, stand_in_is_forced
from cnn_datasets.dataset import DataError
from cnn_datasets.loading import load, locate, verify


@pytest.mark.parametrize(
    ("value", "forced"), [("1", True), ("yes", True), ("0", False), ("", False)]
)
def test_the_variable_forces_stand_ins_unless_it_is_zero_or_empty(value, forced, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_STAND_IN", value)
    assert stand_in_is_forced() is forced


def test_without_the_variable_originals_are_used(monkeypatch):
    monkeypatch.delenv("CNN_COURSE_STAND_IN", raising=False)
    assert not stand_in_is_forced()


def test_the_environment_variable_decides_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path / "elsewhere"))
    assert data_folder() == tmp_path / "elsewhere"


def test_a_checkout_keeps_its_data_beside_the_package(monkeypatch):
    monkeypatch.delenv("CNN_COURSE_DATA")
    folder = data_folder()
    assert folder.name == "datasets"
    assert (folder / "cnn_datasets" / "data_folder.py").is_file()


def test_an_unknown_user_in_its_name_is_no_error(monkeypatch):
    monkeypatch.setenv("CNN_COURSE_DATA", "~nobody-here/data")
    assert data_folder().parts[-2:] == ("~nobody-here", "data")


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_a_data_folder_that_can_not_be_looked_into_is_told(dataset, monkeypatch, tmp_path):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path / ("x" * 300)))  # fails for root, too
    with pytest.raises(DataError, match=r"File name too long"):
        locate(dataset)
    with pytest.raises(DataError, match=r"File name too long"):
        load(dataset, print)
    what = {sentence for _what, status, sentence in verify(dataset) if status == "refused"}
    assert any("File name too long" in sentence for sentence in what)
