"""Entrées d'une fabrication: what a release is made of, the one way in for the demonstration and for imports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

from data.demo import generate

Progress = Callable[[str, float], None]
_SEED = 2018
_GENERATION_SHARE = 0.35  # of the whole build, for the progress bar


@dataclass(frozen=True)
class Source:
    """One loaded file or generator, as the import log keeps it."""

    name: str
    sha256: str
    table: str
    accepted: int
    quarantined: int = 0
    note: str = ""


@dataclass(frozen=True)
class Inputs:
    """What a release is made of. Arrow tables hold the columns of data.schema without `key`, codes as positions."""

    kind: str
    title: str
    entries: pa.Table
    exits: pa.Table
    sites: pa.Table
    sources: tuple[Source, ...]
    assumptions: tuple[tuple[str, str], ...] = field(default=())


def demonstration_inputs(total: int, progress: Progress) -> Inputs:
    """The simulated service of `total` entries; always the same for a given total."""
    made = generate(total, _SEED, lambda label, fraction: progress(label, fraction * _GENERATION_SHARE))
    origin = hashlib.sha256(f"demo|{total}|{_SEED}".encode()).hexdigest()
    tables = {"entries": made.entries, "exits": made.exits, "sites": made.sites}
    return Inputs(
        kind="demonstration",
        title="Données de démonstration simulées, calées sur les marges publiées",
        sources=tuple(
            Source("générateur de démonstration", origin, name, table.num_rows, note=f"graine {_SEED}")
            for name, table in tables.items()
        ),
        assumptions=tuple(made.assumptions),
        **tables,
    )
