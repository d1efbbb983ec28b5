"""Page Accès as one answer: every output, every view, both themes, and the picture files."""

import json
import re
from itertools import product

import pytest

from app import create_app
from callbacks.acces import ACCES, PARTS, page_parts
from callbacks.answered import SHELL_PARTS
from callbacks.page import Look
from data.engine import DatabaseUnavailable
from filters import Filters
from layouts import ids
from tests.callbacks.visitor import Visitor, client_of

LOOK = Look("light", "wide")
SLOTS = (
    "acces-sentence",
    "acces-notice",
    "kpi",
    "breadcrumb",
    "map-legend",
    "compare-table",
    "map-tiles",
    "map-table",
    "series-table",
)
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def test_the_answer_names_every_part_once(visitor, current):
    outputs = visitor.outputs("acces-answer.")
    assert outputs == list(ACCES.outputs)
    assert len(set(outputs)) == len(outputs)
    seen = set()
    for view, series, projection in product(("carte", "tuiles", "tableau"), ("courbe", "tableau"), (False, True)):
        filters = Filters(map_view=view, series_view=series, projection=projection)
        parts = page_parts(current, filters, LOOK)
        assert parts.keys() <= {*ACCES.outputs, *ACCES.infos, *SHELL_PARTS}
        seen |= parts.keys()
    assert seen == {*PARTS, *SHELL_PARTS, (ids.ACCES.answer, "data-release")}


def test_an_answer_without_data_says_what_to_do(duckdb_settings, monkeypatch):
    def fail(*arguments):
        raise DatabaseUnavailable("La base de données ne répond pas.")

    visitor = Visitor(client_of(create_app(duckdb_settings)))
    monkeypatch.setattr("data.engine.Database.answer", fail)
    answer = visitor.look("t=R76")
    assert answer["acces-sentence"]["data-html"] == ""
    assert 'role="alert"' in answer["acces-notice"]["data-html"]
    assert "Vos filtres sont gardés" in answer["acces-notice"]["data-html"]
    assert not answer.get("map-graph", {}).get("figure", {}).get("data")


def test_every_output_is_a_place_of_the_page(visitor):
    page, _ = visitor.open("/")
    for name, _property in visitor.outputs("acces-answer."):
        assert f'"id": "{name}"' in page, name


@pytest.mark.parametrize(
    ("view", "drawn", "empty"),
    [
        ("carte", ["map-graph"], ["map-tiles", "map-table"]),
        ("tuiles", ["map-tiles"], ["map-table"]),
        ("tableau", ["map-table"], ["map-tiles"]),
    ],
)
def test_only_the_view_shown_is_sent(visitor, view, drawn, empty):
    answer = visitor.look(f"vue={view}")
    for name in drawn:
        assert answer[name].get("figure") or answer[name]["data-html"]
    for name in empty:
        assert not answer.get(name, {}).get("data-html")
    assert ("map-graph" in answer) == (view == "carte")


def test_the_projector_shows_the_tiles_whatever_the_view(visitor):
    for view in ("carte", "tuiles", "tableau"):
        assert 'class="tiles"' in visitor.look(f"vue={view}&projection=1")["map-tiles"]["data-html"]


def test_the_figures_take_the_theme_the_rest_does_not(visitor):
    light, dark = (visitor.look("t=R76", theme) for theme in ("light", "dark"))
    for name in ("map-graph", "series-graph"):
        assert light[name] != dark[name]
    for slot in set(SLOTS) & light.keys():
        assert light[slot] == dark[slot], slot
        assert not COLOUR.search(light[slot]["data-html"]), f"{slot} holds a colour"


def test_a_narrow_screen_has_its_own_figures(visitor):
    wide, narrow = (visitor.look("t=R76", "light", width) for width in ("wide", "narrow"))
    assert wide["map-graph"] != narrow["map-graph"]
    assert wide["compare-table"] == narrow["compare-table"]


def test_nothing_of_the_browser_is_known_at_first(visitor):
    """The stores of the theme and of the width are empty until the scripts have run."""
    assert visitor.look("", None, None)["acces-sentence"] == visitor.look()["acces-sentence"]


def test_what_the_store_holds_wrongly_is_read_at_its_default(visitor):
    assert visitor.look("t=R999&lec=tout")["acces-sentence"] == visitor.look("")["acces-sentence"]
    assert visitor.look("v=000000000000")["acces-sentence"] == visitor.look("")["acces-sentence"]


@pytest.mark.parametrize("card", [ids.MAP, ids.COMPARE, ids.SERIES], ids=lambda card: card.card)
@pytest.mark.parametrize("query", ["", "t=R76&niv=dep", "niv=dep&vue=tuiles", "serie=tableau"])
def test_every_part_of_a_card_is_on_the_page(visitor, query, card):
    page, _ = visitor.open("/", f"?{query}")
    drawn_only = {card.alt} if card is ids.COMPARE else set()
    for name in set(card) - drawn_only:
        assert page.count(f'"id": "{name}"') == 1, name


@pytest.mark.parametrize("card", [ids.MAP, ids.COMPARE, ids.SERIES], ids=lambda card: card.card)
@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize(
    "query", ["", "t=R76&niv=dep&vue=tuiles", "t=R94&sexe=F", "du=2015-01&au=2017-12", "ope=ml&du=2015-01&au=2015-12"]
)
def test_a_picture_says_what_it_shows_and_where_it_comes_from(visitor, current, card, kind, query):
    clicks = (1, None) if kind == "png" else (None, 1)
    picture = visitor.ask(f"{card.picture}.", *clicks, state=(query, "light"))[card.picture]["data"]
    assert picture["format"] == kind
    assert picture["name"] == f"cep-acces-{card.card}-{current.id}"
    assert picture["width"] >= 800 and picture["height"] >= 400
    text = json.dumps(picture["figure"], ensure_ascii=False)
    assert current.id in text and "simul" in text and "Sources" in text
    parts = visitor.look(query)
    title = parts[card.title]["children"]
    assert title.split(" ")[0] in text


def test_a_picture_is_drawn_only_when_asked(visitor):
    answer = visitor.client.post(
        "/_dash-update-component",
        json={
            "output": "map-picture.data",
            "outputs": {"id": "map-picture", "property": "data"},
            "inputs": [{"id": i, "property": "n_clicks", "value": None} for i in ("map-png", "map-svg")],
            "state": [
                {"id": "acces-query", "property": "data", "value": ""},
                {"id": "theme", "property": "data", "value": "light"},
            ],
            "changedPropIds": [],
        },
    )
    assert answer.status_code == 204 or json.loads(answer.get_data())["response"] == {}


def test_an_answer_seen_before_is_the_same(visitor):
    assert visitor.look("t=R84&lec=de") == visitor.look("t=R84&lec=de")


def test_the_map_names_its_contours_by_their_content(visitor, client):
    for query, file in (("", "regions"), ("niv=dep", "departements")):
        figure = visitor.look(query)["map-graph"]["figure"]
        address = next(trace["geojson"] for trace in figure["data"] if "geojson" in trace)
        assert re.fullmatch(rf"/assets/geo/{file}\.geojson\?h=[0-9a-f]{{12}}", address)
        assert client.get(address).status_code == 200


def test_the_map_colours_each_area_once(visitor):
    for query, count in (("", 18), ("niv=dep", 101), ("t=R76&niv=dep", 13)):
        figure = visitor.look(query)["map-graph"]["figure"]
        filled = [trace for trace in figure["data"] if trace["type"] == "choropleth" and "customdata" in trace]
        known = [code for trace in filled for code in trace["locations"]]
        assert len(known) == len(set(known)) == count


@pytest.mark.parametrize(
    ("query", "count"),
    [("niv=dep&sexe=F", 3), ("sexe=F&lec=de", 3), ("niv=dep&sexe=M", 4), ("sexe=F", 4), ("niv=dep&sexe=F&age=a15", 4)],
)
def test_no_key_figure_is_shown_twice(visitor, query, count):
    labels = re.findall(r"<dt>(.*?)</dt>", visitor.look(query)["kpi"]["data-html"])
    assert len(labels) == len(set(labels)) == count


def test_a_period_across_breaks_names_its_doubtful_month_too(visitor):
    notice = visitor.look("du=2016-01&au=2017-12")["acces-notice"]["data-html"]
    assert "rupture de série" in notice and "Mois douteux" in notice and "janvier 2016" in notice


def test_an_operator_not_in_the_system_yet_has_neither_rate_nor_rank(visitor):
    answer = visitor.look("ope=ml&du=2015-01&au=2015-12&t=R76")
    assert "pas encore dans le système d’information" in answer["acces-notice"]["data-html"]
    assert answer["kpi"]["data-html"].count("pas encore dans le système d’information") == 4
    assert not re.search(r"<td class=n>\d", answer["compare-table"]["data-html"])
