"""When a process is stopped, on meters that the test sets."""

import itertools

import pytest

from grader.runner import watchdog as module
from grader.runner.limits import Allowed, Budget, Limits
from grader.runner.watchdog import SILENCE, Stop, Watch
from grader.sandbox.process_usage import Usage


class Clock:
    """Time that passes when the test says so, and what two processes have used in it."""

    def __init__(self, monkeypatch, allowed):
        self.now, self.worker, self.runner, self.threads = 0.0, [0.0, 0.0], [0.0, 0.0], 1
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)
        self.watch = Watch(
            lambda: self._of(self.worker), lambda: self._of(self.runner), allowed, 64
        )

    def _of(self, used):
        return Usage(self.now, *used, self.threads, 0)

    def until_stopped(self, worker=(0, 0), runner=(0, 0), limit=100_000):
        """Let time pass; (processor, waiting) is what each process uses of every second."""
        for _ in itertools.takewhile(lambda _: self.now < limit, itertools.count()):
            self.now += 0.5
            for used, share in ((self.worker, worker), (self.runner, runner)):
                used[0] += share[0] / 2
                used[1] += share[1] / 2
            if stop := self.watch.look():
                return stop
        return None


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, Allowed(10.0, 20.0))


def test_time_counts_as_it_is_computed(clock):
    assert clock.until_stopped(worker=(1, 0)) is Stop.WORKER_TIME
    assert clock.now == pytest.approx(10, abs=1)


def test_a_busy_machine_takes_no_time_from_anybody(clock):
    assert clock.until_stopped(worker=(0.1, 0.9)) is Stop.WORKER_TIME
    assert clock.now == pytest.approx(100, abs=1)
    assert clock.watch.used.idle == pytest.approx(0, abs=0.01)


def test_sleeping_counts(clock):
    assert clock.until_stopped() is Stop.WORKER_TIME
    assert clock.now == pytest.approx(10, abs=1)
    assert clock.watch.used.worker == 0


def test_sleeping_and_computing_count_together(clock):
    assert clock.until_stopped(worker=(0.1, 0)) is Stop.WORKER_TIME
    assert clock.now == pytest.approx(10, abs=1)


def test_a_worker_does_not_sleep_while_the_test_runner_computes(clock):
    assert clock.until_stopped(runner=(1, 0)) is Stop.RUNNER_TIME
    assert clock.now == pytest.approx(20, abs=1)


def test_a_machine_that_stood_still_is_nobodys_sleep(clock):
    clock.now += 3600
    assert clock.watch.look() is None
    assert clock.watch.used.idle == 0


def test_nobody_waits_for_a_core_for_ever(clock):
    assert clock.until_stopped(worker=(0, 1)) is Stop.CLOCK


def test_too_many_threads(clock):
    clock.threads = 65
    assert clock.until_stopped(worker=(1, 0)) is Stop.WORKER_THREADS


def test_a_test_runner_that_does_nothing_for_a_worker_that_is_gone(clock):
    clock.until_stopped()
    clock.watch.worker_is_gone()
    before = clock.now
    assert clock.until_stopped() is Stop.RUNNER_SILENT
    assert clock.now - before == pytest.approx(SILENCE, abs=1)


def test_a_test_runner_that_still_computes_has_its_time(clock):
    clock.until_stopped(worker=(1, 0))
    clock.watch.worker_is_gone()
    assert clock.until_stopped(runner=(0.5, 0.5)) is Stop.RUNNER_TIME


@pytest.mark.parametrize("tests", [1, 2, 6, 40])
def test_however_long_the_first_tests_take_the_last_one_has_its_chance(tests):
    limits = Limits(seconds_per_test=100.0)
    budget, spent = Budget(limits, tests), 0.0
    for pending in range(tests, 0, -1):
        allowed = budget.allowed(pending)
        assert allowed.worker >= min(25.0, 250.0 / tests) - 1e-9
        budget.spend(allowed.worker)
        spent += allowed.worker
    assert spent <= limits.submission_seconds + 1e-6


def test_tests_that_need_little_leave_the_others_all_they_may_have():
    budget = Budget(Limits(seconds_per_test=100.0), 6)
    for pending in range(6, 0, -1):
        assert budget.allowed(pending) == Allowed(100.0, 200.0)
        budget.spend(40.0)
