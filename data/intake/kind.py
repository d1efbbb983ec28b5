"""Nature d’un fichier: told by its first bytes, never by its extension."""

from __future__ import annotations

import codecs
from typing import Literal

from data.intake.refusal import FileRefused

Kind = Literal["text", "gzip", "zip", "parquet"]

_AS_CSV = "Enregistrez les données au format CSV (UTF-8), XLSX ou Parquet, puis envoyez ce fichier."
_AS_ZIP = "Envoyez le fichier tel quel, ou compressé en .gz ou .zip."
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_REFUSED = (  # signature, what it is, remedy
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "un ancien classeur Excel (.xls), ou un classeur protégé par un mot de passe",
        "Ouvrez-le dans Excel, retirez le mot de passe, puis enregistrez-le au format « Classeur Excel (.xlsx) » "
        "ou « CSV UTF-8 ».",
    ),
    (b"%PDF", "un document PDF", _AS_CSV),
    (b"{\\rtf", "un document RTF", _AS_CSV),
    (b"7z\xbc\xaf\x27\x1c", "une archive 7-Zip", _AS_ZIP),
    (b"Rar!", "une archive RAR", _AS_ZIP),
    (b"BZh", "une archive bzip2", _AS_ZIP),
    (b"\xfd7zXZ\x00", "une archive xz", _AS_ZIP),
    (b"\x28\xb5\x2f\xfd", "une archive zstd", _AS_ZIP),
    (b"SQLite format 3\x00", "une base SQLite", _AS_CSV),
    (b"PARE", "un fichier Parquet chiffré", "Écrivez-le sans chiffrement, puis envoyez-le de nouveau."),
    (_UTF32[0], "un texte encodé en UTF-32", _AS_CSV),
    (_UTF32[1], "un texte encodé en UTF-32", _AS_CSV),
)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<!--", b"<div", b"<style")


def identify(head: bytes, name: str) -> Kind:
    """Nature of the file that starts with `head`; raises FileRefused for a format the intake does not read."""
    for signature, what, remedy in _REFUSED:
        if head.startswith(signature):
            raise FileRefused(f"« {name} » est {what} : ce format n’est pas lu.", remedy)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    _refuse_markup(head, name)
    return "text"


def _refuse_markup(head: bytes, name: str) -> None:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = (head[2:].replace(b"\0", b"") if wide else head.removeprefix(codecs.BOM_UTF8)).lstrip()[:1024].lower()
    if text.startswith(_MARKUP):
        raise FileRefused(
            f"« {name} » contient une page web (HTML), pas un tableau de données.",
            "Un export a peut-être renvoyé une page d’erreur ou de connexion : refaites-le, ou ouvrez ce fichier dans "
            "un tableur et enregistrez-le au format CSV UTF-8.",
        )
    if text.startswith(b"<?xml"):
        raise FileRefused(f"« {name} » est un document XML : ce format n’est pas lu.", _AS_CSV)
    if text.startswith((b"{", b"[")):
        raise FileRefused(f"« {name} » est un document JSON : ce format n’est pas lu.", _AS_CSV)
