"""Signaux à l’épreuve: releases without anything to find, and releases with one anomaly planted per rule.

python -m bench.signals        prints the share of cells flagged in 200 null releases, and what is found of the planted
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.areas import FRANCE, regions
from indicators.signals import DIVERSITY, SIGNAL, SIGNALS, STATUSES, diversity_signals, share_signals

RELEASES = 200
SEED = 2018
# Noise of the disclosure door, whose variance is 3: the draws of the releases pass it too.
_NOISE = 3.0
_PERIOD = "2017-01/2017-12"
_FAMILIES = ("pe", "ml", "ce", "apec", "reg")
# Exits of a family in France in the year, of which each region has its share; the sizes of the demonstration.
_EXITS = {"pe": 917_000, "ml": 51_000, "ce": 30_000, "apec": 46_000, "reg": 32_000}
_BASE = {"information": 0.47, "early": 0.28, "short": 0.18, "direct_3": 0.24, "support": 0.33}
_MIX = np.array([0.80, 0.05, 0.09, 0.04, 0.02])
# Territories differ by themselves: standard deviation, on the logit scale, of each region's own level.
_BETWEEN = 0.08
# What is planted in one region: a gap of so many points of % to the side that the signal names.
_GAP = 0.18
_PLANTED = "R24"


class Found(NamedTuple):
    """Ce qui est signalé: cells judged and flagged of the null releases; planted ones tried and found."""

    judged: int
    flagged: int
    planted: int
    detected: int


def measure(releases: int = RELEASES, seed: int = SEED) -> dict[str, Found]:
    """Signal → what it flags, over `releases` null releases and as many with its anomaly planted."""
    generator = np.random.default_rng(seed)
    found = {signal.code: [0, 0, 0, 0] for signal in SIGNALS}
    for _ in range(releases):
        for rows, of_planted in ((_judged(generator, ""), False), *((_judged(generator, s), s) for s in found)):
            is_judged = (rows["position"] != "") & (rows["area"] != FRANCE.id)
            for signal, of in rows[is_judged].groupby("group"):
                if not of_planted:
                    found[str(signal)][0] += len(of)
                    found[str(signal)][1] += int(of["flag"].sum())
                elif of_planted == signal:
                    there = of[(of["area"] == _PLANTED) & (of["family"] == "ml")]
                    found[str(signal)][2] += len(there)
                    found[str(signal)][3] += int(there["flag"].sum())
    return {signal: Found(*counts) for signal, counts in found.items()}


def _judged(generator: np.random.Generator, planted: str) -> pd.DataFrame:
    """The signals of one release, with the anomaly of one of them in one region and family, or none."""
    shares, statuses = [], []
    areas = [area.id for area in regions()]
    weight = generator.dirichlet(np.full(len(areas), 8.0))
    for family in _FAMILIES:
        size = np.maximum(generator.poisson(_EXITS[family] * weight), 1)
        for signal, base in _BASE.items():
            chance = _levels(generator, base, len(areas))
            if planted == signal and family == "ml":
                at = areas.index(_PLANTED)
                chance[at] = np.clip(base + SIGNAL[signal].direction * _GAP, 0.01, 0.99)
            count = generator.binomial(size, chance)
            shares.append(_frame(areas, family, {"signal": signal}, count, size, generator))
        mix = _MIX * np.exp(generator.normal(0, _BETWEEN, (len(areas), len(_MIX))))
        if planted == DIVERSITY and family == "ml":
            mix[areas.index(_PLANTED)] = (0.985, 0.004, 0.005, 0.004, 0.002)
        counts = np.array([generator.multinomial(n, p / p.sum()) for n, p in zip(size, mix, strict=True)])
        for place, status in enumerate(STATUSES):
            statuses.append(_frame(areas, family, {"employment_status": status}, counts[:, place], size, generator))
    return pd.concat(
        [
            share_signals(pd.concat(shares, ignore_index=True), noise_variance=_NOISE),
            diversity_signals(pd.concat(statuses, ignore_index=True), noise_variance=_NOISE),
        ],
        ignore_index=True,
    )


def _levels(generator: np.random.Generator, base: float, size: int) -> np.ndarray:
    logit = np.log(base / (1 - base)) + generator.normal(0, _BETWEEN, size)
    return np.asarray(1 / (1 + np.exp(-logit)))


def _frame(
    areas: list[str], family: str, key: dict[str, str], count: np.ndarray, size: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Counts of the regions and of France, each with a noise of its own."""
    exact = [np.append(column.sum(), column) for column in (count, size)]
    noised = [np.maximum(column + _rounded(rng, len(column)), 0.0) for column in exact]
    return pd.DataFrame({"area": [FRANCE.id, *areas], "period": _PERIOD, "family": family, **key}).assign(
        count=noised[0], total=noised[1], exempt=False, active=True
    )


def _rounded(rng: np.random.Generator, size: int) -> np.ndarray:
    return np.clip(np.round(rng.normal(0, np.sqrt(_NOISE), size)), -5, 5)


def main() -> None:
    print(f"Signaux, {RELEASES} versions sans anomalie et {RELEASES} par anomalie posée (graine {SEED})")
    print(f"{'signal':<14}{'jugées':>9}{'à tort':>8}{'part':>9}   {'posées':>7}{'trouvées':>10}")
    whole = [0, 0]
    for code, found in measure().items():
        whole = [whole[0] + found.judged, whole[1] + found.flagged]
        share = 100 * found.flagged / found.judged
        print(
            f"{code:<14}{found.judged:>9}{found.flagged:>8}{share:>8.2f} %   {found.planted:>7}"
            f"{100 * found.detected / found.planted:>8.1f} %"
        )
    print(f"Toutes : {100 * whole[1] / whole[0]:.2f} % des cases signalées à tort (budget : 1 %)")


if __name__ == "__main__":
    main()
