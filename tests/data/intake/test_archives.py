"""The one file inside a .gz or a .zip, and everything else an archive can be."""

import gzip
import io
import stat
import struct
import zipfile
import zlib

import pytest

from data.intake import archive, container
from tests.data.intake.readers import received, rows

PLAIN = "mois;nom\n2016-01;Été\n".encode() * 1
READ = ([("2016-01", "Été")], [])


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    """Archive of (name or ZipInfo, bytes)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        for name, content in members:
            file.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(PLAIN),
        gzip.compress(PLAIN[:12]) + gzip.compress(PLAIN[12:]),
        gzip.compress(PLAIN) + bytes(512),
        gzip.compress(PLAIN.decode().encode("cp1252")),
        gzip.compress(PLAIN.decode().encode("utf-16")),
        zipped(("export/mois.csv", PLAIN)),
        zipped(("mois.csv", PLAIN), method=zipfile.ZIP_STORED),
        zipped(("export/", b""), ("mois.csv", PLAIN), ("__MACOSX/._mois.csv", b"\0\1"), (".DS_Store", b"\0")),
    ],
    ids=range(8),  # gzip writes the clock in its bytes, which would name the test otherwise
)
def test_accepted(made, tmp_path, content):
    folder = tmp_path / "travail"
    incoming = received(made(content, "envoi.csv"), folder)
    assert rows(incoming) == READ and incoming.size == len(content)
    assert list(folder.iterdir()) == [incoming.path]  # the steps between leave nothing


def encrypted(content):
    content = bytearray(content)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def link():
    member = zipfile.ZipInfo("mois.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((member, b"/etc/passwd"))


def nameless():
    """One member whose name is empty: its only letter becomes the extra field."""
    content = bytearray(zipped(("a", PLAIN)))
    entry = content.index(b"PK\x01\x02")
    content[26], content[28], content[entry + 28], content[entry + 30] = 0, 1, 0, 1
    return bytes(content)


GZ, ZIP = gzip.compress(PLAIN * 200), zipped(("mois.csv", PLAIN * 200))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GZ[:-9], "abîmée ou coupée"),
        (GZ[:40], "abîmée ou coupée"),
        (GZ[:5], "abîmée ou coupée"),
        (GZ[:30] + bytes([GZ[30] ^ 255]) + GZ[31:], "abîmée ou coupée"),
        (GZ + b"suite", "abîmée ou coupée"),
        (gzip.compress(b""), "est vide"),
        (gzip.compress(GZ), "archive dans une archive"),
        (gzip.compress(ZIP), "archive dans une archive"),
        (ZIP[:-30], "abîmée ou coupée"),
        (ZIP[:60], "abîmée ou coupée"),
        (ZIP[:50] + bytes([ZIP[50] ^ 255]) + ZIP[51:], "abîmée ou coupée"),
        (zipped(), "est vide"),
        (zipped(("vide.csv", b"")), "est vide"),
        (zipped(("a.csv", PLAIN), ("b.csv", PLAIN)), "contient 2 fichiers : « a.csv », « b.csv »"),
        (
            zipped(("a\x1b[2J\n\u202ev.csv", PLAIN), ("b.csv", PLAIN)),
            "fichiers : « a\ufffd[2J\ufffd\ufffdv.csv », « b.csv »",
        ),
        (zipped(("../\x1b[31m\u2066x", PLAIN)), "« ../\ufffd[31m\ufffdx »"),
        (zipped(("a.csv.gz", GZ)), "archive dans une archive"),
        (zipped(("a.zip", ZIP)), "archive dans une archive"),
        (zipped(("../../etc/cron.d/x", PLAIN)), "chemin qui sort de l’archive"),
        (zipped(("/etc/x.csv", PLAIN)), "chemin qui sort de l’archive"),
        (zipped(("C:\\x.csv", PLAIN)), "chemin qui sort de l’archive"),
        (link(), "un lien ou un chemin"),
        (nameless(), "un lien ou un chemin"),
        (encrypted(ZIP), "protégé par un mot de passe"),
        (zipped(("a.csv", PLAIN), method=zipfile.ZIP_LZMA), "compression qui n’est pas lue (méthode 14)"),
        (zipped(("a.pdf", b"%PDF-1.4")), "un document PDF"),
        (zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>")), ".ods"),
        (zipped(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")), "Word"),
        (zipped(("[Content_Types].xml", b"<a/>"), ("xl/workbook.bin", b"x")), ".xlsb"),
    ],
    ids=range(29),
)
def test_refused(made, refusal, content, expected):
    assert expected in refusal(made(content))


@pytest.fixture(scope="module")
def zeros():
    """One gibibyte of zeros, deflated once."""
    deflate, block = zlib.compressobj(1, zlib.DEFLATED, -15), bytes(1 << 20)
    # A full flush ends on a byte and forgets the past: the block can be repeated as it is.
    once = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    return once * 1024 + zlib.compressobj(1, zlib.DEFLATED, -15).flush()


def test_gzip_bomb_is_stopped_early(made, refusal, zeros, growth):
    content = b"\x1f\x8b\x08\0\0\0\0\0\0\3" + zeros + bytes(4) + struct.pack("<L", 1 << 30)
    path = made(content, "bombe.csv.gz")
    with growth as grown:
        assert "plus de 200 fois sa taille" in refusal(path)
    assert grown() < 64 << 20


def test_zip_bomb_is_stopped_early(made, refusal, zeros, growth):
    name, size = b"a.csv", 1 << 30
    sizes = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, 0, len(zeros), size, len(name), 0)
    local = b"PK\3\4" + sizes + name + zeros
    entry = b"PK\1\2" + struct.pack("<H", 20) + sizes + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)
    path = made(local + entry + end, "bombe.zip")
    with growth as grown:
        assert "plus de 200 fois sa taille" in refusal(path)
    assert grown() < 64 << 20


def test_absolute_size(made, refusal, monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000)
    assert "dépasse 1000 octets une fois décompressé" in refusal(made(GZ))
    assert "dépasse 1000 octets une fois décompressé" in refusal(made(ZIP))


def test_table_of_contents_is_bounded(made, refusal, monkeypatch):
    monkeypatch.setattr(container, "MAX_DIRECTORY", 40)
    assert "table des matières" in refusal(made(ZIP))


def test_zip64_is_read(made, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file, file.open("mois.csv", "w", force_zip64=True) as member:
        member.write(PLAIN)
    assert rows(received(made(packed.getvalue()), tmp_path / "travail")) == READ
