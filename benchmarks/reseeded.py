"""Run cells of a notebook with other seeds than its own."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from unittest import mock

STEP = 1000  # between the seeds of two runs, more than any notebook adds to its own


def run_cells(sources: Iterable[str], seed: int) -> dict:
    """The names after the cells; what they print is left out.

    Parameters
    ----------
    seed:
        ``STEP`` times this is added to every seed that the cells set; with 0 they are as they are.
    """
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")  # it warns of code without a file
    tf.keras.backend.clear_session()
    names: dict = {"__name__": "__main__"}
    plant = tf.keras.utils.set_random_seed
    quiet = contextlib.redirect_stdout(io.StringIO())
    with quiet, mock.patch.object(tf.keras.utils, "set_random_seed") as planted:
        planted.side_effect = lambda given: plant(given + STEP * seed)
        tf.keras.utils.set_random_seed(0)
        for source in sources:
            exec(compile(source, "cell", "exec"), names)
    return names
