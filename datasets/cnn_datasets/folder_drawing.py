"""Draw the images of a folder dataset into files; what they show is drawn by the dataset."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from cnn_datasets import workers
from cnn_datasets.folders import FolderDataset, ImageFile

__all__ = ["draw_files", "draw_image", "encode"]

STREAMS = {"train": 1, "": 1, "validation": 2, "test": 2}
IMAGES_WORTH_A_WORKER = 50  # starting one takes as long as drawing some dozens of images
FORMATS = {
    # Level 1 takes a fifth of level 6's time; the drawings' noise hardly packs anyway.
    ".png": {"format": "PNG", "compress_level": 1},
    ".jpg": {"format": "JPEG", "quality": 90},
}


def draw_image(dataset: FolderDataset, image: ImageFile):
    """The pixels of one image: uint8 (height, width, 3), the same on every machine."""
    import numpy as np

    words = [dataset.seed, STREAMS[image.split], image.label, image.index]
    return dataset.draw(np.random.default_rng(words), image.label, image.split)


def encode(pixels, extension: str) -> bytes:
    """Content of an image file: PNG for ``".png"``, JPEG of quality 90 for ``".jpg"``."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, **FORMATS[extension])
    return buffer.getvalue()


def draw_files(
    dataset: FolderDataset, folder: Path, report: Callable[[int], None]
) -> dict[str, list]:
    """Draw all images of a dataset into an empty folder.

    Args:
        report: called with the number of images drawn since the last call.

    Returns:
        dict from relative path to [size in bytes, SHA-256].

    Raises:
        OSError: a file cannot be written.
        workers.WorkerError: a worker died.
    """
    images = list(dataset.images())
    for parent in {(folder / image.path).parent for image in images}:
        parent.mkdir(parents=True, exist_ok=True)
    number = max(1, min(workers.cores(), len(images) // IMAGES_WORTH_A_WORKER))
    shares = [(dataset, folder, images[first::number]) for first in range(number)]
    return workers.run(_draw_share, shares, report)


def _draw_share(
    share: tuple[FolderDataset, Path, list[ImageFile]], tell: Callable[[int], None]
) -> dict[str, list]:
    dataset, folder, images = share
    written = {}
    for image in images:
        content = encode(draw_image(dataset, image), dataset.extension)
        (folder / image.path).write_bytes(content)
        written[image.path] = [len(content), hashlib.sha256(content).hexdigest()]
        tell(1)
    return written
