"""Laws and golden values of raking, apportionment, conditional draws and seats."""

import numpy as np
import pytest

from data.demo.raking import apportion, draw, rake
from data.demo.sites import highest_averages


def rng():
    return np.random.default_rng(1)


def test_rake_meets_the_margins_and_keeps_the_odds_ratio():
    raked = rake(np.array([[40.0, 30.0], [35.0, 50.0]]), [((0,), np.array([0.6, 0.4])), ((1,), np.array([0.3, 0.7]))])
    assert raked.sum(axis=1) == pytest.approx([0.6, 0.4])
    assert raked.sum(axis=0) == pytest.approx([0.3, 0.7])
    odds = raked[0, 0] * raked[1, 1] / (raked[0, 1] * raked[1, 0])
    assert odds == pytest.approx(40 * 50 / (30 * 35))


def test_rake_takes_margins_of_several_axes():
    target = np.array([[0.1, 0.2], [0.3, 0.4]])
    raked = rake(np.ones((2, 3, 2)), [((0, 2), target), ((1,), np.array([0.5, 0.25, 0.25]))])
    assert raked.sum(axis=1) == pytest.approx(target)
    assert raked[1, 0, 1] == pytest.approx(0.2)


def test_rake_refuses_margins_that_zeros_make_impossible():
    with pytest.raises(ValueError, match="cannot be met"):
        rake(
            np.array([[1.0, 0.0], [0.0, 1.0]]), [((0,), np.array([0.6, 0.4])), ((1,), np.array([0.3, 0.7]))], rounds=20
        )


@pytest.mark.parametrize("total", [0, 1, 17, 100_003])
def test_apportion_is_exact_and_within_one(total):
    weights = rng().random((7, 11)) ** 4
    counts = apportion(weights, total, rng())
    assert counts.sum() == total
    assert np.abs(counts - weights / weights.sum() * total).max() < 1
    assert np.abs(np.cumsum(counts) - np.cumsum(weights) / weights.sum() * total).max() < 1


def test_apportion_is_unbiased_on_small_cells():
    weights = np.full(10, 0.1)
    generator = rng()
    mean = np.mean([apportion(weights, 3, generator) for _ in range(3000)], axis=0)
    assert mean == pytest.approx(np.full(10, 0.3), abs=0.04)


def test_draw_follows_each_group_and_never_takes_the_impossible():
    groups = np.repeat([0, 1, 2], 50_000)
    chosen = draw(groups, np.array([[2.0, 1.0, 1.0], [0.0, 1.0, 0.0], [0.3, 0.7, 0.0]]), rng())
    shares = [np.bincount(chosen[groups == g], minlength=3) / 50_000 for g in range(3)]
    assert shares[0] == pytest.approx([0.5, 0.25, 0.25], abs=0.01)
    assert shares[1].tolist() == [0, 1, 0]
    assert shares[2] == pytest.approx([0.3, 0.7, 0], abs=0.01)
    assert shares[2][2] == 0


def test_draw_refuses_a_group_without_category():
    with pytest.raises(ValueError, match="no possible category"):
        draw(np.array([0, 1]), np.array([[1.0, 1.0], [0.0, 0.0]]), rng())


def test_seats_by_sainte_lague():
    assert highest_averages([53, 24, 23], 7) == [3, 2, 2]
    assert highest_averages([100.0, 0.0], 3) == [3, 0]
    assert sum(highest_averages([5.0, 5.0, 5.0], 4)) == 4
