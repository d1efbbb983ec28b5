"""The numbers of the geography a second time, in slow plain Python and by the definitions: the oracle."""

import math
from itertools import combinations


def nearest(costs):
    """(index, cost) of the least cost of each row, the first of equals."""
    found = []
    for row in costs:
        known = [(c, j) for j, c in enumerate(row) if math.isfinite(c)]
        found.append((min(known)[1], min(known)[0]) if known else (-1, math.inf))
    return found


def coverage_share(population, distance, threshold):
    inside = sum(p for p, d in zip(population, distance, strict=True) if math.isfinite(d) and d <= threshold)
    return inside / sum(population) if sum(population) else math.nan


def step_weight(cost, steps):
    for bound, weight in steps:
        if cost <= bound:
            return weight
    return 0.0


def access_score(demand, supply, weights):
    """Scores of the origins, weights[origin][site] being given."""
    ratios = []
    for j, offered in enumerate(supply):
        served = sum(p * row[j] for p, row in zip(demand, weights, strict=True))
        ratios.append(offered / served if served > 0 else 0.0)
    return [sum(w * r for w, r in zip(row, ratios, strict=True)) for row in weights]


def persons(population, values):
    """One value a person, in rising order: whole populations only."""
    return sorted(v for p, v in zip(population, values, strict=True) for _ in range(p))


def quantile(population, values, share):
    line = persons(population, values)
    return line[math.ceil(round(share * len(line), 9)) - 1] if line else math.nan


def gini(population, values):
    total = sum(population)
    held = sum(p * v for p, v in zip(population, values, strict=True))
    if not held:
        return math.nan
    gaps = sum(
        p * q * abs(v - w)
        for p, v in zip(population, values, strict=True)
        for q, w in zip(population, values, strict=True)
    )
    return gaps / (2 * total * held)


def best_gain(gains, count):
    """Greatest sum over origins of the greatest chosen gain, gains[origin][site], over every choice of `count`."""
    sites = range(len(gains[0]))
    return max(
        sum(max((row[j] for j in chosen), default=0) for row in gains)
        for chosen in combinations(sites, min(count, len(gains[0])))
    )
