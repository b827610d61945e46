"""Models of free architecture: honest ones of many kinds pass, others are told what is wrong."""

import numpy as np
import pytest
from free_models import HONEST, End, course, global_pool, logit_ends, probability_ends
from sampling import sampled

tf = pytest.importorskip("tensorflow")

from test_utils import all_layers_used, sound_model  # noqa: E402

keras, tfl = tf.keras, tf.keras.layers
SHAPE = (64, 64, 3)
INPUTS = (None, *SHAPE)


def says(model, *, outputs=(None, 1), answers="probability"):
    """What a student is told about a model."""
    with pytest.raises(AssertionError) as caught:
        sound_model(model, INPUTS, outputs, answers)
    return str(caught.value)


@pytest.mark.parametrize("make", sampled(HONEST, 4), ids=lambda make: make.__name__)
def test_honest_models_pass(make):
    for end in probability_ends().values():
        sound_model(make(end, SHAPE), INPUTS, (None, 1), "probability")
    for end in logit_ends(5).values():
        sound_model(make(end, SHAPE), INPUTS, (None, 5), "logits")


def test_probabilities_of_several_classes_pass():
    end = End(tfl.Dense(4), tfl.Softmax())
    sound_model(global_pool(end, SHAPE), INPUTS, (None, 4), "probability")


@pytest.mark.parametrize(
    ("end", "answers", "words"),
    [
        (lambda: End(tfl.Dense(1)), "probability", "expected probabilities"),
        (lambda: End(tfl.Dense(1, activation="relu")), "probability", "expected probabilities"),
        (lambda: End(tfl.Dense(1, activation="tanh")), "probability", "expected probabilities"),
        (lambda: End(tfl.Dense(1, activation="softmax")), "probability", "near 0 and near 1"),
        (lambda: End(tfl.Dense(4, activation="sigmoid")), "probability", "sum to"),
        (lambda: End(tfl.Dense(4, activation="softmax")), "logits", "expected logits"),
        (lambda: End(tfl.Dense(4, activation="relu")), "logits", "expected logits"),
        (lambda: End(tfl.Dense(4, activation="tanh")), "logits", "(Dense), expected logits"),
        (lambda: End(tfl.Dense(4), keras.ops.softmax), "logits", "expected logits"),
        (lambda: End(tfl.Dense(4), lambda y: 3.0 * keras.ops.tanh(y)), "logits", "ends in"),
        (lambda: End(tfl.Dense(4), lambda y: y * keras.ops.abs(y)), "logits", "ends in"),
    ],
)  # fmt: skip
def test_an_output_that_is_not_what_is_asked_is_named(end, answers, words):
    end = end()
    units = end.layers[0].units
    assert words in says(global_pool(end, SHAPE), outputs=(None, units), answers=answers)


@pytest.mark.parametrize(
    "behind",
    [
        lambda: tfl.LayerNormalization(),
        lambda: tfl.BatchNormalization(),
        lambda: tfl.GroupNormalization(1),
        lambda: tfl.Rescaling(0.05),
        lambda: tfl.UnitNormalization(),
        lambda: tfl.Activation("tanh"),
        lambda: tfl.ReLU(negative_slope=0.5),
    ],
)  # fmt: skip
def test_what_stands_behind_the_last_dense_layer_is_named(behind):
    layer = behind()
    told = says(global_pool(End(tfl.Dense(4), layer), SHAPE), outputs=(None, 4), answers="logits")
    assert f"({type(layer).__name__}), expected logits" in told


@pytest.mark.parametrize("answers", ["probability", "logits"])
@pytest.mark.parametrize("behind", [tfl.Dropout, tfl.GaussianNoise, tfl.GaussianDropout])
def test_chance_behind_the_last_layer_with_a_kernel_is_named(answers, behind):
    dense = tfl.Dense(1, activation="sigmoid" if answers == "probability" else None)
    told = says(global_pool(End(dense, behind(0.2)), SHAPE), answers=answers)
    assert f"({behind.__name__}) stands behind the last layer" in told


def test_chance_between_the_last_layer_with_a_kernel_and_a_norm_is_named():
    end = End(tfl.Dense(1), tfl.Dropout(0.2), tfl.BatchNormalization(), tfl.Activation("sigmoid"))
    assert "(Dropout) stands behind the last layer" in says(global_pool(end, SHAPE))


def test_logits_that_no_dense_layer_gives_are_named():
    end = End(tfl.Reshape((1, 1, 64)), tfl.Conv2D(5, 1), tfl.Flatten())
    told = says(global_pool(end, SHAPE), outputs=(None, 5), answers="logits")
    assert "(Conv2D), expected logits" in told


def test_what_gives_out_what_it_gets_may_stand_behind_the_last_layer():
    end = End(tfl.Dense(5), tfl.Activation("linear"), tfl.Identity(), tfl.Reshape((5,)))
    sound_model(global_pool(end, SHAPE), INPUTS, (None, 5), "logits")


def test_a_linear_output_behind_an_inner_model_of_two_outputs_is_found():
    i = keras.Input(SHAPE)
    features = tfl.GlobalAveragePooling2D()(tfl.Conv2D(8, 3)(i))
    inner = keras.Model(i, [tfl.Dense(1, activation="sigmoid")(features), tfl.Dense(1)(features)])
    j = keras.Input(SHAPE)
    assert "expected probabilities" in says(keras.Model(j, inner(j)[1]))


def test_an_answer_that_depends_on_the_other_pictures_is_found():
    i = keras.Input(SHAPE)
    x = tfl.GlobalAveragePooling2D()(tfl.Conv2D(8, 3)(i))
    x = x - keras.ops.mean(x, axis=0, keepdims=True)
    told = says(keras.Model(i, tfl.Dense(1, activation="sigmoid")(x)))
    assert "other pictures of the batch" in told


def constrained(layer="Conv2D", **constraint):
    """A model whose layers of one kind have a constraint."""
    own = {kind: constraint if kind == layer else {} for kind in ("Conv2D", "Dense")}
    return keras.Sequential(
        [
            keras.Input(SHAPE),
            tfl.Conv2D(8, 3, activation="relu", **own["Conv2D"]),
            tfl.GlobalAveragePooling2D(),
            tfl.Dense(1, activation="sigmoid", **own["Dense"]),
        ]
    )


C = keras.constraints


@pytest.mark.parametrize(
    "constraint",
    [
        "max_norm", "unit_norm", C.MaxNorm(3), C.MaxNorm(4.0, axis=[0, 1, 2]), C.MinMaxNorm(),
        C.MinMaxNorm(0.5, 2.0, rate=0.9, axis=[0, 1, 2]), C.UnitNorm(axis=[0, 1, 2]),
    ],
)  # fmt: skip
def test_weights_whose_norm_is_limited_can_learn(constraint):
    model = constrained(kernel_constraint=constraint)
    sound_model(model, INPUTS, (None, 1), "probability")


@pytest.mark.parametrize(
    ("layer", "constraint", "words"),
    [
        ("Conv2D", C.NonNeg(), "of the kind NonNeg"),
        ("Conv2D", C.MaxNorm(0), "between 0 and 0"),
        ("Conv2D", C.MaxNorm(0.01), "between 0 and 0.01"),
        ("Conv2D", C.MaxNorm(-3), "between 0 and -3"),
        ("Conv2D", C.MaxNorm(float("nan")), "between 0 and nan"),
        ("Conv2D", C.MinMaxNorm(1000.0, 2000.0), "between 1000 and 2000"),
        ("Conv2D", C.MinMaxNorm(2.0, 1.0), "between 2 and 1"),
        ("Conv2D", C.MinMaxNorm(rate=-1.0), "a rate from 0 to 1"),
        ("Conv2D", C.MaxNorm(3, axis=7), "axes 7"),
        ("Dense", C.UnitNorm(axis=-1), "axes -1"),
        ("Dense", C.MinMaxNorm(0.5, 2.0, axis=1), "axes 1"),
    ],
)
def test_a_constraint_that_leaves_weights_no_room_is_named(layer, constraint, words):
    told = says(constrained(layer, kernel_constraint=constraint))
    assert f"({layer}) has a kernel_constraint" in told
    assert words in told


def test_a_bias_that_its_constraint_holds_is_named():
    assert "bias_constraint" in says(constrained("Dense", bias_constraint="unit_norm"))
    sound_model(
        constrained("Dense", bias_constraint=C.MaxNorm(2)), INPUTS, (None, 1), "probability"
    )


def test_a_layer_without_gradient_is_named():
    i = keras.Input(SHAPE)
    x = tfl.Conv2D(4, 3)(i)
    x = keras.ops.stop_gradient(x)
    x = tfl.Dense(1, activation="sigmoid")(tfl.Flatten()(x))
    assert "Layer 2 (Conv2D): no gradient" in says(keras.Model(i, x))


def test_shapes_are_named():
    small = course(probability_ends()["sigmoid"], (32, 32, 3))
    assert "expected (None, 64, 64, 3)" in says(small)
    one = course(probability_ends()["sigmoid"], SHAPE)
    assert "expected (None, 2)" in says(one, outputs=(None, 2))


def test_a_list_of_layers_is_no_model():
    assert "expected a Keras model" in says([tfl.Dense(1)])


def test_the_model_keeps_its_weights_and_statistics():
    model = course(probability_ends()["sigmoid"], SHAPE)
    before = [np.asarray(v) for v in model.variables]
    sound_model(model, INPUTS, (None, 1), "probability")
    assert all(
        np.array_equal(a, np.asarray(v)) for a, v in zip(before, model.variables, strict=True)
    )


def flowers(around=lambda x, layer: layer(x), crop=False):
    """A small network with a Dropout; `around` calls its layers."""
    i = keras.Input(SHAPE)
    x = tfl.Cropping2D(((0, 40), (0, 40)))(i) if crop else i
    for layer in (tfl.Conv2D(4, 3, activation="relu"), tfl.MaxPooling2D(), tfl.Dropout(0.3)):
        x = around(x, layer)
    return keras.Model(i, tfl.Dense(1, activation="sigmoid")(tfl.Flatten()(x)))


@pytest.mark.parametrize("share", [0.0, 1e-9])
def test_a_layer_that_the_answer_does_not_depend_on_is_named(share):
    sound_model(flowers(), INPUTS, (None, 1), "probability")

    def past(x, layer):
        return x + share * layer(x) if isinstance(layer, tfl.Dropout) else layer(x)

    assert "(Dropout): the model's answer does not depend on" in says(flowers(past))


def test_a_part_of_the_picture_that_is_not_looked_at_is_named():
    assert "rows 16 to 31, columns 0 to 15" in says(flowers(crop=True)).replace(
        "rows 0 to 15, columns 32 to 47", "rows 16 to 31, columns 0 to 15"
    )


def test_strides_that_pass_over_nearly_all_pixels_are_named():
    end = probability_ends()["sigmoid"]
    i = keras.Input(SHAPE)
    x = tfl.Flatten()(tfl.Conv2D(8, 1, strides=16)(i))
    assert "0.39% of the pixels" in says(keras.Model(i, end(x)))


@pytest.mark.parametrize(("rates", "kept"), [([0.9, 0.9], "1.00%"), ([0.5] * 5, "3.12%")])
def test_dropouts_that_together_leave_next_to_nothing_are_named(rates, kept):
    i = keras.Input(SHAPE)
    x = tfl.Flatten()(tfl.MaxPooling2D()(tfl.Conv2D(4, 3)(i)))
    for rate in rates:
        x = tfl.Dropout(rate)(x)
    told = says(keras.Model(i, tfl.Dense(1, activation="sigmoid")(x)))
    assert "(Dropout): with the Dropout layers before it" in told
    assert kept in told


def test_an_offset_in_which_the_picture_is_lost_is_named():
    i = keras.Input(SHAPE)
    x = tfl.Flatten()(tfl.Conv2D(4, 3)(tfl.Rescaling(1.0, offset=1e4)(i)))
    told = says(keras.Model(i, tfl.Dense(1, activation="sigmoid")(x)))
    assert "offset is 10000, expected a value from -2 to 2" in told


def test_every_change_of_an_augmenter_has_to_count():
    changes = [tfl.RandomFlip("horizontal"), tfl.RandomRotation(0.1), tfl.RandomZoom(0.2)]
    right = keras.Sequential([keras.Input(SHAPE), *changes])
    all_layers_used(right)
    inner = keras.Model(right.inputs[0], right.outputs[0])
    i = keras.Input(SHAPE)
    dead = keras.Model(i, tfl.RandomInvert(1.0, value_range=(0, 1))(i) + 0.0 * inner(i))
    with pytest.raises(AssertionError, match=r"made: Layer \d+ \(RandomFlip\): the model's answer"):
        all_layers_used(dead, call="made")
    once = keras.Model(i, changes[2](i) + 0.0 * changes[1](i))
    with pytest.raises(AssertionError, match=r"\(RandomRotation\)"):
        all_layers_used(once)
