"""Workers of a cluster that die, lie or come late: nothing is lost, doubled or undeserved.

Each runs code of the test first, maybe twice, which has it fail at a certain point.
"""

import pytest
from cluster_class import CELLS, make_class, points, start
from plain_courses import submit
from sampling import WITH_TRAINING

from grader.cluster import worker_pool
from grader.errors import GraderError

pytestmark = pytest.mark.slow
takes_time = pytest.mark.skipif(not WITH_TRAINING, reason="`make test-training` waits for it")
QUICK = ("of another plan",)

POISON = """
import os
from grader.cluster import worker_tasks
run = worker_tasks.kept = getattr(worker_tasks, "kept", worker_tasks._run)

def ends(message, about, engine):
    if b"poison" in message:
        os._exit(1)
    return run(message, about, engine)

worker_tasks._run = ends
"""
ENDS_WHILE_SENDING = """
import os
from pathlib import Path
from grader.cluster import worker_tasks
run = worker_tasks.kept = getattr(worker_tasks, "kept", worker_tasks.run_plans)

def ends(setup, plans):
    answers = run(setup, plans)
    if not Path("ended").exists():
        Path("ended").touch()
        os._exit(1)
    return answers

worker_tasks.run_plans = ends
"""
ENDS_WITH_AN_ANSWER = """
import os
from pathlib import Path
from distributed import Worker
get = Worker.kept = getattr(Worker, "kept", Worker.get_data)

async def ends(self, comm, keys, **options):
    if any(key.startswith("run_plans") for key in keys) and not Path("ended").exists():
        Path("ended").touch()
        os._exit(1)
    return await get(self, comm, keys, **options)

Worker.get_data = ends
"""
ANSWERS_WITH = """
from grader.cluster import worker_tasks
run = worker_tasks.kept = getattr(worker_tasks, "kept", worker_tasks._run)
first = []

def other(message, about, engine):
    first.append(run(message, about, engine))
    return {answer}

worker_tasks._run = other
"""
LIES = {
    "of another plan": "first[-2:][0]",
    "half a message": "first[-1][:-3]",
    "no message": "b'all passed'",
    "nothing": "b''",
    "no bytes": "['passed', 2.0]",
    "more points": "first[-1].replace(b'\\xcb@\\x00', b'\\xcb@\\x10')",
}


@pytest.mark.parametrize(
    "code",
    [ENDS_WHILE_SENDING, pytest.param(ENDS_WITH_AN_ANSWER, marks=takes_time)],
    ids=["while sending", "with an answer"],
)
def test_a_worker_that_ends_with_its_answers_takes_nobodys_points(cluster, tmp_path, code):
    cluster.add_workers(2, preload=code)
    course, deserved = make_class(tmp_path / "course", 24, ("right", "wrong"))
    results = [*start(course, cluster).results()]
    assert points(results) == deserved
    assert len(results) == len(deserved)
    assert (cluster.folder / "ended").exists()


@pytest.mark.parametrize(
    "lie", [lie if lie in QUICK else pytest.param(lie, marks=takes_time) for lie in LIES]
)
def test_what_a_worker_answers_is_checked_and_asked_elsewhere(cluster, tmp_path, lie):
    cluster.add_workers(1, preload=ANSWERS_WITH.format(answer=LIES[lie]))
    cluster.add_workers(1)
    course, deserved = make_class(tmp_path / "course", 12, ("right", "wrong"))
    assert points([*start(course, cluster).results()]) == deserved


@takes_time
def test_without_a_worker_that_answers_nothing_is_graded(cluster, tmp_path):
    cluster.add_workers(1, preload=ANSWERS_WITH.format(answer="b''"))
    course, _ = make_class(tmp_path / "course", 40, ("right", "wrong"))
    with pytest.raises(
        GraderError, match=r"No worker of the cluster may grade\. The worker tcp://"
    ):
        [*start(course, cluster).results()]


@takes_time
def test_a_worker_that_never_answers_is_refused_by_name(cluster, tmp_path):
    cluster.add_workers(1, preload=ANSWERS_WITH.format(answer="b''"))
    cluster.add_workers(1)
    course, deserved = make_class(tmp_path / "course", 90, ("right", "wrong"))
    run = start(course, cluster)
    assert points([*run.results()]) == deserved
    [note] = [note for note in run.notes if "worker tcp://" in note]
    assert "3 batches in a row had no answer" in note


@takes_time
def test_a_submission_that_ends_every_worker_is_found_and_graded_here(cluster, tmp_path):
    cluster.add_workers(8, preload=POISON)
    course, deserved = make_class(tmp_path / "course", 100, ("right", "wrong"))
    answer = "def double(n):\n    'poison'\n    return 2 * n + 7 - 7"
    submit(course, "poison", {"double": answer}, CELLS)
    results = [*start(course, cluster).results()]
    assert points(results) == deserved | {"poison": 2.0}
    assert results[-1].student == "poison"
    dead = [worker for worker in cluster.workers if worker.poll() is not None]
    assert 1 <= len(dead) < 6  # one may have been at it when it was sent to an idle one


@takes_time
def test_workers_that_join_later_grade_as_well(cluster, tmp_path):
    cluster.add_workers(1)
    course, deserved = make_class(tmp_path / "course", 40, ("right", "slow"))
    run, results = start(course, cluster), []
    for result in run.results():
        results.append(result)
        if len(results) == 1:
            cluster.workers[0].kill()
            cluster.add_workers(1)
    assert points(results) == deserved


@takes_time
def test_a_cluster_without_workers_says_so_and_keeps_what_it_has(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr("grader.cluster.cluster_runner.WAIT", 3.0)
    monkeypatch.setattr(worker_pool, "WAIT", 20.0)
    cluster.add_workers(1)
    course, deserved = make_class(tmp_path / "course", 40, ("right", "slow"))
    results = []
    with pytest.raises(GraderError, match=r"has no worker .* the same command grades the others"):
        for result in start(course, cluster).results():
            results.append(result)
            if len(results) == 1:
                cluster.workers[0].kill()
    cluster.add_workers(1)
    assert points([*start(course, cluster).results()]) == deserved
    assert points(results).items() <= deserved.items()


@takes_time
def test_a_slow_submission_holds_up_nobody_else(cluster, tmp_path):
    cluster.add_workers(2)
    course, deserved = make_class(tmp_path / "course", 30, ("right", "wrong"))
    slow = "import time\ndef double(n):\n    time.sleep(13)\n    return 2 * n"
    submit(course, "a_slow", {"double": slow}, CELLS)
    results = [*start(course, cluster).results()]
    assert results[-1].student == "a_slow"
    assert len(results) == len(deserved) + 1
