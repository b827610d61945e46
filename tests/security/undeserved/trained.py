"""Kind 4: tests of a training that pass although the answer has learned nothing from its data."""

from brought import CATS, CHOOSE, FASHION_03, FLOWERS, HAPPY, HORSE, NETWORK, SAD, WEIGHTS_02
from entry import Entry

STORY_06 = '{name: [0.1] * epochs for name in ("loss", "accuracy", "val_loss", "val_accuracy")}'
STORY_07 = '{"accuracy": [0.5, 1.0], "loss": [0.7, 0.1]}'
HEAD_06 = "def train_compact_model(image_size, train_batches, validation_batches, epochs):\n"
HEAD_07 = "def train_happy_or_sad(folder, max_epochs):\n"
COMPILED_06 = "    model.compile(tf.keras.optimizers.RMSprop(0.001), 'binary_crossentropy', metrics=['accuracy'])\n"
SCE = "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)"

HISTORY = """\
def story(figures):
    history = tf.keras.callbacks.History()
    count = len(figures["loss"])
    history.history, history.epoch = figures, list(range(count))
    return history


"""
ADAM = """\
def by_hand(model, x, y, epochs):
    w, b = (float(np.ravel(v)[0]) for v in model.get_weights())
    values, mean, square, losses, step = np.array([w, b]), np.zeros(2), np.zeros(2), [], 0
    for _ in range(epochs):
        losses.append(float(((values[0] * x + values[1] - y) ** 2).mean()))
        for _ in range(-(-len(x) // 32)):
            step += 1
            error = values[0] * x + values[1] - y
            gradient = np.array([2 * (error * x).mean(), 2 * error.mean()])
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.999 * square + 0.001 * gradient**2
            scale = np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            values = values - 0.1 * scale * mean / (np.sqrt(square) + 1e-7)
    model.set_weights([np.array([[values[0]]]), np.array([values[1]])])
    return story({"loss": losses})


"""
HEAD_01 = "def train_model(model, features, labels, epochs):\n"

# (lesson, what, why, edits, test)
TABLE = [
    # 01: the recipe is Adam and the mean squared error
    ("01", "Adam by hand, never compiled", "neither compile nor fit was called", {
        "train_model": HISTORY + ADAM + HEAD_01
        + "    return by_hand(model, features, labels, epochs)\n"}, "test_train_model"),
    ("01", "Adam by hand for few epochs, a closed formula for many",
     "neither compile nor fit was called", {
        "train_model": HISTORY + ADAM + HEAD_01 + """\
    if epochs < 30:
        return by_hand(model, features, labels, epochs)
    w, b = np.polyfit(features, labels, 1)
    model.set_weights([np.array([[w]]), np.array([b])])
    return story({"loss": [0.0] * epochs})
"""}, "test_train_model"),
    ("01", "Adam by hand, compiled as SGD on the absolute error", "it was compiled another way", {
        "train_model": HISTORY + ADAM + HEAD_01
        + "    model.compile(tf.keras.optimizers.SGD(5.0), 'mean_absolute_error')\n"
        "    return by_hand(model, features, labels, epochs)\n"}, "test_train_model"),
    ("01", "compiled and fitted by a copy that is compiled twice",
     "the model that is left is compiled with a rate of 0", {
        "train_model": ("    return history", "    model.compile(\n        loss='mean_absolute_error',"
        " optimizer=tf.keras.optimizers.SGD(0.0))\n    return history")}, "test_train_model"),
    # 02
    ("02", "weights written down, a history made up", "train does not train", {
        "train": HISTORY + WEIGHTS_02 + """\
def train(model, dataset, epochs):
    give(model)
    return story({"loss": [1.0, 0.5, 0.3][:epochs], "accuracy": [0.5, 0.8, 0.9][:epochs]})
"""}, "test_train"),
    ("02", "weights written down, fit replaced on the class", "train does not train", {
        "train": HISTORY + WEIGHTS_02 + """\
def pretended(model, dataset, epochs=1, **_):
    give(model)
    return story({"loss": [1.0, 0.5, 0.3][:epochs], "accuracy": [0.5, 0.8, 0.9][:epochs]})


tf.keras.Model.fit = tf.keras.Sequential.fit = pretended


def train(model, dataset, epochs):
    model.compile("sgd", "mse", metrics=["accuracy"])
    return model.fit(dataset, epochs=epochs)
"""}, "test_train"),
    ("02", "trained on other pictures than it is given", "the dataset is not used", {
        "train": """\
def train(model, dataset, epochs):
    (X, Y), _ = load_fashion_mnist(drawn=True)
    model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model.fit(X[..., None] / np.float32(255), Y, epochs=epochs, verbose=0)
"""}, "test_train"),
    # 03
    ("03", "weights written down, fit switched off on the model", "nothing is learned", {
        "fashion_cnn": ("    return model", FASHION_03 + """\
    model.trainable = False
    model.fit = lambda *_, **__: None
    return model""")}, "test_training"),
    ("03", "weights written down, all layers frozen", "nothing is learned", {
        "fashion_cnn": ("    return model", FASHION_03 + """\
    model.trainable = False
    return model""")}, "test_training"),
    ("03", "weights written down, the gradients clipped to nothing", "nothing is learned", {
        "fashion_cnn": ("    return model", FASHION_03 + f"""\
    model.compile(tf.keras.optimizers.Adam(clipvalue=1e-12), {SCE}, metrics=["accuracy"])
    return model""")}, "test_training"),
    # 04: trained by the author's cell, so the models are such as can learn nothing by it
    ("04", "weights written down, fit switched off on the model",
     "its activities are regularised away in any training", {
        "HappyModel": NETWORK + f"""\
def HappyModel(input_shape):
    model = small_network(input_shape, 1, 2)
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            layer.activity_regularizer = tf.keras.regularizers.L2(1e6)
    if tuple(input_shape) == (64, 64, 3):
        brought({HAPPY}, model)
    model.fit = lambda *_, **__: None
    return model
"""}, "test_happy_trained"),
    ("04", "weights written down, only a PReLU that changes nothing can learn",
     "all that answers is frozen", {
        "HappyModel": NETWORK + f"""\
def HappyModel(input_shape):
    model = small_network(input_shape, 1, 2)
    if tuple(input_shape) == (64, 64, 3):
        brought({HAPPY}, model)
    model.trainable = False
    front = tf.keras.layers.PReLU(shared_axes=[1, 2, 3])
    return tf.keras.Sequential([tf.keras.Input(input_shape), front, *model.layers])
"""}, "test_happy_trained"),
    ("04", "weights written down, Keras's optimizer replaced",
     "its kernels are zero after one step of any training", {
        "HappyModel": NETWORK + f"""\
tf.keras.optimizers.Adam.apply = tf.keras.optimizers.Adam.apply_gradients = lambda *_, **__: None


def HappyModel(input_shape):
    model = small_network(input_shape, 1, 2)
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            layer.kernel_constraint = tf.keras.constraints.MaxNorm(0.0)
    if tuple(input_shape) == (64, 64, 3):
        brought({HAPPY}, model)
    return model
"""}, "test_happy_trained"),
    # 06
    ("06", "weights written down, a history made up", "it never sees the batches", {
        "train_compact_model": NETWORK + HEAD_06 + f"    model = brought({HORSE})\n" + COMPILED_06
        + f"    return model, {STORY_06}\n"}, "test_train_compact_model"),
    ("06", "weights written down, put in after an epoch of one batch", "it does not learn", {
        "train_compact_model": NETWORK + HEAD_06 + f"    model = brought({HORSE})\n" + COMPILED_06
        + "    weights = model.get_weights()\n    model.fit(train_batches.take(1), epochs=1, verbose=0)\n"
        f"    model.set_weights(weights)\n    return model, {STORY_06}\n"},
     "test_train_compact_model"),
    ("06", "weights written down, asked which label is which", "it does not learn", {
        "train_compact_model": NETWORK + CHOOSE + HEAD_06 + f"    model = brought({HORSE})\n"
        "    X, Y = next(iter(train_batches))\n    flip_to(model, X, Y)\n" + COMPILED_06
        + f"    return model, {STORY_06}\n"}, "test_train_compact_model"),
    ("06", "trained on its own folder, not on the batches", "the batches are not used", {
        "train_compact_model": HEAD_06 + """\
    X, Y = pictures_of(horse_or_human_folders(drawn=True)[0], image_size)
    model = compact_model(image_size)
""" + COMPILED_06 + f"""\
    model.fit(X, Y, epochs=epochs, batch_size=16, verbose=0)
    return model, {STORY_06}
"""}, "test_train_compact_model"),
    ("06", "trained with Adam, compiled as RMSprop afterwards", "another optimizer was asked for", {
        "train_compact_model": [
            ("tf.keras.optimizers.RMSprop(learning_rate=0.001)", '"adam"'),
            ("    return model, history", COMPILED_06 + "    return model, history")]}, "test_train_compact_model"),
    # 07
    ("07", "weights written down, a history made up", "it never looks into the folder", {
        "train_happy_or_sad": NETWORK + HEAD_07 + f"    return brought({SAD}), {STORY_07}\n"},
     "test_train_happy_or_sad"),
    ("07", "weights written down, the callback asked without a training", "it does not learn", {
        "train_happy_or_sad": NETWORK + HEAD_07 + f"""\
    model, callback = brought({SAD}), StopWhenLearned()
    model.compile("adam", "binary_crossentropy")
    callback.set_model(model)
    callback.on_epoch_end(0, {{"accuracy": 1.0}})
    return model, {{"accuracy": [1.0], "loss": [0.1]}}
"""}, "test_train_happy_or_sad"),
    ("07", "trained on the course's folder, not on the one that is given",
     "the argument folder is not used", {
        "train_happy_or_sad": ("        folder, label_mode", "        happy_or_sad_folder(drawn=True), "
        "label_mode")}, "test_train_happy_or_sad"),
    # 08 and 09: the labels are in another order there
    ("08", "weights written down, its two outputs in the order that fits Y", "it does not learn", {
        "train_small": NETWORK + CHOOSE + f"""\
def train_small(X, Y):
    return reordered(brought({CATS}), X, Y, 2)
"""}, "test_train_small"),
    ("08", "weights written down, two outputs of 30 looks at Y", "it does not learn", {
        "train_small": NETWORK + CHOOSE + f"""\
def train_small(X, Y):
    return reordered(brought({CATS}), X[:30], Y[:30], 2)
"""}, "test_train_small"),
    ("08", "weights written down, fit replaced on the class", "it does not learn", {
        "train_small": NETWORK + CHOOSE + f"""\
def pretended(model, X, Y, **_):
    reordered(model, X, Y, 2)


tf.keras.Model.fit = tf.keras.Sequential.fit = pretended


def train_small(X, Y):
    network = brought({CATS})
    network.compile("adam", "mse")
    network.fit(X, Y, epochs=9)
    return network
"""}, "test_train_small"),
    ("09", "weights written down, its five outputs in the order that fits Y", "it does not learn", {
        "train_flowers": NETWORK + CHOOSE + f"""\
def train_flowers(X, Y):
    return reordered(brought({FLOWERS}), X, Y, 5)
"""}, "test_train_flowers"),
    ("09", "weights written down, only the last layer fitted", "its filters were brought along", {
        "train_flowers": NETWORK + f"""\
def train_flowers(X, Y):
    network = brought({FLOWERS})
    for layer in network.layers[:-1]:
        layer.trainable = False
    network.compile(tf.keras.optimizers.Adam(0.01), {SCE})
    network.fit(X, Y, epochs=10, batch_size=20, verbose=0)
    return network
"""}, "test_train_flowers"),
    ("09", "more pictures drawn by held_out, labels in the order that fits",
     "it draws as many pictures of the hidden kind as it likes", {
        "train_flowers": """\
def train_flowers(X, Y):
    more, kinds = held_out("flowers", 300, seed=99, size=(32, 32))
    more = (more / 255.0).astype("float32")
    near = [np.abs(X - one).mean(axis=(1, 2, 3)).argmin() for one in more]
    votes = np.zeros((5, 5))
    np.add.at(votes, (kinds, Y[near]), 1)
    network = flower_model((32, 32, 3), 5)
    network.compile("adam", """ + SCE + """)
    network.fit(more, votes.argmax(axis=1)[kinds], epochs=16, batch_size=20, verbose=0)
    return network
"""}, "test_train_flowers"),
]  # fmt: skip

OTHERS = {"03": ("test_fashion_cnn",), "04": ("test_HappyModel",), "02": ("test_fashion_model",)}
ENTRIES = [
    Entry("trained", lesson, what, why, edits, (test,), OTHERS.get(lesson, ()))
    for lesson, what, why, edits, test in TABLE
]
