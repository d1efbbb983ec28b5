"""Profil des entrées: one joint table of operator, region and profile, raked to the published margins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.demo import profile_assumptions as assumed
from data.demo.axes import OPERATORS, READINGS
from data.demo.flow_assumptions import DIPLOMA_ELASTICITY, PROFILE_SPREAD, WOMEN_ELASTICITY
from data.demo.margins import Margin, published_shares
from data.demo.raking import rake
from data.demo.territory import PLACES, Actives, by_place, operator_factors, region_shares, unemployment_factors
from nomenclatures import AGE, EMPLOYMENT_STATUS, LEVEL, QUALIFICATION, QUALIFICATION_GROUPS, SEX
from nomenclatures import READINGS as STATUSES_OF

Floats = NDArray[np.float64]
# The axes of the joint table, in order; "operator" and "place" are the axes of this package, not of the schema.
AXES = ("operator", "place", "employment_status", "sex", "age", "qualification", "level")
# Reading (position in READINGS) of each status, in the order of the nomenclature.
READING_OF_STATUS = np.array(
    [next((i for i, r in enumerate(READINGS[:2]) if s in STATUSES_OF[r]), 2) for s in EMPLOYMENT_STATUS.codes]
)


def joint_table(margins: tuple[Margin, ...], actives: Actives, rng: np.random.Generator) -> Floats:
    """Tableau croisé des `AXES`, shares summing to 1, raked to every margin that is published for an axis.

    Raises ValueError when the assumptions cannot meet the margins.
    """
    unknown = assumed.UNKNOWN_SHARE.by_code()
    operators = assumed.OPERATOR_SHARE.array()
    level_3 = assumed.LEVEL_3_BY_OPERATOR.array()
    levels = np.stack([1.0 - level_3, level_3], axis=1)
    women = assumed.WOMEN_BY_OPERATOR.array()
    sex = _with_unknown(np.stack([women, 1.0 - women], axis=1), unknown["sex"])
    age = _with_unknown(assumed.AGE_BY_OPERATOR.array(), unknown["age"])
    # Nobody outside 15-25 at the missions locales, not even of unknown age.
    age[OPERATORS.index("missions_locales"), AGE.position("nr")] = 0.0
    qualification = _with_unknown(assumed.QUALIFICATION_BY_OPERATOR.array(), unknown["qualification"])
    factors = (
        ((0,), operators),
        ((0, 1), operator_factors(actives, rng)),
        ((0, 2), assumed.STATUS_BY_OPERATOR.array()),
        ((0, 3), sex),
        ((0, 4), age),
        ((0, 5), qualification),
        ((0, 6), levels),
        ((1, 2), unemployment_factors(actives, PLACES)[READING_OF_STATUS].T),
        ((1, 3), _women_by_place(actives)),
        ((1, 4), np.exp(PROFILE_SPREAD.number * rng.standard_normal((len(PLACES), len(AGE))))),
        ((1, 5), _qualification_by_place(actives)),
        ((3, 5), assumed.QUALIFICATION_BY_SEX.array()),
        ((4, 5), assumed.QUALIFICATION_BY_AGE.array()),
    )
    shape = (len(OPERATORS), len(PLACES), len(EMPLOYMENT_STATUS), len(SEX), len(AGE), len(QUALIFICATION), len(LEVEL))
    table = np.ones(shape)
    for axes, factor in factors:
        table *= np.expand_dims(factor, tuple(a for a in range(len(shape)) if a not in axes))
    targets = [((0, 6), operators[:, None] * levels), ((1,), region_shares(actives, rng))]
    for nomenclature in (EMPLOYMENT_STATUS, SEX, AGE, QUALIFICATION):
        shares = published_shares(margins, nomenclature, unknown.get(nomenclature.name, 0.0))
        targets.append(((AXES.index(nomenclature.name),), shares))
    return rake(table, targets)


def _with_unknown(known: Floats, unknown: float) -> Floats:
    return np.concatenate([known * (1.0 - unknown), np.full((len(known), 1), unknown)], axis=1)


def _women_by_place(actives: Actives) -> Floats:
    factors = np.ones((len(PLACES), len(SEX)))
    factors[:, SEX.position("F")] = by_place(actives.women) ** WOMEN_ELASTICITY.number
    return factors


def _qualification_by_place(actives: Actives) -> Floats:
    factors = np.ones((len(PLACES), len(QUALIFICATION)))
    for code in QUALIFICATION_GROUPS["sup"]:
        factors[:, QUALIFICATION.position(code)] = by_place(actives.graduates) ** DIPLOMA_ELASTICITY.number
    return factors
