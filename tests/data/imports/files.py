"""Small operators' files, and how the tests of the import look at a release."""

import csv
import io
import random
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from data.__main__ import main
from data.engine import open_releases
from data.schema import DIMENSIONS
from settings import Settings

SECRET = "une phrase que personne ne connaît"
HEADS = ("mois", "departement", "operateur", "niveau", "sexe", "age", "statut", "qualification", "motif", "nombre")
# Spellings whose bytes differ with the encoding, so that a wrong one is seen.
CELLS = {
    "mois": ("2017-01", "02/2017", "2017-03-15"),
    "departement": ("31", "2A", "D974", "Rhône"),
    "operateur": ("missions_locales", "Pôle emploi", "apec"),
    "niveau": ("2", "3"),
    "sexe": ("F", "Féminin", "homme", ""),
    "age": ("17", "34 ans", "45 et plus", ""),
    "statut": ("dei", "cdi", "Non salarié"),
    "qualification": ("IV", "5", "q6", "Infra V"),
    "motif": ("projet", "Faire reconnaître ou adapter ses compétences"),
    "nombre": ("1", "2", "7"),
}


def sample(rows=60, seed=1, **fixed):
    """Rows that the contract accepts, drawn at random: dicts of texts by head. `fixed`: heads with one text."""
    draw = random.Random(seed)
    return [{h: fixed.get(h, draw.choice(CELLS[h])) for h in HEADS} for _ in range(rows)]


def written(rows, delimiter=";", heads=None):
    """Rows as the text of a CSV file."""
    heads = heads or list(rows[0])
    buffer = io.StringIO()
    table = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    table.writerows([heads, *([row.get(h, "") for h in heads] for row in rows)])
    return buffer.getvalue()


def read_report(path):
    """Rows of a report as dicts."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@dataclass
class Desk:
    """A person with a folder of files, the command line and one store of releases."""

    folder: Path
    settings: Settings
    capsys: object
    out: str = ""
    err: str = ""
    releases: object = field(init=False)

    def __post_init__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.releases = open_releases(self.settings)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *arguments):
        """Exit code of a command; what it printed is in `out` and `err`, typography made plain."""
        self.capsys.readouterr()
        code = main([str(a) for a in arguments])
        said = self.capsys.readouterr()
        self.out, self.err = (t.replace("\u202f", " ").replace("\u00a0", " ") for t in (said.out, said.err))
        assert "Traceback" not in self.out + self.err
        return code

    def send(self, content, *options, name="envoi.csv"):
        """Import one file made of rows, of text or of bytes."""
        path = self.write(name, written(content) if isinstance(content, list) else content)
        return self.run("import", path, "--quiet", *options)

    def accept(self, content, *options, name="envoi.csv"):
        """Import one file that must be accepted; returns the release's id."""
        assert self.send(content, *options, name=name) == 0, self.err
        return self.current

    def refuse(self, content, *options, name="envoi.csv"):
        """Import one file that must change nothing; returns what was said."""
        before = self.releases.history()
        assert self.send(content, *options, name=name) == 1, self.out
        assert self.releases.history() == before
        return self.err

    def report(self, name="envoi.csv"):
        return read_report(self.folder / f"{name}.rapport.csv")

    @property
    def current(self):
        return self.releases.history()[0]

    def query(self, sql):
        """Rows of a query on the current release (DuckDB)."""
        with duckdb.connect(str(self.releases.path(self.current)), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def totals(self, *dimensions, table="entries"):
        """Sums of `n` by codes of `dimensions`."""
        found = {}
        for *positions, n in self.query(f"SELECT {', '.join((*dimensions, 'sum(n)'))} FROM {table} GROUP BY ALL"):
            codes = tuple(
                DIMENSIONS[d].codes[p] if d in DIMENSIONS else f"{p:%Y-%m}"
                for d, p in zip(dimensions, positions, strict=True)
            )
            found[codes if len(codes) > 1 else "".join(codes)] = n
        return found
