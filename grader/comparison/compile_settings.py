"""Comparison of how two models were compiled: optimizer, loss, metrics, in any spelling."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.comparison.equivalent_settings import plain, written
from grader.comparison.sanitize import same
from grader.language import _
from grader.protocol.known_losses import examples

_STEPS = (0, 1, 2, 5, 10, 50, 100, 500, 1_000, 10_000)  # at which learning rates are compared
_LEFT_OUT = ("name", "learning_rate")
RATE = "compile: the learning rate of {name} is {found}, expected {expected}."


def compile_differences(found, expected, *, metrics: bool = True) -> list[str]:
    """Compare how two models were compiled: a sentence for each difference.

    Parameters
    ----------
    found, expected : keras.Model
        The student's model and the right one.
    metrics : bool
        Whether to compare metrics; they have no effect on the training.

    Raises
    ------
    ValueError
        If `expected` is not compiled.
    """
    if not getattr(expected, "compiled", False):
        raise ValueError("same_model(compiled=True) needs an expected model that is compiled.")
    if not getattr(found, "compiled", False):
        return [_("The model is not compiled, expected it to be: call model.compile(...).")]
    problems = [
        *_optimizer(found.optimizer, expected.optimizer),
        *_loss(found, expected),
        *_loss_weights(found, expected),
    ]
    for key in ("metrics", "weighted_metrics") if metrics else ():
        problems += _metrics(found, expected, key)
    return problems


def _optimizer(found, expected) -> Iterator[str]:
    mine, wanted = type(found).__name__, type(expected).__name__
    if mine != wanted:
        yield _(
            "compile: the optimizer is {found}, expected {expected}.", found=mine, expected=wanted
        )
        return
    a, b = found.get_config(), expected.get_config()
    yield from _learning_rate(a.get("learning_rate"), b.get("learning_rate"), wanted)
    for key in sorted((a.keys() | b.keys()) - {*_LEFT_OUT}):
        x, y = plain(a.get(key)), plain(b.get(key))
        if not same(x or None, y or None):  # False, 0 and None all switch a setting off
            yield _(
                "compile: the optimizer {name} has {setting}={found}, expected {expected}.",
                name=wanted,
                setting=key,
                found=written(x),
                expected=written(y),
            )


def _learning_rate(found, expected, optimizer: str) -> list[str]:
    rates = [_rates(found), _rates(expected)]
    alike = np.allclose(*rates, rtol=1e-5, atol=0)
    if alike and _schedule(found) == _schedule(expected):
        return []
    if alike:  # between those steps a schedule may do anything
        mine, wanted = (
            written(_schedule(r)) if isinstance(r, dict) else _("always {rate:g}", rate=r)
            for r in (found, expected)
        )
        return [_(RATE, name=optimizer, found=mine, expected=wanted)]
    mine, wanted = (
        f"{r[0]:g}" if np.ptp(r) == 0 else _("a schedule that starts at {rate:g}", rate=r[0])
        for r in rates
    )
    if mine == wanted:
        at = int(np.argmax(~np.isclose(*rates, rtol=1e-5, atol=0)))
        mine, wanted = (
            _("{rate:g} after {count} steps", rate=r[at], count=_STEPS[at]) for r in rates
        )
    return [_(RATE, name=optimizer, found=mine, expected=wanted)]


def _schedule(value):
    """A learning rate schedule with its settings; None for a number."""
    return plain(value) if isinstance(value, dict) else None


def _rates(value) -> np.ndarray:
    """The learning rate at `_STEPS`, a float array."""
    import keras

    if isinstance(value, dict):
        value = keras.optimizers.schedules.deserialize(value)
    if callable(value):
        return np.array([float(value(step)) for step in _STEPS])
    return np.full(len(_STEPS), float(value))


def _loss(found, expected) -> Iterator[str]:
    import keras

    mine, wanted = (keras.tree.flatten(_compile_loss(m)) for m in (found, expected))
    if len(mine) != len(wanted):
        counts = {"found": len(mine), "expected": len(wanted)}
        yield _("compile: found {found} losses, expected {expected}.", **counts)
        return
    shapes = [tuple(x.shape) for x in expected.outputs]
    shapes = shapes if len(shapes) == len(wanted) else [shapes[0]] * len(wanted)
    for a, b, shape in zip(mine, wanted, shapes, strict=True):
        if not same_loss(a, b, shape):
            losses = {"found": _loss_text(a), "expected": _loss_text(b)}
            yield _("compile: the loss is {found}, expected {expected}.", **losses)


def _compile_loss(model):
    loss = getattr(model, "loss", None)
    return [] if loss is None else loss


def same_loss(a, b, shape: tuple) -> bool:
    """Whether two losses give the same numbers, reduced alike, for answers of this shape."""
    return all(_close(_loss_of(a, y, y_hat), _loss_of(b, y, y_hat)) for y, y_hat in examples(shape))


def _loss_of(loss, y, y_hat) -> np.ndarray | None:
    """The loss, or None where this loss does not take such labels."""
    import keras

    try:
        value = np.asarray(keras.losses.get(loss)(y, y_hat), np.float64)
    except Exception:  # a loss can raise anything for labels of another kind
        return None
    # a function gives one value for each example, and Keras takes their mean
    return value if hasattr(keras.losses.get(loss), "reduction") else value.mean()


def _close(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    if a is None or b is None or a.shape != b.shape:
        return a is b
    return bool(np.allclose(a, b, rtol=1e-4, atol=1e-6, equal_nan=True))


def _loss_text(loss) -> str:
    if isinstance(loss, str):
        return repr(loss)
    if not hasattr(loss, "get_config"):
        return getattr(loss, "__name__", type(loss).__name__)
    settings = _settings(loss.get_config())
    return f"{type(loss).__name__}({', '.join(f'{k}={v!r}' for k, v in settings.items())})"


def _settings(config: dict) -> dict:
    """The config of a loss or metric without its name and dtype."""
    return {key: value for key, value in config.items() if key not in ("name", "dtype", "fn")}


def _config(model, key: str):
    return (model.get_compile_config() or {}).get(key)


def _loss_weights(found, expected) -> Iterator[str]:
    import keras

    mine, wanted = (
        [1.0 if w is None else float(w) for w in keras.tree.flatten(_config(m, "loss_weights"))]
        for m in (found, expected)
    )
    mine, wanted = (w if any(v != 1.0 for v in w) else [] for w in (mine, wanted))
    if len(mine) != len(wanted) or not np.allclose(mine, wanted):
        weights = {"found": mine or None, "expected": wanted or None}
        yield _("compile: loss_weights is {found}, expected {expected}.", **weights)


def _metrics(found, expected, key: str) -> Iterator[str]:
    mine, wanted = (
        {_metric(metric, m) for metric in _listed(_config(m, key))} for m in (found, expected)
    )
    if mine != wanted:
        yield _(
            "compile: {what} is {found}, expected {expected}.",
            what=key,
            found=_names(mine),
            expected=_names(wanted),
        )


def _listed(value) -> list:
    """The metrics in nested lists, and in dicts by output, as one list."""
    if isinstance(value, dict) and "class_name" not in value:
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in _listed(part)]
    return [] if value is None else [value]


def _metric(value, model) -> str:
    """The class and settings of a metric as text."""
    import keras

    if isinstance(value, dict):
        if value.get("class_name") != "function":
            return _metric_text(value["class_name"], value["config"])
        value = value["config"]
    name = str(value).lower()
    if name in ("accuracy", "acc"):
        kind = _accuracy(model)
        return f"{kind}(threshold=0.5)" if kind == "BinaryAccuracy" else f"{kind}()"
    try:
        made = keras.metrics.get(name)
    except ValueError:
        return name
    if callable(made) and not hasattr(made, "get_config"):
        return getattr(made, "__name__", name)
    return _metric_text(type(made).__name__, made.get_config())


def _metric_text(kind: str, config: dict) -> str:
    return written(plain({"class_name": kind, "config": _settings(config)}))


def _accuracy(model) -> str:
    """The class that Keras chooses for "accuracy", by the output and the loss of the model."""
    if tuple(model.outputs[0].shape)[-1] == 1:
        return "BinaryAccuracy"
    text = _loss_text(_compile_loss(model)).lower()
    return "SparseCategoricalAccuracy" if "sparse" in text else "CategoricalAccuracy"


def _names(metrics: set[str]) -> str:
    return f"[{', '.join(sorted(metrics))}]" if metrics else _("empty")
