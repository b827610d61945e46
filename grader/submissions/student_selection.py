"""Which submissions are graded: those that the course's settings and the command line choose."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection
from pathlib import Path

from grader.course import Course
from grader.errors import CourseError
from grader.printable import listed
from grader.submissions.submission import Submission, find_submissions

SHOWN = 20


def chosen_submissions(
    course: Course, assignment: str, submitted: Path | None = None, students: Collection[str] = ()
) -> tuple[list[Submission], list[str]]:
    """The submissions to grade, and a sentence for those that are left out on purpose.

    ``CourseDirectory.student_id`` and ``student_id_exclude`` choose as they do for nbgrader, and
    submissions are looked for where ``directory_structure`` says.

    Parameters
    ----------
    submitted:
        A folder laid out STUDENT/ASSIGNMENT/ to look in, whatever the course says.
    students:
        Only these; all if it is empty.

    Raises
    ------
    CourseError
        If there is none, or one of the `students` has none.
    """
    if submitted is None and course.has_own_structure:
        found = _where_the_course_says(course, assignment)
    else:
        folder = submitted or course.submitted_root
        found = find_submissions(folder, assignment, course.assignments())
    settings = course.directory
    excluded = set(filter(None, settings.student_id_exclude.split(",")))
    left_out = [
        one.student
        for one in found
        if one.student in excluded or not fnmatch.fnmatchcase(one.student, settings.student_id)
    ]
    kept = [one for one in found if one.student not in left_out]
    known = {one.student for one in kept}
    require_submissions(assignment, students, known, left_out)
    if students:
        return [one for one in kept if one.student in set(students)], []
    if not kept:
        raise CourseError(
            f"All submissions of {assignment} are excluded by `student_id` or "
            "`student_id_exclude` in nbgrader_config.py."
        )
    notes = []
    if left_out:
        notes.append(
            f"Left out, as `student_id` and `student_id_exclude` in nbgrader_config.py say: "
            f"{', '.join(left_out)}."
        )
    return kept, notes


def require_submissions(
    assignment: str,
    students: Collection[str],
    known: Collection[str],
    excluded: Collection[str] = (),
) -> None:
    """Raise `CourseError` if one of the `students` is not among those who submitted."""
    if unknown := sorted(set(students) - set(known)):
        why = " (excluded in nbgrader_config.py)" if set(unknown) & set(excluded) else ""
        raise CourseError(
            f"There is no submission of {assignment} by {', '.join(unknown)}{why}; there is one "
            f"by {listed(sorted(known), SHOWN) or 'nobody'}."
        )


def is_asked_for(asked: str, *names: str) -> bool:
    """Whether nbgrader's ``--student`` means one of the names of a student.

    A name with brackets is meant by itself, too.
    """
    return asked in names or any(fnmatch.fnmatchcase(name, asked) for name in names)


def _where_the_course_says(course: Course, assignment: str) -> list[Submission]:
    """Submissions under a ``directory_structure`` of the course's own."""
    step = course.directory.submitted_directory
    found = [
        Submission(student, assignment, folder)
        for student, folder in course.students_below(step, assignment)
    ]
    if not found:
        raise CourseError(
            f"No student has a folder {course.submitted('STUDENT', assignment)}. Collect the "
            "submissions, or name another folder with --submitted."
        )
    return found
