"""Files that a student submits beside the notebook are there when its code runs."""

import shutil

import nbformat
import pytest
from messy_class import zipped
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from plain_courses import cell, graded, notebook, solution, submit, write_course

from grader.assignment.reader import read_assignment
from grader.gradebook.assignment_files import digest, files_for_code
from grader.gradebook.grading_run import grade_assignment
from grader.student.check import check_notebook
from grader.submissions import files_beside
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import find_submissions

SOURCE = """
def total():
    ### BEGIN SOLUTION
    return 6
    ### END SOLUTION
"""
TEST = """
assert total() == 6
assert open("course.txt").read() == "the course's"
"""
CELLS = [solution("total", SOURCE), graded("test_total", TEST, 2)]
ANSWERS = {
    "a module": "from helpers import total",
    "a module in a folder": "from tools.helpers import total",
    "a table": "def total():\n    return sum(map(int, open('numbers.csv').read().split(',')))",
    "a file in a folder, written to": (
        "with open('data/numbers.csv', 'a') as file:\n    file.write('0')\n"
        "def total():\n    return sum(map(int, open('data/numbers.csv').read().split(',')))"
    ),
    "the course's own file": "def total():\n    return len(open('course.txt').read()) - 6",
}
OWN = {
    "helpers.py": "def total():\n    return 6\n",
    "tools/helpers.py": "def total():\n    return 6\n",
    "numbers.csv": "1,2,3",
    "data/numbers.csv": "1,2,3,",
    "course.txt": "not the course's any more",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = write_course(tmp_path_factory.mktemp("own") / "course", CELLS)
    (course.source("ps1") / "course.txt").write_text("the course's")
    for number, answer in enumerate(ANSWERS.values()):
        submit(course, f"s{number}", {"total": answer}, CELLS)
        for name, content in OWN.items():
            path = course.submitted_root / f"s{number}" / "ps1" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content)
    return course


def test_a_class_is_graded_with_them(course):
    results = list(grade_assignment(course, "ps1", workers=2).results())
    assert {r.student: (r.score, [t.message for t in r.tests]) for r in results} == {
        f"s{number}": (2.0, [""]) for number in range(len(ANSWERS))
    }


@pytest.mark.parametrize("place", ["ps1/mine", "my homework"])
def test_they_are_found_where_the_notebook_is(tmp_path, place):
    course = write_course(tmp_path / "course", CELLS)
    submit(course, "ada", {"total": ANSWERS["a table"]}, CELLS)
    folder = course.submitted_root / "ada"
    (folder / place).mkdir()
    (folder / "ps1" / "p1.ipynb").rename(folder / place / "p1.ipynb")
    (folder / place / "numbers.csv").write_text("1,2,3")
    [submission] = find_submissions(course.submitted_root, "ps1")
    [plan] = plan_in_subprocess(submission, read_assignment(course, "ps1"))
    assert dict(plan.files)["numbers.csv"] == b"1,2,3"


def test_code_can_read_what_was_in_an_archive_with_the_notebook(tmp_path):
    course = write_course(tmp_path / "course", CELLS)
    (course.source("ps1") / "course.txt").write_text("the course's")
    submit(course, "ada", {"total": ANSWERS["a module"]}, CELLS)
    path = course.submitted_root / "ada" / "ps1" / "p1.ipynb"
    files = {f"hw/{name}": content for name, content in OWN.items()}
    (path.parent / "hw.zip").write_bytes(zipped({"hw/p1.ipynb": path.read_bytes()} | files))
    path.unlink()
    [result] = grade_assignment(course, "ps1", workers=1).results()
    assert (result.score, [test.message for test in result.tests]) == (2.0, [""])


def test_nbgraders_own_autograde_has_them(course, monkeypatch):
    monkeypatch.chdir(course.root)
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    answer = api.autograde("ps1", "s0", force=True)
    assert answer["success"], answer["error"]
    with Gradebook(course.db_url, course.directory.course_id) as gradebook:
        assert gradebook.find_submission("ps1", "s0").score == 2.0


def test_a_check_has_them(course, tmp_path):
    for name, content in (OWN | {"course.txt": "the course's"}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    nb = nbformat.read(course.submitted_root / "s0" / "ps1" / "p1.ipynb", 4)
    for answer in [*ANSWERS.values()][:3]:
        nb.cells[0].source = answer
        nbformat.write(nb, tmp_path / "p1.ipynb")
        result = check_notebook(tmp_path / "p1.ipynb", course)
        assert result.passed, result.tests[0].message


def test_the_small_ones_are_taken_first_up_to_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(files_beside, "MOST_BYTES", 100)
    for name, size in (("a.bin", 90), ("b.txt", 9), ("c.txt", 20), ("d.ipynb", 1), (".e", 1)):
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "link").symlink_to("/etc/passwd")
    found, [about] = files_beside.files_to_read(tmp_path)
    assert [name for name, _ in found] == ["b.txt", "c.txt", "d.ipynb"]
    assert about == (
        "Your code could not read a.bin: all files beside a notebook may have 0.0001 MB."
    )


def test_files_that_are_too_large_are_told(course, tmp_path, monkeypatch):
    monkeypatch.setattr(files_beside, "MOST_BYTES", 30)
    assignment = read_assignment(course, "ps1")
    [first, *_] = find_submissions(course.submitted_root, "ps1")
    [planned] = plan_in_subprocess(first, assignment)
    nb = nbformat.read(course.submitted_root / "s0" / "ps1" / "p1.ipynb", 4)
    nbformat.write(nb, tmp_path / "p1.ipynb")
    (tmp_path / "data.csv").write_text("1" * 40)
    checked = check_notebook(tmp_path / "p1.ipynb", course)
    for findings, name in ((planned.findings, "course.txt"), (checked.notes, "data.csv")):
        assert any(name in finding for finding in findings), findings


def test_a_folder_that_is_not_there_has_none(tmp_path):
    assert files_beside.files_to_read(tmp_path / "nothing") == ((), ())


HELPER = notebook([cell("six = 6")])
RUNS = {
    "a notebook": "%run helper.ipynb\ndef total():\n    return six",
    "a notebook in a folder": "%run tools/helper.ipynb\ndef total():\n    return six",
    "a notebook that runs another": "%run outer.ipynb\ndef total():\n    return six",
    "its cells read as a file": (
        "import nbformat\nsix = int(nbformat.read('helper.ipynb', 4).cells[0].source[-1])\n"
        "def total():\n    return six"
    ),
}
NOTEBOOKS = {
    "helper.ipynb": nbformat.writes(HELPER),
    "tools/helper.ipynb": nbformat.writes(HELPER),
    "outer.ipynb": nbformat.writes(notebook([cell("%run helper.ipynb")])),
}


@pytest.mark.parametrize("what", RUNS)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_notebook_submitted_beside_can_be_run(tmp_path, what, wrapped):
    course = write_course(tmp_path / "course", [CELLS[0], graded("t", "assert total() == 6", 2)])
    submit(course, "ada", {"total": RUNS[what]}, CELLS)
    folder = course.submitted_root / "ada" / "ps1"
    for name, content in NOTEBOOKS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    if wrapped:
        files = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.ipynb")}
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "hw.zip").write_bytes(zipped(files))
    [result] = grade_assignment(course, "ps1", workers=1).results()
    assert (result.score, [test.message for test in result.tests]) == (2.0, [""])


def test_a_notebook_that_the_author_distributes_can_be_run_by_all(tmp_path):
    cells = [
        cell("%run utils.ipynb"),
        solution(
            "total", "def total():\n    ### BEGIN SOLUTION\n    return six\n    ### END SOLUTION"
        ),
        graded("t", "assert total() == 6", 2),
    ]
    course = write_course(tmp_path / "course", cells)
    locked = cell("six = 6", grade_id="six", locked=True)
    nbformat.write(notebook([locked]), course.source("ps1") / "utils.ipynb")
    submit(course, "ada", {"total": "def total():\n    return six"}, cells)
    [result] = grade_assignment(course, "ps1", workers=1).results()
    assert (result.score, [test.message for test in result.tests]) == (2.0, [""])


@pytest.mark.parametrize(
    "secret",
    [
        solution("total", "six = 6"),
        graded("t", "assert total() == 6"),
        cell("### BEGIN SOLUTION\nsix = 6\n### END SOLUTION"),
        cell("### BEGIN HIDDEN TESTS\nsix = 6\n### END HIDDEN TESTS"),
        cell("### AUTOTEST total()"),
    ],
)
def test_no_notebook_with_a_solution_or_a_test_is_among_the_files_for_code(tmp_path, secret):
    course = write_course(tmp_path / "course", CELLS)
    path = course.source("ps1") / "utils.ipynb"
    nbformat.write(HELPER, path)
    assert set(files_for_code(course, "ps1")) == {"utils.ipynb"}
    before = digest(course, "ps1")
    nbformat.write(notebook([*HELPER.cells, secret]), path)
    assert files_for_code(course, "ps1") == {}
    assert digest(course, "ps1") != before


def test_only_notebooks_that_code_names_are_taken():
    graded_one = nbformat.writes(notebook(CELLS)).encode()
    one = nbformat.writes(HELPER).encode()
    files = (("p1.ipynb", one), ("helper.ipynb", one), ("copy.ipynb", graded_one), ("a.txt", b"p1"))
    found = files_beside.without_answers(files, ["%run helper\n%run copy.ipynb"])
    assert [name for name, _ in found] == ["helper.ipynb", "a.txt"]
