"""What a release holds, on both engines, and what changed between two."""

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import create_engine, insert

from data import holdings, queries, schema
from data.disclosure import noise_table
from data.engine import Release, ReleaseCard
from filters import Filters

CACHED = (holdings.received, holdings.import_log, holdings.matrix, holdings.yearly_totals, holdings.compare)


@pytest.fixture(autouse=True)
def forgotten():
    """A release is known by its id: what one of the same name said must not answer for another."""
    for known in CACHED:
        known.cache_clear()


def made(folder, name, slices=(), log=()):
    """A release that only has slices and an import log."""
    engine = create_engine(f"duckdb:///{folder / name}.duckdb")
    schema.metadata.create_all(engine)
    with engine.begin() as connection:
        if slices:
            names = [c.name for c in schema.slices.columns if c.name != "region"]
            rows = [dict(zip(names, s, strict=True)) | {"region": ""} for s in slices]
            connection.execute(insert(schema.slices), rows)
        if log:
            rows = [dict(zip(schema.import_log.columns.keys(), line, strict=True)) for line in log]
            connection.execute(insert(schema.import_log), rows)
    card = ReleaseCard(name, datetime(2026, 1, 1), "import", "", 0, 0, 0, date(2017, 1, 1), date(2017, 6, 1))
    return Release(card, engine, noise_table())


def month(n):
    return date(2017, n, 1)


@pytest.fixture
def totals(monkeypatch):
    """Yearly totals that no database has to give."""
    values = {"before": {2016: 120.0, 2017: 240.0}, "after": {2017: 260.0, 2018: 0.0}}
    monkeypatch.setattr(holdings, "yearly_totals", lambda release: values[release.id])


def test_the_demonstration_says_who_sent_what(release):
    sent = holdings.received(release)
    assert set(sent["table_name"]) == {"entries", "exits"}
    entries = sent[sent["table_name"] == "entries"]
    first = entries.groupby("operator")["month"].min().to_dict()
    assert first["pole_emploi"] == date(2016, 1, 1) and first["missions_locales"] == date(2017, 1, 1)
    assert first["cap_emploi"] == date(2015, 1, 1)
    matrix = holdings.matrix(release, "entries")
    assert matrix.shape == (5, 43)
    assert (matrix.loc["pole_emploi"] == "missing").sum() == 12


def test_the_log_never_gives_the_size_of_a_file_of_persons(release):
    log = holdings.import_log(release).set_index("table_name")
    assert log.loc["entries", "lines"] is None and log.loc["exits", "lines"] is None
    assert log.loc["sites", "lines"] == release.card.sites
    assert set(log["set_aside"]) == {"aucune"}
    assert "accepted" not in log.columns and "quarantined" not in log.columns


@pytest.mark.parametrize(
    ("accepted", "quarantined", "words"),
    [
        (100, 0, "aucune"),
        (1000, 1, "1 % au plus"),
        (99, 1, "1 % au plus"),
        (95, 5, "5 % au plus"),
        (10, 3, "plus de 5 %"),
        (0, 0, "aucune"),
    ],
)
def test_lines_set_aside_are_a_share_in_words(tmp_path, accepted, quarantined, words):
    log = [("f.csv", "ab", datetime(2026, 1, 1), "entries", accepted, quarantined, "")]
    assert list(holdings.import_log(made(tmp_path, "r", log=log))["set_aside"]) == [words]


def test_the_log_starts_with_the_last_loaded(tmp_path):
    log = [(f"{day}.csv", "ab", datetime(2026, 1, day), "sites", 1, 0, "") for day in (2, 9, 5)]
    assert list(holdings.import_log(made(tmp_path, "r", log=log))["source"]) == ["9.csv", "5.csv", "2.csv"]


def test_two_versions_are_compared_slice_by_slice(tmp_path, totals):
    old = [("entries", "apec", month(n), "a") for n in (1, 2, 3, 5)] + [("exits", "apec", month(1), "b")]
    new = [("entries", "apec", month(n), "a") for n in (1, 5)] + [("entries", "apec", month(2), "c")]
    new += [("entries", "cap_emploi", month(n), "c") for n in (1, 2, 4)]
    log = [("f.csv", "a", datetime(2026, 1, 1), "entries", 1, 0, "")]
    before = made(tmp_path, "before", old, log)
    after = made(tmp_path, "after", new, [*log, ("g.csv", "c", datetime(2026, 2, 1), "entries", 1, 0, "")])
    change = holdings.compare(before, after)
    assert change.added == (
        ("entries", "cap_emploi", month(1), month(2)),
        ("entries", "cap_emploi", month(4), month(4)),
    )
    assert change.removed == (("entries", "apec", month(3), month(3)), ("exits", "apec", month(1), month(1)))
    assert change.replaced == (("entries", "apec", month(2), month(2)),)
    assert (change.new_sources, change.old_sources) == (("g.csv",), ())
    expected = pd.DataFrame({"year": [2016, 2017, 2018], "before": [120.0, 240.0, None], "after": [None, 260.0, 0.0]})
    pd.testing.assert_frame_equal(change.totals, expected)
    assert change.scope == "France hors Mayotte"


def test_a_year_end_does_not_cut_a_span(tmp_path, totals):
    new = [("entries", "apec", day, "a") for day in (date(2016, 12, 1), date(2017, 1, 1))]
    change = holdings.compare(made(tmp_path, "before"), made(tmp_path, "after", new))
    assert change.added == (("entries", "apec", date(2016, 12, 1), date(2017, 1, 1)),)


def test_a_version_compared_with_itself_has_no_change(release):
    change = holdings.compare(release, release)
    assert (change.added, change.removed, change.replaced, change.new_sources, change.old_sources) == ((),) * 5
    assert (change.totals["before"] == change.totals["after"]).all()


def test_yearly_totals_are_those_of_the_door(release):
    totals = holdings.yearly_totals(release)
    assert list(totals) == [2015, 2016, 2017, 2018]
    shown = queries.area_counts(release, Filters()).set_index("area")["count"]
    assert totals[2017] == shown["FR"]
