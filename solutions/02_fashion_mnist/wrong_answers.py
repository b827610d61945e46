# ruff: noqa: E501 - a table
"""Wrong answers to assignment 02, each a small edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant)
"""

NORMALIZE, PIPELINE, MODEL, TRAIN = "normalize", "make_pipeline", "fashion_model", "train"

# The pipeline normalises, so it fails with a function that does not.
AFFECTS = {NORMALIZE: {"test_make_pipeline"}}
# It may be affected by the other cells' mutants, but is judged by its own: a training takes long.
TRAINED = {"test_train"}

CAST = "images = tf.cast(images, tf.float32)"
DIVIDED = "images = images / 255.0"
RETURNED = "return images, labels"
SLICES = "from_tensor_slices((images, labels))"
SHUFFLED = "    if shuffle:\n        dataset = dataset.shuffle(len(images))\n"
CACHED = "    dataset = dataset.cache()\n"
BATCHED = "    dataset = dataset.batch(BATCH_SIZE)\n"
MAPPED = "dataset = dataset.map(normalize)"
FIT = "model.fit(\n        dataset, epochs=epochs,"

MUTANTS = [
    ("not divided", NORMALIZE, "images / 255.0", "images"),
    ("divided by 256", NORMALIZE, "255.0", "256.0"),
    ("divided by 255 before the cast", NORMALIZE, CAST, "images = tf.cast(images // 255, tf.float32)"),
    ("divided twice", NORMALIZE, "/ 255.0", "/ 255.0 / 255.0"),
    ("from -1 to 1", NORMALIZE, DIVIDED, "images = images / 127.5 - 1"),
    ("by the largest pixel", NORMALIZE, DIVIDED, "images = images / tf.reduce_max(images)"),
    ("inverted", NORMALIZE, DIVIDED, "images = 1 - images / 255.0"),
    ("float64", NORMALIZE, "tf.float32", "tf.float64"),
    ("half precision", NORMALIZE, DIVIDED, "images = tf.cast(images / 255.0, tf.float16)"),
    ("labels divided, too", NORMALIZE, RETURNED, "return images, labels / 255"),
    ("labels as floats", NORMALIZE, RETURNED, "return images, tf.cast(labels, tf.float32)"),
    ("one-hot labels", NORMALIZE, RETURNED, "return images, tf.one_hot(labels, 10)"),
    ("only the images", NORMALIZE, RETURNED, "return images"),
    ("the wrong way round", NORMALIZE, RETURNED, "return labels, images"),
    ("flattened already", NORMALIZE, RETURNED, "return tf.reshape(images, [-1]), labels"),
    ("NumPy only", NORMALIZE, CAST, 'images = images.astype("float32")'),
    ("not normalised", PIPELINE, MAPPED, "dataset = dataset"),
    ("normalised twice", PIPELINE, MAPPED, "dataset = dataset.map(normalize).map(normalize)"),
    ("always shuffled", PIPELINE, "    if shuffle:\n", "    if True:\n"),
    ("never shuffled", PIPELINE, "    if shuffle:\n", "    if False:\n"),
    ("shuffled among few", PIPELINE, "shuffle(len(images))", "shuffle(64)"),
    ("shuffled among 5,000", PIPELINE, "shuffle(len(images))", "shuffle(5000)"),
    ("shuffled among 50,000", PIPELINE, "shuffle(len(images))", "shuffle(50_000)"),
    ("normalised only where it does not shuffle", PIPELINE, MAPPED, "dataset = dataset if shuffle else dataset.map(normalize)"),
    ("normalised twice where it shuffles", PIPELINE, SHUFFLED, SHUFFLED.replace("dataset.shuffle", "dataset.map(normalize).shuffle")),
    ("divided by the batch's largest pixel", PIPELINE, BATCHED, BATCHED + "    dataset = dataset.map(lambda x, y: (x / tf.reduce_max(x), y))\n"),
    ("pictures flattened", PIPELINE, BATCHED, "    dataset = dataset.map(lambda x, y: (tf.reshape(x, [-1]), y))\n" + BATCHED),
    ("the channel axis lost", PIPELINE, SLICES, "from_tensor_slices((images[..., 0], labels))"),
    ("a second channel axis", PIPELINE, SLICES, "from_tensor_slices((images[..., np.newaxis], labels))"),
    ("pictures turned", PIPELINE, SLICES, "from_tensor_slices((images.transpose(0, 2, 1, 3) if shuffle else images, labels))"),
    ("pictures in float64", PIPELINE, BATCHED, BATCHED + "    dataset = dataset.map(lambda x, y: (tf.cast(x, tf.float64), y))\n"),
    ("labels as floats in the pipeline", PIPELINE, SLICES, 'from_tensor_slices((images, labels.astype("float32")))'),
    ("labels as columns", PIPELINE, SLICES, "from_tensor_slices((images, labels[:, np.newaxis]))"),
    ("the middle of the picture black", PIPELINE, SLICES, "from_tensor_slices((images * np.pad(np.zeros((24, 24, 1), np.uint8), ((2, 2), (2, 2), (0, 0)), constant_values=1), labels))"),
    ("one pixel changed where it shuffles", PIPELINE, SHUFFLED, SHUFFLED + "        dataset = dataset.map(lambda x, y: (x * np.pad(np.ones((28, 27, 1), np.float32), ((0, 0), (0, 1), (0, 0))), y))\n"),
    ("shuffled after batch", PIPELINE, SHUFFLED + BATCHED, BATCHED + SHUFFLED),
    ("shuffled before cache", PIPELINE, CACHED + SHUFFLED, SHUFFLED + CACHED),
    ("shuffled once for all", PIPELINE, "shuffle(len(images))", "shuffle(len(images), reshuffle_each_iteration=False)"),
    ("images shuffled without their labels", PIPELINE, SLICES, 'from_tensor_slices((np.random.permutation(images) if shuffle else images, labels))'),
    ("labels shifted", PIPELINE, SLICES, "from_tensor_slices((images, np.roll(labels, 1)))"),
    ("batches of 64", PIPELINE, "batch(BATCH_SIZE)", "batch(64)"),
    ("no batches", PIPELINE, BATCHED, ""),
    ("last batch dropped", PIPELINE, "batch(BATCH_SIZE)", "batch(BATCH_SIZE, drop_remainder=True)"),
    ("endless", PIPELINE, "batch(BATCH_SIZE)", "repeat().batch(BATCH_SIZE)"),
    ("two epochs in one", PIPELINE, "batch(BATCH_SIZE)", "repeat(2).batch(BATCH_SIZE)"),
    ("the first example left out", PIPELINE, SLICES, "from_tensor_slices((images[1:], labels[1:]))"),
    ("images only", PIPELINE, SLICES, "from_tensor_slices(images)"),
    ("no dataset returned", PIPELINE, "return dataset", "return None"),
    ("64 units", MODEL, "Dense(128", "Dense(64"),
    ("9 classes", MODEL, "Dense(10", "Dense(9"),
    ("no flatten", MODEL, "        tf.keras.layers.Flatten(),\n", ""),
    ("global pooling", MODEL, "Flatten()", "GlobalAveragePooling2D()"),
    ("sigmoid", MODEL, '"softmax"', '"sigmoid"'),
    ("no softmax", MODEL, ', activation="softmax"', ""),
    ("no relu", MODEL, ', activation="relu"', ""),
    ("tanh", MODEL, '"relu"', '"tanh"'),
    ("no bias", MODEL, '"relu"', '"relu", use_bias=False'),
    ("another input", MODEL, "(28, 28, 1)", "(28, 28, 3)"),
    ("the input of other 784 values", MODEL, "(28, 28, 1)", "(14, 56, 1)"),
    ("no channel", MODEL, "(28, 28, 1)", "(28, 28)"),
    ("zero weights at the start", MODEL, '"relu"', '"relu", kernel_initializer="zeros"'),
    ("frozen", MODEL, "    return model", "    model.trainable = False\n    return model"),
    ("an extra dropout", MODEL, "        tf.keras.layers.Flatten(),\n", "        tf.keras.layers.Flatten(),\n        tf.keras.layers.Dropout(0.2),\n"),
    ("layers swapped", MODEL, 'Dense(128, activation="relu"),\n        tf.keras.layers.Dense(10, activation="softmax")', 'Dense(10, activation="softmax"),\n        tf.keras.layers.Dense(128, activation="relu")'),
    ("nothing returned", MODEL, "    return model", "    return None"),
    ("a class of its own", MODEL, "    return model", "    return type('Classifier', (tf.keras.Sequential,), {})(model.layers)"),
    ("loss for one-hot labels", TRAIN, "SparseCategoricalCrossentropy", "CategoricalCrossentropy"),
    ("mean squared error", TRAIN, "tf.keras.losses.SparseCategoricalCrossentropy()", '"mean_squared_error"'),
    ("no accuracy", TRAIN, '        metrics=["accuracy"],\n', ""),
    ("one epoch", TRAIN, "epochs=epochs", "epochs=1"),
    ("an epoch too few", TRAIN, "epochs=epochs", "epochs=epochs - 1"),
    ("one batch per epoch", TRAIN, FIT, "model.fit(\n        dataset.take(1), epochs=epochs,"),
    ("hardly a learning rate", TRAIN, '"adam"', "tf.keras.optimizers.SGD(1e-5)"),
    ("nothing returned", TRAIN, "    return history", "    return None"),
    ("the model, not the history", TRAIN, "    return history", "    return model"),
    ("a copy is trained", TRAIN, "history = model.fit", "history = tf.keras.models.clone_model(model).fit"),
    ("the same model each call", MODEL, "def fashion_model(", "import functools\n\n\n@functools.cache\ndef fashion_model("),
]  # fmt: skip

KEPT = "one call gives the right model; that the next gives the same one only a second call shows"
HIDDEN_ONLY = {
    (MODEL, "the same model each call"): KEPT,
}
