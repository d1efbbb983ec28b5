"""États: what a page says when it has nothing to draw: why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from figures.breaks import Break
from figures.numbers import capitalised, month_label, period_label
from layouts.controls import setter
from layouts.markup import Markup, tag
from typography import spaced

Action = tuple[str, str]


def empty_state(reason: str, actions: Sequence[Action]) -> Markup:
    """Sélection vide: why nothing is found, and buttons (label, patch of the filters) that widen."""
    return _state("Aucune donnée pour cette sélection", [tag("p", reason)], actions)


def break_state(
    breaks: Sequence[Break],
    periods: Sequence[tuple[str, str]],
    kept: str = "les parts et la série restent affichées",
) -> Markup:
    """Taux refusé: the breaks that the period contains, and the comparable periods (months) to choose instead.

    `kept`: what the page still shows.
    """
    named = tag(
        "ul", [tag("li", tag("strong", f"{capitalised(month_label(b.month))}\u00a0: "), spaced(b.text)) for b in breaks]
    )
    why = tag("p", f"Un taux qui enjambe une rupture de série ne se lit pas\u202f; {kept}.")
    actions = [(f"Voir {period_label(start, end)}", f"du={start}&au={end}") for start, end in periods]
    return _state("La période contient une rupture de série", [named, why], actions)


def error_state(text: str, advice: str) -> Markup:
    """Erreur: what failed, and what the visitor can do; a link reloads the page."""
    retry = tag("a", "Recharger la page", href="", cls="control")
    said = (tag("h2", spaced(text)), tag("p", spaced(advice)), tag("p", retry, cls="actions"))
    return tag("div", *said, cls="state error", role="alert")


def _state(title: str, body: Sequence[Markup], actions: Sequence[Action]) -> Markup:
    buttons = [setter(patch, label, "control") for label, patch in actions]
    return tag("div", tag("h2", title), list(body), tag("p", buttons, cls="actions") if buttons else None, cls="state")


def not_found_state(path: str) -> Markup:
    """Page inconnue: the address asked, and the way home."""
    home = tag("a", "Aller à la page Accès", href="/", cls="control")
    return tag(
        "div",
        tag("h1", "Cette page n’existe pas"),
        tag("p", f"L’adresse «\u00a0{path[:80]}\u00a0» ne correspond à aucune page."),
        tag("p", home, cls="actions"),
        cls="state",
    )
