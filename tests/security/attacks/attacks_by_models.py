"""Attacks by Keras models that are not what they say."""

from attack import MODELS, code

G = "models"
# The right rows with a kernel of the wrong size would be noticed; these answers are plainly wrong.
SMALL = "tf.keras.Sequential([tf.keras.Input((64, 64, 3)), tfl.Flatten(), tfl.Dense(1)])"
RIGHT = """\
def right():
    return tf.keras.Sequential([
        tf.keras.Input((64, 64, 3)), tfl.ZeroPadding2D(3), tfl.Conv2D(32, 7),
        tfl.BatchNormalization(), tfl.ReLU(), tfl.MaxPool2D(), tfl.Flatten(),
        tfl.Dense(1, activation="sigmoid")])
"""


def model(what: str, source: str, verdict: str = "error", **rest):
    rest = {"verdicts": (verdict, "passed"), **rest}
    return code(G, what, source, assignment=MODELS, **rest)


# What patches Keras for the whole process harms the second answer too, as it would in a notebook.
BOTH = {"scores": (0, 0), "verdicts": ("error", "error")}


ATTACKS = [
    model(
        "fake layer classes",
        "class Layer:\n    def __init__(self, name): self.__class__.__name__ = name\n"
        "    output = type('T', (), {'shape': (None, 1)})()\n"
        "    def count_params(self): return 32769\n"
        "class Fake:\n    layers = [Layer('Dense')]\n"
        "def happyModel():\n    return Fake()\n",
    ),
    model(
        "layer subclass with forged count_params and output",
        "class Dense(tfl.Dense):\n    def count_params(self): return 32769\n"
        "    output = property(lambda self: None)\n"
        f"def happyModel():\n    return {SMALL.replace('tfl.Dense', 'Dense')}\n",
        says="Dense",
    ),
    model(
        "registered layer that calls itself Keras's own",
        "@tf.keras.utils.register_keras_serializable('keras.layers', 'Conv2D')\n"
        "class Conv2D(tfl.Conv2D):\n    pass\nConv2D.__module__ = 'keras.layers'\n"
        "def happyModel():\n    return tf.keras.Sequential([tf.keras.Input((64, 64, 3)), "
        "Conv2D(32, 7)])\n",
        says="Conv2D",
    ),
    model(
        "model subclass",
        "class Model(tf.keras.Sequential):\n    def __eq__(self, other): return True\n"
        "    __hash__ = None\n"
        "    layers = property(lambda self: [])\n"
        "def happyModel():\n    return Model([tf.keras.Input((64, 64, 3)), tfl.Flatten()])\n",
        says="class of its own",
    ),
    model(
        "Keras patched: count_params, output, get_config of every layer",
        "import keras\nkeras.layers.Layer.count_params = lambda self: 4736\n"
        "keras.layers.Flatten.get_config = lambda self: {'name': 'x', 'units': 32}\n"
        f"def happyModel():\n    return {SMALL}\n",
        **BOTH,
    ),
    model(
        "Keras patched: weights of another shape",
        RIGHT + "def happyModel():\n    model = right()\n"
        "    tf.keras.Model.get_weights = lambda self: [np.zeros(n) for n in range(8)]\n"
        "    return model\n",
        says="weight",
        **BOTH,
        slow=True,
    ),
    model(
        "config with a 10 GB Dense by a patched get_config",
        "import keras\nold = keras.layers.Dense.get_config\n"
        "keras.layers.Dense.get_config = lambda self: {**old(self), 'units': 10**9}\n"
        f"def happyModel():\n    return {SMALL}\n",
        **BOTH,
    ),
    model(
        "a real 10 GB Dense",
        "def happyModel():\n    return " + SMALL.replace("Dense(1)", "Dense(10**6)") + "\n",
    ),
    model(
        "Dense(10**9) behind 10**9 inputs",
        "def happyModel():\n    return tf.keras.Sequential("
        "[tf.keras.Input((10**9,)), tfl.Dense(10**9)])\n",
    ),
    model(
        "Lambda layer",
        "def happyModel():\n    return tf.keras.Sequential("
        "[tf.keras.Input((64, 64, 3)), tfl.Lambda(lambda x: x)])\n",
        says="Lambda",
    ),
    model(
        "registered_name in the config",
        "import json\n"
        f"def happyModel():\n    model = {SMALL}\n    config = json.loads(model.to_json())\n"
        "    for layer in config['config']['layers']:\n"
        "        layer.update(registered_name='os>system', module='os', class_name='system')\n"
        "    tf.keras.Model.to_json = lambda self, **k: json.dumps(config)\n    return model\n",
        says="system",
        **BOTH,
    ),
    model(
        "malicious .keras file with a Lambda",
        "def happyModel():\n    model = tf.keras.Sequential([tf.keras.Input((2,)), "
        "tfl.Lambda(lambda x: [exit(), x][1])])\n    model.save('m.keras')\n"
        "    return tf.keras.models.load_model('m.keras', safe_mode=False)\n",
    ),
    model(
        "malicious .h5 file with a Lambda",
        "def happyModel():\n    model = tf.keras.Sequential([tf.keras.Input((2,)), "
        "tfl.Lambda(lambda x: x)])\n    model.save('m.h5')\n"
        "    return tf.keras.models.load_model('m.h5', safe_mode=False)\n",
    ),
    model(
        "description nested 100,000 deep",
        f"def happyModel():\n    model = {SMALL}\n"
        "    model.to_json = lambda **k: '[' * 10**5\n    return model\n",
        says="nested",
    ),
    model(
        "description of 100 MB",
        f"def happyModel():\n    model = {SMALL}\n"
        "    tf.keras.Model.to_json = lambda self, **k: ' ' * 10**8\n    return model\n",
        says="too large",
        **BOTH,
    ),
    model(
        "text class with hostile methods as description",
        "class Text(str):\n    def __len__(self): return 1\n    def __eq__(self, o): return True\n"
        f"def happyModel():\n    model = {SMALL}\n"
        "    tf.keras.Model.to_json = lambda self, **k: Text('{}')\n    return model\n",
        **BOTH,
    ),
    model(
        "10,000 layers",
        "def happyModel():\n    return tf.keras.Sequential("
        "[tf.keras.Input((4,))] + [tfl.ReLU() for _ in range(10_000)])\n",
        verdict="timeout",
        seconds=5.0,
        slow=True,
    ),
    model(
        "right for the visible shape only",
        "def happyModel():\n    return 1\ndef convolutional_model(input_shape):\n    return 1\n",
        "failed",
    ),
    model(
        "a thread that changes the model while it is read",
        RIGHT + "import threading\n"
        f"def happyModel():\n    model, other = right(), {SMALL}\n"
        "    def change():\n        while True:\n"
        "            model._layers = other._layers\n"
        "            model.layers[-1].units = 2\n"
        "    threading.Thread(target=change, daemon=True).start()\n    return model\n",
    ),
]
