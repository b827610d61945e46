"""The sample class of assignment 02: what students submit, and the points it must get."""

from nbgrader.utils import is_grade

from grader.release.sample_class import Sample, body, edit, solved

NORMALIZE, PIPELINE, MODEL, TRAIN = "normalize", "make_pipeline", "fashion_model", "train"


def scores(normalize, pipeline, model, trained):
    return {
        "test_normalize": normalize,
        "test_make_pipeline": pipeline,
        "test_fashion_model": model,
        "test_train": trained,
    }


def as_taught(release, solution):
    return solved(release, solution)


def own_style(release, solution):
    """A Functional model, one chain of methods, in-place division, a loss by its name."""
    nb = solved(release, solution)
    body(
        nb,
        NORMALIZE,
        """\
def normalize(images, labels):
  images = tf.cast(images, tf.float32)
  images /= 255
  return images, labels
""",
    )
    body(
        nb,
        PIPELINE,
        """\
def make_pipeline(images, labels, shuffle):
    d = tf.data.Dataset.zip((
        tf.data.Dataset.from_tensor_slices(images),
        tf.data.Dataset.from_tensor_slices(labels),
    )).map(normalize, num_parallel_calls=tf.data.AUTOTUNE).cache()
    d = d.shuffle(60_000, seed=4) if shuffle else d
    return d.batch(32).prefetch(1)
""",
    )
    body(
        nb,
        MODEL,
        """\
def fashion_model():
    image = tf.keras.layers.Input((28, 28, 1), name="image")
    x = tf.keras.layers.Flatten(name="pixels")(image)
    x = tf.keras.layers.Dense(128, tf.nn.relu, name="hidden")(x)
    x = tf.keras.layers.Dense(10, activation=tf.keras.activations.softmax)(x)
    return tf.keras.Model(image, x)
""",
    )
    return body(
        nb,
        TRAIN,
        """\
def train(model, dataset, epochs):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(dataset, epochs=epochs)
""",
    )


def untouched(release, solution):
    return release


def older_keras(release, solution):
    """`input_shape=` in the first layer and `.add`, as books on Keras 2 have it."""
    source = """\
def fashion_model():
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
    model.add(tf.keras.layers.Dense(128, activation=tf.nn.relu))
    model.add(tf.keras.layers.Dense(10, activation=tf.nn.softmax))
    return model
"""
    return body(solved(release, solution), MODEL, source)


def not_divided(release, solution):
    """Pixels stay 0 ... 255. The pipeline fails with it; the model and the training are right."""
    return edit(solved(release, solution), NORMALIZE, "images / 255.0", "images")


def shuffled_first(release, solution):
    """Shuffled before `cache`: both epochs have one order. It trains all the same."""
    return body(
        solved(release, solution),
        PIPELINE,
        """\
def make_pipeline(images, labels, shuffle):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    if shuffle:
        dataset = dataset.shuffle(len(images))
    return dataset.map(normalize).cache().batch(BATCH_SIZE)
""",
    )


def hundred_units(release, solution):
    """It learns as well as the model that was asked for."""
    return edit(solved(release, solution), MODEL, "Dense(128", "Dense(100")


def one_hot_loss(release, solution):
    old, new = "SparseCategoricalCrossentropy", "CategoricalCrossentropy"
    return edit(solved(release, solution), TRAIN, old, new)


def lost_metadata(release, solution):
    """Copied into a new notebook elsewhere: no ids, tests retyped."""
    nb = solved(release, solution)
    for cell in nb.cells:
        if is_grade(cell):
            cell.source = "print('it works')"
        cell.metadata = {}
    return nb


SAMPLES = [
    Sample("ada", "as taught", as_taught, scores(2, 2, 3, 3)),
    Sample("bela", "own style, same answers", own_style, scores(2, 2, 3, 3)),
    Sample("chen", "not attempted", untouched, scores(0, 0, 0, 0)),
    Sample("dora", "as in books on Keras 2", older_keras, scores(2, 2, 3, 3)),
    Sample("emil", "pixels not divided", not_divided, scores(0, 0, 3, 3)),
    Sample("fatima", "shuffled before cache", shuffled_first, scores(2, 0, 3, 3)),
    Sample("goran", "100 units", hundred_units, scores(2, 2, 0, 3)),
    Sample("hana", "loss for one-hot labels", one_hot_loss, scores(2, 2, 3, 0)),
    Sample("ivo", "lost metadata", lost_metadata, scores(2, 2, 3, 3)),
]
