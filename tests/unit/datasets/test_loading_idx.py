"""Fashion-MNIST and its like: the original wherever it lies, never a damaged one."""

import dataclasses
import functools
import gzip
import hashlib
import shutil

import numpy as np
import pytest
from cnn_datasets import loading
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import DataError
from cnn_datasets.idx import header
from dataset_fixtures import replace_storage


def silent(sentence):
    pass


def content(file):
    size = int(np.prod(file.shape))
    return header(file.shape) + bytes(i % 7 for i in range(size))


@pytest.fixture
def published(dots, tmp_path):
    """The dataset with the checksums of the files that `hand_out` writes."""
    # Not a lambda: the processes that draw get the whole dataset.
    places = functools.partial(tuple, [tmp_path / "debian"])
    files = tuple(
        dataclasses.replace(file, sha256=hashlib.sha256(content(file)).hexdigest())
        for file in dots.storage.files
    )
    return replace_storage(dots, files=files, elsewhere=places)


def hand_out(dataset, folder, packed=True):
    folder.mkdir(exist_ok=True)
    for file in dataset.storage.files:
        if packed:
            (folder / f"{file.name}.gz").write_bytes(gzip.compress(content(file), 1))
        else:
            (folder / file.name).write_bytes(content(file))


@pytest.mark.parametrize("packed", [True, False])
def test_the_original_in_the_data_folder_is_recognised_by_its_content(
    packed, published, data_folder
):
    hand_out(published, data_folder / "dots", packed)
    said = []
    splits = loading.load(published, said.append)
    assert said == [f"Dots: original, from {data_folder / 'dots'}"]
    assert splits["train"][0].shape == (2100, 4, 4)
    assert splits["test"][1].shape == (30,)
    assert {row[1] for row in loading.verify(published)} == {"original"}


def test_the_stand_in_can_be_had_beside_an_original(published, data_folder):
    hand_out(published, data_folder / "dots")
    originals, drawn = (loading.load(published, silent, drawn=drawn) for drawn in (False, True))
    assert not np.array_equal(originals["train"][0], drawn["train"][0])
    assert drawn["train"][0].shape == originals["train"][0].shape


def test_the_original_elsewhere_on_the_machine_is_used(published, tmp_path):
    hand_out(published, tmp_path / "debian")
    assert loading.locate(published).sentence.endswith(f"from {tmp_path / 'debian'}")


def test_the_data_folder_comes_before_other_places(published, data_folder, tmp_path):
    hand_out(published, tmp_path / "debian")
    hand_out(published, data_folder / "dots")
    assert loading.locate(published).paths[0].parent == data_folder / "dots"


def test_half_a_file_in_the_data_folder_is_refused(published, data_folder):
    hand_out(published, data_folder / "dots")
    path = data_folder / "dots" / f"{published.storage.files[0].name}.gz"
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(DataError, match=r"dots is not usable: .*truncated.*data fetch dots"):
        loading.load(published, silent)
    assert loading.verify(published)[0][1] == "refused"


def test_with_a_file_missing_the_stand_in_is_used_for_all_and_the_file_is_named(
    published, data_folder
):
    hand_out(published, data_folder / "dots")
    (data_folder / "dots" / f"{published.storage.files[3].name}.gz").unlink()
    located = loading.locate(published)
    assert located.kind == "stand-in"
    assert f"{data_folder / 'dots'} is not used: test-labels is missing there" in located.sentence


def test_whole_files_of_other_content_are_refused(published, data_folder):
    hand_out(published, data_folder / "dots", packed=False)
    path = data_folder / "dots" / published.storage.files[1].name
    path.write_bytes(path.read_bytes()[:-1] + b"\x09")
    with pytest.raises(DataError, match="is not the original: its content has SHA-256"):
        loading.locate(published)


def test_a_damaged_copy_elsewhere_is_passed_over_with_a_finding(published, tmp_path):
    hand_out(published, tmp_path / "debian")
    (tmp_path / "debian" / f"{published.storage.files[0].name}.gz").write_bytes(b"half")
    located = loading.locate(published)
    assert located.kind == "stand-in"
    assert f"({tmp_path / 'debian'} is not usable" in located.sentence


def test_a_place_elsewhere_that_can_not_be_looked_into_is_passed_over(published, tmp_path):
    closed = tmp_path / ("x" * 300)  # for root, too
    closed_off = replace_storage(published, elsewhere=functools.partial(tuple, [closed]))
    assert f"({closed} is not usable" in loading.locate(closed_off).sentence


def test_the_stand_in_is_drawn_once_and_is_of_the_right_types(published):
    said = []
    splits = loading.load(published, said.append)
    assert "Dots: stand-in (drawn, not photographs); for the original" in said[0]
    assert "Drawing the stand-in of Dots (2,130 images, once)" in said[1]
    images, labels = splits["train"]
    assert (images.dtype, labels.dtype) == (np.uint8, np.uint8)
    again = loading.load(published, said.append)
    assert len(said) == 3
    assert np.array_equal(again["test"][0], splits["test"][0])


def test_forced_stand_ins_leave_originals_aside(published, data_folder, monkeypatch):
    hand_out(published, data_folder / "dots")
    monkeypatch.setenv("CNN_COURSE_STAND_IN", "1")
    assert loading.locate(published).kind == "stand-in"


def test_the_original_fashion_mnist_is_recognised(data_folder, tmp_path):
    dataset = DATASETS["fashion_mnist"]
    found = [f for f in dataset.storage.elsewhere() if f.is_dir() and len(list(f.iterdir())) >= 4]
    if not found:
        pytest.skip("Fashion-MNIST is not on this machine")
    shutil.copytree(found[0], data_folder / "fashion-mnist")
    splits = loading.load(dataset, silent)
    assert np.bincount(splits["test"][1]).tolist() == [1000] * 10


def test_the_places_to_look_are_debians_and_kerass(tmp_path):
    places = [str(place) for place in DATASETS["fashion_mnist"].storage.elsewhere()]
    assert places == [
        "/usr/share/datasets/fashion-mnist",
        str(tmp_path / "keras/datasets/fashion-mnist"),
    ]
