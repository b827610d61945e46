"""nbgrader's autograde with this course's engine fills the result cache, which the report reads."""

import shutil

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.result_cache import graded_before
from grader.gradebook.writer import register

pytestmark = pytest.mark.slow
TINY, SECOND = "01_tiny", "second"


@pytest.fixture
def two_notebooks(tiny):
    """The tiny assignment with a second notebook, submitted by ada with `double` right."""
    for folder in (tiny.source(TINY), tiny.release(TINY)):
        shutil.copy(folder / f"{TINY}.ipynb", folder / f"{SECOND}.ipynb")
    register(tiny, TINY)
    folder = tiny.submitted_root / "ada" / TINY
    folder.mkdir(parents=True)
    for name in (TINY, SECOND):
        nb = nbformat.read(tiny.release(TINY) / f"{name}.ipynb", 4)
        [cell] = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "double"]
        cell.source = "def double(x):\n    return 2 * x"
        nbformat.write(nb, folder / f"{name}.ipynb")
    return tiny


def test_the_cache_has_all_notebooks_and_nothing_is_graded_twice(two_notebooks, monkeypatch):
    course = two_notebooks
    monkeypatch.chdir(course.root)
    (course.submitted("ada", TINY) / "timestamp.txt").write_text("yesterday")
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    answer = api.autograde(TINY, "ada")
    assert answer["success"], answer["error"]
    [noted] = graded_before(course, TINY)
    assert (noted.score, noted.max_score) == (4.0, 10.0)
    assert set(noted.notebooks) == {TINY, SECOND}
    assert sum("'yesterday'" in finding for finding in noted.findings) == 1
    written = (course.root / ".grader" / TINY / "ada.json").stat().st_mtime_ns
    [again] = grade_assignment(course, TINY, workers=1).results()
    assert again == noted
    assert (course.root / ".grader" / TINY / "ada.json").stat().st_mtime_ns == written
