"""Signaux de qualité: six shares by territory and operator family, against the same family in France.

The « lecture qualitative » that the CNEFOP's report of 2018 announced: six alerts, for which it published neither
definition nor threshold. Those of `SIGNALS` are this project's own. A family is compared with itself only: operators
have different publics. A flag says that a share lies outside the 99.8 % limits, widened by what areas
ordinarily differ by, on the side that the alert names; it does not say why.

The widening is additive (tau²): areas differ in their own levels whatever their size, and on simulated areas that do,
the multiplicative one, whose phi winsorising biases low, flags more than 1 % of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from frames import text_column
from indicators.compare import cells_of, is_compared
from indicators.diversity import entropy_bias, entropy_noise, entropy_variance, normalised_entropy
from indicators.frame import FEWEST_EVENTS, TOO_FEW, BoolArray, extended, number_column, read_cells, result_frame
from indicators.funnel import between_variance, dispersion, position
from indicators.intervals import FloatArray, wilson_interval, with_noise, z_score
from nomenclatures import EMPLOYMENT_STATUS

LIMITS = 0.998
# A path is short when it ends in the month of its entry or in the next one.
SHORT_PATH_MONTHS = 1
ABNORMALLY = {1: "above", -1: "below"}
_KEYS = ("period", "family", "signal")


@dataclass(frozen=True, slots=True)
class Signal:
    """Signal: a share, the side on which it is abnormal, and the French words of both.

    direction: 1 when high values are flagged, -1 when low ones are. numerator, denominator: which rows are counted,
    in French; code also names the explanation that a flag carries.
    """

    code: str
    title: str
    direction: int
    unit: str
    numerator: str
    denominator: str
    explanation: str
    causes: str


SIGNALS: tuple[Signal, ...] = (
    Signal(
        code="information",
        title="Services d’information élevés",
        direction=1,
        unit="%",
        numerator="Parcours clos ayant reçu le service «\u00a0information\u00a0».",
        denominator="Parcours clos ayant reçu au moins un service.",
        explanation="La part des parcours clos avec un service d’information dépasse ce qu’explique le hasard.",
        causes=(
            "Public venu surtout s’informer, orientation insuffisante avant l’entrée, ou habitude de saisie du service."
        ),
    ),
    Signal(
        code="early",
        title="Sorties anticipées élevées",
        direction=1,
        unit="%",
        numerator="Sorties anticipées (abandons).",
        denominator="Toutes les sorties.",
        explanation="La part des sorties anticipées dépasse ce qu’explique le hasard.",
        causes="Reprises d’emploi, lieux d’accueil éloignés, attente entre entretiens, ou règle de clôture locale.",
    ),
    Signal(
        code="short",
        title="Parcours courts nombreux",
        direction=1,
        unit="%",
        numerator="Sorties non anticipées dans le mois de l’entrée ou le mois suivant.",
        denominator="Sorties non anticipées dont le mois d’entrée est connu.",
        explanation="La part des parcours courts, hors sorties anticipées, dépasse ce qu’explique le hasard.",
        causes=(
            "Demandes simples, entrées saisies après coup, ou opérateur entré récemment dans les données, dont seuls"
            " les parcours courts ont déjà pris fin."
        ),
    ),
    Signal(
        code="direct_3",
        title="Démarches débutant au niveau 3",
        direction=1,
        unit="%",
        numerator="Entrées directes au niveau 3.",
        denominator="Entrées de niveau 2 ou 3.",
        explanation="La part des entrées directes au niveau 3 dépasse ce qu’explique le hasard.",
        causes="Projets déjà élaborés ailleurs, ou niveau 2 non saisi avant le niveau 3.",
    ),
    Signal(
        code="support",
        title="Accompagnements à la mise en œuvre faibles",
        direction=-1,
        unit="%",
        numerator="Sorties de niveau 3 (accompagnement à la mise en œuvre).",
        denominator="Sorties de niveau 2 ou 3.",
        explanation="La part des parcours clos au niveau 3 est plus basse que ce qu’explique le hasard.",
        causes="Conseil arrêté au projet, relais vers un autre opérateur, ou passage au niveau 3 non saisi.",
    ),
    Signal(
        code="diversity",
        title="Diversité des situations faible",
        direction=-1,
        unit="",
        numerator="Entropie des statuts à l’entrée, hors statut non renseigné.",
        denominator="Entropie de cinq statuts de même fréquence.",
        explanation="Les statuts du public sont moins variés que ce qu’explique le hasard.",
        causes="Public local homogène, partage des publics entre opérateurs, ou accès difficile pour certains statuts.",
    ),
)
SIGNAL: dict[str, Signal] = {signal.code: signal for signal in SIGNALS}
DIVERSITY = "diversity"
STATUSES: tuple[str, ...] = tuple(category.code for category in EMPLOYMENT_STATUS.known)


def share_signals(
    counts: pd.DataFrame, benchmark: str = "FR", confidence: float = 0.95, noise_variance: float = 0.0
) -> pd.DataFrame:
    """Signaux qui sont des parts: count / total, in %, against the same family's share in the area `benchmark`, p0.

    `counts`, after disclosure, one row per area × period × family × signal (any of SIGNALS but diversity): `area`,
    `period`, `family`, `signal`, `count` and `total` (numerator and denominator of SIGNAL, NaN: none found),
    `exempt`, `active` (False: the family was not in the field), and perhaps `compared`. What is counted, of the
    rows of the period that hold the area and the family:
    - information: exits whose bit of the service information is set / exits with any service;
    - early: exits of kind early / exits;
    - short: exits not early with month - entry_month at most SHORT_PATH_MONTHS / exits not early whose entry_month is
      known;
    - direct_3: entries of level 3 / entries;
    - support: exits of level 3 / exits.

    Limits: p0 ± z(99.8 %) sqrt(p0 (1 - p0) / n + v (1 + p0²) / n² + tau²), v being the variance of the noise of a
    count; phi and tau² are `dispersion` and `between_variance` over the areas compared in a period, family and
    signal. The interval of the share is Wilson's, with the noise (as entry_share).

    cell_status, first that holds: no_data (count or total missing, nothing to share out, or no share of the benchmark);
    secret (count or total 0, neither exempt nor structural); too_few (fewer than 10 events expected, or fewer than 10
    of the contrary: normal limits would flag by chance); ok. Only an ok row has a value, limits and a position.

    Returns the result frame, rows in the order of `counts` (group: the signal; benchmark: that area's share), and the
    columns family, expected, limit_lower, limit_upper, phi (without unit; the others in that of the value), tau,
    position ("above", "below", "inside", ""), flag (bool: outside on the side the signal names) and explanation (the
    signal's code where flagged, else ""). The benchmark and rows not `compared` are never flagged. Raises ValueError
    on an unknown signal, two benchmark rows in one cell, and as access_rate does.
    """
    signal = text_column(counts, "signal")
    if not set(signal) <= set(SIGNAL) - {DIVERSITY}:
        raise ValueError(f"a share signal is one of {', '.join(SIGNAL)} but {DIVERSITY}, got {sorted(set(signal))}")
    cells = read_cells(counts, noise_variance)
    total = number_column(counts, "total")
    status = np.full(len(counts), "ok", dtype=object)
    status[total == 0] = "no_data"
    status[cells.secret | (cells.perturbed & (total == 0))] = "secret"
    status[np.isnan(cells.events) | np.isnan(total)] = "no_data"

    size = np.where(status == "ok", total, np.nan)
    count = np.minimum(cells.events, size)
    share = count / size
    expected = _of_benchmark(counts, share, benchmark)
    status[(status == "ok") & np.isnan(expected)] = "no_data"
    status[(status == "ok") & ~(np.minimum(expected, 1 - expected) * size >= FEWEST_EVENTS)] = TOO_FEW

    lower, upper = wilson_interval(count, size, confidence)
    lower, upper = with_noise(share, lower, upper, cells.noise * (1 + share**2) / size**2, confidence)
    lower, upper = np.maximum(lower, 0.0), np.minimum(upper, 1.0)
    variance = expected * (1 - expected) / size + cells.noise * (1 + expected**2) / size**2
    method = np.where(cells.noise > 0, "wilson+bruit", "wilson").astype(object)
    figures = (100 * share, 100 * lower, 100 * upper, 100 * expected, 100 * expected, 100**2 * variance)
    keys = counts.assign(group=signal)
    numerator, denominator = np.where(cells.secret, np.nan, cells.events), np.where(total == 0, np.nan, total)
    return _judged(keys, benchmark, confidence, numerator, denominator, figures, (0.0, 100.0), method, status)


def diversity_signals(
    counts: pd.DataFrame, benchmark: str = "FR", confidence: float = 0.95, noise_variance: float = 0.0
) -> pd.DataFrame:
    """Signal de diversité: normalised entropy of the entries' statuses, against the same family in `benchmark`.

    `counts`, after disclosure, one row per area × period × family × status: `area`, `period`, `family`,
    `employment_status` (every code of STATUSES, and perhaps the unknown one, which is left out), `count`, `exempt`,
    `active` and perhaps `compared`. A status under secrecy enters as the 0 that the disclosure door gave.

    Expected: the benchmark's entropy less its bias for n entries (entropy_bias); variance: entropy_variance of the
    benchmark's shares for n entries, plus entropy_noise. Limits, phi, columns and statuses as for share_signals:
    no_data (a status without count, no entry, or no benchmark); secret (every status under secrecy); too_few (fewer
    than 10 times as many entries as statuses); ok. The interval is entropy ± z sqrt(its own variance).

    Returns the result frame, one row per area × period × family, in the order in which they first come (group:
    diversity; numerator and denominator: the entries counted; value without unit, in [0, 1]). Raises ValueError if a
    status is missing or comes twice, and as share_signals does.
    """
    known = counts[np.isin(text_column(counts, "employment_status"), STATUSES)]
    cells = read_cells(known, noise_variance)
    at_row, _ = pd.factorize(cells_of(known, ("area", "period", "family")))
    _, first = np.unique(at_row, return_index=True)
    at_status = np.array([STATUSES.index(s) for s in text_column(known, "employment_status")], dtype=np.intp)
    shape = len(first), len(STATUSES)
    if len(set(zip(at_row.tolist(), at_status.tolist(), strict=True))) != len(known) or len(known) != np.prod(shape):
        raise ValueError("each area, period and family needs one row per employment status")
    events, noise, secret = np.empty(shape), np.empty(shape), np.empty(shape, dtype=bool)
    events[at_row, at_status], noise[at_row, at_status] = cells.events, cells.noise
    secret[at_row, at_status] = cells.secret

    hidden = (secret | (events == 0)).all(axis=1) & secret.any(axis=1)
    total = np.where(hidden, np.nan, events.sum(axis=1))
    status = np.full(len(first), "ok", dtype=object)
    status[np.isnan(total) | (total == 0)] = "no_data"
    status[hidden] = "secret"

    keys = known.iloc[first].assign(signal=DIVERSITY, group=DIVERSITY)
    entropy = normalised_entropy(np.where((status == "ok")[:, None], events, np.nan))
    of_benchmark = np.column_stack([_of_benchmark(keys, column, benchmark) for column in events.T])
    expected = normalised_entropy(of_benchmark) - entropy_bias(of_benchmark, total)
    status[(status == "ok") & np.isnan(expected)] = "no_data"
    status[(status == "ok") & (total < FEWEST_EVENTS * len(STATUSES))] = TOO_FEW

    added = entropy_noise(events, noise)
    half = z_score(confidence) * np.sqrt(entropy_variance(events, total) + added)
    variance = entropy_variance(of_benchmark, total) + added
    method = np.where(added > 0, "delta+bruit", "delta").astype(object)
    lower, upper = np.maximum(entropy - half, 0.0), np.minimum(entropy + half, 1.0)
    figures = (entropy, lower, upper, normalised_entropy(of_benchmark), expected, variance)
    return _judged(keys, benchmark, confidence, total, total, figures, (0.0, 1.0), method, status)


def _of_benchmark(keys: pd.DataFrame, values: FloatArray, benchmark: str) -> FloatArray:
    """The value of the benchmark in the period, family and signal of each row, NaN without one."""
    cell = cells_of(keys, _KEYS)
    is_benchmark = text_column(keys, "area") == benchmark
    if len(np.unique(cell[is_benchmark])) != is_benchmark.sum():
        raise ValueError(f"several rows of {benchmark} in one period, family and signal")
    of_cell = np.full(cell.max(initial=-1) + 1, np.nan)
    of_cell[cell[is_benchmark]] = values[is_benchmark]
    return np.asarray(of_cell[cell])


def _judged(
    keys: pd.DataFrame,
    benchmark: str,
    confidence: float,
    numerator: FloatArray,
    denominator: FloatArray,
    figures: tuple[FloatArray, ...],
    bounds: tuple[float, float],
    method: NDArray[np.object_],
    status: NDArray[np.object_],
) -> pd.DataFrame:
    """The result frame: figures are value, its bounds, the benchmark's value, the one expected, the variance."""
    ok = status == "ok"
    value, lower, upper, reference, expected, variance = (np.where(ok, figure, np.nan) for figure in figures)
    judged: BoolArray = ok & is_compared(keys, benchmark) & (variance > 0)
    chance = np.where(judged, variance, np.nan)
    score = (value - expected) / np.sqrt(chance)
    cell = cells_of(keys, _KEYS)
    phi, between = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
    for one in np.unique(cell):
        of_cell = cell == one
        phi[of_cell] = dispersion(score[of_cell])
        between[of_cell] = between_variance(phi[of_cell][0], chance[of_cell])
    # With a single area nothing is known of what areas differ by: chance alone is left.
    half = z_score(LIMITS) * np.sqrt(chance + np.fmax(between, 0.0))
    limit_lower, limit_upper = np.maximum(expected - half, bounds[0]), np.minimum(expected + half, bounds[1])

    place = position(value, limit_lower, limit_upper)
    signal = text_column(keys, "signal")
    flag = np.array([place[at] == ABNORMALLY[SIGNAL[code].direction] for at, code in enumerate(signal)], dtype=bool)
    unranked = np.full(len(keys), np.nan)
    no_outcome = np.full(len(keys), "", dtype=object)
    method[~ok] = ""
    result = result_frame(
        area=text_column(keys, "area"),
        period=text_column(keys, "period"),
        group=text_column(keys, "group"),
        numerator=numerator,
        denominator=denominator,
        value=value,
        lower=lower,
        upper=upper,
        confidence=np.full(len(keys), confidence),
        statistic=np.where(signal == DIVERSITY, "normalised_entropy", "share").astype(object),
        method=method,
        benchmark=reference,
        outcome=no_outcome,
        rank_low=unranked,
        rank_high=unranked,
        cell_status=status,
    )
    return extended(
        result,
        family=text_column(keys, "family"),
        expected=expected,
        limit_lower=limit_lower,
        limit_upper=limit_upper,
        phi=np.where(judged, phi, np.nan),
        tau=np.where(judged, np.sqrt(between), np.nan),
        position=place,
        flag=flag,
        explanation=np.where(flag, signal, "").astype(object),
    )
