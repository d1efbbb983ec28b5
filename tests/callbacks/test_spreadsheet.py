"""The French dialect in a French spreadsheet: LibreOffice reads the file, and its cells are those of the API."""

import json
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from indicators.columns import BOOLEAN, COLUMNS, TEXT

# Codes with leading zeros, months and days, decimals and signs, accents, breaks, groups of one letter.
FILES = {
    "acces-territoires": "t=R76&niv=dep&sexe=F",
    "acces-serie": "t=D01&niv=dep",
    "territoires-communes": "t=D01&niv=dep&seuil=10",
    "comparer-ecart": "t=R76",
    "recours-sorties": "t=R76",
    "entrees-croisees": "t=R94&niv=dep&dim=sexe-nn&pas=mois&du=2017-01&au=2017-03",
}
# Semicolon, quotes, UTF-8, from the first line, French; quoted texts stay texts, and nothing else is guessed.
CHOICES = "CSV:59,34,76,1,,1036,true,false"


@pytest.fixture(scope="module")
def opened(client, tmp_path_factory):
    """What LibreOffice Calc makes of each file: its rows. Without it, a failure."""
    program = shutil.which("soffice")
    if not program or not shutil.which("localc"):
        pytest.fail("LibreOffice Calc est introuvable : installez le paquet libreoffice-calc.")
    folder = tmp_path_factory.mktemp("calc")
    for name, query in FILES.items():
        answer = client.get(f"/fichiers/{name}.csv?dialecte=tableur&{query}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        (folder / f"{name}.csv").write_bytes(answer.get_data())
    command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", f"--infilter={CHOICES}"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder), *(str(folder / f"{name}.csv") for name in FILES)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {name: [*load_workbook(folder / f"{name}.xlsx").active.iter_rows(values_only=True)] for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_numbers_are_numbers_and_texts_are_the_same_texts(client, opened, name):
    answer = client.get(f"/api/v1/data/{name}?limite=10000&{FILES[name]}")
    rows = json.loads(answer.get_data())["rows"]
    heads, *lines = opened[name]
    columns = [COLUMNS[column] for column in rows[0]]
    assert list(heads) == [column.label for column in columns]
    numbers = 0
    for line, row in zip(lines, rows, strict=True):
        for cell, column in zip(line, columns, strict=True):
            value = row[column.name]
            if value in ("", None):
                assert cell is None, column.name
            elif column.kind == TEXT:
                assert cell == value, column.name
            else:
                assert isinstance(cell, (int, float)) and cell is not True, column.name
                # A spreadsheet keeps fifteen digits of a number.
                assert cell == pytest.approx(int(value) if column.kind == BOOLEAN else value, rel=1e-14), column.name
                numbers += 1
    assert numbers > len(rows) / 2


def test_codes_keep_their_zeros_months_stay_months_and_accents_are_right(opened):
    def column(name, head):
        heads, *lines = opened[name]
        return [line[heads.index(head)] for line in lines]

    communes = dict(
        zip(column("territoires-communes", "commune"), column("territoires-communes", "nom_commune"), strict=True)
    )
    assert communes["01053"] == "Bourg-en-Bresse" and communes["01004"] == "Ambérieu-en-Bugey"
    assert set(column("territoires-communes", "code_territoire")) == {"01"}
    assert {"09", "11", "FR"} <= set(column("acces-territoires", "code_territoire"))
    assert {"94", "2A"} <= set(column("entrees-croisees", "code_territoire"))
    assert "2017-01" in column("acces-serie", "periode")
    assert set(column("entrees-croisees", "niveau_service")) == {"2", "3", "T"}
