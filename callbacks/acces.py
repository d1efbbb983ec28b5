"""Page Accès: from the filters of the address to every slot of the page, in one answer."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update, set_props

from callbacks.acces_numbers import acces_numbers
from callbacks.answered import SHELL_PARTS, Part, shell_parts
from callbacks.filters import default_periods, read
from callbacks.headers import asset_url
from callbacks.shell import register_card
from data.engine import Database, DatabaseUnavailable, NoRelease, Release
from figures.area_map import area_map
from figures.classes import Classes, classes_for
from figures.comparison import comparison_rows
from figures.export import HEIGHT, WIDTH, Swatch, map_swatches, with_frame
from figures.interval_chart import bar_geometry, interval_chart
from figures.numbers import capitalised, number, plural
from figures.sentence import access_sentence
from figures.series import monthly_figure
from figures.theme import tokens
from figures.tile_map import tile_figure, tiles
from figures.titles import map_alt, series_alt
from figures.wording import level_noun
from filters import Filters
from geo.areas import FRANCE, region_of
from layouts import ids
from layouts.acces import breadcrumb, stage
from layouts.acces_answer import Acces, measure, population_label
from layouts.acces_kpis import kpis
from layouts.acces_texts import foot, info, lacking, notices, source_line, subtitles, titles
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
_CONTOURS = {"reg": "geo/regions.geojson", "dep": "geo/departements.geojson"}
_PROJECTED_ROWS = 18
# Width of the series' box by viewport (assets/shell.js), to place its texts.
_SERIES_WIDTH = {"wide": 1300, "medium": 930, "narrow": 350}
_PICTURE_SERIES = {"width": 752, "height": 380}

# Every part of the page that an answer replaces: (id, property).
PARTS: tuple[Part, ...] = (
    *(
        (i, HTML)
        for i in (ids.SENTENCE, ids.NOTICE, ids.KPI, ids.STAGE, ids.BREADCRUMB, ids.MAP_LEGEND, ids.COMPARE_TABLE)
    ),
    *((i, HTML) for i in (ids.MAP_TILES, ids.MAP_TABLE, ids.SERIES_TABLE)),
    (ids.ANSWER, "data-release"),
    (ids.MAP_GRAPH, "figure"),
    (ids.SERIES_GRAPH, "figure"),
    (ids.MAP.alt, "children"),
    (ids.SERIES.alt, "children"),
    *((i, "children") for card in _CARDS for i in (card.title, card.subtitle)),
    *((i, HTML) for card in _CARDS for i in (card.info, card.foot)),
)


def register(app: Dash, database: Database) -> None:
    default_of = default_periods(database)

    @app.callback(
        [Output(*part) for part in PARTS],
        Input(ids.QUERY, "data"),
        Input(ids.THEME, "data"),
        Input(ids.VIEWPORT, "data"),
    )
    def update_page(query: object, theme: object, viewport: object) -> list[Any]:
        filters, (shown_theme, shown_viewport) = read(query, default_of), _browser(theme, viewport)
        try:
            parts = database.answer(filters.release, lambda r: page_parts(r, filters, shown_theme, shown_viewport))
        except (DatabaseUnavailable, NoRelease) as error:
            parts = _unavailable(str(error))
        # Outputs would be twice those of the page callback (callbacks/filters.py), and are there before any input is.
        for name, of in SHELL_PARTS:
            if (name, of) in parts:
                set_props(name, {of: parts[name, of]})
        return [parts.get(part, no_update) for part in PARTS]

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


def _browser(theme: object, viewport: object) -> tuple[str, str]:
    """What the browser says of itself, or the default of whatever it says wrongly."""
    known = isinstance(viewport, str) and viewport in _SERIES_WIDTH
    return "dark" if theme == "dark" else "light", str(viewport) if known else "wide"


def _picture_of(card: ids.CardIds, database: Database) -> Any:
    default_of = default_periods(database)

    def update_picture(png: int | None, svg: int | None, query: object, theme: object) -> Any:
        if not (png or svg):
            return no_update
        filters = read(query, default_of)

        def answer(release: Release) -> dict[str, Any]:
            figure = picture(card, acces_numbers(release, filters), _browser(theme, "wide")[0])
            return {
                "figure": figure,
                "width": WIDTH,
                "height": figure["layout"].get("height", HEIGHT),
                "format": "png" if ctx.triggered_id == card.png else "svg",
                "name": f"cep-acces-{card.card}-{release.id}",
            }

        return database.answer(filters.release, answer)

    return update_picture


@lru_cache(maxsize=128)
def page_parts(release: Release, filters: Filters, theme: str, viewport: str) -> dict[Part, Any]:
    """What changes on the page, by part. Kept whole: an answer seen before costs no computation. Do not write into it.

    A pane that is not shown is not computed: choosing its view asks again.
    """
    numbers = acces_numbers(release, filters)
    shown = numbers.filters
    classes = _classes(numbers)
    parts: dict[Part, Any] = {
        **shell_parts(release),
        (ids.STAGE, HTML): stage(filters, numbers.demonstration),
        (ids.ANSWER, "data-release"): release.id,
        (ids.SENTENCE, HTML): sentence_children(_sentence(numbers)),
        (ids.NOTICE, HTML): notices(numbers),
        (ids.KPI, HTML): kpi_strip(kpis(numbers)),
        (ids.BREADCRUMB, HTML): breadcrumb(shown),
        (ids.MAP_LEGEND, HTML): _legend(numbers, classes),
        (ids.COMPARE_TABLE, HTML): _comparison(numbers, projected=shown.projection),
        (ids.MAP.alt, "children"): map_alt(numbers.cells, numbers.indicator, numbers.period, shown.equivalence / 100)
        + lacking(numbers, ids.MAP.card),
    }
    if shown.map_view == "tuiles" or shown.projection:
        parts[ids.MAP_TILES, HTML] = _tiles(numbers, classes)
    if shown.map_view == "tableau":
        parts[ids.MAP_TABLE, HTML] = _result_table(numbers)
    if shown.map_view == "carte" and not shown.projection:
        parts[ids.MAP_GRAPH, "figure"] = _map(numbers, classes, theme, viewport)
    if shown.series_view == "tableau":
        parts[ids.SERIES_TABLE, HTML] = _series_table(numbers)
    elif not shown.projection:
        parts[ids.SERIES_GRAPH, "figure"] = _series(numbers, theme, viewport == "narrow", _SERIES_WIDTH[viewport])
    if numbers.points:
        parts[ids.SERIES.alt, "children"] = series_alt(
            numbers.points, numbers.series_indicator, shown.territory
        ) + lacking(numbers, ids.SERIES.card)
    for card, title, subtitle in zip(_CARDS, titles(numbers), subtitles(numbers), strict=True):
        parts[card.title, "children"] = title
        parts[card.subtitle, "children"] = subtitle
        parts[card.info, HTML] = info(numbers, card.card)
        parts[card.foot, HTML] = foot(numbers, card.card)
    return parts


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
        numbers.rupture_titles,
        numbers.restriction,
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
        _reference(numbers, classes),
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


def _map(numbers: Acces, classes: Classes, theme: str, viewport: str) -> dict[str, Any]:
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
        "narrow" if viewport == "narrow" else "screen",
    )


def _series(numbers: Acces, theme: str, narrow: bool, width: int, height: int = 280) -> dict[str, Any]:
    return monthly_figure(
        numbers.points,
        numbers.breaks,
        numbers.series_indicator,
        numbers.filters.area,
        theme,
        numbers.period,
        width,
        height,
        narrow,
    )


def picture(card: ids.CardIds, numbers: Acces, theme: str) -> dict[str, Any]:
    """The figure of one card as its picture file shows it: title, source, date and label drawn in."""
    filters = numbers.filters
    classes = _classes(numbers)
    place = _CARDS.index(card)
    legend: list[Swatch] = []
    notes: list[str] = []
    if card is ids.COMPARE:
        figure = interval_chart(numbers.cells, numbers.indicator, filters.area, filters.equivalence / 100, theme)
    elif card is ids.SERIES:
        figure = _series(numbers, theme, False, **_PICTURE_SERIES)
    else:
        legend = map_swatches(classes, classes.counts(numbers.cells), numbers.indicator, tokens(theme))
        notes = [" ".join(filter(None, (_reference(numbers, classes), _unlocated(numbers))))]
        tiled = filters.map_view == "tuiles"
        figure = (
            tile_figure(numbers.cells, classes, numbers.indicator, filters.area, theme)
            if tiled
            else _map(numbers, classes, theme, "wide")
        )
    return with_frame(
        figure,
        titles(numbers)[place],
        subtitles(numbers)[place],
        source_line(numbers, card.card),
        DEMONSTRATION if numbers.demonstration else "",
        theme,
        legend,
        capitalised(measure(numbers)) if legend else "",
        notes,
    )


def _reference(numbers: Acces, classes: Classes) -> str:
    """How the grey class reads, "" where no class is grey."""
    return f"Classe grise\u00a0: à ± {numbers.filters.equivalence}\u202f% de la France." if classes.bounds else ""


def _unlocated(numbers: Acces) -> str:
    count = numbers.unlocated
    return f"{number(count)} {plural(count, 'entrée')} non {plural(count, 'localisée')}." if count else ""


def _unavailable(message: str) -> dict[Part, Any]:
    """The page when no release answers: what happened, what to do, and nothing left that looks like a result.

    The name of the last release that answered stays.
    """
    advice = "Vos filtres sont gardés dans l’adresse de la page\u00a0: rechargez-la dans un instant."
    empty: dict[Part, Any] = {part: Markup("") for part in PARTS if part[1] == HTML and part[0] != ids.STAGE}
    texts: dict[Part, Any] = {part: "" for part in PARTS if part[1] == "children"}
    blank = {
        "data": [],
        "layout": {"paper_bgcolor": "rgba(0,0,0,0)", "xaxis": {"visible": False}, "yaxis": {"visible": False}},
    }
    figures: dict[Part, Any] = {part: blank for part in PARTS if part[1] == "figure"}
    return {**empty, **texts, **figures, (ids.NOTICE, HTML): error_state(message, advice)}
