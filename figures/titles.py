"""Titres et textes de remplacement des cartes de graphique: sentences that the figures of the card prove."""

from __future__ import annotations

from collections import Counter

from figures.cells import VALUE, Cells
from figures.comparison import NOTES
from figures.lines import Point, Points, shown_months
from figures.numbers import (
    capitalised,
    in_letters,
    in_period,
    month_label,
    number,
    percent,
    period_label,
    plural,
    with_unit,
)
from figures.outcomes import outcome_clauses
from figures.wording import conjugate, is_feminine, level_noun, listed
from geo.areas import FRANCE, Area
from indicators.catalogue import ENTRY_SHARE, Indicator
from typography import NBSP, NNBSP


def map_title(cells: Cells, indicator: Indicator) -> str:
    """Titre de la carte: the two extremes, "L’accès va de 54,3 ‰ en Corse à 102,4 ‰ à La Réunion"."""
    valued = [cell for cell in cells.compared if cell.fill == VALUE]
    if not valued:
        return "Aucun territoire n’a de valeur à cartographier"
    ends = [extreme(valued, key=lambda cell: cell.value) for extreme in (min, max)]
    low, high = (with_unit(cell.value, indicator.unit, indicator.decimals) for cell in ends)
    subject = "La part" if valued[0].statistic == "share" else "L’accès"
    if len(valued) == 1:
        return f"{subject} est de {low} {ends[0].area.locative}"
    if low == high:
        return f"{subject} est partout de {low}"
    return f"{subject} va de {low} {ends[0].area.locative} à {high} {ends[1].area.locative}"


def compare_title(cells: Cells, equivalence: float = 0.05) -> str:
    """Titre de la comparaison: "Sept régions dépassent la France de plus de 5 %", from the outcomes."""
    outcomes = [cell.outcome for cell in cells.compared]
    noun, feminine = level_noun(cells.level), is_feminine(cells.level)
    above, below = outcomes.count("higher"), outcomes.count("lower")
    if not any(outcomes):
        return "La comparaison avec la France n’est pas possible"
    by = f" de plus de {percent(equivalence * 100)}" if equivalence else ""
    if not above and not below:
        return f"{capitalised(in_letters(0, feminine))} {noun} ne s’écarte à coup sûr de la France{by}"
    count = above or below
    verb = plural(count, "dépasse", "dépassent") if above else plural(count, "est", "sont")
    place = f"la France{by}" if above else f"au-dessous de la France{by}"
    return f"{capitalised(in_letters(count, feminine))} {plural(count, noun)} {verb} {place}"


def series_title(points: Points, indicator: Indicator, territory: Area) -> str:
    """Titre de la série: "Depuis 2017, l’Occitanie reste chaque mois au-dessus de la France", from the outcomes.

    Only the months since the last break count, without the doubtful ones; "chaque mois" is said when all of them are
    compared, otherwise how many are.
    """
    drawn = [point for point in points.get(territory.id, ()) if point.is_on_line]
    if not drawn:
        return f"Aucune valeur mensuelle pour {territory.definite}"
    last = drawn[-1].segment
    recent = [point for point in points[territory.id] if point.segment == last and not point.doubtful]
    outcomes = Counter(point.outcome for point in recent if point.is_known and point.outcome)
    compared = outcomes.total()
    if territory == FRANCE or not compared:
        return _span_title(recent, indicator, territory)
    since = f"{_since(recent[0].month)}, {territory.definite}"
    of_all = _share_of_months(compared, len(recent), "comparable")
    above, below, similar = outcomes["higher"], outcomes["lower"], outcomes["similar"]
    if len(recent) in (above + similar, below + similar):
        side = "au-dessus" if above else "au-dessous" if below else ""
        place = " ou ".join(filter(None, ("au niveau" if similar else "", side)))
        return f"{since} {conjugate(territory, 'reste', 'restent')} chaque mois {place} de la France"
    if not above and not below:
        return f"{since} {conjugate(territory, 'n’a', 'n’ont')} pas d’écart net avec la France{of_all}"
    months = [f"{number(count)} mois" for count in (above, below) if count]
    verb = ("dépasse", "dépassent") if above else ("est", "sont")
    place = "nettement la France" if above else "nettement au-dessous de la France"
    also = f" et {conjugate(territory, 'est', 'sont')} au-dessous {months[1]}" if above and below else ""
    return f"{since} {conjugate(territory, *verb)} {place} {months[0]} sur {number(compared)}{also}{of_all}"


def _span_title(recent: list[Point], indicator: Indicator, territory: Area) -> str:
    """The two extremes of the months since the last break, or the one value that they have."""
    known = {point.month: point.value for point in recent if point.is_known}
    low, high = (extreme(known, key=known.__getitem__) for extreme in (min, max))
    ends = [with_unit(known[month], indicator.unit, indicator.decimals) for month in (low, high)]
    of_all = _share_of_months(len(known), len(recent), "publiable")
    subject = "la part mensuelle" if indicator is ENTRY_SHARE else "l’accès mensuel"
    if len(known) == 1:
        return f"{in_period(low, low)}, {subject} est de {ends[0]} {territory.locative}{of_all}"
    if ends[0] == ends[1]:
        return f"{_since(recent[0].month)}, {subject} reste à {ends[0]} {territory.locative}{of_all}"
    said = [f"{end} ({month_label(month)})" for end, month in zip(ends, (low, high), strict=True)]
    return f"{_since(recent[0].month)}, {subject} va de {said[0]} à {said[1]} {territory.locative}{of_all}"


def _share_of_months(count: int, total: int, adjective: str) -> str:
    """Gives: " (5 mois publiables sur 30)", "" when all of them are."""
    return "" if count == total else f" ({number(count)} mois {plural(count, adjective)} sur {number(total)})"


def _since(month: str) -> str:
    return f"Depuis {month[:4]}" if month.endswith("-01") else f"Depuis {month_label(month)}"


def map_alt(cells: Cells, indicator: Indicator, period: tuple[str, str], equivalence: float = 0.05) -> str:
    """Texte de remplacement de la carte: measure, period, extremes, how the areas stand, those without a value."""
    measured = f"{indicator.short_title[0].lower()}{indicator.short_title[1:]} par {level_noun(cells.level)}"
    sentences = [f"Carte{NBSP}: {measured}, {period_label(*period)}", map_title(cells, indicator)]
    clauses = outcome_clauses(cells, ("", " la France"), equivalence)
    if clauses:
        sentences.append(capitalised(listed(clauses)))
    missing = [
        f"{cell.area.name}, {NOTES[cell.cell_status] or 'zéro entrée'}" for cell in cells.compared if cell.fill != VALUE
    ]
    if missing:
        sentences.append(f"Sans valeur{NBSP}: {f'{NNBSP}; '.join(missing)}")
    return ". ".join(sentences) + "."


def series_alt(points: Points, indicator: Indicator, territory: Area) -> str:
    """Texte de remplacement de la série, of one month or more: its span, its title and the last values."""
    months = shown_months(points)
    head = f"Courbe mensuelle, {period_label(months[0], months[-1])}"
    last = []
    for area in dict.fromkeys((territory, FRANCE)):
        drawn = [point for point in points.get(area.id, []) if point.is_on_line]
        if drawn:
            value = with_unit(drawn[-1].value, indicator.unit, indicator.decimals)
            last.append(f"{area.name}, {month_label(drawn[-1].month)}{NBSP}: {value}")
    return ". ".join([head, series_title(points, indicator, territory), *last]) + "."
