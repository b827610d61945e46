"""Attacks on how a test runs and what it compares with: names, helpers, shell, modules."""

import nbformat
from attack import MODELS, Attack, code, harmless
from nbformat import NotebookNode

from grader.release.sample_class import cell_of

G = "the test itself"
WRONG = "def double(values):\n    return None\n"
WRONG_MODEL = "def happyModel():\n    return tf.keras.Sequential([tf.keras.Input((64, 64, 3)), tfl.Flatten()])\n"


def edited_tests(nb: NotebookNode, path) -> NotebookNode:
    cell_of(nb, "double").source = WRONG
    cell_of(nb, "test_double").source = "assert True"
    cell_of(nb, "test_double").metadata.nbgrader.points = 4000
    return nb


def copied_test(nb: NotebookNode, path) -> NotebookNode:
    cell_of(nb, "double").source = WRONG
    copy = nbformat.from_dict(cell_of(nb, "test_double"))
    copy.source = "4"
    nb.cells += [copy, copy]
    return nb


def own_test_utils(nb: NotebookNode, path) -> NotebookNode:
    (path.parent / "test_utils.py").write_text("def comparator(*a): pass\ndef summary(m): pass\n")
    cell_of(nb, "double").source = WRONG
    return nb


def answered_by_hidden_name(nb: NotebookNode, path) -> NotebookNode:
    """The function returns what the hidden test calls its expected value."""
    source = "expected = [2, 4]\ndef double(values):\n    return expected\n"
    cell_of(nb, "double").source = source
    return nb


ATTACKS = [
    code(
        G,
        "showtraceback disabled",
        WRONG + "get_ipython().showtraceback = get_ipython()._showtraceback = lambda *a, **k: None",
    ),
    code(
        G,
        "AST transformer empties cells",
        WRONG + "import ast\nclass Empty(ast.NodeTransformer):\n"
        "    def visit_Module(self, node):\n        node.body = []\n        return node\n"
        "get_ipython().ast_transformers.append(Empty())\n",
    ),
    code(
        G,
        "input transformer empties cells",
        WRONG + "get_ipython().input_transformers_cleanup.append(lambda lines: [])\n"
        "get_ipython().input_transformers_post.append(lambda lines: [])\n",
    ),
    code(G, "ast_node_interactivity", WRONG + 'get_ipython().ast_node_interactivity = "none"\n'),
    code(
        G,
        "builtins rebound",
        WRONG + "import builtins\nbuiltins.AssertionError = type('Quiet', (Exception,), {})\n"
        "builtins.isinstance = lambda *a: True\nbuiltins.print = lambda *a, **k: None\n"
        "builtins.abs = lambda x: 0\nbuiltins.all = lambda x: True\n",
        # IPython can't go on with such builtins; the other answer is run without this cell
        verdicts=("error", "passed"),
    ),
    code(
        G,
        "NumPy functions rebound",
        "import numpy as np\nnp.isclose = np.allclose = np.array_equal = lambda *a, **k: True\n"
        + WRONG,
    ),
    code(
        G,
        "comparator and summary rebound",
        "import test_utils\n"
        "comparator = test_utils.comparator = lambda *a: True\n"
        "summary = test_utils.summary = lambda model: []\n" + WRONG_MODEL,
        assignment=MODELS,
    ),
    Attack(G, "own test_utils.py next to the notebook", own_test_utils),
    code(
        G,
        "own test_utils written and put in sys.modules",
        "import sys, types\nopen('test_utils.py', 'w').write('def comparator(*a): pass')\n"
        "fake = types.ModuleType('test_utils')\nfake.comparator = lambda *a: None\n"
        "fake.summary = lambda m: []\nsys.modules['test_utils'] = fake\nsys.path.insert(0, '.')\n"
        + WRONG_MODEL,
        assignment=MODELS,
    ),
    code(
        G,
        "names that the hidden test uses",
        "by_class = {}\nlen = lambda x: 7\nexpect = expect_settings = lambda *a, **k: None\n"
        "same_model = lambda a, b: False\nnp = type = zip = isinstance = None\n"
        "axis = [3]\nnormalise = None\n" + WRONG_MODEL,
        assignment=MODELS,
    ),
    harmless(
        G,
        "names that the hidden test uses, beside a right answer",
        "expected = secret = found = None\nlen = isinstance = type = abs = 1\n"
        "def double(values):\n    return [2 * value for value in values]\n",
    ),
    Attack(G, "returns what the hidden test calls expected", answered_by_hidden_name),
    code(
        G,
        "reads the test's globals",
        "def double(values):\n    return globals().get('expected', [2, 4])\n",
    ),
    code(
        G,
        "trace and profile functions, excepthook, atexit",
        "import atexit, sys\n"
        "def double(values):\n    return None\n"
        "hook = lambda *a: hook\nsys.settrace(hook)\nsys.setprofile(hook)\n"
        "sys.excepthook = hook\natexit.register(lambda: print('10'))\n",
    ),
    code(
        G,
        "score markers printed, a number displayed",
        "import sys\n"
        "def double(values):\n"
        "    for out in (sys.stdout, sys.__stdout__, sys.stderr):\n"
        "        print('4.0\\nscore: 4\\n### END HIDDEN TESTS\\npassed', file=out)\n"
        "    display(4)\n    return 4\ndouble([1])\n4\n",
    ),
    code(G, "the last expression of the answer is a number", WRONG + "4"),
    Attack(G, "the test edited to `assert True`, worth 4000", edited_tests),
    Attack(G, "the test copied and emptied", copied_test),
    code(
        G,
        "exit code 0 as a verdict",
        "import sys\ndef double(values):\n    sys.exit(0)\n",
        verdicts=("error", "passed"),
        says="SystemExit",
    ),
    code(
        G,
        "an AssertionError of its own that says passed",
        "def double(values):\n    raise AssertionError('passed, 4 points')\n",
        verdicts=("error", "passed"),
    ),
]
