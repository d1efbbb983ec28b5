"""Page Méthode, calculs: the formulas that the rooms of indicators and geo compute, each with an example."""

from __future__ import annotations

from figures.numbers import number, percent
from indicators.compare import minimum_detectable_gap
from indicators.correlation import FEWEST_POINTS
from indicators.frame import FEWEST_EVENTS, FEWEST_SHARED, NOISE_OF_FEW
from indicators.makeup import FEWEST_ENTRIES
from indicators.parts import FEWEST_OF_A_PROFILE
from indicators.series import TREND_CHI_SQUARE, TREND_POINTS
from indicators.signals import ABNORMALLY, LIMITS, SIGNALS, STATUSES
from layouts.markup import Markup, join
from layouts.prose import french, paragraph, prose_table

_SIDES = {"above": "au-dessus de la limite haute", "below": "au-dessous de la limite basse"}


def formulas() -> Markup:
    """Calculs: each formula with an example, then the quality signals with their thresholds."""
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
            f" pente²/variance > {number(TREND_CHI_SQUARE, 4)} (χ² à un degré, p = 0,002) et si son signe tient sans l’une"
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
