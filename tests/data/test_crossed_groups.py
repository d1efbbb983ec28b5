"""Crossed groups: each row is the count that the page gives to the same question, and no row is left out."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from data import published, queries
from data.crossed_groups import GROUPS, CrossedGroups
from data.published import CROSSED, counts_of_areas, counts_of_crossed_groups
from filters import Filters
from geo.areas import FRANCE

YEAR = Filters(start="2017-01", end="2017-12")
CROSSINGS = [
    CrossedGroups(YEAR, "an", CROSSED),
    CrossedGroups(replace(YEAR, area_level="dep", area="R76"), "mois", ("families", "sex")),
    CrossedGroups(replace(YEAR, families=("ml", "ce")), "an", ("reading", "age")),
    CrossedGroups(replace(YEAR, sex="F", qualification="sup", level="3"), "an", ()),
]


@pytest.mark.parametrize("crossing", CROSSINGS, ids=["tout", "departements", "union", "seul"])
def test_every_count_is_that_of_the_page(release, crossing):
    combined = list(product(*crossing.values.values()))
    cells = list(crossing.cells(release))
    assert sum(c.counts.size for c in cells) == crossing.count(release)
    for cell in (cells[0], cells[-1]):
        for place in range(0, len(combined), max(1, len(combined) // 40)):
            asked = cell.period.change(**dict(zip(CROSSED, combined[place], strict=True)))
            count, exact = counts_of_areas(release, asked, cell.areas, ())
            known = ~np.isnan(cell.counts[:, place])
            assert (cell.counts[:, place] == count)[known].all()
            assert (cell.exact[:, place] == exact).all()


def test_zero_and_absence_are_those_of_the_page(release):
    """In 2015 the public employment service had sent nothing, and nothing was expected of the missions locales."""
    crossing = CrossedGroups(Filters(start="2015-01", end="2017-01"), "mois", ("families",))
    for cell in crossing.cells(release):
        for place, families in enumerate(GROUPS["families"]):
            frame = queries.area_counts(release, cell.period.change(families=families)).set_index("area")
            frame = frame.loc[[area.id for area in cell.areas]]
            assert (np.isnan(cell.counts[:, place]) == frame["count"].isna()).all()
            assert (cell.structural[:, place] == ~frame["active"].to_numpy(dtype=bool)).all()


@pytest.mark.parametrize(("start", "stop"), [(0, 5), (1000, 1013), (4000, None), (10**7, None)])
def test_some_rows_are_counted_alone(release, start, stop):
    crossing = CrossedGroups(YEAR, "mois", ("families", "reading", "sex"))
    stop = crossing.count(release) if stop is None else stop
    rows = [c.counts.size for c in crossing.cells(release, start, stop)]
    assert sum(rows) >= max(0, min(stop, crossing.count(release)) - start)
    assert sum(rows) <= max(0, stop - start) + 2 * crossing.groups


def test_years_are_whole_and_months_are_covered(release):
    crossing = CrossedGroups(Filters(start="2016-06", end="2019-12"), "an", ())
    assert [p.start for p in crossing.periods(release)] == ["2017-01"]
    months = replace(crossing, step="mois").periods(release)
    assert (months[0].start, months[-1].end) == ("2016-06", "2018-07")


def test_a_period_that_is_no_closed_block_is_refused(release):
    with pytest.raises(ValueError, match="neither a month nor a calendar year"):
        counts_of_crossed_groups(release, Filters(start="2017-01", end="2017-03"), (), GROUPS)


def test_a_count_passes_the_door_once(release):
    from data.disclosure import NoiseTable

    shifted = replace(
        release, noise=NoiseTable(np.array([7]), np.ones((1, 1))), card=replace(release.card, id="shifted-crossing")
    )
    bare = replace(
        release, noise=NoiseTable(np.array([0]), np.ones((1, 1))), card=replace(release.card, id="bare-crossing")
    )
    crossing = CrossedGroups(replace(YEAR, families=("ml", "ce")), "an", ("sex", "age"))
    assert published.noise_blocks(release, crossing.filters)[0] == 2
    for one, other in zip(crossing.cells(shifted), crossing.cells(bare), strict=True):
        gaps = one.counts - other.counts
        # The total of France is that of two families of a year, exact when they have a thousand entries each.
        listed = sum(
            7 * (counts_of_areas(bare, replace(YEAR, families=(f,)), one.areas[:1], ())[0][0] < 1000)
            for f in crossing.filters.families
        )
        assert gaps[0, 0] == (listed if one.areas[0] == FRANCE else 14)
        gaps[0, 0] = 14
        assert (gaps == 14).all()
