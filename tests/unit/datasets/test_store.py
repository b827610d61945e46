"""Reading refuses what is not the data; writing leaves the old file or the whole new one."""

import h5py
import numpy as np
import pytest
from cnn_datasets import store
from cnn_datasets.dataset import DataError


def test_the_environment_variable_decides_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path / "elsewhere"))
    assert store.data_folder() == tmp_path / "elsewhere"


def test_a_checkout_keeps_its_data_beside_the_package(monkeypatch):
    monkeypatch.delenv("CNN_COURSE_DATA")
    folder = store.data_folder()
    assert folder.name == "datasets"
    assert (folder / "cnn_datasets" / "store.py").is_file()


def test_a_whole_file_is_read_back(data_folder, specks, write_original):
    file = specks.files[0]
    images, labels, classes, _ = store.read(
        write_original(data_folder / file.name, file), file, (0, 1)
    )
    assert images.shape == file.shape
    assert images.dtype == np.uint8
    assert labels.tolist() == [0, 1, 0, 1, 0, 1]
    assert classes.tolist() == [0, 1]


BROKEN = {
    "float images": ({"train_set_x": np.zeros((6, 8, 8, 3))}, "float64"),
    "other image shape": ({"train_set_x": np.zeros((6, 9, 8, 3), np.uint8)}, r"expected uint8"),
    "no labels": ({"train_set_y": None}, "no array 'train_set_y'"),
    "a label out of range": ({"train_set_y": np.array([0, 1, 0, 1, 0, 2])}, "not the classes"),
    "other classes": ({"list_classes": np.array([1, 2])}, "not the classes"),
}


@pytest.mark.parametrize(("changes", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_file_with_other_content_is_refused(changes, reason, data_folder, specks, write_original):
    file = specks.files[0]
    path = write_original(data_folder / file.name, file, **changes)
    with pytest.raises(DataError, match=reason):
        store.read(path, file, (0, 1))


def test_an_array_in_another_file_is_refused(data_folder, specks, write_original):
    file = specks.files[0]
    outside = write_original(data_folder / "outside.h5", file)
    path = write_original(data_folder / file.name, file, train_set_x=None)
    with h5py.File(path, "a") as h5:
        h5["train_set_x"] = h5py.ExternalLink(outside, "train_set_x")
    with pytest.raises(DataError, match="no array 'train_set_x'"):
        store.read(path, file, (0, 1))


def test_an_array_stored_outside_of_the_file_is_refused(data_folder, specks, write_original):
    file = specks.files[0]
    path = write_original(data_folder / file.name, file, train_set_x=None)
    raw = [(str(data_folder / "secret"), 0, 6 * 8 * 8 * 3)]
    with h5py.File(path, "a") as h5:
        h5.create_dataset("train_set_x", file.shape, np.uint8, external=raw)
    with pytest.raises(DataError, match="lies in another file"):
        store.read(path, file, (0, 1))


def test_a_file_too_large_to_be_the_data_is_not_even_opened(data_folder, specks):
    path = data_folder / "train_specks.h5"
    with open(path, "wb") as big:
        big.truncate(2**40)  # a sparse terabyte
    with pytest.raises(DataError, match="1,099,511,627,776 bytes"):
        store.read(path, specks.files[0], (0, 1))


def test_text_under_the_name_of_the_data_is_refused(data_folder, specks):
    path = data_folder / "train_specks.h5"
    path.write_text("<html>404 Not Found</html>")
    with pytest.raises(DataError, match="not an HDF5 file"):
        store.read(path, specks.files[0], (0, 1))


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(data_folder, specks):
    file = specks.files[0]
    path = data_folder / file.name
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        store.write(path, file, specks, np.array([object()]), np.zeros(6, np.int64), {})
    assert path.read_bytes() == b"old"
    assert [p.name for p in data_folder.iterdir()] == [file.name]
