"""The sample class of assignment 04: what students submit, and the points it must get."""

from nbgrader.utils import is_grade

from grader.release.sample_class import Sample, body, cell_of, edit, solved

HAPPY = "HappyModel"


def scores(architecture, trained):
    return {"test_HappyModel": architecture, "test_happy_trained": trained}


def as_taught(release, solution):
    return solved(release, solution)


def answer(source):
    """A student whose graded cell is `source`."""
    return lambda release, solution: body(solved(release, solution), HAPPY, source)


def three_blocks(release, solution):
    """Sequential, `padding="same"`, dropout, no batch normalization."""
    nb = solved(release, solution)
    return body(
        nb,
        HAPPY,
        """\
def HappyModel(input_shape):
    model = tf.keras.Sequential(name="doorkeeper")
    model.add(Input(input_shape))
    for filters in (16, 32, 64):
        model.add(Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(MaxPooling2D())
    model.add(Flatten())
    model.add(Dropout(0.3))
    model.add(Dense(1))
    model.add(Activation("sigmoid"))
    return model
""",
    )


GLOBAL_POOLING = """\
def HappyModel(input_shape):
    X_input = tf.keras.Input(shape=input_shape)
    X = X_input
    for filters in (16, 32, 64):
        X = tf.keras.layers.Conv2D(filters, (3, 3), padding="same")(X)
        X = tf.keras.layers.BatchNormalization()(X)
        X = tf.keras.layers.LeakyReLU()(X)
        X = tf.keras.layers.AveragePooling2D(2)(X)
    X = tf.keras.layers.GlobalMaxPooling2D()(X)
    X = tf.keras.layers.Dense(1, activation=tf.nn.sigmoid)(X)
    return tf.keras.models.Model(X_input, X)
"""

STRIDES_AND_L2 = """\
def HappyModel(input_shape):
    L2 = tf.keras.regularizers.L2(1e-4)
    return tf.keras.Sequential([
        Conv2D(16, 5, 2, activation="relu", kernel_regularizer=L2,
               input_shape=input_shape),
        Conv2D(32, 3, strides=2, activation="relu"),
        Conv2D(32, 3, strides=2, activation="relu"),
        Flatten(),
        Dense(32, "relu"),
        Dense(1, "sigmoid"),
    ])
"""

POOLED_AWAY = """\
def HappyModel(input_shape):
    X_input = Input(input_shape)
    X = GlobalAveragePooling2D()(X_input)
    X = Dense(1, activation="sigmoid")(X)
    return Model(inputs=X_input, outputs=X)
"""


def untouched(release, solution):
    return release


def for_64_only(release, solution):
    """It learns well; its input is written into it."""
    return edit(solved(release, solution), HAPPY, "Input(input_shape)", "Input((64, 64, 3))")


def two_units(release, solution):
    return edit(solved(release, solution), HAPPY, "Dense(1,", "Dense(2,")


def syntax_error(release, solution):
    return edit(solved(release, solution), HAPPY, 'name="fc")(X)', 'name="fc")(X')


def lost_metadata(release, solution):
    """Copied into a new notebook elsewhere up to the graded training, tests retyped."""
    nb = body(solved(release, solution), HAPPY, STRIDES_AND_L2)
    nb.cells = nb.cells[: nb.cells.index(cell_of(nb, "happy_trained")) + 1]
    for cell in nb.cells:
        if is_grade(cell):
            cell.source = "happymodel()"
        cell.metadata = {}
    return nb


def no_training(release, solution):
    """The cell with the grader's recipe was deleted; as the author's, it is restored."""
    nb = solved(release, solution)
    nb.cells.remove(cell_of(nb, "happy_trained"))
    return nb


SAMPLES = [
    Sample("ada", "as taught", as_taught, scores(5, 5)),
    Sample("bela", "own style: Sequential, dropout", three_blocks, scores(5, 5)),
    Sample("chen", "not attempted", untouched, scores(0, 0)),
    Sample("dora", "global max pooling, LeakyReLU", answer(GLOBAL_POOLING), scores(5, 5)),
    Sample("emil", "strides, L2, a hidden Dense layer", answer(STRIDES_AND_L2), scores(5, 5)),
    Sample("fatima", "everything pooled away", answer(POOLED_AWAY), scores(5, 0)),
    Sample("goran", "for pictures of 64 x 64 only", for_64_only, scores(0, 5)),
    Sample("hana", "two units", two_units, scores(0, 0)),
    Sample("ivo", "syntax error", syntax_error, scores(0, 0)),
    Sample("jun", "lost metadata", lost_metadata, scores(5, 5)),
    Sample("kofi", "no graded training", no_training, scores(5, 5)),
]
