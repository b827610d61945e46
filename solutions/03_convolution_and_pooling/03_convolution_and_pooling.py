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
# # Convolution and pooling: by hand, then on Fashion-MNIST
#
# **How can a network recognise a shape wherever it is in the picture?**
#
# The dense network of lesson 02 sees a picture as one long list of pixels.
# A **convolutional neural network** (CNN) looks at small windows of it, and
# uses the same few weights in every window. This is what yours will do:
#
# ![An ankle boot; what four learned filters make of it, bright at different edges of the boot; and ten bars, of which the one of the ankle boot is by far the longest.](images/what_will_work.png)
#
# *What you will build: a picture, the answers of four filters that the
# network of this lesson has learned, and its verdict.*
#
# Two operations do this: convolution and max pooling. First you write both
# in NumPy, loop by loop. Then Keras does the work, and you measure whether
# the CNN really is better than the dense network.
#
# CNNs date from 1989, when one learned to read handwritten digits. The
# breakthrough in computer vision came more than twenty years later, and not
# from a new idea: now there were millions of labelled pictures, and
# processors fast enough for them. Good data often matters more than a
# clever network.

# %% [markdown] lang="zh" of="46055e69"
# # 卷积与池化：先亲手实现，再用于 Fashion-MNIST
#
# **不管物体出现在图片的哪个位置，网络怎样才能认出它的形状？**
#
# 第 02 课的全连接网络把图片看成一长串像素。**卷积神经网络**（convolutional neural network，CNN）则透过小窗口看图片，而且每个窗口都用同一组为数不多的权重。你的网络将会这样工作：
#
# ![一只短靴；四个学到的滤波器对它的输出，各自在靴子的不同边缘处发亮；还有十根条形，代表短靴的那一根比其他的长得多。](images/what_will_work.png)
#
# *你将要做出的东西：一张图片，本课网络学到的四个滤波器给出的输出，以及网络的判断。*
#
# 这靠的是两种运算：卷积和最大池化。你先用 NumPy 写出这两种运算，循环一层一层地写。然后把计算交给 Keras，再测一测 CNN 是否真的胜过全连接网络。
#
# CNN 始于 1989 年，那时已有一个 CNN 学会了识别手写数字。计算机视觉的突破还要再等二十多年，而且靠的不是新想法：人们终于有了数以百万计带标签的图片，也有了足够快的处理器。好数据往往比巧妙的网络更重要。

# %% [markdown]
# ## Contents
#
# - [1 - Packages](#1)
# - [2 - Convolution](#2), with [exercise 1, output_size](#ex-1)
# - [3 - Max pooling](#3)
# - [4 - Colour, and many filters](#4), with
#   [exercise 2, conv2d](#ex-2), and [exercise 3, max_pool](#ex-3)
# - [5 - A CNN for Fashion-MNIST](#5), with
#   [exercise 4, fashion_cnn](#ex-4)
# - [6 - What you can do now](#6)
# - [Before you submit](#before-you-submit)

# %% [markdown] lang="zh" of="54a2dee4"
# ## 目录
#
# - [1 - 软件包](#1)
# - [2 - 卷积](#2)，含[练习 1，output_size](#ex-1)
# - [3 - 最大池化](#3)
# - [4 - 彩色图片与多个滤波器](#4)，含[练习 2，conv2d](#ex-2) 和[练习 3，max_pool](#ex-3)
# - [5 - 用于 Fashion-MNIST 的 CNN](#5)，含[练习 4，fashion_cnn](#ex-4)
# - [6 - 你现在会做什么](#6)
# - [提交之前](#before-you-submit)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages
#
# TensorFlow may print a few lines in red, about the processor or a missing
# GPU. They are notes, not errors.

# %% [markdown] lang="zh" of="70ee2b5c"
# <a id="1"></a>
# ## 1 - 软件包
#
# TensorFlow 可能会打印几行红字，说的是处理器，或者缺少 GPU。这些只是提示，不是错误。

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow.keras.layers as tfl
from cnn_datasets import held_out

from cnn_utils import *
from test_utils import comparator, same_array, same_model, summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="2"></a>
# ## 2 - Convolution
#
# ### 2.1 - A picture is a grid of numbers
#
# Take a grey picture, 6 pixels high and 6 pixels wide. For the computer it
# is an array of 6×6 numbers from 0 (black) to 255 (white). A network gets
# them divided by 255. Here we keep the whole numbers, which are easier to
# read.

# %% [markdown] lang="zh" of="0a6c26e0"
# <a id="2"></a>
# ## 2 - 卷积
#
# ### 2.1 - 图片是一张数字网格
#
# 取一张灰度图片，高 6 个像素，宽 6 个像素。在计算机看来，它是一个 6×6 的数组，数值从 0（黑）到 255（白）。输入网络之前，这些数要除以 255。这里保留整数，读起来更方便。

# %%
image = np.array([
    [10,  12,  15,  20, 190, 200],
    [11,  14,  18, 160, 205, 210],
    [12,  15,  25, 180, 215, 220],
    [10,  20, 140, 200, 220, 225],
    [14,  30, 170, 210, 225, 230],
    [15, 120, 190, 215, 230, 235],
])
kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])


# %% [markdown]
# This function draws arrays as grids, with a frame where you should look.

# %% [markdown] lang="zh" of="0b3def13"
# 下面的函数把数组画成网格，并用方框标出该看的地方。

# %%
def draw_grids(*panels):
    """Draw 2D arrays side by side as grey cells with their numbers.

    panels: (array, title, (row, column, size) of a frame or None).
    """
    _, axes = plt.subplots(1, len(panels), figsize=(10, 4))
    for axis, (values, title, frame) in zip(axes, panels):
        low, high = min(values.min(), 0), values.max()
        axis.imshow(values, cmap="gray", vmin=low, vmax=high)
        for (row, column), value in np.ndenumerate(values):
            dark = value < (low + high) / 2
            axis.text(column, row, f"{value:g}", ha="center",
                      va="center", color="white" if dark else "black")
        if frame:
            row, column, size = frame
            axis.add_patch(plt.Rectangle(
                (column - 0.5, row - 0.5), size, size, fill=False,
                edgecolor="tab:red", linewidth=3, clip_on=False))
        axis.set_title(title)
        axis.axis("off")
    plt.show()


# %% [markdown]
# ### 2.2 - The kernel
#
# A **kernel** is a small grid of numbers. The one above, 3×3, subtracts the
# left column of a window from the right column.
#
# Look at the pixel with the value 25, at index 2, 2 (NumPy counts from 0). Centre the
# kernel on it, multiply each number of the window by the number of the
# kernel above it, and add up the nine products. That makes **one** number
# of the output.

# %% [markdown] lang="zh" of="65a3c715"
# ### 2.2 - 卷积核
#
# **卷积核**（kernel）是一张小小的数字网格。上面那个是 3×3 的，它用窗口的右列减去左列。
#
# 看数值为 25 的那个像素，它的行下标和列下标都是 2（NumPy 从 0 开始数）。把卷积核的中心对准它，让窗口里的每个数与压在上面的卷积核的数相乘，再把九个乘积加起来。这样就得到输出中的**一个**数。

# %%
window = image[1:4, 1:4]
print(window * kernel)
print("sum:", (window * kernel).sum())

# %% [markdown]
# $-14 - 15 - 20 + 160 + 180 + 200 = 491$ is a large number: the picture is
# much brighter to the right of this pixel than to the left.
#
# **Predict:** now the window slides over the whole picture. Where will the
# output be large, and where near 0? How many rows will it have? Then run
# the cell.

# %% [markdown] lang="zh" of="420eb9de"
# $-14 - 15 - 20 + 160 + 180 + 200 = 491$，这个数很大：该像素的右边比左边亮得多。
#
# **先猜一猜**：现在让窗口滑过整张图片。输出在哪里会很大，在哪里会接近 0？输出有多少行？想好了再运行单元格。

# %%
def slide(picture):
    """The sum of window * kernel at each place of the window."""
    places = range(len(picture) - 2)
    return np.array([
        [(picture[r:r + 3, c:c + 3] * kernel).sum() for c in places]
        for r in places
    ])


convolved = slide(image)
draw_grids((image, "picture, 6×6", (1, 1, 3)),
           (kernel, "kernel, 3×3", None),
           (convolved, "output, 4×4", (1, 1, 1)))

# %% [markdown]
# *Figure 1. Picture, kernel, and output: one number for each place of the
# window. The window framed on the left gives the number framed on the
# right.*
#
# What to look at: the bright cells on the right follow the edge. On an even
# patch the sum is near 0. So this kernel **finds vertical edges**, where
# the picture gets brighter from left to right. The outputs may be negative,
# or larger than 255.
#
# You don't have to invent kernels. **In a CNN the numbers of the kernel are
# weights, and training finds them.**
# (In mathematics the kernel is first turned by 180°. Neural networks skip
# that. It makes no difference to what they can learn.)

# %% [markdown] lang="zh" of="17d6279b"
# *图 1：图片、卷积核和输出。窗口每到一处，就得到一个数。左边方框里的窗口，对应右边方框里的数。*
#
# 看图要点：右边的亮格子沿着边缘分布。在明暗均匀的区域，乘积之和接近 0。可见，这个卷积核**寻找垂直边缘**，也就是图片从左到右由暗变亮的地方。输出可以是负数，也可以大于 255。
#
# 卷积核不必由你来设计。**在 CNN 里，卷积核中的数就是权重，由训练找出来。**（在数学里，卷积核要先旋转 180°。神经网络省去了这一步，这并不影响它能学到什么。）

# %% [markdown]
# ### 2.3 - The edges, and zero padding
#
# The output is smaller than the picture. A pixel on the border can't be the
# centre of a window, because the window would stick out. There are two ways
# to deal with that:
#
# - **No padding** (`"valid"` in Keras): leave the border out. The output
#   shrinks, and the border counts less.
# - **Zero padding** (`"same"`): put zeros around the picture first. For a
#   3×3 kernel one row or column on each side is enough to keep the size.

# %% [markdown] lang="zh" of="11050f59"
# ### 2.3 - 图片的边界与零填充
#
# 输出比图片小。边界上的像素不能当窗口的中心，否则窗口会伸到图片外面。处理办法有两种：
#
# - **不填充**（Keras 中的 `"valid"`）：舍去边界。输出会变小，边界上的像素所起的作用也变小。
# - **零填充**（zero padding，`"same"`）：先在图片四周补上 0。对 3×3 的卷积核来说，每边加一行或一列，就能保持大小不变。

# %%
padded = np.pad(image, 1)
same = slide(padded)
draw_grids((padded, "padded picture, 8×8", (0, 0, 3)),
           (same, "output, 6×6", (0, 0, 1)))

# %% [markdown]
# *Figure 2. With a border of zeros the output is as large as the picture.*
#
# What to look at: the 4×4 numbers inside are those of figure 1; the border
# is new. Why is its right column so negative? There the kernel sees an edge
# that is not in the picture, from the bright pixels to the zeros. That is
# the price of padding.
#
# <details><summary><b>A question.</b> In how many of the 3×3 windows is the
# pixel in a corner of the picture, and in how many is one in the middle,
# without padding and with it?</summary>
#
# The corner is in one window, the middle in nine. So without padding the
# edge has little to say, and after several convolutions next to nothing.
# With padding the corner is in four windows, and the middle still in nine.
# </details>

# %% [markdown] lang="zh" of="f73401fe"
# *图 2：四周围上一圈 0，输出就和图片一样大。*
#
# 看图要点：里面的 4×4 个数就是图 1 中的那些，外面一圈是新的。最右边那一列为什么负得这么厉害？因为卷积核在那里看到了一条图片里本来没有的边缘：从亮像素一下子变成了 0。这就是填充的代价。
#
# <details><summary><b>思考题</b>：图片角上的像素出现在多少个 3×3 窗口里？中间的像素呢？不填充和填充后各是多少？</summary>
#
# 不填充时，角上的像素只出现在一个窗口里，中间的像素出现在九个窗口里。所以边缘几乎没有发言权，经过几次卷积以后更是所剩无几。填充以后，角上的像素出现在四个窗口里，中间的仍是九个。
# </details>

# %% [markdown]
# ### 2.4 - Stride, and the size of the output
#
# The **stride** is how far the window moves from one place to the next. So
# far it was 1 pixel. With stride 2 the output is about half as high and
# half as wide.
#
# Let $n$ be the height of the input, $f$ the height of the window, $p$ the
# padding on each side, and $s$ the stride. The height of the output is
#
# $$\left\lfloor \frac{n + 2p - f}{s} \right\rfloor + 1 .$$
#
# The same holds for the width. $\lfloor\ \rfloor$ means to round down: a
# last step that does not fit is left out.
# Without padding the 6×6 picture gave $(6 - 3)/1 + 1 = 4$, with padding
# $(6 + 2 - 3)/1 + 1 = 6$ rows. How many would stride 2 have given?

# %% [markdown] lang="zh" of="7e83bf7c"
# ### 2.4 - 步幅与输出的大小
#
# **步幅**（stride）是窗口每次移动的距离。到目前为止，步幅都是 1 个像素。步幅为 2 时，输出的高和宽大约各减一半。
#
# 设输入的高为 $n$，窗口的高为 $f$，每边的填充为 $p$，步幅为 $s$。那么输出的高是
#
# $$\left\lfloor \frac{n + 2p - f}{s} \right\rfloor + 1 .$$
#
# 宽也一样。$\lfloor\ \rfloor$ 表示向下取整：最后一步如果放不下，就舍去。前面那张 6×6 的图片，不填充时输出 $(6 - 3)/1 + 1 = 4$ 行，填充后输出 $(6 + 2 - 3)/1 + 1 = 6$ 行。如果步幅是 2，会有多少行呢？

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - output_size
#
# Write `output_size(n, f, padding, stride)`. It returns a whole number, an
# `int`: there is no such thing as half a pixel.

# %% [markdown] lang="zh" of="03cb42ec"
# <a id="ex-1"></a>
# ### 练习 1 - output_size
#
# 编写 `output_size(n, f, padding, stride)`。它返回一个整数，类型是 `int`：世上没有半个像素。

# %% nbgrader={"grade_id": "output_size", "solution": true}
# GRADED FUNCTION: output_size

def output_size(n, f, padding=0, stride=1):
    """Height (or width) of the output of a convolution or a pool.

    n: height of the input. f: height of the window, at most
    n + 2 * padding. padding: rows of zeros on each side.
    """
    # Put the result into `size`.
    ### BEGIN SOLUTION
    size = (n + 2 * padding - f) // stride + 1
    ### END SOLUTION
    return size


# %% nbgrader={"grade_id": "test_output_size", "grade": true, "points": 4, "locked": true}
for call, found, wanted in [
    ("output_size(6, 3)", output_size(6, 3), 4),
    ("output_size(6, 3, padding=1)", output_size(6, 3, padding=1), 6),
    ("output_size(6, 3, stride=2)", output_size(6, 3, stride=2), 2),
    ("output_size(6, 2, stride=2)", output_size(6, 2, stride=2), 3),
]:
    print(call, "is", found)
    assert found is not None, (
        f"{call} returned nothing, expected {wanted}. Return size."
    )
    assert isinstance(found, (int, np.integer)), (
        f"{call} is {found!r}, a {type(found).__name__}, expected "
        f"the int {wanted}. `//` divides and rounds down."
    )
    assert found == wanted, (
        f"{call} is {found!r}, expected {wanted}."
    )
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other sizes, windows, paddings and strides.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_rng  # noqa: E402


def size_cases():
    """n, f, padding and stride: small numbers, then any others."""
    for n in (1, 2, 3, 5, 7, 28, 64, 150):
        for f in (1, 2, 3, 5, 7):
            for padding in (0, 1, 2, 3):
                for stride in (1, 2, 3, 4):
                    yield n, f, padding, stride
    rng = fresh_rng("output_size")
    for _ in range(200):
        yield map(int, rng.integers((1, 1, 0, 1), (300, 30, 20, 40)))


for n, f, padding, stride in size_cases():
    if f > n + 2 * padding:
        continue
    wanted = len(range(0, n + 2 * padding - f + 1, stride))
    found = output_size(n, f, padding, stride)
    call = f"output_size({n}, {f}, {padding}, {stride})"
    assert found == wanted, (
        f"{call} is {found!r}, expected {wanted}: that many windows "
        "fit."
    )
    kind = type(found).__name__
    assert kind.startswith(("int", "uint")), (
        f"{call} is {found!r} of type {kind}, expected an int. "
        "Divide with //."
    )
### END HIDDEN TESTS

# %% [markdown]
# <a id="3"></a>
# ## 3 - Max pooling
#
# The output of a convolution says exactly *where* an edge is. To recognise
# a boot it is enough to know *roughly* where. **Pooling** makes the picture
# smaller (**downsampling**): it replaces each window with a single number.
# You choose
#
# - the **pool size**, the size of the window, usually 2×2,
# - the **stride**, usually as large as the window, so that windows don't
#   overlap.
#
# **Max pooling** keeps the largest number of each window. **Average
# pooling** keeps the mean.
#
# **Predict:** what will max pooling leave of the 6×6 output of figure 2,
# and will the edge still be visible?

# %% [markdown] lang="zh" of="50160f18"
# <a id="3"></a>
# ## 3 - 最大池化
#
# 卷积的输出精确地指出边缘在*哪里*。要认出一只靴子，知道*大致*在哪里就够了。**池化**（pooling）把图片缩小（**下采样**，downsampling）：每个窗口只用一个数来代替。你要选定
#
# - **池化窗口的大小**（pool size），通常是 2×2；
# - **步幅**，通常与窗口一样大，这样窗口之间不会重叠。
#
# **最大池化**保留每个窗口中最大的数，**平均池化**保留平均值。
#
# **先猜一猜**：图 2 中 6×6 的输出经过最大池化，会剩下什么？边缘还看得出来吗？

# %%
pooled = np.array([
    [same[r:r + 2, c:c + 2].max() for c in (0, 2, 4)]
    for r in (0, 2, 4)
])
draw_grids((same, "before, 6×6", (2, 2, 2)),
           (pooled, "after max pooling, 3×3", (1, 1, 1)))

# %% [markdown]
# *Figure 3. Max pooling with a window of 2×2 and stride 2. The framed
# window gives the framed number.*
#
# What to look at: a quarter of the numbers is left, and the edge is still
# there. So pooling saves work and keeps what stands out. It has no weights.
#
# If an object moves by a pixel, or turns a little, most maxima stay the
# same. That the answer does not change when the input is moved is called
# **invariance**. Pooling gives a small amount of it. We shall measure how
# much.

# %% [markdown] lang="zh" of="f4c71030"
# *图 3：窗口为 2×2、步幅为 2 的最大池化。方框里的窗口对应方框里的数。*
#
# 看图要点：数字只剩四分之一，边缘却还在。可见，池化既省计算，又留住了最突出的东西。池化没有权重。
#
# 物体移动一个像素，或者稍微转一点，大多数最大值并不会变。输入移动了，结果却不变，这叫作**不变性**（invariance）。池化能带来一点不变性。究竟有多少，我们稍后来测。

# %% [markdown]
# <a id="4"></a>
# ## 4 - Colour, and many filters
#
# A colour picture has three **channels**: red, green and blue. It is an
# array of height × width × 3, three sheets of numbers. The number of sheets
# is its **depth**.
#
# A **filter** is as deep as its input: it has one kernel for each channel.
# Each channel is convolved with its own kernel. Then the three results are
# added up, with one **bias**. So a filter makes **one** sheet of output,
# however deep the input is.
#
# A layer has many filters, and their sheets are stacked. **The depth of the
# output is the number of filters.**
#
# ![Top: three filters, each three kernels deep, turn a padded colour image of 5×5×3 into three outputs of 5×5, stacked to 5×5×3. Bottom: pooling halves height and width of each channel and leaves the depth.](images/colour_filters.svg)
#
# *Figure 4. Top: as many outputs as filters. Bottom: pooling works on each
# channel alone, so the depth stays.*
#
# A layer with windows of $f \times f$, $c$ input channels and $k$ filters
# has $(f \cdot f \cdot c + 1) \cdot k$ weights and biases: in figure 4,
# $(3 \cdot 3 \cdot 3 + 1) \cdot 3 = 84$.

# %% [markdown] lang="zh" of="d9d7012f"
# <a id="4"></a>
# ## 4 - 彩色图片与多个滤波器
#
# 彩色图片有三个**通道**（channel）：红、绿、蓝。它是一个“高×宽×3”的数组，相当于三张叠在一起的数表。数表的张数称为**深度**（depth）。
#
# **滤波器**（filter）与它的输入一样深：每个通道都配有一个卷积核。各个通道分别与自己的卷积核做卷积，然后把三个结果相加，再加上一个**偏置**（bias）。所以，无论输入有多深，一个滤波器只产生**一张**输出。
#
# 一层里有许多滤波器，它们的输出叠放在一起。**输出的深度就是滤波器的个数。**
#
# ![上：三个滤波器，每个含三个卷积核，把一张填充后的 5×5×3 彩色图片变成三张 5×5 的输出，叠成 5×5×3。下：池化把每个通道的高和宽减半，深度不变。](images/colour_filters.svg)
#
# *图 4：上半部分，有多少个滤波器，就有多少张输出；下半部分，池化对每个通道单独进行，所以深度不变。*
#
# 如果一层的窗口为 $f \times f$，输入有 $c$ 个通道，共 $k$ 个滤波器，那么权重和偏置一共有 $(f \cdot f \cdot c + 1) \cdot k$ 个。图 4 中是 $(3 \cdot 3 \cdot 3 + 1) \cdot 3 = 84$ 个。

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - conv2d
#
# Write the whole convolution: padding, stride, channels, filters. Think
# first:
#
# - How large is the output? `X` need not be square.
# - Where in the padded picture does the window for row $i$ and column $j$
#   of the output begin?
# - How do you turn that window and filter $k$ into one number?
#
# [`np.pad`](https://numpy.org/doc/stable/reference/generated/numpy.pad.html)
# takes a pair (before, after) for each axis. Nested loops are fine; the
# tests use small arrays.

# %% [markdown] lang="zh" of="06479edc"
# <a id="ex-2"></a>
# ### 练习 2 - conv2d
#
# 写出完整的卷积：填充、步幅、通道、滤波器都要考虑。动手之前先想一想：
#
# - 输出有多大？`X` 不一定是正方形。
# - 输出中第 $i$ 行第 $j$ 列所对应的窗口，从填充后图片的哪里开始？
# - 怎样由这个窗口和滤波器 $k$ 算出一个数？
#
# [`np.pad`](https://numpy.org/doc/stable/reference/generated/numpy.pad.html) 要求为每个轴给出一对数（前面补多少，后面补多少）。用嵌套循环就行，测试用的数组都很小。

# %% nbgrader={"grade_id": "conv2d", "solution": true}
# GRADED FUNCTION: conv2d

def conv2d(X, W, b=0.0, stride=1, padding=0):
    """Convolve one picture with a stack of filters.

    X: the picture, of shape (height, width, channels).
    W: the filters, of shape (f, f, channels, filters). W[:, :, c, k]
    is the kernel of filter k for channel c. It is not turned.
    b: the bias, one number for all filters, or shape (filters,).

    Returns floats of shape (new_height, new_width, filters).
    """
    # Call the result `Z`. It holds floats even if X and W do not.
    ### BEGIN SOLUTION
    X = np.pad(X, ((padding, padding), (padding, padding), (0, 0)))
    f, _, _, filters = W.shape
    height = (X.shape[0] - f) // stride + 1
    width = (X.shape[1] - f) // stride + 1
    biases = np.zeros(filters) + b
    Z = np.zeros((height, width, filters))
    for i in range(height):
        for j in range(width):
            top, left = i * stride, j * stride
            window = X[top:top + f, left:left + f, :]
            for k in range(filters):
                product = window * W[:, :, :, k]
                Z[i, j, k] = product.sum() + biases[k]
    ### END SOLUTION
    return Z


# %% [markdown]
# The checks go from simple to complete. Each result is small enough to
# calculate on paper.

# %% [markdown] lang="zh" of="7ef713b1"
# 下面的检查由简到全。结果都很小，用纸笔就能算出来。

# %% nbgrader={"grade_id": "test_conv2d", "grade": true, "points": 10, "locked": true}
X_1 = np.array([
    [1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 1.0],
    [2.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 2.0],
])[:, :, np.newaxis]
W_1 = np.array([[-1.0, 0.0, 1.0]] * 3)[:, :, np.newaxis, np.newaxis]

Z_1 = same_array(
    lambda: conv2d(X_1, W_1), [[[1.0], [-1.0]], [[1.0], [1.0]]],
    "conv2d(X, W)", X=X_1, W=W_1,
)
Z_2 = same_array(
    lambda: conv2d(X_1, W_1, b=10.0, stride=2, padding=1),
    [[[13.0], [9.0]], [[12.0], [11.0]]],
    "conv2d(X, W, b=10, stride=2, padding=1)", X=X_1, W=W_1,
)
# Whole numbers, not square, padded on all four sides.
X_3 = np.array([[1, 2, 3], [4, 5, 6]])[:, :, np.newaxis]
W_3 = np.full((2, 2, 1, 1), 0.5)
wanted_3 = np.array([
    [0.5, 1.5, 2.5, 1.5], [2.5, 6.0, 8.0, 4.5], [2.0, 4.5, 5.5, 3.0],
])
Z_3 = same_array(
    lambda: conv2d(X_3, W_3, padding=1), wanted_3[:, :, np.newaxis],
    "conv2d(X, W, padding=1)", X=X_3, W=W_3,
)
# Two channels, two filters, a bias for each filter.
X_4 = np.array([[[1.0, 2.0], [3.0, 0.0], [0.0, 4.0]]])
W_4 = np.array([[[[1.0, 0.0], [10.0, -1.0]]]])
b_4 = np.array([0.0, 100.0])
Z_4 = same_array(
    lambda: conv2d(X_4, W_4, b_4),
    [[[21.0, 98.0], [3.0, 100.0], [40.0, 96.0]]],
    "conv2d(X, W, b)", X=X_4, W=W_4, b=b_4,
)
# Two channels and padding. Whole numbers in W, but not in X.
X_5 = np.array([[[0.5, 1.0]]])
W_5 = np.array([[[[1], [2]]]])
wanted_5 = np.pad([[2.5]], 1)
Z_5 = same_array(
    lambda: conv2d(X_5, W_5, padding=1), wanted_5[:, :, np.newaxis],
    "conv2d(X, W, padding=1)", X=X_5, W=W_5,
)
print(Z_1[:, :, 0], Z_2[:, :, 0], Z_3[:, :, 0], Z_4, Z_5[:, :, 0],
      sep="\n\n")
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests compare with TensorFlow: other sizes, strides,"
      " paddings, channels and filters.")

### BEGIN HIDDEN TESTS: values may be shown
def convolution_cases(count=60):
    """X, W, b, stride and padding: from one window up, at random."""
    rng = np.random.default_rng(40817)
    fixed = [  # height, width, channels, f, filters, stride, padding
        (1, 1, 1, 1, 1, 1, 0), (2, 2, 1, 2, 1, 1, 0),
        (2, 3, 1, 2, 1, 1, 0), (3, 2, 1, 2, 1, 1, 0),
        (1, 1, 2, 1, 1, 1, 0), (1, 1, 1, 1, 2, 1, 0),
        (1, 1, 1, 3, 1, 1, 1), (3, 3, 1, 1, 1, 2, 0),
        (4, 3, 1, 2, 1, 2, 0), (3, 4, 1, 2, 1, 2, 0),
        (2, 2, 2, 2, 2, 1, 0), (3, 3, 1, 2, 1, 2, 1),
        (5, 5, 1, 3, 1, 2, 2), (5, 4, 2, 3, 3, 3, 2),
    ]
    for _ in range(count):
        f, padding = int(rng.integers(1, 5)), int(rng.integers(0, 3))
        low = max(1, f - 2 * padding)
        fixed.append((
            *map(int, rng.integers(low, low + 5, 2)),
            int(rng.integers(1, 8)), f, int(rng.integers(1, 8)),
            int(rng.integers(1, 4)), padding,
        ))
    for number, (height, width, channels, f, filters, *how) in (
        enumerate(fixed)
    ):
        X = rng.integers(-4, 5, (height, width, channels))
        W = rng.integers(-4, 5, (f, f, channels, filters))
        W[W == 0] = 5  # so that every place of the filter is of use
        X[X == 0] = 5
        # Whole numbers in both, in W, in X, in none of them.
        X = X / 2 if number % 2 else X
        W = W / 2 if number % 4 > 1 else W
        yield X, W, 0.5 + rng.permutation(9)[:filters], *how
    for f, stride, padding in [(5, 4, 3), (7, 2, 4), (6, 5, 0)]:
        X = rng.normal(size=(9, 8, 12))
        W = rng.normal(size=(f, f, 12, 20))
        yield X, W, rng.normal(size=20), stride, padding


cases = sorted(
    convolution_cases(), key=lambda case: case[0].size + case[1].size
)
for X, W, b, stride, padding in cases:
    sides = [[0, 0], [padding] * 2, [padding] * 2, [0, 0]]
    wanted = tf.nn.conv2d(
        X[np.newaxis] * 1.0, W * 1.0, stride, sides
    )[0] + b
    same_array(
        lambda: conv2d(X, W, b, stride=stride, padding=padding),
        wanted,
        f"conv2d(X, W, b, stride={stride}, padding={padding})",
        X=X, W=W, b=b,
    )

X, W = np.full((2, 2, 1), 3), np.full((2, 2, 1, 2), 0.25)
for call, found, wanted in [
    ("conv2d(X, W)", conv2d(X, W), 3.0),
    ("conv2d(X, W, 0.5)", conv2d(X, W, 0.5), 3.5),
]:
    assert np.allclose(np.asarray(found), wanted), (
        f"{call} with X = 3 and W = 0.25 everywhere, two filters and "
        f"whole numbers in X, is {np.ravel(found).tolist()}, "
        f"expected {wanted} from both. The bias may be one number "
        "for all, and is 0 by default."
    )
### END HIDDEN TESTS

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - max_pool
#
# Write max pooling. Every channel is pooled alone. There is no padding: a
# window that does not fit is left out.

# %% [markdown] lang="zh" of="514d3a64"
# <a id="ex-3"></a>
# ### 练习 3 - max_pool
#
# 编写最大池化。每个通道单独池化。不做填充：放不下的窗口就舍去。

# %% nbgrader={"grade_id": "max_pool", "solution": true}
# GRADED FUNCTION: max_pool

def max_pool(X, size=2, stride=2):
    """Keep the largest number of each window, channel by channel.

    Of X, (height, width, channels), it makes an array of shape
    (new_height, new_width, channels).
    """
    # Call the result `P`.
    ### BEGIN SOLUTION
    height = (X.shape[0] - size) // stride + 1
    width = (X.shape[1] - size) // stride + 1
    P = np.zeros((height, width, X.shape[2]))
    for i in range(height):
        for j in range(width):
            top, left = i * stride, j * stride
            window = X[top:top + size, left:left + size, :]
            P[i, j, :] = window.max(axis=(0, 1))
    ### END SOLUTION
    return P


# %% nbgrader={"grade_id": "test_max_pool", "grade": true, "points": 6, "locked": true}
X_5 = np.array([
    [1.0, 3.0, 2.0, 0.0], [4.0, 2.0, 1.0, 5.0],
    [7.0, 0.0, 2.0, 2.0], [1.0, 6.0, 8.0, 3.0],
])[:, :, np.newaxis]
P_5 = same_array(
    lambda: max_pool(X_5), [[[4.0], [5.0]], [[7.0], [8.0]]],
    "max_pool(X)", X=X_5,
)
# Not square, stride 1, and a second channel that is minus the first.
X_6 = np.array([[-1, -5, -2, -8], [-3, -4, -7, -6], [-9, -2, -5, -1]])
X_6 = np.stack([X_6, -X_6], axis=-1)
wanted_6 = [[[-1, 5], [-2, 7], [-2, 8]], [[-2, 9], [-2, 7], [-1, 7]]]
P_6 = same_array(
    lambda: max_pool(X_6, size=2, stride=1), wanted_6,
    "max_pool(X, size=2, stride=1)", X=X_6,
)
# All numbers far below 0.
X_7 = np.full((2, 2, 1), -(2.0**100))
P_7 = same_array(
    lambda: max_pool(X_7), [[[-(2.0**100)]]], "max_pool(X)", X=X_7,
)
print(P_5[:, :, 0], P_6[:, :, 0], P_7[:, :, 0], sep="\n\n")
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests compare with TensorFlow: other sizes, windows,"
      " strides and numbers of channels.")

### BEGIN HIDDEN TESTS: values may be shown
def pooling_cases(count=60):
    """X, size and stride, with negative numbers, at random."""
    rng = np.random.default_rng(90533)
    fixed = [  # height, width, channels, size, stride
        (1, 1, 1, 1, 1), (2, 2, 1, 2, 2), (2, 2, 2, 2, 2),
        (2, 3, 1, 2, 1), (3, 2, 1, 2, 1), (3, 3, 1, 2, 2),
        (2, 4, 1, 2, 2), (4, 2, 1, 2, 2), (5, 5, 2, 3, 2),
    ]
    for _ in range(count):
        size = int(rng.integers(1, 5))
        fixed.append((
            *map(int, rng.integers(size, size + 5, 2)),
            int(rng.integers(1, 8)), size, int(rng.integers(1, 4)),
        ))
    for number, (height, width, channels, size, stride) in (
        enumerate(fixed)
    ):
        X = rng.integers(-9, 3, (height, width, channels))
        yield X / 2 if number % 2 else X, size, stride
    for size, stride in [(5, 4), (6, 1), (7, 5)]:
        X = rng.normal(size=(9, 8, 12))
        yield X, size, stride
        # Powers of 2, so that 32 bits are as exact as 64.
        for far in (2.0**10, 2.0**30, 2.0**120):
            yield -far * rng.integers(1, 99, X.shape), size, stride


cases = sorted(pooling_cases(), key=lambda case: case[0].size)
for X, size, stride in cases:
    wanted = tf.nn.max_pool2d(
        X[np.newaxis] * 1.0, size, stride, "VALID"
    )[0]
    same_array(
        lambda: max_pool(X, size=size, stride=stride),
        wanted,
        f"max_pool(X, size={size}, stride={stride})",
        X=X,
    )
### END HIDDEN TESTS

# %% [markdown]
# ### 4.1 - Your convolution on a colour picture
#
# Now use your functions on a face of 64×64 pixels, in colour. It belongs to
# Happy House, the dataset of lesson 04. Without the original photographs
# you get drawn faces.
#
# **Predict:** two of these filters look for edges; the third subtracts blue
# from red. What will be bright in its output?

# %% [markdown] lang="zh" of="d5b7b5ca"
# ### 4.1 - 用你的卷积处理彩色图片
#
# 现在把你写的函数用在一张 64×64 像素的彩色人脸上。它来自 Happy House，也就是第 04 课的数据集。如果没有原始照片，看到的会是画出来的脸。
#
# **先猜一猜**：其中两个滤波器寻找边缘，第三个用红色减去蓝色。第三个的输出里，什么地方会亮？

# %%
X_train_orig, *_ = load_happy_dataset()
picture = X_train_orig[124] / 255.0

vertical = np.array([[-1, 0, 1]] * 3) / 9
W = np.zeros((3, 3, 3, 3))
W[..., 0] = vertical[:, :, np.newaxis]     # the same for all channels
W[..., 1] = vertical.T[:, :, np.newaxis]
W[..., 0, 2], W[..., 2, 2] = 1 / 9, -1 / 9   # red minus blue, blurred

Z = conv2d(picture, W, padding=1)
print(picture.shape, "->", Z.shape, "-> pooled", max_pool(Z).shape)

names = ["vertical edges", "horizontal edges", "red minus blue"]
figure, axes = plt.subplots(1, 4, figsize=(12, 3.2))
axes[0].imshow(picture)
axes[0].set_title("picture, 64×64×3")
for k, axis in enumerate(axes[1:]):
    axis.imshow(Z[1:-1, 1:-1, k], cmap="gray")
    axis.set_title(names[k])
for axis in axes:
    axis.axis("off")
plt.show()

# %% [markdown]
# *Figure 5. One colour picture, and the outputs of three filters. Bright is
# large; dark is small or negative.*
#
# What to look at: the first two each see edges in one direction, and
# nothing where the picture is even. The last one tells colours apart,
# because its kernels for red and for blue differ.
#
# The first layers of a CNN learn such simple filters. Later layers combine
# what these have found, into corners, then parts of things. The more
# complex the pictures, the more layers it takes, and the more computing.

# %% [markdown] lang="zh" of="828d4b25"
# *图 5：一张彩色图片，以及三个滤波器的输出。亮表示数值大，暗表示数值小或为负。*
#
# 看图要点：前两个滤波器各自只看得见一个方向的边缘，在图片均匀的地方什么也看不见。最后一个能区分颜色，因为它用于红色和蓝色的卷积核不一样。
#
# CNN 的前几层学到的就是这样的简单滤波器。后面的层把前面找到的东西组合起来，先组成角，再组成物体的局部。图片越复杂，需要的层数就越多，计算量也越大。

# %% [markdown]
# ### 4.2 - The same in Keras
#
# `Conv2D(filters, kernel_size)` takes a batch of pictures. The depth of its
# filters follows from the input, so its weights have the shape of your `W`.
# Give it your filters, and compare:

# %% [markdown] lang="zh" of="40690648"
# ### 4.2 - 用 Keras 做同样的事
#
# `Conv2D(filters, kernel_size)` 接收一个批次的图片。滤波器的深度由输入决定，所以它的权重与你的 `W` 形状相同。把你的滤波器交给它，比较一下结果：

# %%
layer = tfl.Conv2D(3, 3, padding="same")
layer.build((None, 64, 64, 3))
layer.set_weights([W, np.zeros(3)])
pool = tfl.MaxPooling2D((2, 2), strides=2)

Z_keras = layer(picture[np.newaxis])
P_keras = pool(Z_keras)
print("largest differences:", np.abs(Z_keras[0] - Z).max(),
      np.abs(P_keras[0] - max_pool(Z)).max())

# %% [markdown]
# Only rounding is left: Keras calculates with 32-bit numbers. From now on
# Keras does the work.

# %% [markdown] lang="zh" of="d37ff788"
# 剩下的只是舍入误差：Keras 用 32 位浮点数计算。从现在起，这些工作都交给 Keras。

# %% [markdown]
# <a id="5"></a>
# ## 5 - A CNN for Fashion-MNIST
#
# ### 5.1 - The data, and something to beat
#
# The data is that of lesson 02: grey pictures of 28×28 pixels, ten kinds of
# clothing. To keep the run short we take 8,000 of the 60,000 pictures, and
# 4 epochs.
#
# The pixels are divided by 255. `Conv2D` wants height × width × depth, so
# the axis of the channels is added, even if the depth is 1.

# %% [markdown] lang="zh" of="6b03c748"
# <a id="5"></a>
# ## 5 - 用于 Fashion-MNIST 的 CNN
#
# ### 5.1 - 数据，以及要超过的对手
#
# 数据与第 02 课相同：28×28 像素的灰度图片，共十种服饰。为了缩短运行时间，我们从 60000 张图片中取 8000 张，训练 4 轮。
#
# 像素值要除以 255。`Conv2D` 需要的形状是“高×宽×深度”，所以即使深度为 1，也要加上通道这个轴。

# %%
TRAIN_IMAGES = 8_000       # all: 60_000
TEST_IMAGES = 2_000        # all: 10_000
EPOCHS = 4                 # with all pictures, better: 10

((train_images, train_labels),
 (test_images, test_labels)) = load_fashion_mnist()

class_names = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]
X_train = train_images[:TRAIN_IMAGES, ..., np.newaxis] / 255.0
Y_train = train_labels[:TRAIN_IMAGES]
X_test = test_images[:TEST_IMAGES, ..., np.newaxis] / 255.0
Y_test = test_labels[:TEST_IMAGES]
print(X_train.shape, X_test.shape)

# %% [markdown]
# A result means little without something to compare it with. If you always
# name the same class, you are right once in ten times. The dense network of
# lesson 02 is the **baseline** that a CNN has to beat:

# %% [markdown] lang="zh" of="c19355cb"
# 结果要有比较才有意义。如果每次都回答同一个类别，十次里能对一次。第 02 课的全连接网络就是 CNN 要超过的**基线**（baseline）：

# %%
dense = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tfl.Flatten(),
    tfl.Dense(128, activation="relu"),
    tfl.Dense(10, activation="softmax"),
])
dense.compile(
    optimizer="adam", loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
dense.fit(X_train, Y_train, epochs=EPOCHS, batch_size=32, verbose=0)
dense_accuracy = dense.evaluate(X_test, Y_test, verbose=0)[1]
print(f"{dense.count_params():,} parameters, "
      f"accuracy on {TEST_IMAGES} test pictures: "
      f"{dense_accuracy:.3f}")

# %% [markdown]
# ### 5.2 - The model
#
# Two pairs of convolution and pooling, then two dense layers:
#
# ![Boxes show the tensors: 28×28×1, after the first convolution 28×28×32, pooled to 14×14×32, after the second convolution 14×14×64, pooled to 7×7×64, flattened to 3136 values, then dense layers of 128 and 10 units.](images/fashion_cnn.svg)
#
# *Figure 6. The shapes inside the network. The depth grows, height and
# width shrink.*
#
# | layer | output | weights and biases |
# |:---|:---|---:|
# | Conv2D, 32 filters 3×3, same, ReLU | 28×28×32 | $(3 \cdot 3 \cdot 1 + 1) \cdot 32 = 320$ |
# | MaxPooling2D, 2×2, stride 2 | 14×14×32 | 0 |
# | Conv2D, 64 filters 3×3, same, ReLU | 14×14×64 | $(3 \cdot 3 \cdot 32 + 1) \cdot 64 = 18{,}496$ |
# | MaxPooling2D, 2×2, stride 2 | 7×7×64 | 0 |
# | Flatten | 3136 | 0 |
# | Dense, 128 units, ReLU | 128 | $(3136 + 1) \cdot 128 = 401{,}536$ |
# | Dense, 10 units | 10 | $(128 + 1) \cdot 10 = 1{,}290$ |
#
# <details><summary><b>A question.</b> A dense network can look at pictures,
# too. Why convolutions first?</summary>
#
# They use that neighbouring pixels belong together, and need few weights:
# under 5% of all weights are theirs. A dense layer needs a weight for each
# pixel and each unit. For a colour picture in 8K, 7680×4320 pixels, 128
# units would need 12.7 billion weights. A convolution with 32 filters needs
# 896, whatever the size of the picture.
# </details>
#
# **Why dense layers last?** The convolutions report which features are
# where. Which *combination* of features makes a boot? After pooling only
# 3136 numbers are left, so a dense layer is now a cheap way to learn
# combinations, also those that are not linear.

# %% [markdown] lang="zh" of="3fb60623"
# ### 5.2 - 模型
#
# 先是两组卷积加池化，再接两个全连接层：
#
# ![用方块表示各个张量：28×28×1，第一次卷积后为 28×28×32，池化为 14×14×32，第二次卷积后为 14×14×64，池化为 7×7×64，展平成 3136 个数，最后是 128 个单元和 10 个单元的全连接层。](images/fashion_cnn.svg)
#
# *图 6：网络内部的形状。深度不断增加，高和宽不断缩小。*
#
# | 层 | 输出 | 权重和偏置 |
# |:---|:---|---:|
# | Conv2D，32 个 3×3 滤波器，same，ReLU | 28×28×32 | $(3 \cdot 3 \cdot 1 + 1) \cdot 32 = 320$ |
# | MaxPooling2D，2×2，步幅 2 | 14×14×32 | 0 |
# | Conv2D，64 个 3×3 滤波器，same，ReLU | 14×14×64 | $(3 \cdot 3 \cdot 32 + 1) \cdot 64 = 18{,}496$ |
# | MaxPooling2D，2×2，步幅 2 | 7×7×64 | 0 |
# | Flatten | 3136 | 0 |
# | Dense，128 个单元，ReLU | 128 | $(3136 + 1) \cdot 128 = 401{,}536$ |
# | Dense，10 个单元 | 10 | $(128 + 1) \cdot 10 = 1{,}290$ |
#
# <details><summary><b>思考题</b>：全连接网络也能看图片，为什么要先用卷积？</summary>
#
# 卷积利用了相邻像素彼此相关这一点，所需的权重也少：在全部权重中占不到 5%。全连接层则要为每个像素和每个单元各配一个权重。换成一张 8K 彩色图片，共 7680×4320 像素，128 个单元就需要 127 亿个权重。而一层 32 个滤波器的卷积只需要 896 个，图片多大都一样。
# </details>
#
# **为什么最后用全连接层？** 卷积告诉我们，哪些特征出现在哪里。那么，哪些特征*组合*起来才是一只靴子？池化之后只剩 3136 个数，这时用全连接层来学习各种组合已经很划算，包括非线性的组合。

# %% [markdown]
# ### 5.3 - Softmax or logits?
#
# The plain outputs $z_k$ of the last layer are called **logits**: any
# numbers, larger for what is likelier. Softmax turns them into
# probabilities, and the loss is $-\log \hat{y}_c$ for the right class $c$.
# You can put the softmax in either of two places:
#
# - **in the model**: `activation="softmax"` in the last layer, and
#   `SparseCategoricalCrossentropy()`. The model returns probabilities.
# - **in the loss**: no activation, and
#   `SparseCategoricalCrossentropy(from_logits=True)`. The model returns
#   logits.
#
# The second is safer, because a softmax followed by a logarithm loses
# digits. Here are three logits; the first one belongs to the right class.

# %% [markdown] lang="zh" of="8a046312"
# ### 5.3 - 用 softmax 还是 logits？
#
# 最后一层的原始输出 $z_k$ 称为 **logits**：可以是任意的数，可能性越大，数值越大。softmax 把它们变成概率。如果正确类别是 $c$，损失就是 $-\log \hat{y}_c$。softmax 可以放在两个地方：
#
# - **放在模型里**：最后一层用 `activation="softmax"`，损失用 `SparseCategoricalCrossentropy()`。模型返回概率。
# - **放在损失里**：最后一层不用激活函数，损失用 `SparseCategoricalCrossentropy(from_logits=True)`。模型返回 logits。
#
# 第二种更稳妥，因为先算 softmax 再取对数，会丢失有效数字。下面是三个 logits，第一个属于正确类别。

# %%
z = tf.constant([[0.0, 100.0, 200.0]])
loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
first = tf.nn.softmax(z)[0, 0]
print("softmax, then log:", float(-tf.math.log(first)))
print("from the logits:  ", float(loss(np.array([0]), z)))

# %% [markdown]
# The probability of the right class is too small for a 32-bit number. It
# becomes 0, and the loss infinite. From the logits it is simply 200. (Where
# Keras can find the logits behind your softmax, it uses them by itself.)
#
# **Model and loss must fit.** A model with logits and a loss that takes
# them for probabilities learns badly or not at all, and Keras does not
# complain.

# %% [markdown] lang="zh" of="65f0cfbe"
# 正确类别的概率太小，32 位浮点数表示不了。它变成了 0，损失也就成了无穷大。直接由 logits 来算，损失就是 200。（如果 Keras 找得到 softmax 背后的 logits，它会自动改用 logits。）
#
# **模型和损失必须配套。** 如果模型输出的是 logits，损失却把它们当成概率，网络就会学得很差，甚至什么也学不到，而 Keras 不会给出任何提示。

# %% [markdown]
# <a id="ex-4"></a>
# ### Exercise 4 - fashion_cnn
#
# Write `fashion_cnn(from_logits)`. It builds the network of section 5.2 and
# **compiles** it with the optimizer `"adam"`, the metric `"accuracy"`, and
# a loss for labels that are class numbers.
#
# What has to change with `from_logits`? Leave all that is not mentioned at
# its default.

# %% [markdown] lang="zh" of="a985076b"
# <a id="ex-4"></a>
# ### 练习 4 - fashion_cnn
#
# 编写 `fashion_cnn(from_logits)`。它搭建 5.2 节的网络，并且**编译**（compile）：优化器用 `"adam"`，指标用 `"accuracy"`，损失要适合用类别编号表示的标签。
#
# 哪些地方要随 `from_logits` 而变？没有提到的设置一律保持默认。

# %% nbgrader={"grade_id": "fashion_cnn", "solution": true}
# GRADED FUNCTION: fashion_cnn

def fashion_cnn(from_logits=False):
    """Build and compile the CNN for Fashion-MNIST.

    It maps pictures of shape (m, 28, 28, 1) to shape (m, 10): to
    probabilities, or to logits if from_logits is True.
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    last = None if from_logits else "softmax"
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        tfl.Conv2D(32, (3, 3), padding="same", activation="relu"),
        tfl.MaxPooling2D((2, 2), strides=2),
        tfl.Conv2D(64, (3, 3), padding="same", activation="relu"),
        tfl.MaxPooling2D((2, 2), strides=2),
        tfl.Flatten(),
        tfl.Dense(128, activation="relu"),
        tfl.Dense(10, activation=last),
    ])
    model.compile(
        optimizer="adam",
        loss=tf.keras.losses.SparseCategoricalCrossentropy(
            from_logits=from_logits
        ),
        metrics=["accuracy"],
    )
    ### END SOLUTION
    return model


# %% [markdown]
# Two helpers for the tests. The first looks at what the table of layers
# does not show. The second trains your network for a short time.

# %% [markdown] lang="zh" of="c85b64db"
# 下面是测试用的两个辅助函数。第一个检查各层的表格里看不到的东西，第二个把你的网络训练一小会儿。

# %% nbgrader={"grade_id": "check_compiled", "locked": true}
def check_compiled(model, outputs, loss, call):
    """Check windows, what can be trained, and how it is compiled.

    `loss` is the right loss for `outputs`, of three classes, and the
    label 2.
    """
    windows = [
        layer.kernel_size for layer in model.layers
        if isinstance(layer, tfl.Conv2D)
    ]
    trained = sum(w.numpy().size for w in model.trainable_weights)
    assert model.compiled, f"{call} is not compiled."
    kind = type(model.optimizer).__name__
    loss_function = tf.keras.losses.get(model.loss)
    try:
        loss_of = loss_function(np.array([2]), np.array([outputs]))
    except ValueError:
        raise AssertionError(
            f"{call}: the loss takes no class numbers such as 2. "
            "Compile with SparseCategoricalCrossentropy."
        ) from None
    watched = model.evaluate(
        np.zeros((1, 28, 28, 1)), np.zeros(1), verbose=0,
        return_dict=True,
    )
    for what, value, wanted, advice in [
        ("the windows of the convolutions",
         windows, [(3, 3), (3, 3)], "Give them the kernel size 3."),
        ("how many weights training changes",
         trained, 421_642, "Leave trainable at its default."),
        ("the optimizer", kind, "Adam", 'Compile with "adam".'),
        (f"the loss for the outputs {outputs} and the label 2",
         round(float(np.mean(loss_of)), 3), round(loss, 3),
         "Compile with SparseCategoricalCrossentropy; its "
         "from_logits has to fit the last layer."),
        ("how many values are watched, the loss among them",
         len(watched), 2, 'Compile with metrics=["accuracy"].'),
    ]:
        assert value == wanted, (
            f"{call}: {what}: found {value}, expected {wanted}. "
            f"{advice}"
        )


# %% nbgrader={"grade_id": "short_training", "locked": true}
def short_training(images, labels, epochs=3):
    """Train the network with logits on uint8 pictures; returns it.

    It begins with new weights, and is compiled as yours was.
    """
    tf.keras.utils.set_random_seed(3)
    made = fashion_cnn(from_logits=True)
    model = tf.keras.models.clone_model(made)
    model.compile_from_config(made.get_compile_config())
    X = images[..., np.newaxis].astype("float32") / 255
    model.fit(X, labels, epochs=epochs, batch_size=32, verbose=0)
    return model


# %% nbgrader={"grade_id": "test_fashion_cnn", "grade": true, "points": 6, "locked": true}
probability_model = fashion_cnn()
kind = type(probability_model).__name__
assert kind != "tuple", (
    "fashion_cnn returned a tuple, expected the model alone. Is "
    "there a comma behind it?"
)
probability_rows = [
    row for row in summary(probability_model)
    if row[0] != "InputLayer"
]
for row in probability_rows:
    print(row)
assert kind in ("Sequential", "Functional"), (
    f"fashion_cnn returned a {kind}, a class of its own; expected a "
    "tf.keras.Sequential or a tf.keras.Model(inputs=..., "
    "outputs=...)."
)

output = [
    ["Conv2D", (None, 28, 28, 32), 320, "same", "relu",
     "GlorotUniform"],
    ["MaxPooling2D", (None, 14, 14, 32), 0, (2, 2), (2, 2), "valid"],
    ["Conv2D", (None, 14, 14, 64), 18496, "same", "relu",
     "GlorotUniform"],
    ["MaxPooling2D", (None, 7, 7, 64), 0, (2, 2), (2, 2), "valid"],
    ["Flatten", (None, 3136), 0],
    ["Dense", (None, 128), 401536, "relu"],
    ["Dense", (None, 10), 1290, "softmax"],
]
if probability_rows == output:  # else the comparison tells enough
    last_row = summary(fashion_cnn(from_logits=True))[-1]
    assert last_row == ["Dense", (None, 10), 1290, "linear"], (
        f"fashion_cnn(from_logits=True) ends with {last_row}, "
        "expected Dense with 10 units and no activation ('linear')."
    )
    for from_logits, outputs, loss in [
        (False, [0.1, 0.2, 0.7], 0.3567),
        (True, [1.0, 2.0, 4.0], 0.1698),
    ]:
        call = f"fashion_cnn(from_logits={from_logits})"
        check_compiled(fashion_cnn(from_logits), outputs, loss, call)
    print("Both are compiled as asked.")
comparator(probability_rows, output)
print("Hidden tests compare both models whole: every setting, and how"
      " they are compiled.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import fresh_each_call  # noqa: E402

logit_model = fashion_cnn(from_logits=True)
logit_rows = [
    row for row in summary(logit_model) if row[0] != "InputLayer"
]
comparator(logit_rows, [*output[:-1], [*output[-1][:-1], "linear"]])


def expected_cnn(from_logits):
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        tfl.Conv2D(32, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(2),
        tfl.Conv2D(64, 3, padding="same", activation="relu"),
        tfl.MaxPooling2D(2),
        tfl.Flatten(),
        tfl.Dense(128, activation="relu"),
        tfl.Dense(10, activation=None if from_logits else "softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss=tf.keras.losses.SparseCategoricalCrossentropy(
            from_logits=from_logits
        ),
        metrics=["accuracy"],
    )
    return model


same_model(probability_model, expected_cnn(False), compiled=True)
same_model(logit_model, expected_cnn(True), compiled=True)
fresh_each_call(fashion_cnn, False, first=probability_model)
### END HIDDEN TESTS

# %% [markdown]
# ### 5.4 - Train and evaluate
#
# **First the graded training**: your network with logits, 3 epochs on 3,000
# pictures. Then it has to name 7 of 10 new pictures right. All of them are
# drawn afresh, so that every machine grades alike.

# %% [markdown] lang="zh" of="5ff8e61b"
# ### 5.4 - 训练与评估
#
# **先做计分的训练**：你的网络输出 logits，在 3000 张图片上训练 3 轮。之后，每 10 张新图片它要认对 7 张。所有图片都是现画的，这样在每台机器上评分都一样。

# %% nbgrader={"grade_id": "test_training", "grade": true, "points": 4, "locked": true}
quick_images, quick_labels = held_out("fashion_mnist", 3000, seed=1)
new_images, new_labels = held_out("fashion_mnist", 1000, seed=2)

quick_model = short_training(quick_images, quick_labels)
quick_outputs = np.asarray(quick_model.predict(
    new_images[..., np.newaxis] / np.float32(255), verbose=0
))
quick_accuracy = np.mean(quick_outputs.argmax(axis=1) == new_labels)
print(f"accuracy on 1000 new pictures: {quick_accuracy:.3f}")
assert quick_accuracy >= 0.70, (
    f"After the short training {quick_accuracy:.3f} of 1000 new "
    "pictures are right, expected at least 0.70. Does the loss fit "
    "the last layer, and can all layers be trained?"
)
print("\033[32mAll tests passed!\033[0m")
print("The hidden test trains your network on ten new patterns; half"
      " of the new pictures have to be right.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import Pose, fresh_task  # noqa: E402

task = fresh_task(
    "ten patterns", classes=10, count=800, new=400, size=(28, 28),
    pose=Pose(place=0.1, scale=(0.7, 0.9), turn=10, mirrored=0),
    clutter=0.1,
)


def in_grey(X):
    """Colour pictures from 0 to 1 as grey uint8 pictures."""
    return np.rint(255 * X.mean(axis=-1)).astype("uint8")


fresh_model = short_training(in_grey(task.X), task.Y, epochs=5)
outputs = np.asarray(fresh_model.predict(
    in_grey(task.X_new)[..., np.newaxis] / np.float32(255), verbose=0
))
assert outputs.shape == (400, 10), (
    "For 400 pictures the network returns the shape "
    f"{outputs.shape}, expected (400, 10)."
)
accuracy = np.mean(outputs.argmax(axis=1) == task.Y_new)
assert accuracy >= 0.5, (
    f"Trained on pictures of ten new classes, the network is right "
    f"about {accuracy:.3f} of 400 others, expected at least 0.50; "
    "guessing gives 0.10. Does the loss fit the last layer, and can "
    "all layers be trained?"
)
### END HIDDEN TESTS

# %% [markdown]
# **Now the longer run**, on the same 8,000 pictures as the dense network.
#
# **Predict:** the CNN has four times as many weights as the dense network.
# By how much will it be better? It takes half a minute to find out.

# %% [markdown] lang="zh" of="a541fe7e"
# **再做更长的训练**，用的是训练全连接网络的那 8000 张图片。
#
# **先猜一猜**：CNN 的权重数是全连接网络的四倍。它会好多少？半分钟后见分晓。

# %%
cnn = fashion_cnn()
cnn_history = cnn.fit(
    X_train, Y_train,
    epochs=EPOCHS,
    batch_size=32,
    validation_data=(X_test, Y_test),
    verbose=2,
)

# %%
figure = plot_history(cnn_history)
for axis in figure.axes:
    axis.set_xticks(range(1, EPOCHS + 1))
figure.axes[1].axhline(dense_accuracy, color="gray", linestyle=":")
figure.axes[1].text(1, dense_accuracy, "dense network, at its end",
                    color="gray", va="bottom")
plt.show()

# %% [markdown]
# *Figure 7. Loss and accuracy by epoch. Validation means the test pictures
# here: we only watch them, and choose nothing by them.*
#
# What to look at: after a single epoch the CNN is ahead of what the dense
# network reached in four. In our run it ended at 0.885, the dense network
# at 0.819.
#
# Why is the validation curve the better one at first? The training figure
# is an average over the epoch, while the network was still learning; the
# validation figure is taken at its end. Later this turns round. With the
# 60,000 original pictures and 10 epochs, 0.97 in training and 0.92 in the
# test have been reported for this network: it has begun to learn its
# pictures by heart.

# %% [markdown] lang="zh" of="a0cbf8de"
# *图 7：每一轮的损失和准确率。这里的 validation（验证）指测试图片：我们只是观察，没有根据它们做任何选择。*
#
# 看图要点：CNN 只训练一轮，就超过了全连接网络四轮的成绩。在我们的运行中，它最后达到 0.885，全连接网络是 0.819。
#
# 为什么一开始反而是验证曲线更好？训练的数值是整轮的平均，那时网络还在学习；验证的数值则是一轮结束时测得的。后来情况会反过来。有报告说，用 60000 张原始图片训练 10 轮，这个网络的训练准确率为 0.97，测试准确率为 0.92：它开始死记训练图片了。

# %% [markdown]
# ### 5.5 - Does it matter where the boot is?
#
# Back to the question of this lesson. All pictures of Fashion-MNIST are
# centred. Now we move the test pictures to the right, a pixel at a time,
# and ask both networks again. Neither has seen a moved picture in training.
#
# **Predict:** which one will suffer more?

# %% [markdown] lang="zh" of="9f923212"
# ### 5.5 - 靴子的位置有影响吗？
#
# 回到本课开头的问题。Fashion-MNIST 的所有图片都是居中的。现在我们把测试图片向右移，每次一个像素，再让两个网络来认。这两个网络在训练中都没见过移动过的图片。
#
# **先猜一猜**：哪个网络受的影响更大？

# %%
moves = range(7)
moved = [np.roll(X_test, pixels, axis=2) for pixels in moves]
for name, network in [("dense", dense), ("CNN", cnn)]:
    found = [network.predict(X, verbose=0) for X in moved]
    right = [(f.argmax(axis=1) == Y_test).mean() for f in found]
    print(f"{name:6}", np.round(right, 3))
    plt.plot(moves, right, marker="o", label=name)
plt.xlabel("pixels moved to the right")
plt.ylabel("accuracy")
plt.ylim(0, 1)
plt.legend()
plt.show()

# %% [markdown]
# *Figure 8. Accuracy on moved test pictures.*
#
# What to look at: one pixel cost our CNN 0.04 of its accuracy and the dense
# network 0.05. After three pixels both were below 0.5, after six both at
# 0.21. So the CNN is the better one, but far from invariant. Its
# convolutions find the boot wherever it is, and pooling tolerates a pixel
# or two. But the dense layers behind them expect each feature in its usual
# place. The remedy is to train with moved pictures (lesson 08), or to pool
# more.

# %% [markdown] lang="zh" of="b931e5aa"
# *图 8：在移动后的测试图片上的准确率。*
#
# 看图要点：只移一个像素，我们的 CNN 的准确率就降了 0.04，全连接网络降了 0.05。移三个像素后，两者都低于 0.5；移六个像素后，两者都是 0.21。可见 CNN 确实更好，但离不变性还差得远。靴子在哪里，它的卷积都能找到，池化也容许一两个像素的偏差。可是后面的全连接层认定，每个特征都该待在老地方。补救的办法是用移动过的图片训练（第 08 课），或者多做一些池化。

# %% [markdown]
# ### 5.6 - Look at the mistakes
#
# Count how often class $i$ (row) was taken for class $j$ (column). This is
# called a **confusion matrix**.

# %% [markdown] lang="zh" of="a444fa60"
# ### 5.6 - 看看错在哪里
#
# 数一数，类别 $i$（行）有多少次被判成了类别 $j$（列）。这样的表叫作**混淆矩阵**（confusion matrix）。

# %%
y_hat = cnn.predict(X_test, verbose=0)
answers = y_hat.argmax(axis=1)
counts = np.zeros((10, 10), dtype=int)
np.add.at(counts, (Y_test, answers), 1)

figure, axis = plt.subplots(figsize=(6.5, 5.5))
axis.imshow(counts, cmap="Blues")
for (row, column), count in np.ndenumerate(counts):
    if count:
        axis.text(column, row, count, ha="center", va="center",
                  fontsize=9,
                  color="white" if count > 120 else "black")
axis.set_xticks(range(10), class_names, rotation=45, ha="right")
axis.set_yticks(range(10), class_names)
axis.set_xlabel("the model's answer")
axis.set_ylabel("right class")
plt.show()

# %% [markdown]
# *Figure 9. Right classes and answers. What is on the diagonal is right.*
#
# What to look at: shoes are mistaken for other shoes, and tops for other
# tops. Of the 203 shirts only 68 were named right in our run; the others
# became T-shirts, coats and pullovers in nearly equal numbers. Look at some
# of the mistakes before you blame the network:

# %% [markdown] lang="zh" of="d36950e2"
# *图 9：正确类别与网络的回答。对角线上的都是答对的。*
#
# 看图要点：鞋会被错认成别的鞋，上衣会被错认成别的上衣。在我们的运行中，203 件衬衫只认对了 68 件，其余的被错认成 T 恤、外套和套头衫，三者数量相差不多。先别急着怪网络，看几个它认错的例子：

# %%
wrong = np.flatnonzero(answers != Y_test)
surest = wrong[np.argsort(-y_hat[wrong].max(axis=1))][:8]
captions = [
    f"{class_names[answers[i]]} {100 * y_hat[i].max():.0f}%\n"
    f"({class_names[Y_test[i]]})" for i in surest
]
plot_samples(test_images[surest], Y_test[surest], rows=1, columns=8,
             captions=captions)
plt.show()

# %% [markdown]
# *Figure 10. The eight mistakes the network was surest of: its answer, its
# probability, and the right class in brackets.* Would you have done better?

# %% [markdown] lang="zh" of="27301b3e"
# *图 10：网络最有把握的八个错误：它的回答、它给出的概率，括号里是正确类别*。换成你，会认得更准吗？

# %% [markdown]
# ### 5.7 - What the filters have learned
#
# A model that ends after the first convolution shows what its 32 kernels
# make of a picture.

# %% [markdown] lang="zh" of="a2e90c1a"
# ### 5.7 - 滤波器学到了什么
#
# 取一个到第一次卷积为止的模型，就能看到它的 32 个卷积核怎样处理一张图片。

# %%
first = tf.keras.Model(cnn.inputs, cnn.layers[0].output)
boot = X_test[np.argmax(Y_test == 9)]
sheets = first.predict(boot[np.newaxis], verbose=0)[0]

figure, axes = plt.subplots(2, 7, figsize=(11, 3.4))
axes[0, 0].imshow(boot[:, :, 0], cmap="gray")
axes[0, 0].set_title("input", fontsize=10)
for k, axis in enumerate(axes.flat[1:]):
    axis.imshow(sheets[:, :, k], cmap="gray")
    axis.set_title(f"filter {k}", fontsize=10)
for axis in axes.flat:
    axis.axis("off")
plt.show()

# %% [markdown]
# *Figure 11. An ankle boot, and what the first 13 of 32 filters make of it,
# after ReLU.*
#
# What to look at: some filters keep the whole boot, some only its left or
# right edge, or its top. Nobody told them what to look for.

# %% [markdown] lang="zh" of="75867b2e"
# *图 11：一只短靴，以及 32 个滤波器中前 13 个对它的输出，均已经过 ReLU。*
#
# 看图要点：有的滤波器保留了整只靴子，有的只保留左边缘、右边缘或者顶部。该找什么，没有人告诉过它们。

# %% [markdown]
# <a id="6"></a>
# ## 6 - What you can do now
#
# - calculate a convolution, a max pool and the size of their outputs on
#   paper
# - say what kernel, filter, padding, stride, depth and invariance mean
# - build a CNN in Keras, and choose between softmax and logits
# - compare it with a baseline, and look at its mistakes and its filters
#
# **Three questions**
#
# 1. A picture of 5×5 goes through a 3×3 kernel. How large is the output
#    with `"valid"`, how large with `"same"`?
# 2. A layer has 64 filters of 3×3 and an input of depth 32. How many
#    weights and biases?
# 3. Why does max pooling have nothing to learn, and what is it good for?
#
# <details><summary>Answers</summary>
#
# 1. $5 - 3 + 1 = 3$, so 3×3. With a border of zeros the picture is 7×7,
#    and the output 5×5.
# 2. $(3 \cdot 3 \cdot 32 + 1) \cdot 64 = 18{,}496$.
# 3. A maximum has no weights. It makes the picture smaller, which saves
#    work, and the network less sensitive to where exactly something is.
#
# </details>
#
# **An open task.** Change one thing in the network and train it again:
# average pooling, stride 2 in the convolutions instead of pooling, or three
# convolutions. Draw figure 8 for it. Can you find a network that copes
# better with moved pictures?
#
# **Further reading**
#
# - S. Saha, *A Comprehensive Guide to Convolutional Neural Networks — the
#   ELI5 way*,
#   <https://towardsdatascience.com/a-comprehensive-guide-to-convolutional-neural-networks-the-eli5-way-3bd2b1164a53>
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep
#   learning*, <https://arxiv.org/abs/1603.07285>, with moving pictures at
#   <https://github.com/vdumoulin/conv_arithmetic>

# %% [markdown] lang="zh" of="b39bb96b"
# <a id="6"></a>
# ## 6 - 你现在会做什么
#
# - 用纸笔计算卷积、最大池化以及两者输出的大小
# - 说出卷积核、滤波器、填充、步幅、深度和不变性的含义
# - 用 Keras 搭建 CNN，并在 softmax 与 logits 之间做出选择
# - 把它与基线比较，查看它的错误和滤波器
#
# **三个问题**
#
# 1. 一张 5×5 的图片经过 3×3 的卷积核。用 `"valid"` 时输出多大？用 `"same"` 呢？
# 2. 某层有 64 个 3×3 的滤波器，输入的深度为 32。权重和偏置一共有多少个？
# 3. 最大池化为什么没有东西可学？它又有什么用？
#
# <details><summary>答案</summary>
#
# 1. $5 - 3 + 1 = 3$，所以是 3×3。围上一圈 0 之后，图片变成 7×7，输出是 5×5。
# 2. $(3 \cdot 3 \cdot 32 + 1) \cdot 64 = 18{,}496$。
# 3. 取最大值不需要权重。它把图片缩小，既省计算，又让网络对物体的确切位置不那么敏感。
#
# </details>
#
# **开放任务**：改动网络中的一处，重新训练：改用平均池化，或者用步幅为 2 的卷积代替池化，或者用三层卷积。为它画出图 8。你能找到一个更能应付图片移动的网络吗？
#
# **延伸阅读**
#
# - S. Saha，*A Comprehensive Guide to Convolutional Neural Networks — the ELI5 way*，<https://towardsdatascience.com/a-comprehensive-guide-to-convolutional-neural-networks-the-eli5-way-3bd2b1164a53>
# - V. Dumoulin 和 F. Visin，*A guide to convolution arithmetic for deep learning*，<https://arxiv.org/abs/1603.07285>，配套动图见 <https://github.com/vdumoulin/conv_arithmetic>

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Four cells are graded, the ones with `raise NotImplementedError()`: 4, 10,
# 6, and 6 + 4 points. Restart the kernel, run all cells, save. Extra cells
# and prints cost nothing. `check()` and `hint()` from `test_utils` help
# while you work. Hidden tests use other inputs than the ones you see. All
# rules are in the README of the course.

# %% [markdown] lang="zh" of="d8cd0ff1"
# <a id="before-you-submit"></a>
# ## 提交之前
#
# 有四个单元格要评分，就是含有 `raise NotImplementedError()` 的那几个：分别是 4 分、10 分、6 分和 6 + 4 分。提交之前，请重启内核并全部运行，然后保存。多加单元格、多打印内容都不扣分。做题时可以用 `test_utils` 里的 `check()` 和 `hint()`。隐藏测试所用的输入与你看到的不同。全部规则见课程的 README。
