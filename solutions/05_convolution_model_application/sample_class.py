"""The sample class of assignment 05: what students submit, and the points it must get."""

import nbformat
from nbgrader.utils import is_grade

from grader.release.sample_class import Sample, body, cell_of, edit, solved

HAPPY, CONV = "happyModel", "convolutional_model"


def scores(happy, conv):
    return {"test_happyModel": happy, "test_convolutional_model": conv}


def as_taught(release, solution):
    return solved(release, solution)


def own_style(release, solution):
    """Other names, positional arguments, `.add`, the defaults spelled out: the same models."""
    nb = solved(release, solution)
    body(
        nb,
        HAPPY,
        """\
from tensorflow.keras import layers as L

def happyModel():
    net = tf.keras.models.Sequential(name="doorkeeper")
    net.add(L.ZeroPadding2D((3, 3), input_shape=(64, 64, 3), name="pad"))
    net.add(L.Conv2D(32, (7, 7), (1, 1), padding="valid", name="conv0"))
    net.add(L.BatchNormalization(name="bn0"))
    net.add(L.ReLU(max_value=None, negative_slope=0.0, threshold=0.0))
    net.add(L.MaxPooling2D(pool_size=(2, 2), strides=2))
    net.add(L.Flatten())
    net.add(L.Dense(1, activation=tf.keras.activations.sigmoid))
    return net
""",
    )
    body(
        nb,
        CONV,
        """\
def convolutional_model(input_shape):
    X_input = tf.keras.layers.Input(input_shape)
    X = tf.keras.layers.Conv2D(8, 4, padding="same")(X_input)
    X = tf.keras.layers.ReLU()(X)
    X = tf.keras.layers.MaxPooling2D(8, padding="same")(X)
    X = tf.keras.layers.Conv2D(16, [2, 2], 1, "same")(X)
    X = tf.keras.layers.ReLU()(X)
    X = tf.keras.layers.MaxPooling2D(4, padding="same")(X)
    X = tf.keras.layers.Flatten()(X)
    X = tf.keras.layers.Dense(6, "softmax")(X)
    return tf.keras.Model(X_input, X)
""",
    )
    return nb


def untouched(release, solution):
    return release


def wrong_stride(release, solution):
    return edit(solved(release, solution), HAPPY, "strides=1", "strides=2")


def missing_layer(release, solution):
    return edit(solved(release, solution), HAPPY, "        tfl.BatchNormalization(axis=3),\n", "")


def capitals(release, solution):
    """Keras 2 took `'SAME'`; Keras 3 refuses it in pooling, so the function raises."""
    return edit(solved(release, solution), CONV, '"same"', '"SAME"')


def extra_cells(release, solution):
    """Prints, scratch cells, a cell that fails, and a plot: none of it is the answer."""
    nb = solved(release, solution)
    edit(nb, HAPPY, "    return model", '    print("built", len(model.layers))\n    return model')
    new = nbformat.v4.new_code_cell
    at = nb.cells.index(cell_of(nb, HAPPY))
    nb.cells[at:at] = [new("%matplotlib inline\nprint('let me see')"), new("1 / 0")]
    nb.cells.insert(0, new("import sys\nprint('careful!', file=sys.stderr)"))
    nb.cells.append(new("!echo done\nplt.plot([1, 2])"))
    return nb


def deleted_test(release, solution):
    nb = solved(release, solution)
    nb.cells.remove(cell_of(nb, "test_happyModel"))
    return nb


def syntax_error(release, solution):
    return edit(solved(release, solution), HAPPY, "tfl.Flatten(),", "tfl.Flatten()")


def lost_metadata(release, solution):
    """Copied into a new notebook elsewhere: no ids, no kernelspec, tests retyped with a typo."""
    nb = solved(release, solution)
    for cell in nb.cells:
        if is_grade(cell):
            cell.source = "happy_model = happymodel()"
        cell.metadata = {}
    nb.metadata = {}
    return nb


def out_of_order(release, solution):
    """The graded cell stands below its test, as it does when a notebook was not run top down."""
    nb = solved(release, solution)
    answer = cell_of(nb, CONV)
    nb.cells.remove(answer)
    nb.cells.append(answer)
    return nb


def endless(release, solution):
    old, new = "    return model", "    while True:\n        pass\n    return model"
    return edit(solved(release, solution), HAPPY, old, new)


def not_json(release, solution):
    return b"\x89PNG this is a screenshot of my notebook"


SAMPLES = [
    Sample("ada", "as taught", as_taught, scores(10, 10)),
    Sample("bela", "own style, same models", own_style, scores(10, 10)),
    Sample("chen", "not attempted", untouched, scores(0, 0)),
    Sample("dora", "one wrong stride", wrong_stride, scores(0, 10)),
    Sample("emil", "one missing layer", missing_layer, scores(0, 10)),
    Sample("fatima", "'SAME' in capitals", capitals, scores(10, 0)),
    Sample("goran", "extra cells and prints", extra_cells, scores(10, 10)),
    Sample("hana", "deleted test cell", deleted_test, scores(10, 10)),
    Sample("ivo", "syntax error", syntax_error, scores(0, 10)),
    Sample("jun", "lost metadata", lost_metadata, scores(10, 10)),
    Sample("kofi", "out of order", out_of_order, scores(10, 10)),
    Sample("lena", "not JSON", not_json, scores(0, 0)),
]
