"""The sample class of assignment 07: what students submit, and the points it must get."""

import nbformat

from grader.release.sample_class import Sample, body, cell_of, edit, solved

STOP, MODEL, TRAIN = "StopWhenLearned", "happy_or_sad_model", "train_happy_or_sad"


def scores(stop, model, train):
    parts = zip((STOP, MODEL, TRAIN), (stop, model, train), strict=True)
    return {f"test_{cell}": points for cell, points in parts}


def own_style(release, solution):
    """A generator, RMSprop, other sizes, a functional model, ReLUs as layers."""
    nb = solved(release, solution)
    body(
        nb,
        STOP,
        """\
class StopWhenLearned(tf.keras.callbacks.Callback):
    TARGET = 0.999

    def on_epoch_end(self, epoch, logs={}):
        if logs is not None and "accuracy" in logs and logs["accuracy"] > self.TARGET:
            self.model.stop_training = True
""",
    )
    body(
        nb,
        MODEL,
        """\
from tensorflow.keras import layers

def happy_or_sad_model():
    inputs = x = tf.keras.Input((150, 150, 3))
    for filters, size in ((8, 5), (16, 3), (32, 3)):
        x = layers.Conv2D(filters, size, padding="same")(x)
        x = layers.MaxPool2D((2, 2))(x)
        x = layers.ReLU()(x)
    x = layers.Flatten()(x)
    x = layers.Dense(64, "relu")(x)
    return tf.keras.Model(inputs, layers.Dense(1, "sigmoid")(x))
""",
    )
    body(
        nb,
        TRAIN,
        """\
def train_happy_or_sad(folder, max_epochs):
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    faces = ImageDataGenerator(rescale=1/255).flow_from_directory(
        folder, target_size=(150, 150), batch_size=8, class_mode="binary")
    net = happy_or_sad_model()
    net.compile(tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy", metrics=["accuracy"])
    done = net.fit(faces, epochs=max_epochs, callbacks=[StopWhenLearned()], verbose=0)
    return net, done
""",
    )
    return nb


def untouched(release, solution):
    return release


def given_up(nb):
    """The training as begun and given up: one takes the grader long."""
    cell = cell_of(nb, TRAIN)
    cell.source = cell.source[: cell.source.index("    batches = ")] + (
        "    raise NotImplementedError()\n    return model, history, None\n"
    )
    return nb


def strict_key(release, solution):
    """`logs["accuracy"]`, which fails on an epoch without it; and no training written."""
    old, new = '(logs or {}).get("accuracy", 0.0)', 'logs["accuracy"]'
    return given_up(edit(solved(release, solution), STOP, old, new))


def two_outputs(release, solution):
    """A softmax over two classes, which then can't be trained on labels 0 and 1 either."""
    old, new = 'tfl.Dense(1, activation="sigmoid")', 'tfl.Dense(2, activation="softmax")'
    return edit(solved(release, solution), MODEL, old, new)


def pasted_history(release, solution):
    """The curve of a friend, and a model that has seen nothing."""
    return body(
        solved(release, solution),
        TRAIN,
        """\
def train_happy_or_sad(folder, max_epochs):
    return happy_or_sad_model(), {"accuracy": [0.55, 0.83, 0.96, 1.0]}
""",
    )


def extra_cells(release, solution):
    nb = given_up(solved(release, solution))
    new = nbformat.v4.new_code_cell
    at = nb.cells.index(cell_of(nb, TRAIN))
    nb.cells[at:at] = [new("own_model.summary()"), new("1 / 0")]
    nb.cells.append(new("!pip list"))
    return nb


SAMPLES = [
    Sample("boris", "own style, same answers", own_style, scores(10, 10, 10)),
    Sample("carmen", "not attempted", untouched, scores(0, 0, 0)),
    Sample("dawit", "callback that needs the accuracy", strict_key, scores(0, 10, 0)),
    Sample("farid", "two outputs", two_outputs, scores(10, 0, 0)),
    Sample("hiro", "pasted history", pasted_history, scores(10, 10, 0)),
    Sample("ilse", "extra cells, training given up", extra_cells, scores(10, 10, 0)),
]
