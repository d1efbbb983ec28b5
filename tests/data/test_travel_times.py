"""The table of travel times, an optional file: both formats, both separators, what is refused and what is said."""

import logging

import pandas as pd
import pytest

from data import travel_times
from data.contract.places import communes
from data.travel_times import read_times
from geo.hypothesis import SiteKey

HEADS = ("commune", "operator", "site", "minutes")
ROWS = [("31555", "apec", "A1", "7,5"), ("2A004", "apec", "A1", ""), ("01001", "cap_emploi", "A1", "12")]


def written(path, rows=ROWS, heads=HEADS, separator=","):
    frame = pd.DataFrame(rows, columns=list(heads))
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, sep=separator, index=False, encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_times_are_read_from_both_formats_and_separators(tmp_path, name, separator):
    times = read_times(written(tmp_path / name, separator=separator))
    assert times.keys == (SiteKey("apec", "A1"), SiteKey("cap_emploi", "A1")) and times.refused == {}
    at = [communes().index.get_loc(code) for code in ("01001", "31555")]
    assert times.pairs.origin.tolist() == at and times.pairs.cost.tolist() == [12, 7.5]
    assert times.pairs.site.tolist() == [1, 0] and times.pairs.shape == (len(communes()), 2)


def test_the_operator_may_be_left_out_and_minutes_may_be_numbers(tmp_path):
    rows = [("31555", "A1", 7.5), ("99999", "A1", 3.0), ("31555", "A1", 8.0), ("01001", "A1", None)]
    times = read_times(written(tmp_path / "t.parquet", rows, ("commune", "site", "minutes")))
    assert times.keys == (SiteKey("", "A1"),) and times.pairs.cost.tolist() == [7.5]
    assert times.refused == {"commune": 1, "twice": 1}
    whole = read_times(written(tmp_path / "w.parquet", [("31555", "A1", 7)], ("commune", "site", "minutes")))
    assert whole.pairs.cost.tolist() == [7]
    endless = [("31555", "A1", float("inf")), ("01001", "A1", -2.0), ("2A004", "A1", 1.0)]
    assert read_times(written(tmp_path / "e.parquet", endless, ("commune", "site", "minutes"))).refused == {
        "minutes": 2
    }


@pytest.mark.parametrize(
    ("rows", "heads", "said"),
    [
        ([("31555", "A1", "5")], ("commune", "lieu", "minutes"), "colonnes attendues"),
        ([("31555", "", "A1", "5"), ("31555", "apec", "A2", "5")], HEADS, "l’opérateur manque"),
        ([("99999", "apec", "A1", "5"), ("31555", "apec", "A1", "vite")], HEADS, "aucun temps utilisable"),
    ],
)
@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_table_that_makes_no_sense_is_refused(tmp_path, name, rows, heads, said):
    with pytest.raises(ValueError, match=said):
        read_times(written(tmp_path / name, rows, heads))


def test_none_is_loaded_unless_chosen_and_what_is_wrong_is_said_in_the_log(tmp_path, caplog):
    try:
        assert travel_times.travel_times() is None and not travel_times.is_chosen()
        travel_times.choose(str(written(tmp_path / "t.csv", [*ROWS, ("99999", "apec", "A1", "3")])))
        with caplog.at_level(logging.WARNING):
            found = travel_times.travel_times()
        assert found is travel_times.travel_times() and travel_times.is_chosen()
        assert "1 lignes écartées (commune)" in caplog.text
        for name, content in (("absent.csv", None), ("faux.csv", "commune,site\n1,2,3\n"), ("vide.csv", "")):
            if content is not None:
                (tmp_path / name).write_text(content, encoding="utf-8")
            travel_times.choose(str(tmp_path / name))
            with caplog.at_level(logging.ERROR):
                assert travel_times.travel_times() is None
            assert name in caplog.text
    finally:
        travel_times.choose("")
