"""Avis de la page Territoires: what its sites, rates, seas, communes and travel times leave out."""

from __future__ import annotations

from figures.numbers import number, period_label, plural
from layouts.controls import setter
from layouts.markup import Markup, join, tag
from layouts.notices import clipped, remarks
from layouts.states import break_state, empty_state
from layouts.territoires_answer import Territoires, Untimed
from layouts.territoires_texts import day_text
from nomenclatures import FAMILY
from typography import NBSP, NNBSP


def notices(numbers: Territoires) -> Markup:
    """Avis under the sentence: no site, no rate, persons across the sea, communes without population, a cut period."""
    if not len(numbers.sites):
        kind, families = numbers.filters.site_kind, numbers.filters.families
        actions = [("Toutes les natures de lieu", "lieu=")] if kind else []
        if families != FAMILY.codes:
            actions.append(("Tous les opérateurs", f"ope={'-'.join(FAMILY.codes)}"))
        start, end = numbers.filters.default.start, numbers.filters.default.end
        if numbers.filters.period != numbers.filters.default:
            actions.append((f"Voir {period_label(start, end)}", f"du={start}&au={end}"))
        reason = f"Aucun lieu n’était ouvert au {day_text(numbers.day)} pour les opérateurs et la nature choisis."
        return empty_state(reason, actions)
    said = remarks(numbers) + clipped(numbers)
    own = " ".join(_own_remarks(numbers))
    hints = [tag("p", text, cls="hint") for text in (*said, own) if text]
    if numbers.lacks_times:
        text = "Aucun temps de trajet n’est chargé dans cette installation\u00a0: les distances sont à vol d’oiseau. "
        hints.append(tag("p", text, setter("mes=distance", "Mesurer à vol d’oiseau", "link"), cls="hint"))
    if numbers.access_reason != "rupture":
        return join(hints)
    kept = "les lieux et la couverture restent affichés"
    return join([break_state(numbers.ruptures, numbers.comparable, kept), *hints])


def _own_remarks(numbers: Territoires) -> list[str]:
    said = []
    if numbers.access_reason and numbers.access_reason != "rupture":
        said.append("Taux d’accès indisponible sur cette période\u00a0: seule la couverture est montrée.")
    if numbers.sea:
        people = f"{number(numbers.sea)} {numbers.people}"
        said.append(
            f"Traversées maritimes{NBSP}: {people} ont pour lieu le plus proche un lieu sur une autre terre, "
            f"compté {numbers.measure.how} comme les autres."
        )
    if numbers.unknown:
        count = numbers.unknown
        said.append(
            f"{number(count)} {plural(count, 'commune')} sans population connue, {plural(count, 'absente')} des parts."
        )
    if numbers.untimed is not None:
        said.append(_untimed(numbers, numbers.untimed))
    if numbers.remote:
        count = numbers.remote
        said.append(
            f"{number(count)} {plural(count, 'lieu', 'lieux')} à distance ou sans coordonnées, hors de la carte."
        )
    return said


def _untimed(numbers: Territoires, left: Untimed) -> str:
    """What the file of times does not say, and what is then made of it."""
    if not (left.pairs_without or left.communes or left.sites):
        return (
            "Temps de trajet\u00a0: le fichier a ceux de tous les couples d’une commune et d’un lieu à 30 km ou moins."
        )
    parts = []
    if left.pairs_without:
        parts.append(
            f"{number(left.pairs_without)} des {number(left.pairs)} couples d’une commune et d’un lieu à 30 km ou "
            "moins n’ont pas de temps dans le fichier et ne comptent pas"
        )
    if left.communes:
        parts.append(
            f"{number(left.communes)} {plural(left.communes, 'commune')} ({number(left.people)} {numbers.people}) "
            f"{plural(left.communes, 'n’en a', 'n’en ont')} vers aucun lieu, donc au-delà de tout seuil"
        )
    if left.sites:
        count = left.sites
        parts.append(f"{number(count)} {plural(count, 'lieu', 'lieux')} {plural(count, 'n’en a', 'n’en ont')} aucun")
    return f"Temps de trajet{NBSP}: {f'{NNBSP}; '.join(parts)}."
