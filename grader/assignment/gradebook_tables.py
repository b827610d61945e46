"""The tables of a new gradebook, as nbgrader makes them, but without running `alembic`.

nbgrader gets the newest version from the program `alembic`, which takes seconds and has to be on
the PATH. The library has the same answer.
"""

from __future__ import annotations

from functools import cache

from nbgrader.api import Base
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
VERSION = "INSERT INTO alembic_version (version_num) VALUES (:version)"


def make_tables(db_url: str) -> None:
    """Make the tables of an empty gradebook, marked with nbgrader's version of them."""
    engine = create_engine(db_url)
    try:
        _make_tables(engine)
    except DBAPIError:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                raise
        # another process on the same server was faster
    finally:
        engine.dispose()


def _make_tables(engine: Engine) -> None:
    """Make them in one transaction: whoever sees one of them sees all."""
    with engine.begin() as connection:
        if not inspect(connection).get_table_names():
            Base.metadata.create_all(connection)
            connection.execute(text(VERSION_TABLE))
            connection.execute(text(VERSION), {"version": newest_version()})


@cache
def newest_version() -> str:
    """The version of the tables of the installed nbgrader."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(ALEMBIC_DIR).get_current_head()
