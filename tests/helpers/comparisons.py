"""Rows of a model, and what a student with other rows is told."""

from grader.comparison.difference_text import message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows

ROWS = [
    ["ZeroPadding2D", (None, 70, 70, 3), 0, ((3, 3), (3, 3))],
    ["Conv2D", (None, 64, 64, 32), 4736, "valid", "linear", "GlorotUniform"],
    ["BatchNormalization", (None, 64, 64, 32), 128],
    ["ReLU", (None, 64, 64, 32), 0],
    ["MaxPooling2D", (None, 32, 32, 32), 0, (2, 2), (2, 2), "valid"],
    ["Flatten", (None, 32768), 0],
    ["Dense", (None, 1), 32769, "sigmoid"],
]


def report_of(rows):
    return compare(plain_rows(rows), plain_rows(ROWS))


def told(rows):
    return message(report_of(rows))


def changed(number, *row):
    return [list(row) if n == number else r for n, r in enumerate(ROWS, start=1)]


SOFTMAX = changed(7, "Dense", (None, 1), 32769, "softmax")
NO_NORM = [row for row in ROWS if row[0] != "BatchNormalization"]
BOTH = [row for row in SOFTMAX if row[0] != "BatchNormalization"]
