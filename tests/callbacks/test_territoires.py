"""Page Territoires as one answer: numbers against a slow second computation, every view, the states and the files."""

import json
import math
import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import product

import numpy as np
import pytest

from callbacks.acces_numbers import acces_numbers
from callbacks.answered import SHELL_PARTS
from callbacks.page import Look
from callbacks.territoires import PARTS, TERRITOIRES, page_parts, picture
from callbacks.territoires_numbers import _misplaced, territoires_numbers
from callbacks.territoires_places import demand_of
from callbacks.territoires_score import score_of, territoires_score, territoires_towns
from callbacks.territory_sums import in_area
from data.site_queries import demand, open_sites
from figures.theme import THEMES
from filters import DECAYS, REACHES, SITES_VIEWS, TERRITORY_VIEWS, Filters
from geo.areas import AREAS, FRANCE, departments, regions
from geo.distance import geodesic_km
from geo.inequality import population_quantile
from geo.inset import on_map
from layouts import ids
from layouts.markup import HTML
from layouts.territoires import LEGEND, TRAIL, WORST
from layouts.territoires_tables import misplaced_table
from layouts.territoires_texts import foots
from nomenclatures import FAMILY
from tests.callbacks.whole import whole_parts

LOOK = Look("light", "wide")
HALL, STAGE = Look("light", "hall"), Look("light", "stage")
VIEWS = {"territory_view": TERRITORY_VIEWS, "sites_view": SITES_VIEWS, "served_view": ("graphique", "tableau")}
NAN = re.compile(r"\b(nan|NaN|None|inf|Infinity)\b")
DAY = date(2017, 12, 31)


def asked(**values):
    return Filters().change(**values).only(TERRITOIRES.fields)


def answer(release, look=LOOK, **values):
    return page_parts(release, asked(**values), look)


def text_of(parts):
    return json.dumps([[*part, value] for part, value in parts.items()], allow_nan=False, ensure_ascii=False)


@pytest.fixture(scope="module")
def slow(current):
    """Distances of the communes of two departments to every site, one by one: [department][commune][site]."""
    persons, sites = demand(current, 2018), open_sites(current, DAY)
    found = {}
    for code in ("D48", "D974"):
        rows = np.flatnonzero(persons.department == code)
        km = np.array([geodesic_km(*persons.points[row], sites.points[:, 0], sites.points[:, 1]) for row in rows])
        found[code] = (persons.people[rows], km)
    return sites, found


@pytest.mark.parametrize(("area", "reach"), list(product(("D48", "D974"), REACHES)))
def test_a_department_is_covered_as_one_by_one(current, slow, area, reach):
    sites, (people, km) = slow[0], slow[1][area]
    found = territoires_numbers(current, asked(area=area, reach=reach))
    for row in found.served:
        columns = np.isin(sites.family, (row.family,) if row.family else Filters().families)
        nearest = [min(of[columns], default=math.inf) for of in km]
        for limit, share in zip(REACHES, row.shares, strict=True):
            inside = sum(p for p, at in zip(people, nearest, strict=True) if at <= limit)
            assert share == pytest.approx(inside / people.sum(), abs=1e-12)
        assert row.communes == sum(at > reach for at in nearest)
        assert row.people == sum(p for p, at in zip(people, nearest, strict=True) if at > reach)
        ordered = sorted(zip(nearest, people, strict=True))
        half = next(at for k, (at, _) in enumerate(ordered) if sum(p for _, p in ordered[: k + 1]) >= people.sum() / 2)
        assert row.median == pytest.approx(half, abs=1e-6)
    here = next(place for place in found.places if place.area.id == area)
    assert here == found.here and here.share == found.served[0].shares[REACHES.index(reach)]


def test_parts_make_their_whole(current):
    found = territoires_numbers(current, asked(area_level="dep"))
    assert len(found.places) == 101 and sum(p.sites for p in found.places) == found.france.sites == len(found.sites)
    assert sum(p.people for p in found.places) == found.france.people
    assert sum(p.people_beyond for p in found.places) == found.france.people_beyond
    assert found.here == found.france and found.parted == 100
    mean = sum(p.people * p.share for p in found.places if p.people) / found.france.people
    assert found.france.share == pytest.approx(mean)


def test_the_access_rate_is_that_of_the_page_acces(current):
    found = territoires_numbers(current, asked(area="R76"))
    published = acces_numbers(current, Filters(area_level="dep")).cells
    for place in found.places:
        assert place.access == published.of(place.area)
    # France has no rank, on either page.
    here, there = territoires_numbers(current, asked()).france.access, acces_numbers(current, Filters()).cells.france
    assert here._replace(rank_low=0, rank_high=0) == there._replace(rank_low=0, rank_high=0)
    assert math.isnan(here.rank_low) and math.isnan(there.rank_low)


def test_thirds_are_those_of_the_country_whatever_the_territory(current):
    whole = {p.area.id: p for p in territoires_numbers(current, asked(area_level="dep")).places}
    for region in ("R76", "R11"):
        for place in territoires_numbers(current, asked(area=region)).places:
            assert (place.coverage_third, place.access_third) == (
                whole[place.area.id].coverage_third,
                whole[place.area.id].access_third,
            )
    counts = np.bincount([p.coverage_third for p in whole.values() if p.coverage_third >= 0])
    assert counts.sum() == 100 and counts.max() - counts.min() <= 2
    both = {p.area.id for p in whole.values() if p.signal == "both"}
    assert both == {id for id, p in whole.items() if p.coverage_third == p.access_third == 2}


@pytest.mark.parametrize("decay", DECAYS)
def test_the_score_shares_out_the_supply(current, decay):
    filters = asked(decay=decay)
    persons, sites = demand_of(current, filters), open_sites(current, DAY)
    spread = score_of(sites, persons, filters.families, 20, decay)
    assert (persons.people * spread.score).sum() / 10_000 == pytest.approx(sites.weight.sum())
    found = territoires_score(current, filters)
    assert found.of[FRANCE.id].mean == pytest.approx(10_000 * sites.weight.sum() / persons.people.sum())
    assert found.gini[0] == found.gini[1] and found.held[0][0] == 0 and found.held[0][-1] == 1
    assert [s.threshold for s in found.sensitivity] == list(REACHES)
    ginis = [s.gini for s in found.sensitivity]
    assert ginis == sorted(ginis, reverse=True) and found.gini[0] == ginis[1]


def test_the_score_of_some_families_is_of_their_sites_alone(current):
    filters = asked(families=("ce",), area="R76")
    sites, persons = open_sites(current, DAY), demand_of(current, filters)
    spread = score_of(sites, persons, ("ce",), 20, "paliers")
    # A site within reach of nobody gives nothing; in the demonstration each is in a commune.
    given = sites.of(sites.family == "ce").weight.sum()
    assert (persons.people * spread.score).sum() / 10_000 == pytest.approx(given)


def test_people_across_the_sea_are_counted_where_there_are(current):
    assert territoires_numbers(current, asked(area="R76")).sea == 0
    assert territoires_numbers(current, asked()).sea > 0


def test_the_answer_names_every_part_once(visitor, current):
    outputs = visitor.outputs("territoires-answer.")
    assert outputs == list(TERRITOIRES.outputs) and len(set(outputs)) == len(outputs)
    seen = set()
    for chosen in product(*VIEWS.values()):
        parts = answer(current, area="R76", **dict(zip(VIEWS, chosen, strict=True)))
        assert parts.keys() <= {*TERRITOIRES.outputs, *TERRITOIRES.infos, *SHELL_PARTS}
        seen |= parts.keys()
    assert seen == {*PARTS, *SHELL_PARTS, (ids.TERRITOIRES.answer, "data-release")}


def test_every_output_is_a_place_of_the_page(visitor):
    page, _ = visitor.open("/territoires", "?t=R76")
    for name, _property in visitor.outputs("territoires-answer."):
        assert f'"id": "{name}"' in page, name


def test_every_territory_in_some_view_says_no_missing_number(current):
    looks = list(product(THEMES, ("wide", "medium", "narrow")))
    for turn, area in enumerate((FRANCE, *regions(), *departments()[::6])):
        views = {name: options[turn % len(options)] for name, options in VIEWS.items()}
        level = "dep" if turn % 2 else "reg"
        reach, decay = REACHES[turn % 3], DECAYS[turn % 3]
        filters = asked(area=area.id, area_level=level, reach=reach, decay=decay, **views)
        parts = whole_parts(TERRITOIRES, current, filters, Look(*looks[turn % 6]))
        assert not NAN.search(re.sub(r"data:[^\"]*", "", text_of(parts))), area.id


def test_a_region_says_which_departments_have_little_of_both(current):
    parts = answer(current, area="R76")
    sentence = re.sub(r"<[^>]*>", "", parts[ids.TERRITOIRES.sentence, HTML])
    found = territoires_numbers(current, asked(area="R76"))
    both = [p.area.name for p in found.places if p.signal == "both"]
    assert sentence.startswith("Au 31 décembre 2017, en Occitanie, ") and "à vol d’oiseau" in sentence
    assert all(name in sentence for name in both)
    assert parts[ids.pane_of(ids.SERVED_AREAS, "tableau"), HTML].count("les deux faibles") == len(both)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"families": ("reg",)}, "Aucun lieu n’était ouvert au 31 décembre 2017"),
        ({"site_kind": "outreach"}, "Aucun lieu n’était ouvert"),
        ({"start": "2014-01", "end": "2014-12"}, "Aucun lieu n’était ouvert au 31 décembre 2014"),
        ({"start": "2015-01", "end": "2018-07"}, "rupture de série"),
        ({"area": "R06"}, "17 communes sans population connue"),
        ({}, "Traversées maritimes"),
    ],
)
def test_what_is_missing_is_said(current, values, said):
    for view in TERRITORY_VIEWS:
        parts = answer(current, territory_view=view, **values)
        assert said in re.sub(r"\s", " ", parts[ids.TERRITOIRES.notice, HTML])
        assert not NAN.search(text_of(parts))


def test_without_a_site_every_way_to_widen_is_offered(current):
    parts = answer(current, families=("reg",), site_kind="permanent", start="2018-01", end="2018-03")
    offered = re.findall(r'data-set="([^"]*)"', parts[ids.TERRITOIRES.notice, HTML])
    assert offered == ["lieu=", "ope=pe-ml-ce-apec-reg", "du=2017-01&amp;au=2017-12"]


@pytest.mark.parametrize("area", ["FR", "R76", "D31", "R01"])
def test_the_list_mirrors_the_map(current, area):
    parts = answer(current, area=area)
    figure, listed = parts[ids.graph_of(ids.SITE_MAP), "figure"], parts[ids.pane_of(ids.PLACES, "liste"), HTML]
    drawn = sum(len(t["lon"]) for t in figure["data"][9:14]) + sum(int(t) for t in figure["data"][14]["text"])
    found = territoires_numbers(current, asked(area=area))
    assert drawn == len(found.sites_here)
    # In a department a mark tells which items of the list are its sites.
    acts = [point[2] for t in figure["data"][9:15] for point in t["customdata"] if len(point) > 2]
    places = sorted(int(place) for act in acts for place in act.removeprefix("=").split())
    assert places == (list(range(drawn)) if found.is_alone else [])
    go = re.findall(r'data-set="t=([^"]*)"', listed)
    assert set(go) <= set(AREAS) and len(go) == len(set(go))
    assert listed.count("<li") == (18 if area == "FR" else len(found.sites_here))


def test_every_picture_is_framed_with_its_source_and_label(current):
    for card, view in product(TERRITOIRES.cards, TERRITORY_VIEWS):
        figure = picture(card, current, asked(area="R76", territory_view=view), "light")
        texts = " ".join(a["text"] for a in figure["layout"]["annotations"]).replace("<br>", " ")
        assert "démonstration" in texts and current.id in texts and "vol d’oiseau" in texts
    broken = picture(ids.SITE_MAP, current, asked(start="2015-01", end="2018-07"), "dark")
    assert "Couverture" in " ".join(a["text"] for a in broken["layout"]["annotations"])


def test_an_operator_without_a_site_near_has_none_in_the_chart_and_in_its_twin(current):
    filters = asked(area="R04", families=("ml", "apec"))
    rows = {row.family: row for row in territoires_numbers(current, filters).served}
    assert rows["ml"].is_reached and not rows["apec"].is_reached and 1_000 < rows["apec"].median < math.inf
    twin = str(
        page_parts(current, filters.change(served_view="tableau"), LOOK)[ids.pane_of(ids.SERVED, "tableau"), HTML]
    )
    chart = str(page_parts(current, filters, LOOK)[ids.graph_of(ids.SERVED), "figure"])
    assert twin.count("aucun lieu") == 2 and chart.count("aucun lieu") == 1 and "000 km" not in twin
    beside = [
        (row.sites, row.is_reached)
        for area in departments()
        for row in territoires_numbers(current, asked(area=area.id, families=("ml", "apec"))).served
    ]
    assert (0, True) in beside, "served by the site of a neighbour"


def test_the_files_hold_what_the_page_shows(current):
    filters = asked(area="R76", reach=10)
    found = territoires_numbers(current, filters)
    rows = TERRITOIRES.tables["couverture"](current, filters).set_index("area")
    assert list(rows.index) == [*(p.area.id for p in found.places), "R76", "FR"]
    assert rows.at["D48", "value"] == rows.at["D48", "within_10"] == 100 * found.places[8].share
    assert rows.at["FR", "access_rate"] == found.france.access.value and math.isnan(rows.at["FR", "coverage_third"])
    assert set(rows["vintage"]) == {"Insee, population municipale des communes, faute d’actifs par commune"}
    served = TERRITOIRES.tables["desserte"](current, filters).set_index("family")
    assert list(served.index) == ["T", *Filters().families] and math.isnan(served.at["reg", "median_km"])
    score = TERRITOIRES.tables["score"](current, filters).set_index("area")
    assert score.at["R76", "gini"] == territoires_score(current, filters).gini[0]
    places = TERRITOIRES.tables["lieux"](current, filters)
    assert len(places) == len(found.sites_here) and set(places["area"]) <= {d.id for d in departments("76")}


def test_the_file_of_the_score_holds_its_curve(current):
    filters = asked(area="R76")
    rows = TERRITOIRES.tables["score"](current, filters).set_index("area")
    held = [f"held_{share}" for share in range(10, 100, 10)]
    for area, curve in zip(("R76", "FR"), territoires_score(current, filters).held, strict=True):
        assert rows.loc[area, held].tolist() == [100 * part for part in curve[1:-1]] == sorted(rows.loc[area, held])
    assert rows.drop(index=["R76", "FR"])[held].isna().all(axis=None)
    assert rows["held_50"].notna().sum() == 2
    nobody = TERRITOIRES.tables["score"](current, asked(area="R06"))
    assert nobody.set_index("area")["held_50"].notna().to_dict() == {"D976": False, "R06": False, "FR": True}


def cells_of(markup):
    """Rows of the first table: the text of each cell."""
    table = markup.split("<table", 1)[1].split("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", table, re.S)]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in rows]


def test_a_slide_has_the_territories_beside_its_map_or_the_weak_ones_under_it(current):
    found = territoires_numbers(current, asked(area="R76"))
    weak = [p.area.name for p in sorted(found.places, key=lambda p: p.share) if p.signal == "both"]
    wide = answer(current, HALL, area="R76")
    head, *rows = cells_of(wide[LEGEND, HTML])
    assert head[0] == "Département" and {row[0] for row in rows} == {p.area.name for p in found.places}
    assert [row[0] for row in rows if row[-1] == "les deux faibles"] == [row[0] for row in rows][: len(weak)] == weak
    narrow = unescape(answer(current, STAGE, area="R76")[LEGEND, HTML])
    assert "<table" not in narrow
    said = re.findall(r"<p><strong>([^<]+)\u00a0: </strong>([^<]*)\.</p>", narrow)
    heads = {"both": "Accès et couverture faibles", "coverage": "Couverture faible", "access": "Accès faible"}
    named = {signal: {p.area.name for p in found.places if p.signal == signal} for signal in heads}
    assert {head for head, _ in said} == {heads[signal] for signal, names in named.items() if names}
    for signal, names in named.items():
        text = dict(said).get(heads[signal], "")
        assert {p.area.name for p in found.places if re.search(rf"\b{p.area.name}\b", text)} >= names
    for parts in (wide, answer(current, STAGE, area="R76")):
        assert parts[TRAIL, HTML] == ""


def test_a_slide_of_a_hundred_departments_keeps_the_weak_ones_and_counts_the_others(current):
    rows = cells_of(answer(current, HALL, area_level="dep")[LEGEND, HTML])[1:]
    assert rows[-1] == ["Et 84 autres départements"]
    figure = answer(current, HALL, area_level="dep")[ids.graph_of(ids.SITE_MAP), "figure"]
    # Their marks would hide the map.
    assert not any(t.get("mode") == "markers+text" and t["lon"] for t in figure["data"])
    said = unescape(answer(current, STAGE, area_level="dep")[LEGEND, HTML])
    found = territoires_numbers(current, asked(area_level="dep"))
    weak = sum(p.signal == "coverage" for p in found.places)
    assert weak > 8 and f" et {weak - 7} autres." in said
    ranked = sorted(found.places, key=lambda p: (p.signal != "both", math.isnan(p.share), p.share))
    assert [row[0] for row in rows[:-1]] == [place.area.name for place in ranked[:17]]


@pytest.mark.parametrize(("area", "noun"), [("FR", "Région"), ("R76", "Département"), ("D31", "Commune")])
def test_a_slide_counts_the_sites_that_it_cannot_name(current, area, noun):
    found = territoires_numbers(current, asked(area=area))
    head, *rows = cells_of(answer(current, HALL, area=area)[ids.pane_of(ids.PLACES, "liste"), HTML])
    assert head[0] == noun and head[-1] == "Tous" and rows[-1][0] == "Ensemble"
    counts = [[int(cell.replace("—", "0").replace("\u202f", "")) for cell in row[1:]] for row in rows]
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    assert all(sum(row[:-1]) == row[-1] for row in counts) and counts[-1][-1] == len(found.sites_here)
    families = [FAMILY[f].short_label for f in FAMILY.codes if (found.sites_here.family == f).any()]
    assert head[1:-1] == families
    if area != "D31":
        assert {row[0]: row[-1] for row in rows[:-1]} == {p.area.name: str(p.sites) for p in found.places}


def test_a_slide_names_the_sites_that_are_few(current):
    found = territoires_numbers(current, asked(area="D48"))
    head, *rows = cells_of(answer(current, STAGE, area="D48")[ids.pane_of(ids.PLACES, "liste"), HTML])
    assert head == ["Lieu", "Opérateur", "Nature"]
    assert sorted(row[0] for row in rows) == sorted(found.sites_here.name) and 0 < len(rows) <= 16


def test_a_slide_of_the_score_names_the_worst_served_towns(current):
    score = territoires_score(current, asked(area="D48", families=("ce",)))
    values = {"area": "D48", "families": ("ce",), "territory_view": "score"}
    rows = cells_of(answer(current, HALL, **values)[LEGEND, HTML])[1:]
    assert [row[0].removesuffix(" 48") for row in rows] == [town.name for town in score.worst]
    said = unescape(answer(current, STAGE, **values)[LEGEND, HTML])
    assert f"{score.worst_count} communes en Lozère" in said and all(town.name in said for town in score.worst)
    assert "Aucune commune à Paris" in answer(current, STAGE, area="D75", territory_view="score")[LEGEND, HTML]
    assert answer(current, HALL, **values)[WORST, HTML] == ""


def test_the_communes_of_a_department_are_its_own(current, slow):
    filters = asked(area="D48", territory_view="score")
    found = territoires_towns(current, filters)
    people, km = slow[1]["D48"]
    assert found.people.tolist() == people.tolist() and set(found.department) == {"D48"}
    np.testing.assert_allclose(found.cost, km.min(axis=1), atol=1e-9)
    assert found.site.tolist() == [slow[0].name[k] for k in km.argmin(axis=1)]
    mean = (found.people * found.score).sum() / people.sum()
    assert territoires_score(current, filters).of["D48"].mean == pytest.approx(mean)
    rows = TERRITOIRES.tables["communes"](current, filters)
    assert rows["value"].tolist() == found.score.tolist() and set(rows["score_third"]) <= {1.0, 2.0, 3.0}
    assert TERRITOIRES.tables["communes"](current, asked()).empty


@pytest.mark.parametrize("area", ["FR", "R76", "D48", "R06"])
def test_the_surface_of_the_score_is_that_of_its_communes(current, area):
    filters = asked(area=area, territory_view="score")
    sent = answer(current, area=area, territory_view="score")[ids.graph_of(ids.SITE_MAP), "figure"]["layout"]["meta"]
    surface, persons = sent["surface"], demand(current, 2018)
    rows = surface["rows"].split("|")
    assert set("".join(rows)) <= set(".012")
    spread = score_of(open_sites(current, DAY), persons, filters.families, 20, "paliers")
    cuts = [population_quantile(persons.people, spread.score, share) for share in (1 / 3, 2 / 3)]
    placed, inside = on_map(persons.points, persons.department), in_area(persons, area)
    # At the middle of a cell, the third of the nearest commune of the territory.
    for i, j in product(range(3, len(rows), 11), range(3, len(rows[0]), 11)):
        if (letter := rows[i][j]) != ".":
            lon, lat = surface["west"] + (j + 0.5) * surface["across"], surface["north"] - (i + 0.5) * surface["up"]
            away = np.hypot((placed[:, 0] - lon) * math.cos(math.radians(46.5)), placed[:, 1] - lat)
            score = spread.score[np.where(inside, away, np.inf).argmin()]
            assert int(letter) == 2 - sum(score > cut for cut in cuts)
    # Nobody is known to live in Mayotte.
    assert ("".join(rows).strip(".") == "") == (area == "R06")


def test_the_worst_served_towns_are_named_from_the_most_peopled(current, slow):
    found = territoires_score(current, asked(area="D48", families=("ce",)))
    persons = demand(current, 2018)
    spread = score_of(open_sites(current, DAY), persons, ("ce",), 20, "paliers")
    here = np.flatnonzero((persons.department == "D48") & (spread.score <= spread.cut) & (persons.people > 0))
    assert found.worst_count == len(here) > len(found.worst) == 8
    assert [t.people for t in found.worst] == sorted(persons.people[here], reverse=True)[:8]
    assert all(t.score <= spread.cut and t.department == "D48" and t.cost > 20 for t in found.worst)
    said = unescape(answer(current, area="D48", families=("ce",), territory_view="score")[WORST, HTML])
    assert all(town.name in said for town in found.worst)
    none = answer(current, area="D75", territory_view="score")[WORST, HTML]
    assert "Aucune commune à Paris" in none


def test_without_a_site_a_commune_has_no_nearest_one(current):
    found = territoires_towns(current, asked(area="D48", families=("reg",)))
    assert set(found.site) == {""} and np.isinf(found.cost).all() and not found.score.any()


def test_secret_entries_are_told_from_missing_ones(current):
    # Few entries of a small operator over one month: some departments are under the secrecy.
    values = {"families": ("ce",), "start": "2016-03", "end": "2016-03", "area_level": "dep"}
    found = territoires_numbers(current, asked(**values))
    hidden = [p for p in found.places if p.is_hidden]
    assert hidden and all(p.access_third < 0 and p.signal in ("", "coverage") for p in hidden)
    parts = answer(current, **values)
    assert f"secret, 0 à 4 ({len(hidden)})" in parts[LEGEND, HTML]
    table = parts[ids.pane_of(ids.SERVED_AREAS, "tableau"), HTML]
    assert table.count("swatch f-secret") == len(hidden)
    dots = parts[ids.graph_of(ids.SITE_MAP), "figure"]["data"][3]
    assert sorted(dots["locations"]) == sorted(p.area.code for p in hidden)


def test_one_family_is_one_line(current):
    found = territoires_numbers(current, asked(families=("ml",)))
    assert [row.family for row in found.served] == ["ml"] and set(found.sites.family) == {"ml"}


def test_the_whole_country_is_searched_by_every_word_and_the_filters_apply(client, current):
    sites = territoires_numbers(current, asked()).sites
    wanted = [n for n, f in zip(sites.name, sites.family, strict=True) if "Toulouse" in n and f == "ml"]
    found = client.get("/territoires/lieux?cherche=Toulouse%20MISSION").json
    assert found["count"] == len(wanted) > 1 and all(f">{name}</button>" in found["html"] for name in wanted)
    assert 'data-set="t=D31&amp;niv=dep"' in found["html"] and "Haute-Garonne, Missions locales" in found["html"]
    # By the department and by the commune too, under the operators and the territory chosen.
    haute_garonne = int((sites.department == "D31").sum())
    assert client.get("/territoires/lieux?cherche=haute-garonne").json["count"] == haute_garonne
    assert client.get("/territoires/lieux?cherche=toulouse&ope=pe").json["count"] < haute_garonne
    assert client.get("/territoires/lieux?cherche=toulouse&t=R11").json == {"count": 0, "html": ""}
    everyone = client.get("/territoires/lieux?cherche=demonstration").json
    assert everyone["count"] == len(sites) and everyone["html"].count("<li") == 30
    assert client.get("/territoires/lieux?cherche=").json == {"count": 0, "html": ""}


def test_a_site_whose_point_is_elsewhere_is_listed(current):
    numbers = territoires_numbers(current, asked(area="R76"))
    assert numbers.misplaced == () and misplaced_table(numbers) == ""
    assert "Aucun point n’est hors du département déclaré" in foots(numbers, None)[ids.PLACES]
    # The demonstration has none: one of its sites said to be in Paris.
    sites, persons = open_sites(current, DAY), demand(current, 2018)
    at = int(np.flatnonzero(sites.department == "D31")[0])
    points = sites.points.copy()
    points[at] = persons.points[persons.code == "75056"][0]
    wrong = replace(sites, points=points)
    found = _misplaced(wrong, persons, numbers.filters)
    assert [(m.key, m.stated.id, m.found.id) for m in found] == [(sites.keys[at], "D31", "D75")] and found[0].km > 500
    assert _misplaced(wrong, persons, numbers.filters.change(area="R11")) == ()
    assert _misplaced(wrong, persons, numbers.filters.change(families=("reg",))) == ()
    told = replace(numbers, misplaced=found)
    assert "1 lieu hors du département déclaré" in misplaced_table(told) and ">Paris</td>" in misplaced_table(told)
    assert "Aucun point" not in foots(told, None)[ids.PLACES]
