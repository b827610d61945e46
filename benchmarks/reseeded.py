"""Run cells of a notebook with other seeds than its own."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from unittest import mock

STEP = 1000  # between the seeds of two runs, more than any notebook adds to its own


@contextlib.contextmanager
def other_seeds(seed: int) -> Iterator[None]:
    """In this block all seeds that TensorFlow is given are others, and nothing is printed.

    Parameters
    ----------
    seed:
        ``STEP`` times this is added to every seed; with 0 they are as they are.
    """
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")  # it warns of code without a file
    tf.keras.backend.clear_session()
    plant = tf.keras.utils.set_random_seed
    quiet = contextlib.redirect_stdout(io.StringIO())
    with quiet, mock.patch.object(tf.keras.utils, "set_random_seed") as planted:
        planted.side_effect = lambda given: plant(given + STEP * seed)
        tf.keras.utils.set_random_seed(0)
        yield


def run_cell(source: str, names: dict) -> None:
    """Run a cell in a notebook's names."""
    exec(compile(source, "cell", "exec"), names)
