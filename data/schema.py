"""Schéma d'une version des données: SQLAlchemy Core tables whose comments carry the French term and the unit.

A categorical column is a SMALLINT holding the category's position in its nomenclature (four times faster to group
than text on this cube); `Code` translates, so that Python only ever sees codes. The `nomenclature` table
makes a release readable without this file.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Float, Integer, MetaData, SmallInteger, String, Table
from sqlalchemy.types import TypeDecorator

from geo.areas import departments, regions
from nomenclatures import (
    ACCESSIBLE,
    AGE,
    CSP,
    DISABILITY,
    DURATION,
    EMPLOYER_SIZE,
    EMPLOYMENT_STATUS,
    EXIT_KIND,
    FAMILY,
    LEVEL,
    OPERATOR,
    QUALIFICATION,
    REASON,
    SECTOR,
    SERVICE,
    SEX,
    SITE_KIND,
    Category,
    Nomenclature,
)

SCHEMA_VERSION = 3

# The finest territory known for an entry: "FR" is an entry that no operator could place (non localisée).
TERRITORY = Nomenclature(
    "territory",
    "territoire",
    (Category("FR", "Non localisée"), *(Category(a.id, a.name) for a in (*departments(), *regions()))),
)
# Services of an exit, which may have several; the first counts the exits that have at least one, once each.
RENDERED = Nomenclature("service", "service rendu", (Category("tout", "Au moins un service"), *SERVICE))
DIMENSIONS: dict[str, Nomenclature] = {
    n.name: n
    for n in (
        TERRITORY,
        OPERATOR,
        FAMILY,
        LEVEL,
        SEX,
        AGE,
        EMPLOYMENT_STATUS,
        QUALIFICATION,
        CSP,
        DISABILITY,
        EMPLOYER_SIZE,
        SECTOR,
        REASON,
        EXIT_KIND,
        SITE_KIND,
        ACCESSIBLE,
        RENDERED,
        DURATION,
    )
}


class Code(TypeDecorator[str]):
    """Code of a nomenclature, stored as its position."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, nomenclature: Nomenclature) -> None:
        super().__init__()
        self.nomenclature = nomenclature

    def process_bind_param(self, value: str | None, dialect: Any) -> int | None:
        return None if value is None else self.nomenclature.position(value)

    def process_result_value(self, value: int | None, dialect: Any) -> str | None:
        return None if value is None else self.nomenclature.categories[value].code


metadata = MetaData()


def _code(name: str, comment: str) -> Column[str]:
    return Column(name, Code(DIMENSIONS[name]), nullable=False, comment=comment)


def _profile() -> list[Column[Any]]:
    """Columns that an entry and an exit share; a Column belongs to one table, hence a function."""
    return [
        Column("key", BigInteger, nullable=False, comment="clé d'enregistrement, 0 à 2^32 − 1 (secret statistique)"),
        Column("month", Date, nullable=False, comment="mois, premier jour"),
        _code("territory", "territoire le plus fin connu: département, sinon région, sinon France"),
        _code("operator", "opérateur"),
        _code("level", "niveau de service, 2 ou 3"),
        _code("sex", "sexe"),
        _code("age", "classe d'âge"),
        _code("employment_status", "statut: demandeur d'emploi, salarié, indépendant"),
        _code("csp", "catégorie socioprofessionnelle"),
        _code("qualification", "niveau de qualification"),
        _code("disability", "travailleur handicapé (RQTH)"),
        _code("employer_size", "taille de l'employeur"),
        _code("sector", "secteur d'activité"),
        _code("reason", "motif de sollicitation"),
        Column("n", Integer, nullable=False, comment="nombre d'entrées de la ligne (événements, non personnes)"),
    ]


entries = Table("entries", metadata, *_profile(), comment="entrées en CEP")

exits = Table(
    "exits",
    metadata,
    *_profile(),
    Column("entry_month", Date, comment="mois d'entrée, s'il est connu"),
    _code("exit_kind", "nature de la sortie"),
    Column("services", Integer, nullable=False, comment="services rendus: bit i = service i de la nomenclature"),
    comment="sorties de CEP",
)

sites = Table(
    "sites",
    metadata,
    Column("site", String, nullable=False, comment="identifiant du lieu"),
    _code("operator", "opérateur"),
    Column("name", String, nullable=False, comment="nom du lieu"),
    _code("site_kind", "nature du lieu"),
    Column("commune", String, nullable=False, comment="code commune Insee"),
    _code("territory", "département"),
    Column("lat", Float, nullable=False, comment="latitude, degrés WGS 84"),
    Column("lon", Float, nullable=False, comment="longitude, degrés WGS 84"),
    Column("weekly_hours", Float, comment="ouverture, heures par semaine"),
    Column("advisers_fte", Float, comment="conseillers, équivalents temps plein"),
    Column("opened", Date, comment="ouverture"),
    Column("closed", Date, comment="fermeture"),
    _code("accessible", "accessible aux personnes handicapées"),
    comment="lieux d'accueil",
)

population = Table(
    "population",
    metadata,
    Column("source", String, nullable=False, comment="rp, lfs ou csp: jamais mêlées dans un même taux"),
    Column("vintage", Integer, nullable=False, comment="millésime"),
    Column("level", String, nullable=False, comment="france, region, department ou commune"),
    Column("area", String, nullable=False, comment="territoire: FR, R76, D31; commune: C31555"),
    Column("sex", String, nullable=False, comment="sexe, T = ensemble"),
    Column("age", String, nullable=False, comment="champ d'âge"),
    Column("qualification", String, nullable=False, comment="diplôme, T = ensemble"),
    Column("csp", String, nullable=False, comment="catégorie socioprofessionnelle, T = ensemble"),
    Column("activity", String, nullable=False, comment="all, employed ou unemployed"),
    Column("population", Float, comment="personnes; vide si la source ne publie pas"),
    Column("flag", String, comment="réserve de la source (u: peu fiable)"),
    Column("origin", String, nullable=False, comment="empreinte de la source importée; vide: table livrée"),
    comment="population active: les dénominateurs",
)

breaks = Table(
    "breaks",
    metadata,
    Column("date", Date, nullable=False, comment="premier mois de la nouvelle série"),
    Column("kind", String, nullable=False, comment="definition, perimeter, operator, geography ou collection"),
    Column("level", String, nullable=False, comment="niveau de territoire touché"),
    Column("family", String, comment="famille d'opérateurs concernée; vide: toutes"),
    Column("title", String, nullable=False, comment="intitulé court"),
    Column("text", String, nullable=False, comment="explication"),
    Column("source", String, nullable=False, comment="source"),
    Column("bridge_factor", Float, comment="facteur de raccord; vide: comparaison refusée"),
    Column("doubtful_months", String, comment="mois douteux AAAA-MM, séparés par des espaces"),
    comment="ruptures de série",
)

releases = Table(
    "releases",
    metadata,
    Column("release", String, nullable=False, comment="identifiant, tiré du contenu"),
    Column("created", DateTime, nullable=False, comment="date de fabrication, UTC"),
    Column("kind", String, nullable=False, comment="demonstration ou import"),
    Column("title", String, nullable=False, comment="intitulé"),
    Column("schema_version", Integer, nullable=False, comment="version du schéma"),
    Column("entries", BigInteger, nullable=False, comment="lignes d'entrées"),
    Column("exits", BigInteger, nullable=False, comment="lignes de sorties"),
    Column("sites", BigInteger, nullable=False, comment="lieux"),
    Column("first_month", Date, nullable=False, comment="premier mois"),
    Column("last_month", Date, nullable=False, comment="dernier mois"),
    comment="carte d'identité de la version (une ligne)",
)

import_log = Table(
    "import_log",
    metadata,
    Column("source", String, nullable=False, comment="fichier ou générateur"),
    Column("sha256", String, nullable=False, comment="empreinte du fichier et des options de sa lecture"),
    Column("loaded", DateTime, nullable=False, comment="date de chargement, UTC"),
    Column("table_name", String, nullable=False, comment="table remplie"),
    Column("accepted", BigInteger, nullable=False, comment="lignes acceptées"),
    Column("quarantined", BigInteger, nullable=False, comment="lignes écartées"),
    Column("note", String, nullable=False, comment="remarque"),
    comment="journal des chargements",
)

slices = Table(
    "slices",
    metadata,
    Column("table_name", String, nullable=False, comment="table remplie: entries ou exits"),
    _code("operator", "opérateur qui a transmis"),
    Column("region", String, nullable=False, comment="région transmise, vide si l'opérateur transmet toute la France"),
    Column("month", Date, nullable=False, comment="mois transmis"),
    Column("sha256", String, nullable=False, comment="empreinte du fichier et des options de sa lecture"),
    comment="ce que chaque source a apporté: opérateur × région × mois",
)

nomenclature = Table(
    "nomenclature",
    metadata,
    Column("dimension", String, nullable=False, comment="dimension"),
    Column("position", SmallInteger, nullable=False, comment="valeur stockée"),
    Column("code", String, nullable=False, comment="code"),
    Column("label", String, nullable=False, comment="libellé"),
    comment="codes des dimensions",
)

noise = Table(
    "noise",
    metadata,
    Column("count", SmallInteger, nullable=False, comment="compte exact, plafonné"),
    Column("noise", SmallInteger, nullable=False, comment="bruit ajouté"),
    Column("cumulative", Float, nullable=False, comment="probabilité cumulée du bruit"),
    comment="table de perturbation, publiée (méthode des clés de cellule)",
)

assumptions = Table(
    "assumptions",
    metadata,
    Column("subject", String, nullable=False, comment="ce que l'hypothèse fixe"),
    Column("text", String, nullable=False, comment="hypothèse sans marge publiée"),
    comment="hypothèses des données simulées",
)


def _cube(name: str, *dimensions: str, comment: str, counted: str = "entrées") -> Table:
    return Table(
        name,
        metadata,
        Column("month", Date, nullable=False, comment="mois"),
        *(_code(d, DIMENSIONS[d].title) for d in dimensions),
        Column("n", Integer, nullable=False, comment=counted),
        Column("key", BigInteger, nullable=False, comment="somme des clés modulo 2^32"),
        comment=comment,
    )


# Smallest first: a query reads the first cube that has every dimension it needs.
_FLOW = ("territory", "family", "employment_status")
CUBES: tuple[Table, ...] = (
    _cube("cube_flow", *_FLOW, "sex", "level", comment="entrées, sans âge ni qualification"),
    *(
        _cube(f"cube_{d}", *_FLOW, d, comment=f"entrées par {DIMENSIONS[d].title}")
        for d in ("csp", "disability", "reason", "employer_size", "sector")
    ),
    _cube("cube_profile", *_FLOW, "sex", "age", "qualification", "level", comment="entrées par dimensions de filtre"),
)
# A service is a group of its own: a path with three of them is in three cells, and once in that of RENDERED's first.
SERVICE_CUBE = _cube("cube_exit_service", *_FLOW, "service", comment="sorties par service rendu", counted="sorties")
EXIT_CUBES: tuple[Table, ...] = (
    _cube("cube_exit_flow", *_FLOW, "level", "exit_kind", comment="sorties", counted="sorties"),
    _cube("cube_exit_duration", *_FLOW, "exit_kind", "duration", comment="sorties par durée", counted="sorties"),
    SERVICE_CUBE,
)
# What a cube counts: the rows of entries, or of exits.
EVENTS: dict[str, tuple[Table, ...]] = {"entries": CUBES, "exits": EXIT_CUBES}


def cube_for(dimensions: set[str], events: str = "entries") -> Table:
    """The smallest cube of `events` that carries `dimensions`; LookupError names a crossing that no cube offers."""
    for cube in EVENTS[events]:
        if dimensions <= set(cube.columns.keys()):
            return cube
    raise LookupError(f"aucun cube ne croise {', '.join(sorted(dimensions))}")
