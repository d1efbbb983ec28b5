"""The page Données: real tables, words beside signs, unique ids and names, nothing that is not escaped."""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from filters import KEYS, Filters
from indicators.reconciliation import DIFFERENT
from layouts.completeness_table import completeness_table, expected_and_received
from layouts.contract_sections import ContractFacts, TableFacts
from layouts.donnees import DataFacts, page
from layouts.download_form import DownloadFacts, TableChoice
from layouts.markup import HTML
from layouts.recours_answer import Match
from layouts.version_sections import ChangeFacts, VersionFacts
from tests.layouts.reading import all_ids, components, read

MONTHS = [date(2016, 11, 1), date(2016, 12, 1), date(2017, 1, 1)]
MATRIX = pd.DataFrame(
    [["missing", "received", "received"], ["not_active", "received", "missing"]],
    index=["pole_emploi", "apec"],
    columns=MONTHS,
)
COLUMNS = pd.DataFrame(
    [
        ("sex", "sexe", "sexe", "code", "facultative", (("F", "Femmes"),), "", "non renseigné", "F", "Sexe.", ("s",)),
        ("n", "nombre", "nombre", "nombre entier", "facultative", (), "à partir de 1", "1", "", "Nombre ?", ()),
    ],
    columns=[
        "column",
        "header",
        "title",
        "type",
        "required",
        "values",
        "accepted",
        "blank",
        "example",
        "description",
        "aliases",
    ],
)
CONTRACT = ContractFacts(
    tables=[
        TableFacts(name, title, "Une ligne.", COLUMNS) for name, title in (("entries", "Entrées"), ("sites", "Lieux"))
    ],
    rules=pd.DataFrame(
        [("blank", "« … » est vide", "Remplissez."), ("far", "loin", "Vérifiez.")],
        columns=["code", "text", "remedy"],
    ),
    spellings=pd.DataFrame(
        [("sexe", "<b>femme</b>", "F", "Femmes", "usage")],
        columns=["dimension", "spelling", "code", "label", "source"],
    ),
    levels=pd.DataFrame(
        [("q4", "IV", ("IV",), ("4",)), ("q1", "I", ("I", "II"), ())],
        columns=["code", "label", "levels_1969", "levels_2019"],
    ),
    old_regions=pd.DataFrame(
        [("42", "Alsace", "44", "Grand Est")], columns=["code", "name", "successor", "successor_name"]
    ),
    moved_communes=2037,
)
VERSION = VersionFacts("abc", datetime(2026, 5, 4, 10, 30), "Entrées", False, "2016-11", "2017-01", 1234)
LOG = pd.DataFrame(
    [
        ("entrées.csv", "0123456789abcdef", datetime(2026, 5, 4), "entries", None, "aucune", ""),
        ("lieux.csv", "fedcba9876543210", datetime(2026, 5, 3), "sites", 1234, "1 % au plus", "corrigé"),
    ],
    columns=["source", "sha256", "loaded", "table_name", "lines", "set_aside", "note"],
    dtype=object,
)
CHANGE = ChangeFacts(
    previous="old",
    added=[("entries", "apec", date(2016, 12, 1), date(2017, 1, 1))],
    removed=[],
    replaced=[],
    new_sources=["entrées.csv"],
    old_sources=[],
    totals=pd.DataFrame(
        {"year": [2016, 2017, 2018], "before": [float("nan"), 1000.0, 500.0], "after": [0.0, 900.0, float("nan")]}
    ),
    scope="France hors Mayotte",
)
DOWNLOADS = DownloadFacts(
    [
        TableChoice("acces-serie", "Série", "Accès", "Taux d’accès.", ("t", "lec", "perim"), False),
        TableChoice("profils-recours", "Recours", "Profils", "Rapport.", ("du", "au", "t", "paire", "eq"), False),
        TableChoice("croisees", "Entrées <croisées>", "Groupes croisés", "Entrées.", ("du", "au", "sexe"), True),
    ],
    [("sexe", "Sexe"), ("age", "Âge")],
    ["2016-12", "2017-01"],
    Filters(start="2016-12", end="2017-01", families=("ml", "ce"), group_pair="c3-c6"),
    chosen=("profils-recours",),
)
MATCH = Match(
    *("entrees", "entrées comptées", "Tous", None, "2017", "FR", "France", "ensemble", 10.0, "%", "Une <source>", ""),
    *("count", 12.0, 2.0, DIFFERENT, ("rounded",)),
)
MATRICES = {"entries": MATRIX, "exits": MATRIX}
DICTIONARY = [("value", "valeur", "number", "Valeur <brute>.")]
FACTS = DataFacts(
    *(VERSION, "abc", LOG, MATRICES, [VERSION], CHANGE, CONTRACT, DOWNLOADS, DICTIONARY, [("du", "premier mois")]),
    *((MATCH,), "http://site", (5_000_000, "Trop lourd.")),
)


def markup(facts=FACTS):
    return "".join(c.to_plotly_json()["props"].get(HTML) or "" for c in components(page(facts)))


def section(name, facts=FACTS):
    return read(markup(facts)).one("section", id=name)


def cells(table):
    return [[cell.text for cell in row.all() if cell.name in ("th", "td")] for row in table.all("tr")]


def test_ids_are_unique_and_the_summary_leads_to_every_section():
    found = all_ids(page(FACTS))
    assert len(found) == len(set(found))
    node = read(markup())
    anchors = [a["href"] for a in node.one("nav").all("a")]
    assert anchors == [f"#{s['id']}" for s in node.all("section")]
    assert anchors == [
        f"#{name}"
        for name in (
            *("telecharger", "dictionnaire", "api", "adresse", "retour"),
            *("version", "completude", "versions", "rapprochement"),
            *("fichiers", "erreurs", "correspondances", "transmettre"),
        )
    ]


def test_the_summary_says_its_three_parts():
    assert [part.text for part in read(markup()).one("nav").all("span", "part")] == ["Prendre", "Juger", "Transmettre"]


def test_the_form_offers_what_changes_the_table_that_the_address_chose():
    form = section("telecharger").one("form")
    shown = {s["name"] for s in form.all("select") if "disabled" not in s.attributes}
    assert shown == {"table", "pas", "du", "au", "t", "paire", "eq"}
    chosen = {
        s["name"]: [o["value"] for o in s.all("option") if "selected" in o.attributes] for s in form.all("select")
    }
    assert chosen["table"] == ["profils-recours"] and chosen["paire"] == ["c3-c6"] and chosen["ope"] == ["ml-ce"]
    assert all(len(values) == 1 for values in chosen.values())
    assert {s["name"] for s in form.all("select")} <= {"table", "pas", *KEYS.values()}
    assert [g["label"] for g in form.all("select", name="table")[0].all("optgroup")] == [
        *("Accès", "Profils", "Groupes croisés")
    ]
    (dimensions,) = (f for f in form.all("fieldset") if "data-dimensions" in f.attributes)
    assert "disabled" in dimensions.attributes
    asked = read(
        markup(replace(FACTS, downloads=replace(DOWNLOADS, chosen=("croisees",), parted=("age",), asked=True)))
    )
    boxes = {b["value"]: "checked" in b.attributes for b in asked.all("input") if b.get("name") == "dim"}
    assert boxes == {"sexe": False, "age": True} and "data-asked" in asked.one("form", id="telechargement").attributes


def test_the_form_offers_what_changes_any_of_the_tables_that_the_address_chose():
    form = section("telecharger").one("form")
    assert "open" not in form.one("details").attributes
    chosen = replace(DOWNLOADS, chosen=("acces-serie", "rien", "croisees"), asked=True)
    form = read(markup(replace(FACTS, downloads=chosen))).one("form", id="telechargement")
    assert "open" in form.one("details").attributes
    shown = {s["name"] for s in form.all("select") if "disabled" not in s.attributes}
    assert shown == {"table", "pas", "t", "lec", "perim", "du", "au", "sexe"}
    (listed,) = (o["value"] for o in form.one("select", name="table").all("option") if "selected" in o.attributes)
    boxes = {b["value"]: b.attributes for b in form.all("input", name="table")}
    assert listed == "acces-serie" and "disabled" in boxes["acces-serie"]
    assert [name for name, of in boxes.items() if "checked" in of] == ["croisees"]
    assert [f.one("legend").text for f in form.one("details").all("fieldset")] == [
        "Accès",
        "Profils",
        "Groupes croisés",
    ]


def test_published_figures_are_beside_those_of_the_version():
    folds = section("rapprochement").all("details")
    assert ["0 chiffre sur 0" in folds[0].text, "1 écart expliqué" in folds[1].text] == [True, True]
    assert "Une <source>" in folds[1].text


def test_frames_that_scroll_are_reached_by_the_keyboard_and_named_apart():
    frames = read(markup()).all("div", "scroll")
    assert all(f["tabindex"] == "0" and f["role"] == "region" for f in frames)
    names = [f["aria-label"] for f in frames]
    assert len(names) == len(set(names))
    assert [f.one("caption").text for f in frames] == names


def test_links_are_told_apart():
    names = [(a.get("aria-label") or a.text) for a in section("fichiers").all("a")]
    assert len(names) == len(set(names)) == 5
    assert [a["href"] for a in section("fichiers").all("a")] == [
        "/fichiers/dictionnaire.csv",
        "/fichiers/modele-entries.csv",
        "/fichiers/schema-entries.json",
        "/fichiers/modele-sites.csv",
        "/fichiers/schema-sites.json",
    ]
    assert all(a.get("aria-label", a.text).startswith(a.text) for a in section("fichiers").all("a"))


def test_the_matrix_is_a_table_whose_cells_have_a_word():
    table = read(completeness_table(MATRIX, "Titre")).one("table")
    assert [(th.text, th["scope"], th.get("colspan")) for th in table.one("thead").all("tr")[0].all("th")] == [
        ("Opérateur", "col", None),
        ("2016", "colgroup", "2"),
        ("2017", "colgroup", "1"),
    ]
    heads = table.one("thead").all("tr")[1].all("th")
    assert [h.one("span", "sr").text for h in heads] == ["novembre 2016", "décembre 2016", "janvier 2017"]
    rows = table.one("tbody").all("tr")
    assert [r.one("th").text for r in rows] == ["Pôle emploi2 mois sur 3", "Apec1 mois sur 2"]
    words = [[td.one("span", "sr").text for td in r.all("td")] for r in rows]
    assert words == [["manquant", "transmis", "transmis"], ["hors période", "transmis", "manquant"]]
    signs = {td.one("span", "sr").text: td.one("span", aria_hidden="true").text for r in rows for td in r.all("td")}
    assert len(set(signs.values())) == 3


def test_the_legend_has_the_signs_of_the_matrix():
    node = section("completude")
    signs = [li.one("span").text for li in node.one("ul", "legend-line").all("li")]
    drawn = {td.one("span", aria_hidden="true").text for td in node.all("td")}
    assert drawn == set(signs)


def test_the_sentence_counts_what_is_expected_and_sent():
    assert expected_and_received(MATRIX) == (5, 3)
    lead = read(markup()).one("p", "lead").text
    start, end = lead.split("\u00a0: ")
    assert start == "La version abc couvre novembre 2016 – janvier 2017"
    assert end == "3 des 5 mois attendus des opérateurs y sont, 2 manquent."
    whole = replace(FACTS, matrices={"entries": MATRIX.replace("missing", "received"), "exits": MATRIX})
    assert read(markup(whole)).one("p", "lead").text.endswith("tous les mois attendus des opérateurs y sont.")


@pytest.mark.parametrize("demonstration", [True, False])
def test_simulated_data_are_called_so_and_no_other(demonstration):
    facts = replace(FACTS, version=replace(VERSION, demonstration=demonstration))
    assert ("simul" in section("version", facts).text) == demonstration


def test_the_log_hides_the_size_of_files_of_persons():
    rows = cells(section("version").one("table"))
    assert rows[1][:5] == ["entrées.csv", "Entrées", "04/05/2026", "—", "aucune"]
    assert rows[2][3:5] == ["1\u202f234", "1\u202f%\u00a0au plus".replace("\u00a0", " ")]


def test_an_old_version_says_that_it_is_old():
    assert "courante" in section("version").text
    assert "ancienne" in section("version", replace(FACTS, current="newer")).text


def test_what_changed_since_the_version_before():
    node = section("versions")
    months, years = node.all("table")[1:]
    assert cells(months)[1] == ["Apec", "Entrées", "décembre 2016 – janvier 2017", "nouveaux"]
    assert cells(years)[1:] == [
        ["2016", "—", "0 à 4", "—"],
        ["2017", "1\u202f000", "900", "−100 (−10,0\u202f%)"],
        ["2018", "500", "—", "—"],
    ]
    assert "Sources nouvelles" in node.text and "Sources retirées" not in node.text


def test_nothing_to_compare_is_said():
    assert "rien à comparer" in section("versions", replace(FACTS, change=None)).text
    same = replace(CHANGE, added=[], new_sources=[])
    assert "Mêmes mois" in section("versions", replace(FACTS, change=same)).text


def test_the_dictionary_shows_names_values_and_blanks():
    rows = cells(section("fichiers").all("table")[0])
    assert rows[1] == ["sexeou sex, s", "SexeSexe.", "codeF Femmes", "facultative", "non renseigné", "F"]
    assert rows[2] == ["nombreou n", "NombreNombre\u202f?", "nombre entierà partir de 1", "facultative", "1", "—"]
    assert not any("open" in d.attributes for d in section("fichiers").all("details"))


def test_errors_say_what_to_do():
    rows = cells(section("erreurs").one("table"))
    assert rows[1] == ["«\u00a0…\u00a0» est vide", "Remplissez.", "blank"]


def test_texts_from_files_are_escaped():
    assert "<b>femme</b>" not in markup()
    assert "<b>femme</b>" in section("correspondances").text


def test_the_commands_are_those_of_the_import():
    commands = [pre.text for pre in section("transmettre").all("pre")]
    assert commands == [
        "python -m data import FICHIER --operator CODE --dry-run",
        "python -m data import FICHIER --operator CODE",
    ]
    assert "pole_emploi" in section("transmettre").text
