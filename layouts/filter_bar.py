"""Barre de filtres: one native form whose fields are the keys of the URL, a bar on a desk and a drawer on a phone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dash import html

from figures.measure import KILOMETRES, MEASURES
from figures.numbers import month_label
from figures.wording import name_key
from filters import EQUIVALENCE_ZONES, KEYS, REACHES, RENAMED, VERSION_KEY, VIEWS, Filters
from geo.areas import FRANCE, Area, departments, regions
from layouts import ids
from layouts.controls import checkbox, choices, disclosure, segment, select, setter
from layouts.filter_labels import SITE_KIND_LABELS, bar_state, raw_values
from layouts.markup import Markup, icon, join, slot, tag
from nomenclatures import (
    AGE,
    FAMILY,
    LEVEL,
    PUBLIC_EMPLOYMENT_SERVICE,
    QUALIFICATION,
    QUALIFICATION_GROUP_LABELS,
    READING,
    SEX,
    Nomenclature,
)

DECAY_LABELS = (("paliers", "Par paliers"), ("gauss", "Continue"), ("aucune", "Aucune"))
# The views of the page Territoires.
TERRITORY_VIEW_LABELS = (
    ("croise", "Accès × couverture"),
    ("score", "Score d’accès"),
    ("hypothese", "Et si ce lieu fermait\u202f?"),
)
_HIDDEN = ("t", "projection", "v", "axe")


@dataclass(frozen=True)
class FilterOptions:
    """Choix offerts by the release: its months "YYYY-MM" in order, and the years that all operators cover whole; by the
    installation: whether it has travel times."""

    months: tuple[str, ...]
    complete_years: tuple[str, ...]
    release: str
    has_travel_times: bool = False

    def years(self) -> dict[str, tuple[str, str]]:
        """Années: first and last month of each that the release covers."""
        names = sorted({month[:4] for month in self.months})
        return {year: (self._of(year)[0], self._of(year)[-1]) for year in names}

    def _of(self, year: str) -> list[str]:
        return [month for month in self.months if month.startswith(year)]


def filter_bar(
    of: ids.PageIds,
    path: str,
    fields: Collection[str],
    filters: Filters,
    options: FilterOptions,
    apart: Collection[str] = (),
) -> html.Div:
    """Barre de filtres of one page, set to `filters`.

    `fields`: those that the page reads; `apart`: those whose control stands in a card.
    """
    return slot(f"{of.page}-bar-form", bar_markup(of, path, fields, filters, options, apart), "no-print")


def bar_markup(
    of: ids.PageIds,
    path: str,
    fields: Collection[str],
    filters: Filters,
    options: FilterOptions,
    apart: Collection[str] = (),
) -> Markup:
    """The form.

    `data-defaults` and `data-values` list every key that the page reads, in the URL's order, with its default and its
    value; `data-views` those that are no part of the question, `data-store` where the query string goes.
    """
    state = bar_state(filters)
    raw, defaults = (
        {key: value for key, value in raw_values(f).items() if key in {KEYS[name] for name in fields}}
        for f in (filters, filters.initial)
    )
    here = raw.keys() - {KEYS[name] for name in apart}
    return tag(
        "form",
        [tag("input", type="hidden", name=key, value=raw[key]) for key in _HIDDEN if key in raw],
        _phone_row(state),
        tag(
            "div",
            tag(
                "div",
                tag("h2", "Filtres"),
                tag("button", icon("cross"), type="button", cls="icon-button", data_close=True, aria_label="Fermer"),
                cls="drawer-head",
            ),
            disclosure("period", "Période", state["period"], _period(filters, options)),
            disclosure("territory", "Territoire", state["territory"], _territory(filters)),
            disclosure("benchmark", "Comparer à", state["benchmark"], _benchmark(filters)) if "avec" in here else None,
            disclosure("second", "Second territoire", state["second"], _second(filters)) if "t2" in here else None,
            segment("lec", "Lecture", _labels(READING), filters.reading, "reading") if "lec" in here else None,
            disclosure("operators", "Opérateurs", state["operators"], _operators(filters)),
            disclosure("reach", "Seuil", state["reach"], _reach(filters, options)) if "seuil" in here else None,
            disclosure("site_kind", "Lieux", state["site_kind"], _kinds(filters)) if "lieu" in here else None,
            _profile_or_equivalence(filters, state, here),
            segment("terr", "Vue", TERRITORY_VIEW_LABELS, filters.territory_view, "reading")
            if "terr" in here
            else None,
            tag("div", Markup(state["chips"]), cls="chips", data_label="chips", tabindex="-1"),
            tag(
                "div",
                tag("button", "Voir les résultats", type="button", cls="primary", data_close=True),
                cls="drawer-foot",
            ),
            id="filters-panel",
            cls="filters-panel",
        ),
        id=ids.FORM,
        cls="filters",
        action=path,
        aria_label="Filtres",
        data_path=path,
        data_store=of.query,
        data_defaults=_listed(defaults),
        data_keys=f"{VERSION_KEY}={len(RENAMED) + 1}" if RENAMED else None,
        data_values=_listed(raw),
        data_views=" ".join(KEYS[name] for name in VIEWS if KEYS[name] in raw),
    )


def _listed(raw: dict[str, str]) -> str:
    return "&".join(f"{key}={value}" for key, value in raw.items())


def _phone_row(state: dict[str, str]) -> Markup:
    return tag(
        "div",
        tag(
            "button",
            icon("sliders"),
            "Filtres",
            tag("span", state["count"], data_label="count"),
            type="button",
            cls="control",
            data_drawer="",
            aria_haspopup="dialog",
        ),
        tag(
            "button",
            tag("span", "Territoire", cls="label"),
            " ",
            tag("strong", state["territory"], data_label="territory"),
            icon("chevron"),
            type="button",
            cls="control grow",
            data_drawer="territory",
            aria_haspopup="dialog",
        ),
        share_button(short=True),
        cls="filters-phone",
    )


def share_button(short: bool = False) -> Markup:
    """Partager: copies the permalink, which assets/share.js completes with the release."""
    if short:
        return tag(
            "button",
            icon("share"),
            type="button",
            cls="control",
            data_share=True,
            aria_label="Partager\u00a0: copier le lien",
        )
    return tag("button", icon("share"), "Partager", type="button", cls="control share", data_share=True)


def _period(filters: Filters, options: FilterOptions) -> Markup:
    buttons = []
    for year, (first, last) in options.years().items():
        notes = []
        if year in options.complete_years:
            notes.append("seule année complète" if len(options.complete_years) == 1 else "année complète")
        if not last.endswith("-12"):
            notes.append(f"jusqu’en {month_label(last).split()[0]}")
        content = [year, *(tag("small", note) for note in notes)]
        pressed = (filters.start, filters.end) == (first, last)
        buttons.append(setter(f"du={first}&au={last}", content, "choice", "du au", pressed))
    months = [("", [(month, month_label(month)) for month in options.months])]
    return join(
        [
            tag("p", "Année", cls="field-label", id="label-years"),
            tag("div", buttons, cls="choices", role="group", aria_labelledby="label-years"),
            tag("div", select("du", "De", months, filters.start), select("au", "À", months, filters.end), cls="pair"),
            tag("p", "Un taux se lit sur des années civiles entières\u202f; sinon il est donné par mois.", cls="hint"),
        ]
    )


def _territory(filters: Filters) -> Markup:
    groups = (("", (FRANCE,)), ("Régions", sorted(regions(), key=name_key)), ("Départements", departments()))
    return join(
        [
            choices("niv", "Comparer", (("reg", "Les régions"), ("dep", "Les départements")), filters.area_level),
            tag("label", "Territoire mis en avant", cls="field-label", for_="territory-search"),
            tag(
                "input",
                type="search",
                id="territory-search",
                cls="control",
                placeholder="Nom ou numéro",
                autocomplete="off",
                aria_controls="territory-list",
            ),
            tag("p", cls="hint sr", role="status", data_message="territory"),
            tag("div", [_territory_group(name, group, filters) for name, group in groups], id="territory-list"),
        ]
    )


def _territory_group(name: str, group: Iterable[Area], filters: Filters) -> Markup:
    rows = [
        tag(
            "li",
            setter(
                f"t={area.id}",
                [area.name, tag("small", area.code) if area.level == "department" else None],
                "option",
                "t",
                area.id == filters.area,
                **({"data_region": f"R{area.region}"} if area.level == "department" else {}),
            ),
        )
        for area in group
    ]
    return tag("section", tag("h3", name) if name else None, tag("ul", rows))


def _operators(filters: Filters) -> Markup:
    without = not filters.has_public_employment_service
    return join(
        [
            tag(
                "label",
                tag("input", type="checkbox", role="switch", checked=without, data_without=PUBLIC_EMPLOYMENT_SERVICE),
                tag("span", "Sans le service public de l’emploi (Pôle emploi)"),
                cls="check switch",
            ),
            tag(
                "div",
                tag("p", "Familles d’opérateurs", cls="field-label", id="label-ope"),
                [checkbox("ope", c.code, c.label, c.code in filters.families) for c in FAMILY],
                cls="field",
                role="group",
                aria_labelledby="label-ope",
            ),
            tag("p", cls="hint message", role="status", data_message="operators"),
        ]
    )


def _reach(filters: Filters, options: FilterOptions) -> Markup:
    # A form is written once: under two measures, the threshold is a number, whose unit the button above says.
    unit, of = ("", ", en km ou en minutes") if options.has_travel_times else (f" {KILOMETRES.unit}", " de distance")
    measures = [(measure.code, measure.how.capitalize()) for measure in MEASURES.values()]
    hints = (
        "Du point de la commune au lieu le plus proche, en kilomètres à vol d’oiseau ou en minutes de trajet."
        if options.has_travel_times
        else "Distance à vol d’oiseau de la commune au lieu le plus proche.",
        "Dans le score d’accès : par paliers, un lieu compte pour 1, 0,68 puis 0,22 à chaque tiers du seuil.",
    )
    return join(
        [
            choices("mes", "Éloignement", measures, filters.measure) if options.has_travel_times else None,
            choices("seuil", f"Seuil{of}", [(str(at), f"{at}{unit}") for at in REACHES], str(filters.reach)),
            tag("p", hints[0], cls="hint"),
            choices("dec", "Décroissance avec la distance", DECAY_LABELS, filters.decay),
            tag("p", hints[1], cls="hint"),
        ]
    )


def _kinds(filters: Filters) -> Markup:
    hint = "Un lieu à distance n’est jamais compté : personne ne s’y rend."
    options = list(SITE_KIND_LABELS.items())
    return join([choices("lieu", "Nature des lieux", options, filters.site_kind), tag("p", hint, cls="hint")])


def _benchmark(filters: Filters) -> Markup:
    hint = "Le territoire dont l’écart est expliqué. Les autres vues gardent la France pour référence."
    return join([select("avec", "Comparer à", every_area(FRANCE), filters.benchmark), tag("p", hint, cls="hint")])


def _second(filters: Filters) -> Markup:
    groups: list[tuple[str, list[tuple[str, object]]]] = [("", [("", "Aucun")]), *every_area()]
    hint = "Placé à côté du premier dans l’entonnoir et dans le profil territorial."
    return join([select("t2", "Second territoire", groups, filters.second), tag("p", hint, cls="hint")])


def every_area(*first: Area) -> list[tuple[str, list[tuple[str, object]]]]:
    """Territoires as the groups of a list: `first`, then regions and departments."""
    groups = [("", first), ("Régions", sorted(regions(), key=name_key)), ("Départements", departments())]
    return [(name, [(a.id, _area_label(a)) for a in areas]) for name, areas in groups if areas]


def _area_label(area: Area) -> str:
    return f"{area.code} {area.name}" if area.level == "department" else area.name


def _profile_or_equivalence(filters: Filters, state: dict[str, str], keys: Collection[str]) -> Markup | None:
    """The disclosure of the profile, or that of the zone alone on a page that reads no profile."""
    if {"sexe", "age", "qua", "nn"}.isdisjoint(keys):
        if "eq" not in keys:
            return None
        return disclosure("equivalence", "Équivalence", state["equivalence"], _profile(filters, keys))
    return disclosure("profile", "Profil", state["profile"], _profile(filters, keys))


def _profile(filters: Filters, keys: Collection[str]) -> Markup:
    everyone = ("", "Tous")
    levels = [(c.code, c.label) for c in QUALIFICATION.known]
    groups = list(QUALIFICATION_GROUP_LABELS.items())
    controls = {
        "sexe": choices("sexe", "Sexe", [everyone, *_known(SEX)], filters.sex),
        "age": choices("age", "Âge", [everyone, *_known(AGE)], filters.age),
        "qua": select(
            "qua",
            "Niveau de qualification",
            [("", [everyone]), ("En deux groupes", groups), ("En cinq niveaux", levels)],
            filters.qualification,
        ),
        "nn": choices(
            "nn",
            "Niveau de service",
            [("", "2 et 3"), *((c.code, f"Niveau {c.code}") for c in LEVEL)],
            filters.level,
        ),
        "eq": choices(
            "eq",
            "Zone d’équivalence autour de la France",
            [(str(zone), f"± {zone}\u202f%") for zone in EQUIVALENCE_ZONES],
            str(filters.equivalence),
        ),
    }
    return join([control for key, control in controls.items() if key in keys])


def _labels(nomenclature: Nomenclature) -> list[tuple[str, str]]:
    return [(c.code, c.label) for c in nomenclature]


def _known(nomenclature: Nomenclature) -> list[tuple[str, str]]:
    return [(c.code, c.short_label) for c in nomenclature.known]
