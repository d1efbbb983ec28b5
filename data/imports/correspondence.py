"""Table de correspondance: how the columns and codes of one source read as those of the contract.

A CSV with the columns champ, colonne, valeur, code:

- `sexe,GENRE,,`                      the file's column GENRE is the field `sexe`;
- `sexe,,Mme,F`                       in that field, « Mme » means F;
- `nature,,DDA,-`                     the lines that hold « DDA » in that field are left out, uncounted;
- `operateur,,,pole_emploi`           a field that the file does not have, the same on every line;
- `*,chomeurs_15_64,activite,unemployed`  a column of numbers: the file is read once for each, the number being the last
  field of the table (`nombre`, `population`) and the field `activite` being `unemployed`;
- `-,REFERENCE,,`                     a column to leave out, without a warning.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from data.contract.field import Table
from data.contract.spelling import plain
from data.intake import FileRefused

_COLUMNS = ("champ", "colonne", "valeur", "code")
_LEFT_OUT = "-"
_LONGEST = 100_000  # bytes: some thousand lines, far more than any source has codes
# The number that a column of measures holds, by table.
MEASURES = {"entries": "n", "exits": "n", "population": "population"}


@dataclass(frozen=True)
class Correspondence:
    """Correspondances: plain column head → field, field → plain text → text, field → constant, measures.

    `ignored`: heads to leave out; `left_out`: field → texts of the lines to leave out; `sha256`: of the file,
    "" without one.
    """

    columns: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    measures: tuple[tuple[str, str, str], ...] = ()
    ignored: frozenset[str] = frozenset()
    left_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sha256: str = ""

    def text(self, field_name: str, text: str) -> str:
        """What a text of the file says in the words of the contract."""
        return self.codes.get(field_name, {}).get(plain(text), text)


def read_correspondence(path: Path, table: Table) -> Correspondence:
    """Lire une table de correspondance. Raises FileRefused naming the line."""
    try:
        text = _bounded(path).decode("utf-8-sig")
        rows = list(csv.DictReader(text.splitlines()))
    except (OSError, ValueError, csv.Error):
        raise FileRefused(
            f"La table de correspondance {path.name} est illisible : donnez un CSV en UTF-8 à virgules, de colonnes"
            f" {', '.join(_COLUMNS)}."
        ) from None
    if not rows or set(_COLUMNS) - set(rows[0]):
        raise FileRefused(
            f"La table de correspondance {path.name} doit avoir les colonnes {', '.join(_COLUMNS)}, séparées par des"
            " virgules, et au moins une ligne."
        )
    heads = {plain(head): f.name for f in table.fields for head in f.heads}
    columns: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    constants: dict[str, str] = {}
    measures: list[tuple[str, str, str]] = []
    ignored: set[str] = set()
    left_out: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(rows, start=2):
        target, column, value, code = ((row[c] or "").strip() for c in _COLUMNS)
        if target == _LEFT_OUT:
            ignored.add(plain(column))
            continue
        of_measure = target == "*"
        found = heads.get(plain(value if of_measure else target))
        if found is None or (of_measure and table.name not in MEASURES):
            raise FileRefused(
                f"Table de correspondance {path.name}, ligne {number} : « {value if of_measure else target} » n’est pas"
                f" un champ de la table « {table.title} ». Champs : {', '.join(f.header for f in table.fields)}."
            )
        if of_measure:
            measures.append((plain(column), found, code))
        elif column:
            columns[plain(column)] = found
        elif value and code == _LEFT_OUT:
            left_out[found] = (*left_out.get(found, ()), value)
        elif value:
            codes.setdefault(found, {})[plain(value)] = code
        else:
            constants[found] = code
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Correspondence(columns, codes, constants, tuple(measures), frozenset(ignored), left_out, sha256)


def _bounded(path: Path) -> bytes:
    """Bytes of a regular file that is short enough. Raises OSError, ValueError."""
    if not path.is_file():  # a pipe would be waited for
        raise ValueError("not a file")
    with path.open("rb") as file:
        found = file.read(_LONGEST + 1)
    if len(found) > _LONGEST:
        raise ValueError("too long to be a table of columns and codes")
    return found
