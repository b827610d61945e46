"""The course's commands as the people of these tests run them."""

import os
import subprocess
import sys
from pathlib import Path

ASSIGNMENT = "05_convolution_model_application"


def grader(course, *words, fails=False):
    """Run ``python -m grader`` in a course as an instructor or a student does."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", *words],
        cwd=course,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert fails or done.returncode == 0, done.stdout + done.stderr
    return done


def environment():
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "CNN_COURSE_STAND_IN": "1"}
