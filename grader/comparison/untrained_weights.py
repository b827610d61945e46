"""Whether weights are as their initializer makes them: not trained, copied in or set to zero.

Weights of a constant initializer (zeros, ones) must have its value. Random ones must be within its
bounds and have its distribution. An untrained model passes: the check of a weight fails by chance
with a probability below 1e-10.

Distributions are compared by the Dvoretzky-Kiefer-Wolfowitz inequality with the constant of
P. Massart ("The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality", Annals of Probability
18, 1990): with probability 1 - p the empirical distribution function of n values differs by at most
sqrt(ln(2/p) / (2 n)) from that of the distribution from which they were drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.comparison.layer_initializers import ForgetBias, initializer_of
from grader.language import _

MAX_SAMPLE = 20_000  # values of a large weight whose distribution is compared
CHANCE = 1e-11  # with which each of the comparisons refuses random weights
_LOG = math.log(2 / CHANCE)
MAX_ROWS, MAX_COLUMNS = 200, 256  # of a large weight whose units are compared
_FLOAT32_STEPS = 2**-23
NEARLY_EQUAL = 0.01  # of the whole spread; values that lie this close are told as one
_FEW = 5  # values of a unit that are too few for a correlation
ALIKE = {
    "units": "begins with units that are alike, expected values drawn one by one",
    "inputs": "begins with inputs that are alike, expected values drawn one by one",
}


@dataclass(frozen=True)
class Distribution:
    """Least value, largest value and cumulative distribution function of random weights."""

    low: float
    high: float
    below: Callable[[np.ndarray], np.ndarray]


def changed_weights(layer, label: str, own=None) -> list[str]:
    """Find the weights of a layer that are not as its initializers make them.

    Parameters
    ----------
    layer : keras.Layer
        The layer with the initializers; an operation has no weights.
    label : str
        Its name in the messages.
    own : keras.Layer, optional
        The layer whose weights are checked, if it is not `layer`.

    Returns
    -------
    list of str
        A sentence for each such weight.
    """
    found = []
    pairs = (getattr(x, "weights", ()) for x in (layer, layer if own is None else own))
    for ideal, weight in zip(*pairs, strict=False):
        problem = _problem(initializer_of(layer, ideal), ideal, weight, own is not None)
        if problem:
            found.append(
                _(
                    "{layer}: its {weight} {problem}. Return the model as it was built: not "
                    "trained, with no weights set by hand.",
                    layer=label,
                    weight=weight.name,
                    problem=problem,
                )
            )
    return found


def _problem(initializer, ideal, weight, has_reference: bool) -> str:
    values = np.asarray(weight)
    if values.dtype.kind not in "fV" or not values.size:
        return ""
    values = values.astype(np.float64)
    if not np.isfinite(values).all():
        return _("holds values that are no numbers")
    constant = _constant(initializer, ideal)
    if constant is None and has_reference and initializer is None:
        constant = np.asarray(ideal).astype(np.float64)
    if constant is not None:
        if values.shape == constant.shape and np.allclose(values, constant, rtol=1e-5, atol=1e-7):
            return ""
        at = np.argmax(np.abs(values - constant)) if values.shape == constant.shape else 0
        return _(
            "begins with values such as {found:.4g}, expected {expected:.4g}, as its "
            "initializer makes it",
            found=values.flat[at],
            expected=constant.flat[at % constant.size],
        )
    spread = distribution_of(initializer, values.shape)
    if not spread:
        alike = values.size >= 3 and np.ptp(values) <= 1e-6 * np.abs(values).max()
        return _same_everywhere(values) if alike else ""
    return _spread_problem(values.ravel(), spread) or _not_independent(values, spread)


def _constant(initializer, variable) -> np.ndarray | None:
    """The values of a constant initializer, or None if it is random or unknown."""
    made_by = initializer.others if isinstance(initializer, ForgetBias) else initializer
    if type(made_by).__name__ not in ("Zeros", "Ones", "Constant", "Identity"):
        return None
    return np.asarray(initializer(tuple(variable.shape), dtype="float32")).astype(np.float64)


def distribution_of(initializer, shape: tuple) -> Distribution | None:
    """The distribution of a random initializer for a weight of this shape; None if unknown."""
    kind = type(initializer).__name__
    if kind == "RandomUniform":
        return _uniform(initializer.minval, initializer.maxval)
    if kind == "RandomNormal":
        return _normal(initializer.mean, initializer.stddev, math.inf)
    if kind == "TruncatedNormal":
        return _normal(initializer.mean, initializer.stddev, 2.0)
    scaling = any(base.__name__ == "VarianceScaling" for base in type(initializer).__mro__)
    if not scaling:
        return None
    try:
        fan_in, fan_out = _fans(shape, initializer)
    except (IndexError, TypeError):  # axes that the weight does not have
        return None
    fan = {"fan_in": fan_in, "fan_out": fan_out}.get(initializer.mode, (fan_in + fan_out) / 2)
    variance = initializer.scale / max(1.0, fan)
    if initializer.distribution == "uniform":
        limit = math.sqrt(3 * variance)
        return _uniform(-limit, limit)
    if initializer.distribution == "untruncated_normal":
        return _normal(0.0, math.sqrt(variance), math.inf)
    # the standard deviation of a normal distribution cut off at 2 is 0.8796
    return _normal(0.0, math.sqrt(variance) / 0.87962566103423978, 2.0)


def _fans(shape: tuple, initializer) -> tuple[float, float]:
    axes = [getattr(initializer, name, None) for name in ("input_axes", "output_axes")]
    if None not in axes:
        fan_in, fan_out = (math.prod(shape[axis] for axis in some) for some in axes)
        return fan_in, fan_out
    if len(shape) < 2:
        size = math.prod(shape)
        return size, size
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


def _uniform(low: float, high: float) -> Distribution:
    return Distribution(low, high, lambda x: (x - low) / (high - low))


def _normal(mean: float, deviation: float, cut: float) -> Distribution:
    def below(x: np.ndarray) -> np.ndarray:
        z = (x - mean) / deviation / math.sqrt(2)
        whole = 0.5 * (1 + np.array([math.erf(v) for v in z]))
        outside = 0.5 * math.erfc(cut / math.sqrt(2))
        return (whole - outside) / (1 - 2 * outside)

    width = deviation * min(cut, 9.0)  # beyond 9 deviations: 1e-19
    return Distribution(mean - width, mean + width, below)


def _spread_problem(values: np.ndarray, spread: Distribution) -> str:
    width = spread.high - spread.low
    if not width > 0:
        return ""
    slack = 1e-5 * width
    off = values[(values < spread.low - slack) | (values > spread.high + slack)]
    if off.size:
        return _(
            "begins with the value {found:.4g}, expected values from {low:.4g} to "
            "{high:.4g}, as its initializer makes them",
            found=off[0],
            low=spread.low,
            high=spread.high,
        )
    # a random value is exactly 0 about once in 2**23 times
    zeros = int((values == 0).sum())
    if zeros > 30 + 8 * values.size * _FLOAT32_STEPS or (values.size >= 3 and zeros == values.size):
        return _("begins with {count} values of exactly 0, expected random ones", count=zeros)
    if len(values) > MAX_SAMPLE:
        values = np.random.default_rng(0).choice(values, MAX_SAMPLE, replace=False)
    n = len(values)
    share = np.clip(spread.below(np.sort(values)), 0, 1)
    # n uniform values lie within r of each other with a probability below n * r ** (n - 1)
    is_narrow = n >= 3 and np.ptp(share) <= (CHANCE / n) ** (1 / (n - 1))
    if is_narrow and np.ptp(share) <= NEARLY_EQUAL:
        return _same_everywhere(values)
    steps = np.arange(n + 1) / n
    apart = max((steps[1:] - share).max(), (share - steps[:-1]).max())
    if is_narrow or apart > math.sqrt(_LOG / (2 * n)) + 1e-4:
        return _(
            "begins with values from {least:.4g} to {most:.4g} that are not spread as "
            "its initializer spreads them, from {low:.4g} to {high:.4g}",
            least=values.min(),
            most=values.max(),
            low=spread.low,
            high=spread.high,
        )
    return ""


def _same_everywhere(values: np.ndarray) -> str:
    return _("begins with the same value everywhere, {value:.4g}", value=values.flat[0])


def _not_independent(values: np.ndarray, spread: Distribution) -> str:
    """Whether two units, or two inputs, go together: right values, put in an order by hand.

    Of m independent pairs of normal values the correlation is beyond t with a probability below
    (1 - t**2) ** ((m - 3) / 2), for m > 5; of bounded ones it is rarer still.
    """
    table = values.reshape(-1, values.shape[-1]) if values.ndim > 1 else values[:, None]
    rng = np.random.default_rng(0)
    for what, rows in (("units", table), ("inputs", table.T)):
        for axis, most in enumerate((MAX_ROWS, MAX_COLUMNS)):
            size = rows.shape[axis]
            if size > most:
                rows = rows.take(rng.choice(size, most, replace=False), axis)
        m, n = rows.shape
        if n < 2:
            continue
        if m <= _FEW:
            if _two_nearly_equal(np.reshape(spread.below(rows.ravel()), rows.shape)):
                return _(ALIKE[what])
            continue
        rows = rows - rows.mean(axis=0)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=0), 1e-30)
        together = np.abs(np.triu(rows.T @ rows, 1)).max()
        bound = math.log(n * n) + _LOG
        if 1 - together**2 < math.exp(-2 * bound / (m - 3)):
            return _(ALIKE[what])
    return ""


def _two_nearly_equal(share: np.ndarray) -> bool:
    """Whether two columns of uniform values are nearly equal, or one nearly the other's mirror.

    Two of n columns of m values agree up to d in all m, in one of both ways, with a probability
    below n ** 2 * (2 * d) ** m.
    """
    m, n = share.shape
    near = (CHANCE / n**2) ** (1 / m) / 2
    if near < 4 * _FLOAT32_STEPS:
        return False  # a random weight has no such digits
    for other in (share, 1 - share):
        apart = np.abs(share[:, :, None] - other[:, None, :]).max(axis=0)
        np.fill_diagonal(apart, 1.0)
        if apart.min() <= near:
            return True
    return False
