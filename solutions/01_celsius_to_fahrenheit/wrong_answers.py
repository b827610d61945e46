# ruff: noqa: E501 - a table
"""Wrong answers to assignment 01, each a small edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant)
"""

ONE, TRAIN, THREE = "celsius_model", "train_model", "three_layer_model"
TRAINED = {"test_train_model", "test_three_layer_model"}
KEPT = "one call gives the right model; that the next gives the same one only a second call shows"

# The visible test has four pairs and three epochs.
HIDDEN_ONLY = {
    (TRAIN, what): "it is right for few epochs and few pairs"
    for what in (
        "at most 140 epochs", "no learning after 100 epochs",
        "only the first 64 pairs", "only the first 512 pairs", "labels shuffled apart when there are many",
        "batches of 64",
    )
} | {(cell, "the same model each call"): KEPT for cell in (ONE, THREE)}  # fmt: skip

MUTANTS = [
    ("two units", ONE, "units=1", "units=2"),
    ("no bias", ONE, "units=1", "units=1, use_bias=False"),
    ("an activation", ONE, "units=1", 'units=1, activation="relu"'),
    ("a second layer", ONE, "tf.keras.layers.Dense(units=1),", "tf.keras.layers.Dense(units=1), tf.keras.layers.Dense(units=1),"),
    ("a frozen layer", ONE, "units=1", "units=1, trainable=False"),
    ("no input shape", ONE, "        tf.keras.Input(shape=(1,)),\n", ""),
    ("nothing returned", ONE, "return model", "return None"),
    ("mean absolute error", TRAIN, '"mean_squared_error"', '"mean_absolute_error"'),
    ("root of the mean squared error", TRAIN, '"mean_squared_error"', "lambda y, p: tf.sqrt(tf.reduce_mean((y - p) ** 2))"),
    ("learning rate 0.01", TRAIN, "Adam(0.1)", "Adam(0.01)"),
    ("plain gradient descent", TRAIN, "Adam(0.1)", "SGD(0.1)"),
    ("RMSprop", TRAIN, "Adam(0.1)", "RMSprop(0.1)"),
    ("Adamax", TRAIN, "Adam(0.1)", "Adamax(0.1)"),
    ("always 500 epochs", TRAIN, "epochs=epochs", "epochs=500"),
    ("one epoch", TRAIN, "epochs=epochs, ", ""),
    ("features and labels swapped", TRAIN, "fit(features, labels", "fit(labels, features"),
    ("the notebook's own pairs", TRAIN, "fit(features, labels", "fit(celsius, fahrenheit"),
    ("one example a step", TRAIN, "verbose=0", "verbose=0, batch_size=1"),
    ("half of the examples held back", TRAIN, "verbose=0", "verbose=0, validation_split=0.5"),
    ("a copy is trained", TRAIN, "    model.compile(", "    model = tf.keras.models.clone_model(model)\n    model.compile("),
    ("the losses, not the history", TRAIN, "return history", 'return history.history["loss"]'),
    ("a made-up history, no training", TRAIN, "model.fit(features, labels, epochs=epochs, verbose=0)", "tf.keras.callbacks.History()\n    history.history = {'loss': [9.0 / (i + 1) for i in range(epochs)]}"),
    ("at most 140 epochs", TRAIN, "epochs=epochs", "epochs=min(epochs, 140)"),
    ("no learning after 100 epochs", TRAIN, "verbose=0", "verbose=0, callbacks=[tf.keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * (epoch < 100))]"),
    ("only the first 64 pairs", TRAIN, "fit(features, labels", "fit(features[:64], labels[:64]"),
    ("only the first 512 pairs", TRAIN, "fit(features, labels", "fit(features[:512], labels[:512]"),
    ("labels shuffled apart when there are many", TRAIN, "fit(features, labels", "fit(features, np.random.permutation(labels) if len(labels) > 32 else labels"),
    ("batches of 64", TRAIN, "verbose=0", "verbose=0, batch_size=64"),
    ("the history in a tuple", TRAIN, "return history", "return history,"),
    ("the model in a tuple", ONE, "return model", "return model,"),
    ("a class of its own", ONE, "return model", "return type('Celsius', (tf.keras.Sequential,), {})(model.layers)"),
    ("five units first", THREE, "l0 = tf.keras.layers.Dense(units=4)", "l0 = tf.keras.layers.Dense(units=5)"),
    ("two layers", THREE, "l0, l1, l2", "l0, l2"),
    ("one layer used twice", THREE, "l0, l1, l2", "l0, l1, l1"),
    ("sigmoid units", THREE, "l1 = tf.keras.layers.Dense(units=4)", 'l1 = tf.keras.layers.Dense(units=4, activation="sigmoid")'),
    ("no bias at the end", THREE, "Dense(units=1)", "Dense(units=1, use_bias=False)"),
    ("frozen layers", THREE, "    return model", "    model.trainable = False\n    return model"),
    ("zeros at the start, which never part", THREE, "units=4)", 'units=4, kernel_initializer="zeros")'),
    ("units alike but for 1e-6", THREE, "    return model", "    for layer in model.layers:\n        shape = layer.kernel.shape\n        layer.kernel.assign(0.5 + 1e-6 * np.arange(np.prod(shape)).reshape(shape))\n    return model"),
    ("the last layer only", THREE, "return model", "return l2"),
    ("the same model each call", ONE, "def celsius_model(", "import functools\n\n\n@functools.cache\ndef celsius_model("),
    ("the same model each call", THREE, "def three_layer_model(", "import functools\n\n\n@functools.cache\ndef three_layer_model("),
]  # fmt: skip
