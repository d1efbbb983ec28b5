"""Panels of flows: cut at the breaks of their own operators, doubtful months apart, targets never in a line."""

import math

import pandas as pd
import pytest

from figures.flow_panels import SUM, Panel, Target, all_breaks, flow_panels

MONTHS = [f"{2015 + place // 12}-{place % 12 + 1:02d}" for place in range(30)]


def breaks(*rows):
    return pd.DataFrame(rows, columns=["date", "family", "bridge_factor", "title", "text", "doubtful_months"])


CUT = breaks(
    ("2016-01-01", "pe", math.nan, "Pôle emploi entre", "Texte.", "2016-01"),
    ("2016-01-01", None, 1.0, "Nouvelles régions", "Texte.", None),
)
LATER = breaks(("2017-01-01", "ml", math.nan, "Les missions locales entrent", "Texte.", None))


def panel(title="Pôle emploi", registry=CUT, values=None, cut="2016-01"):
    counts = [float(place + 1) for place in range(30)] if values is None else values
    rows = pd.DataFrame(
        {
            "period": MONTHS,
            "count": counts,
            "change_value": [v - 15 for v in counts],
            "segment": [int(month >= cut) for month in MONTHS],
            "doubtful": [month == "2016-01" for month in MONTHS],
        }
    )
    return Panel(title, rows, registry)


def lines(figure):
    return [trace for trace in figure["data"] if trace["mode"] == "lines"]


def test_no_line_crosses_a_break_nor_a_doubtful_month():
    figure = flow_panels([panel()], "count")
    before, after = lines(figure)
    assert max(before["x"]) < "2016-01" <= min(after["x"])
    assert dict(zip(after["x"], after["y"], strict=True))["2016-01-15"] is None
    (mark,) = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert mark["x"] == ["2016-01-15"] and "mois douteux" in mark["hovertemplate"]


def test_breaks_are_numbered_across_panels_and_drawn_on_those_they_touch():
    panels = [panel(), panel("Missions locales", LATER, cut="2017-01")]
    assert [(b.number, b.month) for b in all_breaks(panels)] == [(1, "2016-01"), (2, "2017-01")]
    layout = flow_panels(panels, "count")["layout"]
    drawn = [(s["x0"], s["xref"]) for s in layout["shapes"]]
    assert drawn == [("2016-01-01", "x"), ("2017-01-01", "x2")]
    discs = [(n["text"], n["xref"]) for n in layout["annotations"] if n["text"] in ("<b>1</b>", "<b>2</b>")]
    assert discs == [("<b>1</b>", "x"), ("<b>2</b>", "x2")]


@pytest.mark.parametrize(("viewport", "per_row"), [("wide", 3), ("medium", 2), ("narrow", 1)])
def test_panels_do_not_overlap(viewport, per_row):
    figure = flow_panels([panel(str(i)) for i in range(6)], "count", viewport=viewport)
    layout = figure["layout"]
    boxes = []
    for place in range(6):
        name = "" if place == 0 else str(place + 1)
        boxes.append((*layout[f"xaxis{name}"]["domain"], *layout[f"yaxis{name}"]["domain"]))
    assert len({box[2] for box in boxes}) == 6 / per_row
    for i, a in enumerate(boxes):
        assert 0 <= a[0] < a[1] <= 1 and 0 <= a[2] < a[3] <= 1
        assert not any(a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3] for b in boxes[i + 1 :])


def test_a_doubtful_month_beyond_the_scale_is_a_triangle_with_its_value_written_beside():
    values = [float(place + 1) for place in range(30)]
    inside, beyond = (
        flow_panels([panel(values=[*values[:12], stock, *values[13:]])], "count") for stock in (20.0, 500.0)
    )
    marks = [next(t for t in figure["data"] if t["mode"] == "markers") for figure in (inside, beyond)]
    assert [(m["marker"]["symbol"], m["y"]) for m in marks] == [(["circle"], [20.0]), (["triangle-up"], [30.0])]
    written = [[n for n in figure["layout"]["annotations"] if n["text"] == "500"] for figure in (inside, beyond)]
    assert written[0] == [] and [(n["x"], n["y"]) for n in written[1]] == [("2016-01-15", 1)]
    assert marks[1]["text"] == ["janvier 2016\u00a0: 500"]


def test_the_period_chosen_is_marked_and_each_panel_says_its_last_month():
    figure = flow_panels([panel()], "count", period=("2016-01", "2016-12"))
    (mark,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert (mark["x0"], mark["x1"], mark["xref"]) == ("2016-01-01", "2017-01-01", "x")
    assert "24 en décembre 2016" in figure["layout"]["annotations"][0]["text"]
    later = flow_panels([panel()], "count", period=("2019-01", "2019-12"))
    assert "aucune valeur sur la période" in later["layout"]["annotations"][0]["text"]
    assert not [shape for shape in later["layout"]["shapes"] if shape["type"] == "rect"]
    whole = flow_panels([panel()], "count", period=("2015-01", "2017-06"))
    assert not [shape for shape in whole["layout"]["shapes"] if shape["type"] == "rect"]


def test_a_sum_says_from_which_month():
    rows = panel().rows.assign(cumulative=range(30))
    titles = [
        flow_panels([Panel("Pôle emploi", rows, CUT)], SUM, period=period)["layout"]["annotations"][0]["text"]
        for period in (("2015-01", "2017-06"), ("2015-01", "2015-06"), ("2016-01", "2016-01"))
    ]
    assert "29 de janvier 2016 à juin 2017" in titles[0]
    assert "5 de janvier 2015 à juin 2015" in titles[1]
    assert "12 en janvier 2016" in titles[2]


def test_a_segment_of_one_point_is_seen():
    alone = panel(values=[math.nan] * 29 + [4.0])
    assert {t["mode"] for t in flow_panels([alone], "count")["data"]} == {"lines", "lines+markers"}


def test_a_change_has_a_sign_a_unit_and_a_line_at_nought():
    figure = flow_panels([panel()], "change_value", "%")
    assert figure["layout"]["yaxis"]["zeroline"] and figure["layout"]["yaxis"]["range"][0] < 0
    assert figure["layout"]["yaxis"]["ticktext"][-1].endswith("%")
    assert "+15,0" in figure["layout"]["annotations"][0]["text"]


def test_counts_start_at_nought():
    assert flow_panels([panel()], "count")["layout"]["yaxis"]["range"][0] == 0


@pytest.mark.parametrize(("unit", "said"), [("", "aucune valeur"), ("%", "aucune valeur comparable")])
def test_a_panel_without_a_value_says_so(unit, said):
    empty = panel(values=[math.nan] * 30)
    figure = flow_panels([empty], "count", unit)
    assert said in figure["layout"]["annotations"][0]["text"]
    assert not [t for t in figure["data"] if t["mode"] == "markers"]


def test_no_panel_says_why():
    figure = flow_panels([], "count")
    assert figure["data"] == [] and "Aucun opérateur" in figure["layout"]["annotations"][0]["text"]
    assert all_breaks([]) == ()


def test_a_target_is_a_dotted_line_of_its_months_and_no_trace():
    inside = Target("Pôle emploi", 20, "2016-01", "2020-12", "objectif +20 %")
    outside = Target("Pôle emploi", 25, "2021-01", "2021-12", "objectif +25 %")
    elsewhere = inside._replace(title="Apec")
    plain, figure = (
        flow_panels([panel()], "change_value", "%", targets=targets) for targets in ((), (inside, outside, elsewhere))
    )
    assert figure["data"] == plain["data"]
    added = figure["layout"]["shapes"][len(plain["layout"]["shapes"]) :]
    assert [(s["x0"], s["x1"], s["y0"], s["line"]["dash"]) for s in added] == [("2016-01", "2017-06", 20, "dot")]
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert "objectif +20 %" in texts and "objectif +25 %" not in texts


def test_themes_differ():
    assert flow_panels([panel()], "count", theme="dark") != flow_panels([panel()], "count")
