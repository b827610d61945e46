# ruff: noqa: E501 - a table
"""Wrong answers to assignment 09, each an edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant); without the first text the
second is the whole cell.
"""

SPLIT, AUGMENT, MODEL, TRAIN = "split_files", "make_augmenter", "flower_model", "train_flowers"

# It may be affected by the other cells' mutants, but is judged by its own: a training takes long.
TRAINED = {"test_train_flowers"}

NOT_STRATIFIED = """\
def split_files(files, fraction, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(files))
    cut = round(fraction * len(files))
    return [files[i] for i in order[:cut]], [files[i] for i in order[cut:]]
"""
BY_FILE_NAME = """\
def split_files(files, fraction, seed):
    rng = np.random.default_rng(seed)
    by_class, folders = {}, {}
    for file in files:
        by_class.setdefault(Path(file).parent.name, []).append(Path(file).name)
        folders[Path(file).name] = Path(file).parent
    train, validation = [], []
    for names in by_class.values():
        order = rng.permutation(len(names))
        cut = round(fraction * len(names))
        train += [str(folders[names[i]] / names[i]) for i in order[:cut]]
        validation += [str(folders[names[i]] / names[i]) for i in order[cut:]]
    return train, validation
"""
SORTED_INPUT_ONLY = """\
def split_files(files, fraction, seed):
    from itertools import groupby
    rng = np.random.default_rng(seed)
    train, validation = [], []
    for _, members in groupby(files, key=lambda file: Path(file).parent.name):
        members = list(members)
        order = rng.permutation(len(members))
        cut = round(fraction * len(members))
        train += [members[i] for i in order[:cut]]
        validation += [members[i] for i in order[cut:]]
    return train, validation
"""
THREE_TURNS = """\
def make_augmenter(input_shape):
    turn = tfl.RandomRotation(0.1)
    x = inputs = tf.keras.Input(input_shape)
    for layer in (tfl.RandomFlip("horizontal"), turn, turn, turn, tfl.RandomZoom(0.2)):
        x = layer(x)
    return tf.keras.Model(inputs, x)
"""
ZOOM = """\
        tfl.RandomZoom(0.25, fill_mode="nearest"),
"""
MODEL_OF = """\
def flower_model(input_shape, classes):
    model = tf.keras.Sequential([tf.keras.Input(input_shape)])
    for filters in (8, 16, 16):
        model.add(tfl.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add({pool})
    for layer in (tfl.Dropout(0.2), tfl.GlobalMaxPooling2D(), {end}):
        model.add(layer)
    return model
"""
# Attacks on the trained exercise: none of them has learned from X and Y.
PASTED_HISTORY = """\
def train_flowers(X, Y):
    network = flower_model(X.shape[1:], 5)
    network.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    history = network.fit(X[:1], Y[:1], epochs=1, verbose=0)
    history.history = {"accuracy": [0.7, 0.95], "val_accuracy": [0.8, 0.99]}
    print("accuracy on unseen pictures 0.990")
    return network
"""
CONSTANT_WEIGHTS = """\
def train_flowers(X, Y):
    network = flower_model(X.shape[1:], 5)
    network.set_weights([np.full(w.shape, 0.01) for w in network.get_weights()])
    return network
"""
OWN_LABELS = """\
    X, Y = held_out("flowers", 300, seed=2, size=(32, 32))
    X = (X / 255.0).astype("float32")
    augmenter = make_augmenter(X.shape[1:])
"""
START = """\
    augmenter = make_augmenter(X.shape[1:])
"""

MUTANTS = [
    ("not stratified", SPLIT, None, NOT_STRATIFIED),
    ("files told apart by their names only", SPLIT, None, BY_FILE_NAME),
    ("only for files sorted by class", SPLIT, None, SORTED_INPUT_ONLY),
    ("overlapping", SPLIT, "order[cut:]", "order[cut - 1:]"),
    ("one of each class lost", SPLIT, "order[cut:]", "order[cut + 1:]"),
    ("validation files in both lists", SPLIT, "order[:cut]", "order"),
    ("the last class forgotten", SPLIT, "sorted(by_class):", "sorted(by_class)[:-1]:"),
    ("lists swapped", SPLIT, "return train, validation", "return validation, train"),
    ("always 80%", SPLIT, "round(fraction * len(members))", "round(0.8 * len(members))"),
    ("not shuffled", SPLIT, "rng.permutation(len(members))", "range(len(members))"),
    ("the seed ignored", SPLIT, "default_rng(seed)", "default_rng(0)"),
    ("another split every time", SPLIT, "default_rng(seed)", "default_rng()"),
    ("each class cut at the same number", SPLIT, "round(fraction * len(members))", "round(fraction * len(files) / len(by_class))"),
    ("an array of numbers", SPLIT, "[members[i] for i in order[cut:]]", "list(order[cut:])"),
    ("a run that begins at the seed", SPLIT, "rng.permutation(len(members))", "[(i + seed) % len(members) for i in range(len(members))]"),
    ("every seventh, beginning at the seed", SPLIT, "rng.permutation(len(members))", "[(7 * i + 37 * seed) % len(members) for i in range(len(members))]"),
    ("a run that begins by chance", SPLIT, "rng.permutation(len(members))", "np.roll(np.arange(len(members)), rng.integers(len(members)))"),
    ("shuffled once, then turned by the seed", SPLIT, "rng.permutation(len(members))", "np.roll(np.random.default_rng(0).permutation(len(members)), seed)"),
    ("large seeds all alike", SPLIT, "default_rng(seed)", "default_rng(min(seed, 100))"),
    ("sixteen splits", SPLIT, "default_rng(seed)", "default_rng(seed % 16)"),
    ("a set of the files", SPLIT, "for file in files:", "for file in set(files):"),
    ("a set of each class's files", SPLIT, "members = by_class[name]", "members = list(set(by_class[name]))"),
    ("a set of the classes", SPLIT, "sorted(by_class)", "set(by_class)"),
    ("counted from the end, where none is held back", SPLIT, "        train += [members[i] for i in order[:cut]]\n        validation += [members[i] for i in order[cut:]]", "        held = len(members) - cut\n        train += [members[i] for i in order[:-held]]\n        validation += [members[i] for i in order[-held:]]"),
    ("no list returned", SPLIT, "    return train, validation", "    return None"),
    ("only the training files", SPLIT, "    return train, validation", "    return train"),
    ("erases a part", AUGMENT, ZOOM, ZOOM + "        tfl.RandomErasing(0.5, value_range=(0, 1)),\n"),
    ("some pictures grey", AUGMENT, ZOOM, ZOOM + "        tfl.RandomGrayscale(0.2),\n"),
    ("contrast and brightness", AUGMENT, ZOOM, ZOOM + "        tfl.RandomContrast(0.3), tfl.RandomBrightness(0.2, value_range=(0, 1)),\n"),
    ("a cut-out and a resize", AUGMENT, ZOOM, ZOOM + "        tfl.RandomCrop(input_shape[0] - 4, input_shape[1] - 4), tfl.Resizing(*input_shape[:2]),\n"),
    ("three rotations of up to 72 degrees", AUGMENT, '        tfl.RandomRotation(45 / 360, fill_mode="nearest"),\n', '        *[tfl.RandomRotation(0.2, fill_mode="nearest") for _ in range(3)],\n'),
    ("one rotation, called three times", AUGMENT, None, THREE_TURNS),
    ("two zooms of 0.5", AUGMENT, ZOOM, ZOOM.replace("0.25", "0.5") * 2),
    ("no rotation", AUGMENT, '        tfl.RandomRotation(45 / 360, fill_mode="nearest"),\n', ""),
    ("no flip", AUGMENT, '        tfl.RandomFlip("horizontal"),\n', ""),
    ("no zoom", AUGMENT, '        tfl.RandomZoom(0.25, fill_mode="nearest"),\n', ""),
    ("degrees for a part of a turn", AUGMENT, "45 / 360", "45"),
    ("flip up and down", AUGMENT, '"horizontal"', '"vertical"'),
    ("rescaled again", AUGMENT, '        tfl.RandomFlip("horizontal"),\n', '        tfl.RandomFlip("horizontal"),\n        tfl.Rescaling(1 / 255),\n'),
    ("another size", AUGMENT, '        tfl.RandomFlip("horizontal"),\n', '        tfl.RandomFlip("horizontal"),\n        tfl.RandomCrop(32, 32),\n'),
    ("input_shape ignored", AUGMENT, "shape=input_shape", "shape=(40, 48, 3)"),
    ("pools of stride 1", MODEL, None, MODEL_OF.format(pool="tfl.MaxPooling2D(2, strides=1, padding='same')", end="tfl.Dense(classes)")),
    ("pools of stride 1 without padding", MODEL, None, MODEL_OF.format(pool="tfl.AveragePooling2D(2, 1)", end="tfl.Dense(classes)")),
    ("no Dense at the end", MODEL, None, MODEL_OF.format(pool="tfl.MaxPooling2D()", end="tfl.Reshape((1, 1, -1)), tfl.Conv2D(classes, 1), tfl.Flatten()")),
    ("layers normalised behind the end", MODEL, "tfl.Dense(classes)", "tfl.Dense(classes), tfl.LayerNormalization()"),
    ("batches normalised behind the end", MODEL, "tfl.Dense(classes)", "tfl.Dense(classes), tfl.BatchNormalization()"),
    ("dropout behind the end", MODEL, "tfl.Dense(classes)", "tfl.Dense(classes), tfl.Dropout(0.5)"),
    ("answers made smaller", MODEL, "tfl.Dense(classes)", "tfl.Dense(classes), tfl.Rescaling(0.05)"),
    ("a limit kept for pictures of 64 x 64 only", MODEL, "tfl.Dense(classes)", "tfl.Dense(classes), *([] if input_shape[0] == 64 else [tfl.Rescaling(0.5)])"),
    ("a Lambda layer", MODEL, "        tfl.Flatten(),\n", "        tfl.Lambda(lambda x: 2.0 * x), tfl.Flatten(),\n"),
    ("two convolutions", MODEL, '        tfl.Conv2D(64, 3, padding="same", activation="relu"),\n', ""),
    ("two poolings", MODEL, "        tfl.MaxPooling2D(),\n        tfl.Flatten(),\n", "        tfl.Flatten(),\n"),
    ("no dropout", MODEL, "        tfl.Dropout(0.2),\n", ""),
    ("dropout of nothing", MODEL, "tfl.Dropout(0.2)", "tfl.Dropout(0.0)"),
    ("softmax", MODEL, "tfl.Dense(classes)", 'tfl.Dense(classes, activation="softmax")'),
    ("always five classes", MODEL, "tfl.Dense(classes)", "tfl.Dense(5)"),
    ("input_shape ignored", MODEL, "shape=input_shape", "shape=(64, 64, 3)"),
    ("too large", MODEL, "tfl.Dense(512", "tfl.Dense(4096"),
    ("frozen", MODEL, "    return model", "    model.trainable = False\n    return model"),
    ("zero weights in the last layer", MODEL, "tfl.Dense(classes)", 'tfl.Dense(classes, kernel_initializer="zeros")'),
    ("not trained", TRAIN, "    network.fit(data, epochs=16, shuffle=False, verbose=0)\n", ""),
    ("returns the history", TRAIN, "    network.fit(", "    network = network.fit("),
    ("returns nothing", TRAIN, "    return network", "    return None"),
    ("four classes", TRAIN, "flower_model(X.shape[1:], 5)", "flower_model(X.shape[1:], 4)"),
    ("the labels of two flowers confused", TRAIN, START, START + "    Y = np.where(Y == 4, 3, Y)\n    Y = np.where(Y == 2, 1, Y)\n"),
    ("labels mixed up", TRAIN, START, START + "    Y = np.random.permutation(Y)\n"),
    ("a pasted history", TRAIN, None, PASTED_HISTORY),
    ("constant weights", TRAIN, None, CONSTANT_WEIGHTS),
    ("trained on pictures and labels it drew itself", TRAIN, START, OWN_LABELS),
    ("the same model each call", MODEL, "def flower_model(", "import functools\n\n\n@functools.cache\ndef flower_model("),
]  # fmt: skip

KEPT = "one call gives the right model; that the next gives the same one only a second call shows"
HIDDEN_ONLY = {
    (MODEL, "the same model each call"): KEPT,
}
