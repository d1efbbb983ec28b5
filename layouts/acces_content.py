"""Contenu de la page Accès: the numbers that the page receives, and what its cards say of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from denominators import Denominator
from figures.breaks import shown_breaks
from figures.cells import Cell, Cells, read
from figures.comparison import FEW
from figures.numbers import NBSP, NNBSP, month_label, number, percent, period_label, plural, signed, with_unit
from figures.sentence import Fragment
from figures.titles import compare_title, map_title, series_title
from figures.wording import counted_entries, level_noun, measure_name, profile_people
from filters import Filters
from geo.areas import FRANCE, Area
from indicators.catalogue import Indicator
from layouts.kpi import Kpi
from layouts.markup import Markup, join, tag
from layouts.states import break_state, empty_state
from nomenclatures import FAMILY, READING


@dataclass(frozen=True)
class Acces:
    """Everything the page shows. Frames are shared between requests: do not write into them.

    `result`: result frame, France, the areas compared, then the territory when it is of another level; `series`:
    monthly result frame with segment, rupture, doubtful; `breaks`: the registry's rows that touch the operators of
    the series; `crossed_breaks`: those without a bridge inside the period; `by_sex`, `by_reading`: area, group,
    count; `actives_by_sex`: sex → persons of the territory, empty without a source; `comparable`: periods (first and
    last month) that no break crosses.
    """

    release: str
    demonstration: bool
    filters: Filters
    indicator: Indicator
    series_indicator: Indicator
    denominator: Denominator | None
    no_denominator: str
    source_change: str
    result: pd.DataFrame
    series: pd.DataFrame
    breaks: pd.DataFrame
    crossed_breaks: pd.DataFrame
    comparable: tuple[tuple[str, str], ...]
    by_sex: pd.DataFrame
    by_reading: pd.DataFrame
    actives_by_sex: dict[str, float]
    unlocated: int
    clipped: bool

    @property
    def people(self) -> str:
        return profile_people(self.filters.sex, self.filters.age, self.filters.qualification)

    @property
    def period(self) -> tuple[str, str]:
        return self.filters.start, self.filters.end

    @property
    def is_share(self) -> bool:
        return self.denominator is None

    @cached_property
    def cells(self) -> Cells:
        return read(self.result)

    @property
    def france(self) -> Cell:
        return self._cell(FRANCE)

    @property
    def here(self) -> Cell:
        """Cellule du territoire."""
        return self._cell(self.filters.territory)

    def _cell(self, area: Area) -> Cell:
        found = self.cells.of(area)
        if found is None:
            raise LookupError(f"the result has no row for {area.id}")
        return found


def measure(acces: Acces) -> str:
    """Nom de la mesure: "entrées pour 1 000 actifs", "part des femmes parmi les entrées"."""
    if acces.is_share:
        return f"part des {acces.people} parmi les entrées" if acces.people else "part parmi les entrées"
    return measure_name(acces.indicator, acces.period, acces.filters.reading, acces.people)


def population_label(acces: Acces) -> str:
    """Nom du dénominateur in a table head."""
    if acces.is_share:
        return "Ensemble des entrées"
    return {"ens": "Actifs", "de": "Chômeurs (recensement)", "ao": "Actifs occupés"}[acces.filters.reading]


def titles(acces: Acces) -> tuple[str, str, str]:
    """Titres des trois cartes: map, comparison, series."""
    return (
        map_title(acces.cells, acces.indicator),
        compare_title(acces.cells),
        _series_heading(acces),
    )


def _series_heading(acces: Acces) -> str:
    if acces.series.empty:
        return "Aucun opérateur choisi n’est présent sur toute la période"
    return series_title(acces.series, acces.series_indicator, acces.filters.territory)


def subtitles(acces: Acces) -> tuple[str, str, str]:
    filters = acces.filters
    level = level_noun("region" if filters.area_level == "reg" else "department")
    name = measure(acces)
    first, last = acces.series["period"].min(), acces.series["period"].max()
    window = period_label(first, last) if not acces.series.empty else ""
    monthly = "Part mensuelle" if acces.is_share else "Entrées mensuelles pour 1\u202f000 actifs"
    perimeter = ", périmètre constant" if filters.perimeter == "constant" else ""
    return (
        f"{name[0].upper()}{name[1:]}, par {level}, {period_label(*acces.period)}{_operators(filters)}",
        f"Intervalles à 95{NNBSP}%. Zone grise{NBSP}: ± {filters.equivalence}{NNBSP}% de la France",
        f"{monthly}, {window}{perimeter}. De part et d’autre d’une rupture, les niveaux ne se comparent pas.",
    )


def _operators(filters: Filters) -> str:
    missing = [FAMILY[f].short_label for f in FAMILY.codes if f not in filters.families]
    if not missing:
        return ""
    if len(filters.families) == 1:
        return f", {FAMILY[filters.families[0]].short_label} seulement"
    return f", sans {' ni '.join(missing)}"


def kpis(acces: Acces) -> tuple[Kpi, Kpi, Kpi, Kpi]:
    """Chiffres clés: entries, measure, women, employed."""
    return _entries(acces), _measured(acces), _women(acces), _employed(acces)


def _entries(acces: Acces) -> Kpi:
    area, row = acces.filters.territory, acces.here
    label = f"Entrées{counted_entries(acces.filters.reading, acces.people)}, {area.name}"
    if row.cell_status == "secret" or math.isnan(row.numerator):
        return Kpi(label, FEW if row.cell_status == "secret" else "n.d.")
    france = acces.france.numerator
    if area == FRANCE:
        return Kpi(label, number(row.numerator), notes=((Fragment(period_label(*acces.period)),),))
    if not france > 0:
        return Kpi(label, number(row.numerator))
    share = Fragment(percent(row.numerator / france * 100, 1), strong=True)
    return Kpi(label, number(row.numerator), notes=((share,), (Fragment("des entrées de France"),)))


def _measured(acces: Acces) -> Kpi:
    indicator, row, france = acces.indicator, acces.here, acces.france
    name = measure(acces)
    label = f"{name[0].upper()}{name[1:]}" if acces.is_share else f"Taux d’accès, {name.split(' pour ')[-1]}"
    if not acces.is_share:
        label = f"Taux d’accès{' mensuel' if not acces.filters.period.years else ''}, pour {name.split(' pour ')[-1]}"
    if math.isnan(row.value):
        status = "rupture dans la période" if row.cell_status == "break" else "dénominateur indisponible"
        return Kpi(label, FEW if row.cell_status == "secret" else "n.d.", notes=((Fragment(status),),))
    return Kpi(label, number(row.value, indicator.decimals), indicator.unit, _against(acces, row, france))


def _against(acces: Acces, row: Cell, france: Cell) -> tuple[tuple[Fragment, ...], ...]:
    indicator = acces.indicator
    if acces.filters.area == FRANCE.id:
        return ((Fragment("hors Mayotte" if acces.denominator and acces.denominator.excluded_areas else ""),),)
    if math.isnan(france.value):
        return ()
    gap = row.value - france.value
    reference = Fragment(with_unit(france.value, indicator.unit, indicator.decimals), strong=True)
    unit = " points" if acces.is_share else f"{NNBSP}{indicator.unit}"
    return (
        (Fragment("France "), reference),
        (Fragment("écart "), Fragment(f"{signed(gap, indicator.decimals)}{unit}", strong=True)),
    )


def _women(acces: Acces) -> Kpi:
    label = "Part des femmes parmi les entrées"
    shares = _shares(acces.by_sex, "F")
    here = shares.get(acces.filters.area)
    if here is None:
        return Kpi(label, "n.d.")
    lines: list[tuple[Fragment, ...]] = []
    actives = acces.actives_by_sex
    if actives:
        expected = actives["F"] / sum(actives.values()) * 100
        lines = [
            (Fragment(percent(expected, 1), strong=True), Fragment(" des actifs")),
            (Fragment("écart "), Fragment(_points(here - expected), strong=True)),
        ]
    elif acces.filters.area != FRANCE.id and FRANCE.id in shares:
        lines = _gap_lines(here, shares[FRANCE.id])
    return Kpi(label, number(here, 1), "%", tuple(lines))


def _employed(acces: Acces) -> Kpi:
    label = "Part des actifs occupés"
    shares = _shares(acces.by_reading, "ao")
    here = shares.get(acces.filters.area)
    if here is None:
        return Kpi(label, "n.d.")
    is_france = acces.filters.area == FRANCE.id or FRANCE.id not in shares
    lines = [(Fragment("parmi les entrées"),)] if is_france else _gap_lines(here, shares[FRANCE.id])
    return Kpi(label, number(here, 1), "%", tuple(lines))


def _gap_lines(here: float, france: float) -> list[tuple[Fragment, ...]]:
    return [
        (Fragment("France "), Fragment(percent(france, 1), strong=True)),
        (Fragment("écart "), Fragment(_points(here - france), strong=True)),
    ]


def _points(gap: float) -> str:
    return f"{signed(gap, 1)} {plural(round(abs(gap), 1), 'point')}"


def _shares(composition: pd.DataFrame, group: str) -> dict[str, float]:
    """Area id → share of `group`, in %; areas without entries or whose count is under secrecy are left out."""
    columns = (composition[name].tolist() for name in ("area", "group", "count"))
    counts = {(area, of_group): count for area, of_group, count in zip(*columns, strict=True)}
    areas = dict.fromkeys(area for area, _ in counts)
    return {
        a: min(counts[a, group] / counts[a, ""], 1.0) * 100 for a in areas if counts[a, group] > 0 and counts[a, ""] > 0
    }


def notices(acces: Acces) -> Markup:
    """Avis under the sentence: an empty selection, a break that refuses the rate, a change of source, a cut period."""
    filters = acces.filters
    if math.isnan(acces.france.numerator) and acces.france.cell_status == "no_data":
        reason = f"La version des données ne couvre pas cette période{NBSP}: {period_label(*acces.period)}."
        return empty_state(reason, [("Revenir à 2017", "du=2017-01&au=2017-12")])
    france = acces.france
    if france.cell_status == "ok" and france.numerator == 0:
        families = " et ".join(FAMILY[f].short_label for f in filters.families)
        reason = f"Aucune entrée{NBSP}: {families} n’étaient pas encore dans le champ sur cette période."
        return empty_state(
            reason,
            [("Choisir 2017", "du=2017-01&au=2017-12"), ("Tous les opérateurs", f"ope={'-'.join(FAMILY.codes)}")],
        )
    if france.cell_status == "secret":
        reason = "La sélection compte 0 à 4 entrées dans toute la France : le secret statistique n’en dit pas plus."
        return empty_state(reason.replace(" :", f"{NBSP}:"), [("Lever le profil", "sexe=&age=&qua=&nn=")])
    if not acces.is_share and not acces.crossed_breaks.empty:
        # The month before the period makes every break inside it one that cuts.
        crossed = shown_breaks(acces.crossed_breaks, filters.start, filters.end)
        return break_state(crossed, acces.comparable)
    return join([tag("p", text, cls="hint") for text in _remarks(acces)])


def _remarks(acces: Acces) -> list[str]:
    remarks = []
    if acces.is_share:
        remarks.append(f"{acces.no_denominator} Les parts parmi les entrées remplacent le taux.")
        if not acces.crossed_breaks.empty:
            remarks.append(f"La période contient une rupture de série{NBSP}: les parts mêlent deux champs.")
    elif acces.source_change:
        remarks.append(acces.source_change)
    if acces.clipped:
        first, last = (month_label(month) for month in acces.period)
        remarks.append(f"Période ramenée aux mois disponibles{NBSP}: {first} à {last}.")
    return remarks


def info(acces: Acces, card: str) -> Markup:
    """Définitions et sources of one card ("map", "compare", "series")."""
    indicator = acces.series_indicator if card == "series" else acces.indicator
    rows = [("Définition", indicator.definition), ("Calcul", indicator.formula)]
    if acces.denominator:
        rows += [
            ("Dénominateur", acces.denominator.citation),
            ("Définition du dénominateur", acces.denominator.definition),
            ("Champ", acces.denominator.scope_note),
        ]
        if acces.denominator.caution:
            rows.append(("Précaution", acces.denominator.caution))
    else:
        rows.append(("Dénominateur indisponible", acces.no_denominator))
    if card == "compare":
        rows.append(
            (
                "Écart à la France",
                "Plus élevé ou plus bas quand tout l’intervalle sort de la zone d’équivalence, proche quand il y "
                "tient, indécis sinon. La France comprend le territoire.",
            )
        )
        rows.append(
            (
                "Rang",
                "Intervalle de rang : nombre de territoires dont l’intervalle est tout entier au-dessus ou au-dessous.",
            )
        )
    rows.append(
        (
            "Secret statistique",
            "Les effectifs sont perturbés de quelques unités ; le total et ses parties peuvent différer d’autant.",
        )
    )
    lines = [
        (tag("dt", name), tag("dd", text.replace(" ;", f"{NNBSP};").replace(" :", f"{NBSP}:"))) for name, text in rows
    ]
    return join([tag("dl", lines), tag("p", tag("a", "Toute la méthode", href="/methode"))])


def _spaced(text: str) -> str:
    return text.replace(" ;", f"{NNBSP};").replace(" :", f"{NBSP}:")


def foot(acces: Acces, card: str) -> Markup:
    """Pied of one card: how to read it, its sources."""
    source = f"Sources{NBSP}: opérateurs du CEP{_denominator_name(acces)}."
    if card == "map":
        read = f"Échelle propre à chaque encart d’outre-mer. {source} "
        return tag("p", read, tag("a", f"Non localisées{NBSP}: pourquoi{NNBSP}?", href="/methode#non-localisees"))
    if card == "compare":
        return tag("p", f"{source} Losange{NBSP}: la France, référence.")
    kept = [FAMILY[f].short_label for f in acces.filters.families]
    constant = f" Opérateurs choisis{NBSP}: {', '.join(kept)}." if len(kept) < len(FAMILY) else ""
    trend = f"Tendance{NBSP}: non calculable, moins de cinq années comparables."
    return tag("p", f"{source}{constant} {trend} ", tag("a", "Registre des ruptures", href="/methode#ruptures"))


def _denominator_name(acces: Acces) -> str:
    return f"{NNBSP}; Insee, {acces.denominator.short}" if acces.denominator else ""


def source_line(acces: Acces) -> str:
    """Source et date, drawn in the picture files."""
    reading = "" if acces.filters.reading == "ens" else f" Lecture{NBSP}: {READING[acces.filters.reading].label}."
    return (
        f"Sources{NBSP}: déclarations des opérateurs du CEP{_denominator_name(acces)}.{reading} "
        f"Observatoire CEP, version {acces.release}, {date.today():%d/%m/%Y}."
    )
