"""Couverture: nearest sites, catchments and best sites, beside the same by brute force: `python -m bench.coverage`.

Every commune of the country and 3,000 sites drawn where people live, with a fixed seed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from bench.table import Row, show
from geo.catchment import coverage_share, enhanced_two_step
from geo.decay import step_weights
from geo.distance import geodesic_km, nearest_site
from geo.inequality import gini, median_distance
from geo.pairs import pairs_within
from geo.scenario import Scenario, access_under, effects, network
from geo.siting import best_sites, coverage_gains, distance_gains
from settings import ROOT

_SITES, _REACH = 3000, 60.0
_STEPS = [(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]
_SLICE = 500


def main() -> None:
    towns = pd.read_parquet(ROOT / "geo" / "communes.parquet")
    # No population of Mayotte in the source: it weighs nothing here.
    people = towns["population"].astype(np.float64).fillna(0.0).to_numpy()
    points = towns[["lat", "lon"]].to_numpy()
    sites = points[np.random.default_rng(1).choice(len(points), _SITES, p=people / people.sum())]
    _country(points, people, sites)
    _scenarios(towns, points, people, sites)
    _best(towns, points, people, sites[::4])


def _timed(work: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Median seconds of `times` runs, and the result of the last one."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)), result


def _country(points: np.ndarray, people: np.ndarray, sites: np.ndarray) -> None:
    supply = np.ones(len(sites))
    near, (_, km) = _timed(lambda: nearest_site(points, sites))
    join, pairs = _timed(lambda: pairs_within(points, sites, 30))
    score, scores = _timed(lambda: enhanced_two_step(people, supply, pairs, _STEPS))
    share, _ = _timed(lambda: (coverage_share(people, km, [10, 20, 30]), median_distance(people, km)))
    unequal, _ = _timed(lambda: gini(people, scores))
    slow_near, km_again = _timed(lambda: np.concatenate([m.min(axis=1) for m in _slices(points, sites)]), 1)
    slow_score, scores_again = _timed(lambda: _dense_scores(points, people, sites, supply), 1)
    print(f"{len(pairs.cost)} couples ; offre répartie : {people @ scores:.6f} pour {_SITES} lieux")
    print(f"écart à la force brute : {np.abs(km - km_again).max():.1e} km ", end="")
    print(f"et {np.abs(scores - scores_again).max() / scores.max():.1e} du plus grand score")
    show(
        f"France, {len(points)} communes, {_SITES} lieux",
        ("ms", "force brute (ms)", "rapport"),
        [
            Row("nearest_site", [near * 1e3, slow_near * 1e3, slow_near / near], "≤ 1000 ms"),
            Row("pairs_within 30 km", [join * 1e3, "", ""]),
            Row("enhanced_two_step of these pairs", [score * 1e3, "", ""], "≤ 300 ms (a region)"),
            Row("pairs and score", [(join + score) * 1e3, slow_score * 1e3, slow_score / (join + score)]),
            Row("coverage_share and median_distance", [share * 1e3, "", ""]),
            Row("gini", [unequal * 1e3, "", ""]),
        ],
    )


def _scenarios(towns: pd.DataFrame, points: np.ndarray, people: np.ndarray, sites: np.ndarray) -> None:
    """What a hypothesis changes in a region, beside the whole network made again."""

    def decay(km: np.ndarray) -> np.ndarray:
        return step_weights(km, _STEPS)

    supply = np.ones(len(sites))
    make, net = _timed(lambda: network(points, people, sites, supply, 30, decay), 3)
    group, names = pd.factorize(towns["department"])
    of = np.where(towns["region"] == "76", group, -1)
    rows = [Row("network", [make * 1e3, "", ""])]
    for name, scenario in (
        ("one site closed", Scenario(closed=(5,))),
        ("one session opened", Scenario(added=((43.6, 1.44, 0.2),))),
        (
            "thirty changes",
            Scenario(
                closed=tuple(range(10)),
                moved=tuple((k, *sites[k + 10]) for k in range(10, 20)),
                added=tuple((*sites[k], 0.2) for k in range(20, 30)),
            ),
        ),
    ):

        def told(scenario: Scenario = scenario) -> None:
            effects(people, net.access, access_under(net, scenario), 20, of, len(names))

        quick, _ = _timed(told)
        rows.append(Row(name, [quick * 1e3, make * 1e3, make / quick], "≤ 300 ms"))
    show(f"Hypothèses, {len(points)} communes, {len(sites)} lieux", ("ms", "réseau refait (ms)", "rapport"), rows)


def _slices(points: np.ndarray, sites: np.ndarray) -> Iterator[np.ndarray]:
    """Every distance, some communes at a time: all at once they are 840 MB."""
    for start in range(0, len(points), _SLICE):
        lat, lon = points[start : start + _SLICE].T
        yield geodesic_km(lat[:, None], lon[:, None], *sites.T)


def _dense_scores(points: np.ndarray, people: np.ndarray, sites: np.ndarray, supply: np.ndarray) -> np.ndarray:
    served = np.zeros(len(sites))
    for rank, km in enumerate(_slices(points, sites)):
        served += people[rank * _SLICE : (rank + 1) * _SLICE] @ step_weights(km, _STEPS)
    ratio = np.divide(supply, served, out=np.zeros_like(supply), where=served > 0)
    return np.concatenate([step_weights(km, _STEPS) @ ratio for km in _slices(points, sites)])


def _best(towns: pd.DataFrame, points: np.ndarray, people: np.ndarray, sites: np.ndarray) -> None:
    rows = []
    for name, inside, budget in (
        ("Haute-Garonne", towns["department"] == "31", 10),
        ("Occitanie", towns["region"] == "76", 60),
    ):
        here, persons = points[inside], people[inside]
        pairs = pairs_within(here, here, _REACH)
        for among, label in ((sites, "avec lieux"), (sites[:0], "sans lieu")):
            km = nearest_site(here, among)[1]
            models = {
                "20 km": coverage_gains(persons, km, pairs, 20),
                "p-médiane": distance_gains(persons, km, pairs, _REACH),
            }
            for model, gains in models.items():
                curve = []
                for count in range(1, 6):
                    start = time.perf_counter()
                    found = best_sites(pairs, gains, count, budget)
                    gap = "" if found.optimal else f" (+{100 * (found.bound / found.gain - 1):.2f} %)"
                    curve.append(f"{time.perf_counter() - start:.2f}{gap}")
                rows.append(Row(f"{name}, {label}, {model}", curve, f"≤ {budget} s"))
    heads = [f"p = {count}" for count in range(1, 6)]
    show("Meilleurs lieux, secondes (et borne de ce qui manque au plus, sans preuve d’optimum)", heads, rows)


if __name__ == "__main__":
    main()
