"""Textes des cartes de la page Profils: titles, subtitles, alternative texts, notices, definitions, sources."""

from __future__ import annotations

from datetime import date

from denominators import Comparator
from figures.cells import VALUE
from figures.numbers import capitalised, period_label
from figures.profile import HEADS, partition_of
from figures.profile_sentence import (
    gap_alt,
    gap_title,
    heat_alt,
    heat_title,
    pair_label,
    profile_alt,
    profile_title,
    recourse_alt,
    recourse_title,
    shares_alt,
    shares_title,
    women_title,
)
from figures.wording import actives, inside_sentence, level_noun
from geo.areas import FRANCE
from indicators.catalogue import DISSIMILARITY, RELATIVE_RECOURSE, REPRESENTATION_INDEX, WOMEN_SHARE, Indicator
from layouts import ids
from layouts.definitions import SECRECY, Row, terms
from layouts.filter_labels import filters_text
from layouts.markup import EMPTY, Markup, join, tag
from layouts.notices import clipped, nothing, remarks
from layouts.profils_answer import Profils
from nomenclatures import READING, UNKNOWN
from typography import NBSP, NNBSP, spaced

INDICATORS: dict[str, Indicator] = {
    ids.PROFILE.card: REPRESENTATION_INDEX,
    ids.HEAT.card: REPRESENTATION_INDEX,
    ids.RECOURSE.card: RELATIVE_RECOURSE,
    ids.GAP.card: DISSIMILARITY,
    ids.WOMEN.card: WOMEN_SHARE,
}


def women_shares(numbers: Profils) -> list[tuple[str, float, float]]:
    """Part des femmes: (group, %, entries of the group) of the territory, without the unknown."""
    women = numbers.groups.women
    columns = (women[name].tolist() for name in ("area", "group", "value", "denominator"))
    return [
        (group, value, entries)
        for area, group, value, entries in zip(*columns, strict=True)
        if area == numbers.filters.area and group != UNKNOWN
    ]


def titles(numbers: Profils) -> dict[str, str]:
    """Titre de chaque carte, a sentence that its figures prove."""
    dimension = numbers.filters.gap_dimension
    return {
        ids.PROFILE.card: profile_title(numbers.profiles, numbers.sides, numbers.filters.reading),
        ids.HEAT.card: (shares_title if numbers.share_partition else heat_title)(numbers.heat_cells),
        ids.RECOURSE.card: recourse_title(numbers.recourse_cells, numbers.territory, numbers.pair),
        ids.GAP.card: gap_title(numbers.gap_cells, numbers.territory, dimension, numbers.filters.reading),
        ids.WOMEN.card: women_title(women_shares(numbers), numbers.territory),
    }


def alternatives(numbers: Profils) -> dict[str, str]:
    """Phrase de chaque vue: its alternative text, the caption of its table and the note of its file."""
    partition = numbers.gap_partition
    partial = f" Résultat partiel{NBSP}: {numbers.absences.lacking}." if numbers.absences.partial else ""
    said = {
        ids.PROFILE.card: profile_alt(numbers.profiles, numbers.sides, numbers.period, numbers.filters.reading),
        ids.HEAT.card: (shares_alt if numbers.share_partition else heat_alt)(
            numbers.heat_cells, len(numbers.heat_areas)
        ),
        ids.RECOURSE.card: recourse_alt(numbers.recourse_cells, numbers.territory, numbers.pair, numbers.equivalence),
        ids.GAP.card: gap_alt(
            numbers.gap_cells,
            numbers.territory,
            numbers.filters.gap_dimension,
            numbers.alike(partition),
            numbers.filters.reading,
        ),
        ids.WOMEN.card: f"{titles(numbers)[ids.WOMEN.card]}.",
    }
    return {card: text + partial for card, text in said.items()}


def subtitles(numbers: Profils) -> dict[str, str]:
    """Sous-titre: measure, period, population, filters."""
    when = period_label(*numbers.period)
    kept = f", {numbers.restriction}" if numbers.restriction else ""
    if numbers.filters.reading != "ens":
        kept += f", {READING[numbers.filters.reading].label.lower()}"
    level = level_noun("region" if numbers.filters.area_level == "reg" else "department")
    where = " et ".join(area.name for area in numbers.sides)
    zone = f"{1 - numbers.equivalence:.2f} à {1 + numbers.equivalence:.2f}".replace(".", ",")
    interval = f"Intervalles à 95{NNBSP}%"
    same = f"Même échelle partout, 1{NBSP}: même poids que parmi les {actives(numbers.filters.reading)}"
    apart = "De part et d’autre d’une rupture, les niveaux ne se comparent pas"
    both = " et ".join(dict.fromkeys((numbers.territory.name, FRANCE.name)))
    return {
        ids.PROFILE.card: f"{where}, {when}{kept}. {interval} (Wilson). Bande grise{NBSP}: indice de {zone}",
        ids.HEAT.card: f"Par {level} et par groupe, {when}{kept}. {_shares_subtitle(numbers) or same}",
        ids.RECOURSE.card: f"{capitalised(pair_label(numbers.pair))}, par {level}, {when}{kept}. {interval}",
        ids.GAP.card: f"Par {level}, {when}{kept}, et mois par mois. {apart}",
        ids.WOMEN.card: f"{both}, {when}{kept}",
    }


def _shares_subtitle(numbers: Profils) -> str:
    """What the shares of the heat map are, and that no index stands for them where no population has the groups."""
    partition = numbers.share_partition
    if not partition:
        return ""
    said = f"Parts parmi les entrées, en{NNBSP}%, en couleur selon leur rapport à celle de la France"
    level = level_noun("region" if numbers.filters.area_level == "reg" else "department")
    indexed = any(cell.has_index for area in numbers.filters.scope for cell in numbers.profiles.of(area, partition))
    return said if indexed else f"{said}. Aucune population n’a ces groupes par {level}{NBSP}: des parts, sans indice"


def notices(numbers: Profils) -> Markup:
    """Avis under the sentence: an empty selection, operators absent, breaks that the shares span, a cut period."""
    empty = nothing(numbers, numbers.groups.state, ("Tous les statuts", "lec=ens"))
    if empty is not None:
        return empty
    said = remarks(numbers)
    if numbers.ruptures:
        named = f"{NNBSP}; ".join(inside_sentence(title) for title in numbers.rupture_titles)
        said.append(f"La période contient des ruptures de série ({named}){NBSP}: les parts mêlent plusieurs champs.")
    said += clipped(numbers)
    return join([tag("p", text, cls="hint") for text in said])


def partitions_of(numbers: Profils, card: str) -> tuple[str, ...]:
    """Partitions that a card compares with the actives."""
    if card == ids.GAP.card:
        return (numbers.gap_partition,)
    if card == ids.RECOURSE.card:
        return (partition_of(numbers.pair[0]),)
    if card == ids.WOMEN.card:
        return ()
    if card == ids.HEAT.card:
        return tuple(dict.fromkeys(partition_of(group) for group in numbers.heat_columns))
    shown = (c for area in numbers.sides for p in numbers.profiles.partitions() for c in numbers.profiles.of(area, p))
    return tuple(dict.fromkeys(cell.partition for cell in shown if cell.source))


def info(numbers: Profils, card: str) -> Markup:
    """Sources of one card, the comparators that its figures are related to; its definitions are in the page itself."""
    rows = [(f"Comparateur ({names})", f"{citation}. {scope}") for citation, scope, names in _sources(numbers, card)]
    return terms(rows) if rows else EMPTY


def definition_rows(card: str) -> list[Row]:
    """Définitions of one card, which no answer changes."""
    indicator = INDICATORS[card]
    rows = [("Définition", indicator.definition), ("Calcul", indicator.formula)]
    if card == ids.RECOURSE.card:
        rows.append(
            (
                "Écart à la France",
                "Plus élevé ou plus bas quand tout l’intervalle sort de la zone d’équivalence autour du rapport de la "
                "France, proche quand il y tient, indécis sinon. Sans verdict sous 10 entrées ni d’un autre millésime.",
            )
        )
    if card == ids.PROFILE.card:
        rows.append(
            (
                "Plus ou moins présents",
                "Quand tout l’intervalle de l’indice sort de la zone d’équivalence autour de 1. Sans verdict sous 10 "
                "entrées du groupe. Cercle creux : comparateur approché.",
            )
        )
    return [*rows, SECRECY]


def _sources(numbers: Profils, card: str) -> list[tuple[str, str, str]]:
    """(citation, scope, dimensions) of each comparator of a card."""
    found: dict[tuple[str, str], list[str]] = {}
    for partition in partitions_of(numbers, card):
        comparator = numbers.groups.comparators.get(partition)
        if comparator is not None:
            found.setdefault((comparator.citation, comparator.scope_note), []).append(HEADS[partition].lower())
    return [(citation, scope, ", ".join(names)) for (citation, scope), names in found.items()]


def foot(numbers: Profils, card: str) -> Markup:
    """Pied of one card: how to read it, its sources."""
    said = [_reading(numbers, card), f"Sources{NBSP}: {_named_sources(numbers, card)}."]
    if numbers.absences.partial:
        said.append(f"Résultat partiel{NBSP}: {numbers.absences.lacking}.")
    return tag("p", spaced(" ".join(filter(None, said))), " ", tag("a", "Définitions", href="/methode#denominateurs"))


def _named_sources(numbers: Profils, card: str) -> str:
    names = [short_source(c) for p in partitions_of(numbers, card) if (c := numbers.groups.comparators.get(p))]
    if card == ids.PROFILE.card and numbers.groups.published and FRANCE in numbers.sides:
        names.append(next(iter(numbers.groups.published.values()))[1])
    return f"{NNBSP}; ".join(dict.fromkeys(("opérateurs du CEP", *names)))


def short_source(comparator: Comparator) -> str:
    """Source et millésime en quelques mots."""
    names = {
        "lfs": "Insee, enquête Emploi {0} (15 ans ou plus)",
        "rp": "Insee, recensement {0} (15 à 64 ans)",
        "csp": "Insee, recensements harmonisés {0} (25 à 54 ans)",
        "ages": "Insee, enquête Emploi {0} (parts nationales)",
    }
    return names[comparator.source].format(" et ".join(map(str, comparator.vintages)))


def _reading(numbers: Profils, card: str) -> str:
    against = actives(numbers.filters.reading)
    if card == ids.PROFILE.card:
        women = numbers.profiles.group(numbers.sides[0], "F")
        if women is None or not women.has_index:
            return "Disque : part des entrées. Les parts sont celles de toutes les entrées, non renseignées comprises."
        return (
            f"Lecture : les femmes sont {women.share_text} % des entrées et {women.population_text} % des {against}, "
            f"indice {women.index_text}. ▲ plus présents, ▼ moins présents, ▬ même poids, ◇ indécis. Les parts sont "
            "celles de toutes les entrées, non renseignées comprises."
        )
    if card == ids.HEAT.card and numbers.share_partition:
        return "Une part se rapporte à toutes les entrées du territoire, non renseignées comprises."
    if card == ids.HEAT.card and numbers.filters.area_level == "dep":
        return (
            "« Approché » : les deux définitions diffèrent. Les autres groupes n’ont pas de population par département"
            "\u202f; leurs parts se lisent à côté de celles de la France dans les vues « Parts »."
        )
    if card == ids.HEAT.card:
        return "« Approché » : les deux définitions diffèrent. Outre-mer : catégories de 2011, et de 2014 en France."
    if card == ids.RECOURSE.card:
        return "Losange : la France, référence." if numbers.recourse_cells.france else ""
    if card == ids.GAP.card:
        france = numbers.gap_cells.france
        if france is None or france.fill != VALUE:
            return ""
        return f"Lecture : part des entrées qui devraient changer de groupe pour ressembler aux {against}."
    ends = f"{numbers.women_ticks[0]:g} à {numbers.women_ticks[-1]:g} %"
    keys = f"Disque : le territoire ; cercle : la France ; l’axe va de {ends}."
    return f"{keys} Aucune source ne donne le sexe des {against} par âge ou statut."


def source_line(numbers: Profils, card: str) -> str:
    """Source et date of one card, drawn in its picture files."""
    chosen = filters_text(numbers.filters)
    kept = f" Filtres{NBSP}: {chosen}." if chosen else ""
    partial = f" Résultat partiel{NBSP}: {numbers.absences.lacking}." if numbers.absences.partial else ""
    return (
        f"Sources{NBSP}: {_named_sources(numbers, card)}.{partial}{kept} "
        f"Observatoire CEP, version {numbers.release}, {date.today():%d/%m/%Y}."
    )
