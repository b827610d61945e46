"""The commands of a term, as an instructor types them."""

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from grader.cli import main
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult, TestResult, Verdict

TINY = "01_tiny"


@pytest.fixture
def course(registered):
    tests = (
        TestResult("test_double", 2.0, 2.0, Verdict.PASSED, notebook=TINY),
        TestResult("test_fold", 0.0, 3.0, Verdict.FAILED, "no", notebook=TINY),
    )
    with Gradebook(registered.db_url, "cnn") as book:
        book.update_or_create_assignment(TINY, duedate="2026-03-10 11:00:00 UTC")
    with GradebookWriter(registered, TINY) as writer:
        result = SubmissionResult("ada", TINY, tests, (), (TINY,))
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
    assert run("comments").output == "None yet.\n"
    assert "1 student: ada" in run("comment", TINY, "test_fold", "Start with 1.", "--lost").output
    [line] = run("comments").output.splitlines()
    key, told = line.split(maxsplit=1)
    assert told == "once (fold of 01_tiny)  Start with 1."
    assert "1 student: ada" in run("comment", TINY, "double", "--again", key).output
    assert "2 times (double of 01_tiny, fold of 01_tiny)" in run("comments").output
    assert "has been graded with this grader yet" in said(run("comment", TINY, "xx", "Text"))
    assert "Say the TEXT" in said(run("comment", TINY, "double"))
