# ruff: noqa: E501 - a table
"""Wrong answers to assignment 03, each a small edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant)
"""

SIZE, CONV, POOL, CNN = "output_size", "conv2d", "max_pool", "fashion_cnn"

# The short training runs the student's network, so a wrong one may fail there, too.
AFFECTS = {CNN: {"test_training"}}
TRAINED = {"test_training"}
# It is about what the cells do together; the mutants are aimed at the cells' own tests.
# The visible tests have small arrays, and strides of 1 and 2.
KEPT = "one call gives the right model; that the next gives the same one only a second call shows"

HIDDEN_ONLY = {
    (cell, what): "it is right for the few channels, filters and strides of the visible test"
    for cell, what in [
        (SIZE, "strides up to 11"), (CONV, "at most three channels"), (CONV, "at most three filters"),
        (CONV, "at most five filters"), (POOL, "at most three channels"),
        (CONV, "cut to the type of both"),
    ]
} | {(CNN, "the same model each call"): KEPT}  # fmt: skip
WITHOUT_MUTANTS = {"test_training"}

MUTANTS = [
    ("padding counted once", SIZE, "2 * padding", "padding"),
    ("one too few", SIZE, " // stride + 1", " // stride"),
    ("one added before the division", SIZE, "- f) // stride + 1", "- f + 1) // stride"),
    ("a text", SIZE, "return size", "return str(size)"),
    ("nothing returned", SIZE, "return size", "size"),
    ("strides up to 11", SIZE, "// stride", "// min(stride, 11)"),
    ("floats", SIZE, "(n + 2 * padding - f) // stride + 1", "float((n + 2 * padding - f) // stride + 1)"),
    ("kernel turned", CONV, "W[:, :, :, k]", "W[::-1, ::-1, :, k]"),
    ("the first bias for all", CONV, "biases[k]", "biases[0]"),
    ("the bias in every product", CONV, "product.sum() + biases[k]", "(product + biases[k]).sum()"),
    ("no padding", CONV, "X = np.pad(X, ((padding, padding), (padding, padding), (0, 0)))", "pass"),
    ("padding above and left only", CONV, "((padding, padding), (padding, padding), (0, 0))", "((padding, 0), (padding, 0), (0, 0))"),
    ("stride in the rows only", CONV, "j * stride", "j"),
    ("height for width", CONV, "width = (X.shape[1] - f)", "width = (X.shape[0] - f)"),
    ("first channel only", CONV, "product = window * W[:, :, :, k]", "product = window[:, :, 0] * W[:, :, 0, k]"),
    ("whole numbers only", CONV, "np.zeros((height, width, filters))", "np.zeros((height, width, filters), X.dtype)"),
    ("cut to the type of the filters", CONV, "np.zeros((height, width, filters))", "np.zeros((height, width, filters), W.dtype)"),
    ("cut to the type of both", CONV, "np.zeros((height, width, filters))", "np.zeros((height, width, filters), np.result_type(X, W))"),
    ("padding of the channels, too", CONV, "((padding, padding), (padding, padding), (0, 0))", "padding"),
    ("at most three channels", CONV, "product = window * W[:, :, :, k]", "product = window[:, :, :3] * W[:, :, :3, k]"),
    ("at most three filters", CONV, "for k in range(filters)", "for k in range(min(filters, 3))"),
    ("at most five filters", CONV, "for k in range(filters)", "for k in range(min(filters, 5))"),
    ("the channel axis lost", CONV, "return Z", "return Z.squeeze()"),
    ("average pooling", POOL, "window.max(", "window.mean("),
    ("the maximum over all channels", POOL, "axis=(0, 1)", ""),
    ("a maximum that begins at 0", POOL, "window.max(axis=(0, 1))", "np.maximum(window.max(axis=(0, 1)), 0)"),
    ("a maximum that begins at -9999", POOL, "window.max(axis=(0, 1))", "window.max(axis=(0, 1), initial=-9999)"),
    ("a maximum that begins at -1e9", POOL, "window.max(axis=(0, 1))", "window.max(axis=(0, 1), initial=-1e9)"),
    ("whole numbers only", POOL, "np.zeros((height, width, X.shape[2]))", "np.zeros((height, width, X.shape[2]), int)"),
    ("at most three channels", POOL, "X.shape[2]))", "min(X.shape[2], 3)))"),
    ("stride as the window", POOL, "top, left = i * stride, j * stride", "top, left = i * size, j * size"),
    ("height for width", POOL, "(X.shape[1] - size)", "(X.shape[0] - size)"),
    ("1x9 windows of as many weights", CNN, "(32, (3, 3)", "(32, (1, 9)"),
    ("no padding", CNN, '(3, 3), padding="same"', "(3, 3)"),
    ("no ReLU in a convolution", CNN, '64, (3, 3), padding="same", activation="relu"', '64, (3, 3), padding="same"'),
    ("average pooling", CNN, "tfl.MaxPooling2D(", "tfl.AveragePooling2D("),
    ("dropout", CNN, "tfl.Flatten(),", "tfl.Flatten(), tfl.Dropout(0.5),"),
    ("always softmax", CNN, "activation=last", 'activation="softmax"'),
    ("loss never from logits", CNN, "            from_logits=from_logits\n", ""),
    ("loss always from logits", CNN, "from_logits=from_logits\n", "from_logits=True\n"),
    ("a class of its own", CNN, "    return model", "    made = type('Fashion', (tf.keras.Sequential,), {})(model.layers)\n    made.compile_from_config(model.get_compile_config())\n    return made"),
    ("the model in a tuple", CNN, "    return model", "    return model,"),
    ("one-hot loss", CNN, "SparseCategoricalCrossentropy", "CategoricalCrossentropy"),
    ("plain gradient descent", CNN, '"adam"', '"sgd"'),
    ("no accuracy", CNN, '        metrics=["accuracy"],\n', ""),
    ("frozen convolutions", CNN, "    model.compile(", "    model.layers[0].trainable = False\n    model.compile("),
    ("the same model each call", CNN, "def fashion_cnn(", "import functools\n\n\n@functools.cache\ndef fashion_cnn("),
]  # fmt: skip
