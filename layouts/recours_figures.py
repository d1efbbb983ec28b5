"""Cartes des chiffres publiés: the reconciliation, and the targets, apart from the results."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from figures.grid import Grid, GridCell, GridRow
from figures.numbers import capitalised, number, percent, period_label, plural, signed
from figures.wording import listed
from geo.areas import FRANCE
from indicators.reconciliation import BOUND, DIFFERENT, FOUND, REASONS
from layouts.definitions import SECRECY, definitions
from layouts.markup import Markup, join, tag
from layouts.recours_answer import Match, Recours
from layouts.recours_text import CardText, foot
from typography import NBSP, NNBSP, spaced

REPORT = "CNEFOP, Bilan analytique CEP, 2018"
CAPTIONS = {
    "rapport": "Chiffres publiés en 2018, rapprochés de la version",
    "autres": "Chiffres d’autres sources, rapprochés de la version",
}


def targets(frame: Recours, matches: Sequence[Match]) -> CardText:
    title = "Les objectifs publiés, à part des résultats"
    rows = []
    for match in target_matches(matches):
        value = (
            f"{number(match.published)} personnes"
            if match.unit == "personnes"
            else f"{signed(match.published)}{NNBSP}% par an"
        )
        published = [f"{signed(value)}{NNBSP}%" for value in published_evolutions(match, matches)]
        here = own_evolution(match, matches)
        cells = (
            GridCell(value),
            GridCell(match.dates[:4]),
            GridCell(listed(published) or "—"),
            GridCell(here),
        )
        rows.append(GridRow(match.definition[:1].upper() + match.definition[1:], cells))
    heads = ("Objectif", "Année", "Évolution publiée", "Mesuré ici")
    grid = Grid("Objectifs publiés", "Définition", heads, tuple(rows), words=(2, 3))
    sources = [_source(match) for match in target_matches(matches)]
    return CardText(
        title,
        "Opérateurs régionaux du CEP des actifs occupés",
        title,
        definitions(
            [
                ("Objectif", "Cible annoncée par France compétences : elle n’est jamais mêlée à un résultat."),
                ("Mesuré ici", "Évolution d’une année sur l’autre dans la version, refusée à travers une rupture."),
            ]
        ),
        join([tag("p", f"Sources{NBSP}: ", join(_between(sources)), ".")]),
        grid,
    )


def target_matches(matches: Sequence[Match]) -> list[Match]:
    return [m for m in matches if m.reasons[:1] == ("target",)]


def published_evolutions(match: Match, matches: Sequence[Match]) -> list[float]:
    """Évolutions in % that were published for the year of a target."""
    same = (m for m in matches if m.indicator == "evolution")
    return [m.published for m in same if m.operator == match.operator and m.dates == match.dates]


def own_evolution(match: Match, matches: Sequence[Match]) -> str:
    """L’évolution mesurée over the year of a target, or why there is none."""
    same = [m for m in matches if m.measure == "change" and m.operator == match.operator and m.dates == match.dates]
    if not same:
        return spaced(REASONS["not_covered"].text)
    first = same[0]
    return f"{signed(first.own, 1)}{NNBSP}%" if math.isfinite(first.own) else spaced(REASONS[first.reasons[0]].text)


def figures_title(matches: Sequence[Match], view: str) -> str:
    """How many figures of a view are found again, differ, or cannot be rebuilt."""
    shown = shown_matches(matches, view)
    outcomes = [m.outcome for m in shown]
    found, different = outcomes.count(FOUND) + outcomes.count(BOUND), outcomes.count(DIFFERENT)
    left = len(shown) - found - different
    return (
        f"{found} {plural(found, 'chiffre')} sur {len(shown)} {plural(found, 'retrouvé')},"
        f" {f'{different} ' + plural(different, 'écart expliqué', 'écarts expliqués') if different else 'aucun écart'},"
        f" {left} non {plural(left, 'reconstruit')}"
    )


def figures(frame: Recours, matches: Sequence[Match]) -> CardText:
    title = figures_title(matches, frame.filters.figures_view)
    subtitle = "Chiffres publiés et nombres de la version, pour la définition, le périmètre et la période de chacun."
    if frame.demonstration:
        subtitle += spaced(
            " Les données simulées sont calées sur une partie d’entre eux : les retrouver ne prouve rien."
        )
    source = f"Source : {REPORT} (rapport dont aucune adresse n’est relevée)."
    if frame.filters.figures_view != "rapport":
        source = "Chaque source est le lien qui précède ses chiffres."
    return CardText(
        title,
        subtitle,
        title,
        definitions(
            [
                ("Retrouvé", "Les deux nombres ne diffèrent que de l’arrondi du chiffre et du bruit du secret."),
                ("Borne respectée", "Le chiffre est une borne, « plus de », que le nombre de la version dépasse."),
                ("Écart", "Le nombre de la version moins le chiffre publié, avec ce qui peut l’expliquer."),
                ("Non reconstruit", "Rien dans la version ne compte ce que le chiffre compte : la ligne dit pourquoi."),
                (
                    "Filtres",
                    "Chaque chiffre a son territoire, ses opérateurs et sa période : les filtres ne les changent pas.",
                ),
                (
                    "Abréviations du rapport",
                    "RQTH : reconnaissance de la qualité de travailleur handicapé. ML : missions locales. SI : système"
                    " d’information. DE : demandeur d’emploi. N2-3 : niveaux 2 et 3 du conseil. V, IV, III, II, I :"
                    " niveaux de diplôme d’avant 2019.",
                ),
                SECRECY,
            ]
        ),
        foot(source),
    )


def shown_matches(matches: Sequence[Match], view: str) -> list[Match]:
    """Chiffres of the report of 2018, or of the other sources."""
    return [m for m in matches if (m.source == REPORT) == (view == "rapport")]


T = TypeVar("T", str, tuple[str, ...])
_HEADS = ("Chiffre publié", "Publié", "Ici", "Écart", "Résultat", "Ce qui l’explique")
# What the figures of the report are about, by their indicator; the others are of the last.
_THEMES = {
    "entrees_cep": "Entrées",
    "part_beneficiaires": "Qui sont les bénéficiaires",
    "part_beneficiaires_borne_inf": "Qui sont les bénéficiaires",
    "part_population_active": "Population active, comparateur de l’Insee",
    "part_sollicitations_borne_inf": "Motifs de sollicitation",
    "part_parcours_avec_formation": "Parcours et formation",
    "sur_representation_regionale": "Régions surreprésentées",
    "nb_sites": "Lieux d’accueil",
}
_OTHER = "Notoriété, animation et organisation"


def figures_table(matches: Sequence[Match], view: str) -> Markup:
    """Tableau du rapprochement: one row per figure, by theme or by source; those of other sources that cannot be
    rebuilt are counted by source and reason.

    The definition and period, and the reasons, that most rows of a group share are said once, at its head.
    """
    groups: dict[str, list[Match]] = {}
    for match in shown_matches(matches, view):
        key = _THEMES.get(match.indicator, _OTHER) if view == "rapport" else match.source
        groups.setdefault(key, []).append(match)
    ordered = list(groups.items())
    if view != "rapport":
        # Sources of which something is rebuilt first; a sort keeps the order of the others.
        ordered.sort(key=lambda group: not any(math.isfinite(m.own) for m in group[1]))
    heads = [
        tag("th", head, scope="col", role="columnheader", cls="n" if place in (1, 2, 3) else None)
        for place, head in enumerate(_HEADS)
    ]
    return tag(
        "table",
        tag("caption", CAPTIONS[view], cls="sr"),
        tag("thead", tag("tr", heads, role="row"), role="rowgroup"),
        [_group(name, of, view) for name, of in ordered],
        cls="bars figures stack",
        role="table",
    )


def _group(name: str, matches: Sequence[Match], view: str) -> Markup:
    """Un thème ou une source: its head, its figures, then those that are only counted."""
    alone = [m for m in matches if view == "rapport" or math.isfinite(m.own)]
    counted: dict[str, list[Match]] = {}
    for match in matches:
        if match not in alone:
            counted.setdefault(match.reasons[0], []).append(match)
    notes, reasons = [_note(match) for match in alone], [match.reasons for match in alone]
    note, why = _shared(notes, ""), _shared(reasons, ())
    apart = any(note != n for n in notes) if note else False
    apart = apart or (any(why != r for r in reasons) if why else False)
    said = [*([f"{note if apart else capitalised(note)}."] if note else []), *(REASONS[reason].text for reason in why)]
    head = tag(
        "th",
        name if view == "rapport" else _source(matches[0]),
        tag("small", spaced(("Sauf mention contraire : " if apart else "") + " ".join(said))) if said else None,
        scope="rowgroup",
        colspan=str(len(_HEADS)),
        role="rowheader",
    )
    rows = [
        _figure_row(m, "" if n == note else n, () if r == why else r)
        for m, n, r in zip(alone, notes, reasons, strict=True)
    ]
    rows += [_counted_row(of, reason) for reason, of in counted.items()]
    return tag("tbody", tag("tr", head, role="row", cls="group"), rows, role="rowgroup")


def _shared(items: Sequence[T], none: T) -> T:
    """What more than half of several rows have in common, else `none`."""
    most = max(items, key=items.count, default=none)
    return most if len(items) > 1 and 2 * items.count(most) > len(items) else none


def _note(match: Match) -> str:
    """Définition et période: "entrées CEP niveaux 2 et 3, janvier 2015 – juillet 2018"."""
    return f"{match.definition}, {_period(match)}" if match.definition else _period(match)


def _period(match: Match) -> str:
    if match.period is not None:
        return period_label(match.period.start, match.period.end)
    first, _, last = match.dates.partition("/")
    return " – ".join(dict.fromkeys("/".join(reversed(day.split("-"))) for day in (first, last) if day))


def figures_grid(matches: Sequence[Match], view: str) -> Grid:
    """The figures of the table, without their sources, for the picture."""
    rows = [
        GridRow(
            _name(match),
            tuple(
                GridCell(text)
                for text in (
                    figure_text(match.published, match, published=True),
                    figure_text(match.own, match),
                    gap_text(match),
                    match.outcome,
                )
            ),
        )
        for match in shown_matches(matches, view)
        if view == "rapport" or math.isfinite(match.own)
    ]
    return Grid("Rapprochement", "Chiffre publié", _HEADS[1:5], tuple(rows))


# Figures whose category says nothing of them.
_NAMES = {
    "entrees_cep": "entrées",
    "beneficiaires_cep": "bénéficiaires",
    "engages_cep": "engagés",
    "sur_representation_regionale": "surreprésentation",
    "taux_recours": "taux de recours",
    "evolution": "évolution",
}
# Categories that the report abbreviates.
_IN_FULL = {
    "RQTH": "travailleurs handicapés (RQTH)",
    "infra V": "sans diplôme ou brevet des collèges (infra V)",
    "V et IV sans diplôme": "CAP ou BEP, ou niveau du bac sans diplôme (V, IV)",
    "IV": "baccalauréat (IV)",
    "III": "bac + 2 (III)",
    "I et II": "au-delà de bac + 2 (I et II)",
    "DE inscrit à Pôle emploi": "demandeurs d’emploi inscrits à Pôle emploi",
    "DE non inscrit": "demandeurs d’emploi non inscrits",
}
_EVERYONE = ("", "Tous opérateurs", "comparateur Insee")
_MOST_NAMED = 110


def _name(match: Match) -> str:
    """Nom d’un chiffre: what is counted, of whom, where."""
    name = _NAMES.get(match.indicator, _IN_FULL.get(match.category, match.category))
    operator = "" if match.operator in _EVERYONE else f", {match.operator}"
    area = "" if match.area == FRANCE.id else f", {match.area_name}"
    return spaced(f"{capitalised(name)}{operator}{area}")


def _figure_row(match: Match, note: str, reasons: Sequence[str]) -> Markup:
    return tag(
        "tr",
        tag("th", _name(match), tag("small", spaced(note)) if note else None, scope="row", role="rowheader"),
        _cells(
            figure_text(match.published, match, published=True),
            figure_text(match.own, match),
            gap_text(match),
            match.outcome,
            " ".join(REASONS[reason].text for reason in reasons),
        ),
        role="row",
    )


def _counted_row(matches: Sequence[Match], reason: str) -> Markup:
    several = f"{number(len(matches))} {plural(len(matches), 'chiffre')}"
    named = _cut(", ".join(dict.fromkeys(_NAMES.get(m.indicator, _said(m)) for m in matches)))
    return tag(
        "tr",
        tag("th", several, tag("small", spaced(named)), scope="row", role="rowheader"),
        _cells("—", "—", "—", matches[0].outcome, REASONS[reason].text),
        role="row",
    )


def _said(match: Match) -> str:
    """Catégorie, or the definition of a figure that has none."""
    return match.category if match.category != "ensemble" else match.definition or match.indicator.replace("_", " ")


def _cells(*texts: str) -> list[Markup]:
    kinds = ("n", "n", "n", None, "why")
    return [
        tag("td", spaced(text), cls=kind, role="cell", data_head=head)
        for text, kind, head in zip(texts, kinds, _HEADS[1:], strict=True)
    ]


def _cut(named: str) -> str:
    """The first names, up to a comma."""
    return named if len(named) <= _MOST_NAMED else f"{named[:_MOST_NAMED].rpartition(',')[0] or named[:_MOST_NAMED]}…"


def figure_text(value: float, match: Match, published: bool = False) -> str:
    """Un nombre dans l’unité du chiffre: "52 %", "98 sites"; an index where the source says yes or no."""
    if not math.isfinite(value):
        return "—"
    if match.unit == "booléen":
        return ("surreprésentée" if value == 1 else "non") if published else f"indice {number(value, 2)}"
    decimals = 0 if float(value).is_integer() or abs(value) >= 1000 else 1
    if match.unit.startswith("%"):
        return percent(value, decimals)
    return number(value, decimals)


def gap_text(match: Match) -> str:
    if not math.isfinite(match.difference) or match.unit == "booléen":
        return "—"
    if match.unit.startswith("%"):
        return f"{signed(match.difference, 1)} {plural(match.difference, 'point')}"
    return signed(match.difference)


def _source(match: Match) -> Markup:
    text = spaced(match.source)
    if not match.url:
        return tag("span", text)
    # A reader keeps the table; the site opened knows nothing of the page that leads to it.
    new = tag("span", " (nouvelle fenêtre)", cls="sr")
    return tag("a", text, new, href=match.url, target="_blank", rel="noopener noreferrer")


def _between(items: Sequence[Markup]) -> list[Markup]:
    unique = list(dict.fromkeys(items))
    return [part for place, item in enumerate(unique) for part in ((Markup("\u202f; "), item) if place else (item,))]
