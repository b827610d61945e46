"""A fork of a TensorFlow that has built models works as a fresh process does, bit for bit."""

import json
import subprocess
import sys

import pytest

# Prints what a model learns in a fork: of a TensorFlow that was used first, or of one that was not.
PROGRAM = """
import json, os, sys
import tensorflow as tf
from grader.runner.used_tensorflow import renew_context, use_tensorflow

if sys.argv[1] == "used":
    assert use_tensorflow() == []
told, tell = os.pipe()
if not os.fork():
    if sys.argv[1] == "used":
        renew_context()
    tf.keras.utils.set_random_seed(1)
    layers = tf.keras.layers
    model = tf.keras.Sequential([
        tf.keras.Input((8, 8, 3)), layers.RandomFlip(), layers.Conv2D(4, 3),
        layers.BatchNormalization(), layers.Dropout(0.3), layers.Flatten(), layers.Dense(1),
    ])
    model.compile("adam", "mse", metrics=["mae"])
    X, Y = tf.random.uniform((32, 8, 8, 3)), tf.random.uniform((32, 1))
    losses = model.fit(X, Y, epochs=2, verbose=0).history["loss"]
    data = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(32)
    data = data.map(lambda x, y: (x + 1, y), num_parallel_calls=tf.data.AUTOTUNE)
    data = data.batch(8).prefetch(tf.data.AUTOTUNE)
    losses += model.fit(data, epochs=2, verbose=0).history["loss"]
    losses += [float(tf.reduce_sum(w)) for w in model.get_weights()]
    losses += model.predict(X, verbose=0).ravel().tolist()
    names = [layer.name for layer in model.layers]
    os.write(tell, json.dumps([names, [x.hex() for x in losses]]).encode())
    os._exit(0)
os.close(tell)
with os.fdopen(told) as answer:
    print(answer.read())
"""
REFUSES = """
import os
import tensorflow as tf
from grader.runner import used_tensorflow

def hangs():
    import time
    time.sleep(600)

used_tensorflow.TRIAL_SECONDS = 5
used_tensorflow._train = {train}
print(used_tensorflow.use_tensorflow())
from tensorflow.python.eager import context
print("used" if context._context else "unused")
"""
ENVIRONMENT = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PATH": "/usr/bin:/bin",
}


def output(program, *words):
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


def test_training_in_a_fork_gives_the_same_numbers():
    assert json.loads(output(PROGRAM, "used")) == json.loads(output(PROGRAM, "fresh"))


@pytest.mark.parametrize("train", ["lambda: 1 / 0", "hangs"])
def test_a_tensorflow_that_does_not_bear_it_is_left_unused(train):
    told, state = output(REFUSES.format(train=train)).splitlines()
    assert "can't be forked once it has been used" in told
    assert state == "unused"


def test_no_fork_outlives_the_one_that_waited_for_it():
    program = (
        "import time; from grader.runner.used_tensorflow import _succeeds\n"
        "print(_succeeds(lambda: _succeeds(lambda: time.sleep(600), 600.0), 1.0))"
    )
    assert output(program) == "False\n"  # a fork that is left would keep the output open


def test_without_tensorflow_nothing_is_done():
    program = "from grader.runner.used_tensorflow import use_tensorflow as u; print(u())"
    assert output(program) == "[]\n"
