"""What is run of a cell below the statement that stopped it."""

import pytest

from grader.analysis.cell_analysis import analyse
from grader.runner.test_namespace import TestNamespace
from grader.runner.test_outcome import judge

ROOT = "def root(x):\n    return math.sqrt(x)"
COLAB = "from nowhere.colab import drive\ndrive.mount('/content/drive')"
LACKS = "The grader can't run `from nowhere.colab import drive`, so what needs it was left out"


def root_after(worker, *cells):
    """The outcome of a test of `root` once these cells have been run."""
    named = [(f"code cell {n}", text, analyse(text).defines) for n, text in enumerate(cells, 1)]
    worker.run(named)
    names = TestNamespace(worker, {}, frozenset(), frozenset())
    return judge("assert root(4) == 2", 10.0, names)


@pytest.mark.parametrize(
    "first",
    [
        COLAB,
        "import nowhere.colab",
        "from nowhere import *",
        "from os import nothing_of_the_kind as nothing",
        "import nowhere as n\nimport elsewhere as e\ne.use(n.all)",
        "import nowhere as n\nfor x in range(3):\n    n.use(x)",
        "import nowhere as n\ndef use():\n    n.use()\nuse()",
        "import nowhere as n\n@n.fast\ndef other(): pass",
        "import nowhere as n\nuser = n.User()\nfor name in user.names:\n    print(name)",
        "import nowhere; 2 + 2",
        "import nowhere\nasync def wait(): return 2\ntwo = await wait()",
        "from __future__ import annotations\nimport nowhere\ndef other(x: Unknown): pass",
    ],
)
def test_a_cell_goes_on_below_an_import_that_fails(worker, first):
    judged = root_after(worker, f"{first}\nimport math\n{ROOT}")
    assert judged.points == 10
    assert "Code cell 1 stopped at line" in judged.message
    assert "The grader can't run `" in judged.message


def test_what_it_lacks_is_told(worker):
    message = root_after(worker, f"{COLAB}\nimport math\n{ROOT}").message
    assert "stopped at line 1 with ModuleNotFoundError: No module named 'nowhere'" in message
    assert LACKS in message


def test_an_answer_that_needs_the_import_is_told_why_it_fails(worker):
    answer = "import nowhere as n\ndef root(x):\n    return n.sqrt(x)"
    judged = root_after(worker, answer)
    assert judged.points == 0
    assert "NameError (code cell 1, line 3): name 'n' is not defined" in judged.message
    assert "No module named 'nowhere'. So `n` is not defined." in judged.message


@pytest.mark.parametrize("error", ["open('/content/x')", "1 / 0", "print(undefined)"])
def test_another_error_below_stops_it_and_is_told(worker, error):
    judged = root_after(worker, f"{COLAB}\n{error}\nimport math\n{ROOT}")
    assert judged.points == 0
    assert "Code cell 1 stopped at line 3" in judged.message and LACKS in judged.message
    assert worker.get("math") is not None


def test_the_lines_of_what_is_run_below_are_those_of_the_cell(worker):
    judged = root_after(worker, f"{COLAB}\ndef root(x):\n    return x / 0")
    assert "ZeroDivisionError (code cell 1, line 4)" in judged.message


def test_an_import_that_fails_in_a_function_stops_the_cell(worker):
    answer = f"import math\ndef load():\n    import nowhere\nload()\n{ROOT}"
    assert root_after(worker, answer).points == 0


@pytest.mark.parametrize(
    "first",
    ["import os\nos.chdir('/content/drive')", "gpus = []\ngpus[0]", "raise RuntimeError('no GPU')"],
)
def test_imports_are_run_below_any_error(worker, first):
    judged = root_after(worker, f"{first}\nimport math\nimport string as text\nx = 1", ROOT)
    assert judged.points == 10
    told = "Its imports below were run all the same: import math; import string as text."
    assert told in judged.message


def test_nothing_but_imports_is_run_below_another_error(worker):
    assert root_after(worker, f"1 / 0\nimport math\nimport nowhere\n{ROOT}").points == 0
    assert worker.get("math") is not None
