"""Séance par défaut: ten slides for France or for any territory, in the order in which a commission asks."""

from __future__ import annotations

from deck.slides import Deck, Slide
from geo.areas import FRANCE, Area, departments

_ACCES, _PROFILS, _RECOURS, _TERRITOIRES, _COMPARER = "/", "/profils", "/recours", "/territoires", "/comparer"


def default_deck(area: Area) -> Deck:
    """Dix diapositives: access, its series, two publics, profiles, paths, sites, and what explains or compares."""
    return Deck(
        f"Accès et recours au CEP\u00a0: {area.name}",
        tuple(slide.at(area.id) for slide in (*_start(area), *_end(area))),
    )


def _start(area: Area) -> tuple[Slide, ...]:
    first, series = Slide(_ACCES, "", "map"), Slide(_ACCES, "", "series")
    seekers, workers = Slide(_ACCES, "lec=de", "map"), Slide(_ACCES, "lec=ao", "map")
    if area.level == "region" and len(departments(area.code)) > 1:
        return first, Slide(_ACCES, "niv=dep", "map"), series, seekers
    return first, series, seekers, workers


def _end(area: Area) -> tuple[Slide, ...]:
    # Departments have comparators by status only.
    pair = "paire=de-ao" if area.level == "department" else ""
    last = ("std=classement", "comparer-standard") if area is FRANCE else ("", "comparer-explained")
    return (
        Slide(_PROFILS, "", "profils-groupes"),
        Slide(_PROFILS, pair, "profils-recours"),
        Slide(_RECOURS, "volet=motifs", "recours-reasons"),
        Slide(_RECOURS, "volet=sorties", "recours-exits"),
        Slide(_TERRITOIRES, "", "territoires-carte"),
        Slide(_COMPARER, *last),
    )


def is_default(deck: Deck, area: Area) -> bool:
    """Whether the deck is still that of a territory, with no slide changed."""
    return deck.slides == default_deck(area).slides
