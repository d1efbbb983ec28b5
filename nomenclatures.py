"""Codes, French labels and order of every categorical dimension of the service.

Pure constants for every room. A `Nomenclature` is a closed, ordered list: a code that is not in it is an
error, never a guess. Sources: CNEFOP, Bilan analytique CEP (2018) for the dimensions of the national
indicator set; the operators' periods are those of the laws of 2014 and 2018 and of the 2024-2027 market.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date


class UnknownCode(KeyError):
    """Code absent de la nomenclature. The message is in French and fit for a visitor."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Category:
    """Modalité: a code, its French label, and a short form for narrow places."""

    code: str
    label: str
    short: str = ""

    @property
    def short_label(self) -> str:
        return self.short or self.label


@dataclass(frozen=True)
class Nomenclature:
    """Nomenclature: the closed, ordered categories of one dimension.

    The position of a category is what a release stores (SMALLINT), so categories are only ever appended.
    """

    name: str
    title: str
    categories: tuple[Category, ...]
    _position: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_position", {c.code: i for i, c in enumerate(self.categories)})
        if len(self._position) != len(self.categories):
            raise ValueError(f"duplicate code in {self.name}")

    def __hash__(self) -> int:
        return hash(self.name)

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories)

    def __contains__(self, code: object) -> bool:
        return code in self._position

    def __len__(self) -> int:
        return len(self.categories)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(c.code for c in self.categories)

    @property
    def known(self) -> tuple[Category, ...]:
        """The categories without "non renseigné"."""
        return tuple(c for c in self.categories if c.code != UNKNOWN)

    def position(self, code: str) -> int:
        try:
            return self._position[code]
        except KeyError:
            raise UnknownCode(f"« {code} » n’est pas un code connu pour « {self.title} ».") from None

    def __getitem__(self, code: str) -> Category:
        return self.categories[self.position(code)]


UNKNOWN = "nr"
_UNKNOWN = Category(UNKNOWN, "Non renseigné", "n.r.")

FAMILY = Nomenclature(
    "family",
    "famille d’opérateurs",
    (
        Category("pe", "Pôle emploi, France Travail", "Pôle emploi"),
        Category("ml", "Missions locales"),
        Category("ce", "Cap emploi"),
        Category("apec", "Apec"),
        Category("reg", "Fongécif et Opacif, puis opérateurs régionaux", "Fongécif, Opacif"),
    ),
)
PUBLIC_EMPLOYMENT_SERVICE = "pe"
REGIONAL = "reg"

SEX = Nomenclature("sex", "sexe", (Category("F", "Femmes"), Category("M", "Hommes"), _UNKNOWN))

AGE = Nomenclature(
    "age",
    "âge",
    (
        Category("a15", "15 à 25 ans", "15-25 ans"),
        Category("a26", "26 à 44 ans", "26-44 ans"),
        Category("a45", "45 ans et plus", "45 ans et +"),
        _UNKNOWN,
    ),
)

QUALIFICATION = Nomenclature(
    "qualification",
    "niveau de qualification",
    (
        Category("q6", "Infra V (sans diplôme)", "infra V"),
        Category("q5", "V (CAP, BEP) et IV sans diplôme", "V et IV sans diplôme"),
        Category("q4", "IV (baccalauréat)", "IV"),
        Category("q3", "III (bac + 2)", "III"),
        Category("q1", "I et II (bac + 3 et plus)", "I et II"),
        _UNKNOWN,
    ),
)
# The only groupings of the qualification that a labour force survey margin matches (methods: ISCED 5-8 / the rest).
QUALIFICATION_GROUPS: dict[str, tuple[str, ...]] = {"sup": ("q3", "q1"), "inf": ("q6", "q5", "q4")}
QUALIFICATION_GROUP_LABELS = {"sup": "Niveaux I à III (supérieur)", "inf": "Niveaux IV et infra"}

EMPLOYMENT_STATUS = Nomenclature(
    "employment_status",
    "statut",
    (
        Category("dei", "Demandeur d’emploi inscrit", "DE inscrit"),
        Category("den", "Demandeur d’emploi non inscrit", "DE non inscrit"),
        Category("cdi", "Salarié en CDI", "CDI"),
        Category("cdd", "Salarié en CDD", "CDD"),
        Category("ind", "Indépendant, non-salarié", "indépendant"),
        _UNKNOWN,
    ),
)

# Reading (lecture): which employment statuses are counted. Unknown status is in neither of the two partial readings.
READINGS: dict[str, tuple[str, ...]] = {
    "ens": EMPLOYMENT_STATUS.codes,
    "de": ("dei", "den"),
    "ao": ("cdi", "cdd", "ind"),
}
READING = Nomenclature(
    "reading",
    "lecture",
    (
        Category("ens", "Ensemble"),
        Category("de", "Demandeurs d’emploi"),
        Category("ao", "Actifs occupés"),
    ),
)

LEVEL = Nomenclature(
    "level",
    "niveau de service",
    (
        Category("2", "Niveau 2, conseil personnalisé", "niveau 2"),
        Category("3", "Niveau 3, accompagnement à la mise en œuvre", "niveau 3"),
    ),
)

CSP = Nomenclature(
    "csp",
    "catégorie socioprofessionnelle",
    (
        Category("c1", "Agriculteurs exploitants", "Agriculteurs"),
        Category("c2", "Artisans, commerçants, chefs d’entreprise", "Artisans, commerçants"),
        Category("c3", "Cadres et professions intellectuelles supérieures", "Cadres"),
        Category("c4", "Professions intermédiaires"),
        Category("c5", "Employés"),
        Category("c6", "Ouvriers"),
        _UNKNOWN,
    ),
)

DISABILITY = Nomenclature(
    "disability",
    "handicap",
    (Category("o", "Travailleur handicapé (RQTH)", "RQTH"), Category("n", "Sans RQTH"), _UNKNOWN),
)

REASON = Nomenclature(
    "reason",
    "motif de sollicitation",
    (
        Category("projet", "Travailler sur son projet professionnel", "projet"),
        Category("situation", "Faire le point sur sa situation professionnelle", "situation"),
        Category("competences", "Faire reconnaître ou adapter ses compétences", "compétences"),
        Category("autre", "Autre motif", "autre"),
        _UNKNOWN,
    ),
)

EMPLOYER_SIZE = Nomenclature(
    "employer_size",
    "taille de l’employeur",
    (
        Category("lt50", "Moins de 50 salariés", "< 50"),
        Category("ge50", "50 salariés et plus", "≥ 50"),
        Category("so", "Sans objet (sans employeur)", "sans objet"),
        _UNKNOWN,
    ),
)

SECTOR = Nomenclature(
    "sector",
    "secteur d’activité",
    (
        Category("agr", "Agriculture"),
        Category("ind", "Industrie"),
        Category("con", "Construction"),
        Category("com", "Commerce, transports, hébergement et restauration", "Commerce, transports"),
        Category("ser", "Services aux entreprises et aux particuliers", "Services"),
        Category("pub", "Administration, enseignement, santé et action sociale", "Administration, santé"),
        Category("so", "Sans objet (sans employeur)", "sans objet"),
        _UNKNOWN,
    ),
)

EXIT_KIND = Nomenclature(
    "exit_kind",
    "nature de la sortie",
    (
        Category("early", "Sortie anticipée"),
        Category("plan", "Plan d’actions finalisé"),
        Category("other", "Autre sortie"),
    ),
)

SERVICE = Nomenclature(
    "service",
    "service rendu",
    (
        Category("diagnostic", "Diagnostic de situation"),
        Category("information", "Information"),
        Category("enquete", "Investigation métier ou secteur"),
        Category("projet", "Élaboration et validation du projet"),
        Category("competences", "Identification et valorisation des compétences"),
        Category("formation", "Élaboration d’un parcours de formation"),
        Category("creation", "Premier appui à la création ou reprise"),
        Category("financement", "Ingénierie financière"),
        Category("suivi", "Suivi de la mise en œuvre"),
    ),
)

DURATION = Nomenclature(
    "duration",
    "durée du parcours",
    (
        Category("d0", "Mois de l’entrée ou mois suivant", "0 à 1 mois"),
        Category("d2", "2 ou 3 mois"),
        Category("d4", "4 à 6 mois"),
        Category("d7", "7 à 12 mois"),
        Category("d13", "13 mois ou plus"),
        _UNKNOWN,
    ),
)
# First and last number of months between the entry and the exit of each class; the last class has no end.
DURATION_MONTHS: dict[str, tuple[int, int | None]] = {
    "d0": (0, 1),
    "d2": (2, 3),
    "d4": (4, 6),
    "d7": (7, 12),
    "d13": (13, None),
}

SITE_KIND = Nomenclature(
    "site_kind",
    "nature du lieu",
    (
        Category("permanent", "Lieu permanent"),
        Category("outreach", "Permanence"),
        Category("remote", "À distance"),
    ),
)

ACCESSIBLE = Nomenclature(
    "accessible",
    "accessibilité",
    (Category("o", "Accessible aux personnes handicapées"), Category("n", "Non accessible"), _UNKNOWN),
)


@dataclass(frozen=True, slots=True)
class Operator:
    """Opérateur: who reports, its family and the months during which it belongs to the service.

    `by_region`: one code for the operators of all the regions, one in each, who report each on their own.
    """

    code: str
    label: str
    family: str
    opened: date
    closed: date | None = None
    by_region: bool = False


OPERATORS: tuple[Operator, ...] = (
    Operator("pole_emploi", "Pôle emploi", "pe", date(2015, 1, 1), date(2023, 12, 31)),
    Operator("france_travail", "France Travail", "pe", date(2024, 1, 1)),
    Operator("missions_locales", "Missions locales", "ml", date(2015, 1, 1)),
    Operator("cap_emploi", "Cap emploi", "ce", date(2015, 1, 1)),
    Operator("apec", "Apec", "apec", date(2015, 1, 1)),
    Operator("fongecif_opacif", "Fongécif et Opacif", "reg", date(2015, 1, 1), date(2019, 12, 31)),
    Operator("mon_cep", "Mon CEP, opérateurs régionaux", "reg", date(2020, 1, 1), date(2023, 12, 31), by_region=True),
    Operator("avenir_actifs", "Avenir Actifs", "reg", date(2024, 1, 1), by_region=True),
)
OPERATOR = Nomenclature("operator", "opérateur", tuple(Category(o.code, o.label) for o in OPERATORS))
