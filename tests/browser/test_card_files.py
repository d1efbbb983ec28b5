"""The download menu of a card on the pages that share it with Accès: each format, under the view of the address."""

import io
import zipfile

import pyarrow.parquet as parquet
import pytest
from openpyxl import load_workbook

from tests.browser.test_files import download, table_of

CARDS = [
    ("/profils", "profils-groupes", "profils-groupes", "t=R76"),
    ("/recours", "recours-exits", "recours-sorties", "volet=sorties&t=R76"),
    ("/comparer", "comparer-funnel", "comparer-entonnoir", "t=R76"),
    ("/territoires", "territoires-carte", "territoires-couverture", "t=R76"),
]


@pytest.mark.parametrize(("path", "card", "table", "query"), CARDS)
def test_the_menu_of_a_card_gives_every_format(window, page, path, card, table, query):
    contents = {}
    for label, end in [
        ("CSV, recherche", "csv"),
        ("Classeur XLSX", "xlsx"),
        ("ZIP documenté", "zip"),
        ("Parquet", "parquet"),
    ]:
        window.open(query, path)
        name, contents[end] = download(page, card, label)
        assert name.startswith(f"cep-{table}-") and name.endswith(f".{end}")
    rows = table_of(contents["csv"], ",")
    assert rows and all(row["table"] == table and f"{path}?" in row["permalink"] for row in rows)
    assert all(part in row["permalink"] for row in rows for part in query.split("&"))
    assert parquet.read_table(io.BytesIO(contents["parquet"])).num_rows == len(rows)
    assert load_workbook(io.BytesIO(contents["xlsx"]))["donnees"].max_row == len(rows) + 1
    assert f"{table}.csv" in zipfile.ZipFile(io.BytesIO(contents["zip"])).namelist()
