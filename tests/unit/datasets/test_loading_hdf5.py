"""Originals are used when whole, refused when not, and never mixed with a drawing."""

import shutil

import numpy as np
import pytest
from cnn_datasets import loading
from cnn_datasets.catalog import DATASETS
from cnn_datasets.data_folder import stand_in_folder
from cnn_datasets.dataset import DataError


def silent(sentence):
    pass


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_an_original_is_recognised_by_its_checksum(name, original, data_folder):
    dataset = DATASETS[name]
    file = dataset.storage.file("test")
    shutil.copy(original(file.name), data_folder / file.name)
    (_, train_status, _), (_, test_status, _) = loading.verify(dataset)
    assert (train_status, test_status) == ("missing", "original")


def test_a_test_original_alone_is_named_but_the_stand_in_is_used_for_both(original, data_folder):
    shutil.copy(original("test_happy.h5"), data_folder / "test_happy.h5")
    located = loading.locate(DATASETS["happy"])
    assert located.kind == "stand-in"
    assert "found test_happy.h5 (original), but train_happy.h5 is missing" in located.sentence
    assert all(path.parent.name == "stand-in" for path in located.paths)


def test_a_truncated_original_is_refused_and_no_stand_in_takes_its_place(original, data_folder):
    content = original("test_happy.h5").read_bytes()
    (data_folder / "test_happy.h5").write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match=r"truncated.*Expected.*5e23db2f.*fresh copy"):
        loading.load(DATASETS["happy"], say=silent)
    assert not stand_in_folder().exists()
    assert loading.verify(DATASETS["happy"])[1][1] == "refused"


def test_whole_files_of_other_content_are_refused(data_folder, write_original):
    dataset = DATASETS["signs"]
    file = dataset.storage.file("test")
    write_original(data_folder / file.name, file, file.classes)
    with pytest.raises(DataError, match=r"content is another one.*539fb746"):
        loading.locate(dataset)


def test_a_folder_under_the_name_of_a_file_is_refused(data_folder):
    (data_folder / "test_happy.h5").mkdir()
    with pytest.raises(DataError, match="not usable"):
        loading.locate(DATASETS["happy"])


def test_whole_originals_without_published_checksum_are_used_and_called_not_verified(
    specks, data_folder, write_original
):
    for file in specks.storage.files:
        write_original(data_folder / file.name, file)
    said = []
    splits = loading.load(specks, say=said.append)
    assert np.all(splits["train"][0] == 7)
    assert "original (train_specks.h5, test_specks.h5 not verified" in said[0]
    assert {status for _, status, _ in loading.verify(specks)} == {"not verified"}


def test_the_stand_in_can_be_had_beside_an_original(specks, data_folder, write_original):
    for file in specks.storage.files:
        write_original(data_folder / file.name, file)
    said = []
    splits = loading.load(specks, say=said.append, drawn=True)
    assert "Specks: stand-in (drawn, not photographs; as the grader has it)" in said
    assert not np.all(splits["train"][0] == 7)
    assert loading.locate(specks).kind == "original"


def test_a_load_says_in_one_line_that_it_is_a_stand_in_and_how_to_get_the_original(
    specks, data_folder
):
    loading.make(specks, silent)
    said = []
    loading.load(specks, say=said.append)
    assert said == [
        "Specks: stand-in (drawn, not photographs); for the original put train_specks.h5 and "
        f"test_specks.h5 into {data_folder}"
    ]


def test_verify_tells_what_the_stand_in_is_worth(specks):
    assert [status for _, status, _ in loading.verify(specks)] == ["missing", "missing"]
    loading.make(specks, say=silent)
    assert [status for _, status, _ in loading.verify(specks)] == ["stand-in", "stand-in"]
    (stand_in_folder() / "test_specks.h5").write_bytes(b"half")
    assert [status for _, status, _ in loading.verify(specks)] == ["stand-in", "stand-in damaged"]
