"""The table twins: every number of a chart, with caption and scopes."""

import numpy as np
import pandas as pd

from figures.cells import read as read_cells
from filters import Filters
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY
from layouts.result_table import result_table, series_table, twin_table
from tests.figures.results import fr, region_rates
from tests.layouts.reading import read


def rows(markup):
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in read(markup).one("tbody").all("tr")}


def twin(result, selected="FR"):
    return result_table(read_cells(result), ACCESS_RATE, Filters(area=selected), "Taux par région", "Entrées", "Actifs")


def test_every_bound_is_there():
    shown = rows(twin(region_rates()))
    assert len(shown) == 19
    assert shown["Guadeloupe"] == [
        fr("2~739"),
        fr("30~000"),
        "91,3",
        "87,9 à 94,8",
        "2–4",
        "plus élevé",
        "mesuré",
    ]
    assert shown["Mayotte"][1:] == ["—", "n.d.", "—", "—", "—", "dénominateur indisponible"]


def test_secrecy_is_not_zero():
    shown = rows(twin(region_rates(R94="secret", R02="zero")))
    assert shown["Corse"][0] == "0 à 4"
    assert shown["Corse"][2] == "s"
    assert (shown["Martinique"][0], shown["Martinique"][2]) == ("0", "0")


def test_head_caption_and_scroll_region():
    node = read(twin(region_rates(), "R76"))
    assert node.one("caption").text == "Taux par région"
    region = node.one("div", "scroll")
    assert (region["role"], region["aria-label"], region["tabindex"]) == ("region", "Taux par région", "0")
    assert [h["scope"] for h in node.one("thead").all("th")] == ["col"] * 8
    assert node.one("tr", "on").one("th").text == "Occitanie"


MONTHS = ("2016-11", "2016-12", "2017-01", "2017-02")
SERIES = pd.DataFrame(
    {
        "area": ["FR"] * 4 + ["R76"] * 4,
        "period": MONTHS * 2,
        "value": [6.0] * 4 + [7.0, np.nan, 7.5, 7.0],
        "lower": [5.9] * 4 + [6.8, np.nan, 7.3, 6.8],
        "upper": [6.1] * 4 + [7.2, np.nan, 7.7, 7.2],
        "cell_status": ["ok"] * 5 + ["no_data"] + ["ok"] * 2,
        "rupture": ["", "", "Les missions locales entrent.", ""] * 2,
        "doubtful": [False, False, False, True] * 2,
    }
)


def test_a_month_has_both_areas_and_its_break():
    markup = series_table(SERIES, ACCESS_RATE_MONTHLY, "R76", "Série")
    assert [h.text for h in read(markup).one("thead").all("th")][1::2] == [
        fr("Occitanie, ‰"),
        fr("France, ‰"),
        "Rupture ou réserve",
    ]
    shown = rows(markup)
    assert list(shown) == ["novembre 2016", "décembre 2016", "janvier 2017", "février 2017"]
    assert shown["décembre 2016"][:2] == ["n.d.", "—"]
    assert shown["janvier 2017"][0] == "7,50"
    assert shown["janvier 2017"][-1] == "Les missions locales entrent."
    assert shown["novembre 2016"][-1] == ""
    assert shown["février 2017"][-1] == "Mois douteux."


def test_france_alone_has_one_pair_of_columns():
    markup = series_table(SERIES, ACCESS_RATE_MONTHLY, "FR", "Série")
    assert len(read(markup).one("thead").all("th")) == 4


def test_bounds_that_no_month_has_take_no_column():
    markup = series_table(SERIES.assign(lower=float("nan"), upper=float("nan")), ACCESS_RATE_MONTHLY, "R76", "Série")
    heads = [h.text for h in read(markup).one("thead").all("th")]
    assert heads == ["Mois", fr("Occitanie, ‰"), fr("France, ‰"), "Rupture ou réserve"]
    assert all(len(cells) == 3 for cells in rows(markup).values())


def test_a_table_of_many_columns_names_them_for_a_phone_where_its_rows_are_folded():
    heads = ("Territoire", "Entrées", 'Le "taux", ‰', "a\\b", "Rang", "Place")
    table = read(twin_table("Légende", heads, [], range(1, 6))).one("table", "folds")
    assert table["style"] == '--h1:"Entrées";--h2:"Le \\"taux\\", ‰";--h3:"a\\\\b";--h4:"Rang";--h5:"Place"'
    for whole in (twin_table("", heads[:4], [], ()), twin_table("", heads, [], (), is_matrix=True)):
        assert read(whole).one("table").get("style") is None and not read(whole).all("table", "folds")
