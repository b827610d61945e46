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

# %% [markdown] lang="zh" of="f044309c"
# # 卷积网络：模型应用
#
# 门口的人在笑吗？这只手比的是几？你看一眼就知道。在这个 notebook 里，你会为这两个问题各搭一个卷积网络（convolutional network，简称 ConvNet）。
#
# ![上排：六张画出来的人脸，每张都标着网络的回答（在笑或没笑）和概率。下排：六只画出来的手，每只都标着网络读出的数字和概率。](images/two_networks.png)
#
# *图 1：面对从没见过的图片，你的两个网络会怎么回答，又有多大把握。其中有一个答错了，是哪一个？*
#
# **学完这一课，你能够：**
#
# - 用 Keras 的 **Sequential API** 搭建并训练一个 ConvNet，解决**二分类**问题：判断人脸的表情
# - 用 Keras 的 **Functional API** 搭建并训练一个 ConvNet，解决**多分类**问题：识别手势数字 0 到 5
# - 说清楚什么情况下 Sequential API 就够用，什么情况下要用 Functional API
# - 看懂训练曲线，并查看网络犯的错
#
# 你应该已经知道张量、层和 `fit` 是什么，第 01 到 03 课讲过这些内容。不需要 GPU。

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

# %% [markdown] lang="zh" of="b5ea54b9"
# ## 目录
#
# - [1 - 包和数据](#1)
# - [2 - Keras 的层](#2)：[尺寸](#size)、[批归一化](#batchnorm)
# - [3 - Sequential API](#3)，含[练习 1](#ex-1)
# - [4 - Functional API](#4)，含[练习 2](#ex-2)
# - [5 - History 对象](#5)，含[只改一处](#5-1)和[错在哪里](#5-2)
# - [6 - 你现在会做什么](#6)
# - [提交之前](#before-you-submit)

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

# %% [markdown] lang="zh" of="82a7e143"
# <a id="1"></a>
# ## 1 - 包和数据
#
# `tfl` 是 `tensorflow.keras.layers` 的简写。`cnn_utils` 负责加载数据和画图，`test_utils` 把你的模型与预期的模型作比较。
#
# TensorFlow 可能会输出几行红字，说的是处理器，或者没找到 GPU。那只是提示，不是报错。

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
import tensorflow.keras.layers as tfl

from cnn_utils import *
from test_utils import comparator, default_settings, summary

# %% [markdown]
# Weights start at random values. With a fixed seed they are the same
# values each time you run the notebook from the top.

# %% [markdown] lang="zh" of="808e0aec"
# 权重的初始值是随机的。固定了随机种子，每次从头运行 notebook，得到的初始值都一样。

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

# %% [markdown] lang="zh" of="1b7f39a5"
# 第一个数据集是 **Happy House**，内容是大门前的人脸。只有面带笑容的人才能进门，所以网络要分清在笑（$y = 1$）和没笑（$y = 0$）。
#
# 我们无权分发原始照片。你拿到的是**程序画的**图片，形状与原始数据相同。如果你手上有原始照片，课程的 `datasets/README.md` 文件会告诉你该放在哪里。

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

# %% [markdown] lang="zh" of="7e88bb1e"
# 数据要做两步准备。
#
# **归一化**：像素值是 0 到 255 的整数，除以 255 以后落在 0 和 1 之间。输入在这个大小范围内，梯度下降的效果更好。
#
# **改变形状**：标签原本排成一行，$m$ 个样本的形状是 $(1, m)$。Keras 要求每个样本占一行，也就是 $(m, 1)$，所以要转置。

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

# %% [markdown] lang="zh" of="e0a2809f"
# `(600, 64, 64, 3)` 从左往右读：600 个样本，每个高 64 像素、宽 64 像素，有 3 个通道（红、绿、蓝）。
#
# 下面是其中一个样本。修改 `index` 再运行这个单元格，就能看到别的样本。

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

# %% [markdown] lang="zh" of="cdd9b10c"
# *图 2：Happy House 的一个训练样本。*
#
# **基线**：搭网络之前，先看看没有网络能做到什么程度。如果每次都回答更常见的那个答案，能答对多少？

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

# %% [markdown] lang="zh" of="788b8044"
# <a id="2"></a>
# ## 2 - Keras 的层
#
# 在第 03 课里，你用嵌套循环手写了卷积，从中可以看清它的原理。实际工作中几乎人人都用框架，一个卷积只要一行代码。
#
# 创建一层，就是**创建一个函数**。它接收一个张量，对它做变换，再返回一个张量，你可以接着交给下一层。与普通函数不同的是，它保存着自己的权重。
#
# <a id="words"></a>
# ### 2.1 - 窗口、卷积核、滤波器、池化
#
# - **窗口（window）**：输入中正在看的那一小块。窗口在输入上滑动，卷积和池化都要用到它。
# - **卷积核（kernel）**：一个小的权重数组，高和宽与窗口相同。每个卷积核只对应**一个**输入通道。
# - **滤波器（filter）**：把卷积核叠在一起，每个输入通道一个，再配一个偏置。窗口与滤波器逐元素相乘，所有乘积之和再加上偏置，得到**一个**数。所以，一个滤波器滑过整个输入，产生**一个**输出通道。
# - **池化（pool）**：在每个通道里分别取窗口中的最大值（或平均值）。池化没有权重。输入 8 个通道，输出也是 8 个通道。
#
# ![上：6×6×3 的输入上有一个 3×3 窗口，它与由三个 3×3 卷积核组成的滤波器相乘，总和加上偏置，得到 4×4×1 输出中的一个值。下：把 4×4 的数组切成四个 2×2 窗口，最大池化保留每个窗口中的最大值。](images/window_kernel_pool.svg)
#
# *图 3：上图中，三个卷积核组成一个滤波器，一个滤波器产生一个输出通道。下图中，最大池化保留每个窗口中的最大值。*
#
# 在 Keras 里，`Conv2D(filters, kernel_size)` 有 `filters` 个滤波器，输出通道也就有这么多；窗口大小是 `kernel_size`。`MaxPool2D(pool_size)` 的窗口大小是 `pool_size`。
#
# `ZeroPadding2D(padding)` 在四周加一圈 0。如果不加，只要窗口大于一个像素，它能放的位置就比图片的像素少。结果是输出变小，窗口扫过边缘像素的次数也更少。

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

# %% [markdown] lang="zh" of="dc191be8"
# <a id="size"></a>
# ### 2.2 - 输出有多大？
#
# 设输入的高（或宽）为 $n$，窗口的高（或宽）为 $f$，每一侧的填充为 $p$，步幅为 $s$，那么输出的高（或宽）是
#
# $$\left\lfloor \frac{n - f + 2p}{s} \right\rfloor + 1 .$$
#
# `padding="valid"` 表示 $p = 0$。`padding="same"` 会补上足够的 0，使输出的高（或宽）等于
#
# $$\left\lceil \frac{n}{s} \right\rceil ,$$
#
# 所以步幅为 1 的话，尺寸**不变**（same）。
#
# 有 $n_{C_{prev}}$ 个输入通道和 $n_C$ 个滤波器的卷积，共有 $(f \cdot f \cdot n_{C_{prev}} + 1) \cdot n_C$ 个参数，其中的 $1$ 是偏置。
#
# **运行之前先猜一猜**：一张 64×64×3 的图片，先做宽度为 1 的填充，再经过 5 个 4×4、步幅为 2 的滤波器，最后是每次移动 2 的 2×2 池化。三步之后的形状分别是什么？卷积有多少个参数？

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

# %% [markdown] lang="zh" of="a432aa72"
# $\lfloor (66 - 4)/2 \rfloor + 1 = 32$，参数有 $(4 \cdot 4 \cdot 3 + 1) \cdot 5 = 245$ 个。最前面的 `1` 是批次大小：送进这些层的只有一张图片。

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

# %% [markdown] lang="zh" of="2c3fd982"
# <a id="batchnorm"></a>
# ### 2.3 - 批归一化
#
# 卷积的输出可大可小：一个通道可能在 5 附近，另一个可能在 $-40$ 附近。训练中这些数值还会不断变化，下一层只好跟着适应。`BatchNormalization` 把所有通道调到同样的尺度，训练时就可以迈更大的步子。它分两步，**每个通道单独处理**：
#
# 1. 对小批次（mini-batch）里所有图片的所有像素，求出该通道的均值 $\mu$ 和方差 $\sigma^2$。于是 $\hat{z} = (z - \mu) / \sqrt{\sigma^2 + \epsilon}$ 的均值为 0，标准差为 1。（$\epsilon = 0.001$ 用来避免除以 0。）
# 2. 缩放和平移：$\gamma \hat{z} + \beta$。$\gamma$ 和 $\beta$ 这两个数是学出来的，初始值为 1 和 0。有了这两个数，如果换一种尺度更好，网络就可以自己换。
#
# `axis=3` 指明通道在哪个轴上。
#
# **如果只有一张图片呢？** 模型做预测，答案不能取决于同一批次里还有哪些图片。所以这一层还保存着均值和方差的**滑动平均（moving average）**。每训练一步，新的滑动平均由 99% 的旧值和 1% 的新值组成。训练用小批次的数值，预测用滑动平均。
#
# 这样每个通道有 4 个数，其中两个是学出来的，另外两个只是随训练更新。
#
# **运行之前先猜一猜**：新建的层，滑动平均的初始值为 0（均值）和 1（方差）。下面它先以训练方式处理一个批次，再以预测方式处理同一个批次。输出的第三行会显示什么？

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
# in only 1% of what they saw. **They need a few hundred steps to catch up.**
# Remember this for section 3.2.

# %% [markdown] lang="zh" of="22af88ff"
# 训练时，两个通道的均值都是 0，标准差都是 1。预测时却差得很远：才走了一步，滑动平均只吸收了新数值的 1%。**要追上来，得有几百步**。记住这一点，第 3.2 节会用到。

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

# %% [markdown] lang="zh" of="ffcf66b6"
# <a id="2-4"></a>
# ### 2.4 - ReLU、Flatten 和 Dense
#
# - `ReLU()` 把负数一律换成 0。两个相连的卷积之间如果少了这一步，能做的事不会比单独一个卷积更多。
# - `Flatten()` 把每个样本变成一个向量，因为全连接层（Dense layer）接收的是向量。批次维度保持不变：$(m, h, w, c)$ 变成 $(m, k)$，其中 $k = h \cdot w \cdot c$。例如，`[100, 2, 3, 4]` 变成 `[100, 24]`。
# - `Dense(units, activation=...)` 就是全连接层。每个单元对每个输入都有一个权重，另外还有一个偏置。用 `"sigmoid"`，输出是一个概率，适合“是或否”的问题。用 `"softmax"`，各个输出都为正，总和为 1：每个类别一个概率。

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

# %% [markdown] lang="zh" of="8e96ddad"
# <a id="3"></a>
# ## 3 - Sequential API
#
# Keras 架在 TensorFlow 之上，让它用起来更方便。把层组合起来有两种办法，Sequential API 是较简单的一种。
#
# Sequential 模型把层**一层层叠起来**：上一层的输出就是下一层的输入。只要每一层都**恰好有一个**输入张量、**恰好有一个**输出张量，就可以用它。如果模型有分支，有共享的层，或者有多个输入或输出，就不能用它。
#
# 你可以把它看作**层的列表**，顺序很重要。可以一次传入整个列表，也可以用 `.add()` 逐层添加，用 `.pop()` 去掉最后一层。

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

# %% [markdown] lang="zh" of="63a94e30"
# **告诉模型输入的形状**：一层的权重是什么形状，取决于它的输入是什么形状。在知道输入形状之前，这一层还没有权重。
#
# 在 Keras 3 里，要在列表开头放一个 `Input`：`tf.keras.Input(shape=(64, 64, 3))`。这是**一个**样本的形状，批次维度由 Keras 加上，显示为 `None`。旧写法是在第一层里写 `input_shape=(64, 64, 3)`，现在仍然能用，但会有警告。

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

# %% [markdown] lang="zh" of="c2ff535d"
# <a id="ex-1"></a>
# ### 练习 1 - happyModel
#
# 编写 `happyModel`，返回下面这个 Sequential 模型：
#
# `ZEROPAD2D -> CONV2D -> BATCHNORM -> RELU -> MAXPOOL -> FLATTEN -> DENSE`
#
# | 层 | 设置 |
# |:---|:---|
# | [ZeroPadding2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/ZeroPadding2D) | 填充为 3；模型输入的形状是 64×64×3 |
# | [Conv2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Conv2D) | 32 个 7×7 的滤波器，步幅 1 |
# | [BatchNormalization](https://www.tensorflow.org/api_docs/python/tf/keras/layers/BatchNormalization) | 沿轴 3，也就是通道 |
# | [ReLU](https://www.tensorflow.org/api_docs/python/tf/keras/layers/ReLU) | 默认设置 |
# | [MaxPool2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/MaxPool2D) | 默认设置：2×2 的窗口，每次移动 2 |
# | [Flatten](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Flatten) | |
# | [Dense](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Dense) | 1 个单元，激活函数用 sigmoid |
#
# 其余设置一律保持默认值。
#
# **动手写之前**，先算出每一层之后的形状，再找出参数最多的那一层。
#
# ![方块表示 happyModel 每一步之后的张量：64×64×3，填充成 70×70×3，卷积成 64×64×32，池化成 32×32×32，展平成 32768 个值，最后是一个输出。](images/happy_model_shapes.svg)
#
# *图 4：`happyModel` 内部各步的形状。方块的高代表张量的高和宽，方块的深度代表通道数（未按比例）。*
#
# <details><summary>哪一层的参数最多？</summary>
#
# 卷积有 $(7 \cdot 7 \cdot 3 + 1) \cdot 32 = 4736$ 个参数，批归一化有 $4 \cdot 32 = 128$ 个，全连接层有 $32 \cdot 32 \cdot 32 + 1 = 32769$ 个。总数是 37,633，全连接层占 87%。
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
# `default_settings` looks at the settings that the rows leave out: those the
# exercise does not ask for stay at Keras's defaults.

# %% [markdown] lang="zh" of="84f7c446"
# 测试会为每一层输出一行：层的类名、输出形状、参数个数，然后是几项设置。你的每一行都会与预期结果比较。
#
# `default_settings` 检查这些行没有列出的设置：练习没有要求的，都保持 Keras 的默认值。

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

default_settings(happy_model, asked=[
    "padding", "filters", "kernel_size", "strides", "axis", "units",
    "pool_size", "activation",
])
comparator(summary(happy_model), output)
print("Hidden tests compare the whole model with the expected one:"
      " its wiring, every setting, its outputs for random pictures.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import fresh_each_call, same_model  # noqa: E402


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
fresh_each_call(happyModel, first=happy_model)
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

# %% [markdown] lang="zh" of="840982de"
# <a id="3-1"></a>
# ### 3.1 - 编译
#
# 编译（compile）决定模型怎样训练：用什么优化器、什么损失，还要报告哪些指标。
#
# - `adam` 是一种优化器，会为每个权重调整每一步的大小。学习率的初始值是 $0.001$。
# - `binary_crossentropy` 是用于“是或否”回答的损失。对一个样本，它等于 $-\left(y \log \hat{y} + (1 - y) \log(1 - \hat{y})\right)$。
# - `"accuracy"` 是准确率，即答对的比例。Keras 会选用与损失相配的算法：对于这个损失，$\hat{y} > 0.5$ 就算“在笑”。
#
# 其他选项见 [compile 的文档](https://www.tensorflow.org/api_docs/python/tf/keras/Model#compile)。设好随机种子，运行结果就可以重复。

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

# %% [markdown] lang="zh" of="43fc0dd9"
# 核对一下总数：37,633 个参数。其中 64 个不参与训练，是哪些呢？
#
# <a id="3-2"></a>
# ### 3.2 - 训练与评估
#
# 整个训练都由 `.fit()` 完成：它把数据切成小批次，对每个小批次做前向传播和反向传播，再更新权重。
#
# - **轮（epoch）**：把所有训练样本过一遍，就是一轮。
# - `batch_size=16` 表示每次更新都依据 16 个样本的平均损失。一轮要更新 $\lceil 600 / 16 \rceil = 38$ 次，这就是输出里的 `38/38`。
#
# **为什么要分批次？** 如果 600 张图片一起算，一轮只能更新一次，而且 600 张图片的所有中间结果都得放进内存。如果一次只算一张，每次更新都会被这一张图片牵着走。小批次取两者之间。
#
# `X_train` 是 NumPy 数组，所以 `fit` 会自己分批次，每轮开始前还会打乱样本。这两个参数都可以省略：`batch_size` 默认为 32，`epochs` 默认为 1。

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

# %% [markdown] lang="zh" of="67a07028"
# **先猜一猜**：换成从没见过的图片，模型的表现会更好还是更差？`.evaluate()` 用测试集来评估模型，先返回损失，后面是编译时指定的指标。

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

# %% [markdown] lang="zh" of="86b3ee56"
# **准确率**数的是答对了多少。**损失**还要看模型有多大把握：一个信心十足的错误，代价可能比好几个犹豫的错误还大。
#
# | 10 轮之后 | 训练 | 测试 | 测试损失 |
# |:---|---:|---:|---:|
# | 画的人脸，六次运行 | 1.00 | 0.95 到 0.96 | 0.10 到 0.15 |
# | 画的人脸，第七次运行 | 0.98 | 0.66 | 1.11 |
# | 原始照片，一次运行 | 0.97 | 0.67 | 0.93 |
#
# 为什么测试不如训练？可能的原因有四个。
#
# 1. **过拟合**：模型有 37,569 个参与训练的参数，而样本只有 600 个。有些样本它可以直接背下来。
# 2. **批归一化**：测试用的是滑动平均。它反映的是最近约 100 步的情况，而权重在此期间又变了。在第七次运行中，训练损失在第 9 轮突然升高过。
# 3. **图片不一样**：画的测试人脸里，大约每十一张就有一张介于笑与不笑之间，训练集里没有这样的图片。
# 4. **测试集太小**：150 张图片里，一张就占 0.67 个百分点。测得的准确率如果是 0.90，标准误（standard error）为 $\sqrt{0.9 \cdot 0.1 / 150} \approx 0.024$。这么大的差别说明不了什么。
#
# 输出的最后一行可以帮你判断：`evaluate` 对训练图片同样使用滑动平均。如果结果接近 1，就可以排除原因 2。
#
# <a id="3-3"></a>
# ### 3.3 - 看看错在哪里
#
# 一个数字能说明错了多少，却说不出错的是哪些。下面列出离标签最远的六个回答，最差的排在最前面。

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

# %% [markdown] lang="zh" of="18df41c5"
# *图 5：对测试图片回答得最差的六个。*
#
# 这几张嘴有什么共同点？换作你，会答得更好吗？
#
# 这个模型很快就搭好了。可是，如果模型有分支、有共享的层，或者有两个输入呢？列表表达不了这样的结构，要用图（graph）才行。

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

# %% [markdown] lang="zh" of="3826cf5d"
# <a id="4"></a>
# ## 4 - Functional API
#
# Sequential 模型是一条直线，而用 [Functional API](https://www.tensorflow.org/guide/keras/functional) 搭的模型是一张**由层组成的图**：一个张量可以送给多个层，一个层也可以接收多个张量。分支、共享的层、多个输入、多个输出，都可以实现。
#
# 一个著名的例子是**跳跃连接（skip connection）**：某一层的输出绕过下一层，到后面再加回来。残差网络（ResNet）就是用它搭成的。
#
# ![上：Sequential，从输入经过第 1、2、3 层到输出，连成一条链。下：Functional，同样的链，但第 1 层的输出还绕过第 2 层，与第 2 层的输出相加，再进入第 3 层。](images/seq_vs_func.svg)
#
# *图 6：Sequential 模型只有一条通路，Functional 模型可以有多条：这里有一个跳跃连接，把第 1 层的输出送到第 2 层之后。*

# %% [markdown]
# <a id="4-1"></a>
# ### 4.1 - The SIGNS dataset
#
# **SIGNS** shows hands that form one of six signs, for the numbers 0 to 5.
#
# From here on `X_train`, `Y_train` and the others hold SIGNS. To train
# `happy_model` again, run section 1 first.

# %% [markdown] lang="zh" of="f9bde09f"
# <a id="4-1"></a>
# ### 4.1 - SIGNS 数据集
#
# **SIGNS** 的图片是手势，共六种，分别表示数字 0 到 5。
#
# 从这里开始，`X_train`、`Y_train` 等变量里存的是 SIGNS。想再训练 `happy_model`，要先运行第 1 节。

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

# %% [markdown] lang="zh" of="e7ee0c3c"
# 像素的归一化和前面一样，标签则要多做一步。有六个类别，网络就返回六个概率，所以标签也要有六个元素：正确的类别为 1，其余为 0。这叫**独热（one-hot）**。
#
# `convert_to_one_hot(Y, C)` 返回的形状是 $(C, m)$，每个样本占一列。Keras 要求每个样本占一行，所以要转置。

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
# single Dense layer. It has 73,734 parameters and treats neighbouring
# pixels as unrelated numbers.

# %% [markdown] lang="zh" of="e198cff0"
# *图 7：每种手势各一个训练样本，附标签及其独热形式。*
#
# 图片这么小，**你**分得清吗？
#
# **基线**：如果永远回答同一个手势，六次能对一次。那么，完全不用卷积的网络能做到多少？下面这个网络只有一个全连接层，有 73,734 个参数，在它看来，相邻的像素只是互不相干的数。

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

# %% [markdown] lang="zh" of="3308c5f9"
# <a id="4-2"></a>
# ### 4.2 - 前向传播
#
# 下一个模型还是一条直线，用 Sequential 也能搭。不过请你用 Functional API：直线是最简单的图，正好拿来入门。一共三步。
#
# ```python
# input_img = tf.keras.Input(shape=input_shape)
# Z1 = tfl.Conv2D(filters=..., kernel_size=..., padding="same")(input_img)
# ...
# model = tf.keras.Model(inputs=input_img, outputs=outputs)
# ```
#
# 1. **从输入节点开始**：它代表一批还没到来的图片。
# 2. **对一个节点调用一层，得到下一个节点**：这里有两对括号，第一对创建层，第二对调用层。
# 3. **最后建立模型**：首尾两端之间的层，Keras 都会自己找到。

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

# %% [markdown] lang="zh" of="7abaf680"
# <a id="ex-2"></a>
# ### 练习 2 - convolutional_model
#
# 编写 `convolutional_model`，针对形状为 `input_shape` 的图片，返回下面这个 Functional 模型：
#
# `CONV2D -> RELU -> MAXPOOL -> CONV2D -> RELU -> MAXPOOL -> FLATTEN -> DENSE`
#
# | 节点 | 层 | 设置 |
# |:---|:---|:---|
# | `Z1` | Conv2D | 8 个 4×4 的滤波器，步幅 1，填充 `"same"` |
# | `A1` | ReLU | 默认设置 |
# | `P1` | MaxPool2D | 窗口 8×8，步幅 8，填充 `"same"` |
# | `Z2` | Conv2D | 16 个 2×2 的滤波器，步幅 1，填充 `"same"` |
# | `A2` | ReLU | 默认设置 |
# | `P2` | MaxPool2D | 窗口 4×4，步幅 4，填充 `"same"` |
# | `F` | Flatten | |
# | `outputs` | Dense | 6 个单元，激活函数用 softmax |
#
# **动手写之前先想一想**：送到全连接层的有多少个值？
#
# ![方块表示 convolutional_model 每一步之后的张量：64×64×3，卷积成 64×64×8，池化成 8×8×8，卷积成 8×8×16，池化成 2×2×16，展平成 64 个值，最后是六个输出。](images/convolutional_model_shapes.svg)
#
# *图 8：输入 64×64×3 的图片，`convolutional_model` 内部各步的形状（未按比例）。*
#
# 这个模型有 $392 + 528 + 390 = 1310$ 个参数，而 `happyModel` 有 37,633 个。差别来自大窗口的池化：它们只留给全连接层 64 个值，而不是 32768 个。
#
# - **`"same"` 要小写**：较早的书写作 `"SAME"`，Keras 3 的 `MaxPool2D` 不接受。
# - **要用上 `input_shape`**：测试还会试 64×64×3 以外的尺寸。
# - **每一步都新建一层**，第二个 ReLU 也不例外。一个层调用两次就成了**共享**层，只算一层。

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

# %% [markdown] lang="zh" of="633736c9"
# 这个测试和前面那个是同一类。第一行是输入节点，Functional 模型把它也列为一层。第二次调用换成小尺寸的灰度图片。

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

default_settings(conv_model, asked=[
    "filters", "kernel_size", "strides", "padding", "pool_size",
    "units", "activation",
])
windows = [layer.kernel_size for layer in conv_model.layers
           if isinstance(layer, tfl.Conv2D)]
# Rows that are right do not tell a window of 2 x 8 from one of 4 x 4.
differs = summary(conv_model) != output
assert differs or windows == [(4, 4), (2, 2)], (
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
from test_utils import fresh_each_call, same_model  # noqa: E402


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
fresh_each_call(convolutional_model, (64, 64, 3), first=conv_model)
other = fresh_integers(
    "convolutional_model", (24, 24, 2), (72, 72, 6),
    unlike=(64, 3),
)
same_model(
    convolutional_model(other), conv_reference(other),
    call=f"convolutional_model({other})",
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

# %% [markdown] lang="zh" of="3ad1b2c5"
# `Sequential` 和 `Model` 得到的都是 Keras 模型，编译、训练、评估的方法都一样，数组和数据集也都能接收。不同的是内部各层怎么连接。
#
# 这次的损失是 `categorical_crossentropy`，与独热标签和 softmax 配套。对一个样本，它等于 $-\log \hat{y}_c$，其中 $\hat{y}_c$ 是模型给正确类别的概率。六个概率中最大的那个类别，就是模型的回答。

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

# %% [markdown] lang="zh" of="c856129b"
# <a id="4-3"></a>
# ### 4.3 - 训练模型
#
# 这一次，我们用 `tf.data` 自己分批次。
#
# - `from_tensor_slices((X, Y))` 是由数据对组成的数据集，每一对是一张图片和它的标签。
# - `.batch(64)` 把 64 对合成一个批次。1080 个训练样本分成 $\lceil 1080 / 64 \rceil = 17$ 个批次，最后一个批次有 56 个样本。
#
# `fit` 不会打乱 `tf.data` 的数据集：每一轮的批次都相同。想打乱，可以在 `.batch(64)` 前面加上 `.shuffle(1080)`。下面的 `shuffle=False` 只是把这一点写明，免得出现警告。

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

# %% [markdown] lang="zh" of="f4559522"
# 有了 `validation_data`，`fit` 会在每一轮之后测出测试集上的损失和准确率，但不会用测试集来训练。
#
# 100 轮大约要一分钟。`verbose=0` 让输出不至于占满整页，训练情况到第 5 节再看。

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

# %% [markdown] lang="zh" of="6c37d5e4"
# <a id="5"></a>
# ## 5 - History 对象
#
# `.fit()` 返回一个 `History` 对象。它的 `history.history` 是一个字典：键是指标的名称，值是一个列表，每轮一个数。名称以 `val_` 开头的，是在验证数据上测得的。
#
# 转成 DataFrame，字典就变成一张表，每轮一行。编号从 0 开始，所以要加 1。`.loc[[...]]` 用来挑出几行。

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

# %% [markdown] lang="zh" of="fa243cc9"
# 现在把它画出来。`[["loss", "val_loss"]]` 选出两列，`rename` 把列名改成图例中显示的名称。
#
# **先猜一猜**：一个什么都不知道的模型，给每种手势的概率都是 $1/6$。曲线会从多大的损失开始？

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

# %% [markdown] lang="zh" of="3c3d9477"
# *图 9：训练集和验证集上的损失与准确率。*
#
# 看这几个地方：
#
# - **开头**：$-\ln(1/6) \approx 1.79$。在我们的运行中，10 轮之后损失仍有 1.76。开头慢，不是停下来的理由。
# - **结尾**：两条损失曲线都还在下降，再多训练几轮会更好。
# - **差距**：差距很小，在我们的运行中，最后的损失是 0.53 和 0.59。有很长一段，验证损失甚至**更低**。训练损失是整轮的平均值，而这一轮里模型还在变化。另外，这 120 张图片可能碰巧稍微容易一点。
#
# | 准确率 | 训练 | 验证 |
# |:---|---:|---:|
# | 一个全连接层，画的手，两次运行 | 0.39、0.53 | 0.35、0.48 |
# | 本课的 ConvNet，画的手，第 100 轮 | 0.82 | 0.79 |
# | 本课的 ConvNet，原始照片，第 72 轮 | 0.81 | 0.78 |
#
# 120 张图片里，一张占 0.8 个百分点，标准误约为 0.04。比这更小的差别说明不了什么。

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

# %% [markdown] lang="zh" of="94c6afdf"
# <a id="5-1"></a>
# ### 5.1 - 只改一处：学习率
#
# 到最后曲线还在下降。可以训练得更久，也可以把步子迈大一些。**一次只改一处**，否则你不知道是什么起了作用。这里只改学习率，从 0.001 改成 0.005。
#
# **先猜一猜**：第一个模型用 100 轮达到的水平，它要多少轮？

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

# %% [markdown] lang="zh" of="4ca50612"
# *图 10：两种学习率下的验证损失。点线是第一个模型最后的水平。*
#
# 在我们的运行中，步子大的模型只用 22 轮就达到了这个水平，40 轮之后的验证准确率是 0.86。但并不是越多越好：换一个随机种子训练 100 轮，训练损失降到 0.29，验证损失却从第 50 轮的 0.56 升到 0.66。这就是**过拟合**。
#
# 选学习率时，我们已经用了测试集，所以它给出的数字略偏乐观。公正的测试需要第三个集合，它没有参与过任何一次选择。
#
# <a id="5-2"></a>
# ### 5.2 - 看看错在哪里
#
# 网络会把哪些手势弄混？**混淆矩阵**（confusion matrix）中，每种手势占一行，每种回答占一列，答对的都在对角线上。

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

# %% [markdown] lang="zh" of="4b3b8a9e"
# 在我们的运行中，二十张 1 有七张读成了 2，二十张 4 全部读对。你的网络最容易弄混哪两种手势？

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

# %% [markdown] lang="zh" of="311067b5"
# <a id="6"></a>
# ## 6 - 你现在会做什么
#
# 你搭了两个 ConvNet，一个看人脸，一个看手。现在你会：
#
# - 用 Sequential API 把层叠起来，用 Functional API 把层连成图
# - 算出每一层的形状和参数个数
# - 说明批归一化在训练和预测中各做什么
# - 把网络与基线作比较，并查看它犯的错
#
# **三个问题**
#
# 1. 一个模型有两个输入：一张图片和一个日期。你用哪种 API？
# 2. 训练一轮之后，`happyModel` 在训练中得到 0.99，在测试中得到 0.60。这是过拟合吗？
# 3. 一个卷积有 10 个 3×3 的滤波器，输入有 8 个通道。它有多少个参数？
#
# <details><summary>答案</summary>
#
# 1. Functional API。Sequential 模型恰好只有一个输入。
# 2. 现在还不能下结论。才走了 38 步，批归一化的滑动平均还落后很多。继续训练，再看结果。
# 3. $(3 \cdot 3 \cdot 8 + 1) \cdot 10 = 730$。
#
# </details>
#
# **开放任务**：给 `convolutional_model` 加一个跳跃连接。在 `A1` 之后再加一个有 8 个滤波器、填充为 `"same"` 的卷积，然后用 `tfl.Add()` 把 `A1` 与它的输出相加。这样学得更快吗？很深的网络能够训练，靠的就是跳跃连接。
#
# **延伸阅读**：[Sequential 模型](https://www.tensorflow.org/guide/keras/sequential_model)、[Functional API](https://www.tensorflow.org/guide/keras/functional) 和 [`tf.data`](https://www.tensorflow.org/guide/data) 的指南；[所有层](https://www.tensorflow.org/api_docs/python/tf/keras/layers)的列表；关于[批归一化](https://arxiv.org/abs/1502.03167)（Ioffe 和 Szegedy，2015）和[残差网络](https://arxiv.org/abs/1512.03385)（He、Zhang、Ren 和 Sun，2016）的论文。

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

# %% [markdown] lang="zh" of="8f0b92ef"
# <a id="before-you-submit"></a>
# ## 提交之前
#
# 有些评分程序，只要 notebook 里动了不该动的地方就会停下来，给出一句看不懂的提示。下面说明这份 notebook 的情况。
#
# | 如果你…… | 那么这里…… |
# |:---|:---|
# | 输出一些内容 | 不丢分。 |
# | 添加、复制或移动单元格 | 不丢分，只要评分的函数没有改名。 |
# | 修改函数的参数 | 这道练习可能得不到分，因为测试没法调用这个函数。 |
# | 在评分的函数里用全局变量 | 只要定义它的单元格在 notebook 里就行。用局部变量更规范。 |
# | 修改其他单元格，或添加变量 | 不丢分。测试取自课程自己的副本。 |
#
# **求助之前，先检查这两项：**
#
# 1. 重启内核，从头运行所有单元格。
# 2. 运行 `from test_utils import check, hint`。之后，`check()` 会用评分程序自己的引擎运行可见的测试；卡住了，`hint("happyModel")` 会给你提示。
#
# **重新拿一份**：如果 notebook 损坏了，先把它改名（在 JupyterLab 里点右键，选 *Rename*），再从原来的地方重新获取。如果是用 Git 获取的，`git restore NAME.ipynb` 会以原来的文件名恢复它。最后把你写的函数复制进去。
