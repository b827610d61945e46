"""Normalization, the one layer that computes with its weights while it is being built."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.protocol.layer_config import MAX_SIZE
from grader.protocol.protocol_errors import ModelRefused

if TYPE_CHECKING:
    import keras


def limit_statistics(layer: keras.layers.Normalization) -> None:
    """Refuse, from inside of Keras, to build `layer` on an input with too many features.

    Every other layer only says which weights it needs, so that their shapes can be compared with
    those that came before there is memory for them. This one broadcasts its statistics at once.
    """
    build = layer.build

    def limited(input_shape: Sequence[int | None]) -> object:
        sizes = [input_shape[axis] or 1 for axis in layer.axis if -9 < axis < len(input_shape)]
        if math.prod(sizes) > MAX_SIZE:
            raise ModelRefused(f"Layer '{layer.name}' normalises {math.prod(sizes):,} features.")
        layer.build = build
        return build(input_shape)

    layer.build = limited


def refresh_statistics(model: keras.Model) -> None:
    """Have every Normalization in `model` compute again what it keeps, from its present weights."""
    import keras

    for layer in model._flatten_layers():
        if type(layer) is keras.layers.Normalization and layer.built:
            layer.finalize_state()
