"""Hypothèse: a number that no published figure supports, and the French sentence that says so.

The sentence is written from the very value that the generator uses, so the methods page cannot drift from the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_THIN = "\u202f"
_NO_BREAK = "\u00a0"
Value = float | int | Mapping[str, "Value"] | Sequence[float]


@dataclass(frozen=True, slots=True)
class Axis:
    """Axe d'une hypothèse: codes in the order of the arrays, and their French labels."""

    codes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """Hypothèse: `sentence` holds "{}" where `value` is written, by `axes`, in `unit` ("%", "×" or a noun).

    `value` is a number, or nested by axis: a mapping by code (an absent code is `default`) or, on the last axis, the
    numbers in the order of the axis, the last ones left out being `default`. Percentages are kept as fractions.
    """

    subject: str
    sentence: str
    value: Value
    axes: tuple[Axis, ...] = ()
    unit: str = "%"
    default: float = 0.0

    @property
    def text(self) -> str:
        """The sentence with its numbers, in French typography."""
        return self.sentence.format(_write(self.value, self.axes, self.unit))

    @property
    def number(self) -> float:
        """The value of an assumption without axes; TypeError for the others."""
        if isinstance(self.value, int | float):
            return float(self.value)
        raise TypeError(f"{self.subject} is not one number")

    def by_code(self) -> dict[str, float]:
        """The numbers of an assumption of one axis by code, without those left to `default`."""
        if isinstance(self.value, Mapping):
            return {code: float(part) for code, part in self.value.items()}  # type: ignore[arg-type]
        return dict(zip(self.axes[0].codes, self.array().tolist(), strict=True))

    def array(self) -> NDArray[np.float64]:
        """The value as an array, one dimension per axis. KeyError on a code that the axis lacks."""
        array = np.full(tuple(len(a.codes) for a in self.axes), self.default)
        _fill(array, self.value, self.axes)
        return array


def _fill(array: NDArray[np.float64], value: Value, axes: tuple[Axis, ...]) -> None:
    if not isinstance(value, Mapping):
        values = np.atleast_1d(np.asarray(value, dtype=np.float64))
        array[: values.size] = values
        return
    for code, part in value.items():
        if code not in axes[0].codes:
            raise KeyError(code)
        position = axes[0].codes.index(code)
        if len(axes) == 1:
            array[position] = float(part)  # type: ignore[arg-type]
        else:
            _fill(array[position], part, axes[1:])


def _write(value: Value, axes: tuple[Axis, ...], unit: str) -> str:
    if isinstance(value, int | float):
        return write_number(value, unit)
    axis = axes[0]
    parts = value if isinstance(value, Mapping) else dict(zip(axis.codes, value, strict=False))
    labels = dict(zip(axis.codes, axis.labels, strict=True))
    if len(axes) == 1:
        return ", ".join(f"{labels[code]} {write_number(part, unit)}" for code, part in parts.items())  # type: ignore[arg-type]
    return f"{_THIN}; ".join(f"{labels[code]} ({_write(part, axes[1:], unit)})" for code, part in parts.items())


def write_number(value: float, unit: str) -> str:
    """A number in French: "80,5 %", "× 1,20", "9 mois"; at most three decimals, the useless zeros removed."""
    scaled = round(100 * value, 6) if unit == "%" else value
    digits = f"{scaled:.3f}".rstrip("0").rstrip(".").replace(".", ",").replace("-", "−")
    if unit == "×":
        return f"×{_NO_BREAK}{digits}"
    return f"{digits}{_THIN if unit == '%' else _NO_BREAK}{unit}" if unit else digits
