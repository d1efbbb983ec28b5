"""What an import means: slices replaced, nothing simulated beside what is real, nothing lost, nothing said twice."""

import random

import openpyxl
import pytest

from data.imports import reception
from geo.areas import regions as regions_of_france
from tests.data.imports.files import read_report, sample, written
from tests.data.imports.test_production import one

MEASURES = "champ,colonne,valeur,code\n*,femmes,sexe,F\n*,hommes,sexe,M\n"


def test_the_same_file_twice_changes_nothing(desk):
    release = desk.accept(sample())
    assert desk.send(sample()) == 0
    assert "déjà dans la version" in desk.out and "Rien à publier" in desk.out
    assert desk.releases.history() == (release,)
    assert desk.accept(sample(), "--again") == release
    assert desk.releases.history() == (release,)
    more = sample(seed=5, operateur="cap_emploi")
    other = desk.write("autre.csv", written(more))
    assert desk.run("import", desk.folder / "envoi.csv", other, other, "--quiet", "--again") == 0
    assert "donné deux fois" in desk.out
    assert sum(desk.totals("month").values()) == sum(int(r["nombre"]) for r in [*sample(), *more])


def test_a_file_that_was_replaced_may_come_back(desk):
    first = desk.accept(one(nombre="5"))
    assert desk.accept(one(nombre="6")) != first
    assert desk.accept(one(nombre="5")) == first


def test_a_corrected_file_replaces_its_own_operator_and_months(desk):
    desk.accept(
        [one(mois=m, operateur=o, nombre="10")[0] for m in ("2017-01", "2017-02") for o in ("apec", "cap_emploi")]
    )
    corrected = [one(mois="2017-02", nombre="7")[0], one(mois="2017-03", nombre="4")[0]]
    before = desk.releases.history()
    assert desk.send(corrected, "--dry-run", name="corrige.csv") == 0
    assert desk.releases.history() == before and "rien n’a été publié" in desk.out
    for line in ("1 mois nouveaux, 1 mois remplacés", "Apec, 2017-02 : 10 → 7", "Apec, 2017-03 : nouveau → 4"):
        assert line in desk.out
    desk.accept(corrected, name="corrige.csv")
    assert desk.totals("operator", "month") == {
        ("apec", "2017-01"): 10,
        ("apec", "2017-02"): 7,
        ("apec", "2017-03"): 4,
        ("cap_emploi", "2017-01"): 10,
        ("cap_emploi", "2017-02"): 10,
    }
    log = desk.query("SELECT source, table_name, accepted, quarantined FROM import_log ORDER BY loaded, source DESC")
    assert log == [("envoi.csv", "entries", 4, 0), ("corrige.csv", "entries", 2, 0)]
    slices = desk.query("SELECT count(DISTINCT sha256), count(*) FROM slices")
    assert slices == [(2, 5)]


def test_neither_the_order_of_rows_nor_that_of_imports_changes_the_release(desk, tmp_path, monkeypatch):
    rows, more = sample(operateur="apec"), sample(40, seed=9, operateur="cap_emploi")
    one_way = (desk.accept(rows), desk.accept(more, name="autre.csv"))[1]
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path / "autrement"))
    random.Random(0).shuffle(rows)
    for name, sent in (("autre.csv", more), ("envoi.csv", rows)):
        desk.send(sent, name=name)
    assert f"Version {one_way} publiée" in desk.out


def test_real_entries_end_the_demonstration(demonstration):
    desk = demonstration
    assert desk.query("SELECT kind, sites > 0, exits > 0 FROM releases") == [("demonstration", True, True)]
    desk.accept(one(nombre="3"))
    assert "remplacées en entier" in desk.out
    assert desk.query("SELECT kind, entries, exits, sites FROM releases") == [("import", 1, 0, 0)]
    assert desk.query("SELECT count(*) FROM assumptions") == [(0,)]
    assert desk.query("SELECT source FROM import_log") == [("envoi.csv",)]
    assert desk.query("SELECT count(*) FROM slices") == [(1,)]


SITE = "identifiant;nom;operateur;commune\nA1;Toulouse;apec;31555\n"
CENSUS = "source;millesime;territoire;age;activite;population\nrp;2021;D31;15-64;all;700000\n"


@pytest.mark.parametrize(("content", "table"), [(SITE, "sites"), (CENSUS, "population")])
def test_sites_or_population_alone_keep_the_label(demonstration, content, table):
    entries = demonstration.query("SELECT sum(n), count(*) FROM entries")
    demonstration.accept(content)
    assert demonstration.query("SELECT kind FROM releases") == [("demonstration",)]
    assert "simulées" in demonstration.query("SELECT title FROM releases")[0][0]
    assert demonstration.query("SELECT sum(n), count(*) FROM entries") == entries
    if table == "sites":
        assert demonstration.query("SELECT count(*) FROM sites") == [(1,)]
    demonstration.accept(one(), name="entrees.csv")
    assert demonstration.query("SELECT kind FROM releases") == [("import",)]
    kept = "sites" if table == "sites" else "population WHERE area = 'D31' AND origin <> ''"
    assert demonstration.query(f"SELECT count(*) FROM {kept}") == [(1,)]


def test_real_exits_are_refused_beside_simulated_entries(demonstration):
    leaving = [one()[0] | {"nature_sortie": "plan"}]
    assert "entrées simulées" in demonstration.refuse(leaving)
    entries = demonstration.write("entrees.csv", written(one()))
    assert demonstration.run("import", entries, demonstration.folder / "envoi.csv", "--quiet") == 0
    assert demonstration.query("SELECT kind, entries, exits FROM releases") == [("import", 1, 1)]


def test_a_name_like_the_generator_s_is_only_a_name(desk):
    desk.accept(one(), name="générateur de démonstration")
    desk.accept(one(operateur="cap_emploi"))
    assert sum(desk.totals("month").values()) == 2


def test_nothing_to_serve_is_said(desk):
    assert "importez d’abord des entrées" in desk.refuse(SITE)
    assert desk.releases.history() == ()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_person_rows_need_a_secret_before_they_are_read(desk, monkeypatch, options):
    monkeypatch.delenv("CEP_DISCLOSURE_SECRET")
    monkeypatch.setattr(reception, "survey", lambda *_: pytest.fail("read before the secret was asked for"))
    assert "CEP_DISCLOSURE_SECRET" in desk.refuse(sample(), *options)


def test_a_preview_refuses_what_an_import_refuses(demonstration, monkeypatch):
    leaving = [one()[0] | {"nature_sortie": "plan"}]
    assert "entrées simulées" in demonstration.refuse(leaving, "--dry-run")
    demonstration.accept(one(), name="entrees.csv")
    monkeypatch.delenv("CEP_DISCLOSURE_SECRET")
    assert "CEP_DISCLOSURE_SECRET" in demonstration.refuse(SITE, "--dry-run", name="lieux.csv")


def test_a_preview_without_entries_says_so(desk):
    assert "importez d’abord des entrées" in desk.refuse(SITE, "--dry-run")


def test_an_exits_file_without_its_kind_is_not_taken_for_entries(desk):
    rows = [one()[0] | {"mois_entree": "2017-01", "services": "projet", "nature": "plan"}]
    assert "nature_sortie" in desk.refuse(rows)


def test_services_are_bits(desk):
    desk.accept(one())
    desk.accept([one()[0] | {"nature_sortie": "anticipée", "services": "diagnostic|Projet|suivi"} for _ in "ab"])
    assert desk.query("SELECT services, exit_kind, sum(n) FROM exits GROUP BY ALL") == [(0b100001001, 0, 2)]


# -- population and sites --


def population(cells):
    heads = "source;millesime;territoire;age;activite;population"
    return "\n".join([heads, *(f"rp;2021;{place};15-64;all;{n}" for place, n in cells)])


def area(desk, *codes):
    rows = desk.query(
        "SELECT area, population FROM population WHERE source = 'rp' AND vintage = 2021 AND activity = 'all'"
        f" AND sex = 'T' AND area IN {(*codes, '')} ORDER BY area"
    )
    return dict(rows)


def test_a_commune_file_gives_departments_regions_and_france(desk):
    desk.accept(one())
    before = area(desk, "D13", "D31", "D81", "D75", "R76", "R11", "FR")
    cells = [("31555", 300), ("31069", 20), ("81004", 50), ("75118", 7), ("75056", 1), ("97608", 0), ("97611", 0)]
    desk.accept(population(cells), name="communes.csv")
    found = area(desk, "C31555", "C75056", "D31", "D81", "R76", "D75", "R11", "FR", "D976", "R06", "D13")
    mayotte = {code: found.pop(code) for code in ("D976", "R06")}
    south, paris = 370 - before["D31"] - before["D81"], 8 - before["D75"]
    assert found == {
        "C31555": 300,
        "C75056": 8,
        "D31": 320,
        "D81": 50,
        "R76": before["R76"] + south,
        "D75": 8,
        "R11": before["R11"] + paris,
        "FR": before["FR"] + south + paris,
        "D13": before["D13"],
    }
    assert mayotte == {"D976": None, "R06": None}
    note = desk.query("SELECT note FROM import_log WHERE table_name = 'population'")[0][0]
    assert "Mayotte" in note and "zéro partout" in note


def test_mayotte_is_published_and_no_part_of_france(desk):
    """The numerator of the rate leaves it out: so does France."""
    desk.accept(one())
    before = area(desk, "FR", "D31")
    desk.accept(population([("97608", 400), ("97611", 600), ("31555", before["D31"])]), name="communes.csv")
    assert area(desk, "D976", "R06", "FR") == {"D976": 1000, "R06": 1000, "FR": before["FR"]}


def test_a_france_that_would_no_longer_be_the_sum_of_its_regions_is_refused(desk):
    desk.accept(one())
    said = desk.refuse(population([("31555", 300), ("31069", ""), ("75056", 8)]), name="communes.csv")
    assert (
        "La France (rp, 2021" in said
        and "chiffre manquant pour Occitanie" in said
        and "la ligne du territoire FR" in said
    )


def test_an_empty_commune_empties_its_sums_and_no_other(desk):
    desk.accept(one())
    desk.accept(population([("31555", 300), ("31069", ""), ("75056", 8), ("FR", 1000)]), name="communes.csv")
    assert area(desk, "D31", "R76", "D75", "FR") == {"D31": None, "R76": None, "D75": 8, "FR": 1000}


def test_sums_that_the_file_gives_are_its_own(desk):
    desk.accept(one())
    before = area(desk, "D31", "R76", "FR")
    desk.accept(population([("31555", 300), ("D31", 350)]), name="communes.csv")
    more = 350 - before["D31"]
    assert area(desk, "D31", "R76", "FR") == {"D31": 350, "R76": before["R76"] + more, "FR": before["FR"] + more}


def test_regions_that_are_not_the_sum_of_their_departments_are_refused(desk):
    desk.accept(one())
    regions = area(desk, *(a.id for a in regions_of_france()))
    cells = [(code, n + 1000) for code, n in regions.items()]
    for options in ((), ("--dry-run",)):
        said = desk.refuse(population(cells), *options, name="regions.csv")
        assert "Population refusée : la France (rp, 2021" in said and "ses départements" in said


def test_regions_give_france(desk):
    """The survey has no department: its France is summed from the regions of the file."""
    desk.accept(one())
    heads = "source;millesime;territoire;age;activite;population\n"
    rows = "".join(f"lfs;2016;{a.id};15+;all;{1000 * (n + 1)}\n" for n, a in enumerate(regions_of_france()))
    both = (
        "SELECT population FROM population WHERE source = 'lfs' AND area = 'FR' AND age = '15+' AND sex = 'T'"
        " AND qualification = 'T'"
    )
    desk.send(heads + rows, name="regions.csv")
    assert "femmes et hommes ne font pas l’ensemble" in desk.err
    sexes = "source;millesime;territoire;sexe;age;activite;population\n" + "".join(
        f"lfs;2016;{a.id};{sex};15+;all;{500 * (n + 1) * (1 + (sex == 'T'))}\n"
        for n, a in enumerate(regions_of_france())
        for sex in "FMT"
    )
    desk.accept(sexes, name="sexes.csv")
    assert desk.query(both) == [(171_000,)]


@pytest.mark.parametrize(
    "cells",
    [[("D31", 1), ("D31", 1)], [("31555", 1), ("31555", 1)], [("D31", 1), ("31", 2)], [("31555", 1), ("C31555", 1)]],
)
def test_the_same_cell_twice_is_a_fault(desk, cells):
    desk.accept(one())
    said = desk.refuse(population(cells), name="doubles.csv")
    assert "plusieurs chiffres au même territoire" in said and "« " in said


def test_a_vintage_that_no_rate_uses_is_said(desk):
    desk.accept(one())
    desk.accept(population([("D31", 1)]).replace("2021", "2019"), name="actifs.csv")
    assert "rp 2019 : aucun taux n’utilise ce millésime" in desk.out
    assert "aucun taux" in desk.query("SELECT note FROM import_log WHERE table_name = 'population'")[0][0]
    desk.accept(population([("D31", 1)]), name="autres.csv")
    assert "aucun taux" not in desk.out


def test_the_last_vintage_file_wins_cell_by_cell(desk):
    desk.accept(one())
    desk.accept(population([("D31", 1), ("D32", 2)]), name="un.csv")
    desk.accept(population([("D31", 3)]), name="deux.csv")
    assert area(desk, "D31", "D32") == {"D31": 3, "D32": 2}


def test_sites_are_completed(desk):
    desk.accept(one())
    desk.accept(
        "identifiant;nom;operateur;commune;latitude;longitude;heures_semaine;ouverture\n"
        "A1;Sans point;apec;31555;;;35,5;2015-01-01\n"
        "A2;Sans commune;apec;;43,6045;1,4440;;\n"
        "A3;Ancienne commune;apec;01091;;;;\n"
    )
    rows = desk.query(
        "SELECT site, commune, territory, lat, lon, weekly_hours, opened::VARCHAR FROM sites ORDER BY site"
    )
    (_, toulouse, department, lat, lon, hours, opened), nearest, moved = rows
    assert (toulouse, hours, opened) == ("31555", 35.5, "2015-01-01")
    assert 43.4 < lat < 43.8 and 1.2 < lon < 1.7
    assert nearest[:3] == ("A2", "31555", department) and nearest[3:5] == (43.6045, 1.444)
    assert moved[1] == "01033"
    desk.accept("identifiant;nom;operateur;commune\nB1;Ailleurs;cap_emploi;75056\n", name="cap.csv")
    assert [r[0] for r in desk.query("SELECT site FROM sites ORDER BY 1")] == ["A1", "A2", "A3", "B1"]
    desk.accept("identifiant;nom;operateur;commune\nA9;Seul;apec;75056\n", name="apec.csv")
    assert [r[0] for r in desk.query("SELECT site FROM sites ORDER BY 1")] == ["A9", "B1"]


# -- quarantine --


def good(number, **cells):
    return [one(sexe="F", nombre="1", **cells)[0] for _ in range(number)]


def test_every_refused_row_is_in_the_report(desk):
    rows = good(200)
    rows[10] |= {"mois": "2017-13"}
    rows[20] |= {"sexe": "=cmd|' /C calc'!A0", "nombre": "-5"}
    rows[30] |= {"operateur": "fongecif", "mois": "2020-01"}
    text = written(rows).splitlines()
    text[40] = "2017-01;31;apec"
    text[50] += ";de;trop"
    text[60:60] = ["", "", ""]
    desk.accept("\n".join(text))
    faults = desk.report()
    assert {(int(f["ligne"]), f["colonne"], f["valeur"], f["regle"]) for f in faults} == {
        (12, "mois", "2017-13", "not_a_month"),
        (22, "sexe", "'=cmd|' /C calc'!A0", "unknown_code"),
        (22, "nombre", "'-5", "not_an_integer"),
        (32, "operateur, mois", "fongecif ; 2020-01", "operator_closed"),
        (41, "", "2017-01;31;apec", "too_few_cells"),
        (51, "", text[50], "too_many_cells"),
    }
    assert all(f["explication"] and f["que_faire"] for f in faults)
    assert [int(f["ligne"]) for f in faults] == sorted(int(f["ligne"]) for f in faults)
    accepted, quarantined = desk.query("SELECT accepted, quarantined FROM import_log")[0]
    assert (accepted, quarantined) == (195, 5) and sum(desk.totals("month").values()) == 195
    resume = (desk.folder / "envoi.csv.resume.txt").read_text()
    assert "5 lignes écartées sur 200" in resume and "« 2017-13 » (1)" in resume


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("preamble", ["", "\n\n", "sep=;\n"])
def test_lines_have_the_numbers_that_an_editor_shows(desk, ends, preamble):
    lines = written(good(100, note="x")).splitlines()
    lines[10:10] = ["", ""]
    lines[20] = lines[20].rsplit(";", 1)[0] + ';"deux\nlignes"'
    lines[30] = "trop;court"
    lines[40] = lines[40].replace("2017-03", "jamais")
    lines[50] = lines[50].rsplit(";", 1)[0] + ';"trois\n\nlignes"'
    lines[60] = lines[60].replace("2017-03", "toujours")
    text = preamble + "\n".join(lines) + "\n"
    desk.accept(text.replace("\n", ends))
    editor = text.split("\n")
    assert [int(f["ligne"]) for f in desk.report()] == [
        next(number for number, line in enumerate(editor, 1) if word in line)
        for word in ("court", "jamais", "toujours")
    ]


def test_lines_of_a_workbook_are_its_rows(desk, tmp_path):
    book = openpyxl.Workbook()
    rows = good(60)
    rows[29] |= {"mois": "jamais"}
    for number, row in enumerate([list(rows[0]), *(list(r.values()) for r in rows)]):
        for column, text in enumerate(row, 1):
            book.active.cell(number + 4 + (number > 10), column, text)
    book.save(tmp_path / "a.xlsx")
    desk.accept((tmp_path / "a.xlsx").read_bytes(), name="a.xlsx")
    assert [f["ligne"] for f in desk.report("a.xlsx")] == [str(30 + 4 + 1)]


def test_rows_of_measures_are_reported_under_their_column(desk):
    table = desk.write("table.csv", MEASURES)
    rows = [
        {"mois": "2017-03", "operateur": "apec", "niveau": "2", "departement": "31", "femmes": "5", "hommes": "3"}
    ] * 50
    text = written(rows).splitlines()
    text[5] = text[5][:-1] + "x"
    text[9] = "2017-03;apec"
    desk.accept("\n".join(text), "--table", "entries", "--map", table)
    assert [(f["ligne"], f["colonne"], f["valeur"]) for f in desk.report()] == [
        ("6", "hommes", "x"),
        ("10", "", text[9]),
    ]
    assert desk.query("SELECT accepted, quarantined FROM import_log") == [(97, 3)]


def test_past_the_threshold_the_file_is_refused_whole(desk):
    desk.accept(one())
    rows = good(100)
    for number in range(5):
        rows[number] |= {"sexe": "?"}
    desk.accept(rows, name="juste.csv")
    rows[5] |= {"sexe": "?"}
    said = desk.refuse(rows, name="trop.csv")
    assert "refusé en entier : 6 lignes fautives sur 100, au-delà de 5" in said and "« ? » (6)" in said
    assert len(desk.report("trop.csv")) == 6


def test_a_refused_file_is_explained_by_its_first_faults(desk, monkeypatch):
    monkeypatch.setattr(reception, "EXPLAINED", 20)
    rows = good(300, age="?")
    said = desk.refuse(rows)
    assert "« ? » (300)" in said and "300  colonne age" in said
    assert [int(f["ligne"]) for f in desk.report()] == list(range(2, 22))


def test_too_many_unreadable_lines_are_a_refusal(desk, monkeypatch):
    monkeypatch.setattr("data.imports.source.MOST_REJECTS", 50)
    monkeypatch.setattr("data.imports.survey.MOST_REJECTS", 50)
    text = written(good(20_000)) + "a;b\n" * 60
    assert "n’ont pas autant de cellules que la tête de colonnes, la première à la ligne 20002" in desk.refuse(text)


def test_too_many_texts_in_a_column_are_a_refusal(desk, monkeypatch):
    monkeypatch.setattr("data.imports.survey._MOST_TEXTS", 30)
    rows = good(100)
    for number, row in enumerate(rows):
        row["mois"] = f"2017-03-01 10:{number}"
    assert "la colonne mois contient trop de valeurs" in desk.refuse(rows)


def test_more_events_than_a_release_can_count(desk):
    assert "plus qu’une version" in desk.refuse(one(nombre="1000000") * 2200)


@pytest.mark.parametrize("obstacle", ["long name", "folder"])
def test_a_report_that_cannot_lie_beside_its_file_goes_to_the_releases(desk, obstacle, monkeypatch):
    rows = good(50)
    rows[7] |= {"sexe": "?"}
    name = "n" * 245 + ".csv" if obstacle == "long name" else "envoi.csv"
    if obstacle == "folder":
        # What a person without the right to write there meets; root has every right.
        (desk.folder / "envoi.csv.rapport.csv.tmp").mkdir(parents=True)
    desk.accept(rows, name=name)
    (report,) = (desk.settings.data_dir / "rapports").glob("*.rapport.csv")
    assert str(report) in desk.out
    assert [f["ligne"] for f in read_report(report)] == ["9"]
    assert len(list(report.parent.glob("*.resume.txt"))) == 1


# -- direct identifiers --

PERSONAL_HEADS = (
    "nom", "Prénom", "NOM_NAISSANCE", "e-mail", "Adresse mail", "courriel", "Tél.", "telephone_portable", "NIR",
    "Numéro de sécurité sociale", "n° sécu", "date_naissance", "DateNaissance", "NomUsager", "id_usager", "matricule",
    "identifiant_national", "IBAN", "INE",
)  # fmt: skip
PERSONAL_CELLS = (
    ("une adresse électronique", "jeanne.martin@exemple.fr"),
    ("un numéro de téléphone", "06 12 34 56 78"),
    ("un numéro de téléphone", "+33612345678"),
    ("un numéro de sécurité sociale", "2 69 05 49 588 157 80"),
    ("un numéro de sécurité sociale", "1850578006084"),
)


@pytest.mark.parametrize("head", PERSONAL_HEADS)
def test_a_head_that_names_a_person_is_refused(desk, head):
    said = desk.refuse([one()[0] | {head: "zzz"}], "--dry-run")
    assert "identifiant direct" in said and head in said and "zzz" not in said


@pytest.mark.parametrize("head", ["remarque", "agence", "numero", "tournee"])
def test_a_head_that_names_no_person_is_only_ignored(desk, head):
    assert desk.send([one()[0] | {head: "zzz"}], "--dry-run") == 0
    assert f"« {head} »" in desk.out


@pytest.mark.parametrize(("what", "cell"), PERSONAL_CELLS)
@pytest.mark.parametrize("declared", [False, True])
def test_a_cell_that_names_a_person_is_refused(desk, what, cell, declared):
    """Even once in 300 rows, and even in a column declared to be left out."""
    rows = good(300, remarque="rien")
    rows[211]["remarque"] = cell
    options = ("--table", "entries", "--map", desk.write("t.csv", "champ,colonne,valeur,code\n-,remarque,,\n"))
    said = desk.refuse(rows, "--dry-run", *(options if declared else ()))
    assert f"« remarque » contient {what}" in said and cell not in said
    assert not (desk.folder / "envoi.csv.rapport.csv").exists()


def test_sites_that_share_an_identifier_are_all_kept_and_said(desk):
    desk.accept(sample())
    desk.accept("identifiant;nom;operateur;commune\nA1;Nord;apec;31555\nA1;Sud;apec;31555\n", name="lieux.csv")
    assert "plusieurs lieux, tous gardés : « A1 » (2)" in desk.out
    assert desk.query("SELECT count(*) FROM sites") == [(2,)]


def test_a_remedy_is_written_whole(desk):
    rows = sample() * 40
    desk.send([*rows, {**rows[0], "operateur": "inconnu"}])
    assert desk.report()[-1]["que_faire"].replace("\u202f", " ").endswith("table de correspondance (--map).")


# -- totals, rows without a territory --


@pytest.mark.parametrize(("head", "text"), [("sexe", "Ensemble"), ("age", "Total"), ("departement", "Total Occitanie")])
def test_a_row_that_says_it_is_a_total_is_set_aside(desk, head, text):
    rows = good(60, age="30")
    rows[59] |= {head: text, "nombre": "59"}
    desk.accept(rows)
    assert [(f["ligne"], f["valeur"], f["regle"]) for f in desk.report()] == [("61", text, "total_row")]
    assert "Supprimez la ligne" in desk.report()[0]["que_faire"]
    assert desk.totals("month") == {"2017-03": 59}


@pytest.mark.parametrize("text", ["Total", "SOUS-TOTAL Occitanie", " ensemble "])
def test_a_total_in_a_column_outside_the_contract_refuses_the_file(desk, text):
    rows = [row | {"libelle": "Toulouse"} for row in good(60)]
    rows[59] |= {"libelle": text, "nombre": "59"}
    said = desk.refuse(rows)
    assert "1 ligne de total, d’après la colonne « libelle »" in said and "Supprimez ces lignes" in said
    rows[59] |= {"libelle": "Ensemble scolaire"}
    desk.accept(rows)


def aggregated(total):
    """Two departments by sex, each with a line that counts both sexes, `total` away from their sum."""
    counts = {("31", "F"): 40, ("31", "M"): 25, ("81", "F"): 12, ("81", "M"): 9}
    for place in ("31", "81"):
        counts[place, ""] = counts[place, "F"] + counts[place, "M"] + total
    return [one(departement=place, sexe=sex, nombre=str(n))[0] for (place, sex), n in counts.items()]


def test_lines_without_a_sex_that_add_the_two_are_totals(desk):
    said = desk.refuse(aggregated(0))
    assert "les lignes sans « sexe » comptent chaque fois autant que toutes les autres" in said
    assert "86 événements" in said and "une ligne par personne" in said
    desk.accept(aggregated(1))
    assert sum(desk.totals("sex").values()) == 174


def test_a_line_without_a_territory_that_adds_the_others_is_a_total(desk):
    rows = [one(departement=place, nombre=str(n))[0] for place, n in (("31", 40), ("81", 12), ("", 52))]
    assert "les lignes sans « territoire de résidence » comptent" in desk.refuse(rows)
    persons = [one(departement=place)[0] for place, n in (("31", 40), ("81", 12), ("", 52)) for _ in range(n)]
    desk.accept([row | {"nombre": "1"} for row in persons])
    assert desk.totals("territory") == {"D31": 40, "D81": 12, "FR": 52}


def test_rows_without_a_territory_are_said(desk):
    rows = [one(departement=place, nombre=n, sexe="F")[0] for place, n in (("31", "9"), ("", "3"), ("", "4"))]
    desk.accept(rows)
    assert "Lignes sans territoire : 2 (7 événements), comptées en France et dans aucune région." in desk.out
    wrong = [*rows, *good(60), one(sexe="?", nombre="1")[0]]
    desk.accept(wrong, name="faux.csv")
    assert "Lignes sans territoire : 2 (7 événements)" in (desk.folder / "faux.csv.resume.txt").read_text()
    desk.accept(rows[:1], name="tous.csv")
    assert "sans territoire" not in desk.out


# -- what a report repeats, and where it is written --


@pytest.mark.parametrize(("what", "cell"), PERSONAL_CELLS)
def test_an_identifier_in_a_column_of_the_contract_is_never_repeated(desk, what, cell):
    rows = good(300)
    rows[4] |= {"sexe": f"Mme {cell}"}
    text = written(rows).splitlines()
    text[9] = f"{cell};31"
    desk.accept("\n".join(text))
    faults = desk.report()
    assert [f["ligne"] for f in faults] == ["6", "10"]
    name = what.split(" ", 1)[1]
    assert faults[0]["valeur"] == f"Mme [{name}]" and faults[1]["valeur"] == f"[{name}];31"
    said = desk.out + desk.err + "".join(p.read_text() for p in desk.folder.glob("envoi.csv.r*"))
    assert cell not in said


def test_a_file_without_heads_does_not_repeat_its_first_person(desk):
    text = written(one()).split("\n")[1] + ";jeanne.martin@exemple.fr;x\n"
    said = desk.refuse(text * 3, "--table", "entries", "--operator", "apec")
    assert "jeanne" not in said and "[adresse électronique]" in said


@pytest.mark.parametrize("suffix", ["rapport.csv", "rapport.csv.tmp", "resume.txt", "resume.txt.tmp"])
def test_a_report_follows_no_link(desk, suffix, tmp_path):
    precious = tmp_path / "precieux.txt"
    precious.write_text("à garder")
    rows = good(50)
    rows[7] |= {"sexe": "?"}
    desk.folder.joinpath(f"envoi.csv.{suffix}").symlink_to(precious)
    desk.accept(rows)
    assert precious.read_text() == "à garder"
    assert [f["ligne"] for f in desk.report()] == ["9"]
    assert "1 lignes écartées sur 50" in (desk.folder / "envoi.csv.resume.txt").read_text()
    assert not [p for p in desk.folder.iterdir() if p.is_symlink() or p.suffix == ".tmp"]


# -- previews of what is not a flow --


def test_a_preview_of_sites_says_before_and_after(desk):
    desk.accept(one(), name="entrees.csv")
    desk.accept(SITE)
    assert "Apec : aucun → 1 lieux" in desk.out
    assert desk.send(SITE.replace("A1", "B1") + "B2;Nord;apec;31069\n", "--dry-run", name="autres.csv") == 0
    assert "Apec : 1 → 2 lieux" in desk.out
    assert "Ajoutés : « B1 » (1), « B2 » (1)" in desk.out and "Retirés : « A1 » (1)" in desk.out


def test_a_preview_of_a_population_says_what_changes(desk):
    desk.accept(one(), name="entrees.csv")
    assert desk.send(population([("31555", 300), ("D81", area(desk, "D81")["D81"])]), "--dry-run") == 0
    # The commune and its vintage are new; the department of the commune changes, the other one does not.
    assert "1 cellules nouvelles, 1 cellules dont le chiffre change" in desk.out


# -- graphies --


@pytest.mark.parametrize(
    "month", ["févr-17", "févr. 2017", "Février 2017", "201702", "02/2017", "2017/02", "20170215", "1er février 2017"]
)
def test_months_that_mean_one_thing_are_read(desk, month):
    desk.accept(one(mois=month))
    assert desk.totals("month") == {"2017-02": 1}


@pytest.mark.parametrize(
    ("cell", "rule", "remedy"),
    [
        ({"mois": "42767"}, "serial_date", "le format Date"),
        ({"mois": "2/17"}, "not_a_month", "02/2017".replace("02", "03")),
        ({"mois": "jui-17"}, "not_a_month", "mars 2017"),
        ({"nombre": "1,200"}, "ambiguous_number", "1200 pour mille deux cents"),
        ({"nombre": "1.000"}, "ambiguous_number", "Retirez le point"),
        ({"sexe": "X"}, "unknown_code", "F (femmes), M (hommes), nr (non renseigné)"),
        ({"operateur": "anpe"}, "unknown_code", "pole_emploi (Pôle emploi)"),
    ],
)
def test_what_means_two_things_is_refused_with_the_way_out(desk, cell, rule, remedy):
    desk.refuse([one(nombre="1", sexe="F")[0] | cell])
    (fault,) = desk.report()
    assert fault["regle"] == rule and remedy in fault["que_faire"]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_thousands_are_read_whatever_their_space(desk, space):
    desk.accept(
        [one(nombre=f"1{space}200")[0] | {"departement": "", "commune": c} for c in (f"31{space}555", f"2A{space}004")]
    )
    assert desk.totals("territory") == {"D31": 1200, "D2A": 1200}
    assert "not_an_integer" in str(desk.send(one(nombre=f"1{space}2"))) + str(desk.report())
    desk.accept(population([("D31", f"700{space}001,0")]), name="actifs.csv")
    assert area(desk, "D31") == {"D31": 700_001}
