"""The seed in use: the one given, else a random one of the process."""

import subprocess
import sys

import pytest

from grader.fresh_tasks import seed


@pytest.fixture(autouse=True)
def no_seed_left():
    yield
    seed.use(None)


def in_a_new_process(code):
    return subprocess.check_output([sys.executable, "-c", code], text=True).strip()


def test_without_a_seed_every_process_has_its_own():
    code = "from grader.fresh_tasks import seed; print(seed.current(), seed.current())"
    one, two = (in_a_new_process(code).split() for _ in range(2))
    assert one[0] == one[1] != two[0] == two[1]


def test_none_brings_back_the_random_seed():
    seed.use(None)
    random = seed.current()
    seed.use(3)
    assert seed.current() == 3
    seed.use(None)
    assert seed.current() == random


def test_each_name_has_a_seed_of_its_own():
    seed.use(1)
    first = seed.seed_for("a")
    assert first == seed.seed_for("a") != seed.seed_for("b")
    seed.use(2)
    assert first != seed.seed_for("a")


def test_the_same_in_every_process():
    code = "from grader.fresh_tasks import seed; seed.use(7); print(seed.seed_for('a'))"
    seed.use(7)
    assert in_a_new_process(code) == str(seed.seed_for("a"))


@pytest.mark.parametrize("wrong", [-1, True, 1.0, "1"])
def test_what_is_no_seed_is_refused(wrong):
    with pytest.raises(ValueError, match="integer from 0"):
        seed.use(wrong)


def test_random_numbers_follow_the_seed_and_the_name():
    seed.use(7)
    first = [seed.fresh_rng(name).integers(0, 2**60) for name in ("one", "one", "two")]
    seed.use(8)
    other = seed.fresh_rng("one").integers(0, 2**60)
    assert first[0] == first[1]
    assert len({*first, other}) == 3


def test_integers_follow_the_seed_and_are_never_those_of_the_lesson():
    drawn = set()
    for given in range(300):
        seed.use(given)
        first = seed.fresh_integers("sizes", (4, 0), (8, 3), unlike=(5, 1))
        assert first == seed.fresh_integers("sizes", (4, 0), (8, 3), unlike=(5, 1))
        drawn.add(first)
    assert drawn == {(size, channels) for size in (4, 6, 7) for channels in (0, 2)}


def test_integers_need_something_to_draw():
    with pytest.raises(ValueError, match="no integer from 3 to 3 is left"):
        seed.fresh_integers("sizes", (3,), (4,), unlike=(3,))
