"""Freshly drawn images that are in no file: what a graded model is judged on."""

from __future__ import annotations

__all__ = ["held_out"]

STREAM = 3  # the drawings of training and test or validation images have 1 and 2


def held_out(name: str, count: int, seed: int, size: tuple[int, int] | None = None):
    """Draw images that nobody has seen, with balanced classes in random order.

    Parameters
    ----------
    name
        Of the dataset, e.g. ``"happy"``, ``"horse_or_human"``, ``"fashion_mnist"``.
    count
        Number of images; the classes differ by at most one.
    seed
        An integer from 0; the same seed draws the same images on every machine.
    size
        (height, width) to resize to, with antialiasing (Pillow, bilinear); None leaves
        the images as they are drawn.

    Returns
    -------
    tuple of ndarray
        X (uint8, (count, height, width, 3); Fashion-MNIST (count, 28, 28)) and Y (int64,
        (count,)), the labels the dataset's files have.

    Raises
    ------
    KeyError
        If there is no such dataset.
    ValueError
        If count is below 1, seed below 0, or the dataset's images are of several sizes
        and no size was given.
    """
    import numpy as np

    from cnn_datasets.catalog import DATASETS

    if name not in DATASETS:
        raise KeyError(f"there is no dataset {name!r}; there is: {', '.join(DATASETS)}")
    if count < 1 or seed < 0:
        raise ValueError(f"count must be at least 1 and seed at least 0; got {count} and {seed}")
    dataset = DATASETS[name]
    words = [dataset.seed, STREAM, seed]
    classes = len(dataset.class_names)
    Y = np.random.default_rng(words).permutation(np.arange(count, dtype=np.int64) % classes)
    images = dataset.storage.draw_unseen(dataset, words, Y)
    resized = [np.asarray(image) if size is None else _resize(image, size) for image in images]
    shapes = {image.shape for image in resized}
    if len(shapes) > 1:
        raise ValueError(
            f"the images of {dataset.title} have {len(shapes)} different sizes; "
            "pass size=(height, width)"
        )
    return np.stack(resized), Y


def _resize(image, size: tuple[int, int]):
    import numpy as np
    from PIL import Image

    height, width = size
    if image.shape[:2] == (height, width):
        return np.asarray(image)
    resized = Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(resized)
