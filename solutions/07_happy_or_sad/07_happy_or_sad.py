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
# # Happy or sad: stop when it has learned
#
# Eighty small pictures, forty happy and forty sad. Your task: **a ConvNet
# that gets every one of them right**, and that stops training by itself
# when it does.
#
# How many epochs will it take? You do not know beforehand, and it is not
# the same in two runs. So you will write a **callback**: code that Keras
# calls while it trains, and that may end the training.
#
# **When you are done you will be able to:**
#
# - write a callback that stops training at a target
# - put together a network whose sizes you have chosen yourself
# - train it on pictures in folders, to 100% of the training set
# - say why 100% of the training set is not the same as done
#
# You should have done notebook
# [06](../06_horse_or_human/06_horse_or_human.ipynb). Here you will find
# much less text, and more that is yours.
#
# *Before you submit:* three cells are yours, those that hold
# `raise NotImplementedError()`; what else is (not) graded is told in
# [notebook 05](../05_convolution_model_application/05_convolution_model_application.ipynb#before-you-submit).

# %% [markdown]
# ## Table of contents
#
# - [1 - The pictures](#1)
# - [2 - A callback that stops](#2)
#     - [Exercise 1 - StopWhenLearned](#ex-1)
# - [3 - The model](#3)
#     - [Exercise 2 - happy_or_sad_model](#ex-2)
# - [4 - The training](#4)
#     - [Exercise 3 - train_happy_or_sad](#ex-3)
# - [5 - What 100% means](#5)

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow.keras.layers as tfl
from cnn_datasets import held_out

from cnn_utils import *
from test_utils import summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="1"></a>
# ## 1 - The pictures
#
# The original is a set of eighty drawn faces of 150×150 pixels. If you do
# not have it, you get a stand-in drawn by a program, and the loader says so
# ([datasets/README.md](../../datasets/README.md)). The grader always uses
# the stand-in.

# %%
folder = happy_or_sad_folder()

for name in ("happy", "sad"):
    count = len(list((folder / name).iterdir()))
    print(f"{folder.name}/{name}: {count} pictures")

# %% [markdown]
# There is no validation folder this time. Which label will `happy` get,
# which one `sad`? Remember how Keras numbers folders: 0 and 1, in the order
# of the names.

# %%
paths = [
    path for name in ("happy", "sad")
    for path in sorted((folder / name).iterdir())[:6]
]
plot_samples(
    [load_own_image(path, (150, 150)) for path in paths],
    [0] * 6 + [1] * 6, ("happy, y = 0", "sad, y = 1"),
    rows=2, columns=6,
)
plt.show()

# %% [markdown]
# *Figure 1. Six happy and six sad pictures.*
#
# What to look at: what makes *you* say happy or sad? The mouth, most of
# all; brows and eyes help. Colour, size, place and background change from
# picture to picture and mean nothing.

# %% [markdown]
# <a id="2"></a>
# ## 2 - A callback that stops
#
# A callback is an object of a class that inherits from
# `tf.keras.callbacks.Callback`. You hand it to `fit`, in a list. While it
# trains, Keras calls the methods that you have written. One of them is
# called at the end of every epoch:
#
# ```python
# def on_epoch_end(self, epoch, logs=None):
# ```
#
# - `epoch` counts from 0.
# - `logs` is a dictionary of this epoch's figures, such as
#   `{"accuracy": 0.9625, "loss": 0.11}`. The names are those of your
#   metrics. It may also be `None`, and a name may be missing.
# - `self.model` is the model in training. Set `self.model.stop_training` to
#   `True`, and Keras stops after this epoch.
#
# Here is one that does not stop anything. It prints a star for every epoch
# that was better than all before.


# %%
class Stars(tf.keras.callbacks.Callback):
    """Print a star whenever the loss has never been lower."""

    def on_train_begin(self, logs=None):
        self.lowest = float("inf")

    def on_epoch_end(self, epoch, logs=None):
        loss = (logs or {}).get("loss", float("inf"))
        print("*" if loss < self.lowest else ".", end="")
        self.lowest = min(loss, self.lowest)


# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - StopWhenLearned
#
# Write the callback `StopWhenLearned`.
#
# - At the end of an epoch whose `"accuracy"` is **above 0.999**, it stops
#   the training.
# - Before that it does not interfere.
# - When `logs` is `None`, or has no `"accuracy"`, it does nothing.
#
# With 80 pictures the step below 100% is $79/80 = 0.9875$. So above 0.999
# means all of them.
#
# **Hint:** `Stars` shows how to get at a figure that may be missing.

# %% nbgrader={"grade_id": "StopWhenLearned", "solution": true}
# GRADED CLASS: StopWhenLearned

class StopWhenLearned(tf.keras.callbacks.Callback):
    """Stop training after an epoch with an accuracy above 0.999."""

    # Write the method on_epoch_end:
    # - get the accuracy from logs, if it is there
    # - if it is above 0.999, set self.model.stop_training
    ### BEGIN SOLUTION
    def on_epoch_end(self, epoch, logs=None):
        accuracy = (logs or {}).get("accuracy", 0.0)
        if accuracy > 0.999:
            print(f"\nepoch {epoch + 1}: accuracy {accuracy:.4f}")
            self.model.stop_training = True
    ### END SOLUTION


# %% [markdown]
# Does it work? That takes no training. The next function makes up what
# Keras would tell your callback, and returns the number of epochs until it
# stops. `None` in the list stands for an epoch without `logs`.


# %% nbgrader={"grade_id": "epochs_until_stop", "locked": true}
def epochs_until_stop(accuracies, metric="accuracy"):
    """Drive StopWhenLearned as fit does, with made-up figures.

    Returns the epoch, from 1, after which it stopped; None if it
    never did.
    """
    model = tf.keras.Sequential([tf.keras.Input((1,)), tfl.Dense(1)])
    model.stop_training = False
    callback = StopWhenLearned()
    callback.set_model(model)
    callback.on_train_begin({})
    for epoch, accuracy in enumerate(accuracies):
        callback.on_epoch_begin(epoch, {})
        for batch in range(2):
            callback.on_train_batch_begin(batch, {})
            callback.on_train_batch_end(batch, {metric: 1.0})
        if model.stop_training:
            return epoch + 1
        logs = {"loss": 0.5, metric: accuracy}
        if accuracy is None:
            logs = None
        callback.on_epoch_end(epoch, logs)
        if model.stop_training:
            return epoch + 1
    callback.on_train_end({})
    return None


# %% nbgrader={"grade_id": "test_StopWhenLearned", "grade": true, "points": 10, "locked": true}
print(epochs_until_stop([0.5, 0.9, 0.9875, 1.0, 1.0]), "should be 4")
print(epochs_until_stop([0.5, 0.9, 0.9875]), "should be None")

### BEGIN HIDDEN TESTS: values may be shown
def check(accuracies, wanted, metric="accuracy"):
    found = epochs_until_stop(accuracies, metric)
    said = "no stop" if wanted is None else f"a stop after {wanted}"
    assert found == wanted, (
        f"With {metric} {accuracies} epoch by epoch: stopped after "
        f"{found}, expected {said}."
    )


check([0.5, 0.9, 0.9875, 1.0, 1.0], 4)
check([1.0], 1)
check([0.5, 0.9992, 0.3], 2)
check([0.5, 0.9875, 0.99, 0.9985, 0.9989], None)
check([], None)
check([0.999, 0.9991], 2)
# a callback has no memory of an epoch, and is not tied to a number
check([0.0] * 40 + [1.0], 41)
check([0.9, 0.2, 0.9, 0.2, 0.9999], 5)
# figures that are missing
check([None, None, 1.0], 3)
check([None, 0.4], None)
check([1.0, 1.0], None, metric="val_loss")
check([1.0, 1.0], None, metric="val_accuracy")
### END HIDDEN TESTS

# %% [markdown]
# <a id="3"></a>
# ## 3 - The model
#
# <a id="ex-2"></a>
# ### Exercise 2 - happy_or_sad_model
#
# This time you choose the sizes. What is asked for is the plan:
#
# - pictures of 150×150 in colour go in,
# - **three** blocks, each one convolution with a ReLU and one max pooling,
# - Flatten,
# - one hidden dense layer with a ReLU,
# - one output with a sigmoid: $\hat{y}$, the probability of *sad*.
#
# How many filters, which windows, how many units? Take notebook 06 as a
# start. With 80 pictures small numbers will do. At most 5 million
# parameters are allowed.
#
# The ReLU may be an activation or a layer of its own. You may add
# BatchNormalization or Dropout where you like, but nothing else. Either
# makes 100% harder to reach.

# %% nbgrader={"grade_id": "happy_or_sad_model", "solution": true}
# GRADED FUNCTION: happy_or_sad_model

def happy_or_sad_model():
    """Build a classifier with three convolutional blocks.

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, 150, 150, 3), from 0 to 1, to y_hat of shape (m, 1), the
        probability of a sad face.
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(150, 150, 3)),
        tfl.Conv2D(16, 3, activation="relu"),
        tfl.MaxPooling2D(2),
        tfl.Conv2D(32, 3, activation="relu"),
        tfl.MaxPooling2D(2),
        tfl.Conv2D(32, 3, activation="relu"),
        tfl.MaxPooling2D(2),
        tfl.Flatten(),
        tfl.Dense(128, activation="relu"),
        tfl.Dense(1, activation="sigmoid"),
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "test_happy_or_sad_model", "grade": true, "points": 10, "locked": true}
own_model = happy_or_sad_model()

for row in summary(own_model):
    print(row)

print("Hidden tests also try the model with random weights: what it"
      " answers, and whether every layer can learn.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import same_model, sound_model  # noqa: E402

rows = [row for row in summary(own_model) if row[0] != "InputLayer"]
# The plan: optional layers left out, and a ReLU of either kind.
OPTIONAL = {"BatchNormalization", "Dropout", "SpatialDropout2D"}
RELU = {"ReLU"}
plan = []
for row in rows:
    kind = row[0]
    if kind in OPTIONAL or (
        kind == "MaxPooling2D" and max(row[3]) == 1  # pools nothing
    ):
        continue
    if kind in ("Conv2D", "Dense"):
        activation = row[4] if kind == "Conv2D" else row[3]
        plan.append(kind)
        if activation != "linear":
            plan.append(activation)
    elif kind == "Activation":
        plan.append(row[3])
    else:
        plan.append("relu" if kind in RELU else kind)

# After a pool a ReLU gives what it gives before it.
text = " ".join(plan).replace(
    "Conv2D MaxPooling2D relu", "Conv2D relu MaxPooling2D"
)
block = "Conv2D relu MaxPooling2D"
wanted = " ".join([block] * 3 + ["Flatten Dense relu Dense sigmoid"])
assert text == wanted, (
    f"The layers are\n  {text}\nexpected\n  {wanted}\n"
    "(BatchNormalization and Dropout may be added)."
)

parameters = own_model.count_params()
assert parameters <= 5_000_000, (
    f"The model has {parameters:,} parameters, expected at most "
    "5,000,000. Most of them are in the hidden dense layer: use "
    "fewer units, or let the blocks shrink the pictures more."
)
for layer in own_model.layers:
    if type(layer).__name__ == "ReLU":
        own = tfl.ReLU.from_config(layer.get_config())
        alone = [
            tf.keras.Sequential([tf.keras.Input((2,)), relu])
            for relu in (own, tfl.ReLU())
        ]
        same_model(*alone, call="A ReLU of happy_or_sad_model()")

sound_model(
    own_model, (None, 150, 150, 3), (None, 1), "probability",
    call="happy_or_sad_model()",
)
### END HIDDEN TESTS

# %% [markdown]
# How large is what goes into the dense layer? Read it off the row of
# Flatten, and see in the next row what it costs in parameters.

# %% [markdown]
# <a id="4"></a>
# ## 4 - The training
#
# <a id="ex-3"></a>
# ### Exercise 3 - train_happy_or_sad
#
# Write the whole training, from the folder to the trained model.
#
# 1. Read the pictures of `folder` at 150×150 in batches, shuffled, with
#    **pixels from 0 to 1** and labels 0 and 1. Batches of 10 do well.
# 2. Make the model and compile it: `binary_crossentropy`, an optimizer of
#    your choice, the metric `"accuracy"`. Adam with its defaults does
#    well.
# 3. `fit` for at most `max_epochs` epochs, with your callback.
# 4. Return the model and what `fit` has returned.
#
# **The grader has it learn another task**, which is drawn for your class
# only. It gives your function a folder with 120 pictures of 150×150. The
# class folders are called happy and sad, too, but what is in the pictures
# has nothing to do with faces. The training must stop within 40 epochs,
# because the accuracy has passed 0.999. Then the grader looks at the model,
# not at the history: at least 0.90 of the 120 pictures must be right, and
# at least 0.75 of 120 others.
#
# Why not 100% of the 120? The accuracy of an epoch is counted **while** the
# model learns: each batch is judged before the step that it causes. So the
# model that is left has taken one more step. Usually it is better for it.
# Now and then the step was too large. With RMSprop, which the original
# exercise used, we have seen an epoch of 100% that left a model with 70%.

# %% nbgrader={"grade_id": "train_happy_or_sad", "solution": true}
# GRADED FUNCTION: train_happy_or_sad

def train_happy_or_sad(folder, max_epochs):
    """Train until every picture of a folder is right.

    Parameters
    ----------
    folder : pathlib.Path
        Holds the class folders happy and sad.
    max_epochs : int
        Train no longer than this.

    Returns
    -------
    tuple
        (model, history): the trained model, which takes pixels from
        0 to 1, and what its `fit` has returned.
    """
    ### BEGIN SOLUTION
    batches = tf.keras.utils.image_dataset_from_directory(
        folder, label_mode="binary", image_size=(150, 150),
        batch_size=10,
    )
    batches = batches.map(lambda X, Y: (X / 255.0, Y))
    model = happy_or_sad_model()
    model.compile(
        optimizer="adam",
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(
        batches,
        epochs=max_epochs,
        callbacks=[StopWhenLearned()],
        shuffle=False,
        verbose=2,
    )
    ### END SOLUTION
    return model, history


# %% [markdown]
# The next function is what the test calls.


# %% nbgrader={"grade_id": "graded_training", "locked": true}
def graded_training(folder, max_epochs):
    """Train, and return the model and the history's figures."""
    made = train_happy_or_sad(folder, max_epochs)
    assert type(made) is tuple and len(made) == 2, (
        "train_happy_or_sad has to end in `return model, history`."
    )
    model, history = made
    biases = [
        np.any(layer.bias)
        for layer in model.layers
        if getattr(layer, "bias", None) is not None
    ]
    assert any(biases) or not biases, (
        "All biases of the model are still 0, as before any training. "
        "Return the model that fit has trained."
    )
    figures = getattr(history, "history", history)
    assert isinstance(figures, dict), (
        f"The second value of the pair is a {type(figures).__name__}, "
        "expected what fit has returned."
    )
    accuracies = figures.get("accuracy", [])
    assert 1 <= len(accuracies) <= max_epochs, (
        f"The history has {len(accuracies)} values of 'accuracy', "
        f"expected 1 to {max_epochs}: compile with "
        'metrics=["accuracy"], and give max_epochs to fit.'
    )
    assert max(accuracies[:-1], default=0) <= 0.999, (
        f"The training went on for {len(accuracies)} epochs although "
        "the accuracy had passed 0.999, expected a stop: hand the "
        "callback to fit."
    )
    return model, figures


# %% [markdown]
# The test trains for two epochs at most.

# %% nbgrader={"grade_id": "test_train_happy_or_sad", "grade": true, "points": 10, "locked": true}
model, figures = graded_training(happy_or_sad_folder(drawn=True), 2)

print("accuracies:", *[f"{a:.4f}" for a in figures["accuracy"]])

# The grader also has it learn another task, drawn for this class only:
# pictures of two kinds that nobody has seen.

### BEGIN HIDDEN TESTS: values may be shown
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

from grader.fresh_tasks import (  # noqa: E402
    Pose,
    fresh_task,
    with_renewed_averages,
)

task = fresh_task(
    "two kinds", classes=2, patterns_per_class=3, count=120, new=120,
    size=(150, 150), noise=0.1,
    pose=Pose(place=0.2, scale=(0.7, 0.9), turn=20, mirrored=0.5),
)
with tempfile.TemporaryDirectory() as root:
    new_folder = task.folder(Path(root) / "new", ("happy", "sad"))
    model, figures = graded_training(new_folder, 40)

accuracies = figures["accuracy"]
assert accuracies[-1] > 0.999, (
    f"After {len(accuracies)} epochs the accuracy was "
    f"{accuracies[-1]:.4f}, expected it to pass 0.999 within 40. Start "
    "from the sizes and the optimizer of the text."
)
shape = tuple(model.input_shape[1:])
assert shape == (150, 150, 3), (
    f"The trained model takes {shape}, expected (150, 150, 3)."
)


# From here on only the model counts.
model = with_renewed_averages(model, task.X)


def judged(X, Y):
    """Share of right answers, and the median distance from 0.5.

    The last step of a training may move all answers up or down, so
    they are told apart at their median, too: half of the pictures are
    of each kind.
    """
    y_hat = model.predict(X, verbose=0).reshape(-1)
    assert len(y_hat) == len(Y), (
        f"The trained model gives {len(y_hat)} numbers for {len(Y)} "
        "pictures, expected one each."
    )
    right = max(
        np.mean((y_hat > middle) == (Y == 1))
        for middle in (0.5, np.median(y_hat))
    )
    return float(right), float(np.median(np.abs(y_hat - 0.5)))


seen, sure = judged(task.X, task.Y)
assert seen >= 0.95, (
    f"The trained model is right about {seen:.3f} of the 120 pictures, "
    f"expected at least 0.95; its history claims {accuracies[-1]:.3f}. "
    "Return the model that was trained."
)
# Networks of ReLUs answer alike at other scales, but less surely.
assert sure >= 0.1, (
    "The trained model's answers are all close to 0.5, half of them "
    f"within {sure:.3f}, expected 0.1 or more. It seems not to be "
    "trained on pixels from 0 to 1."
)
unseen, _ = judged(task.X_new, task.Y_new)
assert unseen >= 0.65, (
    f"The trained model is right about {unseen:.3f} of 120 new "
    "pictures, expected at least 0.65. It knows the 120 by heart and "
    "has not learned what tells the two kinds apart: try a smaller "
    "hidden layer, or more pooling."
)
### END HIDDEN TESTS

# %% [markdown]
# Now train until it has learned them all, on the pictures of your folder.

# %%
model, history = train_happy_or_sad(folder, 40)

# %%
plot_history(history)
plt.show()

# %% [markdown]
# *Figure 2. Loss and accuracy on the 80 training pictures.*
#
# What to look at: the training stops in the epoch in which the accuracy
# first touches 1. Did it take as many epochs as the training before? Run
# the cell again and see how much of that is chance.

# %% [markdown]
# <a id="5"></a>
# ## 5 - What 100% means
#
# The training has reached its target. Is the network done?
#
# The 80 pictures can't tell. It has trained on all of them. What you need
# are pictures that it has not seen. Notebook 06 had a validation folder for
# that. Here the program that drew the stand-in can draw more. Ask the
# network that the grader's training made.

# %%
X_fresh, Y_fresh = held_out("happy_or_sad", 100, seed=7)
y_hat = trained_model.predict(X_fresh / 255.0, verbose=0)[:, 0]
right = (y_hat > 0.5) == (Y_fresh == 1)
print(f"{right.sum()} of {len(right)} fresh pictures right")

# %% [markdown]
# Look at some, the least sure first.

# %%
order = np.argsort(np.abs(y_hat - 0.5))[:12]
plot_samples(
    X_fresh[order], Y_fresh[order], rows=2, columns=6,
    captions=[f"{('happy', 'sad')[Y_fresh[i]]}, {y_hat[i]:.2f}"
              for i in order],
)
plt.show()

# %% [markdown]
# *Figure 3. Fresh pictures with what they are and $\hat{y}$, the
# probability of sad. The network was least sure of these.*
#
# A target for the **training** accuracy is good for one thing: it shows
# that the network is able to learn, and that data, labels and code fit
# together. If it can't even learn 80 pictures by heart, something is
# broken.
#
# When you want a network that is good on **new** pictures, stop by the
# validation figures instead. Keras has a callback for that,
# [EarlyStopping](https://keras.io/api/callbacks/early_stopping/). Now that
# you have written one, you know what it does.

# %% [markdown]
# ## What you have done
#
# You have written a callback, chosen a network, and trained it to its
# target without knowing how long it would take.
#
# Next, in notebook 08: two thousand cats and dogs, a network that overfits
# badly, and what to do about it.
