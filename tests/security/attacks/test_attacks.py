"""No attack earns points, costs others theirs, learns a secret or leaves anything behind."""

import pytest
from arena import Arena
from corpus import CORPUS

from grader.sandbox.protection import protection

pytestmark = pytest.mark.skipif(
    not protection().shares_sandbox, reason="this machine lacks a part of the sandbox"
)


@pytest.fixture(scope="module")
def arena(tmp_path_factory):
    arena = Arena(tmp_path_factory.mktemp("course"))
    yield arena
    arena.close()


@pytest.mark.parametrize(
    ("number", "attack"),
    [
        pytest.param(n, attack, id=attack.name, marks=[pytest.mark.slow] * attack.slow)
        for n, attack in enumerate(CORPUS)
    ],
)
def test_an_attack_comes_to_nothing(arena, number, attack):
    outcome = arena.run(attack, f"attacker-{number}")
    assert outcome.harm == ()
    assert tuple(test.points for test in outcome.tests) == attack.scores
    assert tuple(test.verdict for test in outcome.tests) == attack.verdicts
    assert attack.is_told_in(outcome.tests[0].message)
    told = " ".join(f"{test.message} {test.printed}" for test in outcome.tests)
    assert [secret for secret in attack.hides if secret in told] == []


def test_attacks_have_names_of_their_own():
    names = [attack.name for attack in CORPUS]
    assert len(set(names)) == len(names)
