"""Page Profils as one answer: the published profile, every territory and reading, files and pictures, states."""

import csv
import io
import itertools
import json
import math
import re

import pytest

from callbacks.answered import SHELL_PARTS
from callbacks.page import Look
from callbacks.profils import PARTS, PROFILS, page_parts
from callbacks.profils_numbers import profils_numbers
from data.default_period import whole_window
from data.profile_queries import PROFILE, published_profile
from denominators import PARTITIONS
from figures.profile import group_label
from filters import GAP_DIMENSIONS, GROUP_PAIRS, Filters, Period
from geo.areas import AREAS, FRANCE, departments
from layouts import ids
from layouts.markup import HTML
from layouts.profils_answer import SHARE_PARTITIONS
from nomenclatures import READING
from tests.callbacks.whole import whole_parts
from tests.layouts.reading import read

LOOK = Look("light", "wide")
WINDOW = Period("2015-01", "2018-07")
MISSING = re.compile(r"\b(nan|none|inf)\b", re.IGNORECASE)
P = ids.PROFILS_PARTS


def asked(**values):
    return Filters(default=WINDOW).initial.change(**values)


def texts(parts):
    """What a visitor may read of an answer: texts, and markup without its attributes."""
    for (_, prop), value in parts.items():
        if prop == HTML:
            yield read(value).text
        elif prop == "figure":
            yield json.dumps(value, allow_nan=False, ensure_ascii=False)
        elif prop == "children" and isinstance(value, str):
            yield value


def test_the_answer_names_every_part_once(visitor, current):
    outputs = visitor.outputs("profils-answer.")
    assert outputs == list(PROFILS.outputs)
    assert len(set(outputs)) == len(outputs)
    seen = set()
    for view, gap in itertools.product(("graphique", "tableau"), ("courbe", "tableau")):
        parts = page_parts(current, asked(profile_view=view, gap_view=gap), LOOK)
        assert parts.keys() <= {*PROFILS.outputs, *PROFILS.infos, *SHELL_PARTS}
        seen |= parts.keys()
    assert seen == {*PARTS, *SHELL_PARTS, (ids.PROFILS.answer, "data-release")}


def test_every_output_is_a_place_of_the_page(visitor):
    page, warnings = visitor.open("/profils")
    assert warnings == '{"children": []}'
    for name, _property in visitor.outputs("profils-answer."):
        assert f'"id": "{name}"' in page, name


def test_the_page_opens_on_the_window_of_the_release_and_its_address_omits_it(visitor, current):
    assert whole_window(current) == WINDOW
    page, _ = visitor.open("/profils")
    assert '"id": "profils-query", "data": ""' in page and "du=2015-01&amp;au=2018-07" in page
    # Elsewhere the default is still the last whole year.
    assert "du=2017-01&amp;au=2017-12" in visitor.open("/")[0]
    answer = visitor.ask("profils-answer.", "", "light", "wide")
    assert answer["profils-sentence"]["data-html"].startswith('<span class="first long">De janvier 2015 à juillet 2018')
    assert answer["profils-bar"]["data"]["chips"] == ""
    of_year = visitor.ask("profils-answer.", "du=2017-01&au=2017-12", "light", "wide")
    assert "En 2017" in of_year["profils-sentence"]["data-html"]
    assert "2017" in of_year["profils-bar"]["data"]["chips"]


def test_the_published_profile_is_visible_on_first_opening_and_ours_equals_it(current):
    """CNEFOP, 2018: every share of the report, printed beside ours, equal to it within rounding."""
    numbers = profils_numbers(current, asked())
    published = published_profile()
    assert len(published) == 15 and numbers.groups.published == published
    chart = read(page_parts(current, asked(), LOOK)[P.chart, HTML])
    for (partition, group), (share, _) in published.items():
        cell = numbers.profiles.group(FRANCE, group)
        assert cell.partition == partition
        decimals = 0 if share == round(share) else 1
        assert round(cell.share, decimals) == share, (partition, group, cell.share)
    printed = [small.text for small in chart.all("small") if small.text.startswith("publié")]
    assert sorted(printed) == sorted(
        f"publié\u00a0: {f'{v:g}'.replace('.', ',')}\u202f%" for v, _ in published.values()
    )
    women = numbers.profiles.group(FRANCE, "F")
    assert (round(women.share), round(women.population_share, 1), round(women.value, 2)) == (52, 48.2, 1.08)
    assert "CNEFOP" in read(page_parts(current, asked(), LOOK)[ids.PROFILE.foot, HTML]).text


@pytest.mark.parametrize(
    "values",
    [
        {"start": "2017-01", "end": "2017-12"},
        {"reading": "ao"},
        {"families": ("pe",)},
        {"area": "R76"},
    ],
)
def test_a_published_share_stands_beside_its_own_question_only(current, values):
    chart = page_parts(current, asked(**values), LOOK)[P.chart, HTML]
    assert "publié" not in chart
    assert ("publié" in page_parts(current, asked(**values, profile_side="deux"), LOOK)[P.chart, HTML]) == (
        "area" in values
    )


QUESTIONS = [
    asked(area=area, area_level=level, reading=reading)
    for area, level, reading in itertools.product(AREAS, ("reg", "dep"), READING.codes)
    # Half of the departments' pages would be those of their region.
    if level == "dep" or not area.startswith("D")
]


@pytest.mark.parametrize("reading", READING.codes)
def test_no_territory_shows_a_missing_number_an_early_verdict_or_a_mixed_comparison(current, reading):
    """The whole catalogue × territories × readings; the choices of the cards turn with the territories."""
    turns = zip(itertools.cycle(GROUP_PAIRS), itertools.cycle(GAP_DIMENSIONS), itertools.cycle(("deux", "territoire")))
    for filters in [f for f in QUESTIONS if f.reading == reading]:
        pair, dimension, side = next(turns)
        view = "tableau" if side == "deux" else "graphique"
        chosen = filters.change(
            group_pair=pair, gap_dimension=dimension, profile_side=side, profile_view=view, gap_view="courbe"
        )
        for text in texts(whole_parts(PROFILS, current, chosen, LOOK)):
            assert not MISSING.search(text), (chosen.to_query(), MISSING.search(text), text[:200])
        numbers = profils_numbers(current, chosen)
        check_cells(numbers)
        check_ratios(numbers)


def check_cells(numbers):
    sources = {}
    for cell in numbers.profiles.cells.values():
        if cell.outcome:
            assert cell.numerator >= 10
        assert cell.has_index == (not math.isnan(cell.population_share) and cell.has_share and cell.value > 0)
        if cell.source:
            sources.setdefault((cell.area.id, cell.partition), set()).add(cell.source)
        else:
            assert math.isnan(cell.value)
        level = cell.area.level
        if cell.source and level == "department":
            assert cell.partition == "reading" and cell.source == "rp 2018"
    # One source and one vintage in all the indices of a partition of an area.
    assert all(len(found) == 1 for found in sources.values())


def check_ratios(numbers):
    alike = numbers.alike(numbers.profiles.group(FRANCE, numbers.pair[0]).partition if len(numbers.recourse) else "sex")
    for row in numbers.recourse.itertuples():
        if row.outcome:
            assert row.numerator >= 10 and row.denominator >= 10
            assert row.area in alike
    for row in numbers.gaps.itertuples():
        assert math.isnan(row.value) or row.numerator >= 100


@pytest.mark.parametrize("name", PROFILS.tables)
@pytest.mark.parametrize("query", ["", "t=R76&cote=deux", "t=D31&niv=dep&lec=de&dis=csp&paire=c3-c6", "t=R06&lec=ao"])
def test_the_files_say_what_the_cards_show(client, current, name, query):
    response = client.get(f"/fichiers/profils-{name}.csv?dialecte=recherche&{query}")
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode())))
    filters, problems = Filters.from_query(query, lambda _: WINDOW)
    assert problems == ()
    frame = PROFILS.tables[name](current, filters.only(PROFILS.fields))
    assert len(rows) == len(frame)
    for row in rows:
        # "inf" is the code of a group.
        assert not any(MISSING.fullmatch(text) for name, text in row.items() if name not in ("group", "area_code"))
        assert row["sentence"] and row["definition"] and row["vintage"] and row["cell_status"]
        assert row["data"] == "données de démonstration simulées"
        assert "du=2015-01&au=2018-07" in row["permalink"] and "/profils?" in row["permalink"]
    for column in ("value", "lower", "upper", "numerator"):
        ours = ["" if v != v else repr(float(v)).removesuffix(".0") for v in frame[column]]
        assert [row[column] for row in rows] == ours


def test_the_file_of_the_groups_has_both_shares_and_the_published_one(client):
    text = client.get("/fichiers/profils-groupes.csv?dialecte=recherche").get_data(as_text=True)
    rows = {row["group"]: row for row in csv.DictReader(io.StringIO(text))}
    women = rows["F"]
    assert round(float(women["share"])) == 52 == float(women["published_share"])
    assert round(float(women["population_share"]), 1) == 48.2
    assert women["source"] == "lfs 2016" and "enquête Emploi" in women["vintage"]
    assert (rows["a26"]["vintage"], rows["a26"]["cell_status"]) == ("dénominateur indisponible", "no_denominator")
    assert {row["partition"] for row in rows.values()} >= set(PROFILE) - {"qualification"}


def rows_of(client, name, query):
    text = client.get(f"/fichiers/profils-{name}.csv?dialecte=recherche&{query}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("name", "query"), [("dissemblance", "dis=csp&t=R06"), ("recours", "paire=c3-c6&t=R06")])
def test_a_row_without_denominator_cites_none(client, name, query):
    rows = rows_of(client, name, query)
    without = [row for row in rows if row["area"] == "R06" or row["cell_status"] == "no_denominator"]
    assert without
    for row in without:
        assert (row["vintage"], row["denominator_definition"]) == ("dénominateur indisponible", "")
    measured = [row for row in rows if row["cell_status"] in ("ok", "approximate")]
    assert measured
    for row in measured:
        assert "Insee" in row["vintage"] and row["denominator_definition"]


def test_a_lone_territory_is_not_ranked(client):
    rows = rows_of(client, "femmes", "t=R76")
    assert {row["area"] for row in rows} == {"FR", "R76"}
    assert {(row["rank_low"], row["rank_high"]) for row in rows} == {("", "")}


@pytest.mark.parametrize("card", PROFILS.cards, ids=lambda c: c.card)
@pytest.mark.parametrize("values", [{}, {"area": "D976", "area_level": "dep"}, {"start": "2021-01", "end": "2021-12"}])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pictures_carry_title_source_and_label(current, card, values, theme):
    figure = PROFILS.picture(card, current, asked(**values), theme)
    text = json.dumps(figure, allow_nan=False, ensure_ascii=False)
    assert not MISSING.search(text)
    assert "Données de démonstration, simulées" in text and current.id in text
    assert "Sources" in text


@pytest.mark.parametrize(
    ("values", "said", "buttons"),
    [
        ({"start": "2021-01", "end": "2021-12"}, "ne couvre pas", ["du=2015-01&au=2018-07"]),
        ({"start": "2015-01", "end": "2015-12", "families": ("ml",)}, "n’était encore dans le champ", 2),
    ],
)
def test_an_empty_selection_says_why_and_how_to_widen(current, values, said, buttons):
    parts = page_parts(current, asked(**values), LOOK)
    notice = read(parts[ids.PROFILS.notice, HTML])
    assert said in notice.text
    found = [b["data-set"] for b in notice.all("button")]
    assert found == buttons if isinstance(buttons, list) else len(found) == buttons
    for text in texts(parts):
        assert not MISSING.search(text)


def test_a_period_across_breaks_keeps_its_shares_and_says_so(current):
    parts = page_parts(current, asked(), LOOK)
    notice = read(parts[ids.PROFILS.notice, HTML]).text
    assert "La période contient des ruptures de série" in notice
    assert "Mois douteux dans la période" in notice
    assert read(page_parts(current, asked(start="2018-01"), LOOK)[ids.PROFILS.notice, HTML]).text == ""


@pytest.mark.parametrize(("reading", "whom"), [("ens", "actifs"), ("de", "chômeurs"), ("ao", "actifs occupés")])
def test_every_card_names_those_whom_the_reading_compares_with(current, reading, whom):
    """A text that speaks of all the actives contradicts the choice of job seekers."""
    compared = re.compile(r"(?:que|poids) parmi les (\w+(?: occupés)?)|ressembler aux (\w+(?: occupés)?)")
    for values in ({"profile_view": "graphique"}, {"profile_view": "tableau", "gap_dimension": "csp"}):
        parts = page_parts(current, asked(area="R76", reading=reading, **values), LOOK)
        said = [found for text in texts(parts) for pair in compared.findall(text) for found in pair if found]
        assert len(said) >= 4 and set(said) == {whom}
    chart = read(page_parts(current, asked(reading=reading), LOOK)[P.chart, HTML])
    assert chart.one("", "keys").one("i").text == whom
    table = read(page_parts(current, asked(reading=reading, profile_view="tableau"), LOOK)[P.table, HTML])
    assert f"Part des {whom}, %" in [th.text for th in table.one("thead").all("th")]
    drawn = json.dumps(PROFILS.picture(ids.PROFILE, current, asked(reading=reading), "light"), ensure_ascii=False)
    assert f"cercle\xa0: {whom})" in drawn


def test_the_share_of_women_stands_on_an_axis_with_its_ticks(current):
    """All shares are near a half: on an axis from 0 to 100 nothing tells them apart."""
    parts = page_parts(current, asked(area="R76"), LOOK)
    table = read(parts[P.women, HTML])
    ticks = [int(tick.text) for tick in table.one("", "scale").all("i")]
    assert 10 <= ticks[-1] - ticks[0] <= 40 and f"de {ticks[0]} à {ticks[-1]}" in parts[ids.WOMEN.foot, HTML]
    styles = [td["style"] for td in table.all("td", "ps")]
    places = [float(part.split(":")[1]) for style in styles for part in style.split(";")]
    assert len(styles) >= 6 and max(places) - min(places) > 25
    axis = PROFILS.picture(ids.WOMEN, current, asked(area="R76"), "light")["layout"]["xaxis"]
    assert axis["range"] == [ticks[0], ticks[-1]]


def test_the_cards_name_their_denominators(current):
    parts = page_parts(current, asked(area="R76"), LOOK)
    info = read(parts[ids.PROFILE.info, HTML]).text
    for text in ("enquête Emploi 2016", "recensement de la population 2018", "25 à 54 ans"):
        assert text in info
    assert "parts nationales" not in info  # those of ages are for France alone
    assert "parts nationales" in read(page_parts(current, asked(), LOOK)[ids.PROFILE.info, HTML]).text
    chart = read(parts[P.chart, HTML])
    pills = [pill.text for pill in chart.all("span", "pill")]
    assert pills.count("dénominateur indisponible") == 3 + 5 + 5 + 2
    assert [small.text for small in chart.all("small")].count("approché") == 6 + 2


@pytest.mark.parametrize(("view", "partition"), SHARE_PARTITIONS.items())
def test_departments_have_the_shares_of_every_dimension_beside_france(current, view, partition):
    filters = asked(area="D31", area_level="dep", heat_view=view)
    parts = page_parts(current, filters, LOOK)
    table = read(parts[P.heat, HTML])
    heads = [th.text for th in table.one("thead").all("th")]
    assert heads[1:] == [group_label(partition, group) for group in PARTITIONS[partition]]
    rows = {tr.one("th").text: [td.text for td in tr.all("td")] for tr in table.one("tbody").all("tr")}
    assert len(rows) == 1 + len(departments("76")) and next(iter(rows)) == "France"
    profiles = profils_numbers(current, filters).profiles
    for name, area in (("France", FRANCE), ("Haute-Garonne", AREAS["D31"])):
        assert rows[name] == [cell.share_text or "s" for cell in profiles.of(area, partition)]
    for row in table.one("tbody").all("tr")[:1]:
        assert {td["class"] for td in row.all("td")} == {"k3"}, "France is its own reference"
    assert "des parts, sans indice" in parts[ids.HEAT.subtitle, "children"]
    assert parts[ids.HEAT.title, "children"].startswith("La part des ")
    file = PROFILS.tables["chaleur"](current, filters)
    assert set(file["partition"]) == {partition} and len(file) == len(rows) * len(heads[1:])
    json.dumps(PROFILS.picture(ids.HEAT, current, filters, "dark"), allow_nan=False)


def test_departments_without_denominator_are_one_row(current):
    parts = page_parts(current, asked(area="D31", area_level="dep"), LOOK)
    for part in (P.recourse, P.gaps):
        table = read(parts[part, HTML])
        assert [tr.one("th").text for tr in table.one("tbody").all("tr")] == ["France", "Haute-Garonne"]
        assert table.one("tfoot").text == "13 départements\xa0: dénominateur indisponible"
    measured = whole_parts(PROFILS, current, asked(area_level="dep", group_pair="de-ao", gap_dimension="statut"), LOOK)
    for part in (P.recourse, P.gaps):
        table = read(measured[part, HTML])
        assert len(table.one("tbody").all("tr")) == 1 + len(departments()) and not table.all("tfoot")


def test_the_heat_map_has_mayotte_without_census(current):
    table = read(page_parts(current, asked(), LOOK)[P.heat, HTML])
    heads = [th.text for th in table.one("thead").all("th")]
    rows = {tr.one("th").text: [td for td in tr.all("td")] for tr in table.one("tbody").all("tr")}
    assert (list(rows)[::18], len(rows)) == (["France", "Mayotte"], 19)
    assert len(heads) == 1 + 4 + 6 + 2
    # A count under secrecy is a secret, with or without a comparator.
    assert {td["class"] for td in rows["Mayotte"][-8:]} <= {"f-no_data", "f-secret"}
    assert rows["Mayotte"][-2]["class"] == "f-no_data"
    assert all(td["class"].startswith("k") for td in rows["France"])
    departments = read(page_parts(current, asked(area="R76", area_level="dep"), LOOK)[P.heat, HTML])
    assert len(departments.one("thead").all("th")) == 1 + 2


def test_where_no_operator_was_in_the_field_no_card_speaks_of_secrecy(current):
    parts = page_parts(current, asked(start="2015-01", end="2015-12", families=("ml",)), LOOK)
    cards = {part: text for part, text in parts.items() if part[1] == HTML and "legend" not in part[0]}
    assert not [part for part, text in cards.items() if "secret" in text.lower() or "0 à 4" in text]
    assert "Aucun groupe n’a d’indice" in parts[P.heat, HTML] and parts[P.heat_legend, HTML] == ""


def test_departments_without_an_index_lead_to_the_shares(current):
    parts = page_parts(current, asked(area="D23", area_level="dep", reading="de"), LOOK)
    assert 'data-set="ch=sexe"' in parts[P.heat, HTML] and "<table" not in parts[P.heat, HTML]


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        ({"area_level": "dep", "area": "D31"}, True),
        ({"area_level": "dep"}, True),
        ({"area_level": "dep", "group_pair": "de-ao"}, False),
        ({"area_level": "dep", "reading": "de"}, False),
        ({"area": "R76"}, False),
        ({"start": "2012-01", "end": "2012-12"}, False),
    ],
)
def test_a_pair_without_population_offers_the_one_that_has(current, values, offered):
    slot = read(page_parts(current, asked(**values), LOOK)[P.recourse, HTML])
    assert [button.text for button in slot.all("button", data_set="paire=de-ao")] == ["Les comparer"] * offered
    if offered:
        chosen = read(page_parts(current, asked(**values, group_pair="de-ao"), LOOK)[P.recourse, HTML])
        assert len(chosen.one("tbody").all("td", "v")) > 10 and "n.d." not in chosen.one("tbody").text


def test_a_period_without_entries_does_not_send_to_their_shares(current):
    parts = page_parts(current, asked(area="R76", start="2012-01", end="2012-12"), LOOK)
    assert "ni de part" in parts[P.heat, HTML] and "data-set" not in parts[P.heat, HTML]
