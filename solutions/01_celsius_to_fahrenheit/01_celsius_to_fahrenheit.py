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
# # Celsius to Fahrenheit: your first model
#
# You know how to turn degrees Celsius into degrees Fahrenheit. The computer
# does not, and nobody will tell it. It gets seven examples and has to find
# the rule by itself.
#
# **When you are done you will be able to:**
#
# - say what features, labels and examples are
# - build, compile, train and use a model in Keras
# - read a plot of the loss
# - say what happens in each step of training: forward pass, loss,
#   gradient, optimizer
# - say what the weights of a model tell you, and when they tell you nothing
#
# You need Python and a little NumPy. You need no GPU, and no mathematics
# beyond $y = w x + b$.

# %% [markdown]
# ## Before you submit
#
# Three cells are yours to fill, the ones with
# `raise NotImplementedError()`. Extra cells, prints and warnings cost
# nothing; the rules are in the
# [README of the course](../../README.md#if-you-are-a-student).

# %% [markdown]
# ## Table of contents
#
# - [1 - What is machine learning?](#1)
# - [2 - Packages](#2)
# - [3 - The examples](#3)
# - [4 - The model](#4)
#     - [Exercise 1 - celsius_model](#ex-1)
# - [5 - Compile and train](#5)
#     - [Exercise 2 - train_model](#ex-2)
#     - [5.1 - 500 epochs](#5-1)
#     - [5.2 - Predict](#5-2)
#     - [5.3 - Look at the weights](#5-3)
# - [6 - What happens in `fit`](#6)
#     - [6.1 - Gradient descent by hand](#6-1)
#     - [6.2 - The learning rate](#6-2)
# - [7 - More layers](#7)
#     - [Exercise 3 - three_layer_model](#ex-3)
# - [8 - The words of this lesson](#8)

# %% [markdown]
# <a id="1"></a>
# ## 1 - What is machine learning?
#
# To convert 100 °C you would write
#
# $$F = 1.8 \cdot C + 32$$
#
# into a program, and get 212 °F. *You* knew the rule. The computer only
# calculated.
#
# Many rules nobody can write down. Which numbers in a photograph make a
# cat? Then it is better to show examples, and have the computer find a
# rule that fits them.
#
# ![Top: a program takes the rule and an input and gives the answer. Bottom: training takes inputs and answers and gives the rule.](images/rules_or_examples.svg)
#
# *Figure 1. A program takes a rule and gives answers. Machine learning
# takes answers and gives a rule.*
#
# Four names for things that lie inside each other:
#
# - **Artificial intelligence**: the field that wants computers to do what
#   takes intelligence when people do it.
# - **Machine learning**, a part of it: the computer is trained with
#   examples, not programmed with rules.
# - **Neural network**, one tool of machine learning: layers of simple
#   calculations. It was inspired by the nerve cells of the brain.
# - **Deep learning**: neural networks with many layers.
#
# The same idea finds skin cancer in photographs, steers cars and plays
# games. Here it finds $1.8$ and $32$.
#
# What is learned is called **supervised** when every example comes with its
# right answer, as it does in this whole course. Without answers it is
# *unsupervised* learning.

# %% [markdown]
# <a id="2"></a>
# ## 2 - Packages
#
# TensorFlow may print a few lines in red, about the processor or a missing
# GPU. They are notes, not errors.

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from test_utils import comparator, same_training, summary

# %% [markdown]
# Training starts from random numbers. A fixed seed makes them the same ones
# each time you run the notebook from the top.

# %%
tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="3"></a>
# ## 3 - The examples
#
# Three words first:
#
# - **Feature**: what goes into the model. Here, a temperature in °C.
# - **Label**: what should come out. Here, the same temperature in °F.
# - **Example**: a feature and its label, as a pair.
#
# We have seven examples.

# %%
celsius = np.array([-40, -10, 0, 8, 15, 22, 38], dtype=float)
fahrenheit = np.array([-40, 14, 32, 46, 59, 72, 100], dtype=float)

for c, f in zip(celsius, fahrenheit):
    print(f"{c:5.0f} °C  is  {f:5.0f} °F")

# %% [markdown]
# The labels are rounded: 8 °C is really 46.4 °F. Data are like that. Keep
# it in mind for later.

# %%
plt.figure(figsize=(5, 3.5))
plt.plot(celsius, fahrenheit, "o")
plt.title("The seven examples")
plt.xlabel("feature: temperature (°C)")
plt.ylabel("label: temperature (°F)")
plt.grid(alpha=0.3)
plt.show()

# %% [markdown]
# *Figure 2. The seven examples. They lie on a line; the model does not know
# which.*

# %% [markdown]
# <a id="4"></a>
# ## 4 - The model
#
# A neural network is a stack of **layers**, and a layer is made of
# **units** (neurons). In a **dense** layer each unit is connected to all
# values that come in. It multiplies each of them by a **weight**, adds the
# products, and adds a **bias**.
#
# With a single input $x$ and a single unit nothing is left but
#
# $$\hat{y} = w x + b .$$
#
# Compare $F = 1.8 \cdot C + 32$. It has the same form. So one unit is
# enough, if training finds a $w$ near $1.8$ and a $b$ near $32$.
#
# ![Left: one unit takes C, multiplies it by a weight and adds a bias. Right: a network of three layers with 4, 4 and 1 units, each unit connected to all of the layer before.](images/units.svg)
#
# *Figure 3. Left: the model of this section. Right: the one of
# [section 7](#7). Each line stands for one weight.*
#
# In Keras you write a layer as `tf.keras.layers.Dense(units=...)`, and put
# layers together with `tf.keras.Sequential([...])`. The list begins with
# `tf.keras.Input(shape=...)`, the shape of *one* example. Here is a model
# for three numbers, with two units and then one:

# %%
demo = tf.keras.Sequential([
    tf.keras.Input(shape=(3,)),
    tf.keras.layers.Dense(units=2),
    tf.keras.layers.Dense(units=1),
])
demo.summary()

# %% [markdown]
# The first layer has $3 \cdot 2$ weights and 2 biases, the second
# $2 \cdot 1$ weights and 1 bias. `None` stands for the number of examples,
# which may be any.
#
# Older code writes `Dense(units=2, input_shape=[3])` in place of the
# `Input`. It means the same, and brings a warning that you may ignore.

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - celsius_model
#
# Write `celsius_model`. It returns a Sequential model for a single number:
# one `Dense` layer with one unit. Leave all other settings at their
# defaults, and don't compile it yet.

# %% nbgrader={"grade_id": "celsius_model", "solution": true}
# GRADED FUNCTION: celsius_model

def celsius_model():
    """Build the smallest network there is: one layer with one unit.

    Returns
    -------
    tf.keras.Sequential
        An uncompiled model. It maps temperatures of shape (m, 1) to
        y_hat of shape (m, 1).
    """
    # Give a list to tf.keras.Sequential:
    # - Input for a single number
    # - Dense with 1 unit
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(units=1),
    ])
    ### END SOLUTION
    return model


# %% [markdown]
# The test prints one row for each layer: its class, the shape of its
# output, its number of parameters, its activation. `linear` means that
# nothing is done to $w x + b$.

# %% nbgrader={"grade_id": "test_celsius_model", "grade": true, "points": 5, "locked": true}
one_unit = celsius_model()
one_unit_rows = [
    row for row in summary(one_unit) if row[0] != "InputLayer"
]

for row in one_unit_rows:
    print(row)

comparator(one_unit_rows, [["Dense", (None, 1), 2, "linear"]])
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import same_model  # noqa: E402


def one_unit_reference():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(units=1),
    ])


same_model(one_unit, one_unit_reference(), call="celsius_model()")
### END HIDDEN TESTS

# %% [markdown]
# An untrained model is quick to answer, and wrong. Its weight is random,
# its bias is 0.

# %%
print(celsius_model().predict(celsius.reshape(-1, 1), verbose=0))

# %% [markdown]
# <a id="5"></a>
# ## 5 - Compile and train
#
# Before training, a model is **compiled**. It gets two things:
#
# - A **loss function**: it measures how far the predictions are off. We
#   take the **mean squared error** (MSE),
#   $$J = \frac{1}{m} \sum_{i=1}^{m} \left(\hat{y}_i - y_i\right)^2 .$$
#   Because of the square, one large error costs more than many small ones.
# - An **optimizer**: it changes the weights so that the loss gets smaller.
#   We take **Adam**, a good choice for most models.
#
# Adam needs a **learning rate**, the size of its steps. Too small, and
# training takes too many steps. Too large, and it jumps past the best
# values. Usual rates lie between $0.001$, the default, and $0.1$. Often you
# have to try.
#
# Then `fit` trains the model. It takes the features, the labels, and the
# number of **epochs**. In one epoch every example is used once.

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - train_model
#
# Write `train_model`. It has to
#
# 1. compile the given model with the loss `"mean_squared_error"` and the
#    optimizer `tf.keras.optimizers.Adam(0.1)`,
# 2. fit it to the given features and labels for the given number of epochs,
#    with `verbose=0`, which prints nothing,
# 3. return what `fit` returns.
#
# Leave the batch size at its default. It is 32, so the seven examples make
# a single batch, and one epoch is one step.

# %% nbgrader={"grade_id": "train_model", "solution": true}
# GRADED FUNCTION: train_model

def train_model(model, features, labels, epochs):
    """Compile a model for regression and train it.

    Parameters
    ----------
    model : tf.keras.Model
        Maps shape (m, 1) to (m, 1). It is changed in place.
    features, labels : numpy.ndarray
        Of shape (m,) each.
    epochs : int
        How many times to go over all examples.

    Returns
    -------
    tf.keras.callbacks.History
        Its `history["loss"]` holds the mean squared error of every
        epoch.
    """
    # Compile the model: mean squared error, Adam with rate 0.1.
    # Fit it, without printing. Call what fit returns `history`.
    ### BEGIN SOLUTION
    model.compile(
        loss="mean_squared_error",
        optimizer=tf.keras.optimizers.Adam(0.1),
    )
    history = model.fit(features, labels, epochs=epochs, verbose=0)
    ### END SOLUTION
    return history


# %% [markdown]
# The next cell is for the test. It makes a fresh model that begins with the
# weight and the bias you name, and hands it to your function.

# %% nbgrader={"grade_id": "train_from", "locked": true}
def train_from(weight, bias, features, labels, epochs):
    """Have train_model train one unit that begins with given values.

    Returns the trained model and what train_model returned.
    """
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), tf.keras.layers.Dense(1),
    ])
    model.set_weights([np.array([[weight]]), np.array([bias])])
    return model, train_model(model, features, labels, epochs)


# %% [markdown]
# The test trains for three epochs. The hidden part trains on pairs of other
# rules, drawn anew for each test, and for more epochs. It runs the recipe
# above itself, on the same pairs and from the same weight and bias. Losses
# and weights have to agree, epoch by epoch.

# %% nbgrader={"grade_id": "test_train_model", "grade": true, "points": 10, "locked": true}
x_3 = np.array([-40.0, 0.0, 15.0, 38.0])
y_3 = np.array([-40.0, 32.0, 59.0, 100.0])
model_3, history_3 = train_from(1.0, 0.0, x_3, y_3, 3)

assert hasattr(history_3, "history"), (
    "train_model returned an object of type "
    f"{type(history_3).__name__}, expected the History that fit "
    "returns. Write: history = model.fit(...)"
)
losses_3 = history_3.history["loss"]
print("losses:", [round(loss, 1) for loss in losses_3])
assert len(losses_3) == 3, (
    f"train_model(..., epochs=3) trained {len(losses_3)} epochs, "
    "expected 3. Give epochs=epochs to fit."
)
assert losses_3[2] < losses_3[0], (
    "The loss did not fall: after three epochs it is "
    f"{losses_3[2]:.1f}, at the start it was {losses_3[0]:.1f}."
)
print("\033[32mAll tests passed!\033[0m")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_rng  # noqa: E402


def expected_training(weight, bias, features, labels, epochs):
    """The recipe of the exercise, run by the test itself."""
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), tf.keras.layers.Dense(1),
    ])
    model.set_weights([np.array([[weight]]), np.array([bias])])
    model.compile(
        loss="mean_squared_error",
        optimizer=tf.keras.optimizers.Adam(0.1),
    )
    history = model.fit(features, labels, epochs=epochs, verbose=0)
    return model, history


# Other rules than the one of the course: y = a x + b, nearly.
rng = fresh_rng("train_model")
a, b = rng.uniform(-4, 4, 2)
x = rng.uniform(-3, 3, 6)
y = a * x + b + rng.normal(0, 0.1, 6)

model, history = train_from(0.5, 1.0, x, y, 1)
first = float(((0.5 * x + 1.0 - y) ** 2).mean())
found = history.history["loss"][0]
assert abs(found - first) < 1e-3 * first, (
    f"On other pairs the first loss is {found:.4f}, but the mean "
    f"squared error of the untrained model is {first:.4f}. Compile "
    'with loss="mean_squared_error", and fit to the features and '
    "labels that train_model is given."
)
moved = np.abs(np.ravel(model.get_weights()[0]) - 0.5)[0]
assert abs(moved - 0.1) < 1e-3, (
    f"The first step changed the weight by {moved:.4f}, expected 0.1: "
    "the first step of Adam is as long as its learning rate. Compile "
    "with optimizer=tf.keras.optimizers.Adam(0.1)."
)

for epochs in (25, int(rng.integers(40, 140))):
    call = f"train_model(model, features, labels, epochs={epochs})"
    pair = train_from(0.5, 1.0, x, y, epochs)
    own = expected_training(0.5, 1.0, x, y, epochs)
    same_training(*pair, *own, call)

# Two batches per epoch, whatever their order: 64 times the same pair.
many_x, many_y = np.full(64, x[0]), np.full(64, y[0])
call = "train_model with 64 examples and epochs=3"
pair = train_from(-0.5, 0.0, many_x, many_y, 3)
own = expected_training(-0.5, 0.0, many_x, many_y, 3)
same_training(*pair, *own, call)
### END HIDDEN TESTS

# %% [markdown]
# <a id="5-1"></a>
# ### 5.1 - 500 epochs
#
# Now in earnest: 500 epochs with 7 examples each, so 3500 looks at an
# example. That takes some 15 seconds, nearly all of it spent on starting
# and ending epochs.

# %%
EPOCHS = 500

first_model = celsius_model()
first_history = train_model(
    first_model, celsius, fahrenheit, EPOCHS
)
print("Finished training the model")

# %% [markdown]
# `fit` returns a `History` object. Its `history` is a dictionary; under
# `"loss"` it keeps the loss of each epoch. Plot it whenever you train.

# %%
losses = first_history.history["loss"]

plt.figure(figsize=(7, 4))
plt.plot(range(1, EPOCHS + 1), losses)
plt.title("Training one unit")
plt.xlabel("epoch")
plt.ylabel("loss: mean squared error (°F²)")
plt.grid(alpha=0.3)
plt.show()
print(f"first loss {losses[0]:8.1f}")
print(f"last loss  {losses[-1]:8.1f}")

# %% [markdown]
# *Figure 4. The loss of each epoch.*
#
# What to look at: the curve falls steeply at first, then slowly. At the end
# it is low but still falling. A mean squared error of about 10 means that
# the model is off by about $\sqrt{10} \approx 3$ degrees.

# %% [markdown]
# <a id="5-2"></a>
# ### 5.2 - Predict
#
# What is 100 °C in Fahrenheit? It was not among the examples. `predict`
# takes an array of examples and returns one row for each.

# %%
print(first_model.predict(np.array([[100.0]]), verbose=0))

# %% [markdown]
# The right answer is 212. The model says about 211.3. It has found the rule
# well enough for a temperature far outside its examples.
#
# Try a few others next to the truth:

# %%
new = np.array([-100.0, -20.0, 4.0, 30.0, 50.0, 100.0])
y_hat = first_model.predict(new.reshape(-1, 1), verbose=0)[:, 0]
for c, f in zip(new, y_hat):
    print(f"{c:5.0f} °C: predicted {f:7.1f} °F, true {1.8*c+32:6.1f}")

# %% [markdown]
# <a id="5-3"></a>
# ### 5.3 - Look at the weights
#
# The model has two numbers. `get_weights` shows them.

# %%
weight, bias = first_model.layers[0].get_weights()
print("weight:", weight, " bias:", bias)

# %% [markdown]
# The weight is close to $1.8$, the bias is on its way to $32$. Training has
# found the formula. Nobody had written it down.
#
# You may get a weight of $1.82$ and a bias near $29$: the start is random,
# and 500 epochs end a little early for the bias. For 100 °C the two errors
# nearly cancel.

# %% [markdown]
# <a id="6"></a>
# ## 6 - What happens in `fit`
#
# In every step the same four things happen.
#
# ![Features go through the model and give predictions (forward pass). The loss compares them with the labels. The backward pass gives the gradient, and the optimizer changes w and b. Then it starts again.](images/training_step.svg)
#
# *Figure 5. One step of training.*
#
# 1. **Forward pass.** The features go through the model and come out as
#    predictions $\hat{y}$. In the first step they are nonsense, since the
#    weight is random.
# 2. **Loss.** The loss function compares the predictions with the labels.
# 3. **Backward pass** (backpropagation). It calculates the **gradient**:
#    for each weight and bias, how much the loss would change if it were a
#    little larger. The calculation begins at the output and goes back layer
#    by layer.
# 4. **Update.** The optimizer changes each of them a little, in the
#    direction in which the loss falls.
#
# To repeat this is called **gradient descent**. Adam is one way to do it.
#
# **Note what does not change: the calculation itself.** It is
# $w x + b$ before training and after it. Only the numbers $w$ and $b$ are
# learned. That holds for the largest network, too.

# %% [markdown]
# <a id="6-1"></a>
# ### 6.1 - Gradient descent by hand
#
# For one unit and the mean squared error the gradient is short:
#
# $$\frac{\partial J}{\partial w} = \frac{2}{m} \sum_i (\hat{y}_i - y_i)\,
# x_i , \qquad
# \frac{\partial J}{\partial b} = \frac{2}{m} \sum_i (\hat{y}_i - y_i) .$$
#
# So the whole training fits in a dozen lines of NumPy. This is the plainest
# kind of gradient descent, without Adam's refinements.

# %%
def descend(x, y, learning_rate, steps):
    """Plain gradient descent for y_hat = w x + b, from w = b = 0.

    Returns w, b and the list of losses, one a step.
    """
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        y_hat = w * x + b                       # 1. forward pass
        error = y_hat - y
        losses.append((error**2).mean())        # 2. loss
        dw = 2 * (error * x).mean()             # 3. gradient
        db = 2 * error.mean()
        w = w - learning_rate * dw              # 4. update
        b = b - learning_rate * db
    return w, b, losses


w, b, losses = descend(celsius, fahrenheit, 0.001, 5000)
print(f"w = {w:.3f}, b = {b:.3f}, last loss = {losses[-1]:.4f}")

# %% [markdown]
# It ends at $w = 1.798$ and $b = 31.95$, with a loss of $0.063$. More
# training would change nothing: this is the line with the least mean
# squared error. It misses $1.8$ and $32$ by a little, because the labels
# are rounded. No training is better than its data.

# %% [markdown]
# <a id="6-2"></a>
# ### 6.2 - The learning rate
#
# Three learning rates, the same 200 steps:

# %%
plt.figure(figsize=(7, 4))
for rate in ("0.00001", "0.001", "0.0018"):
    losses = descend(celsius, fahrenheit, float(rate), 200)[2]
    plt.plot(losses, label="learning rate " + rate)
plt.yscale("log")
plt.title("Plain gradient descent")
plt.xlabel("step")
plt.ylabel("loss: mean squared error (°F²)")
plt.legend()
plt.grid(alpha=0.3)
plt.show()

# %% [markdown]
# *Figure 6. Three learning rates. The loss axis is logarithmic.*
#
# What to look at:
#
# - **Too small** ($0.00001$): the loss falls, but far too slowly.
# - **Good** ($0.001$): it falls quickly, then steadily.
# - **Too large** ($0.0018$): each step goes past the best value, and lands
#   a little further away on the other side. The loss *rises*.
#
# Plain gradient descent must have a rate below about $0.0018$ here, because
# the features are as large as 40. Adam measures its steps differently: each
# value moves by about the learning rate, however large the gradient is. So
# $0.1$ suits it.
#
# The next cell has a helper that trains with Adam in one second. It repeats
# the seven pairs 500 times and calls that a single epoch, in batches of
# seven. The steps are the same 500 as in section 5.1; only the overhead of
# 499 epochs is gone.

# %% nbgrader={"grade_id": "train_quickly", "locked": true}
def train_quickly(model, learning_rate=0.1, steps=500):
    """Train on the seven pairs with Adam, one batch of 7 a step.

    Returns the model.
    """
    model.compile(
        loss="mean_squared_error",
        optimizer=tf.keras.optimizers.Adam(learning_rate),
    )
    c = np.array([-40.0, -10.0, 0.0, 8.0, 15.0, 22.0, 38.0])
    f = np.array([-40.0, 14.0, 32.0, 46.0, 59.0, 72.0, 100.0])
    model.fit(
        np.tile(c, steps), np.tile(f, steps),
        batch_size=7, shuffle=False, verbose=0,
    )
    return model


# %%
for rate in (0.001, 0.01, 0.1, 1.0):
    tried = train_quickly(celsius_model(), rate)
    weight, bias = tried.get_weights()
    print(f"learning rate {rate:5.3f}: w = {weight[0, 0]:6.3f}, "
          f"b = {bias[0]:6.3f}")

# %% [markdown]
# With $0.001$, 500 steps are far too few: neither value has moved by more
# than about $0.5$. With $0.01$ the weight has gone too far, because the
# bias can't keep up with it. With $0.1$ the model is nearly there. Even
# $1.0$ works on a problem as smooth as this one; don't count on that with a
# larger network.

# %% [markdown]
# <a id="7"></a>
# ## 7 - More layers
#
# One unit was enough. What if we had not known? Then we would have tried a
# larger network, such as the one on the right of figure 3.

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - three_layer_model
#
# Write `three_layer_model`: for a single number again, with three `Dense`
# layers `l0`, `l1` and `l2` of 4, 4 and 1 units. No activations, and don't
# compile it.
#
# Only the first layer has to know the shape of the input. Each of the
# others takes what the layer before it gives.

# %% nbgrader={"grade_id": "three_layer_model", "solution": true}
# GRADED FUNCTION: three_layer_model

def three_layer_model():
    """Build a network of three dense layers with 4, 4 and 1 units.

    Returns
    -------
    tf.keras.Sequential
        An uncompiled model. It maps temperatures of shape (m, 1) to
        y_hat of shape (m, 1).
    """
    # Make the three Dense layers l0, l1 and l2, then the model from
    # an Input for a single number and the layers. Call it `model`.
    ### BEGIN SOLUTION
    l0 = tf.keras.layers.Dense(units=4)
    l1 = tf.keras.layers.Dense(units=4)
    l2 = tf.keras.layers.Dense(units=1)
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), l0, l1, l2,
    ])
    ### END SOLUTION
    return model


# %% [markdown]
# The grader also compares the whole model with the expected one: its
# wiring, all of its settings, and what it answers.

# %% nbgrader={"grade_id": "test_three_layer_model", "grade": true, "points": 5, "locked": true}
three_layers = three_layer_model()
three_layer_rows = [
    row for row in summary(three_layers) if row[0] != "InputLayer"
]

for row in three_layer_rows:
    print(row)

output = [
    ["Dense", (None, 4), 8, "linear"],
    ["Dense", (None, 4), 20, "linear"],
    ["Dense", (None, 1), 5, "linear"],
]
comparator(three_layer_rows, output)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import same_model  # noqa: E402


def three_layer_reference():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(units=4),
        tf.keras.layers.Dense(units=4),
        tf.keras.layers.Dense(units=1),
    ])


same_model(
    three_layers, three_layer_reference(), call="three_layer_model()"
)
### END HIDDEN TESTS

# %%
deep_model = train_quickly(three_layer_model())
print(deep_model.predict(np.array([[100.0]]), verbose=0))
for number, layer in enumerate(deep_model.layers):
    print(f"\nl{number}:")
    for values in layer.get_weights():
        print(values.round(3))

# %% [markdown]
# The prediction for 100 °C is $211.75$, better than before. But where are
# $1.8$ and $32$? Nowhere. There are 33 numbers, and none of them means
# anything by itself. Train again and you get 33 others, and the same
# answers.
#
# That is the normal case. **We can't compare the weights of a network with
# the rule we look for**, because usually we don't know the rule. If we
# did, we would simply program it. We judge a network by its answers.
#
# Here, just once, we can look behind the curtain. Without activations each
# layer is a matrix product plus a bias, so the three together are again a
# line:

# %%
(W0, b0), (W1, b1), (W2, b2) = [
    layer.get_weights() for layer in deep_model.layers
]
slope = W0 @ W1 @ W2
intercept = (b0 @ W1 + b1) @ W2 + b2
print("slope:", slope, " intercept:", intercept)

# %% [markdown]
# There they are: $1.798$ and $31.95$, the same line that gradient descent
# by hand has found. Three layers without activations can do no more than
# one. They get there in fewer steps, that is all. In the next lesson an
# **activation** will change that.
#
# How many layers, how many units? There is no formula. One tries several
# networks and keeps what works.

# %% [markdown]
# <a id="8"></a>
# ## 8 - The words of this lesson
#
# | word | meaning |
# |:---|:---|
# | feature | an input of the model |
# | label | the output that is right for it |
# | example | a feature with its label, used in training |
# | layer | a group of units of a network |
# | model | the whole network |
# | dense, fully connected | each unit is connected to every unit of the layer before |
# | weights and biases | the numbers in a model that training changes |
# | loss | how far the predictions are from the labels |
# | MSE | mean squared error, a loss; it counts a few large errors as worse than many small ones |
# | gradient descent | to change weights and biases a little at a time, so that the loss falls |
# | optimizer | one way of gradient descent; Adam in this course |
# | learning rate | the size of the optimizer's steps |
# | batch | the examples that are used in one step |
# | epoch | one pass over all training examples |
# | forward pass | from the inputs to the predictions |
# | backward pass, backpropagation | from the loss back to the first layer, to find the gradient |
#
# The whole lesson in five lines:
#
# ```python
# l0 = tf.keras.layers.Dense(units=1)
# model = tf.keras.Sequential([tf.keras.Input(shape=(1,)), l0])
# model.compile(loss="mean_squared_error",
#               optimizer=tf.keras.optimizers.Adam(0.1))
# history = model.fit(celsius, fahrenheit, epochs=500, verbose=0)
# model.predict(np.array([[100.0]]))
# ```
#
# **Further reading**
#
# - Google's Machine Learning Crash Course has a lesson on gradient descent
#   and the loss:
#   <https://developers.google.com/machine-learning/crash-course>
# - D. Kingma and J. Ba, *Adam: A Method for Stochastic Optimization*, ICLR
#   2015, <https://arxiv.org/abs/1412.6980>
