"""Tableaux de la page Territoires: the areas of the map, its twin, the families, the thresholds, and the sites."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import groupby

from figures.measure import KILOMETRES
from figures.numbers import number, percent, plural
from figures.wording import level_noun
from filters import Filters
from geo.areas import AREAS, FRANCE, region_of
from geo.hypothesis import SiteKey
from geo.places import Sites
from indicators.catalogue import ACCESS_SCORE, COVERAGE_SHARE
from layouts.controls import setter
from layouts.first_rows import AreaRow, first_rows
from layouts.hypothesis import close_button
from layouts.markup import EMPTY, Markup, join, tag
from layouts.result_table import twin_table
from layouts.territoires_answer import THRESHOLDS, Place, Score, Territoires, Zone
from layouts.territoires_texts import SIGNALS, served_name
from nomenclatures import FAMILY, SITE_KIND
from typography import NBSP, NNBSP

_NONE = "—"
# Of an operator who has no site in the territory nor near it: the nearest may be beyond an ocean.
NO_SITE = "aucun lieu"
# Employment zones that the page shows, of three hundred.
_ZONES_SHOWN = 8
_DIGITS, _WIDEST = re.compile(r"[0-9]+"), 6


def go(place: Place, filters: Filters) -> Markup:
    """Bouton that takes the map to a territory, and a region to its departments."""
    area = place.area
    return setter(f"t={area.id}", area.name, "go", aria_current="true" if area.id == filters.area else None)


def areas_table(numbers: Territoires, score: Score | None, places: Sequence[Place] = (), more: str = "") -> Markup:
    """Tableau des territoires de la carte, the least served first.

    Of coverage, `places` and no others if given; `more`: what is said under them.
    """
    if score is not None:
        return _score_table(numbers, score)
    heads = ("Lieux", f"À ≤ {numbers.up_to}, %", "Accès ‰")
    rows = [
        tag(
            "tr",
            tag("th", _swatch(numbers, place), go(place, numbers.filters), scope="row"),
            tag("td", number(place.sites)),
            tag("td", _percent(place.share)),
            tag("td", access_text(numbers, place)),
            tag("td", SIGNALS.get(place.signal, _NONE)),
            cls="on" if place.area.id == numbers.filters.area else None,
        )
        for place in places or sorted(numbers.places, key=lambda p: (math.isnan(p.share), p.share))
    ]
    return _areas(numbers, heads, "Signal", rows, more)


def _score_table(numbers: Territoires, score: Score) -> Markup:
    heads = ("Lieux", f"Score pour 10{NNBSP}000", "Décile faible, %")
    found = [(place, score.of[place.area.id]) for place in numbers.places]
    words = {0: "tiers fort", 1: "tiers moyen", 2: "tiers faible", -1: "n.d."}
    rows = [
        tag(
            "tr",
            tag("th", go(place, numbers.filters), scope="row"),
            tag("td", number(place.sites)),
            tag("td", _number(of.mean, ACCESS_SCORE.decimals)),
            tag("td", _percent(of.worst)),
            tag("td", words[of.third]),
            cls="on" if place.area.id == numbers.filters.area else None,
        )
        for place, of in sorted(found, key=lambda pair: (math.isnan(pair[1].mean), pair[1].mean))
    ]
    return _areas(numbers, heads, "Classe", rows)


def _areas(numbers: Territoires, heads: tuple[str, ...], last: str, rows: list[Markup], more: str = "") -> Markup:
    """`last`: head of the only column that is no figure: a style sheet sets the others, which are four hundred."""
    noun = level_noun(numbers.level)
    titles = [tag("th", noun.capitalize(), scope="col"), *(tag("th", h, scope="col", cls="n") for h in heads)]
    caption = (
        f"{noun.capitalize()}s de la carte, les moins bien desservis d’abord"
        if noun == "département"
        else ("Régions de la carte, les moins bien desservies d’abord")
    )
    table = tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", tag("tr", titles, tag("th", last, scope="col"))),
        tag("tbody", rows, data_roving=True),
        tag("tfoot", tag("tr", tag("td", more, colspan=len(heads) + 2))) if more else None,
        cls="areas told",
    )
    return tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=caption)


def _swatch(numbers: Territoires, place: Place) -> Markup:
    if numbers.has_access and place.is_hidden:
        return tag("span", cls="swatch f-secret", aria_hidden="true")
    kind = f"b{place.access_third}{place.coverage_third}" if numbers.has_access else f"one{place.coverage_third}"
    return _patch(kind, min(place.coverage_third, place.access_third if numbers.has_access else 0))


def _patch(kind: str, known: int) -> Markup:
    return tag("span", cls=f"swatch {kind if known >= 0 else 'f-no_data'}", aria_hidden="true")


def access_text(numbers: Territoires, place: Place) -> str:
    """Taux d’accès, as the page Accès prints it: "s" for secret, "n.d." without one."""
    return "n.d." if place.access is None else place.access.figure(numbers.access_indicator.decimals)


def _percent(share: float) -> str:
    return number(100 * share, 0) if math.isfinite(share) else "n.d."


def _number(value: float, decimals: int = 0) -> str:
    return number(value, decimals) if math.isfinite(value) else "n.d."


def map_table(numbers: Territoires, is_whole: bool = False) -> Markup:
    """Tableau jumeau de la carte: every number of each area, France last; the first ones unless `is_whole`."""
    who = numbers.people
    heads = (
        level_noun(numbers.level).capitalize(),
        "Lieux",
        who.capitalize(),
        *(f"À ≤ {numbers.measure.up_to(at)}, %" for at in THRESHOLDS),
        numbers.measure.median,
        f"Communes au-delà de {numbers.up_to}",
        f"{who.capitalize()} au-delà",
        "Accès ‰",
        "Signal",
    )
    rows = []
    for place in [*sorted(numbers.places, key=lambda p: p.area.code), numbers.france]:
        texts = (
            number(place.sites),
            number(place.people) if place.people else "n.d.",
            *(_percent(share) for share in place.shares),
            numbers.measure.written(place.median),
            number(place.communes_beyond),
            number(place.people_beyond),
            access_text(numbers, place),
        )
        name = tag("th", go(place, numbers.filters), scope="row")
        signal = tag("td", _NONE if place.area == FRANCE else SIGNALS.get(place.signal, _NONE))
        line = tag("tr", name, [tag("td", text, cls="n") for text in texts], signal)
        rows.append(AreaRow(place.area, place.share, line))
    caption = f"Lieux, couverture et accès par {level_noun(numbers.level)}"
    shown, foot = first_rows(rows, numbers.filters, COVERAGE_SHARE.short_title, is_whole)
    return twin_table(caption, heads, shown, numeric=range(1, len(heads) - 1), foot=foot)


def served_table(numbers: Territoires) -> Markup:
    """Tableau jumeau de la couverture."""
    heads = (
        "Opérateurs",
        "Lieux",
        *(f"À ≤ {numbers.measure.up_to(at)}, %" for at in THRESHOLDS),
        "Médiane",
        "Neuf sur dix à moins de",
        f"Communes au-delà de {numbers.up_to}",
        f"{numbers.people.capitalize()} au-delà",
    )
    rows = [
        tag(
            "tr",
            tag("th", served_name(row.family), scope="row"),
            [
                tag("td", text, cls="n")
                for text in (
                    number(row.sites),
                    *(_percent(share) for share in row.shares),
                    *(numbers.measure.written(of) if row.is_reached else NO_SITE for of in (row.median, row.farthest)),
                    number(row.communes),
                    number(row.people),
                )
            ],
        )
        for row in numbers.served
    ]
    caption = f"Couverture {numbers.filters.territory.of}, par opérateur"
    return twin_table(caption, heads, rows, numeric=range(1, len(heads)))


def sensitivity_table(numbers: Territoires, score: Score) -> Markup:
    """Sensibilité: Gini and share in the worst decile under each threshold, and the curve in figures."""
    rows = [
        tag(
            "tr",
            tag("th", numbers.measure.up_to(of.threshold), scope="row"),
            tag("td", _number(of.gini, 2), cls="n"),
            tag("td", _percent(of.worst), cls="n"),
            cls="on" if of.threshold == numbers.threshold else None,
        )
        for of in score.sensitivity
    ]
    heads = ("Seuil", "Indice de Gini", f"{numbers.people.capitalize()} du décile le moins bien desservi de France, %")
    caption = "Sensibilité du score au seuil, la décroissance restant la même"
    first = twin_table(caption, heads, rows, numeric=(1, 2))
    curves = [(numbers.filters.territory, score.held[0])]
    if numbers.filters.area != FRANCE.id:
        curves.append((FRANCE, score.held[1]))
    tenths = (0.1, 0.2, 0.5)
    lines = [
        tag(
            "tr",
            tag("th", area.name, scope="row"),
            [tag("td", percent(100 * held[round(10 * at)], 1), cls="n") for at in tenths],
        )
        for area, held in curves
        if held
    ]
    names = ("Territoire", *(f"{round(100 * at)}{NNBSP}% les moins bien desservis" for at in tenths))
    return join([first, twin_table("Part du score détenue", names, lines, numeric=(1, 2, 3))])


def worst_table(numbers: Territoires, score: Score) -> Markup:
    """Communes les plus peuplées of the worst-served tenth of France, those of the territory."""
    count, shown = score.worst_count, len(score.worst)
    if not count:
        where = numbers.filters.territory.locative
        return tag("p", f"Aucune commune {where} n’est dans le dixième le moins bien desservi de France.", cls="hint")
    rows = [
        tag(
            "tr",
            tag("th", town.name, tag("small", f" {AREAS[town.department].code}"), scope="row"),
            tag("td", number(town.people), cls="n"),
            tag("td", numbers.measure.written(town.cost), cls="n"),
            tag("td", number(town.score, ACCESS_SCORE.decimals), cls="n"),
        )
        for town in score.worst
    ]
    one = count == 1
    caption = f"Dixième le moins bien desservi de France{NBSP}: {number(count)} {'commune' if one else 'communes'}"
    caption += f" ici, les {shown} plus peuplées" if count > shown else " ici"
    heads = ("Commune", numbers.people.capitalize(), "Lieu le plus proche", f"Score pour 10{NNBSP}000")
    return twin_table(caption, heads, rows, numeric=(1, 2, 3))


def places_list(numbers: Territoires, can_close: bool = False) -> Markup:
    """Liste des lieux: what the map shows at its level, and the way down by keyboard.

    `can_close`: each site has a button that closes it in the hypothesis, or opens it again.
    """
    if not numbers.is_close and numbers.level == "department" and not can_close:
        # A hundred rows more would say again what the table of the map says.
        text = "Le tableau des départements compte leurs lieux et y conduit. Pour un lieu, cherchez son nom."
        return join([tag("p", text, cls="hint"), tag("ul", cls="places few", data_sites=True)])
    if not numbers.is_close:
        rows = [
            tag("li", go(place, numbers.filters), tag("span", number(place.sites), cls="n"))
            for place in sorted(numbers.places, key=lambda p: -p.sites)
        ]
        return tag("ul", rows, cls="places few", data_sites=True)
    sites = numbers.sites_here
    names, keys, groups = sites.name, sites.keys, []
    for department, rows_of in groupby(listed_rows(sites), key=lambda k: sites.department[k]):
        at = list(rows_of)
        label = AREAS[department].name if department else "Département inconnu"
        head = setter(f"t={department}", label, "go", "t", department == numbers.filters.area) if department else label
        rows = [_site(str(names[k]), sites.family[k], sites.kind[k], keys[k] if can_close else None) for k in at]
        groups.append(
            tag("section", tag("h3", head, tag("small", number(len(rows)), cls="n")), tag("ul", rows, cls="places"))
        )
    held = tag("div", groups, cls="site-groups", data_sites=True)
    return tag("div", held, cls="site-scroll", tabindex="0", role="region", aria_label="Lieux ouverts")


def zones_table(numbers: Territoires, zones: Sequence[Zone], is_score: bool) -> Markup:
    """Zones d’emploi, the least served first, a few; nothing when no composition is loaded."""
    if not zones:
        return EMPTY
    column = THRESHOLDS.index(numbers.threshold)
    found = [zone for zone in zones if math.isfinite(zone.shares[column])]
    if is_score:
        found.sort(key=lambda zone: zone.score)
    shown = found[:_ZONES_SHOWN]
    rows = [
        tag(
            "tr",
            tag("th", zone.name, tag("small", " en partie") if zone.is_across else None, scope="row"),
            tag("td", number(zone.sites), cls="n"),
            tag("td", number(zone.people), cls="n"),
            tag(
                "td",
                number(zone.score, ACCESS_SCORE.decimals) if is_score else _percent(zone.shares[column]),
                cls="n",
            ),
            tag("td", numbers.measure.written(zone.median), cls="n"),
        )
        for zone in shown
    ]
    last = f"Score pour 10{NNBSP}000" if is_score else f"À ≤ {numbers.up_to}, %"
    heads = ("Zone", "Lieux", numbers.people.capitalize(), last, "Médiane")
    served = "du plus faible score" if is_score else "les moins bien couvertes"
    caption = f"Zones d’emploi, {served}{NBSP}: {number(len(shown))} sur {number(len(found))}, entières"
    target = "/fichiers/territoires-zones.csv?dialecte=tableur"
    link = tag("a", "Toutes les zones d’emploi (CSV)", href=target, data_file=target, download=True)
    table = twin_table(caption, heads, rows, numeric=(1, 2, 3, 4))
    return join([table, tag("p", link, " Source\u00a0: Insee.", cls="hint")])


def misplaced_table(numbers: Territoires) -> Markup:
    """Coordonnées à vérifier: the sites whose point is in another department, () where there are none."""
    if not numbers.misplaced:
        return EMPTY
    rows = [
        tag(
            "tr",
            tag("th", site.name, scope="row"),
            tag("td", site.stated.name),
            tag("td", site.found.name),
            tag("td", KILOMETRES.written(site.km), cls="n"),
        )
        for site in numbers.misplaced
    ]
    count = len(rows)
    what = f"{number(count)} {plural(count, 'lieu', 'lieux')}"
    caption = f"Coordonnées à vérifier{NBSP}: {what} hors du département déclaré"
    heads = ("Lieu", "Département déclaré", "Département du point", "Distance à sa commune")
    return twin_table(caption, heads, rows, numeric=(3,))


def listed_rows(sites: Sites) -> list[int]:
    """Ordre de la liste: by department, then by name, "Paris 2" before "Paris 10"."""
    names = [_DIGITS.sub(lambda found: found[0].zfill(_WIDEST), str(name)) for name in sites.name]
    return sorted(range(len(sites)), key=lambda k: (str(sites.department[k]), names[k]))


def _site(name: str, family: str, kind: str, key: SiteKey | None) -> Markup:
    """`key`: of a site that a button closes."""
    shown = name if key is None else close_button(key, name)
    icon = tag("span", cls=f"site {family}", aria_hidden="true")
    return tag("li", icon, shown, tag("small", site_note(family, kind)))


def site_note(family: str, kind: str) -> str:
    """Opérateur of a site, and its kind when it is no permanent one."""
    return FAMILY[family].short_label + ("" if kind == "permanent" else f", {SITE_KIND[kind].label.lower()}")


def found_list(sites: Sites, rows: Sequence[int]) -> Markup:
    """Lieux trouvés in the whole country: each a way to its department."""
    items = []
    for k in rows:
        area, name = sites.department[k], str(sites.name[k])
        shown = setter(f"t={area}&niv=dep", name, "go") if area else name
        note = site_note(sites.family[k], sites.kind[k])
        where = f"{AREAS[area].name}, {note}" if area else note
        icon = tag("span", cls=f"site {sites.family[k]}", aria_hidden="true")
        items.append(tag("li", icon, shown, tag("small", where)))
    return tag("ul", items, cls="places few") if items else EMPTY


def trail(numbers: Territoires) -> Markup:
    """Fil d’Ariane of the zoom ladder, and the other level of the country."""
    area = numbers.filters.territory
    region = None if area == FRANCE else region_of(area)
    steps = [a for a in dict.fromkeys((FRANCE, region, area)) if a is not None]
    items = [tag("li", tag("span", a.name) if a == area else setter(f"t={a.id}", a.name, "link")) for a in steps]
    nav = tag("nav", tag("ol", items), cls="trail", aria_label="Territoire")
    if area != FRANCE:
        return nav
    to_departments = numbers.filters.area_level == "reg"
    label, patch = ("Voir les départements", "niv=dep") if to_departments else ("Voir les régions", "niv=reg")
    return join([nav, setter(patch, label, "control small no-print")])
