"""The content of a deck: a slide says what its page says, a file what was seen, and a wrong slide spoils no other."""

import html
import json
import re

import pytest

from callbacks import slides
from callbacks.pages import FILTERED
from deck.default import default_deck
from deck.file import content_hash, read_file
from deck.link import link_of
from geo.areas import AREAS
from layouts.markup import HTML

CARDS = {card.card: page.path for page in FILTERED for card in page.cards}


def ask(client, status=200, **body):
    response = client.post("/seance/contenu", json=body)
    assert response.status_code == status
    return response.get_json() if status == 200 else response.get_data(as_text=True)


def text(markup):
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


@pytest.mark.parametrize("area", ["FR", "R76", "R06", "D31", "D976"])
def test_the_default_deck_is_drawn_whole_for_any_territory(client, current, area):
    body = ask(client, area=area)
    assert body["link"] == link_of(default_deck(AREAS[area]))
    assert len(body["slides"]) == 10
    for slide in body["slides"]:
        assert "problem" not in slide
        assert slide["title"] and slide["body"] and slide["source"].startswith("Sources\u00a0:")
        assert slide["release"] == body["release"] == current.id
        assert slide["label"] == "Données de démonstration, simulées"
        assert set(re.findall(r'data-figure="([^"]+)"', slide["body"])) == set(slide["figures"])
        assert 'class="markup' not in slide["body"]


def test_a_slide_says_what_its_page_says(client, visitor):
    page = visitor.look("t=R76")
    first, _, series, *_ = ask(client, area="R76")["slides"]
    said = text(page["acces-sentence"][HTML])
    assert said.startswith(first["title"])
    assert said.endswith(first["subtitle"])
    assert series["title"] == page["series-title"]["children"]
    assert (
        series["figures"]["series-graph"]["data"]
        == visitor.look("t=R76", viewport="medium")["series-graph"]["figure"]["data"]
    )
    assert visitor.look("t=R76&projection=1")["compare-table"][HTML] in first["body"]
    assert visitor.look("t=R76&projection=1")["map-tiles"][HTML] in first["body"]


def test_the_hash_is_that_of_what_the_file_keeps(client):
    body = ask(client, area="R53")
    saved, problems = read_file(body["file"], CARDS)
    assert problems == ()
    assert body["hash"] == saved.hash == content_hash(saved.seen)
    assert ask(client, area="R53")["hash"] == body["hash"]
    assert ask(client, area="R52")["hash"] != body["hash"]
    rate = next(value for name, value in saved.seen[0].values if name == "Bretagne")
    assert rate.replace("\u202f‰", "") in saved.seen[0].sentence


def test_a_file_that_comes_back_says_then_and_now(client):
    body = ask(client, link="1~Titre~map!t.R53*Mon titre*Ma phrase~series!t.R53")
    again = ask(client, file=body["file"])
    assert again["link"] == body["link"]
    assert [slide["own_title"] for slide in again["slides"]] == ["Mon titre", ""]
    for then, now in zip(again["then"]["slides"], again["slides"], strict=True):
        assert (then["digest"], then["said"]) == (now["digest"], now["said"])
    other = json.loads(body["file"])
    other["slides"][0]["seen"]["digest"] = "0" * 64
    assert ask(client, file=json.dumps(other))["then"]["slides"] == [None, None]


def test_the_whole_deck_takes_another_territory(client):
    moved = ask(client, link="1~T~map!t.R53~profils-recours!t.R53!paire.de-ao", area="D75")
    assert [slide["query"] for slide in moved["slides"]] == ["niv=dep&t=D75", "niv=dep&t=D75&paire=de-ao"]
    of_default = ask(client, link=link_of(default_deck(AREAS["R53"])), area="FR")
    assert of_default["link"] == link_of(default_deck(AREAS["FR"]))
    assert "territoire" in ask(client, 400, link="1~T~map", area="R99")


def test_what_is_wrong_is_said_and_the_rest_is_shown(client, monkeypatch):
    body = ask(client, link="1~T~map~perdue~recours-exits~series!v.0123")
    assert "Diapositive 2" in body["problems"][0]
    first, lost, gone = body["slides"]
    assert "problem" not in first
    assert "ajoutez-la de nouveau" in lost["problem"]
    assert "n’existe plus" in gone["gone"]
    assert read_file(body["file"], CARDS).saved.seen[1] is None
    assert "n’est pas une séance" in ask(client, 400, file="[]")
    assert client.post("/seance/contenu", data="x").status_code == 400

    def fail(*_):
        raise ValueError("a table that breaks")

    monkeypatch.setattr(slides, "_values", fail)
    broken = ask(client, link="1~T~map!t.R93")
    assert "n’a pas pu être dessinée" in broken["slides"][0]["problem"]


@pytest.mark.parametrize("body", ["[" * 100_000, json.dumps({"area": "\ud800"}), "{", "[]"])
def test_a_body_that_is_no_question_is_refused(client, body):
    response = client.post("/seance/contenu", data=body, content_type="application/json")
    assert response.status_code == 400 and "Traceback" not in response.get_data(as_text=True)


def test_every_card_of_every_page_makes_a_slide(client):
    """The views under which a card is shown are those of its section."""
    sections = {"motifs": ("reasons", "services"), "sorties": ("exits", "durations"), "chomage": ("unemployment",)}
    sections |= {"signaux": ("signals", "signal-map", "signal-areas"), "chiffres": ("figures",)}
    of_card = {f"recours-{name}": f"!volet.{section}" for section, names in sections.items() for name in names}
    of_card |= {f"territoires-{view}": f"!terr.{view}" for view in ("score", "hypothese")}
    for start in range(0, len(CARDS), 30):
        parts = [f"{card}!t.R76{of_card.get(card, '')}" for card in list(CARDS)[start : start + 30]]
        body = ask(client, link="~".join(["1", "T", *parts]))
        assert [s["card"] for s in body["slides"] if "problem" in s] == []
        assert all(slide["body"] for slide in body["slides"])
