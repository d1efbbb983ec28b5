"""Vérification sur données réelles, outside the test run: `make check-reference REF=folder`.

The folder holds `sites/sites_pole_emploi_2019.csv` and `insee/rp2021_actifs_commune.parquet`, too large to ship. Each
is imported by the real command, with the correspondence shipped for it, into a release of its own. The coverage of
the page Territoires is computed a second time, pair by pair, with the geodesic of another library.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import duckdb
import numpy as np
from pyproj import Geod

from callbacks.territoires_numbers import territoires_numbers
from data.engine import Database, open_releases
from data.queries import area_counts
from filters import Filters
from settings import ROOT, Settings

_MAPS = ROOT / "data" / "maps"
_SITES, _COMMUNES = "sites_pole_emploi_2019.csv", "rp2021_actifs_commune.parquet"
_THRESHOLDS, _HALF_A_DEGREE, _SAME_KM = (10, 20, 30), 0.5, 0.001
_SAINT_MARTIN, _MIQUELON = "97150", "97500"
_ENTRIES = (
    "mois,departement,operateur,niveau\n" + "2021-03,31,cap_emploi,2\n" * 1500 + "2021-03,976,cap_emploi,2\n" * 90
)


def main(reference: Path) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (reference / "sites" / _SITES, reference / "insee" / _COMMUNES):
            shutil.copyfile(path, folder / path.name)
        (folder / "entries.csv").write_text(_ENTRIES, encoding="utf-8")
        environment = {
            **os.environ,
            "CEP_DATA_DIR": str(folder / "var"),
            "DATABASE_URL": "",
            "CEP_DISCLOSURE_SECRET": "secret-of-the-reference",
        }

        def import_(*arguments: str) -> None:
            command = [sys.executable, "-m", "data", "import", "--quiet", *arguments]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)

        import_(str(folder / "entries.csv"))
        import_(str(folder / _SITES), "--table", "sites", "--map", str(_MAPS / "sites_pole_emploi_2019.csv"))
        import_(str(folder / _COMMUNES), "--table", "population", "--map", str(_MAPS / "census_2021_communes.csv"))
        checks = [*_sites(folder), *_population(folder), *_coverage(folder)]
    for text, holds in checks:
        print(("oui  " if holds else "NON  ") + text)
    return 0 if all(holds for _, holds in checks) else 1


def _sites(folder: Path) -> list[tuple[str, bool]]:
    report = _report(folder / _SITES)
    with (folder / _SITES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {int(row["ligne"]) for row in report}
    suspects = {n for n, row in enumerate(rows, start=2) if row["suspect"] == "True"}
    agencies = [row for row in rows if row["type_site"] == "ALE"]
    beyond = {n for n, row in enumerate(rows, start=2) if row["code_postal"] in {_SAINT_MARTIN, _MIQUELON}}
    districts = [row for row in agencies if row["insee_com"][:3] in {"751", "132", "693"}]
    query = _query(folder)
    return [
        (f"959 lignes, {len(agencies)} agences", len(rows) == 959 and len(agencies) == 852),
        (f"{len(found)} points faux trouvés par règle, tous parmi les suspects", len(found) >= 4 and found <= suspects),
        ("les lieux hors des 101 départements sont signalés", beyond <= found),
        ("aucune ligne perdue", query("SELECT count(*) FROM sites") == len(agencies) - len(found)),
        (
            f"les communes à arrondissements sont reconnues ({len(districts)} lignes par arrondissement)",
            query("SELECT count(*) FROM sites WHERE commune IN ('75056', '13055', '69123')")
            == sum(row["insee_com"] in {"75056", "13055", "69123"} for row in agencies) + len(districts),
        ),
    ]


def _report(source: Path) -> list[dict[str, str]]:
    with source.with_name(f"{source.name}.rapport.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _population(folder: Path) -> list[tuple[str, bool]]:
    query = _query(folder)
    imported = "FROM population WHERE source = 'rp' AND vintage = 2021 AND activity = 'all' AND origin <> ''"
    source = f"read_parquet('{folder / _COMMUNES}')"
    gone = f"{folder / _COMMUNES}.rapport.csv"
    with closing(Database(open_releases(Settings(data_dir=folder / "var")))) as database:
        rates = area_counts(database.release(), Filters(start="2021-01", end="2021-12", area_level="dep")).set_index(
            "area"
        )
    return [
        (
            "les actifs de toutes les communes, disparues du code comprises, s’additionnent en France",
            query(f"SELECT population {imported} AND area = 'FR'") == query(f"SELECT sum(actifs_15_64) FROM {source}")
            and not Path(gone).exists(),
        ),
        ("les zéros de Mayotte sont manquants", query(f"SELECT count(population) {imported} AND area = 'D976'") == 0),
        (
            "Paris est la somme de ses arrondissements",
            query(f"SELECT population {imported} AND area = 'C75056'")
            == query(f"SELECT sum(actifs_15_64) FROM {source} WHERE insee_dep = '75'"),
        ),
        (
            "les taux des départements divisent par le recensement importé",
            rates.at["D31", "population"] == query(f"SELECT population {imported} AND area = 'D31'"),
        ),
        ("Mayotte n’a pas de dénominateur", bool(rates["population"].isna()["D976"])),
    ]


def _coverage(folder: Path) -> list[tuple[str, bool]]:
    with closing(Database(open_releases(Settings(data_dir=folder / "var")))) as database:
        release = database.release()
        served = territoires_numbers(release, Filters(start="2021-01", end="2021-12")).served[0]
        page = (*served.shares, served.median)
    path = str(folder / "var" / f"cep-{release.id}.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        sites = connection.execute("SELECT lat, lon FROM sites").fetchall()
        people = connection.execute(
            "SELECT c.lat, c.lon, p.population FROM population p JOIN read_parquet(?) c ON p.area = 'C' || c.code"
            " WHERE p.level = 'commune' AND p.vintage = 2021 AND p.source = 'rp' AND p.activity = 'all'"
            " AND p.population IS NOT NULL",
            [str(ROOT / "geo" / "communes.parquet")],
        ).fetchall()
    direct = _direct_coverage(sites, people)
    said = ", ".join(f"{100 * s:.2f} % à {km} km" for s, km in zip(page, _THRESHOLDS, strict=False))
    again = ", ".join(f"{100 * s:.2f}" for s in direct[:3])
    return [
        (
            f"couverture nationale des {len(sites)} agences, {len(people)} communes : {said} ; second calcul : {again}",
            served.sites == len(sites) and np.allclose(page[:3], direct[:3], rtol=0, atol=1e-9),
        ),
        (
            f"distance médiane {page[3]:.3f} km ; second calcul : {direct[3]:.3f}",
            abs(page[3] - direct[3]) < _SAME_KM,
        ),
    ]


def _direct_coverage(
    sites: Sequence[tuple[float, float]], people: Sequence[tuple[float, float, float]]
) -> tuple[float, ...]:
    """Shares within each threshold, then the median: every pair less than half a degree of latitude apart, by PROJ."""
    geodesic = Geod(ellps="WGS84")
    lat, lon = np.array(sites).T
    found = []
    for at_lat, at_lon, persons in people:
        near = np.abs(lat - at_lat) < _HALF_A_DEGREE
        if near.any():
            same = np.full(near.sum(), at_lon), np.full(near.sum(), at_lat)
            metres = geodesic.inv(*same, lon[near], lat[near])[2].min()
        else:
            metres = np.inf
        found.append((metres / 1000, persons))
    found.sort()
    total = sum(persons for _, persons in found)
    shares = [sum(persons for km, persons in found if km <= limit) / total for limit in _THRESHOLDS]
    held = 0.0
    for km, persons in found:
        held += persons
        if held >= total / 2:
            return (*shares, km)
    return (*shares, np.inf)


def _query(folder: Path) -> Callable[[str], object]:
    release = open_releases(Settings(data_dir=folder / "var")).history()[0]
    path = str(folder / "var" / f"cep-{release}.duckdb")

    def query(statement: str) -> object:
        with duckdb.connect(path, read_only=True) as connection:
            return connection.execute(statement).fetchall()[0][0]

    return query


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
