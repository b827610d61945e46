# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Flowers: a classifier of your own
#
# This is the last notebook of the course. It explains little. You apply
# what you have learned to a new problem: **which of five flowers is it?**
#
# **When you are done you will have:**
#
# - split a dataset into training and validation pictures, class by class
# - designed a network of your own, with augmentation and dropout
# - trained it, read its curves, and found out which flowers it confuses
#
# If you get stuck, look into
# [cats and dogs](../08_cats_and_dogs/08_cats_and_dogs.ipynb). Nearly all
# you need is there.
#
# Four cells are yours to fill: those with `raise NotImplementedError()`.
# The rules of the course are in its [README](../../README.md).

# %% [markdown]
# ## Table of contents
#
# - [1 - Packages and parameters](#1)
# - [2 - The data](#2)
#     - [Exercise 1 - split_files](#ex-1)
#     - [2.1 - From files to arrays](#2-1)
# - [3 - The network](#3)
#     - [Exercise 2 - make_augmenter](#ex-2)
#     - [Exercise 3 - flower_model](#ex-3)
# - [4 - Train](#4)
# - [5 - Which flowers does it confuse?](#5)
# - [6 - The final exercise](#6)
#     - [Exercise 4 - train_flowers](#ex-4)
# - [7 - What you have done](#7)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages and parameters

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow.keras.layers as tfl
from cnn_datasets import held_out
from PIL import Image

from cnn_utils import *
from test_utils import summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# With these constants the notebook takes about two minutes on two cores.
#
# | constant | here | for a GPU |
# |:---|---:|---:|
# | `IMG_SHAPE`, height and width in pixels | 64 | 150 |
# | `PER_CLASS`, pictures used of each flower, at most | 120 | all of them |
# | `BATCH_SIZE` | 20 | 100 |
# | `EPOCHS` | 25 | 80 |

# %%
IMG_SHAPE = 64
PER_CLASS = 120
BATCH_SIZE = 20
EPOCHS = 25

# %% [markdown]
# <a id="2"></a>
# ## 2 - The data
#
# The original is a collection of 3670 photographs that people have put on
# Flickr, gathered by the TensorFlow team: 633 daisies, 898 dandelions, 641
# roses, 699 sunflowers and 799 tulips. If you have not put them in place,
# you get 600 pictures drawn by a program, 120 of each flower. The grader
# always uses drawn pictures.

# %%
flowers_dir = flowers_folder()
class_names = sorted(
    folder.name for folder in flowers_dir.iterdir() if folder.is_dir()
)

files = []
for name in class_names:
    found = sorted(flowers_dir.glob(f"{name}/*.jpg"))[:PER_CLASS]
    print(f"{name:12} {len(found)} pictures")
    files += [str(path) for path in found]
print(f"{'all':12} {len(files)} pictures")

# %% [markdown]
# This time there are **no folders for training and validation**. You make
# the split yourself.
#
# The list is sorted by class. So the first 80% would hold nearly all of
# four flowers and nothing of the fifth. To draw lots over the whole list
# would be better. Best is to draw lots **within each class**: then each
# class is split in the same proportion. That is called a **stratified**
# split.
#
# <a id="ex-1"></a>
# ### Exercise 1 - split_files
#
# Write `split_files(files, fraction, seed)`. It returns two lists, the
# training files and the validation files.
#
# - Each file is a text like `".../tulips/100930342_92e8746431_n.jpg"`. Its
#   class is the name of its folder.
# - **Of each class**, `fraction` of the files are for training, rounded to a
#   whole number (up or down, as you like). The rest is for validation.
# - Each file goes into exactly one of the two lists. In different folders
#   there may be files of the same name.
# - Which files go where is a matter of chance. The same `seed` gives the
#   same split, another seed another one.
#
# **Hint:** `np.random.default_rng(seed)` has a method `permutation`.

# %% nbgrader={"grade_id": "split_files", "solution": true}
# GRADED FUNCTION: split_files

def split_files(files, fraction, seed):
    """Split files into training and validation, class by class.

    Parameters
    ----------
    files : list of str
        Paths; the name of a file's folder is its class.
    fraction : float
        Part of each class that is for training, from 0 to 1.
    seed : int
        Decides which files go where.

    Returns
    -------
    (list of str, list of str)
        Training files and validation files.
    """
    train, validation = [], []
    # - collect the files of each class
    # - for each class, shuffle its files and cut the list in two
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    by_class = {}
    for file in files:
        by_class.setdefault(Path(file).parent.name, []).append(file)
    for name in sorted(by_class):
        members = by_class[name]
        order = rng.permutation(len(members))
        cut = round(fraction * len(members))
        train += [members[i] for i in order[:cut]]
        validation += [members[i] for i in order[cut:]]
    ### END SOLUTION
    return train, validation


# %% nbgrader={"grade_id": "test_split_files", "grade": true, "points": 10, "locked": true}
sample = [f"flowers/{name}/{i}.jpg"
          for name, count in [("roses", 10), ("tulips", 25)]
          for i in range(count)]
train, validation = map(list, split_files(sample, 0.8, seed=3))
print(len(train), "for training,", len(validation), "for validation")

assert all(isinstance(file, str) for file in train + validation), (
    "The lists hold something else than file names: "
    f"{train[:1] + validation[:1]}."
)
assert sorted(train + validation) == sorted(sample), (
    "Every file should be in exactly one of the two lists."
)
assert len(train) == 28, (
    f"{len(train)} files are for training, expected 8 roses and 20 "
    "tulips."
)
print("All tests passed!")

### BEGIN HIDDEN TESTS: values may be shown
def folder_of(path):
    return path.rpartition("/")[0]


def make_list(counts):
    return [f"/data/{name}/img_{i}.jpg"
            for name, count in counts.items() for i in range(count)]


cases = [
    ({"a": 100, "b": 100}, 0.8),
    ({"daisy": 633, "dandelion": 898, "roses": 641,
      "sunflowers": 699, "tulips": 799}, 0.8),
    ({"rare": 3, "common": 300, "single": 1}, 0.75),
    ({"x": 40, "y": 7, "z": 12, "w": 200}, 0.5),
    ({"only": 11}, 0.9),
]
for counts, fraction in cases:
    paths = make_list(counts)
    # Not sorted by class: what a folder is may not depend on the order.
    paths = [paths[i] for i in
             np.random.default_rng(5).permutation(len(paths))]
    given = list(paths)
    first, second = (
        [str(path) for path in part]
        for part in split_files(given, fraction, seed=17)
    )
    where = f"split_files of {counts} with fraction={fraction}"
    both = set(first) & set(second)
    assert not both, (
        f"{where}: {len(both)} files are in both lists."
    )
    assert sorted(first + second) == sorted(paths), (
        f"{where}: the two lists hold {len(first) + len(second)} "
        f"files, expected the {len(paths)} of the given list."
    )
    for name, count in counts.items():
        mine = sum(folder_of(path) == f"/data/{name}" for path in first)
        assert abs(mine - fraction * count) < 1, (
            f"{where}: {mine} files of '{name}' are for training, "
            f"expected about {fraction * count:g}."
        )

paths = make_list({"a": 60, "b": 60})
one = split_files(list(paths), 0.8, seed=1)
again = split_files(list(paths), 0.8, seed=1)
assert [sorted(part) for part in one] == [
    sorted(part) for part in again
], "The same seed gave two different splits. Use seed for all chance."
other = split_files(list(paths), 0.8, seed=2)
assert sorted(one[1]) != sorted(other[1]), (
    "The seeds 1 and 2 gave the same split. Shuffle each class with a "
    "generator that is made from seed."
)
taken = sorted(int(path.split("_")[-1][:-4]) for path in one[1]
               if "/a/" in path)
assert taken not in (list(range(12)), list(range(48, 60))), (
    f"The validation files of class 'a' are the numbers {taken}, a run "
    "from one end. Which files go where should be a matter of chance."
)
assert np.ptp(np.diff(taken)) > 1, (
    f"The validation files of class 'a' are the numbers {taken}, at even "
    "distances. Which files go where should be a matter of chance."
)
others = {
    tuple(sorted(split_files(list(paths), 0.8, seed=seed)[1]))
    for seed in (1, 2, 3, 4, 7, 100)
}
assert len(others) == 6, (
    f"Six seeds gave {len(others)} different splits. Shuffle each class "
    "with a generator that is made from seed."
)
### END HIDDEN TESTS

# %%
train_files, validation_files = split_files(files, 0.8, seed=1)
print(len(train_files), "training files")
print(len(validation_files), "validation files")


# %% [markdown]
# <a id="2-1"></a>
# ### 2.1 - From files to arrays
#
# The pictures have different sizes. `read_files` opens, resizes and
# rescales them. The label of a picture is the position of its class in
# `class_names`.

# %%
def read_files(files, image_size):
    """Pictures as float32 (m, height, width, 3), and their labels."""
    height, width = image_size
    X = np.empty((len(files), height, width, 3), np.float32)
    Y = np.empty(len(files), np.int64)
    for i, file in enumerate(files):
        picture = Image.open(file).convert("RGB")
        picture = picture.resize((width, height), Image.BILINEAR)
        X[i] = np.asarray(picture) / 255.0
        Y[i] = class_names.index(Path(file).parent.name)
    return X, Y


size = (IMG_SHAPE, IMG_SHAPE)
X_train, Y_train = read_files(train_files, size)
X_val, Y_val = read_files(validation_files, size)
print("training:  ", X_train.shape, Y_train.shape)
print("validation:", X_val.shape, Y_val.shape)

# %%
fig, axes = plt.subplots(2, 5, figsize=(11, 5))
for label, column in enumerate(axes.T):
    some = X_train[Y_train == label][:2]
    for picture, ax in zip(some, column):
        ax.imshow(picture)
        ax.axis("off")
    column[0].set_title(class_names[label])
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 1. Two training pictures of each flower.*
#
# Before you build anything, ask: **how good is guessing?** Whoever always
# names the most common flower is right that often:

# %%
print(f"{np.bincount(Y_val).max() / len(Y_val):.3f}")

# %% [markdown]
# <a id="3"></a>
# ## 3 - The network
#
# <a id="ex-2"></a>
# ### Exercise 2 - make_augmenter
#
# Write `make_augmenter`, which returns a model that changes pictures at
# random. It holds at least three different layers of augmentation, among
# them a horizontal flip, a rotation and a zoom. How strong they are is your
# choice, within reason: a flower turned upside down is no longer a usual
# sight.
#
# Pictures go in with values from 0 to 1, and come out so.

# %% nbgrader={"grade_id": "make_augmenter", "solution": true}
# GRADED FUNCTION: make_augmenter

def make_augmenter(input_shape):
    """A model that changes pictures at random.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of one picture.

    Returns
    -------
    tf.keras.Model
        Maps pictures to changed pictures of the same shape when
        called with training=True, to themselves otherwise.
    """
    # Call the result `augmenter`.
    ### BEGIN SOLUTION
    augmenter = tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.RandomFlip("horizontal"),
        tfl.RandomRotation(45 / 360, fill_mode="nearest"),
        tfl.RandomTranslation(0.15, 0.15, fill_mode="nearest"),
        tfl.RandomZoom(0.25, fill_mode="nearest"),
    ])
    ### END SOLUTION
    return augmenter


# %% nbgrader={"grade_id": "test_make_augmenter", "grade": true, "points": 5, "locked": true}
augmenter = make_augmenter((40, 48, 3))
for row in summary(augmenter):
    print(row)

assert tuple(augmenter.output_shape) == (None, 40, 48, 3), (
    f"The augmenter returns {tuple(augmenter.output_shape)}, expected "
    "pictures of the same shape, (None, 40, 48, 3)."
)
print("All tests passed!")

### BEGIN HIDDEN TESTS: values may be shown
def all_layers(model):
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from all_layers(layer)
        else:
            yield layer


from test_utils import all_layers_used  # noqa: E402

all_layers_used(augmenter, call="make_augmenter((40, 48, 3))")
kinds = {type(layer).__name__ for layer in all_layers(augmenter)}
for kind in ("RandomFlip", "RandomRotation", "RandomZoom"):
    assert kind in kinds, (
        f"The augmenter has no {kind} layer; it has {sorted(kinds)}."
    )
for layer in all_layers(augmenter):
    if type(layer).__name__ == "RandomFlip":
        assert layer.mode == "horizontal", (
            f"RandomFlip has the mode {layer.mode!r}, expected "
            "'horizontal'."
        )
    if type(layer).__name__ == "RandomRotation":
        turn = float(np.max(np.abs(layer.factor)))
        assert 0.005 <= turn <= 0.2, (
            f"RandomRotation turns by up to {360 * turn:g} degrees, "
            "expected at least 2 and at most 72. Its unit is a full "
            "turn."
        )
        one_number = np.ndim(layer.factor) == 0
        low, high = np.min(layer.factor), np.max(layer.factor)
        assert one_number or low <= 0 <= high, (
            f"RandomRotation has the range {layer.factor}, which leaves "
            "no picture upright."
        )
    if type(layer).__name__ == "RandomZoom":
        for factor in (layer.height_factor, layer.width_factor):
            if factor is None:  # the width is zoomed as the height is
                continue
            zoom = float(np.max(np.abs(factor)))
            assert 0.01 <= zoom <= 0.6, (
                f"RandomZoom has the factor {zoom:g}, expected at least "
                "0.01 and at most 0.6."
            )
            one_number = np.ndim(factor) == 0  # f is for (-f, f)
            assert one_number or np.min(factor) <= 0 <= np.max(factor), (
                f"RandomZoom has the range {factor}, which leaves no "
                "picture at its size."
            )

pictures = held_out("flowers", 8, seed=4311, size=(40, 48))[0] / 255.0
pictures = pictures.astype("float32")
left_alone = np.asarray(augmenter(pictures, training=False))
assert np.abs(left_alone - pictures).max() < 1e-3, (
    "With training=False the augmenter changes pictures. Validation "
    "pictures have to stay as they are."
)
changed = np.asarray(augmenter(pictures, training=True))
assert changed.min() >= -0.01 and changed.max() <= 1.01, (
    f"Augmented pictures run from {changed.min():.2f} to "
    f"{changed.max():.2f}, expected 0 to 1."
)
far = np.abs(changed - pictures).mean(axis=(1, 2, 3))
assert (far > 0.01).sum() >= 4, (
    "With training=True the augmenter leaves most pictures as they are."
)
assert changed.std() > 0.3 * pictures.std(), (
    "Augmented pictures are nearly all of one colour: too much of them "
    "is lost."
)
colour = np.float32([0.2, 0.5, 0.8])
plain = np.ones((64, *pictures.shape[1:]), "float32") * colour
plain = np.asarray(augmenter(plain, training=True))
apart = np.abs(np.median(plain, axis=(1, 2)) - colour).max(axis=1)
assert (apart < 0.4).sum() >= 48, (
    "With training=True many pictures get quite other colours. Do "
    "nothing to pictures but flip, turn, move and zoom them."
)
light = changed.mean(axis=(1, 2, 3)) / pictures.mean(axis=(1, 2, 3))
assert light.min() > 0.25, (
    f"An augmented picture has only {light.min():.2f} of the light it "
    "had. Do nothing to pictures but flip, turn, move and zoom them."
)
again = np.asarray(augmenter(pictures, training=True))
assert np.abs(again - changed).mean() > 0.005, (
    "With training=True the augmenter changes the same pictures in the "
    "same way each time."
)
other = make_augmenter((20, 30, 1))
assert tuple(other.input_shape) == (None, 20, 30, 1), (
    f"make_augmenter((20, 30, 1)) takes {tuple(other.input_shape)}, "
    "expected (None, 20, 30, 1). Use the argument input_shape."
)
### END HIDDEN TESTS

# %% [markdown]
# Look at your own augmentation before you trust it.

# %%
augmenter = make_augmenter((IMG_SHAPE, IMG_SHAPE, 3))
copies = augmenter(X_train[[0] * 6], training=True).numpy()

fig, axes = plt.subplots(1, 6, figsize=(12, 2.4))
for picture, ax in zip(copies, axes):
    ax.imshow(picture)
    ax.axis("off")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 2. One training picture, augmented six times. Would you still name
# the flower in all six?*

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - flower_model
#
# Write `flower_model(input_shape, classes)`. How it looks is up to you,
# within these limits:
#
# - at least **three** `Conv2D` layers, and at least **three** pooling layers
# - at least one `Dropout` layer with a rate from 0.1 to 0.7
# - the last layer is `Dense` with one unit for each class and **no
#   activation**: it returns logits
# - at most 3 million parameters for pictures of 64 × 64 × 3 and 5 classes
# - layers of Keras only, no classes of your own and no `Lambda`
#
# A good start: three blocks of convolution and max pooling with 16, 32 and
# 64 filters of 3×3, a Dropout of 0.2 before a Dense layer of 512 units, and
# another one after it.

# %% nbgrader={"grade_id": "flower_model", "solution": true}
# GRADED FUNCTION: flower_model

def flower_model(input_shape, classes):
    """A convolutional network of your own.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of one picture.
    classes : int
        Number of classes.

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, *input_shape) to logits of shape (m, classes).
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.Conv2D(16, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(),
        tfl.Conv2D(32, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(),
        tfl.Conv2D(64, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(),
        tfl.Flatten(),
        tfl.Dropout(0.2),
        tfl.Dense(512, activation="relu"),
        tfl.Dropout(0.2),
        tfl.Dense(classes),
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "test_flower_model", "grade": true, "points": 8, "locked": true}
model = flower_model((64, 64, 3), 5)
for row in summary(model):
    print(row)

assert tuple(model.output_shape) == (None, 5), (
    f"The model returns {tuple(model.output_shape)}, expected "
    "(None, 5)."
)
print("All tests passed!")

print("Hidden tests also try the model with random weights: what it"
      " answers, and whether every layer can learn.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import sound_model  # noqa: E402


def every_layer(model):
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from every_layer(layer)
        else:
            yield layer


found = list(every_layer(model))
kinds = [type(layer).__name__ for layer in found]
convolutions = kinds.count("Conv2D") + kinds.count("SeparableConv2D")
assert convolutions >= 3, (
    f"The model has {convolutions} Conv2D layers, expected 3 or more."
)
pools = sum(
    "Pooling2D" in kind and np.max(getattr(layer, "pool_size", 2)) > 1
    for kind, layer in zip(kinds, found)
)
assert pools >= 3, (
    f"The model has {pools} pooling layers with windows of more than "
    "one pixel, expected 3 or more."
)
rates = [float(layer.rate) for layer in found
         if type(layer).__name__ in ("Dropout", "SpatialDropout2D")]
assert any(0.1 <= rate <= 0.7 for rate in rates), (
    f"The Dropout layers have the rates {rates}, expected at least one "
    "from 0.1 to 0.7."
)
assert model.count_params() <= 3_000_000, (
    f"The model has {model.count_params():,} parameters, expected at "
    "most 3,000,000. Pool once more, or take a smaller Dense layer."
)
sound_model(
    model, (None, 64, 64, 3), (None, 5), "logits",
    call="flower_model((64, 64, 3), 5)",
)
height, width, classes = fresh_integers(
    "flower_model", (48, 48, 3), (96, 96, 9), unlike=(64, 5)
)
sound_model(
    flower_model((height, width, 3), classes),
    (None, height, width, 3), (None, classes), "logits",
    call=f"flower_model(({height}, {width}, 3), {classes})",
)
### END HIDDEN TESTS

# %% [markdown]
# <a id="4"></a>
# ## 4 - Train
#
# Compile and train as in the notebook before. The augmenter works on the
# training batches only.

# %%
model = flower_model((IMG_SHAPE, IMG_SHAPE, 3), len(class_names))
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(
        from_logits=True
    ),
    metrics=["accuracy"],
)


def augmented(X, Y):
    """One batch, each picture changed at random."""
    return augmenter(X, training=True), Y


train_dataset = (
    tf.data.Dataset.from_tensor_slices((X_train, Y_train))
    .shuffle(len(X_train))
    .batch(BATCH_SIZE)
    .map(augmented, num_parallel_calls=2)
    .prefetch(2)
)
history = model.fit(
    train_dataset,
    epochs=EPOCHS,
    validation_data=(X_val, Y_val),
    shuffle=False,  # the dataset does it
    verbose=2,
)

# %%
fig, axes = plt.subplots(1, 2, figsize=(11, 4))
for name, ax in zip(("accuracy", "loss"), axes):
    epochs = range(1, EPOCHS + 1)
    ax.plot(epochs, history.history[name], "o-", ms=3,
            label="training")
    ax.plot(epochs, history.history[f"val_{name}"], "s-", ms=3,
            label="validation")
    ax.set_xlabel("epoch")
    ax.set_ylabel(name)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(alpha=0.3)
    ax.legend()
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 3. Accuracy and loss by epoch.*
#
# Ask of every such plot:
#
# - Do both curves still rise (or fall)? Then more epochs would help.
# - Is there a gap between them that widens? Then the network overfits:
#   more augmentation, more dropout, fewer parameters.
# - Are both low and level? Then it *underfits*: less dropout, more filters.

# %% [markdown]
# <a id="5"></a>
# ## 5 - Which flowers does it confuse?
#
# One number hides a lot. A **confusion matrix** has a row for each flower,
# and a column for each answer. What is right stands on the diagonal.

# %%
logits = model.predict(X_val, verbose=0)
answers = logits.argmax(axis=1)
print(f"validation accuracy {np.mean(answers == Y_val):.3f}")

confusion = tf.math.confusion_matrix(Y_val, answers).numpy()

fig, ax = plt.subplots(figsize=(5.6, 5))
ax.imshow(confusion, cmap="Blues")
for row in range(5):
    for column in range(5):
        dark = confusion[row, column] > confusion.max() / 2
        ax.text(column, row, confusion[row, column], ha="center",
                va="center", color="white" if dark else "black")
ax.set_xticks(range(5), class_names, rotation=30)
ax.set_yticks(range(5), class_names)
ax.set_xlabel("answer")
ax.set_ylabel("flower")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 4. The confusion matrix of the validation pictures.*
#
# Find the largest number off the diagonal. Is it a confusion that you
# understand?

# %% [markdown]
# <a id="6"></a>
# ## 6 - The final exercise
#
# <a id="ex-4"></a>
# ### Exercise 4 - train_flowers
#
# Write `train_flowers`. It gets pictures `X` of shape (m, 32, 32, 3), with
# values from 0 to 1, and their labels `Y`, from 0 to 4. It returns a
# **trained** network with five outputs. Your functions from above may help.
#
# **The grader has it learn another task**, which is drawn for your class
# only: five kinds of pictures, which are no flowers. It gives your function
# 240 of them, and asks the network that you return about 300 others,
# which nobody has seen. You get the points if at least 0.70 of the answers
# are right.
#
# What a `history` says, or what you print, is not looked at. The grader
# gives you one processor core. The solution takes about 10 seconds.

# %% nbgrader={"grade_id": "train_flowers", "solution": true}
# GRADED FUNCTION: train_flowers

def train_flowers(X, Y):
    """Train a network to tell five flowers apart.

    Parameters
    ----------
    X : array, float32, shape (m, 32, 32, 3)
        Pictures with values from 0 to 1.
    Y : array, integers, shape (m,)
        Labels from 0 to 4.

    Returns
    -------
    tf.keras.Model
        Trained. It maps pictures to five numbers each, logits or
        probabilities; the largest one is the answer.
    """
    # - build a model, and compile it
    # - fit it to augmented batches of X and Y
    # Call the result `network`.
    ### BEGIN SOLUTION
    augmenter = make_augmenter(X.shape[1:])
    network = flower_model(X.shape[1:], 5)
    network.compile(
        optimizer="adam",
        loss=tf.keras.losses.SparseCategoricalCrossentropy(
            from_logits=True
        ),
        metrics=["accuracy"],
    )
    data = (
        tf.data.Dataset.from_tensor_slices((X, Y))
        .shuffle(len(X))
        .batch(20)
        .map(lambda x, y: (augmenter(x, training=True), y))
        .prefetch(2)
    )
    network.fit(data, epochs=16, shuffle=False, verbose=0)
    ### END SOLUTION
    return network


# %% [markdown]
# The next function calls yours and looks at what comes back. The test first
# has it learn 128 pictures of noise, which takes a few seconds.

# %% nbgrader={"grade_id": "flower_network", "locked": true}
def flower_network(X, Y):
    """Call train_flowers; the network has to be trained."""
    network = train_flowers(X, Y)
    assert hasattr(network, "predict"), (
        f"train_flowers returned a {type(network).__name__}, expected "
        "the trained model."
    )
    assert tuple(network.output_shape) == (None, 5), (
        f"The model returns {tuple(network.output_shape)}, expected "
        "(None, 5)."
    )
    biases = [
        np.any(weight)
        for weight in network.weights
        if weight.name in ("bias", "beta")
    ]
    assert any(biases) or not biases, (
        "All biases of the model are still 0, as before any training. "
        "Return the model that fit has trained."
    )
    return network


# %% nbgrader={"grade_id": "test_train_flowers", "grade": true, "points": 12, "locked": true}
noise = np.random.default_rng(0).random((128, 32, 32, 3), "float32")
network = flower_network(noise, np.arange(128) % 5)
print("output shape", network.output_shape)

# The grader has it learn another task, drawn for this class only: pictures
# of five kinds that nobody has seen.
print("The grader asks for an accuracy of 0.70 on unseen pictures.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import (  # noqa: E402
    Pose,
    fresh_task,
    with_renewed_averages,
)

task = fresh_task(
    "five kinds", classes=5, count=240, new=300, size=(32, 32),
    pose=Pose(place=0.25, scale=(0.6, 0.9), turn=20, mirrored=0.5),
)
trained = flower_network(task.X, task.Y)
for before, after in zip(network.weights, trained.weights):
    assert before.name != "kernel" or not np.array_equal(
        np.array(before), np.array(after)
    ), (
        "A kernel of the network is the same after two trainings on "
        "different pictures, so it was not trained. Train all layers, "
        "from new weights."
    )
trained = with_renewed_averages(trained, task.X)
answers = trained.predict(task.X_new, verbose=0)
assert np.isfinite(answers).all(), (
    "The model answers with values that are no numbers (NaN): the "
    "training has diverged."
)
unseen = float(np.mean(answers.argmax(axis=1) == task.Y_new))
assert unseen >= 0.70, (
    f"The trained model is right about {unseen:.3f} of "
    f"{len(task.Y_new)} unseen pictures, expected at least 0.70. "
    "Guessing gives 0.2. Is it trained on X and Y, long enough, and "
    "returned?"
)
print(f"accuracy on unseen pictures {unseen:.3f}")
### END HIDDEN TESTS

# %% [markdown]
# Now try it on the flowers. The validation pictures stand in for the ones
# nobody has seen.

# %%
def shrink(X):
    """Pictures of 32 x 32 pixels."""
    return tf.image.resize(X, (32, 32), antialias=True).numpy()


trained = train_flowers(shrink(X_train), Y_train)
for what, X, Y in [("seen", shrink(X_train), Y_train),
                   ("unseen", shrink(X_val), Y_val)]:
    right = trained.predict(X, verbose=0).argmax(axis=1) == Y
    print(f"{what:7} accuracy {right.mean():.3f}")

# %% [markdown]
# <a id="7"></a>
# ## 7 - What you have done
#
# You have taken a dataset from a folder of files to a network that knows
# five flowers, and every step was yours: the split, the augmentation, the
# network, the training, and the look at its errors.
#
# Where to go from here:
#
# - **More data.** Set `PER_CLASS` higher and see what it brings.
# - **A network that has learned from a million other pictures** (transfer
#   learning): <https://www.tensorflow.org/tutorials/images/transfer_learning>
# - **The original data and its tutorial**:
#   <https://www.tensorflow.org/tutorials/load_data/images>
