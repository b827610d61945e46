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
# A dense network looks at a picture as one long list of pixels. A
# **convolutional neural network** (CNN) looks at small windows of it. On
# pictures that works better, and with fewer weights.
#
# Two operations make the difference: convolution and max pooling. In this
# notebook you write both in NumPy, loop by loop. Then you let Keras do them,
# in a network that recognises clothes.
#
# **When you are done you will be able to:**
#
# - calculate a convolution and a max pool with pencil and paper
# - say what kernel, filter, padding, stride and depth mean
# - calculate the size of any output
# - build and train a CNN in Keras
# - choose between a softmax output and logits
#
# You should have built a dense network before (lessons 01 and 02).

# %% [markdown]
# ## Before you submit
#
# Four cells are yours to fill, the ones with
# `raise NotImplementedError()`. Extra cells, prints and warnings cost
# nothing; the rules are in the
# [README of the course](../../README.md#if-you-are-a-student).

# %% [markdown]
# ## Table of contents
#
# - [1 - Packages](#1)
# - [2 - Convolution](#2)
#     - [2.1 - A picture is a grid of numbers](#2-1)
#     - [2.2 - The kernel](#2-2)
#     - [2.3 - The edges, and zero padding](#2-3)
#     - [2.4 - Stride, and the size of the output](#2-4)
#         - [Exercise 1 - output_size](#ex-1)
# - [3 - Max pooling](#3)
# - [4 - Colour, and many filters](#4)
#     - [Exercise 2 - conv2d](#ex-2)
#     - [Exercise 3 - max_pool](#ex-3)
#     - [4.1 - Your convolution on a colour picture](#4-1)
#     - [4.2 - The same in Keras](#4-2)
# - [5 - A CNN for Fashion-MNIST](#5)
#     - [5.1 - The data](#5-1)
#     - [5.2 - The model](#5-2)
#     - [5.3 - Softmax or logits?](#5-3)
#         - [Exercise 4 - fashion_cnn](#ex-4)
#     - [5.4 - Train and evaluate](#5-4)
#     - [5.5 - What the filters have learned](#5-5)
# - [6 - The words of this lesson](#6)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages
#
# TensorFlow may print a few lines in red, about the processor or a missing
# GPU. They are notes, not errors.

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow.keras.layers as tfl
from cnn_datasets import held_out

from cnn_utils import *
from test_utils import comparator, same_array, same_model, summary

# %%
tf.keras.utils.set_random_seed(1)

# %% [markdown]
# <a id="2"></a>
# ## 2 - Convolution
#
# <a id="2-1"></a>
# ### 2.1 - A picture is a grid of numbers
#
# Take a grey picture, 6 pixels high and 6 pixels wide. For the computer it
# is an array of 6×6 numbers from 0 (black) to 255 (white). A network gets
# them divided by 255, so between 0 and 1. Here we keep the whole numbers;
# they are easier to read.

# %%
image = np.array([
    [10,  12,  15,  20, 190, 200],
    [11,  14,  18, 160, 205, 210],
    [12,  15,  25, 180, 215, 220],
    [10,  20, 140, 200, 220, 225],
    [14,  30, 170, 210, 225, 230],
    [15, 120, 190, 215, 230, 235],
])


# %% [markdown]
# The next function draws an array as a grid, with a frame where you want
# to look.

# %%
def draw_grid(axis, values, title, frame=None, size=3):
    """Draw a 2D array as grey cells with their numbers.

    frame: (row, column) of the top left cell of a size x size frame.
    """
    low, high = min(values.min(), 0), max(values.max(), 1)
    axis.imshow(values, cmap="gray", vmin=low, vmax=high)
    for (row, column), value in np.ndenumerate(values):
        dark = value < (low + high) / 2
        axis.text(column, row, f"{value:g}", ha="center", va="center",
                  fontsize=9, color="white" if dark else "black")
    if frame is not None:
        axis.add_patch(plt.Rectangle(
            (frame[1] - 0.5, frame[0] - 0.5), size, size,
            fill=False, edgecolor="tab:red", linewidth=3,
            zorder=3, clip_on=False))
    axis.set_title(title, fontsize=11)
    axis.set_xticks([])
    axis.set_yticks([])


# %%
figure, axis = plt.subplots(figsize=(3.6, 3.6))
draw_grid(axis, image, "a grey picture, 6×6", frame=(1, 1))
plt.show()

# %% [markdown]
# *Figure 1. The picture and its numbers: dark on the left, bright on the
# right, with a slanting edge between. The red frame is a 3×3 window around
# the pixel with the value 25.*

# %% [markdown]
# <a id="2-2"></a>
# ### 2.2 - The kernel
#
# A **kernel** is a small grid of numbers, here 3×3. This one subtracts the
# left column of a window from the right column:

# %%
kernel = np.array([
    [-1, 0, 1],
    [-1, 0, 1],
    [-1, 0, 1],
])

# %% [markdown]
# To convolve the picture at the pixel 25:
#
# 1. Centre the kernel on the pixel. It covers the window in the red frame.
# 2. Multiply each number of the window by the number of the kernel on top
#    of it.
# 3. Add up the nine products.
#
# That makes **one** number of the output.

# %%
window = image[1:4, 1:4]
print(window)
print("products:")
print(window * kernel)
print("sum:", (window * kernel).sum())

# %% [markdown]
# $-14 - 15 - 20 + 160 + 180 + 200 = 491$. A large number: to the right of
# this pixel it is much brighter than to the left. On an even patch the sum
# would be near 0. So this kernel **finds upright edges**, where it gets
# brighter from left to right.
#
# Now slide the window over the whole picture and do the same at each place.

# %%
convolved = np.array([
    [(image[r:r + 3, c:c + 3] * kernel).sum() for c in range(4)]
    for r in range(4)
])

figure, axes = plt.subplots(1, 3, figsize=(10, 3.6))
draw_grid(axes[0], image, "picture, 6×6", frame=(1, 1))
draw_grid(axes[1], kernel, "kernel, 3×3")
draw_grid(axes[2], convolved, "output, 4×4", frame=(1, 1), size=1)
plt.show()

# %% [markdown]
# *Figure 2. Left: the picture. Middle: the kernel. Right: the output, one
# number for each place of the window. The red frame on the left gives the
# red number on the right.*
#
# What to look at: the bright cells on the right follow the edge. The output
# is a picture of *where the edge is*. Its numbers may be negative, or
# larger than 255.
#
# Nobody has to invent kernels. **In a CNN the numbers of the kernel are
# weights, and training finds them.**
#
# (In mathematics a convolution turns the kernel by 180° first. Neural
# networks don't, and keep the name all the same. It makes no difference to
# what can be learned.)

# %% [markdown]
# <a id="2-3"></a>
# ### 2.3 - The edges, and zero padding
#
# The output is smaller than the picture. A pixel at the border can't be the
# centre of a window, because the window would stick out. There are two ways
# to deal with that:
#
# - **No padding** (`"valid"` in Keras): leave the border out. The output
#   shrinks, and what is at the border counts less.
# - **Zero padding**: put a rim of zeros around the picture first. One rim
#   is enough for a 3×3 kernel to keep the size. Keras calls it `"same"`.

# %%
padded = np.pad(image, 1)
same = np.array([
    [(padded[r:r + 3, c:c + 3] * kernel).sum() for c in range(6)]
    for r in range(6)
])

figure, axes = plt.subplots(1, 2, figsize=(9, 4.3))
draw_grid(axes[0], padded, "padded picture, 8×8", frame=(0, 0))
draw_grid(axes[1], same, "output, 6×6", frame=(0, 0), size=1)
plt.show()

# %% [markdown]
# *Figure 3. With one rim of zeros the output is as large as the picture.*
#
# What to look at: the 4×4 numbers inside are those of figure 2; the border
# is new. Its right column is strongly negative. There the kernel sees
# another edge, from the bright picture to the zeros of the rim. Padding has
# its price.

# %% [markdown]
# <a id="2-4"></a>
# ### 2.4 - Stride, and the size of the output
#
# The **stride** is the number of pixels that the window moves from one
# place to the next. So far it was 1. With stride 2 every other place is
# skipped, and the output is about half as high and wide.
#
# Four numbers decide how large the output is: the height $n$ of the input,
# the height $f$ of the window, the padding $p$ on each side, and the stride
# $s$. The output has the height
#
# $$\left\lfloor \frac{n + 2p - f}{s} \right\rfloor + 1 .$$
#
# The width works the same way. $\lfloor\ \rfloor$ means to round down: a
# last step that does not fit is left out.
#
# | $n$ | $f$ | $p$ | $s$ | output |
# |---:|---:|---:|---:|:---|
# | 6 | 3 | 0 | 1 | $\lfloor (6 + 0 - 3)/1 \rfloor + 1 = 4$ |
# | 6 | 3 | 1 | 1 | $\lfloor (6 + 2 - 3)/1 \rfloor + 1 = 6$ |
# | 6 | 3 | 0 | 2 | $\lfloor 3/2 \rfloor + 1 = 2$ |
# | 6 | 2 | 0 | 2 | $\lfloor 4/2 \rfloor + 1 = 3$ |

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - output_size
#
# Write `output_size(n, f, padding, stride)`. It returns a whole number
# (`int`).
#
# **Hint:** `//` divides and rounds down.

# %% nbgrader={"grade_id": "output_size", "solution": true}
# GRADED FUNCTION: output_size

def output_size(n, f, padding=0, stride=1):
    """Height (or width) of the output of a convolution or a pool.

    Parameters
    ----------
    n : int
        Height (or width) of the input.
    f : int
        Height (or width) of the window, at most n + 2 * padding.
    padding : int
        Rows of zeros that are added on each side.
    stride : int
        Pixels from one place of the window to the next.

    Returns
    -------
    int
        floor((n + 2 padding - f) / stride) + 1
    """
    # Put the result into `size`.
    ### BEGIN SOLUTION
    size = (n + 2 * padding - f) // stride + 1
    ### END SOLUTION
    return size


# %% nbgrader={"grade_id": "test_output_size", "grade": true, "points": 4, "locked": true}
print(output_size(6, 3))
print(output_size(6, 3, padding=1))
print(output_size(6, 3, stride=2))
print(output_size(6, 2, stride=2))

for call, found, wanted in [
    ("output_size(6, 3)", output_size(6, 3), 4),
    ("output_size(6, 3, padding=1)", output_size(6, 3, padding=1), 6),
    ("output_size(6, 3, stride=2)", output_size(6, 3, stride=2), 2),
    ("output_size(6, 2, stride=2)", output_size(6, 2, stride=2), 3),
]:
    assert found == wanted, f"{call} is {found}, expected {wanted}."
print("\033[32mAll tests passed!\033[0m")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_rng  # noqa: E402


def size_cases():
    """n, f, padding and stride: small numbers, then others at random."""
    for n in (1, 2, 3, 5, 7, 28, 64, 150):
        for f in (1, 2, 3, 5, 7):
            for padding in (0, 1, 2, 3):
                for stride in (1, 2, 3, 4):
                    yield n, f, padding, stride
    rng = fresh_rng("output_size")
    for _ in range(100):
        yield map(int, rng.integers((1, 1, 0, 1), (300, 16, 9, 12)))


for n, f, padding, stride in size_cases():
    if f > n + 2 * padding:
        continue
    wanted = len(range(0, n + 2 * padding - f + 1, stride))
    found = output_size(n, f, padding, stride)
    call = f"output_size({n}, {f}, {padding}, {stride})"
    assert found == wanted, (
        f"{call} is {found}, expected {wanted}: that many windows fit."
    )
    kind = type(found).__name__
    assert kind.startswith(("int", "uint")), (
        f"{call} is {found!r} of type {kind}, expected an int. Divide "
        "with //."
    )
### END HIDDEN TESTS

# %% [markdown]
# <a id="3"></a>
# ## 3 - Max pooling
#
# **Pooling** makes a picture smaller by summing up regions. You choose two
# things:
#
# - the **pool size**, the size of the window, usually 2×2
# - the **stride**, usually as large as the window, so that windows don't
#   overlap
#
# **Max pooling** keeps the largest number in each window. Take the 6×6
# output of figure 3:

# %%
pooled = np.array([
    [same[r:r + 2, c:c + 2].max() for c in (0, 2, 4)]
    for r in (0, 2, 4)
])

figure, axes = plt.subplots(1, 2, figsize=(9, 4.3))
draw_grid(axes[0], same, "before, 6×6", frame=(2, 2), size=2)
for line in (1.5, 3.5):
    axes[0].axhline(line, color="tab:orange")
    axes[0].axvline(line, color="tab:orange")
draw_grid(axes[1], pooled, "after max pooling, 3×3",
          frame=(1, 1), size=1)
plt.show()

# %% [markdown]
# *Figure 4. Max pooling with a window of 2×2 and stride 2. The red window
# gives the red number.*
#
# What to look at: a quarter of the numbers is left, and the edge is still
# there. If it moved by one pixel, most of the result would not notice.
#
# So pooling saves work, and keeps what stands out. It has no weights.
# There is also **average pooling**, which keeps the mean. Max pooling is
# the more common one.

# %% [markdown]
# <a id="4"></a>
# ## 4 - Colour, and many filters
#
# A colour picture has three **channels**: red, green and blue. For the
# computer it is an array of height × width × 3, three sheets of numbers.
# Its third size is its **depth**.
#
# A **filter** for it is just as deep: it has one kernel for each channel.
# Each channel is convolved with its own kernel. Then the three results are
# added up, with one **bias**. So a filter makes **one** sheet of output,
# however deep the input is.
#
# A layer has many filters. Each makes its own sheet, and the sheets are
# stacked. **The depth of the output is the number of filters.** With 16
# filters it is 16.
#
# ![Top: three filters, each three kernels deep, turn a padded colour image of 5×5×3 into three outputs of 5×5, stacked to 5×5×3. Bottom: pooling halves height and width of each channel and leaves the depth.](images/colour_filters.svg)
#
# *Figure 5. Top: as many outputs as filters. Bottom: pooling works on each
# channel alone, so the depth stays.*
#
# In numbers: a layer with windows of $f \times f$, $c$ input channels and
# $k$ filters has $(f \cdot f \cdot c + 1) \cdot k$ weights and biases. For
# figure 5 that is $(3 \cdot 3 \cdot 3 + 1) \cdot 3 = 84$.
#
# In Keras the layer is `Conv2D(filters, kernel_size)`. You give the number
# of filters and the size of the window. The depth of a filter follows from
# the input.

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - conv2d
#
# Write the whole convolution, with padding, stride, channels and filters.
#
# 1. Add `padding` rows and columns of zeros on all four sides, in every
#    channel. [`np.pad`](https://numpy.org/doc/stable/reference/generated/numpy.pad.html)
#    takes a pair (before, after) for each axis.
# 2. Go through all places of the window. At row $i$ and column $j$ of the
#    output it begins at row $i \cdot s$ and column $j \cdot s$ of the
#    padded input.
# 3. For each filter, multiply the window by the filter, add all products,
#    and add the bias.
#
# Three nested loops are fine. The tests use small arrays.

# %% nbgrader={"grade_id": "conv2d", "solution": true}
# GRADED FUNCTION: conv2d

def conv2d(X, W, b=0.0, stride=1, padding=0):
    """Convolve one picture with a stack of filters.

    Parameters
    ----------
    X : numpy.ndarray
        The picture, of shape (height, width, channels).
    W : numpy.ndarray
        The filters, of shape (f, f, channels, filters). W[:, :, c, k]
        is the kernel of filter k for channel c. It is not turned.
    b : float or numpy.ndarray
        The bias: one number for all filters, or shape (filters,).
    stride : int
        Pixels from one place of the window to the next.
    padding : int
        Rows and columns of zeros that are added on each side.

    Returns
    -------
    numpy.ndarray
        Of shape (new_height, new_width, filters), floats.
    """
    # Call the result `Z`. It is of floats, also where X is not.
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
                Z[i, j, k] = (window * W[:, :, :, k]).sum() + biases[k]
    ### END SOLUTION
    return Z


# %% [markdown]
# The first check is the picture of section 2. The hidden ones compare with
# TensorFlow: other strides and paddings, pictures that are not square,
# several channels and filters.

# %% nbgrader={"grade_id": "test_conv2d", "grade": true, "points": 10, "locked": true}
X_1 = np.array([
    [1.0, 2.0, 0.0, 1.0],
    [0.0, 1.0, 3.0, 1.0],
    [2.0, 0.0, 1.0, 0.0],
    [1.0, 1.0, 0.0, 2.0],
])[:, :, np.newaxis]
W_1 = np.array([
    [-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0],
])[:, :, np.newaxis, np.newaxis]

Z_1 = same_array(
    lambda: conv2d(X_1, W_1), [[[1.0], [-1.0]], [[1.0], [1.0]]],
    "conv2d(X, W)", X=X_1, W=W_1,
)
print(Z_1[:, :, 0])
Z_2 = same_array(
    lambda: conv2d(X_1, W_1, b=10.0, stride=2, padding=1),
    [[[13.0], [9.0]], [[12.0], [11.0]]],
    "conv2d(X, W, b=10, stride=2, padding=1)", X=X_1, W=W_1,
)
print(Z_2[:, :, 0])
print("\033[32mAll tests passed!\033[0m")

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
            int(rng.integers(1, 4)), f, int(rng.integers(1, 4)),
            int(rng.integers(1, 4)), padding,
        ))
    for height, width, channels, f, filters, stride, padding in fixed:
        X = rng.integers(-4, 5, (height, width, channels)) * 1.0
        W = rng.integers(-4, 5, (f, f, channels, filters)) * 1.0
        W[W == 0] = 5.0  # so that no place of the filter is without use
        X[X == 0] = 5.0
        biases = 1.0 + rng.permutation(5)[:filters]
        yield X, W, biases, stride, padding
    for f, stride, padding in [(5, 4, 3), (7, 2, 4), (6, 5, 0)]:
        X, W = rng.normal(size=(9, 8, 2)), rng.normal(size=(f, f, 2, 3))
        yield X, W, rng.normal(size=3), stride, padding


cases = sorted(
    convolution_cases(), key=lambda case: case[0].size + case[1].size
)
for X, W, b, stride, padding in cases:
    sides = [[0, 0], [padding] * 2, [padding] * 2, [0, 0]]
    wanted = tf.nn.conv2d(X[np.newaxis], W, stride, sides)[0] + b
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
        f"whole numbers in X, is {np.ravel(found).tolist()}, expected "
        f"{wanted} from both. The bias may be one number for all, and "
        "is 0 by default."
    )
### END HIDDEN TESTS

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - max_pool
#
# Write max pooling. Every channel is pooled alone. There is no padding: a
# window that does not fit is left out.

# %% nbgrader={"grade_id": "max_pool", "solution": true}
# GRADED FUNCTION: max_pool

def max_pool(X, size=2, stride=2):
    """Keep the largest number of each window, channel by channel.

    Parameters
    ----------
    X : numpy.ndarray
        Of shape (height, width, channels).
    size : int
        Height and width of the window.
    stride : int
        Pixels from one place of the window to the next.

    Returns
    -------
    numpy.ndarray
        Of shape (new_height, new_width, channels).
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
X_2 = np.array([
    [1.0, 3.0, 2.0, 0.0],
    [4.0, 2.0, 1.0, 5.0],
    [7.0, 0.0, 2.0, 2.0],
    [1.0, 6.0, 8.0, 3.0],
])[:, :, np.newaxis]

P_2 = same_array(
    lambda: max_pool(X_2), [[[4.0], [5.0]], [[7.0], [8.0]]],
    "max_pool(X)", X=X_2,
)
print(P_2[:, :, 0])
print("\033[32mAll tests passed!\033[0m")

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
            int(rng.integers(1, 4)), size, int(rng.integers(1, 4)),
        ))
    for height, width, channels, size, stride in fixed:
        X = rng.integers(-9, 3, (height, width, channels)) * 1.0
        yield X, size, stride
    for size, stride in [(5, 4), (6, 1), (7, 5)]:
        yield rng.normal(-5000, 1000, (9, 8, 2)), size, stride
        yield rng.normal(size=(9, 8, 2)), size, stride


for X, size, stride in sorted(pooling_cases(), key=lambda c: c[0].size):
    wanted = tf.nn.max_pool2d(X[np.newaxis], size, stride, "VALID")[0]
    same_array(
        lambda: max_pool(X, size=size, stride=stride),
        wanted,
        f"max_pool(X, size={size}, stride={stride})",
        X=X,
    )
### END HIDDEN TESTS

# %% [markdown]
# <a id="4-1"></a>
# ### 4.1 - Your convolution on a colour picture
#
# Now use your functions on a real picture: one of the Happy House faces of
# lesson 05, 64×64 pixels in colour. If the original photographs are not in
# place, you get drawn ones
# ([datasets/README.md](../../datasets/README.md)).
#
# Four filters of 3×3×3 are enough to see what a filter can do:

# %%
X_train_orig, *_ = load_happy_dataset()
picture = X_train_orig[124] / 255.0

upright = np.array([[-1, 0, 1]] * 3) / 3
blur = np.ones((3, 3)) / 9
sharpen = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])

four_filters = np.zeros((3, 3, 3, 4))
for c in range(3):                       # the same for all channels
    four_filters[:, :, c, 0] = upright / 3
    four_filters[:, :, c, 1] = upright.T / 3
    four_filters[:, :, c, 2] = sharpen / 3
four_filters[:, :, 0, 3] = blur          # red ...
four_filters[:, :, 2, 3] = -blur         # ... minus blue

four_outputs = conv2d(picture, four_filters, padding=1)
print(picture.shape, "->", four_outputs.shape)
print("after pooling:", max_pool(four_outputs).shape)

# %%
names = [
    "upright edges", "level edges", "sharpened", "red minus blue",
]

figure, axes = plt.subplots(1, 5, figsize=(14, 3.2))
axes[0].imshow(picture)
axes[0].set_title("picture, 64×64×3")
for k, axis in enumerate(axes[1:]):
    axis.imshow(four_outputs[1:-1, 1:-1, k], cmap="gray")
    axis.set_title(names[k])
for axis in axes:
    axis.axis("off")
plt.show()

# %% [markdown]
# *Figure 6. One colour picture, and the four outputs of the filters. Dark
# is negative, or small; bright is large.*
#
# What to look at: the first two see edges in one direction each, and
# nothing where the picture is even. The last one tells colours apart. It
# can, because its kernels for red and for blue differ.
#
# The first layers of a CNN learn such simple filters: edges, colours. The
# layers after them combine what these have found, into corners, then parts
# of things.

# %% [markdown]
# <a id="4-2"></a>
# ### 4.2 - The same in Keras
#
# `Conv2D` takes a batch of pictures, and its weights have just the shape of
# `W` in your function. Give it your filters, and compare:

# %%
layer = tfl.Conv2D(4, 3, padding="same")
layer.build((None, 64, 64, 3))
layer.set_weights([four_filters, np.zeros(4)])
pool = tfl.MaxPooling2D((2, 2), strides=2)

Z_keras = layer(picture[np.newaxis])
P_keras = pool(Z_keras)

Z_difference = np.abs(Z_keras[0] - four_outputs).max()
P_difference = np.abs(P_keras[0] - max_pool(four_outputs)).max()
print(f"largest difference after conv2d:   {Z_difference:.1e}")
print(f"largest difference after max_pool: {P_difference:.1e}")

# %% [markdown]
# Only rounding is left: Keras calculates with 32-bit numbers. From now on
# Keras does the work.

# %% [markdown]
# <a id="5"></a>
# ## 5 - A CNN for Fashion-MNIST
#
# <a id="5-1"></a>
# ### 5.1 - The data
#
# [Fashion-MNIST](https://github.com/zalandoresearch/fashion-mnist) has
# 70,000 grey pictures of 28×28 pixels: 60,000 to train with, 10,000 to
# test. Each shows one of ten kinds of clothing. If the original is not in
# place, you get drawn clothes, and the loader says so.

# %%
((train_images, train_labels),
 (test_images, test_labels)) = load_fashion_mnist()

class_names = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]
print(train_images.shape, test_images.shape)

# %%
plot_samples(train_images, train_labels, class_names, 2, 8)
plt.show()

# %% [markdown]
# *Figure 7. Sixteen training pictures. Some kinds are hard to tell apart,
# even for you: shirt, pullover and coat.*
#
# To keep the run short we take 12,000 pictures to train with, and 4 epochs.
# All 60,000 and 10 epochs give a better result. Without a GPU they take
# some ten minutes.
#
# Two steps of preparation: divide by 255, and add the axis of the
# channels. `Conv2D` wants height × width × depth, also when the depth is 1.

# %%
TRAIN_IMAGES = 12_000      # all: 60_000
TEST_IMAGES = 2_000        # all: 10_000
EPOCHS = 4                 # of the whole lesson: 10

X_train = train_images[:TRAIN_IMAGES, ..., np.newaxis] / 255.0
Y_train = train_labels[:TRAIN_IMAGES]
X_test = test_images[:TEST_IMAGES, ..., np.newaxis] / 255.0
Y_test = test_labels[:TEST_IMAGES]

print(X_train.shape, Y_train.shape)
print(X_test.shape, Y_test.shape)

# %% [markdown]
# <a id="5-2"></a>
# ### 5.2 - The model
#
# Two pairs of convolution and pooling, then a dense network as in lesson
# 02:
#
# ![Boxes show the tensors: 28×28×1, after the first convolution 28×28×32, pooled to 14×14×32, after the second convolution 14×14×64, pooled to 7×7×64, flattened to 3136 values, then dense layers of 128 and 10 units.](images/fashion_cnn.svg)
#
# *Figure 8. The shapes inside the network. The depth grows, height and
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
# The second convolution takes the 32 outputs of the first as its channels,
# so its filters are 32 deep. And see where the weights are: the two
# convolutions have under 5% of them.

# %% [markdown]
# <a id="5-3"></a>
# ### 5.3 - Softmax or logits?
#
# The last layer has ten units, one a class. Their plain outputs are called
# **logits**: any numbers, larger for what is likelier. **Softmax** turns
# them into probabilities:
#
# $$\hat{y}_k = \frac{e^{z_k}}{\sum_j e^{z_j}} .$$
#
# The loss is the **sparse categorical cross-entropy**, $-\log \hat{y}_c$
# for the right class $c$. *Sparse* means that the labels are class numbers,
# not one-hot vectors.
#
# You can put the softmax in either of two places:
#
# - **in the model**: `activation="softmax"` in the last layer, and
#   `SparseCategoricalCrossentropy()`. The model answers with probabilities.
# - **in the loss**: no activation, and
#   `SparseCategoricalCrossentropy(from_logits=True)`. The model answers
#   with logits.
#
# The second is the safer one. A softmax followed by a logarithm loses
# numbers on the way. See what happens to three logits of which the first
# belongs to the right class:

# %%
z = np.array([0.0, 100.0, 200.0], dtype="float32")

y_hat = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
with np.errstate(divide="ignore"):
    print("softmax, then log:", -np.log(y_hat[0]))

loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print("from the logits:  ", float(loss(np.array([0]), z[np.newaxis])))

# %% [markdown]
# The probability of the right class is so small that a 32-bit number can't
# hold it. It becomes 0, and its logarithm infinite. From the logits the loss
# is simply 200.
#
# Keras knows the problem. Where it can, it finds the logits behind your
# softmax and uses those. With `from_logits=True` you don't have to rely on
# that.
#
# **Both parts must fit.** A model with logits and a loss that takes them
# for probabilities learns badly, or not at all, and Keras does not complain.

# %% [markdown]
# <a id="ex-4"></a>
# ### Exercise 4 - fashion_cnn
#
# Write `fashion_cnn(from_logits)`. It builds the network of section 5.2 and
# **compiles** it:
#
# - The model takes pictures of 28×28×1.
# - The convolutions have padding `"same"` and the activation ReLU. The
#   first dense layer has ReLU, too. All else is left at its default.
# - `from_logits=False`: softmax in the last layer.
#   `from_logits=True`: no activation there.
# - Optimizer `"adam"`, the loss that fits the last layer, and the metric
#   `"accuracy"`.

# %% nbgrader={"grade_id": "fashion_cnn", "solution": true}
# GRADED FUNCTION: fashion_cnn

def fashion_cnn(from_logits=False):
    """Build and compile the CNN for Fashion-MNIST.

    CONV2D -> MAXPOOL -> CONV2D -> MAXPOOL -> FLATTEN -> DENSE
    -> DENSE

    Parameters
    ----------
    from_logits : bool
        False: the model returns probabilities. True: it returns
        logits, and the softmax is part of the loss.

    Returns
    -------
    tf.keras.Sequential
        A compiled model. It maps pictures of shape (m, 28, 28, 1) to
        shape (m, 10).
    """
    # Give a list of layers to tf.keras.Sequential:
    # - Input of shape 28 x 28 x 1
    # - Conv2D: 32 filters of 3 x 3, padding "same", activation "relu"
    # - MaxPooling2D: window 2 x 2, strides 2
    # - Conv2D: 64 filters of 3 x 3, padding "same", activation "relu"
    # - MaxPooling2D: window 2 x 2, strides 2
    # - Flatten
    # - Dense: 128 units, activation "relu"
    # - Dense: 10 units; activation "softmax", or none for logits
    # Compile it: "adam", the loss that fits, metrics ["accuracy"].
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
# The next function is for the tests. It trains your network for a short
# time.

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
probability_rows = [
    row for row in summary(probability_model)
    if row[0] != "InputLayer"
]

for row in probability_rows:
    print(row)

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
comparator(probability_rows, output)
print("Hidden tests also compare the whole model, and how it is compiled.")

### BEGIN HIDDEN TESTS: values may be shown
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
### END HIDDEN TESTS

# %% [markdown]
# <a id="5-4"></a>
# ### 5.4 - Train and evaluate
#
# **First the graded training.** It calls `short_training`: your network
# with logits, 3 epochs on 3,000 pictures. Then the network sees 1,000
# pictures for the first time, and has to name 7 of 10 right.
#
# In this test all pictures are drawn afresh, here and in the grader, so
# that every machine grades alike. The hidden part trains your network on
# another task: ten patterns that were drawn for this class of students
# only. Half of the new pictures have to be right.

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
    f"For 400 pictures the network returns the shape {outputs.shape}, "
    "expected (400, 10)."
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
# **Now the longer run**, with probabilities. 12,000 pictures in batches of
# 32 make 375 steps per epoch. All in all it takes about half a minute.

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
plt.show()

# %% [markdown]
# *Figure 9. Loss and accuracy by epoch. Validation means the test pictures
# here: we only watch them, and choose nothing by them.*
#
# What to look at:
#
# - Most is learned in the first epoch. After that the curves flatten, and
#   still improve.
# - The validation curve may be the better one at first. That is no error.
#   The training figure is an average over the epoch, while the network was
#   still learning; the validation figure is taken at its end.
# - With many more epochs the training curve gets ahead, and the validation
#   curve stays behind: the network learns its pictures by heart.

# %%
test_loss, test_accuracy = cnn.evaluate(X_test, Y_test, verbose=0)
print(f"accuracy on {TEST_IMAGES} test pictures: {test_accuracy:.3f}")

# %% [markdown]
# Look at some answers. For each picture the model returns ten
# probabilities; the largest one is its answer.

# %%
y_hat = cnn.predict(X_test[:16], verbose=0)
answers = y_hat.argmax(axis=1)
captions = [
    f"{class_names[k]} {100 * p[k]:.0f}%"
    + ("" if k == y else f"\n({class_names[y]})")
    for k, p, y in zip(answers, y_hat, Y_test)
]
plot_samples(test_images[:16], test_labels[:16], rows=2, columns=8,
             captions=captions)
plt.show()

# %% [markdown]
# *Figure 10. Sixteen test pictures, the answers, and how sure the model is.
# Where it is wrong, the right class stands in brackets.*
#
# Which kinds does it mix up? Count how often class $i$ (row) was taken for
# class $j$ (column):

# %%
counts = np.zeros((10, 10), dtype=int)
answers = cnn.predict(X_test, verbose=0).argmax(axis=1)
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
# *Figure 11. Right classes and answers. What is on the diagonal is right.*
#
# What to look at: a shoe is mistaken for another kind of shoe, and a top
# for another kind of top. Shirts are the hardest.

# %% [markdown]
# <a id="5-5"></a>
# ### 5.5 - What the filters have learned
#
# The first convolution has 32 kernels of 3×3. A model that ends after that
# layer shows what they make of a picture.

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
# *Figure 12. An ankle boot, and what the first 13 of 32 filters make of it,
# after ReLU.*
#
# What to look at: some filters keep the whole boot, some only an edge of it
# on one side. A few may be dark: what they look for is not there. Nobody
# told them what to look for.

# %% [markdown]
# <a id="6"></a>
# ## 6 - The words of this lesson
#
# | word | meaning |
# |:---|:---|
# | CNN | convolutional neural network: one with at least one convolution, mostly with pooling and dense layers as well |
# | convolution | to slide a filter over a picture, and to take the sum of the products at each place |
# | kernel | a small grid of weights, for one channel |
# | filter | a kernel for each channel, and a bias; many texts use both words for the same thing |
# | padding | pixels, mostly zeros, that are added around a picture |
# | stride | how many pixels the window moves from place to place |
# | pooling | to make a picture smaller by summing up regions |
# | max pooling | pooling that keeps the largest number; average pooling keeps the mean |
# | downsampling | to make a picture smaller, in whatever way |
# | channel, depth | one sheet of an array; the number of sheets |
# | flatten | to turn an array into one long vector |
# | logits | the outputs of the last layer before softmax |
#
# **Valid and same, once more.** A 3×3 kernel on a picture of 5×5 without
# padding gives $5 - 3 + 1 = 3$, so 3×3: *valid*. Padded with one rim, to
# 7×7, it gives 5×5: *same*.
#
# **Why convolutions?** A dense layer needs a weight for each pixel and
# each unit, and has to learn an edge anew for every place. A filter has
# few weights, and uses them everywhere. And it makes use of the fact that
# neighbouring pixels belong together.
#
# **Further reading**
#
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep
#   learning*, <https://arxiv.org/abs/1603.07285>, with moving pictures at
#   <https://github.com/vdumoulin/conv_arithmetic>
# - H. Xiao, K. Rasul and R. Vollgraf, *Fashion-MNIST: a Novel Image Dataset
#   for Benchmarking Machine Learning Algorithms*,
#   <https://arxiv.org/abs/1708.07747>
