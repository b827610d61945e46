"""Contact sheets of the stand-ins: ``python -m cnn_datasets.contact_sheet FOLDER [NAME ...]``.

Always drawn afresh and never read from a file, so an original can not get into a picture that is
distributed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from cnn_datasets import folder_drawing, idx_drawing, standin
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import Dataset
from cnn_datasets.folders import FolderDataset, ImageFile
from cnn_datasets.idx import IdxDataset

__all__ = ["contact_sheet", "main", "samples"]

COLUMNS, ROWS, GAP = 10, 6, 2
COLOURS = {Dataset: 112, FolderDataset: 256, IdxDataset: 64}
"""Of the palette: a third of the size, hardly a difference to be seen."""
FILE_NAMES = {"happy": "happy_house.png"}
CELLS = {Dataset: 128, FolderDataset: 84, IdxDataset: 56}
"""Height and width of an image on the sheet, in pixels."""


def samples(dataset: Dataset | FolderDataset | IdxDataset, label: int, count: int) -> Iterator:
    """The first `count` training images of a class, the one with number `label`."""
    import numpy as np

    if isinstance(dataset, FolderDataset):
        for index in range(count):
            image = ImageFile("", dataset.splits[0], label, index)
            yield folder_drawing.draw_image(dataset, image)
    elif isinstance(dataset, IdxDataset):
        file = dataset.files[0]
        chosen = np.flatnonzero(idx_drawing.labels_of(dataset, file)[: idx_drawing.PIECE] == label)
        yield from idx_drawing.draw_piece(dataset, file, 0)[chosen[:count]]
    else:
        file = dataset.file("train")
        chosen = np.flatnonzero(standin.labels_of(dataset, file) == dataset.classes[label])
        for index in chosen[:count]:
            yield standin.draw_image(dataset, file, int(index), dataset.classes[label])


def contact_sheet(
    dataset: Dataset | FolderDataset | IdxDataset, columns: int = COLUMNS, rows: int | None = None
):
    """A Pillow image of training stand-ins; each row of the grid shows one class, in turns.

    Args:
        rows: None means six, or one for each class where there are more.
    """
    from PIL import Image

    classes = len(dataset.class_names)
    rows = rows or max(classes, ROWS // classes * classes)
    cell = CELLS[type(dataset)]
    step = cell + GAP
    sheet = Image.new("RGB", (columns * step - GAP, rows * step - GAP), "white")
    for label in range(classes):
        rounds = len(range(label, rows, classes))
        for number, image in enumerate(samples(dataset, label, rounds * columns)):
            row, column = number // columns * classes + label, number % columns
            small = Image.fromarray(_square(image)).convert("RGB")
            small = small.resize((cell, cell), Image.Resampling.BICUBIC)
            sheet.paste(small, (column * step, row * step))
    return sheet


def _square(image):
    """The middle of an image that is not square."""
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return image[top : top + side, left : left + side]


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0] if arguments else ".")
    for name in arguments[1:] or DATASETS:
        path = folder / FILE_NAMES.get(name, f"{name}.png")
        contact_sheet(DATASETS[name]).quantize(COLOURS[type(DATASETS[name])], dither=0).save(
            path, optimize=True
        )
        print(f"{path}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
