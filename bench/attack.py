"""Attaques du secret statistique: what an attacker who knows the method learns of small counts, question by question.

Every answer comes from the public queries, on a release made by the production build; the truth comes from its rows.
The attacker knows the noise table and has as many solved cases as unsolved ones (two-fold), which the public generator
of the demonstration gives to anybody. Counts from 0 to 4 are drawn equally, so that without questions the best guess is
right one time in five; for the presence of anybody, one time in two. `python -m bench.attack` prints the table and
writes data/secrecy_budget.csv.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from bench.linked_tables import AXES, asked, bounds, codes, estimate, published
from bench.other_tables import TABLES, OtherTable
from bench.table import Row, show
from data import queries
from data.build import publish
from data.disclosure import LARGEST_NOISE, MINIMUM_PUBLISHED, VARIANCE, NoiseTable
from data.engine import Database, Release, open_releases
from data.inputs import Simulation, demonstration_inputs
from data.schema import TERRITORY
from data.secrecy import BUDGET_COLUMNS, BUDGET_FILE
from filters import Filters
from geo.areas import departments, region_of
from nomenclatures import (
    AGE,
    EMPLOYMENT_STATUS,
    FAMILY,
    LEVEL,
    OPERATORS,
    PUBLIC_EMPLOYMENT_SERVICE,
    QUALIFICATION,
    QUALIFICATION_GROUPS,
    READINGS,
    SEX,
)
from settings import Settings

ENTRIES = 300_000
SEED = 2018
VALUES = 5  # counts 0 to 4
_WITHOUT_SERVICE = tuple(f for f in FAMILY.codes if f != PUBLIC_EMPLOYMENT_SERVICE)
_LARGEST_SHOWN = 12  # beyond, a published count is not that of a small one
YEARS = (("2016-01", "2016-12"), ("2017-01", "2017-12"))
# Totals used by each linear programme, and how many cells it is tried on.
PROGRAMMES: tuple[tuple[tuple[str, ...], int], ...] = ((AXES[:4], 400), (AXES, 12))
# As many of the other tables; the months of a year make thirteen times as many counts a department.
OTHERS = {table: (8 if "month" in table.axes else len(departments()), 400) for table in TABLES}
# Pairs (wider, narrower) whose difference can be asked (True), and pairs whose difference cannot (False).
_NARROWED: dict[bool, tuple[tuple[dict[str, object], dict[str, object]], ...]] = {
    True: (
        ({"level": ""}, {"level": "2"}),
        ({"level": ""}, {"level": "3"}),
        ({"qualification": "sup"}, {"qualification": "q1"}),
        ({"qualification": "sup"}, {"qualification": "q3"}),
        ({"families": FAMILY.codes}, {"families": _WITHOUT_SERVICE}),
        ({"families": FAMILY.codes}, {"families": (PUBLIC_EMPLOYMENT_SERVICE,)}),
    ),
    False: (
        ({"sex": ""}, {"sex": "F"}),
        ({"reading": "ens"}, {"reading": "de"}),
        ({"age": ""}, {"age": "a26"}),
        ({"qualification": "inf"}, {"qualification": "q5"}),
    ),
}
# Totals used, one filter after the other.
STEPS: tuple[tuple[str, ...], ...] = ((), AXES[:2], AXES[:3], AXES[:5], AXES)


@dataclass(frozen=True)
class Outcome:
    """One line of the table: rates between 0 and 1, `lower` and `upper` the 95 % interval (Wilson) of the gain."""

    attack: str
    guess: str
    questions: int
    trials: int
    prior: float
    success: float

    @property
    def gain(self) -> tuple[float, float, float]:
        squared = 1.96**2 / self.trials
        middle = (self.success + squared / 2) / (1 + squared)
        half = (
            1.96 * np.sqrt(self.success * (1 - self.success) / self.trials + squared / self.trials / 4) / (1 + squared)
        )
        return self.success - self.prior, middle - half - self.prior, middle + half - self.prior


class Rows:
    """Lignes d'une version as one array of exact counts: what the attacker is judged against."""

    def __init__(self, entries: pa.Table) -> None:
        names = ("operator", "territory", "level", "sex", "age", "qualification", "employment_status")
        columns = {n: entries[n].to_numpy().astype(np.int64) for n in names}
        columns["operator"] = np.array([FAMILY.position(o.family) for o in OPERATORS])[columns["operator"]]
        readings = [status in READINGS["ao"] for status in EMPLOYMENT_STATUS.codes]
        others = [status not in READINGS["ao"] + READINGS["de"] for status in EMPLOYMENT_STATUS.codes]
        columns["employment_status"] = np.array(readings + 2 * np.array(others))[columns["employment_status"]]
        month = entries["month"].to_numpy().astype("datetime64[M]").astype(np.int64)
        self.first = int(month.min())
        place, shape = month - self.first, [int(month.max()) - self.first + 1]
        for name, size in zip(
            names, (len(FAMILY), len(TERRITORY), len(LEVEL), len(SEX), len(AGE), len(QUALIFICATION), 3), strict=True
        ):
            place = place * size + columns[name]
            shape.append(size)
        counts = np.bincount(place, entries["n"].to_numpy(), int(np.prod(shape)))
        self.months = counts.astype(np.int32).reshape(shape)
        self._periods: dict[tuple[int, int], np.ndarray] = {}

    def exact(self, filters: Filters) -> np.ndarray:
        """Entries by territory, of a month or a year, each by its own entries only: int array (territories)."""
        grouped = QUALIFICATION_GROUPS.get(filters.qualification, (filters.qualification,))
        kept = (
            [FAMILY.position(family) for family in filters.families],
            range(len(TERRITORY)),
            [LEVEL.position(filters.level)] if filters.level else range(len(LEVEL)),
            [SEX.position(filters.sex)] if filters.sex else range(len(SEX)),
            [AGE.position(filters.age)] if filters.age else range(len(AGE)),
            [QUALIFICATION.position(code) for code in grouped] if filters.qualification else range(len(QUALIFICATION)),
            {"de": (0,), "ao": (1,), "ens": (0, 1, 2)}[filters.reading],
        )
        found: np.ndarray = self._period(filters)[np.ix_(*kept)].sum(axis=(0, 2, 3, 4, 5, 6))
        return found

    def _period(self, filters: Filters) -> np.ndarray:
        first, last = (int(np.datetime64(m, "M").astype(np.int64)) - self.first for m in (filters.start, filters.end))
        if (first, last) not in self._periods:
            self._periods[first, last] = self.months[first : last + 1].sum(axis=0)
        return self._periods[first, last]


def balanced(truth: np.ndarray, guess: str, most: int, random: np.random.Generator) -> np.ndarray:
    """Places of as many cases of each count from 0 to 4 ("valeur"), or of 0 and of 1 to 4 together ("présence")."""
    groups = [np.flatnonzero(truth == value) for value in range(VALUES)]
    zeros = VALUES - 1 if guess == "présence" else 1
    shares = (zeros, *[1] * (VALUES - 1))
    each = min(most // sum(shares), *(len(g) // share for g, share in zip(groups, shares, strict=True)))
    return np.concatenate(
        [random.choice(g, each * share, replace=False) for g, share in zip(groups, shares, strict=True)]
    )


def judge(
    attack: str, questions: int, features: np.ndarray, truth: np.ndarray, most: int, random: np.random.Generator
) -> Iterator[Outcome]:
    """The attacker's success, for the count itself and for whether there is anybody.

    `features`: int array (cases, columns), what the attacker saw of each; it answers what was most often true, in the
    half of the cases that it has solved, of those that look the same.
    """
    for guess in ("valeur", "présence"):
        chosen = balanced(truth, guess, most, random)
        seen = features[chosen]
        true = truth[chosen] if guess == "valeur" else (truth[chosen] > 0).astype(np.int64)
        # As many of each count in both halves; `balanced` has shuffled the cases of one count.
        fold = np.zeros(len(chosen), dtype=bool)
        fold[np.argsort(truth[chosen], kind="stable")[::2]] = True
        right = np.zeros(len(chosen), dtype=bool)
        for solved in (fold, ~fold):
            right[~solved] = _learned(seen[solved], true[solved], seen[~solved]) == true[~solved]
        prior = 1 / VALUES if guess == "valeur" else 0.5
        yield Outcome(attack, guess, questions, len(chosen), prior, float(right.mean()))


def _learned(seen: np.ndarray, true: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Most frequent truth of the same features, or of the same first feature when they were never seen together."""
    answers = np.zeros(len(new), dtype=np.int64)
    for width in (1, seen.shape[1]):
        known: dict[tuple[int, ...], np.ndarray] = {}
        for row, value in zip(seen[:, :width].tolist(), true, strict=True):
            known.setdefault(tuple(row), np.zeros(VALUES))[value] += 1
        for i, row in enumerate(new[:, :width].tolist()):
            if tuple(row) in known:
                answers[i] = int(known[tuple(row)].argmax())
    return answers


def differencing_bound(table: NoiseTable, guess: str = "valeur") -> float:
    """Success that no attacker can pass on two large counts of which one holds the other: 0 to 4 entries apart.

    Sets that are the same get the same noise, others get two independent noises.
    """
    noise = np.diff(table.cumulative[-1], prepend=0.0)
    gap = np.convolve(noise, noise[::-1])
    seen = np.zeros((VALUES, len(gap) + VALUES))
    seen[0, len(gap) // 2] = 1
    for value in range(1, VALUES):
        seen[value, value : value + len(gap)] = gap
    if guess == "présence":
        seen = np.array([seen[0], seen[1:].mean(axis=0)])
    return float(seen.max(axis=0).sum() / len(seen))


def difference(release: Release, rows: Rows, pairs: int, random: np.random.Generator) -> Iterator[Outcome]:
    """Différence: two questions that differ by few persons, and the third one where the product offers it."""
    for offered in (True, False):
        cases = [
            (value, *_seen(release, question, place)) for value, question, place in _pairs(rows, pairs, offered, random)
        ]
        seen = np.array(cases)
        gap, alone = seen[:, 1:2], seen[:, 2:]
        if offered:
            yield from judge("question directe", 1, alone, seen[:, 0], pairs, random)
            yield from judge("différence et question directe", 3, seen[:, 1:], seen[:, 0], pairs, random)
        else:
            yield from judge("différence de deux questions", 2, gap, seen[:, 0], pairs, random)


Pair = tuple[Filters, Filters, Filters | None]


def _pairs(rows: Rows, pairs: int, offered: bool, random: np.random.Generator) -> list[tuple[int, Pair, int]]:
    """Counts from 0 to 4, pairs of questions that differ by them and departments; the narrower counts 11 or more.

    As many of each count from 1 to 4, and four times as many of 0: what `judge` draws from.
    """
    shares = [pairs // 2, *[pairs // VALUES] * (VALUES - 1)]
    found: list[list[tuple[int, Pair, int]]] = [[] for _ in shares]
    places = [TERRITORY.position(d.id) for d in departments()]
    while any(len(f) < share for f, share in zip(found, shares, strict=True)):
        pair = _pair(offered, random)
        narrow = rows.exact(pair[1])[places]
        apart = rows.exact(pair[0])[places] - narrow
        for place in np.flatnonzero((narrow > 2 * LARGEST_NOISE) & (apart < VALUES)):
            value = int(apart[place])
            if len(found[value]) < shares[value]:
                found[value].append((value, pair, int(place)))
    return [case for cases in found for case in cases]


def _pair(offered: bool, random: np.random.Generator) -> Pair:
    """A question, a narrower one, and their difference where it is offered (None where it is not)."""
    wider, narrower = _NARROWED[offered][random.integers(len(_NARROWED[offered]))]
    start, end = _period(random)
    base = Filters(start=start, end=end, area_level="dep").change(
        **{axis: _any([v for v in asked(axis) if v != "nr"], random) for axis in AXES}
    )
    rest = [base.change(**other) for whole, other in _NARROWED[offered] if whole == wider and other != narrower]
    return base.change(**wider), base.change(**narrower), rest[0] if rest else None


def _seen(release: Release, pair: Pair, place: int) -> tuple[int, int]:
    """What the attacker sees of a pair: the gap of the two counts, and the count asked alone (0 where it cannot be)."""
    whole, part, alone = (_of_department(release, f, place) if f else 0 for f in pair)
    return int(np.clip(whole - part, -2 * LARGEST_NOISE, 2 * LARGEST_NOISE + VALUES)), min(alone, _LARGEST_SHOWN)


def _period(random: np.random.Generator) -> tuple[str, str]:
    """A month or a year."""
    year, month = int(random.integers(2015, 2018)), int(random.integers(1, 13))
    first, last = (month, month) if random.random() < 0.5 else (1, 12)
    return f"{year}-{first:02d}", f"{year}-{last:02d}"


def _any(values: Sequence[object], random: np.random.Generator) -> object:
    return values[int(random.integers(len(values)))]


def _of_department(release: Release, filters: Filters, place: int) -> int:
    department = departments()[place]
    frame = queries.area_counts(release, filters.change(area=region_of(department).id))
    return int(frame["count"].to_numpy()[frame["area"].tolist().index(department.id)])


def repeat(release: Release, rows: Rows, targets: int, random: np.random.Generator) -> Iterator[Outcome]:
    """Répétition: one set of rows, asked in five ways, four times each."""
    shares = [targets // 2, *[targets // VALUES] * (VALUES - 1)]
    found: list[list[tuple[int, ...]]] = [[] for _ in shares]
    while any(len(f) < share for f, share in zip(found, shares, strict=True)):
        start, _ = _period(random)
        base = Filters(start=start, end=start, area_level="dep").change(
            sex="F", reading="de", **{axis: _any(asked(axis), random) for axis in AXES[1:4]}
        )
        exact = rows.exact(base)
        for department in departments():
            value = int(exact[TERRITORY.position(department.id)])
            if value < VALUES and len(found[value]) < shares[value]:
                answers = [
                    min(int(a), _LARGEST_SHOWN) for _ in range(4) for a in phrasings(release, base, department.id)
                ]
                found[value].append((value, answers[0], min(answers), max(answers)))
    seen = np.array([case for cases in found for case in cases])
    for questions, shown in ((1, seen[:, 1:2]), (20, seen[:, 1:])):
        same = np.random.default_rng(SEED)
        yield from judge("question répétée, reformulée", questions, shown, seen[:, 0], targets, same)


def phrasings(release: Release, filters: Filters, department: str) -> list[float]:
    """The same rows (one month, one sex, one reading, one department) asked in five ways."""
    here = filters.change(area=department)
    region = filters.change(area=region_of(here.territory).id)
    frames = [queries.area_counts(release, f).set_index("area")["count"][department] for f in (filters, here, region)]
    series = queries.monthly_counts(release, here).set_index(["area", "period"])["count"]
    by_sex = queries.composition(release, here, "sex")
    return [*frames, series[department, filters.start], by_sex[department, filters.sex]]


def average(
    counts: np.ndarray,
    exact: np.ndarray,
    most: int,
    random: np.random.Generator,
    steps: Sequence[tuple[str, ...]] = STEPS,
    table: tuple[str, ...] = AXES,
    name: str = "moyenne de totaux croisés",
) -> Iterator[Outcome]:
    """Moyenne: least squares over more and more of the totals that hold the cell."""
    alone = estimate(counts, (), table=table).ravel()
    small = exact.ravel() < VALUES
    for axes in steps:
        near = np.floor(2 * estimate(counts, axes, table=table)).ravel()
        seen = np.stack([np.minimum(alone, _LARGEST_SHOWN), np.minimum(near, 4 * VALUES)], axis=1).astype(np.int64)
        yield from judge(name, questions_of(axes), seen[small], exact.ravel()[small], most, random)


def programme(
    counts: np.ndarray,
    exact: np.ndarray,
    steps: Sequence[tuple[tuple[str, ...], int]],
    random: np.random.Generator,
    table: tuple[str, ...] = AXES,
    name: str = "programmation linéaire",
) -> Iterator[Outcome]:
    """Programmation linéaire: cells of 1 to 4, drawn equally, whose bounds given every total leave one value."""
    for axes, targets in steps:
        groups = [np.argwhere(exact == value) for value in range(1, VALUES)]
        each = min(targets // len(groups), *map(len, groups))
        pinned = 0
        for group in groups:
            for department, *cell in random.choice(group, each, replace=False).tolist():
                low, high = bounds(counts[department], axes, tuple(cell), table)
                true = exact[(department, *cell)]
                if not low - 1e-6 <= true <= high + 1e-6:
                    raise ArithmeticError(f"bounds {low} to {high} leave out the true count {true}")
                pinned += bool(np.ceil(low - 1e-6) == np.floor(high + 1e-6))
        trials = each * len(groups)
        yield Outcome(name, "valeur certaine", questions_of(axes), trials, 0.0, pinned / trials)


def questions_of(axes: Sequence[str]) -> int:
    """How many counts the codes and totals of these filters make."""
    return int(np.prod([len(asked(axis)) for axis in axes]))


def cells(rows: Rows, chosen: Sequence[str], start: str, end: str) -> np.ndarray:
    """Exact counts of the cells that `estimate` gives: int64 array (departments, codes along each of AXES)."""
    shape = [codes(axis) for axis in AXES]
    places = [TERRITORY.position(d) for d in chosen]
    exact = np.zeros((len(chosen), *shape), dtype=np.int64)
    for place in np.ndindex(*shape):
        filters = Filters(start=start, end=end).change(**{a: asked(a)[i] for a, i in zip(AXES, place, strict=True)})
        exact[(slice(None), *place)] = rows.exact(filters)[places]
    return exact


def attacks(
    release: Release,
    made: Simulation,
    pairs: int,
    chosen: int,
    years: Sequence[tuple[str, str]],
    steps: Sequence[tuple[tuple[str, ...], int]],
    others: Mapping[OtherTable, tuple[int, int]],
) -> list[Outcome]:
    """Every attack: `pairs` of questions; `chosen` departments, `years` and `steps` of the linked tables.

    `others`: table of bench/other_tables.py → how many departments, and how many cells of its linear programme.
    """
    random = np.random.default_rng(SEED)
    rows = Rows(made.entries)
    outcomes = [*difference(release, rows, pairs, random), *repeat(release, rows, pairs // 20, random)]
    some = [str(d) for d in random.choice([d.id for d in departments()], chosen, replace=False)]
    counts = np.concatenate([published(release, some, *year) for year in years])
    exact = np.concatenate([cells(rows, some, *year) for year in years])
    outcomes += [*average(counts, exact, pairs, random), *programme(counts, exact, steps, random)]
    for other, (number, targets) in others.items():
        places = tuple(departments()[int(i)] for i in random.choice(len(departments()), number, replace=False))
        seen = np.concatenate([other.published(release, places, start[:4]) for start, _ in years])
        true = np.concatenate([other.exact(made, places, start[:4]) for start, _ in years])
        outcomes += average(seen, true, pairs, random, other.steps, other.axes, f"{other.name}, totaux croisés")
        programmes = ((other.programme, targets),)
        outcomes += programme(seen, true, programmes, random, other.axes, f"{other.name}, programmation linéaire")
    return outcomes


def budget(outcomes: Sequence[Outcome], entries: int) -> pd.DataFrame:
    """The table as published: BUDGET_COLUMNS."""
    settings = (MINIMUM_PUBLISHED, LARGEST_NOISE, VARIANCE, entries, SEED)
    lines = [
        (
            o.attack,
            o.guess,
            o.questions,
            o.trials,
            *(round(float(r), 4) for r in (o.prior, o.success, *o.gain)),
            *settings,
        )
        for o in outcomes
    ]
    return pd.DataFrame(lines, columns=BUDGET_COLUMNS)


def run() -> None:
    """Build a release, attack it, print the table and write it where the Méthode page reads it."""
    inputs = demonstration_inputs(ENTRIES, lambda label, fraction: None)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), demo_on_empty=False)
        publish(inputs.fill, settings, lambda label, fraction: None)
        with closing(Database(open_releases(settings))) as database:
            outcomes = attacks(database.release(), inputs, 10_000, 20, YEARS, PROGRAMMES, OTHERS)
    show(
        f"Attaques du secret, {ENTRIES} entrées simulées",
        ("questions", "essais", "a priori", "succès", "gain", "95 %"),
        [
            Row(f"{o.attack}, {o.guess}", [o.questions, o.trials, o.prior, o.success, g, f"{low:.2f} à {high:.2f}"])
            for o in outcomes
            for g, low, high in [o.gain]
        ],
    )
    budget(outcomes, ENTRIES).to_csv(BUDGET_FILE, index=False)


if __name__ == "__main__":
    run()
