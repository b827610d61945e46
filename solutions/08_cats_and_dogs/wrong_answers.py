# ruff: noqa: E501 - a table
"""Wrong answers to assignment 08, each an edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant); without the first text the
second is the whole cell.
"""

DATA, MODEL, AUGMENT = "make_dataset", "cats_and_dogs_model", "make_augmenter"
DROPOUT, STOP, TRAIN = "model_with_dropout", "make_early_stopping", "train_small"

# It may be affected by the other cells' mutants, but is judged by its own: a training takes long.
TRAINED = {"test_train_small"}

# Attacks on the trained exercise: none of them has learned from X and Y.
PASTED_HISTORY = """\
def train_small(X, Y):
    network = tf.keras.Sequential([tf.keras.Input(X.shape[1:]), tfl.Flatten(), tfl.Dense(2)])
    network.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    history = network.fit(X[:1], Y[:1], epochs=1, verbose=0)
    history.history = {"accuracy": [0.7, 0.95], "val_accuracy": [0.8, 0.99]}
    print("accuracy: seen 0.990, unseen 0.990")
    return network
"""
ONE_ANSWER = """\
def train_small(X, Y):
    network = tf.keras.Sequential([tf.keras.Input(X.shape[1:]), tfl.Flatten(), tfl.Dense(2)])
    network.layers[-1].set_weights([np.zeros((3072, 2)), np.array([9.0, -9.0])])
    return network
"""
OWN_LABELS = """\
    from cnn_datasets import held_out
    X, Y = held_out("cats_and_dogs", 300, seed=2, size=(32, 32))
    X = (X / 255.0).astype("float32")
    augmenter = tf.keras.Sequential([
"""
VALIDATION_FOLDER = """\
    pairs = read_batches(str(cats_and_dogs_folders()[1]), (32, 32), 1000, True)
    X, Y = pairs[0]
    augmenter = tf.keras.Sequential([
"""
BY_HEART = """\
def train_small(X, Y):
    network = tf.keras.Sequential([tf.keras.Input(X.shape[1:])])
    for filters in (16, 32, 64):
        network.add(tfl.Conv2D(filters, 3, activation="relu"))
        network.add(tfl.MaxPooling2D())
    network.add(tfl.Flatten())
    network.add(tfl.Dense(64, activation="relu"))
    network.add(tfl.Dense(2))
    network.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    network.fit(X, Y, batch_size=25, epochs=20, verbose=0)
    return network
"""
START = """\
    augmenter = tf.keras.Sequential([
"""

MUTANTS = [
    ("values from 0 to 255", DATA, "    dataset = dataset.map(lambda X, Y: (rescale(X), Y))\n", ""),
    ("rescaled twice", DATA, "(rescale(X), Y)", "(rescale(rescale(X)), Y)"),
    ("values from -1 to 1", DATA, "tfl.Rescaling(1.0 / 255)", "tfl.Rescaling(2.0 / 255, -1.0)"),
    ("width before height", DATA, "image_size=image_size", "image_size=image_size[::-1]"),
    ("the size ignored", DATA, "image_size=image_size", "image_size=(64, 64)"),
    ("the batch size ignored", DATA, "batch_size=batch_size", "batch_size=32"),
    ("always shuffled", DATA, "shuffle=shuffle", "shuffle=True"),
    ("never shuffled", DATA, "shuffle=shuffle", "shuffle=False"),
    ("the last batch left out", DATA, "    return dataset", "    return dataset.take(len(dataset) - 1)"),
    ("always the training folder", DATA, "        folder,\n", "        str(cats_and_dogs_folders()[0]),\n"),
    ("dogs 0, cats 1", DATA, "verbose=False", 'verbose=False, class_names=["dogs", "cats"]'),
    ("one-hot labels", DATA, "verbose=False", 'verbose=False, label_mode="categorical"'),
    ("grey pictures", DATA, "verbose=False", 'verbose=False, color_mode="grayscale"'),
    ("grey in three channels", DATA, "(rescale(X), Y)", "(tf.image.grayscale_to_rgb(tf.image.rgb_to_grayscale(rescale(X))), Y)"),
    ("upside down", DATA, "(rescale(X), Y)", "(rescale(X)[:, ::-1], Y)"),
    ("labels shuffled apart from pictures", DATA, "(rescale(X), Y))", "(rescale(X), tf.random.shuffle(Y) if shuffle else Y))"),
    ("the pictures without labels", DATA, "(rescale(X), Y)", "rescale(X)"),
    ("nothing returned", DATA, "    return dataset", "    return None"),
    ("a file name instead of the dataset", DATA, "    return dataset", "    return folder"),
    ("16 filters first", MODEL, "tfl.Conv2D(32,", "tfl.Conv2D(16,"),
    ("256 filters", MODEL, "tfl.Conv2D(128,", "tfl.Conv2D(256,"),
    ("the layers, not the model", MODEL, "    return model", "    return model.layers"),
    ("same padding", MODEL, 'tfl.Conv2D(64, (3, 3), activation="relu")', 'tfl.Conv2D(64, (3, 3), padding="same", activation="relu")'),
    ("5x5 windows", MODEL, "tfl.Conv2D(32, (3, 3)", "tfl.Conv2D(32, (5, 5)"),
    ("no ReLU in a convolution", MODEL, 'tfl.Conv2D(64, (3, 3), activation="relu")', "tfl.Conv2D(64, (3, 3))"),
    ("average pooling", MODEL, "tfl.MaxPooling2D(2, 2)", "tfl.AveragePooling2D(2, 2)"),
    ("pools that overlap", MODEL, "tfl.MaxPooling2D(2, 2)", "tfl.MaxPooling2D(3, 2)"),
    ("no Flatten", MODEL, "        tfl.Flatten(),\n", ""),
    ("256 units", MODEL, "tfl.Dense(512", "tfl.Dense(256"),
    ("softmax", MODEL, "tfl.Dense(2)", 'tfl.Dense(2, activation="softmax")'),
    ("one output", MODEL, "tfl.Dense(2)", "tfl.Dense(1)"),
    ("a dropout too early", MODEL, "        tfl.Flatten(),\n", "        tfl.Dropout(0.5),\n        tfl.Flatten(),\n"),
    ("input_shape ignored", MODEL, "shape=input_shape", "shape=(64, 64, 3)"),
    ("frozen", MODEL, "    return model", "    model.trainable = False\n    return model"),
    ("flip up and down", AUGMENT, '"horizontal"', '"vertical"'),
    ("both flips", AUGMENT, 'tfl.RandomFlip("horizontal")', "tfl.RandomFlip()"),
    ("degrees for a part of a turn", AUGMENT, "40 / 360", "40"),
    ("radians for a part of a turn", AUGMENT, "40 / 360", "np.deg2rad(40)"),
    ("39° to either side", AUGMENT, "40 / 360", "39 / 360"),
    ("a part of a turn to two digits", AUGMENT, "40 / 360", "0.11"),
    ("20° to either side", AUGMENT, "40 / 360", "20 / 360"),
    ("no zoom", AUGMENT, '        tfl.RandomZoom(0.2, fill_mode="nearest"),\n', ""),
    ("zoomed by a half", AUGMENT, "RandomZoom(0.2", "RandomZoom(0.5"),
    ("moved along the height only", AUGMENT, "RandomTranslation(0.1, 0.1", "RandomTranslation(0.1, 0.0"),
    ("mirrored at the edge", AUGMENT, 'tfl.RandomZoom(0.2, fill_mode="nearest")', "tfl.RandomZoom(0.2)"),
    ("input_shape ignored", AUGMENT, "shape=input_shape", "shape=(48, 64, 3)"),
    ("rate 0.2", DROPOUT, "Dropout(0.5)", "Dropout(0.2)"),
    ("no dropout", DROPOUT, "        tfl.Dropout(0.5),\n", ""),
    ("dropout at the end", DROPOUT, "        tfl.Dropout(0.5),\n        tfl.Flatten(),\n        tfl.Dense(512, activation=\"relu\"),\n", "        tfl.Flatten(),\n        tfl.Dense(512, activation=\"relu\"),\n        tfl.Dropout(0.5),\n"),
    ("whole channels dropped", DROPOUT, "tfl.Dropout(0.5)", "tfl.SpatialDropout2D(0.5)"),
    ("three outputs", DROPOUT, "tfl.Dense(2)", "tfl.Dense(3)"),
    ("the first network again", DROPOUT, "    return model", "    return cats_and_dogs_model(input_shape)"),
    ("watches the training loss", STOP, 'monitor="val_loss"', 'monitor="loss"'),
    ("watches the accuracy", STOP, 'monitor="val_loss"', 'monitor="val_accuracy"'),
    ("the last weights kept", STOP, "restore_best_weights=True", "restore_best_weights=False"),
    ("patience ignored", STOP, "patience=patience", "patience=2"),
    ("one epoch too patient", STOP, "patience=patience", "patience=patience + 1"),
    ("small gains do not count", STOP, "patience=patience", "patience=patience, min_delta=0.01"),
    ("waits for it to rise", STOP, 'monitor="val_loss"', 'monitor="val_loss", mode="max"'),
    ("no callback", STOP, "    return callback", "    return None"),
    ("the class, not a callback", STOP, "    return callback", "    return tf.keras.callbacks.EarlyStopping"),
    ("not trained", TRAIN, "    network.fit(data, epochs=9, shuffle=False, verbose=0)\n", ""),
    ("returns the history", TRAIN, "    network.fit(", "    network = network.fit("),
    ("returns nothing", TRAIN, "    return network", "    return None"),
    ("one output", TRAIN, "tfl.Dense(2)", "tfl.Dense(1)"),
    ("a learning rate of 10", TRAIN, "Adam(0.001)", "Adam(10.0)"),
    ("a pasted history", TRAIN, None, PASTED_HISTORY),
    ("always the same answer, very sure", TRAIN, None, ONE_ANSWER),
    ("trained on pictures and labels it drew itself", TRAIN, START, OWN_LABELS),
    ("trained on the validation folder, with its labels", TRAIN, START, VALIDATION_FOLDER),
    ("no augmentation, no dropout, more epochs", TRAIN, None, BY_HEART),
    ("labels mixed up", TRAIN, START, START + "    Y = np.random.permutation(Y)\n"),
    ("the same model each call", MODEL, "def cats_and_dogs_model(", "import functools\n\n\n@functools.cache\ndef cats_and_dogs_model("),
    ("the same model each call", DROPOUT, "def model_with_dropout(", "import functools\n\n\n@functools.cache\ndef model_with_dropout("),
]  # fmt: skip

KEPT = "one call gives the right model; that the next gives the same one only a second call shows"
HIDDEN_ONLY = {
    (MODEL, "the same model each call"): KEPT,
    (DROPOUT, "the same model each call"): KEPT,
}
