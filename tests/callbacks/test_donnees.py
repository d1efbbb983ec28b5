"""The page Données on a release, and the files of the contract."""

import csv
import io
import json
from dataclasses import replace

import pytest

from app import create_app
from callbacks.catalogue import published_tables
from callbacks.donnees import Choice, data_facts
from callbacks.pages import FILTERED
from data.build import publish
from data.contract.tables import TABLES
from data.engine import Database, open_releases
from data.inputs import demonstration_inputs
from filters import Filters
from layouts.donnees import page
from tests.callbacks.visitor import Visitor, client_of
from tests.conftest import silent
from tests.layouts.reading import all_ids

TABLES_SHOWN = published_tables(FILTERED)


def test_the_page_of_the_release(visitor, current):
    text, warnings = visitor.open("/donnees")
    for words in (current.id, "générateur de démonstration", "Données de démonstration, simulées", "Pôle emploi"):
        assert words in text
    assert "31 mois sur 43" in text and "19 mois sur 43" in text
    assert "rien à comparer" in text
    assert warnings == '{"children": []}'


def test_the_page_never_shows_the_size_of_the_entries(visitor, current):
    text, _ = visitor.open("/donnees")
    # The published figures stand beside counts that came through the door; the log and the rest count nothing.
    before, _, after = text.partition('id=\\"rapprochement\\"')
    assert after
    text = before + after.partition("</section>")[2]
    shown = f"{current.card.entries:,}".replace(",", "\u202f")
    assert shown not in text and str(current.card.entries) not in text


def test_an_address_that_chose_a_table_opens_its_form(visitor):
    text, warnings = visitor.open("/donnees", "?table=entrees-croisees&dim=sexe&dim=age&pas=an&t=R76&niv=dep")
    assert warnings == '{"children": []}'
    assert 'value=\\"entrees-croisees\\" selected' in text and "data-asked" in text
    assert 'value=\\"an\\" selected' in text and 'value=\\"sexe\\" checked' in text
    text, warnings = visitor.open("/donnees", "?table=acces-serie&table=entrees-croisees&dim=sexe-age&sexe=F")
    assert warnings == '{"children": []}'
    assert 'value=\\"acces-serie\\" selected' in text and 'value=\\"entrees-croisees\\" checked' in text
    assert 'value=\\"F\\" selected' in text and 'value=\\"age\\" checked' in text
    text, warnings = visitor.open("/donnees", "?table=rien&pas=jour&dim=zz")
    assert "data-asked" not in text and warnings == '{"children": []}'


@pytest.mark.parametrize("name", TABLES)
def test_the_template_and_the_description_of_each_table(client, name):
    template = client.get(f"/fichiers/modele-{name}.csv")
    assert (template.status_code, template.mimetype) == (200, "text/csv")
    assert f'filename="cep-modele-{name}.csv"' in template.headers["Content-Disposition"]
    assert template.get_data().startswith(b"\xef\xbb\xbf")
    head = next(csv.reader(io.StringIO(template.get_data().decode("utf-8-sig")), delimiter=";"))
    description = client.get(f"/fichiers/schema-{name}.json")
    assert (description.status_code, description.mimetype) == (200, "application/json")
    assert [f["name"] for f in json.loads(description.get_data())["fields"]] == head


def test_the_dictionary(client):
    response = client.get("/fichiers/dictionnaire.csv")
    assert (response.status_code, response.mimetype) == (200, "text/csv")
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig")), delimiter=";"))
    assert {row[0] for row in rows[1:]} == set(TABLES)


@pytest.mark.parametrize(
    "path",
    ["modele-autre.csv", "schema-autre.json", "modele-entries.json", "modele-.csv", "schema-../entries.json", "x.csv"],
)
def test_an_unknown_file_is_a_404_in_french(client, path):
    response = client.get(f"/fichiers/{path}")
    assert response.status_code == 404
    assert "n’existe pas" in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["modele-entries.csv", "schema-entries.json", "dictionnaire.csv"])
def test_a_file_is_only_read(client, path):
    assert client.post(f"/fichiers/{path}").status_code == 405


def test_a_service_without_release_still_gives_its_templates_or_says_why(empty_settings):
    response = client_of(create_app(empty_settings)).get("/fichiers/modele-entries.csv")
    assert response.status_code in (200, 503)


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory, duckdb_settings):
    settings = replace(duckdb_settings, data_dir=tmp_path_factory.mktemp("versions"))
    ids = [publish(demonstration_inputs(n, silent).fill, settings, silent) for n in (20_000, 24_000)]
    return settings, ids


def test_two_versions_are_listed_and_compared(two_versions):
    settings, (first, second) = two_versions
    visitor = Visitor(client_of(create_app(settings)))
    text, _ = visitor.open("/donnees")
    assert f"/donnees?v={first}" in text and f"/donnees?v={second}" in text
    assert "remplacés par une autre source" in text and "France hors Mayotte" in text
    text, _ = visitor.open("/donnees", f"?v={first}")
    assert "ancienne" in text and "rien à comparer" in text


def test_a_version_that_does_not_open_is_left_out(two_versions, tmp_path):
    settings, (first, second) = two_versions
    for file in settings.data_dir.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / f"cep-{first}.duckdb").write_bytes(b"damaged")
    database = Database(open_releases(replace(settings, data_dir=tmp_path)))
    facts = data_facts(database, database.release(), TABLES_SHOWN, Choice(Filters()), "http://site")
    assert [v.id for v in facts.versions] == [second]
    assert facts.change is None
    database.close()


def test_every_id_of_the_page_is_there_once(two_versions):
    database = Database(open_releases(two_versions[0]))
    found = all_ids(page(data_facts(database, database.release(), TABLES_SHOWN, Choice(Filters()), "http://site")))
    assert len(found) == len(set(found))
    database.close()
