"""``grader new-lesson``: what it makes can be released and graded at once."""

import errno
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from grader.assignment.reader import read_assignment
from grader.cli import main
from grader.course import Course
from grader.course_config import CONFIG_NAME
from grader.release.sample_class import edit, load_samples, solved
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import grade_submission
from grader.submissions.submission import Submission

NAME, TEST = "10_my_lesson", "test_global_average"
FILES = [f"{NAME}.py", "hints.toml", "sample_class.py", "wrong_answers.py"]


def run(course, *arguments):
    return CliRunner().invoke(main, [*arguments, "--course-dir", str(course.root)])


def files_of(course):
    return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(repository, tmp_path_factory):
    """A course with the settings of ours and the new lesson, and what the command said."""
    root = tmp_path_factory.mktemp("new") / "course"
    root.mkdir()
    shutil.copy(repository / CONFIG_NAME, root)
    done = run(Course.load(root), "new-lesson", NAME)
    assert done.exit_code == 0, done.output
    return Course.load(root), done.output


@pytest.fixture(scope="module")
def released(made):
    """The course with the lesson released, and what the command said."""
    course, _ = made
    done = run(course, "release", NAME)
    assert done.exit_code == 0, done.output
    return course, done.stdout


@pytest.fixture(scope="module")
def paths(released):
    """The released and the solved notebook."""
    course, _ = released
    return [folder(NAME) / f"{NAME}.ipynb" for folder in (course.release, course.source)]


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory):
    """Grade a submitted notebook: graded(bytes) is its result; of visible tests only if asked."""
    whole = read_assignment(released[0], NAME)
    visible = whole.visible_part()

    def grade(content, only_visible=False):
        assignment = visible if only_visible else whole
        folder = tmp_path_factory.mktemp("submitted")
        (folder / f"{NAME}.ipynb").write_bytes(content)
        return grade_submission(Submission("ada", NAME, folder), assignment, runner).result

    with SandboxedRunner(1, whole.modules, whole.test_modules) as runner:
        yield grade


def test_the_folder_has_a_lessons_files_and_the_next_steps_are_told(made):
    course, said = made
    assert sorted(path.name for path in course.source(NAME).iterdir()) == FILES
    for file in FILES:
        assert f"written: solutions/{NAME}/{file}" in said
    assert f"python -m grader release {NAME} --course-dir {course.root}" in said
    assert f"python -m grader demo {NAME} --course-dir {course.root}" in said


def test_the_title_is_the_name_in_words(made):
    text = (made[0].source(NAME) / f"{NAME}.py").read_text(encoding="utf-8")
    assert "# # My lesson\n" in text


def test_every_graded_cell_has_three_hints(made):
    found = tomllib.loads((made[0].source(NAME) / "hints.toml").read_text(encoding="utf-8"))
    assert {cell: len(entry["steps"]) for cell, entry in found.items()} == {"global_average": 3}


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("check", f"{NAME}.py"),  # course code keeps a format of its own
        ("check", "sample_class.py"),
        ("check", "wrong_answers.py"),
        ("format --check", "sample_class.py"),
        ("format --check", "wrong_answers.py"),
    ],
)
def test_what_is_made_is_in_the_projects_style(made, repository, command, file):
    pytest.importorskip("ruff")
    text = (made[0].source(NAME) / file).read_text(encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff", *command.split()]
    done = subprocess.run(
        [*ruff, "--stdin-filename", f"solutions/{NAME}/{file}", "-"],
        input=text, cwd=repository, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_it_can_be_released_at_once_and_its_answers_stay_here(released):
    course, said = released
    assert said.startswith(f"{NAME}: 2 mutants, 2 noticed, 0 not noticed")
    assert run(course, "release", "--check").output == f"in step: {NAME}\n"
    distributed = {path.name for path in course.release(NAME).iterdir()}
    assert distributed == {f"{NAME}.ipynb", "hints.toml"}


@pytest.mark.slow
def test_its_sample_class_has_the_expected_scores(released, paths, graded):
    samples = load_samples(released[0], NAME)
    found = {s.student: graded(s.content(*paths)).tests for s in samples}
    assert {who: {t.grade_id: t.points for t in tests} for who, tests in found.items()} == {
        sample.student: sample.scores for sample in samples
    }
    assert {sample.scores[TEST] for sample in samples} == {0, 5}
    assert len(samples) >= 4


@pytest.mark.slow
def test_its_wrong_answers_lose_points_and_are_told_why(released, paths, graded):
    mutants = runpy.run_path(str(released[0].source(NAME) / "wrong_answers.py"))["MUTANTS"]
    for what, cell, old, new in mutants:
        nb = edit(solved(*(nbformat.read(path, 4) for path in paths)), cell, old, new)
        for only_visible in (False, True):  # hidden tests take points for no surprise
            [test] = graded(nbformat.writes(nb).encode(), only_visible).tests
            assert (test.grade_id, test.points) == (f"test_{cell}", 0), what
            assert len(test.message.split()) > 3, what


@pytest.mark.parametrize(
    "name",
    ["", "10", "10_", "my_lesson", "1_lesson", "100_lesson", "10-my-lesson", "10_My_Lesson",
     "10_my__lesson", "10_my_lesson_", "10_my lesson", "10_größe", "١٠_lesson", "10_my_lesson\n",
     "10_2d", "../10_up", "10_my/lesson"],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_in_a_sentence_and_nothing_is_written(tiny, name):
    before = files_of(tiny)
    done = run(tiny, "new-lesson", name)
    assert done.exit_code == 1
    [sentence] = done.output.strip().splitlines()
    assert sentence.startswith("Error: ") and f"{name!r} is no name for a lesson" in sentence
    assert "two digits, an underscore" in sentence and "10_my_lesson" in sentence
    assert files_of(tiny) == before


def test_a_lesson_that_is_there_already_is_left_as_it_is(tiny):
    before = files_of(tiny)
    done = run(tiny, "new-lesson", "01_tiny")
    assert done.exit_code == 1
    [sentence] = done.output.strip().splitlines()
    assert f"{tiny.source('01_tiny')} is there already" in sentence
    assert "Choose another name" in sentence
    assert files_of(tiny) == before


def test_a_course_that_would_hand_the_answers_out_is_told_to_leave_them_out_first(plain_course):
    course = plain_course([])
    before = files_of(course)
    done = run(course, "new-lesson", NAME)
    assert done.exit_code == 1
    [sentence] = done.output.strip().splitlines()
    assert "Students of this course would get sample_class.py" in sentence
    assert "c.CourseDirectory.ignore" in sentence
    assert files_of(course) == before


def test_a_full_disk_leaves_no_half_of_a_lesson(repository, tmp_path, monkeypatch):
    shutil.copy(repository / CONFIG_NAME, tmp_path)
    write = Path.write_text

    def fail_at_the_second(path, *args, **rest):
        if path.name == "hints.toml":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write(path, *args, **rest)

    monkeypatch.setattr(Path, "write_text", fail_at_the_second)
    course = Course.load(tmp_path)
    done = run(course, "new-lesson", NAME)
    assert "no space left" in done.output
    assert not any(path.is_file() for path in (tmp_path / "solutions").rglob("*"))
    assert course.assignments() == []
    monkeypatch.undo()
    assert run(course, "new-lesson", NAME).exit_code == 0
