"""The initializer that made a weight, as Keras calls it: layers adapt the one that they are given.

EinsumDense, of which MultiHeadAttention is made, tells it which axes of its kernel are inputs. An
LSTM begins the part of its bias that belongs to the forget gate with ones. RMSNormalization is not
given one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ForgetBias:
    """The bias of an LSTM cell: of its four gates the second begins with ones."""

    others: object
    units: int

    def __call__(self, shape: tuple, dtype: str):
        import keras

        before, after = ((self.units * gates,) for gates in (1, 2))
        ones = keras.ops.ones((self.units,), dtype)
        return keras.ops.concatenate([self.others(before, dtype), ones, self.others(after, dtype)])


def initializer_of(layer, variable):
    """The initializer of one of a layer's weights, or None if it can't be found."""
    for part in layer._flatten_layers():
        mine = [*part._trainable_variables, *part._non_trainable_variables]
        if any(variable is v for v in mine):
            for name in (variable.name, variable.name.removesuffix("_kernel"), "depthwise"):
                found = getattr(part, f"{name}_initializer", None)
                if found is not None:
                    return _adapted(found, part, name)
            if type(part).__name__ == "RMSNormalization":
                return _ones()
    return None


def _ones():
    import keras

    return keras.initializers.Ones()


def _adapted(initializer, layer, name: str):
    if name == "bias" and getattr(layer, "unit_forget_bias", False):
        return ForgetBias(initializer, layer.units)
    if name == "kernel" and hasattr(layer, "equation") and hasattr(initializer, "input_axes"):
        return _over_axes(initializer, layer.equation)
    return initializer


def _over_axes(initializer, equation: str):
    """The initializer for the kernel of an EinsumDense, whose outputs the equation names."""
    operands, _arrow, result = equation.partition("->")
    kernel = operands.partition(",")[2].strip()
    axes = {"input_axes": [], "output_axes": []}
    for axis, letter in enumerate(kernel):
        axes["output_axes" if letter in result else "input_axes"].append(axis)
    return type(initializer).from_config(initializer.get_config() | axes)
