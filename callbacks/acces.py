"""Page Accès: from the filters of the address to every slot of the page, in one answer."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from callbacks import acces_tables
from callbacks.acces_numbers import acces_numbers, classes_of
from callbacks.answered import Part, shell_parts
from callbacks.headers import asset_url
from callbacks.page import MAP_SIZES, Look, Page
from data.engine import Release
from figures.area_map import area_map
from figures.bars import bar_geometry
from figures.classes import Classes
from figures.comparison import comparison_rows
from figures.export import Swatch, map_swatches, with_frame
from figures.interval_chart import interval_chart
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
from layouts.acces import FIELDS, breadcrumb, page, stage
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
from layouts.tiles import tile_map

_CARDS = (ids.MAP, ids.COMPARE, ids.SERIES)
_CONTOURS = {"reg": "geo/regions.geojson", "dep": "geo/departements.geojson"}
_PROJECTED_ROWS = 18
# Width of the series' box by viewport (assets/shell.js), to place its texts.
_SERIES_WIDTH = {"wide": 1300, "medium": 700, "small": 540, "narrow": 350, "hall": 950, "stage": 700}
_PICTURE_SERIES = {"width": 752, "height": 380}

# Every part of the page that an answer replaces: (id, property). The longest first: what repeats it weighs less.
PARTS: tuple[Part, ...] = (
    (ids.COMPARE_TABLE, HTML),
    *((i, HTML) for i in (*ids.ACCES[4:], ids.KPI, ids.BREADCRUMB, ids.MAP_LEGEND)),
    *((i, HTML) for i in (ids.MAP_TILES, ids.MAP_TABLE, ids.SERIES_TABLE)),
    (ids.MAP_GRAPH, "figure"),
    (ids.SERIES_GRAPH, "figure"),
    (ids.MAP.alt, "children"),
    (ids.SERIES.alt, "children"),
    *((i, "children") for card in _CARDS for i in (card.title, card.subtitle)),
    *((i, HTML) for card in _CARDS for i in (card.info, card.foot)),
)


@lru_cache(maxsize=128)
def page_parts(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    """What changes on the page, by part. Kept whole: an answer seen before costs no computation. Do not write into it.

    A pane that is not shown is not computed: choosing its view asks again.
    """
    theme, viewport = look
    numbers = acces_numbers(release, filters)
    shown = numbers.filters
    classes = classes_of(numbers)
    parts: dict[Part, Any] = {
        **shell_parts(release),
        (ids.ACCES.answer, "data-release"): release.id,
        (ids.ACCES.sentence, HTML): sentence_children(_sentence(numbers)),
        (ids.ACCES.notice, HTML): notices(numbers),
        (ids.KPI, HTML): kpi_strip(kpis(numbers)),
        (ids.BREADCRUMB, HTML): breadcrumb(shown),
        (ids.MAP_LEGEND, HTML): _legend(numbers, classes),
        (ids.COMPARE_TABLE, HTML): _comparison(numbers, filters.projection, look),
        (ids.MAP.alt, "children"): map_alt(numbers.cells, numbers.indicator, numbers.period, shown.equivalence / 100)
        + lacking(numbers, ids.MAP.card),
    }
    if filters.projection:
        parts[ids.ACCES.stage, HTML] = stage(filters, numbers.demonstration)
    if filters.map_view == "tuiles" or filters.projection:
        parts[ids.MAP_TILES, HTML] = _tiles(numbers, classes)
    if filters.map_view == "tableau":
        parts[ids.MAP_TABLE, HTML] = _result_table(numbers, look.is_slide)
    # On a projector regions are tiles, and the departments of one region, which have none, are the map.
    close = shown.area_level == "dep" and shown.area != FRANCE.id
    if close if filters.projection else filters.map_view == "carte":
        parts[ids.MAP_GRAPH, "figure"] = _map(numbers, classes, theme, _map_size(filters, viewport))
    if filters.series_view == "tableau":
        parts[ids.SERIES_TABLE, HTML] = _series_table(numbers)
    elif not filters.projection:
        parts[ids.SERIES_GRAPH, "figure"] = _series(numbers, theme, viewport == "narrow", _SERIES_WIDTH[viewport])
    if numbers.points:
        parts[ids.SERIES.alt, "children"] = series_alt(
            numbers.points, numbers.series_indicator, shown.territory
        ) + lacking(numbers, ids.SERIES.card)
    for card, title, subtitle in zip(_CARDS, titles(numbers), subtitles(numbers), strict=True):
        parts[card.title, "children"] = title
        parts[card.subtitle, "children"] = subtitle
        parts[card.info, HTML] = info(numbers, card.card)
        parts[card.foot, HTML] = foot(numbers, card.card, filters.map_view)
    return parts


def _map_size(filters: Filters, viewport: str) -> str:
    """The map of a slide has the whole slide, beside the comparison a part of it."""
    if viewport == "hall" or (viewport == "stage" and not filters.projection):
        return "hall"
    return "stage" if filters.projection else MAP_SIZES[viewport]


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
        bool(numbers.absences.not_yet),
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


def _comparison(numbers: Acces, projected: bool, look: Look) -> Markup:
    cells, indicator, filters = numbers.cells, numbers.indicator, numbers.filters
    return compare_table(
        comparison_rows(cells, indicator),
        bar_geometry(cells, filters.equivalence / 100),
        indicator,
        filters.area,
        f"{capitalised(measure(numbers))}, par territoire, comparé à la France",
        around=_PROJECTED_ROWS if projected else None,
        has_menu=not look.is_slide,
    )


def _tiles(numbers: Acces, classes: Classes) -> Markup:
    return tile_map(tiles(numbers.cells, classes, numbers.indicator), numbers.filters.area)


def _result_table(numbers: Acces, is_whole: bool) -> Markup:
    return result_table(
        numbers.cells,
        numbers.indicator,
        numbers.filters,
        f"{capitalised(measure(numbers))}, par territoire",
        "Entrées",
        population_label(numbers),
        is_whole,
    )


def _series_table(numbers: Acces) -> Markup:
    return series_table(
        numbers.series,
        numbers.series_indicator,
        numbers.filters.area,
        f"{numbers.series_indicator.short_title}, par mois",
    )


def _map(numbers: Acces, classes: Classes, theme: str, size: str) -> dict[str, Any]:
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
        size,
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


def picture(card: ids.CardIds, release: Release, asked: Filters, theme: str) -> dict[str, Any]:
    """The figure of one card as its picture file shows it: title, source, date and label drawn in."""
    numbers = acces_numbers(release, asked)
    filters = numbers.filters
    classes = classes_of(numbers)
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
        tiled = asked.map_view == "tuiles"
        figure = (
            tile_figure(numbers.cells, classes, numbers.indicator, filters.area, theme)
            if tiled
            else _map(numbers, classes, theme, "screen")
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


ACCES = Page(
    path="/",
    ids=ids.ACCES,
    fields=FIELDS,
    layout=page,
    parts=PARTS,
    answer=page_parts,
    cards=_CARDS,
    picture=picture,
    tables={"territoires": acces_tables.territories, "serie": acces_tables.series},
    graphs=(ids.MAP_GRAPH,),
    whole={ids.MAP_TABLE: lambda release, filters: _result_table(acces_numbers(release, filters), is_whole=True)},
)
