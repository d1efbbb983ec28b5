"""Export d’un jeu de diapositives: its buttons, its progress, its cancel; assets/deck-export.js does the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import html


def deck_export(deck: Mapping[str, Any], name: str = "deck-export") -> html.Div:
    """Boutons PPTX et PDF of `deck`: its title, and its slides as link, card, title and sentence."""
    return html.Div(
        [
            _button("PPTX", "Télécharger la séance en PPTX", "pptx"),
            _button("PDF", "Télécharger la séance en PDF", "pdf"),
            html.Span("", className="deck-progress", role="status"),
            html.Button("Annuler", type="button", className="hidden", **{"data-deck-cancel": ""}),
        ],
        id=name,
        className="deck-export no-print",
        **{"data-deck": json.dumps(deck, ensure_ascii=False)},
    )


def _button(text: str, label: str, kind: str) -> html.Button:
    return html.Button(text, type="button", title=label, **{"aria-label": label, "data-deck-file": kind})
