import pytest
from messy_class import SOURCE
from plain_courses import write_course


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course", SOURCE)
