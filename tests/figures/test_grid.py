"""A table of figures as a picture: every text is there once, a bar is as long as its share."""

import math

import pytest

from figures.grid import Grid, GridCell, GridRow, grid_figure

GRID = Grid(
    "Légende",
    "Motif",
    ("Ensemble", "Un titre de colonne qui n’a pas de place sur une seule ligne du tout"),
    (
        GridRow("Projet", (GridCell("50 %", 0.5), GridCell("s", note="secret statistique"))),
        GridRow("Effectif", (GridCell("1 000"), GridCell("n.d.", note="pas de données")), pinned=True),
        GridRow("Choisi", (GridCell("120 %", 1.2), GridCell("—")), on=True),
    ),
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_is_written(theme):
    texts = [note["text"] for note in grid_figure(GRID, theme)["layout"]["annotations"]]
    plain = [text.replace("<b>", "").replace("</b>", "").replace("<br>", " ") for text in texts]
    assert sorted(plain) == sorted(
        ["Motif", *GRID.heads, *(row.name for row in GRID.rows), *(c.text for row in GRID.rows for c in row.cells)]
    )
    assert "<b>Effectif</b>" in texts and "<b>Choisi</b>" in texts
    assert any("<br>" in text for text in texts)


def test_bars_are_as_long_as_their_shares_and_no_longer_than_the_whole():
    shapes = [s for s in grid_figure(GRID)["layout"]["shapes"] if s["type"] == "rect" and s["y1"] - s["y0"] < 0.05]
    half, whole = sorted(shape["x1"] - shape["x0"] for shape in shapes)
    assert whole == pytest.approx(2 * half, abs=1e-3)


def test_a_grid_without_columns_is_a_figure():
    assert grid_figure(Grid("", "", (), ()))["data"] == []


def test_a_word_too_long_is_left_whole():
    long = Grid("", "", ("x" * 200,), (GridRow("a", (GridCell("1", math.nan),)),))
    assert any(note["text"] == "x" * 200 for note in grid_figure(long)["layout"]["annotations"])
