"""Page Comparer as one answer: every view, every territory, both themes, the notices, the pictures and the files."""

import json
import re
from itertools import product

import numpy as np
import pytest

from callbacks import comparer_files
from callbacks.answered import SHELL_PARTS
from callbacks.comparer import COMPARER, PARTS, page_parts, picture
from callbacks.comparer_numbers import comparer_numbers
from callbacks.page import Look
from callbacks.territoires_numbers import territoires_numbers
from data.strata_queries import strata_counts
from figures.numbers import signed
from figures.theme import THEMES
from filters import AXES, EXPLAINED_VIEWS, FUNNEL_VIEWS, PORTRAIT_VIEWS, STANDARD_VIEWS, Filters
from geo.areas import FRANCE, departments, regions
from indicators.frame import FEWEST_EVENTS
from layouts import ids
from layouts.comparer_tables import NOTES_HERE
from layouts.comparer_texts import foots, info, source_line
from layouts.markup import HTML
from layouts.territoires_answer import THRESHOLDS
from layouts.territoires_definitions import demand_source
from nomenclatures import READING
from tests.callbacks.whole import whole_parts
from tests.layouts.reading import read

LOOK = Look("light", "wide")
VIEWS = {
    "explained_view": EXPLAINED_VIEWS,
    "funnel_view": FUNNEL_VIEWS,
    "standard_view": STANDARD_VIEWS,
    "portrait_view": PORTRAIT_VIEWS,
}
# A word of its own: "Nantes" and "finances" are none.
NAN = re.compile(r"\b(nan|NaN|None|inf|Infinity)\b")


def answer(release, look=LOOK, **values):
    return page_parts(release, Filters().change(**values).only(COMPARER.fields), look)


def text_of(parts):
    return json.dumps([[*part, value] for part, value in parts.items()], allow_nan=False, ensure_ascii=False)


def test_the_answer_names_every_part_once(visitor, current):
    outputs = visitor.outputs("comparer-answer.")
    assert outputs == list(COMPARER.outputs)
    assert len(set(outputs)) == len(outputs)
    seen = set()
    for chosen in product(*VIEWS.values()):
        parts = answer(current, area="R76", **dict(zip(VIEWS, chosen, strict=True)))
        assert parts.keys() <= {*COMPARER.outputs, *COMPARER.infos, *SHELL_PARTS}
        seen |= parts.keys()
    assert seen == {*PARTS, *SHELL_PARTS, (ids.COMPARER.answer, "data-release")}


def test_every_output_is_a_place_of_the_page(visitor):
    page, _ = visitor.open("/comparer", "?t=R76&t2=R93")
    for name, _property in visitor.outputs("comparer-answer."):
        assert f'"id": "{name}"' in page, name


def walk():
    """Every territory; regions with every axis and reading, departments with every reading; other choices in turn."""
    looks = list(product(THEMES, ("wide", "medium", "small", "narrow")))
    turn = 0
    for level, areas, axes in (("reg", regions(), AXES), ("dep", departments(), AXES[:1])):
        for area, axis, reading in product((FRANCE, *areas), axes, READING.codes):
            turn += 1
            others = [other.id for other in (FRANCE, *areas) if other != area]
            views = {name: options[turn % len(options)] for name, options in VIEWS.items()}
            filters = Filters().change(
                area_level=level,
                area=area.id,
                axis=axis,
                reading=reading,
                benchmark=others[turn % len(others)] if turn % 3 == 0 else FRANCE.id,
                second=others[1 + turn % (len(others) - 1)] if turn % 2 else "",
                **views,
            )
            yield filters, Look(*looks[turn % len(looks)])


def check_numbers(numbers):
    """No verdict on too few, no rate that mixes two sources, parts that make their whole."""
    for row in numbers.portrait:
        for cell in (*row.cells.compared, *row.cells.others):
            assert cell.outcome == "" or cell.is_measured
            if row.code == "indirect_ratio" and cell.outcome:
                assert cell.denominator >= FEWEST_EVENTS
    few = numbers.rates[(numbers.rates["cell_status"] == "too_few")]
    assert few["value"].isna().all() and (few["outcome"] == "").all()
    for found in numbers.decompositions.values():
        assert (found.cell_status == "ok") == np.isfinite(found.gap)
        if found.cell_status == "ok":
            assert found.composition + found.behaviour == pytest.approx(found.gap)
            assert found.groups["share"].sum() == pytest.approx(100)
    perimeters = {row.denominator.perimeter for row in numbers.portrait if row.denominator}
    assert {p[:1] for p in perimeters} <= {("rp",), (numbers.denominator.source,)}
    assert len({row.denominator.perimeter for row in numbers.portrait[:3]}) == 1


def test_no_screen_of_any_territory_axis_and_reading_shows_a_missing_number_or_a_verdict_on_too_few(current):
    sentences = set()
    for filters, look in walk():
        check_numbers(comparer_numbers(current, filters))
        parts = whole_parts(COMPARER, current, filters, look)
        found = NAN.search(re.sub(r'"data-[a-z]*"', "", text_of(parts)))
        assert not found, (filters.to_query(), found)
        sentences.add(parts[ids.COMPARER.sentence, HTML])
    assert len(sentences) > 120


def test_only_the_view_shown_is_sent(current):
    parts = answer(current, area="R76", standard_view="classement", portrait_view="regions", funnel_view="tableau")
    assert ("comparer-standard-ranking", "figure") in parts
    assert ("comparer-standard-graph", "figure") not in parts
    assert ("comparer-portrait-regions", HTML) in parts and ("comparer-portrait-graph", "figure") not in parts
    assert ("comparer-funnel-tableau", HTML) in parts and ("comparer-funnel-graph", "figure") not in parts


@pytest.mark.parametrize("values", [{}, {"axis": "qualif"}, {"area_level": "dep"}], ids=["regions", "axis", "dep"])
def test_france_alone_explains_the_gaps_of_the_territories_furthest_from_it(current, values):
    numbers = comparer_numbers(current, Filters(**values))
    parts = answer(current, **values)
    rows = read(parts["comparer-explained-empty", HTML]).one("tbody").all("tr")
    furthest = [one.area for one in numbers.furthest]
    assert [row.one("button").attributes["data-set"] for row in rows] == [f"t={area}" for area in furthest]
    assert len(set(furthest)) == 8
    assert parts["comparer-explained-graph", "figure"]["data"] == []
    assert "Choisissez un territoire" in parts["comparer-similar-list", HTML]
    frame = numbers.funnel.set_index("area")
    widths = (frame["limit_upper_998"] - frame["limit_lower_998"]) / 2
    distance = (frame["value"] - frame["benchmark"]).abs() / widths
    assert distance[furthest[0]] >= 0.8 * distance.max()
    # Each is what its own page says.
    for one, row in zip(numbers.furthest, rows, strict=True):
        chosen = comparer_numbers(current, Filters(**values).change(area=one.area)).decomposition
        parts_of = [(d.composition, d.behaviour, d.gap) for d in (one, chosen)]
        assert parts_of[0] == pytest.approx(parts_of[1], abs=0, rel=0, nan_ok=True)
        shown = [signed(part, numbers.indicator.decimals) for part in parts_of[0] if one.cell_status == "ok"]
        assert [td.text for td in row.all("td")] == (shown or [NOTES_HERE[one.cell_status]])
    measured = [one for one in numbers.furthest if one.cell_status == "ok"]
    assert len(measured) >= 5
    assert all(one.gap == pytest.approx(one.composition + one.behaviour) for one in measured)


@pytest.mark.parametrize(
    ("level", "noun"), [("reg", "régions les plus éloignées"), ("dep", "départements les plus éloignés")]
)
def test_the_furthest_territories_agree_with_their_level_and_say_what_their_gaps_leave_out(current, level, noun):
    parts = answer(current, area_level=level)
    table = parts["comparer-explained-empty", HTML]
    assert f"les {noun} de l’axe" in table
    assert "à statut d’emploi égal, hors statut inconnu" in table


def test_a_period_that_is_not_covered_is_not_a_missing_population(current):
    for area in ("FR", "R76"):
        parts = answer(current, area=area, start="2012-01", end="2012-12")
        assert "la période n’est pas couverte" in parts["comparer-sentence", HTML]
        assert "énominateur" not in parts["comparer-sentence", HTML] + parts["comparer-explained-empty", HTML]
        assert "seul le statut" not in parts["comparer-explained-axes", HTML]
    assert parts["comparer-similar-title", "children"].startswith("Aucun territoire ne se compare à l’Occitanie")
    assert "Choisissez" not in parts["comparer-similar-list", HTML]


def test_a_subtitle_that_begins_with_a_month_has_its_capital(current):
    subtitle = answer(current, start="2017-03", end="2017-03")["comparer-portrait-subtitle", "children"]
    assert subtitle.startswith("Mars 2017. Chaque ligne")


def test_the_ranking_says_which_departments_it_draws(current):
    ranked = {"area_level": "dep", "standard_view": "classement"}
    said = answer(current, **ranked)["comparer-standard-subtitle", "children"]
    assert re.search(r"18 départements sur \d+\u00a0: ceux qui changent le plus de place", said)
    chosen = answer(current, area="D31", **ranked)["comparer-standard-subtitle", "children"]
    assert "la Haute-Garonne et ceux qui changent" in chosen
    assert "18 " not in answer(current, standard_view="classement")["comparer-standard-subtitle", "children"]


def test_a_break_refuses_the_rates_keeps_the_shares_and_offers_comparable_periods(current):
    parts = answer(current, area="R76", start="2016-01", end="2017-12", explained_view="tableau")
    notice = parts[ids.COMPARER.notice, HTML]
    assert "rupture de série" in notice and "du=2017-01&amp;au=2017-12" in notice
    assert "les parts restent affichées" in notice
    assert "ne se décompose pas" in parts[ids.COMPARER.sentence, HTML]
    assert "rupture" in parts["comparer-explained-tableau", HTML]
    assert parts["comparer-funnel-graph", "figure"]["data"] == []
    numbers = comparer_numbers(current, Filters(area="R76", start="2016-01", end="2017-12"))
    statuses = {row.code: row.cells.of(numbers.territory).cell_status for row in numbers.portrait}
    assert statuses["ens"] == "break" and statuses["women"] == "ok"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"start": "2013-01", "end": "2013-12"}, "ne couvre pas cette période"),
        ({"start": "2013-01", "end": "2013-12", "area": "R76"}, "ne couvre pas cette période"),
        ({"start": "2015-01", "end": "2015-12", "families": ("ml",), "area": "R76"}, "dans le champ"),
        ({"start": "2018-01", "end": "2019-12", "area": "R76"}, "janvier 2018 à juillet 2018"),
        ({"area": "D31", "area_level": "dep", "axis": "sexe"}, "Axe «\u00a0Sexe\u00a0» indisponible ici"),
        ({"area": "R76", "benchmark": "D31", "axis": "croise"}, "par département"),
        ({"start": "2016-01", "end": "2016-12", "area": "R76"}, "Mois douteux"),
    ],
)
def test_notices(current, values, said):
    parts = answer(current, **values)
    assert said in parts[ids.COMPARER.notice, HTML]
    assert not NAN.search(text_of(parts))


def test_an_axis_that_is_not_offered_is_replaced_and_not_proposed(current):
    numbers = comparer_numbers(current, Filters(area="D31", area_level="dep", axis="qualif"))
    assert (numbers.axes, numbers.axis) == (("statut",), "statut")
    parts = answer(current, area="D31", area_level="dep")
    assert parts["comparer-standard-axes", HTML] == "", "one axis is no choice"
    assert "statut d’emploi" in parts["comparer-explained-axes", HTML]
    assert not any("axe=" in str(part) for part in parts.values())


def test_the_reading_of_the_funnel_does_not_change_the_share_of_entries_without_a_place(current):
    legends = {answer(current, reading=reading)["comparer-standard-legend", HTML] for reading in READING.codes}
    assert len(legends) == 1 and "entrées non localisées</strong> (" in legends.pop()


@pytest.mark.parametrize(("level", "area"), [("reg", "R76"), ("dep", "D23"), ("dep", "D971")])
def test_the_profile_covers_as_the_page_territoires_does(current, level, area):
    filters = Filters(area=area, area_level=level)
    row = next(row for row in comparer_numbers(current, filters).portrait if row.code == "coverage_share")
    there = territoires_numbers(current, filters)
    cell = row.cells.of(filters.territory)
    assert cell.value == pytest.approx(100 * there.here.shares[THRESHOLDS.index(20)])
    assert row.cells.france.value == pytest.approx(100 * there.france.shares[THRESHOLDS.index(20)])
    assert (row.source, row.label) == (demand_source(there.vintage), "Part des habitants à 20\u00a0km d’un lieu")
    rows = comparer_files.portrait(current, filters)
    assert set(rows.loc[rows["row"] == "coverage_share", "vintage"]) == {row.source}


@pytest.mark.parametrize(("reading", "people"), [("de", "chômeurs"), ("ao", "actifs occupés")])
def test_the_panel_of_the_funnel_cites_the_denominator_of_its_reading(current, reading, people):
    said = answer(current, area="R04", reading=reading)[ids.FUNNEL.info, HTML]
    assert f"recensement de la population 2018, {people} de 15 à 64 ans" in said
    assert "2018, actifs de 15" not in said


def test_mayotte_has_a_rate_by_sex_alone(current):
    by_status, by_sex = (comparer_numbers(current, Filters(area="R06", axis=axis)) for axis in ("statut", "sexe"))
    assert by_status.decomposition.cell_status == "no_denominator"
    assert by_status.rate_cells.of(by_status.territory).cell_status == "no_denominator"
    assert by_sex.rate_cells.of(by_sex.territory).is_measured
    # The few entries of the tests do not tell its gap from chance, as they would not that of any area of its size.
    assert by_sex.decomposition.cell_status == "too_close"
    rates = {cell.area.id: cell for cell in by_sex.rate_cells.compared}
    assert abs(rates["R06"].value - by_sex.france.value) < rates["R06"].upper - rates["R06"].lower


def test_the_map_of_a_department_shows_its_region_alone(current):
    parts = answer(current, area="D31", area_level="dep")
    drawn = parts["comparer-standard-graph", "figure"]
    codes = {code for trace in drawn["data"] if trace["type"] == "choropleth" for code in trace["locations"]}
    assert codes - {"-"} == {area.code for area in departments("76")}
    assert parts[ids.STANDARD.title, "children"].startswith("En Occitanie, à statut d’emploi égal, le recours va de ")
    whole = answer(current, area_level="dep")["comparer-standard-graph", "figure"]
    assert len(whole["data"][0]["locations"]) == len(departments())
    assert drawn["layout"]["geo"]["lonaxis"] != whole["layout"]["geo"]["lonaxis"]


def test_the_second_territory_may_be_of_another_level(current):
    numbers = comparer_numbers(current, Filters(area="R76", second="D31"))
    assert "D31" in set(numbers.funnel["area"]) and "D31" not in {a.id for a in numbers.peers}
    ratio = numbers.portrait[3].cells.of(numbers.second)
    assert ratio.is_measured
    ranked = numbers.rates.set_index("area")["rank_low"]
    assert np.isnan(ranked["D31"]) and np.isfinite(ranked["R76"])


def test_similar_territories_set_the_second_one(current):
    numbers = comparer_numbers(current, Filters(area="R76"))
    assert len(numbers.neighbours) == 5 and "R76" not in {one.area for one in numbers.neighbours}
    first = numbers.neighbours[0].area
    assert f'data-set="t2={first}"' in answer(current, area="R76")["comparer-similar-list", HTML]
    chosen = answer(current, area="R76", second=first)["comparer-similar-list", HTML]
    assert 'data-set="t2="' in chosen and "Retirer" in chosen


@pytest.mark.parametrize(
    ("values", "rows", "heads"),
    [
        ({"area": "R76"}, 6, ["Chômeurs, %", "Diplômés du supérieur, %", "25 à 64 ans, %", "Actifs par km²"]),
        ({"area": "D31", "area_level": "dep"}, 6, ["Chômeurs, %", "Actifs par km²"]),
        ({}, 18, ["Chômeurs, %", "Diplômés du supérieur, %", "25 à 64 ans, %", "Actifs par km²"]),
        ({"area_level": "dep"}, 8, ["Chômeurs, %", "Actifs par km²"]),
    ],
)
def test_the_traits_that_make_territories_alike_are_shown_in_figures(current, values, rows, heads):
    table = read(answer(current, **values)[ids.pane_of(ids.SIMILAR, "list"), HTML]).one("table")
    assert [th.text.replace("\xa0", " ") for th in table.one("thead").all("th")][1:] == heads
    shown = {row.one("th").text: [td.text for td in row.all("td")] for row in table.one("tbody").all("tr")}
    assert len(shown) == rows
    # Mayotte is in no census: neither its unemployed nor its density is known.
    assert all(texts[0] != "—" and texts[-1] != "—" for name, texts in shown.items() if name != "Mayotte")
    assert ("Mayotte" not in shown) or (shown["Mayotte"][0], shown["Mayotte"][-1]) == ("—", "—")
    chosen = table.all("tr", "on")
    assert [row.one("th").text for row in chosen] == ([next(iter(shown))] if values.get("area") else [])
    # For France each one chooses itself.
    assert len(table.all("button")) == (0 if values.get("area") else rows)


def test_the_matrix_of_the_profile_is_in_the_order_of_names(current):
    table = read(answer(current, portrait_view="regions")[ids.pane_of(ids.PORTRAIT, "regions"), HTML])
    names = [row.one("th").text for row in table.one("tbody").all("tr")]
    assert names[:2] == ["France", "Auvergne-Rhône-Alpes"] and names[-1] == "Mayotte"


def test_a_change_of_view_computes_nothing(current):
    first = comparer_numbers(current, Filters(area="R84"))
    assert comparer_numbers(current, Filters(area="R84", portrait_view="regions", standard_view="tableau")) is first


DRAWN = ["", "t=R76&t2=R93", "t=R76&std=classement&axe=sexe", "t=D31&niv=dep", "t=R76&du=2016-01&au=2017-12"]
FILED = ["", "t=R76&t2=R93&lec=de", "t=D31&niv=dep", "t=R76&du=2016-01&au=2017-12", "du=2013-01&au=2013-12"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("card", COMPARER.cards, ids=lambda card: card.card)
@pytest.mark.parametrize("query", DRAWN)
def test_pictures_carry_title_source_and_label(current, card, query, theme):
    figure = picture(card, current, Filters.from_query(query)[0], theme)
    json.dumps(figure, allow_nan=False)
    texts = " ".join(str(a.get("text", "")) for a in figure["layout"]["annotations"]).replace("<br>", " ")
    assert "Sources" in texts and current.id in texts and "Données de démonstration" in texts
    assert figure["layout"]["height"] >= 500


@pytest.mark.parametrize("name", COMPARER.tables)
@pytest.mark.parametrize("query", FILED)
def test_files(client, current, name, query):
    response = client.get(f"/fichiers/comparer-{name}.csv?dialecte=recherche&{query}")
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert not re.search(r"\bnan\b|\bNone\b", text)
    head = text.splitlines()[0].split(",")
    assert {"area", "area_name", "release", "permalink", "citation", "data"} <= set(head)
    assert {"definition", "vintage", "cell_status", "sentence", "unit", "period"} <= set(head)
    assert f"{current.id}" in text or len(text.splitlines()) == 1
    assert "/comparer?" in text or len(text.splitlines()) == 1


def test_the_file_of_the_explained_gap_sums_to_the_gap(current):
    rows = COMPARER.tables["ecart"](current, Filters(area="R76"))
    for axis, part in rows.groupby("axis"):
        whole, groups = part[part["group"] == ""].iloc[0], part[part["group"] != ""]
        assert groups[["composition", "behaviour"]].to_numpy().sum() == pytest.approx(whole["gap"]), axis
        assert whole["rate"] - whole["rate_against"] == pytest.approx(whole["gap"])
    assert set(rows["axis"]) == set(AXES)


@pytest.mark.parametrize(("level", "start", "end"), [("reg", "2017-01", "2017-12"), ("dep", "2017-05", "2017-05")])
def test_a_gap_within_chance_and_noise_has_no_parts(current, level, start, end):
    """Again in plain Python: 1.96 standard deviations of the difference of the two crude rates."""
    found = {"too_close": 0, "ok": 0}
    for area in regions() if level == "reg" else departments():
        filters = Filters(area=area.id, area_level=level, start=start, end=end)
        numbers = comparer_numbers(current, filters)
        one, noise = numbers.decompositions["statut"], numbers.noise
        if one.cell_status not in found:
            continue
        found[one.cell_status] += 1
        counts, _ = strata_counts(current, filters, (FRANCE, area), area.level, "statut", 1)
        rates, variance = [], 0.0
        for name in (area.id, "FR"):
            entries = [
                row.count_ for row in counts.rename(columns={"count": "count_"}).itertuples() if row.area == name
            ]
            people = sum(row.population for row in counts.itertuples() if row.area == name)
            rates.append(1000 * sum(entries) / people)
            variance += sum((1000 / people) ** 2 * (count + noise) for count in entries)
        within = abs(rates[0] - rates[1]) <= 1.959964 * variance**0.5
        assert (one.cell_status == "too_close") == within, area.id
        assert within == (not len(one.groups)) == np.isnan(one.gap)
    assert min(found.values()) > 0, found


def test_a_gap_within_noise_says_so_everywhere(current):
    filters = {"start": "2017-05", "end": "2017-05"}
    close = next(
        area.id
        for area in regions()
        for one in [comparer_numbers(current, Filters(area=area.id, **filters)).decompositions["statut"]]
        if one.cell_status == "too_close"
    )
    parts = answer(current, area=close, explained_view="tableau", **filters)
    assert "le hasard et le secret statistique font varier" in parts[ids.COMPARER.sentence, HTML]
    assert "écart de l’ordre du bruit" in text_of(parts)
    shown = answer(current, area=close, **filters)
    assert "ne dépasse pas" in shown["comparer-explained-empty", HTML]
    assert shown["comparer-explained-graph", "figure"]["data"] == []
    rows = COMPARER.tables["ecart"](current, Filters(area=close, **filters))
    assert "too_close" in set(rows.loc[rows["axis"] == "statut", "cell_status"])


@pytest.mark.parametrize(("axis", "survey"), [("statut", False), ("sexe", True)])
def test_the_profile_cites_the_census_for_its_rates_and_the_source_of_its_axis_for_its_ratio(current, axis, survey):
    numbers = comparer_numbers(current, Filters(area="R24", axis=axis))
    foot, line = str(foots(numbers)[ids.PORTRAIT]), source_line(numbers, ids.PORTRAIT)
    for text in (foot, line):
        assert "Insee, recensement 2018" in text
        assert ("pour les taux\u202f; Insee, enquête Emploi 2016" in text) == survey == ("pour le ratio" in text)
    said = str(info(numbers, ids.PORTRAIT))
    assert "Insee, recensement de la population 2018" in said and ("Insee, enquête Emploi 2016" in said) == survey
    # The census is cited with everybody, not with the last reading of the profile.
    assert "Actifs de 15 à 64 ans au sens du recensement" in said and "Précaution" not in said
    of_axis = str(foots(numbers)[ids.STANDARD])
    assert ("enquête Emploi" in of_axis) == survey == ("recensement" not in of_axis)


def test_each_row_of_the_explained_gap_cites_the_source_of_its_axis(current):
    rows = COMPARER.tables["ecart"](current, Filters(area="R24"))
    for axis, vintage in zip(rows["axis"], rows["vintage"], strict=True):
        assert vintage.startswith("Insee, recensement" if axis == "statut" else "Insee, enquête Emploi"), axis
    defined = rows.set_index(["axis", "group"])["denominator_definition"]
    assert defined["statut", "de"].startswith("Chômeurs") and defined["statut", "ao"].startswith("Actifs de 15 à 64")
    assert defined["sexe", "F"].startswith("Actifs de 15 ans ou plus")
    of_department = COMPARER.tables["ecart"](current, Filters(area="D37", area_level="dep"))
    assert set(of_department["axis"]) == {"statut"} and (of_department["vintage"].str.contains("recensement")).all()


@pytest.mark.parametrize("period", [{}, {"start": "2016-01", "end": "2017-12"}])
def test_mayotte_cites_no_census(current, period):
    """The census has no figure of Mayotte, whether or not a break hides the rates."""
    for name in ("entonnoir", "standardisation", "profil", "ecart"):
        rows = COMPARER.tables[name](current, Filters(area="R06").change(**period))
        mayotte = rows["area"] == "R06"
        census = rows["vintage"].str.contains("recensement")
        assert mayotte.any() and not (mayotte & census).any(), name
        assert (rows.loc[rows["cell_status"] == "no_denominator", "denominator_definition"] == "").all(), name
        assert name == "ecart" or census[~mayotte].any(), name


def test_the_file_of_similar_territories_says_what_it_measures(current):
    rows = COMPARER.tables["semblables"](current, Filters(area="R76"))
    assert set(rows["unit"]) == {"écarts-types"} and set(rows["cell_status"]) == {"ok"}
    assert rows["area"][0] == "R76" and rows["rank"].tolist() == list(range(6)) and rows["distance"][0] == 0
    assert rows["unemployed_share"].between(5, 30).all() and rows["actives_per_km2"].between(1, 1000).all()
    assert np.isfinite(rows["distance"]).all() and rows["sentence"].str.contains("ressemble surtout").all()
    assert rows["definition"].str.contains("Le recours n’y entre pas").all()
    survey, census = rows["vintage"].str.contains("enquête Emploi"), rows["vintage"].str.contains("recensement")
    assert survey.all() and (census == (rows["area"] != "R06")).all()
    lone = COMPARER.tables["semblables"](current, Filters(area="R06"))
    assert not lone["vintage"].str.contains("recensement|IGN").any()
    everywhere = COMPARER.tables["semblables"](current, Filters())
    assert len(everywhere) == 18 and everywhere["rank"].isna().all() and set(everywhere["similar_to"]) == {""}
    departments_only = COMPARER.tables["semblables"](current, Filters(area="D37", area_level="dep"))
    assert not departments_only["vintage"].str.contains("enquête Emploi").any()
    assert "graduates_share" not in departments_only


def test_gaps_are_those_of_a_slow_second_implementation(current):
    """Kitagawa and the ratio, again, from the counts that the page shows, in plain Python."""
    numbers = comparer_numbers(current, Filters(area="R76", axis="croise"))
    found = numbers.decompositions["croise"]
    rows = list(found.groups.itertuples())
    gap = sum(r.share / 100 * r.rate for r in rows) - sum(r.share_against / 100 * r.rate_against for r in rows)
    lives = sum((r.share - r.share_against) / 100 * (r.rate + r.rate_against) / 2 for r in rows)
    assert (found.gap, found.composition) == (pytest.approx(gap), pytest.approx(lives))
    ratio = numbers.ratios.set_index("area").loc["R76"]
    expected = sum(r.share / 100 * r.rate_against for r in rows)
    assert ratio["value"] == pytest.approx(found.value / expected)
