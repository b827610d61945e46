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
# # Horse or human: larger pictures, read from folders
#
# Somebody gives you a folder full of pictures. There is no list of labels,
# and the subject stands anywhere, in any pose. Can a network learn to tell
# horses from humans, and can you trust its answers?
#
# ![Six pictures that the network was not trained on, each with its answer: three horses with the values 0.00, 0.46 and 0.00, and three humans with values near 1.](images/opening.png)
#
# *What works at the end: pictures that the network has never seen, with
# its answer, the probability of a human.*
#
# **When you are done you will be able to:**
#
# - turn folders of pictures into labelled batches, and notice when you
#   have pointed at the wrong folder
# - work out the shape of the data after every convolution and pooling
# - train a ConvNet with one sigmoid output, without and with validation
# - ask the network about your own pictures, and look inside it
# - say what a smaller picture gains and what it costs
#
# The same tools do real work. Cars find other cars and pedestrians with
# ConvNets. Farmers photograph a leaf of a cassava plant and learn whether
# it is diseased ([video](https://www.youtube.com/watch?v=NlpS-DhayQA)).

# %% [markdown] lang="zh" of="a34d6a64"
# # 马还是人：从文件夹读取更大的图片
#
# 有人给你一个装满图片的文件夹。没有标签清单，主体可能在任何位置，摆出任何姿势。网络能学会分辨马和人吗？它的回答可信吗？
#
# ![六张没有用来训练网络的图片，各附网络的回答：三匹马的数值是 0.00、0.46 和 0.00，三个人的数值都接近 1。](images/opening.png)
#
# *最后的效果：网络从没见过的图片，以及它的回答，也就是“图中是人”的概率。*
#
# **学完本课，你将能够**：
#
# - 把图片文件夹变成带标签的批次，指错文件夹时也能察觉
# - 算出每次卷积和池化之后数据的形状
# - 训练只有一个 sigmoid 输出的卷积网络（ConvNet），先不带验证，再带验证
# - 让网络判断你自己的图片，并查看网络内部
# - 说清楚图片缩小以后得到什么、失去什么
#
# 同样的工具在现实中也派得上用场。汽车靠卷积网络发现其他汽车和行人。农民拍下一片木薯叶，就能知道它有没有得病（[视频](https://www.youtube.com/watch?v=NlpS-DhayQA)）。

# %% [markdown]
# ## Table of contents
#
# - [1 - Packages and sizes](#1)
# - [2 - The pictures](#2)
# - [3 - From folders to batches](#3): exercise 1
# - [4 - The model](#4): exercise 2
# - [5 - Train it](#5)
# - [6 - Your own pictures](#6)
# - [7 - Look inside](#7)
# - [8 - With validation](#8)
# - [9 - Pictures of 150×150](#9): exercises 3 and 4
# - [10 - What you can do now](#10)
# - [11 - Before you submit](#11)
# - [12 - Bibliography](#12)

# %% [markdown] lang="zh" of="a11b4097"
# ## 目录
#
# - [1 - 软件包和训练规模](#1)
# - [2 - 图片](#2)
# - [3 - 从文件夹到批次](#3)：练习 1
# - [4 - 模型](#4)：练习 2
# - [5 - 训练网络](#5)
# - [6 - 你自己的图片](#6)
# - [7 - 看看网络内部](#7)
# - [8 - 带验证的训练](#8)
# - [9 - 150×150 的图片](#9)：练习 3 和 4
# - [10 - 你现在会做什么](#10)
# - [11 - 提交之前](#11)
# - [12 - 参考文献](#12)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages and sizes

# %% [markdown] lang="zh" of="e1abc8da"
# <a id="1"></a>
# ## 1 - 软件包和训练规模

# %%
import contextlib
import tempfile
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow.keras.layers as tfl
from PIL import Image
from tensorflow.keras.preprocessing.image import ImageDataGenerator

from cnn_utils import *
from test_utils import comparator, summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# These sizes decide how long the notebook runs: about three minutes on two
# cores. The original course had a GPU, on which its 15 epochs took about
# two minutes. Its sizes stand beside ours; use them if you have the time.

# %% [markdown] lang="zh" of="e4dad3f4"
# 下面这些数值决定 notebook 要运行多久：在两个处理器核心上约三分钟。原课程用 GPU，训练 15 轮约两分钟。原课程的数值就写在旁边；时间充裕的话，可以改用它们。

# %%
BATCH_SIZE = 16         # original: 128 to train, 32 to validate
STEPS_300 = 32          # batches in one epoch; original: 8
EPOCHS_300_BLIND = 2    # without validation; original: 15
EPOCHS_300 = 3          # with validation; original: 15
EPOCHS_150 = 8          # all pictures in each; original: 15

# %% [markdown]
# <a id="2"></a>
# ## 2 - The pictures
#
# **Horses or Humans** has a little over a thousand pictures to train on and
# 256 to validate. None is a photograph. Laurence Moroney rendered them with
# a computer: horses of many coats and poses, people of all kinds, in front
# of many backgrounds. The hope was that a network trained on them would
# recognize photographs, too.
#
# If you have not downloaded the original, you get a **stand-in** drawn by a
# program, with the same folders and sizes, and the loader says so. The
# grader always uses the stand-in.

# %% [markdown] lang="zh" of="7975334f"
# <a id="2"></a>
# ## 2 - 图片
#
# **Horses or Humans** 有一千多张训练图片和 256 张验证图片。没有一张是照片，全都是 Laurence Moroney 用计算机渲染的：马有各种毛色和姿势，人也形形色色，背景多种多样。当初的希望是，用这些图片训练出来的网络也能认出照片。
#
# 如果你没有下载原始数据，就会得到由程序画出的**替代数据**，文件夹和图片大小都与原始数据相同，加载程序会说明这一点。评分程序始终使用替代数据。

# %%
train_dir, validation_dir = horse_or_human_folders()

for folder in (train_dir, validation_dir):
    for name in ("horses", "humans"):
        count = len(list((folder / name).iterdir()))
        print(f"{folder.name}/{name}: {count} pictures")

# %% [markdown]
# Could a program read the label from the file's name? Only if somebody has
# been careful. In the download of the original course, the names of the
# validation horses did not tell what they were. **A file's name is no safe
# place for a label. The folder is.**
#
# Now look at eight horses and eight humans.


# %% [markdown] lang="zh" of="6b82abca"
# 程序能从文件名读出标签吗？除非起名的人足够细心。在原课程提供下载的数据里，验证集中那些马的文件名就没有写明图中是什么。**标签放在文件名里不保险，放在文件夹里才保险。**
#
# 现在来看八匹马和八个人。

# %%
def some_of(folder, count):
    """The first `count` pictures of a folder, as uint8 arrays."""
    paths = sorted(folder.iterdir())[:count]
    return [np.asarray(Image.open(p).convert("RGB")) for p in paths]


horses = some_of(train_dir / "horses", 8)
humans = some_of(train_dir / "humans", 8)
plot_samples(
    horses + humans, [0] * 8 + [1] * 8, ("horse", "human"),
    rows=4, columns=4,
)
plt.show()

# %% [markdown]
# *Figure 1. Eight horses and eight humans of the training set.*
#
# What to look at: the **place** and **size** of the subject, the **pose**,
# the **background**. In Fashion-MNIST all four were nearly the same in
# every picture. Real photographs differ in still more: in their **shape**,
# wide or tall, and some show **several subjects** at once.
#
# <details><summary><b>A question.</b> The pictures are larger, and what they
# show may stand anywhere. What of your earlier networks still works, and
# what has to change?</summary>
#
# A filter still finds its edge or its leg anywhere, since it uses the same
# weights in every window. But a 3×3 window is a smaller part of a larger
# picture. So more blocks are needed, until a filter sees a large part of a
# horse (section 4), and all pictures have to get one size (section 3). And
# the training set has to show the subject in many places: the dense layers
# behind the convolutions expect a feature where they have met it
# (lesson 03).
# </details>

# %% [markdown] lang="zh" of="ce0b477a"
# *图 1：训练集中的八匹马和八个人。*
#
# 看图要点：主体的**位置**和**大小**、**姿势**、**背景**。在 Fashion-MNIST 里，这四样在每张图片中都差不多。真实照片的差别还要更多：**形状**有横有竖，有的照片里同时有**好几个主体**。
#
# <details><summary><b>思考题</b>：图片更大了，主体可能在任何位置。以前的网络里，哪些照样管用，哪些必须改？</summary>
#
# 滤波器在每个窗口都用同一组权重，所以边缘也好、腿也好，不管在哪里照样找得到。但是图片大了，3×3 的窗口在其中占的比例就小了。所以要用更多的块，让滤波器能看到马身上的一大部分（第 4 节）；所有图片也要变成同样大小（第 3 节）。此外，训练集里的主体要出现在许多不同的位置：卷积后面的全连接层认定，特征会出现在它们见过的地方（第 03 课）。
# </details>

# %% [markdown]
# <a id="3"></a>
# ## 3 - From folders to batches
#
# Keras takes the label of a picture from the **name of the folder** it
# lies in. The folders' names are sorted, and their positions are the
# labels: `horses` is 0, `humans` is 1.
#
# ![A tree of folders: horse-or-human holds train and validation, each of which holds horses and humans. Pictures in horses get label 0, pictures in humans label 1. A green note says to point at train and at validation.](images/folders_give_labels.svg)
#
# *Figure 2. Point at the folder that holds the class folders: once at
# `train`, once at `validation`.*

# %% [markdown] lang="zh" of="690d14ac"
# <a id="3"></a>
# ## 3 - 从文件夹到批次
#
# 图片放在哪个文件夹里，Keras 就按**文件夹的名字**给它标签。文件夹名排序之后，各自的位置就是标签：`horses` 是 0，`humans` 是 1。
#
# ![文件夹的树形图：horse-or-human 下有 train 和 validation，这两个文件夹里又各有 horses 和 humans。horses 里的图片标签为 0，humans 里的图片标签为 1。绿色的说明写着：要指向 train 和 validation。](images/folders_give_labels.svg)
#
# *图 2：要指向装着类别文件夹的那一层：一次指向 `train`，一次指向 `validation`。*

# %% [markdown]
# <a id="3-1"></a>
# ### 3.1 - The wrong folder
#
# The usual mistake is to point one level too low or too high. See what
# Keras says in each case. The class that reads the folders is called
# `ImageDataGenerator`; more about it below.

# %% [markdown] lang="zh" of="bf8d00b5"
# <a id="3-1"></a>
# ### 3.1 - 指错文件夹
#
# 常见的错误是指低了一层，或者指高了一层。看看 Keras 在这两种情况下各说什么。读取文件夹的类叫 `ImageDataGenerator`，下文再细讲。

# %%
for folder in (
    train_dir,               # right
    train_dir / "horses",    # one level too low
    train_dir.parent,        # one level too high
):
    print(f"--- {folder.name}")
    found = ImageDataGenerator().flow_from_directory(
        folder, target_size=(300, 300), class_mode="binary",
    )
    print(found.class_indices)

# %% [markdown]
# - **Too low:** it found *0 images belonging to 0 classes*. There is no
#   error yet; that comes in `fit`. (`image_dataset_from_directory`, which
#   you will meet below, stops at once.)
# - **Too high:** it found pictures, of two classes. That looks right. But
#   the classes are `train` and `validation`: the network would learn to
#   tell the training set from the validation set. **No error will ever
#   come.**
#
# So check two things in that line: is the **number of images** what you
# expect, and are the **classes** what you expect?

# %% [markdown] lang="zh" of="a2fd7e36"
# - **太低**：它找到 *0 images belonging to 0 classes*，也就是 0 个类别、0 张图片。这时还不报错，到 `fit` 才会报错。（后面要讲的 `image_dataset_from_directory` 会立刻停下。）
# - **太高**：它找到了图片，也有两个类别，看上去没问题。但这两个类别是 `train` 和 `validation`：网络要学的就成了区分训练集和验证集。**而且永远不会报错。**
#
# 所以，在这行输出里要核对两件事：**图片数量**对不对？**类别**对不对？

# %% [markdown]
# <a id="3-2"></a>
# ### 3.2 - What a generator does
#
# ```python
# datagen = ImageDataGenerator(rescale=1.0 / 255)
# generator = datagen.flow_from_directory(
#     directory, target_size=(300, 300), batch_size=128,
#     class_mode="binary",
# )
# ```
#
# | setting | what it does |
# |:---|:---|
# | `rescale=1.0 / 255` | multiplies every pixel, so that 0 to 255 becomes 0 to 1 |
# | `directory` | the folder that holds the class folders |
# | `target_size` | (height, width) that every picture is resized to |
# | `batch_size` | how many pictures come at a time |
# | `class_mode="binary"` | one label, 0 or 1, per picture |
#
# **Why resize?** A network needs all its inputs in one size. The pictures
# are resized as they are read, so you can try another size without touching
# the files.
#
# **Why batches?** A thousand pictures of 300×300×3 numbers take more than a
# gigabyte. A batch is read, used and forgotten. The best size is found by
# trying.
#
# Keras keeps `ImageDataGenerator`, but calls it deprecated. You will meet
# it in many books and programs, so you should know it. The successor
# follows in [section 3.3](#3-3).

# %% [markdown] lang="zh" of="76a33282"
# <a id="3-2"></a>
# ### 3.2 - 生成器做什么
#
# ```python
# datagen = ImageDataGenerator(rescale=1.0 / 255)
# generator = datagen.flow_from_directory(
#     directory, target_size=(300, 300), batch_size=128,
#     class_mode="binary",
# )
# ```
#
# | 设置 | 作用 |
# |:---|:---|
# | `rescale=1.0 / 255` | 乘到每个像素上，把 0 到 255 变成 0 到 1 |
# | `directory` | 装着类别文件夹的文件夹 |
# | `target_size` | 每张图片要缩放到的（高，宽） |
# | `batch_size` | 每次给出多少张图片 |
# | `class_mode="binary"` | 每张图片一个标签，0 或 1 |
#
# **为什么要缩放**？网络要求所有输入大小一致。图片在读取的同时缩放，所以换一种大小试试也不用改动文件。
#
# **为什么要分批**？一千张图片，每张 300×300×3 个数，总共要占 1 GB 以上。分批就是读一批、用一批、丢一批。批次多大最好，要靠试验来找。
#
# Keras 保留了 `ImageDataGenerator`，但已把它标为弃用（deprecated）。你会在许多书和程序里遇到它，所以应该认识它。接替它的函数见 [3.3 节](#3-3)。

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - make_generators
#
# Write `make_generators`. It returns two generators, one that reads the
# training folder and one that reads the validation folder.
#
# - Both give pixels from 0 to 1, pictures of `image_size` × `image_size`,
#   `batch_size` at a time, and the labels 0 and 1. Nothing else happens to
#   the pictures: they are resized whole, not cut, and not augmented.
# - The training generator shuffles, which is the default. The validation
#   generator does not: `shuffle=False`. Then its pictures come in the order
#   of the files, and you can tell later which ones were misjudged.

# %% [markdown] lang="zh" of="23de1c22"
# <a id="ex-1"></a>
# ### 练习 1 - make_generators
#
# 编写 `make_generators`。它返回两个生成器，一个读训练文件夹，一个读验证文件夹。
#
# - 两个生成器给出的像素都在 0 到 1 之间，图片大小为 `image_size` × `image_size`，每次 `batch_size` 张，标签为 0 和 1。除此之外不对图片做任何改动：整张缩放，不裁剪，也不做数据增强。
# - 训练生成器要打乱顺序，这是默认设置。验证生成器不打乱：`shuffle=False`。这样图片按文件的顺序给出，之后就能查出哪些判断错了。

# %% nbgrader={"grade_id": "make_generators", "solution": true}
# GRADED FUNCTION: make_generators

def make_generators(
    train_dir, validation_dir, image_size, batch_size=32
):
    """Read two folders of class folders in batches.

    Parameters
    ----------
    train_dir, validation_dir : path
        Each holds one folder for each of two classes.
    image_size : int
        Height and width of the pictures in pixels.
    batch_size : int
        Pictures in a batch; the last batch may be smaller.

    Returns
    -------
    tuple
        (train_generator, validation_generator). A batch is a pair
        (X, Y): X of shape (m, image_size, image_size, 3), from 0 to
        1, and Y with m labels. Only the first is shuffled.
    """
    ### BEGIN SOLUTION
    datagen = ImageDataGenerator(rescale=1.0 / 255)
    settings = {
        "target_size": (image_size, image_size),
        "batch_size": batch_size,
        "class_mode": "binary",
    }
    train_generator = datagen.flow_from_directory(
        train_dir, **settings
    )
    validation_generator = datagen.flow_from_directory(
        validation_dir, shuffle=False, **settings
    )
    ### END SOLUTION
    return train_generator, validation_generator


# %% [markdown]
# The test writes a few pictures into new folders, calls your function, and
# looks at all batches of an epoch. Some pictures have one colour each; in
# others four colours run into each other. These functions do it.


# %% [markdown] lang="zh" of="4c2938b6"
# 测试会在新建的文件夹里写入几张图片，调用你的函数，再检查一轮里的所有批次。有些图片是纯色的，另一些由四种颜色渐变而成。这些工作由下面的函数完成。

# %% nbgrader={"grade_id": "batches_of_colours", "locked": true}
from itertools import islice  # noqa: E402


def batches_of_colours(folders, image_size, batch_size):
    """Run make_generators on pictures that have one colour each.

    `folders` is {"train": {class name: colours}, "validation": ...};
    a colour is (red, green, blue), from 0 to 255. Returns for each
    of the two a list of (X, Y), the batches of one epoch.
    """
    with tempfile.TemporaryDirectory() as root:
        for split, classes in folders.items():
            for name, colours in classes.items():
                place = Path(root, split, name)
                place.mkdir(parents=True)
                for i, colour in enumerate(colours):
                    Image.new("RGB", (40, 30), tuple(colour)).save(
                        place / f"{i:03d}.png"
                    )
        made = two_generators(
            Path(root, "train"), Path(root, "validation"),
            image_size, batch_size,
        )
        return {split: one_epoch(batches) for split, batches in made}


def two_generators(*arguments):
    """Call make_generators; each generator with its name."""
    made = make_generators(*arguments)
    if type(made) not in (tuple, list) or len(made) != 2:
        raise ValueError(
            f"make_generators returned a {type(made).__name__}, "
            "not a pair (train_generator, validation_generator)"
        )
    return zip(("train", "validation"), made)


def one_epoch(batches):
    """The batches of one epoch, as pairs of arrays."""
    try:
        count = len(batches)
    except TypeError:
        raise ValueError(
            "make_generators returned something without a length. "
            "Return what flow_from_directory returns: len() of it is "
            "the number of batches in an epoch"
        ) from None
    taken = []
    for batch in islice(iter(batches), count):  # some have no end
        if type(batch) not in (tuple, list) or len(batch) != 2:
            raise ValueError(
                "a batch is no pair (X, Y) of pictures and labels: "
                'set class_mode="binary"'
            )
        taken.append(tuple(np.asarray(part) for part in batch))
    return taken


def collected(split, batches, sizes, image_size):
    """X and Y of an epoch, after its shapes have been checked."""
    found = [len(X) for X, _ in batches]
    assert found == sizes, (
        f"{split}: an epoch has {len(found)} batches, of {found[:9]} "
        f"pictures, expected {len(sizes)}, of {sizes}. Use "
        f"batch_size, and read {split}_dir."
    )
    for X, Y in batches:
        shape = (len(X), image_size, image_size, 3)
        assert X.shape == shape, (
            f"{split}: a batch X has the shape {X.shape}, expected "
            f"{shape}. Give target_size=(image_size, image_size)."
        )
        assert np.issubdtype(X.dtype, np.floating), (
            f"{split}: X is {X.dtype}, expected floats from 0 to 1."
        )
        assert Y.size == len(X), (
            f"{split}: {Y.size} labels for {len(X)} pictures, "
            'expected one a picture: class_mode="binary".'
        )
    X = np.concatenate([x for x, _ in batches]).astype(float)
    Y = np.concatenate([np.ravel(y) for _, y in batches])
    return X, Y


def judge_colours(given, image_size, batch_size):
    """All that one epoch of both generators has to be.

    A picture's green says which class it is of, its red which file.
    """
    made = batches_of_colours(given, image_size, batch_size)
    for split in ("train", "validation"):
        count = sum(map(len, given[split].values()))
        whole, rest = divmod(count, batch_size)
        sizes = [batch_size] * whole + [rest] * (rest > 0)
        X, Y = collected(split, made[split], sizes, image_size)
        top = X[..., 2].max()
        assert abs(top - 1.0) < 0.02 and X.min() >= 0, (
            f"{split}: pixels of 255 arrive as {top:.4g}, expected "
            "1. Rescale by 1.0 / 255."
        )
        assert np.allclose(X, X[:, :1, :1, :], atol=0.02), (
            f"{split}: pictures of one colour arrive with several. "
            "Do nothing to the pictures but rescale and resize them."
        )
        seen = np.rint(X[:, 0, 0, :2] * 255).astype(int)
        wanted = sorted(
            (tuple(colour[:2]), label)
            for label, name in enumerate(sorted(given[split]))
            for colour in given[split][name]
        )
        pairs = sorted(
            (tuple(pixel), int(label))
            for pixel, label in zip(seen.tolist(), Y, strict=True)
        )
        assert [p for p, _ in pairs] == [p for p, _ in wanted], (
            f"{split}: an epoch does not show each picture of "
            f"{split}_dir once, unchanged. Is it the right folder?"
        )
        assert pairs == wanted, (
            f"{split}: the labels are not the positions of the "
            "sorted folder names. Leave classes= and labels to Keras."
        )

        order = Y.astype(int).tolist()
        if split == "validation":
            assert order == sorted(order), (
                f"validation: the labels come as {order}, expected "
                "in the order of the files: shuffle=False."
            )
        else:
            assert order != sorted(order), (
                "train: the pictures come sorted by class, expected "
                "shuffled. A network that sees one class for a while "
                "unlearns the other."
            )
            ups = int((np.diff(X[Y == 0, 0, 0, 0]) > 0).sum())
            assert 2 <= ups <= sum(Y == 0) - 3, (
                "train: the pictures of a class come in the order of "
                "their files, or backwards, expected shuffled."
            )


def colours(count, green):
    return [[60 + 5 * i, green, 255] for i in range(count)]


def sloping(rng, height, width):
    """A picture whose corners have four colours, mixed in between.

    It is resized to the same by every method, to 1 or 2 of 255.
    """
    corners = rng.integers(0, 256, (2, 2, 3))
    down = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
    right = np.linspace(0, 1, width)[:, np.newaxis]
    left_edge, right_edge = (
        (1 - down) * corners[0, side] + down * corners[1, side]
        for side in (0, 1)
    )
    picture = (1 - right) * left_edge + right * right_edge
    return np.rint(picture).astype("uint8")


def judge_slopes(rng, image_size):
    """Two epochs show the pictures as they are, but for the size."""
    own = [Image.fromarray(sloping(rng, 120, 200)) for _ in range(8)]
    wanted = np.stack([
        picture.resize((image_size, image_size), Image.BILINEAR)
        for picture in own
    ]) / 255.0
    order, labels = [0, 2, 4, 6, 1, 3, 5, 7], [0] * 4 + [1] * 4
    with tempfile.TemporaryDirectory() as root:
        for n, picture in enumerate(own):
            place = Path(root, ("ants", "bees")[n % 2], f"{n}.png")
            place.parent.mkdir(exist_ok=True)
            picture.save(place)
        made = two_generators(root, root, image_size, 3)
        for split, batches in made:
            before = None
            for number in ("first", "second"):
                epoch = one_epoch(batches)
                X, Y = collected(split, epoch, [3, 3, 2], image_size)
                apart = np.abs(X[:, np.newaxis] - wanted)
                files = apart.mean(axis=(2, 3, 4)).argmin(axis=1)
                most = float(apart[np.arange(8), files].max())
                assert most < 4 / 255, (
                    f"{split}: a picture arrives changed, by up to "
                    f"{most:.3f}. Do nothing to pictures but rescale "
                    "and resize them."
                )
                if split == "train":  # in any order
                    by_class = np.lexsort((files, files % 2))
                    files, X, Y = (
                        part[by_class] for part in (files, X, Y)
                    )
                shown = files.tolist(), Y.astype(int).tolist()
                assert shown == (order, labels), (
                    f"{split}: the {number} epoch does not show each "
                    "picture once, with its label. fit asks for an "
                    "epoch after the other."
                )
                before = X if before is None else before
                assert np.abs(X - before).max() < 1e-4, (
                    f"{split}: in the second epoch a picture is "
                    "another than in the first. Do nothing to "
                    "pictures but rescale and resize them."
                )


# %% nbgrader={"grade_id": "test_make_generators", "grade": true, "points": 10, "locked": true}
judge_colours(
    {"train": {"plums": colours(14, 200), "apples": colours(16, 40)},
     "validation": {"plums": colours(8, 210),
                    "apples": colours(11, 50)}},
    20, 4,
)
judge_slopes(np.random.default_rng(6), 30)
print("All tests passed! Hidden tests make other pictures, in other"
      " sizes.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_rng  # noqa: E402

judge_colours(
    {"train": {"zebras": colours(13, 240), "ants": colours(17, 20)},
     "validation": {"zebras": colours(9, 230),
                    "ants": colours(10, 30)}},
    24, 7,
)

judge_slopes(fresh_rng("make_generators"), 24)
### END HIDDEN TESTS

# %% [markdown]
# Now the real folders. Read what Keras found.

# %% [markdown] lang="zh" of="8c81a903"
# 现在换成真正的文件夹。读一读 Keras 找到了什么。

# %%
train_300_old, validation_300_old = make_generators(
    train_dir, validation_dir, 300, BATCH_SIZE
)
X_batch, Y_batch = next(iter(train_300_old))
print("X", X_batch.shape, X_batch.dtype,
      f"from {np.min(X_batch):.2f} to {np.max(X_batch):.2f}")
print("Y", Y_batch.shape, np.ravel(Y_batch)[:10])

# %% [markdown]
# <a id="3-3"></a>
# ### 3.3 - The newer way, and which is faster
#
# `image_dataset_from_directory` does the same and returns a `tf.data`
# dataset. It reads several files at once, while the network is still busy
# with the batch before. It does not rescale; that is one more line.
#
# And a dataset can **cache**: read the files once and keep the pictures in
# memory. At 150×150 they fit. **Predict:** how much faster is that?


# %% [markdown] lang="zh" of="8466eaa0"
# <a id="3-3"></a>
# ### 3.3 - 新的做法，哪种更快
#
# `image_dataset_from_directory` 做的是同样的事，返回一个 `tf.data` 数据集。网络还在处理上一批，它就已经在同时读取好几个文件了。它不换算像素值，这要另写一行。
#
# 数据集还能**缓存**（cache）：文件只读一次，图片留在内存里。150×150 的图片放得下。**先猜一猜**：这样能快多少？

# %%
def make_batches(folder, image_size, shuffle=True):
    """Pictures of a folder as a dataset of pairs (X, Y), X in 0-1."""
    dataset = tf.keras.utils.image_dataset_from_directory(
        folder,
        label_mode="binary",
        image_size=(image_size, image_size),
        batch_size=BATCH_SIZE,
        shuffle=shuffle,
    )
    return dataset.map(lambda X, Y: (X / 255.0, Y))


dataset = make_batches(validation_dir, 150, shuffle=False)
cached = dataset.cache()
for name, batches in (
    ("read from the files", dataset),
    ("filling the cache", cached),
    ("from the cache", cached),
):
    start = time.perf_counter()
    pictures = sum(len(X) for X, _ in batches)
    seconds = time.perf_counter() - start
    each = 1000 * seconds / pictures
    print(f"{name:20} {each:6.2f} ms per picture")

# %% [markdown]
# Two differences between the old way and the new are easy to miss. The old
# way shrinks a picture by **picking** the nearest pixel, the new one
# **mixes** neighbours (bilinear). And their labels have the shapes $(m,)$
# and $(m, 1)$. Keras takes both. From here on we use the datasets.

# %% [markdown] lang="zh" of="f6f49340"
# 新旧做法有两处不同，很容易忽略。缩小图片时，旧做法**挑选**最近的像素，新做法**混合**相邻的像素（双线性，bilinear）。标签的形状也不同，分别是 $(m,)$ 和 $(m, 1)$，这两种 Keras 都接受。从这里开始，我们用新做法的数据集。

# %% [markdown]
# <a id="4"></a>
# ## 4 - The model
#
# The network is built as before: convolution and pooling, again and again,
# then dense layers. Three things are new.
#
# - **More blocks**, because the pictures are larger. We use five. Each one
#   costs computing time, and lets the later filters see a larger part of
#   the picture.
# - **Three channels.** A colour picture has three bytes per pixel, one each
#   for red, green and blue: 24 bits. So the input is 300×300×3.
# - **One output** for two classes. See [section 4.2](#4-2).

# %% [markdown] lang="zh" of="8cb4cdb3"
# <a id="4"></a>
# ## 4 - 模型
#
# 网络的搭法和以前一样：卷积、池化，反复多次，然后是全连接层。新的地方有三处。
#
# - **块更多**，因为图片更大。我们用五个块。每个块都要花计算时间，同时让后面的滤波器看到图片中更大的范围。
# - **三个通道**。彩色图片的每个像素有三个字节，红、绿、蓝各一个，共 24 位。所以输入是 300×300×3。
# - **一个输出**，对应两个类别。见 [4.2 节](#4-2)。

# %% [markdown]
# <a id="4-1"></a>
# ### 4.1 - From 300 to 7
#
# A 3×3 convolution without padding loses one pixel at each edge:
# $n \to n - 2$. A 2×2 pooling halves, and rounds down:
# $n \to \lfloor n/2 \rfloor$.
#
# | block | convolution 3×3 | pooling 2×2 | channels | parameters |
# |:---|:---|:---|---:|---:|
# | input | | 300 | 3 | |
# | 1 | $300 - 2 = 298$ | $298/2 = 149$ | 16 | $(3 \cdot 3 \cdot 3 + 1) \cdot 16 = 448$ |
# | 2 | $149 - 2 = 147$ | $\lfloor 147/2 \rfloor = 73$ | 32 | $(3 \cdot 3 \cdot 16 + 1) \cdot 32 = 4640$ |
# | 3 | $73 - 2 = 71$ | $\lfloor 71/2 \rfloor = 35$ | 64 | $(3 \cdot 3 \cdot 32 + 1) \cdot 64 = 18496$ |
# | 4 | $35 - 2 = 33$ | $\lfloor 33/2 \rfloor = 16$ | 64 | $(3 \cdot 3 \cdot 64 + 1) \cdot 64 = 36928$ |
# | 5 | $16 - 2 = 14$ | $14/2 = 7$ | 64 | $36928$ |
#
# ![Boxes show the data after each block: 300×300×3, 149×149×16, 73×73×32, 35×35×64, 16×16×64, 7×7×64, then 3136 values, 512 and one output.](images/five_blocks.svg)
#
# *Figure 3. The shapes inside the model. The pictures shrink, the channels
# grow (not to scale).*
#
# **What do the blocks save?** The picture itself has
# $300 \cdot 300 \cdot 3 = 270{,}000$ numbers. After three blocks
# $35 \cdot 35 \cdot 64 = 78{,}400$ are left, after five
# $7 \cdot 7 \cdot 64 = 3136$. These go into 512 dense units: $3136 \cdot
# 512 + 512 = 1{,}606{,}144$ parameters. After three blocks it would have
# been 40 million.

# %% [markdown] lang="zh" of="dd61f531"
# <a id="4-1"></a>
# ### 4.1 - 从 300 到 7
#
# 不做填充的 3×3 卷积在每条边上少一个像素：$n \to n - 2$。2×2 池化把边长减半，并向下取整：$n \to \lfloor n/2 \rfloor$。
#
# | 块 | 卷积 3×3 | 池化 2×2 | 通道 | 参数 |
# |:---|:---|:---|---:|---:|
# | 输入 | | 300 | 3 | |
# | 1 | $300 - 2 = 298$ | $298/2 = 149$ | 16 | $(3 \cdot 3 \cdot 3 + 1) \cdot 16 = 448$ |
# | 2 | $149 - 2 = 147$ | $\lfloor 147/2 \rfloor = 73$ | 32 | $(3 \cdot 3 \cdot 16 + 1) \cdot 32 = 4640$ |
# | 3 | $73 - 2 = 71$ | $\lfloor 71/2 \rfloor = 35$ | 64 | $(3 \cdot 3 \cdot 32 + 1) \cdot 64 = 18496$ |
# | 4 | $35 - 2 = 33$ | $\lfloor 33/2 \rfloor = 16$ | 64 | $(3 \cdot 3 \cdot 64 + 1) \cdot 64 = 36928$ |
# | 5 | $16 - 2 = 14$ | $14/2 = 7$ | 64 | $36928$ |
#
# ![方框表示每个块之后的数据：300×300×3、149×149×16、73×73×32、35×35×64、16×16×64、7×7×64，接着是 3136 个值、512 个单元和一个输出。](images/five_blocks.svg)
#
# *图 3：模型内部的形状。图片越来越小，通道越来越多（未按比例绘制）。*
#
# **这些块省下了什么**？图片本身有 $300 \cdot 300 \cdot 3 = 270{,}000$ 个数。三个块之后剩下 $35 \cdot 35 \cdot 64 = 78{,}400$ 个，五个块之后剩下 $7 \cdot 7 \cdot 64 = 3136$ 个。这些数送入 512 个单元的全连接层，参数有 $3136 \cdot 512 + 512 = 1{,}606{,}144$ 个。如果只用三个块，就要 4000 万个。

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - horse_or_human_model
#
# Write `horse_or_human_model` for pictures of `image_size` × `image_size`
# in colour.
#
# - Five blocks, each a [Conv2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Conv2D)
#   and a [MaxPooling2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/MaxPool2D).
#   The convolutions have **16, 32, 64, 64, 64** filters of 3×3, no padding,
#   and the activation `"relu"`. The pools are 2×2.
# - Flatten
# - Dense with 512 units and `"relu"`
# - Dense with 1 unit and `"sigmoid"`
#
# Leave everything else at its default.

# %% [markdown] lang="zh" of="cd1d82c8"
# <a id="ex-2"></a>
# ### 练习 2 - horse_or_human_model
#
# 编写 `horse_or_human_model`，用于 `image_size` × `image_size` 的彩色图片。
#
# - 五个块，每块由一个 [Conv2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/Conv2D) 和一个 [MaxPooling2D](https://www.tensorflow.org/api_docs/python/tf/keras/layers/MaxPool2D) 组成。各卷积层依次有 **16、32、64、64、64** 个 3×3 滤波器，不做填充，激活函数为 `"relu"`。池化都是 2×2。
# - Flatten（展平）
# - Dense，512 个单元，`"relu"`
# - Dense，1 个单元，`"sigmoid"`
#
# 其余设置都用默认值。

# %% nbgrader={"grade_id": "horse_or_human_model", "solution": true}
# GRADED FUNCTION: horse_or_human_model

def horse_or_human_model(image_size):
    """Build the classifier with five convolutional blocks.

    Parameters
    ----------
    image_size : int
        Height and width of a picture, at least 94.

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, image_size, image_size, 3) to y_hat of shape (m, 1), the
        probability of a human.
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(image_size, image_size, 3)),
        tfl.Conv2D(16, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(32, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(64, (3, 3), activation="relu"),
        tfl.MaxPooling2D(2, 2),
        tfl.Conv2D(64, (3, 3), activation="relu"),
        tfl.MaxPooling2D((2, 2)),
        tfl.Conv2D(64, 3, activation="relu"),
        tfl.MaxPooling2D(),
        tfl.Flatten(),
        tfl.Dense(512, activation="relu"),
        tfl.Dense(1, activation="sigmoid"),
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "test_horse_or_human_model", "grade": true, "points": 10, "locked": true}
model_300 = horse_or_human_model(300)

rows = [r for r in summary(model_300) if r[0] != "InputLayer"]
for row in rows:
    print(row)

conv = ["valid", "relu", "GlorotUniform"]
pool = [(2, 2), (2, 2), "valid"]
output = [
    ["Conv2D", (None, 298, 298, 16), 448, *conv],
    ["MaxPooling2D", (None, 149, 149, 16), 0, *pool],
    ["Conv2D", (None, 147, 147, 32), 4640, *conv],
    ["MaxPooling2D", (None, 73, 73, 32), 0, *pool],
    ["Conv2D", (None, 71, 71, 64), 18496, *conv],
    ["MaxPooling2D", (None, 35, 35, 64), 0, *pool],
    ["Conv2D", (None, 33, 33, 64), 36928, *conv],
    ["MaxPooling2D", (None, 16, 16, 64), 0, *pool],
    ["Conv2D", (None, 14, 14, 64), 36928, *conv],
    ["MaxPooling2D", (None, 7, 7, 64), 0, *pool],
    ["Flatten", (None, 3136), 0],
    ["Dense", (None, 512), 1606144, "relu"],
    ["Dense", (None, 1), 513, "sigmoid"],
]

with contextlib.redirect_stdout(None):  # more follows
    comparator(rows, output)

frozen = [layer.name for layer in model_300.layers
          if layer.weights and not layer.trainable]
assert not frozen, (
    f"These layers can't be trained: {frozen}. Freeze nothing."
)
shape = horse_or_human_model(120).input_shape
assert shape == (None, 120, 120, 3), (
    f"horse_or_human_model(120) takes pictures of shape {shape}, "
    "expected (None, 120, 120, 3): use image_size."
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other sizes and compare the whole model: its"
      " wiring, settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import fresh_each_call, same_model  # noqa: E402


def five_blocks_reference(size):
    model = tf.keras.Sequential([tf.keras.Input((size, size, 3))])
    for filters in (16, 32, 64, 64, 64):
        model.add(tfl.Conv2D(filters, 3, activation="relu"))
        model.add(tfl.MaxPooling2D(2))
    model.add(tfl.Flatten())
    model.add(tfl.Dense(512, activation="relu"))
    model.add(tfl.Dense(1, activation="sigmoid"))
    return model


same_model(
    model_300, five_blocks_reference(300),
    call="horse_or_human_model(300)",
)
# 130 -> 64 -> 31 -> 14 -> 6 -> 2: another size, another model
(other,) = fresh_integers(
    "horse_or_human_model", (94,), (160,), unlike=(130, 150)
)
for size in (130, other):
    same_model(
        horse_or_human_model(size), five_blocks_reference(size),
        call=f"horse_or_human_model({size})",
    )
fresh_each_call(horse_or_human_model, 300, first=model_300)
### END HIDDEN TESTS

# %% [markdown]
# <a id="4-2"></a>
# ### 4.2 - One output or two
#
# With ten classes of clothes there was one output for each. Two classes
# need only one. The **sigmoid** squeezes any number $z$ into the range
# from 0 to 1, so that we can read it as the probability of class 1, a
# human. Close to 0 means a horse.
#
# $$\hat{y} = \sigma(z) = \frac{1}{1 + e^{-z}}$$

# %% [markdown] lang="zh" of="f8ef78e4"
# <a id="4-2"></a>
# ### 4.2 - 一个输出还是两个
#
# 衣服有十个类别，当时每个类别有一个输出。两个类别只要一个输出。**sigmoid** 把任意数 $z$ 压缩到 0 到 1 之间，结果就可以看成类别 1（人）的概率。接近 0 则表示马。
#
# $$\hat{y} = \sigma(z) = \frac{1}{1 + e^{-z}}$$

# %%
z = np.linspace(-6, 6, 200)
plt.figure(figsize=(6, 3))
plt.plot(z, 1 / (1 + np.exp(-z)))
plt.axhline(0.5, color="gray", linestyle=":")
plt.xlabel("$z$, the sum that comes out of the last layer")
plt.ylabel(r"$\hat{y} = \sigma(z)$")
plt.title("horse  <  0.5  <  human")
plt.show()

# %% [markdown]
# *Figure 4. The sigmoid. Where $z = 0$ the network can't decide.*
#
# Two outputs with a **softmax** would do as well. But of two probabilities
# that add up to 1, the second says nothing new, and costs 513 parameters.
# Try it later: `Dense(2, activation="softmax")`, with the loss
# `"sparse_categorical_crossentropy"`.

# %% [markdown] lang="zh" of="443aa18d"
# *图 4：sigmoid 函数。在 $z = 0$ 处，网络无法决定。*
#
# 用两个输出加 **softmax** 也可以。但两个概率之和为 1，第二个不含新信息，还要多用 513 个参数。以后可以试试：`Dense(2, activation="softmax")`，损失用 `"sparse_categorical_crossentropy"`。

# %% [markdown]
# <a id="5"></a>
# ## 5 - Train it
#
# <a id="5-1"></a>
# ### 5.1 - Compile
#
# - The loss is `binary_crossentropy`, the cross-entropy for a yes/no
#   answer. A network that knows nothing answers 0.5 and has a loss of
#   $\ln 2 \approx 0.69$.
# - The optimizer is **RMSprop** with a learning rate of 0.001. It divides
#   each weight's step by the size its gradients have had lately. Adam would
#   do, too.
# - The **learning rate** is how far a step goes. If the accuracy jumps
#   wildly from epoch to epoch, this is the number to lower.
#
# *Older programs write `RMSprop(lr=0.001)`. Keras 3 wants
# `learning_rate`.*

# %% [markdown] lang="zh" of="7190ba6b"
# <a id="5"></a>
# ## 5 - 训练网络
#
# <a id="5-1"></a>
# ### 5.1 - 编译
#
# - 损失用 `binary_crossentropy`，即回答是或否时的交叉熵。一无所知的网络回答 0.5，损失为 $\ln 2 \approx 0.69$。
# - 优化器用 **RMSprop**，学习率为 0.001。更新每个权重时，它会把步子除以这个权重近来梯度的大小。用 Adam 也行。
# - **学习率**决定一步迈多远。如果准确率在轮与轮之间大起大落，该调小的就是这个数。
#
# *旧程序写 `RMSprop(lr=0.001)`，Keras 3 要求写 `learning_rate`。*

# %%
model_300.compile(
    optimizer=tf.keras.optimizers.RMSprop(learning_rate=0.001),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)

# %% [markdown]
# <a id="5-2"></a>
# ### 5.2 - Steps and epochs
#
# One **step** is one batch. One **epoch** is usually one pass over all
# pictures. Keras counts the steps for you: with batches of 128 it takes
# $\lceil 1027 / 128 \rceil = 9$; the last has only 3 pictures.
#
# <details><summary>Why not <code>steps_per_epoch=8</code>, as in older
# courses?</summary>
#
# The original course used 8 batches of 128 for an epoch, and 8 batches of
# 32 to validate (`validation_steps=8`). In Keras 3, `steps_per_epoch=8` on
# 9 batches has a nasty effect. The first epoch takes 8 batches. The second
# takes the one that is left, 3 pictures, and stops with the warning *Your
# input ran out of data*. Half of your epochs are nearly empty. Older
# programs also call `model.fit_generator`, which is gone: `fit` takes
# arrays, generators and datasets alike.
# </details>
#
# A dataset without end, `.repeat()`, lets `steps_per_epoch` say what you
# call an epoch. We use it to make short ones: 32 batches of 16, half of the
# pictures. The next epoch goes on with the other half.

# %% [markdown] lang="zh" of="d3319e7a"
# <a id="5-2"></a>
# ### 5.2 - 步和轮
#
# 一**步**（step）就是一个批次。一**轮**（epoch）通常是把所有图片过一遍。步数由 Keras 来数：每批 128 张，就有 $\lceil 1027 / 128 \rceil = 9$ 步，最后一批只有 3 张图片。
#
# <details><summary>为什么不像以前的课程那样写 <code>steps_per_epoch=8</code>？</summary>
#
# 原课程每轮用 8 个批次，每批 128 张；验证用 8 个批次，每批 32 张（`validation_steps=8`）。在 Keras 3 里，共有 9 个批次却写 `steps_per_epoch=8`，后果很糟。第一轮用掉 8 个批次。第二轮只剩一个批次、3 张图片，用完就停，并给出警告 *Your input ran out of data*（输入数据已用完）。结果一半的轮几乎是空的。旧程序还会调用 `model.fit_generator`，如今这个方法已经没有了：数组、生成器和数据集，`fit` 都能接受。
# </details>
#
# 用 `.repeat()` 得到的数据集没有尽头，这样就可以用 `steps_per_epoch` 规定多长算一轮。我们用它把轮缩短：32 个批次，每批 16 张，也就是一半的图片。下一轮接着用另一半。

# %%
train_300 = make_batches(train_dir, 300).repeat()
validation_300 = make_batches(validation_dir, 300, shuffle=False)

# %% [markdown]
# <a id="5-3"></a>
# ### 5.3 - Without validation
#
# `verbose=2` prints one line per epoch. `shuffle=False` does not mean that
# nothing is shuffled: the dataset does that itself. **Predict:** both
# classes have nearly the same size, so guessing gives about 0.5. How far
# will two short epochs get?

# %% [markdown] lang="zh" of="6faf1fa1"
# <a id="5-3"></a>
# ### 5.3 - 不带验证
#
# `verbose=2` 表示每轮打印一行。`shuffle=False` 并不是说什么都不打乱：数据集自己会打乱。**先猜一猜**：两个类别大小相近，瞎猜的准确率约为 0.5。短短两轮能到多少？

# %%
start = time.perf_counter()
history_blind = model_300.fit(
    train_300,
    steps_per_epoch=STEPS_300,
    epochs=EPOCHS_300_BLIND,
    shuffle=False,
    verbose=2,
)
seconds = time.perf_counter() - start
pictures = EPOCHS_300_BLIND * STEPS_300 * BATCH_SIZE
ms_300 = 1000 * seconds / pictures
print(f"{ms_300:.1f} ms a picture, {ms_300 * 1.027:.0f} s for 1027")

# %% [markdown]
# In the original run the accuracy rose from 0.52 to 0.998 in 15 epochs, with
# a dip here and there: a step that went too far. It looks wonderful. **But
# it was measured on the very pictures the network has trained on.** It says
# nothing about others.

# %% [markdown] lang="zh" of="73bd52f3"
# 在原课程的那次训练里，准确率用 15 轮从 0.52 升到 0.998，中间偶有回落，那是某一步迈得太大。看起来好极了。**但测这个准确率用的，正是网络训练时用过的图片**。对其他图片，它什么也说明不了。

# %% [markdown]
# <a id="6"></a>
# ## 6 - Your own pictures
#
# So let us ask about pictures the network has never seen. The next function
# does it for any number of files.
#
# A picture has to be prepared exactly as the training pictures were: the
# same size, the same range from 0 to 1. `load_own_image` turns a file into
# an array of that size. `predict` wants a batch, so the first axis of `X`
# counts the pictures.


# %% [markdown] lang="zh" of="31de5fb9"
# <a id="6"></a>
# ## 6 - 你自己的图片
#
# 那就拿网络从没见过的图片来问它。下面的函数可以处理任意多个文件。
#
# 图片的准备方式必须和训练图片完全一样：大小相同，取值范围同样是 0 到 1。`load_own_image` 把文件变成相应大小的数组。`predict` 要的是一个批次，所以 `X` 的第一个轴是图片的编号。

# %%
def horse_or_human(model, pictures):
    """Show pictures, {name: uint8 array}, and the answers."""
    X = np.stack(list(pictures.values()))
    y_hat = model.predict(X / 255.0, verbose=0)[:, 0]
    captions = []
    for name, p in zip(pictures, y_hat):
        answer = "human" if p > 0.5 else "horse"
        print(f"{name}: y_hat = {p:.3f}, a {answer}")
        captions.append(f"{answer}\n{p:.3f}")
    plot_samples(
        X, y_hat, rows=-(-len(X) // 4), columns=min(4, len(X)),
        captions=captions,
    )
    plt.show()


# %% [markdown]
# Put the paths of your own files into `own_files`. As long as it is empty,
# four validation pictures take their place.

# %% [markdown] lang="zh" of="f945fcd5"
# 把你自己的文件路径写进 `own_files`。只要它还是空的，就用四张验证图片代替。

# %%
own_files = []  # such as ["white_horse.jpg", "me.png"]

examples = [
    sorted((validation_dir / name).iterdir())[i]
    for name in ("horses", "humans") for i in (3, 40)
]
horse_or_human(model_300, {
    Path(path).name: load_own_image(path, (300, 300))
    for path in own_files or examples
})

# %% [markdown]
# *Figure 5. Pictures that the network was not trained on, with its answer
# and $\hat{y}$, the probability of a human.*
#
# After so short a training some answers may be wrong. Are the wrong ones
# close to 0.5?
#
# **With a button.** The next cell shows one. Choose one or several pictures
# from your computer. They go to the machine that runs this notebook, which
# on a hub or in Colab is not your own.

# %% [markdown] lang="zh" of="190f01be"
# *图 5：没有用来训练网络的图片，附网络的回答和 $\hat{y}$，即“图中是人”的概率。*
#
# 训练这么短，有些回答可能是错的。答错的那些接近 0.5 吗？
#
# **用按钮上传**：下一个单元格会显示一个按钮。从你的电脑里选一张或几张图片。图片会传到运行这个 notebook 的机器上；如果你用的是 hub 或 Colab，那就不是你自己的机器。

# %%
def show_answers(pictures):
    horse_or_human(model_300, pictures)


upload_pictures((300, 300), show_answers)

# %% [markdown]
# Search a free picture site for *horse* and for *person*. Try a white
# horse, a rider on a horse, a person in a long dress seen from behind, a
# person with wings. In the original course these were the hard ones.

# %% [markdown] lang="zh" of="72293423"
# 在免费图片网站上搜索 *horse*（马）和 *person*（人）。试试白马、骑在马上的人、穿长裙的人的背影、长着翅膀的人。在原课程里，难认的就是这些。

# %% [markdown]
# <a id="7"></a>
# ## 7 - Look inside
#
# What does the network see on its way? The output of every layer is a
# stack of pictures, one a channel. A second model, with the same layers but
# these outputs, returns them all.


# %% [markdown] lang="zh" of="9825a384"
# <a id="7"></a>
# ## 7 - 看看网络内部
#
# 网络一路上看到了什么？每一层的输出都是一叠图片，每个通道一张。再建一个模型，层还是原来的层，输出换成这些图片，就能把它们全部取出来。

# %%
def show_inside(model, x, channels=8):
    """The most active channels after every pooling, as pictures."""
    pools = [
        layer.output for layer in model.layers
        if isinstance(layer, tfl.MaxPooling2D)
    ]
    inside = tf.keras.Model(model.inputs, pools)
    outputs = inside.predict(x[np.newaxis], verbose=0)
    figure, axes = plt.subplots(
        len(outputs), channels + 1,
        figsize=(channels + 1, 1.1 * len(outputs)),
        layout="constrained",
    )
    for row, output in zip(axes, outputs):
        active = np.argsort(-output[0].std(axis=(0, 1)))[:channels]
        row[0].imshow(x)
        row[0].set_title(f"{output.shape[1]}×{output.shape[2]}",
                         fontsize=9)
        for axis, channel in zip(row[1:], active):
            axis.imshow(output[0, :, :, channel], cmap="viridis")
        for axis in row:
            axis.axis("off")
    return figure


x = load_own_image(examples[2], (300, 300)) / 255.0
show_inside(model_300, x)
plt.show()

# %% [markdown]
# *Figure 6. Left: the picture. To its right: eight of the channels after
# each of the five pools, those that vary most. Above: their size. Yellow
# is a strong answer, violet is none; each channel has its own scale.*
#
# What to look at:
#
# - **The first row** is almost a picture still: edges, bright and dark
#   parts, a colour.
# - **Further down** there are fewer pixels, and more of them are dark. A
#   channel now answers to few things: legs, hair, an outline.
# - **The last row** has 7×7 pixels a channel. You can't recognise the
#   picture any more. For the decision it is enough.
#
# Put `examples[0]`, a horse, in its place and run the cell again. Which
# channels answer to both?

# %% [markdown] lang="zh" of="307a5317"
# *图 6：最左边是原图。右边是五次池化之后的通道，每次取变化最大的八个。上方标着通道的大小。黄色表示响应强，紫色表示没有响应；每个通道有自己的颜色尺度。*
#
# 看图要点：
#
# - **第一行**几乎还是一幅图：边缘、亮处和暗处、某种颜色。
# - **再往下**，像素变少，暗的也变多。这时一个通道只对很少的东西有响应：腿、头发、轮廓。
# - **最后一行**的每个通道有 7×7 个像素。图片已经认不出来了，但对判断来说足够了。
#
# 把图片换成 `examples[0]`，那是一匹马，再运行一次这个单元格。哪些通道对两张图片都有响应？

# %% [markdown]
# <a id="8"></a>
# ## 8 - With validation
#
# A handful of pictures is fun, but no measurement. For that there is the
# validation set. Keras measures it after each epoch, if you pass it as
# `validation_data`, and never trains on it.
#
# A second `fit` does not start again. It continues with the weights of the
# first. **Predict:** will `val_accuracy` be above or below `accuracy`?

# %% [markdown] lang="zh" of="5d7567dc"
# <a id="8"></a>
# ## 8 - 带验证的训练
#
# 拿几张图片试试很有趣，但算不上测量。测量要用验证集。把它作为 `validation_data` 传入，Keras 会在每轮之后测一次，但绝不用它训练。
#
# 第二次调用 `fit` 并不从头开始，而是从第一次得到的权重继续。**先猜一猜**：`val_accuracy` 会高于还是低于 `accuracy`？

# %%
history_300 = model_300.fit(
    train_300,
    steps_per_epoch=STEPS_300,
    epochs=EPOCHS_300,
    validation_data=validation_300,
    shuffle=False,
    verbose=2,
)

# %% [markdown]
# It was a short run: five looks at half of the pictures. One epoch more or
# less may move either figure by several points. The original ran three
# times as many epochs, each over all pictures. Here are the accuracies that
# it printed.


# %% [markdown] lang="zh" of="13899b0a"
# 这次训练很短：总共看了五遍，每遍一半图片。多训练一轮或少训练一轮，两个准确率都可能变动好几个百分点。原课程的轮数是这里的三倍，每轮都看全部图片。下面是它打印出来的准确率。

# %%
def plot_curves(curves, title):
    """Loss and accuracy by epoch, as far as they were measured."""
    names = [name for name in ("loss", "accuracy") if name in curves]
    _, axes = plt.subplots(
        1, len(names), figsize=(5.5 * len(names), 3.5), squeeze=False
    )
    for name, ax in zip(names, axes.flat):
        epochs = range(1, len(curves[name]) + 1)
        ax.plot(epochs, curves[name], "o-", ms=3, label="training")
        ax.plot(epochs, curves[f"val_{name}"], "s-", ms=3,
                label="validation")
        ax.set(xlabel="epoch", ylabel=name, title=title)
        ax.grid(alpha=0.3)
        ax.legend()
    plt.tight_layout()
    plt.show()


plot_curves({
    "accuracy": [
        0.5176, 0.6305, 0.7241, 0.8135, 0.8877, 0.8437, 0.9453,
        0.9066, 0.9299, 0.8977, 0.9043, 0.9844, 0.9961, 0.8525,
        0.9703,
    ],
    "val_accuracy": [
        0.7812, 0.7656, 0.5000, 0.8359, 0.8359, 0.6914, 0.8281,
        0.8594, 0.7969, 0.6367, 0.7422, 0.8047, 0.8125, 0.8867,
        0.8047,
    ],
}, "original pictures, 300×300")

# %% [markdown]
# *Figure 7. Accuracy on the training and the validation set in a run of
# the original course, 300×300 pixels, batches of 128.*
#
# What to look at:
#
# - **The gap.** At the end 0.97 in training, 0.80 in validation.
# - **The jumps.** In epoch 3 the validation accuracy is 0.50, pure
#   guessing; one epoch later 0.84. A step that was too large throws the
#   network off, and it recovers. A smaller learning rate makes the jumps
#   smaller.
# - **One epoch is not enough to judge by.** After epoch 14, validation was
#   0.89; after epoch 10, 0.64.
#
# <details><summary><b>A question.</b> The training accuracy is close to
# 1.0, and the validation accuracy is not. What is the risk?</summary>
#
# **Overfitting.** The network has begun to know its training pictures by
# heart. What it learns from then on is true of these pictures only.
# </details>

# %% [markdown] lang="zh" of="a9ac332c"
# *图 7：原课程一次训练中，训练集和验证集上的准确率，图片 300×300 像素，每批 128 张。*
#
# 看图要点：
#
# - **差距**：最后训练准确率为 0.97，验证准确率为 0.80。
# - **跳动**：第 3 轮的验证准确率是 0.50，和瞎猜一样；一轮之后是 0.84。某一步迈得太大，把网络带偏了，随后它又恢复过来。学习率调小，跳动也会变小。
# - **只看一轮不足以下结论**：第 14 轮之后，验证准确率是 0.89；第 10 轮之后是 0.64。
#
# <details><summary><b>思考题</b>：训练准确率接近 1.0，验证准确率却不是。这有什么风险？</summary>
#
# **过拟合**。网络开始死记训练图片了。从这时起，它学到的东西只对这些图片成立。
# </details>

# %% [markdown]
# <a id="9"></a>
# ## 9 - Pictures of 150×150
#
# Half the height and half the width is a **quarter of the pixels**. And
# fewer blocks will do: the original course took off the fourth and the
# fifth.
#
# ![Boxes show the data after each block: 150×150×3, 74×74×16, 36×36×32, 17×17×64, then 18496 values, 512 and one output.](images/three_blocks.svg)
#
# *Figure 8. The shapes inside the compact model (not to scale):
# $150 \to 148 \to 74 \to 72 \to 36 \to 34 \to 17$.*
#
# Fewer pixels and fewer layers, but more parameters:
# $17 \cdot 17 \cdot 64 = 18496$ numbers go into the dense layer, not 3136.
# It alone has 9.5 million parameters. The **time** goes into the
# convolutions all the same.

# %% [markdown] lang="zh" of="ea6bed36"
# <a id="9"></a>
# ## 9 - 150×150 的图片
#
# 高和宽都减半，就只剩**四分之一的像素**。块也可以少一些：原课程去掉了第四块和第五块。
#
# ![方框表示每个块之后的数据：150×150×3、74×74×16、36×36×32、17×17×64，接着是 18496 个值、512 个单元和一个输出。](images/three_blocks.svg)
#
# *图 8：精简模型内部的形状（未按比例绘制）：$150 \to 148 \to 74 \to 72 \to 36 \to 34 \to 17$。*
#
# 像素少了，层也少了，参数却更多：送入全连接层的有 $17 \cdot 17 \cdot 64 = 18496$ 个数，而不是 3136 个。光这一层就有 950 万个参数。不过，**时间**还是花在卷积上。

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - compact_model
#
# Write `compact_model`: as in exercise 2, but with **three** blocks of
# **16, 32 and 64** filters.

# %% [markdown] lang="zh" of="14f77b98"
# <a id="ex-3"></a>
# ### 练习 3 - compact_model
#
# 编写 `compact_model`：与练习 2 一样，但只用**三个**块，滤波器分别为 **16、32 和 64** 个。

# %% nbgrader={"grade_id": "compact_model", "solution": true}
# GRADED FUNCTION: compact_model

def compact_model(image_size):
    """Build the classifier with three convolutional blocks.

    Parameters
    ----------
    image_size : int
        Height and width of a picture, at least 22.

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, image_size, image_size, 3) to y_hat of shape (m, 1), the
        probability of a human.
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(image_size, image_size, 3)),
        tfl.Conv2D(16, (3, 3), activation="relu"),
        tfl.MaxPooling2D((2, 2)),
        tfl.Conv2D(32, (3, 3), activation="relu"),
        tfl.MaxPooling2D((2, 2)),
        tfl.Conv2D(64, (3, 3), activation="relu"),
        tfl.MaxPooling2D((2, 2)),
        tfl.Flatten(),
        tfl.Dense(512, activation="relu"),
        tfl.Dense(1, activation="sigmoid"),
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "test_compact_model", "grade": true, "points": 10, "locked": true}
untrained_150 = compact_model(150)

rows = [r for r in summary(untrained_150) if r[0] != "InputLayer"]
for row in rows:
    print(row)

conv = ["valid", "relu", "GlorotUniform"]
pool = [(2, 2), (2, 2), "valid"]
output = [
    ["Conv2D", (None, 148, 148, 16), 448, *conv],
    ["MaxPooling2D", (None, 74, 74, 16), 0, *pool],
    ["Conv2D", (None, 72, 72, 32), 4640, *conv],
    ["MaxPooling2D", (None, 36, 36, 32), 0, *pool],
    ["Conv2D", (None, 34, 34, 64), 18496, *conv],
    ["MaxPooling2D", (None, 17, 17, 64), 0, *pool],
    ["Flatten", (None, 18496), 0],
    ["Dense", (None, 512), 9470464, "relu"],
    ["Dense", (None, 1), 513, "sigmoid"],
]

with contextlib.redirect_stdout(None):  # more follows
    comparator(rows, output)

frozen = [layer.name for layer in untrained_150.layers
          if layer.weights and not layer.trainable]
assert not frozen, (
    f"These layers can't be trained: {frozen}. Freeze nothing."
)
shape = compact_model(70).input_shape
assert shape == (None, 70, 70, 3), (
    f"compact_model(70) takes pictures of shape {shape}, "
    "expected (None, 70, 70, 3): use image_size."
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other sizes and compare the whole model: its"
      " wiring, settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import fresh_each_call, same_model  # noqa: E402


def three_blocks_reference(size):
    model = tf.keras.Sequential([tf.keras.Input((size, size, 3))])
    for filters in (16, 32, 64):
        model.add(tfl.Conv2D(filters, 3, activation="relu"))
        model.add(tfl.MaxPooling2D(2))
    model.add(tfl.Flatten())
    model.add(tfl.Dense(512, activation="relu"))
    model.add(tfl.Dense(1, activation="sigmoid"))
    return model


same_model(
    untrained_150, three_blocks_reference(150),
    call="compact_model(150)",
)
# 60 -> 29 -> 13 -> 5: another size, another model
(other,) = fresh_integers("compact_model", (22,), (80,), unlike=(60,))
for size in (60, other):
    same_model(
        compact_model(size), three_blocks_reference(size),
        call=f"compact_model({size})",
    )
fresh_each_call(compact_model, 150, first=untrained_150)
### END HIDDEN TESTS

# %% [markdown]
# <a id="ex-4"></a>
# ### Exercise 4 - train_compact_model
#
# You have seen how `model_300` was compiled and trained. Now do it
# yourself. Write `train_compact_model`, which
#
# - makes a `compact_model` for pictures of `image_size`,
# - compiles it: `binary_crossentropy`, RMSprop with a learning rate of
#   0.001, and `"accuracy"` as the metric,
# - trains it on `train_batches`, and on nothing else, for `epochs` epochs,
#   with `validation_batches` as validation data,
# - returns the model and what `fit` has returned.
#
# The batches have an end. So leave `steps_per_epoch` out.
#
# **The test has it learn a task that is drawn by chance**: two kinds of
# pictures, which are neither horses nor humans. It gives your function 480
# of them, of 50×50 pixels, to train on for 6 epochs, and 100 to validate
# with. Then it asks the model about 200 others. At least 80% must be
# right, and the history has to be that of this training. The solution gets
# nearly all of them right. To tell what you validate with, the test turns
# the labels of its validation pictures round: **there a `val_accuracy` near
# 0 is as it should be.**

# %% [markdown] lang="zh" of="a637db23"
# <a id="ex-4"></a>
# ### 练习 4 - train_compact_model
#
# 你已经看过 `model_300` 是怎样编译和训练的。现在自己动手，编写 `train_compact_model`。它要：
#
# - 建一个 `compact_model`，用于大小为 `image_size` 的图片；
# - 编译模型：损失用 `binary_crossentropy`，优化器用 RMSprop，学习率为 0.001，指标用 `"accuracy"`；
# - 只在 `train_batches` 上训练 `epochs` 轮，用 `validation_batches` 作为验证数据；
# - 返回模型和 `fit` 的返回值。
#
# 这些批次是有尽头的，所以不要写 `steps_per_epoch`。
#
# **测试让它学习一个随机抽取的任务**：两种图片，既不是马也不是人。测试给你的函数 480 张 50×50 像素的图片，训练 6 轮，另有 100 张用来验证。然后拿另外 200 张去问模型，至少要答对 80%，而且返回的历史记录必须来自这次训练。参考答案几乎全部答对。为了看出你用什么来验证，测试把验证图片的标签都反了过来：**所以在测试里，`val_accuracy` 接近 0 才是对的。**

# %% nbgrader={"grade_id": "train_compact_model", "solution": true}
# GRADED FUNCTION: train_compact_model

def train_compact_model(
    image_size, train_batches, validation_batches, epochs
):
    """Train a compact model.

    Parameters
    ----------
    image_size : int
        Height and width of the pictures.
    train_batches, validation_batches :
        Batches (X, Y) with an end; X has the shape
        (m, image_size, image_size, 3) and is from 0 to 1.
    epochs : int
        Passes over train_batches.

    Returns
    -------
    tuple
        (model, history): the trained tf.keras.Model, and what its
        `fit` has returned.
    """
    ### BEGIN SOLUTION
    model = compact_model(image_size)
    model.compile(
        optimizer=tf.keras.optimizers.RMSprop(learning_rate=0.001),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(
        train_batches,
        epochs=epochs,
        validation_data=validation_batches,
        shuffle=False,
        verbose=2,
    )
    ### END SOLUTION
    return model, history


# %% [markdown]
# These functions have yours train, and judge the model that comes back.


# %% [markdown] lang="zh" of="b165bf73"
# 下面的函数调用你的函数来训练，再评判它返回的模型。

# %% nbgrader={"grade_id": "graded_training", "locked": true}
def graded_training(image_size, train, validation, epochs):
    """Train, and return the model and the figures of its history."""
    made = train_compact_model(image_size, train, validation, epochs)
    assert type(made) in (tuple, list) and len(made) == 2, (
        "train_compact_model returned something else than a pair: "
        "end it in `return model, history`."
    )
    model, history = made
    assert getattr(model, "optimizer", None) is not None, getattr(
        model, "compile_refused",
        "train_compact_model returned a model that was never "
        "compiled, so it is not the one that was trained.",
    )
    assert np.any(model.get_weights()[-1]), (
        "The last bias of the model is still 0, as before any "
        "training. Return the model that fit has trained."
    )
    history = getattr(history, "history", history)
    assert isinstance(history, dict), (
        "The second value of the pair is a "
        f"{type(history).__name__}, expected what fit has returned."
    )
    for key in ("loss", "accuracy", "val_loss", "val_accuracy"):
        found = len(history.get(key, ()))
        assert found == epochs, (
            f"The history has {found} values of {key!r}, expected "
            f"{epochs}, one per epoch. Give fit the epochs and the "
            "validation data, and compile the metric \"accuracy\"."
        )
    return model, history


def judge_training(name):
    """Have train_compact_model learn a task that nobody has seen."""
    from grader.comparison.compile_settings import compile_differences
    from grader.fresh_tasks import Pose, fresh_task
    from test_utils import same_model

    SIZE, PASSES = 50, 6
    task = fresh_task(
        name, classes=2, patterns_per_class=4, count=480, new=300,
        size=(SIZE, SIZE),
        pose=Pose(place=0.2, scale=(0.7, 0.9), turn=20, mirrored=0.5),
    )
    # Turned round, these labels show in what is trained on them.
    X_val, Y_val = task.X_new[:100], 1 - task.Y_new[:100]
    X_new, Y_new = task.X_new[100:], task.Y_new[100:]
    train, validation = (
        tf.data.Dataset.from_tensor_slices(pair).batch(16)
        for pair in ((task.X, task.Y), (X_val, Y_val))
    )
    model, figures = graded_training(SIZE, train, validation, PASSES)

    # The network of exercise 3: as it should be, or as theirs is.
    expected = tf.keras.Sequential([tf.keras.Input((SIZE, SIZE, 3))])
    for filters in (16, 32, 64):
        expected.add(tfl.Conv2D(filters, 3, activation="relu"))
        expected.add(tfl.MaxPooling2D(2))
    expected.add(tfl.Flatten())
    expected.add(tfl.Dense(512, activation="relu"))
    expected.add(tfl.Dense(1, activation="sigmoid"))
    expected.compile(
        tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy"
    )
    problems = compile_differences(model, expected, metrics=False)
    assert not problems, problems[0]
    networks = [expected]
    with contextlib.suppress(Exception):  # it has its own test
        networks.append(compact_model(SIZE))
    same_model(
        model, networks, fresh=False,
        call=f"What train_compact_model({SIZE}, ...) has trained",
    )

    # A step from a bias of 0 shows the optimizer, its rate, and what
    # it learned from: 4 pictures say up, the 12 for validation down.
    up, down = (
        tf.data.Dataset.from_tensors((X, np.full(len(X), label)))
        for X, label in ((task.X[:4], 1.0), (task.X[4:16], 0.0))
    )
    stepped, small = graded_training(SIZE, up, down, 1)
    step = float(np.ravel(stepped.get_weights()[-1])[0])
    expected_step = 0.001 / 0.1**0.5
    assert abs(step - expected_step) <= 0.01 * expected_step, (
        "One training step moved the last bias from 0 to "
        f"{step:.5f}, expected {expected_step:.5f}: RMSprop's first "
        "step is the learning rate / sqrt(0.1), Adam's is the "
        "learning rate itself. Compile with RMSprop and the rate "
        "0.001, once, and call fit once, on train_batches only."
    )
    claimed = float(small["val_loss"][0])
    y_hat = stepped.predict(task.X[4:16], verbose=0).astype(float)
    measured = float(-np.log(1 - y_hat).mean())
    assert abs(claimed - measured) <= 0.01 * measured, (
        f"The history says val_loss {claimed:.4f}, but on "
        f"validation_batches the model's loss is {measured:.4f}. "
        "Give fit validation_data=validation_batches."
    )

    def answers_to(X):
        """The trained model's answers to pictures, a number each."""
        y_hat = model.predict(X, verbose=0).reshape(-1)
        assert len(y_hat) == len(X), (
            f"The trained model gives {len(y_hat)} numbers for "
            f"{len(X)} pictures, expected one each."
        )
        assert np.isfinite(y_hat).all(), (
            "The trained model answers with values that are no "
            "numbers (NaN): the training has diverged."
        )
        return y_hat

    y_new = answers_to(X_new)
    right = float(np.mean((y_new > 0.5) == (Y_new == 1)))
    assert right >= 0.80, (
        f"The trained model is right about {right:.0%} of "
        f"{len(Y_new)} new pictures, expected at least 80%; guessing "
        "gives 50%. Train it on train_batches for all epochs, and "
        "return this model."
    )
    # At another scale a network of ReLUs is less sure.
    sure = float(np.median(np.abs(y_new - 0.5)))
    assert sure >= 0.1, (
        "The trained model's answers are all close to 0.5, half of "
        f"them within {sure:.3f}, expected 0.1 or more. Train on the "
        "batches as they are, with pixels from 0 to 1."
    )
    claimed = float(figures["val_accuracy"][-1])
    said = answers_to(X_val) > 0.5
    measured = float(np.mean(said == (Y_val == 1)))
    assert abs(claimed - measured) <= 0.03, (
        f"The history ends in a val_accuracy of {claimed:.2f}, but "
        f"the model is right about {measured:.2f} of the validation "
        "pictures. Return the trained model as it is, and what its "
        "fit returned."
    )
    print(f"{right:.0%} of {len(Y_new)} new pictures right")


# %% nbgrader={"grade_id": "test_train_compact_model", "grade": true, "points": 10, "locked": true}
judge_training("practice")
print("The hidden test asks the same of another task, drawn for your"
      " class only.")

### BEGIN HIDDEN TESTS: values may be shown
judge_training("two kinds")
### END HIDDEN TESTS

# %% [markdown]
# Now the real pictures at 150×150. They are read once and kept in memory by
# `cache()`. After it, `shuffle` mixes the order of the batches in every
# epoch.

# %% [markdown] lang="zh" of="1a58fc86"
# 现在换成真正的图片，大小为 150×150。图片只读一次，由 `cache()` 留在内存里。接在后面的 `shuffle` 在每一轮都打乱批次的顺序。

# %%
train_150 = make_batches(train_dir, 150).cache().shuffle(100)
validation_150 = make_batches(
    validation_dir, 150, shuffle=False
).cache()

start = time.perf_counter()
model_150, history_150 = train_compact_model(
    150, train_150, validation_150, EPOCHS_150
)
seconds = time.perf_counter() - start
ms_150 = 1000 * seconds / (EPOCHS_150 * 1027)

# %%
plot_curves(history_150.history, "150×150, three blocks")

# %% [markdown]
# *Figure 9. Loss and accuracy of the compact model at 150×150.*
#
# What to look at:
#
# - **The accuracies.** Training comes close to 1 (0.99 in our run), and
#   validation stays below (0.92).
# - **The validation loss.** It reaches its lowest point early and then
#   rises, while the training loss goes to 0. The network **overfits**: it
#   grows surer of its wrong answers, too. Lesson 08 is about what to do.

# %% [markdown] lang="zh" of="48a79568"
# *图 9：精简模型在 150×150 图片上的损失和准确率。*
#
# 看图要点：
#
# - **准确率**：训练准确率接近 1（我们这次是 0.99），验证准确率要低一些（0.92）。
# - **验证损失**：它很早就到了最低点，然后上升，而训练损失趋近于 0。网络**过拟合**了：连错误的回答，它也越来越有把握。第 08 课会讲怎么应对。

# %% [markdown]
# <a id="9-1"></a>
# ### 9.1 - What it gains, what it costs
#
# **It gains time.** Compare the time a picture takes in training, reading
# and validation included where they took place.

# %% [markdown] lang="zh" of="dac21883"
# <a id="9-1"></a>
# ### 9.1 - 得到什么，失去什么
#
# **得到的是时间**。比较一下训练时每张图片要用多少时间；如果其中有读取和验证，也算在内。

# %%
print(f"300x300, five blocks:  {ms_300:5.1f} ms a picture,"
      f" {ms_300 * 1.027:4.0f} s an epoch of 1027")
print(f"150x150, three blocks: {ms_150:5.1f} ms a picture,"
      f" {ms_150 * 1.027:4.0f} s an epoch of 1027")
print(f"150x150 is {ms_300 / ms_150:.1f} times faster.")

# %% [markdown]
# A quarter of the pixels needs about a quarter of the multiplications in
# the convolutions, and the two blocks that are gone needed some, too.
#
# **It costs detail.** In the original course the compact model ended at
# about 0.99 in training and 0.84 in validation. One of the photographs that
# the large model had judged rightly it got wrong: a woman in a long dress,
# seen from behind. Her legs could not be seen, and there was no picture
# like that in the training set.
#
# | original course, 15 epochs | training | validation |
# |:---|---:|---:|
# | 300×300, without validation | 0.998 | not measured |
# | 300×300, with validation | 0.97 | 0.80 to 0.85 |
# | 150×150, with validation | 0.99 | 0.84 |
#
# And here:

# %% [markdown] lang="zh" of="9f6e287f"
# 像素只有四分之一，卷积中的乘法也只要大约四分之一；去掉的那两个块原来也要做一些乘法。
#
# **失去的是细节**。在原课程里，精简模型最后的训练准确率约为 0.99，验证准确率约为 0.84。有一张照片，大模型判断对了，它却判断错了：一位穿长裙的女士，从背后拍摄。她的腿看不见，训练集里也没有类似的图片。
#
# | 原课程，15 轮 | 训练 | 验证 |
# |:---|---:|---:|
# | 300×300，不带验证 | 0.998 | 未测 |
# | 300×300，带验证 | 0.97 | 0.80 到 0.85 |
# | 150×150，带验证 | 0.99 | 0.84 |
#
# 我们这里的结果是：

# %%
runs = {"300x300": history_300, "150x150": history_150}
for name, run in runs.items():
    last = {k: v[-1] for k, v in run.history.items()}
    print(f"{name}, {len(run.epoch):2} epochs: "
          f"training {last['accuracy']:.2f}, "
          f"validation {last['val_accuracy']:.2f}")

# %% [markdown]
# Two runs of different length can't be compared fairly. And with 256
# validation pictures, near 0.8, one standard error is
# $\sqrt{0.8 \cdot 0.2 / 256} = 0.025$: smaller differences mean little.
#
# **Look at the mistakes.** They tell more than the number. The validation
# batches are not shuffled, so the answers come in the order of the files.

# %% [markdown] lang="zh" of="a63abc49"
# 两次训练长短不同，直接比较并不公平。而且验证图片只有 256 张，准确率在 0.8 附近时，一个标准误（standard error）就是 $\sqrt{0.8 \cdot 0.2 / 256} = 0.025$：比这小的差别说明不了什么。
#
# **看看错在哪里**。错误比数字更能说明问题。验证批次没有打乱，所以回答按文件的顺序排列。

# %%
y_hat = model_150.predict(validation_150, verbose=0)[:, 0]
X_seen = np.concatenate([X for X, _ in validation_150])
Y_seen = np.concatenate([Y for _, Y in validation_150])[:, 0]
wrong = np.flatnonzero((y_hat > 0.5) != (Y_seen == 1))
surest = wrong[np.argsort(-np.abs(y_hat[wrong] - 0.5))][:12]
print(f"{len(wrong)} of {len(Y_seen)} wrong: "
      f"{int((Y_seen[wrong] == 0).sum())} horses, "
      f"{int((Y_seen[wrong] == 1).sum())} humans")

plot_samples(
    X_seen[surest], Y_seen[surest].astype(int), rows=2, columns=6,
    captions=[f"{('horse', 'human')[int(Y_seen[i])]}, {y_hat[i]:.2f}"
              for i in surest],
)
plt.show()

# %% [markdown]
# *Figure 10. The mistakes that the compact model is surest of: what it is,
# and $\hat{y}$.*
#
# In our run 18 of the 21 mistakes were horses, many of them rearing or seen
# from an unusual side. What have yours in common? A pose, a background, a colour, a subject that
# is cut off? The remedy is often not a larger network but **more training
# pictures of that kind**. In the original, a white horse was taken for a
# human, a winged woman for a horse, and a rider together with the horse for
# a horse. There were many white horses in front of grass in the training
# set, and no wings.

# %% [markdown] lang="zh" of="c5d80eaa"
# *图 10：精简模型最有把握的错误：图片实际是什么，以及 $\hat{y}$。*
#
# 我们这次有 21 个错误，其中 18 个是马，许多马扬起前蹄直立，或者是从少见的角度看到的。你那里的错误有什么共同点？是姿势、背景、颜色，还是主体只露出一部分？解决办法往往不是更大的网络，而是**更多这一类的训练图片**。在原课程里，一匹白马被认成人，一位长着翅膀的女士被认成马，骑手连人带马被认成马。训练集里有很多草地前的白马，却没有翅膀。

# %% [markdown]
# <a id="10"></a>
# ## 10 - What you can do now
#
# You can train a network on files in folders, and one line of output tells
# you whether the folder was right. You can follow a picture's size through
# the network, and recognize the gap that tells of overfitting.
#
# **Three questions**
#
# <details><summary>1. Keras reports 1283 images belonging to 2 classes.
# There should be 1027. What has happened?</summary>
#
# You have pointed one level too high: 1027 + 256 = 1283. The classes are
# called train and validation.
# </details>
#
# <details><summary>2. The model for 150×150 has fewer layers and smaller
# pictures. Why has it more parameters?</summary>
#
# Three pools leave 17×17×64 = 18496 numbers, five leave 7×7×64 = 3136. The
# first dense layer multiplies that by 512.
# </details>
#
# <details><summary>3. A picture gets $\hat{y} = 0.49$. What do you
# know?</summary>
#
# The network says horse, but it can hardly decide. If wrong answers are
# costly, let a person look at such pictures.
# </details>
#
# **An open task.** Change one thing and compare by the validation set: the
# size (200, 100, 75), the learning rate (0.0001), the number of blocks, of
# filters or of dense units, or two outputs with a softmax. Write down what
# you expect before you run it.
#
# Next, in lesson 07: 80 pictures, happy or sad, and a network that stops
# training by itself.

# %% [markdown] lang="zh" of="f64a2f3c"
# <a id="10"></a>
# ## 10 - 你现在会做什么
#
# 你会用文件夹里的文件训练网络，看一行输出就知道文件夹指得对不对。你能一步步算出图片在网络中的大小，也能认出预示过拟合的差距。
#
# **三个问题**
#
# <details><summary>1. Keras 报告 1283 images belonging to 2 classes，图片本该是 1027 张。发生了什么？</summary>
#
# 你指高了一层：1027 + 256 = 1283。这两个类别叫 train 和 validation。
# </details>
#
# <details><summary>2. 用于 150×150 的模型层更少，图片更小。为什么参数反而更多？</summary>
#
# 三次池化剩下 17×17×64 = 18496 个数，五次池化剩下 7×7×64 = 3136 个。第一个全连接层还要把它乘以 512。
# </details>
#
# <details><summary>3. 一张图片得到 $\hat{y} = 0.49$。你由此知道什么？</summary>
#
# 网络说是马，但它几乎无法决定。如果答错的代价很高，这样的图片就该让人来看。
# </details>
#
# **开放任务**：只改一处，用验证集来比较：图片大小（200、100、75）、学习率（0.0001）、块的个数、滤波器的个数、全连接层的单元数，或者改用两个输出加 softmax。运行之前，先写下你预期的结果。
#
# 接下来是第 07 课：80 张图片，开心还是难过，还有一个会自己停止训练的网络。

# %% [markdown]
# <a id="11"></a>
# ## 11 - Before you submit
#
# Four cells are graded, 10 points each: those that began with
# `raise NotImplementedError()`. `check()` and `hint()` from `test_utils`
# help while you work. Restart the kernel and run all cells once.
# A green visible test is not yet full marks: hidden tests ask the same of
# other inputs. The other rules are in the README of the course.

# %% [markdown] lang="zh" of="214440ae"
# <a id="11"></a>
# ## 11 - 提交之前
#
# 评分单元格有四个，各 10 分，就是原先以 `raise NotImplementedError()` 开头的那些。做题时可以用 `test_utils` 里的 `check()` 和 `hint()`。提交之前，请重启内核并全部运行一次。看得见的测试通过了（绿色），还不等于满分：隐藏测试会用其他输入检查同样的内容。其余规则见本课程的 README。

# %% [markdown]
# <a id="12"></a>
# ## 12 - Bibliography
#
# - The dataset: L. Moroney, *Horses or Humans*,
#   <https://laurencemoroney.com/datasets.html>
# - Reading pictures from folders:
#   <https://keras.io/api/data_loading/image/>
# - RMSprop: G. Hinton, N. Srivastava and K. Swersky, *Neural Networks for
#   Machine Learning*, lecture 6, 2012,
#   <https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf>;
#   in Keras: <https://keras.io/api/optimizers/rmsprop/>
# - Two videos of Andrew Ng's courses: binary classification,
#   <https://www.youtube.com/watch?v=eqEc66RFY0I>, and the learning rate,
#   <https://www.youtube.com/watch?v=zLRB4oupj6g>
# - Cross-entropy explained: R. Gómez, *Understanding Categorical
#   Cross-Entropy Loss, Binary Cross-Entropy Loss, ...*, 2018,
#   <https://gombru.github.io/2018/05/23/cross_entropy_loss/>
# - Looking inside a network: M. Zeiler and R. Fergus, *Visualizing and
#   Understanding Convolutional Networks*, ECCV 2014,
#   <https://arxiv.org/abs/1311.2901>

# %% [markdown] lang="zh" of="f70edea2"
# <a id="12"></a>
# ## 12 - 参考文献
#
# - 数据集：L. Moroney，*Horses or Humans*，<https://laurencemoroney.com/datasets.html>
# - 从文件夹读取图片：<https://keras.io/api/data_loading/image/>
# - RMSprop：G. Hinton、N. Srivastava 和 K. Swersky，*Neural Networks for Machine Learning*，第 6 讲，2012，<https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf>；Keras 中的 RMSprop：<https://keras.io/api/optimizers/rmsprop/>
# - Andrew Ng 课程中的两段视频：二分类，<https://www.youtube.com/watch?v=eqEc66RFY0I>；学习率，<https://www.youtube.com/watch?v=zLRB4oupj6g>
# - 交叉熵的讲解：R. Gómez，*Understanding Categorical Cross-Entropy Loss, Binary Cross-Entropy Loss, ...*，2018，<https://gombru.github.io/2018/05/23/cross_entropy_loss/>
# - 观察卷积网络的内部：M. Zeiler 和 R. Fergus，*Visualizing and Understanding Convolutional Networks*，ECCV 2014，<https://arxiv.org/abs/1311.2901>
