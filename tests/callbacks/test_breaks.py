"""A change across a break without a bridge cannot be had from any screen or file, whatever the two periods.

The oracle reads the registry alone: dates and families of the breaks without a factor.
"""

import csv
import io
import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.comparability import is_broken
from callbacks.page import Look
from callbacks.recours import page_parts
from callbacks.recours_numbers import figure_numbers, flow_numbers, link_numbers, public_numbers
from data import queries, reconciliation
from filters import FLOW_EVENTS, Filters
from indicators.change import change, comparability
from indicators.series import continuity_of
from layouts.recours_answer import EVERYONE
from nomenclatures import FAMILY

UNIONS = [
    tuple(f for f in FAMILY.codes if f in chosen)
    for size in range(1, len(FAMILY) + 1)
    for chosen in itertools.combinations(FAMILY.codes, size)
]


@pytest.fixture(scope="module")
def registry(current):
    """(first month of the new series, family or "") of every break without a bridge."""
    rows = queries.series_breaks(current)
    return [
        (str(day)[:7], family if isinstance(family, str) else "")
        for day, family, factor in zip(rows["date"], rows["family"], rows["bridge_factor"], strict=True)
        if math.isnan(float("nan") if factor is None else float(factor))
    ]


def crosses(registry, families, first, last):
    """Whether something that the families send changed after the month `first` and up to the month `last`."""
    return any(first < month <= last and (not family or family in families) for month, family in registry)


def year_before(month):
    return f"{int(month[:4]) - 1}{month[4:]}"


@pytest.mark.parametrize("families", UNIONS, ids="-".join)
def test_no_pair_of_periods_gives_a_change_across_a_break(current, registry, families):
    """Every pair of single months, and of twelve months, of the window."""
    months = queries.covered_months(current)
    continuity = continuity_of(queries.series_breaks(current), families)
    monthly = dict.fromkeys(months, 100.0)
    compared = 0
    for length in (1, 12):
        starts = range(len(months) - length + 1)
        for one, other in itertools.product(starts, starts):
            earlier, later = ((months[s], months[s + length - 1]) for s in (one, other))
            found = change(monthly, earlier, later, continuity)
            if math.isfinite(found.value):
                assert earlier[1] < later[0] and not crosses(registry, families, earlier[0], later[1])
                compared += 1
            elif earlier[1] < later[0] and crosses(registry, families, earlier[0], later[1]):
                assert found.status in ("break", "not_comparable")
            assert (found.status == "ok") == math.isfinite(found.value)
    assert compared or crosses(registry, families, months[12], months[-1])


@pytest.mark.parametrize("families", UNIONS, ids="-".join)
@pytest.mark.parametrize("events", FLOW_EVENTS)
def test_no_flow_sums_or_compares_across_a_break(current, registry, families, events):
    """Screen and file draw from these rows: changes, moving sums, cumulative sums."""
    found = flow_numbers(current, Filters(families=families), events, changes=True)
    for group, rows in found.of.items():
        touched = families if group == EVERYONE else (group,)
        first = rows["period"].iloc[0]
        for row in rows.itertuples():
            if math.isfinite(row.change_value):
                assert not crosses(registry, touched, year_before(row.period), row.period)
            if math.isfinite(row.moving_12):
                assert not crosses(registry, touched, following(year_before(row.period)), row.period)
            crossed = [m for m, f in registry if first < m <= row.period and (not f or f in touched)]
            assert row.segment == len(set(crossed))


def following(month):
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    return f"{year}-{number + 1:02d}"


def test_no_file_holds_a_change_across_a_break(client, registry):
    for query in ("", "t=R76&lec=de", "ope=pe-ml", "perim=constant", "ope=ml&t=D31&niv=dep"):
        response = client.get(f"/fichiers/recours-flux.csv?dialecte=recherche&{query}")
        rows = list(csv.DictReader(io.StringIO(response.get_data().decode())))
        families = Filters.from_query(query)[0].families
        if "constant" in query:
            families = ("ce", "apec", "reg")
        changes = [row for row in rows if row["change_value"]]
        assert changes or "t=D31" in query
        for row in changes:
            touched = families if row["group"] == EVERYONE else (row["group"],)
            assert not crosses(registry, touched, year_before(row["period"]), row["period"])


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_rate_of_the_page_spans_a_break(current, registry, data):
    """Penetration and the cloud, over any period of the window and any union of operators."""
    months = queries.covered_months(current)
    start, end = sorted(data.draw(st.tuples(st.sampled_from(months), st.sampled_from(months))))
    filters = Filters(start=start, end=end, families=data.draw(st.sampled_from(UNIONS)))
    link = link_numbers(current, filters)
    for group, families in (("avec", {*filters.families, "pe"}), ("sans", set(filters.families) - {"pe"})):
        rates = link.rows[link.rows["group"] == group]["value"]
        if crosses(registry, families or set(FAMILY.codes) - {"pe"}, start, end):
            assert rates.isna().all() and math.isnan(link.lines[group].r)
    publics = public_numbers(current, filters).rows
    for family, value in zip(publics["group"], publics["value"], strict=True):
        if math.isfinite(value):
            assert not crosses(registry, (family,), start, end)


def test_every_period_across_a_break_is_broken(current, registry):
    months = queries.covered_months(current)
    for start, end in itertools.combinations_with_replacement(months, 2):
        for families in (FAMILY.codes, ("pe",), ("ml",), ("ce", "apec", "reg")):
            asked = Filters(start=start, end=end, families=families)
            assert is_broken(current, asked) == crosses(registry, families, start, end), asked


def test_the_screen_writes_no_change_across_a_break(current, registry):
    """Every union of operators: the months written with a change are those of the rows above, no more."""
    for families in UNIONS:
        filters = Filters(families=families, flow_view="evolution", series_view="tableau")
        written = page_parts(current, filters, Look("light", "wide"))["recours-flows-tableau", "data-html"]
        rows = flow_numbers(current, filters, "entrees", changes=True).of
        known = sum(math.isfinite(value) for of in rows.values() for value in of["change_value"])
        assert written.count("\u202f%</td>") == known


def test_a_published_evolution_is_not_rebuilt_across_a_break(current, monkeypatch):
    """A release that would cover 2020 to 2022: the change from one to the other is refused, and says why."""
    figure = next(f for f in reconciliation.published() if f.indicator == "evolution" and f.period.startswith("2020"))
    years = (("2020-01", "2020-12"), ("2022-01", "2022-12"))
    match = reconciliation.Match(
        figure, reconciliation.rule_of(figure), None, 152.0, 100.0, (math.nan, math.nan), ("persons",), years
    )
    monkeypatch.setattr(reconciliation, "reconciled", lambda release: (match,))
    other = replace(current, card=replace(current.card, id="covers-2022"))
    (found,) = figure_numbers(other)
    assert math.isnan(found.own) and found.reasons[0] == "break"
    assert comparability(*years, continuity_of(queries.series_breaks(current), ("reg",))) == "break"
    one_year = match._replace(change=(("2020-01", "2020-12"), ("2021-01", "2021-12")))
    monkeypatch.setattr(reconciliation, "reconciled", lambda release: (one_year,))
    (kept,) = figure_numbers(replace(current, card=replace(current.card, id="covers-2021")))
    assert kept.own == pytest.approx(52)
