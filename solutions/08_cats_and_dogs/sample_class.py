"""The sample class of assignment 08: what students submit, and the points it must get."""

from grader.release.sample_class import Sample, body, edit, solved

DATA, MODEL, AUGMENT = "make_dataset", "cats_and_dogs_model", "make_augmenter"
DROPOUT, STOP, TRAIN = "model_with_dropout", "make_early_stopping", "train_small"

FULL = {DATA: 8, MODEL: 6, AUGMENT: 6, DROPOUT: 4, STOP: 4, TRAIN: 12}


def scores(**lost):
    """Full points but for the cells named, by the grade_id of each test."""
    return {f"test_{cell}": lost.get(cell, points) for cell, points in FULL.items()}


def as_taught(release, solution):
    return solved(release, solution)


def own_style(release, solution):
    """The older generator, functional models, a helper of one's own: right all the same."""
    nb = solved(release, solution)
    body(
        nb,
        DATA,
        """\
from tensorflow.keras.preprocessing.image import ImageDataGenerator

def make_dataset(folder, image_size, batch_size, shuffle):
    generator = ImageDataGenerator(rescale=1./255)
    return generator.flow_from_directory(
        directory=folder, target_size=image_size, batch_size=batch_size,
        shuffle=shuffle, class_mode='binary')
""",
    )
    body(
        nb,
        MODEL,
        """\
def blocks(x):
    for filters in (32, 64, 128, 128):
        x = tfl.Conv2D(filters, 3, activation=tf.nn.relu)(x)
        x = tfl.MaxPool2D()(x)
    return x

def cats_and_dogs_model(input_shape):
    inputs = tf.keras.Input(input_shape)
    x = tfl.Flatten()(blocks(inputs))
    x = tfl.Dense(512, activation='relu')(x)
    return tf.keras.Model(inputs, tfl.Dense(2)(x))
""",
    )
    body(
        nb,
        DROPOUT,
        """\
def model_with_dropout(input_shape):
    inputs = tf.keras.Input(input_shape)
    x = tfl.Dropout(.5)(blocks(inputs))
    x = tfl.Dense(512, activation='relu')(tfl.Flatten()(x))
    return tf.keras.Model(inputs, tfl.Dense(2)(x))
""",
    )
    body(
        nb,
        AUGMENT,
        """\
def make_augmenter(input_shape):
    net = tf.keras.models.Sequential()
    net.add(tf.keras.layers.Input(input_shape))
    net.add(tfl.RandomZoom((-.2, .2), fill_mode='nearest'))
    net.add(tfl.RandomTranslation((-.1, .1), (-.1, .1), fill_mode='nearest'))
    net.add(tfl.RandomRotation((-1/9, 1/9), fill_mode='nearest'))
    net.add(tfl.RandomFlip(mode='horizontal'))
    return net
""",
    )
    body(
        nb,
        STOP,
        """\
def make_early_stopping(patience):
    return tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True, verbose=1)
""",
    )
    return nb


def untouched(release, solution):
    return release


def not_rescaled(release, solution):
    """Forgot to rescale; everything else is right."""
    old = "    dataset = dataset.map(lambda X, Y: (rescale(X), Y))\n"
    return edit(solved(release, solution), DATA, old, "")


def softmax_everywhere(release, solution):
    """A softmax in both models, though the loss takes logits."""
    nb = solved(release, solution)
    for cell in (MODEL, DROPOUT):
        edit(nb, cell, "tfl.Dense(2)", "tfl.Dense(2, activation='softmax')")
    return nb


def learned_by_heart(release, solution):
    """No augmentation, no dropout, many epochs: right about what it has seen."""
    nb = solved(release, solution)
    body(
        nb,
        TRAIN,
        """\
def train_small(X, Y):
    model = tf.keras.Sequential()
    for filters in (32, 64, 128):
        model.add(tfl.Conv2D(filters, 3, activation='relu', padding='same'))
        model.add(tfl.MaxPooling2D())
    model.add(tfl.Flatten())
    model.add(tfl.Dense(256, activation='relu'))
    model.add(tfl.Dense(2))
    model.compile(optimizer='adam', metrics=['accuracy'],
                  loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(X, Y, batch_size=25, epochs=14, verbose=0)
    return model
""",
    )
    return nb


def half_way(release, solution):
    """Has done the first half and left the rest blank."""
    blank = {
        c.metadata.nbgrader.grade_id: c.source for c in release.cells if "nbgrader" in c.metadata
    }
    nb = solved(release, solution)
    for cell in (DROPOUT, STOP, TRAIN):
        body(nb, cell, blank[cell])
    return nb


SAMPLES = [
    Sample("ada", "as taught", as_taught, scores()),
    Sample("bela", "own style, same answers", own_style, scores()),
    Sample("chen", "not attempted", untouched, scores(**dict.fromkeys(FULL, 0))),
    Sample("dora", "not rescaled", not_rescaled, scores(make_dataset=0)),
    Sample(
        "emil",
        "softmax where logits are asked for",
        softmax_everywhere,
        scores(cats_and_dogs_model=0, model_with_dropout=0),
    ),
    Sample("fatima", "learned by heart", learned_by_heart, scores(train_small=0)),
    Sample(
        "goran",
        "the second half left blank",
        half_way,
        scores(model_with_dropout=0, make_early_stopping=0, train_small=0),
    ),
]
