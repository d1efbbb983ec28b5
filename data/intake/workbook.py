"""Classeur XLSX: one sheet read row by row into a CSV copy; formulas, full sheets and stray cells are refused."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from data.intake.cells import as_text
from data.intake.header import MAX_COLUMNS
from data.intake.package import AS_CSV, damaged, opened
from data.intake.parts import check_parts
from data.intake.reading import Meter, Reading
from data.intake.refusal import FileRefused, printable
from data.intake.workspace import Workspace, Write

EXCEL_ROWS = 1_048_576  # a sheet's last row; Excel cuts what it opens there without a word that stays in the file
_SPARE_CELLS = 20_000_000  # formatted cells outside the table, about ten seconds of reading
_LOOKED_CELLS = 5_000_000  # cells and empty rows looked at, all sheets together, to find where the data are
_LOOKED_ROWS = 20  # filled rows that tell a notice (one column) from a table
_BATCH = 2_000  # rows written at once
_LABEL = "Lecture du classeur"
Row = tuple[ReadOnlyCell | EmptyCell, ...]


def workbook_as_csv(archive: zipfile.ZipFile, reading: Reading, workspace: Workspace, meter: Meter) -> Path:
    """CSV copy (`;`, UTF-8, one row a line) of the first visible sheet that holds a table. Raises FileRefused.

    Blank rows stay as empty lines, those before the header after it: a line has the number of its row.
    """
    merged = check_parts(archive, reading, meter)
    with opened(reading) as workbook:
        heights = {sheet.title: sheet.max_row or 1 for sheet in workbook.worksheets}
        sheet, note = _chosen(workbook, reading.name)
        height = max(1, min(heights[sheet.title], EXCEL_ROWS))
        with workspace.copy(".csv") as (path, write):
            ranges = merged.get(sheet._worksheet_path, ())
            table = _Table(printable(sheet.title), reading.name, write, note, ranges)
            for number, row in enumerate(_rows(sheet, reading.name), 1):
                table.add(number, row)
                if number % _BATCH == 0:
                    meter.show(f"{_LABEL}, feuille « {sheet.title} »{note}", min(1.0, number / height))
            table.flush()
        meter.show(f"{_LABEL}, feuille « {sheet.title} »{note}", 1.0)
    return path


def _rows(sheet: ReadOnlyWorksheet, name: str) -> Iterator[Row]:
    try:
        yield from sheet.iter_rows()
    except Exception:  # the parser raises anything; what the reader of these rows raises does not pass here
        raise damaged(name) from None


@dataclass(frozen=True)
class _Start:
    """Début d’une feuille: values of its first filled row, without the trailing empty cells; whether its first filled
    rows are of one column, as those of a notice.
    """

    head: tuple[object, ...]
    narrow: bool


def _chosen(workbook: Workbook, name: str) -> tuple[ReadOnlyWorksheet, str]:
    """The sheet to read, and a note on the others."""
    starts, left = {}, _LOOKED_CELLS
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
        starts[sheet.title], left = _start(sheet, name, left)
    filled = [sheet for sheet in workbook.worksheets if starts[sheet.title].head]
    shown = [sheet for sheet in filled if sheet.sheet_state == "visible"]
    if not shown:
        if filled:
            raise FileRefused(
                f"Dans « {name} », seules des feuilles masquées sont remplies : {_listed(filled)}.",
                "Affichez la feuille à lire et placez-la en premier, ou enregistrez-la au format CSV.",
            )
        raise FileRefused(f"Le classeur « {name} » ne contient aucune cellule remplie.", "Vérifiez le fichier envoyé.")
    shown = [sheet for sheet in shown if not starts[sheet.title].narrow] or shown
    sheet = shown[0]
    others = [other for other in filled if other is not sheet]
    first = next(each for each in workbook.worksheets if each.sheet_state == "visible")
    alike = [other for other in others if starts[other.title] == starts[sheet.title]]
    if (len(shown) > 1 and sheet is not first) or alike:
        raise FileRefused(
            f"Dans « {name} », plusieurs feuilles contiennent des données : {_listed([sheet, *(alike or shown[1:])])}.",
            "Placez la feuille à lire en premier, ou envoyez un fichier par feuille.",
        )
    return sheet, f" (feuilles non lues : {_listed(others)})" if others else ""


def _listed(sheets: list[ReadOnlyWorksheet]) -> str:
    return ", ".join(
        f"« {printable(sheet.title)} »" + ("" if sheet.sheet_state == "visible" else " (masquée)")
        for sheet in sheets[:8]
    )


def _start(sheet: ReadOnlyWorksheet, name: str, left: int) -> tuple[_Start, int]:
    """How the sheet starts, and what is left of the `left` cells that may be looked at."""
    found: list[tuple[object, ...]] = []
    for row in _rows(sheet, name):
        left -= 1 + len(row)
        if left < 0:
            raise FileRefused(
                f"Dans « {name} », trop de lignes vides précèdent les données (feuille « {printable(sheet.title)} »).",
                "Supprimez les lignes vides et les feuilles inutiles, ou envoyez les données au format CSV.",
            )
        if filled := _filled(row):
            found.append(tuple(cell.value for cell in row[:filled]))
            if len(found[-1]) > 1 or len(found) == _LOOKED_ROWS:
                break
    return _Start(found[0] if found else (), all(len(values) == 1 for values in found)), left


def _filled(row: Row) -> int:
    """Number of cells up to the last one with a value."""
    size = len(row)
    while size and row[size - 1].value in (None, ""):
        size -= 1
    return size


class _Table:
    """The table as it is copied: the first filled row gives the columns, every other row must stay within them."""

    def __init__(self, sheet: str, name: str, write: Write, note: str, merged: tuple[str, ...]) -> None:
        self._sheet, self._name, self._write, self._note, self._merged = sheet, name, write, note, merged
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, delimiter=";", lineterminator="\n")
        self._width = 0
        self._blank = 0
        self._spare = 0

    def add(self, number: int, row: Row) -> None:
        if number > EXCEL_ROWS:
            raise FileRefused(f"{self._place()} dépasse la dernière ligne possible ({EXCEL_ROWS}).", AS_CSV)
        self._spare += max(0, len(row) - max(self._width, MAX_COLUMNS))
        if self._spare > _SPARE_CELLS:
            raise FileRefused(f"{self._place()} a trop de cellules hors du tableau.", AS_CSV)
        filled = _filled(row)
        if not filled:
            self._blank += 1
            return
        if number == EXCEL_ROWS:
            raise FileRefused(
                f"{self._place()} est remplie jusqu’à la dernière ligne possible ({EXCEL_ROWS}) : Excel a sans doute "
                "coupé la suite.",
                "Envoyez les données au format CSV, depuis le logiciel d’origine, sans passer par Excel.",
            )
        is_header = not self._width
        if is_header:
            self._check_header(number, row[:filled])
        elif filled > self._width:
            raise FileRefused(
                f"{self._place()} a une valeur hors du tableau, en {get_column_letter(filled)}{number} : cette colonne "
                "n’a pas de nom.",
                "Nommez la colonne dans la ligne d’en-têtes, ou effacez cette cellule.",
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
            raise damaged(self._name) from None

    def _check_header(self, number: int, row: Row) -> None:
        if len(row) == 1:
            raise FileRefused(
                f"{self._place()} n’a qu’une cellule remplie dans sa première ligne (A{number}) : un titre, ou des "
                f"données qui tiennent dans une seule colonne{self._note}.",
                "La première ligne doit porter les noms des colonnes : supprimez le titre, ou répartissez les données "
                "en colonnes (Données, Convertir).",
            )
        for rank, cell in enumerate(row, 1):
            if not str(cell.value if cell.value is not None else "").strip():
                raise FileRefused(
                    f"{self._place()} a une colonne sans nom, en {get_column_letter(rank)}{number}{self._note}.",
                    "La première ligne doit porter un nom par colonne : supprimez les titres au-dessus du tableau, "
                    "défusionnez les cellules, et nommez ou supprimez cette colonne.",
                )
        if len(row) > MAX_COLUMNS:
            raise FileRefused(
                f"{self._place()} a plus de {MAX_COLUMNS} colonnes.", "Gardez seulement les colonnes du modèle."
            )
        self._width = len(row)
        self._check_merged(number)

    def _check_merged(self, header: int) -> None:
        """Only the first cell of a merged range holds its value: the other rows would be read as empty."""
        try:
            below = [each for each in self._merged if (range_boundaries(each)[3] or EXCEL_ROWS) > header]
        except (ValueError, TypeError):
            raise damaged(self._name) from None
        if below:
            raise FileRefused(
                f"{self._place()} a des cellules fusionnées sous ses en-têtes : {', '.join(below[:8])}"
                f"{' et d’autres' if len(below) > 8 else ''}.",
                "Défusionnez-les et écrivez la valeur sur chaque ligne : une fusion ne la garde que sur la première.",
            )

    def _place(self) -> str:
        return f"La feuille « {self._sheet} » de « {self._name} »"
