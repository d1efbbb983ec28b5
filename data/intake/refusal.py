"""Refus: the one exception that leaves the intake, worded for the person who sent the file."""

from __future__ import annotations

import unicodedata

from typography import spaced

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, halves of characters, line marks
_REPLACEMENT = "\ufffd"


class FileRefused(Exception):
    """Fichier refusé: `str()` says what is wrong and where, then what to do. French, never a stack trace.

    `remedy` is the last sentence. It is kept apart so that a screen may show it apart.
    """

    def __init__(self, wrong: str, remedy: str = "") -> None:
        self.wrong, self.remedy = (
            spaced("\n".join(printable(line) for line in text.split("\n"))) for text in (wrong, remedy)
        )
        super().__init__(f"{self.wrong} {self.remedy}".strip())


def printable(text: str) -> str:
    """Texte affichable: a name from outside, without what moves the cursor, turns the line round or cannot be sent."""
    return "".join(_REPLACEMENT if unicodedata.category(character) in _UNSEEN else character for character in text)


def french_size(size: int) -> str:
    """Taille en octets, Kio, Mio or Gio, as printed in refusals."""
    for unit, power in (("Gio", 30), ("Mio", 20), ("Kio", 10)):
        if size >= 1 << power:
            return f"{size / (1 << power):.1f} {unit}".replace(".0 ", " ").replace(".", ",")
    return f"{size} octets"
