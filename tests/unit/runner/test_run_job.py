"""A job of the test runner: a student worker that ends during any part of it costs that test."""

import contextlib
import os
import signal
import socket

import pytest

from grader.runner.test_runner import run_job
from grader.runner.worker_client import WorkerClient

RIGHT, ENDS = "def f(x):\n    return 2 * x", "import os\nos._exit(3)"
TEST = {
    "source": "assert f(1) == 2",
    "helpers": [],
    "points": 2.0,
    "seed": None,
    "cells": [("answer", RIGHT, ["f"])],
    "numbers": [],
    "answers": ["f"],
    "shared": [],
    "inside": False,
    "strict": True,
}


@pytest.fixture
def outcomes(fork_worker):
    """A function that runs tests with one student worker; gives what is said of each."""
    ours, theirs = socket.socketpair()
    with theirs:
        number = fork_worker(theirs)

    def run(*changes):
        tests = [TEST | change for change in changes]
        job = {
            "prelude": "",
            "seconds": 30.0,
            "files": [],
            "in_magics": [],
            "broken": [],
            "authors": [],
            "tests": tests,
            "language": "en",
            "afresh": False,
        }
        return list(run_job(job, WorkerClient(ours)))

    yield run
    ours.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


@pytest.mark.parametrize("inside", [False, True])
def test_each_test_of_a_job_has_its_outcome(outcomes, inside):
    found = outcomes({"inside": inside}, {"inside": inside, "source": "assert f(1) == 3"})
    assert [(one["verdict"], one["points"]) for one in found] == [("passed", 2.0), ("failed", 0.0)]


@pytest.mark.parametrize(
    "change",
    [
        {"cells": [("answer", ENDS, [])]},
        {"cells": [("answer", ENDS, [])], "inside": True},
        {"helpers": [("helper", ENDS, [])], "inside": True},
        {"source": ENDS, "inside": True},
    ],
    ids=["cell", "cell, inside", "helper, inside", "test, inside"],
)
def test_a_worker_that_ends_has_no_points_and_the_tests_after_it_get_another_one(outcomes, change):
    [found] = outcomes(change, {})
    assert (found["verdict"], found["points"], found["lost"]) == ("error", 0.0, True)


def test_a_worker_that_was_never_there_is_a_fault():
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        [found] = run_job({"seconds": 30.0, "in_magics": [], "broken": []}, WorkerClient(ours))
    assert list(found) == ["fault"]


@pytest.mark.parametrize(
    ("change", "exhausted"),
    [
        ({"source": "raise MemoryError"}, True),
        ({"helpers": [("helper", "raise MemoryError\nk = 1", ["k"])], "source": "k"}, True),
        ({"helpers": [("helper", "k = f(1)", ["k"])], "source": "k"}, False),
    ],
    ids=["test", "helper", "answer, called by a helper"],
)
def test_memory_that_the_test_runner_lacks_is_no_fault_of_the_answer(outcomes, change, exhausted):
    cells = [("answer", "def f(x):\n    raise MemoryError", ["f"])]
    [found] = outcomes({"cells": cells} | change)
    assert (found["points"], found["exhausted"]) == (0.0, exhausted)
