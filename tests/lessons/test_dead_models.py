"""Every way to make a model dead, on every right model of the course, is found."""

import pytest
from course_references import EXACT, FREE, right_model
from sampling import WITH_TRAINING

from grader.release.dead_models import DEAD

tf = pytest.importorskip("tensorflow")

from test_utils import same_model, sound_model  # noqa: E402

# `make test-training` tries them on all models.
if not WITH_TRAINING:
    EXACT = [name for name in EXACT if name in ("happyModel", "convolutional_model")]
    FREE = {name: FREE[name] for name in ("HappyModel",)}
WAYS = pytest.mark.parametrize("way", DEAD, ids=lambda way: way.name)


@pytest.mark.parametrize("name", EXACT)
@WAYS
def test_a_dead_model_is_not_the_right_one(name, way):
    dead = way.make(right_model(name))
    if dead is None:
        pytest.skip("nothing to do it to")
    with pytest.raises(AssertionError) as caught:
        same_model(dead, right_model(name))
    assert len(str(caught.value).split()) > 5


@pytest.mark.parametrize("name", FREE)
@WAYS
def test_a_dead_model_is_not_sound(name, way):
    _, _, inputs, outputs, answers = FREE[name]
    dead = None if way.may_learn else way.make(right_model(name))
    if dead is None:
        pytest.skip("nothing to do it to, or it may learn")
    with pytest.raises(AssertionError):
        sound_model(dead, inputs, outputs, answers)


@pytest.mark.parametrize("name", EXACT)
def test_the_right_model_is_the_right_one(name):
    same_model(right_model(name), right_model(name))


@pytest.mark.parametrize("name", FREE)
def test_the_right_model_is_sound(name):
    _, _, inputs, outputs, answers = FREE[name]
    sound_model(right_model(name), inputs, outputs, answers)


def test_each_way_applies_to_some_model():
    missing = {way.name for way in DEAD}
    for name in ("happyModel", "model_with_dropout"):
        right = right_model(name)
        missing -= {way.name for way in DEAD if way.make(right) is not None}
    assert not missing


@WAYS
def test_the_model_that_is_given_stays_as_it_was_and_a_compiled_one_stays_compiled(way):
    right = right_model("happyModel")
    right.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="binary_crossentropy")
    before = right.get_weights()
    dead = way.make(right)
    same_model(right, right_model("happyModel"))
    assert all((a == b).all() for a, b in zip(before, right.get_weights(), strict=True))
    assert dead is None or abs(float(dead.optimizer.learning_rate) - 0.01) < 1e-6
