"""Textes des cartes de la page Accès: titles, subtitles, notices, definitions, sources."""

from __future__ import annotations

import math
from datetime import date

from figures.cells import UNDECIDED_MARK, VALUE
from figures.explained import detectable_text, phi_text
from figures.numbers import period_label
from figures.titles import compare_title, map_title, series_title
from figures.wording import level_noun, measure_name
from filters import Period
from geo.areas import FRANCE
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY, ENTRY_SHARE
from indicators.series import NOT_COMPUTABLE
from layouts import ids
from layouts.absences import Absences
from layouts.acces_answer import Acces, measure
from layouts.definitions import SECRECY, Row, denominator_rows, terms
from layouts.filter_labels import filters_text
from layouts.markup import Markup, join, tag
from layouts.notices import clipped, nothing, remarks, state_of
from layouts.states import break_state
from nomenclatures import FAMILY
from typography import NBSP, NNBSP


def titles(acces: Acces) -> tuple[str, str, str]:
    """Titres des trois cartes: map, comparison, series."""
    partial = " (résultat partiel)" if acces.absences.partial and not math.isnan(acces.france.value) else ""
    return (
        map_title(acces.cells, acces.indicator) + partial,
        compare_title(acces.cells, acces.filters.equivalence / 100) + partial,
        _series_heading(acces),
    )


def _series_heading(acces: Acces) -> str:
    if not acces.points:
        return "Aucun opérateur choisi n’est présent sur toute la période"
    return series_title(acces.points, acces.series_indicator, acces.filters.territory)


def subtitles(acces: Acces) -> tuple[str, str, str]:
    filters = acces.filters
    level = level_noun("region" if filters.area_level == "reg" else "department")
    name = measure(acces)
    window = period_label(*acces.window) if acces.points else ""
    monthly = _monthly_name(acces)
    kept = f", {acces.restriction}" if acces.restriction else ""
    perimeter = ", périmètre constant" if filters.perimeter == "constant" else ""
    phi = f", {dispersion}" if (dispersion := phi_text(acces.phi)) else ""
    return (
        f"{name[0].upper()}{name[1:]}, par {level}, {period_label(*acces.period)}{kept}",
        f"{name[0].upper()}{name[1:]}, {period_label(*acces.period)}{phi}{_interval_key(acces)}",
        f"{monthly}, {window}{perimeter}. De part et d’autre d’une rupture, les niveaux ne se comparent pas.",
    )


def _interval_key(acces: Acces) -> str:
    """How the bars are read, "" where none is drawn."""
    if not any(cell.is_measured for cell in acces.cells.compared):
        return ""
    zone = f", zone grise à ± {acces.filters.equivalence}{NNBSP}%" if acces.france.fill == VALUE else ""
    return f". Intervalles à 95{NNBSP}%{zone}"


def _monthly_name(acces: Acces) -> str:
    if acces.is_share:
        return f"Part mensuelle{f' des {acces.people}' if acces.people else ''} parmi les entrées"
    if not acces.points:
        return acces.series_indicator.short_title
    name = measure_name(acces.series_indicator, acces.window, acces.filters.reading, acces.people)
    return f"{name[0].upper()}{name[1:]}"


def notices(acces: Acces) -> Markup:
    """Avis under the sentence: an empty selection, a break that refuses the rate, a change of source, a cut period."""
    empty = nothing(acces, state_of(acces.france), ("Lever le profil", "sexe=&age=&qua=&nn="))
    if empty is not None:
        return empty
    if not acces.is_share and acces.ruptures:
        said = remarks(acces) + clipped(acces)
        return join([break_state(acces.ruptures, acces.comparable), *(tag("p", text, cls="hint") for text in said)])
    return join([tag("p", text, cls="hint") for text in _remarks(acces)])


def _remarks(acces: Acces) -> list[str]:
    said = remarks(acces)
    if acces.is_share:
        said.append(f"{acces.no_denominator} Les parts parmi les entrées remplacent le taux.")
        if acces.ruptures:
            said.append(f"La période contient une rupture de série{NBSP}: les parts mêlent plusieurs champs.")
    elif acces.source_change:
        said.append(acces.source_change)
    return said + clipped(acces)


def definition_rows(card: str) -> list[Row]:
    """Définitions of one card ("map", "compare", "series"), which no answer changes."""
    rate = ACCESS_RATE_MONTHLY if card == ids.SERIES.card else ACCESS_RATE
    rows = [("Taux d’accès", rate.definition), ("Calcul", rate.formula), ("Sans dénominateur", ENTRY_SHARE.definition)]
    if card != ids.SERIES.card:
        rows.append(
            (
                "Écart à la France",
                "Plus élevé ou plus bas quand tout l’intervalle sort de la zone d’équivalence, proche quand il y "
                f"tient, indécis ({UNDECIDED_MARK}) sinon. La France comprend le territoire.",
            )
        )
    if card == ids.MAP.card:
        rows.append(("Couleur", "La classe de la valeur, quel que soit l’écart : elle ne dit pas qu’il est net."))
    if card == ids.COMPARE.card:
        rows += [
            (
                "Rang",
                "Intervalle de rang : nombre de territoires dont l’intervalle est tout entier au-dessus ou au-dessous.",
            ),
            (
                "Surdispersion φ",
                "L’intervalle ne dit que le hasard du comptage. Au-dessus de 1, φ dit de combien les territoires "
                "diffèrent plus : un écart plus petit que leur dispersion ordinaire n’en distingue aucun.",
            ),
        ]
    return [*rows, SECRECY]


def info(acces: Acces, card: str) -> Markup:
    """Sources of one card: its denominator, the operators it lacks; its definitions are in the page itself."""
    rows = denominator_rows(acces.denominator) if acces.denominator else []
    if not acces.denominator:
        rows.append(("Dénominateur indisponible", acces.no_denominator))
    said = _absences(acces, card).remarks()
    if said:
        rows.append(("Opérateurs absents", " ".join(said)))
    return terms(rows)


def foot(acces: Acces, card: str, map_view: str) -> Markup:
    """Pied of one card: how to read it, its sources."""
    source = f"Sources{NBSP}: opérateurs du CEP{_denominator_name(acces)}.{lacking(acces, card)}"
    if card == "map":
        filters = acces.filters
        insets = map_view == "carte" and (filters.area_level == "reg" or filters.territory == FRANCE)
        read = f"{'Échelle propre à chaque encart d’outre-mer. ' if insets else ''}{source} "
        return tag("p", read, tag("a", f"Non localisées{NBSP}: pourquoi{NNBSP}?", href="/methode#non-localisees"))
    if card == "compare":
        reference = f" Losange{NBSP}: la France, référence." if acces.france.fill == VALUE else ""
        noise = detectable_text(acces.detectable, acces.filters.area, level_noun(acces.cells.level))
        funnel = tag("a", "Entonnoir", href=_funnel(acces))
        badge = tag("p", tag("strong", noise, cls="badge"), " ", funnel) if noise else None
        return join([badge, tag("p", f"{source}{reference}")])
    kept = [FAMILY[f].short_label for f in acces.series_families]
    constant = f" Opérateurs de la série{NBSP}: {', '.join(kept) or 'aucun'}." if len(kept) < len(FAMILY) else ""
    why = ", moins de cinq années comparables" if acces.trend == NOT_COMPUTABLE else ""
    trend = f"Tendance{NBSP}: {acces.trend}{why}."
    return tag("p", f"{source}{constant} {trend} ", tag("a", "Registre des ruptures", href="/methode#ruptures"))


def _funnel(acces: Acces) -> str:
    """Address of the funnel of the same question, on the page Comparer."""
    query = acces.filters.only(("start", "end", "area_level", "area", "reading", "families")).to_query()
    return f"/comparer?{query}" if query else "/comparer"


def _absences(acces: Acces, card: str) -> Absences:
    """Absences over what a card shows: the period, or the whole window of the series."""
    if card != "series" or not acces.points:
        return acces.absences
    return acces.absences_in(acces.series_families, Period(*acces.window))


def lacking(acces: Acces, card: str) -> str:
    """Gives: " Résultat partiel : rien de transmis par Apec.", "" when all that is expected was sent."""
    found = _absences(acces, card)
    return f" Résultat partiel{NBSP}: {found.lacking}." if found.partial else ""


def _denominator_name(acces: Acces) -> str:
    return f"{NNBSP}; Insee, {acces.denominator.short}" if acces.denominator else ""


def source_line(acces: Acces, card: str) -> str:
    """Source et date of one card, drawn in its picture files."""
    chosen = filters_text(acces.filters)
    kept = f" Filtres{NBSP}: {chosen}." if chosen else ""
    return (
        f"Sources{NBSP}: déclarations des opérateurs du CEP{_denominator_name(acces)}.{lacking(acces, card)}{kept} "
        f"Observatoire CEP, version {acces.release}, {date.today():%d/%m/%Y}."
    )
