"""Tables of the page Recours: every number as its row has it, every masked one with its reason."""

import math

import pandas as pd
import pytest

from figures.recours_grids import (
    EVERYONE,
    PUBLICS,
    durations_grid,
    exits_grid,
    flow_grid,
    operators_grid,
    publics_grid,
    reasons_grid,
    said,
    services_grid,
    signal_areas_grid,
    signals_grid,
)
from indicators.frame import TOO_FEW
from indicators.parts import Part, part_shares
from nomenclatures import FAMILY

N = math.nan


def shares(*parts, fewest=100):
    return part_shares([Part(*part) for part in parts], "FR", "2017-01/2017-12", 0.0, fewest)


def texts(grid):
    return {row.name: [cell.text for cell in row.cells] for row in grid.rows}


def test_operators():
    grid = operators_grid(shares(("pe", "", 750, 1000), ("ml", "", N, 1000), ("ce", "", 0, 1000), fewest=0), "Parts")
    assert texts(grid) == {
        FAMILY["pe"].label: ["750", "75,0\u202f%"],
        FAMILY["ml"].label: ["n.d.", "n.d."],
        FAMILY["ce"].label: ["0 à 4", "secret"],
    }
    assert grid.rows[1].cells[0].note == "pas de données" and grid.rows[2].cells[1].note == "secret statistique"


def test_profiles_share_one_scale_and_mask_small_statuses():
    rows = shares(("projet", "", 400, 1000), ("nr", "", 0, 1000), ("projet", "cdd", 30, 60), ("nr", "cdd", 30, 60))
    grid = reasons_grid(rows, "Motifs")
    assert grid.heads == ("Ensemble", "Salarié en CDD")
    assert texts(grid)["Effectif"] == ["1\u202f000", "60"]
    first = grid.rows[0].cells
    assert first[0].bar == 1.0 and first[0].text == "40,0\u202f%"
    assert first[1].text == "n\u202f<\u202f100" and first[1].note == "effectif trop faible" and math.isnan(first[1].bar)


def test_services_durations_and_exits():
    rows = shares(("information", "", 50, 200), ("suivi", "", 20, 200))
    assert texts(services_grid(rows, "Services"))["Information"] == ["25,0\u202f%"]
    rows = shares(("d0", EVERYONE, 50, 200), ("d0", "pe", 50, 200))
    grid = durations_grid(rows, "Durées")
    assert grid.heads == ("Ensemble", "Pôle emploi") and list(texts(grid)) == ["0 à 1 mois", "Effectif"]
    measures = ("total", "niveau_3", "anticipee", "plan", "formation")
    rows = shares(*((m, of, 200 if m == "total" else 50, 200) for of in (EVERYONE, "ml") for m in measures))
    grid = exits_grid(rows, "Sorties")
    assert texts(grid) == {"Ensemble": ["200", *["25,0\u202f%"] * 4], "Missions locales": ["200", *["25,0\u202f%"] * 4]}
    assert [row.pinned for row in grid.rows] == [True, False]


def test_a_period_without_data_has_no_number():
    rows = shares(("information", "", N, N))
    assert texts(services_grid(rows, "Services")) == {"Information": ["n.d."], "Effectif": ["n.d."]}


def publics(*rows):
    columns = ["group", "numerator", "denominator", "value", "lower", "upper", "cell_status"]
    return pd.DataFrame(rows, columns=columns)


def test_publics_say_who_is_counted_and_why_none_is():
    grid = publics_grid(
        publics(
            ("pe", 500.0, 1000.0, 500.0, 457.14, 545.9, "ok"),
            ("ml", 100.0, 1000.0, 100.0, 95.0, 105.0, "approximate"),
            ("ce", 7000.0, N, N, N, N, "no_denominator"),
            ("apec", N, 1000.0, N, N, N, "secret"),
            ("reg", 10.0, 1000.0, N, N, N, "not_whole"),
        ),
        "Publics",
    )
    found = texts(grid)
    rate = "500,0\u202f‰ (457,1 à 545,9)"
    assert found["Pôle emploi"] == ["Demandeurs d’emploi", rate, "500", "1\u202f000", PUBLICS["pe"][1]]
    assert found["Missions locales"][1] == "≈\u00a0100\u202f‰ (95 à 105)"
    assert found["Cap emploi"] == ["Travailleurs handicapés", "n.d.", "7\u202f000", "n.d.", PUBLICS["ce"][1]]
    assert found["Apec"][2] == "0 à 4" and found["Apec"][4] == "secret statistique"
    assert found["Fongécif, Opacif"][4] == "années entières seulement"
    assert [cell.bar for row in grid.rows[:2] for cell in row.cells[1:2]] == [1.0, 0.2]


def test_an_approximate_rate_has_the_decimal_that_tells_its_bounds_apart():
    grid = publics_grid(publics(("apec", 64.0, 3800.0, 16.87, 16.74, 17.0, "approximate")), "Publics")
    assert grid.rows[0].cells[1].text == "≈\u00a016,9\u202f‰ (16,7 à 17,0)"


def test_flows_name_their_months_and_what_is_to_be_known_of_them():
    rows = pd.DataFrame(
        {
            "period": ["2016-01", "2016-02", "2016-03"],
            "count": [1200.0, N, N],
            "change_value": [N, -1.25, N],
            "cell_status": ["ok", "secret", "no_data"],
            "change_status": ["break", "ok", "doubtful"],
            "rupture": ["Rupture.", "", ""],
            "doubtful": [True, False, False],
        }
    )
    grid = flow_grid({EVERYONE: rows, "pe": rows}, "count", "", "Flux")
    assert grid.heads == ("Ensemble", "Pôle emploi", "Rupture ou réserve")
    assert texts(grid) == {
        "janvier 2016": ["1\u202f200", "1\u202f200", "Rupture. Mois douteux."],
        "février 2016": ["0 à 4", "0 à 4", ""],
        "mars 2016": ["—", "—", ""],
    }
    changes = flow_grid({"pe": rows}, "change_value", "%", "Flux")
    assert [cells[0] for cells in texts(changes).values()] == ["—", "−1,2\u202f%", "—"]
    assert [row.cells[0].note for row in changes.rows] == ["rupture de série", "", "mois douteux"]
    assert flow_grid({}, "count", "", "Flux").rows == ()


def signals():
    columns = ["group", "family", "area", "denominator", "value", "expected", "limit_lower", "limit_upper"]
    columns += ["flag", "position", "cell_status"]
    rows = [
        ("early", "pe", "FR", 1000.0, 30.0, 30.0, N, N, False, "", "ok"),
        ("early", "pe", "R76", 200.0, 45.0, 30.0, 20.0, 40.0, True, "above", "ok"),
        ("early", "pe", "R11", 200.0, 31.0, 30.0, 20.0, 40.0, False, "inside", "ok"),
        ("early", "pe", "R24", N, N, N, N, N, False, "", "secret"),
        ("early", "pe", "R06", 5.0, N, N, N, N, False, "", TOO_FEW),
        ("diversity", "pe", "FR", 1000.0, 0.5, 0.5, N, N, False, "", "ok"),
    ]
    return pd.DataFrame(rows, columns=columns)


def test_signals_count_those_that_stand_out_among_those_judged():
    grid = signals_grid(signals(), ("pe", "ml"), ("early", "pe"), "Signaux")
    found = texts(grid)
    assert found["Sorties anticipées élevées"] == ["1 sur 2", "non jugé"]
    assert found["Diversité des situations faible"] == ["non jugé", "non jugé"]
    assert [(c.patch, c.on) for c in grid.rows[1].cells] == [
        ("sig=early&sigope=pe", True),
        ("sig=early&sigope=ml", False),
    ]


def test_the_areas_of_a_signal_start_with_the_farthest_and_end_with_those_not_judged():
    rows = signals()
    grid = signal_areas_grid(rows[rows["group"] == "early"], "R76", "Signal")
    assert [row.name for row in grid.rows] == ["France", "Occitanie", "Île-de-France", "Centre-Val de Loire", "Mayotte"]
    found = texts(grid)
    assert found["France"] == ["30,0\u202f%", "30,0\u202f%", "—", "1\u202f000", "référence"]
    assert found["Occitanie"] == ["45,0\u202f%", "30,0\u202f%", "20,0\u202f% à 40,0\u202f%", "200", "▲ hors limites"]
    assert found["Centre-Val de Loire"] == [*["secret"] * 4, "secret statistique"]
    assert found["Mayotte"][4] == "effectif trop faible"
    assert [row.on for row in grid.rows] == [False, True, False, False, False]
    diversity = signal_areas_grid(rows[rows["group"] == "diversity"], "FR", "Signal")
    assert texts(diversity)["France"][0] == "0,500"


@pytest.mark.parametrize(
    ("position", "flag", "words"),
    [
        ("above", True, "▲ hors limites"),
        ("below", True, "▼ hors limites"),
        ("above", False, "au-dessus, non signalé"),
        ("below", False, "au-dessous, non signalé"),
        ("inside", False, "dans les limites"),
        ("", False, "non jugé"),
    ],
)
def test_a_flag_is_said_only_on_the_side_that_the_signal_names(position, flag, words):
    assert said(position, flag=flag) == words
