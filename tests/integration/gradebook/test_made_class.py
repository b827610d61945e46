"""A class of messes is graded from beginning to end by the command, each by itself."""

import json

import pytest
from click.testing import CliRunner
from messy_class import MESSES, SOURCE, write_messy_class
from plain_courses import write_course

from grader.cli import main


@pytest.mark.slow
def test_a_class_of_messes(tmp_path):
    course = write_course(tmp_path, SOURCE)
    (tmp_path / "source" / "ps2").mkdir()
    write_messy_class(course.submitted_root)
    done = CliRunner().invoke(main, ["--course-dir", str(tmp_path), "grade", "ps1", "--json"])
    assert done.exit_code == 0, done.output
    results = {one["student"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert {name: one["score"] for name, one in results.items()} == {
        name: mess.points for name, mess in MESSES.items() if mess.points is not None
    }
    lines = done.stderr.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("Not graded ("))
    for name, mess in MESSES.items():
        named = [line for line in lines[head:] if f": {name}: " in line]
        if mess.points:
            assert not named
        else:
            [line] = named
            assert mess.said in line
