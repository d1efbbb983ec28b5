"""Diversité des situations: how evenly a count is spread over the categories of a nomenclature.

Arrays whose last axis holds the categories. NaN in gives NaN out; a negative or infinite count, or fewer than two
categories, raises ValueError.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from indicators.intervals import FloatArray, non_negative
from indicators.standardise import grouped, shares


def normalised_entropy(counts: ArrayLike) -> FloatArray:
    """Entropie normalisée H = -Σ p ln p / ln K over the K categories, without unit, in [0, 1]; NaN where all are 0.

    0: one category holds everything; 1: all hold the same. Empty categories count in K.
    Source: Shannon, Bell System Technical Journal 27, 1948; Pielou, Journal of Theoretical Biology 13, 1966.
    """
    share, log, size = _terms(counts)
    return np.asarray(-(share * log).sum(axis=-1) / np.log(size))


def entropy_variance(counts: ArrayLike, total: ArrayLike) -> FloatArray:
    """Variance of the normalised entropy of `total` events drawn with the shares of `counts`.

    [(Σ p ln² p - (Σ p ln p)²) / n + (k - 1) / (2 n²)] / ln² K, k being the categories that are not empty: the second
    term is what is left where they are all equal. 0 with k = 1, where nothing varies.
    Source: Basharin, Theory of Probability and its Applications 4, 1959; Roulston, Physica D 125, 1999.
    """
    share, log, size = _terms(counts)
    n = _positive(total)
    first = (share * log**2).sum(axis=-1) - (share * log).sum(axis=-1) ** 2
    second = _filled(share) - 1
    return np.asarray((np.maximum(first, 0) / n + second / (2 * n**2)) / np.log(size) ** 2)


def entropy_bias(counts: ArrayLike, total: ArrayLike) -> FloatArray:
    """Biais: what the normalised entropy of `total` events lacks on average, (k - 1) / (2 n ln K).

    k: the categories that are not empty in `counts`. Source: Miller, Information Theory in Psychology, 1955.
    """
    share, _, size = _terms(counts)
    return np.asarray((_filled(share) - 1) / (2 * _positive(total) * np.log(size)))


def entropy_noise(counts: ArrayLike, variance: ArrayLike) -> FloatArray:
    """Variance that noises of `variance` on each count add to their normalised entropy: Σ (∂H/∂x)² v.

    ∂H/∂x = -(ln p + H ln K) / (n ln K); an empty category is taken at half an event, where the slope is finite.
    """
    count, spread = grouped(counts=counts, variance=variance)
    size = count.shape[-1]
    total = count.sum(axis=-1, keepdims=True)
    total = np.where(total == 0, np.nan, total)
    log = np.log(np.maximum(count, 0.5) / total)
    entropy = normalised_entropy(count)[..., None]
    slope = (log / np.log(size) + entropy) / total
    return np.asarray((slope**2 * spread).sum(axis=-1))


def _terms(counts: ArrayLike) -> tuple[FloatArray, FloatArray, int]:
    """Shares, their logarithms (0 where the share is), and the number of categories."""
    (count,) = grouped(counts=counts)
    size = count.shape[-1]
    if size < 2:
        raise ValueError(f"diversity needs two categories at least, got {size}")
    share = shares(count)
    return share, np.asarray(np.log(np.where(share == 0, 1.0, share))), size


def _filled(share: FloatArray) -> FloatArray:
    known = np.where(np.isnan(share).any(axis=-1), np.nan, 1.0)
    return np.asarray((share > 0).sum(axis=-1) * known)


def _positive(total: ArrayLike) -> FloatArray:
    n = non_negative(total, "total")
    return np.where(n == 0, np.nan, n)
