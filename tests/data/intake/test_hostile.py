"""Whatever the bytes: an Incoming that DuckDB reads to the end, or a refusal. Never anything else."""

import gzip
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.intake import FileRefused
from tests.data.intake.readers import received, rows
from tests.data.intake.test_archives import zipped
from tests.data.intake.test_columnar import GOOD as PARQUET
from tests.data.intake.test_workbook import SIMPLE as WORKBOOK

CSV = 'mois;nom;n\r\n2016-01;"L""Été, \n ici";1\r\n2016-02;Noël;2\r\n'.encode()
VALID = {
    "csv": CSV,
    "windows": CSV.decode().encode("cp1252"),
    "utf16": CSV.decode().encode("utf-16"),
    "gzip": gzip.compress(CSV),
    "zip": zipped(("a.csv", CSV)),
    "xlsx": WORKBOOK,
    "xlsx stored": zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")),
    "parquet": PARQUET,
}
TEXT = st.text(st.sampled_from('ab12é";,\t\n\r\ufeff\0 '), max_size=60)


def judged(content):
    """Receives these bytes: what was wrong of them, or their heads and rows, and whether the work folder is left empty
    of what was refused."""
    with tempfile.TemporaryDirectory() as folder:
        path, work = Path(folder) / "envoi", Path(folder) / "travail"
        path.write_bytes(content)
        try:
            incoming = received(path, work)
        except FileRefused as refusal:
            return refusal, not work.exists() or not list(work.iterdir())
        return (incoming.headers, rows(incoming)[0]), True


def is_accepted(content):
    return not isinstance(judged(content)[0], FileRefused)


def is_sound(content):
    """Refused with what is wrong and what to do and nothing left behind, or read into rows as long as its heads."""
    found, is_clean = judged(content)
    if isinstance(found, FileRefused):
        return bool(found.wrong and found.remedy) and is_clean
    heads, table = found
    return len(heads) >= 1 and all(len(row) == len(heads) for row in table)


@st.composite
def mutated(draw):
    """A valid file with bytes changed, removed, repeated, or its end cut."""
    content = bytearray(draw(st.sampled_from(sorted(VALID.values()))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        how = draw(st.sampled_from(["change", "remove", "repeat", "cut", "insert"]))
        span = draw(st.integers(1, 30))
        if how == "change":
            content[at : at + 1] = bytes([draw(st.integers(0, 255))])
        elif how == "remove":
            del content[at : at + span]
        elif how == "repeat":
            content[at:at] = content[at : at + span]
        elif how == "insert":
            content[at:at] = draw(st.binary(max_size=8))
        else:
            del content[at:]
    return bytes(content)


def test_the_originals_are_accepted():
    assert [name for name, content in VALID.items() if not is_accepted(content)] == ["xlsx stored"]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mutated_files(content):
    assert is_sound(content)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.sampled_from([b"PK\3\4", b"\x1f\x8b\x08", b"PAR1", b"\xff\xfe"]).flatmap(
            lambda start: st.binary(max_size=200).map(lambda rest: start + rest)
        ),
    )
)
def test_any_bytes(content):
    assert is_sound(content)


@settings(max_examples=120, deadline=None)
@given(TEXT, st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
def test_any_text(body, encoding):
    assert is_sound(("a;b\n" + body).encode(encoding, "ignore"))
