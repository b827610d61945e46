"""A new gradebook is what nbgrader itself would have made."""

import os
import sqlite3
import sys
from pathlib import Path

from nbgrader.api import Gradebook

from grader.assignment.gradebook_tables import make_tables


def content(path):
    """Every table's statement, and the version."""
    with sqlite3.connect(path) as database:
        tables = database.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        [version] = database.execute("SELECT version_num FROM alembic_version").fetchall()
    return {name: " ".join((sql or "").split()).rstrip(";") for name, sql in tables}, version


def test_it_has_nbgraders_tables_and_version(tmp_path, monkeypatch):
    ours, theirs = tmp_path / "ours.db", tmp_path / "theirs.db"
    make_tables(f"sqlite:///{ours}")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader's alembic
    monkeypatch.setenv("PATH", path)
    Gradebook(f"sqlite:///{theirs}").close()
    assert content(ours) == content(theirs)


def test_one_that_has_tables_stays_as_it_is(tmp_path):
    path = tmp_path / "gradebook.db"
    make_tables(f"sqlite:///{path}")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = 'older'")
    make_tables(f"sqlite:///{path}")
    assert content(path)[1] == ("older",)
