"""Empreinte d’un contenu: the same for both dialects of a CSV, whatever its quotes, its line ends and its heads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

LENGTH = 16


def fingerprint(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """First hexadecimal digits of the SHA-256 of stable names and of cells as the dialect "recherche" writes them."""
    digest = hashlib.sha256("\x1f".join(columns).encode())
    for row in rows:
        digest.update(("\x1e" + "\x1f".join(row)).encode())
    return digest.hexdigest()[:LENGTH]
