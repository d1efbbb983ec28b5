"""Export d’une séance: its buttons, its progress, its cancel; assets/deck-export.js does the rest."""

from __future__ import annotations

from layouts.markup import Markup, icon, tag

# The two files, in the order of their buttons.
KINDS = ("pptx", "pdf")


def deck_export(link: str = "") -> Markup:
    """Boutons PPTX et PDF of the deck of `link`, which assets/seance.js keeps up to date."""
    return tag(
        "div",
        [_button(kind) for kind in KINDS],
        tag("span", cls="deck-progress", role="status"),
        tag("button", "Annuler", type="button", cls="control hidden", data_deck_cancel=""),
        cls="deck-export no-print",
        data_deck=link,
    )


def _button(kind: str) -> Markup:
    name = kind.upper()
    label = f"Télécharger la séance en {name}"
    return tag(
        "button",
        icon("download"),
        name,
        type="button",
        cls="control",
        title=label,
        aria_label=label,
        data_deck_file=kind,
    )
