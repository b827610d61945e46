"""A class that was interrupted goes on where it stopped, and another terminal can see how far."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from plain_courses import graded, solution, submit, write_course

from grader.cli import main
from grader.gradebook.grading_log import MOST_BYTES, GradingLog

CELLS = [
    solution("f", "def f(x):\n    return 2 * x"),
    graded("test_f", "assert f(2) == 4", points=3.0),
]
STUDENTS = 6
DESERVED = {f"s{n}": 3.0 * (n % 2) for n in range(STUDENTS)}
# Answers that differ, or equal ones would be graded once; and slow, or there would be nothing left.
RIGHT = "import time\ndef f(x):\n    time.sleep(0.5)\n    return 2 * x + {} - {}"

ENDS = """
import os
from grader import cli
from grader.gradebook.{module} import {name}
go_on, calls = {name}.{method}, []

def ends(self, *words, **options):
    calls.append(words)
    if len(calls) == 3:
        os._exit(9)
    return go_on(self, *words, **options)

{name}.{method} = ends
cli.main()
"""
# The third submission is planned and tested, its files are written; then its points, then the note.
BEFORE_COMMIT = {"module": "writer", "name": "GradebookWriter", "method": "record"}
BEFORE_CACHE = {"module": "result_cache", "name": "ResultCache", "method": "write"}


@pytest.fixture
def course(tmp_path):
    course = write_course(tmp_path / "course", CELLS)
    for number in range(STUDENTS):
        answer = RIGHT.format(number, number if number % 2 else number + 1)
        submit(course, f"s{number}", {"f": answer}, CELLS)
    return course


def grade(course, *words):
    command = [sys.executable, "-m", "grader", "grade", "ps1", "--course-dir", "."]
    words = [*command, "--workers", "1", *words]
    return subprocess.Popen(words, cwd=course.root, stdout=subprocess.DEVNULL)


def status(course, *words):
    done = CliRunner().invoke(main, ["--course-dir", str(course.root), "status", *words])
    assert done.exit_code == 0
    return done.output


def counted(course):
    """What `status` says of the only assignment; empty while nothing is known of it."""
    return json.loads(status(course, "--json") or "{}")


def scores(course):
    with Gradebook(course.db_url, course.gradebook_course) as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions("ps1")}


def rows(course):
    """How many submissions are recorded, and of how many students."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        asked = "select count(*), count(distinct student_id) from submitted_assignment"
        return database.execute(asked).fetchone()


def test_a_class_that_was_killed_goes_on_and_grades_nobody_twice(course):
    assert "Nothing has been graded" in status(course)
    first = grade(course)
    deadline = time.monotonic() + 300
    while counted(course).get("graded", 0) < 2:
        assert time.monotonic() < deadline, "nothing was graded"
        assert first.poll() is None, "it was over before it could be killed"
        time.sleep(0.05)
    assert counted(course)["running"] and "running since" in status(course)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert "interrupted" in status(course) and "the same command goes on" in status(course)
    entries = course.root / ".grader" / "ps1"
    before = {path.name: path.stat().st_mtime_ns for path in entries.glob("*.json")}
    assert 2 <= len(before) < STUDENTS

    assert grade(course).wait() == 0

    assert scores(course) == DESERVED
    after = {path.name: path.stat().st_mtime_ns for path in entries.glob("*.json")}
    assert {name: after[name] for name in before} == before
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    assert rows(course) == (STUDENTS, STUDENTS)
    assert f"{STUDENTS} of {STUDENTS} graded in" in status(course)
    found = counted(course)
    assert (found["graded"], found["faults"], found["running"]) == (STUDENTS, 0, False)


def test_a_score_that_was_given_by_hand_is_kept(course):
    assert grade(course, "--student", "s0").wait() == 0
    with Gradebook(course.db_url, course.gradebook_course) as gradebook:
        gradebook.find_grade("test_f", "p1", "ps1", "s0").manual_score = 2.0
        gradebook.db.commit()
    assert grade(course, "--student", "s0", "--force").wait() == 0
    assert scores(course) == {"s0": 2.0}


def test_a_log_that_grew_long_is_put_aside_and_half_a_line_is_nothing(course):
    path = course.root / ".grader" / "ps1.log.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"x" * (MOST_BYTES + 1))
    with GradingLog(course, "ps1", 5):
        path.open("a").write('{"at": "20')
        assert counted(course)["submissions"] == 5
    assert path.stat().st_size < 1000


def test_a_log_that_cannot_be_written_stops_nothing(course):
    (course.root / ".grader").write_text("no folder")
    with GradingLog(course, "ps1", 5):
        pass


@pytest.mark.parametrize("where", [BEFORE_COMMIT, BEFORE_CACHE], ids=["commit", "cache"])
def test_a_grader_that_ends_just_before(course, where):
    command = [sys.executable, "-c", ENDS.format(**where), "grade", "ps1", "--course-dir", "."]
    assert subprocess.run([*command, "--workers", "1"], cwd=course.root).returncode == 9
    entries = [*(course.root / ".grader" / "ps1").glob("*.json")]
    assert (len(entries), len(scores(course))) == (2, 2 + (where is BEFORE_CACHE))
    assert grade(course).wait() == 0
    assert scores(course) == DESERVED
    assert rows(course) == (STUDENTS, STUDENTS)


def test_two_graders_at_once_write_one_gradebook(course):
    both = [grade(course), grade(course)]
    assert [one.wait() for one in both] == [0, 0]
    assert scores(course) == DESERVED
    assert rows(course) == (STUDENTS, STUDENTS)
