"""Laws of the secrecy: the noise for any setting, the same rows the same noise, and the published budget."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import attack
from bench.other_tables import TABLES
from data import queries
from data.build import publish
from data.disclosure import (
    EXEMPT_FROM,
    LARGEST_NOISE,
    MINIMUM_PUBLISHED,
    VARIANCE,
    InfeasibleNoise,
    NoiseTable,
    noise_table,
)
from data.engine import Database, open_releases
from data.inputs import demonstration_inputs
from data.releases import ReleaseError
from data.secrecy import BUDGET_COLUMNS, secrecy_budget
from filters import Filters
from geo.areas import departments, regions
from nomenclatures import FAMILY
from settings import Settings
from tests.conftest import silent

SMALLEST_VARIANCES = {1: 4.0, 2: 6.0, 3: 6.0, 4: 4.0}
LINKED = attack.AXES[:4]
GUESSES = ("valeur", "présence")
# The months of a year, 78,624 counts a department, are left to the bench: too few are of 4 in a small release.
ASKED = [table for table in TABLES if "month" not in table.axes]


def check(table, largest, variance, minimum):
    """Every condition of the method, count by count."""
    probability = np.diff(table.cumulative, axis=1, prepend=0.0)
    assert (np.diff(table.cumulative, axis=1) >= 0).all() and (table.cumulative >= 0).all()
    assert (table.cumulative[:, -1] == 1).all()
    assert table.values.tolist() == list(range(-largest, largest + 1))
    assert table.cap == minimum + largest
    for count, row in enumerate(probability):
        possible = table.values[row > 0]
        published = count + possible
        assert row @ table.values == pytest.approx(0, abs=1e-6)
        assert (published >= 0).all()
        assert not ((published > 0) & (published < minimum)).any()
        if count:
            found = row @ table.values**2
            # The nearest noises on both sides of 0 make the smallest variance of mean 0.
            allowed = [v for v in table.values if count + v == 0 or count + v >= minimum]
            smallest = -max(v for v in allowed if v < 0) * min(v for v in allowed if v >= 0)
            assert found == pytest.approx(max(variance, smallest), abs=1e-5)
        else:
            assert possible.tolist() == [0]


def test_the_settings_are_those_of_the_method():
    assert (MINIMUM_PUBLISHED, LARGEST_NOISE, VARIANCE, EXEMPT_FROM) == (5, 5, 3.0, 1000)
    table = noise_table()
    check(table, 5, 3.0, 5)
    probability = np.diff(table.cumulative, axis=1, prepend=0.0)
    for count, variance in SMALLEST_VARIANCES.items():
        assert probability[count] @ table.values**2 == pytest.approx(variance, abs=1e-9)


@given(st.integers(1, 12), st.integers(1, 12), st.floats(0.05, 60))
@settings(max_examples=150, deadline=None)
def test_any_settings_keep_every_condition_or_are_refused(largest, minimum, variance):
    try:
        table = noise_table(largest, variance, minimum)
    except InfeasibleNoise as refusal:
        assert "impossible" in str(refusal)
        return
    assert largest >= minimum
    check(table, largest, variance, minimum)


@given(st.integers(1, 12), st.integers(1, 11))
def test_a_noise_smaller_than_the_threshold_is_always_refused(minimum, less):
    with pytest.raises(InfeasibleNoise, match="au moins égale au seuil"):
        noise_table(largest=max(minimum - less, 0), minimum=minimum)


@pytest.fixture(scope="module")
def served(duckdb_settings):
    database = Database(open_releases(duckdb_settings))
    yield database.release()
    database.close()


def test_a_release_carries_the_table_of_the_method(served):
    expected = NoiseTable.from_frame(noise_table().to_frame())
    assert (served.noise.cumulative == expected.cumulative).all()
    assert (served.noise.values == expected.values).all()


@pytest.fixture(scope="module")
def imported():
    """Rows that are not those of the demonstration."""
    made = demonstration_inputs(2000, silent)

    def prepare(connection):
        return replace(made.fill(connection), kind="import")

    return prepare


def test_imported_rows_need_a_secret_of_their_own(imported, empty_settings):
    with pytest.raises(ReleaseError, match="CEP_DISCLOSURE_SECRET"):
        publish(imported, empty_settings, silent)
    assert open_releases(empty_settings).history() == ()
    assert publish(imported, replace(empty_settings, secret="un secret propre"), silent)


def test_another_secret_draws_other_noises(imported, tmp_path):
    counts = []
    for secret in ("un secret propre", "un autre secret propre"):
        own = Settings(data_dir=tmp_path / str(len(counts)), demo_on_empty=False, secret=secret)
        publish(imported, own, silent)
        database = Database(open_releases(own))
        counts.append(queries.area_counts(database.release(), Filters(area_level="dep"))["count"].tolist())
        database.close()
    assert counts[0] != counts[1]


def test_the_same_rows_get_the_same_noise_in_every_phrasing(served):
    for place in range(0, len(departments()), 7):
        department = departments()[place].id
        for age, level in (("", ""), ("a26", ""), ("a45", "3")):
            filters = Filters(start="2017-05", end="2017-05", area_level="dep", sex="F", reading="de")
            filters = filters.change(age=age, level=level)
            assert len(set(attack.phrasings(served, filters, department))) == 1


def test_a_region_known_only_by_its_department_is_the_same_rows(served, inputs):
    rows = attack.Rows(inputs.entries)
    alone = [r for r in regions() if len(departments(r.code)) == 1]
    assert len(alone) >= 5
    seen = 0
    for region in alone:
        department = departments(region.code)[0]
        for month in ("2017-03", "2017-10", "2018-02"):
            for family in FAMILY.codes:
                filters = Filters(start=month, end=month, area_level="dep", families=(family,), area=department.id)
                exact = rows.exact(filters)
                counts = queries.area_counts(served, filters.change(area=region.id)).set_index("area")["count"]
                if not exact[attack.TERRITORY.position(region.id)]:
                    assert counts[region.id] == counts[department.id]
                    seen += exact[attack.TERRITORY.position(department.id)] > 0
    assert seen > 20


def test_all_the_families_listed_are_all_the_families(served):
    listed, problems = Filters.from_query("ope=" + "-".join(reversed(FAMILY.codes)) + "&niv=dep&age=a15")
    assert not problems
    whole = queries.area_counts(served, Filters(area_level="dep", age="a15"))
    assert (queries.area_counts(served, listed)["count"] == whole["count"]).all()


@pytest.fixture(scope="module")
def outcomes(served, inputs):
    """The attacks, few times each; the budget is the same with more."""
    made = attack.attacks(
        served, inputs, 400, 1, attack.YEARS[1:], ((LINKED, 8),), {table: (30, 40) for table in ASKED}
    )
    return {(o.attack, o.guess, o.questions): o for o in made}


def rate(outcomes, name, guess):
    return {
        questions: o.success
        for (attacked, guessed, questions), o in outcomes.items()
        if (attacked, guessed) == (name, guess)
    }


def test_asking_again_teaches_nothing(outcomes):
    for guess in GUESSES:
        once, again = rate(outcomes, "question répétée, reformulée", guess).values()
        assert once == again


@pytest.mark.parametrize("guess", GUESSES)
def test_one_difference_teaches_no_more_than_the_bound(outcomes, guess):
    bound = attack.differencing_bound(noise_table(), guess)
    found = outcomes["différence de deux questions", guess, 2]
    assert found.trials >= 200
    assert found.prior < found.success <= bound + 3 * np.sqrt(bound * (1 - bound) / found.trials)
    published = secrecy_budget().set_index(["attack", "guess", "questions"])
    row = published.loc["différence de deux questions", guess, 2]
    assert row["lower"] <= bound - row["prior"]
    assert abs(found.success - row["success"]) < 4 * np.sqrt(0.25 / found.trials)


def test_no_small_count_is_pinned_by_linked_tables(outcomes):
    assert rate(outcomes, "programmation linéaire", "valeur certaine") == {384: 0.0}
    for table in ASKED:
        questions = attack.questions_of(table.programme)
        assert rate(outcomes, f"{table.name}, programmation linéaire", "valeur certaine") == {questions: 0.0}


@pytest.mark.parametrize("table", ASKED, ids=lambda table: table.name)
def test_no_table_of_another_page_teaches_more_than_published(outcomes, table):
    """As many questions, on a smaller release: no better guess than the published one, but for chance."""
    published = secrecy_budget().set_index(["attack", "guess", "questions"])
    name = f"{table.name}, totaux croisés"
    for guess in GUESSES:
        found = rate(outcomes, name, guess)
        assert list(found) == [attack.questions_of(axes) for axes in table.steps]
        for questions, success in found.items():
            trials = outcomes[name, guess, questions].trials
            assert trials >= 40
            assert success <= published.loc[name, guess, questions]["success"] + 4 * np.sqrt(0.25 / trials)


def test_the_guess_of_an_attacker_without_clues_is_the_prior():
    random = np.random.default_rng(3)
    truth = random.integers(0, attack.VALUES, 20_000)
    for outcome in attack.judge("rien", 0, np.zeros((20_000, 1), dtype=np.int64), truth, 10_000, random):
        assert outcome.success == pytest.approx(outcome.prior, abs=1e-3)
    told = list(attack.judge("tout", 1, truth[:, None], truth, 10_000, random))
    assert [o.success for o in told] == [1.0, 1.0]


def test_the_published_table_is_that_of_the_generator(outcomes):
    table = secrecy_budget()
    assert tuple(table.columns) == BUDGET_COLUMNS
    assert (table["minimum"] == MINIMUM_PUBLISHED).all()
    assert (table["largest"] == LARGEST_NOISE).all()
    assert (table["variance"] == VARIANCE).all()
    assert (table["entries"] == attack.ENTRIES).all()
    assert (table["seed"] == attack.SEED).all()
    lines = set(table[["attack", "guess", "questions"]].itertuples(index=False, name=None))
    assert len(lines) == len(table)
    programmes = [("", axes) for axes, _ in attack.PROGRAMMES] + [(f"{t.name}, ", t.programme) for t in TABLES]
    left = {
        (f"{name}programmation linéaire", "valeur certaine", attack.questions_of(axes)) for name, axes in programmes
    }
    left |= {(f"{t.name}, totaux croisés", g, attack.questions_of(s)) for t in TABLES for s in t.steps for g in GUESSES}
    assert lines == outcomes.keys() | left
    assert table["gain"].to_numpy() == pytest.approx((table["success"] - table["prior"]).to_numpy(), abs=2e-4)
    assert ((table["lower"] <= table["gain"]) & (table["gain"] <= table["upper"])).all()
    assert table["success"].between(0, 1).all()
