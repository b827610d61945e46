# ruff: noqa: E501 - a table
"""Wrong answers to assignment 05, each a small edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant)
"""

HAPPY, CONV = "happyModel", "convolutional_model"

TWO_RELUS = """    A1 = tfl.ReLU()(Z1)
    P1 = tfl.MaxPool2D(pool_size=8, strides=8, padding="same")(A1)
    Z2 = tfl.Conv2D(
        filters=16, kernel_size=2, strides=1, padding="same"
    )(P1)
    A2 = tfl.ReLU()(Z2)"""

MUTANTS = [
    ("padding 2", HAPPY, "padding=3", "padding=2"),
    ("padding on one side", HAPPY, "padding=3", "padding=((6, 0), (3, 3))"),
    ("no padding layer", HAPPY, "        tfl.ZeroPadding2D(padding=3),\n", ""),
    ("31 filters", HAPPY, "filters=32", "filters=31"),
    ("5x5 window", HAPPY, "kernel_size=7", "kernel_size=5"),
    ("1x49 window of as many weights", HAPPY, "kernel_size=7", "kernel_size=(1, 49)"),
    ("stride 2", HAPPY, "strides=1", "strides=2"),
    ("dilated window", HAPPY, "strides=1", "dilation_rate=2"),
    ("same padding", HAPPY, "strides=1)", 'strides=1, padding="same")'),
    ("no bias in the convolution", HAPPY, "strides=1)", "strides=1, use_bias=False)"),
    ("ReLU inside the convolution", HAPPY, "strides=1)", 'strides=1, activation="relu")'),
    ("zero weights at the start", HAPPY, "strides=1)", 'strides=1, kernel_initializer="zeros")'),
    ("normalised along the rows", HAPPY, "axis=3", "axis=1"),
    ("normalised along the columns", HAPPY, "axis=3", "axis=2"),
    ("no normalisation", HAPPY, "        tfl.BatchNormalization(axis=3),\n", ""),
    ("leaky ReLU", HAPPY, "tfl.ReLU()", "tfl.ReLU(negative_slope=0.1)"),
    ("capped ReLU", HAPPY, "tfl.ReLU()", "tfl.ReLU(max_value=6)"),
    ("ReLU with threshold", HAPPY, "tfl.ReLU()", "tfl.ReLU(threshold=1.0)"),
    ("LeakyReLU", HAPPY, "tfl.ReLU()", "tfl.LeakyReLU()"),
    ("average pooling", HAPPY, "tfl.MaxPool2D()", "tfl.AveragePooling2D()"),
    ("pool of 3", HAPPY, "tfl.MaxPool2D()", "tfl.MaxPool2D(3, 2)"),
    ("pool with same padding", HAPPY, "tfl.MaxPool2D()", 'tfl.MaxPool2D(padding="same")'),
    ("global pooling", HAPPY, "tfl.Flatten()", "tfl.GlobalMaxPooling2D()"),
    ("no flatten", HAPPY, "        tfl.Flatten(),\n", ""),
    ("2 units", HAPPY, "units=1,", "units=2,"),
    ("softmax", HAPPY, '"sigmoid"', '"softmax"'),
    ("no activation", HAPPY, ', activation="sigmoid"', ""),
    ("no bias in the last layer", HAPPY, 'activation="sigmoid"', 'activation="sigmoid", use_bias=False'),
    ("an extra dropout", HAPPY, "        tfl.Flatten(),\n", "        tfl.Flatten(),\n        tfl.Dropout(0.5),\n"),
    ("two layers swapped", HAPPY, "        tfl.ReLU(),\n        tfl.MaxPool2D(),\n", "        tfl.MaxPool2D(),\n        tfl.ReLU(),\n"),
    ("32x32 images", HAPPY, "(64, 64, 3)", "(32, 32, 3)"),
    ("frozen layers", HAPPY, "    return model", "    model.trainable = False\n    return model"),
    ("nothing returned", HAPPY, "    return model", "    return None"),
    ("a parameter too many", HAPPY, "def happyModel():", "def happyModel(input_shape):"),
    ("the layers, not the model", HAPPY, "    return model", "    return model.layers"),
    ("another name", HAPPY, "def happyModel():", "def happymodel():"),
    ("the same model each call", HAPPY, "def happyModel():", "import functools\n\n\n@functools.cache\ndef happyModel():"),
    ("a last layer from outside", HAPPY, "def happyModel():", 'LAST = tfl.Dense(units=1, activation="sigmoid")\n\n\ndef happyModel():\n    return tf.keras.Sequential([tf.keras.Input((64, 64, 3)), *solved().layers[:-1], LAST])\n\n\ndef solved():'),
    ("a model kept for each shape", CONV, "def convolutional_model(", "import functools\n\n\n@functools.cache\ndef convolutional_model("),
    ("16 filters first", CONV, "filters=8", "filters=16"),
    ("2x8 window of as many weights", CONV, "kernel_size=4", "kernel_size=(2, 8)"),
    ("stride 2 in the second convolution", CONV, "kernel_size=2, strides=1", "kernel_size=2, strides=2"),
    ("valid padding", CONV, 'strides=1, padding="same"', 'strides=1, padding="valid"'),
    ("pool of 4 first", CONV, "pool_size=8, strides=8", "pool_size=4, strides=4"),
    ("pool stride 1", CONV, "pool_size=4, strides=4", "pool_size=4, strides=1"),
    ("no second ReLU", CONV, "    A2 = tfl.ReLU()(Z2)\n", "    A2 = Z2\n"),
    ("ReLU called twice", CONV, TWO_RELUS, TWO_RELUS.replace("tfl.ReLU()(Z1)", "(relu := tfl.ReLU())(Z1)").replace("tfl.ReLU()(Z2)", "relu(Z2)")),
    ("capped second ReLU", CONV, "A2 = tfl.ReLU()", "A2 = tfl.ReLU(max_value=6)"),
    ("5 units", CONV, "units=6", "units=5"),
    ("sigmoid", CONV, '"softmax"', '"sigmoid"'),
    ("input_shape ignored", CONV, "shape=input_shape", "shape=(64, 64, 3)"),
    ("outputs too many", CONV, "outputs=outputs)", "outputs=[outputs, F])"),
    ("only the outputs", CONV, "    return model", "    return outputs"),
    ("no bias at the end", CONV, 'activation="softmax"', 'activation="softmax", use_bias=False'),
    ("an exception", CONV, "    return model", "    return model + 1"),
]  # fmt: skip

KEPT = (
    "one call gives the right model; that the next gives the same one is a hidden check's to find"
)
HIDDEN_ONLY = {
    (HAPPY, "the same model each call"): KEPT,
    (HAPPY, "a last layer from outside"): KEPT,
    (CONV, "a model kept for each shape"): KEPT,
}
