"""Every kind of mess that a submission can be is graded, or named for what it is."""

import datetime
from dataclasses import replace
from functools import cache

import pytest
from messy_class import FULL, MESSES, SOURCE, TIDY, answered, file, files, text
from nbgrader.utils import parse_utc
from plain_courses import cell, graded, notebook, solution, write_course

from grader.assignment.reader import read_assignment
from grader.results import Verdict
from grader.submissions.candidate_files import candidates
from grader.submissions.notebook_choice import choose
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import find_submissions, left_out

EVERYBODY = MESSES | TIDY


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    course = write_course(tmp_path_factory.mktemp("messy"), SOURCE)
    return read_assignment(course, "ps1")


@cache
def passes(source):
    """Whether cells and a test run; they are all this file's own."""
    try:
        exec(source, {})
    except Exception:
        return False
    return True


def points(plan):
    """What the tests of a plan would give."""
    found = 0.0
    for task in plan.tasks:
        if task.settled is None:
            cells = [plan.author.prelude, *(cell.source for cell in task.cells), task.test.source]
            found += task.test.points * passes("\n".join(cells))
    return found


def only_plan(submitted, assignment, others=("ps2",)):
    [submission] = find_submissions(submitted, "ps1", others)
    [plan] = plan_in_subprocess(submission, assignment)
    return submission, plan


def said(plan):
    messages = [task.settled.message for task in plan.tasks if task.settled]
    return " ".join([*plan.findings, *messages])


@pytest.mark.parametrize("kind", EVERYBODY)
def test_each_mess_gets_its_points_or_its_reason(tmp_path, assignment, kind):
    mess = EVERYBODY[kind]
    mess.write(tmp_path / "ada")
    if mess.points is None:
        TIDY["right"].write(tmp_path / "somebody")
        [line] = left_out(tmp_path, "ps1", ["ps2"])
        assert line.startswith("ada: nothing was submitted for ps1") and mess.said in line
        return
    _, plan = only_plan(tmp_path, assignment)
    assert points(plan) == mess.points
    assert mess.said in said(plan)
    assert bool(plan.not_graded) == (mess.points == 0 and kind != "blank")


def test_a_tidy_submission_has_no_finding(tmp_path, assignment):
    TIDY["right"].write(tmp_path / "ada")
    assert only_plan(tmp_path, assignment)[1].findings == ()


def test_the_file_of_the_right_name_wins_over_a_better_one(tmp_path, assignment):
    wrong = answered({"double": "def double(x):\n    return x"})
    files(file("ps1/p1.ipynb", text(wrong)), file("ps1/p1-Copy1.ipynb"))(tmp_path / "ada")
    _, plan = only_plan(tmp_path, assignment)
    assert points(plan) == 0
    assert "'ps1/p1-Copy1.ipynb', which was not looked at" in said(plan)


def test_the_right_folder_wins_over_others(tmp_path, assignment):
    files(file("ps1/p1.ipynb"), file("ps1-1/p1.ipynb", "{"), file("PS1/p1.ipynb", "{"))(
        tmp_path / "ada"
    )
    assert points(only_plan(tmp_path, assignment)[1]) == FULL


def test_an_empty_right_folder_does_not_hide_another(tmp_path, assignment):
    (tmp_path / "ada" / "ps1").mkdir(parents=True)
    file("ps1-2/p1.ipynb")(tmp_path / "ada")
    assert points(only_plan(tmp_path, assignment)[1]) == FULL


def test_of_two_that_fit_the_one_with_more_answers_counts(tmp_path, assignment):
    half = answered({"area": "def area(r):\n    return 0"})
    files(file("ps1/p1 (1).ipynb"), file("ps1/p1 (2).ipynb", text(half)))(tmp_path / "ada")
    _, plan = only_plan(tmp_path, assignment)
    assert points(plan) == FULL and "2 notebooks fit p1.ipynb" in said(plan)


def test_many_large_files_beside_are_not_all_read(tmp_path, assignment):
    for number in range(5):
        path = tmp_path / "ada" / "ps1" / f"data{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as sparse:
            sparse.truncate(99_000_000)
    file("ps1/work.ipynb")(tmp_path / "ada")
    [submission] = find_submissions(tmp_path, "ps1")
    read = candidates(submission.files)
    assert [one.label for one in read] == ["ps1/work.ipynb", "ps1/data0.json", "ps1/data1.json"]


def test_two_equal_notebooks_are_no_riddle(tmp_path, assignment):
    files(file("ps1/p1 (1).ipynb"), file("ps1/p1 (2).ipynb"))(tmp_path / "ada")
    assert "notebooks fit" not in said(only_plan(tmp_path, assignment)[1])


def test_an_id_in_common_does_not_make_another_notebook_this_one(tmp_path, assignment):
    scratch = answered()
    scratch.cells = scratch.cells[:1] + scratch.cells[2:3]  # `import math` and one test
    file("ps1/scratch.ipynb", text(scratch))(tmp_path / "ada")
    _, plan = only_plan(tmp_path, assignment)
    assert "'ps1/scratch.ipynb' is there, but is another notebook" in plan.not_graded


def test_links_are_neither_followed_nor_taken(tmp_path, assignment):
    file("p1.ipynb")(tmp_path / "elsewhere")
    folder = tmp_path / "submitted" / "ada" / "ps1"
    folder.mkdir(parents=True)
    (folder / "p1 (1).ipynb").symlink_to(tmp_path / "elsewhere" / "p1.ipynb")
    (folder / "more").symlink_to(tmp_path / "elsewhere")
    (folder.parent / "ps1-1").symlink_to(tmp_path / "elsewhere")
    _, plan = only_plan(tmp_path / "submitted", assignment)
    assert "p1.ipynb is missing" in plan.not_graded


def test_other_assignments_are_not_searched(tmp_path, assignment):
    files(file("ps2/p1.ipynb"), file("PS2/p1.ipynb"), file("ps2-1/p1.ipynb"))(tmp_path / "ada")
    TIDY["right"].write(tmp_path / "bela")
    found = find_submissions(tmp_path, "ps1", ["ps1", "ps2"])
    assert [one.student for one in found] == ["bela"]


def test_what_fits_nothing_outside_the_folder_is_no_submission(tmp_path, assignment):
    file("notes/diary.ipynb", text(answered({}, drop_ids=True)).replace("double", "triple"))(
        tmp_path / "ada"
    )
    submission, plan = only_plan(tmp_path, assignment)
    assert not submission.is_in_place and plan.not_graded


@pytest.mark.parametrize("moment", ["Dienstag, 10. März 2026", "", "soon", "31.31.2026"])
def test_a_time_that_can_not_be_read_is_a_finding(tmp_path, assignment, moment):
    files(file("ps1/p1.ipynb"), file("ps1/timestamp.txt", moment))(tmp_path / "ada")
    [note] = only_plan(tmp_path, assignment)[0].notes
    assert note.startswith("timestamp.txt holds ") and "counts as submitted on time" in note


@pytest.mark.parametrize("offset", ["+0200", " +0200", " +02:00", "+02:00"])
def test_an_offset_is_of_hours(tmp_path, offset):
    moment = f"2026-03-10 13:30:00{offset}\n"
    files(file("ps1/p1.ipynb"), file("ps1/timestamp.txt", moment))(tmp_path / "ada")
    [submission] = find_submissions(tmp_path, "ps1")
    assert parse_utc(submission.timestamp) == datetime.datetime(2026, 3, 10, 11, 30)


def test_the_time_is_found_where_the_notebook_is(tmp_path, assignment):
    files(file("PS1/p1.ipynb"), file("PS1/timestamp.txt", "2024-05-01 12:00:00 UTC"))(
        tmp_path / "ada"
    )
    submission, _ = only_plan(tmp_path, assignment)
    assert submission.timestamp == "2024-05-01 12:00:00 UTC" and submission.notes == ()


@pytest.mark.parametrize("swap", [False, True])
def test_notebooks_under_each_others_names_are_told_apart(tmp_path, swap):
    one = [solution("f", "def f():\n    return 1"), graded("test_1", "assert f() == 1")]
    two = [solution("g", "def g():\n    return 2"), graded("test_1", "assert g() == 2")]
    more = {"source/ps1/p2.ipynb": two}
    course = write_course(tmp_path / "c", [*one, cell("# one")], files=more)
    assignment = read_assignment(course, "ps1")
    names = ["x (1).ipynb", "y.ipynb"]
    if swap:
        names.reverse()
    for name, cells in zip(names, ([*one, cell("# one")], two), strict=True):
        answer = notebook(cells)
        answer.cells[0].source += "  # mine"
        file(f"ps1/{name}", text(answer).replace("return ", "return 0 + "))(tmp_path / "s" / "ada")
    [submission] = find_submissions(tmp_path / "s", "ps1")
    for plan in plan_in_subprocess(submission, assignment):
        assert [q.settled for q in plan.tasks] == [None]
        assert points(plan) == 1, plan.findings


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """An assignment of three notebooks; ids and names of the tests are partly the same."""
    root = tmp_path_factory.mktemp("parts")
    one, *more = (
        [
            solution(
                name, f"def {name}():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
            ),
            graded("test_1", f"assert {name}() == 1"),
            graded(f"test_{name}", f"assert {name}() == 1"),
            cell(f"# {name}, the end"),
        ]
        for name in "fgh"
    )
    files = {f"source/ps1/p{number}.ipynb": cells for number, cells in enumerate(more, 2)}
    return read_assignment(write_course(root, one, files=files), "ps1")


def together(*names, right=1):
    """Parts answered in one notebook."""
    return text(
        notebook(
            one
            for name in names
            for one in (
                solution(name, f"def {name}():\n    return {right}"),
                graded("test_1", f"assert {name}() == 1"),
                graded(f"test_{name}", f"assert {name}() == 1"),
                cell(f"# {name}, the end"),
            )
        )
    )


@pytest.mark.parametrize(
    ("submitted", "expected"),
    [
        ({"all.ipynb": together(*"fgh")}, [2, 2, 2]),
        ({"p1.ipynb": together(*"fgh")}, [2, 2, 2]),
        ({"p3.ipynb": together(*"gfh")}, [2, 2, 2]),
        ({"all.ipynb": together(*"fg")}, [2, 2, 0]),
        ({"p2.ipynb": together(*"fg"), "p3.ipynb": together("h")}, [2, 2, 2]),
        ({"a.ipynb": together("f"), "b.ipynb": together(*"gh")}, [2, 2, 2]),
        ({"p1.ipynb": together(*"fg"), "p2.ipynb": together("g", right=0)}, [2, 0, 0]),
        ({"p1.ipynb": together("f")}, [2, 0, 0]),
        ({"x.ipynb": together("h")}, [0, 0, 2]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
)
def test_parts_that_were_answered_in_one_notebook_are_all_graded(
    tmp_path, parts, submitted, expected
):
    for name, content in submitted.items():
        file(f"ps1/{name}", content)(tmp_path / "ada")
    [submission] = find_submissions(tmp_path, "ps1")
    plans = plan_in_subprocess(submission, parts)
    assert [points(plan) for plan in plans] == expected
    assert "is another notebook" not in " ".join(map(said, plans))


def test_ids_that_parts_share_do_not_make_one_the_other(tmp_path):
    tests = [graded(f"test_{number}", "assert True") for number in range(3)]
    one = [solution("f", "def f():\n    return 1"), *tests]
    two = [solution("g", "def g():\n    return 1"), *tests]
    course = write_course(tmp_path / "c", one, files={"source/ps1/p2.ipynb": two})
    file("ps1/x.ipynb", text(notebook(one)))(tmp_path / "s" / "ada")
    [submission] = find_submissions(tmp_path / "s", "ps1")
    first, second = plan_in_subprocess(submission, read_assignment(course, "ps1"))
    assert not first.not_graded
    assert "'ps1/x.ipynb' is there, but is p1." in second.not_graded


def test_a_notebook_that_is_another_part_is_called_that(tmp_path, parts):
    file("ps1/x.ipynb", together("h"))(tmp_path / "ada")
    [submission] = find_submissions(tmp_path, "ps1")
    one, two, three = plan_in_subprocess(submission, parts)
    assert "'ps1/x.ipynb' is there, but is p3." in one.not_graded and two.not_graded
    assert not three.not_graded


def test_a_file_that_this_machine_can_not_read_is_a_fault_not_a_copy(
    tmp_path, assignment, monkeypatch
):
    files(file("ps1/p1.ipynb"), file("ps1/p1 (1).ipynb"))(tmp_path / "ada")
    import grader.submissions.safe_files as safe_files
    from grader.errors import NoAccess

    opened = safe_files._opened

    def closed(path):
        if path.name == "p1.ipynb":
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr(safe_files, "_opened", closed)  # rights do not bind root
    _, plan = only_plan(tmp_path, assignment)
    assert [q.settled.verdict for q in plan.tasks] == [Verdict.ERROR] * 2
    assert all(q.settled.fault for q in plan.tasks) and NoAccess


def test_a_file_that_breaks_its_reading_hides_no_other_notebook(tmp_path, assignment):
    first = assignment.notebooks[0]
    both = replace(assignment, notebooks=(first, replace(first, name="p2")))

    def read(path, most):
        if path.stem == "p2":
            raise ArithmeticError("odd")
        return text().encode()

    found = choose(tmp_path, [], both, read)
    assert found["p1"].submitted and not found["p2"].submitted
    assert "p2.ipynb can't be read (ArithmeticError)" in found["p2"].reason
