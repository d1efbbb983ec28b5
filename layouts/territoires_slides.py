"""Diapositives de la page Territoires: what a slide shows where the page has what serves to choose."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from figures.numbers import number, plural
from figures.wording import level_noun, listed
from geo.areas import AREAS, Area, region_of
from layouts import hypothesis, territoires_legend, territoires_tables
from layouts.hypothesis_answer import Outcome
from layouts.markup import Markup, join, tag
from layouts.territoires_answer import ACCESS, BOTH, COVERAGE, Place, Score, Territoires
from nomenclatures import FAMILY, SITE_KIND
from typography import NBSP, NNBSP

# Sites that a slide names one by one; more are counted.
_MOST_NAMED = 16
_MOST_MARKED = 30
_MOST_CHANGES = 3
_MOST_LISTED = 8
# As many as there are regions.
_MOST_AREAS = 18


def is_marked(numbers: Territoires) -> bool:
    """Whether the map of a slide, or of the score, marks its sites: a hundred marks would hide it."""
    return numbers.is_close or len(numbers.places) <= _MOST_MARKED


def beside_map(numbers: Territoires, score: Score | None, outcome: Outcome | None, is_wide: bool) -> Markup:
    """Légende of the map, then what is told with it: the areas, the worst-served communes, or the changes tried.

    `is_wide`: whether a table has room beside the map; sentences stand under it else.
    """
    key = tag("div", territoires_legend.map_legend(numbers, score is not None, is_marked(numbers)), cls="map-key")
    if outcome is not None:
        side = _changes(outcome, is_wide)
    elif score is not None:
        side = territoires_tables.worst_table(numbers, score) if is_wide else _worst(numbers, score)
    else:
        side = _areas(numbers) if is_wide else _signals(numbers)
    return join([key, tag("div", side, cls="map-side" if is_wide else "map-side under")])


def _areas(numbers: Territoires) -> Markup:
    """Territoires beside the map, those of the two signals first; of too many, how many more there are."""
    ranked = _ranked(numbers)
    shown = ranked if len(ranked) <= _MOST_AREAS else ranked[: _MOST_AREAS - 1]
    left = len(ranked) - len(shown)
    more = f"Et {number(left)} autres {level_noun(numbers.level)}s" if left else ""
    return territoires_tables.areas_table(numbers, None, shown, more)


def _ranked(numbers: Territoires) -> list[Place]:
    return sorted(numbers.places, key=lambda p: (p.signal != BOTH, math.isnan(p.share), p.share))


def _signals(numbers: Territoires) -> Markup:
    """Territoires by signal, in sentences, the least served first."""
    heads = {BOTH: "Accès et couverture faibles", COVERAGE: "Couverture faible", ACCESS: "Accès faible"}
    found = {signal: [p.area.name for p in _ranked(numbers) if p.signal == signal] for signal in heads}
    return join(
        [tag("p", tag("strong", f"{heads[s]}{NBSP}: "), f"{_some(names)}.") for s, names in found.items() if names]
    )


def _worst(numbers: Territoires, score: Score) -> Markup:
    """Communes du dixième le moins bien desservi, in a sentence."""
    if not score.worst:
        return territoires_tables.worst_table(numbers, score)
    where = numbers.filters.territory.locative
    head = f"{number(score.worst_count)} {plural(score.worst_count, 'commune')} {where}"
    names = [f"{town.name} ({numbers.measure.written(town.cost)})" for town in score.worst]
    said = f" dans le dixième le moins bien desservi de France, dont {listed(names)}."
    return tag("p", tag("strong", head), said)


def _some(names: Sequence[str]) -> str:
    """Gives "Lozère, Creuse et 6 autres"."""
    if len(names) <= _MOST_LISTED:
        return listed(names)
    return f"{', '.join(names[: _MOST_LISTED - 1])} et {number(len(names) - _MOST_LISTED + 1)} autres"


def _changes(outcome: Outcome, is_wide: bool) -> Markup:
    """Éléments de l’hypothèse, those that a slide has room for, and their marks; with room, what they change."""
    texts = [change.text for change in outcome.changes[:_MOST_LISTED]] or ["Aucun changement."]
    more = len(outcome.changes) - _MOST_LISTED
    if more > 0:
        texts.append(f"Et {number(more)} {plural(more, 'autre')}.")
    marks = hypothesis.marks_legend() if outcome.hypothesis else None
    if not is_wide:
        return join([tag("p", tag("strong", f"Hypothèse{NBSP}: "), f"{NNBSP}; ".join(texts)), marks])
    rows = [tag("tr", tag("th", text, scope="row")) for text in texts]
    changes = _table("Changements proposés", ("Changements proposés",), rows)
    return join([changes, marks, hypothesis.figures_strip(outcome)])


def hypothesis_subtitle(outcome: Outcome) -> str:
    """Sous-titre that says the hypothesis: on a slide nothing else does."""
    if not outcome.changes:
        return hypothesis.subtitle(outcome)
    texts = [change.text for change in outcome.changes[:_MOST_CHANGES]]
    more = len(outcome.changes) - _MOST_CHANGES
    tail = f" et {number(more)} {plural(more, 'autre changement', 'autres changements')}" if more > 0 else ""
    return (
        f"Hypothèse{NBSP}: {f'{NNBSP}; '.join(texts)}{tail}. {outcome.people.capitalize()} à {outcome.up_to} ou"
        f" moins d’un lieu, {outcome.measure.how}"
    )


def effects_table(outcome: Outcome) -> Markup:
    """Tableau par département, those that the hypothesis touches: what a slide has room for of the page’s own."""
    if not outcome.areas:
        return hypothesis.areas_table(outcome)
    of = outcome.effects
    touched = of.losing + of.gaining + of.farther + of.nearer
    order = sorted(range(len(outcome.areas)), key=lambda k: (-touched[k], outcome.areas[k].code))
    shown = [k for k in order if touched[k]] or order
    rows = []
    for k in shown:
        within, persons = hypothesis.persons_texts(of, k)
        cells = [tag("td", text, cls="n") for text in (*within, *persons)]
        rows.append(tag("tr", tag("th", outcome.areas[k].name, scope="row"), cells))
    heads = hypothesis.persons_heads(outcome)
    left = len(order) - len(shown)
    said = f"{number(left)} {plural(left, 'département inchangé', 'départements inchangés')}." if left else ""
    return _table(f"Effet de l’hypothèse par département, en {outcome.people}", heads, rows, more=said)


def is_named(numbers: Territoires) -> bool:
    """Whether a slide has room for the name of each site."""
    return numbers.is_close and len(numbers.sites_here) <= _MOST_NAMED


def places_subtitle(numbers: Territoires) -> str:
    if is_named(numbers):
        return "Nom, opérateur et nature de chaque lieu"
    return f"Nombre de lieux par {'commune' if numbers.is_alone else level_noun(numbers.level)} et par opérateur"


def places_table(numbers: Territoires, names: Mapping[str, str]) -> Markup:
    """Lieux one by one, or too many for a slide counted by operator and by territory of the level below.

    `names`: of the communes of a department, by code.
    """
    sites = numbers.sites_here
    if is_named(numbers):
        named = [
            (sites.name[k], FAMILY[sites.family[k]].short_label, SITE_KIND[sites.kind[k]].label)
            for k in territoires_tables.listed_rows(sites)
        ]
        rows = [tag("tr", tag("th", name, scope="row"), [tag("td", t) for t in texts]) for name, *texts in named]
        return _table(places_subtitle(numbers), ("Lieu", "Opérateur", "Nature"), rows, "")
    if numbers.is_alone:
        noun, keys = "commune", [names.get(code, "Commune inconnue") for code in sites.commune]
    else:
        noun = level_noun(numbers.level)
        keys = [_name_of(AREAS.get(code), numbers.level) for code in sites.department]
    families = [f for f in FAMILY.codes if (sites.family == f).any()]
    totals = Counter(keys)
    if not numbers.is_alone:
        totals.update({place.area.name: 0 for place in numbers.places})
    counts = Counter(zip(keys, sites.family.tolist(), strict=True))
    rows = [
        _row(name, [counts[name, family] for family in families], total)
        for name, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    if len(rows) > 1:
        sums = [int((sites.family == family).sum()) for family in families]
        rows.append(_row("Ensemble", sums, len(sites), "pinned"))
    heads = (noun.capitalize(), *(FAMILY[family].short_label for family in families), "Tous")
    return _table(places_subtitle(numbers), heads, rows)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Markup], figures: str = "n", more: str = "") -> Markup:
    """`figures`: the class of the columns after the first; `more`: what is said under the rows."""
    titles = [tag("th", head, scope="col", cls=(figures if k else "") or None) for k, head in enumerate(heads)]
    return tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", tag("tr", titles)),
        tag("tbody", rows),
        tag("tfoot", tag("tr", tag("td", more, colspan=len(heads)))) if more else None,
        cls="areas",
    )


def _name_of(area: Area | None, level: str) -> str:
    """Territoire of a site, at the level that is counted."""
    if area is None:
        return "Département inconnu"
    return region_of(area).name if level == "region" else area.name


def _row(name: str, counts: Sequence[int], total: int, kind: str = "") -> Markup:
    cells = [tag("td", number(count) if count else "—", cls="n") for count in counts]
    return tag(
        "tr",
        tag("th", name, scope="row"),
        cells,
        tag("td", tag("strong", number(total)), cls="n"),
        cls=kind or None,
    )
