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
# Look at the pixel with the value 25, in row 2 and column 2. Centre the
# kernel on it, multiply each number of the window by the number of the
# kernel above it, and add up the nine products. That makes **one** number
# of the output.

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

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - output_size
#
# Write `output_size(n, f, padding, stride)`. It returns a whole number, an
# `int`: there is no such thing as half a pixel.

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
    assert found == wanted, f"{call} is {found}, expected {wanted}."
    assert isinstance(found, (int, np.integer)), (
        f"{call} is {found!r}, a {type(found).__name__}, expected the "
        f"int {wanted}. `//` divides and rounds down."
    )
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests try other sizes, windows, paddings and strides.")

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
    # Call the result `Z`. It holds floats even if X does not.
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
# The checks go from simple to complete. Each result is small enough to
# calculate on paper.

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
print(Z_1[:, :, 0], Z_2[:, :, 0], Z_3[:, :, 0], Z_4, sep="\n\n")
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
print(P_5[:, :, 0], P_6[:, :, 0], sep="\n\n")
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
# ### 4.1 - Your convolution on a colour picture
#
# Now use your functions on a face of 64×64 pixels, in colour. It belongs to
# Happy House, the dataset of lesson 04. Without the original photographs
# you get drawn faces.
#
# **Predict:** two of these filters look for edges; the third subtracts blue
# from red. What will be bright in its output?

# %%
X_train_orig, *_ = load_happy_dataset()
picture = X_train_orig[124] / 255.0

vertical = np.array([[-1, 0, 1]] * 3) / 9
W = np.zeros((3, 3, 3, 3))
W[..., 0] = vertical[:, :, np.newaxis]       # the same for all channels
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

# %% [markdown]
# ### 4.2 - The same in Keras
#
# `Conv2D(filters, kernel_size)` takes a batch of pictures. The depth of its
# filters follows from the input, so its weights have the shape of your `W`.
# Give it your filters, and compare:

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
      f"accuracy on {TEST_IMAGES} test pictures: {dense_accuracy:.3f}")

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
# **Why convolutions first?** They use that neighbouring pixels belong
# together, and need few weights: under 5% of all weights are theirs. A
# dense layer needs a weight for each pixel and each unit. For a colour
# picture in 8K, 7680×4320 pixels, 128 units would need 12.7 billion
# weights. A convolution with 32 filters needs 896, whatever the size of
# the picture.
#
# **Why dense layers last?** The convolutions report which features are
# where. Which *combination* of features makes a boot? After pooling only
# 3136 numbers are left, so a dense layer is now a cheap way to learn
# combinations, also those that are not linear.

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

# %%
z = tf.constant([[0.0, 100.0, 200.0]])
loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print("softmax, then log:", float(-tf.math.log(tf.nn.softmax(z)[0, 0])))
print("from the logits:  ", float(loss(np.array([0]), z)))

# %% [markdown]
# The probability of the right class is too small for a 32-bit number. It
# becomes 0, and the loss infinite. From the logits it is simply 200. (Where
# Keras can find the logits behind your softmax, it uses them by itself.)
#
# **Model and loss must fit.** A model with logits and a loss that takes
# them for probabilities learns badly or not at all, and Keras does not
# complain.

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
    try:
        loss_function = tf.keras.losses.get(model.loss)
        loss_of = loss_function(np.array([2]), np.array([outputs]))
        found = float(np.mean(loss_of))
    except ValueError:
        found = np.inf  # it takes no class numbers
    watched = model.evaluate(
        np.zeros((1, 28, 28, 1)), np.zeros(1), verbose=0,
        return_dict=True,
    ) if np.isfinite(found) else {}
    for what, value, wanted in [
        ("the windows of the convolutions", windows, [(3, 3), (3, 3)]),
        ("how many weights training changes", trained, 421_642),
        ("the optimizer", kind, "Adam"),
        (f"the loss for the outputs {outputs} and the label 2",
         round(found, 3), round(loss, 3)),
        ("how many values are watched", len(watched), 2),
    ]:
        assert value == wanted, (
            f"{call}: {what}: found {value}, expected {wanted}."
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
last_row = summary(fashion_cnn(from_logits=True))[-1]
assert last_row == ["Dense", (None, 10), 1290, "linear"], (
    f"fashion_cnn(from_logits=True) ends with {last_row}, expected "
    "Dense with 10 units and no activation ('linear')."
)
for from_logits, outputs, loss in [
    (False, [0.1, 0.2, 0.7], 0.3567), (True, [1.0, 2.0, 4.0], 0.1698),
]:
    call = f"fashion_cnn(from_logits={from_logits})"
    check_compiled(fashion_cnn(from_logits), outputs, loss, call)
print("Both are compiled as asked.")
print("Hidden tests compare both models whole: every setting, and how"
      " they are compiled.")

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
# ### 5.4 - Train and evaluate
#
# **First the graded training**: your network with logits, 3 epochs on 3,000
# pictures. Then it has to name 7 of 10 new pictures right. All of them are
# drawn afresh, so that every machine grades alike.

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
# **Now the longer run**, on the same 8,000 pictures as the dense network.
#
# **Predict:** the CNN has four times as many weights as the dense network.
# By how much will it be better? It takes half a minute to find out.

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

# %% [markdown]
# ### 5.5 - Does it matter where the boot is?
#
# Back to the question of this lesson. All pictures of Fashion-MNIST are
# centred. Now we move the test pictures to the right, a pixel at a time,
# and ask both networks again. Neither has seen a moved picture in training.
#
# **Predict:** which one will suffer more?

# %%
moves = range(7)
moved = [np.roll(X_test, pixels, axis=2) for pixels in moves]
for name, network in [("dense", dense), ("CNN", cnn)]:
    right = [
        (network.predict(X, verbose=0).argmax(axis=1) == Y_test).mean()
        for X in moved
    ]
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

# %% [markdown]
# ### 5.6 - Look at the mistakes
#
# Count how often class $i$ (row) was taken for class $j$ (column). This is
# called a **confusion matrix**.

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

# %% [markdown]
# ### 5.7 - What the filters have learned
#
# A model that ends after the first convolution shows what its 32 kernels
# make of a picture.

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

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Four cells are graded, the ones with `raise NotImplementedError()`: 4, 10,
# 6, and 6 + 4 points. Restart the kernel, run all cells, save. Extra cells
# and prints cost nothing. `check()` and `hint()` from `test_utils` help
# while you work. Hidden tests use other inputs than the ones you see. All
# rules are in the README of the course.
