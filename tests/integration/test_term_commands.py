"""The commands of a term, as an instructor types them."""

import contextlib
import sqlite3
import subprocess

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.cli import main
from grader.course import Course
from grader.gradebook.result_cache import ResultCache, graded_before
from grader.gradebook.writer import GradebookWriter, register
from grader.reports.mistakes import clusters
from grader.results import SubmissionResult, TestResult, Verdict
from grader.runner.limits import Limits
from grader.submissions.submission import Submission

TINY = "01_tiny"


TESTS = (
    TestResult("test_double", 2.0, 2.0, Verdict.PASSED, notebook=TINY),
    TestResult("test_fold", 0.0, 3.0, Verdict.FAILED, "no", notebook=TINY),
)


@pytest.fixture
def course(registered):
    with Gradebook(registered.db_url, "cnn") as book:
        book.update_or_create_assignment(TINY, duedate="2026-03-10 11:00:00 UTC")
    with GradebookWriter(registered, TINY) as writer:
        result = SubmissionResult("ada", TINY, TESTS, (), (TINY,))
        writer.record(result, "2026-03-10 12:00:00 UTC")
    return registered


@pytest.fixture
def run(course):
    return lambda *words: CliRunner().invoke(main, ["--course-dir", str(course.root), *words])


def said(done):
    """The one sentence of a command that failed."""
    assert done.exit_code == 1
    [sentence] = done.output.strip().splitlines()
    assert sentence.startswith("Error: ")
    return sentence


def test_an_extension_is_told_for_those_who_submitted_and_those_who_did_not(run):
    done = run("extend", TINY, "ada", "bo", "--days", "1", "--hours", "2")
    assert done.output.splitlines() == [
        "ada: until 2026-03-11 13:00 UTC, late penalty 0",
        "bo: nothing submitted yet; it counts once there is something.",
    ]
    assert "until 2026-03-10 11:00 UTC" in run("extend", TINY, "ada", "--none").output


def test_an_extension_for_a_mistyped_id_asks_who_is_meant(run):
    said = run("extend", TINY, "adda", "--days", "1").output
    assert "adda: nothing submitted yet" in said
    assert "Did you mean ada? Then take this one back with --none." in said


@pytest.mark.parametrize("words", [[], ["--none", "--days", "1"]])
def test_an_extension_needs_a_time_or_none(run, words):
    assert "--days or --hours, or --none" in said(run("extend", TINY, "ada", *words))


@pytest.mark.parametrize("days", ["-1", "nan", "inf", "1e9", "3653"])
def test_an_extension_ends_while_somebody_remembers_it(run, course, days):
    done = run("extend", TINY, "ada", f"--days={days}")
    assert done.exit_code == 2 and "Invalid value for '--days'" in done.output
    assert not list(course.root.glob(".grader/ext*"))


@pytest.mark.parametrize("words", ["--seconds=nan", "--seconds=1e300", "--memory=inf"])
def test_a_limit_is_a_number(run, words):
    assert "Invalid value for '--" in run("grade", TINY, words).output


@pytest.mark.parametrize("kind", ["nbgrader", "canvas", "moodle", "items", "overview"])
def test_every_export_is_written(run, course, kind):
    done = run("export", "--format", kind, "--assignment", TINY)
    assert done.exit_code == 0, done.output
    assert "ada" in (course.root / "grades.csv").read_text()


WRITING = [("export", "csv"), ("term", "html")]


@pytest.mark.parametrize(("command", "kind"), WRITING)
def test_a_file_is_named_from_the_current_folder(run, tmp_path, monkeypatch, command, kind):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run(command, "--to", f"new.{kind}").exit_code == 0
    assert "ada" in (tmp_path / "elsewhere" / f"new.{kind}").read_text()
    assert run(command, "--to", f"new.{kind}").exit_code == 0


@pytest.mark.parametrize(("command", "kind"), WRITING)
@pytest.mark.parametrize(
    "name", ["gradebook.db", "nbgrader_config.py", "solutions/01_tiny/01_tiny.py"]
)
def test_a_file_of_another_kind_is_not_replaced(run, course, command, kind, name):
    before = (course.root / name).read_bytes()
    told = said(run(command, "--to", str(course.root / name)))
    assert f"is there and is no .{kind} file" in told
    assert (course.root / name).read_bytes() == before


@pytest.mark.parametrize(("command", "kind"), WRITING)
def test_a_folder_that_is_named_is_not_made(run, tmp_path, command, kind):
    (tmp_path / "file").touch()
    for folder in ("none", "file"):
        told = said(run(command, "--to", str(tmp_path / folder / f"x.{kind}")))
        assert "can't be written" in told
    assert not (tmp_path / "none").exists()


def test_an_export_tells_whose_submission_is_gone(run):
    assert "but submitted/ada/01_tiny is no longer there" in run("export").output


@pytest.mark.parametrize("kind", ["nbgrader", "canvas", "moodle", "items", "overview"])
def test_an_export_to_nowhere_is_one_sentence(run, kind):
    told = said(run("export", "--format", kind, "--to", "none/grades.csv"))
    assert "none/grades.csv can't be written: No such file or directory." in told


@pytest.mark.parametrize("kind", ["nbgrader", "canvas", "moodle", "items", "overview"])
@pytest.mark.parametrize("trouble", ["no gradebook", "no database"])
def test_a_gradebook_that_can_not_be_used_is_one_sentence(run, course, kind, trouble):
    if trouble == "no database":
        (course.root / "gradebook.db").write_bytes(b"Dear diary," * 1000)
    else:
        (course.root / "gradebook.db").unlink()
    expected = {"no gradebook": "There is no gradebook yet", "no database": "not a database"}
    assert expected[trouble] in said(run("export", "--format", kind))


def test_an_unknown_assignment_is_one_sentence(run):
    assert "no assignment ps9; it has: 01_tiny." in said(run("export", "--assignment", "ps9"))


def test_the_term_is_a_page(run, course):
    assert run("term").exit_code == 0
    assert "Students: 1. Assignments: 1." in (course.root / "reports" / "term.html").read_text()


def test_a_comment_is_given_once_and_again(run):
    assert run("comments").output == "There are no comments yet.\n"
    assert "1 student: ada" in run("comment", TINY, "test_fold", "Start with 1.", "--lost").output
    [line] = run("comments").output.splitlines()
    key, told = line.split(maxsplit=1)
    assert told == "once (fold of 01_tiny)  Start with 1."
    assert "1 student: ada" in run("comment", TINY, "double", "--again", key).output
    assert "2 times (double of 01_tiny, fold of 01_tiny)" in run("comments").output
    assert "has been graded with this grader yet" in said(run("comment", TINY, "xx", "Text"))
    assert "Say the TEXT" in said(run("comment", TINY, "double"))


def by_hand(course, **given):
    with Gradebook(course.db_url, "cnn") as book:
        grade = book.find_grade("test_fold", TINY, TINY, "ada")
        for name, value in given.items():
            setattr(grade, name, value)
        book.db.commit()


def comment_of(course):
    with Gradebook(course.db_url, "cnn") as book:
        return book.find_comment("fold", TINY, TINY, "ada").manual_comment


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["fold", "Hm.", "--student", "ada", "--student", "adda"],
            "no submission of 01_tiny by adda;",
        ),
        (["test_fold", "Hm.", "--student", ""], "there is one by ada."),
        (["fold", "Hm.", "--lost"], "fold has no points"),
        (["fold", ""], "The comment is empty"),
        (["test_fold", " \n"], "The comment is empty"),
    ],
)
def test_a_comment_that_reaches_nobody_as_meant_is_not_given(run, course, words, told):
    assert told in said(run("comment", TINY, *words))
    assert comment_of(course) is None


def test_a_comment_for_those_who_lost_points_where_nobody_has(run, course):
    done = run("comment", TINY, "test_double", "Hm.", "--lost")
    assert done.exit_code == 0 and done.output.startswith("Nobody: ")


def test_who_was_removed_from_the_gradebook_keeps_no_comment_from_the_others(run, course):
    cache = ResultCache(course, read_assignment(course, TINY), Limits())
    for student in ("ada", "bo"):
        folder = course.submitted(student, TINY)
        folder.mkdir(parents=True)
        submission = Submission(student, TINY, folder)
        cache.write(submission, SubmissionResult(student, TINY, TESTS, (), (TINY,)))
    [cluster] = clusters(list(graded_before(course, TINY)))
    assert cluster.students == ("ada", "bo")
    assert "1 student: ada\n" in run("comment", TINY, cluster.key, "Start with 1.").output


def test_a_comment_that_is_a_part_of_another_is_one_of_its_own(run, course):
    for text in ("This is fine.", "is", "This is fine.", "fine.\n\nTwo paragraphs.", "is"):
        run("comment", TINY, "fold", text)
    assert comment_of(course) == "This is fine.\n\nis\n\nfine.\n\nTwo paragraphs."


def test_every_command_that_is_printed_is_about_this_course(run, course):
    (course.submitted_root / "ada" / TINY).mkdir(parents=True)
    where = f"--course-dir {course.root}"
    assert where in run("comment", TINY, "fold", "Hm.").output
    for words in (
        ["report", TINY],
        ["comment", TINY, "fold", "--again", "xxx"],
        ["feedback", TINY],
    ):
        assert where in said(run(*words)), words
    path = course.source(TINY) / f"{TINY}.py"
    path.write_text(path.read_text().replace("test_fold", "test_other"))
    assert where in said(run("grade", TINY))
    assert where in run("release", "--check").output
    (course.root / "gradebook.db").unlink()
    assert where in said(run("export"))


def test_a_command_names_a_folder_with_blanks_so_that_a_shell_takes_it(tmp_path):
    folder = tmp_path / "my $course"
    folder.mkdir()
    command = Course.load(folder).command("grade", "ps 1")
    done = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {command}"], capture_output=True, text=True, check=True
    )
    expected = ["python", "-m", "grader", "grade", "ps 1", "--course-dir", str(folder)]
    assert done.stdout.splitlines() == expected
    assert Course.load(installed_root()).command("term") == "python -m grader term"


def test_an_extension_can_be_given_before_anything_is_graded(run, course):
    (course.root / "gradebook.db").unlink()
    done = run("extend", TINY, "ada", "--days", "1")
    assert done.output == "ada: nothing submitted yet; it counts once there is something.\n"
    assert not (course.root / "gradebook.db").exists()
    test = TestResult("test_double", 2.0, 2.0, Verdict.PASSED, notebook=TINY)
    register(course, TINY)
    with Gradebook(course.db_url, "cnn") as book:
        book.update_or_create_assignment(TINY, duedate="2026-03-10 11:00:00 UTC")
    with GradebookWriter(course, TINY) as writer:
        writer.record(SubmissionResult("ada", TINY, (test,), (), (TINY,)), "2026-03-11 10:00 UTC")
    with Gradebook(course.db_url, "cnn") as book:
        assert book.find_submission(TINY, "ada").total_seconds_late == 0


@pytest.mark.parametrize("words", [["--days", "1"], ["--hours", "2"]])
@pytest.mark.parametrize("lock", ["EXCLUSIVE", "IMMEDIATE"])  # the second one can be read
def test_an_extension_that_can_not_be_recorded_is_not_granted(run, course, words, lock):
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute(f"BEGIN {lock}")
        assert "locked" in said(run("extend", TINY, "ada", *words))
    assert not (course.state / "extensions.json").exists()


def test_who_waits_for_a_person_is_told_with_the_export(run, course):
    assert "waits for" not in run("export").output
    by_hand(course, needs_manual_grade=True)
    assert "1 submission waits for a person in 01_tiny" in run("export").output


def test_the_export_is_sorted_by_student(run, course):
    with Gradebook(course.db_url, "cnn") as book:
        book.add_student("zoe", last_name="Aa")
        book.add_student("abe", last_name="Zz")
    run("export")
    rows = (course.root / "grades.csv").read_text().splitlines()[1:]
    assert [row.split(",")[3] for row in rows] == ["abe", "ada", "zoe"]


def test_the_status_of_a_course_that_was_graded_by_nbgrader(run, course):
    assert (
        run("status").output == "01_tiny: 1 in the gradebook; no run of `grade` was noted here.\n"
    )
    (course.root / "gradebook.db").unlink()
    assert run("status").output == "Nothing has been graded here yet.\n"
