"""Fichier reçu: what the rest of the import reads, and the one function that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.intake.archive import from_gzip, from_zip
from data.intake.columnar import check_parquet
from data.intake.container import contents, open_zip
from data.intake.encoding import from_utf16, from_windows, is_utf16, mixed
from data.intake.kind import identify
from data.intake.lines import NotUtf8, survey, tidied
from data.intake.reading import Meter, Reading, State, changed, state_of
from data.intake.refusal import FileRefused, printable
from data.intake.workbook import workbook_as_csv
from data.intake.workspace import Workspace

_BOM = b"\xef\xbb\xbf"
_LABEL = "Lecture du fichier"


@dataclass(frozen=True)
class Incoming:
    """Fichier reçu: `path` is the file itself or a cleaned copy; `sha256` and `size` (bytes) are of the file received.

    A CSV is UTF-8 without BOM, one row a line (LF or CRLF throughout), quoted as RFC 4180, no row over 256 KiB. Rows
    with too few or too many values are left in it: DuckDB puts them in its rejects. `delimiter` is "" for Parquet.
    """

    name: str
    path: Path
    form: Literal["csv", "parquet"]
    headers: tuple[str, ...]
    delimiter: str
    sha256: str
    size: int
    states: tuple[tuple[Path, State], ...]

    def verify_unchanged(self) -> None:
        """Refuse (FileRefused) a file, or a copy of it, that changed since it was checked.

        To be called once its rows are read: what was proved holds for the bytes of that moment only.
        """
        for path, state in self.states:
            try:
                now = state_of(path.stat())
            except OSError:
                raise changed(self.name) from None
            if now != state:
                raise changed(self.name)


def receive(path: Path, folder: Path, progress: Callable[[str, float], None]) -> Incoming:
    """Réception d’un fichier: make `path` safe to read, with any copy it needs inside `folder`, or raise FileRefused.

    No other exception for any content. Memory stays at a few chunks; every copy is removed on refusal.
    """
    meter = Meter(progress)
    received = Reading(path, printable(path.name), meter)
    with Workspace(folder) as workspace:
        form, readable, headers, delimiter = _readable(received, workspace, meter)
        sha256 = received.sha256()
        received.verify_unchanged()
        states = ((path, received.state), (readable, state_of(readable.stat())))
        workspace.keep(readable)
    return Incoming(received.name, readable, form, headers, delimiter, sha256, received.size, states)


_Readable = tuple[Literal["csv", "parquet"], Path, tuple[str, ...], str]


def _readable(received: Reading, workspace: Workspace, meter: Meter) -> _Readable:
    reading, packed = received, ""
    while True:
        kind = identify(reading.head, received.name)
        if kind == "parquet":
            path = workspace.plain(reading.path)
            return "parquet", path, check_parquet(reading, path, meter), ""
        if kind == "zip":
            with open_zip(reading) as archive:
                if contents(archive, reading) == "workbook":
                    reading = Reading(workbook_as_csv(archive, reading, workspace, meter), received.name, meter)
                    return _csv(reading, workspace)
        if kind == "text":
            return _csv(reading, workspace)
        if packed:
            raise FileRefused(
                f"« {received.name} » est une archive dans une archive.", "Décompressez-la une fois, puis renvoyez-la."
            )
        packed = kind
        unpack = from_gzip if kind == "gzip" else from_zip
        reading = Reading(unpack(reading, workspace, meter), received.name, meter)


def _csv(reading: Reading, workspace: Workspace) -> _Readable:
    meter = reading.meter
    if is_utf16(reading.head):
        reading = Reading(from_utf16(reading, workspace), reading.name, meter)
    try:
        header, tidy = survey(reading, _LABEL)
    except NotUtf8 as error:
        if error.mixed or reading.head.startswith(_BOM):
            raise mixed(reading.name, error.line) from None
        reading = Reading(from_windows(reading, workspace), reading.name, meter)
        header, tidy = survey(reading, _LABEL)
    path = workspace.plain(reading.path) if tidy else tidied(reading, header, workspace)
    return "csv", path, header.names, header.delimiter
