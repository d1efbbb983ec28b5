"""Lecture: a file read once from start to end, hashed, with progress, and proved unchanged meanwhile."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from data.intake.refusal import FileRefused

Progress = Callable[[str, float], None]
State = tuple[int, int, int]  # size in bytes, time of the last write in nanoseconds, inode
CHUNK = 1 << 20  # bytes at once: larger gains nothing (the hash dominates), and memory stays at a few of these
HEAD = 1 << 17  # bytes looked at to know what a file is; twice the longest header line
_BEAT = 0.25  # seconds between two calls of the caller's progress


class Meter:
    """Avancement: calls `progress` at most four times a second, and at the first and last step of each label."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._label = ""
        self._last = 0.0

    def show(self, label: str, fraction: float) -> None:
        """Report `fraction` (0..1) of the work called `label`."""
        now = time.monotonic()
        if label != self._label or (fraction >= 1) or now - self._last >= _BEAT:
            self._label, self._last = label, now
            self._progress(label, min(1.0, max(0.0, fraction)))


class Reading:
    """Lecture d’un fichier: opened safely, read by chunks; raises FileRefused for anything but a readable file.

    `name` is what messages call the file. `sha256` costs nothing once `chunks` has run to its end, else one pass.
    """

    def __init__(self, path: Path, name: str, meter: Meter) -> None:
        self.path, self.name, self.meter = path, name, meter
        self._digest = ""
        before = self._stat()
        self.state = state_of(before)
        if stat.S_ISDIR(before.st_mode):
            raise FileRefused(f"« {name} » est un dossier.", "Donnez le chemin d’un seul fichier.")
        if not stat.S_ISREG(before.st_mode):
            raise FileRefused(f"« {name} » n’est pas un fichier ordinaire.", "Donnez le chemin d’un fichier du disque.")
        self.size = before.st_size
        if self.size == 0:
            raise FileRefused(f"« {name} » est vide (0 octet).", "Refaites l’export, puis envoyez le nouveau fichier.")
        with self._open() as file:
            self.head = file.read(HEAD)

    def _stat(self) -> os.stat_result:
        try:
            return self.path.stat()
        except PermissionError:
            raise self._unreadable() from None
        except (OSError, ValueError):
            raise FileRefused(f"« {self.name} » est introuvable.", "Vérifiez le nom et le chemin du fichier.") from None

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except PermissionError:
            raise self._unreadable() from None
        except OSError:
            raise FileRefused(
                f"« {self.name} » ne peut pas être ouvert.", "Vérifiez le chemin, puis envoyez une copie du fichier."
            ) from None

    def _unreadable(self) -> FileRefused:
        return FileRefused(
            f"« {self.name} » ne peut pas être lu : l’accès est interdit.",
            "Donnez le droit de lecture sur ce fichier, ou envoyez-en une copie.",
        )

    def chunks(self, label: str) -> Iterator[bytes]:
        """The bytes of the file in order, CHUNK at a time; shows `label` as it goes."""
        digest, done = hashlib.sha256(), 0
        with self._open() as file:
            while chunk := self._read(file):
                digest.update(chunk)
                done += len(chunk)
                if done > self.size:  # a file that grows as fast as it is read would never end
                    self.verify_unchanged(done)
                self.meter.show(label, done / self.size)
                yield chunk
        self._digest = digest.hexdigest()
        self.verify_unchanged(done)

    def _read(self, file: BinaryIO) -> bytes:
        try:
            return file.read(CHUNK)
        except OSError:
            raise FileRefused(
                f"« {self.name} » ne peut pas être lu jusqu’au bout : erreur du disque ou du partage réseau.",
                "Copiez le fichier sur un disque local, puis recommencez.",
            ) from None

    def sha256(self) -> str:
        """Empreinte SHA-256 (hexadecimal) of the file as received."""
        if not self._digest:
            for _ in self.chunks("Empreinte du fichier"):
                pass
        return self._digest

    def verify_unchanged(self, read: int | None = None) -> None:
        """Refuse a file that was written to, replaced or cut while it was being read (`read`: bytes seen)."""
        if state_of(self._stat()) != self.state or (read is not None and read != self.size):
            raise changed(self.name)


def state_of(found: os.stat_result) -> State:
    """État d’un fichier: what a write, a replacement or a cut changes."""
    return found.st_size, found.st_mtime_ns, found.st_ino


def changed(name: str) -> FileRefused:
    """Refus: a file that is no longer the one that was checked."""
    return FileRefused(
        f"« {name} » a changé pendant sa lecture.", "Attendez la fin de l’export ou de la copie, puis recommencez."
    )
