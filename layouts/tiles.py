"""Carte en tuiles: every region one equal tile, the map that a keyboard and a projector read."""

from __future__ import annotations

from collections.abc import Sequence

from figures.tile_map import Tile
from layouts.controls import setter
from layouts.markup import Markup, tag


def tile_map(tiles: Sequence[Tile], selected: str) -> Markup:
    """Tuiles as buttons: arrow keys move (assets/roving.js), Enter selects; `selected` is an area id.

    Departments have no place in the grid: without a tile the view says so and offers the regions.
    """
    if not tiles:
        return tag(
            "div",
            tag("p", "Les tuiles représentent les régions."),
            setter("niv=reg", "Comparer les régions", "control"),
            cls="state",
        )
    return tag(
        "div",
        [_tile(tile, tile.area == selected) for tile in tiles],
        cls="tiles",
        role="group",
        aria_label="Carte en tuiles des régions, flèches pour se déplacer",
        data_roving=True,
    )


def _tile(tile: Tile, is_selected: bool) -> Markup:
    ground = f"k{tile.class_index}" if tile.class_index >= 0 else f"f-{tile.fill}"
    return setter(
        f"t={tile.area}",
        [tag("span", tile.abbreviation), tag("b", tile.text)],
        f"tile {ground}{' marked' if tile.marked else ''}",
        pressed=is_selected,
        aria_label=tile.spoken,
        style=f"grid-area:{tile.row + 1}/{tile.column + 1}",
    )
