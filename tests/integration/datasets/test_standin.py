"""Stand-ins: drawn once, the same every time, noticed when damaged."""

import multiprocessing

import h5py
import numpy as np
import pytest
from cnn_datasets import standin
from cnn_datasets.catalog import DATASETS


def silent(sentence):
    pass


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_a_stand_in_has_the_shapes_types_and_balance_of_the_original(name, drawn):
    for file in DATASETS[name].files:
        images, labels = drawn[name][file.split]
        assert images.shape == file.shape
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert tuple(np.bincount(labels)) == file.per_class


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_any_single_image_can_be_drawn_again_byte_for_byte(name, drawn):
    dataset = DATASETS[name]
    for file in dataset.files:
        images, labels = drawn[name][file.split]
        for index in (0, 7, len(labels) - 1):
            again = standin.draw_image(dataset, file, index, int(labels[index]))
            assert np.array_equal(again, images[index])


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_no_image_is_in_both_sets(name, drawn):
    train, test = (drawn[name][split][0] for split in ("train", "test"))
    assert not {image.tobytes() for image in train} & {image.tobytes() for image in test}


def test_drawing_is_cached_and_read_back(specks):
    first = standin.load(specks, specks.files[0], say=silent)
    said = []
    again = standin.load(specks, specks.files[0], say=said.append)
    assert np.array_equal(first[0], again[0])
    assert said == []


def test_the_cached_file_has_the_keys_of_the_original(specks):
    standin.make(specks, say=silent)
    with h5py.File(standin.folder() / "test_specks.h5", "r") as h5:
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
    file = specks.files[0]
    images, labels = standin.load(specks, file, say=silent)
    damage(standin.folder() / file.name)
    said = []
    again = standin.load(specks, file, say=said.append)
    assert np.array_equal(again[0], images)
    assert np.array_equal(again[1], labels)
    assert len(said) == 1
    assert "drawn again" in said[0]
    assert standin.is_current(specks, file)


def test_without_a_writable_folder_it_is_drawn_and_said_that_it_is_not_kept(specks, data_folder):
    (data_folder / "stand-in").write_text("a file where the folder should be")
    said = []
    images, _ = standin.load(specks, specks.files[0], say=said.append)
    assert images.shape == (6, 8, 8, 3)
    assert "could not be kept" in said[-1]


def test_progress_counts_the_images_of_all_files_up_to_the_total(specks):
    seen = []
    standin.make(specks, progress=lambda done, total: seen.append((done, total)), say=silent)
    assert [done for done, _ in seen][:10] == list(range(1, 11))
    assert seen[-1] == (10, 10)


def _make(barrier, dataset, failures):
    def say(sentence):
        assert "could not be kept" not in sentence, sentence

    barrier.wait()
    try:
        for _ in range(20):
            standin.make(dataset, say=say)
            (standin.folder() / "train_specks.h5").unlink(missing_ok=True)
        standin.make(dataset, say=say)
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
    standin.make(specks, say=silent)
    assert all(standin.is_current(specks, file) for file in specks.files)
    assert sorted(p.name for p in standin.folder().iterdir()) == [
        "test_specks.h5",
        "train_specks.h5",
    ]
