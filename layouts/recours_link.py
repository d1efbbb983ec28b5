"""Carte du recours et du chômage: title, cautions, and the table of its regions."""

from __future__ import annotations

import math

from figures.grid import Grid, GridCell, GridRow
from figures.numbers import number, percent, with_unit
from figures.wording import listed
from geo.areas import AREAS, FRANCE
from indicators.correlation import FEWEST_POINTS, Line
from layouts.definitions import definitions
from layouts.recours_answer import Link, Recours
from layouts.recours_text import READING, CardText, foot, sources
from typography import NBSP, NNBSP

# What the access rate of each reading is over.
OVER = {"ens": "actifs", "de": "chômeurs au sens du recensement", "ao": "actifs occupés"}


def correlation_text(line: Line) -> str:
    """r et n d’un nuage: "r = −0,68 (−0,87 à −0,29), n = 17"."""
    if math.isnan(line.r):
        return f"pas de droite, n = {line.n}" + (f" (moins de {FEWEST_POINTS})" if line.n < FEWEST_POINTS else "")
    bounds = f"{number(line.r_lower, 2)} à {number(line.r_upper, 2)}"
    return f"r = {number(line.r, 2)} ({bounds}), n = {line.n}"


def unemployment(frame: Recours, link: Link) -> CardText:
    title = "Recours et chômage, par région"
    lines = link.lines
    if all(math.isfinite(line.r) for line in lines.values()):
        title += (
            f"{NBSP}: r = {number(lines['avec'].r, 2)} avec le service public de l’emploi,"
            f" {number(lines['sans'].r, 2)} sans"
        )
    years = listed([str(year) for year in link.years])
    caution = (
        "Le lien est en partie mécanique : le conseil fait partie de l’offre aux inscrits de Pôle emploi. Un lien entre"
        " régions ne dit rien des personnes."
    )
    if frame.filters.reading == "de":
        caution = (
            "Le taux d’accès divise ici par les chômeurs, et le taux de chômage en est fait : plus il y a de chômeurs,"
            f" plus l’un monte et plus l’autre baisse, quel que soit le recours. Aucune droite n’est donnée. {caution}"
        )
    return CardText(
        title,
        f"Taux d’accès et taux de chômage au sens du BIT, 15-74 ans, {years}{READING[frame.filters.reading]}."
        " Les axes ne partent pas de zéro.",
        f"{title}. {caution}".replace(" :", f"{NBSP}:"),
        definitions(
            [
                ("Taux d’accès", _access_definition(frame.filters.reading)),
                ("Chômage", "Eurostat (pour la France, Insee), enquête Emploi, moyenne des années de la période."),
                (
                    "Droite",
                    "Moindres carrés, chaque région pesant autant ; r de Pearson et son intervalle à 95 % (Fisher).",
                ),
                ("Précaution", caution),
                ("Régions", "Mayotte n’a pas d’actifs au recensement chargé : elle n’est pas dans le nuage."),
            ]
        ),
        foot(f"{sources(frame, 'Insee, recensement ; Eurostat, enquête Emploi')} {caution}"),
    )


def _access_definition(reading: str) -> str:
    over = OVER[reading] if reading == "de" else f"{OVER[reading]} du recensement"
    whose = {"ens": "", "de": " de demandeurs d’emploi", "ao": " d’actifs occupés"}[reading]
    return f"Entrées{whose} pour 1{NNBSP}000 {over}, comme sur la page Accès."


def link_grid(link: Link) -> Grid:
    """Tableau du nuage: one row per region."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    names = ("area", "group", "unemployment", "value")
    for area, group, x, y in zip(*(link.rows[n].tolist() for n in names), strict=True):
        if AREAS[area].level != "department":
            found.setdefault(area, {})[group] = (x, y)
    rows = []
    for area, of in found.items():
        x = of["avec"][0]
        cells = [GridCell(percent(x, 1) if math.isfinite(x) else "n.d.")]
        for group in ("avec", "sans"):
            y = of[group][1]
            cells.append(GridCell(with_unit(y, "‰", 1) if math.isfinite(y) else "n.d."))
        rows.append(GridRow(AREAS[area].name, tuple(cells), pinned=area == FRANCE.id))
    heads = ("Chômage", "Accès avec Pôle emploi", "Accès sans Pôle emploi")
    return Grid("Taux de chômage et taux d’accès par région", "Région", heads, tuple(rows), stacked=False)
