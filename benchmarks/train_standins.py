"""Do the datasets teach their lessons? The lessons' own trainings, with several seeds.

    python benchmarks/train_standins.py [NUMBER ...] [--seeds N]

Runs the cells of the solved notebooks that the figures below need, found as the grader finds them,
and prints a row for each figure: its value for every seed. Accuracies of a training are means of
its last 3 epochs. "pixels" is a linear model on the pixels, an upper bound for what can be told
without convolutions. The loaders choose the data: with originals in place, those are measured.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import click
import numpy as np
from cnn_datasets.own_image import load_own_image
from cnn_datasets.pixel_linear import pixel_linear_accuracy
from reseeded import other_seeds, run_cell

from grader.analysis.cell_analysis import analyse
from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.submissions.author_submission import author_submission
from grader.submissions.slicing import slice_for

FIGURES = {
    "02": {"test": "test_accuracy"},
    "03": {"test": "test_accuracy"},
    "05": {
        "happy: training": "last(happy_history, 'accuracy')",
        "happy: test": "test_accuracy",
        "happy: pixels": "pixels(*load_happy_dataset()[:4])",
        "signs: training": "last(history, 'accuracy')",
        "signs: validation": "last(history, 'val_accuracy')",
        "signs: epoch 10": "history.history['val_accuracy'][9]",
        "signs: pixels": "pixels(*load_signs_dataset()[:4])",
    },
    "06": {
        "150x150: training": "last(history_150, 'accuracy')",
        "150x150: validation": "last(history_150, 'val_accuracy')",
        "pixels, 75x75": "pixels(*pictures(train_dir, 75), *pictures(validation_dir, 75))",
    },
    "07": {
        "training": "history.history['accuracy'][-1]",
        "epochs": "len(history.history['accuracy'])",
    },
    "08": {
        "without: training": "last(history, 'accuracy')",
        "without: validation": "last(history, 'val_accuracy')",
        "with: training": "last(history_2, 'accuracy')",
        "with: validation": "last(history_2, 'val_accuracy')",
        "pixels": "pixels(X_train, Y_train, X_val, Y_val)",
    },
    "09": {
        "training": "last(history, 'accuracy')",
        "validation": "last(history, 'val_accuracy')",
        "pixels": "pixels(X_train, Y_train, X_val, Y_val)",
    },
}


def last(history, key: str) -> float:
    """Mean of a curve's last three epochs."""
    return float(np.mean(history.history[key][-3:]))


def pixels(X, Y, X_test, Y_test) -> float:
    """Accuracy of a linear model on the pixels."""
    return pixel_linear_accuracy(X, np.ravel(Y), X_test, np.ravel(Y_test))


def pictures(folder: Path, size: int) -> tuple[np.ndarray, np.ndarray]:
    """All pictures of the class folders, from 0 to 1, and their labels."""
    classes = sorted(path for path in folder.iterdir() if path.is_dir())
    files = [(path, label) for label, kind in enumerate(classes) for path in sorted(kind.iterdir())]
    X = np.stack([load_own_image(path, (size, size)) for path, _ in files])
    return X / np.float32(255), np.array([label for _, label in files])


HELPERS = {"last": last, "pixels": pixels, "pictures": pictures}


def measure(course: Course, number: str, seeds: int) -> None:
    """Print the figures of one lesson."""
    assignment = next(a for a in course.assignments() if a.startswith(number))
    (notebook,) = read_assignment(course, assignment).notebooks
    figures = FIGURES[number]
    cells = slice_for(
        "\n".join(figures.values()), author_submission(notebook).cells, given=frozenset(HELPERS)
    ).cells
    found = []
    for seed in range(seeds):
        started = time.monotonic()
        names: dict = {"__name__": "__main__"}
        with other_seeds(seed):
            for cell in cells:
                run_cell(analyse(cell.source).code, names)
            names |= HELPERS
            found.append([float(eval(expression, names)) for expression in figures.values()])
        click.echo(f"{number}: seed {seed}, {time.monotonic() - started:.0f} s", err=True)
    for what, values in zip(figures, zip(*found, strict=True), strict=True):
        click.echo(f"{number}  {what:22}" + "".join(f"{value:8.3f}" for value in values))


@click.command()
@click.argument("numbers", nargs=-1)
@click.option("--seeds", default=3, show_default=True)
def main(numbers: tuple[str, ...], seeds: int) -> None:
    """Measure the lessons NUMBERS (such as 06), or all."""
    course = Course.load(installed_root())
    for number in numbers or FIGURES:
        measure(course, number, seeds)


if __name__ == "__main__":
    os.environ.setdefault("MPLBACKEND", "agg")
    main()
