"""Every assignment's whole class, graded once."""

import sys
from functools import cache
from pathlib import Path

import pytest

# Tests import what lies beside them; pytest's importlib mode leaves the folder out.
sys.path.insert(0, str(Path(__file__).parent))
from classes import copy_of_course, grade, whole_class


@pytest.fixture(scope="session")
def course_copy(tmp_path_factory):
    """A copy of the checkout's sources and releases, with nothing of any class in it."""
    return copy_of_course(tmp_path_factory.mktemp("assignments") / "course")


@pytest.fixture(scope="session")
def graded(course_copy, lesson_runner):
    """graded(assignment): {"solved", "untouched", a sample's student, a Mutant: its result}."""
    return cache(
        lambda assignment: grade(
            course_copy, assignment, whole_class(course_copy, assignment), lesson_runner
        )
    )
