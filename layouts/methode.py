"""Page Méthode: definitions, denominators, formulas, breaks, secrecy, assumptions, accessibility; from the tables
that the code itself uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from dash import html

from denominators import ALIGNMENT, JOB_SEEKER_CAUTION, STATUS_LABELS
from denominators import rows as margin_rows
from figures.numbers import number, percent, signed
from filters import VERSION_KEY
from indicators.catalogue import CATALOGUE
from indicators.compare import minimum_detectable_gap
from indicators.correlation import FEWEST_POINTS
from indicators.frame import FEWEST_EVENTS, FEWEST_SHARED, NOISE_OF_FEW
from indicators.makeup import FEWEST_ENTRIES
from indicators.parts import FEWEST_OF_A_PROFILE
from indicators.series import TREND_POINTS
from indicators.signals import ABNORMALLY, LIMITS, SIGNALS, STATUSES
from layouts.markup import Markup, join, tag
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


# That of indicators/series.py.
_TREND_CHI_SQUARE = 9.5495
_SIDES = {"above": "au-dessus de la limite haute", "below": "au-dessous de la limite basse"}


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
        "calculs": _formulas(),
        "comparaison": _comparison(),
        "couverture": _coverage(),
        "ruptures": _breaks(facts.breaks),
        "secret": _secrecy(facts),
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


def _formulas() -> Markup:
    rows = [
        (
            "Intervalle d’un taux",
            "Byar : O(1 − 1/(9O) − z/(3√O))³ à (O + 1)(1 − 1/(9(O + 1)) + z/(3√(O + 1)))³ ; Poisson exact sous 10 événements.",
            "O = 10 → 4,79 à 18,39",
        ),
        (
            "Intervalle d’une part",
            "Wilson : (p + z²/2n ± z√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).",
            "10 sur 100 → 5,5 % à 17,4 %",
        ),
        (
            "Bruit du secret",
            "La variance du bruit s’ajoute à celle du processus : distance aux bornes = √(d² + z²v) ; v = 3 par bloc fermé dont"
            f" l’effectif est la somme, et, pour un taux ou une part, {number(NOISE_OF_FEW)} fois plus sous"
            f" {FEWEST_EVENTS} événements.",
            "Une année, tous les opérateurs : v = 3 ; douze mois à cheval sur deux années : v = 36",
        ),
        (
            "Effectif trop faible",
            f"Aucun verdict sous {FEWEST_EVENTS} événements, ni sur une part de moins de {FEWEST_SHARED} entrées ; la valeur et"
            " son intervalle restent donnés.",
            "5 sur 51 → pas de verdict",
        ),
        (
            "Limites de l’entonnoir",
            "Limites de Poisson exactes de l’effectif E attendu au taux de la France, divisées par E, à 95 % et à 99,8 %.",
            "E = 100 → ± 20 % environ à 95 %",
        ),
        (
            "Surdispersion, φ et τ²",
            "φ : moyenne des z², z = (O − E)/√E ramené à ses quantiles 10 % et 90 %. Entonnoir : limites √φ fois plus larges"
            " si φ > 1. Signaux : τ² = max(0, (nφ − (n − 1)) / (Σw − Σw²/Σw)), w = 1/variance, ajouté à la variance"
            " (Spiegelhalter).",
            "φ = 4 → limites deux fois plus larges",
        ),
        (
            "Écart minimal détectable",
            "(z₀,₉₇₅ + z₀,₈₀) √φ / √E, en part du taux de la France : test à 5 %, puissance 80 %.",
            f"φ = 1, E = 100 → {percent(float(minimum_detectable_gap(100)) * 100, 0)}",
        ),
        (
            "Taux standardisé direct",
            "Taux des groupes pondérés comme les actifs de la France ; bornes de Dobson : valeur + √(V/O) × (borne de Byar de O −"
            f" O), V = Σ w²O/n² ; aucun sous {FEWEST_EVENTS} entrées en tout.",
            "Un seul groupe : le taux brut et ses bornes de Byar",
        ),
        (
            "Ratio standardisé",
            "O/E, E aux taux de la France par groupe ; bornes de Byar de O, divisées par E.",
            "O = E → 1",
        ),
        (
            "Écart expliqué",
            "Σ (écart des parts × moyenne des taux) + Σ (écart des taux × moyenne des parts), sans intervalle. Pas de parts (statut"
            " too_close) quand |o/n − O/N| ≤ z √((o + v)/n² + (O + V)/N²), v et V étant les variances du bruit des groupes.",
            "121 et 100 entrées pour 1\u202f000 actifs, sans bruit → trop proche (21 ≤ 29)",
        ),
        (
            "Recours relatif",
            "(x₁/p₁) / (x₂/p₂) ; bornes : rapport × exp(± z √(1/x₁ + 1/x₂ + v/x₁² + v/x₂²)).",
            "100 et 100 entrées, p₁ = p₂, sans bruit → 0,76 à 1,32",
        ),
        (
            "Dissemblance",
            f"½ Σ |xᵢ/X − pᵢ/P|, sans intervalle ; aucune sous {FEWEST_ENTRIES} entrées. Un profil de sorties ou de motifs demande"
            f" aussi {FEWEST_OF_A_PROFILE} parcours.",
            "Mêmes parts → 0",
        ),
        (
            "Tendance",
            f"Pente pondérée par l’inverse des variances, sur les {TREND_POINTS} dernières années comparables : une tendance si"
            f" pente²/variance > {number(_TREND_CHI_SQUARE, 4)} (χ² à un degré, p = 0,002) et si son signe tient sans l’une"
            " quelconque des années.",
            "Moins de cinq années : non calculable",
        ),
        (
            "Corrélation",
            "r de Pearson, tous les territoires de même poids ; bornes : tanh(artanh r ± z/√(n − 3)) ; aucune droite sous"
            f" {FEWEST_POINTS} points. Un lien entre territoires ne dit rien des personnes.",
            "r = 0, n = 13 → −0,55 à 0,55",
        ),
        (
            "Distance de ressemblance",
            "√(moyenne des (z − z′)²) sur les variables connues des deux territoires, centrées et réduites, de même poids.",
            "Un écart-type d’écart partout → 1",
        ),
        (
            "Hypothèse sur les lieux",
            "Mêmes personnes, distances et décroissance, autres lieux ; perdent ou gagnent ceux qui passent le seuil. Permanence"
            " de h heures : h/35 équivalent temps plein, ou h heures, ou un lieu, selon l’unité des poids.",
            "7 h → 0,2 équivalent temps plein",
        ),
        (
            "Meilleures communes",
            "Σ des personnes mises sous le seuil (couverture maximale), ou Σ personnes × km épargnés, plafonnés à 60 km"
            " (p-médiane) ; optimum démontré, ou sa borne.",
            "Gain 150, borne 153 → il manque 2 % au plus",
        ),
        (
            "Rang",
            "De 1 + le nombre de territoires dont l’intervalle est tout entier au-dessus, au nombre de territoires moins"
            " ceux dont il est tout entier au-dessous.",
            "3–7 : entre le 3ᵉ et le 7ᵉ",
        ),
    ]
    return join(
        [
            paragraph(
                "Un taux se lit sur des années civiles entières ; une partie d’année est donnée par mois, jamais ramenée à"
                " l’année à partir d’une saison. Un taux qui enjambe une rupture sans raccord est refusé ; une part peut"
                " l’enjamber, et la page le dit."
            ),
            paragraph(
                "Ce sont des comptes administratifs complets : les intervalles à 95 % décrivent la variabilité du processus,"
                " non une erreur d’échantillonnage. Les dénominateurs du recensement et de l’enquête Emploi ont la leur,"
                " qui n’y est pas comprise. Les intervalles de la page Accès ne sont pas élargis par la surdispersion."
            ),
            prose_table("Formules", ("Objet", "Formule", "Exemple"), rows),
            paragraph(
                f"Les six signaux de qualité : une part, pour une famille d’opérateurs, signalée hors des limites à"
                f" {number(LIMITS * 100, 1)} % autour de celle de la même famille en France, p₀ ± z √(p₀(1 − p₀)/n + v(1 + p₀²)/n²"
                f" + τ²), du côté que nomme le signal. Aucun sous {FEWEST_EVENTS} événements attendus, ou"
                f" {FEWEST_EVENTS} du contraire ; pour la diversité, sous {FEWEST_EVENTS * len(STATUSES)} entrées. Ces"
                " définitions et ces seuils sont ceux de l’Observatoire : le bilan de 2018 n’en a pas publié."
            ),
            prose_table(
                "Signaux de qualité",
                ("Signal", "Ce qui est compté", "Rapporté à", "Signalé"),
                [
                    (s.title, french(s.numerator), french(s.denominator), _SIDES[ABNORMALLY[s.direction]])
                    for s in SIGNALS
                ],
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


def _secrecy(facts: MethodFacts) -> Markup:
    noise = facts.noise
    largest = int(noise["noise"].abs().max())
    values = range(-largest, largest + 1)
    rows = []
    for count, part in noise.groupby("count"):
        cumulative = dict(zip(part["noise"], part["cumulative"], strict=True))
        previous, cells = 0.0, []
        for value in values:
            probability = cumulative[value] - previous if value in cumulative else 0.0
            previous = cumulative.get(value, previous)
            cells.append(percent(probability * 100, 1) if probability > 0 else "–")
        cap = f"{count} et plus" if count == noise["count"].max() else str(count)
        rows.append((cap, *cells))
    public = (
        "Le secret qui tire le bruit de cette version de démonstration est public, puisque personne n’y figure."
        if facts.demonstration
        else "Le secret qui tire le bruit n’est connu que du responsable de la publication."
    )
    return join(
        [
            paragraph(
                "Masquer des cases ne protège pas un croisement libre : deux réponses se soustraient. Chaque ligne porte donc"
                " une clé fixe, tirée de son contenu ; la clé d’une cellule est la somme de celles de ses lignes, et le bruit"
                " ajouté à l’effectif dépend de l’effectif et de cette clé seulement (méthode des clés de cellule, Marley et"
                " Leaver). Les mêmes lignes reçoivent le même bruit, de quelque façon que la question soit posée."
            ),
            paragraph(
                f"Le bruit est nul en moyenne, au plus de {largest} unités, et aucun effectif de 1 à 4 n’est publié. Un effectif"
                " ramené à zéro et un vrai zéro se lisent tous deux « 0 à 4 ». « Zéro » est réservé aux opérateurs qui"
                " n’étaient pas dans le champ. Un total et ses parties peuvent différer de quelques unités. Dans la"
                " démonstration seulement peuvent rester exacts, à partir de 1\u202f000 : France × année, France × famille d’opérateurs × année, région × année. Sur la"
                " page Accès, seule la région × année l’est : le total national du recensement laisse Mayotte de côté, il"
                " n’est donc pas de cette liste."
            ),
            paragraph(
                "Le bruit est tiré une fois par bloc fermé : une année civile entière ou un mois, tous les opérateurs, tous sauf Pôle"
                " emploi, ou une seule famille. Ce qui n’a pas été transmis n’y compte pas : sur une année sans Pôle emploi, citer"
                " toutes les autres familles ou toutes les familles est la même question, et a le même bruit. Une autre période ou"
                " une autre réunion d’opérateurs est la somme de blocs déjà bruités, et chaque bloc de la liste ci-dessus y est"
                " exact : les différences de plages voisines ne redonnent que des mois publiés. Ce qui se déduit des cases exactes"
                " l’est aussi : entrées non localisées d’une année, départements qui font à eux seuls une région."
            ),
            paragraph(public),
            prose_table(
                "Probabilité de chaque bruit, selon l’effectif exact",
                ("Effectif exact", *(signed(v) if v else "0" for v in values)),
                rows,
            ),
            *_budget(facts.budget),
        ]
    )


def _budget(budget: pd.DataFrame) -> list[Markup]:
    entries, most = number(int(budget["entries"].max())), number(int(budget["questions"].max()))
    rows = [
        (
            row.attack,
            row.guess,
            number(row.questions),
            number(row.trials),
            percent(row.prior * 100, 0),
            percent(row.success * 100, 0),
            signed(round(row.gain * 100)) if round(row.gain * 100) else "0",
            f"{number(row.lower * 100, 0)} à {number(row.upper * 100, 0)}",
        )
        for row in budget.itertuples()
    ]
    heads = (
        "Attaque",
        "Ce qui est deviné",
        "Questions",
        "Essais",
        "A priori",
        "Succès",
        "Gain, points",
        "Intervalle à 95\u202f%",
    )
    return [
        paragraph(
            "Le budget : ce qu’apprend qui pose beaucoup de questions. Reposer ou reformuler une question ne donne rien de"
            " plus : mêmes lignes, même bruit. Des questions différentes sur presque les mêmes lignes reçoivent des bruits"
            " différents : leur croisement en apprend un peu plus à chaque fois. La table donne le succès d’attaques qui"
            f" connaissent la méthode et la table de bruit, sur une version simulée de {entries} entrées où les effectifs de 0 à"
            " 4 sont tirés à parts égales : les entrées de la page Accès, les sorties et les motifs de la page Recours, les strates"
            f" de la page Comparer, les mois et l’année des fichiers de groupes croisés, jusqu’à {most} effectifs sur un département"
            " et une année. La différence de deux questions emboîtées dit presque toujours s’il y a quelqu’un ou personne : c’est la limite de"
            " la méthode. Il arrive aussi qu’un effectif de 5 soit publié « 0 à 4 ». Les fichiers sont limités en nombre, par"
            " heure et par adresse."
        ),
        prose_table("Ce qu’apprennent des attaques sur les effectifs publiés", heads, rows),
    ]


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
