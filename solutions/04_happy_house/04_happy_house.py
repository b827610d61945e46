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
# Can a camera decide who may come in? In this notebook you build a network
# that opens a door to happy people only.
#
# ![A house with a camera above its door. The camera sends a picture of a visitor to HappyModel. Its answer, 0.97, is the probability that the visitor is happy. The door opens if it is above 0.5.](images/happy_house.svg)
#
# *Figure 1. The door of the Happy House.*
#
# You write it in **Keras**, a high-level interface for neural networks in
# Python. It runs on top of a lower-level framework: at first Theano, later
# TensorFlow or CNTK as well, today TensorFlow, JAX or PyTorch.
#
# **When you are done you will be able to:**
#
# - write a model in the Functional style, with one name `X` for every step
# - name the four steps of every Keras model: create, compile, fit, evaluate
# - improve a model, and choose between several by their validation loss
# - save a trained model, load it again, and use it on a picture of your own

# %% [markdown] lang="zh" of="d5a57983"
# # Keras 教程：Happy House
#
# 让摄像头决定谁能进门，行吗？在这个 notebook 里，你要搭一个网络，它只给高兴的人开门。
#
# ![一座房子，门的上方有摄像头。摄像头把来访者的图片送给 HappyModel。它的答案 0.97 是来访者高兴的概率。概率大于 0.5，门就打开。](images/happy_house.svg)
#
# *图 1：Happy House（快乐之家）的门。*
#
# 你用 **Keras** 来写。Keras 是 Python 的高层神经网络接口，运行在更底层的框架之上：最初是 Theano，后来又有 TensorFlow 和 CNTK，如今是 TensorFlow、JAX 或 PyTorch。
#
# **学完这一课，你就能够**：
#
# - 用函数式（Functional）写法编写模型，每一步都用同一个名字 `X`
# - 说出每个 Keras 模型都要经过的四步：创建、编译、训练、评估
# - 改进模型，并根据验证损失从几个模型里挑选
# - 保存训练好的模型，重新加载，再用到你自己的图片上

# %% [markdown]
# ## Table of contents
#
# - [1 - The Happy House](#1)
# - [2 - Building a model in Keras](#2), with [exercise 1](#ex-1)
# - [3 - Four steps: create, compile, fit, evaluate](#3)
#     - [3.1 - fit goes on where it stopped](#3-1)
#     - [3.2 - Does it learn? The graded training](#3-2)
# - [4 - When the accuracy is low](#4)
# - [5 - Save the model and use it](#5)
# - [6 - Other useful functions](#6)
# - [7 - What you can do now](#7)
#
# **Why Keras?** Deep learning is a matter of trying things out. The less
# time passes between an idea and its result, the better. In Keras a whole
# layer is one line, which suits **prototypes**. The price is that some very
# unusual models are hard to write in it. For most it does very well.
#
# The two lines with a `*` bring all Keras layers, such as `Conv2D` and
# `Dense`, and the helpers of this course. With a fixed seed the random
# first weights are the same each time you run the notebook from the top.

# %% [markdown] lang="zh" of="9131b240"
# ## 目录
#
# - [1 - Happy House](#1)
# - [2 - 用 Keras 搭建模型](#2)，含[练习 1](#ex-1)
# - [3 - 四步：创建、编译、训练、评估](#3)
#     - [3.1 - fit 接着上次继续训练](#3-1)
#     - [3.2 - 学会了吗？评分用的训练](#3-2)
# - [4 - 准确率低怎么办](#4)
# - [5 - 保存并使用模型](#5)
# - [6 - 其他有用的函数](#6)
# - [7 - 你现在会做什么](#7)
#
# **为什么用 Keras**？深度学习要靠不断尝试。从想法到结果的时间越短越好。在 Keras 里，一整层只要一行代码，很适合做**原型**（prototype）。代价是：有些很特殊的模型不容易用它写出来。对大多数模型，它都很好用。
#
# 带 `*` 的两行导入了所有 Keras 层（如 `Conv2D` 和 `Dense`），以及本课程的辅助函数。固定了随机种子，每次从头运行 notebook，随机的初始权重就都一样。

# %%
import tempfile
import time
import zipfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from tensorflow.keras import Input, Model, Sequential  # noqa: F401
from tensorflow.keras.layers import *

from cnn_utils import *

tf.get_logger().setLevel("ERROR")  # no notes from TensorFlow
tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="1"></a>
# ## 1 - The Happy House
#
# You are on holiday: a week in a house with five friends from school. All
# of you have agreed on a rule. **Everybody in the house is happy.** So if
# you want to come in, you have to show that you are.
#
# You are the deep-learning expert, so the door is your job. A camera hangs
# above it. Your algorithm looks at its picture and decides whether the
# person is happy. You have collected pictures of your friends and yourself
# at that camera, and labelled each one: happy ($y = 1$) or not ($y = 0$).
#
# We are not allowed to distribute the original photographs. You get
# pictures drawn by a program instead, with the same shapes. If you have the
# originals, the file `datasets/README.md` of the course says where to put
# them.

# %% [markdown] lang="zh" of="f83c271c"
# <a id="1"></a>
# ## 1 - Happy House
#
# 你正在度假：和五个老同学在一座房子里住一周。你们约好了一条规矩：**房子里的每个人都要高高兴兴**。所以，你要想进门，就得让人看出你很高兴。
#
# 你是深度学习专家，这扇门就归你管。门的上方挂着摄像头。你的算法看它拍下的图片，判断这个人高不高兴。你已经用这个摄像头收集了朋友们和你自己的图片，给每张都打上了标签：高兴（$y = 1$）或不高兴（$y = 0$）。
#
# 原来的照片我们无权分发。你拿到的是程序画的图片，形状相同。如果你有原来的照片，课程的 `datasets/README.md` 文件说明了该放在哪里。

# %%
(X_train_orig, Y_train_orig,
 X_test_orig, Y_test_orig, classes) = load_happy_dataset()

# %% [markdown]
# Pixels from 0 to 255 become numbers from 0 to 1. The labels come as one
# row. Keras wants one row per example, so they are transposed.

# %% [markdown] lang="zh" of="e81e2139"
# 0 到 255 的像素值变成 0 到 1 的数。标签原来排成一行，而 Keras 要求每个样本占一行，所以把标签转置。

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
# *Figure 2. Twelve training pictures with their labels. Look at the mouths.
# Everything else (the place, the light, the person) says nothing about
# $y$.*
#
# **A baseline.** How often are you right if you always give the more
# frequent answer? A network has to beat this:

# %% [markdown] lang="zh" of="32062292"
# *图 2：12 张训练图片和它们的标签。请看嘴。其他的一切（地点、光线、人）都和 $y$ 无关。*
#
# **基线**（baseline）：如果总是回答更常见的那个答案，有多大比例能答对？网络必须超过它：

# %%
print(f"{max(Y_test.mean(), 1 - Y_test.mean()):.3f}")

# %% [markdown]
# <a id="2"></a>
# ## 2 - Building a model in Keras
#
# Here is a complete Keras model. It solves a different task than yours: it
# sorts small grey pictures into three classes. Read it line by line.
#
# **Batch normalization** may be new to you. In training it brings each
# channel of a mini-batch to mean 0 and standard deviation 1, then rescales
# it with two learned numbers. This makes training faster. For predictions
# it uses moving averages of the means and variances that it saw in
# training. Lesson 05 looks at it closely.
#
# **Predict before you run:** how many parameters will `conv0` have?

# %% [markdown] lang="zh" of="3a9477ae"
# <a id="2"></a>
# ## 2 - 用 Keras 搭建模型
#
# 下面是一个完整的 Keras 模型。它的任务和你的不同：把灰度小图片分成三个类别。请逐行阅读。
#
# **批归一化**（batch normalization）你可能还没见过。训练时，它把一个小批次（mini-batch）的每个通道归一到均值 0、标准差 1，再用两个学到的数重新缩放。这样训练更快。预测时，它用的是训练中见过的均值和方差的滑动平均。第 05 课会仔细讲它。
#
# **运行之前先猜一猜**：`conv0` 有多少个参数？

# %%
def example_model(input_shape):
    # The input, a placeholder for pictures of that shape.
    X_input = Input(input_shape)

    # Zero-padding: a border of one zero around each picture.
    X = ZeroPadding2D((1, 1))(X_input)

    # CONV -> BATCHNORM -> RELU. The pictures' channels are axis 3;
    # each is normalized on its own.
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
# $(5 \cdot 5 \cdot 1 + 1) \cdot 4 = 104$: each of the 4 filters has a weight
# for each pixel of its window, and a bias.
#
# **One name for every step.** In NumPy each step has a name of its own,
# because backward propagation needs the old values again. Keras takes care
# of that. So in Keras code you may **assign every new value to the same
# `X`**.
#
# | in NumPy | in Keras |
# |:---|:---|
# | `Z1 = conv(X, W1, b1)` | `X = Conv2D(...)(X_input)` |
# | `N1 = (Z1 - mean) / deviation` | `X = BatchNormalization(axis=3)(X)` |
# | `A1 = relu(N1)` | `X = Activation("relu")(X)` |
# | `P1 = pool(A1)` | `X = MaxPooling2D(...)(X)` |
# | `F = P1.reshape(m, -1)` | `X = Flatten()(X)` |
# | `Z2 = F @ W2 + b2` | `X = Dense(...)(X)` |
#
# Note the two pairs of parentheses: `Conv2D(4, (5, 5))` makes a layer, and
# the second pair applies that layer to `X`.
#
# **The one exception is `X_input`.** Never overwrite it. The last line
# needs it: `Model(inputs=X_input, outputs=X)`.

# %% [markdown] lang="zh" of="7f0144fd"
# $(5 \cdot 5 \cdot 1 + 1) \cdot 4 = 104$：一共 4 个滤波器，每个滤波器对窗口里的每个像素都有一个权重，再加一个偏置。
#
# **每一步都用同一个名字**。在 NumPy 里，每一步的结果都有自己的名字，因为反向传播还要用到旧值。Keras 会处理好这件事，所以在 Keras 代码里，你可以**把每个新值都赋给同一个 `X` 变量**。
#
# | NumPy 写法 | Keras 写法 |
# |:---|:---|
# | `Z1 = conv(X, W1, b1)` | `X = Conv2D(...)(X_input)` |
# | `N1 = (Z1 - mean) / deviation` | `X = BatchNormalization(axis=3)(X)` |
# | `A1 = relu(N1)` | `X = Activation("relu")(X)` |
# | `P1 = pool(A1)` | `X = MaxPooling2D(...)(X)` |
# | `F = P1.reshape(m, -1)` | `X = Flatten()(X)` |
# | `Z2 = F @ W2 + b2` | `X = Dense(...)(X)` |
#
# 注意有两对括号：`Conv2D(4, (5, 5))` 创建一层，第二对括号把这一层作用到 `X` 上。
#
# **`X_input` 是唯一的例外**。千万不要覆盖它。最后一行要用到它：`Model(inputs=X_input, outputs=X)`。

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1: HappyModel
#
# Write `HappyModel(input_shape)`. **Any architecture is accepted** if it
#
# - is built of Keras's own layers, with no layer class of yours and no
#   `Lambda`: the grader builds it again from its settings;
# - takes pictures of the given `input_shape`, which is (height, width,
#   channels);
# - ends in **one unit with a sigmoid**, so that $\hat{y}$ is the
#   probability that the person is happy;
# - learns the task (section 3.2).
#
# Start with the architecture below and run the notebook to its end once.
# Then come back and try others: more blocks, other numbers of filters,
# `AveragePooling2D`, `GlobalMaxPooling2D`, `Dropout`. The Sequential API is
# welcome, too.
#
# | step | layer | setting |
# |:---|:---|:---|
# | 1 | [ZeroPadding2D](https://keras.io/api/layers/reshaping_layers/zero_padding2d/) | a border of 3, so that the convolution keeps 64×64 |
# | 2 | [Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/) | 32 filters of 7×7, stride 1 |
# | 3 | [BatchNormalization](https://keras.io/api/layers/normalization_layers/batch_normalization/) | axis 3, the channels |
# | 4 | [Activation](https://keras.io/api/layers/core_layers/activation/) | `"relu"` |
# | 5 | [MaxPooling2D](https://keras.io/api/layers/pooling_layers/max_pooling2d/) | window 2×2 |
# | 6 | [Flatten](https://keras.io/api/layers/reshaping_layers/flatten/) | |
# | 7 | [Dense](https://keras.io/api/layers/core_layers/dense/) | 1 unit, `"sigmoid"` |
#
# **5 points** for a model with the right input and output, **5 more** in
# section 3.2 for what it learns.

# %% [markdown] lang="zh" of="234ea0ea"
# <a id="ex-1"></a>
# ### 练习 1：HappyModel
#
# 编写 `HappyModel(input_shape)`。**什么架构都可以**，只要它
#
# - 由 Keras 自带的层搭成，不用自己定义的层，也不用 `Lambda`：评分程序会按各层的设置把模型重建一遍；
# - 接收形状为 `input_shape` 的图片，即（高，宽，通道数）；
# - 最后是**一个带 sigmoid 的单元**，这样 $\hat{y}$ 就是这个人高兴的概率；
# - 能学会任务（3.2 节）。
#
# 先用下面的架构，把 notebook 从头到尾运行一遍。然后回来试试别的：多加几块、换滤波器个数、`AveragePooling2D`、`GlobalMaxPooling2D`、`Dropout`。用 Sequential API 也可以。
#
# | 步骤 | 层 | 设置 |
# |:---|:---|:---|
# | 1 | [ZeroPadding2D](https://keras.io/api/layers/reshaping_layers/zero_padding2d/) | 边框宽 3，让卷积后仍是 64×64 |
# | 2 | [Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/) | 32 个 7×7 滤波器，步幅 1 |
# | 3 | [BatchNormalization](https://keras.io/api/layers/normalization_layers/batch_normalization/) | 轴 3，即通道 |
# | 4 | [Activation](https://keras.io/api/layers/core_layers/activation/) | `"relu"` |
# | 5 | [MaxPooling2D](https://keras.io/api/layers/pooling_layers/max_pooling2d/) | 窗口 2×2 |
# | 6 | [Flatten](https://keras.io/api/layers/reshaping_layers/flatten/) | |
# | 7 | [Dense](https://keras.io/api/layers/core_layers/dense/) | 1 个单元，`"sigmoid"` |
#
# 输入和输出都正确的模型得 **5 分**。3.2 节看它学得怎样，**再得 5 分**。

# %% nbgrader={"grade_id": "HappyModel", "solution": true}
# GRADED FUNCTION: HappyModel

def HappyModel(input_shape):
    """Build a model that says whether the person in it is happy.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of a picture, such as (64, 64, 3).

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, *input_shape) to y_hat of shape (m, 1), the probability
        that the person is happy.
    """
    # From X_input to X, then Model(...). Call the result `model`.
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
# The test builds your model for two shapes: that of our pictures, and
# larger grey ones. `sound_model` gives it random weights a few times. It
# looks at what the model answers, and whether every layer can learn.
# `last_activation` finds the activation that the model ends in.

# %% [markdown] lang="zh" of="deaad253"
# 测试用两种形状搭建你的模型：我们图片的形状，以及更大的灰度图的形状。`sound_model` 会给模型换几次随机权重，检查它的回答，也检查是不是每一层都能学习。`last_activation` 找出模型最后的激活函数。

# %% nbgrader={"grade_id": "last_activation", "locked": true}
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


def last_activation(model):
    """The name of the activation that the model ends in."""
    return activation_of(operation_behind(model.outputs[0]))


# %% nbgrader={"grade_id": "test_HappyModel", "grade": true, "points": 5, "locked": true}
from test_utils import sound_model  # noqa: E402

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
    for layer in model.layers:
        kind = type(layer).__name__
        own = not type(layer).__module__.startswith("keras.")
        assert not own and kind != "Lambda", (
            f"{call} has a {kind!r} layer; this test only accepts "
            "Keras's own layers, and no Lambda."
        )
    print(call, ":", model.input_shape, "->", model.output_shape)
    assert tuple(model.input_shape) == (None, *input_shape), (
        f"{call} takes {model.input_shape}, expected "
        f"{(None, *input_shape)}. Give input_shape to Input."
    )
    assert tuple(model.output_shape) == (None, 1), (
        f"{call} returns {model.output_shape}, expected (None, 1). "
        "End with Flatten or a global pooling, then Dense with 1 "
        "unit."
    )
    found = last_activation(model)
    assert found == "sigmoid", (
        f"{call} ends in the activation {found!r}, expected "
        "'sigmoid', as y_hat is a probability: Dense(1, "
        "activation=\"sigmoid\")."
    )
    shapes = (None, *input_shape), (None, 1)
    sound_model(model, *shapes, "probability", call=call)

print("All tests passed!")
print("Hidden tests look at the same, for other input shapes.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import fresh_each_call, sound_model  # noqa: E402

other = fresh_integers(
    "HappyModel", (65, 65, 1), (112, 112, 6), unlike=(64, 3)
)
for input_shape in [(64, 64, 3), other]:
    model = HappyModel(input_shape)
    call = f"HappyModel({input_shape})"
    sound_model(
        model, (None, *input_shape), (None, 1), "probability",
        call=call,
    )
    found = activation_of(operation_behind(model.outputs[0]))
    assert found == "sigmoid", (
        f"The last layer of {call} ends in the activation {found!r}, "
        "expected 'sigmoid': y_hat is a probability. Write "
        "Dense(1, activation=\"sigmoid\")."
    )
fresh_each_call(HappyModel, (64, 64, 3))
### END HIDDEN TESTS

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

# %% [markdown] lang="zh" of="7a6bdd21"
# <a id="3"></a>
# ## 3 - 四步：创建、编译、训练、评估
#
# `HappyModel` 只是描述了一个模型。要训练和测试它，需要四步。
#
# ![一排四个方框：1 创建，2 编译，3 训练，4 评估。一个箭头从训练指回训练：训练继续。另一个箭头从评估指回创建：修改架构，重新创建。](images/four_steps.svg)
#
# *图 3：每个 Keras 模型的四步。*
#
# **第 1 步：创建**（create）模型，输入是我们这种形状的图片。

# %%
happyModel = HappyModel((64, 64, 3))

# %% [markdown]
# **Step 2: compile** it. You choose an optimizer, a loss, and what else to
# report.
#
# "Happy or not" is a binary classification, so the loss is
# `binary_crossentropy`. It is $-\log \hat{y}$ for a happy person and
# $-\log (1 - \hat{y})$ for any other: small if the right answer got a high
# probability, and large for an answer that is sure and wrong.

# %% [markdown] lang="zh" of="3a18deb0"
# **第 2 步：编译**（compile）模型。你要选优化器、损失，以及另外报告哪些指标。
#
# “高兴还是不高兴”是二分类问题，所以损失用 `binary_crossentropy`。对高兴的人，它是 $-\log \hat{y}$；对其他人，它是 $-\log (1 - \hat{y})$。正确答案的概率高，损失就小；答得很有把握却答错了，损失就大。

# %%
happyModel.compile(
    optimizer="adam",
    loss="binary_crossentropy",
    metrics=["accuracy"],
)

# %% [markdown]
# **Step 3: fit** it to the training set. You choose the number of epochs
# and the size of the mini-batches. With 20 pictures per batch, one epoch
# has $600 / 20 = 30$ steps.
#
# `validation_data` lets us watch the test set on the way. Nothing is
# learned from it.

# %% [markdown] lang="zh" of="6b739c4a"
# **第 3 步：训练**（fit）。用训练集训练模型。你要选训练的轮数和小批次的大小。每个批次 20 张图片，一轮就有 $600 / 20 = 30$ 步。
#
# `validation_data` 让我们边训练边看测试集上的表现。模型不会从它学到任何东西。

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
# **Step 4: evaluate** it on pictures it was not trained on. Both accuracies,
# in training and in the test, should be well above the baseline.

# %% [markdown] lang="zh" of="0d3c5925"
# **第 4 步：评估**（evaluate）。用没参与过训练的图片评估模型。训练和测试的准确率都应该明显高于基线。

# %%
preds = happyModel.evaluate(x=X_test, y=Y_test, verbose=0)
print("Loss = " + str(preds[0]))
print("Test Accuracy = " + str(preds[1]))

# %% [markdown]
# <a id="3-1"></a>
# ### 3.1 - fit goes on where it stopped
#
# **Predict:** if you call `fit` once more, will it begin with random
# weights, or with those it has learned? Here are 10 more epochs, now with
# 16 pictures per batch. Then a model is *created* again and trained once.

# %% [markdown] lang="zh" of="bfb8e190"
# <a id="3-1"></a>
# ### 3.1 - fit 接着上次继续训练
#
# **先猜一猜**：再调用一次 `fit`，它是从随机权重开始，还是从已经学到的权重开始？下面再训练 10 轮，这次每个批次 16 张图片。然后重新*创建*一个模型，训练一轮。

# %%
second = happyModel.fit(
    x=X_train, y=Y_train,
    epochs=10, batch_size=16,
    validation_data=(X_test, Y_test),
    verbose=0,
)

fresh = HappyModel((64, 64, 3))
fresh.compile(
    optimizer="adam", loss="binary_crossentropy",
    metrics=["accuracy"],
)
anew = fresh.fit(X_train, Y_train, epochs=1, batch_size=16, verbose=0)

print("training loss")
print(f"first call, first epoch   {first.history['loss'][0]:.3f}")
print(f"first call, last epoch    {first.history['loss'][-1]:.3f}")
print(f"second call, first epoch  {second.history['loss'][0]:.3f}")
print(f"created anew, first epoch {anew.history['loss'][0]:.3f}")

# %% [markdown]
# **`fit` continues with the weights that it has learned.** To train from
# scratch, run step 1 again, not only step 3. `compile` alone does not help:
# it resets the optimizer and keeps the weights.

# %% [markdown] lang="zh" of="21374235"
# **`fit` 从已经学到的权重接着训练**。要从头训练，就得重新运行第 1 步，只运行第 3 步不够。单靠 `compile` 也没用：它重置优化器，但保留权重。

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
# - **The validation curves** begin near guessing. In our run the accuracy
#   was 0.45 after two epochs and 0.95 after five. With batch normalization
#   a model uses moving averages when it is tested, and these look back
#   about 100 steps. If training is good and the test no better than
#   guessing, train on.
# - **The gap at the end**: 1.00 in training, 0.95 in the test.
#
# A figure to compare with: on the original photographs, a model of this
# kind reached about **95% in the test and 99% in training**, after 40
# epochs with mini-batches of 16 and the Adam optimizer.

# %% [markdown] lang="zh" of="6eb1cfe5"
# *图 4：两次调用 `fit` 的损失和准确率。点线是第二次调用开始的地方。图例里的“Validation”（验证）就是我们的测试集。*
#
# 看图要点：
#
# - **训练曲线**越过点线，没有跳回起点。
# - **验证曲线**开始时接近瞎猜。在我们的运行里，两轮之后准确率是 0.45，五轮之后是 0.95。用了批归一化的模型，测试时用的是滑动平均，而滑动平均要回看大约 100 步。如果训练得很好，测试却不比瞎猜强，就接着训练。
# - **最后的差距**：训练 1.00，测试 0.95。
#
# 有一个数可以对照：在原来的照片上，这类模型用 Adam 优化器、大小为 16 的小批次训练 40 轮，大约能达到**测试 95%、训练 99% 的准确率**。

# %% [markdown]
# <a id="3-2"></a>
# ### 3.2 - Does it learn? The graded training
#
# The grader trains your model by its own recipe: **12 epochs** with
# mini-batches of **8**. Adam's learning rate falls from 0.001 to 0 along
# half a cosine. While it is small, the moving averages of batch
# normalization catch up with the weights.

# %% [markdown] lang="zh" of="10c2dfe6"
# <a id="3-2"></a>
# ### 3.2 - 学会了吗？评分用的训练
#
# 评分程序按自己的方案训练你的模型：**12 轮**，小批次大小为 **8**。Adam 的学习率沿半段余弦曲线从 0.001 降到 0。学习率变小以后，批归一化的滑动平均就能追上权重。

# %% nbgrader={"grade_id": "happy_trained", "locked": true}
GRADER_EPOCHS = 12
GRADER_BATCH_SIZE = 8


def train_happy_model(model, X, Y, callbacks=(), verbose=2):
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
        callbacks=list(callbacks), verbose=verbose,
    )
    return model


# %% [markdown]
# **The grader** creates your model anew and trains it on 120 pictures of
# 64×64 of **another task**, which is drawn for your class only: two kinds
# of pictures, which have nothing to do with faces. Then it shows it 200 new
# ones. **5 points** if more than 0.80 of the answers are right. The
# suggested architecture gets nearly all of them right and takes about 6
# seconds of a processor. A minute is allowed. As there are only 180 steps,
# the grader gives batch normalization the momentum 0.9.
#
# The test below is of the same kind. It trains by this recipe on 120
# pictures of noise with a patch of vertical or horizontal stripes.

# %% [markdown] lang="zh" of="48108674"
# **评分程序**重新创建你的模型，用**另一个任务**的 120 张 64×64 图片训练它。这个任务专为你们班生成：两种图片，都和人脸毫无关系。然后再给模型看 200 张新图片。答对的比例超过 0.80，得 **5 分**。建议的架构几乎全都能答对，大约用 6 秒处理器时间；限时一分钟。因为只有 180 步，评分程序把批归一化的动量（momentum）设为 0.9。
#
# 下面的测试也属于这一类。它按这个方案，用 120 张噪声图片训练，每张图里都有一小块竖条纹或横条纹。

# %% nbgrader={"grade_id": "striped_pictures", "locked": true}
def striped_pictures(count, seed=1):
    """Pictures with a patch of stripes; 1 is for horizontal ones."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(0, 0.4, (count, 64, 64, 3)).astype("float32")
    Y = np.arange(count).reshape(-1, 1) % 2
    for picture, horizontal in zip(X, Y[:, 0]):
        row, column = rng.integers(0, 40, 2)
        patch = picture[row:row + 24, column:column + 24]
        for start in range(0, 24, 6):
            stripe = slice(start, start + 3)
            if horizontal:
                patch[stripe] += 0.5
            else:
                patch[:, stripe] += 0.5
    return X, Y


class Clock(tf.keras.callbacks.Callback):
    """Stop a training that has used a minute of the processor."""

    def on_train_begin(self, logs=None):
        self.start, self.over = time.process_time(), False

    def on_train_batch_end(self, batch, logs=None):
        if time.process_time() - self.start > 60:
            self.model.stop_training = self.over = True


# %% nbgrader={"grade_id": "test_happy_trained", "grade": true, "points": 5, "locked": true}
model = HappyModel((64, 64, 3))
assert tuple(model.output_shape) == (None, 1), (
    f"HappyModel((64, 64, 3)) returns {model.output_shape}, expected "
    "(None, 1). End it in Dense with 1 unit."
)

tf.keras.utils.set_random_seed(3)
minute = Clock()
train_happy_model(
    model, *striped_pictures(120), callbacks=[minute], verbose=0
)
assert not minute.over, (
    "The training took more than a minute of the processor, about 6 "
    "seconds are enough. Use fewer filters, or pool earlier."
)
learned = model.history.history["accuracy"][-1]
print(f"training accuracy on stripes {learned:.3f}")
assert learned > 0.80, (
    f"HappyModel gets {learned:.3f} of the striped pictures right "
    "that it was trained on; more than 0.80 is needed. Are its "
    "layers frozen, or is everything pooled away?"
)
print("All tests passed!")
print("A hidden test has it learn the other task. It asks for more"
      " than 0.80 of 200 new pictures, within a minute.")

### BEGIN HIDDEN TESTS: values may be shown
import time  # noqa: E402

from grader.fresh_tasks import Pose, fresh_task  # noqa: E402

SECONDS = 60.0


class OutOfTime(tf.keras.callbacks.Callback):
    """Stop a training that has used too much of the processor."""

    def on_train_begin(self, logs=None):
        self.start, self.over = time.process_time(), False

    def on_train_batch_end(self, batch, logs=None):
        if time.process_time() - self.start > SECONDS:
            self.model.stop_training = self.over = True


def anew(layer):
    """The layer with new first weights. Moving averages that look
    back 100 steps would still lag behind after these 180."""
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
    "seconds of a processor, about 6 are enough. Use fewer filters, "
    "or pool earlier."
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
why = (
    "It gives the same answer to every picture, so it has learned "
    "nothing: are its layers frozen, or is everything pooled away?"
    if len(set(y_new > 0.5)) == 1
    else "See section 4, 'When the accuracy is low'."
)
assert new_accuracy > 0.80, (
    f"After the grader's training HappyModel gets {new_accuracy:.3f} "
    f"of 200 new pictures right; more than 0.80 is needed. {why}"
)
### END HIDDEN TESTS

# %% [markdown]
# Now train by this recipe on all 600 faces, and test.

# %% [markdown] lang="zh" of="9e6e7d5b"
# 现在按这个方案用全部 600 张人脸训练，再测试。

# %%
tf.keras.utils.set_random_seed(3)
happy_trained = train_happy_model(
    HappyModel((64, 64, 3)), X_train, Y_train
)

y_hat = happy_trained.predict(X_test, verbose=0)
test_accuracy = np.mean((y_hat > 0.5) == Y_test)
print(f"accuracy on the test set {test_accuracy:.3f}")

# %% [markdown]
# Is it more than 0.80? If not, improve `HappyModel` as section 4 says. It
# will most likely do better at the other task, too.
#
# **Look at the errors.** Here are the five test pictures whose answers are
# farthest from the label, the worst first.

# %% [markdown] lang="zh" of="0554802f"
# 超过 0.80 了吗？没有的话，按第 4 节的办法改进 `HappyModel`。这样一来，它在另一个任务上多半也会做得更好。
#
# **看看错在哪里**。下面是答案和标签相差最远的五张测试图片，最差的排在最前。

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
# *Figure 5. The five test pictures with the largest $|\hat{y} - y|$. An
# answer is wrong where that is more than 0.5.*
#
# Would you open the door? About one in eleven of the drawn test faces is
# halfway between a smile and none, so nobody gets all of them right.

# %% [markdown] lang="zh" of="f3876271"
# *图 5：$|\hat{y} - y|$ 最大的五张测试图片。超过 0.5 就是答错。*
#
# 换作你，会开门吗？画出来的测试人脸里，大约每 11 张就有 1 张介于笑和不笑之间，所以谁都做不到全对。

# %% [markdown]
# <a id="4"></a>
# ## 4 - When the accuracy is low
#
# Look at the **training accuracy** first. It tells you which of two
# problems you have.
#
# | training | test | the problem | try |
# |:---|:---|:---|:---|
# | low | low | it has not learned yet | more epochs, another learning rate, more layers or filters |
# | high | low | it does not generalize | max-pooling, dropout, fewer weights in the Dense layer |
#
# Then change one thing at a time, in this order:
#
# - **More blocks of CONV → BATCHNORM → RELU**, until height and width are
#   small and the channels are many (32, say). Then flatten, and end in the
#   Dense layer. If you name your layers, each name can be used only once.
# - **Max-pooling after a block.** It makes height and width smaller.
# - **Another optimizer or learning rate.** Adam works well and starts at
#   0.001. If the training loss jumps about, try 0.0003. If it hardly moves,
#   try 0.003.
# - **Smaller mini-batches**, if training struggles or memory runs out. They
#   are also more steps per epoch. 12 pictures are often a good compromise.
# - **More epochs**, until the training accuracy no longer rises.
#
# The last three are for your own trainings. The graded one fixes them.
#
# **Which architecture is best?** If you choose by test accuracy, the test
# set has become a *development set*: the winner may suit just these 150
# pictures. So we set aside 120 of the training pictures for validation,
# compare by **validation loss**, and test only the winner. A few epochs are
# often enough to choose.
#
# **Predict:** who wins, your `HappyModel`, a network without convolution,
# or three small blocks without batch normalization?

# %% [markdown] lang="zh" of="66e1a1c5"
# <a id="4"></a>
# ## 4 - 准确率低怎么办
#
# 先看**训练准确率**。它告诉你碰到的是两个问题中的哪一个。
#
# | 训练 | 测试 | 问题 | 试试 |
# |:---|:---|:---|:---|
# | 低 | 低 | 还没学会 | 多训练几轮，换学习率，多加几层或几个滤波器 |
# | 高 | 低 | 不能泛化 | 最大池化，dropout，减少全连接层的权重 |
#
# 然后按下面的顺序，一次只改一样：
#
# - **多加几个 CONV → BATCHNORM → RELU 块**，直到高和宽变小、通道变多（比如 32 个）。然后展平，最后接全连接层。如果给层起名字，每个名字只能用一次。
# - **块后面接最大池化**。它会缩小高和宽。
# - **换优化器或学习率**。Adam 效果不错，从 0.001 开始。如果训练损失跳来跳去，试试 0.0003。如果几乎不动，试试 0.003。
# - **把小批次改小**，适合训练困难或内存不够的情况。这样每轮的步数也更多。12 张图片往往是不错的折中。
# - **多训练几轮**，直到训练准确率不再上升。
#
# 后三条只管你自己的训练；在评分用的训练里，这几项是固定的。
#
# **哪个架构最好**？如果按测试准确率挑选，测试集就成了*开发集*（development set）：胜出的那个可能只是碰巧适合这 150 张图片。所以我们从训练图片里留出 120 张用来验证，按**验证损失**比较，只测试胜出的那个。要选出来，往往几轮就够了。
#
# **先猜一猜**：谁会赢？你的 `HappyModel`，没有卷积的网络，还是三个没有批归一化的小块？

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
models, rows = {}, {}
for name, build in architectures.items():
    tf.keras.utils.set_random_seed(2)
    model = models[name] = build((64, 64, 3))
    model.compile(
        optimizer="adam", loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(
        X_train[:480], Y_train[:480], epochs=6, batch_size=16,
        validation_data=(X_train[480:], Y_train[480:]), verbose=0,
    ).history
    plt.plot(range(1, 7), history["val_loss"], "o-", label=name)
    rows[name] = {"parameters": model.count_params()} | {
        key: round(values[-1], 3) for key, values in history.items()
    }

plt.xlabel("Epoch")
plt.ylabel("Validation loss")
plt.ylim(0, 1.5)
plt.legend()
plt.show()
pd.DataFrame(rows).T.astype({"parameters": int})

# %% [markdown]
# *Figure 6. Validation loss of three architectures by epoch, and below it
# their figures after the last one. (What is above 1.5 is cut off.)*
#
# What to look at:
#
# - **dense only** has by far the most parameters. A mouth that moves by a
#   few pixels is a new picture to it.
# - **HappyModel** had an accuracy of 1.00 in training. But 6 epochs are
#   only 180 steps, and the moving averages lag behind.
# - **three blocks** won in our run, with the fewest parameters: 0.01 against
#   0.29 for HappyModel.

# %% [markdown] lang="zh" of="13ce2c69"
# *图 6：三个架构各轮的验证损失；下面是它们在最后一轮之后的数字。（超过 1.5 的部分截掉了。）*
#
# 看图要点：
#
# - **dense only**（只有全连接层）的参数远多于另外两个。嘴只要移动几个像素，对它来说就是一张新图片。
# - **HappyModel** 的训练准确率是 1.00。但 6 轮只有 180 步，滑动平均还没跟上。
# - **three blocks**（三个块）在我们的运行里胜出，而且参数最少：验证损失是 0.01，HappyModel 是 0.29。

# %%
best = min(rows, key=lambda name: rows[name]["val_loss"])
_, accuracy = models[best].evaluate(X_test, Y_test, verbose=0)
print(f"lowest validation loss: {best}, test accuracy {accuracy:.3f}")

# %% [markdown]
# <a id="5"></a>
# ## 5 - Save the model and use it
#
# A trained model lives in the memory of this notebook. Restart the kernel,
# and it is gone. So save it. A `.keras` file holds everything in one: the
# architecture, the weights, and how the model was compiled.

# %% [markdown] lang="zh" of="40eeae05"
# <a id="5"></a>
# ## 5 - 保存并使用模型
#
# 训练好的模型只存在于这个 notebook 的内存里。重启内核，它就没了。所以要保存它。一个 `.keras` 文件装下了所有东西：架构、权重，以及模型是怎样编译的。

# %%
folder = Path(tempfile.mkdtemp())  # or Path("."), beside the notebook
path = folder / "happy_house.keras"
happy_trained.save(path)

print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
print(zipfile.ZipFile(path).namelist())

# %% [markdown]
# `load_model` reads it again, tomorrow or on another computer. It needs
# neither `HappyModel` nor the training pictures. Check that the loaded
# model gives the same answers.

# %% [markdown] lang="zh" of="ff0cd872"
# `load_model` 可以把它读回来，明天读、在另一台计算机上读都行。它既不需要 `HappyModel`，也不需要训练图片。检查一下，加载的模型给出的答案是否相同。

# %%
doorkeeper = tf.keras.models.load_model(path)

difference = doorkeeper.predict(X_test, verbose=0) - y_hat
print("largest difference", np.abs(difference).max())

# %% [markdown]
# **The file does not know how you prepared the pictures.** The model was
# trained on pixels from 0 to 1. So whoever uses it has to scale pictures to
# 64×64 and divide them by 255. And a model always takes a batch: a single
# picture is a batch of one, of shape $(1, 64, 64, 3)$.
#
# **Predict:** what happens to the answers without the division?

# %% [markdown] lang="zh" of="005f1c5c"
# **文件不知道你是怎样预处理图片的**。模型是用 0 到 1 的像素训练的。所以，谁用这个模型，谁就得把图片缩放到 64×64，再除以 255。而且模型接收的总是一个批次：单张图片就是只有一张的批次，形状为 $(1, 64, 64, 3)$。
#
# **先猜一猜**：如果不做除法，答案会怎样？

# %%
def is_happy(pictures, scale=255.0):
    """y_hat of pictures, an array of shape (m, 64, 64, 3), uint8."""
    return doorkeeper.predict(pictures / scale, verbose=0)[:, 0]


for scale in (255.0, 1.0):
    right = (is_happy(X_test_orig, scale) > 0.5) == y
    print(f"pixels divided by {scale:g}: accuracy {right.mean():.3f}")

# %% [markdown]
# **Your own picture.** Put a picture of your face beside this notebook, in
# JupyterLab by dragging it into the list of files, and write its name into
# the cell below. JPEG, PNG and WebP will do. `load_own_image` turns it
# upright, cuts it to a square around its middle and scales it down to 64×64
# pixels. As long as `MY_PICTURE` is `None`, a test picture stands in.

# %% [markdown] lang="zh" of="a30474fc"
# **你自己的图片**。把一张你的面部照片放到这个 notebook 旁边（在 JupyterLab 里，可以拖进文件列表），再把文件名写进下面的单元格。JPEG、PNG 和 WebP 都行。`load_own_image` 会把它转正，以中心为准裁成正方形，再缩小到 64×64 像素。只要 `MY_PICTURE` 是 `None`，就用一张测试图片代替。

# %%
MY_PICTURE = None  # or "me.jpg"

image = (
    X_test_orig[7] if MY_PICTURE is None
    else load_own_image(MY_PICTURE, (64, 64))
)


def open_the_door(pictures):
    """Show pictures, {name: uint8 array}, and the answers."""
    X = np.stack(list(pictures.values()))
    y_hat = is_happy(X)
    plot_samples(
        X, y_hat, rows=-(-len(X) // 4), columns=min(4, len(X)),
        captions=[f"{'' if p > 0.5 else 'not '}happy\n{p:.2f}"
                  for p in y_hat],
    )
    plt.show()


open_the_door({"picture": image})

# %% [markdown]
# *Figure 7. One picture, the model's answer, and $\hat{y}$.*
#
# The camera of the Happy House always hangs in the same place, and the
# model knows only its pictures. On yours it may fail. Try another
# background, and more light.
#
# **With a button.** Choose one or several pictures from your computer. They
# go to the machine that runs this notebook. That is your own computer, or a
# server if you use a hub, Binder or Colab.

# %% [markdown] lang="zh" of="7a059cf3"
# *图 7：一张图片、模型的答案，以及 $\hat{y}$。*
#
# Happy House 的摄像头总挂在同一个地方，模型只认识它拍的图片。换成你的图片，模型可能会出错。试试换个背景，或者把光线弄亮一点。
#
# **用按钮**。从你的计算机里选一张或几张图片。图片会传到运行这个 notebook 的机器上：那是你自己的计算机；如果你用 hub、Binder 或 Colab，则是服务器。

# %%
upload_pictures((64, 64), open_the_door)

# %% [markdown]
# <a id="6"></a>
# ## 6 - Other useful functions
#
# `model.summary()` prints a table of the layers. After training it also
# counts the numbers that Adam keeps, two for each trained parameter:
# $37\,633 + 2 \cdot 37\,569 + 2 = 112\,773$ for the suggested architecture.

# %% [markdown] lang="zh" of="0da98f80"
# <a id="6"></a>
# ## 6 - 其他有用的函数
#
# `model.summary()` 打印各层的表格。训练之后，它还会算上 Adam 保存的数，每个参与训练的参数对应两个数。对建议的架构，就是 $37\,633 + 2 \cdot 37\,569 + 2 = 112\,773$。

# %%
happyModel.summary()

# %% [markdown]
# `plot_layers` of this course draws the same as a picture. `m` is the
# number of examples in a batch. Keras has `tf.keras.utils.plot_model` for
# that, which needs two more programs, pydot and Graphviz.

# %% [markdown] lang="zh" of="ceffc85f"
# 本课程的 `plot_layers` 把同样的内容画成图。`m` 是一个批次里的样本数。Keras 自己的 `tf.keras.utils.plot_model` 也能画，但还要另外安装 pydot 和 Graphviz 两个程序。

# %%
plot_layers(happyModel)
plt.show()

# %% [markdown]
# *Figure 8. The layers of `happyModel`, input at the top.*

# %% [markdown] lang="zh" of="fe8391ba"
# *图 8：`happyModel` 的各层，输入在最上面。*

# %% [markdown]
# <a id="7"></a>
# ## 7 - What you can do now
#
# - **Create → compile → fit → evaluate.** You write the model, choose how it
#   learns, train it, and test it on pictures it has not seen.
# - Try one architecture after the other, and choose by validation loss.
# - Save the winner in one file, and use it on new pictures.
#
# **Three questions**
#
# 1. Your model gets 0.62 in training and 0.60 in the test. Is dropout a
#    good idea?
# 2. You want to train from scratch and call `compile` and `fit` again. What
#    is wrong?
# 3. A friend loads your `.keras` file. It answers "happy" to every picture.
#    What do you ask first?
#
# <details><summary>Answers</summary>
#
# 1. No. It has not learned yet. Dropout is for a model that does well in
#    training and badly in the test.
# 2. `compile` keeps the weights. Create the model again.
# 3. "Did you divide the pixels by 255?"
#
# </details>
#
# **An open task.** Is there anything in your own daily life that you would
# like to solve this way? Collect twenty pictures of each of two kinds, load
# them with `load_own_image`, and train your `HappyModel` on them.
#
# > **Before you submit:** restart the kernel and run all cells. Both tests
# > judge `HappyModel` only. What else you print, add or try costs no
# > points. `check()` and `hint()` from `test_utils` help while you work.
# > All rules are in the README of the course.

# %% [markdown] lang="zh" of="59bc3994"
# <a id="7"></a>
# ## 7 - 你现在会做什么
#
# - **创建 → 编译 → 训练 → 评估**。你编写模型，选择它怎样学习，训练它，再用它没见过的图片测试。
# - 一个接一个地尝试架构，按验证损失挑选。
# - 把胜出的模型存成一个文件，用到新图片上。
#
# **三个问题**
#
# 1. 你的模型训练准确率 0.62，测试准确率 0.60。用 dropout 好不好？
# 2. 你想从头训练，于是再调用一次 `compile` 和 `fit`。哪里不对？
# 3. 朋友加载了你的 `.keras` 文件，它对每张图片都回答“高兴”。你先问什么？
#
# <details><summary>答案</summary>
#
# 1. 不好。它还没学会。dropout 是给训练得好、测试得差的模型用的。
# 2. `compile` 会保留权重。请重新创建模型。
# 3. “你把像素除以 255 了吗？”
#
# </details>
#
# **开放任务**：你自己的日常生活里，有没有什么事想用这种办法解决？两种图片各收集 20 张，用 `load_own_image` 加载，拿它们训练你的 `HappyModel`。
#
# > **提交之前**：重启内核，运行全部单元格。两个测试只评判 `HappyModel`。另外打印、添加或尝试的东西都不扣分。做题时可以用 `test_utils` 里的 `check()` 和 `hint()`。全部规则见课程的 README。
