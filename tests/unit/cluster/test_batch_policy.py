"""Plans are shared among workers, and none is lost or answered twice."""

import random
from collections import Counter

import pytest

from grader.cluster.batch_policy import BATCH, DEATHS, IN_FLIGHT, BatchPolicy, Plan


def policy_with(count, *workers):
    policy = BatchPolicy()
    policy.waiting.extend(Plan() for _ in range(count))
    policy.has(workers)
    return policy


def all_batches(policy):
    found = []
    while batch := policy.next_batch():
        found.append(batch)
    return found


def test_a_worker_has_no_more_than_it_may_have():
    sizes = [len(batch.plans) for batch in all_batches(policy_with(100, "a"))]
    assert sizes == [BATCH] * IN_FLIGHT


def test_a_small_class_is_shared_by_all():
    batches = all_batches(policy_with(8, "a", "b", "c", "d"))
    assert {batch.worker for batch in batches[:4]} == {*"abcd"}


def test_what_a_lost_worker_ran_is_split_and_what_waited_is_not():
    policy = policy_with(2 * BATCH, "a")
    ran, waited = all_batches(policy)
    policy.has(["b", "c", "d"])
    sizes = sorted(len(batch.plans) for batch in all_batches(policy))
    assert sizes == [4, 4, 4, 4, BATCH]
    assert {plan.deaths for plan in ran.plans} == {1}
    assert {plan.deaths for plan in waited.plans} == {0}
    assert not policy.answered(ran) and not policy.answered(waited)


def test_a_plan_that_ends_its_workers_is_left_for_the_coordinator():
    policy, lost = policy_with(BATCH, 0), 0
    poison = policy.waiting[7]
    while not policy.left:
        batch = policy.next_batch()
        if poison in batch.plans:
            lost += 1
            policy.has([lost])
        else:
            assert policy.answered(batch)
    assert (policy.left, lost) == ([poison], DEATHS)


def test_an_idle_worker_gets_what_waits_behind_another_batch():
    policy = policy_with(2 * BATCH, "a")
    _, behind = all_batches(policy)
    policy.has(["a", "b"])
    taken = policy.next_batch()
    assert (taken.worker, taken.plans) == ("b", behind.plans)
    assert not policy.answered(behind) and policy.answered(taken)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_each_plan_is_answered_once_or_left(seed):
    rng = random.Random(seed)
    policy, answered = policy_with(300), Counter()
    plans, sent = [*policy.waiting], []
    while policy.waiting or policy.held or policy._again:
        policy.has(rng.sample(range(6), rng.randint(0, 6)))
        sent += all_batches(policy)
        if sent:
            batch = sent.pop(rng.randrange(len(sent)))
            half = len(batch.plans) // 2
            what = rng.choice(["all", "some begun", "failed"])
            if what == "failed" and batch in policy.held:
                policy.failed(batch, batch.plans)
            elif policy.answered(batch):
                done = batch.plans if what == "all" else batch.plans[: half + 1]
                answered.update(done)
                if rest := batch.plans[len(done) :]:
                    policy.postponed(batch, rest)
    assert set(answered.values()) <= {1}
    assert {*answered, *policy.left} == {*plans}
    assert not {*answered} & {*policy.left}


def test_when_all_is_over_every_plan_without_an_answer_is_told():
    policy = policy_with(100, "a")
    plans = [*policy.waiting]
    all_batches(policy)
    policy.has(["b"])
    policy.next_batch()
    assert {*policy.all_plans()} == {*plans}
    assert policy.all_plans() == [] and policy.next_batch() is None


def test_when_all_is_over_a_plan_that_was_left_is_told_as_well():
    policy = policy_with(1, "a")
    plans = [*policy.waiting]
    for _ in range(DEATHS):
        batch = policy.next_batch()
        policy.failed(batch, batch.plans)
    assert policy.left == plans
    assert policy.all_plans() == plans
    assert policy.left == []
