"""What this machine has and lacks for the course, each with what to do."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from grader.course import Course
from grader.runner.limits import Limits
from grader.sandbox.control_groups import memory_there, processes_left

TESTED_PYTHON = ((3, 11), (3, 13))
PACKAGES = ("tensorflow", "keras", "nbgrader", "jupyterlab", "numpy", "h5py")


@dataclass(frozen=True)
class Check:
    """One thing looked at. `needed` tells whether the course fails without it."""

    what: str
    ok: bool
    found: str
    advice: str = ""
    needed: bool = True


def diagnose(course: Course) -> Iterator[Check]:
    """Look at interpreter, packages, course, data and sandbox, one check after the other."""
    yield _interpreter()
    for package in PACKAGES:
        yield _package(package)
    yield _tensorflow()
    yield _assignments(course)
    yield from _data()
    yield from _limits()
    yield from _sandbox()


def _interpreter() -> Check:
    low, high = TESTED_PYTHON
    return Check(
        "Python",
        low <= sys.version_info[:2] <= high,
        f"{sys.version.split()[0]} at {sys.executable}",
        "Make the environment with another one: make clean install PYTHON=python3.12",
    )


def _package(name: str) -> Check:
    try:
        return Check(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(name, False, "not installed", "Install it: make install")


def _tensorflow() -> Check:
    """Use it in a process of its own: wheels that don't fit the machine kill the process."""
    code = "import tensorflow as tf; print(float(tf.reduce_sum(tf.ones((2, 3)))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    ok = done.returncode == 0 and done.stdout.strip() == "6.0"
    last_line = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return Check(
        "TensorFlow runs",
        ok,
        "a sum of six ones is 6" if ok else f"exit code {done.returncode}: {last_line}",
        "Install it anew (make clean install); a CPU without AVX can't run its wheels.",
    )


def _assignments(course: Course) -> Check:
    made = [a for a in course.assignments() if any(course.source(a).glob("*.ipynb"))]
    return Check(
        "assignments",
        bool(made),
        ", ".join(made) or f"none in {course.source('')}",
        f"Make them: {course.command('release')}",
    )


def _data() -> Iterator[Check]:
    from cnn_datasets.catalog import DATASETS
    from cnn_datasets.loading import locate

    for name, dataset in DATASETS.items():
        try:
            yield Check(f"data {name}", True, locate(dataset).sentence)
        except Exception as error:
            yield Check(f"data {name}", False, str(error), "Draw the stand-in: make data")


def _limits() -> Iterator[Check]:
    """What a submission may use, and whether this machine has it."""
    from grader.runner.engine import OTHERS, threads_each

    limits, workers = Limits(), os.cpu_count() or 1
    threads = threads_each(workers)
    yield Check(
        "limits: time",
        True,
        f"{limits.seconds_per_test:g} seconds of processor time for the student code of a test, "
        f"{limits.own_seconds:g} for the test itself, {limits.submission_seconds:g} for all tests "
        "of a notebook; change them with `grade --seconds`",
    )
    each, there = limits.memory_bytes / (1 << 30), memory_there() / (1 << 30)
    yield Check(
        "limits: memory",
        workers * each <= there,
        f"{each:g} GB for each of {workers} submissions at a time, of {there:.1f} GB in this "
        "machine; change it with `grade --memory`",
        "Where several submissions use that much at once, some have to be asked again: use fewer "
        "`--workers`, or less `--memory`.",
        needed=False,
    )
    left = processes_left()
    yield Check(
        "limits: processes",
        left is None or left >= (threads + OTHERS) * workers,
        f"{'no limit' if left is None else left} for more processes and threads",
        f"Each submission may have {threads} threads: use fewer `--workers`, or allow more "
        "(pids.max of the container or the service).",
        needed=False,
    )


def _sandbox() -> Iterator[Check]:
    from grader.sandbox.protection import protection

    for what, active, words in protection().lines():
        advice = 'README.md, "The isolation boundary", says what is done without it.'
        yield Check(f"sandbox: {what}", active, words, advice, needed=False)
