import datetime
import sqlite3
import threading
from contextlib import closing

import pytest
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import OperationalError

from grader.assignment.model import AssignmentNotebook
from grader.course import Course
from grader.errors import AuthoringError
from grader.file_lock import one_at_a_time
from grader.gradebook.writer import GradebookWriter, recording_lock, register
from grader.release.build import build, write
from grader.results import SubmissionResult, TestResult, Verdict
from grader.submissions.grading_plan import GradingPlan

TINY = "01_tiny"


def result(double=2.0, fold=3.0, student="ada"):
    def test(name, points, most):
        verdict = Verdict.PASSED if points else Verdict.FAILED
        return TestResult(name, points, most, verdict, "", TINY)

    tests = (test("test_double", double, 2.0), test("test_fold", fold, 3.0))
    return SubmissionResult(student, TINY, tests, (), (TINY,))


def plan(blank=(), to_read=()):
    author = AssignmentNotebook(TINY, None, (), (), ())
    return GradingPlan(author, (), (), (), frozenset(blank), frozenset(to_read))


@pytest.fixture
def record(registered):
    def write_result(made, *args, **more):
        with GradebookWriter(registered, TINY) as gradebook:
            gradebook.record(made, *args, **more)

    return write_result


@pytest.fixture
def book(registered):
    with Gradebook(registered.db_url, "cnn") as gradebook:
        yield gradebook


def test_scores_are_written(record, book):
    record(result(2.0, 0.0))
    submission = book.find_submission(TINY, "ada")
    assert (submission.score, submission.max_score) == (2.0, 5.0)
    grades = {g.name: g.auto_score for nb in submission.notebooks for g in nb.grades}
    assert grades == {"test_double": 2.0, "test_fold": 0.0}


def test_nobody_has_to_look_at_what_a_test_has_scored(record, book):
    record(result())
    assert not book.find_submission(TINY, "ada").needs_manual_grade


ESSAY = """\
# %% [markdown] nbgrader={"grade_id": "essay", "grade": true, "solution": true, "points": 4}
# Because it pools.
"""


@pytest.mark.parametrize(("to_read", "score"), [({"essay"}, None), ((), 0.0)])
def test_an_answer_for_a_person_waits_for_one_unless_it_is_blank(make_course, to_read, score):
    course = make_course({TINY: ESSAY})
    write(build(course, TINY))
    register(course, TINY)
    with GradebookWriter(course, TINY) as gradebook:
        gradebook.record(SubmissionResult("ada", TINY, (), (), (TINY,)), None, [plan((), to_read)])
    with Gradebook(course.db_url, "cnn") as book:
        grade = book.find_grade("essay", TINY, TINY, "ada")
        assert (grade.auto_score, grade.needs_manual_grade) == (score, score is None)


def test_grading_again_replaces_the_scores_and_duplicates_nothing(record, book):
    for fold in (0.0, 3.0, 1.5):
        record(result(2.0, fold))
    assert book.find_submission(TINY, "ada").score == 3.5
    assert len(book.students) == len(book.assignment_submissions(TINY)) == 1
    assert len(book.find_submission(TINY, "ada").notebooks[0].grades) == 2


def test_each_student_has_their_own_scores(record, book):
    record(result(2.0, 0.0, "ada"))
    record(result(0.0, 3.0, "bela"))
    assert book.find_submission(TINY, "ada").score == 2.0
    assert book.find_submission(TINY, "bela").score == 3.0


def test_a_manual_score_wins_is_kept_and_marked_for_another_look(record, book):
    record(result(0.0, 0.0))
    grade = book.find_grade("test_fold", TINY, TINY, "ada")
    grade.manual_score = 2.5
    book.db.commit()
    record(result(2.0, 0.0))
    book.db.expire_all()
    grade = book.find_grade("test_fold", TINY, TINY, "ada")
    assert (grade.manual_score, grade.auto_score, grade.score) == (2.5, 0.0, 2.5)
    assert grade.needs_manual_grade
    assert not book.find_grade("test_double", TINY, TINY, "ada").needs_manual_grade
    assert book.find_submission(TINY, "ada").score == 4.5


def test_a_blank_answer_is_commented_as_nbgrader_does(record, book):
    record(result(0.0), plans=[plan(blank={"double"})])
    assert book.find_comment("double", TINY, TINY, "ada").comment == "No response."
    assert book.find_comment("fold", TINY, TINY, "ada").comment is None


def test_the_comment_goes_when_the_answer_comes(record, book):
    record(result(0.0), plans=[plan(blank={"double"})])
    record(result(2.0), plans=[plan()])
    assert book.find_comment("double", TINY, TINY, "ada").comment is None


def test_a_graders_comment_is_kept(record, book):
    record(result(0.0), plans=[plan(blank={"double"})])
    book.find_comment("double", TINY, TINY, "ada").manual_comment = "See me."
    book.db.commit()
    record(result(0.0), plans=[plan(blank={"double"})])
    book.db.expire_all()
    assert book.find_comment("double", TINY, TINY, "ada").comment == "See me."


def test_a_timestamp_is_kept(record, book):
    record(result(), "2024-05-01 12:00:00 UTC")
    assert book.find_submission(TINY, "ada").timestamp == datetime.datetime(2024, 5, 1, 12)


def test_without_timestamp_there_is_none(record, book):
    record(result())
    assert book.find_submission(TINY, "ada").timestamp is None


def test_a_notebook_that_was_not_graded_keeps_its_scores(record, book):
    record(result(2.0, 3.0))
    record(SubmissionResult("ada", TINY, (), (), ()))
    assert book.find_submission(TINY, "ada").score == 5.0


def test_the_writer_knows_what_is_written(registered, record):
    record(result(2.0, 0.0))
    with GradebookWriter(registered, TINY) as gradebook:
        assert gradebook.holds(result(2.0, 0.0))
        assert not gradebook.holds(result(2.0, 3.0))
        assert not gradebook.holds(result(2.0, 0.0, "bela"))


def test_a_result_that_can_not_be_written_leaves_nothing_behind(registered, record, book):
    with pytest.raises(Exception, match="nonsense"):
        record(result(), "nonsense")
    with pytest.raises(MissingEntry):
        book.find_submission(TINY, "ada")


def test_nor_does_the_next_result_write_what_is_left_of_it(registered, book):
    with GradebookWriter(registered, TINY) as gradebook:
        with pytest.raises(Exception, match="nonsense"):
            gradebook.record(result(), "nonsense")
        gradebook.record(result(student="bela"))
    assert book.find_submission(TINY, "bela").score == 5.0
    with pytest.raises(MissingEntry):
        book.find_submission(TINY, "ada")


def test_registering_twice_changes_nothing(registered, book):
    register(registered, TINY)
    assert [a.name for a in book.assignments] == [TINY]
    assert len(book.find_notebook(TINY, TINY).grade_cells) == 2


def test_changed_points_reach_the_gradebook(registered, book):
    source = registered.source(TINY) / f"{TINY}.py"
    source.write_text(source.read_text().replace('"points": 3', '"points": 4'))
    write(build(registered, TINY))
    register(registered, TINY)
    assert book.find_assignment(TINY).max_score == 6


def test_new_tests_after_the_first_submission_are_refused_with_nbgraders_reason(registered, record):
    record(result())
    source = registered.source(TINY) / f"{TINY}.py"
    extra = '\n# %% nbgrader={"grade_id": "more", "grade": true, "points": 1}\nassert True\n'
    source.write_text(source.read_text() + extra)
    write(build(registered, TINY))
    with pytest.raises(AuthoringError, match=f"^{TINY}: nbgrader says: "):
        register(Course.load(registered.root), TINY)


def test_a_submission_waits_while_the_assignment_is_recorded(registered, record):
    """nbgrader removes a notebook without submissions, and adds it anew."""
    written = threading.Event()

    def write_result():
        record(result())
        written.set()

    with one_at_a_time(recording_lock(registered)):
        thread = threading.Thread(target=write_result)
        thread.start()
        assert not written.wait(1)
    thread.join(60)
    assert written.is_set()


def test_submissions_do_not_wait_for_each_other(registered, record):
    with one_at_a_time(recording_lock(registered), together=True):
        record(result())


def test_after_a_commit_that_fails_the_next_result_is_written(registered, book):
    """As long as another program reads, SQLite can't commit."""
    file = registered.db_url.removeprefix("sqlite:///")
    registered.config.CourseDirectory.db_url = f"{registered.db_url}?timeout=0"
    registered = Course(registered.root, registered.config)
    with GradebookWriter(registered, TINY) as gradebook:
        with closing(sqlite3.connect(file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM assignment").fetchall()
            with pytest.raises(OperationalError, match="locked"):
                gradebook.record(result())
        gradebook.record(result(student="bela"))
    assert book.find_submission(TINY, "bela").score == 5.0
    with pytest.raises(MissingEntry):
        book.find_submission(TINY, "ada")
