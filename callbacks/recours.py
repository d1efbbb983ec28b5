"""Page Recours: from the filters of the address to the cards of the section that they choose, in one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
from figures.export import Swatch, map_swatches, with_frame
from figures.flow_panels import all_breaks
from figures.grid import Grid, grid_figure
from figures.recours_grids import flow_grid
from figures.theme import tokens
from figures.tile_map import tiles
from filters import Filters
from layouts import ids, recours_figures, recours_flows, recours_link, recours_operators, recours_paths, recours_signals
from layouts.grid_table import grid_table
from layouts.markup import HTML
from layouts.recours import CARDS, FIELDS, FILES, page
from layouts.recours_answer import Flow, Recours
from layouts.recours_flows import FLOW_COLUMNS
from layouts.recours_sentence import notices, picture_source, sentence_of
from layouts.recours_text import CardText
from layouts.sentence import sentence_children
from layouts.shell import DEMONSTRATION
from layouts.tiles import tile_map

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
    ids.OPERATORS: (operator_numbers, recours_operators.operators),
    ids.PUBLICS: (public_numbers, recours_operators.publics),
    ids.REASONS: (reason_numbers, recours_paths.reasons),
    ids.SERVICES: (service_numbers, recours_paths.services),
    ids.EXITS: (exit_numbers, recours_paths.exits),
    ids.DURATIONS: (duration_numbers, recours_paths.durations),
    ids.UNEMPLOYMENT: (link_numbers, recours_link.unemployment),
}


@lru_cache(maxsize=128)
def page_parts(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    """What changes on the page, by part: the cards of the section chosen. Kept whole; do not write into it."""
    frame = _frame(release, filters)
    texts = {of: _text(of, release, frame) for of in CARDS[filters.recourse_view]}
    parts: dict[Part, Any] = {
        **shell_parts(release),
        (ids.RECOURS.answer, "data-release"): release.id,
        (ids.RECOURS.sentence, HTML): sentence_children(sentence_of(frame, next(iter(texts.values())).title)),
        (ids.RECOURS.notice, HTML): notices(frame, release.card.first_month, release.card.last_month),
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
        return recours_flows.flows(frame, flow, all_breaks(panels(flow)))
    if of in (ids.SIGNALS, ids.SIGNAL_MAP, ids.SIGNAL_AREAS):
        chosen, found = _chosen(frame.filters), signal_numbers(release, asked)
        if of == ids.SIGNALS:
            return recours_signals.signals(frame, found, chosen)
        text = recours_signals.signal_map if of == ids.SIGNAL_MAP else recours_signals.signal_areas
        return text(frame, found.of(*chosen), chosen)
    if of in (ids.FIGURES, ids.TARGETS):
        return (recours_figures.figures if of == ids.FIGURES else recours_figures.targets)(
            frame, figure_numbers(release)
        )
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
        table = recours_figures.figures_table(figure_numbers(release), filters.figures_view)
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
        return recours_link.link_grid(link_numbers(release, filters.question))
    unit = "%" if filters.flow_view == "evolution" else ""
    caption = _text(of, release, frame).title
    return flow_grid(_flow(release, filters).of, FLOW_COLUMNS[filters.flow_view], unit, caption)


def _signal_map(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    chosen = _chosen(filters)
    cells, classes = signal_cells(signal_numbers(release, filters.question).of(*chosen), filters)
    indicator = signal_indicator(chosen[0])
    legend = recours_signals.legend(filters, classes, classes.counts(cells), indicator, chosen[1])
    parts: dict[Part, Any] = {(ids.pane_of(ids.SIGNAL_MAP, "legende"), HTML): legend}
    if filters.map_view == "tuiles":
        drawn = tile_map(tiles(cells, classes, indicator), filters.area)
        return parts | {(ids.pane_of(ids.SIGNAL_MAP, "tuiles"), HTML): drawn}
    figure = signal_figure(cells, classes, chosen[0], filters, look.theme, look.viewport)
    return parts | {(ids.graph_of(ids.SIGNAL_MAP), "figure"): figure}


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
        figure = grid_figure(recours_figures.figures_grid(figure_numbers(release), filters.figures_view), theme)
    else:
        figure = grid_figure(text.grid or Grid(text.title, "", (), ()), theme)
    return with_frame(
        figure,
        text.title,
        text.subtitle,
        # The publics and the signals are whole whatever the reading.
        picture_source(frame, follows_reading=card not in (ids.PUBLICS, ids.SIGNALS, ids.SIGNAL_MAP, ids.SIGNAL_AREAS)),
        DEMONSTRATION if frame.demonstration else "",
        theme,
        legend,
        title,
        [],
    )


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
