"""Titres et textes de remplacement des cartes de graphique: sentences that the figures of the card prove."""

from __future__ import annotations

from figures.cells import VALUE, Cells
from figures.comparison import NOTES
from figures.lines import Points, shown_months
from figures.numbers import NBSP, NNBSP, capitalised, in_letters, month_label, number, period_label, plural, with_unit
from figures.outcomes import outcome_clauses
from figures.wording import conjugate, is_feminine, level_noun, listed
from geo.areas import FRANCE, Area
from indicators.catalogue import ENTRY_SHARE, Indicator


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


def compare_title(cells: Cells) -> str:
    """Titre de la comparaison: "Sept régions dépassent nettement la France", from the outcomes."""
    outcomes = [cell.outcome for cell in cells.compared]
    noun, feminine = level_noun(cells.level), is_feminine(cells.level)
    above, below = outcomes.count("higher"), outcomes.count("lower")
    if not any(outcomes):
        return "La comparaison avec la France n’est pas possible"
    if not above and not below:
        return f"{capitalised(in_letters(0, feminine))} {noun} ne s’écarte nettement de la France"
    count = above or below
    verb = plural(count, "dépasse", "dépassent") if above else plural(count, "est", "sont")
    place = "nettement la France" if above else "nettement au-dessous de la France"
    return f"{capitalised(in_letters(count, feminine))} {plural(count, noun)} {verb} {place}"


def series_title(points: Points, indicator: Indicator, territory: Area) -> str:
    """Titre de la série: "Depuis 2017, l’Occitanie reste chaque mois au-dessus de la France".

    Only the months since the last break count, without the doubtful ones and those that have no value.
    """
    drawn = [point for point in points.get(territory.id, ()) if point.is_on_line]
    if not drawn:
        return f"Aucune valeur mensuelle pour {territory.definite}"
    recent = {point.month: point.value for point in drawn if point.segment == drawn[-1].segment}
    since = _since(min(recent))
    france = {point.month: point.value for point in points.get(FRANCE.id, ()) if point.is_on_line}
    both = [(value, france[month]) for month, value in recent.items() if month in france]
    if territory == FRANCE or not both:
        unit, decimals = indicator.unit, indicator.decimals
        low, high = (extreme(recent, key=recent.__getitem__) for extreme in (min, max))
        ends = [f"{with_unit(recent[month], unit, decimals)} ({month_label(month)})" for month in (low, high)]
        subject = "la part mensuelle" if indicator is ENTRY_SHARE else "l’accès mensuel"
        return f"{since}, {subject} va de {ends[0]} à {ends[1]} {territory.locative}"
    above, below = sum(own > other for own, other in both), sum(own < other for own, other in both)
    if not above or not below:
        side = "au-dessus" if above else "au-dessous" if below else ""
        level = "" if len(both) in (above, below) else "au niveau"
        verb = conjugate(territory, "reste", "restent")
        place = " ou ".join(filter(None, (level, side)))
        return f"{since}, {territory.definite} {verb} chaque mois {place} de la France"
    verb = conjugate(territory, "dépasse", "dépassent")
    return f"{since}, {territory.definite} {verb} la France {number(above)} mois sur {number(len(both))}"


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
