"""Colonnes des fichiers: the French head, the kind and the meaning of every column of a published table."""

from __future__ import annotations

from typing import NamedTuple

TEXT, NUMBER, INTEGER, BOOLEAN = "string", "number", "integer", "boolean"


class Column(NamedTuple):
    """Colonne: its stable English name, its French head, its kind and what it means."""

    name: str
    label: str
    kind: str
    description: str


_COLUMNS = (
    Column("area", "territoire", TEXT, "Territoire : FR, R et le code de la région, D et le code du département."),
    Column("area_code", "code_territoire", TEXT, "Code Insee du territoire."),
    Column("area_name", "nom_territoire", TEXT, "Nom du territoire."),
    Column("area_level", "niveau_territoire", TEXT, "france, region ou department."),
    Column("period", "periode", TEXT, "Mois AAAA-MM, année AAAA, ou deux mois séparés par une barre."),
    Column("group", "groupe", TEXT, "Groupe de la ligne ; vide : ensemble."),
    Column("family", "famille", TEXT, "Famille d’opérateurs ; T : toutes, sans_pe : toutes sauf Pôle emploi."),
    Column("reading", "lecture", TEXT, "ens : ensemble, de : demandeurs d’emploi, ao : actifs occupés."),
    Column("sex", "sexe", TEXT, "F, M ; T : ensemble, non renseigné compris."),
    Column("age", "age", TEXT, "Classe d’âge ; T : ensemble, non renseigné compris."),
    Column(
        "qualification", "qualification", TEXT, "Niveau, ou groupe de niveaux ; T : ensemble, non renseigné compris."
    ),
    Column("level", "niveau_service", TEXT, "Niveau de service, 2 ou 3 ; T : les deux."),
    Column("numerator", "numerateur", NUMBER, "Numérateur, perturbé au titre du secret statistique ; vide si secret."),
    Column("denominator", "denominateur", NUMBER, "Dénominateur, en personnes ou en entrées selon l’indicateur."),
    Column("value", "valeur", NUMBER, "Valeur de l’indicateur, sans arrondi, dans l’unité indiquée."),
    Column("lower", "borne_basse", NUMBER, "Borne basse de l’intervalle."),
    Column("upper", "borne_haute", NUMBER, "Borne haute de l’intervalle."),
    Column("confidence", "confiance", NUMBER, "Niveau de confiance de l’intervalle, de 0 à 1."),
    Column("statistic", "statistique", TEXT, "Nature de la valeur : taux, part, effectif."),
    Column(
        "method",
        "methode",
        TEXT,
        "Méthode : byar ou exact (intervalle), « +bruit » si la variance du secret y est ; pour un effectif,"
        " cell_key (perturbé), exact, ou structural (aucun opérateur dans le champ).",
    ),
    Column("benchmark", "reference", NUMBER, "Valeur du territoire de référence, la France."),
    Column("outcome", "position", TEXT, "Position par rapport à la référence."),
    Column("rank_low", "rang_mini", NUMBER, "Premier rang possible."),
    Column("rank_high", "rang_maxi", NUMBER, "Dernier rang possible."),
    Column(
        "cell_status",
        "statut",
        TEXT,
        "ok, approximate (approché), secret (0 à 4), no_denominator, no_data ou break (rupture).",
    ),
    Column("segment", "segment", INTEGER, "Numéro du tronçon de série entre deux ruptures."),
    Column("rupture", "rupture", TEXT, "Texte des ruptures de série qui tombent dans la période de la ligne."),
    Column("doubtful", "douteux", BOOLEAN, "1 : mois dont les données sont douteuses, selon le registre des ruptures."),
    Column("unit", "unite", TEXT, "Unité de la valeur."),
    Column("indicator", "indicateur", TEXT, "Code de l’indicateur."),
    Column("definition", "definition", TEXT, "Définition de l’indicateur."),
    Column("vintage", "millesime", TEXT, "Source et millésime du dénominateur."),
    Column("denominator_definition", "definition_denominateur", TEXT, "Définition du dénominateur."),
    Column("operators_missing", "operateurs_manquants", TEXT, "Opérateurs attendus qui n’ont pas transmis."),
    Column("operators_outside", "operateurs_hors_champ", TEXT, "Opérateurs hors champ sur la période."),
    Column("filters", "filtres", TEXT, "Filtres actifs, en toutes lettres."),
    Column("data", "nature", TEXT, "Nature des données : simulées ou déclarées par les opérateurs."),
    Column("release", "version", TEXT, "Version des données."),
    Column("permalink", "permalien", TEXT, "Adresse qui montre la même vue de la même version."),
    Column("citation", "citation", TEXT, "Citation de la ligne."),
    Column("table", "tableau", TEXT, "Nom du tableau, dans le catalogue et dans l’API."),
    Column("checksum", "empreinte", TEXT, "Empreinte du contenu du fichier, pour le vérifier quand il revient."),
)
COLUMNS: dict[str, Column] = {c.name: c for c in _COLUMNS}
assert len({c.label for c in _COLUMNS}) == len(_COLUMNS)


def column(name: str) -> Column:
    """Colonne de ce nom; one that is not described yet keeps its name as its head."""
    return COLUMNS.get(name) or Column(name, name, TEXT, "")
