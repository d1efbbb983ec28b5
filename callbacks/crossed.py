"""Entrées par groupes croisés: the rows of a crossing as a file has them, each with the address that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from data import queries
from data.crossed_groups import MOST_ROWS, STEPS, Cells, CrossedGroups
from data.engine import Release
from data.files.batch import Batch, Joined, Texts
from data.published import CROSSED
from filters import KEYS, Filters
from geo.areas import AREAS
from indicators.catalogue import ENTRIES
from indicators.series import breaks_of
from nomenclatures import FAMILY, PUBLIC_EMPLOYMENT_SERVICE

CROSSING_FIELDS = ("start", "end", "area_level", "area", *CROSSED, "release")
# Field of the filters -> its column.
_COLUMN = {name: "family" if name == "families" else name for name in CROSSED}
_WITHOUT = tuple(code for code in FAMILY.codes if code != PUBLIC_EMPLOYMENT_SERVICE)
_STATUSES = ("ok", "secret", "no_data")
_METHODS = ("cell_key", "exact", "structural", "")


def crossed_columns() -> tuple[str, ...]:
    return (
        *("period", "area", "area_code", "area_name", "area_level", *_COLUMN.values()),
        *("indicator", "unit", "value", "cell_status", "rupture", "method", "release", "permalink"),
    )


def crossing_of(filters: Filters, step: str, dimensions: tuple[str, ...]) -> CrossedGroups:
    """The crossing that a question asks, its dimensions in their order. Raises ValueError, in French."""
    if step not in STEPS:
        raise ValueError(f"« {step[:40]} » n’est pas un pas : choisissez « mois » ou « an ».")
    unknown = [name for name in dimensions if name not in CROSSED]
    if unknown:
        known = ", ".join(KEYS[name] for name in CROSSED)
        raise ValueError(f"« {unknown[0][:40]} » n’est pas une dimension : choisissez parmi {known}.")
    return CrossedGroups(filters, step, tuple(name for name in CROSSED if name in dimensions))


def crossing_said(rows: Sequence[Mapping[str, str]]) -> CrossedGroups:
    """The shortest crossing that has such rows, of their release. Raises ValueError when none has."""
    values = {name: list(dict.fromkeys(row[column] for row in rows)) for name, column in _COLUMN.items()}
    periods = sorted({row["period"] for row in rows})
    step = "an" if all(len(period) == 4 for period in periods) else "mois"
    start, end = (f"{periods[0]}-01", f"{periods[-1]}-12") if step == "an" else (periods[0], periods[-1])
    fixed = {KEYS[name]: _value(name, codes[0]) for name, codes in values.items() if len(codes) == 1}
    found = {row["area"] for row in rows}
    level = "dep" if any(row["area_level"] == "department" for row in rows) else "reg"
    query = {"du": start, "au": end, "niv": level, "v": rows[0]["release"], **fixed}
    filters, problems = Filters.from_query("&".join(f"{key}={value}" for key, value in query.items() if value))
    dimensions = tuple(name for name, codes in values.items() if len(codes) > 1)
    crossings = [replace(crossing_of(filters, step, dimensions), filters=filters.change(area=area)) for area in AREAS]
    holding = [of for of in crossings if found <= {area.id for area in of.areas}]
    if problems or not holding:
        raise ValueError("no crossing has these rows")
    return min(holding, key=lambda of: len(of.areas))


def too_long(crossing: CrossedGroups, release: Release) -> str:
    """Why a crossing is too long for one file, "" when it is not."""
    count = crossing.count(release)
    if count <= MOST_ROWS:
        return ""
    return (
        f"Cette demande ferait {count} lignes, un fichier en a au plus {MOST_ROWS} : choisissez moins de dimensions,"
        " une période plus courte ou une région."
    )


def crossed_batches(
    release: Release, crossing: CrossedGroups, root: str, start: int = 0, stop: int | None = None
) -> Iterator[Batch]:
    """Rows `start` to `stop` of the crossing, batch by batch; nothing is counted before it is asked for."""
    total = crossing.count(release)
    stop = total if stop is None else min(stop, total)
    groups = _groups(crossing)
    areas, size = len(crossing.areas), crossing.groups
    periods = crossing.periods(release)
    place = {period: number for number, period in enumerate(periods)}
    for cells in crossing.cells(release, start, stop):
        first = (place[cells.period] * areas + cells.first) * size
        kept = slice(max(start - first, 0), min(stop - first, len(cells.areas) * size))
        yield _batch(release, cells, groups, root, kept)


def _batch(release: Release, cells: Cells, groups: dict[str, tuple[str, ...]], root: str, kept: slice) -> Batch:
    areas, size = cells.areas, cells.counts.shape[1]
    rows = np.arange(len(areas) * size, dtype=np.int32)[kept]
    of_area, of_group = rows // size, rows % size
    once = np.zeros(len(rows), dtype=np.int32)
    count, exact, structural = (of.ravel()[kept] for of in (cells.counts, cells.exact, cells.structural))
    missing = np.isnan(count)
    secret = ~missing & (count == 0) & ~exact & ~structural
    method = np.select([missing, structural, exact], [3, 2, 1], 0).astype(np.int32)
    period = cells.period.start if cells.period.start == cells.period.end else cells.period.start[:4]
    heads = tuple(_head(cells.period, area.id, root) for area in areas)
    tails = tuple(f"{tail}&v={release.id}" for tail in groups["query"])
    return {
        "period": Texts((period,), once),
        "area": Texts(tuple(area.id for area in areas), of_area),
        "area_code": Texts(tuple(area.code for area in areas), of_area),
        "area_name": Texts(tuple(area.name for area in areas), of_area),
        "area_level": Texts(tuple(area.level for area in areas), of_area),
        **{name: Texts(groups[name], of_group) for name in _COLUMN.values()},
        "indicator": Texts((ENTRIES.code,), once),
        "unit": Texts((ENTRIES.unit,), once),
        "value": np.ma.masked_array(np.where(missing, 0, count).astype(np.int64), missing | secret),
        "cell_status": Texts(_STATUSES, np.select([missing, secret], [2, 1], 0).astype(np.int32)),
        "rupture": Texts(_ruptures(release, cells.period, groups["families"]), of_group),
        "method": Texts(_METHODS, method),
        "release": Texts((release.id,), once),
        "permalink": Joined((Texts(heads, of_area), Texts(tails, of_group))),
    }


def _head(period: Filters, area: str, root: str) -> str:
    """The beginning of the address that shows one area in one period."""
    plain = Filters(start=period.start, end=period.end, area=area, default=period.default)
    return f"{root}/?{plain.change().to_query(explicit=('start', 'end'))}"


@lru_cache(maxsize=16)
def _groups(crossing: CrossedGroups) -> dict[str, tuple[str, ...]]:
    """By column, what each group of the crossing writes; "query": the end of its address, "families": its families."""
    combined = list(product(*crossing.values.values()))
    texts = {
        _COLUMN[name]: tuple(_code(name, values[place]) for values in combined) for place, name in enumerate(CROSSED)
    }
    initial = crossing.filters.initial
    queries_ = tuple(
        "".join(f"&{part}" for part in [replace(initial, **_fields(values)).to_query()] if part) for values in combined
    )
    return texts | {"query": queries_, "families": tuple("-".join(values[0]) for values in combined)}


def _fields(values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(CROSSED, values, strict=True))


def _code(name: str, value: Any) -> str:
    if name != "families":
        return str(value) or "T"
    if value == FAMILY.codes:
        return "T"
    return f"sans_{PUBLIC_EMPLOYMENT_SERVICE}" if value == _WITHOUT else "-".join(value)


def _value(name: str, code: str) -> str:
    """The value of a filter that `_code` wrote; "" for that of everyone."""
    if name == "families":
        return {_code(name, _WITHOUT): "-".join(_WITHOUT), "T": ""}.get(code, code)
    return "" if code == "T" else code


def _ruptures(release: Release, period: Filters, families: tuple[str, ...]) -> tuple[str, ...]:
    """By group, the text of the breaks of its families that fall in the period."""
    registry = queries.series_breaks(release)
    texts = {}
    for joined in dict.fromkeys(families):
        rows = breaks_of(registry, tuple(joined.split("-")))
        inside = [
            str(row.text) for row in rows.itertuples(index=False) if period.start <= f"{row.date:%Y-%m}" <= period.end
        ]
        texts[joined] = " ".join(dict.fromkeys(inside))
    return tuple(texts[joined] for joined in families)
