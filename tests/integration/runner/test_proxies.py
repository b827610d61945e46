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

def begun():
    import gc
    gc.collect()
    return sum(type(thing).__name__ == "OwnedIterator" for thing in gc.get_objects())

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

class Noted(tf.keras.callbacks.EarlyStopping):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        print(epoch)

class Reads(tf.keras.callbacks.Callback):
    def __init__(self, epochs):
        super().__init__()
        self.epochs, self.seen = epochs, []

    def on_epoch_end(self, epoch, logs=None):
        optimizer = self.model.optimizer
        self.seen.append([float(self.model.get_weights()[0][0, 0]), self.model.stop_training,
                          float(optimizer.learning_rate), int(optimizer.iterations)])
        optimizer.learning_rate = optimizer.learning_rate / 2
        self.model.stop_training = self.model.stop_training or epoch + 1 >= self.epochs

READER = Reads(3)

def reader():
    return READER

def seen():
    return READER.seen

class Doubles(tf.keras.callbacks.Callback):
    def on_batch_end(self, batch, logs=None):
        self.model.set_weights([2 * w for w in self.model.get_weights()])

class GoesOn(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = False

class Compiles(tf.keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.compile("sgd", "mae")

class Freezes(tf.keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.model.layers[0].trainable = False

def by_lambda():
    return tf.keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: halved(callback.model))

callback = by_lambda()

def models_alive():
    import gc
    gc.collect()
    return sum(type(thing) is tf.keras.Sequential for thing in gc.get_objects())

def counted(data):
    return sum(1 for _ in data)

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


def test_a_pass_that_is_over_is_given_up_in_the_worker(passes):
    passes("""
found = numbers(10)
for _ in range(9):
    assert len([*found]) == 3
    assert len([*endless().take(5)]) == 5
next(iter(found))
both = zip(found, found)
next(both)
assert begun() in (2, 3)  # an ended pass is told with the next one
assert [len(a) for (a, _), _ in both] == [4, 2]
""")


def test_models_that_the_test_has_dropped_are_released(passes):
    passes("""
kept = [small(units) for units in range(1, 4)]
before = models_alive()
for n in range(25):
    assert small(5).count_params() == 20
assert models_alive() < before + 15
assert kept_model(2) is kept_model(2)
assert [type(model).__name__ for model in kept] == ["Sequential"] * 3
data = tf.data.Dataset.from_tensors((np.zeros((2, 3)), np.zeros((2, 1))))
assert train(kept[0], data, 1).epoch == [0]
""")


def test_every_batch_of_a_dataset_crosses(passes):
    passes("assert counted(tf.data.Dataset.range(12_003).batch(1)) == 12_003")


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


def test_a_callback_sees_the_training_as_it_goes_on_and_changes_it(passes):
    passes(
        MODEL
        + """
model = unit(1.0)
model.compile(tf.keras.optimizers.SGD(0.001), "mse")
history = model.fit(data, epochs=9, verbose=0, callbacks=[reader()])
assert len(history.epoch) == 3
weights, stops, rates, steps = zip(*seen())
assert len(set(weights)) == 3 and np.isclose(weights[-1], model.get_weights()[0][0, 0])
assert stops == (False, False, False) and steps == (1, 2, 3)
assert np.allclose(rates, [0.001, 0.0005, 0.00025])
assert np.isclose(float(model.optimizer.learning_rate), 0.000125)
"""
    )


def test_a_callback_reads_a_schedule_and_stop_training_without_a_fit(passes):
    passes(
        MODEL
        + """
callback, before = reader(), len(seen())
model = unit(7.0)
model.compile(tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.ExponentialDecay(1.0, 1, 0.5)))
callback.set_model(model)
model.optimizer.iterations.assign(3)
model.set_weights([np.array([[5.0]]), np.array([0.0])])
model.stop_training = True
try:
    callback.on_epoch_end(0, {})
except Exception as error:  # Keras sets no learning rate where there is a schedule
    assert "Schedule" in str(error)
assert seen()[-1] == [5.0, True, 0.125, 3]
"""
    )


def test_weights_that_a_callback_puts_back_are_the_models(passes):
    passes(
        MODEL
        + """
def run(callback):
    network = unit(0.0)
    callback.set_model(network)
    callback.on_train_begin({})
    for epoch, loss in enumerate([3.0, 1.0, 2.0, 4.0]):
        network.set_weights([np.array([[epoch]]), np.array([0.0])])
        callback.on_epoch_end(epoch, {"loss": loss})
        if getattr(network, "stop_training", False):
            break
    callback.on_train_end({})
    return epoch, network.get_weights()[0][0, 0]

settings = {"monitor": "loss", "patience": 2, "restore_best_weights": True}
assert run(Noted(**settings)) == run(tf.keras.callbacks.EarlyStopping(**settings)) == (3, 1.0)
"""
    )


def test_weights_may_change_at_every_batch_and_training_may_go_on(passes):
    passes(
        MODEL
        + """
model = unit(1.0)
model.compile(tf.keras.optimizers.SGD(0.0), "mse")
small_batches = data.unbatch().batch(2)
model.fit(small_batches, epochs=1, verbose=0, callbacks=[Doubles()])
assert model.get_weights()[0][0, 0] == 16.0
stop = tf.keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: setattr(model, "stop_training", True))
assert len(model.fit(data, epochs=3, verbose=0, callbacks=[stop, GoesOn()]).epoch) == 3
"""
    )


def test_a_callback_of_a_function_changes_the_students_own_model(passes):
    passes("""
model = small()
model.compile("sgd", "mse")
before = model.get_weights()[0]
x = np.zeros((4, 3))
model.fit(x, np.zeros((4, 1)), epochs=1, verbose=0, callbacks=[callback])
assert np.allclose(model.get_weights()[0], before / 2)
""")


@pytest.mark.parametrize(
    ("name", "hook"), [("Compiles", "on_epoch_begin"), ("Freezes", "on_train_begin")]
)
def test_what_a_callback_does_beyond_that_is_refused_by_name(worker, own, name, hook):
    worker.start(60.0)
    names = TestNamespace(worker, own, frozenset(), frozenset())
    test = (
        MODEL
        + f"""
model = unit(1.0)
model.compile("sgd", "mse")
model.fit(data, epochs=2, verbose=0, callbacks=[{name}()])
"""
    )
    outcome = judge(test, 1.0, names)
    assert outcome.verdict is Verdict.ERROR
    assert f"`{hook}` of a callback compiles its model again or freezes" in outcome.message


def test_hooks_that_do_nothing_are_not_asked_for(worker, passes, monkeypatch):
    asked = []
    real = WorkerClient.hook
    monkeypatch.setattr(WorkerClient, "hook", lambda *args: asked.append(args[2]) or real(*args))
    passes(
        MODEL
        + """
model = unit(1.0)
model.compile("sgd", "mse")
model.fit(data.unbatch().batch(1), epochs=2, verbose=0, callbacks=[Stop()])
"""
    )
    assert asked == ["set_model", "set_params", "on_epoch_end", "on_epoch_end"]


def test_one_of_keras_own_callbacks_is_made_again(passes):
    passes("made = early()\nassert type(made) is tf.keras.callbacks.EarlyStopping, type(made)\n"
           "assert (made.monitor, made.patience) == ('val_loss', 3)")  # fmt: skip


@pytest.mark.parametrize("first", ["", ", first=made"])
@pytest.mark.parametrize("build", ["kept_model", "shared"])
def test_a_model_that_is_kept_for_the_next_call_is_found(worker, own, build, first):
    worker.start(60.0)
    names = TestNamespace(worker, own, frozenset(), frozenset())
    test = f"""
from test_utils import fresh_each_call
made = {build}(2)
fresh_each_call({build}, 2{first})
"""
    outcome = judge(test, 1.0, names)
    assert outcome.verdict is Verdict.FAILED
    assert "share weights" in outcome.message


def test_models_that_are_made_anew_pass_and_stay_with_the_student(passes, monkeypatch):
    monkeypatch.setattr("grader.runner.proxy_factory.rebuild_model", None)
    passes("from test_utils import fresh_each_call\nfresh_each_call(small, units=2)")


def test_models_that_are_made_anew_differ_from_the_first(passes):
    passes("from test_utils import fresh_each_call\nmade = small(units=2)\n"
           "fresh_each_call(small, units=2, first=made)")  # fmt: skip


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
