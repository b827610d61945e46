"""What to do about errors of Keras and TensorFlow that beginners meet, a sentence for each.

The errors are right, and were written for those who know what is meant. Each pattern is a part of a
text that Keras 3.15 or TensorFlow 2.21 gives; a text that is not known has no sentence.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from grader.language import _

Advice = Callable[[re.Match], str]
CONTROL = re.compile(r"\x1b\[[0-9;]*m")
CALLED = re.compile(r"^Exception encountered when calling .*?\n+")
ARGUMENTS = re.compile(r"\n+Arguments received by .*", re.DOTALL)
NAMES = {
    "activation function": ["relu", "sigmoid", "softmax", "tanh", "linear", "elu", "selu", "gelu"],
    "loss": [
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "mean_squared_error",
        "mean_absolute_error",
        "mse",
        "mae",
    ],
    "optimizer": ["adam", "sgd", "rmsprop", "adagrad", "adamw", "nadam"],
    "metric": ["accuracy", "mse", "mae", "auc", "precision", "recall"],
}
UNKNOWN = {
    "activation function": "Keras knows no activation function `{name}`.",
    "loss": "Keras knows no loss `{name}`.",
    "optimizer": "Keras knows no optimizer `{name}`.",
    "metric": "Keras knows no metric `{name}`.",
}
LAYERS = [
    "Conv2D",
    "MaxPooling2D",
    "MaxPool2D",
    "AveragePooling2D",
    "ZeroPadding2D",
    "BatchNormalization",
    "Flatten",
    "Dense",
    "Dropout",
    "ReLU",
    "Softmax",
    "Activation",
    "Rescaling",
    "RandomFlip",
    "RandomRotation",
    "RandomZoom",
    "Input",
    "GlobalAveragePooling2D",
    "Concatenate",
    "Add",
    "Reshape",
]
ARGUMENT_NAMES = [
    "strides",
    "padding",
    "activation",
    "kernel_size",
    "filters",
    "units",
    "pool_size",
    "axis",
    "rate",
    "epochs",
    "batch_size",
    "validation_data",
    "validation_split",
    "use_bias",
    "input_shape",
    "name",
    "verbose",
    "callbacks",
    "metrics",
    "loss",
    "optimizer",
    "learning_rate",
    "shuffle",
]
TYPES = ("ValueError", "TypeError", "AttributeError", "InvalidArgumentError")
MAX_CHARS = 600  # student code may have chosen the text to be slow to search


def advice_for(type_name: str, message: str) -> str:
    """What to do about an error with this type and text; "" if it is none of those known here."""
    if type_name not in TYPES:
        return ""
    for pattern, advice in KNOWN:
        if found := pattern.search(message[:MAX_CHARS]):
            return advice(found)
    return ""


def shortened(message: str) -> str:
    """The text without colours, and without the lists of arguments that Keras puts around it."""
    return ARGUMENTS.sub("", CALLED.sub("", CONTROL.sub("", message)))


def _spelling(found: re.Match) -> str:
    kind, name = found[1], found[2].rstrip(".")
    near = difflib.get_close_matches(name.lower(), NAMES[kind], 1, 0.5)
    known = f"`{near[0]}`" if near else _("one of {names}", names=", ".join(NAMES[kind]))
    told = _(UNKNOWN[kind], name=name)
    return told + _(" Did you mean {known}? Names are in lower case.", known=known)


def _layer_name(found: re.Match) -> str:
    near = difflib.get_close_matches(found[1], LAYERS, 1, 0.5)
    meant = _(" Did you mean `{name}`?", name=near[0]) if near else ""
    return _("Keras has no layer `{name}`.", name=found[1]) + meant


def _same(found: re.Match) -> str:
    return _(
        "Write the padding in lower case: padding='same' or 'valid', not {found!r}.",
        found=found[1].strip(),
    )


def _argument(found: re.Match) -> str:
    names = re.findall(r"[{,] '?(\w+)'(?=:)|^'(\w+)'$", found[2].replace("{'", "{ '"))
    names = [first or second for first, second in names]
    given = ", ".join(f"`{name}`" for name in names)
    near = difflib.get_close_matches(names[0], ARGUMENT_NAMES, 1, 0.6) if names else []
    meant = _(" Did you mean `{name}`?", name=near[0]) if near else ""
    called = "fit" if found[1].endswith("Trainer") else found[1]
    told = _("{called} has no argument {given}.", called=called, given=given)
    return told + (meant or _(" Look at its help for the right name."))


KNOWN: list[tuple[re.Pattern[str], Advice]] = [
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"'valid'.*Received: (?:padding=)?([A-Za-z]+)", _same),
        (
            r"Cannot convert '\(.*?\)' to a shape\. Found invalid dimension '[\d.]+' of type "
            r"'<class 'float'>'",
            lambda m: _(
                "A size must be a whole number: write filters=8, not filters=8.0 or 16/2 "
                "(use 16//2)."
            ),
        ),
        (
            r"Received an invalid value for `(units|filters)`",
            lambda m: _(
                "`{name}` must be a whole number: {name}=8, neither 8.0 nor '8'.", name=m[1]
            ),
        ),
        (
            r"Cannot convert '([\d, ]+)' to a shape",
            lambda m: _(
                "A shape is a tuple, also one with a single number: ({number},).",
                number=m[1].strip(", "),
            ),
        ),
        (
            r"Cannot convert '.*' to a shape\. Found invalid dimension '(\w+)' of type "
            r"'<class 'str'>'",
            lambda m: _("A shape is a tuple of numbers such as (64, 64, 3), without quotes."),
        ),
        (
            r"'KerasTensor' object is not callable",
            lambda m: _(
                "A tensor is used here like a function. A layer is called on a tensor, as "
                "in x = layer(x); the names may be in the wrong order, or a layer's name "
                "is taken by a tensor."
            ),
        ),
        (
            r"A symbolic KerasTensor cannot be used as a boolean",
            lambda m: _(
                "Make the layer before you call it: ReLU()(x), not ReLU(x). Nor can an "
                "`if` ask for values that are not there before the model runs."
            ),
        ),
        (
            r"Only instances of `keras.Layer` can be added.*<class '.*\.(\w+)'> \(of type <class "
            r"'type'>",
            lambda m: _("{layer} stands there without parentheses: write {layer}().", layer=m[1]),
        ),
        (
            r"All `outputs` values must be KerasTensors.*including invalid value <(\w+) name=",
            lambda m: _(
                "outputs= is the layer {layer} itself. Call it on a tensor: {layer}(…)(x).",
                layer=m[1],
            ),
        ),
        (
            r"Only input tensors may be passed as positional arguments",
            lambda m: _(
                "A layer is called on something that is no tensor, such as another layer "
                "that was not called itself. Write x = layer(x), one layer after the other."
            ),
        ),
        (
            r"Output with path .* is not connected to `inputs`",
            lambda m: _(
                "outputs= does not come from inputs=. Give inputs= what Input() returned, "
                "and use that variable's name for nothing else in between."
            ),
        ),
        (
            r"KerasTensor (?:cannot be used as input to a TensorFlow|is symbolic)",
            lambda m: _(
                "Use a Keras layer here, such as ReLU() or Flatten(), not a function of "
                "TensorFlow or NumPy: the model has no values yet while it is built."
            ),
        ),
        (
            r"expected min_ndim=4, found ndim=2",
            lambda m: _("This layer needs pictures, but gets flat vectors: put it before Flatten."),
        ),
        (
            r"expected min_ndim=4, found ndim=3",
            lambda m: _(
                "This layer needs a batch of pictures, (count, height, width, channels); "
                "for one picture write x[None], and leave the count out of the model's "
                "input shape."
            ),
        ),
        (
            r"Computed output size would be zero or negative",
            lambda m: _(
                "The window is larger than what is left of the picture. Use a smaller "
                "kernel or pool, padding='same', or fewer layers that make it smaller."
            ),
        ),
        (
            r"You must call `compile\(\)`",
            lambda m: _("Call model.compile(…) before fit or evaluate."),
        ),
        (
            r"Could not interpret (activation function|loss|optimizer|metric) identifier: (\S+)",
            _spelling,
        ),
        (
            r"Arguments `target` and `output` must have the same (?:shape|rank).*"
            r"target.shape=(\(.*?\)), output.shape=(\(.*?\))",
            lambda m: _(
                "The labels have the shape {labels}, the model gives {model}: check the "
                "units of the last layer, Flatten before it, and whether the loss needs "
                "one-hot labels.",
                labels=m[1],
                model=m[2],
            ),
        ),
        (
            r"Received a label value of (\S+) which is outside the valid range",
            lambda m: _(
                "The last layer has no unit for the label {label}: give it as many units "
                "as there are classes.",
                label=m[1].rstrip(".,"),
            ),
        ),
        (
            r"expected axis -1 of input shape to have value (\d+), but received input with shape "
            r"(\(.*?\))",
            lambda m: _(
                "The model was built for another input: it needs {needed} values, not {given}.",
                needed=m[1],
                given=m[2],
            ),
        ),
        (
            r"Expected shape (\(.*?\)), but input has incompatible shape (\(.*?\))",
            lambda m: _(
                "The model needs {needed} and gets {given}; the first number is how many "
                "pictures. For a single picture write x[None].",
                needed=m[1],
                given=m[2],
            ),
        ),
        (
            r"Data cardinality is ambiguous",
            lambda m: _(
                "There are not as many labels as examples: check X.shape[0] and Y.shape[0]."
            ),
        ),
        (
            r"Argument\(s\) not recognized: \{'lr'",
            lambda m: _("Write learning_rate= instead of lr=."),
        ),
        (
            r"keyword arguments passed to Model: \{'(?:inputs|outputs)'",
            lambda m: _("A functional model needs both: Model(inputs=…, outputs=…)."),
        ),
        (r"Unrecognized keyword arguments passed to (\w+): (\{.*)", _argument),
        (r"(\w+)(?:\.\w+)?\(\) got an unexpected keyword argument ('\w+')", _argument),
        (
            r"(\w+)\.__init__\(\) missing \d+ required positional arguments?: (.*)",
            lambda m: _("{called} also needs {missing}.", called=m[1], missing=m[2]),
        ),
        (
            r"Expected `trainable` to be a boolean. Received: trainable=<",
            lambda m: _(
                "Sequential takes one list of layers: Sequential([first, second]), in brackets."
            ),
        ),
        (
            r"'Functional' object has no attribute 'add'",
            lambda m: _(
                "Only a Sequential model has add(). In a functional model write x = layer(x)."
            ),
        ),
        (
            r"the layer isn't built|has no defined output shape yet",
            lambda m: _("The model does not know its input yet: begin it with Input(shape=…)."),
        ),
        (
            r"'NoneType' object has no attribute '(compile|fit|summary|predict|evaluate|layers)'",
            lambda m: _(
                "There is no model here but None: does your function end with `return model`?"
            ),
        ),
        (
            r"has no attribute '(GradingRun|placeholder|get_default_graph)'",
            lambda m: _(
                "This is TensorFlow 1. In TensorFlow 2 build the model with Keras layers instead."
            ),
        ),
        (r"module '.*keras.*layers' has no attribute '(\w+)'", _layer_name),
        (
            r"The `(\w+)` argument must be a tuple of \d integers\. Received \w+=(\(.*?\)|[^,]*)",
            lambda m: _(
                "Give `{name}` as whole numbers such as 2 or (2, 2), not {given}.",
                name=m[1],
                given=m[2],
            ),
        ),
        (
            r"missing 1 required positional argument: 'model'",
            lambda m: _("A callback stands there without parentheses: write EarlyStopping(…)."),
        ),
    )
]
