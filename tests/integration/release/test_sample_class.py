import nbformat
import pytest

from grader.errors import AuthoringError
from grader.release.sample_class import (
    Sample,
    body,
    cell_of,
    edit,
    load_samples,
    solved,
    write_submissions,
)

TINY = "01_tiny"
MODULE = """\
from grader.release.sample_class import Sample, solved

SAMPLES = [
    Sample("ada", "as taught", solved, {"test_double": 2, "test_fold": 3}),
    Sample("bela", "nothing", lambda release, solution: b"<html>", {"test_double": 0}),
]
"""


@pytest.fixture
def notebooks(tiny):
    """The released notebook and the solution."""
    return tuple(
        nbformat.read(folder / f"{TINY}.ipynb", 4)
        for folder in (tiny.release(TINY), tiny.source(TINY))
    )


def test_samples_are_loaded_from_the_assignments_folder(tiny):
    (tiny.source(TINY) / "sample_class.py").write_text(MODULE)
    assert [sample.student for sample in load_samples(tiny, TINY)] == ["ada", "bela"]


def test_an_assignment_without_sample_class_says_so(tiny):
    with pytest.raises(AuthoringError, match=r"01_tiny has no sample_class.py"):
        load_samples(tiny, TINY)


def test_samples_are_submitted_as_nbgrader_expects(tiny, tmp_path):
    (tiny.source(TINY) / "sample_class.py").write_text(MODULE)
    samples = load_samples(tiny, TINY)
    for _ in range(2):
        write_submissions(samples, tiny, TINY, tmp_path / "in")
    made = sorted(p.relative_to(tmp_path / "in").as_posix() for p in tmp_path.rglob("*.ipynb")
                  if "in" in p.parts)  # fmt: skip
    assert made == [f"ada/{TINY}/{TINY}.ipynb", f"bela/{TINY}/{TINY}.ipynb"]
    assert (tmp_path / "in" / "bela" / TINY / f"{TINY}.ipynb").read_bytes() == b"<html>"
    nbformat.read(tmp_path / "in" / "ada" / TINY / f"{TINY}.ipynb", 4)


def test_a_solved_notebook_has_the_answers_and_no_markers(notebooks):
    nb = solved(*notebooks)
    assert cell_of(nb, "double").source == 'def double(x):\n    """Twice `x`."""\n    return 2 * x'
    assert "SOLUTION" not in nbformat.writes(nb) and "HIDDEN" not in nbformat.writes(nb)


def test_a_sample_is_a_notebook_or_raw_bytes(tiny):
    paths = tiny.release(TINY) / f"{TINY}.ipynb", tiny.source(TINY) / f"{TINY}.ipynb"
    assert nbformat.reads(Sample("a", "", solved, {}).content(*paths).decode(), 4).cells
    assert Sample("a", "", lambda release, solution: b"x", {}).content(*paths) == b"x"


def test_an_edit_changes_one_cell(notebooks):
    nb = edit(solved(*notebooks), "double", "2 * x", "x * 2")
    assert "return x * 2" in cell_of(nb, "double").source


def test_an_edit_that_finds_nothing_is_refused(notebooks):
    with pytest.raises(AuthoringError, match=r"'3 \* x' is not in the cell double"):
        edit(solved(*notebooks), "double", "3 * x", "x")


def test_a_body_replaces_the_cell(notebooks):
    assert cell_of(body(notebooks[0], "fold", "fold = sum"), "fold").source == "fold = sum"


def test_an_unknown_cell_is_refused(notebooks):
    with pytest.raises(AuthoringError, match="no cell 'unfold'"):
        cell_of(notebooks[0], "unfold")
