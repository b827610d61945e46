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
# You can convert degrees Celsius into degrees Fahrenheit. **Can a computer
# find the rule if nobody tells it?** It gets seven examples, and nothing
# else:
#
# ![Seven points, temperatures in Celsius and Fahrenheit. A line that slopes down before training turns, in four pictures, into one that goes through all points.](images/what_will_work.png)
#
# *What your model will do: from left to right, its line before training and
# after 50, 200 and 500 steps. The dots are the examples.*
#
# You will build, train and use a model, and then do its training by hand to
# see that there is no magic in it. You need Python and a little NumPy. You
# don't need a GPU, nor any mathematics beyond $y = w x + b$.

# %% [markdown]
# ## Contents
#
# - [1 - What is machine learning?](#1)
# - [2 - The examples](#2)
# - [3 - The model](#3), with [exercise 1, celsius_model](#ex-1)
# - [4 - Compile and train](#4), with [exercise 2, train_model](#ex-2)
# - [5 - What happens in `fit`](#5)
# - [6 - More layers](#6), with [exercise 3, three_layer_model](#ex-3)
# - [7 - What you can do now](#7)
# - [Before you submit](#before-you-submit)

# %% [markdown]
# <a id="1"></a>
# ## 1 - What is machine learning?
#
# To convert 100 °C you would write $F = 1.8 \cdot C + 32$ into a program,
# and get 212 °F. *You* knew the rule. The computer only calculated.
#
# Many rules can't be written down. Which numbers in a photograph make a
# cat? Then it is better to show examples, and let the computer find a rule
# that fits them.
#
# ![Top: a program takes the rule and an input and gives the answer. Bottom: training takes inputs and answers and gives the rule.](images/rules_or_examples.svg)
#
# *Figure 1. A program takes a rule and gives answers. Machine learning
# takes answers and gives a rule.*
#
# ![Four boxes, one inside the other, from the outside: artificial intelligence, machine learning, neural networks, deep learning.](images/ai_ml_dl.svg)
#
# *Figure 2. Four names, one inside the other. In everyday talk "machine
# learning" and "deep learning" are often used interchangeably.*
#
# - **Artificial intelligence** wants computers to do what takes
#   intelligence when people do it.
# - **Machine learning** gets there by training with examples, not by
#   programming rules.
# - **Neural networks** are one tool for that: layers of simple
#   calculations, inspired by the nerve cells of the brain.
# - **Deep learning** means neural networks with many layers.
#
# Such models find skin cancer in photographs, steer cars and play games.
# The great hope is that computers learn by watching the best experts, in
# medicine, in law, or at the wheel, and help everybody else to become
# nearly as good. A trained model can be put into a web page, a phone or a
# car.
#
# Learning is called **supervised** if every example comes with its right
# answer, as in this whole course. Without answers it is *unsupervised*.

# %% [markdown]
# <a id="2"></a>
# ## 2 - The examples
#
# TensorFlow may print a few lines in red, about the processor or a missing
# GPU. They are notes, not errors. Training starts from random numbers; the
# seed makes them the same ones each time you run the notebook.

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from test_utils import comparator, same_training, summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# - **Feature**: what goes into the model. Here, a temperature in °C.
# - **Label**: what should come out. Here, the same temperature in °F.
# - **Example**: a feature and its label, as a pair.

# %%
celsius = np.array([-40, -10, 0, 8, 15, 22, 38], dtype=float)
fahrenheit = np.array([-40, 14, 32, 46, 59, 72, 100], dtype=float)

plt.figure(figsize=(5, 3.5))
plt.plot(celsius, fahrenheit, "o")
plt.xlabel("feature: temperature (°C)")
plt.ylabel("label: temperature (°F)")
plt.grid(alpha=0.3)
plt.show()

# %% [markdown]
# *Figure 3. The seven examples. They lie on a line; the model does not know
# which.*
#
# The labels are rounded: 8 °C is really 46.4 °F. Real data is like that.
# Keep it in mind for later.

# %% [markdown]
# <a id="3"></a>
# ## 3 - The model
#
# A neural network is a stack of **layers**, and a layer consists of
# **units** (neurons). In a **dense** layer each unit is connected to all
# values that come in. It multiplies each of them by a **weight**, adds the
# products, and adds a **bias**.
#
# ![Three inputs x1, x2, x3, connected to two units a1 and a2, which are connected to one output. Beside it the formula of a1.](images/dense_layer.svg)
#
# *Figure 4. Three inputs, a dense layer of two units, and one of a single
# unit. Each line stands for a weight.*
#
# The first unit of figure 4 calculates
#
# $$a_1 = w_{11} x_1 + w_{12} x_2 + w_{13} x_3 + b_1 .$$
#
# **Predict:** how many weights and biases does the network of figure 4
# have? Keras counts them for you. A layer is a `Dense`, and `Sequential`
# puts layers together. The list begins with the shape of *one* example.

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
# which may be any. Older code writes `Dense(units=2, input_shape=[3])`
# instead of the `Input`. It means the same, and brings a warning.
#
# With a single input and a single unit only $\hat{y} = w x + b$ is left,
# the form of $F = 1.8 \cdot C + 32$. So one unit is enough for us, if
# training finds a $w$ near $1.8$ and a $b$ near $32$.

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - celsius_model
#
# Write `celsius_model`. It returns the smallest Sequential model that can
# learn our rule: a single number goes in, a single number comes out. Leave
# all other settings at their defaults, and don't compile it yet.

# %% nbgrader={"grade_id": "celsius_model", "solution": true}
# GRADED FUNCTION: celsius_model

def celsius_model():
    """Build the smallest network there is, uncompiled.

    It maps temperatures of shape (m, 1) to y_hat of shape (m, 1).
    """
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
free = len(one_unit.trainable_weights)
assert free == 2, (
    f"Training may change {free} of the model's values, expected 2: "
    "the weight and the bias."
)
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
# **Predict:** what does an untrained model answer for 0 °C? Its weight is
# random, and its bias is 0.

# %%
print(celsius_model().predict(celsius.reshape(-1, 1), verbose=0))

# %% [markdown]
# <a id="4"></a>
# ## 4 - Compile and train
#
# Before training, a model is **compiled**. It gets two things:
#
# - A **loss function**: it measures how far the predictions are off. We
#   take the **mean squared error** (MSE),
#   $$J = \frac{1}{m} \sum_{i=1}^{m} \left(\hat{y}_i - y_i\right)^2 .$$
#   Because of the square, one large error costs more than many small ones.
# - An **optimizer**: it changes the weights so that the loss gets smaller.
#   We take **Adam** (adaptive moment estimation), a good choice for most
#   models.
#
# Adam needs a **learning rate**, the size of its steps. If it is too small,
# training takes too many steps; if it is too large, it jumps past the best
# values. Usual rates lie between $0.001$, the default, and $0.1$.
#
# Then `fit` trains the model. In one **epoch** it uses every example once,
# in **batches**, after each of which the weights are changed. A batch has
# 32 examples by default, so our seven make a single batch, and an epoch is
# one step.

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - train_model
#
# Write `train_model`. It compiles the given model with the mean squared
# error (`"mean_squared_error"`) and `tf.keras.optimizers.Adam` with the
# learning rate $0.1$. Then it fits the model to the given features and
# labels, without printing (`verbose=0`), and returns what `fit` returns.
# Leave the batch size at its default.

# %% nbgrader={"grade_id": "train_model", "solution": true}
# GRADED FUNCTION: train_model

def train_model(model, features, labels, epochs):
    """Compile a model for regression and train it in place.

    Features and labels are arrays of shape (m,). Returns the History
    of `fit`; its history["loss"] holds the loss of every epoch.
    """
    # Call what fit returns `history`.
    ### BEGIN SOLUTION
    model.compile(
        loss="mean_squared_error",
        optimizer=tf.keras.optimizers.Adam(0.1),
    )
    history = model.fit(features, labels, epochs=epochs, verbose=0)
    ### END SOLUTION
    return history


# %% [markdown]
# The next cell is for the test. It makes a fresh model that starts with the
# weight and the bias you name, and passes it to your function.

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
# The test trains for three epochs on four pairs.

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
first_3 = float(((1.0 * x_3 + 0.0 - y_3) ** 2).mean())
assert abs(losses_3[0] - first_3) < 0.01 * first_3, (
    f"The first loss is {losses_3[0]:.1f}, expected {first_3:.1f}: the "
    "mean squared error of w = 1 and b = 0 over all given pairs."
)
adam = model_3.optimizer
assert type(adam).__name__ == "Adam", (
    f"The optimizer of the given model is {type(adam).__name__}, "
    "expected Adam."
)
weight_3 = float(np.ravel(model_3.get_weights()[0])[0])
assert abs(weight_3 - 1.3) < 0.02, (
    f"After three steps the weight went from 1 to {weight_3:.3f}, "
    "expected about 1.3: three steps of the learning rate 0.1."
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests use pairs of other rules and more epochs; loss and"
      " weights have to agree with a training of their own.")

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
# ### 4.1 - 500 epochs
#
# First, something to compare with. Without any learning the best constant
# answer is the mean of the labels:

# %%
print("answer:", fahrenheit.mean().round(1),
      " mean squared error:", fahrenheit.var().round(1))

# %% [markdown]
# Now 500 epochs. With 7 examples each, the model sees an example 3500
# times. That takes some 15 seconds, nearly all of it spent on starting and
# ending epochs.

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
plt.axhline(fahrenheit.var(), color="gray", linestyle=":",
            label="always the mean")
plt.xlabel("epoch")
plt.ylabel("loss: mean squared error (°F²)")
plt.legend()
plt.grid(alpha=0.3)
plt.show()
print(f"first loss {losses[0]:8.1f}")
print(f"last loss  {losses[-1]:8.1f}")

# %% [markdown]
# *Figure 5. The loss of each epoch.*
#
# What to look at: the curve falls steeply at first, then slowly. At the end
# it is low but still falling. A mean squared error of 7 means that the
# model is off by about $\sqrt{7} \approx 2.6$ degrees. Always naming the
# mean would be off by 42.

# %% [markdown]
# ### 4.2 - Predict
#
# What is 100 °C in Fahrenheit? It was not among the examples. `predict`
# takes an array of examples and returns one row for each.

# %%
new = np.array([100.0, -100.0, -20.0, 4.0, 30.0, 50.0])
y_hat = first_model.predict(new.reshape(-1, 1), verbose=0)[:, 0]
for c, f in zip(new, y_hat):
    print(f"{c:5.0f} °C: predicted {f:7.1f} °F, true {1.8*c+32:6.1f}")

# %% [markdown]
# For 100 °C the model says about 211.3, and 212 is right. But look at the
# other errors: near 0 °C it is off by almost 3 degrees, at −100 °C by
# almost 5. Why is it so good at 100? Its two numbers tell.

# %%
weight, bias = first_model.layers[0].get_weights()
print("weight:", weight, " bias:", bias)

# %% [markdown]
# The weight is a little above $1.8$, and the bias is still on its way to
# $32$: 500 epochs end a little early for it. At 100 °C the two errors
# nearly cancel. All the same, training has found the formula, and nobody
# had written it down.

# %% [markdown]
# <a id="5"></a>
# ## 5 - What happens in `fit`
#
# In every step the same four things happen.
#
# ![Features go through the model and give predictions (forward pass). The loss compares them with the labels. The backward pass gives the gradient, and the optimizer changes w and b. Then it starts again.](images/training_step.svg)
#
# *Figure 6. One step of training.*
#
# 1. **Forward pass.** The features go through the model and come out as
#    predictions $\hat{y}$. In the first step they are nonsense, since the
#    weight is random.
# 2. **Loss.** The loss function compares the predictions with the labels.
# 3. **Backward pass** (backpropagation). It calculates the **gradient**:
#    for each weight and bias, how much the loss would change if it were a
#    little larger. The calculation starts at the output and goes back layer
#    by layer.
# 4. **Update.** The optimizer changes each of them a little, in the
#    direction in which the loss falls.
#
# Repeating this is called **gradient descent**. Adam is one way to do it.
#
# **Note what does not change: the calculation itself.** It is $w x + b$
# before training and after it. Only the numbers $w$ and $b$ are learned.
# That holds for the largest network, too.

# %% [markdown]
# ### 5.1 - Gradient descent by hand
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

    Returns w, b and the list of losses, one per step.
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
# are rounded. No model is better than its data.

# %% [markdown]
# ### 5.2 - The learning rate
#
# **Predict:** three learning rates, the same 200 steps. Which one will be
# best, and what will the others do?

# %%
plt.figure(figsize=(7, 4))
for rate in ("0.00001", "0.001", "0.0018"):
    losses = descend(celsius, fahrenheit, float(rate), 200)[2]
    plt.plot(losses, label="learning rate " + rate)
plt.yscale("log")
plt.xlabel("step")
plt.ylabel("loss: mean squared error (°F²)")
plt.legend()
plt.grid(alpha=0.3)
plt.show()

# %% [markdown]
# *Figure 7. Three learning rates. The loss axis is logarithmic.*
#
# What to look at:
#
# - **Too small** ($0.00001$): the loss falls, but far too slowly.
# - **Good** ($0.001$): it falls quickly, then steadily.
# - **Too large** ($0.0018$): each step goes past the best value, and lands
#   a little further away on the other side. The loss *rises*.
#
# Plain gradient descent needs such small rates here because the features
# are as large as 40. Adam measures its steps differently: each value moves
# by about the learning rate, however large the gradient is. So $0.1$ suits
# it.
#
# The next cell has a helper that trains with Adam in one second. It repeats
# the seven pairs 500 times and calls that one epoch, in batches of seven.
# The steps are the same 500 as before; only the overhead of 499 epochs is
# gone.

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
# <a id="6"></a>
# ## 6 - More layers
#
# One unit was enough. What if we had not known? Then we would have tried a
# larger network, such as the one on the right:
#
# ![Left: one unit takes C, multiplies it by a weight and adds a bias. Right: a network of three layers with 4, 4 and 1 units, each unit connected to all of the layer before.](images/units.svg)
#
# *Figure 8. Left: the model you have. Right: the one you build next.*

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - three_layer_model
#
# Write `three_layer_model`: the network on the right of figure 8, with
# `Dense` layers `l0`, `l1` and `l2`. No activations, and don't compile it.
#
# Only the first layer has to know the shape of the input. Each of the
# others takes what the layer before it gives.

# %% nbgrader={"grade_id": "three_layer_model", "solution": true}
# GRADED FUNCTION: three_layer_model

def three_layer_model():
    """Build a network of three dense layers with 4, 4 and 1 units.

    Uncompiled. It maps temperatures of shape (m, 1) to y_hat of shape
    (m, 1).
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    l0 = tf.keras.layers.Dense(units=4)
    l1 = tf.keras.layers.Dense(units=4)
    l2 = tf.keras.layers.Dense(units=1)
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), l0, l1, l2,
    ])
    ### END SOLUTION
    return model


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
free = [w.numpy() for w in three_layers.trainable_weights]
assert sum(w.size for w in free) == 33, (
    f"Training may change {sum(w.size for w in free)} of the model's "
    "values, expected all 33."
)
assert free[0].std() > 0, (
    "The first weights are all alike, expected random ones. Leave "
    "kernel_initializer at its default."
)
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

# %% [markdown]
# **Predict:** it is trained like the first model. Will you find $1.8$ and
# $32$ among its 33 weights and biases?

# %%
deep_model = train_quickly(three_layer_model())
print(deep_model.predict(np.array([[100.0]]), verbose=0))
for number, layer in enumerate(deep_model.layers):
    print(f"\nl{number}:")
    for values in layer.get_weights():
        print(values.round(3))

# %% [markdown]
# The prediction for 100 °C is $211.75$, better than before. But $1.8$ and
# $32$ are nowhere. None of the 33 numbers means anything by itself. Train
# again and you get 33 others, and the same answers.
#
# That is the normal case. **We can't compare the weights of a network with
# the rule we look for**, because usually we don't know the rule. If we did,
# we would simply program it. We judge a network by its answers.
#
# Just this once we can look inside. Without activations each layer is a
# matrix product plus a bias, so the three together are again a line:

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
# one; they only got there in fewer steps. In the next lesson an
# **activation** will change that.
#
# How many layers, and how many units? There is no formula. You try several
# networks and keep what works. A network may even have several outputs,
# and learn several tasks at once.

# %% [markdown]
# <a id="7"></a>
# ## 7 - What you can do now
#
# - say what features, labels and examples are
# - build, compile, train and use a model in Keras:
#
#   ```python
#   l0 = tf.keras.layers.Dense(units=1)
#   model = tf.keras.Sequential([tf.keras.Input(shape=(1,)), l0])
#   model.compile(loss="mean_squared_error",
#                 optimizer=tf.keras.optimizers.Adam(0.1))
#   history = model.fit(celsius, fahrenheit, epochs=500, verbose=0)
#   model.predict(np.array([[100.0]]))
#   ```
#
# - explain a step of training: forward pass, loss, gradient, update
# - say what weights tell you, and when they tell you nothing
#
# **Three questions**
#
# 1. A dense layer of 10 units gets 5 inputs. How many weights and biases
#    does it have?
# 2. Your loss rises from step to step. What do you change first?
# 3. The model is off by almost 3 degrees at 0 °C, although 0 °C is one of its
#    examples. How can that be?
#
# <details><summary>Answers</summary>
#
# 1. $5 \cdot 10$ weights and 10 biases, together 60.
# 2. The learning rate: make it smaller.
# 3. A model is not a list of its examples. It has found one line for all
#    of them, and its training was not finished.
#
# </details>
#
# **An open task.** Find out how far the model can be trusted. Give it two
# examples instead of seven, or add a wrong one, such as (20 °C, 20 °F).
# Before you train, predict what the line will look like.
#
# **Further reading**
#
# - Google's Machine Learning Crash Course has lessons on gradient descent
#   and the loss:
#   <https://developers.google.com/machine-learning/crash-course>
# - D. Kingma and J. Ba, *Adam: A Method for Stochastic Optimization*, ICLR
#   2015, <https://arxiv.org/abs/1412.6980>

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Three cells are graded, the ones with `raise NotImplementedError()`: 5, 10
# and 5 points. Restart the kernel, run all cells, save. Extra cells and
# prints cost nothing. `check()` and `hint()` from `test_utils` help while
# you work. Hidden tests use other inputs than the ones you see. All rules
# are in the README of the course.
