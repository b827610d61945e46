"""A grade whose submission is no longer there is told of, in `grade` and in `export`."""

import shutil

import pytest

from grader.gradebook.gone_submissions import LISTED, gone_submissions
from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult, TestResult, Verdict

TINY = "01_tiny"
GONE = f"{{0}} has a grade of {TINY}, but submitted/{{0}}/{TINY} is no longer there."


def grade(course, *students):
    tests = (TestResult("test_double", 2.0, 2.0, Verdict.PASSED, notebook=TINY),)
    with GradebookWriter(course, TINY) as gradebook:
        for student in students:
            gradebook.record(SubmissionResult(student, TINY, tests, (), (TINY,)))


def submit(course, *students):
    for student in students:
        folder = course.submitted(student, TINY)
        folder.mkdir(parents=True)
        shutil.copy(course.release(TINY) / f"{TINY}.ipynb", folder)


@pytest.fixture
def course(registered):
    grade(registered, "ada", "bob")
    submit(registered, "ada", "bob")
    return registered


def test_a_folder_that_was_removed_or_renamed_is_told_of(course):
    assert gone_submissions(course) == []
    course.submitted("ada", TINY).parent.rename(course.submitted_root / "ada2")
    [line] = gone_submissions(course)
    assert line.startswith(GONE.format("ada"))
    shutil.rmtree(course.submitted("bob", TINY))
    (line,) = gone_submissions(course, ["01_tiny"])
    assert line.startswith("None of the 2 students")
    assert gone_submissions(course, ["another"]) == []


def test_what_lies_elsewhere_in_the_students_folder_is_there(course):
    folder = course.submitted("ada", TINY)
    shutil.move(folder / f"{TINY}.ipynb", folder.parent)
    folder.rmdir()
    assert gone_submissions(course) == []


def test_another_folder_can_be_looked_in(course, tmp_path):
    (tmp_path / "others" / "ada" / TINY).mkdir(parents=True)
    [line] = gone_submissions(course, submitted=tmp_path / "others")
    assert f"but {tmp_path / 'others' / 'bob' / TINY} is no longer there" in line


def test_many_are_counted(course):
    grade(course, *(f"s{number:02}" for number in range(LISTED + 5)))
    told = gone_submissions(course)
    assert len(told) == LISTED + 1 and "5 more students" in told[-1]


def test_without_a_gradebook_nothing_is_told_and_none_is_made(tiny):
    assert gone_submissions(tiny) == []
    assert not (tiny.root / "gradebook.db").exists()


@pytest.mark.slow
def test_grading_tells_of_it_unless_students_were_named(course):
    shutil.rmtree(course.submitted("bob", TINY))
    for students, told in ((), [GONE.format("bob")]), (("ada",), []):
        run = grade_assignment(course, TINY, workers=1, students=students)
        list(run.results())
        assert [note.partition(" The grade was")[0] for note in run.notes if "bob" in note] == told
