"""Diapositives figées: each slide of a deck drawn on one release, as the JSON that the room holds until it ends."""

from __future__ import annotations

import hashlib
import html
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from callbacks.catalogue import PublishedTable
from callbacks.page import Look, Page
from callbacks.pages import options
from callbacks.sources import sources
from data.engine import Release
from deck.file import MOST_VALUES, Seen
from deck.slides import Cards, Slide
from figures.numbers import with_unit
from filters import Filters
from geo.areas import AREAS, FRANCE
from indicators.catalogue import CATALOGUE
from layouts import ids
from layouts.drawn import TABLE_VIEW, DrawnCard, draw, leads
from layouts.filter_labels import filters_text, period_text
from layouts.markup import EMPTY, HTML, Markup, join, tag
from layouts.shell import DEMONSTRATION, PAGES
from typography import spaced

_LOG = logging.getLogger(__name__)
_SOURCES = re.compile(r"Sources?\u00a0: [^<]*?\.(?=[ <]|$)")
# The text of a link to a source, whose address the sources keep (S); other links lead elsewhere on the site.
_CITED = re.compile(r'<a [^>]*rel="noopener[^>]*>([^<]*)(?:<span[^>]*>[^<]*</span>)?</a>')
_LINK = re.compile(r"<a [^>]*>.*?</a>")
_TAG = re.compile(r"<[^>]+>")
_PAGE_TITLES = dict(PAGES)
_FIRST = re.compile(r'<span class="first[^"]*">(.*?)</span>(?:<span class="rest">(.*)</span>)?$', re.DOTALL)
_NO_CARD = "Cette carte n’est pas sur la page avec ces réglages : ajoutez-la de nouveau depuis sa page."
_FAILED = "Cette diapositive n’a pas pu être dessinée : ouvrez sa page, puis ajoutez-la de nouveau."


@dataclass(frozen=True)
class Frozen:
    """Diapositive figée: what the room shows of it, and what a file keeps of it."""

    shown: dict[str, Any]
    seen: Seen | None


def cards_of(pages: Sequence[Page]) -> Cards:
    """The cards that a deck may hold."""
    return {card.card: page.path for page in pages for card in page.cards}


def freeze(
    slide: Slide, release: Release, pages: Sequence[Page], tables: Mapping[str, PublishedTable], look: Look
) -> Frozen:
    """The slide on `release`, for a room of that look. One that cannot be drawn says so in its place: the others are
    shown."""
    page = next(one for one in pages if one.path == slide.path)
    card = next(one for one in page.cards if one.card == slide.card)
    filters = slide.filters(page.default_period(release)).only(page.fields)
    try:
        return _frozen(slide, page, card, release, filters, tables, look)
    except Exception:
        _LOG.exception("slide %s could not be drawn", slide.permalink)
        return Frozen(_head(slide, page, release, filters) | {"problem": spaced(_FAILED)}, None)


def _frozen(
    slide: Slide,
    page: Page,
    card: ids.CardIds,
    release: Release,
    filters: Filters,
    tables: Mapping[str, PublishedTable],
    look: Look,
) -> Frozen:
    head = _head(slide, page, release, filters)
    if filters.release and filters.release != release.id:
        head["gone"] = spaced(f"La version « {filters.release} » n’existe plus : celle-ci est la courante.")
    is_stage = is_projected(page, card)
    asked = replace(filters, projection=True, map_view="tuiles") if is_stage else filters
    layout = page.layout(asked, options(release), release.card.demonstration)
    parts = page.answer(release, asked, look)
    drawn = draw(layout, card, parts, beside="carte" if is_stage else "")
    if drawn is None:
        return Frozen(head | {"problem": spaced(_NO_CARD)}, None)
    figures = {graph: parts[graph, "figure"] for graph in drawn.graphs if (graph, "figure") in parts}
    body: Markup = drawn.body
    if is_stage:
        other = replace(filters, map_view="carte")
        figures = {ids.MAP_GRAPH: page.answer(release, other, look)[ids.MAP_GRAPH, "figure"]} | figures
        body = _stage(page, layout, parts, card, drawn)
    title, subtitle = titles_of(page, card, parts, filters, leads(layout, card))
    foot = Markup(parts.get((card.foot, HTML), ""))
    note, source = noted(foot)
    lead = text_of(parts.get((page.ids.sentence, HTML), ""))
    sentence = " ".join((title, subtitle)) if is_stage else lead if leads(layout, card) else title
    rows = tables[drawn.table].rows if drawn.table in tables else None
    frame = rows(release, filters) if rows else pd.DataFrame()
    seen = Seen(release.id, title, sentence, _values(frame, filters), _digest(frame))
    twin = "" if is_stage or not drawn.view else _twin(slide, page, card, release, drawn.view, look)
    shown = head | {
        "kind": "stage" if is_stage else "plain",
        "title": title,
        "subtitle": subtitle,
        "notice": parts.get((page.ids.notice, HTML), ""),
        "alt": parts.get((card.alt, "children"), ""),
        "body": body,
        "table": twin,
        "figures": figures,
        "note": note,
        "source": source or sources(frame),
        "sources": join([foot, Markup(parts.get((card.info, HTML), ""))]),
        "values": seen.values,
        "digest": seen.digest,
        "said": sentence,
    }
    return Frozen(shown, seen)


def _head(slide: Slide, page: Page, release: Release, filters: Filters) -> dict[str, Any]:
    """Where a slide is: what it shows even when it cannot be drawn."""
    return {
        "card": slide.card,
        "path": slide.path,
        "query": slide.query,
        "own_title": slide.title,
        "own_sentence": slide.sentence,
        "kind": "plain",
        "title": slide.title or _PAGE_TITLES[page.path],
        "where": where(page, filters),
        "period": period_text(filters),
        "release": release.id,
        "label": DEMONSTRATION if release.card.demonstration else "",
        "permalink": f"{slide.path}?{replace(filters, release=release.id).to_query(explicit=('start', 'end'))}",
    }


def where(page: Page, filters: Filters) -> str:
    """Provenance of a slide: page, territory, filters."""
    kept = filters_text(replace(filters, start=filters.default.start, end=filters.default.end, area=FRANCE.id))
    said = ("Observatoire CEP", _PAGE_TITLES.get(page.path, page.path), filters.territory.name, kept)
    return " · ".join(part for part in said if part)


def is_projected(page: Page, card: ids.CardIds) -> bool:
    """Whether the slide of a card is the projected reading of its page."""
    return "projection" in page.fields and card == page.cards[0]


def noted(foot: Markup) -> tuple[Markup, str]:
    """Pied d’une carte in two: its notes, without the links that lead elsewhere on the site, and its sources."""
    said = _LINK.sub("", _CITED.sub(r"\1", foot))
    source = _SOURCES.search(said)
    return Markup(_SOURCES.sub("", said)), text_of(source[0]) if source else ""


def titles_of(
    page: Page, card: ids.CardIds, parts: Mapping[tuple[str, str], Any], filters: Filters, is_lead: bool
) -> tuple[str, str]:
    """Title and subtitle: the sentence of the page where the slide is its projected reading, those of the card else.

    `is_lead`: whether the card is the first of the page, of which its sentence speaks.
    """
    is_said = is_lead and is_projected(page, card)
    said = _FIRST.match(parts.get((page.ids.sentence, HTML), "")) if is_said else None
    inside = filters.area_level == "dep" and filters.territory.level != "department"
    if said and not inside:
        return text_of(said[1]).strip().removesuffix("."), text_of(said[2] or "")
    return str(parts.get((card.title, "children"), "")), str(parts.get((card.subtitle, "children"), ""))


def _stage(
    page: Page, layout: Any, parts: Mapping[tuple[str, str], Any], card: ids.CardIds, drawn: DrawnCard
) -> Markup:
    """The projected reading: the map and the comparison side by side, as the style sheet of that reading names them."""
    beside = page.cards[1]
    found = draw(layout, beside, parts)
    return tag(
        "div",
        tag("section", drawn.body, cls="card", id=card.card),
        tag("section", found.body, cls="card", id=beside.card) if found else EMPTY,
        cls="grid",
    )


def _twin(slide: Slide, page: Page, card: ids.CardIds, release: Release, view: str, look: Look) -> Markup:
    """The table that the page has in the place of the chart, drawn as it is there."""
    other = replace(slide, query=f"{slide.query}&{view}={TABLE_VIEW}")
    filters = other.filters(page.default_period(release)).only(page.fields)
    layout = page.layout(filters, options(release), release.card.demonstration)
    found = draw(layout, card, page.answer(release, filters, look))
    return found.body if found else EMPTY


def _values(frame: pd.DataFrame, filters: Filters) -> tuple[tuple[str, str], ...]:
    """Values that a file keeps: of the territory and of France, where a table has one of each."""
    if not {"area", "value", "indicator", "period"} <= set(frame.columns):
        return ()
    last = frame[frame["period"] == frame["period"].max()]
    kept = last[last["area"].isin([filters.area, FRANCE.id])].drop_duplicates("area", keep=False)
    found = []
    for area, value, code in zip(kept["area"], kept["value"], kept["indicator"], strict=True):
        indicator = CATALOGUE.get(code)
        if indicator and value == value:
            found.append((AREAS[area].name, with_unit(value, indicator.unit, indicator.decimals)))
    return tuple(found[:MOST_VALUES])


def _digest(frame: pd.DataFrame) -> str:
    """Empreinte of every row that the card shows, "" for a card without a table."""
    if frame.empty:
        return ""
    return hashlib.sha256(frame.to_csv(index=False, float_format="%.9g").encode()).hexdigest()


def text_of(markup: object) -> str:
    """The text of a markup."""
    return html.unescape(_TAG.sub("", str(markup)))
