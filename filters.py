"""Filtres: what the visitor asked, as one frozen value that is the URL, the browser's store and the cache key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from urllib.parse import parse_qsl, quote

from geo.areas import AREAS, FRANCE, Area, departments, region_of, regions
from geo.hypothesis import Hypothesis, read_hypothesis
from geo.travel import DISTANCE, TIME
from nomenclatures import (
    AGE,
    CSP,
    FAMILY,
    LEVEL,
    PUBLIC_EMPLOYMENT_SERVICE,
    QUALIFICATION,
    QUALIFICATION_GROUPS,
    READING,
    SEX,
    UNKNOWN,
    Nomenclature,
)
from typography import spaced

_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
EQUIVALENCE_ZONES = (2, 5, 10, 15)
AREA_LEVELS = ("reg", "dep")
MAP_VIEWS = ("carte", "tuiles", "tableau")
SERIES_VIEWS = ("courbe", "tableau")
_MOST_PROBLEMS = 5
PERIMETERS = ("tout", "constant")
RECOURSE_VIEWS = ("flux", "motifs", "sorties", "chomage", "signaux", "chiffres")
FLOW_VIEWS = ("mensuel", "cumule", "glissant", "evolution")
FLOW_EVENTS = ("entrees", "sorties")
LINK_VIEWS = ("nuage", "tableau")
SIGNAL_CODES = ("information", "early", "short", "direct_3", "support", "diversity")
FIGURES_VIEWS = ("rapport", "autres")
AXES = ("statut", "sexe", "qualif", "croise")
EXPLAINED_VIEWS = FUNNEL_VIEWS = ("graphique", "tableau")
STANDARD_VIEWS = ("carte", "classement", "tableau")
PORTRAIT_VIEWS = ("graphique", "regions", "tableau")
PROFILE_VIEWS = ("graphique", "tableau")
PROFILE_SIDES = ("territoire", "france", "deux")
# Two groups of one partition, and the partitions whose make-up is compared as a whole.
GROUP_PAIRS = (
    *(
        f"{a}-{b}"
        for groups in (SEX.known, AGE.known, QUALIFICATION.known, CSP.known)
        for a, b in combinations([c.code for c in groups], 2)
    ),
    "inf-sup",
    "de-ao",
)
# In the unit of the measure.
REACHES = (10, 20, 30)
MEASURES = (DISTANCE, TIME)
SITE_KINDS = ("", "permanent", "outreach")
DECAYS = ("paliers", "gauss", "aucune")
TERRITORY_VIEWS = ("croise", "score", "hypothese")
SITES_VIEWS = ("carte", "tableau")
_PROFILE_FIELDS = ("sex", "age", "qualification", "level")
GAP_DIMENSIONS = ("sexe", "groupe", "csp", "statut")
# Indices, or the shares of the groups of one dimension.
HEAT_VIEWS = ("indice", "sexe", "age", "qualif", "csp", "statut", "handicap")


@dataclass(frozen=True, slots=True)
class Period:
    """Période: two months "YYYY-MM", both included."""

    start: str
    end: str

    @property
    def months(self) -> int:
        return _ordinal(self.end) - _ordinal(self.start) + 1

    @property
    def years(self) -> int:
        """Number of whole calendar years, 0 when a year is cut."""
        whole = self.start.endswith("-01") and self.end.endswith("-12")
        return self.months // 12 if whole else 0


def _ordinal(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


# For as long as no release says its own (data/default_period.py).
_FALLBACK = Period("2017-01", "2017-12")


@dataclass(frozen=True, slots=True)
class Filters:
    """Filtres: period, territory, reading, operators, profile, and how the page shows them (`VIEWS`).

    Every field but `default` has one short key in the URL (`KEYS`) and a default, which the URL omits. Values are codes
    of `nomenclatures` and area ids of `geo.areas`, never labels. `default`: the period of the release when the URL
    names none.
    """

    start: str = _FALLBACK.start
    end: str = _FALLBACK.end
    area_level: str = "reg"
    area: str = FRANCE.id
    reading: str = "ens"
    families: tuple[str, ...] = FAMILY.codes
    sex: str = ""
    age: str = ""
    qualification: str = ""
    level: str = ""
    equivalence: int = 5
    map_view: str = "carte"
    series_view: str = "courbe"
    perimeter: str = "tout"
    projection: bool = False
    release: str = ""
    benchmark: str = FRANCE.id
    second: str = ""
    axis: str = "statut"
    explained_view: str = "graphique"
    funnel_view: str = "graphique"
    standard_view: str = "carte"
    portrait_view: str = "graphique"
    profile_view: str = "graphique"
    profile_side: str = "territoire"
    group_pair: str = "F-M"
    gap_dimension: str = "groupe"
    gap_view: str = "courbe"
    heat_view: str = "indice"
    recourse_view: str = "flux"
    flow_view: str = "mensuel"
    flow_events: str = "entrees"
    link_view: str = "nuage"
    signal: str = ""
    signal_family: str = ""
    figures_view: str = "rapport"
    reach: int = 20
    measure: str = DISTANCE
    site_kind: str = ""
    decay: str = "paliers"
    territory_view: str = "croise"
    sites_view: str = "carte"
    served_view: str = "graphique"
    hypothesis: Hypothesis = Hypothesis()
    default: Period = _FALLBACK

    @property
    def initial(self) -> Filters:
        """Filtres par défaut: those of an address that names none, on the same release."""
        return Filters(start=self.default.start, end=self.default.end, default=self.default)

    @property
    def question(self) -> Filters:
        """The filters without the choices of view, on which no number depends."""
        return self.only(KEYS.keys() - set(VIEWS))

    def only(self, names: Collection[str]) -> Filters:
        """A copy in which every field that is not of `names` is at its default."""
        kept = {name: getattr(self, name) for name in KEYS if name in names}
        return replace(self.initial, **kept)

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    @property
    def territory(self) -> Area:
        return AREAS[self.area]

    @property
    def scope(self) -> tuple[Area, ...]:
        """The areas compared: regions, all departments, or the departments of the territory's region."""
        if self.area_level == "reg":
            return regions()
        if self.area == FRANCE.id:
            return departments()
        return departments(region_of(self.territory).code)

    @property
    def has_public_employment_service(self) -> bool:
        return PUBLIC_EMPLOYMENT_SERVICE in self.families

    @property
    def margin(self) -> tuple[str, ...]:
        """The profile dimensions that the filter restricts, as the denominators' table names them."""
        named = [("sex", self.sex), ("age", self.age)]
        restricted = [name for name, value in named if value]
        if self.qualification:
            grouped = self.qualification in QUALIFICATION_GROUPS
            restricted.append("qualification_group" if grouped else "qualification")
        return tuple(restricted)

    def change(self, **values: object) -> Filters:
        """A copy with `values`, made coherent.

        A department is always read at the level of departments; a territory is not compared with itself.
        """
        changed = replace(self, **values)  # type: ignore[arg-type]
        if changed.area.startswith("D") and changed.area_level == "reg":
            changed = replace(changed, area_level="dep")
        if changed.area == changed.benchmark:
            changed = replace(changed, benchmark=FRANCE.id)
        if changed.area == changed.second:
            changed = replace(changed, second="")
        return changed

    def without_profile(self) -> Filters:
        return replace(self, sex="", age="", qualification="")

    def active_count(self) -> int:
        """How many filters differ from their default (the view does not count)."""
        names = ("area", "benchmark", "second", "reading", "families", *_PROFILE_FIELDS, "site_kind")
        initial = self.initial
        changed = [getattr(self, n) != getattr(initial, n) for n in names]
        return sum((*changed, self.period != self.default))

    def to_query(self, explicit: Collection[str] = ()) -> str:
        """The query string, without "?", keys in a fixed order; "" for the default filters.

        Defaults are omitted, but for the fields named in `explicit`.
        """
        initial, parts = self.initial, []
        for name, key in KEYS.items():
            value = getattr(self, name)
            if name in explicit or value != getattr(initial, name):
                text = "-".join(value) if isinstance(value, tuple) else str(int(value) if value is True else value)
                parts.append(f"{key}={quote(text, safe='-')}")
        return "&".join([*parts, *([f"{VERSION_KEY}={len(RENAMED) + 1}"] if RENAMED else ())])

    @classmethod
    def from_query(cls, query: str, default_of: DefaultOf = lambda _: _FALLBACK) -> tuple[Filters, tuple[str, ...]]:
        """Read a query string (with or without "?"); `default_of`: release asked ("": the current one) → its period.

        Returns (filters, problems): each problem is a French sentence naming the key, the value and what was
        used instead. An invalid value never raises: it gives the default.
        """
        values: dict[str, object] = {}
        problems: list[str] = []
        names = {key: name for name, key in KEYS.items()}
        pairs = parse_qsl(query.removeprefix("?")[:4000], keep_blank_values=True, max_num_fields=None)
        pairs, unknown = migrated(pairs, RENAMED)
        problems.extend(unknown)
        for key, raw in pairs:
            shown = raw[:40]
            if key not in names:
                problems.append(spaced(f"Le paramètre « {key[:40]} » n’existe pas : il est ignoré."))
                continue
            if names[key] == "hypothesis":
                problems.extend(_ignored(key, piece) for piece in read_hypothesis(raw).ignored)
            value = _PARSE[names[key]](raw)
            if value is None:
                text = f"« {shown} » n’est pas une valeur de « {key} » : la valeur par défaut est utilisée."
                problems.append(spaced(text))
            else:
                values[names[key]] = value
        initial = cls(default=default_of(str(values.get("release", "")))).initial
        filters = initial.change(**values)
        if filters.period.months < 1:
            problems.append(spaced("La période finit avant de commencer : la période par défaut est utilisée."))
            filters = replace(filters, start=initial.start, end=initial.end)
        return filters, _shortened(problems)


def migrated(
    pairs: Sequence[tuple[str, str]], renamed: Sequence[Mapping[str, str]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """The pairs of an address in today's keys, and what is wrong with the version that it names.

    `renamed[i]`: the keys of version i + 1 that version i + 2 names otherwise. An address that names no version is of
    the first: it was written before there was another.
    """
    asked = [raw for key, raw in pairs if key == VERSION_KEY]
    kept = [(key, raw) for key, raw in pairs if key != VERSION_KEY]
    newest = len(renamed) + 1
    known = {str(version) for version in range(1, newest + 1)}
    wrong = [raw for raw in asked if raw not in known]
    if wrong:
        text = f"« {wrong[0][:40]} » n’est pas une version des adresses : elle est lue comme la {newest}."
        return kept, [spaced(text)]
    for names in renamed[int(asked[-1] if asked else 1) - 1 :]:
        kept = [(names.get(key, key), raw) for key, raw in kept]
    return kept, []


def _ignored(key: str, piece: str) -> str:
    return spaced(f"« {piece[:40]} » n’est pas un élément de « {key} », ou le contredit : il est ignoré.")


def _shortened(problems: list[str]) -> tuple[str, ...]:
    """The first problems, and how many more there are: an endless address must not make an endless page."""
    left_out = len(problems) - _MOST_PROBLEMS
    if left_out <= 0:
        return tuple(problems)
    return (*problems[:_MOST_PROBLEMS], f"Et {left_out} autres paramètres illisibles de l’adresse.")


KEYS = {
    "start": "du",
    "end": "au",
    "area_level": "niv",
    "area": "t",
    "reading": "lec",
    "families": "ope",
    "sex": "sexe",
    "age": "age",
    "qualification": "qua",
    "level": "nn",
    "equivalence": "eq",
    "map_view": "vue",
    "series_view": "serie",
    "perimeter": "perim",
    "projection": "projection",
    "release": "v",
    "benchmark": "avec",
    "second": "t2",
    "axis": "axe",
    "explained_view": "ecart",
    "funnel_view": "ent",
    "standard_view": "std",
    "portrait_view": "pt",
    "profile_view": "profil",
    "profile_side": "cote",
    "group_pair": "paire",
    "gap_dimension": "dis",
    "gap_view": "dv",
    "heat_view": "ch",
    "recourse_view": "volet",
    "flow_view": "flux",
    "flow_events": "sens",
    "link_view": "nuage",
    "signal": "sig",
    "signal_family": "sigope",
    "figures_view": "chif",
    "reach": "seuil",
    "measure": "mes",
    "site_kind": "lieu",
    "decay": "dec",
    "territory_view": "terr",
    "sites_view": "lieux",
    "served_view": "couv",
    "hypothesis": "hyp",
}
# The version of these keys, in the address: absent, the first. When a key is renamed, a table is added to RENAMED.
VERSION_KEY = "q"
RENAMED: tuple[Mapping[str, str], ...] = ()
# The fields that say how a page shows its answer.
VIEWS = (
    "map_view",
    "series_view",
    "projection",
    "explained_view",
    "funnel_view",
    "standard_view",
    "portrait_view",
    "profile_view",
    "profile_side",
    "group_pair",
    "gap_dimension",
    "gap_view",
    "heat_view",
    "recourse_view",
    "flow_view",
    "flow_events",
    "link_view",
    "signal",
    "signal_family",
    "figures_view",
    "territory_view",
    "sites_view",
    "served_view",
    "hypothesis",
)
# The choices of view on which the rows of a file depend.
CHOICES = ("profile_side", "group_pair", "gap_dimension", "heat_view", "signal", "signal_family", "hypothesis")
assert set(CHOICES) <= set(VIEWS)
DefaultOf = Callable[[str], Period]
Parser = Callable[[str], object]


def _one_of(values: Collection[str]) -> Parser:
    return lambda raw: raw if raw in values else None


def _families(raw: str) -> tuple[str, ...] | None:
    """Families in the nomenclature's order; an empty or unknown list is invalid."""
    asked = raw.split("-")
    if not all(code in FAMILY for code in asked):
        return None
    return tuple(code for code in FAMILY.codes if code in asked)


def _month(raw: str) -> str | None:
    return raw if _MONTH.fullmatch(raw) else None


def _equivalence(raw: str) -> int | None:
    return int(raw) if raw in {str(z) for z in EQUIVALENCE_ZONES} else None


def _profile(nomenclature: Nomenclature, *groups: str) -> Parser:
    return _one_of({c.code for c in nomenclature if c.code != UNKNOWN} | set(groups))


_PARSE: dict[str, Parser] = {
    "start": _month,
    "end": _month,
    "area_level": _one_of(AREA_LEVELS),
    "area": _one_of(AREAS),
    "reading": _one_of(READING.codes),
    "families": _families,
    "sex": _profile(SEX),
    "age": _profile(AGE),
    "qualification": _profile(QUALIFICATION, *QUALIFICATION_GROUPS),
    "level": _one_of(LEVEL.codes),
    "equivalence": _equivalence,
    "map_view": _one_of(MAP_VIEWS),
    "series_view": _one_of(SERIES_VIEWS),
    "perimeter": _one_of(PERIMETERS),
    "projection": lambda raw: {"0": False, "1": True}.get(raw),
    "release": lambda raw: raw if re.fullmatch(r"[0-9a-z-]{1,40}", raw) else None,
    "benchmark": _one_of(AREAS),
    "second": _one_of({"", *AREAS} - {FRANCE.id}),
    "axis": _one_of(AXES),
    "explained_view": _one_of(EXPLAINED_VIEWS),
    "funnel_view": _one_of(FUNNEL_VIEWS),
    "standard_view": _one_of(STANDARD_VIEWS),
    "portrait_view": _one_of(PORTRAIT_VIEWS),
    "profile_view": _one_of(PROFILE_VIEWS),
    "profile_side": _one_of(PROFILE_SIDES),
    "group_pair": _one_of(GROUP_PAIRS),
    "gap_dimension": _one_of(GAP_DIMENSIONS),
    "gap_view": _one_of(SERIES_VIEWS),
    "heat_view": _one_of(HEAT_VIEWS),
    "recourse_view": _one_of(RECOURSE_VIEWS),
    "flow_view": _one_of(FLOW_VIEWS),
    "flow_events": _one_of(FLOW_EVENTS),
    "link_view": _one_of(LINK_VIEWS),
    "signal": _one_of(("", *SIGNAL_CODES)),
    "signal_family": _one_of(("", *FAMILY.codes)),
    "figures_view": _one_of(FIGURES_VIEWS),
    "reach": lambda raw: int(raw) if raw in {str(km) for km in REACHES} else None,
    "measure": _one_of(MEASURES),
    "site_kind": _one_of(SITE_KINDS),
    "decay": _one_of(DECAYS),
    "territory_view": _one_of(TERRITORY_VIEWS),
    "sites_view": _one_of(SITES_VIEWS),
    "served_view": _one_of(FUNNEL_VIEWS),
    "hypothesis": lambda raw: read_hypothesis(raw).hypothesis,
}
assert set(KEYS) == set(_PARSE) == {f.name for f in fields(Filters)} - {"default"}
