"""Release validation finds a hole of each kind in an assignment, and says how to close it."""

import pytest
from sampling import WITH_TRAINING

from grader.assignment.reader import read_assignment
from grader.release.build import build, write
from grader.release.undeserving_answers import undeserving_answers
from grader.release.validate import try_assignment

pytestmark = pytest.mark.slow

needs_time = pytest.mark.skipif(
    not WITH_TRAINING, reason="trains many models; `make test-training` does"
)
NAME = "01_holes"
MODEL = """\
# %%
import numpy as np
import tensorflow as tf
from test_utils import same_model, summary

# %% nbgrader={{"grade_id": "network", "solution": true}}
def network():
    ### BEGIN SOLUTION
    return tf.keras.Sequential([
        tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="relu"),
        tf.keras.layers.Dense(1)])
    ### END SOLUTION

# %% nbgrader={{"grade_id": "test_network", "grade": true, "points": 2}}
assert [row[0] for row in summary(network()) if row[0] == "Dense"] == ["Dense", "Dense"]
### BEGIN HIDDEN TESTS
{check}
### END HIDDEN TESTS
"""
SHAPES = """\
built = network()
assert [layer.units for layer in built.layers if hasattr(layer, "units")] == [3, 1]
assert [layer.activation.__name__ for layer in built.layers if hasattr(layer, "units")] == [
    "relu", "linear"]
assert built.input_shape == (None, 4)"""
WHOLE = """\
same_model(network(), tf.keras.Sequential([
    tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="relu"),
    tf.keras.layers.Dense(1)]))"""

TRAINING = """\
# %%
import numpy as np
import tensorflow as tf

# %% nbgrader={{"grade_id": "train", "solution": true}}
def train(X, Y):
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(X.shape[1:]), tf.keras.layers.Dense(1, activation="sigmoid")])
    model.compile(tf.keras.optimizers.Adam(0.1), "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(X, Y, epochs=20, verbose=0)
    ### END SOLUTION
    return model, history

# %% nbgrader={{"grade_id": "test_train", "grade": true, "points": 2}}
assert callable(train)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
rule = rng.normal(size=6)
X = rng.normal(size=(400, 6)).astype("float32")
Y = (X @ rule > 0).astype(int)
model, history = train(X[:300], Y[:300])
{check}
### END HIDDEN TESTS
"""
CLAIMED = 'assert history.history["accuracy"][-1] > 0.5'
MEASURED = "assert np.mean((model.predict(X[300:], verbose=0)[:, 0] > 0.5) == Y[300:]) > 0.85"

HELPED = """\
# %% nbgrader={{"grade_id": "double", "solution": true}}
def double(x):
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION

# %%{locked}
def run_many(f):
    return [f(i) for i in range(4)]

# %% nbgrader={{"grade_id": "test_double", "grade": true, "points": 2}}
assert run_many(double) == [0, 2, 4, 6]
"""
LOCKED = ' nbgrader={"grade_id": "run_many", "locked": true}'


def reasons(make_course, source, prefix):
    course = make_course({NAME: source})
    write(build(course, NAME))
    report = try_assignment(read_assignment(course, NAME), course.source(NAME), 1)
    survivors = [one.mutant for one in report.survivors if one.mutant.change.startswith(prefix)]
    assert all(mutant.advice for mutant in survivors)
    return [mutant.change for mutant in survivors], " ".join(report.reasons)


def test_a_test_that_lists_settings_lets_dead_models_pass_and_one_that_compares_whole_does_not(
    make_course,
):
    passed, said = reasons(make_course, MODEL.format(check=SHAPES), "dead model")
    assert len(passed) > 8
    assert "dead model: the output is multiplied by 0" in passed
    assert "same_model(found, expected)" in said


@needs_time
def test_comparing_whole_notices_all(make_course):
    assert reasons(make_course, MODEL.format(check=WHOLE), "dead model")[0] == []


@needs_time
def test_a_test_that_believes_the_history_lets_false_trainings_pass(make_course):
    passed, said = reasons(make_course, TRAINING.format(check=CLAIMED), "false training")
    assert len(passed) >= 2
    assert "fresh_task" in said


@needs_time
def test_measuring_what_was_learned_notices_all(make_course):
    assert reasons(make_course, TRAINING.format(check=MEASURED), "false training")[0] == []


def test_a_helper_that_is_not_locked_can_lie(make_course):
    passed, said = reasons(make_course, HELPED.format(locked=""), "lying helper")
    assert passed == ["lying helper: `run_many` answers in place of the student"]
    assert "Lock its cell" in said


def test_a_helper_lies_to_one_test_of_many(make_course):
    more = """
# %% nbgrader={"grade_id": "triple", "solution": true}
def triple(x):
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_triple", "grade": true, "points": 2}
assert [triple(i) for i in range(4)] == [0, 3, 6, 9]

# %% nbgrader={"grade_id": "test_both", "grade": true, "points": 2}
assert run_many(double)[1] + triple(2) == 8
"""
    passed, _ = reasons(make_course, HELPED.format(locked="") + more, "lying helper")
    assert passed == ["lying helper: `run_many` answers in place of the student"]


def test_one_that_is_locked_can_not(make_course):
    assert reasons(make_course, HELPED.format(locked=LOCKED), "lying helper")[0] == []


def test_graded_classes_are_blank_beside_a_lying_helper(make_course):
    made = """
# %% nbgrader={"grade_id": "Doubler", "solution": true}
class Doubler:
    ### BEGIN SOLUTION
    def of(self, x):
        return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "numbers_of", "locked": true}
def numbers_of(made):
    return [made().of(i) for i in range(3)]

# %% nbgrader={"grade_id": "test_Doubler", "grade": true, "points": 2}
assert numbers_of(Doubler) == [0, 2, 4]
"""
    course = make_course({NAME: made})
    write(build(course, NAME))
    (notebook,) = read_assignment(course, NAME).notebooks
    [lying] = undeserving_answers(notebook)
    assert lying.change.startswith("lying helper")
    names = {}
    exec(lying.others["Doubler"], names)
    assert names["Doubler"]() is None


def test_an_assignment_without_models_or_helpers_has_no_such_answers(author):
    assert undeserving_answers(author) == []
