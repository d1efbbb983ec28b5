"""Decompositions and funnels for the tests, made by the production indicators from chosen counts."""

import pandas as pd
from hypothesis import strategies as st

from denominators import STRATA
from geo.areas import FRANCE, regions
from indicators.funnel import rate_funnel
from indicators.standardised import decomposition, direct_rates, indirect_ratios


def strata(areas, axis="statut", period="2017-01/2017-12"):
    """Counts by stratum from {area: [(entries, persons), …]} in the order of the axis."""
    rows = [
        (area, period, stratum.group, count, False, True, population)
        for area, groups in areas.items()
        for stratum, (count, population) in zip(STRATA[axis], groups, strict=True)
    ]
    names = ["area", "period", "group", "count", "exempt", "active", "population"]
    return pd.DataFrame(rows, columns=names).astype({"count": float, "population": float})


def decomposed(here, there, axis="statut", area="R76", against=FRANCE.id, **options):
    """Decomposition of two territories given as [(entries, persons), …], however close they are."""
    return decomposition(strata({against: there, area: here}, axis), area, against, confidence=None, **options)


@st.composite
def decompositions(draw, axis=None):
    """Any decomposition that has a value, of any axis."""
    chosen = axis or draw(st.sampled_from(sorted(STRATA)))
    size = len(STRATA[chosen])
    people = st.integers(1_000, 10**7)
    sides = []
    for _ in range(2):
        persons = draw(st.lists(people, min_size=size, max_size=size))
        rates = draw(st.lists(st.floats(0.011, 0.9), min_size=size, max_size=size))
        sides.append([(round(n * rate), n) for n, rate in zip(persons, rates, strict=True)])
    return chosen, decomposed(*sides, axis=chosen)


def standardised(values, axis="statut"):
    """Direct rates and indirect ratios from {area: [(entries, persons), …]}, France included."""
    counts = strata(values, axis)
    return direct_rates(counts), indirect_ratios(counts)


def funnelled(rows, france=(75.0, 3e7), **options):
    """Funnel of (area, rate per 1,000, persons) rows; `france`: its rate and persons, None: no row."""
    table = pd.DataFrame([*([(FRANCE.id, *france)] if france else []), *rows], columns=["area", "rate", "population"])
    return rate_funnel(
        pd.DataFrame(
            {
                "area": table["area"],
                "period": "2017-01/2017-12",
                "group": "",
                "count": (table["rate"] * table["population"] / 1000).round(),
                "exempt": False,
                "active": True,
                "population": table["population"],
            }
        ),
        **options,
    )


def spread_regions():
    """Every region but Mayotte, from 60 to 94 per 1,000, of sizes that differ by a hundred times."""
    areas = [a for a in regions() if a.id != "R06"]
    return [(a.id, 60.0 + 2 * i, 5e4 * 1.3**i) for i, a in enumerate(areas)]
