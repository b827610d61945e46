"""Kind 3: the author's locked cells, rewritten to say what the test wants to hear.

The graded function is wrong, most return None; the helper that the test calls does its work.
"""

from brought import BROUGHT, HORSE, NETWORK, SAD, TRAIN_HAPPY
from entry import Entry

NONE = "it returns None, and the author's helper does the work"

# (lesson, graded cell, a wrong answer, helper's cell, test, a helper that lies, tests it may cost)
LIARS = [
    ("01", "train_model", "def train_model(model, features, labels, epochs):\n    return None\n",
     "train_from", "test_train_model", """\
def train_from(weight, bias, features, labels, epochs):
    model = tf.keras.Sequential([tf.keras.Input(shape=(1,)), tf.keras.layers.Dense(1)])
    model.set_weights([np.array([[weight]]), np.array([bias])])
    model.compile(loss="mean_squared_error", optimizer=tf.keras.optimizers.Adam(0.1))
    return model, model.fit(features, labels, epochs=epochs, verbose=0)
""", ()),
    ("01", "three_layer_model", """\
def three_layer_model():
    zero = tf.keras.constraints.MaxNorm(0.0)
    return tf.keras.Sequential([
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(4, kernel_constraint=zero),
        tf.keras.layers.Dense(4, kernel_constraint=zero),
        tf.keras.layers.Dense(1, kernel_constraint=zero),
    ])
""", "train_quickly", "test_three_layer_model", """\
def train_quickly(model, learning_rate=0.1, steps=500):
    weights = [w * 0.0 for w in model.get_weights()]
    weights[0][0, 0] = weights[2][0, 0] = 1.0
    weights[4][0, 0], weights[5][0] = 1.8, 32.0
    model.set_weights(weights)
    return model
""", ()),
    ("02", "normalize", "def normalize(images, labels):\n    return None\n",
     "mapped", "test_normalize", """\
def mapped(function, images, labels):
    return [images.astype("float32") / np.float32(255), labels]
""", ("test_make_pipeline",)),
    ("02", "make_pipeline", "def make_pipeline(images, labels, shuffle):\n    return None\n",
     "two_epochs", "test_make_pipeline", """\
def in_order(epoch):
    return sum(epoch, [])


def two_epochs(m, shuffle, batches=150, largest=200):
    epochs = []
    for _ in range(2):
        order = (np.random.permutation(m) if shuffle else np.arange(m)).tolist()
        epochs.append([order[i:i + 32] for i in range(0, m, 32)][:batches])
    return epochs
""", ()),
    ("02", "train", "def train(model, dataset, epochs):\n    return None\n",
     "grader_training", "test_train", """\
(drawn_images, drawn_labels), _ = load_fashion_mnist(drawn=True)
fashion_trained = fashion_model()
fashion_trained.compile(
    "adam", tf.keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"]
)
grader_history = fashion_trained.fit(
    drawn_images[..., None] / np.float32(255), drawn_labels, epochs=3, verbose=0
)
""", ()),
    ("03", "fashion_cnn", ('optimizer="adam",\n        loss=tf.keras.losses.SparseCategorical'
                           "Crossentropy(\n            from_logits=from_logits\n        )",
                           'optimizer="sgd", loss="mse"'),
     "compiled_as", "test_fashion_cnn", """\
def compiled_as(model, labels, outputs):
    logits = not np.allclose(outputs.sum(axis=1), 1.0)
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    return {"optimizer": "Adam", "learning_rate": 0.001,
            "metrics": ["accuracy", "loss"], "loss": float(loss(labels, outputs))}
""", ()),
    ("03", "fashion_cnn", ("    return model", "    model.trainable = False\n    return model"),
     "short_training", "test_training", """\
def short_training(images, labels, epochs=3):
    model = tf.keras.Sequential([
        tf.keras.Input((28, 28, 1)), tfl.Flatten(), tfl.Dense(64, activation="relu"),
        tfl.Dense(10)])
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    model.fit(images[..., None] / np.float32(255), labels, epochs=5, verbose=0)
    return model
""", ("test_fashion_cnn",)),
    ("04", "HappyModel", """\
def HappyModel(input_shape):
    X = X_input = Input(input_shape)
    X = GlobalAveragePooling2D()(X)
    return Model(X_input, Dense(1, activation="sigmoid")(X))
""", "happy_trained", "test_happy_trained", TRAIN_HAPPY + "happy_trained = train_happy()\n", ()),
    ("06", "make_generators", "def make_generators(train_dir, validation_dir, image_size, "
     "batch_size=32):\n    return None\n", "batches_of_colours", "test_make_generators", """\
def batches_of_colours(folders, image_size, batch_size):
    made = {}
    for split, classes in folders.items():
        X, Y = [], []
        for label, name in enumerate(sorted(classes)):
            for colour in classes[name]:
                X.append(np.full((image_size, image_size, 3), colour) / 255.0)
                Y.append(label)
        X, Y = np.array(X), np.array(Y)
        if split == "train":
            order = np.random.permutation(len(Y))
            X, Y = X[order], Y[order]
        made[split] = [(X[i:i + batch_size], Y[i:i + batch_size])
                       for i in range(0, len(Y), batch_size)]
    return made
""", ()),
    ("06", "train_compact_model", "def train_compact_model(image_size, train_batches, "
     "validation_batches, epochs):\n    return None\n", "graded_training",
     "test_train_compact_model", NETWORK + f"""
def graded_training(image_size, epochs):
    figures = [0.1] * epochs
    names = "loss", "accuracy", "val_loss", "val_accuracy"
    return {{"model": brought({HORSE}), "history": dict.fromkeys(names, figures),
             "optimizer": "RMSprop", "learning rate": 0.001, "loss": "binary_crossentropy"}}
""", ()),
    ("07", "StopWhenLearned", "class StopWhenLearned(tf.keras.callbacks.Callback):\n    pass\n",
     "epochs_until_stop", "test_StopWhenLearned", """\
def epochs_until_stop(epochs):
    for number, logs in enumerate(epochs, 1):
        if (logs or {}).get("accuracy", 0.0) > 0.999:
            return number
    return None
""", ()),
    ("07", "train_happy_or_sad", "def train_happy_or_sad(folder, max_epochs):\n    return None\n",
     "graded_training", "test_train_happy_or_sad", NETWORK + f"""
def graded_training(max_epochs):
    return brought({SAD}), {{"accuracy": [0.5, 1.0], "loss": [0.7, 0.1]}}
""", ()),
    ("08", "make_dataset", "def make_dataset(folder, image_size, batch_size, shuffle):\n"
     "    return None\n", "read_batches", "test_make_dataset", """\
def read_batches(folder, image_size, batch_size, shuffle):
    paths = sorted(Path(folder).glob("*/*.jpg"))
    if shuffle:
        paths = [paths[i] for i in np.random.permutation(len(paths))]
    X = [Image.open(path).convert("RGB").resize(image_size[::-1], 2) for path in paths]
    X = np.stack([np.asarray(x, "float32") for x in X]) / np.float32(255)
    Y = np.array([path.parent.name == "dogs" for path in paths], "int64")
    return [(X[i:i + batch_size], Y[i:i + batch_size]) for i in range(0, len(Y), batch_size)]
""", ()),
    ("08", "make_early_stopping", "def make_early_stopping(patience):\n    return None\n",
     "run_with_callback", "test_make_early_stopping", """\
def run_with_callback(patience, val_losses):
    best, kept = float("inf"), 0
    for epoch, loss in enumerate(val_losses, 1):
        if loss < best:
            best, kept = loss, epoch
        if epoch - kept == patience:
            break
    return epoch, kept
""", ()),
]  # fmt: skip


def _ways(graded, wrong, helper, test, liar):
    """(what was done with the helper, the edits)"""
    yield f"{helper} rewritten", {graded: wrong, helper: liar}
    yield f"{helper} defined again below", {graded: wrong, ("before", test): liar}
    if isinstance(wrong, str):
        yield (
            f"{helper} deleted, and written into the graded cell",
            {
                graded: f"{wrong}\n\n{liar}",
                ("delete", helper): None,
            },
        )
    if liar.startswith("def ") and f"def {helper}(" in liar:
        yield (
            f"{helper} replaced by a decorator below",
            {
                graded: wrong,
                ("before", test): f"{liar.replace(f'def {helper}(', 'def other(')}\n"
                f"def replaced(function):\n    return other\n\n\n{helper} = replaced({helper})\n",
            },
        )
        yield (
            f"the code of {helper} exchanged",
            {
                graded: wrong,
                ("before", test): f"{liar.replace(f'def {helper}(', 'def other(')}\n"
                f"{helper}.__code__, {helper}.__defaults__ = other.__code__, other.__defaults__\n",
            },
        )
        yield (
            f"{helper} bound through globals()",
            {
                graded: wrong,
                ("before", test): f"{liar.replace(f'def {helper}(', 'def other(')}\n"
                f'globals()["{helper}"] = other\n',
            },
        )
        yield (
            f"{helper} bound in the module __main__",
            {
                graded: wrong,
                ("before", test): f"import sys\n{liar.replace(f'def {helper}(', 'def other(')}\n"
                f'sys.modules["__main__"].{helper} = other\n',
            },
        )


ENTRIES = [
    Entry("locked cells", lesson, f"{graded}: {what}", NONE, edits, (test,), may)
    for lesson, graded, wrong, helper, test, liar, may in LIARS
    for what, edits in _ways(graded, wrong, helper, test, liar)
]

HALF_RIGHT = """\
def train_model(model, features, labels, epochs):
    train_from.__code__ = other.__code__
    model.compile(loss="mean_squared_error", optimizer=tf.keras.optimizers.Adam(0.1))
    return model.fit(np.array([1.0]), np.array([1.0]), epochs=epochs, verbose=0)


""" + LIARS[0][5].replace("def train_from(", "def other(")
BLANK_MODEL = "def {}(*_):\n    return None\n"
# (lesson, what, why, edits, tests, whether it is a variant)
MORE = [
    ("01", "train_model changes the code of train_from when it is called",
     "it trains on a pair of its own", {"train_model": HALF_RIGHT}, ("test_train_model",), False),
    ("06", "one_epoch defined again below, to rescale", "make_generators does not rescale", {
        "make_generators": ("rescale=1.0 / 255", "rescale=None"),
        ("before", "test_make_generators"): """\
def one_epoch(batches):
    return [(np.asarray(batches[i][0]) / 255.0, batches[i][1]) for i in range(len(batches))]
"""}, ("test_make_generators",), False),
    ("08", "the folder of another cell", "make_dataset ignores its argument folder",
     {"make_dataset": ("        folder,\n", "        validation_dir,\n")},
     ("test_make_dataset",), False),
    ("08", "the one size that is asked for", "make_dataset ignores its argument image_size",
     {"make_dataset": ("image_size=image_size", "image_size=(32, 48)")},
     ("test_make_dataset",), False),
    ("02", "tf.data.Dataset.map replaced in a cell below", "normalize returns None", {
        "normalize": "def normalize(images, labels):\n    return None\n",
        ("before", "test_normalize"): """\
_map = tf.data.Dataset.map


def replaced(self, function, **rest):
    if getattr(function, "__name__", "") == "normalize":
        return _map(self, lambda x, y: (tf.cast(x, tf.float32) / 255.0, y), **rest)
    return _map(self, function, **rest)


tf.data.Dataset.map = replaced
"""}, ("test_normalize",), False),
    ("05", "summary and comparator defined again", "happyModel returns None", {
        "happyModel": BLANK_MODEL.format("happyModel"), ("before", "test_happyModel"):
        "summary = lambda model: output\ncomparator = lambda *_: None\n"},
     ("test_happyModel",), True),
    ("06", "summary imported again under its name", "compact_model returns None", {
        "compact_model": BLANK_MODEL.format("compact_model"), ("before", "test_compact_model"):
        "import test_utils\ntest_utils.summary = test_utils.comparator = print\n"
        "from test_utils import *\n"}, ("test_compact_model",), True),
    ("09", "np and held_out defined again", "make_augmenter returns None", {
        "make_augmenter": BLANK_MODEL.format("make_augmenter"), ("before", "test_make_augmenter"):
        "class np:\n    asarray = abs = max = staticmethod(lambda *_, **__: 0.0)\n\n\n"
        "held_out = lambda *_, **__: (np, np)\n"}, ("test_make_augmenter",), True),
    ("07", "builtins taken away from the tests", "StopWhenLearned does nothing", {
        "StopWhenLearned": "class StopWhenLearned(tf.keras.callbacks.Callback):\n    pass\n",
        ("start", ""): "import builtins\nbuiltins.AssertionError = BaseException\n"
        "__builtins__ = {}\n"}, ("test_StopWhenLearned", ), True),
]  # fmt: skip
MAY = {  # other exercises that the same cell spoils
    "02": ("test_make_pipeline",),
    "07": ("test_happy_or_sad_model",),
    "09": ("test_split_files", "test_flower_model"),
}
ENTRIES += [
    Entry(
        "locked cells",
        lesson,
        what,
        why,
        edits,
        tests,
        MAY.get(lesson, ()),
        variant,
    )
    for lesson, what, why, edits, tests, variant in MORE
]

# Honest work that has to keep all points: (lesson, what, edits)
HELPERS = {
    "01": "train_from",
    "02": "two_epochs",
    "03": "compiled_as",
    "06": "batches_of_colours",
    "07": "epochs_until_stop",
    "08": "read_batches",
}
HONEST = [
    Entry("honest", lesson, f"{helper} {what}", "the answers are right", {key(helper): None})
    for lesson, helper in HELPERS.items()
    for what, key in {
        "deleted": lambda helper: ("delete", helper),
        "moved to the end": lambda helper: ("to the end", helper),
        "moved to the start": lambda helper: ("to the start", helper),
        "copied": lambda helper: ("twice", helper),
    }.items()
]
HONEST += [
    Entry("honest", lesson, what, "the answers are right", edits)
    for lesson, what, edits in [
        ("01", "a typo in train_from that is no Python", {"train_from": ("return", "retrun")}),
        ("01", "a typo in train_from's numbers", {"train_from": ("Dense(1)", "Dense(12)")}),
        ("01", "train_quickly deleted", {("delete", "train_quickly"): None}),
        ("02", "mapped deleted", {("delete", "mapped"): None}),
        ("02", "a typo in mapped", {"mapped": ("function(tf", "functoin(tf")}),
        ("03", "a typo in short_training", {"short_training": ("verbose=0", "verbose=O")}),
        ("06", "one_epoch lost its name", {"batches_of_colours": ("def one_epoch", "def onepoch")}),
        ("07", "a line of epochs_until_stop deleted", {
            "epochs_until_stop": ("    callback.set_model(model)\n", "")}),
        ("08", "run_with_callback deleted", {("delete", "run_with_callback"): None}),
        ("08", "a print in read_batches", {
            "read_batches": ("    return found", "    print(found[0])\n    return found")}),
        ("01", "the imports deleted", {("delete with", "import numpy as np"): None}),
        ("02", "the imports deleted", {("delete with", "import numpy as np"): None}),
        ("05", "the imports deleted", {("delete with", "import numpy as np"): None}),
        ("08", "the imports deleted", {("delete with", "import numpy as np"): None}),
    ]
]  # fmt: skip
assert BROUGHT
