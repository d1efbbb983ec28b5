"""Requêtes du recours: flows, reasons, services, exits, durations and the counts behind the signals.

Counts come from data/published.py, where each passed the disclosure door exactly once. They follow the filters' period,
operators and reading; a profile is not crossed with what happens inside a path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import select

from data import queries
from data.calendar import activity, expected_months, months_between, months_of
from data.crossing import Crossing
from data.engine import Release
from data.population import load_national_ages, load_unemployment_rates
from data.published import counts_of_areas, counts_of_crossings, counts_of_groups, monthly_counts_of
from data.schema import RENDERED, population
from filters import Filters
from frames import small_frame
from geo.areas import AREAS, FRANCE, Area
from nomenclatures import AGE, DURATION, EMPLOYMENT_STATUS, EXIT_KIND, LEVEL, READINGS, REASON, SERVICE, UNKNOWN

_STATUSES = tuple((code,) for code in EMPLOYMENT_STATUS.codes)


class Profile(NamedTuple):
    """Profil par statut: counts after disclosure, status ("" for all those of the reading) → category → count.

    totals: status → what the shares are of.
    """

    counts: dict[str, dict[str, float]]
    totals: dict[str, float]


class Exits(NamedTuple):
    """Sorties d’une famille, or of all those chosen, after disclosure.

    total; of_level, of_kind, of_duration: category → count; training: those whose path included the service
    "formation"; served: those with any service.
    """

    total: float
    of_level: dict[str, float]
    of_kind: dict[str, float]
    of_duration: dict[str, float]
    training: float
    served: float


class Public(NamedTuple):
    """Public visé par une famille: its entries counted after disclosure, and the persons whom it is there for.

    low, high: bounds of the population, where its source is rounded; else both are the population. NaN: not known.
    """

    entries: float
    population: float
    low: float
    high: float


def monthly_flows(release: Release, filters: Filters, events: str = "entries") -> dict[str, np.ndarray]:
    """Flux mensuels du territoire, "entries" or "exits", of each family chosen and "" for all of them.

    One count for each month of the release's window, the period being ignored; NaN where nothing is known.
    """
    months, found = months_of(release), {}
    for family in ("", *filters.families):
        kept = replace(filters, families=(family,) if family else filters.families)
        count = monthly_counts_of(release, kept, (filters.territory,), (), events)[0].astype(np.float64)
        known = _known_months(release, kept.families)
        found[family] = np.where([month in known for month in months], count, np.nan)
    return found


def territory_count(release: Release, filters: Filters) -> float:
    """Entrées du territoire over the filters' period, NaN where nothing is known."""
    return _known(release, filters) * float(counts_of_areas(release, filters, (filters.territory,), ())[0][0])


def operator_counts(release: Release, filters: Filters) -> dict[str, float]:
    """Entrées du territoire par famille d’opérateurs, over the filters' period; NaN: none sent, though expected."""
    found = {}
    for family in filters.families:
        found[family] = territory_count(release, replace(filters, families=(family,)))
    return found


def reasons(release: Release, filters: Filters) -> Profile:
    """Motifs de sollicitation of the entries, overall and by status."""
    return _profile(release, filters, Crossing("entries", ("reason",)), REASON.codes)


def services(release: Release, filters: Filters) -> Profile:
    """Services rendus of the paths that ended, overall and by status, the totals being those with any service.

    A path has several: the counts of the services do not sum to the total.
    """
    found = _profile(release, filters, Crossing("exits", ("service",)), RENDERED.codes)
    served = {status: counts[RENDERED.codes[0]] for status, counts in found.counts.items()}
    rendered = {status: {code: counts[code] for code in SERVICE.codes} for status, counts in found.counts.items()}
    return Profile(rendered, served)


def exits(release: Release, filters: Filters) -> dict[str, Exits]:
    """Sorties du territoire, by family chosen, and "" for all of them together."""
    return {
        family: _exits(release, replace(filters, families=(family,) if family else filters.families))
        for family in ("", *filters.families)
    }


def target_publics(release: Release, filters: Filters) -> dict[str, Public]:
    """Public visé, by family chosen: who each is there for, where a loaded source counts them.

    Job seekers (census) for Pôle emploi, the employed (census) for the regional operators; nationally, those under 26
    for the missions locales, over the actives from 15 to 24, known by a share rounded to the unit; managers for the
    Apec, over those from 25 to 54 of the metropolitan regions in 2014. Nobody counts workers with a disability: as
    wherever no source does, the entries are known and the population is not. The reading is not followed: the
    populations are those of all, so are the entries.
    """
    filters = replace(filters, reading="ens")
    return {family: _PUBLICS[family](release, replace(filters, families=(family,))) for family in filters.families}


def unemployment_rates(years: tuple[int, ...]) -> dict[str, float]:
    """Taux de chômage au sens du BIT in %, mean of the years, by region; a region without one of them has none."""
    found: dict[str, list[float]] = {}
    for year, area, rate in _unemployment():
        if year in years:
            found.setdefault(area, []).append(rate)
    return {area: float(np.mean(rates)) for area, rates in found.items() if len(rates) == len(years)}


@lru_cache(maxsize=1)
def _unemployment() -> tuple[tuple[int, str, float], ...]:
    table = load_unemployment_rates().dropna(subset="rate")
    kept = table[(table["sex"] == "T") & table["level"].isin(["region", "france"])]
    return tuple(zip(kept["year"].tolist(), kept["area"].tolist(), kept["rate"].tolist(), strict=True))


def _of_reading(reading: str) -> Callable[[Release, Filters], Public]:
    def public(release: Release, filters: Filters) -> Public:
        frame = queries.area_counts(release, replace(filters, reading=reading)).set_index("area")
        # Before the service existed no population divides its entries.
        people = float(frame.at[filters.area, "population"]) if "population" in frame else np.nan
        return Public(float(frame.at[filters.area, "count"]), people, people, people)

    return public


def _managers(release: Release, filters: Filters) -> Public:
    of_region = _managers_of_regions(release)
    people = sum(of_region[a] for a in of_region if filters.area in (FRANCE.id, a)) or np.nan
    # The series has no region overseas: France leaves them out on both sides.
    overseas = tuple(area.id for area in AREAS.values() if area != FRANCE and f"R{area.region}" not in of_region)
    left_out = overseas if filters.area == FRANCE.id else ()
    return Public(_crossed_entries(release, filters, left_out, "csp", "c3"), people, people, people)


def _disabled(release: Release, filters: Filters) -> Public:
    return Public(_crossed_entries(release, filters, (), "disability", "o"), np.nan, np.nan, np.nan)


def _crossed_entries(
    release: Release, filters: Filters, left_out: tuple[str, ...], dimension: str, category: str
) -> float:
    """Entrées du territoire of one category of a dimension that a cube crosses, without the areas `left_out`."""
    of = Crossing("entries", (), ((dimension, (category,)),))
    counts = counts_of_crossings(release, filters, (filters.territory,), left_out, of, [READINGS["ens"]])
    return _known(release, filters) * float(counts[0, 0, 0])


@lru_cache(maxsize=8)
def _managers_of_regions(release: Release) -> dict[str, float]:
    p = population.c
    statement = select(p.area, p.population).where(
        p.source == "csp", p.vintage == 2014, p.csp == "c3", p.activity == "all", p.level == "region"
    )
    return {area: float(people) for area, people in release.rows(statement.order_by(p.area))}


def _young(release: Release, filters: Filters) -> Public:
    shares = _national_ages()
    whole = sum(queries.actives_by_sex(release, filters).values()) if filters.area == FRANCE.id else np.nan
    count = counts_of_groups(release, filters, (filters.territory,), (), "age")[0, AGE.position("a15")]
    share, half_unit = shares["15-24"], 0.5
    people = ((whole or np.nan) * (share + shift) / 100 for shift in (0, -half_unit, half_unit))
    return Public(_known(release, filters) * float(count), *people)


@lru_cache(maxsize=1)
def _national_ages() -> dict[str, float]:
    table = load_national_ages()
    return dict(zip(table["age"].tolist(), table["share"].tolist(), strict=True))


_PUBLICS: dict[str, Callable[[Release, Filters], Public]] = {
    "pe": _of_reading("de"),
    "ml": _young,
    "ce": _disabled,
    "apec": _managers,
    "reg": _of_reading("ao"),
}


def signal_counts(release: Release, filters: Filters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Comptes des signaux: France, then the areas compared, of each family chosen; all readings.

    Returns two frames, as indicators.signals takes them: area, period, family, signal, count, total; and area, period,
    family, employment_status, count; both with exempt, active and compared.
    """
    areas = tuple(dict.fromkeys((FRANCE, *filters.scope, filters.territory)))
    everyone = replace(filters, reading="ens")
    shares, statuses = [], []
    for family in filters.families:
        kept = replace(everyone, families=(family,))
        active = _is_active(release, kept)
        known = _is_known(release, kept)
        counts = _signal_sums(release, kept, areas)
        of_status = counts_of_crossings(release, kept, areas, (), Crossing("entries"), _STATUSES)[:, :, 0]
        for signal, (count, total) in counts.items():
            shares.append(_rows(filters, areas, family, active, known, signal=signal, count=count, total=total))
        for code, count in zip(EMPLOYMENT_STATUS.codes, of_status.T, strict=True):
            statuses.append(_rows(filters, areas, family, active, known, employment_status=code, count=count))
    return _stacked(shares), _stacked(statuses)


def _signal_sums(
    release: Release, filters: Filters, areas: tuple[Area, ...]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Signal → (count, total) of each area, of one family; every count passed the door by itself, once."""

    def counted(events: str, **kept: tuple[str, ...]) -> np.ndarray:
        of = Crossing(events, (), tuple(kept.items()))
        return counts_of_crossings(release, filters, areas, (), of, [READINGS["ens"]])[:, 0, 0]

    finished = tuple(code for code in EXIT_KIND.codes if code != "early")
    known = tuple(code for code in DURATION.codes if code != UNKNOWN)
    return {
        "information": (counted("exits", service=("information",)), counted("exits", service=("tout",))),
        "early": (counted("exits", exit_kind=("early",)), counted("exits")),
        "short": (
            counted("exits", exit_kind=finished, duration=("d0",)),
            counted("exits", exit_kind=finished, duration=known),
        ),
        "direct_3": (counted("entries", level=("3",)), counted("entries")),
        "support": (counted("exits", level=("3",)), counted("exits")),
    }


def _rows(
    filters: Filters,
    areas: tuple[Area, ...],
    family: str,
    active: bool,
    known: bool,
    **columns: object,
) -> dict[str, np.ndarray]:
    size = len(areas)
    unknown = {} if known else {name: np.nan for name in ("count", "total") if name in columns}
    texts = {"period": f"{filters.start}/{filters.end}", "family": family}
    constant = {"exempt": False, "active": active} | columns | unknown
    made = {name: np.array([text] * size, dtype=object) for name, text in texts.items()}
    for name, value in constant.items():
        kind = object if isinstance(value, str) else None
        made[name] = value if isinstance(value, np.ndarray) else np.array([value] * size, dtype=kind)
    compared = np.arange(size) <= len(filters.scope)
    return {"area": np.array([a.id for a in areas], dtype=object), "compared": compared} | made


def _stacked(parts: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    return small_frame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _profile(release: Release, filters: Filters, of: Crossing, codes: tuple[str, ...]) -> Profile:
    kept = READINGS[filters.reading]
    statuses = {"": kept} | {code: (code,) for code in kept}
    here = (filters.territory,)
    found = counts_of_crossings(release, filters, here, (), of, list(statuses.values()))[0]
    whole = counts_of_crossings(release, filters, here, (), Crossing(of.events), list(statuses.values()))[0, :, 0]
    known = _known(release, filters)
    counts = {
        status: dict(zip(codes, (known * row).tolist(), strict=True))
        for status, row in zip(statuses, found, strict=True)
    }
    return Profile(counts, dict(zip(statuses, (known * whole).tolist(), strict=True)))


def _exits(release: Release, filters: Filters) -> Exits:
    reading = [READINGS[filters.reading]]

    def counted(*by: str) -> list[float]:
        of = Crossing("exits", by)
        known = _known(release, filters)
        return list(
            (known * counts_of_crossings(release, filters, (filters.territory,), (), of, reading)[0, 0]).tolist()
        )

    rendered = counted("service")
    return Exits(
        total=counted()[0],
        of_level=dict(zip(LEVEL.codes, counted("level"), strict=True)),
        of_kind=dict(zip(EXIT_KIND.codes, counted("exit_kind"), strict=True)),
        of_duration=dict(zip(DURATION.codes, counted("duration"), strict=True)),
        training=rendered[RENDERED.position("formation")],
        served=rendered[0],
    )


def _known_months(release: Release, families: tuple[str, ...]) -> frozenset[str]:
    """Months in which one of the families sent its entries, or in which none was expected to."""
    sent = frozenset().union(*(activity(release)[f] for f in families))
    expected = frozenset().union(*(expected_months(release)[f] for f in families))
    return sent | (frozenset(months_of(release)) - expected)


def _is_known(release: Release, filters: Filters) -> bool:
    """Whether the period has months of the release that one of the families sent, or that none was expected to."""
    months = months_between(filters.start, filters.end) & frozenset(months_of(release))
    return not months.isdisjoint(_known_months(release, filters.families))


def _known(release: Release, filters: Filters) -> float:
    """1 where the counts of the period are known, else NaN."""
    return 1.0 if _is_known(release, filters) else np.nan


def _is_active(release: Release, filters: Filters) -> bool:
    """Whether one of the families was in the field in the period."""
    expected = frozenset().union(*(expected_months(release)[f] for f in filters.families))
    return not months_between(filters.start, filters.end).isdisjoint(expected)
