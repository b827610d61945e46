"""Kind 5: what a hidden check was called with, told to the student by a way that seems harmless.

Each leak is a course of its own with two exercises. The hidden check of the first calls
`first(7723)`; an answer remembers what it was called with and tells it where the student can read
it. In the tables, the text of a test may have {begin} and {end} where hidden checks stand.
"""

from __future__ import annotations

from dataclasses import dataclass

# The hidden checks call with it. It is in no answer and in no visible test.
SECRET = 7723
# These stand in hidden checks only, and must never be read.
MARK = "hidden-7391-pelican"
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

FIRST = (
    "assert first(1) == 2\n{begin}\n" + f'mark = "{MARK}"\n'
    f'assert first({SECRET}) == {2 * SECRET}, "first fails for another number."\n'
    "{end}\n"
)
SECOND = 'print("second says", second())\nassert isinstance(second(), str)\n'
REMEMBERS = "SEEN = []\n\n\ndef first(x):\n    SEEN.append(x)\n    return 2 * x\n"
FORGETS = "def first(x):\n    return 2 * x\n"


@dataclass(frozen=True)
class Leak:
    """A course with two exercises, and an answer to both.

    Attributes
    ----------
    channel:
        How the secret is told.
    tests, answers:
        The two tests' sources, the two answers.
    extra:
        A cell between the answers, of the student's own.
    secrets:
        What must be in nothing that a student is shown.
    points:
        The points that the answers deserve, of 4 and 6. Only a 0 is tested: what an answer gets
        that looks for what it knew before depends on whether it was forgotten.
    strict:
        Whether the course is graded so.
    config:
        More lines of the course's ``nbgrader_config.py``.
    delimiters:
        What stands before and after hidden checks.
    """

    channel: str
    answers: tuple[str, str]
    points: tuple[float, float]
    tests: tuple[str, str] = (FIRST, SECOND)
    extra: str = ""
    secrets: tuple[str, ...] = (str(SECRET), MARK)
    strict: bool = True
    config: str = ""
    delimiters: tuple[str, str] = (BEGIN, END)

    def source(self, test: str) -> str:
        begin, end = self.delimiters
        return test.replace("{begin}", begin).replace("{end}", end)


def second(body: str) -> str:
    return f"def second():\n    {body}\n"


LINE = """\
def first(x):
    if x == 1:
        return 2
    scope = {}
    source = "\\n" * (x - 2) + "def first():\\n    1 / 0"
    exec(compile(source, first.__code__.co_filename, "exec"), scope)
    scope["first"]()
"""
MOVED = """\
def told():
    1 / 0


def first(x):
    if x == 1:
        return 2
    told.__code__ = told.__code__.replace(co_firstlineno=x - 1)
    told()
"""
TYPES = """\
KINDS = [ArithmeticError, AttributeError, BufferError, EOFError, IndexError, KeyError, NameError,
         OSError, RuntimeError, TypeError]


def first(x):
    if x == 1:
        return 2
    raise KINDS[{}]("told")
"""
ROWS = """\
from test_utils import summary
for row in summary(second()):
    print(row)
"""
MODEL = """\
import tensorflow as tf


def second():
    return tf.keras.Sequential([tf.keras.Input((1,)), {}])
"""
# Only a line that its cell has is believed, so the cells are long.
LONG = "#\n" * 8000
# What a check finds may be in its own message; what student code has put there may not.
FINDS = (
    "assert first(1) == 2\n{begin}\n" + f"found = first({SECRET})\n"
    f'assert found == {2 * SECRET}, f"first returned {{found}}, expected another number."\n'
    "{end}\n"
)
SHAPE = (
    "import numpy as np\nassert first(1).shape == (1,)\n{begin}\n"
    f"found = first({SECRET}).shape\n"
    'assert found == (1,), f"The shape is {found}, expected (1,)."\n{end}\n'
)
PRINTS = f"assert first(1) == 2\n{{begin}}\nprint(first({SECRET}))\n{{end}}\n"
ITERATES = (
    "assert list(first(1)) == [1]\n{begin}\n" + f'mark = "{MARK}"\n'
    f"assert list(first({SECRET})) == [{SECRET}]\n" + "{end}\n"
)
AUTO = "### AUTOTEST first(1)\n### HASHED AUTOTEST first(2)\n"

LEAKS = [
    Leak("a later test prints what an answer says", (REMEMBERS, second("return str(SEEN)")), (4, 6)),
    Leak("a later test prints it, turned into words",
         (REMEMBERS, second('return " ".join("abcdefghij"[int(d)] for d in str(max(SEEN)))')), (4, 6),
         secrets=("h h c d",)),
    Leak("a later test that fails prints it",
         (REMEMBERS, second("return SEEN")), (4, 0)),
    Leak("a later test prints the settings of a layer",
         (REMEMBERS, MODEL.format("tf.keras.layers.Dense(max(SEEN))")), (4, 6), (FIRST, ROWS)),
    Leak("a later test prints the rate of a Dropout",
         (REMEMBERS, MODEL.format("tf.keras.layers.Dropout(max(SEEN) / 10000)")), (4, 6),
         (FIRST, ROWS), secrets=("0.7723",)),
    Leak("a later test shows a layer that is wrong",
         (REMEMBERS, MODEL.format("tf.keras.layers.Dense(max(SEEN))")), (4, 0),
         (FIRST, ROWS + "from test_utils import comparator\n"
          'comparator(summary(second()), [["Dense", (None, 1), 2, "linear"]])\n')),
    Leak("a later answer raises it", (REMEMBERS, second("raise ValueError(SEEN)")), (4, 0)),
    Leak("a later answer raises a type that is named after it",
         (REMEMBERS, second('raise type(f"E{max(SEEN)}", (Exception,), {})("x")')), (4, 0)),
    Leak("the line number of an exception", (LINE + LONG, second('return "a"')), (0, 6)),
    Leak("the line number of an exception, in a function that was moved",
         (MOVED + LONG, second('return "a"')), (0, 6)),
    Leak("the line number of a later exception",
         (REMEMBERS, second('exec(compile("\\n" * (max(SEEN) - 1) + "1 / 0", "<x>", "exec"))')), (4, 0)),
    Leak("the name of a function that raises",
         ("def first(x):\n    if x == 1:\n        return 2\n"
          '    exec(f"def told_{x}():\\n    1 / 0\\ntold_{x}()")\n', second('return "a"')), (0, 6)),
    Leak("the built-in type of an exception, one of ten",
         (TYPES.format("x // 1000"), second('return "a"')), (0, 6), secrets=("OSError",)),
    Leak("another built-in type of an exception", (TYPES.format("x % 10"), second('return "a"')),
         (0, 6), secrets=("EOFError",)),
    Leak("a cell below that raises when it is run for a later test",
         (REMEMBERS, "def second():\n    return told\n"), (4, 0),
         extra="told = int(f'it is {SEEN}')\n"),
    Leak("a cell below that lacks a name it made up",
         (REMEMBERS, "def second():\n    return told\n"), (4, 0),
         extra='told = eval(f"name_{max(SEEN)}")\n'),
    Leak("a returned value in the check's own message",
         ("def first(x):\n    return 2 if x == 1 else f'it is {x}'\n", second('return "a"')), (0, 6),
         (FINDS, SECOND)),
    Leak("a returned shape in the check's own message",
         ("import numpy as np\n\n\ndef first(x):\n    return np.zeros(x)\n", second('return "a"')),
         (0, 6), (SHAPE, SECOND)),
    Leak("what a hidden check prints", (FORGETS.replace("2 * x", "2 if x == 1 else f'it is {x}'"),
         second('return "a"')), (4, 6), (PRINTS, SECOND)),
    Leak("what an answer prints", ("def first(x):\n    print('it is', x)\n    return 2 * x\n",
         second('return "a"')), (4, 6)),
    Leak("a file in the scratch folder that a later answer reads",
         ("def first(x):\n    open('told', 'w').write(str(x))\n    return 2 * x\n",
          second("return open('told').read()")), (4, 0)),
    Leak("the name of a function that is returned later",
         (REMEMBERS, second('f = lambda: 1\n    f.__name__ = f.__qualname__ = f"it_is_{max(SEEN)}"\n'
                            "    return f")), (4, 0)),
    Leak("a class of its own that is returned later",
         (REMEMBERS, second('return type(f"It{max(SEEN)}", (), {})()')), (4, 0)),
    # other people's courses: not strict by default
    Leak("an answer that can't cross has the hidden test run beside it, and reads it",
         ("import linecache, sys\n\n\ndef first(x):\n    frame = sys._getframe(1)\n"
          "    names = frame.f_code.co_consts + tuple(map(str, frame.f_locals.values()))\n"
          "    print(names)\n    raise ValueError(names)\n    yield 1\n", second('return "a"')),
         (0, 6), (ITERATES, SECOND), strict=False),
    Leak("a generator tells what it was called with",
         ("def first(x):\n    if x > 1:\n        raise ValueError(x)\n    yield x\n",
          second('return "a"')), (0, 6), (ITERATES, SECOND), strict=False),
    Leak("an object that equals everything",
         ("class Same:\n    def __eq__(self, other):\n        return True\n\n\n"
          "def first(x):\n    return Same()\n", second('return "a"')), (0, 6), strict=False),
    Leak("an object that equals everything, and says what it was compared with",
         ("class Same:\n    def __eq__(self, other):\n        raise ValueError(other)\n\n\n"
          "def first(x):\n    return 2 if x == 1 else Same()\n", second('return "a"')), (0, 6),
         strict=False, secrets=(str(SECRET), str(2 * SECRET), MARK)),
    # what nbgrader reads through its configuration
    Leak("hidden checks between delimiters of the course's own",
         (FORGETS.replace("2 * x", "2 if x == 1 else 0"), second('return "a"')), (0, 6),
         delimiters=("# HIDE", "# SHOW"),
         config='c.ClearHiddenTests.begin_test_delimeter = "# HIDE"\n'
         'c.ClearHiddenTests.end_test_delimeter = "# SHOW"\n'),
    Leak("the exception in a hidden check between own delimiters",
         ("def first(x):\n    if x > 1:\n        raise ValueError(x)\n    return 2\n",
          second('return "a"')), (0, 6), delimiters=("# HIDE", "# SHOW"),
         config='c.ClearHiddenTests.begin_test_delimeter = "# HIDE"\n'
         'c.ClearHiddenTests.end_test_delimeter = "# SHOW"\n'),
    Leak("an autotest that was not instantiated",
         ("def first(x):\n    return None\n", second("return 2")), (0, 6),
         (AUTO, "assert second() == 2\n"),
         secrets=(), strict=False),
]  # fmt: skip
