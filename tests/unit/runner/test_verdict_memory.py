"""A test that gets the answers it had before is not run again; any other is."""

import pytest

from grader.analysis.cell_analysis import analyse
from grader.results import Verdict
from grader.runner import conversation, verdict_memory
from grader.runner.conversation import AskedOtherwise
from grader.runner.test_namespace import TestNamespace
from grader.runner.test_outcome import judge
from grader.runner.verdict_memory import VerdictMemory, looks_at_the_clock

RIGHT = "def double(n):\n    return 2 * n\n"
ALSO_RIGHT = "def double(number):\n    return number + number\n"
WRONG = "def double(n):\n    return 2 * n if n < 4 else 7\n"
COUNTS = "calls = 0\ndef double(n):\n    global calls\n    calls += 1\n    return calls\n"
ENDS = "import os\ndef double(n):\n    return 2 * n if n < 4 else os._exit(0)\n"
TEST = "assert double(3) == 6\nassert double(5) == 10, double(5)\n"


@pytest.fixture
def grade(new_worker):
    """Judge an answer with one memory for all; gives the outcome and how often the test ran."""
    memory = VerdictMemory()

    def run(code: str, test: str = TEST, points: float = 4.0, worker=None):
        worker = worker or new_worker()
        worker.start(20.0)
        worker.run([("answer", code, analyse(code).defines)])
        ran = []

        def judged():
            ran.append(1)
            return judge(test, points, TestNamespace(worker, {}, frozenset(), frozenset()))

        return memory.outcome((test, points), worker, judged), len(ran)

    return run


def test_equal_answers_are_judged_once(grade):
    first, _ = grade(RIGHT)
    assert grade(ALSO_RIGHT) == (first, 0)
    assert (first.verdict, first.points) == (Verdict.PASSED, 4.0)


def test_a_failure_is_known_too(grade):
    grade(RIGHT)
    first, ran = grade(WRONG)
    assert (first.verdict, ran) == (Verdict.FAILED, 1)
    assert "7" in first.message
    assert grade(WRONG + "# once more") == (first, 0)


def test_another_answer_has_the_test_run_and_is_called_once(grade, new_worker):
    grade(RIGHT)
    worker = new_worker()
    outcome, ran = grade(COUNTS, worker=worker)
    assert (outcome.verdict, ran) == (Verdict.FAILED, 1)
    assert worker.get("calls") == 1


def test_another_test_is_another_conversation(grade):
    grade(RIGHT)
    outcome, ran = grade(RIGHT, TEST + "assert double(1) == 3\n")
    assert (outcome.verdict, ran) == (Verdict.FAILED, 1)
    assert grade(RIGHT, points=2.0)[0].points == 2.0


def test_the_next_test_of_the_same_worker_is_asked_as_ever(grade, new_worker):
    grade(RIGHT)
    worker = new_worker()
    assert grade(ALSO_RIGHT, worker=worker)[1] == 0
    assert grade("more = 8", "assert double(2) == 4 and more == 8", worker=worker)[0].points == 4.0


def test_a_worker_that_ends_meanwhile_is_lost(grade):
    told = grade(ENDS)[0]
    assert told.lost and told.verdict is Verdict.ERROR
    grade(RIGHT)
    assert grade(ENDS) == (told, 1)


def test_what_a_lost_worker_said_is_not_kept(grade):
    grade(ENDS)
    assert grade(ENDS)[1] == 1


def test_a_test_that_asks_at_random_is_always_run(grade, new_worker):
    test = "import random\nassert double(random.random()) >= 0\n"
    grade("def double(n):\n    return n\n", test)
    with pytest.raises(AskedOtherwise):
        grade("def double(n):\n    return n + 1\n", test)
    for _ in range(2):
        outcome, ran = grade("def double(n):\n    return n + 2\n", test)
        assert (outcome.verdict, ran) == (Verdict.PASSED, 1)


def test_an_answer_that_takes_longer_than_before_has_the_test_run_elsewhere(grade, monkeypatch):
    monkeypatch.setattr(verdict_memory, "SLOWER", 0.3)
    grade(RIGHT)
    with pytest.raises(AskedOtherwise):
        grade("import time\ndef double(n):\n    time.sleep(0.4)\n    return 2 * n\n")
    assert grade(ALSO_RIGHT)[1] == 0


@pytest.mark.parametrize(
    "source",
    [
        "import time\nstart = time.time()\nassert f(1) == 2\nassert time.time() - start < 1",
        "from time import perf_counter as now\nassert f(1) == 2",
        "import timeit\nassert timeit.timeit(lambda: f(1), number=3) < 1",
        "assert datetime.datetime.now() > f(1)",
        "signal.alarm(2)\nf(1)",
        "this is no Python",
    ],
)
def test_a_test_that_tells_the_time_is_known(source):
    assert looks_at_the_clock(["x = 1", source])


def test_other_tests_do_not_tell_the_time():
    assert not looks_at_the_clock([TEST, "def helper(times):\n    return 'in time', times"])


@pytest.mark.parametrize("limit", ["MAX_TURNS", "MAX_BYTES"])
def test_a_long_conversation_is_not_kept(grade, limit, monkeypatch):
    monkeypatch.setattr(conversation, limit, 1)
    assert [grade(RIGHT)[1], grade(RIGHT)[1]] == [1, 1]


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_OUTCOMES"])
def test_no_more_is_kept_than_there_is_room_for(grade, limit, monkeypatch):
    monkeypatch.setattr(verdict_memory, limit, 0)
    assert [grade(RIGHT)[1], grade(RIGHT)[1]] == [1, 1]
