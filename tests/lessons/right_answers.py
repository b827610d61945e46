# ruff: noqa: E501 - a table
"""Right answers that are written in another way than the solution; each must have full marks.

(what is different, assignment, graded cell, source of the whole cell)
"""

from __future__ import annotations

ONE, TWO, THREE, FOUR, FIVE = (
    "01_celsius_to_fahrenheit", "02_fashion_mnist", "03_convolution_and_pooling", "04_happy_house",
    "05_convolution_model_application",
)  # fmt: skip
SIX, SEVEN, EIGHT, NINE = (
    "06_horse_or_human", "07_happy_or_sad", "08_cats_and_dogs", "09_flowers",
)  # fmt: skip

HAPPY = """def happyModel():
    model = tf.keras.Sequential([
        {input}
        {pad},
        {conv},
        {norm},
        {relu},
        {pool},
        {flat},
        {dense},
    ])
    return model
"""
HAPPY_PARTS = {
    "input": "tf.keras.Input(shape=(64, 64, 3)),",
    "pad": "tfl.ZeroPadding2D(3)",
    "conv": "tfl.Conv2D(32, 7)",
    "norm": "tfl.BatchNormalization(axis=3)",
    "relu": "tfl.ReLU()",
    "pool": "tfl.MaxPool2D()",
    "flat": "tfl.Flatten()",
    "dense": 'tfl.Dense(1, activation="sigmoid")',
}


def happy(**parts: str) -> str:
    """happyModel with some of its lines in other words."""
    return HAPPY.format(**HAPPY_PARTS | parts)


SIGNS = """def convolutional_model(input_shape):
    input_img = {input}
    x = {conv}(input_img)
    x = {relu}(x)
    x = {pool}(x)
    x = {conv2}(x)
    x = {relu}(x)
    x = {pool2}(x)
    x = tfl.Flatten()(x)
    outputs = {dense}(x)
    return {model}
"""
SIGNS_PARTS = {
    "input": "tf.keras.Input(shape=input_shape)",
    "conv": 'tfl.Conv2D(8, 4, padding="same")',
    "relu": "tfl.ReLU()",
    "pool": 'tfl.MaxPool2D(8, 8, "same")',
    "conv2": 'tfl.Conv2D(16, 2, padding="same")',
    "pool2": 'tfl.MaxPool2D(4, 4, "same")',
    "dense": 'tfl.Dense(6, activation="softmax")',
    "model": "tf.keras.Model(inputs=input_img, outputs=outputs)",
}


def signs(**parts: str) -> str:
    """convolutional_model with some of its parts in other words."""
    return SIGNS.format(**SIGNS_PARTS | parts)


AUGMENTER = """def make_augmenter(input_shape):
    return tf.keras.Sequential([
        tf.keras.Input(shape=input_shape),
        {layers}
    ])
"""
CATS = """def cats_and_dogs_model(input_shape):
    model = tf.keras.Sequential()
    model.add({input})
    for filters in (32, 64, 128, 128):
        model.add(tfl.Conv2D(filters, 3, activation={relu}))
        model.add(tfl.MaxPool2D())
    model.add(tfl.Flatten())
    model.add(tfl.Dense(512, activation={relu}))
    model.add(tfl.Dense(2))
    return model
"""

RIGHT = [
    # 01
    ("Sequential.add", ONE, "celsius_model", """def celsius_model():
    model = tf.keras.Sequential()
    model.add(tf.keras.Input((1,)))
    model.add(tf.keras.layers.Dense(1))
    return model
"""),
    ("input_shape in the first layer", ONE, "celsius_model", """def celsius_model():
    return tf.keras.Sequential([tf.keras.layers.Dense(units=1, input_shape=[1])])
"""),
    ("functional", ONE, "celsius_model", """def celsius_model():
    x = tf.keras.Input(shape=(1,), name="celsius")
    return tf.keras.Model(x, tf.keras.layers.Dense(1, activation="linear")(x))
"""),
    ("named layers, activation=None", ONE, "three_layer_model", """def three_layer_model():
    l0 = tf.keras.layers.Dense(4, input_shape=(1,), activation=None, name="first")
    l1 = tf.keras.layers.Dense(4, name="second")
    l2 = tf.keras.layers.Dense(1, name="third")
    return tf.keras.Sequential([l0, l1, l2], name="three")
"""),
    # 02
    ("activations of tf.nn", TWO, "fashion_model", """def fashion_model():
    return tf.keras.models.Sequential([
        tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
        tf.keras.layers.Dense(128, activation=tf.nn.relu),
        tf.keras.layers.Dense(10, activation=tf.nn.softmax),
    ])
"""),
    ("a seed in the initializer", TWO, "fashion_model", """def fashion_model():
    start = tf.keras.initializers.GlorotUniform(seed=1)
    return tf.keras.Sequential([
        tf.keras.layers.InputLayer(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(data_format="channels_last"),
        tf.keras.layers.Dense(128, "relu", kernel_initializer=start),
        tf.keras.layers.Dense(10, tf.keras.activations.softmax, bias_initializer="zeros"),
    ])
"""),
    ("shuffled by its cardinality, batched in parallel", TWO, "make_pipeline", """def make_pipeline(images, labels, shuffle):
    dataset = tf.data.Dataset.zip((
        tf.data.Dataset.from_tensor_slices(images), tf.data.Dataset.from_tensor_slices(labels)))
    dataset = dataset.map(normalize, tf.data.AUTOTUNE).cache()
    if shuffle:
        dataset = dataset.shuffle(dataset.cardinality())
    return dataset.batch(BATCH_SIZE, num_parallel_calls=2).prefetch(tf.data.AUTOTUNE)
"""),
    ("normalised in front, all at once", TWO, "make_pipeline", """def make_pipeline(images, labels, shuffle):
    dataset = tf.data.Dataset.from_tensor_slices(normalize(images, labels)).cache()
    return (dataset.shuffle(100_000) if shuffle else dataset).batch(32)
"""),
    ("normalised behind batch", TWO, "make_pipeline", """def make_pipeline(images, labels, shuffle):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels)).cache()
    if shuffle:
        dataset = dataset.shuffle(len(labels), seed=3, reshuffle_each_iteration=True)
    return dataset.batch(BATCH_SIZE).map(normalize)
"""),
    # 03
    ("one product for all filters", THREE, "conv2d", """def conv2d(X, W, b=0.0, stride=1, padding=0):
    f = len(W)
    padded = np.pad(X.astype(float), [(padding,) * 2] * 2 + [(0, 0)])
    height, width = ((n - f) // stride + 1 for n in padded.shape[:2])
    return np.array([[
        np.tensordot(padded[i * stride:i * stride + f, j * stride:j * stride + f], W, axes=3) + b
        for j in range(width)] for i in range(height)])
"""),
    ("in 32 bits, by Keras", THREE, "conv2d", """def conv2d(X, W, b=0.0, stride=1, padding=0):
    X = np.pad(X, ((padding, padding), (padding, padding), (0, 0)))[None].astype("float32")
    return tf.keras.ops.conv(X, W.astype("float32"), strides=stride, padding="valid")[0] + b
"""),
    ("in 32 bits, by Keras", THREE, "max_pool", """def max_pool(X, size=2, stride=2):
    return np.array(tf.keras.ops.max_pool(X[None].astype("float32"), size, stride, "valid"))[0]
"""),
    ("a running maximum of the array's own type", THREE, "max_pool", """def max_pool(X, size=2, stride=2):
    h, w = ((n - size) // stride + 1 for n in X.shape[:2])
    P = np.full((h, w, X.shape[2]), X.min(), X.dtype)
    for i, j, k, l in np.ndindex(h, w, size, size):
        P[i, j] = np.maximum(P[i, j], X[i * stride + k, j * stride + l])
    return P
"""),
    # 04
    ("Sequential, as it is imported", FOUR, "HappyModel", """def HappyModel(input_shape):
    return Sequential([
        Input(input_shape), Conv2D(8, 3, activation="relu"), MaxPooling2D(4),
        GlobalMaxPooling2D(), Dense(1, "sigmoid"),
    ])
"""),
    # 05, the Sequential model
    ("axis -1", FIVE, "happyModel", happy(norm="tfl.BatchNormalization(axis=-1)")),
    ("axis left out", FIVE, "happyModel", happy(norm="tfl.BatchNormalization()")),
    ("padding as pairs", FIVE, "happyModel", happy(pad="tfl.ZeroPadding2D(padding=((3, 3), (3, 3)))")),
    ("padding as a pair", FIVE, "happyModel", happy(pad="tfl.ZeroPadding2D((3, 3))")),
    ("input_shape in the first layer", FIVE, "happyModel", happy(input="", pad="tfl.ZeroPadding2D(3, input_shape=(64, 64, 3))")),
    ("InputLayer", FIVE, "happyModel", happy(input="tfl.InputLayer(shape=(64, 64, 3)),")),
    ("InputLayer with batch_shape", FIVE, "happyModel", happy(input="tfl.InputLayer(batch_shape=(None, 64, 64, 3)),")),
    ("Input of a list, named", FIVE, "happyModel", happy(input='tfl.Input([64, 64, 3], name="pictures", dtype="float32"),')),
    ("Conv2D in full", FIVE, "happyModel", happy(conv='tfl.Conv2D(filters=32, kernel_size=(7, 7), strides=(1, 1), padding="valid", activation=None, use_bias=True, name="conv0")')),
    ("initializer as text", FIVE, "happyModel", happy(conv='tfl.Conv2D(32, 7, kernel_initializer="glorot_uniform")')),
    ("initializer as a class", FIVE, "happyModel", happy(conv="tfl.Conv2D(32, 7, kernel_initializer=tf.keras.initializers.GlorotUniform)")),
    ("initializer with a seed", FIVE, "happyModel", happy(conv="tfl.Conv2D(32, 7, kernel_initializer=tf.keras.initializers.glorot_uniform(seed=0))")),
    ("activation linear, dtype float32", FIVE, "happyModel", happy(conv='tfl.Conv2D(32, 7, activation="linear", dtype="float32")')),
    ("Convolution2D", FIVE, "happyModel", happy(conv="tfl.Convolution2D(32, (7, 7))")),
    ("MaxPooling2D in full", FIVE, "happyModel", happy(pool='tfl.MaxPooling2D(pool_size=(2, 2), strides=(2, 2), padding="valid")')),
    ("sigmoid as a function", FIVE, "happyModel", happy(dense="tfl.Dense(1, activation=tf.keras.activations.sigmoid)")),
    ("sigmoid of tf.nn", FIVE, "happyModel", happy(dense="tfl.Dense(units=1, activation=tf.nn.sigmoid)")),
    ("initializer of TensorFlow, 1 for True", FIVE, "happyModel", happy(conv="tfl.Conv2D(32, 7, use_bias=1, bias_initializer=tf.zeros_initializer())")),
    ("ReLU in full", FIVE, "happyModel", happy(relu="tfl.ReLU(max_value=None, negative_slope=0, threshold=0)")),
    ("names everywhere", FIVE, "happyModel", happy(conv='tfl.Conv2D(32, 7, name="c")', norm='tfl.BatchNormalization(3, name="b")', dense='tfl.Dense(1, "sigmoid", name="fc")')),
    ("Sequential.add", FIVE, "happyModel", """def happyModel():
    model = tf.keras.models.Sequential(name="happy")
    model.add(tfl.Input(shape=(64, 64, 3)))
    model.add(tfl.ZeroPadding2D(3))
    model.add(tfl.Conv2D(32, 7))
    model.add(tfl.BatchNormalization())
    model.add(tfl.ReLU())
    model.add(tfl.MaxPool2D())
    model.add(tfl.Flatten())
    model.add(tfl.Dense(1, activation="sigmoid"))
    return model
"""),
    ("keras. in place of tf.keras.", FIVE, "happyModel", """def happyModel():
    import keras
    return keras.Sequential([
        keras.Input((64, 64, 3)),
        keras.layers.ZeroPadding2D(3),
        keras.layers.Conv2D(32, 7),
        keras.layers.BatchNormalization(axis=3),
        keras.layers.ReLU(),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
"""),
    ("a seed before building", FIVE, "happyModel", happy().replace("    model =", "    tf.keras.utils.set_random_seed(3)\n    model =")),
    # 05, the functional model
    ("all in pairs", FIVE, "convolutional_model", signs(conv='tfl.Conv2D(8, (4, 4), (1, 1), "same")', pool='tfl.MaxPooling2D((8, 8), (8, 8), padding="same")')),
    ("an input by its name", FIVE, "convolutional_model", signs(conv='(lambda x: tfl.Conv2D(8, 4, padding="same")(inputs=x))')),
    ("inputs and outputs in lists", FIVE, "convolutional_model", signs(model="tf.keras.models.Model([input_img], [outputs])")),
    ("pool strides left out", FIVE, "convolutional_model", signs(pool='tfl.MaxPool2D(8, padding="same")', pool2='tfl.MaxPool2D(pool_size=4, padding="same")')),
    ("softmax of tf.nn", FIVE, "convolutional_model", signs(dense="tfl.Dense(6, activation=tf.nn.softmax)")),
    ("softmax as an object", FIVE, "convolutional_model", signs(dense="tfl.Dense(6, activation=tfl.Softmax())")),
    ("data_format named", FIVE, "convolutional_model", signs(conv='tfl.Conv2D(8, 4, padding="same", data_format="channels_last")')),
    ("he who names all", FIVE, "convolutional_model", signs(input='tf.keras.Input(input_shape, name="signs")', dense='tfl.Dense(units=6, activation="softmax", name="probabilities")', model='tf.keras.Model(input_img, outputs, name="signs_model")')),
    # 06
    ("a loop, MaxPool2D", SIX, "compact_model", """def compact_model(image_size):
    model = tf.keras.Sequential()
    model.add(tfl.Input((image_size, image_size, 3)))
    for filters in (16, 32, 64):
        model.add(tfl.Conv2D(filters, (3, 3), activation=tf.nn.relu))
        model.add(tfl.MaxPool2D(strides=2))
    model.add(tfl.Flatten())
    model.add(tfl.Dense(512, activation="relu"))
    model.add(tfl.Dense(1, activation="sigmoid"))
    return model
"""),
    ("functional", SIX, "compact_model", """def compact_model(image_size):
    inputs = tf.keras.Input((image_size, image_size, 3))
    x = inputs
    for filters in (16, 32, 64):
        x = tfl.Conv2D(filters, 3, activation="relu")(x)
        x = tfl.MaxPooling2D(2)(x)
    x = tfl.Dense(512, "relu")(tfl.Flatten()(x))
    return tf.keras.Model(inputs, tfl.Dense(1, "sigmoid")(x))
"""),
    # 08
    ("Sequential.add", EIGHT, "cats_and_dogs_model", CATS.format(input="tf.keras.Input(input_shape)", relu='"relu"')),
    ("InputLayer, relu as a function", EIGHT, "cats_and_dogs_model", CATS.format(input="tfl.InputLayer(shape=input_shape)", relu="tf.keras.activations.relu")),
    ("relu as a layer inside", EIGHT, "cats_and_dogs_model", CATS.format(input="tfl.Input(input_shape)", relu="tfl.ReLU()")),
    ("another order, ranges, seeds", EIGHT, "make_augmenter", AUGMENTER.format(layers="""tfl.RandomZoom(0.2, fill_mode="nearest", seed=3),
        tfl.RandomTranslation((-0.1, 0.1), 0.1, fill_mode="nearest"),
        tfl.RandomFlip("horizontal", seed=1),
        tfl.RandomRotation((-40 / 360, 40 / 360), fill_mode="nearest"),""")),
    ("zoom with a width factor", EIGHT, "make_augmenter", AUGMENTER.format(layers="""tfl.RandomFlip(mode="horizontal"),
        tfl.RandomRotation(factor=1 / 9, fill_mode="nearest"),
        tfl.RandomTranslation(height_factor=0.1, width_factor=0.1, fill_mode="nearest"),
        tfl.RandomZoom(0.2, 0.2, fill_mode="nearest"),""")),
    ("seed of the dropout", EIGHT, "model_with_dropout", CATS.format(input="tf.keras.Input(input_shape)", relu='"relu"').replace("cats_and_dogs_model", "model_with_dropout").replace("    model.add(tfl.Flatten())", "    model.add(tfl.Dropout(rate=0.5, seed=7))\n    model.add(tfl.Flatten())")),
    # architectures that are free
    ("four blocks and a global average", FOUR, "HappyModel", """def HappyModel(input_shape):
    X_input = Input(input_shape)
    X = X_input
    for filters in (8, 16, 32):
        X = Conv2D(filters, (3, 3), padding="same")(X)
        X = BatchNormalization(axis=-1)(X)
        X = Activation("relu")(X)
        X = MaxPooling2D((2, 2))(X)
    X = Flatten()(X)
    X = Dense(1)(X)
    X = Activation("sigmoid")(X)
    return Model(inputs=[X_input], outputs=[X])
"""),
    ("Sequential with dropout", FOUR, "HappyModel", """def HappyModel(input_shape):
    return tf.keras.Sequential([
        Input(input_shape),
        Conv2D(16, 5, strides=2, activation="relu", kernel_initializer="he_normal"),
        MaxPooling2D(),
        Conv2D(32, 3, activation="relu", kernel_regularizer=tf.keras.regularizers.L2(1e-4)),
        MaxPooling2D(),
        Flatten(),
        tf.keras.layers.Dropout(0.3),
        Dense(1, activation="sigmoid"),
    ])
"""),
    ("activations as layers, normalised", SEVEN, "happy_or_sad_model", """def happy_or_sad_model():
    model = tf.keras.Sequential([tf.keras.Input((150, 150, 3))])
    for filters in (16, 32, 32):
        model.add(tfl.Conv2D(filters, 3, use_bias=False))
        model.add(tfl.BatchNormalization())
        model.add(tfl.ReLU())
        model.add(tfl.MaxPooling2D())
    model.add(tfl.Flatten())
    model.add(tfl.Dropout(0.2))
    model.add(tfl.Dense(64))
    model.add(tfl.Activation("relu"))
    model.add(tfl.Dense(1))
    model.add(tfl.Activation("sigmoid"))
    return model
"""),
    ("norms limited, as in the paper on dropout", SEVEN, "happy_or_sad_model", """def happy_or_sad_model():
    model = tf.keras.Sequential([tf.keras.Input((150, 150, 3))])
    for filters in (16, 32, 32):
        model.add(tfl.Conv2D(filters, 3, activation=tfl.ReLU(), kernel_constraint="max_norm"))
        model.add(tfl.MaxPooling2D())
        model.add(tfl.Dropout(0.2))
    model.add(tfl.Flatten())
    model.add(tfl.Dense(64, activation="relu", kernel_constraint=tf.keras.constraints.MaxNorm(3)))
    model.add(tfl.Dropout(0.5))
    model.add(tfl.Dense(1, activation="sigmoid"))
    return model
"""),
    ("one pool for all blocks, strided and by thirds", NINE, "flower_model", """def flower_model(input_shape, classes):
    pool = tfl.MaxPooling2D(3, strides=2, padding="same")
    x = inputs = tf.keras.Input(input_shape)
    for filters in (16, 32, 64):
        x = pool(tfl.Conv2D(filters, 3, activation="relu", padding="same")(x))
    x = tfl.Dropout(0.3)(tfl.GlobalAveragePooling2D()(x))
    return tf.keras.Model(inputs, tfl.Dense(classes, activation="linear")(x))
"""),
    ("norms limited, spatial dropout", NINE, "flower_model", """def flower_model(input_shape, classes):
    norm = tf.keras.constraints.MinMaxNorm(0.1, 3.0, axis=[0, 1, 2])
    layers = [tf.keras.Input(input_shape)]
    for filters in (16, 32, 64):
        layers += [
            tfl.Conv2D(filters, 3, padding="same", activation="relu", kernel_constraint=norm),
            tfl.MaxPool2D(), tfl.SpatialDropout2D(0.1),
        ]
    return tf.keras.Sequential([*layers, tfl.Flatten(), tfl.Dense(64, activation="relu"), tfl.Dense(classes)])
"""),
    ("residual blocks", NINE, "flower_model", """def flower_model(input_shape, classes):
    inputs = tf.keras.Input(input_shape)
    x = tfl.Conv2D(16, 3, padding="same", activation="relu")(inputs)
    for _ in range(3):
        y = tfl.BatchNormalization()(tfl.Conv2D(16, 3, padding="same")(x))
        x = tfl.MaxPooling2D()(tfl.ReLU()(tfl.Add()([x, y])))
    x = tfl.Dropout(0.3)(tfl.GlobalAveragePooling2D()(x))
    return tf.keras.Model(inputs, tfl.Dense(classes)(x))
"""),
    ("separable, nested blocks", NINE, "flower_model", """def flower_model(input_shape, classes):
    blocks = [
        tf.keras.Sequential([
            tfl.SeparableConv2D(filters, 3, padding="same", activation="relu"),
            tfl.MaxPooling2D(),
        ])
        for filters in (16, 32, 64)
    ]
    return tf.keras.Sequential([
        tf.keras.Input(input_shape), *blocks, tfl.Flatten(),
        tfl.SpatialDropout1D(0.2) if False else tfl.Dropout(0.2),
        tfl.Dense(classes, name="logits"),
    ])
"""),
]  # fmt: skip

# Answers that no comparison of models can judge, but only their own test.
ALSO_RIGHT = [
    ("its own generator of batches, read by PIL", SIX, "make_generators", """class Pictures(tf.keras.utils.PyDataset):
    def __init__(self, folder, size, batch_size, shuffle):
        super().__init__()
        self.size, self.batch_size, self.shuffle = size, batch_size, shuffle
        names = sorted(path.name for path in Path(folder).iterdir())
        self.files = [(f, n) for n, name in enumerate(names) for f in sorted(Path(folder, name).iterdir())]
        self.on_epoch_end()

    def on_epoch_end(self):
        if self.shuffle:
            np.random.shuffle(self.files)

    def __len__(self):
        return -(-len(self.files) // self.batch_size)

    def __getitem__(self, i):
        part = self.files[i * self.batch_size:(i + 1) * self.batch_size]
        X = [Image.open(f).convert("RGB").resize((self.size, self.size), Image.LANCZOS) for f, _ in part]
        return np.stack(X) / 255.0, np.array([y for _, y in part], "float32")


def make_generators(train_dir, validation_dir, image_size, batch_size=32):
    return [Pictures(train_dir, image_size, batch_size, True),
            Pictures(validation_dir, image_size, batch_size, False)]
"""),
    ("bicubic, by tf.data", SIX, "make_generators", """def make_generators(train_dir, validation_dir, image_size, batch_size=32):
    def read(folder, shuffle):
        found = tf.keras.utils.image_dataset_from_directory(
            str(folder), label_mode="int", image_size=(image_size,) * 2, batch_size=batch_size,
            shuffle=shuffle, interpolation="bicubic", verbose=False)
        return found.map(lambda X, Y: (tf.clip_by_value(X / 255.0, 0, 1), Y)).prefetch(2)

    return read(train_dir, True), read(validation_dir, False)
"""),
    ("a base class's stop, match", SEVEN, "StopWhenLearned", """class StopWhenLearned(tf.keras.callbacks.Callback):
    def __init__(self, target: float = 0.999) -> None:
        super().__init__()
        self.target, self.seen = target, []

    def on_epoch_end(self, epoch, logs=None):
        match logs:
            case {"accuracy": found, **others} if found > self.target:
                print("learned", others)
                self.model.stop_training = True
            case _:
                self.seen.append(epoch)
"""),
    ("40 degrees to three digits", EIGHT, "make_augmenter", AUGMENTER.format(layers="""tfl.RandomFlip("horizontal"),
        tfl.RandomRotation(0.111, fill_mode="nearest"),
        tfl.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
        tfl.RandomZoom(0.2, fill_mode="nearest"),""")),
    ("40 degrees to four digits, a range", EIGHT, "make_augmenter", AUGMENTER.format(layers="""tfl.RandomFlip("horizontal"),
        tfl.RandomRotation((-0.1111, 0.1111), fill_mode="nearest"),
        tfl.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
        tfl.RandomZoom(0.2, fill_mode="nearest"),""")),
    ("sets that are sorted before chance, files in order", NINE, "split_files", """def split_files(files, fraction, seed):
    import random
    chance = random.Random(seed)
    kinds = sorted({Path(file).parent.name for file in files})
    train = set()
    for kind in kinds:
        members = sorted(set(f for f in files if Path(f).parent.name == kind))
        train |= set(chance.sample(members, int(fraction * len(members) + 0.5)))
    return [f for f in files if f in train], list(set(files) - train)
"""),
    ("each class by a generator of its own, arrays", NINE, "split_files", """def split_files(files, fraction, seed):
    import zlib
    files = np.array(files)
    kinds = np.array([Path(file).parent.name for file in files])
    train, validation = [], []
    for kind in np.unique(kinds):
        rng = np.random.default_rng([seed, zlib.crc32(kind.encode())])
        members = rng.permutation(files[kinds == kind])
        cut = int(np.ceil(fraction * len(members)))
        train.extend(members[:cut])
        validation.extend(members[cut:])
    return np.array(train), np.array(validation)
"""),
    ("two zooms, two turns, functional", NINE, "make_augmenter", """def make_augmenter(input_shape):
    x = inputs = tf.keras.Input(input_shape)
    x = tfl.RandomFlip("horizontal")(x)
    for _ in range(2):
        x = tfl.RandomRotation(0.1)(x)
        x = tfl.RandomZoom((-0.3, 0.2), (-0.3, 0.2), fill_mode="constant", fill_value=0.5)(x)
    return tf.keras.Model(inputs, x)
"""),
]  # fmt: skip
