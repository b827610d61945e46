"""The parts of Keras that a model from the student worker may have. Nothing else is looked up.

Left out on purpose: Lambda, and whatever holds code or reads files or tables (TFSMLayer,
TorchModuleWrapper, JaxLayer, FlaxLayer, StringLookup, TextVectorization, ...).
"""

from __future__ import annotations

import functools
import inspect


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LAYERS = _names(
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
    RandomCrop RandomShear RandomHue RandomSaturation RandomSharpness RandomGrayscale
    RandomColorJitter RandomErasing RandomGaussianBlur RandomInvert RandomPosterization
    LSTM GRU SimpleRNN Bidirectional TimeDistributed
    Attention AdditiveAttention MultiHeadAttention
    """
)
MODELS = frozenset({"Sequential", "Functional"})
# What `x + y` or `keras.ops.relu(x)` leaves in a functional model: no layer, but harmless.
OPERATIONS = {
    "keras.src.ops.numpy": _names(
        """
        Add Subtract Multiply Divide TrueDivide Negative Maximum Minimum Concatenate Mean Max
        Reshape Tanh Absolute Square Sqrt Exp Log
        """
    ),
    "keras.src.ops.nn": _names(
        "Relu Relu6 LeakyRelu Elu Selu Gelu Silu Sigmoid Softmax Softplus HardSigmoid"
    ),
    "keras.src.activations.activations": frozenset({"ReLU"}),
}
ACTIVATION_LAYERS = frozenset({"ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Activation"})
INITIALIZERS = _names(
    """
    Zeros Ones Constant Identity RandomNormal RandomUniform TruncatedNormal VarianceScaling
    GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform Orthogonal
    """
)
REGULARIZERS = frozenset({"L1", "L2", "L1L2", "OrthogonalRegularizer"})
CONSTRAINTS = frozenset({"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"})
DTYPES = _names(
    """
    bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
    mixed_float16 mixed_bfloat16
    """
)
CALL_ARGUMENTS = _names(
    "training mask query value key attention_mask use_causal_mask initial_state inputs"
)
# Settings that a layer takes, and names in its config, but not in its signature.
_UNNAMED = {"LayerNormalization": {"rms_scaling"}}


@functools.cache
def layer_settings(class_name: str) -> frozenset[str]:
    """The settings that the constructor of a layer takes, those of its base classes included."""
    import keras

    names: set[str] = set()
    for base in getattr(keras.layers, class_name).__mro__:
        if base.__module__.startswith("keras.") and "__init__" in vars(base):
            code = inspect.unwrap(vars(base)["__init__"]).__code__
            names.update(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    return frozenset(names | _UNNAMED.get(class_name, set())) - {"self", "weights"}
