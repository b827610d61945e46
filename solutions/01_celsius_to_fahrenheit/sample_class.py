"""The sample class of assignment 01: what students submit, and the points it must get."""

from grader.release.sample_class import Sample, body, cell_of, edit, solved

ONE, TRAIN, THREE = "celsius_model", "train_model", "three_layer_model"


def scores(one, train, three):
    return {f"test_{ONE}": one, f"test_{TRAIN}": train, f"test_{THREE}": three}


def as_taught(release, solution):
    return solved(release, solution)


def own_style(release, solution):
    """The older `input_shape`, the Functional API, objects for strings, a verbose fit."""
    nb = solved(release, solution)
    body(
        nb,
        ONE,
        """\
def celsius_model():
    x = tf.keras.layers.Input((1,), name="celsius")
    return tf.keras.Model(x, tf.keras.layers.Dense(1, activation="linear", name="fahrenheit")(x))
""",
    )
    body(
        nb,
        TRAIN,
        """\
from tensorflow.keras.optimizers import Adam

def train_model(model, features, labels, epochs):
    model.compile(Adam(learning_rate=1e-1), tf.keras.losses.MeanSquaredError(), metrics=["mae"])
    return model.fit(x=features, y=labels, batch_size=32, epochs=epochs, verbose=2)
""",
    )
    body(
        nb,
        THREE,
        """\
def three_layer_model():
    net = tf.keras.models.Sequential()
    net.add(tf.keras.layers.Dense(4, input_shape=[1], name="l0"))
    net.add(tf.keras.layers.Dense(4, name="l1"))
    net.add(tf.keras.layers.Dense(1, name="l2"))
    return net
""",
    )
    return nb


def untouched(release, solution):
    return release


def half_done(release, solution):
    """Only the first exercise is solved; the other cells are as they were distributed."""
    blank = {grade_id: cell_of(release, grade_id).source for grade_id in (TRAIN, THREE)}
    nb = solved(release, solution)
    for grade_id, source in blank.items():
        body(nb, grade_id, source)
    return nb


def default_rate(release, solution):
    return edit(solved(release, solution), TRAIN, "tf.keras.optimizers.Adam(0.1)", '"adam"')


def history_forgotten(release, solution):
    return edit(solved(release, solution), TRAIN, "return history", "return model")


def typed_in(release, solution):
    """The formula's own numbers instead of training: no use, other pairs are asked for."""
    return edit(
        solved(release, solution),
        TRAIN,
        "    history = model.fit(features, labels, epochs=epochs, verbose=0)",
        "    history = model.fit(features, labels, epochs=epochs, verbose=0)\n"
        "    model.set_weights([np.array([[1.8]]), np.array([32.0])])",
    )


def with_relu(release, solution):
    """An activation where none was asked for, as in the lessons that follow."""
    return edit(solved(release, solution), THREE, "units=4)", 'units=4, activation="relu")')


def compiled_at_once(release, solution):
    """Both models compiled where they are made: not asked for, and no harm."""
    nb = solved(release, solution)
    for cell in (ONE, THREE):
        edit(nb, cell, "    return model", '    model.compile("sgd", "mae")\n    return model')
    return nb


def typing_error(release, solution):
    return edit(solved(release, solution), ONE, "units=1", "unit=1")


SAMPLES = [
    Sample("amir", "as taught", as_taught, scores(5, 10, 5)),
    Sample("birgit", "own style, same models", own_style, scores(5, 10, 5)),
    Sample("caio", "not attempted", untouched, scores(0, 0, 0)),
    Sample("delia", "only the first exercise", half_done, scores(5, 0, 0)),
    Sample("elif", "Adam at its default rate", default_rate, scores(5, 0, 5)),
    Sample("farid", "the model returned, not the history", history_forgotten, scores(5, 0, 5)),
    Sample("gesa", "weights typed in", typed_in, scores(5, 0, 5)),
    Sample("hiro", "ReLU between the layers", with_relu, scores(5, 10, 0)),
    Sample("ines", "compiled at once", compiled_at_once, scores(5, 10, 5)),
    Sample("joao", "misspelt argument", typing_error, scores(0, 10, 5)),
]
