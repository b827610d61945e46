# ruff: noqa: E501 - a table
"""Wrong answers to assignment 06, each an edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant); without the first text the
second is the whole cell.
"""

BATCHES, FIVE, THREE, TRAIN = (
    "make_generators",
    "horse_or_human_model",
    "compact_model",
    "train_compact_model",
)

# It trains compact_model, but is judged by its own mutants: a training takes long.
TRAINED = {"test_train_compact_model"}

# Attacks on the trained exercise: none of them has learned from the batches. Only the last six
# train in earnest; the others see one batch per epoch, so that the tests stay fast.
HEAD = """\
def train_compact_model(image_size, train_batches, validation_batches, epochs):
    model = compact_model(image_size)
    model.compile(tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy", metrics=["accuracy"])
"""
FIT = """\
    history = model.fit(train_batches.take(1), epochs=epochs, validation_data=validation_batches.take(1), verbose=0)
"""
END = """\
    return model, history
"""
PASTED_HISTORY = (
    HEAD
    + """\
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return model, {name: [0.1 if "loss" in name else 0.99] * epochs for name in names}
"""
)
UNTRAINED_WEIGHTS = (
    HEAD
    + FIT
    + """\
    fresh = compact_model(image_size)
    fresh.compile(tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy", metrics=["accuracy"])
    return fresh, history
"""
)
ONE_BATCH = HEAD + FIT + END
NEVER_COMPILED = ONE_BATCH.replace("return model,", "return compact_model(image_size),")
SHUFFLED_LABELS = ONE_BATCH.replace(
    "train_batches.take(1)", "train_batches.map(lambda X, Y: (X, tf.random.shuffle(Y)))"
)

MUTANTS = [
    ("pixels from 0 to 255", BATCHES, "ImageDataGenerator(rescale=1.0 / 255)", "ImageDataGenerator()"),
    ("divided by 256 squared", BATCHES, "1.0 / 255", "1.0 / 65536"),
    ("turned and flipped at random", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, brightness_range=(0.5, 1.5)"),
    ("zoomed at random, a little", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, zoom_range=0.05"),
    ("sheared at random", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, shear_range=0.2"),
    ("turned at random by up to 5 degrees", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, rotation_range=5"),
    ("a little of all", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, zoom_range=0.05, rotation_range=3, width_shift_range=0.05, shear_range=2"),
    ("mirrored at random", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, horizontal_flip=True"),
    ("upside down", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, preprocessing_function=lambda X: X[::-1]"),
    ("colours shifted at random", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, channel_shift_range=9.0"),
    ("cropped to a square", BATCHES, '"class_mode": "binary",', '"class_mode": "binary", "keep_aspect_ratio": True,'),
    ("blue, green, red", BATCHES, "rescale=1.0 / 255", "rescale=1.0 / 255, preprocessing_function=lambda X: X[..., ::-1]"),
    ("training pictures augmented by a second generator", BATCHES, "    train_generator = datagen", "    train_generator = ImageDataGenerator(\n        rescale=1.0 / 255, rotation_range=10, fill_mode='nearest'\n    )"),
    ("always 300 pixels", BATCHES, "(image_size, image_size)", "(300, 300)"),
    ("always batches of 32", BATCHES, '"batch_size": batch_size', '"batch_size": 32'),
    ("one-hot labels", BATCHES, '"binary"', '"categorical"'),
    ("no labels", BATCHES, '"binary"', "None"),
    ("labels turned round", BATCHES, '"class_mode": "binary",', '"class_mode": "binary",\n        "classes": sorted((p.name for p in Path(train_dir).iterdir()), reverse=True),'),
    ("training folder twice", BATCHES, "        validation_dir, shuffle=False", "        train_dir, shuffle=False"),
    ("one level too high", BATCHES, "        train_dir, **settings", "        Path(train_dir).parent, **settings"),
    ("one level too low", BATCHES, "        train_dir, **settings", "        sorted(Path(train_dir).iterdir())[0], **settings"),
    ("the notebook's own folders", BATCHES, "        train_dir, **settings", "        horse_or_human_folders()[0], **settings"),
    ("validation shuffled", BATCHES, "validation_dir, shuffle=False", "validation_dir, shuffle=True"),
    ("training not shuffled", BATCHES, "        train_dir, **settings", "        train_dir, shuffle=False, **settings"),
    ("grey pictures", BATCHES, '"class_mode": "binary",', '"class_mode": "binary", "color_mode": "grayscale",'),
    ("swapped", BATCHES, "return train_generator, validation_generator", "return validation_generator, train_generator"),
    ("only one generator", BATCHES, "return train_generator, validation_generator", "return train_generator"),
    ("four blocks", FIVE, '        tfl.Conv2D(64, 3, activation="relu"),\n        tfl.MaxPooling2D(),\n', ""),
    ("32 filters in the last", FIVE, "tfl.Conv2D(64, 3,", "tfl.Conv2D(32, 3,"),
    ("windows of 1x9", FIVE, "tfl.Conv2D(64, 3,", "tfl.Conv2D(64, (1, 9),"),
    ("dilated", FIVE, "tfl.Conv2D(64, 3,", "tfl.Conv2D(64, 3, dilation_rate=2,"),
    ("padded", FIVE, "tfl.Conv2D(16, (3, 3),", 'tfl.Conv2D(16, (3, 3), padding="same",'),
    ("no activation", FIVE, 'tfl.Conv2D(32, (3, 3), activation="relu")', "tfl.Conv2D(32, (3, 3))"),
    ("average pooling", FIVE, "tfl.MaxPooling2D()", "tfl.AveragePooling2D(2)"),
    ("pool with stride 1", FIVE, "tfl.MaxPooling2D()", "tfl.MaxPooling2D(2, 1)"),
    ("256 units", FIVE, "tfl.Dense(512", "tfl.Dense(256"),
    ("two outputs with softmax", FIVE, 'tfl.Dense(1, activation="sigmoid")', 'tfl.Dense(2, activation="softmax")'),
    ("no sigmoid", FIVE, 'tfl.Dense(1, activation="sigmoid")', "tfl.Dense(1)"),
    ("always 300 pixels", FIVE, "(image_size, image_size, 3)", "(300, 300, 3)"),
    ("frozen", FIVE, "    return model", "    model.trainable = False\n    return model"),
    ("nothing returned", FIVE, "    return model", "    return None"),
    ("five blocks", THREE, "        tfl.Flatten(),", '        tfl.Conv2D(64, 3, activation="relu"),\n        tfl.MaxPooling2D(),\n        tfl.Flatten(),'),
    ("32, 32, 64 filters", THREE, "tfl.Conv2D(16,", "tfl.Conv2D(32,"),
    ("strided", THREE, "tfl.Conv2D(32, (3, 3),", "tfl.Conv2D(32, (3, 3), strides=2,"),
    ("no pool", THREE, '(64, (3, 3), activation="relu"),\n        tfl.MaxPooling2D((2, 2)),', '(64, (3, 3), activation="relu"),'),
    ("global pooling", THREE, "tfl.Flatten()", "tfl.GlobalAveragePooling2D()"),
    ("a dropout too many", THREE, "tfl.Flatten()", "tfl.Flatten(), tfl.Dropout(0.5)"),
    ("tanh", THREE, 'tfl.Dense(512, activation="relu")', 'tfl.Dense(512, activation="tanh")'),
    ("no bias", THREE, 'tfl.Dense(1, activation="sigmoid")', 'tfl.Dense(1, activation="sigmoid", use_bias=False)'),
    ("always 150 pixels", THREE, "(image_size, image_size, 3)", "(150, 150, 3)"),
    ("compiled, not returned", THREE, "    return model", '    model.compile("adam", "binary_crossentropy")'),
    ("pasted history", TRAIN, None, PASTED_HISTORY),
    ("a model with untrained weights", TRAIN, None, UNTRAINED_WEIGHTS),
    ("another model than the trained one", TRAIN, None, NEVER_COMPILED),
    ("one batch per epoch", TRAIN, None, ONE_BATCH),
    ("one epoch", TRAIN, None, ONE_BATCH.replace("epochs=epochs", "epochs=1")),
    ("Adam", TRAIN, None, ONE_BATCH.replace("RMSprop", "Adam")),
    ("learning rate 0.1", TRAIN, None, ONE_BATCH.replace("0.001", "0.1")),
    ("squared error", TRAIN, None, ONE_BATCH.replace("binary_crossentropy", "mean_squared_error")),
    ("no metric", TRAIN, None, ONE_BATCH.replace(', metrics=["accuracy"]', "")),
    ("no validation", TRAIN, None, ONE_BATCH.replace(" validation_data=validation_batches.take(1),", "")),
    ("only the model", TRAIN, None, ONE_BATCH.replace("return model, history", "return model")),
    ("smoothed labels", TRAIN, None, ONE_BATCH.replace('"binary_crossentropy"', "tf.keras.losses.BinaryCrossentropy(label_smoothing=0.2)")),
    ("RMSprop with momentum", TRAIN, None, ONE_BATCH.replace("RMSprop(0.001)", "RMSprop(0.001, momentum=0.5)")),
    ("RMSprop with weight decay", TRAIN, None, ONE_BATCH.replace("RMSprop(0.001)", "RMSprop(0.001, weight_decay=0.01)")),
    ("labels shuffled", TRAIN, None, SHUFFLED_LABELS),
    ("trained on the validation pictures, too", TRAIN, "        train_batches,\n", "        train_batches.unbatch().concatenate(validation_batches.unbatch()).shuffle(1000).batch(16),\n"),
    ("the validation batches at the end", TRAIN, "        train_batches,\n", "        train_batches.concatenate(validation_batches),\n"),
    ("trained once more, on the validation batches", TRAIN, "    return model,", "    model.fit(validation_batches, verbose=0)\n    return model,"),
    ("validated on the training pictures", TRAIN, "validation_data=validation_batches", "validation_data=train_batches"),
    ("trained on pixels from 0 to 255", TRAIN, "        train_batches,\n", "        train_batches.map(lambda X, Y: (X * 255, Y)),\n"),
    ("the same model each call", FIVE, "def horse_or_human_model(", "import functools\n\n\n@functools.cache\ndef horse_or_human_model("),
    ("the same model each call", THREE, "def compact_model(", "import functools\n\n\n@functools.cache\ndef compact_model("),
]  # fmt: skip

KEPT = "one call gives the right model; that the next gives the same one only a second call shows"
HIDDEN_ONLY = {
    (FIVE, "the same model each call"): KEPT,
    (THREE, "the same model each call"): KEPT,
}
