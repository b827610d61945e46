"""The allowlist of Keras's parts, and the config of one layer held to it.

Nothing that is not listed here is ever looked up. Left out on purpose: Lambda, and whatever holds
code or reads files or tables (TFSMLayer, TorchModuleWrapper, JaxLayer, FlaxLayer, StringLookup,
TextVectorization, ...).
"""

from __future__ import annotations

import functools
import inspect
import math
from typing import Any

from grader.language import _
from grader.protocol import ModelRefused


def names_in(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


LAYERS = names_in(
    """
    InputLayer Dense EinsumDense Embedding Identity Masking Activation
    Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose
    SeparableConv1D SeparableConv2D DepthwiseConv1D DepthwiseConv2D
    MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    BatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization
    Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout
    GaussianDropout GaussianNoise ActivityRegularization
    Flatten Reshape Permute RepeatVector
    ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D
    UpSampling1D UpSampling2D UpSampling3D
    ReLU LeakyReLU PReLU ELU Softmax
    Add Subtract Multiply Average Maximum Minimum Concatenate Dot
    Rescaling Normalization Resizing CenterCrop
    RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness
    RandomCrop RandomHue RandomSaturation RandomSharpness RandomGrayscale
    RandomColorJitter RandomErasing RandomGaussianBlur RandomInvert RandomPosterization
    LSTM GRU SimpleRNN Bidirectional TimeDistributed
    Attention AdditiveAttention MultiHeadAttention
    """
)
MODELS = frozenset({"Sequential", "Functional"})
ACTIVATION_LAYERS = frozenset({"ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Activation"})
INITIALIZERS = names_in(
    """
    Zeros Ones Constant Identity RandomNormal RandomUniform TruncatedNormal VarianceScaling
    GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform Orthogonal
    """
)
# Where TensorFlow keeps initializers that Keras takes, too: tf.random_normal_initializer() ... They
# have the names, settings and values of Keras's.
_OF_TENSORFLOW = ("tensorflow.python.ops.init_ops_v2", "tensorflow.python.ops.init_ops")
REGULARIZERS = frozenset({"L1", "L2", "L1L2", "OrthogonalRegularizer"})
CONSTRAINTS = frozenset({"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"})
DTYPES = names_in(
    """
    bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
    mixed_float16 mixed_bfloat16
    """
)
NOT_AN_ACTIVATION = "{where} is {name}; use one of Keras's own, such as 'relu'."
# Settings that a layer takes, and names in its config, but not in its signature.
_UNNAMED = {"LayerNormalization": {"rms_scaling"}}

MAX_SIZE = 1_000_000  # a number of units, filters, pixels ...
MAX_SEED = 2**32
MAX_INPUT = 100_000_000  # numbers in one example of an input
_MAX_TEXT = 200
_MAX_LIST = 10_000
_MAX_DEPTH = 8

_PARTS = {
    "initializer": ("keras.initializers", INITIALIZERS),
    "regularizer": ("keras.regularizers", REGULARIZERS),
    "constraint": ("keras.constraints", CONSTRAINTS),
}


@functools.cache
def layer_settings(class_name: str) -> frozenset[str]:
    """Return the names of the settings that a layer takes, those of its base classes included."""
    import keras

    names: set[str] = set()
    for base in getattr(keras.layers, class_name).__mro__:
        if base.__module__.startswith("keras.") and "__init__" in vars(base):
            code = inspect.unwrap(vars(base)["__init__"]).__code__
            names.update(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    return frozenset(names | _UNNAMED.get(class_name, set())) - {"self", "weights"}


def check_settings(class_name: str, config: object, where: str) -> dict:
    """Copy the `config` of a layer of an allowed class, with nothing in it that was not checked.

    Raises
    ------
    ModelRefused
        With a text that starts with `where`.
    """
    if type(config) is not dict:
        raise ModelRefused(
            _("{where} has no settings, but {found}.", where=where, found=_short(config))
        )
    unknown = [key for key in config if key not in layer_settings(class_name)]
    if unknown:
        raise ModelRefused(
            _(
                "{where} has a setting {name} that Keras does not know.",
                where=where,
                name=_short(unknown[0]),
            )
        )
    checked = {key: check_setting(key, value, where) for key, value in config.items()}
    if class_name == "InputLayer":
        check_shape(checked.get("batch_shape"), where)
    axis = checked.get("axis")
    if class_name == "Normalization" and type(axis) is list and len(axis) > 1:
        # the statistics are as large as the product of the axes
        raise ModelRefused(_("{where} normalises over several axes; use one.", where=where))
    if checked.get("stateful"):
        raise ModelRefused(
            _("{where} is stateful, which needs a fixed batch size; use the default.", where=where)
        )
    return checked


def check_shape(shape: Any, where: str) -> tuple[int | None, ...]:
    """Check a batch shape: None or 1 to MAX_SIZE along each of at most 8 axes, MAX_INPUT in all."""
    good = type(shape) is list and len(shape) <= 8
    good = good and all(n is None or (type(n) is int and 0 < n <= MAX_SIZE) for n in shape)
    if not good or math.prod(n or 1 for n in shape) > MAX_INPUT:
        raise ModelRefused(
            _(
                "{where} has the shape {shape}, which no model here needs.",
                where=where,
                shape=_short(shape),
            )
        )
    return tuple(shape)


def check_plain(value: object, where: str, limit: int = MAX_SIZE, depth: int = 0) -> object:
    """Check a value made of None, bools, numbers up to `limit`, short texts and lists of these."""
    if value is None or type(value) is bool:
        return value
    if type(value) is int and abs(value) <= limit:
        return value
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is str and len(value) <= _MAX_TEXT:
        return value
    if type(value) is list and len(value) <= _MAX_LIST and depth < _MAX_DEPTH:
        return [check_plain(item, where, limit, depth + 1) for item in value]
    if type(value) in (int, float):
        raise ModelRefused(
            _(
                "{where} has the number {number}; at most {most:,} is allowed.",
                where=where,
                number=_short(value),
                most=limit,
            )
        )
    raise ModelRefused(
        _(
            "{where} has the setting {setting}, which can't be graded.",
            where=where,
            setting=_short(value),
        )
    )


def check_name(value: object) -> str:
    """Check a name of a layer or a class."""
    if type(value) is not str or not 0 < len(value) <= _MAX_TEXT:
        raise ModelRefused(
            _("A layer's name must be a text of 1 to {most} characters.", most=_MAX_TEXT)
        )
    return value


def check_setting(key: str, value: object, where: str) -> object:
    """Check one setting of a layer or an operation; its name tells which objects it may be."""
    where = _("{where}, setting '{key}',", where=where, key=key)
    if key == "dtype":
        return _dtype(value, where)
    if type(value) is str and key.endswith("activation"):
        return _function(value, where)
    if type(value) is not dict:
        return check_plain(value, where, MAX_SEED if key == "seed" else MAX_SIZE)
    if key == "seed":
        return _part(value, "keras.random", frozenset({"SeedGenerator"}), where)
    if key.endswith("activation"):
        return _activation(value, where)
    module, allowed = _PARTS.get(key.rpartition("_")[2], ("", frozenset()))
    return _part(value, module, allowed, where)


def _part(value: dict, module: str, allowed: frozenset[str], where: str) -> dict:
    """An object in Keras's form; the module that Keras will look in is ours, not the sender's."""
    name, config = value.get("class_name"), value.get("config")
    borrowed = module == "keras.initializers" and value.get("module") in _OF_TENSORFLOW
    if not (is_builtin(value) or borrowed) or name not in allowed or type(config) is not dict:
        raise ModelRefused(
            _("{where} is {name}, which is not one of Keras's own.", where=where, name=_short(name))
        )
    config = {
        key: check_plain(item, where, MAX_SEED if key == "seed" else MAX_SIZE)
        if type(item) is not dict
        else _part(item, "keras.random", frozenset({"SeedGenerator"}), where)
        for key, item in config.items()
        if not (borrowed and key == "dtype")  # that of the weight counts
    }
    return keras_object(module, name, config)


def _activation(value: dict, where: str) -> object:
    name = value.get("class_name")
    if name == "function":
        # tf.nn.softmax calls itself softmax_v2; Keras only knows the name without
        function = value.get("config")
        if value.get("module") == "builtins" and type(function) is str:
            return _function(function.removesuffix("_v2"), where)
    elif is_builtin(value) and type(name) is str and name in ACTIVATION_LAYERS:
        return keras_object("keras.layers", name, check_settings(name, value.get("config"), where))
    raise ModelRefused(_(NOT_AN_ACTIVATION, where=where, name=_short(name)))


def _function(name: object, where: str) -> object:
    """The name of an activation function; Keras has no others by their names alone."""
    import keras

    name = check_plain(name, where)
    try:
        keras.activations.get(name)
    except ValueError:
        raise ModelRefused(_(NOT_AN_ACTIVATION, where=where, name=_short(name))) from None
    return name


def _dtype(value: object, where: str) -> object:
    if type(value) is dict and value.get("class_name") == "DTypePolicy" and is_builtin(value):
        config = value.get("config")
        value = config.get("name") if type(config) is dict else None
    if value is not None and (type(value) is not str or value not in DTYPES):
        raise ModelRefused(
            _(
                "{where} is {name}; leave it at its default, 'float32'.",
                where=where,
                name=_short(value),
            )
        )
    return value


def keras_object(module: str, class_name: str, config: dict) -> dict:
    """An object of Keras's own in the form that Keras deserializes."""
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


def is_builtin(value: dict) -> bool:
    """Keras's own classes say where they live and have no registered name."""
    module, name = value.get("module"), value.get("class_name")
    return (
        type(name) is str
        and type(module) is str
        and (module == "keras" or module.startswith("keras."))
        and value.get("registered_name") in (None, name)
    )


def _short(value: object) -> str:
    text = repr(value) if type(value) is not int or abs(value) < 10**30 else _("a huge number")
    return text if len(text) <= 80 else f"{text[:77]}..."
