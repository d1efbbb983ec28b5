"""Requêtes du recours: flows, reasons, services, exits, durations and the counts behind the signals.

Counts come from data/published.py, where each passed the disclosure door exactly once. They follow the filters' period,
operators and reading; a profile is not crossed with what happens inside a path.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.calendar import activity, expected_months, months_between, months_of
from data.crossing import Crossing
from data.engine import Release
from data.published import counts_of_areas, counts_of_crossings, monthly_counts_of
from data.schema import RENDERED
from filters import Filters
from frames import small_frame
from geo.areas import FRANCE, Area
from nomenclatures import DURATION, EMPLOYMENT_STATUS, EXIT_KIND, LEVEL, READINGS, REASON, SERVICE, UNKNOWN

_STATUSES = tuple((code,) for code in EMPLOYMENT_STATUS.codes)


class Flows(NamedTuple):
    """Flux mensuels d’un territoire.

    months: of the release's window; entries, exits: key → count of each month after disclosure, NaN where nothing is
    known, the key being an operator family, or "" for all those chosen.
    """

    months: tuple[str, ...]
    entries: dict[str, np.ndarray]
    exits: dict[str, np.ndarray]


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


def monthly_flows(release: Release, filters: Filters) -> Flows:
    """Flux mensuels du territoire, of each family chosen and of all of them, over the release's whole window."""
    months = months_of(release)
    found: dict[str, dict[str, np.ndarray]] = {"entries": {}, "exits": {}}
    for events, of in found.items():
        for family in ("", *filters.families):
            kept = replace(filters, families=(family,) if family else filters.families)
            count = monthly_counts_of(release, kept, (filters.territory,), (), events)[0].astype(np.float64)
            known = _known_months(release, kept.families)
            of[family] = np.where([month in known for month in months], count, np.nan)
    return Flows(months, found["entries"], found["exits"])


def operator_counts(release: Release, filters: Filters) -> dict[str, float]:
    """Entrées du territoire par famille d’opérateurs, over the filters' period; NaN: none sent, though expected."""
    found = {}
    for family in filters.families:
        kept = replace(filters, families=(family,))
        count = counts_of_areas(release, kept, (filters.territory,), ())[0][0]
        found[family] = float(count) if _is_known(release, kept) else np.nan
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
    known = 1.0 if _is_known(release, filters) else np.nan
    counts = {
        status: dict(zip(codes, (known * row).tolist(), strict=True))
        for status, row in zip(statuses, found, strict=True)
    }
    return Profile(counts, dict(zip(statuses, (known * whole).tolist(), strict=True)))


def _exits(release: Release, filters: Filters) -> Exits:
    reading = [READINGS[filters.reading]]

    def counted(*by: str) -> list[float]:
        of = Crossing("exits", by)
        known = 1.0 if _is_known(release, filters) else np.nan
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


def _is_active(release: Release, filters: Filters) -> bool:
    """Whether one of the families was in the field in the period."""
    expected = frozenset().union(*(expected_months(release)[f] for f in filters.families))
    return not months_between(filters.start, filters.end).isdisjoint(expected)
