# ruff: noqa: E501 - a table
"""Wrong answers to assignment 04, each a small edit of the solution that must cost its test.

(what is wrong, graded cell, text of the solution, text of the mutant)
"""

HAPPY, TRAIN = "HappyModel", "happy_trained"

# It may be affected by the other cell's mutants, but is judged by its own: a training takes long.
TRAINED = {"test_happy_trained"}

LAST = 'Dense(1, activation="sigmoid", name="fc")(X)'
MODEL = 'model = Model(inputs=X_input, outputs=X, name="HappyModel")'
CREATED = "train_happy_model(HappyModel)"

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
    ("two outputs", HAPPY, "outputs=X,", "outputs=[X, X],"),
    ("a stage left out of the model", HAPPY, "inputs=X_input", "inputs=Input(input_shape)"),
    ("nothing returned", HAPPY, "    return model", "    return None"),
    ("only the outputs", HAPPY, "    return model", "    return X"),
    ("no parameter", HAPPY, "def HappyModel(input_shape):", "def HappyModel():"),
    ("another name", HAPPY, "def HappyModel(", "def happyModel("),
    ("not trained", TRAIN, CREATED, "HappyModel((64, 64, 3))"),
    ("the learning rate of a bolting horse", TRAIN, "0.001,", "100.0,"),
    ("labels the wrong way round", TRAIN, "Y = X / 255.0, Y.T", "Y = X / 255.0, 1 - Y.T"),
    ("another shape", TRAIN, "(64, 64, 3)", "(64, 32, 3)"),
]  # fmt: skip
