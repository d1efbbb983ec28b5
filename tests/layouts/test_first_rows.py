"""The first rows of a long table: which ones, in which order, what its foot says and when it changes."""

import math
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters import Filters
from geo.areas import AREAS, FRANCE, departments, region_of, regions
from layouts.first_rows import FIRST, MOST_WHOLE, AreaRow, first_areas, first_rows
from layouts.heat_table import heat_table
from layouts.markup import EMPTY, tag
from layouts.result_table import twin_table
from tests.layouts.reading import read

HERE = AREAS["D31"]
OCCITANIE = departments("76")
VALUES = {area: float(rank) for rank, area in enumerate(departments())}


def rows_of(values):
    return [AreaRow(area, value, tag("tr", tag("th", area.name, scope="row"))) for area, value in values.items()]


def first(values, area="FR", second="", is_whole=False):
    filters = Filters(area=area, second=second, area_level="dep")
    return first_rows(rows_of(values), filters, "Taux d’accès", is_whole)


def names(shown):
    return [read(row).one("th").text for row in shown]


def said(foot):
    return read(foot).one("span").text.replace("\u00a0", " ").replace("\u202f", " ")


numbers = st.one_of(st.floats(0, 100), st.just(math.nan))


@given(
    st.lists(numbers, min_size=101, max_size=101),
    st.sampled_from([FRANCE, *regions(), *departments()]),
    st.sampled_from([None, *departments()]),
    st.integers(2, 40),
)
def test_the_choice_holds_whatever_the_values(values, territory, second, most):
    known = dict(zip(departments(), values, strict=True))
    found = first_areas(known, territory, second, most)
    assert len(found) == len(set(found)) <= most and set(found) <= set(known)
    assert {territory, second} & set(known) <= set(found)
    near = [] if territory == FRANCE else [area for area in known if region_of(area) == region_of(territory)]
    assert len(near) + 1 > most or set(near) <= set(found)
    others = [area for area in found if area not in (territory, second, *near)]
    left = [area for area in known if area not in found and math.isfinite(known[area])]
    assert all(math.isfinite(known[area]) for area in others)
    assert len(found) == most or not left
    # None that is left out is above one of the highest and below one of the lowest.
    highest, lowest = others[::2], others[1::2]
    for area in left:
        assert all(known[area] <= known[one] for one in highest)
        assert all(known[area] >= known[one] for one in lowest)


def test_france_shows_as_many_of_the_highest_as_of_the_lowest():
    ranked = sorted(VALUES, key=VALUES.get)
    assert set(first_areas(VALUES, FRANCE)) == {*ranked[:12], *ranked[-12:]}
    shown, foot = first(VALUES)
    # In the order that the table had.
    assert names(shown) == [area.name for area in (*ranked[:12], *ranked[-12:])]
    assert said(foot) == "24 départements sur 101 : les premiers et les derniers par leur taux d’accès."
    assert "101\u00a0:" in read(foot).one("span").text


def test_a_territory_has_its_region_beside_it():
    shown, foot = first(VALUES, "D31", "D59")
    assert len(shown) == FIRST
    assert {area.name for area in OCCITANIE} | {"Nord"} < set(names(shown))
    assert said(foot) == (
        "24 départements sur 101 : ceux de l’Occitanie et le Nord, "
        "puis les premiers et les derniers par leur taux d’accès."
    )
    # A second territory of the same region is one of its own.
    assert said(first(VALUES, "D31", "D09")[1]).startswith("24 départements sur 101 : ceux de l’Occitanie, puis ")
    # A region chosen above its departments, and a department that is a region by itself.
    assert set(names(first(VALUES, "R76")[0])) >= {area.name for area in OCCITANIE}
    assert said(first(VALUES, "D974")[1]).startswith("24 départements sur 101 : La Réunion, puis les premiers")


@pytest.mark.parametrize(
    ("area", "known", "count", "text"),
    [
        ("FR", (), 0, "Les 101 départements sont sans taux d’accès."),
        ("FR", ("D59",), 1, "1 département sur 101 : le seul qui ait une valeur."),
        ("FR", ("D59", "D62"), 2, "2 départements sur 101 : ceux qui ont une valeur."),
        ("D31", (), 13, "13 départements sur 101 : ceux de l’Occitanie ; les autres sont sans taux d’accès."),
        ("D31", ("D59",), 14, "14 départements sur 101 : ceux de l’Occitanie, puis le seul autre qui ait une valeur."),
        (
            "D31",
            ("D59", "D62"),
            15,
            "15 départements sur 101 : ceux de l’Occitanie, puis les autres qui ont une valeur.",
        ),
        ("D974", (), 1, "1 département sur 101 : La Réunion ; les autres sont sans taux d’accès."),
    ],
)
def test_areas_without_a_value_are_left_out_and_the_foot_says_so(area, known, count, text):
    values = {one: 1.0 if one.id in known else math.nan for one in departments()}
    shown, foot = first(values, area)
    assert len(shown) == count
    assert said(foot) == text
    assert read(foot).one("button").text == "Afficher les 101 départements"


def test_a_short_table_and_one_asked_for_are_whole():
    few = dict(list(VALUES.items())[:MOST_WHOLE])
    for values, is_whole in ((few, False), (dict.fromkeys(regions(), 1.0), False), (VALUES, True)):
        shown, foot = first(values, is_whole=is_whole)
        assert foot == EMPTY and len(shown) == len(values)
    more = dict(list(VALUES.items())[: MOST_WHOLE + 1])
    assert len(first(more)[0]) == FIRST
    assert read(first(more)[1]).one("button").text == "Afficher les 31 départements"


def test_france_is_a_row_that_is_not_counted():
    for values in ({FRANCE: 50.0} | VALUES, VALUES | {FRANCE: math.nan}):
        shown, foot = first(values)
        assert len(shown) == FIRST + 1 and "France" in names(shown)
        assert "sur 101" in said(foot)


def test_the_foot_changes_with_every_row_that_it_hides():
    rows, filters = rows_of(VALUES), Filters(area_level="dep")
    shown, foot = first_rows(rows, filters, "Taux d’accès")
    assert first_rows(rows, filters, "Taux d’accès") == (shown, foot)
    for place in random.Random(7).sample(range(len(rows)), 20):
        other = [row._replace(row=tag("tr", "autre")) if at == place else row for at, row in enumerate(rows)]
        changed = first_rows(other, filters, "Taux d’accès")[1]
        assert changed != foot
        assert re.sub(r'data-rows="\w+"', "", changed) == re.sub(r'data-rows="\w+"', "", foot)


def test_the_foot_is_a_row_under_the_table():
    shown, foot = first(VALUES)
    table = read(twin_table("Légende", ("Territoire",), shown, (), foot=foot))
    assert [cell["colspan"] for cell in table.one("tfoot").all("td")] == ["1"]
    button = table.one("tfoot").one("button")
    assert button["type"] == "button" and button.has_class("no-print") and button["data-rows"]
    assert len(table.one("tbody").all("tr")) == FIRST
    assert not read(twin_table("Légende", ("Territoire",), shown, ())).all("tfoot")
    heat = read(heat_table([], (("Femmes", False), ("Hommes", False)), "FR", "Légende", foot))
    assert heat.one("tfoot").one("td")["colspan"] == "3"
