"""Page Comparer: from the filters of the address to every slot of the page, in one answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from callbacks import comparer_files
from callbacks.answered import Part, shell_parts
from callbacks.comparer_numbers import comparer_numbers, ratio_classes
from callbacks.headers import asset_url
from callbacks.page import MAP_SIZES, Look, Page
from data.engine import Release
from figures.area_map import area_map
from figures.classes import Classes
from figures.export import Swatch, map_swatches, with_frame
from figures.funnel_chart import Spread, funnel_chart
from figures.numbers import number, plural
from figures.portrait import portrait_chart
from figures.ranking_chart import ranking_chart
from figures.similar_chart import similar_chart
from figures.strata import AXIS_WITHOUT
from figures.theme import tokens
from figures.waterfall import waterfall
from figures.wording import level_noun
from filters import Filters
from geo.areas import FRANCE
from indicators.catalogue import STANDARDISED_RATIO
from layouts import comparer_tables, comparer_texts, ids
from layouts.comparer import EMPTY_PANE, FIELDS, page
from layouts.comparer_answer import Comparer
from layouts.legend import map_legend
from layouts.markup import EMPTY, HTML, Markup
from layouts.sentence import sentence_children
from layouts.shell import DEMONSTRATION
from typography import NNBSP

_CARDS = (ids.EXPLAINED, ids.FUNNEL, ids.PORTRAIT, ids.STANDARD, ids.SIMILAR)
_DRAWN = (ids.EXPLAINED, ids.FUNNEL, ids.PORTRAIT, ids.STANDARD)
_RANKING = f"{ids.STANDARD.card}-ranking"
_CONTOURS = {"reg": "geo/regions.geojson", "dep": "geo/departements.geojson"}
# Width of a half card by viewport (assets/shell.js) and its height (assets/comparer.css), to place the names.
_HALF_WIDTH = {"wide": 610, "medium": 430, "small": 540, "narrow": 340, "hall": 950, "stage": 700}
_HALF_HEIGHT = 380
# The height of the funnel beside an explained gap and its axes, by viewport, where it takes the one of that card.
_BESIDE_AXES = {"wide": 500, "medium": 540}
_FULL_WIDTH = {"wide": 1290, "medium": 840, "small": 540, "narrow": 340, "hall": 950, "stage": 590}
_PICTURE_WIDTH = 752
_NOTHING: dict[str, Any] = {
    "data": [],
    "layout": {"paper_bgcolor": "rgba(0,0,0,0)", "xaxis": {"visible": False}, "yaxis": {"visible": False}},
}

# Every part of the page that an answer replaces: (id, property).
PARTS: tuple[Part, ...] = (
    *((i, HTML) for i in ids.COMPARER[4:]),
    *((ids.graph_of(card), "figure") for card in _DRAWN),
    (_RANKING, "figure"),
    *((ids.pane_of(card, "tableau"), HTML) for card in _DRAWN),
    *((ids.pane_of(card, EMPTY_PANE), HTML) for card in _DRAWN),
    *((card.alt, "children") for card in _DRAWN),
    (ids.pane_of(ids.EXPLAINED, "axes"), HTML),
    (ids.pane_of(ids.PORTRAIT, "regions"), HTML),
    (ids.pane_of(ids.STANDARD, "axes"), HTML),
    (ids.pane_of(ids.STANDARD, "legend"), HTML),
    (ids.pane_of(ids.SIMILAR, "list"), HTML),
    *((i, "children") for card in _CARDS for i in (card.title, card.subtitle)),
    *((card.foot, HTML) for card in _CARDS),
    *((card.info, HTML) for card in _DRAWN),
)


@lru_cache(maxsize=128)
def page_parts(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    """What changes on the page, by part. Kept whole: an answer seen before costs no computation. Do not write into it.

    A pane that is not shown is not computed: choosing its view asks again.
    """
    numbers = comparer_numbers(release, filters)
    ranked = filters.standard_view == "classement"
    similar = comparer_texts.reasons(numbers)
    lack = comparer_texts.chart_lack(numbers)
    parts: dict[Part, Any] = {
        **shell_parts(release),
        (ids.COMPARER.stage, HTML): EMPTY,
        (ids.COMPARER.answer, "data-release"): release.id,
        (ids.COMPARER.sentence, HTML): sentence_children(comparer_texts.sentence(numbers)),
        (ids.COMPARER.notice, HTML): comparer_texts.notices(numbers),
        (ids.pane_of(ids.EXPLAINED, "axes"), HTML): comparer_tables.axes_table(numbers),
        (ids.pane_of(ids.STANDARD, "axes"), HTML): comparer_tables.axes_row(numbers),
        (ids.pane_of(ids.SIMILAR, "list"), HTML): comparer_tables.similar_list(numbers, similar),
        (ids.pane_of(ids.EXPLAINED, EMPTY_PANE), HTML): comparer_texts.explained_lack(numbers),
        **{(ids.pane_of(card, EMPTY_PANE), HTML): lack for card in (ids.FUNNEL, ids.STANDARD)},
        (ids.pane_of(ids.PORTRAIT, EMPTY_PANE), HTML): EMPTY,
        **_views(numbers, filters, look),
    }
    titles, subtitles = comparer_texts.titles(numbers, ranked), comparer_texts.subtitles(numbers, ranked)
    foots = comparer_texts.foots(numbers)
    for card in _CARDS:
        parts[card.title, "children"] = titles[card]
        parts[card.subtitle, "children"] = subtitles[card]
        parts[card.foot, HTML] = foots[card]
    for card in _DRAWN:
        parts[card.info, HTML] = comparer_texts.info(numbers, card)
    for card, text in comparer_texts.alts(numbers, titles).items():
        parts[card.alt, "children"] = text
    return parts


def _views(numbers: Comparer, filters: Filters, look: Look) -> dict[Part, Any]:
    """The view shown of each card."""
    parts: dict[Part, Any] = {}
    is_whole = look.is_slide
    theme, narrow = look.theme, look.viewport == "narrow"
    if filters.explained_view == "tableau":
        lack = comparer_texts.explained_lack(numbers)
        parts[ids.pane_of(ids.EXPLAINED, "tableau"), HTML] = lack or comparer_tables.explained_table(numbers)
    else:
        parts[ids.graph_of(ids.EXPLAINED), "figure"] = _waterfall(numbers, theme, narrow)
    if filters.funnel_view == "tableau":
        parts[ids.pane_of(ids.FUNNEL, "tableau"), HTML] = comparer_tables.funnel_table(numbers, is_whole)
    else:
        figure = _funnel(numbers, theme, _HALF_WIDTH[look.viewport], _funnel_height(numbers, look.viewport))
        parts[ids.graph_of(ids.FUNNEL), "figure"] = figure
    if filters.portrait_view == "tableau":
        parts[ids.pane_of(ids.PORTRAIT, "tableau"), HTML] = comparer_tables.portrait_table(numbers)
    elif filters.portrait_view == "regions":
        parts[ids.pane_of(ids.PORTRAIT, "regions"), HTML] = comparer_tables.regions_table(numbers, is_whole)
    else:
        parts[ids.graph_of(ids.PORTRAIT), "figure"] = _portrait(numbers, theme, _FULL_WIDTH[look.viewport])
    if filters.standard_view == "tableau":
        parts[ids.pane_of(ids.STANDARD, "tableau"), HTML] = comparer_tables.standard_table(numbers, is_whole)
    elif filters.standard_view == "classement":
        parts[_RANKING, "figure"] = _ranking(numbers, theme, _HALF_WIDTH[look.viewport])
    else:
        classes = ratio_classes(numbers)
        parts[ids.graph_of(ids.STANDARD), "figure"] = _map(numbers, classes, theme, MAP_SIZES[look.viewport])
        parts[ids.pane_of(ids.STANDARD, "legend"), HTML] = _legend(numbers, classes)
    return parts


def _waterfall(numbers: Comparer, theme: str, narrow: bool = False) -> dict[str, Any]:
    found = numbers.decomposition
    if found is None or found.cell_status != "ok":
        return _NOTHING
    without = AXIS_WITHOUT[numbers.axis]
    return waterfall(found, numbers.territory, numbers.against, numbers.indicator, without, theme, narrow)


def _funnel(numbers: Comparer, theme: str, width: int, height: int) -> dict[str, Any]:
    return funnel_chart(
        numbers.funnel_cells,
        numbers.positions,
        numbers.indicator,
        Spread(numbers.scale, numbers.phi, numbers.noise),
        numbers.filters.area,
        numbers.filters.second,
        comparer_texts.reading_unit(numbers),
        theme,
        width,
        height,
    )


def _funnel_height(numbers: Comparer, viewport: str) -> int:
    beside = not numbers.is_france and len(numbers.axes) > 1 and numbers.filters.explained_view == "graphique"
    return _BESIDE_AXES.get(viewport, _HALF_HEIGHT) if beside else _HALF_HEIGHT


def _portrait(numbers: Comparer, theme: str, width: int) -> dict[str, Any]:
    noun = level_noun(numbers.peers[0].level)
    area = None if numbers.is_france else numbers.territory
    others = f"autres {noun}s" if area else f"{noun}s"
    return portrait_chart(comparer_tables.spine_rows(numbers), area, numbers.second, others, theme, width)


def _ranking(numbers: Comparer, theme: str, width: int) -> dict[str, Any]:
    return ranking_chart(
        numbers.rate_cells,
        comparer_texts.crude(numbers),
        numbers.indicator,
        numbers.filters.area,
        numbers.filters.equivalence / 100,
        theme,
        width,
    )


def _map(numbers: Comparer, classes: Classes, theme: str, size: str) -> dict[str, Any]:
    return area_map(
        numbers.map_cells,
        classes,
        STANDARDISED_RATIO,
        numbers.filters.area,
        asset_url(_CONTOURS[numbers.filters.area_level]),
        theme,
        numbers.zoom.bounds if numbers.zoom else None,
        size,
        told=True,
    )


def _legend(numbers: Comparer, classes: Classes) -> Markup:
    return map_legend(
        classes,
        classes.counts(numbers.map_cells),
        STANDARDISED_RATIO,
        "Ratio standardisé",
        f"{level_noun(numbers.peers[0].level)}s",
        _reference(numbers),
        numbers.unlocated,
        numbers.entries,
        FRANCE,
    )


def _reference(numbers: Comparer) -> str:
    return f"Classe grise\u00a0: à ± {numbers.filters.equivalence}{NNBSP}% de la France."


def picture(card: ids.CardIds, release: Release, asked: Filters, theme: str) -> dict[str, Any]:
    """The figure of one card as its picture file shows it: title, source, date and label drawn in."""
    numbers = comparer_numbers(release, asked)
    ranked = asked.standard_view == "classement"
    legend: list[Swatch] = []
    notes: list[str] = []
    if card is ids.EXPLAINED:
        figure = _waterfall(numbers, theme)
        notes = ["Une décomposition ne prouve pas une cause. Axe coupé\u00a0: seuls les effets sont des barres."]
    elif card is ids.FUNNEL:
        figure = _funnel(numbers, theme, _PICTURE_WIDTH, _HALF_HEIGHT)
        notes = ["▲ ou ▼\u00a0: hors des limites à 99,8\u202f% (trait plein)\u202f; tirets\u00a0: limites à 95\u202f%."]
    elif card is ids.PORTRAIT:
        figure = _portrait(numbers, theme, _PICTURE_WIDTH)
    elif card is ids.SIMILAR:
        figure = similar_chart([(area.name, why) for area, why in comparer_texts.reasons(numbers)], theme)
    elif ranked:
        figure = _ranking(numbers, theme, _PICTURE_WIDTH)
        figure["layout"]["height"] = 430
    else:
        classes = ratio_classes(numbers)
        figure = _map(numbers, classes, theme, "screen")
        legend = map_swatches(classes, classes.counts(numbers.map_cells), STANDARDISED_RATIO, tokens(theme))
        lost = numbers.unlocated
        said = f" {number(lost)} {plural(lost, 'entrée')} non {plural(lost, 'localisée')}." if lost else ""
        notes = [_reference(numbers) + said]
    return with_frame(
        figure,
        comparer_texts.titles(numbers, ranked)[card],
        comparer_texts.subtitles(numbers, ranked)[card],
        comparer_texts.source_line(numbers, card),
        DEMONSTRATION if numbers.demonstration else "",
        theme,
        legend,
        "Ratio standardisé" if legend else "",
        notes,
    )


def _whole(table: Callable[[Comparer, bool], Markup]) -> Callable[[Release, Filters], Markup]:
    return lambda release, filters: table(comparer_numbers(release, filters), True)


COMPARER = Page(
    path="/comparer",
    ids=ids.COMPARER,
    fields=FIELDS,
    layout=page,
    parts=PARTS,
    answer=page_parts,
    cards=_CARDS,
    picture=picture,
    tables={
        "ecart": comparer_files.explained,
        "entonnoir": comparer_files.funnel,
        "profil": comparer_files.portrait,
        "standardisation": comparer_files.standardised,
        "semblables": comparer_files.similar,
    },
    picked=(ids.graph_of(ids.FUNNEL), ids.graph_of(ids.STANDARD)),
    whole={
        ids.pane_of(ids.FUNNEL, "tableau"): _whole(comparer_tables.funnel_table),
        ids.pane_of(ids.PORTRAIT, "regions"): _whole(comparer_tables.regions_table),
        ids.pane_of(ids.STANDARD, "tableau"): _whole(comparer_tables.standard_table),
    },
)
