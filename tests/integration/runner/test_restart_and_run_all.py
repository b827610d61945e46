"""Answers that are right when Jupyter restarts and runs all cells: a class of them, graded."""

import copy

import nbformat
import pytest
from plain_courses import cell, graded, notebook, solution, write_course

from grader.gradebook.grading_run import grade_assignment

CELLS = [
    cell("import math"),
    solution(
        "double", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    graded("t", "assert double(2) == 4", 2),
]
BY_FACTOR = "def double(x):\n    return factor * x"
BY_ENVIRONMENT = "import os\ndef double(x):\n    return int(os.environ['FACTOR']) * x"
DEEP = "def double(x, n=3000):\n    return 2 * x if n == 0 else double(x, n - 1)"
EXACT = (
    "from decimal import Decimal\ndef double(x):\n"
    "    return 2 * x if Decimal(1) / Decimal(3) == Decimal('0.333') else 0"
)
# cells above the answer, and the answer
RIGHT = {
    "a module's folder": (
        ["import sys\nsys.path.append('lib')", "from facs import factor"],
        BY_FACTOR,
    ),
    "a module's folder first": (
        ["import sys, os\nsys.path.insert(0, os.path.join(os.getcwd(), 'lib'))"],
        "import facs\ndef double(x):\n    return facs.factor * x",
    ),
    "depth": (["import sys\nsys.setrecursionlimit(10_000)"], DEEP),
    "the environment": (["%env FACTOR=2"], BY_ENVIRONMENT),
    "the environment again": (["%set_env FACTOR 2"], BY_ENVIRONMENT),
    "decimals": (["import decimal\ndecimal.getcontext().prec = 3"], EXACT),
    "the last value": (["2"], f"factor = _\n{BY_FACTOR}"),
    "a numbered value": (["x = 1", "2", "x"], f"factor = Out[3]\n{BY_FACTOR}"),
    "a numbered value by its name": (["x = 1", "", "2", "x"], f"factor = _3\n{BY_FACTOR}"),
    # what no look at the cells shows: these are run once more with all cells above
    "a module that sets the folder": (
        ["import set_folder", "from facs import factor"],
        BY_FACTOR,
    ),
    "a context in a variable": (
        ["import decimal\nmine = decimal.getcontext()", "mine.prec = 3"],
        EXACT,
    ),
    "an import in a function": (
        ["def set_up():\n    import os\n    os.environ['FACTOR'] = '2'\nset_up()"],
        BY_ENVIRONMENT,
    ),
    "a random number drawn": (
        ["import random\nrandom.seed(3)", "x = random.random()"],
        f"import random\nfactor = 2 if f'{{random.random():.4f}}' == '0.5442' else 3\n{BY_FACTOR}",
    ),
    "a file with a name made up": (
        ["name = 'a'\nopen('w' + name, 'w').write('2')"],
        "def double(x):\n    return int(open('wa').read()) * x",
    ),
    "a module in a list": (
        ["modules = [math]\nmodules[0].factor = 2"],
        "def double(x):\n    return math.factor * x",
    ),
    "training above that it does not need": (
        [
            "class Model:\n    def fit(self):\n        while True: pass\nmodel = Model()",
            "model.fit()",
            "import decimal\nmine = decimal.getcontext()",
            "mine.prec = 3",
        ],
        EXACT,
    ),
    "a folder that is not there": (["%cd /content/drive/MyDrive\nfactor = 2"], BY_FACTOR),
    "a folder": (["%cd lib", "factor = int(open('f.txt').read())"], BY_FACTOR),
    "a bookmark": (["%bookmark here\nfactor = 2"], BY_FACTOR),
    "a stored value": (["factor = 2\n%store factor", "factor = 3\n%store -r factor"], BY_FACTOR),
    "a file in /tmp": (
        ["open('/tmp/a.txt', 'w').write('2')", "factor = int(open('/tmp/a.txt').read())"],
        BY_FACTOR,
    ),
    "a folder in /tmp": (
        ["import os\nos.makedirs('/tmp/made/in')", "open('/tmp/made/in/a', 'w').write('2')"],
        "def double(x):\n    return int(open('/tmp/made/in/a').read()) * x",
    ),
    "who I am": (
        ["import getpass, os\nfactor = 2 if getpass.getuser() and os.getenv('USER') else 0"],
        BY_FACTOR,
    ),
    "home": (
        ["import os\np = os.path.expanduser('~/a')\nopen(p, 'w').write('2')"],
        "def double(x):\n    return int(open(p).read()) * x",
    ),
}
# a broken cell above the answer, and its line that the message names
BROKEN = {
    "an unclosed parenthesis": ("factor = 2\nprint((factor)", "line 2: '(' was never closed"),
    "a bad escape": ("path = 'C:\\Users\\me'\nfactor = 2", "line 1: (unicode error)"),
    "Python 2": ("import math\nfactor = 2\nprint 'hi'", "line 3: Missing parentheses"),
}
FILES = {"lib/facs.py": "factor = 2\n", "lib/f.txt": "2"}
FILES["set_folder.py"] = "import sys\nsys.path.append('lib')\n"


def student(name):
    return name.replace(" ", "_").replace("/", "")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The result of each answer's test, by the name of the answer."""
    course = write_course(tmp_path_factory.mktemp("all") / "course", CELLS)
    broken = {name: ([source], BY_FACTOR) for name, (source, _) in BROKEN.items()}
    for name, (above, answer) in (RIGHT | broken).items():
        cells = [copy.deepcopy(one) for one in CELLS]
        cells[1].source = answer
        folder = course.submitted_root / student(name) / "ps1"
        for file, content in FILES.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(content)
        nb = notebook([cells[0], *map(cell, above), *cells[1:]])
        nbformat.write(nb, folder / "p1.ipynb")
    graded_all = grade_assignment(course, "ps1", workers=2).results()
    return {result.student: result.tests[0] for result in graded_all}


@pytest.mark.parametrize("name", RIGHT)
def test_it_is_right_as_in_jupyter(results, name):
    found = results[student(name)]
    assert (found.points, found.message) == (2.0, "")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_cell_above_is_named(results, name):
    found = results[student(name)]
    said = f"Code cell 2 would define `factor`, but is not valid Python: {BROKEN[name][1]}"
    assert found.points == 0 and said in found.message
