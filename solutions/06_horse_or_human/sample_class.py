"""The sample class of assignment 06: what students submit, and the points it must get."""

import nbformat

from grader.release.sample_class import Sample, body, cell_of, edit, solved

BATCHES, FIVE, THREE, TRAIN = (
    "make_generators",
    "horse_or_human_model",
    "compact_model",
    "train_compact_model",
)


def scores(batches, five, three, train):
    parts = zip((BATCHES, FIVE, THREE, TRAIN), (batches, five, three, train), strict=True)
    return {f"test_{cell}": points for cell, points in parts}


def own_style(release, solution):
    """Datasets for generators, functional models, loops, other names, objects for strings."""
    nb = solved(release, solution)
    body(
        nb,
        BATCHES,
        """\
def make_generators(train_dir, validation_dir, image_size, batch_size=32):
    def read(folder, mix):
        data = tf.keras.utils.image_dataset_from_directory(
            folder, label_mode="binary", shuffle=mix,
            image_size=(image_size, image_size), batch_size=batch_size)
        return data.map(lambda x, y: (x / 255, y))
    return [read(train_dir, True), read(validation_dir, False)]
""",
    )
    body(
        nb,
        FIVE,
        """\
from tensorflow.keras import layers as L

def horse_or_human_model(image_size):
    inputs = x = tf.keras.Input((image_size, image_size, 3), name="picture")
    for filters in (16, 32, 64, 64, 64):
        x = L.Conv2D(filters, 3, padding="VALID", activation=tf.nn.relu)(x)
        x = L.MaxPool2D()(x)
    x = L.Dense(512, "relu")(L.Flatten()(x))
    return tf.keras.Model(inputs, L.Dense(1, "sigmoid", name="human")(x))
""",
    )
    body(
        nb,
        THREE,
        """\
def compact_model(image_size):
    net = tf.keras.models.Sequential()
    net.add(L.Conv2D(16, (3, 3), activation="relu", input_shape=(image_size, image_size, 3)))
    net.add(L.MaxPooling2D(2, 2))
    for filters in (32, 64):
        net.add(L.Conv2D(filters, (3, 3), activation="relu"))
        net.add(L.MaxPooling2D(2, 2))
    net.add(L.Flatten())
    net.add(L.Dense(512, activation="relu"))
    net.add(L.Dense(1, activation="sigmoid"))
    return net
""",
    )
    body(
        nb,
        TRAIN,
        """\
def train_compact_model(image_size, train_batches, validation_batches, epochs):
    net = compact_model(image_size)
    net.compile(loss=tf.keras.losses.BinaryCrossentropy(),
                optimizer=tf.keras.optimizers.RMSprop(1e-3),
                metrics=[tf.keras.metrics.BinaryAccuracy(name="accuracy")])
    return net, net.fit(train_batches, validation_data=validation_batches,
                        epochs=epochs, verbose=0).history
""",
    )
    return nb


def untouched(release, solution):
    return release


def without_training(nb):
    """The last exercise as begun and given up: a training takes the grader long."""
    cell = cell_of(nb, TRAIN)
    cell.source = cell.source[: cell.source.index("    model = ")] + (
        "    raise NotImplementedError()\n    return model, history, None\n"
    )
    return nb


def not_rescaled(release, solution):
    nb = edit(solved(release, solution), BATCHES, "rescale=1.0 / 255", "")
    return without_training(nb)


def pointed_too_high(release, solution):
    old, new = "        train_dir, **settings", "        train_dir.parent, **settings"
    return without_training(edit(solved(release, solution), BATCHES, old, new))


def three_blocks_twice(release, solution):
    """The fourth and fifth block are missing from the large model, too."""
    nb = without_training(solved(release, solution))
    compact = cell_of(nb, THREE).source
    return body(nb, FIVE, compact.replace("compact_model", "horse_or_human_model"))


def pasted_history(release, solution):
    """The figures of the course, without a training."""
    return body(
        solved(release, solution),
        TRAIN,
        """\
def train_compact_model(image_size, train_batches, validation_batches, epochs):
    model = compact_model(image_size)
    model.compile(tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy", metrics=["accuracy"])
    history = {"loss": [0.1] * epochs, "accuracy": [0.99] * epochs,
               "val_loss": [0.4] * epochs, "val_accuracy": [0.84] * epochs}
    return model, history
""",
    )


def extra_cells(release, solution):
    """Scratch cells around the answers, one that fails, an upload button of Colab's."""
    nb = without_training(solved(release, solution))
    new = nbformat.v4.new_code_cell
    nb.cells.insert(3, new("from google.colab import files\nuploaded = files.upload()"))
    at = nb.cells.index(cell_of(nb, THREE))
    nb.cells[at:at] = [new("print(model_300.summary())"), new("1 / 0")]
    nb.cells.append(new("!nvidia-smi"))
    return nb


SAMPLES = [
    Sample("bruno", "own style, same answers", own_style, scores(10, 10, 10, 10)),
    Sample("celia", "not attempted", untouched, scores(0, 0, 0, 0)),
    Sample("dmitri", "pixels not rescaled", not_rescaled, scores(0, 10, 10, 0)),
    Sample("esra", "pointed one level too high", pointed_too_high, scores(0, 10, 10, 0)),
    Sample("femi", "three blocks twice", three_blocks_twice, scores(10, 0, 10, 0)),
    Sample("hugo", "pasted history", pasted_history, scores(10, 10, 10, 0)),
    Sample("ines", "extra cells, training given up", extra_cells, scores(10, 10, 10, 0)),
]
