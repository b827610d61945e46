# ruff: noqa: E501 - a table
"""Wrong answers to assignment 03, each a small edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant)
"""

SIZE, CONV, POOL, CNN = "output_size", "conv2d", "max_pool", "fashion_cnn"

# The short training runs the student's network, so a wrong one may fail there, too.
AFFECTS = {CNN: {"test_training"}}
TRAINED = {"test_training"}
# It is about what the cells do together; the mutants are aimed at the cells' own tests.
WITHOUT_MUTANTS = {"test_training"}

MUTANTS = [
    ("padding counted once", SIZE, "2 * padding", "padding"),
    ("one too few", SIZE, " // stride + 1", " // stride"),
    ("one added before the division", SIZE, "- f) // stride + 1", "- f + 1) // stride"),
    ("floats", SIZE, "(n + 2 * padding - f) // stride + 1", "float((n + 2 * padding - f) // stride + 1)"),
    ("kernel turned", CONV, "W[:, :, :, k]", "W[::-1, ::-1, :, k]"),
    ("the first bias for all", CONV, "biases[k]", "biases[0]"),
    ("the bias in every product", CONV, "(window * W[:, :, :, k]).sum() + biases[k]", "(window * W[:, :, :, k] + biases[k]).sum()"),
    ("no padding", CONV, "X = np.pad(X, ((padding, padding), (padding, padding), (0, 0)))", "pass"),
    ("padding above and left only", CONV, "((padding, padding), (padding, padding), (0, 0))", "((padding, 0), (padding, 0), (0, 0))"),
    ("stride in the rows only", CONV, "j * stride", "j"),
    ("height for width", CONV, "width = (X.shape[1] - f)", "width = (X.shape[0] - f)"),
    ("first channel only", CONV, "(window * W[:, :, :, k]).sum()", "(window[:, :, 0] * W[:, :, 0, k]).sum()"),
    ("whole numbers only", CONV, "np.zeros((height, width, filters))", "np.zeros((height, width, filters), X.dtype)"),
    ("the channel axis lost", CONV, "return Z", "return Z.squeeze()"),
    ("average pooling", POOL, "window.max(", "window.mean("),
    ("the maximum over all channels", POOL, "axis=(0, 1)", ""),
    ("a maximum that begins at 0", POOL, "window.max(axis=(0, 1))", "np.maximum(window.max(axis=(0, 1)), 0)"),
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
    ("one-hot loss", CNN, "SparseCategoricalCrossentropy", "CategoricalCrossentropy"),
    ("plain gradient descent", CNN, '"adam"', '"sgd"'),
    ("no accuracy", CNN, '        metrics=["accuracy"],\n', ""),
    ("frozen convolutions", CNN, "    model.compile(", "    model.layers[0].trainable = False\n    model.compile("),
]  # fmt: skip
