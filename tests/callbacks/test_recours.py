"""Page Recours as one answer: every section, every view, both themes, its pictures and its files."""

import csv
import html
import io
import json
import re
from collections import Counter
from itertools import product

import pandas as pd
import pytest

from callbacks.answered import SHELL_PARTS
from callbacks.page import Look
from callbacks.recours import PARTS, RECOURS, page_parts
from callbacks.recours_numbers import figure_numbers, signal_numbers
from data import reconciliation
from denominators import find
from filters import FLOW_EVENTS, FLOW_VIEWS, LINK_VIEWS, MAP_VIEWS, RECOURSE_VIEWS, SERIES_VIEWS, SIGNAL_CODES, Filters
from geo.areas import AREAS
from indicators.signals import SIGNAL
from layouts import ids
from layouts.recours import CARDS, FILES
from layouts.recours_answer import Signals
from layouts.recours_figures import REPORT, figure_text, gap_text
from nomenclatures import FAMILY

LOOK = Look("light", "wide")
ALL = [of for cards in CARDS.values() for of in cards]
QUERIES = [
    "",
    "t=R76",
    "t=D48&niv=dep&lec=ao",
    "t=R06&ope=ml-apec",
    "du=2016-01&au=2017-12",
    "du=2015-01&au=2015-12&ope=ml",
    "du=2012-01&au=2012-12",
    "du=2018-01&au=2019-03&niv=dep",
    "ope=pe&perim=constant",
]


def look(visitor, query="", theme="light", viewport="wide"):
    return visitor.ask("recours-answer.", query, theme, viewport)


def test_the_answer_names_every_part_once(visitor, current):
    outputs = visitor.outputs("recours-answer.")
    assert outputs == list(RECOURS.outputs) and len(set(outputs)) == len(outputs)
    seen = set()
    for section, flow, series, link, view, figures in product(
        RECOURSE_VIEWS, FLOW_VIEWS[:1], SERIES_VIEWS, LINK_VIEWS, MAP_VIEWS[:2], ("rapport", "autres")
    ):
        filters = Filters(
            recourse_view=section,
            flow_view=flow,
            series_view=series,
            link_view=link,
            map_view=view,
            figures_view=figures,
        )
        parts = page_parts(current, filters, LOOK)
        assert parts.keys() <= {*RECOURS.outputs, *RECOURS.infos, *SHELL_PARTS}
        seen |= parts.keys()
    # No stage: the page has no projected reading.
    assert seen == {*PARTS, *SHELL_PARTS, (ids.RECOURS.answer, "data-release")} - {(ids.RECOURS.stage, "data-html")}


def test_every_output_is_a_place_of_the_page(visitor):
    page, _ = visitor.open("/recours")
    for name, _property in visitor.outputs("recours-answer."):
        assert page.count(f'"id": "{name}"') == 1, name


def test_only_the_section_shown_is_answered(visitor):
    for section, cards in CARDS.items():
        answer = look(visitor, f"volet={section}")
        assert {of.card for of in ALL if of.title in answer} == {of.card for of in cards}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("section", RECOURSE_VIEWS)
def test_every_section_answers_every_question(visitor, section, query):
    answer = look(visitor, f"{query}&volet={section}")
    for of in CARDS[section]:
        title = answer[of.title]["children"]
        assert (title and "nan" not in title and title[0].isupper()) or title[0].isdigit(), title
        assert answer[of.foot]["data-html"] and "<dl>" in visitor.info(of.card, f"{query}&volet={section}")
    text = json.dumps(answer, ensure_ascii=False)
    assert not re.search(r"\bnan\b|None|\binf\b", text)
    assert answer["recours-sentence"]["data-html"]


@pytest.mark.parametrize(("view", "events"), list(product(FLOW_VIEWS, FLOW_EVENTS)))
def test_every_measure_of_the_flow_is_drawn_and_written(visitor, view, events):
    drawn = look(visitor, f"flux={view}&sens={events}")["recours-flows-graph"]["figure"]
    assert {trace["xaxis"] for trace in drawn["data"]} == {"x", "x2", "x3", "x4", "x5", "x6"}
    written = look(visitor, f"flux={view}&sens={events}&serie=tableau")["recours-flows-tableau"]["data-html"]
    assert written.count("<tr") == 44 and "Les missions locales sont absentes" in written


def test_constant_perimeter_keeps_the_operators_present_all_along(visitor):
    figure = look(visitor, "perim=constant")["recours-flows-graph"]["figure"]
    titles = [note["text"] for note in figure["layout"]["annotations"]]
    assert [t.split("</b>")[0] for t in titles] == ["<b>Ensemble", "<b>Cap emploi", "<b>Apec", "<b>Fongécif, Opacif"]
    assert {shape["type"] for shape in figure["layout"]["shapes"]} == {"rect"}
    nobody = look(visitor, "perim=constant&ope=pe")
    assert nobody["recours-flows-title"]["children"].startswith("Aucun opérateur choisi")


@pytest.mark.parametrize(("view", "said"), [("mensuel", "2017"), ("cumule", "de janvier 2017 à décembre 2017")])
def test_the_flow_speaks_of_the_period_chosen(visitor, view, said):
    answer = look(visitor, f"flux={view}")
    title, alt = (answer[f"recours-flows-{part}"]["children"] for part in ("title", "alt"))
    panels = [note["text"] for note in answer["recours-flows-graph"]["figure"]["layout"]["annotations"]]
    # The sum of the period would be said twice, perturbed otherwise.
    assert said in title and (title in answer["recours-sentence"]["data-html"]) is (view == "mensuel")
    assert "2018" not in title + alt and not any("2018" in text for text in panels)


def test_a_period_parted_by_a_break_is_not_said_from_one_month_to_another(visitor):
    title = look(visitor, "du=2016-01&au=2017-12")["recours-flows-title"]["children"]
    assert title.startswith("Décembre 2017")


def test_a_signal_of_a_family_left_out_gives_way_to_one_that_is_there(visitor):
    answer = look(visitor, "volet=signaux&ope=ml-apec&sigope=pe")
    assert answer["recours-signal-map-title"]["children"].endswith("Missions locales")


def test_the_signals_open_on_the_first_pair_with_an_area_outside_the_limits():
    rows = pd.DataFrame(
        [
            (signal, family, (signal, family) in {("early", "ml"), ("short", "pe")})
            for signal in SIGNAL_CODES
            for family in ("pe", "ml")
        ],
        columns=["group", "family", "flag"],
    )
    found = Signals(rows)
    assert found.chosen("", "") == ("early", "ml")
    assert found.chosen("", "pe") == ("short", "pe") and found.chosen("early", "") == ("early", "ml")
    assert found.chosen("information", "") == ("information", "pe") and found.chosen("short", "ml") == ("short", "ml")
    assert found.chosen("short", "apec") == ("short", "pe")
    quiet = Signals(rows.assign(flag=False))
    assert quiet.chosen("", "") == ("information", "pe")


def test_the_areas_outside_the_limits_are_those_that_the_map_the_tiles_and_the_table_mark(visitor, current):
    found = signal_numbers(current, Filters().question)
    flagged = found.rows[found.rows["flag"]]
    assert len(flagged), "nothing is outside the limits in the small release"
    signal, family = flagged["group"].iloc[0], flagged["family"].iloc[0]
    shown = found.of(signal, family)
    outside = shown[shown["flag"]]["area"].tolist()
    answer = look(visitor, f"volet=signaux&sig={signal}&sigope={family}")
    figure = answer["recours-signal-map-graph"]["figure"]
    outlined = [t for t in figure["data"] if t["type"] == "choropleth"][7]
    assert sorted(outlined["locations"]) == sorted(AREAS[area].code for area in outside)
    assert f"hors limites ({len(outside)})" in answer["recours-signal-map-legende"]["data-html"]
    assert answer["recours-signal-areas-tableau"]["data-html"].count("▲ hors limites") + answer[
        "recours-signal-areas-tableau"
    ]["data-html"].count("▼ hors limites") == len(outside)
    tiles = look(visitor, f"volet=signaux&sig={signal}&sigope={family}&vue=tuiles")["recours-signal-map-tuiles"]
    assert tiles["data-html"].count(" marked") == tiles["data-html"].count(", hors limites") == len(outside)


@pytest.mark.parametrize(
    ("query", "compared"),
    [
        ("t=R76&lec=de", "Régions de France"),
        ("niv=dep", "Départements de France"),
        ("t=D31&niv=dep", "Départements de l’Occitanie"),
    ],
)
def test_the_signals_name_the_areas_compared(visitor, query, compared):
    answer = look(visitor, f"volet=signaux&{query}")
    for part in ("signals", "signal-map", "signal-areas"):
        subtitle = answer[f"recours-{part}-subtitle"]["children"]
        assert compared in subtitle and "emploi" not in subtitle.split(compared)[1]


@pytest.mark.parametrize("signal", SIGNAL_CODES)
def test_a_signal_says_what_it_counts_what_it_may_come_from_and_where_to_look(visitor, signal):
    query = f"volet=signaux&sig={signal}&sigope=ml"
    foot = look(visitor, query)["recours-signal-map-foot"]["data-html"]
    info = visitor.info("recours-signal-areas", query)
    assert "Causes possibles" in foot and 'href="/recours?volet=' in foot
    assert "Compté" in info and "99,8" in info and "Signalé quand il est" in info


def test_a_period_across_a_break_has_no_cloud_and_says_why(visitor):
    answer = look(visitor, "volet=chomage&du=2016-01&au=2017-12")
    assert "rupture de série" in answer["recours-notice"]["data-html"]
    assert all(t["xaxis"] != "x" for t in answer["recours-unemployment-graph"]["figure"]["data"])


def test_the_reconciliation_shows_each_figure_of_the_report(visitor, current):
    """One row a figure: what is published, what is found, and how it ends; what is not found again says why."""
    written = look(visitor, "volet=chiffres")["recours-figures-tableau"]["data-html"]
    report = [m for m in figure_numbers(current) if m.source == REPORT]
    assert len(report) == sum(f.source_title == REPORT for f in reconciliation.published()) == 45
    rows = re.findall(r'<tr role="row"><th scope="row".*?</tr>', written)
    found = Counter(tuple(html.unescape(t) for t in re.findall(r"<td[^>]*>(.*?)</td>", row)[:4]) for row in rows)
    assert found == Counter(
        (figure_text(m.published, m, published=True), figure_text(m.own, m), gap_text(m), m.outcome) for m in report
    )
    for group in written.split("<tbody")[1:]:
        head, *of_group = group.split("</tr>")[:-1]
        for row in of_group:
            why = re.findall(r'class="why"[^>]*>(.*?)</td>', row)
            assert "retrouvé<" in row or why[0] or "<small>" in head, row


def test_the_sources_of_the_figures_open_apart_and_unseen(visitor):
    others = look(visitor, "volet=chiffres&chif=autres")["recours-figures-tableau"]["data-html"]
    links = re.findall(r"<a [^>]*>", others)
    sources = {f.source_url.replace("&", "&amp;") for f in reconciliation.published() if f.source_url}
    assert {re.search(r'href="([^"]+)"', link)[1] for link in links} == sources and len(links) == len(sources)
    assert all('rel="noopener noreferrer"' in link and 'target="_blank"' in link for link in links)
    assert others.count("(nouvelle fenêtre)") == len(links)


def test_the_figures_take_the_theme_the_rest_does_not(visitor):
    for section in ("flux", "chomage", "signaux"):
        light, dark = (look(visitor, f"t=R76&volet={section}", theme) for theme in ("light", "dark"))
        changed = {name for name in light if light[name] != dark[name]}
        assert changed == ({f"{of.card}-graph" for of in CARDS[section]} & light.keys()) | {ids.RECOURS.answer}


@pytest.mark.parametrize("card", ALL, ids=lambda card: card.card)
@pytest.mark.parametrize("query", ["", "t=R76&niv=dep&chif=autres", "du=2012-01&au=2012-12"])
def test_a_picture_says_what_it_shows_and_where_it_comes_from(visitor, current, card, query):
    picture = visitor.ask(f"{card.picture}.", 1, None, state=(query, "light"))[card.picture]["data"]
    assert picture["name"] == f"cep-recours-{card.card}-{current.id}"
    assert picture["width"] >= 800 and picture["height"] >= 400
    text = json.dumps(picture["figure"], ensure_ascii=False)
    assert current.id in text and "simul" in text and "Sources" in text


@pytest.mark.parametrize("name", sorted(set(FILES.values())))
@pytest.mark.parametrize("query", QUERIES)
def test_every_card_has_its_file(client, current, name, query):
    response = client.get(f"/fichiers/recours-{name}.csv?dialecte=recherche&{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode())))
    table = RECOURS.tables[name](current, Filters.from_query(query)[0].only(RECOURS.fields))
    assert len(rows) == len(table) > 0
    for row in rows:
        assert row["release"] == current.id and row["definition"] and row["cell_status"]
        assert row["data"] == "données de démonstration simulées"
        assert "/recours?" in row["permalink"]


def test_files_say_what_is_flagged_and_within_what_limits(client):
    response = client.get("/fichiers/recours-signaux.csv?dialecte=recherche")
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode())))
    assert len(rows) == 6 * 19 * len(FAMILY)
    for row in rows:
        if row["flag"] == "1":
            inside = float(row["limit_lower"]) <= float(row["value"]) <= float(row["limit_upper"])
            assert not inside and row["explanation"] == row["group"]


def file_rows(client, name, query=""):
    response = client.get(f"/fichiers/recours-{name}.csv?dialecte=recherche&{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(response.get_data().decode())))


@pytest.mark.parametrize("reading", ["de", "ao"])
def test_the_publics_leave_the_reading_aside_and_say_so(visitor, client, reading):
    names = ("group", "numerator", "denominator", "value", "filters")
    asked, everyone = (
        [[row[name] for name in names] for row in file_rows(client, "publics", query)]
        for query in (f"lec={reading}", "")
    )
    assert asked == everyone and any(float(row[3] or 0) > 0 for row in asked)
    subtitles = [
        look(visitor, f"volet=operateurs{query}")[ids.PUBLICS.subtitle]["children"] for query in ("", f"&lec={reading}")
    ]
    assert subtitles[0] == subtitles[1]


def test_twelve_months_hold_no_doubtful_month_and_a_cumulative_that_does_says_so(visitor, client):
    rows = [row for row in file_rows(client, "flux") if row["events"] == "entrees"]
    doubtful = {(row["group"], row["period"]) for row in rows if row["doubtful"] == "1"}
    assert ("pe", "2016-01") in doubtful
    for row in rows:
        year = int(row["period"][:4]) * 12 + int(row["period"][5:])
        held = [m for g, m in doubtful if g == row["group"] and 0 <= year - int(m[:4]) * 12 - int(m[5:]) < 12]
        assert not (held and row["moving_12"]), row
    marked = [row["period"] for row in rows if row["group"] == "pe" and row["cumulative_doubtful"] == "1"]
    assert marked[0] == "2016-01" and len(marked) > 1
    said = "Cumul contenant un mois douteux"
    assert said in look(visitor, "flux=cumule")["recours-flows-foot"]["data-html"]
    assert said not in look(visitor, "flux=glissant")["recours-flows-foot"]["data-html"]


def test_the_operators_together_are_absent_where_each_of_them_is(client):
    """What was outside the field is not filed as a count under secrecy, nor summed as zero."""
    names = ("events", "period", "cell_status", "count", "cumulative", "moving_12")
    of = {
        group: [[row[name] for name in names] for row in file_rows(client, "flux", "ope=pe") if row["group"] == group]
        for group in ("ensemble", "pe")
    }
    assert of["ensemble"] == of["pe"]
    before = [row for row in of["ensemble"] if row[1] < "2016-01"]
    assert before and {row[2] for row in before} == {"no_data"} and not any("".join(row[3:]) for row in before)
    both = [r for r in file_rows(client, "flux", "ope=pe-apec") if r["group"] == "ensemble" and r["period"] < "2016-01"]
    assert {row["cell_status"] for row in both} <= {"ok", "secret"}


@pytest.mark.parametrize("signal", SIGNAL_CODES)
def test_the_map_of_a_signal_names_what_the_signal_counts(visitor, signal):
    figure = look(visitor, f"volet=signaux&sig={signal}&sigope=apec")["recours-signal-map-graph"]["figure"]
    (hover,) = (t["hovertemplate"] for t in figure["data"] if "customdata[3]" in t.get("hovertemplate", ""))
    words = SIGNAL[signal].numerator.lower()
    exits = any(word in words for word in ("sortie", "clos"))
    assert ("sorties" in hover, "entrées" in hover) == (exits, not exits)


@pytest.mark.parametrize(
    ("reading", "over"), [("ens", "actifs"), ("de", "chômeurs au sens du recensement"), ("ao", "actifs occupés")]
)
def test_the_cloud_names_what_its_rate_is_over_and_draws_no_arithmetic_line(visitor, client, reading, over):
    query = f"volet=chomage&lec={reading}"
    answer = look(visitor, query)
    info, foot = visitor.info("recours-unemployment", query), answer["recours-unemployment-foot"]["data-html"]
    assert f"pour 1\u202f000 {over}" in info
    figure = json.dumps(answer["recours-unemployment-graph"]["figure"], ensure_ascii=False)
    assert f"entrées pour 1\u202f000 {over}" in figure
    shared = reading == "de"
    assert ("Aucune droite" in foot) is shared
    assert ("r = " in answer["recours-unemployment-title"]["children"]) is not shared
    rows = file_rows(client, "chomage", f"lec={reading}")
    assert {bool(row["r"]) for row in rows} == {bool(row["slope"]) for row in rows} == {not shared}
    assert all(10 <= int(row["n"]) <= 17 for row in rows)


@pytest.mark.parametrize("reading", ["ens", "de", "ao"])
def test_each_row_of_the_cloud_cites_its_own_population(client, reading):
    rows = file_rows(client, "chomage", f"lec={reading}")
    for row in rows:
        if row["cell_status"] == "no_denominator":
            assert (row["vintage"], row["denominator_definition"]) == ("dénominateur indisponible", "")
        else:
            of = find("region", reading, (), int(row["period"][:4]))
            assert row["vintage"].startswith(of.citation) and "taux de chômage" in row["vintage"]
            assert row["denominator_definition"] == of.definition
    assert {"ok", "no_denominator"} <= {row["cell_status"] for row in rows}


@pytest.mark.parametrize("area", ["FR", "R76", "R06"])
def test_each_row_of_the_publics_cites_its_own_population(client, area):
    rows = {row["group"]: row for row in file_rows(client, "publics", f"t={area}")}
    cited = {group for group, row in rows.items() if row["vintage"] != "dénominateur indisponible"}
    assert cited == {group for group, row in rows.items() if row["cell_status"] != "no_denominator"}
    expected = {"FR": {"pe", "ml", "apec", "reg"}, "R76": {"pe", "apec", "reg"}, "R06": set()}
    assert cited == expected[area]
    assert len({rows[group]["vintage"] for group in cited - {"pe", "reg"}}) == len(cited - {"pe", "reg"})
    for group, reading in (("pe", "de"), ("reg", "ao")):
        if group in cited:
            assert rows[group]["denominator_definition"] == find("region", reading, (), 2017).definition
    assert len({row["definition"] for row in rows.values()}) == len(rows)


@pytest.mark.parametrize("name", ["signaux", "signal"])
def test_each_row_of_the_signals_defines_its_own(client, name):
    for row in file_rows(client, name):
        signal = SIGNAL[row["group"]]
        assert signal.numerator in row["definition"] and signal.denominator in row["definition"]
        assert row["vintage"] == "Déclarations des opérateurs du CEP"
