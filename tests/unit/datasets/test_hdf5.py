"""HDF5 files: reading refuses what is not the data, writing is atomic, stand-ins are kept."""

import contextlib
import multiprocessing
import resource

import h5py
import numpy as np
import pytest
from cnn_datasets import hdf5, hdf5_file, loading
from cnn_datasets.data_folder import stand_in_folder
from cnn_datasets.dataset import DataError


def test_a_whole_file_is_read_back(data_folder, specks, write_original):
    file = specks.storage.files[0]
    images, labels, _ = hdf5_file.read(write_original(data_folder / file.name, file), file)
    assert images.shape == file.shape
    assert images.dtype == np.uint8
    assert labels.tolist() == [0, 1, 0, 1, 0, 1]


BROKEN = {
    "float images": ({"train_set_x": np.zeros((6, 8, 8, 3))}, "float64"),
    "other image shape": ({"train_set_x": np.zeros((6, 9, 8, 3), np.uint8)}, r"expected uint8"),
    "no labels": ({"train_set_y": None}, "no array 'train_set_y'"),
    "a label out of range": ({"train_set_y": np.array([0, 1, 0, 1, 0, 2])}, "not the classes"),
    "other classes": ({"list_classes": np.array([1, 2])}, "not the classes"),
}


@pytest.mark.parametrize(("changes", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_file_with_other_content_is_refused(changes, reason, data_folder, specks, write_original):
    file = specks.storage.files[0]
    path = write_original(data_folder / file.name, file, **changes)
    with pytest.raises(DataError, match=reason):
        hdf5_file.read(path, file)


def test_an_array_in_another_file_is_refused(data_folder, specks, write_original):
    file = specks.storage.files[0]
    outside = write_original(data_folder / "outside.h5", file)
    path = write_original(data_folder / file.name, file, train_set_x=None)
    with h5py.File(path, "a") as h5:
        h5["train_set_x"] = h5py.ExternalLink(outside, "train_set_x")
    with pytest.raises(DataError, match="no array 'train_set_x'"):
        hdf5_file.read(path, file)


def test_an_array_stored_outside_of_the_file_is_refused(data_folder, specks, write_original):
    file = specks.storage.files[0]
    path = write_original(data_folder / file.name, file, train_set_x=None)
    raw = [(str(data_folder / "secret"), 0, 6 * 8 * 8 * 3)]
    with h5py.File(path, "a") as h5:
        h5.create_dataset("train_set_x", file.shape, np.uint8, external=raw)
    with pytest.raises(DataError, match="lies in another file"):
        hdf5_file.read(path, file)


def test_a_file_too_large_to_be_the_data_is_not_even_opened(data_folder, specks):
    path = data_folder / "train_specks.h5"
    with open(path, "wb") as big:
        big.truncate(2**40)  # a sparse terabyte
    with pytest.raises(DataError, match="1,099,511,627,776 bytes"):
        hdf5_file.read(path, specks.storage.files[0])


def test_text_under_the_name_of_the_data_is_refused(data_folder, specks):
    path = data_folder / "train_specks.h5"
    path.write_text("<html>404 Not Found</html>")
    with pytest.raises(DataError, match="not an HDF5 file"):
        hdf5_file.read(path, specks.storage.files[0])


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(data_folder, specks):
    file = specks.storage.files[0]
    path = data_folder / file.name
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        hdf5_file.write(path, file, np.array([object()]), np.zeros(6, np.int64), {})
    assert path.read_bytes() == b"old"
    assert [p.name for p in data_folder.iterdir()] == [file.name]


def test_text_of_variable_length_is_never_read(data_folder, specks, write_original):
    """HDF5 crashes, with the kernel, where a damaged file has its place wrong."""
    file = specks.storage.files[0]
    path = write_original(data_folder / file.name, file)
    with h5py.File(path, "a") as h5:
        h5.attrs.update(drawing_version=3, content_sha256="text", about="text")
    assert hdf5_file.read(path, file)[2] == {"drawing_version": 3}


def test_names_that_are_no_text_are_told(data_folder, specks, write_original):
    file = specks.storage.files[0]
    path = write_original(data_folder / file.name, file, list_classes=None)
    with h5py.File(path, "a") as h5:
        h5[b"\xff"] = 1
    with pytest.raises(DataError, match="it has no array 'list_classes'; it has"):
        hdf5_file.read(path, file)


@contextlib.contextmanager
def full_disk():
    """No file may have more than 1,000 bytes; the tests' own output may be a file, too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_a_full_disk_can_not_keep_is_drawn_all_the_same(data_folder, specks):
    said = []
    with full_disk():
        images, _labels = specks.storage.load_stand_in(specks, said.append)["train"]
    assert images.shape == (6, 8, 8, 3)
    assert "could not be kept" in said[1]
    assert list((data_folder / "stand-in").iterdir()) == []


def silent(sentence):
    pass


def test_drawing_is_cached_and_read_back(specks):
    first = specks.storage.load_stand_in(specks, silent)["train"]
    said = []
    again = specks.storage.load_stand_in(specks, said.append)["train"]
    assert np.array_equal(first[0], again[0])
    assert said == []


def test_the_cached_file_has_the_keys_of_the_original(specks):
    loading.make(specks, silent)
    with h5py.File(stand_in_folder() / "test_specks.h5", "r") as h5:
        assert set(h5) == {"test_set_x", "test_set_y", "list_classes"}
        assert "drawn" in h5.attrs["about"]


def cut_short(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def change_a_pixel(path):
    with h5py.File(path, "a") as h5:
        h5["train_set_x"][0, 0, 0, 0] += 1


def swap_two_labels(path):
    with h5py.File(path, "a") as h5:
        h5["train_set_y"][...] = 1 - h5["train_set_y"][()]


def empty(path):
    path.write_bytes(b"")


def make_older(path):
    with h5py.File(path, "a") as h5:
        h5.attrs["drawing_version"] = 2


@pytest.mark.parametrize("damage", [cut_short, change_a_pixel, swap_two_labels, empty, make_older])
def test_a_damaged_or_older_cache_is_drawn_again_with_a_sentence(damage, specks):
    file = specks.storage.files[0]
    images, labels = specks.storage.load_stand_in(specks, silent)["train"]
    damage(stand_in_folder() / file.name)
    said = []
    again = specks.storage.load_stand_in(specks, said.append)["train"]
    assert np.array_equal(again[0], images)
    assert np.array_equal(again[1], labels)
    assert len(said) == 1
    assert "drawn again" in said[0]
    hdf5.read_stand_in(specks, file)


def test_without_a_writable_folder_it_is_drawn_and_said_that_it_is_not_kept(specks, data_folder):
    (data_folder / "stand-in").write_text("a file where the folder should be")
    said = []
    images, _ = specks.storage.load_stand_in(specks, said.append)["train"]
    assert images.shape == (6, 8, 8, 3)
    assert "could not be kept" in said[-1]


def _make(barrier, dataset, failures):
    def say(sentence):
        assert "could not be kept" not in sentence, sentence

    barrier.wait()
    try:
        for _ in range(20):
            loading.make(dataset, say)
            (stand_in_folder() / "train_specks.h5").unlink(missing_ok=True)
        loading.make(dataset, say)
    except BaseException as error:
        failures.put(repr(error))
        raise


def test_two_processes_may_make_the_same_files_at_once(specks):
    context = multiprocessing.get_context("fork")
    barrier, failures = context.Barrier(2), context.Queue()
    makers = [context.Process(target=_make, args=(barrier, specks, failures)) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(60)
    assert [maker.exitcode for maker in makers] == [0, 0], failures.get(timeout=5)
    loading.make(specks, silent)
    for file in specks.storage.files:
        hdf5.read_stand_in(specks, file)
    assert sorted(p.name for p in stand_in_folder().iterdir()) == [
        "test_specks.h5",
        "train_specks.h5",
    ]
