"""Catalogue des indicateurs: unit, decimals, polarity and the French words of each, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicator:
    """Indicateur: what a value means and how it is written.

    unit: symbol or noun after the value; per: the value is per so many units of the denominator (1 for a count);
    polarity: 1 more is better, -1 less is better, 0 neither; decimals: shown on screen. The other fields
    are French sentences for the screens and the files.
    """

    code: str
    title: str
    short_title: str
    unit: str
    per: float
    polarity: int
    decimals: int
    definition: str
    formula: str
    source_note: str


_ENTRY = (
    "Une entrée est le démarrage d’un conseil de niveau 2 ou 3 chez un opérateur du CEP\u202f; "
    "une même personne peut entrer plusieurs fois."
)
_NUMERATOR = "Entrées\u00a0: déclarations des opérateurs, perturbées au titre du secret statistique."
_DENOMINATOR = (
    "Actifs\u00a0: Insee, recensement de la population (15-64 ans), ou enquête Emploi (15 ans ou plus) "
    "quand le profil choisi l’exige\u202f; jamais les deux dans un même taux."
)

ENTRIES = Indicator(
    code="entries",
    title="Entrées en conseil en évolution professionnelle",
    short_title="Entrées",
    unit="entrées",
    per=1.0,
    polarity=0,
    decimals=0,
    definition=f"Nombre d’entrées en CEP pendant la période. {_ENTRY}",
    formula="Somme des entrées de la période",
    source_note=_NUMERATOR,
)
ACCESS_RATE = Indicator(
    code="access_rate",
    title="Taux d’accès au conseil en évolution professionnelle",
    short_title="Taux d’accès",
    unit="‰",
    per=1000.0,
    polarity=0,
    decimals=1,
    definition=(
        "Nombre d’entrées en CEP par an pour 1\u202f000 actifs du même territoire et du même profil, "
        f"sur des années civiles entières. {_ENTRY}"
    ),
    formula="Entrées ÷ actifs × 1\u202f000 ÷ nombre d’années",
    source_note=f"{_NUMERATOR} {_DENOMINATOR}",
)
ACCESS_RATE_MONTHLY = Indicator(
    code="access_rate_monthly",
    title="Taux d’accès mensuel au conseil en évolution professionnelle",
    short_title="Taux d’accès mensuel",
    unit="‰",
    per=1000.0,
    polarity=0,
    decimals=2,
    definition=(
        "Nombre d’entrées en CEP par mois pour 1\u202f000 actifs du même territoire et du même profil. "
        f"Une partie d’année est donnée par mois, jamais ramenée à l’année. {_ENTRY}"
    ),
    formula="Entrées ÷ actifs × 1\u202f000 ÷ nombre de mois",
    source_note=f"{_NUMERATOR} {_DENOMINATOR}",
)
ENTRY_SHARE = Indicator(
    code="entry_share",
    title="Part parmi les entrées en conseil en évolution professionnelle",
    short_title="Part parmi les entrées",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part du groupe choisi dans l’ensemble des entrées en CEP du territoire, pour les mêmes autres filtres. "
        f"Elle remplace le taux d’accès là où le dénominateur est indisponible. {_ENTRY}"
    ),
    formula="Entrées du groupe ÷ entrées de tous les groupes × 100",
    source_note=_NUMERATOR,
)
STANDARDISED_RATE = Indicator(
    code="direct_rate",
    title="Taux d’accès standardisé (direct)",
    short_title="Taux standardisé",
    unit="‰",
    per=1000.0,
    polarity=0,
    decimals=1,
    definition=(
        "Taux d’accès que le territoire aurait si ses actifs se répartissaient comme ceux de la France selon l’axe "
        "choisi. Il se compare d’un territoire à l’autre. Les entrées dont la catégorie est inconnue n’y sont pas, et "
        "rien n’est donné sous dix entrées."
    ),
    formula="Σ (actifs de France du groupe × taux du groupe dans le territoire) ÷ Σ actifs de France",
    source_note=f"{_NUMERATOR} {_DENOMINATOR}",
)
STANDARDISED_RATIO = Indicator(
    code="indirect_ratio",
    title="Ratio standardisé (indirect)",
    short_title="Ratio standardisé",
    unit="",
    per=1.0,
    polarity=0,
    decimals=2,
    definition=(
        "Entrées observées, rapportées à celles qu’on attendrait si chaque groupe d’actifs du territoire recourait au "
        "service comme en France. 1\u00a0: comme la France. Il compare le territoire à la France, non à un autre."
    ),
    formula="Entrées ÷ Σ (actifs du groupe × taux du groupe en France)",
    source_note=f"{_NUMERATOR} {_DENOMINATOR}",
)
EXPLAINED_GAP = Indicator(
    code="explained_gap",
    title="Écart expliqué (Kitagawa)",
    short_title="Écart expliqué",
    unit="‰",
    per=1000.0,
    polarity=0,
    decimals=1,
    definition=(
        "Écart de deux taux d’accès, partagé entre ce qui tient à la composition de la population et ce qui tient au "
        "recours de chaque groupe. La décomposition suit un seul axe à la fois, car les sources des axes ne se mêlent "
        "pas dans un taux. Elle ne prouve pas une cause."
    ),
    formula="Σ (écart des parts × moyenne des taux) + Σ (écart des taux × moyenne des parts)",
    source_note=f"{_NUMERATOR} {_DENOMINATOR}",
)

_COMPARED = "Actifs\u00a0: la source du groupe, une seule par indice (table de comparabilité de la page Méthode)."
REPRESENTATION_INDEX = Indicator(
    code="representation_index",
    title="Indice de représentation parmi les entrées",
    short_title="Indice",
    unit="fois",
    per=1.0,
    polarity=0,
    decimals=2,
    definition=(
        "Part d’un groupe parmi les entrées en CEP, divisée par sa part parmi les actifs du même territoire\u202f; "
        "1\u00a0: le groupe a le même poids des deux côtés. Les entrées de modalité non renseignée restent dans le "
        f"total. {_ENTRY}"
    ),
    formula="(entrées du groupe ÷ entrées) ÷ (actifs du groupe ÷ actifs)",
    source_note=f"{_NUMERATOR} {_COMPARED}",
)
RELATIVE_RECOURSE = Indicator(
    code="relative_recourse",
    title="Recours relatif de deux groupes",
    short_title="Rapport",
    unit="fois",
    per=1.0,
    polarity=0,
    decimals=2,
    definition=(
        "Entrées en CEP par actif du premier groupe, divisées par les entrées par actif du second\u202f; "
        f"1\u00a0: les deux groupes recourent autant au service. {_ENTRY}"
    ),
    formula="(entrées ÷ actifs du premier groupe) ÷ (entrées ÷ actifs du second)",
    source_note=f"{_NUMERATOR} {_COMPARED}",
)
DISSIMILARITY = Indicator(
    code="dissimilarity",
    title="Dissemblance entre les entrées et les actifs",
    short_title="Dissemblance",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part des entrées qui devraient changer de groupe pour que leur composition soit celle des actifs du même "
        "territoire\u202f; 0\u00a0: même composition. Les entrées de modalité non renseignée n’y sont pas comptées. "
        f"{_ENTRY}"
    ),
    formula="½ Σ |part du groupe parmi les entrées − sa part parmi les actifs| × 100",
    source_note=f"{_NUMERATOR} {_COMPARED}",
)
WOMEN_SHARE = Indicator(
    code="women_share",
    title="Part des femmes parmi les entrées d’un groupe",
    short_title="Part des femmes",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part des femmes parmi les entrées en CEP d’un âge ou d’un statut. Aucune source chargée ne donne le sexe des "
        f"actifs par âge ou par statut\u00a0: la part se lit sans indice. {_ENTRY}"
    ),
    formula="Entrées de femmes du groupe ÷ entrées du groupe × 100",
    source_note=_NUMERATOR,
)
EARLY_EXIT_SHARE = Indicator(
    code="early_exit_share",
    title="Part des sorties anticipées parmi les sorties",
    short_title="Part des sorties anticipées",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part des sorties qui ont eu lieu avant la fin du parcours (abandons) parmi toutes les sorties de la période, "
        "quel qu’ait été le mois d’entrée. Un signal à discuter, non un jugement\u00a0: un abandon peut être une "
        "reprise d’emploi."
    ),
    formula="Sorties anticipées ÷ sorties × 100",
    source_note="Sorties\u00a0: déclarations des opérateurs, perturbées au titre du secret statistique.",
)

_EXIT = "Une sortie est un parcours clos, au mois de sa fin."
_EVENTS = "Entrées et sorties\u00a0: déclarations des opérateurs, perturbées au titre du secret statistique."
MONTHLY_FLOW = Indicator(
    code="monthly_flow",
    title="Flux mensuel d’entrées ou de sorties",
    short_title="Flux mensuel",
    unit="entrées ou sorties",
    per=1.0,
    polarity=0,
    decimals=0,
    definition=f"Nombre d’entrées, ou de sorties, d’un mois. {_ENTRY} {_EXIT}",
    formula="Somme des entrées, ou des sorties, du mois",
    source_note=_EVENTS,
)
CUMULATIVE_FLOW = Indicator(
    code="cumulative_flow",
    title="Cumul des entrées ou des sorties",
    short_title="Cumul",
    unit="entrées ou sorties",
    per=1.0,
    polarity=0,
    decimals=0,
    definition=(
        "Somme des mois depuis le premier de la série. Elle repart de zéro à chaque rupture sans raccord\u00a0: un "
        "cumul n’additionne jamais deux champs. Celui qui contient un mois douteux le dit."
    ),
    formula="Somme des flux mensuels depuis la dernière rupture sans raccord",
    source_note=_EVENTS,
)
MOVING_FLOW = Indicator(
    code="moving_flow",
    title="Entrées ou sorties sur douze mois glissants",
    short_title="Douze mois glissants",
    unit="entrées ou sorties",
    per=1.0,
    polarity=0,
    decimals=0,
    definition=(
        "Somme des douze derniers mois, absente tant qu’une rupture sans raccord est entre eux ou que l’un d’eux est "
        "douteux."
    ),
    formula="Somme des douze derniers flux mensuels",
    source_note=_EVENTS,
)
YEARLY_CHANGE = Indicator(
    code="yearly_change",
    title="Évolution d’un mois sur un an",
    short_title="Évolution sur un an",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Un mois comparé au même mois de l’année précédente, refusé dès qu’une rupture sans raccord les sépare ou "
        "qu’un des deux est douteux."
    ),
    formula="(flux du mois ÷ flux du même mois un an avant − 1) × 100",
    source_note=_EVENTS,
)
OPERATOR_SHARE = Indicator(
    code="operator_share",
    title="Part d’une famille d’opérateurs dans les entrées",
    short_title="Part de l’opérateur",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part des entrées que fait une famille d’opérateurs, sur une période que tous les opérateurs ont transmise "
        "entière\u00a0: une part sur une année incomplète comparerait des opérateurs présents à des absents."
    ),
    formula="Entrées de la famille ÷ entrées de toutes les familles choisies × 100",
    source_note=_NUMERATOR,
)
PENETRATION = Indicator(
    code="penetration",
    title="Taux de pénétration d’un opérateur dans le public qu’il vise",
    short_title="Taux de pénétration",
    unit="‰",
    per=1000.0,
    polarity=0,
    decimals=1,
    definition=(
        "Entrées par an d’une famille d’opérateurs dans le public qu’elle vise, pour 1\u202f000 personnes de ce "
        "public, quand une source chargée le compte. L’intervalle est celui des entrées et, quand la population est "
        f"arrondie, de cet arrondi. {_ENTRY}"
    ),
    formula="Entrées de la famille dans son public ÷ personnes de ce public × 1\u202f000 ÷ nombre d’années",
    source_note=f"{_NUMERATOR} Publics\u00a0: Insee, recensement et enquête Emploi.",
)
REASON_SHARE = Indicator(
    code="reason_share",
    title="Part d’un motif de sollicitation",
    short_title="Part du motif",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition="Part des entrées d’un statut dont la demande a ce motif, donné à l’entrée de niveau 2 ou 3.",
    formula="Entrées du motif ÷ entrées du statut × 100",
    source_note=_NUMERATOR,
)
SERVICE_SHARE = Indicator(
    code="service_share",
    title="Part d’un service rendu parmi les parcours clos",
    short_title="Part du service",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part des parcours clos qui ont reçu un service, parmi ceux qui en ont reçu au moins un. Un parcours en reçoit "
        "souvent plusieurs\u00a0: les parts ne font pas 100."
    ),
    formula="Parcours clos qui ont reçu le service ÷ parcours clos qui en ont reçu au moins un × 100",
    source_note=_EVENTS,
)
EXIT_SHARE = Indicator(
    code="exit_share",
    title="Part d’un type de sortie",
    short_title="Part des sorties",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part des sorties d’une famille d’opérateurs qui sont de niveau 3, anticipées, avec un plan d’actions "
        f"finalisé, ou d’un parcours avec formation. {_EXIT} Une sortie peut être de plusieurs types\u00a0: les parts "
        "ne font pas 100."
    ),
    formula="Sorties du type ÷ sorties de la famille × 100",
    source_note=_EVENTS,
)
DURATION_SHARE = Indicator(
    code="duration_share",
    title="Part d’une durée de parcours",
    short_title="Part de la durée",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=1,
    definition=(
        "Part des parcours clos dont la durée, en mois de l’entrée à la sortie, est dans une tranche, parmi ceux dont "
        "le mois d’entrée est transmis. Seuls les parcours finis ont une durée\u00a0: un opérateur entré depuis peu "
        "dans les données n’a que des parcours courts."
    ),
    formula="Parcours clos de la durée ÷ parcours clos dont le mois d’entrée est connu × 100",
    source_note=_EVENTS,
)

_SITES = (
    "Lieux\u00a0: déclarations des opérateurs du CEP\u202f; actifs ou habitants des communes\u00a0: Insee. "
    "Distances géodésiques de commune à lieu, à vol d’oiseau, ou temps de trajet du fichier de l’installation."
)
COVERAGE_SHARE = Indicator(
    code="coverage_share",
    title="Part de la population à portée d’un lieu",
    short_title="Couverture",
    unit="%",
    per=100.0,
    polarity=0,
    decimals=0,
    definition=(
        "Part des actifs (des habitants quand aucune population active par commune n’est chargée) dont la commune est "
        "au plus au seuil du lieu ouvert le plus proche, en kilomètres à vol d’oiseau ou en minutes de trajet selon la "
        "mesure choisie\u202f; un lieu au seuil exact est compris. Une commune est un point, celui de sa mairie ou de "
        "son centre."
    ),
    formula="Personnes des communes à portée ÷ personnes du territoire × 100",
    source_note=_SITES,
)
ACCESS_SCORE = Indicator(
    code="access_score",
    title="Score d’accès aux lieux (E2SFCA)",
    short_title="Score d’accès",
    unit="pour 10\u202f000",
    per=10_000.0,
    polarity=0,
    decimals=1,
    definition=(
        "Offre à portée de chaque personne\u00a0: chaque lieu partage son poids entre les personnes à portée, chaque "
        "commune additionne ce que les lieux à sa portée lui laissent, les deux sommes pondérées par l’éloignement. Le "
        "poids est le nombre de conseillers en équivalents temps plein si tous les lieux le disent, sinon les heures "
        "d’ouverture, sinon 1. Le seuil et la décroissance sont des choix, qui déplacent le résultat."
    ),
    formula="A_i = Σ_j W_ij S_j ÷ Σ_k W_kj P_k, × 10\u202f000 (Luo et Qi, 2009)",
    source_note=_SITES,
)

CATALOGUE: dict[str, Indicator] = {
    i.code: i
    for i in (
        ACCESS_RATE,
        ACCESS_RATE_MONTHLY,
        ENTRY_SHARE,
        ENTRIES,
        REPRESENTATION_INDEX,
        RELATIVE_RECOURSE,
        DISSIMILARITY,
        WOMEN_SHARE,
        STANDARDISED_RATE,
        STANDARDISED_RATIO,
        EXPLAINED_GAP,
        EARLY_EXIT_SHARE,
        MONTHLY_FLOW,
        CUMULATIVE_FLOW,
        MOVING_FLOW,
        YEARLY_CHANGE,
        OPERATOR_SHARE,
        PENETRATION,
        REASON_SHARE,
        SERVICE_SHARE,
        EXIT_SHARE,
        DURATION_SHARE,
        COVERAGE_SHARE,
        ACCESS_SCORE,
    )
}
