"""Carte « Et si ce lieu fermait ? »: the changes to try, what they change by department, the search of sites."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from dash import html

from figures.hypothesis_sentence import (
    Counts,
    Persons,
    hours_text,
    hypothesis_sentence,
    points_text,
)
from figures.numbers import number, percent, plural, signed
from figures.sentence import Sentence
from geo.areas import FRANCE
from geo.hypothesis import Hypothesis, SiteKey
from geo.places import FTE, HOURS
from geo.scenario import Effects
from indicators.catalogue import ACCESS_SCORE
from layouts import ids
from layouts.card import card
from layouts.controls import setter
from layouts.definitions import definitions, terms
from layouts.hypothesis_answer import FULL_TIME, Change, Outcome
from layouts.markup import EMPTY, Markup, join, slot, tag
from layouts.result_table import twin_table
from typography import NBSP, NNBSP

VIEW = "hypothese"
CHANGES, FIGURES, AREAS_TABLE = (ids.pane_of(ids.HYPOTHESIS, name) for name in ("changements", "chiffres", "tableau"))
# Weekly hours offered for a session, the usual first.
_HOURS = ("7", "3.5", "14", "21", "35")
_UNITS = {
    FTE: (
        "Le poids d’un lieu est son nombre de conseillers, en proportion de ses heures si elles changent ; une"
        f" permanence compte pour un conseiller présent pendant ses heures ({FULL_TIME:g} h{NBSP}: un équivalent temps"
        " plein)."
    ),
    HOURS: "Le poids d’un lieu, ou d’une permanence, est son nombre d’heures d’ouverture par semaine.",
}
_ONE = "Chaque lieu compte pour 1, faute d’heures et de conseillers connus partout : changer ses heures ne change rien."


_DEFINITIONS = terms(
    [
        ("Hypothèse", "Les changements sont dans l’adresse de la page : elle se partage et se retrouve."),
        ("Avant et après", "Mêmes personnes, mêmes distances, mêmes réglages ; seuls les lieux changent."),
        ("Perdent, gagnent", "Qui passe le seuil de distance du lieu le plus proche, dans un sens ou dans l’autre."),
        ("Plus loin, plus près", "Qui voit changer la distance au lieu le plus proche, de plus d’un millimètre."),
        (ACCESS_SCORE.short_title, ACCESS_SCORE.definition),
        ("Déplacement", "Un lieu déplacé, ou une permanence, est au point de la commune choisie (mairie ou centre)."),
        ("Limite", "Personne ne change d’habitudes : ni trajets, ni capacité d’accueil, ni recours ne sont prédits."),
    ]
)


def changes_panel() -> html.Section:
    """Panneau des changements: what is proposed, and the forms that propose; the same whatever the answer."""
    return html.Section(
        [
            html.H2("Changements proposés", id="hypothese-panneau", disable_n_clicks=True),
            slot(CHANGES),
            slot("hypothese-formulaires", _forms(), "hypothesis-forms no-print"),
        ],
        className="card hypothesis-panel",
        disable_n_clicks=True,
        **{"aria-labelledby": "hypothese-panneau"},
    )


def search_panel() -> html.Section:
    """Panneau de la recherche des meilleurs lieux."""
    return html.Section(
        [
            html.H2("Où ouvrir des permanences\u202f?", id="hypothese-recherche", disable_n_clicks=True),
            slot("hypothese-recherche-formulaire", _search_form(), "no-print"),
            slot("hypothese-recherche-resultat", tag("div", id="siting", aria_live="polite")),
        ],
        className="card hypothesis-search",
        disable_n_clicks=True,
        **{"aria-labelledby": "hypothese-recherche"},
    )


def outcome_card() -> html.Section:
    """Carte sous celle des lieux: the effects by department."""
    return card(
        ids.HYPOTHESIS,
        "hypothèse",
        "L’effet de l’hypothèse par département",
        "",
        [slot(FIGURES), slot(AREAS_TABLE, class_name="hypothesis-areas")],
        definitions=_DEFINITIONS,
        file="/fichiers/territoires-hypothese.csv",
    )


def outcome_sentence(outcome: Outcome) -> Sentence:
    """Phrase de la page in this view."""
    kept, whole = outcome.hypothesis, outcome.whole
    counts = Counts(len(kept.closed), len(kept.moved), len(kept.hours), len(kept.added))
    values = (
        whole.population,
        whole.covered_before,
        whole.covered_after,
        whole.losing,
        whole.gaining,
        whole.farther,
        whole.nearer,
        whole.less,
        whole.more,
    )
    persons = Persons(*(float(column[0]) for column in values))
    return hypothesis_sentence(counts, persons, outcome.territory, outcome.up_to, outcome.people)


def title(outcome: Outcome) -> str:
    """Titre de la carte: what is lost and gained."""
    if not outcome.hypothesis:
        return "L’effet de l’hypothèse par département"
    losing, gaining = (round(float(column[0])) for column in (outcome.whole.losing, outcome.whole.gaining))
    if not (losing or gaining):
        return f"Personne ne passerait le seuil de {outcome.up_to}"
    parts = [
        f"{number(count)} {plural(count, outcome.people.removesuffix('s'), outcome.people)} {verb}"
        for count, verb in (
            (losing, plural(losing, "perdrait", "perdraient") + " l’accès"),
            (gaining, f"le {plural(gaining, 'gagnerait', 'gagneraient')}" if losing else _gain(gaining)),
        )
        if count
    ]
    return ", ".join(parts)


def _gain(count: int) -> str:
    return f"{plural(count, 'gagnerait', 'gagneraient')} un accès"


def subtitle(outcome: Outcome) -> str:
    return (
        f"Avant et après{NBSP}: {outcome.people} à {outcome.up_to} ou moins d’un lieu, {outcome.measure.how}"
        f"{NNBSP}; départements du territoire, et voisins touchés"
    )


def changes_list(outcome: Outcome) -> Markup:
    """Éléments de l’hypothèse, each with its button to take it back; what could not be understood."""
    lost = (
        tag("p", f"Inconnu dans cette version, donc ignoré{NBSP}: {', '.join(outcome.unknown)}.", cls="hint alert")
        if outcome.unknown
        else None
    )
    if outcome.measure.is_time:
        lost = join([_without_times(outcome), lost])
    if not outcome.changes:
        text = "Aucun changement pour l’instant. Proposez-en un ci-dessous."
        if outcome.territory == FRANCE:
            text = "Choisissez une région ou un département\u00a0: la liste de ses lieux permet d’en fermer."
        said = tag("p", text, cls="hint")
        return join([said, lost])
    rows = [tag("li", tag("span", change.text), _toggle(change)) for change in outcome.changes]
    reset = setter("hyp=", "Tout retirer", "control small")
    return join([tag("ul", rows, cls="hypothesis-changes"), tag("p", reset, cls="actions no-print"), lost])


def _without_times(outcome: Outcome) -> Markup:
    """What cannot be measured under travel times, and the way to distances."""
    rows = [tag("li", tag("span", change.text), _toggle(change)) for change in outcome.untimed]
    said = (
        "En temps de trajet, un lieu peut fermer ou changer d’heures\u202f; où il n’y a pas de lieu, aucun temps n’est"
        " connu."
    )
    left = "Sans effet, faute de temps de trajet\u00a0:"
    return join(
        [
            tag("p", left, cls="hint alert") if rows else None,
            tag("ul", rows, cls="hypothesis-changes") if rows else None,
            tag("p", said, " ", setter("mes=distance", "Mesurer à vol d’oiseau", "link"), cls="hint"),
        ]
    )


def _toggle(change: Change) -> Markup:
    return tag(
        "button",
        "Retirer",
        type="button",
        cls="control small no-print",
        data_piece=change.piece,
        aria_label=f"Retirer{NBSP}: {change.text}",
    )


def close_button(site: SiteKey, name: str) -> Markup:
    """Bouton d’un lieu de la liste, its name: closes it, or opens it again; assets/hypothesis.js says whether it is.

    A hundred of them travel: whatever can be said by a style sheet or a script is.
    """
    return tag("button", name, cls="close-site", data_piece=str(Hypothesis(closed=(site,))))


def marks_legend() -> Markup:
    """Légende of what the hypothesis adds to the map."""
    rows = (("✕", "closes", "lieu fermé, ou d’où il part"), ("★", "opens", "permanence, ou lieu déplacé"))
    return tag(
        "div",
        tag("strong", "Hypothèse"),
        tag(
            "ul",
            [tag("li", tag("span", sign, cls=f"change {cls}", aria_hidden="true"), text) for sign, cls, text in rows],
        ),
        cls="marks hypothesis-marks",
    )


def figures_strip(outcome: Outcome) -> Markup:
    """Avant → après, of the territory: share within the threshold, median distance, mean score."""
    whole = outcome.whole
    if not whole.population[0]:
        return tag("p", "La population des communes de ce territoire n’est pas connue.", cls="hint")
    shares = [float(v[0] / whole.population[0]) for v in (whole.covered_before, whole.covered_after)]
    medians = [float(v[0]) for v in (whole.median_before, whole.median_after)]
    scores = [float(v[0]) * ACCESS_SCORE.per for v in (whole.score_before, whole.score_after)]
    rows = (
        (f"À {outcome.up_to} ou moins", [percent(100 * s, 1) for s in shares], points_text(*shares)),
        (
            outcome.measure.median,
            [_cost(outcome, m) for m in medians],
            _gap(medians, outcome.measure.decimals, f" {outcome.measure.unit}"),
        ),
        (
            f"Score d’accès moyen, pour {number(ACCESS_SCORE.per)}",
            [number(s, 2) for s in scores],
            _gap(scores, 2, ""),
        ),
    )
    return tag(
        "dl",
        [
            tag(
                "div",
                tag("dt", name),
                tag("dd", texts[0], tag("span", " → ", cls="arrow"), tag("strong", texts[1])),
                tag("dd", gap, cls="gap"),
            )
            for name, texts, gap in rows
        ],
        cls="hypothesis-figures",
    )


def _cost(outcome: Outcome, median: float) -> str:
    return outcome.measure.written(median, "aucun lieu", "—")


def _gap(pair: Sequence[float], decimals: int, unit: str) -> str:
    if not all(map(math.isfinite, pair)):
        return "inchangé" if pair[0] == pair[1] else "—"
    gap = round(pair[1] - pair[0], decimals)
    return f"{signed(gap, decimals)}{unit}" if gap else "inchangé"


def areas_table(outcome: Outcome) -> Markup:
    """Tableau par département, those where nothing changes last."""
    of = outcome.effects
    order = sorted(range(len(outcome.areas)), key=lambda k: (-_moved(of, k), outcome.areas[k].code))
    if not order:
        text = "Aucun département n’est touché. Choisissez une région pour voir tous les siens."
        return tag("p", text, cls="hint")
    heads = (*persons_heads(outcome), "Médiane avant", "après", "Score avant", "après")
    rows = [_row(outcome, k) for k in order]
    caption = f"Effet de l’hypothèse par département, en {outcome.people}"
    return twin_table(caption, heads, rows, numeric=range(1, 11))


def _moved(of: Effects, k: int) -> float:
    return float(max(of.losing[k], of.gaining[k]) * 1e9 + of.farther[k] + of.nearer[k] + of.less[k] + of.more[k])


def persons_heads(outcome: Outcome) -> tuple[str, ...]:
    """Têtes of the columns that `persons_texts` fills, after that of the department."""
    within = f"À ≤ {outcome.up_to}, avant"
    return "Département", within, "après", "Perdent", "Gagnent", "Plus loin", "Plus près"


def persons_texts(of: Effects, k: int) -> tuple[list[str], list[str]]:
    """Textes of a department: the share within the threshold before and after; who loses, gains, is farther, nearer."""
    total = float(of.population[k])
    within = [percent(100 * float(v[k]) / total, 1) if total else "n.d." for v in (of.covered_before, of.covered_after)]
    return within, [_count(float(v[k])) for v in (of.losing, of.gaining, of.farther, of.nearer)]


def _row(outcome: Outcome, k: int) -> Markup:
    of, area = outcome.effects, outcome.areas[k]
    within, persons = persons_texts(of, k)
    medians = [_cost(outcome, float(v[k])) for v in (of.median_before, of.median_after)]
    scores = [_score(float(v[k])) for v in (of.score_before, of.score_after)]
    texts = (*_changed(within), *persons, *_changed(medians), *_changed(scores))
    cells = [tag("td", text, cls="n") for text in texts]
    territory = outcome.territory
    outside = territory != FRANCE and area.region != territory.region
    name = join([area.name, tag("small", " hors région")]) if outside else area.name
    changed = any(float(v[k]) for v in (of.losing, of.gaining))
    return tag("tr", tag("th", name, scope="row"), cells, cls="on" if changed else None)


def _changed(pair: list[str]) -> tuple[str, str]:
    """Before, and after where it differs."""
    return pair[0], pair[1] if pair[1] != pair[0] else "="


def _count(persons: float) -> str:
    return number(persons) if round(persons) else "—"


def _score(score: float) -> str:
    return "n.d." if math.isnan(score) else number(score * ACCESS_SCORE.per, 2)


def info(outcome: Outcome) -> Markup:
    """Définition that depends on the answer: what a site weighs; the others are in the card itself."""
    return definitions([("Poids", _UNITS.get(outcome.unit, _ONE))])


def foot(outcome: Outcome) -> Markup:
    shown = "Lieux simulés, démonstration. " if outcome.demonstration else ""
    text = f"{shown}Calcul sur les communes, {outcome.measure.how} ; l’hypothèse ne prédit aucun recours."
    return tag("p", text.replace(" ;", f"{NNBSP};"))


def source_line(outcome: Outcome) -> str:
    """Source et date, drawn in the picture file."""
    said = f"{NNBSP}; ".join(change.text for change in outcome.changes) or "aucun changement"
    return (
        f"Hypothèse{NBSP}: {said}. Sources{NBSP}: opérateurs du CEP{NNBSP}; Insee, communes. Observatoire CEP, version"
        f" {outcome.release}, {date.today():%d/%m/%Y}."
    )


def _forms() -> Markup:
    return join(
        [
            tag(
                "form",
                tag("h3", "Fermer, déplacer ou renforcer un lieu"),
                _field("Lieu", "site", list_="hypothesis-sites", placeholder="Nom du lieu"),
                tag(
                    "div",
                    _field("Nouvelle commune", "town", list_="hypothesis-towns", placeholder="Facultatif"),
                    _field("Heures par semaine", "hours", type="number", min="0.1", max="168", step="0.1"),
                    cls="pair",
                ),
                tag(
                    "p",
                    tag("button", "Fermer le lieu", type="submit", cls="control", value="close"),
                    tag("button", "Déplacer ou changer ses heures", type="submit", cls="control", value="change"),
                    _chooser("Choisir la commune sur la carte"),
                    cls="actions",
                ),
                data_hypothesis="site",
                autocomplete="off",
            ),
            tag(
                "form",
                tag("h3", "Ouvrir une permanence"),
                tag(
                    "div",
                    _field("Commune", "town", list_="hypothesis-towns", placeholder="Nom de la commune"),
                    _select("Heures par semaine", "hours", [(h, hours_text(float(h))) for h in _HOURS]),
                    cls="pair",
                ),
                tag(
                    "p",
                    tag("button", "Ouvrir", type="submit", cls="control", value="open"),
                    _chooser("Choisir sur la carte"),
                    cls="actions",
                ),
                data_hypothesis="session",
                autocomplete="off",
            ),
            tag("datalist", EMPTY, id="hypothesis-sites"),
            tag("datalist", EMPTY, id="hypothesis-towns"),
            tag("p", EMPTY, cls="hint", role="status", data_message="hypothesis"),
        ]
    )


def _chooser(text: str) -> Markup:
    """Bouton that waits for a click on the map, which names the commune of its form."""
    return tag("button", text, type="button", cls="control", data_pick=True, aria_pressed="false")


def _search_form() -> Markup:
    return tag(
        "form",
        tag(
            "p",
            "Les communes où une permanence servirait le plus de monde, compte tenu des lieux de l’hypothèse.",
            cls="hint",
        ),
        tag(
            "div",
            _select("Permanences, au plus", "p", [(str(k), str(k)) for k in (5, 1, 2, 3, 4, 6, 7, 8, 9, 10)]),
            _select(
                "Ce qui est visé",
                "modele",
                [("couverture", "le plus de personnes sous le seuil"), ("distance", "le plus de kilomètres épargnés")],
            ),
            cls="pair",
        ),
        tag(
            "p",
            tag("button", "Chercher", type="submit", cls="control"),
            tag("button", "Arrêter", type="button", cls="control", data_siting="stop", hidden=True),
            cls="actions",
        ),
        data_hypothesis="search",
        autocomplete="off",
    )


def _field(label: str, name: str, **attributes: str) -> Markup:
    return tag(
        "label",
        tag("span", label, cls="field-label"),
        tag("input", name=name, cls="control", **{"type": "text", **attributes}),
        cls="field",
    )


def _select(label: str, name: str, options: Sequence[tuple[str, str]]) -> Markup:
    return tag(
        "label",
        tag("span", label, cls="field-label"),
        tag("select", [tag("option", text, value=value) for value, text in options], name=name, cls="control"),
        cls="field",
    )
