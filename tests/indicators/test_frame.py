import numpy as np
import pandas as pd
import pytest

from indicators.frame import RESULT_COLUMNS, extended, number_column, of_group, read_cells, result_frame


def columns(**changed):
    return {name: np.array([1.0, 2.0]) for name in RESULT_COLUMNS} | changed


def test_columns_and_their_order():
    expected = (
        *("area", "period", "group", "numerator", "denominator", "value", "lower", "upper", "confidence"),
        *("statistic", "method", "benchmark", "outcome", "rank_low", "rank_high", "cell_status"),
    )
    assert expected == RESULT_COLUMNS
    arrays = columns(area=np.array(["FR", "R76"]))
    frame = result_frame(**dict(reversed(arrays.items())))
    assert tuple(frame.columns) == RESULT_COLUMNS
    assert frame["area"].tolist() == ["FR", "R76"]
    assert frame["value"].tolist() == [1.0, 2.0]


def test_a_missing_or_unknown_column_is_refused():
    arrays = columns()
    del arrays["lower"]
    with pytest.raises(TypeError, match="lower"):
        result_frame(**arrays)
    with pytest.raises(TypeError, match="unit"):
        result_frame(**columns(unit=np.array(["‰", "‰"])))


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="same length"):
        result_frame(**columns(value=np.array([1.0])))


def test_number_column_reads_every_kind_of_missing_value():
    frame = pd.DataFrame(
        {"a": pd.array([1, None], dtype="Int32"), "b": [1.0, np.nan], "c": np.array([1, None], dtype=object)}
    )
    for name in frame:
        np.testing.assert_array_equal(number_column(frame, name), [1, np.nan])


@pytest.mark.parametrize("value", [-1.0, np.inf])
def test_number_column_refuses_an_impossible_value(value):
    with pytest.raises(ValueError, match="'count'"):
        number_column(pd.DataFrame({"count": [1.0, value]}), "count")


CELLS = pd.DataFrame(
    [
        # count, exempt, active, events, structural, perturbed, secret
        (7.0, False, True, 7.0, False, True, False),
        (7.0, True, True, 7.0, False, False, False),
        (0.0, False, True, 0.0, False, True, True),
        (0.0, True, True, 0.0, False, False, False),
        (0.0, False, False, 0.0, True, False, False),
        (np.nan, False, False, 0.0, True, False, False),
        (np.nan, False, True, np.nan, False, True, False),
        (7.0, False, False, 7.0, False, True, False),
    ],
    columns=["count", "exempt", "active", "events", "structural", "perturbed", "secret"],
)


@pytest.mark.parametrize("bools", ["bool", "boolean"])
def test_cells(bools):
    cells = read_cells(CELLS.astype({"exempt": bools, "active": bools}), 3.0)
    for name in ("events", "structural", "perturbed", "secret"):
        np.testing.assert_array_equal(getattr(cells, name), CELLS[name], err_msg=name)
    np.testing.assert_array_equal(cells.noise, np.where(CELLS["perturbed"], 3.0, 0.0))


@pytest.mark.parametrize("variance", [-1.0, np.inf, np.nan])
def test_cells_refuse_an_impossible_variance(variance):
    with pytest.raises(ValueError, match="noise_variance"):
        read_cells(CELLS, variance)


def test_a_frame_is_extended_at_its_end_and_left_alone():
    frame = result_frame(**columns())
    longer = extended(frame, share=np.array([50.0, 60.0]))
    assert tuple(longer.columns) == (*RESULT_COLUMNS, "share")
    assert longer["share"].tolist() == [50.0, 60.0]
    assert tuple(frame.columns) == RESULT_COLUMNS


def test_the_rows_of_a_group_are_those_alone():
    frame = result_frame(**columns(group=np.array(["a", "b"]), value=np.array([1.0, 5.0])))
    kept = of_group(frame, "b")
    assert tuple(kept.columns) == RESULT_COLUMNS and kept["value"].tolist() == [5.0]
    assert len(of_group(frame, "c")) == 0
