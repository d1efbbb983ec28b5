"""The composition of employment zones, an optional file: both heads, both formats, what is refused."""

import logging

import numpy as np
import pandas as pd
import pytest

from data import employment_zones
from data.contract.places import communes
from data.employment_zones import read_zones

ROWS = [("31555", "7625", "Toulouse"), ("09122", "7608", "Foix-Pamiers"), ("09225", "7608", "Foix-Pamiers")]


def written(path, rows=ROWS, heads=("CODGEO", "ZE2020", "LIBZE2020"), separator=","):
    frame = pd.DataFrame(rows, columns=list(heads))
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, sep=separator, index=False)
    return path


def zone_of(zones, commune):
    return zones.of_commune[communes().index.get_loc(commune)]


@pytest.mark.parametrize("name", ["zones.csv", "zones.parquet"])
@pytest.mark.parametrize("heads", [("CODGEO", "ZE2020", "LIBZE2020"), ("commune", "zone", "zone_name")])
def test_a_composition_is_read_from_both_formats_and_heads(tmp_path, name, heads):
    zones = read_zones(written(tmp_path / name, heads=heads, separator=";"))
    assert zones.code.tolist() == ["7608", "7625"] and zones.name.tolist() == ["Foix-Pamiers", "Toulouse"]
    assert [zone_of(zones, code) for code in ("09122", "09225", "31555", "75056")] == [0, 0, 1, -1]
    assert (zones.of_commune >= 0).sum() == 3 and len(zones.of_commune) == len(communes())


def test_a_commune_that_has_merged_is_its_successor(tmp_path):
    # The eighth district of Marseille, and a commune of none of today.
    zones = read_zones(written(tmp_path / "z.csv", [("13208", "9308", "Marseille"), ("99999", "9308", "Marseille")]))
    assert zone_of(zones, "13055") == 0 and (zones.of_commune >= 0).sum() == 1
    both = read_zones(written(tmp_path / "b.csv", [("13055", "1", "Une"), ("13208", "2", "Deux")]))
    assert zone_of(both, "13055") == 0


@pytest.mark.parametrize(
    ("rows", "heads", "said"),
    [
        (ROWS, ("code", "ZE2020", "LIBZE2020"), "colonnes attendues"),
        ([*ROWS, ("31555", "7608", "Foix-Pamiers")], ("CODGEO", "ZE2020", "LIBZE2020"), "31555 est dans deux zones"),
        ([*ROWS, ("09001", "7608", "Foix")], ("CODGEO", "ZE2020", "LIBZE2020"), "7608 a deux noms"),
        ([("99999", "1", "Nulle part")], ("CODGEO", "ZE2020", "LIBZE2020"), "aucune commune connue"),
    ],
)
def test_a_composition_that_makes_no_sense_is_refused(tmp_path, rows, heads, said):
    with pytest.raises(ValueError, match=said):
        read_zones(written(tmp_path / "z.csv", rows, heads))


def test_none_is_loaded_unless_chosen_and_a_wrong_file_is_said_in_the_log(tmp_path, caplog):
    try:
        assert employment_zones.employment_zones() is None
        employment_zones.choose(str(written(tmp_path / "z.csv")))
        found = employment_zones.employment_zones()
        assert found is employment_zones.employment_zones() and len(found.code) == 2
        employment_zones.choose(str(tmp_path / "absent.csv"))
        with caplog.at_level(logging.ERROR):
            assert employment_zones.employment_zones() is None
        assert "absent.csv" in caplog.text
    finally:
        employment_zones.choose("")
    assert np.all(found.of_commune < 2)
