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
        "ok, approximate (approché), secret (0 à 4), too_few (moins de dix), too_close (écart que le hasard et le"
        " secret suffisent à faire), doubtful (mois douteux), no_denominator, no_data ou break (rupture).",
    ),
    Column("segment", "segment", INTEGER, "Numéro du tronçon de série entre deux ruptures."),
    Column("rupture", "rupture", TEXT, "Texte des ruptures de série qui tombent dans la période de la ligne."),
    Column("doubtful", "douteux", BOOLEAN, "1 : mois dont les données sont douteuses, selon le registre des ruptures."),
    # Of the page Profils.
    Column(
        "share", "part", NUMBER, "Part du groupe, en % : dans les entrées, ou dans les actifs pour un écart expliqué."
    ),
    Column("share_lower", "part_borne_basse", NUMBER, "Borne basse de l’intervalle de la part."),
    Column("share_upper", "part_borne_haute", NUMBER, "Borne haute de l’intervalle de la part."),
    Column("population_share", "part_actifs", NUMBER, "Part du groupe parmi les actifs, en %."),
    Column("gap", "ecart", NUMBER, "Écart : des deux parts, en points, ou des deux taux, dans l’unité indiquée."),
    Column(
        "partition", "partition", TEXT, "Partition dont le groupe fait partie : sex, age, qualification, csp, reading…"
    ),
    Column("source", "source", TEXT, "Source : des parts d’actifs, ou du chiffre publié ; vide : aucune."),
    Column("group_label", "nom_groupe", TEXT, "Nom du groupe de la ligne."),
    Column(
        "published_share", "part_publiee", NUMBER, "Part que le rapport de 2018 publie pour la même définition, en %."
    ),
    Column("sentence", "phrase", TEXT, "Phrase qui résume la vue, comme la page la dit."),
    # Of the page Recours.
    Column("count", "effectif", NUMBER, "Entrées ou sorties du mois, perturbées au titre du secret statistique."),
    Column("cumulative", "cumul", NUMBER, "Cumul depuis le début ou depuis la dernière rupture."),
    Column("cumulative_doubtful", "cumul_douteux", BOOLEAN, "1 : un mois douteux est dans le cumul."),
    Column("moving_12", "douze_mois", NUMBER, "Somme des douze mois qui finissent au mois de la ligne."),
    Column("change_value", "evolution", NUMBER, "Évolution sur un an, en %."),
    Column("change_lower", "evolution_borne_basse", NUMBER, "Borne basse de l’intervalle de l’évolution."),
    Column("change_upper", "evolution_borne_haute", NUMBER, "Borne haute de l’intervalle de l’évolution."),
    Column(
        "change_status",
        "statut_evolution",
        TEXT,
        "ok, break (rupture entre les deux mois), doubtful (mois douteux), too_few (effectif trop petit), no_data.",
    ),
    Column("events", "evenements", TEXT, "entrees ou sorties."),
    Column(
        "of",
        "parmi",
        TEXT,
        "Ensemble dont la ligne est une part : statut d’emploi ou famille ; vide ou ensemble : tous.",
    ),
    Column("place", "lieu", TEXT, "Territoire du chiffre publié, tel que sa source le nomme."),
    Column("figure", "chiffre", TEXT, "Code de ce que le chiffre publié mesure."),
    Column("category", "categorie", TEXT, "Catégorie de personnes du chiffre publié."),
    Column(
        "operator", "operateur", TEXT, "Opérateur : son code, ou pour un chiffre publié le nom que sa source lui donne."
    ),
    Column("published_definition", "definition_publiee", TEXT, "Définition que la source donne du chiffre."),
    Column("published", "publie", NUMBER, "Chiffre publié, dans l’unité indiquée."),
    Column(
        "own",
        "nombre_version",
        NUMBER,
        "Nombre de la version pour la même définition ; vide : il ne peut pas être refait.",
    ),
    Column("difference", "difference", NUMBER, "Nombre de la version moins chiffre publié."),
    Column("reasons", "raisons", TEXT, "Raisons de la différence, ou de l’absence de nombre."),
    Column("source_url", "adresse_source", TEXT, "Adresse de la source."),
    Column("published_change", "evolution_publiee", TEXT, "Évolutions publiées pour la même année, en %."),
    Column("here", "ici", TEXT, "Ce que la version dit en regard de l’objectif."),
    Column("unemployment", "taux_chomage", NUMBER, "Taux de chômage au sens du BIT, en %."),
    Column("slope", "pente", NUMBER, "Pente de la droite : ‰ de taux d’accès pour un point de chômage."),
    Column("intercept", "ordonnee_origine", NUMBER, "Ordonnée à l’origine de la droite, en ‰."),
    Column("r", "correlation", NUMBER, "Coefficient de corrélation de Pearson entre les deux taux."),
    Column("r_lower", "correlation_basse", NUMBER, "Borne basse de l’intervalle à 95 % de la corrélation."),
    Column("r_upper", "correlation_haute", NUMBER, "Borne haute de l’intervalle à 95 % de la corrélation."),
    Column("n", "nombre_points", INTEGER, "Nombre de territoires sur lesquels la droite est ajustée."),
    Column("class_low", "classe_basse", NUMBER, "Borne basse de la classe de la carte, comprise ; vide : la première."),
    Column("class_high", "classe_haute", NUMBER, "Borne haute de la classe de la carte, exclue ; vide : la dernière."),
    Column("expected", "attendu", NUMBER, "Valeur attendue si le territoire était comme la référence."),
    Column("limit_lower", "limite_basse", NUMBER, "Limite basse à 99,8 %."),
    Column("limit_upper", "limite_haute", NUMBER, "Limite haute à 99,8 %."),
    Column("phi", "surdispersion", NUMBER, "Phi : de combien les territoires varient plus que le hasard."),
    Column("tau", "ecart_type_entre_territoires", NUMBER, "Tau : écart type des niveaux propres des territoires."),
    Column("position", "position_limites", TEXT, "Position par rapport aux limites à 99,8 % : below, inside, above."),
    Column("flag", "signale", BOOLEAN, "1 : la ligne est signalée, hors des limites du côté surveillé."),
    Column("explanation", "explication", TEXT, "Code du signal, si la ligne est signalée."),
    Column("counted", "compte", TEXT, "Ce que le numérateur du signal compte."),
    Column("over", "rapporte_a", TEXT, "Ce que le dénominateur du signal compte."),
    Column("direction", "cote", TEXT, "Côté surveillé : high (trop haut) ou low (trop bas)."),
    # Of a hypothesis on sites.
    Column("hypothesis", "hypothese", TEXT, "Changements supposés : lieux fermés, déplacés, renforcés, permanences."),
    Column("before", "valeur_avant", NUMBER, "Valeur sans l’hypothèse, dans l’unité indiquée."),
    Column("losing", "perdent", NUMBER, "Personnes qui ne seraient plus à portée d’un lieu."),
    Column("gaining", "gagnent", NUMBER, "Personnes qui seraient nouvellement à portée d’un lieu."),
    Column("farther", "plus_loin", NUMBER, "Personnes dont le lieu le plus proche serait plus loin."),
    Column("nearer", "plus_pres", NUMBER, "Personnes dont le lieu le plus proche serait plus près."),
    Column("median_km_before", "distance_mediane_avant", NUMBER, "Distance médiane sans l’hypothèse, en km."),
    Column("median_min_before", "temps_median_avant", NUMBER, "Temps médian sans l’hypothèse, en min."),
    Column(
        "access_score",
        "score_acces",
        NUMBER,
        "Score d’accès moyen, pour 10 000 personnes ; celui de l’hypothèse.",
    ),
    Column("access_score_before", "score_acces_avant", NUMBER, "Score d’accès moyen sans l’hypothèse."),
    # Of the page Comparer.
    Column("against", "compare_a", TEXT, "Territoire auquel celui de la ligne est comparé."),
    Column("axis", "axe", TEXT, "Axe : statut, sexe, qualif ou croise (sexe × qualification)."),
    Column("left_out", "hors", TEXT, "Ce que les taux de l’axe laissent de côté : les entrées de catégorie inconnue."),
    Column("share_against", "part_compare", NUMBER, "Part du groupe dans le territoire auquel on compare."),
    Column("rate", "taux", NUMBER, "Taux du groupe, dans l’unité indiquée."),
    Column("rate_against", "taux_compare", NUMBER, "Taux du groupe dans le territoire auquel on compare."),
    Column("composition", "effet_composition", NUMBER, "Part de l’écart due à la composition des actifs."),
    Column("behaviour", "effet_recours", NUMBER, "Part de l’écart due aux taux des groupes."),
    Column("tau2", "variance_entre_territoires", NUMBER, "Tau² : variance des niveaux propres des territoires."),
    Column("limit_lower_95", "limite_basse_95", NUMBER, "Limite basse à 95 % de l’entonnoir."),
    Column("limit_upper_95", "limite_haute_95", NUMBER, "Limite haute à 95 % de l’entonnoir."),
    Column("position_95", "position_95", TEXT, "Position par rapport aux limites à 95 % : below, inside, above."),
    Column("limit_lower_998", "limite_basse_998", NUMBER, "Limite basse à 99,8 % de l’entonnoir."),
    Column("limit_upper_998", "limite_haute_998", NUMBER, "Limite haute à 99,8 % de l’entonnoir."),
    Column("position_998", "position_998", TEXT, "Position par rapport aux limites à 99,8 % : below, inside, above."),
    Column("detectable", "ecart_detectable", NUMBER, "Écart minimal détectable, relatif à la référence."),
    Column("row", "ligne", TEXT, "Code de l’indicateur du profil territorial."),
    Column("row_label", "nom_ligne", TEXT, "Nom de l’indicateur du profil territorial."),
    Column("crude", "taux_brut", NUMBER, "Taux brut, avant standardisation."),
    Column(
        "places_gained",
        "places_gagnees",
        NUMBER,
        "Rangs gagnés quand la composition des actifs est rendue égale ; négatif s’ils sont perdus.",
    ),
    Column("similar_to", "semblable_a", TEXT, "Territoire auquel celui de la ligne ressemble."),
    Column("rank", "rang", INTEGER, "Rang, du plus semblable au moins semblable ; 0 : le territoire lui-même."),
    Column("distance", "distance", NUMBER, "Distance entre les deux territoires, en écarts types."),
    Column("reason", "raison", TEXT, "En quoi les deux territoires se ressemblent."),
    Column("unemployed_share", "part_chomeurs", NUMBER, "Part des chômeurs parmi les actifs, en % (recensement)."),
    Column("graduates_share", "part_diplomes_superieur", NUMBER, "Part des diplômés du supérieur, en % des actifs."),
    Column("prime_share", "part_25_64_ans", NUMBER, "Part des 25 à 64 ans, en % des actifs."),
    Column("actives_per_km2", "actifs_par_km2", NUMBER, "Actifs par km² (recensement)."),
    # Of the page Territoires.
    Column("sites", "lieux", INTEGER, "Nombre de lieux ouverts où l’on peut se rendre."),
    Column("threshold", "seuil_km", INTEGER, "Seuil de distance choisi, en km à vol d’oiseau."),
    Column("threshold_min", "seuil_min", INTEGER, "Seuil de temps choisi, en minutes de trajet."),
    Column("within_10", "part_10_km", NUMBER, "Part de la population à 10 km ou moins d’un lieu, en %."),
    Column("within_20", "part_20_km", NUMBER, "Part de la population à 20 km ou moins d’un lieu, en %."),
    Column("within_30", "part_30_km", NUMBER, "Part de la population à 30 km ou moins d’un lieu, en %."),
    *(
        Column(
            f"within_{at}_min",
            f"part_{at}_min",
            NUMBER,
            f"Part de la population à {at} min de trajet ou moins d’un lieu, en %.",
        )
        for at in (10, 20, 30)
    ),
    Column("median_min", "temps_median_min", NUMBER, "Temps que la moitié de la population ne dépasse pas, en min."),
    Column("farthest_min", "temps_neuf_dixiemes_min", NUMBER, "Temps que neuf dixièmes ne dépassent pas, en min."),
    Column(
        "median_km", "distance_mediane_km", NUMBER, "Distance que la moitié de la population ne dépasse pas, en km."
    ),
    Column("farthest_km", "distance_neuf_dixiemes_km", NUMBER, "Distance que neuf dixièmes ne dépassent pas, en km."),
    Column("communes_beyond", "communes_au_dela", INTEGER, "Communes habitées au-delà du seuil."),
    Column("people_beyond", "population_au_dela", NUMBER, "Personnes des communes au-delà du seuil."),
    Column("access_rate", "taux_acces", NUMBER, "Taux d’accès de la page Accès, en ‰."),
    Column("access_status", "statut_acces", TEXT, "Statut du taux d’accès, comme dans la colonne statut."),
    Column("coverage_third", "tiers_couverture", NUMBER, "Tiers de couverture : 1 fort, 2 moyen, 3 faible."),
    Column("access_third", "tiers_acces", NUMBER, "Tiers de taux d’accès : 1 fort, 2 moyen, 3 faible."),
    Column("score_third", "tiers_score", NUMBER, "Tiers de score d’accès : 1 fort, 2 moyen, 3 faible."),
    Column("signal", "signal", TEXT, "both (les deux faibles), access, coverage, unknown ; vide : ni l’un ni l’autre."),
    Column("worst_share", "part_decile_faible", NUMBER, "Part dans le dixième le moins bien desservi de France, en %."),
    Column("gini", "indice_gini", NUMBER, "Indice de Gini du score d’accès entre les personnes."),
    *(
        Column(f"{name}_{at}_{unit}", f"{label}_{at}_{unit}", NUMBER, f"{text}, sous un seuil de {at} {unit}.")
        for name, label, text in (
            ("gini", "indice_gini", "Indice de Gini du score du territoire"),
            ("worst_share", "part_decile_faible", "Part du territoire dans le dixième le moins bien desservi"),
        )
        for unit in ("km", "min")
        for at in (10, 20, 30)
    ),
    *(
        Column(
            f"held_{share}",
            f"part_score_{share}",
            NUMBER,
            f"Part du score d’accès détenue par les {share} % de personnes les moins bien desservies, en %.",
        )
        for share in range(10, 100, 10)
    ),
    Column("decay", "decroissance", TEXT, "Décroissance du score : paliers, gauss ou aucune."),
    Column("weight_unit", "unite_poids", TEXT, "Poids des lieux : fte (conseillers), hours (heures) ou sites (1)."),
    Column("site", "code_lieu", TEXT, "Identifiant du lieu chez son opérateur."),
    Column("site_name", "nom_lieu", TEXT, "Nom du lieu."),
    Column("site_kind", "nature_lieu", TEXT, "permanent ou outreach (permanence)."),
    Column("commune", "commune", TEXT, "Code Insee de la commune."),
    Column("commune_name", "nom_commune", TEXT, "Nom de la commune."),
    Column("zone", "zone_emploi", TEXT, "Code Insee de la zone d’emploi."),
    Column("zone_name", "nom_zone_emploi", TEXT, "Nom de la zone d’emploi."),
    Column("is_across", "a_cheval", BOOLEAN, "Zone en partie hors du territoire ; ses nombres sont de la zone."),
    Column("distance_km", "distance_km", NUMBER, "Distance au lieu le plus proche, en km à vol d’oiseau."),
    Column("distance_min", "temps_min", NUMBER, "Temps de trajet jusqu’au lieu le plus proche, en min."),
    Column("nearest_site", "lieu_le_plus_proche", TEXT, "Nom du lieu le plus proche."),
    Column("lat", "latitude", NUMBER, "Latitude, degrés WGS 84."),
    Column("lon", "longitude", NUMBER, "Longitude, degrés WGS 84."),
    Column("advisers_fte", "conseillers_etp", NUMBER, "Conseillers, en équivalents temps plein."),
    Column("weekly_hours", "heures_semaine", NUMBER, "Heures d’ouverture par semaine."),
    Column("point_area", "departement_du_point", TEXT, "Département où tombe le point, si ce n’est pas le sien."),
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
