"""Source: a received file as a relation whose columns are fields of the contract, all text."""

from __future__ import annotations

from dataclasses import dataclass

from data.contract.field import Table
from data.contract.spelling import plain
from data.contract.tables import TABLES
from data.imports.correspondence import MEASURES, Correspondence
from data.imports.identifiers import masked, refuse_identifiers
from data.imports.sql import literal, name
from data.imports.totals import refuse_totals
from data.intake import FileRefused, Incoming

# A line longer than this is refused by itself; DuckDB buffers several of them.
LONGEST_LINE = 2_000_000
# Faults of form (a line has as many as it lacks cells), past which a file is refused whole: DuckDB would keep no more.
MOST_REJECTS = 1_000_000


@dataclass(frozen=True)
class Source:
    """Source d’une table: the file, and for each field of the contract that it fills, its column or its constant.

    `columns`: field → position in the file; `constants`: field → text; `ignored`: heads that are no field; `operator`:
    the one that the command gives, "" without, which a column may only repeat or leave empty.
    """

    incoming: Incoming
    table: Table
    columns: dict[str, int]
    constants: dict[str, str]
    correspondence: Correspondence
    ignored: tuple[str, ...]
    operator: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields that the source fills, in the order of the contract."""
        measured = {self.measure, *(f for _, f, _ in self._measures)}
        filled = {*self.columns, *self.constants, *measured}
        return tuple(f.name for f in self.table.fields if f.name in filled)

    @property
    def measure(self) -> str:
        """Field that columns of measures fill; "" where the file has none."""
        return MEASURES[self.table.name] if self._measures else ""

    @property
    def _measures(self) -> tuple[tuple[str, str, str], ...]:
        return self.correspondence.measures

    def raw(self, rejects: str = "") -> str:
        """SELECT of the file's own columns c0, c1…, as text. `rejects`: where to keep the lines that cannot be read."""
        path, heads = literal(self.incoming.path), self.incoming.headers
        if self.incoming.form == "parquet":
            # A text of a Parquet file may hold a NUL, which no statement can carry.
            columns = ", ".join(
                f"replace(CAST({name(head)} AS VARCHAR), chr(0), '\ufffd') AS c{i}" for i, head in enumerate(heads)
            )
            return f"SELECT {columns} FROM read_parquet({path}, hive_partitioning = false)"  # noqa: S608
        names = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(heads)))
        kept = f"store_rejects = true, rejects_table = '{rejects}', rejects_scan = '{rejects}_scans'" if rejects else ""
        limit = f", rejects_limit = {MOST_REJECTS}" if rejects else "ignore_errors = true"
        return (
            f"SELECT * FROM read_csv({path}, columns = {{{names}}}, header = true, auto_detect = false,"  # noqa: S608
            f" delim = {literal(self.incoming.delimiter)}, quote = '\"', escape = '\"', strict_mode = true,"
            f" max_line_size = {LONGEST_LINE}, {kept}{limit})"
        )

    def relation(self, rejects: str = "", numbered: bool = False) -> str:
        """SELECT of the fields as text, "" where empty.

        With `numbered`, in the order of the file, after two more columns: `place` of the row among those of the file
        that can be read, from 1, and `measured`, the position of the column of measures (NULL without measures).
        """
        raw = self.raw(rejects)
        numbers = "row_number() OVER () AS place, " if numbered else ""
        raw = f"SELECT * FROM (SELECT {numbers}* FROM ({raw}))"  # noqa: S608
        raw += self._left_out()
        if not self._measures:
            place = "place, NULL AS measured, " if numbered else ""
            return f"SELECT {place}{self._columns({})} FROM ({raw})"  # noqa: S608
        parts = []
        for head, field, code in self._measures:
            position = [plain(h) for h in self.incoming.headers].index(head)
            fixed = {self.measure: f"coalesce(c{position}, '')", field: literal(code)}
            place = f"place, {position} AS measured, " if numbered else ""
            parts.append(f"SELECT {place}{self._columns(fixed)} FROM ({raw})")  # noqa: S608
        return " UNION ALL ".join(parts) + (" ORDER BY place, measured" if numbered else "")

    def _left_out(self) -> str:
        """WHERE clause without the lines that the correspondence says are not of the table."""
        conditions = [
            f"coalesce(c{self.columns[f]}, '') NOT IN ({', '.join(literal(t) for t in texts)})"
            for f, texts in self.correspondence.left_out.items()
            if f in self.columns
        ]
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def _columns(self, fixed: dict[str, str]) -> str:
        written = {f: literal(text) for f, text in self.constants.items()}
        written |= {f: f"coalesce(c{i}, '')" for f, i in self.columns.items()} | fixed
        return ", ".join(f"{written[f]} AS {name(f)}" for f in self.fields)


def recognise(incoming: Incoming) -> Table:
    """La table du contrat that a file's heads announce. Raises FileRefused when none does."""
    heads = {plain(head) for head in incoming.headers}

    # The table with the most heads, even where one is missing: exits without their kind would read as entries.
    def score(table: Table) -> tuple[int, bool]:
        present = {f.name for f in table.fields if heads & {plain(h) for h in f.heads}}
        return len(present), all(f.name in present for f in table.fields if f.required)

    best = max(TABLES.values(), key=score)
    if not score(best)[1]:
        missing = {
            t.title: ", ".join(f.header for f in t.fields if f.required and not heads & {plain(h) for h in f.heads})
            for t in TABLES.values()
        }
        details = " ; ".join(f"{title} : il manque {heads}" for title, heads in missing.items())
        raise FileRefused(
            f"{incoming.name} n’est le fichier d’aucune table ({details}). Partez d’un modèle de la page Données, ou"
            " déclarez vos colonnes dans une table de correspondance (--table et --map)."
        )
    return best


def bind(incoming: Incoming, table: Table, correspondence: Correspondence, operator: str = "") -> Source:
    """Rapprocher les colonnes of a file and the fields of `table`. Raises FileRefused (missing, twice, personal)."""
    heads = {plain(head): f.name for f in table.fields for head in f.heads} | correspondence.columns
    columns: dict[str, int] = {}
    ignored: list[str] = []
    measured = {head for head, _, _ in correspondence.measures}
    for position, head in enumerate(incoming.headers):
        found = heads.get(plain(head))
        if plain(head) in measured | correspondence.ignored:
            continue
        if found is None:
            ignored.append(head)
        elif found in columns:
            raise FileRefused(
                f"{incoming.name} : les colonnes « {incoming.headers[columns[found]]} » et « {head} » disent ensemble"
                f" « {table[found].title} ». N’en gardez qu’une."
            )
        else:
            columns[found] = position
    constants = {f: text for f, text in correspondence.constants.items() if f not in columns}
    if operator and "operator" in table and "operator" not in columns:
        constants |= {"operator": operator}
    source = Source(incoming, table, columns, constants, correspondence, tuple(ignored), operator)
    _refuse_missing(source)
    if table.personal:
        read = {*columns.values(), *(i for i, h in enumerate(incoming.headers) if plain(h) in measured)}
        refuse_identifiers(incoming, source.raw(), tuple(ignored), read)
        refuse_totals(incoming, source.raw(), set(range(len(incoming.headers))) - read)
    return source


def _refuse_missing(source: Source) -> None:
    table, filled = source.table, set(source.fields)
    unknown = {h for h, _, _ in source.correspondence.measures} - {plain(h) for h in source.incoming.headers}
    missing = [f.header for f in table.fields if f.required and f.name not in filled] + sorted(unknown)
    if missing:
        raise FileRefused(
            f"{source.incoming.name} : il manque la colonne {', '.join(missing)}. Colonnes lues :"
            f" {masked(', '.join(source.incoming.headers)[:500])}. Le modèle de la page Données les donne toutes."
        )
    if "operator" in table and "operator" not in filled:
        raise FileRefused(
            f"{source.incoming.name} : aucun opérateur. Ajoutez la colonne operateur, ou donnez --operator CODE."
        )
    if table.one_of and not filled & set(table.one_of):
        raise FileRefused(
            f"{source.incoming.name} : aucune colonne de territoire. Ajoutez l’une de :"
            f" {', '.join(table[f].header for f in table.one_of)}."
        )
