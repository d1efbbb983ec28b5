"""The demonstration set against the published table, the report's reserves and the correlations it must show."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from data import schema
from data.demo import TOTAL, generate
from data.demo.sites import COMMUNES
from data.population import load_population, load_published_figures
from geo.areas import AREAS, region_of
from nomenclatures import SERVICE

N = 200_000
PUBLISHED = {
    ("sexe", "sex"): {"femmes": "F", "hommes": "M"},
    ("age", "age"): {"15-25 ans": "a15", "26-44 ans": "a26"},
    ("niveau_qualification", "qualification"): {
        "infra V": "q6",
        "V et IV sans diplôme": "q5",
        "IV": "q4",
        "III": "q3",
        "I et II": "q1",
    },
    ("statut", "employment_status"): {
        "DE inscrit à Pôle emploi": "dei",
        "DE non inscrit": "den",
        "salarié CDI": "cdi",
        "salarié CDD": "cdd",
        "actif non salarié / indépendant": "ind",
    },
    ("handicap", "disability"): {"RQTH": "o"},
}
CELLS = [(d, c, n, code) for (d, n), categories in PUBLISHED.items() for c, code in categories.items()]


@pytest.fixture(scope="module")
def made():
    return generate(N)


def decoded(table: pa.Table) -> pd.DataFrame:
    frame = table.to_pandas()
    for name in frame.columns.intersection(list(schema.DIMENSIONS)):
        frame[name] = np.array(schema.DIMENSIONS[name].codes)[frame[name]]
    return frame


@pytest.fixture(scope="module")
def entries(made):
    frame = decoded(made.entries)
    return frame.assign(
        month=frame["month"].astype(str).str[:7],
        region=frame["territory"].map(lambda t: t if t == "FR" else region_of(AREAS[t]).id),
        seeker=frame["employment_status"].isin(["dei", "den"]),
    )


@pytest.fixture(scope="module")
def exits(made):
    return decoded(made.exits)


@pytest.fixture(scope="module")
def sites(made):
    return decoded(made.sites)


@pytest.fixture(scope="module")
def figures():
    return load_published_figures()


@pytest.mark.parametrize(("dimension", "category", "name", "code"), CELLS)
def test_each_published_share_is_shown_within_half_a_point(entries, figures, dimension, category, name, code):
    row = figures[
        (figures["indicator"] == "part_beneficiaires")
        & (figures["source_title"] == "CNEFOP, Bilan analytique CEP, 2018")
        & (figures["dimension"] == dimension)
        & (figures["category"] == category)
    ]
    assert len(row) == 1
    assert 100 * (entries[name] == code).mean() == pytest.approx(row["value"].item(), abs=0.5)


def test_published_bounds_are_met(entries):
    shares = entries["reason"].value_counts(normalize=True)
    assert shares["projet"] > 0.5
    assert 0.2 < shares["situation"] < 0.25
    assert 0.2 < shares["competences"] < 0.25
    fongecif = entries[entries["operator"] == "fongecif_opacif"]
    assert (fongecif["employer_size"] == "lt50").mean() > 0.5


def test_paths_with_training_are_as_published(exits, figures):
    value = figures.loc[figures["indicator"] == "part_parcours_avec_formation", "value"].item()
    bit = SERVICE.position("formation")
    assert 100 * ((exits["services"].to_numpy() >> bit) & 1).mean() == pytest.approx(value, abs=0.5)


def test_the_default_total_is_the_published_one(figures):
    assert figures.loc[figures["indicator"] == "entrees_cep", "value"].iloc[0] == TOTAL


def test_every_margin_carries_its_unit_and_source(made):
    assert len(made.margins) > 20
    assert all(m.unit and m.source and m.definition for m in made.margins)


@pytest.mark.parametrize("total", [1, 999, 20_000])
def test_the_number_of_entries_is_exact(total):
    entries = generate(total).entries
    assert entries.num_rows == total
    assert pc.sum(entries["n"]).as_py() == total


def test_tables_have_the_columns_and_types_of_the_schema(made):
    for table, name in ((made.entries, "entries"), (made.exits, "exits"), (made.sites, "sites")):
        columns = [c for c in getattr(schema, name).columns if c.name != "key"]
        assert table.column_names == [c.name for c in columns]
        for column in columns:
            field = table.schema.field(column.name)
            if isinstance(column.type, schema.Code):
                assert field.type == pa.int16()
                assert pc.min(table[column.name]).as_py() >= 0
                assert pc.max(table[column.name]).as_py() < len(column.type.nomenclature)
            assert column.nullable or table[column.name].null_count == 0


def test_rows_are_sorted_by_month_and_in_the_period(made):
    for table in (made.entries, made.exits):
        months = table["month"].to_numpy()
        assert (months[:-1] <= months[1:]).all()
        assert months[-1] == np.datetime64("2018-07-01")
    assert made.entries["month"][0].as_py().isoformat() == "2015-01-01"


def test_absent_operators_have_no_entry(entries):
    first = entries.groupby("operator")["month"].min()
    assert first["pole_emploi"] == "2016-01"
    assert first["missions_locales"] == "2017-01"
    assert set(first[["cap_emploi", "apec", "fongecif_opacif"]]) == {"2015-01"}
    assert set(entries.loc[entries["month"].str[:4] == "2017", "operator"]) == set(first.index)


def test_january_2016_holds_the_backlog_of_pole_emploi_only(entries):
    counts = entries.groupby(["operator", "month"]).size()
    assert counts["pole_emploi", "2016-01"] > 2 * counts["pole_emploi", "2017-01"]
    assert counts["apec", "2016-01"] < 1.3 * counts["apec", "2017-01"]


def test_seasons_are_seen(entries):
    months = entries[entries["month"].str[:4] == "2017"].groupby("month").size()
    assert months.idxmin() == "2017-08"
    assert set(months.nlargest(2).index) == {"2017-09", "2017-10"}
    assert months["2017-12"] < months.mean()


def test_operators_receive_their_public(entries):
    by_operator = entries.groupby("operator")
    disabled = by_operator["disability"].apply(lambda c: (c == "o").mean())
    assert disabled["cap_emploi"] > 0.6
    assert disabled.drop("cap_emploi").max() < 0.1
    assert set(entries.loc[entries["operator"] == "missions_locales", "age"]) == {"a15"}
    assert by_operator["seeker"].mean()["pole_emploi"] > 0.95
    not_registered = by_operator["employment_status"].apply(lambda c: (c == "den").mean())
    assert not_registered.idxmax() == "missions_locales"
    assert not entries.loc[entries["operator"] == "fongecif_opacif", "seeker"].any()
    managers = by_operator["csp"].apply(lambda c: (c == "c3").mean())
    assert managers["apec"] > 0.7
    assert managers.drop("apec").max() < 0.2


def test_profiles_are_consistent_within_a_row(entries):
    assert (entries.loc[entries["seeker"], ["employer_size", "sector"]] == "so").all(axis=None)
    salaried = entries[entries["employment_status"].isin(["cdi", "cdd"])]
    assert not salaried["employer_size"].eq("so").any()
    assert not salaried["sector"].eq("so").any()
    assert not salaried["csp"].isin(["c1", "c2"]).any()
    higher = entries["qualification"].isin(["q1"])
    assert (entries["csp"] == "c3")[higher].mean() > 5 * (entries["csp"] == "c3")[~higher].mean()


def test_unknown_values_exist_and_are_few(entries):
    for name in ("sex", "age", "qualification", "employment_status", "csp", "disability", "reason", "sector"):
        assert 0 < (entries[name] == "nr").mean() < 0.06, name


def test_regions_follow_their_actives_but_the_over_represented(entries):
    population = load_population()
    census = population[
        (population["source"] == "rp") & (population["vintage"] == 2018) & (population["activity"] == "all")
    ].set_index("area")["population"]
    counts = entries["region"].value_counts().drop(["FR", "R06"])
    actives = census[counts.index]
    ratio = (counts / counts.sum()) / (actives / actives.sum())
    assert ratio["R24"] == pytest.approx(1.2, abs=0.04)
    assert ratio[["R76", "R93", "R32"]].between(1.04, 1.11).all()
    others = ratio.drop(["R24", "R76", "R93", "R32"])
    assert others.between(0.93, 1.0).all()
    assert others.max() - others.min() > 0.01


def test_few_entries_are_placed_at_the_region_or_nowhere(entries):
    assert (entries["territory"] == "FR").mean() == pytest.approx(0.016, abs=0.001)
    at_region = entries["territory"].str.startswith("R")
    assert 0.004 < at_region.mean() < 0.01
    # A region of one department leaves no doubt on the department.
    assert not entries.loc[at_region, "region"].isin(["R01", "R02", "R03", "R04", "R06"]).any()
    assert entries.loc[entries["territory"].str.startswith("D"), "territory"].nunique() == 101


def test_local_unemployment_raises_the_share_of_job_seekers(entries):
    population = load_population()
    census = population[(population["source"] == "rp") & (population["vintage"] == 2018)]
    counts = census.pivot(index="area", columns="activity", values="population")
    share = entries.groupby("region")["seeker"].mean().drop(["FR", "R06"])
    unemployment = (counts["unemployed"] / counts["all"])[share.index]
    assert np.corrcoef(share, unemployment)[0, 1] > 0.5


def test_the_apec_is_not_overseas(entries):
    assert not entries.loc[entries["operator"] == "apec", "region"].str.startswith("R0").any()


def test_exits_follow_entries(entries, exits):
    assert 0.3 < len(exits) / len(entries) < 0.6
    known = exits["entry_month"].notna()
    assert 0.02 < 1 - known.mean() < 0.04
    assert (exits.loc[known, "entry_month"] < exits.loc[known, "month"]).all()
    assert exits["services"].between(1, 2 ** len(SERVICE) - 1).all()
    assert set(exits["exit_kind"]) == {"early", "plan", "other"}
    assert (exits["level"] == "3").mean() > (entries["level"] == "3").mean()


def test_sites_are_as_many_as_published(sites, figures):
    counts = sites["operator"].value_counts()
    national = figures[(figures["indicator"] == "nb_sites") & figures["geo"].isin(["FR", "FRM"])]
    for operator, label, category in (
        ("cap_emploi", "Cap emploi", "lieux"),
        ("apec", "Apec", "centres"),
        ("pole_emploi", "Pôle emploi", "agences et relais"),
    ):
        row = national[(national["operator"] == label) & (national["category"] == category)]
        assert counts[operator] == row["value"].item()
    assert counts["missions_locales"] == 440
    assert len(sites) == counts.sum() == sites["site"].nunique()


def test_sites_stand_on_a_commune_of_their_department(sites):
    communes = pd.read_parquet(COMMUNES).set_index("code")
    here = communes.loc[sites["commune"]]
    assert ("D" + here["department"].astype(str).to_numpy() == sites["territory"].to_numpy()).all()
    assert (here[["lat", "lon"]].to_numpy() == sites[["lat", "lon"]].to_numpy()).all()
    assert (here["population"].astype(float) > 0).all()
    assert sites["name"].str.contains("de démonstration, ").all()


def test_sites_cover_every_department_and_follow_the_population(sites):
    agencies = sites.loc[sites["operator"] == "pole_emploi", "territory"].value_counts()
    # Mayotte has no municipal population in the source.
    assert len(agencies) == 100
    assert agencies.idxmax() in {"D59", "D75"}
    centres = sites.loc[sites["operator"] == "apec", "territory"]
    assert not centres.str.startswith("D97").any()


def test_the_same_seed_gives_the_same_bytes():
    first, second, other = generate(20_000), generate(20_000), generate(20_000, seed=7)
    for name in ("entries", "exits", "sites"):
        assert getattr(first, name).equals(getattr(second, name))
        assert not getattr(first, name).equals(getattr(other, name))
    assert first.assumptions == second.assumptions


def test_a_smaller_total_has_the_same_shares(entries):
    small = decoded(generate(60_000).entries)
    for name in ("operator", "employment_status", "age", "csp", "reason"):
        gap = small[name].value_counts(normalize=True) - entries[name].value_counts(normalize=True)
        assert gap.abs().max() < 0.01, name


def test_progress_goes_from_zero_to_one():
    seen = []
    generate(100, progress=lambda label, fraction: seen.append((label, fraction)))
    fractions = [f for _, f in seen]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert fractions[-1] == 1
    assert all(label for label, _ in seen)
