"""Page Recours: from the filters of the address to the cards of the section that they choose, in one answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from callbacks.answered import Part, shell_parts
from callbacks.page import Look, Page
from callbacks.recours_charts import flow_figure, link_figure, panels, signal_cells, signal_figure, signal_indicator
from callbacks.recours_numbers import (
    duration_numbers,
    exit_numbers,
    figure_numbers,
    flow_numbers,
    link_numbers,
    operator_numbers,
    public_numbers,
    reason_numbers,
    recours_frame,
    service_numbers,
    signal_numbers,
)
from callbacks.recours_tables import TABLES
from data.engine import Release
from figures.comparison import FEW
from figures.export import Swatch, map_swatches, with_frame
from figures.flow_panels import all_breaks
from figures.grid import Grid, GridCell, GridRow, grid_figure
from figures.numbers import NBSP, in_period, number, period_label, plural
from figures.recours_grids import flow_grid
from figures.sentence import Fragment, Sentence
from figures.theme import tokens
from figures.tile_map import tiles
from figures.wording import conjugate
from filters import Filters
from geo.areas import FRANCE, region_of
from layouts import ids, recours_cards
from layouts.filter_labels import filters_text
from layouts.grid_table import grid_table
from layouts.legend import map_legend
from layouts.markup import HTML, Markup, join, tag
from layouts.notices import clipped, default_period, remarks
from layouts.recours import CARDS, FIELDS, FILES, page
from layouts.recours_answer import Flow, Recours
from layouts.recours_cards import FLOW_COLUMNS, CardText
from layouts.sentence import sentence_children
from layouts.shell import DEMONSTRATION
from layouts.states import break_state, empty_state
from layouts.tiles import tile_map
from nomenclatures import FAMILY

_ALL = tuple(of for cards in CARDS.values() for of in cards)
_DRAWN = (ids.FLOWS, ids.UNEMPLOYMENT, ids.SIGNAL_MAP)
_VIEW: dict[ids.CardIds, Callable[[Filters], str]] = {
    ids.FLOWS: lambda filters: filters.series_view,
    ids.UNEMPLOYMENT: lambda filters: filters.link_view,
}
_PICTURE_VIEWPORT = "medium"

# Every part of the page that an answer replaces: (id, property).
PARTS: tuple[Part, ...] = (
    *((i, HTML) for i in ids.RECOURS[4:]),
    *((i, "children") for of in _ALL for i in (of.title, of.subtitle)),
    *((i, HTML) for of in _ALL for i in (of.info, of.foot)),
    *((ids.pane_of(of, "tableau"), HTML) for of in _ALL if of != ids.SIGNAL_MAP),
    *((ids.pane_of(ids.SIGNAL_MAP, view), HTML) for view in ("tuiles", "legende")),
    *((ids.graph_of(of), "figure") for of in _DRAWN),
    *((of.alt, "children") for of in _DRAWN),
)
# Cards whose numbers are one function of the release and the question, and whose words are one of these numbers.
_TABLES: dict[ids.CardIds, tuple[Callable[[Release, Filters], Any], Callable[..., CardText]]] = {
    ids.OPERATORS: (operator_numbers, recours_cards.operators),
    ids.PUBLICS: (public_numbers, recours_cards.publics),
    ids.REASONS: (reason_numbers, recours_cards.reasons),
    ids.SERVICES: (service_numbers, recours_cards.services),
    ids.EXITS: (exit_numbers, recours_cards.exits),
    ids.DURATIONS: (duration_numbers, recours_cards.durations),
    ids.UNEMPLOYMENT: (link_numbers, recours_cards.unemployment),
}


@lru_cache(maxsize=128)
def page_parts(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    """What changes on the page, by part: the cards of the section chosen. Kept whole; do not write into it."""
    frame = _frame(release, filters)
    texts = {of: _text(of, release, frame) for of in CARDS[filters.recourse_view]}
    parts: dict[Part, Any] = {
        **shell_parts(release),
        (ids.RECOURS.answer, "data-release"): release.id,
        (ids.RECOURS.sentence, HTML): sentence_children(_sentence(frame, next(iter(texts.values())))),
        (ids.RECOURS.notice, HTML): _notices(release, frame),
    }
    for of, text in texts.items():
        parts |= {
            (of.title, "children"): text.title,
            (of.subtitle, "children"): text.subtitle,
            (of.info, HTML): text.info,
            (of.foot, HTML): text.foot,
        }
        if of in _DRAWN:
            parts[of.alt, "children"] = text.alt
        if text.grid is not None:
            parts[ids.pane_of(of, "tableau"), HTML] = grid_table(text.grid)
        parts |= _drawn(of, release, frame, look)
    return parts


def _frame(release: Release, filters: Filters) -> Recours:
    """What is said of the period, with the views of `filters`."""
    frame = recours_frame(release, filters.question)
    return replace(frame, filters=replace(filters, start=frame.filters.start, end=frame.filters.end))


def _text(of: ids.CardIds, release: Release, frame: Recours) -> CardText:
    """The words of a card, and its grid."""
    asked = frame.filters.question
    if of == ids.FLOWS:
        flow = _flow(release, frame.filters)
        return recours_cards.flows(frame, flow, all_breaks(panels(flow)))
    if of in (ids.SIGNALS, ids.SIGNAL_MAP, ids.SIGNAL_AREAS):
        chosen, found = _chosen(frame.filters), signal_numbers(release, asked)
        if of == ids.SIGNALS:
            return recours_cards.signals(frame, found, chosen)
        text = recours_cards.signal_map if of == ids.SIGNAL_MAP else recours_cards.signal_areas
        return text(frame, found.of(*chosen), chosen)
    if of in (ids.FIGURES, ids.TARGETS):
        return (recours_cards.figures if of == ids.FIGURES else recours_cards.targets)(frame, figure_numbers(release))
    numbers, text = _TABLES[of]
    return text(frame, numbers(release, asked))


def _flow(release: Release, filters: Filters) -> Flow:
    return flow_numbers(release, filters.question, filters.flow_events, filters.flow_view == "evolution")


def _chosen(filters: Filters) -> tuple[str, str]:
    """Signal and family shown; a family that is not chosen gives way to the first that is."""
    family = filters.signal_family
    return filters.signal, family if family in filters.families else filters.families[0]


def _drawn(of: ids.CardIds, release: Release, frame: Recours, look: Look) -> dict[Part, Any]:
    """Chart or twin of the cards that have both; a pane that is not shown is not computed."""
    filters = frame.filters
    if of == ids.FIGURES:
        table = recours_cards.figures_table(figure_numbers(release), filters.figures_view)
        return {(ids.pane_of(of, "tableau"), HTML): table}
    if of == ids.SIGNAL_MAP:
        return _signal_map(release, filters, look)
    if of in _VIEW and _VIEW[of](filters) == "tableau":
        return {(ids.pane_of(of, "tableau"), HTML): grid_table(_twin(of, release, frame))}
    if of in _VIEW:
        figure = _figure(of, release, filters, look.theme, look.viewport)
        # On the page the box has the height (assets/recours.css).
        del figure["layout"]["height"]
        return {(ids.graph_of(of), "figure"): figure}
    return {}


def _figure(of: ids.CardIds, release: Release, filters: Filters, theme: str, viewport: str) -> dict[str, Any]:
    if of == ids.FLOWS:
        return flow_figure(_flow(release, filters), filters, figure_numbers(release), theme, viewport)
    if of == ids.UNEMPLOYMENT:
        return link_figure(link_numbers(release, filters.question), filters.reading, filters.area, theme, viewport)
    chosen = _chosen(filters)
    cells, classes = signal_cells(signal_numbers(release, filters.question).of(*chosen), filters)
    return signal_figure(cells, classes, chosen[0], filters, theme, viewport)


def _twin(of: ids.CardIds, release: Release, frame: Recours) -> Grid:
    filters = frame.filters
    if of == ids.UNEMPLOYMENT:
        return recours_cards.link_grid(link_numbers(release, filters.question))
    unit = "%" if filters.flow_view == "evolution" else ""
    caption = _text(of, release, frame).title
    return flow_grid(_flow(release, filters).of, FLOW_COLUMNS[filters.flow_view], unit, caption)


def _signal_map(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    chosen = _chosen(filters)
    cells, classes = signal_cells(signal_numbers(release, filters.question).of(*chosen), filters)
    indicator = signal_indicator(chosen[0])
    of_region = filters.area_level == "dep" and filters.area != FRANCE.id
    legend = map_legend(
        classes,
        classes.counts(cells),
        indicator,
        f"{indicator.title}, {FAMILY[chosen[1]].short_label}",
        "régions" if filters.area_level == "reg" else "départements",
        f"Classe grise{NBSP}: à ± {filters.equivalence}\u202f% de la France." if classes.bounds else "",
        None,
        0,
        region_of(filters.territory) if of_region else FRANCE,
    )
    parts: dict[Part, Any] = {(ids.pane_of(ids.SIGNAL_MAP, "legende"), HTML): legend}
    if filters.map_view == "tuiles":
        drawn = tile_map(tiles(cells, classes, indicator), filters.area)
        return parts | {(ids.pane_of(ids.SIGNAL_MAP, "tuiles"), HTML): drawn}
    figure = signal_figure(cells, classes, chosen[0], filters, look.theme, look.viewport)
    return parts | {(ids.graph_of(ids.SIGNAL_MAP), "figure"): figure}


def _sentence(frame: Recours, first: CardText) -> Sentence:
    """La phrase: the entries of the territory, then what the first card of the section says."""
    where, count = frame.filters.territory, frame.entries
    if frame.filters.recourse_view == "chiffres":
        return Sentence((Fragment(f"{first.title}."),))
    head = Fragment(f"{in_period(*frame.period)}, {where.article}{where.name} ")
    if math.isnan(count):
        return Sentence((head, Fragment(f"{conjugate(where, 'n’a', 'n’ont')} pas de données pour cette sélection.")))
    what = f"{number(count) if count else FEW} {plural(count or 2, 'entrée')}"
    kept = f" ({frame.restriction})" if frame.restriction else ""
    verb = Fragment(f"{conjugate(where, 'compte', 'comptent')} ")
    return Sentence((head, verb, Fragment(what, strong=True), Fragment(f"{kept}. {first.title}.")))


def _notices(release: Release, frame: Recours) -> Markup:
    """Avis: a period that the release does not cover, a break that refuses a rate, what the period lacks."""
    filters = frame.filters
    if filters.recourse_view == "chiffres":
        return Markup("")
    card = release.card
    if filters.end < f"{card.first_month:%Y-%m}" or filters.start > f"{card.last_month:%Y-%m}":
        reason = f"La version des données ne couvre pas cette période{NBSP}: {period_label(*frame.period)}."
        return empty_state(reason, [default_period(frame)])
    if set(frame.absences.outside) == set(filters.families):
        reason = f"Aucune entrée{NBSP}: aucun des opérateurs choisis n’était encore dans le champ sur cette période."
        return empty_state(reason, [default_period(frame), ("Tous les opérateurs", f"ope={'-'.join(FAMILY.codes)}")])
    if filters.recourse_view == "chomage" and frame.ruptures:
        return break_state(frame.ruptures, frame.comparable)
    said = [*remarks(frame), *clipped(frame)]
    if frame.ruptures and filters.recourse_view != "flux":
        said.append(f"La période contient une rupture de série{NBSP}: les parts mêlent plusieurs champs.")
    return join([tag("p", text, cls="hint") for text in said])


def picture(card: ids.CardIds, release: Release, asked: Filters, theme: str) -> dict[str, Any]:
    """The figure of one card as its picture file shows it: title, source, date and label drawn in."""
    frame = _frame(release, asked)
    filters, text = frame.filters, _text(card, release, frame)
    legend: list[Swatch] = []
    title = ""
    if card in _DRAWN:
        figure = _figure(card, release, filters, theme, _PICTURE_VIEWPORT)
        if card == ids.SIGNAL_MAP:
            chosen = _chosen(filters)
            cells, classes = signal_cells(signal_numbers(release, filters.question).of(*chosen), filters)
            indicator = signal_indicator(chosen[0])
            legend, title = map_swatches(classes, classes.counts(cells), indicator, tokens(theme)), indicator.title
    elif card == ids.FIGURES:
        figure = grid_figure(_figures_grid(release, filters), theme)
    else:
        figure = grid_figure(text.grid or Grid(text.title, "", (), ()), theme)
    # The publics are whole whatever the reading.
    chosen_filters = filters_text(replace(filters, reading="ens") if card == ids.PUBLICS else filters)
    kept = f" Filtres{NBSP}: {chosen_filters}." if chosen_filters else ""
    source = f"Sources{NBSP}: déclarations des opérateurs du CEP, Insee, Eurostat.{kept} Observatoire CEP, version"
    return with_frame(
        figure,
        text.title,
        text.subtitle,
        f"{source} {release.id}, {date.today():%d/%m/%Y}.",
        DEMONSTRATION if frame.demonstration else "",
        theme,
        legend,
        title,
        [],
    )


def _figures_grid(release: Release, filters: Filters) -> Grid:
    """The figures of the table, without their sources, for the picture."""
    shown = recours_cards.shown_matches(figure_numbers(release), filters.figures_view)
    rows = [
        GridRow(
            match.category,
            tuple(
                GridCell(text)
                for text in (
                    recours_cards.figure_text(match.published, match, published=True),
                    recours_cards.figure_text(match.own, match),
                    recours_cards.gap_text(match),
                    match.outcome,
                )
            ),
        )
        for match in shown
        if filters.figures_view == "rapport" or math.isfinite(match.own)
    ]
    return Grid("Rapprochement", "Chiffre publié", ("Publié", "Ici", "Écart", "Issue"), tuple(rows))


RECOURS = Page(
    path="/recours",
    ids=ids.RECOURS,
    fields=FIELDS,
    layout=page,
    parts=PARTS,
    answer=page_parts,
    cards=_ALL,
    picture=picture,
    tables=TABLES,
    shown={FILES[of]: {"recourse_view": section} for section, cards in CARDS.items() for of in cards if of in FILES},
    picked=(ids.graph_of(ids.SIGNAL_MAP), ids.graph_of(ids.UNEMPLOYMENT)),
)
