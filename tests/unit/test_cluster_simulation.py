"""The simulated cluster loses nothing, does nothing twice, and is as fast as arithmetic says."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("simpy")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from cluster_simulation import Costs, Failures, GradingSimulation
from simulate_cluster import Row, row_of, saturation

CHEAP = Costs(parallel=0.0, serial=0.0, batch=0.0, cores=1)
USUAL = Costs(parallel=0.02, serial=0.005, batch=0.01, cores=4)
MANY_FAILURES = Failures(0.05, 0.05, poison=0.01, restart=0.5)


def simulated(size, submissions, costs, failures, seed=0):
    seconds = np.random.default_rng(seed).gamma(2.0, 0.4, submissions)
    outcome = GradingSimulation(size, seconds, costs, failures, seed).outcome
    return row_of(size, outcome, submissions), outcome, seconds


@pytest.mark.parametrize("seed", range(5))
def test_many_failures_lose_nothing_and_record_nothing_twice(seed):
    row, outcome, _ = simulated(8, 3000, USUAL, MANY_FAILURES, seed)
    assert (row.lost, row.doubled) == (0, 0)
    assert len(outcome.recorded) == 3000
    assert row.resent > 100  # or nothing was tried


@pytest.mark.parametrize("size", [1, 8, 32])
def test_without_failures_throughput_is_workers_by_service_time(size):
    row, _, seconds = simulated(size, 20_000, CHEAP, Failures())
    assert row.throughput == pytest.approx(size / seconds.mean(), rel=0.03)
    assert row.utilisation > 0.97 and (row.lost, row.doubled) == (0, 0)


def test_the_coordinator_is_the_limit_when_workers_are_many():
    row, outcome, _ = simulated(256, 10_000, USUAL, Failures())
    first, last = outcome.recorded[1000], outcome.recorded[-1000]
    assert 8000 / (last - first) == pytest.approx(1 / USUAL.serial, rel=0.03)
    assert row.utilisation < 0.7


def test_saturation_is_the_size_beyond_which_throughput_hardly_grows():
    def rows(*figures):
        return [Row(2**n, rate, 1, (1, 1, 1), 1, 1, 0, 0, 0) for n, rate in enumerate(figures)]

    assert saturation(rows(1, 2, 3, 3.1)) == 4
    assert saturation(rows(1, 2, 4)) is None
