"""A class of accidents and attacks is graded to its end, each by itself, in the real sandbox."""

import os
import sqlite3
from contextlib import closing

import pytest
from plain_courses import graded, solution, submit, write_course

from grader.gradebook.grading_run import grade_assignment
from grader.results import Verdict

pytestmark = pytest.mark.slow
CELLS = [
    solution(
        "double", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    graded("test_double", "assert double(2) == 4", 2.0),
]
RIGHT = {"double": "def double(x):\n    return x + x"}


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course [1]", CELLS)


def test_everybody_gets_what_they_earned_whatever_the_others_are(course):
    honest = {
        "ada": "ada",
        "[1234] Bob": "[1234] Bob",
        "new\nline": "new~x0aline",
        "\x1b[31mred": "~x1b[31mred",
        os.fsdecode(b"Jos\xe9"): "Jos~xe9",
        "L" * 250: "L" * 250,
        "closed": "closed",
        "unwritable": "unwritable",
    }
    for name in honest:
        submit(course, name, RIGHT, CELLS)
    submitted = course.submitted_root
    (submitted / "closed" / "ps1" / "p1.ipynb").chmod(0)
    (submitted / "closed" / "ps1").chmod(0)
    os.mkfifo(submitted / "ada" / "ps1" / "timestamp.txt")
    for name in ("link", "pipe", "holes"):
        (submitted / name / "ps1").mkdir(parents=True)
    (submitted / "link" / "ps1" / "p1.ipynb").symlink_to(course.source("ps1") / "p1.ipynb")
    os.mkfifo(submitted / "pipe" / "ps1" / "p1.ipynb")
    with (submitted / "holes" / "ps1" / "p1.ipynb").open("wb") as file:
        file.truncate(2_000_000_000)
    (submitted / "elsewhere").symlink_to(course.source("ps1").parent)
    (course.root / "autograded").mkdir()
    (course.root / "autograded" / "unwritable").touch()  # its notebook can't be written

    session = grade_assignment(course, "ps1", workers=1)
    results = {result.student: result for result in session.results()}

    [reason] = session.refused
    assert reason.startswith("elsewhere is a link")
    faults = {name for name, result in results.items() if result.tests[0].fault}
    assert faults == {"unwritable"}
    scores = {name: result.score for name, result in results.items() if name not in faults}
    assert scores == dict.fromkeys(set(honest.values()) - faults, 2.0) | {
        "link": 0.0,
        "pipe": 0.0,
        "holes": 0.0,
    }
    for name, told in (("link", "but a link"), ("pipe", "but a pipe"), ("holes", "bytes, more")):
        assert results[name].tests[0].verdict is Verdict.ERROR
        assert told in results[name].tests[0].message
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        recorded = {
            name for (name,) in database.execute("select student_id from submitted_assignment")
        }
    assert recorded == set(scores)
