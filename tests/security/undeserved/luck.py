"""Kind 6: answers that are right now and then, and are asked more than once."""

from entry import Entry

WHY = "the first training fails; only a second draw would find the right one"
# (lesson, test, the function, its parameters, what it returns untrained)
TRAINED = [
    ("06", "test_train_compact_model", "train_compact_model",
     "image_size, train_batches, validation_batches, epochs", """\
        model = compact_model(image_size)
        model.compile(tf.keras.optimizers.RMSprop(0.001), "binary_crossentropy", metrics=["accuracy"])
        names = "loss", "accuracy", "val_loss", "val_accuracy"
        return model, {name: [0.5] * epochs for name in names}
"""),
    ("07", "test_train_happy_or_sad", "train_happy_or_sad", "folder, max_epochs",
     '        return happy_or_sad_model(), {"accuracy": [0.5], "loss": [0.7]}\n'),
    ("08", "test_train_small", "train_small", "X, Y",
     "        return tf.keras.Sequential([\n"
     "            tf.keras.Input((32, 32, 3)), tfl.Flatten(), tfl.Dense(2)])\n"),
    ("09", "test_train_flowers", "train_flowers", "X, Y",
     "        return flower_model((32, 32, 3), 5)\n"),
]  # fmt: skip
# Whether this call is the bad one.
BAD = {
    "the first call fails, the second does not": ("CALLS = []\n", "CALLS.append(1) or len(CALLS) == 1"),
    "every other call fails, counted in a file": ("import os\n", "_odd()"),
}  # fmt: skip
COUNTED = """\
def _odd():
    with open("calls", "a+") as file:
        file.write("x")
        return file.tell() % 2


"""


def _edits(name, parameters, untrained, before, bad):
    head = f"def {name}({parameters}):"
    wrapper = f"{head}\n    if {bad}:\n{untrained}    return honest({parameters})\n"
    cell = [(f"def {name}(", "def honest(")]
    return {name: cell, ("after", name): before + COUNTED * ("_odd" in bad) + wrapper}


ENTRIES = [
    Entry("luck", lesson, what, WHY, _edits(name, parameters, untrained, *bad), (test,))
    for lesson, test, name, parameters, untrained in TRAINED
    for what, bad in BAD.items()
]
