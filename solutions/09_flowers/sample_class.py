"""The sample class of assignment 09: what students submit, and the points it must get."""

from grader.release.sample_class import Sample, body, edit, solved

SPLIT, AUGMENT, MODEL, TRAIN = "split_files", "make_augmenter", "flower_model", "train_flowers"

FULL = {SPLIT: 10, AUGMENT: 5, MODEL: 8, TRAIN: 12}


def scores(**lost):
    """Full points but for the cells named, by the grade_id of each test."""
    return {f"test_{cell}": lost.get(cell, points) for cell, points in FULL.items()}


def as_taught(release, solution):
    return solved(release, solution)


def own_style(release, solution):
    """`random` and `os.path`, a functional model, augmentation as part of the network."""
    nb = solved(release, solution)
    body(
        nb,
        SPLIT,
        """\
import os
import random
from collections import defaultdict

def split_files(files, fraction, seed):
    groups = defaultdict(list)
    for file in sorted(files):
        groups[os.path.dirname(file)].append(file)
    train, val = [], []
    chance = random.Random(seed)
    for group in groups.values():
        chance.shuffle(group)
        n = int(len(group) * fraction)
        train.extend(group[:n])
        val.extend(group[n:])
    chance.shuffle(train)
    return train, val
""",
    )
    body(
        nb,
        AUGMENT,
        """\
def make_augmenter(input_shape):
    inputs = tf.keras.Input(shape=input_shape)
    x = tfl.RandomFlip(mode='horizontal')(inputs)
    x = tfl.RandomRotation(0.1)(x)
    x = tfl.RandomZoom((-0.2, 0.2))(x)
    return tf.keras.Model(inputs, x)
""",
    )
    body(
        nb,
        MODEL,
        """\
def flower_model(input_shape, classes):
    inputs = tf.keras.Input(shape=input_shape)
    x = inputs
    for filters in (16, 32, 64):
        x = tfl.Conv2D(filters, (3, 3), padding='same')(x)
        x = tfl.BatchNormalization()(x)
        x = tfl.Activation('relu')(x)
        x = tfl.MaxPool2D((2, 2))(x)
    x = tfl.Flatten()(x)
    x = tfl.Dropout(0.4)(x)
    x = tfl.Dense(128, activation='relu')(x)
    outputs = tfl.Dense(classes)(x)
    return tf.keras.Model(inputs, outputs)
""",
    )
    body(
        nb,
        TRAIN,
        """\
def train_flowers(X, Y):
    core = flower_model(X.shape[1:], 5)
    net = tf.keras.Sequential([make_augmenter(X.shape[1:]), core, tfl.Softmax()])
    net.compile(optimizer=tf.keras.optimizers.Adam(0.002),
                loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    net.fit(X, Y, batch_size=25, epochs=24, verbose=0)
    return net
""",
    )
    return nb


def untouched(release, solution):
    return release


def not_stratified(release, solution):
    """Shuffles the whole list and cuts it: complete and disjoint, but not class by class."""
    nb = solved(release, solution)
    body(
        nb,
        SPLIT,
        """\
def split_files(files, fraction, seed):
    order = np.random.RandomState(seed).permutation(len(files))
    n = int(fraction * len(files))
    return [files[i] for i in order[:n]], [files[i] for i in order[n:]]
""",
    )
    return nb


def too_small(release, solution):
    """Two blocks and no dropout; it learns all the same."""
    nb = solved(release, solution)
    edit(nb, MODEL, '        tfl.Conv2D(64, 3, padding="same", activation="relu"),\n', "")
    return edit(nb, MODEL, "        tfl.Dropout(0.2),\n", "")


def one_epoch(release, solution):
    """Has trained for one epoch, to save time, and left it at that."""
    return edit(solved(release, solution), TRAIN, "epochs=16", "epochs=1")


SAMPLES = [
    Sample("ada", "as taught", as_taught, scores()),
    Sample("bela", "own style, right answers", own_style, scores()),
    Sample("chen", "not attempted", untouched, scores(**dict.fromkeys(FULL, 0))),
    Sample("dora", "split not class by class", not_stratified, scores(split_files=0)),
    Sample("emil", "a network outside the limits", too_small, scores(flower_model=0)),
    Sample("fatima", "one epoch only", one_epoch, scores(train_flowers=0)),
]
