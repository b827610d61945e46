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
# # Cats and dogs: when a network learns by heart
#
# A network is right about 99 of 100 pictures. Would you use it?
#
# It depends on *which* pictures. In this notebook a network learns 2000
# cats and dogs almost perfectly, and still gets three of ten new pictures
# wrong. You will see it happen, and then try three remedies, one at a
# time.
#
# ![Two plots of the loss by epoch. Without help the training loss falls to 0, while the validation loss rises from 0.53 to 1.17. With augmentation and dropout the training loss falls to 0.24 in 50 epochs, and the validation loss jumps between 0.4 and 0.9 without a rise.](images/opening.svg)
#
# *Left: the training loss falls to 0, but on 500 other pictures the loss
# rises. Right: with two of the three remedies it does not. This run took
# 50 epochs; yours will be shorter.*
#
# **When you are done you will be able to:**
#
# - turn image files of many sizes into batches of one shape
# - recognize **overfitting** in two curves
# - say what training, validation and test sets are for
# - fight overfitting with **early stopping**, **image augmentation** and
#   **dropout**
# - choose between several networks by their validation loss
#
# You should know what a convolution and max pooling are, and have trained
# a network with `fit`. You don't need a GPU.

# %% [markdown] lang="zh" of="57dba37b"
# # 猫和狗：死记硬背的网络
#
# 有一个网络，看 100 张图片能答对 99 张。你会用它吗？
#
# 这要看是*哪些*图片。在本课中，一个网络几乎完美地学会了 2000 张猫狗图片，可遇到新图片，十张里仍会认错三张。你会亲眼看到这种情况，然后试三种对策，一次试一种。
#
# ![两幅图，画出各轮的损失。不用任何对策，训练损失降到 0，验证损失却从 0.53 升到 1.17。用了数据增强和 dropout，训练损失在 50 轮中降到 0.24，验证损失在 0.4 到 0.9 之间跳动，没有上升。](images/opening.svg)
#
# *左：训练损失降到 0，但在另外 500 张图片上，损失上升。右：用了三种对策中的两种，损失不再上升。图中的训练跑了 50 轮，你的会短一些。*
#
# **学完这一课，你能够：**
#
# - 把尺寸各异的图像文件变成形状统一的批次
# - 从两条曲线看出**过拟合**（overfitting）
# - 说清训练集、验证集和测试集各有什么用
# - 用**早停**（early stopping）、**数据增强**（image augmentation）和 **dropout** 对付过拟合
# - 根据验证损失，从几个网络中选出一个
#
# 你需要知道什么是卷积和最大池化，并且用 `fit` 训练过网络。不需要 GPU。

# %% [markdown]
# ## Table of contents
#
# - [1 - Packages and parameters](#1)
# - [2 - The data](#2): exercise 1
# - [3 - A first network](#3): exercise 2
# - [4 - Early stopping](#4): exercise 3
# - [5 - Image augmentation](#5): exercise 4
# - [6 - Dropout](#6): exercise 5
# - [7 - Which network is best?](#7)
# - [8 - A small network of your own](#8): exercise 6
# - [9 - What you can do now](#9)
# - [10 - Before you submit](#10)
# - [11 - Bibliography](#11)

# %% [markdown] lang="zh" of="8fa0462b"
# ## 目录
#
# - [1 - 软件包与参数](#1)
# - [2 - 数据](#2)：练习 1
# - [3 - 第一个网络](#3)：练习 2
# - [4 - 早停](#4)：练习 3
# - [5 - 数据增强](#5)：练习 4
# - [6 - Dropout](#6)：练习 5
# - [7 - 哪个网络最好？](#7)
# - [8 - 你自己的小网络](#8)：练习 6
# - [9 - 你现在会做什么](#9)
# - [10 - 提交之前](#10)
# - [11 - 参考文献](#11)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages and parameters
#
# `pathlib` lists files, Pillow (`PIL`) opens pictures, NumPy holds them as
# arrays, and Matplotlib shows them. TensorFlow may print a few lines in
# red. They are notes, not errors.

# %% [markdown] lang="zh" of="438d23d3"
# <a id="1"></a>
# ## 1 - 软件包与参数
#
# `pathlib` 列出文件，Pillow（`PIL`）打开图片，NumPy 把图片存成数组，Matplotlib 负责显示。TensorFlow 可能会打印几行红字，那只是提示，不是错误。

# %%
import contextlib
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow.keras.layers as tfl
from PIL import Image

from cnn_utils import *
from test_utils import comparator, summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# These constants decide how long the notebook runs: as they stand, two to
# three minutes on two cores. With a GPU, or an hour to spare, put in the
# values of the original course.
#
# | constant | here | original, on a GPU |
# |:---|---:|---:|
# | `IMG_SHAPE`, height and width in pixels | 48 | 150 |
# | `BATCH_SIZE`, pictures for one update of the weights | 25 | 100 |
# | `EPOCHS`, passes over the training set | 12 | 100 |
# | `LEARNING_RATE`, of Adam | 0.0005 | 0.001 |

# %% [markdown] lang="zh" of="2ad3483f"
# 下面几个常量决定这个 notebook 要运行多久：照现在的取值，用两个核心需要两三分钟。如果你有 GPU，或者能腾出一小时，可以换成原课程的取值。
#
# | 常量 | 本课 | 原课程，用 GPU |
# |:---|---:|---:|
# | `IMG_SHAPE`，图片的高和宽，单位是像素 | 48 | 150 |
# | `BATCH_SIZE`，更新一次权重所用的图片数 | 25 | 100 |
# | `EPOCHS`，把训练集过几遍 | 12 | 100 |
# | `LEARNING_RATE`，Adam 的学习率 | 0.0005 | 0.001 |

# %%
IMG_SHAPE = 48
BATCH_SIZE = 25
EPOCHS = 12
LEARNING_RATE = 0.0005

# %% [markdown]
# <a id="2"></a>
# ## 2 - The data
#
# Microsoft collected more than three million labelled pictures of cats and
# dogs; 25,000 of them are public. The course uses a small part: 2000 to
# train on and 1000 to validate with.
#
# If you have not downloaded the original photographs, you get pictures
# **drawn by a program**, and the loader says so. Folders, file names and
# numbers are the same. The grader always uses drawn pictures, so that it
# grades alike on every machine.
#
# The drawn training set is one-sided on purpose: the animals stand
# upright, in the middle, at one size, and nearly all look to the left. In
# the validation set they lean, stand to one side, are nearer or farther,
# and look either way. In a small set of photographs the same thing happens
# by chance.

# %% [markdown] lang="zh" of="c213350b"
# <a id="2"></a>
# ## 2 - 数据
#
# 微软收集了三百多万张带标签的猫狗图片，其中 25,000 张是公开的。本课只用一小部分：2000 张用于训练，1000 张用于验证。
#
# 如果你没有下载原始照片，用的就是**程序绘制**的图片，加载时会有提示。文件夹、文件名和图片数量都与原来相同。评分程序始终使用绘制的图片，这样在每台机器上评分都一致。
#
# 绘制的训练集是故意做得片面的：动物都站得笔直，位于正中，大小相同，而且几乎都朝左看。在验证集里，它们会倾斜，会偏向一边，有近有远，朝左朝右看的都有。照片集如果很小，碰巧也会出现同样的情况。

# %%
train_dir, validation_dir = map(str, cats_and_dogs_folders())

# %% [markdown]
# **The name of a picture's folder is its label.** There is no other list
# of labels.
#
# ```
# cats_and_dogs_filtered
# |__ train
# |   |__ cats: [cat.0.jpg, cat.1.jpg, cat.2.jpg ...]
# |   |__ dogs: [dog.0.jpg, dog.1.jpg, dog.2.jpg ...]
# |__ validation
#     |__ cats: [cat.2000.jpg, cat.2001.jpg, cat.2002.jpg ...]
#     |__ dogs: [dog.2000.jpg, dog.2001.jpg, dog.2002.jpg ...]
# ```
#
# Always count first. It is the cheapest way to notice that a download
# stopped halfway.

# %% [markdown] lang="zh" of="eaa0f192"
# **文件夹的名字就是其中图片的标签。** 除此之外没有别的标签清单。
#
# ```
# cats_and_dogs_filtered
# |__ train
# |   |__ cats: [cat.0.jpg, cat.1.jpg, cat.2.jpg ...]
# |   |__ dogs: [dog.0.jpg, dog.1.jpg, dog.2.jpg ...]
# |__ validation
#     |__ cats: [cat.2000.jpg, cat.2001.jpg, cat.2002.jpg ...]
#     |__ dogs: [dog.2000.jpg, dog.2001.jpg, dog.2002.jpg ...]
# ```
#
# 拿到数据，总是先数一数。下载如果中途断了，这样发现最省事。

# %%
for split in (train_dir, validation_dir):
    for animal in ("cats", "dogs"):
        files = list(Path(split, animal).glob("*.jpg"))
        print(f"{Path(split).name} {animal}: {len(files)}")

# %% [markdown]
# Both classes have the same size. If you always answer "cat", you are
# right half of the time. So this is the **baseline**: an accuracy of 0.5 is
# worth nothing.

# %% [markdown] lang="zh" of="9e308364"
# 两个类别一样大。一律回答“猫”，也能对一半。所以这就是**基线**：0.5 的准确率毫无价值。

# %% [markdown]
# <a id="2-1"></a>
# ### 2.1 - Images of different sizes
#
# Two things are new about these pictures. The first: they differ in size.

# %% [markdown] lang="zh" of="bf9670f5"
# <a id="2-1"></a>
# ### 2.1 - 尺寸不同的图像
#
# 这些图片有两点是新的。第一点：尺寸不一。

# %%
def open_picture(folder, animal, number):
    """One picture as a uint8 array of shape (height, width, 3)."""
    path = Path(folder, animal, f"{animal[:-1]}.{number}.jpg")
    return np.asarray(Image.open(path).convert("RGB"))


raw = [open_picture(train_dir, animal, number)
       for animal, number in [
           ("cats", 3), ("dogs", 10), ("cats", 1),
           ("dogs", 11), ("cats", 9), ("dogs", 16),
       ]]

fig, axes = plt.subplots(2, 6, figsize=(14, 5.5))
for picture, above, below in zip(raw, *axes):
    above.imshow(picture)
    above.set_title(f"{picture.shape[0]} × {picture.shape[1]}")
    small = Image.fromarray(picture).resize((IMG_SHAPE, IMG_SHAPE))
    below.imshow(small)
    below.set_title(f"{IMG_SHAPE} × {IMG_SHAPE}")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 1. Cats and dogs of the training set, height × width in pixels;
# below, the same pictures resized. Look at the scales on the axes.*
#
# A network needs inputs of **one fixed size**. If each picture were
# flattened as it is, a larger picture would give a longer list of numbers,
# but the first Dense layer has a fixed number of weights. So we **resize**
# all pictures to the same height and width first.
#
# In the second row, look at the shape of the animals: what was not square
# is squeezed. A network can live with that, since all its pictures are
# squeezed in the same way. Then look at the fur: fine detail is lost.

# %% [markdown] lang="zh" of="bfdfc456"
# *图 1：训练集中的猫和狗，标题是高 × 宽，单位是像素；下排是缩放后的同一批图片。注意坐标轴的刻度。*
#
# 网络要求输入的**尺寸固定**。如果每张图片都按原样展平，图片越大，得到的一列数就越长；可是第一个全连接层（Dense）的权重个数是固定的。所以要先把所有图片**缩放**（resize）到同样的高和宽。
#
# 看看第二行里动物的形状：原来不是正方形的图片都压变形了。这对网络来说不成问题，因为它的图片全都是这样压的。再看毛发：细节丢失了。

# %% [markdown]
# <a id="2-2"></a>
# ### 2.2 - Colour images
#
# The second new thing is colour. A grey image is an array with two
# dimensions. A colour image has **three**: height, width and depth. The
# depth is the number of **channels**. An RGB image has one for red, one for
# green and one for blue; each by itself looks like a grey image. An RGB
# image of 5 × 5 pixels is an array of shape (5, 5, 3).

# %% [markdown] lang="zh" of="dad5970a"
# <a id="2-2"></a>
# ### 2.2 - 彩色图像
#
# 第二点是颜色。灰度图像是二维数组。彩色图像有**三个**维度：高、宽和深度。深度就是**通道**（channel）的数目。RGB 图像有红、绿、蓝三个通道，每个通道单独看都像一幅灰度图像。5 × 5 像素的 RGB 图像是形状为 (5, 5, 3) 的数组。

# %%
print("shape:", raw[1].shape)
print("the pixel in row 20, column 30:", raw[1][20, 30])

fig, axes = plt.subplots(1, 4, figsize=(13, 3.4))
axes[0].imshow(raw[1])
axes[0].set_title("all channels")
for channel, name in enumerate(("red", "green", "blue")):
    axes[channel + 1].imshow(
        raw[1][:, :, channel], cmap="gray", vmin=0, vmax=255
    )
    axes[channel + 1].set_title(f"channel {channel}, {name}")
for ax in axes:
    ax.axis("off")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 2. A colour image and its three channels. The orange patch of the
# head is bright in channel 0 and dark in channel 2.*
#
# With three channels, **the filter has a depth of three, too**: one 3×3
# slice for each channel. Each slice slides over its own channel. The three
# results are added, together with one bias. So a filter makes *one*
# two-dimensional output, however many channels go in. A layer stacks the
# outputs of all its filters: 16 filters give a depth of 16.
#
# ![Three channels of a 5×5 image, padded with zeros, meet two filters of 3×3×3. Each filter makes one 5×5 output; stacked they have a depth of 2.](images/colour_convolution.svg)
#
# *Figure 3. Two filters on a colour image. The dark squares belong
# together: 27 products and a bias make one number.*
#
# **Max pooling** works on each channel separately. With a 2×2 window and a
# stride of 2, height and width are halved. The depth stays.
#
# **Predict** the four shapes that the next cell prints.

# %% [markdown] lang="zh" of="3415a08d"
# *图 2：一幅彩色图像和它的三个通道。头上那块橙色在通道 0 里很亮，在通道 2 里很暗。*
#
# 有三个通道，**滤波器的深度也就是三**：每个通道各有一片 3×3。每一片只在自己的通道上滑动，三个结果加在一起，再加上一个偏置。所以不管输入有多少个通道，一个滤波器只产生*一个*二维输出。一层把所有滤波器的输出叠起来：16 个滤波器，深度就是 16。
#
# ![一幅 5×5 图像的三个通道，四周用零填充，经过两个 3×3×3 的滤波器。每个滤波器产生一个 5×5 的输出；叠起来，深度为 2。](images/colour_convolution.svg)
#
# *图 3：彩色图像上的两个滤波器。深色方块是一组：27 个乘积加一个偏置，得到一个数。*
#
# **最大池化**（max pooling）对每个通道分别计算。窗口为 2×2、步幅为 2 时，高和宽减半，深度不变。
#
# **先猜一猜**：下一个单元格会打印哪四个形状？

# %%
batch = tf.constant(raw[1][np.newaxis] / 255.0, tf.float32)
convolution = tfl.Conv2D(filters=16, kernel_size=3, padding="same")
convolved = convolution(batch)

print("picture:    ", batch.shape)
print("convolved:  ", convolved.shape)
print("max pooled: ", tfl.MaxPooling2D(2, 2)(convolved).shape)
print("the filters:", convolution.kernel.shape)

# %% [markdown]
# Read the shape of the filters from left to right: 3×3 windows, 3 channels
# in, 16 filters out. That makes $3 \cdot 3 \cdot 3 \cdot 16 = 432$ weights,
# and 16 biases. Training changes these numbers so that the loss becomes
# small.

# %% [markdown] lang="zh" of="6ae06105"
# 滤波器的形状从左往右读：窗口是 3×3，输入 3 个通道，由 16 个滤波器输出。于是有 $3 \cdot 3 \cdot 3 \cdot 16 = 432$ 个权重和 16 个偏置。训练就是改变这些数，让损失变小。

# %% [markdown]
# <a id="2-3"></a>
# ### 2.3 - From files to batches
#
# Four steps lead from a file to something a network can learn from:
#
# 1. **Read** the file.
# 2. **Decode** it: from JPEG to an array of RGB values.
# 3. Turn the array into **floating point** numbers of one **size**.
# 4. **Rescale** them from 0 ... 255 to 0 ... 1. Networks learn better from
#    small numbers.
#
# [`tf.keras.utils.image_dataset_from_directory`](https://keras.io/api/data_loading/image/)
# does the first three. It walks through the folders, numbers the classes in
# the order of their names (cats 0, dogs 1), resizes, and returns batches
# with pixels from 0 to 255. The fourth step is yours:
#
# ```python
# rescale = tfl.Rescaling(1.0 / 255)
# dataset = dataset.map(lambda X, Y: (rescale(X), Y))
# ```
#
# The older `ImageDataGenerator` with `flow_from_directory` is accepted,
# too.
#
# <a id="ex-1"></a>
# #### Exercise 1 - make_dataset
#
# Write `make_dataset`, which returns batches of the pictures in a folder.
#
# | argument | meaning |
# |:---|:---|
# | `folder` | such as `train_dir`: one subfolder for each class |
# | `image_size` | (height, width) that all pictures get |
# | `batch_size` | pictures in a batch; the last one may have fewer |
# | `shuffle` | `True`: in random order; `False`: sorted by class, then by file name |
#
# Each batch is a pair `(X, Y)`: pictures of shape
# `(m, height, width, 3)` with values from 0 to 1, and the labels, 0 or 1,
# one number per picture.

# %% [markdown] lang="zh" of="d17eed90"
# <a id="2-3"></a>
# ### 2.3 - 从文件到批次
#
# 从文件到网络能学的数据，要走四步：
#
# 1. **读取**文件。
# 2. **解码**：把 JPEG 变成 RGB 值的数组。
# 3. 把数组变成**尺寸**统一的**浮点数**。
# 4. **调整数值范围**（rescale）：从 0 ... 255 变到 0 ... 1。数值小，网络学得更好。
#
# [`tf.keras.utils.image_dataset_from_directory`](https://keras.io/api/data_loading/image/) 完成前三步。它遍历各个文件夹，按名称顺序给类别编号（猫 0，狗 1），缩放图片，再返回像素值为 0 到 255 的批次。第四步由你来做：
#
# ```python
# rescale = tfl.Rescaling(1.0 / 255)
# dataset = dataset.map(lambda X, Y: (rescale(X), Y))
# ```
#
# 用较老的 `ImageDataGenerator` 加 `flow_from_directory` 也可以。
#
# <a id="ex-1"></a>
# #### 练习 1 - make_dataset
#
# 编写 `make_dataset`，让它把一个文件夹里的图片按批次返回。
#
# | 参数 | 含义 |
# |:---|:---|
# | `folder` | 例如 `train_dir`：每个类别一个子文件夹 |
# | `image_size` | （高，宽），所有图片都缩放到这个尺寸 |
# | `batch_size` | 每个批次的图片数；最后一批可以少一些 |
# | `shuffle` | `True`：随机顺序；`False`：先按类别、再按文件名排序 |
#
# 每个批次是一对 `(X, Y)`：图片的形状为 `(m, height, width, 3)`，值在 0 到 1 之间；标签为 0 或 1，每张图片一个数。

# %% nbgrader={"grade_id": "make_dataset", "solution": true}
# GRADED FUNCTION: make_dataset

def make_dataset(folder, image_size, batch_size, shuffle):
    """A dataset of batches (X, Y) of the pictures in a folder."""
    # Call the result `dataset`.
    ### BEGIN SOLUTION
    dataset = tf.keras.utils.image_dataset_from_directory(
        folder,
        image_size=image_size,
        batch_size=batch_size,
        shuffle=shuffle,
        verbose=False,
    )
    rescale = tfl.Rescaling(1.0 / 255)
    dataset = dataset.map(lambda X, Y: (rescale(X), Y))
    ### END SOLUTION
    return dataset


# %% [markdown]
# `read_batches` collects what `make_dataset` yields, as a list of
# arrays. The test looks at that list.

# %% [markdown] lang="zh" of="4049ad11"
# `read_batches` 把 `make_dataset` 给出的批次收集成一个数组列表。测试检查的就是这个列表。

# %% nbgrader={"grade_id": "read_batches", "locked": true}
def read_batches(folder, image_size, batch_size, shuffle):
    """One pass over make_dataset, as a list of array pairs (X, Y)."""
    dataset = make_dataset(folder, image_size, batch_size, shuffle)
    assert dataset is not None, (
        "make_dataset returned None, expected a dataset of batches: "
        "end it in `return dataset`."
    )
    pairs, found = iter(dataset), []
    for _ in range(len(dataset)):
        pair = next(pairs)
        assert isinstance(pair, (tuple, list)) and len(pair) == 2, (
            f"A batch of make_dataset is a {type(pair).__name__}, "
            "expected a pair (X, Y) of pictures and labels. Where "
            "you map X, keep Y: lambda X, Y: (rescale(X), Y)."
        )
        found.append(tuple(map(np.array, pair)))
    return found


def flat_labels(Y):
    Y = np.asarray(Y)
    assert Y.size == len(Y), (
        f"The labels of a batch have shape {Y.shape}, expected one "
        f"number per picture, ({len(Y)},). Leave label_mode at 'int' "
        "(or class_mode at 'binary')."
    )
    return Y.reshape(-1)


def coarse(pictures):
    """Means of 4 x 6 tiles: alike for every way to resize."""
    m, height, width, channels = pictures.shape
    tiles = pictures.reshape(
        m, 4, height // 4, 6, width // 6, channels
    )
    return tiles.mean(axis=(2, 4))


def pictures_of_files(paths, size):
    """Read pictures as make_dataset should."""
    return np.stack([
        np.asarray(
            Image.open(path).convert("RGB").resize(size[::-1], 2)
        )
        for path in paths
    ]) / 255.0


def sorted_pairs(X, Y):
    """A picture may be there twice, under two names."""
    X = np.round(X, 3)
    return sorted((x.tobytes(), int(y)) for x, y in zip(X, Y))


# %% nbgrader={"grade_id": "test_make_dataset", "grade": true, "points": 8, "locked": true}
own_folder = Path(cats_and_dogs_folders()[1])
paths = sorted(own_folder.glob("*/*.jpg"))
wanted = np.array([path.parent.name == "dogs" for path in paths])

batches = read_batches(str(own_folder), (32, 48), 64, False)
X, Y = batches[0]
print("first batch:", X.shape, X.dtype, Y.shape)
print("values from", X.min(), "to", X.max())

assert X.shape == (64, 32, 48, 3), (
    f"The first batch has shape {X.shape}, expected (64, 32, 48, 3): "
    "64 pictures of height 32 and width 48 in 3 channels."
)
sizes = [len(X) for X, _ in batches]
assert sizes == [64] * 15 + [40], (
    f"The batches have {sizes} pictures, expected 15 of 64 and one "
    "of 40. Every picture belongs to exactly one batch."
)
X_all = np.concatenate([X for X, _ in batches])
Y_all = np.concatenate([flat_labels(Y) for _, Y in batches])
assert np.issubdtype(X_all.dtype, np.floating), (
    f"The pictures are {X_all.dtype}, expected floating point."
)
assert X_all.min() >= -1e-6 and 0.8 < X_all.max() < 1.001, (
    f"The values run from {X_all.min():g} to {X_all.max():g}, "
    "expected 0 to 1. Rescale once, by 1/255."
)
assert np.array_equal(Y_all, wanted), (
    "With shuffle=False the labels should be 500 zeros (cats), then "
    f"500 ones (dogs); found {int(np.sum(Y_all != wanted))} others."
)
places = [0, 1, 2, 3, 250, 499, 500, 750, 997, 998, 999]
own = pictures_of_files([paths[i] for i in places], (32, 48))
apart = np.abs(coarse(X_all[places]) - coarse(own))
apart = apart.mean(axis=(1, 2, 3))
assert apart.max() < 0.04, (
    "With shuffle=False, picture number "
    f"{places[int(apart.argmax())]} is not the one of that file, "
    "resized whole and in colour. Is the order the sorted one?"
)

mixed = read_batches(str(own_folder), (32, 48), 100, True)
sizes = [len(X) for X, _ in mixed]
assert sizes == [100] * 10, (
    f"With batch_size=100 the batches have {sizes} pictures, "
    "expected 10 of 100."
)
X_mixed = np.concatenate([X for X, _ in mixed])
Y_mixed = np.concatenate([flat_labels(Y) for _, Y in mixed])
assert 20 < Y_mixed[:100].sum() < 80, (
    f"With shuffle=True the first 100 pictures have "
    f"{int(Y_mixed[:100].sum())} dogs among them. Are they shuffled?"
)
pairs = sorted_pairs(X_all, Y_all)
mixed_pairs = sorted_pairs(X_mixed, Y_mixed)
assert [x for x, _ in pairs] == [x for x, _ in mixed_pairs], (
    "With shuffle=True other pictures come than with shuffle=False, "
    "or some come twice."
)
assert pairs == mixed_pairs, (
    "With shuffle=True the labels do not belong to their pictures. "
    "Shuffle pictures and labels together."
)
print("All tests passed! Hidden tests read other folders, with other"
      " sizes, and read them twice.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_rng  # noqa: E402

cats = {x.tobytes(): n
        for n, x in enumerate(np.round(X_all[:500], 3))}
came = [cats.get(x.tobytes()) for x in np.round(X_mixed, 3)]
came = [n for n in came if n is not None]
ups = int((np.diff(came) > 0).sum())
assert 0.3 * len(came) < ups < 0.7 * len(came), (
    "With shuffle=True the cats come in the order of their files, or "
    "nearly. Are they shuffled?"
)

# Another folder, and another size.
own_folder = Path(cats_and_dogs_folders()[0])
paths = sorted(own_folder.glob("*/*.jpg"))
dataset = make_dataset(str(own_folder), (20, 30), 40, False)
assert len(dataset) == 50, (
    f"The 2000 pictures of the training folder make {len(dataset)} "
    "batches of 40, expected 50. Read the folder that is given."
)
X = np.array(next(iter(dataset))[0])
assert X.shape == (40, 20, 30, 3), (
    f"With image_size=(20, 30) a batch has shape {X.shape}, expected "
    "(40, 20, 30, 3). Use the size that is given."
)
own = pictures_of_files(paths[:40], (20, 30))
apart = np.abs(coarse(X) - coarse(own)).mean(axis=(1, 2, 3))
assert apart.max() < 0.04, (
    "With shuffle=False the first batch of the training folder does "
    "not have its first pictures. Read the folder that is given."
)

# Pictures of 16 tiles in a new folder, read twice.
import tempfile  # noqa: E402
from itertools import islice  # noqa: E402

own = fresh_rng("make_dataset").integers(0, 2, (8, 4, 4, 3)) * 255
own = own.astype("uint8")
with tempfile.TemporaryDirectory() as root:
    for n, tiles in enumerate(own):
        place = Path(root, ("cats", "dogs")[n % 2], f"{n}.jpg")
        place.parent.mkdir(exist_ok=True)
        Image.fromarray(tiles.repeat(24, 0).repeat(24, 1)).save(place)
    dataset = make_dataset(root, (24, 24), 3, False)
    for number in ("first", "second"):
        pairs = list(islice(iter(dataset), len(dataset)))
        X = np.concatenate([np.array(x) for x, _ in pairs])
        Y = np.concatenate([flat_labels(y) for _, y in pairs])
        assert len(X) == 8 and Y.tolist() == [0] * 4 + [1] * 4, (
            f"Of a folder of 4 cats and 4 dogs the {number} pass has "
            f"the labels {Y.tolist()}. fit goes over the dataset "
            "once per epoch; all passes have to be alike."
        )
        tiles = X.reshape(8, 4, 6, 4, 6, 3).mean(axis=(2, 4))
        apart = np.abs(tiles - own[[0, 2, 4, 6, 1, 3, 5, 7]] / 255.0)
        assert apart.mean(axis=(1, 2, 3)).max() < 0.15, (
            f"In the {number} pass over another folder a picture is "
            "not the one of its file. Do nothing to pictures but "
            "resize and rescale them."
        )
### END HIDDEN TESTS

# %% [markdown]
# Reading and decoding takes time. So we do it **once** and keep the arrays
# in memory: 2000 pictures take 55 MB at 48 × 48, and 540 MB at 150 × 150.
# Data that does not fit stays in files, and the `Dataset` goes to `fit`.

# %% [markdown] lang="zh" of="0f2084da"
# 读取和解码都要花时间。所以我们只做**一次**，把数组留在内存里：2000 张图片在 48 × 48 时占 55 MB，在 150 × 150 时占 540 MB。内存放不下的数据就留在文件里，把 `Dataset` 直接交给 `fit`。

# %% [markdown]
# <a id="2-4"></a>
# ### 2.4 - Training, validation and test sets
#
# In lesson 02 the difference between training and test accuracy showed up
# only when training was over. With a **validation set** you see it after
# every epoch. No weight is ever changed because of it, so it tells whether
# the network has understood something or only remembers. It helps you
# decide how long to train, and which of several networks to keep.
#
# <details><summary><b>A question.</b> Nothing is learned from either set. So
# why a <b>test set</b> as well? Could the validation set not do its
# work?</summary>
#
# These decisions look at the validation set. Of many networks you keep the
# one that happens to suit those pictures, so its validation accuracy is a
# little too good. For an honest figure you need pictures that played no part
# in any decision. And the figure stays honest only once: if you change
# something because of it, the test set has become a second validation set.
# </details>
#
# ![The training set fits the weights in every step. The validation set is used after every epoch to choose. The test set is used once, at the end, to measure.](images/three_sets.svg)
#
# *Figure 4. Three sets and what each is for.*
#
# The original course validates with all 1000 validation pictures. We put
# every other one aside, as a test set.

# %% [markdown] lang="zh" of="e8ebbffc"
# <a id="2-4"></a>
# ### 2.4 - 训练集、验证集和测试集
#
# 在第 02 课里，训练准确率和测试准确率的差别要到训练结束才看得出来。有了**验证集**（validation set），每一轮之后都能看到。没有哪个权重会因为验证集而改变，所以它能告诉你，网络是学懂了，还是只记住了。它帮你决定训练多久，以及在几个网络中留下哪一个。
#
# <details><summary><b>思考题</b>：网络不从验证集学习，也不从测试集学习。那为什么还要<b>测试集</b>（test set）？用验证集代替不行吗？</summary>
#
# 做上面这些决定时，看的正是验证集。从许多网络里选，留下的是碰巧适合这些图片的那个，所以它的验证准确率略微偏高。想得到真实的数字，就要用没有参与过任何决定的图片。而且这个数字只有第一次是真实的：如果你因为它做了改动，测试集就成了第二个验证集。
# </details>
#
# ![训练集：每一步都用来拟合权重。验证集：每一轮之后用来挑选。测试集：只在最后用一次，用来测量。](images/three_sets.svg)
#
# *图 4：三个集合各自的用途。*
#
# 原课程用全部 1000 张验证图片来验证。我们每隔一张留出一张，作为测试集。

# %%
def read_arrays(folder, shuffle):
    """All pictures of a folder as two arrays, X and Y."""
    pairs = read_batches(folder, (IMG_SHAPE, IMG_SHAPE), 100, shuffle)
    return [np.concatenate(part) for part in zip(*pairs)]


X_train, Y_train = read_arrays(train_dir, True)
X_other, Y_other = read_arrays(validation_dir, False)
X_val, Y_val = X_other[0::2], Y_other[0::2]
X_test, Y_test = X_other[1::2], Y_other[1::2]

for name, X, Y in [("training", X_train, Y_train),
                   ("validation", X_val, Y_val),
                   ("test", X_test, Y_test)]:
    print(f"{name:10} X {X.shape}, Y {Y.shape}, {Y.mean():.0%} dogs")

# %% [markdown]
# Be the network for a moment. Here are ten validation pictures as it will
# see them. **Cat or dog?** Write down ten answers before you run the cell
# after this one.


# %% [markdown] lang="zh" of="959be19b"
# 现在你来当一回网络。下面是十张验证图片，网络看到的就是这个样子。**是猫还是狗？** 先写下十个答案，再运行后面那个单元格。

# %%
def plotImages(images_arr, titles=None):
    """Show the images in rows of five."""
    rows = -(-len(images_arr) // 5)
    _, axes = plt.subplots(
        rows, 5, figsize=(10, 2.2 * rows), squeeze=False
    )
    for ax in axes.flat:
        ax.axis("off")
    for index, (img, ax) in enumerate(zip(images_arr, axes.flat)):
        ax.imshow(img)
        if titles is not None:
            ax.set_title(titles[index], fontsize=10)
    plt.tight_layout()
    plt.show()


ten = [300, 87, 400, 175, 325, 487, 112, 450, 212, 387]
plotImages(X_val[ten], range(1, 11))

# %%
class_names = np.array(["cat", "dog"])
print(*class_names[np.ravel(Y_val[ten]).astype(int)])

# %% [markdown]
# *Figure 5. Ten validation pictures, 48 × 48 pixels.*
#
# If you could not tell them apart, it would be unfair to expect it of the
# network.

# %% [markdown] lang="zh" of="ab6aecc7"
# *图 5：十张验证图片，48 × 48 像素。*
#
# 如果连你也分不清，要求网络分清就不公平了。

# %% [markdown]
# <a id="3"></a>
# ## 3 - A first network
#
# The network has **four blocks**, each a convolution and a max pooling.
# Each block halves the picture, so later filters see a larger part of it.
# Then comes a fully connected layer that combines what the filters found,
# and the output.
#
# <a id="ex-2"></a>
# ### Exercise 2 - cats_and_dogs_model
#
# Write `cats_and_dogs_model`, which returns this model:
#
# | layer | setting |
# |:---|:---|
# | [Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/) | 32 filters of 3×3, activation `"relu"` |
# | [MaxPooling2D](https://keras.io/api/layers/pooling_layers/max_pooling2d/) | 2×2 windows, stride 2 |
# | Conv2D, MaxPooling2D | the same with 64 filters |
# | Conv2D, MaxPooling2D | the same with 128 filters |
# | Conv2D, MaxPooling2D | the same with 128 filters |
# | Flatten | |
# | Dense | 512 units, activation `"relu"` |
# | Dense | 2 units, **no activation** |
#
# Leave everything else at its default. Sequential and Functional are both
# welcome.

# %% [markdown] lang="zh" of="9151a40c"
# <a id="3"></a>
# ## 3 - 第一个网络
#
# 这个网络有**四个块**，每块是一个卷积加一个最大池化。每经过一块，图片的高和宽减半，所以越靠后的滤波器，看到的范围越大。接着是一个全连接层，把各个滤波器找到的东西组合起来，最后是输出。
#
# <a id="ex-2"></a>
# ### 练习 2 - cats_and_dogs_model
#
# 编写 `cats_and_dogs_model`，让它返回下面这个模型：
#
# | 层 | 设置 |
# |:---|:---|
# | [Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/) | 32 个 3×3 滤波器，激活函数 `"relu"` |
# | [MaxPooling2D](https://keras.io/api/layers/pooling_layers/max_pooling2d/) | 窗口 2×2，步幅 2 |
# | Conv2D、MaxPooling2D | 同上，64 个滤波器 |
# | Conv2D、MaxPooling2D | 同上，128 个滤波器 |
# | Conv2D、MaxPooling2D | 同上，128 个滤波器 |
# | Flatten | |
# | Dense | 512 个单元，激活函数 `"relu"` |
# | Dense | 2 个单元，**没有激活函数** |
#
# 其他设置一律用默认值。Sequential 和 Functional 两种写法都可以。

# %% nbgrader={"grade_id": "cats_and_dogs_model", "solution": true}
# GRADED FUNCTION: cats_and_dogs_model

def cats_and_dogs_model(input_shape):
    """An uncompiled model that returns two logits, cat and dog.

    input_shape: height, width and channels of one picture.
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.Conv2D(32, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(64, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(128, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(128, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Flatten(),
        tfl.Dense(512, activation="relu"),
        tfl.Dense(2),
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "expected_rows", "locked": true}
def layer_rows(model):
    """The summary, without the input that functional models list."""
    return [row for row in summary(model) if row[0] != "InputLayer"]


def blocks_and_head():
    """The rows of cats_and_dogs_model((64, 64, 3)), in two parts."""
    pool = [(2, 2), (2, 2), "valid"]
    conv = ["valid", "relu", "GlorotUniform"]
    blocks = [
        ["Conv2D", (None, 62, 62, 32), 896, *conv],
        ["MaxPooling2D", (None, 31, 31, 32), 0, *pool],
        ["Conv2D", (None, 29, 29, 64), 18496, *conv],
        ["MaxPooling2D", (None, 14, 14, 64), 0, *pool],
        ["Conv2D", (None, 12, 12, 128), 73856, *conv],
        ["MaxPooling2D", (None, 6, 6, 128), 0, *pool],
        ["Conv2D", (None, 4, 4, 128), 147584, *conv],
        ["MaxPooling2D", (None, 2, 2, 128), 0, *pool],
    ]
    head = [
        ["Flatten", (None, 512), 0],
        ["Dense", (None, 512), 262656, "relu"],
        ["Dense", (None, 2), 1026, "linear"],
    ]
    return blocks, head


# %% nbgrader={"grade_id": "test_cats_and_dogs_model", "grade": true, "points": 6, "locked": true}
model = cats_and_dogs_model((64, 64, 3))

rows = layer_rows(model)
for row in rows:
    print(row)
first_rows, last_rows = blocks_and_head()
with contextlib.redirect_stdout(None):  # more follows
    comparator(rows, first_rows + last_rows)

frozen = [layer.name for layer in model.layers
          if layer.weights and not layer.trainable]
assert not frozen, (
    f"These layers can't be trained: {frozen}. Freeze nothing."
)
shape = cats_and_dogs_model((48, 80, 1)).input_shape
assert shape == (None, 48, 80, 1), (
    f"cats_and_dogs_model((48, 80, 1)) takes pictures of shape "
    f"{shape}, expected (None, 48, 80, 1): use input_shape."
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other input shapes and compare the whole"
      " model: its wiring, settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import fresh_each_call, same_model  # noqa: E402


def four_blocks_reference(input_shape):
    model = tf.keras.Sequential([tf.keras.Input(input_shape)])
    for filters in (32, 64, 128, 128):
        model.add(tfl.Conv2D(filters, 3, activation="relu"))
        model.add(tfl.MaxPooling2D(2))
    model.add(tfl.Flatten())
    model.add(tfl.Dense(512, activation="relu"))
    model.add(tfl.Dense(2))
    return model


same_model(
    model, four_blocks_reference((64, 64, 3)),
    call="cats_and_dogs_model((64, 64, 3))",
)
other = fresh_integers(
    "cats_and_dogs_model", (46, 46, 1), (90, 90, 6), unlike=(64, 3)
)
for shape in ((150, 150, 3), other):
    same_model(
        cats_and_dogs_model(shape), four_blocks_reference(shape),
        call=f"cats_and_dogs_model({shape})",
    )
fresh_each_call(cats_and_dogs_model, (64, 64, 3), first=model)
### END HIDDEN TESTS

# %%
model = cats_and_dogs_model((IMG_SHAPE, IMG_SHAPE, 3))
print(f"{model.count_params():,} parameters")

# %% [markdown]
# That is 154 parameters for each of the 2000 pictures. (At 150 × 150 it is
# 3,453,634, and 93% of them sit in the first Dense layer.)
#
# **A network with many parameters and few examples can learn the examples
# by heart.** With very few parameters it could not even learn the
# examples; statisticians call that *bias*. With very many it finds one of
# countless ways to fit them, and which one it finds depends on the
# accidents of the data; they call that *variance*.

# %% [markdown] lang="zh" of="d3f2c7f9"
# 这相当于 2000 张图片每张摊到 154 个参数。（在 150 × 150 时，参数有 3,453,634 个，其中 93% 在第一个全连接层里。）
#
# **网络的参数多而样本少，就能把样本死记下来。** 参数太少，网络连样本都学不会，统计学家把这叫作*偏差*（bias）。参数太多，拟合样本的方式就数不胜数，网络找到的只是其中一种；究竟是哪一种，取决于数据里的偶然因素，统计学家把这叫作*方差*（variance）。

# %% [markdown]
# <a id="3-1"></a>
# ### 3.1 - Compile: softmax and sigmoid
#
# The last layer has two units and no activation. Its two numbers are
# called **logits**. They may have any value. Softmax turns them into
# probabilities:
#
# $$\hat{y}_k = \frac{e^{z_k}}{e^{z_0} + e^{z_1}}$$
#
# You may put it into the model. It is safer to leave it to the loss, which
# then computes with logarithms where that is more exact.
# `from_logits=True` says so:
#
# | last layer | loss |
# |:---|:---|
# | `Dense(2)` | `SparseCategoricalCrossentropy(from_logits=True)` |
# | `Dense(2, activation="softmax")` | `"sparse_categorical_crossentropy"` |
# | `Dense(1, activation="sigmoid")` | `"binary_crossentropy"` |
#
# All three rows work for two classes, but don't mix them: a sigmoid output
# needs another loss. The third row is the second in disguise:
# $\sigma(z_1 - z_0)$ is the softmax of the two logits for class 1.
#
# We use the Adam optimizer with half of its default learning rate. With
# augmented pictures, larger steps delay the start of the learning. The
# function below trains the networks of this notebook, so neither the
# optimizer nor the number of epochs makes the difference between two runs.


# %% [markdown] lang="zh" of="46d79b43"
# <a id="3-1"></a>
# ### 3.1 - 编译：softmax 与 sigmoid
#
# 最后一层有两个单元，没有激活函数。它输出的两个数叫作 **logits**，可以取任何值。Softmax 把它们变成概率：
#
# $$\hat{y}_k = \frac{e^{z_k}}{e^{z_0} + e^{z_1}}$$
#
# 你可以把 softmax 放进模型。不过交给损失函数更稳妥：哪里用对数更精确，损失函数就在哪里用对数计算。`from_logits=True` 就是告诉它这一点：
#
# | 最后一层 | 损失 |
# |:---|:---|
# | `Dense(2)` | `SparseCategoricalCrossentropy(from_logits=True)` |
# | `Dense(2, activation="softmax")` | `"sparse_categorical_crossentropy"` |
# | `Dense(1, activation="sigmoid")` | `"binary_crossentropy"` |
#
# 对两个类别来说，三行都行得通，但不要混用：sigmoid 输出需要另一种损失。第三行其实是换了样子的第二行：$\sigma(z_1 - z_0)$ 就是两个 logits 经 softmax 后类别 1 的概率。
#
# 优化器用 Adam，学习率取默认值的一半。图片经过数据增强后，步子再大些，网络反而更晚才开始学到东西。本课的网络都用下面这个函数训练，因此两次训练结果的差别既不来自优化器，也不来自轮数。

# %%
def train(network, data, callbacks=()):
    """Compile and fit a network; every run is set up alike."""
    network.compile(
        optimizer=tf.keras.optimizers.Adam(LEARNING_RATE),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(
            from_logits=True
        ),
        metrics=["accuracy"],
    )
    return network.fit(
        data,
        epochs=EPOCHS,
        validation_data=(X_val, Y_val),
        callbacks=list(callbacks),
        shuffle=False,  # the dataset does it
        verbose=2,
    )


train_plain = (
    tf.data.Dataset.from_tensor_slices((X_train, Y_train))
    .shuffle(len(X_train))
    .batch(BATCH_SIZE)
)

# %% [markdown]
# <a id="3-2"></a>
# ### 3.2 - Train, and look at the curves
#
# First a second baseline: a network **without any convolution**. It
# multiplies each of the $48 \cdot 48 \cdot 3 = 6912$ numbers of a picture
# with a weight, and adds.

# %% [markdown] lang="zh" of="60fb6a17"
# <a id="3-2"></a>
# ### 3.2 - 训练，然后看曲线
#
# 先来第二条基线：一个**完全没有卷积**的网络。一张图片有 $48 \cdot 48 \cdot 3 = 6912$ 个数，它把每个数乘上一个权重，再加起来。

# %%
linear = tf.keras.Sequential([
    tf.keras.Input(shape=(IMG_SHAPE, IMG_SHAPE, 3)),
    tfl.Flatten(),
    tfl.Dense(2),
])
history_linear = train(linear, train_plain)

# %% [markdown]
# Now the four blocks. 2000 pictures in batches of 25 make
# $\lceil 2000 / 25 \rceil = 80$ updates of the weights in an epoch. After
# every epoch `fit` measures loss and accuracy on the validation pictures,
# and does not learn from them.
#
# **Predict:** where will `accuracy` end, and where `val_accuracy`?

# %% [markdown] lang="zh" of="e2adf8aa"
# 现在轮到四个块的网络。2000 张图片，每批 25 张，一轮要更新权重 $\lceil 2000 / 25 \rceil = 80$ 次。每一轮之后，`fit` 会在验证图片上计算损失和准确率，但不从中学习。
#
# **先猜一猜**：`accuracy` 最后会到多少？`val_accuracy` 呢？

# %%
history = train(model, train_plain)


# %%
def plot_curves(history, title):
    """Accuracy and loss of both sets against the epoch."""
    fig, axes = plt.subplots(1, 2, figsize=(11, 3.6))
    for name, ax in zip(("accuracy", "loss"), axes):
        values = history.history[name]
        epochs = range(1, len(values) + 1)
        ax.plot(epochs, values, "o-", ms=3, label="training")
        ax.plot(epochs, history.history[f"val_{name}"], "s-", ms=3,
                label="validation")
        ax.set_xlabel("epoch")
        ax.set_ylabel(name)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(alpha=0.3)
        ax.legend()
    axes[0].set_ylim(0.45, 1.02)
    axes[1].set_ylim(0, 1.3)
    fig.suptitle(title)
    plt.tight_layout()
    plt.show()


plot_curves(history, "four blocks, no help")

# %% [markdown]
# *Figure 6. Accuracy and loss of the first network by epoch.*
#
# What to look at:
#
# - **The gap.** The training accuracy climbs towards 1. The validation
#   accuracy stops long before, near 0.70, in our run as well as on the
#   original photographs.
# - **The validation loss.** It falls for some epochs, then **rises**, while
#   the training loss goes on falling. From there on the network learns
#   little about cats and dogs, and much about these 2000 pictures.
#
# This is **overfitting**. The network is nearly perfect on pictures it has
# seen and poor on others. The loss rises although the accuracy hardly
# changes, because the network becomes surer of its wrong answers.

# %% [markdown] lang="zh" of="11a31914"
# *图 6：第一个网络各轮的准确率和损失。*
#
# 看图要点：
#
# - **差距。** 训练准确率一路升向 1。验证准确率早早停在 0.70 附近，我们的运行如此，用原始照片也如此。
# - **验证损失。** 它先下降几轮，然后**上升**，而训练损失继续下降。从这里开始，网络学到的东西很少与猫狗本身有关，大多只与这 2000 张图片有关。
#
# 这就是**过拟合**（overfitting）。见过的图片，网络几乎全对；没见过的，表现很差。准确率几乎不变，损失却在上升，因为网络对自己的错误答案越来越有把握。

# %% [markdown]
# <a id="4"></a>
# ## 4 - Early stopping
#
# The first remedy costs nothing: **stop training when the validation loss
# no longer falls**, and go back to the weights of the best epoch.
#
# A loss curve is jagged. One bad epoch does not mean that the best is over.
# So the callback waits for a number of epochs, its *patience*, before it
# gives up.
#
# <a id="ex-3"></a>
# ### Exercise 3 - make_early_stopping
#
# Write `make_early_stopping`, which returns an
# [EarlyStopping](https://keras.io/api/callbacks/early_stopping/) callback.
# It watches the **validation loss**, has the given patience, counts every
# fall of the loss, however small, and in the end **restores the best
# weights**.

# %% [markdown] lang="zh" of="050b7c9b"
# <a id="4"></a>
# ## 4 - 早停
#
# 第一种对策不花任何代价：**验证损失不再下降，就停止训练**，并退回到最好那一轮的权重。
#
# 损失曲线有起有伏。一轮变差，不等于最好的时候已经过去。所以这个回调（callback）会多等几轮才放弃，等待的轮数叫作*耐心值*（patience）。
#
# <a id="ex-3"></a>
# ### 练习 3 - make_early_stopping
#
# 编写 `make_early_stopping`，让它返回一个 [EarlyStopping](https://keras.io/api/callbacks/early_stopping/) 回调。它监视**验证损失**，耐心值由参数给定；损失只要下降，再小也算数；最后**恢复最好的权重**。

# %% nbgrader={"grade_id": "make_early_stopping", "solution": true}
# GRADED FUNCTION: make_early_stopping

def make_early_stopping(patience):
    """An EarlyStopping callback that puts back the best weights.

    patience: epochs to wait for a new lowest validation loss.
    """
    # Call the result `callback`.
    ### BEGIN SOLUTION
    callback = tf.keras.callbacks.EarlyStopping(
        monitor="val_loss",
        patience=patience,
        restore_best_weights=True,
    )
    ### END SOLUTION
    return callback


# %% [markdown]
# You can try a callback without training. `run_with_callback` plays the
# part of `fit`: it has a network with a single weight, sets that weight to
# the number of the epoch, and tells the callback a validation loss you
# choose.

# %% [markdown] lang="zh" of="3c1dce65"
# 不训练也能试用回调。`run_with_callback` 扮演 `fit` 的角色：它有一个只含一个权重的网络，每一轮都把这个权重设成当前是第几轮，再把你选定的验证损失告诉回调。

# %% nbgrader={"grade_id": "run_with_callback", "locked": true}
def run_with_callback(patience, val_losses):
    """Drive the callback of make_early_stopping without training.

    Returns (epochs that ran, epoch whose weights are left); the
    first epoch is number 1.
    """
    network = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), tfl.Dense(1, use_bias=False)
    ])
    network.compile(optimizer="sgd", loss="mse")
    callback = make_early_stopping(patience)
    assert hasattr(callback, "set_model"), (
        "make_early_stopping returned no callback, expected an "
        "EarlyStopping object: end it in `return callback`."
    )
    callback.set_model(network)
    callback.on_train_begin({})
    for epoch, val_loss in enumerate(val_losses, start=1):
        network.set_weights([np.array([[epoch]], "float32")])
        callback.on_epoch_begin(epoch - 1, {})
        callback.on_epoch_end(epoch - 1, {
            "loss": 1.0 / epoch,
            "accuracy": 1.0 - 0.5 / epoch,
            "val_loss": float(val_loss),
            "val_accuracy": 1.0 - 0.4 / epoch,
        })
        if network.stop_training:
            break
    callback.on_train_end({})
    return epoch, int(network.get_weights()[0][0, 0])


# %% nbgrader={"grade_id": "test_make_early_stopping", "grade": true, "points": 4, "locked": true}
for patience, losses, wanted in [
    (2, [0.9, 0.7, 0.8, 0.6, 0.7, 0.8, 0.5], (6, 4)),
    (1, [0.9, 0.8, 0.81, 0.3], (3, 2)),
    (2, [0.503, 0.502, 0.501, 0.5, 0.6, 0.6, 0.1], (6, 4)),
]:
    ran, kept = run_with_callback(patience, losses)
    print(f"patience {patience}: {ran} epochs ran, the weights of"
          f" epoch {kept} are left")
    assert (ran, kept) == wanted, (
        f"With patience={patience} and the validation losses "
        f"{losses}, {ran} epochs ran and the weights of epoch {kept} "
        f"are left; expected {wanted[0]} and {wanted[1]}."
    )
print("All tests passed! Hidden tests tell the callback other"
      " losses.")

### BEGIN HIDDEN TESTS: values may be shown
for patience, losses, wanted in [
    (1, [0.9, 0.8, 0.81, 0.3], (3, 2)),
    (3, [0.5, 0.6, 0.7, 0.8, 0.1], (4, 1)),
    (3, [0.5, 0.6, 0.7, 0.49, 0.6, 0.6, 0.6, 0.1], (7, 4)),
    (2, [0.5, 0.4999, 0.4998, 0.4997, 0.6, 0.6, 0.1], (6, 4)),
    (5, [0.9, 0.8, 0.7, 0.6, 0.65], (5, 4)),
    # losses above 1, gains of next to nothing, a long wait
    (2, [7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 2.1, 2.2, 2.3], (8, 6)),
    (1, [0.5, 0.499999, 0.499998, 0.499997, 0.6, 0.1], (5, 4)),
    (12, [3.0, *[3.5] * 11, 2.5, *[2.6] * 14], (25, 13)),
]:
    found = tuple(run_with_callback(patience, losses))
    assert found == wanted, (
        f"With patience={patience} and the validation losses "
        f"{losses}, {found[0]} epochs ran and the weights of epoch "
        f"{found[1]} are left; expected {wanted[0]} and {wanted[1]}."
    )
### END HIDDEN TESTS

# %% [markdown]
# What would it have made of our run? The next cell tells the callback the
# losses of figure 6. **Predict** from the figure where it would have
# stopped with a patience of 3.

# %% [markdown] lang="zh" of="3fb8fe04"
# 放到我们刚才的训练上，它会怎么做？下一个单元格把图 6 中的损失告诉回调。**先猜一猜**：看着图 6，耐心值为 3 时，它会停在哪一轮？

# %%
losses = history.history["val_loss"]
ran, kept = run_with_callback(3, losses)
print(f"stopped after {ran} of {len(losses)} epochs, "
      f"best epoch {kept} with val_loss {losses[kept - 1]:.3f}; "
      f"the last epoch has {losses[-1]:.3f}")

# %% [markdown]
# In `fit` you write `callbacks=[make_early_stopping(3)]`, and set `epochs`
# as high as you like.
#
# A patience that is too short stops a slow starter before it has begun. In
# the next runs we want to see all epochs. So their patience is as long as
# the training: the callback never stops it and only puts the best weights
# back.
#
# Early stopping ends the damage. It does not help the network to learn
# more. The next two remedies do.

# %% [markdown] lang="zh" of="f92b0f2e"
# 在 `fit` 里写 `callbacks=[make_early_stopping(3)]`，`epochs` 想设多大都行。
#
# 耐心值太小，起步慢的网络还没开始学就停了。后面几次训练，我们想看到所有的轮，所以把耐心值设成与训练轮数一样：回调不会中途停止训练，只负责恢复最好的权重。
#
# 早停能止住损害，却不能帮网络学到更多。接下来的两种对策可以。

# %% [markdown]
# <a id="5"></a>
# ## 5 - Image augmentation
#
# A cat is a cat wherever it sits in the picture, whichever way it looks,
# large or small. The network does not know that. Every picture shows one
# place, one direction, one size.
#
# **Image augmentation** changes each training picture at random, every time
# it is used. The network never sees quite the same picture twice, so there
# is nothing to learn by heart.
#
# Keras has a layer for each kind of change. With `training=True` the layer
# does its work. Otherwise, in `evaluate` and `predict`, it returns the
# picture as it is. `RandomRotation` counts in parts of a **full turn**. A
# turned picture leaves corners empty; `fill_mode="nearest"` fills them
# with the pixels at the edge.

# %% [markdown] lang="zh" of="af69de71"
# <a id="5"></a>
# ## 5 - 数据增强
#
# 猫在图片的哪个位置、朝哪边看、是大是小，都还是猫。网络不知道这一点。每张图片只呈现一个位置、一个方向、一种大小。
#
# **数据增强**（image augmentation）在每次用到训练图片时，都随机改动一下。网络永远不会两次看到完全相同的图片，也就没有什么可死记的了。
#
# 每一种改动，Keras 都有对应的层。设 `training=True`，层才起作用；否则，比如在 `evaluate` 和 `predict` 里，图片会原样返回。`RandomRotation` 以**整圈**为单位，填的是一圈的几分之几。图片转过之后，四角会空出来；`fill_mode="nearest"` 用边缘的像素填上。

# %%
dog = tf.image.resize(raw[1] / 255.0, (IMG_SHAPE, IMG_SHAPE))
five = np.stack([dog] * 5).astype("float32")
changes = [
    tfl.RandomFlip("horizontal", seed=1),
    tfl.RandomRotation(45 / 360, fill_mode="nearest"),
    tfl.RandomZoom(0.5, fill_mode="nearest"),
]
plotImages(
    np.concatenate([layer(five, training=True) for layer in changes])
)

# %% [markdown]
# *Figure 7. One training picture, five times through each layer: flipped,
# turned, zoomed. In the second row, look for streaks in the corners: they
# are repeated pixels. In the third, see what is lost when the picture
# grows.*
#
# More is not always better. An augmentation must not change **what** the
# picture shows. If a zoom cuts off all that tells a cat from a dog, the
# label is wrong.
#
# <a id="ex-4"></a>
# ### Exercise 4 - make_augmenter
#
# Write `make_augmenter`, which returns a model of four layers:
#
# | layer | setting |
# |:---|:---|
# | [RandomFlip](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/) | horizontal |
# | [RandomRotation](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/) | up to 40° either way, as a part of a full turn: 40 / 360 = 1/9, to three digits |
# | [RandomTranslation](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/) | up to 0.1 of the height and 0.1 of the width |
# | [RandomZoom](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/) | up to 0.2 in and out |
#
# All but the flip with `fill_mode="nearest"`. The order is up to you.
#
# (The original shifts by 0.2 and has `shear_range=0.2` as well. That is a
# shear of 0.2 *degrees*, too small to see.)

# %% [markdown] lang="zh" of="6632173f"
# *图 7：一张训练图片，每种层各处理五次：翻转、旋转、缩放。在第二行，找一找四角的条纹：那是重复的像素。在第三行，看看图片放大后丢掉了什么。*
#
# 并不是越多越好。数据增强不能改变图片的**内容**。如果放大时把区分猫狗的地方都切掉了，标签就错了。
#
# <a id="ex-4"></a>
# ### 练习 4 - make_augmenter
#
# 编写 `make_augmenter`，让它返回一个四层的模型：
#
# | 层 | 设置 |
# |:---|:---|
# | [RandomFlip](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/) | 水平 |
# | [RandomRotation](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/) | 两个方向都最多 40°，以整圈为单位：40 / 360 = 1/9，精确到三位小数 |
# | [RandomTranslation](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/) | 最多为高的 0.1 和宽的 0.1 |
# | [RandomZoom](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/) | 放大和缩小都最多 0.2 |
#
# 除了翻转，其余各层都用 `fill_mode="nearest"`。顺序随你。
#
# （原课程平移 0.2，还设了 `shear_range=0.2`。那是 0.2 *度*的剪切，小得看不出来。）

# %% nbgrader={"grade_id": "make_augmenter", "solution": true}
# GRADED FUNCTION: make_augmenter

def make_augmenter(input_shape):
    """A model that changes pictures at random while training.

    input_shape: height, width and channels of one picture.
    """
    # A Sequential model that starts with an Input.
    # Call the result `augmenter`.
    ### BEGIN SOLUTION
    augmenter = tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.RandomFlip("horizontal"),
        tfl.RandomRotation(40 / 360, fill_mode="nearest"),
        tfl.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
        tfl.RandomZoom(0.2, fill_mode="nearest"),
    ])
    ### END SOLUTION
    return augmenter


# %% nbgrader={"grade_id": "test_make_augmenter", "grade": true, "points": 6, "locked": true}
augmenter = make_augmenter((48, 64, 3))


def is_forty_degrees(factor):
    """Whether a part of a full turn is 1/9, to three digits."""
    return np.ndim(factor) == 0 and abs(factor - 40 / 360) < 0.0005


# The order is free, so the rows are sorted by their names.
rows = sorted(layer_rows(augmenter))
for row in rows:
    if row[0] == "RandomZoom" and row[-1] is None:
        row[-1] = row[-2]  # no width factor: the same as the height's
    if row[0] == "RandomRotation" and is_forty_degrees(row[-1]):
        row[-1] = 40 / 360
    print(row)

shape = (None, 48, 64, 3)
output = [
    ["RandomFlip", shape, 0, "horizontal"],
    ["RandomRotation", shape, 0, 40 / 360],
    ["RandomTranslation", shape, 0, 0.1, 0.1],
    ["RandomZoom", shape, 0, 0.2, 0.2],
]
with contextlib.redirect_stdout(None):  # more follows
    comparator(rows, output)

for layer in augmenter.layers:
    mode = getattr(layer, "fill_mode", "nearest")
    assert mode == "nearest", (
        f"{type(layer).__name__} has fill_mode={mode!r}, expected "
        "'nearest'."
    )
shape = make_augmenter((20, 30, 1)).input_shape
assert shape == (None, 20, 30, 1), (
    f"make_augmenter((20, 30, 1)) takes pictures of shape {shape}, "
    "expected (None, 20, 30, 1): use input_shape."
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other input shapes and compare the whole"
      " model: its wiring, settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import same_model  # noqa: E402


def augmenter_references(found, input_shape):
    """The right augmenters with their layers in the order found.

    There are two: without a width factor, RandomZoom zooms height
    and width alike; with one, each by itself.
    """
    order = [type(layer).__name__ for layer in found.layers]
    turn = 40 / 360
    for layer in found.layers:
        if type(layer).__name__ == "RandomRotation":
            low, high = layer.factor
            if low == -high and is_forty_degrees(high):
                turn = high
    for zoom in ((0.2,), (0.2, 0.2)):
        right = {
            "RandomFlip": tfl.RandomFlip("horizontal"),
            "RandomRotation": tfl.RandomRotation(
                turn, fill_mode="nearest"
            ),
            "RandomTranslation": tfl.RandomTranslation(
                0.1, 0.1, fill_mode="nearest"
            ),
            "RandomZoom": tfl.RandomZoom(*zoom, fill_mode="nearest"),
        }
        mine = [right.pop(name) for name in order if name in right]
        yield tf.keras.Sequential(
            [tf.keras.Input(input_shape), *mine, *right.values()]
        )


other = fresh_integers(
    "make_augmenter", (20, 20, 2), (90, 90, 6), unlike=(48, 64, 30, 3)
)
for shape in ((48, 64, 3), (20, 30, 1), other):
    found = make_augmenter(shape)
    same_model(
        found, list(augmenter_references(found, shape)),
        call=f"make_augmenter({shape})",
    )
### END HIDDEN TESTS

# %%
augmenter = make_augmenter((IMG_SHAPE, IMG_SHAPE, 3))
plotImages(augmenter(five, training=True).numpy())

# %% [markdown]
# *Figure 8. The same picture, five times through all four layers. Is it
# still a dog in all five?*
#
# **Only training pictures are augmented.** Validation and test pictures
# stay as they are, because they stand for what the network will meet later.
#
# So the augmenter goes into the training data. `map` applies it to every
# batch, anew in each epoch, while the network works on the batch before.

# %% [markdown] lang="zh" of="3ec92f78"
# *图 8：同一张图片，经过全部四层，共五次。五张里都还是狗吗？*
#
# **只有训练图片才做数据增强。** 验证图片和测试图片保持原样，因为它们代表网络以后会遇到的图片。
#
# 所以，只在训练数据里接上做数据增强的模型。`map` 让每个批次都经过它，每一轮都重新随机；与此同时，网络正在处理上一个批次。

# %%
def augmented(X, Y):
    """One batch, each picture changed at random."""
    return augmenter(X, training=True), Y


train_augmented = (
    train_plain.map(augmented, num_parallel_calls=2).prefetch(2)
)

# %% [markdown]
# **One change at a time.** The next run has the same network, optimizer and
# number of epochs as the first. Only the pictures are augmented.
# **Predict:** will the training accuracy be higher than before, or lower?


# %% [markdown] lang="zh" of="31d02ac9"
# **一次只改一处。** 下一次训练的网络、优化器和轮数都与第一次相同，只有图片做了数据增强。**先猜一猜**：训练准确率会比之前高，还是低？

# %%
model_augmented = cats_and_dogs_model((IMG_SHAPE, IMG_SHAPE, 3))
history_augmented = train(
    model_augmented, train_augmented,
    [make_early_stopping(EPOCHS)],
)
plot_curves(history_augmented, "augmentation")


# %% [markdown]
# *Figure 9. Accuracy and loss with augmentation alone. The axes are those
# of figure 6.*
#
# What to look at:
#
# - **The gap has nearly closed.** Both accuracies climb side by side.
# - **It is slow.** The first epochs hardly leave 0.5. To learn what a cat
#   is takes longer than to learn 2000 pictures by heart. The original
#   course gave it 100 epochs.
# - **Validation may be above training.** The training accuracy is measured
#   on changed pictures, which is the harder task.

# %% [markdown] lang="zh" of="53baa018"
# *图 9：只用数据增强时的准确率和损失。坐标轴与图 6 相同。*
#
# 看图要点：
#
# - **差距几乎消失了。** 两个准确率并肩上升。
# - **学得慢。** 头几轮几乎一直停在 0.5。学会什么是猫，要比死记 2000 张图片花更长的时间。原课程给了 100 轮。
# - **验证可能高于训练。** 训练准确率是在改动过的图片上算的，那是更难的任务。

# %% [markdown]
# <a id="6"></a>
# ## 6 - Dropout
#
# The neurons of a layer can come to rely on each other: one is useful only
# as long as a certain other one corrects it. Such teams fit the training
# pictures and fail on new ones. The authors of dropout call it
# *co-adaptation*.
#
# **Dropout** switches off some values at random in each training step. The
# others have to do without them, so each has to be useful by itself. When
# the network predicts, all of them are on. You choose only the
# probability, the *rate*.
#
# ![The same network in three training steps, with other hidden neurons crossed out each time, and in prediction with all of them on.](images/dropout.svg)
#
# *Figure 10. Dropout with five hidden neurons. In each training step other
# ones are off.*
#
# Watch the layer at work. With a rate of 0.5, about half of the ones become
# 0. The rest are **doubled**, so that the sum stays about the same.

# %% [markdown] lang="zh" of="212eefa3"
# <a id="6"></a>
# ## 6 - Dropout
#
# 同一层的神经元可能会互相依赖：某个神经元要靠另一个特定的神经元来纠正，才有用处。这样的搭配拟合得了训练图片，遇到新图片就失灵。dropout 的提出者把这叫作*共适应*（co-adaptation）。
#
# **Dropout** 在每个训练步骤里随机关掉一部分数值。其余的数值不能再依靠它们，每一个都得独自发挥作用。网络做预测时，所有数值都是打开的。你要选的只有关掉的概率，也就是*丢弃率*（rate）。
#
# ![同一个网络：三个训练步骤，每次划掉的隐藏神经元都不同；预测时，所有神经元都打开。](images/dropout.svg)
#
# *图 10：五个隐藏神经元的 dropout。每个训练步骤关掉的神经元都不同。*
#
# 看看这一层怎样工作。丢弃率为 0.5 时，大约一半的 1 变成 0，其余的**加倍**，这样总和大致不变。

# %%
dropout = tfl.Dropout(0.5)
ones = tf.ones((1, 12))
print("training:  ", dropout(ones, training=True).numpy()[0])
print("prediction:", dropout(ones, training=False).numpy()[0])

# %% [markdown]
# <a id="ex-5"></a>
# ### Exercise 5 - model_with_dropout
#
# Write `model_with_dropout`: the network of exercise 2 with one more layer,
# `Dropout` with a rate of 0.5, **between the last max pooling and
# Flatten**.

# %% [markdown] lang="zh" of="e32fcd06"
# <a id="ex-5"></a>
# ### 练习 5 - model_with_dropout
#
# 编写 `model_with_dropout`：在练习 2 的网络里多加一层，即丢弃率为 0.5 的 `Dropout`，放在**最后一个最大池化和 Flatten 之间**。

# %% nbgrader={"grade_id": "model_with_dropout", "solution": true}
# GRADED FUNCTION: model_with_dropout

def model_with_dropout(input_shape):
    """The uncompiled network of exercise 2, with dropout.

    input_shape: height, width and channels of one picture.
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.Conv2D(32, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(64, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(128, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(128, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Dropout(0.5),
        tfl.Flatten(),
        tfl.Dense(512, activation="relu"),
        tfl.Dense(2),
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "test_model_with_dropout", "grade": true, "points": 4, "locked": true}
model_2 = model_with_dropout((64, 64, 3))

rows = layer_rows(model_2)
for row in rows:
    print(row)
middle = ["Dropout", (None, 2, 2, 128), 0, 0.5]
first_rows, last_rows = blocks_and_head()
with contextlib.redirect_stdout(None):  # more follows
    comparator(rows, [*first_rows, middle, *last_rows])

shape = model_with_dropout((48, 80, 1)).input_shape
assert shape == (None, 48, 80, 1), (
    "model_with_dropout((48, 80, 1)) takes pictures of shape "
    f"{shape}, expected (None, 48, 80, 1): use input_shape."
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other input shapes and compare the whole"
      " model: its wiring, settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import fresh_each_call, same_model  # noqa: E402


def dropout_reference(input_shape):
    model = tf.keras.Sequential([tf.keras.Input(input_shape)])
    for filters in (32, 64, 128, 128):
        model.add(tfl.Conv2D(filters, 3, activation="relu"))
        model.add(tfl.MaxPooling2D(2))
    model.add(tfl.Dropout(0.5))
    model.add(tfl.Flatten())
    model.add(tfl.Dense(512, activation="relu"))
    model.add(tfl.Dense(2))
    return model


same_model(
    model_2, dropout_reference((64, 64, 3)),
    call="model_with_dropout((64, 64, 3))",
)
other = fresh_integers(
    "model_with_dropout", (46, 46, 2), (90, 90, 6),
    unlike=(64, 3, 80),
)
for shape in ((96, 80, 1), other):
    same_model(
        model_with_dropout(shape), dropout_reference(shape),
        call=f"model_with_dropout({shape})",
    )
fresh_each_call(model_with_dropout, (64, 64, 3), first=model_2)
### END HIDDEN TESTS

# %% [markdown]
# Dropout has no parameters of its own. Again we change one thing: this run
# has dropout and **no** augmentation.

# %% [markdown] lang="zh" of="872c21cb"
# Dropout 本身没有参数。我们仍然只改一处：这次训练用 dropout，**不用**数据增强。

# %%
model_dropout = model_with_dropout((IMG_SHAPE, IMG_SHAPE, 3))
history_dropout = train(
    model_dropout, train_plain, [make_early_stopping(EPOCHS)]
)
plot_curves(history_dropout, "dropout")

# %% [markdown]
# *Figure 11. Accuracy and loss with dropout alone.*
#
# Compare with figure 6: the network still overfits, but later, and its
# lowest validation loss is lower. Now both remedies together.

# %% [markdown] lang="zh" of="1857fa9b"
# *图 11：只用 dropout 时的准确率和损失。*
#
# 与图 6 比一比：网络仍然过拟合，但来得更晚，最低的验证损失也更低。现在把两种对策一起用上。

# %%
model_both = model_with_dropout((IMG_SHAPE, IMG_SHAPE, 3))
history_both = train(
    model_both, train_augmented, [make_early_stopping(EPOCHS)]
)
plot_curves(history_both, "augmentation and dropout")

# %% [markdown]
# *Figure 12. Accuracy and loss with augmentation and dropout.*
#
# The slowest start of all: after 12 epochs the training accuracy is still
# below 0.8. We let this network go on to 50 epochs. Its lowest validation
# loss was 0.40, its last validation accuracy 0.82. That is the right half
# of the figure at the top.

# %% [markdown] lang="zh" of="a13e0a4e"
# *图 12：用数据增强加 dropout 时的准确率和损失。*
#
# 这个网络起步最慢：12 轮之后，训练准确率还不到 0.8。我们让它继续训练到 50 轮，最低的验证损失是 0.40，最后的验证准确率是 0.82。本课开头那幅图的右半边，画的就是这次训练。

# %% [markdown]
# <a id="7"></a>
# ## 7 - Which network is best?
#
# So far the candidates differ in how they were trained. Networks that
# differ in their *layers* are compared in the same way. So we add one with
# dropout and **half as many filters**, which has a quarter of the weights
# in its convolutions.

# %% [markdown] lang="zh" of="c7afde44"
# <a id="7"></a>
# ## 7 - 哪个网络最好？
#
# 到目前为止，各个候选网络的差别在于训练方式。如果差别在于*层*，比较的方法也一样。所以我们再加一个网络：用 dropout，而且**滤波器减半**，卷积里的权重只有原来的四分之一。

# %%
model_half = tf.keras.Sequential(
    [tf.keras.Input(shape=(IMG_SHAPE, IMG_SHAPE, 3))]
)
for filters in (16, 32, 64, 64):
    model_half.add(tfl.Conv2D(filters, 3, activation="relu"))
    model_half.add(tfl.MaxPooling2D())
for layer in (tfl.Dropout(0.5), tfl.Flatten(),
              tfl.Dense(512, activation="relu"), tfl.Dense(2)):
    model_half.add(layer)
history_half = train(
    model_half, train_plain, [make_early_stopping(EPOCHS)]
)

# %% [markdown]
# **Compare by the validation loss, each network in its best epoch.** Why
# the loss and not the accuracy? With 500 pictures, an accuracy moves in
# jumps, and a narrow right answer counts as much as a sure one. The loss
# also tells how sure the network was.
#
# **Predict:** which will have the lowest?

# %% [markdown] lang="zh" of="1787825b"
# **比较验证损失，每个网络取最好的一轮。** 为什么看损失，不看准确率？图片只有 500 张，准确率的变化是跳跃的；而且勉强答对和有把握地答对，算分一样。损失还能反映网络有多大把握。
#
# **先猜一猜**：哪个网络的验证损失最低？

# %%
candidates = {
    "linear": (linear, history_linear),
    "four blocks, no help": (model, history),
    "augmentation": (model_augmented, history_augmented),
    "dropout": (model_dropout, history_dropout),
    "augmentation, dropout": (model_both, history_both),
    "half the filters, dropout": (model_half, history_half),
}
lowest = {}
fig, ax = plt.subplots(figsize=(9, 4))
print(f"{'':26}parameters  best epoch  val_loss  val_accuracy")
for name, (network, run) in candidates.items():
    losses = run.history["val_loss"]
    best = int(np.argmin(losses))
    lowest[name] = losses[best]
    print(f"{name:26}{network.count_params():10,}  {best + 1:10}  "
          f"{losses[best]:8.3f}  "
          f"{run.history['val_accuracy'][best]:12.3f}")
    line, = ax.plot(range(1, len(losses) + 1), losses, label=name)
    ax.plot(best + 1, losses[best], "o", color=line.get_color())
ax.set(xlabel="epoch", ylabel="validation loss", ylim=(0.4, 1.2))
ax.grid(alpha=0.3)
ax.legend(fontsize=8)
plt.show()

chosen = min(lowest, key=lowest.get)
best_model = candidates[chosen][0]
print("chosen:", chosen)

# %% [markdown]
# *Figure 13. The validation loss of all candidates. A dot marks the best
# epoch of each.*
#
# What to look at:
#
# - **The baselines.** Without convolution the network is hardly better than
#   guessing (0.53 in our run), and overfits from the first epoch.
# - **The remedies.** In our run each one brought the lowest loss down: from
#   0.60 to 0.47 with augmentation, 0.49 with dropout, 0.55 with both.
# - **Fewer parameters** are no remedy here. With half the filters the lowest
#   loss is 0.59.
# - **How sure is the order?** Not very. With another random start we saw
#   0.53 without help, and with the remedies 0.50 to 0.53. A few hundredths
#   are chance. Twelve epochs are also few: without help the loss only rises
#   from here, and with both remedies it reached 0.40 in 50 epochs.

# %% [markdown] lang="zh" of="ab739680"
# *图 13：所有候选网络的验证损失。圆点标出各自最好的一轮。*
#
# 看图要点：
#
# - **基线。** 没有卷积的网络只比瞎猜好一点点（我们的运行中是 0.53），而且从第一轮起就过拟合。
# - **对策。** 在我们的运行中，每一种都让最低损失更低：从 0.60 降到数据增强的 0.47、dropout 的 0.49、两者并用的 0.55。
# - **减少参数**在这里不算对策。滤波器减半，最低损失是 0.59。
# - **这个排名有多可靠？** 不太可靠。换一个随机起点，我们看到不用对策是 0.53，用了对策是 0.50 到 0.53。零点零几的差别只是偶然。十二轮也太少：不用对策，损失从这里开始只会上升；两种对策并用，50 轮内降到了 0.40。

# %% [markdown]
# <a id="7-1"></a>
# ### 7.1 - The test set, once
#
# All decisions are made. Now, and only now, we use the 500 pictures that
# played no part in them. **Predict:** will the accuracy be higher or lower
# than on the validation set?

# %% [markdown] lang="zh" of="e0987c2c"
# <a id="7-1"></a>
# ### 7.1 - 测试集，只用一次
#
# 所有决定都做完了。到了现在，也只有到了现在，我们才用那 500 张没有参与过任何决定的图片。**先猜一猜**：准确率会比验证集上高，还是低？

# %%
_, val_accuracy = best_model.evaluate(X_val, Y_val, verbose=0)
_, test_accuracy = best_model.evaluate(X_test, Y_test, verbose=0)
error = np.sqrt(test_accuracy * (1 - test_accuracy) / len(X_test))
print(f"validation accuracy {val_accuracy:.3f}")
print(f"test accuracy       {test_accuracy:.3f} ± {error:.3f}")

# %% [markdown]
# The number after ± is the standard error of an accuracy measured on 500
# pictures. Our run gave 0.76 in validation and 0.80 in the test: one
# network, and two samples of 500 pictures. Chance is that large.
#
# More was decided with the validation pictures: the picture size, the
# batch size and the learning rate of this notebook. We tried
# several before we wrote it. Such choices, too, make a validation accuracy
# look better than it is. The test pictures know nothing of them.
#
# **Resist the wish to try again** with other settings until the test
# accuracy is higher. If you do, you overfit the test set.

# %% [markdown] lang="zh" of="80f5c823"
# ± 后面的数，是用 500 张图片测得的准确率的标准误。我们的运行中，验证得 0.76，测试得 0.80：同一个网络，两组各 500 张的样本。偶然的影响就有这么大。
#
# 还有一些事也是看着验证图片决定的：本课的图片尺寸、批次大小和学习率。写这一课之前，我们试过好几种取值。这样的选择也会让验证准确率看起来比实际高。测试图片则与这些选择毫无关系。
#
# **忍住再试一次的念头**：不要为了让测试准确率变高，换着设置一试再试。那样做，就是对测试集过拟合。

# %% [markdown]
# <a id="7-2"></a>
# ### 7.2 - Look at the mistakes
#
# One number hides what goes wrong. A **confusion matrix** counts each kind
# of answer, and the worst mistakes are worth seeing. We take the validation
# pictures: looking at test pictures could lead to decisions, too.

# %% [markdown] lang="zh" of="08d9d9c9"
# <a id="7-2"></a>
# ### 7.2 - 看看错在哪里
#
# 只看一个数字，看不出错在哪里。**混淆矩阵**（confusion matrix）会给每一种回答计数；错得最厉害的那些图片，也值得看一看。我们用验证图片：看了测试图片，也可能引出新的决定。

# %%
y_hat = tf.nn.softmax(best_model.predict(X_val, verbose=0)).numpy()
answers = y_hat.argmax(axis=1)
truth = np.ravel(Y_val).astype(int)
print("            answer cat  answer dog")
for label in (0, 1):
    counts = [np.sum((truth == label) & (answers == answer))
              for answer in (0, 1)]
    columns = [f"{n:11}" for n in counts]
    print(f"really {class_names[label]}", *columns)

wrong = np.flatnonzero(answers != truth)
surest = wrong[np.argsort(-y_hat[wrong].max(axis=1))][:10]
plotImages(X_val[surest], [
    f"{class_names[truth[i]]}; {class_names[answers[i]]}"
    f" {y_hat[i].max():.2f}" for i in surest
])

# %% [markdown]
# *Figure 14. The ten validation pictures the network is most wrong about:
# what it is; what the network says, and how sure it is.*
#
# In our run 34 of 250 cats were called dogs, and 84 of 250 dogs cats. Most
# of the dogs in the figure have pointed ears or stripes, as the cats have.
# What could you add to the training set to help?

# %% [markdown] lang="zh" of="74348bdd"
# *图 14：网络错得最厉害的十张验证图片：实际是什么；网络说是什么，以及有多大把握。*
#
# 在我们的运行中，250 只猫里有 34 只被认成狗，250 只狗里有 84 只被认成猫。图中的狗大多有尖耳朵或条纹，和猫一样。往训练集里加些什么，会有帮助？

# %% [markdown]
# <a id="8"></a>
# ## 8 - A small network of your own
#
# Now put together what you have learned, under one hard condition: it has
# to be quick. The pictures have **32 × 32 pixels** only.
#
# <a id="ex-6"></a>
# ### Exercise 6 - train_small
#
# Write `train_small`. It gets pictures `X` of shape (m, 32, 32, 3), from
# 0 to 1, and their labels `Y`. It returns a **trained** network with two
# outputs. You choose layers, augmentation, dropout, epochs.
#
# **The test has it learn a task that is drawn by chance**: two kinds of
# pictures, which are neither cats nor dogs. It gives your function 600 of
# them. In all of these the object stands upright and looks the same way.
# Then it asks the network about 300 others. There the object leans by up
# to 30°, is nearer or farther, and **half of the pictures show it
# mirrored**. You get the points if the network
#
# - is right about at least 0.85 of the pictures it has seen,
# - is right about at least 0.85 of the unseen ones, and
# - the gap between the two is at most 0.15.
#
# So learning by heart does not pay. The solution takes some seconds. You may
# use your functions from above. A network for pictures as small as these
# needs no more than three blocks.
#
# **Hint:** `BatchNormalization` between a convolution and its ReLU makes
# small networks learn faster. In a short training give it
# `momentum=0.9`: its averages then keep up with the weights.

# %% [markdown] lang="zh" of="76e9cfe3"
# <a id="8"></a>
# ## 8 - 你自己的小网络
#
# 现在把学到的东西综合起来，但有一个硬条件：要快。图片只有 **32 × 32 像素**。
#
# <a id="ex-6"></a>
# ### 练习 6 - train_small
#
# 编写 `train_small`。它收到形状为 (m, 32, 32, 3)、值在 0 到 1 之间的图片 `X`，以及标签 `Y`，返回一个**训练好的**、有两个输出的网络。层、数据增强、dropout 和轮数都由你定。
#
# **测试会随机生成一个任务让它学**：两种图片，既不是猫也不是狗。你的函数得到其中 600 张，这些图片里的物体都直立着，朝向也相同。然后，测试让网络辨认另外 300 张。在这些图片里，物体最多倾斜 30°，有近有远，而且**一半的图片是左右相反的**。满足以下条件，你就得分：
#
# - 见过的图片，答对的比例至少是 0.85；
# - 没见过的图片，答对的比例也至少是 0.85；
# - 两者相差不超过 0.15。
#
# 所以死记硬背没有用。参考答案几秒就能跑完。你可以使用前面自己写的函数。图片这么小，网络用不着超过三个块。
#
# **提示**：在卷积和它的 ReLU 之间放一个 `BatchNormalization`，小网络会学得更快。训练很短时，给它设 `momentum=0.9`，这样它的平均值才跟得上权重的变化。

# %% nbgrader={"grade_id": "train_small", "solution": true}
# GRADED FUNCTION: train_small

def train_small(X, Y):
    """Train a small network, without overfitting, and return it.

    It maps pictures to two numbers each, logits or probabilities;
    the larger one is the answer.
    """
    # Call the result `network`.
    ### BEGIN SOLUTION
    augmenter = tf.keras.Sequential([
        tfl.RandomFlip("horizontal"),
        tfl.RandomRotation(40 / 360, fill_mode="nearest"),
        tfl.RandomZoom(0.3, fill_mode="nearest"),
    ])
    network = tf.keras.Sequential([tf.keras.Input(shape=X.shape[1:])])
    for filters in (16, 32, 64):
        network.add(tfl.Conv2D(filters, 3))
        network.add(tfl.BatchNormalization(momentum=0.9))
        network.add(tfl.ReLU())
        network.add(tfl.MaxPooling2D())
    network.add(tfl.Dropout(0.3))
    network.add(tfl.Flatten())
    network.add(tfl.Dense(64, activation="relu"))
    network.add(tfl.Dense(2))
    network.compile(
        optimizer=tf.keras.optimizers.Adam(0.001),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(
            from_logits=True
        ),
        metrics=["accuracy"],
    )
    data = (
        tf.data.Dataset.from_tensor_slices((X, Y))
        .shuffle(len(X))
        .batch(25)
        .map(lambda x, y: (augmenter(x, training=True), y))
        .prefetch(2)
    )
    network.fit(data, epochs=9, shuffle=False, verbose=0)
    ### END SOLUTION
    return network


# %% [markdown]
# The next functions call yours and judge the network that comes back.

# %% [markdown] lang="zh" of="76d1d568"
# 下面的函数会调用你的函数，并评判返回的网络。

# %% nbgrader={"grade_id": "small_network", "locked": true}
def small_network(X, Y):
    """Call train_small; the network has to be trained."""
    network = train_small(X, Y)
    assert hasattr(network, "predict"), (
        f"train_small returned a {type(network).__name__}, expected "
        "the trained model."
    )
    assert tuple(network.output_shape) == (None, 2), (
        f"The model returns {tuple(network.output_shape)}, expected "
        "(None, 2)."
    )
    biases = [
        np.any(weight)
        for weight in network.weights
        if weight.name in ("bias", "beta")
    ]
    assert any(biases) or not biases, (
        "All biases of the model are still 0, as before any "
        "training. Return the model that fit has trained."
    )
    return network


def judge_small(network, task):
    """The three conditions of the exercise, on a drawn task."""
    from grader.fresh_tasks import with_renewed_averages

    trained = with_renewed_averages(network, task.X)

    def judged(X, Y):
        """The share of right answers."""
        answers = trained.predict(X, verbose=0)
        assert np.isfinite(answers).all(), (
            "The model answers with values that are no numbers "
            "(NaN): the training has diverged."
        )
        return float(np.mean(answers.argmax(axis=1) == Y))

    seen = judged(task.X, task.Y)
    unseen = judged(task.X_new, task.Y_new)
    assert seen >= 0.85, (
        f"The trained model is right about {seen:.3f} of the "
        "pictures it was trained on, expected at least 0.85. "
        "Guessing gives 0.5. Is it trained on X and Y, long enough, "
        "and returned?"
    )
    assert seen - unseen <= 0.15, (
        f"The trained model is right about {seen:.3f} of the "
        f"pictures it has seen and {unseen:.3f} of {len(task.Y_new)} "
        f"unseen ones. The gap is {seen - unseen:.3f}, expected at "
        "most 0.15. Augment, so that it learns objects that lean, "
        "look the other way, are nearer or farther; add dropout."
    )
    assert unseen >= 0.85, (
        f"The trained model is right about {unseen:.3f} of "
        f"{len(task.Y_new)} unseen pictures, expected at least 0.85. "
        "Augment so that it learns objects that lean, look the other "
        "way, are nearer or farther, and train for more epochs."
    )
    print(f"accuracy: seen {seen:.3f}, unseen {unseen:.3f}")


# %% nbgrader={"grade_id": "test_train_small", "grade": true, "points": 12, "locked": true}
from grader.fresh_tasks import Pose, fresh_task  # noqa: E402

# Most of each pattern is the same for both kinds, but mirrored. Only a
# network that is trained with mirrored pictures looks at the rest.
drawing = dict(
    classes=2, patterns_per_class=3, count=600, new=300,
    size=(32, 32), handed=0.75,
    pose=Pose(place=0.15, scale=(0.75, 0.85), turn=5, mirrored=0),
    new_pose=Pose(
        place=0.15, scale=(0.65, 0.95), turn=30, mirrored=0.5,
    ),
)
practice = fresh_task("practice", **drawing)
network = small_network(practice.X, practice.Y)
judge_small(network, practice)
print("The hidden test asks the same of another task, drawn for your"
      " class only.")

### BEGIN HIDDEN TESTS: values may be shown
task = fresh_task("two kinds", **drawing)
trained = small_network(task.X, task.Y)
for before, after in zip(network.weights, trained.weights):
    assert before.name != "kernel" or not np.array_equal(
        np.array(before), np.array(after)
    ), (
        "A kernel of the network is the same after two trainings on "
        "different pictures, so it was not trained. Train all "
        "layers, from new weights."
    )
judge_small(trained, task)
### END HIDDEN TESTS

# %% [markdown]
# <a id="9"></a>
# ## 9 - What you can do now
#
# You can bring photographs of all sizes into one shape, recognize when a
# network learns by heart, and do something about it: stop early, make new
# training pictures out of the old ones, switch off some values at random.
#
# There is more. *Weight decay* pulls all weights towards zero:
# `kernel_regularizer=tf.keras.regularizers.L2(1e-4)` in a layer.
# *Cross-validation* repeats the split into training and validation
# pictures, so that every picture is used once for validation; it costs as
# many trainings as there are splits. And the best remedy is the dullest:
# **more data, in better order**. Practitioners say that it is nine tenths
# of their work.
#
# **Three questions**
#
# <details><summary>1. The training loss falls, the validation loss rises,
# and the validation accuracy stays the same. How can that be?</summary>
#
# The network answers the same pictures wrongly as before, but it is surer
# of it. The loss counts that; the accuracy does not.
# </details>
#
# <details><summary>2. Why would a vertical flip be a poor augmentation
# here, and a good one for pictures from a microscope?</summary>
#
# Cats and dogs seldom stand on their heads, so the network would spend its
# effort on pictures that never come. A microscope has no up and down.
# </details>
#
# <details><summary>3. You compare 50 networks on one validation set and
# keep the best. Is its validation accuracy a fair forecast?</summary>
#
# No, it is too high. With 50 tries, one of them suits these pictures by
# chance. Measure it on a test set.
# </details>
#
# **An open task.** Train `train_small` on the cats and dogs:
# `tf.image.resize(X_train, (32, 32), antialias=True)` makes them small
# enough. How close does it come to the networks above, with how many of
# their parameters? Change one thing, and decide by the validation set.
#
# Next: [flowers](../09_flowers/09_flowers.ipynb), where you do all of it by
# yourself.

# %% [markdown] lang="zh" of="668bad21"
# <a id="9"></a>
# ## 9 - 你现在会做什么
#
# 你能把各种尺寸的照片变成统一的形状，能看出网络在死记硬背，也知道怎么应对：早点停下，用旧的训练图片变出新的，随机关掉一部分数值。
#
# 办法还不止这些。*权重衰减*（weight decay）把所有权重往零的方向拉：在层里写 `kernel_regularizer=tf.keras.regularizers.L2(1e-4)`。*交叉验证*（cross-validation）多次划分训练图片和验证图片，让每张图片都当一次验证图片；划分几次，就要训练几次。而最好的办法也最枯燥：**更多的数据，整理得更好的数据**。做这一行的人说，这占了他们工作的十分之九。
#
# **三个问题**
#
# <details><summary>1. 训练损失下降，验证损失上升，验证准确率不变。这怎么可能？</summary>
#
# 网络答错的图片还是原来那些，但它对错误答案更有把握了。损失会把这一点算进去，准确率不会。
# </details>
#
# <details><summary>2. 为什么垂直翻转在这里不是好的数据增强，用在显微镜图片上却是？</summary>
#
# 猫和狗很少头朝下，网络会把力气花在根本不会出现的图片上。显微镜下则没有上下之分。
# </details>
#
# <details><summary>3. 你在同一个验证集上比较了 50 个网络，留下最好的一个。用它的验证准确率来预测以后的表现，公平吗？</summary>
#
# 不公平，它偏高了。试了 50 次，总有一个碰巧适合这些图片。应该用测试集来测。
# </details>
#
# **开放任务**：用 `train_small` 来学猫和狗。`tf.image.resize(X_train, (32, 32), antialias=True)` 能把图片缩到足够小。它离前面那些网络还有多远？参数又只有它们的几分之几？一次只改一处，根据验证集来决定。
#
# 下一课：[花卉](../09_flowers/09_flowers.ipynb)，这一切都由你自己来做。

# %% [markdown]
# <a id="10"></a>
# ## 10 - Before you submit
#
# Six cells are graded, those that began with `raise NotImplementedError()`:
# 8, 6, 4, 6, 4 and 12 points. `check()` and `hint()` from `test_utils` help
# while you work. Restart the kernel and run all cells once. A green visible
# test is not yet full marks: hidden tests ask the same of other inputs. The
# other rules are in the README of the course.

# %% [markdown] lang="zh" of="f189e0cd"
# <a id="10"></a>
# ## 10 - 提交之前
#
# 有六个评分单元格，就是原来以 `raise NotImplementedError()` 开头的那些，分值依次为 8、6、4、6、4、12 分。做题时可以用 `test_utils` 里的 `check()` 和 `hint()`。提交之前，请重启内核并全部运行一次。可见的测试通过了，还不等于满分：隐藏测试会换一些输入，提同样的要求。其他规则见课程的 README。

# %% [markdown]
# <a id="11"></a>
# ## 11 - Bibliography
#
# - J. Elson, J. Douceur, J. Howell and J. Saul, *Asirra: A CAPTCHA that
#   Exploits Interest-Aligned Manual Image Categorization*, CCS 2007: where
#   the pictures come from
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and
#   R. Salakhutdinov, *Dropout: A Simple Way to Prevent Neural Networks from
#   Overfitting*, JMLR 15, 2014,
#   <https://jmlr.org/papers/v15/srivastava14a.html>
# - L. Prechelt, *Early Stopping - But When?*, in: Neural Networks: Tricks
#   of the Trade, Springer 1998
# - *Memorizing is not learning! 6 tricks to prevent overfitting*,
#   <https://hackernoon.com/memorizing-is-not-learning-6-tricks-to-prevent-overfitting-in-machine-learning-820b091dc42>
# - Data augmentation in Keras:
#   <https://keras.io/api/layers/preprocessing_layers/image_augmentation/>

# %% [markdown] lang="zh" of="0ee5b882"
# <a id="11"></a>
# ## 11 - 参考文献
#
# - J. Elson、J. Douceur、J. Howell 和 J. Saul，*Asirra: A CAPTCHA that Exploits Interest-Aligned Manual Image Categorization*，CCS 2007：图片的出处
# - N. Srivastava、G. Hinton、A. Krizhevsky、I. Sutskever 和 R. Salakhutdinov，*Dropout: A Simple Way to Prevent Neural Networks from Overfitting*，JMLR 15，2014，<https://jmlr.org/papers/v15/srivastava14a.html>
# - L. Prechelt，*Early Stopping - But When?*，载于 *Neural Networks: Tricks of the Trade*，Springer，1998
# - *Memorizing is not learning! 6 tricks to prevent overfitting*，<https://hackernoon.com/memorizing-is-not-learning-6-tricks-to-prevent-overfitting-in-machine-learning-820b091dc42>
# - Keras 中的数据增强：<https://keras.io/api/layers/preprocessing_layers/image_augmentation/>
