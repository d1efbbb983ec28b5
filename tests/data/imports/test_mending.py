"""A person with the template and the report, and nothing else, can mend a wrong file."""

import csv
import io

import pytest

from data.contract.publication import template
from data.contract.rules import RULES
from data.contract.tables import TABLES
from tests.data.imports.test_production import one

# Rules of the contract that no row of these tables can break by itself: tried elsewhere.
_NOT_OF_A_ROW = {"open_quote", "line_too_long", "unreadable_line", "operator_conflict"}
# Rules whose remedy is to delete the line.
_DELETED = {"total_row", "first_level"}

# Table → rule → cells that break it, in a row that is otherwise the template's, and what its remedy asks for. A remedy
# that speaks of the line (« une cellule par colonne ») is done on the line.
LEAVING = {"nature_sortie": "plan", "mois_entree": "2017-01"}
WRONG = {
    "exits": {
        "blank": ({"niveau": ""}, {"niveau": "accepted"}),
        "unknown_code": ({"sexe": "X"}, {"sexe": "accepted"}),
        "first_level": ({"niveau": "1"}, None),
        "not_an_age": ({"age": "vieux"}, {"age": "accepted"}),
        "unknown_commune": ({"commune": "31000"}, {"commune": ""}),
        "unknown_department": ({"commune": "", "departement": "99"}, {"departement": "example"}),
        "unknown_region": ({"region": "77"}, {"region": "example"}),
        "unknown_service": ({"services": "projet,suivi"}, {"services": "accepted"}),
        "total_row": ({"sexe": "Total"}, None),
        "serial_date": ({"mois": "42795"}, {"mois": "example"}),
        "not_a_month": ({"mois": "mars"}, {"mois": "example"}),
        "out_of_time": ({"mois": "2014-12", "mois_entree": ""}, {"mois": "example"}),
        "ambiguous_number": ({"nombre": "1.200"}, {"nombre": "1200"}),
        "not_an_integer": ({"nombre": "dix"}, {"nombre": "example"}),
        "out_of_bounds": ({"nombre": "0"}, {"nombre": "example"}),
        "territory_conflict": ({"departement": "75"}, {"departement": "", "region": ""}),
        "operator_closed": ({"operateur": "mon_cep"}, {"operateur": "example"}),
        "exit_before_entry": ({"mois_entree": "2018-01"}, {"mois_entree": "example"}),
        "too_few_cells": (None, None),
        "too_many_cells": (None, None),
    },
    "sites": {
        "not_a_date": ({"ouverture": "hier"}, {"ouverture": "example"}),
        "not_a_number": ({"heures_semaine": "35 h"}, {"heures_semaine": "example"}),
        "not_a_postal_code": ({"code_postal": "F-31000"}, {"code_postal": "example"}),
        "formula": ({"nom": "=A1"}, {"nom": "A1"}),
        "too_long": ({"nom": "n" * 300}, {"nom": "n" * 200}),
        "no_place": ({"commune": "", "latitude": "", "longitude": ""}, {"commune": "example"}),
        "half_place": ({"latitude": ""}, {"longitude": ""}),
        "outside_territory": (
            {"latitude": "18,07", "longitude": "-63,05", "commune": ""},
            {"latitude": "43,6", "longitude": "1,44"},
        ),
        "postal_conflict": ({"code_postal": "75001"}, {"code_postal": "example"}),
        "place_conflict": ({"latitude": "48,85", "longitude": "2,35"}, {"latitude": "", "longitude": ""}),
        "closed_before_opened": ({"fermeture": "2014-01-01"}, {"fermeture": ""}),
    },
    "population": {"unknown_territory": ({"territoire": "Occitanie"}, {"territoire": "example"})},
}


def read(table):
    """Heads and filled line of the template."""
    heads, line, *_ = csv.reader(io.StringIO(template(TABLES[table]).removeprefix("\ufeff")), delimiter=";")
    return heads, dict(zip(heads, line, strict=True))


def test_every_rule_is_tried():
    assert {rule for rules in WRONG.values() for rule in rules} == RULES.keys() - _NOT_OF_A_ROW


def mend(lines, heads, fault, wanted, example):
    """Do what one line of the report says, and nothing that it does not say."""
    position = int(fault["ligne"]) - 1
    cells = lines[position]
    if fault["regle"] == "too_few_cells":
        assert "un séparateur par colonne" in fault["que_faire"]
        cells += [""] * (len(heads) - len(cells))
        return
    if fault["regle"] == "too_many_cells":
        assert "retirez les séparateurs en trop" in fault["que_faire"]
        del cells[len(heads) :]
        return
    if fault["regle"] in _DELETED:
        assert "Supprimez la ligne" in fault["que_faire"]
        cells[:] = []  # an empty line, so that the lines below keep their number
        return
    assert set(fault["colonne"].split(", ")) <= set(heads)
    for head, text in wanted.items():
        if text == "accepted":
            text = fault["que_faire"].split(" : ", 1)[1].split(" (")[0]
        cells[heads.index(head)] = example[head] if text == "example" else text


@pytest.mark.parametrize("table", WRONG)
def test_a_wrong_file_is_mended_by_its_report(desk, table):
    desk.accept(one(), name="socle.csv")
    heads, example = read(table)
    numbered = {"sites": "identifiant", "population": "millesime"}.get(table, "nombre")
    lines = [heads]
    for number, (rule, (cells, _)) in enumerate(WRONG[table].items(), 1):
        row = example | {
            numbered: f"{'S' if table == 'sites' else ''}{number + (2000 if table == 'population' else 0)}"
        }
        lines.append(list((row | (cells or {})).values()))
        if rule == "too_few_cells":
            del lines[-1][-1:]
        if rule == "too_many_cells":
            lines[-1] += ["en", "trop"]

    def text():
        return "\ufeff" + "\r\n".join(";".join(cells) for cells in lines) + "\r\n"

    assert "refusé en entier" in desk.refuse(text(), name="faux.csv")
    faults = desk.report("faux.csv")
    assert [(int(f["ligne"]), f["regle"]) for f in faults] == [(n, rule) for n, rule in enumerate(WRONG[table], 2)]
    for fault in faults:
        mend(lines, heads, fault, WRONG[table][fault["regle"]][1], example)
    desk.accept(text(), name="faux.csv")
    kept = len(WRONG[table].keys() - _DELETED)
    assert f"{kept} lignes acceptées, 0 écartées" in desk.out
