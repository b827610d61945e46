"""IDX files are read whole, or refused with what is wrong; stand-ins are the same whoever draws."""

import gzip
import hashlib

import numpy as np
import pytest
from cnn_datasets import idx, parallel
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import DataError
from cnn_datasets.idx import IdxFile, header, read

FILE = IdxFile("images-idx3-ubyte", "train", (3, 2, 2))
VALUES = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
CONTENT = header(FILE.shape) + VALUES.tobytes()


def write(tmp_path, content, packed):
    path = tmp_path / (FILE.name + (".gz" if packed else ""))
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


def test_the_header_is_the_one_of_the_format():
    assert header((60000, 28, 28)).hex(" ") == "00 00 08 03 00 00 ea 60 00 00 00 1c 00 00 00 1c"


@pytest.mark.parametrize("packed", [True, False])
def test_values_and_digest_of_the_content_are_returned(packed, tmp_path):
    values, digest = read(write(tmp_path, CONTENT, packed), FILE)
    assert values.dtype == np.uint8
    assert np.array_equal(values, VALUES)
    assert digest == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (CONTENT[:-1], "27 bytes"),
        (CONTENT + b"\0", "more bytes"),
        (b"", "starts with"),
        (b"<html>404 Not Found</html>..", "starts with"),
        (header((3, 2, 3)) + VALUES.tobytes(), "starts with"),
        (CONTENT[:2] + b"\x0d" + CONTENT[3:], "starts with 00 00 0d"),
    ],
)
def test_other_content_is_refused(content, reason, packed, tmp_path):
    with pytest.raises(DataError, match=reason):
        read(write(tmp_path, content, packed), FILE)


@pytest.mark.parametrize("end", [5, 20, -9, -1])
def test_a_truncated_packed_file_is_called_damaged(end, tmp_path):
    path = write(tmp_path, CONTENT, True)
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(DataError, match="truncated or damaged"):
        read(path, FILE)


def test_a_packed_bomb_is_not_unpacked(tmp_path):
    path = write(tmp_path, CONTENT + bytes(50_000_000), True)
    with pytest.raises(DataError, match="more bytes"):
        read(path, FILE)


def test_what_is_not_packed_under_a_packed_name_is_refused(tmp_path):
    path = tmp_path / "images-idx3-ubyte.gz"
    path.write_bytes(CONTENT)
    with pytest.raises(DataError, match="truncated or damaged"):
        read(path, FILE)


@pytest.fixture
def fashion():
    return DATASETS["fashion_mnist"]


@pytest.mark.parametrize("number", [0, 2])
def test_labels_are_balanced_shuffled_and_always_the_same(number, fashion):
    labels = idx.labels_of(fashion, fashion.storage.files[number])
    assert labels.dtype == np.int64
    assert set(np.bincount(labels)) == {len(labels) // 10}
    assert len(set(map(tuple, labels[:2000].reshape(-1, 4)))) > 400  # not 0, 1, 2, 3 ... in turns
    assert np.array_equal(labels, idx.labels_of(fashion, fashion.storage.files[number]))


def test_files_are_those_of_the_format_whatever_the_number_of_workers(dots, tmp_path, monkeypatch):
    written = {}
    for cores in (1, 2):
        monkeypatch.setattr(parallel, "cores", lambda cores=cores: cores)
        folder = tmp_path / str(cores)
        folder.mkdir()
        written[cores] = dots.storage.draw_files(dots, folder, lambda more: None)
    assert written[1] == written[2]
    images, _ = idx.read(tmp_path / "2" / dots.storage.files[0].name, dots.storage.files[0])
    labels, _ = idx.read(tmp_path / "2" / dots.storage.files[1].name, dots.storage.files[1])
    assert np.array_equal(labels, idx.labels_of(dots, dots.storage.files[0]))
    assert (images.min(axis=(1, 2)) // 20 == labels).all()
    assert len({image.tobytes() for image in images}) > 1500
