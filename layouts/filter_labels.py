"""Libellés des filtres: what each filter says of its value, and the chips of those that are not at their default."""

from __future__ import annotations

from figures.measure import MEASURES
from figures.numbers import capitalised, period_label, plural
from filters import KEYS, Filters
from geo.areas import AREAS, FRANCE
from layouts.controls import setter
from layouts.markup import Markup, icon, join
from nomenclatures import AGE, FAMILY, LEVEL, QUALIFICATION, QUALIFICATION_GROUP_LABELS, READING, SEX
from typography import NBSP, NNBSP

_PROFILE = {"sex": SEX, "age": AGE, "level": LEVEL}
SITE_KIND_LABELS = {"": "Tous", "permanent": "Permanents", "outreach": "Permanences"}
_WITHOUT = {
    "pe": "Sans Pôle emploi",
    "ml": "Sans les missions locales",
    "ce": "Sans Cap emploi",
    "apec": "Sans l’Apec",
    "reg": "Sans Fongécif, Opacif",
}


def raw_values(filters: Filters) -> dict[str, str]:
    """Valeurs brutes: every filter under its URL key, as its control holds it, defaults included."""
    return {key: _raw(getattr(filters, name)) for name, key in KEYS.items()}


def reset(filters: Filters, *names: str) -> str:
    """Remise au défaut: the patch that gives the fields `names` of `filters` back their default values."""
    defaults = raw_values(filters.initial)
    return "&".join(f"{KEYS[name]}={defaults[KEYS[name]]}" for name in names)


def bar_state(filters: Filters) -> dict[str, str]:
    """État de la barre: text or markup by label; assets/filters.js writes it into the elements that name the label."""
    count = filters.active_count()
    return {
        "period": period_text(filters),
        "territory": filters.territory.name,
        "benchmark": AREAS[filters.benchmark].name,
        "second": AREAS[filters.second].name if filters.second else "aucun",
        "equivalence": f"± {filters.equivalence}{NNBSP}%",
        "operators": _operators(filters),
        "reach": MEASURES[filters.measure].up_to(filters.reach),
        "site_kind": SITE_KIND_LABELS[filters.site_kind].lower(),
        "profile": _profile(filters),
        "count": f" ({count})" if count else "",
        "chips": chips(filters),
    }


def period_text(filters: Filters) -> str:
    return period_label(filters.start, filters.end)


def chips(filters: Filters) -> Markup:
    """Filtres actifs, each with its removal, then "Tout effacer" when there is one."""
    active = _active(filters)
    if not active:
        return Markup("")
    removals = [
        setter(reset(filters, *names), [label, icon("cross")], "chip", aria_label=f"Retirer le filtre\u00a0: {label}")
        for names, label in active
    ]
    everything = reset(filters, *(name for names, _ in active for name in names))
    return join([*removals, setter(everything, "Tout effacer", "link")])


def filters_text(filters: Filters) -> str:
    """Filtres en toutes lettres, "" when all are at their default: for files and pictures."""
    return ", ".join(label for _, label in _active(filters))


def qualification_label(code: str) -> str:
    return QUALIFICATION_GROUP_LABELS.get(code) or QUALIFICATION[code].label


def _active(filters: Filters) -> list[tuple[tuple[str, ...], str]]:
    """Fields and label of each active filter, in the bar's order."""
    active: list[tuple[tuple[str, ...], str]] = []
    initial = filters.initial
    if filters.period != filters.default:
        active.append((("start", "end"), capitalised(period_text(filters))))
    if filters.area != FRANCE.id:
        active.append((("area",), filters.territory.name))
    if filters.benchmark != initial.benchmark:
        active.append((("benchmark",), f"Comparé à{NBSP}: {AREAS[filters.benchmark].name}"))
    if filters.second:
        active.append((("second",), AREAS[filters.second].name))
    if filters.reading != initial.reading:
        active.append((("reading",), READING[filters.reading].label))
    if filters.families != initial.families:
        active.append((("families",), _families_chip(filters)))
    active.extend(((name,), label) for name, label in _profile_labels(filters))
    if filters.site_kind:
        active.append((("site_kind",), f"Lieux{NBSP}: {SITE_KIND_LABELS[filters.site_kind].lower()}"))
    return active


def _families_chip(filters: Filters) -> str:
    missing = [code for code in FAMILY.codes if code not in filters.families]
    if len(missing) == 1:
        return _WITHOUT[missing[0]]
    return (
        _operators(filters) if len(filters.families) == 1 else f"{len(filters.families)} opérateurs sur {len(FAMILY)}"
    )


def _operators(filters: Filters) -> str:
    kept, all_families = len(filters.families), len(FAMILY)
    if kept == 1:
        return FAMILY[filters.families[0]].short_label
    return {all_families: "tous", all_families - 1: "tous sauf un"}.get(kept, f"{kept} sur {all_families}")


def _profile(filters: Filters) -> str:
    labels = _profile_labels(filters)
    if len(labels) == 1:
        return labels[0][1].split(" (")[0].split(", ")[0]
    return f"{len(labels)} {plural(len(labels), 'critère')}" if labels else "tous"


def _profile_labels(filters: Filters) -> list[tuple[str, str]]:
    labels = [(name, n[getattr(filters, name)].label) for name, n in _PROFILE.items() if getattr(filters, name)]
    if filters.qualification:
        labels.append(("qualification", qualification_label(filters.qualification)))
    return labels


def _raw(value: object) -> str:
    if isinstance(value, tuple):
        return "-".join(value)
    return str(int(value)) if isinstance(value, bool) else str(value)
