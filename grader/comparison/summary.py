"""A Keras model as rows: a plain list for each layer, the same with Keras 2 and Keras 3."""

from __future__ import annotations

import functools
import sys

from grader.comparison.check_failure import Explained
from grader.comparison.row_schema import SETTINGS
from grader.comparison.wiring import SummaryRow, summary_rows
from grader.language import _


class SummaryError(Explained, ValueError):
    """`summary` got something that has no rows; the text says what, and what to do."""


def summary(model) -> list[list]:
    """A Keras model as plain lists, one row for each layer, in the order of `model.layers`.

    Every row is [type (str), output shape (tuple), parameters (int), settings ...]:

    - ZeroPadding2D: padding, ((top, bottom), (left, right))
    - Conv2D: padding, activation, kernel initializer
    - MaxPooling2D, AveragePooling2D: pool size, strides, padding
    - Dense, Activation: activation
    - Dropout: rate; Rescaling: scale, offset (floats)
    - RandomFlip: mode; RandomRotation, RandomContrast, RandomBrightness: factor;
      RandomZoom, RandomTranslation: height factor, width factor. A symmetric range (-f, f) is f.
    - every other layer, and a nested model (type Sequential or Functional): nothing more

    In a functional model an operation (``x * 0.0``) has a row of its own, and so has each further
    call of a layer. What is not a plain chain is in a last column, a text that starts with
    "wiring: ": operations, an input that is not the row above, arguments of the call
    (training=True), several inputs or outputs, and the same inside a nested model.

    Shapes are channels last and start with None, the batch size. An InputLayer, which only
    functional models list, has its shape in a list: [(None, 64, 64, 3)]. Rows are the same with
    Keras 2 and Keras 3.

    Raises
    ------
    SummaryError
        An AssertionError and ValueError, if `model` is not a Keras model or its input shape is
        not known.
    """
    if problem := not_a_model(model):
        raise SummaryError(_("summary() {problem}", problem=problem))
    if not model.layers:
        raise SummaryError(_("summary() got a model without layers; add the layers first."))
    return [_row(row, number) for number, row in enumerate(summary_rows(model), 1)]


def not_a_model(model) -> str:
    """What a function got in place of a Keras model, and what to do; "" for a Keras model."""
    kind = type(model).__name__
    if model is None:
        return _("got None; the function that makes the model has to end in `return model`.")
    if isinstance(model, type):
        name = model.__name__
        return _(
            "got the class {name}, not a model; call it to make one: `{name}(...)`.", name=name
        )
    if isinstance(model, (list, tuple)) and any(map(_is_model, model)):
        return _(
            "got a {kind} of {count} items with a model in it; give it the model alone, as "
            "`return model` does.",
            kind=kind,
            count=len(model),
        )
    if isinstance(model, (list, tuple)):
        return _(
            "got a {kind} of {count} items, not a model; put the layers into a model "
            "first: `tf.keras.Sequential([...])`.",
            kind=kind,
            count=len(model),
        )
    if _is_model(model):
        return ""
    if isinstance(model, _keras_classes("Layer")):
        return _(
            "got a single {kind} layer, not a model; put it into one: "
            "`tf.keras.Sequential([...])`.",
            kind=kind,
        )
    if "Tensor" in kind:
        return _(
            "got a {kind}, the output of a layer; make the model from it: "
            "`tf.keras.Model(inputs=..., outputs=...)`.",
            kind=kind,
        )
    if package := _other_keras(model):
        return _(
            "got a model of the package {package}, which is not the Keras of the tests: "
            "import all layers and models from tensorflow.keras.",
            package=package,
        )
    if isinstance(model, functools.partial) or (callable(model) and hasattr(model, "__name__")):
        return _(
            "got the function {name} itself, not a model; call it, with parentheses, and "
            "pass what it returns.",
            name=getattr(model, "__name__", kind),
        )
    return _("needs a Keras model, but got an object of type {kind}.", kind=kind)


def _is_model(value) -> bool:
    return isinstance(value, _keras_classes("Model"))


def _other_keras(model) -> str:
    """The package of a model or layer that is of another Keras, "" if `model` is none."""
    kinds = (k for k in type(model).__mro__ if k.__name__ in ("Model", "Layer"))
    packages = (kind.__module__.partition(".")[0] for kind in kinds)
    return next((package for package in packages if package in ("keras", "tf_keras")), "")


def _keras_classes(name: str) -> tuple[type, ...]:
    # The Keras of a model has been imported already. Importing one here would take seconds, and
    # might be the other one.
    modules = (sys.modules.get(module) for module in ("keras", "tf_keras"))
    return tuple(found for module in modules if (found := getattr(module, name, None)))


def _row(row: SummaryRow, number: int) -> list:
    layer = row.operation
    name = type(layer).__name__
    counted = row.again or not hasattr(layer, "count_params")
    try:
        # Keras 3 has no `output_shape`; in Keras 2 `output` of an InputLayer hides the list.
        shape = _shape(layer.output if row.node is None else _result(row.node))
        parameters = 0 if counted else int(layer.count_params())
    except (AttributeError, ValueError, RuntimeError):
        raise SummaryError(
            _(
                "the model has no shapes yet (found at layer {number}, {name}): tell it the "
                "size of its input, with `tf.keras.Input(shape=...)` or `input_shape=...` at "
                "the first layer, and build it as a Sequential or functional model.",
                number=number,
                name=name,
            )
        ) from None
    if name == "InputLayer" and type(shape) is tuple:
        shape = [shape]
    settings = () if not hasattr(layer, "count_params") else SETTINGS.get(name, ())
    return [name, shape, parameters, *(_setting(layer, s) for s in settings), *row.column]


def _result(node):
    """The result of a call: one tensor, or the list of them."""
    return node.outputs[0] if len(node.outputs) == 1 else node.outputs


def _shape(output):
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, (list, tuple)):
        return [_shape(part) for part in output]
    return tuple(None if size is None else int(size) for size in output.shape)


def _setting(layer, setting: str):
    value = getattr(layer, setting.replace(" ", "_"))
    if setting == "activation":
        # the name of tf.nn.softmax is softmax_v2
        return _activation(value).removesuffix("_v2")
    if setting == "kernel initializer":
        return _initializer(value)
    if setting.endswith("factor"):
        return _factor(value, type(layer).__name__)
    if setting in ("rate", "scale", "offset"):
        return _number(value)
    if isinstance(value, (list, tuple)):
        return tuple(tuple(v) if isinstance(v, (list, tuple)) else v for v in value)
    return value


def _activation(value) -> str:
    """The name of an activation function, or of the one that a layer such as ReLU() computes."""
    if not hasattr(value, "get_config"):
        return _name(value)
    from grader.comparison.equivalent_settings import activation_name  # it imports NumPy

    found = activation_name({"class_name": type(value).__name__, "config": value.get_config()})
    return found if type(found) is str else _name(value)


def _initializer(value) -> str:
    """The name of an initializer; that of its equivalent for a VarianceScaling."""
    if _name(value) != "VarianceScaling":
        return _name(value)
    from grader.comparison.equivalent_settings import initializer_settings

    return initializer_settings({"class_name": _name(value), "config": value.get_config()})[0]


def _name(thing) -> str:
    return getattr(thing, "__name__", None) or type(thing).__name__


def _number(value):
    if isinstance(value, (list, tuple)):
        return tuple(float(v) for v in value)
    return None if value is None else float(value)


def _factor(value, layer: str):
    """A symmetric range as one number: Keras 3 has (-0.2, 0.2) where Keras 2 has 0.2."""
    value = _number(value)
    if type(value) is tuple and len(value) == 2:
        low, high = value
        if low == -high or (layer == "RandomContrast" and low == 0):
            return high
    return value
