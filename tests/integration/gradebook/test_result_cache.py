from dataclasses import replace

import pytest

from grader.assignment.reader import read_assignment
from grader.gradebook import result_cache
from grader.gradebook.result_cache import ResultCache, graded_before
from grader.results import SubmissionResult, TestResult, Verdict
from grader.runner.limits import Limits
from grader.submissions.submission import find_submissions

TINY = "01_tiny"
TEST = TestResult("test_double", 2.0, 2.0, Verdict.PASSED, "fine", TINY, "hello")
RESULT = SubmissionResult("ada", TINY, (TEST,), ("odd",), (TINY,), 1.5)


@pytest.fixture
def submission(tiny, answered, write_submission):
    write_submission(tiny, "ada", answered)
    [found] = find_submissions(tiny.submitted_root, TINY)
    return found


@pytest.fixture
def cache(tiny):
    return ResultCache(tiny, read_assignment(tiny, TINY), Limits())


def test_what_was_never_graded_is_not_found(cache, submission):
    assert cache.find(submission) is None


def test_what_was_written_is_found_whole(cache, submission):
    cache.write(submission, RESULT)
    found = cache.find(submission)
    assert found == RESULT
    assert found.seconds == RESULT.seconds


def test_another_submission_is_graded_anew(cache, submission):
    cache.write(submission, RESULT)
    path = submission.folder / f"{TINY}.ipynb"
    path.write_bytes(path.read_bytes() + b" ")
    assert cache.find(submission) is None


def test_another_time_of_submitting_is_graded_anew(cache, submission):
    cache.write(submission, RESULT)
    (submission.folder / "timestamp.txt").write_text("2024-05-01 12:00:00 UTC")
    assert cache.find(submission) is None


def test_changed_tests_or_limits_are_graded_anew(tiny, cache, submission):
    cache.write(submission, RESULT)
    assignment = read_assignment(tiny, TINY)
    assert ResultCache(tiny, assignment, Limits(seconds_per_test=1.0)).find(submission) is None
    assignment.notebooks[0].cells[-1].source += "\nassert True"
    assert ResultCache(tiny, assignment, Limits()).find(submission) is None


def test_another_student_is_graded_anew(cache, submission):
    cache.write(submission, RESULT)
    assert cache.find(replace(submission, student="bela")) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"fingerprint": 1}', b"\xff"])
def test_a_damaged_entry_is_graded_anew(tiny, cache, submission, content):
    cache.write(submission, RESULT)
    [path] = (tiny.root / ".grader" / TINY).glob("*.json")
    path.write_bytes(content)
    assert cache.find(submission) is None


def test_an_entry_of_an_earlier_engine_is_not_read(tiny, cache, submission, monkeypatch):
    monkeypatch.setattr(result_cache, "ENGINE", result_cache.ENGINE - 1)
    cache.write(submission, RESULT)
    assert [*graded_before(tiny, TINY)] == [RESULT]
    monkeypatch.undo()
    assert [*graded_before(tiny, TINY)] == []
    assert cache.find(submission) is None


def test_half_an_entry_is_graded_anew(tiny, cache, submission):
    cache.write(submission, RESULT)
    [path] = (tiny.root / ".grader" / TINY).glob("*.json")
    path.write_bytes(path.read_bytes()[:-20])
    assert cache.find(submission) is None


def test_forged_points_are_not_taken(tiny, cache, submission):
    cache.write(submission, RESULT)
    [path] = (tiny.root / ".grader" / TINY).glob("*.json")
    path.write_text(path.read_text().replace('"points": 2.0', '"points": 200.0'))
    assert cache.find(submission) is None


def changed_points(tiny):
    assignment = read_assignment(tiny, TINY)
    test = replace(assignment.notebooks[0].tests[0], points=1.0)
    notebook = replace(assignment.notebooks[0], tests=(test, *assignment.notebooks[0].tests[1:]))
    return replace(assignment, notebooks=(notebook,))


def changed_blank(tiny):
    assignment = read_assignment(tiny, TINY)
    solution = replace(assignment.notebooks[0].solutions[0], blank="pass")
    notebook = replace(
        assignment.notebooks[0], solutions=(solution, *assignment.notebooks[0].solutions[1:])
    )
    return replace(assignment, notebooks=(notebook,))


def file_beside(tiny):
    (tiny.source(TINY) / "values.txt").write_text("1 2 3")
    return read_assignment(tiny, TINY)


@pytest.mark.parametrize("change", [changed_points, changed_blank, file_beside])
def test_all_of_an_assignment_that_decides_a_grade_counts(tiny, cache, submission, change):
    cache.write(submission, RESULT)
    assert ResultCache(tiny, change(tiny), Limits()).find(submission) is None


def test_a_file_submitted_beside_the_notebook_counts(cache, submission):
    (submission.folder / "drawing.png").write_bytes(b"one")
    cache.write(submission, RESULT)
    assert cache.find(submission) == RESULT
    (submission.folder / "drawing.png").write_bytes(b"two")
    assert cache.find(submission) is None


def test_running_the_authors_notebook_again_grades_nobody_anew(tiny, cache, submission):
    cache.write(submission, RESULT)
    assignment = read_assignment(tiny, TINY)
    for cell in assignment.notebooks[0].cells:
        cell.metadata["execution"] = {"iopub.execute_input": "now"}
        cell.id = "another"
    assert ResultCache(tiny, assignment, Limits()).find(submission) == RESULT
