"""Paths that stand for many shapes."""

from figures.shapes import boxes, rules, segments


def test_paths():
    assert rules([0.5, 2], "#000")["path"] == "M0,0.5H1M0,2H1"
    assert segments([(0, -1, 0, 3.25)], "#000", 1.2, "dot")["path"] == "M0,-1L0,3.25"
    assert boxes([(1, 2, 3, 4)], "#fff")["path"] == "M1,2H3V4H1Z"
    assert rules([], "#000")["path"] == ""
