"""Tableau de comparaison: rank interval, territory, count, rate, interval, gap; the benchmark pinned first."""

from __future__ import annotations

from collections.abc import Sequence

from figures.bars import BarGeometry
from figures.comparison import ComparisonRow
from indicators.catalogue import Indicator
from layouts.controls import setter
from layouts.markup import Markup, tag


def compare_table(
    rows: Sequence[ComparisonRow],
    geometry: BarGeometry,
    indicator: Indicator,
    selected: str,
    caption: str,
    around: int | None = None,
    heads: tuple[str, str] | None = None,
) -> Markup:
    """Tableau: rows as figures.comparison gives them, bars as figures.interval_chart places them.

    `caption`: what a screen reader hears first. `around`: on a projector, at most so many areas, those next to
    the selected one, and a last row that counts the others. `heads`: of the count and of the value, where they are not
    "Entrées" and the indicator's own.
    """
    shown = _around(rows, selected, around)
    left_out = len(rows) - len(shown)
    return tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", _head(geometry, heads or ("Entrées", _value_head(indicator)))),
        tag("tbody", [_row(row, geometry, row.area == selected) for row in shown], data_roving=True),
        tag("tfoot", tag("tr", tag("td", f"et {left_out} autres territoires", colspan="6"))) if left_out else None,
        cls="compare",
        style=_reference(geometry),
    )


def _around(rows: Sequence[ComparisonRow], selected: str, most: int | None) -> Sequence[ComparisonRow]:
    france, areas = rows[:1], rows[1:]
    if most is None or len(areas) <= most:
        return rows
    at = next((i for i, row in enumerate(areas) if row.area == selected), 0)
    first = min(max(at - most // 2, 0), len(areas) - most)
    return [*france, *areas[first : first + most]]


def _value_head(indicator: Indicator) -> str:
    return f"{indicator.short_title.split()[0]}\u202f{indicator.unit}"


def _head(geometry: BarGeometry, heads: tuple[str, str]) -> Markup:
    ticks = [tag("i", text, style=f"--at:{at:g}%;--half:{len(text) / 2:g}ch") for at, text in geometry.ticks]
    return tag(
        "tr",
        tag("th", "Rang", scope="col", cls="n"),
        tag("th", "Territoire", scope="col"),
        tag("th", heads[0], scope="col", cls="n c"),
        tag("th", heads[1], scope="col", cls="n v"),
        tag("th", tag("span", "Intervalle"), tag("span", ticks, cls="axis", aria_hidden="true"), scope="col", cls="iv"),
        tag("th", "Écart à la France", scope="col", cls="gap"),
    )


def _row(row: ComparisonRow, geometry: BarGeometry, is_selected: bool) -> Markup:
    bar = geometry.bars.get(row.area)
    name = setter(f"t={row.area}", row.name, "go", aria_current="true" if is_selected else None)
    cells = [
        tag("td", row.rank, cls="n"),
        tag("th", name, scope="row"),
        tag("td", row.count, cls="n c"),
        tag("td", row.value, cls="n v"),
    ]
    if bar is None:
        cells.append(tag("td", row.note, colspan="2", cls="note"))
    else:
        # Tenths of %, a third of a pixel: a hundred rows of them weigh a tenth of the page.
        dot_only = "" if bar.width else " p"
        style = f"--d:{bar.dot:.1f}%" if dot_only else f"--l:{bar.left:.1f}%;--w:{bar.width:.1f}%;--d:{bar.dot:.1f}%"
        word = f"{row.word} ({row.note})" if row.note else row.word
        cells.append(tag("td", row.interval, cls=f"iv {row.outcome or 'none'}{dot_only}", style=style))
        cells.append(tag("td", word, cls=f"gap {row.outcome or 'none'}"))
    kinds = [name for name, holds in (("pinned", row.outcome == "benchmark"), ("on", is_selected)) if holds]
    return tag("tr", cells, cls=" ".join(kinds) or None)


def _reference(geometry: BarGeometry) -> str | None:
    if geometry.benchmark is None or geometry.zone is None:
        return None
    left, width = geometry.zone
    return f"--ref:{geometry.benchmark:g}%;--z0:{left:g}%;--z1:{left + width:g}%"
