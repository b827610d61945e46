"""Output sizes and parameter counts of layers, the formulas as text, and what gives a wanted size.

Sizes are pixels along one side. n: input, k: kernel (or pool) size, s: stride, p: zeros added on
each side. Formulas: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning"
(2016), section 2; 'same' as TensorFlow defines it, `tf.nn.convolution`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

_MAX_STRIDE = 64
_MAX_KERNEL = 64


def window_size(n: int, k: int, s: int, padding: str, p: int = 0) -> int:
    """Output size of a convolution or pooling: ⌊(n − k + 2p)/s⌋ + 1, or ⌈n/s⌉ for 'same'.

    0 when the window doesn't fit into the input.
    """
    if padding == "same":
        return -(-(n + 2 * p) // s)
    return max(0, (n - k + 2 * p) // s + 1)


def window_formula(n: int, k: int | None, s: int, padding: str, p: int = 0) -> str:
    """The formula of `window_size` with its numbers, e.g. "⌊(64 − 7 + 2·0)/1⌋ + 1 = 58"."""
    if padding == "same":
        return f"⌈{n + 2 * p}/{s}⌉ = {window_size(n, 1, s, padding, p)}"
    return f"⌊({n} − {k} + 2·{p})/{s}⌋ + 1 = {window_size(n, k, s, padding, p)}"


def square_kernel(parameters: int, channels: int, filters: int) -> tuple[int, bool] | None:
    """Side of the square kernel and whether there is a bias, from a Conv2D's parameters.

    Solves (k·k·channels + 1)·filters = parameters, without the + 1 when there is no bias. None when
    neither has a whole solution. Should both have one (never for the sizes of this course), the
    one with a bias is taken, which is Keras' default.
    """
    if min(parameters, channels, filters) < 1 or parameters % filters:
        return None
    for bias in (True, False):
        area, rest = divmod(parameters // filters - bias, channels)
        k = isqrt(max(area, 0))
        if not rest and k and k * k == area:
            return k, bias
    return None


def conv_parameters(k: int, channels: int, filters: int, bias: bool = True) -> int:
    """(k·k·channels + 1)·filters; without the + 1 when there is no bias."""
    return (k * k * channels + bias) * filters


def conv_formula(k: int, channels: int, filters: int, bias: bool = True) -> str:
    """The formula of `conv_parameters` with its numbers."""
    count = conv_parameters(k, channels, filters, bias)
    inner = f"({k}·{k}·{channels} + 1)" if bias else f"{k}·{k}·{channels}"
    return f"{inner}·{filters} = {count}"


def strides_giving(n: int, out: int, k: int, padding: str) -> list[int]:
    """All strides, smallest first, that make `out` of `n`."""
    limit = min(max(n, 1), _MAX_STRIDE)
    return [s for s in range(1, limit + 1) if window_size(n, k, s, padding) == out]


@dataclass(frozen=True)
class Change:
    """One change to a convolution or pooling that gives the wanted size, and the formula then."""

    setting: str  # "padding", "strides", "kernel size" (or "pool size") or "ZeroPadding2D"
    value: str | int
    formula: str


def single_changes(
    n: int, k: int, s: int, padding: str, wanted: int, likely: tuple[int, int] = (1, 3)
) -> list[Change]:
    """Every kind of single change that makes `wanted` of `n`: the other padding, another stride,
    another kernel, zeros before it. Of several strides or kernels the one in `likely`
    (stride, kernel) is named, else the smallest."""
    if min(n, k, s, wanted) < 1:
        return []
    found = []

    def consider(setting: str, value: str | int, k=k, s=s, padding=padding, p=0) -> bool:
        fits = window_size(n, k, s, padding, p) == wanted
        if fits:
            found.append(Change(setting, value, window_formula(n, k, s, padding, p)))
        return fits

    other = "valid" if padding == "same" else "same"
    consider("padding", other, padding=other)
    for stride in (likely[0], *range(1, min(n, _MAX_STRIDE) + 1)):
        if stride != s and consider("strides", stride, s=stride):
            break
    if padding == "valid":  # with 'same' the kernel does not matter
        for kernel in (likely[1], *range(1, min(n, _MAX_KERNEL) + 1)):
            if kernel != k and consider("kernel size", kernel, k=kernel):
                break
    for p in range(1, min(wanted * s, _MAX_KERNEL) + 1):
        if consider("ZeroPadding2D", p, p=p):
            break
    return found
