"""formgrader lists the submissions of a class whatever somebody's ``timestamp.txt`` is."""

import os
from datetime import datetime

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from plain_courses import cell, submit, write_course

from grader.checkout import installed_root
from grader.course import Course
from grader.gradebook.writer import register

WRITE = {
    "a pipe": os.mkfifo,
    "no time": lambda path: path.write_text("yesterday, I think"),
    "too large a number": lambda path: path.write_text("9" * 60),
    "empty": lambda path: path.write_text(""),
    "bytes": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "long": lambda path: path.write_bytes(b"2024" * 100_000),
    "a folder": lambda path: path.mkdir(),
    "a link to a time": lambda path: path.symlink_to("/proc/self/../time"),
}


@pytest.mark.parametrize("kind", WRITE)
def test_one_odd_file_leaves_the_others_in_the_list(kind, tmp_path, monkeypatch):
    course = write_course(tmp_path / "course", [cell("x = 1")])
    for student in ("ada", "odd"):
        submit(course, student, {}, [cell("x = 1")])
    (course.submitted_root / "ada/ps1/timestamp.txt").write_text("2024-05-01 12:00:00 UTC")
    register(course, "ps1")
    WRITE[kind](course.submitted_root / "odd/ps1/timestamp.txt")
    monkeypatch.setattr(NbGraderAPI, "get_submitted_timestamp", NbGraderAPI.get_submitted_timestamp)
    Course.load(installed_root())  # reads nbgrader_config.py, as formgrader does
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    monkeypatch.chdir(course.root)
    listed = {one["student"]: one["timestamp"] for one in api.get_submissions("ps1")}
    assert set(listed) == {"ada", "odd"} and listed["odd"] is None
    assert api.get_submitted_timestamp("ps1", "ada") == datetime(2024, 5, 1, 12)
