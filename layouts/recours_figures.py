"""Cartes des chiffres publiés: the reconciliation, and the targets, apart from the results."""

from __future__ import annotations

import math
from collections.abc import Sequence

from figures.grid import Grid, GridCell, GridRow
from figures.numbers import NBSP, NNBSP, number, percent, plural, signed
from figures.wording import listed
from geo.areas import FRANCE
from indicators.reconciliation import BOUND, DIFFERENT, FOUND, REASONS
from layouts.definitions import SECRECY, definitions
from layouts.markup import Markup, join, tag
from layouts.recours_answer import Match, Recours
from layouts.recours_text import CardText, foot
from typography import spaced

REPORT = "CNEFOP, Bilan analytique CEP, 2018"


def targets(frame: Recours, matches: Sequence[Match]) -> CardText:
    title = "Les objectifs publiés, à part des résultats"
    rows = []
    for match in target_matches(matches):
        published = [
            f"{signed(m.published)}{NNBSP}%"
            for m in matches
            if m.indicator == "evolution" and m.operator == match.operator and m.dates == match.dates
        ]
        value = number(match.published) if match.unit == "personnes" else f"{signed(match.published)}{NNBSP}% par an"
        here = own_evolution(match, matches)
        cells = (
            GridCell(value),
            GridCell(match.dates[:4]),
            GridCell(listed(published) or "—"),
            GridCell(here),
        )
        rows.append(GridRow(match.definition[:1].upper() + match.definition[1:], cells))
    heads = ("Objectif", "Année", "Évolution publiée", "Mesuré ici")
    grid = Grid("Objectifs publiés", "Définition", heads, tuple(rows))
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


def own_evolution(match: Match, matches: Sequence[Match]) -> str:
    """L’évolution mesurée over the year of a target, or why there is none."""
    same = [m for m in matches if m.measure == "change" and m.operator == match.operator and m.dates == match.dates]
    if not same:
        return spaced(REASONS["not_covered"].text)
    first = same[0]
    return f"{signed(first.own, 1)}{NNBSP}%" if math.isfinite(first.own) else spaced(REASONS[first.reasons[0]].text)


def figures(frame: Recours, matches: Sequence[Match]) -> CardText:
    shown = shown_matches(matches, frame.filters.figures_view)
    outcomes = [m.outcome for m in shown]
    found, different = outcomes.count(FOUND) + outcomes.count(BOUND), outcomes.count(DIFFERENT)
    explained = len(shown) - found - different
    title = (
        f"{found} chiffres retrouvés, {different} {plural(different, 'écart expliqué', 'écarts expliqués')},"
        f" {explained} non reconstruits"
    )
    raked = (
        " Les données simulées sont calées sur une partie de ces chiffres : les retrouver ne prouve rien."
        if frame.demonstration
        else ""
    )
    return CardText(
        title,
        "Chiffres publiés et nombres de la version, pour la définition, le périmètre et la période de chacun",
        title,
        definitions(
            [
                ("Retrouvé", "Les deux nombres ne diffèrent que de l’arrondi du chiffre et du bruit du secret."),
                ("Borne respectée", "Le chiffre est une borne, « plus de », que le nombre de la version dépasse."),
                (
                    "Filtres",
                    "Chaque chiffre a son territoire, ses opérateurs et sa période : les filtres ne les changent pas.",
                ),
                SECRECY,
            ]
        ),
        foot(f"Chaque ligne nomme sa source.{raked}"),
    )


def shown_matches(matches: Sequence[Match], view: str) -> list[Match]:
    """Chiffres of the report of 2018, or of the other sources."""
    return [m for m in matches if (m.source == REPORT) == (view == "rapport")]


def figures_table(matches: Sequence[Match], view: str) -> Markup:
    """Tableau du rapprochement: one row per figure; those of other sources that cannot be rebuilt are counted by
    source and reason."""
    shown = shown_matches(matches, view)
    alone = [m for m in shown if view == "rapport" or math.isfinite(m.own)]
    grouped: dict[tuple[str, str], list[Match]] = {}
    for match in shown:
        if match not in alone:
            grouped.setdefault((match.source, match.reasons[0]), []).append(match)
    heads = ("Chiffre publié", "Publié", "Ici", "Écart", "Issue", "Ce qui l’explique", "Source")
    rows = [_figure_row(match) for match in alone]
    rows += [_group_row(of, reason) for (_, reason), of in grouped.items()]
    caption = "Chiffres publiés rapprochés de la version"
    head = tag("tr", [tag("th", h, scope="col", cls="n" if i in (1, 2, 3) else None) for i, h in enumerate(heads)])
    table = tag("table", tag("caption", caption, cls="sr"), tag("thead", head), tag("tbody", rows), cls="bars figures")
    return tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=caption)


def figures_grid(matches: Sequence[Match], view: str) -> Grid:
    """The figures of the table, without their sources, for the picture."""
    rows = [
        GridRow(
            match.category,
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
    return Grid("Rapprochement", "Chiffre publié", ("Publié", "Ici", "Écart", "Issue"), tuple(rows))


# Figures whose category says nothing of them.
_NAMES = {
    "entrees_cep": "entrées",
    "beneficiaires_cep": "bénéficiaires",
    "engages_cep": "engagés",
    "sur_representation_regionale": "surreprésentation",
    "taux_recours": "taux de recours",
    "evolution": "évolution",
}


def _figure_row(match: Match) -> Markup:
    place = "" if match.area == FRANCE.id else f", {match.area_name}"
    name = spaced(f"{_NAMES.get(match.indicator, match.category)}{place}")
    own, gap = figure_text(match.own, match), gap_text(match)
    why = " ".join(REASONS[reason].text for reason in match.reasons)
    return tag(
        "tr",
        tag("th", name, tag("small", spaced(match.definition)), scope="row"),
        tag("td", figure_text(match.published, match, published=True), cls="n"),
        tag("td", own, cls="n"),
        tag("td", gap, cls="n"),
        tag("td", match.outcome),
        tag("td", spaced(why), cls="why"),
        tag("td", _source(match), cls="why"),
    )


def _group_row(matches: Sequence[Match], reason: str) -> Markup:
    first = matches[0]
    several = f"{number(len(matches))} {plural(len(matches), 'chiffre')}"
    named = ", ".join(dict.fromkeys(m.category for m in matches[:3]))
    return tag(
        "tr",
        tag("th", several, tag("small", spaced(named)), scope="row"),
        [tag("td", "—", cls="n") for _ in range(3)],
        tag("td", first.outcome),
        tag("td", spaced(REASONS[reason].text), cls="why"),
        tag("td", _source(first), cls="why"),
    )


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
    return tag("a", text, href=match.url, rel="noopener") if match.url else Markup(tag("span", text))


def _between(items: Sequence[Markup]) -> list[Markup]:
    unique = list(dict.fromkeys(items))
    return [part for place, item in enumerate(unique) for part in ((Markup("\u202f; "), item) if place else (item,))]
