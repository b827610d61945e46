"""A network that is cut and comes back, and a worker without room, by the kernel's own means."""

import os
import shutil
import subprocess
import time

import pytest
from cluster_class import make_class, points, start
from sampling import WITH_TRAINING

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not WITH_TRAINING, reason="`make test-training` waits for the network"),
    pytest.mark.skipif(
        os.geteuid() != 0 or not shutil.which("ip"), reason="making a network takes root and `ip`"
    ),
]
OURS, THEIRS = "10.231.7.1", "10.231.7.2"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


@pytest.fixture
def link():
    """The inside of a network of two: a cable from here to the namespace `grader-test`."""
    ip("netns", "add", "grader-test")
    try:
        ip("link", "add", "grader-here", "type", "veth", "peer", "name", "grader-there")
        ip("link", "set", "grader-there", "netns", "grader-test")
        ip("addr", "add", f"{OURS}/24", "dev", "grader-here")
        ip("link", "set", "grader-here", "up")
        ip("-n", "grader-test", "addr", "add", f"{THEIRS}/24", "dev", "grader-there")
        ip("-n", "grader-test", "link", "set", "grader-there", "up")
        ip("-n", "grader-test", "link", "set", "lo", "up")
        yield "grader-here"
    finally:
        subprocess.run(["ip", "link", "del", "grader-here"], check=False)
        ip("netns", "del", "grader-test")


@pytest.fixture
def far(cluster, link):
    """The scheduler of `cluster`, with a worker at the other end of the cable only."""
    there = ["ip", "netns", "exec", "grader-test"]
    cluster.add_workers(1, before=there, scheduler=f"tcp://{OURS}:{cluster.port}")
    return cluster


def graded_while_cut(run, link, seconds):
    """The results of a run; after the second one the cable is cut for so long."""
    results, until = [], 0.0
    for result in run.results():
        results.append(result)
        if len(results) == 2:
            ip("link", "set", link, "down")
            until = time.monotonic() + seconds
            subprocess.Popen(f"sleep {seconds}; ip link set {link} up", shell=True)
    return results, until


@pytest.mark.parametrize("listens", ["0.0.0.0"])
def test_a_short_cut_costs_nothing(far, link, tmp_path):
    course, deserved = make_class(tmp_path / "course", 40, ("right", "slow", "wrong"))
    results, until = graded_while_cut(start(course, far), link, 8)
    assert points(results) == deserved
    assert time.monotonic() > until, "it was over before the cable was mended"


@pytest.mark.parametrize("listens", ["0.0.0.0"])
def test_what_a_worker_has_that_is_cut_off_is_graded_by_another(far, link, tmp_path):
    far.add_workers(1)
    course, deserved = make_class(tmp_path / "course", 80, ("right", "slow", "wrong"))
    results, _ = graded_while_cut(start(course, far), link, 45)
    assert points(results) == deserved
    assert len(results) == len(deserved)


def test_a_worker_with_a_small_disk_is_refused_by_name(cluster, tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    mount = 'mount -t tmpfs -o size=64m none "$TMPDIR" && exec "$@"'
    cluster.add_workers(1, before=["unshare", "-m", "sh", "-c", mount, "-"], TMPDIR=str(folder))
    cluster.add_workers(1)
    course, deserved = make_class(tmp_path / "course", 30, ("right", "wrong"))
    run = start(course, cluster)
    assert points([*run.results()]) == deserved
    [note] = [note for note in run.notes if "worker tcp://" in note]
    assert "its disk is full (6" in note and "1024 are needed" in note
