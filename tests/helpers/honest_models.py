"""Models that students may well submit, as functions that build them."""

import keras
import numpy as np
from keras import layers as tfl


def happy_model():
    return keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            tfl.ZeroPadding2D(3),
            tfl.Conv2D(32, 7),
            tfl.BatchNormalization(axis=3),
            tfl.ReLU(),
            tfl.MaxPool2D(),
            tfl.Flatten(),
            tfl.Dense(1, activation="sigmoid"),
        ]
    )


def convolutional_model():
    image = keras.Input((64, 64, 3))
    x = tfl.ReLU()(tfl.Conv2D(8, 4, padding="same")(image))
    x = tfl.MaxPool2D(8, 8, padding="same")(x)
    x = tfl.ReLU()(tfl.Conv2D(16, 2, padding="same")(x))
    x = tfl.MaxPool2D(4, 4, padding="same")(x)
    return keras.Model(image, tfl.Dense(6, activation="softmax")(tfl.Flatten()(x)))


def added_one_by_one():
    model = keras.Sequential(name="mine")
    model.add(tfl.Dense(3, input_shape=(4,), name="first"))
    model.add(tfl.Dense(2))
    return model


def unbuilt():
    return keras.Sequential([tfl.Dense(3), tfl.Dense(2)])


def empty():
    return keras.Sequential()


def built_by_a_call():
    model = keras.Sequential([tfl.Dense(3), tfl.Dense(2)])
    model(keras.ops.ones((5, 4)))
    return model


def shared_layer():
    left, right = keras.Input((4,)), keras.Input((4,))
    dense = tfl.Dense(3, activation=tfl.LeakyReLU())
    return keras.Model([left, right], tfl.Dot(1)([dense(left), dense(right)]))


def layer_called_in_turn():
    start = keras.Input((4,))
    one, two = tfl.Dense(4), tfl.Dense(4)
    return keras.Model(start, one(two(one(start))))


def several_ends():
    image, extra = keras.Input((8, 8, 1), name="image"), keras.Input((2,), name="extra")
    x = tfl.Concatenate()([tfl.Flatten()(tfl.Conv2D(2, 3)(image)), extra])
    ends = {"a": tfl.Dense(1, name="a")(x), "b": tfl.Dense(2, name="b")(x)}
    return keras.Model({"image": image, "extra": extra}, ends)


def parallel_branches():
    start = keras.Input((4,))
    branches = [tfl.Dense(4)(start) for _ in range(4)]
    deep = tfl.Dense(4)(branches[2])
    return keras.Model(start, tfl.Add()([deep, branches[3], branches[0], branches[1]]))


def nested():
    inner = keras.Sequential([keras.Input((6,)), tfl.Dense(5), tfl.BatchNormalization()])
    start = keras.Input((6,))
    middle = keras.Model(start, tfl.Dense(5)(inner(start)))
    end = keras.Input((6,))
    return keras.Model(end, tfl.Add()([middle(end), tfl.Dense(5)(end), middle(end)]))


def shared_in_and_out():
    inner = keras.Sequential([keras.Input((6,)), tfl.Dense(5)])
    start, end = keras.Input((6,)), keras.Input((6,))
    middle = keras.Model(start, tfl.Dense(5)(inner(start)))
    return keras.Model(end, tfl.Add()([middle(end), inner(end)]))


def ends_in_a_model():
    start = keras.Input((6,))
    inner = keras.Model(start, tfl.Dense(5)(start))
    again = keras.Input((6,))
    return keras.Model(again, inner(again))


def model_first():
    start = keras.Input((6,))
    inner = keras.Model(start, tfl.Dense(5)(start))
    return keras.Sequential([inner, tfl.Dense(1)])


def augmented():
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            tfl.RandomFlip("horizontal"),
            tfl.RandomRotation(0.2, seed=7),
            tfl.RandomZoom((-0.2, 0.1)),
            tfl.Rescaling(1 / 255, offset=[0.0, 0.5, 1.0]),
            tfl.SeparableConv2D(4, 3, depthwise_regularizer=keras.regularizers.L2(0.1)),
            tfl.Conv2D(
                4,
                3,
                kernel_initializer=keras.initializers.HeNormal(seed=3),
                kernel_constraint="max_norm",
                activation="relu",
            ),
            tfl.GlobalAveragePooling2D(),
            tfl.Dropout(0.5),
            tfl.Dense(2),
        ]
    )


def adapted():
    normalization = tfl.Normalization(axis=-1)
    normalization.adapt(np.array([[1.0, 2.0], [3.0, 8.0]]))
    return keras.Sequential([keras.Input((2,)), normalization, tfl.Dense(1)])


def given_statistics():
    layer = tfl.Normalization(axis=None, mean=3.0, variance=2.0)
    return keras.Sequential([keras.Input((2,)), layer, tfl.Dense(1)])


def text_model():
    return keras.Sequential(
        [
            keras.Input((7,), dtype="int32"),
            tfl.Embedding(50, 8, mask_zero=True),
            tfl.Bidirectional(tfl.LSTM(4, return_sequences=True)),
            tfl.TimeDistributed(tfl.Dense(3)),
            tfl.GRU(2),
        ]
    )


def model_over_time():
    frame = keras.Sequential([keras.Input((8, 8, 1)), tfl.Conv2D(2, 3), tfl.Flatten()])
    return keras.Sequential([keras.Input((5, 8, 8, 1)), tfl.TimeDistributed(frame), tfl.LSTM(3)])


def attentive():
    start = keras.Input((5, 8))
    return keras.Model(start, tfl.MultiHeadAttention(2, 4)(start, start))


def operations():
    start = keras.Input((4,))
    x = keras.activations.relu(tfl.Dense(4)(start / 2.0)) + start
    return keras.Model(start, keras.ops.concatenate([x, -x], axis=-1))


def frozen():
    model = happy_model()
    model.layers[1].trainable = False
    return model


def all_frozen():
    model = convolutional_model()
    model.trainable = False
    return model


def part_of_a_model():
    whole = convolutional_model()
    return keras.Model(whole.layers[3].output, whole.layers[6].output)


def tensorflow_activations():
    import tensorflow as tf

    return keras.Sequential(
        [keras.Input((4,)), tfl.Dense(3, activation=tf.nn.relu), tfl.Dense(2, tf.nn.softmax)]
    )


BUILT = [
    happy_model,
    convolutional_model,
    added_one_by_one,
    built_by_a_call,
    shared_layer,
    layer_called_in_turn,
    several_ends,
    parallel_branches,
    nested,
    ends_in_a_model,
    model_first,
    augmented,
    adapted,
    given_statistics,
    text_model,
    model_over_time,
    attentive,
    operations,
    frozen,
    all_frozen,
    part_of_a_model,
    tensorflow_activations,
]
UNBUILT = [unbuilt, empty]
