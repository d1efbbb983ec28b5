"""Files of a card: the CSV is what its table shows, the picture says where it comes from."""

import csv
import io
import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import expect

from indicators.columns import COLUMNS

DIALECTS = [("CSV, tableur français", ";", ","), ("CSV, recherche", ",", ".")]


def menu(page, card):
    summary = page.locator(f"#{card} summary[aria-label^=Télécharger]")
    summary.click()
    return page.locator(f"#{card} .panel.menu:visible")


def download(page, card, label):
    options = menu(page, card)
    with page.expect_download() as waiting:
        options.get_by_text(label).filter(visible=True).click()
    kept = Path(waiting.value.path())
    return waiting.value.suggested_filename, kept.read_bytes()


def table_of(content, delimiter):
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    # The dialect of the spreadsheet has French heads.
    stable = {column.label: column.name for column in COLUMNS.values()} if delimiter == ";" else {}
    return [{stable.get(head, head): cell for head, cell in row.items()} for row in rows]


def shown(text):
    """The number that a cell shows; None for "n.d.", "s" or a dash."""
    plain = text.replace("\u202f", "").replace("\xa0", "").replace(",", ".").replace("−", "-").strip()
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None


def agrees(text, written, decimal):
    """Whether a shown number is the written one, rounded to the decimals shown."""
    number = shown(text)
    if number is None:
        return written == ""
    decimals = len(text.partition(",")[2].strip())
    return abs(float(written.replace(decimal, ".")) - number) <= 0.5 * 10**-decimals + 1e-9


@pytest.mark.parametrize(("label", "delimiter", "decimal"), DIALECTS)
@pytest.mark.parametrize("query", ["t=R76", "niv=dep&t=R93&lec=de", "age=a15&t=R11"])
def test_the_file_of_the_comparison_is_the_table(window, page, label, delimiter, decimal, query):
    window.travel(query)
    name, content = download(page, "compare", label)
    assert name.startswith("cep-acces-territoires-") and name.endswith(".csv")
    written = {row["area_name"]: row for row in table_of(content, delimiter)}
    rows = page.locator("#compare tbody tr")
    names = rows.locator("th").all_inner_texts()
    assert len(names) == len(set(names))
    assert set(names) <= written.keys()
    region = {"niv=dep&t=R93&lec=de": {"Provence-Alpes-Côte d’Azur"}}.get(query, set())
    assert written.keys() - set(names) == region, "the region above its departments is in the file too"
    for row in rows.all():
        territory = row.locator("th").inner_text()
        rank, value = row.locator("td").nth(0).inner_text(), row.locator("td.v").inner_text()
        facts = written[territory]
        assert agrees(value, facts["value"], decimal), (territory, value, facts["value"])
        ranks = [str(int(float(facts[k].replace(decimal, ".")))) for k in ("rank_low", "rank_high") if facts[k]]
        assert re.findall(r"\d+", rank) == list(dict.fromkeys(ranks)), (territory, rank)
        interval = row.locator("td.iv").all_inner_texts()
        if interval and " à " in interval[0]:
            low, high = interval[0].split(" à ")
            assert agrees(low, facts["lower"], decimal) and agrees(high, facts["upper"], decimal)
        elif interval:
            half, unit = float(interval[0].strip("± ").replace(",", ".")), 10.0 ** -len(interval[0].partition(",")[2])
            known = {bound: float(facts[bound].replace(decimal, ".")) for bound in ("value", "lower", "upper")}
            assert abs(known["value"] - half - known["lower"]) <= unit, (territory, interval)
            assert abs(known["value"] + half - known["upper"]) <= unit, (territory, interval)
    assert facts["permalink"].startswith(window.site)


@pytest.mark.parametrize(("label", "delimiter", "decimal"), DIALECTS)
def test_the_file_of_the_map_is_its_table_twin(window, page, label, delimiter, decimal):
    window.travel("t=R53&vue=tableau")
    _, content = download(page, "map", label)
    written = {row["area_name"]: row for row in table_of(content, delimiter)}
    rows = page.locator("#map-table tbody tr").all()
    assert len(rows) == len(written) == 19
    for row in rows:
        facts = written[row.locator("th").inner_text()]
        cells = row.locator("td").all_inner_texts()
        for text, name in zip(cells, ("numerator", "denominator", "value"), strict=False):
            assert agrees(text, facts[name], decimal), (text, name, facts[name])


@pytest.mark.parametrize(("label", "delimiter", "decimal"), DIALECTS)
def test_the_file_of_the_series_is_its_table_twin(window, page, label, delimiter, decimal):
    window.travel("t=R53&serie=tableau")
    name, content = download(page, "series", label)
    assert name.startswith("cep-acces-serie-")
    written = [row for row in table_of(content, delimiter) if row["area"] == "R53"]
    rows = page.locator("#series-table tbody tr").all()
    assert len(rows) == len(written) == 43
    for row, facts in zip(rows[::6], written[::6], strict=True):
        assert agrees(row.locator("td").first.inner_text(), facts["value"], decimal)
    ruptures = [facts["period"] for facts in written if facts["rupture"]]
    assert "2016-01" in ruptures and "2017-01" in ruptures


@pytest.mark.parametrize("card", ["map", "compare", "series"])
def test_a_picture_is_saved_whole(window, page, card):
    window.travel("t=R76")
    name, content = download(page, card, "Image PNG")
    assert re.fullmatch(rf"cep-acces-{card}-[0-9a-f]+\.png", name)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) > 20_000
    width, height = struct.unpack(">II", content[16:24])
    assert width >= 1600 and height >= 700
    expect(page.locator("#live")).to_contain_text("téléchargée")


def test_a_vector_picture_holds_its_source_and_no_address(window, page):
    window.travel("niv=dep&t=R76")
    name, content = download(page, "map", "Image SVG")
    text = content.decode("utf-8")
    release = name.split("-")[-1].removesuffix(".svg")
    assert text.lstrip().startswith("<svg") and "Sources" in text and release in text and "simul" in text
    addresses = set(re.findall(r"https?://[^\"' )<]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_a_picture_follows_the_theme(window, page):
    _, light = download(page, "map", "Image PNG")
    page.get_by_role("button", name="Thème sombre").click()
    window.settle()
    _, dark = download(page, "map", "Image PNG")
    assert light != dark


# Texts of a card under 18 px as they stand on the screen, whatever enlarges them.
SMALL = """(card) => {
  const scale = (e) => (e.closest(".graph") ? 1.6 : e.currentCSSZoom);
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const small = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    const shown = node.data.trim() && holder.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
    if (!shown || holder.closest(".sr, details:not([open]) .panel, [data-unformatted='']")) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize) * scale(holder);
    if (size < 18) small.push(`${node.data.trim()} ${size}`);
  }
  return small;
}"""


@pytest.mark.parametrize("card", ["map", "compare", "series"])
def test_a_card_fills_the_screen_and_leaves_it(window, page, card):
    button = page.locator(f"#{card} [data-fullscreen]")
    expect(button).to_have_attribute("aria-pressed", "false")
    before = page.locator(f"#{card}").bounding_box()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    full = page.locator(f"#{card}").bounding_box()
    assert full["width"] > before["width"] + 10 or full["height"] > before["height"] + 10
    window.settle()
    assert page.locator(f"#{card}").evaluate(SMALL) == []
    if card != "compare":
        picture = page.locator(f"#{card} .main-svg").first.bounding_box()
        assert picture["height"] > 0.6 * full["height"], "the chart leaves the screen blank"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    window.settle()


def test_a_card_fills_the_window_where_there_is_no_full_screen(window, page):
    page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(new TypeError()); }")
    button = page.locator("#map [data-fullscreen]")
    button.click()
    expect(page.locator("#map.filling")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#map.filling")).to_have_count(0)
    expect(button).to_have_attribute("aria-pressed", "false")
    window.open()


def test_the_definitions_of_a_card_name_their_source(window, page):
    window.travel("t=R76&lec=de")
    for card in ("map", "compare", "series"):
        page.locator(f"#{card} summary[aria-label^=Définitions]").click()
        panel = page.locator(f"#{card} .panel.prose")
        expect(panel).to_be_visible()
        for text in ("Définition", "Calcul", "Dénominateur", "recensement", "Secret statistique"):
            expect(panel).to_contain_text(text)
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
