import ast

import numpy as np
import pytest

from grader.runner.assertions import NAME, CheckFailed, compared, keep_values, shown


def run(source, **names):
    tree = keep_values(ast.parse(source))
    exec(compile(tree, "test", "exec"), {NAME: compared, **names})


def double(x):
    return x + 1


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("assert double(2) == 4", "`double(2)` is 3, expected 4."),
        ("assert x >= 0.85", "This check failed: `x >= 0.85`. `x` is 0.5."),
        ("assert double(1) != 2", "This check failed: `double(1) != 2`. `double(1)` is 2."),
        ("if x:\n    assert 'a' == 'b'", "`'a'` is 'a', expected 'b'."),
        ("assert shape == (1, 2)", "`shape` is (None, 3), expected (1, 2)."),
    ],
)
def test_a_failed_comparison_says_what_was_found(check, said):
    with pytest.raises(CheckFailed) as failed:
        run(check, double=double, x=0.5, shape=(None, 3))
    assert failed.value.found == said
    assert str(failed.value) == ""


@pytest.mark.parametrize(
    "check", ["assert 1 == 1", "assert 0 < 1", "assert [1] != [2]", "assert 1 < 2 < 3", "assert 1"]
)
def test_what_holds_passes(check):
    run(check)


@pytest.mark.parametrize(
    "check", ["assert 0", "assert 3 < 2 < 1", "assert 1 is None", "assert not 1"]
)
def test_other_assertions_stay_as_they_are(check):
    with pytest.raises(AssertionError) as failed:
        run(check)
    assert not isinstance(failed.value, CheckFailed)


def test_the_authors_own_message_stays():
    with pytest.raises(AssertionError, match=r"^mine$"):
        run("assert 1 == 2, 'mine'")


def test_each_side_is_evaluated_once():
    calls = []
    run("assert note(1) == note(2)", note=lambda n: calls.append(n))
    assert calls == [1, 2]


def test_arrays_that_can_not_be_true_or_false_raise_as_in_python():
    with pytest.raises(ValueError, match="truth value"):
        run("assert a == a", a=np.zeros(3))


def test_a_large_value_is_cut():
    assert len(shown("x" * 10**6)) < 300
    assert len(shown(np.zeros((100, 100)))) < 300
    assert len(shown([[0] * 1000] * 1000)) < 300
