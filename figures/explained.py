"""Phrases de la page Comparer: what a decomposition, a funnel and a profile say, in French built by rules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from figures.cells import VALUE, Cell, Cells
from figures.comparison import WORDS
from figures.numbers import capitalised, in_letters, in_period, number, percent, plural, signed, with_unit
from figures.sentence import Fragment, Sentence, compose
from figures.strata import AXIS_EQUAL, AXIS_WITHOUT, STRATUM_PART
from figures.wording import conjugate, is_feminine, is_plural, level_noun, listed, measure, measure_name
from geo.areas import FRANCE, Area
from indicators.catalogue import Indicator
from indicators.standardised import Decomposition
from typography import NBSP, NNBSP

# A part of the gap, in %, and how it is said: the last bound that the share does not exceed.
_SHARES = (
    (55, "La moitié"),
    (62, "Six dixièmes"),
    (71, "Deux tiers"),
    (82, "Les trois quarts"),
    (95, "L’essentiel"),
    (100, "La quasi-totalité"),
)
_WHY = {
    "break": "la période contient une rupture de série",
    "no_denominator": "le dénominateur est indisponible",
    "no_data": "la période n’est pas couverte",
    "secret": "le secret statistique couvre ces effectifs",
    "too_few": "moins de dix entrées ne permettent pas de la calculer",
    "too_close": "il ne dépasse pas ce que le hasard et le secret statistique font varier",
}


class Question(NamedTuple):
    """Ce que la phrase rappelle: period, operators kept, axis held equal."""

    period: tuple[str, str]
    restriction: str
    axis: str

    @property
    def head(self) -> str:
        when = in_period(*self.period)
        return f"{when}, {self.restriction}" if self.restriction else when


def explained_sentence(
    found: Decomposition, area: Area, against: Area, indicator: Indicator, asked: Question
) -> Sentence:
    """Phrase de l’écart expliqué: how much more or less, what of it is who lives there, what how they use it."""
    if found.cell_status != "ok":
        return compose(
            f"{asked.head}, l’écart entre {area.definite} et {against.definite} ne se décompose pas",
            f"{NBSP}: {_WHY[found.cell_status]}.",
        )
    decimals = indicator.decimals
    gap, composition, behaviour = (round(part, decimals) for part in (found.gap, found.composition, found.behaviour))
    verb = conjugate(area, "compte", "comptent")
    unit = measure_name(indicator, asked.period, value=abs(gap))
    subject = f"{asked.head}, {area.article}"
    if not gap:
        level = f"autant d’{measure_name(indicator, asked.period)} que {against.definite}"
        head = (subject, Fragment(area.name, strong=True), f" {verb} ", Fragment(level, strong=True))
    else:
        side = "plus" if gap > 0 else "moins"
        level = f"{number(abs(gap), decimals)} {unit} de {side} que {against.definite}"
        head = (subject, Fragment(area.name, strong=True), f" {verb} ", Fragment(level, strong=True))
    parts = _parts(found, gap, composition, behaviour, area, decimals, asked.axis)
    return compose(*head, f", {AXIS_WITHOUT[asked.axis]}{NBSP}: {parts}.")


def _parts(
    found: Decomposition, gap: float, composition: float, behaviour: float, area: Area, decimals: int, axis: str
) -> str:
    """Gives: "6,9 tiennent à sa population, surtout à la part des chômeurs, et 3,1 à un recours plus fréquent…"."""
    whose = conjugate(area, "sa", "leur")
    mainly = _mainly(found, composition)
    more = "plus" if behaviour > 0 else "moins"
    equal = AXIS_EQUAL[axis]
    if composition * gap > 0 and behaviour * gap > 0:
        holds = plural(composition, "tient", "tiennent")
        return (
            f"{number(abs(composition), decimals)} {holds} à {whose} population{mainly}, et "
            f"{number(abs(behaviour), decimals)} à un recours {more} fréquent à {equal}"
        )
    who = f"{whose} population{mainly} "
    if mainly:
        who = f"{whose} population{mainly}, "
    return f"{who}{_effect(composition, decimals)}, " + (
        f"un recours {more} fréquent à {equal} {_effect(behaviour, decimals)}"
        if behaviour
        else f"le recours à {equal} {_effect(behaviour, decimals)}"
    )


def _effect(value: float, decimals: int) -> str:
    if not value:
        return "n’y change rien"
    return f"en {'ajoute' if value > 0 else 'retire'} {number(abs(value), decimals)}"


def _mainly(found: Decomposition, composition: float) -> str:
    """The group whose share makes most of the composition, "" when nothing of it shows."""
    if not composition:
        return ""
    effects = dict(zip(found.groups["group"].tolist(), found.groups["composition"].tolist(), strict=True))
    group = max(effects, key=lambda name: effects[name] * composition)
    return f", surtout par la part {STRATUM_PART[group]}"


def funnel_sentence(
    cells: Cells, positions: Mapping[str, str], indicator: Indicator, asked: Question, reading: str = "ens"
) -> Sentence:
    """Phrase de la France seule: its rate, and how many areas leave the limits."""
    france = cells.france
    if france is None or france.fill != VALUE:
        status = france.cell_status if france else "no_data"
        if france and status == "no_denominator" and math.isnan(france.numerator):
            status = "no_data"
        why = _WHY.get(status, "aucune entrée n’y est possible")
        return compose(f"{asked.head}, les territoires ne se comparent pas{NBSP}: {why}.")
    level = measure(france.value, indicator, asked.period, reading)
    return compose(
        f"{asked.head}, la ",
        Fragment(FRANCE.name, strong=True),
        " compte ",
        Fragment(level, strong=True),
        f". {outside_text(cells, positions)}.",
    )


def outside_text(cells: Cells, positions: Mapping[str, str]) -> str:
    """Gives: "Deux régions sortent des limites à 99,8 %, l’une au-dessus, l’autre au-dessous" in counts."""
    measured = [cell for cell in cells.compared if positions.get(cell.area.id)]
    above = sum(positions[cell.area.id] == "above" for cell in measured)
    below = sum(positions[cell.area.id] == "below" for cell in measured)
    noun, feminine = level_noun(cells.level), is_feminine(cells.level)
    limits = f"des limites à 99,8{NNBSP}%"
    if not measured:
        return f"Aucun{'e' if feminine else ''} {noun} ne se place dans l’entonnoir"
    out = above + below
    if not out:
        return f"Aucun{'e' if feminine else ''} {noun} ne sort {limits}"
    sides = [f"{number(count)} au-{side}" for count, side in ((above, "dessus"), (below, "dessous")) if count]
    head = f"{capitalised(in_letters(out, feminine))} {plural(out, noun)} {plural(out, 'sort', 'sortent')} {limits}"
    return f"{head}{NBSP}: {' et '.join(sides)}"


def explained_title(found: Decomposition | None, area: Area, against: Area, decimals: int = 1) -> str:
    """Titre de l’écart expliqué: "Deux tiers du surcroît d’accès viennent de qui vit en Occitanie"."""
    if found is None:
        return "Choisir un territoire pour expliquer son écart"
    if found.cell_status != "ok":
        return f"L’écart {area.of} ne se décompose pas"
    composition, behaviour = (round(part, decimals) for part in (found.composition, found.behaviour))
    lives, uses = f"qui vit {area.locative}", "la façon d’y recourir"
    if not composition and not behaviour:
        return f"Rien n’écarte {area.definite} {against.of}"
    if composition * behaviour > 0:
        larger, part = (lives, composition) if abs(composition) >= abs(behaviour) else (uses, behaviour)
        share = part / (composition + behaviour) * 100
        said = next(words for bound, words in _SHARES if share <= bound)
        comes = "viennent" if said in ("Six dixièmes", "Deux tiers", "Les trois quarts") else "vient"
        return f"{said} du {_side(part)} d’accès {comes} de {larger}"
    if not composition or not behaviour:
        return f"Tout le {_side(composition or behaviour)} d’accès vient de {lives if composition else uses}"
    raises, lowers = (lives, uses) if composition > 0 else (uses, lives)
    return f"{capitalised(raises)} relève l’accès, {lowers} l’abaisse"


def _side(gap: float) -> str:
    return "surcroît" if gap > 0 else "déficit"


def explained_alt(found: Decomposition | None, sentence: Sentence, groups: Sequence[tuple[str, float, float]]) -> str:
    """Texte de remplacement de la cascade: its sentence, then each effect; `groups`: name, composition, behaviour."""
    if found is None or found.cell_status != "ok":
        return sentence.plain
    effects = [
        f"{name}{NBSP}: composition {signed(composition, 1)}, recours {signed(behaviour, 1)}"
        for name, composition, behaviour in groups
    ]
    return f"Écart expliqué. {sentence.plain} {f'{NNBSP}; '.join(effects)}."


def funnel_title(cells: Cells, positions: Mapping[str, str]) -> str:
    """Titre de l’entonnoir: who leaves the limits and on which side, by name when they are three at most."""
    sides = [
        (way, [cell.area for cell in cells.compared if positions.get(cell.area.id) == side])
        for side, way in (("above", "haut"), ("below", "bas"))
    ]
    if not 0 < sum(len(out) for _, out in sides) <= 3:
        return outside_text(cells, positions)
    (way, first), *others = [side for side in sides if side[1]]
    several = len(first) > 1 or is_plural(first[0])
    head = f"{capitalised(listed([area.definite for area in first]))} {'sortent' if several else 'sort'} des limites"
    more = "".join(f", {listed([area.definite for area in out])} par le {other}" for other, out in others)
    return f"{head} à 99,8{NNBSP}% par le {way}{more}"


def funnel_alt(
    cells: Cells, positions: Mapping[str, str], indicator: Indicator, phi: float, selected: Cell | None
) -> str:
    """Texte de remplacement de l’entonnoir: title, dispersion, who is outside, where the territory chosen stands."""
    said = [f"Entonnoir. {funnel_title(cells, positions)}"]
    if phi == phi:
        said.append(f"Surdispersion φ{NBSP}={NBSP}{number(phi, 1 if phi < 10 else 0)}")
    for side, words in (("above", "Au-dessus"), ("below", "Au-dessous")):
        names = [cell.area.name for cell in cells.compared if positions.get(cell.area.id) == side]
        if names:
            said.append(f"{words}{NBSP}: {', '.join(names)}")
    if selected is not None and selected.fill == VALUE:
        value = with_unit(selected.value, indicator.unit, indicator.decimals)
        place = {"above": "au-dessus des limites", "below": "au-dessous des limites", "inside": "dans les limites"}
        where = place.get(positions.get(selected.area.id, ""), "")
        said.append(f"{selected.area.name}{NBSP}: {value}{f', {where}' if where else ''}")
    return ". ".join(said) + "."


def ratio_title(cells: Cells, axis: str, region: Area | None = None) -> str:
    """Titre de la carte du ratio: the two extremes, all else equal along the axis; `region`: shown alone."""
    valued = [cell for cell in cells.compared if cell.fill == VALUE]
    equal = f"{capitalised(region.locative)}, à {AXIS_EQUAL[axis]}" if region else f"À {AXIS_EQUAL[axis]}"
    if not valued:
        return f"{equal}, aucun territoire n’a de ratio à cartographier"
    low, high = (extreme(valued, key=lambda cell: cell.value) for extreme in (min, max))
    if low is high or number(low.value, 2) == number(high.value, 2):
        return f"{equal}, le recours est partout de {number(low.value, 2)} fois celui de la France"
    ends = [f"{number(cell.value, 2)} {cell.area.locative}" for cell in (low, high)]
    return f"{equal}, le recours va de {ends[0]} à {ends[1]}"


def ranking_title(climbs: Mapping[Area, float], axis: str) -> str:
    """Titre du classement: who gains and who loses most places once the axis is held equal."""
    equal = f"À {AXIS_EQUAL[axis]}"
    if not climbs:
        return f"{equal}, aucun territoire ne se classe"
    up, down = max(climbs.values()), min(climbs.values())
    if not up:
        return f"{equal}, aucun territoire ne change de place"
    moves = []
    for places, verb in ((up, ("gagne", "gagnent")), (down, ("perd", "perdent"))):
        equals = [area for area in climbs if climbs[area] == places]
        who = listed([area.definite for area in equals]) if len(equals) <= 2 else f"{len(equals)} territoires"
        several = len(equals) > 1 or is_plural(equals[0])
        moves.append(f"{who} {verb[several]} {number(abs(places))} {plural(places, 'place')}")
    return f"{equal}, {' et '.join(moves)}"


def ratio_alt(cells: Cells, title: str) -> str:
    """Texte de remplacement de la standardisation: its title, and the areas without a value."""
    missing = [cell.area.name for cell in cells.compared if cell.fill != VALUE]
    few = [cell for cell in cells.compared if cell.outcome in ("higher", "lower")]
    said = [title, f"{number(len(few))} {plural(len(few), 'territoire')} hors de la zone d’équivalence"]
    if missing:
        shown = missing if len(missing) <= 5 else [*missing[:5], f"et {len(missing) - 5} autres"]
        said.append(f"Sans valeur{NBSP}: {', '.join(shown)}")
    return ". ".join(said) + "."


def portrait_title(outcomes: Sequence[tuple[str, str]], count: int, area: Area | None, widest: str = "") -> str:
    """Titre du profil: what is higher and lower in the territory than in France.

    `outcomes`: (label, outcome) of its rows with a value; `widest`: the label of the row in which areas differ most,
    which France alone is told.
    """
    if area is None:
        return (
            f"C’est par {_named(widest)} que les territoires diffèrent le plus" if widest else "Aucun profil à montrer"
        )
    if not outcomes:
        return f"Aucun indicateur n’a de valeur {area.locative}"
    higher, lower = ([label for label, outcome in outcomes if outcome == side] for side in ("higher", "lower"))
    if not higher and not lower:
        measured = "" if len(outcomes) == count else " pour les indicateurs mesurés"
        return f"{capitalised(area.definite)} {conjugate(area, 'ressemble', 'ressemblent')} à la France{measured}"
    place = capitalised(area.locative)
    if not lower:
        return f"{place}, {_level(higher, 'plus élevé')} qu’en France"
    if not higher:
        return f"{place}, {_level(lower, 'plus bas', 's')} qu’en France"
    return f"{place}, {_level(higher, 'plus élevé')} qu’en France, {_level(lower, 'plus bas', 's')}"


def _level(labels: Sequence[str], words: str, doubled: str = "") -> str:
    """Gives: "le taux d’accès et la part des femmes sont plus élevés"; `doubled`: before the mark of the feminine."""
    names = [_named(label) for label in labels]
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} autres indicateurs"]
    several = len(names) > 1
    feminine = all(label.startswith("Part") for label in labels) and len(labels) <= 3
    ending = f"{doubled}e" if feminine else ""
    plural_mark = "s" if several and not (words.endswith("s") and not feminine) else ""
    return f"{listed(names)} {'sont' if several else 'est'} {words}{ending}{plural_mark}"


def _named(label: str) -> str:
    """Libellé repris dans une phrase: "Taux d’accès, ensemble" → "le taux d’accès", "Part…" → "la part…"."""
    article = "la" if label.startswith("Part") else "le"
    return f"{article} {label[0].lower()}{label[1:].replace(', ensemble', '')}"


def portrait_alt(title: str, lines: Sequence[tuple[str, str, str, str]], area: Area | None) -> str:
    """Texte de remplacement du profil: its indicators by outcome, with their values but where those are close.

    `lines`: label, value of the territory, value of France, word of the outcome, "" without one.
    """
    if area is None:
        said = [f"{label}{NBSP}: {value}" for label, value, *_ in lines]
        return f"Profil territorial. {title}. {f'{NNBSP}; '.join(said)}."
    groups: dict[str, list[str]] = {}
    for label, value, france, word in lines:
        named = label if word == WORDS["similar"] else f"{label} ({value} contre {france})"
        groups.setdefault(capitalised(word or "sans verdict"), []).append(named)
    said = [f"{word}{NBSP}: {f'{NNBSP}; '.join(labels)}" for word, labels in groups.items()]
    return f"Profil territorial. {title}. {'. '.join(said)}."


def phi_text(phi: float) -> str:
    """Surdispersion, in a subtitle: "surdispersion φ = 40", "" where it is not known."""
    return f"surdispersion φ{NBSP}={NBSP}{number(phi, 1 if phi < 10 else 0)}" if math.isfinite(phi) else ""


def detectable_text(gaps: Mapping[str, float], area: str, level: str) -> str:
    """Écart minimal détectable: "Vu la dispersion des régions, un écart inférieur à 12 % est du bruit."

    `gaps`: area → its gap in % of France; for an area without one, the range of the others, "" when there is none;
    `level`: noun of the areas. The basis is said: an outcome of "plus élevé" speaks of the noise of the
    counts alone, and may stand beside a smaller gap than this one.
    """
    head = f"Vu la dispersion des {level}s, un écart "
    if area in gaps:
        return f"{head}inférieur à {percent(gaps[area], 0 if gaps[area] >= 2 else 1)} est du bruit."
    if not gaps:
        return ""
    low, high = (percent(end) for end in (min(gaps.values()), max(gaps.values())))
    return f"{head}est du bruit sous {low} à {high}, selon le territoire."
