"""Vocabulaire des phrases: who is counted, per what, and how a territory is named and agrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import normalize

from figures.numbers import number, period_label, plural
from geo.areas import Area
from indicators.catalogue import ACCESS_RATE_MONTHLY, Indicator
from nomenclatures import FAMILY

_SEX = {"F": "femmes", "M": "hommes", "": "personnes"}
_AGE = {"a15": " de 15 à 25 ans", "a26": " de 26 à 44 ans", "a45": " de 45 ans et plus", "": ""}
_QUALIFICATION = {
    "q6": " de niveau infra V",
    "q5": " de niveau V, ou IV sans diplôme",
    "q4": " de niveau IV",
    "q3": " de niveau III",
    "q1": " de niveau I ou II",
    "sup": " de niveau I à III",
    "inf": " de niveau IV ou infra",
    "": "",
}
# Registered job seekers are not the unemployed of the census: both names are always printed.
_READING_ENTRIES = {"ens": "", "de": " de demandeurs d’emploi", "ao": " d’actifs occupés"}
_READING_POPULATION = {"ens": "actifs", "de": "chômeurs au sens du recensement", "ao": "actifs occupés"}
_READING_WOMEN = {"ens": "actives", "de": "chômeuses au sens du recensement", "ao": "actives occupées"}
# Operators inside a sentence, with the article that a name needs.
_OPERATORS = {
    "pe": "Pôle emploi",
    "ml": "les missions locales",
    "ce": "Cap emploi",
    "apec": "l’Apec",
    "reg": "les Fongécif et Opacif",
}
_ARTICLES = ("Le ", "La ", "Les ", "L’")
_READING_PEOPLE = {"ens": "les publics choisis", "de": "les demandeurs d’emploi", "ao": "les actifs occupés"}


def actives(reading: str) -> str:
    """Those whom the entries of a reading are compared with, in one or two words: "actifs", "chômeurs"."""
    return {"ens": "actifs", "de": "chômeurs", "ao": "actifs occupés"}[reading]


def profile_people(sex: str = "", age: str = "", qualification: str = "") -> str:
    """Personnes du profil: "femmes de 26 à 44 ans", "" without a profile. KeyError on an unknown code."""
    if not (sex or age or qualification):
        return ""
    return f"{_SEX[sex]}{_AGE[age]}{_QUALIFICATION[qualification]}"


def counted_entries(reading: str, people: str) -> str:
    """Complément d’« entrées »: "", " de femmes", " d’hommes", " de demandeurs d’emploi (femmes)"."""
    if not people:
        return _READING_ENTRIES[reading]
    if reading == "ens":
        return f" d’{people}" if people.startswith("h") else f" de {people}"
    return f"{_READING_ENTRIES[reading]} ({people})"


def restriction(families: Sequence[str], level: str) -> str:
    """Restriction aux opérateurs et au niveau: "sans l’Apec et au niveau 3", "" without one."""
    missing = [_OPERATORS[f.code] for f in FAMILY if f.code not in families]
    if not missing:
        operators = []
    elif len(families) <= 2:
        operators = [f"avec {listed([_OPERATORS[f] for f in families])} seulement"]
    else:
        operators = ["sans " + " ni ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))]
    return " et ".join([*operators, *([f"au niveau {level}"] if level else [])])


def measure(value: float, indicator: Indicator, period: tuple[str, str], reading: str = "ens", people: str = "") -> str:
    """Mesure d’un taux: "85,0 entrées pour 1 000 actifs", "6,54 entrées par mois pour 1 000 actifs"."""
    return f"{number(value, indicator.decimals)} {measure_name(indicator, period, reading, people, value)}"


def measure_name(
    indicator: Indicator, period: tuple[str, str], reading: str = "ens", people: str = "", value: float = 2.0
) -> str:
    """Nom de la mesure: "entrées pour 1 000 actifs", in the singular when `value` is printed below 2."""
    noun = plural(round(value, indicator.decimals), "entrée")
    entries = f"{noun}{counted_entries(reading, people)}{_rhythm(indicator, period)}"
    return f"{entries} pour {number(indicator.per)} {population(reading, people)}"


def population(reading: str, people: str) -> str:
    """Population of a rate: "actifs", "actives" for women alone, "hommes actifs", "actifs du même profil"."""
    if people == _SEX["F"]:
        return _READING_WOMEN[reading]
    population = _READING_POPULATION[reading]
    if people == _SEX["M"]:
        return f"{people} {population}"
    return f"{population} du même profil" if people else population


def share_subject(reading: str, people: str) -> tuple[str, str]:
    """Sujet et total d’une part: ("les femmes", "des entrées"), ("les demandeurs d’emploi", "des entrées")."""
    if people:
        return f"les {people}", f"des entrées{_READING_ENTRIES[reading]}"
    return _READING_PEOPLE[reading], "des entrées"


def _rhythm(indicator: Indicator, period: tuple[str, str]) -> str:
    if indicator is ACCESS_RATE_MONTHLY:
        return "" if period[0] == period[1] else " par mois"
    return "" if period_label(*period).isdecimal() else " par an"


def inside_sentence(title: str) -> str:
    """Titre repris dans une phrase: a leading article loses its capital, "Pôle emploi entre" keeps it."""
    return title[0].lower() + title[1:] if title.startswith(_ARTICLES) else title


def is_plural(area: Area) -> bool:
    """Territoire au pluriel, by its article: "les Hauts-de-France comptent"."""
    return area.article == "les "


def conjugate(area: Area, singular: str, several: str) -> str:
    """Verbe accordé with the territory."""
    return several if is_plural(area) else singular


def towards(area: Area) -> str:
    """Complément avec « à »: "à l’Occitanie", "au Grand Est", "aux Hauts-de-France", "à Paris"."""
    return {"le ": "au ", "les ": "aux "}.get(area.article, f"à {area.article}") + area.name


def pronoun(area: Area) -> str:
    """Sujet de reprise: Elle, Il, Ils for a region; "Le département", whose gender its article often hides."""
    if area.level == "department":
        return "Le département"
    return {"le ": "Il", "les ": "Ils"}.get(area.article, "Elle")


def name_key(area: Area) -> str:
    """Order of a French reader: accents do not count."""
    return normalize("NFD", area.name).encode("ascii", "ignore").decode().lower()


def alphabetical(areas: Iterable[Area]) -> list[Area]:
    """Territoires by name, those of metropolitan France before the overseas ones."""
    return sorted(areas, key=lambda area: (area.region < "10", name_key(area)))


def level_noun(level: str) -> str:
    """Nom du niveau, in the singular: "région" or "département"."""
    return {"region": "région", "department": "département"}[level]


def is_feminine(level: str) -> bool:
    """Genre du nom du niveau."""
    return level == "region"


def listed(items: Sequence[str]) -> str:
    """Énumération: "a, b et c"."""
    return " et ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
