import json

import numpy as np
import pytest

keras = pytest.importorskip("keras")

import honest_models  # noqa: E402
from honest_models import BUILT, UNBUILT, happy_model  # noqa: E402

from grader.protocol import ModelRefused  # noqa: E402
from grader.protocol.codec import decode, encode  # noqa: E402
from grader.protocol.object_refs import ObjectRefs  # noqa: E402
from grader.protocol.rebuild_model import rebuild_model, update_model  # noqa: E402
from grader.protocol.serialize import serialize  # noqa: E402
from grader.protocol.value_types import ModelValue  # noqa: E402


def cross(model):
    return decode(encode(serialize(model, ObjectRefs())))


def randomise(model):
    rng = np.random.default_rng(1)
    model.set_weights([rng.uniform(0.1, 1, w.shape).astype(w.dtype) for w in model.get_weights()])
    for layer in model.layers:
        if type(layer) is keras.layers.Normalization:
            layer.finalize_state()


def some_input(model):
    rng = np.random.default_rng(2)

    inputs = model.inputs[0] if isinstance(model, keras.Sequential) else model.input

    def batch(tensor):
        size = [n or 3 for n in tensor.shape]
        return rng.integers(0, 9, size) if "int" in tensor.dtype else rng.random(size, "f4")

    return keras.tree.map_structure(batch, inputs)


@pytest.mark.parametrize("build", BUILT, ids=lambda f: f.__name__)
class TestAnHonestModel:
    @pytest.fixture
    def pair(self, build):
        model = build()
        randomise(model)
        return model, rebuild_model(cross(model))

    def test_has_the_same_config(self, pair):
        model, rebuilt = pair
        ours, theirs = (json.loads(m.to_json())["config"] for m in pair)
        # softmax_v2 is TensorFlow's name for the same function
        assert without_functions(ours) == without_functions(theirs)
        assert [type(x) for x in rebuilt.layers] == [type(x) for x in model.layers]
        same = [plain(m) for m in pair]
        assert same[0] == same[1]

    def test_has_the_same_weights(self, pair):
        model, rebuilt = pair
        for a, b in zip(model.get_weights(), rebuilt.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
        for kind in ("trainable_weights", "non_trainable_weights"):
            assert len(getattr(model, kind)) == len(getattr(rebuilt, kind))

    def test_predicts_the_same(self, pair):
        x = some_input(pair[0])
        same = keras.tree.map_structure(np.allclose, *(m.predict(x, verbose=0) for m in pair))
        assert all(keras.tree.flatten(same))


def plain(model):
    """The settings as live layers have them; lists for tuples, which JSON can't tell apart."""
    configs = [x.get_config() for x in model.layers if not isinstance(x, keras.Model)]
    return without_functions(json.loads(json.dumps(configs)))


def without_functions(config):
    if isinstance(config, list):
        return [without_functions(item) for item in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "function":
        return config["config"].removesuffix("_v2")
    # how a layer came to be built is not part of what it is
    left_out = ("build_config", "build_input_shape")
    return {k: without_functions(v) for k, v in config.items() if k not in left_out}


@pytest.mark.parametrize("build", UNBUILT, ids=lambda f: f.__name__)
def test_a_model_without_an_input_shape_is_rebuilt_as_one(build):
    rebuilt = rebuild_model(cross(build()))
    assert not rebuilt.built and len(rebuilt.layers) == len(build().layers)


def test_a_model_frozen_as_a_whole_stays_frozen():
    model = happy_model()
    model.trainable = False
    rebuilt = rebuild_model(cross(model))
    assert rebuilt.trainable_weights == [] and not rebuilt.trainable


def test_moving_statistics_of_batch_normalization_cross():
    model = happy_model()
    model.compile("sgd", "binary_crossentropy")
    model.fit(np.random.rand(4, 64, 64, 3), np.ones((4, 1)), verbose=0)
    mean = model.layers[2].moving_mean.numpy()
    assert mean.any()
    np.testing.assert_array_equal(rebuild_model(cross(model)).layers[2].moving_mean, mean)


def test_a_rebuilt_model_can_be_trained_and_summarised():
    rebuilt = rebuild_model(cross(happy_model()))
    rebuilt.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    history = rebuilt.fit(np.random.rand(4, 64, 64, 3), np.ones((4, 1)), verbose=0)
    assert set(history.history) == {"accuracy", "loss"}
    rebuilt.summary(print_fn=lambda *a, **k: None)


def test_a_rebuilt_model_takes_later_weights():
    model = honest_models.parallel_branches()
    rebuilt = rebuild_model(cross(model))
    randomise(model)
    update_model(rebuilt, cross(model))
    for a, b in zip(model.get_weights(), rebuilt.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(ModelRefused, match="came with"):
        update_model(rebuilt, cross(happy_model()))


def test_a_rebuilt_model_is_as_trainable_as_the_live_one_is_later():
    model = honest_models.parallel_branches()
    rebuilt = rebuild_model(cross(model))
    frozen = next(layer.name for layer in model.layers if layer.trainable_weights)
    for state in (False, True):
        model.get_layer(frozen).trainable = state
        update_model(rebuilt, cross(model))
        assert len(rebuilt.trainable_weights) == len(model.trainable_weights)
        assert rebuilt.get_layer(frozen).trainable is state
    model.trainable = False
    update_model(rebuilt, cross(model))
    assert not rebuilt.trainable and not rebuilt.trainable_weights


def changed(weights):
    value = cross(happy_model())
    return ModelValue(value.ref, value.config, weights(value.weights), None)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        (lambda w: (), "came with 0 weight arrays, but its layers have 8"),
        (lambda w: w[:-1], "came with 7 weight arrays"),
        (lambda w: (*w, w[0]), "came with 9 weight arrays"),
        (lambda w: (w[1], w[0], *w[2:]), r"float32 \(32,\), but its layer needs float32 \(7, 7"),
        (lambda w: (w[0].astype("f8"), *w[1:]), "came as float64"),
        (lambda w: (w[0].astype("U3"), *w[1:]), "came as <U3"),
        (lambda w: (w[0].astype("c8"), *w[1:]), "came as complex64"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights, sentence):
    with pytest.raises(ModelRefused, match=sentence):
        rebuild_model(changed(weights))


def test_a_layer_shared_in_and_out_of_an_inner_model_is_refused():
    with pytest.raises(ModelRefused, match="both in an inner model and outside"):
        rebuild_model(cross(honest_models.shared_in_and_out()))


def test_a_refused_model_leaves_nothing_behind():
    before = rebuild_model(cross(happy_model()))
    with pytest.raises(ModelRefused):
        rebuild_model(changed(lambda w: ()))
    after = rebuild_model(cross(happy_model()))
    x = some_input(before)
    assert before.predict(x, verbose=0).shape == after.predict(x, verbose=0).shape
