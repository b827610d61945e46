"""Every operation on the list crosses in a functional model; what holds code does not."""

import importlib
import json

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from grader.protocol import ModelRefused  # noqa: E402
from grader.protocol.codec import decode, encode  # noqa: E402
from grader.protocol.object_refs import ObjectRefs  # noqa: E402
from grader.protocol.operations import OPERATIONS  # noqa: E402
from grader.protocol.rebuild_model import rebuild_model  # noqa: E402
from grader.protocol.serialize import serialize  # noqa: E402

ops, tfl = keras.ops, keras.layers
SHAPE = (4, 6, 3)


def named(names, call):
    return dict.fromkeys(names.split(), call)


# What is called with more than one tensor, or with settings; all others are called with x alone.
CALLS = {
    **named(
        "Add Subtract Multiply Divide DivideNoNan TrueDivide Logaddexp Hypot Maximum Minimum Fmax "
        "Fmin Equal NotEqual Greater GreaterEqual Less LessEqual Cross Vdot Inner Append",
        lambda op, x: op(x, x + 1.0),
    ),
    **named("LogicalAnd LogicalOr LogicalXor", lambda op, x: op(x > 0.5, x < 0.7)),
    **named("LogicalNot All Any", lambda op, x: op(x > 0.5)),
    **named("Stack Concatenate Hstack Vstack Dstack", lambda op, x: op([x, 2.0 * x])),
    "Power": lambda op, x: op(x, 3),
    "Clip": lambda op, x: ops.clip(x, 0.2, 0.8),
    "Where": lambda op, x: op(x > 0.5, x, 0.0),
    "Quantile": lambda op, x: ops.quantile(x, 0.25, axis=1),
    "Split": lambda op, x: ops.split(x, 3, axis=2)[1],
    "Hsplit": lambda op, x: ops.hsplit(x, 2)[1],
    "Vsplit": lambda op, x: ops.vsplit(x[0], 2)[1],
    "Dsplit": lambda op, x: ops.dsplit(x, 3)[1],
    "ArraySplit": lambda op, x: ops.array_split(x, 4, axis=2)[0],
    "GetItem": lambda op, x: x[:, ::2, 1:-1, None, ..., 0],
    "Take": lambda op, x: ops.take(x, [0, 2], axis=2),
    "Reshape": lambda op, x: ops.reshape(x, (-1, 6, 12)),
    "Squeeze": lambda op, x: ops.squeeze(x[:, :1], axis=1),
    "ExpandDims": lambda op, x: ops.expand_dims(x, 1),
    "Transpose": lambda op, x: ops.transpose(x, (0, 3, 1, 2)),
    "Swapaxes": lambda op, x: ops.swapaxes(x, 1, 2),
    "Moveaxis": lambda op, x: ops.moveaxis(x, [1, 2], [2, 1]),
    "Pad": lambda op, x: ops.pad(x, ((0, 0), (3, 3), (1, 2), (0, 0)), constant_values=0.5),
    "Repeat": lambda op, x: ops.repeat(x, 3, axis=1),
    "Tile": lambda op, x: ops.tile(x, (1, 2, 1, 1)),
    "BroadcastTo": lambda op, x: ops.broadcast_to(x[0, :1], (5, *SHAPE)),
    "Roll": lambda op, x: ops.roll(x, 1, axis=2),
    "Flip": lambda op, x: ops.flip(x, axis=2),
    "Rot90": lambda op, x: ops.rot90(x, axes=(1, 2)),
    "Matmul": lambda op, x: op(x, ops.swapaxes(x, 2, 3)),
    "Dot": lambda op, x: op(x, ops.ones((3, 2))),
    "Outer": lambda op, x: op(x[0], x[1]),
    "Tensordot": lambda op, x: ops.tensordot(x, ops.ones((3, 2)), axes=1),
    "Einsum": lambda op, x: ops.einsum("bijc,bijd->bcd", x, x),
    "Glu": lambda op, x: ops.glu(x, axis=2),
    "Threshold": lambda op, x: ops.threshold(x, 0.5, 0.1),
    "MaxPool": lambda op, x: ops.max_pool(x, 2, 1, "same"),
    "AveragePool": lambda op, x: ops.average_pool(x, 2),
    "Moments": lambda op, x: ops.moments(x, axes=[1, 2])[1],
    "LayerNorm": lambda op, x: ops.layer_normalization(x, ops.ones(3), ops.zeros(3)),
    "RMSNorm": lambda op, x: ops.rms_normalization(x, ops.ones(3)),
    "DepthToSpace": lambda op, x: ops.depth_to_space(ops.concatenate([x] * 4, axis=-1), 2),
    "SpaceToDepth": lambda op, x: ops.space_to_depth(x, 2),
    "TopK": lambda op, x: ops.top_k(x, 2)[0],
    "Cast": lambda op, x: ops.cast(x, "float64"),
    "Norm": lambda op, x: ops.norm(x, axis=-1, keepdims=True),
    "Unstack": lambda op, x: ops.unstack(x, axis=1)[2],
    "Resize": lambda op, x: ops.image.resize(x, (8, 5)),
    "PadImages": lambda op, x: ops.image.pad_images(x, 1, 2, 1, 2),
    "CropImages": lambda op, x: ops.image.crop_images(x, 1, 1, 1, 1),
}


def listed():
    return [
        pytest.param(getattr(importlib.import_module(module), name), id=name)
        for module, names in OPERATIONS.items()
        for name in sorted(names)
    ]


def crossed(model):
    return rebuild_model(decode(encode(serialize(model, ObjectRefs()))))


def model_of(call):
    inputs = keras.Input(SHAPE)
    return keras.Model(inputs, call(inputs))


@pytest.mark.parametrize("kind", listed())
def test_an_operation_on_the_list_computes_the_same_after_crossing(kind):
    call = CALLS.get(kind.__name__, lambda op, x: op(x))
    model = model_of(lambda x: call(lambda *args, **kwargs: kind()(*args, **kwargs), x))
    assert kind in map(type, model.operations)
    pictures = np.random.default_rng(0).random((2, *SHAPE), "f4")
    found, wanted = crossed(model)(pictures), model(pictures)
    np.testing.assert_allclose(np.asarray(found), np.asarray(wanted), rtol=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: (x - np.array([0.5, 0.4, 0.3], "f4")) / np.array([0.2, 0.2, 0.2]),
        lambda x: x * ops.convert_to_tensor([1.0, 2.0, 3.0]),
        lambda x: ops.max(x, axis=(1, 2), keepdims=True) - x**2,
        lambda x: ops.sum(2.0**x, axis=-1) @ ops.transpose(x[..., 0], (0, 2, 1)),
    ],
)
def test_constants_and_operators_cross(call):
    model = model_of(call)
    pictures = np.random.default_rng(0).random((2, *SHAPE), "f4")
    found = crossed(model)(pictures)
    np.testing.assert_allclose(np.asarray(found), np.asarray(model(pictures)))


class Block(tfl.Layer):
    def call(self, x):
        return x + 1.0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (Block(), "Layer 2 is a 'Block', a class of your own. Its code stays"),
        (tfl.Lambda(lambda x: 2.0 * x), "Layer 2 is a Lambda layer. It holds code of yours"),
        (ops.stop_gradient, "Layer 2 is Keras's 'StopGradient', which this test can't examine"),
        (ops.round, "Keras's 'Round'"),
        (lambda x: ops.cast(x, "int32"), "Layer 2 casts to 'int32'"),
        (lambda x: ops.conv(x, np.ones((2, 2, 3, 1), "f4")), "Keras's 'Conv'"),
        (lambda x: ops.dot(x, np.ones((3, 40), "f4")), "an array of 120 numbers; at most 64"),
        (lambda x: ops.map(lambda y: y * 2, x), "Keras's 'Map'|can't describe"),
    ],
)
def test_code_of_ones_own_and_what_hides_is_refused_with_what_to_do(call, sentence):
    value = serialize(model_of(call), ObjectRefs())
    if hasattr(value, "why"):
        pytest.skip("Keras itself can't describe it")
    with pytest.raises(ModelRefused, match=sentence):
        rebuild_model(value)


def altered(**config):
    value = serialize(model_of(lambda x: x * np.ones(3)), ObjectRefs())
    entries = json.loads(value.config)
    node = entries["config"]["layers"][1]["inbound_nodes"][0]
    node["args"][1] = config
    return type(value)(value.ref, json.dumps(entries), value.weights, None)


@pytest.mark.parametrize(
    "config",
    [
        {"class_name": "__numpy__", "config": {"value": [1.0], "dtype": "object"}},
        {"class_name": "__numpy__", "config": {"value": [[1.0], [1, 2]], "dtype": "float32"}},
        {"class_name": "__numpy__", "config": {"value": ["x"], "dtype": "float32"}},
        {"class_name": "__numpy__", "config": {"value": {"a": 1}, "dtype": "float32"}},
        {"class_name": "__numpy__", "config": {"value": [10**7], "dtype": "int8"}},
        {"class_name": "__slice__", "config": {"start": "x"}},
        {"class_name": "__slice__", "config": {"start": 10**9}},
        {"class_name": "__lambda__", "config": {"value": "x"}},
        {"class_name": ["__numpy__"], "config": {}},
        {"class_name": "__tensor__", "config": []},
    ],
)
def test_an_argument_that_keras_did_not_write_is_refused(config):
    with pytest.raises(ModelRefused):
        rebuild_model(altered(**config))
