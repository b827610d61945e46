import nbformat
import pytest
from nbgrader.preprocessors import DeduplicateIds
from nbgrader.utils import is_grade, is_solution
from nbgrader.validator import Validator

from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.gradebook.assignment_files import assignment_files, copy_files
from grader.gradebook.autograded_notebook import autograded_notebook, write_notebook
from grader.results import TestResult, Verdict
from grader.submissions.notebook_reader import Cell, SubmittedNotebook, parse_notebook
from grader.submissions.planning import failed_plan, plan

TINY = "01_tiny"


@pytest.fixture
def graded(author):
    """Make the autograded notebook of a submission: a notebook node or raw cells."""

    def make(submitted, *results):
        if not isinstance(submitted, SubmittedNotebook):
            submitted = parse_notebook(nbformat.writes(submitted).encode(), f"{TINY}.ipynb")
        return autograded_notebook(author, plan(author, submitted), results)

    return make


PASSED = TestResult("test_double", 2, 2, Verdict.PASSED, notebook=TINY, printed="hello\n")
FAILED = TestResult("test_fold", 0, 3, Verdict.FAILED, "fold([]) should be 1", TINY)


def cell_with(nb, grade_id):
    [cell] = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return cell


def doubled(nb):
    """Every cell twice, with all its metadata, as copying in an old Jupyter leaves it."""
    nb.cells += [nbformat.from_dict(cell) for cell in nb.cells]
    for position, cell in enumerate(nb.cells):
        cell.id = f"copy-{position}"
    return nb


def test_a_result_is_the_output_of_its_test(graded, answered):
    nb = graded(answered, PASSED, FAILED)
    [output] = cell_with(nb, "test_double").outputs
    assert (output.output_type, output.name, output.text) == ("stream", "stdout", "hello\n")
    [output] = cell_with(nb, "test_fold").outputs
    assert (output.output_type, output.ename) == ("error", "failed")
    assert output.evalue == "fold([]) should be 1"
    assert output.traceback == ["fold([]) should be 1"]


def test_the_notebook_is_valid_and_its_ids_are_unique(graded, answered):
    nb = graded(doubled(answered), PASSED, FAILED)
    nbformat.validate(nb)
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)


def test_a_grade_id_is_used_once(graded, answered):
    cells = graded(doubled(answered)).cells
    ids = [c.metadata.nbgrader.grade_id for c in cells if "nbgrader" in c.metadata]
    assert sorted(ids) == ["double", "fold", "test_double", "test_fold"]


def test_the_same_results_give_the_same_bytes(graded, answered):
    one, other = (nbformat.writes(graded(answered, PASSED, FAILED)) for _ in range(2))
    assert one == other


def test_no_hidden_check_is_in_it(graded, answered):
    text = nbformat.writes(graded(answered, PASSED))
    assert "HIDDEN" not in text and "-3.5" not in text and "fold([])" not in text


def test_nbgraders_metadata_is_the_exams_whatever_the_submission_says(graded, answered):
    forged = cell_with(answered, "test_double")
    forged.metadata.nbgrader.points = 1000
    cell_with(answered, "fold").metadata.nbgrader.update(grade=True, points=50, solution=False)
    answered.metadata["kernelspec"] = {"name": "evil", "display_name": "Evil"}
    answered.metadata["widgets"] = {"x": 1}
    nb = graded(answered, PASSED, FAILED)
    assert cell_with(nb, "test_double").metadata.nbgrader.points == 2
    assert is_solution(cell_with(nb, "fold")) and not is_grade(cell_with(nb, "fold"))
    assert nb.metadata == {"kernelspec": nb.metadata.kernelspec}
    assert nb.metadata.kernelspec.name == "python3"


def test_a_made_up_graded_cell_is_no_graded_cell(graded, answered):
    extra = nbformat.v4.new_code_cell("1", metadata={"nbgrader": {"grade_id": "mine", "grade": 1}})
    answered.cells.append(extra)
    assert graded(answered).cells[-1].metadata == {}


def test_a_submissions_outputs_and_cell_metadata_are_not_kept(graded, answered):
    html = "<script>alert(1)</script>"
    for cell in answered.cells:
        cell.metadata["tags"] = [html]
        if cell.cell_type == "code":
            data = {"text/html": html}
            cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    assert html not in nbformat.writes(graded(answered, PASSED, FAILED))


def test_html_in_a_students_text_is_shown_and_not_live(graded, answered):
    answered.cells.append(nbformat.v4.new_markdown_cell("<img src=x onerror=alert(1)>"))
    cell = graded(answered).cells[-1]
    assert (cell.cell_type, cell.source) == ("markdown", "< img src=x onerror=alert(1)>")
    assert "attachments" not in cell


def test_findings_stand_at_the_top(graded, answered):
    answered.cells.remove(cell_with(answered, "test_double"))
    first = graded(answered, PASSED, FAILED).cells[0]
    assert first.cell_type == "markdown"
    assert "- The test cell test_double was not found: the course's own was used;" in first.source


def test_without_findings_there_is_none(graded, answered):
    assert graded(answered, PASSED, FAILED).cells[0].source == answered.cells[0].source


def test_an_unreadable_submission_shows_the_tests_and_the_reason(author):
    made = failed_plan(author, "01_tiny.ipynb is empty.")
    nb = autograded_notebook(author, made, tuple(q.settled for q in made.tasks))
    nbformat.validate(nb)
    assert "01_tiny.ipynb is empty." in nb.cells[0].source
    assert cell_with(nb, "test_double").outputs[0].evalue == "01_tiny.ipynb is empty."


def test_text_that_no_file_can_hold_is_written_all_the_same(graded, tmp_path):
    submitted = parse_notebook(
        b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud83d\\u0000\'"}]}', f"{TINY}.ipynb"
    )
    write_notebook(graded(submitted), tmp_path / "out.ipynb")
    nbformat.validate(nbformat.read(tmp_path / "out.ipynb", 4))


def test_nbgrader_takes_the_notebook_for_its_own(graded, answered, registered, tmp_path):
    nb = graded(answered, PASSED, FAILED)
    resources = {"nbgrader": {"assignment": TINY, "student": "ada", "notebook": TINY,
                              "db_url": registered.db_url}}  # fmt: skip
    nb, _ = DeduplicateIds().preprocess(nb, resources)
    assert len([c for c in nb.cells if "nbgrader" in c.metadata]) == 4
    write_notebook(nb, tmp_path / "graded.ipynb")
    failed = Validator()._get_failed_cells(nbformat.read(tmp_path / "graded.ipynb", 4))
    assert [cell.metadata.nbgrader.grade_id for cell in failed] == ["test_fold"]


def test_writing_leaves_no_half_written_file(graded, answered, tmp_path):
    path = tmp_path / "new" / "folder" / "out.ipynb"
    write_notebook(graded(answered), path)
    write_notebook(graded(answered), path)
    assert [p.name for p in path.parent.iterdir()] == ["out.ipynb"]


def test_pictures_are_put_beside_the_notebook_and_answers_are_not(tiny, tmp_path):
    source = tiny.source(TINY)
    (source / "images").mkdir()
    (source / "images" / "a.svg").write_text("<svg/>")
    (source / "sample_class.py").write_text("x = 1")
    for _ in range(2):
        copy_files(assignment_files(tiny, TINY), tmp_path / "out")
    made = [p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")]
    assert made == ["images/a.svg"]


def test_the_tests_of_the_course_are_marked_in_the_notebook(repository):
    assignment = "05_convolution_model_application"
    author = read_assignment(Course.load(repository), assignment).notebooks[0]
    made = failed_plan(author, "why")
    nb = autograded_notebook(author, made, tuple(q.settled for q in made.tasks))
    assert [c.metadata.nbgrader.grade_id for c in nb.cells if "nbgrader" in c.metadata] == [
        "test_happyModel",
        "test_convolutional_model",
    ]


def test_a_cell_without_number_is_shown_too(graded):
    cells = (Cell(0, None, "text", "markdown"), Cell(1, None, "x = 1"))
    nb = graded(SubmittedNotebook(TINY, cells))
    assert [c.source for c in nb.cells if c.source in ("text", "x = 1")] == ["text", "x = 1"]


def test_the_notebook_is_valid_by_nbformats_own_rules(graded, answered):
    answered.cells.insert(0, nbformat.v4.new_markdown_cell("# <b>mine</b>"))
    why = TestResult("test_double", 0, 4, Verdict.FAILED, "why\nand where", TINY, "printed")
    nb = graded(answered, why)
    nbformat.validate(nb)
    assert nbformat.reads(nbformat.v4.writes(nb), 4) == nb


PNG = "iVBORw0KGgoAAAANSUhEUg=="  # how one begins


def test_pictures_and_plots_stay_and_tests_show_their_own_outcome(graded, answered):
    plot = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG}}
    forged = {"output_type": "stream", "name": "stdout", "text": "All tests passed!"}
    answered.cells[0].attachments = nbformat.from_dict({"a.png": {"image/png": PNG}})
    answered.cells[0].source = "![mine](attachment:a.png) ![not there](attachment:b.png)"
    cell_with(answered, "double").outputs = [nbformat.from_dict(plot)]
    cell_with(answered, "test_fold").outputs = [nbformat.from_dict(forged)]
    nb = graded(answered, PASSED, FAILED)
    nbformat.validate(nb)
    [attached] = [cell for cell in nb.cells if "attachments" in cell]
    assert attached.attachments == {"a.png": {"image/png": PNG}}
    assert attached.source == "![mine](attachment:a.png) ! [not there] (attachment:b.png)"
    [output] = cell_with(nb, "double").outputs
    assert output.data == {"image/png": PNG}
    assert [o.output_type for o in cell_with(nb, "test_fold").outputs] == ["error"]
    assert "as they were submitted" in nb.cells[0].source


def test_files_beside_the_notebook_have_a_link_and_no_name_is_markup(author, answered):
    submitted = parse_notebook(nbformat.writes(answered).encode(), f"{TINY}.ipynb")
    names = ["drawing.png", "a](javascript:alert(1)) <img src=x>.txt", "\udcff.txt"]
    nb = autograded_notebook(author, plan(author, submitted), (), names)
    nbformat.writes(nb).encode()
    text = nb.cells[0].source
    assert "- [drawing.png](./drawing.png)" in text
    assert "<img" not in text
    assert "](javascript" not in text
    assert "(./%FF.txt)" in text
