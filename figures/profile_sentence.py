"""Phrases des profils: what each view of the page says, in French built by rules from its numbers alone."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from figures.cells import VALUE, Cells
from figures.numbers import capitalised, in_letters, in_period, number, percent, plural
from figures.outcomes import outcome_clauses
from figures.profile import ProfileCell, Profiles, group_people, is_feminine_group, partition_of, times_text
from figures.sentence import Fragment, Sentence
from figures.wording import actives, level_noun, listed
from geo.areas import Area
from indicators.frame import FEWEST_EVENTS, FEWEST_SHARED
from indicators.makeup import FEWEST_ENTRIES
from typography import NBSP, NNBSP

_NAMES = {"sexe": "sexe", "groupe": "qualification", "csp": "catégorie socioprofessionnelle", "statut": "statut"}
_APPROXIMATE = "approché"


def profile_sentence(
    profiles: Profiles, territory: Area, period: tuple[str, str], reading: str = "ens", restriction: str = ""
) -> Sentence:
    """Phrase de la page: the women among the entries and among the actives, then the groups most over- and
    under-represented. Every case gives a sentence."""
    head = f"{in_period(*period)}, {restriction}, " if restriction else f"{in_period(*period)}, "
    women = profiles.group(territory, "F")
    if women is None or not women.has_share:
        return _without(head, territory, women)
    entries = {"ens": "", "de": " de demandeurs d’emploi", "ao": " d’actifs occupés"}[reading]
    parts: list[Fragment | str] = [
        f"{head}{territory.locative}, les femmes représentent ",
        Fragment(f"{percent(women.share, 1)} des entrées{entries}", strong=True),
    ]
    if women.has_index:
        mark = f", {_APPROXIMATE}" if women.approximate else ""
        parts += [
            " et ",
            Fragment(f"{percent(women.population_share, 1)} des {actives(reading)}", strong=True),
            f" (indice {number(women.value, 2)}{mark}).",
        ]
    else:
        parts.append(f"{NNBSP}; leur part parmi les {actives(reading)} est indisponible.")
    return _sentence([*parts, *_extremes(profiles, territory, reading)])


def _sentence(parts: Iterable[Fragment | str]) -> Sentence:
    return Sentence(tuple(p if isinstance(p, Fragment) else Fragment(p) for p in parts if p))


def _without(head: str, territory: Area, women: ProfileCell | None) -> Sentence:
    if women is not None and women.cell_status == "secret":
        why = f"{NBSP}: le secret statistique ne permet pas d’en dire plus."
        return _sentence([head, Fragment("le profil n’est pas publié", strong=True), f" {territory.locative}{why}"])
    return _sentence([head, Fragment("aucune donnée", strong=True), f" n’est disponible pour {territory.definite}."])


def _extremes(profiles: Profiles, territory: Area, reading: str) -> list[Fragment | str]:
    """Gives: " Les demandeurs d’emploi sont 6,8 fois plus présents que parmi les actifs (approché), …"."""
    known = [cell for cell in profiles.measured(territory) if cell.partition != "sex" and cell.value > 0]
    over = max((c for c in known if c.outcome == "higher"), key=lambda c: c.value, default=None)
    # The other group of a pair says the same thing twice.
    rest = [c for c in known if c.outcome == "lower" and (over is None or c.partition != over.partition)]
    under = min(rest, key=lambda c: c.value, default=None)
    clauses: list[Fragment | str] = []
    for cell in (over, under):
        if cell is None:
            continue
        present = f"présent{'e' if is_feminine_group(cell.group) else ''}s"
        mark = f" ({_APPROXIMATE})" if cell.approximate else ""
        people = group_people(cell.group)
        if clauses:
            clauses += [", ", Fragment(people, strong=True), f" {times_text(cell.value)}{mark}"]
        else:
            against = f" parmi les entrées que parmi les {actives(reading)}"
            clauses += [
                " ",
                Fragment(capitalised(people), strong=True),
                f" sont {times_text(cell.value)} {present}{against}{mark}",
            ]
    return [*clauses, "."] if clauses else []


def profile_title(profiles: Profiles, areas: Sequence[Area], reading: str) -> str:
    """Titre du graphique: how many groups are over- and under-represented in the first area shown."""
    area = areas[0]
    outcomes = [cell.outcome for cell in profiles.measured(area)]
    above, below = outcomes.count("higher"), outcomes.count("lower")
    place = capitalised(area.locative)
    if not outcomes:
        return f"{place}, aucun groupe n’a d’indice de représentation"
    if not above and not below:
        return f"{place}, aucun groupe ne s’écarte nettement de son poids parmi les {actives(reading)}"
    count, side = (above, "plus") if above else (below, "moins")
    verb = plural(count, "est", "sont")
    groups = f"{in_letters(count, feminine=False)} {plural(count, 'groupe')} {verb} nettement {side}"
    also = f", {in_letters(below, feminine=False)} nettement moins" if above and below else ""
    present = plural(count, "présent")
    return f"{place}, {groups} {present} parmi les entrées que parmi les {actives(reading)}{also}"


def profile_alt(profiles: Profiles, areas: Sequence[Area], period: tuple[str, str], reading: str) -> str:
    """Texte de remplacement du graphique: the title, then each index in words."""
    said = []
    for cell in profiles.measured(areas[0]):
        mark = f", {_APPROXIMATE}" if cell.approximate else ""
        said.append(f"{group_people(cell.group)} {number(cell.value, 2)}{mark}")
    head = f"{profile_title(profiles, areas, reading)}, {in_period(*period)[0].lower()}{in_period(*period)[1:]}."
    return f"{head} Indices{NBSP}: {f'{NNBSP}; '.join(said)}." if said else head


def heat_alt(columns: Sequence[Sequence[ProfileCell]], rows: int) -> str:
    """Texte de remplacement de la carte de chaleur: its size, then its title."""
    shape = f"{number(rows)} {plural(rows, 'territoire')} et {number(len(columns))} {plural(len(columns), 'groupe')}"
    return f"Carte de chaleur des indices{NBSP}: {shape}. {heat_title(columns)}."


def shares_title(columns: Sequence[Sequence[ProfileCell]]) -> str:
    """Titre des parts: the group whose share spreads most between areas, in points; `columns`: as heat_title.

    An area of fewer than 30 entries, or of fewer than 10 of the group, is not named.
    """
    ends: list[tuple[float, ProfileCell, ProfileCell]] = []
    for cells in columns:
        known = [c for c in cells if c.has_share and c.numerator >= FEWEST_EVENTS and c.denominator >= FEWEST_SHARED]
        if len(known) >= 2:
            low, high = min(known, key=lambda c: c.share), max(known, key=lambda c: c.share)
            ends.append((float(high.share - low.share), low, high))
    if not ends:
        return "Trop peu d’entrées pour comparer les parts des territoires"
    _, low, high = max(ends, key=lambda found: found[0])
    least, most = (f"{cell.share_text}{NNBSP}% {cell.area.locative}" for cell in (low, high))
    return f"La part {_of(group_people(low.group))} va de {least} à {most}"


def shares_alt(columns: Sequence[Sequence[ProfileCell]], rows: int) -> str:
    """Texte de remplacement des parts: their size, then the title."""
    shape = f"{number(rows)} {plural(rows, 'territoire')} et {number(len(columns))} {plural(len(columns), 'groupe')}"
    return f"Parts parmi les entrées{NBSP}: {shape}. {shares_title(columns)}."


# Ends of an equivalence zone of ± 5 % around one value: closer areas do not differ.
_DIFFERENT = 1.05 / 0.95


def heat_title(columns: Sequence[Sequence[ProfileCell]]) -> str:
    """Titre de la carte de chaleur: the group for which areas differ most, among those of one source with France.

    `columns`: the cells of one group each, those of the areas compared. An approximate group is named only where no
    aligned one differs; where one spreads more than the group named, the title says that it is set aside.
    """
    ends: list[tuple[bool, float, ProfileCell, ProfileCell]] = []
    for cells in columns:
        known = [cell for cell in cells if cell.has_index and cell.outcome]
        if len(known) >= 2:
            low, high = min(known, key=lambda c: c.value), max(known, key=lambda c: c.value)
            ends.append((not low.approximate, float(high.value / low.value), low, high))
    if not ends:
        return "Les territoires ne se comparent pas"
    apart = [found for found in ends if found[1] > _DIFFERENT]
    if not apart:
        return "Les territoires ne diffèrent nettement pour aucun groupe"
    aligned, ratio, low, high = max(apart, key=lambda found: found[:2])
    mark = "" if aligned else f" ({_APPROXIMATE})"
    head = "À définitions égales, c’est" if ratio < max(found[1] for found in apart) else "C’est"
    return (
        f"{head} pour {group_people(low.group)}{mark} que les territoires diffèrent le plus{NBSP}: indice de "
        f"{number(low.value, 2)} {low.area.locative} à {number(high.value, 2)} {high.area.locative}"
    )


def recourse_title(cells: Cells, territory: Area, pair: tuple[str, str]) -> str:
    """Titre du recours relatif: "En France, les femmes recourent 1,2 fois plus au CEP que les hommes".

    Neither of fewer than ten entries of a group, nor where the interval holds the same recourse of both.
    """
    first, second = (group_people(group) for group in pair)
    cell = cells.of(territory)
    place = capitalised(territory.locative)
    if cell is None or cell.fill != VALUE:
        return f"{place}, le recours {_of(first)} ne se compare pas à celui {_of(second)}"
    if min(cell.numerator, cell.denominator) < FEWEST_EVENTS:
        return f"{place}, trop peu d’entrées pour comparer le recours {_of(first)} à celui {_of(second)}"
    mark = f" ({_APPROXIMATE})" if cell.cell_status == "approximate" else ""
    if cell.lower <= 1 <= cell.upper:
        return f"{place}, le recours {_of(first)} ne se distingue pas nettement de celui {_of(second)}{mark}"
    times = times_text(cell.value)
    return f"{place}, {first} recourent {times} au CEP que {second}{mark}"


def _of(people: str) -> str:
    """ "les femmes" → "des femmes"."""
    return f"des{people.removeprefix('les')}"


def recourse_alt(cells: Cells, territory: Area, pair: tuple[str, str], equivalence: float) -> str:
    """Texte de remplacement: the title, the interval, and how the areas stand against France."""
    cell = cells.of(territory)
    said = [recourse_title(cells, territory, pair)]
    if cell is not None and cell.fill == VALUE:
        said.append(f"Rapport {number(cell.value, 2)}, intervalle à 95{NNBSP}% de {cell.interval(2)}")
    clauses = outcome_clauses(cells, ("", " la France"), equivalence)
    if clauses:
        said.append(capitalised(listed(clauses)))
    return ". ".join(said) + "."


def gap_title(cells: Cells, territory: Area, dimension: str, reading: str) -> str:
    """Titre de la dissemblance: "En France, 13,9 % des entrées devraient changer de qualification …"."""
    cell = cells.of(territory)
    name = _NAMES[dimension]
    place = capitalised(territory.locative)
    if cell is None or cell.fill != VALUE:
        return f"{place}, les entrées et les {actives(reading)} ne se comparent pas par {name}"
    changed = "changer de catégorie" if dimension == "csp" else f"changer de {name}"
    verb = "devrait" if cell.value < 2 else "devraient"
    return f"{place}, {percent(cell.value, 1)} des entrées {verb} {changed} pour ressembler aux {actives(reading)}"


def gap_alt(cells: Cells, territory: Area, dimension: str, alike: Collection[str], reading: str) -> str:
    """Texte de remplacement: the title, and the two extremes of the areas `alike`, of the same source as France."""
    said = [gap_title(cells, territory, dimension, reading)]
    known = [cell for cell in cells.compared if cell.fill == VALUE and cell.area.id in alike]
    if len(known) > 1:
        low, high = min(known, key=lambda c: c.value), max(known, key=lambda c: c.value)
        ends = [f"{percent(c.value, 1)} {c.area.locative}" for c in (low, high)]
        said.append(f"Par {level_noun(cells.level)}, de {ends[0]} à {ends[1]}")
    return ". ".join(said) + "."


def women_title(shares: Sequence[tuple[str, float, float]], territory: Area) -> str:
    """Titre de la part des femmes: the two extremes. `shares`: (group, % of women, entries of the group).

    Groups of few entries, whose share says nothing, are left out.
    """
    known = [(group, value) for group, value, entries in shares if entries >= FEWEST_ENTRIES and not math.isnan(value)]
    place = capitalised(territory.locative)
    if not known and any(not math.isnan(value) for _, value, _ in shares):
        return f"{place}, trop peu d’entrées pour comparer la part des femmes par âge et par statut"
    if not known:
        return f"{place}, la part des femmes par âge et par statut n’est pas connue"
    low, high = min(known, key=lambda item: item[1]), max(known, key=lambda item: item[1])
    if low[0] == high[0]:
        return f"{place}, les femmes sont {percent(high[1], 1)} des entrées pour {group_people(high[0])}"
    ends = [f"{percent(value, 1)} pour {group_people(group)}" for group, value in (low, high)]
    return f"{place}, la part des femmes va de {ends[0]} à {ends[1]}"


def pair_label(pair: tuple[str, str]) -> str:
    """Deux modalités: "les femmes comparées aux hommes"."""
    first, second = (group_people(group) for group in pair)
    agreed = "comparées" if is_feminine_group(pair[0]) else "comparés"
    return f"{first} {agreed} aux{second.removeprefix('les')}"


def pair_of(pair: str) -> tuple[str, str]:
    """Paire de l’adresse: "F-M" → ("F", "M"), two groups of one partition. Raises LookupError otherwise."""
    first, second = pair.split("-")
    if partition_of(first) != partition_of(second):
        raise LookupError(f"{first} and {second} are not groups of one partition")
    return first, second
