"""Paquet XLSX: the workbook opened with a bound on every part that its parser would hold whole, under any name."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.workbook import Workbook

from data.intake.parts import MAX_PART, MAX_STRINGS, is_crowded
from data.intake.reading import Reading
from data.intake.refusal import FileRefused

MAX_SHEETS = 50  # the parser may read a sheet to its end just to open it; the models have one sheet
AS_CSV = "Enregistrez les données au format « CSV UTF-8 », puis envoyez ce fichier."


@contextmanager
def opened(reading: Reading) -> Iterator[Workbook]:
    """Classeur of the file, its rows still unread. Raises FileRefused."""
    with reading.path.open("rb") as file, read_package(file, reading.name) as workbook:
        yield workbook


@contextmanager
def read_package(file: BinaryIO, name: str) -> Iterator[Workbook]:
    """Classeur of an open file, its rows still unread. Raises FileRefused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            package = _Package(file, name)
            package.read()
        except FileRefused:
            raise
        except Exception:  # the parser raises anything on a file that is not what it claims
            raise damaged(name) from None
        yield package.wb


def damaged(name: str) -> FileRefused:
    """Refus: a workbook whose XML is not what it claims."""
    return FileRefused(f"Le classeur « {name} » est abîmé : il ne peut pas être lu.", AS_CSV)


class _Archive(zipfile.ZipFile):
    """What is read at once (all but sheets and shared texts) becomes a tree of Python objects, so it must be small."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        size = (name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)).file_size
        if size > MAX_PART or is_crowded(content := super().read(name, pwd)):
            raise zipfile.BadZipFile
        return content


class _Package(ExcelReader):  # type: ignore[misc]
    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__(file, read_only=True, keep_links=False)
        self.archive, self._name = _Archive(file), name

    def read_strings(self) -> None:
        texts = self.package.find(SHARED_STRINGS)
        if texts is not None and self.archive.getinfo(texts.PartName[1:]).file_size > MAX_STRINGS:
            raise zipfile.BadZipFile
        super().read_strings()

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """A chart has no rows, and its images would be loaded."""

    def read_worksheets(self) -> None:
        targets = [rel.target for _, rel in self.parser.find_sheets()]
        if len(targets) > MAX_SHEETS:
            raise FileRefused(
                f"Le classeur « {self._name} » a {len(targets)} feuilles ; la limite est de {MAX_SHEETS}.",
                "Envoyez un classeur qui ne contient que la feuille des données.",
            )
        if len(set(targets)) < len(targets):  # one part would be read again for each of its names
            raise zipfile.BadZipFile
        super().read_worksheets()
