"""Every published figure is related to the release by one line of one table, rebuilt from its rows or explained."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from data import reconciliation
from data.demo.margins import published_margins
from data.engine import Database, open_releases
from data.reconciliation import published, reconciled, rule_of, rules
from filters import Filters
from geo.areas import FRANCE
from indicators.reconciliation import BOUND, FOUND, NOT_REBUILT, REASONS, compared, own_value
from nomenclatures import SERVICE
from tests.data.test_queries import oracle, rows
from tests.data.test_recourse_queries import exits

__all__ = ["exits", "rows"]  # the fixtures

REPORT = "CNEFOP, Bilan analytique CEP, 2018"


@pytest.fixture(scope="module")
def matches(duckdb_settings):
    database = Database(open_releases(duckdb_settings))
    yield reconciled(database.release())
    database.close()


def outcome(match):
    own = (
        own_value(match.rule.measure, match.numerator, match.denominator, match.reference)
        if rebuilt(match)
        else math.nan
    )
    return compared(match.figure.value, match.figure.unit, own).outcome


def rebuilt(match):
    return not math.isnan(match.numerator)


def test_every_figure_has_a_rule_and_every_rule_a_figure():
    used = Counter(rule_of(figure) for figure in published())
    assert sum(used.values()) == len(published()) == 316
    assert set(used) == set(rules())


def test_the_table_holds_codes_and_no_result():
    """What a rule says is which rows are counted; a number could only be a result written by hand."""
    for rule in rules():
        assert rule.measure == "none" or rule.measure in reconciliation._MEASURES
        assert all(reason in REASONS for reason in rule.reasons)
        assert (rule.measure == "none") == (not rule.families and rule.measure != "actives")
        assert rule.reasons or rule.measure != "none"
        assert bool(rule.codes) == (rule.measure in {"share", "exit_share", "actives", "sites"})


def test_an_unknown_figure_is_refused():
    with pytest.raises(LookupError, match="no rule"):
        rule_of(published()[0]._replace(indicator="inconnu"))


def test_every_figure_of_the_report_is_found_again_or_explained(matches):
    of_report = [m for m in matches if m.figure.source_title == REPORT]
    assert len(of_report) == 45
    for match in of_report:
        assert rebuilt(match) or match.reasons, match.figure
        assert all(REASONS[reason].text for reason in match.reasons)
    # What a release of entries, exits and sites can hold: all but surveys, means and facts of organisation.
    without = [m for m in of_report if not rebuilt(m)]
    assert {REASONS[m.reasons[0]].kind for m in without} == {"comparateur", "définition", "enquête", "hors champ"}
    assert {m.figure.indicator for m in of_report if rebuilt(m)} == {
        "entrees_cep",
        "part_beneficiaires",
        "part_population_active",
        "part_parcours_avec_formation",
        "part_sollicitations_borne_inf",
        "sur_representation_regionale",
        "nb_sites",
        "part_beneficiaires_borne_inf",
    }


def test_what_the_demonstration_is_raked_to_is_found_again_and_says_so(matches):
    raked = [m for m in matches if "raked" in m.reasons]
    assert len(raked) == len(published_margins())
    # The small release of the tests has its own total: only shares are raked to the unit.
    found = [m for m in raked if m.figure.indicator != "entrees_cep"]
    assert all(outcome(m) in (FOUND, BOUND) for m in found), [
        (m.figure, m.numerator, m.denominator) for m in found if outcome(m) not in (FOUND, BOUND)
    ]


def test_the_rules_count_what_the_demonstration_is_raked_to():
    """Two tables map the same figures; they may not disagree."""
    names = {"services": "service"}
    for margin in published_margins():
        if margin.table == "sites" or not margin.code:
            continue
        plain = [(f, f.definition.replace("’", "'")) for f in published()]
        found = [f for f, definition in plain if definition == margin.definition and margin.code in rule_of(f).codes]
        if margin.dimension == "territory":
            continue
        assert [rule_of(f).by for f in found if len(rule_of(f).codes) == 1] == [
            names.get(margin.dimension, margin.dimension)
        ], margin


@pytest.mark.parametrize("measure", ["share", "exit_share", "entries"])
def test_counts_are_those_of_the_rows(matches, rows, exits, measure):
    found = [m for m in matches if m.rule.measure == measure and rebuilt(m)]
    assert found
    for match in found:
        asked = Filters(families=match.rule.families, start=match.period.start, end=match.period.end)
        frame = exits if measure == "exit_share" else rows
        kept = oracle(frame, asked, match.figure.geo)
        noise = 5 * len(asked.families) * 12
        if measure == "entries":
            assert abs(match.numerator - len(kept)) <= noise
            continue
        if measure == "exit_share":
            (code,) = match.rule.codes
            held = (kept["services"] // 2 ** SERVICE.position(code) % 2).sum()
        else:
            held = kept[match.rule.by].isin(match.rule.codes).sum()
            if match.rule.by == "employer_size":
                kept = kept[kept["employer_size"] != "so"]
        assert abs(match.numerator - held) <= noise
        assert abs(match.denominator - len(kept)) <= noise * 2


def test_an_index_divides_by_the_census_on_both_sides(matches, rows):
    match = next(m for m in matches if m.figure.indicator == "sur_representation_regionale")
    asked = Filters(start="2015-01", end="2018-07")
    here, france = (len(oracle(rows, asked, area, ("R06", "D976"))) for area in (match.figure.geo, FRANCE.id))
    assert abs(match.numerator - here) <= 60 and abs(match.denominator - france) <= 60
    assert match.reference[1] == 30_777_802


def test_without_demonstration_nothing_is_said_of_simulation(duckdb_settings):
    database = Database(open_releases(duckdb_settings))
    release = database.release()
    real = replace(release, card=replace(release.card, kind="import", id="real"))
    assert not {"raked", "simulated"} & {reason for m in reconciled(real) for reason in m.reasons}
    database.close()


def test_a_period_outside_the_release_and_an_operator_outside_the_field_say_so(matches):
    later = [m for m in matches if m.figure.indicator == "entrees_cep" and m.figure.period.startswith("2023")]
    assert later and all(m.reasons[0] == "not_covered" and outcome(m) == NOT_REBUILT for m in later)
    early = next(m for m in matches if m.figure.operator == "Pôle emploi" and m.figure.period.startswith("2015"))
    assert early.reasons[0] == "outside" and np.isnan(early.numerator)
    assert next(m for m in matches if m.figure.period.startswith("2020-03-12")).reasons[0] == "no_months"


def test_an_evolution_names_the_two_years_that_it_compares():
    assert reconciliation._earlier(reconciliation._months("2021-01-01/2021-12-31")) == ("2020-01", "2020-12")
    assert reconciliation._earlier(reconciliation._months("2020-01-01/2022-12-31")) == ("2020-01", "2020-12")
