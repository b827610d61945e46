"""A slip of an author's is one sentence that names the file, and its line where there is one."""

import nbformat
import pytest
from click.testing import CliRunner

from grader.assignment.reader import read_assignment
from grader.cli import main
from grader.course import Course
from grader.errors import CourseError, GraderError

TINY = "01_tiny"
HINTS = '[double]\nsteps = ["Two."]\n[fold]\nsteps = ["All."]\n'
MUTANT = '[[mutant]]\ncell = "double"\nchange = "*"\nwhy = "so"\n'
SAMPLES = "from grader.release.sample_class import Sample, solved\n"


def said(course, *words):
    done = CliRunner().invoke(main, [*words, "--course-dir", str(course.root)])
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    return done.output.strip().splitlines()[-1]


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def source(tiny):
    return tiny.source(TINY) / f"{TINY}.py"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"fold", "solution": true', '"fold", "solution": tru', "line 25: the header of the cell"),
        ('"test_fold", "grade": true,', '"test_fold" "grade": true,', "line 33: the header"),
        ('"fold", "solution": true', '"fold", "solutoin": true', "'fold' has solutoin in"),
        ('"fold", "solution": true', '"fold", "solution": "yes"', "solution of cell 'fold' is"),
        ('"points": 3', '"points": "3"', "points of cell 'test_fold' are '3'"),
        ('"points": 3', '"points": -3', "points of cell 'test_fold' are -3"),
        ("return 2 * x", "return 2 * (x", "cell 'double' is no valid Python, line 4"),
        ("assert fold([]) == 1,", "assert fold([] == 1,", "cell 'test_fold' is no valid Python"),
    ],
)
def test_a_broken_cell_is_named(tiny, source, old, new, told):
    change(source, old, new)
    for words in (["release"], ["release", "--check"]):
        assert f"{TINY}.py" in said(tiny, *words)
        assert told in said(tiny, *words)


def test_a_source_in_another_encoding_is_named(tiny, source):
    source.write_bytes(source.read_text().replace("Twice", "Façade").encode("latin-1"))
    assert f"{source}, line 10: byte 0xe7 is not UTF-8." in said(tiny, "release")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("hints.toml", HINTS + "[x\n", "hints.toml: TOMLDecodeError"),
        ("hints.toml", HINTS + "[other]\nsteps = ['a']\n", "[other] is no graded cell; there is:"),
        ("hints.toml", "[double]\nstep = ['a']\n", "[double] needs `steps`"),
        ("hints.toml", "[double]\nsteps = 'a'\n", "[double] needs `steps`"),
        ("hints.toml", "double = 'a'\n", "[double] needs `steps`"),
        ("hints.toml", "enabled = 'no'\n", "`enabled` must be true or false"),
        ("hints.zh.toml", "[test_double]\nsteps = ['a']\n", "hints.zh.toml: [test_double] is no"),
        ("translations.toml", "[zh\n", "translations.toml: TOMLDecodeError"),
        ("equivalent_mutants.toml", MUTANT + "x", "equivalent_mutants.toml: TOMLDecodeError"),
        ("equivalent_mutants.toml", MUTANT.replace("why", "way"), "number 1 needs the texts"),
        ("equivalent_mutants.toml", MUTANT.replace("[[mutant]]", "[mutant]"), "must be a list of"),
        ("equivalent_mutants.toml", MUTANT.replace("mutant", "mutants"), "must be a list of"),
    ],
)
def test_a_broken_file_of_a_lesson_is_named_before_anything_is_released(
    tiny, source, file, text, told
):
    change(source, "The product", "The whole product")
    (tiny.source(TINY) / file).write_text(text)
    before = (tiny.release(TINY) / f"{TINY}.ipynb").read_bytes()
    assert told in said(tiny, "release")
    assert (tiny.release(TINY) / f"{TINY}.ipynb").read_bytes() == before


def test_hints_that_can_be_given_are_released(tiny):
    (tiny.source(TINY) / "hints.toml").write_text("enabled = true\n" + HINTS)
    done = CliRunner().invoke(main, ["release", "--course-dir", str(tiny.root)])
    assert done.exit_code == 0, done.output
    assert (tiny.release(TINY) / "hints.toml").read_text() == "enabled = true\n" + HINTS


def test_a_language_that_a_lesson_is_not_in_is_told(tiny):
    assert "is not written in 'de'; it is in: en." in said(tiny, "release", "--language", "de")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SAMPLES = [\n", "line 1: SyntaxError"),
        (SAMPLES + "\nimport no_such_module\n", "line 3: ModuleNotFoundError"),
        (SAMPLES + "SAMPLES = [solve]\n", "line 2: NameError"),
        (SAMPLES + "SAMPLE = []\n", "has no SAMPLES"),
        (SAMPLES + "SAMPLES = ['ada']\n", "has no SAMPLES"),
        (
            SAMPLES + "SAMPLES = [Sample('ada', '', lambda r, s: r.cell,"
            "{'test_double': 0, 'test_fold': 0})]\n",
            "what ada submits can't be made: AttributeError",
        ),
    ],
)
def test_a_broken_sample_class_is_named(tiny, text, told):
    (tiny.source(TINY) / "sample_class.py").write_text(text)
    assert told in said(tiny, "demo", TINY)


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"cells": 3}', b"\xff\xfe"])
def test_a_broken_notebook_of_the_author_is_named(plain_course, text):
    course = plain_course([])
    path = course.source("ps1") / "p1.ipynb"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(GraderError, match=r"p1\.ipynb"):
        read_assignment(course, "ps1")


@pytest.mark.parametrize(
    ("old", "new"),
    [("double(-3.5) == -7.0", "double(-4.5) == -9.0"), ('"points": 3', '"points": 4')],
)
@pytest.mark.parametrize("words", [["grade"], ["grade", "--dry-run"], ["report"]])
def test_a_source_that_was_not_released_is_not_graded_by(tiny, source, old, new, words):
    change(source, old, new)
    told = said(tiny, *words, TINY)
    assert f"{TINY}.ipynb is older than {TINY}.py" in told
    assert f"Run `python -m grader release {TINY} --course-dir {tiny.root}` first" in told


def test_a_source_is_as_old_as_what_it_says(tiny, source):
    notebook = tiny.source(TINY) / f"{TINY}.ipynb"
    source.touch()
    nb = nbformat.read(notebook, 4)
    for cell in nb.cells:
        if cell.cell_type == "code":  # as Jupyter leaves it when it was run
            cell.execution_count = 1
            cell.outputs = [nbformat.v4.new_output("stream", text="run")]
    nbformat.write(nb, notebook)
    assert read_assignment(tiny, TINY).notebooks
    nb.cells[-1].source += "\nassert fold([5]) == 5"
    nbformat.write(nb, notebook)
    with pytest.raises(CourseError, match=r"01_tiny.ipynb is older than 01_tiny.py, or was"):
        read_assignment(tiny, TINY)


def test_a_second_source_that_was_never_released_is_named(tiny, source):
    (tiny.source(TINY) / f"{TINY}_more.py").write_text("# %%\nx = 1\n")
    with pytest.raises(CourseError, match=r"01_tiny_more.ipynb is older than 01_tiny_more.py"):
        read_assignment(tiny, TINY)


def test_a_module_beside_a_notebook_of_others_is_no_source(plain_course):
    from plain_courses import graded, solution

    cells = [solution("f", "f = 1"), graded("t", "assert f")]
    course: Course = plain_course(cells, files={"source/ps1/p1.py": "f = 2\n"})
    assert read_assignment(course, "ps1").notebooks


@pytest.mark.parametrize("value", ["3", "['cnn']"])
def test_a_setting_that_nbgrader_refuses_is_named(tiny, value):
    config = tiny.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\nc.CourseDirectory.submitted_directory = {value}\n")
    assert "nbgrader_config.py has a setting that nbgrader refuses" in said(tiny, "grade", TINY)


@pytest.mark.parametrize("place", [".grader", ".grader/recording.lock/", "autograded"])
def test_something_else_in_the_place_of_the_graders_own_files_is_named(
    tiny, answered, write_submission, place
):
    write_submission(tiny, "ada", answered)
    path = tiny.root / place
    path.mkdir(parents=True) if place.endswith("/") else path.touch()
    done = CliRunner().invoke(main, ["grade", TINY, "--course-dir", str(tiny.root)])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit), done.exception
    assert str(path) in done.output.replace("\n", "")
