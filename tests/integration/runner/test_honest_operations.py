"""What honest notebooks do works in a real, sandboxed student worker."""

import socket
import time
from dataclasses import replace

import numpy as np
import pytest

from grader.runner.engine import STUDENT_WORKER
from grader.runner.worker_client import WorkerClient
from grader.sandbox.fork_server_client import ForkServer
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance

pytestmark = pytest.mark.skipif(
    not protection().shares_sandbox, reason="this machine lacks a part of the sandbox"
)
MODULES = ("numpy", "matplotlib.pyplot", "PIL.Image", "h5py", "grader.fresh_tasks")
OPERATIONS = {
    "copies of files and folders": """
import os, shutil
os.makedirs("a/b")
open("a/b/c", "w").write("x")
shutil.copy("a/b/c", "one"); shutil.copy2("a/b/c", "two"); shutil.copytree("a", "three")
shutil.move("three", "four"); shutil.copystat("one", "two")
good = open("four/b/c").read() == "x"
""",
    "times and rights of its own files": """
import os, pathlib
pathlib.Path("x").touch(); pathlib.Path("x").touch()
os.utime("x", (1, 1)); os.utime("x"); os.chmod("x", 0o600)
good = True
""",
    "archives": """
import os, shutil, tarfile, zipfile
os.mkdir("in"); open("in/x", "w").write("text")
shutil.make_archive("packed", "zip", "in"); shutil.make_archive("packed", "gztar", "in")
zipfile.ZipFile("packed.zip").extractall("unzipped")
tarfile.open("packed.tar.gz").extractall("untarred", filter="data")
good = open("unzipped/x").read() == open("untarred/x").read() == "text"
""",
    "temporary files": """
import os, tempfile
with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as named:
    named.write(b"x"); named.flush(); os.fsync(named.fileno())
    with tempfile.TemporaryFile() as nameless:
        nameless.write(b"x")
    good = os.path.isdir(folder)
""",
    "HDF5 and NumPy files": """
import h5py, numpy as np
with h5py.File("x.h5", "w") as file:
    file["a"] = np.arange(10)
with h5py.File("x.h5") as file:
    good = int(file["a"][:].sum()) == 45
np.savez("x.npz", a=np.arange(3)); m = np.memmap("x.bin", "f4", "w+", shape=(10,)); m[:] = 1
m.flush()
good = good and np.load("x.npz")["a"][2] == 2 and np.load("x.npz") is not None
""",
    "a database": """
import sqlite3
with sqlite3.connect("x.db") as db:
    db.execute("create table t (a)"); db.executemany("insert into t values (?)", [(1,), (2,)])
with sqlite3.connect("x.db") as db:
    good = db.execute("select sum(a) from t").fetchone() == (3,)
""",
    "pictures and figures": """
import numpy as np, PIL.Image, matplotlib.pyplot as plt
PIL.Image.fromarray(np.zeros((8, 8, 3), "uint8")).save("x.png")
plt.plot([1, 2]); plt.title("A"); plt.savefig("figure.png"); plt.show()
good = PIL.Image.open("x.png").size == (8, 8) and PIL.Image.open("figure.png").size[0] > 100
""",
    "threads, pools and an event loop": """
import asyncio, concurrent.futures, queue, signal, threading
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    squares = list(pool.map(lambda x: x * x, range(4)))
async def wait():
    await asyncio.sleep(0.01)
    return await asyncio.to_thread(lambda: 7)
good = squares == [0, 1, 4, 9] and asyncio.run(wait()) == 7
""",
    "what the machine is like": """
import os, platform, resource, shutil, sys, time
good = os.cpu_count() >= 1 and len(os.sched_getaffinity(0)) >= 1 and os.getpid() > 0
good = good and platform.platform() and shutil.disk_usage(".").free > 1e6
good = good and os.path.exists("/proc/self/status") and "MemTotal" in open("/proc/meminfo").read()
os.getloadavg(), resource.getrusage(resource.RUSAGE_SELF), time.process_time(), os.urandom(4)
""",
    "training on arrays, saving, loading": """
import numpy as np, keras
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, "relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
history = model.fit(np.ones((32, 4)), np.ones(32), epochs=2, verbose=0, validation_split=0.25,
                    callbacks=[keras.callbacks.ModelCheckpoint("best.keras"),
                               keras.callbacks.CSVLogger("log.csv")])
model.save("x.keras"); model.save_weights("x.weights.h5")
good = len(history.history["loss"]) == 2 and keras.models.load_model("x.keras") is not None
""",
    "training on tf.data from folders": """
import os, numpy as np, keras, PIL.Image, tensorflow as tf
for name in "ab":
    os.makedirs(f"pictures/{name}")
    for n in range(4):
        PIL.Image.fromarray(np.full((8, 8, 3), n, "uint8")).save(f"pictures/{name}/{n}.png")
data = keras.utils.image_dataset_from_directory("pictures", image_size=(8, 8), batch_size=2)
data = data.map(lambda x, y: (x / 255, y), tf.data.AUTOTUNE).cache("cached").prefetch(2)
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(2, 3),
                          keras.layers.Flatten(), keras.layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
good = len(model.fit(data, epochs=2, verbose=0).history["loss"]) == 2
tf.io.write_file("x", tf.constant("text"))
good = good and tf.io.read_file("x").numpy() == b"text"
""",
    "the course's own loaders": """
import cnn_utils
good = cnn_utils.load_happy_dataset()[0].shape[0] > 0
""",
    "nothing of what makes hidden pictures is there": """
import gc, linecache, sys
good = not [name for name in sys.modules if "fresh_tasks" in name]
good = good and not [name for name in linecache.cache if "fresh_tasks" in name]
good = good and not [x for x in gc.get_objects() if "fresh_tasks" in str(
    getattr(x, "__module__", ""))]
try:
    from grader.fresh_tasks import fresh_task
    good = False
except ImportError as error:
    good = good and "student code" in str(error)
""",
}


@pytest.fixture(scope="module")
def process():
    process = ForkServer(replace(STUDENT_WORKER, modules=MODULES), Allowance(), 1)
    process.wait_until_ready()
    yield process
    process.close()


@pytest.fixture
def worker(process):
    ours, theirs = socket.socketpair()
    number = process.fork(theirs, 0)
    worker = WorkerClient(ours)
    worker.deadline = time.monotonic() + 120
    try:
        worker.wait_until_open()
        yield worker
    finally:
        ours.close()
        process.end(number)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_honest_operation_works(worker, operation):
    worker.run([("a", OPERATIONS[operation])])
    assert worker.cell_errors == []
    assert bool(worker.get("good"))


def test_a_model_made_without_eager_execution_crosses(worker):
    code = """
import tensorflow as tf
tf.compat.v1.disable_eager_execution()
model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
"""
    worker.run([("a", code)])
    model = worker.get("model")
    assert [weight.shape for weight in model.weights] == [(3, 2), (2,)]
    assert np.ptp(model.weights[0]) > 0
