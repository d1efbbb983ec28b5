"""Aires d’attraction: who lies within reach of a site, and how much of it is left for each.

`population` and `demand` are persons by origin (the actives of a commune), `supply` the weight of each site (advisers
in full-time equivalents, weekly hours, or 1), `cost` kilometres or minutes: a matrix cost[demand][supply], or the
`Pairs` of those who can reach one another. Everywhere here a cost NaN or infinite is unreachable, a cost equal to a
threshold is inside it, and persons or weights that are negative, infinite or missing raise ValueError.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from geo.decay import Steps, step_weights
from geo.distance import FloatArray
from geo.pairs import Pairs, pairs_of_matrix


def coverage_share(population: ArrayLike, distance: ArrayLike, thresholds: ArrayLike) -> FloatArray:
    """Part de la population couverte, a fraction: that of the persons whose distance is at most each threshold.

    `distance`: to the nearest site, of each origin on the last axis; other axes (an operator family each) stay, and
    those of `thresholds` follow. A distance NaN or infinite is within no threshold. NaN where nobody lives.
    """
    people = finite(population, "population")
    to_site = np.asarray(distance, dtype=np.float64)
    if people.ndim != 1 or to_site.shape[-1:] != people.shape:
        raise ValueError(f"population and distance must have the same origins, got {people.shape}, {to_site.shape}")
    limits = np.asarray(thresholds, dtype=np.float64)
    reached = np.where(np.isinf(to_site), np.nan, to_site)
    covered = ((reached[..., None] <= limits.ravel()) * people[:, None]).sum(axis=-2)
    total = people.sum()
    return np.reshape(covered / (total if total > 0 else np.nan), (*to_site.shape[:-1], *limits.shape))


def two_step(demand: ArrayLike, supply: ArrayLike, cost: ArrayLike | Pairs, threshold: float) -> FloatArray:
    """Score d’accès en deux temps (2SFCA), in supply per person, by origin.

    R_j = S_j / Σ_i P_i over the origins within the threshold of site j, then A_i = Σ_j R_j over the sites within the
    threshold of origin i. Raises ValueError unless the threshold is positive and finite.
    Source: Luo and Wang, Environment and Planning B 30, 2003, p. 865-884.
    """
    return enhanced_two_step(demand, supply, cost, [(threshold, 1.0)])


def enhanced_two_step(demand: ArrayLike, supply: ArrayLike, cost: ArrayLike | Pairs, steps: Steps) -> FloatArray:
    """Score d’accès en deux temps pondéré (E2SFCA): as `two_step`, both sums weighted by distance bands.

    `steps` = [(upper bound, weight), …], rising bounds; beyond the last one nothing counts.
    Source: Luo and Qi, Health & Place 15, 2009, p. 1100-1107.
    """
    pairs = cost if isinstance(cost, Pairs) else pairs_of_matrix(cost)
    return access_score(demand, supply, pairs, step_weights(pairs.cost, steps))


def access_score(demand: ArrayLike, supply: ArrayLike, pairs: Pairs, weights: ArrayLike) -> FloatArray:
    """Score d’accès sous une décroissance quelconque, in supply per person, by origin; one weight a pair.

    Σ_i P_i A_i = Σ_j S_j over the sites with demand: what is offered is shared out, neither made nor lost. A site whose
    catchment holds nobody gives no score; an origin where nobody lives has the score that a person there would have.
    """
    ratio = supply_ratio(demand, supply, pairs, weights)
    received = np.asarray(weights, dtype=np.float64) * ratio[pairs.site]
    return np.bincount(pairs.origin, received, minlength=pairs.shape[0]).astype(np.float64)


def supply_ratio(demand: ArrayLike, supply: ArrayLike, pairs: Pairs, weights: ArrayLike) -> FloatArray:
    """Offre par personne à desservir: R_j = S_j / Σ_i W_ij P_i, by site; 0 where the catchment holds nobody."""
    people, offered, weight = finite(demand, "demand"), finite(supply, "supply"), finite(weights, "weights")
    if (people.shape, offered.shape) != ((pairs.shape[0],), (pairs.shape[1],)):
        raise ValueError(f"demand {people.shape} and supply {offered.shape} do not fit costs of shape {pairs.shape}")
    if weight.shape != pairs.cost.shape:
        raise ValueError(f"{weight.size} weights do not fit {pairs.cost.size} pairs")
    served = np.bincount(pairs.site, weight * people[pairs.origin], minlength=pairs.shape[1])
    return np.asarray(np.divide(offered, served, out=np.zeros_like(offered), where=served > 0))


def finite(values: ArrayLike, name: str) -> FloatArray:
    """Nombres connus: floats, finite and not negative. Raises ValueError."""
    array = np.asarray(values, dtype=np.float64)
    if not ((array >= 0) & np.isfinite(array)).all():
        raise ValueError(f"{name} must be known, finite and not negative")
    return array
