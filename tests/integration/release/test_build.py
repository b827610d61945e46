import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import is_solution
from plain_courses import solution, write_course

from grader.course import Course
from grader.errors import AuthoringError, CourseError
from grader.release.build import build, not_made, out_of_step, worked_in, write

TINY = "01_tiny"
ANSWERS = ("sample_class.py", "wrong_answers.py", "equivalent_mutants.toml")  # for authors only
SECRETS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN", "return 2 * x", "double(-3.5)", "fold([])")


def source_of(course):
    return course.source(TINY) / f"{TINY}.py"


def released(course):
    return course.release(TINY) / f"{TINY}.ipynb"


@pytest.mark.parametrize("name", ["01_numbered", "plain", "ps1-second"])
def test_a_source_is_never_handed_out_whatever_its_name(make_course, name):
    text = (
        '# %% nbgrader={"grade_id": "f", "solution": true}\n'
        "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n"
    )
    course = make_course({name: text})
    (course.source(name) / f"{name}_b.py").write_text(text.replace('"f"', '"g"'))
    write(build(course, name))
    distributed = {p.name for p in course.release(name).iterdir()}
    assert distributed == {f"{name}.ipynb", f"{name}_b.ipynb"}
    target = course.root / "plain"
    nbgrader = [sys.executable, "-m", "nbgrader", "generate_assignment", name, "--no-db"]
    subprocess.run(
        [*nbgrader, "--CourseDirectory.release_directory=plain"], cwd=course.root, check=True
    )
    assert {p.name for p in (target / name).iterdir()} == distributed


def test_building_twice_gives_the_same_bytes(tiny):
    assert build(tiny, TINY) == build(tiny, TINY)


def test_building_writes_nothing(make_course):
    course = make_course({TINY: "# %%\nx = 1\n"})
    build(course, TINY)
    files = sorted(p.relative_to(course.root).as_posix() for p in course.root.rglob("*.*"))
    assert files == ["nbgrader_config.py", f"solutions/{TINY}/{TINY}.py"]


def test_a_second_release_changes_nothing(tiny):
    assert write(build(tiny, TINY)) == []


def test_the_place_of_the_course_is_not_in_its_notebooks(tiny, tmp_path):
    elsewhere = Course.load(shutil.copytree(tiny.root, tmp_path / "other name"))
    here = {p.relative_to(tiny.root): content for p, content in build(tiny, TINY).items()}
    there = {p.relative_to(elsewhere.root): c for p, c in build(elsewhere, TINY).items()}
    assert here == there


def test_the_release_has_no_solution_and_no_hidden_test(tiny):
    text = released(tiny).read_text()
    assert not [secret for secret in SECRETS if secret in text]
    assert "assert double(2) == 4" in text


def test_no_released_file_of_the_checkout_gives_anything_away(repository):
    course = Course.load(repository)
    for assignment in course.assignments():
        secrets = hidden_lines(course, assignment)
        for path, content in build(course, assignment).items():
            if course.release(assignment) not in path.parents or path.name == "hints.toml":
                continue  # the last hint tells on purpose
            found = [secret for secret in secrets if secret.encode() in content]
            assert not found, f"{path} gives away {found}"
        assert not [p for p in course.release(assignment).rglob("*") if p.name in ANSWERS]


def hidden_lines(course, assignment):
    """Every distinctive line of a solution or a hidden test, as it would stand in JSON."""
    hidden, shown = [], []
    nb = nbformat.read(course.source(assignment) / f"{assignment}.ipynb", 4)
    for cell in nb.cells:
        inside = False
        for line in cell.source.splitlines():
            if "### BEGIN" in line or "### END" in line:
                inside = "### BEGIN" in line
            else:
                (hidden if inside else shown).append(line.strip())
    told = "\n".join(shown)
    lines = ["BEGIN SOLUTION", "HIDDEN TEST"]
    lines += [json.dumps(x)[1:-1] for x in hidden if len(x) > 25 and x not in told]
    assert len(lines) > 4
    return lines


def test_graded_cells_are_blank_in_the_release(tiny):
    nb = nbformat.read(released(tiny), 4)
    blanks = [cell.source for cell in nb.cells if is_solution(cell)]
    assert len(blanks) == 2
    assert all("raise NotImplementedError()" in source for source in blanks)


def test_the_solution_notebook_has_the_sources_text(tiny):
    nb = nbformat.read(tiny.source(TINY) / f"{TINY}.ipynb", 4)
    text = source_of(tiny).read_text()
    for cell in nb.cells:
        if cell.cell_type == "code":
            assert cell.source in text
    assert nb.metadata.generated["from"] == f"{TINY}.py"


def test_only_what_students_need_is_handed_out(tiny):
    folder = tiny.source(TINY)
    for name in (*ANSWERS, "helper.py", "images/a.svg", ".secret", ".git/config"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    root = tiny.release(TINY)
    distributed = {p.relative_to(root).as_posix() for p in build(tiny, TINY) if root in p.parents}
    assert distributed == {f"{TINY}.ipynb", "helper.py", "images/a.svg"}


@pytest.mark.slow
def test_nbgraders_own_command_hands_out_no_answers_either(tiny):
    for name in ANSWERS:
        (tiny.source(TINY) / name).write_text("ANSWERS = 1\n")
    shutil.rmtree(tiny.release(TINY))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader's alembic
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", TINY],
        cwd=tiny.root, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    distributed = [p for p in tiny.release(TINY).rglob("*") if p.is_file()]
    assert [p.name for p in distributed] == [f"{TINY}.ipynb"]
    assert not [secret for secret in SECRETS if secret in released(tiny).read_text()]


def test_what_differs_or_is_missing_is_out_of_step(tiny):
    files = build(tiny, TINY)
    assert out_of_step(files) == []
    released(tiny).unlink()
    (tiny.source(TINY) / f"{TINY}.ipynb").write_text("{}")
    assert set(out_of_step(files)) == {released(tiny), tiny.source(TINY) / f"{TINY}.ipynb"}


def test_an_edited_source_changes_both_notebooks(tiny):
    source_of(tiny).write_text(source_of(tiny).read_text().replace("Two functions.", "Two."))
    changed = write(build(tiny, TINY))
    assert set(changed) == {released(tiny), tiny.source(TINY) / f"{TINY}.ipynb"}
    assert "Two." in released(tiny).read_text()


def edited(course):
    source_of(course).write_text(source_of(course).read_text() + "\n# %%\nlast = 1\n")
    return build(course, TINY)


def save(nb, course):
    nbformat.write(nb, released(course))
    return released(course).read_bytes()


def test_a_notebook_with_outputs_is_not_overwritten(tiny, blank):
    blank.cells[1].outputs = [nbformat.v4.new_output("stream", text="mine")]
    work = save(blank, tiny)
    with pytest.raises(AuthoringError, match=r"has outputs\. Copy .*--force"):
        write(edited(tiny))
    assert released(tiny).read_bytes() == work


def test_a_notebook_with_an_answer_is_not_overwritten(tiny, answered):
    work = save(answered, tiny)
    with pytest.raises(AuthoringError, match="has work in cell double"):
        write(edited(tiny))
    assert released(tiny).read_bytes() == work


def test_nothing_is_written_if_one_notebook_may_not_be(tiny, answered):
    save(answered, tiny)
    solution = tiny.source(TINY) / f"{TINY}.ipynb"
    before = solution.read_bytes()
    with pytest.raises(AuthoringError):
        write(edited(tiny))
    assert solution.read_bytes() == before


def test_force_overwrites_work(tiny, answered):
    save(answered, tiny)
    files = edited(tiny)
    write(files, force=True)
    assert out_of_step(files) == []


def test_a_damaged_notebook_is_not_overwritten(tiny):
    released(tiny).write_text('{"cells": [')
    with pytest.raises(AuthoringError, match="is not a notebook that this course released"):
        write(edited(tiny))


def test_an_untouched_release_is_nobodys_work(tiny):
    assert worked_in(released(tiny)) is None


def test_nothing_half_written_is_left(tiny):
    write(edited(tiny))
    assert [p for p in tiny.root.rglob("*") if p.name.startswith(".new")] == []


def test_an_assignment_without_percent_source_keeps_its_notebook_as_source(tiny):
    source_of(tiny).unlink()
    solution = tiny.source(TINY) / f"{TINY}.ipynb"
    files = build(tiny, TINY)
    assert solution not in files
    assert released(tiny) in files


def test_what_nbgrader_refuses_is_said_in_a_sentence(make_course):
    course = make_course({TINY: '# %% nbgrader={"grade_id": "f", "solution": true}\n'
                                "### BEGIN SOLUTION\nx = 1\n"})  # fmt: skip
    with pytest.raises(AuthoringError, match=rf"^{TINY}: nbgrader says: No end solution statement"):
        build(course, TINY)


def test_an_unknown_assignment_is_refused(tiny):
    with pytest.raises(CourseError, match="no assignment '09_none'"):
        build(tiny, "09_none")


def test_the_checkouts_notebooks_are_in_step_with_their_sources(repository):
    course = Course.load(repository)
    assert [out_of_step(build(course, name)) for name in course.assignments()] == [
        [] for _ in course.assignments()
    ]


def test_helpers_beside_a_notebook_are_no_source_of_one(tmp_path):
    cells = [solution("f", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION")]
    course = write_course(tmp_path, cells, files={"source/ps1/ps1_utils.py": "def helper(): ...\n"})
    made = {str(path.relative_to(tmp_path)) for path in build(course, "ps1")}
    assert made == {"release/ps1/p1.ipynb", "release/ps1/ps1_utils.py"}


def test_what_is_not_made_any_more_is_told(tiny):
    files = build(tiny, TINY)
    write(files)
    assert not_made(tiny, TINY, files) == []
    old = tiny.release(TINY) / "old.ipynb"
    old.write_text("")
    (tiny.release(TINY) / ".hidden").touch()
    assert not_made(tiny, TINY, files) == [old]
