"""A researcher's path: from a chart to a cited file, and from the file back to the same chart."""

import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_files import download

# Page, its card, the table that the card shows, the address of the view, the format taken.
CHARTS = [
    ("/", "compare", "#compare tbody tr", "t=R76&lec=de", "CSV, tableur français"),
    ("/profils", "profils-recours", "#profils-recours tbody tr", "t=R76&paire=c3-c6", "Classeur XLSX"),
    ("/recours", "recours-exits", "#recours-exits tbody tr", "volet=sorties&t=R76", "Parquet"),
    ("/territoires", "territoires-carte", "#territoires-carte tbody tr", "t=R76&lieux=tableau", "CSV, recherche"),
    ("/comparer", "comparer-standard", "#comparer-standard tbody tr", "t=R76&std=tableau", "ZIP documenté"),
]


def give_back(page, kept):
    """Drop a file on the page Données, and wait for what is said of it."""
    page.locator("#nav-donnees").click()
    page.locator("#verification input").set_input_files(kept)
    result = page.locator("#retour-resultat")
    expect(result.locator("dl, .refused")).to_be_visible()
    return result


@pytest.mark.parametrize(("path", "card", "rows", "query", "label"), CHARTS)
def test_from_a_chart_to_a_cited_file_and_back(window, page, path, card, rows, query, label, tmp_path):
    window.open(query, path)
    drawn, title = page.locator(rows).all_inner_texts(), page.locator(f"#{card}-title").inner_text()
    assert drawn and title
    name, content = download(page, card, label)
    kept = Path(tmp_path / name)
    kept.write_bytes(content)
    result = give_back(page, kept)
    for words in ("conforme à son empreinte", "identiques", "inchangée", "Rien n’a changé"):
        expect(result).to_contain_text(words)
    result.get_by_role("link", name="Rouvrir la vue").click()
    expect(page.locator(f"#{card}-title")).to_have_text(title)
    window.settle()
    assert parse_qs(window.query).get("v"), "the view reopened is that of the release cited"
    asked = {key: value for key, value in parse_qs(query).items() if key not in ("std", "lieux")}
    assert asked.items() <= parse_qs(window.query).items()
    if "tableau" in query:
        # How the card shows its answer is no part of it.
        page.locator(f"#{card} .views input[value=tableau]").check()
        window.settle()
    assert page.locator(rows).all_inner_texts() == drawn


def test_crossed_groups_come_back_to_the_choice_that_made_them(window, page, tmp_path):
    window.open("table=entrees-croisees&dim=sexe-age&pas=an&niv=dep&t=R76&lec=de", "/donnees")
    preview = page.locator("#apercu")
    expect(preview.locator("table")).to_be_visible()
    shown = preview.locator("table").inner_text()
    with page.expect_download() as waiting:
        preview.get_by_role("link", name="CSV, tableur").click()
    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    result = give_back(page, kept)
    expect(result).to_contain_text("conforme, ligne à ligne, à sa version")
    window.open(*reversed(result.get_by_role("link", name="Rouvrir la vue").get_attribute("href").split("?")))
    expect(preview.locator("table")).to_be_visible()
    assert preview.locator("table").inner_text() == shown
    form = page.locator("#telechargement")
    expect(form.locator("[name=lec]")).to_have_value("de")
    expect(form.get_by_role("checkbox", checked=True)).to_have_count(2)


def test_the_form_offers_what_changes_the_table_and_keeps_it_in_its_address(window, page):
    window.open(path="/donnees")
    form = page.locator("#telechargement")
    sex = form.locator("select[name=sexe]")
    expect(sex).to_be_visible()
    form.locator("select[name=table]").select_option("profils-recours")
    expect(sex).to_be_hidden()
    form.get_by_label("Deux groupes comparés").select_option("c3-c6")
    form.get_by_role("button", name="Aperçu et taille").click()
    expect(page.locator("#apercu table")).to_be_visible()
    assert parse_qs(window.query)["paire"] == ["c3-c6"] and "sexe" not in window.query
    page.reload()
    expect(page.locator("#apercu table")).to_be_visible()
    expect(form.locator("select[name=table]")).to_have_value("profils-recours")
    expect(form.get_by_label("Deux groupes comparés")).to_have_value("c3-c6")
    expect(page.locator("#problems p")).to_have_count(0)
    form.locator("select[name=table]").select_option("entrees-croisees")
    expect(sex).to_be_visible()
    form.get_by_role("checkbox", name="Sexe").check()
    expect(sex).to_be_hidden()


def test_a_long_file_says_how_far_it_is_and_may_be_stopped(window, page):
    window.open("table=entrees-croisees&dim=ope-lec-sexe&niv=dep", "/donnees")
    preview = page.locator("#apercu")
    with page.expect_download() as waiting:
        preview.get_by_role("link", name="CSV, recherche").click()
    expect(page.locator("#avancement")).to_contain_text("Fichier téléchargé")
    lines = Path(waiting.value.path()).read_bytes().count(b"\n")
    assert lines - 1 == int(preview.locator("strong").inner_text().replace("\u202f", "").split()[0]) > 20_000
    window.open("table=entrees-croisees&dim=ope-lec-sexe-age&niv=dep&du=2015-01&au=2018-07", "/donnees")
    preview.get_by_role("link", name="CSV, recherche").click()
    page.locator("#avancement").get_by_role("button", name="Annuler").click()
    expect(page.locator("#avancement")).to_have_text("Téléchargement annulé")
    assert violations(page) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lourd.csv", b"x" * 6_000_000, "dépasse 5"),
        ("ventes.csv", b"a;b\r\n1;2\r\n", "n’a pas les colonnes"),
        ("photo.zip", b"PK\x03\x04rien", "abîmée ou coupée"),
    ],
)
def test_a_file_of_another_is_refused_in_plain_words(window, page, name, content, said):
    window.open(path="/donnees")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("#verification input").set_input_files(file)
    expect(page.locator("#retour-resultat")).to_contain_text(said)
    window.settle()
    # The browser itself notes an answer that refuses.
    window.errors[:] = [e for e in window.errors if "/fichiers/retour" not in e and "status of 400" not in e]


def test_a_file_dropped_anywhere_on_the_page_is_verified(window, page):
    window.open(path="/donnees")
    page.evaluate("""async () => {
      const content = await (await fetch("/fichiers/acces-serie.csv?t=R76")).blob();
      const held = new DataTransfer();
      held.items.add(new File([content], "serie.csv"));
      const at = document.querySelector("#completude h2");
      for (const kind of ["dragover", "drop"]) {
        at.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: held }));
      }
    }""")
    expect(page.locator("#retour-resultat")).to_contain_text("conforme à son empreinte")
    expect(page.locator("#verification")).not_to_have_class("drop over")


def test_a_table_is_chosen_previewed_and_taken_by_the_keyboard(window, page):
    window.open(path="/donnees")
    form = page.locator("#telechargement")
    form.locator("select[name=table]").select_option("entrees-croisees")
    form.get_by_role("checkbox", name="Sexe").focus()
    page.keyboard.press("Space")
    form.get_by_role("button", name="Aperçu et taille").focus()
    page.keyboard.press("Enter")
    preview = page.locator("#apercu")
    expect(preview.locator("table")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as waiting:
        preview.get_by_role("link", name="CSV, recherche").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("period,area,")
    assert len(lines) - 1 == int(preview.locator("strong").inner_text().replace("\u202f", "").split()[0])


def test_several_tables_leave_in_one_file_and_come_back_one_by_one(window, page, tmp_path):
    window.open("t=R76", "/donnees")
    form, preview = page.locator("#telechargement"), page.locator("#apercu")
    form.locator("select[name=table]").select_option("acces-serie")
    form.locator("summary").focus()
    page.keyboard.press("Enter")
    others = form.locator("details")
    expect(others.get_by_role("checkbox", name="Série mensuelle")).to_be_hidden()
    expect(form.locator("select[name=sexe]")).to_be_visible()
    expect(form.get_by_label("Deux groupes comparés")).to_be_hidden()
    for name in ("Territoires comparés", "Entrées par groupes croisés"):
        others.get_by_role("checkbox", name=name).check()
    form.locator("[name=dim][value=sexe]").check()
    # Crossed in one table, the sex still filters the others.
    expect(form.locator("select[name=sexe]")).to_be_visible()
    form.get_by_role("button", name="Aperçu et taille").click()
    expect(preview).to_contain_text("de 3 tableaux")
    assert violations(page) == []
    assert parse_qs(window.query)["table"] == ["acces-serie", "acces-territoires", "entrees-croisees"]
    page.reload()
    expect(preview).to_contain_text("de 3 tableaux")
    expect(others.get_by_role("checkbox", checked=True)).to_have_count(2)
    with page.expect_download() as waiting:
        preview.get_by_role("link", name="ZIP, tableur français").click()
    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    announced = int(preview.locator("strong").inner_text().replace("\u202f", "").split()[0])
    with zipfile.ZipFile(kept) as archive:
        lines = [archive.read(name).count(b"\n") - 1 for name in archive.namelist()[:3]]
    assert sum(lines) == announced
    page.locator("#verification input").set_input_files(kept)
    result = page.locator("#retour-resultat")
    expect(result.locator("strong")).to_have_text("3 des 3 tableaux conformes")
    result.get_by_text("acces-serie.csv").click()
    expect(result.get_by_role("link", name="Rouvrir la vue").first).to_have_attribute("href", re.compile("t=R76&v="))
    assert violations(page) == []


def test_a_long_file_of_several_tables_may_be_stopped(window, page):
    query = "table=acces-serie&table=entrees-croisees&dim=ope-lec-sexe-age&niv=dep&du=2015-01&au=2018-07"
    window.open(query, "/donnees")
    page.locator("#apercu").get_by_role("link", name="ZIP, recherche").click()
    page.locator("#avancement").get_by_role("button", name="Annuler").click()
    expect(page.locator("#avancement")).to_have_text("Téléchargement annulé")


def test_the_documentation_of_the_api_has_no_violation(window, page):
    window.open(path="/donnees/api")
    expect(page.get_by_role("heading", level=1)).to_contain_text("API")
    assert page.title().startswith("API de l’Observatoire CEP")
    for size in ({"width": 1366, "height": 768}, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        assert violations(page) == []
