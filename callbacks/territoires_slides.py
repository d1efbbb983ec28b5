"""Diapositives de la page Territoires: the parts of its answer that a slide shows in another form."""

from __future__ import annotations

from typing import Any

from callbacks.answered import Part
from callbacks.hypothesis_numbers import hypothesis_outcome
from callbacks.page import Look
from callbacks.territoires_places import town_names
from data.engine import Release
from filters import Filters
from layouts import hypothesis, ids, territoires_slides
from layouts.markup import EMPTY, HTML
from layouts.territoires import LEGEND, TRAIL, WORST
from layouts.territoires_answer import Score, Territoires


def slide_parts(
    release: Release, filters: Filters, look: Look, numbers: Territoires, score: Score | None
) -> dict[Part, Any]:
    """What replaces the answer of the page in a room: no way to go elsewhere, and no list longer than a slide."""
    is_trying = filters.territory_view == hypothesis.VIEW
    outcome = hypothesis_outcome(release, filters) if is_trying else None
    parts: dict[Part, Any] = {
        (TRAIL, HTML): EMPTY,
        (WORST, HTML): EMPTY,
        (LEGEND, HTML): territoires_slides.beside_map(numbers, score, outcome, look.viewport == "hall"),
    }
    names = town_names(release, filters) if numbers.is_alone else {}
    parts[ids.pane_of(ids.PLACES, "liste"), HTML] = territoires_slides.places_table(numbers, names)
    parts[ids.PLACES.subtitle, "children"] = territoires_slides.places_subtitle(numbers)
    if outcome is not None:
        subtitle = territoires_slides.hypothesis_subtitle(outcome)
        parts[ids.HYPOTHESIS.subtitle, "children"] = subtitle
        parts[hypothesis.AREAS_TABLE, HTML] = territoires_slides.effects_table(outcome)
    return parts
