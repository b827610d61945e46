"""What crosses besides plain values, both ways, with a real student worker that has TensorFlow."""

import socket
import subprocess
import sys
import time

import pytest

from grader.results import Verdict
from grader.runner.test_namespace import TestNamespace
from grader.runner.test_outcome import judge
from grader.runner.worker_client import WorkerClient

SERVE = (
    "import os, socket, tensorflow\nfrom grader.runner.student_worker import StudentWorker\n"
    "StudentWorker(socket.socket(fileno={})).serve()"
)
IMPORTS = "import numpy as np\nimport tensorflow as tf\nfrom pathlib import Path\nimport tempfile\n"
CODE = """\
import functools, numpy as np, pathlib, tensorflow as tf

def train(model, data, epochs):
    model.compile("adam", "mse")
    return model.fit(data, epochs=epochs, shuffle=False, verbose=0)

def numbers(n):
    return tf.data.Dataset.from_tensor_slices((np.arange(n), np.arange(n) * 2)).batch(4)

def endless():
    return tf.data.Dataset.range(3).repeat()

def broken():
    def items():
        yield 1
        raise ValueError("no more")
    return tf.data.Dataset.from_generator(items, output_types=tf.int32)

def listed(folder):
    return sorted(str(p.relative_to(folder)) for p in pathlib.Path(folder).rglob("*.txt"))

def kind(x):
    return type(x).__module__ + "." + type(x).__name__

def halved(model):
    model.set_weights([w / 2 for w in model.get_weights()])

class Stop(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["loss"] < 100 and epoch >= 2:
            self.model.stop_training = True

def small(units=1):
    return tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(units)])

kept_model = functools.cache(small)
LAST = tf.keras.layers.Dense(1)

def shared(units):
    return tf.keras.Sequential([small(units), LAST])

def early():
    return tf.keras.callbacks.EarlyStopping("val_loss", patience=3)
"""
MODEL = """
def unit(weight):
    model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    model.set_weights([np.array([[weight]]), np.array([0.0])])
    return model
x = np.arange(8.0, dtype="float32").reshape(-1, 1)
data = tf.data.Dataset.from_tensor_slices((x, 3 * x)).batch(8)
"""


@pytest.fixture(scope="module")
def worker():
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", SERVE.format(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL)
    theirs.close()
    client = WorkerClient(ours)
    client.start(120.0)
    client.wait_until_open()
    assert client.run([("answer", CODE)]) is None
    yield client
    ours.close()
    process.kill()
    process.wait(timeout=10)


@pytest.fixture(scope="module")
def own():
    names = {}
    exec(IMPORTS, names)
    return names


@pytest.fixture
def passes(worker, own):
    def run(test, helpers=()):
        worker.start(60.0)
        names = TestNamespace(worker, own, frozenset(), frozenset())
        outcome = judge(test, 1.0, names, helpers)
        assert outcome.verdict is Verdict.PASSED, outcome.message

    return run


def test_a_model_of_the_test_is_trained_over_there_and_comes_back(passes):
    passes(
        MODEL
        + """
model, own = unit(1.0), unit(1.0)
history = train(model, data, 5)
own.compile("adam", "mse")
wanted = own.fit(data, epochs=5, shuffle=False, verbose=0)
assert np.allclose(history.history["loss"], wanted.history["loss"], rtol=1e-5)
assert np.allclose(model.get_weights()[0], own.get_weights()[0], rtol=1e-5)
assert type(model.optimizer).__name__ == "Adam" and model.loss == "mse"
"""
    )


def test_what_the_test_changes_of_its_model_is_there_at_the_next_call(passes):
    passes(
        MODEL
        + """
model = unit(8.0)
halved(model)
assert model.get_weights()[0][0, 0] == 4.0
model.set_weights([np.array([[20.0]]), np.array([2.0])])
halved(model)
assert model.get_weights()[0][0, 0] == 10.0 and model.get_weights()[1][0] == 1.0
"""
    )


def test_a_dataset_crosses_batch_by_batch_anew_each_time(passes):
    passes("""
found = numbers(10)
assert len(found) == 3
for _ in range(2):
    assert [len(a) for a, b in found] == [4, 4, 2]
assert np.concatenate([np.asarray(b) for a, b in found]).tolist() == list(range(0, 20, 2))
assert [int(x) for x in endless().take(5)] == [0, 1, 2, 0, 1]
try:
    len(endless())
except TypeError:
    pass
else:
    raise AssertionError("an endless dataset has a length")
""")


def test_what_a_dataset_raises_is_raised_here(worker, own):
    worker.start(60.0)
    names = TestNamespace(worker, own, frozenset(), frozenset())
    outcome = judge("list(broken())", 1.0, names)
    assert outcome.verdict is Verdict.ERROR
    assert "no more" in outcome.message


def test_a_folder_of_the_test_crosses_with_its_files_and_other_paths_by_name(passes):
    passes("""
with tempfile.TemporaryDirectory() as root:
    Path(root, "a", "b").mkdir(parents=True)
    Path(root, "a", "b", "one.txt").write_text("1")
    assert listed(Path(root)) == ["a/b/one.txt"]
    assert listed(Path(root, "a")) == ["b/one.txt"]
    assert listed(str(root)) == ["a/b/one.txt"]
    assert kind(Path(root)) == "pathlib.PosixPath" and kind(root) == "builtins.str"
assert kind(Path("/usr/nowhere")) == "pathlib.PosixPath"
""")


def test_a_callback_of_the_students_is_driven_from_here(passes):
    passes(
        MODEL
        + """
model = unit(1.0)
model.compile("sgd", "mse")
history = model.fit(data, epochs=9, verbose=0, callbacks=[Stop()])
assert len(history.epoch) == 3
"""
    )


def test_one_of_keras_own_callbacks_is_made_again(passes):
    passes("made = early()\nassert type(made) is tf.keras.callbacks.EarlyStopping, type(made)\n"
           "assert (made.monitor, made.patience) == ('val_loss', 3)")  # fmt: skip


@pytest.mark.parametrize("build", ["kept_model", "shared"])
def test_a_model_that_is_kept_for_the_next_call_is_found(worker, own, build):
    worker.start(60.0)
    names = TestNamespace(worker, own, frozenset(), frozenset())
    test = f"from test_utils import fresh_each_call\nfresh_each_call({build}, 2)"
    outcome = judge(test, 1.0, names)
    assert outcome.verdict is Verdict.FAILED
    assert "share weights" in outcome.message


def test_models_that_are_made_anew_pass_and_stay_with_the_student(passes, monkeypatch):
    monkeypatch.setattr("grader.runner.proxy_factory.rebuild_model", None)
    passes("from test_utils import fresh_each_call\nfresh_each_call(small, units=2)")


def test_helpers_run_here_and_win_over_the_students_names(passes):
    helpers = [
        ("one", "def kind(x):\n    return 'mine'", ["kind"]),
        ("two", "def twice(x):\n    return 2 * x", ["twice"]),
    ]
    passes("assert kind('x') == 'mine' and twice(3) == 6", helpers)


def test_time_of_the_test_itself_is_not_the_students(worker, own):
    worker.start(1.0)
    names = TestNamespace(worker, own, frozenset(), frozenset())
    outcome = judge("import time\ntime.sleep(1.5)\nassert kind(1) == 'builtins.int'", 1.0, names)
    assert outcome.verdict is Verdict.PASSED
    assert time.monotonic() < worker.deadline
