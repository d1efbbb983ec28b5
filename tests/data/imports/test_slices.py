"""Which file a slice comes from: what is already held, what comes back, what two files of one command may share."""

import pytest

from tests.data.imports.files import written
from tests.data.imports.test_meaning import CENSUS, SITE, population
from tests.data.imports.test_production import one

HEADS = "champ,colonne,valeur,code\n"


def without_operator(**cells):
    return [{head: text for head, text in row.items() if head != "operateur"} for row in one(**cells)]


def test_the_same_file_under_another_operator_is_another_source(desk):
    desk.accept(without_operator(nombre="4"), "--operator", "apec")
    desk.accept(without_operator(nombre="4"), "--operator", "cap_emploi")
    assert desk.totals("operator") == {"apec": 4, "cap_emploi": 4}
    assert desk.send(without_operator(nombre="4"), "--operator", "apec") == 0
    assert "déjà dans la version" in desk.out


def test_the_same_file_read_with_a_corrected_map_is_another_source(desk):
    rows = [one()[0] | {"genre": "Mme"}]
    for code in ("M", "F"):
        table = desk.write("table.csv", f"{HEADS}sexe,genre,,\nsexe,,Mme,{code}\n")
        desk.accept(rows, "--table", "entries", "--map", table)
        assert desk.totals("sex") == {code: 1}
    assert desk.send(rows, "--table", "entries", "--map", table) == 0
    assert "déjà dans la version" in desk.out


def test_a_file_of_which_a_month_was_replaced_may_come_back(desk):
    both = [one(mois=month, nombre="5")[0] for month in ("2017-01", "2017-02")]
    desk.accept(both)
    desk.accept(one(mois="2017-02", nombre="9"), name="corrige.csv")
    assert desk.totals("month") == {"2017-01": 5, "2017-02": 9}
    desk.accept(both)
    assert "Apec, 2017-02 : 9 → 5" in desk.out
    assert desk.totals("month") == {"2017-01": 5, "2017-02": 5}


def test_sites_that_were_replaced_may_come_back(desk):
    desk.accept(one(), name="entrees.csv")
    desk.accept(SITE, name="lieux.csv")
    desk.accept(SITE.replace("A1", "A2"), name="autres.csv")
    desk.accept(SITE, name="lieux.csv")
    assert desk.query("SELECT site FROM sites") == [("A1",)]
    assert desk.send(SITE, name="lieux.csv") == 0
    assert "déjà dans la version" in desk.out


def test_a_vintage_of_which_a_cell_was_replaced_may_come_back(desk):
    desk.accept(one(), name="entrees.csv")
    whole = population([("31555", 300), ("31069", 20)])
    desk.accept(whole, name="communes.csv")
    desk.accept(population([("31069", 25)]), name="corrige.csv")
    desk.accept(whole, name="communes.csv")
    assert desk.query("SELECT population FROM population WHERE area = 'C31069'") == [(20,)]
    assert desk.send(whole, name="communes.csv") == 0
    assert "déjà dans la version" in desk.out


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_two_files_of_one_command_with_the_same_slice_are_refused(desk, options):
    before = desk.accept(one(operateur="cap_emploi"), name="socle.csv")
    first = desk.write("un.csv", written([one(mois=month)[0] for month in ("2017-01", "2017-02", "2017-03")]))
    second = desk.write("deux.csv", written([one(mois=month, nombre="2")[0] for month in ("2017-02", "2017-03")]))
    assert desk.run("import", first, second, "--quiet", *options) == 1
    for words in ("un.csv et deux.csv", "Apec, 2017-02 et 1 autre.", "un seul fichier", "l’un après l’autre"):
        assert words in desk.err
    assert desk.current == before


def test_two_files_of_sites_of_one_operator_are_refused(desk):
    desk.accept(one(), name="entrees.csv")
    paths = [desk.write(f"{name}.csv", SITE.replace("A1", name)) for name in ("A1", "A2")]
    assert desk.run("import", *paths, "--quiet") == 1
    assert "A1.csv et A2.csv" in desk.err and "Lieux d’accueil : Apec." in desk.err


def test_a_file_in_service_is_not_silently_replaced_by_an_older_one_of_the_command(desk):
    """All the files received, sent again each month: the corrected one stays."""
    old = desk.write("ancien.csv", written([one(mois=month, nombre="5")[0] for month in ("2017-01", "2017-02")]))
    new = desk.write("nouveau.csv", written(one(mois="2017-02", nombre="9")))
    for path in (old, new):
        assert desk.run("import", path, "--quiet") == 0
    assert desk.run("import", old, new, "--quiet") == 1
    assert "nouveau.csv et ancien.csv" in desk.err
    assert desk.totals("month") == {"2017-01": 5, "2017-02": 9}


def test_one_command_and_several_make_the_same_release(desk, tmp_path, monkeypatch):
    files = {
        "un.csv": written(one(nombre="3")),
        "deux.csv": written(one(operateur="cap_emploi")),
        "trois.csv": written([one()[0] | {"nature_sortie": "plan"}]),
        "quatre.csv": SITE,
        "cinq.csv": CENSUS,
    }
    paths = [desk.write(name, text) for name, text in files.items()]
    assert desk.run("import", *paths, "--quiet") == 0, desk.err
    together = desk.out.strip().splitlines()[-1]
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path / "autrement"))
    for path in paths:
        assert desk.run("import", path, "--quiet") == 0, desk.err
    assert desk.out.strip().splitlines()[-1] == together


FUNDS = "mois;departement;operateur;niveau\n2017-01;{};fongecif_opacif;2\n2017-01;{};fongecif_opacif;2\n"


def test_a_region_does_not_erase_another_of_the_fongecif(desk):
    desk.accept(FUNDS.format("31", "09"))
    said = desk.refuse(FUNDS.format("35", "35"), name="bretagne.csv")
    assert "Fongécif et Opacif, 2017-01 : Occitanie" in said and "un seul fichier" in said
    desk.accept(FUNDS.format("35", "32"), name="ensemble.csv")
    assert desk.query("SELECT count(*) FROM entries") == [(2,)]
    desk.accept(FUNDS.format("35", "").replace("fongecif_opacif", "apec"), name="apec.csv")
    desk.accept(FUNDS.format("31", "").replace("fongecif_opacif", "apec"), name="apec2.csv")


def regional(operator="mon_cep", month="2022-01", **places):
    """Entries of an operator that reports by region: keyword D + department → number."""
    return [
        one(operateur=operator, mois=month, departement=place.removeprefix("D"), nombre=str(n))[0]
        for place, n in places.items()
    ]


def test_each_region_sends_corrects_and_sends_again_its_own_file(desk):
    south, west = regional(D31=40, D09=5), regional(D35=30)
    desk.accept(south, name="occitanie.csv")
    assert "Mon CEP, opérateurs régionaux, Occitanie, 2022-01 : nouveau → 45" in desk.out
    assert "Mon CEP, opérateurs régionaux, 2022-01 : régions encore sans entrée : " in desk.out
    desk.accept(west, name="bretagne.csv")
    assert "1 mois nouveaux, 0 mois remplacés" in desk.out
    desk.accept(regional(D31=7), name="corrige.csv")
    assert "Occitanie, 2022-01 : 45 → 7" in desk.out
    assert desk.totals("territory") == {"D31": 7, "D35": 30}
    assert desk.query("SELECT region, count(*) FROM slices GROUP BY ALL ORDER BY 1") == [("R53", 1), ("R76", 1)]
    assert desk.send(west, name="bretagne.csv") == 0 and "déjà dans la version" in desk.out
    desk.accept(south, name="occitanie.csv")
    assert desk.totals("territory") == {"D31": 40, "D09": 5, "D35": 30}


def test_the_files_of_two_regions_come_in_one_command_or_in_two(desk, tmp_path, monkeypatch):
    files = {"occitanie.csv": regional(D31=40), "bretagne.csv": regional(D35=30, D29=1)}
    paths = [desk.write(name, written(rows)) for name, rows in files.items()]
    assert desk.run("import", *paths, "--quiet") == 0, desk.err
    together = desk.out.strip().splitlines()[-1]
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path / "autrement"))
    for path in reversed(paths):
        assert desk.run("import", path, "--quiet") == 0, desk.err
    assert desk.out.strip().splitlines()[-1] == together
    third = desk.write("encore.csv", written(regional(D56=2)))
    assert desk.run("import", paths[1], third, "--quiet", "--again") == 1
    assert "Mon CEP, opérateurs régionaux, Bretagne, 2022-01" in desk.err


def test_a_row_of_no_region_is_refused_of_an_operator_that_reports_by_region(desk):
    said = desk.refuse([*regional(operator="avenir_actifs", month="2024-02", D31=4), *regional(D=1), *regional(D35=1)])
    assert "1 ligne sans territoire" in said and "donnez la région de l’opérateur" in said
    desk.accept([one(operateur="mon_cep", mois="2022-01", departement="")[0] | {"region": "53"}])
    assert desk.totals("territory") == {"R53": 1}


def test_sites_of_a_region_do_not_erase_those_of_another(desk):
    desk.accept(one(), name="entrees.csv")
    south = SITE.replace("apec", "mon_cep")
    desk.accept(south, name="occitanie.csv")
    desk.accept(south.replace("A1", "B1").replace("31555", "35238"), name="bretagne.csv")
    assert "Mon CEP, opérateurs régionaux, Bretagne : aucun → 1 lieux" in desk.out
    desk.accept(south.replace("A1", "A2"), name="corrige.csv")
    assert "Retirés : « A1 » (1)" in desk.out
    assert desk.query("SELECT site FROM sites ORDER BY 1") == [("A2",), ("B1",)]
    assert desk.send(south.replace("A1", "A2"), name="corrige.csv") == 0 and "déjà dans la version" in desk.out
