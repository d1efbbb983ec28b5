"""Phrases de l’hypothèse: what would change and for how many, in French built by rules from the numbers alone."""

from __future__ import annotations

from typing import NamedTuple

from figures.numbers import MINUS, capitalised, in_letters, number, percent, plural
from figures.sentence import Fragment, Sentence
from figures.wording import listed
from geo.areas import Area
from typography import NBSP, NNBSP


class Counts(NamedTuple):
    """Ce que l’hypothèse change: sites closed, moved, with other hours, and sessions opened."""

    closed: int
    moved: int
    hours: int
    added: int


class Persons(NamedTuple):
    """Pour qui, in persons of the territory: those within the threshold before and after, who lose and gain it, who are
    farther from and nearer to a site, whose score falls and rises."""

    total: float
    before: float
    after: float
    losing: float
    gaining: float
    farther: float
    nearer: float
    less: float
    more: float


def hypothesis_sentence(counts: Counts, persons: Persons, territory: Area, threshold: str, people: str) -> Sentence:
    """Phrase de la carte; `threshold` as written, "20 km"; `people`: "actifs" or "habitants". Every case gives a
    sentence."""
    if not any(counts):
        what = f"{NBSP}: fermez, déplacez ou renforcez un lieu, ouvrez une permanence."
        return Sentence((Fragment("Aucun changement n’est proposé", strong=True), Fragment(what)))
    head = Fragment(f"{capitalised(territory.locative)}, si {_condition(counts)}, ")
    within = f"à {threshold} ou moins d’un lieu"
    losing, gaining = round(persons.losing), round(persons.gaining)
    if losing or gaining:
        said = [Fragment(_flows(losing, gaining, people, within), strong=True)]
        rest = f"{NNBSP}; {_share(persons, people)}."
        return Sentence((head, *said, Fragment(rest)))
    moves = _moves(persons, people)
    if moves:
        start = f"aucun {people[:-1]} ne passerait le seuil de {threshold}"
        return Sentence((head, Fragment(start, strong=True), Fragment(f", mais {moves}.")))
    return Sentence((head, Fragment("rien ne changerait", strong=True), Fragment(f" pour les {people} du territoire.")))


def hours_text(hours: float) -> str:
    """Heures par semaine: "7 h par semaine", "3,5 h par semaine"."""
    return f"{number(hours, 0 if hours == int(hours) else 1)} h par semaine"


def points_text(before: float, after: float) -> str:
    """Écart de deux parts (fractions) en points: "−1,2 point", "+3,0 points", "inchangé"."""
    gap = round((after - before) * 100, 1)
    if not gap:
        return "inchangé"
    sign = MINUS if gap < 0 else "+"
    return f"{sign}{number(abs(gap), 1)} {plural(gap, 'point')}"


def _condition(counts: Counts) -> str:
    parts = [
        _clause(counts.closed, "lieu", "lieux", "fermait", "fermaient"),
        _clause(counts.moved, "lieu", "lieux", "était déplacé", "étaient déplacés"),
        _clause(counts.hours, "lieu", "lieux", "changeait d’horaires", "changeaient d’horaires"),
        _clause(counts.added, "permanence", "permanences", "ouvrait", "ouvraient"),
    ]
    return listed([part for part in parts if part])


def _clause(count: int, one: str, several: str, verb: str, verbs: str) -> str:
    if not count:
        return ""
    return f"{in_letters(count, one == 'permanence')} {plural(count, one, several)} {plural(count, verb, verbs)}"


def _flows(losing: int, gaining: int, people: str, within: str) -> str:
    """Gives: "3 200 actifs ne seraient plus à 20 km ou moins d’un lieu et 400 le deviendraient"."""
    if not gaining:
        return f"{_persons(losing, people)} ne {plural(losing, 'serait', 'seraient')} plus {within}"
    if not losing:
        return f"{_persons(gaining, people)} de plus {plural(gaining, 'serait', 'seraient')} {within}"
    lost = f"{_persons(losing, people)} ne {plural(losing, 'serait', 'seraient')} plus {within}"
    return f"{lost} et {number(gaining)} le {plural(gaining, 'deviendrait', 'deviendraient')}"


def _share(persons: Persons, people: str) -> str:
    before, after = (100 * value / persons.total for value in (persons.before, persons.after))
    decimals = 0 if abs(before - after) >= 1 else 1
    texts = [percent(value, decimals) for value in (before, after)]
    if texts[0] == texts[1]:
        return f"la part des {people} couverts resterait de {texts[0]}"
    return f"la part des {people} couverts passerait de {texts[0]} à {texts[1]}"


def _moves(persons: Persons, people: str) -> str:
    """Who is farther or nearer; without anybody, whose score falls or rises."""
    farther, nearer = round(persons.farther), round(persons.nearer)
    if farther or nearer:
        parts = [
            f"{_persons(farther, people)} {plural(farther, 'serait', 'seraient')} plus loin du lieu le plus proche"
            if farther
            else "",
            f"{_persons(nearer, people)} {plural(nearer, 'serait', 'seraient')} plus près d’un lieu" if nearer else "",
        ]
        return listed([part for part in parts if part])
    less, more = round(persons.less), round(persons.more)
    parts = [
        f"le score d’accès {verb} pour {_persons(count, people)}"
        for count, verb in ((less, "baisserait"), (more, "monterait"))
        if count
    ]
    return listed(parts) if parts else ""


def _persons(count: int, people: str) -> str:
    return f"{number(count)} {plural(count, people.removesuffix('s'), people)}"
