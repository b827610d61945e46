"""The sample class of assignment 03: what students submit, and the points it must get."""

from grader.release.sample_class import Sample, body, cell_of, edit, solved

SIZE, CONV, POOL, CNN = "output_size", "conv2d", "max_pool", "fashion_cnn"
FULL = {
    "test_output_size": 4,
    "test_conv2d": 10,
    "test_max_pool": 6,
    "test_fashion_cnn": 6,
    "test_training": 4,
}


def but(**lost):
    """Full marks but for the tests named, as in ``but(test_conv2d=0)``."""
    return FULL | lost


def as_taught(release, solution):
    return solved(release, solution)


def own_style(release, solution):
    """Array operations for loops, a helper of their own, the Functional API, the loss by name."""
    nb = solved(release, solution)
    body(
        nb,
        SIZE,
        """\
import math

def output_size(n, f, padding=0, stride=1):
    return math.floor((n + 2 * padding - f) / stride) + 1
""",
    )
    body(
        nb,
        CONV,
        """\
def windows(X, size, stride):
    view = np.lib.stride_tricks.sliding_window_view(X, (size, size), axis=(0, 1))
    return view[::stride, ::stride]

def conv2d(X, W, b=0.0, stride=1, padding=0):
    p = padding
    X = np.pad(X, ((p, p), (p, p), (0, 0)), "constant", constant_values=0)
    return np.einsum("hwcij,ijck->hwk", windows(X, W.shape[0], stride), W) + b
""",
    )
    body(
        nb,
        POOL,
        """\
def max_pool(X, size=2, stride=2):
    height, width = [output_size(n, size, stride=stride) for n in X.shape[:2]]
    return np.array([
        [X[stride * i:stride * i + size, stride * j:stride * j + size].max(axis=1).max(axis=0)
         for j in range(width)] for i in range(height)
    ])
""",
    )
    body(
        nb,
        CNN,
        """\
from tensorflow.keras import layers, losses

def fashion_cnn(from_logits=False):
    X = image = layers.Input((28, 28, 1))
    for filters in (32, 64):
        X = layers.Conv2D(filters, 3, padding="SAME", activation=tf.nn.relu)(X)
        X = layers.MaxPool2D()(X)
    X = layers.Dense(128, "relu")(layers.Flatten()(X))
    X = layers.Dense(10, **({} if from_logits else {"activation": tf.nn.softmax}))(X)
    net = tf.keras.Model(image, X)
    loss = losses.SparseCategoricalCrossentropy(from_logits=True) if from_logits else (
        "sparse_categorical_crossentropy")
    net.compile(tf.keras.optimizers.Adam(), loss, metrics=["acc"])
    return net
""",
    )
    return nb


def untouched(release, solution):
    return release


def by_hand_only(release, solution):
    """The first three exercises; the network is still to come."""
    blank = cell_of(release, CNN).source
    return body(solved(release, solution), CNN, blank)


def turned_kernel(release, solution):
    """The convolution of the mathematics books, which turns the kernel."""
    return edit(solved(release, solution), CONV, "W[:, :, :, k]", "W[::-1, ::-1, :, k]")


def one_channel(release, solution):
    """It works on the grey example, and forgets that pictures may have more channels."""
    return edit(
        solved(release, solution),
        CONV,
        "product = window * W[:, :, :, k]",
        "product = window[:, :, 0] * W[:, :, 0, k]",
    )


def pool_from_zero(release, solution):
    """A running maximum that begins at 0: wrong where all numbers are negative."""
    return edit(
        solved(release, solution),
        POOL,
        "window.max(axis=(0, 1))",
        "np.maximum(window.max(axis=(0, 1)), 0)",
    )


def true_division(release, solution):
    """`/` for `//`: the same numbers, but floats, and halves where a step does not fit."""
    return edit(solved(release, solution), SIZE, "//", "/")


def always_softmax(release, solution):
    """`from_logits` reaches the loss and not the last layer."""
    return edit(solved(release, solution), CNN, "activation=last", 'activation="softmax"')


def loss_left_at_default(release, solution):
    """Logits, and a loss that takes them for probabilities: no error, and no learning."""
    return edit(solved(release, solution), CNN, "from_logits=from_logits\n", "from_logits=False\n")


SAMPLES = [
    Sample("anouk", "as taught", as_taught, FULL),
    Sample("bilal", "own style, same results", own_style, FULL),
    Sample("carla", "not attempted", untouched, dict.fromkeys(FULL, 0)),
    Sample("dmitri", "no network", by_hand_only, but(test_fashion_cnn=0, test_training=0)),
    Sample("esther", "kernel turned", turned_kernel, but(test_conv2d=0)),
    Sample("felipe", "first channel only", one_channel, but(test_conv2d=0)),
    Sample("greta", "pool starts at 0", pool_from_zero, but(test_max_pool=0)),
    Sample("hassan", "/ for //", true_division, but(test_output_size=0)),
    Sample("ilse", "softmax twice", always_softmax, but(test_fashion_cnn=0)),
    Sample(
        "jaya", "loss of the wrong kind", loss_left_at_default,
        but(test_fashion_cnn=0, test_training=0),
    ),
]  # fmt: skip
