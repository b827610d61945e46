"""Honest models of many kinds for exercises in which the architecture is free, and broken ones.

Each takes the function that makes the last layers (`end`) and the shape of a picture.
"""

from __future__ import annotations


def _keras():
    from tensorflow import keras

    return keras, keras.layers


def course(end, shape):
    """Lesson 04's own."""
    keras, tfl = _keras()
    x = i = keras.Input(shape)
    x = tfl.ZeroPadding2D((3, 3))(x)
    x = tfl.Conv2D(32, (7, 7), strides=(1, 1), name="conv0")(x)
    x = tfl.BatchNormalization(axis=3, name="bn0")(x)
    x = tfl.Activation("relu")(x)
    x = tfl.MaxPooling2D((2, 2), name="max_pool")(x)
    return keras.Model(inputs=[i], outputs=[end(tfl.Flatten()(x))])


def global_pool(end, shape):
    """Four blocks, then a global average."""
    keras, tfl = _keras()
    x = i = keras.Input(shape)
    for filters in (8, 16, 32, 64):
        x = tfl.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = tfl.MaxPooling2D()(x)
    return keras.Model(i, end(tfl.GlobalAveragePooling2D()(x)))


def residual(end, shape):
    """Blocks with Add, in the way of ResNet (K. He et al., 2016)."""
    keras, tfl = _keras()
    i = keras.Input(shape)
    x = tfl.Conv2D(16, 3, padding="same", use_bias=False)(i)
    for _ in range(3):
        y = tfl.BatchNormalization()(x)
        y = tfl.ReLU()(y)
        y = tfl.Conv2D(16, 3, padding="same", kernel_initializer="he_normal")(y)
        x = tfl.MaxPooling2D()(tfl.Add()([x, y]))
    return keras.Model(i, end(tfl.GlobalAveragePooling2D()(x)))


def operations(end, shape):
    """The same with x + y, and a ReLU of keras.ops."""
    keras, tfl = _keras()
    i = keras.Input(shape)
    x = tfl.Conv2D(16, 3, padding="same")(i)
    for _ in range(2):
        y = keras.ops.relu(tfl.Conv2D(16, 3, padding="same")(x))
        x = tfl.MaxPooling2D(4)(x + y)
    return keras.Model(i, end(tfl.Flatten()(x)))


def concatenated(end, shape):
    """Windows of two sizes side by side."""
    keras, tfl = _keras()
    i = keras.Input(shape)
    x = tfl.Concatenate()([tfl.Conv2D(8, k, padding="same", activation="relu")(i) for k in (3, 5)])
    x = tfl.MaxPooling2D(4)(x)
    return keras.Model(i, end(tfl.Flatten()(x)))


def separable(end, shape):
    """SeparableConv2D, BatchNormalization, SpatialDropout2D, L2, LeakyReLU."""
    keras, tfl = _keras()
    return keras.Sequential(
        [
            keras.Input(shape),
            tfl.SeparableConv2D(16, 3, use_bias=False),
            tfl.BatchNormalization(),
            tfl.LeakyReLU(),
            tfl.MaxPooling2D(),
            tfl.SpatialDropout2D(0.2),
            tfl.SeparableConv2D(32, 3, depthwise_regularizer="l2", pointwise_regularizer="l2"),
            tfl.PReLU(shared_axes=[1, 2]),
            tfl.AveragePooling2D(2),
            tfl.Conv2D(32, 3, kernel_regularizer=keras.regularizers.L2(1e-4), activation="elu"),
            tfl.MaxPooling2D(),
            tfl.Flatten(),
            tfl.Dropout(0.5),
            *ends(end),
        ]
    )


def augmented(end, shape):
    """Augmentation and Rescaling inside, nested Sequential models."""
    keras, tfl = _keras()
    blocks = [
        keras.Sequential([tfl.Conv2D(f, 3, activation="relu"), tfl.MaxPooling2D()])
        for f in (16, 32)
    ]
    augment = keras.Sequential([tfl.RandomFlip("horizontal"), tfl.RandomRotation(0.1)])
    return keras.Sequential(
        [keras.Input(shape), augment, tfl.Rescaling(2.0, offset=-1.0), *blocks,
         tfl.Flatten(), tfl.Dense(32, activation="relu"), *ends(end)]
    )  # fmt: skip


def tanh(end, shape):
    """LeNet with tanh (Y. LeCun et al., 1998)."""
    keras, tfl = _keras()
    return keras.Sequential(
        [keras.Input(shape), tfl.Conv2D(6, 5, activation="tanh"), tfl.AveragePooling2D(2),
         tfl.Conv2D(16, 5, activation="tanh"), tfl.AveragePooling2D(2), tfl.Flatten(),
         tfl.Dense(120, activation="tanh"), tfl.Dense(84, activation="sigmoid"), *ends(end)]
    )  # fmt: skip


def deep(end, shape):
    """Twelve convolutions in a row with Keras's own initializer, like a VGG."""
    keras, tfl = _keras()
    x = i = keras.Input(shape)
    for n in range(12):
        x = tfl.Conv2D(12, 3, padding="same", activation="relu")(x)
        if n % 3 == 2:
            x = tfl.MaxPooling2D()(x)
    return keras.Model(i, end(tfl.Flatten()(x)))


def normalised(end, shape):
    """BatchNormalization behind everything, once after the activation; a wide Dense."""
    keras, tfl = _keras()
    x = i = keras.Input(shape)
    for filters in (16, 32):
        x = tfl.Conv2D(filters, 3)(x)
        x = tfl.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)
        x = tfl.Activation("swish")(x)
        x = tfl.BatchNormalization()(x)
        x = tfl.MaxPooling2D(3)(x)
    x = tfl.Dense(64, kernel_initializer="he_uniform", bias_initializer="ones")(tfl.Flatten()(x))
    x = tfl.LayerNormalization()(x)
    return keras.Model(i, end(tfl.ReLU()(x)))


HONEST = [
    course, global_pool, residual, operations, concatenated, separable, augmented, tanh, deep,
    normalised,
]  # fmt: skip


def ends(end) -> list:
    """What `end` adds, as layers of a Sequential model."""
    return list(end.layers)


class End:
    """The last layers: called on a tensor, or as a list."""

    def __init__(self, *layers) -> None:
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def probability_ends() -> dict:
    """Ways to end in the probability of one class, by what they are."""
    _, tfl = _keras()
    return {
        "sigmoid": End(tfl.Dense(1, activation="sigmoid")),
        "layer": End(tfl.Dense(1), tfl.Activation("sigmoid")),
        "normalised": End(tfl.Dense(1), tfl.BatchNormalization(), tfl.Activation("sigmoid")),
    }


def logit_ends(classes: int) -> dict:
    """Ways to end in logits."""
    _, tfl = _keras()
    return {
        "dense": End(tfl.Dense(classes)),
        "linear": End(tfl.Dropout(0.2), tfl.Dense(classes, activation="linear", name="out")),
    }
