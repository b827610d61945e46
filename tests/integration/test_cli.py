import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.demo import MARKER

TINY = "01_tiny"
COMMANDS = [
    "release",
    "new-lesson",
    "collect",
    "check",
    "grade",
    "report",
    "term",
    "comment",
    "comments",
    "extend",
    "feedback",
    "export",
    "doctor",
    "demo",
    "data",
]


@pytest.fixture
def run(tiny):
    """Run a command on the tiny course: run("release", "--check")."""

    def invoke(*args):
        return CliRunner().invoke(main, ["--course-dir", str(tiny.root), *args])

    return invoke


def test_the_help_lists_every_command_with_what_it_does():
    done = CliRunner().invoke(main, ["--help"])
    assert done.exit_code == 0
    for command in COMMANDS:
        [line] = [text for text in done.output.splitlines() if text.startswith(f"  {command} ")]
        assert len(line.split()) > 3
    assert "python -m grader grade ASSIGNMENT" in done.output


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_a_help_page(command, option):
    done = CliRunner().invoke(main, [command, option])
    assert done.exit_code == 0
    assert done.output.startswith("Usage:")
    assert len(done.output.splitlines()[2].split()) > 3


def test_help_is_quick_and_loads_no_tensorflow():
    code = (
        "import sys, grader.cli; from click.testing import CliRunner;"
        "CliRunner().invoke(grader.cli.main, ['--help']);"
        "print([m for m in ('tensorflow', 'nbgrader', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_grading_begins_without_a_grammar_of_web_addresses():
    """It takes jsonschema longer to build than all else that is imported."""
    code = "import sys, grader.gradebook.grading_run; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_reads_submissions_needs_no_nbgrader():
    """It would take longer to import than all else that the process needs."""
    code = "import sys, grader.submissions.submission_reader; sys.exit('nbgrader' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "demo"])
def test_an_unknown_assignment_is_one_sentence_and_exit_code_1(run, command):
    done = run(command, "09_none")
    assert done.exit_code == 1
    [sentence] = done.output.strip().splitlines()
    assert sentence.startswith("Error: There is no assignment '09_none' in ")
    assert sentence.endswith(f"there is: {TINY}.")
    assert isinstance(done.exception, SystemExit)


def test_a_missing_course_is_one_sentence(tmp_path):
    done = CliRunner().invoke(main, ["--course-dir", str(tmp_path / "none"), "release"])
    assert done.exit_code == 1
    assert "is no folder; name the course's folder with --course-dir." in done.output


def test_a_missing_class_is_one_sentence(run):
    done = run("grade", TINY)
    assert done.exit_code == 1
    assert "submitted is no folder" in done.output and "--submitted" in done.output


def test_release_tells_what_it_wrote_and_then_that_all_is_in_step(run, tiny):
    (tiny.release(TINY) / f"{TINY}.ipynb").unlink()
    tried, _, written = run("release").stdout.splitlines()
    assert tried.startswith(f"{TINY}: 4 mutants, 4 noticed, 0 not noticed")
    assert written == f"written: notebooks/{TINY}/{TINY}.ipynb"
    assert run("release").output == f"in step: {TINY}\n"


def test_release_check_passes_when_all_is_in_step(run):
    done = run("release", "--check")
    assert (done.exit_code, done.output) == (0, f"in step: {TINY}\n")


def test_release_check_fails_on_any_difference_and_changes_nothing(run, tiny):
    path = tiny.release(TINY) / f"{TINY}.ipynb"
    path.write_bytes(path.read_bytes() + b"\n")
    before = path.read_bytes()
    done = run("release", "--check")
    assert done.exit_code == 1
    assert f"out of step: notebooks/{TINY}/{TINY}.ipynb" in done.output
    assert "Error: Generated files are out of step" in done.output
    assert path.read_bytes() == before


def test_release_keeps_work_unless_forced(run, tiny, answered):
    nbformat.write(answered, tiny.release(TINY) / f"{TINY}.ipynb")
    refused = run("release")
    assert refused.exit_code == 1
    assert "has work in cell double" in refused.output and "--force" in refused.output
    assert run("release", "--force").exit_code == 0


def test_a_demo_never_replaces_a_folder_that_is_none(run, tmp_path):
    (tmp_path / "mine").mkdir()
    done = run("demo", TINY, "--folder", str(tmp_path / "mine"))
    assert done.exit_code == 1
    assert "mine exists and is no demo; name another one with --folder." in done.output
    assert (tmp_path / "mine").is_dir()


def files_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


PLACES = ["course", "", "course/../course", "other", "other/solutions", "link", "copied demo"]


@pytest.mark.parametrize("place", PLACES)
def test_a_demo_deletes_no_course_and_nothing_around_it(run, tiny, tmp_path, place):
    shutil.copytree(tiny.root, tmp_path / "other")
    shutil.copytree(tiny.root, tmp_path / "copied demo")
    (tmp_path / "copied demo" / MARKER).write_text(f"{tmp_path / 'first demo'}\n")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    (tiny.root / MARKER).write_text(f"{tiny.root}\n")  # a demo that is used as a course
    before = files_below(tmp_path)
    done = run("demo", TINY, "--folder", str(tmp_path / place))
    assert done.exit_code == 1
    assert "--folder" in done.output and "Traceback" not in done.output
    assert files_below(tmp_path) == before


@pytest.mark.parametrize(
    "samples",
    [
        "[]",
        "[Sample('ada', '', solved, {'test_double': 2})]",
        "[Sample('ada', '', lambda r, s: edit(r, 'double', 'xyz', ''), {})]",
    ],
)
def test_an_earlier_demo_stays_until_the_next_one_is_made(run, tiny, samples):
    demo = tiny.root / "demo"
    demo.mkdir()
    (demo / MARKER).write_text(f"{demo}\n")
    (tiny.source(TINY) / "sample_class.py").write_text(
        f"from grader.release.sample_class import Sample, edit, solved\nSAMPLES = {samples}\n"
    )
    before = files_below(tiny.root)
    assert run("demo", TINY).exit_code == 1
    assert files_below(tiny.root) == before


@pytest.mark.parametrize(
    "setting",
    [
        "CourseDirectory.db_url = 'sqlite:///{}/of-the-course.db'",
        "CourseDirectory.submitted_directory = '{}/of-the-course'",
        "CourseDirectory.release_directory = '../of-the-course'",
    ],
)
def test_a_demo_writes_nowhere_among_the_grades_of_its_course(run, tiny, tmp_path, setting):
    with (tiny.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.{setting.format(tmp_path)}\n")
    before = files_below(tiny.root)
    done = run("demo", TINY)
    assert done.exit_code == 1
    assert "A demo would write into" in done.output
    assert "of-the-course" in done.output.replace("\n", "")
    assert files_below(tiny.root) == before


def test_a_release_of_nothing_says_so(run, tiny):
    shutil.rmtree(tiny.source(TINY))
    done = run("release")
    assert done.exit_code == 1 and "There is no assignment in" in done.output


@pytest.mark.slow
def test_a_demo_grades_its_class_and_fails_if_a_score_is_unexpected(run, tiny):
    module = tiny.source(TINY) / "sample_class.py"
    module.write_text(
        "from grader.release.sample_class import Sample, solved\n"
        "SAMPLES = [Sample('ada', 'as taught', solved, {'test_double': 2, 'test_fold': 3})]\n"
    )
    done = run("demo", TINY)
    assert done.exit_code == 0, done.output
    assert "Submissions with their expected scores: 1 of 1." in done.output
    module.write_text(module.read_text().replace("'test_fold': 3", "'test_fold': 1"))
    done = run("demo", TINY)
    assert done.exit_code == 1
    assert "ada: test_fold has 3, expected 1" in done.output


@pytest.mark.slow
def test_grade_json_prints_one_object_a_line_and_progress_on_stderr(
    tiny, answered, write_submission
):
    write_submission(tiny, "ada", answered)
    write_submission(tiny, "bela", b"no JSON")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "--course-dir", str(tiny.root), "grade", TINY, "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    graded = {line["student"]: line for line in map(json.loads, done.stdout.splitlines())}
    keys = {"student", "assignment", "graded", "score", "max_score", "tests", "findings"}
    keys |= {"not_graded", "seconds"}
    assert set(graded) == {"ada", "bela"}
    assert all(set(line) == keys for line in graded.values())
    test_keys = {"grade_id", "points", "max_points", "verdict", "message", "fault"}
    assert all(set(test) == test_keys for line in graded.values() for test in line["tests"])
    assert (graded["ada"]["score"], graded["bela"]["score"]) == (5, 0)
    assert [t["verdict"] for t in graded["ada"]["tests"]] == ["passed", "passed"]
    assert [t["verdict"] for t in graded["bela"]["tests"]] == ["error", "error"]
    assert graded["bela"]["findings"][0].startswith("01_tiny.ipynb is not a notebook")
    assert "Grading" in done.stderr and "2/2" in done.stderr


@pytest.mark.slow
def test_a_class_is_graded_reported_and_exported(run, tiny, answered, blank, write_submission):
    write_submission(tiny, "ada", answered)
    graded = run("grade", TINY, "--workers", "1")
    assert graded.exit_code == 0, graded.output
    assert "✓ 2/2" in graded.output and "5/5" in graded.output
    assert f"Gradebook: {tiny.root / 'gradebook.db'}" in graded.output
    assert run("feedback", TINY).output == f"feedback/ada/{TINY}/{TINY}.html\n"
    assert run("export").output == f"written: {tiny.root / 'grades.csv'}\n"


def test_a_damaged_data_file_is_told_in_a_sentence(tmp_path):
    (tmp_path / "test_happy.h5").write_bytes(b"half a file")
    where = {"CNN_COURSE_DATA": str(tmp_path)}
    done = CliRunner().invoke(main, ["data", "list"], env=where)
    assert done.exit_code == 1
    assert "test_happy.h5 is not usable" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("group", [[], ["data"]], ids=["grader", "data"])
def test_the_list_of_commands_says_what_each_does_in_a_whole_sentence(group):
    listed = CliRunner().invoke(main, [*group, "--help"]).output.partition("Commands:")[2]
    assert listed and "..." not in listed
