"""Cartes de la page Recours: what each says, its numbers as a grid where it is one, its definitions and its foot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from figures.breaks import Break
from figures.cells import read
from figures.grid import Grid, GridCell, GridRow
from figures.numbers import NBSP, NNBSP, month_label, number, percent, period_label, plural, signed, with_unit
from figures.recours_grids import (
    durations_grid,
    exits_grid,
    operators_grid,
    publics_grid,
    reasons_grid,
    services_grid,
    signal_areas_grid,
    signals_grid,
)
from figures.wording import listed
from filters import Filters
from geo.areas import AREAS, FRANCE
from indicators.correlation import FEWEST_POINTS, Line
from indicators.parts import FEWEST_OF_A_PROFILE
from indicators.reconciliation import BOUND, DIFFERENT, FOUND, REASONS
from indicators.signals import SIGNAL, Signal
from layouts.definitions import SECRECY, Row, definitions
from layouts.markup import Markup, join, tag
from layouts.recours_answer import EVERYONE, Flow, Link, Match, Publics, Recours, Shares, Signals
from nomenclatures import EXIT_KIND, FAMILY, LEVEL, REASON, SERVICE
from typography import spaced

REPORT = "CNEFOP, Bilan analytique CEP, 2018"
_READING = {"ens": "", "de": ", demandeurs d’emploi", "ao": ", actifs occupés"}
# What the access rate of each reading is over.
OVER = {"ens": "actifs", "de": "chômeurs au sens du recensement", "ao": "actifs occupés"}
_OPERATORS = "déclarations des opérateurs du CEP"
FLOW_COLUMNS = {"mensuel": "count", "cumule": "cumulative", "glissant": "moving_12", "evolution": "change_value"}
_FLOW_NAMES = {
    "mensuel": "par mois",
    "cumule": "cumulées depuis le dernier changement de champ",
    "glissant": "sur douze mois glissants",
    "evolution": "évolution d’un mois sur le même mois de l’année précédente",
}


class CardText(NamedTuple):
    """Carte: title, subtitle, alternative text, definitions, foot; `grid`: its numbers, None for a chart."""

    title: str
    subtitle: str
    alt: str
    info: Markup
    foot: Markup
    grid: Grid | None = None


def _foot(text: str, *more: Markup) -> Markup:
    return tag("p", spaced(text), *more)


def _sources(frame: Recours, others: str = "") -> str:
    lacking = f" Résultat partiel : {frame.absences.lacking}." if frame.absences.partial else ""
    return f"Sources : {_OPERATORS}{f' ; {others}' if others else ''}.{lacking}"


def _where(filters: Filters) -> str:
    return f"{_place(filters)}{_READING[filters.reading]}"


def _place(filters: Filters) -> str:
    """Territoire et période, for what does not follow the reading."""
    return f"{filters.territory.name}, {period_label(filters.start, filters.end)}"


def flows(frame: Recours, flow: Flow, breaks: Sequence[Break]) -> CardText:
    filters = frame.filters
    what = "entrées" if filters.flow_events == "entrees" else "sorties"
    title = "Aucun opérateur choisi n’est présent sur toute la période"
    alt = title
    if flow.of:
        alt = _flow_alt(flow, FLOW_COLUMNS[filters.flow_view], filters.flow_view, what)
        title = _flow_title(flow, filters, what)
    perimeter = ", périmètre constant" if filters.perimeter == "constant" else ""
    said = [(b.number, f" {month_label(b.month)}{NBSP}: {spaced(b.title)}. ") for b in breaks]
    marks = [tag("span", tag("b", str(rank)), text, cls="break-key") for rank, text in said]
    rules: list[Row] = [
        ("Flux", "Effectifs d’un mois, après perturbation. Chaque panneau a sa propre échelle."),
        ("Cumul", "Il repart de zéro à chaque rupture sans raccord : il n’additionne jamais deux champs."),
        (
            "Douze mois glissants",
            "Somme des douze derniers mois, absente tant qu’une rupture est entre eux ou que l’un d’eux est douteux.",
        ),
        (
            "Évolution",
            "Un mois sur le même mois de l’année précédente, refusée dès qu’une rupture sans raccord les sépare ou"
            " qu’un des deux est douteux.",
        ),
        (
            "Mois douteux",
            "Cercle creux : il n’est relié à rien, et n’entre dans aucune évolution ni somme de douze mois. Un cumul"
            " qui le contient le dit.",
        ),
        SECRECY,
    ]
    doubts = f" {_doubtful_cumulatives(flow)}" if filters.flow_view == "cumule" else ""
    foot = tag(
        "p", spaced(_sources(frame) + doubts), " ", *marks, tag("a", "Registre des ruptures", href="/methode#ruptures")
    )
    subtitle = f"{filters.territory.name}{_READING[filters.reading]}{perimeter}. Chaque panneau a son échelle."
    return CardText(title, subtitle, alt, definitions(rules), foot)


def _doubtful_cumulatives(flow: Flow) -> str:
    """Réserve: the groups whose last cumulative holds doubtful months, and these; "" without any."""
    said = []
    for group, rows in flow.of.items():
        months, doubts, marked, segments = (
            rows[name].tolist() for name in ("period", "doubtful", "cumulative_doubtful", "segment")
        )
        if not marked or not marked[-1]:
            continue
        held = [
            month_label(month)
            for month, doubtful, segment in zip(months, doubts, segments, strict=True)
            if doubtful and segment == segments[-1]
        ]
        said.append(f"{group_name(group)} ({listed(held)})")
    return f"Cumul contenant un mois douteux : {', '.join(said)}." if said else ""


def group_name(group: str) -> str:
    return "Ensemble" if group == EVERYONE else FAMILY[group].short_label


def _flow_title(flow: Flow, filters: Filters, what: str) -> str:
    """Titre: the last month known of all the operators, and the largest of them in it."""
    column = FLOW_COLUMNS[filters.flow_view]
    last = {group: _last(rows, column) for group, rows in flow.of.items()}
    month, value = last[EVERYONE]
    if math.isnan(value):
        return f"{what.capitalize()}, {_FLOW_NAMES[filters.flow_view]}{NBSP}: aucune valeur comparable"
    when = month_label(month).capitalize()
    if filters.flow_view == "evolution":
        return f"{when}{NBSP}: {signed(value, 1)}{NNBSP}% d’{what} en un an".replace("d’sorties", "de sorties")
    span = {"mensuel": "", "cumule": " depuis la dernière rupture", "glissant": " en douze mois"}[filters.flow_view]
    total = f"{when}{NBSP}: {number(value)} {what}{span}"
    known = {group: v for group, (m, v) in last.items() if group != EVERYONE and m == month and math.isfinite(v)}
    if filters.flow_view == "cumule" or len(known) < 2 or not value > 0:
        return total
    first = max(known, key=lambda group: known[group])
    return f"{total}, dont {percent(100 * known[first] / value)} à {_AT[first]}"


# A family after "à".
_AT = {
    "pe": "Pôle emploi",
    "ml": "la mission locale",
    "ce": "Cap emploi",
    "apec": "l’Apec",
    "reg": "un Fongécif ou Opacif",
}


def _last(rows: pd.DataFrame, column: str) -> tuple[str, float]:
    """The last month that has a value, and its value; NaN without any."""
    found = zip(rows["period"].tolist(), rows[column].tolist(), strict=True)
    return max(((month, value) for month, value in found if math.isfinite(value)), default=("", math.nan))


def _flow_alt(flow: Flow, column: str, view: str, what: str) -> str:
    said = []
    for group, rows in flow.of.items():
        name = group_name(group)
        month, value = _last(rows, column)
        if math.isnan(value):
            said.append(f"{name}{NBSP}: aucune valeur comparable")
            continue
        figure = f"{signed(value, 1)}{NNBSP}%" if view == "evolution" else f"{number(value)} {what}"
        said.append(f"{name}{NBSP}: {figure} en {month_label(month)}")
    return f"{'. '.join(said)}."


def operators(frame: Recours, shares: Shares) -> CardText:
    rows = shares.rows
    first = _largest(rows, "")
    period = period_label(shares.period.start, shares.period.end)
    title = "Parts des opérateurs indisponibles"
    if first:
        title = f"{FAMILY[first[0]].short_label} fait {percent(first[1], 1)} des entrées de {period}"
    other = shares.period != frame.filters.period
    why = " La dernière année pleine pour tous remplace la période choisie." if other else ""
    return CardText(
        title,
        f"{frame.filters.territory.name}, {period}{_READING[frame.filters.reading]}",
        title,
        definitions(
            [
                ("Part", "Entrées de la famille ÷ entrées de toutes les familles choisies × 100."),
                (
                    "Période",
                    "Une année que tous les opérateurs ont transmise entière : une part sur une année incomplète"
                    " comparerait des opérateurs présents à des opérateurs absents.",
                ),
                SECRECY,
            ]
        ),
        _foot(_sources(frame) + why),
        operators_grid(rows, f"Entrées et part de chaque famille d’opérateurs, {period}"),
    )


def _largest(rows: pd.DataFrame, of: str) -> tuple[str, float] | None:
    """Category of the largest share of one whole, None where none is known."""
    names = ("group", "of", "value")
    known = [
        (value, group)
        for group, whole, value in zip(*(rows[n].tolist() for n in names), strict=True)
        if whole == of and math.isfinite(value)
    ]
    return (max(known)[1], max(known)[0]) if known else None


def publics(frame: Recours, found: Publics) -> CardText:
    title = "Chaque opérateur rapporté au public qu’il vise, quand une source le compte"
    return CardText(
        title,
        f"Pénétration, {_place(frame.filters)}",
        title,
        definitions(
            [
                (
                    "Taux de pénétration",
                    "Entrées de la famille dans son public ÷ personnes de ce public × 1 000, par an.",
                ),
                (
                    "Entre parenthèses",
                    "Intervalle à 95 % des entrées (Byar, exact sous 10 ; élargi par la perturbation), et de l’arrondi"
                    " de la population quand sa source l’arrondit.",
                ),
                ("Pôle emploi", "Demandeurs d’emploi entrés, pour 1 000 chômeurs au sens du recensement."),
                (
                    "Missions locales",
                    "Jeunes de 15 à 25 ans entrés, pour 1 000 actifs de 15 à 24 ans. Ce public n’est connu que pour la"
                    " France, par une part arrondie à l’unité (enquête Emploi 2016) : le taux est approché, et"
                    " ses bornes ajoutent celles de cet arrondi.",
                ),
                ("Cap emploi", "Aucune source chargée ne compte les actifs handicapés par territoire : pas de taux."),
                (
                    "Apec",
                    "Cadres entrés à l’Apec, pour 1 000 actifs cadres de 25 à 54 ans en 2014 (recensement, série"
                    " harmonisée), régions métropolitaines : le taux est approché.",
                ),
                ("Fongécif, Opacif", "Actifs occupés entrés, pour 1 000 actifs occupés du recensement."),
                ("Lecture", "Le choix d’une lecture (demandeurs d’emploi, actifs occupés) ne change pas ces publics."),
                SECRECY,
            ]
        ),
        _foot(_sources(frame, "Insee, recensement et enquête Emploi")),
        publics_grid(found.rows, "Entrées de chaque famille d’opérateurs pour 1 000 personnes du public qu’elle vise"),
    )


def reasons(frame: Recours, shares: Shares) -> CardText:
    return _profile_card(
        frame,
        shares,
        REASON[first[0]].label if (first := _largest(shares.rows, "")) else "",
        "des sollicitations",
        ("Motif", "Motif donné à l’entrée de niveau 2 ou 3. Part parmi toutes les entrées du statut."),
        "Motifs de sollicitation",
        reasons_grid(shares.rows, f"Motifs de sollicitation par statut, en % des entrées, {_where(frame.filters)}"),
    )


def services(frame: Recours, shares: Shares) -> CardText:
    return _profile_card(
        frame,
        shares,
        SERVICE[first[0]].label if (first := _largest(shares.rows, "")) else "",
        "des parcours clos",
        (
            "Service rendu",
            "Parcours clos qui ont reçu le service ÷ parcours clos qui en ont reçu au moins un × 100. Un parcours en"
            " reçoit souvent plusieurs : les parts ne font pas 100.",
        ),
        "Services rendus, parcours clos",
        services_grid(shares.rows, f"Services rendus par statut, en % des parcours clos, {_where(frame.filters)}"),
    )


def _profile_card(
    frame: Recours, shares: Shares, first: str, of_what: str, definition: Row, name: str, grid: Grid
) -> CardText:
    largest = _largest(shares.rows, "")
    title = f"{name}{NBSP}: rien à montrer"
    if largest:
        title = f"{first}{NBSP}: {percent(largest[1], 1)} {of_what}"
    masked = spaced(
        f"Un statut de moins de {FEWEST_OF_A_PROFILE} n’a pas de profil (n < {FEWEST_OF_A_PROFILE}) : chaque parcours y"
        " pèserait un point. « s » : effectif de 0 à 4, secret."
    )
    return CardText(
        title,
        f"{name}, profil en % par statut, {_where(frame.filters)}",
        title,
        definitions([definition, ("Petits effectifs", masked), SECRECY]),
        _foot(f"{_sources(frame)} {masked}"),
        grid,
    )


def exits(frame: Recours, shares: Shares) -> CardText:
    found = {
        group: (value, count)
        for group, whole, value, count in zip(
            *(shares.rows[n].tolist() for n in ("group", "of", "value", "numerator")), strict=True
        )
        if whole == EVERYONE
    }
    title = "Sorties : rien à montrer".replace(" :", f"{NBSP}:")
    if math.isfinite(found["plan"][0]):
        title = (
            f"{percent(found['plan'][0], 1)} des sorties avec un plan d’actions finalisé,"
            f" {percent(found['anticipee'][0], 1)} anticipées"
        )
    return CardText(
        title,
        f"Sorties par famille d’opérateurs, {_where(frame.filters)}",
        title,
        definitions(
            [
                ("Sortie", "Parcours clos, au mois de sa fin ; parts parmi toutes les sorties de la famille."),
                ("Niveau", f"{LEVEL['3'].label} : niveau atteint à la sortie."),
                (EXIT_KIND["early"].label, "Abandon, ou fin avant le terme prévu."),
                ("Avec formation", "Parcours qui a reçu le service « élaboration d’un parcours de formation »."),
                SECRECY,
            ]
        ),
        _foot(_sources(frame)),
        exits_grid(shares.rows, f"Sorties de chaque famille d’opérateurs, {_where(frame.filters)}"),
    )


def durations(frame: Recours, shares: Shares) -> CardText:
    short = next(
        (
            value
            for group, whole, value in zip(*(shares.rows[n].tolist() for n in ("group", "of", "value")), strict=True)
            if (group, whole) == ("d0", EVERYONE) and math.isfinite(value)
        ),
        None,
    )
    title = f"Durées{NBSP}: rien à montrer"
    if short is not None:
        title = f"{percent(short, 1)} des parcours clos ont fini le mois de l’entrée ou le suivant"
    return CardText(
        title,
        f"Durée des parcours clos, en % de ceux dont le mois d’entrée est connu, {_where(frame.filters)}",
        title,
        definitions(
            [
                ("Durée", "Mois entre l’entrée et la sortie, quand le mois d’entrée est transmis."),
                (
                    "Précaution",
                    "Seuls les parcours finis ont une durée : un opérateur entré depuis peu dans les données n’a que"
                    " des parcours courts.",
                ),
                SECRECY,
            ]
        ),
        _foot(_sources(frame)),
        durations_grid(shares.rows, f"Durée des parcours clos par famille d’opérateurs, {_where(frame.filters)}"),
    )


def correlation_text(line: Line) -> str:
    """r et n d’un nuage: "r = −0,68 (−0,87 à −0,29), n = 17"."""
    if math.isnan(line.r):
        return f"pas de droite, n = {line.n}" + (f" (moins de {FEWEST_POINTS})" if line.n < FEWEST_POINTS else "")
    bounds = f"{number(line.r_lower, 2)} à {number(line.r_upper, 2)}"
    return f"r = {number(line.r, 2)} ({bounds}), n = {line.n}"


def unemployment(frame: Recours, link: Link) -> CardText:
    title = "Recours et chômage, par région"
    lines = link.lines
    if all(math.isfinite(line.r) for line in lines.values()):
        title += (
            f"{NBSP}: r = {number(lines['avec'].r, 2)} avec le service public de l’emploi,"
            f" {number(lines['sans'].r, 2)} sans"
        )
    years = listed([str(year) for year in link.years])
    caution = (
        "Le lien est en partie mécanique : le conseil fait partie de l’offre aux inscrits de Pôle emploi. Un lien entre"
        " régions ne dit rien des personnes."
    )
    if frame.filters.reading == "de":
        caution = (
            "Le taux d’accès divise ici par les chômeurs, et le taux de chômage en est fait : plus il y a de chômeurs,"
            f" plus l’un monte et plus l’autre baisse, quel que soit le recours. Aucune droite n’est donnée. {caution}"
        )
    return CardText(
        title,
        f"Taux d’accès et taux de chômage au sens du BIT, 15-74 ans, {years}{_READING[frame.filters.reading]}",
        f"{title}. {caution}".replace(" :", f"{NBSP}:"),
        definitions(
            [
                ("Taux d’accès", _access_definition(frame.filters.reading)),
                ("Chômage", "Eurostat (pour la France, Insee), enquête Emploi, moyenne des années de la période."),
                (
                    "Droite",
                    "Moindres carrés, chaque région pesant autant ; r de Pearson et son intervalle à 95 % (Fisher).",
                ),
                ("Précaution", caution),
                ("Régions", "Mayotte n’a pas d’actifs au recensement chargé : elle n’est pas dans le nuage."),
            ]
        ),
        _foot(f"{_sources(frame, 'Insee, recensement ; Eurostat, enquête Emploi')} {caution}"),
    )


def _access_definition(reading: str) -> str:
    over = OVER[reading] if reading == "de" else f"{OVER[reading]} du recensement"
    whose = {"ens": "", "de": " de demandeurs d’emploi", "ao": " d’actifs occupés"}[reading]
    return f"Entrées{whose} pour 1{NNBSP}000 {over}, comme sur la page Accès."


def link_grid(link: Link) -> Grid:
    """Tableau du nuage: one row per region."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    names = ("area", "group", "unemployment", "value")
    for area, group, x, y in zip(*(link.rows[n].tolist() for n in names), strict=True):
        if AREAS[area].level != "department":
            found.setdefault(area, {})[group] = (x, y)
    rows = []
    for area, of in found.items():
        x = of["avec"][0]
        cells = [GridCell(percent(x, 1) if math.isfinite(x) else "n.d.")]
        for group in ("avec", "sans"):
            y = of[group][1]
            cells.append(GridCell(with_unit(y, "‰", 1) if math.isfinite(y) else "n.d."))
        rows.append(GridRow(AREAS[area].name, tuple(cells), pinned=area == FRANCE.id))
    heads = ("Chômage", "Accès avec Pôle emploi", "Accès sans Pôle emploi")
    return Grid("Taux de chômage et taux d’accès par région", "Région", heads, tuple(rows))


def signals(frame: Recours, found: Signals, chosen: tuple[str, str]) -> CardText:
    rows = found.rows
    judged = ((rows["position"] != "") & (rows["area"] != FRANCE.id)).to_numpy()
    flagged, count = int(rows["flag"].to_numpy()[judged].sum()), int(judged.sum())
    noun = plural(flagged, "valeur hors limites", "valeurs hors limites")
    title = f"{number(flagged)} {noun} sur {number(count)} jugées"
    level = "régions" if frame.filters.area_level == "reg" else "départements"
    return CardText(
        title,
        f"Six signaux de cohérence des parcours, par famille d’opérateurs, {level}, {_where(frame.filters)}",
        title,
        definitions(
            [
                (
                    "Signal",
                    "Le rapport de 2018 annonçait six alertes sans les définir : ces définitions sont celles de"
                    " l’observatoire. Une famille n’est comparée qu’à elle-même, en France.",
                ),
                (
                    "Hors limites",
                    "Une valeur n’est signalée qu’au-delà des limites à 99,8 %, élargies de ce dont les territoires"
                    " diffèrent d’ordinaire, et du côté que le signal nomme. Un signal invite à regarder ; il ne juge"
                    " pas.",
                ),
                *((s.title, f"{s.numerator} Rapporté à : {s.denominator} {_polarity(s)}") for s in SIGNAL.values()),
                SECRECY,
            ]
        ),
        _foot(f"{_sources(frame)} Une case ouvre la carte et les valeurs du signal."),
        signals_grid(
            rows, frame.filters.families, chosen, "Territoires hors limites, par signal et famille d’opérateurs"
        ),
    )


def _polarity(signal: Signal) -> str:
    return "Signalé quand il est haut." if signal.direction > 0 else "Signalé quand il est bas."


def signal_map(frame: Recours, rows: pd.DataFrame, chosen: tuple[str, str]) -> CardText:
    return _signal_card(frame, rows, chosen, None)


def signal_areas(frame: Recours, rows: pd.DataFrame, chosen: tuple[str, str]) -> CardText:
    caption = f"{SIGNAL[chosen[0]].title}, {FAMILY[chosen[1]].short_label}, par territoire"
    return _signal_card(frame, rows, chosen, signal_areas_grid(rows, frame.filters.area, caption))


def _signal_card(frame: Recours, rows: pd.DataFrame, chosen: tuple[str, str], grid: Grid | None) -> CardText:
    signal, family = SIGNAL[chosen[0]], FAMILY[chosen[1]].short_label
    cells = read(rows)
    names = [
        cell.area.name for cell, flag in zip((*cells.compared,), _flags(rows, cells.compared), strict=True) if flag
    ]
    title = f"{signal.title}{NBSP}: {family}"
    outside = f"hors limites{NBSP}: {listed(names)}" if names else "aucun territoire hors limites"
    phi = next((value for value in rows["phi"].tolist() if math.isfinite(value)), math.nan)
    dispersion = f" φ = {number(phi, 1)}." if math.isfinite(phi) else ""
    view, label = _UNDERLYING[signal.code]
    link = f"/recours?volet={view}&ope={chosen[1]}" if view else f"/?ope={chosen[1]}"
    return CardText(
        title,
        f"{signal.numerator.rstrip('.')}, {period_label(*frame.period)}{NNBSP}; {outside}",
        f"{title}, {outside}.",
        definitions(
            [
                ("Compté", signal.numerator),
                ("Rapporté à", signal.denominator),
                ("Signalé quand", f"{signal.explanation} {_polarity(signal)}"),
                ("Causes possibles", signal.causes),
                (
                    "Limites",
                    "À 99,8 %, autour de la valeur de la même famille en France, élargies (Spiegelhalter, 2005).",
                ),
                SECRECY,
            ]
        ),
        _foot(
            f"Signalé quand {_lowered(signal.explanation)} Causes possibles : {_lowered(signal.causes)}{dispersion} ",
            tag("a", label, href=link),
        ),
        grid,
    )


# The section of the page where what a signal counts is shown, and the words of the link.
_UNDERLYING = {
    "information": ("motifs", "Voir les services rendus"),
    "early": ("sorties", "Voir les sorties"),
    "short": ("sorties", "Voir les durées"),
    "direct_3": ("flux", "Voir les flux"),
    "support": ("sorties", "Voir les sorties"),
    "diversity": ("motifs", "Voir les statuts"),
}


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _flags(rows: pd.DataFrame, cells: Sequence[object]) -> list[bool]:
    flags = dict(zip(rows["area"].tolist(), rows["flag"].tolist(), strict=True))
    return [bool(flags[cell.area.id]) for cell in cells]  # type: ignore[attr-defined]


def targets(frame: Recours, matches: Sequence[Match]) -> CardText:
    title = "Les objectifs publiés, à part des résultats"
    rows = []
    for match in target_matches(matches):
        published = [
            f"{signed(m.published)}{NNBSP}%"
            for m in matches
            if m.indicator == "evolution" and m.operator == match.operator and m.dates == match.dates
        ]
        value = number(match.published) if match.unit == "personnes" else f"{signed(match.published)}{NNBSP}% par an"
        here = own_evolution(match, matches)
        cells = (
            GridCell(value),
            GridCell(match.dates[:4]),
            GridCell(listed(published) or "—"),
            GridCell(here),
        )
        rows.append(GridRow(match.definition[:1].upper() + match.definition[1:], cells))
    heads = ("Objectif", "Année", "Évolution publiée", "Mesuré ici")
    grid = Grid("Objectifs publiés", "Définition", heads, tuple(rows))
    sources = [_source(match) for match in target_matches(matches)]
    return CardText(
        title,
        "Opérateurs régionaux du CEP des actifs occupés",
        title,
        definitions(
            [
                ("Objectif", "Cible annoncée par France compétences : elle n’est jamais mêlée à un résultat."),
                ("Mesuré ici", "Évolution d’une année sur l’autre dans la version, refusée à travers une rupture."),
            ]
        ),
        join([tag("p", f"Sources{NBSP}: ", join(_between(sources)), ".")]),
        grid,
    )


def target_matches(matches: Sequence[Match]) -> list[Match]:
    return [m for m in matches if m.reasons[:1] == ("target",)]


def own_evolution(match: Match, matches: Sequence[Match]) -> str:
    """L’évolution mesurée over the year of a target, or why there is none."""
    same = [m for m in matches if m.measure == "change" and m.operator == match.operator and m.dates == match.dates]
    if not same:
        return spaced(REASONS["not_covered"].text)
    first = same[0]
    return f"{signed(first.own, 1)}{NNBSP}%" if math.isfinite(first.own) else spaced(REASONS[first.reasons[0]].text)


def figures(frame: Recours, matches: Sequence[Match]) -> CardText:
    shown = shown_matches(matches, frame.filters.figures_view)
    outcomes = [m.outcome for m in shown]
    found, different = outcomes.count(FOUND) + outcomes.count(BOUND), outcomes.count(DIFFERENT)
    explained = len(shown) - found - different
    title = (
        f"{found} chiffres retrouvés, {different} {plural(different, 'écart expliqué', 'écarts expliqués')},"
        f" {explained} non reconstruits"
    )
    raked = (
        " Les données simulées sont calées sur une partie de ces chiffres : les retrouver ne prouve rien."
        if frame.demonstration
        else ""
    )
    return CardText(
        title,
        "Chiffres publiés et nombres de la version, pour la définition, le périmètre et la période de chacun",
        title,
        definitions(
            [
                ("Retrouvé", "Les deux nombres ne diffèrent que de l’arrondi du chiffre et du bruit du secret."),
                ("Borne respectée", "Le chiffre est une borne, « plus de », que le nombre de la version dépasse."),
                (
                    "Filtres",
                    "Chaque chiffre a son territoire, ses opérateurs et sa période : les filtres ne les changent pas.",
                ),
                SECRECY,
            ]
        ),
        _foot(f"Chaque ligne nomme sa source.{raked}"),
    )


def shown_matches(matches: Sequence[Match], view: str) -> list[Match]:
    """Chiffres of the report of 2018, or of the other sources."""
    return [m for m in matches if (m.source == REPORT) == (view == "rapport")]


def figures_table(matches: Sequence[Match], view: str) -> Markup:
    """Tableau du rapprochement: one row per figure; those of other sources that cannot be rebuilt are counted by
    source and reason."""
    shown = shown_matches(matches, view)
    alone = [m for m in shown if view == "rapport" or math.isfinite(m.own)]
    grouped: dict[tuple[str, str], list[Match]] = {}
    for match in shown:
        if match not in alone:
            grouped.setdefault((match.source, match.reasons[0]), []).append(match)
    heads = ("Chiffre publié", "Publié", "Ici", "Écart", "Issue", "Ce qui l’explique", "Source")
    rows = [_figure_row(match) for match in alone]
    rows += [_group_row(of, reason) for (_, reason), of in grouped.items()]
    caption = "Chiffres publiés rapprochés de la version"
    head = tag("tr", [tag("th", h, scope="col", cls="n" if i in (1, 2, 3) else None) for i, h in enumerate(heads)])
    table = tag("table", tag("caption", caption, cls="sr"), tag("thead", head), tag("tbody", rows), cls="bars figures")
    return tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=caption)


# Figures whose category says nothing of them.
_NAMES = {
    "entrees_cep": "entrées",
    "beneficiaires_cep": "bénéficiaires",
    "engages_cep": "engagés",
    "sur_representation_regionale": "surreprésentation",
    "taux_recours": "taux de recours",
    "evolution": "évolution",
}


def _figure_row(match: Match) -> Markup:
    place = "" if match.area == FRANCE.id else f", {match.area_name}"
    name = spaced(f"{_NAMES.get(match.indicator, match.category)}{place}")
    own, gap = figure_text(match.own, match), gap_text(match)
    why = " ".join(REASONS[reason].text for reason in match.reasons)
    return tag(
        "tr",
        tag("th", name, tag("small", spaced(match.definition)), scope="row"),
        tag("td", figure_text(match.published, match, published=True), cls="n"),
        tag("td", own, cls="n"),
        tag("td", gap, cls="n"),
        tag("td", match.outcome),
        tag("td", spaced(why), cls="why"),
        tag("td", _source(match), cls="why"),
    )


def _group_row(matches: Sequence[Match], reason: str) -> Markup:
    first = matches[0]
    several = f"{number(len(matches))} {plural(len(matches), 'chiffre')}"
    named = ", ".join(dict.fromkeys(m.category for m in matches[:3]))
    return tag(
        "tr",
        tag("th", several, tag("small", spaced(named)), scope="row"),
        [tag("td", "—", cls="n") for _ in range(3)],
        tag("td", first.outcome),
        tag("td", spaced(REASONS[reason].text), cls="why"),
        tag("td", _source(first), cls="why"),
    )


def figure_text(value: float, match: Match, published: bool = False) -> str:
    """Un nombre dans l’unité du chiffre: "52 %", "98 sites"; an index where the source says yes or no."""
    if not math.isfinite(value):
        return "—"
    if match.unit == "booléen":
        return ("surreprésentée" if value == 1 else "non") if published else f"indice {number(value, 2)}"
    decimals = 0 if float(value).is_integer() or abs(value) >= 1000 else 1
    if match.unit.startswith("%"):
        return percent(value, decimals)
    return number(value, decimals)


def gap_text(match: Match) -> str:
    if not math.isfinite(match.difference) or match.unit == "booléen":
        return "—"
    if match.unit.startswith("%"):
        return f"{signed(match.difference, 1)} {plural(match.difference, 'point')}"
    return signed(match.difference)


def _source(match: Match) -> Markup:
    text = spaced(match.source)
    return tag("a", text, href=match.url, rel="noopener") if match.url else Markup(tag("span", text))


def _between(items: Sequence[Markup]) -> list[Markup]:
    unique = list(dict.fromkeys(items))
    return [part for place, item in enumerate(unique) for part in ((Markup("\u202f; "), item) if place else (item,))]
