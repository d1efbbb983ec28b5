"""A slow second implementation of the indicators, one number at a time, in plain Python with `math` alone.

Written from the definitions rather than from the closed forms: quantiles by bisection of the cumulative
probability, Wilson's bounds by bisection of its score equation, ranks by counting, Kitagawa's parts by replacing
one cause before or after the other, the errors of a slope by moving one value at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache

NAN = math.nan


def bisect(rising: Callable[[float], float], low: float, high: float) -> float:
    """The root of an increasing function between low and high."""
    for _ in range(90):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@cache
def z_score(confidence: float) -> float:
    return bisect(lambda z: math.erf(z / math.sqrt(2)) - confidence, 0, 9)


def poisson_at_most(count: int, mean: float) -> float:
    """P(X <= count) for X Poisson."""
    if mean == 0:
        return 1.0
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


def exact_poisson(count: int, confidence: float) -> tuple[float, float]:
    """The means for which a count as high (lower bound), as low (upper bound), has probability (1 - confidence)/2."""
    tail, ceiling = (1 - confidence) / 2, 10 * count + 100
    upper = bisect(lambda mean: tail - poisson_at_most(count, mean), 0, ceiling)
    if count == 0:
        return 0.0, upper
    return bisect(lambda mean: 1 - poisson_at_most(count - 1, mean) - tail, 0, ceiling), upper


def byar(count: float, confidence: float) -> tuple[float, float]:
    z, after = z_score(confidence), count + 1
    upper = after * (1 - 1 / (9 * after) + z / (3 * math.sqrt(after))) ** 3
    if count == 0:
        return 0.0, upper
    bracket = 1 - 1 / (9 * count) - z / (3 * math.sqrt(count))
    return (count * bracket**3 if bracket > 0 else 0.0), upper


def poisson(count: int, confidence: float) -> tuple[float, float]:
    return exact_poisson(count, confidence) if count < 10 else byar(count, confidence)


def wilson(count: float, total: float, confidence: float) -> tuple[float, float]:
    """The proportions whose score test does not reject count / total."""
    if total == 0:
        return NAN, NAN
    share, z = count / total, z_score(confidence)

    def score(proportion: float) -> float:
        return (share - proportion) ** 2 - z**2 * proportion * (1 - proportion) / total

    lower = 0.0 if count == 0 else bisect(lambda p: -score(p), 0, share)
    upper = 1.0 if count == total else bisect(score, share, 1)
    return lower, upper


def with_noise(value: float, lower: float, upper: float, variance: float, confidence: float) -> tuple[float, float]:
    """Back from each bound to the variance it stands for, add the noise's, and forth again."""
    z = z_score(confidence)
    below = ((value - lower) / z) ** 2 + variance
    above = ((upper - value) / z) ** 2 + variance
    return value - z * math.sqrt(below), value + z * math.sqrt(above)


def outcome(lower: float, upper: float, benchmark: float, equivalence: float) -> str:
    if math.isnan(lower) or math.isnan(upper) or math.isnan(benchmark) or benchmark <= 0:
        return ""
    floor, ceiling = benchmark * (1 - equivalence), benchmark * (1 + equivalence)
    if floor <= lower and upper <= ceiling:
        return "similar"
    if lower > ceiling:
        return "higher"
    return "lower" if upper < floor else "undecided"


def rank_interval(bounds: list[tuple[float, float]], at: int) -> tuple[int, int]:
    lower, upper = bounds[at]
    above = sum(1 for other, _ in bounds if other > upper)
    below = sum(1 for _, other in bounds if other < lower)
    return 1 + above, len(bounds) - below


def slope(points: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Slope and its variance through (x, y, variance), by the normal equations in fractions, which round nothing."""
    s = sx = sy = sxx = sxy = Fraction(0)
    for x, y, variance in ((Fraction(x), Fraction(y), Fraction(variance)) for x, y, variance in points):
        w = 1 / variance
        s, sx, sy, sxx, sxy = s + w, sx + w * x, sy + w * y, sxx + w * x * x, sxy + w * x * y
    determinant = s * sxx - sx * sx
    return float((s * sxy - sx * sy) / determinant), float(s / determinant)


def trend_label(values: list[float], variances: list[float]) -> str:
    points = [(float(x), y, v) for x, (y, v) in enumerate(zip(values, variances, strict=True)) if not math.isnan(y)]
    points = points[-5:]
    if len(points) < 5:
        return "non calculable"
    whole, variance = slope(points)
    for left_out in range(5):
        partial, _ = slope([p for i, p in enumerate(points) if i != left_out])
        # Equal variances written as floats may differ by a rounding, and so tilt a flat line by as much.
        if partial * whole <= 1e-13 * whole**2:
            return "pas de tendance nette"
    if whole * whole / variance <= 9.5495:
        return "pas de tendance nette"
    return "en hausse" if whole > 0 else "en baisse"


Row = dict[str, object]


def _compare(rows: list[Row], benchmark: str, equivalence: float) -> None:
    for row in rows:
        cell = [r for r in rows if (r["period"], r["group"]) == (row["period"], row["group"])]
        reference = next((r["value"] for r in cell if r["area"] == benchmark), NAN)
        row["benchmark"] = reference
        row["outcome"] = outcome(row["lower"], row["upper"], reference, equivalence)
        row["rank_low"] = row["rank_high"] = NAN
        if row["cell_status"] != "ok":
            continue
        if row["area"] == benchmark:
            row["outcome"] = "benchmark"
            continue
        others = [r for r in cell if r["cell_status"] == "ok" and r["area"] != benchmark]
        at = next(i for i, r in enumerate(others) if r is row)
        row["rank_low"], row["rank_high"] = rank_interval([(r["lower"], r["upper"]) for r in others], at)


def _empty(row: Row, status: str, **known: object) -> Row:
    keys = {k: row[k] for k in ("area", "period", "group")}
    return {**keys, "value": NAN, "lower": NAN, "upper": NAN, "method": "", "cell_status": status, **known}


def _is_secret(row: Row) -> bool:
    return row["count"] == 0 and bool(row["active"]) and not row["exempt"]


def access_rate(
    rows: list[Row],
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    per: float = 1000.0,
    noise_variance: float = 0.0,
    periods: float = 1.0,
    broken: bool = False,
) -> list[Row]:
    results = []
    for row in rows:
        count, population = row["count"], row["population"] or NAN
        structural = not row["active"] and not count > 0
        if structural:
            count = 0.0
        known = {"numerator": NAN if _is_secret(row) else count, "denominator": population}
        if broken:
            results.append(_empty(row, "break", **known))
        elif math.isnan(population):
            results.append(_empty(row, "no_denominator", **known))
        elif structural:
            results.append(_empty(row, "ok", **known, value=0.0, lower=0.0, upper=0.0))
        elif math.isnan(count):
            results.append(_empty(row, "no_data", **known))
        elif _is_secret(row):
            results.append(_empty(row, "secret", **known))
        else:
            lower, upper = poisson(int(count), confidence)
            method = "exact" if count < 10 else "byar"
            if not row["exempt"] and noise_variance:
                lower, upper = with_noise(count, lower, upper, noise_variance, confidence)
                method += "+bruit"
            scaled = {
                "value": per * count / population / periods,
                "lower": per * max(lower, 0) / population / periods,
                "upper": per * upper / population / periods,
            }
            results.append(_empty(row, "ok", **known, **scaled, method=method))
    _compare(results, benchmark, equivalence)
    return results


def entry_share(
    rows: list[Row],
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    noise_variance: float = 0.0,
) -> list[Row]:
    results = []
    for row in rows:
        count, total = row["count"], row["total"]
        structural = not row["active"] and not count > 0
        if structural:
            count = 0.0
        known = {"numerator": NAN if _is_secret(row) else count, "denominator": total or NAN}
        if math.isnan(count) or math.isnan(total):
            results.append(_empty(row, "no_data", **known))
        elif _is_secret(row) or (total == 0 and not row["exempt"] and not structural):
            results.append(_empty(row, "secret", **known))
        elif total == 0:
            results.append(_empty(row, "no_data", **known))
        elif structural:
            results.append(_empty(row, "ok", **known, value=0.0, lower=0.0, upper=0.0))
        else:
            part = min(count, total)
            share, method = part / total, "wilson"
            lower, upper = wilson(part, total, confidence)
            if not row["exempt"] and noise_variance:
                added = noise_variance / total**2 + share**2 * noise_variance / total**2
                lower, upper = with_noise(share, lower, upper, added, confidence)
                method += "+bruit"
            scaled = {"value": 100 * share, "lower": 100 * max(lower, 0), "upper": 100 * min(upper, 1)}
            results.append(_empty(row, "ok", **known, **scaled, method=method))
    _compare(results, benchmark, equivalence)
    return results


Triple = tuple[float, float, float]


def representation_index(
    count: float, count_total: float, population: float, population_total: float, confidence: float
) -> Triple:
    if count_total == 0 or population == 0:
        return NAN, NAN, NAN
    fair = population / population_total
    lower, upper = wilson(count, count_total, confidence)
    return count / count_total / fair, lower / fair, upper / fair


def relative_recourse(a: float, people_a: float, b: float, people_b: float, confidence: float) -> Triple:
    if people_a == 0 or people_b == 0 or b == 0:
        return NAN, NAN, NAN
    if a == 0:
        return 0.0, NAN, NAN
    log = math.log(a) - math.log(people_a) - math.log(b) + math.log(people_b)
    half = z_score(confidence) * math.hypot(1 / math.sqrt(a), 1 / math.sqrt(b))
    return math.exp(log), math.exp(log - half), math.exp(log + half)


def dissimilarity(counts: list[float], populations: list[float]) -> float:
    """What the groups in excess have above their share: what would have to move."""
    entries, people = sum(counts), sum(populations)
    if entries == 0 or people == 0:
        return NAN
    return math.fsum(max(0.0, x / entries - p / people) for x, p in zip(counts, populations, strict=True))


def line_ends(values: list[float], populations: list[float]) -> tuple[float, float]:
    """The fitted line at rank 0 and at rank 1."""
    total, below, points = sum(populations), 0.0, []
    for value, people in zip(values, populations, strict=True):
        if people > 0:
            points.append(((below + people / 2) / total, value, 1 / people))
        below += people
    rise, _ = slope(points)
    weight = math.fsum(1 / v for _, _, v in points)
    bottom = math.fsum((y - rise * x) / v for x, y, v in points) / weight
    return bottom, bottom + rise


def slope_index(
    values: list[float], populations: list[float], errors: list[float], confidence: float
) -> tuple[float, ...]:
    if sum(people > 0 for people in populations) < 2:
        return (NAN,) * 6
    bottom, top = line_ends(values, populations)
    moved = []
    for group, error in enumerate(errors):
        other = [value + (error if at == group else 0.0) for at, value in enumerate(values)]
        low, high = line_ends(other, populations)
        moved.append((low - bottom, high - top))
    z = z_score(confidence)
    half = z * math.sqrt(math.fsum((high - low) ** 2 for low, high in moved))
    absolute = (top - bottom - half, top - bottom + half)
    if bottom <= 0:
        return (top - bottom, NAN, *absolute, NAN, NAN)
    if bottom <= z * math.sqrt(math.fsum(low**2 for low, _ in moved)):
        return (top - bottom, top / bottom, *absolute, NAN, NAN)

    def beyond(ratio: float) -> float:
        variance = math.fsum((high - ratio * low) ** 2 for low, high in moved)
        return (top - ratio * bottom) ** 2 - z**2 * variance

    reach = 1.0
    while beyond(top / bottom - reach) < 0 or beyond(top / bottom + reach) < 0:
        reach *= 2
    lower = bisect(lambda ratio: -beyond(ratio), top / bottom - reach, top / bottom)
    upper = bisect(beyond, top / bottom, top / bottom + reach)
    return (top - bottom, top / bottom, *absolute, lower, upper)


def direct_rate(
    counts: list[float], populations: list[float], standard: list[float], per: float, confidence: float
) -> Triple:
    groups = [g for g in zip(counts, populations, standard, strict=True) if g[2] > 0]
    events, weight = math.fsum(o for o, _, _ in groups), math.fsum(w for _, _, w in groups)
    if events < 10 or any(n == 0 for _, n, _ in groups):
        return NAN, NAN, NAN
    rate = math.fsum(w * o / n for o, n, w in groups) / weight
    variance = math.fsum(w * w * o / n / n for o, n, w in groups) / weight**2
    lower, upper = byar(events, confidence)
    stretch = math.sqrt(variance / events)
    low, high = rate - stretch * (events - lower), rate + stretch * (upper - events)
    return per * rate, per * max(low, 0.0), per * high


def expected_count(
    populations: list[float], reference_counts: list[float], reference_populations: list[float]
) -> float:
    expected = 0.0
    for n, events, people in zip(populations, reference_counts, reference_populations, strict=True):
        if n > 0:
            expected += n * events / people if people > 0 else NAN
    return expected


def indirect_ratio(
    counts: list[int],
    populations: list[float],
    reference_counts: list[float],
    reference_populations: list[float],
    confidence: float,
) -> Triple:
    expected = expected_count(populations, reference_counts, reference_populations)
    if not expected > 0:
        return NAN, NAN, NAN
    lower, upper = poisson(sum(counts), confidence)
    return sum(counts) / expected, lower / expected, upper / expected


def kitagawa(
    people_a: list[float], rates_a: list[float], people_b: list[float], rates_b: list[float]
) -> tuple[float, float, float]:
    def crude(people: list[float], rates: list[float]) -> float:
        return math.fsum(n * r for n, r in zip(people, rates, strict=True)) / math.fsum(people)

    gap = crude(people_a, rates_a) - crude(people_b, rates_b)
    people_first = crude(people_a, rates_b) - crude(people_b, rates_b)
    people_last = crude(people_a, rates_a) - crude(people_b, rates_a)
    composition = (people_first + people_last) / 2
    return gap, composition, gap - composition


def poisson_at_least(count: float, mean: float) -> float:
    """P(X >= count) for X Poisson, continued to any real count > 0 (series of the incomplete gamma function)."""
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    total, at = 0.0, count
    while term > 1e-17 * total or at < mean:
        total += term
        at += 1
        term *= mean / at
    return total


def ratio_limits(expected: float, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    most = bisect(lambda count: tail - poisson_at_least(count, expected), 1e-9, expected + 60 + 20 * expected**0.5)
    if 1 - poisson_at_least(1, expected) >= tail:
        return 0.0, most / expected
    least = bisect(lambda count: 1 - poisson_at_least(count + 1, expected) - tail, 0, expected)
    return least / expected, most / expected


def proportion_limits(total: float, benchmark: float, confidence: float) -> tuple[float, float]:
    if total == 0:
        return NAN, NAN
    half = z_score(confidence) * math.sqrt(benchmark * (1 - benchmark)) / math.sqrt(total)
    return max(benchmark - half, 0.0), min(benchmark + half, 1.0)


def quantile(values: list[float], share: float) -> float:
    """Linear between the ordered values."""
    ordered, place = sorted(values), share * (len(values) - 1)
    at = min(int(place), len(values) - 2)
    return ordered[at] + (place - at) * (ordered[at + 1] - ordered[at])


def overdispersion(observed: list[float], expected: list[float], method: str, trim: float) -> tuple[float, float]:
    areas = [(o, e) for o, e in zip(observed, expected, strict=True) if o == o and e > 0]
    if len(areas) < 2:
        return NAN, NAN
    scores = [(o - e) / math.sqrt(e) for o, e in areas]
    low, high = quantile(scores, trim), quantile(scores, 1 - trim)
    phi = math.fsum(min(max(z, low), high) ** 2 for z in scores) / len(scores)
    if method == "multiplicative":
        return phi, 0.0
    total = math.fsum(e for _, e in areas)
    crossed = math.fsum(e * (total - e) for _, e in areas) / total
    return phi, max(0.0, (len(scores) * (phi - 1) + 1) / crossed)


def _noisy(row: Row, variance: float) -> float:
    return 0.0 if row["exempt"] or (not row["active"] and not row["count"] > 0) else variance


def representation(
    rows: list[Row], benchmark: str, confidence: float, equivalence: float, noise_variance: float
) -> list[Row]:
    results = []
    for row in rows:
        count, total, structural = row["count"], row["total"], not row["active"] and not row["count"] > 0
        count = 0.0 if structural else count
        aligned = row["status"] != "none" and row["population"] > 0 and row["population_total"] > 0
        fair = row["population"] / row["population_total"] if aligned else NAN
        known = {"numerator": NAN if _is_secret(row) else count, "denominator": total or NAN, "benchmark": NAN}
        known |= {"outcome": "", "rank_low": NAN, "rank_high": NAN, "share": NAN, "gap": NAN}
        known |= {"share_lower": NAN, "share_upper": NAN, "population_share": 100 * fair}
        if math.isnan(count) or math.isnan(total):
            results.append(_empty(row, "no_data", **known))
            continue
        if _is_secret(row) or (total == 0 and not row["total_exempt"] and not structural):
            results.append(_empty(row, "secret", **known))
            continue
        if total == 0:
            results.append(_empty(row, "no_data", **known))
            continue
        share, method = min(count, total) / total, "wilson"
        lower, upper = wilson(min(count, total), total, confidence)
        of_total = noise_variance if not row["total_exempt"] and not structural else 0.0
        added = (_noisy(row, noise_variance) + share**2 * of_total) / total**2
        if added:
            lower, upper = with_noise(share, lower, upper, added, confidence)
            method += "+bruit"
        lower, upper = max(lower, 0.0), min(upper, 1.0)
        if structural:
            lower = upper = 0.0
            method = ""
        known |= {"share": 100 * share, "share_lower": 100 * lower, "share_upper": 100 * upper}
        if not aligned:
            results.append(_empty(row, "no_denominator", **known))
            continue
        figures = {"value": share / fair, "lower": lower / fair, "upper": upper / fair}
        known |= {"benchmark": 1.0, "gap": 100 * (share - fair), "method": method, **figures}
        if min(count, total) >= 10:
            known["outcome"] = outcome(lower / fair, upper / fair, 1.0, equivalence)
        status = "approximate" if row["status"] == "approximate" else "ok"
        results.append(_empty(row, status, **known))
    for row in results:
        cell = [
            r
            for r in results
            if (r["period"], r["group"]) == (row["period"], row["group"])
            and r["cell_status"] in ("ok", "approximate")
            and r["area"] != benchmark
        ]
        at = next((i for i, r in enumerate(cell) if r is row), None)
        if at is not None:
            row["rank_low"], row["rank_high"] = rank_interval([(r["lower"], r["upper"]) for r in cell], at)
    return results


def entropy(counts: list[float]) -> float:
    """The mean surprise of an event, over that of as many equal categories."""
    total = math.fsum(counts)
    if total == 0:
        return NAN
    return math.fsum(x / total * math.log(total / x) for x in counts if x > 0) / math.log(len(counts))


def weighted_distance(a: list[float], b: list[float], weights: list[float]) -> float:
    both = [(x, y, w) for x, y, w in zip(a, b, weights, strict=True) if x == x and y == y]
    weight = math.fsum(w for _, _, w in both)
    return math.sqrt(math.fsum(w * (x - y) ** 2 for x, y, w in both) / weight) if weight else NAN


def z_scores(values: list[float]) -> list[float]:
    known = [v for v in values if v == v]
    if len(set(known)) < 2:
        return [0.0 if v == v else NAN for v in values]
    mean = math.fsum(known) / len(known)
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in known) / len(known))
    return [(v - mean) / deviation for v in values]


def correlation(x: list[float], y: list[float], confidence: float) -> tuple[float, ...]:
    """By the normal equations, in fractions; bounds by bisection of Fisher's transform written as a logarithm."""
    points = [(a, b) for a, b in zip(x, y, strict=True) if a == a and b == b]
    n = len(points)
    if n < 4 or len({a for a, _ in points}) == 1:
        return NAN, NAN, NAN, NAN, NAN, n
    rise, _ = slope([(a, b, 1.0) for a, b in points])
    intercept = math.fsum(b - rise * a for a, b in points) / n
    back, _ = slope([(b, a, 1.0) for a, b in points]) if len({b for _, b in points}) > 1 else (NAN, NAN)
    if back != back:
        return 0.0, intercept, NAN, NAN, NAN, n
    r = math.copysign(math.sqrt(min(rise * back, 1.0)), rise)
    if abs(r) > 1 - 1e-12:
        return rise, intercept, r, r, r, n

    def fisher(value: float) -> float:
        return math.log((1 + value) / (1 - value)) / 2

    half = z_score(confidence) / math.sqrt(n - 3)
    lower = bisect(lambda v: fisher(v) - fisher(r) + half, -1 + 1e-15, r)
    upper = bisect(lambda v: fisher(v) - fisher(r) - half, r, 1 - 1e-15)
    return rise, intercept, r, lower, upper, n


def month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def crosses(breaks: list[tuple[str, float]], earlier: tuple[str, str], later: tuple[str, str]) -> bool:
    """Whether a day after the first of the earlier period and not after the last of the later one is an unbridged
    break's, looking at each break's month and day."""
    first, last = month_number(earlier[0]), month_number(later[1])
    for day, factor in breaks:
        month = month_number(day[:7])
        begins_inside = month > first or (month == first and int(day[8:]) > 1)
        if math.isnan(factor) and begins_inside and month <= last:
            return True
    return False


def recourse_ratio(
    rows: list[Row], benchmark: str, confidence: float, equivalence: float, variance: float
) -> list[Row]:
    """Relative recourse, one row at a time: area, count_a, count_b, population_a, population_b, status, source."""
    z = z_score(confidence)
    source = next((row["source"] for row in rows if row["area"] == benchmark), None)
    found = []
    for row in rows:
        a, b, p, q = (row[name] for name in ("count_a", "count_b", "population_a", "population_b"))
        if math.isnan(a) or math.isnan(b):
            status = "no_data"
        elif a == 0 or b == 0:
            status = "secret"
        elif row["status"] == "none" or not p > 0 or not q > 0:
            status = "no_denominator"
        else:
            status = "approximate" if row["status"] == "approximate" else "ok"
        value = lower = upper = math.nan
        if status in ("ok", "approximate"):
            value = (a / p) / (b / q)
            spread = z * math.sqrt(1 / a + 1 / b + variance / a**2 + variance / b**2)
            lower, upper = value * math.exp(-spread), value * math.exp(spread)
        compared = row["source"] == source and not math.isnan(value) and a >= 10 and b >= 10
        found.append(row | {"cell_status": status, "value": value, "lower": lower, "upper": upper, "said": compared})
    reference = next((row["value"] for row in found if row["area"] == benchmark and row["said"]), math.nan)
    for row in found:
        if not row["said"] or math.isnan(reference):
            row["outcome"] = ""
        elif row["area"] == benchmark:
            row["outcome"] = "benchmark"
        elif row["lower"] >= reference * (1 - equivalence) and row["upper"] <= reference * (1 + equivalence):
            row["outcome"] = "similar"
        elif row["lower"] > reference * (1 + equivalence):
            row["outcome"] = "higher"
        else:
            row["outcome"] = "lower" if row["upper"] < reference * (1 - equivalence) else "undecided"
    return found


def makeup_gap(counts: list[float], people: list[float], active: bool) -> tuple[str, float]:
    """State and dissimilarity in % of one area: half the sum of the distances between the two sets of shares."""
    if any(math.isnan(n) for n in counts) or not active:
        return "no_data", math.nan
    if any(math.isnan(p) for p in people):
        return "no_denominator", math.nan
    total, everyone = sum(counts), sum(people)
    if total < 100:
        return "too_few", math.nan
    return "ok", sum(abs(n / total - p / everyone) for n, p in zip(counts, people, strict=True)) / 2 * 100
