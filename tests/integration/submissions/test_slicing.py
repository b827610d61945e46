import pytest
from hypothesis import HealthCheck, given, settings
from random_notebooks import FIRST, THIRD, expressions, notebooks, open_notebooks
from sampling import examples
from slice_oracle import agree, cells_of

from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.submissions.notebook_reader import Cell, SubmittedNotebook
from grader.submissions.planning import plan
from grader.submissions.slicing import slice_for


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(notebooks, expressions)
def test_a_slice_gives_what_the_whole_notebook_gives(sources, expression):
    agree(sources, expression)


@pytest.mark.slow
@settings(max_examples=examples(3000), deadline=None, suppress_health_check=list(HealthCheck))
@given(notebooks, expressions)
def test_many_slices_give_what_the_whole_notebook_gives(sources, expression):
    agree(sources, expression)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(open_notebooks, expressions)
def test_a_slice_with_code_that_can_not_be_read_gives_what_the_whole_gives(sources, expression):
    agree(sources, expression)


# expression, cells, numbers of the cells that are needed
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


@pytest.mark.parametrize(("expression", "sources", "needed"), TABLE)
def test_the_cells_that_are_needed(expression, sources, needed):
    assert [cell.number for cell in slice_for(expression, cells_of(*sources)).cells] == needed


# Cells that change the process, each beside one that leaves it as it is.
SETS = [
    ("import sys\nsys.path.append('lib')", "import sys\nx = sys.path.index('a')"),
    ("from sys import path\npath.insert(0, 'lib')", "from sys import path\nprint(path)"),
    ("import sys\nsys.path += ['lib']", "import sys\nfound = sys.path + ['lib']"),
    ("import sys\nsys.path[:0] = ['lib']", "import sys\nfirst = sys.path[:1]"),
    ("import sys\nfor d in ['a']:\n sys.path.append(d)", "for d in ['a']:\n print(d)"),
    ("import sys\n[sys.path.append(d) for d in ['a']]", "[d for d in ['a']]"),
    ("import sys\ndef go(): sys.path.append('lib')\ngo()", "import sys\ndef go2(): sys.exit()"),
    ("import sys as s\ns.setrecursionlimit(10_000)", "import sys as s\nn = s.getrecursionlimit()"),
    ("from sys import setrecursionlimit as deep\ndeep(9999)", "from sys import argv\nlen(argv)"),
    ("import os\nos.environ['A'] = '2'", "import os\na = os.environ['HOME']"),
    ("import os\nx = os.environ.setdefault('A', '2')", "import os\nx = os.environ.get('A')"),
    ("import os\nos.putenv('A', '2')", "import os\nx = os.getenv('A')"),
    ("%env A=2", "%who"),
    ("%set_env A 2", "%pwd"),
    ("%cd data", "%ls"),
    ("%config InteractiveShell.ast_node_interactivity = 'all'", "%matplotlib inline"),
    ("import decimal\ndecimal.getcontext().prec = 3", "import decimal\nd = decimal.Decimal(3)"),
    ("from decimal import getcontext\ngetcontext().prec = 3", "from decimal import Decimal"),
    ("import locale\nx = locale.setlocale(0, 'C')", "import locale\nx = locale.getlocale()"),
    ("import warnings\nwarnings.simplefilter('error')", "import warnings"),
    ("import numpy as np\nold = np.seterr(all='raise')", "import numpy as np\nx = np.geterr()"),
    (
        "import pandas as pd\npd.options.display.precision = 1",
        "import pandas as pd\npd.DataFrame()",
    ),
    ("import keras\nkeras.config.set_floatx('float64')", "import keras\nm = keras.Model()"),
    ("import tensorflow as tf\nK = tf.keras.backend\nK.set_image_data_format('c')", "K = 3"),
    ("from keras import mixed_precision as m\nm.set_global_policy('f')", "m = 1\nm.set_x(2)"),
    ("import random\nrandom.seed(1)", "import random\nx = random.random()"),
    (
        "import threading\nthreading.stack_size(65_536)",
        "import threading\nthreading.Thread(target=print).start()",
    ),
]


@pytest.mark.parametrize(("changes", "leaves"), SETS)
def test_a_cell_that_changes_the_process_is_needed_by_all_below(changes, leaves):
    for other, needed in ((changes, [1, 2]), (leaves, [2])):
        cells = cells_of(other, "def f(): return 1")
        assert [cell.number for cell in slice_for("f()", cells).cells] == needed


@pytest.mark.parametrize(
    ("sources", "named"),
    [
        (["import os\nos.environ['A'] = '1'", "def f(): return 1"], [2]),
        (["import os\nos.environ['A'] = '1'", "x = 1", "def f(): return os.name, x"], [1, 2, 3]),
        (["exec(open('a').read())", "x = 1", "def f(): return x"], [2, 3]),
        (["from math import *", "def f(): return pi"], [1, 2]),
        (["def f(): return 1"], [1]),
    ],
)
def test_the_cells_that_are_needed_for_a_name(sources, named):
    assert [cell.number for cell in slice_for("f()", cells_of(*sources)).named] == named


@pytest.mark.parametrize("changes", [changes for changes, _ in SETS[:9]])
def test_no_training_is_needed_for_what_its_cell_sets(changes):
    cells = cells_of("model = Model()", f"{changes}\nmodel.fit(X)", "def f(): return 1")
    assert [cell.number for cell in slice_for("f()", cells).cells] == [3]


@pytest.mark.parametrize(
    ("expression", "sources", "needed"),
    [
        ("f()", ["2", "x = 3", "factor = _", "def f(): return factor"], [1, 3, 4]),
        ("f()", ["2", "x = 3", "def f(): return Out[1]"], [1, 3]),
        ("f() + _1", ["2", "x = 3", "def f(): return 1"], [1, 3]),
        ("f()", ["2", "for _ in range(2): pass", "def f(_): return _"], [3]),
    ],
)
def test_the_history_of_cells_is_those_that_end_in_a_value(expression, sources, needed):
    assert [cell.number for cell in slice_for(expression, cells_of(*sources)).cells] == needed


# What the docstring of `grader.submissions.slicing` assumes: expression, cells, those that are run
ASSUMED = [
    ("np.random.rand()", ["import numpy as np", "x = np.random.rand()"], [1]),
    ("c.read", ["c = Counted()", "c.read", "print(c)", "n = len(c)", "c < 3", "d = c / 2"], [1]),
    ("g.x", ["def f(): return 1", "g = f", "f.x = 1"], [1, 2]),
    ("np.x", ["import numpy as np", "modules = [np]", "modules[0].x = 1"], [1]),
    ("open('w1').read()", ["n = '1'", "open('w' + n, 'w').write('a')"], []),
]


@pytest.mark.parametrize(("expression", "sources", "needed"), ASSUMED)
def test_what_a_slice_does_not_follow(expression, sources, needed):
    assert [cell.number for cell in slice_for(expression, cells_of(*sources)).cells] == needed


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
SEED = "tf.keras.utils.set_random_seed"


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
    for task, function in zip(made.tasks, FUNCTIONS_05, strict=True):
        imports, *seeds, answer = task.cells
        assert "import tensorflow as tf" in imports.source
        assert seeds[0].source == "tf.keras.utils.set_random_seed(1)"
        assert {seed.source.partition("(")[0] for seed in seeds} == {SEED}
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


FIRST_OBJECTS = "a = [1, 2]\nd = [7]\nz = 5"
BOX = "c = Box(1)"

# Objects with several names: a change through one is seen through the others.
# cells, expression
SEEN = [
    (["g(a)", "a[0]=9"], "g()"),
    (["b = a\nb += [(z for _ in range(2))]", "z=8"], "a"),
    (["b = a\nb += [(b for _ in range(2))]", "import math as b"], "a"),
    (["b = a\nb += [d]", "d.append(5)"], "a"),
    (["b = a\nb[0] = d", "d.append(5)"], "a"),
    (["b = c\nb.x = d", "d.append(5)"], "c.x"),
    (["b = c", "b.x = d", "d.append(5)"], "c.x"),
    (["b = a\nb.append(d)", "d.append(5)"], "a"),
    (["b = a", "b.append(d)", "d.append(5)"], "a"),
    (["c(d)", "d.append(5)"], "c.y"),
    (["f = c\nf(d)", "d.append(5)"], "c.y"),
    (["Box.made.append(d)", "d.append(5)"], "Box.made"),
    (["x = c.y\nx.append(d)", "d.append(5)"], "c.y"),
    (["x = c.y\nx.append((d for i in range(2)))", "d=0"], "c.y"),
    (["x = c.y\nx.append(lambda: d)", "d=0"], "c.y[0]()"),
    (["x = a\nx.append(lambda: (a,d))", "d=0"], "a[2]()"),
    (["a.append(lambda: (a,d))", "d=0"], "a[2]()"),
    (["c.put((d for i in range(2)))", "d=0"], "c.y"),
    (["e=[c]", "e[0].put(lambda: d)", "d=0"], "c.y[0]()"),
    (["e=c", "def f(): return d", "e.put(f)", "d=0"], "c.y[0]()"),
    (["e=c", "def f(): return d", "e.x=f", "d=0"], "c.x()"),
    (["e=a", "def f(): return d", "e[0]=f", "d=0"], "a[0]()"),
    (["e=a", "def f(): return d", "e+=[f]", "d=0"], "a[2]()"),
    (["e=a", "def f(): return d", "e[0]=map(f,[1])", "def f(q): return 0", "d=0"], "a[0]"),
    (["e=a", "e[0]=map(h,[1])", "d=0"], "a[0]"),
    (["x=[7]", "def f(q=c.y): q.append(lambda: d)", "f()", "d=0"], "c.y[0]()"),
    (["g(a)", "del a[0]"], "g()"),
    (["def f(): exec('z = z')", "del z", "z = 0"], "f()"),
    (["def k(): g(d)", "k()", "d.append(5)"], "g()"),
    (["def k(): c.put(d)", "k()", "d.append(5)"], "c.y"),
    (["def k(): c.put(lambda: d)", "k()", "d=0"], "c.y[0]()"),
    (["def k():\n  e=c\n  e.put(lambda: d)", "k()", "d=0"], "c.y[0]()"),
    (["def k():\n  e=c.y\n  e.append(d)", "k()", "d.append(3)"], "c.y"),
    (["def k():\n  e=c.y\n  e+=[d]", "k()", "d.append(3)"], "c.y"),
    (["def k():\n  e=c\n  e.x=d", "k()", "d.append(3)"], "c.x"),
    (["def k():\n  e=c\n  e.x=(d for i in range(2))", "k()", "d=3"], "c.x"),
    (["def k():\n  global e\n  e=c\n  e.x=(d for i in range(2))", "k()", "d=3"], "c.x"),
    (["def k(q): g(q)", "k(d)", "d.append(5)"], "g()"),
    (["def k(q): c.put(q)", "k(d)", "d.append(5)"], "c.y"),
    (["def k(q): c.put(lambda: q[0])", "k(d)", "d[0]=5"], "c.y[0]()"),
    (["def k(q):\n  global m\n  m=q", "k(d)", "d.append(5)"], "m"),
    (["def k(q):\n  global m\n  m=[]\n  m.append(q)", "k(d)", "d.append(5)"], "m"),
    (["def k(q, w): w.append(q)", "k(d, a)", "d.append(5)"], "a"),
    (["def k(q, w): w.append(q)", "b=a", "k(d, b)", "d.append(5)"], "a"),
    (["def k(q, w): w.append(q)", "b=a", "k(lambda: z, b)", "z=0"], "a[2]()"),
    (["class K:\n  kept=a", "K.kept.append(d)", "d.append(5)"], "a"),
    (["class K:\n  def put(self): a.append(d)", "q=K()", "q.put()", "d.append(5)"], "a"),
    (["class K:\n  def put(self, x): a.append(x)", "q=K()", "q.put(d)", "d.append(5)"], "a"),
    (["for i in range(2): a.append(d)", "d.append(5)"], "a"),
    (["for i in a: d.append(i)\na=[d]", "b=a", "for i in b: i.append(3)"], "d"),
    (["a=[d]", "for i in a: i.append(3)"], "d"),
    (["a=[d]", "i, = a", "i.append(3)"], "d"),
    (["a=[d]", "[*i] = a", "i[0].append(3)"], "d"),
    (["a=[d]", "match a:\n  case [i]: i.append(3)"], "d"),
    (["with contextlib.nullcontext(a) as w: w.append(d)", "d[0]=0"], "a"),
    (["a=map(lambda q: q+z, [1])", "z=0"], "a"),
    (["a=iter(d)", "b=a", "next(b)"], "a"),
    (["a=iter(d)", "b=a", "d=0", "next(b)"], "a"),
    (["a=iter(d)", "b=[a]", "list(*b)"], "a"),
    (["a=iter(d)", "b=zip(a)", "list(b)"], "a"),
    (["a=iter(d)", "b=zip(a)", "x=list(b)"], "a"),
    (["a=iter(d)", "def q():\n  yield from a", "x=list(q())"], "a"),
    (["vars(c)['x']=a", "a[0]=7"], "c.x"),
    (["b = vars(c)", "b['x']=a", "a[0]=7"], "c.x"),
    (["c.__dict__.update(x=a)", "a[0]=7"], "c.x"),
    (["@kept\ndef q(): return d", "d=0"], "q()"),
    (["@g\ndef q(): return d", "d=0"], "g()[0]()"),
    (["w=g\n@w\ndef q(): return d", "d=0"], "g()[0]()"),
    (["def k(): return d", "f().append(lambda: z)", "z=7"], "f()"),
    (["def k(): return d", "k().append(lambda: z)", "z=7"], "d[1]()"),
    (["def k(): return d", "x=k()", "k().append(lambda: z)", "z=7"], "x[1]()"),
    (["def k(): return f", "b=k()", "def f(): return z", "b=k()", "z=7"], "b()"),
]

# the same with code that can't be seen
UNSEEN = [
    (["exec('d = a')", "a.append(1)"], "d"),
    (["exec('d = a')", "a[0]=7"], "d"),
    (["def f(): return z", "exec('d = f')", "z=0"], "d()"),
    (["def f(): exec('globals().update(d = a)')", "f()", "a[0]=7"], "d"),
    (["globals()['d']=a", "a[0]=7"], "d"),
    (["globals()['n']=a", "a[0]=7"], "n"),
    (["globals()['n']=a", "n[0]=7"], "a"),
    (["exec('n=a')", "b=n", "b.append(3)"], "a"),
    (["exec('n=a')", "b=n", "b.append((z for i in range(2)))", "z=0"], "a"),
    (["a = (a for _ in range(2))", "exec('d = a')", "a = 0"], "d"),
]


@pytest.mark.parametrize(("cells", "expression"), [*SEEN, *UNSEEN])
def test_a_slice_sees_what_happens_by_another_name(cells, expression):
    agree([FIRST, FIRST_OBJECTS, THIRD, BOX, *cells], expression)
