"""Entrées d'une fabrication: what a release is made of, the one way in for the demonstration and for imports.

Whoever prepares a release fills, in the connection of the build, one temporary relation for each of INCOMING, with the
columns of its table in data.schema (entries and exits without `key`, codes as positions).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd
import pyarrow as pa

from data.demo import generate
from data.demo.entries import reported_months
from data.population import load_population

Progress = Callable[[str, float], None]
INCOMING = ("entries", "exits", "sites", "slices", "population")
GENERATOR = "générateur de démonstration"
_SEED = 2018
_GENERATION_SHARE = 0.35  # of the whole build, for the progress bar


@dataclass(frozen=True)
class Loading:
    """Chargement: one loaded file or generator, as the import log keeps it. `loaded`: None for now."""

    name: str
    sha256: str
    table: str
    accepted: int
    quarantined: int = 0
    note: str = ""
    loaded: datetime | None = None


@dataclass(frozen=True)
class Inputs:
    """Ce dont une version est faite, beside the relations INCOMING: its nature, title, log and assumptions."""

    kind: str
    title: str
    loadings: tuple[Loading, ...]
    assumptions: tuple[tuple[str, str], ...] = ()


def offer(connection: duckdb.DuckDBPyConnection, table: str, rows: object) -> None:
    """Make an Arrow table or a frame the incoming relation of `table`."""
    connection.register(incoming(table), rows)


def incoming(table: str) -> str:
    """Name of the relation that a build reads for `table`."""
    return f"incoming_{table}"


@dataclass(frozen=True)
class Simulation:
    """Service simulé, in memory: Arrow tables of the columns of data.schema without `key`, codes as positions."""

    entries: pa.Table
    exits: pa.Table
    sites: pa.Table
    assumptions: tuple[tuple[str, str], ...]
    origin: str
    kind: str = "demonstration"
    title: str = "Données de démonstration simulées, calées sur les marges publiées"

    def fill(self, connection: duckdb.DuckDBPyConnection) -> Inputs:
        """Offer the tables to a build."""
        tables = {"entries": self.entries, "exits": self.exits, "sites": self.sites}
        for name, rows in tables.items():
            offer(connection, name, rows)
        offer(connection, "population", load_population().assign(origin=""))
        sent = pd.DataFrame(reported_months(), columns=["operator", "month"]).assign(region="", sha256=self.origin)
        offer(connection, "slices", pd.concat([sent.assign(table_name=name) for name in ("entries", "exits")]))
        note = f"graine {_SEED}"
        loadings = (Loading(GENERATOR, self.origin, name, rows.num_rows, note=note) for name, rows in tables.items())
        return Inputs(self.kind, self.title, tuple(loadings), self.assumptions)


def demonstration_inputs(total: int, progress: Progress) -> Simulation:
    """The simulated service of `total` entries; always the same for a given total."""
    made = generate(total, _SEED, lambda label, fraction: progress(label, fraction * _GENERATION_SHARE))
    origin = hashlib.sha256(f"demo|{total}|{_SEED}".encode()).hexdigest()
    return Simulation(made.entries, made.exits, made.sites, tuple(made.assumptions), origin)
