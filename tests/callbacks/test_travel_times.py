"""Travel times on the page Territoires, once a file is loaded: minutes everywhere, and what the file lacks is said."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from callbacks import hypothesis_numbers, territoires_times
from callbacks.catalogue import _names, _own_names, published_tables
from callbacks.hypothesis import hypothesis_parts
from callbacks.hypothesis_numbers import hypothesis_outcome
from callbacks.page import Look
from callbacks.pages import FILTERED
from callbacks.table_keys import keys_of
from callbacks.territoires import TERRITOIRES, page_parts, picture
from callbacks.territoires_coverage import _nearest, coverage
from callbacks.territoires_numbers import _numbers, territoires_numbers
from callbacks.territoires_places import last_day, sites_of
from callbacks.territoires_score import _score, score_of, territoires_score, territoires_surface, territoires_towns
from callbacks.territoires_zones import territoires_zones
from callbacks.territory_sums import AT
from data import travel_times
from data.site_queries import demand
from figures.measure import MINUTES
from filters import KEYS, Filters
from geo.catchment import enhanced_two_step
from geo.hypothesis import Hypothesis
from geo.inequality import median_distance
from geo.pairs import pairs_within
from geo.travel import TIME
from layouts import ids
from layouts.hypothesis import CHANGES
from layouts.markup import HTML
from tests.layouts.reading import read

LOOK = Look("light", "wide")
TABLES = published_tables(FILTERED)
ARIEGE = Filters(area="D09", area_level="dep", measure=TIME)
QUERY = "t=D09&niv=dep&mes=temps"
CACHES = (
    *(
        _numbers,
        _score,
        _nearest,
        coverage,
        score_of,
    ),
    *(territoires_towns, territoires_surface, territoires_zones),
    *(hypothesis_numbers._outcome, hypothesis_numbers._situation, hypothesis_numbers._network),
    *(hypothesis_numbers._around_in_time, territoires_times.pairs_in_time, territoires_times.timed_pairs),
    *(territoires_times._rows, page_parts, _names, _own_names),
)
# Nobody knows how to go from Foix, nor to the first site of the department.
LOST_TOWN = "09122"


@pytest.fixture(scope="module")
def file(current, tmp_path_factory):
    """A file of minutes that no distance gives, each twice the kilometres and in odd rows ten more: its path, and what
    it says by (commune, site)."""
    sites = sites_of(current, last_day(ARIEGE), "")
    persons = demand(current, 2018)
    near = pairs_within(persons.points, np.where(sites.located[:, None], sites.points, np.nan), 45)
    keys, codes = sites.keys, persons.code.tolist()
    lost = next(key for key, of in zip(keys, sites.department, strict=True) if of == "D09")
    rows = []
    for origin, site, km in zip(near.origin.tolist(), near.site.tolist(), near.cost.tolist(), strict=True):
        if codes[origin] != LOST_TOWN and keys[site] != lost:
            rows.append((codes[origin], *keys[site], round(2 * km + 10 * (origin % 2), 3)))
    rows.append(("99999", "apec", "x", 1.0))
    path = tmp_path_factory.mktemp("times") / "times.parquet"
    pd.DataFrame(rows, columns=["commune", "operator", "site", "minutes"]).to_parquet(path)
    yield str(path), {(commune, (operator, site)): minutes for commune, operator, site, minutes in rows}
    _forget()


@pytest.fixture
def loaded(file, client):
    """The minutes, loaded. After the client: an application chooses the file of its own settings."""
    path, minutes = file
    travel_times.choose(path)
    _forget()
    yield minutes
    travel_times.choose("")


def _forget():
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def matrix(current, loaded):
    """Minutes of the communes of Ariège to every site, infinite where the file has none; persons; sites."""
    sites, persons = sites_of(current, last_day(ARIEGE), ""), demand(current, 2018)
    here = np.flatnonzero(persons.department == "D09")
    keys = sites.keys
    minutes = np.array([[loaded.get((persons.code[k], key), np.inf) for key in keys] for k in here])
    return minutes, persons.people[here], sites


def test_coverage_is_that_of_the_minutes(current, matrix):
    minutes, people, sites = matrix
    numbers = territoires_numbers(current, ARIEGE)
    nearest = minutes.min(axis=1)
    for at, share in zip((10, 20, 30), numbers.here.shares, strict=True):
        assert share == pytest.approx(people[nearest <= at].sum() / people.sum())
    assert numbers.here.median == median_distance(people, nearest) and numbers.measure == MINUTES
    for row in numbers.served:
        of_family = np.isin(sites.family, [row.family] if row.family else numbers.filters.families)
        assert row.median == median_distance(people, minutes[:, of_family].min(axis=1, initial=np.inf))
    by_km = territoires_numbers(current, replace(ARIEGE, measure="distance"))
    assert by_km.here.shares != numbers.here.shares and by_km.untimed is None and not by_km.lacks_times


def test_the_score_is_that_of_the_minutes(current, loaded, matrix):
    sites, persons = matrix[2], demand(current, 2018)
    asked = replace(ARIEGE, territory_view="score")
    found = score_of(sites, persons, asked.families, 20, "paliers", TIME)
    site_at, town_at = ({of: k for k, of in enumerate(names)} for names in (sites.keys, persons.code.tolist()))
    near = [(town_at[c], site_at[s], m) for (c, s), m in loaded.items() if m <= 20 and s in site_at and c in town_at]
    cost = {pair[:2]: pair[2] for pair in near}
    rows = np.flatnonzero(persons.department == "D09")
    reached = sorted({site for origin, site in cost if origin in set(rows.tolist())})
    around = sorted({origin for origin, site in cost if site in set(reached)} | set(rows.tolist()))
    dense = np.array([[cost.get((origin, site), np.inf) for site in reached] for origin in around])
    steps = [(20 / 3, 1.0), (40 / 3, 0.68), (20.0, 0.22)]
    score = enhanced_two_step(persons.people[around], sites.weight[reached], dense, steps) * 10_000
    of = dict(zip(around, score, strict=True))
    np.testing.assert_allclose(found.score[rows], [of[k] for k in rows], rtol=1e-12)
    assert territoires_score(current, asked).of["D09"].mean == pytest.approx(found.mean[AT["D09"]])


def test_what_the_file_lacks_is_counted_and_said(current, loaded, matrix):
    numbers = territoires_numbers(current, ARIEGE)
    left, persons = numbers.untimed, demand(current, 2018)
    minutes, people, _ = matrix
    without = np.isinf(minutes.min(axis=1)) & (people > 0)
    assert (left.communes, left.sites, left.refused) == (without.sum(), 1, 1)
    assert left.people == people[without].sum() > persons.people[persons.code == LOST_TOWN][0] > 0
    sites, here = matrix[2], np.flatnonzero(persons.department == "D09")
    keys = sites.keys
    near = pairs_within(persons.points[here], np.where(sites.located[:, None], sites.points, np.nan), 30)
    pairs = [(persons.code[here[o]], keys[s]) for o, s in zip(near.origin, near.site, strict=True)]
    assert left.pairs == len(pairs) and left.pairs_without == sum(pair not in loaded for pair in pairs) > 0
    parts = page_parts(current, ARIEGE, LOOK)
    said = read(parts[ids.TERRITOIRES.notice, HTML]).text
    assert f"{left.communes} communes" in said and "n’en ont vers aucun lieu" in said and "1 lieu n’en a aucun" in said
    assert "1 ligne du fichier a été écartée" in read(parts[ids.SITE_MAP.info, HTML]).text


@pytest.mark.parametrize("view", ["croise", "score", "hypothese"])
def test_every_text_of_the_page_says_minutes(current, loaded, view):
    # What is near without a time is counted in kilometres, as is a wrong point; a definition holds for both measures.
    apart = {ids.TERRITOIRES.notice, ids.PLACES.foot, *(card.info for card in TERRITOIRES.cards)}
    for asked in (replace(ARIEGE, territory_view=view), Filters(area="R76", measure=TIME, territory_view=view)):
        for shown in (LOOK, Look("light", "hall"), Look("light", "stage")):
            for sites_view in ("carte", "tableau"):
                found = replace(
                    asked, sites_view=sites_view, served_view="tableau" if sites_view == "tableau" else "graphique"
                )
                parts = page_parts(current, found, shown)
                texts = [
                    read(value).text if part[1] == HTML else str(value)
                    for part, value in parts.items()
                    if part[0] not in apart
                ]
                for text in texts:
                    assert not re.search(r"\d\s?km(?!²)|vol d’oiseau", text.replace("Mesurer à vol d’oiseau", "")), text
                assert "20\u00a0min" in " ".join(texts)
    for card in (ids.SITE_MAP, ids.SERVED, ids.SERVED_AREAS, ids.SCORE, ids.HYPOTHESIS):
        drawn = str(picture(card, current, replace(ARIEGE, territory_view=view), "light"))
        assert r"\xa0min" in drawn and "vol d’oiseau" not in drawn


def test_a_site_closes_and_changes_its_hours_in_minutes(current, loaded, matrix):
    minutes, people, sites = matrix
    mine = [k for k in range(len(sites)) if sites.department[k] == "D09" and np.isfinite(minutes[:, k]).any()]
    asked = replace(ARIEGE, hypothesis=Hypothesis(closed=tuple(sorted(sites.keys[k] for k in mine))))
    found = hypothesis_outcome(current, asked)
    left = np.delete(minutes, mine, axis=1).min(axis=1)
    assert found.whole.covered_before[0] == people[minutes.min(axis=1) <= 20].sum()
    assert found.whole.covered_after[0] == people[left <= 20].sum() < found.whole.covered_before[0]
    assert found.whole.median_after[0] == median_distance(people, left)
    less = hypothesis_outcome(current, replace(ARIEGE, hypothesis=Hypothesis(hours=((sites.keys[mine[0]], 0.5),))))
    assert less.whole.score_after[0] < less.whole.score_before[0]


def test_what_moves_or_opens_is_without_effect_and_says_why(current, loaded, matrix):
    key = next(k for k, of in zip(matrix[2].keys, matrix[2].department, strict=True) if of == "D09")
    proposed = Hypothesis(moved=((key, "09225"),), added=(("09225", 7.0),))
    found = hypothesis_outcome(current, replace(ARIEGE, hypothesis=proposed))
    assert not found.changes and [c.piece for c in found.untimed] == str(proposed).split("~")
    assert found.whole.score_after[0] == found.whole.score_before[0]
    asked = replace(ARIEGE, hypothesis=proposed, territory_view="hypothese")
    said = read(hypothesis_parts(current, asked)[CHANGES, HTML])
    assert "Sans effet, faute de temps de trajet" in said.text and "Mesurer à vol d’oiseau" in said.text
    assert len(said.all("button")) == 3
    by_km = hypothesis_outcome(current, replace(ARIEGE, hypothesis=proposed, measure="distance"))
    assert len(by_km.changes) == 2 and not by_km.untimed


def test_a_search_of_communes_is_refused_in_words(client, loaded):
    asked = f"/territoires/recherche?{QUERY}&p=2&modele=couverture&visiteur={'0' * 16}"
    for ask in (client.get, client.post, client.delete):
        answer = ask(asked)
        assert answer.status_code == 400 and "à vol d’oiseau" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("couverture", ("threshold", "within_20", "median_km")),
        ("desserte", ("threshold", "within_20", "median_km", "farthest_km")),
        ("score", ("threshold",)),
        ("communes", ("threshold", "distance_km")),
        ("hypothese", ("threshold", "median_km", "median_km_before")),
    ],
)
def test_files_have_a_column_for_each_unit_and_one_is_empty(client, current, loaded, name, columns):
    def rows(query, dialect="recherche"):
        answer = client.get(f"/fichiers/territoires-{name}.csv?dialecte={dialect}&{query}")
        assert answer.status_code == 200
        text = answer.get_data(as_text=True).lstrip("\ufeff")
        return list(csv.DictReader(io.StringIO(text), delimiter=";" if dialect == "tableur" else ","))

    in_time, by_km = rows("t=R76&mes=temps"), rows("t=R76")
    for column in columns:
        other = column.replace("_km", "_min") if "_km" in column else f"{column}_min"
        assert {row[column] for row in in_time} == {""} == {row[other] for row in by_km}
        assert any(row[other] for row in in_time) and any(row[column] for row in by_km)
    assert "seuil_min" in rows("t=R76&mes=temps", "tableur")[0]
    assert "mes=temps" in in_time[0]["permalink"]


def test_without_a_file_minutes_fall_back_on_distances_and_the_page_says_so(current, loaded):
    travel_times.choose("")
    _forget()
    numbers = territoires_numbers(current, ARIEGE)
    assert numbers.lacks_times and numbers.untimed is None and numbers.filters.measure == "distance"
    parts = page_parts(current, ARIEGE, LOOK)
    notice = read(parts[ids.TERRITOIRES.notice, HTML])
    assert "Aucun temps de trajet n’est chargé" in notice.text and notice.one("button")["data-set"] == "mes=distance"
    assert "20\u00a0km" in read(parts[ids.TERRITOIRES.sentence, HTML]).text
    assert TERRITOIRES.settled(ARIEGE) == replace(ARIEGE, measure="distance")
    rows = TERRITOIRES.tables["couverture"](current, ARIEGE)
    assert "median_min" not in rows and rows["threshold"].eq(20).all()
    assert not hypothesis_outcome(current, ARIEGE).measure.is_time


def test_the_page_of_files_offers_the_measure_where_times_are_loaded(client, loaded):
    offered = keys_of(TABLES["territoires-couverture"])
    assert KEYS["measure"] in offered and KEYS["measure"] not in keys_of(TABLES["acces-territoires"])
    travel_times.choose("")
    assert KEYS["measure"] not in keys_of(TABLES["territoires-couverture"])
