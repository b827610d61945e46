import functools
import math
import types

import numpy as np
import pytest
from hypothesis import given
from samples import shape_of, values

from grader.protocol.codec import decode, encode
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.serialize import serialize
from grader.protocol.value_types import (
    FunctionValue,
    HistoryValue,
    ModelValue,
    TensorValue,
    Uncrossable,
)


def cross(obj):
    return decode(encode(serialize(obj, ObjectRefs())))


@given(values)
def test_plain_values_cross_as_they_are(value):
    assert shape_of(serialize(value, ObjectRefs())) == shape_of(value)


class Mine:
    pass


def loop():
    knot = []
    knot.append(knot)
    return knot


STAYS = {
    "module": (math, "a module"),
    "object": (Mine(), "an object of type Mine; this test needs a plain value"),
    "records": (np.zeros(1, [("a", "f4")]), "an array of dtype"),
    "surrogate": ("\ud800", "a text with half a surrogate pair"),
    "huge int": (10**4300, "an int of more than 4,300 digits"),
    "key": ({Mine(): 1}, "a dict with a key of type Mine"),
    "key of text that is not Unicode": ({"\ud800": 1}, "a dict with a key of type str"),
    "member": ({1j}, "a set with a key of type complex"),
    "slice": (slice(3), "an object of type slice"),
}


@pytest.mark.parametrize("name", STAYS)
def test_what_can_not_cross_is_replaced_by_the_reason(name):
    obj, why = STAYS[name]
    value = cross(obj)
    assert type(value) is Uncrossable and value.why.startswith(why)
    assert value.type_name == type(obj).__name__


def test_a_list_crosses_around_what_stays():
    inner = cross([1, {"a": (Mine(),)}, 2.5])
    assert inner[0] == 1 and inner[2] == 2.5
    assert type(inner[1]["a"][0]) is Uncrossable


def test_a_list_in_itself_ends_in_the_reason():
    value = cross(loop())
    while type(value) is list:
        (value,) = value
    assert value.why == "a list nested more than 252 deep, or in itself"


def test_a_list_that_doubles_at_every_level_is_too_large():
    value = [0]
    for _ in range(40):
        value = [value, value]
    assert "4,000,000 items" in serialize(value, ObjectRefs()).why


def f(x, y=3, *args):
    return x


@pytest.mark.parametrize(
    ("obj", "name"),
    [
        (f, "f"),
        (Mine, "Mine"),
        (functools.partial(f, 1), "partial"),
        (lambda: 0, "<lambda>"),
        ([].append, "append"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_what_can_be_called_crosses_by_name(obj, name):
    assert cross(obj) == FunctionValue(0, name)


def test_a_reference_finds_its_object_and_tells_it_from_others():
    refs, one, two = ObjectRefs(), [].append, [].append
    numbers = [serialize(obj, refs).ref for obj in (one, two, one, f, f)]
    assert numbers == [0, 1, 0, 2, 2]
    assert refs.find(0) is one and refs.find(2) is f
    for number in (-1, 3):
        with pytest.raises(LookupError):
            refs.find(number)


def test_the_number_of_an_object_that_is_gone_is_not_given_again():
    refs = ObjectRefs()
    assert len({refs.refer(Mine()) for _ in range(100)}) == 100


def test_what_pandas_has_besides_stays_with_a_hint():
    pandas = pytest.importorskip("pandas")
    value = cross(pandas.Period("2024"))
    assert value.why == "a pandas Period; this test needs an array: return its .to_numpy()"


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


class TestKeras:
    def test_tensors_and_variables_cross_as_arrays(self, tf):
        for made in (tf.constant([[1.0, 2.0]]), tf.Variable([[1.0, 2.0]])):
            value = cross(made)
            assert type(value) is TensorValue and value.array.dtype == np.float32
            assert value.array.tolist() == [[1.0, 2.0]]
        assert cross(tf.keras.Variable(3.0)).array.shape == ()

    def test_the_shape_of_a_tensor_crosses_as_a_tuple(self, tf):
        assert cross(tf.TensorShape([None, 3])) == (None, 3)
        assert type(cross(tf.TensorShape(None))) is Uncrossable

    def test_a_history_with_a_name_that_is_no_text_stays_and_says_so(self, tf):
        history = tf.keras.callbacks.History()
        history.history, history.epoch = {"half \ud800": [1.0]}, [0]
        assert isinstance(serialize(history, ObjectRefs()), Uncrossable)

    def test_a_history_crosses_as_its_numbers(self, tf):
        model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
        model.compile("sgd", "mse", metrics=["mae"])
        history = model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, verbose=0)
        value = cross(history)
        assert type(value) is HistoryValue and value.epoch == [0, 1]
        assert value.history == history.history and set(value.history) == {"loss", "mae"}

    def test_a_model_crosses_with_its_weights(self, tf):
        model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
        value = cross(model)
        assert type(value) is ModelValue
        assert [w.shape for w in value.weights] == [(2, 1), (1,)]

    def test_the_same_model_has_the_same_reference(self, tf):
        refs, model = ObjectRefs(), tf.keras.Sequential()
        first, second = serialize([model, model], refs)
        assert first.ref == second.ref != serialize(tf.keras.Sequential(), refs).ref

    @pytest.mark.parametrize(
        ("make", "why"),
        [
            (lambda k: k.Input((3,)), "the output of a layer, not a model"),
            (lambda k: k.layers.Dense(1), "a single Dense layer, not a model"),
            (lambda k: types.new_class("Foo", (k.Model,))(), "a Foo, a class of its own; this"),
            (lambda k: types.new_class("Bar", (k.Sequential,))(), "a Bar, a class of its own"),
        ],
    )
    def test_what_is_no_plain_model_stays_with_a_hint(self, tf, make, why):
        value = cross(make(tf.keras))
        assert type(value) is Uncrossable and value.why.startswith(why)

    def test_a_tensor_of_text_crosses_only_if_it_can(self, tf):
        assert type(cross(tf.constant(["a"]))) is Uncrossable

    def test_a_model_with_a_lambda_crosses_and_the_test_runner_refuses_it(self, tf):
        from grader.protocol import ModelRefused
        from grader.protocol.rebuild_model import rebuild_model

        layers = [tf.keras.Input((2,)), tf.keras.layers.Lambda(lambda x: x)]
        value = cross(tf.keras.Sequential(layers))
        if type(value) is ModelValue:
            with pytest.raises(ModelRefused, match="Layer 1 is a Lambda layer"):
                rebuild_model(value)
