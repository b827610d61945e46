import pytest

from grader.reports.statistics import distribution, items


def test_difficulty_is_the_mean_share_and_discrimination_the_correlation(one):
    results = [one("a"), one("b"), one("c", "failed", "x", other=0), one("d", "failed", "x")]
    first, second = items(results)
    assert (first.difficulty, second.difficulty) == (0.5, 0.75)
    # by hand: points of test_a (10, 10, 0, 0) against those of test_b (10, 10, 0, 10)
    assert first.discrimination == pytest.approx(0.57735, abs=1e-5)


def test_what_does_not_vary_tells_nothing_apart(one):
    first, second = items([one("a"), one("b", "failed", "x")])
    assert first.discrimination is second.discrimination is None


def test_a_full_score_is_in_the_last_bin_and_none_in_the_first(one):
    spread = distribution([one("a").score, one("b", "failed", "x", other=0).score], 20.0, bins=4)
    assert spread.counts == (1, 0, 0, 1)
    assert (spread.mean, spread.median, spread.edges[-1]) == (10, 10, 20)
