"""A deck survives its link and its file; what a visitor brings that cannot be read is left out and said."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deck.default import default_deck, is_default
from deck.file import FORMAT, LARGEST_FILE, Saved, Seen, content_hash, read_file, write_file
from deck.link import LONGEST_LINK, address_of, link_of, read_link
from deck.slides import LONGEST_SENTENCE, LONGEST_TITLE, MOST_SLIDES, TITLE, Deck, Slide, canonical, deck_of, plain
from filters import Filters, Period
from geo.areas import AREAS, FRANCE
from geo.hypothesis import MOST_LETTERS, MOST_PIECES, Hypothesis, SiteKey
from tests.test_filters import FILTERS

CARDS = {"map": "/", "series": "/", "profils-groupes": "/profils", "territoires-hypothese": "/territoires"}
DATE = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


def texts(most):
    return st.text(max_size=most).map(lambda text: plain(text, most))


QUERIES = FILTERS.map(lambda f: canonical(replace(f, projection=False).to_query(("start", "end")))[0])
SLIDES = st.builds(
    lambda card, query, title, sentence: Slide(CARDS[card], query, card, title, sentence),
    card=st.sampled_from(sorted(CARDS)),
    query=QUERIES | st.just(""),
    title=texts(LONGEST_TITLE),
    sentence=texts(LONGEST_SENTENCE),
)
DECKS = st.builds(Deck, texts(LONGEST_TITLE).map(lambda text: text or TITLE), st.lists(SLIDES, max_size=4).map(tuple))
SEEN = st.none() | st.builds(
    Seen,
    release=st.from_regex(r"[0-9a-f]{12}", fullmatch=True),
    title=texts(LONGEST_SENTENCE),
    sentence=texts(LONGEST_SENTENCE),
    values=st.lists(st.tuples(texts(40), texts(20)), max_size=3).map(tuple),
    digest=st.just("a" * 64) | st.just(""),
)


@given(DECKS)
def test_a_deck_survives_its_link(deck):
    assert read_link(link_of(deck), CARDS) == (deck, ())


def test_a_link_of_other_days_is_read_in_the_keys_of_today(monkeypatch):
    for place in ("filters.RENAMED", "deck.slides.RENAMED"):
        monkeypatch.setattr(place, ({"territoire": "t"},))
    old = read_link("1~T~map!territoire.R76", CARDS)
    assert old.problems == () and old.deck.slides[0].filters(Period("2017-01", "2017-12")).area == "R76"
    assert link_of(old.deck) == "1~T~map!t.R76!q.2" and read_link(link_of(old.deck), CARDS) == old


@given(DECKS)
def test_an_address_holds_a_link_or_there_is_none(deck):
    address = address_of(deck)
    if address is None:
        return
    assert len(address) <= LONGEST_LINK
    assert address.isascii()
    assert parse_qs(urlsplit(address).query, strict_parsing=True) == {"d": [link_of(deck)]}


@given(st.data(), DECKS)
def test_a_deck_survives_its_file_with_what_was_seen(data, deck):
    seen = tuple(data.draw(SEEN) for _ in deck.slides)
    saved = Saved(deck, DATE, seen)
    assert read_file(write_file(saved), CARDS) == (saved, ())


@given(st.text(max_size=300))
def test_any_link_and_any_file_are_read_without_an_error(text):
    for found in (text, "1~" + text, "1~t~map!" + text, "1~t~map*" + text):
        deck, problems = read_link(found, CARDS)
        assert read_link(link_of(deck), CARDS) == (deck, ())
        assert all(problem.endswith(".") for problem in problems)
    saved, problems = read_file(text, CARDS)
    assert saved is None
    assert len(problems) == 1


@given(st.recursive(st.none() | st.text(max_size=9) | st.integers(), lambda x: st.lists(x, max_size=3), max_leaves=6))
def test_any_json_of_our_format_is_read_without_an_error(value):
    slide = {"card": value, "query": value, "title": value, "seen": {"release": "a", "values": value, "digest": value}}
    for body in ({"slides": [slide, value]}, {"slides": [slide | {"card": "map"}], "saved": value}, {"slides": value}):
        saved, problems = read_file(json.dumps({"format": FORMAT, "version": 1, "title": value, **body}), CARDS)
        assert saved is None or len(saved.seen) == len(saved.deck.slides)
        assert all(problem.endswith(".") for problem in problems)


@pytest.mark.parametrize(
    ("link", "slides", "said"),
    [
        ("1~Titre~map!t.R76~carte-perdue", 1, "Diapositive 2\u00a0: la carte «\u00a0carte-perdue\u00a0» n’existe pas"),
        ("1~Titre~map!t.R99", 1, "Diapositive 1\u00a0: «\u00a0t=R99\u00a0» ne se lit pas"),
        ("1~Titre~map!zz.1", 1, "«\u00a0zz=1\u00a0» ne se lit pas"),
        ("1~Titre~map!t=R76", 1, "son adresse ne se lit pas"),
        ("1~Titre~territoires-hypothese!hyp.fA%7Ex1", 1, "«\u00a0x1\u00a0» n’est pas un élément de «\u00a0hyp\u00a0»"),
        ("1~Titre~territoires-hypothese!hyp.%257E", 1, "son adresse ne se lit pas"),
        ("1~Titre~map*a*b*c", 1, "son adresse ne se lit pas"),
        ("1~Titre~map!t.*R76", 1, "son adresse ne se lit pas"),
        ("1~Titre~map!t.R*76", 1, "Diapositive 1\u00a0: «\u00a0t=R\u00a0» ne se lit pas"),
        ("1~Titre~map!t.R%2A76", 1, "son adresse ne se lit pas"),
        ("1~Titre~*map!t.R76", 0, "la carte «\u00a0\u00a0» n’existe pas"),
        ("1~Titre~map!du.2017-05!au.2016-01", 1, "la période finit avant de commencer"),
        ("2~Titre~map", 0, "ne se lit pas"),
        ("", 0, "ne se lit pas"),
        ("1~" + "a" * 120_000, 0, "trop long"),
        ("1~Titre" + "~map" * 31, MOST_SLIDES, "au plus 30 diapositives"),
    ],
)
def test_what_is_wrong_with_a_link_names_the_slide_and_the_remedy(link, slides, said):
    deck, problems = read_link(link, CARDS)
    assert len(deck.slides) == slides
    assert len(problems) == 1
    assert said in problems[0]


def test_a_star_of_a_title_is_no_end_of_it():
    """As mail programs may leave it, escaped or not, in the title of the deck; escaped, in the texts of a slide."""
    deck, problems = read_link("1~Un * titre %2A~map!t.R76*Taux %2A*À dire %2A%2A", CARDS)
    assert problems == () and deck == Deck("Un * titre *", (Slide("/", "t=R76", "map", "Taux *", "À dire **"),))


def test_a_slide_keeps_what_reads_of_its_query():
    slide = read_link("1~T~map!v.0a1b!t.R99!lec.de!projection.1", CARDS).deck.slides[0]
    assert slide == Slide("/", "lec=de&v=0a1b", "map")
    assert slide.permalink == "/?lec=de&v=0a1b"


def test_the_longest_hypothesis_travels_in_a_link_and_in_thirty():
    sites = Hypothesis(closed=tuple(SiteKey("", f"{rank:02d}-{'a' * 61}") for rank in range(MOST_PIECES)))
    query = f"t=R76&terr=hypothese&hyp={sites}"
    assert MOST_LETTERS - 100 < len(str(sites)) <= MOST_LETTERS
    slide = Slide("/territoires", query, "territoires-hypothese", "é" * LONGEST_TITLE, "é" * LONGEST_SENTENCE)
    assert address_of(Deck("T", (replace(slide, title="", sentence=""),))) is not None
    deck = Deck("T", (slide,) * MOST_SLIDES)
    assert read_link(link_of(deck), CARDS) == (deck, ())
    assert address_of(deck) is None


def test_pieces_of_a_hypothesis_that_cannot_be_read_leave_the_others():
    slide = read_link("1~T~territoires-hypothese!terr.hypothese!hyp.a31555_7%7Efdemo-.C3.A9%7Ex1", CARDS).deck.slides[0]
    assert slide.query == "terr=hypothese&hyp=fdemo-.C3.A9~a31555_7"
    assert slide.filters(Period("2017-01", "2017-12")).hypothesis.closed == (SiteKey("", "demo-é"),)


def test_a_file_whose_seen_values_were_changed_shows_none_of_them():
    seen = Seen("0a1b", "Titre", "On compte 85 entrées.", (("Occitanie", "85"),))
    text = write_file(Saved(Deck("T", (Slide("/", "", "map"),)), DATE, (seen,)))
    saved, problems = read_file(text.replace("85", "95"), CARDS)
    assert saved.seen == (None,)
    assert "a été modifié" in problems[0]


@pytest.mark.parametrize("text", ["[]", "{", '{"format": "autre"}', "x" * (LARGEST_FILE + 1), "[" * 100_000])
def test_a_file_of_something_else_is_refused_in_words(text):
    saved, (problem,) = read_file(text, CARDS)
    assert saved is None
    assert "n’est pas une séance" in problem


def test_a_file_of_a_later_version_is_refused_in_words():
    assert "autre version" in read_file(json.dumps({"format": FORMAT, "version": 2, "slides": []}), CARDS).problems[0]


def test_the_same_content_has_the_same_hash_whenever_it_is_saved():
    seen = (Seen("0a1b", "T", "S"), None)
    assert content_hash(seen) == content_hash(tuple(seen)) != content_hash(seen[::-1])


@pytest.mark.parametrize("area", AREAS.values(), ids=AREAS)
def test_the_default_deck_has_ten_slides_for_any_territory(area):
    deck = default_deck(area)
    assert len(deck.slides) == 10
    assert {slide.filters(Period("2017-01", "2017-12")).area for slide in deck.slides} == {area.id}
    assert is_default(deck, area)
    assert address_of(deck) is not None
    paths = [slide.path for slide in deck.slides]
    assert list(dict.fromkeys(paths)) == ["/", "/profils", "/recours", "/territoires", "/comparer"]
    assert paths == sorted(paths, key=list(dict.fromkeys(paths)).index)
    again = deck_of(
        deck.title, [{"card": s.card, "query": s.query} for s in deck.slides], {s.card: s.path for s in deck.slides}
    )
    assert again == (deck, ())


@given(SLIDES, st.sampled_from(sorted(AREAS)), st.sampled_from(sorted(AREAS)))
def test_a_slide_moves_to_a_territory_and_keeps_the_rest(slide, there, then):
    period = Period("2016-01", "2016-12")
    moved = slide.at(there)
    assert canonical(moved.query) == (moved.query, [])
    found, was = moved.filters(period), slide.filters(period)
    assert (found.area, found.period, found.reading, found.sex) == (there, was.period, was.reading, was.sex)
    assert moved.at(then).at(there).filters(period).area == there


def test_an_address_of_a_thousand_pairs_is_not_read():
    query, problems = canonical("&".join(["t=FR"] * 800))
    assert query == "" and "ne se lit pas" in problems[0]


def test_a_slide_that_comes_back_from_a_department_compares_regions():
    slide = Slide("/", "", "map")
    assert slide.at("D31").query == "niv=dep&t=D31"
    assert slide.at("D31").at("R76").query == "t=R76"
    assert Slide("/", "niv=dep&t=R76", "map").at("R44").query == "niv=dep&t=R44"
    assert Deck("T", (slide.at("R76"),)).at(FRANCE.id).slides == (slide,)


def test_only_one_line_of_a_text_is_kept():
    assert plain(" a\n\tb\u202f! c\x00 ", 20) == "a b\u202f! c"
    assert plain(None, 20) == ""
    assert plain("abc d", 4) == "abc"


def test_a_query_that_names_half_a_period_still_does_after_a_move():
    assert Slide("/", "au=2016-12", "map").at("R76").query == "au=2016-12&t=R76"
    assert Filters.from_query("au=2016-12&t=R76", lambda _: Period("2016-01", "2018-12"))[0].start == "2016-01"
