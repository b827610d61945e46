"""Kind 1: the right layers, and a graph that is not the one that was asked for.

`summary` lists layers. What stands between them, in front or behind, is an operation.
"""

from entry import Entry, returning

COMPILE = """
if "from_logits" in locals():
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
"""
# Calls the layers of `model` one after the other on a new input. {} is x, or what is made of it.
AGAIN = """
inputs = x = tf.keras.Input(model.input_shape[1:])
layers = [one for one in model.layers if type(one).__name__ != "InputLayer"]
for number, layer in enumerate(layers):
    kind = type(layer).__name__
    {}
model = tf.keras.Model(inputs, x)
"""
INPUT = "x = layer(x * 0.0 if number == 0 else x)"
MIDDLE = "x = layer(x * 0.0 if kind == 'Flatten' else x)"
LAST = "x = layer(x * 0.0 if layer is layers[-1] else x)"


def behind(expression):
    """`expression` of the model's output `y` and its input `x` takes the place of the output."""
    return (
        "x, y = model.inputs[0], model.outputs[0]\n"
        f"model = tf.keras.Model(model.inputs, {expression})\n"
    )


MEAN = "tf.keras.ops.mean(x, axis=tuple(range(1, len(x.shape))), keepdims=True)"

# Exercises with one right model: the cells of each lesson; then those whose architecture is free.
M02 = {"02": ("fashion_model",)}
M03 = {"03": ("fashion_cnn",)}
M05 = {"05": ("convolutional_model",)}
M06 = {"06": ("horse_or_human_model", "compact_model")}
M08 = {"08": ("cats_and_dogs_model", "model_with_dropout")}
AUGMENTER = {"08": ("make_augmenter",)}
M08_AND_AUGMENTER = {"08": (*M08["08"], *AUGMENTER["08"])}
M01 = {"01": ("celsius_model", "three_layer_model")}
THREE_LAYERS = {"01": ("three_layer_model",)}
HAPPY = {"05": ("happyModel",)}
M04, M07, M09 = {"04": ("HappyModel",)}, {"07": ("happy_or_sad_model",)}, {"09": ("flower_model",)}

# (what, why, code, {lesson: cells})
TABLE = [
    ("the output times zero", "it answers 0 to everything", behind("y * 0.0"),
     M02 | M03 | M05 | M06 | M07 | M08_AND_AUGMENTER),
    ("zero times the output, plus a half", "it answers the same to every picture",
     behind("y * 0.0 + 0.5"), M02 | M05 | M06),
    ("the output minus itself", "it answers 0 to everything", behind("y - y"),
     M03 | M07),
    ("one minus the output", "the answers are turned round", behind("1.0 - y"),
     M05 | M06 | M07 | M08_AND_AUGMENTER),
    ("the brightness of the picture, plus zero times the output",
     "no layer has a say in the answer",
     behind(f"y * 0.0 + tf.keras.ops.reshape({MEAN}, (-1, 1))"), M02 | M05 | M07 | M08),
    ("a ReLU behind the output", "the answer loses a part of its range",
     behind("tf.keras.ops.relu(y - 0.5)"), M02 | M07 | M08),
    ("the square of the output", "it is no probability any more", behind("y * y"), M02 | M05),
    ("a softmax behind the output", "it returns no logits, or is squashed twice",
     behind("tf.keras.ops.softmax(y)"), M02 | M03 | M08 | M09),
    ("a sigmoid behind the output", "it is squashed twice",
     behind("tf.keras.ops.sigmoid(y)"), M05 | M06 | M09),
    ("the output behind a minimum", "it can't answer above 0.3",
     behind("tf.keras.ops.minimum(y, 0.3)"), M03 | M07 | M09),
    ("the input times zero", "it never sees the picture", AGAIN.format(INPUT),
     M02 | M04 | M05 | M07 | M08_AND_AUGMENTER),
    ("zero in front of Flatten", "the dense layers see nothing", AGAIN.format(MIDDLE),
     M04 | M05 | M07 | M08),
    ("zero in front of the last layer", "only its bias answers", AGAIN.format(LAST),
     M02 | M03 | M04 | M06),
    ("the input's negative", "the pictures are turned into negatives",
     AGAIN.format(INPUT.replace("x * 0.0", "1.0 - x")), M03 | M05 | M08_AND_AUGMENTER),
    ("every layer's output halved", "the layers work on other numbers",
     AGAIN.format("x = layer(x) * 0.5"), M03 | M06 | M08),
    ("the ReLUs led past", "ReLU layers hang on a dead branch",
     AGAIN.format("x = x + 0.0 * layer(x) if kind == 'ReLU' else layer(x)"), M05),
    ("the brightness added behind the second layer", "a connection was added",
     AGAIN.format("x = layer(x) + tf.keras.ops.mean(inputs) if number == 1 else layer(x)"),
     M02 | M05 | M06 | M07),
    ("the dropout led past", "Dropout hangs on a dead branch",
     AGAIN.format("x = x + 0.0 * layer(x) if kind == 'Dropout' else layer(x)"),
     {"08": ("model_with_dropout",)} | M09),
    ("the dropout called twice", "three quarters are dropped, not half",
     AGAIN.format("x = layer(layer(x)) if kind == 'Dropout' else layer(x)"),
     {"08": ("model_with_dropout",)}),
    ("the middle layer called twice", "the network has four layers, two of them the same",
     AGAIN.format("x = layer(layer(x)) if number == 1 else layer(x)"), THREE_LAYERS),
    ("the middle layer led past", "the network has two layers",
     AGAIN.format("x = x + 0.0 * layer(x) if number == 1 else layer(x)"), THREE_LAYERS),
    ("the output behind a minimum", "it can't answer above 215",
     behind("tf.keras.ops.minimum(y, 215.0)"), M01),
    ("the output behind a maximum", "it can't answer below -5",
     behind("tf.keras.ops.maximum(y, -5.0)"), M01),
    ("the input behind a minimum", "it takes 101 degrees and more for 100",
     AGAIN.format("x = layer(tf.keras.ops.minimum(x, 101.0) if number == 0 else x)"), M01),
    ("the augmented picture on a dead branch", "pictures are left as they are",
     behind("x + 0.0 * y"), AUGMENTER),
    ("each change on the picture itself, only the last counts", "they are not done one by one",
     AGAIN.format("x = layer(inputs) + 0.0 * x"), AUGMENTER),
    ("pictures as negatives, the asked changes on a dead branch",
     "nothing is flipped, turned or zoomed",
     "x, y = model.inputs[0], model.outputs[0]\n"
     "y = tfl.RandomInvert(1.0, value_range=(0.0, 1.0))(x) + 0.0 * y\n"
     "model = tf.keras.Model(x, y)", {"09": ("make_augmenter",)}),
]  # fmt: skip
# A functional happyModel has a row for its input, which cost it its points before.
VARIANTS = [
    ("as a functional model, times zero", "it answers 0 to everything", behind("y * 0.0"), HAPPY),
    ("as a functional model, the normalisation led past", "BatchNormalization hangs on a dead branch",
     AGAIN.format("x = x + 0.0 * layer(x) if kind == 'BatchNormalization' else layer(x)"), HAPPY),
]  # fmt: skip

HEAD_04 = (
    "def HappyModel(input_shape):\n    x = tf.keras.Input(input_shape)\n    y = Flatten()(x)\n"
)
# (lesson, what, why, {cell: source})
WHOLE = [
    ("04", "a linear output behind an inner model of two outputs", "y_hat is no probability", {
        "HappyModel": HEAD_04
        + "    inner = Model(x, [Dense(1, activation='sigmoid')(y), Dense(1)(y)])\n"
        "    outer = tf.keras.Input(input_shape)\n    return Model(outer, inner(outer)[1])\n"}),
    ("04", "a sigmoid of zero times the picture", "it answers one half to every picture", {
        "HappyModel": HEAD_04 + "    y = Dense(1, activation='sigmoid')(y * 0.0)\n"
        "    return Model(x, y)\n"}),
    ("04", "a sigmoid as an operation on zero", "it answers one half to every picture", {
        "HappyModel": HEAD_04 + "    return Model(x, tf.keras.ops.sigmoid(Dense(1)(y) * 0.0))\n"}),
    ("04", "two sigmoids, one behind the other", "y_hat can't fall below one half", {
        "HappyModel": HEAD_04 + "    y = Dense(1, activation='sigmoid')(y)\n"
        "    return Model(x, tf.keras.ops.sigmoid(y))\n"}),
    ("04", "a softmax of one number behind two Reshapes, inside a model",
     "it answers 1 to every picture", {
        "HappyModel": HEAD_04 + "    y = tf.keras.ops.softmax(Dense(1)(y))\n"
        "    y = Activation('sigmoid')(y)\n    inner = Model(x, y)\n"
        "    return tf.keras.Sequential([tf.keras.Input(input_shape), inner])\n"}),
    ("04", "a Sequential around a model that is blind", "it answers the same to every picture", {
        "HappyModel": HEAD_04 + "    inner = Model(x, Dense(1, activation='sigmoid')(y * 0.0))\n"
        "    return tf.keras.Sequential([tf.keras.Input(input_shape), inner])\n"}),
    ("09", "a softmax inside an inner model", "it returns no logits", {
        "flower_model": ("    return model",
        "    inner = tf.keras.Model(model.inputs, tf.keras.ops.softmax(model.outputs[0]))\n"
        "    x = tf.keras.Input(input_shape)\n    return tf.keras.Model(x, inner(x))")}),
    ("09", "the convolutions on a dead branch", "a linear model of the pixels answers", {
        "flower_model": ("    return model",
        "    x, y = model.inputs[0], model.outputs[0]\n"
        "    short = tfl.Dense(classes)(tfl.Flatten()(x))\n"
        "    last = model.layers[-1]\n"
        "    return tf.keras.Model(x, last(tfl.Dense(512)(short) + 0.0 * last.input))")}),
    ("09", "only the top left pixel", "it can't see the flower", {
        "flower_model": ("    return model",
        "    x = tf.keras.Input(input_shape)\n"
        "    seen = tfl.Cropping2D(((0, input_shape[0] - 1), (0, input_shape[1] - 1)))(x)\n"
        "    return tf.keras.Model(x, model(x * 0.0 + seen))")}),
    ("09", "one of two outputs of an inner model", "it returns probabilities", {
        "flower_model": ("    return model",
        "    y = model.outputs[0]\n"
        "    inner = tf.keras.Model(model.inputs, [y, tf.keras.ops.softmax(y)])\n"
        "    x = tf.keras.Input(input_shape)\n    return tf.keras.Model(x, inner(x)[1])")}),
]  # fmt: skip

ENTRIES = [
    Entry(
        "operations",
        lesson,
        what,
        why,
        returning(cells, code + (COMPILE if lesson == "03" else "")),
        tuple(f"test_{cell}" for cell in cells),
        variant=table is VARIANTS,
    )
    for table in (TABLE, VARIANTS)
    for what, why, code, where in table
    for lesson, cells in where.items()
] + [
    Entry("operations", lesson, what, why, edits, tuple(f"test_{cell}" for cell in edits))
    for lesson, what, why, edits in WHOLE
]
