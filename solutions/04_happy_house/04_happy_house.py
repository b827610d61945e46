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
# # Keras tutorial: the Happy House
#
# In this notebook you will:
#
# - use **Keras**, a high-level interface for neural networks. It is written
#   in Python and runs on top of a lower-level framework. In its first
#   years that was TensorFlow, CNTK or Theano; today it is TensorFlow, JAX
#   or PyTorch.
# - see how you can build a working deep-learning algorithm in an hour or
#   two.
#
# **When you are done you will be able to:**
#
# - write a model in the Functional style, with one name `X` for every step
# - name the four steps of every Keras model: create, compile, fit, evaluate
# - improve a model that is not good enough yet
#
# The rules for submission are those of the
# [course README](../../README.md).

# %% [markdown]
# ## Why Keras?
#
# Deep learning lives on trying things out. Between an idea and its result
# there should be as little delay as possible.
#
# TensorFlow is a higher-level framework than NumPy. Keras is one step
# higher still: a whole layer is one line. That makes it a tool for
# **prototypes**.
#
# The price is that Keras is more restrictive. Some very unusual models are
# hard to write in it, and easier in the framework below. For most common
# models it does very well.

# %% [markdown]
# ## Table of contents
#
# - [1 - The Happy House](#1)
# - [2 - Building a model in Keras](#2)
#     - [2.1 - One name for every step](#2-1)
#     - [2.2 - Exercise 1: HappyModel](#ex-1)
#     - [2.3 - Does it learn? The graded training](#2-3)
# - [3 - Four steps: create, compile, fit, evaluate](#3)
#     - [3.1 - fit goes on where it stopped](#3-1)
# - [4 - When the accuracy is low](#4)
#     - [4.1 - Comparing architectures](#4-1)
# - [5 - What to remember](#5)
# - [6 - Your own picture (optional)](#6)
# - [7 - Other useful functions (optional)](#7)

# %% [markdown]
# The two lines with a `*` bring all Keras layers, such as `Conv2D` and
# `Dense`, and the helpers of this course.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import *

from cnn_utils import *

# %% [markdown]
# A fixed seed makes the first, random weights the same ones each time you
# run the notebook from the top.

# %%
tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="1"></a>
# ## 1 - The Happy House
#
# You are off on holiday: a week in a house with five friends from school.
# The house is comfortable and there is plenty to do nearby. The best of it
# is a rule that all of you agreed on. **Everybody in the house is happy.**
# So whoever wants to come in has to show that they are.
#
# You are the deep-learning expert, so the door is your job. A camera hangs
# at the front door. Your algorithm looks at its picture and decides whether
# the person is happy. The door opens only if the answer is yes.
#
# You have collected pictures of your friends and yourself at that camera,
# and labelled each one: happy ($y = 1$) or not ($y = 0$).
#
# If the original photographs are in place on your machine, they are used.
# If not, you get pictures drawn by a program in their stead, with the same
# shapes, and the loader says so
# ([datasets/README.md](../../datasets/README.md)).

# %%
(X_train_orig, Y_train_orig,
 X_test_orig, Y_test_orig, classes) = load_happy_dataset()

# %% [markdown]
# Pixels from 0 to 255 become numbers from 0 to 1. The labels come as one
# row, and Keras wants one example a row, so they are transposed.

# %%
X_train = X_train_orig / 255.0
X_test = X_test_orig / 255.0
Y_train = Y_train_orig.T
Y_test = Y_test_orig.T

print("number of training examples = " + str(X_train.shape[0]))
print("number of test examples = " + str(X_test.shape[0]))
print("X_train shape: " + str(X_train.shape))
print("Y_train shape: " + str(Y_train.shape))
print("X_test shape: " + str(X_test.shape))
print("Y_test shape: " + str(Y_test.shape))

# %%
plot_samples(
    X_train_orig, Y_train_orig, ("not happy", "happy"),
    rows=2, columns=6,
)
plt.show()

# %% [markdown]
# *Figure 1. Twelve training pictures with their labels. Look at the mouths.
# Everything else in a picture (the place, the light, the person) says
# nothing about $y$.*
#
# In short:
#
# - a picture has the shape $(64, 64, 3)$
# - there are 600 pictures to train on
# - there are 150 pictures to test with

# %% [markdown]
# <a id="2"></a>
# ## 2 - Building a model in Keras
#
# Here is a complete Keras model. It has another task than yours: it sorts
# small grey pictures into three classes. Read it line by line.

# %%
def example_model(input_shape):
    # The input, a placeholder for pictures of that shape.
    X_input = Input(input_shape)

    # Zero-padding: a border of one zero around each picture.
    X = ZeroPadding2D((1, 1))(X_input)

    # A block of CONV -> BATCHNORM -> RELU.
    X = Conv2D(4, (5, 5), strides=(1, 1), name="conv0")(X)
    X = BatchNormalization(axis=3, name="bn0")(X)
    X = Activation("relu")(X)

    # MAXPOOL: height and width are divided by two.
    X = MaxPooling2D((2, 2), name="max_pool")(X)

    # FLATTEN to a vector, then one fully connected layer.
    X = Flatten()(X)
    X = Dense(3, activation="softmax", name="fc")(X)

    # The model is what leads from X_input to X.
    return Model(inputs=X_input, outputs=X, name="example_model")


example_model((28, 28, 1)).summary()

# %% [markdown]
# <a id="2-1"></a>
# ### 2.1 - One name for every step
#
# When you write forward propagation in NumPy, each step has a name of its
# own, because you need the old values again for backward propagation. Keras
# takes care of that. So in Keras code it is the custom to **assign every
# new value to the same `X`**.
#
# | in NumPy | in Keras |
# |:---|:---|
# | `Z1 = conv(X, W1, b1)` | `X = Conv2D(...)(X_input)` |
# | `A1 = relu(Z1)` | `X = Activation("relu")(X)` |
# | `P1 = pool(A1)` | `X = MaxPooling2D(...)(X)` |
# | `Z2 = W2 @ P1 + b2` | `X = Dense(...)(X)` |
#
# The right-hand side is evaluated first, with the old `X`. Then `X` names
# the result.
#
# **The one exception is `X_input`.** It is never overwritten. The last line
# needs it: `Model(inputs=X_input, outputs=X)`.
#
# Note the two pairs of parentheses. `Conv2D(4, (5, 5))` makes a layer, and
# the second pair applies that layer to `X`.

# %% [markdown]
# <a id="ex-1"></a>
# ### 2.2 - Exercise 1: HappyModel
#
# Write `HappyModel(input_shape)`. This exercise is more open than most.
# **Any architecture counts** that
#
# - takes pictures of the given `input_shape`, which is (height, width,
#   channels);
# - ends in **one unit with a sigmoid**, so that $\hat{y}$ is the
#   probability that the person is happy;
# - learns the task (section 2.3).
#
# We suggest that you begin with this architecture, and run the notebook to
# its end once:
#
# | step | layer | setting |
# |:---|:---|:---|
# | 1 | [ZeroPadding2D](https://keras.io/api/layers/reshaping_layers/zero_padding2d/) | a border of 3 |
# | 2 | [Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/) | 32 filters of 7×7, stride 1, name `conv0` |
# | 3 | [BatchNormalization](https://keras.io/api/layers/normalization_layers/batch_normalization/) | axis 3, the channels, name `bn0` |
# | 4 | [Activation](https://keras.io/api/layers/core_layers/activation/) | `"relu"` |
# | 5 | [MaxPooling2D](https://keras.io/api/layers/pooling_layers/max_pooling2d/) | window 2×2, name `max_pool` |
# | 6 | [Flatten](https://keras.io/api/layers/reshaping_layers/flatten/) | |
# | 7 | [Dense](https://keras.io/api/layers/core_layers/dense/) | 1 unit, `"sigmoid"`, name `fc` |
#
# Then come back and try others: more blocks, other numbers of filters,
# `AveragePooling2D`, `GlobalMaxPooling2D`, `Dropout`.
#
# **5 points** for a model with the right input and output. The Sequential
# API is welcome, too. **5 more points** in section 2.3 for what it
# learns.

# %% nbgrader={"grade_id": "HappyModel", "solution": true}
# GRADED FUNCTION: HappyModel

def HappyModel(input_shape):
    """Build a model that says whether the person in a picture is happy.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of one picture, such as (64, 64, 3).

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, *input_shape) to y_hat of shape (m, 1), the probability
        that the person is happy.
    """
    # Start with X_input = Input(input_shape), then one line a layer.
    # Begin with the suggested architecture. Try others later.
    ### BEGIN SOLUTION
    X_input = Input(input_shape)

    X = ZeroPadding2D((3, 3))(X_input)
    X = Conv2D(32, (7, 7), strides=(1, 1), name="conv0")(X)
    X = BatchNormalization(axis=3, name="bn0")(X)
    X = Activation("relu")(X)
    X = MaxPooling2D((2, 2), name="max_pool")(X)

    X = Flatten()(X)
    X = Dense(1, activation="sigmoid", name="fc")(X)

    model = Model(inputs=X_input, outputs=X, name="HappyModel")
    ### END SOLUTION
    return model


# %% [markdown]
# The test builds your model for two shapes: the one of our pictures, and
# larger grey ones. A model that was written for 64×64×3 alone fails the
# second.

# %% nbgrader={"grade_id": "test_HappyModel", "grade": true, "points": 5, "locked": true}
for input_shape in [(64, 64, 3), (80, 96, 1)]:
    model = HappyModel(input_shape)
    call = f"HappyModel({input_shape})"
    assert isinstance(model, Model), (
        f"{call} returned a {type(model).__name__}, expected a Keras "
        "model. Return what Model(...) or Sequential([...]) gives."
    )
    assert getattr(model, "inputs", None), (
        f"{call} has no input yet. Begin with Input(input_shape)."
    )
    print(call, ":", model.input_shape, "->", model.output_shape)
    assert tuple(model.input_shape) == (None, *input_shape), (
        f"{call} takes {model.input_shape}, expected "
        f"{(None, *input_shape)}. Give input_shape to Input."
    )
    assert tuple(model.output_shape) == (None, 1), (
        f"{call} returns {model.output_shape}, expected (None, 1). "
        "End with Flatten or a global pooling, then Dense with 1 unit."
    )

print("All tests passed!")
print("Hidden tests also try the model with random weights: what it"
      " answers, and whether every layer can learn.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import sound_model  # noqa: E402


def operation_behind(tensor):
    """What made the tensor, looking through layers that only reshape
    and into models that are used as a layer."""
    operation = tensor._keras_history.operation
    if getattr(operation, "outputs", None) and hasattr(
        operation, "layers"
    ):
        return operation_behind(operation.outputs[0])
    if type(operation).__name__ in ("Flatten", "Reshape", "Identity"):
        node = operation._inbound_nodes[
            tensor._keras_history.node_index
        ]
        return operation_behind(node.input_tensors[0])
    return operation


def activation_of(operation):
    """The name of the activation that an operation ends in."""
    activation = getattr(operation, "activation", None)
    activation = getattr(activation, "activation", activation)
    name = getattr(activation, "__name__", None)
    return name or type(operation).__name__.lower()


other = fresh_integers(
    "HappyModel", (65, 65, 1), (112, 112, 6), unlike=(64, 3)
)
for input_shape in [(64, 64, 3), other]:
    model = HappyModel(input_shape)
    call = f"HappyModel({input_shape})"
    sound_model(
        model, (None, *input_shape), (None, 1), "probability", call=call,
    )
    found = activation_of(operation_behind(model.outputs[0]))
    assert found == "sigmoid", (
        f"The last layer of {call} ends in the activation {found!r}, "
        "expected 'sigmoid': y_hat is a probability. Write "
        "Dense(1, activation=\"sigmoid\")."
    )
### END HIDDEN TESTS

# %% [markdown]
# <a id="2-3"></a>
# ### 2.3 - Does it learn? The graded training
#
# Now your model is trained the way the grader trains it. Section 3 explains
# every step. Here only run the cells. The next one has the recipe:
# **12 epochs** with mini-batches of **8**. On the 600 pictures of the Happy
# House that makes $12 \cdot 75 = 900$ steps. Adam's learning rate falls from
# 0.001 to 0 along half a cosine. While it is small, the moving averages of
# batch normalization catch up with the weights.

# %% nbgrader={"grade_id": "happy_trained", "locked": true}
GRADER_EPOCHS = 12
GRADER_BATCH_SIZE = 8


def train_happy_model(model, X, Y, callbacks=()):
    """Compile a new model and train it, as the grader does.

    X are pictures from 0 to 1, of shape (m, 64, 64, 3), Y their
    labels, 0 or 1.
    """
    steps = GRADER_EPOCHS * len(X) // GRADER_BATCH_SIZE
    learning_rate = tf.keras.optimizers.schedules.CosineDecay(
        0.001, decay_steps=steps,
    )
    model.compile(
        optimizer=tf.keras.optimizers.Adam(learning_rate),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(
        X, Y, epochs=GRADER_EPOCHS, batch_size=GRADER_BATCH_SIZE,
        callbacks=list(callbacks), verbose=2,
    )
    return model


# %% [markdown]
# **The grader** creates your model anew, trains it with
# `train_happy_model` on 120 pictures of 64×64 of **another task**, which is
# drawn for your class only, and shows it 200 new pictures. Two kinds of
# pictures are to be told apart there, which have nothing to do with faces.
# **5 points** if more than 0.80 of the answers are right. The suggested
# architecture gets nearly all of them right, and takes about 6 seconds of
# a processor. A minute is allowed. As there are only 180 steps, the grader
# gives batch normalization the momentum 0.9.

# %% nbgrader={"grade_id": "test_happy_trained", "grade": true, "points": 5, "locked": true}
model = HappyModel((64, 64, 3))
assert tuple(model.output_shape) == (None, 1), (
    f"HappyModel((64, 64, 3)) returns {model.output_shape}, expected "
    "(None, 1). End it in Dense with 1 unit."
)

# The grader also has it learn another task, drawn for this class only:
# pictures of two kinds that nobody has seen.
print("All tests passed!")

### BEGIN HIDDEN TESTS: values may be shown
import time  # noqa: E402

from grader.fresh_tasks import Pose, fresh_task  # noqa: E402

SECONDS = 60.0


class OutOfTime(tf.keras.callbacks.Callback):
    """Stop the training when it has used too much of the processor."""

    def on_train_begin(self, logs=None):
        self.start, self.over = time.process_time(), False

    def on_train_batch_end(self, batch, logs=None):
        if time.process_time() - self.start > SECONDS:
            self.model.stop_training = self.over = True


def anew(layer):
    """The layer with new first weights. Moving averages that look back
    100 steps would still lag behind after these 180."""
    config = layer.get_config()
    if isinstance(layer, BatchNormalization):
        config["momentum"] = min(config["momentum"], 0.9)
    return type(layer).from_config(config)


task = fresh_task(
    "two kinds", classes=2, count=120, new=200, size=(64, 64),
    pose=Pose(place=0.2, scale=(0.7, 0.9), turn=10, mirrored=0),
)
clock = OutOfTime()
tf.keras.utils.set_random_seed(3)
fresh_model = tf.keras.models.clone_model(
    HappyModel((64, 64, 3)), clone_function=anew, recursive=True,
)
trained = train_happy_model(fresh_model, task.X, task.Y, [clock])
assert not clock.over, (
    f"The graded training of HappyModel took more than {SECONDS:.0f} "
    "seconds of a processor, about 6 are enough. Use fewer filters, or "
    "pool earlier."
)
y_new = trained.predict(task.X_new, verbose=0)
assert y_new.shape == (200, 1), (
    f"The trained HappyModel gives {y_new.shape} for 200 pictures, "
    "expected (200, 1). End it in Dense with 1 unit."
)
y_new = y_new[:, 0]
assert np.isfinite(y_new).all(), (
    "The trained HappyModel answers with values that are no numbers "
    "(NaN): the training has diverged. Check its activations."
)
new_accuracy = np.mean((y_new > 0.5) == (task.Y_new == 1))
hint = (
    "It gives the same answer to every picture, so it has learned "
    "nothing: are its layers frozen, or is everything pooled away?"
    if len(set(y_new > 0.5)) == 1
    else "See section 4, 'When the accuracy is low'."
)
assert new_accuracy > 0.80, (
    f"After the grader's training HappyModel gets {new_accuracy:.3f} "
    f"of 200 new pictures right; more than 0.80 is needed. {hint}"
)
### END HIDDEN TESTS

# %% [markdown]
# Train by this recipe on the Happy House, and test.

# %%
tf.keras.utils.set_random_seed(3)
happy_trained = train_happy_model(
    HappyModel((64, 64, 3)), X_train, Y_train
)

y_hat = happy_trained.predict(X_test, verbose=0)
test_accuracy = np.mean((y_hat > 0.5) == Y_test)
print(f"accuracy on the test set {test_accuracy:.3f}")

# %% [markdown]
# Is it more than 0.80? If it is less, improve `HappyModel` with the list of
# section 4. It will most likely do better at the other task, too.
#
# Which pictures are hard? Here are the five of the test set whose answers
# are farthest from the label, worst first.

# %%
y = Y_test[:, 0]
worst = np.argsort(-np.abs(y_hat[:, 0] - y))[:5]
plot_samples(
    X_test_orig[worst], y[worst], rows=1, columns=5,
    captions=[
        f"y = {y[i]}, y_hat = {y_hat[i, 0]:.2f}" for i in worst
    ],
)
plt.show()

# %% [markdown]
# *Figure 2. The five test pictures with the largest $|\hat{y} - y|$. An
# answer is wrong where that is more than 0.5. Would you open the door?*

# %% [markdown]
# <a id="3"></a>
# ## 3 - Four steps: create, compile, fit, evaluate
#
# `HappyModel` describes a model. To train and test it takes four steps.
#
# ![Four boxes in a row: 1 create, 2 compile, 3 fit, 4 evaluate. An arrow leads from fit back to fit: training goes on. Another leads from evaluate back to create: change the architecture and create it anew.](images/four_steps.svg)
#
# *Figure 3. The four steps of every Keras model.*
#
# **Step 1: create** the model, for pictures of our shape.

# %%
happyModel = HappyModel((64, 64, 3))

# %% [markdown]
# **Step 2: compile** it. You choose an optimizer, a loss, and what else to
# report.
#
# "Happy or not" is a binary classification, so the loss is
# `binary_crossentropy`.

# %%
happyModel.compile(
    optimizer="adam",
    loss="binary_crossentropy",
    metrics=["accuracy"],
)

# %% [markdown]
# **Step 3: fit** it to the training set. You choose the number of epochs
# and the size of the mini-batches. With 20 pictures a batch, one epoch has
# $600 / 20 = 30$ steps.
#
# `validation_data` lets us watch the test set on the way. Nothing is
# learned from it.

# %%
EPOCHS = 10
BATCH_SIZE = 20

first = happyModel.fit(
    x=X_train, y=Y_train,
    epochs=EPOCHS, batch_size=BATCH_SIZE,
    validation_data=(X_test, Y_test),
    verbose=2,
)

# %% [markdown]
# **Step 4: evaluate** it on pictures it was not trained on.

# %%
preds = happyModel.evaluate(x=X_test, y=Y_test, verbose=0)
print("Loss = " + str(preds[0]))
print("Test Accuracy = " + str(preds[1]))

# %% [markdown]
# Guessing gets about half of the pictures right. If your model works, both
# accuracies should be well above 0.5, the one in training and the one in
# the test.
#
# Is the training accuracy near 1 and the test accuracy poor? With batch
# normalization that is common after few epochs. Train on and see, in the
# next section.

# %% [markdown]
# <a id="3-1"></a>
# ### 3.1 - fit goes on where it stopped
#
# **Call `fit` again, and it continues with the weights that were already
# learned.** It does not start anew. Here are 30 more epochs, now with 16
# pictures a batch.

# %%
MORE_EPOCHS = 30

second = happyModel.fit(
    x=X_train, y=Y_train,
    epochs=MORE_EPOCHS, batch_size=16,
    validation_data=(X_test, Y_test),
    verbose=0,
)

# %% [markdown]
# The proof is in the training loss. Compare it with that of a model which
# is *created* again, so that its weights are random again.

# %%
fresh = HappyModel((64, 64, 3))
fresh.compile(
    optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"],
)
anew = fresh.fit(X_train, Y_train, epochs=1, batch_size=16, verbose=0)

print("training loss")
print(f"first call, first epoch   {first.history['loss'][0]:.3f}")
print(f"first call, last epoch    {first.history['loss'][-1]:.3f}")
print(f"second call, first epoch  {second.history['loss'][0]:.3f}")
print(f"created anew, first epoch {anew.history['loss'][0]:.3f}")

# %% [markdown]
# The second call begins about where the first one ended. The model that was
# created anew begins at the top again.
#
# So to train from scratch, run step 1 again, not only step 3. `compile`
# alone does not help: it resets the optimizer and keeps the weights.

# %%
both_calls = {
    name: first.history[name] + second.history[name]
    for name in first.history
}
figure = plot_history(both_calls)
for axis in figure.axes:
    axis.axvline(EPOCHS + 0.5, color="gray", linestyle=":")
plt.show()

# %% [markdown]
# *Figure 4. Loss and accuracy of both calls of `fit`. The dotted line is
# where the second call begins. "Validation" is our test set.*
#
# What to look at:
#
# - **The training curves** run across the dotted line without a jump back
#   to the start.
# - **The test curves** may jump wildly in the first epochs. A model with
#   batch normalization uses moving averages of mean and variance when it is
#   tested, and these lag behind the weights at first.
# - **The gap at the end.** Training reaches an accuracy of about 1. The
#   test stays below.

# %%
loss, accuracy = happyModel.evaluate(X_test, Y_test, verbose=0)
print(f"training accuracy {second.history['accuracy'][-1]:.3f}")
print(f"test accuracy     {accuracy:.3f}")

# %% [markdown]
# A figure to compare with: on the original photographs, a model of this
# kind reached about **95% in the test and 99% in training**, after 40
# epochs with mini-batches of 16 and the Adam optimizer.
#
# It got a fairly high accuracy after only 2 to 5 epochs. So when you
# compare architectures, a few epochs each are often enough to choose.

# %% [markdown]
# <a id="4"></a>
# ## 4 - When the accuracy is low
#
# Your test accuracy stays below 0.80? Look at the **training accuracy**
# first. It tells you which of two problems you have.
#
# | training | test | the problem | try |
# |:---|:---|:---|:---|
# | low | low | it has not learned yet | more epochs, another learning rate, more layers or filters |
# | high | low | it does not generalise | max-pooling, dropout, fewer weights in the Dense layer |
#
# Things to try, in this order:
#
# - **More blocks of CONV → BATCHNORM → RELU**, like this:
#
#   ```python
#   X = Conv2D(32, (3, 3), strides=(1, 1), name="conv0")(X)
#   X = BatchNormalization(axis=3, name="bn0")(X)
#   X = Activation("relu")(X)
#   ```
#
#   Go on until height and width are small and the channels are many (32,
#   say). What matters is then encoded in a volume with many channels.
#   Flatten it, and end in the fully connected layer.
# - **Max-pooling after a block.** It makes height and width smaller.
# - **Another optimizer.** We found Adam to work well.
# - **Another learning rate.** Adam begins at 0.001. If the training loss
#   jumps about, try 0.0003. If it hardly moves, try 0.003.
# - **Smaller mini-batches** if the training struggles or the memory runs
#   out. 12 pictures are often a good compromise. They are also more steps
#   an epoch.
# - **More epochs**, until the training accuracy no longer rises.
# - **Batch normalization and few steps do not go well together.** Keras
#   keeps 99% of the old moving average at each step, so it looks back about
#   100 steps. If training is good and the test is as bad as guessing, train
#   on, or lower the learning rate towards the end.
# - **Global average pooling without batch normalization learns slowly.** In
#   our try it was right on 0.63 of new pictures after the 12 epochs.
#   With batch normalization it was right on 0.93, with `Flatten` on 0.96.
#
# Even with a good accuracy, go on and play with your model.
#
# **A word of caution.** If you choose an architecture by its test accuracy,
# the test set has become a *development set*. The model you chose may suit
# just these 150 pictures. For an honest figure you then need pictures that
# you have never looked at. The grader has some.

# %% [markdown]
# <a id="4-1"></a>
# ### 4.1 - Comparing architectures
#
# The function below creates, compiles, fits and evaluates in one go.

# %%
def experiment(build, epochs=5, batch_size=16):
    tf.keras.utils.set_random_seed(2)
    model = build((64, 64, 3))
    model.compile(
        optimizer="adam", loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(
        X_train, Y_train, epochs=epochs, batch_size=batch_size,
        verbose=0,
    )
    _, accuracy = model.evaluate(X_test, Y_test, verbose=0)
    return {
        "parameters": model.count_params(),
        "training": round(history.history["accuracy"][-1], 3),
        "test": round(accuracy, 3),
    }


# %% [markdown]
# Two other architectures to compare with yours. One has no convolution at
# all. The other has three blocks with ever more filters and no batch
# normalization.

# %%
def dense_only(input_shape):
    X_input = Input(input_shape)
    X = Flatten()(X_input)
    X = Dense(64, activation="relu")(X)
    X = Dense(1, activation="sigmoid")(X)
    return Model(inputs=X_input, outputs=X)


def three_blocks(input_shape):
    X_input = Input(input_shape)
    X = X_input
    for filters in (16, 32, 64):
        X = Conv2D(filters, (3, 3), padding="same")(X)
        X = Activation("relu")(X)
        X = MaxPooling2D((2, 2))(X)
    X = Flatten()(X)
    X = Dense(1, activation="sigmoid")(X)
    return Model(inputs=X_input, outputs=X)


# %%
architectures = {
    "HappyModel": HappyModel,
    "dense only": dense_only,
    "three blocks": three_blocks,
}
pd.DataFrame(
    {name: experiment(build) for name, build in architectures.items()}
).T.astype({"parameters": int})

# %% [markdown]
# What to look at, after 5 epochs each:
#
# - **dense only** has by far the most parameters and is the worst. A mouth
#   that moves by a few pixels is a new picture to it.
# - **three blocks** has far fewer parameters and does well in the test.
# - Is **HappyModel** good in training and poor in the test? Then it is the
#   batch normalization: 5 epochs are only 190 steps.

# %% [markdown]
# <a id="5"></a>
# ## 5 - What to remember
#
# - **Keras is a tool for quick prototypes.** You can try one architecture
#   after the other in little time. Is there anything in your own daily life
#   that you would like to solve with it?
# - **The four steps: create → compile → fit → evaluate.** You write the
#   model, choose how it learns, train it, and test it on pictures it has
#   not seen.

# %% [markdown]
# <a id="6"></a>
# ## 6 - Your own picture (optional)
#
# Training and test pictures are much alike: the camera always hangs in the
# same place. That makes the task easier. A model trained on them may or may
# not work on **your** picture. Try it!
#
# Put a picture of your face beside this notebook, in JupyterLab by dragging
# it into the list of files, and write its name into the cell below. JPEG,
# PNG and WebP will do. It is turned upright, cut to a square around its
# middle and made 64×64 pixels small.
#
# As long as `MY_PICTURE` is `None`, a picture of the test set stands in.

# %%
MY_PICTURE = None  # or "me.jpg"

image = (
    X_test_orig[7] if MY_PICTURE is None
    else load_own_image(MY_PICTURE, (64, 64))
)


def happy_or_not(pictures):
    """Show pictures, {name: uint8 array}, and the answers."""
    X = np.stack(list(pictures.values()))
    y_hat = happy_trained.predict(X / 255.0, verbose=0)[:, 0]
    plot_samples(
        X, y_hat, rows=-(-len(X) // 4), columns=min(4, len(X)),
        captions=[f"{'' if p > 0.5 else 'not '}happy\n{p:.2f}"
                  for p in y_hat],
    )
    plt.show()


happy_or_not({"picture": image})

# %% [markdown]
# *Figure 5. One picture, the model's answer, and $\hat{y}$.*
#
# `X` has the shape $(1, 64, 64, 3)$. A model always takes a batch, even if
# that is a single picture.
#
# **With a button.** The next cell shows one. Choose one or several pictures
# from your computer. They stay on it: the notebook reads them, nobody else.

# %%
upload_pictures((64, 64), happy_or_not)

# %% [markdown]
# <a id="7"></a>
# ## 7 - Other useful functions (optional)
#
# `model.summary()` prints a table: each layer with the shape of its output
# and its number of parameters.

# %%
happyModel.summary()

# %% [markdown]
# `plot_layers(model)` of this course draws the same as a picture. `m` is
# the number of examples in a batch.

# %%
plot_layers(happyModel)
plt.show()

# %% [markdown]
# *Figure 6. The layers of `happyModel`, input at the top.*
#
# Keras has a function of its own for that, `plot_model`. It needs two more
# programs, the Python package pydot and Graphviz. Where one is missing, it
# says so.

# %%
try:
    drawing = tf.keras.utils.plot_model(
        happyModel, to_file="HappyModel.png", show_shapes=True,
    )
except ImportError as error:
    drawing = None
    print(error)
drawing
