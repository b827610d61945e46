import os

import pytest

from grader.assignment.reader import read_assignment
from grader.errors import CourseError
from grader.results import Verdict
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import find_submissions

TINY = "01_tiny"


@pytest.fixture
def submission(tiny, answered, write_submission):
    write_submission(tiny, "ada", answered)
    [found] = find_submissions(tiny.submitted_root, TINY)
    return found


def test_submissions_are_found_in_the_order_of_students(tiny, answered, write_submission):
    for student in ("zoe", "ada", "mia"):
        write_submission(tiny, student, answered)
    found = find_submissions(tiny.submitted_root, TINY)
    assert [(s.student, s.assignment) for s in found] == [(n, TINY) for n in ("ada", "mia", "zoe")]


def test_other_assignments_hidden_folders_and_files_are_left_out(tiny, answered, write_submission):
    write_submission(tiny, "ada", answered)
    write_submission(tiny, "bela", answered, assignment="02_other")
    write_submission(tiny, ".ipynb_checkpoints", answered)
    (tiny.submitted_root / "list.csv").write_text("ada")
    found = find_submissions(tiny.submitted_root, TINY, ["02_other"])
    assert [s.student for s in found] == ["ada"]


def test_a_missing_folder_is_refused_with_what_it_must_hold(tmp_path):
    with pytest.raises(CourseError, match=r"must hold STUDENT/01_tiny/NOTEBOOK.ipynb.*--submitted"):
        find_submissions(tmp_path / "none", TINY)


def test_a_folder_without_submissions_is_refused(tmp_path):
    with pytest.raises(CourseError, match=r"No student under .* has a folder 01_tiny"):
        find_submissions(tmp_path, TINY)


@pytest.mark.parametrize(
    ("text", "timestamp"),
    [
        ("2024-05-01 12:00:00 UTC\n", "2024-05-01 12:00:00 UTC"),
        ("2024-05-01T12:00:00+02:00", "2024-05-01T12:00:00+02:00"),
        ("", None),
        ("yesterday", None),
        ("9" * 50, None),
        ("2024-13-45", None),
        ("\0\0", None),
        ("2024-05-01 " + "x" * 1_000_000, None),
    ],
)
def test_the_timestamp_is_what_nbgrader_wrote_or_none(submission, text, timestamp):
    (submission.folder / "timestamp.txt").write_text(text)
    assert submission.timestamp == timestamp


def test_without_a_timestamp_file_there_is_none(submission):
    assert submission.timestamp is None


def test_a_timestamp_that_is_a_link_or_a_folder_is_none(submission, tmp_path):
    path = submission.folder / "timestamp.txt"
    (tmp_path / "other").write_text("2024-05-01")
    path.symlink_to(tmp_path / "other")
    assert submission.timestamp is None
    path.unlink()
    path.mkdir()
    assert submission.timestamp is None


def test_a_readable_notebook_is_planned(tiny, submission):
    [plan] = plan_in_subprocess(submission, read_assignment(tiny, TINY))
    assert [task.settled for task in plan.tasks] == [None, None]


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda path: path.unlink(), "01_tiny.ipynb is missing"),
        (lambda path: path.write_text("{"), "01_tiny.ipynb is not a notebook"),
        (lambda path: (path.unlink(), path.mkdir()), "01_tiny.ipynb is not a plain file"),
        (lambda path: (path.unlink(), os.mkfifo(path)), "01_tiny.ipynb is not a plain file"),
        (lambda path: (path.unlink(), path.symlink_to("/etc/passwd")), "is not a plain file"),
    ],
    ids=["missing", "damaged", "folder", "pipe", "link"],
)
def test_what_can_not_be_read_has_its_reason(tiny, submission, break_it, reason):
    break_it(submission.folder / f"{TINY}.ipynb")
    [plan] = plan_in_subprocess(submission, read_assignment(tiny, TINY))
    assert {q.settled.verdict for q in plan.tasks} == {Verdict.ERROR}
    assert all(reason in q.settled.message for q in plan.tasks)
