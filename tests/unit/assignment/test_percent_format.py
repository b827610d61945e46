import nbformat
import pytest

from grader.assignment.model import grade_id_of
from grader.assignment.percent_format import read_source
from grader.errors import AuthoringError

GRADED = '# %% nbgrader={"grade_id": "f", "solution": true}\ndef f(): pass\n'


@pytest.fixture
def read(tmp_path):
    def read(text, **options):
        path = tmp_path / "07_made_up.py"
        path.write_text(text)
        return read_source(path, **options)

    return read


def test_the_same_source_gives_the_same_bytes(read):
    text = "# %% [markdown]\n# # Hello\n\n# %%\nx = 1\n\n" + GRADED
    assert nbformat.writes(read(text)) == nbformat.writes(read(text))


def test_a_cells_id_is_its_grade_id_or_its_position(read):
    nb = read("# %% [markdown]\n# text\n\n# %%\nx = 1\n\n" + GRADED)
    assert [cell.id for cell in nb.cells] == ["cell-000", "cell-001", "f"]


def test_the_notebook_is_valid_and_has_no_outputs(read):
    nb = read("# %%\nx = 1\n\n" + GRADED)
    nbformat.validate(nb)
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in nb.cells)


def test_the_metadata_names_the_source(read):
    nb = read("# %%\nx = 1\n")
    assert nb.metadata.generated["from"] == "07_made_up.py"
    assert nb.metadata.kernelspec.name == "python3"
    assert set(nb.metadata) == {"kernelspec", "language_info", "generated", "colab"}


def test_colab_is_asked_to_leave_the_exercises_to_the_student(read):
    assert read(GRADED).metadata.colab.generative_ai_disabled is True


def test_what_nbgrader_requires_is_filled_in(read):
    metadata = read(GRADED).cells[0].metadata.nbgrader
    assert metadata == {
        "grade_id": "f", "grade": False, "solution": True, "locked": False, "task": False,
        "schema_version": 3, "cell_type": "code",
    }  # fmt: skip


def test_a_test_cell_is_locked(read):
    nb = read('# %% nbgrader={"grade_id": "t", "grade": true, "points": 1}\nassert True\n')
    assert nb.cells[0].metadata.nbgrader.locked is True


def test_a_cell_that_is_both_answer_and_grade_is_not_locked(read):
    nb = read(
        '# %% nbgrader={"grade_id": "t", "grade": true, "solution": true, "points": 1}\nx = 1\n'
    )
    assert nb.cells[0].metadata.nbgrader.locked is False


@pytest.mark.parametrize("grade_id", ["", "with space", "a/b", "é", "x" * 65])
def test_a_malformed_grade_id_is_refused_with_a_sentence(read, grade_id):
    with pytest.raises(AuthoringError, match=r"07_made_up.py: grade_id .* 1 to 64 letters"):
        read(f'# %% nbgrader={{"grade_id": "{grade_id}", "solution": true}}\nx = 1\n')


def test_a_grade_id_that_is_no_text_is_refused_with_a_sentence(read):
    with pytest.raises(AuthoringError, match=r"grade_id 5 must be"):
        read('# %% nbgrader={"grade_id": 5, "solution": true}\nx = 1\n')


def test_nbgrader_metadata_that_is_no_mapping_is_refused_with_a_sentence(read):
    with pytest.raises(AuthoringError, match=r"07_made_up.py"):
        read('# %% nbgrader="happyModel"\nx = 1\n')


def test_a_missing_grade_id_is_refused_with_a_sentence(read):
    with pytest.raises(AuthoringError, match=r"grade_id '' must be"):
        read('# %% nbgrader={"solution": true}\nx = 1\n')


def test_a_grade_id_that_stands_twice_is_refused(read):
    with pytest.raises(AuthoringError, match=r"grade_id 'f' stands twice"):
        read(GRADED + "\n" + GRADED)


def test_a_graded_cell_without_points_is_refused(read):
    with pytest.raises(AuthoringError, match=r"graded cell 't' has no points"):
        read('# %% nbgrader={"grade_id": "t", "grade": true}\nassert True\n')


@pytest.mark.parametrize(
    "header",
    [
        "# %%nbgrader={}",
        "## %% nbgrader={}",
        "# + nbgrader={}",
        "# %% nbgrader: {}",
        "# %% NBGrader={}",
        "# In[1]: nbgrader={}",
    ],
)
def test_a_header_that_would_lose_its_graded_cell_is_refused_with_its_line(read, header):
    header = header.format('{"grade_id": "test_f", "grade": true, "points": 1}')
    with pytest.raises(AuthoringError, match=r"line 5: .* looks like the header of a graded cell"):
        read(f"{GRADED}\n# %%\n{header}\nassert f() is None\n")


@pytest.mark.parametrize(
    "header",
    ["#%% nbgrader={}", "# %%\tnbgrader={}", "# %% Title nbgrader={}", "  # %% nbgrader = {}"],
)
def test_other_ways_to_write_a_header_are_read(read, header):
    header = header.format('{"grade_id": "test_f", "grade": true, "points": 1}')
    assert grade_id_of(read(f"{GRADED}\n{header}\nassert f() is None\n").cells[-1]) == "test_f"


def test_the_mark_that_editors_on_windows_write_is_no_part_of_the_first_cell(tmp_path):
    path = tmp_path / "07_made_up.py"
    path.write_text("# %% [markdown]\n# Hello\n", encoding="utf-8-sig")
    [cell] = read_source(path).cells
    assert (cell.cell_type, cell.source) == ("markdown", "Hello")
