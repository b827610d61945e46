"""Pages of feedback from results that were only recorded: nothing was run for them."""

import shutil

import pytest

from grader.assignment.reader import read_assignment
from grader.errors import CourseError
from grader.gradebook.autograded_notebook import autograded_notebook, write_notebook
from grader.gradebook.safe_converters import generate_feedback
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult, TestResult, Verdict
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import find_submissions

TINY = "01_tiny"
TESTS = (
    TestResult("test_double", 2.0, 2.0, Verdict.PASSED, "", TINY, "it works\n"),
    TestResult("test_fold", 0.0, 3.0, Verdict.FAILED, "fold of <b>nothing</b> is 1", TINY),
)


@pytest.fixture
def graded(registered, answered, write_submission):
    """A course with one graded submission; nothing was run for it."""
    write_submission(registered, "ada", answered)
    [submission] = find_submissions(registered.submitted_root, TINY)
    assignment = read_assignment(registered, TINY)
    plans = plan_in_subprocess(submission, assignment)
    nb = autograded_notebook(assignment.notebooks[0], plans[0], TESTS)
    write_notebook(nb, registered.autograded("ada", TINY) / f"{TINY}.ipynb")
    with GradebookWriter(registered, TINY) as gradebook:
        gradebook.record(SubmissionResult("ada", TINY, TESTS, (), (TINY,)), plans=plans)
    return registered


def test_feedback_shows_scores_and_reasons_and_no_hidden_check(graded):
    [page] = generate_feedback(graded, TINY)
    assert page == graded.feedback("ada", TINY) / f"{TINY}.html"
    text = page.read_text()
    assert "Score: <strong>2 / 5</strong>" in text
    assert "it works" in text
    assert "fold of &lt;b&gt;nothing&lt;/b&gt; is 1" in text
    assert "HIDDEN" not in text and "-3.5" not in text


def test_feedback_can_be_made_again(graded):
    assert generate_feedback(graded, TINY) == generate_feedback(graded, TINY)


def test_a_page_that_can_not_be_written_is_one_sentence(graded, monkeypatch, capfd):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grader.gradebook.safe_converters.own_files", full)
    with pytest.raises(
        CourseError, match=r"No feedback page was made for ada: .*No space left"
    ) as told:
        generate_feedback(graded, TINY)
    assert "others" not in str(told.value)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_student_without_a_grade_is_one_sentence(graded):
    shutil.copytree(graded.autograded("ada", TINY), graded.autograded("bo", TINY))
    with pytest.raises(
        CourseError, match=r"made for bo: the gradebook has no grade of it\. Run"
    ) as told:
        generate_feedback(graded, TINY)
    assert "The pages of all others are there." in str(told.value)
    assert graded.feedback("ada", TINY).is_dir()


def test_feedback_without_a_graded_submission_says_what_to_do(registered):
    with pytest.raises(CourseError, match=r"No feedback for 01_tiny: .*grader grade 01_tiny"):
        generate_feedback(registered, TINY)


def test_a_gradebook_that_can_not_be_used_is_one_sentence(graded):
    (graded.root / "gradebook.db").write_text("no database" * 100)
    with pytest.raises(CourseError, match=r"The gradebook \(.*\) can't be used: file is not a"):
        generate_feedback(graded, TINY)
