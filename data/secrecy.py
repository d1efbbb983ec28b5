"""Budget du secret statistique: what attacks on the published counts learn, as measured by bench/attack.py."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

BUDGET_FILE = Path(__file__).with_name("secrecy_budget.csv")
# One row per attack, thing guessed and number of questions; rates between 0 and 1, `lower` and `upper` of the gain.
BUDGET_COLUMNS = (
    "attack",
    "guess",
    "questions",
    "trials",
    "prior",
    "success",
    "gain",
    "lower",
    "upper",
    "minimum",
    "largest",
    "variance",
    "entries",
    "seed",
)


@lru_cache(maxsize=1)
def secrecy_budget() -> pd.DataFrame:
    """Table du budget: BUDGET_COLUMNS, in the order of the attacks. Shared: do not write into it."""
    return pd.read_csv(BUDGET_FILE)
