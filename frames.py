"""Petits tableaux: the frames of a hundred rows that every answer makes several of and reads column by column."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def small_frame(columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Tableau of `columns`, arrays that are not copied; texts are arrays of objects and stay so.

    Raises ValueError on unequal lengths.
    """
    # Left to infer them, pandas makes Arrow arrays of the texts and of the columns' names: on a hundred rows these take
    # twice as long to make and to read. Frames of the same columns share one index of their names.
    kept = [pd.Index(a, dtype=object, copy=False) if a.dtype == object else a for a in columns.values()]
    frame = pd.DataFrame(dict(enumerate(kept)), copy=False)
    frame.columns = _names(tuple(columns))
    return frame


def text_column(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    """Colonne de textes, as an array of objects whichever way the frame holds them; KeyError if absent."""
    return np.asarray(frame[name], dtype=object)


@lru_cache(maxsize=32)
def _names(names: tuple[str, ...]) -> pd.Index:
    return pd.Index(names, dtype=object)
