"""Archives: the CSV of a table, or of several, with what it takes to read and to cite them without their site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from callbacks.citation import Facts
from data.contract.publication import dictionary_file
from data.files.batch import Batch
from data.files.formats import csv_bytes
from data.files.package import csvw, csvw_group, zip_bytes
from indicators.columns import Column

_MARK = "\ufeff"
# Term of the readme → property of the metadata.
_PROPERTIES = {
    "Titre": "dc:title",
    "Permalien": "dc:source",
    "Vue": "dc:source",
    "Citation": "dc:bibliographicCitation",
    "Version": "dc:identifier",
}


class Packed(NamedTuple):
    """Tableau d’une archive; `heads`: column → its head, `facts`: what explains it, as (term, text)."""

    name: str
    columns: Sequence[Column]
    heads: Mapping[str, str]
    batches: Iterable[Batch]
    facts: Facts


def package(packed: Packed, dialect: str) -> Iterator[bytes]:
    """Archive of one table."""
    metadata = (f"{packed.name}.csv-metadata.json", _metadata(packed, dialect))
    return _archive([packed], dialect, metadata, _lines(packed.facts))


def package_of_several(several: Sequence[Packed], dialect: str, facts: Facts) -> Iterator[bytes]:
    """Archive of several tables: one readme, one dictionary, metadata of the group; `facts`: what cites them all."""
    group = csvw_group([_metadata(packed, dialect) for packed in several], _properties(facts))
    readme = [_lines(facts), *(_lines([("Fichier", f"{packed.name}.csv"), *packed.facts]) for packed in several)]
    return _archive(several, dialect, ("csv-metadata.json", group), "\r\n".join(readme))


def _archive(
    several: Sequence[Packed], dialect: str, metadata: tuple[str, dict[str, Any]], readme: str
) -> Iterator[bytes]:
    columns = dict.fromkeys(column for packed in several for column in packed.columns)
    dictionary = [
        ("colonne", "en_tete", "type", "description"),
        *((c.name, c.label, c.kind, c.description) for c in columns),
    ]
    lines = "".join(";".join(f'"{cell}"' for cell in row) + "\r\n" for row in dictionary)
    name, described = metadata
    return zip_bytes(
        [
            *((f"{packed.name}.csv", csv_bytes(packed.batches, packed.heads, dialect)) for packed in several),
            (name, [json.dumps(described, ensure_ascii=False, indent=2).encode()]),
            ("lisez-moi.txt", [(_MARK + readme).encode()]),
            ("dictionnaire.csv", [(_MARK + lines).encode()]),
            ("dictionnaire-transmission.csv", [dictionary_file().encode()]),
        ]
    )


def _metadata(packed: Packed, dialect: str) -> dict[str, Any]:
    columns = [
        {"name": c.name, "head": packed.heads[c.name], "kind": c.kind, "description": c.description}
        for c in packed.columns
    ]
    return csvw(f"{packed.name}.csv", dialect, columns, _properties(packed.facts))


def _properties(facts: Facts) -> dict[str, str]:
    return {_PROPERTIES[term]: text for term, text in facts if term in _PROPERTIES}


def _lines(facts: Facts) -> str:
    return "".join(f"{term}\u00a0: {text}\r\n" for term, text in facts)
