"""The course's own student ids for the names and numbers that a learning platform uses.

They come from nbgrader's gradebook, and from a CSV file as the platforms export it: Canvas's
gradebook, Moodle's grading worksheet or list of participants, or any with a column of user names.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.collecting.uploads import Upload
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook.database import has_gradebook, open_gradebook
from grader.printable import listed

ID_COLUMNS = ("student_id", "username", "sis login id", "login id", "email address", "email")
IDENTIFIER = "identifier"  # of Moodle's worksheet: all that one without names says
FIRST, LAST = ("first name", "first_name", "firstname"), ("surname", "last name", "last_name")
FULL = ("full name", "student", "name")
LISTED = 5  # ids in a message
TIME_COLUMN = "last modified (submission)"


@dataclass(frozen=True)
class Person:
    """A student: the id in the gradebook, and what platforms call them."""

    student: str
    names: tuple[str, ...] = ()
    number: str = ""
    number_in_assignment: str = ""
    when: str = ""


class Roster:
    """Finds the person who is meant; nobody if two could be."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_key: dict[str, Person | None] = {}
        for person in people:
            id_ = unicodedata.normalize("NFC", person.student)
            numbers = _number(person.number), _number(person.number_in_assignment, True)
            for key in {id_, *numbers, *map(_key, person.names)} - {""}:
                known = self._by_key.get(key, person)
                same = known is not None and known.student == person.student
                self._by_key[key] = person if same else None

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def find(self, upload: Upload) -> Person | None:
        """The person an upload is from."""
        id_ = unicodedata.normalize("NFC", upload.student)
        number = _number(upload.number, upload.of_assignment)
        for key in (number, id_, _key(upload.name)):
            if key and (person := self._by_key.get(key)) and not _contradict(upload, person):
                return person
        return None


def roster(course: Course, table: Path | None) -> Roster:
    """Everybody in the gradebook and in the CSV file `table`.

    Raises
    ------
    CourseError
        If the file has no column that says the students' ids.
    """
    return Roster([*_in_gradebook(course), *(_in_table(table) if table else ())])


def _in_gradebook(course: Course) -> list[Person]:
    if not has_gradebook(course):
        return []
    with open_gradebook(course) as gradebook:
        return [
            Person(s.id, _both_ways(s.first_name or "", s.last_name or ""), s.lms_user_id or "")
            for s in gradebook.students
        ]


def _in_table(path: Path) -> list[Person]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [
                {
                    (key or "").strip().casefold(): (value or "").strip()
                    for key, value in row.items()
                    if isinstance(value, str)
                }
                for row in csv.DictReader(file)
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} can't be read as CSV in UTF-8: {error}.") from None
    columns = set(rows[0]) if rows else set()
    wanted = ID_COLUMNS if columns & {*FIRST, *LAST, *FULL} else (*ID_COLUMNS, IDENTIFIER)
    column = next((name for name in wanted if name in columns), None)
    if column is None:
        raise CourseError(
            f"{path} has no column that says the students' ids. It has "
            f"{', '.join(sorted(columns)) or 'none'}; one of these is needed: "
            f"{', '.join(wanted)}."
        )
    people = [_person(row, column) for row in rows if row.get(column)]
    if odd := [p.student for p in people if "/" in p.student or p.student.startswith(".")]:
        raise CourseError(
            f"{path} has ids that can't be names of folders, in its column {column}: "
            f"{listed(odd, LISTED)}. Write them without a / and without a dot at the beginning."
        )
    return people


def _person(row: dict[str, str], column: str) -> Person:
    def first_of(names: tuple[str, ...]) -> str:
        return next((row[name] for name in names if row.get(name)), "")

    names = _both_ways(first_of(FIRST), first_of(LAST))
    full = first_of(FULL)
    last, comma, first = full.partition(",")
    names += _both_ways(first, last) if comma else (full,)
    number = row.get("id", "") if "student" in row else ""  # Canvas's gradebook
    match = re.search(r"\d+\Z", row.get(IDENTIFIER, ""))  # Moodle's worksheet
    student = "_".join(row[column].split()) if column == IDENTIFIER else row[column]
    names = tuple(filter(None, names))
    return Person(student, names, number, match[0] if match else "", row.get(TIME_COLUMN, ""))


def _both_ways(first: str, last: str) -> tuple[str, ...]:
    return (f"{first} {last}", f"{last} {first}") if first.strip() or last.strip() else ()


def _contradict(upload: Upload, person: Person) -> bool:
    """Whether the platform's numbers say that it is another person, of the same name."""
    numbers = {upload.number, person.number}
    return not upload.of_assignment and len(numbers) == 2 and all(map(str.isdecimal, numbers))


def _number(number: str, of_assignment: bool = False) -> str:
    return f"{'##' if of_assignment else '#'}{number}" if number else ""


def _key(name: str) -> str:
    """Return a name without what platforms change: case, spaces, hyphens, commas."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(one for one in folded if one.isalnum() or unicodedata.category(one)[0] == "M")
    return f"@{kept}" if kept else ""
