"""Melodi's answers, in the shape that pynsee reads, around the shipped census of 2021 with invented profiles."""

from data.snapshots import read_rows

AGES = {"Y15T24": 0.12, "Y25T54": 0.70, "Y55T64": 0.18}
SEXES = {"F": 0.48, "M": 0.52}
PAGE = 10_000


def territories(level):
    """Melodi's codes of a level → (employed, unemployed) aged 15-64."""
    regions, departments = read_rows("rp2021_regions"), read_rows("rp2021_departments")
    rows = {
        "REG": [(f"2025-REG-{r['region']}", r) for r in regions],
        "DEP": [(f"2025-DEP-{r['department']}", r) for r in departments],
    }
    if level == "FRANCE":
        sums = [sum(int(r[c]) for r in regions) for c in ("employed_15_64", "unemployed_15_64")]
        return {"2025-FRANCE-F": tuple(sums), "2025-FRANCE-FM": (1, 1)}
    return {geo: (int(r["employed_15_64"]), int(r["unemployed_15_64"])) for geo, r in rows[level]}


def observations(dataset, level, year="2022"):
    for geo, (employed, unemployed) in territories(level).items():
        for sex, share in {"_T": 1.0, **SEXES}.items():
            for age, part in {"Y15T64": 1.0, **AGES}.items():
                counts = {"1": employed * share * part, "2": unemployed * share * part}
                for keys, value in _profiles(dataset, counts):
                    cell = {"GEO": geo, "SEX": sex, "AGE": age, "TIME_PERIOD": year, "RP_MEASURE": "POP", **keys}
                    yield cell, round(value, 4)


def _profiles(dataset, counts):
    actives = sum(counts.values())
    if dataset == "DS_RP_EMPLOI_LR_PRINC":
        yield from (({"EMPSTA_ENQ": code}, value) for code, value in counts.items())
        yield {"EMPSTA_ENQ": "1T2"}, actives
        yield {"EMPSTA_ENQ": "_T"}, actives * 1.4
    elif dataset == "DS_RP_EMPLOI_LR_COMP":
        for occupation in "123456":
            yield from (({"EMPSTA_ENQ": c, "PCS": occupation}, v / 6) for c, v in counts.items())
            yield {"EMPSTA_ENQ": "1T2", "PCS": occupation}, actives / 6
    elif dataset == "DS_RP_DIPLOMES_PRINC":
        yield from (({"EDUC": code}, actives * 1.3 / 2) for code in ("001T100_RP", "700_RP"))
    else:
        yield from (({"PCS": code}, actives / 6) for code in ("1", "2", "3", "4", "5", "6", "7"))


def answer(dataset, level, page, cells=None):
    """One page of a dataset, or its count for page 0."""
    found = list(observations(dataset, level)) if cells is None else cells
    shown = found[(page - 1) * PAGE : page * PAGE] if page else []
    return {
        "title": {"fr": dataset, "en": dataset},
        "identifier": dataset,
        "publisher": {"id": "INSEE", "label": [{"lang": "fr", "content": "Insee"}]},
        "paging": {
            "count": len(found),
            "isLast": page * PAGE >= len(found),
            "next": f"https://api.insee.fr/melodi/data/{dataset}?GEO={level}&page={page + 1}",
        },
        "observations": [
            {"dimensions": keys, "attributes": {"OBS_STATUS": "A"}, "measures": {"OBS_VALUE_NIVEAU": {"value": value}}}
            for keys, value in shown
        ],
    }
