"""The files of a deck: what they hold is what the pages give, and other programs open them."""

import io
import json
import math
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pypdfium2 import PdfDocument

from app import create_app
from callbacks import deck_boards, deck_files
from callbacks.deck_boards import board
from callbacks.pages import FILTERED
from data.engine import DatabaseUnavailable
from deck.link import link_of
from deck.slides import MOST_SLIDES, Deck, Slide
from figures.cells import read
from figures.comparison import comparison_rows
from figures.deck.board import Table
from figures.deck.stage import FLOOR
from figures.numbers import number, percent
from filters import Filters
from geo.areas import AREAS, departments
from geo.hypothesis import Hypothesis, SiteKey
from indicators.catalogue import ACCESS_RATE, STANDARDISED_RATE, STANDARDISED_RATIO
from layouts.recours import CARDS
from layouts.shell import DEMONSTRATION
from tests.callbacks.visitor import client_of

PAGES = {page.path: page for page in FILTERED}
SAID = "Ce que l’on dit à la commission."
TEN = [
    ("/?t=R76", "map"),
    ("/?t=R76", "compare"),
    ("/?t=R76", "series"),
    ("/profils?t=R76", "profils-groupes"),
    ("/profils?t=R76", "profils-chaleur"),
    ("/recours?t=R76", "recours-flows"),
    ("/recours?volet=motifs&t=R76", "recours-reasons"),
    ("/recours?volet=chomage&t=R76", "recours-unemployment"),
    ("/comparer?t=R76", "comparer-explained"),
    ("/comparer?t=R76", "comparer-funnel"),
]
TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def asked(link, card, sentence=""):
    parts = urlsplit(link)
    return Slide(parts.path, parts.query, card, "", sentence)


def deck_of(cards, title="Essai"):
    return link_of(Deck(title, tuple(asked(link, card, SAID) for link, card in cards)))


def rows_of(current, link, table):
    parts = urlsplit(link)
    page = PAGES[parts.path]
    filters = Filters.from_query(parts.query, lambda release: page.default_period(current))[0]
    return page.tables[table](current, filters.only(page.fields)), filters


def numbers(values):
    return [None if math.isnan(value) else value for value in values]


@pytest.fixture(scope="module")
def files(client):
    made = {}
    for kind in ("pptx", "pdf"):
        answer = client.post(f"/seance.{kind}", data={"d": deck_of(TEN)})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="cep-seance-10.{kind}"'
        made[kind] = answer.get_data()
    return made


@pytest.fixture(scope="module")
def book(files):
    return Presentation(io.BytesIO(files["pptx"]))


@pytest.fixture(scope="module")
def office(files, tmp_path_factory):
    """What LibreOffice makes of the presentation: a PDF, and a presentation of its own. Without it, a failure."""
    program = shutil.which("soffice")
    if not program:
        pytest.fail("LibreOffice est introuvable : installez le paquet libreoffice-impress.")
    folder = tmp_path_factory.mktemp("office")
    (folder / "deck.pptx").write_bytes(files["pptx"])
    made = {}
    for kind, filtering in (("pdf", "pdf"), ("pptx", "pptx:Impress MS PowerPoint 2007 XML")):
        command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", filtering]
        command += ["--outdir", str(folder / kind), str(folder / "deck.pptx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        made[kind] = (folder / kind / f"deck.{kind}").read_bytes()
    return made


def month_of(serial):
    """Month of a date as a spreadsheet counts it."""
    return f"{date(1899, 12, 30) + timedelta(days=float(serial)):%Y-%m}"


def charts(page):
    return [shape.chart for shape in page.shapes if shape.has_chart]


def areas_of(rows):
    return [row.area for row in comparison_rows(read(rows), ACCESS_RATE)]


def test_the_bars_are_the_values_of_the_file_with_their_bounds(book, current):
    rows, _ = rows_of(current, TEN[1][0], "territoires")
    own = rows.set_index("area").loc[areas_of(rows)]
    for page in (book.slides[0], book.slides[1]):
        (chart,) = charts(page)
        (series,) = chart.plots[0].series
        assert list(series.values) == numbers(own["value"])
        sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        columns = {c[0].value: [cell.value for cell in c[1:]] for c in sheet.iter_cols()}
        assert columns["Taux d’accès, ‰"] == numbers(own["value"])
        assert columns["Taux d’accès, ‰, borne basse"] == numbers(own["lower"])
        assert columns["Taux d’accès, ‰, borne haute"] == numbers(own["upper"])
        bars = series._element.find(qn("c:errBars"))
        drawn = [float(v.text) for v in bars.find(qn("c:plus")).iter(qn("c:v"))]
        assert drawn == [high - value for high, value in zip(own["upper"], own["value"], strict=True) if high == high]


def test_the_curves_are_the_months_of_the_file_cut_at_its_breaks(book, current):
    rows, _ = rows_of(current, TEN[2][0], "serie")
    (chart,) = charts(book.slides[2])
    held = {}
    for series in chart.plots[0].series:
        name = series.name.split(" (")[0].split(",")[0]
        for month, value in zip(chart.plots[0].categories, series.values, strict=True):
            if value is not None:
                held.setdefault(name, {})[month_of(month)] = value
    for area, name in (("FR", "France"), ("R76", "Occitanie")):
        own = rows[(rows["area"] == area) & rows["value"].notna()]
        assert held[name] == dict(zip(own["period"], own["value"], strict=True))
        parts = own[~own["doubtful"].astype(bool)]["segment"].nunique()
        assert sum(s.name.startswith(name) and "douteux" not in s.name for s in chart.plots[0].series) == parts
    months = [m for m, r in zip(rows["period"], rows["rupture"], strict=True) if r]
    assert months
    shown = " ".join(s.text_frame.text for s in book.slides[2].shapes if s.has_text_frame)
    assert "2\u00a0: janvier 2017, Les missions locales" in shown and "Hors échelle, mois douteux" in shown
    assert [s.name for s in book.slides[2].shapes].count("Rupture 2") == 2


def test_the_profile_the_effects_and_the_clouds_are_those_of_their_files(book, current):
    rows, _ = rows_of(current, TEN[3][0], "groupes")
    (chart,) = charts(book.slides[3])
    own = rows[rows["population_share"].notna()].set_index("group_label")
    entries, actives = chart.plots[0].series
    names = list(chart.plots[0].categories)
    assert list(entries.values) == list(own.loc[names]["share"])
    assert list(actives.values) == list(own.loc[names]["population_share"])
    rows, filters = rows_of(current, TEN[8][0], "ecart")
    (chart,) = charts(book.slides[8])
    own = rows[rows["axis"] == filters.axis]
    assert [list(s.values) for s in chart.plots[0].series] == [list(own["composition"]), list(own["behaviour"])]
    rows, _ = rows_of(current, TEN[7][0], "chomage")
    known = rows[(rows["area"] != "FR") & rows["value"].notna() & rows["unemployment"].notna()]
    for chart, group in zip(charts(book.slides[7]), ("avec", "sans"), strict=True):
        own = known[known["group"] == group]
        first = chart.plots[0].series[0]
        assert list(first.values) == list(own["value"])
        assert [float(v.text) for v in first._element.find(qn("c:xVal")).iter(qn("c:v"))] == list(own["unemployment"])
    rows, _ = rows_of(current, TEN[9][0], "entonnoir")
    (chart,) = charts(book.slides[9])
    own = rows[(rows["area"] != "FR") & rows["value"].notna()].sort_values("denominator")
    assert list(chart.plots[0].series[0].values) == list(own["value"])


def test_the_tables_are_native_and_hold_the_figures_of_the_file(book, current):
    grids = [[shape.table for shape in book.slides[place].shapes if shape.has_table] for place in (4, 6)]
    assert [len(grid) for grid in grids] == [1, 1]
    lines = [[cell.text_frame.text for cell in row.cells] for row in grids[0][0].rows]
    rows, _ = rows_of(current, TEN[4][0], "chaleur")
    for area, name in (("FR", "France"), ("R76", "Occitanie")):
        own = rows[(rows["area"] == area) & rows["group_label"].isin(["Femmes", "Hommes"])]
        (line,) = [line for line in lines if line[0] == name]
        assert line[1:3] == [number(value, 2) for value in own["value"]]
    heads = [cell.text_frame.text for cell in grids[1][0].rows[0].cells]
    rows, _ = rows_of(current, TEN[6][0], "motifs")
    own = rows[(rows["of"] == "") & (rows["cell_status"] == "ok")]["value"].tolist()
    column = [row.cells[heads.index("Ensemble")].text_frame.text for row in grids[1][0].rows]
    assert {percent(value, 1) for value in own} <= set(column)


def test_the_notes_cite_and_open_again(book, client, current):
    for (link, _), page in zip(TEN, book.slides, strict=True):
        notes = page.notes_slide.notes_text_frame.text
        assert notes.startswith(SAID)
        assert "Sources\u00a0: déclarations des opérateurs du CEP" in notes
        assert f"Version des données\u00a0: {current.id}" in notes and DEMONSTRATION in notes
        address = notes.split("Permalien\u00a0: ")[1].split("\n")[0]
        assert f"v={current.id}" in address and urlsplit(address).path == urlsplit(link).path
        again = Filters.from_query(urlsplit(address).query)
        assert not again[1] and again[0].area == "R76"


def test_every_slide_says_what_it_is_to_whoever_reads_or_listens(book):
    assert book.core_properties.language == "fr-FR" and book.core_properties.title == "Essai"
    for place, page in enumerate(book.slides, 1):
        assert page.shapes.title.text_frame.text
        texts = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
        assert DEMONSTRATION in texts and SAID in texts
        (field,) = page.element.iter(qn("a:fld"))
        assert field.get("type") == "slidenum" and field.find(qn("a:t")).text == str(place)
        runs = [*page.element.iter(qn("a:r")), *page.notes_slide.element.iter(qn("a:r"))]
        assert {run.find(qn("a:rPr")).get("lang") for run in runs} == {"fr-FR"}
        sizes = [int(p.get("sz")) for p in page.element.iter(qn("a:rPr")) if p.get("sz")]
        assert sizes and min(sizes) >= FLOOR * 50
        drawn = [s for s in page.shapes if s.has_chart or s.has_table or s.shape_type == 6]
        assert drawn and all(shape._element._nvXxPr.cNvPr.get("descr") for shape in drawn)
        assert not list(page.element.iter(qn("p:style")))
        assert all(s.left >= 0 and s.left + s.width <= book.slide_width for s in page.shapes)
        assert all(s.top >= 0 and s.top + s.height <= book.slide_height for s in page.shapes)


def test_the_map_is_made_of_shapes_that_can_be_edited(book):
    (group,) = [shape for shape in book.slides[0].shapes if shape.shape_type == 6]
    outlines = [s for s in group.shapes if s._element.find(f".//{qn('a:custGeom')}") is not None]
    assert len(outlines) == 18
    assert any(shape.name.startswith("Occitanie, ") for shape in outlines)


def test_libreoffice_opens_it_and_draws_every_slide(office, book):
    pages = PdfDocument(office["pdf"])
    assert len(pages) == len(book.slides)
    for page, slide_ in zip(pages, book.slides, strict=True):
        image = page.render(scale=0.4).to_pil().convert("L")
        body = image.crop((0, image.height // 4, image.width, image.height * 9 // 10))
        dark = sum(body.histogram()[:200]) / (body.width * body.height)
        assert dark > 0.01, slide_.shapes.title.text_frame.text
        words = page.get_textpage().get_text_bounded()
        assert DEMONSTRATION in words


def test_libreoffice_keeps_the_charts_as_charts_with_their_values(office, book):
    again = Presentation(io.BytesIO(office["pptx"]))
    for before, after in zip(book.slides, again.slides, strict=True):
        assert len(charts(after)) == len(charts(before))
        for old, new in zip(charts(before), charts(after), strict=True):
            kept = [list(s.values) for s in new.plots[0].series]
            given = [list(s.values) for s in old.plots[0].series]
            for values, expected in zip(kept, given, strict=True):
                known = [value for value in expected if value is not None]
                assert [value for value in values if value is not None] == pytest.approx(known, rel=1e-9)


def test_the_pdf_has_the_same_slides(files, book, current):
    pages = PdfDocument(files["pdf"])
    assert len(pages) == len(book.slides)
    assert pages.get_metadata_dict()["Title"] == "Essai"
    assert b"/Lang (fr-FR)" in files["pdf"]
    for place, (page, slide_) in enumerate(zip(pages, book.slides, strict=True), 1):
        words = " ".join(page.get_textpage().get_text_bounded().split())
        title = " ".join(slide_.shapes.title.text_frame.text.split())
        assert title in words and SAID in words
        assert DEMONSTRATION in words and f"{place} / 10" in words and current.id in words
        image = page.render(scale=0.2).to_pil().convert("L")
        assert sum(image.histogram()[:200]) / (image.width * image.height) > 0.01
    assert files["pdf"].count(b"/URI (") == len(book.slides)


CATALOGUE = [
    (page.path, card.card, next((s for s, of in CARDS.items() if card in of), ""))
    for page in FILTERED
    for card in page.cards
]


def drawn(current, link, card):
    parts = urlsplit(link)
    return board(PAGES[parts.path], asked(link, card), current, "")


def test_every_card_of_every_page_has_a_slide(current):
    """No card is forgotten, with and without a territory; a card without a chart of its own is its table."""
    tables = set()
    for path, card, section in CATALOGUE:
        for area in ("t=R76", "t=D31&niv=dep"):
            query = "&".join(part for part in (area, f"volet={section}" if section else "") if part)
            made = drawn(current, f"{path}?{query}", card)
            assert made.title and made.alternative, (card, query)
            if card == "comparer-explained" and "D31" in query:
                # A gap within chance has no parts, and says so.
                rows, filters = rows_of(current, f"{path}?{query}", "ecart")
                assert rows[rows["axis"] == filters.axis]["composition"].isna().all()
                assert "hasard" in made.panels[0].text
                continue
            assert made.panels, (card, query)
            assert made.permalink.startswith(f"{path}?"), made.permalink
            if isinstance(made.panels[0], Table):
                tables.add(card)
                assert made.panels[0].rows, (card, query)
    assert "comparer-portrait" in tables and "map" not in tables


def test_the_cards_of_territoires_are_the_rows_of_their_files(current):
    """A hundred sites by area, coverage by operator, the curve of the score: as the CSV has them, in any view."""
    rows, _ = rows_of(current, "/territoires?t=R76", "couverture")
    site_map, areas = drawn(current, "/territoires?t=R76", "territoires-carte").panels
    own = rows.set_index("area").loc[[area for area in rows["area"] if area.startswith("D")]]
    assert [patch.text for patch in site_map.patches] == [number(count) for count in own["sites"]]
    assert {row[0]: row[1] for row in areas.rows} == {AREAS[area].name: number(n) for area, n in own["sites"].items()}
    rows, _ = rows_of(current, "/territoires?t=R76", "desserte")
    (bars,) = drawn(current, "/territoires?t=R76", "territoires-couverture").panels
    kept = rows[rows["sites"] > 0]
    for series, km in zip(bars.series, (10, 20, 30), strict=True):
        assert list(series.values) == list(kept[f"within_{km}"])
    rows, _ = rows_of(current, "/territoires?t=R76", "score")
    points, table = drawn(current, "/territoires?t=R76&terr=score", "territoires-score").panels
    held = rows.set_index("area").loc["R76", [f"held_{share}" for share in range(10, 100, 10)]]
    assert points.clouds[0].ys[1:-1] == tuple(held) and [row[0] for row in table.rows] == [
        "10\u00a0km",
        "20\u00a0km",
        "30\u00a0km",
    ]
    means, towns = drawn(current, "/territoires?t=R76&terr=score", "territoires-carte").panels
    own = rows[rows["area"].str.startswith("D")]
    assert [patch.text for patch in means.patches] == [number(value, 1) for value in own["value"]]
    assert towns.heads[0] == "Commune"
    first = rows_of(current, "/territoires?t=D09&niv=dep", "lieux")[0].iloc[0]
    closing = Hypothesis(closed=(SiteKey(first["operator"], first["site"]),))
    asked_ = f"/territoires?t=R76&terr=hypothese&hyp={closing}"
    rows, _ = rows_of(current, asked_, "hypothese")
    made = drawn(current, asked_, "territoires-hypothese")
    bars, persons = made.panels
    shown = rows.set_index("area").loc[
        [area.id for name in bars.categories for area in departments() if area.name == name]
    ]
    assert list(bars.series[0].values) == list(shown["before"]) and list(bars.series[1].values) == list(shown["value"])
    assert [row[0] for row in persons.rows] == list(bars.categories)
    assert rows["hypothesis"].iloc[0] in made.measure and f"hyp={closing}" in made.permalink
    changes = drawn(current, asked_, "territoires-carte").panels[1]
    assert changes.rows == ((rows["hypothesis"].iloc[0],),)


def test_a_refused_rate_says_so_instead_of_a_number(current):
    made = drawn(current, "/?du=2015-01&au=2017-12", "map")
    (series,) = made.panels[1].series
    assert all(math.isnan(value) for value in series.values)
    assert made.panels[1].categories == ("France (n.d.)",)
    assert "rupture" in " ".join(made.panels[1].notes) and "rupture" in made.notice
    none = drawn(current, "/comparer?du=2012-01&au=2012-12", "comparer-explained")
    assert none.panels[0].text.startswith("Aucun territoire n’a de taux")


def test_the_gaps_of_several_territories_are_their_sums(current):
    rows, _ = rows_of(current, "/comparer", "ecart")
    (bars,) = drawn(current, "/comparer", "comparer-explained").panels
    sums = rows[(rows["group"] == "") & (rows["cell_status"] == "ok")]
    assert bars.categories == tuple(AREAS[area].name for area in sums["area"]) and len(bars.categories) > 4
    assert [series.values for series in bars.series] == [tuple(sums["composition"]), tuple(sums["behaviour"])]


def test_a_map_counts_what_has_no_place_and_says_the_grey_class(current):
    drawn_map, _ = drawn(current, "/?t=R76", "map").panels
    assert drawn_map.notes[0].startswith("Classe grise") and "entrées non localisées" in drawn_map.notes[1]


def test_a_subtitle_names_no_mark_that_the_file_does_not_have(current):
    for link, card in (
        ("/profils", "profils-groupes"),
        ("/comparer?std=classement", "comparer-standard"),
        ("/", "compare"),
    ):
        measure = drawn(current, link, card).measure
        assert measure and not any(word in measure for word in ("grise", "cercle", "flèche")), measure


def test_a_file_says_what_its_room_says(client, current):
    """One title, one source: whoever reads the file finds the slide that was shown."""
    shown = client.post("/seance/contenu", json={"area": "R76"}).get_json()["slides"]
    for slide in shown:
        made = drawn(current, f"{slide['path']}?{slide['query']}", slide["card"])
        assert made.title == slide["title"] and made.source.endswith(slide["source"])


def test_a_card_without_form_is_its_table(current, monkeypatch):
    """As those of a page that nobody has told the exports of."""
    monkeypatch.setattr(deck_boards, "_FORMS", {})
    made = board(PAGES["/"], asked("/?t=R76", "map"), current, "https://exemple.fr")
    (table,) = made.panels
    assert table.heads[0] == "territoire" and "valeur" in table.heads
    assert [row[0] for row in table.rows][:2] == ["France", "Guadeloupe"]
    assert made.permalink.startswith("https://exemple.fr/?")


@pytest.mark.parametrize(("view", "of"), [("std=classement", STANDARDISED_RATE), ("", STANDARDISED_RATIO)])
def test_the_ranking_of_the_standardised_rates_is_theirs(current, view, of):
    made = drawn(current, f"/comparer?t=R76&{view}", "comparer-standard")
    rows, _ = rows_of(current, "/comparer?t=R76", "standardisation")
    own = rows[rows["indicator"] == of.code]
    held = [value for value in made.panels[-1].series[0].values if not math.isnan(value)]
    assert sorted(held) == sorted(own["value"].dropna())


REFUSED = [
    ("", 400, "ne se lit pas"),
    ("[]", 400, "ne se lit pas"),
    ("1~Sans diapositive", 400, "pas de diapositives"),
    (deck_of([("/", "map")] * (MOST_SLIDES + 1)), 400, f"au plus {MOST_SLIDES}"),
    ("1~T~map~perdue", 400, "Diapositive 2"),
    ("1~T~map!t.R99", 400, "Diapositive 1"),
    ("1~T~map!t.R76~map!t.R*76", 400, "Diapositive 2\u00a0: «\u00a0t=R\u00a0» ne se lit pas"),
    ("1~T~map!t.R76*un*deux*trois", 400, "Diapositive 1\u00a0: son adresse ne se lit pas"),
]


@pytest.mark.parametrize(("deck", "status", "said"), REFUSED)
def test_a_deck_that_cannot_be_drawn_is_refused_in_french(client, deck, status, said):
    answer = client.post("/seance.pdf", data={"d": deck})
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


def told(answer):
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


def test_progress_is_told_slide_after_slide_then_the_file(client):
    lines = told(client.post("/seance.pdf", data={"d": deck_of(TEN[:2]), "suivi": "1"}))
    assert lines[:-1] == [{"done": n, "of": 2} for n in range(3)]
    assert lines[-1]["type"] == "application/pdf" and lines[-1]["name"] == "cep-seance-2.pdf"


def failing(error):
    def boards(*_):
        raise error
        yield

    return boards


def test_a_failure_on_the_way_is_told_without_its_trace(client, monkeypatch):
    for error, said in ((DatabaseUnavailable("La base ne répond pas."), "La base"), (ZeroDivisionError(), "réessayez")):
        monkeypatch.setattr(deck_files, "_boards", failing(error))
        lines = told(client.post("/seance.pptx", data={"d": deck_of(TEN[:2]), "suivi": "1"}))
        assert len(lines) == 2 and said in lines[-1]["error"]


def test_whoever_leaves_stops_the_work(duckdb_settings, monkeypatch):
    made = []
    monkeypatch.setattr(deck_files, "board", lambda *given, **more: made.append(1) or board(*given, **more))
    plain = create_app(duckdb_settings).server.test_client()
    answer = plain.post("/seance.pdf", data={"d": deck_of(TEN), "suivi": "1"}, buffered=False)
    stream = iter(answer.response)
    assert json.loads(next(stream)) == {"done": 0, "of": 10}
    assert json.loads(next(stream)) == {"done": 1, "of": 10}
    answer.close()
    assert len(made) == 1


def test_each_slide_counts_among_the_files_an_address_may_take(duckdb_settings):
    few = client_of(create_app(replace(duckdb_settings, files_per_hour=3)))
    long = few.post("/seance.pdf", data={"d": deck_of(TEN[:4])})
    assert long.status_code == 400 and "4 diapositives comptent pour 4 fichiers" in long.get_data(as_text=True)
    assert few.post("/seance.pdf", data={"d": deck_of(TEN[:1])}).status_code == 200
    answer = few.post("/seance.pdf", data={"d": deck_of(TEN[:2])})
    assert answer.status_code == 429 and "réessayez" in answer.get_data(as_text=True)
