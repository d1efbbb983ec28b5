"""Textes de la page Comparer: sentence, titles, subtitles, notices, definitions, sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from denominators import Denominator
from figures.cells import VALUE
from figures.comparison import WORDS
from figures.explained import (
    Question,
    detectable_text,
    explained_alt,
    explained_sentence,
    explained_title,
    funnel_alt,
    funnel_sentence,
    funnel_title,
    phi_text,
    portrait_alt,
    portrait_title,
    ranking_title,
    ratio_alt,
    ratio_title,
)
from figures.numbers import capitalised, in_letters, number, period_label, plural, with_unit
from figures.ranking_chart import rank_rows, shown_rows
from figures.sentence import Sentence
from figures.strata import AXIS_EQUAL, STRATUM_LABELS
from figures.waterfall import axis_start
from figures.wording import conjugate, level_noun, listed, measure_name, towards
from geo.areas import AREAS, Area
from indicators.similarity import Neighbour
from indicators.standardised import Decomposition
from layouts import ids
from layouts.comparer_answer import Comparer
from layouts.comparer_tables import furthest_noun, furthest_table, spine_rows
from layouts.definitions import SECRECY, definitions, denominator_rows
from layouts.filter_labels import filters_text
from layouts.markup import EMPTY, Markup, join, tag
from layouts.notices import clipped, nothing, remarks, state_of
from layouts.states import break_state
from nomenclatures import FAMILY
from typography import NBSP, NNBSP, spaced

# In what two populations are alike: (below the mean, above it), then the feature's own name.
_FEATURES = {
    "unemployed": ("chômage bas", "chômage élevé", "le chômage"),
    "graduates": ("peu de diplômés du supérieur", "beaucoup de diplômés du supérieur", "les diplômes"),
    "prime": ("peu d’actifs de 25 à 64 ans", "beaucoup d’actifs de 25 à 64 ans", "l’âge des actifs"),
    "density": ("faible densité d’actifs", "forte densité d’actifs", "la densité"),
}
_LACK = {
    "break": "La période contient une rupture de série : l’écart ne se décompose pas.",
    "no_denominator": "Dénominateur indisponible : le territoire n’a pas de population dans cette source.",
    "no_data": "La version des données ne couvre pas cette période.",
    "secret": "Le secret statistique couvre ces effectifs : 0 à 4 entrées.",
    "too_few": "Moins de dix entrées : la décomposition n’a pas de sens.",
    "too_close": "L’écart ne dépasse pas ce que le hasard et le secret statistique font varier (à 95 %).",
}


def question(numbers: Comparer) -> Question:
    return Question(numbers.period, numbers.restriction, numbers.axis)


def explained(numbers: Comparer) -> Decomposition | None:
    """Écart expliqué; of a period that the release does not cover, the population is not what lacks first."""
    found = numbers.decomposition
    if found is not None and found.cell_status == "no_denominator" and state_of(numbers.france) == "no_data":
        return replace(found, cell_status="no_data")
    return found


def sentence(numbers: Comparer) -> Sentence:
    """Phrase de la page: the gap explained, or for France alone how many areas leave the limits."""
    found = explained(numbers)
    if found is None:
        return funnel_sentence(
            numbers.funnel_cells, numbers.positions, numbers.indicator, question(numbers), numbers.filters.reading
        )
    return explained_sentence(found, numbers.territory, numbers.against, numbers.indicator, question(numbers))


def titles(numbers: Comparer, ranked: bool) -> dict[ids.CardIds, str]:
    """Titres by card; `ranked`: the standardisation is shown as a ranking, not as a map."""
    partial = " (résultat partiel)" if numbers.absences.partial and numbers.france.value == numbers.france.value else ""
    area = None if numbers.is_france else numbers.territory
    found = numbers.decomposition
    decimals = numbers.indicator.decimals
    return {
        ids.EXPLAINED: (
            _furthest_title(numbers) or explained_title(found, numbers.territory, numbers.against, decimals)
        )
        + partial,
        ids.FUNNEL: funnel_title(numbers.funnel_cells, numbers.positions) + partial,
        ids.PORTRAIT: portrait_title(_outcomes(numbers, area), len(numbers.portrait), area, _widest(numbers)) + partial,
        ids.STANDARD: _standard_title(numbers, ranked) + partial,
        ids.SIMILAR: similar_title(numbers),
    }


def _furthest_title(numbers: Comparer) -> str:
    """Titre of the gaps explained for France, "" where there are none to compare."""
    count, noun = len(numbers.furthest), level_noun(numbers.peers[0].level)
    return f"Ce qui écarte de la France les {in_letters(count)} {noun}s qui en sont le plus loin" if count > 1 else ""


def _standard_title(numbers: Comparer, ranked: bool) -> str:
    if not ranked:
        return ratio_title(numbers.map_cells, numbers.axis, numbers.zoom)
    rows = rank_rows(numbers.rate_cells, crude(numbers))
    return ranking_title({row.cell.area: row.climbs for row in rows}, numbers.axis)


def crude(numbers: Comparer) -> dict[str, float]:
    """Area → rate before standardisation."""
    return dict(zip(numbers.rates["area"].tolist(), numbers.rates["crude"].tolist(), strict=True))


def _outcomes(numbers: Comparer, area: Area | None) -> list[tuple[str, str]]:
    """Label and outcome of the rows that have a value for the territory."""
    cells = [(row.label, row.cells.of(area) if area else None) for row in numbers.portrait]
    return [(label, cell.outcome) for label, cell in cells if cell and cell.is_measured]


def _widest(numbers: Comparer) -> str:
    """Label of the row in which the areas compared differ most, in shares of the value of France; "" without any."""
    widths = []
    for row in spine_rows(numbers):
        values = [cell.value for cell in row.cells.compared if cell.fill == VALUE]
        if row.centre and len(values) > 1:
            widths.append(((max(values) - min(values)) / row.centre, row.label))
    return max(widths)[1] if widths else ""


def similar_title(numbers: Comparer) -> str:
    """Titre des territoires semblables: the two nearest."""
    if not numbers.neighbours and not numbers.is_france:
        return f"Aucun territoire ne se compare {towards(numbers.territory)} par sa population"
    if not numbers.neighbours:
        return "Choisir un territoire pour lui trouver des semblables"
    names = listed([towards(AREAS[one.area]) for one in numbers.neighbours[:2]])
    verb, whose = (conjugate(numbers.territory, *forms) for forms in (("ressemble", "ressemblent"), ("sa", "leur")))
    return f"Par {whose} population, {numbers.territory.definite} {verb} surtout {names}"


def subtitles(numbers: Comparer, ranked: bool) -> dict[ids.CardIds, str]:
    name = capitalised(measure_name(numbers.indicator, numbers.period))
    kept = f", {numbers.restriction}" if numbers.restriction else ""
    when = f"{period_label(*numbers.period)}{kept}"
    equal = AXIS_EQUAL[numbers.axis]
    read = capitalised(measure_name(numbers.indicator, numbers.period, numbers.filters.reading))
    phi = f", {phi_text(numbers.phi)}" if _known(numbers.phi) else ""
    level = level_noun(numbers.peers[0].level)
    zone = f"zone grise à ± {numbers.filters.equivalence}{NNBSP}%"
    standard = (
        f"Taux brut (cercle) et standardisé (flèche), {name[0].lower()}{name[1:]}, {when}, {zone}{_ranked(numbers)}"
        if ranked
        else f"Entrées observées ÷ attendues à {equal}, {when}"
    )
    return {
        ids.EXPLAINED: f"Écart expliqué (Kitagawa) à {equal}, {name[0].lower()}{name[1:]}, {when}",
        ids.FUNNEL: f"{read}, par {level}, {when}{phi}",
        ids.PORTRAIT: f"{capitalised(when)}. Chaque ligne a son échelle, centrée sur la France. Écart jugé à "
        f"± {numbers.filters.equivalence}{NNBSP}%",
        ids.STANDARD: standard,
        ids.SIMILAR: "Selon le chômage, les diplômes, l’âge et la densité des actifs, jamais selon le recours",
    }


def _ranked(numbers: Comparer) -> str:
    """Which areas the ranking draws, where there are too many: "; 18 départements sur 96, ceux qui…"."""
    rows = rank_rows(numbers.rate_cells, crude(numbers))
    shown = shown_rows(rows, numbers.filters.area)
    if len(shown) == len(rows):
        return ""
    chosen = numbers.territory in {row.cell.area for row in shown}
    who = f"{numbers.territory.definite} et ceux" if chosen else "ceux"
    noun = level_noun(numbers.peers[0].level)
    return f"{NNBSP}; {len(shown)} {noun}s sur {len(rows)}{NBSP}: {who} qui changent le plus de place"


def _known(value: float) -> bool:
    return value == value


def alts(numbers: Comparer, title: dict[ids.CardIds, str]) -> dict[ids.CardIds, str]:
    """Textes de remplacement of the charts; `title`: of each card."""
    said = sentence(numbers)
    found = numbers.decomposition
    groups = (
        [
            (STRATUM_LABELS[group], composition, behaviour)
            for group, composition, behaviour in zip(
                *(found.groups[name].tolist() for name in ("group", "composition", "behaviour")), strict=True
            )
        ]
        if found is not None
        else []
    )
    area = None if numbers.is_france else numbers.territory
    lines = []
    for row in spine_rows(numbers):
        cell = row.cells.of(numbers.territory)
        lines.append((row.label, row.figure(cell), row.figure(row.cells.france), WORDS[cell.outcome] if cell else ""))
    selected = numbers.funnel_cells.of(area) if area else None
    return {
        ids.EXPLAINED: explained_alt(found, said, groups),
        ids.FUNNEL: funnel_alt(numbers.funnel_cells, numbers.positions, numbers.indicator, numbers.phi, selected),
        ids.PORTRAIT: portrait_alt(title[ids.PORTRAIT], lines, area),
        ids.STANDARD: ratio_alt(numbers.map_cells, title[ids.STANDARD]),
    }


def notices(numbers: Comparer) -> Markup:
    """Avis under the sentence: nothing counted, a break that refuses the rates, what to read them with."""
    empty = nothing(numbers, state_of(numbers.france), ("Tous les opérateurs", f"ope={'-'.join(FAMILY.codes)}"))
    if empty is not None:
        return empty
    if numbers.ruptures:
        return break_state(numbers.ruptures, numbers.comparable, "les parts restent affichées")
    said = remarks(numbers)
    if numbers.axis_refused:
        said.append(spaced(numbers.axis_refused))
    return join([tag("p", text, cls="hint") for text in said + clipped(numbers)])


def explained_lack(numbers: Comparer) -> Markup:
    """Ce qui tient lieu de cascade: the areas to choose from, or why the gap does not part."""
    found = explained(numbers)
    if found is not None:
        return EMPTY if found.cell_status == "ok" else tag("p", spaced(_LACK[found.cell_status]), cls="hint")
    if not numbers.furthest:
        return tag("p", "Aucun territoire n’a de taux sur cette période.", cls="hint")
    text = (
        "Choisissez un territoire pour savoir ce qui l’écarte de la France. Voici, à taille égale, "
        f"les {furthest_noun(numbers.peers[0].level)} de l’axe de l’entonnoir{NBSP}:"
    )
    return join([tag("p", text, cls="hint"), furthest_table(numbers)])


def chart_lack(numbers: Comparer) -> Markup:
    """Ce qui tient lieu d’entonnoir et de carte when no area has a value."""
    if any(cell.fill == VALUE for cell in numbers.funnel_cells.compared):
        return EMPTY
    return tag("p", "Aucun territoire n’a de taux à placer sur cette période.", cls="hint")


def reasons(numbers: Comparer) -> list[tuple[Area, str]]:
    """Territoires semblables and why, in words."""
    return [(AREAS[one.area], _reason(one)) for one in numbers.neighbours]


def _reason(one: Neighbour) -> str:
    shared = [_FEATURES[name][side > 0] for name, side in one.shared]
    if shared:
        apart = f" S’en distingue par {_FEATURES[one.apart][2]}." if one.apart else ""
        return f"En commun{NBSP}: {listed(shared)}.{apart}"
    apart = f", sauf par {_FEATURES[one.apart][2]}" if one.apart else ", sans rien de marquant"
    return f"Traits voisins dans l’ensemble{apart}."


def foots(numbers: Comparer) -> dict[ids.CardIds, Markup]:
    source = f"Sources{NBSP}: opérateurs du CEP"
    lacking = f" Résultat partiel{NBSP}: {numbers.absences.lacking}." if numbers.absences.partial else ""
    of_axis = f"{source}{_cited(numbers, ids.EXPLAINED)}.{lacking}"
    detectable = detectable_text(numbers.detectable, numbers.filters.area, level_noun(numbers.peers[0].level))
    outside = "▲ ou ▼ : hors des limites à 99,8 %. Point gris : dans les limites."
    return {
        ids.EXPLAINED: join(
            [
                tag("p", f"{_cut(numbers)}Une décomposition ne prouve pas une cause. {_left_out(numbers)}"),
                tag("p", of_axis),
            ]
        ),
        ids.FUNNEL: join(
            [
                tag("p", tag("strong", detectable, cls="badge"), " ") if detectable else None,
                tag(
                    "p",
                    f"{spaced(outside)}{_missing(numbers)} {source}{_cited(numbers, ids.FUNNEL)}.{lacking}",
                ),
            ]
        ),
        ids.PORTRAIT: tag(
            "p",
            f"{source}{_cited(numbers, ids.PORTRAIT)}.{lacking} Le ratio est à {AXIS_EQUAL[numbers.axis]}"
            f"{NNBSP}; les parts sont parmi toutes les entrées, celle des sorties anticipées parmi les sorties"
            f"{NBSP}: un signal à discuter, non un jugement. Couverture{NBSP}: {numbers.portrait[-1].source}. ",
            tag("a", "Définitions", href="/methode#definitions"),
        ),
        ids.STANDARD: tag(
            "p",
            f"{of_axis} Le ratio compare chaque territoire à la France, le classement les territoires entre eux. "
            f"{_left_out(numbers)}",
        ),
        ids.SIMILAR: tag(
            "p",
            f"Sources{NBSP}: Insee, recensement et enquête Emploi{NNBSP}; IGN (superficies). Distance moyenne "
            "des traits, en écarts-types.",
        ),
    }


def _denominators(numbers: Comparer, card: ids.CardIds) -> list[Denominator]:
    """Dénominateurs of one card, each source once; the profile has those of its rates, then that of its ratio."""
    if card is ids.PORTRAIT:
        found = [row.denominator for row in numbers.portrait]
    else:
        found = [numbers.reading_denominator if card is ids.FUNNEL else numbers.denominator]
    return list({one.perimeter: one for one in reversed(found) if one}.values())[::-1]


def _cited(numbers: Comparer, card: ids.CardIds) -> str:
    """Denominators of one card after the operators, each with what it divides where there are two."""
    names = [f"Insee, {one.short}" for one in _denominators(numbers, card)]
    if len(names) > 1:
        names = [f"{name} pour {what}" for name, what in zip(names, ("les taux", "le ratio"), strict=True)]
    return "".join(f"{NNBSP}; {name}" for name in names)


def _cut(numbers: Comparer) -> str:
    found = numbers.decomposition
    if found is None or found.cell_status != "ok":
        return ""
    start = axis_start(found)
    if not start:
        return f"{numbers.against.name} et {numbers.territory.name} sont des points, seuls les effets sont des barres. "
    level = with_unit(start, numbers.indicator.unit, 0 if float(start).is_integer() else numbers.indicator.decimals)
    return (
        f"L’axe commence à {level}{NBSP}: {numbers.against.name} et {numbers.territory.name} sont des points, seuls "
        "les effets sont des barres. "
    )


def _left_out(numbers: Comparer) -> str:
    """Entries of no stratum, which are in neither side of the rates."""
    count = numbers.unknown.get(numbers.filters.area)
    if count is None:
        return ""
    noun, left = plural(count, "entrée"), plural(count, "laissée")
    return f"{number(count)} {noun} de catégorie inconnue {left} de côté, {numbers.territory.locative}."


def _missing(numbers: Comparer) -> str:
    """Areas compared that the funnel does not show, and why, when they are few."""
    out = [cell for cell in numbers.funnel_cells.compared if cell.fill != VALUE]
    if not out or len(out) == len(numbers.peers):
        return ""
    if len(out) > 3:
        return f" {len(out)} territoires sans valeur."
    return f" {', '.join(cell.area.name for cell in out)}{NBSP}: pas de taux."


def info(numbers: Comparer, card: ids.CardIds) -> Markup:
    """Source, vintage and scope of the denominators of one card; its definitions are in the page itself."""
    rows = [row for one in _denominators(numbers, card) for row in denominator_rows(one)]
    return definitions([*rows, SECRECY])


def source_line(numbers: Comparer, card: ids.CardIds) -> str:
    """Source et date of one card, drawn in its picture files."""
    chosen = filters_text(numbers.filters)
    kept = f" Filtres{NBSP}: {chosen}." if chosen else ""
    lacking = f" Résultat partiel{NBSP}: {numbers.absences.lacking}." if numbers.absences.partial else ""
    origin = (
        f"Insee, recensement et enquête Emploi{NNBSP}; IGN"
        if card is ids.SIMILAR
        else f"déclarations des opérateurs du CEP{_cited(numbers, card)}"
    )
    return (
        f"Sources{NBSP}: {origin}.{lacking}{kept} Observatoire CEP, version {numbers.release}, {date.today():%d/%m/%Y}."
    )


def reading_unit(numbers: Comparer) -> str:
    """Ce que compte l’axe des tailles de l’entonnoir."""
    people = {"ens": "actifs", "de": "chômeurs au sens du recensement", "ao": "actifs occupés"}
    return f"{people[numbers.filters.reading]} de 15 à 64 ans"
