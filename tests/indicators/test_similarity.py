import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.similarity import distances, nearest, standardise
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan
FIGURE = st.one_of(st.integers(-30, 30).map(float), st.just(NAN))
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(FIGURE, min_size=width, max_size=width), min_size=2, max_size=8)
)
# Two rural areas with many unemployed, two urban ones with few, one in the middle.
AREAS = pd.DataFrame(
    {
        "area": ["FR", "R1", "R2", "R3", "R4", "R5"],
        "unemployed": [99.0, 14, 13.5, 8, 8.2, 11],
        "density": [99.0, 1, 1.2, 5, 4.8, 3],
        "young": [99.0, 12, 10.9, 10, 11, 10.5],
    }
)


def test_standardise():
    np.testing.assert_allclose(standardise([[1, 5], [3, 5], [NAN, 5]]), [[-1, 0], [1, 0], [NAN, 0]])
    assert (standardise([[0.1], [0.1], [0.1]]) == 0).all()
    assert standardise(np.empty((0, 2))).shape == (0, 2)
    assert np.isnan(standardise([[NAN], [NAN]])).all()


@pytest.mark.parametrize("features", [[1, 2], [[1], [np.inf]]])
def test_standardise_refuses(features):
    with pytest.raises(ValueError, match="areas × features"):
        standardise(features)


def test_distances_by_hand():
    """One standard deviation each way on one of two features: sqrt((2² + 0) / 2)."""
    table = distances([[1, 5], [3, 5]])
    np.testing.assert_allclose(table, np.sqrt(2) * (1 - np.eye(2)))
    np.testing.assert_allclose(distances([[1, 5], [3, 5]], [1, 0]), 2 * (1 - np.eye(2)))
    assert np.isnan(distances([[1, NAN], [NAN, 2], [2, 3]])[0, 1])


@pytest.mark.parametrize("weights", [[1], [1, -1], [1, NAN], [[1, 1]]])
def test_distances_refuse_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        distances([[1, 5], [3, 5]], weights)


@LAW
@given(TABLES, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_distances_equal_the_oracle(rows, weights):
    weights = weights[: len(rows[0])]
    columns = [oracle.z_scores(list(column)) for column in zip(*rows, strict=True)]
    scores = list(zip(*columns, strict=True))
    found = distances(rows, weights)
    for at, here in enumerate(scores):
        slow = [oracle.weighted_distance(list(here), list(there), weights) for there in scores]
        np.testing.assert_allclose(found[at], slow, rtol=1e-9, atol=1e-9)


@LAW
@given(TABLES, st.integers(1, 9), st.integers(-5, 5))
def test_distances_do_not_depend_on_units_and_are_distances(rows, scale, shift):
    found = distances(rows)
    np.testing.assert_allclose(found, distances(np.array(rows) * scale + shift), rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(found, found.T)
    assert (np.diag(found)[~np.isnan(np.diag(found))] == 0).all()
    if not np.isnan(rows).any():
        assert (found[:, :, None] <= found[:, None, :] + found.T[None, :, :] + 1e-9).all()


def test_nearest_says_what_brings_areas_together():
    first, second = nearest(AREAS, "R1", count=2, excluded=["FR"])
    assert (first.area, second.area) == ("R2", "R5")
    # z = -1.175 and -1.058 for density (product 1.243), 1.208 and 1.011 for unemployment (1.221).
    assert first.shared == (("density", -1), ("unemployed", 1))
    assert first.apart == "young"
    assert second.shared == ()
    assert second.distance > first.distance
    urban = nearest(AREAS, "R3", count=1, excluded=["FR"])[0]
    assert (urban.area, dict(urban.shared)) == ("R4", {"unemployed": -1, "density": 1})


def test_a_weight_of_zero_leaves_a_feature_out():
    found = nearest(AREAS, "R1", count=1, weights={"young": 0, "density": 0}, excluded=["FR"])[0]
    assert (found.area, found.shared, found.apart) == ("R2", (("unemployed", 1),), "")


def test_nearest_without_enough_areas_or_features():
    table = AREAS.assign(unemployed=[1, 1, NAN, 3, 2, 2], density=NAN, young=NAN)
    found = nearest(table, "R1", count=9)
    assert [n.area for n in found] == ["FR", "R4", "R5", "R3"]
    assert found[0].distance == 0
    assert nearest(table, "R2") == ()
    assert nearest(table.iloc[1:2], "R1") == ()


def test_nearest_refuses():
    with pytest.raises(ValueError, match="each area once"):
        nearest(AREAS, "R9")
    with pytest.raises(ValueError, match="each area once"):
        nearest(pd.concat([AREAS, AREAS]), "R1")
    with pytest.raises(KeyError, match="rural"):
        nearest(AREAS, "R1", weights={"rural": 2})
