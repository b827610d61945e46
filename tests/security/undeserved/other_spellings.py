"""Honest work that has to keep all points, spelled in other ways than the solution's."""

from entry import Entry
from second_reading import TURN_09, ZOOM_09

# (lesson, what, edits)
TABLE = [
    ("01", "MeanSquaredError(), Adam by keyword, a batch size of 32", {
            "train_model": [
                ('"mean_squared_error"', "tf.keras.losses.MeanSquaredError()"),
                ("Adam(0.1)", "Adam(learning_rate=1e-1)"),
                ("verbose=0", "verbose=0, batch_size=32")]}),
    ("01", "layers added one by one, a rate set after compiling", {
            "three_layer_model": ("    model = tf.keras.Sequential([\n"
                "        tf.keras.Input(shape=(1,)), l0, l1, l2,\n    ])",
                "    model = tf.keras.Sequential()\n    model.add(tf.keras.Input((1,)))\n"
                "    for layer in (l0, l1, l2):\n        model.add(layer)"),
            "train_model": ("Adam(0.1),\n    )", "Adam(),\n    )\n"
                "    model.optimizer.learning_rate = 0.1")}),
    ("02", "parallel map, prefetch, a shuffle of len(labels), convert_image_dtype", {
            "normalize": ("    images = tf.cast(images, tf.float32)\n    images = images / 255.0",
                "    images = tf.image.convert_image_dtype(images, tf.float32)"),
            "make_pipeline": [
                ("map(normalize)", "map(normalize, num_parallel_calls=tf.data.AUTOTUNE)"),
                ("shuffle(len(images))", "shuffle(labels.shape[0])"),
                ("batch(BATCH_SIZE)", "batch(BATCH_SIZE).prefetch(1)")]}),
    ("02", "a functional model, a shuffle of 60,000", {
            "make_pipeline": ("shuffle(len(images))", "shuffle(60_000)"),
            "fashion_model": """\
def fashion_model():
    inputs = tf.keras.Input((28, 28, 1))
    x = tf.keras.layers.Flatten()(inputs)
    x = tf.keras.layers.Dense(128, activation=tf.nn.relu)(x)
    x = tf.keras.layers.Dense(10, tf.keras.activations.softmax)(x)
    return tf.keras.Model(inputs, x)
"""}),
    ("03", "float32 and einsum, ceilings, as_strided windows, Adam()", {
            "output_size": ("(n + 2 * padding - f) // stride + 1",
                "int(np.floor((n + 2 * padding - f) / stride)) + 1"),
            "conv2d": """\
def conv2d(X, W, b=0.0, stride=1, padding=0):
    X = np.pad(X, [(padding, padding)] * 2 + [(0, 0)]).astype("float32")
    f = W.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(X, (f, f), axis=(0, 1))
    return np.einsum("ijcuv,uvck->ijk", windows[::stride, ::stride], W.astype("float32")) + b
""",
            "max_pool": """\
def max_pool(X, size=2, stride=2):
    windows = np.lib.stride_tricks.sliding_window_view(X, (size, size), axis=(0, 1))
    return windows[::stride, ::stride].max(axis=(-2, -1))
""",
            "fashion_cnn": ('optimizer="adam"', "optimizer=tf.keras.optimizers.Adam()")}),
    ("03", "tf.nn in float32, the loss by its name", {
            "max_pool": ("    return P", "    P = tf.nn.max_pool2d(\n        np.asarray(X, 'float32')"
                "[None], size, stride, 'VALID')\n    return P[0].numpy()"),
            "fashion_cnn": ("    return model", """\
    if not from_logits:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["acc"])
    return model""")}),
    ("04", "global pooling, Dropout of 0.5, pictures from -1 to 1", {
            "HappyModel": """\
def HappyModel(input_shape):
    x = X_input = Input(input_shape)
    x = Rescaling(2.0, offset=-1.0)(x)
    for filters in (16, 32):
        x = Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = MaxPooling2D()(x)
    x = Dropout(0.5)(Flatten()(x))
    return Model(X_input, Dense(1, activation="sigmoid")(x))
"""}),
    ("04", "a strided convolution, a little noise, leaky ReLUs", {
            "HappyModel": """\
def HappyModel(input_shape):
    model = tf.keras.Sequential([tf.keras.Input(input_shape), GaussianNoise(0.05)])
    for filters in (16, 32, 32):
        model.add(Conv2D(filters, 3, strides=2, padding="same", kernel_initializer="he_normal"))
        model.add(LeakyReLU())
    model.add(GlobalAveragePooling2D())
    model.add(Dense(1))
    model.add(Activation("sigmoid"))
    return model
"""}),
    ("05", "He's start written out as scaled variance, layers by name, axis -1", {
            "happyModel": [("axis=3", "axis=-1"), ("padding=3", "padding=((3, 3), (3, 3))"),
                ("filters=32", 'name="conv0", filters=32, kernel_initializer='
                 'tf.keras.initializers.VarianceScaling(1.0, "fan_avg", "uniform", seed=4)')],
            "convolutional_model": ("tfl.Flatten()(P2)", 'tfl.Flatten(name="flat")(P2)')}),
    ("05", "the shape as a list", {
            "convolutional_model": ("shape=input_shape", "shape=list(input_shape)")}),
    ("06", "datasets of tf.data", {"make_generators": """\
def make_generators(train_dir, validation_dir, image_size, batch_size=32):
    def read(folder, shuffle):
        found = tf.keras.utils.image_dataset_from_directory(
            folder, label_mode="binary", image_size=(image_size, image_size),
            batch_size=batch_size, shuffle=shuffle)
        return found.map(lambda X, Y: (X / 255.0, Y))

    return read(train_dir, True), read(validation_dir, False)
"""}),
    ("06", "two ImageDataGenerators, a seed for the shuffling", {"make_generators": [
            ("train_dir, **settings", "train_dir, shuffle=True, seed=5, **settings"),
            ("    validation_generator = datagen", "    validation_generator = "
             "ImageDataGenerator(rescale=1 / 255.0)")]}),
    ("07", "a comparison with None, ReLU layers, Dropout of 0.5", {
            "StopWhenLearned": """\
class StopWhenLearned(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        found = logs.get("accuracy") if logs else None
        if found is not None and found > 0.999:
            self.model.stop_training = True
""",
            "happy_or_sad_model": [
                ('tfl.Conv2D(16, 3, activation="relu"),', "tfl.Conv2D(16, 5, strides=2), tfl.ReLU(),"),
                ("tfl.Flatten()", "tfl.Dropout(0.5), tfl.Flatten()")]}),
    ("07", "BatchNormalization, pools of 3 with stride 2, few filters", {
            "happy_or_sad_model": [
                ('tfl.Conv2D(16, 3, activation="relu"),',
                 'tfl.Conv2D(8, 3, padding="same"), tfl.BatchNormalization(), tfl.Activation("relu"),')]}),
    ("08", "an unbatched shuffle with a seed, mode min, patience by place", {
            "make_dataset": """\
def make_dataset(folder, image_size, batch_size, shuffle):
    found = tf.keras.utils.image_dataset_from_directory(
        folder, labels="inferred", image_size=image_size, batch_size=batch_size,
        shuffle=shuffle, seed=1234, interpolation="area")
    return found.map(lambda x, y: (tf.cast(x, tf.float32) / 255.0, y)).prefetch(2)
""",
            "make_early_stopping": ('monitor="val_loss",\n        patience=patience',
                'monitor="val_loss",\n        mode="min", min_delta=0, patience=patience')}),
    ("08", "an ImageDataGenerator, layers added one by one", {"make_dataset": """\
def make_dataset(folder, image_size, batch_size, shuffle):
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    return ImageDataGenerator(rescale=1.0 / 255).flow_from_directory(
        folder, target_size=image_size, batch_size=batch_size, class_mode="binary",
        shuffle=shuffle)
""",
            "model_with_dropout": """\
def model_with_dropout(input_shape):
    x = inputs = tf.keras.Input(input_shape)
    for filters in [32, 64, 128, 128]:
        x = tfl.MaxPool2D()(tfl.Conv2D(filters, (3, 3), activation=tf.nn.relu)(x))
    x = tfl.Flatten()(tfl.Dropout(rate=0.5)(x))
    x = tfl.Dense(512, "relu")(x)
    return tf.keras.Model(inputs, tfl.Dense(2, activation="linear")(x))
"""}),
    ("09", "random.Random, ranges of factors, global pooling", {
            "split_files": """\
def split_files(files, fraction, seed):
    import random
    train, validation = [], []
    for kind in {Path(f).parent.name: 0 for f in files}:
        members = sorted(f for f in files if Path(f).parent.name == kind)
        random.Random(seed).shuffle(members)
        cut = int(fraction * len(members))
        train.extend(members[:cut])
        validation.extend(members[cut:])
    return train, validation
""",
            "make_augmenter": [
                (TURN_09, "tfl.RandomRotation((-0.05, 0.1))"),
                (ZOOM_09, "tfl.RandomZoom((-0.3, 0.0), (-0.2, 0.2))")],
            "flower_model": """\
def flower_model(input_shape, classes):
    x = inputs = tf.keras.Input(input_shape)
    for filters in (32, 64, 64):
        x = tfl.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = tfl.ReLU()(tfl.BatchNormalization()(x))
        x = tfl.MaxPooling2D()(x)
    x = tfl.Dropout(0.5)(tfl.GlobalAveragePooling2D()(x))
    return tf.keras.Model(inputs, tfl.Dense(classes)(x))
"""}),
    ("09", "a residual block, weight decay, average pools, an inner model", {
            "flower_model": """\
def flower_model(input_shape, classes):
    weak = tf.keras.regularizers.L2(1e-4)
    x = inputs = tf.keras.Input(input_shape)
    x = tfl.Rescaling(2.0, offset=-1.0)(x)
    x = tfl.Conv2D(16, 5, strides=2, padding="same", activation="relu", kernel_regularizer=weak)(x)
    y = tfl.Conv2D(16, 3, padding="same", activation="relu")(x)
    x = tfl.add([x, tfl.Conv2D(16, 3, padding="same")(y)])
    for pool in (tfl.AveragePooling2D(2), tfl.MaxPooling2D(), tfl.MaxPooling2D()):
        x = pool(x)
    front = tf.keras.Model(inputs, x)
    return tf.keras.Sequential([
        tf.keras.Input(input_shape), front, tfl.Flatten(), tfl.Dropout(0.4),
        tfl.Dense(64, activation="gelu"), tfl.Dense(classes)])
"""}),
]  # fmt: skip

HONEST = [
    Entry("honest", lesson, what, "the answers are right", edits) for lesson, what, edits in TABLE
]
HONEST += [
    Entry("honest", f"{n:02}", "as it was solved", "the answers are right", {})
    for n in range(1, 10)
]
