"""Additivité: regions and departments make France, women and men make the whole, in one source and one vintage.

What a file brings is read over the tables shipped: sums that it leaves as they were would no longer be those of their
parts.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from denominators import excluded_areas
from geo.areas import AREAS, departments, regions

PROFILE = ("source", "vintage", "sex", "age", "qualification", "csp", "activity")
# Persons by which one figure may be rounded: the survey publishes thousands with one decimal.
_ROUNDING = {"lfs": 100.0}
_UNIT = 1.0
_SHOWN = 3
_PARTS = {"régions": tuple(a.id for a in regions()), "départements": tuple(a.id for a in departments())}


class NotAdditive(Exception):
    """Sommes impossibles: the message is in French."""


def rebuilt(rows: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Régions et France refaites: `rows` (one per area and profile) after `given` was laid over them.

    A region whose departments were given, and France whose regions were, are summed anew unless `given` has them too;
    France without the areas that are out of the source's scope. Raises NotAdditive when a France that is there would no
    longer be the sum of its regions and cannot be summed.
    """
    changed = []
    whole = {profile: _by_area(group) for profile, group in rows.groupby(list(PROFILE))}
    for profile, new in given.groupby(list(PROFILE)):
        known, said = whole[profile], set(new["area"])
        sums = _region_sums(known, said)
        known |= sums
        excluded = excluded_areas(profile[0])
        if "FR" not in said and any(a[0] == "R" and a not in excluded for a in (*said, *sums)):
            sums |= _france_sum(profile, known, excluded)
        origin = new["origin"].iloc[0]
        changed += [
            dict(zip(PROFILE, profile, strict=True))
            | {"area": area, "level": AREAS[area].level, "population": value, "flag": "", "origin": origin}
            for area, value in sums.items()
        ]
    if not changed:
        return rows
    everything = pd.concat([rows, pd.DataFrame(changed)[list(rows.columns)]], ignore_index=True)
    return everything.drop_duplicates([*PROFILE, "area"], keep="last")


def _by_area(group: pd.DataFrame) -> dict[str, float]:
    return dict(zip(group["area"], group["population"], strict=True))


def _region_sums(known: dict[str, float], said: set[str]) -> dict[str, float]:
    """Regions of the departments said; one of which some department is not known stays as it was."""
    sums = {}
    for region in {f"R{AREAS[d].region}" for d in said if d[0] == "D"} - said:
        parts = [a.id for a in departments() if f"R{a.region}" == region]
        if all(part in known for part in parts):
            # The sum of a missing figure is missing.
            sums[region] = sum(known[part] for part in parts)
    return sums


def _france_sum(profile: tuple[object, ...], known: dict[str, float], excluded: tuple[str, ...]) -> dict[str, float]:
    parts = [r for r in _PARTS["régions"] if r not in excluded]
    missing = [r for r in parts if pd.isna(known.get(r, float("nan")))]
    if not missing:
        return {"FR": sum(known[r] for r in parts)}
    if "FR" in known:
        names = ", ".join(AREAS[r].name for r in missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        raise NotAdditive(
            f"La France ({_named(profile)}) ne peut pas être refaite : chiffre manquant pour {names}. Complétez le"
            " fichier, ou donnez-y la ligne du territoire FR."
        )
    return {}


def problems(rows: pd.DataFrame) -> list[str]:
    """Sommes fausses of a population without its communes, in French; parts of which one is missing are not judged."""
    found = []
    whole: dict[tuple[object, ...], dict[str, float]] = {}
    for *profile, area, value in rows.dropna(subset="population")[[*PROFILE, "area", "population"]].to_numpy():
        whole.setdefault(tuple(profile), {})[area] = value
    for profile, known in sorted(whole.items()):
        excluded = excluded_areas(str(profile[0]))
        for words, areas in _PARTS.items():
            parts = [a for a in areas if a not in excluded]
            if "FR" in known and all(a in known for a in parts):
                total = sum(known[a] for a in parts)
                if not _is_sum(str(profile[0]), known["FR"], total, len(parts)):
                    found.append(
                        f"la France ({_named(profile)}) compte {known['FR']:.0f} personnes et ses {words} {total:.0f}"
                    )
    by_sex = [c for c in (*PROFILE, "area") if c != "sex"]
    wide = rows.pivot(index=by_sex, columns="sex", values="population").reindex(columns=["F", "M", "T"]).dropna()
    for key, women, men, everyone in wide.itertuples(name=None):
        if not _is_sum(str(key[0]), everyone, women + men, 3):
            found.append(f"{AREAS[key[-1]].name} ({_named(key[:-1])}) : femmes et hommes ne font pas l’ensemble")
    return found


def shown(found: list[str]) -> str:
    """The first of many sentences."""
    return " ; ".join(found[:_SHOWN]) + (f" ; et {len(found) - _SHOWN} autres" if len(found) > _SHOWN else "")


def _is_sum(source: str, whole: float, total: float, parts: int) -> bool:
    return abs(whole - total) <= parts * _ROUNDING.get(source, _UNIT)


def _named(profile: Iterable[object]) -> str:
    return ", ".join(str(part) for part in profile)
