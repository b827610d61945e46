"""nbgrader's own commands over submissions that would harm each other, or stop the class."""

import os
import shutil
import threading

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from plain_courses import graded, notebook, solution, submit, write_course

from grader.cli import main
from grader.course import Course
from grader.errors import CourseError
from grader.file_lock import one_at_a_time
from grader.gradebook.safe_converters import generate_feedback
from grader.gradebook.writer import recording_lock, register

CELLS = [solution("f", "def f(x):\n    return x"), graded("test_f", "assert f(1) == 1")]
CONFIG = """
c.CourseDirectory.ignore = ["answers.csv"]
c.Autograde.exporter_class = "grader.gradebook.nbgrader_plugin.TolerantExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = []  # nothing is run here
c.GenerateFeedback.exporter_class = "grader.gradebook.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["grader.gradebook.feedback.Grades"]
"""


@pytest.fixture(scope="module")
def _registered(tmp_path_factory):
    made = write_course(tmp_path_factory.mktemp("made") / "course", CELLS, CONFIG)
    (made.source("ps1") / "answers.csv").write_text("secret")
    register(made, "ps1")
    return made.root


@pytest.fixture
def course(_registered, tmp_path):
    return Course.load(shutil.copytree(_registered, tmp_path / "course"))


def converter(course, kind, **about):
    config = course.config.copy()
    config.CourseDirectory.update(assignment_id="ps1", **about)
    return kind(coursedir=CourseDirectory(config=config), config=config)


def write_submission(course, *students):
    for student in students:
        submit(course, student, {}, CELLS)
    return [course.submitted_root / student / "ps1" for student in students]


def students(course):
    with Gradebook(course.db_url) as gradebook:
        return {s.student.id for s in gradebook.assignment_submissions("ps1")}


def files(course, student, step="autograded"):
    folder = course.root / step / student / "ps1"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_no_link_is_copied_and_the_file_beside_is(course):
    ada, bob = write_submission(course, "ada", "bob")
    (ada / "own.csv").write_text("1")
    (bob / "copied.csv").symlink_to(ada / "own.csv")
    (bob / "solution.txt").symlink_to(course.source("ps1") / "answers.csv")
    (bob / "zero.bin").symlink_to("/dev/zero")
    (bob / "folder").symlink_to(ada)
    os.mkfifo(bob / "pipe.csv")
    os.mkfifo(bob / "timestamp.txt")
    converter(course, Autograde).start()
    assert files(course, "ada") == {"p1.ipynb", "own.csv"}
    assert files(course, "bob") == {"p1.ipynb"}
    converter(course, GenerateFeedback).start()
    assert files(course, "bob", "feedback") == {"p1.html"}


def test_every_name_is_graded_and_has_its_feedback(course):
    names = ["[1234] Bob", "new\nline", os.fsdecode(b"Jos\xe9"), "L" * 250, "*", "zoe"]
    write_submission(course, *names)
    converter(course, Autograde).start()
    graded = {"[1234] Bob", "new~x0aline", "Jos~xe9", "L" * 250, "*", "zoe"}
    assert students(course) == graded
    converter(course, GenerateFeedback).start()
    assert all(files(course, student, "feedback") == {"p1.html"} for student in graded)


def test_feedback_for_one_student_with_brackets_in_the_name(course):
    write_submission(course, "[12] Bob", "ada")
    converter(course, Autograde).start()
    converter(course, GenerateFeedback, student_id="[12] Bob").start()
    assert files(course, "[12] Bob", "feedback") == {"p1.html"}
    assert not (course.root / "feedback" / "ada").exists()
    with pytest.raises(NbGraderException, match="No notebooks were matched"):
        converter(course, GenerateFeedback, student_id="zoe").start()


def test_one_student_can_be_asked_for_and_brackets_are_no_pattern(course):
    write_submission(course, "[ab]", "a", "b")
    converter(course, Autograde, student_id="a").start()
    assert students(course) == {"a"}
    converter(course, Autograde, student_id="?").start()
    assert students(course) == {"a", "b"}


def test_a_student_who_is_a_link_is_named_after_all_others_are_graded(course, caplog):
    write_submission(course, "ada", "zoe")
    (course.submitted_root / "bob").symlink_to(course.submitted_root / "ada")
    with pytest.raises(NbGraderException, match="bob is a link"):
        converter(course, Autograde).start()
    assert students(course) == {"ada", "zoe"}


def test_formgraders_course_directory_is_left_as_it_was(course):
    write_submission(course, "ada")
    made = converter(course, Autograde)
    directory = made.coursedir
    made.start()
    assert directory.submitted_directory == "submitted"
    assert made.coursedir is not directory


def test_a_log_shows_no_control_code(course, caplog):
    [ada] = write_submission(course, "ada")
    (ada / "a\x1b]0;owned\x07.csv").write_text("1")
    with caplog.at_level("INFO"):
        converter(course, Autograde).start()
    assert "owned" in caplog.text and "\x1b" not in caplog.text


def test_feedback_is_made_in_a_course_folder_with_brackets(course):
    write_submission(course, "ada", "[1234] Bob")
    converter(course, Autograde).start()
    moved = shutil.move(course.root, course.root.with_name("course [1]"))
    pages = generate_feedback(Course.load(moved), "ps1")
    assert sorted(page.parts[-3] for page in pages) == ["[1234] Bob", "ada"]


def test_files_with_names_that_can_not_be_copied_stop_nobody(course, caplog):
    """Control codes are spelled out, so that a name gets longer, or that of another's folder."""
    ada, bob = write_submission(course, "ada", "bob")
    (course.source("ps1") / "given.csv").write_text("1")
    (course.source("ps1") / "pictures").mkdir()
    (course.source("ps1") / "pictures" / "1.csv").write_text("1")
    (ada / ("\x01" * 100 + ".csv")).write_text("1")
    (ada / "a\x01").write_text("1")
    (ada / "a\\x01").mkdir()
    (ada / "a\\x01" / "b.csv").write_text("1")
    (bob / "given.csv").mkdir()
    (bob / "given.csv" / "own.csv").write_text("1")
    (bob / "pictures").write_text("none")
    (bob / "own.csv").write_text("1")
    converter(course, Autograde).start()
    assert students(course) == {"ada", "bob"}
    assert files(course, "ada") == {"p1.ipynb", "a\\x01", "given.csv", "pictures/1.csv"}
    assert files(course, "bob") == {"p1.ipynb", "own.csv", "given.csv", "pictures/1.csv"}
    assert (course.autograded("bob", "ps1") / "given.csv").is_file()
    assert "bob: pictures" in caplog.text


def test_feedback_may_lie_outside_of_the_course(course, tmp_path):
    write_submission(course, "ada")
    converter(course, Autograde).start()
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.feedback_directory = {str(tmp_path / 'pages')!r}\n")
    made = CliRunner().invoke(main, ["--course-dir", str(course.root), "feedback", "ps1"])
    assert made.output == f"{tmp_path}/pages/ada/ps1/p1.html\n"


@pytest.mark.parametrize("name", ["hw+1", "hw[1]", "hw*"])
def test_a_name_that_nbgrader_can_not_handle_is_refused_in_a_sentence(course, name):
    shutil.copytree(course.source("ps1"), course.source("ps1").with_name(name))
    with pytest.raises(CourseError, match=r"which nbgrader can't handle\. Rename its folder"):
        course.require(name)


def test_who_misplaced_the_notebook_is_graded_and_nobody_is_told_otherwise(course, caplog):
    [ada] = write_submission(course, "ada")
    shutil.move(ada / "p1.ipynb", ada.parent / "p1.ipynb")
    ada.rmdir()
    converter(course, Autograde).start()
    assert students(course) == {"ada"}
    assert "No notebooks were matched" not in caplog.text


def test_asking_for_somebody_who_is_not_there_is_an_error(course, caplog):
    write_submission(course, "ada")
    (course.submitted_root / "bob").mkdir()
    for student in ("bob", "zoe"):
        with pytest.raises(NbGraderException, match=f"no submission of ps1 by {student}"):
            converter(course, Autograde, student_id=student).start()
    assert "Not graded: bob: nothing was submitted for ps1" in caplog.text


def test_one_student_is_graded_whatever_the_others_folders_are(course, caplog):
    write_submission(course, "ada")
    (course.submitted_root / "bob").symlink_to(course.submitted_root / "ada")
    (course.submitted_root / "cleo").mkdir()
    converter(course, Autograde, student_id="ada").start()
    assert students(course) == {"ada"}
    assert "bob" not in caplog.text and "cleo" not in caplog.text


def give_points(course, student):
    with Gradebook(course.db_url) as gradebook:
        for notebook in gradebook.find_submission("ps1", student).notebooks:
            for grade in notebook.grades:
                grade.auto_score = 1.0
        gradebook.db.commit()


def points(course, student):
    with Gradebook(course.db_url) as gradebook:
        notebooks = gradebook.find_submission("ps1", student).notebooks
        return {notebook.name: notebook.score for notebook in notebooks}


def test_grading_one_notebook_leaves_the_points_of_the_others(course):
    source = course.source("ps1")
    second = [solution("g", "def g(x):\n    return x"), graded("test_g", "assert g(1) == 1")]
    nbformat.write(notebook(second), source / "p2.ipynb")
    register(course, "ps1")
    write_submission(course, "ada")
    converter(course, Autograde).start()
    give_points(course, "ada")
    again = converter(course, Autograde, notebook_id="p1")
    again.force = True
    again.start()
    assert points(course, "ada") == {"p1": 1.0, "p2": 1.0}


def test_a_course_that_was_changed_is_refused_before_points_are_lost(course):
    write_submission(course, "ada")
    converter(course, Autograde).start()
    give_points(course, "ada")
    shutil.rmtree(course.root / "autograded")
    (course.source("ps1") / "p1.ipynb").rename(course.source("ps1") / "first.ipynb")
    with pytest.raises(NbGraderException, match=r"p1 is called first\. Nothing was graded"):
        converter(course, Autograde).start()
    assert points(course, "ada") == {"p1": 1.0}


def test_no_submission_is_made_while_the_assignment_is_recorded(course):
    write_submission(course, "ada")
    graded = threading.Event()

    def grade():
        converter(course, Autograde).start()
        graded.set()

    with one_at_a_time(recording_lock(course)):
        thread = threading.Thread(target=grade)
        thread.start()
        assert not graded.wait(2)
        assert students(course) == set()
    thread.join(60)
    assert students(course) == {"ada"}


def test_another_exporter_has_nbgraders_own_list(course):
    write_submission(course, "ada")
    config = course.config.copy()
    del config.Autograde["exporter_class"]
    converter(Course(course.root, config), Autograde).start()
    assert students(course) == {"ada"}
