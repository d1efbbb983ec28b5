"""« Et si ce lieu fermait ? » as a visitor asks it: its parts, its file, what it does not know, its search."""

import csv
import io
import json
import math
import re
import time
from dataclasses import replace

import numpy as np
import pytest

from app import create_app
from callbacks import hypothesis, hypothesis_numbers, pace
from callbacks.hypothesis_numbers import (
    hypothesis_marks,
    hypothesis_outcome,
    named,
    siting_problem,
    siting_question,
)
from callbacks.page import Look
from callbacks.territoires import page_parts
from callbacks.territoires_places import demand_of, last_day, sites_of
from callbacks.territory_sums import in_area
from data.siting_jobs import BUSY, COVERAGE, DONE, MEDIAN, RUNNING, SHORT, STOPPED, Search, SitingJobs, Step
from figures.deck.reading import twin
from figures.numbers import in_letters
from filters import Filters
from geo.distance import geodesic_km
from geo.hypothesis import Hypothesis, SiteKey
from layouts import ids
from layouts.hypothesis import AREAS_TABLE
from layouts.markup import HTML
from layouts.territoires import LEGEND
from tests.callbacks.visitor import client_of
from tests.layouts.reading import read

LOOK = Look("light", "wide")
ARIEGE = Filters(area="D09", area_level="dep", territory_view="hypothese")
VISITOR, OTHER = "visiteur=0123456789abcdef", "visiteur=fedcba9876543210"
QUERY = "t=D09&niv=dep"


@pytest.fixture(scope="module")
def sites(current):
    """Keys of the sites of the department, by name."""
    found = sites_of(current, last_day(ARIEGE), "")
    here = found.of(found.located & (found.department == "D09"))
    return dict(zip(here.name.tolist(), here.keys, strict=True))


def under(**changes):
    return replace(ARIEGE, hypothesis=Hypothesis(**changes))


def test_the_view_gives_its_parts_and_no_other_view_does(current):
    assert hypothesis.hypothesis_parts(current, ARIEGE).keys() == {
        *hypothesis.PARTS,
        (ids.TERRITOIRES.sentence, HTML),
    }
    assert hypothesis.hypothesis_parts(current, replace(ARIEGE, territory_view="score")) == {}
    parts = page_parts(current, ARIEGE, LOOK)
    assert set(hypothesis.PARTS) <= parts.keys()
    assert "Aucun changement" in read(parts[ids.TERRITOIRES.sentence, HTML]).text


def test_without_a_change_nothing_changes(current):
    found = hypothesis_outcome(current, ARIEGE)
    assert found.whole.population[0] > 0
    assert (found.whole.covered_before, found.whole.median_before) == (
        found.whole.covered_after,
        found.whole.median_after,
    )
    assert [float(v[0]) for v in found.whole[7:]] == [0] * 6


def test_closing_every_site_equals_a_count_on_every_distance(current, sites):
    """Persons of the department within 20 km of a site of another department, from all distances."""
    asked = under(closed=tuple(sorted(sites.values())))
    found = hypothesis_outcome(current, asked)
    persons = demand_of(current, ARIEGE)
    open_ = sites_of(current, last_day(ARIEGE), "")
    left = open_.points[open_.located & (open_.department != "D09")]
    here = in_area(persons, "D09")
    km = geodesic_km(*persons.points[here].T[..., None], *left.T).min(axis=1)
    assert found.whole.covered_after[0] == persons.people[here][km <= 20].sum() < found.whole.covered_before[0]
    assert found.whole.losing[0] == found.whole.covered_before[0] - found.whole.covered_after[0]
    assert len(found.changes) == len(sites)
    text = read(hypothesis.hypothesis_parts(current, asked)[ids.TERRITOIRES.sentence, HTML]).text
    assert f"{in_letters(len(sites))} lieux fermaient" in text


def test_a_session_moves_the_score_by_its_hours_and_a_move_or_hours_theirs(current, sites):
    name, key = next(iter(sites.items()))
    seven, fourteen = (hypothesis_outcome(current, under(added=(("09122", h),))) for h in (7.0, 14.0))
    gain = [float(of.whole.score_after[0] - of.whole.score_before[0]) for of in (seven, fourteen)]
    assert gain[1] == pytest.approx(2 * gain[0]) and gain[0] > 0
    less = hypothesis_outcome(current, under(hours=((key, 0.5),)))
    assert less.whole.score_after[0] < less.whole.score_before[0]
    assert less.whole.covered_after[0] == less.whole.covered_before[0]
    moved = hypothesis_outcome(current, under(moved=((key, "09122"),)))
    assert [change.text for change in moved.changes] == [f"{name}\u00a0: déplacé à Foix"]
    assert [change.piece for change in less.changes] == [f"h{key}_0.5"]


def test_what_is_not_there_is_named_and_left_out(current):
    asked = under(closed=(SiteKey("apec", "zz é"),), moved=((SiteKey("", "zz é"), "09122"),), added=(("99999", 7.0),))
    found = hypothesis_outcome(current, asked)
    assert not found.hypothesis and not found.changes
    assert found.unknown == (*2 * ("le lieu «\u00a0zz é\u00a0»",), "la commune «\u00a099999\u00a0»")
    text = read(hypothesis.hypothesis_parts(current, asked)[hypothesis.hypothesis.CHANGES, HTML]).text
    assert "Inconnu dans cette version" in text and "zz é" in text


def test_an_old_address_has_the_operator_of_the_one_site_of_its_code(current, sites, client):
    key = next(iter(sites.values()))
    old = under(closed=(SiteKey("", key.code),))
    assert named(current, old) == Hypothesis(closed=(key,))
    assert hypothesis_outcome(current, old).changes == hypothesis_outcome(current, under(closed=(key,))).changes
    assert siting_question(current, old, COVERAGE, 2) == siting_question(current, under(closed=(key,)), COVERAGE, 2)


def test_two_operators_that_share_a_code_are_two(current, sites, monkeypatch):
    """As if the first site of the department had the code of the second, of another operator."""
    first, second = next((a, b) for a in sites.values() for b in sites.values() if a.operator != b.operator)
    whole = sites_of(current, last_day(ARIEGE), "")
    codes = [first.code if key == second else key.code for key in whole.keys]
    shared = replace(whole, code=np.array(codes, dtype=object))
    monkeypatch.setattr(hypothesis_numbers, "sites_of", lambda *_: shared)
    monkeypatch.setattr(hypothesis_numbers, "open_sites", lambda *_: shared)
    caches = (hypothesis_numbers._situation, hypothesis_numbers._outcome)
    names = {key: name for name, key in sites.items()}
    try:
        for cached in caches:
            cached.cache_clear()
        for key, site in ((first, first), (SiteKey(second.operator, first.code), second)):
            found = hypothesis_outcome(current, under(closed=(key,)))
            assert [change.text for change in found.changes] == [f"{names[site]}\u00a0: fermé"]
        both = hypothesis_outcome(current, under(closed=(first, SiteKey(second.operator, first.code))))
        assert len(both.changes) == 2
        neither = hypothesis_outcome(current, under(closed=(SiteKey("", first.code),)))
        assert not neither.changes and "dont l’opérateur n’est pas dit" in neither.unknown[0]
    finally:
        for cached in caches:
            cached.cache_clear()


def test_neighbours_that_are_touched_are_in_the_table(current, sites):
    found = hypothesis_outcome(current, under(closed=tuple(sorted(sites.values()))))
    named = [area.id for area in found.areas]
    assert "D09" in named and len(named) > 1
    for k in range(len(named)):
        moved = sum(float(getattr(found.effects, name)[k]) for name in ("farther", "nearer", "less", "more"))
        assert moved > 0 or named[k] == "D09"
    france = hypothesis_outcome(current, Filters(territory_view="hypothese"))
    assert france.areas == ()


def test_its_file_holds_the_territory_before_and_after(client, current, sites):
    key = next(iter(sites.values()))
    answer = client.get(f"/fichiers/territoires-hypothese.csv?dialecte=recherche&{QUERY}&hyp=f{key}")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    found = hypothesis_outcome(current, under(closed=(key,)))
    assert rows[0]["area"] == "D09"
    assert float(rows[0]["losing"]) == found.whole.losing[0]
    assert float(rows[0]["value"]) == pytest.approx(100 * found.whole.covered_after[0] / found.whole.population[0])
    assert found.changes[0].text in rows[0]["hypothesis"]
    assert f"hyp=f{key}" in rows[0]["permalink"] and "terr=hypothese" in rows[0]["permalink"]
    refused = client.get(f"/fichiers/territoires-hypothese.csv?{QUERY}&hyp=x1")
    assert refused.status_code == 400 and "x1" in refused.get_data(as_text=True)


def test_its_picture_says_what_is_supposed(current, sites):
    figure = hypothesis.hypothesis_picture(current, under(closed=(next(iter(sites.values())),)), "light")
    text = json.dumps(figure, ensure_ascii=False, allow_nan=False)
    assert "fermé" in text and "simulées" in text


def test_a_slide_says_the_hypothesis_and_the_departments_that_it_touches(current, sites):
    asked = under(closed=tuple(sorted(sites.values())))
    found = hypothesis_outcome(current, asked)
    assert len(found.changes) > 3
    hall, stage = (page_parts(current, asked, Look("light", viewport)) for viewport in ("hall", "stage"))
    subtitle = hall[ids.HYPOTHESIS.subtitle, "children"]
    assert all(change.text in subtitle for change in found.changes[:3])
    more = len(found.changes) - 3
    assert f" et {more} autre" in subtitle and subtitle == stage[ids.HYPOTHESIS.subtitle, "children"]
    of = found.effects
    touched = {a.name for k, a in enumerate(found.areas) if of.losing[k] + of.gaining[k] + of.farther[k] + of.nearer[k]}
    table = twin(hall[AREAS_TABLE, HTML])
    assert table.rows[0][0] == "Ariège" and {row[0] for row in table.rows} == touched
    assert len(found.areas) == len(touched) and not table.note
    region = replace(asked, area="R76")
    table = twin(page_parts(current, region, Look("light", "hall"))[AREAS_TABLE, HTML])
    left = len(hypothesis_outcome(current, region).areas) - len(table.rows)
    assert left > 1 and table.note == f"{left} départements inchangés."
    told = read(hall[LEGEND, HTML]).text
    assert all(change.text in told for change in found.changes[:8]) and "Distance médiane" in told
    assert "Distance médiane" not in read(stage[LEGEND, HTML]).text
    none = page_parts(current, ARIEGE, Look("light", "hall"))
    assert "Aucun changement" in read(none[LEGEND, HTML]).text
    assert none[ids.HYPOTHESIS.subtitle, "children"].startswith("Avant et après")
    france = page_parts(current, Filters(territory_view="hypothese"), Look("light", "hall"))
    assert "Aucun département" in read(france[AREAS_TABLE, HTML]).text


def ended(client, query, seconds=30):
    end = time.monotonic() + seconds
    while (found := client.get(query).json)["state"] == RUNNING and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_a_search_started_on_one_worker_is_found_on_another(duckdb_settings, client, current):
    asked = f"/territoires/recherche?{QUERY}&p=2&modele=couverture"
    assert client.get(f"{asked}&{OTHER}").json["state"] == STOPPED
    assert client.post(f"{asked}&{VISITOR}").json["state"] in (RUNNING, DONE)
    other = client_of(create_app(duckdb_settings))
    found = ended(other, f"{asked}&{OTHER}")
    assert found["state"] == DONE
    pieces = re.findall(r'data-pieces="([^"]*)"', found["html"])
    assert [piece.count("~") for piece in pieces] == [0, 1]
    assert "Optimum démontré" in found["html"]
    # What is suggested gains what the card then says, and asks the same question once added.
    problem = siting_problem(current, ARIEGE, COVERAGE, 2)
    added = Filters.from_query(f"{QUERY}&hyp={pieces[1]}")[0]
    gained = hypothesis_outcome(current, added).whole.gaining[0]
    assert f"{gained:,.0f}".replace(",", "\u202f") in found["html"]
    assert siting_question(current, added, COVERAGE, 2) == siting_question(current, ARIEGE, COVERAGE, 2)
    assert siting_question(current, added, MEDIAN, 2) != siting_question(current, added, COVERAGE, 2)
    assert (problem.km > 20).any()
    assert client.delete(f"{asked}&{VISITOR}").json["state"] == STOPPED


def test_a_search_that_was_never_started_says_nothing_of_the_communes(client):
    found = client.get(f"/territoires/recherche?{QUERY}&p=7&modele=distance&visiteur={'b' * 16}").json
    assert (found["state"], found["html"]) == ("stopped", "")


@pytest.mark.parametrize("query", ["p=2&modele=couverture", f"{QUERY}&p=11&modele=couverture", f"{QUERY}&p=2&modele=x"])
def test_a_search_that_makes_no_sense_is_refused(client, query):
    for ask in (client.get, client.post, client.delete):
        assert ask(f"/territoires/recherche?{query}").status_code == 400


def test_searches_are_started_at_a_slow_pace_and_waiting_for_room_counts_for_nothing(duckdb_settings, monkeypatch):
    monkeypatch.setattr(pace, "SEARCHES_PER_HOUR", 2)
    state = [BUSY]
    monkeypatch.setattr(SitingJobs, "ask", lambda *_: None)
    monkeypatch.setattr(SitingJobs, "start", lambda *_: Search(state[0], ()))
    hurried = client_of(create_app(duckdb_settings))
    asked = f"/territoires/recherche?{QUERY}&p=2&modele=couverture"
    assert [hurried.post(asked).status_code for _ in range(5)] == [200] * 5
    assert [hurried.post(asked.replace("p=2", "p=11")).status_code for _ in range(3)] == [400] * 3
    state[0] = RUNNING
    assert [hurried.post(asked).status_code for _ in range(3)] == [201, 201, 429]
    assert hurried.get(asked).status_code == 200
    assert "recherches" in hurried.post(asked).get_data(as_text=True)


def test_what_is_not_proven_is_said(current):
    steps = (Step((0,), 100.0, 100.0), Step((0, 1), 150.0, 153.0))
    text = read(hypothesis.siting_markup(current, ARIEGE, COVERAGE, 5, Search(DONE, steps))).text
    assert "non démontré, au plus +2,0\u202f%" in text and "temps imparti pour 2" in text
    waiting = Search(RUNNING, (steps[0], steps[1]._replace(settled=False)))
    text = read(hypothesis.siting_markup(current, ARIEGE, COVERAGE, 5, waiting)).text
    assert "vérification en cours" in text and "non démontré" not in text and "2 choix sur 5, 1 vérifié" in text
    # Fewer rows than asked: nobody is left to serve, or time.
    fewer = [read(hypothesis.siting_markup(current, ARIEGE, COVERAGE, 5, Search(s, steps))).text for s in (DONE, SHORT)]
    assert "Au-delà de 2, aucune commune de plus" in fewer[0] and "temps imparti a manqué au-delà de 2" in fewer[1]
    assert "Au-delà" not in read(hypothesis.siting_markup(current, ARIEGE, COVERAGE, 2, Search(DONE, steps))).text
    unbounded = Search(DONE, (Step((0,), 100.0, math.inf),))
    assert "non démontré" in read(hypothesis.siting_markup(current, ARIEGE, MEDIAN, 5, unbounded)).text
    saved = hypothesis.siting_markup(current, ARIEGE, MEDIAN, 5, Search(DONE, ()))
    assert "tout le monde est servi" in read(saved).text
    assert "en cours" in read(hypothesis.siting_markup(current, ARIEGE, MEDIAN, 5, Search(BUSY, ()))).text


def test_communes_are_found_by_the_beginning_of_their_name(client):
    found = client.get(f"/territoires/communes?{QUERY}&cherche=FOÏ").json
    assert found[0] == {"code": "09122", "name": "Foix"}
    assert client.get(f"/territoires/communes?{QUERY}&cherche=").json == []
    assert len(client.get("/territoires/communes?t=R76&cherche=saint").json) == 12


def test_numbers_are_finite_or_said(current, sites):
    """With no operator that has a site here, no distance is finite."""
    nobody = replace(under(closed=tuple(sites.values())), families=("reg",))
    parts = hypothesis.hypothesis_parts(current, nobody)
    for part, value in parts.items():
        text = read(value).text if part[1] == HTML else value
        assert not re.search(r"\b(nan|inf|None)\b", text)
    assert np.isinf(hypothesis_outcome(current, nobody).whole.median_after[0])


def test_a_click_on_the_map_names_the_nearest_commune_even_in_an_inset(client, current):
    foix = demand_of(current, ARIEGE)
    at = list(foix.code).index("09122")
    lat, lon = foix.points[at]
    assert client.get(f"/territoires/communes?{QUERY}&carte={lon:.4f},{lat:.4f}").json == [
        {"code": "09122", "name": "Foix"}
    ]
    assert client.get(f"/territoires/communes?{QUERY}&carte=-3.0000,48.0000").json == []
    for nowhere in ("x", "999.0,99.0", "2.0,-99.0"):
        assert client.get(f"/territoires/communes?{QUERY}&carte={nowhere}").json == []
    # Cayenne as the map shows it, west of Brittany.
    cayenne = hypothesis_marks(current, Filters(area="D973", hypothesis=Hypothesis(added=(("97302", 7.0),))))[0]
    assert cayenne.lon < -4 and cayenne.lat > 42
    clicked = f"{cayenne.lon:.4f},{cayenne.lat:.4f}"
    found = client.get(f"/territoires/communes?t=D973&niv=dep&carte={clicked}").json
    assert found == [{"code": "97302", "name": "Cayenne"}]


def test_the_map_bears_a_mark_for_each_change_and_says_which(current, sites):
    name, key = next(iter(sites.items()))
    changed = under(closed=(key,), added=(("09122", 7.0),))
    marks = hypothesis_marks(current, changed)
    assert [(mark.opens, mark.text) for mark in marks] == [(False, name), (True, "Permanence, Foix")]
    plain, marked = (page_parts(current, filters, LOOK) for filters in (ARIEGE, changed))
    graph, legend = (ids.graph_of(ids.SITE_MAP), "figure"), (LEGEND, HTML)
    assert len(marked[graph]["data"]) == len(plain[graph]["data"]) + 2
    assert "Hypothèse" in read(marked[legend]).text and "Hypothèse" not in read(plain[legend]).text
