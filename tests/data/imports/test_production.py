"""Real files, by the command line, to the counts that the pages show."""

import csv
import gzip
import io
import zipfile
from contextlib import closing

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import queries
from data.contract.publication import template
from data.contract.tables import TABLES
from data.engine import Database
from filters import Filters
from tests.data.imports.conftest import make
from tests.data.imports.files import HEADS, sample, written

ROWS = sample(80)
PLACES = [
    ("commune", "31555", "D31"),
    ("commune", "1004", "D01"),  # a spreadsheet ate the first zero
    ("commune", "01091", "D01"),  # merged
    ("commune", "75118", "D75"),
    ("commune", "69381", "D69"),
    ("commune", "13201", "D13"),
    ("commune", "2a004", "D2A"),
    ("departement", "974", "D974"),
    ("departement", "1", "D01"),
    ("departement", "Haute-Garonne", "D31"),
    ("region", "76", "R76"),
    ("region", "73", "R76"),  # Midi-Pyrénées
    ("region", "Bretagne", "R53"),
    ("territoire", "31555", "D31"),
    ("territoire", "D31", "D31"),
    ("territoire", "31", "D31"),
    ("territoire", "R76", "R76"),
    ("territoire", "FR", "FR"),
    ("territoire", "", "FR"),
]


def one(**cells):
    """One row of the least that an entry must say, with other cells."""
    return [{"mois": "2017-03", "operateur": "apec", "niveau": "2", "departement": "31"} | cells]


def test_territories(desk):
    heads = ["mois", "operateur", "niveau", "motif", "commune", "departement", "region", "territoire", "nombre"]
    rows = [
        {"mois": "2017-03", "operateur": "apec", "niveau": "2", head: text, "nombre": str(2**power)}
        for power, (head, text, _) in enumerate(PLACES)
    ]
    desk.accept(written(rows, heads=heads))
    expected = {}
    for power, (_, _, place) in enumerate(PLACES):
        expected[place] = expected.get(place, 0) + 2**power
    assert desk.totals("territory") == expected


def test_the_finest_of_three_places_is_kept(desk):
    rows = [
        {"mois": "2017-03", "operateur": "apec", "niveau": "2", "commune": c, "departement": d, "region": r}
        for c, d, r in (("31555", "31", "73"), ("", "75", "11"), ("", "", "53"), ("", "", ""))
    ]
    desk.accept(rows)
    assert desk.totals("territory") == {"D31": 1, "D75": 1, "R53": 1, "FR": 1}


@pytest.mark.parametrize(
    ("head", "dimension", "texts"),
    [
        (
            "age",
            "age",
            {"15": "a15", "25 ans": "a15", "26": "a26", "44.0": "a26", "45": "a45", "15-25": "a15", "": "nr"},
        ),
        ("qualification", "qualification", {"IV": "q4", "4": "q4", "V bis": "q6", "2": "q6", "I": "q1", "8": "q1"}),
        ("sexe", "sex", {"Féminin": "F", "HOMME": "M", "": "nr", "nsp": "nr"}),
        ("motif", "reason", {"Projet  professionnel": "projet", "autres": "autre"}),
    ],
)
def test_spellings(desk, head, dimension, texts):
    desk.accept([one(**{head: text})[0] for text in texts])
    counts = pd.Series(list(texts.values())).value_counts().to_dict()
    assert desk.totals(dimension) == counts


def test_an_absent_column_is_unknown(desk):
    desk.accept(one())
    assert desk.totals("sex", "age", "employment_status", "reason") == {("nr", "nr", "nr", "nr"): 1}


def test_persons_and_aggregated_rows_count_the_same(desk):
    person = [one(sexe=s)[0] for s in "FFFM"]
    desk.accept(person)
    counted = desk.totals("month", "territory", "operator", "sex")
    desk.accept([one(sexe="F", nombre="3")[0], one(sexe="M", nombre="1")[0]], name="agrege.csv")
    assert desk.totals("month", "territory", "operator", "sex") == counted
    assert sum(counted.values()) == 4


def test_the_operator_is_a_column_or_an_option(desk):
    without = [{k: v for k, v in row.items() if k != "operateur"} for row in one()]
    assert "aucun opérateur" in desk.refuse(without)
    assert "Opérateur inconnu" in desk.refuse(without, "--operator", "anpe")
    first = desk.accept(one())
    assert desk.accept(without, "--operator", "apec", name="sans.csv") == first
    assert desk.totals("operator") == {"apec": 1}
    blank = [row | {"operateur": text} for row in one(nombre="2") for text in ("", "Apec")]
    desk.accept(blank, "--operator", "apec", name="option.csv")
    assert desk.totals("operator") == {"apec": 4}


def test_a_column_that_contradicts_the_option_is_a_fault_of_its_rows(desk):
    rows = [one(nombre="1")[0] for _ in range(40)]
    rows[7] |= {"operateur": "cap_emploi"}
    desk.accept(rows, "--operator", "apec")
    assert desk.totals("operator") == {"apec": 39}
    (fault,) = desk.report()
    assert (fault["ligne"], fault["colonne"], fault["valeur"]) == ("9", "operateur", "cap_emploi")
    assert fault["regle"] == "operator_conflict" and "sans --operator" in fault["que_faire"]
    assert "autre opérateur que l’option --operator" in desk.refuse(one(), "--operator", "cap_emploi", name="tout.csv")


def test_correspondence_file(desk):
    content = "PERIODE_REF;DEPT;GENRE;AGE;INUTILE;REBUT;nb_f\n201703;31;Mme;30;x;y;4\n2017-03;32;Mr;50;x;y;6\n"
    content = content.replace("201703", "2017-03")
    table = desk.write(
        "table.csv",
        "champ,colonne,valeur,code\nmois,PERIODE_REF,,\ndepartement,DEPT,,\nsexe,GENRE,,\nsexe,,Mme,F\nsexe,,Mr,M\n"
        "operateur,,,cap_emploi\nniveau,,,3\nnombre,nb_f,,\n-,REBUT,,\n",
    )
    desk.accept(content, "--table", "entries", "--map", table)
    assert "« INUTILE »" in desk.out and "REBUT" not in desk.out
    assert desk.totals("operator", "level", "territory", "sex", "age") == {
        ("cap_emploi", "3", "D31", "F", "a26"): 4,
        ("cap_emploi", "3", "D32", "M", "a45"): 6,
    }


def test_columns_of_measures(desk):
    table = desk.write("table.csv", "champ,colonne,valeur,code\n*,femmes,sexe,F\n*,hommes,sexe,M\n")
    rows = [{"mois": "2017-03", "operateur": "apec", "niveau": "2", "departement": "31", "femmes": "5", "hommes": "3"}]
    desk.accept(rows, "--table", "entries", "--map", table)
    assert desk.totals("sex") == {"F": 5, "M": 3}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("champ;colonne;valeur;code\nmois;M;;\n", "séparées par des virgules"),
        ("champ,colonne,valeur,code\nprenom,M,,\n", "ligne 2 : « prenom » n’est pas un champ"),
        (b"champ,colonne,valeur,code\nmois,\xe9,,\n", "illisible"),
        ("champ,colonne,valeur,code\nmois," + "x" * 200_000 + ",,\n", "illisible"),
        ("champ,colonne,valeur,code\n*,absente,sexe,F\n", "il manque la colonne absente"),
        ("", "au moins une ligne"),
    ],
)
def test_a_wrong_correspondence_says_where(desk, content, said):
    table = desk.write("table.csv", content)
    assert said in desk.refuse(one(), "--table", "entries", "--map", table)


def xlsx(rows):
    book = openpyxl.Workbook()
    for row in [list(rows[0]), *(list(r.values()) for r in rows)]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet(rows):
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    return buffer.getvalue()


def zipped(content, name="dedans.csv"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


WRITINGS = {
    "virgules.csv": written(ROWS, ","),
    "tabulations.csv": written(ROWS, "\t"),
    "fins-windows.csv": written(ROWS).replace("\n", "\r\n"),
    "marque.csv": "\ufeff" + written(ROWS),
    "windows.csv": written(ROWS).encode("cp1252"),
    "utf16.csv": written(ROWS, "\t").encode("utf-16"),
    "guillemets.csv": "\n".join(";".join(f'"{c}"' for c in line.split(";")) for line in written(ROWS).split("\n")[:-1]),
    "comprime.csv.gz": gzip.compress(written(ROWS).encode("cp1252")),
    "archive.zip": zipped(written(ROWS)),
    "classeur.xlsx": xlsx(ROWS),
    "classeur.zip": zipped(xlsx(ROWS), "classeur.xlsx"),
    "colonnes.parquet": parquet(ROWS),
    "preambule.csv": "\n\nsep=;\n" + written(ROWS),
}


@pytest.fixture(scope="module")
def plain():
    return {}


@pytest.mark.parametrize("name", WRITINGS)
def test_every_writing_gives_the_very_same_release(desk, plain, name):
    if not plain:
        plain["release"] = desk.accept(ROWS)
        assert sum(desk.totals("month").values()) == sum(int(row["nombre"]) for row in ROWS)
    assert desk.accept(WRITINGS[name], name=name) == plain["release"]


def test_typed_cells_of_a_workbook_and_of_parquet(desk):
    frame = pd.DataFrame(
        {
            "mois": pd.to_datetime(["2017-03-01", "2017-04-01"]),
            "commune": ["31555", "01004"],
            "operateur": pd.Categorical(["apec", "cap_emploi"]),
            "niveau": [2, 3],
            "age": [34.0, float("nan")],
            "nombre": [3, 1],
        }
    )
    buffer = io.BytesIO()
    frame.to_excel(buffer, index=False)
    desk.accept(buffer.getvalue(), name="a.xlsx")
    found = desk.totals("month", "territory", "operator", "age")
    assert found == {("2017-03", "D31", "apec", "a26"): 3, ("2017-04", "D01", "cap_emploi", "nr"): 1}
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    desk.accept(buffer.getvalue(), name="a.parquet")
    assert desk.totals("month", "territory", "operator", "age") == found


QUESTIONS = [
    Filters(start="2017-01", end="2017-12"),
    Filters(start="2017-01", end="2017-03", area="R76", area_level="dep"),
    Filters(start="2017-01", end="2017-12", sex="F", age="a26"),
    Filters(start="2017-02", end="2017-02", reading="ao", families=("ml", "apec")),
]


def test_both_engines_answer_alike(postgres_url, tmp_path, monkeypatch, capsys):
    """The same three imports on each engine: the same releases, and the same answers."""
    files = [
        (sample(150, seed=2), "un.csv", ()),
        ([row | {"nature_sortie": "plan", "services": "projet|suivi"} for row in sample(40, seed=3)], "deux.csv", ()),
        (sample(30, seed=4, operateur="apec", mois="2017-01"), "trois.csv", ()),
        ("identifiant;nom;operateur;commune\nA1;Toulouse;apec;31555\n", "quatre.csv", ()),
        ("source;millesime;territoire;age;activite;population\nrp;2021;D31;15-64;all;700000\n", "cinq.csv", ()),
    ]
    released, answers = [], []
    for url in ("", postgres_url):
        desk = make(tmp_path / ("serveur" if url else "fichiers"), monkeypatch, capsys, url)
        released.append([desk.accept(rows, *options, name=name) for rows, name, options in files])
        with closing(Database(desk.releases)) as database:
            release = database.release()
            assert release.id == released[-1][-1]
            answers.append(
                [query(release, q) for q in QUESTIONS for query in (queries.area_counts, queries.monthly_counts)]
                + [pd.Series(queries.composition(release, q, "sex")).to_frame() for q in QUESTIONS]
            )
        if url:  # shared with other tests
            for _ in files:
                desk.run("rollback")
        desk.releases.close()
    assert released[0] == released[1]
    for mine, theirs in zip(*answers, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)
    assert answers[0][0]["count"].max() > 100


def test_counts_of_the_pages(desk):
    rows = [
        one(departement=d, sexe=s)[0]
        for d, s, n in (("31", "F", 40), ("31", "M", 25), ("75", "F", 30))
        for _ in range(n)
    ]
    desk.accept(rows)
    with closing(Database(desk.releases)) as database:
        quarter = Filters(start="2017-03", end="2017-03", area_level="dep")
        counts = queries.area_counts(database.release(), quarter).set_index("area")["count"]
    assert abs(counts["D31"] - 65) <= 5 and abs(counts["D75"] - 30) <= 5 and counts["D13"] == 0


def test_heads_of_the_contract_in_every_spelling(desk):
    spelled = dict(
        zip(
            HEADS,
            ("Période", "DEP", "OPÉRATEUR", "Niveau", "Sex", "Tranche_Age", "STATUS", "Diplôme", "reason", "Effectif"),
            strict=True,
        )
    )
    rows = [{spelled[h]: t for h, t in row.items()} for row in ROWS]
    desk.accept(rows)
    assert "ignorées" not in desk.out
    assert sum(desk.totals("month").values()) == sum(int(row["nombre"]) for row in ROWS)


def test_a_template_is_a_file_that_the_import_accepts(desk):
    for separator in ";,":
        for table in ("entries", "exits", "sites", "population"):
            text = template(TABLES[table], separator)
            assert len(list(csv.reader(io.StringIO(text), delimiter=separator))) >= 2
            desk.accept(text, name=f"{table}{ord(separator)}.csv")
            assert f"{TABLES[table].title}, " in desk.out
