"""Tableaux de la page Comparer: the twins of its charts, the axes to choose from, the areas side by side."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from figures.cells import VALUE, Cell
from figures.classes import MIDDLE, Classes, classes_for
from figures.comparison import GLYPHS, NOTES, WORDS
from figures.numbers import number, percent, signed, span
from figures.portrait import SpineRow
from figures.ranking_chart import rank_rows
from figures.strata import AXIS_EQUAL, AXIS_LABELS, AXIS_WITHOUT, STRATUM_LABELS
from figures.wording import alphabetical, is_feminine, level_noun
from geo.areas import AREAS, Area
from indicators.catalogue import STANDARDISED_RATE
from indicators.standardised import Decomposition
from layouts.comparer_answer import Comparer
from layouts.controls import setter
from layouts.first_rows import AreaRow, first_rows
from layouts.markup import EMPTY, Markup, join, tag
from layouts.result_table import twin_table
from typography import NBSP, NNBSP

_NONE = "—"
# A gap: its two parts, then itself.
_PARTS = ("Qui y vit", "Comment on y recourt", "Écart")
_PLACES = {"above": "au-dessus", "below": "au-dessous", "inside": "dans les limites", "": _NONE}
# Traits of a population, as data.strata_queries.features names them, and their heads.
_TRAITS = {
    "unemployed": f"Chômeurs,{NBSP}%",
    "graduates": f"Diplômés du supérieur,{NBSP}%",
    "prime": f"25 à 64{NBSP}ans,{NBSP}%",
    "density": f"Actifs par{NBSP}km²",
}
NOTES_HERE = {**NOTES, "too_few": "moins de 10 entrées", "too_close": "écart de l’ordre du bruit"}


def explained_table(numbers: Comparer) -> Markup:
    """Tableau de l’écart expliqué, one row per group of the axis, then the whole."""
    found = numbers.decomposition
    here, there = numbers.territory.name, numbers.against.name
    unit, decimals = numbers.indicator.unit, numbers.indicator.decimals
    heads = (
        AXIS_LABELS[numbers.axis],
        f"Part des actifs, {here}",
        f"Part des actifs, {there}",
        f"Taux, {here}, {unit}",
        f"Taux, {there}, {unit}",
        f"Composition, {unit}",
        f"Recours, {unit}",
    )
    rows = []
    if found is not None and found.cell_status == "ok":
        columns = [found.groups[name].tolist() for name in ("share", "share_against", "rate", "rate_against")]
        effects = [found.groups[name].tolist() for name in ("composition", "behaviour")]
        for at, group in enumerate(found.groups["group"].tolist()):
            levels = [percent(column[at], 1) for column in columns[:2]]
            levels += [number(column[at], decimals) for column in columns[2:]]
            moves = [signed(effect[at], decimals) for effect in effects]
            rows.append(_row(STRATUM_LABELS[group], [*levels, *moves]))
        whole = [number(found.value, decimals), number(found.value_against, decimals)]
        parts = [signed(found.composition, decimals), signed(found.behaviour, decimals)]
        rows.append(_row(f"Ensemble, écart {signed(found.gap, decimals)}", [_NONE, _NONE, *whole, *parts], on=True))
    caption = f"Écart expliqué entre {numbers.territory.definite} et {numbers.against.definite}"
    return twin_table(caption, heads, rows, range(1, 7))


def furthest_table(numbers: Comparer) -> Markup:
    """Écarts des plus éloignés de la France: the two parts of each, on the axis of the page."""
    rows = []
    for found in numbers.furthest:
        name = setter(f"t={found.area}", AREAS[found.area].name, "go")
        rows.append(tag("tr", tag("th", name, scope="row"), _gap_parts(found, numbers)))
    unit = numbers.indicator.unit
    heads = ("Territoire", *_PARTS[:2], f"{_PARTS[2]}, {unit}")
    caption = f"Ce qui les écarte de la France, à {AXIS_EQUAL[numbers.axis]}, {AXIS_WITHOUT[numbers.axis]}"
    return twin_table(caption, heads, rows, range(1, 4))


def furthest_noun(level: str) -> str:
    """Gives: "régions les plus éloignées"."""
    return f"{level_noun(level)}s les plus éloigné{'e' if is_feminine(level) else ''}s"


def _gap_parts(found: Decomposition, numbers: Comparer) -> list[Markup]:
    """Cells of the two parts of a gap and of the gap, or of why it has none."""
    if found.cell_status != "ok":
        return [tag("td", NOTES_HERE[found.cell_status], colspan="3", cls="note")]
    decimals = numbers.indicator.decimals
    return [tag("td", signed(part, decimals), cls="n") for part in (found.composition, found.behaviour, found.gap)]


def axes_table(numbers: Comparer) -> Markup:
    """Axes disponibles: a button each, and the two parts of the gap that each gives; one alone is no choice."""
    if numbers.denominator is None:
        return EMPTY
    if len(numbers.axes) == 1:
        axis = AXIS_LABELS[numbers.axis].lower()
        return tag("p", f"À ce niveau, seul le {axis} a une population connue.", cls="hint")
    rows = []
    for axis in numbers.axes:
        found = numbers.decompositions.get(axis)
        rows.append(
            tag(
                "tr",
                tag("th", axis_setter(axis, axis == numbers.axis, "go"), scope="row"),
                _gap_parts(found, numbers) if found else None,
                cls="on" if axis == numbers.axis else None,
            )
        )
    heads = ("Axe", *_PARTS[:2], f"{_PARTS[2]}, {numbers.indicator.unit}")[: 4 if numbers.decompositions else 1]
    titles = [tag("th", head, scope="col", cls="n" if at else None) for at, head in enumerate(heads)]
    caption = tag(
        "caption",
        "L’écart selon chaque axe : les sources ne se mêlent pas, un seul axe à la fois".replace(" :", f"{NBSP}:"),
    )
    return tag("table", caption, tag("thead", tag("tr", titles)), tag("tbody", rows), cls="result axes-table")


def axes_row(numbers: Comparer) -> Markup:
    """Choix de l’axe in one line, where there is one."""
    if len(numbers.axes) == 1:
        return EMPTY
    buttons = [axis_setter(axis, axis == numbers.axis, "choice") for axis in numbers.axes]
    label = tag("span", "À structure égale de", cls="field-label", id="comparer-axes-label")
    return join([label, tag("span", buttons, role="group", aria_labelledby="comparer-axes-label", cls="choices")])


def axis_setter(axis: str, chosen: bool, cls: str) -> Markup:
    return setter(f"axe={axis}", AXIS_LABELS[axis], cls, "axe", chosen)


def funnel_table(numbers: Comparer, is_whole: bool = False) -> Markup:
    """Tableau de l’entonnoir: size, rate, limits, place and minimum detectable gap of each area.

    The first ones unless `is_whole`, as in the other tables of areas.
    """
    frame, decimals = numbers.funnel, numbers.indicator.decimals
    limits = {
        area: values
        for area, *values in zip(
            frame["area"].tolist(),
            *(frame[f"limit_{side}_{level}"].tolist() for level in ("95", "998") for side in ("lower", "upper")),
            strict=True,
        )
    }
    heads = (
        "Territoire",
        "Dénominateur",
        f"Taux, {numbers.indicator.unit}",
        f"Limites à 95{NNBSP}%",
        f"Limites à 99,8{NNBSP}%",
        "Place",
        "Écart minimal détectable",
    )
    rows = []
    for cell in _ordered(numbers.funnel_cells.compared):
        low95, high95, low998, high998 = limits[cell.area.id]
        gap = numbers.detectable.get(cell.area.id)
        texts = [
            _count(cell.denominator),
            cell.figure(decimals),
            _bounds(low95, high95, decimals),
            _bounds(low998, high998, decimals),
            _PLACES[numbers.positions[cell.area.id]] if cell.is_measured else NOTES_HERE[cell.cell_status],
            percent(gap, 0 if gap >= 2 else 1) if gap is not None else _NONE,
        ]
        rows.append(_area_row(cell, texts, numbers, words=(4,)))
    shown, foot = first_rows(rows, numbers.filters, numbers.indicator.short_title, is_whole)
    return twin_table("Entonnoir des taux d’accès, par territoire", heads, shown, (1, 2, 3, 4, 6), foot=foot)


def standard_table(numbers: Comparer, is_whole: bool = False) -> Markup:
    """Tableau de la standardisation: crude and standardised rates, ranks, ratio and verdict of each area."""
    decimals = numbers.indicator.decimals
    crude = dict(zip(numbers.rates["area"].tolist(), numbers.rates["crude"].tolist(), strict=True))
    ranks = {row.cell.area: row for row in rank_rows(numbers.rate_cells, crude)}
    ratios = {cell.area: cell for cell in numbers.ratio_cells.compared}
    unit = numbers.indicator.unit
    heads = (
        "Territoire",
        f"Taux brut, {unit}",
        f"Taux standardisé, {unit}",
        f"Intervalle à 95{NNBSP}%",
        "Rang",
        "Places",
        "Ratio",
        "Intervalle du ratio",
        "Écart à la France",
    )
    rows = []
    for cell in _ordered(numbers.rate_cells.compared):
        row, ratio = ranks.get(cell.area), ratios[cell.area]
        level = crude[cell.area.id]
        texts = [
            number(level, decimals) if math.isfinite(level) else _NONE,
            cell.figure(decimals),
            cell.interval(decimals) or _NONE,
            span(cell.rank_low, cell.rank_high) if math.isfinite(cell.rank_low) else _NONE,
            signed(row.climbs) if row else _NONE,
            ratio.figure(2),
            ratio.interval(2) or _NONE,
            WORDS[ratio.outcome] or NOTES_HERE[ratio.cell_status] or _NONE,
        ]
        rows.append(_area_row(cell, texts, numbers, words=(7,)))
    caption = f"Taux et ratios standardisés ({AXIS_LABELS[numbers.axis].lower()}), par territoire"
    shown, foot = first_rows(rows, numbers.filters, STANDARDISED_RATE.short_title, is_whole)
    return twin_table(caption, heads, shown, range(1, 8), foot=foot)


def portrait_table(numbers: Comparer) -> Markup:
    """Tableau du profil: each indicator of the territories chosen, of France, and the spread of the others."""
    chosen = [area for area in (None if numbers.is_france else numbers.territory, numbers.second) if area]
    heads = ["Indicateur", *(area.name for area in chosen), "France", "Le plus bas", "Le plus haut"]
    heads += [f"Écart à la France, {area.name}" for area in chosen[:1]]
    rows = []
    for row in spine_rows(numbers):
        cells = [row.cells.of(area) for area in chosen]
        compared = [cell for cell in row.cells.compared if cell.fill == VALUE]
        ends = [extreme(compared, key=lambda cell: cell.value) for extreme in (min, max)] if compared else []
        texts = [row.figure(cell) for cell in (*cells, row.cells.france)]
        texts += [f"{row.figure(cell)} ({cell.area.name})" for cell in ends] or [_NONE, _NONE]
        texts += [_verdict(cell) for cell in cells[:1]]
        rows.append(_row(row.label, texts, words=range(len(chosen) + 1, len(texts))))
    return twin_table("Profil territorial, par indicateur", heads, rows, range(1, 2 + len(chosen)))


def regions_table(numbers: Comparer, is_whole: bool = False) -> Markup:
    """Carte de chaleur: every area by every indicator, each coloured by its own distance to France.

    The areas are in the order of the alphabet, the first ones those of the first indicator that is known.
    """
    rows = spine_rows(numbers)
    classes = [
        classes_for(row.centre if row.centre is not None else math.nan, numbers.filters.equivalence / 100)
        for row in rows
    ]
    heads = ["Territoire", *(f"{row.label}{f', {row.indicator.unit}' if row.indicator.unit else ''}" for row in rows)]
    first = [tag("td", row.cells.france.figure(row.indicator.decimals) if row.cells.france else "n.d.") for row in rows]
    france = tag("tr", tag("th", "France", scope="row"), first, cls="pinned")
    lines = []
    areas = alphabetical(numbers.peers)
    columns = [_heat(row, of_row, areas) for row, of_row in zip(rows, classes, strict=True)]
    leading = next((row for row in rows if any(cell.is_measured for cell in row.cells.compared)), rows[0])
    ranked = {cell.area: cell for cell in leading.cells.compared}
    for at, area in enumerate(areas):
        name = setter(f"t={area.id}", area.name, "go", aria_current="true" if area == numbers.territory else None)
        cells = [column[at] for column in columns]
        line = tag("tr", tag("th", name, scope="row"), cells, cls="on" if area == numbers.territory else None)
        lines.append(AreaRow.of(ranked[area], line))
    shown, foot = first_rows(lines, numbers.filters, leading.label, is_whole)
    table = twin_table(
        f"Tous les territoires, par indicateur. Gris{NBSP}: à ± {numbers.filters.equivalence}{NNBSP}% de la France",
        heads,
        [france, *shown],
        range(1, len(heads)),
        is_matrix=True,
        foot=foot,
    )
    return tag("div", table, cls="heat")


def _heat(row: SpineRow, classes: Classes, areas: Sequence[Area]) -> list[Markup]:
    """Cells of one indicator, in the order of `areas`, each with the class of its distance to France."""
    found = {cell.area: cell for cell in row.cells.compared}
    known = [area for area in areas if found[area].fill == VALUE]
    places = dict(zip(known, classes.index([found[area].value for area in known]).tolist(), strict=True))
    if not classes.bounds:
        places = dict.fromkeys(known, MIDDLE)
    decimals = row.indicator.decimals
    return [
        tag("td", found[area].figure(decimals), cls=f"h{places[area]}" if area in places else "h-none")
        for area in areas
    ]


def similar_list(numbers: Comparer, reasons: Sequence[tuple[Area, str]]) -> Markup:
    """Territoires semblables: name, why in words, and the button that sets it as second territory."""
    if not reasons and not numbers.is_france:
        return tag("p", "Les traits de la population ne sont pas connus pour cette période.", cls="hint")
    if not reasons:
        text = "Choisissez un territoire : ses semblables apparaissent ici.".replace(" :", f"{NBSP}:")
        return join([tag("p", text, cls="hint"), _traits_table(numbers)])
    items = []
    for area, why in reasons:
        chosen = numbers.second == area
        label = "Second territoire" if chosen else "Comparer"
        button = setter(
            "t2=" if chosen else f"t2={area.id}",
            label,
            "control small no-print",
            aria_label=f"{'Retirer' if chosen else 'Placer'} {area.name} comme second territoire",
        )
        items.append(
            tag("li", tag("div", tag("strong", area.name), tag("p", why)), button, cls="on" if chosen else None)
        )
    return join([tag("ol", items), _traits_table(numbers)])


def _traits_table(numbers: Comparer) -> Markup:
    """Traits of the territory and of those most like it, in figures; for France those of every region compared."""
    if not numbers.described:
        return EMPTY
    shown = [trait for trait in _TRAITS if trait in numbers.traits]
    known = numbers.traits.set_index("area")[shown].to_dict("index")
    rows = []
    areas = [AREAS[area] for area in numbers.described]
    for area in alphabetical(areas) if numbers.is_france else areas:
        chosen = area == numbers.territory
        name = setter(f"t={area.id}", area.name, "go") if numbers.is_france else area.name
        cells = [tag("td", _trait(trait, known[area.id][trait]), cls="n") for trait in shown]
        rows.append(tag("tr", tag("th", name, scope="row"), cells, cls="on" if chosen else None))
    heads = ("Territoire", *(_TRAITS[trait] for trait in shown))
    caption = "Ce qui les rapproche ou les distingue, en chiffres" if numbers.neighbours else "Les traits comparés"
    if numbers.is_france and numbers.filters.area_level == "dep":
        caption = f"Les traits des {furthest_noun('department')} de l’axe de l’entonnoir"
    return twin_table(caption, heads, rows, range(1, len(heads)))


def _trait(trait: str, value: float) -> str:
    if not math.isfinite(value):
        return _NONE
    return number(math.exp(value)) if trait == "density" else number(value, 1)


def spine_rows(numbers: Comparer) -> list[SpineRow]:
    return [SpineRow(row.label, row.indicator, row.cells) for row in numbers.portrait]


def _verdict(cell: Cell | None) -> str:
    if cell is None:
        return _NONE
    word = WORDS[cell.outcome] or NOTES_HERE[cell.cell_status] or _NONE
    return f"{GLYPHS[cell.outcome]} {word}".strip()


def _ordered(cells: Sequence[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: (not cell.is_measured, -cell.value if cell.is_measured else 0.0))


def _row(name: str, texts: Sequence[str], on: bool = False, words: Collection[int] = ()) -> Markup:
    """Ligne d’un tableau; `words`: places of the columns that are no numbers."""
    return tag("tr", tag("th", name, scope="row"), _cells(texts, words), cls="on" if on else None)


def _area_row(cell: Cell, texts: Sequence[str], numbers: Comparer, words: Collection[int]) -> AreaRow[Markup]:
    chosen = cell.area == numbers.territory
    name = setter(f"t={cell.area.id}", cell.area.name, "go", aria_current="true" if chosen else None)
    line = tag("tr", tag("th", name, scope="row"), _cells(texts, words), cls="on" if chosen else None)
    return AreaRow.of(cell, line)


def _cells(texts: Sequence[str], words: Collection[int]) -> list[Markup]:
    return [tag("td", text, cls=None if at in words else "n") for at, text in enumerate(texts)]


def _count(value: float) -> str:
    return number(value) if math.isfinite(value) else _NONE


def _bounds(low: float, high: float, decimals: int) -> str:
    return f"{number(low, decimals)} à {number(high, decimals)}" if math.isfinite(low) else _NONE
