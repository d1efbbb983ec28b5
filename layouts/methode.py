"""Page Méthode: definitions, denominators, formulas, breaks, secrecy, assumptions, accessibility; from the tables
that the code itself uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from dash import html

from denominators import ALIGNMENT, JOB_SEEKER_CAUTION, STATUS_LABELS
from denominators import rows as margin_rows
from filters import VERSION_KEY
from indicators.catalogue import CATALOGUE
from layouts.markup import Markup, join, tag
from layouts.methode_formulas import formulas
from layouts.methode_secrecy import secrecy
from layouts.prose import Section, french, paragraph, prose_table, text_page

_CONTENTS = (
    ("definitions", "Définitions"),
    ("denominateurs", "Dénominateurs"),
    ("calculs", "Calculs"),
    ("comparaison", "Comparer un territoire à la France"),
    ("couverture", "Lieux, couverture et score d’accès"),
    ("ruptures", "Ruptures de série"),
    ("secret", "Secret statistique"),
    ("non-localisees", "Entrées non localisées"),
    ("donnees-simulees", "Données simulées"),
    ("sources", "Sources et licences"),
    ("adresses", "Adresses et fichiers"),
    ("accessibilite", "Accessibilité"),
)


# Keys of addresses that are no filter.
OTHER_KEYS = (
    (VERSION_KEY, "version de ces clés\u00a0; sans elle, la première"),
    (
        "d",
        "séance (/seance, /seance.pptx, /seance.pdf)\u00a0: version, titre et diapositives ; /seance?t=R76 ouvre la séance"
        " par défaut du territoire",
    ),
    ("table", "page Données : tableau choisi ; répétée, plusieurs tableaux dans un seul ZIP"),
    ("dim", "entrées par groupes croisés : dimensions, séparées par un tiret"),
    ("pas", "entrées par groupes croisés : une ligne par mois ou par an"),
)
# What each key of the address means; filters.KEYS gives the keys themselves.
KEY_HELP = {
    "start": "premier mois, AAAA-MM ; sans lui, celui de la période par défaut de la version",
    "end": "dernier mois, AAAA-MM ; sans lui, celui de la période par défaut de la version",
    "area_level": "territoires comparés : reg (régions) ou dep (départements)",
    "area": "territoire : FR, R et le code de la région (R76), D et le code du département (D31)",
    "reading": "lecture : ens (ensemble), de (demandeurs d’emploi), ao (actifs occupés)",
    "families": "familles d’opérateurs, séparées par un tiret : pe, ml, ce, apec, reg",
    "sex": "sexe : F ou M",
    "age": "âge : a15 (15-25 ans), a26 (26-44 ans), a45 (45 ans et plus)",
    "qualification": "qualification : q6, q5, q4, q3, q1, ou sup (I à III) et inf (IV et infra)",
    "level": "niveau de service : 2 ou 3",
    "equivalence": "zone d’équivalence autour de la France, en % : 2, 5, 10 ou 15",
    "map_view": "vue de la carte : carte, tuiles ou tableau",
    "series_view": "vue de la série : courbe ou tableau",
    "perimeter": "opérateurs de la série : tout ou constant",
    "projection": "1 : lecture projetée",
    "release": "version des données",
    "benchmark": "territoire auquel comparer, écrit comme t ; FR sans lui",
    "second": "second territoire du profil territorial, écrit comme t",
    "axis": "axe de standardisation : statut, sexe, qualif (deux groupes) ou croise (sexe et qualification)",
    "explained_view": "vue de l’écart expliqué : graphique ou tableau",
    "funnel_view": "vue de l’entonnoir : graphique ou tableau",
    "standard_view": "vue de la standardisation : carte, classement ou tableau",
    "portrait_view": "vue du profil territorial : graphique, regions (toutes les régions) ou tableau",
    "profile_view": "vue des profils : graphique ou tableau",
    "profile_side": "profils montrés : territoire, france ou deux (l’un et l’autre)",
    "group_pair": "deux modalités comparées : F-M, c3-c6, de-ao…",
    "gap_dimension": "dimension de la dissemblance : sexe, groupe (qualification en deux groupes), csp ou statut",
    "gap_view": "vue de la dissemblance dans le temps : courbe ou tableau",
    "heat_view": "carte de chaleur : indice, ou parts des groupes par sexe, age, qualif, csp, statut ou handicap",
    "recourse_view": "page Recours, volet : flux, motifs, sorties, chomage, signaux ou chiffres",
    "flow_view": "flux : mensuel, cumule, glissant (douze mois) ou evolution (sur un an)",
    "flow_events": "flux de quoi : entrees ou sorties",
    "link_view": "vue du recours face au chômage : nuage ou tableau",
    "signal": "signal de qualité : information, early, short, direct_3, support ou diversity ; sans lui, le premier hors limites",
    "signal_family": "famille d’opérateurs du signal : pe, ml, ce, apec ou reg ; sans elle, la première hors limites",
    "figures_view": "chiffres rapprochés : rapport (CNEFOP, 2018) ou autres",
    "reach": "page Territoires, seuil en km, ou en minutes avec mes=temps : 10, 20 ou 30",
    "measure": "distance (à vol d’oiseau) ou temps (minutes de trajet, quand l’installation en a un fichier)",
    "site_kind": "nature des lieux : permanent ou outreach (permanence) ; sans elle, les deux",
    "decay": "décroissance du score d’accès : paliers, gauss ou aucune",
    "territory_view": "carte des territoires : croise (accès × couverture), score ou hypothese",
    "sites_view": "vue de la carte des lieux : carte ou tableau",
    "served_view": "vue de la couverture : graphique ou tableau",
    "hypothesis": "hypothèse de la page Territoires, éléments séparés par ~ : fLIEU (fermé), mLIEU_COMMUNE (déplacé),"
    " hLIEU_HEURES (heures par semaine), aCOMMUNE_HEURES (permanence ouverte)",
}


@dataclass(frozen=True)
class MethodFacts:
    """What the page says of the release served: breaks (registry), noise (count, noise, cumulative), assumptions.

    `budget`: what attacks on published counts learn, columns of data.secrecy.BUDGET_COLUMNS.
    """

    release: str
    demonstration: bool
    breaks: pd.DataFrame
    noise: pd.DataFrame
    budget: pd.DataFrame
    assumptions: Sequence[tuple[str, str]]
    manifests: Sequence[tuple[str, str, str, str]]
    keys: Sequence[tuple[str, str]]


def page(facts: MethodFacts) -> html.Div:
    """Page entière; every table comes from `facts` or from the code's own constants."""
    sections = {
        "definitions": _definitions(),
        "denominateurs": _denominators(),
        "calculs": formulas(),
        "comparaison": _comparison(),
        "couverture": _coverage(),
        "ruptures": _breaks(facts.breaks),
        "secret": secrecy(facts.noise, facts.budget, facts.demonstration),
        "non-localisees": _unlocated(),
        "donnees-simulees": _simulated(facts),
        "sources": _sources(facts.manifests),
        "adresses": _addresses(facts.keys),
        "accessibilite": _accessibility(),
    }
    return text_page("Méthode", "method", [Section(a, title, sections[a]) for a, title in _CONTENTS])


def _definitions() -> Markup:
    rows = [(i.title, french(i.definition), french(i.formula), i.unit) for i in CATALOGUE.values()]
    return join(
        [
            paragraph(
                "Le conseil en évolution professionnelle (CEP) est un service gratuit, ouvert à tout actif depuis 2015."
                " Une entrée est le démarrage d’un conseil de niveau 2 (conseil personnalisé) ou 3 (accompagnement à la"
                " mise en œuvre) chez un opérateur ; le niveau 1, l’accueil, n’est pas compté. Les entrées sont des"
                " événements, non des personnes : une même personne peut entrer chez plusieurs opérateurs, ou plusieurs"
                " fois."
            ),
            paragraph(
                "Trois lectures : l’ensemble des entrées ; celles des demandeurs d’emploi, inscrits ou non ; celles des"
                " actifs occupés (salariés, indépendants). Une entrée de statut inconnu n’est que dans l’ensemble. Dans"
                " le bilan publié, neuf entrées sur dix sont celles de demandeurs d’emploi inscrits : un taux brut sur"
                " tous les actifs cartographie surtout le chômage. Chaque vue se lit donc avec et sans Pôle emploi, et"
                " dans chacune des trois lectures."
            ),
            prose_table("Indicateurs", ("Indicateur", "Définition", "Calcul", "Unité"), rows),
        ]
    )


def _denominators() -> Markup:
    table = margin_rows()
    alignment = [
        (a.label, STATUS_LABELS[a.status], french(a.entries_definition), french(a.population_definition))
        for a in ALIGNMENT
    ]
    return join(
        [
            paragraph(
                "Un effectif n’est divisé que par une population de mêmes marges (territoire, sexe, qualification,"
                " activité), d’une seule source et d’un seul millésime. Le recensement (15 à 64 ans, déclaratif),"
                " l’enquête Emploi (15 ans ou plus, au sens du BIT) et la série historique des 25-54 ans ne sont jamais"
                " mêlés dans un même taux. Quand la marge n’existe pas, la cellule dit « dénominateur indisponible » et"
                " la vue montre des parts parmi les entrées : aucune population n’est estimée."
            ),
            paragraph(french(JOB_SEEKER_CAUTION)),
            prose_table(
                "Quel dénominateur pour quel filtre",
                tuple(table[0]),
                [tuple(french(cell) for cell in row.values()) for row in table],
            ),
            prose_table(
                "Comparabilité des profils",
                ("Modalité", "Rapport au comparateur", "Parmi les entrées", "Parmi les actifs"),
                alignment,
            ),
        ]
    )


def _comparison() -> Markup:
    return join(
        [
            paragraph(
                "Avec des dizaines de milliers d’entrées par an dans presque toutes les régions, tout écart est « significatif ». La comparaison se"
                " fait donc contre une zone d’équivalence autour de la France, ± 5 % par défaut, réglable et affichée :"
                " plus élevé ou plus bas quand l’intervalle sort tout entier de la zone, proche quand il y tient tout"
                " entier, indécis sinon. La France comprend le territoire comparé."
            ),
            paragraph(
                "Bleu au-dessus, orange au-dessous, gris dans la zone : une direction, pas un jugement. Les classes de la"
                " carte sont la zone, puis 10 et 20 points de pourcentage au-delà ; la carte, la légende et les tuiles"
                " ont les mêmes."
            ),
        ]
    )


def _coverage() -> Markup:
    rows = [
        (
            "Lieu ouvert",
            "Ouvert au dernier jour de la période, ou sans date connue ; son opérateur est dans le champ.",
            "–",
        ),
        (
            "Couverture",
            "Σ personnes des communes à d ≤ seuil du lieu le plus proche ÷ Σ personnes. Un lieu au seuil exact est compris.",
            "60 à 8 km, 40 à 25 km → 60 % à 10 km, 100 % à 30 km",
        ),
        (
            "Score d’accès (E2SFCA)",
            "R_j = S_j ÷ Σ_i W_ij P_i, puis A_i = Σ_j W_ij R_j, pour 10 000 personnes. Loi : Σ P_i A_i = Σ S_j.",
            "W = ((1 ; 0,22), (0,68 ; 0,68), (0 ; 1)), P = (1 000 ; 2 000 ; 1 000), S = (2 ; 4) → 11,885 ; 16,305 ; 15,504",
        ),
        (
            "Décroissance",
            "Par paliers : 1, 0,68 et 0,22 à chaque tiers du seuil. Continue : gaussienne, nulle au seuil. Aucune : 1 jusqu’au"
            " seuil.",
            "Seuil de 30 km, à 12 km, par paliers → 0,68",
        ),
        (
            "Inégalité",
            "Indice de Gini du score entre les personnes ; part des personnes sous le score du dixième de France le moins bien"
            " desservi.",
            "Même score pour tous → 0",
        ),
        (
            "Deux faibles",
            "Taux d’accès et couverture dans le tiers le plus faible des territoires de même niveau, France entière.",
            "101 départements → 34 au plus par tiers",
        ),
    ]
    return join(
        [
            paragraph(
                "Les distances sont géodésiques, à vol d’oiseau, de commune à lieu : une commune est un point. Ni route, ni relief,"
                " ni bac : un lieu au-delà d’une mer compte comme un autre, et la page dit combien de personnes sont dans ce cas."
            ),
            paragraph(
                "Une installation peut charger un fichier de temps de trajet (commune, lieu, minutes) : la page mesure alors, au"
                " choix, en kilomètres ou en minutes, avec les mêmes trois seuils. Jamais l’un ne remplace l’autre : un couple"
                " absent du fichier est sans trajet, et la page compte les couples, les communes et les lieux qui en manquent. Un"
                " lieu déplacé ou ajouté n’a pas de temps : l’hypothèse et la recherche de communes se mesurent alors à vol d’oiseau."
            ),
            paragraph(
                "La population est celle des actifs de 15 à 64 ans de chaque commune quand une version les contient, du"
                " millésime qui divise les entrées de la période, sinon du dernier chargé ; faute de quoi ce sont les"
                " habitants, et la page le dit. Une commune sans population connue n’est dans aucune part."
            ),
            paragraph(
                "Le poids d’un lieu est son nombre de conseillers en équivalents temps plein si tous les lieux comptés le"
                " disent, sinon ses heures d’ouverture si tous les disent, sinon 1 : jamais deux unités dans une somme. Le seuil et"
                " la décroissance sont des choix, qui déplacent le score ; le tableau de sensibilité le montre."
            ),
            prose_table("Couverture et score", ("Objet", "Calcul", "Exemple"), rows),
        ]
    )


def _breaks(breaks: pd.DataFrame) -> Markup:
    rows = [
        (
            f"{row.date:%m/%Y}",
            row.title,
            french(row.text),
            "raccord" if pd.notna(row.bridge_factor) else "comparaison refusée",
            row.source,
        )
        for row in breaks.itertuples()
    ]
    return join(
        [
            paragraph(
                "Une rupture coupe la courbe, refuse une évolution ou un taux qui l’enjambe, et remplit la colonne"
                " « rupture » des fichiers. « Périmètre constant » ne garde que les opérateurs présents sur toute la"
                " durée des données. Une tendance demande cinq années comparables après la dernière rupture."
            ),
            prose_table("Registre des ruptures", ("Date", "Rupture", "Explication", "Effet", "Source"), rows),
        ]
    )


def _unlocated() -> Markup:
    return paragraph(
        "Une entrée dont l’opérateur ne connaît ni le département ni la région compte pour la France et pour nulle part"
        " ailleurs. Une entrée connue à la région seulement compte pour la région, et manque à ses départements. Le nombre"
        " en est écrit sous chaque carte."
    )


def _simulated(facts: MethodFacts) -> Markup:
    if not facts.demonstration:
        return paragraph("La version servie ne contient pas de données simulées.")
    return join(
        [
            paragraph(
                "Les données individuelles du service ne sont pas publiques. Les entrées, les sorties et les lieux de cette"
                " version sont simulés, puis calés sur les marges publiées : effectif, sexe, âge, qualification, statut,"
                " handicap, bornes des motifs, présence des opérateurs et régions surreprésentées du bilan 2018 du CNEFOP, nombre de lieux de"
                " chaque réseau. Les dénominateurs, la"
                " géographie et les chiffres publiés sont réels. Aucun résultat n’est officiel."
            ),
            paragraph("Ce qu’aucune marge publiée ne donne est une hypothèse, dont voici la liste entière."),
            prose_table("Hypothèses", ("Objet", "Hypothèse"), [(s, french(t)) for s, t in facts.assumptions]),
        ]
    )


def _sources(manifests: Sequence[tuple[str, str, str, str]]) -> Markup:
    return join(
        [
            paragraph(
                "Contours et points des communes : IGN, Admin Express, Licence Ouverte 2.0 ; départements d’outre-mer en"
                " encarts, hors échelle."
            ),
            prose_table(
                "Tables de référence",
                ("Table", "Producteur", "Millésime", "Licence"),
                [tuple(french(c) for c in row) for row in manifests],
            ),
        ]
    )


def _addresses(keys: Sequence[tuple[str, str]]) -> Markup:
    return join(
        [
            paragraph(
                "L’adresse de la page dit tout ce qui est affiché : elle se copie, se cite et se rouvre. Les fichiers CSV"
                " portent les colonnes release, permalink, citation, definition, vintage, cell_status et, pour la série,"
                " rupture."
            ),
            prose_table("Clés de l’adresse", ("Clé", "Sens et valeurs"), [*keys, *OTHER_KEYS]),
            paragraph(
                "Une clé garde son nom et son sens. Si l’une devait en changer, les adresses d’avant resteraient lues\u00a0: "
                "q dit la version de leurs clés, et chaque ancien nom a son nom d’aujourd’hui."
            ),
        ]
    )


def _accessibility() -> Markup:
    return join(
        [
            paragraph(
                "L’Observatoire CEP vise le RGAA 4.1 et les WCAG 2.2, niveau AA. Cette déclaration est établie par ses"
                " auteurs : aucun audit externe n’a encore eu lieu."
            ),
            tag(
                "ul",
                [
                    tag("li", french(text))
                    for text in (
                        "Chaque graphique a son tableau, à un bouton de distance, avec légende et en-têtes.",
                        "Les cartes ont un jumeau en tuiles, que les flèches du clavier parcourent.",
                        "Aucune information n’est donnée par la couleur seule : forme, trame ou mot l’accompagnent.",
                        "Tout se fait au clavier ; le contraste est d’au moins 4,5 pour le texte et 3 pour les graphiques.",
                        "Contenu non accessible : la carte en contours et la courbe sont des images ; leurs tableaux les"
                        " remplacent.",
                    )
                ],
            ),
            paragraph(
                "Les contrôles automatiques (axe-core, WCAG 2.2 A et AA) sont rejoués à chaque modification et doivent donner"
                " zéro défaut, menus fermés et ouverts."
            ),
        ]
    )
