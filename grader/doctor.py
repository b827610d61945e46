"""What this machine has and lacks for the course, each with what to do."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from grader.course import Course

TESTED_PYTHON = ((3, 11), (3, 13))
PACKAGES = ("tensorflow", "keras", "nbgrader", "jupyterlab", "numpy", "h5py")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `needed` tells whether the course fails without it."""

    what: str
    ok: bool
    found: str
    advice: str = ""
    needed: bool = True


def examine(course: Course) -> Iterator[Finding]:
    """Look at interpreter, packages, course, data and sandbox, one finding after the other."""
    yield _interpreter()
    for package in PACKAGES:
        yield _package(package)
    yield _tensorflow()
    yield _assignments(course)
    yield from _data()
    yield from _sandbox()


def _interpreter() -> Finding:
    low, high = TESTED_PYTHON
    return Finding(
        "Python",
        low <= sys.version_info[:2] <= high,
        f"{sys.version.split()[0]} at {sys.executable}",
        "Make the environment with another one: make clean install PYTHON=python3.12",
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", "Install it: make install")


def _tensorflow() -> Finding:
    """In a process of its own: where its wheels don't fit the machine, the import kills it."""
    code = "import tensorflow as tf; print(float(tf.reduce_sum(tf.ones((2, 3)))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    ok = done.returncode == 0 and done.stdout.strip() == "6.0"
    last_line = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return Finding(
        "TensorFlow runs",
        ok,
        "a sum of six ones is 6" if ok else f"exit code {done.returncode}: {last_line}",
        "Install it anew (make clean install); a CPU without AVX can't run its wheels.",
    )


def _assignments(course: Course) -> Finding:
    made = [a for a in course.assignments() if any(course.source(a).glob("*.ipynb"))]
    return Finding(
        "assignments",
        bool(made),
        ", ".join(made) or f"none in {course.source('')}",
        "Make them: make notebooks",
    )


def _data() -> Iterator[Finding]:
    from cnn_datasets.catalog import DATASETS
    from cnn_datasets.sources import locate

    for name, dataset in DATASETS.items():
        try:
            yield Finding(f"data {name}", True, locate(dataset).sentence)
        except Exception as error:
            yield Finding(f"data {name}", False, str(error), "Draw the stand-in: make data")


def _sandbox() -> Iterator[Finding]:
    from grader.rooms.protection import protection

    for what, active, words in protection().lines():
        advice = "See the platform table in README.md for what this means when grading."
        yield Finding(f"sandbox: {what}", active, words, advice, needed=False)
