"""A release of other years: pages, files and buttons are on its own default period."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from app import create_app
from data.build import publish
from data.demo.entries import reported_months
from data.inputs import demonstration_inputs
from data.schema import DIMENSIONS
from settings import Settings
from tests.callbacks.partial import Sent
from tests.callbacks.visitor import Visitor, client_of
from tests.conftest import silent

YEARS_LATER = 4


def later(table):
    """The same entries, some years later."""
    month = table["month"].cast(pa.date32())
    shifted = [day.replace(year=day.year + YEARS_LATER) for day in month.to_pylist()]
    return table.set_column(table.schema.get_field_index("month"), "month", pa.array(shifted, pa.date32()))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A release of January 2019 to July 2022, the demonstration of 2015 to 2018 having been published before it."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("later"),
        demo_on_empty=False,
        secret="une phrase longue que personne ne connaît",
    )
    made = demonstration_inputs(8_000, silent)
    old = publish(made.fill, settings, silent)
    codes = DIMENSIONS["operator"].codes
    sent = frozenset((codes[at], f"{day.year + YEARS_LATER}-{day.month:02d}") for at, day in reported_months())
    tables = {"entries": later(made.entries), "exits": later(made.exits), "sites": made.sites}
    files = Sent(**tables, assumptions=(), origin=made.origin, kind="import", title="Fichiers", pairs=sent)
    new = publish(files.fill, settings, silent)
    client = client_of(create_app(settings))
    assert pc.max(later(made.entries)["month"]).as_py().year == 2022
    return client, Visitor(client), old, new


def test_the_page_opens_on_the_year_of_the_release(served):
    _, visitor, old, new = served
    page, warnings = visitor.open("/")
    assert warnings == '{"children": []}'
    assert "du=2021-01&amp;au=2021-12" in page and '"id": "acces-query", "data": ""' in page
    assert "En 2021" in visitor.look("")["acces-sentence"]["data-html"]
    assert "En 2017" in visitor.look(f"v={old}")["acces-sentence"]["data-html"]
    assert visitor.look(f"v={new}")["acces-sentence"] == visitor.look("")["acces-sentence"]
    assert visitor.look("du=2021-01&au=2021-12")["acces-sentence"] == visitor.look("")["acces-sentence"]
    assert visitor.look("t=R76")["acces-bar"]["data"]["period"] == "2021"
    assert visitor.look("du=2017-01&au=2017-12")["acces-bar"]["data"]["count"] == " (1)"


def test_a_button_leads_to_the_year_of_the_release(served):
    _, visitor, _, _ = served
    notice = visitor.look("du=2017-01&au=2017-12")["acces-notice"]["data-html"]
    assert "ne couvre pas" in notice
    assert 'data-set="du=2021-01&amp;au=2021-12"' in notice and ">Voir 2021<" in notice
    assert "2017-01" not in notice


def test_a_file_states_its_period(served):
    client, _, old, new = served
    text = client.get("/fichiers/acces-territoires.csv?t=R76").get_data(as_text=True)
    assert f"/?du=2021-01&au=2021-12&t=R76&v={new}" in text and "2021-01/2021-12" in text
    text = client.get(f"/fichiers/acces-territoires.csv?v={old}").get_data(as_text=True)
    assert f"/?du=2017-01&au=2017-12&v={old}" in text and "2017-01/2017-12" in text
