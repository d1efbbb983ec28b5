import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.frame import RESULT_COLUMNS
from indicators.makeup import FEWEST_ENTRIES, makeup_gap
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=60)
NAN = np.nan


def counts(*cells):
    """Cells (area, period, counts, people[, active])."""
    rows = [
        (area, period, str(i), n, p, more[0] if more else True)
        for area, period, entries, people, *more in cells
        for i, (n, p) in enumerate(zip(entries, people, strict=True))
    ]
    return pd.DataFrame(rows, columns=["area", "period", "group", "count", "population", "active"])


def test_a_golden_value_and_the_shape():
    """(30, 50, 20) against (25, 25, 50): 30 %."""
    result = makeup_gap(counts(("FR", "2017", (300, 500, 200), (25, 25, 50))))
    assert result["value"].tolist() == [pytest.approx(30)]
    assert tuple(result.columns) == RESULT_COLUMNS
    row = result.loc[0]
    assert (row["numerator"], row["denominator"], row["statistic"], row["cell_status"]) == (
        1000,
        100,
        "dissimilarity",
        "ok",
    )
    assert (row["outcome"], row["method"]) == ("", "")
    assert np.isnan([row["lower"], row["upper"], row["benchmark"], row["rank_low"]]).all()


@pytest.mark.parametrize(
    ("entries", "people", "active", "status"),
    [
        ((60, 60), (1, 1), True, "ok"),
        ((60, 39), (1, 1), True, "too_few"),
        ((0, 0), (1, 1), True, "too_few"),
        ((60, 60), (1, NAN), True, "no_denominator"),
        ((6, 6), (1, NAN), True, "no_denominator"),
        ((60, NAN), (1, NAN), True, "no_data"),
        ((0, 0), (1, 1), False, "no_data"),
    ],
)
def test_status(entries, people, active, status):
    row = makeup_gap(counts(("R76", "2017", entries, people, active))).loc[0]
    assert row["cell_status"] == status
    assert np.isfinite(row["value"]) == (status == "ok")
    assert np.isnan(row["numerator"]) == (status == "too_few" or np.nan in entries)


def test_rows_come_in_the_order_of_the_areas_and_periods():
    cells = [(area, period, (60, 60), (1, 1)) for area in ("R76", "FR") for period in ("2018", "2017")]
    result = makeup_gap(counts(*cells))
    assert list(zip(result["area"], result["period"], strict=True)) == [cell[:2] for cell in cells]
    shuffled = makeup_gap(counts(*cells).sample(frac=1, random_state=3))
    assert set(zip(shuffled["area"], shuffled["period"], strict=True)) == {cell[:2] for cell in cells}


def test_an_empty_frame_and_unequal_groups():
    assert makeup_gap(counts()).empty
    with pytest.raises(ValueError, match="same groups"):
        makeup_gap(counts(("FR", "2017", (60, 60), (1, 1)), ("R76", "2017", (60,), (1,))))


CELLS = st.lists(
    st.tuples(
        st.sampled_from(["FR", "R24", "R76"]),
        st.sampled_from(["2016", "2017"]),
        st.lists(st.one_of(st.integers(0, 300), st.just(NAN)).map(float), min_size=3, max_size=3),
        st.lists(st.one_of(st.integers(1, 50), st.just(NAN)).map(float), min_size=3, max_size=3),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda c: c[:2],
)


@LAW
@given(CELLS)
def test_equals_the_oracle(cells):
    result = makeup_gap(counts(*cells))
    expected = [oracle.makeup_gap(entries, people, active) for _, _, entries, people, active in cells]
    assert result["cell_status"].tolist() == [status for status, _ in expected]
    np.testing.assert_allclose(result["value"], [value for _, value in expected], rtol=1e-9, atol=1e-9)


@LAW
@given(st.lists(st.integers(FEWEST_ENTRIES, 1000), min_size=2, max_size=6), st.integers(1, 50))
def test_a_population_made_up_like_the_entries_gives_zero(entries, scale):
    people = [n * scale for n in entries]
    assert makeup_gap(counts(("R76", "2017", entries, people)))["value"].tolist() == [pytest.approx(0, abs=1e-9)]


@LAW
@given(CELLS)
def test_the_gap_is_a_share_of_the_entries(cells):
    values = makeup_gap(counts(*cells))["value"].dropna()
    assert ((values >= 0) & (values <= 100)).all()
