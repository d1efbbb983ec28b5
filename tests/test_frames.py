import numpy as np
import pandas as pd
import pytest

from frames import small_frame, text_column


def columns():
    return {"area": np.array(["FR", "R76"], dtype=object), "value": np.array([1.0, np.nan])}


def test_texts_stay_objects_and_numbers_are_not_copied():
    given = columns()
    frame = small_frame(given)
    assert frame.columns.tolist() == list(given)
    assert frame["area"].dtype == object and frame["area"].tolist() == ["FR", "R76"]
    assert np.shares_memory(frame["value"].to_numpy(), given["value"])


def test_frames_of_the_same_columns_share_their_names():
    one, other = small_frame(columns()), small_frame(columns())
    assert one.columns is other.columns or one.columns.is_(other.columns)
    other["more"] = 1
    assert one.columns.tolist() == ["area", "value"]


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="same length"):
        small_frame({"a": np.zeros(2), "b": np.zeros(3)})


@pytest.mark.parametrize("dtype", [object, "str", "category"])
def test_texts_are_read_whichever_way_they_are_held(dtype):
    found = text_column(pd.DataFrame({"area": pd.Series(["FR", "R76"], dtype=dtype)}), "area")
    assert found.dtype == object and found.tolist() == ["FR", "R76"]
