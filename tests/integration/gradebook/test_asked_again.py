"""What is asked again is asked of a worker whose TensorFlow was never used before."""

import pytest
from plain_courses import cell, graded, solution, submit, write_course

from grader.gradebook import course_runner
from grader.gradebook.grading_run import grade_assignment
from grader.runner.limits import Limits

pytestmark = pytest.mark.slow
CELLS = [
    cell("import tensorflow as tf", grade_id="imports", locked=True),
    solution(
        "size", "def size(x):\n    ### BEGIN SOLUTION\n    return tf.size(x)\n    ### END SOLUTION"
    ),
    graded("test_size", "assert size([1, 2, 3]) == 3", points=2.0),
]
# Waits for ever in a fork of a TensorFlow that was used: as a thread that ended at the fork would.
WAITS = """\
import time
import grader.runner.used_tensorflow as used

def size(x):
    while used._contexts and used._contexts[0] is not None:
        time.sleep(0.1)
    return tf.size(x)
"""


def test_a_fork_that_waits_for_ever_takes_nobodys_points(tmp_path, monkeypatch):
    monkeypatch.setattr(course_runner, "MANY", 1)  # then a used TensorFlow is forked
    course = write_course(tmp_path / "course", CELLS)
    submit(course, "ada", {"size": WAITS}, CELLS)
    run = grade_assignment(course, "ps1", workers=1, limits=Limits(3.0, True))
    [result] = run.results()
    assert result.tests[0].points == 2.0, result.tests[0].message
