"""Réglages: the environment read once, each entry with its name, default and one-line help."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# Public on purpose: the demonstration holds no person. Person rows are refused under it (data/disclosure.py).
DEMONSTRATION_SECRET = "demonstration-publique-observatoire-cep"  # noqa: S105


def _entry(name: str, default: object, text: str, convert: type = str) -> object:
    return field(default=default, metadata={"name": name, "help": text, "convert": convert})


@dataclass(frozen=True)
class Settings:
    """Réglages de l'application; `from_environment` is the only reader of the environment."""

    data_dir: Path = _entry("CEP_DATA_DIR", ROOT / "var", "folder of the releases", Path)  # type: ignore[assignment]
    database_url: str = _entry("DATABASE_URL", "", "PostgreSQL 15+ URL; empty: embedded DuckDB files")  # type: ignore[assignment]
    secret: str = _entry("CEP_DISCLOSURE_SECRET", DEMONSTRATION_SECRET, "key of the statistical noise")  # type: ignore[assignment]
    public_url: str = _entry(
        "CEP_PUBLIC_URL", "", "address printed in files and permalinks; empty: the host asked, if a plain one"
    )  # type: ignore[assignment]
    demo_on_empty: bool = _entry("CEP_DEMO_ON_EMPTY", True, "build the demonstration when there is no release", bool)  # type: ignore[assignment]
    demo_entries: int = _entry("CEP_DEMO_ENTRIES", 5_791_059, "entries of the demonstration release", int)  # type: ignore[assignment]
    database_threads: int = _entry("CEP_DATABASE_THREADS", 2, "threads DuckDB may use in one process", int)  # type: ignore[assignment]
    employment_zones: str = _entry(
        "CEP_EMPLOYMENT_ZONES", "", "file of the composition of employment zones (Insee, CSV or Parquet); empty: none"
    )  # type: ignore[assignment]
    travel_times: str = _entry(
        "CEP_TRAVEL_TIMES", "", "file of travel times from communes to sites (CSV or Parquet); empty: none"
    )  # type: ignore[assignment]
    sirene_key: str = _entry("CEP_SIRENE_KEY", "", "key of Insee's Sirene API, for `fetch sites sirene`")  # type: ignore[assignment]
    files_per_hour: int = _entry(
        "CEP_FILES_PER_HOUR", 600, "files of 20,000 rows that an address may take from a worker an hour", int
    )  # type: ignore[assignment]
    proxies: int = _entry("CEP_PROXIES", 0, "proxies in front that write X-Forwarded-For; 0: none is believed", int)  # type: ignore[assignment]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read every entry from `environment` (default: os.environ); an empty value means the default.

        Raises ValueError with a French message when a value does not convert.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, object] = {}
        for entry in fields(cls):
            raw = environment.get(entry.metadata["name"], "").strip()
            if raw:
                values[entry.name] = _convert(entry.metadata["name"], raw, entry.metadata["convert"])
        return cls(**values)  # type: ignore[arg-type]


def _convert(name: str, raw: str, convert: type) -> object:
    if convert is bool:
        if raw.lower() not in {"0", "1", "non", "oui", "false", "true"}:
            raise ValueError(f"{name} doit valoir 0 ou 1, pas « {raw} ».")
        return raw.lower() in {"1", "oui", "true"}
    try:
        return convert(raw)
    except ValueError:
        raise ValueError(f"{name} doit être un nombre entier, pas « {raw} ».") from None
