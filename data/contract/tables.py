"""Tables du contrat: what operators and ministries send, column by column. The one declaration of the interface."""

from __future__ import annotations

from data.contract import crossings
from data.contract.field import REFUSED, Crossing, Field, Kind, Table
from nomenclatures import (
    ACCESSIBLE,
    AGE,
    CSP,
    DISABILITY,
    EMPLOYER_SIZE,
    EMPLOYMENT_STATUS,
    EXIT_KIND,
    LEVEL,
    OPERATOR,
    QUALIFICATION,
    REASON,
    SECTOR,
    SEX,
    SITE_KIND,
    UNKNOWN,
    Category,
    Nomenclature,
)

_TOTAL = (Category("T", "Ensemble"),)
POPULATION_SEX = Nomenclature("population_sex", "sexe", (*_TOTAL, *SEX.known))
POPULATION_CSP = Nomenclature("population_csp", "catégorie socioprofessionnelle", (*_TOTAL, *CSP.known))
ACTIVITY = Nomenclature(
    "activity",
    "activité",
    (Category("all", "Actifs"), Category("employed", "Actifs occupés"), Category("unemployed", "Chômeurs")),
)
SOURCE = Nomenclature(
    "population_source",
    "source",
    (
        Category("rp", "Recensement de la population"),
        Category("lfs", "Enquête Emploi"),
        Category("csp", "Séries harmonisées par catégorie socioprofessionnelle"),
    ),
)


def _code(name: str, header: str, nomenclature: Nomenclature, example: str, description: str, **more: object) -> Field:
    return Field(
        name,
        header,
        Kind.CODE,
        nomenclature.title,
        description,
        example,
        nomenclature=nomenclature,
        **more,  # type: ignore[arg-type]
    )


_FLOW: tuple[Field, ...] = (
    Field(
        "month",
        "mois",
        Kind.MONTH,
        "mois",
        "Mois de l’entrée, ou de la sortie dans le fichier des sorties.",
        "2017-03",
        required=True,
        blank=REFUSED,
        aliases=("date", "periode"),
    ),
    Field(
        "commune",
        "commune",
        Kind.COMMUNE,
        "commune de résidence",
        "Code Insee ; une commune fusionnée est rattachée à son successeur. Seul le département est gardé.",
        "31555",
        aliases=("code_commune", "insee_com"),
    ),
    Field(
        "department",
        "departement",
        Kind.DEPARTMENT,
        "département de résidence",
        "Code Insee, lu quand la commune est vide.",
        "31",
        aliases=("dep", "code_departement"),
    ),
    Field(
        "region",
        "region",
        Kind.REGION,
        "région de résidence",
        "Code Insee, lu quand commune et département sont vides ; une région d’avant 2016 est rattachée à la nouvelle.",
        "76",
        aliases=("reg", "code_region"),
    ),
    Field(
        "territory",
        "territoire",
        Kind.TERRITORY,
        "territoire de résidence",
        "Une seule colonne à la place des trois précédentes : commune 31555, département D31 ou 31, région R76, FR.",
        "D31",
    ),
    _code(
        "operator",
        "operateur",
        OPERATOR,
        "missions_locales",
        "Opérateur qui déclare. Peut manquer si la commande donne --operator.",
        blank=REFUSED,
    ),
    _code(
        "level",
        "niveau",
        LEVEL,
        "2",
        "Niveau de service : 2, conseil personnalisé ; 3, accompagnement. Le niveau 1 n’est pas compté.",
        required=True,
        blank=REFUSED,
        apart={"1": "first_level", "n1": "first_level", "niveau 1": "first_level"},
    ),
    _code("sex", "sexe", SEX, "F", "Sexe.", blank=UNKNOWN),
    Field(
        "age",
        "age",
        Kind.AGE,
        "âge",
        "Âge en années révolues, ou classe : 15-25, 26-44, 45 et plus.",
        "34",
        blank=UNKNOWN,
        nomenclature=AGE,
        aliases=("classe_age", "tranche_age"),
    ),
    _code(
        "employment_status",
        "statut",
        EMPLOYMENT_STATUS,
        "dei",
        "Statut à l’entrée.",
        blank=UNKNOWN,
        aliases=("status",),
    ),
    _code("csp", "csp", CSP, "c5", "Catégorie socioprofessionnelle, premier chiffre de la PCS.", blank=UNKNOWN),
    _code(
        "qualification",
        "qualification",
        QUALIFICATION,
        "q4",
        "Niveau de qualification : code, niveau de 1969 en chiffres romains (IV) ou de 2019 en chiffres arabes (4).",
        blank=UNKNOWN,
        aliases=("niveau_qualification", "diplome"),
    ),
    _code(
        "disability",
        "handicap",
        DISABILITY,
        "n",
        "Reconnaissance de travailleur handicapé.",
        blank=UNKNOWN,
        aliases=("rqth",),
    ),
    _code("employer_size", "taille_employeur", EMPLOYER_SIZE, "lt50", "Taille de l’employeur.", blank=UNKNOWN),
    _code("sector", "secteur", SECTOR, "com", "Secteur d’activité de l’employeur.", blank=UNKNOWN),
    _code("reason", "motif", REASON, "projet", "Motif principal de sollicitation.", blank=UNKNOWN),
    Field(
        "n",
        "nombre",
        Kind.INTEGER,
        "nombre",
        "Nombre d’entrées que la ligne compte : 1 pour une ligne par personne, plus dans un fichier déjà agrégé.",
        "1",
        blank=1,
        minimum=1,
        maximum=1_000_000,
        aliases=("effectif", "count"),
    ),
)
_FLOW_CROSSINGS = (
    Crossing("territory_conflict", ("commune", "department", "region"), crossings.territory_agrees),
    Crossing("operator_closed", ("operator", "month"), crossings.operator_is_open),
)
_WHERE = ("commune", "department", "region", "territory")

ENTRIES = Table(
    "entries",
    "Entrées",
    "Entrées en conseil aux niveaux 2 et 3 : une ligne par entrée, ou par groupe d’entrées identiques.",
    _FLOW,
    sliced_by=("operator", "region", "month"),
    crossings=_FLOW_CROSSINGS,
    one_of=_WHERE,
)

EXITS = Table(
    "exits",
    "Sorties",
    "Sorties de conseil : une ligne par sortie, ou par groupe de sorties identiques.",
    (
        *_FLOW,
        Field(
            "entry_month",
            "mois_entree",
            Kind.MONTH,
            "mois d’entrée",
            "Mois d’entrée de la même personne, s’il est connu.",
            "2017-01",
        ),
        _code("exit_kind", "nature_sortie", EXIT_KIND, "plan", "Nature de la sortie.", required=True, blank=REFUSED),
        Field(
            "services",
            "services",
            Kind.SERVICES,
            "services rendus",
            "Services rendus pendant le parcours, séparés par une barre verticale.",
            "diagnostic|projet",
            blank=0,
        ),
    ),
    sliced_by=("operator", "region", "month"),
    crossings=(*_FLOW_CROSSINGS, Crossing("exit_before_entry", ("entry_month", "month"), crossings.leaves_after_entry)),
    one_of=_WHERE,
)

SITES = Table(
    "sites",
    "Lieux d’accueil",
    "Lieux où le conseil est rendu : agences, antennes, permanences, accueil à distance.",
    (
        Field(
            "site",
            "identifiant",
            Kind.TEXT,
            "identifiant du lieu",
            "Identifiant stable, propre à l’opérateur.",
            "ML-31-004",
            True,
            REFUSED,
        ),
        _code("operator", "operateur", OPERATOR, "missions_locales", "Opérateur.", blank=REFUSED),
        Field("name", "nom", Kind.TEXT, "nom du lieu", "Nom public du lieu.", "Lieu d’exemple", True, REFUSED),
        _code("site_kind", "nature", SITE_KIND, "permanent", "Nature du lieu.", blank="permanent", aliases=("kind",)),
        Field(
            "commune",
            "commune",
            Kind.COMMUNE,
            "commune",
            "Code Insee de la commune.",
            "31555",
            aliases=("code_commune", "insee_com"),
        ),
        Field(
            "postal_code",
            "code_postal",
            Kind.POSTAL_CODE,
            "code postal",
            "Sert à vérifier la commune ; n’est pas gardé.",
            "31000",
        ),
        Field("lat", "latitude", Kind.NUMBER, "latitude", "Degrés WGS 84.", "43.6045", minimum=-90, maximum=90),
        Field(
            "lon",
            "longitude",
            Kind.NUMBER,
            "longitude",
            "Degrés WGS 84.",
            "1.4440",
            minimum=-180,
            maximum=180,
            aliases=("lng",),
        ),
        Field(
            "weekly_hours",
            "heures_semaine",
            Kind.NUMBER,
            "heures d’ouverture",
            "Heures par semaine.",
            "35",
            minimum=0,
            maximum=168,
        ),
        Field(
            "advisers_fte",
            "conseillers_etp",
            Kind.NUMBER,
            "conseillers",
            "Équivalents temps plein.",
            "4.5",
            minimum=0,
            maximum=10_000,
        ),
        Field("opened", "ouverture", Kind.DATE, "ouverture", "Premier jour.", "2015-01-01"),
        Field("closed", "fermeture", Kind.DATE, "fermeture", "Dernier jour ; vide si le lieu est ouvert.", ""),
        _code(
            "accessible", "accessible", ACCESSIBLE, "o", "Accessible aux personnes handicapées : o ou n.", blank=UNKNOWN
        ),
    ),
    sliced_by=("operator", "region"),
    crossings=(
        Crossing("no_place", ("commune", "lat", "lon"), crossings.has_place),
        Crossing("half_place", ("lat", "lon"), crossings.has_both_coordinates),
        Crossing("outside_territory", ("lat", "lon"), crossings.is_inside_france),
        Crossing("postal_conflict", ("commune", "postal_code"), crossings.postal_code_agrees),
        Crossing("place_conflict", ("commune", "lat", "lon"), crossings.is_near_commune),
        Crossing("closed_before_opened", ("opened", "closed"), crossings.opens_before_closing),
    ),
    one_of=("commune", "lat"),
    personal=False,
)

POPULATION = Table(
    "population",
    "Population active",
    "Dénominateurs : actifs par territoire et profil, d’une source et d’un millésime.",
    (
        _code(
            "source",
            "source",
            SOURCE,
            "rp",
            "Source, jamais mêlée à une autre dans un taux.",
            required=True,
            blank=REFUSED,
        ),
        Field(
            "vintage",
            "millesime",
            Kind.INTEGER,
            "millésime",
            "Année de la source.",
            "2021",
            True,
            REFUSED,
            minimum=1990,
            maximum=2100,
        ),
        Field(
            "territory",
            "territoire",
            Kind.TERRITORY,
            "territoire",
            "FR, R76, D31 ou commune 31555.",
            "D31",
            True,
            REFUSED,
            aliases=("insee_com", "commune"),
        ),
        _code("sex", "sexe", POPULATION_SEX, "T", "Sexe, T pour l’ensemble.", blank="T"),
        Field("age", "age", Kind.TEXT, "champ d’âge", "Classe d’âge de la source.", "15-64", True, REFUSED),
        Field(
            "qualification", "diplome", Kind.TEXT, "diplôme", "Code de la source, T pour l’ensemble.", "T", blank="T"
        ),
        _code("csp", "csp", POPULATION_CSP, "T", "Catégorie socioprofessionnelle, T pour l’ensemble.", blank="T"),
        _code(
            "activity", "activite", ACTIVITY, "all", "Actifs, actifs occupés ou chômeurs.", required=True, blank=REFUSED
        ),
        Field(
            "population",
            "population",
            Kind.NUMBER,
            "personnes",
            "Nombre de personnes ; vide si la source ne publie pas.",
            "1234",
            True,
            None,
            minimum=0,
            maximum=1e9,
        ),
        Field("flag", "reserve", Kind.TEXT, "réserve", "Réserve de la source (u : peu fiable).", "", blank=""),
    ),
    sliced_by=(),
    personal=False,
)

TABLES: dict[str, Table] = {t.name: t for t in (ENTRIES, EXITS, SITES, POPULATION)}
