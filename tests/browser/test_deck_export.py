"""The buttons of the files of a deck: a file with its progress, a refusal said, a work that is stopped."""

import re
from pathlib import Path

from playwright.sync_api import expect


def test_a_deck_is_saved_refused_or_stopped(window, page):
    window.open("d=1~Essai~map!t.R76~compare!t.R76~series!t.R76", "/seance")
    expect(page.locator("#seance-list li")).to_have_count(3)
    box = page.locator(".deck-export")
    said = box.get_by_role("status")
    for name, head in (("PDF", b"%PDF-"), ("PPTX", b"PK\x03\x04")):
        with page.expect_download(timeout=15_000) as found:
            box.get_by_role("button", name=name).click()
        assert found.value.suggested_filename == f"cep-seance-3.{name.lower()}"
        assert Path(found.value.path()).read_bytes().startswith(head)
        expect(said).to_have_text(f"{name} téléchargé")
        expect(box.get_by_role("button", name="Annuler")).to_be_hidden()
    page.route("**/seance.pptx", lambda route: None)
    box.get_by_role("button", name="PPTX").click()
    expect(said).to_have_text(re.compile("préparation"))
    expect(box.get_by_role("button", name="PDF")).to_be_disabled()
    box.get_by_role("button", name="Annuler").click()
    expect(said).to_have_text("Export annulé")
    page.unroute("**/seance.pptx")
    window.errors.clear()  # the request that was stopped
    page.get_by_role("button", name="Vider").click()
    box.get_by_role("button", name="PDF").click()
    expect(said).to_contain_text("n’a pas de diapositives")
    window.errors.clear()  # the refusal
    page.evaluate("localStorage.clear()")
