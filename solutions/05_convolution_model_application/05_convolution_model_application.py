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
# Welcome. Two small image problems wait for you, and one convolutional
# network (ConvNet) for each. In this notebook you will:
#
# - build a **mood classifier** with the Keras **Sequential API**: is the
#   person in the picture smiling?
# - build a ConvNet that **reads sign-language digits**, 0 to 5, with the
#   Keras **Functional API**.
#
# **When you are done you will be able to:**
#
# - build and train a ConvNet for a *binary* classification problem
# - build and train a ConvNet for a *multiclass* classification problem
# - say when the Sequential API is enough, and when you need the Functional
#   API
#
# You should have met TensorFlow before: what a tensor is, what a layer is,
# what `fit` does. You need no GPU.

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Two cells are yours to fill: the ones that hold
# `raise NotImplementedError()`. Replace that line with your code, run the
# test cell below it, and go on when it prints `All tests passed!`.
#
# You may know graders that fail with an obscure message when a notebook
# was touched in the wrong place. This one is built to grade your answer and
# nothing else. Here are the five usual worries, and what really happens.
#
# | if you ... | then here ... |
# |:---|:---|
# | 1. add `print` calls | Nothing is lost. What your code prints is not graded, and warnings cost no points. |
# | 2. add, copy or move cells | Nothing is lost. A graded cell is found by its id, or else by the name of the function in it. So keep the names `happyModel` and `convolutional_model`. |
# | 3. change a function's parameters | This one can cost you the exercise. The tests call `happyModel()` and `convolutional_model((64, 64, 3))`. If your version can't be called like that, the call fails. The other exercise keeps its points. |
# | 4. use a global variable inside a graded function | It works as long as the cell that defines it is in the notebook and runs. It is poor style all the same: the function then depends on something its parameters do not show. Use local variables. |
# | 5. edit other cells | Extra variables cost nothing. An edited test cell has no effect, because the tests come from the course's own copy. An `import` that your function needs has to stay. |
#
# One habit finds most mistakes before a grader does: **restart the kernel
# and run all cells**, from the top. It shows whether your answer depends on
# a cell you have since deleted.

# %% [markdown]
# ## Table of contents
#
# - [1 - Packages](#1)
#     - [1.1 - Load the data and split the data into train/test sets](#1-1)
# - [2 - Layers in Keras](#2)
# - [3 - The Sequential API](#3)
#     - [3.1 - Create the Sequential model](#3-1)
#         - [Exercise 1 - happyModel](#ex-1)
#     - [3.2 - Train and evaluate the model](#3-2)
# - [4 - The Functional API](#4)
#     - [4.1 - Load the SIGNS dataset](#4-1)
#     - [4.2 - Split the data into train/test sets](#4-2)
#     - [4.3 - Forward propagation](#4-3)
#         - [Window, kernel, filter, pool](#words)
#         - [How large is the output?](#size)
#         - [Exercise 2 - convolutional_model](#ex-2)
#     - [4.4 - Train the model](#4-4)
# - [5 - The History object](#5)
# - [6 - Bibliography](#6)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages
#
# `tfl` is short for `tensorflow.keras.layers`. You will type it often.
#
# `cnn_utils` loads the data and draws pictures. `test_utils` compares your
# model with the expected one.
#
# TensorFlow may print a few lines in red here and later, about the
# processor or a missing GPU. They are notes, not errors.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
import tensorflow.keras.layers as tfl

from cnn_utils import *
from test_utils import comparator, summary

# %% [markdown]
# Weights start at random values. A fixed seed makes them the same random
# values each time you run the notebook from the top. It seeds Python,
# NumPy and TensorFlow at once.

# %%
tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="1-1"></a>
# ### 1.1 - Load the data and split the data into train/test sets
#
# The first dataset is **Happy House**: pictures of faces at a front door.
# Who smiles may come in, so the network has to tell smiling ($y = 1$) from
# not smiling ($y = 0$).
#
# The original photographs may not be distributed with this course. If you
# have put them in place, they are used. If not, you get pictures **drawn
# by a program** in their stead, with the same shapes, and the loader says
# so. See [datasets/README.md](../../datasets/README.md) for how to get the
# originals.

# %%
(X_train_orig, Y_train_orig,
 X_test_orig, Y_test_orig, classes) = load_happy_dataset()

# %% [markdown]
# Two things have to be made ready.
#
# **Normalise.** A pixel is a whole number from 0 to 255. Divided by 255 it
# lies between 0 and 1. Gradient descent works better on inputs of that
# size.
#
# **Reshape.** The labels come as one row, of shape $(1, m)$ for $m$
# examples. Keras wants one example a row, $(m, 1)$. So we transpose.

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

# %% [markdown]
# Read `(600, 64, 64, 3)` from left to right: 600 examples, each 64 pixels
# high, 64 pixels wide, in 3 channels (red, green, blue).
#
# Look at one of them. Change `index` and run the cell again to see others.

# %%
index = 124
plt.imshow(X_train_orig[index])
plt.title(f"training example {index}")
plt.xlabel("column (pixel)")
plt.ylabel("row (pixel)")
plt.show()

# %% [markdown]
# *Figure 1. One training example of Happy House, 64×64 pixels in RGB.*

# %% [markdown]
# <a id="2"></a>
# ## 2 - Layers in Keras
#
# A convolution written by hand in NumPy takes several nested loops. In
# Keras it is one line: the usual layers are already there.
#
# To create a layer is to **create a function**. It takes a tensor,
# transforms it, and returns a tensor that you can give to the next layer.
# What sets it apart from a plain function is that it keeps its own weights.

# %% [markdown]
# <a id="3"></a>
# ## 3 - The Sequential API
#
# Keras is a layer of convenience on top of TensorFlow. It offers two ways
# to put layers together. The Sequential API is the simpler one.
#
# A Sequential model is a **stack**: the output of each layer is the input
# of the next. It fits whenever every layer has **exactly one** input tensor
# and **exactly one** output tensor.
#
# It does not fit when the model branches, shares a layer, or has several
# inputs or outputs. For those there is the Functional API, in
# [section 4](#4).

# %% [markdown]
# <a id="3-1"></a>
# ### 3.1 - Create the Sequential model
#
# Think of a Sequential model as a **list of layers**. The order counts. You
# can pass the whole list at once, or grow it with `.add()` and take
# the last layer off with `.pop()`, as the next cell does.

# %%
demo = tf.keras.Sequential([tf.keras.Input(shape=(4,)), tfl.Dense(3)])
demo.add(tfl.Dense(2))
print("after add:", len(demo.layers), "layers,", demo.output_shape)

demo.pop()
print("after pop:", len(demo.layers), "layers,", demo.output_shape)


# %% [markdown]
# **Tell the model its input shape.** The shape of a layer's weights depends
# on the shape of its input. Until that is known the layer has no weights,
# and the model cannot list its shapes and parameters.
#
# In Keras 3 the clean way is an `Input` as the first entry of the list:
# `tf.keras.Input(shape=(64, 64, 3))`. The shape is that of *one* example;
# the batch dimension is left out, and Keras shows it as `None`.
#
# The older way, `input_shape=(64, 64, 3)` in the first layer, still works.
# It brings a warning, which you may ignore.

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
# ![Boxes show the tensor after each step of happyModel: 64×64×3, padded to 70×70×3, convolved to 64×64×32, pooled to 32×32×32, flattened to 32768 values, then one output.](images/happy_model_shapes.svg)
#
# *Figure 2. The shapes inside `happyModel`. The height of a box stands for
# the picture's height and width, its depth for the channels (not to
# scale).*
#
# **Hint:** the whole model fits in one list, one layer a line.

# %% nbgrader={"grade_id": "happyModel", "solution": true}
# GRADED FUNCTION: happyModel

def happyModel():
    """Build the binary classifier for Happy House.

    ZEROPAD2D -> CONV2D -> BATCHNORM -> RELU -> MAXPOOL -> FLATTEN
    -> DENSE

    All sizes are written into the function, to keep the exercise
    short. A function for general use would take them as parameters.

    Returns
    -------
    tf.keras.Sequential
        An uncompiled model. It maps images of shape (m, 64, 64, 3) to
        y_hat of shape (m, 1), the probability of a smile.
    """
    # Give one list of layers to tf.keras.Sequential, in this order:
    # - Input of shape 64 x 64 x 3
    # - ZeroPadding2D with padding 3
    # - Conv2D with 32 filters of 7 x 7 and stride 1
    # - BatchNormalization along axis 3
    # - ReLU
    # - MaxPool2D with its defaults
    # - Flatten
    # - Dense with 1 unit and a sigmoid activation
    # Call the result `model`.
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
# output, its number of parameters, then the settings that matter for that
# class. Your rows are compared with the expected ones.

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

comparator(summary(happy_model), output)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

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
# Where do the numbers of parameters come from? A convolution with windows
# of $f \times f$, $n_{C_{prev}}$ input channels and $n_C$ filters has
# $(f \cdot f \cdot n_{C_{prev}} + 1) \cdot n_C$ of them; the $1$ is the
# bias. Here that is $(7 \cdot 7 \cdot 3 + 1) \cdot 32 = 4736$.
#
# BatchNormalization has 4 numbers a channel, $4 \cdot 32 = 128$. Two of the
# four are learned. The other two, a moving mean and a moving variance, are
# only kept up to date.
#
# The Dense layer has a weight for each of its $32768$ inputs and one bias:
# $32769$. That is 87% of the whole model.
#
# **Now compile it.** Compiling chooses how the model will be trained: an
# optimizer, a loss, and what else to report.
#
# - `adam` is an optimizer that adapts the step for every weight. Its
#   learning rate starts at $0.001$.
# - `binary_crossentropy` is the loss for a yes/no answer. For one example
#   it is $-\left(y \log \hat{y} + (1 - y) \log(1 - \hat{y})\right)$.
# - `"accuracy"` is the share of right answers. Keras picks the kind that
#   suits the loss: with this one, $\hat{y} > 0.5$ counts as "smiling".
#
# The [compile documentation](https://www.tensorflow.org/api_docs/python/tf/keras/Model#compile)
# lists the other choices.

# %%
happy_model.compile(
    optimizer="adam",
    loss="binary_crossentropy",
    metrics=["accuracy"],
)

# %% [markdown]
# `.summary()` is a good look before training. It lists each layer with the
# shape of its output and its number of parameters. Check the total: 37,633,
# of which 64 are not trained (the moving mean and variance of 32 channels).

# %%
happy_model.summary()

# %% [markdown]
# <a id="3-2"></a>
# ### 3.2 - Train and evaluate the model
#
# `.fit()` does the whole training: it cuts the data into mini-batches, runs
# forward and backward propagation on each, and updates the weights.
#
# - An **epoch** is one pass over all training examples.
# - `batch_size=16` means that the weights change after every 16 examples.
#   So one epoch takes $\lceil 600 / 16 \rceil = 38$ steps. That is the
#   `38/38` in the output.
#
# `X_train` is a NumPy array, so `fit` makes the batches itself, and
# shuffles the examples before every epoch. Leave `batch_size` out and it
# uses 32.

# %%
HAPPY_EPOCHS = 10

happy_history = happy_model.fit(
    X_train, Y_train,
    epochs=HAPPY_EPOCHS,
    batch_size=16,
    verbose=2,
)

# %% [markdown]
# Now the question that counts: how does the model do on pictures it has
# never seen? `.evaluate()` runs it on the test set. It returns the loss,
# here the binary cross-entropy, followed by the metrics you asked for when
# compiling.

# %%
test_loss, test_accuracy = happy_model.evaluate(
    X_test, Y_test, verbose=0,
)
print(f"test loss     = {test_loss:.4f}")
print(f"test accuracy = {test_accuracy:.4f}")

# %% [markdown]
# **Accuracy** counts right answers. **Loss** also asks how sure the model
# was: one confident wrong answer can cost more than several hesitant ones.
# So the two can move apart.
#
# **Expect the test figures to be worse than the training figures.** One run
# on the original photographs ended with an accuracy of 0.97 in training and
# 0.67 on the test set, with a test loss of 0.93. There are three reasons.
#
# 1. *Overfitting.* The model has 37,569 trained parameters and 600
#    examples. It can learn some of them by heart.
# 2. *Batch normalization works differently in a test.* During training it
#    uses the mean and variance of the current mini-batch. In a test it uses
#    their **moving averages**. Keras keeps 99% of the old average at each
#    step, so the average looks back about 100 steps. The weights have moved
#    on in the meantime. After only $10 \cdot 38 = 380$ steps the averages
#    still lag behind, and the test figures jump from epoch to epoch.
# 3. *The test set is small.* With 150 pictures a single one is worth 0.67
#    percentage points. A measured accuracy of 0.90 has a standard error of
#    $\sqrt{0.9 \cdot 0.1 / 150} \approx 0.024$. A difference of that size
#    tells you nothing.
#
# Run the training cell once more, without rebuilding the model, and
# evaluate again. Training goes on from where it stopped, and you will see
# how much the test figures move.

# %% [markdown]
# That was short work. But what about a model with a branch, a shared layer,
# or two inputs? A list cannot express it. For that you need a graph.

# %% [markdown]
# <a id="4"></a>
# ## 4 - The Functional API
#
# In the second half you build a ConvNet that tells six sign-language digits
# apart. This time you use the
# [Functional API](https://www.tensorflow.org/guide/keras/functional).
#
# A Sequential model is a straight line. A Functional model is a **graph of
# layers**: a tensor may feed several layers, and a layer may take several
# tensors. Branches, shared layers, several inputs and several outputs are
# all possible.
#
# A well-known case is the **skip connection**. The output of a layer
# bypasses the next one and is added again further on. Residual networks
# (ResNets) are built from it.
#
# ![Top: Sequential, a chain from input through layers 1, 2 and 3 to output. Bottom: Functional, the same chain, where the output of layer 1 also runs around layer 2 and is added to the output of layer 2 before layer 3.](images/seq_vs_func.svg)
#
# *Figure 3. A Sequential model has one path. A Functional model may have
# more: here a skip connection carries the output of layer 1 past layer 2.*

# %% [markdown]
# <a id="4-1"></a>
# ### 4.1 - Load the SIGNS dataset
#
# **SIGNS** shows hands that form one of six signs, for the numbers 0 to 5.
# Again you get the original photographs if they are in place, and drawn
# hands if not ([datasets/README.md](../../datasets/README.md)).
#
# From here on `X_train`, `Y_train` and the others hold SIGNS. To train
# `happy_model` again, go back and run section 1.1 first.

# %%
(X_train_orig, Y_train_orig,
 X_test_orig, Y_test_orig, classes) = load_signs_dataset()

# %% [markdown]
# Look at a few examples before anything else. Could *you* tell all six
# signs apart at this size?

# %%
plot_samples(X_train_orig, Y_train_orig, classes, rows=2, columns=6)
plt.show()

# %% [markdown]
# *Figure 4. Twelve training examples of SIGNS, each with its label.*
#
# And here is a single one, with its label. Change `index` to see others.

# %%
index = 9
plt.imshow(X_train_orig[index])
plt.title(f"training example {index}")
plt.xlabel("column (pixel)")
plt.ylabel("row (pixel)")
plt.show()
print("y = " + str(np.squeeze(Y_train_orig[:, index])))

# %% [markdown]
# *Figure 5. One training example of SIGNS. Its label `y` is printed below
# the picture.*

# %% [markdown]
# <a id="4-2"></a>
# ### 4.2 - Split the data into train/test sets
#
# A fully connected network can learn these signs too. But it treats a pixel
# and its neighbour like two unrelated numbers. A ConvNet makes use of the
# fact that they are neighbours, which suits pictures.
#
# The pixels are normalised as before. The labels need one more step. With
# six classes the network will return six probabilities, so the label must
# have six entries as well: a 1 for the right class, a 0 for each of the
# others. This is the **one-hot** form: 4 becomes
# $[0, 0, 0, 0, 1, 0]$.
#
# `convert_to_one_hot(Y, C)` returns the shape $(C, m)$, one example a
# column. Keras wants one example a row, so we transpose.

# %%
X_train = X_train_orig / 255.0
X_test = X_test_orig / 255.0

Y_train = convert_to_one_hot(Y_train_orig, 6).T
Y_test = convert_to_one_hot(Y_test_orig, 6).T

print("number of training examples = " + str(X_train.shape[0]))
print("number of test examples = " + str(X_test.shape[0]))
print("X_train shape: " + str(X_train.shape))
print("Y_train shape: " + str(Y_train.shape))
print("X_test shape: " + str(X_test.shape))
print("Y_test shape: " + str(Y_test.shape))

# %% [markdown]
# <a id="4-3"></a>
# ### 4.3 - Forward propagation
#
# Your next model is again a straight line, so Sequential would do. Build it
# with the Functional API all the same: it is the tool you are here to
# learn, and a straight line is the easiest graph to begin with.
#
# **Start with an input node.** It stands for a batch of images that is yet
# to come.
#
# ```python
# input_img = tf.keras.Input(shape=input_shape)
# ```
#
# **Then call a layer on a node to get the next node.** There are two pairs
# of parentheses: the first creates the layer, the second calls it.
#
# ```python
# Z1 = tfl.Conv2D(filters=..., kernel_size=..., padding="same")(input_img)
# ```
#
# These are the layers you need:
#
# - [`tfl.Conv2D(filters=..., kernel_size=..., padding="same")`](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Conv2D)
#   convolves its input with each filter and stacks the results as channels.
# - [`tfl.ReLU()`](https://www.tensorflow.org/api_docs/python/tf/keras/layers/ReLU)
#   replaces every negative entry of $Z$ by 0. $Z$ may have any shape.
# - [`tfl.MaxPool2D(pool_size=(f, f), strides=(s, s), padding="same")`](https://www.tensorflow.org/api_docs/python/tf/keras/layers/MaxPool2D)
#   moves an $f \times f$ window in steps of $s$ and keeps the largest value
#   in each. Every example and every channel is pooled on its own.
# - [`tfl.Flatten()`](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Flatten)
#   turns each example into one vector. The batch dimension stays. A tensor
#   $P$ of shape $(m, h, w, c)$ becomes $(m, k)$ with
#   $k = h \cdot w \cdot c$. For example, `[100, 2, 3, 4]` becomes
#   `[100, 24]`, because $2 \cdot 3 \cdot 4 = 24$.
# - [`tfl.Dense(units=..., activation="softmax")`](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Dense)
#   is the fully connected layer. It creates its own weights, at random, and
#   `fit` trains them. With softmax its outputs are positive and sum to 1.
#
# **Finish with the model.** The last node is the output. Keras finds every
# layer between the two ends.
#
# ```python
# outputs = tfl.Dense(units=6, activation="softmax")(F)
# model = tf.keras.Model(inputs=input_img, outputs=outputs)
# ```

# %% [markdown]
# See the flatten example for yourself:

# %%
P = np.zeros((100, 2, 3, 4), dtype="float32")
print(P.shape, "->", tuple(tfl.Flatten()(P).shape))


# %% [markdown]
# <a id="words"></a>
# #### Window, kernel, filter, pool
#
# Four words that are easy to mix up.
#
# - **Window**: the patch of the input that is looked at right now. It has a
#   height and a width, and it slides over the input. Convolution and
#   pooling both use one.
# - **Kernel**: a small array of weights, as high and wide as the window.
#   Each belongs to *one* input channel.
# - **Filter**: a stack of kernels, one for each input channel, with one
#   bias. The window is multiplied by the filter entry by entry, all
#   products are added up, then the bias is added. That gives *one* number.
#   Slid over the whole input, one filter gives *one* output channel.
# - **Pool**: takes the largest value (or the average) in the window, in
#   each channel separately. It has no weights. What goes in as 8 channels
#   comes out as 8 channels.
#
# ![Top: a 3×3 window on an input of 6×6×3 is multiplied by a filter made of three 3×3 kernels; the sum plus a bias is one value of the 4×4×1 output. Bottom: a 4×4 array is cut into four 2×2 windows, and max pooling keeps the largest value of each.](images/window_kernel_pool.svg)
#
# *Figure 6. Top: three kernels form one filter, and one filter makes one
# output channel. Bottom: max pooling keeps the largest value of each
# window.*
#
# In Keras, `filters` is the **number of filters**, so also the number of
# output channels. `kernel_size` is the height and width of the window of a
# convolution. `pool_size` is the same thing for a pool.
#
# Many texts say "kernel" and "filter" as if they were one word. If you see
# "an 8 by 8 filter" for a pooling layer, its window is meant.

# %% [markdown]
# <a id="size"></a>
# #### How large is the output?
#
# Let $n$ be the height (or width) of the input, $f$ that of the window, $p$
# the padding on each side, and $s$ the stride. Then the output has the
# height (or width)
#
# $$\left\lfloor \frac{n - f + 2p}{s} \right\rfloor + 1 .$$
#
# `padding="valid"` means $p = 0$. `padding="same"` adds just as many zeros
# as are needed for
#
# $$\left\lceil \frac{n}{s} \right\rceil ,$$
#
# so with stride 1 the size stays the *same*. With an even $f$ the two sides
# get unequal numbers of zeros. For $f = 4$ and $s = 1$ that is 1 before and
# 2 after. (A max pool ignores the padding instead of taking it for 0.)
#
# **The layers of `happyModel`**
#
# | layer | height and width | channels | parameters |
# |:---|:---|---:|---:|
# | input | 64 | 3 | |
# | pad by 3 | $64 + 2 \cdot 3 = 70$ | 3 | 0 |
# | conv, $f=7$, $s=1$, valid | $\lfloor (70 - 7 + 0)/1 \rfloor + 1 = 64$ | 32 | $(7 \cdot 7 \cdot 3 + 1) \cdot 32 = 4736$ |
# | batch norm | 64 | 32 | $4 \cdot 32 = 128$ |
# | ReLU | 64 | 32 | 0 |
# | max pool, $f=2$, $s=2$, valid | $\lfloor (64 - 2 + 0)/2 \rfloor + 1 = 32$ | 32 | 0 |
# | flatten | $32 \cdot 32 \cdot 32 = 32768$ values | | 0 |
# | dense, sigmoid | 1 value | | $32768 + 1 = 32769$ |
#
# **The layers of `convolutional_model`**
#
# | layer | height and width | channels | parameters |
# |:---|:---|---:|---:|
# | input | 64 | 3 | |
# | conv, $f=4$, $s=1$, same | $\lceil 64/1 \rceil = 64$ | 8 | $(4 \cdot 4 \cdot 3 + 1) \cdot 8 = 392$ |
# | ReLU | 64 | 8 | 0 |
# | max pool, $f=8$, $s=8$, same | $\lceil 64/8 \rceil = 8$ | 8 | 0 |
# | conv, $f=2$, $s=1$, same | $\lceil 8/1 \rceil = 8$ | 16 | $(2 \cdot 2 \cdot 8 + 1) \cdot 16 = 528$ |
# | ReLU | 8 | 16 | 0 |
# | max pool, $f=4$, $s=4$, same | $\lceil 8/4 \rceil = 2$ | 16 | 0 |
# | flatten | $2 \cdot 2 \cdot 16 = 64$ values | | 0 |
# | dense, softmax | 6 values | | $(64 + 1) \cdot 6 = 390$ |
#
# The second model has 1,310 parameters in all, the first 37,633. The large
# pools make the difference: they leave 64 values for the Dense layer, not
# 32768.

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
# | `Z1` | [Conv2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Conv2D) | 8 filters of 4×4, stride 1, padding `"same"` |
# | `A1` | [ReLU](https://www.tensorflow.org/api_docs/python/tf/keras/layers/ReLU) | defaults |
# | `P1` | [MaxPool2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/MaxPool2D) | window 8×8, stride 8, padding `"same"` |
# | `Z2` | Conv2D | 16 filters of 2×2, stride 1, padding `"same"` |
# | `A2` | ReLU | defaults |
# | `P2` | MaxPool2D | window 4×4, stride 4, padding `"same"` |
# | `F` | [Flatten](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Flatten) | |
# | `outputs` | [Dense](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Dense) | 6 units with a softmax activation |
#
# ![Boxes show the tensor after each step of convolutional_model: 64×64×3, convolved to 64×64×8, pooled to 8×8×8, convolved to 8×8×16, pooled to 2×2×16, flattened to 64 values, then six outputs.](images/convolutional_model_shapes.svg)
#
# *Figure 7. The shapes inside `convolutional_model` for images of
# 64×64×3 (not to scale).*
#
# **Write `"same"` in lower case.** Older books write `"SAME"`. Keras 3
# still takes that in `Conv2D`, but `MaxPool2D` stops with
# `ValueError: Argument padding must be either 'valid' or 'same'`.
#
# **Use `input_shape`.** The tests also try other sizes than 64×64×3.
#
# **Create a new layer for every step**, also for the second ReLU. A layer
# that is called twice is a *shared* layer and counts once.

# %% nbgrader={"grade_id": "convolutional_model", "solution": true}
# GRADED FUNCTION: convolutional_model

def convolutional_model(input_shape):
    """Build the six-class classifier for SIGNS.

    CONV2D -> RELU -> MAXPOOL -> CONV2D -> RELU -> MAXPOOL -> FLATTEN
    -> DENSE

    All sizes but the input's are written into the function, to keep
    the exercise short. A function for general use would take them as
    parameters.

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
    # Z1: Conv2D, 8 filters of 4 x 4, stride 1, padding "same"
    # A1: ReLU
    # P1: MaxPool2D, window 8 x 8, stride 8, padding "same"
    # Z2: Conv2D, 16 filters of 2 x 2, stride 1, padding "same"
    # A2: ReLU
    # P2: MaxPool2D, window 4 x 4, stride 4, padding "same"
    # F: Flatten
    # outputs: Dense, 6 units, activation "softmax"
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
# which a Functional model lists as a layer.

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

comparator(summary(conv_model), output)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

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
# and evaluate it in the same way. They differ in how the layers inside are
# connected.
#
# The loss is now `categorical_crossentropy`, which goes with one-hot labels
# and softmax. For one example it is $-\log \hat{y}_c$, where $\hat{y}_c$ is
# the probability that the model gives to the right class. An answer counts
# as right if the right class has the largest of the six probabilities.

# %%
conv_model.compile(
    optimizer="adam",
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)

# %% [markdown]
# Look at the whole before you train it. No parameter is left untrained:
# this model has no batch normalization.

# %%
conv_model.summary()

# %% [markdown]
# <a id="4-4"></a>
# ### 4.4 - Train the model
#
# This time the batches are made beforehand, with `tf.data`.
#
# - `from_tensor_slices((X, Y))` is a dataset of pairs, one image and its
#   label each.
# - `.batch(64)` puts 64 pairs together. The 1080 training examples make
#   $\lceil 1080 / 64 \rceil = 17$ batches; the last one has 56 examples.
#
# `fit` does not shuffle a `tf.data` dataset. The batches are the same in
# every epoch. To mix them, you would put `.shuffle(1080)` before
# `.batch(64)`. Below, `shuffle=False` only says so, and saves you a warning.

# %%
train_dataset = tf.data.Dataset.from_tensor_slices(
    (X_train, Y_train)
).batch(64)
test_dataset = tf.data.Dataset.from_tensor_slices(
    (X_test, Y_test)
).batch(64)

# %% [markdown]
# With `validation_data`, `fit` measures the loss and the accuracy on the
# test set after each epoch. It does not train on it.
#
# We only watch these figures. As soon as you choose something by them, say
# the number of epochs, you need a third set of examples for an honest test.
#
# 100 epochs take a minute or so on a laptop.

# %%
SIGNS_EPOCHS = 100

history = conv_model.fit(
    train_dataset,
    epochs=SIGNS_EPOCHS,
    validation_data=test_dataset,
    shuffle=False,
    verbose=2,
)

# %% [markdown]
# <a id="5"></a>
# ## 5 - The History object
#
# `.fit()` returns a `History` object. It has kept the loss and every metric
# of every epoch. `history.history` is a dictionary: each key is the name of
# a quantity, each value a list with one number per epoch. Names that start
# with `val_` were measured on the validation data.

# %%
print({name: len(values) for name, values in history.history.items()})

# %% [markdown]
# As a DataFrame the dictionary becomes a table, one row per epoch. Here are
# its last rows.

# %%
df_loss_acc = pd.DataFrame(history.history)
df_loss_acc.index = df_loss_acc.index + 1
df_loss_acc.index.name = "epoch"
df_loss_acc.tail()

# %% [markdown]
# Now plot the loss.

# %%
df_loss = df_loss_acc[["loss", "val_loss"]].rename(
    columns={"loss": "train", "val_loss": "validation"}
)
df_loss.plot(
    title="Model loss", xlabel="Epoch", ylabel="Loss", figsize=(9, 5)
)
plt.show()

# %% [markdown]
# *Figure 8. Cross-entropy of the training and validation sets by epoch.*
#
# What to look at:
#
# - **The start.** A model that knows nothing gives each class the
#   probability $1/6$. Its loss is $\ln 6 \approx 1.79$. The curves should
#   begin near that.
# - **The slope at the end.** If both curves still fall, more epochs would
#   help.
# - **The gap.** When the training loss keeps falling and the validation
#   loss levels off, the model begins to overfit. When the validation loss
#   *rises*, it does so in earnest.
#
# While both curves fall fast, the validation loss may lie *below* the
# training loss. That is no error. The training loss is an average over the
# epoch, while the model was still changing. The validation loss is measured
# after it. And 120 pictures may happen to be a little easier than the rest.

# %%
df_acc = df_loss_acc[["accuracy", "val_accuracy"]].rename(
    columns={"accuracy": "train", "val_accuracy": "validation"}
)
df_acc.plot(
    title="Model accuracy", xlabel="Epoch", ylabel="Accuracy",
    figsize=(9, 5),
)
plt.show()

# %% [markdown]
# *Figure 9. Share of right answers in the training and validation sets by
# epoch.*
#
# What to look at:
#
# - **The start.** Guessing gives $1/6 \approx 0.17$.
# - **The steps.** The validation curve moves in jumps, because one of 120
#   pictures more or less changes it by 0.8 percentage points. Near 0.78 its
#   standard error is $\sqrt{0.78 \cdot 0.22 / 120} \approx 0.038$.
# - **The end.** On the original photographs, training reached about 0.81
#   and validation about 0.78 after some 70 epochs, and both were still
#   rising slowly. Other seeds and the drawn stand-in give other figures.
# - **Both figures together.** The loss can fall while the accuracy stands
#   still: the model is growing surer of answers that were right already.

# %% [markdown]
# ## What you have done
#
# **Congratulations!** You have built two ConvNets. One recognises a smile.
# The other reads sign-language digits, and on the original photographs gets
# nearly 80% of the test set right with only 1,310 parameters.
#
# You have also used both of Keras's ways to put layers together. Sequential
# is short and clear, as long as the model is a list. Functional takes a few
# more words, and draws any graph you like.
#
# Where to go from here: the skip connection of figure 3 is what makes very
# deep networks trainable. Look for residual networks (ResNets) when you
# want to see the Functional API at work.

# %% [markdown]
# <a id="6"></a>
# ## 6 - Bibliography
#
# The official guides are worth your time:
#
# - The Sequential model:
#   <https://www.tensorflow.org/guide/keras/sequential_model>
# - The Functional API:
#   <https://www.tensorflow.org/guide/keras/functional>
# - All layers: <https://www.tensorflow.org/api_docs/python/tf/keras/layers>
# - Building input pipelines with `tf.data`:
#   <https://www.tensorflow.org/guide/data>
#
# The two ideas behind the models:
#
# - S. Ioffe and C. Szegedy, *Batch Normalization: Accelerating Deep Network
#   Training by Reducing Internal Covariate Shift*, ICML 2015,
#   <https://arxiv.org/abs/1502.03167>
# - K. He, X. Zhang, S. Ren and J. Sun, *Deep Residual Learning for Image
#   Recognition*, CVPR 2016, <https://arxiv.org/abs/1512.03385>
