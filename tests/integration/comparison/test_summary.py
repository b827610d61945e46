import ast
import os
import subprocess
import sys
from pathlib import Path

import course_models
import pytest
from wrong_models import HAPPY, PHOTOS, SIGNS

from grader.comparison.summary import SummaryError, summary


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("tensorflow").keras


@pytest.fixture(scope="module")
def rows(keras):
    return course_models.rows()


@pytest.mark.parametrize(
    ("name", "wanted"), [("happy", HAPPY), ("signs", SIGNS), ("photos", PHOTOS)]
)
def test_rows_of_the_course_models_are_exactly_those_their_notebooks_print(rows, name, wanted):
    assert repr(rows[name]) == repr(wanted)


def test_every_layer_of_the_course_has_its_settings(rows):
    assert rows["many_layers"] == [
        ["Rescaling", (None, 32, 32, 3), 0, 1 / 255, -1.0],
        ["RandomFlip", (None, 32, 32, 3), 0, "horizontal"],
        ["RandomRotation", (None, 32, 32, 3), 0, 0.2],
        ["RandomZoom", (None, 32, 32, 3), 0, (-0.1, 0.3), None],
        ["RandomTranslation", (None, 32, 32, 3), 0, 0.1, 0.2],
        ["RandomContrast", (None, 32, 32, 3), 0, 0.3],
        ["ZeroPadding2D", (None, 33, 37, 3), 0, ((0, 1), (2, 3))],
        ["Conv2D", (None, 16, 17, 4), 184, "valid", "relu", "HeNormal"],
        ["Activation", (None, 16, 17, 4), 0, "tanh"],
        ["AveragePooling2D", (None, 16, 17, 4), 0, (2, 3), (1, 1), "same"],
        ["LeakyReLU", (None, 16, 17, 4), 0],
        ["GlobalMaxPooling2D", (None, 4), 0],
        ["Dropout", (None, 4), 0, 0.25],
        ["Dense", (None, 3), 15, "softmax"],
    ]


def test_a_range_from_0_is_one_number_for_contrast_only(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.RandomRotation((0.0, 0.2)),
            layers.RandomContrast((0.0, 0.3)),
        ]
    )
    factors = {row[0]: row[3] for row in summary(model) if row[0].startswith("Random")}
    assert factors == {"RandomRotation": (0.0, 0.2), "RandomContrast": 0.3}


def test_a_nested_model_and_an_unlisted_layer_have_type_shape_and_parameters(rows):
    assert rows["nested"] == [
        ["InputLayer", [(None, 8, 2)], 0],
        ["Sequential", (None, 6, 4), 28],
    ]


def test_rows_hold_nothing_but_exact_plain_types(rows):
    def types(value):
        yield type(value)
        if isinstance(value, (list, tuple)):
            for item in value:
                yield from types(item)

    assert set(types(list(rows.values()))) <= {list, tuple, str, int, float, type(None)}


def test_keras_2_gives_the_same_rows(rows):
    pytest.importorskip("tf_keras")
    script = Path(course_models.__file__)
    done = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"TF_USE_LEGACY_KERAS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert repr(ast.literal_eval(done.stdout)) == repr(rows)


def test_none_is_told_that_the_return_is_missing():
    with pytest.raises(SummaryError, match=r"got None; .* `return model`"):
        summary(None)


def test_a_model_without_an_input_shape_is_told_to_give_one(keras):
    with pytest.raises(
        SummaryError, match=r"no shapes yet \(found at layer 1, Dense\).*input_shape"
    ):
        summary(keras.Sequential([keras.layers.Dense(1)]))


def test_a_model_without_layers_is_told_to_add_some(keras):
    with pytest.raises(SummaryError, match="without layers"):
        summary(keras.Sequential())


def test_a_list_of_layers_is_told_to_become_a_model(keras):
    with pytest.raises(SummaryError, match="a list of 2 items, not a model"):
        summary([keras.layers.Flatten(), keras.layers.Dense(1)])


def test_a_class_is_told_to_be_called(keras):
    with pytest.raises(
        SummaryError, match=r"the class Sequential, not a model; .*`Sequential\(...\)`"
    ):
        summary(keras.Sequential)


def test_a_single_layer_is_told_to_go_into_a_model(keras):
    with pytest.raises(SummaryError, match="a single Dense layer, not a model"):
        summary(keras.layers.Dense(1))


def test_the_output_of_a_layer_is_told_to_become_a_model(keras):
    with pytest.raises(SummaryError, match=r"the output of a layer; .*inputs=..., outputs=..."):
        summary(keras.layers.Dense(1)(keras.Input((3,))))


def test_a_function_is_told_to_be_called():
    def happyModel():
        pass

    with pytest.raises(SummaryError, match="the function happyModel itself"):
        summary(happyModel)


@pytest.mark.parametrize("thing", [3, "model", {"layers": []}])
def test_anything_else_is_named_by_its_type(thing):
    with pytest.raises(SummaryError, match=f"object of type {type(thing).__name__}"):
        summary(thing)


def test_what_training_returns_is_named_by_its_type(keras):
    for thing in (keras.callbacks.History(), keras.losses.MeanSquaredError()):
        with pytest.raises(SummaryError, match=f"but got an object of type {type(thing).__name__}"):
            summary(thing)


def test_a_model_among_other_values_is_to_be_given_alone(keras):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    with pytest.raises(SummaryError, match="a tuple of 2 items with a model in it"):
        summary((model, keras.callbacks.History()))
