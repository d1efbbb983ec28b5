"""Détail des entrées: what is drawn row by row given the profile, one distribution per group of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.demo import profile_assumptions as assumed
from data.demo.axes import OPERATORS
from data.demo.margins import Margin, fill_shares, published_shares
from data.demo.profile import READING_OF_STATUS
from data.demo.raking import draw, rake
from nomenclatures import CSP, DISABILITY, EMPLOYER_SIZE, EMPLOYMENT_STATUS, REASON, SECTOR
from nomenclatures import READINGS as STATUSES_OF

Floats = NDArray[np.float64]
Rows = dict[str, NDArray[np.integer]]


def add_details(rows: Rows, margins: tuple[Margin, ...], rng: np.random.Generator) -> None:
    """Draw csp, disability, reason, employer_size and sector given the joint profile; adds them to `rows`."""
    operator, status = rows["operator"], rows["employment_status"]
    csp = _csp_given_profile()
    rows["csp"] = draw(_group(csp.shape, operator, status, rows["sex"], rows["qualification"]), _flat(csp), rng)
    unknown = assumed.UNKNOWN_SHARE.by_code()
    rows["disability"] = _draw_raked(
        _disability_given_profile(unknown["disability"]),
        published_shares(margins, DISABILITY, unknown["disability"]),
        (operator, rows["age"]),
        rng,
    )
    shares = fill_shares(assumed.REASON_SHARE.by_code(), REASON, unknown["reason"])
    reading = READING_OF_STATUS.astype(np.int8)[status]
    rows["reason"] = _draw_raked(_reason_given_profile(unknown["reason"]), shares, (operator, reading), rng)
    size, sector = _size_given_profile(), _sector_given_profile()
    rows["employer_size"] = draw(_group(size.shape, operator, status), _flat(size), rng)
    rows["sector"] = draw(_group(sector.shape, status, rows["csp"]), _flat(sector), rng)


def _group(shape: tuple[int, ...], *columns: NDArray[np.integer]) -> NDArray[np.int16]:
    group = np.zeros(columns[0].size, np.int16)
    for column, size in zip(columns, shape, strict=False):
        group *= np.int16(size)
        group += column
    return group


def _flat(table: Floats) -> Floats:
    return table.reshape(-1, table.shape[-1])


def _draw_raked(
    seed: Floats, shares: Floats, columns: tuple[NDArray[np.integer], ...], rng: np.random.Generator
) -> NDArray[np.int8]:
    """Draw with probabilities raked so that the whole set shows `shares`, whatever the mix of groups."""
    group = _group(seed.shape, *columns)
    flat = _flat(seed)
    counts = np.bincount(group, minlength=len(flat)).astype(np.float64)
    table = rake(flat * counts[:, None], [((0,), counts), ((1,), shares * group.size)])
    return draw(group, table, rng)


def _csp_given_profile() -> Floats:
    """(operator, status, sex, qualification, csp)."""
    by_sex = assumed.CSP_BY_SEX.array()[None, None, :, None, :]
    by_operator = assumed.CSP_BY_OPERATOR.array()[:, None, None, None, :]
    known = assumed.CSP_BY_QUALIFICATION.array()[None, None, None] * by_sex * by_operator
    known = np.repeat(known, len(EMPLOYMENT_STATUS), axis=1)
    for status in ("cdi", "cdd"):
        known[:, EMPLOYMENT_STATUS.position(status), ..., [CSP.position("c1"), CSP.position("c2")]] = 0.0
    known[:, EMPLOYMENT_STATUS.position("ind")] = assumed.CSP_OF_INDEPENDENTS.array()
    known /= known.sum(axis=-1, keepdims=True)
    unknown = np.broadcast_to(assumed.CSP_UNKNOWN.array()[:, None, None, None, None], (*known.shape[:-1], 1))
    return np.concatenate([known * (1.0 - unknown), unknown], axis=-1)


def _disability_given_profile(unknown: float) -> Floats:
    """(operator, age, disability)."""
    share = assumed.DISABILITY_BY_OPERATOR.array()[:, None]
    odds = share / (1.0 - share) * assumed.DISABILITY_BY_AGE.array()[None, :]
    yes = odds / (1.0 + odds) * (1.0 - unknown)
    return np.stack([yes, 1.0 - unknown - yes, np.full_like(yes, unknown)], axis=-1)


def _reason_given_profile(unknown: float) -> Floats:
    """(operator, reading, reason)."""
    known = assumed.REASON_BY_OPERATOR.array()[:, None, :] * assumed.REASON_BY_READING.array()[None]
    known *= (1.0 - unknown) / known.sum(axis=-1, keepdims=True)
    return np.concatenate([known, np.full((*known.shape[:-1], 1), unknown)], axis=-1)


def _size_given_profile() -> Floats:
    """(operator, status, employer_size): without object for those who have no employer."""
    table = np.zeros((len(OPERATORS), len(EMPLOYMENT_STATUS), len(EMPLOYER_SIZE)))
    table[..., EMPLOYER_SIZE.position("so")] = 1.0
    small, unknown = assumed.SMALL_EMPLOYER.array(), assumed.EMPLOYER_UNKNOWN.number
    salaried: dict[str, Any] = {"lt50": small, "ge50": 1.0 - small - unknown, "so": 0.0, "nr": unknown}
    for size, share in salaried.items():
        for status in ("cdi", "cdd"):
            table[:, EMPLOYMENT_STATUS.position(status), EMPLOYER_SIZE.position(size)] = share
    table[:, EMPLOYMENT_STATUS.position("nr")] = np.eye(len(EMPLOYER_SIZE))[EMPLOYER_SIZE.position("nr")]
    return table


def _sector_given_profile() -> Floats:
    """(status, csp, sector)."""
    table = np.zeros((len(EMPLOYMENT_STATUS), len(CSP), len(SECTOR)))
    table[..., SECTOR.position("so")] = 1.0
    unknown = assumed.EMPLOYER_UNKNOWN.number
    known = assumed.SECTOR_BY_CSP.array()
    employed = np.zeros((len(CSP), len(SECTOR)))
    employed[:, [SECTOR.position(code) for code in assumed.SECTOR_BY_CSP.axes[1].codes]] = known * (1.0 - unknown)
    employed[:, SECTOR.position("nr")] = unknown
    for status in STATUSES_OF["ao"]:
        table[EMPLOYMENT_STATUS.position(status)] = employed
    table[EMPLOYMENT_STATUS.position("nr")] = np.eye(len(SECTOR))[SECTOR.position("nr")]
    return table
