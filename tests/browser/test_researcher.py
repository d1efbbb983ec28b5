"""A researcher's path: from a chart to a cited file, and from the file back to the same chart."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_files import download


def comparison(page):
    return page.locator("#compare tbody tr").all_inner_texts()


@pytest.mark.parametrize("label", ["CSV, tableur français", "ZIP documenté"])
def test_from_a_chart_to_a_file_and_back(window, page, label, tmp_path):
    window.travel("t=R76&lec=de")
    drawn, sentence = comparison(page), page.locator("#acces-sentence").inner_text()
    name, content = download(page, "compare", label)
    kept = Path(tmp_path / name)
    kept.write_bytes(content)
    page.locator("#nav-donnees").click()
    page.locator("#verification input").set_input_files(kept)
    result = page.locator("#retour-resultat")
    expect(result).to_contain_text("conforme à son empreinte")
    expect(result).to_contain_text("Rien n’a changé")
    result.get_by_role("link", name="Rouvrir la vue").click()
    expect(page.locator("#compare tbody tr").first).to_be_visible()
    window.settle()
    assert comparison(page) == drawn
    assert page.locator("#acces-sentence").inner_text() == sentence


def test_a_table_is_chosen_previewed_and_taken_by_the_keyboard(window, page):
    window.open(path="/donnees")
    form = page.locator("#telechargement")
    form.locator("[name=table]").select_option("entrees-croisees")
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


def test_the_documentation_of_the_api_has_no_violation(window, page):
    window.open(path="/donnees/api")
    expect(page.get_by_role("heading", level=1)).to_contain_text("API")
    assert page.title().startswith("API de l’Observatoire CEP")
    for size in ({"width": 1366, "height": 768}, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        assert violations(page) == []
