"""A class that is graded on a cluster has the grades that one machine gives, whatever dies."""

import os
import signal

import pytest
from cluster_class import make_class, points, start
from sampling import WITH_TRAINING

from grader.cluster import scheduler_connection, worker_pool
from grader.cluster.scheduler_connection import connect
from grader.cluster.worker_pool import WorkerPool
from grader.errors import GraderError
from grader.gradebook.grading_run import grade_assignment
from grader.runner.limits import Limits

pytestmark = pytest.mark.slow


def test_a_class_has_the_grades_that_one_machine_gives(cluster, tmp_path):
    cluster.add_workers(2)
    course, deserved = make_class(tmp_path / "course", 20)
    run = start(course, cluster)
    there = {r.student: [(t.verdict, t.points, t.message) for t in r.tests] for r in run.results()}
    assert {who: tests[0][1] for who, tests in there.items()} == deserved
    here = grade_assignment(
        course, "ps1", workers=2, limits=Limits(20.0, True), force=True
    ).results()
    assert there == {r.student: [(t.verdict, t.points, t.message) for t in r.tests] for r in here}


def when_some_are_graded(run, count, act):
    """The results of a run; `act` is called after so many."""
    results = []
    for result in run.results():
        results.append(result)
        if len(results) == count:
            act()
    return results


@pytest.mark.skipif(not WITH_TRAINING, reason="waits up to 30 seconds for a silent worker")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
def test_a_worker_that_dies_or_freezes_takes_nobodys_points(cluster, tmp_path, how):
    cluster.add_workers(2)
    course, deserved = make_class(tmp_path / "course", 40, ("slow", "right", "wrong"))
    run = start(course, cluster)
    first = cluster.workers[0]
    results = when_some_are_graded(run, 2, lambda: os.killpg(first.pid, how))
    assert points(results) == deserved


@pytest.mark.skipif(not WITH_TRAINING, reason="waits a minute for a scheduler that is gone")
def test_a_scheduler_that_is_killed_costs_the_same_command_once_more(cluster, tmp_path):
    cluster.add_workers(1)
    course, deserved = make_class(tmp_path / "course", 60, ("slow",))
    before = []
    with pytest.raises(GraderError, match="scheduler is gone"):
        for result in start(course, cluster).results():
            if not result.faults:
                before.append(result.student)
            if len(before) == 3:
                os.killpg(cluster.scheduler.pid, signal.SIGKILL)
    assert 3 <= len(before) < 60
    again = grade_assignment(course, "ps1", workers=2, limits=Limits(20.0, True))
    assert points(list(again.results())) == deserved


def test_without_a_worker_nothing_is_graded(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(worker_pool, "WAIT", 3.0)
    course, _ = make_class(tmp_path / "course", 1)
    with pytest.raises(GraderError, match="has no worker after 3 seconds"):
        list(start(course, cluster).results())
    assert not [*course.root.glob("autograded/*")]


def test_a_worker_of_another_version_is_refused_by_name(cluster, monkeypatch):
    cluster.add_workers(1)
    monkeypatch.setattr(worker_pool, "grader_version", lambda: "another one")
    with connect(cluster.address) as client, pytest.raises(GraderError) as raised:
        WorkerPool(client, b"").wait()
    assert "tcp://127.0.0.1" in str(raised.value)
    assert "another version of the grader" in str(raised.value)


def test_a_worker_whose_disk_is_full_is_refused_by_name(cluster, monkeypatch):
    cluster.add_workers(1)
    monkeypatch.setattr(worker_pool, "LEAST_FREE", 1 << 60)
    with connect(cluster.address) as client, pytest.raises(GraderError, match="disk is full"):
        WorkerPool(client, b"").wait()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://10.0.0.1:8786", "not encrypted"),
        ("tcp://example.org:8786", "not encrypted"),
        ("http://127.0.0.1:8786", "no address"),
        ("127.0.0.1:8786", "no address"),
    ],
)
def test_an_address_that_is_not_safe_is_refused(address, told):
    with pytest.raises(GraderError, match=told):
        connect(address)


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(scheduler_connection, "WAIT", 2.0)
    with pytest.raises(GraderError, match="No Dask scheduler answers at tcp:"):
        connect("tcp://127.0.0.1:9")


def test_an_encrypted_address_without_certificates_is_told(monkeypatch):
    monkeypatch.delenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", raising=False)
    with pytest.raises(GraderError, match="needs certificates"):
        connect("tls://127.0.0.1:9")
