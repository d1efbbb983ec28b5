"""Profiles to draw and to word: results of representation, from counts that need no release."""

import numpy as np
import pandas as pd

from denominators import PARTITIONS
from figures.profile import read_profiles
from geo.areas import AREAS
from indicators.representation import representation

DEFAULT = {"status": "aligned", "source": "lfs 2016"}


def row(area, group, count, total=10_000, population=50.0, partition="sex", **more):
    """One row of counts; `population` in % of the actives, None without comparator."""
    has = population is not None
    base = {
        "area": area,
        "period": "2017-01/2017-12",
        "group": group,
        "partition": partition,
        "count": float(count),
        "exempt": False,
        "active": True,
        "compared": True,
        "total": float(total),
        "total_exempt": False,
        "population": population if has else np.nan,
        "population_total": 100.0 if has else np.nan,
        "status": "aligned" if has else "none",
        "source": "lfs 2016" if has else "",
    }
    return base | more


def profiles(*rows, equivalence=0.05):
    counts = pd.DataFrame(list(rows))
    apart = [p if g == "nr" else g for g, p in zip(counts["group"], counts["partition"], strict=True)]
    result = representation(counts.assign(group=apart), equivalence=equivalence, noise_variance=3.0)
    return read_profiles(result.assign(group=counts["group"], partition=counts["partition"], source=counts["source"]))


def usual(area="FR", women=5200, total=10_000):
    """The two sexes, a young group without comparator, occupations of another source, and the unknown."""
    return (
        row(area, "F", women, total, 48.2),
        row(area, "M", total - women - 100, total, 51.8),
        row(area, "nr", 100, total, None),
        row(area, "a15", 2300, total, None, "age"),
        row(area, "nr", 20, total, None, "age"),
        *(
            row(area, group, 100 + 400 * i, total, 100 / 6, "csp", status="approximate", source="csp 2014")
            for i, group in enumerate(PARTITIONS["csp"])
        ),
    )


FRANCE, OCCITANIE = AREAS["FR"], AREAS["R76"]
