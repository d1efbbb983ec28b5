"""Les nombres de la page Recours, one part for each of its cards: nothing is computed for a card that is not shown.

Each is kept under (release, question), as the screen, the files and the pictures ask for the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from callbacks.comparability import answered, breaks_of_families, is_broken, within
from data import published, queries, reconciliation, recourse_queries
from data.default_period import default_period
from data.engine import Release
from filters import KEYS, VIEWS, Filters
from geo.areas import FRANCE, region_of
from indicators.access import access_rate
from indicators.change import comparability
from indicators.correlation import least_squares
from indicators.flow import flow_frame
from indicators.parts import FEWEST_OF_A_PROFILE, Part, part_shares
from indicators.penetration import penetration
from indicators.reconciliation import compared, own_value
from indicators.series import Continuity, continuity_of
from indicators.signals import diversity_signals, share_signals
from layouts.recours_answer import (
    EVERYONE,
    Flow,
    Link,
    Match,
    Publics,
    Recours,
    Shares,
    Signals,
)
from nomenclatures import FAMILY, PUBLIC_EMPLOYMENT_SERVICE

# Families whose public is not quite that of the population: other ages, another year.
APPROXIMATE = ("ml", "apec")
_WITHOUT_SERVICE = tuple(f for f in FAMILY.codes if f != PUBLIC_EMPLOYMENT_SERVICE)


@lru_cache(maxsize=128)
def recours_frame(release: Release, asked: Filters) -> Recours:
    """What every card says of the period and of the operators."""
    filters = within(release, asked)
    return Recours(**answered(release, filters, asked), entries=recourse_queries.territory_count(release, filters))


def flow_numbers(release: Release, asked: Filters, events: str, changes: bool = False) -> Flow:
    """Flux mensuels, cumulés et glissants of the whole window, of each family and of all of them.

    `events`: "entrees" or "sorties"; `changes`: with the change over a year of each month.
    """
    return _flow(release, asked.only(KEYS.keys() - {*VIEWS, "start", "end"}), events, changes)


@lru_cache(maxsize=64)
def _flow(release: Release, filters: Filters, events: str, changes: bool) -> Flow:
    families = filters.families
    if filters.perimeter == "constant":
        families = queries.constant_families(release, families)
    if not families:
        return Flow((), {}, {})
    kept = replace(filters, families=families)
    counted = {"entrees": "entries", "sorties": "exits"}[events]
    found = recourse_queries.monthly_flows(release, kept, counted)
    _, outside = queries.absent_months(release, families)
    # All together are outside the field only where each of them is.
    outside[""] = tuple(sorted(set.intersection(*(set(outside.get(family, ())) for family in families))))
    rows, breaks = {}, {}
    for family, counts in found.items():
        members, group = ((family,), family) if family else (families, EVERYONE)
        months = queries.covered_months(release)
        # A zero in a month in which nothing was expected is not a low month.
        known = np.where(np.isin(months, outside.get(family, ())), np.nan, counts)
        breaks[group] = breaks_of_families(release, members)
        noise = release.noise.variance() * (1 if family else published.noise_blocks(release, kept, counted)[1])
        monthly = dict(zip(months, known.tolist(), strict=True))
        rows[group] = flow_frame(filters.area, group, monthly, _continuity(release, members), noise, changes)
    return Flow(families, rows, breaks)


@lru_cache(maxsize=64)
def _continuity(release: Release, families: tuple[str, ...]) -> Continuity:
    return continuity_of(breaks_of_families(release, families), families)


@lru_cache(maxsize=64)
def operator_numbers(release: Release, asked: Filters) -> Shares:
    """Parts des opérateurs, over the period when it is made of whole years that all of them sent, else over the last
    year that is."""
    filters = within(release, asked)
    frame = recours_frame(release, asked)
    absent = frame.absences
    if not filters.period.years or absent.silent or absent.partly or absent.outside:
        year = default_period(release)
        filters = replace(filters, start=year.start, end=year.end)
    counts = recourse_queries.operator_counts(release, filters)
    total = math.fsum(count for count in counts.values() if not math.isnan(count))
    rows = [Part(family, "", count, total) for family, count in counts.items()]
    return Shares(filters.period, _shares(release, filters, rows, fewest=0))


@lru_cache(maxsize=64)
def public_numbers(release: Release, asked: Filters) -> Publics:
    """Pénétration: entries of each family for 1,000 persons of the public that it is there for."""
    filters = within(release, asked)
    found = recourse_queries.target_publics(release, filters)
    years = filters.period.years
    broken = [is_broken(release, replace(filters, families=(family,))) for family in found]
    noise = release.noise.variance() * _noises_of_one(release, filters)
    rows = penetration(found, broken, years, filters.area, f"{filters.start}/{filters.end}", APPROXIMATE, noise)
    return Publics(filters.period, rows)


def _noises_of_one(release: Release, filters: Filters) -> int:
    """How many noises a count of one family is a sum of, at most."""
    return max(published.noise_blocks(release, replace(filters, families=(family,)))[0] for family in filters.families)


@lru_cache(maxsize=64)
def reason_numbers(release: Release, asked: Filters) -> Shares:
    return _profile(release, within(release, asked), recourse_queries.reasons)


@lru_cache(maxsize=64)
def service_numbers(release: Release, asked: Filters) -> Shares:
    return _profile(release, within(release, asked), recourse_queries.services)


def _profile(
    release: Release, filters: Filters, query: Callable[[Release, Filters], recourse_queries.Profile]
) -> Shares:
    found = query(release, filters)
    rows = [
        Part(code, status, count, found.totals[status])
        for status, counts in found.counts.items()
        for code, count in counts.items()
    ]
    return Shares(filters.period, _shares(release, filters, rows))


@lru_cache(maxsize=64)
def _exits(release: Release, filters: Filters) -> dict[str, recourse_queries.Exits]:
    return recourse_queries.exits(release, filters)


@lru_cache(maxsize=64)
def exit_numbers(release: Release, asked: Filters) -> Shares:
    """Sorties, by family: those of level 3, early, with a finished plan, with a training."""
    filters = within(release, asked)
    rows = []
    for family, of in _exits(release, filters).items():
        measures = {
            "total": of.total,
            "niveau_3": of.of_level["3"],
            "anticipee": of.of_kind["early"],
            "plan": of.of_kind["plan"],
            "formation": of.training,
        }
        rows += [Part(measure, family or EVERYONE, count, of.total) for measure, count in measures.items()]
    return Shares(filters.period, _shares(release, filters, rows))


@lru_cache(maxsize=64)
def duration_numbers(release: Release, asked: Filters) -> Shares:
    """Durées des parcours clos whose month of entry is known, by family."""
    filters = within(release, asked)
    rows = []
    for family, of in _exits(release, filters).items():
        known = {code: count for code, count in of.of_duration.items() if code != "nr"}
        total = sum(known.values())
        rows += [Part(code, family or EVERYONE, count, total) for code, count in known.items()]
    return Shares(filters.period, _shares(release, filters, rows))


def _shares(
    release: Release, filters: Filters, rows: Sequence[Part], fewest: int = FEWEST_OF_A_PROFILE
) -> pd.DataFrame:
    noise = release.noise.variance() * published.noise_blocks(release, filters)[0]
    return part_shares(rows, filters.area, f"{filters.start}/{filters.end}", noise, fewest)


@lru_cache(maxsize=64)
def link_numbers(release: Release, asked: Filters) -> Link:
    """Recours et chômage par région, with and without the public employment service."""
    # A department has no rate of unemployment here: its region stands for it.
    region = asked.area if asked.territory.level != "department" else region_of(asked.territory).id
    filters = within(release, replace(asked, area=region, area_level="reg"))
    years = tuple(range(int(filters.start[:4]), int(filters.end[:4]) + 1))
    unemployment = recourse_queries.unemployment_rates(years)
    without = tuple(f for f in filters.families if f != PUBLIC_EMPLOYMENT_SERVICE) or _WITHOUT_SERVICE
    with_service = tuple(f for f in FAMILY.codes if f in (*without, PUBLIC_EMPLOYMENT_SERVICE))
    parts, lines = [], {}
    for name, families in (("avec", with_service), ("sans", without)):
        kept = replace(filters, families=families)
        broken = is_broken(release, kept)
        options: dict[str, Any] = {
            "periods": filters.period.years or filters.period.months,
            "broken": broken,
            "noise_variance": release.noise.variance() * published.noise_blocks(release, kept)[0],
        }
        counts = queries.area_counts(release, kept)
        # Before the service existed no population divides its entries.
        counts = counts if "population" in counts else counts.assign(population=math.nan)
        result = access_rate(counts, **options)
        rates = result.assign(group=name, unemployment=[unemployment.get(a, math.nan) for a in result["area"]])
        regions = rates["area"].str.startswith("R").to_numpy()
        parts.append(rates)
        line = least_squares(rates["unemployment"].to_numpy()[regions], rates["value"].to_numpy()[regions])
        # Over the unemployed, the rate divides by what the other multiplies: their line would be arithmetic.
        if filters.reading == "de":
            line = line._replace(slope=math.nan, intercept=math.nan, r=math.nan, r_lower=math.nan, r_upper=math.nan)
        lines[name] = line
    return Link(years, pd.concat(parts, ignore_index=True), lines)


def signal_numbers(release: Release, asked: Filters) -> Signals:
    """Signaux de qualité of each family chosen, in each area compared, whatever the reading."""
    filters = within(release, asked)
    # A department is among those of its region: one answer for all of them.
    area = FRANCE.id
    if filters.area_level == "dep" and filters.area != FRANCE.id:
        area = region_of(filters.territory).id
    everyone = filters.only(("start", "end", "area_level")).change(area=area)
    found = _signals(release, everyone)
    if filters.families != FAMILY.codes:
        found = found[found["family"].isin(filters.families).to_numpy()]
    return Signals(found)


@lru_cache(maxsize=32)
def _signals(release: Release, filters: Filters) -> pd.DataFrame:
    shares, statuses = recourse_queries.signal_counts(release, filters)
    variance = release.noise.variance() * _noises_of_one(release, filters)
    found = [share_signals(shares, noise_variance=variance), diversity_signals(statuses, noise_variance=variance)]
    return pd.concat(found, ignore_index=True)


@lru_cache(maxsize=4)
def figure_numbers(release: Release) -> tuple[Match, ...]:
    """Rapprochement: each published figure, the product's own number and what explains their difference."""
    return tuple(_matched(release, match) for match in reconciliation.reconciled(release))


def _matched(release: Release, match: reconciliation.Match) -> Match:
    figure, rule = match.figure, match.rule
    own, reasons = math.nan, match.reasons
    if not math.isnan(match.numerator):
        own = own_value(rule.measure, match.numerator, match.denominator, match.reference)
    if match.change is not None and comparability(*match.change, _continuity(release, rule.families)):
        own, reasons = math.nan, ("break", *reasons)
    found = compared(figure.value, figure.unit, own)
    return Match(
        indicator=figure.indicator,
        definition=figure.definition,
        operator=figure.operator,
        period=match.period,
        dates=figure.period,
        area=figure.geo,
        area_name=figure.geo_name,
        category=figure.category,
        published=figure.value,
        unit=figure.unit,
        source=figure.source_title,
        url=figure.source_url,
        measure=rule.measure,
        own=found.own,
        difference=found.difference,
        outcome=found.outcome,
        reasons=reasons,
    )
