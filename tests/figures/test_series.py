"""The monthly series: lines cut at the breaks, joined to no doubtful month, labelled without overlap."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.lines import Line, Point, _drawn, read_points
from figures.series import monthly_figure
from figures.series_labels import end_labels
from figures.theme import DARK, LIGHT, text_width
from indicators.catalogue import ACCESS_RATE_MONTHLY
from tests.figures.results import check, fr, monthly, months, registry

BREAKS = registry(
    (
        "2016-01-01",
        "Pôle emploi entre",
        "Pôle emploi transmet ; ce mois contient des entrées de 2015.",
        np.nan,
        "2016-01",
    ),
    ("2017-01-01", "Missions locales", "Absentes avant 2017.", np.nan, None),
)
ALL = months("2015-01", 43)
LEVEL = {"2015": 1.0, "2016": 5.0, "2017": 7.0, "2018": 7.5}


def series(ratio=1.2, breaks=BREAKS, **changes):
    """France and Occitanie (France × `ratio`); `changes`: m2016_01=9.0 changes a month of both."""
    changed = {name[1:].replace("_", "-"): value for name, value in changes.items()}
    france = {m: changed.get(m, LEVEL[m[:4]]) for m in ALL}
    area = {m: None if rate is None else rate * ratio for m, rate in france.items()}
    return monthly({"FR": france, "R76": area}, breaks)


def draw(frame, selected="R76", breaks=BREAKS, **options):
    return monthly_figure(read_points(frame), breaks, ACCESS_RATE_MONTHLY, selected, **options)


def by_name(figure, mode):
    return {t.get("name"): t for t in figure["data"] if t["mode"] == mode}


def notes(figure):
    return [a["text"] for a in figure["layout"]["annotations"]]


def test_a_line_is_never_drawn_across_a_break_or_to_a_doubtful_month():
    line = by_name(draw(series(m2016_01=6.0)), "lines")["Occitanie"]
    joined = [
        (a[0], b[0])
        for a, b in pairwise(zip(line["x"], line["y"], strict=True))
        if a[1] is not None and b[1] is not None
    ]
    assert len(joined) == (12 - 1) + (11 - 1) + (19 - 1)
    assert all(not a < date <= b for a, b in joined for date in ("2016-01-01", "2017-01-01"))
    assert all("2016-01-15" not in pair for pair in joined)


def test_the_selected_area_is_drawn_last_and_thicker():
    lines = [t for t in draw(series())["data"] if t["mode"] == "lines"]
    assert [(t["name"], t["line"]["width"], t["line"]["color"]) for t in lines] == [
        ("France", 1.8, LIGHT.similar),
        ("Occitanie", 2.4, LIGHT.accent),
    ]
    (alone,) = [t for t in draw(series(), "FR", theme="dark")["data"] if t["mode"] == "lines"]
    assert (alone["name"], alone["line"]["color"]) == ("France", DARK.accent)


def test_a_doubtful_month_is_hollow_with_its_reason():
    figure = draw(series(m2016_01=6.0))
    hollow = by_name(figure, "markers")["Occitanie"]
    assert hollow["x"] == ["2016-01-15"] and hollow["y"] == [7.2]
    assert hollow["marker"]["color"] == LIGHT.card and hollow["marker"]["symbol"] == ["circle"]
    assert any(
        note.replace("<br>", " ") == fr("janvier 2016_: ce mois contient des entrées de 2015") for note in notes(figure)
    )


def test_a_doubtful_month_out_of_scale_says_its_value():
    figure = draw(series(m2016_01=40.0))
    assert figure["layout"]["yaxis"]["tickvals"][-1] == 10
    hollow = by_name(figure, "markers")["Occitanie"]
    assert hollow["y"] == [10] and hollow["marker"]["symbol"] == ["triangle-up"]
    said = fr("(hors échelle_: Occitanie 48,00~‰, France 40,00~‰)")
    assert any(said in note.replace("<br>", " ") for note in notes(figure))
    alone = draw(series(m2016_01=40.0), "FR")
    assert any(fr("(hors échelle_: 40,00~‰)") in note.replace("<br>", " ") for note in notes(alone))


def test_a_doubtful_month_without_a_value_has_no_note():
    assert not any("janvier" in note for note in notes(draw(series(m2016_01=None))))


def test_the_reason_goes_to_the_foot_when_lines_are_at_the_top():
    flat = {f"m{m.replace('-', '_')}": 9.5 for m in ALL}
    (note,) = [a for a in draw(series(1.0, **flat))["layout"]["annotations"] if "janvier" in a["text"]]
    assert note["yanchor"] == "bottom"
    (note,) = [a for a in draw(series(1.0, m2016_01=6.0))["layout"]["annotations"] if "janvier" in a["text"]]
    assert note["yanchor"] == "top"


def test_the_reason_is_listed_when_lines_are_at_the_top_and_at_the_foot():
    both = {f"m{m.replace('-', '_')}": 9.5 if m.endswith(("1", "3", "5")) else 0.5 for m in ALL}
    figure = draw(series(1.0, **both))
    assert not any("janvier" in note for note in notes(figure))
    (listed,) = [a for a in figure["layout"]["annotations"] if "Janvier 2016" in a["text"]]
    assert listed["y"] == 0 and listed["yanchor"] == "top"


REAL_TITLES = registry(
    (
        "2016-01-01",
        "Pôle emploi entre dans le champ",
        "Pôle emploi transmet ; ce mois contient sans doute des entrées de 2015.",
        np.nan,
        "2016-01",
    ),
    ("2017-01-01", "Les missions locales entrent dans le champ", "Absentes avant 2017.", np.nan, None),
)


@pytest.mark.parametrize(("width", "titled"), [(752, False), (1300, True)])
def test_titles_and_notes_stop_at_the_next_break(width, titled):
    figure = draw(series(m2016_01=6.0, breaks=REAL_TITLES), breaks=REAL_TITLES, width=width)
    margin = figure["layout"]["margin"]
    month = (width - margin["l"] - margin["r"]) / 43
    assert ("<b>Pôle emploi entre dans le champ</b>" in notes(figure)) == titled
    (note,) = [a for a in figure["layout"]["annotations"] if "janvier" in a["text"]]
    assert note["text"].replace("<br>", " ").endswith("ce mois contient sans doute des entrées de 2015")
    widest = max(text_width(row, 11.5) for row in note["text"].split("<br>"))
    assert 0.5 * month + note["xshift"] + widest < 12 * month


def test_a_reason_without_room_is_left_out():
    close = registry(*BREAKS.iloc[:, :5].itertuples(index=False), ("2016-03-01", "Autre", "Autre.", np.nan, None))
    assert not any("janvier" in note for note in notes(draw(series(m2016_01=6.0), breaks=close, width=752)))


def test_the_ends_carry_names_and_values():
    figure = draw(series())
    assert notes(figure)[-3:-1] == [fr("<b>France 7,50~‰</b>"), fr("<b>Occitanie 9,00~‰</b>")]


@pytest.mark.parametrize("ratio", [0.98, 1.0, 1.02, 1.5])
def test_end_labels_do_not_overlap(ratio):
    height = 280
    figure = draw(series(ratio), height=height, breaks=registry())
    france, area = (a for a in figure["layout"]["annotations"] if "‰" in a["text"])
    plot = height - figure["layout"]["margin"]["t"] - figure["layout"]["margin"]["b"]
    assert abs(france["y"] - area["y"]) * plot >= 17.9
    assert (area["y"] > france["y"]) == (ratio >= 1.0)


def test_end_labels_at_zero_stay_in_the_plot():
    zero = {f"m{m.replace('-', '_')}": 0.0 for m in ALL}
    frame = series(**zero)
    frame["value"] = 0.0
    ends = [a["y"] for a in draw(frame)["layout"]["annotations"] if "‰" in a["text"]]
    assert min(ends) == 0 and max(ends) > 0


def test_a_point_alone_is_marked():
    frame = series(m2017_02=None, m2017_04=None)
    marks = [t for t in draw(frame)["data"] if t["mode"] == "markers" and "name" not in t]
    assert all(mark["x"] == ["2017-01-15", "2017-03-15", "2018-07-15"] for mark in marks)


def test_breaks_are_titled_when_there_is_room_and_numbered_always():
    wide, narrow = draw(series()), draw(series(), width=330, narrow=True)
    assert {"<b>1</b>", "<b>2</b>", "<b>Missions locales</b>"} <= set(notes(wide))
    assert {"<b>1</b>", "<b>2</b>"} <= set(notes(narrow))
    assert "<b>Missions locales</b>" not in notes(narrow)
    assert fr("<b>OCC 9,00~‰</b>") in notes(narrow) and fr("<b>France 7,50~‰</b>") in notes(narrow)
    assert not any("janvier" in note for note in notes(narrow))


def test_axes_have_few_ticks_years_in_the_middle_and_the_unit_once():
    layout = draw(series())["layout"]
    assert layout["yaxis"]["ticktext"] == ["0", "2", "4", "6", "8", fr("10~‰")]
    assert layout["xaxis"]["ticktext"] == ["2015", "2016", "2017", "2018"]
    assert layout["xaxis"]["tickvals"] == ["2015-07-01", "2016-07-01", "2017-07-01", "2018-04-15"]
    assert layout["xaxis"]["range"] == ["2015-01-01", "2018-08-01"]
    assert layout["xaxis"]["showgrid"] is False and layout["showlegend"] is False


def test_the_chosen_period_is_marked_under_the_lines():
    first = draw(series(), period=("2017-01", "2017-12"))["layout"]["shapes"][0]
    assert (first["x0"], first["x1"], first["layer"]) == ("2017-01-01", "2018-01-01", "below")
    assert all(shape["type"] != "rect" for shape in draw(series())["layout"]["shapes"])


def test_an_empty_series_says_why():
    frame = series()
    frame["value"] = np.nan
    frame["cell_status"] = "no_denominator"
    figure = draw(frame)
    assert fr("Aucune valeur à tracer_: dénominateur indisponible") in notes(figure)
    assert figure["layout"]["yaxis"]["visible"] is False and "visible" not in draw(series())["layout"]["yaxis"]
    check(figure)
    none = draw(series(), "R11")
    assert [t["name"] for t in none["data"] if t["mode"] == "lines"] == ["France"]
    nothing = draw(series().iloc[:0])
    assert notes(nothing) == ["Aucun opérateur choisi n’est présent sur toute la période"]
    check(nothing)
    absent = series()
    assert "Aucune valeur à tracer" in notes(draw(absent[absent["area"] == "R76"], "R11"))


def test_the_size_of_the_answer_is_small():
    assert check(draw(series(m2016_01=6.0))) < 3_000


def test_points_are_read_in_time_order():
    frame = series().iloc[::-1]
    points = read_points(frame)["R76"]
    assert [p.month for p in points] == ALL


rates_or_none = st.one_of(st.none(), st.floats(0, 50))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(rates_or_none, rates_or_none), min_size=1, max_size=30), st.booleans())
def test_any_series_gives_a_figure_on_its_axis(pairs, narrow):
    run = months("2015-11", len(pairs))
    frame = monthly(
        {
            "FR": dict(zip(run, (a for a, _ in pairs), strict=True)),
            "R93": dict(zip(run, (b for _, b in pairs), strict=True)),
        },
        BREAKS,
    )
    figure = draw(frame, "R93", narrow=narrow)
    check(figure)
    top = figure["layout"]["yaxis"]["tickvals"][-1]
    assert len(figure["layout"]["yaxis"]["tickvals"]) <= 6
    assert all(0 <= y <= top + 0.001 for t in figure["data"] for y in t["y"] if y is not None)
    known = frame[frame["value"].notna()]
    drawn = {x for t in figure["data"] for x, y in zip(t["x"], t["y"], strict=True) if y is not None}
    assert drawn == {f"{m}-15" for m in known["period"]}


@pytest.mark.parametrize("value", [0.4449, 0.445, 0.125, 1.2345, 5.62449999, 12.0, 0.0049])
def test_the_value_under_the_mouse_is_the_one_printed(value):
    drawn = _drawn(value, 2)
    assert f"{drawn:.2f}" == f"{value:.2f}"
    assert abs(drawn - value) <= 0.005 + 1e-12
    assert not f"{drawn:.3f}".endswith("5"), "browsers round such halves up"


def test_the_mouse_reads_the_month_and_the_value():
    figure = draw(series(1.0))
    line = figure["data"][0]
    assert fr("%{x|%B %Y}_: %{y:.2f}~‰") in line["hovertemplate"]
    assert figure["layout"]["separators"] == fr(",~")


def line(name, *values, doubtful=()):
    """A line over the first months of 2017, at `values`."""
    return Line(
        name, [Point(f"2017-{k:02d}", v, 0, k in doubtful, "ok", "") for k, v in enumerate(values, 1)], "#000000", 2.0
    )


@pytest.mark.parametrize(
    ("france", "area", "heights"),
    [
        # Room above all that is drawn and below it: the higher line's name above, the other's below.
        ((5.0, 4.0), (5.0, 6.0), {"France": 40 * 3 - 18 * 0.8, "Occitanie": 60 * 3 + 18 * 0.8}),
        # No room below: both above.
        ((0.1, 0.2), (0.3, 0.4), {"France": 4 * 3 + 18 * 0.8, "Occitanie": 4 * 3 + 18 * 1.8}),
        # No room above: both below.
        ((9.0, 8.0), (9.9, 9.9), {"Occitanie": 80 * 3 - 18 * 0.8, "France": 80 * 3 - 18 * 1.8}),
    ],
)
def test_names_inside_the_plot_stand_above_and_below_the_lines(france, area, heights):
    lines = [line("France", *france), line("Occitanie", *area)]
    made = end_labels(lines, ACCESS_RATE_MONTHLY, top=10.0, plot_height=300.0, month_width=20.0)
    places = {label["text"].removeprefix("<b>").split(" ")[0]: label["y"] * 300 for label in made}
    assert places == pytest.approx(heights, abs=0.05)
