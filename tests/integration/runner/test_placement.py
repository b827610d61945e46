"""Where the tests of other people's courses run is decided by their author's solution."""

import json

import pytest
from click.testing import CliRunner
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from plain_courses import cell, graded, solution, submit
from traitlets.config import Config

from grader.assignment.reader import read_assignment
from grader.cli import main
from grader.course import Course
from grader.errors import AuthoringError
from grader.gradebook import placement_cache
from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.safe_converters import generate_feedback
from grader.gradebook.writer import register
from grader.runner.tests_in_worker import HIDDEN_FAILED, INSIDE

pytestmark = pytest.mark.slow

DOUBLE = solution("double", "def double(x):\n    return 2 * x")
HELLO = solution("hello", "def hello(name):\n    print('Hello', name)")
T_DOUBLE = graded(
    "t_double", "assert double(1) == 2\n# SECRET\nassert double(7723) == 15446\n# TERCES", 2
)
T_HELLO = graded(
    "t_hello",
    "import contextlib, io\n"
    "def said(name):\n"
    "    with contextlib.redirect_stdout(io.StringIO()) as out:\n"
    "        hello(name)\n"
    "    return out.getvalue()\n"
    "assert said('you') == 'Hello you\\n'\n"
    "# SECRET\n"
    "assert said('name-7723') == 'Hello name-7723\\n'\n"
    "# TERCES",
    3,
)
CELLS = [DOUBLE, T_DOUBLE, HELLO, T_HELLO]
CONFIG = """
c.ClearHiddenTests.begin_test_delimeter = "SECRET"
c.ClearHiddenTests.end_test_delimeter = "TERCES"
"""
RIGHT = {"double": DOUBLE.source, "hello": HELLO.source}
ALWAYS = "class A:\n    def __eq__(self, other):\n        return True\n"
ALWAYS += "    def __repr__(self):\n        raise ValueError(self)\n"
TELLS = "\n    raise type(f'E{{{0}}}', (Exception,), {{}})(f'got {{{0}}}')"
# What answers try in order to have their hidden test run inside, or to tell what they were given.
SLY = {
    "always": {"double": ALWAYS + "def double(x):\n    return A()"},
    "generator": {"double": "def double(x):\n    return (y for y in [x])"},
    "raises": {"double": "def double(x):\n    if x == 1: return 2" + TELLS.format("x")},
    "grows": {"double": "def double(x):\n    return 2 if x == 1 else {x: str(x)}"},
    "names": {"double": "def double(x):\n    double.__name__ = f'n{x}'\n    return double"},
    "marker": {"double": "### RUN INSIDE THE STUDENT'S PROCESS\n" + ALWAYS + "double = A()"},
    "says": {"hello": "def hello(name):\n    raise ValueError(name)"},
    "quits": {"hello": "import os\ndef hello(name):\n    os._exit(len(name))"},
    "frames": {
        "hello": "import sys\n"
        "def hello(name):\n"
        "    if name == 'you': return print('Hello', name)\n"
        "    raise AssertionError(str(sys._getframe(2).f_locals))"
    },
}


@pytest.fixture
def course(plain_course):
    return plain_course(CELLS, CONFIG)


def grade(course, **options):
    session = grade_assignment(course, "ps1", workers=1, **options)
    results = {r.student: {t.grade_id: t for t in r.tests} for r in session.results()}
    return results, session.notes


def written_below(folder):
    return "\n".join(
        path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file()
    )


def test_hidden_text_reaches_nobody_and_no_answer_has_a_say(course):
    submit(course, "right", RIGHT, CELLS)
    for student, answers in SLY.items():
        submit(course, student, RIGHT | answers, CELLS)
    results, [note] = grade(course)
    assert note.startswith("1 of 2 tests needs the student's own process")
    assert "t_hello (printed text)" in note
    assert {t.grade_id: t.points for t in results["right"].values()} == {
        "t_double": 2.0,
        "t_hello": 3.0,
    }
    assert results["right"]["t_hello"].message == INSIDE
    for student, answers in SLY.items():
        [answer] = answers
        test = results[student][f"t_{answer}"]
        assert test.points == 0, (student, test)
        assert (INSIDE in test.message) == (answer == "hello"), "decided by the solution alone"
    assert results["frames"]["t_hello"].message == f"{HIDDEN_FAILED} ({INSIDE})"
    generate_feedback(course, "ps1")
    for folder in ("autograded", "feedback"):
        text = written_below(course.root / folder)
        assert "t_hello" in text
        for secret in ("7723", "7724", "15446", "SECRET", "TERCES"):
            assert secret not in text, folder


def test_the_decision_is_kept_until_the_source_changes(course, monkeypatch):
    submit(course, "right", RIGHT, CELLS)
    first, notes = grade(course)
    tried, real = [], placement_cache.try_solution

    def counted(*args):
        tried.append(1)
        return real(*args)

    monkeypatch.setattr(placement_cache, "try_solution", counted)
    again, same_notes = grade(course, force=True)
    assert (again, same_notes, tried) == (first, notes, [])
    path = course.source("ps1") / "p1.ipynb"
    path.write_text(path.read_text().replace("name-7723", "name-7725"))
    grade(course)
    assert tried == [1]


def test_the_author_is_told_which_hidden_check_fails(plain_course):
    wrong = graded("t", "assert double(1) == 2\n# SECRET\nassert double(7723) == 1\n# TERCES")
    course = plain_course([DOUBLE, wrong], CONFIG)
    submit(course, "right", RIGHT, [DOUBLE, wrong])
    with pytest.raises(AuthoringError, match=r"`double\(7723\)` is 15446, expected 1\."):
        grade(course)


@pytest.mark.parametrize("strict", [None, True])
def test_where_the_solution_fails_grading_stops_and_nobody_has_a_zero(plain_course, strict):
    wrong_test = graded("t_wrong", "assert double(2) == 5", 2)
    course = plain_course([DOUBLE, T_DOUBLE, wrong_test], CONFIG)
    submit(course, "right", RIGHT, [DOUBLE, T_DOUBLE, wrong_test])
    with pytest.raises(AuthoringError, match=r"fails 1 of 2 tests.*t_wrong: `double\(2\)` is 4"):
        grade(course, strict=strict)
    assert not (course.root / "autograded").exists()
    results, notes = grade(course, strict=strict, solution_fails_anyway=True)
    assert {t.points for t in results["right"].values()} == {2.0, 0.0}
    assert any("solution fails t_wrong" in note for note in notes)


def test_strict_means_that_nothing_runs_inside(course):
    submit(course, "right", RIGHT, CELLS)
    with pytest.raises(AuthoringError, match=r"t_hello.*without --strict"):
        grade(course, strict=True)
    results, _ = grade(course, strict=True, solution_fails_anyway=True)
    assert results["right"]["t_hello"].points == 0
    assert INSIDE not in results["right"]["t_hello"].message


def test_the_authors_marker_still_works(plain_course):
    marked = graded("t", "### RUN INSIDE THE STUDENT'S PROCESS\nassert double(1) == 2")
    course = plain_course([DOUBLE, marked])
    submit(course, "right", RIGHT, [DOUBLE, marked])
    results, [note] = grade(course)
    assert results["right"]["t"].message == INSIDE
    assert "its author has marked it" in note


def test_a_source_without_a_solution_decides_nothing_and_says_so(plain_course):
    blank = solution("double", "# YOUR CODE HERE\nraise NotImplementedError()")
    course = plain_course([blank, T_DOUBLE], CONFIG)
    submit(course, "right", RIGHT, [blank, T_DOUBLE])
    results, [note] = grade(course)
    assert results["right"]["t_double"].points == 2
    assert "no solution for them: t_double" in note


PREPARED = [
    solution(
        "answers",
        "import random\nimport numpy as np\n"
        "def roll():\n    return random.randint(1, 6)\n"
        "def mixed():\n    return np.random.permutation(3)\n"
        "def total(numbers):\n    return sum(numbers)\n"
        "def mode():\n    return 'fast'\n"
        "def hour():\n    import time\n    return time.gmtime().tm_hour",
    ),
    cell("def fixed(f):\n    np.random.seed(1)\n    return f()", grade_id="h", locked=True),
    graded("t_seed", "random.seed(3)\nassert 1 <= roll() <= 6"),
    graded("t_helper", "assert sorted(fixed(mixed)) == [0, 1, 2]"),
    graded(
        "t_patched",
        "from unittest.mock import patch\nwith patch('random.randint', lambda a, b: b):\n"
        "    assert roll() <= 6",
    ),
    graded(
        "t_clock",
        "from unittest.mock import patch\nwith patch('time.time', lambda: 0.0):\n"
        "    assert hour() < 24",
    ),
    graded("t_deep", "import sys\nsys.setrecursionlimit(9000)\nassert total([1] * 3000) == 3000"),
    graded("t_mode", "import os\nos.environ['MODE'] = 'fast'\nassert mode() == 'fast'"),
    graded("t_input", "np.random.seed(1)\nx = np.random.rand()\nassert total([x, x]) == 2 * x"),
]


def test_a_pass_from_outside_is_no_evidence_where_the_answer_would_feel_what_a_test_prepares(
    plain_course,
):
    course = plain_course(PREPARED)
    right = PREPARED[0].source
    submit(course, "same", {"answers": right}, PREPARED)
    other = right.replace("sum(numbers)", "numbers[0] + total(numbers[1:]) if numbers else 0")
    other = other.replace("'fast'", "__import__('os').environ['MODE']")
    submit(course, "other", {"answers": other}, PREPARED)
    sly = right + "\n" + ALWAYS + "def total(numbers):\n    return A()"
    submit(course, "sly", {"answers": sly}, PREPARED)
    results, _ = grade(course)
    [entry] = [json.loads(p.read_text()) for p in (course.root / ".grader").glob("*.solution.json")]
    assert {t["grade_id"]: (t["place"], t["why"]) for t in entry["tests"]} == {
        "t_seed": ("inside", "random numbers"),
        "t_helper": ("inside", "random numbers"),
        "t_patched": ("inside", "patched names"),
        "t_clock": ("inside", "patched names"),
        "t_deep": ("inside", "settings"),
        "t_mode": ("inside", "settings"),
        "t_input": ("both", "random numbers"),
    }
    for student in ("same", "other"):
        lost = {g: t.message for g, t in results[student].items() if t.points < 1}
        assert not lost, student
    assert results["sly"]["t_input"].points == 0


def test_this_courses_own_assignments_were_validated_as_long_as_nothing_changes(tiny):
    assignment = read_assignment(tiny, "01_tiny")
    assert placement_cache.was_validated(tiny, assignment)
    source = tiny.source("01_tiny") / "01_tiny.py"
    text = source.read_text()
    source.write_text(text.replace("-3.5", "-4.5"))
    assert not placement_cache.was_validated(tiny, assignment)
    source.write_text(text)
    (tiny.release("01_tiny") / "RELEASED_WITH_FORCE.txt").write_text("anyway")
    assert not placement_cache.was_validated(tiny, assignment)
    assert not placement_cache.was_validated(Course(tiny.root, Config()), assignment)


def test_the_command_prints_the_list_and_has_the_flag(course, plain_course):
    submit(course, "right", RIGHT, CELLS)
    command = ["--course-dir", str(course.root), "grade", "ps1"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "t_hello (printed text)" in done.output
    [entry] = [json.loads(p.read_text()) for p in (course.root / ".grader").glob("*.solution.json")]
    assert {t["grade_id"]: t["place"] for t in entry["tests"]} == {
        "t_double": "strict",
        "t_hello": "inside",
    }
    failing = CliRunner().invoke(main, [*command, "--strict"])
    assert failing.exit_code == 1
    assert "--solution-fails-anyway" in failing.output


def test_nbgraders_own_autograde_decides_the_same(plain_course, repository, monkeypatch):
    engine = (repository / "nbgrader_config.py").read_text()
    lines = [line for line in engine.splitlines() if line.startswith("c.Autograde")]
    course = plain_course(CELLS, CONFIG + "\n".join(lines))
    submit(course, "right", RIGHT, CELLS)
    submit(course, "says", RIGHT | SLY["says"], CELLS)
    monkeypatch.chdir(course.root)
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    register(course, "ps1")
    for student in ("right", "says"):
        answer = api.autograde("ps1", student)
        assert answer["success"], answer["error"]
        text = written_below(course.root / "autograded" / student)
        assert INSIDE in text
        assert "7723" not in text
    scores = {s.student_id: s.score for s in map(_Score, api.get_submissions("ps1"))}
    assert scores == {"right": 5.0, "says": 2.0}
    results, _ = grade(Course.load(course.root))
    assert {name: sum(t.points for t in r.values()) for name, r in results.items()} == scores


class _Score:
    def __init__(self, submission):
        self.student_id, self.score = submission["student"], submission["score"]
