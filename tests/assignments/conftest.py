"""Whole classes on a copy of the course, graded as `python -m grader grade` does."""

import shutil
import sys
from pathlib import Path

import pytest

from grader.course import CONFIG_NAME, Course
from grader.office.session import grade_assignment

# The mutants are modules that are looked up by their number; importlib mode leaves the folder out.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def course_copy(tmp_path_factory):
    """A copy of the checkout's sources and releases, with nothing of any class in it."""
    checkout = Path(__file__).resolve().parents[2]
    root = tmp_path_factory.mktemp("assignments") / "course"
    root.mkdir()
    for name in ("solutions", "notebooks"):
        shutil.copytree(checkout / name, root / name)
    shutil.copy(checkout / CONFIG_NAME, root)
    return Course.load(root)


@pytest.fixture(scope="session")
def grade_class(course_copy):
    """Grade {student: bytes of the notebook}; returns {student: result}."""

    def grade(assignment, submissions, where):
        submitted = course_copy.root / where
        for student, content in submissions.items():
            folder = submitted / student / assignment
            folder.mkdir(parents=True)
            (folder / f"{assignment}.ipynb").write_bytes(content)
        session = grade_assignment(course_copy, assignment, submitted=submitted)
        results = {result.student: result for result in session.results()}
        assert results.keys() == submissions.keys()
        return results

    return grade
