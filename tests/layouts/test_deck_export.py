"""The buttons of a deck's files carry the deck, and their names say what they give."""

import json

from layouts.deck_export import deck_export

DECK = {"title": "Séance « essai »", "slides": [{"link": "/?t=R76", "card": "map", "title": "", "sentence": "Dit."}]}


def test_the_deck_stands_beside_its_buttons():
    box = deck_export(DECK).to_plotly_json()["props"]
    assert json.loads(box["data-deck"]) == DECK
    parts = [part.to_plotly_json()["props"] for part in box["children"]]
    assert [part.get("data-deck-file") for part in parts] == ["pptx", "pdf", None, None]
    assert all(part["children"] in part["aria-label"] for part in parts[:2])
    assert parts[2]["role"] == "status"
    assert "data-deck-cancel" in parts[3] and parts[3]["className"] == "hidden"
