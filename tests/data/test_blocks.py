"""The law of the noise: the same set of rows gets the same count, however the question is phrased."""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import published
from data.blocks import WITHOUT_SERVICE, Block, blocks_of, groups_by_month
from data.build import publish
from data.calendar import month_at, months_of, ordinal
from data.crossed_groups import GROUPS
from data.crossing import Crossing
from data.demo.entries import reported_months
from data.engine import Database, open_releases
from data.inputs import Simulation, offer
from data.published import CROSSED
from filters import Filters
from geo.areas import FRANCE, departments, regions
from nomenclatures import AGE, FAMILY, OPERATORS, QUALIFICATION_GROUPS, READINGS, SEX
from settings import Settings
from tests.conftest import silent
from tests.data.test_queries import rows

__all__ = ["rows"]  # the fixture

# Months that two families did not send: in the middle, at the start and at the end of years.
GAPS = {"pe": ("2016-07", "2016-12"), "ml": ("2018-04", "2018-07"), "apec": ("2015-01", "2015-03")}
AREAS_ASKED = (FRANCE, *regions()[:4], *departments("76")[:2])
MONTHS = [month_at(i) for i in range(ordinal("2014-10"), ordinal("2018-10") + 1)]


def lacks(family, month):
    """Whether the month is one of the gaps of the family."""
    first, last = GAPS.get(family, ("", ""))
    return first <= month <= last


@dataclass(frozen=True)
class Interrupted(Simulation):
    """Service simulé whose operators have not sent the months of GAPS."""

    def fill(self, connection):
        made = super().fill(connection)
        sent = connection.execute("SELECT * FROM incoming_slices").df()
        families = [OPERATORS[position].family for position in sent["operator"]]
        kept = [not lacks(f, f"{month:%Y-%m}") for f, month in zip(families, sent["month"], strict=True)]
        offer(connection, "slices", sent[kept])
        return made


def without_gaps(table):
    """The rows of an Arrow table whose family sent their month."""
    months = pc.strftime(table["month"], format="%Y-%m").to_pylist()
    families = [OPERATORS[position].family for position in table["operator"].to_pylist()]
    return table.filter([not lacks(f, m) for f, m in zip(families, months, strict=True)])


@pytest.fixture(scope="module")
def interrupted(inputs, tmp_path_factory):
    own = Settings(data_dir=tmp_path_factory.mktemp("interrupted"), demo_on_empty=False)
    made = {f: getattr(inputs, f) for f in ("sites", "assumptions", "origin")}
    made |= {f: without_gaps(getattr(inputs, f)) for f in ("entries", "exits")}
    publish(Interrupted(**made).fill, own, silent)
    database = Database(open_releases(own))
    yield database.release()
    database.close()


@pytest.fixture(scope="module")
def held():
    """The (family, month) of which the release with gaps may hold rows."""
    reported = {(OPERATORS[position].family, f"{month:%Y-%m}") for position, month in reported_months()}
    return {(family, month) for family, month in reported if not lacks(family, month)}


def rows_of(held, filters):
    return {(f, m) for f, m in held if f in filters.families and filters.start <= m <= filters.end}


@st.composite
def phrased_twice(draw, held):
    """Two questions on the same rows: another order, families without rows there, months without rows there."""
    unions = st.lists(st.sampled_from(FAMILY.codes), min_size=1, unique=True)
    families = draw(st.sampled_from([FAMILY.codes, WITHOUT_SERVICE]) | unions)
    start, end = sorted(draw(st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))))
    one = Filters(start=start, end=end, families=tuple(families))
    said = rows_of(held, one)
    first = draw(st.sampled_from([m for m in MONTHS if m <= end and rows_of(held, replace(one, start=m)) == said]))
    other = replace(one, start=first)
    last = draw(st.sampled_from([m for m in MONTHS if m >= first and rows_of(held, replace(other, end=m)) == said]))
    other = replace(other, end=last)
    free = [f for f in FAMILY.codes if not rows_of(held, replace(other, families=(f,)))]
    kept = [f for f in families if f not in free]
    kept += draw(st.lists(st.sampled_from(free), unique=True)) if free else []
    return one, replace(other, families=tuple(draw(st.permutations(kept))) or one.families)


PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "reading": st.sampled_from(list(READINGS)),
        "sex": st.sampled_from([c.code for c in SEX.known]),
        "age": st.sampled_from([c.code for c in AGE.known]),
        "qualification": st.sampled_from(list(QUALIFICATION_GROUPS)),
    },
)


def answers(release, filters, events, months):
    """Everything that leaves the door for a question; of its series, `months` alone, places in the window."""
    if events == "exits":
        return [
            published.counts_of_crossings(release, filters, AREAS_ASKED, (), Crossing("exits", by), READINGS.values())
            for by in ((), ("exit_kind",), ("service",))
        ] + [published.monthly_counts_of(release, filters, AREAS_ASKED, (), "exits")[:, months]]
    count, exact = published.counts_of_areas(release, filters, AREAS_ASKED, ())
    reasons = Crossing("entries", ("reason",))
    return [
        count,
        exact,
        published.counts_of_months(release, filters, AREAS_ASKED, ()).reshape(len(AREAS_ASKED), -1)[:, months],
        published.counts_of_groups(release, filters, AREAS_ASKED, (), "age"),
        published.counts_of_groups(release, filters, AREAS_ASKED, (), "sex"),
        published.counts_of_month_groups(release, filters, AREAS_ASKED, (), "qualification")[:, months],
        published.counts_of_crossings(release, filters, AREAS_ASKED, (), reasons, [READINGS["de"]]),
        published.counts_of_strata(release, filters, AREAS_ASKED, (), [filters.change(level="3")]),
        published.monthly_counts_of(release, filters, AREAS_ASKED, (), "entries")[:, months],
        published.count_outside(release, filters, FRANCE, regions()),
    ]


@pytest.mark.parametrize("events", ["entries", "exits"])
@settings(max_examples=30, deadline=None)
@given(data=st.data(), profile=PROFILES)
def test_two_phrasings_of_the_same_months_sent_have_the_same_counts(interrupted, held, events, data, profile):
    asked = data.draw(phrased_twice(held))
    assert rows_of(held, asked[0]) == rows_of(held, asked[1])
    window = months_of(interrupted)
    months = [i for i, m in enumerate(window) if all(q.start <= m <= q.end for q in asked)]
    one, other = (answers(interrupted, question.change(**profile), events, months) for question in asked)
    for found, expected in zip(one, other, strict=True):
        assert np.array_equal(found, expected)


def test_absent_families_named_or_not_are_the_same_question(interrupted):
    """The case that broke the law: 2015, when the public service and the missions locales had sent nothing."""
    year = Filters(start="2015-01", end="2015-12", area_level="dep")
    whole, named = (
        published.counts_of_areas(interrupted, replace(year, families=families), departments(), ())[0]
        for families in (FAMILY.codes, ("ce", "apec", "reg"))
    )
    assert (whole == named).all() and (whole > 0).sum() > 50


def row_sets(kept, areas):
    """(Area, groups of CROSSED) → the rows that it counts, one condition at a time."""
    masks = {
        "families": {v: kept["family"].isin(v).to_numpy() for v in GROUPS["families"]},
        "reading": {v: kept["employment_status"].isin(READINGS[v]).to_numpy() for v in GROUPS["reading"]},
    }
    for name in CROSSED[2:]:
        of = {v: QUALIFICATION_GROUPS.get(v, (v,)) if v else kept[name].unique() for v in GROUPS[name]}
        masks[name] = {v: kept[name].isin(codes).to_numpy() for v, codes in of.items()}
    for area in areas:
        inside = kept["territory"] == area.id
        if area.level == "region":
            inside |= kept["territory"].isin([d.id for d in departments(area.code)])
        for groups in product(*(GROUPS[name] for name in CROSSED)):
            mask = inside.to_numpy().copy()
            for name, value in zip(CROSSED, groups, strict=True):
                mask &= masks[name][value]
            yield frozenset(np.flatnonzero(mask).tolist())


@settings(max_examples=6, deadline=None)
@given(region=st.sampled_from([r for r in regions() if len(departments(r.code)) < 6]), month=st.sampled_from(MONTHS))
def test_two_closed_groups_that_hold_the_same_rows_have_the_same_count(interrupted, rows, region, month):
    """Over every crossing of closed groups offered, of a region and its departments, in a month."""
    areas = (region, *departments(region.code))
    filters = Filters(start=month, end=month)
    here = (rows["month"] == month) & rows["territory"].isin([area.id for area in areas])
    kept = rows[here & ~rows["family"].map(lambda family: lacks(family, month))].reset_index(drop=True)
    counts, exact = published.counts_of_crossed_groups(interrupted, filters, areas, GROUPS)
    assert not exact.any()
    of_rows = defaultdict(set)
    for same, count in zip(row_sets(kept, areas), counts.ravel().tolist(), strict=True):
        of_rows[same].add(count)
    assert all(len(found) == 1 for found in of_rows.values())


def test_blocks_follow_what_was_sent(interrupted):
    """Golden values of the months that GAPS leaves."""

    def found(start, end, *families):
        return blocks_of(interrupted, Filters(start=start, end=end, families=families or FAMILY.codes))

    assert found("2017-01", "2017-12") == (Block("2017-01", "2017-12", FAMILY.codes),)
    assert found("2017-01", "2017-12", *WITHOUT_SERVICE) == (Block("2017-01", "2017-12", WITHOUT_SERVICE),)
    # All that the public service sent of 2016 is its year; with others, that sent all of it, it is six months.
    assert found("2016-01", "2016-06", "pe") == (Block("2016-01", "2016-12", ("pe",)),)
    assert len(found("2016-01", "2016-06")) == 6
    # After June 2016 the service is absent: all those present are all but it, and are one group.
    assert found("2016-08", "2016-08", "ce", "apec", "reg") == (Block("2016-08", "2016-08", FAMILY.codes),)
    assert found("2016-04", "2016-04", "ce", "apec", "reg") == (Block("2016-04", "2016-04", WITHOUT_SERVICE),)
    # The release ends in July 2018.
    assert found("2018-01", "2018-07") == found("2018-01", "2018-12") == (Block("2018-01", "2018-12", FAMILY.codes),)
    assert found("2018-04", "2018-04", "pe", "ml") == (Block("2018-04", "2018-04", ("pe",)),)
    assert found("2015-01", "2015-12", "ml") == (Block("2015-01", "2015-12", ("ml",)),)  # nothing: an empty block
    by_month = dict(
        zip(months_of(interrupted), groups_by_month(interrupted, ("pe",), months_of(interrupted)), strict=True)
    )
    assert by_month["2015-05"] == by_month["2016-09"] == ()
    assert by_month["2016-05"] == (("pe",),)
