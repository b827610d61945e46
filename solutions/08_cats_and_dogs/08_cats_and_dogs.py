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
# Photographs come in all sizes and in colour, and there are never enough
# of them. In this notebook a network first learns 2000 pictures by heart
# and is the worse for it. Then you teach it better manners.
#
# **When you are done you will be able to:**
#
# - turn image files of many sizes into batches of one shape
# - build a network for colour images
# - read **overfitting** from two curves
# - say what training, validation and test sets are for
# - fight overfitting with **image augmentation**, **dropout** and **early
#   stopping**
#
# You should know what a convolution and a max pooling are, and have trained
# a network with `fit`. You need no GPU.
#
# Six cells are yours to fill: those with `raise NotImplementedError()`.
# The rules of the course are in its [README](../../README.md).

# %% [markdown]
# ## Table of contents
#
# - [1 - Packages and parameters](#1)
# - [2 - The data](#2)
#     - [2.1 - Images of different sizes](#2-1)
#     - [2.2 - Colour images](#2-2)
#     - [2.3 - Convolution and max pooling in colour](#2-3)
#     - [2.4 - From files to batches](#2-4)
#         - [Exercise 1 - make_dataset](#ex-1)
# - [3 - A first network](#3)
#     - [Exercise 2 - cats_and_dogs_model](#ex-2)
#     - [3.1 - Compile: softmax and sigmoid](#3-1)
#     - [3.2 - Train, and look at the curves](#3-2)
# - [4 - Training, validation and test sets](#4)
# - [5 - Image augmentation](#5)
#     - [Exercise 3 - make_augmenter](#ex-3)
# - [6 - Dropout](#6)
#     - [Exercise 4 - model_with_dropout](#ex-4)
#     - [6.1 - Train again](#6-1)
# - [7 - Early stopping](#7)
#     - [Exercise 5 - make_early_stopping](#ex-5)
# - [8 - A small network of your own](#8)
#     - [Exercise 6 - train_small](#ex-6)
# - [9 - The test set, once](#9)
# - [10 - What you have done](#10)
# - [11 - Bibliography](#11)

# %% [markdown]
# <a id="1"></a>
# ## 1 - Packages and parameters
#
# TensorFlow may print a few lines in red. They are notes, not errors.

# %%
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
# These constants decide how long the notebook runs. As they stand, it is
# done in about three minutes on two cores.
#
# | constant | here | as the course was first taught, on a GPU |
# |:---|---:|---:|
# | `IMG_SHAPE`, height and width in pixels | 64 | 150 |
# | `BATCH_SIZE`, pictures for one update of the weights | 25 | 100 |
# | `EPOCHS`, passes over the training set | 10 and 19 | 100 and 100 |
# | `LEARNING_RATE`, of Adam | 0.0005 | 0.001 |
#
# With a GPU, or an hour to spare, set the original values and run it again.

# %%
IMG_SHAPE = 64
BATCH_SIZE = 25
EPOCHS = 10
EPOCHS_AUGMENTED = 19
LEARNING_RATE = 0.0005

# %% [markdown]
# <a id="2"></a>
# ## 2 - The data
#
# The pictures come from a Microsoft collection of more than three million
# labelled cats and dogs. 25,000 of them are public, as the *Dogs vs. Cats*
# competition. We take a small part, so that training does not take all day:
# 2000 pictures to train on and 1000 to validate with.
#
# If you have not put the original photographs in place, you get pictures
# **drawn by a program**, and the loader says so. Folders, file names and
# numbers are the same. The grader always uses drawn pictures, so that it
# grades alike on every machine.
#
# You should know one thing about the drawn pictures. Those of the training
# set are all of one kind: the animals are upright, in the middle, of one
# size, and nearly all look to the left. Those of the validation set lean,
# stand aside, are nearer or farther, and look either way. With photographs
# it is chance that makes a small training set so one-sided. Here it was done
# on purpose.

# %%
train_dir, validation_dir = map(str, cats_and_dogs_folders())

# %% [markdown]
# The folders look like this. **The name of a picture's folder is its
# label.** There is no other list of labels.
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
# stopped half way.

# %%
counts = {}
for split, folder in [("training", train_dir),
                      ("validation", validation_dir)]:
    for animal in ("cats", "dogs"):
        files = list(Path(folder, animal).glob("*.jpg"))
        counts[split, animal] = len(files)
        print(f"{split} {animal}: {len(files)}")

total_train = counts["training", "cats"] + counts["training", "dogs"]
total_val = counts["validation", "cats"] + counts["validation", "dogs"]
print("training images:", total_train)
print("validation images:", total_val)

# %% [markdown]
# Both classes have the same size. So a network that knows nothing is right
# in half of the cases. Keep that in mind: here, an accuracy of 0.5 is
# worth nothing.

# %% [markdown]
# <a id="2-1"></a>
# ### 2.1 - Images of different sizes
#
# Two things are new about this data. The first: no two pictures need have
# the same size.

# %%
def open_picture(folder, animal, number):
    """One picture as a uint8 array of shape (height, width, 3)."""
    path = Path(folder, animal, f"{animal[:-1]}.{number}.jpg")
    return np.asarray(Image.open(path).convert("RGB"))


raw = [open_picture(train_dir, animal, number)
       for number in (3, 7, 12) for animal in ("cats", "dogs")]

fig, axes = plt.subplots(1, 6, figsize=(14, 3))
for picture, ax in zip(raw, axes):
    ax.imshow(picture)
    height, width = picture.shape[:2]
    ax.set_title(f"{height} × {width}", fontsize=10)
    ax.tick_params(labelsize=7)
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 1. Six training pictures, height × width in pixels. Look at the
# scales on the axes.*
#
# A network needs inputs of **one fixed size**. To flatten each picture as
# it is would not do: a larger picture makes a longer list of numbers, and
# the first Dense layer has a fixed number of weights.
#
# The cure is to **resize** all pictures to the same height and width before
# anything else. The course first used 150 × 150 pixels. We use 64 × 64.

# %%
picture = Image.fromarray(raw[0])
fig, axes = plt.subplots(1, 3, figsize=(10, 3.6))
axes[0].imshow(picture)
axes[0].set_title(f"as it came: {raw[0].shape[0]} × {raw[0].shape[1]}")
for size, ax in zip((150, IMG_SHAPE), axes[1:]):
    ax.imshow(picture.resize((size, size)))
    ax.set_title(f"resized: {size} × {size}")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 2. One picture as it came, and resized twice.*
#
# Look at the shape of the animal: a picture that was not square is
# squeezed. A network can live with that, since all its pictures are
# squeezed in the same way. Look at the fur, too: what is lost at 64 × 64 is
# fine detail.

# %% [markdown]
# <a id="2-2"></a>
# ### 2.2 - Colour images
#
# The second thing that is new is colour.
#
# A grey image is an array with two dimensions, height and width. Each
# number is the brightness of a pixel.
#
# A colour image has **three dimensions**: height, width and depth. The
# depth is the number of **channels**. An RGB image has three of them, one
# for red, one for green, one for blue. Each channel by itself looks like a
# grey image. An RGB image of 5 × 5 pixels is an array of shape (5, 5, 3).

# %%
print("shape:", raw[0].shape)
print("the pixel in row 20, column 30:", raw[0][20, 30])

fig, axes = plt.subplots(1, 4, figsize=(13, 3.4))
axes[0].imshow(raw[0])
axes[0].set_title("all channels")
for channel, name in enumerate(("red", "green", "blue")):
    axes[channel + 1].imshow(
        raw[0][:, :, channel], cmap="gray", vmin=0, vmax=255
    )
    axes[channel + 1].set_title(f"channel {channel}, {name}")
for ax in axes:
    ax.axis("off")
plt.tight_layout()
plt.show()

# %% [markdown]
# *Figure 3. A colour image and its three channels. What is reddish is
# brighter in channel 0 than in channel 2.*

# %% [markdown]
# <a id="2-3"></a>
# ### 2.3 - Convolution and max pooling in colour
#
# With three channels, **the filter has a depth of three, too**: one 3×3
# slice for each channel. Each slice slides over its own channel. The three
# results are added up, together with one bias. So a filter makes *one*
# output of two dimensions, however many channels go in.
#
# A layer usually has many filters. Each makes one output, and they are
# stacked: with 16 filters, the depth of the output is 16. The next layer's
# filters then have a depth of 16.
#
# ![Three channels of a 5×5 image, padded with zeros, meet two filters of 3×3×3. Each filter makes one 5×5 output; stacked they have a depth of 2.](images/colour_convolution.svg)
#
# *Figure 4. Two filters on a colour image. The dark squares belong
# together: 27 products and a bias make one number.*
#
# **Max pooling** works on each channel by itself. With a 2×2 window and a
# stride of 2 the height and the width are halved. The depth stays.
#
# The cell below shows both on a batch of one picture.

# %%
batch = tf.constant(raw[0][np.newaxis] / 255.0, tf.float32)
convolution = tfl.Conv2D(filters=16, kernel_size=3, padding="same")
convolved = convolution(batch)
pooled = tfl.MaxPooling2D(2, 2)(convolved)

print("picture:    ", batch.shape)
print("convolved:  ", convolved.shape)
print("max pooled: ", pooled.shape)
print("the filters:", convolution.kernel.shape)

# %% [markdown]
# Read the shape of the filters from left to right: 3×3 windows, 3 channels
# in, 16 filters out. That makes $3 \cdot 3 \cdot 3 \cdot 16 = 432$ weights,
# and 16 biases. During training, these numbers are changed so that the loss
# becomes small.

# %% [markdown]
# <a id="2-4"></a>
# ### 2.4 - From files to batches
#
# Four steps lead from a file to something a network can learn from:
#
# 1. **Read** the file.
# 2. **Decode** it: from JPEG to an array of RGB values.
# 3. Turn the array into **floating point** numbers of one **size**.
# 4. **Rescale** them from 0 ... 255 to 0 ... 1. Networks learn better from
#    small numbers.
#
# Keras does the first three with
# [`tf.keras.utils.image_dataset_from_directory`](https://keras.io/api/data_loading/image/).
# It walks through the folders, numbers the classes in the order of their
# names (cats 0, dogs 1), resizes, and returns batches. Their pixels still
# run from 0 to 255. The fourth step is yours:
#
# ```python
# rescale = tfl.Rescaling(1.0 / 255)
# dataset = dataset.map(lambda X, Y: (rescale(X), Y))
# ```
#
# Older courses use `ImageDataGenerator(rescale=1./255)` and its
# `flow_from_directory(..., target_size=..., class_mode="binary")`. It is
# still there, but Keras advises against it in new code. Both ways are
# accepted below.
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
# one number a picture.

# %% nbgrader={"grade_id": "make_dataset", "solution": true}
# GRADED FUNCTION: make_dataset

def make_dataset(folder, image_size, batch_size, shuffle):
    """Batches (X, Y) of the pictures in a folder.

    Parameters
    ----------
    folder : str
        Has one subfolder for each class.
    image_size : tuple of int
        Height and width of the pictures returned.
    batch_size : int
        Pictures in a batch.
    shuffle : bool
        In random order, or sorted.

    Returns
    -------
    tf.data.Dataset
        Pairs of X, float32 of shape (m, height, width, 3) with values
        from 0 to 1, and Y, integers of shape (m,).
    """
    # - image_dataset_from_directory with the four arguments
    # - rescale from 0 ... 255 to 0 ... 1
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

# %% nbgrader={"grade_id": "read_batches", "locked": true}
def read_batches(folder, image_size, batch_size, shuffle):
    """One pass over make_dataset, as a list of array pairs (X, Y)."""
    dataset = make_dataset(folder, image_size, batch_size, shuffle)
    pairs, found = iter(dataset), []
    for _ in range(len(dataset)):
        X, Y = next(pairs)
        found.append((np.array(X), np.array(Y)))
    return found


# %% nbgrader={"grade_id": "test_make_dataset", "grade": true, "points": 8, "locked": true}
batches = read_batches(validation_dir, (32, 48), 64, False)
X, Y = batches[0]

print("batches:", len(batches))
print("first batch:", X.shape, X.dtype, Y.shape)
print("values from", X.min(), "to", X.max())

assert len(batches) == 16, (
    f"The 1000 pictures make {len(batches)} batches of 64, expected 16."
)
assert X.shape == (64, 32, 48, 3), (
    f"The first batch has shape {X.shape}, expected (64, 32, 48, 3): "
    "64 pictures of height 32 and width 48 in 3 channels."
)
print("All tests passed!")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_rng  # noqa: E402


def coarse(pictures):
    """Means of 4 x 6 tiles: alike for every way to resize."""
    m, height, width, channels = pictures.shape
    tiles = pictures.reshape(
        m, 4, height // 4, 6, width // 6, channels
    )
    return tiles.mean(axis=(2, 4))


def flat_labels(Y):
    Y = np.asarray(Y)
    assert Y.size == len(Y), (
        f"The labels of a batch have shape {Y.shape}, expected one "
        f"number a picture, ({len(Y)},). Leave label_mode at 'int' "
        "(or class_mode at 'binary')."
    )
    return Y.reshape(-1)


own_folder = Path(cats_and_dogs_folders()[1])
paths = sorted(own_folder.glob("*/*.jpg"))
wanted = np.array([path.parent.name == "dogs" for path in paths])

sizes = [len(X) for X, _ in batches]
assert sizes == [64] * 15 + [40], (
    f"The batches have {sizes} pictures, expected 15 of 64 and one "
    "of 40. Every picture belongs into exactly one batch."
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
own = np.stack([
    np.asarray(
        Image.open(paths[i]).convert("RGB").resize((48, 32), 2)
    ) / 255.0
    for i in places
])
apart = np.abs(coarse(X_all[places]) - coarse(own)).mean(axis=(1, 2, 3))
assert apart.max() < 0.04, (
    "With shuffle=False, picture number "
    f"{places[int(apart.argmax())]} is not the one of that file, "
    "resized whole and in colour. Is the order the sorted one?"
)

mixed = read_batches(str(own_folder), (32, 48), 100, True)
sizes = [len(X) for X, _ in mixed]
assert sizes == [100] * 10, (
    f"With batch_size=100 the batches have {sizes} pictures, expected "
    "10 of 100."
)
X_mixed = np.concatenate([X for X, _ in mixed])
Y_mixed = np.concatenate([flat_labels(Y) for _, Y in mixed])
assert 20 < Y_mixed[:100].sum() < 80, (
    f"With shuffle=True the first 100 pictures have "
    f"{int(Y_mixed[:100].sum())} dogs among them. Are they shuffled?"
)
def sorted_pairs(X, Y):
    """A picture may be there twice, under two names."""
    X = np.round(X, 3)
    return sorted((x.tobytes(), int(y)) for x, y in zip(X, Y))


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
cats = {x.tobytes(): n for n, x in enumerate(np.round(X_all[:500], 3))}
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
own = np.stack([
    np.asarray(Image.open(path).convert("RGB").resize((30, 20), 2))
    for path in paths[:40]
]) / 255.0
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
            f"Of a folder of 4 cats and 4 dogs the {number} pass has the "
            f"labels {Y.tolist()}. fit goes over the dataset once per "
            "epoch; all passes have to be alike."
        )
        tiles = X.reshape(8, 4, 6, 4, 6, 3).mean(axis=(2, 4))
        apart = np.abs(tiles - own[[0, 2, 4, 6, 1, 3, 5, 7]] / 255.0)
        assert apart.mean(axis=(1, 2, 3)).max() < 0.15, (
            f"In the {number} pass over another folder a picture is not "
            "the one of its file. Do nothing to pictures but resize and "
            "rescale them."
        )
### END HIDDEN TESTS

# %% [markdown]
# Reading and decoding takes longer than you might think. So we do it
# **once** and keep the arrays in memory. 2000 pictures of 64 × 64 take
# $2000 \cdot 64 \cdot 64 \cdot 3 \cdot 4$ bytes, about 98 MB. At 150 × 150
# it is 540 MB. Data that does not fit into memory stays in files, and the
# `Dataset` goes to `fit` as it is.
#
# The original course validates with all 1000 validation pictures. We keep
# every other one aside, as a **test set** that nothing will look at until
# the very end. [Section 4](#4) says why.

# %%
size = (IMG_SHAPE, IMG_SHAPE)
train_batches = read_batches(train_dir, size, BATCH_SIZE, True)
X_train = np.concatenate([X for X, _ in train_batches])
Y_train = np.concatenate([Y for _, Y in train_batches])

other_batches = read_batches(validation_dir, size, BATCH_SIZE, False)
X_other = np.concatenate([X for X, _ in other_batches])
Y_other = np.concatenate([Y for _, Y in other_batches])
X_val, Y_val = X_other[0::2], Y_other[0::2]
X_test, Y_test = X_other[1::2], Y_other[1::2]

for name, X, Y in [("training", X_train, Y_train),
                   ("validation", X_val, Y_val),
                   ("test", X_test, Y_test)]:
    print(f"{name:10} X {X.shape}, Y {Y.shape}, {Y.mean():.0%} dogs")


# %% [markdown]
# Look at what the network will see.

# %%
def plotImages(images_arr, titles=None):
    """Show up to five images in one row."""
    _, axes = plt.subplots(1, 5, figsize=(12, 2.8))
    for ax in axes:
        ax.axis("off")
    for index, (img, ax) in enumerate(zip(images_arr, axes)):
        ax.imshow(img)
        if titles is not None:
            ax.set_title(titles[index])
    plt.tight_layout()
    plt.show()


class_names = ["cat", "dog"]
plotImages(X_train[:5], [class_names[int(y)] for y in Y_train[:5]])

# %% [markdown]
# *Figure 5. Five training pictures, 64 × 64 pixels, with their labels.*
#
# Could you tell them apart? If you could not, it would be unfair to expect
# it of the network.

# %% [markdown]
# <a id="3"></a>
# ## 3 - A first network
#
# The network has **four blocks**, each a convolution and a max pooling.
# Then comes a fully connected layer with 512 units, and the output.
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

# %% nbgrader={"grade_id": "cats_and_dogs_model", "solution": true}
# GRADED FUNCTION: cats_and_dogs_model

def cats_and_dogs_model(input_shape):
    """Four convolution blocks, a Dense layer, two logits.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of one picture.

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, *input_shape) to logits of shape (m, 2), cat and dog.
    """
    # Conv2D 32 -> pool -> Conv2D 64 -> pool -> Conv2D 128 -> pool
    # -> Conv2D 128 -> pool -> Flatten -> Dense 512 -> Dense 2
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


# %% nbgrader={"grade_id": "test_cats_and_dogs_model", "grade": true, "points": 6, "locked": true}
model = cats_and_dogs_model((64, 64, 3))

# A Functional model also lists its input. That row is left out.
rows = [row for row in summary(model) if row[0] != "InputLayer"]
for row in rows:
    print(row)

pool = [(2, 2), (2, 2), "valid"]
conv = ["valid", "relu", "GlorotUniform"]
output = [
    ["Conv2D", (None, 62, 62, 32), 896, *conv],
    ["MaxPooling2D", (None, 31, 31, 32), 0, *pool],
    ["Conv2D", (None, 29, 29, 64), 18496, *conv],
    ["MaxPooling2D", (None, 14, 14, 64), 0, *pool],
    ["Conv2D", (None, 12, 12, 128), 73856, *conv],
    ["MaxPooling2D", (None, 6, 6, 128), 0, *pool],
    ["Conv2D", (None, 4, 4, 128), 147584, *conv],
    ["MaxPooling2D", (None, 2, 2, 128), 0, *pool],
    ["Flatten", (None, 512), 0],
    ["Dense", (None, 512), 262656, "relu"],
    ["Dense", (None, 2), 1026, "linear"],
]

comparator(rows, output)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import same_model  # noqa: E402


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
### END HIDDEN TESTS

# %% [markdown]
# Half of the parameters sit in one layer, the first Dense layer:
# $(512 + 1) \cdot 512 = 262656$ of 504,514. With pictures of 150 × 150 it
# has $(7 \cdot 7 \cdot 128 + 1) \cdot 512 = 3{,}211{,}776$ of 3,453,634,
# which is 93%.
#
# Compare that with 2000 pictures. **A network with many parameters and few
# examples can learn the examples by heart.** With very few parameters it
# could not even learn the examples; statisticians call that *bias*. With
# very many it finds one of countless ways to fit them, and which one it
# finds depends on the accidents of the data; they call that *variance*.

# %%
model = cats_and_dogs_model((IMG_SHAPE, IMG_SHAPE, 3))
model.summary()

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
# You may put it into the model, `Dense(2, activation="softmax")`. It is
# safer to leave it to the loss, which then computes with logarithms where
# that is more exact. `from_logits=True` says so:
#
# | last layer | loss |
# |:---|:---|
# | `Dense(2)` | `SparseCategoricalCrossentropy(from_logits=True)` |
# | `Dense(2, activation="softmax")` | `"sparse_categorical_crossentropy"` |
# | `Dense(1, activation="sigmoid")` | `"binary_crossentropy"` |
#
# All three work for two classes. What does not work is a row that is mixed:
# with `sigmoid` the loss has to change, too.
#
# The third row is the second in disguise. A sigmoid of the difference of
# two logits is their softmax:

# %%
logits = tf.constant([[0.3, 1.7]])
print("softmax:", tf.nn.softmax(logits).numpy())
print("sigmoid of z1 - z0:",
      tf.sigmoid(logits[:, 1] - logits[:, 0]).numpy())

# %% [markdown]
# As usual we take the Adam optimizer, and ask for the accuracy. Its learning
# rate is half of the default. With small batches and augmented pictures,
# larger steps can make a network of this depth give up before it has found
# anything: it then answers 0.5 for good.

# %%
model.compile(
    optimizer=tf.keras.optimizers.Adam(LEARNING_RATE),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(
        from_logits=True
    ),
    metrics=["accuracy"],
)

# %% [markdown]
# <a id="3-2"></a>
# ### 3.2 - Train, and look at the curves
#
# 2000 pictures in batches of 25 make $\lceil 2000 / 25 \rceil = 80$
# updates of the weights in an epoch. `fit` shuffles the training arrays
# before every epoch. After every epoch it measures loss and accuracy on the
# validation pictures, and does not learn from them.

# %%
history = model.fit(
    X_train, Y_train,
    batch_size=BATCH_SIZE,
    epochs=EPOCHS,
    validation_data=(X_val, Y_val),
    verbose=2,
)


# %%
def plot_curves(history, title):
    """Accuracy and loss of both sets against the epoch."""
    fig, axes = plt.subplots(1, 2, figsize=(11, 4))
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
    axes[1].set_ylim(0, 1.6)
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
#   accuracy stops long before. On the original photographs, at 150 × 150,
#   it stays near 0.70.
# - **The validation loss.** It falls for some epochs, then **rises**, while
#   the training loss goes on falling. At that point the network stops
#   learning about cats and dogs, and starts learning the 2000 pictures by
#   heart.
#
# This is **overfitting**. The network is nearly perfect on pictures it has
# seen and poor on others. And it is sure of its wrong answers, which is
# what makes the loss rise.

# %%
def final(history, epochs=3):
    """Training and validation accuracy, mean of the last epochs."""
    return [float(np.mean(history.history[name][-epochs:]))
            for name in ("accuracy", "val_accuracy")]


first_train, first_val = final(history)
print(f"training accuracy   {first_train:.3f}")
print(f"validation accuracy {first_val:.3f}")
print(f"gap                 {first_train - first_val:.3f}")

# %% [markdown]
# <a id="4"></a>
# ## 4 - Training, validation and test sets
#
# You may have met overfitting before. A network for Fashion-MNIST may reach
# 97% on its training set and 92% on its test set. There it was noticed when
# training was over. That is late.
#
# With a **validation set** you notice it after every epoch. No weight is
# ever changed because of it. So it can tell whether the network has
# understood something or only remembers.
#
# It helps you decide:
#
# - **How long to train.** Stop where the validation loss is lowest.
# - **Which network to take.** Train several, with more layers or fewer, and
#   keep the one with the lowest validation loss.
#
# Why then a **test set** as well? Because these decisions look at the
# validation set. Of many networks you keep the one that happens to suit
# those pictures, so its validation accuracy is a little too good. The
# weights never saw the validation set, but *you* did. An honest figure
# needs pictures that nobody chose by. And it stays honest only once: if you
# go back and change something because of it, it has become a second
# validation set.
#
# ![The training set fits the weights in every step. The validation set is used after every epoch to choose. The test set is used once, at the end, to measure.](images/three_sets.svg)
#
# *Figure 7. Three sets and what each is for.*

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
# picture as it is.
#
# **Flip.** Left and right are exchanged, in half of the cases. It is
# *horizontal* because pets seldom stand on their heads.

# %%
flip = tfl.RandomFlip("horizontal")
same_picture = X_train[[0] * 5]

plotImages(flip(same_picture, training=True).numpy())

# %% [markdown]
# *Figure 8. One training picture, five times through `RandomFlip`.*
#
# **Rotate.** The layer takes parts of a full turn. 45° to either side is
# `45 / 360`. What a turned picture leaves empty has to be filled.
# `fill_mode="nearest"` repeats the pixels at the edge.

# %%
rotate = tfl.RandomRotation(45 / 360, fill_mode="nearest")

plotImages(rotate(same_picture, training=True).numpy())

# %% [markdown]
# *Figure 9. The same picture, turned by up to 45°. Look at the corners: the
# streaks there are repeated pixels.*
#
# **Zoom.** With `0.5` the picture shrinks or grows by up to a half.

# %%
zoom = tfl.RandomZoom(0.5, fill_mode="nearest")

plotImages(zoom(same_picture, training=True).numpy())

# %% [markdown]
# *Figure 10. The same picture, zoomed. Where it shrinks, the edge is
# repeated; where it grows, parts are lost.*
#
# More is not always better. An augmentation must not change **what** the
# picture shows. If a zoom cuts off all that tells a cat from a dog, the
# label is wrong.
#
# <a id="ex-3"></a>
# ### Exercise 3 - make_augmenter
#
# Now all together. Write `make_augmenter`, which returns a model of four
# layers:
#
# | layer | setting |
# |:---|:---|
# | [RandomFlip](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/) | `"horizontal"` |
# | [RandomRotation](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/) | up to 40° to either side |
# | [RandomTranslation](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/) | up to 0.1 of the height and 0.1 of the width |
# | [RandomZoom](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/) | up to 0.2 in and out |
#
# All but the flip with `fill_mode="nearest"`. The order is up to you.
#
# The original course shifts by 0.2, and trains for 100 epochs. The stronger
# the augmentation, the longer it takes to learn, so we shift by less. (The
# original also has `shear_range=0.2`. That is a shear of 0.2 *degrees*,
# which nobody can see.)

# %% nbgrader={"grade_id": "make_augmenter", "solution": true}
# GRADED FUNCTION: make_augmenter

def make_augmenter(input_shape):
    """Random flip, rotation, translation and zoom.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of one picture.

    Returns
    -------
    tf.keras.Model
        Maps pictures to changed pictures of the same shape when
        called with training=True, to themselves otherwise.
    """
    # A Sequential model that starts with an Input.
    # Mind the unit of RandomRotation.
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

# The order is free, so the rows are sorted by their names.
rows = sorted(row for row in summary(augmenter)
              if row[0] != "InputLayer")
for row in rows:
    if row[0] == "RandomZoom" and row[-1] is None:
        row[-1] = row[-2]  # no width factor: the same as the height's
    print(row)

shape = (None, 48, 64, 3)
output = [
    ["RandomFlip", shape, 0, "horizontal"],
    ["RandomRotation", shape, 0, 40 / 360],
    ["RandomTranslation", shape, 0, 0.1, 0.1],
    ["RandomZoom", shape, 0, 0.2, 0.2],
]

comparator(rows, output)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import same_model  # noqa: E402


def augmenter_references(found, input_shape):
    """The right augmenters with their layers in the order found.

    There are two: without a width factor, RandomZoom zooms height
    and width alike; with one, each by itself.
    """
    order = [type(layer).__name__ for layer in found.layers]
    for zoom in ((0.2,), (0.2, 0.2)):
        right = {
            "RandomFlip": tfl.RandomFlip("horizontal"),
            "RandomRotation": tfl.RandomRotation(
                40 / 360, fill_mode="nearest"
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

plotImages(augmenter(same_picture, training=True).numpy())

# %% [markdown]
# *Figure 11. One picture, five times through all four layers. It is still
# the same animal. Is that so in all five?*
#
# **Only training pictures are augmented.** Validation and test pictures
# stay as they are, because they stand for what the network will meet later.
#
# So the augmenter goes into the training data. `map` applies it to every
# batch, anew in each epoch, while the network works on the batch before.

# %%
def augmented(X, Y):
    """One batch, each picture changed at random."""
    return augmenter(X, training=True), Y


train_augmented = (
    tf.data.Dataset.from_tensor_slices((X_train, Y_train))
    .shuffle(len(X_train))
    .batch(BATCH_SIZE)
    .map(augmented, num_parallel_calls=2)
    .prefetch(2)
)

# %% [markdown]
# <a id="6"></a>
# ## 6 - Dropout
#
# In training, some parts of a network may end up with large weights, and
# others with small ones. The large ones then do all the work, and the
# small ones hardly learn anything.
#
# **Dropout** switches off some values at random in each training step. The
# others have to do without them. So no part can be relied on alone, and
# every part learns to be of use.
#
# You choose only the probability, the *rate*. By chance some values are
# left out more often than others. Over many steps it evens out. When the
# network predicts, all of them are on.
#
# ![The same network in three training steps, with other hidden neurons crossed out each time, and in prediction with all of them on.](images/dropout.svg)
#
# *Figure 12. Dropout with five hidden neurons. In each training step other
# ones are off.*
#
# Watch the layer at work. With a rate of 0.5, about half of the ones become
# 0. The rest are **doubled**, so that the sum stays about the same.

# %%
dropout = tfl.Dropout(0.5)
ones = tf.ones((1, 12))
print("training:  ", dropout(ones, training=True).numpy()[0])
print("prediction:", dropout(ones, training=False).numpy()[0])

# %% [markdown]
# <a id="ex-4"></a>
# ### Exercise 4 - model_with_dropout
#
# Write `model_with_dropout`: the network of exercise 2 with one more layer,
# `Dropout` with a rate of 0.5, **between the last max pooling and
# Flatten**.

# %% nbgrader={"grade_id": "model_with_dropout", "solution": true}
# GRADED FUNCTION: model_with_dropout

def model_with_dropout(input_shape):
    """The network of exercise 2 with Dropout before Flatten.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels of one picture.

    Returns
    -------
    tf.keras.Model
        An uncompiled model. It maps pictures of shape
        (m, *input_shape) to logits of shape (m, 2).
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

rows = [row for row in summary(model_2) if row[0] != "InputLayer"]
for row in rows:
    print(row)

pool = [(2, 2), (2, 2), "valid"]
conv = ["valid", "relu", "GlorotUniform"]
output = [
    ["Conv2D", (None, 62, 62, 32), 896, *conv],
    ["MaxPooling2D", (None, 31, 31, 32), 0, *pool],
    ["Conv2D", (None, 29, 29, 64), 18496, *conv],
    ["MaxPooling2D", (None, 14, 14, 64), 0, *pool],
    ["Conv2D", (None, 12, 12, 128), 73856, *conv],
    ["MaxPooling2D", (None, 6, 6, 128), 0, *pool],
    ["Conv2D", (None, 4, 4, 128), 147584, *conv],
    ["MaxPooling2D", (None, 2, 2, 128), 0, *pool],
    ["Dropout", (None, 2, 2, 128), 0, 0.5],
    ["Flatten", (None, 512), 0],
    ["Dense", (None, 512), 262656, "relu"],
    ["Dense", (None, 2), 1026, "linear"],
]

comparator(rows, output)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import fresh_integers  # noqa: E402
from test_utils import same_model  # noqa: E402


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
### END HIDDEN TESTS

# %% [markdown]
# Dropout has no parameters of its own. The two networks have the same
# number.

# %% [markdown]
# <a id="6-1"></a>
# ### 6.1 - Train again
#
# This run has augmentation and dropout. It is given more epochs: to learn
# what a cat is takes longer than to learn 2000 pictures by heart.
#
# With so much chance in the training, the last few batches of an epoch may
# leave the weights a little better or a little worse, and the validation
# curve would jump by 0.1. So Adam also keeps a running **average** of the
# weights (`use_ema`, for *exponential moving average*), and goes on from
# the average after every epoch. The curve becomes calm, and the climb
# slower. That alone does not close the gap: the first network, trained so,
# still has one of nearly 0.2 after its 10 epochs.

# %%
model_2 = model_with_dropout((IMG_SHAPE, IMG_SHAPE, 3))
model_2.compile(
    optimizer=tf.keras.optimizers.Adam(
        LEARNING_RATE,
        use_ema=True,
        ema_overwrite_frequency=len(train_augmented),
    ),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(
        from_logits=True
    ),
    metrics=["accuracy"],
)
history_2 = model_2.fit(
    train_augmented,
    epochs=EPOCHS_AUGMENTED,
    validation_data=(X_val, Y_val),
    shuffle=False,  # the dataset does it
    verbose=2,
)

# %%
plot_curves(history_2, "with augmentation and dropout")

# %% [markdown]
# *Figure 13. Accuracy and loss with augmentation and dropout. The axes are
# those of figure 6.*
#
# What to look at:
#
# - **The gap has closed.** Both accuracies climb side by side, more slowly
#   than before.
# - **Validation may be above training.** That is no error. The training
#   accuracy is measured on augmented pictures and with half of the values
#   dropped. That is the harder task.
# - **The validation loss** no longer runs away.

# %%
second_train, second_val = final(history_2)
print("                     training  validation  gap")
for what, a, b in [("four blocks, no help", first_train, first_val),
                   ("augmented, dropout", second_train, second_val)]:
    print(f"{what:20} {a:8.3f}  {b:10.3f}  {a - b:5.3f}")

# %% [markdown]
# A fairer comparison asks both networks about the *same* training pictures,
# as they are.

# %%
for what, network in [("four blocks, no help", model),
                      ("augmented, dropout", model_2)]:
    _, seen = network.evaluate(X_train, Y_train, verbose=0)
    _, unseen = network.evaluate(X_val, Y_val, verbose=0)
    print(f"{what:20} training {seen:.3f}, validation {unseen:.3f}")

# %% [markdown]
# <a id="7"></a>
# ## 7 - Early stopping
#
# The third method costs nothing: **stop training when the validation loss
# no longer falls**, and go back to the weights of the best epoch.
#
# A loss curve is jagged. One bad epoch does not mean that the best is over.
# So the callback waits for a number of epochs, its *patience*, before it
# gives up.
#
# <a id="ex-5"></a>
# ### Exercise 5 - make_early_stopping
#
# Write `make_early_stopping`, which returns an
# [EarlyStopping](https://keras.io/api/callbacks/early_stopping/) callback.
# It watches the **validation loss**, has the given patience, and in the end
# **restores the best weights**.

# %% nbgrader={"grade_id": "make_early_stopping", "solution": true}
# GRADED FUNCTION: make_early_stopping

def make_early_stopping(patience):
    """Stop when the validation loss has not fallen for a while.

    Parameters
    ----------
    patience : int
        Epochs without a new lowest validation loss to wait for.

    Returns
    -------
    tf.keras.callbacks.EarlyStopping
        Puts back the weights of the best epoch when training ends.
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
# To try a callback you need no training. `run_with_callback` plays the part
# of `fit`: it has a network with a single weight, sets that weight to the
# number of the epoch, and tells the callback a validation loss you choose.

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
ran, kept = run_with_callback(2, [0.9, 0.7, 0.8, 0.6, 0.7, 0.8, 0.5])
print(f"{ran} epochs ran, the weights of epoch {kept} are left")

assert ran == 6, (
    f"{ran} epochs ran, expected 6: the lowest loss so far came in "
    "epoch 4, and epochs 5 and 6 brought no lower one."
)
assert kept == 4, (
    f"The weights of epoch {kept} are left, expected those of epoch 4, "
    "the best one."
)
print("All tests passed!")

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
        f"With patience={patience} and the validation losses {losses}, "
        f"{found[0]} epochs ran and the weights of epoch {found[1]} "
        f"are left; expected {wanted[0]} and {wanted[1]}."
    )
### END HIDDEN TESTS

# %% [markdown]
# What would it have made of our two runs? The next cell tells the callback
# the validation losses that you saw in figures 6 and 13.

# %%
for what, run in [("four blocks, no help", history),
                  ("augmented, dropout", history_2)]:
    losses = run.history["val_loss"]
    ran, kept = run_with_callback(3, losses)
    print(f"{what}: {ran} of {len(losses)} epochs, "
          f"best epoch {kept} with val_loss {losses[kept - 1]:.3f}")

# %% [markdown]
# In `fit` you would write `callbacks=[make_early_stopping(3)]`, and set
# `epochs` as high as you like.

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
# **The grader has it learn another task**, which is drawn for your class
# only: two kinds of pictures, which are neither cats nor dogs. It gives
# your function 600 of them. In all of these the object stands upright
# and looks the same way. Then it asks the network about 300 others, which
# nobody has seen. There the object leans by up to 30°, is nearer or
# farther, and **half of the pictures show it mirrored**. You get the points
# if the network
#
# - is right about at least 0.85 of the pictures it has seen,
# - is right about at least 0.85 of the unseen ones, and
# - the gap between the two is at most 0.15.
#
# So learning by heart does not pay. The solution takes about 8 seconds of a
# processor. You may use your functions from above. A network for pictures
# as small as these needs no more than three blocks.
#
# **Hint:** `BatchNormalization` between a convolution and its ReLU makes
# small networks learn faster. In a short training give it
# `momentum=0.9`: its averages then keep up with the weights.

# %% nbgrader={"grade_id": "train_small", "solution": true}
# GRADED FUNCTION: train_small

def train_small(X, Y):
    """Train a small network, without overfitting.

    Parameters
    ----------
    X : array, float32, shape (m, 32, 32, 3)
        Pictures with values from 0 to 1.
    Y : array, integers, shape (m,)
        Labels, 0 or 1.

    Returns
    -------
    tf.keras.Model
        Trained. It maps pictures to two numbers each, logits or
        probabilities; the larger one is the answer.
    """
    # - a small network, compiled
    # - fit it to augmented batches of X and Y
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
# The next function calls yours and looks at what comes back. The test first
# has it learn 128 pictures of noise, which takes a few seconds.

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
        "All biases of the model are still 0, as before any training. "
        "Return the model that fit has trained."
    )
    return network


# %% nbgrader={"grade_id": "test_train_small", "grade": true, "points": 12, "locked": true}
noise = np.random.default_rng(0).random((128, 32, 32, 3), "float32")
network = small_network(noise, np.arange(128) % 2)
print("output shape", network.output_shape)

# The grader has it learn another task, drawn for this class only: pictures
# of two kinds that nobody has seen.
print("The grader asks for: seen 0.85, unseen 0.85, gap 0.15.")

### BEGIN HIDDEN TESTS: values may be shown
from grader.fresh_tasks import (  # noqa: E402
    Pose,
    fresh_task,
    with_renewed_averages,
)

# Most of each pattern is the same for both kinds, but mirrored. Only a
# network that is trained with mirrored pictures looks at the rest.
task = fresh_task(
    "two kinds", classes=2, patterns_per_class=3, count=600, new=300,
    size=(32, 32), handed=0.75,
    pose=Pose(place=0.15, scale=(0.75, 0.85), turn=5, mirrored=0),
    new_pose=Pose(
        place=0.15, scale=(0.65, 0.95), turn=30, mirrored=0.5,
    ),
)
trained = small_network(task.X, task.Y)
for before, after in zip(network.weights, trained.weights):
    assert before.name != "kernel" or not np.array_equal(
        np.array(before), np.array(after)
    ), (
        "A kernel of the network is the same after two trainings on "
        "different pictures, so it was not trained. Train all layers, "
        "from new weights."
    )
trained = with_renewed_averages(trained, task.X)


def judged(X, Y):
    """The share of right answers."""
    answers = trained.predict(X, verbose=0)
    assert np.isfinite(answers).all(), (
        "The model answers with values that are no numbers (NaN): the "
        "training has diverged."
    )
    return float(np.mean(answers.argmax(axis=1) == Y))


seen, unseen = judged(task.X, task.Y), judged(task.X_new, task.Y_new)
assert seen >= 0.85, (
    f"The trained model is right about {seen:.3f} of the pictures it "
    "was trained on, expected at least 0.85. Guessing gives 0.5. Is it "
    "trained on X and Y, long enough, and returned?"
)
assert seen - unseen <= 0.15, (
    f"The trained model is right about {seen:.3f} of the pictures it "
    f"has seen and {unseen:.3f} of {len(task.Y_new)} unseen ones. The "
    f"gap is {seen - unseen:.3f}, expected at most 0.15. Augment, so "
    "that it learns objects that lean, look the other way, are nearer "
    "or farther; add dropout."
)
assert unseen >= 0.85, (
    f"The trained model is right about {unseen:.3f} of "
    f"{len(task.Y_new)} unseen pictures, expected at least 0.85. "
    "Augment so that it learns objects that lean, look the other way, "
    "are nearer or farther, and train for more epochs."
)
print(f"accuracy: seen {seen:.3f}, unseen {unseen:.3f}")
### END HIDDEN TESTS

# %% [markdown]
# Now try it on the cats and dogs. The validation pictures stand in for the
# ones nobody has seen.

# %%
def shrink(X):
    """Pictures of 32 x 32 pixels."""
    return tf.image.resize(X, (32, 32), antialias=True).numpy()


small = train_small(shrink(X_train), Y_train)
for what, X, Y in [("seen", shrink(X_train), Y_train),
                   ("unseen", shrink(X_val), Y_val)]:
    answers = small.predict(X, verbose=0).argmax(axis=1)
    print(f"{what:7} accuracy {np.mean(answers == Y):.3f}")

# %% [markdown]
# <a id="9"></a>
# ## 9 - The test set, once
#
# All decisions are made. Now, and only now, the 500 pictures that nobody
# has looked at.

# %%
_, test_accuracy = model_2.evaluate(X_test, Y_test, verbose=0)
error = np.sqrt(test_accuracy * (1 - test_accuracy) / len(X_test))
print(f"validation accuracy {second_val:.3f}")
print(f"test accuracy       {test_accuracy:.3f} ± {error:.3f}")

# %% [markdown]
# The number behind ± is the standard error of an accuracy measured on 500
# pictures. A difference smaller than two of them means little.
#
# **Resist the wish to try again** with other settings until the test
# accuracy is higher. Whoever does that overfits the test set.

# %% [markdown]
# <a id="10"></a>
# ## 10 - What you have done
#
# You have brought photographs of all sizes into one shape, built a network
# for colour images, watched it learn by heart, and stopped it.
#
# **Colour images of different sizes**
#
# - **Resizing**: all pictures get the same size before they enter a
#   network.
# - **RGB image**: an array of height, width and 3 channels.
# - **Convolution** in colour: each channel has its own slice of the filter.
#   The results and one bias are added to one output.
# - **Max pooling**: on each channel by itself, with the same window and
#   stride.
# - **Validation set**: shows after every epoch how the network does on
#   pictures it does not learn from. It is used to stop early and to choose
#   between networks.
#
# **Against overfitting**
#
# - **Early stopping**: train until the validation loss no longer falls.
# - **Image augmentation**: make new training pictures by random changes of
#   the old ones.
# - **Dropout**: switch off some values at random in each training step.
#
# There is more. *Weight decay* keeps all weights close to zero, so that the
# network has less freedom. *Cross-validation* repeats the split into
# training and validation pictures, so that every picture is validated with
# once. And the best cure is the dullest: **more data, in better order**.
# People who do this for a living say that it is nine tenths of the work.
#
# Next: [flowers](../09_flowers/09_flowers.ipynb), where you do all of it by
# yourself.

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
# - Data augmentation in Keras:
#   <https://keras.io/api/layers/preprocessing_layers/image_augmentation/>
