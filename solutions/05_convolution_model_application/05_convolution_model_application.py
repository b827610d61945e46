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
# # Convolutional networks: model application
#
# Is the person at the door smiling? Which number does a hand show? You
# can tell at a glance. In this notebook you build a convolutional network
# (ConvNet) for each of the two questions.
#
# ![Top row: six drawn faces, each with the network's answer, smiling or not smiling, and its probability. Bottom row: six drawn hands, each with the number the network reads and its probability.](images/two_networks.png)
#
# *Figure 1. What your two networks will say about pictures they have never
# seen, and how sure they are. One answer is wrong. Which one?*
#
# **When you are done you will be able to:**
#
# - build and train a ConvNet for a *binary* problem: the mood of a face,
#   with the Keras **Sequential API**
# - build and train a ConvNet for a *multiclass* problem: sign-language
#   digits from 0 to 5, with the Keras **Functional API**
# - say when the Sequential API is enough, and when you need the Functional
#   API
# - read the curves of a training, and look at the errors of a network
#
# You should know what a tensor, a layer and `fit` are. Lessons 01 to 03
# explain them. You don't need a GPU.

# %% [markdown]
# ## Table of contents
#
# - [1 - Packages and data](#1)
# - [2 - Layers in Keras](#2): [sizes](#size), [batch normalization](#batchnorm)
# - [3 - The Sequential API](#3), with [exercise 1](#ex-1)
# - [4 - The Functional API](#4), with [exercise 2](#ex-2)
# - [5 - The History object](#5), with [one change](#5-1) and [the errors](#5-2)
# - [6 - What you can do now](#6)
# - [Before you submit](#before-you-submit)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages and data
#
# `tfl` is short for `tensorflow.keras.layers`. `cnn_utils` loads the data
# and draws pictures. `test_utils` compares your model with the expected
# one.
#
# TensorFlow may print a few red lines about the processor or a missing
# GPU. They are notes, not errors.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
import tensorflow.keras.layers as tfl

from cnn_utils import *
from test_utils import comparator, summary

# %% [markdown]
# Weights start at random values. With a fixed seed they are the same
# values each time you run the notebook from the top.

# %%
tf.keras.utils.set_random_seed(1)

# %% [markdown]
# The first dataset is **Happy House**: pictures of faces at a front door.
# Only people who smile may come in. So the network has to tell smiling
# ($y = 1$) from not smiling ($y = 0$).
#
# We are not allowed to distribute the original photographs. You get
# pictures **drawn by a program** instead, with the same shapes. If you
# have the originals, the file `datasets/README.md` of the course says
# where to put them.

# %%
(X_train_orig, Y_train_orig,
 X_test_orig, Y_test_orig, classes) = load_happy_dataset()

# %% [markdown]
# The data needs two preparation steps.
#
# **Normalize.** A pixel is a whole number from 0 to 255. Divided by 255 it
# lies between 0 and 1. Gradient descent works better on inputs of that
# size.
#
# **Reshape.** The labels come as one row, of shape $(1, m)$ for $m$
# examples. Keras wants one row per example, $(m, 1)$. So we transpose.

# %%
X_train = X_train_orig / 255.0
X_test = X_test_orig / 255.0

Y_train = Y_train_orig.T
Y_test = Y_test_orig.T


def print_shapes():
    print("number of training examples = " + str(X_train.shape[0]))
    print("number of test examples = " + str(X_test.shape[0]))
    print("X_train shape: " + str(X_train.shape))
    print("Y_train shape: " + str(Y_train.shape))
    print("X_test shape: " + str(X_test.shape))
    print("Y_test shape: " + str(Y_test.shape))


print_shapes()

# %% [markdown]
# Read `(600, 64, 64, 3)` from left to right: 600 examples, each 64 pixels
# high, 64 pixels wide, in 3 channels (red, green, blue).
#
# Here is one of them. Change `index` and run the cell again to see others.

# %%
index = 124
plt.imshow(X_train_orig[index])
plt.title(f"training example {index}, y = {Y_train[index, 0]}")
plt.show()

# %% [markdown]
# *Figure 2. One training example of Happy House.*
#
# **A baseline.** Before you build a network, find out what you get without
# one. How often are you right if you always give the more frequent answer?

# %%
smiling = Y_test.mean()
print(f"baseline accuracy {max(smiling, 1 - smiling):.3f}")

# %% [markdown]
# <a id="2"></a>
# ## 2 - Layers in Keras
#
# In lesson 03 you wrote a convolution by hand, with nested loops. That
# shows how it works. In practice nearly everybody uses a framework, where
# a convolution is one line.
#
# To create a layer is to **create a function**. It takes a tensor,
# transforms it, and returns a tensor that you can give to the next layer.
# Unlike a plain function, it keeps its own weights.
#
# <a id="words"></a>
# ### 2.1 - Window, kernel, filter, pool
#
# - **Window**: the patch of the input that is being looked at. It slides
#   over the input. Convolution and pooling both use one.
# - **Kernel**: a small array of weights, as high and wide as the window.
#   Each kernel belongs to *one* input channel.
# - **Filter**: a stack of kernels, one for each input channel, with one
#   bias. The window is multiplied by the filter entry by entry. The sum of
#   all products, plus the bias, is *one* number. So a filter that slides
#   over the whole input makes *one* output channel.
# - **Pool**: takes the largest value (or the average) in the window, in
#   each channel separately. It has no weights. 8 channels go in, and 8
#   channels come out.
#
# ![Top: a 3×3 window on an input of 6×6×3 is multiplied by a filter made of three 3×3 kernels; the sum plus a bias is one value of the 4×4×1 output. Bottom: a 4×4 array is cut into four 2×2 windows, and max pooling keeps the largest value of each.](images/window_kernel_pool.svg)
#
# *Figure 3. Top: three kernels form one filter, and one filter makes one
# output channel. Bottom: max pooling keeps the largest value of each
# window.*
#
# In Keras, `Conv2D(filters, kernel_size)` has `filters` filters, so as many
# output channels. Its window is `kernel_size`. The window of
# `MaxPool2D(pool_size)` is `pool_size`.
#
# `ZeroPadding2D(padding)` adds a border of zeros. Without it, a window of
# more than one pixel has fewer positions than the picture has pixels. So
# the output is smaller, and pixels at the edge are seen less often.

# %% [markdown]
# <a id="size"></a>
# ### 2.2 - How large is the output?
#
# Let $n$ be the height (or width) of the input, $f$ that of the window, $p$
# the padding on each side, and $s$ the stride. Then the output has the
# height (or width)
#
# $$\left\lfloor \frac{n - f + 2p}{s} \right\rfloor + 1 .$$
#
# `padding="valid"` means $p = 0$. `padding="same"` adds as many zeros as
# are needed for
#
# $$\left\lceil \frac{n}{s} \right\rceil ,$$
#
# so with stride 1 the size stays the *same*.
#
# A convolution with $n_{C_{prev}}$ input channels and $n_C$ filters has
# $(f \cdot f \cdot n_{C_{prev}} + 1) \cdot n_C$ parameters. The $1$ is the
# bias.
#
# **Predict before you run:** a picture of 64×64×3 goes through padding 1, 5
# filters of 4×4 with stride 2, then a pool of 2×2 that moves by 2. What
# are the three shapes? How many parameters does the convolution have?

# %%
tensor = X_train[:1]
for layer in [
    tfl.ZeroPadding2D(padding=1),
    tfl.Conv2D(filters=5, kernel_size=4, strides=2),
    tfl.MaxPool2D(pool_size=2),
]:
    tensor = layer(tensor)
    print(f"{layer.name:15} {tuple(tensor.shape)},"
          f" {layer.count_params()} parameters")

# %% [markdown]
# $\lfloor (66 - 4)/2 \rfloor + 1 = 32$, and
# $(4 \cdot 4 \cdot 3 + 1) \cdot 5 = 245$. The `1` in front is the batch: we
# gave the layers one picture.

# %% [markdown]
# <a id="batchnorm"></a>
# ### 2.3 - Batch normalization
#
# The outputs of a convolution can be of any size. One channel may lie near
# 5, another near $-40$. During training these sizes also keep changing,
# and the next layer has to follow. `BatchNormalization` brings every
# channel to the same scale, so you can train with larger steps. It works
# in two stages, on **each channel by itself**:
#
# 1. Take the mean $\mu$ and the variance $\sigma^2$ of the channel over all
#    pixels of all pictures in the mini-batch. Then
#    $\hat{z} = (z - \mu) / \sqrt{\sigma^2 + \epsilon}$ has mean 0 and
#    standard deviation 1. ($\epsilon = 0.001$ avoids a division by 0.)
# 2. Scale and shift: $\gamma \hat{z} + \beta$. The two numbers $\gamma$ and
#    $\beta$ are learned. They start at 1 and 0. With them, the network can
#    choose another scale where that is better.
#
# `axis=3` says which axis holds the channels.
#
# **And for a single picture?** When the model predicts, its answer must not
# depend on which other pictures are in the batch. So the layer also keeps
# a **moving average** of the means and of the variances. At each training
# step it takes 99% of the old average and 1% of the new value. Training
# uses the mini-batch, prediction uses the moving averages.
#
# That makes 4 numbers per channel. Two of them are learned, and two are
# only kept up to date.
#
# **Predict before you run:** a new layer has moving averages of 0 (mean)
# and 1 (variance). Below it sees one training batch, then the same batch
# in prediction. What will the third line show?

# %%
rng = np.random.default_rng(1)
Z = rng.normal([5, -40], [2, 10], size=(16, 8, 8, 2))
norm = tfl.BatchNormalization(axis=3)

for name, values in [
    ("before", Z),
    ("training", norm(Z, training=True)),
    ("prediction", norm(Z, training=False)),
]:
    values = np.asarray(values)
    means = values.mean(axis=(0, 1, 2)).round(2)
    deviations = values.std(axis=(0, 1, 2)).round(2)
    print(f"{name:11} mean {means}, standard deviation {deviations}")

# %% [markdown]
# In training both channels have mean 0 and standard deviation 1. In
# prediction they are far from that: after one step the averages have taken
# in only 1% of what they saw. **They need some hundred steps to catch up.**
# Remember this for section 3.2.

# %% [markdown]
# <a id="2-4"></a>
# ### 2.4 - ReLU, Flatten and Dense
#
# - `ReLU()` replaces every negative entry by 0. Without such a step between
#   them, two convolutions in a row could do no more than a single one.
# - `Flatten()` turns each example into one vector, because a Dense layer
#   takes vectors. The batch dimension stays: $(m, h, w, c)$ becomes
#   $(m, k)$ with $k = h \cdot w \cdot c$. For example, `[100, 2, 3, 4]`
#   becomes `[100, 24]`.
# - `Dense(units, activation=...)` is the fully connected layer. Each unit
#   has a weight for every input, and a bias. With `"sigmoid"` its output is
#   a probability, for a yes/no question. With `"softmax"` the outputs are
#   positive and sum to 1: one probability per class.

# %% [markdown]
# <a id="3"></a>
# ## 3 - The Sequential API
#
# Keras is a layer of convenience on top of TensorFlow. It offers two ways
# to put layers together. The Sequential API is the simpler one.
#
# A Sequential model is a **stack**: the output of each layer is the input
# of the next. It fits whenever every layer has **exactly one** input tensor
# and **exactly one** output tensor. It does not fit when the model
# branches, shares a layer, or has several inputs or outputs.
#
# Think of it as a **list of layers**. The order counts. You can pass the
# whole list at once, or grow it with `.add()` and take the last layer off
# with `.pop()`.

# %%
demo = tf.keras.Sequential([tf.keras.Input(shape=(4,)), tfl.Dense(3)])
demo.add(tfl.Dense(2))
print("after add:", len(demo.layers), "layers,", demo.output_shape)

demo.pop()
print("after pop:", len(demo.layers), "layers,", demo.output_shape)

# %% [markdown]
# **Tell the model its input shape.** The shape of a layer's weights depends
# on the shape of its input. Until that is known, the layer has no weights.
#
# In Keras 3 you put an `Input` at the head of the list:
# `tf.keras.Input(shape=(64, 64, 3))`. This is the shape of *one* example.
# Keras adds the batch dimension and shows it as `None`. The older
# `input_shape=(64, 64, 3)` in the first layer still works, with a warning.

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - happyModel
#
# Write `happyModel`, which returns this Sequential model:
#
# `ZEROPAD2D -> CONV2D -> BATCHNORM -> RELU -> MAXPOOL -> FLATTEN -> DENSE`
#
# | layer | setting |
# |:---|:---|
# | [ZeroPadding2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/ZeroPadding2D) | padding 3; the model's input has shape 64×64×3 |
# | [Conv2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Conv2D) | 32 filters of 7×7, stride 1 |
# | [BatchNormalization](https://www.tensorflow.org/api_docs/python/tf/keras/layers/BatchNormalization) | along axis 3, the channels |
# | [ReLU](https://www.tensorflow.org/api_docs/python/tf/keras/layers/ReLU) | defaults |
# | [MaxPool2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/MaxPool2D) | defaults: a 2×2 window that moves by 2 |
# | [Flatten](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Flatten) | |
# | [Dense](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Dense) | 1 unit with a sigmoid activation |
#
# Leave everything else at its default.
#
# **Before you write it,** work out the shape after each layer. Then find
# the layer that has most of the parameters.
#
# ![Boxes show the tensor after each step of happyModel: 64×64×3, padded to 70×70×3, convolved to 64×64×32, pooled to 32×32×32, flattened to 32768 values, then one output.](images/happy_model_shapes.svg)
#
# *Figure 4. The shapes inside `happyModel`. The height of a box stands for
# height and width, its depth for the channels (not to scale).*
#
# <details><summary>Which layer has most of the parameters?</summary>
#
# The convolution has $(7 \cdot 7 \cdot 3 + 1) \cdot 32 = 4736$, batch
# normalization $4 \cdot 32 = 128$, and the Dense layer
# $32 \cdot 32 \cdot 32 + 1 = 32769$. That is 87% of 37,633.
#
# </details>

# %% nbgrader={"grade_id": "happyModel", "solution": true}
# GRADED FUNCTION: happyModel

def happyModel():
    """Build the binary classifier for Happy House.

    Returns
    -------
    tf.keras.Sequential
        An uncompiled model. It maps images of shape (m, 64, 64, 3) to
        y_hat of shape (m, 1), the probability of a smile.
    """
    # One list of layers, in the order of the table. Call it `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(64, 64, 3)),
        tfl.ZeroPadding2D(padding=3),
        tfl.Conv2D(filters=32, kernel_size=7, strides=1),
        tfl.BatchNormalization(axis=3),
        tfl.ReLU(),
        tfl.MaxPool2D(),
        tfl.Flatten(),
        tfl.Dense(units=1, activation="sigmoid"),
    ])
    ### END SOLUTION
    return model


# %% [markdown]
# The test prints one row for each layer: its class, the shape of its
# output, its number of parameters, then some settings. Your rows are
# compared with the expected ones.
#
# `changed_defaults` looks at the settings that the rows leave out.

# %% nbgrader={"grade_id": "changed_defaults", "locked": true}
def changed_defaults(model):
    """Sentences about settings that are not Keras's defaults, other
    than those the exercises ask for."""
    asked = {"name", "axis", "filters", "kernel_size", "strides",
             "padding", "pool_size", "units", "activation"}
    plain = [tfl.ZeroPadding2D(), tfl.Conv2D(1, 1), tfl.Flatten(),
             tfl.BatchNormalization(), tfl.ReLU(), tfl.MaxPool2D(),
             tfl.Dense(1)]
    defaults = {type(layer): layer.get_config() for layer in plain}
    found = []
    for number, layer in enumerate(model.layers, start=1):
        for name, default in defaults.get(type(layer), {}).items():
            value = layer.get_config().get(name)
            if isinstance(value, dict) and isinstance(default, dict):
                value = value["class_name"]
                default = default["class_name"]
            if name not in asked and value != default:
                found.append(
                    f"Layer {number} ({type(layer).__name__}): "
                    f"{name} is {value!r}, expected the default, "
                    f"{default!r}."
                )
    return found


# %% nbgrader={"grade_id": "test_happyModel", "grade": true, "points": 10, "locked": true}
happy_model = happyModel()

for layer in summary(happy_model):
    print(layer)

output = [
    ["ZeroPadding2D", (None, 70, 70, 3), 0, ((3, 3), (3, 3))],
    ["Conv2D", (None, 64, 64, 32), 4736, "valid", "linear",
     "GlorotUniform"],
    ["BatchNormalization", (None, 64, 64, 32), 128],
    ["ReLU", (None, 64, 64, 32), 0],
    ["MaxPooling2D", (None, 32, 32, 32), 0, (2, 2), (2, 2), "valid"],
    ["Flatten", (None, 32768), 0],
    ["Dense", (None, 1), 32769, "sigmoid"],
]

changed = changed_defaults(happy_model)
assert not changed, "\n".join(changed)
comparator(summary(happy_model), output)
print("Hidden tests compare the whole model with the expected one:"
      " its wiring, every setting, its outputs for random pictures.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import same_model  # noqa: E402


def happy_reference():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(64, 64, 3)),
        tfl.ZeroPadding2D(padding=3),
        tfl.Conv2D(filters=32, kernel_size=7, strides=1),
        tfl.BatchNormalization(axis=3),
        tfl.ReLU(),
        tfl.MaxPool2D(),
        tfl.Flatten(),
        tfl.Dense(units=1, activation="sigmoid"),
    ])


same_model(happy_model, happy_reference(), call="happyModel()")
### END HIDDEN TESTS

# %% [markdown]
# <a id="3-1"></a>
# ### 3.1 - Compile
#
# Compiling chooses how the model will be trained: an optimizer, a loss, and
# what else to report.
#
# - `adam` is an optimizer that adapts the step for every weight. Its
#   learning rate starts at $0.001$.
# - `binary_crossentropy` is the loss for a yes/no answer. For one example
#   it is $-\left(y \log \hat{y} + (1 - y) \log(1 - \hat{y})\right)$.
# - `"accuracy"` is the share of right answers. Keras picks the kind that
#   suits the loss: with this one, $\hat{y} > 0.5$ counts as "smiling".
#
# The [compile documentation](https://www.tensorflow.org/api_docs/python/tf/keras/Model#compile)
# lists the other choices. The seed makes the run repeatable.

# %%
tf.keras.utils.set_random_seed(2)

# %%
happy_model = happyModel()
happy_model.compile(
    optimizer="adam",
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
happy_model.summary()

# %% [markdown]
# Check the total: 37,633 parameters. 64 of them are not trained. Which ones
# are they?
#
# <a id="3-2"></a>
# ### 3.2 - Train and evaluate
#
# `.fit()` does the whole training: it cuts the data into mini-batches, runs
# forward and backward propagation on each, and updates the weights.
#
# - An **epoch** is one pass over all training examples.
# - `batch_size=16` means that each update follows from the mean loss of 16
#   examples. One epoch takes $\lceil 600 / 16 \rceil = 38$ updates. That
#   is the `38/38` in the output.
#
# **Why batches?** With all 600 pictures at once, each epoch would bring a
# single update, and every intermediate result of 600 pictures would have
# to fit into memory. With one picture at a time, an update follows the
# whims of that picture. A mini-batch lies in between.
#
# `X_train` is a NumPy array, so `fit` makes the batches itself, and
# shuffles the examples before every epoch. You can leave out both
# arguments: `batch_size` is then 32, and `epochs` is 1.

# %%
happy_history = happy_model.fit(
    X_train, Y_train,
    epochs=10,
    batch_size=16,
    verbose=2,
)

# %% [markdown]
# **Predict:** how will it do on pictures it has never seen, better or
# worse? `.evaluate()` runs it on the test set. It returns the loss,
# followed by the metrics you asked for when compiling.

# %%
test_loss, test_accuracy = happy_model.evaluate(
    X_test, Y_test, verbose=0,
)
print(f"test loss     = {test_loss:.4f}")
print(f"test accuracy = {test_accuracy:.4f}")

_, seen = happy_model.evaluate(X_train, Y_train, verbose=0)
print(f"accuracy on the training pictures = {seen:.4f}")

# %% [markdown]
# **Accuracy** counts right answers. **Loss** also asks how sure the model
# was: one confident wrong answer can cost more than several hesitant ones.
#
# | after 10 epochs | training | test | test loss |
# |:---|---:|---:|---:|
# | drawn faces, six runs | 1.00 | 0.95 to 0.96 | 0.10 to 0.15 |
# | drawn faces, a seventh run | 0.98 | 0.66 | 1.11 |
# | original photographs, one run | 0.97 | 0.67 | 0.93 |
#
# Why is the test worse than the training? There are four possible reasons.
#
# 1. *Overfitting.* The model has 37,569 trained parameters and 600
#    examples. It can learn some of them by heart.
# 2. *Batch normalization.* In a test it uses the moving averages. They look
#    back about 100 steps, and the weights have moved on since then. In the
#    seventh run the training loss had jumped up in epoch 9.
# 3. *Other pictures.* About one in eleven of the drawn test faces is
#    halfway between smiling and not. The training set has none of these.
# 4. *A small test set.* One of 150 pictures is worth 0.67 percentage
#    points. A measured accuracy of 0.90 has a standard error of
#    $\sqrt{0.9 \cdot 0.1 / 150} \approx 0.024$. Differences of that size
#    tell you nothing.
#
# The last printed line helps: `evaluate` uses the moving averages for the
# training pictures, too. If it is near 1, reason 2 is out.
#
# <a id="3-3"></a>
# ### 3.3 - Look at the errors
#
# A number says how many answers are wrong, but not which. Here are the six
# answers that are farthest from the label, the worst first.

# %%
y = Y_test[:, 0]
y_hat = happy_model.predict(X_test, verbose=0)[:, 0]
print(np.sum((y_hat > 0.5) != y), "of", len(y), "answers are wrong")

worst = np.argsort(-np.abs(y_hat - y))[:6]
plot_samples(
    X_test_orig[worst], y[worst], rows=1, columns=6,
    captions=[f"y = {y[i]}, y_hat = {y_hat[i]:.2f}" for i in worst],
)
plt.show()

# %% [markdown]
# *Figure 5. The six worst answers to test pictures.*
#
# What do these mouths have in common? Would you have answered better?
#
# That was quick. But what about a model with a branch, a shared layer, or
# two inputs? A list cannot express it. For that you need a graph.

# %% [markdown]
# <a id="4"></a>
# ## 4 - The Functional API
#
# A Sequential model is a straight line. A model of the
# [Functional API](https://www.tensorflow.org/guide/keras/functional) is a
# **graph of layers**: a tensor may feed several layers, and a layer may
# take several tensors. Branches, shared layers, several inputs and several
# outputs are all possible.
#
# A well-known case is the **skip connection**. The output of a layer
# bypasses the next one and is added again further on. Residual networks
# (ResNets) are built from it.
#
# ![Top: Sequential, a chain from input through layers 1, 2 and 3 to output. Bottom: Functional, the same chain, where the output of layer 1 also runs around layer 2 and is added to the output of layer 2 before layer 3.](images/seq_vs_func.svg)
#
# *Figure 6. A Sequential model has one path. A Functional model may have
# more: here a skip connection carries the output of layer 1 past layer 2.*

# %% [markdown]
# <a id="4-1"></a>
# ### 4.1 - The SIGNS dataset
#
# **SIGNS** shows hands that form one of six signs, for the numbers 0 to 5.
#
# From here on `X_train`, `Y_train` and the others hold SIGNS. To train
# `happy_model` again, run section 1 first.

# %%
(X_train_orig, Y_train_orig,
 X_test_orig, Y_test_orig, classes) = load_signs_dataset()

# %% [markdown]
# The pixels are normalized as before. The labels need one more step. With
# six classes the network returns six probabilities, so a label has six
# entries as well: a 1 for the right class, and a 0 for each of the others.
# This is called **one-hot**.
#
# `convert_to_one_hot(Y, C)` returns the shape $(C, m)$, one column per
# example. Keras wants one row per example, so we transpose.

# %%
X_train = X_train_orig / 255.0
X_test = X_test_orig / 255.0

Y_train = convert_to_one_hot(Y_train_orig, 6).T
Y_test = convert_to_one_hot(Y_test_orig, 6).T

print_shapes()

# %%
first = [np.argmax(Y_train_orig[0] == sign) for sign in classes]
plot_samples(
    X_train_orig[first], classes, rows=1, columns=6,
    captions=[f"y = {sign}\n{Y_train[i].astype(int)}"
              for sign, i in zip(classes, first)],
)
plt.show()

# %% [markdown]
# *Figure 7. One training example of each sign, with its label and the
# one-hot form of it.*
#
# Could *you* tell them apart at this size?
#
# **A baseline.** Always naming the same sign is right in one case out of
# six. What does a network without any convolution reach? This one is a
# single Dense layer. It has 73,734 parameters and treats neighboring
# pixels as unrelated numbers.

# %%
dense = tf.keras.Sequential([
    tf.keras.Input(shape=(64, 64, 3)),
    tfl.Flatten(),
    tfl.Dense(6, activation="softmax"),
])
dense.compile(
    optimizer="adam", loss="categorical_crossentropy",
    metrics=["accuracy"],
)
dense.fit(X_train, Y_train, epochs=20, verbose=0)
_, dense_accuracy = dense.evaluate(X_test, Y_test, verbose=0)
print(f"test accuracy of the Dense layer {dense_accuracy:.3f}")

# %% [markdown]
# <a id="4-2"></a>
# ### 4.2 - Forward propagation
#
# Your next model is again a straight line, so Sequential would do. Build it
# with the Functional API all the same: a straight line is the easiest graph
# to begin with. There are three steps.
#
# ```python
# input_img = tf.keras.Input(shape=input_shape)
# Z1 = tfl.Conv2D(filters=..., kernel_size=..., padding="same")(input_img)
# ...
# model = tf.keras.Model(inputs=input_img, outputs=outputs)
# ```
#
# 1. **Start with an input node.** It stands for a batch of images that is
#    yet to come.
# 2. **Call a layer on a node to get the next node.** There are two pairs of
#    parentheses: the first creates the layer, the second calls it.
# 3. **Finish with the model.** Keras finds every layer between the two
#    ends.

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - convolutional_model
#
# Write `convolutional_model`, which returns this Functional model for
# images of the given `input_shape`:
#
# `CONV2D -> RELU -> MAXPOOL -> CONV2D -> RELU -> MAXPOOL -> FLATTEN -> DENSE`
#
# | node | layer | setting |
# |:---|:---|:---|
# | `Z1` | Conv2D | 8 filters of 4×4, stride 1, padding `"same"` |
# | `A1` | ReLU | defaults |
# | `P1` | MaxPool2D | window 8×8, stride 8, padding `"same"` |
# | `Z2` | Conv2D | 16 filters of 2×2, stride 1, padding `"same"` |
# | `A2` | ReLU | defaults |
# | `P2` | MaxPool2D | window 4×4, stride 4, padding `"same"` |
# | `F` | Flatten | |
# | `outputs` | Dense | 6 units with a softmax activation |
#
# **Before you write it:** how many values reach the Dense layer?
#
# ![Boxes show the tensor after each step of convolutional_model: 64×64×3, convolved to 64×64×8, pooled to 8×8×8, convolved to 8×8×16, pooled to 2×2×16, flattened to 64 values, then six outputs.](images/convolutional_model_shapes.svg)
#
# *Figure 8. The shapes inside `convolutional_model` for images of
# 64×64×3 (not to scale).*
#
# The model has $392 + 528 + 390 = 1310$ parameters, `happyModel` has 37,633.
# The large pools make the difference: they leave 64 values for the Dense
# layer, not 32768.
#
# - **Write `"same"` in lower case.** Older books write `"SAME"`, which
#   `MaxPool2D` of Keras 3 refuses.
# - **Use `input_shape`.** The tests also try sizes other than 64×64×3.
# - **Create a new layer for every step**, also for the second ReLU. A layer
#   that is called twice is a *shared* layer and counts once.

# %% nbgrader={"grade_id": "convolutional_model", "solution": true}
# GRADED FUNCTION: convolutional_model

def convolutional_model(input_shape):
    """Build the six-class classifier for SIGNS.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of one image, such as (64, 64, 3).

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps images of shape (m, *input_shape)
        to y_hat of shape (m, 6), one probability for each sign.
    """
    input_img = tf.keras.Input(shape=input_shape)
    # Z1, A1, P1, Z2, A2, P2, F and outputs: one line per node.
    ### BEGIN SOLUTION
    Z1 = tfl.Conv2D(
        filters=8, kernel_size=4, strides=1, padding="same"
    )(input_img)
    A1 = tfl.ReLU()(Z1)
    P1 = tfl.MaxPool2D(pool_size=8, strides=8, padding="same")(A1)
    Z2 = tfl.Conv2D(
        filters=16, kernel_size=2, strides=1, padding="same"
    )(P1)
    A2 = tfl.ReLU()(Z2)
    P2 = tfl.MaxPool2D(pool_size=4, strides=4, padding="same")(A2)
    F = tfl.Flatten()(P2)
    outputs = tfl.Dense(units=6, activation="softmax")(F)
    ### END SOLUTION
    model = tf.keras.Model(inputs=input_img, outputs=outputs)
    return model


# %% [markdown]
# The test is of the same kind as before. The first row is the input node,
# which a Functional model lists as a layer. A second call asks for small
# grey images.

# %% nbgrader={"grade_id": "test_convolutional_model", "grade": true, "points": 10, "locked": true}
conv_model = convolutional_model((64, 64, 3))

for layer in summary(conv_model):
    print(layer)

output = [
    ["InputLayer", [(None, 64, 64, 3)], 0],
    ["Conv2D", (None, 64, 64, 8), 392, "same", "linear",
     "GlorotUniform"],
    ["ReLU", (None, 64, 64, 8), 0],
    ["MaxPooling2D", (None, 8, 8, 8), 0, (8, 8), (8, 8), "same"],
    ["Conv2D", (None, 8, 8, 16), 528, "same", "linear",
     "GlorotUniform"],
    ["ReLU", (None, 8, 8, 16), 0],
    ["MaxPooling2D", (None, 2, 2, 16), 0, (4, 4), (4, 4), "same"],
    ["Flatten", (None, 64), 0],
    ["Dense", (None, 6), 390, "softmax"],
]

changed = changed_defaults(conv_model)
assert not changed, "\n".join(changed)
windows = [layer.kernel_size for layer in conv_model.layers
           if isinstance(layer, tfl.Conv2D)]
assert windows == [(4, 4), (2, 2)], (
    f"The windows of the convolutions are {windows}, expected (4, 4) "
    "and (2, 2)."
)
grey = convolutional_model((40, 56, 1))
assert tuple(grey.input_shape) == (None, 40, 56, 1), (
    f"convolutional_model((40, 56, 1)) takes {grey.input_shape}, "
    "expected (None, 40, 56, 1). Give input_shape to Input."
)
comparator(summary(conv_model), output)
print("Hidden tests compare whole models with the expected ones, for"
      " this input shape and others: wiring, every setting, outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import same_model  # noqa: E402


def conv_reference(input_shape):
    return tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.Conv2D(8, 4, padding="same"),
        tfl.ReLU(),
        tfl.MaxPool2D(8, strides=8, padding="same"),
        tfl.Conv2D(16, 2, padding="same"),
        tfl.ReLU(),
        tfl.MaxPool2D(4, strides=4, padding="same"),
        tfl.Flatten(),
        tfl.Dense(6, activation="softmax"),
    ])


same_model(
    conv_model, conv_reference((64, 64, 3)),
    call="convolutional_model((64, 64, 3))",
)
# Another shape asks for another model, so a model that was kept from
# the first call is found here, too.
other = fresh_integers(
    "convolutional_model", (24, 24, 2), (72, 72, 6),
    unlike=(64, 3, 32, 48),
)
for shape in ((32, 48, 1), other):
    same_model(
        convolutional_model(shape), conv_reference(shape),
        call=f"convolutional_model({shape})",
    )
### END HIDDEN TESTS

# %% [markdown]
# `Sequential` and `Model` both give you a Keras model. You compile, train
# and evaluate it in the same way, and both take arrays as well as datasets.
# They differ in how the layers inside are connected.
#
# The loss is now `categorical_crossentropy`, which goes with one-hot labels
# and softmax. For one example it is $-\log \hat{y}_c$, where $\hat{y}_c$ is
# the probability that the model gives to the right class. The answer is
# the class with the largest of the six probabilities.

# %%
tf.keras.utils.set_random_seed(1)
conv_model = convolutional_model((64, 64, 3))
conv_model.compile(
    optimizer="adam",
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
conv_model.summary()

# %% [markdown]
# <a id="4-3"></a>
# ### 4.3 - Train the model
#
# This time we make the batches ourselves, with `tf.data`.
#
# - `from_tensor_slices((X, Y))` is a dataset of pairs, each an image and
#   its label.
# - `.batch(64)` puts 64 pairs together. The 1080 training examples make
#   $\lceil 1080 / 64 \rceil = 17$ batches. The last one has 56 examples.
#
# `fit` does not shuffle a dataset of `tf.data`: the batches are the same in
# every epoch. To mix them, you would put `.shuffle(1080)` before
# `.batch(64)`. Below, `shuffle=False` only says so and saves you a warning.

# %%
train_dataset = tf.data.Dataset.from_tensor_slices(
    (X_train, Y_train)
).batch(64)
test_dataset = tf.data.Dataset.from_tensor_slices(
    (X_test, Y_test)
).batch(64)

# %% [markdown]
# With `validation_data`, `fit` measures loss and accuracy on the test set
# after each epoch. It does not train on it.
#
# The 100 epochs take about a minute. `verbose=0` keeps them from filling
# the page; section 5 shows what happened.

# %%
history = conv_model.fit(
    train_dataset,
    epochs=100,
    validation_data=test_dataset,
    shuffle=False,
    verbose=0,
)

# %% [markdown]
# <a id="5"></a>
# ## 5 - The History object
#
# `.fit()` returns a `History` object. Its `history.history` is a
# dictionary: each key is the name of a quantity, each value a list with one
# number per epoch. Names that start with `val_` were measured on the
# validation data.
#
# As a DataFrame the dictionary becomes a table, with one row per epoch.
# Counting starts at 0, so we add 1. `.loc[[...]]` picks some rows.

# %%
print({name: len(values) for name, values in history.history.items()})

df_loss_acc = pd.DataFrame(history.history)
df_loss_acc.index = df_loss_acc.index + 1
df_loss_acc.index.name = "epoch"
df_loss_acc.loc[[1, 10, 20, 40, 60, 80, 100]].round(3)

# %% [markdown]
# Now plot it. `[["loss", "val_loss"]]` selects two columns. `rename` gives
# them the names that the legend shows.
#
# **Predict:** a model that knows nothing gives each sign the probability
# $1/6$. At which loss will the curves begin?

# %%
fig, axes = plt.subplots(1, 2, figsize=(12, 4))
for ax, name in zip(axes, ["loss", "accuracy"]):
    curves = df_loss_acc[[name, "val_" + name]].rename(
        columns={name: "train", "val_" + name: "validation"}
    )
    curves.plot(ax=ax, title=f"Model {name}", xlabel="Epoch")
plt.show()

# %% [markdown]
# *Figure 9. Loss and accuracy of the training and validation sets.*
#
# What to look at:
#
# - **The start.** $-\ln(1/6) \approx 1.79$. In our run the loss was still
#   1.76 after 10 epochs. A slow start is no reason to stop.
# - **The end.** Both loss curves still fall: more epochs would help.
# - **The gap.** It is small: in our run the losses ended at 0.53 and 0.59.
#   For long stretches the validation loss was even the *lower* one. The
#   training loss is an average over the epoch, while the model was still
#   changing. And 120 pictures may happen to be a little easier.
#
# | accuracy | training | validation |
# |:---|---:|---:|
# | one Dense layer, drawn hands, two runs | 0.39, 0.53 | 0.35, 0.48 |
# | this ConvNet, drawn hands, epoch 100 | 0.82 | 0.79 |
# | this ConvNet, original photographs, epoch 72 | 0.81 | 0.78 |
#
# One of 120 pictures is worth 0.8 percentage points, and the standard error
# is about 0.04. Smaller differences tell you nothing.

# %% [markdown]
# <a id="5-1"></a>
# ### 5.1 - One change: the learning rate
#
# The curves still fall at the end. We could train for longer, or take
# larger steps. **Change one thing at a time**, or you will not know what
# helped. Here only the learning rate changes, from 0.001 to 0.005.
#
# **Predict:** after how many epochs will it be where the first model was
# after 100?

# %%
tf.keras.utils.set_random_seed(1)  # the same first weights
fast_model = convolutional_model((64, 64, 3))
fast_model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.005),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
fast_history = fast_model.fit(
    train_dataset, epochs=40, validation_data=test_dataset,
    shuffle=False, verbose=0,
)

# %%
plt.figure(figsize=(8, 4))
for label, run in [("0.001", history), ("0.005", fast_history)]:
    losses = run.history["val_loss"]
    plt.plot(range(1, len(losses) + 1), losses,
             label=f"learning rate {label}")
plt.axhline(history.history["val_loss"][-1], color="gray", ls=":")
plt.xlabel("Epoch")
plt.ylabel("Validation loss")
plt.legend()
plt.show()
print("accuracy after 40 epochs: training"
      f" {fast_history.history['accuracy'][-1]:.3f},"
      f" validation {fast_history.history['val_accuracy'][-1]:.3f}")

# %% [markdown]
# *Figure 10. Validation loss with two learning rates. The dotted line is
# where the first model ended.*
#
# In our run the larger steps got there in 22 epochs. After 40 the validation
# accuracy was 0.86. But more is not always better: with another
# seed and 100 epochs the training loss fell to 0.29, while the validation
# loss rose from 0.56 at epoch 50 to 0.66. That is **overfitting**.
#
# We have now used the test set to choose a learning rate. So its figures
# are a little too good. An honest test needs a third set, which had no part
# in any choice.
#
# <a id="5-2"></a>
# ### 5.2 - Look at the errors
#
# Which signs does the network confuse? A **confusion matrix** has a row for
# each sign and a column for each answer. Right answers are on the diagonal.

# %%
y = Y_test_orig[0]
answers = fast_model.predict(X_test, verbose=0).argmax(axis=1)
confusion = tf.math.confusion_matrix(y, answers).numpy()
pd.DataFrame(
    confusion,
    index=[f"sign {sign}" for sign in classes],
    columns=[f"read as {sign}" for sign in classes],
)

# %% [markdown]
# In our run seven of twenty ones were read as 2, and all twenty fours were
# right. Which two signs does your network confuse most?

# %% [markdown]
# <a id="6"></a>
# ## 6 - What you can do now
#
# You have built two ConvNets, one for faces and one for hands. You can
#
# - stack layers with the Sequential API, and connect them in a graph with
#   the Functional API
# - work out the shape and the parameters of each layer
# - say what batch normalization does in training and in prediction
# - compare a network with a baseline, and look at its errors
#
# **Three questions**
#
# 1. A model has two inputs, a picture and a date. Which API do you take?
# 2. `happyModel` gets 0.99 in training and 0.60 in a test after one epoch.
#    Is it overfitting?
# 3. A convolution has 10 filters of 3×3 and gets 8 channels. How many
#    parameters does it have?
#
# <details><summary>Answers</summary>
#
# 1. The Functional API. A Sequential model has exactly one input.
# 2. You can't tell yet. After 38 steps the moving averages of batch
#    normalization lag far behind. Train on and look again.
# 3. $(3 \cdot 3 \cdot 8 + 1) \cdot 10 = 730$.
#
# </details>
#
# **An open task.** Give `convolutional_model` a skip connection: add a
# second convolution with 8 filters and padding `"same"` after `A1`, and add
# `A1` to its output with `tfl.Add()`. Does it learn faster? Skip
# connections are what makes very deep networks trainable.
#
# **To read on:** the guides to the
# [Sequential model](https://www.tensorflow.org/guide/keras/sequential_model),
# the [Functional API](https://www.tensorflow.org/guide/keras/functional) and
# [`tf.data`](https://www.tensorflow.org/guide/data); the list of
# [all layers](https://www.tensorflow.org/api_docs/python/tf/keras/layers);
# the papers on [batch normalization](https://arxiv.org/abs/1502.03167)
# (Ioffe and Szegedy, 2015) and on
# [residual networks](https://arxiv.org/abs/1512.03385) (He, Zhang, Ren and
# Sun, 2016).

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Some graders stop with an obscure message when a notebook was touched in
# the wrong place. Here is what happens with this one.
#
# | if you ... | then here ... |
# |:---|:---|
# | print something | Nothing is lost. |
# | add, copy or move cells | Nothing is lost, as long as the graded functions keep their names. |
# | change a function's parameters | The exercise can be lost, because the tests can't call it. |
# | use a global variable in a graded function | It works if its cell is in the notebook. A local variable is better style. |
# | edit other cells, or add variables | Nothing is lost. The tests come from the course's own copy. |
#
# **Check these first before you ask for help:**
#
# 1. Restart the kernel and run all cells from the top.
# 2. Run `from test_utils import check, hint`. Then `check()` runs the
#    visible tests in the grader's own engine, and `hint("happyModel")`
#    helps when you are stuck.
#
# **A fresh copy.** If your notebook is damaged, rename it (in JupyterLab:
# right-click it, then *Rename*). Then get the notebook again from where you
# got it. If that was Git, `git restore NAME.ipynb` brings it back under its
# old name. Copy your functions into it.
