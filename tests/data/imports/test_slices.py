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


REGIONAL = "mois;departement;operateur;niveau\n2022-01;{};mon_cep;2\n2022-01;{};mon_cep;2\n"


def test_a_region_does_not_erase_another_of_the_regional_operators(desk):
    desk.accept(REGIONAL.format("31", "09"))
    said = desk.refuse(REGIONAL.format("35", "35"), name="bretagne.csv")
    assert "Mon CEP, opérateurs régionaux, 2022-01 : Occitanie" in said and "un seul fichier" in said
    desk.accept(REGIONAL.format("35", "32"), name="ensemble.csv")
    assert desk.query("SELECT count(*) FROM entries") == [(2,)]
    desk.accept(REGIONAL.format("35", "").replace("mon_cep", "apec"), name="apec.csv")
    desk.accept(REGIONAL.format("31", "").replace("mon_cep", "apec"), name="apec2.csv")
