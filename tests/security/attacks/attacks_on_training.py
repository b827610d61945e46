"""Attacks on what is judged by training: a network that has learned nothing from X and Y.

Those that train a network themselves take up to a minute each; `make test-training` tries them.
"""

from attack import TRAINED, Attack, cell_of, code

G = "training"
NETWORK = """\
    network = tf.keras.Sequential([
        tf.keras.Input((32, 32, 3)), tfl.Flatten(), tfl.Dense(5)])
"""
CONVOLUTIONS = """\
    network = tf.keras.Sequential([
        tf.keras.Input((32, 32, 3)), tfl.Conv2D(16, 3, activation="relu"), tfl.MaxPooling2D(),
        tfl.Conv2D(32, 3, activation="relu"), tfl.MaxPooling2D(), tfl.Flatten(), tfl.Dense(5)])
    network.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
"""
WEAK = "failed"
UNTRAINED = (
    "All biases of the model are still 0",
    "A kernel of the network is the same after two trainings",
)
TOO_WEAK = (
    *UNTRAINED,
    "unseen patterns, expected at least 0.70",
    "unseen pictures, expected at least 0.70",
)
NO_NUMBERS = (*UNTRAINED, "values that are no numbers (NaN)")


def train(
    what: str, body: str, verdict: str = WEAK, says: str | tuple[str, ...] = TOO_WEAK, **rest
) -> Attack:
    source = f"{rest.pop('before', '')}def train_flowers(X, Y):\n{body}"
    rest = {"scores": (0,), "verdicts": (verdict,), "says": says, "seconds": 150.0, **rest}
    return code(G, what, source, assignment=TRAINED, **rest)


def pasted_outputs(nb, path):
    """An untrained network, below which the output of a good training is pasted."""
    cell_of(nb, "train_flowers").source = f"def train_flowers(X, Y):\n{NETWORK}    return network"
    text = "accuracy on unseen pictures 0.990\nAll tests passed!\n"
    for grade_id in ("train_flowers", "test_train_flowers"):
        cell = cell_of(nb, grade_id)
        cell.outputs = [{"output_type": "stream", "name": "stdout", "text": text}]
        cell.execution_count = 1
    return nb


ATTACKS = [
    Attack(
        G,
        "a good training's output pasted below the cells",
        pasted_outputs,
        TRAINED,
        (0,),
        (WEAK,),
        TOO_WEAK,
    ),
    train(
        "a history that claims 0.99",
        NETWORK
        + '    network.compile("adam", "mse")\n    history = network.fit(X[:1], Y[:1], verbose=0)\n'
        '    history.history = {"accuracy": [0.99], "val_accuracy": [0.99]}\n'
        "    network.history = history\n    return network\n",
    ),
    train("untrained weights", NETWORK + "    return network\n"),
    train(
        "weights that are no numbers",
        NETWORK + "    network.set_weights([np.full(w.shape, np.nan) for w in network.get_weights()])\n"
        "    return network\n",
        says=NO_NUMBERS,
    ),
    train(
        "infinite weights",
        NETWORK + "    network.set_weights([np.full(w.shape, np.inf) for w in network.get_weights()])\n"
        "    return network\n",
        says=NO_NUMBERS,
    ),
    train(
        "one answer, infinitely sure",
        NETWORK + "    network.set_weights([np.zeros((3072, 5)), np.eye(5)[0] * 1e30])\n"
        "    return network\n",
    ),
    train(
        "predict and evaluate replaced on the network",
        NETWORK + "    network.predict = lambda X, **_: np.eye(5)[np.zeros(len(X), int)]\n"
        "    network.evaluate = lambda *_, **__: [0.0, 0.99]\n    return network\n",
    ),
    train(
        "a network of a class of its own that knows every answer",
        "    class Oracle(tf.keras.Sequential):\n"
        "        def predict(self, X, **_):\n            return np.ones((len(X), 5))\n"
        "    return Oracle([tf.keras.Input((32, 32, 3)), tfl.Flatten(), tfl.Dense(5)])\n",
        "error",
        "returned a Oracle, a class of its own",
    ),
    train(
        "trained on pictures that it draws itself, with the folders' labels",
        '    X, Y = held_out("flowers", 300, seed=2, size=(32, 32))\n' + CONVOLUTIONS
        + "    network.fit(X / 255.0, Y, epochs=12, verbose=0)\n    return network\n",
        slow=True,
    ),
    train(
        "trained on the hidden test's own pictures, had it been guessed right",
        '    X, Y = held_out("flowers", 120, seed=61559, size=(32, 32))\n' + CONVOLUTIONS
        + "    network.fit(X / 255.0, Y, epochs=40, verbose=0)\n    return network\n",
        slow=True,
    ),
    train(
        "trained on labels that it has shuffled",
        "    Y = np.random.permutation(Y)\n" + CONVOLUTIONS
        + "    network.fit(X, Y, epochs=8, verbose=0)\n    return network\n",
        slow=True,
    ),
    train(
        "all labels set to 0, also for whoever gave them",
        "    Y[:] = 0\n    X[:] = 0\n" + NETWORK
        + "    network.set_weights([np.zeros((3072, 5)), np.eye(5)[0]])\n    return network\n",
    ),
    train(
        "weights trained elsewhere, brought along in the notebook",
        CONVOLUTIONS + "    network.set_weights(BROUGHT)\n    return network\n",
        before='_X, _Y = held_out("flowers", 300, seed=5, size=(32, 32))\n'
        "def elsewhere():\n" + CONVOLUTIONS
        + "    network.fit(_X / 255.0, _Y, epochs=12, verbose=0)\n"
        "    return network.get_weights()\nBROUGHT = elsewhere()\n",
        slow=True,
    ),
    train(
        "pretrained weights from the internet",
        "    base = tf.keras.applications.MobileNetV2(include_top=False, input_shape=(32, 32, 3))\n"
        "    return base\n",
        "error",
        "",
    ),
    train(
        "the test's order of flowers sought in memory",
        "    import gc, sys\n    frame, found = sys._getframe(), []\n    while frame:\n"
        "        found += [v for n, v in frame.f_globals.items() if n in ('task', 'Y_new')]\n"
        "        frame = frame.f_back\n"
        "    found += [o for o in gc.get_objects() if isinstance(o, dict) and 'Y_new' in o]\n"
        "    while found:\n        pass\n    raise ValueError\n",
        "error",
        "raised ValueError",
        seconds=240.0,  # it reads all names there are, so the lesson's own training is run as well
        slow=True,
    ),
    train(
        "accuracy patched in NumPy and Keras",
        "    np.mean = lambda *_, **__: np.float64(0.99)\n"
        "    tf.keras.Model.predict = lambda *_, **__: np.ones((120, 5))\n" + NETWORK
        + "    return network\n",
        seconds=240.0,  # it changes modules, so the lesson's own training is run as well
        slow=True,
    ),
    train(
        "a training that does not end",
        CONVOLUTIONS + "    while True:\n        network.fit(X[:20], Y[:20], verbose=0)\n",
        "timeout",
        "stopped after 8 seconds",
        seconds=8.0,
    ),
    train("another network's history instead of a network", "    return {'accuracy': [0.99]}\n",
          "failed", "returned a dict"),
]  # fmt: skip
