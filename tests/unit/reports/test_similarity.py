import random

import pytest

from grader.reports.similarity import MOST_CODE, similarity

GIVEN = "def f(x):\n    raise NotImplementedError()\n"
WORDS = ["alpha", "beta", "gamma", "delta", "kappa", "sigma", "omega", "theta"]


def own(seed):
    rng = random.Random(seed)
    names = rng.sample(WORDS, 4)
    lines = [f"    {a} = {b} + {rng.randrange(1000)}  # {rng.random()}" for a, b in
             zip(names, ["x", *names], strict=False)]  # fmt: skip
    return "def f(x):\n" + "\n".join(lines) + f"\n    return {names[-1]}\n"


def test_a_copied_answer_stands_out_of_a_class(one):
    code = {f"s{n}": own(n) for n in range(30)}
    code["copy"] = code["s7"].replace("+", " + ")
    found = similarity("f", code, GIVEN)
    assert found.pairs[0].students == ("copy", "s7")
    assert found.pairs[0].share > found.rare >= found.usual


def test_an_answer_that_everybody_gives_is_nothing_special():
    code = {f"s{n}": "def f(x):\n    return 2 * x\n" for n in range(20)}
    found = similarity("f", code, GIVEN)
    assert (found.different, found.largest) == (1, 20)
    assert found.pairs == ()


def test_what_the_released_cell_has_is_not_shared_code():
    lines = ["alpha = beta", "print(gamma, delta)", "for kappa in sigma: pass"]
    code = {f"s{n}": GIVEN + line for n, line in enumerate(lines)}
    assert similarity("f", code, GIVEN).rare == 0
    assert similarity("f", code).usual > 0


def test_comments_and_layout_make_no_other_program():
    code = {
        "a": "def f(x):\n    return 2*x\n",
        "b": '# mine\ndef f(x):\n    "doc"\n    return 2 * x',
    }
    assert similarity("f", code).different == 1


def test_code_that_is_no_python_is_compared_as_text():
    assert similarity("f", {"a": "def (", "b": "def ("}).answers == 2


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + "+".join(["1"] * 3000),
        "x" + ".a" * 3000,
        "x = " + "-" * 3000 + "1",
        "x" + "()" * 3000,
    ],
    ids=["sum", "attributes", "signs", "calls"],
)
def test_code_nested_too_deep_to_parse_is_compared_as_text(deep):
    found = similarity("f", {"ada": deep, "bo": deep, "cy": "x = 1"})
    assert (found.answers, found.different) == (3, 1)


def test_an_answer_of_a_megabyte_is_compared_and_shown_in_part():
    long = "x = [" + "1, " * 300_000 + "]"
    [pair] = similarity("f", {"ada": long, "bo": long}).pairs or [None]
    assert pair is None or max(map(len, pair.code)) <= MOST_CODE
