"""Correct models with every layer the course uses, for whichever Keras `tensorflow` brings.

Run with TF_USE_LEGACY_KERAS=1 in the environment, this file prints their rows under Keras 2.
"""

from __future__ import annotations

from wrong_models import happy, photos, signs


def many_layers():
    """Layers that the graded models lack."""
    import tensorflow as tf

    tfl = tf.keras.layers
    return tf.keras.Sequential(
        [
            tfl.Input((32, 32, 3)),
            tfl.Rescaling(1.0 / 255, offset=-1),
            tfl.RandomFlip("horizontal"),
            tfl.RandomRotation(0.2),
            tfl.RandomZoom((-0.1, 0.3)),
            tfl.RandomTranslation(0.1, (-0.2, 0.2)),
            tfl.RandomContrast(0.3),
            tfl.ZeroPadding2D(((0, 1), (2, 3))),
            tfl.Conv2D(4, (3, 5), strides=2, kernel_initializer="he_normal", activation=tf.nn.relu),
            tfl.Activation("tanh"),
            tfl.AveragePooling2D((2, 3), strides=1, padding="same"),
            tfl.LeakyReLU(),
            tfl.GlobalMaxPooling2D(),
            tfl.Dropout(1 / 4),
            tfl.Dense(3, activation=tf.nn.softmax),
        ]
    )


def nested():
    """A functional model that holds a Sequential, and a layer of one dimension."""
    import tensorflow as tf

    tfl = tf.keras.layers
    inside = tf.keras.Sequential([tfl.Input((8, 2)), tfl.Conv1D(4, 3)])
    inputs = tfl.Input((8, 2))
    return tf.keras.Model(inputs, inside(inputs))


def rows() -> dict[str, list]:
    """The rows of every model by name."""
    from test_utils import summary

    makers = (happy, signs, photos, many_layers, nested)
    return {maker.__name__: summary(maker()) for maker in makers}


if __name__ == "__main__":
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[2]))
    print(rows())
