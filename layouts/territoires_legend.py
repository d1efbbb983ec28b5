"""Légende de la carte des lieux: shades of the areas, fills of those without a class, marks of the sites."""

from __future__ import annotations

from figures.numbers import number
from layouts.markup import EMPTY, Markup, join, tag
from layouts.territoires_answer import Territoires
from nomenclatures import FAMILY


def map_legend(numbers: Territoires, is_score: bool, is_marked: bool = True) -> Markup:
    """Légende of the map: the nine shades, or the three of one measure, then the marks, if there are."""
    said = "Chaque point a la teinte de la commune la plus proche. Tiers des personnes de France."
    if numbers.filters.territory.level == "department" and len(numbers.places) > 1:
        said += " Départements voisins\u00a0: tiers des départements."
    towns = tag("p", said, cls="hint") if is_score else None
    marks = _marks(numbers) if is_marked else None
    return join([_shades(numbers, is_score), towns, _fills(numbers, is_score), marks])


def _fills(numbers: Territoires, is_score: bool) -> Markup | None:
    """The areas without a class, and why: nothing where all have one."""
    reads_access = numbers.has_access and not is_score
    hidden = [p for p in numbers.places if reads_access and p.is_hidden]
    unknown = [
        p for p in numbers.places if p not in hidden and (p.coverage_third < 0 or (reads_access and p.access_third < 0))
    ]
    rows = [
        tag("li", tag("span", cls=f"swatch {fill}", aria_hidden="true"), f"{text} ({number(len(found))})")
        for fill, text, found in (("f-no_data", "pas de données", unknown), ("f-secret", "secret, 0 à 4", hidden))
        if found
    ]
    return tag("div", tag("ul", rows), cls="shades") if rows else None


def _shades(numbers: Territoires, is_score: bool) -> Markup:
    if is_score or not numbers.has_access:
        head = "Score d’accès" if is_score else f"Couverture à {numbers.up_to}"
        kind = "score" if is_score else "one"
        rows = [
            tag("li", tag("span", cls=f"swatch {kind}{k}", aria_hidden="true"), text)
            for k, text in enumerate(("tiers fort", "tiers moyen", "tiers faible"))
        ]
        return tag("div", tag("strong", head), tag("ul", rows), cls="shades")
    cells = [tag("i", cls=f"b{access}{coverage}") for access in (2, 1, 0) for coverage in range(3)]
    return tag(
        "div",
        tag("strong", "Accès × couverture"),
        tag("span", "accès plus faible →", cls="up"),
        tag("span", cells, cls="nine", aria_hidden="true"),
        tag("span", "couverture plus faible →", cls="right"),
        tag("span", tag("span", cls="swatch b22", aria_hidden="true"), "les deux faibles", cls="corner"),
        cls="shades two",
    )


def _marks(numbers: Territoires) -> Markup:
    families = [f for f in FAMILY.codes if (numbers.sites_here.family == f).any()] if numbers.is_close else []
    rows = [tag("li", tag("span", cls=f"site {f}", aria_hidden="true"), FAMILY[f].short_label) for f in families]
    rows.append(tag("li", tag("span", "5", cls="site group", aria_hidden="true"), "5 lieux"))
    return tag("div", tag("strong", "Lieux ouverts"), tag("ul", rows), cls="marks") if len(numbers.sites) else EMPTY
