"""Archive ZIP: the CSV with what it takes to read it without its site: metadata, readme, dictionary."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from data.files.formats import DIALECTS, _Sink

_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "fr"}]


def zip_bytes(files: Iterable[tuple[str, Iterable[bytes]]], large: bool = True) -> Iterator[bytes]:
    """A ZIP of (name, bytes by parts), sent as it is made; `large`: ready for files of more than 2 GB."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, parts in files:
            # A fixed date: the same content makes the same archive.
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=large) as file:
                for part in parts:
                    file.write(part)
                    if sent := sink.take():
                        yield sent
    yield sink.take()


def csvw(name: str, dialect: str, columns: Iterable[Mapping[str, str]], about: Mapping[str, str]) -> dict[str, Any]:
    """Métadonnées CSV on the Web of one file; `columns`: name, head, kind, description of each, in order."""
    delimiter, decimal, end, _ = DIALECTS[dialect]
    return {
        "@context": _CONTEXT,
        "url": name,
        "dialect": {"delimiter": delimiter, "lineTerminators": [end], "encoding": "utf-8", "header": True},
        **about,
        "tableSchema": {
            "columns": [
                {
                    "name": column["name"],
                    "titles": column["head"],
                    "dc:description": column["description"],
                    "datatype": {"base": column["kind"], "format": {"decimalChar": decimal}}
                    if column["kind"] == "number"
                    else {"base": column["kind"], "format": "1|0"}
                    if column["kind"] == "boolean"
                    else column["kind"],
                }
                for column in columns
            ]
        },
    }


def csvw_group(tables: Iterable[Mapping[str, Any]], about: Mapping[str, str]) -> dict[str, Any]:
    """Métadonnées CSV on the Web of several files, each as `csvw` describes it."""
    parts = [{name: value for name, value in table.items() if name != "@context"} for table in tables]
    return {"@context": _CONTEXT, **about, "tables": parts}
