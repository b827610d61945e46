"""An answer that a person grades is read wherever it was written, and a blank one is not."""

import json

import nbformat
import pytest
from plain_courses import cell, graded, solution, write_course

from grader.assignment.reader import read_assignment
from grader.language import speak
from grader.submissions.cell_outputs import Shown
from grader.submissions.manual_answers import manual_answers
from grader.submissions.notebook_reader import Cell, SubmittedNotebook, parse_notebook
from grader.submissions.planning import plan

BY_HAND = {"grade": True, "solution": True, "points": 2}
PICTURE = Shown(attachments=(("p.png", (("image/png", "iVBORw0KGgo="),)),))
PLOT = Shown(outputs=({"output_type": "stream", "name": "stdout", "text": "a plot"},))


def text(source, **about):
    made = nbformat.v4.new_markdown_cell(source)
    if about:
        flags = {"grade": False, "locked": False, "solution": False, "task": False}
        made.metadata.nbgrader = nbformat.from_dict({"schema_version": 3} | flags | about)
    return made


def essay(grade_id):
    return text("YOUR ANSWER HERE", grade_id=grade_id, **BY_HAND)


def as_author(answer):
    return f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"


SOURCE = [
    text("# Homework"),
    solution("double", as_author("def double(x):\n    return 2 * x")),
    graded("test_double", "assert double(2) == 4"),
    text("Why does it work?", grade_id="question", locked=True),
    text("**Answer:**"),
    essay("why"),
    text("How would you prove it?"),
    text("**Answer:**"),
    essay("how"),
    cell(as_author("plot(double)"), grade_id="draw", **BY_HAND),
    text("Make a plot below.", grade_id="plot", task=True, locked=True, points=3),
    text("The end."),
]
MANUAL = ["why", "how", "draw"]


@pytest.fixture(scope="module")
def author(tmp_path_factory):
    return read_assignment(write_course(tmp_path_factory.mktemp("c"), SOURCE), "ps1").notebooks[0]


@pytest.fixture
def released(author):
    """The notebook as students get it, as a list of cells to be changed."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.from_dict(one) for one in author.cells])
    for one, source in zip(nb.cells, author.released_sources, strict=True):
        one.source = source
    return list(parse_notebook(json.dumps(nb).encode(), "p1.ipynb").cells)


@pytest.fixture
def planned(author):
    def make(cells):
        return plan(author, SubmittedNotebook("p1", tuple(cells)))

    return make


def at(cells, grade_id):
    [index] = [index for index, cell in enumerate(cells) if cell.grade_id == grade_id]
    return index


def mine(source, cell_type="markdown", **more):
    return Cell(99 if cell_type == "code" else 0, None, source, cell_type, **more)


def read(made, grade_id):
    """The texts that are shown as what was written for an answer."""
    return [made.cells[index].source for index in dict(made.written)[grade_id]]


def test_blank_answers_are_not_read_and_a_task_always_is(released, planned):
    made = planned(released)
    assert made.to_read == {"plot"} and made.findings == ()
    assert made.blank == {"double", *MANUAL}
    assert list(made.cells) == released


def test_an_answer_in_its_cell_is_read_without_a_finding(released, planned):
    why = at(released, "why")
    released[why] = Cell(0, "why", "Because.", "markdown")
    made = planned(released)
    assert made.to_read == {"plot", "why"} and made.findings == ()
    assert read(made, "why") == ["Because."]


@pytest.mark.parametrize("kind", ["markdown", "code"])
@pytest.mark.parametrize("below", [0, 1])
@pytest.mark.parametrize("grade_id", MANUAL)
def test_an_answer_beside_the_blank_is_read(released, planned, grade_id, below, kind):
    released.insert(at(released, grade_id) + below, mine("because = 1", kind))
    made = planned(released)
    assert grade_id in made.to_read and grade_id not in made.blank
    assert read(made, grade_id) == ["because = 1"]
    assert f"The cell {grade_id} is as it was released, but another" in " ".join(made.findings)


def test_text_beside_one_blank_leaves_the_others_blank(released, planned):
    released.insert(at(released, "why") + 1, mine("Because."))
    assert planned(released).to_read == {"plot", "why"}


@pytest.mark.parametrize("grade_id", MANUAL)
def test_a_cell_that_is_gone_is_put_back_and_read(released, planned, grade_id):
    index = at(released, grade_id)
    blank = released[index]
    released[index] = mine("Because.", blank.cell_type)
    made = planned(released)
    assert grade_id in made.to_read
    assert read(made, grade_id) == ["Because."]
    back = at(made.cells, grade_id)
    assert (made.cells[back].source, made.cells[back].cell_type) == (blank.source, blank.cell_type)
    assert made.cells[back + 1].source == "Because."
    assert f"The cell {grade_id} is gone" in " ".join(made.findings)


def test_all_cells_that_are_gone_are_put_back_in_their_order(released, planned):
    cells = [one for one in released if one.grade_id not in (*MANUAL, "plot")]
    made = planned(cells)
    ids = [one.grade_id for one in made.cells if one.grade_id in (*MANUAL, "plot")]
    assert ids == [*MANUAL, "plot"] and made.to_read == set(ids)
    assert [one.source for one in made.cells] == [one.source for one in released]


@pytest.mark.parametrize("keeps_cell", [True, False])
@pytest.mark.parametrize("keeps_id", [True, False])
def test_an_answer_in_the_questions_cell_is_read(released, planned, keeps_id, keeps_cell):
    question, why = at(released, "question"), at(released, "why")
    grade_id = "question" if keeps_id else None
    released[question] = Cell(0, grade_id, "Why does it work?\n\nBecause.", "markdown")
    if not keeps_cell:
        del released[why]
    made = planned(released)
    assert made.to_read == {"plot", "why"}
    assert read(made, "why") == ["Why does it work?\n\nBecause."]


def test_an_answer_that_was_merged_into_the_one_above_it_is_read(released, planned):
    released[at(released, "why")] = Cell(0, "why", "Because. And so I would prove it.", "markdown")
    del released[at(released, "how")]
    assert planned(released).to_read == {"plot", "why", "how"}


@pytest.mark.parametrize("answer", [0, 1])
def test_of_two_cells_with_one_id_the_one_that_is_filled_is_read(released, planned, answer):
    why = at(released, "why")
    released.insert(why, released[why])
    released[why + answer] = Cell(0, "why", "Because.", "markdown")
    made = planned(released)
    assert made.to_read == {"plot", "why"} and read(made, "why") == ["Because."]


def test_text_that_was_turned_into_code_is_text_again_and_keeps_what_it_put_out(released, planned):
    why = at(released, "why")
    released[why] = Cell(7, "why", "Because.", "code", PLOT)
    made = planned(released)
    assert (made.cells[why].cell_type, made.cells[why].source) == ("markdown", "Because.")
    assert made.cells[why + 1].shown == PLOT
    assert "The cell why was turned into code; a person reads it as text." in made.findings


def test_a_blank_that_was_turned_into_code_is_still_blank(released, planned):
    released[at(released, "why")] = Cell(7, "why", "YOUR ANSWER HERE", "code")
    assert "why" in planned(released).blank


def test_code_that_was_turned_into_text_is_read(released, planned):
    released[at(released, "draw")] = Cell(0, "draw", "I would plot it.", "markdown")
    made = planned(released)
    assert "draw" in made.to_read and made.cells[at(made.cells, "draw")].is_code


def test_a_picture_in_the_blank_is_an_answer(released, planned):
    released[at(released, "why")] = Cell(0, "why", "YOUR ANSWER HERE", "markdown", PICTURE)
    made = planned(released)
    assert made.to_read == {"plot", "why"} and made.findings == ()


def test_a_picture_alone_beside_the_blank_is_read(released, planned):
    released.insert(at(released, "why"), mine("", shown=PICTURE))
    assert planned(released).to_read == {"plot", "why"}


def test_text_below_everything_may_answer_any_blank(released, planned):
    released[at(released, "how")] = Cell(0, "how", "By induction.", "markdown")
    released.append(mine("My answer to the first question: because."))
    made = planned(released)
    assert made.to_read == {"plot", *MANUAL}
    assert read(made, "why") == ["My answer to the first question: because."]
    assert read(made, "how") == ["By induction."]


def test_scratch_code_below_everything_answers_no_question(released, planned):
    assert planned([*released, mine("print(1)", "code")]).to_read == {"plot"}


def test_the_authors_own_lines_answer_nothing(released, planned):
    how = at(released, "how")
    released.insert(how, released[how - 1])  # **Answer:** twice
    assert planned(released).to_read == {"plot"}


def test_without_ids_blanks_are_blank_and_answers_are_read(released, planned):
    cells = [Cell(c.number, None, c.source, c.cell_type) for c in released]
    cells[at(released, "why")] = mine("Because.")
    made = planned(cells)
    assert made.to_read == {"plot", "why"} and read(made, "why") == ["Because."]
    ids = [one.grade_id for one in made.cells if one.grade_id in (*MANUAL, "plot")]
    assert ids == [*MANUAL, "plot"]
    assert len(made.cells) == len(released) + 1  # only the cell that was written anew is put back


def test_code_for_a_person_is_found_by_what_it_defines(tmp_path):
    asked = cell(as_author("def f():\n    return 1"), grade_id="f", **BY_HAND)
    source = [asked, text("# more"), cell("print(1)")]
    author = read_assignment(write_course(tmp_path, source), "ps1").notebooks[0]
    given = [mine("# more"), Cell(1, None, "print(1)"), mine("def f():\n    return 2", "code")]
    made = plan(author, SubmittedNotebook("p1", tuple(given)))
    assert made.to_read == {"f"} and read(made, "f") == ["def f():\n    return 2"]
    assert [one.source for one in made.cells] == [one.source for one in given]


def test_a_task_shows_what_stands_below_it(released, planned):
    released.insert(at(released, "plot") + 1, mine("plt.plot()", "code"))
    made = planned(released)
    assert read(made, "plot") == ["plt.plot()"]
    assert "plot" not in " ".join(made.findings)


def test_a_task_that_was_edited_is_named(released, planned):
    released[at(released, "plot")] = Cell(0, "plot", "Make a plot below. No.", "markdown")
    made = planned(released)
    assert read(made, "plot") == ["Make a plot below. No."]
    assert "The text of the task plot was changed" in " ".join(made.findings)


def test_another_notebook_altogether_is_not_read(author):
    made = plan(author, SubmittedNotebook("p1", (mine("Poems."),)), "p1 is another notebook.")
    assert made.to_read == frozenset() and made.not_graded == "p1 is another notebook."


def test_the_tests_run_the_same_cells_when_something_was_put_back(released, planned):
    double = Cell(1, "double", "def double(x):\n    return x + x")
    test = released[at(released, "test_double")]
    rest = [one for one in released if one.grade_id not in ("double", "test_double", *MANUAL)]
    made = planned([*rest, double, test])
    [task] = made.tasks
    assert [made.cells[index] for index in task.cell_indices] == list(task.cells) == [double]


def test_the_findings_are_in_the_language_of_the_notebook(author, released):
    with speak("zh"):
        [finding] = manual_answers(author, [c for c in released if c.grade_id != "why"]).findings
    assert "不会因此失分" in finding
