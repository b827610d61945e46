"""What can be wrong with a gradebook is told in one sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import InvalidEntry
from sqlalchemy import text

from grader.errors import CourseError
from grader.gradebook import database
from grader.gradebook.database import (
    gradebook_file,
    open_gradebook,
    require_gradebook,
    require_writable,
)
from grader.gradebook.writer import GradebookWriter


def told(course):
    with pytest.raises(CourseError) as failed, open_gradebook(course) as gradebook:
        assert gradebook.students is None
    assert "\n" not in str(failed.value)
    return str(failed.value)


def test_a_gradebook_is_opened(registered):
    with open_gradebook(registered) as gradebook:
        assert [a.name for a in gradebook.assignments] == ["01_tiny"]


def test_a_file_that_is_no_gradebook_is_named(registered):
    gradebook_file(registered).write_bytes(b"Dear diary," * 1000)
    assert "gradebook.db) can't be used: file is not a database. Put your backup" in told(
        registered
    )


def test_one_of_an_older_nbgrader_is_to_be_upgraded(registered):
    with closing(sqlite3.connect(gradebook_file(registered))) as database:
        database.execute("alter table student drop column lms_user_id")
    assert "run `nbgrader db upgrade`" in told(registered)


def test_an_address_of_no_database_is_named(registered):
    registered.config.CourseDirectory.db_url = "gradebook.db"
    assert "`CourseDirectory.db_url` in nbgrader_config.py is 'gradebook.db'" in told(registered)


def test_a_gradebook_that_is_not_there_is_asked_for(tiny):
    with pytest.raises(CourseError, match="There is no gradebook yet"):
        require_gradebook(tiny)
    assert not Path(gradebook_file(tiny)).exists()


@pytest.mark.parametrize("kept", ["gradebook.db", "."])
def test_a_gradebook_that_may_not_be_written_is_named_before_anything_is_done(
    registered, monkeypatch, kept
):
    require_writable(registered)
    place = registered.root / kept
    monkeypatch.setattr(database.os, "access", lambda path, mode: path != place)
    for begin in (require_writable, lambda course: GradebookWriter(course, "01_tiny")):
        with pytest.raises(CourseError, match=f"may not change {place},"):
            begin(registered)


def test_nbgraders_own_traceback_is_not_shown(registered, capfd):
    with open_gradebook(registered) as gradebook:
        gradebook.db.execute(text("pragma query_only = on"))
        with pytest.raises(InvalidEntry, match="readonly database"):
            gradebook.add_student("ada")
    assert "".join(capfd.readouterr()) == ""
