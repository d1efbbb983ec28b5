"""Refus: the one exception that leaves the intake, worded for the person who sent the file."""

from __future__ import annotations

from typography import spaced


class FileRefused(Exception):
    """Fichier refusé: `str()` says what is wrong and where, then what to do. French, never a stack trace.

    `remedy` is the last sentence. It is kept apart so that a screen may show it apart.
    """

    def __init__(self, wrong: str, remedy: str = "") -> None:
        self.wrong = spaced(wrong)
        self.remedy = spaced(remedy)
        super().__init__(f"{self.wrong} {self.remedy}".strip())


def french_size(size: int) -> str:
    """Taille en octets, Kio, Mio or Gio, as printed in refusals."""
    for unit, power in (("Gio", 30), ("Mio", 20), ("Kio", 10)):
        if size >= 1 << power:
            return f"{size / (1 << power):.1f} {unit}".replace(".0 ", " ").replace(".", ",")
    return f"{size} octets"
