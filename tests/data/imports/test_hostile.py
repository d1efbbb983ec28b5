"""Two hundred and more files made to harm, by hand and by Hypothesis: refused in French, or published whole."""

import gzip
import io
import os
import random
import time
import zipfile
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.engine import Database
from tests.data.imports.files import HEADS, sample, written
from tests.data.imports.test_production import one, parquet, xlsx, zipped

ROWS = sample(30)
CSV = written(ROWS)
LINES = CSV.splitlines()
SECONDS = 20.0


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Where the releases of all these imports lie, beginning with a good one."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture
def victim(desk, served, monkeypatch):
    """A desk whose release served is good, whatever was imported before."""
    monkeypatch.setenv("CEP_DATA_DIR", str(served / "versions"))
    desk.settings = type(desk.settings)(data_dir=served / "versions", secret=desk.settings.secret, demo_on_empty=False)
    desk.__post_init__()
    if not desk.releases.history():
        desk.accept(one(operateur="cap_emploi"))
    return desk


def attack(desk, content, name="envoi.csv", publish=True):
    """Preview a file, import it if nothing was found against it: never a crash, a partial release, a file left behind.

    Returns the exit code. A file that the preview refuses is refused by the import, which reads it by the same steps.
    """
    path = desk.write(name, content)
    code = send(desk, path, "--dry-run")
    return send(desk, path) if publish and code == 0 else code


def send(desk, *arguments):
    before = desk.releases.history()
    started = time.monotonic()
    code = desk.run("import", *arguments, "--quiet")
    assert time.monotonic() - started < SECONDS
    after = desk.releases.history()
    if code == 0:
        assert any(words in desk.out for words in ("Version", "Rien à publier", "Aperçu"))
        with closing(Database(desk.releases)) as database:
            assert database.release().id == after[0]
    else:
        assert code == 1 and after == before
        assert desk.err.strip() and "Error" not in desk.err, desk.err
    left = {p.name for p in desk.settings.data_dir.iterdir()}
    assert left <= {"build.lock", "releases.json", "rapports", *(f"cep-{r}.duckdb" for r in after)}
    return code


def with_cell(text, row=3, head="sexe"):
    """The valid file with one cell replaced, quoted as a program would."""
    rows = [dict(r) for r in ROWS]
    rows[row][head] = text
    return written(rows)


# A release published or previewed whole, or a refusal that changed nothing: `attack` checks which, and all the rest.
ANSWERS = {0, 1}
NASTY_CELLS = [
    "'; DROP TABLE entries; --", '" OR 1=1 --', "$$x$$", "'||chr(0)||'", "{{7*7}}", "%s%n", "\\N", "\\", "''", "'",
    "=HYPERLINK(\"http://x\")", "+1+1", "@SUM(A1)", "-2+3", "\t=1", "NULL", "nan", "inf", "1e999", "-1e999", "1e-999",
    "0x10", "1_000", "٣", "２", "²", "½", "𝟚", "9" * 400, "1" * 5000, "-0", "+2", "2.0000000000000000000001",
    "9999-99-99", "0000-00-00", "2017-02-30", "2017-3", "31/31/2017", "2017-03-01T99:99:99", "10000-01", "-2017-01",
    "\u202e2102", "\u200b2\u200b", "\ufeff2", "\u00a02", "e\u0301" * 500, "🏳️‍🌈" * 200, "\U0010ffff", "\x1b[2J", "\x07",
    "\x85", "\u2028", "\x0b", "a\nb", "a\r\nb", "a\rb", '"', '""', "x" * 100_000, "|" * 1000, "diagnostic|" * 500,
    "C:\\con", "/etc/passwd", "../../x", "file:///etc/passwd", "http://127.0.0.1/", "<script>alert(1)</script>",
]  # fmt: skip


@pytest.mark.parametrize("head", ["sexe", "mois", "nombre"])
def test_cells(victim, head):
    """Each in a file of its own for one head; all together, past the threshold or not, for the others."""
    for text in NASTY_CELLS if head == "sexe" else ["\n".join(NASTY_CELLS)]:
        attack(victim, with_cell(text, head=head), publish=False)
    rows = [dict(random.Random(0).choice(ROWS)) | {head: text} for text in NASTY_CELLS]
    assert attack(victim, written(rows)) == 1
    assert attack(victim, written(rows + ROWS * 60)) == 0


NASTY_HEADS = [
    "sexe", "SEXE", "sex", "", " ", "\u200b", "'; DROP TABLE entries; --", 'a"b', "c0", "line", "place", "measured",
    "n", "key", "rowid", "filename", "file_row_number", "\x00", "\x1b[2J", "=1+1", "é" * 300, "select", "COLUMNS(*)",
    "incoming_entries", "*", "h\nv", "\ufeffmois", "mois ",
]  # fmt: skip


def test_heads(victim):
    for number, head in enumerate(NASTY_HEADS):
        rows = [row | {"ajout": "x"} for row in ROWS]
        content = written(rows, heads=[*HEADS, "ajout"]).replace("ajout", '"' + head.replace('"', '""') + '"', 1)
        assert attack(victim, content, f"tete{number}.csv", number % 9 == 0) in ANSWERS
        columns = {h: [r[h] for r in ROWS] for h in HEADS} | {head: ["x"] * len(ROWS)}
        buffer = io.BytesIO()
        pq.write_table(pa.table(columns), buffer)
        assert attack(victim, buffer.getvalue(), f"tete{number}.parquet", number % 9 == 1) in ANSWERS


SHAPES = {
    "nothing": b"",
    "one byte": b"\x00",
    "newlines": b"\n" * 100_000,
    "blank lines": CSV.replace("\n", "\n" * 3_000),
    "spaces": b" " * 100_000,
    "no end": CSV.rstrip("\n"),
    "head only": LINES[0],
    "head twice": LINES[0] + "\n" + CSV,
    "duplicated head": LINES[0] + ";sexe\n" + "\n".join(line + ";F" for line in LINES[1:]),
    "thousands of columns": ";".join(f"c{i}" for i in range(5_000)) + "\n" + ";" * 4_999 + "\n",
    "many columns": LINES[0] + ";" + ";".join(f"c{i}" for i in range(150)) + "\n" + LINES[1] + ";" * 150 + "\n",
    "a long cell": CSV.replace("projet", "p" * 10_000_000, 1),
    "a long line without end": b"x" * 3_000_000,
    "an open quote": CSV.replace(LINES[5], '"' + LINES[5], 1),
    "a quote in a cell": CSV.replace(LINES[5], LINES[5].replace(";", ';x"y;', 1), 1),
    "text after a quote": CSV.replace(LINES[5], LINES[5].replace(";", ';"a"b;', 1), 1),
    "only quotes": '"' * 9_999,
    "NUL": CSV.replace("\n", "\n\x00", 3),
    "utf-16 without mark": CSV.encode("utf-16-le"),
    "utf-16 cut": CSV.encode("utf-16")[:-1],
    "utf-32": CSV.encode("utf-32"),
    "utf-8 then latin": (CSV + "é\n").encode() + "é;\n".encode("latin-1"),
    "latin": CSV.replace("apec", "é").encode("latin-1"),
    "undefined bytes": CSV.encode() + b"\x81\x8d\x8f",
    "surrogates": CSV.encode() + b"\xed\xa0\x80\n",
    "overlong": CSV.encode() + b"\xc0\xaf\n",
    "ragged": "\n".join(line[: 5 * n] for n, line in enumerate(LINES)),
    "mixed ends": CSV.replace("\n", "\r\n", 5).replace("\n", "\r", 1),
    "separators only": ";;;;;;;;;\n" * 50,
    "html": "<html><table><tr><td>mois;sexe",
    "json": '[{"mois": "2017-03"}]',
    "pdf": b"%PDF-1.7\n" + CSV.encode(),
    "script": "#!/bin/sh\nrm -rf /\n",
    "gzip of nothing": gzip.compress(b""),
    "gzip cut": gzip.compress(CSV.encode())[:-12],
    "gzip with a tail": gzip.compress(CSV.encode()) + b"tail",
    "gzip in gzip": gzip.compress(gzip.compress(CSV.encode())),
    "gzip of zeros": gzip.compress(bytes(80 << 20), 1),
    "zip of nothing": zipped(b""),
    "zip cut": zipped(CSV)[:-30],
    "zip in zip": zipped(zipped(CSV)),
    "zip with a path": zipped(CSV, "../../etc/x.csv"),
    "zip with an absolute path": zipped(CSV, "/tmp/x.csv"),
    "zip of a report": zipped("ligne;colonne\n1;2\n"),
    "zip header only": b"PK\x03\x04",
    "empty zip": b"PK\x05\x06" + bytes(18),
    "xlsx cut": xlsx(ROWS)[:-200],
    "parquet cut": parquet(ROWS)[:-100],
    "parquet magic": b"PAR1" + bytes(50) + b"PAR1",
    "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
}


# Wrong as files, right as rows: repaired on reading, or with a row or two in quarantine.
SOUND = {"blank lines", "no end", "mixed ends", "head twice", "many columns", "a quote in a cell"}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(victim, shape):
    assert attack(victim, SHAPES[shape]) == (0 if shape in SOUND else 1)


def test_two_files_in_an_archive(victim):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", CSV)
        archive.writestr("b.csv", CSV)
    assert attack(victim, buffer.getvalue()) == 1


def columns(**replaced):
    table = {h: [r[h] for r in ROWS] for h in HEADS} | replaced
    buffer = io.BytesIO()
    pq.write_table(pa.table(table), buffer)
    return buffer.getvalue()


def test_types_of_parquet(victim):
    size = len(ROWS)
    for value in (
        [None] * size,
        [b"\xff"] * size,
        [["F"]] * size,
        [{"a": 1}] * size,
        ["F\x00"] * size,
        ["F" * 300_000] * size,
        [1.5] * size,
        [float("nan")] * size,
        [True] * size,
        [2**62] * size,
    ):
        assert attack(victim, columns(sexe=value), "a.parquet", publish=False) in ANSWERS
        assert attack(victim, columns(nombre=value), "a.parquet", publish=False) in ANSWERS


NAMES = [
    "'; DROP TABLE entries; --.csv", 'a"b.csv', "*.csv", "[a].csv", "{a,b}.csv", "a?.csv", "-rf", "--help.csv", " .csv",
    "é\u0301\u202e.csv", "a\nb.csv", "a\x1b[2J.csv", "sexe=F.csv", "a.csv.gz", "a.parquet", "a.xlsx", ".csv", "nul",
    "%s%s.csv", "a;b.csv", "x" * 251 + ".csv", "générateur de démonstration", "a.rapport.csv",
]  # fmt: skip


def test_names(victim):
    months = [f"{2017 + number // 12}-{1 + number % 12:02}" for number in range(len(NAMES))]
    paths = [victim.write(name, written(sample(3, mois=month))) for name, month in zip(NAMES, months, strict=True)]
    assert send(victim, *paths) == 0, victim.err
    assert len(victim.query("SELECT source FROM import_log WHERE accepted = 3")) == len(NAMES)
    path = os.fsencode(victim.folder) + b"/\xff\xfe.csv"
    with open(path, "w") as file:  # noqa: PTH123
        file.write(CSV)
    assert victim.run("import", os.fsdecode(path), "--quiet") == 1 and "renommez" in victim.err
    for nothing in (victim.folder, victim.folder / "absent.csv", "/dev/null", "/dev/zero", "/proc/self/mem", ""):
        assert victim.run("import", nothing, "--quiet") == 1 and victim.err


MADE = {
    "csv": CSV.encode(),
    "gz": gzip.compress(CSV.encode()),
    "zip": zipped(CSV),
    "xlsx": xlsx(ROWS),
    "parquet": parquet(ROWS),
}
QUIET = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUIET
@given(
    kind=st.sampled_from(sorted(MADE)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 6)), min_size=1, max_size=5),
)
def test_mutations_of_valid_files(victim, kind, changes):
    """Bytes replaced, inserted or cut at a few places of a good file."""
    content = MADE[kind]
    for place, put, removed in changes:
        at = int(place * len(content))
        content = content[:at] + put + content[at + removed :]
    assert attack(victim, content, f"mutation.{kind}") in ANSWERS


@QUIET
@given(st.binary(max_size=3_000))
def test_random_bytes(victim, content):
    assert attack(victim, content) == 1


@QUIET
@given(
    st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=12), max_size=8),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_tables_of_random_texts(victim, cells, delimiter, encoding):
    """Any text, under the contract's heads, quoted or not."""
    lines = [delimiter.join(HEADS), *(delimiter.join(row) for row in cells), LINES[1].replace(";", delimiter)]
    assert attack(victim, "\n".join(lines).encode(encoding, "surrogatepass")) in ANSWERS
