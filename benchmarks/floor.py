"""The floor: fork a process that has imported TensorFlow, and build both graded models in the fork.

Unconfined, one after the other.

python benchmarks/floor.py N
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import tensorflow as tf
import tensorflow.keras.layers as tfl


def happy_model():
    layers = [tf.keras.Input((64, 64, 3)), tfl.ZeroPadding2D(3), tfl.Conv2D(32, 7)]
    layers += [tfl.BatchNormalization(axis=3), tfl.ReLU(), tfl.MaxPool2D(), tfl.Flatten()]
    return tf.keras.Sequential([*layers, tfl.Dense(1, activation="sigmoid")])


def convolutional_model(input_shape):
    start = tf.keras.Input(input_shape)
    x = tfl.ReLU()(tfl.Conv2D(8, 4, padding="same")(start))
    x = tfl.MaxPool2D(8, 8, padding="same")(x)
    x = tfl.ReLU()(tfl.Conv2D(16, 2, padding="same")(x))
    x = tfl.Flatten()(tfl.MaxPool2D(4, 4, padding="same")(x))
    return tf.keras.Model(start, tfl.Dense(6, activation="softmax")(x))


for _ in range(int(sys.argv[1])):
    pid = os.fork()
    if not pid:
        happy_model()
        convolutional_model((64, 64, 3))
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        sys.exit("a fork failed")
