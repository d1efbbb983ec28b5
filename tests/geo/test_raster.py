"""The communes as a surface: each cell is of the nearest one, inside the territory and one cell around it."""

import math

import numpy as np

from geo.raster import OUTSIDE, letters, raster

SQUEEZE = math.cos(math.radians(46.5))
BOUNDS = (2.0, 46.0, 3.0, 46.6)
# Lon, lat: three communes of the territory, one neighbour in the east, one far abroad.
PLACED = np.array([(2.2, 46.1), (2.3, 46.5), (2.5, 46.3), (2.8, 46.3), (9.0, 40.0)])
INSIDE = np.array([True, True, True, False, True])


def squared(one, other):
    return ((one[0] - other[0]) * SQUEEZE) ** 2 + (one[1] - other[1]) ** 2


def by_hand(cells):
    """Commune of each cell, in plain Python."""
    rows, columns = cells.commune.shape
    at = [
        [(cells.west + (j + 0.5) * cells.across, cells.north - (i + 0.5) * cells.up) for j in range(columns)]
        for i in range(rows)
    ]
    nearest = [[min(range(len(PLACED)), key=lambda k: squared(PLACED[k], point)) for point in row] for row in at]
    own = {(i, j) for i in range(rows) for j in range(columns) if INSIDE[nearest[i][j]]}
    found = np.full((rows, columns), OUTSIDE)
    for i in range(rows):
        for j in range(columns):
            if any((i + y, j + x) in own for y in (-1, 0, 1) for x in (-1, 0, 1)):
                found[i, j] = min(np.flatnonzero(INSIDE), key=lambda k: squared(PLACED[k], at[i][j]))
    return found


def test_each_cell_is_of_the_nearest_commune_of_the_territory():
    cells = raster(PLACED, INSIDE, BOUNDS, 20)
    assert max(cells.commune.shape) == 20 and (cells.west, cells.north) == (2.0, 46.6)
    # As high as wide on the ground.
    assert math.isclose(cells.across * SQUEEZE, cells.up)
    np.testing.assert_array_equal(cells.commune, by_hand(cells))
    assert (cells.commune == OUTSIDE).any() and set(np.unique(cells.commune)) == {OUTSIDE, 0, 1, 2}


def test_nothing_is_drawn_far_from_every_commune():
    alone = raster(np.array([(2.0, 46.0)]), np.array([True]), (2.0, 46.0, 4.0, 47.0), 40)
    drawn = np.argwhere(alone.commune == 0)
    reached = max(math.hypot((j + 0.5) * alone.across * SQUEEZE, 1 - (i + 0.5) * alone.up) for i, j in drawn)
    assert 0.3 < reached < 0.45


def test_letters_are_classes_or_a_point():
    cells = raster(PLACED, INSIDE, BOUNDS, 12)
    lines = letters(cells, [0, 2, -1, 1, 1])
    expected = {OUTSIDE: ".", 0: "0", 1: "2", 2: "."}
    assert lines == ["".join(expected[k] for k in row) for row in cells.commune.tolist()]
