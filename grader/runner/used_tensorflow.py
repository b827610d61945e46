"""A fork of a TensorFlow that has built models builds its own in less time.

TensorFlow does not promise that a process that has used it can be forked: threads end at a fork,
and what waits for one of them waits for ever. Three things make it work. Only models are built
before (no training, no `tf.data`), with one thread for each kind of work. The threads that compute
belong to a device, not to the process (`_own_threads_for_devices`). And a fork makes a context of
its own, with devices and threads of its own (`renew_context`). Whether the TensorFlow that is
installed bears this is tried at every start, and one that does not is left unused.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
TRIAL_SECONDS = 60.0  # by the clock; it takes one, and what waits for a lost thread never ends
NOT_USED = (
    "This version of TensorFlow can't be forked once it has been used, so grading takes longer. "
    "The grades are the same."
)
# `LocalDevice::use_global_threadpool_` of tensorflow/core/common_runtime/local_device.h
FRAMEWORK, SHARED_THREADS = (
    "libtensorflow_framework.so.2",
    "_ZN10tensorflow11LocalDevice22use_global_threadpool_E",
)
_contexts: list = []  # those of before a fork: whoever frees one waits for its threads


def use_tensorflow() -> list[str]:
    """Build models of the course's layers, if TensorFlow is imported and a fork of it then works.

    Returns
    -------
    list of str
        What the instructor should know of it, as sentences.
    """
    if "tensorflow" not in sys.modules:
        return []
    if not (_own_threads_for_devices() and _succeeds(_trial, 2 * TRIAL_SECONDS)):
        return [NOT_USED]
    _build_models()
    return []


def _own_threads_for_devices() -> bool:
    """Have each device of TensorFlow bring its own threads, as TensorFlow's benchmarks do.

    By default all devices share those of the first one, which a fork does not have: copying a large
    array hands parts of it to them and waits. To be called before TensorFlow is used; false if this
    TensorFlow has no such setting.
    """
    import tensorflow as tf

    library = Path(tf.sysconfig.get_lib()) / FRAMEWORK
    try:
        ctypes.c_bool.in_dll(ctypes.CDLL(str(library)), SHARED_THREADS).value = False
    except (OSError, ValueError):
        return False
    return True


def renew_context() -> None:
    """In a fork, have TensorFlow make a new context when it is used next."""
    if "tensorflow" in sys.modules:
        from tensorflow.python.eager import context

        _contexts.append(context._context)
        context._context = None


def _build_models() -> None:
    import keras
    from keras import layers

    given = keras.Input((16, 16, 3))
    x = layers.Rescaling(1 / 255)(layers.ZeroPadding2D(1)(given))
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same")(x)))
    x = layers.MaxPooling2D()(layers.Conv2D(4, 3, activation="relu")(x))
    x = layers.Dropout(0.2)(layers.Flatten()(x))
    model = keras.Model(given, layers.Dense(2, activation="softmax")(x))
    small = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
    for built in (model, small):
        built.compile("adam", "mse", metrics=["accuracy"])
        built.get_config()
        built.get_weights()
    keras.utils.clear_session(free_memory=False)  # the fork server collects, once


def _trial() -> None:
    """Build models, then have a fork train one, from arrays and with `tf.data`."""
    _build_models()
    if not _succeeds(_train, TRIAL_SECONDS):
        raise RuntimeError("a fork of a used TensorFlow can't train")


def _train() -> None:
    renew_context()
    import keras
    import numpy as np
    import tensorflow as tf

    X, Y = np.ones((8, 64, 64, 3), np.float32), np.ones((8, 8), np.float32)
    data = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(8).batch(4)
    flip = keras.layers.RandomFlip()
    data = data.map(lambda x, y: (flip(x), y), num_parallel_calls=tf.data.AUTOTUNE).prefetch(1)
    layers = [keras.layers.Conv2D(16, 3), keras.layers.Flatten(), keras.layers.Dense(8)]
    model = keras.Sequential([keras.Input((64, 64, 3)), *layers])
    model.compile("adam", "mse")
    weights = model.get_weights()  # as long as these are here, training copies what they share
    model.fit(X, Y, verbose=0)
    model.set_weights(weights)
    model.fit(data, verbose=0)
    model.predict(X, verbose=0)


def _succeeds(function: Callable[[], None], seconds: float) -> bool:
    """Whether `function` returns, in a fork of this process, within so many seconds."""
    pid = os.fork()
    if not pid:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # no fork outlives its parent
        status = 1
        try:
            function()
            status = 0
        finally:
            os._exit(status)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return False
