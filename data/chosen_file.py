"""Fichier choisi: a file that an administrator names in the settings, read at the first question, and once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class ChosenFile(Generic[T]):
    """Fichier named by the setting `variable`; `read` raises OSError, or ValueError in French, on one it cannot use."""

    def __init__(self, variable: str, read: Callable[[Path], T]) -> None:
        self._variable, self._read, self._path = variable, read, ""
        self._content = cache(self._content_of)

    def choose(self, path: str) -> None:
        """The file that the settings name, "" for none."""
        self._path = path

    def is_chosen(self) -> bool:
        """Whether the settings name a file. Reads nothing."""
        return bool(self._path)

    def content(self) -> T | None:
        """What the file holds, None without one, or when it cannot be read: the log then says why, once."""
        return self._content(self._path) if self._path else None

    def _content_of(self, path: str) -> T | None:
        try:
            return self._read(Path(path))
        except (OSError, ValueError) as error:
            _LOG.error("%s, %s : %s", self._variable, path, error)
            return None
