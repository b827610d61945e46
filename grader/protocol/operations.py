"""The operations that may stand in a functional model: what `x + y`, `x[:, 1:]`, `keras.ops` leave.

An operation is no layer and has no weights. Those listed are functions of their tensors alone,
with plain settings. Left out on purpose: what takes a function (Map, Cond, WhileLoop ...); what
multiplies by a kernel that is none of the model's weights (Conv, BatchNorm ...); and what gives
a gradient that has little to do with the values (StopGradient, Round, Sin, Cast to integers ...),
by which a layer that does nothing would look used.
"""

from __future__ import annotations

import functools
import importlib
import inspect

from grader.language import _
from grader.protocol import ModelRefused

# The module of Keras -> its classes.
OPERATIONS = {
    module: frozenset(names.split())
    for module, names in {
        "keras.src.ops.numpy": """
            Add Subtract Multiply Divide DivideNoNan TrueDivide Negative Reciprocal Power
            Abs Absolute Fabs Square Sqrt Cbrt Exp Exp2 Expm1 Log Log2 Log10 Log1p Logaddexp
            Tanh Sinh Cosh Arctan Arcsinh Hypot
            Maximum Minimum Fmax Fmin Clip Where Copy NanToNum
            Sum Prod Mean Average Max Min Amax Amin Std Var Median Ptp Quantile
            Cumsum Cumprod Diff Sort
            Concatenate Stack Append Hstack Vstack Dstack Split Hsplit Vsplit Dsplit ArraySplit
            GetItem Take Reshape Ravel Squeeze ExpandDims Transpose Swapaxes Moveaxis
            Pad Repeat Tile BroadcastTo Roll Flip Fliplr Flipud Rot90 Diagonal Tril Triu
            Matmul Dot Vdot Inner Outer Tensordot Einsum Cross Trace OnesLike ZerosLike
            Equal NotEqual Greater GreaterEqual Less LessEqual
            LogicalAnd LogicalOr LogicalNot LogicalXor All Any Isnan Isinf Isfinite
        """,
        "keras.src.ops.nn": """
            Relu Relu6 LeakyRelu Elu Celu Selu Gelu Silu Glu Sigmoid LogSigmoid HardSigmoid HardSilu
            Softmax LogSoftmax Sparsemax Softplus Softsign SoftShrink HardShrink TanhShrink HardTanh
            Squareplus SparsePlus SparseSigmoid Threshold
            MaxPool AveragePool
            Normalize Moments LayerNorm RMSNorm DepthToSpace SpaceToDepth
        """,
        "keras.src.ops.math": "Logsumexp Rsqrt Erf TopK",
        "keras.src.ops.linalg": "Norm",
        "keras.src.ops.core": "Cast Unstack",
        "keras.src.ops.image": "Resize RGBToGrayscale RGBToHSV HSVToRGB PadImages CropImages",
        "keras.src.activations.activations": "ReLU Mish",
    }.items()
}
_FLOATS = frozenset({"float16", "float32", "float64", "bfloat16"})


def is_operation(module: str, class_name: str) -> bool:
    """Whether this is one of the operations on the list."""
    return class_name in OPERATIONS.get(module, ())


def check_operation(class_name: str, settings: dict, where: str) -> None:
    """Refuse settings with which an operation would pass no gradient."""
    if class_name == "Cast" and settings.get("dtype") not in _FLOATS:
        raise ModelRefused(
            _(
                "{where} casts to {dtype!r}; cast to a float, or not.",
                where=where,
                dtype=settings.get("dtype"),
            )
        )


@functools.cache
def call_arguments(module: str, class_name: str) -> frozenset[str]:
    """The names of what an operation on the list is called with."""
    operation = getattr(importlib.import_module(module), class_name)
    return frozenset(inspect.signature(operation.call).parameters) - {"self"}
