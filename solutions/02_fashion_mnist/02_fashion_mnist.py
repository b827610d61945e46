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
# **Which of the 784 pixels of a picture make it a shirt?** Nobody can write
# that rule down. In this notebook you build a network that finds one by
# itself, from 60,000 examples. This is what it will do:
#
# ![Six test pictures with the answers of the network and its probabilities; five answers are right, and one shirt is taken for another piece of clothing.](images/what_will_work.png)
#
# *Six pictures that the network of this lesson had never seen, its answers,
# and the right classes in brackets.*
#
# You will prepare pictures with `tf.data`, build a classifier from dense
# layers, train it, and measure it on pictures it has never seen. Then you
# look at its mistakes. You need lesson 01.

# %% [markdown] lang="zh" of="e3be9b43"
# # Fashion-MNIST：你的第一个图像分类器
#
# **一张图片有 784 个像素，凭哪些像素能认出这是一件衬衫**？这样的规则谁也写不出来。在这个 notebook 里，你要搭建一个网络，让它从 60,000 个样本中自己找出规则。它最终能做到这样：
#
# ![六张测试图片，附有网络的答案和概率；五个答案正确，一件衬衫被认成了别的衣服。](images/what_will_work.png)
#
# *六张测试图片，本课的网络从未见过。图上是网络的答案，括号里是正确类别。*
#
# 你将用 `tf.data` 准备图片，用全连接层搭建分类器，训练它，再用它从未见过的图片检验效果。最后，你会分析它犯的错误。学习本课之前，请先学完第 01 课。

# %% [markdown]
# ## Contents
#
# - [1 - The pictures](#1)
# - [2 - Preparing the data](#2), with [exercise 1, normalize](#ex-1), and
#   [exercise 2, make_pipeline](#ex-2)
# - [3 - The network](#3), with [exercise 3, fashion_model](#ex-3)
# - [4 - Training](#4), with [exercise 4, train](#ex-4)
# - [5 - Testing](#5)
# - [6 - Predictions and mistakes](#6)
# - [7 - What you can do now](#7)
# - [Before you submit](#before-you-submit)

# %% [markdown] lang="zh" of="8eed8285"
# ## 目录
#
# - [1 - 认识图片](#1)
# - [2 - 准备数据](#2)，含[练习 1：normalize](#ex-1) 和[练习 2：make_pipeline](#ex-2)
# - [3 - 网络](#3)，含[练习 3：fashion_model](#ex-3)
# - [4 - 训练](#4)，含[练习 4：train](#ex-4)
# - [5 - 测试](#5)
# - [6 - 预测与错误](#6)
# - [7 - 你现在会做什么](#7)
# - [提交之前](#before-you-submit)

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from cnn_utils import load_fashion_mnist, plot_samples
from test_utils import comparator, same_training, summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="1"></a>
# ## 1 - The pictures
#
# [Fashion-MNIST](https://github.com/zalandoresearch/fashion-mnist) holds
# **70,000 grey pictures** of single pieces of clothing, each 28×28 pixels,
# in **10 classes**. The label of a picture is a number from 0 to 9:
#
# | label | class | label | class |
# |---:|:---|---:|:---|
# | 0 | T-shirt/top | 5 | Sandal |
# | 1 | Trouser | 6 | Shirt |
# | 2 | Pullover | 7 | Sneaker |
# | 3 | Dress | 8 | Bag |
# | 4 | Coat | 9 | Ankle boot |
#
# If the original is not on your machine, you get drawn clothes of the same
# shapes instead, and the loader says so.

# %% [markdown] lang="zh" of="ae17b50b"
# <a id="1"></a>
# ## 1 - 认识图片
#
# [Fashion-MNIST](https://github.com/zalandoresearch/fashion-mnist) 收录了 **70,000 张灰度图片**，每张是单件服饰，大小为 28×28 像素，共分 **10 个类别**。图片的标签是 0 到 9 的一个数字：
#
# | 标签 | 类别 | 标签 | 类别 |
# |---:|:---|---:|:---|
# | 0 | T-shirt/top（T 恤/上衣） | 5 | Sandal（凉鞋） |
# | 1 | Trouser（裤子） | 6 | Shirt（衬衫） |
# | 2 | Pullover（套头衫） | 7 | Sneaker（运动鞋） |
# | 3 | Dress（连衣裙） | 8 | Bag（包） |
# | 4 | Coat（外套） | 9 | Ankle boot（短靴） |
#
# 如果你的电脑上没有原版数据，加载函数会换成程序绘制的服饰，数组形状与原版相同，并会说明这一点。

# %%
class_names = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]
((train_images, train_labels),
 (test_images, test_labels)) = load_fashion_mnist()
print("training:", train_images.shape, "test:", test_images.shape)

# %%
plot_samples(train_images, train_labels, class_names, 3, 8)
plt.show()

# %% [markdown]
# *Figure 1. 24 training pictures with their classes.*
#
# **Predict:** which classes will the network confuse? Note your guess; the
# last figures will tell.
#
# The examples come in two sets: a **training set** of 60,000, and a **test
# set** of 10,000. Why two? Suppose the network learned all training
# pictures by heart. On these it would look perfect, and be useless on any
# other. We want it to **generalise**, not to memorise. Only pictures it has
# never seen show whether it does.
#
# Every class is equally common. So if you always name the same one, you are
# right once in ten times: **0.10** is what a classifier has to beat.

# %% [markdown] lang="zh" of="64457c78"
# *图 1：24 张训练图片及其类别。*
#
# **先猜一猜**：网络会混淆哪些类别？把你的猜测记下来，最后几张图会揭晓答案。
#
# 样本分成两部分：**训练集**有 60,000 个，**测试集**有 10,000 个。为什么要分开？假设网络把训练图片全都背了下来：在这些图片上它无可挑剔，换成别的图片却毫无用处。我们要的是**泛化**（generalize），不是死记硬背。网络有没有做到，只有它从未见过的图片才能说明。
#
# 各个类别的样本一样多。所以，如果每次都回答同一个类别，十次能答对一次：分类器至少要超过 **0.10**。

# %%
print("in the test set:", np.bincount(test_labels))

# %% [markdown]
# A colour picture has three channels, a grey one has one. Keras wants to
# see that channel, so we add it as a last axis of length 1.

# %% [markdown] lang="zh" of="68c785bb"
# 彩色图片有三个通道，灰度图片只有一个。Keras 要求把这个通道也明确写出来，所以我们在末尾加一个长度为 1 的轴。

# %%
train_images = train_images[..., np.newaxis]
test_images = test_images[..., np.newaxis]
print(train_images.shape, train_images.dtype,
      "from", train_images.min(), "to", train_images.max())

# %% [markdown]
# <a id="2"></a>
# ## 2 - Preparing the data
#
# The pictures go through a **pipeline** on their way to the network. With
# `tf.data`, each of its steps is one method of a dataset:
#
# | step | what it does |
# |:---|:---|
# | `from_tensor_slices((images, labels))` | makes a dataset of pairs, one example each |
# | `.map(normalize)` | applies a function to every pair |
# | `.cache()` | keeps the result in memory, so that later epochs are faster |
# | `.shuffle(m)` | picks each next example at random from a buffer of m |
# | `.batch(32)` | passes them on in groups of 32 |
#
# **Why batches?** The weights are changed after each group of 32. From a
# single picture the direction would be rather random; all 60,000 would make
# one careful step per epoch, and training slow. With 32, one **epoch**, a
# pass over all training examples, makes $60000 / 32 = 1875$ steps.

# %% [markdown] lang="zh" of="fbfa4366"
# <a id="2"></a>
# ## 2 - 准备数据
#
# 图片要经过一条**流水线**（pipeline）才到达网络。用 `tf.data` 时，流水线的每一步都是数据集的一个方法：
#
# | 步骤 | 作用 |
# |:---|:---|
# | `from_tensor_slices((images, labels))` | 生成数据集，每个样本是一对图片和标签 |
# | `.map(normalize)` | 对每一对应用一个函数 |
# | `.cache()` | 把结果留在内存里，后面几轮会更快 |
# | `.shuffle(m)` | 从容量为 m 的缓冲区里随机挑出下一个样本 |
# | `.batch(32)` | 每 32 个样本为一组，往后传 |
#
# **为什么要分批次**？每处理完一组 32 个样本，权重就更新一次。如果只看一张图片，更新方向会相当随机；如果一次看完全部 60,000 张，每轮只能稳稳地走一步，训练就慢了。把所有训练样本过一遍叫作一**轮**（epoch）。每组 32 个样本时，一轮要走 $60000 / 32 = 1875$ 步。

# %%
BATCH_SIZE = 32
print(math.ceil(len(train_images) / BATCH_SIZE), "steps per epoch")

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - normalize
#
# Training works better with pixels from **0 to 1** than from 0 to 255.
# Write `normalize(images, labels)`. It returns both: the images as
# **float32, divided by 255**, the labels **unchanged**.
#
# Inside `.map(...)` the images are TensorFlow tensors, so use `tf`, not
# `np`.

# %% [markdown] lang="zh" of="281aa5c4"
# <a id="ex-1"></a>
# ### 练习 1 - normalize
#
# 像素值在 **0 到 1** 之间时，训练效果比 0 到 255 更好。编写 `normalize(images, labels)`，返回图片和标签：图片转为 **float32 并除以 255**，标签**保持不变**。
#
# 在 `.map(...)` 里，图片是 TensorFlow 张量，所以要用 `tf`，不要用 `np`。

# %% nbgrader={"grade_id": "normalize", "solution": true}
# GRADED FUNCTION: normalize

def normalize(images, labels):
    """Bring pixels from 0 ... 255 to 0 ... 1; labels stay.

    The images are a tensor of uint8, of any shape.
    """
    ### BEGIN SOLUTION
    images = tf.cast(images, tf.float32)
    images = images / 255.0
    ### END SOLUTION
    return images, labels


# %% [markdown]
# The next cell helps the test: it passes pictures to a function as tensors,
# as the pipeline will, and returns plain arrays.

# %% [markdown] lang="zh" of="b4640591"
# 下一个单元格是测试用的辅助函数：它像流水线那样，把图片以张量形式传给函数，再返回普通数组。

# %% nbgrader={"grade_id": "mapped", "locked": true}
def mapped(function, images, labels):
    """What `function` makes of a batch of tensors."""
    out = function(tf.constant(images), tf.constant(labels))
    if not (isinstance(out, tuple) and len(out) == 2):
        return [str(type(out).__name__)]
    return [np.asarray(part) for part in out]


# %% nbgrader={"grade_id": "test_normalize", "grade": true, "points": 2, "locked": true}
pixels = np.array([[[[0], [51]], [[102], [204]]]], dtype=np.uint8)
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
assert normal.shape == pixels.shape, (
    f"The shape became {normal.shape}, expected {pixels.shape} as "
    "before."
)
assert np.allclose(normal.ravel(), [0, 0.2, 0.4, 0.8]), (
    f"The pixels 0, 51, 102, 204 became {normal.ravel()}, expected "
    "0, 0.2, 0.4, 0.8. Divide by 255."
)
assert label.tolist() == [7] and label.dtype.kind == "i", (
    f"The label 7 became {label.tolist()}; return labels as they are."
)
print("All tests passed!")
print("Hidden tests try other pictures and labels.")

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
# `tf.data.Dataset` with the steps of the table above, in that order:
# normalised, cached, in batches of 32 (`BATCH_SIZE`). Only if `shuffle` is
# true, the examples are shuffled, each time anew.
#
# Before you write, think:
#
# - How large must the buffer be, if every example is to have the same
#   chance to come first?
# - What would go wrong if you shuffled before `cache`? And after `batch`?
#
# Leave out `.repeat()`, which you may know from other notebooks: `fit` goes
# through the dataset once per epoch by itself. The tests can't see `cache`.
# You will notice it in the time that training takes.

# %% [markdown] lang="zh" of="21dfd9ee"
# <a id="ex-2"></a>
# ### 练习 2 - make_pipeline
#
# 编写 `make_pipeline(images, labels, shuffle)`，返回一个 `tf.data.Dataset`。步骤和顺序与上表相同：归一化，缓存，每 32 个（`BATCH_SIZE`）组成一个批次。只有 `shuffle` 为真时才打乱样本，而且每次遍历都重新打乱。
#
# 动手之前，先想一想：
#
# - 要让每个样本排在第一位的机会相等，缓冲区需要多大？
# - 如果在 `cache` 之前打乱，会出什么问题？在 `batch` 之后打乱呢？
#
# 不要加 `.repeat()`（你可能在别的 notebook 里见过它）：`fit` 本来就会每轮把数据集过一遍。测试看不出你有没有用 `cache`，但从训练用时上你能感觉到。

# %% nbgrader={"grade_id": "make_pipeline", "solution": true}
# GRADED FUNCTION: make_pipeline

def make_pipeline(images, labels, shuffle):
    """Make a dataset of normalised mini-batches.

    Of images (uint8, (m, 28, 28, 1)) and labels ((m,)) it makes pairs
    of images (float32, (32, 28, 28, 1)) and labels (32,). The last
    batch may be smaller. shuffle: whether each epoch has its own
    order.
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
# Another helper for the test: it goes through a pipeline for two epochs,
# compares every batch with what it should be, and notes which examples came.

# %% [markdown] lang="zh" of="ddac4c11"
# 这也是测试用的辅助函数：它把流水线走两轮，检查每个批次的内容，并记下来了哪些样本。

# %% nbgrader={"grade_id": "two_epochs", "locked": true}
PLACES = np.array([1, 100, 10_000])


def numbers_in(batch, images, labels, case):
    """The numbers of a batch's examples, which must be right.

    The first three pixels of a picture are the digits of its number,
    to the base 100.
    """
    assert isinstance(batch, (tuple, list)) and len(batch) == 2, (
        f"{case} the dataset gives no pairs (images, labels). Call "
        "from_tensor_slices((images, labels))."
    )
    x, y = np.array(batch[0]), np.array(batch[1])
    assert x.ndim == 4 and x.shape[1:] == (28, 28, 1), (
        f"{case} the images of a batch have the shape {x.shape}, "
        "expected (32, 28, 28, 1), with fewer than 32 only in the "
        "last."
    )
    assert x.dtype == np.float32, (
        f"{case} the images are {x.dtype}, expected float32."
    )
    assert y.shape == x.shape[:1], (
        f"{case} the labels of a batch have the shape {y.shape}, "
        f"expected {x.shape[:1]}: one number for each picture."
    )
    assert y.dtype.kind in "iu", (
        f"{case} the labels are {y.dtype}, expected whole numbers as "
        "make_pipeline gets them."
    )
    numbers = np.rint(255 * x[:, 0, :3, 0]) @ PLACES
    numbers = numbers.astype(int).clip(0, len(images) - 1)
    assert np.allclose(x, images[numbers] / 255, rtol=0, atol=1e-6), (
        f"{case} pixels come out as {x.min():.4g} to {x.max():.4g}, "
        "and not all are those that went in, divided by 255. Map "
        "with normalize, once, and do nothing else to the images."
    )
    wrong = int((y != labels[numbers]).sum())
    assert wrong == 0, (
        f"{case} {wrong} of {len(y)} pictures in a batch have the "
        "label of another one. Shuffle the pairs, not the images "
        "alone."
    )
    return numbers.tolist()


def in_order(epoch):
    """The numbers of all examples of an epoch, in one list."""
    return [number for batch in epoch for number in batch]


def two_epochs(m, shuffle, batches=150, largest=200):
    """Two epochs of make_pipeline over m pictures.

    Returns for each epoch its first batches: lists of the numbers of
    their examples. largest: of all pixels; 255 would be white.
    """
    rng = np.random.default_rng(m)
    images = rng.integers(0, largest, (m, 28, 28, 1), np.uint8, True)
    images[:, 0, :3, 0] = np.arange(m)[:, np.newaxis] // PLACES % 100
    labels = rng.integers(0, 10, m)
    pipeline = make_pipeline(images, labels, shuffle)
    return [
        [
            numbers_in(
                batch, images, labels, f"With shuffle={shuffle}"
            )
            for batch in pipeline.take(batches)
        ]
        for _ in range(2)
    ]


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
orders = [in_order(epoch) for epoch in plain]
assert orders == [list(range(100))] * 2, (
    "With shuffle=False the examples changed their order."
)

mixed = two_epochs(3200, shuffle=True)
orders = [in_order(epoch) for epoch in mixed]
assert sorted(orders[0]) == list(range(3200)), (
    "With shuffle=True an epoch does not hold every example once."
)
assert orders[0] != orders[1], (
    "With shuffle=True both epochs have the same order. Shuffle anew "
    "in every epoch, after cache."
)
first = mixed[0][0]
print("first batch of 3200 examples, shuffled:", sorted(first))
assert max(first) - min(first) > 31, (
    "With shuffle=True the first batch holds 32 neighbours. Call "
    "shuffle before batch."
)
# Of 160 among 60,000 at random, none is above 54,000 with a chance
# of 5e-8.
many = two_epochs(60_000, shuffle=True, batches=5)
last = max(in_order(many[0]))
assert last > 54_000, (
    "With shuffle=True the first 160 examples are all among the "
    f"first {last + 1:,} of 60,000. Shuffle over all: "
    "shuffle(len(images))."
)
print("All tests passed!")
print("Hidden tests try other pictures and other numbers of"
      " examples.")

### BEGIN HIDDEN TESTS: values may be shown
for epoch in two_epochs(640, shuffle=True, largest=255):
    sizes = [len(batch) for batch in epoch]
    assert sizes == [32] * 20, (
        f"640 examples came in {len(sizes)} batches, the first of "
        f"{sizes[:5]}; expected 20 of 32."
    )
    assert sorted(in_order(epoch)) == list(range(640)), (
        "With shuffle=True an epoch does not hold every example once."
    )
    first = sorted(epoch[0])
    assert first[-1] - first[0] > 31, (
        "With shuffle=True the first batch holds 32 neighbours. Call "
        "shuffle before batch."
    )
    # Of 32 among 640 at random, none above 400 has a chance of 3e-7.
    assert first[-1] > 400, (
        "With shuffle=True the first of 20 batches holds only "
        f"examples up to number {first[-1]} of 640. Shuffle over all "
        "examples: shuffle(len(images))."
    )
for m, largest in [(1, 255), (32, 120), (70, 51), (333, 255)]:
    for epoch in two_epochs(m, shuffle=False, largest=largest):
        sizes = [len(batch) for batch in epoch]
        wanted = [32] * (m // 32) + [m % 32] * (m % 32 > 0)
        assert sizes == wanted, (
            f"{m} examples came in batches of {sizes}, expected "
            f"{wanted}."
        )
        assert in_order(epoch) == list(range(m)), (
            "With shuffle=False the examples changed their order."
        )
### END HIDDEN TESTS

# %% [markdown]
# Now the two datasets. Only the one for training is shuffled: in a test the
# order does not matter.

# %% [markdown] lang="zh" of="a88c4b49"
# 现在生成两个数据集。只有训练用的那个需要打乱：测试时，顺序无关紧要。

# %%
train_dataset = make_pipeline(
    train_images, train_labels, shuffle=True
)
test_dataset = make_pipeline(
    test_images, test_labels, shuffle=False
)

for images, labels in test_dataset.take(1):
    images, labels = images.numpy(), labels.numpy()
print("a batch:", images.shape, images.dtype)
plt.figure(figsize=(4.4, 3.4))
plt.imshow(images[0, ..., 0], cmap="binary", vmin=0, vmax=1)
plt.colorbar(label="normalised pixel")
plt.title(class_names[labels[0]])
plt.show()

# %% [markdown]
# *Figure 2. What the network sees of one picture: 784 numbers between 0
# (white in this plot) and 1 (black).*
#
# <details><summary>The same data without our loader</summary>
#
# The package `tensorflow_datasets` downloads this and many other datasets
# as ready pipelines, with names of the classes:
#
# ```python
# (train, test), info = tfds.load(
#     "fashion_mnist", split=["train", "test"],
#     as_supervised=True, with_info=True)
# class_names = info.features["label"].names
# ```
#
# </details>

# %% [markdown] lang="zh" of="fee42942"
# *图 2：网络看到的一张图片，就是 784 个数，取值从 0（图中为白色）到 1（黑色）。*
#
# <details><summary>不用本课的加载函数，获取同样的数据</summary>
#
# `tensorflow_datasets` 这个包可以下载本数据集和许多其他数据集，直接得到现成的流水线，还附带类别名称：
#
# ```python
# (train, test), info = tfds.load(
#     "fashion_mnist", split=["train", "test"],
#     as_supervised=True, with_info=True)
# class_names = info.features["label"].names
# ```
#
# </details>

# %% [markdown]
# <a id="3"></a>
# ## 3 - The network
#
# ![From left to right: a picture of 28 by 28 pixels; a column of 784 values; a column of 128 units; a column of 10 outputs with the class names. Lines connect all units of neighbouring columns.](images/fashion_network.svg)
#
# *Figure 3. The network. Each unit of a dense layer is connected to every
# value before it; only some of the lines are drawn.*
#
# - **Flatten** lines up the rows of a picture: 28×28 pixels become one
#   vector of 784 values. It has nothing to learn.
# - **Dense, 128 units.** Each unit calculates a weighted sum of all 784
#   values, adds a bias, and applies an activation function.
# - **Dense, 10 units**, one for each class, with the activation softmax.
#
# **Why an activation function?** Lesson 01 showed that several layers
# without one are no more than a single layer. An activation function bends
# the line. The usual choice is **ReLU**, $\max(0, z)$: negative numbers
# become 0, positive ones stay. There are others.

# %% [markdown] lang="zh" of="1e71fbac"
# <a id="3"></a>
# ## 3 - 网络
#
# ![从左到右：一张 28×28 像素的图片；一列 784 个值；一列 128 个单元；一列 10 个输出，标有类别名称。相邻两列的所有单元都有连线。](images/fashion_network.svg)
#
# *图 3：网络的结构。全连接层的每个单元都与前一层的所有值相连，图中只画出一部分连线。*
#
# - **Flatten**（展平）把图片的各行首尾相接：28×28 个像素变成一个含 784 个值的向量。这一层没有要学习的参数。
# - **Dense，128 个单元**。每个单元计算全部 784 个值的加权和，加上偏置，再应用激活函数。
# - **Dense，10 个单元**。每个类别对应一个单元，激活函数是 softmax。
#
# **为什么需要激活函数**？第 01 课已经说明：没有激活函数，叠多少层都只相当于一层。有了激活函数，直线才会弯曲。最常用的是 **ReLU**，即 $\max(0, z)$：负数变成 0，正数不变。此外还有别的激活函数。

# %%
z = tf.linspace(-3.0, 3.0, 61)
for name in ("relu", "sigmoid", "tanh", "elu"):
    plt.plot(z, tf.keras.activations.get(name)(z), label=name)
plt.xlabel("z: weighted sum plus bias")
plt.ylabel("output of the unit")
plt.ylim(-1.2, 2)
plt.legend()
plt.grid(alpha=0.3)
plt.show()

# %% [markdown]
# *Figure 4. Four activation functions. Sigmoid stays between 0 and 1, tanh
# between −1 and 1. ELU is a smoother relative of ReLU; for positive $z$
# they are the same.*
#
# What to look at: for large $|z|$ sigmoid and tanh are flat. There a small
# change of a weight changes next to nothing, so training is slow. ReLU does not
# have this problem on its right side, and is the quickest to calculate.
#
# **Why softmax at the end?** The ten sums can be any numbers. Softmax turns
# them into probabilities:
#
# $$\hat{y}_c = \frac{e^{z_c}}{e^{z_0} + e^{z_1} + \dots + e^{z_9}}$$
#
# Each lies between 0 and 1, and together they make 1: a **probability
# distribution** over the classes. The network may say, for instance, "85 %
# a shirt".

# %% [markdown] lang="zh" of="1001fdee"
# *图 4：四种激活函数。sigmoid 的值在 0 和 1 之间，tanh 的值在 −1 和 1 之间。ELU 与 ReLU 相近，但更平滑；$z$ 为正时两者相同。*
#
# 看图要点：$|z|$ 较大时，sigmoid 和 tanh 的曲线很平。在那里，权重稍有变化，输出几乎不变，训练也就很慢。ReLU 的右半边没有这个问题，计算也最快。
#
# **最后为什么用 softmax**？十个加权和可以是任意数。softmax 把它们变成概率：
#
# $$\hat{y}_c = \frac{e^{z_c}}{e^{z_0} + e^{z_1} + \dots + e^{z_9}}$$
#
# 每个概率都在 0 和 1 之间，总和为 1，构成各类别上的**概率分布**。例如，网络可能会说：“85% 是衬衫。”

# %%
z = tf.constant([[-2.0, 0.0, 1.0, 3.0]])
print("z       ", z.numpy()[0])
print("softmax ", tf.nn.softmax(z).numpy()[0].round(3))

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - fashion_model
#
# Write `fashion_model()`. It returns the model of figure 3, not compiled:
# [Flatten](https://keras.io/api/layers/reshaping_layers/flatten/), then two
# [Dense](https://keras.io/api/layers/core_layers/dense/) layers. Which
# activation belongs to which of them? The input is a picture of shape
# (28, 28, 1). Leave all other settings at their defaults. Return a
# `tf.keras.Sequential` or a `tf.keras.Model(inputs=..., outputs=...)`, not
# a class of your own.

# %% [markdown] lang="zh" of="952f1af0"
# <a id="ex-3"></a>
# ### 练习 3 - fashion_model
#
# 编写 `fashion_model()`，返回图 3 的模型，不要编译：先是 [Flatten](https://keras.io/api/layers/reshaping_layers/flatten/)，然后是两个 [Dense](https://keras.io/api/layers/core_layers/dense/) 层。哪一层该用哪种激活函数？输入是形状为 (28, 28, 1) 的图片。其他设置一律用默认值。返回 `tf.keras.Sequential` 或 `tf.keras.Model(inputs=..., outputs=...)`，不要用自己定义的类。

# %% nbgrader={"grade_id": "fashion_model", "solution": true}
# GRADED FUNCTION: fashion_model

def fashion_model():
    """Build the classifier for Fashion-MNIST, uncompiled.

    It maps pictures of shape (m, 28, 28, 1) to y_hat of shape
    (m, 10), one probability for each class.
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
# **Predict:** how many weights and biases does each layer have? The test
# prints a row for each layer: its class, the shape of its output, its
# number of parameters, its activation.

# %% [markdown] lang="zh" of="0738bc81"
# **先猜一猜**：每一层各有多少个权重和偏置？测试会为每一层打印一行：层的类名、输出形状、参数个数、激活函数。

# %% nbgrader={"grade_id": "test_fashion_model", "grade": true, "points": 3, "locked": true}
made = fashion_model()
found = [row for row in summary(made) if row[0] != "InputLayer"]
for row in found:
    print(row)
kind = type(made).__name__
assert kind in ("Sequential", "Functional"), (
    f"fashion_model returned a {kind}, a class of its own; expected "
    "a tf.keras.Sequential or a tf.keras.Model(inputs=..., "
    "outputs=...)."
)
assert made.input_shape == (None, 28, 28, 1), (
    f"The input is {made.input_shape[1:]}, expected (28, 28, 1)."
)
frozen = sum(w.numpy().size for w in made.non_trainable_weights)
assert frozen == 0, (
    f"Training would leave {frozen:,} of the model's weights as they "
    "are, expected to change all. Leave trainable at its default."
)
kernels = [w.numpy() for w in made.weights if len(w.shape) > 1]
assert all(kernel.std() > 0 for kernel in kernels), (
    "The first weights are all alike, expected random ones. Leave "
    "kernel_initializer at its default."
)

expected = [
    ["Flatten", (None, 784), 0],
    ["Dense", (None, 128), 100480, "relu"],
    ["Dense", (None, 10), 1290, "softmax"],
]
comparator(found, expected)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import fresh_each_call, same_model  # noqa: E402


def fashion_reference():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])


same_model(made, fashion_reference(), call="fashion_model()")
fresh_each_call(fashion_model, first=made)
### END HIDDEN TESTS

# %% [markdown]
# The first dense layer has $784 \cdot 128$ weights and 128 biases, together
# $100{,}480$. The second has $128 \cdot 10 + 10 = 1{,}290$.

# %% [markdown] lang="zh" of="749e8b80"
# 第一个全连接层有 $784 \cdot 128$ 个权重和 128 个偏置，合计 $100{,}480$ 个参数。第二个有 $128 \cdot 10 + 10 = 1{,}290$ 个。

# %% [markdown]
# <a id="4"></a>
# ## 4 - Training
#
# A model is **compiled** with three things: a **loss**, which training
# makes small; an **optimizer**, which changes the weights; and **metrics**,
# which are only watched. `"accuracy"` is the share of right answers.
#
# Why not simply use the accuracy as the loss? It jumps: a small change of a
# weight changes mostly no answer at all. The loss must tell the optimizer
# that 60 % for the right class is better than 50 %.
#
# The usual loss is the **cross-entropy**. For one example it is
# $-\log \hat{y}_c$, where $\hat{y}_c$ is the probability that the model
# gives to the right class. It is near 0 if that is near 1, and large if the
# model is sure of another class. It is called **sparse categorical** if the
# labels are class numbers such as 4, and just **categorical** if they are
# one-hot vectors such as $[0, 0, 0, 0, 1, 0, \dots]$.
#
# **Predict:** a model that knows nothing gives each class a probability of
# 0.1. What is its loss?

# %% [markdown] lang="zh" of="646f70e7"
# <a id="4"></a>
# ## 4 - 训练
#
# **编译**（compile）模型时要指定三样东西：**损失**（loss），训练的目标就是让它变小；**优化器**（optimizer），由它更新权重；**指标**（metrics），只供观察。`"accuracy"` 即准确率，是答对的比例。
#
# 为什么不直接拿准确率当损失？因为准确率是跳着变的：权重稍有变化，往往一个答案也不会变。损失得让优化器知道，给正确类别 60% 的概率，就是比 50% 好。
#
# 常用的损失是**交叉熵**（cross-entropy）。对一个样本来说，它等于 $-\log \hat{y}_c$，其中 $\hat{y}_c$ 是模型给正确类别的概率。这个概率接近 1，损失就接近 0；如果模型很有把握地选了另一个类别，损失就很大。标签是类别编号（例如 4）时，它叫**稀疏分类**交叉熵（sparse categorical）；标签是独热向量（例如 $[0, 0, 0, 0, 1, 0, \dots]$）时，就叫**分类**交叉熵（categorical）。
#
# **先猜一猜**：一个什么都不懂的模型，给每个类别的概率都是 0.1。它的损失是多少？

# %% [markdown]
# <a id="ex-4"></a>
# ### Exercise 4 - train
#
# Write `train(model, dataset, epochs)`. It compiles the model with the
# optimizer `"adam"`, the metric `"accuracy"`, and the loss that fits our
# labels and our last layer, from
# [`tf.keras.losses`](https://keras.io/api/losses/probabilistic_losses/).
# Then it fits the model to `dataset` and returns what `fit` returns.
#
# The last layer has a softmax already, so leave `from_logits` at its
# default. Your pipeline shuffles already, so pass `shuffle=False` to `fit`.

# %% [markdown] lang="zh" of="60b530ec"
# <a id="ex-4"></a>
# ### 练习 4 - train
#
# 编写 `train(model, dataset, epochs)`。先编译模型：优化器用 `"adam"`，指标用 `"accuracy"`，损失从 [`tf.keras.losses`](https://keras.io/api/losses/probabilistic_losses/) 里选，要与我们的标签和最后一层相配。然后用 `dataset` 训练模型，并返回 `fit` 的返回值。
#
# 最后一层已经有 softmax，所以 `from_logits` 用默认值。流水线已经打乱了样本，所以调用 `fit` 时传入 `shuffle=False`。

# %% nbgrader={"grade_id": "train", "solution": true}
# GRADED FUNCTION: train

def train(model, dataset, epochs):
    """Compile a model, and fit it to a dataset of batches.

    Returns the History, with "loss" and "accuracy" of every epoch.
    The model is changed in place.
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
# **A short training first**: 3 epochs on 3,200 pictures, 100 batches each.
# It always uses the drawn clothes, so that it shows the same everywhere.

# %% [markdown] lang="zh" of="728bf33e"
# **先做一次短训练**：用 3,200 张图片训练 3 轮，每轮 100 个批次。这里始终用程序绘制的服饰，这样在任何电脑上结果都一样。

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
        f"The history has {len(curves[name])} epochs, expected 3. "
        "Give epochs=epochs to fit."
    )
print("accuracy by epoch", np.round(curves["accuracy"], 3))
kind = type(fashion_trained.optimizer).__name__
assert kind == "Adam", f"The optimizer is {kind}, expected Adam."
seen = drawn_images / np.float32(255)
seen_labels = drawn_labels[:3200]
right = fashion_trained.predict(seen, verbose=0)[
    np.arange(3200), seen_labels
]
by_hand = float(-np.log(right).mean())
by_keras = fashion_trained.evaluate(seen, seen_labels, verbose=0)[0]
print(f"loss afterwards {by_keras:.3f}, by hand {by_hand:.3f}")
assert abs(by_keras - by_hand) < 0.01, (
    f"The loss is {by_keras:.3f}, but the cross-entropy, the mean of "
    f"-log of the right class's probability, is {by_hand:.3f}."
)
assert by_hand < 0.9, (
    f"After the training the loss is {by_hand:.3f}, expected below "
    "0.9; an untrained model has 2.3. Fit the model that train is "
    "given, to the whole dataset."
)
print("All tests passed!")
print("Hidden tests train other models on other data, and compare"
      " loss, accuracy and weights of every epoch.")

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
# Now the real training: **5 epochs on all 60,000 pictures**, 300,000
# examples in all. It takes about a minute. Watch the loss fall; it starts
# near $-\log 0.1 \approx 2.3$ and has left that long before the first epoch
# ends.

# %% [markdown] lang="zh" of="ef9006ed"
# 现在正式训练：**用全部 60,000 张图片训练 5 轮**，总共 300,000 个样本，大约需要一分钟。注意看损失怎样下降：它从 $-\log 0.1 \approx 2.3$ 附近开始，第一轮还没结束，就早已远离这个值。

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

# %% [markdown] lang="zh" of="e312f0c0"
# <a id="5"></a>
# ## 5 - 测试
#
# 面对 10,000 张从未见过的图片，模型表现如何？

# %%
test_loss, test_accuracy = classifier.evaluate(
    test_dataset, verbose=0
)
train_accuracy = full_history.history["accuracy"][-1]
print(f"accuracy in training: {train_accuracy:.3f}")
print(f"accuracy in the test: {test_accuracy:.3f}")

# %% [markdown]
# On the drawn clothes both were about 0.90 in our run: the model has learned
# what clothes look like, and not these pictures by heart. On the original
# this network reaches 0.86 to 0.88 in the test and 0.89 in training.
#
# A test accuracy **below the training accuracy** is normal, because the
# test pictures are new to the model.

# %% [markdown] lang="zh" of="454265e7"
# 在程序绘制的服饰上，我们运行时两个准确率都在 0.90 左右：模型学会的是各种服饰的样子，并没有死记这些图片。在原版数据上，这个网络的测试准确率为 0.86 到 0.88，训练准确率为 0.89。
#
# 测试准确率**低于训练准确率**很正常，因为测试图片对模型来说是新的。

# %% [markdown]
# ### 5.1 - What does the hidden layer do?
#
# Change one thing at a time: no hidden layer; a hidden layer without an
# activation; and the one with ReLU. To be quick, each is trained on 10,000
# pictures for 5 epochs.
#
# Which of them is best must not be decided on the test set, or it would no
# longer be new. So we set aside 2,000 other training pictures, a
# **validation set**. Nothing is learned from it. It is looked at after each
# epoch, to compare models and to see how training is going.
#
# **Predict:** in which order will the three come in?

# %% [markdown] lang="zh" of="d28d814b"
# ### 5.1 - 隐藏层起什么作用？
#
# 每次只改一个地方，比较三种网络：没有隐藏层；有隐藏层，但没有激活函数；有隐藏层，并使用 ReLU。为了节省时间，每个网络只用 10,000 张图片训练 5 轮。
#
# 哪个最好，不能由测试集来决定，否则测试集就不再是新数据了。所以我们另外留出 2,000 张训练图片，作为**验证集**（validation set）。模型不从验证集学习；我们只在每轮结束后看它一次，用来比较模型、了解训练进展。
#
# **先猜一猜**：这三个网络的名次会怎样？

# %%
def compare(hidden, label):
    """Train a network with these hidden layers; plot its accuracy."""
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten(),
        *hidden, tf.keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    X, Y = train_images[:12_000] / 255, train_labels[:12_000]
    curves = model.fit(
        X[:10_000], Y[:10_000], epochs=5, batch_size=32, verbose=0,
        validation_data=(X[10_000:], Y[10_000:]),
    ).history
    plt.plot(range(1, 6), curves["val_accuracy"], "o-", label=label)
    print(f"{label:22} training {curves['accuracy'][-1]:.3f}, "
          f"validation {curves['val_accuracy'][-1]:.3f}")


Dense = tf.keras.layers.Dense
compare([], "no hidden layer")
compare([Dense(128)], "128 units, no ReLU")
compare([Dense(128, activation="relu")], "128 units with ReLU")
plt.xticks(range(1, 6))
plt.xlabel("epoch")
plt.ylabel("accuracy in validation")
plt.legend()
plt.show()

# %% [markdown]
# *Figure 5. Three networks, compared on pictures they have not learned
# from.*
#
# What to look at: without a hidden layer our run ended at 0.831, with one
# at 0.852 and 0.854. So 128 more units help, but did you expect more of
# ReLU? A difference of 0.002 among 2,000 pictures is four pictures, and may
# be chance. Without ReLU the hidden layer can express no more than the
# network without it; it only learns faster, as in lesson 01. The drawn
# clothes hardly ask for more. Harder pictures do.
#
# If the training loss keeps falling while the validation accuracy drops,
# the model has begun to learn the training set by heart. Then it is time to
# stop.

# %% [markdown] lang="zh" of="280b8fb8"
# *图 5：三个网络的比较，所用图片都没有参与训练。*
#
# 看图要点：我们运行时，没有隐藏层的网络最后达到 0.831，有隐藏层的两个分别达到 0.852 和 0.854。可见多出 128 个单元确实有用。不过，你原以为 ReLU 的作用会更大吧？2,000 张图片里，0.002 的差距就是四张，可能只是偶然。没有 ReLU，加了隐藏层的网络所能表达的并不比没有隐藏层时多，只是学得更快，和第 01 课一样。程序绘制的服饰几乎用不着更强的表达能力；更难的图片就用得着了。
#
# 如果训练损失继续下降，验证准确率却在下滑，说明模型开始死记训练集了。这时就该停下来。

# %% [markdown]
# <a id="6"></a>
# ## 6 - Predictions and mistakes
#
# `predict` returns the model's answers: for each picture ten probabilities.
# Its choice is the class with the largest one; `argmax` finds it.

# %% [markdown] lang="zh" of="24513b86"
# <a id="6"></a>
# ## 6 - 预测与错误
#
# `predict` 返回模型的答案：每张图片有十个概率。概率最大的类别就是模型的选择，用 `argmax` 可以找到它。

# %%
predictions = classifier.predict(test_dataset, verbose=0)
answers = predictions.argmax(axis=1)
print("shape", predictions.shape)

unsure = np.argmin(predictions[:32].max(axis=1))
for name, probability in zip(class_names, predictions[unsure]):
    print(f"{name:12} {probability:.5f}")
print("sum", predictions[unsure].sum().round(5),
      "answer", answers[unsure], "label", test_labels[unsure])


# %% [markdown]
# These are the answers to the picture that the model was least sure of,
# among the first 32. Now as a drawing: right answers are **blue** with a ✓,
# wrong ones **orange** with a ✗ and a hatched bar.

# %% [markdown] lang="zh" of="742da9b3"
# 前 32 张图片里，模型最没把握的就是这一张，上面是它给出的答案。现在画成图：正确答案为**蓝色**，标 ✓；错误答案为**橙色**，标 ✗，条形上带斜线。

# %%
def plot_answers(numbers, rows, columns):
    """Draw test pictures, each with its ten probabilities as bars."""
    _, axes = plt.subplots(rows, 2 * columns, squeeze=False,
                           figsize=(4 * columns, 2.2 * rows),
                           layout="constrained")
    for i, (left, right) in zip(numbers, axes.reshape(-1, 2)):
        is_right = answers[i] == test_labels[i]
        left.imshow(test_images[i, ..., 0], cmap="binary")
        left.set(xticks=[], yticks=[])
        left.set_xlabel(
            f"{'✓' if is_right else '✗'} {class_names[answers[i]]} "
            f"{100 * predictions[i].max():.0f}%\n"
            f"({class_names[test_labels[i]]})",
            color="#0072B2" if is_right else "#D55E00")
        bars = right.bar(range(10), predictions[i], color="#999999")
        bars[answers[i]].set(facecolor="#D55E00", hatch="///")
        bars[test_labels[i]].set(facecolor="#0072B2", hatch=None)
        right.set(ylim=(0, 1), yticks=[], xticks=range(10))
        right.tick_params(labelsize=7)
    plt.show()


plot_answers([unsure, *range(14)], 5, 3)

# %% [markdown]
# *Figure 6. The unsure answer from above, and the first 14 test pictures.
# Below each picture: the answer, its probability, and the right class in
# brackets. The bars are the classes 0 to 9; the right one is blue.*
#
# What to look at: mostly one bar is nearly 1, and the model is sure. Where
# several bars stand, which classes are they?
#
# **Predict:** can a model be sure and wrong? The next cell finds the three
# wrong answers that it was surest of.

# %% [markdown] lang="zh" of="4e8bb669"
# *图 6：刚才那个没把握的答案，以及前 14 张测试图片。每张图片下方是答案和概率，括号里是正确类别。条形对应类别 0 到 9，蓝色的是正确类别。*
#
# 看图要点：多数图片只有一个条形，高度接近 1，说明模型很有把握。如果同时有好几个条形，它们是哪些类别？
#
# **先猜一猜**：模型会不会很有把握，却答错了？下一个单元格会找出它最有把握的三个错误答案。

# %%
wrong = np.flatnonzero(answers != test_labels)
surest = wrong[np.argsort(-predictions[wrong].max(axis=1))][:3]
plot_answers(surest, 1, 3)

# %% [markdown]
# *Figure 7. The three surest mistakes among the 10,000 test pictures.*
#
# A large probability is no guarantee. Was your guess right which classes
# are hard? Here is the accuracy of each.

# %% [markdown] lang="zh" of="99393b7f"
# *图 7：10,000 张测试图片中，模型最有把握的三个错误。*
#
# 概率大，不等于一定对。哪些类别难认，你猜对了吗？下面是各个类别的准确率。

# %%
accuracies = [
    (answers[test_labels == c] == c).mean() for c in range(10)
]
plt.figure(figsize=(7, 3.5))
bars = plt.barh(class_names, accuracies, color="#0072B2")
plt.bar_label(bars, fmt="%.2f", padding=3)
plt.gca().invert_yaxis()
plt.xlim(0, 1.1)
plt.xlabel("accuracy in the test")
plt.show()

taken_for = np.bincount(answers[test_labels == 6], minlength=10)
print("shirts were taken for",
      dict(zip(class_names, taken_for.tolist())))

# %% [markdown]
# *Figure 8. Share of right answers in each class of the test set.*
#
# What to look at: in our run shirts came last, with 0.47. The others were
# taken for pullovers, T-shirts and coats. A single accuracy of 0.90 hides
# that.

# %% [markdown] lang="zh" of="14d4b8e4"
# *图 8：测试集中各个类别答对的比例。*
#
# 看图要点：我们运行时，衬衫垫底，只有 0.47；其余的被认成了套头衫、T 恤和外套。单看 0.90 这个准确率，看不出这一点。

# %% [markdown]
# ### 6.1 - A single picture
#
# A model always takes a **batch**. Of a single picture you make a batch of
# one: `np.newaxis` adds the axis in front.

# %% [markdown] lang="zh" of="652ff4d9"
# ### 6.1 - 单张图片
#
# 模型的输入总是一个**批次**。要预测单张图片，就把它做成只含一张图片的批次：`np.newaxis` 会在最前面加一个轴。

# %%
picture = test_images[0] / 255.0
batch_of_one = picture[np.newaxis]
print(picture.shape, "->", batch_of_one.shape)
answer = classifier.predict(batch_of_one, verbose=0)
print(answer.shape, class_names[np.argmax(answer[0])])

# %% [markdown]
# ### 6.2 - Regression and classification
#
# You have now built one network of each of the two main kinds:
#
# | | regression | classification |
# |:---|:---|:---|
# | answer | a single number | a probability for each class |
# | examples | Celsius to Fahrenheit; the value of a house | Fashion-MNIST; cat or dog |
# | loss | mean squared error | sparse categorical cross-entropy |
# | last layer | one unit, no activation | one unit per class, softmax |

# %% [markdown] lang="zh" of="a0f31996"
# ### 6.2 - 回归与分类
#
# 网络主要有两大类，到现在你各搭建过一个：
#
# | | 回归 | 分类 |
# |:---|:---|:---|
# | 答案 | 一个数 | 每个类别的概率 |
# | 例子 | 摄氏度换算成华氏度；房屋的价值 | Fashion-MNIST；猫还是狗 |
# | 损失 | 均方误差 | 稀疏分类交叉熵 |
# | 最后一层 | 一个单元，无激活函数 | 每个类别一个单元，softmax |

# %% [markdown]
# <a id="7"></a>
# ## 7 - What you can do now
#
# - prepare pictures with `tf.data`: normalise, cache, shuffle, batch
# - build a classifier with ReLU and softmax, and say what each is for
# - say what training, validation and test set are for
# - read probabilities, and look for the mistakes behind an accuracy
#
# **Three questions**
#
# 1. Why is $-\log \hat{y}_c$ a better loss than "right or wrong"?
# 2. A notebook prints an accuracy of 0.9003 for its first epoch on the
#    original Fashion-MNIST, and 0.9117 for the fifth. Your first epoch
#    was lower. What may have happened in that notebook before?
# 3. Your training accuracy is 0.99, and your test accuracy 0.88. What has
#    the model done?
#
# <details><summary>Answers</summary>
#
# 1. It changes a little when a weight changes a little. So the optimizer
#    can see in which direction the answer gets better.
# 2. The model had been trained already. `fit` goes on from the weights
#    there are; it was probably called for the second time.
# 3. It has learned part of the training set by heart. That is called
#    overfitting.
#
# </details>
#
# **An open task.** Use `compare` to find a better network: more units,
# another activation, two hidden layers. Change one thing at a time, and
# decide by the validation accuracy. Evaluate only your final choice on the
# test set. In lesson 03 you meet layers that are made for pictures.
#
# **Further reading**
#
# - D. Becker, *Rectified Linear Units (ReLU) in Deep Learning*,
#   <https://www.kaggle.com/dansbecker/rectified-linear-units-relu-in-deep-learning>
# - Google's Machine Learning Crash Course on training and test sets,
#   <https://developers.google.com/machine-learning/crash-course/overfitting/dividing-datasets>
# - TensorFlow Datasets, <https://www.tensorflow.org/datasets>

# %% [markdown] lang="zh" of="8f4f29c0"
# <a id="7"></a>
# ## 7 - 你现在会做什么
#
# - 用 `tf.data` 准备图片：归一化、缓存、打乱、分批次
# - 用 ReLU 和 softmax 搭建分类器，并说出两者各有什么用
# - 说出训练集、验证集和测试集各有什么用
# - 读懂概率，并找出准确率背后的错误
#
# **三个问题**
#
# 1. 作为损失，为什么 $-\log \hat{y}_c$ 比“对或错”更好？
# 2. 某个 notebook 在原版 Fashion-MNIST 上训练，打印出第一轮的准确率是 0.9003，第五轮是 0.9117。你的第一轮没有这么高。那个 notebook 在此之前可能发生过什么？
# 3. 你的训练准确率是 0.99，测试准确率是 0.88。模型做了什么？
#
# <details><summary>答案</summary>
#
# 1. 权重变一点，它也跟着变一点，优化器就能看出往哪个方向走答案会更好。
# 2. 模型之前已经训练过。`fit` 会从现有权重接着训练；那里多半是第二次调用 `fit`。
# 3. 它把训练集的一部分背了下来。这叫过拟合（overfitting）。
#
# </details>
#
# **开放任务**：用 `compare` 找一个更好的网络：增加单元，换一种激活函数，用两个隐藏层。每次只改一个地方，根据验证准确率来取舍。只有最后选定的网络才放到测试集上评估。第 03 课会介绍专门为图片设计的层。
#
# **延伸阅读**
#
# - D. Becker，*Rectified Linear Units (ReLU) in Deep Learning*，<https://www.kaggle.com/dansbecker/rectified-linear-units-relu-in-deep-learning>
# - Google 的机器学习速成课程（Machine Learning Crash Course）中关于训练集和测试集的部分，<https://developers.google.com/machine-learning/crash-course/overfitting/dividing-datasets>
# - TensorFlow Datasets 数据集库，<https://www.tensorflow.org/datasets>

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Four cells are graded, the ones with `raise NotImplementedError()`: 2, 2,
# 3 and 3 points. Restart the kernel, run all cells, save. Extra cells and
# prints cost nothing. `check()` and `hint()` from `test_utils` help while
# you work. Hidden tests use other inputs than the ones you see. All rules
# are in the README of the course.

# %% [markdown] lang="zh" of="2b0b0c13"
# <a id="before-you-submit"></a>
# ## 提交之前
#
# 评分单元格有四个，就是含有 `raise NotImplementedError()` 的那几个，分值依次为 2、2、3、3 分。提交之前，请重启内核并全部运行，然后保存。多加单元格、多打印内容都不扣分。做题时可以用 `test_utils` 里的 `check()` 和 `hint()`。隐藏测试用的输入与你看到的不同。完整规则见课程的 README。
