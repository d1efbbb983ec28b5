"""The form of the filters: one field per key of the URL, set to the filters it was made for."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters import (
    AREA_LEVELS,
    AXES,
    EQUIVALENCE_ZONES,
    KEYS,
    MAP_VIEWS,
    MEASURES,
    PERIMETERS,
    SERIES_VIEWS,
    Filters,
    Period,
)
from geo.areas import AREAS
from layouts import ids
from layouts.filter_bar import FilterOptions, bar_markup
from layouts.filter_labels import raw_values
from nomenclatures import AGE, FAMILY, LEVEL, QUALIFICATION, QUALIFICATION_GROUPS, READING, SEX
from tests.layouts.reading import read

MONTHS = (*tuple(f"{year}-{month:02d}" for year in (2015, 2016, 2017) for month in range(1, 13)), "2018-01", "2018-02")
OPTIONS = FilterOptions(MONTHS, ("2017",), "r1")
# Fields that live in the head of a card, under the same form.
ELSEWHERE = {
    *("vue", "serie", "perim", "ecart", "ent", "std", "pt"),
    *("profil", "cote", "paire", "dis", "dv", "ch"),
    *("volet", "flux", "sens", "sig", "sigope", "chif", "nuage"),
    *("lieux", "couv", "hyp"),
}

FILTERS = st.builds(
    Filters().change,
    start=st.sampled_from(MONTHS[:24]),
    end=st.sampled_from(MONTHS[24:]),
    area_level=st.sampled_from(AREA_LEVELS),
    area=st.sampled_from(sorted(AREAS)),
    reading=st.sampled_from(READING.codes),
    families=st.sets(st.sampled_from(FAMILY.codes), min_size=1).map(
        lambda kept: tuple(code for code in FAMILY.codes if code in kept)
    ),
    sex=st.sampled_from(["", *(c.code for c in SEX.known)]),
    age=st.sampled_from(["", *(c.code for c in AGE.known)]),
    qualification=st.sampled_from(["", *(c.code for c in QUALIFICATION.known), *QUALIFICATION_GROUPS]),
    level=st.sampled_from(["", *LEVEL.codes]),
    equivalence=st.sampled_from(EQUIVALENCE_ZONES),
    map_view=st.sampled_from(MAP_VIEWS),
    series_view=st.sampled_from(SERIES_VIEWS),
    perimeter=st.sampled_from(PERIMETERS),
    projection=st.booleans(),
    release=st.sampled_from(["", "abc-1"]),
    benchmark=st.sampled_from(sorted(AREAS)),
    second=st.sampled_from(["", *sorted(AREAS.keys() - {"FR"})]),
    axis=st.sampled_from(AXES),
    measure=st.sampled_from(MEASURES),
)


def form(filters=None, options=OPTIONS):
    return read(bar_markup(ids.ACCES, "/", KEYS, filters or Filters(), options)).one("form")


def submitted(node):
    """What a browser would send for this form."""
    sent = [(i["name"], i.get("value")) for i in node.all("input") if i.get("type") == "hidden"]
    for field in node.all("input"):
        if field.get("type") in ("radio", "checkbox") and "name" in field.attributes and "checked" in field.attributes:
            sent.append((field["name"], field["value"]))
    for select in node.all("select"):
        sent += [(select["name"], o["value"]) for o in select.all("option") if "selected" in o.attributes]
    values = {}
    for key, value in sent:
        values[key] = f"{values[key]}-{value}" if key in values else value
    return values


@settings(max_examples=60, deadline=None)
@given(FILTERS)
def test_the_form_sends_the_filters_it_was_made_for(filters):
    sent = submitted(form(filters, replace(OPTIONS, has_travel_times=True)))
    assert set(sent) == set(KEYS.values()) - ELSEWHERE
    assert sent == {key: value for key, value in raw_values(filters).items() if key not in ELSEWHERE}


def test_minutes_are_offered_where_travel_times_are_loaded_and_nowhere_else():
    without, with_times = (form(options=replace(OPTIONS, has_travel_times=has)) for has in (False, True))
    assert "mes" not in submitted(without) and "Seuil de distance" in without.text and "20 km" in without.text
    assert submitted(with_times)["mes"] == "distance"
    assert "En temps de trajet" in with_times.text and "Seuil, en km ou en minutes" in with_times.text


@given(FILTERS)
def test_raw_values_that_differ_from_the_defaults_are_the_query(filters):
    defaults = raw_values(Filters())
    changed = {key: value for key, value in raw_values(filters).items() if value != defaults[key]}
    assert filters.to_query() == urlencode(changed, safe="-")


def test_keys_defaults_and_values_for_the_script():
    node = form(Filters().change(area="D31", projection=True))
    assert list(dict(parse_qsl(node["data-defaults"], keep_blank_values=True))) == list(KEYS.values())
    values = dict(parse_qsl(node["data-values"], keep_blank_values=True))
    assert (values["du"], values["au"]) == ("2017-01", "2017-12")
    assert (values["t"], values["niv"], values["projection"], values["sexe"]) == ("D31", "dep", "1", "")


def test_the_script_writes_the_version_of_the_keys_once_there_are_two(monkeypatch):
    assert "data-keys" not in form(Filters()).attributes
    monkeypatch.setattr("layouts.filter_bar.RENAMED", ({"territoire": "t"},))
    assert form(Filters())["data-keys"] == "q=2"


def test_the_script_knows_the_default_period_of_the_release():
    filters = Filters(default=Period("2016-01", "2016-12")).initial
    node = form(filters)
    defaults, values = (
        dict(parse_qsl(node[name], keep_blank_values=True)) for name in ("data-defaults", "data-values")
    )
    assert (defaults["du"], defaults["au"]) == ("2016-01", "2016-12")
    assert defaults == values
    assert submitted(node)["du"] == "2016-01"


def test_every_territory_is_offered_once_and_a_department_knows_its_region():
    options = form(Filters().change(area="R76")).all("button", "option")
    assert sorted(o["data-set"] for o in options) == sorted(f"t={area}" for area in AREAS)
    assert {o["data-set"]: o.get("data-region") for o in options}["t=D31"] == "R76"
    assert [o["data-set"] for o in options if o["aria-pressed"] == "true"] == ["t=R76"]


def test_regions_are_in_the_order_of_a_french_reader():
    names = [o.text for o in form().all("button", "option")][1:19]
    assert names[0] == "Auvergne-Rhône-Alpes"
    assert names.index("Île-de-France") == names.index("Hauts-de-France") + 1


def test_years_offer_what_the_release_covers():
    choices = form().all("button", "choice")
    assert [c["data-set"] for c in choices][2:] == ["du=2017-01&au=2017-12", "du=2018-01&au=2018-02"]
    assert choices[2].text == "2017seule année complète"
    assert choices[3].text == "2018jusqu’en février"
    assert [c["aria-pressed"] for c in choices] == ["false", "false", "true", "false"]


def test_several_complete_years_are_not_the_only_one():
    node = form(options=FilterOptions(MONTHS, ("2016", "2017"), "r1"))
    assert [c.text for c in node.all("button", "choice")][1] == "2016année complète"


@pytest.mark.parametrize(("families", "checked"), [(FAMILY.codes, False), (("ml", "ce"), True)])
def test_the_switch_says_whether_the_public_service_is_left_out(families, checked):
    switch = form(Filters(families=families)).one("input", role="switch")
    assert ("checked" in switch.attributes) == checked
    assert switch["data-without"] == "pe"
    assert "name" not in switch.attributes


def test_a_page_offers_what_it_reads_and_leaves_to_its_cards_what_they_hold():
    fields = ("start", "end", "area_level", "area", "families", "reading", "equivalence", "benchmark", "second")
    node = read(bar_markup(ids.ACCES, "/", fields, Filters(), OPTIONS, apart=("reading",))).one("form")
    assert [d["data-pop"] for d in node.all("details")] == [
        "period",
        "territory",
        "benchmark",
        "second",
        "operators",
        "equivalence",
    ]
    assert not node.all("input", name="lec")
    assert "lec=ens" in node["data-values"]
    for key in ("avec", "t2"):
        offered = [o["value"] for o in node.one("select", name=key).all("option")]
        assert sorted(offered) == sorted({**AREAS, "": None}.keys() - ({""} if key == "avec" else {"FR"}))


def test_every_group_of_choices_has_a_name():
    node = form()
    ids = {n["id"] for n in node.all() if "id" in n.attributes}
    groups = node.all(role="radiogroup") + node.all(role="group")
    assert len(groups) >= 8
    for group in groups:
        assert group.get("aria-label") or group.get("aria-labelledby") in ids
    assert all(button.get("type") == "button" for button in node.all("button"))
