"""A function that builds models gives new ones at each call, with new weights."""

import functools

import pytest

keras = pytest.importorskip("keras")

from test_utils import fresh_each_call  # noqa: E402

tfl = keras.layers


def build(units=2, last=None, flatten=None):
    x = i = keras.Input((4, 3))
    for layer in (flatten or tfl.Flatten(), tfl.Dense(units), last or tfl.Dense(1)):
        x = layer(x)
    return keras.Model(i, x)


LAST, FLATTEN, WHOLE = tfl.Dense(1), tfl.Flatten(), build()
KEPT = {
    "a cache": functools.cache(build),
    "a model of the notebook": lambda units: WHOLE,
    "a layer of the notebook": lambda units: build(units, last=LAST),
    "the same layers in another model": lambda units: keras.Sequential(WHOLE.layers),
    "a model as a layer": lambda units: keras.Sequential([keras.Input((4, 3)), WHOLE]),
    "a pair with a kept one": lambda units: (build(units), WHOLE),
}


@pytest.mark.parametrize("kept", KEPT)
def test_what_is_kept_for_the_next_call_is_found(kept):
    with pytest.raises(AssertionError, match="give the same model, or models that share weights"):
        fresh_each_call(KEPT[kept], 2)


@pytest.mark.parametrize("kept", KEPT)
def test_what_is_kept_is_found_beside_what_the_same_call_gave_before(kept):
    function = KEPT[kept]
    with pytest.raises(AssertionError, match="give the same model, or models that share weights"):
        fresh_each_call(function, 2, first=function(2))


@pytest.mark.parametrize(
    "fresh",
    [
        build,
        lambda units: build(units, flatten=FLATTEN),
        lambda units: (build(units), build(units)),
        lambda units: keras.Sequential([tfl.Dense(units)]),
        lambda units: keras.models.clone_model(WHOLE),
        lambda units: None,
    ],
)
def test_new_weights_at_each_call_pass(fresh):
    fresh_each_call(fresh, 2)
    fresh_each_call(fresh, 2, first=fresh(2))


def test_with_a_first_model_one_call_is_enough():
    calls = []

    def counted():
        calls.append(build())
        return calls[-1]

    fresh_each_call(counted, first=counted())
    assert len(calls) == 2


def test_the_function_is_named():
    def my_model():
        return WHOLE

    with pytest.raises(AssertionError, match="Two calls of my_model give"):
        fresh_each_call(my_model)
