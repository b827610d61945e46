"""Students who have a grade, and whose submission is no longer there: renamed, removed, dropped."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from grader.course import Course
from grader.gradebook.database import of_assignments
from grader.printable import one_line
from grader.submissions.safe_files import student_folders
from grader.submissions.submission import submission_in

LISTED = 20  # of an assignment


def gone_submissions(
    course: Course, assignments: Collection[str] = (), submitted: Path | None = None
) -> list[str]:
    """Say of each student with a grade, and without the submission that it is of, that this is so.

    Parameters
    ----------
    assignments:
        Only these; all if it is empty.
    submitted:
        A folder laid out STUDENT/ASSIGNMENT/ to look in, whatever the course says.

    Raises
    ------
    CourseError
        If the gradebook can't be used.
    """
    graded = of_assignments(
        course, lambda a: sorted(one.student.id for one in a.submissions), assignments
    )
    said = []
    for assignment, students in sorted(graded.items()):
        there = _with_submission(course, assignment, students, submitted)
        gone = [student for student in students if student not in there]
        root = submitted or course.submitted_root
        if len(gone) > 1 and not there:
            said.append(
                f"None of the {len(gone)} students with a grade of {assignment} has a submission "
                f"of it in {course.shown(root)}. The grades were kept."
            )
            continue
        for student in gone[:LISTED]:
            folder = root / student / assignment
            if submitted is None:
                folder = course.submitted(student, assignment)
            said.append(
                f"{one_line(student)} has a grade of {assignment}, but {course.shown(folder)} is "
                "no longer there. The grade was kept."
            )
        if len(gone) > LISTED:
            said.append(f"So have {len(gone) - LISTED} more students a grade of {assignment}.")
    return said


def _with_submission(
    course: Course, assignment: str, students: Collection[str], submitted: Path | None
) -> set[str]:
    """Those of the students who have something of the assignment, wherever it lies."""
    if submitted is None and course.has_own_structure:
        step = course.directory.submitted_directory
        return {student for student, _ in course.students_below(step, assignment)}
    root = submitted or course.submitted_root
    folders = {one.student: one for one in student_folders(root)} if root.is_dir() else {}
    others = course.assignments()
    return {
        student
        for student in students
        if (folder := folders.get(student))
        if folder.refused
        or os.path.lexists(folder.path / assignment)
        or submission_in(folder, assignment, others)
    }
