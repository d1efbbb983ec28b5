"""Page Profils: from the filters of the address to every slot of the page, in one answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from callbacks import profils_tables
from callbacks.answered import Part, shell_parts
from callbacks.page import Look, Page
from callbacks.profils_numbers import profils_numbers
from data.default_period import whole_window
from data.engine import Release
from denominators import find
from figures.bars import bar_geometry
from figures.cells import VALUE
from figures.comparison import FEW, NOTES, comparison_rows
from figures.export import Swatch, with_frame
from figures.heat import HeatRow, heat_heads, heat_rows
from figures.interval_chart import interval_chart
from figures.profile import group_label, partition_of
from figures.profile_chart import heat_picture, heat_swatches, profile_picture, women_picture
from figures.profile_rows import ProfileSection, profile_sections
from figures.profile_sentence import profile_sentence
from figures.series import monthly_figure
from figures.wording import actives, level_noun
from filters import Filters
from geo.areas import FRANCE, Area
from indicators.catalogue import DISSIMILARITY, RELATIVE_RECOURSE
from layouts import ids
from layouts.compare_table import compare_table
from layouts.controls import setter
from layouts.first_rows import AreaRow, first_rows
from layouts.gap_table import gap_table
from layouts.heat_table import heat_legend, heat_table
from layouts.markup import HTML, Markup, join, tag
from layouts.profile_table import profile_chart, profile_table
from layouts.profils import FIELDS, PATH, page
from layouts.profils_answer import Profils
from layouts.profils_texts import alternatives, foot, info, notices, source_line, subtitles, titles
from layouts.result_table import series_table
from layouts.sentence import sentence_children
from layouts.shell import DEMONSTRATION
from layouts.women_table import WomenRow, women_table
from nomenclatures import UNKNOWN

_CARDS = (ids.PROFILE, ids.HEAT, ids.RECOURSE, ids.WOMEN, ids.GAP)
_SERIES_WIDTH = {"wide": 760, "medium": 520, "small": 520, "narrow": 350, "hall": 520, "stage": 350}
_PICTURE_SERIES = {"width": 752, "height": 380}
_P = ids.PROFILS_PARTS

# Every part of the page that an answer replaces: (id, property).
PARTS: tuple[Part, ...] = (
    *((i, HTML) for i in (ids.PROFILS.sentence, ids.PROFILS.notice)),
    *((i, HTML) for i in _P if i != _P.gap_graph),
    (_P.gap_graph, "figure"),
    (ids.GAP.alt, "children"),
    *((i, "children") for card in _CARDS for i in (card.title, card.subtitle)),
    *((i, HTML) for card in _CARDS for i in (card.info, card.foot)),
)


@lru_cache(maxsize=128)
def page_parts(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    """What changes on the page, by part. Kept whole: an answer seen before costs no computation. Do not write into it.

    A pane that is not shown is not computed: choosing its view asks again.
    """
    numbers = profils_numbers(release, filters)
    said = alternatives(numbers)
    heat = _heat(numbers)
    parts: dict[Part, Any] = {
        **shell_parts(release),
        (ids.PROFILS.answer, "data-release"): release.id,
        (ids.PROFILS.sentence, HTML): sentence_children(
            profile_sentence(numbers.profiles, numbers.territory, numbers.period, filters.reading, numbers.restriction)
        ),
        (ids.PROFILS.notice, HTML): notices(numbers),
        (_P.heat, HTML): _heat_table(numbers, said[ids.HEAT.card], look.is_slide),
        (_P.heat_legend, HTML): heat_legend(heat, numbers.heat_zone),
        (_P.recourse, HTML): _recourse(numbers, said[ids.RECOURSE.card], look.is_slide),
        (_P.women, HTML): women_table(_women(numbers), numbers.women_ticks, said[ids.WOMEN.card]),
        (_P.gaps, HTML): _gaps(numbers, said[ids.GAP.card], look.is_slide),
        (ids.GAP.alt, "children"): said[ids.GAP.card],
    }
    caption = said[ids.PROFILE.card]
    if filters.profile_view == "tableau":
        parts[_P.table, HTML] = profile_table(_sections(numbers), caption, actives(filters.reading))
    else:
        parts[_P.chart, HTML] = profile_chart(
            _sections(numbers), numbers.equivalence, caption, len(numbers.sides), actives(filters.reading)
        )
    if filters.gap_view == "tableau":
        parts[_P.gap_table, HTML] = series_table(
            numbers.gap_series, DISSIMILARITY, filters.area, f"{DISSIMILARITY.short_title}, par mois"
        )
    else:
        parts[_P.gap_graph, "figure"] = _series(
            numbers, look.theme, look.viewport == "narrow", _SERIES_WIDTH[look.viewport]
        )
    heads, under = titles(numbers), subtitles(numbers)
    for card in _CARDS:
        parts[card.title, "children"] = heads[card.card]
        parts[card.subtitle, "children"] = under[card.card]
        parts[card.info, HTML] = info(numbers, card.card)
        parts[card.foot, HTML] = foot(numbers, card.card)
    return parts


def _sections(numbers: Profils) -> tuple[ProfileSection, ...]:
    return profile_sections(numbers.profiles, numbers.sides, numbers.groups.published)


def _heat(numbers: Profils) -> tuple[HeatRow, ...]:
    return heat_rows(numbers.profiles, numbers.heat_areas, numbers.heat_columns, numbers.heat_zone)


def _heat_table(numbers: Profils, caption: str, is_whole: bool) -> Markup:
    """Carte de chaleur; unless `is_whole`, its first rows, by the first column that has a value."""
    heat, heads = _heat(numbers), _heads(numbers)
    columns = [[_heat_value(numbers, row.area, group) for row in heat] for group in numbers.heat_columns]
    at = next((at for at, column in enumerate(columns) if any(map(math.isfinite, column[1:]))), 0)
    rows = [AreaRow(row.area, columns[at][k] if columns else math.nan, row) for k, row in enumerate(heat)]
    measure = f"{'Part' if numbers.share_partition else 'Indice'} ({heads[at][0]})" if heads else ""
    shown, foot = first_rows(rows, numbers.filters, measure, is_whole or not heads)
    return heat_table(shown, heads, numbers.filters.area, caption, foot, numbers.groups.state != "no_data")


def _heat_value(numbers: Profils, area: Area, group: str) -> float:
    """Value of a cell of the heat map, NaN without one."""
    cell = numbers.profiles.group(area, group)
    if cell is None:
        return math.nan
    if numbers.share_partition:
        return cell.share if cell.has_share else math.nan
    return cell.value if cell.fill == VALUE else math.nan


def _heads(numbers: Profils) -> tuple[tuple[str, bool], ...]:
    if numbers.share_partition:
        return tuple((group_label(numbers.share_partition, group), False) for group in numbers.heat_columns)
    return heat_heads(numbers.profiles, numbers.heat_columns)


def _recourse(numbers: Profils, caption: str, is_whole: bool) -> Markup:
    """Tableau du recours, the first rows unless `is_whole`, or where all lack a value: they are then one."""
    cells = numbers.recourse_cells
    first = group_label(partition_of(numbers.pair[0]), numbers.pair[0])
    by_area = {cell.area.id: cell for cell in (cells.france, *cells.compared) if cell}
    rows = [AreaRow.of(by_area[row.area], row) for row in comparison_rows(cells, RELATIVE_RECOURSE)]
    is_whole |= not any(cell.is_measured for cell in cells.compared)
    shown, foot = first_rows(rows, numbers.filters, RELATIVE_RECOURSE.short_title, is_whole)
    table = compare_table(
        shown,
        bar_geometry(cells, numbers.equivalence),
        RELATIVE_RECOURSE,
        numbers.filters.area,
        caption,
        heads=(first, "Rapport"),
        folded=_areas(numbers),
        foot=foot,
    )
    return join([table, None if any(cell.is_measured for cell in cells.compared) else _other_pair(numbers)])


def _other_pair(numbers: Profils) -> Markup | None:
    """Where the pair chosen has no population, the one that has: statuses have theirs at every level."""
    level, year = numbers.recourse_cells.level, int(numbers.filters.start[:4])
    if numbers.filters.reading != "ens" or not all(find(level, status, (), year) for status in ("de", "ao")):
        return None
    text = f"Par {level_noun(level)}, les demandeurs d’emploi et les actifs occupés ont une population connue. "
    return tag("p", text, setter("paire=de-ao", "Les comparer", "control small no-print"), cls="hint")


def _gaps(numbers: Profils, caption: str, is_whole: bool) -> Markup:
    return gap_table(numbers.gap_cells, DISSIMILARITY, numbers.filters, caption, _areas(numbers), is_whole)


def _areas(numbers: Profils) -> str:
    return f"{level_noun('region' if numbers.filters.area_level == 'reg' else 'department')}s"


def _women(numbers: Profils) -> list[WomenRow]:
    women = numbers.groups.women
    names = ("area", "partition", "group", "value", "lower", "upper", "cell_status")
    rows = list(zip(*(women[name].tolist() for name in names), strict=True))
    of_france = {(partition, group): value for area, partition, group, value, *_ in rows if area == FRANCE.id}
    here = numbers.filters.area
    return [
        WomenRow(
            "Âge" if partition == "age" else "Statut",
            group_label(partition, group),
            value,
            lower,
            upper,
            math.nan if here == FRANCE.id else of_france[partition, group],
            f"{FEW} entrées" if status == "secret" else NOTES[status],
        )
        for area, partition, group, value, lower, upper, status in rows
        if area == here and group != UNKNOWN
    ]


def _series(numbers: Profils, theme: str, narrow: bool, width: int, height: int = 320) -> dict[str, Any]:
    return monthly_figure(
        numbers.gap_points,
        numbers.breaks,
        DISSIMILARITY,
        numbers.filters.area,
        theme,
        numbers.period,
        width,
        height,
        narrow,
    )


def picture(card: ids.CardIds, release: Release, asked: Filters, theme: str) -> dict[str, Any]:
    """The figure of one card as its picture file shows it: title, source, date and label drawn in."""
    numbers = profils_numbers(release, asked)
    legend: list[Swatch] = []
    if card is ids.PROFILE:
        figure = profile_picture(_sections(numbers), numbers.equivalence, theme, actives(asked.reading))
    elif card is ids.HEAT:
        heat = _heat(numbers)
        figure, legend = heat_picture(heat, _heads(numbers), theme), heat_swatches(heat, theme, numbers.heat_zone)
    elif card is ids.RECOURSE:
        figure = interval_chart(
            numbers.recourse_cells, RELATIVE_RECOURSE, numbers.filters.area, numbers.equivalence, theme
        )
    elif card is ids.WOMEN:
        rows = [(row.label, row.share, row.france) for row in _women(numbers)]
        figure = women_picture(rows, numbers.women_ticks, (numbers.territory.name, FRANCE.name), theme)
    else:
        figure = _series(numbers, theme, False, **_PICTURE_SERIES)
    return with_frame(
        figure,
        titles(numbers)[card.card],
        subtitles(numbers)[card.card],
        source_line(numbers, card.card),
        DEMONSTRATION if numbers.demonstration else "",
        theme,
        legend,
        ("Part ÷ France" if numbers.share_partition else "Indice") if legend else "",
    )


def _whole_table(
    table: Callable[[Profils, str, bool], Markup], card: ids.CardIds
) -> Callable[[Release, Filters], Markup]:
    def whole(release: Release, filters: Filters) -> Markup:
        numbers = profils_numbers(release, filters)
        return table(numbers, alternatives(numbers)[card.card], True)

    return whole


PROFILS = Page(
    path=PATH,
    ids=ids.PROFILS,
    fields=FIELDS,
    layout=page,
    parts=PARTS,
    answer=page_parts,
    cards=_CARDS,
    picture=picture,
    tables={
        "groupes": profils_tables.groups,
        "chaleur": profils_tables.heat,
        "recours": profils_tables.recourse,
        "femmes": profils_tables.women,
        "dissemblance": profils_tables.gaps,
    },
    whole={
        _P.heat: _whole_table(_heat_table, ids.HEAT),
        _P.recourse: _whole_table(_recourse, ids.RECOURSE),
        _P.gaps: _whole_table(_gaps, ids.GAP),
    },
    default_period=whole_window,
)
