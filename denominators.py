"""Dénominateurs: the one closed table that says which population may divide which count.

A count is divided only by a population with the same margins (territory, sex, qualification, activity), from one
source and one vintage; the three sources are never mixed. Where the table has no answer the cell is
`no_denominator`: nothing is estimated. Methods: Insee, recensement (RP, 15-64, declared); Insee, enquête Emploi
(LFS, 15+, sense of the ILO). Comparators of groups without a rate are in `ALIGNMENT`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from nomenclatures import (
    AGE,
    CSP,
    DISABILITY,
    EMPLOYMENT_STATUS,
    QUALIFICATION,
    QUALIFICATION_GROUP_LABELS,
    READING,
    SEX,
    Nomenclature,
)

LEVELS = {"france": "France", "region": "régions", "department": "départements"}
# The profile dimensions a filter may restrict. "qualification_group" is one of the two groups that the survey's
# diplomas match ("sup", "inf"), "qualification" a single level; a filter holds one of the two at most.
DIMENSIONS = {
    "sex": "sexe",
    "age": "âge",
    "qualification_group": "groupe de qualification (I à III, ou IV et infra)",
    "qualification": "niveau détaillé de qualification",
}
MARGINS: tuple[tuple[str, ...], ...] = tuple(
    margin
    for size in range(4)
    for margin in combinations(DIMENSIONS, size)
    if not {"qualification_group", "qualification"} <= set(margin)
)
ACTIVITY = {"ens": "all", "de": "unemployed", "ao": "employed"}
FIRST_YEAR = 2015
# First and last year of the entries that a vintage may divide; None: no end.
_VINTAGES: dict[str, tuple[tuple[int, int | None, int], ...]] = {
    "rp": ((2015, 2019, 2018), (2020, None, 2021)),
    "lfs": ((2015, 2019, 2016),),
}
_AGES = {"rp": "15-64", "lfs": "15+"}
_EXCLUDED = {"rp": ("R06", "D976"), "lfs": ()}
_SHORT = {
    "rp": "recensement {vintage} (15 à 64 ans, France hors Mayotte)",
    "lfs": "enquête Emploi {vintage} (15 ans ou plus, France avec Mayotte)",
}
_ARTICLE = {"rp": "le ", "lfs": "l’"}
_CITATION = {
    "rp": "Insee, recensement de la population {vintage}, {people} de 15 à 64 ans, France hors Mayotte",
    "lfs": "Insee, enquête Emploi {vintage}, {people} de 15 ans ou plus, diffusion Eurostat (lfst_r_lfp2acedu)",
}
# Whom a source counts, as a citation names them.
_PEOPLE = {"all": "actifs", "unemployed": "chômeurs", "employed": "actifs occupés"}
_DEFINITION = {
    ("rp", "all"): "Actifs de 15 à 64 ans au sens du recensement : personnes qui déclarent exercer une profession, "
    "même à temps partiel ou en apprentissage, ou être au chômage.",
    ("rp", "unemployed"): "Chômeurs de 15 à 64 ans au sens du recensement : personnes qui se déclarent au chômage, "
    "inscrites ou non à Pôle emploi, sauf si elles déclarent ne pas rechercher de travail, et personnes sans emploi "
    "qui déclarent en rechercher un.",
    ("rp", "employed"): "Actifs de 15 à 64 ans ayant un emploi au sens du recensement, au lieu de résidence : actifs "
    "moins chômeurs.",
    ("lfs", "all"): "Actifs de 15 ans ou plus au sens du Bureau international du travail : personnes en emploi ou au "
    "chômage, estimées par enquête.",
}
_SCOPE = {
    "rp": "France hors Mayotte (17 régions) : les entrées de Mayotte ne sont pas comptées dans le taux national.",
    "lfs": "France avec Mayotte (18 régions). L’enquête est plus basse que le recensement en Corse (−27 %), en Guyane "
    "(−19 %), à La Réunion (−11 %) et en Guadeloupe (−9 %) : les taux y paraissent plus hauts.",
}
_NON_RESPONSE = " Les diplômes non déclarés (0,3 % des actifs) ne sont dans aucun des deux groupes."
JOB_SEEKER_CAUTION = (
    "Se lit « entrées de demandeurs d’emploi pour 1 000 chômeurs au sens du recensement ». Les demandeurs d’emploi "
    "sont ceux que l’opérateur enregistre comme tels, inscrits ou non à Pôle emploi (France Travail depuis 2024) ; "
    "les chômeurs du recensement sont ceux qui se déclarent tels. Les deux populations ne se recouvrent pas "
    "exactement : le rapport n’est pas une part."
)
_NO_AGE = "Aucune source chargée ne donne les actifs par territoire selon les tranches d’âge du CEP."
_NO_QUALIFICATION = (
    "Les niveaux du CEP ne correspondent aux diplômes de l’enquête qu’en deux groupes : I à III, et IV et infra."
)
_NO_DEPARTMENT = "Aucune source chargée ne donne le profil des actifs par département."
_NO_ACTIVITY = "Aucune source chargée ne donne le profil des seuls chômeurs ou des seuls actifs occupés."
_NO_VINTAGE = "L’enquête Emploi chargée est celle de 2016 : elle ne sert que pour les entrées de 2015 à 2019."
_NO_YEAR = "Le conseil en évolution professionnelle existe depuis 2015."


@dataclass(frozen=True, slots=True)
class Denominator:
    """Dénominateur: the rows of the table `population` that may divide a count, and what to print beside it.

    `source`, `vintage`, `age` and `activity` select the rows; the filter's own sex and qualification ("T" when it
    has none) complete the selection. `excluded_areas` have no row: they leave both sides of the national rate.
    """

    source: str
    vintage: int
    age: str
    activity: str
    definition: str
    citation: str
    scope_note: str
    excluded_areas: tuple[str, ...]
    caution: str = ""

    @property
    def short(self) -> str:
        """Source, millésime et champ en quelques mots."""
        return _SHORT[self.source].format(vintage=self.vintage)

    @property
    def perimeter(self) -> tuple[str, int, str]:
        """What two denominators must share to be compared: source, vintage, age."""
        return self.source, self.vintage, self.age


def _source(level: str, reading: str, margin: Collection[str]) -> str | None:
    """The margin table itself: the source for a territory level, a reading and a profile margin."""
    if not margin:
        return "rp"
    if set(margin) <= {"sex", "qualification_group"} and level != "department" and reading == "ens":
        return "lfs"
    return None


def _vintage(source: str, year: int) -> int | None:
    for first, last, vintage in _VINTAGES[source]:
        if first <= year and (last is None or year <= last):
            return vintage
    return None


def _cited(source: str, vintage: int, activity: str) -> str:
    return _CITATION[source].format(vintage=vintage, people=_PEOPLE[activity])


def excluded_areas(source: str) -> tuple[str, ...]:
    """Territoires hors du champ d’une source: in no national sum, as in no national rate."""
    return _EXCLUDED.get(source, ())


def divides(source: str, vintage: int) -> bool:
    """Whether some rate uses this vintage."""
    return any(vintage == known for _, _, known in _VINTAGES.get(source, ()))


def _check(level: str, reading: str, margin: Collection[str]) -> None:
    if level not in LEVELS:
        raise ValueError(f"Niveau de territoire inconnu : « {level} ».")
    if reading not in ACTIVITY:
        raise ValueError(f"Lecture inconnue : « {reading} ».")
    if not any(set(margin) == set(known) for known in MARGINS):
        raise ValueError(f"Filtre de profil inconnu : {', '.join(sorted(margin))}.")


def find(level: str, reading: str, margin: tuple[str, ...], year: int) -> Denominator | None:
    """Le dénominateur d’un taux, or None: the cell is then `no_denominator`.

    `level` is the level of the areas compared (their France is read from the same source), `reading` a code of
    READING, `margin` one of MARGINS in any order, `year` that of the entries (the break of 2020 forbids a rate over
    both vintages). Raises ValueError, in French, for a code outside the closed lists.
    """
    _check(level, reading, margin)
    source = _source(level, reading, margin)
    vintage = _vintage(source, year) if source else None
    if source is None or vintage is None:
        return None
    activity = ACTIVITY[reading]
    return Denominator(
        source=source,
        vintage=vintage,
        age=_AGES[source],
        activity=activity,
        definition=_DEFINITION[source, activity],
        citation=_cited(source, vintage, activity),
        scope_note=_SCOPE[source] + (_NON_RESPONSE if "qualification_group" in margin else ""),
        excluded_areas=_EXCLUDED[source],
        caution=JOB_SEEKER_CAUTION if reading == "de" else "",
    )


@dataclass(frozen=True, slots=True)
class Stratum:
    """Strate: one group of an axis of standardisation, as the reading, sex and qualification group that it is."""

    group: str
    reading: str = "ens"
    sex: str = ""
    qualification: str = ""

    @property
    def margin(self) -> tuple[str, ...]:
        named = {"sex": self.sex, "qualification_group": self.qualification}
        return tuple(name for name, value in named.items() if value)


# Axes of standardisation: the partitions of the active population that one source gives by territory. Entries of an
# unknown category, and persons of an undeclared diploma, are in none of the strata.
STRATA: dict[str, tuple[Stratum, ...]] = {
    "statut": (Stratum("de", reading="de"), Stratum("ao", reading="ao")),
    "sexe": tuple(Stratum(sex, sex=sex) for sex in ("F", "M")),
    "qualif": tuple(Stratum(group, qualification=group) for group in QUALIFICATION_GROUP_LABELS),
    "croise": tuple(
        Stratum(f"{sex}-{group}", sex=sex, qualification=group)
        for sex in ("F", "M")
        for group in QUALIFICATION_GROUP_LABELS
    ),
}


def find_axis(level: str, axis: str, year: int) -> tuple[Denominator, ...]:
    """Les dénominateurs des strates d’un axe, in their order; () unless one source and vintage gives them all.

    Raises KeyError on an unknown axis, and as `find`.
    """
    found = [find(level, stratum.reading, stratum.margin, year) for stratum in STRATA[axis]]
    known = tuple(one for one in found if one is not None)
    same = len({one.perimeter for one in known}) == 1
    return known if same and len(known) == len(found) else ()


def explain(level: str, reading: str, margin: tuple[str, ...], year: int) -> str:
    """Pourquoi le dénominateur manque: a French sentence, or "" when `find` has one. Raises as `find`."""
    if find(level, reading, margin, year) is not None:
        return ""
    if year < FIRST_YEAR:
        return _NO_YEAR
    if "age" in margin:
        return _NO_AGE
    if "qualification" in margin:
        return _NO_QUALIFICATION
    if reading != "ens":
        return _NO_ACTIVITY
    return _NO_DEPARTMENT if level == "department" else _NO_VINTAGE


def describe_change(before: Denominator | None, after: Denominator | None) -> str:
    """Annonce d’un changement de source: one French sentence, "" when source, vintage and age stay the same."""
    if after is None:
        if before is None:
            return ""
        return "Dénominateur indisponible pour ce choix : les taux laissent place aux parts parmi les entrées."
    if before is None:
        return f"Le dénominateur est de nouveau disponible : {after.short}."
    if before.perimeter == after.perimeter:
        return ""
    return (
        f"Le dénominateur change : {_ARTICLE[after.source]}{after.short} remplace {_ARTICLE[before.source]}"
        f"{before.short} ; le territoire, son total et la France sont recalculés avec cette source."
    )


def rows() -> tuple[dict[str, str], ...]:
    """La table des marges, for display: French column name -> French text; together the rows answer every case."""
    grouped: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
    for margin in MARGINS:
        unmatched = {"age", "qualification"} & set(margin)
        if len(margin) > 1 and unmatched:
            continue
        label = " et ".join(DIMENSIONS[name] for name in margin) or "aucun filtre de profil"
        profile = label[0].upper() + label[1:] + (", seul ou croisé" if unmatched else "")
        for reading in READING:
            for level, level_label in LEVELS.items():
                levels, readings = grouped.setdefault((profile, *_answer(level, reading.code, margin)), ([], []))
                levels.append(level_label)
                readings.append(reading.label)
    return tuple(
        {
            "Filtre de profil": profile,
            "Territoires": ", ".join(dict.fromkeys(levels)),
            "Lecture": ", ".join(dict.fromkeys(readings)),
            "Entrées de 2015 à 2019": before,
            "Entrées à partir de 2020": after,
            "Définition ou raison": text,
        }
        for (profile, before, after, text), (levels, readings) in grouped.items()
    )


def _answer(level: str, reading: str, margin: tuple[str, ...]) -> tuple[str, str, str]:
    """What the table answers before 2020, from 2020, and the definition, or the reason when there is none."""
    before, after = find(level, reading, margin, 2019), find(level, reading, margin, 2020)
    text = before.definition if before else explain(level, reading, margin, 2019)
    return _cell(before), _cell(after), text


def _cell(found: Denominator | None) -> str:
    return found.short if found else "dénominateur indisponible"


@dataclass(frozen=True, slots=True)
class Alignment:
    """Alignement d’une modalité: a group of the entries, its comparator among the actives, and how far they match.

    `status`: "aligned" (index and gap), "approximate" (shown with the difference) or "none" (share only).
    `comparator` is the value of the population's column of the same dimension (of the national ages' for "age", of the
    activity for "employment_status"); "" without one.
    """

    dimension: str
    group: str
    label: str
    comparator: str
    status: str
    entries_definition: str
    population_definition: str


STATUS_LABELS = {"aligned": "aligné", "approximate": "approché", "none": "sans comparateur"}
_SURVEY = "enquête Emploi 2016, actifs de 15 ans ou plus"
_NO_COMPARATOR = "Aucun comparateur publié."


def _each(nomenclature: Nomenclature, status: str, entries: str, population: str) -> tuple[Alignment, ...]:
    """One alignment per known category; the comparator has the category's own code unless there is none."""
    return tuple(
        Alignment(nomenclature.name, c.code, c.label, c.code if status != "none" else "", status, entries, population)
        for c in nomenclature.known
    )


ALIGNMENT: tuple[Alignment, ...] = (
    *_each(SEX, "aligned", "Sexe enregistré par l’opérateur.", f"Sexe, {_SURVEY}."),
    Alignment(
        "qualification",
        "sup",
        QUALIFICATION_GROUP_LABELS["sup"],
        "sup",
        "aligned",
        "Niveaux III, et I et II, de l’ancienne nomenclature.",
        f"Diplôme du supérieur (CITE 5 à 8), {_SURVEY}.",
    ),
    Alignment(
        "qualification",
        "inf",
        QUALIFICATION_GROUP_LABELS["inf"],
        "inf",
        "aligned",
        "Niveaux infra V, V et IV sans diplôme, et IV, de l’ancienne nomenclature.",
        f"Diplôme inférieur au supérieur (CITE 0 à 4), {_SURVEY}.",
    ),
    *_each(
        QUALIFICATION,
        "none",
        "Niveau détaillé : « V et IV sans diplôme » est à cheval sur deux classes de la CITE.",
        "L’enquête sépare CITE 0 à 2, 3 et 4, 5 à 8 : la correspondance ne tient qu’en deux groupes.",
    ),
    Alignment(
        "age",
        "a15",
        AGE["a15"].label,
        "15-24",
        "approximate",
        "15 à 25 ans à l’entrée.",
        "15 à 24 ans, enquête Emploi 2016, part nationale citée par le CNEFOP (9 %, arrondie).",
    ),
    *(
        Alignment(
            "age",
            code,
            AGE[code].label,
            "",
            "none",
            f"{AGE[code].label} à l’entrée.",
            "Les tranches publiées sont 25-49, 50-64 et 65 ans ou plus : parts côte à côte, sans indice.",
        )
        for code in ("a26", "a45")
    ),
    *_each(
        CSP,
        "approximate",
        "Catégorie enregistrée par l’opérateur, tous âges.",
        "Actifs de 25 à 54 ans, série harmonisée des recensements, 2014, France métropolitaine (outre-mer : 2011).",
    ),
    *(
        Alignment("employment_status", code, READING[code].label, ACTIVITY[code], "approximate", entries, population)
        for code, entries, population in (
            (
                "de",
                "Demandeurs d’emploi que l’opérateur enregistre comme tels, inscrits ou non.",
                "Chômeurs de 15 à 64 ans au sens du recensement : ceux qui se déclarent tels.",
            ),
            (
                "ao",
                "Salariés en CDI ou en CDD, indépendants.",
                "Actifs de 15 à 64 ans ayant un emploi au sens du recensement.",
            ),
        )
    ),
    *_each(
        EMPLOYMENT_STATUS,
        "none",
        "Statut détaillé enregistré par l’opérateur.",
        "Le recensement chargé sépare chômeurs et actifs occupés, sans le détail des statuts.",
    ),
    *_each(DISABILITY, "none", "Reconnaissance de la qualité de travailleur handicapé (RQTH).", _NO_COMPARATOR),
)


@dataclass(frozen=True, slots=True)
class Comparator:
    """Comparateur d’une partition: where the shares of its groups among the actives are read, all from one source.

    `vintages`: the first one that has an area gives it, and only the first one gives France; `age`: that of the rows,
    "" where each group is an age; `values`: group → value of the population's `column`; `summed`: France is the sum of
    the regions of the first vintage, for want of a row; `excluded`: territories left out of the entries of France.
    """

    status: str
    source: str
    vintages: tuple[int, ...]
    column: str
    age: str
    activity: str
    values: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]
    citation: str
    scope_note: str
    summed: bool = False


# Partitions: the groups of a dimension that share out all the actives, hence all of one comparator or of none.
PARTITIONS: dict[str, tuple[str, ...]] = {
    "sex": tuple(c.code for c in SEX.known),
    "age": tuple(c.code for c in AGE.known),
    "qualification_group": tuple(QUALIFICATION_GROUP_LABELS),
    "qualification": tuple(c.code for c in QUALIFICATION.known),
    "csp": tuple(c.code for c in CSP.known),
    "reading": tuple(code for code in ACTIVITY if code != "ens"),
    "employment_status": tuple(c.code for c in EMPLOYMENT_STATUS.known),
    "disability": tuple(c.code for c in DISABILITY.known),
}
NATIONAL_AGES = "ages"
# Partitions that the population has a column for: a vintage whose rows bear the groups' own codes is aligned.
_OWN_COLUMNS = {
    "sex": "sex",
    "age": "age",
    "qualification_group": "qualification",
    "qualification": "qualification",
    "csp": "csp",
}
_OVERSEAS = tuple(code for n in (1, 2, 3, 4, 6) for code in (f"R0{n}", f"D97{n}"))
_CSP_CITATION = (
    "Insee, recensements harmonisés, {people} de 25 à 54 ans par catégorie socioprofessionnelle, 2014 en métropole, "
    "2011 outre-mer"
)
_CSP_SCOPE = (
    "{People} de 25 à 54 ans. La France est la somme des régions métropolitaines en 2014 : ses entrées y sont comptées "
    "sans l’outre-mer. Les départements d’outre-mer sont comparés à 2011, Mayotte n’a pas de comparateur."
)
_AGES_CITATION = "Insee, enquête Emploi 2016, parts nationales par âge citées par le CNEFOP, arrondies à l’unité"
_AGES_SCOPE = "France seulement. Les 15 à 25 ans des entrées sont comparés aux 15 à 24 ans des actifs."


def comparators(partition: str, reading: str, first_year: int, last_year: int) -> tuple[Comparator, ...]:
    """Comparateurs possibles of a partition, in order of preference: the first that has rows is the one used.

    Aligned ones come first: rows of the population under the groups' own codes, of the vintage that the years of the
    entries call for. Years that call for two vintages have none: an index never mixes them. Raises KeyError for an
    unknown partition, ValueError for an unknown reading.
    """
    groups = PARTITIONS[partition]
    _check("region", reading, ())
    found = []
    for source in ("lfs", "rp") if partition in _OWN_COLUMNS else ():
        vintage = _one_vintage(source, first_year, last_year)
        if vintage is not None:
            own = tuple((group, group) for group in groups)
            found.append(_aligned(partition, source, vintage, reading, own))
    approximate = _approximate(partition, reading, first_year, last_year)
    return (*found, *([approximate] if approximate else ()))


def _aligned(
    partition: str, source: str, vintage: int, reading: str, values: tuple[tuple[str, str], ...]
) -> Comparator:
    return Comparator(
        status="aligned",
        source=source,
        vintages=(vintage,),
        column=_OWN_COLUMNS[partition],
        age="" if partition == "age" else _AGES[source],
        activity=ACTIVITY[reading],
        values=values,
        excluded=_EXCLUDED[source],
        citation=_cited(source, vintage, ACTIVITY[reading]),
        scope_note=_SCOPE[source] + (_NON_RESPONSE if partition == "qualification_group" and source == "lfs" else ""),
    )


def _approximate(partition: str, reading: str, first_year: int, last_year: int) -> Comparator | None:
    found = (alignment(partition, group) for group in PARTITIONS[partition])
    values = tuple((a.group, a.comparator) for a in found if a.status == "approximate")
    census = _one_vintage("rp", first_year, last_year)
    if partition == "reading" and reading == "ens" and census is not None:
        citation, scope, excluded = _cited("rp", census, "all"), _SCOPE["rp"], _EXCLUDED["rp"]
        return Comparator(
            "approximate", "rp", (census,), "activity", _AGES["rp"], "", values, excluded, citation, scope
        )
    if _one_vintage("lfs", first_year, last_year) is None:
        # The series of 2014 and the ages of 2016 are of the years that the survey of 2016 serves.
        return None
    if partition == "csp":
        activity = ACTIVITY[reading]
        people = _PEOPLE[activity]
        citation, scope = _CSP_CITATION.format(people=people), _CSP_SCOPE.format(People=people.capitalize())
        return Comparator(
            "approximate", "csp", (2014, 2011), "csp", "25-54", activity, values, _OVERSEAS, citation, scope, True
        )
    if partition == "age" and reading == "ens":
        return Comparator(
            "approximate", NATIONAL_AGES, (2016,), "age", "", "all", values, (), _AGES_CITATION, _AGES_SCOPE
        )
    return None


def _one_vintage(source: str, first_year: int, last_year: int) -> int | None:
    first, last = _vintage(source, first_year), _vintage(source, last_year)
    return first if first == last else None


def alignment(partition: str, group: str) -> Alignment:
    """Alignement d’une modalité of a partition. Raises LookupError."""
    dimension = {"qualification_group": "qualification", "reading": "employment_status"}.get(partition, partition)
    found = next((a for a in ALIGNMENT if (a.dimension, a.group) == (dimension, group)), None)
    if found is None:
        raise LookupError(f"no alignment for {partition} {group}")
    return found
