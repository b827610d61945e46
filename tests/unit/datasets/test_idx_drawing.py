"""Stand-ins of IDX datasets: balanced, and the same whoever draws them."""

import numpy as np
import pytest
from cnn_datasets import idx, idx_drawing, workers
from cnn_datasets.catalog import DATASETS


@pytest.fixture
def fashion():
    return DATASETS["fashion_mnist"]


@pytest.mark.parametrize("number", [0, 2])
def test_labels_are_balanced_shuffled_and_always_the_same(number, fashion):
    labels = idx_drawing.labels_of(fashion, fashion.files[number])
    assert labels.dtype == np.int64
    assert set(np.bincount(labels)) == {len(labels) // 10}
    assert len(set(map(tuple, labels[:2000].reshape(-1, 4)))) > 400  # not 0, 1, 2, 3 ... in turns
    assert np.array_equal(labels, idx_drawing.labels_of(fashion, fashion.files[number]))


def test_files_are_those_of_the_format_whatever_the_number_of_workers(dots, tmp_path, monkeypatch):
    written = {}
    for cores in (1, 2):
        monkeypatch.setattr(workers, "cores", lambda cores=cores: cores)
        folder = tmp_path / str(cores)
        folder.mkdir()
        written[cores] = idx_drawing.recipe(dots).draw(folder, lambda more: None)
    assert written[1] == written[2]
    images, _ = idx.read(tmp_path / "2" / dots.files[0].name, dots.files[0])
    labels, _ = idx.read(tmp_path / "2" / dots.files[1].name, dots.files[1])
    assert np.array_equal(labels, idx_drawing.labels_of(dots, dots.files[0]))
    assert (images.min(axis=(1, 2)) // 20 == labels).all()
    assert len({image.tobytes() for image in images}) > 1500
