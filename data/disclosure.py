"""Secret statistique: the one door through which counts leave the data room.

Cell-key perturbation (Marley & Leaver 2011): every stored row carries a fixed integer key, a cell's key is the sum of
its rows' keys modulo 2^32, and the noise added to a count depends on the count and that key alone. The same set of
rows therefore gets the same noise however the question is phrased. Noise has mean 0, never exceeds D, and no
published count lies in 1..k-1: a published 0 reads "0 à 4".

The noise distribution of each count maximises entropy under those conditions (Giessing 2016; Fraser & Wooton 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

KEY_MODULUS = 2**32
MINIMUM_PUBLISHED = 5
LARGEST_NOISE = 5
VARIANCE = 3.0
EXEMPT_FROM = 1000


class InfeasibleNoise(ValueError):
    """Les réglages du bruit ne peuvent pas être satisfaits."""


@dataclass(frozen=True)
class NoiseTable:
    """Table de perturbation.

    `values`: int array (2D+1), the noises -D..D. `cumulative`: float array (cap+1, 2D+1), row i the cumulative
    probabilities of each noise for an exact count of i; counts above cap = k+D use the last row.
    """

    values: np.ndarray
    cumulative: np.ndarray

    @property
    def cap(self) -> int:
        return len(self.cumulative) - 1

    def noise(self, count: np.ndarray, key: np.ndarray) -> np.ndarray:
        """Noise of each cell; `count` and `key` are integer arrays of one shape, `key` in 0..2^32-1."""
        uniform = (np.asarray(key, dtype=np.float64) + 0.5) / KEY_MODULUS
        rows = self.cumulative[np.minimum(count, self.cap)]
        return np.asarray(self.values[(uniform[..., None] > rows).sum(axis=-1)])

    def variance(self) -> float:
        """Variance of the noise of a count at the cap or above, in squared entries."""
        probability = np.diff(self.cumulative[-1], prepend=0.0)
        return float((probability * self.values**2).sum())

    def to_frame(self) -> pd.DataFrame:
        """Long form as published: count, noise, cumulative (only noises that can happen)."""
        count, position = np.nonzero(np.diff(self.cumulative, axis=1, prepend=0.0) > 0)
        return pd.DataFrame(
            {"count": count, "noise": self.values[position], "cumulative": self.cumulative[count, position]}
        )

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> NoiseTable:
        largest = int(frame["noise"].abs().max())
        values = np.arange(-largest, largest + 1)
        cumulative = np.zeros((int(frame["count"].max()) + 1, len(values)))
        cumulative[frame["count"], frame["noise"] + largest] = frame["cumulative"]
        return cls(values, np.maximum.accumulate(cumulative, axis=1))


def noise_table(
    largest: int = LARGEST_NOISE, variance: float = VARIANCE, minimum: int = MINIMUM_PUBLISHED
) -> NoiseTable:
    """Build the table for D = `largest`, `variance`, k = `minimum`.

    Counts whose conditions do not allow `variance` get the smallest feasible one (counts 1..k-1: two outcomes).
    Raises InfeasibleNoise when D < k: a count of 1 could then not have mean-0 noise.
    """
    if largest < minimum:
        raise InfeasibleNoise(
            f"Bruit impossible : l’amplitude D = {largest} doit être au moins égale au seuil k = {minimum}."
        )
    values = np.arange(-largest, largest + 1)
    cap = minimum + largest
    probabilities = np.zeros((cap + 1, len(values)))
    probabilities[0, largest] = 1.0
    for count in range(1, cap + 1):
        published = count + values
        allowed = (published == 0) | (published >= minimum)
        probabilities[count, allowed] = _maximum_entropy(values[allowed], variance)
    cumulative = np.cumsum(probabilities, axis=1)
    cumulative[:, -1] = 1.0
    return NoiseTable(values, np.minimum(cumulative, 1.0))


def _maximum_entropy(support: np.ndarray, variance: float) -> np.ndarray:
    """Probabilities on `support` with mean 0, the given variance (or the smallest feasible one) and most entropy."""
    below, above = support[support < 0], support[support >= 0]
    if not len(below):
        raise InfeasibleNoise("Bruit impossible : aucune perturbation négative n’est permise.")
    low, high = int(below.max()), int(above.min())
    smallest = float(-low * high)
    if smallest >= variance:
        return np.where(support == low, high / (high - low), np.where(support == high, -low / (high - low), 0.0))
    scale = float(np.abs(support).max())
    unit = support / scale

    def conditions(multipliers: np.ndarray) -> np.ndarray:
        weight = _exponential(unit, multipliers)
        return np.array([weight @ unit, weight @ unit**2 - variance / scale**2])

    # Imported where a table is built: the server only reads one, and the solver weighs 25 MB.
    from scipy.optimize import root

    solution = root(conditions, x0=np.zeros(2), tol=1e-13)
    if not solution.success:
        raise InfeasibleNoise(f"Bruit impossible : variance {variance} hors d’atteinte sur {support.tolist()}.")
    return _exponential(unit, solution.x)


def _exponential(unit: np.ndarray, multipliers: np.ndarray) -> np.ndarray:
    exponent = multipliers[0] * unit + multipliers[1] * unit**2
    weight = np.exp(exponent - exponent.max())
    return np.asarray(weight / weight.sum())


def disclose(
    count: np.ndarray, key: np.ndarray, exempt: np.ndarray, table: NoiseTable
) -> tuple[np.ndarray, np.ndarray]:
    """The door. Exact counts and cell keys in, (published counts, exempt flags) out; integer arrays of one shape.

    `exempt` marks the cells of the closed list (France × year, France × family × year, region × year); such a cell
    stays exact only from 1,000 up. Everything else is perturbed, once.
    """
    exact = np.asarray(exempt, dtype=bool) & (count >= EXEMPT_FROM)
    noisy = count + table.noise(count, key % KEY_MODULUS)
    return np.where(exact, count, noisy), exact
