"""Tables whose first rows travel: which ones, their other rows over HTTP, and what a room sees."""

import gzip
import json

import pytest

from callbacks.deck_boards import board
from callbacks.page import Look
from callbacks.pages import FILTERED
from data.engine import Database, DatabaseUnavailable
from deck.slides import Slide
from filters import Filters
from geo.areas import departments
from layouts.first_rows import FIRST, MOST_WHOLE
from layouts.markup import HTML
from tests.callbacks.whole import whole_parts
from tests.layouts.reading import read

LOOK = Look("light", "wide")
PAGES = {page.path: page for page in FILTERED}
# Address of a view → slot of its table, and whether it has a row of France.
TABLES = [
    ("/", "niv=dep&vue=tableau", "map-table"),
    ("/profils", "niv=dep&ch=statut", "profils-heat-part"),
    ("/profils", "niv=dep&paire=de-ao", "profils-recourse-part"),
    ("/profils", "niv=dep&dis=statut", "profils-gaps-part"),
    ("/territoires", "niv=dep&lieux=tableau", "territoires-carte-tableau"),
    ("/comparer", "niv=dep&ent=tableau", "comparer-funnel-tableau"),
    ("/comparer", "niv=dep&t=D31&pt=regions", "comparer-portrait-regions"),
    ("/comparer", "niv=dep&t=D31&t2=D59&std=tableau", "comparer-standard-tableau"),
]


def filters_of(page, release, query):
    return Filters.from_query(query, lambda _: page.default_period(release))[0].only(page.fields)


def areas_of(table):
    """The areas of the rows that are not France."""
    buttons = [button for button in read(table).one("tbody").all("button", "go") if button["data-set"] != "t=FR"]
    return [button["data-set"].removeprefix("t=") for button in buttons]


def lines_of(table):
    return [[row.one("th").text, *(cell.text for cell in row.all("td"))] for row in read(table).one("tbody").all("tr")]


def ask(visitor, path, slot, query):
    return visitor.ask("rows-given.", {"path": path, "slot": slot, "query": query})["rows-given"]["data"]


def test_every_table_that_can_be_whole_is_tested():
    assert {(page.path, slot) for page in FILTERED for slot in page.whole} == {(path, slot) for path, _, slot in TABLES}


@pytest.mark.parametrize(("path", "query", "slot"), TABLES)
def test_the_first_rows_travel_and_the_others_are_asked_for(visitor, current, path, query, slot):
    page = PAGES[path]
    filters = filters_of(page, current, query)
    table = page.answer(current, filters, LOOK)[slot, HTML]
    given = ask(visitor, path, slot, query)
    assert (given["path"], given["slot"], given["query"]) == (path, slot, query)
    few, every = areas_of(table), areas_of(given["table"])
    assert len(few) == FIRST and set(every) == {area.id for area in departments()}
    assert {filters.area, filters.second} & set(every) <= set(few)
    # The same rows in the same order, and a button in the short one alone.
    assert few == [area for area in every if area in few]
    if slot != "profils-recourse-part":
        # There the axis has a finer unit where there are few bars.
        assert [line for line in lines_of(given["table"]) if line in lines_of(table)] == lines_of(table)
    assert "data-rows" in table and "data-rows" not in given["table"]
    assert "sur 101" in read(table).one("tfoot").text and not read(given["table"]).all("tfoot")


@pytest.mark.parametrize(("path", "query", "slot"), TABLES)
def test_a_table_of_regions_is_whole(current, path, query, slot):
    page = PAGES[path]
    query = query.replace("niv=dep", "niv=reg").replace("D31", "R76").replace("D59", "R93")
    table = page.answer(current, filters_of(page, current, query), LOOK)[slot, HTML]
    assert "data-rows" not in table and 13 <= len(areas_of(table)) <= MOST_WHOLE


@pytest.mark.parametrize(("path", "query", "slot"), TABLES)
@pytest.mark.parametrize("room", ["hall", "stage"])
def test_a_slide_has_every_row_and_no_button(current, path, query, slot, room):
    page = PAGES[path]
    filters = filters_of(page, current, query)
    parts = page.answer(current, filters, Look("light", room))
    assert "data-rows" not in "".join(str(value) for value in parts.values())
    assert parts[slot, HTML] == whole_parts(page, current, filters, LOOK)[slot, HTML]


def test_a_slide_in_a_file_has_every_row(current):
    slide = Slide("/comparer", "niv=dep&t=D31", "comparer-portrait")
    assert board(PAGES["/comparer"], slide, current, "http://localhost").panels
    heat = board(PAGES["/profils"], Slide("/profils", "niv=dep&ch=statut", "profils-chaleur"), current, "http://x")
    (panel,) = heat.panels
    assert len(panel.rows) == 102 and "Afficher" not in panel.note


@pytest.mark.parametrize(
    "asked",
    [
        {},
        "map-table",
        ["/", "map-table", ""],
        {"path": "/", "slot": "map-legend", "query": ""},
        {"path": "/recours", "slot": "map-table", "query": ""},
        {"path": "/nulle-part", "slot": "map-table", "query": ""},
        {"path": ["/"], "slot": {"a": 1}, "query": 3},
    ],
)
def test_what_is_no_table_gets_nothing(visitor, asked):
    assert visitor.ask("rows-given.", asked) == {}


def test_a_query_that_is_wrong_is_that_of_the_defaults(visitor):
    given = visitor.ask("rows-given.", {"path": "/", "slot": "map-table", "query": 12})["rows-given"]["data"]
    assert len(areas_of(given["table"])) == 18


def test_a_database_that_fails_is_said_in_french(visitor, monkeypatch):
    def fail(*_):
        raise DatabaseUnavailable("La base de données ne répond pas.")

    monkeypatch.setattr(Database, "answer", fail)
    response = visitor.send("rows-given.", {"path": "/", "slot": "map-table", "query": "niv=dep"})
    assert response.status_code == 503 and response.mimetype == "text/plain"
    assert response.get_data(as_text=True).strip() == "La base de données ne répond pas."


@pytest.mark.parametrize("query", ["niv=dep", "niv=dep&t=D31", "niv=dep&lec=de", "niv=dep&t=D48&lec=ao"])
def test_three_tables_at_once_and_each_one_whole_are_within_what_an_interaction_may_weigh(current, query):
    page = PAGES["/comparer"]
    views = "&pt=regions&ent=tableau&std=tableau"
    filters = filters_of(page, current, query + views)
    sent = {".".join(part): v for part, v in page.answer(current, filters, LOOK).items() if part not in page.infos}
    assert weight(sent) <= 8_000
    for slot, whole in page.whole.items():
        assert weight({slot: whole(current, filters)}) <= 8_000


def weight(value):
    return len(gzip.compress(json.dumps(value, ensure_ascii=False).encode()))
