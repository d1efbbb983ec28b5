"""Classeur XLSX: one sheet read row by row into a CSV copy; formulas, full sheets and stray cells are refused."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from data.intake.cells import as_text
from data.intake.header import MAX_COLUMNS
from data.intake.parts import check_parts
from data.intake.reading import Meter, Reading
from data.intake.refusal import FileRefused
from data.intake.workspace import Workspace, Write

EXCEL_ROWS = 1_048_576  # a sheet's last row; Excel cuts what it opens there without a word that stays in the file
_SPARE_CELLS = 20_000_000  # formatted cells outside the table, about ten seconds of reading
_BATCH = 2_000  # rows written at once
_LABEL = "Lecture du classeur"
_CSV = "Enregistrez les données au format « CSV UTF-8 », puis envoyez ce fichier."
Row = tuple[ReadOnlyCell | EmptyCell, ...]


def workbook_as_csv(archive: zipfile.ZipFile, reading: Reading, workspace: Workspace, meter: Meter) -> Path:
    """CSV copy (`;`, UTF-8, one row a line) of the first sheet, or of the only one filled. Raises FileRefused.

    Blank rows stay as empty lines, those before the header after it: a line has the number of its row.
    """
    check_parts(archive, reading, meter)
    with _opened(reading) as workbook:
        sheet, note = _chosen(workbook, reading.name)
        height = max(1, min(sheet.max_row or 1, EXCEL_ROWS))
        sheet.reset_dimensions()
        with workspace.copy(".csv") as (path, write):
            table = _Table(sheet.title, reading.name, write)
            for number, row in enumerate(_rows(sheet, reading.name), 1):
                table.add(number, row)
                if number % _BATCH == 0:
                    meter.show(f"{_LABEL}, feuille « {sheet.title} »{note}", min(1.0, number / height))
            table.flush()
        meter.show(f"{_LABEL}, feuille « {sheet.title} »{note}", 1.0)
    return path


@contextmanager
def _opened(reading: Reading) -> Iterator[Workbook]:
    with reading.path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            workbook = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        except Exception:  # the parser raises anything on a file that is not what it claims
            raise _damaged(reading.name) from None
        yield workbook


def _rows(sheet: ReadOnlyWorksheet, name: str, max_col: int | None = None) -> Iterator[Row]:
    try:
        yield from sheet.iter_rows(max_col=max_col)
    except Exception:  # same reason; what the reader of these rows raises does not pass here
        raise _damaged(name) from None


def _damaged(name: str) -> FileRefused:
    return FileRefused(f"Le classeur « {name} » est abîmé : il ne peut pas être lu.", _CSV)


def _chosen(workbook: Workbook, name: str) -> tuple[ReadOnlyWorksheet, str]:
    """The sheet to read, and a note on the others."""
    starts = {sheet.title: _start(sheet, name) for sheet in workbook.worksheets}
    filled = [sheet for sheet in workbook.worksheets if starts[sheet.title]]
    shown = [sheet for sheet in filled if sheet.sheet_state == "visible"]
    if not shown:
        if filled:
            raise FileRefused(
                f"Dans « {name} », seules des feuilles masquées sont remplies : {_listed(filled)}.",
                "Affichez la feuille à lire et placez-la en premier, ou enregistrez-la au format CSV.",
            )
        raise FileRefused(f"Le classeur « {name} » ne contient aucune cellule remplie.", "Vérifiez le fichier envoyé.")
    sheet = shown[0]
    others = [other for other in filled if other is not sheet]
    first = next(each for each in workbook.worksheets if each.sheet_state == "visible")
    alike = [other for other in others if starts[other.title] == starts[sheet.title]]
    if (len(shown) > 1 and sheet is not first) or alike:
        raise FileRefused(
            f"Dans « {name} », plusieurs feuilles contiennent des données : {_listed([sheet, *(alike or shown[1:])])}.",
            "Réunissez les données dans la première feuille, ou envoyez un fichier par feuille.",
        )
    return sheet, f" (feuilles non lues : {_listed(others)})" if others else ""


def _listed(sheets: list[ReadOnlyWorksheet]) -> str:
    return ", ".join(
        f"« {sheet.title} »" + ("" if sheet.sheet_state == "visible" else " (masquée)") for sheet in sheets[:8]
    )


def _start(sheet: ReadOnlyWorksheet, name: str) -> tuple[object, ...]:
    """Values of the first row that has any, without the trailing empty cells."""
    for number, row in enumerate(_rows(sheet, name, MAX_COLUMNS + 1), 1):
        filled = _filled(row)
        if filled:
            return tuple(cell.value for cell in row[:filled])
        if number >= EXCEL_ROWS:
            break
    return ()


def _filled(row: Row) -> int:
    """Number of cells up to the last one with a value."""
    size = len(row)
    while size and row[size - 1].value in (None, ""):
        size -= 1
    return size


class _Table:
    """The table as it is copied: the first filled row gives the columns, every other row must stay within them."""

    def __init__(self, sheet: str, name: str, write: Write) -> None:
        self._sheet, self._name, self._write = sheet, name, write
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, delimiter=";", lineterminator="\n")
        self._width = 0
        self._blank = 0
        self._spare = 0

    def add(self, number: int, row: Row) -> None:
        if number > EXCEL_ROWS:
            raise FileRefused(f"{self._place()} dépasse la dernière ligne possible ({EXCEL_ROWS}).", _CSV)
        self._spare += max(0, len(row) - max(self._width, MAX_COLUMNS))
        if self._spare > _SPARE_CELLS:
            raise FileRefused(f"{self._place()} a trop de cellules hors du tableau.", _CSV)
        filled = _filled(row)
        if not filled:
            self._blank += 1
            return
        if number == EXCEL_ROWS:
            raise FileRefused(
                f"{self._place()} est remplie jusqu'à la dernière ligne possible ({EXCEL_ROWS}) : Excel a sans doute "
                "coupé la suite.",
                "Envoyez les données au format CSV, depuis le logiciel d'origine, sans passer par Excel.",
            )
        is_header = not self._width
        if is_header:
            self._check_header(number, row[:filled])
        elif filled > self._width:
            raise FileRefused(
                f"{self._place()} a une valeur hors du tableau, en {get_column_letter(filled)}{number} : cette colonne "
                "n'a pas de nom.",
                "Nommez la colonne dans la ligne d'en-têtes, ou effacez cette cellule.",
            )
        else:
            self._text.write("\n" * self._blank)
        self._blank = number - 1 if is_header else 0
        self._csv.writerow([self._value(number, cell) for cell in row[: self._width]] + [""] * (self._width - len(row)))
        if number % _BATCH == 0:
            self.flush()

    def flush(self) -> None:
        self._write(self._text.getvalue().encode("utf-8"))
        self._text.seek(0)
        self._text.truncate()

    def _value(self, number: int, cell: ReadOnlyCell | EmptyCell) -> str:
        if cell.data_type == "f":
            raise FileRefused(
                f"{self._place()} contient une formule en {get_column_letter(cell.column)}{number}.",
                "Copiez le tableau, puis « Collage spécial : valeurs » : seules les valeurs sont reçues.",
            )
        try:
            return as_text(cell)
        except (LookupError, ValueError, AttributeError):  # a style that the workbook does not define
            raise _damaged(self._name) from None

    def _check_header(self, number: int, row: Row) -> None:
        if len(row) == 1:
            raise FileRefused(
                f"{self._place()} n'a qu'une cellule remplie dans sa première ligne (A{number}) : un titre, ou des "
                "données qui tiennent dans une seule colonne.",
                "La première ligne doit porter les noms des colonnes : supprimez le titre, ou répartissez les données "
                "en colonnes (Données, Convertir).",
            )
        for rank, cell in enumerate(row, 1):
            if not str(cell.value if cell.value is not None else "").strip():
                raise FileRefused(
                    f"{self._place()} a une colonne sans nom, en {get_column_letter(rank)}{number}.",
                    "La première ligne doit porter un nom par colonne : supprimez les titres au-dessus du tableau, "
                    "défusionnez les cellules, et nommez ou supprimez cette colonne.",
                )
        if len(row) > MAX_COLUMNS:
            raise FileRefused(
                f"{self._place()} a plus de {MAX_COLUMNS} colonnes.", "Gardez seulement les colonnes du modèle."
            )
        self._width = len(row)

    def _place(self) -> str:
        return f"La feuille « {self._sheet} » de « {self._name} »"
