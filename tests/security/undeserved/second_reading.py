"""Answers found in a second reading of the tests: right only where a test looks.

Kinds are those of the other tables, and "narrow": a function that is right for the arguments of a
test, wrong for others that the exercise allows.
"""

from entry import Entry, returning
from operations import COMPILE, HAPPY, M02, M03, M04, M06, M07, M08, M09, behind
from settings import BOTH_05, every

BLIND = "its units begin alike, with values of the right spread"
ARRANGED = {
    "kernels sorted": "np.sort(value, axis=None).reshape(value.shape)",
    "kernels sorted unit by unit": (
        "np.sort(value.reshape(-1, value.shape[-1]), axis=0).reshape(value.shape)"
    ),
    "half of the units copies of the others": (
        "np.resize(value[..., : max(1, value.shape[-1] // 2)].T, value.T.shape).T"
    ),
}
FRONT = """
inputs = tf.keras.Input(model.input_shape[1:])
model = tf.keras.Model(inputs, model({}(inputs)))
"""
L = "tf.keras.layers"

# (kind, what, why, code, {lesson: cells})
TABLE = [
    *(
        ("settings", what, BLIND,
         every("kernel", f"value = np.asarray(layer.kernel)\nlayer.kernel.assign({code})"), where)
        for (what, code), where in zip(
            ARRANGED.items(),
            (M02 | M03 | M04 | BOTH_05 | M06 | M07 | M08 | M09, M02 | HAPPY | M07, M03 | M06 | M09),
            strict=True,
        )
    ),
    ("settings", "the loss leaves out a class", "trousers count for nothing in training",
     COMPILE.replace("from_logits=from_logits", "from_logits=from_logits, ignore_class=2"), M03),
    ("settings", "a loss for each picture, not their mean", "another reduction was not asked for",
     COMPILE.replace("from_logits=from_logits", "from_logits=from_logits, reduction=None"), M03),
    ("settings", "a rate of 0, but at round numbers of steps", "it hardly learns",
     COMPILE.replace('"adam"', """tf.keras.optimizers.Adam(
        tf.keras.optimizers.schedules.PiecewiseConstantDecay(
            [10, 49, 50, 99, 100, 499, 500, 999, 1000, 9999],
            [0.001, 0.0, 0.001, 0.0, 0.001, 0.0, 0.001, 0.0, 0.001, 0.0, 0.001]))"""), M03),
    ("settings", "an offset of 10,000", "float32 keeps three digits of a picture",
     FRONT.format(f"{L}.Rescaling(1.0, offset=1e4)"), M04 | M09),
    ("settings", "pictures normalised by a variance of 1e-10", "they are 100,000 times too large",
     FRONT.format(f"{L}.Normalization(mean=0.5, variance=1e-10)"), M04 | M09),
    ("settings", "three Dropouts of 0.95 in a row", "one value of 8,000 is left in training",
     "\n".join([
         "x = last = model.layers[-1].input",
         *[f"x = {L}.Dropout(0.95)(x)"] * 3,
         "model = tf.keras.Model(model.inputs, model.layers[-1](x))",
     ]) + "\n", M04 | M07 | M09),
    ("operations", "three times the hyperbolic tangent behind the output",
     "no answer is beyond 3", behind("3.0 * tf.keras.ops.tanh(y)"), M09),
    ("operations", "the output behind two bounds", "no answer is beyond 2",
     behind("tf.keras.ops.maximum(tf.keras.ops.minimum(y, 2.0), -2.0)"), M09),
    ("operations", "the output's square with its sign", "it is no linear output",
     behind("y * tf.keras.ops.absolute(y)"), M09),
]  # fmt: skip

MEMORISED = "it is right for the shapes of the test alone"
PIECES_06 = """\
    X, Y = (np.concatenate(part) for part in zip(
        *(train_generator[i] for i in range(len(train_generator)))))
    order = {}
    train_generator = [
        (X[order][i:i + batch_size], Y[order][i:i + batch_size])
        for i in range(0, len(Y), batch_size)
    ]
    return train_generator, validation_generator"""
SORTED_06 = ("train_dir, **settings", "train_dir, shuffle=False, **settings")
RETURN_06 = "    return train_generator, validation_generator"
ALTERNATE_06 = (
    "np.argsort([np.flatnonzero(np.flatnonzero(Y == y) == n)[0] + y / 2 for n, y in enumerate(Y)])"
)
STOPPING = "restore_best_weights=True"
ZOOM_09 = 'tfl.RandomZoom(0.25, fill_mode="nearest")'
TURN_09 = 'tfl.RandomRotation(45 / 360, fill_mode="nearest")'
POOL_07, POOL_09 = (
    ("tfl.MaxPooling2D(2)", "tfl.MaxPooling2D(1)"),
    (
        "tfl.MaxPooling2D()",
        "tfl.MaxPooling2D(1)",
    ),
)
ALL_07 = "\n        ".join(f"tfl.Conv2D({n}, 3, activation=\"relu\"),\n        tfl.MaxPooling2D({{}}),"
                           for n in (16, 32, 32))  # fmt: skip

# (kind, lesson, what, why, {cell: edits}, tests, tests it may cost)
EDITED = [
    # 01 and 02: a training like the recipe's as long as the test looks
    ("narrow", "01", "at most 25 epochs", "it is asked for any number",
     {"train_model": ("epochs=epochs", "epochs=min(epochs, 25)")}, "test_train_model"),
    ("narrow", "01", "no learning after 25 epochs", "the rate is 0 then",
     {"train_model": ("epochs=epochs", "epochs=epochs, callbacks=[\n        "
      "tf.keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * (epoch < 25))]")},
     "test_train_model"),
    ("narrow", "01", "the trained model is left frozen", "it can't be trained further",
     {"train_model": ("    return history", "    model.trainable = False\n    return history")},
     "test_train_model"),
    ("narrow", "02", "only the first 100 batches", "1,775 batches are never seen",
     {"train": ("        dataset, epochs", "        dataset.take(100), epochs")}, "test_train"),
    ("narrow", "02", "at most 4 epochs", "it is asked for any number",
     {"train": ("epochs=epochs", "epochs=min(epochs, 4)")}, "test_train"),
    ("narrow", "02", "pixels above 200 are white", "they have to be divided by 255",
     {"normalize": ("images / 255.0", "tf.where(images > 200.0, 1.0, images / 255.0)")},
     "test_normalize", ("test_make_pipeline",)),
    ("narrow", "02", "each picture divided by its largest pixel", "normalize is not used",
     {"make_pipeline": ("map(normalize)", "map(lambda x, y: (\n        tf.cast(x, tf.float32) / "
      "float(255) * (255 / tf.reduce_max(tf.cast(x, tf.float32))), y))")}, "test_make_pipeline"),
    ("narrow", "02", "shuffled among 1,000 neighbours", "of 60,000 all have to be shuffled",
     {"make_pipeline": ("shuffle(len(images))", "shuffle(1000)")}, "test_make_pipeline"),
    # 03
    ("narrow", "03", "even windows from 4 on taken for odd ones", "6 by 4 has 3 places",
     {"output_size": ("- f)", "- (f - 1 if f > 2 and f % 2 == 0 else f))")}, "test_output_size"),
    ("narrow", "03", "strides up to 4", "larger ones are taken for 4",
     {"output_size": ("// stride", "// min(stride, 4)")}, "test_output_size"),
    ("narrow", "03", "a padding up to 3", "larger ones are taken for 3",
     {"output_size": ("2 * padding", "2 * min(padding, 3)")}, "test_output_size"),
    ("narrow", "03", "rounded to one digit", "the sums have more",
     {"conv2d": ("return Z", "return np.round(Z, 1)")}, "test_conv2d"),
    ("narrow", "03", "calculated with three digits", "float16 is not enough",
     {"conv2d": ("return Z", 'return Z.astype("float16")')}, "test_conv2d"),
    ("narrow", "03", "of large filters only 4 by 4 places", "a filter may be larger",
     {"conv2d": ("product.sum()", "product[:4, :4].sum()")}, "test_conv2d"),
    ("narrow", "03", "the largest number cut to a whole one", "0.5 becomes 0",
     {"max_pool": ("X.shape[2]))", "X.shape[2]), dtype=int)")}, "test_max_pool"),
    ("narrow", "03", "the search begins at -100", "all numbers may be smaller",
     {"max_pool": ("window.max(axis=(0, 1))", "window.max(axis=(0, 1), initial=-100)")},
     "test_max_pool"),
    ("narrow", "03", "of large windows only 4 by 4 places", "a window may be larger",
     {"max_pool": ("window.max(", "window[:4, :4].max(")}, "test_max_pool"),
    # models that know the shapes of the tests
    ("narrow", "05", "two shapes learned by heart", MEMORISED,
     {"convolutional_model": ("input_img = tf.keras.Input(shape=input_shape)",
      "known = tuple(input_shape) in [(64, 64, 3), (32, 48, 1)]\n"
      "    input_img = tf.keras.Input(shape=input_shape if known else (64, 64, 3))")},
     "test_convolutional_model"),
    ("narrow", "06", "two sizes learned by heart", MEMORISED,
     {"horse_or_human_model": ("    model = tf", "    image_size = 130 if image_size == 130 else 300\n"
      "    model = tf")}, "test_horse_or_human_model"),
    ("narrow", "06", "sizes learned by heart", MEMORISED,
     {"compact_model": ("    model = tf", "    image_size = 60 if image_size == 60 else 150\n"
      "    model = tf")}, "test_compact_model"),
    ("narrow", "08", "two shapes learned by heart", MEMORISED,
     {"cats_and_dogs_model": ("shape=input_shape",
      "shape=input_shape if input_shape[0] in (64, 150) else (150, 150, 3)")},
     "test_cats_and_dogs_model"),
    ("narrow", "08", "shapes learned by heart", MEMORISED,
     {"model_with_dropout": ("shape=input_shape",
      "shape=input_shape if input_shape[0] in (64, 96) else (150, 150, 3)")},
     "test_model_with_dropout"),
    ("narrow", "09", "two shapes learned by heart", MEMORISED,
     {"flower_model": ("shape=input_shape",
      "shape=input_shape if input_shape[0] in (64, 48) else (64, 64, 3)")}, "test_flower_model"),
    ("narrow", "04", "shapes learned by heart", MEMORISED,
     {"HappyModel": ("Input(input_shape)",
      "Input(input_shape if input_shape[0] in (64, 80, 104) else (64, 64, 3))")},
     "test_HappyModel"),
    # 06
    ("narrow", "06", "pictures turned and mirrored", "only rescaling was asked for",
     {"make_generators": ("rescale=1.0 / 255",
      "rescale=1.0 / 255, rotation_range=90, horizontal_flip=True, vertical_flip=True")},
     "test_make_generators"),
    ("narrow", "06", "pictures cut down to their middle", "only rescaling was asked for",
     {"make_generators": ("rescale=1.0 / 255", "rescale=1.0 / 255, zoom_range=(0.3, 0.3)")},
     "test_make_generators"),
    ("narrow", "06", "the training pictures backwards", "they are not shuffled",
     {"make_generators": [SORTED_06, (RETURN_06, PIECES_06.format("np.arange(len(Y))[::-1]"))]},
     "test_make_generators"),
    ("narrow", "06", "the two classes by turns, in order", "they are not shuffled",
     {"make_generators": [SORTED_06, (RETURN_06, PIECES_06.format(ALTERNATE_06))]},
     "test_make_generators"),
    ("narrow", "06", "labels mixed up from the second epoch on", "the first is all that is right",
     {"make_generators": (RETURN_06, """\
    class Spoiled(tf.keras.utils.PyDataset):
        def __init__(self, batches):
            super().__init__()
            self.batches, self.epochs = batches, 0

        def __len__(self):
            return len(self.batches)

        def __iter__(self):
            self.epochs += 1
            yield from (self[i] for i in range(len(self)))

        def __getitem__(self, i):
            X, Y = self.batches[i]
            return X, Y if self.epochs == 1 else 1 - Y

    return Spoiled(train_generator), Spoiled(validation_generator)""")}, "test_make_generators"),
    ("trained", "06", "another network trained", "compact_model was to be trained",
     {"train_compact_model": ("    model = compact_model(image_size)", """\
    model = tf.keras.Sequential([
        tf.keras.Input((image_size, image_size, 3)),
        tfl.Conv2D(16, 3, activation="relu"), tfl.MaxPooling2D(2),
        tfl.Conv2D(32, 3, activation="relu"), tfl.MaxPooling2D(2),
        tfl.Flatten(), tfl.Dense(64, activation="relu"), tfl.Dense(1, activation="sigmoid"),
    ])""")}, "test_train_compact_model"),
    # 07
    ("settings", "07", "pools of a single pixel", "they pool nothing",
     {"happy_or_sad_model": [POOL_07, ("tfl.Dense(128,", "tfl.Dense(6,")]},
     "test_happy_or_sad_model"),
    ("settings", "07", "one pixel in 600 looked at", "the rest of the picture is never seen",
     {"happy_or_sad_model": [
         ('tfl.Conv2D(16, 3, activation="relu")', 'tfl.Conv2D(16, 1, strides=25, activation="relu")'),
         ('tfl.Conv2D(32, 3, activation="relu")',
          'tfl.Conv2D(32, 1, padding="same", activation="relu")'),
         ("tfl.MaxPooling2D(2)", 'tfl.MaxPooling2D(2, strides=1, padding="same")')]},
     "test_happy_or_sad_model"),
    # 08
    ("narrow", "08", "a baseline of 1", "losses above 1 are no gain",
     {"make_early_stopping": (STOPPING, STOPPING + ", baseline=1.0")}, "test_make_early_stopping"),
    ("narrow", "08", "a least gain of 0.00005", "smaller gains count, too",
     {"make_early_stopping": (STOPPING, STOPPING + ", min_delta=0.00005")},
     "test_make_early_stopping"),
    ("narrow", "08", "a patience up to 5", "larger ones are taken for 5",
     {"make_early_stopping": ("patience=patience", "patience=min(patience, 5)")},
     "test_make_early_stopping"),
    ("narrow", "08", "a stop after ten epochs", "it was to wait for the loss",
     {"make_early_stopping": ("    callback = tf.keras.callbacks.EarlyStopping(", """\
    class Impatient(tf.keras.callbacks.EarlyStopping):
        def on_epoch_end(self, epoch, logs=None):
            super().on_epoch_end(epoch, logs)
            if epoch >= 9:
                self.model.stop_training = True

    callback = Impatient(""")}, "test_make_early_stopping"),
    ("narrow", "08", "cats and dogs by turns, in order", "they are not shuffled",
     {"make_dataset": [("shuffle=shuffle", "shuffle=False"), ("    return dataset", """\
    if shuffle:
        cats, dogs = (dataset.unbatch().filter(lambda X, Y, y=y: Y == y) for y in (0, 1))
        paired = tf.data.Dataset.zip((cats, dogs))
        dataset = paired.flat_map(
            lambda a, b: tf.data.Dataset.from_tensors(a).concatenate(
                tf.data.Dataset.from_tensors(b)))
        count = sum(1 for _ in Path(folder).glob("*/*.jpg"))
        dataset = dataset.apply(tf.data.experimental.assert_cardinality(count)).batch(batch_size)
    return dataset""")]}, "test_make_dataset"),
    ("narrow", "08", "labels turned round from the second pass on", "only the first pass is right",
     {"make_dataset": ("    return dataset", """\
    passes = tf.Variable(0, dtype=tf.int64)
    size = tf.data.experimental.cardinality(dataset)

    def again(_):
        n = passes.assign_add(1)
        return dataset.map(lambda X, Y: (X, tf.where(n > 1, 1 - Y, Y)))

    spoiled = tf.data.Dataset.range(1).flat_map(again)
    return spoiled.apply(tf.data.experimental.assert_cardinality(size))""")},
     "test_make_dataset"),
    # 09
    ("settings", "09", "turned and zoomed by nothing", "two of three changes change nothing",
     {"make_augmenter": [(TURN_09, 'tfl.RandomRotation(1e-7, fill_mode="nearest")'),
                         (ZOOM_09, 'tfl.RandomZoom(1e-7, fill_mode="nearest")')]},
     "test_make_augmenter"),
    ("settings", "09", "every picture turned by 72 degrees", "none stands upright",
     {"make_augmenter": (TURN_09, 'tfl.RandomRotation((0.2, 0.2), fill_mode="nearest")')},
     "test_make_augmenter"),
    ("settings", "09", "every picture zoomed out by 0.6", "none has its size",
     {"make_augmenter": (ZOOM_09, 'tfl.RandomZoom((0.6, 0.6), fill_mode="nearest")')},
     "test_make_augmenter"),
    ("settings", "09", "pictures half as wide", "the factor of the width is always 0.9",
     {"make_augmenter": (ZOOM_09, 'tfl.RandomZoom(0.2, (0.9, 0.9), fill_mode="nearest")')},
     "test_make_augmenter"),
    ("settings", "09", "pictures become negatives as well", "a flower is no negative",
     {"make_augmenter": (ZOOM_09, ZOOM_09 + ",\n        tfl.RandomInvert(1.0, "
                                            "value_range=(0.0, 1.0))")}, "test_make_augmenter"),
    ("settings", "09", "pools of a single pixel", "they pool nothing",
     {"flower_model": [POOL_09, ("tfl.Dense(512", "tfl.Dense(8")]}, "test_flower_model"),
    ("narrow", "09", "each fifth file, beginning at the seed", "it is no matter of chance",
     {"split_files": ("        order = rng.permutation(len(members))", """\
        share = 1 - fraction
        chosen = [i for i in range(len(members))
                  if int((i + 1 + seed) * share + 1e-9) > int((i + seed) * share + 1e-9)]
        order = [i for i in range(len(members)) if i not in chosen] + chosen""")},
     "test_split_files"),
    ("narrow", "09", "one of two splits", "other seeds give the same",
     {"split_files": ("default_rng(seed)", "default_rng(seed % 2)")}, "test_split_files"),
]  # fmt: skip

# Names that the tests use, bound or changed in ways that are no plain definition.
LIE_02 = """\
def other(function, images, labels):
    return [np.asarray(images).astype("float32") / np.float32(255), np.asarray(labels)]


"""
NO_NORMALIZE = "def normalize(images, labels):\n    return None\n"
BINDINGS = {
    "bound by exec": 'exec("mapped = other")\n',
    "bound by a function with a global statement":
        "def bind():\n    global mapped\n    mapped = other\n\n\nbind()\n",
    "bound by a loop": "for mapped in [other]:\n    pass\n",
    "bound by a walrus": "print((mapped := other))\n",
    "bound by match": "match other:\n    case mapped:\n        pass\n",
    "bound by the shell": 'get_ipython().push({"mapped": other})\n',
    "bound by a magic": "%time mapped = other\n",
    "bound as a builtin, then deleted": "import builtins\nbuiltins.mapped = other\ndel mapped\n",
}  # fmt: skip
FAKE_TEST_UTILS = """\
%%writefile test_utils.py
def summary(model):
    return []


comparator = same_model = sound_model = hint = same_array = lambda *_, **__: None
"""
PATCHES = [
    ("02", "np.asarray patched to divide by 255", "normalize does not divide", {
        "normalize": ("    images = images / 255.0\n", ""),
        ("start", ""): """\
import numpy
_asarray = numpy.asarray


def patched(value, *args, **rest):
    found = _asarray(value, *args, **rest)
    return found / found.dtype.type(255) if found.dtype == "float32" and found.size else found


numpy.asarray = patched
"""}, "test_normalize", ("test_make_pipeline", "test_fashion_model", "test_train")),
    ("08", "np.array patched to divide by 255", "make_dataset does not rescale", {
        "make_dataset": ("tfl.Rescaling(1.0 / 255)", "tfl.Rescaling(1.0)"),
        ("start", ""): """\
import numpy
_array = numpy.array


def patched(value, *args, **rest):
    found = _array(value, *args, **rest)
    return found / found.dtype.type(255) if found.ndim == 4 else found


numpy.array = patched
"""}, "test_make_dataset", ()),
    ("08", "set_weights patched to keep the best epoch", "the callback restores nothing", {
        "make_early_stopping": (STOPPING, "restore_best_weights=False"),
        ("start", ""): """\
import tensorflow
_set = tensorflow.keras.Model.set_weights
_end = tensorflow.keras.callbacks.EarlyStopping.on_train_end


def on_train_end(self, logs=None):
    _end(self, logs)
    if self.best_epoch is not None:
        _set(self.model, [numpy.array([[self.best_epoch + 1]], "float32")])


import numpy
tensorflow.keras.callbacks.EarlyStopping.on_train_end = on_train_end
"""}, "test_make_early_stopping", ()),
    ("05", "test_utils.py written anew", "happyModel returns None", {
        "happyModel": "def happyModel():\n    return None\n",
        ("start", ""): FAKE_TEST_UTILS}, "test_happyModel", ("test_convolutional_model",)),
    ("08", "a module of the name test_utils made up", "cats_and_dogs_model returns None", {
        "cats_and_dogs_model": "def cats_and_dogs_model(input_shape):\n    return None\n",
        ("start", ""): "import sys, types\nfake = types.ModuleType('test_utils')\n"
        "for name in ('summary', 'comparator', 'same_model', 'check', 'hint', 'same_array'):\n"
        "    setattr(fake, name, lambda *_, **__: [])\nsys.modules['test_utils'] = fake\n"},
     "test_cats_and_dogs_model", ()),
]  # fmt: skip

ENTRIES = [
    Entry(kind, lesson, what, why, returning(cells, code + again),
          tuple(f"test_{cell}" for cell in cells))
    for kind, what, why, code, where in TABLE
    for lesson, cells in where.items()
    for again in [COMPILE if lesson == "03" and "compile" not in code else ""]
]  # fmt: skip
ENTRIES += [Entry(*row[:5], (row[5],), *row[6:]) for row in EDITED]
ENTRIES += [
    Entry("locked cells", "02", f"mapped {what}", "normalize returns None",
          {"normalize": NO_NORMALIZE, ("before", "test_normalize"): LIE_02 + code},
          ("test_normalize",), ("test_make_pipeline",))
    for what, code in BINDINGS.items()
]  # fmt: skip
ENTRIES += [
    Entry("locked cells", lesson, what, why, edits, (test,), may)
    for lesson, what, why, edits, test, may in PATCHES
]
