"""Planches d’une séance: from a slide to what a file shows of it, on the rows that the file of its card gives."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from dash.development.base_component import Component

from callbacks.citation import address_of
from callbacks.page import Look, Page
from callbacks.pages import options
from callbacks.recours_charts import signal_indicator
from callbacks.slides import noted, text_of, titles_of, where
from callbacks.sources import sources
from callbacks.territoires_files import EVERY_FAMILY
from data.engine import Release
from deck.slides import Slide
from figures.cells import UNDECIDED_MARK
from figures.deck.board import Board, Map, Panel, Table, Words
from figures.deck.reading import (
    curves,
    effects,
    funnel,
    indicator_of,
    link,
    mapped,
    profile,
    ranked,
    rupture_numbers,
    shares,
    twin,
    women,
)
from figures.deck.sites import before_after, crossed, lorenz, scored, served
from figures.numbers import number, period_label
from filters import Filters
from geo.areas import AREAS
from indicators.catalogue import STANDARDISED_RATE, STANDARDISED_RATIO
from layouts import ids
from layouts.comparer import EMPTY_PANE
from layouts.drawn import Parts, draw, leads
from layouts.markup import HTML, Markup
from layouts.recours_flows import FLOW_COLUMNS, group_name
from layouts.recours_link import OVER
from layouts.shell import DEMONSTRATION
from layouts.territoires_answer import THRESHOLDS
from layouts.territoires_texts import served_name
from typography import spaced

# What a room shows, so that a table of a file is that of its slide.
_LOOK = Look("light", "hall")
# Words of a subtitle for marks that its chart in a file does not have.
_ON_SCREEN = re.compile(r" Bande grise[^.]*|,? ?zone grise à ± [\d,]+\s%|brut \(cercle\) et | \(flèche\)")
_BUTTONS = re.compile(r"<button.*?</button>", re.DOTALL)
# What parts two texts of a card, and what the legend of a map says beside its classes.
_APART = re.compile(r"</(?:p|h\d|li|button|td|th|strong|div)>")
_REMARKS = re.compile(r'<p class="(?:hint|unlocated)">(.*?)</p>', re.DOTALL)
# Columns of a table without a twin on the page, when it has them.
_PLAIN = ("group_label", "group", "numerator", "denominator", "value", "lower", "upper")


class _Form(NamedTuple):
    """Forme d’une carte: its table, its panels, and the fields that put its twin on the page, where that is used.

    `beside`: whether the twin stands beside the panels.
    """

    table: str
    panels: Callable[[pd.DataFrame, Filters], tuple[Panel, ...]] | None = None
    view: Mapping[str, str] = {}
    beside: bool = False


def _mapped(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    return mapped(rows, indicator_of(rows), filters.area, filters.equivalence / 100)


def _ranked(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    return ranked(rows, indicator_of(rows), filters.area)


def _name(area: str) -> str:
    return AREAS[area].name


def _monthly(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    indicator = indicator_of(rows)
    return (curves(rows, "area", _name, "value", indicator.unit, indicator.decimals, rupture_numbers(rows, "area")),)


def _flows(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    """A chart for each family: each has its own scale."""
    kept = rows[rows["events"] == filters.flow_events]
    numbers, changes = rupture_numbers(kept, "group"), filters.flow_view == "evolution"
    value, unit = FLOW_COLUMNS[filters.flow_view], "%" if changes else ""
    return tuple(
        curves(kept[kept["group"] == group], "group", group_name, value, unit, int(changes), numbers, group_name(group))
        for group in dict.fromkeys(kept["group"])
    )


def _gaps(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    """The areas over the period, then the months, which have a period of their own in the file."""
    is_whole = rows["period"].str.contains("/")
    return (*_ranked(rows[is_whole], filters), *_monthly(rows[~is_whole], filters))


def _standardised(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    ratios = filters.standard_view != "classement"
    indicator = STANDARDISED_RATIO if ratios else STANDARDISED_RATE
    kept = rows[rows["indicator"] == indicator.code]
    if ratios:
        return mapped(kept, indicator, filters.area, filters.equivalence / 100)
    return ranked(kept, indicator, filters.area)


def _signal(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    return mapped(rows, signal_indicator(rows["group"].iloc[0]), filters.area, filters.equivalence / 100)


def _link(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    clouds = {"avec": "avec le service public de l’emploi", "sans": "sans le service public de l’emploi"}
    over = f"entrées pour 1\u202f000 {OVER[filters.reading]}"
    return link(rows, clouds, filters.area, "taux de chômage (BIT), en %", over)


def _funnel(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    return funnel(rows, indicator_of(rows), filters.area, OVER[filters.reading])


def _crossed(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    return crossed(rows, filters.area)


def _served(rows: pd.DataFrame, filters: Filters) -> tuple[Panel, ...]:
    return served(rows, lambda family: served_name("" if family == EVERY_FAMILY else family), THRESHOLDS)


# How each card is exported; a table without panels is drawn as its twin on the page.
_FORMS: dict[str, _Form] = {
    ids.MAP.card: _Form("territoires", _mapped),
    ids.COMPARE.card: _Form("territoires", _ranked),
    ids.SERIES.card: _Form("serie", _monthly),
    ids.PROFILE.card: _Form("groupes", lambda rows, filters: profile(rows)),
    ids.HEAT.card: _Form("chaleur"),
    ids.RECOURSE.card: _Form("recours", _ranked),
    ids.WOMEN.card: _Form("femmes", lambda rows, filters: women(rows)),
    ids.GAP.card: _Form("dissemblance", _gaps),
    ids.FLOWS.card: _Form("flux", _flows),
    ids.OPERATORS.card: _Form("operateurs", lambda rows, filters: shares(rows, group_name)),
    ids.PUBLICS.card: _Form("publics"),
    ids.TARGETS.card: _Form("objectifs"),
    ids.REASONS.card: _Form("motifs"),
    ids.SERVICES.card: _Form("services"),
    ids.EXITS.card: _Form("sorties"),
    ids.DURATIONS.card: _Form("durees"),
    ids.UNEMPLOYMENT.card: _Form("chomage", _link),
    ids.SIGNALS.card: _Form("signaux"),
    ids.SIGNAL_MAP.card: _Form("signal", _signal),
    ids.SIGNAL_AREAS.card: _Form("signal"),
    ids.FIGURES.card: _Form("chiffres"),
    ids.EXPLAINED.card: _Form("ecart", lambda rows, filters: effects(rows, filters.axis)),
    ids.FUNNEL.card: _Form("entonnoir", _funnel),
    ids.PORTRAIT.card: _Form("profil", view={"portrait_view": "tableau"}),
    ids.STANDARD.card: _Form("standardisation", _standardised),
    ids.SIMILAR.card: _Form("semblables"),
    ids.SITE_MAP.card: _Form("couverture", _crossed, beside=True),
    ids.SERVED.card: _Form("desserte", _served),
    ids.SERVED_AREAS.card: _Form("couverture"),
    ids.SCORE.card: _Form("score", lambda rows, filters: lorenz(rows, filters.area), beside=True),
    ids.PLACES.card: _Form("lieux"),
    ids.HYPOTHESIS.card: _Form("hypothese", lambda rows, filters: before_after(rows)),
}
# The same under another view of Territoires.
_SCORED = {
    ids.SITE_MAP.card: _Form("score", lambda rows, filters: scored(rows, filters.area), beside=True),
    ids.SERVED_AREAS.card: _Form("score"),
}
# Parts of the pages whose name does not start with their card's.
_TWINS = {ids.HEAT.card: ids.PROFILS_PARTS.heat}


def board(page: Page, slide: Slide, release: Release, root: str) -> Board:
    """La planche of a slide on `release`; `root`: the address of the site, for its permalink."""
    filters = slide.filters(page.default_period(release)).only(page.fields)
    card = next(c for c in page.cards if c.card == slide.card)
    form = _FORMS.get(slide.card, _Form(form_of(page, slide.card)))
    if filters.territory_view == "score":
        form = _SCORED.get(slide.card, form)
    view: dict[str, Any] = {**page.shown.get(form.table, {})}
    cited, shown = replace(filters, **view), replace(filters, **view | dict(form.view))
    parts = page.answer(release, shown, _LOOK)
    rows = page.tables[form.table](release, shown)
    layout = page.layout(shown, options(release), release.card.demonstration)
    title, subtitle = titles_of(page, card, parts, filters, leads(layout, card))
    note, source = noted(Markup(parts.get((card.foot, HTML), "")))
    if form.panels is None:
        panels: tuple[Panel, ...] = (_table(slide.card, parts, rows)._replace(note=_line(text_of(note))),)
    else:
        panels = form.panels(rows, shown) if len(rows) else ()
        panels += (_table(slide.card, parts, rows),) if form.beside else ()
    gone = f"La version « {slide.release} » n’existe plus." if slide.release not in ("", release.id) else ""
    alternative = str(parts.get((card.alt, "children")) or title)
    return Board(
        context=f"{where(page, filters)} · {_period(rows, filters)}",
        title=slide.title or title,
        sentence=slide.sentence,
        measure=_ON_SCREEN.sub("", subtitle) if form.panels else subtitle,
        notice=_plain_text(_BUTTONS.sub("", str(parts.get((page.ids.notice, HTML), "")))),
        panels=tuple(_legended(panel, slide.card, parts) for panel in panels) or _why(layout, card, parts),
        alternative=" ".join(part for part in (alternative, subtitle) if part),
        source=" ".join(part for part in (_dated(release), spaced(gone), source or sources(rows)) if part),
        vintages=sources(rows),
        permalink=address_of(root, page.path, cited, release.card),
        release=release.id,
        label=DEMONSTRATION if release.card.demonstration else "",
    )


def _dated(release: Release) -> str:
    return f"Version {release.id}, {date.today():%d/%m/%Y}."


def _why(layout: Component, card: ids.CardIds, parts: Parts) -> tuple[Panel, ...]:
    """Where nothing can be drawn, what the card says of it."""
    lack = str(parts.get((ids.pane_of(card, EMPTY_PANE), HTML), ""))
    drawn = None if lack else draw(layout, card, parts)
    text = _plain_text((drawn.body if drawn else lack).replace("</button><button", "</button>, <button"))
    return (Words(text),) if text else ()


def _plain_text(markup: str) -> str:
    return _line(text_of(_APART.sub(" ", markup))).replace(" ,", ",")


def _legended(panel: Panel, card: str, parts: Parts) -> Panel:
    """A map with what the legend of its page says beside its classes."""
    if not isinstance(panel, Map):
        return panel
    legend = next((str(parts[name, HTML]) for name in _legends(card) if (name, HTML) in parts), "")
    said = [text_of(found) for found in _REMARKS.findall(legend)]
    return panel._replace(notes=tuple(text for text in said if not text.startswith(UNDECIDED_MARK)))


def _legends(card: str) -> tuple[str, ...]:
    return f"{card}-legend", f"{card}-legende"


def _line(text: str) -> str:
    """The text with single ordinary spaces; those of French typography stay."""
    return " ".join(part for part in re.split("[ \n]+", text) if part)


def form_of(page: Page, card: str) -> str:
    """Nom de la table of a card: its own, or the first of the page. KeyError for a page without tables."""
    return _FORMS[card].table if card in _FORMS else next(iter(page.tables))


def _period(rows: pd.DataFrame, filters: Filters) -> str:
    """Période of the rows when they have one, as a page may narrow the one asked."""
    found = rows["period"].unique() if "period" in rows else []
    if len(found) == 1 and len(found[0]) == len("2017-01/2017-12"):
        return period_label(found[0][:7], found[0][-7:])
    return period_label(filters.start, filters.end)


def _table(card: str, parts: Mapping[tuple[str, str], Any], rows: pd.DataFrame) -> Table:
    """The twin that the page shows of the card, or the columns of its file that a slide can hold."""
    names = [_TWINS[card]] if card in _TWINS else [name for name, of in parts if name.startswith(f"{card}-")]
    for name in names:
        found = twin(str(parts.get((name, HTML)) or ""))
        if found is not None:
            return found
    return _plain(rows)


def _plain(rows: pd.DataFrame) -> Table:
    columns = [name for name in _PLAIN if name in rows]
    heads = {"numerator": "numérateur", "denominator": "dénominateur", "value": "valeur"}
    heads |= {"lower": "borne basse", "upper": "borne haute", "group": "groupe", "group_label": "groupe"}
    if "reason" in rows:
        columns.append("reason")
        heads["reason"] = "pourquoi"
    named = [AREAS[area].name for area in rows["area"]] if "area" in rows else [""] * len(rows)
    body = zip(named, *(rows[name].tolist() for name in columns), strict=True)
    texts = tuple(tuple(_text(cell) for cell in row) for row in body)
    return Table(("territoire", *(heads[name] for name in columns)), texts)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return number(cell, 0 if abs(cell) >= 1000 else 1) if math.isfinite(cell) else "n.d."
    return str(cell)
