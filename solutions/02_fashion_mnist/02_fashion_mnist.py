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
# # Fashion-MNIST: your first image classifier
#
# In this notebook you will build a network that looks at a small picture of
# a piece of clothing and says what it is: a trouser, a sandal, a bag.
#
# **When you are done you will be able to:**
#
# - prepare pictures for a network with `tf.data`: normalise, cache,
#   shuffle, batch
# - build a classifier from Dense layers with ReLU and softmax
# - train it, and measure it on pictures it has never seen
# - read its answer, a probability for each class
# - tell regression from classification
#
# There are **10 points**: 2, 2, 3 and 3 in the four exercises. The rules
# for submission are those of the [course README](../../README.md).

# %% [markdown]
# ## Table of contents
#
# - [1 - The Fashion-MNIST dataset](#1)
# - [2 - Preparing the data](#2)
#     - [Exercise 1 - normalize](#ex-1)
#     - [Exercise 2 - make_pipeline](#ex-2)
#     - [2.1 - A look at what the network sees](#2-1)
# - [3 - The network](#3)
#     - [Exercise 3 - fashion_model](#ex-3)
# - [4 - Training](#4)
#     - [Exercise 4 - train](#ex-4)
# - [5 - Testing](#5)
# - [6 - Predictions](#6)
#     - [6.1 - A single picture](#6-1)
# - [7 - Regression and classification](#7)
# - [8 - Words to remember](#8)
# - [9 - Things to try](#9)

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from cnn_utils import load_fashion_mnist
from test_utils import comparator, same_training, summary

# %% [markdown]
# A fixed seed makes the first, random weights the same ones each time you
# run the notebook from the top.

# %%
tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="1"></a>
# ## 1 - The Fashion-MNIST dataset
#
# [Fashion-MNIST](https://github.com/zalandoresearch/fashion-mnist) holds
# **70,000 grey pictures** of single pieces of clothing, each 28 pixels high
# and 28 pixels wide, in **10 classes**.
#
# Some words first:
#
# - The input of a network is called **features**. Here it is a picture.
# - The right answer is called a **label**. Here it is a number from 0 to 9.
# - A picture and its label are one **example**. A network needs many.
#
# The examples come in two sets:
#
# - **60,000 to train on** (the training set)
# - **10,000 to test with** (the test set)
#
# Why two? Suppose the network had learned all training pictures by heart.
# On these pictures it would look perfect, and be useless on any other. Only
# pictures it has **never seen** show whether it has understood what makes a
# shirt a shirt.
#
# If the original is in place on your machine, it is used. If not, you get
# clothes drawn by a program in their stead, with the same shapes, and the
# loader says so ([datasets/README.md](../../datasets/README.md)).

# %%
((train_images, train_labels),
 (test_images, test_labels)) = load_fashion_mnist()

# %% [markdown]
# A colour picture has three channels, a grey one has one. Keras likes to
# see that channel, so it is added as a last axis of length 1.

# %%
train_images = train_images[..., np.newaxis]
test_images = test_images[..., np.newaxis]

num_train_examples = len(train_images)
num_test_examples = len(test_images)
print("Number of training examples:", num_train_examples)
print("Number of test examples:    ", num_test_examples)
print("train_images:", train_images.shape, train_images.dtype)
print("pixels from", train_images.min(), "to", train_images.max())

# %% [markdown]
# The labels are numbers. Their meaning is not stored with the pictures, so
# here it is:
#
# | label | class | label | class |
# |---:|:---|---:|:---|
# | 0 | T-shirt/top | 5 | Sandal |
# | 1 | Trouser | 6 | Shirt |
# | 2 | Pullover | 7 | Sneaker |
# | 3 | Dress | 8 | Bag |
# | 4 | Coat | 9 | Ankle boot |

# %%
class_names = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]

# %% [markdown]
# <a id="2"></a>
# ## 2 - Preparing the data
#
# The pictures go through a **pipeline** before they reach the network. With
# `tf.data`, each step of it is one method of a dataset:
#
# | step | what it does |
# |:---|:---|
# | `from_tensor_slices((images, labels))` | makes a dataset of pairs, one example each |
# | `.map(normalize)` | applies a function to every pair |
# | `.cache()` | keeps the result in memory, so that later epochs are faster |
# | `.shuffle(m)` | puts the examples into a new random order in every epoch |
# | `.batch(32)` | passes them on in groups of 32 |
#
# **Why shuffle?** The network must not learn anything from the order of the
# examples.
#
# **Why batches?** The weights are changed after each group of 32, not after
# each picture. One **epoch**, a pass over all training examples, has
# $\lceil 60000 / 32 \rceil = 1875$ steps.

# %%
BATCH_SIZE = 32

# %%
print(math.ceil(num_train_examples / BATCH_SIZE), "steps per epoch")

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - normalize
#
# A pixel is a whole number from 0 to 255. Training works better with
# numbers from **0 to 1**.
#
# Write `normalize(images, labels)`. It returns both: the images as
# **float32, divided by 255**, the labels **unchanged**.
#
# **Hint:** `tf.cast(x, tf.float32)` converts. Inside `.map(...)` the images
# are TensorFlow tensors, so use `tf`, not `np`.
#
# **2 points.**

# %% nbgrader={"grade_id": "normalize", "solution": true}
# GRADED FUNCTION: normalize

def normalize(images, labels):
    """Bring pixels from 0 ... 255 to 0 ... 1.

    Parameters
    ----------
    images : tensor or array of uint8, any shape
    labels : tensor or array of integers

    Returns
    -------
    images : tensor of float32, the same shape, from 0 to 1
    labels : as they were
    """
    ### BEGIN SOLUTION
    images = tf.cast(images, tf.float32)
    images = images / 255.0
    ### END SOLUTION
    return images, labels


# %% [markdown]
# The next cell helps the test: it hands pictures to a function as tensors,
# as the pipeline will, and gives back plain arrays.

# %% nbgrader={"grade_id": "mapped", "locked": true}
def mapped(function, images, labels):
    """What `function` makes of a batch of tensors."""
    out = function(tf.constant(images), tf.constant(labels))
    if not (isinstance(out, tuple) and len(out) == 2):
        return [str(type(out).__name__)]
    return [np.asarray(part) for part in out]


# %% nbgrader={"grade_id": "test_normalize", "grade": true, "points": 2, "locked": true}
pixels = np.array([[[[0], [51]], [[102], [255]]]], dtype=np.uint8)
results = mapped(normalize, pixels, np.array([7]))
assert len(results) == 2, (
    f"normalize returned a {results[0]}, expected two values: "
    "images, labels."
)
normal, label = results
print(normal.dtype, normal.ravel(), label)
assert normal.dtype == np.float32, (
    f"The images are {normal.dtype}, expected float32. Use "
    "tf.cast(images, tf.float32)."
)
assert np.allclose(normal.ravel(), [0, 0.2, 0.4, 1]), (
    f"The pixels 0, 51, 102, 255 became {normal.ravel()}, expected "
    "0, 0.2, 0.4, 1. Divide by 255."
)
assert label.tolist() == [7], (
    f"The label 7 became {label.tolist()}; return labels as they are."
)
print("All tests passed!")

### BEGIN HIDDEN TESTS: values may be shown
rng = np.random.default_rng(20)
for largest in (200, 255):
    pixels = rng.integers(0, largest, (9, 28, 28, 1), np.uint8, True)
    answers = np.arange(9) * 3 % 10
    normal, label = mapped(normalize, pixels, answers)
    assert normal.shape == pixels.shape, (
        f"Images of shape {pixels.shape} became {normal.shape}; the "
        "shape must not change."
    )
    assert normal.dtype == np.float32, (
        f"The images are {normal.dtype}, expected float32."
    )
    off = float(np.abs(normal - pixels / 255.0).max())
    assert off < 1e-6, (
        f"A pixel is off by {off:.3g}. Divide every pixel by 255, "
        "whatever the picture's largest is, and round nothing."
    )
    assert np.issubdtype(label.dtype, np.integer), (
        f"The labels became {label.dtype}; return them as they are."
    )
    assert np.array_equal(label, answers), (
        f"The labels {answers.tolist()} became {label.tolist()}; "
        "return them as they are."
    )
### END HIDDEN TESTS

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - make_pipeline
#
# Write `make_pipeline(images, labels, shuffle)`. It returns a
# `tf.data.Dataset` with these steps, **in this order**:
#
# 1. pairs from `images` and `labels`
# 2. `map` with your `normalize`
# 3. `cache`
# 4. only if `shuffle` is true: `shuffle`, over **all** examples
# 5. `batch`, 32 examples each (`BATCH_SIZE`)
#
# The order matters. Shuffled before `cache`, the examples would be in the
# same order in every epoch. Shuffled after `batch`, only whole batches
# would change places.
#
# You may know pipelines with `.repeat()`. Leave it out: `fit` goes through
# the dataset once per epoch by itself.
#
# **2 points.**

# %% nbgrader={"grade_id": "make_pipeline", "solution": true}
# GRADED FUNCTION: make_pipeline

def make_pipeline(images, labels, shuffle):
    """Make a dataset of normalised mini-batches.

    Parameters
    ----------
    images : uint8 array of shape (m, 28, 28, 1)
    labels : integer array of shape (m,)
    shuffle : bool
        Whether every epoch has an order of its own.

    Returns
    -------
    tf.data.Dataset
        Of pairs: images (float32, (32, 28, 28, 1)) and labels (32,).
        The last batch may be smaller.
    """
    ### BEGIN SOLUTION
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset = dataset.map(normalize)
    dataset = dataset.cache()
    if shuffle:
        dataset = dataset.shuffle(len(images))
    dataset = dataset.batch(BATCH_SIZE)
    ### END SOLUTION
    return dataset


# %% [markdown]
# Again a cell that helps the test: it goes through a pipeline for two
# epochs and notes what comes out.

# %% nbgrader={"grade_id": "two_epochs", "locked": true}
def two_epochs(m, shuffle):
    """Two epochs of make_pipeline over m pictures that tell their number.

    Returns for each epoch its batches: lists of (number, label,
    largest pixel), at most 150 batches.
    """
    images = np.zeros((m, 28, 28, 1), np.uint8)
    images[:, 0, 0, 0] = np.arange(m) % 200
    images[:, 0, 1, 0] = np.arange(m) // 200
    images[:, 27, 27, 0] = 255
    pipeline = make_pipeline(images, np.arange(m) % 10, shuffle)
    epochs = []
    for _ in range(2):
        epochs.append([])
        for x, y in pipeline.take(150):
            x, y = np.array(x), np.array(y).reshape(-1)
            x = x.reshape(-1, 28, 28)
            scale = 255 / x.max()
            low = np.rint(x[:, 0, 0] * scale)
            high = np.rint(x[:, 0, 1] * scale)
            numbers = (low + 200 * high).astype(int).tolist()
            largest = x.max(axis=(1, 2)).tolist()
            epochs[-1].append(
                list(zip(numbers, y.tolist(), largest))
            )
    return epochs


# %% nbgrader={"grade_id": "test_make_pipeline", "grade": true, "points": 2, "locked": true}
plain = two_epochs(100, shuffle=False)
sizes = [len(batch) for batch in plain[0]]
print(len(sizes), "batches of", sizes[:5])
assert len(sizes) < 150, (
    "The dataset does not end. Leave out repeat()."
)
assert sizes == [32, 32, 32, 4], (
    f"100 examples came in {len(sizes)} batches, the first of "
    f"{sizes[:5]}; expected batches of [32, 32, 32, 4]."
)
assert plain[0][0][0][2] == 1, (
    f"The largest pixel is {plain[0][0][0][2]}, expected 1. Map with "
    "normalize, once."
)
order = [number for batch in plain[0] for number, _, _ in batch]
assert order == list(range(100)), (
    "With shuffle=False the examples changed their order."
)

mixed = two_epochs(100, shuffle=True)
orders = [
    [number for batch in epoch for number, _, _ in batch]
    for epoch in mixed
]
assert sorted(orders[0]) == list(range(100)), (
    "With shuffle=True an epoch does not hold every example once."
)
assert orders[0] != list(range(100)), (
    "With shuffle=True the examples came in their old order."
)
print("All tests passed!")

### BEGIN HIDDEN TESTS: values may be shown
assert orders[0] != orders[1], (
    "With shuffle=True both epochs have the same order. Call shuffle "
    "after cache."
)
for epoch in two_epochs(640, shuffle=True):
    rows = [row for batch in epoch for row in batch]
    sizes = [len(batch) for batch in epoch]
    assert sizes == [32] * 20, (
        f"640 examples came in {len(sizes)} batches, the first of "
        f"{sizes[:5]}; expected 20 of 32."
    )
    wrong = [(n, y) for n, y, _ in rows if y != n % 10]
    assert not wrong, (
        f"{len(wrong)} of 640 pictures have the label of another one. "
        "Shuffle the pairs, not the images alone."
    )
    assert sorted(n for n, _, _ in rows) == list(range(640)), (
        "With shuffle=True an epoch does not hold every example once."
    )
    first = sorted(n for n, _, _ in epoch[0])
    assert first[-1] - first[0] > 31, (
        "With shuffle=True the first batch holds 32 neighbours. Call "
        "shuffle before batch."
    )
    # Of 32 out of 640 at random, none above 400 has a chance of 3e-7.
    assert first[-1] > 400, (
        f"With shuffle=True the first of 20 batches holds only examples "
        f"up to number {first[-1]} of 640. Shuffle over all examples: "
        "shuffle(len(images))."
    )
# A buffer of some hundred would do for 640. Of 32 out of 2,000 at
# random, none above 1,250 has a chance of 3e-7.
last = max(n for n, _, _ in two_epochs(2000, shuffle=True)[0][0])
assert last > 1250, (
    "With shuffle=True the first batch holds only examples up to number "
    f"{last} of 2,000. Shuffle over all examples: shuffle(len(images))."
)
plain = two_epochs(70, shuffle=False)
assert [[n for n, _, _ in batch] for batch in plain[1]] == [
    list(range(32)), list(range(32, 64)), list(range(64, 70))
], "With shuffle=False the second epoch has another order."
largest = {value for batch in plain[0] for _, _, value in batch}
assert largest == {1.0}, (
    f"The largest pixels are {sorted(largest)[:3]}, expected 1. Map "
    "with normalize, once."
)
dark = np.full((3, 28, 28, 1), 51, np.uint8)
for X, _ in make_pipeline(dark, np.arange(3), False):
    value = float(np.max(X))
    assert abs(value - 0.2) < 1e-6, (
        f"Pictures whose pixels are all 51 become {value:.4g}, expected "
        "0.2. Map with normalize, which divides by 255."
    )
### END HIDDEN TESTS

# %% [markdown]
# Now the two datasets. Only the one for training is shuffled: the order of
# the test does not matter.

# %%
train_dataset = make_pipeline(train_images, train_labels, shuffle=True)
test_dataset = make_pipeline(test_images, test_labels, shuffle=False)

# %% [markdown]
# <a id="2-1"></a>
# ### 2.1 - A look at what the network sees
#
# How many batches does the test dataset have? $\lceil 10000 / 32 \rceil$.
# This first pass through it also fills its cache.

# %%
print(sum(1 for _ in test_dataset), "batches")

# %% [markdown]
# Take one batch out, and look at its first picture.

# %%
for images, labels in test_dataset.take(1):
    images, labels = images.numpy(), labels.numpy()
print("a batch:", images.shape, images.dtype)

plt.imshow(images[0, ..., 0], cmap="binary", vmin=0, vmax=1)
plt.colorbar(label="normalised pixel")
plt.title(class_names[labels[0]])
plt.xlabel("column (pixel)")
plt.ylabel("row (pixel)")
plt.show()

# %% [markdown]
# *Figure 1. One picture after normalising. The bar on the right shows that
# the pixels now lie between 0 (white in this plot) and 1 (black).*
#
# Now the first 25 pictures of the training set. Check that the names fit.
# Then you know that the data is ready.

# %%
plt.figure(figsize=(8, 8.6))
for i in range(25):
    plt.subplot(5, 5, i + 1)
    plt.imshow(train_images[i, ..., 0], cmap="binary")
    plt.xticks([])
    plt.yticks([])
    plt.xlabel(class_names[train_labels[i]])
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 2. 25 training pictures with their class. Which classes would you
# confuse yourself at this size?*

# %% [markdown]
# <a id="3"></a>
# ## 3 - The network
#
# ![From left to right: a picture of 28 by 28 pixels; a column of 784 values; a column of 128 units; a column of 10 outputs with the class names. Lines connect all units of neighbouring columns.](images/fashion_network.svg)
#
# *Figure 3. The network. Each unit of a Dense layer is connected with every
# value before it; only some of the lines are drawn.*
#
# - **Flatten** lines up the rows of a picture: $28 \times 28$ pixels become
#   one vector of 784 values. It has nothing to learn.
# - **Dense, 128 units.** Each unit takes a weighted sum of all 784 values,
#   adds a bias, and applies **ReLU**: $\max(0, z)$. What is negative
#   becomes 0, what is positive stays. Without it two Dense layers would be
#   no more than one. With it the network can solve problems that are not
#   linear.
# - **Dense, 10 units**, one for each class, with **softmax**. It turns ten
#   numbers $z_0, \dots, z_9$ into ten probabilities:
#
# $$\hat{y}_c = \frac{e^{z_c}}{e^{z_0} + e^{z_1} + \dots + e^{z_9}}$$
#
# Each lies between 0 and 1, and together they make 1: a **probability
# distribution** over the classes. A network may say, for instance, "a shirt
# with 85%".

# %% [markdown]
# The two functions in numbers. See how softmax keeps the order and makes
# the sum 1.

# %%
z = tf.constant([[-2.0, 0.0, 1.0, 3.0]])
print("z       ", z.numpy()[0])
print("relu    ", tf.nn.relu(z).numpy()[0])
print("softmax ", tf.nn.softmax(z).numpy()[0].round(3),
      "sum", tf.nn.softmax(z).numpy().sum().round(3))

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - fashion_model
#
# Write `fashion_model()`. It returns this model, not compiled:
#
# | layer | setting |
# |:---|:---|
# | input | pictures of shape (28, 28, 1) |
# | [Flatten](https://keras.io/api/layers/reshaping_layers/flatten/) | |
# | [Dense](https://keras.io/api/layers/core_layers/dense/) | 128 units, activation ReLU |
# | Dense | 10 units, activation softmax |
#
# **3 points.**

# %% nbgrader={"grade_id": "fashion_model", "solution": true}
# GRADED FUNCTION: fashion_model

def fashion_model():
    """Build the classifier for Fashion-MNIST.

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape (m, 28, 28, 1)
        to y_hat of shape (m, 10), one probability for each class.
    """
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])
    ### END SOLUTION
    return model


# %% [markdown]
# The test prints one row for each layer: its class, the shape of its
# output, its number of parameters, its activation.

# %% nbgrader={"grade_id": "test_fashion_model", "grade": true, "points": 3, "locked": true}
found = [
    row for row in summary(fashion_model()) if row[0] != "InputLayer"
]
for row in found:
    print(row)

expected = [
    ["Flatten", (None, 784), 0],
    ["Dense", (None, 128), 100480, "relu"],
    ["Dense", (None, 10), 1290, "softmax"],
]
comparator(found, expected)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import same_model  # noqa: E402


def fashion_reference():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])


same_model(
    fashion_model(), fashion_reference(), call="fashion_model()"
)
### END HIDDEN TESTS

# %% [markdown]
# Where do the numbers of parameters come from? The first Dense layer has a
# weight for each of its $784 \cdot 128$ connections and 128 biases:
# $784 \cdot 128 + 128 = 100480$. The second has
# $128 \cdot 10 + 10 = 1290$.

# %% [markdown]
# <a id="4"></a>
# ## 4 - Training
#
# Before it is trained, a model is **compiled** with three things:
#
# - a **loss**, which measures how far the answer is from the label.
#   Training makes it small.
# - an **optimizer**, which changes the weights so that the loss falls.
# - **metrics**, which are only watched. `"accuracy"` is the share of
#   pictures that are classified right.
#
# The loss for labels that are class numbers is **sparse categorical
# cross-entropy**. For one example it is $-\log \hat{y}_c$, where
# $\hat{y}_c$ is the probability that the model gives to the right class.
# "Sparse" means that the label is a number such as 4. For one-hot labels,
# such as $[0, 0, 0, 0, 1, 0, \dots]$, the loss is called categorical
# cross-entropy.
#
# A model that knows nothing gives each class a probability of 0.1. Its loss
# is $-\log 0.1 \approx 2.3$. That is where training begins.

# %% [markdown]
# <a id="ex-4"></a>
# ### Exercise 4 - train
#
# Write `train(model, dataset, epochs)`. It
#
# 1. compiles the model with the optimizer `"adam"`, the loss
#    `tf.keras.losses.SparseCategoricalCrossentropy()` and the metric
#    `"accuracy"`;
# 2. fits it to `dataset` for `epochs` epochs;
# 3. returns what `fit` returns.
#
# The output layer has a softmax already, so leave `from_logits` at its
# default.
#
# `fit` can shuffle arrays, not datasets. Your pipeline does that already.
# With `shuffle=False`, `fit` does not warn you about it.
#
# **3 points.** The hidden test hands your function small models and
# datasets that nobody has seen, runs the same recipe itself, and compares:
# losses, accuracies and weights have to agree, epoch by epoch.

# %% nbgrader={"grade_id": "train", "solution": true}
# GRADED FUNCTION: train

def train(model, dataset, epochs):
    """Compile a model and fit it to a dataset.

    Parameters
    ----------
    model : tf.keras.Model, changed in place
    dataset : tf.data.Dataset of batches (images, labels)
    epochs : int

    Returns
    -------
    tf.keras.callbacks.History
        With "loss" and "accuracy" of every epoch.
    """
    ### BEGIN SOLUTION
    model.compile(
        optimizer="adam",
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    history = model.fit(
        dataset, epochs=epochs, shuffle=False, verbose=2,
    )
    ### END SOLUTION
    return history


# %% [markdown]
# **A short training first.** The next cell takes your two functions, trains
# for **3 epochs** on 3,200 pictures, 100 batches per epoch. It always uses
# the drawn clothes, so that it shows the same on every machine.

# %% nbgrader={"grade_id": "grader_training", "locked": true}
GRADER_EPOCHS = 3

(drawn_images, drawn_labels), _ = load_fashion_mnist(drawn=True)
drawn_images = drawn_images[:3200, ..., np.newaxis]

tf.keras.utils.set_random_seed(2)
fashion_trained = fashion_model()
grader_history = train(
    fashion_trained,
    tf.data.Dataset.from_tensor_slices(
        (drawn_images / np.float32(255), drawn_labels[:3200])
    ).batch(32),
    GRADER_EPOCHS,
)

# %% nbgrader={"grade_id": "test_train", "grade": true, "points": 3, "locked": true}
curves = getattr(grader_history, "history", None)
assert isinstance(curves, dict), (
    "train returned no History. Return what model.fit returns."
)
for name in ("loss", "accuracy"):
    assert name in curves, (
        f"The history has {sorted(curves)}, but no {name!r}. Compile "
        "with metrics=[\"accuracy\"]."
    )
    assert len(curves[name]) == 3, (
        f"The history has {len(curves[name])} epochs, expected 3. Give "
        "epochs=epochs to fit."
    )
print("accuracy by epoch", np.round(curves["accuracy"], 3))
assert curves["loss"][-1] < curves["loss"][0], (
    "The loss did not fall in training."
)
print("All tests passed!")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_rng  # noqa: E402


def expected_training(model, dataset, epochs):
    """The recipe of the exercise, run by the test itself."""
    model.compile(
        optimizer="adam",
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model.fit(dataset, epochs=epochs, shuffle=False, verbose=0)


rng = fresh_rng("train")
# The last has as many batches as the lesson's own dataset.
for epochs, classes, size, batch in [
    (1, 3, 50, 16), (4, 10, 96, 16),
    (int(rng.integers(6, 20)), 4, 40, 16), (1, 2, 1880, 1),
]:
    X = rng.normal(size=(size, 5, 4, 1)).astype("float32")
    Y = (X.sum(axis=(1, 2, 3)) * 2).astype(int) % classes
    batches = tf.data.Dataset.from_tensor_slices((X, Y)).batch(batch)
    given = tf.keras.Sequential([
        tf.keras.Input(shape=(5, 4, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(12, activation="relu"),
        tf.keras.layers.Dense(classes, activation="softmax"),
    ])
    own = tf.keras.models.clone_model(given)
    own.set_weights(given.get_weights())
    same_training(
        given, train(given, batches, epochs),
        own, expected_training(own, batches, epochs),
        f"train(model, dataset, epochs={epochs})",
    )
### END HIDDEN TESTS

# %% [markdown]
# Now the real thing: **5 epochs on all 60,000 pictures**, 300,000 examples
# in all. It takes under a minute on a laptop. Watch the loss fall and the
# accuracy rise.

# %%
EPOCHS = 5

tf.keras.utils.set_random_seed(1)
classifier = fashion_model()
full_history = train(classifier, train_dataset, EPOCHS)

# %% [markdown]
# <a id="5"></a>
# ## 5 - Testing
#
# How does the model do on the 10,000 pictures it has never seen?

# %%
test_loss, test_accuracy = classifier.evaluate(test_dataset, verbose=0)
train_accuracy = full_history.history["accuracy"][-1]
print(f"Accuracy on training dataset: {train_accuracy:.3f}")
print(f"Accuracy on test dataset:     {test_accuracy:.3f}")

# %% [markdown]
# On the original clothes this model reaches **0.86 to 0.88** in the test and
# 0.89 in training. It gets about seven of eight pictures right.
#
# The test accuracy is **smaller than the training accuracy**. That is
# normal. The model was trained on the training pictures, and the test
# pictures are new to it.
#
# Often a third set is set aside, the **validation set**. Nothing is learned
# from it either. It is looked at *during* training, after each epoch, to
# see how things are going. If the training loss falls while the accuracy on
# the validation set drops, the model has begun to learn the training set by
# heart.

# %% [markdown]
# <a id="6"></a>
# ## 6 - Predictions
#
# `predict` returns the model's answers. Take the first batch of the test
# set.

# %%
for test_batch, test_batch_labels in test_dataset.take(1):
    test_batch = test_batch.numpy()
    test_batch_labels = test_batch_labels.numpy()
predictions = classifier.predict(test_batch, verbose=0)
print("shape", predictions.shape)

# %% [markdown]
# 32 pictures, 10 probabilities each. Here are those of the first picture,
# and their sum.

# %%
for name, probability in zip(class_names, predictions[0]):
    print(f"{name:12} {probability:.5f}")
print(f"{'sum':12} {predictions[0].sum():.5f}")

# %% [markdown]
# The model's choice is the class with the **largest** probability.
# `np.argmax` finds it. Compare it with the label.

# %%
print("predicted", np.argmax(predictions[0]))
print("label    ", test_batch_labels[0])


# %% [markdown]
# Numbers are hard to read. The two functions below draw a picture with the
# answer, and the ten probabilities as bars.
#
# Right answers are **blue** with a ✓, wrong ones **orange** with a ✗ and a
# hatched bar, so you can also tell them apart without the colours.

# %%
RIGHT, WRONG = "#0072B2", "#D55E00"


def plot_image(i, predictions_array, true_labels, images):
    """Draw picture i, the predicted class and, in parentheses, the
    true one."""
    p, true_label = predictions_array[i], true_labels[i]
    predicted_label = np.argmax(p)
    right = predicted_label == true_label
    plt.imshow(images[i, ..., 0], cmap="binary")
    plt.xticks([])
    plt.yticks([])
    plt.xlabel(
        f"{'✓' if right else '✗'} {class_names[predicted_label]} "
        f"{100 * p.max():.0f}%\n({class_names[true_label]})",
        color=RIGHT if right else WRONG, fontsize=9,
    )


def plot_value_array(i, predictions_array, true_labels):
    """Draw the ten probabilities of picture i."""
    p, true_label = predictions_array[i], true_labels[i]
    bars = plt.bar(range(10), p, color="#999999")
    plt.xticks(range(10), fontsize=7)
    plt.yticks([])
    plt.ylim(0, 1)
    predicted_label = np.argmax(p)
    bars[predicted_label].set(
        facecolor=WRONG, edgecolor="white", hatch="///",
    )
    bars[true_label].set(facecolor=RIGHT, hatch=None)


# %% [markdown]
# The first picture of the batch:

# %%
plt.figure(figsize=(6, 3))
plt.subplot(1, 2, 1)
plot_image(0, predictions, test_batch_labels, test_batch)
plt.subplot(1, 2, 2)
plot_value_array(0, predictions, test_batch_labels)
plt.xticks(range(10), class_names, rotation=60, ha="right")
plt.ylabel("probability")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 4. Left: a test picture. Below it stand the predicted class, its
# probability in percent, and in parentheses the true class. Right: all ten
# probabilities. The bar of the true class is blue.*
#
# And the first 15 of the batch:

# %%
num_rows, num_cols = 5, 3
plt.figure(figsize=(4 * num_cols, 2.2 * num_rows))
for i in range(num_rows * num_cols):
    plt.subplot(num_rows, 2 * num_cols, 2 * i + 1)
    plot_image(i, predictions, test_batch_labels, test_batch)
    plt.subplot(num_rows, 2 * num_cols, 2 * i + 2)
    plot_value_array(i, predictions, test_batch_labels)
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 5. 15 test pictures, their predictions, and the probabilities of
# the classes 0 to 9.*
#
# What to look at:
#
# - Most pictures have one bar that is nearly 1: the model is sure.
# - Where several bars stand, which classes are they? Shirts, pullovers and
#   coats are alike. A bag is like nothing else.
# - **A model can be very sure and still be wrong.** The cell below finds
#   the wrong answer that the model was surest of in the whole test set.

# %%
all_predictions = classifier.predict(test_dataset, verbose=0)
is_wrong = all_predictions.argmax(axis=1) != test_labels
surest = np.argmax(all_predictions.max(axis=1) * is_wrong)

plt.figure(figsize=(6, 3))
plt.subplot(1, 2, 1)
plot_image(surest, all_predictions, test_labels, test_images)
plt.subplot(1, 2, 2)
plot_value_array(surest, all_predictions, test_labels)
plt.xticks(range(10), class_names, rotation=60, ha="right")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 6. The surest wrong answer among the 10,000 test pictures. The
# hatched bar is the model's choice.*
#
# Which classes are hard? Here is the accuracy of each.

# %%
class_accuracy = [
    1 - is_wrong[test_labels == c].mean() for c in range(10)
]
plt.figure(figsize=(7, 3.5))
plt.barh(class_names, class_accuracy, color=RIGHT)
for c, value in enumerate(class_accuracy):
    plt.text(value + 0.01, c, f"{value:.2f}", va="center")
plt.gca().invert_yaxis()
plt.xlim(0, 1.1)
plt.xlabel("accuracy in the test")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 7. Share of right answers for each class of the test set. Look at
# the shortest bar, and at figure 5 again.*

# %% [markdown]
# <a id="6-1"></a>
# ### 6.1 - A single picture
#
# A model always takes a **batch**. For a single picture you make a batch of
# one: `np.newaxis` adds the axis in front.

# %%
picture = test_images[0] / 255.0
batch_of_one = picture[np.newaxis]
print(picture.shape, "->", batch_of_one.shape)

answer = classifier.predict(batch_of_one, verbose=0)
print("answer:", answer.shape)
print("predicted:", class_names[np.argmax(answer[0])])
print("label:    ", class_names[test_labels[0]])

# %% [markdown]
# <a id="7"></a>
# ## 7 - Regression and classification
#
# You have now met two kinds of networks. The one that turned degrees
# Celsius into degrees Fahrenheit returns a single number. The one of this
# notebook returns a probability for each class. Nearly every model you will
# meet is of one kind or the other.
#
# | | regression | classification |
# |:---|:---|:---|
# | answer | a single number | a probability for each class |
# | examples | Celsius to Fahrenheit; the value of a house | Fashion-MNIST; cat or dog |
# | loss | mean squared error | sparse categorical cross-entropy |
# | last layer | one unit, no activation | one unit a class, softmax |

# %% [markdown]
# <a id="8"></a>
# ## 8 - Words to remember
#
# - **Flattening**: making one vector of a picture with height and width
# - **ReLU**: an activation function with which a model can solve nonlinear
#   problems
# - **Softmax**: a function that gives a probability for each possible class
# - **Classification**: telling which one of several classes an input
#   belongs to
# - **Training set**: the examples a network learns from
# - **Test set**: the examples that measure it in the end
# - **Validation set**: examples that watch over training

# %% [markdown]
# <a id="9"></a>
# ## 9 - Things to try
#
# Copy the training cell to the end of the notebook and change one thing at
# a time:
#
# - **1 epoch** instead of 5. How much is learned in the very first one?
# - **10 units** in the hidden layer, or **512**. What happens to the
#   accuracy, and to the time?
# - **No normalising**: pixels from 0 to 255. Watch the loss of the first
#   epoch.
# - **Another layer** of 128 units between the two.
#
# In the next notebook you meet layers that are made for pictures:
# convolution and pooling.
