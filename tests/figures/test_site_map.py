"""Map of sites: the traces of the map of areas first, then names and marks; what is clicked names an area."""

import plotly.graph_objects as go
import pytest

from figures.area_map import COAST, DOTS, HALO, HATCH, OUTLINE, TRANSPARENT, VALUES
from figures.area_map import PLAIN as PLAINS
from figures.map_labels import SIZES
from figures.site_map import HIDDEN, PLAIN, SYMBOLS, Shade, Surface, bivariate_colours, site_map, third_colours
from figures.site_marks import area_marks, site_marks
from figures.theme import BIVARIATE, THEMES
from geo.areas import AREAS, departments, regions
from nomenclatures import FAMILY
from tests.figures.places import sites

URL = "/assets/geo.json"
OCCITANIE = AREAS["R76"].bounds
SITES = sites((43.6, 1.44, "pe", "D31"), (43.6, 1.44, "ml", "D31"), (42.96, 1.6, "ce", "D09"), (44.5, 3.5, "ml", "D48"))


def close(theme="light", size="screen", selected="R76", index=0):
    shades = [Shade(area, (index + k) % 9, f"texte {area.code}") for k, area in enumerate(departments("76"))]
    shades[-1] = shades[-1]._replace(place=-1)
    marks = site_marks(SITES, OCCITANIE, SIZES[size])
    return site_map(shades, bivariate_colours(), marks, selected, URL, theme, OCCITANIE, size)


def national(size="screen"):
    shades = [Shade(area, k % 3, "") for k, area in enumerate(regions())]
    marks = area_marks([(area, 5) for area in regions()], (-9.0, 41.0, 10.0, 52.0), SIZES[size])
    return site_map(shades, third_colours("light"), marks, "", URL, size=size)


def trace(figure, place):
    return figure["data"][place - 1]


@pytest.mark.parametrize("theme", THEMES)
def test_plotly_accepts_it_and_its_traces_have_one_order(theme):
    figure = close(theme)
    go.Figure(figure)
    kinds = [t["type"] for t in figure["data"]]
    assert kinds == ["choropleth"] * 8 + ["scattergeo"] * (2 + len(FAMILY.codes))
    assert all(t["geojson"] == URL and t["locations"] for t in figure["data"][:8])


def test_a_class_has_its_shade_and_an_area_without_one_the_hatch():
    figure = close()
    values = trace(figure, VALUES)
    shades = [colour for _, colour in values["colorscale"]]
    assert shades == [c for row in BIVARIATE for c in row]
    assert dict(zip(values["locations"], values["z"], strict=True))["09"] == 0
    assert trace(figure, HATCH)["locations"] == ["82"]
    assert values["customdata"][0] == ["D09", "texte 09"]


def test_only_the_other_departments_are_around_a_region_and_nothing_around_the_country():
    around = set(trace(close(), 8)["locations"])
    assert {"07", "15", "24", "40", "64"} <= around and {"29", "59", "09"}.isdisjoint(around)
    lozere = site_map([Shade(AREAS["D48"], 0, "")], bivariate_colours(), [], "", URL, bounds=AREAS["D48"].bounds)
    assert {"07", "12", "15", "30", "43"} <= set(trace(lozere, 8)["locations"])
    assert len(trace(lozere, 8)["locations"]) < 20
    guadeloupe = [Shade(AREAS["D971"], 0, "")]
    inset = site_map(guadeloupe, bivariate_colours(), [], "", URL, bounds=AREAS["R01"].bounds)
    assert trace(inset, 8)["locations"] == ["-"]
    assert trace(national(), 8)["locations"] == ["-"]


def test_the_territory_is_outlined_when_it_is_drawn():
    assert (
        trace(close(selected="D31"), OUTLINE)["locations"] == trace(close(selected="D31"), HALO)["locations"] == ["31"]
    )
    assert trace(close(), OUTLINE)["locations"] == ["-"]


def test_a_site_alone_has_the_shape_of_its_family_and_a_group_its_count():
    figure = close()
    alone = {t["marker"]["symbol"]: t["lon"] for t in figure["data"][9:14]}
    assert list(alone) == [SYMBOLS[f] for f in FAMILY.codes] and len(set(SYMBOLS.values())) == len(FAMILY)
    assert alone["diamond"] == [1.6] and alone["triangle-up"] == [3.5] and alone["circle"] == []
    groups = figure["data"][14]
    assert groups["text"] == ["2"] and groups["customdata"] == [["D31", "Haute-Garonne"]]
    assert groups["hovertemplate"].startswith("%{text} lieux ouverts<br>%{customdata[1]}")


def test_names_of_a_close_map_are_those_that_have_room_and_a_phone_has_codes():
    assert {"Lozère", "Gers"} <= set(trace(close(), 9)["text"]) <= {d.name for d in departments("76")}
    assert set(trace(close(size="narrow"), 9)["text"]) <= {d.code for d in departments("76")}


def test_the_insets_are_named_outside():
    names = trace(national(), 9)
    assert set(names["text"]) == {"Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"}
    assert set(names["textposition"]) == {"middle left"}
    assert set(trace(national("narrow"), 9)["text"]) == {AREAS[f"R0{k}"].abbreviation for k in (1, 2, 3, 4, 6)}


def test_overseas_departments_of_a_narrow_country_have_the_abbreviation_of_their_region():
    shades = [Shade(AREAS["D974"], 1, ""), Shade(AREAS["D31"], 1, "")]
    figure = site_map(shades, bivariate_colours(), [], "", URL, size="medium")
    assert trace(figure, 9)["text"] == ["REU"]
    alone = site_map(shades[:1], bivariate_colours(), [], "", URL, size="narrow", bounds=AREAS["D974"].bounds)
    assert trace(alone, 9)["text"] == ["REU"]


def test_a_name_is_white_on_the_deep_shades_alone():
    white = set()
    for index in range(9):
        shades = [Shade(AREAS["D48"], index, "")]
        names = trace(site_map(shades, bivariate_colours(), [], "", URL, bounds=OCCITANIE), 9)
        white |= {index} if names["textfont"]["color"] == ["#FFFFFF"] else set()
    assert white == {7, 8}
    ramp = [
        trace(site_map([Shade(AREAS["D48"], k, "")], third_colours("light"), [], "", URL, bounds=OCCITANIE), 9)
        for k in (0, 2)
    ]
    assert [names["textfont"]["color"] for names in ramp] == [["#FFFFFF"], ["#18222D"]]


def test_a_surface_goes_with_the_figure_and_its_areas_have_edges_alone():
    shades = [Shade(AREAS["D48"], PLAIN, ""), Shade(AREAS["D30"], 1, "")]
    surface = Surface(3.0, 44.98000001, 0.1, 0.07, ("..02", "0122"))
    figure = site_map(shades, third_colours("light"), [], "D48", URL, bounds=AREAS["D48"].bounds, surface=surface)
    go.Figure(figure)
    assert trace(figure, PLAINS)["locations"] == ["48"] and trace(figure, VALUES)["locations"] == ["30"]
    # What covers the surface is seen through.
    assert {c for place in (COAST, PLAINS) for _, c in trace(figure, place)["colorscale"]} == {TRANSPARENT}
    sent = {"west": 3.0, "north": 44.98, "across": 0.1, "up": 0.07, "rows": "..02|0122"}
    assert figure["layout"]["meta"]["surface"] == sent | {"colours": list(third_colours("light"))}
    assert trace(figure, 9)["textfont"]["color"][0] == "#18222D"
    assert "meta" not in close()["layout"] and trace(close(), COAST)["colorscale"][0][1] != TRANSPARENT


def test_what_the_page_says_already_is_not_sent_again():
    shades = [Shade(AREAS["R76"], 1, ""), Shade(AREAS["R06"], -1, "n.d.")]
    marks = [m._replace(text="") for m in area_marks([(AREAS["R76"], 5)], (-9.0, 41.0, 10.0, 52.0), SIZES["screen"])]
    figure = site_map(shades, third_colours("light"), marks, "", URL, hover="lieux : %{customdata[2]}")
    values, missing, groups = trace(figure, VALUES), trace(figure, HATCH), figure["data"][-1]
    assert values["customdata"] == ["76"] and values["meta"] == "R" and groups["customdata"] == [["R76"]]
    assert all("lieux : %{customdata[2]}" in t["hovertemplate"] for t in (values, groups))
    assert missing["customdata"] == [["R06", "n.d."]] and "%{customdata[1]}" in missing["hovertemplate"]


def test_a_secret_area_is_under_the_dots():
    shades = [Shade(AREAS["D48"], HIDDEN, "accès s"), Shade(AREAS["D30"], 1, ""), Shade(AREAS["D31"], -1, "")]
    figure = site_map(shades, bivariate_colours(), [], "", URL, bounds=OCCITANIE)
    assert [trace(figure, place)["locations"] for place in (VALUES, HATCH, DOTS)] == [["30"], ["31"], ["48"]]


def test_a_map_without_any_class_is_drawn():
    figure = site_map([Shade(AREAS["R06"], -1, "")], bivariate_colours(), [], "", URL)
    assert trace(figure, VALUES)["locations"] == ["-"] and trace(figure, HATCH)["locations"] == ["06"]
    go.Figure(figure)


def test_a_country_that_is_narrow_abbreviates_its_insets():
    names = {size: next(t for t in national(size)["data"] if t.get("mode") == "text")["text"] for size in SIZES}
    assert "Guadeloupe" in names["screen"] and "GUA" in names["beside"] and "GUA" in names["over"]
