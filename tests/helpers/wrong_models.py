"""Wrong versions of the two graded models, and what the message has to blame.

Run this file to read the messages: `python tests/helpers/wrong_models.py [words of a case]`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HAPPY = [
    ["ZeroPadding2D", (None, 70, 70, 3), 0, ((3, 3), (3, 3))],
    ["Conv2D", (None, 64, 64, 32), 4736, "valid", "linear", "GlorotUniform"],
    ["BatchNormalization", (None, 64, 64, 32), 128],
    ["ReLU", (None, 64, 64, 32), 0],
    ["MaxPooling2D", (None, 32, 32, 32), 0, (2, 2), (2, 2), "valid"],
    ["Flatten", (None, 32768), 0],
    ["Dense", (None, 1), 32769, "sigmoid"],
]
SIGNS = [
    ["InputLayer", [(None, 64, 64, 3)], 0],
    ["Conv2D", (None, 64, 64, 8), 392, "same", "linear", "GlorotUniform"],
    ["ReLU", (None, 64, 64, 8), 0],
    ["MaxPooling2D", (None, 8, 8, 8), 0, (8, 8), (8, 8), "same"],
    ["Conv2D", (None, 8, 8, 16), 528, "same", "linear", "GlorotUniform"],
    ["ReLU", (None, 8, 8, 16), 0],
    ["MaxPooling2D", (None, 2, 2, 16), 0, (4, 4), (4, 4), "same"],
    ["Flatten", (None, 64), 0],
    ["Dense", (None, 6), 390, "softmax"],
]
# A model with the layers of the later notebooks.
PHOTOS = [
    ["Rescaling", (None, 32, 32, 3), 0, 1 / 255, 0.0],
    ["RandomRotation", (None, 32, 32, 3), 0, 0.2],
    ["Conv2D", (None, 30, 30, 16), 448, "valid", "relu", "GlorotUniform"],
    ["MaxPooling2D", (None, 15, 15, 16), 0, (2, 2), (2, 2), "valid"],
    ["Dropout", (None, 15, 15, 16), 0, 0.5],
    ["GlobalAveragePooling2D", (None, 16), 0],
    ["Dense", (None, 5), 85, "softmax"],
]


def _layers():
    from tensorflow.keras import layers

    return layers


def happy_layers(size: int = 64, pads: int = 3, axis: int = -1, conv=None, pool=None, dense=None):
    """The layers of the first model by name, in order, with other settings where given."""
    tfl = _layers()
    return {
        "input": tfl.Input((size, size, 3)),
        "pad": tfl.ZeroPadding2D(pads),
        "conv": tfl.Conv2D(**{"filters": 32, "kernel_size": 7} | (conv or {})),
        "norm": tfl.BatchNormalization(axis=axis),
        "relu": tfl.ReLU(),
        "pool": tfl.MaxPooling2D(**pool or {}),
        "flat": tfl.Flatten(),
        "dense": tfl.Dense(**{"units": 1, "activation": "sigmoid"} | (dense or {})),
    }


def happy(order: str = "pad conv norm relu pool flat dense", **settings):
    """The first model (Sequential), with its layers in another order, and other settings."""
    from tensorflow import keras

    layers = happy_layers(**settings)
    tfl = _layers()
    spare = {"drop": tfl.Dropout(0.4), "mean": tfl.AveragePooling2D(2)}
    return keras.Sequential([layers["input"], *((layers | spare)[name] for name in order.split())])


def signs(conv1=None, pool2=None, activation: str = "softmax", units: int = 6):
    """The second model (functional), with other settings."""
    from tensorflow import keras

    tfl = _layers()
    x = inputs = tfl.Input((64, 64, 3))
    x = tfl.ReLU()(tfl.Conv2D(**{"filters": 8, "kernel_size": 4, "padding": "same"}
                              | (conv1 or {}))(x))  # fmt: skip
    x = tfl.MaxPooling2D(8, padding="same")(x)
    x = tfl.ReLU()(tfl.Conv2D(16, 2, padding="same")(x))
    x = tfl.MaxPooling2D(**{"pool_size": 4, "padding": "same"} | (pool2 or {}))(x)
    x = tfl.Dense(units, activation=activation)(tfl.Flatten()(x))
    return keras.Model(inputs, x)


def photos(rate: float = 0.5, factor: float = 0.2, scale: float = 1 / 255, kernel: int = 3):
    """The third model (Sequential), with other settings."""
    from tensorflow import keras

    tfl = _layers()
    return keras.Sequential(
        [
            tfl.Input((32, 32, 3)),
            tfl.Rescaling(scale),
            tfl.RandomRotation(factor),
            tfl.Conv2D(16, kernel, activation="relu"),
            tfl.MaxPooling2D(),
            tfl.Dropout(rate),
            tfl.GlobalAveragePooling2D(),
            tfl.Dense(5, activation="softmax"),
        ]
    )


Blame = tuple[str, str, int | None, int | None, frozenset[str]]


def blame(kind: str, layer: str, yours: int | None, expected: int | None, *attributes) -> Blame:
    """What one difference has to be: kind, type of layer, its numbers, attributes named."""
    return kind, layer, yours, expected, frozenset(attributes)


@dataclass(frozen=True)
class Case:
    """A wrong model: how to make it (a model, or rows), the rows expected, what is to blame.

    follows: the learner's layers that differ only because of these; says: texts of the message.
    """

    name: str
    make: Callable[[], object]
    expected: list
    blamed: tuple[Blame, ...]
    follows: tuple[int, ...] = ()
    says: tuple[str, ...] = ()

    def rows(self) -> list:
        """The learner's rows."""
        from test_utils import summary

        made = self.make()
        return made if isinstance(made, list) else summary(made)


CASES = [
    Case(
        "missing ZeroPadding2D",
        lambda: happy("conv norm relu pool flat dense"),
        HAPPY,
        (blame("missing", "ZeroPadding2D", None, 1),),
        (1, 2, 3, 4, 5, 6),
        (
            "⌊(64 − 7 + 2·0)/1⌋ + 1 = 58; expected 64",
            "with ZeroPadding2D(3): ⌊(64 − 7 + 2·3)/1⌋ + 1 = 64",
            "add ZeroPadding2D(padding=3) at the beginning",
        ),
    ),
    Case(
        "missing BatchNormalization",
        lambda: happy("pad conv relu pool flat dense"),
        HAPPY,
        (blame("missing", "BatchNormalization", None, 3),),
        says=("add BatchNormalization() after Conv2D",),
    ),
    Case(
        "missing MaxPooling2D",
        lambda: happy("pad conv norm relu flat dense"),
        HAPPY,
        (blame("missing", "MaxPooling2D", None, 5),),
        (5, 6),
        ("64·64·32 = 131072; expected 32768", "after ReLU"),
    ),
    Case(
        "missing Flatten",
        lambda: happy("pad conv norm relu pool dense"),
        HAPPY,
        (blame("missing", "Flatten", None, 6),),
        (6,),
        ("(32 + 1)·1 = 33; expected 32769", "add Flatten() after MaxPooling2D"),
    ),
    Case(
        "extra Dropout",
        lambda: happy("pad conv norm relu pool drop flat dense"),
        HAPPY,
        (blame("extra", "Dropout", 6, None),),
        says=("remove layer 6 (Dropout)",),
    ),
    Case(
        "extra MaxPooling2D",
        lambda: signs_with_extra_pool(),
        SIGNS,
        (blame("extra", "MaxPooling2D", 8, None),),
        (9, 10),
        ("remove layer 8 (MaxPooling2D)",),
    ),
    Case(
        "wrong stride",
        lambda: happy(conv={"strides": 2}),
        HAPPY,
        (blame("different", "Conv2D", 2, 2, "output shape", "strides"),),
        (3, 4, 5, 6, 7),
        (
            "⌊(70 − 7 + 2·0)/2⌋ + 1 = 32; expected 64",
            "with strides=1: ⌊(70 − 7 + 2·0)/1⌋ + 1 = 64",
        ),
    ),
    Case(
        "wrong kernel",
        lambda: happy(conv={"kernel_size": 5}),
        HAPPY,
        (blame("different", "Conv2D", 2, 2, "output shape", "parameters", "kernel size"),),
        (3, 4, 5, 6, 7),
        (
            "with kernel_size=7: ⌊(70 − 7 + 2·0)/1⌋ + 1 = 64",
            "(5·5·3 + 1)·32 = 2432; expected 4736",
            "from 2432 parameters",
        ),
    ),
    Case(
        "wrong filters",
        lambda: happy(conv={"filters": 16}),
        HAPPY,
        (blame("different", "Conv2D", 2, 2, "output shape", "parameters", "filters"),),
        (3, 4, 5, 6, 7),
        ("filters=32",),
    ),
    Case(
        "wrong padding",
        lambda: signs(conv1={"padding": "valid"}),
        SIGNS,
        (blame("different", "Conv2D", 2, 2, "output shape", "padding"),),
        (3,),
        (
            "⌊(64 − 4 + 2·0)/1⌋ + 1 = 61; expected 64",
            "with padding='same': ⌈64/1⌉ = 64",
        ),
    ),
    Case(
        "wrong activation in Conv2D",
        lambda: happy(conv={"activation": "relu"}),
        HAPPY,
        (blame("different", "Conv2D", 2, 2, "activation"),),
        says=("activation: yours 'relu', expected 'linear'",),
    ),
    Case(
        "wrong initializer",
        lambda: happy(conv={"kernel_initializer": "he_normal"}),
        HAPPY,
        (blame("different", "Conv2D", 2, 2, "kernel initializer"),),
        says=("yours 'HeNormal', expected 'GlorotUniform'",),
    ),
    Case(
        "softmax instead of sigmoid",
        lambda: happy(dense={"activation": "softmax"}),
        HAPPY,
        (blame("different", "Dense", 7, 7, "activation"),),
        says=("activation: yours 'softmax', expected 'sigmoid'", "use activation='sigmoid'"),
    ),
    Case(
        "sigmoid instead of softmax",
        lambda: signs(activation="sigmoid"),
        SIGNS,
        (blame("different", "Dense", 9, 9, "activation"),),
    ),
    Case(
        "wrong Dense units",
        lambda: happy(dense={"units": 2}),
        HAPPY,
        (blame("different", "Dense", 7, 7, "output shape", "parameters", "units"),),
        says=("(32768 + 1)·2 = 65538; expected 32769", "use units=1"),
    ),
    Case(
        "wrong pool size",
        lambda: signs(pool2={"pool_size": 2}),
        SIGNS,
        (blame("different", "MaxPooling2D", 7, 7, "output shape", "pool size", "strides"),),
        (8, 9),
        ("⌈8/2⌉ = 4; expected 2", "use pool_size=4; then"),
    ),
    Case(
        "wrong pool strides",
        lambda: happy(pool={"strides": 1}),
        HAPPY,
        (blame("different", "MaxPooling2D", 5, 5, "output shape", "strides"),),
        (6, 7),
        (
            "⌊(64 − 2 + 2·0)/1⌋ + 1 = 63; expected 32",
            "with strides=2: ",
        ),
    ),
    Case(
        "average instead of max pooling",
        lambda: happy("pad conv norm relu mean flat dense"),
        HAPPY,
        (blame("different", "AveragePooling2D", 5, 5, "type"),),
        says=("replace layer 5 (AveragePooling2D) by MaxPooling2D(",),
    ),
    Case(
        "BatchNormalization over axis 1",
        lambda: happy(axis=1),
        HAPPY,
        (blame("different", "BatchNormalization", 3, 3, "parameters", "axis"),),
        says=("4·64 = 256; expected 128", "use axis=3"),
    ),
    Case(
        "padding of 2",
        lambda: happy(pads=2),
        HAPPY,
        (blame("different", "ZeroPadding2D", 1, 1, "output shape", "padding"),),
        (2, 3, 4, 5, 6, 7),
        ("64 + 2 + 2 = 68; expected 70", "use padding=3"),
    ),
    Case(
        "two layers swapped",
        lambda: happy("pad conv relu norm pool flat dense"),
        HAPPY,
        (blame("moved", "BatchNormalization", 4, 3),),
        says=("Layer 4 (BatchNormalization) is in the wrong place: expected after Conv2D",),
    ),
    Case(
        "pooling before ReLU",
        lambda: happy("pad conv norm pool relu flat dense"),
        HAPPY,
        (blame("moved", "ReLU", 5, 4),),
        says=("move ReLU after BatchNormalization",),
    ),
    Case(
        "input of another size",
        lambda: happy(size=32),
        HAPPY,
        (blame("input", "ZeroPadding2D", 1, 1, "input shape"),),
        (1, 2, 3, 4, 5, 6, 7),
        ("use the input shape (64, 64, 3)",),
    ),
    Case(
        "two mistakes",
        lambda: happy("conv norm relu pool flat dense", conv={"kernel_size": 5}),
        HAPPY,
        (
            blame("missing", "ZeroPadding2D", None, 1),
            blame("different", "Conv2D", 1, 2, "output shape", "parameters", "kernel size"),
        ),
        (2, 3, 4, 5, 6),
    ),
    Case(
        "padding='same' instead of ZeroPadding2D",
        lambda: happy("conv norm relu pool flat dense", conv={"padding": "same"}),
        HAPPY,
        (
            blame("missing", "ZeroPadding2D", None, 1),
            blame("different", "Conv2D", 1, 2, "padding"),
        ),
        says=("use padding='valid'",),
    ),
    Case(
        "kernel that is not square",
        lambda: happy(conv={"kernel_size": (7, 5)}),
        HAPPY,
        (blame("different", "Conv2D", 2, 2, "output shape", "parameters"),),
        (3, 4, 5, 6, 7),
        (
            "no square kernel k×k gives (k·k·3 + 1)·32 = 3392 parameters",
            "make it Conv2D(32, 7, strides=1, padding='valid', activation='linear', "
            "kernel_initializer='GlorotUniform')",
        ),
    ),
    Case(
        "Dropout rate",
        lambda: photos(rate=0.2),
        PHOTOS,
        (blame("different", "Dropout", 5, 5, "rate"),),
        says=("rate: yours 0.2, expected 0.5", "use rate=0.5"),
    ),
    Case(
        "rotation factor",
        lambda: photos(factor=0.1),
        PHOTOS,
        (blame("different", "RandomRotation", 2, 2, "factor"),),
    ),
    Case(
        "Rescaling by 255",
        lambda: photos(scale=255.0),
        PHOTOS,
        (blame("different", "Rescaling", 1, 1, "scale"),),
        says=("use scale=1/255",),
    ),
    Case(
        "empty list",
        lambda: [],
        SIGNS,
        tuple(blame("missing", row[0], None, n) for n, row in enumerate(SIGNS, 1)),
        says=("its list of layers is empty",),
    ),
    Case(
        "truncated list",
        lambda: [list(row) for row in SIGNS[:7]],
        SIGNS,
        (blame("missing", "Flatten", None, 8), blame("missing", "Dense", None, 9)),
        says=("add Flatten() after MaxPooling2D",),
    ),
]


def signs_with_extra_pool():
    """The second model with one pooling too many before Flatten."""
    from tensorflow import keras

    tfl = _layers()
    model = signs()
    x = tfl.MaxPooling2D(2)(model.layers[-3].output)
    return keras.Model(model.input, tfl.Dense(6, activation="softmax")(tfl.Flatten()(x)))


def main(words: list[str]) -> None:
    """Print the message of every case whose name contains all of the words."""
    from test_utils import comparator

    for case in CASES:
        if all(word in case.name for word in words):
            print(f"{'=' * 20} {case.name} {'=' * 20}")
            try:
                comparator(case.rows(), case.expected)
            except AssertionError as error:
                print(error, end="\n\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(sys.argv[1:])
