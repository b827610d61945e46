import pytest

from grader.analysis.cell_analysis import same_code
from grader.submissions.answers import answers, is_attempted
from grader.submissions.cell_matching import match_cells
from grader.submissions.notebook_reader import Cell, SubmittedNotebook

DOUBLE, FOLD = "def double(x):\n    return x + x", "def fold(values):\n    return math.prod(values)"

EDITED = (
    "The test cell test_double was edited: the course's own was used; nothing is lost by that, "
    "or won."
)
NOT_FOUND = "The test cell {} was not found: the course's own was used; nothing is lost by that."


@pytest.fixture
def notebook(author):
    """Cells of an answered notebook by a short name."""
    tests = {test.grade_id: test.visible for test in author.tests}
    return {
        "math": Cell(1, None, "import math"),
        "double": Cell(2, "double", DOUBLE),
        "test_double": Cell(3, "test_double", tests["test_double"]),
        "fold": Cell(4, "fold", FOLD),
        "test_fold": Cell(5, "test_fold", tests["test_fold"]),
    }


@pytest.fixture
def matched(author):
    return lambda cells: match_cells(author, SubmittedNotebook("01_tiny", tuple(cells)))


def test_an_answered_notebook_is_taken_as_it_is(notebook, matched):
    found = matched(notebook.values())
    assert list(found.cells) == list(notebook.values())
    assert found.position == {"test_double": 2, "test_fold": 4}
    assert found.findings == ()


def test_an_edited_test_is_replaced_by_the_original(notebook, matched, author):
    notebook["test_double"] = Cell(3, "test_double", "assert True")
    found = matched(notebook.values())
    assert found.cells[2].source == author.tests[0].visible
    assert found.findings == (EDITED,)


def test_comments_in_a_test_are_no_edit(notebook, matched, author):
    notebook["test_double"] = Cell(3, "test_double", "# ok\n" + author.tests[0].visible)
    assert matched(notebook.values()).findings == ()


def test_a_function_pasted_into_a_test_cell_still_counts(notebook, matched, author):
    del notebook["double"]
    pasted = DOUBLE + "\n" + author.tests[0].visible
    notebook["test_double"] = Cell(2, "test_double", pasted)
    found = matched(notebook.values())
    at = found.position["test_double"]
    assert found.cells[at].source == author.tests[0].visible
    assert found.cells[at - 1] == Cell(2, None, pasted)
    assert EDITED in found.findings


def test_a_deleted_test_is_put_below_what_it_tests(notebook, matched, author):
    del notebook["test_double"]
    found = matched(notebook.values())
    assert found.position == {"test_double": 2, "test_fold": 4}
    assert found.cells[2] == Cell(0, "test_double", author.tests[0].visible)
    assert found.findings == (NOT_FOUND.format("test_double"),)


def test_a_deleted_test_without_its_answer_is_put_where_the_author_has_it(notebook, matched):
    del notebook["test_double"], notebook["double"]
    found = matched(notebook.values())
    assert found.position["test_double"] == 1


def test_a_copied_test_is_run_once(notebook, matched):
    cells = list(notebook.values())
    found = matched([*cells, cells[2]])
    assert [c.grade_id for c in found.cells].count("test_double") == 1
    assert found.position["test_double"] == 2
    assert found.findings == ("The test test_double stands more than once; it was run once.",)


def test_without_any_ids_answers_are_found_by_their_names(notebook, matched):
    found = matched(Cell(c.number, None, c.source) for c in notebook.values())
    assert found.position.keys() == {"test_double", "test_fold"}
    assert found.findings == (
        "The graded cell double was found by the name it defines, not by id.",
        "The graded cell fold was found by the name it defines, not by id.",
    )


def test_a_test_without_its_id_is_found_by_what_it_says(notebook, matched):
    notebook["test_double"] = Cell(3, "cell-0123456789abcdef", notebook["test_double"].source)
    found = matched(notebook.values())
    assert found.position == {"test_double": 2, "test_fold": 4}
    assert found.findings == ()


def test_of_two_copies_of_a_test_without_ids_the_last_is_the_test(notebook, matched):
    cells = [Cell(c.number, None, c.source) for c in notebook.values()]
    found = matched([cells[0], Cell(6, None, cells[2].source), *cells[1:]])
    assert found.position["test_double"] == 3


def test_an_edited_test_without_its_id_is_not_found(notebook, matched):
    notebook["test_double"] = Cell(3, None, "assert double(1) == 3")
    assert NOT_FOUND.format("test_double") in matched(notebook.values()).findings


def test_a_renamed_id_is_found_by_the_name_it_defines(notebook, matched):
    notebook["double"] = Cell(2, "cell-abc123", DOUBLE)
    assert matched(notebook.values()).findings == (
        "The graded cell double was found by the name it defines, not by id.",
    )


def test_an_answer_given_twice_gets_a_finding(notebook, matched):
    found = matched([*notebook.values(), Cell(6, None, DOUBLE)])
    assert found.findings == (
        "double is answered in 2 cells; the last one above its test counts, as in Python.",
    )


def test_an_answer_turned_into_text_is_read_as_code(notebook, matched):
    notebook["double"] = Cell(0, "double", DOUBLE, "markdown")
    found = matched(notebook.values())
    assert found.cells[1] == Cell(0, "double", DOUBLE)
    assert found.findings == ("The cell double was turned into text; it was read as code.",)


def test_a_test_turned_into_text_is_the_test(notebook, matched):
    notebook["test_double"] = Cell(0, "test_double", notebook["test_double"].source, "markdown")
    found = matched(notebook.values())
    assert found.position == {"test_double": 2, "test_fold": 4}
    assert found.cells[2].is_code


def test_other_text_stays_text(notebook, matched):
    text = Cell(0, "some_essay", DOUBLE, "markdown")
    found = matched([text, *notebook.values()])
    assert found.cells[0] == text
    assert found.findings == ()


def test_invalid_python_in_an_answer_gets_a_finding(notebook, matched):
    notebook["double"] = Cell(2, "double", "def double(x:\n    pass")
    [finding] = matched(notebook.values()).findings
    assert finding.startswith("The cell double is not valid Python: line 1: ")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("x = 1", "x = 1  # one", True),
        ("x=1\n\n\ny = 2", "x = 1\ny = (2)", True),
        ("x = 1", "x = 2", False),
        ("def f(", "def f(", True),
        ("def f(", "def f( ", True),
        ("def f(", "def g(", False),
        ("%matplotlib inline", "%matplotlib inline ", True),
        ("%matplotlib inline", "%matplotlib notebook", False),
        ("", "# nothing", True),
        ("'a'", "'b'", False),
    ],
)
def test_the_same_code_is_the_same_program(one, other, same):
    assert same_code(one, other) is same


@pytest.mark.parametrize(
    ("source", "attempted"),
    [
        (DOUBLE, True),
        ("", False),
        ("   \n", False),
        ("BLANK", False),
        ("BLANK\n# I don't know", False),
        ("BLANK\n\n\n", False),
        ("def double(x): return x x", True),
        ("pass", True),
    ],
)
def test_an_answer_is_attempted_if_its_code_differs_from_the_blank(author, source, attempted):
    solution = author.solutions[0]
    cell = Cell(1, "double", source.replace("BLANK", solution.blank))
    assert is_attempted(solution, (cell,)) is attempted


def test_a_deleted_answer_is_not_attempted(author):
    assert not is_attempted(author.solutions[0], (Cell(1, None, "x = 1"),))


def test_a_copied_blank_is_not_attempted(author):
    blank = author.solutions[0].blank
    assert not is_attempted(
        author.solutions[0], (Cell(1, "double", blank), Cell(2, None, blank + "\n# copy"))
    )


def test_answers_are_code_with_the_id_or_the_name(author):
    by_id = Cell(1, "double", "pass")
    by_name = Cell(2, None, DOUBLE)
    others = (Cell(3, "fold", FOLD), Cell(0, None, DOUBLE, "markdown"))
    assert answers(author.solutions[0], (by_id, by_name, *others)) == [by_id, by_name]
