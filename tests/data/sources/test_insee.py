"""The census by Melodi: pynsee in its process against recorded-shape answers, pure conforming, checks, refusals."""

import io
import json
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

import pandas as pd
import pytest
import requests

from data.contract.reading import judge
from data.contract.tables import POPULATION
from data.snapshots import Manifest
from data.sources import fetching, insee, insee_checks
from data.sources.fetching import Deadline, FetchError
from tests.data.sources import census
from tests.data.sources.conftest import Answer


def melodi(path, query, _headers, cells=None):
    if path.endswith("/all"):
        return Answer([])
    page = 0 if query.get("maxResult") == "0" else int(query["page"])
    return Answer(census.answer(path.rsplit("/", 1)[1], query["GEO"], page, cells))


def frame(dataset, levels=("FRANCE", "REG", "DEP"), year="2022"):
    rows = [
        {**keys, "OBS_STATUS": "A", "OBS_VALUE_NIVEAU": value, "FREQ": "A", "title_fr": dataset}
        for level in levels
        for keys, value in census.observations(dataset, level, year)
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def frames():
    return {
        "DS_RP_EMPLOI_LR_PRINC": frame("DS_RP_EMPLOI_LR_PRINC"),
        **{d: frame(d, ("FRANCE", "REG")) for d in ("DS_RP_EMPLOI_LR_COMP", "DS_RP_DIPLOMES_PRINC")},
        "DS_RP_POPULATION_COMP": frame("DS_RP_POPULATION_COMP", ("FRANCE", "REG")),
    }


@pytest.fixture(scope="module")
def table(frames):
    return insee.parse(frames)[0]


@pytest.fixture
def kept(settings):
    """A population fetched before, and its bytes."""
    folder = settings.data_dir / "fetched"
    folder.mkdir(parents=True)
    files = [folder / f"insee_population.{ending}" for ending in ("csv", "json")]
    for file in files:
        file.write_bytes(b"avant\n")
    return lambda: [file.read_bytes() for file in files] == [b"avant\n"] * 2 and sorted(folder.iterdir()) == files


def cell(table, territory, **keys):
    keys = {"sex": "T", "age": "15-64", "qualification": "T", "csp": "T", "activity": "all"} | keys
    rows = table[table["territory"] == territory]
    for name, value in keys.items():
        rows = rows[rows[name] == value]
    (found,) = rows["population"]
    return found


def scale(table, rows, factor):
    return table.assign(population=table["population"].mask(rows, table["population"] * factor))


def test_the_table_holds_the_census_cell_by_cell(table):
    assert tuple(table.columns) == insee.COLUMNS
    assert not table.duplicated(insee.KEY).any()
    assert cell(table, "FR") == 31_162_282
    assert cell(table, "R76", sex="F", age="15-24") == pytest.approx(cell(table, "R76") * 0.48 * 0.12, abs=0.001)
    assert cell(table, "D31", activity="unemployed") + cell(table, "D31", activity="employed") == cell(table, "D31")
    assert cell(table, "R11", csp="c3", activity="employed") == pytest.approx(
        cell(table, "R11", activity="employed") / 6, abs=0.001
    )
    assert set(table["csp"]) == {"T", "c1", "c2", "c3", "c4", "c5", "c6"}, "retired people are not actives"
    assert insee_checks.check(table) == []


def test_diplomas_of_people_who_may_not_be_actives_are_left_out(frames):
    table, left_out = insee.parse(frames)
    assert left_out == ("DS_RP_DIPLOMES_PRINC",)
    assert set(table["qualification"]) == {"T"}


def test_diplomas_of_actives_become_levels_and_groups():
    codes = ("001T100_RP", "200_RP", "300_RP", "350T351_RP", "500_RP", "600_RP", "700_RP", "_T")
    rows = pd.DataFrame(
        {
            "GEO": "2025-REG-76",
            "TIME_PERIOD": "2022",
            "AGE": "Y_GE15",
            "SEX": "_T",
            "EMPSTA_ENQ": "1T2",
            "EDUC": codes,
            "OBS_STATUS": ["A"] * 6 + ["E", "A"],
            "OBS_VALUE_NIVEAU": [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 127.0],
        }
    )
    found = insee.parse({"d": rows})[0].set_index("qualification")
    assert found["population"].to_dict() == {"T": 127, "inf": 15, "sup": 112, "q4": 8, "q3": 16, "q1": 96}
    assert found["flag"].to_dict()["q1"] == "E" and found["flag"].to_dict()["q4"] == ""
    assert found.loc["T", "age"] == "15+"
    missing = insee.parse({"d": rows[rows["EDUC"] != "200_RP"]})[0]
    assert "inf" not in set(missing["qualification"]), "a group without one of its members is not a group"
    values = rows["OBS_VALUE_NIVEAU"].where(rows["EDUC"] != "600_RP")
    blank = insee.parse({"d": rows.assign(OBS_VALUE_NIVEAU=values)})[0]
    assert blank.set_index("qualification")["population"].isna().to_dict()["q1"]


def test_the_most_recent_vintage_is_taken_and_other_dimensions_are_at_their_total():
    new, old = (frame("DS_RP_EMPLOI_LR_PRINC", ("REG",), year) for year in ("2022", "2016"))
    split = new[new["GEO"] == "2025-REG-76"]
    both = pd.concat([new.assign(WKTIME="_T"), split.assign(WKTIME="P"), old.assign(WKTIME="_T")])
    assert set(insee.parse({"d": both})[0]["vintage"]) == {2022}
    assert insee.parse({"d": both})[0].equals(insee.parse({"d": new})[0])
    assert set(insee.parse({"d": both}, 2016)[0]["vintage"]) == {2016}


def test_rates_use_france_without_mayotte(table):
    mayotte = table[table["territory"] == "R01"].assign(territory="R06")
    france = insee.without_mayotte(pd.concat([table, mayotte]))
    assert cell(france, "FR") == 31_162_282
    assert not set(france["territory"]) & {"R06", "D976"}
    assert insee_checks.check(pd.concat([table, mayotte])) == [], "the source's France may leave Mayotte out"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: scale(t, t["sex"] == "F", 1.01), "Femmes + hommes"),
        (lambda t: scale(t, t["activity"] == "employed", 0.9), "Actifs occupés"),
        (lambda t: scale(t, t["territory"] == "FR", 1.02), "n’est pas la France"),
        (lambda t: scale(t, t["territory"] == "D31", 1.1), "n’est pas la région R76"),
        (lambda t: scale(t, t["territory"].isin(["R76", "D31"]), 1.3), "R76 : 1.30 fois"),
        (lambda t: t[t["territory"] != "R94"], "16 régions au lieu de 17"),
        (lambda t: t[t["territory"] != "D2A"], "99 départements au lieu de 100"),
        (lambda t: t[t["age"] != "15-64"], "manquent"),
        (lambda t: t.assign(population=t["population"] * 1.3), "1.30 fois"),
    ],
)
def test_wrong_totals_are_seen(table, change, message):
    assert any(message in problem for problem in insee_checks.check(change(table)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.assign(OBS_VALUE_NIVEAU=float("nan")), "vides"),
        (lambda f: f.drop(columns="OBS_VALUE_NIVEAU"), "forme attendue"),
        (lambda f: f.drop(columns="EMPSTA_ENQ"), "en double"),
        (lambda f: f.rename(columns={"EMPSTA_ENQ": "STATUT"}), "melodi_codes.csv"),
    ],
)
def test_an_answer_of_another_shape_is_refused(change, message):
    rows = frame("DS_RP_EMPLOI_LR_PRINC", ("FRANCE",))
    with pytest.raises(FetchError, match=message):
        insee.parse({"DS_RP_EMPLOI_LR_PRINC": change(rows)})


def test_every_text_written_passes_the_contract(table):
    texts = table.astype(str).replace("nan", "")
    for field in POPULATION.fields:
        assert judge(field, sorted(set(texts[field.name]))[:300]).failures == {}


def test_fetch_insists_then_keeps_a_table_and_its_sheet(serve, fetch, monkeypatch, settings):
    seen, agents = Counter(), set()

    def busy(path, query, headers):
        seen[path.rsplit("/", 1)[1]] += 1
        agents.add(headers["User-Agent"].split("_")[0])
        good = melodi(path, query, headers)
        failures = {
            2: Answer(b"", 500),
            4: Answer(b"", 429, {"Retry-After": "1"}),
            6: Answer(json.dumps(good.content).encode()[:-40]),
        }
        return failures.get(sum(seen.values()), good)

    monkeypatch.setattr(insee, "API", serve(busy))
    monkeypatch.setattr(insee, "PARTS", (*insee.PARTS[:3], ("DS_RP_DIPLOMES_PRINC", "FRANCE")))
    code, out, err = fetch("insee")
    assert (code, err) == (0, "")
    assert seen == {"all": 1, "DS_RP_EMPLOI_LR_PRINC": 2 * 3 + 3, "DS_RP_DIPLOMES_PRINC": 2}
    assert "python" in agents, "pynsee asked"
    path = settings.data_dir / "fetched" / "insee_population.csv"
    assert f"python -m data import {path}" in out
    table = pd.read_csv(path, dtype={"vintage": int}, keep_default_na=False)
    assert tuple(table.columns) == insee.COLUMNS
    assert cell(table, "D2A") > 0 and cell(table, "FR") == 31_162_282
    sheet = Manifest(**json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
    assert sheet.sha256 == sha256(path.read_bytes()).hexdigest() and sheet.row_count == len(table)
    assert sheet.vintage == "2022" and "DS_RP_DIPLOMES_PRINC" in sheet.notes[-1]


def test_an_answer_of_blanks_replaces_nothing(serve, fetch, monkeypatch, kept):
    monkeypatch.setattr(insee, "PARTS", (("DS_RP_EMPLOI_LR_PRINC", "REG"),))
    blanks = [(keys, None) for keys, _ in census.observations("DS_RP_EMPLOI_LR_PRINC", "REG")]
    monkeypatch.setattr(insee, "API", serve(lambda *request: melodi(*request, cells=blanks)))
    code, _, err = fetch("insee")
    assert code == 1 and "vides" in err and "Traceback" not in err
    assert kept()


def test_wrong_totals_replace_nothing(fetch, monkeypatch, kept, frames):
    wrong = frames["DS_RP_EMPLOI_LR_PRINC"]
    wrong = wrong.assign(OBS_VALUE_NIVEAU=wrong["OBS_VALUE_NIVEAU"] * 2)
    monkeypatch.setattr(insee, "fetch", lambda *_: {"DS_RP_EMPLOI_LR_PRINC": wrong})
    code, _, err = fetch("insee")
    assert code == 1 and "Relevé refusé" in err and "2.00 fois" in err and "autres." in err
    assert kept()


def test_an_answer_that_never_ends_is_stopped_at_the_deadline(serve, fetch, monkeypatch, kept):
    def slow(path, query, headers):
        return Answer([]) if path.endswith("/all") else Answer({}, delay=8)

    monkeypatch.setattr(insee, "API", serve(slow))
    start = time.monotonic()
    code, _, err = fetch("insee", "--deadline", 2)
    assert code == 1 and "en 2 s" in err and time.monotonic() - start < 5
    assert kept()


@pytest.mark.parametrize(
    ("status", "raised"), [(429, fetching.Transient), (503, fetching.Transient), (404, FetchError)]
)
def test_only_a_busy_server_is_asked_again(status, raised):
    response = requests.Response()
    response.status_code, response.url = status, "https://api.insee.fr/melodi/data/X"
    with pytest.raises(raised, match=str(status)):
        fetching.accept(response)


def test_a_network_cut_is_said_at_once(fetch, monkeypatch, kept, no_network):
    monkeypatch.setattr(insee, "API", no_network)
    start = time.monotonic()
    code, _, err = fetch("insee")
    assert code == 1 and "Réseau coupé" in err and "127.0.0.1" in err
    assert time.monotonic() - start < 15
    assert kept()


def test_a_server_that_accepts_and_stays_silent_is_a_network_cut(serve, monkeypatch):
    url = serve(lambda *_: Answer(delay=5))
    start = time.monotonic()
    with pytest.raises(FetchError, match="Réseau coupé"):
        fetching.probe(url, 1.0)
    assert time.monotonic() - start < 1.5
    assert fetching.PROBE_SECONDS < 15


def test_a_name_that_never_resolves_is_a_network_cut(monkeypatch):
    """No timeout bounds the resolution of a name: it hangs as a call would."""
    released = threading.Event()
    monkeypatch.setattr(fetching.requests, "get", lambda *_, **__: released.wait(20) and io.BytesIO())
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"api\.insee\.fr .aucune réponse en 0 s"):
        fetching.probe("https://api.insee.fr/", 0.2)
    assert time.monotonic() - start < 2
    released.set()


def test_pauses_double_and_the_one_asked_for_is_respected(monkeypatch):
    pauses = []
    monkeypatch.setattr(fetching.time, "sleep", pauses.append)
    failures = iter([requests.ConnectionError(), fetching.Transient("429", 30), requests.Timeout()])

    def ask():
        for failure in failures:
            raise failure
        return "enfin"

    assert fetching.patiently(ask, Deadline(600)) == "enfin"
    assert pauses == [1, 30, 4]
    with pytest.raises(FetchError, match="5 fois"):
        fetching.patiently(lambda: (_ for _ in ()).throw(requests.Timeout()), Deadline(600))


@pytest.mark.parametrize(("text", "seconds"), [("12", 12), ("", 0), ("bientôt", 0)])
def test_retry_after_is_read_as_seconds_or_as_a_date(text, seconds):
    response = requests.Response()
    response.headers["Retry-After"] = text
    assert fetching._retry_after(response) == seconds
    response.headers["Retry-After"] = format_datetime(datetime.now(UTC) + timedelta(seconds=60))
    assert fetching._retry_after(response) == pytest.approx(60, abs=2)


def test_a_long_pause_asked_for_is_not_waited_beyond_the_deadline():
    def busy():
        raise fetching.Transient("réponse 429", 3600)

    with pytest.raises(FetchError, match="dépasserait le délai"):
        fetching.patiently(busy, Deadline(5))
