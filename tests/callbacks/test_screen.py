"""For every chart of every page: the numbers on the screen are those of its file, and of the API.

What a browser receives is read as a visitor reads it: each number of a table, of a list, of a label, of a hover text is
looked for in the rows of the card's file, in the rows of its territory where the line names one. Two numbers of one
row may also be shown by their difference, or one by its distance to the benchmark in per cent.
"""

import json
import re
from functools import cache, lru_cache

import numpy as np
import pytest

from callbacks.catalogue import published_tables
from callbacks.page import Look
from callbacks.pages import FILTERED, options
from figures.numbers import MONTHS
from filters import KEYS, Filters
from geo.areas import AREAS
from indicators.signals import SIGNALS
from layouts.drawn import draw
from nomenclatures import FAMILY
from tests.callbacks.whole import whole_parts
from tests.layouts.reading import read

TABLES = published_tables(FILTERED)
LOOK = Look("light", "wide")
AREA_QUERIES = ("t=R76", "niv=dep&t=D31", "")
# The views of a page under which other cards, or other numbers, are shown.
SECTIONS = {
    "/": ("", "lec=de", "age=a15", "perim=constant"),
    "/profils": ("", "cote=deux", "ch=csp", "paire=c3-c6", "dis=csp"),
    "/recours": (
        *("volet=flux", "volet=flux&flux=cumule", "volet=flux&flux=glissant", "volet=flux&flux=evolution"),
        *("volet=flux&sens=sorties", "volet=motifs", "volet=sorties", "volet=chomage", "volet=signaux"),
        *("volet=signaux&sig=short&sigope=ml", "volet=chiffres", "volet=chiffres&chif=autres"),
    ),
    "/territoires": ("terr=croise", "terr=score", "terr=hypothese&hyp=a09122_7", "seuil=10&lieu=permanent"),
    "/comparer": ("", "axe=sexe", "avec=R93", "t2=R93"),
}
VIEWS = ("vue", "serie", "profil", "dv", "nuage", "lieux", "couv", "ecart", "ent", "pt", "std")
FLOWS = ("count", "cumulative", "moving_12", "change_value")
TWINS = "&".join(f"{key}=tableau" for key in VIEWS)
CASES = [(page, section, area) for page in FILTERED for section in SECTIONS[page.path] for area in AREA_QUERIES]
# Under the score, the card of the map has a table of communes more, and its file below it.
ALSO = {("territoires-carte", "terr=score"): "territoires-isolees"}
_NUMBER = re.compile(r"(?<![\w’.,/-])([+−-]?)(\d{1,3}(?:\u202f\d{3})+|\d+)(?:,(\d+))?(?![\w,]*\d)")
# Words that hold figures: months, dates, ages, thresholds, levels of confidence, names.
_WORDS = re.compile(
    "|".join(
        (
            rf"(?:{'|'.join(MONTHS)}) \d{{4}}|\b(?:19|20)\d\d\b|(?<!\d)1er",
            r"\d+(?: à |-)\d+ ans|\d+ ans (?:ou|et) plus|\b0 à 4\b|n\s<\s100|99,8\s%|95\s%",
            r"\d+\skm ou moins|seuil de \d+\skm|●\s+\d+\skm|pour \d+(?:\s\d+)*",
            r"^\d+ (?:chiffre|département|région)s?\b",
        )
    ),
    re.IGNORECASE,
)
# What a chart draws: graph → its traces, axis → columns of the file that hold its values, to the digits drawn.
DRAWN = {
    "series-graph": ({"mode": "lines"}, {"y": ("value",)}),
    "profils-gap-graph-part": ({"mode": "lines"}, {"y": ("value",)}),
    "recours-flows-graph": ({"mode": "lines"}, {"y": FLOWS}),
    "recours-unemployment-graph": ({"mode": "markers"}, {"x": ("unemployment",), "y": ("value",)}),
    "comparer-funnel-graph": ({"mode": "markers"}, {"y": ("value",)}),
    "territoires-couverture-graph": ({"mode": "markers+text"}, {"x": ("within_10", "within_20", "within_30")}),
}
# Its numbers are counts of rows; a test of its own counts them.
COUNTED = {"recours-signals"}
# Marks that count the sites they hide, of which a test of its own makes the sum.
GROUPED = "%{text} lieux ouverts"
# Maps draw classes: graph → the group of the rows that it colours.
MAPS = {"map-graph": "value", "comparer-standard-graph": "value", "recours-signal-map-graph": "value"}


def numbers_in(text, known=()):
    """(value, decimals shown) of each number of a text, without its words and without the texts of the file itself."""
    for other in known:
        text = other.sub(" ", text)
    for sign, whole, decimals in _NUMBER.findall(_WORDS.sub(" ", text)):
        value = float(whole.replace("\u202f", "") + (f".{decimals}" if decimals else ""))
        yield (-value if sign == "−" or sign == "-" else value), len(decimals)


def told(row):
    """The numbers of a row, and what a line may say of two of them."""
    own = [float(v) for v in row.values() if isinstance(v, (int, float)) and not isinstance(v, bool) and v == v]
    said = list(own)
    if row.get("value") is not None:
        for bound in ("lower", "upper"):
            said += [abs(row["value"] - row[bound])] if row.get(bound) is not None else []
        if row.get("benchmark"):
            said += [100 * (row["value"] / row["benchmark"] - 1), row["value"] - row["benchmark"]]
    said += [float(text) for text in (row.get("published_change") or "").split("\u202f; ") if text]
    if row.get("detectable") is not None:
        said += [100 * row["detectable"]]
    if row.get("population_share") is not None and row.get("share") is not None:
        # The gap is that of the two shares as printed.
        said += [round(round(row["share"], 1) - round(row["population_share"], 1), 1)]
    return said


def says(numbers, value, decimals):
    """Whether one of the numbers is shown so; a minus may be a dash of another."""
    return any(abs(abs(n) - abs(value)) <= 0.5 * 10**-decimals + 1e-9 for n in numbers)


def lines_of(node):
    """(head, texts) of each line that a table or a list shows."""
    for row in node.all("tr"):
        if row.all("td"):
            yield " ".join(cell.text for cell in row.all("th")).strip(), [cell.text for cell in row.all("td")]
    legends = [item for part in node.all() if _is_legend(part) for item in part.all("li")]
    for item in node.all("li"):
        # The bounds of classes are not numbers of an area.
        if item not in legends and not _is_legend(item):
            yield "", [item.text]


def _is_legend(node):
    return any("legend" in name or name == "ramp" for name in (node.get("class") or "").split())


def rows_by_name(rows):
    """Numbers by what a line may name: an area, a month, both being said by their names."""
    found = {}
    for row in rows:
        month = re.fullmatch(r"(\d{4})-(\d\d)", row.get("period") or "")
        names = [AREAS[row["area"]].name] if row.get("area") in AREAS else []
        names += [f"{MONTHS[int(month[2]) - 1]} {month[1]}"] if month else []
        for name in names:
            found.setdefault(name, []).extend(told(row))
    return found


def wrong_lines(node, rows):
    """(checked, those that no row explains)."""
    by_name, everything, texts = rows_by_name(rows), [n for row in rows for n in told(row)], texts_of(rows)
    checked, wrong = 0, []
    for head, cells in lines_of(node):
        named = max((name for name in by_name if head.startswith(name)), key=len, default="")
        mine = by_name.get(named, everything)
        for cell in cells:
            for value, decimals in numbers_in(cell, texts):
                checked += 1
                if not says(mine, value, decimals):
                    wrong.append((head, cell[:80], value))
    return checked, wrong


def texts_of(rows):
    """Patterns of the texts of the file that hold figures, longest first, whatever their spaces."""
    cells = {v.removeprefix("'") for row in rows for v in row.values() if isinstance(v, str) and re.search(r"\d", v)}
    found = {part for cell in cells for part in (cell, *re.split(r"(?<=\.)\s", cell)) if len(part) > 5}
    return [_pattern(text) for text in sorted(found, key=len, reverse=True)]


@cache
def _pattern(text):
    spaces = r"[ \u00a0\u202f]+"
    return re.compile(spaces.join(map(re.escape, re.split(spaces, text))))


def strings(value):
    if isinstance(value, str):
        yield re.sub(r"<[^>]+>", " ", value)
    elif isinstance(value, (list, tuple, np.ndarray)):
        for item in value:
            yield from strings(item)


def wrong_labels(figure, rows):
    everything, texts = [n for row in rows for n in told(row)], texts_of(rows)
    checked, wrong = 0, []
    traces = [trace for trace in figure["data"] if not trace.get("hovertemplate", "").startswith(GROUPED)]
    said = [s for trace in traces for key in ("text", "hovertext") for s in strings(trace.get(key))]
    said += [s for a in figure["layout"].get("annotations", ()) for s in strings(a.get("text", ""))]
    for text in said:
        for value, decimals in numbers_in(text, texts):
            checked += 1
            if not says(everything, value, decimals):
                wrong.append((text[:80], value))
    return checked, wrong


@lru_cache(maxsize=256)
def asked(client, name, query):
    """The rows of a table, which its file and the API say alike. Asked once: many views of a page rest on one table."""
    answer = client.get(f"/api/v1/data/{name}?limite=10000&{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return json.loads(answer.get_data())["rows"]


def shown_cards(page, release, query):
    filters = Filters.from_query(query, lambda _: page.default_period(release))[0].only(page.fields)
    layout = page.layout(filters, options(release), True)
    parts = whole_parts(page, release, filters, LOOK)
    for card in page.cards:
        drawn = draw(layout, card, parts)
        if drawn is not None:
            yield card.card, drawn, parts


def file_query(page, table, query):
    """What of an address the file of a card is asked with: not the views."""
    kept = {KEYS[name] for name in TABLES[table].fields}
    return "&".join(part for part in query.split("&") if part.split("=")[0] in kept)


@pytest.mark.parametrize(("page", "section", "area"), CASES, ids=lambda v: getattr(v, "path", v))
def test_what_is_shown_is_what_the_file_says(client, current, page, section, area):
    query = "&".join(part for part in (area, section) if part)
    seen, wrong = {}, []
    for views in (TWINS, ""):
        for card, drawn, parts in shown_cards(page, current, "&".join(p for p in (query, views) if p)):
            assert drawn.table in TABLES, f"{card} has no file"
            rows = asked(client, drawn.table, file_query(page, drawn.table, query))
            if also := ALSO.get((card, section)):
                rows = [*rows, *asked(client, also, file_query(page, also, query))]
            checked, bad = wrong_lines(read(drawn.body), rows)
            for graph in drawn.graphs:
                if figure := parts.get((graph, "figure")):
                    labels, wrong_ones = wrong_labels(figure, rows)
                    checked, bad = checked + labels, bad + wrong_ones
            seen[card] = seen.get(card, 0) + checked
            wrong += [(card, *one) for one in bad]
    assert not wrong, wrong[:20]
    assert sum(seen.values()) > 10, seen


def cards_of(page, release, query):
    return {card: (drawn, parts) for card, drawn, parts in shown_cards(page, release, query)}


def test_every_card_is_walked_and_every_table_is_that_of_a_card(current):
    """But those that a page links beside a card, and the crossing."""
    walked, tables = set(), set()
    for page, section, area in CASES:
        for card, (drawn, _) in cards_of(page, current, f"{area}&{section}").items():
            walked.add((page.path, card))
            tables.add(drawn.table)
    assert walked == {(page.path, card.card) for page in FILTERED for card in page.cards}
    assert set(TABLES) - tables == {"entrees-croisees", "territoires-communes", "territoires-isolees"}


@pytest.mark.parametrize(
    ("page", "section"), [(p, s) for p in FILTERED for s in SECTIONS[p.path]], ids=lambda v: getattr(v, "path", v)
)
def test_a_number_that_is_not_the_one_of_the_file_is_seen(client, current, page, section):
    """The check above can fail: rows a little off explain few of the numbers."""
    query = "&".join(part for part in ("t=R76", section) if part)
    for card, (drawn, _) in cards_of(page, current, f"{query}&{TWINS}").items():
        rows = asked(client, drawn.table, file_query(page, drawn.table, query))
        off = [{k: moved(v, place) for place, (k, v) in enumerate(row.items())} for row in rows]
        checked, wrong = wrong_lines(read(drawn.body), off)
        assert card in COUNTED or checked < 10 or len(wrong) > 0.3 * checked, (card, checked, len(wrong))


def moved(value, place):
    """Another number, so that neither it nor its distance to that of another column is what it was."""
    return value * 1.37 + 3.3 + 0.61 * place if isinstance(value, float) else value


def test_the_grid_of_the_signals_counts_the_rows_of_its_file(client, current):
    (page,) = (page for page in FILTERED if page.path == "/recours")
    query, judged = "volet=signaux", 0
    drawn, _ = cards_of(page, current, query)["recours-signals"]
    rows = asked(client, drawn.table, file_query(page, drawn.table, query))
    for head, cells in lines_of(read(drawn.body)):
        (code,) = (s.code for s in SIGNALS if s.title == head)
        for family, cell in zip(FAMILY.codes, cells, strict=True):
            mine = [r for r in rows if (r["group"], r["family"]) == (code, family) and r["area"] != "FR"]
            outside, of = sum(r["flag"] for r in mine), sum(r["cell_status"] == "ok" for r in mine)
            assert cell == (f"{outside} sur {of}" if of else "non jugé"), (head, family)
            judged += of
    assert judged > 50


@pytest.mark.parametrize(("page", "section", "area"), CASES, ids=lambda v: getattr(v, "path", v))
def test_what_a_chart_draws_is_what_the_file_says(client, current, page, section, area):
    query = "&".join(part for part in (area, section) if part)
    for card, (drawn, parts) in cards_of(page, current, query).items():
        rows = asked(client, drawn.table, file_query(page, drawn.table, query))
        for graph in drawn.graphs:
            figure = parts.get((graph, "figure"))
            if figure and graph in DRAWN:
                assert_drawn(figure, *DRAWN[graph], rows, (card, query))
            if figure and graph in MAPS:
                assert_coloured(figure, rows, (card, query))


@pytest.mark.parametrize("area", [query for query in AREA_QUERIES if "t=" in query])
def test_the_marks_of_a_close_map_are_the_sites_of_its_list(client, current, area):
    (page,) = (page for page in FILTERED if page.path == "/territoires")
    drawn, parts = cards_of(page, current, f"{area}&terr=croise")["territoires-carte"]
    (graph,) = drawn.graphs
    traces = parts[graph, "figure"]["data"]
    groups = [int(text) for t in traces if t.get("hovertemplate", "").startswith(GROUPED) for text in t["text"]]
    alone = [lon for t in traces if isinstance(t.get("marker", {}).get("symbol"), str) for lon in t["lon"]]
    listed = asked(client, "territoires-lieux", file_query(page, "territoires-lieux", area))
    assert min(groups) > 1 and sum(groups) + len(alone) == len(listed) > 5


@pytest.mark.parametrize("area", AREA_QUERIES)
def test_the_curve_of_inequality_is_that_of_the_file(client, current, area):
    (page,) = (page for page in FILTERED if page.path == "/territoires")
    query = f"{area}&terr=score"
    drawn, parts = cards_of(page, current, query)["territoires-score"]
    (graph,) = drawn.graphs
    figure = parts[graph, "figure"]
    rows = {AREAS[row["area"]].name: row for row in asked(client, drawn.table, file_query(page, drawn.table, query))}
    equal, *curves = figure["data"]
    assert (equal["x"], equal["y"]) == ([0, 100], [0, 100]) and len(curves) == (2 if "t=" in area else 1)
    named = [trace["hovertemplate"].partition("<br>")[0] for trace in curves]
    assert sorted(named) == sorted(note["text"] for note in figure["layout"]["annotations"])
    for name, trace in zip(named, curves, strict=True):
        tenths = range(10, 100, 10)
        assert trace["x"] == [0, *tenths, 100] and (trace["y"][0], trace["y"][-1]) == (0, 100)
        held = [rows[name][f"held_{tenth}"] for tenth in tenths]
        assert trace["y"][1:-1] == pytest.approx(held, abs=0.005), name


# Gaps within chance and noise.
WITHOUT_PARTS = ("t=R93", "t=R76&avec=R93")


@pytest.mark.parametrize("section", ["", "axe=sexe", "axe=qualif"])
@pytest.mark.parametrize("area", ["t=R76", "t=R11", "t=R93", "t=R24", "t=R76&avec=R93", "niv=dep&t=D59"])
def test_the_steps_from_a_rate_to_the_other_are_those_of_the_file(client, current, area, section):
    """Where the file has parts of a gap; where it has none, nothing is drawn."""
    (page,) = (page for page in FILTERED if page.path == "/comparer")
    query = "&".join(part for part in (area, section) if part)
    drawn, parts = cards_of(page, current, query)["comparer-explained"]
    rows = asked(client, drawn.table, file_query(page, drawn.table, query))
    asked_axis = Filters.from_query(query, lambda _: page.default_period(current))[0].axis
    # A department has one axis, whichever is asked.
    axis = asked_axis if asked_axis in {row["axis"] for row in rows} else rows[0]["axis"]
    groups = [row for row in rows if row["axis"] == axis and row["group"]]
    figure = parts.get((drawn.graphs[0], "figure")) if drawn.graphs else None
    if area in WITHOUT_PARTS:
        assert not groups and not (figure and figure["data"])
        return
    (whole,) = (row for row in rows if row["axis"] == axis and not row["group"])
    bars, *others = figure["data"]
    effects = [row[part] for part in ("composition", "behaviour") for row in groups]
    assert bars["x"] == pytest.approx(effects, abs=5e-5)
    levels = whole["rate_against"] + np.cumsum([0.0, *effects])
    assert bars["base"] == pytest.approx(levels[:-1], abs=5e-5) and levels[-1] == pytest.approx(whole["rate"])
    (ends,) = (trace for trace in others if trace["mode"] == "markers+text")
    assert ends["x"] == pytest.approx([whole["rate_against"], whole["rate"]], abs=5e-5)
    assert whole["gap"] == pytest.approx(whole["composition"] + whole["behaviour"])


def assert_drawn(figure, wanted, axes, rows, where):
    for axis, columns in axes.items():
        known = np.array([row[c] for row in rows for c in columns if row.get(c) is not None], dtype=float)
        traces = [t for t in figure["data"] if all(t.get(k) == v for k, v in wanted.items())]
        values = [v for t in traces for v in t.get(axis, ()) if isinstance(v, (int, float)) and v == v]
        assert values, (*where, axis)
        for value in values:
            decimals = len(f"{value}".partition(".")[2].removesuffix("0"))
            assert np.abs(known - value).min() <= 0.5 * 10.0**-decimals + 1e-9, (*where, axis, value)


def assert_coloured(figure, rows, where):
    """A higher value has a class as high or higher, whose bounds are those of its row, an area without a value none."""
    bounds = {row["area_code"]: (row["class_low"], row["class_high"]) for row in rows}
    values = {row["area_code"]: row["value"] for row in rows if row["value"] is not None}
    traces = [t for t in figure["data"] if t["type"] == "choropleth" and "customdata" in t]
    classes = {}
    for trace in traces:
        # One has the areas with a value, the others those that say why they have none.
        assert set(trace["locations"]) <= set(values) or values.keys().isdisjoint(trace["locations"]), where
        classes |= {code: z for code, z in zip(trace["locations"], trace["z"], strict=True) if code in values}
    assert classes or len(values) < 3, where
    drawn = [z for _, z in sorted((values[code], z) for code, z in classes.items())]
    assert drawn == sorted(drawn), where
    pairs = {(z, bounds[code]) for code, z in classes.items()}
    assert len(pairs) == len(set(classes.values())) == len({of for _, of in pairs}), where
    for code in classes:
        low, high = bounds[code]
        assert (low is None or low <= values[code]) and (high is None or values[code] < high), (*where, code)
