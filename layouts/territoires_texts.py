"""Textes de la page Territoires: its sentence, and the title, subtitle, alternative and foot of each card."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from figures.numbers import capitalised, in_letters, month_label, number, percent, period_label, plural
from figures.sentence import Fragment, Sentence
from figures.wording import is_feminine, level_noun, listed
from geo.areas import FRANCE
from geo.astray import FAR_KM
from geo.places import FTE, HOURS
from indicators.catalogue import ACCESS_SCORE
from layouts import ids
from layouts.filter_labels import SITE_KIND_LABELS, filters_text
from layouts.markup import EMPTY, Markup, tag
from layouts.territoires_answer import ACCESS, BOTH, COVERAGE, THRESHOLDS, UNKNOWN, Place, Score, Territoires
from layouts.territoires_definitions import demand_source
from nomenclatures import FAMILY
from typography import NBSP, NNBSP

SIGNALS = {BOTH: "les deux faibles", ACCESS: "accès faible", COVERAGE: "couverture faible", UNKNOWN: "n.d."}
_FEW_NAMES = 4
# How far from a whole number "one in so many" may be.
_ROUND = 0.15
# Marks of the map, for a picture that has no drawn key of them.
MARKS = "Disque\u00a0: nombre de lieux. Seul\u00a0: ● Pôle emploi, ▲ mission locale, ◆ Cap emploi, ■ Apec, ✚ autres."
_UNITS = {FTE: "conseillers en équivalents temps plein", HOURS: "heures d’ouverture par semaine"}
DECAY_TEXTS = {"paliers": "décroissance par paliers", "gauss": "décroissance continue", "aucune": "sans décroissance"}


def day_text(day: date) -> str:
    """Date: "31 décembre 2017", "1ᵉʳ mars 2018"."""
    return f"{'1ᵉʳ' if day.day == 1 else day.day} {month_label(f'{day:%Y-%m}')}"


def sentence(numbers: Territoires, score: Score | None) -> Sentence:
    """Phrase de la page: who lives near a site, then which territories have little of both."""
    at = f"Au {day_text(numbers.day)}, "
    where = numbers.filters.territory.locative
    if not len(numbers.sites):
        return Sentence((Fragment(f"{at}aucun lieu n’est ouvert pour cette sélection.", True),))
    if math.isnan(numbers.here.share):
        known = f"la population des communes n’est pas connue {where}"
        return Sentence((Fragment(f"{at}"), Fragment(known, True), Fragment(f"{NBSP}: aucune part n’est calculée.")))
    share = percent(100 * numbers.here.share)
    head = (
        Fragment(f"{at}{where}, "),
        Fragment(f"{share} des {numbers.people} vivent à {numbers.up_to} ou moins d’un lieu", True),
        Fragment(f", {numbers.measure.how}. "),
    )
    return Sentence((*head, *(_score_end(numbers, score) if score else _both_end(numbers))))


def _both_end(numbers: Territoires) -> tuple[Fragment, ...]:
    if not numbers.has_access:
        return (Fragment("Le taux d’accès n’est pas calculé sur cette période."),)
    weak = _weak(numbers)
    if numbers.is_alone:
        return (_own_signal(numbers),)
    text = _both_title(numbers, weak)
    if 0 < len(weak) <= _FEW_NAMES:
        return (Fragment(text, True), Fragment(f"{NBSP}: {listed([p.area.name for p in weak])}."))
    return (Fragment(f"{text}.", bool(weak)),)


def _own_signal(numbers: Territoires) -> Fragment:
    here = next((p for p in numbers.places if p.area == numbers.filters.territory), numbers.places[0])
    said = {
        BOTH: "Le département cumule accès et couverture faibles.",
        ACCESS: "Son accès est dans le tiers le plus faible, sa couverture non.",
        COVERAGE: "Sa couverture est dans le tiers le plus faible, son accès non.",
        UNKNOWN: "Sa couverture n’est pas connue.",
    }
    return Fragment(said.get(here.signal, "Ni son accès ni sa couverture ne sont dans le tiers le plus faible."), True)


def _score_end(numbers: Territoires, score: Score) -> tuple[Fragment, ...]:
    mean = score.of[numbers.filters.area].mean
    if math.isnan(mean):
        return (Fragment("Le score d’accès n’est pas calculé."),)
    national = score.of[FRANCE.id].mean
    against = "" if numbers.filters.area == FRANCE.id else f", contre {_score(national)} en France"
    return (
        Fragment(f"Le score d’accès y vaut {_score(mean)}", True),
        Fragment(f" pour 10{NNBSP}000 {numbers.people}{against}."),
    )


def _score(value: float) -> str:
    return number(value, ACCESS_SCORE.decimals)


def _weak(numbers: Territoires) -> list[Place]:
    return sorted((p for p in numbers.places if p.signal == BOTH), key=lambda place: place.share)


def _both_title(numbers: Territoires, weak: Sequence[Place]) -> str:
    noun, feminine = level_noun(numbers.level), is_feminine(numbers.level)
    count = len(weak)
    verb = "cumule" if count < 2 else "cumulent"
    negation = "ne " if not count else ""
    return (
        f"{capitalised(in_letters(count, feminine))} {plural(count, noun)} {negation}{verb} accès et couverture faibles"
    )


def titles(numbers: Territoires, score: Score | None) -> dict[ids.CardIds, str]:
    noun = level_noun(numbers.level)
    return {
        ids.SITE_MAP: _map_title(numbers, score),
        ids.SERVED: _served_title(numbers),
        ids.SERVED_AREAS: f"Les {noun}s affichés sur la carte" if noun == "département" else "Les régions de la carte",
        ids.SCORE: _score_title(score) if score else "Le score d’accès et ses inégalités",
        ids.PLACES: _places_title(numbers),
    }


def _map_title(numbers: Territoires, score: Score | None) -> str:
    if not len(numbers.sites):
        return "Aucun lieu ouvert pour cette sélection"
    if score is not None:
        ranked = sorted((score.of[p.area.id].mean, p.area.name) for p in numbers.places if p.share == p.share)
        if len(ranked) < 2:
            return "Le score d’accès aux lieux"
        return f"Score d’accès{NBSP}: le plus faible, {ranked[0][1]}{NNBSP}; le plus fort, {ranked[-1][1]}"
    if numbers.is_alone:
        return _places_title(numbers)
    if not numbers.has_access:
        return f"La part des {numbers.people} à {numbers.up_to} ou moins d’un lieu"
    return _both_title(numbers, _weak(numbers))


def _served_title(numbers: Territoires) -> str:
    """Gives: "Un habitant sur huit vit à plus de 20 km d’un lieu", where that is exact enough."""
    beyond, who = 1 - numbers.here.share, numbers.people.removesuffix("s")
    if not math.isfinite(beyond) or not len(numbers.sites):
        return "La couverture par opérateur"
    if beyond < 0.005:
        return f"Presque aucun {who} ne vit à plus de {numbers.up_to} d’un lieu"
    one_in = round(1 / beyond)
    if 2 <= one_in <= 16 and abs(1 / beyond - one_in) < _ROUND:
        return f"Un {who} sur {in_letters(one_in, False)} vit à plus de {numbers.up_to} d’un lieu"
    return f"{percent(100 * beyond)} des {numbers.people} vivent à plus de {numbers.up_to} d’un lieu"


def _score_title(score: Score) -> str:
    own, france = score.gini
    if math.isnan(own):
        return "Le score d’accès n’est pas calculé"
    if own == france:
        return f"Indice de Gini du score d’accès{NBSP}: {number(own, 2)}"
    than = "plus" if own > france else "moins"
    return f"Accès {than} inégal qu’en France{NBSP}: Gini {number(own, 2)} contre {number(france, 2)}"


def _places_title(numbers: Territoires) -> str:
    count = len(numbers.sites_here)
    where = numbers.filters.territory.locative
    return f"{number(count)} {plural(count, 'lieu', 'lieux')} {plural(count, 'ouvert')} {where}"


def subtitles(numbers: Territoires, score: Score | None) -> dict[ids.CardIds, str]:
    count, shown = len(numbers.sites_here), len(numbers.places)
    noun = plural(shown, level_noun(numbers.level))
    kind = f", {SITE_KIND_LABELS[numbers.filters.site_kind].lower()}" if numbers.filters.site_kind else ""
    opened = (
        f"{number(count)} {plural(count, 'lieu', 'lieux')} {plural(count, 'ouvert')} au {day_text(numbers.day)}{kind}"
    )
    rates = f", taux d’accès {period_label(*numbers.period)}" if score is None and numbers.has_access else ""
    decay = DECAY_TEXTS[numbers.filters.decay]
    by = "temps de trajet jusqu’à" if numbers.measure.is_time else "distance à"
    return {
        ids.SITE_MAP: f"{opened}, {number(shown)} {noun}{rates}",
        ids.SERVED: f"Part des {numbers.people} par {by} un lieu",
        ids.SERVED_AREAS: "Tri\u00a0: couverture croissante" if score is None else "Tri\u00a0: score croissant",
        ids.SCORE: f"Seuil {numbers.up_to}, {decay}. Part du score détenue par les moins bien desservis",
        ids.PLACES: "Lieux par commune\u00a0; le choix d’un territoire dans la liste y conduit la carte"
        if numbers.is_close
        else f"Nombre de lieux par {level_noun(numbers.level)}",
    }


def foots(numbers: Territoires, score: Score | None) -> dict[ids.CardIds, Markup]:
    how = (
        "Temps de trajet de commune à lieu, en minutes, du fichier de cette installation."
        if numbers.measure.is_time
        else "Distances géodésiques de commune à lieu, à vol d’oiseau, sans temps de trajet."
    )
    inset = " Échelle propre à chaque encart d’outre-mer." if not numbers.is_close else ""
    source = f"Sources{NBSP}: opérateurs du CEP{NNBSP}; {demand_source(numbers.vintage)}."
    known = f"Complétude des lieux{NBSP}: {percent(100 * numbers.completeness)}." if len(numbers.sites) else ""
    unit = _UNITS.get(score.unit, "1 par lieu") if score else ""
    return {
        ids.SITE_MAP: tag("p", f"{how}{inset} {source}"),
        ids.SERVED: EMPTY,
        ids.SERVED_AREAS: tag("p", _cuts(numbers, score)),
        ids.SCORE: tag(
            "p",
            f"Poids des lieux{NBSP}: {unit}. Le seuil et la décroissance sont des choix, qui déplacent le résultat.",
        ),
        ids.PLACES: tag("p", f"{known} {_whereabouts(numbers)}{source}"),
    }


def _whereabouts(numbers: Territoires) -> str:
    said = ""
    if len(numbers.sites_here) and not numbers.misplaced:
        said = f"Aucun point n’est hors du département déclaré, à plus de {FAR_KM:g} km de sa commune. "
    count = numbers.set_aside
    if not count:
        return said
    set_aside = plural(count, "ligne de lieu écartée", "lignes de lieux écartées")
    return f"{said}{number(count)} {set_aside} à l’import, coordonnées fausses ou autre\u202f: son rapport les liste. "


def _cuts(numbers: Territoires, score: Score | None) -> str:
    parts = f"Tiers des {number(numbers.parted)} {level_noun(numbers.level)}s"
    if score is not None:
        low, high = score.cuts
        return (
            ""
            if math.isnan(low)
            else f"{parts}{NBSP}: score faible jusqu’à {_score(low)}, fort au-delà de {_score(high)}."
        )
    coverage, access = numbers.coverage_cuts, numbers.access_cuts
    if math.isnan(coverage[0]):
        return ""
    said = f"{parts}{NBSP}: couverture faible jusqu’à {percent(100 * coverage[0], 1)}"
    if numbers.has_access:
        unit, decimals = numbers.access_indicator.unit, numbers.access_indicator.decimals
        said += f", accès faible jusqu’à {number(access[0], decimals)}{NNBSP}{unit}"
    return f"{said}."


def alts(numbers: Territoires, score: Score | None) -> dict[ids.CardIds, str]:
    """Textes de remplacement of the charts: what they show, the figures being in the table beside."""
    title = titles(numbers, score)
    map_alt = (
        f"Carte. {title[ids.SITE_MAP]}. {subtitles(numbers, score)[ids.SITE_MAP]}. Le tableau et la liste disent tout."
    )
    lines = [
        f"{served_name(row.family)}{NBSP}: "
        + ", ".join(
            f"{percent(100 * s)} à {numbers.measure.up_to(at)}" for s, at in zip(row.shares, THRESHOLDS, strict=True)
        )
        for row in numbers.served
        if row.sites and all(map(math.isfinite, row.shares))
    ]
    return {
        ids.SITE_MAP: map_alt,
        ids.SERVED: f"{title[ids.SERVED]}. {' ; '.join(lines)}." if lines else title[ids.SERVED],
        ids.SCORE: f"Courbe de Lorenz. {title[ids.SCORE]}.",
    }


def served_name(family: str) -> str:
    return FAMILY[family].short_label if family else "Tous les opérateurs choisis"


def source_line(numbers: Territoires) -> str:
    """Source et date, drawn in the picture files."""
    chosen = filters_text(numbers.filters)
    kept = f" Filtres{NBSP}: {chosen}." if chosen else ""
    return (
        f"Sources{NBSP}: opérateurs du CEP{NNBSP}; {demand_source(numbers.vintage)}.{kept} Seuil de {numbers.up_to}, "
        f"{numbers.measure.how}. Observatoire CEP, version {numbers.release}, {date.today():%d/%m/%Y}."
    )
