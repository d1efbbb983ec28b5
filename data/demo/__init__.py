"""Données de démonstration: a plausible service, simulated and raked to the published margins and no others.

Individual data of the service are not public. What no published margin gives is an `Assumption` of this package, and
each one is written on the methods page from the value that the code uses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.demo import exit_assumptions, flow_assumptions, profile_assumptions
from data.demo.assumption import Assumption
from data.demo.entries import entry_rows
from data.demo.exits import exit_rows
from data.demo.margins import Margin, published_margins
from data.demo.sites import site_table
from data.demo.table import entry_table, exit_table
from data.demo.territory import read_actives

ASSUMPTIONS: tuple[Assumption, ...] = tuple(
    value
    for module in (flow_assumptions, profile_assumptions, exit_assumptions)
    for value in vars(module).values()
    if isinstance(value, Assumption)
)
TOTAL = 5_791_059


@dataclass(frozen=True)
class Demonstration:
    """Données de démonstration: Arrow tables in the columns of the schema without `key`, codes as positions.

    `assumptions` is a list of (subject, French sentence); `margins` the published figures that the tables show.
    """

    entries: pa.Table
    exits: pa.Table
    sites: pa.Table
    assumptions: list[tuple[str, str]]
    margins: tuple[Margin, ...]


def generate(
    total: int = TOTAL, seed: int = 2018, progress: Callable[[str, float], None] | None = None
) -> Demonstration:
    """Fabrique les données: `total` entries (2015-01 to 2018-07), their exits and the sites; same seed, same bytes.

    `progress` receives a French label and the fraction done. Raises LookupError when a published figure is missing,
    FileNotFoundError without the points of the communes, data.snapshots.SnapshotError on a damaged snapshot.
    """
    report = progress or (lambda label, fraction: None)
    report("Marges publiées", 0.0)
    margins = published_margins()
    # One stream for each table: the sites do not move when the number of entries does.
    streams = np.random.PCG64(seed).jumped(0), np.random.PCG64(seed).jumped(1), np.random.PCG64(seed).jumped(2)
    of_entries, of_exits, of_sites = (np.random.Generator(stream) for stream in streams)
    report("Lieux d’accueil", 0.02)
    sites = site_table(margins, of_sites)
    report("Entrées", 0.08)
    rows = entry_rows(total, margins, read_actives(), of_entries)
    report("Sorties", 0.65)
    left = exit_rows(rows, margins, of_exits)
    report("Tables", 0.9)
    demonstration = Demonstration(entry_table(rows), exit_table(left), sites, assumption_sentences(), margins)
    report("Données simulées", 1.0)
    return demonstration


def assumption_sentences() -> list[tuple[str, str]]:
    """Hypothèses sans marge publiée, (subject, French sentence), in the order of the methods page."""
    return [(assumption.subject, assumption.text) for assumption in ASSUMPTIONS]
