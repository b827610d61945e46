"""How a model is compiled, described as plain data and done again.

Only Keras's own optimizers, schedules, losses and metrics are looked up, by the names listed here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from grader.language import _
from grader.protocol import ModelRefused
from grader.protocol.known_losses import LOSSES, as_keras_loss, as_keras_metric, is_of_keras
from grader.protocol.layer_config import keras_object, names_in
from grader.protocol.uncarried import Refuse, uncarried

if TYPE_CHECKING:
    import keras


OPTIMIZERS = names_in(
    "SGD RMSprop Adam AdamW Adamax Adadelta Adagrad Adafactor Nadam Ftrl Lion Lamb Muon"
)
SCHEDULES = names_in(
    "CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay "
    "PolynomialDecay"
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
OWN = "of one's own"  # in place of the class of what can't be described
_EXAMPLES = {
    "loss": "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    "optimizer": "tf.keras.optimizers.Adam(0.001)",
}
_PARTS = ("loss", "loss_weights", "metrics", "weighted_metrics")
_MAX_TEXT, _MAX_ITEMS, _MAX_DEPTH = 200, 100, 6
NOT_KERAS = "The model is compiled with {what} that is not one of Keras's own."


def describe_compilation(model: keras.Model) -> dict | None:
    """Describe how a live model was compiled, for `compile_again`; None if it was not.

    A part that is not one of Keras's own, nor equal to one, is there by its name only.
    """
    if not getattr(model, "compiled", False):
        return None
    given = getattr(model._compile_config, "config", {})
    shapes = [tuple(output.shape) for output in getattr(model, "outputs", None) or ()]
    shape = shapes[0] if len(shapes) == 1 else ()
    described = {name: _described(given.get(name), name, shape) for name in _PARTS}
    # not the optimizer it was compiled with: `model.optimizer` may have been changed since
    return {"optimizer": _described(model.optimizer, "optimizer", shape)} | described


def _described(part: Any, what: str, shape: tuple) -> object:
    """A part as data; lists and dicts of losses and metrics with what they hold."""
    import keras

    if type(part) in (list, tuple):
        return [_described(item, what, shape) for item in part]
    if type(part) is dict:
        return {str(key): _described(item, what, shape) for key, item in part.items()}
    try:
        if what == "loss":
            part = as_keras_loss(part, shape)
        elif what.endswith("metrics"):
            part = as_keras_metric(part, shape)
        if (callable(part) or what == "optimizer") and not is_of_keras(part):
            return _own(part)
        return _plain(keras.saving.serialize_keras_object(part), 0)
    except Exception:  # an object of a student's own can raise anything
        return _own(part)


def _own(part: Any) -> dict[str, object]:
    name = str(getattr(part, "__name__", type(part).__name__))
    return {"class_name": OWN, "config": name.encode("ascii", "replace").decode()[:_MAX_TEXT]}


def compile_again(model: keras.Model, compiled: dict | None, refuse: Refuse | None = None) -> None:
    """Compile a rebuilt model as `compiled` from `describe_compilation` says; None leaves it.

    `refuse` is called with a sentence for the student when a part is used that is not one of
    Keras's own; left out, such a part is refused at once.

    Raises
    ------
    ModelRefused
        With a sentence for the student, if `compiled` can't be used.
    """
    if compiled is None:
        return
    import keras

    stayed = []

    def made(name: str) -> Any:
        value = compiled.get(name)
        try:
            if name != "optimizer":
                return _choice(value, name)
            part = _part(value, "keras.optimizers", OPTIMIZERS, _("the optimizer"))
            return keras.optimizers.deserialize(part)
        except ModelRefused as error:
            if refuse is None or name == "loss_weights":
                raise
            stayed.append(name)
            return uncarried(name, str(error), refuse)

    try:
        model.compile(**{name: made(name) for name in ("optimizer", *_PARTS)})
    except ModelRefused:
        raise
    except Exception as error:
        first = (str(error).splitlines() or [""])[0][:_MAX_TEXT]
        raise ModelRefused(
            _("Keras can't compile this model again: {error}", error=first)
        ) from None
    if any(name.endswith("metrics") for name in stayed):
        _forget_metrics_when_compiled(model)


def _forget_metrics_when_compiled(model: keras.Model) -> None:
    """Have the next `compile` begin without metrics; Keras keeps them where none are given."""

    def compile_anew(*args: Any, **kwargs: Any) -> None:
        object.__delattr__(model, "compile")
        model._compile_metrics = None
        model.compile(*args, **kwargs)

    object.__setattr__(model, "compile", compile_anew)


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
        if value["class_name"] == OWN:
            raise ModelRefused(_of_ones_own(what, value.get("config")))
        import keras

        name, allowed = ("losses", LOSSES) if what == "loss" else ("metrics", METRICS)
        part = _part(value, f"keras.{name}", allowed, f"`{what}`")
        return getattr(getattr(keras, name), part["class_name"]).from_config(part["config"])
    if type(value) is dict and len(value) <= _MAX_ITEMS and depth < _MAX_DEPTH:
        return {_text(key): _choice(item, what, depth + 1) for key, item in value.items()}
    raise ModelRefused(_(NOT_KERAS, what=f"`{what}`"))


def _of_ones_own(what: str, name: object) -> str:
    """What to do about a part that stays in the student worker."""
    return _(
        "The model is compiled with {part} `{name}` of your own. Its code stays with your "
        "notebook, and it does not give the numbers of one of Keras's. Use one of Keras, such as "
        "{example}.",
        part={"loss": _("a loss"), "optimizer": _("an optimizer")}.get(what, _("a metric")),
        name=_text(name),
        example=_EXAMPLES.get(what, "tf.keras.metrics.SparseCategoricalAccuracy()"),
    )


def _part(value: object, module: str, allowed: frozenset[str], what: str) -> dict:
    """A serialized object of an allowed class, with nothing in it that was not looked at."""
    name = value.get("class_name") if type(value) is dict else None
    config = value.get("config") if type(value) is dict else None
    if name == OWN and module == "keras.optimizers":
        raise ModelRefused(_of_ones_own("optimizer", config))
    if name not in allowed or type(config) is not dict or len(config) > _MAX_ITEMS:
        raise ModelRefused(_(NOT_KERAS, what=what))
    checked = {}
    for key, item in config.items():
        if key == "learning_rate" and type(item) is dict:
            item = _part(
                item, "keras.optimizers.schedules", SCHEDULES, _("a learning rate schedule")
            )
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
    raise ModelRefused(
        _("The model is compiled with a setting of {what} that can't be graded.", what=what)
    )


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) < 1e15


def _text(value: object) -> str:
    if type(value) is not str or len(value) > _MAX_TEXT:
        raise ModelRefused(_("The model is compiled with a name that can't be graded."))
    return value
