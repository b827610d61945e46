"""What to do about errors of Keras and TensorFlow that beginners meet, a sentence for each.

The errors are right, and were written for those who know what is meant. Each pattern is a part of a
text that Keras 3.15 or TensorFlow 2.21 gives; a text that is not known has no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.language import _
from grader.runner.keras_advice import (
    called_too_early,
    missing_argument,
    other_input,
    padding_in_lower_case,
    unknown_argument,
    unknown_identifier,
    unknown_metric,
    unknown_name,
    unknown_setting,
    wrong_rank,
)

Advice = Callable[[re.Match], str]
CONTROL = re.compile(r"\x1b\[[0-9;]*m")
CALLED = re.compile(r"^Exception encountered when calling .*?\n+")
ARGUMENTS = re.compile(r"\n+Arguments received by .*", re.DOTALL)
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


KNOWN: list[tuple[re.Pattern[str], Advice]] = [
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"'valid'.*Received: (?:padding=)?([A-Za-z]+)", padding_in_lower_case),
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
                "A shape is one tuple: Input(shape=(64, 64, 3)), or for {number} numbers in a row "
                "Input(shape=({number},)).",
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
            r"data_format=<kerastensor|activation function identifier: <KerasTensor|"
            r"KerasTensor is symbolic.*You cannot convert it to an? (?:int|float)",
            called_too_early,
        ),
        (
            r"KerasTensor (?:cannot be used as input to a TensorFlow|is symbolic)",
            lambda m: _(
                "Use a Keras layer here, such as ReLU() or Flatten(), not a function of "
                "TensorFlow or NumPy: the model has no values yet while it is built."
            ),
        ),
        (r"expected (?:min_)?ndim=4, found ndim=\d\. Full shape received: (\(.*?\))", wrong_rank),
        (r"Kernel shape must have the same length as input.*input of shape (\(.*?\))", wrong_rank),
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
            unknown_identifier,
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
            other_input,
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
        (r"(Argument)\(s\) not recognized: (\{.*)", unknown_setting),
        (
            r"keyword arguments passed to Model: \{'(?:in|out)puts?'",
            lambda m: _("A functional model needs both: Model(inputs=…, outputs=…)."),
        ),
        (r"Unrecognized keyword arguments passed to (\w+): (\{.*)", unknown_argument),
        (r"(\w+(?:\.\w+)?)\(\) got an unexpected keyword argument ('\w+')", unknown_argument),
        (
            r"(\w+)\.__init__\(\) missing \d+ required positional arguments?: (.*)",
            missing_argument,
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
        (r"module '([\w.]*keras[\w.]*)' has no attribute '(\w+)'", unknown_name),
        (
            r"The `(\w+)` argument must be a tuple of \d integers\. Received \w+=(\(.*?\)|[^,]*)",
            lambda m: _(
                "Give `{name}` as whole numbers such as 2 or (2, 2), not {given}.",
                name=m[1],
                given=m[2],
            ),
        ),
        (
            r"Received: data_format=(\d+)$",
            lambda m: _(
                "Two numbers are one tuple here: ZeroPadding2D(({number}, {number})), with two "
                "pairs of parentheses.",
                number=m[1],
            ),
        ),
        (
            r"`padding` should have two elements\. Received: padding=[a-zA-Z]",
            lambda m: _(
                "The padding of ZeroPadding2D is how many zeros to put on each side: padding=3."
            ),
        ),
        (
            r"'(?:int|tuple|list)' object has no attribute 'lower'",
            lambda m: _(
                "The padding of Conv2D and pooling layers is a word: padding='same' or 'valid'. "
                "For a number of zeros of your own put ZeroPadding2D before the layer."
            ),
        ),
        (
            r"(?:factor` arg.*in the range|`rate`.*between 0 and 1).*Received: \w+=([\d.]+)",
            lambda m: _(
                "This is a share: 0.2 stands for 20 %, and RandomRotation(40/360) turns by up to "
                "40 degrees. {given} is too large.",
                given=m[1],
            ),
        ),
        (
            r"Expected `metrics` argument to be a list.*Received instead: metrics=(\w+)",
            lambda m: _("Write the metrics as a list: metrics=['{name}'].", name=m[1]),
        ),
        (
            r"\ANone values not supported\.",
            lambda m: _("Did you give fit the labels? Write model.fit(X, Y, …)."),
        ),
        (r"received monitor=(\w+), but Keras isn't able", unknown_metric),
        (
            r"Only instances of `keras.Layer` can be added.*of type <class '.*(KerasTensor|list)'>",
            lambda m: _(
                "Sequential takes layers in one list, Sequential([first, second]): no tensors, no "
                "(x) after a layer, no list in the list."
            ),
        ),
        (
            r"missing 1 required positional argument: 'model'",
            lambda m: _("A callback stands there without parentheses: write EarlyStopping(…)."),
        ),
    )
]
