"""What `summary` shows of a functional model that is no plain chain."""

import pytest
from wrong_models import SIGNS, signs

tf = pytest.importorskip("tensorflow")

from test_utils import comparator, summary  # noqa: E402

keras, tfl = tf.keras, tf.keras.layers


def chain(x, layers):
    for layer in layers:
        x = layer(x)
    return x


def put_together(outputs):
    """The layers of `signs`, called anew."""
    layers = signs().layers[1:]
    x = keras.Input((64, 64, 3))
    return keras.Model(x, outputs(x, layers))


def told(model):
    with pytest.raises(AssertionError) as caught:
        comparator(summary(model), SIGNS)
    return str(caught.value)


def test_a_plain_chain_has_the_rows_it_always_had():
    whole = signs()
    assert repr(summary(whole)) == repr(SIGNS)
    assert repr(summary(put_together(chain))) == repr(SIGNS)
    assert repr(summary(keras.Model([whole.input], [whole.output]))) == repr(SIGNS)


def test_an_operation_has_a_row_and_advice():
    model = put_together(lambda x, layers: chain(x, layers) * 0.0)
    assert summary(model)[-1] == ["Multiply", (None, 6), 0, "wiring: operation with 0.0"]
    text = told(model)
    assert "Row 10 (Multiply: operation with 0.0) is no layer, and not expected." in text
    assert "take the operation in row 10 (Multiply) out of the model" in text


def test_an_operation_in_front_is_shown():
    model = put_together(lambda x, layers: chain(x * 0.0, layers))
    assert summary(model)[1] == ["Multiply", (None, 64, 64, 3), 0, "wiring: operation with 0.0"]
    assert told(model)


def test_another_input_than_the_row_before_is_shown():
    def connect(x, layers):
        first = layers[1](layers[0](x))  # Conv2D, ReLU
        beside = tfl.ReLU()(first)
        return tfl.Add()([chain(first, layers[2:]), chain(beside, [tfl.Flatten(), tfl.Dense(6)])])

    texts = [row[-1] for row in summary(put_together(connect)) if str(row[-1]).startswith("wiring")]
    assert any("input from row 3 (ReLU)" in text for text in texts)
    assert any("inputs from row" in text for text in texts)


def test_a_layer_called_again_has_a_row_of_its_own():
    i = keras.Input((4,))
    dense = tfl.Dense(4)
    assert summary(keras.Model(i, dense(dense(i)))) == [
        ["InputLayer", [(None, 4)], 0],
        ["Dense", (None, 4), 20, "linear"],
        ["Dense", (None, 4), 0, "linear", "wiring: row 2 called again"],
    ]


def test_several_outputs_and_arguments_of_a_call_are_shown():
    i = keras.Input((4,))
    a = tfl.Dropout(0.5)(i, training=True)
    b = tfl.Dense(2)(a)
    rows = summary(keras.Model(i, [b, a]))
    assert rows[1][-1] == "wiring: called with training=True; output 2 of 2"
    assert rows[2][-1] == "wiring: output 1 of 2"


def test_what_a_nested_model_hides_is_shown():
    i = keras.Input((4,))
    inner = keras.Model(i, tfl.Dense(4)(i) * 0.0)
    j = keras.Input((4,))
    row = summary(keras.Model(j, inner(j)))[1]
    assert row[-1] == "wiring: inside, row 3 (Multiply): operation with 0.0"


def test_a_wiring_that_differs_has_its_name_and_advice():
    def connect(x, layers):
        out = chain(x, layers)
        return [out, out]

    text = told(put_together(connect))
    assert "wiring: yours 'output 1 and 2 of 2', expected 'a plain chain'" in text
    assert "give outputs= the last layer's" in text.replace("\n", " ")


def test_a_model_that_starts_from_anothers_tensor_has_its_own_rows_only():
    whole = signs()
    rest = keras.Model(whole.layers[4].input, whole.output)
    assert repr(summary(rest)[1:]) == repr(SIGNS[4:])


def test_what_keras_writes_into_a_call_by_itself_is_no_wiring():
    import keras

    inputs = keras.Input((4,))
    outputs = keras.layers.Dense(2)(keras.layers.Dropout(0.5)(inputs))
    chain = keras.Sequential([inputs, keras.layers.Dropout(0.5), keras.layers.Dense(2)])
    assert summary(keras.Model(inputs, outputs))[1:] == summary(chain)


@pytest.mark.parametrize(
    "layer",
    [
        lambda: tfl.RandomFlip("horizontal"),
        lambda: tfl.Rescaling(0.5),
        lambda: tfl.MultiHeadAttention(1, 2),
    ],
)
def test_a_default_that_keras_fills_in_is_no_wiring(layer):
    i = keras.Input((8, 8, 3))
    made = layer()
    given = (i, i) if isinstance(made, tfl.MultiHeadAttention) else (i,)
    assert "called with" not in str(summary(keras.Model(i, made(*given))))


def test_an_argument_that_is_not_the_default_is_wiring():
    i = keras.Input((8, 8, 3))
    x = tfl.RandomFlip()(tfl.MultiHeadAttention(1, 2)(i, i, use_causal_mask=True), training=False)
    rows = str(summary(keras.Model(i, x)))
    assert "called with use_causal_mask=True" in rows and "called with training=False" in rows


def test_where_an_operation_cuts_is_shown():
    i = keras.Input((8, 8, 3))
    rows = summary(keras.Model(i, i[:, ::2, 1:-1]))
    assert rows[1][-1] == "wiring: operation with :, ::2, 1:-1"


def advice(outputs, **given):
    x = keras.Input((64, 64, 3), name="x")
    layers = signs().layers[1:]
    model = keras.Model(given.get("inputs", lambda x: x)(x), outputs(x, layers))
    return told(model).rpartition("\n\n")[2].replace("\n", " ")


def test_an_activation_function_in_place_of_a_layer_is_told_as_one():
    def connect(x, layers):
        x = keras.activations.relu(layers[0](x))
        return chain(x, layers[2:])

    assert "replace the operation in row 3 (ReLU) by the layer ReLU()" in advice(connect)


def test_each_note_on_the_wiring_has_its_advice():
    assert advice(lambda x, layers: {"y": chain(x, layers)}).count("not a dict") == 1
    assert advice(chain, inputs=lambda x: {"x": x}).count("not a dict") == 1
    called = advice(lambda x, layers: chain(x, [*layers[:4], layers[1], *layers[5:]]))
    assert "make another layer here" in called
