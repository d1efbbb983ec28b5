"""Panne: what stopped a command, in the words of the person who runs it."""

from __future__ import annotations

import errno

import duckdb
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from data.engine import SILENT

# What a command may meet that is neither its fault nor that of the files it is given.
OUTAGES = (OSError, SQLAlchemyError, duckdb.Error, psycopg.Error, ValueError, MemoryError)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = ("no space left", "disk quota exceeded", "file too large", "temp_directory")


def explain(error: BaseException) -> str:
    """Expliquer une panne: full disk, silent server, lack of memory, or the first line of the error itself."""
    text = str(error)
    if getattr(error, "errno", None) in _FULL or any(words in text.casefold() for words in _FULL_WORDS):
        return (
            "Commande abandonnée : le disque est plein. Libérez de la place dans le dossier des versions puis"
            " recommencez ; la version servie est inchangée."
        )
    if isinstance(error, SQLAlchemyError | psycopg.Error):
        return SILENT
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return "Commande abandonnée : la mémoire ne suffit pas. La version servie est inchangée."
    return f"Commande abandonnée : {text.splitlines()[0] if text else type(error).__name__}"
