"""Images drawn into files: the same whoever draws them, and nothing else."""

import dataclasses
import io
import sys

import numpy as np
import pytest
from cnn_datasets import folder_drawing, workers
from PIL import Image

DRAWING = """
import numpy as np
def draw(rng, label, split):
    return rng.integers(100 * label, 100 * label + 50, (6, 5, 3)).astype(np.uint8)
"""


def test_each_image_has_a_generator_of_its_own(spots):
    images = list(spots.images())
    pixels = {folder_drawing.draw_image(spots, image).tobytes() for image in images}
    assert len(pixels) == len(images)
    again = folder_drawing.draw_image(spots, images[2])
    assert np.array_equal(again, folder_drawing.draw_image(spots, images[2]))


def test_a_png_keeps_every_pixel(spots, tmp_path):
    written = folder_drawing.draw_files(spots, tmp_path, lambda more: None)
    for image in spots.images():
        pixels = np.asarray(Image.open(tmp_path / image.path))
        assert np.array_equal(pixels, folder_drawing.draw_image(spots, image))
    assert sorted(written) == sorted(image.path for image in spots.images())


def test_a_jpeg_is_one_and_near_the_drawing():
    pixels = np.full((20, 30, 3), 90, np.uint8)
    image = Image.open(io.BytesIO(folder_drawing.encode(pixels, ".jpg")))
    assert image.format == "JPEG"
    assert np.abs(np.asarray(image).astype(int) - pixels).max() <= 2


@pytest.fixture
def many(spots, tmp_path, monkeypatch):
    """150 images, drawn by a module that other processes can import."""
    (tmp_path / "spot_drawing.py").write_text(DRAWING)
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("spot_drawing", None)
    import spot_drawing

    counts = {"train": {"dark": 75, "pale": 75}}
    yield dataclasses.replace(spots, counts=counts, draw=spot_drawing.draw)
    sys.modules.pop("spot_drawing", None)


def test_several_workers_draw_what_one_draws(many, tmp_path, monkeypatch):
    written, told = {}, []
    for cores in (1, 3):
        monkeypatch.setattr(workers, "cores", lambda cores=cores: cores)
        (tmp_path / str(cores)).mkdir()
        written[cores] = folder_drawing.draw_files(many, tmp_path / str(cores), told.append)
    assert written[1] == written[3]
    assert len(written[3]) == 150
    assert sum(told) == 300
    for path in written[1]:
        assert (tmp_path / "1" / path).read_bytes() == (tmp_path / "3" / path).read_bytes()
