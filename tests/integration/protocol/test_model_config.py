"""Configs that no `to_json()` of an honest model gave."""

import contextlib
import copy
import json
import resource
import time

import pytest

keras = pytest.importorskip("keras")

from honest_models import convolutional_model, nested, text_model  # noqa: E402
from keras import layers as tfl  # noqa: E402

from grader.protocol import ModelRefused  # noqa: E402
from grader.protocol.layer_config import LAYERS, layer_settings  # noqa: E402
from grader.protocol.model_config import read_config  # noqa: E402
from grader.protocol.rebuild_model import rebuild_model  # noqa: E402
from grader.protocol.value_types import ModelValue  # noqa: E402

BASE = keras.Sequential([keras.Input((8, 8, 3)), tfl.Conv2D(2, 3), tfl.Flatten(), tfl.Dense(1)])
SEQUENTIAL = json.loads(BASE.to_json())
FUNCTIONAL = json.loads(convolutional_model().to_json())


def rebuild(config, weights=()):
    text = config if isinstance(config, str) else json.dumps(config)
    return rebuild_model(ModelValue(0, text, weights, None))


def refuse(config, sentence, weights=()):
    with pytest.raises(ModelRefused, match=sentence) as info:
        rebuild(config, weights)
    assert len(str(info.value)) < 600 and "\n" not in str(info.value)


def sequential(*layers, shape=(None, 8, 8, 3)):
    config = copy.deepcopy(SEQUENTIAL)
    config["config"].pop("build_input_shape")
    first = config["config"]["layers"][0]
    first["config"]["batch_shape"] = list(shape)
    config["config"]["layers"] = [first, *layers]
    return config


def layer(class_name, name="x", **settings):
    return {
        "module": "keras.layers",
        "class_name": class_name,
        "config": {"name": name, **settings},
        "registered_name": None,
    }


def dense(**settings):
    return sequential(layer("Dense", **settings), shape=(None, 8))


def functional(**changes):
    """The functional model with entries of its config, or of the layer 1 in it, replaced."""
    config = copy.deepcopy(FUNCTIONAL)
    config["config"].update(changes.pop("config", {}))
    config["config"]["layers"][1].update(changes)
    return config


def tensor(name, call=0, number=0):
    history = {"shape": [None, 4], "dtype": "float32", "keras_history": [name, call, number]}
    return {"class_name": "__keras_tensor__", "config": history}


def call(*args, **kwargs):
    return {"args": list(args), "kwargs": kwargs}


def part(class_name, module="keras.initializers", registered_name=None, **config):
    return {
        "module": module,
        "class_name": class_name,
        "config": config,
        "registered_name": registered_name,
    }


CODE = "c3lzLmV4aXQoMSk="
REFUSED_PARTS = {
    "a Lambda": (
        sequential(layer("Lambda", function="f")),
        "Layer 1 is a Lambda layer. It holds code",
    ),
    "a Lambda further down": (
        sequential(layer("Flatten"), layer("Dense", "d", units=1), layer("Lambda", "e")),
        "Layer 3 is a Lambda layer",
    ),
    "a layer that loads a file": (
        sequential(layer("TFSMLayer", filepath="/etc", call_endpoint="serve")),
        "Layer 1 is Keras's 'TFSMLayer', which this test can't examine",
    ),
    "a layer that unpickles": (
        sequential(layer("TorchModuleWrapper", module=CODE)),
        "Keras's 'TorchModuleWrapper'",
    ),
    "a layer that reads a file": (
        sequential(layer("StringLookup", vocabulary="/etc/passwd")),
        "Keras's 'StringLookup'",
    ),
    "a layer of one's own": (
        sequential({**layer("Mine"), "module": "__main__", "registered_name": "Mine"}),
        "Layer 1 is a 'Mine', a class of your own",
    ),
    "one's own Dense": (
        sequential({**layer("Dense", units=1), "module": "__main__"}),
        "'Dense', a class of your own",
    ),
    "a registered Dense": (
        sequential({**layer("Dense", units=1), "registered_name": "mine>Dense"}),
        "only accepts Keras's own layers",
    ),
    "a function as a layer": (
        sequential({**layer("function"), "module": "builtins", "config": {"name": "eval"}}),
        "Layer 1 is a 'function', a class of your own",
    ),
    "a module that only looks like Keras": (
        sequential({**layer("Dense", units=1), "module": "keras_evil.layers"}),
        "only accepts Keras's own layers",
    ),
    "the base class": (sequential(layer("Layer")), "Keras's 'Layer'"),
    "an optimizer as a layer": (sequential(layer("Adam")), "Keras's 'Adam'"),
    "a class name that is a list": (sequential(layer(["Dense"])), "Layer 1 is not described"),
    "a huge class name": (sequential(layer("D" * 10**6)), "name must be a text of 1 to 200"),
    "a Lambda inside TimeDistributed": (
        sequential(layer("TimeDistributed", layer=layer("Lambda", "y"))),
        "The layer inside layer 1 is a Lambda layer",
    ),
    "a Dense inside Bidirectional": (
        sequential(layer("Bidirectional", layer=layer("Dense", "y", units=1))),
        "Layer 1 wraps a 'Dense'; use LSTM or GRU there",
    ),
    "a lambda as activation": (
        dense(units=1, activation=part("__lambda__", "builtins", value=[CODE, None, None])),
        "setting 'activation', is '__lambda__'",
    ),
    "a function as activation": (
        dense(units=1, activation={**part("function", "__main__", "f"), "config": "f"}),
        "setting 'activation', is 'function'",
    ),
    "a loader as activation": (
        dense(units=1, activation={**part("function", "keras.saving"), "config": "load_model"}),
        "setting 'activation', is 'function'",
    ),
    "a Lambda as activation": (
        dense(units=1, activation=layer("Lambda", "y")),
        "setting 'activation', is 'Lambda'",
    ),
    "an unknown activation": (dense(units=1, activation="evil"), "use one of Keras's own"),
    "a layer as initializer": (
        dense(units=1, kernel_initializer=layer("Dense", units=1)),
        "setting 'kernel_initializer', is 'Dense', which is not one of Keras's own",
    ),
    "one's own initializer": (
        dense(units=1, kernel_initializer=part("Mine", "__main__", "Mine")),
        "setting 'kernel_initializer', is 'Mine'",
    ),
    "a lambda in an initializer": (
        dense(units=1, kernel_initializer=part("Constant", value=part("__lambda__", value=CODE))),
        "setting 'kernel_initializer', is '__lambda__'",
    ),
    "one's own regularizer": (
        dense(units=1, kernel_regularizer=part("Mine", "__main__", "Mine")),
        "setting 'kernel_regularizer', is 'Mine'",
    ),
    "an object where a number belongs": (dense(units=part("Zeros")), "setting 'units', is 'Zeros'"),
    "an array where a number belongs": (
        dense(units=part("__numpy__", value=[1], dtype="object")),
        "setting 'units', is '__numpy__'",
    ),
    "a setting nobody knows": (dense(units=1, evil=1), "a setting 'evil' that Keras does not know"),
    "weights in a setting": (
        sequential(layer("Embedding", input_dim=2, output_dim=2, weights=[[1]])),
        "a setting 'weights'",
    ),
    "an odd dtype": (dense(units=1, dtype="string"), "setting 'dtype', is 'string'"),
    "quantization": (
        dense(units=1, quantization_config=part("X", "keras.quantizers")),
        "setting 'quantization_config', is 'X'",
    ),
    "state": (
        sequential(layer("LSTM", units=1, stateful=True), shape=(2, 3, 4)),
        "is stateful",
    ),
    "settings that are a list": (
        sequential({**layer("Dense"), "config": [1]}),
        "Layer 1 is not described in the way Keras does it",
    ),
    "a layer that is a text": (sequential("Dense"), "Layer 1 is not described"),
    "a layer without settings": (sequential({"class_name": "Dense"}), "Layer 1 is not described"),
    "a subclass of Model": (
        {**SEQUENTIAL, "class_name": "Foo", "module": "__main__"},
        "The model is a 'Foo', a class of its own; this test only accepts Sequential and",
    ),
    "a single layer": (layer("Dense", units=1), "The model is a 'Dense', a class of its own"),
    "no model": ([1], "The model is not described"),
    "layers that are a dict": (
        {**SEQUENTIAL, "config": {"name": "m", "layers": {}}},
        "The model has no list of layers",
    ),
}

BIG = 10**12
REFUSED_SIZES = {
    "units": (dense(units=BIG), "setting 'units', has the number 1000000000000; at most 1,000,000"),
    "a negative number of units": (dense(units=-1), "Keras can't build this model"),
    "no units": (dense(units=0), "Keras can't build this model"),
    "units that are NaN": (dense(units=float("nan")), "setting 'units', has the number nan"),
    "infinite units": ('{"a": 1e999}', "not described"),
    "units that are a text": (dense(units="1"), "Keras can't build this model"),
    "an int of 4,000 digits": (
        json.dumps(dense(units=1)).replace('"units": 1', '"units": 1' + "0" * 4000),
        "setting 'units', has the number a huge number",
    ),
    "an int of 10,000 digits": (
        json.dumps(dense(units=1)).replace('"units": 1', '"units": 1' + "0" * 10_000),
        "not JSON|huge number",
    ),
    "an input of a terabyte": (
        sequential(shape=(None, 10**6, 10**6)),
        r"Layer 0 has the shape \[None, 1000000, 1000000\]",
    ),
    "a huge batch": (sequential(shape=(BIG, 1)), "Layer 0, setting 'batch_shape', has the number"),
    "an input of no size": (sequential(shape=(None, 0)), "Layer 0 has the shape"),
    "an input of negative size": (sequential(shape=(None, -8)), "Layer 0 has the shape"),
    "an input of 100 axes": (sequential(shape=(None,) * 100), "Layer 0 has the shape"),
    "a shape to build with": (
        {
            **SEQUENTIAL,
            "config": {"name": "m", "layers": [], "build_input_shape": [None, BIG]},
        },
        "The model has the shape",
    ),
    "Resizing": (sequential(layer("Resizing", height=10**9, width=10**9)), "setting 'height'"),
    "UpSampling": (sequential(layer("UpSampling2D", size=[10**9, 2])), "setting 'size'"),
    "ZeroPadding": (sequential(layer("ZeroPadding2D", padding=10**9)), "setting 'padding'"),
    "RepeatVector": (sequential(layer("RepeatVector", n=10**9), shape=(None, 3)), "setting 'n'"),
    "Embedding": (
        sequential(layer("Embedding", input_dim=10**9, output_dim=10**9), shape=(None, 3)),
        "setting 'input_dim'",
    ),
    "a seed": (sequential(layer("RandomFlip", seed=2**70)), "setting 'seed'"),
    "a seed that is a text": (sequential(layer("RandomFlip", seed="x")), "Keras can't build"),
    "a long text": (dense(units=1, activation="x" * 201), "setting 'activation', has the setting"),
    "a long list": (dense(units=[1] * 10_001), "setting 'units', has the setting"),
    "a deep list": (dense(units=[[[[[[[[[[1]]]]]]]]]]), "setting 'units', has the setting"),
    "a long layer name": (dense(units=1, name="n" * 201), "setting 'name', has the setting 'nnn"),
    "a layer name with a slash": (dense(units=1, name="a/b"), "Keras can't build this model"),
    "axes of Normalization": (
        sequential(layer("Normalization", axis=[1, 2], mean=0.0, variance=1.0)),
        "Layer 1 normalises over several axes",
    ),
    "2,001 layers": (
        sequential(*(layer("ReLU", f"r{n}") for n in range(2_001))),
        "more than 2000 layers",
    ),
    "10,000 layers": (
        sequential(*(layer("ReLU", f"r{n}") for n in range(10_000))),
        "more than 2000 layers",
    ),
    "deep JSON": ("[" * 1_000_000, "nested too deeply|not JSON"),
    "no JSON": ("{", "not JSON"),
    "an empty text": ("", "not JSON"),
    "a strided step of 0": (
        sequential(layer("Conv2D", filters=1, kernel_size=3, strides=0)),
        "Keras can't build this model",
    ),
    "no groups": (
        sequential(layer("Conv2D", filters=1, kernel_size=3, groups=0)),
        "Keras can't build this model",
    ),
}

# Every number of these is allowed; the weights they imply are not there.
REFUSED_WEIGHTS = {
    "a Dense of 4 TB": sequential(layer("Dense", units=10**6), shape=(None, 10**6)),
    "a Conv2D of an exabyte": sequential(layer("Conv2D", filters=10**6, kernel_size=10**6 - 1)),
    "an Embedding of 4 TB": sequential(
        layer("Embedding", input_dim=10**6, output_dim=10**6), shape=(None, 3)
    ),
    "an LSTM of 16 TB": sequential(layer("LSTM", units=10**6), shape=(None, 3, 3)),
    "a GRU of 12 TB": sequential(layer("GRU", units=10**6), shape=(None, 3, 3)),
    "a Bidirectional of 32 TB": sequential(
        layer("Bidirectional", layer=layer("LSTM", "y", units=10**6)), shape=(None, 3, 3)
    ),
    "a PReLU of 200 GB": sequential(
        layer("UpSampling2D", "u", size=[20, 500]), layer("PReLU"), shape=(None, 1000, 1000, 5)
    ),
    "a BatchNormalization on 10**12 channels": sequential(
        layer("UpSampling2D", "u", size=10**6),
        layer("Reshape", "r", target_shape=[1, -1]),
        layer("BatchNormalization"),
        shape=(None, 1, 1, 1),
    ),
    "a MultiHeadAttention of 4 TB": sequential(
        layer("Dense", "d", units=10**6), layer("Dense", "e", units=10**6), shape=(None, 3, 4)
    ),
    "an Orthogonal initializer": sequential(
        layer("Dense", units=10**6, kernel_initializer=part("Orthogonal")), shape=(None, 10**6)
    ),
    "an Identity initializer": sequential(
        layer("Dense", units=10**6, kernel_initializer=part("Identity")), shape=(None, 10**6)
    ),
    "a separable convolution": sequential(
        layer("SeparableConv2D", filters=10**6, kernel_size=1000, depth_multiplier=10**6)
    ),
}


def called(operation, **settings):
    """A model of one operation."""
    inputs = keras.Input((8, 8, 3))
    return keras.Model(inputs, operation(inputs, **settings)).to_json()


# No weights at all: only the shapes between the layers are large.
LARGE_SHAPES = {
    "ZeroPadding": sequential(layer("ZeroPadding2D", padding=10**6)),
    "UpSampling": sequential(layer("UpSampling2D", size=10**6), layer("UpSampling2D", "y", size=9)),
    "bilinear UpSampling": sequential(
        layer("UpSampling2D", size=10**4, interpolation="bilinear"), layer("ReLU", "r")
    ),
    "Resizing": sequential(layer("Resizing", height=10**6, width=10**6)),
    "CenterCrop": sequential(layer("CenterCrop", height=10**6, width=10**6)),
    "RandomCrop": sequential(layer("RandomCrop", height=10**6, width=10**6)),
    "RepeatVector": sequential(layer("RepeatVector", n=10**6), shape=(None, 10**6)),
    "Reshape": sequential(layer("Reshape", target_shape=[10**6, 10**6])),
    "Dot": text_model().to_json(),
    "Pad": called(keras.ops.pad, pad_width=[[0, 0], [10**6, 10**6], [10**6, 10**6], [0, 0]]),
    "Tile": called(keras.ops.tile, repeats=[1, 10**6, 10**6, 1]),
    "Repeat": called(keras.ops.repeat, repeats=10**6, axis=1),
    "Outer": called(keras.ops.outer, x2=3.0),
}


@pytest.fixture
def in_bounds():
    """The test may take 20 seconds and 300 MB more than what is in use."""
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    assert time.monotonic() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 300_000


pytestmark = pytest.mark.usefixtures("in_bounds")


@pytest.mark.parametrize("name", REFUSED_PARTS)
def test_a_part_that_is_not_on_the_list_is_refused_with_a_sentence(name):
    refuse(*REFUSED_PARTS[name])


@pytest.mark.parametrize("name", REFUSED_SIZES)
def test_a_size_out_of_bounds_is_refused_with_a_sentence(name):
    refuse(*REFUSED_SIZES[name])


@pytest.mark.parametrize("name", REFUSED_WEIGHTS)
def test_weights_that_did_not_come_are_never_allocated(name):
    refuse(REFUSED_WEIGHTS[name], "came with 0 weight arrays|Keras can't build")


@pytest.mark.parametrize("settings", [{}, {"mean": 0.0, "variance": 1.0}])
def test_statistics_of_too_many_features_are_refused(settings):
    many = [layer("UpSampling2D", "u", size=10**6), layer("Reshape", "r", target_shape=[1, -1])]
    config = sequential(*many, layer("Normalization", **settings), shape=(None, 1, 1, 1))
    refuse(config, "Layer 'x' normalises 1,000,000,000,000 features")


@pytest.mark.parametrize("name", LARGE_SHAPES)
def test_large_shapes_between_layers_cost_nothing(name):
    with contextlib.suppress(ModelRefused):
        rebuild(LARGE_SHAPES[name])


def test_a_model_refused_for_its_size_costs_nothing_later():
    refuse(REFUSED_WEIGHTS["a Dense of 4 TB"], "came with 0")
    with keras.StatelessScope():
        pass  # leaving it gives memory to all variables that wait for it
    keras.Sequential([keras.Input((4,)), tfl.Dense(1)]).predict(keras.ops.ones((1, 4)), verbose=0)


GRAPHS = {
    "a circle of one": (
        functional(inbound_nodes=[call(tensor(FUNCTIONAL["config"]["layers"][1]["name"]))]),
        "connected in a circle",
    ),
    "a circle of all": (
        functional(inbound_nodes=[call(tensor(FUNCTIONAL["config"]["layers"][-1]["name"]))]),
        "connected in a circle",
    ),
    "a layer that is not there": (
        functional(inbound_nodes=[call(tensor("ghost"))]),
        "The layer 'ghost' is used, but not in the model",
    ),
    "a layer that is never called": (functional(inbound_nodes=[]), "connected in a circle"),
    "a call number below 0": (
        functional(inbound_nodes=[call(tensor("x", -1))]),
        "connected to something that is not the output of a layer",
    ),
    "a tensor number out of range": (
        functional(inbound_nodes=[call(tensor(FUNCTIONAL["config"]["layers"][0]["name"], 0, 9))]),
        "has no output of that number",
    ),
    "a call that is a text": (functional(inbound_nodes=["x"]), "called in a way"),
    "calls that are a dict": (functional(inbound_nodes={}), "called in a way"),
    "an argument that is a layer": (
        functional(inbound_nodes=[call(layer("Dense", units=1))]),
        "called with something that is not the output of a layer",
    ),
    "an argument that is a lambda": (
        functional(inbound_nodes=[call(part("__lambda__", value=CODE))]),
        "called with something that is not the output of a layer",
    ),
    "an argument nested deeply": (
        functional(inbound_nodes=[call([[[[[[tensor("x")]]]]]])]),
        "arguments nested too deeply",
    ),
    "an unknown keyword": (functional(inbound_nodes=[call(evil=1)]), "is called with 'evil'"),
    "a call without arguments": (functional(inbound_nodes=[call()]), "Keras can't build"),
    "no outputs": (functional(config={"output_layers": []}), "has no inputs or outputs"),
    "outputs of a layer that is not there": (
        functional(config={"output_layers": ["ghost", 0, 0]}),
        "The layer 'ghost' has no output",
    ),
    "two layers of one name": (
        functional(config={"layers": FUNCTIONAL["config"]["layers"][:1] * 2}),
        "two layers of the same name",
    ),
    "an operation that is not on the list": (
        functional(class_name="Eig", module="keras.src.ops.linalg"),
        "Keras's 'Eig'",
    ),
    "an operation of another module": (
        functional(class_name="Add", module="keras.src.ops.core"),
        "Keras does not know",  # the layer of that name, then
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_that_leads_nowhere_is_refused_with_a_sentence(name):
    refuse(*GRAPHS[name])


def shared_at_every_level(levels, width):
    """Models in models, each called `width` times by the one around it."""
    model, start = None, keras.Input((2,))
    x = tfl.Dense(2)(start)
    model = keras.Model(start, x)
    config = json.loads(model.to_json())
    for level in range(levels):
        name = f"level{level}"
        inner = {**config, "name": "inner", "config": {**config["config"], "name": "inner"}}
        inner["inbound_nodes"] = [call(tensor("in")) for _ in range(width)]
        first = {**layer("InputLayer", "in", batch_shape=[None, 2]), "name": "in"}
        config = {
            **config,
            "config": {
                "name": name,
                "layers": [{**first, "inbound_nodes": []}, inner],
                "input_layers": ["in", 0, 0],
                "output_layers": ["inner", 1, 0],
            },
        }
    return config


def test_a_model_shared_at_every_level_is_refused_before_it_is_built():
    refuse(shared_at_every_level(4, 30), "calls layers more than 4,000 times")
    refuse(shared_at_every_level(8, 1), "nested more than 6 deep")


def test_the_layers_of_a_nested_model_are_walked_like_the_others():
    config = json.loads(nested().to_json())
    inner = next(x for x in config["config"]["layers"] if x["class_name"] == "Functional")
    inner["config"]["layers"][1].update(class_name="Lambda")
    refuse(config, r"Layer 2 of layer \d is a Lambda layer")


def test_500_layers_are_built_in_reasonable_time():
    model = rebuild(sequential(*(layer("ReLU", f"r{n}") for n in range(499))))
    assert len(model.layers) == 499


def test_nothing_is_built_from_what_was_not_looked_at():
    config = dense(units=1)
    config["config"]["layers"][1]["build_config"] = {"input_shape": [None, BIG]}
    config["compile_config"] = {"optimizer": "evil"}
    with pytest.raises(ModelRefused, match="came with 0 weight arrays"):
        rebuild(config)


@pytest.mark.parametrize(
    "name", sorted(LAYERS - {"InputLayer", "Bidirectional", "TimeDistributed"})
)
def test_every_layer_on_the_list_exists_and_describes_itself_in_known_settings(name):
    needed = {
        "Dense": {"units": 1},
        "EinsumDense": {"equation": "ab,bc->ac", "output_shape": 3},
        "Embedding": {"input_dim": 2, "output_dim": 2},
        "Activation": {"activation": "relu"},
        "Reshape": {"target_shape": (1,)},
        "Permute": {"dims": (1,)},
        "RepeatVector": {"n": 2},
        "Dot": {"axes": 1},
        "Rescaling": {"scale": 1.0},
        "MultiHeadAttention": {"num_heads": 1, "key_dim": 1},
        "DepthwiseConv1D": {"kernel_size": 1},
        "DepthwiseConv2D": {"kernel_size": 1},
        "RandomPosterization": {"factor": 4},
    }
    if "Conv" in name and "Depthwise" not in name:
        needed[name] = {"filters": 1, "kernel_size": 1}
    for key, names in {
        ("rate",): "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout "
        "GaussianDropout",
        ("stddev",): "GaussianNoise",
        ("factor",): "RandomRotation RandomContrast RandomBrightness RandomSharpness "
        "RandomHue RandomSaturation",
        ("pool_size",): "AveragePooling1D AveragePooling2D AveragePooling3D",
        ("height_factor",): "RandomZoom",
        ("height_factor", "width_factor"): "RandomTranslation",
        ("height", "width"): "RandomCrop CenterCrop Resizing",
        ("units",): "LSTM GRU SimpleRNN",
    }.items():
        if name in names.split():
            whole = key[0] in ("height", "units", "pool_size")
            needed[name] = dict.fromkeys(key, 1 if whole else 0.1)
    made = getattr(tfl, name)(**needed.get(name, {}))
    assert made.get_config().keys() <= layer_settings(name)
    assert made.__class__.__name__ == name
    again = type(made).from_config(made.get_config())
    assert again.get_config().keys() == made.get_config().keys()


def test_a_plan_holds_no_module_that_the_sender_chose():
    config = dense(units=1, kernel_initializer=part("Zeros", "keras.src.evil"))
    plan = read_config(json.dumps(config))
    assert plan.layers[1].config["kernel_initializer"]["module"] == "keras.initializers"
