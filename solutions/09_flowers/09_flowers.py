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
# # Flowers: a classifier of your own
#
# **Daisy, dandelion, rose, sunflower or tulip?** This is the last notebook
# of the course, and this time you design the network.
#
# ![Two pictures each of daisies, dandelions, roses, sunflowers and tulips, with answers and probabilities. Eight answers are right. One rose was taken for a tulip, and one tulip for a rose.](images/what_will_work.png)
#
# *What you will build: ten validation pictures, each with the answer of the
# network of this lesson, and its probability. Red answers are wrong.*
#
# You know all the parts. If you get stuck, look into lesson 08, cats and
# dogs.

# %% [markdown] lang="zh" of="03a07029"
# # 花卉：自己设计分类器
#
# **雏菊、蒲公英、玫瑰、向日葵，还是郁金香**？这是本课程的最后一个 notebook，这次由你来设计网络。
#
# ![雏菊、蒲公英、玫瑰、向日葵、郁金香的图片各两张，附有答案和概率。八个答案正确。一张玫瑰被认成了郁金香，一张郁金香被认成了玫瑰。](images/what_will_work.png)
#
# *你要做出的成果：十张验证图片，每张都附有本课网络的答案和概率。红色的是错误答案。*
#
# 需要的各个部分你都学过了。如果卡住，就回头看看第 08 课“猫和狗”。

# %% [markdown]
# ## Contents
#
# - [1 - Packages and parameters](#1), [2 - The data](#2), with
#   [exercise 1, split_files](#ex-1)
# - [3 - The network](#3), with [exercise 2, make_augmenter](#ex-2), and
#   [exercise 3, flower_model](#ex-3)
# - [4 - Does augmentation help?](#4)
# - [5 - Which flowers does it confuse?](#5)
# - [6 - The final exercise, train_flowers](#ex-4)
# - [7 - What you can do now](#7), [Before you submit](#before-you-submit)

# %% [markdown] lang="zh" of="9e4b1e4a"
# ## 目录
#
# - [1 - 软件包与参数](#1)、[2 - 数据](#2)，含[练习 1：split_files](#ex-1)
# - [3 - 网络](#3)，含[练习 2：make_augmenter](#ex-2) 和[练习 3：flower_model](#ex-3)
# - [4 - 数据增强有用吗？](#4)
# - [5 - 网络会混淆哪些花？](#5)
# - [6 - 最后的练习：train_flowers](#ex-4)
# - [7 - 你现在会做什么](#7)、[提交之前](#before-you-submit)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages and parameters

# %% [markdown] lang="zh" of="ac6a3a8b"
# <a id="1"></a>
# ## 1 - 软件包与参数

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow.keras.layers as tfl
from cnn_datasets import held_out
from PIL import Image

from cnn_utils import *
from test_utils import all_layers_used, sound_model, summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# With these constants the notebook takes about two minutes on two cores.

# %% [markdown] lang="zh" of="5ed45d46"
# 用下面这些常量，整个 notebook 在两个处理器核心上大约要运行两分钟。

# %%
IMG_SHAPE = 64    # height and width in pixels; with a GPU 150
PER_CLASS = 120   # pictures of each flower, at most; with a GPU 900
BATCH_SIZE = 20   # with a GPU 100
EPOCHS = 25       # with a GPU 80

# %% [markdown]
# <a id="2"></a>
# ## 2 - The data
#
# The original is a collection of 3670 photographs from Flickr, gathered by
# the TensorFlow team: 633 daisies, 898 dandelions, 641 roses, 699
# sunflowers and 799 tulips. Without them you get 600 pictures drawn by a
# program, 120 of each flower. The grader always uses drawn pictures.

# %% [markdown] lang="zh" of="43f520f6"
# <a id="2"></a>
# ## 2 - 数据
#
# 原版数据是 TensorFlow 团队从 Flickr 收集的 3670 张照片：雏菊（daisy）633 张，蒲公英（dandelion）898 张，玫瑰（roses）641 张，向日葵（sunflowers）699 张，郁金香（tulips）799 张。没有原版数据时，你会得到程序绘制的 600 张图片，每种花 120 张。评分程序始终用程序绘制的图片。

# %%
flowers_dir = flowers_folder()
class_names = sorted(
    folder.name for folder in flowers_dir.iterdir() if folder.is_dir()
)

files = []
for name in class_names:
    found = sorted(flowers_dir.glob(f"{name}/*.jpg"))[:PER_CLASS]
    print(f"{name:12} {len(found)} pictures")
    files += [str(path) for path in found]

# %% [markdown]
# This time there are **no folders for training and validation**. You make
# the split yourself. **Think first:** the list is sorted by class. What
# would its first 80% hold?
#
# All of four flowers, and of the fifth nothing or nearly nothing. It is best to
# pick files at random **within each class**, so that each class is split in
# the same proportion. That is called a **stratified** split.
#
# <a id="ex-1"></a>
# ### Exercise 1 - split_files
#
# Write `split_files(files, fraction, seed)`. It returns two lists, the
# training files and the validation files.
#
# - Each file is a string like `".../tulips/100930342_92e8746431_n.jpg"`.
#   Its class is the name of its folder. The list need not be sorted, and
#   files in different folders may have the same name.
# - **Of each class**, `fraction` of the files are for training, rounded to
#   a whole number (up or down, as you like). The rest is for validation.
# - Each file goes into exactly one of the two lists.
# - Which files go where is a matter of chance. Another `seed` gives another
#   split. The same seed gives the same one, in every session: so neither
#   `hash()` nor the order of a `set` may decide, as they change from one
#   session to the next.
#
# **Hint:** `np.random.default_rng(seed)` has a method `permutation`.

# %% [markdown] lang="zh" of="59e666e7"
# 这次**没有现成的训练和验证文件夹**，要由你自己划分。**先想一想**：文件列表按类别排好了序，前 80% 里会有什么？
#
# 前四种花全在里面，第五种却一张也没有，或者几乎没有。最好**在每个类别内部**随机挑选文件，让各个类别都按同样的比例划分。这叫**分层**（stratified）划分。
#
# <a id="ex-1"></a>
# ### 练习 1 - split_files
#
# 编写 `split_files(files, fraction, seed)`，返回两个列表：训练文件和验证文件。
#
# - 每个文件是一个字符串，例如 `".../tulips/100930342_92e8746431_n.jpg"`，所在文件夹的名字就是它的类别。列表不一定排过序，不同文件夹里的文件可能同名。
# - **每个类别**中，占比为 `fraction` 的文件用于训练，个数取整（向上或向下都可以）。其余的用于验证。
# - 每个文件都放进两个列表之一，而且只放一次。
# - 哪个文件分到哪边，由随机决定。换一个 `seed`，划分就不同；`seed` 相同，划分就相同，每次重启之后也一样。所以不能由 `hash()` 或 `set` 的顺序来决定：它们每次重启都会变。
#
# **提示**：`np.random.default_rng(seed)` 有一个方法叫 `permutation`。

# %% nbgrader={"grade_id": "split_files", "solution": true}
# GRADED FUNCTION: split_files

def split_files(files, fraction, seed):
    """Split a list of paths into training and validation files.

    fraction: part of each class that is for training, from 0 to 1.
    """
    train, validation = [], []
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    by_class = {}
    for file in files:
        by_class.setdefault(Path(file).parent.name, []).append(file)
    for name in sorted(by_class):
        members = by_class[name]
        order = rng.permutation(len(members))
        cut = round(fraction * len(members))
        train += [members[i] for i in order[:cut]]
        validation += [members[i] for i in order[cut:]]
    ### END SOLUTION
    return train, validation


# %% [markdown]
# Helpers for the test: one looks at a single split, the others at many of
# them, to tell whether the choice is a matter of chance.

# %% [markdown] lang="zh" of="8c309d09"
# 下面是测试用的辅助函数：一个检查单次划分，其余的比较许多次划分，看挑选是不是由随机决定。

# %% nbgrader={"grade_id": "check_split", "locked": true}
def in_turn(names, numbers):
    """Files of classes, of each one with the first number first."""
    return [f"/data/{name}/img_{i}.jpg"
            for i in numbers for name in names]


def make_files(counts):
    """Files of classes, {name: count}, in a mixed order."""
    files = [file for name, count in counts.items()
             for file in in_turn([name], range(count))]
    order = np.random.default_rng(5).permutation(len(files))
    return [files[i] for i in order]


def split(files, fraction, seed):
    """Call split_files; two lists of file names come back."""
    found = split_files(list(files), fraction, seed=seed)
    assert isinstance(found, (tuple, list)) and len(found) == 2, (
        f"split_files returned a {type(found).__name__}, expected "
        "two lists: end it in `return train, validation`."
    )
    train, validation = map(list, found)
    odd = [file for file in train + validation
           if not isinstance(file, str)]
    assert not odd, (
        "The lists of split_files hold a value of type "
        f"{type(odd[0]).__name__}, expected names of files, as they "
        "are in `files`."
    )
    return train, validation


def check_split(counts, fraction, seed):
    """Each file is in one list, and of each class the fraction."""
    files = make_files(counts)
    train, validation = split(files, fraction, seed)
    where = f"split_files of {counts} with fraction={fraction}"
    assert sorted(train + validation) == sorted(files), (
        f"{where}: {len(train) + len(validation)} files are in the "
        f"lists, expected all {len(files)}, once each."
    )
    for name, count in counts.items():
        mine = sum(f"/{name}/" in file for file in train)
        assert abs(mine - fraction * count) < 1, (
            f"{where}: {mine} files of '{name}' are for training, "
            f"expected about {fraction * count:g}."
        )


def held_back(files, seed):
    """The numbers of the validation files, by class."""
    found = {Path(file).parent.name: [] for file in sorted(files)}
    for file in split(files, 0.8, seed)[1]:
        path = Path(file)
        found[path.parent.name].append(int(path.stem[4:]))
    return {name: sorted(numbers) for name, numbers in found.items()}


def check_chance(count):
    """The choice depends on the seed, and on nothing else."""
    files = make_files({"a": count, "b": count})
    assert held_back(files, 1) == held_back(files, 1), (
        "Two calls with seed=1 gave different splits. Use seed for "
        "all chance."
    )
    held = {seed: set(held_back(files, seed)["a"])
            for seed in (*range(1, 50), 101, 1000, 123456)}
    for one in held:
        for other in held:
            same = len(held[one] & held[other])
            assert one >= other or same < len(held[one]) - 1, (
                f"With seed={one} and seed={other}, {same} of the "
                f"{len(held[one])} validation files of a class are "
                "the same, so the choice is no matter of chance. "
                "Shuffle each class with a generator that is made "
                "from seed."
            )


SET_DECIDES = (
    "The split depends on the order of a set, which is another one "
    "in the next session. Use sorted(set(...))."
)


def check_order_of_classes(count):
    """Other names of the classes, in the same order, same split.

    Where a set decides, classes get each other's share of chance.
    """
    shares = []
    for ending in "pqrst":
        names = [kind + ending for kind in "abcdef"]
        files = in_turn(names, range(count))
        shares.append([*held_back(files, seed=1).values()])
    assert all(
        share == shares[0] or sorted(share) != sorted(shares[0])
        for share in shares
    ), SET_DECIDES


def check_order_of_files(count):
    """Of a list in another order, the same files or places.

    A set of files has an order of its own, but not all of it: where
    two files compete for a place, the list decides.
    """
    for seed in range(1, 7):
        order = np.random.default_rng(seed).permutation(2 * count)
        held, again = (
            held_back(in_turn("ab", numbers), seed)
            for numbers in (range(2 * count), order)
        )
        places = {
            name: np.flatnonzero(np.isin(order, again[name])).tolist()
            for name in "ab"
        }
        assert held in (again, places), SET_DECIDES


# %% nbgrader={"grade_id": "test_split_files", "grade": true, "points": 10, "locked": true}
flowers = {"roses": 10, "tulips": 25}
for fraction in (0.8, 0.4, 0.0, 1.0):
    check_split(flowers, fraction, seed=3)
train, validation = split(make_files(flowers), 0.8, seed=3)
print("validation:", *sorted(validation))
check_chance(60)
check_order_of_classes(20)
check_order_of_files(60)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other classes, counts, fractions and seeds.")

### BEGIN HIDDEN TESTS: values may be shown
for counts, fraction in [
    ({"a": 100, "b": 100}, 0.8),
    ({"daisy": 633, "dandelion": 898, "roses": 641,
      "sunflowers": 699, "tulips": 799}, 0.8),
    ({"rare": 3, "common": 300, "single": 1}, 0.75),
    ({"x": 40, "y": 7, "z": 12, "w": 200}, 0.5),
    ({"only": 11}, 0.9),
    ({"one": 1, "seven": 7}, 0.0),
    ({"one": 1, "seven": 7}, 1.0),
]:
    check_split(counts, fraction, seed=17)
check_chance(80)
check_order_of_classes(30)
check_order_of_files(80)
### END HIDDEN TESTS

# %%
train_files, validation_files = split_files(files, 0.8, seed=1)


# %% [markdown]
# ### 2.1 - From files to arrays
#
# The pictures have different sizes. `read_files` opens, resizes and
# rescales them. The label of a picture is the position of its class in
# `class_names`.

# %% [markdown] lang="zh" of="f22431fe"
# ### 2.1 - 从文件到数组
#
# 这些图片大小不一。`read_files` 负责打开图片、调整大小并缩放像素值。图片的标签，就是它的类别在 `class_names` 中的位置。

# %%
def read_files(files, image_size):
    """Pictures as float32 (m, height, width, 3), and their labels."""
    height, width = image_size
    X = np.empty((len(files), height, width, 3), np.float32)
    Y = np.empty(len(files), np.int64)
    for i, file in enumerate(files):
        picture = Image.open(file).convert("RGB")
        picture = picture.resize((width, height), Image.BILINEAR)
        X[i] = np.asarray(picture) / 255.0
        Y[i] = class_names.index(Path(file).parent.name)
    return X, Y


size = (IMG_SHAPE, IMG_SHAPE)
X_train, Y_train = read_files(train_files, size)
X_val, Y_val = read_files(validation_files, size)
print("training:", X_train.shape, "validation:", X_val.shape)

# %%
some = [i for c in range(5) for i in np.flatnonzero(Y_train == c)[:2]]
plot_samples(X_train[some], Y_train[some], class_names)
plt.show()

# %% [markdown]
# *Figure 1. Two training pictures of each flower.*
#
# What to look at: what tells the flowers apart, colour or shape?
#
# Before you build a network, ask how far you get without one: if you always
# name the most common flower, or the flower whose training pictures have
# the nearest **mean colour**. **Predict:** how often is each right?

# %% [markdown] lang="zh" of="b11e5c14"
# *图 1：每种花两张训练图片。*
#
# 看图要点：靠什么区分这些花，颜色还是形状？
#
# 搭建网络之前，先问问不用网络能做到多好。可以每次都回答最常见的那种花；也可以看**平均颜色**：哪种花的训练图片在平均颜色上最接近，就回答哪种。**先猜一猜**：这两种办法答对的比例各是多少？

# %%
colours, colours_val = (X.mean(axis=(1, 2)) for X in (X_train, X_val))
of_class = [colours[Y_train == c].mean(axis=0) for c in range(5)]
distance = np.linalg.norm(colours_val[:, None] - of_class, axis=2)
by_colour = np.mean(distance.argmin(axis=1) == Y_val)
most = np.bincount(Y_val).max() / len(Y_val)
print(f"most common flower {most:.3f}")
print(f"mean colour        {by_colour:.3f}")

# %% [markdown]
# On the drawn flowers we saw 0.200 and 0.275. So colour alone says little:
# the network has to learn shapes.

# %% [markdown] lang="zh" of="e19ad299"
# 在程序绘制的花上，我们得到的是 0.200 和 0.275。可见单凭颜色说明不了什么：网络必须学会看形状。

# %% [markdown]
# <a id="3"></a>
# ## 3 - The network
#
# <a id="ex-2"></a>
# ### Exercise 2 - make_augmenter
#
# Write `make_augmenter`, which returns a model that changes pictures at
# random: it flips them horizontally, rotates and zooms them, and may move
# them. It does nothing else to them.
# How strong is your choice: rotation from 2 to 72 degrees, zoom from 0.01
# to 0.6, all layers of a kind together. Values from 0 to 1 stay so. Why is
# a vertical flip a bad idea here?

# %% [markdown] lang="zh" of="093bf1bb"
# <a id="3"></a>
# ## 3 - 网络
#
# <a id="ex-2"></a>
# ### 练习 2 - make_augmenter
#
# 编写 `make_augmenter`，返回一个随机改变图片的模型：水平翻转、旋转、缩放，也可以平移，除此之外不做任何改动。幅度由你决定：旋转 2 到 72 度，缩放 0.01 到 0.6，同一种层合起来算。像素值原本在 0 到 1 之间，改变之后也要如此。为什么在这里垂直翻转不是好主意？

# %% nbgrader={"grade_id": "make_augmenter", "solution": true}
# GRADED FUNCTION: make_augmenter

def make_augmenter(input_shape):
    """A model that changes pictures at random.

    Called with training=True it changes them, otherwise it doesn't.
    input_shape: height, width and channels of one picture.
    """
    # Call the result `augmenter`.
    ### BEGIN SOLUTION
    augmenter = tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.RandomFlip("horizontal"),
        tfl.RandomRotation(45 / 360, fill_mode="nearest"),
        tfl.RandomTranslation(0.15, 0.15, fill_mode="nearest"),
        tfl.RandomZoom(0.25, fill_mode="nearest"),
    ])
    ### END SOLUTION
    return augmenter


# %% [markdown]
# Two helpers for the tests: one lists the layers of a model, and refuses
# layers that the grader doesn't know; the other looks at the settings of an
# augmenter, and at what it does to pictures.

# %% [markdown] lang="zh" of="1071e885"
# 下面是测试用的两个辅助函数：一个列出模型的各层，遇到评分程序不认识的层就拒绝；另一个检查数据增强模型的设置，以及它对图片做了什么。

# %% nbgrader={"grade_id": "check_augmenter", "locked": true}
from collections import defaultdict  # noqa: E402

LIMITS = {"RandomRotation": (0.005, 0.2), "RandomZoom": (0.01, 0.6)}


def called_layers(model):
    """The layer of each call, in inner models, too; Keras's only."""
    from grader.comparison.graph import model_graph
    from grader.protocol import ModelRefused
    from grader.protocol.model_config import read_config

    try:
        read_config(model.to_json())
    except ModelRefused as refused:
        raise AssertionError(f"The model can't be graded: {refused}")
    return [call.operation for call in model_graph(model).calls]


def check_augmenter(augmenter, pictures):
    """In training it flips, turns, moves and zooms, no more."""
    kinds, ranges = set(), defaultdict(list)
    for layer in called_layers(augmenter):
        kind = type(layer).__name__
        kinds.add(kind)
        if kind == "RandomFlip":
            assert layer.mode == "horizontal", (
                f"RandomFlip has the mode {layer.mode!r}, expected "
                "'horizontal'."
            )
        if kind == "RandomRotation":
            ranges[kind, "factor"].append(layer.factor)
        if kind == "RandomZoom":
            height, width = layer.height_factor, layer.width_factor
            width = height if width is None else width
            ranges[kind, "height_factor"].append(height)
            ranges[kind, "width_factor"].append(width)
    only = "Do nothing but flip, turn, move and zoom pictures."
    needed = {"RandomFlip", "RandomRotation", "RandomZoom"}
    others = kinds - needed - {"RandomTranslation"}
    assert not others, (
        f"The augmenter has a {min(others)} layer. {only}"
    )
    missing = needed - kinds
    assert not missing, (
        f"The augmenter has no {min(missing)} layer; it has "
        f"{sorted(kinds)}."
    )
    for (kind, what), factors in ranges.items():
        least, most = LIMITS[kind]
        far = sum(float(np.max(np.abs(factor))) for factor in factors)
        assert least <= far <= most + 1e-6, (
            f"{kind} has the {what} {far:g} (all such layers "
            f"together), expected {least} to {most}. Rotations are "
            "counted in full turns, not in degrees."
        )
        for factor in factors:
            if np.ndim(factor) == 0:  # f is for (-f, f)
                continue
            assert np.min(factor) <= 0 <= np.max(factor), (
                f"{kind} has the range {factor}, which leaves no "
                "picture as it is."
            )

    colour = np.float32([0.2, 0.5, 0.8])
    plain = np.ones((64, *pictures.shape[1:]), "float32") * colour
    still = np.asarray(augmenter(pictures, training=False))
    changed, again, plain = (
        np.asarray(augmenter(X, training=True))
        for X in (pictures, pictures, plain)
    )
    far = np.abs(changed - pictures).mean(axis=(1, 2, 3))
    apart = np.abs(np.median(plain, axis=(1, 2)) - colour).max(axis=1)
    light, before = (
        X.mean(axis=(1, 2, 3)) for X in (changed, pictures)
    )
    light = light / before
    low, high = changed.min(), changed.max()
    for good, problem in [
        (np.abs(still - pictures).max() < 1e-3,
         "With training=False the augmenter changes pictures. "
         "Validation "
         "pictures have to stay as they are."),
        (low >= -0.01 and high <= 1.01,
         f"Augmented pictures run from {low:.2f} to {high:.2f}, "
         "expected "
         "0 to 1."),
        ((far > 0.01).sum() >= 4,
         "With training=True most pictures stay as they are."),
        (changed.std() > 0.3 * pictures.std(),
         "Augmented pictures are nearly all of one colour."),
        ((apart < 0.4).sum() >= 48,
         f"Many augmented pictures get quite other colours. {only}"),
        (light.min() > 0.25,
         f"An augmented picture has only {light.min():.2f} of the "
         "light "
         f"it had. {only}"),
        (np.abs(again - changed).mean() > 0.005,
         "With training=True the same pictures are changed in the "
         "same "
         "way each time."),
    ]:
        assert good, problem


# %% nbgrader={"grade_id": "test_make_augmenter", "grade": true, "points": 5, "locked": true}
augmenter = make_augmenter((40, 48, 3))
for row in summary(augmenter):
    print(row)

for shape in [(40, 48, 3), (24, 32, 1)]:
    found = make_augmenter(shape)
    for sides in (found.input_shape, found.output_shape):
        assert tuple(sides) == (None, *shape), (
            f"make_augmenter({shape}) takes or returns pictures of "
            f"the shape {tuple(sides)}, expected {(None, *shape)}."
        )
patches = np.random.default_rng(0).random((8, 5, 6, 3), "float32")
check_augmenter(augmenter, patches.repeat(8, 1).repeat(8, 2))
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try pictures of flowers, other shapes, and"
      " whether every layer has an effect.")

### BEGIN HIDDEN TESTS: values may be shown
all_layers_used(augmenter, call="make_augmenter((40, 48, 3))")
pictures = held_out("flowers", 8, seed=4311, size=(40, 48))[0] / 255.0
check_augmenter(augmenter, pictures.astype("float32"))
other = tuple(make_augmenter((20, 30, 1)).input_shape)
assert other == (None, 20, 30, 1), (
    f"make_augmenter((20, 30, 1)) takes {other}. Use input_shape."
)
### END HIDDEN TESTS

# %% [markdown]
# Look at your own augmentation before you trust it.

# %% [markdown] lang="zh" of="af89b65b"
# 数据增强的效果要先亲眼看看，再放心使用。

# %%
augmenter = make_augmenter((IMG_SHAPE, IMG_SHAPE, 3))
copies = augmenter(X_train[[0] * 6], training=True).numpy()
plot_samples(copies, Y_train[[0] * 6], class_names, 1, 6)
plt.show()

# %% [markdown]
# *Figure 2. One training picture, augmented six times.*
#
# What to look at: would you still name the flower in all six? If not, make
# the changes smaller.

# %% [markdown] lang="zh" of="1e133309"
# *图 2：同一张训练图片，六次数据增强的结果。*
#
# 看图要点：六张图里的花，你都还认得出来吗？认不出来，就把幅度调小。

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - flower_model
#
# Write `flower_model(input_shape, classes)`. The architecture is up to you,
# within these limits:
#
# - at least **three** `Conv2D` layers, and at least **three** pooling
#   layers that make the picture half as large or smaller
# - at least one `Dropout` layer with a rate from 0.1 to 0.7
# - the last layer is `Dense` with one unit for each class and **no
#   activation**: it returns logits, and nothing is behind it
# - at most 3 million parameters for pictures of 64 × 64 × 3 and 5 classes
# - Keras layers only, no classes of your own and no `Lambda`
# - all weights can be trained, and all kernels start at random
#
# **Think first:** which layer will have most of the parameters, and how
# many pools does it take to stay below 3 million?
#
# If you don't know how to start: three blocks of convolution and max
# pooling with 16, 32 and 64 filters, then a Dense layer of 512 units,
# between two Dropout layers with a rate of 0.2.

# %% [markdown] lang="zh" of="b1fcae2e"
# <a id="ex-3"></a>
# ### 练习 3 - flower_model
#
# 编写 `flower_model(input_shape, classes)`。网络结构由你决定，但要符合以下要求：
#
# - 至少**三个** `Conv2D` 层，以及至少**三个**能把图片缩小到一半或更小的池化层
# - 至少一个 `Dropout` 层，丢弃率在 0.1 到 0.7 之间
# - 最后一层是 `Dense`，每个类别一个单元，**没有激活函数**：它返回 logits，后面什么都没有
# - 图片为 64 × 64 × 3、类别数为 5 时，参数不超过 300 万个
# - 只用 Keras 自带的层，不用自定义类，也不用 `Lambda`
# - 所有权重都可训练，各层的 kernel 一律随机初始化
#
# **先想一想**：哪一层的参数最多？要让参数不到 300 万个，需要池化几次？
#
# 如果不知道从哪里入手，可以这样：先搭三个块，每块由卷积和最大池化组成，滤波器数分别为 16、32 和 64；再接一个 512 个单元的全连接层，前后各放一个丢弃率为 0.2 的 Dropout 层。

# %% nbgrader={"grade_id": "flower_model", "solution": true}
# GRADED FUNCTION: flower_model

def flower_model(input_shape, classes):
    """A convolutional network of your own, not compiled.

    It maps pictures of shape (m, *input_shape) to logits of shape
    (m, classes).
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        tfl.Conv2D(16, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(),
        tfl.Conv2D(32, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(),
        tfl.Conv2D(64, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(),
        tfl.Flatten(),
        tfl.Dropout(0.2),
        tfl.Dense(512, activation="relu"),
        tfl.Dropout(0.2),
        tfl.Dense(classes),
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "test_flower_model", "grade": true, "points": 8, "locked": true}
model = flower_model((64, 64, 3), 5)
for row in summary(model):
    print(row)


def halves(layer):
    """Whether a pool leaves at most half of a picture's places."""
    if "Pooling2D" not in type(layer).__name__:
        return False
    left = layer.compute_output_shape((None, 48, 48, 8))[1:-1]
    seen = np.max(getattr(layer, "pool_size", 2))
    return bool(np.prod(left) <= 48 * 48 / 2 and seen > 1)


def check_layers(model):
    """The layers that the exercise asks for."""
    found = called_layers(model)
    kinds = [type(layer).__name__ for layer in dict.fromkeys(found)]
    convolutions = kinds.count("Conv2D")
    convolutions += kinds.count("SeparableConv2D")
    assert convolutions >= 3, (
        f"The model has {convolutions} Conv2D layers, expected 3 or "
        "more."
    )
    pools = sum(map(halves, found))
    assert pools >= 3, (
        f"The model has {pools} pooling layers that make a picture "
        "half as large or smaller, expected 3 or more. Leave strides "
        "at its default."
    )
    rates = [
        float(layer.rate) for layer in found
        if type(layer).__name__ in ("Dropout", "SpatialDropout2D")
    ]
    assert any(0.1 <= rate <= 0.7 for rate in rates), (
        f"The Dropout layers have the rates {rates}, expected at "
        "least one from 0.1 to 0.7."
    )
    last = type(found[-1]).__name__
    assert last == "Dense", (
        f"The model ends in a {last} layer, expected Dense with one "
        "unit for each class, without activation, and nothing behind "
        "it."
    )


assert model.count_params() <= 3_000_000, (
    f"The model has {model.count_params():,} parameters, expected at "
    "most 3,000,000. Pool once more, or take a smaller Dense layer."
)
# Does it return logits, whatever its weights are? Can each layer learn?
other = flower_model((56, 100, 3), 2)
for made, shape, n in [(model, (64, 64, 3), 5),
                       (other, (56, 100, 3), 2)]:
    check_layers(made)
    sound_model(made, (None, *shape), (None, n), "logits",
                call=f"flower_model({shape}, {n})")
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other shapes and numbers of classes.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import fresh_each_call  # noqa: E402

height, width, classes = fresh_integers(
    "flower_model", (48, 48, 3), (96, 96, 9), unlike=(56, 64, 5)
)
made = flower_model((height, width, 3), classes)
check_layers(made)
sound_model(
    made, (None, height, width, 3), (None, classes), "logits",
    call=f"flower_model(({height}, {width}, 3), {classes})",
)
fresh_each_call(flower_model, (64, 64, 3), 5, first=model)
### END HIDDEN TESTS

# %% [markdown]
# <a id="4"></a>
# ## 4 - Does augmentation help?
#
# Train your network twice, from the same initial weights. Only **one thing**
# differs: the first time it sees the training pictures as they are, the
# second time augmented anew in each epoch. Validation pictures are never
# changed. **Predict:** which network will be better on the training
# pictures, and which one on the validation pictures?

# %% [markdown] lang="zh" of="871aa263"
# <a id="4"></a>
# ## 4 - 数据增强有用吗？
#
# 从相同的初始权重出发，把网络训练两次。两次只有**一处不同**：第一次直接用原来的训练图片；第二次每轮都对训练图片重新做数据增强。验证图片始终不变。**先猜一猜**：哪个网络在训练图片上更好？哪个在验证图片上更好？

# %%
def training(dataset):
    """A new network, trained on the dataset; and its history."""
    model = flower_model(X_train.shape[1:], len(class_names))
    loss = tf.keras.losses.SparseCategoricalCrossentropy(
        from_logits=True
    )
    model.compile("adam", loss, metrics=["accuracy"])
    history = model.fit(
        dataset, epochs=EPOCHS, validation_data=(X_val, Y_val),
        shuffle=False, verbose=0,  # the dataset is shuffled already
    )
    return model, history.history


batches = (
    tf.data.Dataset.from_tensor_slices((X_train, Y_train))
    .shuffle(len(X_train)).batch(BATCH_SIZE)
)

# %%
tf.keras.utils.set_random_seed(2)

# %%
plain_model, plain = training(batches)

# %%
tf.keras.utils.set_random_seed(2)  # the same initial weights

# %%
model, history = training(batches.map(
    lambda X, Y: (augmenter(X, training=True), Y)
))

# %%
fig, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
for what, curves, colour in [("as they are", plain, "tab:orange"),
                             ("augmented", history, "tab:blue")]:
    for name, ax in zip(("accuracy", "loss"), axes):
        for key, line, part in [(name, "--", "training"),
                                (f"val_{name}", "-", "validation")]:
            ax.plot(range(1, EPOCHS + 1), curves[key], line,
                    color=colour, label=f"{what}, {part}")
        ax.set(xlabel="epoch", ylabel=name)
    losses = curves["val_loss"]
    print(f"{what}: validation loss {losses[-1]:.2f} at the end, "
          f"smallest {min(losses):.2f}")
axes[0].legend()
plt.show()

# %% [markdown]
# *Figure 3. Accuracy and loss by epoch, without augmentation (orange) and
# with it (blue). Dashed: training. Solid: validation.*
#
# What to look at: in our run the plain network learned its 480 pictures
# almost by heart. Its validation loss fell to 0.83, and rose again to 1.27.
# With augmentation the training was harder, and the validation loss still
# fell at the end, to 0.69. The validation accuracy hardly shows it: 0.70
# and 0.74. On 120 pictures that is a difference of five.
#
# Ask of every such plot: do the validation curves still improve? Then train
# longer. Does the gap to training widen? Then the network overfits: more
# augmentation, more dropout, fewer parameters. Are both poor, and flat?
# Then it *underfits*: less dropout, more filters.

# %% [markdown] lang="zh" of="0f6aa95c"
# *图 3：各轮的准确率和损失，橙色为不用数据增强，蓝色为使用数据增强。虚线：训练。实线：验证。*
#
# 看图要点：我们运行时，不用数据增强的网络几乎把 480 张图片背了下来。它的验证损失先降到 0.83，又回升到 1.27。用了数据增强，训练更难，但验证损失到最后仍在下降，降到了 0.69。从验证准确率上几乎看不出这种差别：一个 0.70，一个 0.74。在 120 张图片里，相差五张。
#
# 每次看到这样的图，都要问几个问题。验证曲线还在变好吗？那就多训练几轮。它与训练曲线的差距在拉大吗？那是网络过拟合了：加强数据增强，加大 dropout，减少参数。两条曲线都不好，而且不再变化吗？那是*欠拟合*：减小 dropout，增加滤波器。

# %% [markdown]
# <a id="5"></a>
# ## 5 - Which flowers does it confuse?
#
# A single number hides a lot. A **confusion matrix** has a row for each
# flower, and a column for each answer. Right answers are on the diagonal.
#
# **Predict:** which two flowers will be confused most often?

# %% [markdown] lang="zh" of="b626b866"
# <a id="5"></a>
# ## 5 - 网络会混淆哪些花？
#
# 单独一个数会掩盖很多信息。**混淆矩阵**（confusion matrix）里，每种花占一行，每种答案占一列。正确答案都在对角线上。
#
# **先猜一猜**：最容易混淆的是哪两种花？

# %%
logits = model.predict(X_val, verbose=0)
answers = logits.argmax(axis=1)
print(f"validation accuracy {np.mean(answers == Y_val):.3f}")

confusion = tf.math.confusion_matrix(Y_val, answers).numpy()

fig, ax = plt.subplots(figsize=(5.6, 5), layout="constrained")
ax.imshow(confusion, cmap="Blues")
for (row, column), count in np.ndenumerate(confusion):
    colour = "white" if count > confusion.max() / 2 else "black"
    ax.text(column, row, count, color=colour,
            ha="center", va="center")
ax.set_xticks(range(5), class_names, rotation=30)
ax.set_yticks(range(5), class_names)
ax.set(xlabel="answer", ylabel="flower")
plt.show()

# %% [markdown]
# *Figure 4. The confusion matrix of the validation pictures.*
#
# What to look at: find the largest number off the diagonal. In our run all
# daisies and sunflowers were right. 8 of 24 roses were taken for tulips,
# and 7 of 24 dandelions for daisies.
#
# Now look at the pictures themselves: the wrong answers that the network
# was surest of.

# %% [markdown] lang="zh" of="c800ebda"
# *图 4：验证图片的混淆矩阵。*
#
# 看图要点：找出对角线以外最大的数。我们运行时，雏菊和向日葵全部答对；24 张玫瑰有 8 张被认成了郁金香，24 张蒲公英有 7 张被认成了雏菊。
#
# 现在来看图片本身，也就是网络最有把握的那些错误答案。

# %%
probabilities = tf.nn.softmax(logits).numpy()
wrong = np.flatnonzero(answers != Y_val)
surest = wrong[np.argsort(-probabilities[wrong].max(axis=1))][:10]
plot_samples(X_val[surest], Y_val[surest], captions=[
    f"{class_names[answers[i]]}? {probabilities[i].max():.2f}\n"
    f"({class_names[Y_val[i]]})" for i in surest
])
plt.show()

# %% [markdown]
# *Figure 5. The ten surest mistakes: the answer, its probability, and the
# right class in brackets.*
#
# What to look at: which mistakes would you make, too? In our run several
# roses were taken for tulips: both may be pink or red, and at 64×64 pixels
# the petals of a rose are hard to see. More pixels might help.

# %% [markdown] lang="zh" of="9f246426"
# *图 5：网络最有把握的十个错误：答案、概率，括号里是正确类别。*
#
# 看图要点：其中哪些错误你自己也会犯？我们运行时，有好几张玫瑰被认成了郁金香：两种花都可能是粉色或红色，而在 64×64 像素下，玫瑰的花瓣很难看清。像素再多一些，也许会好些。

# %% [markdown]
# <a id="6"></a>
# ## 6 - The final exercise
#
# <a id="ex-4"></a>
# ### Exercise 4 - train_flowers
#
# Write `train_flowers`. It gets pictures `X` of shape (m, 32, 32, 3), with
# values from 0 to 1, and their labels `Y`, from 0 to 4. It returns a
# **trained** network with five outputs. Your functions from above may help.
#
# The tests don't ask about flowers. **They give your function 240 pictures
# of five other kinds**, and ask the network about pictures that it has not
# seen. At least 0.70 of the answers must be right. The visible test draws
# five coloured patterns. The grader's pictures are of the same sort, but
# drawn for your class only.
#
# Only the network's answers count. The grader gives you one processor core.
# The solution takes about 10 seconds.

# %% [markdown] lang="zh" of="9c9d60f5"
# <a id="6"></a>
# ## 6 - 最后的练习
#
# <a id="ex-4"></a>
# ### 练习 4 - train_flowers
#
# 编写 `train_flowers`。它的输入是图片 `X`，形状为 (m, 32, 32, 3)，取值从 0 到 1；以及图片的标签 `Y`，从 0 到 4。它返回一个**训练好**的网络，有五个输出。前面写的函数都可以用。
#
# 测试考的不是花。**测试会给你的函数 240 张图片，属于另外五种**，然后拿网络没见过的图片来考它。答对的比例至少要达到 0.70。可见的测试会画五种彩色图案。评分程序用的图片与此类似，但只为你们班绘制。
#
# 评分只看网络的答案。评分程序只给你一个处理器核心。参考答案大约运行 10 秒。

# %% nbgrader={"grade_id": "train_flowers", "solution": true}
# GRADED FUNCTION: train_flowers

def train_flowers(X, Y):
    """Train a network to tell five kinds of pictures apart.

    It maps pictures to five numbers each, logits or probabilities;
    the largest one is the answer.
    """
    # Call the result `network`.
    ### BEGIN SOLUTION
    augmenter = make_augmenter(X.shape[1:])
    network = flower_model(X.shape[1:], 5)
    network.compile(
        optimizer="adam",
        loss=tf.keras.losses.SparseCategoricalCrossentropy(
            from_logits=True
        ),
        metrics=["accuracy"],
    )
    data = (
        tf.data.Dataset.from_tensor_slices((X, Y))
        .shuffle(len(X))
        .batch(20)
        .map(lambda x, y: (augmenter(x, training=True), y))
        .prefetch(2)
    )
    network.fit(data, epochs=16, shuffle=False, verbose=0)
    ### END SOLUTION
    return network


# %% [markdown]
# Two helpers for the test: one calls your function and looks at what comes
# back, the other draws five kinds of pictures.

# %% [markdown] lang="zh" of="3eaaf435"
# 下面是测试用的两个辅助函数：一个调用你的函数，检查返回的结果；另一个绘制五种图片。

# %% nbgrader={"grade_id": "flower_network", "locked": true}
def flower_network(X, Y):
    """Call train_flowers; the network has to be trained."""
    network = train_flowers(X, Y)
    shape = getattr(network, "output_shape", None)
    is_model = hasattr(network, "predict")
    assert is_model and tuple(shape) == (None, 5), (
        f"train_flowers returned a {type(network).__name__} with the "
        f"output shape {shape}, expected a model with (None, 5)."
    )
    biases = [np.any(weight) for weight in network.weights
              if weight.name in ("bias", "beta")]
    assert any(biases) or not biases, (
        "All biases of the model are still 0, as before any "
        "training. Return the model that fit has trained."
    )
    return network


def five_kinds(count, seed):
    """Pictures of five patterns, each at a random place; labels."""
    patterns = np.random.default_rng(5).random((5, 3, 3, 3)) - 0.5
    patterns += 0.3 * np.array([
        [1, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, 1, -1], [-1, 1, 1],
    ])[:, np.newaxis, np.newaxis]
    rng = np.random.default_rng(seed)
    Y = rng.permutation(count) % 5
    X = rng.normal(0.5, 0.05, (count, 32, 32, 3))
    for picture, kind in zip(X, Y):
        top, left = rng.integers(0, 12, 2)
        pattern = patterns[kind].repeat(7, axis=0).repeat(7, axis=1)
        picture[top:top + 21, left:left + 21] += pattern
    return np.clip(X, 0, 1).astype("float32"), Y


# %% nbgrader={"grade_id": "test_train_flowers", "grade": true, "points": 12, "locked": true}
from grader.fresh_tasks import with_renewed_averages  # noqa: E402

X_five, Y_five = five_kinds(240, seed=1)
network = flower_network(X_five, Y_five)
X_unseen, Y_unseen = five_kinds(300, seed=2)
# Moving averages lag behind after so few steps.
renewed = with_renewed_averages(network, X_five)
said = renewed.predict(X_unseen, verbose=0)
right = float(np.mean(said.argmax(axis=1) == Y_unseen))
print(f"accuracy on unseen patterns {right:.3f}")
assert np.isfinite(said).all(), (
    "The model answers with values that are no numbers (NaN): the "
    "training has diverged."
)
assert right >= 0.70, (
    f"The trained model is right about {right:.3f} of 300 unseen "
    "patterns, expected at least 0.70. Guessing gives 0.2. Is it "
    "trained on X and Y, long enough, and returned?"
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests have it learn five other kinds of pictures, ask"
      " for 0.70 as well, and want every layer to be trained.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import Pose, fresh_task  # noqa: E402

task = fresh_task(
    "five kinds", classes=5, count=240, new=300, size=(32, 32),
    pose=Pose(place=0.25, scale=(0.6, 0.9), turn=20, mirrored=0.5),
)
trained = flower_network(task.X, task.Y)
for before, after in zip(network.weights, trained.weights):
    assert before.name != "kernel" or not np.array_equal(
        np.array(before), np.array(after)
    ), (
        "A kernel of the network is the same after two trainings on "
        "different pictures, so it was not trained. Train all "
        "layers, from new weights."
    )
trained = with_renewed_averages(trained, task.X)
answers = trained.predict(task.X_new, verbose=0)
assert np.isfinite(answers).all(), (
    "The model answers with values that are no numbers (NaN): the "
    "training has diverged."
)
unseen = float(np.mean(answers.argmax(axis=1) == task.Y_new))
assert unseen >= 0.70, (
    f"The trained model is right about {unseen:.3f} of "
    f"{len(task.Y_new)} unseen pictures, expected at least 0.70. "
    "Guessing gives 0.2. Is it trained on X and Y, long enough, and "
    "returned?"
)
print(f"accuracy on unseen pictures {unseen:.3f}")
### END HIDDEN TESTS

# %% [markdown]
# Now try it on the flowers. **Predict:** the pictures are smaller than in
# section 4, and in the solution there are 16 epochs. What will that cost?

# %% [markdown] lang="zh" of="aaf0cd11"
# 现在用花来试试。**先猜一猜**：这里的图片比第 4 节的小，参考答案只训练 16 轮。这要付出多大代价？

# %%
X_seen, X_new = (tf.image.resize(X, (32, 32), antialias=True).numpy()
                 for X in (X_train, X_val))
trained = train_flowers(X_seen, Y_train)
for what, X, Y in [("seen", X_seen, Y_train),
                   ("unseen", X_new, Y_val)]:
    right = trained.predict(X, verbose=0).argmax(axis=1) == Y
    print(f"{what:7} accuracy {right.mean():.3f}")

# %% [markdown]
# We saw 0.667 on unseen pictures, 9 of 120 fewer than in section 4.

# %% [markdown] lang="zh" of="2799fbbf"
# 我们在没见过的图片上得到 0.667，120 张里比第 4 节少答对 9 张。

# %% [markdown]
# <a id="7"></a>
# ## 7 - What you can do now
#
# - split a folder of files into training and validation, class by class
# - set a baseline before you build a network
# - design a network within limits, and test one change at a time
# - read a confusion matrix, and look for the reasons behind mistakes
#
# **Three questions**
#
# 1. One class has 10 files, another 1000. You split the whole list at
#    random, 80 to 20. What can go wrong?
# 2. You tried 30 networks and kept the one with the best accuracy on 120
#    validation pictures. Can you expect that accuracy on new pictures?
# 3. Why doesn't the test of exercise 4 look at the accuracy on the 240
#    training pictures?
#
# <details><summary>Answers</summary>
#
# 1. By chance the validation set may hold none of the rare class, or half
#    of it. A stratified split puts exactly two there.
# 2. No, expect less: the best of 30 was also the luckiest on these 120. A
#    test set that you use only once tells you more.
# 3. A network may know them by heart. New pictures tell what it learned.
#
# </details>
#
# **An open task.** Find a better network. Change one thing at a time, and
# write down the smallest validation loss of each try. Then try *transfer
# learning*, a network that has learned from a million other pictures:
# <https://www.tensorflow.org/tutorials/images/transfer_learning>. The
# original data: <https://www.tensorflow.org/tutorials/load_data/images>.

# %% [markdown] lang="zh" of="3c1c9e80"
# <a id="7"></a>
# ## 7 - 你现在会做什么
#
# - 把一个文件夹里的文件按类别逐一划分为训练和验证两部分
# - 搭建网络之前，先定一条基线
# - 在限制条件内设计网络，每次只检验一处改动
# - 读懂混淆矩阵，找出错误背后的原因
#
# **三个问题**
#
# 1. 一个类别有 10 个文件，另一个有 1000 个。你把整个列表按 80 比 20 随机划分，可能出什么问题？
# 2. 你试了 30 个网络，留下了在 120 张验证图片上准确率最高的那个。在新图片上，它还能达到这个准确率吗？
# 3. 练习 4 的测试为什么不看那 240 张训练图片上的准确率？
#
# <details><summary>答案</summary>
#
# 1. 碰巧的话，验证集里可能一个稀有类别的文件都没有，也可能多达一半。分层划分则恰好放进两个。
# 2. 不能，估计会低一些：30 个里最好的，也是在这 120 张图片上运气最好的。只用一次的测试集能告诉你更多。
# 3. 网络可能把训练图片都背了下来。要知道它学到了什么，得看新图片。
#
# </details>
#
# **开放任务**：找一个更好的网络。每次只改一个地方，把每次尝试的最小验证损失记下来。然后试试*迁移学习*（transfer learning），也就是用已经从一百万张其他图片中学习过的网络：<https://www.tensorflow.org/tutorials/images/transfer_learning>。原版数据：<https://www.tensorflow.org/tutorials/load_data/images>。

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Four cells are graded, the ones with `raise NotImplementedError()`: 10, 5,
# 8 and 12 points. Restart the kernel, run all cells, save. Extra cells and
# prints cost nothing. `check()` and `hint()` from `test_utils` help while
# you work. Hidden tests use other inputs than the ones you see. All rules
# are in the README of the course.

# %% [markdown] lang="zh" of="50110862"
# <a id="before-you-submit"></a>
# ## 提交之前
#
# 评分单元格有四个，就是含有 `raise NotImplementedError()` 的那几个，分值依次为 10、5、8、12 分。提交之前，请重启内核并全部运行，然后保存。多加单元格、多打印内容都不扣分。做题时可以用 `test_utils` 里的 `check()` 和 `hint()`。隐藏测试用的输入与你看到的不同。完整规则见课程的 README。
