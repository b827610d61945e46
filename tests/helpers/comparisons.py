"""Rows of a model, and what a student with other rows is told."""

from wrong_models import HAPPY

from grader.comparison.difference_text import message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows


def told(rows):
    return message(compare(plain_rows(rows), plain_rows(HAPPY)))


def changed(number, *row):
    return [list(row) if n == number else r for n, r in enumerate(HAPPY, start=1)]


SOFTMAX = changed(7, "Dense", (None, 1), 32769, "softmax")
NO_NORM = [row for row in HAPPY if row[0] != "BatchNormalization"]
BOTH = [row for row in SOFTMAX if row[0] != "BatchNormalization"]
