"""`same_model`: right models in any spelling pass, others are told layer and setting."""

import sys
from pathlib import Path

import numpy as np
import pytest
from course_references import EXACT, FREE, right_model
from wrong_models import CASES, HAPPY, PHOTOS, SIGNS, happy, photos, signs

sys.path.insert(0, str(Path(__file__).parents[2] / "lessons"))
from right_answers import RIGHT

tf = pytest.importorskip("tensorflow")

from test_utils import same_model, sound_model  # noqa: E402

keras, tfl = tf.keras, tf.keras.layers
WRONG = [case for case in CASES if "list" not in case.name]


def says(found, expected, **settings):
    """What a student is told about a model."""
    with pytest.raises(AssertionError) as caught:
        same_model(found, expected, **settings)
    return str(caught.value)


def zoomed_apart(input_shape):
    """The augmenter of lesson 08 whose zoom has a width factor."""
    right = right_model("make_augmenter")
    layers = [layer for layer in right.layers if type(layer).__name__ != "RandomZoom"]
    zoom = tfl.RandomZoom(0.2, 0.2, fill_mode="nearest")
    return keras.Sequential([keras.Input(input_shape), *layers, zoom])


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param(cell, source, id=f"{a[:2]} {cell}: {what}")
        for what, a, cell, source in RIGHT
        if cell in EXACT | FREE
    ],
)
def test_right_models_in_other_words_pass(name, source):
    names = {"tf": tf, "np": np, "tfl": tfl, **vars(tfl), "Model": keras.Model}
    names |= {"Input": keras.Input, "Sequential": keras.Sequential}
    exec(source, names)
    found = names[name](*(EXACT | FREE)[name][1])
    if name in FREE:
        _, _, inputs, outputs, answers = FREE[name]
        sound_model(found, inputs, outputs, answers)
        return
    expected = right_model(name)
    if name == "make_augmenter":  # the order is free, and so is the zoom's width factor
        order = [type(layer).__name__ for layer in found.layers]

        def place(layer):
            return order.index(type(layer).__name__)

        shape = EXACT[name][1][0]
        expected = [
            keras.Sequential([keras.Input(shape), *sorted(made.layers, key=place)])
            for made in (expected, zoomed_apart(shape))
        ]
    same_model(found, expected)


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.name)
def test_wrong_models_are_found(case):
    makers = {id(HAPPY): happy, id(SIGNS): signs, id(PHOTOS): photos}
    told = says(case.make(), makers[id(case.expected)]())
    assert "expected" in told


@pytest.mark.parametrize(
    ("conv", "words"),
    [
        ({"dilation_rate": 2}, "dilation_rate is (2, 2), expected (1, 1). Leave dilation_rate out"),
        ({"use_bias": False}, "use_bias is False, expected True"),
        ({"kernel_constraint": "non_neg"}, "kernel_constraint is NonNeg(), expected None"),
        ({"kernel_regularizer": "l2"}, "kernel_regularizer is L1L2(l2=0.01), expected None"),
        ({"bias_initializer": "ones"}, "bias_initializer is Ones(), expected Zeros()"),
        ({"dtype": "float64"}, "dtype is 'float64', expected 'float32'"),
        ({"trainable": False}, "frozen (trainable=False)"),
    ],
)
def test_a_setting_is_named_with_its_layer_and_what_to_do(conv, words):
    told = says(happy(conv=conv), happy(), call="happyModel()")
    assert words in told
    assert "ayer 2 (Conv2D)" in told
    assert "happyModel()" in told


def test_a_setting_that_nobody_thought_of_is_compared():
    right = happy()
    found = happy()
    norm = found.layers[2]
    own = type(norm).get_config
    norm.get_config = lambda: own(norm) | {"invented_later": 3}
    assert "invented_later is 3, expected None" in says(found, right)


def rewired(make):
    """A model of the layers of `signs` put together in another way."""
    model = signs()
    x = keras.Input((64, 64, 3))
    return keras.Model(x, make(model.layers[1:], x))


def chain(layers, x):
    for layer in layers:
        x = layer(x)
    return x


def test_an_operation_is_named_with_its_number():
    told = says(rewired(lambda layers, x: chain(layers, x) * 0.5), signs())
    assert "the operation Multiply with 0.5" in told


def test_two_operations_of_other_numbers_differ():
    def model(number):
        return rewired(lambda layers, x: chain(layers, x * number))

    same_model(model(0.5), model(0.5))
    assert "0.25" in says(model(0.25), model(0.5))
    wave = np.arange(3, dtype="float32")
    same_model(model(wave), model(wave.copy()))
    assert "Connect" in says(model(wave + 1), model(wave))


def test_a_layer_that_is_passed_by_is_found():
    def model(order):
        x = i = keras.Input((8, 8, 3))
        made = [tfl.Conv2D(3, 3, padding="same") for _ in range(3)]
        first = made[0](x)
        second = made[1](first)
        third = made[2](second if order else first)
        return keras.Model(i, tfl.Add()([second, third]))

    same_model(model(True), model(True))
    told = says(model(False), model(True))
    assert "gets the output of layer 2 (Conv2D), expected the output of layer 3 (Conv2D)" in told


def test_a_shared_layer_is_no_second_one():
    def model(shared):
        i = keras.Input((4,))
        first = tfl.Dense(4)
        x = first(i)
        return keras.Model(i, (first if shared else tfl.Dense(4))(x))

    same_model(model(True), model(True))
    assert "called again; expected a layer of its own" in says(model(True), model(False))
    assert "expected an earlier layer, called again" in says(model(False), model(True))


def test_an_input_may_be_given_by_its_name():
    def model(named):
        i = keras.Input((5, 4))
        x = tfl.Dense(4)(inputs=i) if named else tfl.Dense(4)(i)
        attend = tfl.MultiHeadAttention(2, 3)
        x = attend(value=i, query=x) if named else attend(x, i)
        return keras.Model(i, tfl.Add()(inputs=[x, i]) if named else tfl.Add()([x, i]))

    same_model(model(True), model(False))
    same_model(model(False), model(True))


def test_an_argument_by_name_that_differs_is_found():
    def model(**arguments):
        i = keras.Input((4,))
        return keras.Model(i, tfl.Dropout(0.5)(inputs=i, **arguments))

    assert "training=True" in says(model(training=True), model())


def test_outputs_are_compared_with_their_order_and_structure():
    def model(outputs):
        i = keras.Input((4,))
        a, b = tfl.Dense(2)(i), tfl.Dense(2)(i)
        return keras.Model(i, outputs(a, b))

    pair = model(lambda a, b: [a, b])
    same_model(model(lambda a, b: [a, b]), pair)
    same_model(model(lambda a, b: [a]), model(lambda a, b: a))
    assert says(model(lambda a, b: {"a": a, "b": b}), pair)
    assert says(model(lambda a, b: [a, a]), pair)
    assert says(model(lambda a, b: a), pair)


def test_models_inside_models_are_looked_into():
    def model(rate):
        inside = keras.Sequential([tfl.Dense(4, activation="relu"), tfl.Dropout(rate)])
        return keras.Sequential([keras.Input((4,)), inside, tfl.Dense(1)])

    flat = [keras.Input((4,)), tfl.Dense(4, activation="relu"), tfl.Dropout(0.5), tfl.Dense(1)]
    same_model(model(0.5), keras.Sequential(flat))
    assert "rate is 0.1, expected 0.5" in says(model(0.1), keras.Sequential(flat))


def test_a_wrapped_layer_is_compared_with_its_settings():
    def model(units, **settings):
        inner = tfl.Dense(units, **settings)
        return keras.Sequential([keras.Input((5, 4)), tfl.TimeDistributed(inner)])

    same_model(model(3, name="one"), model(3, name="two"))
    assert "layer is" in says(model(3, kernel_constraint="non_neg"), model(3))


def test_an_intermediate_tensor_of_another_model_may_be_the_start():
    whole = signs()
    start = keras.Model(whole.input, whole.layers[3].output)
    rest = keras.Model(whole.layers[4].input, whole.layers[-1].output)
    i = keras.Input((64, 64, 3))
    same_model(keras.Model(i, rest(start(i))), signs())


def test_of_several_right_models_the_nearest_is_named():
    told = says(happy(pads=2), [signs(), photos(), happy()])
    assert told.startswith("Layer 1 (ZeroPadding2D): padding")
    same_model(happy(), [signs(), happy()])


def test_pasted_weights_are_found_and_honest_ones_never():
    for _ in range(5):
        same_model(happy(), happy())
    found = happy()
    found.layers[-1].kernel.assign(np.sort(found.layers[-1].kernel, axis=0) * 0.9)
    assert "spread" in says(found, happy())
    same_model(found, happy(), fresh=False)


@pytest.mark.parametrize(
    "initializer",
    ["glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal",
     "random_normal", "random_uniform", "truncated_normal", "orthogonal"],
)  # fmt: skip
def test_every_initializer_of_keras_is_known(initializer):
    def model(settings=initializer):
        first = tfl.Dense(64, kernel_initializer=settings)
        return keras.Sequential([keras.Input((300,)), first, tfl.Dense(2)])

    for _ in range(3):
        same_model(model(), model())
    zeroed = model()
    zeroed.layers[0].kernel.assign(np.zeros((300, 64)))
    assert "layer" in says(zeroed, model()).lower()


def test_what_no_setting_shows_is_seen_in_the_answers():
    found = happy()
    conv = found.layers[1]
    own = type(conv).call
    conv.call = lambda x: own(conv, x) * 0.9
    assert "With the same weights the model answers" in says(found, happy())


def test_a_model_is_left_with_its_weights_and_statistics():
    found, right = happy(), happy()
    before = [[np.asarray(v) for v in model.variables] for model in (found, right)]
    same_model(found, right)
    for kept, model in zip(before, (found, right), strict=True):
        assert all(np.array_equal(a, v) for a, v in zip(kept, model.variables, strict=True))


def test_what_is_no_model_is_told_so():
    assert "expected a Keras model" in says(None, happy())
    assert "expected a Keras model" in says([tfl.Dense(1)], happy())
    assert "shape of its input" in says(keras.Sequential([tfl.Dense(1)]), happy())


def test_a_class_of_ones_own_is_no_model():
    class Own(keras.Model):
        pass

    i = keras.Input((2,))
    assert "type Own" in says(Own(i, tfl.Dense(1)(i)), signs())
