from pathlib import Path

import pytest
from nbgrader.preprocessors import Execute

from grader.checkout import installed_root
from grader.course import ENGINE, Course
from grader.course_config import CONFIG_NAME
from grader.errors import CourseError
from grader.runner.limits import Limits


def test_the_folders_are_those_of_the_nbgrader_config(tiny):
    assert tiny.source("01_tiny") == tiny.root / "solutions" / "01_tiny"
    assert tiny.release("01_tiny") == tiny.root / "notebooks" / "01_tiny"
    assert tiny.autograded("ada", "01_tiny") == tiny.root / "autograded" / "ada" / "01_tiny"
    assert tiny.feedback("ada", "01_tiny") == tiny.root / "feedback" / "ada" / "01_tiny"
    assert tiny.submitted_root == tiny.root / "submitted"
    assert tiny.db_url == f"sqlite:///{tiny.root / 'gradebook.db'}"


def test_validate_has_at_least_the_time_that_the_grader_has():
    validate = Execute(config=Course.load(installed_root()).config)
    assert validate.timeout >= Limits().seconds_per_test
    assert validate.iopub_timeout >= 60


def test_without_a_config_nbgraders_own_folders_hold(tmp_path):
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    course = Course.load(tmp_path)
    assert course.assignments() == ["ps1"]
    assert course.release("ps1") == tmp_path / "release" / "ps1"


def test_a_copied_course_uses_its_own_folders_whatever_the_working_directory(
    tiny, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert Course.load(Path("course")).source("01_tiny") == tmp_path / "course/solutions/01_tiny"


def test_assignments_are_in_order_and_only_visible_folders(tiny):
    for name in ("10_later", ".hidden", "02_next"):
        (tiny.root / "solutions" / name).mkdir()
    (tiny.root / "solutions" / "notes.txt").write_text("no assignment")
    assert tiny.assignments() == ["01_tiny", "02_next", "10_later"]


def test_an_unknown_assignment_is_refused_with_those_there_are(tiny):
    with pytest.raises(CourseError, match=r"no assignment '02_none' .*there is: 01_tiny\."):
        tiny.require("02_none")


@pytest.mark.parametrize("name", ["", ".", "..", "../solutions/01_tiny", "01_tiny/"])
def test_a_path_is_no_assignment(tiny, name):
    with pytest.raises(CourseError):
        tiny.require(name)


def test_a_course_without_assignments_says_so(tmp_path):
    with pytest.raises(CourseError, match="there is: none"):
        Course.load(tmp_path).require("x")


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(CourseError, match=r"nowhere is no folder; .*--course-dir"):
        Course.load(tmp_path / "nowhere")


def test_this_checkout_is_a_course(repository):
    assert installed_root() == repository
    assert "05_convolution_model_application" in Course.load(repository).assignments()


def test_a_config_is_run_in_the_folder_of_its_course(tmp_path, monkeypatch):
    course = tmp_path / "course"
    course.mkdir()
    (course / "folder.txt").write_text("lessons")
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.source_directory = open('folder.txt').read()\n"
    )
    monkeypatch.chdir(tmp_path)
    assert Course.load(course).source("ps1") == course / "lessons" / "ps1"
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("open('nothing.txt')", r"line 2\): FileNotFoundError: .*nothing.txt"),
        ("c.CourseDirectory.x = (1", r"line 2\): SyntaxError: '\(' was never closed"),
        ("raise SystemExit", r"line 2\): SystemExit\. "),
        ("import json; json.loads('{')", r"line 2\): JSONDecodeError: "),
    ],
)
def test_a_config_that_can_not_be_run_is_told_with_its_line(tmp_path, line, told):
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n")
    with pytest.raises(CourseError, match=f"nbgrader_config.py, {told}"):
        Course.load(tmp_path)


def test_a_course_may_add_to_nbgraders_own_lists(tmp_path):
    (tmp_path / CONFIG_NAME).write_text(
        "c = get_config()\n"
        f"c.Autograde.autograde_preprocessors.append({ENGINE!r})\n"
        "c.Autograde.exclude_overwriting.update({'ps1': ['own.py']})\n"
    )
    course = Course.load(tmp_path)
    assert course.is_ours
    assert course.autograde_setting("exclude_overwriting", dict) == {"ps1": ["own.py"]}


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("Autograde.autograde_preprocessors = None", "None; a list was expected"),
        ("CourseDirectory.directory_structure = '{step}/{0}'", "can't be filled in \\('step'"),
        ("CourseDirectory.directory_structure = '{'", "can't be filled in"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named(tmp_path, setting, told):
    (tmp_path / CONFIG_NAME).write_text(f"c = get_config()\nc.{setting}\n")
    course = Course.load(tmp_path)
    name = setting.partition(" ")[0]
    with pytest.raises(CourseError, match=f"`{name}` in nbgrader_config.py is .*{told}"):
        _ = course.is_ours, course.assignments()


def test_the_users_own_configuration_holds_where_the_course_says_nothing(tmp_path, monkeypatch):
    """nbgrader and formgrader follow it: another gradebook here would have other grades."""
    user, root = tmp_path / "user", tmp_path / "course"
    user.mkdir()
    root.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(user))
    (user / CONFIG_NAME).write_text(
        "c = get_config()\n"
        "c.CourseDirectory.root = '/nowhere'\n"
        "c.CourseDirectory.db_url = 'sqlite:////tmp/all.db'\n"
        "c.CourseDirectory.source_directory = 'theirs'\n"
    )
    (root / CONFIG_NAME).write_text(
        "c = get_config()\nc.CourseDirectory.source_directory = 'ours'\n"
    )
    course = Course.load(root)
    assert course.db_url == "sqlite:////tmp/all.db"
    assert course.source("ps1") == root / "ours" / "ps1"
    (user / CONFIG_NAME).write_text("1 / 0\n")
    with pytest.raises(CourseError, match=r"user/nbgrader_config.py, line 1\): ZeroDivision"):
        Course.load(root)


def test_a_config_in_json_holds_and_goes_before_the_one_in_python(tmp_path):
    (tmp_path / CONFIG_NAME).write_text(
        "c = get_config()\n"
        "c.CourseDirectory.source_directory = 'mine'\nc.CourseDirectory.release_directory = 'out'\n"
    )
    written = tmp_path / "nbgrader_config.json"
    written.write_text('{"CourseDirectory": {"source_directory": "ours", "db_url": "sqlite:///x"}}')
    course = Course.load(tmp_path)
    assert course.source("ps1").parent == tmp_path / "ours"
    assert course.release("ps1").parent == tmp_path / "out"
    assert course.db_url == "sqlite:///x"
    (tmp_path / CONFIG_NAME).unlink()
    assert Course.load(tmp_path).source("ps1").parent == tmp_path / "ours"
    written.write_text('{"CourseDirectory":\n {,}}')
    with pytest.raises(CourseError, match=r"nbgrader_config.json, line 2\): JSONDecodeError"):
        Course.load(tmp_path)
