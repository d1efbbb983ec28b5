"""Taux standardisés et écart expliqué: result frames over the strata (sex, status, qualification) of each area.

The counts have the strata in `group`, closed and without "non renseigné": entries of an unknown category are in none
of these figures, and the screen says how many they are. The standard and the reference are the area `benchmark` of the
same period. A stratum under secrecy enters the sums as the 0 that the disclosure door gave, since the noise has mean
0 whatever the count; the variance of all the noises is in the intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from frames import small_frame, text_column
from indicators.compare import cells_of, compare_to_benchmark, outcome
from indicators.frame import FEWEST_EVENTS, TOO_FEW, BoolArray, extended, number_column, read_cells, result_frame
from indicators.intervals import EXACT_BELOW, FloatArray, with_noise, z_score
from indicators.standardise import direct_rate, expected_count, indirect_ratio, kitagawa

# Status of a gap that has no parts: chance and the noise of statistical secrecy may make it alone.
TOO_CLOSE = "too_close"


class Strata(NamedTuple):
    """Strates: counts as tables of rows (area × period, in the order in which they first come) × strata.

    first: the row of `counts` where each area × period first comes; events, noise (variance), population: NaN where
    missing; reference: the row of the benchmark in the same period, -1 if there is none; is_benchmark; total: the
    events of all strata, NaN where they are secret; status: of each area × period, "ok" unless no sum over its
    strata can be given.
    """

    first: NDArray[np.intp]
    groups: tuple[str, ...]
    events: FloatArray
    noise: FloatArray
    population: FloatArray
    reference: NDArray[np.intp]
    is_benchmark: BoolArray
    total: FloatArray
    status: NDArray[np.object_]


def read_strata(counts: pd.DataFrame, benchmark: str, noise_variance: float, broken: bool) -> Strata:
    """Lit les strates of `counts` (columns as for access_rate, one row per area × period × group).

    status, first that holds: break; no_denominator (a stratum without population here or in the benchmark, which may
    itself be missing); no_data (a stratum without count); secret (every stratum under secrecy or 0); ok. Raises
    ValueError on two rows of one area, period and group, or as read_cells does.
    """
    cells = read_cells(counts, noise_variance)
    population = number_column(counts, "population")
    at_row, _ = pd.factorize(cells_of(counts, ("area", "period")))
    _, first = np.unique(at_row, return_index=True)
    at_group, groups = pd.factorize(text_column(counts, "group"), use_na_sentinel=False)
    if len(set(zip(at_row.tolist(), at_group.tolist(), strict=True))) != len(counts):
        raise ValueError("several rows of one area, period and group")

    shape = len(first), max(len(groups), 1)
    events, noise, people = np.full(shape, np.nan), np.zeros(shape), np.full(shape, np.nan)
    secret = np.zeros(shape, dtype=bool)
    events[at_row, at_group], noise[at_row, at_group] = cells.events, cells.noise
    people[at_row, at_group] = np.where(population == 0, np.nan, population)
    secret[at_row, at_group] = cells.secret

    area, period = text_column(counts, "area")[first], text_column(counts, "period")[first]
    of_period = {when: at for at, (where, when) in enumerate(zip(area, period, strict=True)) if where == benchmark}
    reference = np.array([of_period.get(when, -1) for when in period], dtype=np.intp)
    # A last row of missing values stands for a benchmark that is not there.
    standard = np.vstack([people, np.full(shape[1], np.nan)])[reference]

    status = np.full(len(first), "ok", dtype=object)
    hidden = (secret | (events == 0)).all(axis=1) & secret.any(axis=1)
    status[hidden] = "secret"
    status[np.isnan(events).any(axis=1)] = "no_data"
    status[(np.isnan(people) | np.isnan(standard)).any(axis=1)] = "no_denominator"
    if broken:
        status[:] = "break"
    total = np.where(hidden, np.nan, events.sum(axis=1))
    return Strata(first, tuple(groups), events, noise, people, reference, area == benchmark, total, status)


def direct_rates(
    counts: pd.DataFrame,
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    per: float = 1000.0,
    noise_variance: float = 0.0,
    periods: float = 1.0,
    broken: bool = False,
) -> pd.DataFrame:
    """Taux standardisés directs: what each area's rate would be with the benchmark's make-up, in entries per `per`.

    `counts` as for access_rate, the strata in `group`. standardise.direct_rate with the benchmark's population as the
    standard, divided by `periods`; interval of Dobson, to which the noise of the strata adds the variance Σ step² v,
    step being what one entry adds to the rate. Comparable between areas, so ranked. The benchmark's own rate is its
    crude rate.

    cell_status as read_strata gives it, then too_few (under 10 entries in all: no value), ok. Returns the result
    frame, one row per area × period, group "" (numerator and denominator: entries and population of all strata),
    and the column crude, the rate before standardisation. Raises ValueError as access_rate and read_strata do.
    """
    if not (0 < per < np.inf and 0 < periods < np.inf):
        raise ValueError(f"per and periods must be positive and finite, got {per} and {periods}")
    strata = read_strata(counts, benchmark, noise_variance, broken)
    people, status = strata.population.sum(axis=1), strata.status
    status[(status == "ok") & (strata.total < FEWEST_EVENTS)] = TOO_FEW
    ok = status == "ok"

    known = np.where(ok[:, None], strata.population, np.nan)
    standard = np.where(ok[:, None], strata.population[strata.reference], np.nan)
    value, lower, upper = direct_rate(strata.events, known, standard, per / periods, confidence)
    step = per / periods * standard / standard.sum(axis=1, keepdims=True) / known
    noise = (step**2 * strata.noise).sum(axis=1)
    lower, upper = with_noise(value, lower, upper, noise, confidence)
    lower = np.maximum(lower, 0.0)

    rows = _rows(counts, strata)
    compared = compare_to_benchmark(rows, value, lower, upper, ok, benchmark, equivalence)
    result = result_frame(
        **_keys(rows),
        numerator=strata.total,
        denominator=people,
        value=value,
        lower=lower,
        upper=upper,
        confidence=np.full(len(rows), confidence),
        statistic=np.full(len(rows), "direct_rate", dtype=object),
        method=_method(np.full(len(rows), "dobson", dtype=object), noise, ok),
        **compared._asdict(),
        cell_status=status,
    )
    return extended(result, crude=np.where(ok, strata.total, np.nan) / people * (per / periods))


def indirect_ratios(
    counts: pd.DataFrame,
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    noise_variance: float = 0.0,
    broken: bool = False,
) -> pd.DataFrame:
    """Ratios standardisés indirects: observed entries / those expected at the benchmark's rates by stratum.

    `counts` as for access_rate, the strata in `group`. standardise.indirect_ratio; the noise of the strata adds the
    variance Σ v / expected². Each area is compared with the benchmark, whose ratio is 1, and not with another area:
    there are no ranks. The benchmark's rates are taken as fixed.

    cell_status as read_strata gives it, and no_data where the benchmark's own counts let nothing be expected. Returns
    the result frame, one row per area × period, group "" (numerator: observed; denominator: expected, in entries;
    value without unit). `outcome` is against 1 × (1 ± equivalence), "" where fewer than 10 entries are expected.
    Raises ValueError as read_strata does.
    """
    strata = read_strata(counts, benchmark, noise_variance, broken)
    status = strata.status
    reference = strata.events[strata.reference], strata.population[strata.reference]
    people = np.where((status == "ok")[:, None], strata.population, np.nan)
    expected = expected_count(people, *reference)
    status[(status == "ok") & ~(expected > 0)] = "no_data"
    ok = status == "ok"
    people[~ok] = expected[~ok] = np.nan
    value, lower, upper = indirect_ratio(strata.events, people, *reference, confidence)
    noise = strata.noise.sum(axis=1) / expected**2
    lower, upper = with_noise(value, lower, upper, noise, confidence)
    lower = np.maximum(lower, 0.0)

    rows = _rows(counts, strata)
    verdict = outcome(lower, upper, 1.0, equivalence)
    verdict[~(expected >= FEWEST_EVENTS)] = ""
    verdict[strata.is_benchmark & ok] = "benchmark"
    unranked = np.full(len(rows), np.nan)
    return result_frame(
        **_keys(rows),
        numerator=strata.total,
        denominator=expected,
        value=value,
        lower=lower,
        upper=upper,
        confidence=np.full(len(rows), confidence),
        statistic=np.full(len(rows), "indirect_ratio", dtype=object),
        method=_method(np.where(strata.total < EXACT_BELOW, "exact", "byar").astype(object), noise, ok),
        benchmark=np.where(ok, 1.0, np.nan),
        outcome=verdict,
        rank_low=unranked,
        rank_high=unranked,
        cell_status=status,
    )


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Écart expliqué of the rate of `area` against that of `against`, in entries per `per` actives and period.

    gap = composition + behaviour: who lives there, then how they use the service. `groups`: one row per stratum, with
    group, share and share_against (of the actives, %), rate and rate_against, composition and behaviour (its
    parts of the two sums). NaN in all of them, and no row, unless `cell_status` is "ok".
    """

    area: str
    against: str
    cell_status: str
    value: float
    value_against: float
    gap: float
    composition: float
    behaviour: float
    groups: pd.DataFrame


def decomposition(
    counts: pd.DataFrame,
    area: str,
    against: str = "FR",
    per: float = 1000.0,
    periods: float = 1.0,
    broken: bool = False,
    noise_variance: float = 0.0,
    confidence: float | None = 0.95,
) -> Decomposition:
    """Décompose l’écart de deux territoires over the strata of one axis (standardise.kitagawa).

    `counts` as for access_rate, of one period, the strata of the axis in `group`; other areas are left aside. The
    parts sum to the gap exactly. They have no interval, so the status says when they mean nothing, first that holds: as
    read_strata gives it for `area`, or else for `against`; too_few (fewer than 10 entries in either); too_close (chance
    and the noise alone make a gap as large, as often as `confidence` says; None: any gap is parted).

    Chance: the gap of two Poisson rates o/n and O/N, normal; it is too close when |o/n - O/N| ≤ z √(V(o)/n² + V(O)/N²),
    V(o) = o + the variances of the noises of its strata.
    Raises ValueError where either area has no row, on several periods, and as read_strata does.
    """
    if not (0 < per < np.inf and 0 < periods < np.inf):
        raise ValueError(f"per and periods must be positive and finite, got {per} and {periods}")
    both = counts[np.isin(text_column(counts, "area"), [area, against])]
    strata = read_strata(both, against, noise_variance, broken)
    names = text_column(both, "area")[strata.first].tolist()
    if len(set(text_column(both, "period"))) > 1 or {area, against} != set(names):
        raise ValueError(f"a decomposition needs {area} and {against} in one period")
    at, beside = names.index(area), names.index(against)
    status = str(strata.status[at] if strata.status[at] != "ok" else strata.status[beside])
    if status == "ok" and min(strata.total[at], strata.total[beside]) < FEWEST_EVENTS:
        status = TOO_FEW
    if status == "ok" and confidence is not None and _is_close(strata, [at, beside], confidence):
        status = TOO_CLOSE

    if status != "ok":
        nothing = small_frame({"group": np.empty(0, dtype=object)} | {name: np.empty(0) for name in _PARTS})
        return Decomposition(area, against, status, np.nan, np.nan, np.nan, np.nan, np.nan, nothing)

    events, people = strata.events[[at, beside]], strata.population[[at, beside]]
    rates = per / periods * events / people
    gap, composition, behaviour, parts = kitagawa(people[0], rates[0], people[1], rates[1])
    share = people / people.sum(axis=1, keepdims=True) * 100
    value, value_against = (per / periods * events.sum(axis=1) / people.sum(axis=1)).tolist()
    columns = dict(zip(_PARTS, (*share, *rates, *parts), strict=True))
    groups = small_frame({"group": np.array(strata.groups, dtype=object)} | columns)
    return Decomposition(
        area, against, status, value, value_against, float(gap), float(composition), float(behaviour), groups
    )


def _is_close(strata: Strata, pair: list[int], confidence: float) -> bool:
    """Whether chance and the noise alone make a gap as large as that of the two crude rates."""
    people = strata.population[pair].sum(axis=1)
    rates = strata.total[pair] / people
    variance = (strata.total[pair] + strata.noise[pair].sum(axis=1)) / people**2
    return bool(abs(rates[0] - rates[1]) <= z_score(confidence) * np.sqrt(variance.sum()))


_PARTS = ("share", "share_against", "rate", "rate_against", "composition", "behaviour")


def _rows(counts: pd.DataFrame, strata: Strata) -> pd.DataFrame:
    """The first row of each area × period, its group being "", to compare areas by."""
    return counts.iloc[strata.first].assign(group="")


def _keys(rows: pd.DataFrame) -> dict[str, NDArray[np.object_]]:
    return {name: text_column(rows, name) for name in ("area", "period", "group")}


def _method(method: NDArray[np.object_], noise: FloatArray, ok: BoolArray) -> NDArray[np.object_]:
    method[noise > 0] += "+bruit"
    method[~ok] = ""
    return method
