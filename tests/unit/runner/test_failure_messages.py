"""What a student is told; the hidden part of a test must not be in it."""

import numpy as np
import pytest

from grader.analysis.cell_analysis import analyse
from grader.protocol.value_types import Raised
from grader.results import Verdict
from grader.runner.cell_errors import BrokenCell, CellError, CodeInMagic, anywhere
from grader.runner.cell_execution import FILE
from grader.runner.failure_messages import refusal_message
from grader.runner.test_namespace import TestNamespace
from grader.runner.test_outcome import judge

HIDDEN = """\
assert f(1) == 2
### BEGIN HIDDEN TESTS
secret_name = "secret-value"
{}
### END HIDDEN TESTS
"""
RIGHT_FOR_ONE = "def f(x):\n    if x == 1:\n        return 2\n"


def told(examine, code, check, **rest):
    outcome = examine(code, HIDDEN.format(check), **rest)
    assert outcome.points == 0
    return outcome.message


def test_the_authors_own_sentence_is_told(examine):
    message = told(examine, RIGHT_FOR_ONE, 'assert f(99) == 198, "Try larger numbers."')
    assert message == "Try larger numbers."


@pytest.mark.parametrize(
    "check",
    [
        "assert f(99) == 198",
        "assert f(99) == 198, ''",
        "{}[f(99)]",
        "int('secret-value')",
        "undefined_helper(f(99))",
        "raise KeyError('secret-value')",
        "assert sorted(secret_name) == f",
    ],
)
def test_hidden_code_and_values_are_not_told(examine, check):
    message = told(examine, RIGHT_FOR_ONE, check)
    assert "hidden check" in message
    for part in ("secret", "99", "198", "undefined_helper(f"):
        assert part not in message


@pytest.mark.parametrize(
    ("code", "check", "kind"),
    [
        ("f = 2\n", "assert f(1) == 2", "int"),
        ("f = [2, 4]\n", "for found, wanted in [\n    (f(1), 2),\n]:\n    assert found", "list"),
        ("f = None\n", "print(len([\n    f(\n        1)]))", "NoneType"),
        ("import numpy as np\nf = np.zeros(3)\n", "assert max(f(1), 2) == 2", "ndarray"),
    ],
)
def test_a_value_in_place_of_a_function_is_told_as_one(examine, code, check, kind):
    message = examine(code, check).message
    assert message.startswith(f"`f` is of type {kind}, but the test calls it as a function.")
    assert "`def f(...):`" in message


@pytest.mark.parametrize(
    ("code", "check"),
    [
        ("f = 2\n", "g = 3\ng(f)"),
        ("f = 2\n", "assert f == 2 and int('x')"),
        ("def f(x):\n    return 2\n", "f(1, 2, 3)(4)"),
        ("f = 2\n", "assert 1\n### BEGIN HIDDEN TESTS\nf(99)\n### END HIDDEN TESTS"),
    ],
)
def test_other_type_errors_are_not_told_so(examine, code, check):
    outcome = examine(code, check)
    assert outcome.points == 0
    assert "as a function" not in outcome.message


def test_what_a_hidden_line_calls_is_told(examine):
    assert "`f`" in told(examine, RIGHT_FOR_ONE, "assert f(99) == 198")


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError(f'got {x}')",
        "raise type(f'E{x}', (Exception,), {})",
        "exec(compile('1/0', f'got {x}', 'exec'))",
        "exec(compile('\\n' * x + '1/0', 'answer', 'exec'))",
        "return type(f'E{x}', (), {})()",
        "f.__name__ = f'got {x}'\n    return object()",
    ],
)
def test_student_code_can_not_tell_what_a_hidden_check_called_it_with(examine, body):
    message = told(examine, RIGHT_FOR_ONE + f"    {body}\n", "assert f(7723) == 198")
    assert "7723" not in message
    assert "7724" not in message


def test_nor_by_a_visible_helper_that_the_hidden_part_calls(examine):
    test = "def check(x):\n    assert f(x) == 2 * x\n" + HIDDEN.format("check(7723)")
    outcome = examine(RIGHT_FOR_ONE + "    raise ValueError(f'got {x}')\n", test)
    assert "7723" not in outcome.message


@pytest.mark.parametrize(
    "body",
    [
        "\n" * 7720 + "    raise ValueError",
        "raise (ZeroDivisionError, KeyError)[x % 2]",
        "raise type(f'Got{x}', (Exception,), {})",
        "raise StopIteration(x)",
    ],
    ids=["line", "built-in type", "own type", "text"],
)
def test_type_line_and_text_of_an_exception_in_a_hidden_check_are_not_told(examine, body):
    other = RIGHT_FOR_ONE + "    return x / 0\n"
    expected = told(examine, other, "assert f(7723) == 198")
    assert expected.startswith("While a hidden check ran, your code raised an exception.")
    assert told(examine, RIGHT_FOR_ONE + f"    {body}\n", "assert f(7723) == 198") == expected


def test_what_is_printed_once_a_hidden_part_has_begun_is_not_told(examine):
    test = "print('seen', f(1))\n" + HIDDEN.format("print('told', f(7723))")
    outcome = examine("def f(x):\n    return 2 * x\n", test)
    assert (outcome.verdict, outcome.printed) == (Verdict.PASSED, "seen 2\n")


def test_an_exception_in_a_visible_check_is_told_whole(examine):
    outcome = examine("def f(x):\n    raise ValueError('too small')\n", HIDDEN.format("pass"))
    assert outcome.verdict == Verdict.ERROR
    assert outcome.message == "Your code raised ValueError (answer, line 2): too small"


def test_a_stack_of_calls_inside_a_message_is_left_out(examine):
    text = 'Graph error:\\n  File "/a/b.py", line 3, in fit\\n    x = 1\\nshapes differ'
    outcome = examine(f"def f(x):\n    raise ValueError('{text}')\n", HIDDEN.format("pass"))
    assert outcome.message.endswith("Graph error:\nshapes differ")


@pytest.mark.parametrize("code", ["f = lambda: 1", "class f: pass"])
def test_a_function_in_a_message_is_called_one(examine, code):
    assert examine(code, 'assert f == 2, f"f is {f}"').message == "f is a function"


def test_a_visible_comparison_says_what_was_found(examine):
    outcome = examine("def f(x):\n    return 3\n", HIDDEN.format("pass"))
    assert outcome.message == "`f(1)` is 3, expected 2."


@pytest.mark.parametrize("code", ["", "def f(x):\n    return k"])
def test_a_missing_name_is_explained_by_the_magic_that_was_given_its_code(worker, code):
    worker.run([("answer", code)])
    worker.unread.append(CodeInMagic("code cell 2", "%%foo", frozenset({"k", "f"})))
    outcome = judge("f(1)", 10.0, TestNamespace(worker, {}, frozenset("f"), frozenset()))
    why = (
        "Code cell 2 gives code to `%%foo`, which defines nothing in the notebook. So `{}` is not "
        "defined."
    )
    assert why.format("k" if code else "f") in outcome.message
    assert outcome.points == 0 and "cell 2" not in outcome.mistake


@pytest.mark.parametrize("code", ["", "def f(x):\n    return k"])
def test_a_missing_name_is_explained_by_the_cell_that_is_no_python(worker, code):
    worker.run([("answer", code)])
    told = "'(' was never closed"
    about = "code cell 2", f"line 3: {told}", f"line #: {told}", frozenset({"k", "f"})
    worker.unread.append(BrokenCell(*about))
    outcome = judge("f(1)", 10.0, TestNamespace(worker, {}, frozenset("f"), frozenset()))
    why = "Code cell 2 would define `{}`, but is not valid Python: line 3: '(' was never closed."
    assert why.format("k" if code else "f") in outcome.message
    assert outcome.points == 0 and "line 3" not in outcome.mistake
    assert "cell 2" not in outcome.mistake


def test_a_missing_name_is_explained_by_the_cell_that_failed(examine):
    outcome = examine("1 / 0\ndef f(x):\n    return 2\n", "assert f(1) == 2")
    assert outcome.verdict == Verdict.ERROR
    assert outcome.message == (
        "The cell answer stopped at line 1 with ZeroDivisionError: division by zero. "
        "So `f` is not defined."
    )


def test_a_cell_that_needs_too_much_memory_is_told_how_much_there_is(examine):
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 40, -1))\n"
    outcome = examine(f"{limit}raise MemoryError\ndef f(x):\n    return 2\n", "assert f(1) == 2")
    assert outcome.message.startswith(
        "The cell answer stopped at line 3 with MemoryError. So `f` is not defined.\n"
        "While your notebook is graded, it may use 1024.0 GB of memory. "
    )


@pytest.mark.parametrize("above", ["", "import math\n\n\n"])
@pytest.mark.parametrize(
    ("code", "mistake"),
    [
        (
            "def f(x):\n    raise ValueError('no')\n",
            "Your code raised ValueError (answer, line #): no",
        ),
        (
            "1 / 0\ndef f(x):\n    return 2\n",
            "The cell answer stopped at line # with ZeroDivisionError: division by zero. "
            "So `f` is not defined.",
        ),
    ],
)
def test_the_same_mistake_at_another_place_is_the_same(examine, above, code, mistake):
    outcome = examine(above + code, "assert f(1) == 2")
    assert outcome.mistake == mistake
    assert outcome.message != mistake, "the student is told the place"


def test_the_message_of_an_assertion_is_made_once(examine):
    test = "said = []\nassert f(1) == 2, said.append('x') or f'{len(said)} times'"
    outcome = examine("def f(x):\n    return 3\n", test)
    assert (outcome.message, outcome.mistake) == ("1 times", "")


def test_a_cell_without_a_name_is_the_same_wherever_it_stands():
    raised = [Raised("KeyError", "'a'", f"code cell {n}", n) for n in (3, 8)]
    errors = [CellError(f"code cell {n}", one) for n, one in zip((3, 8), raised, strict=True)]
    assert len({error.anywhere().sentence() for error in errors}) == 1
    assert len({error.sentence() for error in errors}) == 2


@pytest.mark.parametrize("raised", [Raised("KeyError", "'a'"), Raised("KeyError", "'a'", FILE, 3)])
def test_no_place_and_one_in_the_test_are_left_as_they_are(raised):
    assert anywhere(raised) == raised


def test_a_missing_name_is_named(examine):
    assert "'f' is not defined" in examine("x = 1", "assert f(1) == 2").message


SHOWN = """\
assert f(1) == 2
### BEGIN HIDDEN TESTS: values may be shown
import numpy as np
assert f(np.full((3, 2), 7723), n=4, pair=(1, None), word="same", rest=[8812]) == 2
### END HIDDEN TESTS
"""
RAISES = """\
def f(x, n=0, **more):
    if n == 0:
        return 2
    raise ValueError(f'got {n}')
"""


def test_how_a_hidden_check_called_it_is_told_where_its_author_allows_it(examine):
    message = examine(RAISES, SHOWN).message
    call = "f(array of shape (3, 2), n=4, pair=(1, None), word='same', rest=list of length 1)"
    assert f"It was called as {call}." in message
    assert "7723" not in message and "8812" not in message


def test_and_nowhere_else(examine):
    message = examine(RAISES, SHOWN.replace(": values may be shown", "")).message
    for part in ("called as", "(3, 2)", "n=4", "same"):
        assert part not in message


def names_after(worker, *sources):
    """The names of a test once these cells have been run."""
    cells = [(f"code cell {n}", text, analyse(text).defines) for n, text in enumerate(sources, 1)]
    worker.run(cells)
    return TestNamespace(worker, {}, frozenset(), frozenset())


ECHO = "def f(x):\n    return 2 if x == 1 else x\n"


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ('assert f(7723) == 2, "f of a large number"', "f of a large number"),
        ('n = 3\nassert f(7723) == 2, f"f({n}): {f(7723)}"', "f(3): …"),
        ('found = f(7723)\nassert found == 2, f"found {found}, not {2 * 3}"', "found …, not 6"),
        ('for n, y in [(7723, 2)]:\n    y = f(n)\n    assert y == 2, f"got {y}"', "got …"),
        ('def told(y):\n    assert y == 2, f"got {y}"\ntold(f(7723))', "got …"),
        ('got = {}\ngot["y"] = f(7723)\nassert got["y"] == 2, f"got {got}"', "got …"),
        ('got = []\ngot.append(f(7723))\nassert got == [2], f"got {got}"', "got …"),
        ("assert f(7723) == 2, str(f(7723))", None),
        ('raise AssertionError(f"got {f(7723)}")', "got …"),
        ('with open("/dev/null") as g:\n    y = f(7723)\nassert y == 2, f"{y:>9}"', "…"),
        ("from test_utils import same_array\nsame_array(lambda: f(7723), [2], 'f')", None),
    ],
)
def test_a_hidden_message_leaves_out_what_student_code_returned(examine, check, expected):
    message = told(examine, ECHO, check)
    assert "7723" not in message
    assert message == expected or (expected is None and message.startswith("A hidden check failed"))


def test_unless_its_author_says_that_values_may_be_shown(examine):
    test = HIDDEN.format('assert f(7723) == 2, f"f is {f(7723)}"')
    test = test.replace("HIDDEN TESTS\nsecret", "HIDDEN TESTS: values may be shown\nsecret")
    assert examine(ECHO, test).message == "f is 7723"


def test_a_name_that_is_missing_in_the_answer_is_explained_by_the_cell_that_binds_it(worker):
    cells = ("1 / 0\nscale = 2", "2 / 0\nrate = 3", "def f(x):\n    return rate * x")
    message = judge("f(1)", 10.0, names_after(worker, *cells)).message
    assert "NameError (code cell 3, line 2)" in message
    assert "Code cell 2 stopped at line 1 with ZeroDivisionError" in message
    assert "So `rate` is not defined." in message
    assert "Code cell 1" not in message


def test_the_cell_with_which_it_began_is_told_as_well(worker):
    cells = ("1 / 0\nscale = 2", "rate = scale", "k = rate", "def f(x):\n    return k * x")
    message = judge("f(1)", 10.0, names_after(worker, *cells)).message
    first, then = "name 'rate' is not defined. So `k` is not defined.", "So `scale` is not defined."
    assert 0 < message.index(first) < message.index("Code cell 1 stopped") < message.index(then)
    assert "Code cell 2" not in message


def test_cells_that_need_each_other_are_told_of_once(worker):
    cells = ("a = b", "b = a", "def f(x):\n    return a")
    message = judge("f(1)", 10.0, names_after(worker, *cells)).message
    assert message.count("Code cell 1") == message.count("Code cell 2") == 1


def test_no_cell_is_blamed_for_a_name_that_it_does_not_bind(worker):
    cells = ("1 / 0\nscale = 2", "def f(x):\n    return rate * x")
    message = judge("f(1)", 10.0, names_after(worker, *cells)).message
    assert "Code cell 1" not in message
    assert "Define `rate` in this cell, or in a cell above it." in message


def test_a_cell_that_was_not_filled_in_is_called_so(worker):
    cells = ("raise NotImplementedError()\nrate = 2", "def f(x):\n    return rate * x")
    message = judge("f(1)", 10.0, names_after(worker, *cells)).message
    assert "Code cell 1 is not filled in at line 1" in message


def test_the_machines_own_paths_are_not_told(examine):
    code = f"def f():\n    raise ValueError('{np.__file__} of /scratch/0/mine.csv')"
    message = examine(code, "f()").message
    assert "numpy/__init__.py of mine.csv" in message
    assert "site-packages" not in message


@pytest.mark.parametrize(
    "source, sentence",
    [
        ("def f():\n    modle = 1\n    return model", "In line 2 you wrote `modle`"),
        ("def f(image):\n    return imgae", "Did you mean `image`?"),
    ],
)
def test_a_name_that_is_spelled_otherwise_is_told_so_and_not_to_be_defined(
    examine, source, sentence
):
    message = examine(source, "f()" if "f()" in source else "f(1)").message
    assert sentence in message.splitlines()[1]
    assert "Define" not in message


def test_a_cell_that_stopped_for_want_of_a_name_is_no_cause_of_its_lack(worker):
    cells = ("def f():\n    return trained", "trained = f()")
    message = judge("f()", 10.0, names_after(worker, *cells)).message
    assert "NameError" in message and "Code cell 2" not in message


@pytest.mark.parametrize(
    "inside, recorded", [("import nowhere", False), ("helped = f()", True), ("1 / 0", False)]
)
def test_an_authors_cell_is_a_cause_only_where_student_code_stopped_it(worker, inside, recorded):
    worker.run([("answer", "def f():\n    return 1 / 0"), ("locked", inside)], authors={"locked"})
    assert bool(worker.cell_errors) == recorded


def test_a_function_that_is_not_filled_in_is_called_so(examine):
    message = examine("def f():\n    raise NotImplementedError()", "f()").message
    assert message == "The cell answer is not filled in at line 2: it raises NotImplementedError."


def test_an_exception_without_a_text_ends_in_a_full_stop(examine):
    message = examine("def f():\n    raise KeyError", "f()").message
    assert message == "Your code raised KeyError (answer, line 2)."


NOTED = """\
from test_utils import same_array
import numpy as np
same_array(lambda: f(2), np.zeros({size}), "f(2)", x=np.array([1.0, 2.5]))
"""


def test_the_case_in_which_student_code_raised_is_told_as_in_a_notebook(examine):
    message = examine("def f(x):\n    raise ValueError('no')", NOTED.format(size=2)).message
    first, *notes = message.splitlines()
    assert first == "Your code raised ValueError (answer, line 2): no"
    assert notes == ["This happened in f(2).", "x = [1, 2.5]", "expected = [0, 0]"]


def test_nothing_is_noted_of_a_hidden_case(examine):
    hidden = f"f(1)\n### BEGIN HIDDEN TESTS\n{NOTED.format(size=2)}### END HIDDEN TESTS\n"
    message = examine("def f(x):\n    if x == 2:\n        raise ValueError('no')", hidden).message
    assert "hidden check" in message and "2.5" not in message


@pytest.mark.parametrize("value", ["len", "lambda: 3", "type('Net', (), {'__call__': print})()"])
def test_the_proxy_of_a_function_is_called_a_function(examine, value):
    told = examine(f"f = {value}", "assert f is None, f'f is a {type(f).__name__}'").message
    assert told == "f is a function"


@pytest.mark.parametrize("refused", ["`f` returned a set", "`f` returned a set. Return a list."])
def test_a_refusal_ends_in_one_full_stop(refused):
    told = refusal_message(refused, TypeError("x"), "f()")
    assert told == f"{refused.rstrip('.')}."
