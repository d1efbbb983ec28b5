"""Cartes des signaux: how many areas stand out, then one signal of one family on its map and area by area."""

from __future__ import annotations

import math

import pandas as pd

from figures.cells import read
from figures.classes import Classes, Counts
from figures.grid import Grid
from figures.numbers import number, period_label, plural
from figures.recours_grids import (
    OUTSIDE_MARKS,
    signal_areas_grid,
    signals_grid,
)
from figures.wording import listed
from filters import Filters
from geo.areas import FRANCE, region_of
from indicators.catalogue import Indicator
from indicators.signals import ABNORMALLY, SIGNAL, Signal
from layouts.definitions import SECRECY, definitions
from layouts.legend import map_legend
from layouts.markup import Markup, join, tag
from layouts.recours_answer import Recours, Signals
from layouts.recours_text import CardText, foot, sources
from nomenclatures import FAMILY
from typography import NBSP, NNBSP


def signals(frame: Recours, found: Signals, chosen: tuple[str, str]) -> CardText:
    rows = found.rows
    judged = ((rows["position"] != "") & (rows["area"] != FRANCE.id)).to_numpy()
    flagged, count = int(rows["flag"].to_numpy()[judged].sum()), int(judged.sum())
    noun = plural(flagged, "valeur hors limites", "valeurs hors limites")
    title = f"{number(flagged)} {noun} sur {number(count)} jugées"
    return CardText(
        title,
        f"Six signaux de cohérence des parcours, par famille d’opérateurs. {_compared(frame.filters)},"
        f" {period_label(*frame.period)}",
        title,
        definitions(
            [
                (
                    "Signal",
                    "Le rapport de 2018 annonçait six alertes sans les définir : ces définitions sont celles de"
                    " l’observatoire. Une famille n’est comparée qu’à elle-même, en France.",
                ),
                (
                    "Hors limites",
                    "Une valeur n’est signalée qu’au-delà des limites à 99,8 %, élargies de ce dont les territoires"
                    " diffèrent d’ordinaire, et du côté que le signal nomme. Un signal invite à regarder ; il ne juge"
                    " pas. Sur des données simulées sans anomalie, moins d’une valeur sur cent est signalée.",
                ),
                *((s.title, f"{s.numerator} Rapporté à : {s.denominator} {_polarity(s)}") for s in SIGNAL.values()),
                SECRECY,
            ]
        ),
        foot(f"{sources(frame)} Une case ouvre la carte et les valeurs du signal."),
        signals_grid(
            rows, frame.filters.families, chosen, "Territoires hors limites, par signal et famille d’opérateurs"
        ),
    )


def _compared(filters: Filters) -> str:
    """Territoires jugés: "Régions de France", or those of the region chosen; the reading changes none of them."""
    if filters.area_level == "reg":
        return "Régions de France"
    whole = FRANCE if filters.area == FRANCE.id else region_of(filters.territory)
    return "Départements de France" if whole is FRANCE else f"Départements {whole.of}"


def _polarity(signal: Signal) -> str:
    return "Signalé quand il est haut." if signal.direction > 0 else "Signalé quand il est bas."


def signal_map(frame: Recours, rows: pd.DataFrame, chosen: tuple[str, str]) -> CardText:
    return _signal_card(frame, rows, chosen, None)


def signal_areas(frame: Recours, rows: pd.DataFrame, chosen: tuple[str, str]) -> CardText:
    caption = f"{SIGNAL[chosen[0]].title}, {FAMILY[chosen[1]].short_label}, par territoire"
    return _signal_card(frame, rows, chosen, signal_areas_grid(rows, frame.filters.area, caption))


def _signal_card(frame: Recours, rows: pd.DataFrame, chosen: tuple[str, str], grid: Grid | None) -> CardText:
    signal, family = SIGNAL[chosen[0]], FAMILY[chosen[1]].short_label
    flags = dict(zip(rows["area"].tolist(), rows["flag"].tolist(), strict=True))
    names = [cell.area.name for cell in read(rows).compared if flags[cell.area.id]]
    title = f"{signal.title}{NBSP}: {family}"
    outside = f"hors limites{NBSP}: {listed(names)}" if names else "aucun territoire hors limites"
    phi = next((value for value in rows["phi"].tolist() if math.isfinite(value)), math.nan)
    dispersion = f" φ = {number(phi, 1)}." if math.isfinite(phi) else ""
    view, label = _UNDERLYING[signal.code]
    return CardText(
        title,
        f"{signal.numerator.rstrip('.')}. {_compared(frame.filters)}, {period_label(*frame.period)}{NNBSP}; {outside}",
        f"{title}, {outside}.",
        definitions(
            [
                ("Compté", signal.numerator),
                ("Rapporté à", signal.denominator),
                ("Signalé quand", f"{signal.explanation} {_polarity(signal)}"),
                ("Causes possibles", signal.causes),
                (
                    "Limites",
                    "À 99,8 %, autour de la valeur de la même famille en France, élargies (Spiegelhalter, 2005).",
                ),
                SECRECY,
            ]
        ),
        foot(
            f"Signalé quand {_lowered(signal.explanation)} Causes possibles : {_lowered(signal.causes)}{dispersion} ",
            tag("a", label, href=f"/recours?volet={view}&ope={chosen[1]}"),
        ),
        grid,
    )


def legend(
    filters: Filters, classes: Classes, counts: Counts, indicator: Indicator, family: str, outside: int
) -> Markup:
    """Légende de la carte d’un signal; `outside`: how many areas are outside the limits."""
    of_region = filters.area_level == "dep" and filters.area != FRANCE.id
    shown = map_legend(
        classes,
        counts,
        indicator,
        f"{indicator.title}, {FAMILY[family].short_label}",
        "régions" if filters.area_level == "reg" else "départements",
        f"Classe grise{NBSP}: à ± {filters.equivalence}{NNBSP}% de la France." if classes.bounds else "",
        None,
        0,
        region_of(filters.territory) if of_region else FRANCE,
    )
    if not outside:
        return shown
    side = OUTSIDE_MARKS[ABNORMALLY[SIGNAL[indicator.code].direction]]
    said = f"{side} et contour épais{NBSP}: hors limites ({number(outside)})"
    return join([shown, tag("p", said, cls="hint")])


# The section of the page where what a signal counts is shown, and the words of the link.
_UNDERLYING = {
    "information": ("motifs", "Voir les services rendus"),
    "early": ("sorties", "Voir les sorties"),
    "short": ("sorties", "Voir les durées"),
    "direct_3": ("flux", "Voir les flux"),
    "support": ("sorties", "Voir les sorties"),
    "diversity": ("motifs", "Voir les statuts"),
}


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
