"""How a model is trained: its compile settings and callbacks, described and made again.

One side describes them as plain data. The other looks up only Keras's own optimizers, schedules,
losses, metrics and callbacks, by the names listed here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from grader.protocol import ModelRefused
from grader.protocol.layer_config import keras_object, names_in
from grader.protocol.value_types import CallbackConfig

if TYPE_CHECKING:
    import keras


OPTIMIZERS = names_in(
    "SGD RMSprop Adam AdamW Adamax Adadelta Adagrad Adafactor Nadam Ftrl Lion Lamb Muon"
)
SCHEDULES = names_in(
    "CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay "
    "PolynomialDecay"
)
LOSSES = names_in(
    "BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy "
    "CategoricalFocalCrossentropy CategoricalHinge CosineSimilarity Dice Hinge Huber KLDivergence "
    "LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError "
    "MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge Tversky"
)
METRICS = names_in(
    "Accuracy AUC BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy "
    "CategoricalCrossentropy CategoricalHinge CosineSimilarity F1Score FBetaScore FalseNegatives "
    "FalsePositives Hinge KLDivergence LogCoshError Mean MeanAbsoluteError "
    "MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson Precision "
    "R2Score Recall RootMeanSquaredError SparseCategoricalAccuracy SparseCategoricalCrossentropy "
    "SparseTopKCategoricalAccuracy SquaredHinge Sum TopKCategoricalAccuracy TrueNegatives "
    "TruePositives"
)
# Losses and metrics as functions, by the names that Keras gives them; `_v2` is TensorFlow's.
FUNCTIONS = names_in(
    "accuracy acc binary_accuracy binary_crossentropy bce BCE binary_focal_crossentropy "
    "categorical_accuracy categorical_crossentropy categorical_focal_crossentropy "
    "categorical_hinge cosine_similarity crossentropy ce hinge huber kl_divergence kld KLD "
    "log_cosh logcosh mean_absolute_error mae MAE mean_absolute_percentage_error mape MAPE "
    "mean_squared_error mse MSE mean_squared_logarithmic_error msle MSLE poisson "
    "sparse_categorical_accuracy sparse_categorical_crossentropy "
    "sparse_top_k_categorical_accuracy squared_hinge top_k_categorical_accuracy"
)
_PARTS = ("loss", "loss_weights", "metrics", "weighted_metrics")
_MAX_TEXT, _MAX_ITEMS, _MAX_DEPTH = 200, 100, 6


def describe_compilation(model: keras.Model) -> dict | None:
    """Describe how a live model was compiled, for `compile_again`; None if it was not.

    Its ``refused`` says what is not one of Keras's own.
    """
    if not getattr(model, "compiled", False):
        return None
    import keras

    try:
        settings = dict(model.get_compile_config() or {})
        # not the optimizer it was compiled with: `model.optimizer` may have been changed since
        settings["optimizer"] = keras.optimizers.serialize(model.optimizer)
        return {name: _plain(settings.get(name), 0) for name in ("optimizer", *_PARTS)}
    except Exception as error:  # compiled with a function or a class of the student's own
        first = (str(error).splitlines() or [""])[0][:_MAX_TEXT]
        return {"refused": f"{type(error).__name__}: {first}".encode("ascii", "replace").decode()}


def compile_again(model: keras.Model, compiled: dict | None) -> None:
    """Compile a rebuilt model as `compiled` from `describe_compilation` says; None leaves it.

    Raises
    ------
    ModelRefused
        With a sentence for the student, if `compiled` is not made of Keras's own parts.
    """
    if compiled is None:
        return
    if "refused" in compiled:
        raise ModelRefused(
            "The model is compiled with something that is not Keras's own. Use an optimizer, a "
            "loss and metrics of Keras."
        )
    import keras

    optimizer = _part(compiled.get("optimizer"), "keras.optimizers", OPTIMIZERS, "the optimizer")
    settings = {name: _choice(compiled.get(name), name) for name in _PARTS}
    try:
        model.compile(optimizer=keras.optimizers.deserialize(optimizer), **settings)
    except Exception as error:
        first = (str(error).splitlines() or [""])[0][:_MAX_TEXT]
        raise ModelRefused(f"Keras can't compile this model again: {first}") from None


def _plain(value: Any, depth: int) -> object:
    """A value of a serialized config with exact types, as the codec wants them.

    Raises TypeError for what is none.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if depth < _MAX_DEPTH and type(value) in (list, tuple):
        return [_plain(item, depth + 1) for item in value]
    if depth < _MAX_DEPTH and type(value) is dict:
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if hasattr(value, "item"):  # a scalar of NumPy
        return _plain(value.item(), depth)
    raise TypeError(f"a setting of type {type(value).__name__}")


def _choice(value: object, what: str, depth: int = 0) -> object:
    """A loss or metric, or a list or dict of them; for ``loss_weights`` numbers."""
    if value is None or (what == "loss_weights" and _is_number(value)):
        return value
    if type(value) is str and value.removesuffix("_v2") in FUNCTIONS:
        return value.removesuffix("_v2")
    if type(value) is list and len(value) <= _MAX_ITEMS and depth < _MAX_DEPTH:
        return [_choice(item, what, depth + 1) for item in value]
    if type(value) is dict and "class_name" in value:
        if value["class_name"] == "function":
            return _choice(value.get("config"), what, depth + 1)
        import keras

        name, allowed = ("losses", LOSSES) if what == "loss" else ("metrics", METRICS)
        part = _part(value, f"keras.{name}", allowed, f"`{what}`")
        return getattr(getattr(keras, name), part["class_name"]).from_config(part["config"])
    if type(value) is dict and len(value) <= _MAX_ITEMS and depth < _MAX_DEPTH:
        return {_text(key): _choice(item, what, depth + 1) for key, item in value.items()}
    raise ModelRefused(f"The model is compiled with `{what}` that is not one of Keras's own.")


def _part(value: object, module: str, allowed: frozenset[str], what: str) -> dict:
    """A serialized object of an allowed class, with nothing in it that was not looked at."""
    name = value.get("class_name") if type(value) is dict else None
    config = value.get("config") if type(value) is dict else None
    if name not in allowed or type(config) is not dict or len(config) > _MAX_ITEMS:
        raise ModelRefused(f"The model is compiled with {what} that is not one of Keras's own.")
    checked = {}
    for key, item in config.items():
        if key == "learning_rate" and type(item) is dict:
            item = _part(item, "keras.optimizers.schedules", SCHEDULES, "a learning rate schedule")
        else:
            item = _setting(item, what)
        checked[_text(key)] = item
    return keras_object(module, name, checked)


def _setting(value: object, what: str, depth: int = 0) -> object:
    if value is None or type(value) is bool or _is_number(value):
        return value
    if type(value) is str:
        return _text(value)
    if type(value) is list and len(value) <= _MAX_ITEMS and depth < 2:
        return [_setting(item, what, depth + 1) for item in value]
    raise ModelRefused(f"The model is compiled with a setting of {what} that can't be graded.")


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) < 1e15


def _text(value: object) -> str:
    if type(value) is not str or len(value) > _MAX_TEXT:
        raise ModelRefused("The model is compiled with a name that can't be graded.")
    return value


# class: the arguments of its constructor, which are attributes of the same names
CALLBACKS = {
    "EarlyStopping": (
        "monitor",
        "min_delta",
        "patience",
        "verbose",
        "mode",
        "baseline",
        "restore_best_weights",
        "start_from_epoch",
    ),
    "ReduceLROnPlateau": (
        "monitor",
        "factor",
        "patience",
        "verbose",
        "mode",
        "min_delta",
        "cooldown",
        "min_lr",
    ),
    "TerminateOnNaN": (),
}


def describe_callback(callback: keras.callbacks.Callback) -> CallbackConfig | None:
    """Describe one of Keras's own callbacks; None for a class that is not listed here."""
    import keras

    name = type(callback).__name__
    if name not in CALLBACKS or type(callback) is not getattr(keras.callbacks, name):
        return None
    config = {key: getattr(callback, key) for key in CALLBACKS[name]}
    if type(config.get("min_delta")) in (int, float):
        config["min_delta"] = abs(config["min_delta"])  # Keras turns its sign with the mode
    return CallbackConfig(name, config)


def make_callback(value: CallbackConfig) -> keras.callbacks.Callback:
    """Make the callback that `value` describes.

    Raises
    ------
    ModelRefused
        With a sentence for the student, if it is not one of Keras's own.
    """
    import keras

    known = CALLBACKS.get(value.class_name)
    if known is None or set(value.config) != set(known):
        raise ModelRefused(f"The callback {value.class_name} is not one that a test can look at.")
    for key, argument in value.config.items():
        plain = argument is None or type(argument) in (bool, int, float, str)
        if not plain or len(str(argument)) > _MAX_TEXT or argument != argument:
            raise ModelRefused(f"The setting {key} of {value.class_name} can't be looked at.")
        if type(argument) is float and math.isinf(argument):
            raise ModelRefused(f"The setting {key} of {value.class_name} is infinite.")
    try:
        return getattr(keras.callbacks, value.class_name)(**value.config)
    except Exception as error:
        raise ModelRefused(f"Keras can't make this {value.class_name} again: {error}") from None
