"""Assignment 05 as students have it, and ways to edit it."""

import nbformat
import pytest

from grader.checkout import installed_root
from grader.course import Course
from grader.release.sample_class import solved
from grader.student.visible_assignment import visible_notebook

NAME = "05_convolution_model_application"


@pytest.fixture(scope="session")
def ours():
    return Course.load(installed_root())


@pytest.fixture(scope="session")
def _texts(ours):
    paths = (ours.release(NAME) / f"{NAME}.ipynb", ours.source(NAME) / f"{NAME}.ipynb")
    return tuple(path.read_text() for path in paths)


@pytest.fixture
def nb(_texts):
    """The released notebook with both answers right."""
    return solved(*(nbformat.reads(text, 4) for text in _texts))


@pytest.fixture
def untouched(_texts):
    return nbformat.reads(_texts[0], 4)


@pytest.fixture
def save(tmp_path):
    """Write a notebook to a file of the assignment's name."""

    def write(nb):
        path = tmp_path / f"{NAME}.ipynb"
        nbformat.write(nb, path)
        return path

    return write


@pytest.fixture(scope="session")
def exam05(ours, tmp_path_factory):
    return visible_notebook(tmp_path_factory.mktemp("r") / f"{NAME}.ipynb", ours, {})
