"""Page Accès: from the filters of the address to every slot of the page, in one answer."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from callbacks.acces_numbers import acces_numbers
from callbacks.filters import read
from callbacks.headers import asset_url
from callbacks.shell import register_card
from data.engine import Database, DatabaseUnavailable, NoRelease, Release
from figures.area_map import area_map
from figures.classes import Classes, classes_for
from figures.comparison import comparison_rows
from figures.export import HEIGHT, WIDTH, with_frame
from figures.interval_chart import bar_geometry, interval_chart
from figures.numbers import capitalised
from figures.sentence import access_sentence
from figures.series import monthly_figure
from figures.theme import tokens
from figures.tile_map import tile_figure, tiles
from figures.wording import level_noun
from filters import Filters
from geo.areas import FRANCE, region_of
from layouts import ids
from layouts.acces import breadcrumb
from layouts.acces_content import (
    Acces,
    foot,
    info,
    kpis,
    measure,
    notices,
    population_label,
    source_line,
    subtitles,
    titles,
)
from layouts.compare_table import compare_table
from layouts.kpi import kpi_strip
from layouts.legend import map_legend
from layouts.markup import HTML, Markup
from layouts.result_table import result_table, series_table
from layouts.sentence import sentence_children
from layouts.shell import DEMONSTRATION
from layouts.states import error_state
from layouts.tiles import tile_map

_CARDS = (ids.MAP, ids.COMPARE, ids.SERIES)
_SLOTS = (ids.SENTENCE, ids.NOTICE, ids.KPI, ids.BREADCRUMB, ids.MAP_LEGEND, ids.COMPARE_TABLE)
_PANES = (ids.MAP_TILES, ids.MAP_TABLE, ids.SERIES_TABLE)
_CONTOURS = {"reg": "geo/regions.geojson", "dep": "geo/departements.geojson"}
_PROJECTED_ROWS = 18


def register(app: Dash, database: Database) -> None:
    outputs = [
        *(Output(i, HTML) for i in (*_SLOTS, *_PANES)),
        *(Output(i, "figure") for i in (ids.MAP_GRAPH, ids.SERIES_GRAPH)),
        *(Output(i, "children") for card in _CARDS for i in (card.title, card.subtitle)),
        *(Output(i, HTML) for card in _CARDS for i in (card.info, card.foot)),
    ]

    @app.callback(outputs, Input(ids.QUERY, "data"), Input(ids.THEME, "data"), Input(ids.VIEWPORT, "data"))
    def update_page(query: str | None, theme: str | None, viewport: str | None) -> list[Any]:
        filters = read(query)
        try:
            release = database.release(filters.release)
            try:
                return list(page_parts(release, filters, theme or "light", viewport == "narrow"))
            except DatabaseUnavailable:
                # The file may be damaged: open again, or fall back on the release before it.
                database.report_failure(release)
                return list(page_parts(database.release(), filters, theme or "light", viewport == "narrow"))
        except (DatabaseUnavailable, NoRelease) as error:
            return _unavailable(str(error), len(outputs))

    for card in _CARDS:
        register_card(app, card)
        app.callback(
            Output(card.picture, "data"),
            Input(card.png, "n_clicks"),
            Input(card.svg, "n_clicks"),
            State(ids.QUERY, "data"),
            State(ids.THEME, "data"),
            prevent_initial_call=True,
        )(_picture_of(card, database))


def _picture_of(card: ids.CardIds, database: Database) -> Any:
    def update_picture(png: int | None, svg: int | None, query: str | None, theme: str | None) -> Any:
        if not (png or svg):
            return no_update
        filters = read(query)
        release = database.release(filters.release)
        figure = picture(card, acces_numbers(release, filters), release, theme or "light")
        return {
            "figure": figure,
            "width": WIDTH,
            "height": figure["layout"].get("height", HEIGHT),
            "format": "png" if ctx.triggered_id == card.png else "svg",
            "name": f"cep-acces-{card.card}-{release.id}",
        }

    return update_picture


@lru_cache(maxsize=512)
def page_parts(release: Release, filters: Filters, theme: str, narrow: bool) -> tuple[Any, ...]:
    """The values of every output of the page, in order. Cached whole: an answer seen before costs no computation."""
    numbers = acces_numbers(release, filters)
    shown = numbers.filters
    classes = _classes(numbers)
    parts: list[Any] = [
        sentence_children(_sentence(numbers)),
        notices(numbers),
        kpi_strip(kpis(numbers)),
        breadcrumb(shown),
        _legend(numbers, classes),
        _comparison(numbers, projected=shown.projection),
        _tiles(numbers, classes) if shown.map_view == "tuiles" or shown.projection else Markup(""),
        _result_table(numbers) if shown.map_view == "tableau" else Markup(""),
        _series_table(numbers) if shown.series_view == "tableau" else Markup(""),
        _map(numbers, classes, theme, narrow) if shown.map_view == "carte" else no_update,
        _series(numbers, theme, narrow) if shown.series_view == "courbe" else no_update,
    ]
    for title, subtitle in zip(titles(numbers), subtitles(numbers), strict=True):
        parts += [title, subtitle]
    for card in ("map", "compare", "series"):
        parts += [info(numbers, card), foot(numbers, card)]
    return tuple(parts)


def _classes(numbers: Acces) -> Classes:
    return classes_for(numbers.france.value, numbers.filters.equivalence / 100)


def _sentence(numbers: Acces) -> Any:
    filters = numbers.filters
    return access_sentence(
        numbers.cells,
        numbers.indicator,
        filters.territory,
        (filters.start, filters.end),
        filters.reading,
        filters.equivalence / 100,
        numbers.people,
        tuple(numbers.crossed_breaks["title"]),
    )


def _legend(numbers: Acces, classes: Classes) -> Markup:
    filters = numbers.filters
    of_region = filters.area_level == "dep" and filters.area != FRANCE.id
    whole = region_of(filters.territory) if of_region else FRANCE
    found = numbers.cells.of(whole)
    return map_legend(
        classes,
        classes.counts(numbers.cells),
        numbers.indicator,
        capitalised(measure(numbers)),
        f"{level_noun('region' if filters.area_level == 'reg' else 'department')}s",
        f"Classe grise\u00a0: à ± {filters.equivalence}\u202f% de la France.",
        numbers.unlocated,
        0 if found is None or math.isnan(found.numerator) else int(found.numerator),
        whole,
    )


def _comparison(numbers: Acces, projected: bool) -> Markup:
    cells, indicator, filters = numbers.cells, numbers.indicator, numbers.filters
    return compare_table(
        comparison_rows(cells, indicator),
        bar_geometry(cells, filters.equivalence / 100),
        indicator,
        filters.area,
        f"{capitalised(measure(numbers))}, par territoire, comparé à la France",
        around=_PROJECTED_ROWS if projected else None,
    )


def _tiles(numbers: Acces, classes: Classes) -> Markup:
    return tile_map(tiles(numbers.cells, classes, numbers.indicator), numbers.filters.area)


def _result_table(numbers: Acces) -> Markup:
    return result_table(
        numbers.cells,
        numbers.indicator,
        numbers.filters.area,
        f"{capitalised(measure(numbers))}, par territoire",
        "Entrées",
        population_label(numbers),
    )


def _series_table(numbers: Acces) -> Markup:
    return series_table(
        numbers.series,
        numbers.series_indicator,
        numbers.filters.area,
        f"{numbers.series_indicator.short_title}, par mois",
    )


def _map(numbers: Acces, classes: Classes, theme: str, narrow: bool, stage: bool = False) -> dict[str, Any]:
    filters = numbers.filters
    close = filters.area_level == "dep" and filters.area != FRANCE.id
    return area_map(
        numbers.cells,
        classes,
        numbers.indicator,
        filters.area,
        asset_url(_CONTOURS[filters.area_level]),
        theme,
        region_of(filters.territory).bounds if close else None,
        "narrow" if narrow else "stage" if stage else "screen",
    )


def _series(numbers: Acces, theme: str, narrow: bool) -> dict[str, Any]:
    filters = numbers.filters
    return monthly_figure(
        numbers.series,
        numbers.breaks,
        numbers.series_indicator,
        filters.area,
        theme,
        (filters.start, filters.end),
        **({"width": 350, "narrow": True} if narrow else {}),
    )


def picture(card: ids.CardIds, numbers: Acces, release: Release, theme: str) -> dict[str, Any]:
    """The figure of one card as its picture file shows it: title, source, date and label drawn in."""
    filters = numbers.filters
    classes = _classes(numbers)
    place = _CARDS.index(card)
    legend: tuple[tuple[str, str], ...] = ()
    if card is ids.COMPARE:
        figure = interval_chart(numbers.cells, numbers.indicator, filters.area, filters.equivalence / 100, theme)
    elif card is ids.SERIES:
        figure = _series(numbers, theme, narrow=False)
    else:
        legend = tuple(
            reversed(tuple(zip(classes.colours(tokens(theme)), classes.labels(numbers.indicator), strict=True)))
        )
        tiled = filters.map_view == "tuiles"
        figure = (
            tile_figure(numbers.cells, classes, numbers.indicator, filters.area, theme)
            if tiled
            else _map(numbers, classes, theme, narrow=False)
        )
    return with_frame(
        figure,
        titles(numbers)[place],
        subtitles(numbers)[place],
        source_line(numbers),
        DEMONSTRATION if numbers.demonstration else "",
        theme,
        legend,
    )


def _unavailable(message: str, count: int) -> list[Any]:
    advice = "Vos filtres sont gardés dans l’adresse de la page : rechargez-la dans un instant."
    rest: list[Any] = [no_update] * (count - 2)
    return [Markup(""), error_state(message, advice), *rest]
