"""What a student is told of a name that is not defined."""

import keras.layers as tfl
import pytest

from grader.runner.missing_names import meant_by

SLIP = """
def f(image):
    modle = 1
    return {}
"""


def told(source):
    names = {"tfl": tfl, "threshold": 1}
    with pytest.raises(NameError) as caught:
        exec(compile(source + "\nf(1)", "cell", "exec"), names)
    return meant_by(caught.value)


@pytest.mark.parametrize(
    "used, sentence",
    [
        ("model", "In line 3 you wrote `modle`: spell the name the same in both places."),
        ("[model for _ in range(2)]", "In line 3 you wrote `modle`"),
        ("imgae", "Did you mean `image`?"),
        ("treshold", "Did you mean `threshold`?"),
        ("Sequential", "Write `tf.keras.Sequential`, or import it."),
        ("ZeroPadding2D", "Write `tfl.ZeroPadding2D`, or import it."),
        ("Adam", "Write `tf.keras.optimizers.Adam`, or import it."),
        ("EarlyStopping", "Write `tf.keras.callbacks.EarlyStopping`, or import it."),
        ("keras", "Put `from tensorflow import keras` into a cell above"),
    ],
)
def test_a_name_that_is_not_defined_is_compared_with_those_that_are(used, sentence):
    assert told(SLIP.format(used)).startswith(sentence)


def test_a_layer_is_not_taken_for_a_variable_that_is_called_alike():
    assert "tfl.Dense" in told("def f(x):\n    dense1 = x\n    return Dense")


def test_an_attribute_without_self_is_found():
    source = "class A:\n    model = 1\n    def g(self): return model\ndef f(x): return A().g()"
    assert told(source) == "Write `self.model`."


@pytest.mark.parametrize("used", ["q", "F", "plot_threshold_of"])
def test_nothing_is_guessed_of_a_name_that_is_like_no_other(used):
    assert told(SLIP.format(used)) == ""


def test_an_object_that_refuses_to_be_looked_at_is_left_alone():
    class Shy:
        def __getattr__(self, name):
            raise SystemError(name)

    with pytest.raises(NameError) as caught:
        exec("def f(self): return model\nf(x)", {"x": Shy()})
    assert meant_by(caught.value) == ""
