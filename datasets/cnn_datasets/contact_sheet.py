"""Contact sheets of the stand-ins: ``python -m cnn_datasets.contact_sheet FOLDER``.

Always drawn afresh and never read from a file, so an original can not get into a picture that is
handed on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cnn_datasets import standin
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import Dataset

__all__ = ["contact_sheet", "main"]

COLUMNS, ROWS, ZOOM, GAP = 10, 6, 2, 2
FILE_NAMES = {"happy": "happy_house.png", "signs": "signs.png"}


def contact_sheet(dataset: Dataset, columns: int = COLUMNS, rows: int = ROWS):
    """A Pillow image of training stand-ins; each row of the grid shows one class, in turns."""
    import numpy as np
    from PIL import Image

    file = dataset.file("train")
    labels = standin.labels_of(dataset, file)
    cell = file.shape[1] * ZOOM + GAP
    sheet = Image.new("RGB", (columns * cell - GAP, rows * cell - GAP), "white")
    for row in range(rows):
        label, round_ = row % len(dataset.classes), row // len(dataset.classes)
        chosen = np.flatnonzero(labels == dataset.classes[label])[round_ * columns :][:columns]
        for column, index in enumerate(chosen):
            image = standin.draw_image(dataset, file, int(index), dataset.classes[label])
            large = Image.fromarray(image).resize(
                (cell - GAP, cell - GAP), Image.Resampling.BICUBIC
            )
            sheet.paste(large, (column * cell, row * cell))
    return sheet


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0] if arguments else ".")
    for name, dataset in DATASETS.items():
        path = folder / FILE_NAMES[name]
        # A palette: a third of the size, hardly a difference to be seen.
        contact_sheet(dataset).quantize(112, dither=0).save(path, optimize=True)
        print(f"{path}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
