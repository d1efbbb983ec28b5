"""Version qui a répondu: what a page says of the release that its answer was made from, whatever the shell said."""

from __future__ import annotations

from typing import Any

from data.engine import Release
from layouts import ids
from layouts.markup import HTML
from layouts.shell import banner, footer

Part = tuple[str, str]
# The banner and the footer, outside the page: every answer replaces them.
SHELL_PARTS: tuple[Part, ...] = ((ids.DEMONSTRATION, HTML), (ids.FOOTER, HTML))


def shell_label(release: Release | None) -> tuple[str, bool]:
    """Months and version of the data, and whether they are simulated; without a release, neither is known."""
    if release is None:
        return "Aucune version des données", True
    card = release.card
    return f"Données {card.first_month:%Y}-{card.last_month:%Y}, version {card.id}", card.demonstration


def shell_parts(release: Release | None) -> dict[Part, Any]:
    """Banner and footer of the release, in the order of SHELL_PARTS."""
    label, demonstration = shell_label(release)
    return {(ids.DEMONSTRATION, HTML): banner(demonstration), (ids.FOOTER, HTML): footer(label, demonstration)}
