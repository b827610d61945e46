"""Opening nbgrader's gradebook; whatever is wrong with it is told in one sentence."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

from nbgrader.api import Assignment, Base, Gradebook, app_log
from sqlalchemy import create_engine, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from grader.assignment.gradebook_tables import make_tables
from grader.course import Course
from grader.errors import CourseError

SQLITE = "sqlite"
T = TypeVar("T")


def gradebook_file(course: Course) -> Path | None:
    """The file of the gradebook, or None where it is kept by a database server."""
    try:
        url = make_url(course.db_url)
    except ArgumentError as error:
        raise _no_address(course, error) from error
    if url.get_backend_name() != SQLITE or not url.database:
        return None
    return course.root / url.database


def has_gradebook(course: Course) -> bool:
    """Whether there is a gradebook: a database server is taken to have one."""
    path = gradebook_file(course)
    return path is None or path.is_file()


def copy_gradebook(course: Course, target: Path) -> None:
    """Copy the gradebook, wherever it is kept, to a new SQLite file.

    Raises
    ------
    CourseError
        If it can't be read, or another program keeps it locked.
    """
    path = gradebook_file(course)
    if path is None:
        _copy_tables(course, f"{SQLITE}:///{target}")
        return
    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.execute("PRAGMA user_version").fetchone()  # fails where `backup` would wait
            source.backup(copy)
    except sqlite3.Error as error:
        raise CourseError(_sentence(course, error)) from error


def _copy_tables(course: Course, url: str) -> None:
    make_tables(url)
    copy = create_engine(url)
    with open_gradebook(course, existing=True) as gradebook, copy.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if rows := gradebook.db.execute(select(table)).mappings().all():
                connection.execute(insert(table), [dict(row) for row in rows])
    copy.dispose()


@contextlib.contextmanager
def open_gradebook(course: Course, *, existing: bool = False) -> Iterator[Gradebook]:
    """Open the gradebook of a course; where there is none, a new one is made unless `existing`.

    Raises
    ------
    CourseError
        If it is no gradebook, is locked, or can't be written, also while it is used.
        If there is none, and it has to be `existing`.
    """
    if existing:
        require_gradebook(course)
    try:
        try:
            make_tables(course.db_url)
            gradebook = Gradebook(course.db_url, course.gradebook_course)
        except (ArgumentError, ImportError) as error:  # no URL, or no driver for it
            raise _no_address(course, error) from error
        app_log.addFilter(_is_no_rollback)
        try:
            with gradebook:
                yield gradebook
        finally:
            app_log.removeFilter(_is_no_rollback)
    except DBAPIError as error:
        raise CourseError(_sentence(course, error.orig)) from error


def _is_no_rollback(record: logging.LogRecord) -> bool:
    """Drop the tracebacks that nbgrader logs of errors which it raises as well."""
    return not str(record.msg).startswith("Rolling back session")


def require_writable(course: Course) -> None:
    """Raise `CourseError` if the gradebook can't be written, before anything slow is begun."""
    path = gradebook_file(course)
    for place in (path, path.parent) if path else ():
        if place.exists() and not os.access(place, os.W_OK):
            raise CourseError(
                f"The gradebook ({path}) can't be written: this machine's user may not change "
                f"{place}, or its disk is read-only. Give it to them (`chmod u+w`)."
            )


def require_gradebook(course: Course) -> None:
    """Raise `CourseError` if nothing has been graded yet."""
    if not has_gradebook(course):
        raise CourseError(
            f"There is no gradebook yet ({gradebook_file(course)}). Grade an assignment first: "
            f"`{course.command('grade', 'ASSIGNMENT')}`."
        )


def require_assignments(course: Course, gradebook: Gradebook, names: Collection[str] = ()) -> None:
    """Raise `CourseError` if the gradebook lacks one of these assignments, or has none at all."""
    known = {assignment.name for assignment in gradebook.assignments}
    if unknown := sorted(set(names) - known):
        listed = ", ".join(sorted(known)) or "none"
        raise CourseError(
            f"The gradebook has no assignment {', '.join(unknown)}; it has: {listed}."
        )
    if not known:
        raise CourseError(
            "The gradebook has no assignment yet. Grade one first: "
            f"`{course.command('grade', 'ASSIGNMENT')}`."
        )


def chosen_assignments(
    course: Course, gradebook: Gradebook, names: Collection[str] = ()
) -> list[Assignment]:
    """The assignments with these names, or all, in the order of their due dates and names.

    Raises
    ------
    CourseError
        If there is none, or not one of them.
    """
    require_assignments(course, gradebook, names)
    known = {assignment.name: assignment for assignment in gradebook.assignments}
    chosen = [known[name] for name in names] if names else list(known.values())
    return sorted(chosen, key=lambda a: (a.duedate is None, a.duedate or 0, a.name))


def of_assignments(
    course: Course, read: Callable[[Assignment], T], names: Collection[str] = ()
) -> dict[str, T]:
    """What `read` gives for each of these assignments in the gradebook, or for all in it.

    Raises
    ------
    CourseError
        If there is a gradebook and it can't be used.
    """
    if not has_gradebook(course):
        return {}
    with open_gradebook(course) as gradebook:
        assignments = gradebook.assignments
        return {one.name: read(one) for one in assignments if one.name in names or not names}


def submissions_in_gradebook(course: Course) -> dict[str, int]:
    """How many submissions the gradebook has of each assignment that has some."""
    counts = of_assignments(course, lambda one: len(one.submissions))
    return {name: count for name, count in counts.items() if count}


def _no_address(course: Course, error: Exception) -> CourseError:
    return CourseError(
        f"`CourseDirectory.db_url` in nbgrader_config.py is {course.db_url!r}, which can't be "
        f"used as the address of a database ({error}). Correct it, or leave it out for "
        "gradebook.db in the course."
    )


def _sentence(course: Course, error: BaseException | None) -> str:
    said = str(error).strip().rstrip(".")
    where = gradebook_file(course) or "on the database server"
    if "locked" in said:
        advice = "Another program is writing to it. Wait until that is done, then run this again."
    elif "no such" in said:
        advice = (
            "It was made by another version of nbgrader. Copy it, then run `nbgrader db upgrade`."
        )
    elif "not a database" in said or "malformed" in said or "encrypted" in said:
        advice = "Put your backup of it back, or move it away to begin a new one."
    else:
        advice = "Check that it can be read and written, and that the disk has space."
    return f"The gradebook ({where}) can't be used: {said}. {advice}"
