"""Rapprochement: each published figure, the rule that relates it to the release, and the counts that rebuild it.

`reconciliation.csv` is the one table of rules. A line applies to the figures of its indicator whose operator and
definition start with its own, and whose dimension and category are its own, where it has any; the first that
applies counts. `measure`: what is counted, "none" where nothing in a release can be; `families`: the operators;
`by`, `codes`: the dimension and its categories; `reasons`: why the two numbers may differ, codes of
indicators/reconciliation.py.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from csv import DictReader
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import func, select

from data import queries
from data.calendar import missing_months, months_between, months_of, outside_months
from data.crossing import Crossing
from data.demo.margins import Margin, published_margins
from data.engine import Release
from data.population import load_published_figures
from data.published import counts_of_areas, counts_of_crossings, counts_of_groups
from data.schema import DIMENSIONS, sites
from filters import Filters, Period
from geo.areas import AREAS, FRANCE, regions
from nomenclatures import FAMILY, READINGS

_RULES = Path(__file__).with_name("reconciliation.csv")
_NONE = float("nan")
_DAYS = re.compile(r"(\d{4})-(\d\d)-(\d\d)/(\d{4})-(\d\d)-(\d\d)")
_METROPOLITAN = "FRM"


class Published(NamedTuple):
    """Chiffre publié: one row of the snapshot, its text fields as they are."""

    indicator: str
    definition: str
    operator: str
    level: str
    period: str
    geo_level: str
    geo: str
    geo_name: str
    dimension: str
    category: str
    value: float
    unit: str
    source_title: str
    source_url: str


class Rule(NamedTuple):
    """Règle: one line of the table."""

    indicator: str
    operator: str
    definition: str
    dimension: str
    category: str
    measure: str
    families: tuple[str, ...]
    by: str
    codes: tuple[str, ...]
    reasons: tuple[str, ...]

    def applies(self, figure: Published) -> bool:
        return (
            self.indicator == figure.indicator
            and figure.operator.startswith(self.operator)
            and figure.definition.startswith(self.definition)
            and self.dimension in ("", figure.dimension)
            and self.category in ("", figure.category)
        )


class Match(NamedTuple):
    """Rapprochement d’un chiffre.

    period: its months, None when it has none or cuts one; numerator, denominator: counts after disclosure that rebuild
    it, NaN where there are none; reference: the same pair for what it is compared with (France, the year before);
    reasons: of the rule, then those that the release adds; change: the two years of an evolution, whose comparison the
    breaks may forbid.
    """

    figure: Published
    rule: Rule
    period: Period | None
    numerator: float
    denominator: float
    reference: tuple[float, float]
    reasons: tuple[str, ...]
    change: tuple[tuple[str, str], tuple[str, str]] | None = None


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Règles, in the order of the table."""
    with _RULES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Rule(
                **{name: row[name] for name in Rule._fields[:6]},
                families=tuple(row["families"].split()),
                by=row["by"],
                codes=tuple(row["codes"].split()),
                reasons=tuple(row["reasons"].split()),
            )
            for row in DictReader(file)
        )


@lru_cache(maxsize=1)
def published() -> tuple[Published, ...]:
    """Chiffres publiés, in the order of the snapshot. Raises data.snapshots.SnapshotError."""
    table = load_published_figures()
    return tuple(Published(*row) for row in table[list(Published._fields)].itertuples(index=False))


def rule_of(figure: Published) -> Rule:
    """La règle d’un chiffre. Raises LookupError when no line applies."""
    for rule in rules():
        if rule.applies(figure):
            return rule
    raise LookupError(f"no rule for {figure.indicator} ({figure.operator}, {figure.category})")


@lru_cache(maxsize=4)
def reconciled(release: Release) -> tuple[Match, ...]:
    """Rapprochement de tous les chiffres publiés with the release."""
    return tuple(_match(release, figure) for figure in published())


def _match(release: Release, figure: Published) -> Match:
    rule, period = rule_of(figure), _months(figure.period)
    refused = _refused(release, figure, rule, period)
    if refused:
        return Match(figure, rule, period, _NONE, _NONE, (_NONE, _NONE), refused)
    filters = Filters(families=rule.families or FAMILY.codes)
    if period:
        filters = filters.change(start=period.start, end=period.end)
    numerator, denominator, reference = _MEASURES[rule.measure](release, filters, figure, rule)
    found = (*rule.reasons, *_of_release(release, figure, rule, filters))
    years = None
    if rule.measure == "change" and period:
        years = (_earlier(period), (f"{period.end[:4]}-01", f"{period.end[:4]}-12"))
    return Match(figure, rule, period, numerator, denominator, reference, found, years)


def _refused(release: Release, figure: Published, rule: Rule, period: Period | None) -> tuple[str, ...]:
    """Why the release cannot rebuild the figure; nothing when it can."""
    if rule.measure == "none":
        return rule.reasons
    if not _has_area(figure, rule):
        return ("old_region" if figure.geo_level == "region_2015" else "several_areas", *rule.reasons)
    if rule.measure in ("sites", "actives"):
        return ()
    if period is None:
        return ("no_months", *rule.reasons)
    asked = months_between(period.start, period.end)
    if rule.measure == "change":
        asked |= months_between(*_earlier(period))
    if not asked <= set(months_of(release)):
        return ("not_covered", *rule.reasons)
    if all(asked <= set(outside_months(release)[family]) for family in rule.families):
        return ("outside", *rule.reasons)
    return ()


def _has_area(figure: Published, rule: Rule) -> bool:
    return figure.geo in AREAS or (figure.geo == _METROPOLITAN and rule.measure == "sites")


def _of_release(release: Release, figure: Published, rule: Rule, filters: Filters) -> tuple[str, ...]:
    """What the release itself adds: operators that did not send, or simulated data."""
    found = []
    if rule.measure not in ("sites", "actives"):
        months = months_between(filters.start, filters.end)
        if any(months & set(missing_months(release)[f]) for f in filters.families):
            found.append("missing")
        if any(months & set(outside_months(release)[f]) for f in filters.families):
            found.append("outside")
    if release.card.demonstration and rule.measure != "actives":
        found.append("raked" if _is_raked(figure) else "simulated")
    return tuple(found)


@lru_cache(maxsize=512)
def _is_raked(figure: Published) -> bool:
    """Whether the demonstration is raked to the figure itself: finding it again then proves nothing."""
    codes = (*rule_of(figure).codes, figure.geo, "")
    # The margins hold one writing of the apostrophe.
    definition = figure.definition.replace("’", "'")
    return any(
        m.definition == definition and m.code in codes and (m.floor or m.value == figure.value) for m in _margins()
    )


@lru_cache(maxsize=1)
def _margins() -> tuple[Margin, ...]:
    return published_margins()


def _months(period: str) -> Period | None:
    """Mois of a period "first day/last day", None when it is empty or cuts a month."""
    found = _DAYS.fullmatch(period)
    if found is None:
        return None
    year, month, first, last_year, last_month, last = (int(part) for part in found.groups())
    if first != 1 or last != monthrange(last_year, last_month)[1]:
        return None
    return Period(f"{year}-{month:02d}", f"{last_year}-{last_month:02d}")


def _earlier(period: Period) -> tuple[str, str]:
    """The year that an evolution starts from: the first of several, or the one before a single year."""
    year = int(period.start[:4]) - (period.years == 1)
    return f"{year}-01", f"{year}-12"


Counts = tuple[float, float, tuple[float, float]]
_NO_REFERENCE = (_NONE, _NONE)


def _entries(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    return _entries_of(release, filters, figure.geo), _NONE, _NO_REFERENCE


def _share(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    area = (AREAS[figure.geo],)
    counts = counts_of_groups(release, filters, area, (), rule.by)[0]
    kept = sum(counts[DIMENSIONS[rule.by].position(code)] for code in rule.codes)
    # Of the entries whose category is asked at all: an employer is asked of those who have one.
    left_out = [i for i, code in enumerate(DIMENSIONS[rule.by].codes) if code == "so"]
    total = counts.sum() - counts[left_out].sum() if left_out else _entries_of(release, filters, figure.geo)
    return float(kept), float(total), _NO_REFERENCE


def _exit_share(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    def counted(of: Crossing) -> float:
        counts = counts_of_crossings(release, filters, (AREAS[figure.geo],), (), of, [READINGS["ens"]])
        return float(counts[0, 0, 0])

    return counted(Crossing("exits", (), ((rule.by, rule.codes),))), counted(Crossing("exits")), _NO_REFERENCE


def _family_share(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    everyone = filters.change(families=FAMILY.codes)
    return _entries_of(release, filters, figure.geo), _entries_of(release, everyone, figure.geo), _NO_REFERENCE


def _area_share(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    region = f"R{AREAS[figure.geo].region}"
    return _entries_of(release, filters, figure.geo), _entries_of(release, filters, region), _NO_REFERENCE


def _index(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    """Part of the region among the entries, over its part among the actives of the census."""
    asked = filters.change(area=figure.geo)
    frame = queries.area_counts(release, asked).set_index("area")
    here, france = (
        (float(frame.at[area, "count"]), float(frame.at[area, "population"])) for area in (figure.geo, FRANCE.id)
    )
    return here[0], france[0], (here[1], france[1])


def _rate(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    frame = queries.area_counts(release, filters.change(area=figure.geo)).set_index("area")
    return float(frame.at[figure.geo, "count"]), float(frame.at[figure.geo, "population"]), _NO_REFERENCE


def _change(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    """Entries of the last year, and of the one that it is compared with; the comparison itself may be refused."""
    last = filters.end[:4]
    start, end = _earlier(filters.period)
    later = _entries_of(release, filters.change(start=f"{last}-01", end=f"{last}-12"), figure.geo)
    return later, _entries_of(release, filters.change(start=start, end=end), figure.geo), _NO_REFERENCE


def _actives(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    people = queries.actives_by_sex(release, Filters())
    return people.get(rule.codes[0], _NONE), sum(people.values()) or _NONE, _NO_REFERENCE


def _sites(release: Release, filters: Filters, figure: Published, rule: Rule) -> Counts:
    of_operator = select(sites.c.territory, func.count()).where(sites.c.operator == rule.codes[0])
    found = dict(tuple(row) for row in release.rows(of_operator.group_by(sites.c.territory)))
    kept = [area for area in found if _is_in(area, figure.geo)]
    return float(sum(found[area] for area in kept)) if found else _NONE, _NONE, _NO_REFERENCE


def _is_in(area: str, place: str) -> bool:
    region = AREAS[area].region
    if place == FRANCE.id:
        return True
    if place == _METROPOLITAN:
        return region in {r.region for r in regions() if int(r.region) > 10}
    return place in (area, f"R{region}")


def _entries_of(release: Release, filters: Filters, area: str) -> float:
    return float(np.sum(counts_of_areas(release, filters, (AREAS[area],), ())[0]))


_MEASURES: dict[str, Callable[[Release, Filters, Published, Rule], Counts]] = {
    "entries": _entries,
    "share": _share,
    "exit_share": _exit_share,
    "family_share": _family_share,
    "area_share": _area_share,
    "index": _index,
    "rate": _rate,
    "change": _change,
    "actives": _actives,
    "sites": _sites,
}
