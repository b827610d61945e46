"""Contact sheets of the stand-ins: ``python -m cnn_datasets.contact_sheet FOLDER [NAME ...]``.

Always drawn afresh and never read from a file, so an original can not get into a picture that is
distributed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import Dataset
from cnn_datasets.hdf5 import Hdf5Files
from cnn_datasets.idx import IdxFiles
from cnn_datasets.image_folders import ImageFolders

__all__ = ["contact_sheet", "main"]

COLUMNS, ROWS, GAP = 10, 6, 2
COLOURS = {Hdf5Files: 112, ImageFolders: 256, IdxFiles: 64}
"""Of the palette: a third of the size, hardly a difference to be seen."""
FILE_NAMES = {"happy": "happy_house.png"}
CELLS = {Hdf5Files: 128, ImageFolders: 84, IdxFiles: 56}
"""Height and width of an image on the sheet, in pixels."""


def contact_sheet(dataset: Dataset, columns: int = COLUMNS, rows: int | None = None):
    """A Pillow image of training stand-ins; each row of the grid shows one class, in turns.

    Parameters
    ----------
    rows
        None means six, or one for each class where there are more.
    """
    from PIL import Image

    classes = len(dataset.class_names)
    rows = rows or max(classes, ROWS // classes * classes)
    cell = CELLS[type(dataset.storage)]
    step = cell + GAP
    sheet = Image.new("RGB", (columns * step - GAP, rows * step - GAP), "white")
    for label in range(classes):
        rounds = len(range(label, rows, classes))
        drawn = dataset.storage.draw_samples(dataset, label, rounds * columns)
        for number, image in enumerate(drawn):
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
    """Save the sheets of the datasets named (default: all) in a folder, as PNG with a palette."""
    folder = Path(arguments[0] if arguments else ".")
    for name in arguments[1:] or DATASETS:
        path = folder / FILE_NAMES.get(name, f"{name}.png")
        sheet = contact_sheet(DATASETS[name])
        colours = COLOURS[type(DATASETS[name].storage)]
        sheet.quantize(colours, dither=0).save(path, optimize=True)
        print(f"{path}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
