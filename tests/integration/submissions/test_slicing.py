import pytest
from hypothesis import HealthCheck, given, settings
from random_notebooks import notebooks, open_notebooks, questions
from sampling import examples
from slice_oracle import agree, cells_of

from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.submissions.notebook_reader import Cell, SubmittedNotebook
from grader.submissions.planning import plan
from grader.submissions.slicing import slice_for


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(notebooks, questions)
def test_a_slice_gives_what_the_whole_notebook_gives(sources, question):
    agree(sources, question)


@pytest.mark.slow
@settings(max_examples=examples(3000), deadline=None, suppress_health_check=list(HealthCheck))
@given(notebooks, questions)
def test_many_slices_give_what_the_whole_notebook_gives(sources, question):
    agree(sources, question)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(open_notebooks, questions)
def test_a_slice_with_code_that_can_not_be_read_gives_what_the_whole_gives(sources, question):
    agree(sources, question)


# question, cells, numbers of the cells that are needed
TABLE = [
    ("f()", ["def f(): return 1", "x = f()", "def g(): pass"], [1]),
    ("f()", ["import math", "K = 2", "def f(): return math.floor(K)", "K"], [1, 2, 3]),
    ("f()", ["def f(): return K", "K = 3"], [1, 2]),
    ("f()", ["def f(): return 1", "def f(): return 2"], [2]),
    ("f()", ["def f(): return K", "K = 1", "K = 2"], [1, 3]),
    ("f() + a", ["def f(): return K", "K = 1", "a = f()", "K = 2"], [1, 2, 3, 4]),
    ("f()", ["try:\n import a\nexcept ImportError:\n import b as a", "def f(): a"], [1, 2]),
    ("x", ["x = 1", "x = 2"], [2]),
    ("x", ["x = 1", "1 / 0\nx = 2"], [1, 2]),
    ("x", ["x = 1", "if y:\n x = 2"], [1, 2]),
    ("x", ["x = 1", "del x"], [1, 2]),
    ("x", ["a = []", "x = a", "a.append(1)"], [1, 2, 3]),
    ("x", ["x = []", "x[0] = 1", "x.y = 2", "x += [3]", "print(x)"], [1, 2, 3, 4]),
    ("history", ["m = Model()", "h = m.summary()", "history = m.fit(X)", "m.plot()"], [1, 2, 3, 4]),
    ("x", ["from somewhere import *", "y = 1"], [1]),
    ("x", ["a = 1", "exec('x = a')", "y = 1"], [1, 2]),
    ("x", ["%%time\nx = 1", "%time y = 1", "!ls"], [1]),
    ("f(1)", ["import random as r", "r.seed(1)", "r.random()[0]", "def f(x): r"], [1, 2, 4]),
    ("f(1)", ["def f(x): return [*map(lambda q: q, [x])]", "y = f(2)"], [1]),
    ("g()", ["def f(x=0):\n k = []\n return lambda: k", "g = f()", "g().append(1)"], [1, 2, 3]),
    ("g()", ["def f(): return lambda: K", "g = f()", "K = 3"], [1, 2, 3]),
    ("f()", ["@d\ndef f(): pass", "def d(g): return g"], [1]),
    ("f()", ["def d(g): return g", "@d\ndef f(): pass"], [1, 2]),
    ("len(x)", ["def len(x): return 0", "x = []"], [2]),
    ("f()", ["def sum(x): return 0", "def f(): return sum([1])"], [1, 2]),
    ("x", ["def (", "x = 1"], [2]),
    ("1 + 1", ["x = 1"], []),
]


@pytest.mark.parametrize(("question", "sources", "needed"), TABLE)
def test_the_cells_that_are_needed(question, sources, needed):
    assert [cell.number for cell in slice_for(question, cells_of(*sources)).cells] == needed


def test_a_name_that_only_a_cell_below_defines_makes_it_late():
    below = cells_of("x = 1", "y = 2", "y = 3")
    needs = slice_for("x + z", cells_of("z = 1"), below)
    assert needs.cells == (*cells_of("z = 1"), below[0])
    assert needs.late == (below[0],)


def test_a_cell_below_is_not_looked_at_for_what_is_defined_above():
    assert slice_for("x", cells_of("x = 1"), cells_of("x = 2")).late == ()


def test_what_a_cell_below_puts_together_was_apart_before():
    above = cells_of("x = []", "a = []", "a.append(1)")
    assert slice_for("x", above, cells_of("x.append(a)")).cells == (above[0],)


def test_what_a_late_cell_needs_is_late_too():
    below = cells_of("def f(): return K", "K = 1")
    assert slice_for("f()", [], below).late == tuple(below)


def test_a_students_own_built_in_below_is_not_late():
    assert slice_for("f()", cells_of("def f(): return sum([1])"), cells_of("sum = 3")).late == ()


def test_what_no_cell_defines_is_missing():
    needs = slice_for("f(x, len([]))", cells_of("def f(*_): return nowhere"))
    assert needs.missing == {"x"}
    assert needs.needed >= {"f", "x", "nowhere"}


def test_a_name_the_test_has_from_elsewhere_is_not_looked_for():
    cells = cells_of("np = 3", "x = np")
    assert slice_for("np.sum(y)", cells, given=frozenset({"np"})).cells == ()


def test_a_broken_cell_that_mentions_a_needed_name_is_told():
    broken, other = cells_of("def f(:", "def g(:")
    assert slice_for("f()", [broken, other]).broken == (broken,)


def test_text_is_never_run():
    assert slice_for("x", [Cell(0, None, "x = 1", "markdown")]).cells == ()


def test_a_long_chain_of_functions_is_needed_whole():
    sources = [f"def f{i}(x):\n    return f{i - 1}(x) + a{i - 1}\na{i} = f{i}(a{i - 1})"
               for i in range(1, 300)]  # fmt: skip
    assert len(slice_for("f299(1)", cells_of("a0 = 1", *sources)).cells) == 300


FUNCTIONS_05 = ("happyModel", "convolutional_model")


def test_the_tests_of_assignment_05_need_imports_seed_and_the_graded_function(repository):
    author = read_assignment(Course.load(repository), "05_convolution_model_application").notebooks[
        0
    ]
    code = [cell for cell in author.cells if cell.cell_type == "code"]
    cells = tuple(
        Cell(number, cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        for number, cell in enumerate(code, start=1)
    )
    made = plan(author, SubmittedNotebook(author.name, cells))
    for question, function in zip(made.tasks, FUNCTIONS_05, strict=True):
        imports, seed, answer = question.cells
        assert "import tensorflow as tf" in imports.source
        assert seed.source == "tf.keras.utils.set_random_seed(1)"
        assert answer.grade_id == function


TRAINING = "model = build()\nmodel.fit(X, Y)\nresult = model.evaluate(X, Y)"


@pytest.mark.parametrize(
    "alias",
    [
        "K = tf.keras",
        "K = tf.keras\nlayers = K.layers",
        "K, other = tf.keras, tf.nn",
        "K = keras_of_the_import",
        "K = L = tf.keras",
    ],
)
def test_an_alias_of_a_module_brings_no_training(alias):
    cells = cells_of(
        "import tensorflow as tf\nimport keras as keras_of_the_import\nimport numpy as np",
        f"{alias}\ndef build():\n    return K.Sequential([K.layers.Dense(1)])",
        "X, Y = np.ones((4, 1)), np.ones(4)",
        TRAINING,
        "again = build()\nagain.compile('adam', 'mse')\nagain.fit(X, Y)",
    )
    assert [c.number for c in slice_for("build()", cells).cells] == [1, 2]


def test_a_setting_made_through_an_alias_is_kept():
    cells = cells_of(
        "import tensorflow as tf",
        "K = tf.keras",
        "K.backend.set_floatx('float64')",
        "x = tf.ones(1)",
    )
    assert [c.number for c in slice_for("x", cells).cells] == [1, 2, 3, 4]


def test_an_alias_of_an_object_shares_it():
    cells = cells_of("data = [1]", "mine = data", "mine.append(2)", "other = data.copy")
    assert [c.number for c in slice_for("data", cells).cells] == [1, 2, 3]


FILES = {
    "a module written by a cell": (
        "%%writefile mine.py\ndef double(x):\n    return 2 * x",
        "from mine import double",
        "double(2)",
    ),
    "an array": (
        "import numpy as np\nnp.save('w.npy', np.ones(3))",
        "import numpy as np\ndef load():\n    return np.load('data/../w.npy')",
        "load()",
    ),
    "a path in a variable": (
        "path = 'w.txt'",
        "with open(path, 'w') as f:\n    f.write('1')",
        "def load():\n    return open(path).read()",
        "load()",
    ),
    "a function that writes": (
        "def save():\n    open('w.txt', 'w').write('1')",
        "save()",
        "def load():\n    return open('w.txt').read()",
        "load()",
    ),
    "a folder": (
        "import os\nos.makedirs('out', exist_ok=True)",
        "def save():\n    open('out/x', 'w').write('1')",
        "save()",
    ),
    "another current folder": (
        "import os\nos.chdir('data')",
        "def load():\n    return open('x.txt').read()",
        "load()",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_cells_that_write_a_file_come_with_those_that_read_it(case):
    *cells, test = FILES[case]
    other = "open('other.txt', 'w').write('1')"
    found = slice_for(test, cells_of(*cells[:-1], other, cells[-1])).cells
    assert [c.source for c in found] == cells


def test_a_name_bound_as_text_needs_no_other_cell():
    cells = cells_of("globals()['rate'] = 2", "def f():\n    return rate", TRAINING)
    assert [c.number for c in slice_for("f()", cells).cells] == [1, 2]
