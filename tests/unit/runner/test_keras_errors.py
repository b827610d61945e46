"""Texts of Keras 3.15 and TensorFlow 2.21, and what a beginner is told to do about them."""

import keras  # whose names are looked up
import pytest

from grader.runner.keras_errors import advice_for, shortened
from grader.runner.keras_names import arguments_of, nearest

CALL = (
    "Exception encountered when calling {0}.call().\n\n\x1b[1m{1}\x1b[0m\n\nArguments received by "
)
RANK = (
    "Input 0 with name 'None' of layer 'c' is incompatible with the layer: expected ndim={}, found "
    "ndim={}. Full shape received: {}"
)
AXIS = "expected axis -1 of input shape to have value 8, but received input with shape {}"
KNOWN = {
    CALL.format("MaxPooling2D", "Argument `padding` must be either 'valid' or 'same'. Received: "
    "padding=SAME") + "MaxPooling2D.call():\n  • args=(...)": "in lower case: padding='same'",
    "The `padding` argument must be a list/tuple or one of {'valid', 'same'}. Received: Same": (
        "not 'Same'"
    ),
    "Cannot convert '(3, 3, 3, 8.0)' to a shape. Found invalid dimension '8.0' of type "
    "'<class 'float'>'. ": "write filters=8, not filters=8.0",
    "Received an invalid value for `units`, expected a positive integer. Received: units=8.0": (
        "units=8, neither 8.0"
    ),
    "Cannot convert '64' to a shape.": "Input(shape=(64,))",
    "Cannot convert '('64', 64, 3)' to a shape. Found invalid dimension '64' of type "
    "'<class 'str'>'. ": "without quotes",
    "'KerasTensor' object is not callable": "A tensor is used here like a function",
    "A symbolic KerasTensor cannot be used as a boolean.": "ReLU()(x), not ReLU(x)",
    "Only instances of `keras.Layer` can be added to a Sequential model. Received: <class "
    "'keras.src.layers.activations.relu.ReLU'> (of type <class 'type'>)": "write ReLU()",
    "Input 0 with name 'None' of layer 'c' is incompatible with the layer: expected min_ndim=4, "
    "found ndim=2. Full shape received: (None, 192)": "before Flatten",
    "Output with path `` is not connected to `inputs`": "what Input() returned",
    "Could not interpret activation function identifier: relU": "Did you mean `relu`?",
    "Could not interpret loss identifier: binary_cross": "Did you mean `binary_crossentropy`?",
    "Unrecognized keyword arguments passed to Conv2D: {'stride': 2}": "Did you mean `strides`?",
    "Unrecognized keyword arguments passed to Dense: {'activations': 'relu'}": (
        "Dense has no argument `activations`. Did you mean `activation`?"
    ),
    "Unrecognized keyword arguments passed to Model: {'inputs': <KerasTensor shape=(None, 3)>}": (
        "Model(inputs=…, outputs=…)"
    ),
    "TensorFlowTrainer.fit() got an unexpected keyword argument 'epoch'": (
        "fit has no argument `epoch`. Did you mean `epochs`?"
    ),
    "Data cardinality is ambiguous. Make sure all arrays": "not as many labels as examples",
    "module 'keras._tf_keras.keras.layers' has no attribute 'Conv2d'": "Did you mean `Conv2D`?",
    "image_dataset_from_directory() got an unexpected keyword argument 'target_size'": (
        "Did you mean `image_size`?"
    ),
    "Unrecognized keyword arguments passed to Model: {'input': <KerasTensor shape=(None, 3)>}": (
        "Model(inputs=…, outputs=…)"
    ),
    "EarlyStopping.__init__() got an unexpected keyword argument 'patient'": "mean `patience`?",
    "conv_forward() got an unexpected keyword argument 'stride'": "Look at its help",
    "Argument(s) not recognized: {'lr': 3}": "Write learning_rate= instead of lr=.",
    "Conv2D.__init__() missing 2 required positional arguments: 'filters' and 'kernel_size'": (
        "look at its spelling: filters=…, kernel_size=…."
    ),
    "module 'keras.optimizers' has no attribute 'adam'": "Did you mean `Adam`?",
    "module 'keras.callbacks' has no attribute 'EarlyStoping'": "Did you mean `EarlyStopping`?",
    "module 'tensorflow.keras' has no attribute 'Dense'": "Write `tf.keras.layers.Dense`.",
    RANK.format(4, 3, "(None, 8, 8)"): "has no channels",
    RANK.format(4, 3, "(64, 64, 3)"): "for one picture write x[None]",
    RANK.format(4, 5, "(None, 600, 64, 64, 3)"): "leave out how many pictures there are",
    "Kernel shape must have the same length as input, but received kernel of shape (3, 3, 3, 3) "
    "and input of shape (None, 4, 8, 8, 3).": "The input shape has 4 numbers",
    AXIS.format("(None, 3)"): "Make a new layer for each place",
    AXIS.format("(4, 3)"): "The model was built for another input",
    "The `data_format` argument must be one of {'channels_first'}. Received: data_format=3": (
        "ZeroPadding2D((3, 3))"
    ),
    "The `data_format` argument must be one of {'channels_first'}. Received: "
    "data_format=<kerastensor shape=(none, 8)>": "Flatten()(x), not Flatten(x)",
    "'int' object has no attribute 'lower'": "padding='same' or 'valid'",
    "The `factor` argument should be a number (or a list of two numbers) in the range [-1, 1]. "
    "Received: factor=40": "RandomRotation(40/360)",
    "Expected `metrics` argument to be a list, tuple, or dict. Received instead: metrics=accuracy "
    "of type <class 'str'>": "metrics=['accuracy']",
    "None values not supported.": "Did you give fit the labels?",
    "EarlyStopping callback received monitor=val_acc, but Keras isn't able to automatically": (
        "Did you mean `val_accuracy`?"
    ),
    "'NoneType' object has no attribute 'compile'": "`return model`",
    "module 'tensorflow' has no attribute 'GradingRun'": "TensorFlow 1",
}  # fmt: skip


def test_the_arguments_of_a_layer_are_those_of_its_signature():
    assert "pool_size" in arguments_of("MaxPool2D") and "pool_size" not in arguments_of("Dense")
    assert nearest("filter", arguments_of(keras.layers.Conv2D.__name__)) == "filters"
    assert arguments_of("nothing_of_keras") == []


@pytest.mark.parametrize("text", KNOWN)
def test_an_error_that_beginners_meet_comes_with_what_to_do(text):
    assert KNOWN[text] in advice_for("ValueError", shortened(text))


@pytest.mark.parametrize(
    "text",
    [
        "could not convert string to float: 'a'",
        "`padding` should have two elements. Received: padding=(3, 3, 3).",
        "tuple index out of range",
        "",
    ],
)
def test_nothing_is_said_of_other_errors(text):
    assert advice_for("ValueError", text) == ""


def test_an_exception_of_an_answers_own_has_no_advice():
    assert advice_for("MyError", "Cannot convert '64' to a shape.") == ""


def test_colours_and_lists_of_arguments_are_left_out():
    [text] = [text for text in KNOWN if text.startswith("Exception")]
    assert shortened(text) == (
        "Argument `padding` must be either 'valid' or 'same'. Received: padding=SAME"
    )


def test_a_hostile_text_is_searched_quickly():
    for part in ("'valid'", "Received: ", "target.shape=(", "Cannot convert '", "{'lr'"):
        assert isinstance(advice_for("ValueError", part * 100_000), str)


def test_the_advice_stands_below_what_was_raised(examine):
    outcome = examine("def f():\n    raise ValueError(\"Cannot convert '64' to a shape.\")", "f()")
    first, second = outcome.message.splitlines()
    assert first.startswith("Your code raised ValueError (answer, line 2): Cannot convert")
    assert second.startswith("A shape is one tuple: ")
