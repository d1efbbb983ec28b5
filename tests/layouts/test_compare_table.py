"""The compare-areas table: anatomy, what is said in words, weight."""

import gzip
import json

from figures.bars import bar_geometry
from figures.cells import read as read_cells
from figures.comparison import comparison_rows
from indicators.catalogue import ACCESS_RATE
from layouts.compare_table import compare_table
from tests.figures.results import department_rates, rates, region_rates, with_status
from tests.layouts.reading import read


def table(result, selected="FR", around=None):
    cells = read_cells(result)
    rows = comparison_rows(cells, ACCESS_RATE)
    return compare_table(rows, bar_geometry(cells), ACCESS_RATE, selected, "Légende", around)


def body(markup):
    return [[cell.text for cell in row.all("td") + row.all("th")] for row in read(markup).one("tbody").all("tr")]


def test_france_is_pinned_first_and_no_data_comes_last_in_words():
    rows = read(table(region_rates(R94="secret"))).one("tbody").all("tr")
    assert len(rows) == 19
    assert rows[0].has_class("pinned")
    assert rows[0].one("th").text == "France"
    assert rows[0].one("", "gap").text == "référence"
    assert [row.one("th").text for row in rows[-2:]] == ["Corse", "Mayotte"]
    assert [row.one("", "note").text for row in rows[-2:]] == ["secret statistique", "dénominateur indisponible"]
    assert all(not row.all("", "iv") for row in rows[-2:])


def test_a_row_says_rank_name_count_rate_interval_and_gap():
    row = read(table(region_rates(), "R01")).one("tr", "on")
    assert [c.text for c in row.all("td")] == ["2–4", "2\u202f739", "91,3", "±\u00a03,4", "plus élevé"]
    button = row.one("button")
    assert (button["data-set"], button["aria-current"], button.text) == ("t=R01", "true", "Guadeloupe")
    assert row.one("th")["scope"] == "row"
    assert {"--w", "--d"} == {part.split(":")[0] for part in row.one("", "iv")["style"].split(";")}


def test_an_interval_is_placed_from_its_dot_unless_it_leans():
    result = rates([("R94", 40.0, 50_000.0, "ok"), ("R76", 85.0, 2_000_000.0, "ok")])
    lower, upper = 20.0, 95.0
    result.loc[result["area"] == "R94", ["lower", "upper"]] = lower, upper
    cells = read_cells(result)
    bars = bar_geometry(cells).bars
    styles = {
        row.one("button")["data-set"][2:]: dict(part.split(":") for part in row.one("td", "iv")["style"].split(";"))
        for row in read(table(result)).one("tbody").all("tr")
    }
    assert styles["R76"].keys() == {"--d"}, "narrower than its dot"
    leaning = {name: float(value) for name, value in styles["R94"].items()}
    bar = bars["R94"]
    assert leaning == {"--d": round(bar.dot, 1), "--w": round(bar.width, 1), "--l": round(bar.left, 1)}
    row = read(table(result)).one("tbody").all("tr")[-1]
    assert row.one("td", "iv").text == "20,0 à 95,0", "no half width says such an interval"


def test_a_hundred_rows_are_placed_by_units_of_the_axis():
    cells = read_cells(department_rates())
    bars = bar_geometry(cells).bars
    rows = read(table(department_rates())).one("tbody").all("tr")
    drawn = [row for row in rows if row.all("td", "iv")]
    assert len(drawn) == len(bars) > 90
    for row in drawn:
        place = dict(part.split(":") for part in row.one("td", "iv")["style"].split(";"))
        assert place["--d"].isdecimal()
        assert abs(int(place["--d"]) - bars[row.one("button")["data-set"][2:]].dot) <= 0.5


def test_an_outcome_is_a_word_and_a_class_never_a_colour_alone():
    rows = [row for row in read(table(region_rates())).one("tbody").all("tr") if row.all("td", "gap")]
    words = {"higher": "plus élevé", "lower": "plus bas", "similar": "proche", "undecided": "indécis"}
    assert rows[0].has_class("pinned")
    said = [(row["class"].split()[0], row.one("td", "gap").text) for row in rows[1:]]
    assert {"higher", "lower", "similar"} <= {outcome for outcome, _ in said}
    assert all(word == words[outcome] for outcome, word in said)


def test_a_reserve_is_written_beside_the_word():
    result = region_rates()
    result.loc[result["area"] == "R76", "cell_status"] = "approximate"
    assert read(table(result, "R76")).one("tr", "on").one("", "gap").text == "plus élevé (approché)"


def test_a_reserve_of_all_is_written_once_over_their_column():
    result = region_rates()
    result.loc[result["cell_status"] == "ok", "cell_status"] = "approximate"
    shown = read(table(result, "R76"))
    assert shown.one("th", "v").text == "Taux\u202f‰ approché"
    assert shown.one("tr", "on").one("", "gap").text == "plus élevé"


def test_the_head_carries_the_axis():
    head = read(table(region_rates())).one("thead")
    assert [h["scope"] for h in head.all("th")] == ["col"] * 6
    assert len(head.one("", "axis").all("i")) >= 3
    assert head.one("", "axis")["aria-hidden"] == "true"


def test_without_france_there_is_no_reference_line():
    result = region_rates()
    node = read(table(result[result["area"] != "FR"])).one("table")
    assert node.get("style") is None
    assert read(table(result)).one("table")["style"].startswith("--ref:")


def test_a_break_leaves_no_bar():
    result = region_rates()
    for area in result["area"]:
        result = with_status(result, area, "break")
    node = read(table(result))
    assert node.all("td", "iv") == []
    assert {note.text for note in node.all("td", "note")} == {"rupture de série"}


def test_101_rows_stay_small():
    text = json.dumps(table(department_rates()), ensure_ascii=False)
    assert text.count("<tr") == 103
    assert len(gzip.compress(text.encode(), 6)) < 3_200


def test_a_projector_shows_the_rows_around_the_selected_one():
    rows = body(table(department_rates(), "D31", around=18))
    assert len(rows) == 19
    assert "Haute-Garonne" in [row[-1] for row in rows]
    node = read(table(department_rates(), "D31", around=18))
    assert node.one("tfoot").text == "et 83 autres territoires"
    assert not read(table(region_rates(), "R76", around=18)).all("tfoot")


def test_the_ends_of_the_list_are_reached():
    first = body(table(department_rates(), "D976", around=18))
    assert first[1][-1] == "Mayotte"
    last = body(table(department_rates(), "D01", around=18))
    assert last[-1][-1] == "Ain"


def test_a_long_table_leaves_its_names_to_the_menu_of_the_page():
    def names(result, has_menu):
        rows = comparison_rows(read_cells(result), ACCESS_RATE)
        made = compare_table(
            rows, bar_geometry(read_cells(result)), ACCESS_RATE, "FR", "Légende", None, has_menu=has_menu
        )
        return {row.one("button")["data-set"]: row.one("button").text for row in read(made).one("tbody").all("tr")}

    long = names(department_rates(), True)
    assert len(long) == 102 and set(long.values()) == {""} and "t=D15" in long
    assert names(department_rates(), False)["t=D15"] == "Cantal"
    assert names(region_rates(), True)["t=R76"] == "Occitanie"
