# ruff: noqa: E501 - tables
"""Answers to the exercises that are judged on fresh tasks: references, honest ones, and cheats.

An answer is an edit of the solution's cells. A cheat may use the name `brought`: the model that the
reference gives for a task of another seed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What a test judges: an expression of its names, and the least value it asks for.

    Where a function judges, its local names are used too; `call` is the number of its call: 0 is
    the visible training, 1 the hidden one.
    """

    name: str
    expression: str
    least: float
    call: int = 0


@dataclass(frozen=True)
class Judged:
    """A trained test, its figures, and the function of the notebook that has them, if any."""

    test: str
    figures: tuple[Figure, ...]
    function: str = ""


def _both(function: str, test: str, *figures: tuple[str, str, float]) -> Judged:
    """A test whose visible and hidden trainings are judged by the same function."""
    return Judged(
        test,
        tuple(
            Figure(f"{part} {name}", expression, least, call)
            for call, part in enumerate(("visible", "hidden"))
            for name, expression, least in figures
        ),
        function,
    )


@dataclass(frozen=True)
class Answer:
    """An answer: in the cell named, `old` is replaced by `new`; without `old`, the whole cell."""

    kind: str
    what: str
    cell: str = ""
    old: str | None = None
    new: str = ""

    @property
    def brings(self) -> bool:
        """Whether it uses the name `brought`."""
        return "brought" in self.new

    def edited(self, cells: dict[str, str]) -> dict[str, str]:
        """Return the cells, by their grade_ids, with this answer in them."""
        if not self.cell:
            return cells
        source = cells[self.cell]
        if self.old is not None and self.old not in source:
            raise ValueError(f"the solution's cell {self.cell} has no {self.old!r}")
        return cells | {self.cell: source.replace(self.old, self.new) if self.old else self.new}


def _table(cell: str, honest: dict, cheats: dict) -> tuple[Answer, ...]:
    """Answers of one cell: values are a whole cell, or (old, new)."""
    found = [Answer("reference", "as taught")]
    for kind, answers in (("honest", honest), ("cheat", cheats)):
        for what, edit in answers.items():
            old, new = edit if isinstance(edit, tuple) else (None, edit)
            found.append(Answer(kind, what, cell, old, new))
    return tuple(found)


FIGURES = {
    "04": Judged(
        "test_happy_trained",
        (
            Figure("visible seen", "learned", 0.80),
            Figure("hidden unseen", "new_accuracy", 0.80),
        ),
    ),
    "06": _both(
        "judge_training",
        "test_train_compact_model",
        ("unseen", "right", 0.80),
        ("sure", "sure", 0.10),
        ("history", "0.03 - abs(claimed - measured)", 0.0),
    ),
    "07": _both(
        "judge_training",
        "test_train_happy_or_sad",
        ("epochs left", "40 - len(accuracies)", 0.0),
        ("seen", "seen", 0.95),
        ("sure", "sure", 0.10),
        ("unseen", "unseen", 0.65),
    ),
    "08": _both(
        "judge_small",
        "test_train_small",
        ("seen", "seen", 0.85),
        ("gap to 0.15", "0.15 - (seen - unseen)", 0.0),
        ("unseen", "unseen", 0.85),
    ),
    "09": Judged(
        "test_train_flowers",
        (
            Figure("visible unseen", "right", 0.70),
            Figure("hidden unseen", "unseen", 0.70),
        ),
    ),
}

# 04 ----------------------------------------------------------------------------------------------


def _happy(first: str, rest: str = "") -> str:
    return f"""\
def HappyModel(input_shape):
    X_input = X = Input(input_shape)
{first}
    X = Dense(1, activation="sigmoid")(X)
    model = Model(X_input, X)
{rest}
    return model
"""


_SMALL = '    X = Flatten()(MaxPooling2D(4)(Conv2D(8, 5, activation="relu")(X)))'
HAPPY = _table(
    "HappyModel",
    {
        "three blocks without batch normalization": _happy("""\
    for filters in (16, 32, 64):
        X = MaxPooling2D()(Conv2D(filters, 3, padding="same", activation="relu")(X))
    X = Dropout(0.3)(Flatten()(X))"""),
        "global max pooling, LeakyReLU": _happy("""\
    for filters in (16, 32, 64):
        X = BatchNormalization()(Conv2D(filters, 3, padding="same")(X))
        X = AveragePooling2D(2)(LeakyReLU()(X))
    X = GlobalMaxPooling2D()(X)"""),
        "strides, L2, a hidden Dense layer": _happy("""\
    L2 = tf.keras.regularizers.L2(1e-4)
    X = Conv2D(16, 5, 2, activation="relu", kernel_regularizer=L2)(X)
    X = Conv2D(32, 3, strides=2, activation="relu")(X)
    X = Conv2D(32, 3, strides=2, activation="relu")(X)
    X = Dense(32, "relu")(Flatten()(X))"""),
        "global average pooling, normalized": _happy("""\
    for filters in (16, 32, 64):
        X = BatchNormalization()(Conv2D(filters, 3, padding="same")(X))
        X = MaxPooling2D()(Activation("relu")(X))
    X = GlobalAveragePooling2D()(X)"""),
        "one small block": _happy(_SMALL),
    },
    {
        "everything pooled away": _happy("    X = GlobalAveragePooling2D()(X)"),
        "frozen": _happy(_SMALL, "    model.trainable = False"),
        "weights brought along, frozen": _happy(
            '    X = MaxPooling2D()(Activation("relu")(BatchNormalization(axis=3)(Conv2D(32, 7)(ZeroPadding2D(3)(X)))))\n    X = Flatten()(X)',
            "    if brought.input_shape == model.input_shape: model.set_weights(brought.get_weights())\n    model.trainable = False",
        ),
        "all weights start at 0": _happy(
            '    X = Flatten()(MaxPooling2D(4)(Conv2D(8, 5, activation="relu", kernel_initializer="zeros")(X)))\n    X = Dense(1, kernel_initializer="zeros")(X)'
        ),
        "weights held at 0": _happy(
            _SMALL.replace("8, 5,", "8, 5, kernel_constraint=tf.keras.constraints.MaxNorm(0.0),")
        ),
        "always sad": _happy(
            _SMALL
            + '\n    X = Dense(1, bias_initializer=tf.keras.initializers.Constant(-1e6))(X)\n    X = Activation("relu")(X)'
        ),
    },
)

# 06 ----------------------------------------------------------------------------------------------

_HEAD_06 = """\
def train_compact_model(image_size, train_batches, validation_batches, epochs):
    model = compact_model(image_size)
    model.compile(tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy", metrics=["accuracy"])
"""
_PASTED_06 = """\
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return model, {name: [0.1 if "loss" in name else 0.99] * epochs for name in names}
"""
_FIT_06 = "    history = model.fit(train_batches, epochs=epochs, validation_data=validation_batches, verbose=0)\n    return model, history\n"
COMPACT = _table(
    "train_compact_model",
    {
        "objects for strings, the dict": """\
def train_compact_model(image_size, train_batches, validation_batches, epochs):
    net = compact_model(image_size)
    net.compile(loss=tf.keras.losses.BinaryCrossentropy(), optimizer=tf.keras.optimizers.RMSprop(1e-3),
                metrics=[tf.keras.metrics.BinaryAccuracy(name="accuracy")])
    return net, net.fit(train_batches, validation_data=validation_batches, epochs=epochs, verbose=0).history
""",
        "batches shuffled": _HEAD_06 + _FIT_06.replace("fit(train_batches", "fit(train_batches.shuffle(50)"),
        "cached and fetched ahead": _HEAD_06 + _FIT_06.replace("fit(train_batches", "fit(train_batches.cache().prefetch(2)"),
        "batches of 32": _HEAD_06 + _FIT_06.replace("fit(train_batches", "fit(train_batches.unbatch().batch(32)"),
        "pictures shuffled, batches of 8": _HEAD_06 + _FIT_06.replace("fit(train_batches", "fit(train_batches.unbatch().shuffle(400).batch(8)"),
    },
    {
        "always one class, history made up": _HEAD_06 + "    model.layers[-1].set_weights([np.zeros((512, 1)), np.array([9.0])])\n" + _PASTED_06,
        "untrained, history made up": _HEAD_06 + _PASTED_06,
        "random weights, history made up": _HEAD_06 + "    model.set_weights([np.random.normal(0, 0.1, w.shape) for w in model.get_weights()])\n" + _PASTED_06,
        "weights brought along": _HEAD_06 + "    if image_size == 50: model.set_weights(brought.get_weights())\n" + _PASTED_06,
        "labels shuffled": _HEAD_06 + _FIT_06.replace("fit(train_batches", "fit(train_batches.map(lambda X, Y: (X, tf.random.shuffle(Y)))"),
        "one batch per epoch": _HEAD_06 + _FIT_06.replace("fit(train_batches", "fit(train_batches.take(1)"),
        "another model than the trained one": _HEAD_06 + _FIT_06.replace("return model", "model = tf.keras.models.clone_model(model); model.compile(tf.keras.optimizers.RMSprop(0.001), 'binary_crossentropy', metrics=['accuracy']); return model"),
        "pixels from 0 to 255": _HEAD_06 + _FIT_06.replace("fit(train_batches", "fit(train_batches.map(lambda X, Y: (X * 255, Y))"),
    },
)  # fmt: skip

# 07 ----------------------------------------------------------------------------------------------

_HEAD_07 = """\
def train_happy_or_sad(folder, max_epochs):
    batches = tf.keras.utils.image_dataset_from_directory(
        folder, label_mode="binary", image_size=(150, 150), batch_size=10,
    ).map(lambda X, Y: (X / 255.0, Y))
    model = happy_or_sad_model()
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
"""
_FIT_07 = "    history = model.fit(batches, epochs=max_epochs, callbacks=[StopWhenLearned()], verbose=0)\n    return model, history\n"
_PASTED_07 = (
    '    return model, {"accuracy": [0.6, 0.9, 1.0][-max_epochs:], "loss": [0.7, 0.3, 0.01]}\n'
)


def _own_model_07(layers: str) -> str:
    return f"""\
def happy_or_sad_model():
    return tf.keras.Sequential([
        tf.keras.Input((150, 150, 3)), {layers}
        tfl.Dense(1, activation="sigmoid"),
    ])

""" + _HEAD_07 + _FIT_07  # fmt: skip


_BLOCK = 'tfl.Conv2D({}, 3, activation="relu"), tfl.MaxPooling2D(2), '
HAPPY_OR_SAD = _table(
    "train_happy_or_sad",
    {
        "RMSprop, a generator, other sizes": """\
def happy_or_sad_model():
    inputs = x = tf.keras.Input((150, 150, 3))
    for filters, size in ((8, 5), (16, 3), (32, 3)):
        x = tfl.ReLU()(tfl.MaxPool2D(2)(tfl.Conv2D(filters, size, padding="same")(x)))
    x = tfl.Dense(64, "relu")(tfl.Flatten()(x))
    return tf.keras.Model(inputs, tfl.Dense(1, "sigmoid")(x))

def train_happy_or_sad(folder, max_epochs):
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    faces = ImageDataGenerator(rescale=1/255).flow_from_directory(
        folder, target_size=(150, 150), batch_size=8, class_mode="binary")
    net = happy_or_sad_model()
    net.compile(tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy", metrics=["accuracy"])
    return net, net.fit(faces, epochs=max_epochs, callbacks=[StopWhenLearned()], verbose=0)
""",
        "small: 8, 16, 16 filters, 32 units": _own_model_07("".join(_BLOCK.format(f) for f in (8, 16, 16)) + 'tfl.Flatten(), tfl.Dense(32, activation="relu"),'),
        "Dropout": _own_model_07("".join(_BLOCK.format(f) for f in (16, 32, 32)) + 'tfl.Flatten(), tfl.Dropout(0.2), tfl.Dense(128, activation="relu"),'),
        "Adam with 0.0005, batches of 16": _HEAD_07.replace('"adam"', "tf.keras.optimizers.Adam(0.0005)").replace("batch_size=10", "batch_size=16") + _FIT_07,
        "batch normalization": _own_model_07("".join(_BLOCK.format(f) + "tfl.BatchNormalization(), " for f in (8, 16, 32)) + 'tfl.Flatten(), tfl.Dense(64, activation="relu"),'),
    },
    {
        "untrained, history made up": _HEAD_07 + _PASTED_07,
        "always one class, history made up": _HEAD_07 + "    model.layers[-1].bias.assign([9.0])\n" + _PASTED_07,
        "random weights, history made up": _HEAD_07 + "    model.set_weights([np.random.normal(0, 0.1, w.shape) for w in model.get_weights()])\n" + _PASTED_07,
        "weights brought along": _HEAD_07 + "    model.set_weights(brought.get_weights())\n" + _PASTED_07,
        "labels shuffled, history made up": _HEAD_07 + _FIT_07.replace("fit(batches, epochs=max_epochs", "fit(batches.map(lambda X, Y: (X, tf.random.shuffle(Y))), epochs=8").replace("    return model, history\n", _PASTED_07),
        "one epoch, history made up": _HEAD_07 + _FIT_07.replace("max_epochs", "1").replace("    return model, history\n", _PASTED_07),
        "pixels from 0 to 255": _HEAD_07.replace("X / 255.0", "X") + _FIT_07,
    },
)  # fmt: skip

# 08 ----------------------------------------------------------------------------------------------

_FIT_08 = "    network.fit(data, epochs=9, shuffle=False, verbose=0)\n"
_MAP_08 = "        .map(lambda x, y: (augmenter(x, training=True), y))\n"
_PLAIN_08 = """\
def train_small(X, Y):
    network = tf.keras.Sequential([tf.keras.Input(X.shape[1:])])
    for filters in (16, 32, 64):
        network.add(tfl.Conv2D(filters, 3, activation="relu"))
        network.add(tfl.MaxPooling2D())
    network.add(tfl.Flatten())
    network.add(tfl.Dense(64, activation="relu"))
    network.add(tfl.Dense(2))
    network.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return network
"""
_AUGMENT_LAYERS = """\
    network = tf.keras.Sequential([
        tf.keras.Input(X.shape[1:]), tfl.RandomFlip("horizontal"), tfl.RandomRotation(0.1), tfl.RandomZoom(0.2),
    ])
"""
SMALL = _table(
    "train_small",
    {
        "no batch normalization, 25 epochs": _PLAIN_08.replace("    network = tf.keras.Sequential([tf.keras.Input(X.shape[1:])])\n", _AUGMENT_LAYERS).replace("    return network", "    network.fit(X, Y, batch_size=16, epochs=25, verbose=0)\n    return network"),
        "flip and rotation only": ('        tfl.RandomZoom(0.3, fill_mode="nearest"),\n', ""),
        "moved, too": (",\n    ])\n    network", ", tfl.RandomTranslation(0.1, 0.1),\n    ])\n    network"),
        "14 epochs": ("epochs=9", "epochs=14"),
        "no dropout": ("    network.add(tfl.Dropout(0.3))\n", ""),
    },
    {
        "always one class": _PLAIN_08.replace("    return network", "    network.layers[-1].set_weights([np.zeros((64, 2)), np.array([9.0, -9.0])])\n    return network"),
        "untrained": (_FIT_08, ""),
        "random weights": (_FIT_08, "    network.set_weights([np.abs(np.random.normal(0, 0.3, w.shape)) for w in network.get_weights()])\n"),
        "weights brought along": (_FIT_08, "    network.set_weights(brought.get_weights())\n"),
        "labels shuffled": ("    augmenter =", "    Y = np.random.permutation(Y)\n    augmenter ="),
        "by heart, 20 epochs": _PLAIN_08.replace("    return network", "    network.fit(X, Y, batch_size=25, epochs=20, verbose=0)\n    return network"),
        "all but the augmentation": (_MAP_08, ""),
    },
)  # fmt: skip

# 09 ----------------------------------------------------------------------------------------------

_FIT_09 = "    network.fit(data, epochs=16, shuffle=False, verbose=0)\n"
FLOWERS = _table(
    "train_flowers",
    {
        "own style, batch normalization": """\
def train_flowers(X, Y):
    inputs = x = tf.keras.Input(shape=X.shape[1:])
    x = tfl.RandomZoom((-0.2, 0.2))(tfl.RandomRotation(0.1)(tfl.RandomFlip(mode='horizontal')(x)))
    for filters in (16, 32, 64):
        x = tfl.Activation('relu')(tfl.BatchNormalization()(tfl.Conv2D(filters, (3, 3), padding='same')(x)))
        x = tfl.MaxPool2D((2, 2))(x)
    x = tfl.Dense(128, activation='relu')(tfl.Dropout(0.4)(tfl.Flatten()(x)))
    net = tf.keras.Model(inputs, tfl.Dense(5, activation="softmax")(x))
    net.compile(optimizer=tf.keras.optimizers.Adam(0.002), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    net.fit(X, Y, batch_size=25, epochs=24, verbose=0)
    return net
""",
        "no augmentation": ("        .map(lambda x, y: (augmenter(x, training=True), y))\n", ""),
        "12 epochs": ("epochs=16", "epochs=12"),
        "25 epochs": ("epochs=16", "epochs=25"),
        "RMSprop": ('"adam"', '"rmsprop"'),
    },
    {
        "always one class": (_FIT_09, "    network.layers[-1].set_weights([np.zeros((512, 5)), np.eye(5)[0]])\n"),
        "untrained": (_FIT_09, ""),
        "random weights": (_FIT_09, "    network.set_weights([np.random.normal(0, 0.1, w.shape) for w in network.get_weights()])\n"),
        "weights brought along": (_FIT_09, "    network.set_weights(brought.get_weights())\n"),
        "labels shuffled": ("    augmenter =", "    Y = np.random.permutation(Y)\n    augmenter ="),
        "two pairs of kinds confused": ("    augmenter =", "    Y = np.where(Y == 4, 3, Y)\n    Y = np.where(Y == 2, 1, Y)\n    augmenter ="),
        "one epoch": ("epochs=16", "epochs=1"),
    },
)  # fmt: skip

ANSWERS = {"04": HAPPY, "06": COMPACT, "07": HAPPY_OR_SAD, "08": SMALL, "09": FLOWERS}
