# ruff: noqa: E501 - a table
"""Wrong answers to assignment 04, each a small edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant)
"""

HAPPY, TRAIN = "HappyModel", "HappyModel, trained"

TRAINED = {"test_happy_trained"}

# What HappyModel learns is judged by a test of its own. A model that can't learn may cost the test
# of its form, too.
JUDGED_BY = {TRAIN: (HAPPY, "test_happy_trained")}
AFFECTS = {TRAIN: {"test_HappyModel"}}

LAST = 'Dense(1, activation="sigmoid", name="fc")(X)'
POOLED_AWAY = """\
def HappyModel(input_shape):
    X_input = Input(input_shape)
    X = GlobalAveragePooling2D()(X_input)
    return Model(inputs=X_input, outputs=Dense(1, activation="sigmoid")(X))
"""

MUTANTS = [
    ("two units", HAPPY, "Dense(1,", "Dense(2,"),
    ("softmax over two units", HAPPY, 'Dense(1, activation="sigmoid"', 'Dense(2, activation="softmax"'),
    ("softmax over one unit", HAPPY, '"sigmoid"', '"softmax"'),
    ("relu at the end", HAPPY, '"sigmoid"', '"relu"'),
    ("tanh at the end", HAPPY, '"sigmoid"', '"tanh"'),
    ("a hard sigmoid at the end", HAPPY, '"sigmoid"', '"hard_sigmoid"'),
    ("no activation at the end", HAPPY, ', activation="sigmoid"', ""),
    ("a relu after the sigmoid", HAPPY, LAST, f'Activation("relu")({LAST})'),
    ("no flatten", HAPPY, "    X = Flatten()(X)\n", ""),
    ("input_shape ignored", HAPPY, "Input(input_shape)", "Input((64, 64, 3))"),
    ("channels ignored", HAPPY, "Input(input_shape)", "Input((*input_shape[:2], 3))"),
    ("height and width swapped", HAPPY, "Input(input_shape)", "Input((input_shape[1], input_shape[0], input_shape[2]))"),
    ("batch dimension in the shape", HAPPY, "Input(input_shape)", "Input((None, *input_shape))"),
    ("frozen", HAPPY, "    return model", "    model.trainable = False\n    return model"),
    ("no weights", HAPPY, LAST, 'Activation("sigmoid")(GlobalMaxPooling2D()(MaxPooling2D(2)(Conv2D(1, 1, trainable=False)(X_input))))'),
    ("a Lambda", HAPPY, "    X = Flatten()(X)\n", "    X = Flatten()(Lambda(lambda x: 2.0 * x)(X))\n"),
    ("a layer class of its own", HAPPY, "    X = Flatten()(X)\n", "    X = type('Flat', (Flatten,), {})()(X)\n"),
    ("a Dense layer of its own at the end", HAPPY, LAST, LAST.replace("Dense(", "type('Answer', (Dense,), {})(", 1)),
    ("two outputs", HAPPY, "outputs=X,", "outputs=[X, X],"),
    ("a stage left out of the model", HAPPY, "inputs=X_input", "inputs=Input(input_shape)"),
    ("nothing returned", HAPPY, "    return model", "    return None"),
    ("only the outputs", HAPPY, "    return model", "    return X"),
    ("no parameter", HAPPY, "def HappyModel(input_shape):", "def HappyModel():"),
    ("another name", HAPPY, "def HappyModel(", "def happyModel("),
    ("everything pooled away", TRAIN, None, POOLED_AWAY),
    ("frozen, and can't learn", TRAIN, "    return model", "    model.trainable = False\n    return model"),
    ("the pictures times 0", TRAIN, "X = BatchNormalization(axis=3, name=\"bn0\")(X)", "X = X * 0.0"),
    ("weights held at 0", TRAIN, 'Dense(1,', "Dense(1, kernel_constraint=tf.keras.constraints.MaxNorm(0.0),"),
    ("an answer that training can't move", TRAIN, LAST, 'Activation("sigmoid")(Dense(1, kernel_initializer="zeros", bias_initializer=tf.keras.initializers.Constant(-1e6))(X))'),
    ("the same model each call", HAPPY, "def HappyModel(", "import functools\n\n\n@functools.cache\ndef HappyModel("),
]  # fmt: skip

KEPT = "one call gives the right model; that the next gives the same one only a second call shows"
HIDDEN_ONLY = {
    (HAPPY, "the same model each call"): KEPT,
}
