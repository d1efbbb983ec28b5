"""What is not a table at all, told by content whatever the name, and what the disk says."""

import os

import pytest

from data.intake import reading, workspace

KINDS = [
    (b"%PDF-1.7\n%\xe2\xe3\n", "un document PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ancien classeur Excel (.xls)"),
    (b"  <!DOCTYPE html>\n<html><body>a;b</body></html>", "une page web (HTML)"),
    (b"<table><tr><td>a;b</td></tr></table>", "une page web (HTML)"),
    ("<html>;".encode("utf-16"), "une page web (HTML)"),
    (b"<?xml version='1.0'?><a/>", "un document XML"),
    (b'{"a;b": 1}\n', "un document JSON"),
    (b"{\\rtf1 a;b}", "un document RTF"),
    (b"7z\xbc\xaf\x27\x1c\0\0", "une archive 7-Zip"),
    (b"Rar!\x1a\x07\0", "une archive RAR"),
    (b"BZh91AY", "une archive bzip2"),
    (b"\xfd7zXZ\0\0", "une archive xz"),
    (b"\x28\xb5\x2f\xfd\0", "une archive zstd"),
    (b"SQLite format 3\0", "une base SQLite"),
]


@pytest.mark.parametrize(("content", "expected"), KINDS, ids=[expected for _, expected in KINDS])
def test_other_formats(made, refusal, content, expected):
    message = refusal(made(content))
    assert expected in message


def test_folder_missing_and_special_files(tmp_path, refusal):
    assert "est un dossier" in refusal(tmp_path)
    assert "est introuvable" in refusal(tmp_path / "absent.csv")
    assert "est introuvable" in refusal(tmp_path / ("x" * 5_000))
    os.mkfifo(tmp_path / "tube.csv")
    assert "n’est pas un fichier ordinaire" in refusal(tmp_path / "tube.csv")


def test_forbidden_file(made, refusal, monkeypatch):
    """Tests may run as root, whom permissions do not stop: the system's answer is played."""
    path = made(b"a;b\n1;2\n")

    def forbidden(self, *arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(reading.Path, "open", forbidden)
    assert "l’accès est interdit" in refusal(path)


def test_stops_before_the_disk_is_full(made, refusal, monkeypatch):
    monkeypatch.setattr(workspace, "DISK_MARGIN", 1 << 60)
    assert "espace disque ne suffit pas" in refusal(made("a;b\n1;é\n".encode("cp1252")))


def test_full_disk(tmp_path, monkeypatch):
    """/dev/full answers every write with « no space left »."""
    full = os.open("/dev/full", os.O_WRONLY)
    fdopen = os.fdopen
    monkeypatch.setattr(workspace.os, "fdopen", lambda handle, mode: (os.dup2(full, handle), fdopen(handle, mode))[1])
    for size in (1, 1 << 20):  # told when the file is closed, then at the write itself
        with (
            pytest.raises(workspace.FileRefused, match="espace disque"),
            workspace.Workspace(tmp_path / "travail") as work,
            work.copy(".csv") as (_, write),
        ):
            write(bytes(size))
        assert not list((tmp_path / "travail").iterdir())
    os.close(full)


def test_unwritable_folder(made, refusal, tmp_path):
    (tmp_path / "travail").write_bytes(b"x")
    with pytest.raises(workspace.FileRefused, match="dossier de travail"), workspace.Workspace(tmp_path / "travail"):
        pass
