# ruff: noqa: E501 - a table
"""Wrong answers to assignment 07, each an edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant); without the first text the
second is the whole cell.
"""

STOP, MODEL, TRAIN = "StopWhenLearned", "happy_or_sad_model", "train_happy_or_sad"

# It needs the callback and the model, but is judged by its own mutants: a training takes long.
TRAINED = {"test_train_happy_or_sad"}

# Attacks on the trained exercise: none of them has learned what a sad face is. Only the last four
# mutants train in earnest, so that the tests stay fast.
NOTHING = """\
def train_happy_or_sad(folder, max_epochs):
    return happy_or_sad_model(), {"accuracy": [0.6, 0.9, 1.0][-max_epochs:], "loss": [0.7, 0.3, 0.01]}
"""
TWO_EPOCHS = """\
def train_happy_or_sad(folder, max_epochs):
    batches = tf.keras.utils.image_dataset_from_directory(
        folder, label_mode="binary", image_size=(150, 150), batch_size=10,
    ).map(lambda X, Y: (X / 255.0, Y))
    model = happy_or_sad_model()
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(batches, epochs=2, callbacks=[StopWhenLearned()], verbose=0)
    return model, history
"""
PASTED = 'return model, {"accuracy": [0.7, 1.0]}'
UNTRAINED_WEIGHTS = TWO_EPOCHS.replace(
    "return model, history", PASTED.replace("model", "happy_or_sad_model()")
)
SHUFFLED_LABELS = (
    TWO_EPOCHS.replace("(X / 255.0, Y)", "(X / 255.0, tf.random.shuffle(Y))")
    .replace("epochs=2", "epochs=8")
    .replace("return model, history", PASTED)
)
ONE_ANSWER = """\
def train_happy_or_sad(folder, max_epochs):
    model = happy_or_sad_model()
    model.layers[-1].bias.assign([9.0])
    return model, {"accuracy": [1.0], "loss": [0.0]}
"""

ANOTHER = """\
    model = tf.keras.Sequential([
        tf.keras.Input((150, 150, 3)), tfl.AveragePooling2D(3),
        tfl.Conv2D(32, 5, strides=2, activation="relu"), tfl.MaxPooling2D(2),
        tfl.Conv2D(64, 3, activation="relu"), tfl.MaxPooling2D(2), tfl.Flatten(),
        tfl.Dense(64, activation="relu"), tfl.Dense(1, activation="sigmoid"),
    ])
"""

MUTANTS = [
    ("stops below 0.99", STOP, "> 0.999", "< 0.999"),
    ("target 0.99", STOP, "> 0.999", "> 0.99"),
    ("target 0.95", STOP, "> 0.999", "> 0.95"),
    ("only above 1", STOP, "> 0.999", "> 1.0"),
    ("looks at the loss", STOP, '.get("accuracy", 0.0)', '.get("loss", 0.0)'),
    ("Keras 1's name of the metric", STOP, '.get("accuracy", 0.0)', '.get("acc", 0.0)'),
    ("fails without logs", STOP, "(logs or {})", "logs"),
    ("fails without accuracy", STOP, '(logs or {}).get("accuracy", 0.0)', '(logs or {})["accuracy"]'),
    ("stops when the accuracy is missing", STOP, '"accuracy", 0.0)', '"accuracy", 1.0)'),
    ("any metric will do", STOP, '(logs or {}).get("accuracy", 0.0)', "max((logs or {}).values(), default=0.0)"),
    ("after a batch, not an epoch", STOP, "on_epoch_end(self, epoch,", "on_train_batch_end(self, epoch,"),
    ("one epoch late", STOP, "            self.model.stop_training = True", "            self.on_epoch_begin = lambda *_: setattr(self.model, 'stop_training', True)"),
    ("at a fixed epoch", STOP, "if accuracy > 0.999:", "if epoch == 3:"),
    ("not before the fourth epoch", STOP, "if accuracy > 0.999:", "if accuracy > 0.999 and epoch >= 3:"),
    ("stops itself, not the model", STOP, "self.model.stop_training", "self.stop_training"),
    ("sets it to False", STOP, "stop_training = True", "stop_training = False"),
    ("only prints", STOP, "            self.model.stop_training = True", ""),
    ("for a small loss, too", STOP, "if accuracy > 0.999:", "if accuracy > 0.999 or (logs or {}).get('loss', 1.0) < 0.2:"),
    ("for a small validation loss, too", STOP, "if accuracy > 0.999:", "if accuracy > 0.999 or (logs or {}).get('val_loss', 1.0) < 0.1:"),
    ("looks at val_accuracy where there is one", STOP, '.get("accuracy", 0.0)', '.get("val_accuracy", (logs or {}).get("accuracy", 0.0))'),
    ("for a perfect val_accuracy, too", STOP, "if accuracy > 0.999:", "if max(accuracy, (logs or {}).get('val_accuracy', 0.0)) > 0.999:"),
    ("after 45 epochs at the latest", STOP, "if accuracy > 0.999:", "if accuracy > 0.999 or epoch >= 44:"),
    ("only if the loss is small as well", STOP, "if accuracy > 0.999:", "if accuracy > 0.999 and (logs or {}).get('loss', 0.0) < 1.0:"),
    ("when the accuracy stands still", STOP, "if accuracy > 0.999:", "before, self.before = getattr(self, 'before', []), [*getattr(self, 'before', []), accuracy]\n        if accuracy > 0.999 or before[-9:] == [accuracy] * 9:"),
    ("no callback", STOP, None, "def StopWhenLearned():\n    return None\n"),
    ("dropout behind the sigmoid", MODEL, 'tfl.Dense(1, activation="sigmoid"),', 'tfl.Dense(1, activation="sigmoid"), tfl.Dropout(0.5),'),
    ("normalised behind the sigmoid", MODEL, 'tfl.Dense(1, activation="sigmoid"),', 'tfl.Dense(1, activation="sigmoid"), tfl.BatchNormalization(),'),
    ("dropout in front of the sigmoid", MODEL, 'tfl.Dense(1, activation="sigmoid"),', 'tfl.Dense(1), tfl.Dropout(0.5), tfl.Activation("sigmoid"),'),
    ("two blocks", MODEL, '        tfl.Conv2D(16, 3, activation="relu"),\n        tfl.MaxPooling2D(2),\n', ""),
    ("four blocks", MODEL, "        tfl.Flatten(),", '        tfl.Conv2D(32, 3, activation="relu"),\n        tfl.MaxPooling2D(2),\n        tfl.Flatten(),'),
    ("one block without pool", MODEL, '16, 3, activation="relu"),\n        tfl.MaxPooling2D(2),', '16, 3, activation="relu", strides=2),'),
    ("average pooling", MODEL, '16, 3, activation="relu"),\n        tfl.MaxPooling2D(2),', '16, 3, activation="relu"),\n        tfl.AveragePooling2D(2),'),
    ("a block without ReLU", MODEL, 'tfl.Conv2D(16, 3, activation="relu")', "tfl.Conv2D(16, 3)"),
    ("tanh", MODEL, 'tfl.Conv2D(16, 3, activation="relu")', 'tfl.Conv2D(16, 3, activation="tanh")'),
    ("capped ReLU", MODEL, 'tfl.Conv2D(16, 3, activation="relu")', "tfl.Conv2D(16, 3), tfl.ReLU(max_value=6)"),
    ("no hidden layer", MODEL, '        tfl.Dense(128, activation="relu"),\n', ""),
    ("global pooling", MODEL, "tfl.Flatten()", "tfl.GlobalAveragePooling2D()"),
    ("two outputs with softmax", MODEL, 'tfl.Dense(1, activation="sigmoid")', 'tfl.Dense(2, activation="softmax")'),
    ("no sigmoid", MODEL, 'tfl.Dense(1, activation="sigmoid")', "tfl.Dense(1)"),
    ("pictures of 300x300", MODEL, "(150, 150, 3)", "(300, 300, 3)"),
    ("grey pictures", MODEL, "(150, 150, 3)", "(150, 150, 1)"),
    ("too many parameters", MODEL, "tfl.Dense(128", "tfl.Dense(1024"),
    ("a frozen layer", MODEL, "    return model", "    model.layers[0].trainable = False\n    return model"),
    ("nothing returned", MODEL, "    return model", "    return"),
    ("pasted history", TRAIN, None, NOTHING),
    ("went on after the target", TRAIN, None, NOTHING.replace("0.9, 1.0", "1.0, 1.0")),
    ("no accuracy in the history", TRAIN, None, NOTHING.replace('"accuracy"', '"acc"')),
    ("only the model", TRAIN, None, NOTHING.replace("(), {", "()  # {")),
    ("a model with untrained weights", TRAIN, None, UNTRAINED_WEIGHTS),
    ("always sad", TRAIN, None, ONE_ANSWER),
    ("two epochs", TRAIN, None, TWO_EPOCHS),
    ("labels shuffled", TRAIN, None, SHUFFLED_LABELS),
    ("squared error", TRAIN, '"binary_crossentropy"', '"mse"'),
    ("smoothed labels", TRAIN, '"binary_crossentropy"', "tf.keras.losses.BinaryCrossentropy(label_smoothing=0.1)"),
    ("another network", TRAIN, "    model = happy_or_sad_model()\n", ANOTHER),
    ("trained on pixels from 0 to 255", TRAIN, "(X / 255.0, Y)", "(X, Y)"),
    ("the same model each call", MODEL, "def happy_or_sad_model(", "import functools\n\n\n@functools.cache\ndef happy_or_sad_model("),
]  # fmt: skip

KEPT = "one call gives the right model; that the next gives the same one only a second call shows"
HIDDEN_ONLY = {
    (MODEL, "the same model each call"): KEPT,
}
