"""A model drawn as boxes, without pydot and Graphviz."""

import matplotlib
import pytest

from cnn_utils import plot_layers

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.fixture(scope="module")
def keras():
    from tensorflow import keras

    return keras


def boxes(figure):
    """{first line: (x, y, second line)} of every box."""
    found = {}
    for text in figure.axes[0].texts:
        if text.get_text():
            first, second = text.get_text().split("\n")
            found[first] = (*text.get_position(), second)
    return found


def arrows(figure):
    return [text for text in figure.axes[0].texts if not text.get_text()]


def test_a_sequential_model_is_one_column_with_shapes_and_parameters(keras):
    model = keras.Sequential(
        [
            keras.Input((8, 6, 3), name="image"),
            keras.layers.Conv2D(4, 3, name="conv"),
            keras.layers.Flatten(name="flat"),
            keras.layers.Dense(1, name="out"),
        ]
    )
    figure = plot_layers(model)
    found = boxes(figure)
    assert list(found) == ["image (InputLayer)", "conv (Conv2D)", "flat (Flatten)", "out (Dense)"]
    assert [second for *_, second in found.values()] == [
        "m × 8 × 6 × 3, 0 parameters",
        "m × 6 × 4 × 4, 112 parameters",
        "m × 96, 0 parameters",
        "m × 1, 97 parameters",
    ]
    assert {x for x, *_ in found.values()} == {0}
    assert [y for _, y, _ in found.values()] == [0, -1, -2, -3]
    assert len(arrows(figure)) == 3


def test_branches_stand_side_by_side_below_what_they_read(keras):
    x = keras.Input((4,), name="in")
    left, right = (keras.layers.Dense(3, name=name)(x) for name in ("left", "right"))
    deep = keras.layers.Dense(3, name="deep")(right)
    model = keras.Model(x, keras.layers.Add(name="sum")([left, deep]))
    figure = plot_layers(model)
    found = {first.split()[0]: place for first, place in boxes(figure).items()}
    assert found["left"][1] == found["right"][1] == -1
    assert found["left"][0] != found["right"][0]
    assert (found["deep"][1], found["sum"][1]) == (-2, -3)
    assert len(arrows(figure)) == 5


def test_a_skip_connection_has_an_arrow_of_its_own(keras):
    x = keras.Input((4,))
    y = keras.layers.Dense(4)(x)
    figure = plot_layers(keras.Model(x, keras.layers.Add()([x, y])))
    assert len(arrows(figure)) == 3


def test_layers_that_another_model_uses_too_are_drawn_once(keras):
    x = keras.Input((4,))
    y = keras.layers.Dense(4, name="shared")(x)
    keras.Model(x, keras.layers.Dense(2, name="elsewhere")(y))
    found = boxes(plot_layers(keras.Model(x, y)))
    assert [first.split()[0] for first in found][1:] == ["shared"]


def test_an_operation_that_is_no_layer_is_drawn_too(keras):
    x = keras.Input((4,))
    assert len(boxes(plot_layers(keras.Model(x, keras.ops.relu(x) + 1.0)))) == 3


def test_a_model_inside_a_model_is_one_box(keras):
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)], name="inner")
    x = keras.Input((4,))
    found = boxes(plot_layers(keras.Model(x, inner(x))))
    assert "inner (Sequential)" in found
    assert len(found) == 2


def test_a_model_without_an_input_is_told_to_get_one(keras):
    model = keras.Sequential([keras.layers.Dense(2)], name="blank")
    with pytest.raises(ValueError, match=r"'blank' is not built; start it with tf\.keras\.Input"):
        plot_layers(model)


@pytest.mark.parametrize("other", [None, [], print, "model"])
def test_what_is_no_model_is_told_as_by_summary(other):
    with pytest.raises(ValueError, match=r"plot_layers\(\) (got|needs a Keras model)"):
        plot_layers(other)
