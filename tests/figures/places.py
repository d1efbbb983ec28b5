"""Sites and marks made by hand, for the tests of the figures that draw them."""

import numpy as np

from geo.places import Sites


def sites(*rows):
    """Sites from rows (lat, lon, family, department)."""
    count = len(rows)
    known = np.ones(count)
    return Sites(
        operator=np.array(["apec"] * count, dtype=object),
        code=np.array([f"s{k}" for k in range(count)], dtype=object),
        name=np.array([f"Lieu {k}" for k in range(count)], dtype=object),
        family=np.array([r[2] for r in rows], dtype=object),
        kind=np.array(["permanent"] * count, dtype=object),
        commune=np.array([""] * count, dtype=object),
        department=np.array([r[3] for r in rows], dtype=object),
        points=np.array([r[:2] for r in rows], dtype=float).reshape(-1, 2),
        fte=known,
        hours=known,
        dated=known > 0,
        accessibility=known > 0,
    )
