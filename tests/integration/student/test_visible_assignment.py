import gzip

import nbformat
import pytest

from grader.course import Course
from grader.errors import CourseError
from grader.results import Verdict
from grader.student.check import check_notebook
from grader.student.visible_assignment import visible_notebook
from grader.submissions.answers import is_attempted
from grader.submissions.notebook_reader import read_notebook


def test_hidden_tests_are_not_in_it(exam05):
    for test in exam05.tests:
        assert "HIDDEN" not in test.source
        assert test.source == test.visible


def test_without_the_sources_the_notebook_itself_tells(save, untouched, nb, tmp_path):
    elsewhere = Course.load(tmp_path)
    for notebook, attempted in ((untouched, False), (nb, True)):
        path = save(notebook)
        assignment = visible_notebook(path, elsewhere, notebook)
        assert [test.grade_id for test in assignment.tests] == [
            "test_happyModel",
            "test_convolutional_model",
        ]
        cells = read_notebook(path).cells
        assert {is_attempted(s, cells) for s in assignment.solutions} == {attempted}


def test_a_notebook_without_tests_is_refused_with_a_sentence(tmp_path):
    path, mine = tmp_path / "mine.ipynb", nbformat.v4.new_notebook()
    with pytest.raises(CourseError, match="no test cells"):
        visible_notebook(path, Course.load(tmp_path), mine)


@pytest.mark.parametrize(
    "pack",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: gzip.compress(text.encode()),
    ],
)
def test_what_grading_can_read_can_be_checked_where_the_sources_are_not(pack, untouched, tmp_path):
    path = tmp_path / "mine.ipynb"
    path.write_bytes(pack(nbformat.writes(untouched)))
    result = check_notebook(path, Course.load(tmp_path))
    assert [test.verdict for test in result.tests] == [Verdict.NOT_ATTEMPTED] * 2
