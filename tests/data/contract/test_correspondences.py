"""What reads as something else, against what the import reads."""

from data.contract import correspondences, places
from data.contract.spelling import plain, spellings
from nomenclatures import QUALIFICATION


def test_every_level_of_education_reads_as_the_code_beside_it():
    known = spellings(QUALIFICATION)
    levels = correspondences.qualification_levels()
    assert list(levels["code"]) == ["q6", "q5", "q4", "q3", "q1"]
    for row in levels.itertuples():
        assert row.levels_1969 and row.levels_2019
        assert {known[plain(text)] for text in (*row.levels_1969, *row.levels_2019)} == {row.code}
    found = dict(zip(levels["code"], levels["levels_2019"], strict=True))
    assert sorted(level for of_code in found.values() for level in of_code) == list("12345678")
    assert levels.set_index("code")["levels_1969"]["q4"] == ("IV",)


def test_every_old_region_reads_as_the_region_beside_it():
    rows = correspondences.old_regions()
    assert len(rows) == 16
    for row in rows.itertuples():
        assert places.read_region(row.code) == f"R{row.successor}"
    assert dict(zip(rows["name"], rows["successor_name"], strict=True))["Alsace"] == "Grand Est"


def test_every_listed_spelling_has_its_label_and_its_source():
    rows = correspondences.spelling_rows()
    assert (rows[["dimension", "spelling", "code", "label", "source"]] != "").all(axis=None)
    chosen = rows[rows["spelling"] == "mission locale"].iloc[0]
    assert (chosen["dimension"], chosen["label"]) == ("opérateur", "Missions locales")


def test_moved_communes_are_counted():
    assert correspondences.moved_communes() == len(places.successors()) > 1_000
