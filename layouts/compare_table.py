"""Tableau de comparaison: rank interval, territory, count, rate, interval, gap; the benchmark pinned first."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from figures.bars import Bar, BarGeometry
from figures.comparison import ComparisonRow
from figures.numbers import number
from indicators.catalogue import Indicator
from layouts.first_rows import MOST_WHOLE
from layouts.markup import EMPTY, Markup, tag
from typography import NBSP


def compare_table(
    rows: Sequence[ComparisonRow],
    geometry: BarGeometry,
    indicator: Indicator,
    selected: str,
    caption: str,
    around: int | None = None,
    heads: tuple[str, str] | None = None,
    folded: str = "",
    has_menu: bool = False,
    foot: Markup = EMPTY,
) -> Markup:
    """Tableau: rows as figures.comparison gives them, bars as figures.interval_chart places them.

    `caption`: what a screen reader hears first. `around`: on a projector, at most so many areas, those next to
    the selected one, and a last row that counts the others. `heads`: of the count and of the value, where they are not
    "Entrées" and the indicator's own. `folded`: what the areas are called ("départements") where those that all lack
    a value for one reason are one row, "" where each has its own. `has_menu`: the page lists every territory in its
    menu, from which assets/markup.js names the areas of a long table: names are a tenth of its answer. `foot`: what is
    said under rows that are the first ones.
    """
    shown, note = _around(rows, selected, around), ""
    if folded and not geometry.bars.keys() - {row.area for row in rows[:1]}:
        shown, note = folded_rows(rows, selected, folded)
    left_out = len(rows) - len(shown)
    note = foot or note or (f"et {left_out} autres territoires" if left_out else "")
    said = {row.note for row in rows if row.area in geometry.bars}
    # What all of them are is said once, over the column.
    common = said.pop() if len(said) == 1 else ""
    # A unit of the axis is about a pixel: enough for a hundred rows, which are most of what the page weighs.
    is_long = len(shown) > MOST_WHOLE
    unnamed = is_long and has_menu
    decimals = 0 if is_long else 1
    body = [_row(row, geometry, row.area == selected, decimals, common, unnamed) for row in shown]
    return tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", _head(geometry, heads or ("Entrées", _value_head(indicator)), common)),
        tag("tbody", body, data_roving=True),
        tag("tfoot", tag("tr", tag("td", note, colspan="6"))) if note else None,
        cls="compare",
        style=_reference(geometry),
    )


def folded_rows(rows: Sequence[ComparisonRow], selected: str, areas: str) -> tuple[Sequence[ComparisonRow], str]:
    """Lignes without a value, in one: what is left of the rows, and "13 départements : dénominateur indisponible".

    France and the selected area keep their rows. Nothing is folded where areas lack a value for several reasons.
    """
    kept = [row for at, row in enumerate(rows) if not at or row.area == selected]
    notes = {row.note for row in rows[1:]}
    if len(notes) != 1 or len(rows) - len(kept) < 2:
        return rows, ""
    return kept, f"{number(len(rows) - 1)} {areas}{NBSP}: {notes.pop()}"


def _around(rows: Sequence[ComparisonRow], selected: str, most: int | None) -> Sequence[ComparisonRow]:
    france, areas = rows[:1], rows[1:]
    if most is None or len(areas) <= most:
        return rows
    at = next((i for i, row in enumerate(areas) if row.area == selected), 0)
    first = min(max(at - most // 2, 0), len(areas) - most)
    return [*france, *areas[first : first + most]]


def _value_head(indicator: Indicator) -> str:
    return f"{indicator.short_title.split()[0]}\u202f{indicator.unit}"


def _head(geometry: BarGeometry, heads: tuple[str, str], note: str) -> Markup:
    ticks = [tag("i", text, style=f"--at:{at:g}%;--half:{len(text) / 2:g}ch") for at, text in geometry.ticks]
    return tag(
        "tr",
        tag("th", "Rang", scope="col", cls="n"),
        tag("th", "Territoire", scope="col"),
        tag("th", heads[0], scope="col", cls="n c"),
        tag("th", heads[1], tag("small", f" {note}") if note else None, scope="col", cls="n v"),
        tag("th", tag("span", "Intervalle"), tag("span", ticks, cls="axis", aria_hidden="true"), scope="col", cls="iv"),
        tag("th", "Écart à la France", scope="col", cls="gap"),
    )


def _row(
    row: ComparisonRow, geometry: BarGeometry, is_selected: bool, decimals: int, common: str, unnamed: bool
) -> Markup:
    """Ligne, written without its optional end tags and its attributes without quotes: a hundred of them travel.

    The outcome is a class of the row, from which style sheets colour its interval and its gap. `common`: the note that
    the head of the column bears for all.
    """
    bar = geometry.bars.get(row.area)
    kinds = ["pinned" if row.outcome == "benchmark" else row.outcome, "on" if is_selected else ""]
    kind = " ".join(filter(None, kinds))
    opening = f'<tr class="{kind}">' if kind else "<tr>"
    if bar is None:
        end = f"<td colspan=2 class=note>{escape(row.note)}"
    else:
        word = f"{row.word} ({row.note})" if row.note and row.note != common else row.word
        end = f"<td class=iv style={_bar(bar, decimals)}>{row.margin}<td class=gap>{word}"
    return Markup(
        f"{opening}<td class=n>{row.rank}<th scope=row>{go(row.area, '' if unnamed else row.name, is_selected)}"
        f'<td class="n c">{row.count}<td class="n v">{row.value}{end}'
    )


def go(area: str, name: str, is_selected: bool) -> str:
    """Bouton that chooses an area, as layouts.controls.setter writes it but for the quotes."""
    current = " aria-current=true" if is_selected else ""
    return f'<button type=button class=go data-set="t={area}"{current}>{escape(name)}</button>'


def _bar(bar: Bar, decimals: int) -> str:
    """Place of the dot; width of the interval unless the dot hides it; left end unless the interval is centred."""
    dot, width = round(bar.dot, decimals), round(bar.width, decimals)
    if not width:
        return f"--d:{dot:g}"
    is_centred = abs(bar.left + bar.width / 2 - bar.dot) < 1
    return f"--d:{dot:g};--w:{width:g}" + ("" if is_centred else f";--l:{bar.left:.{decimals}f}")


def _reference(geometry: BarGeometry) -> str | None:
    if geometry.benchmark is None or geometry.zone is None:
        return None
    left, width = geometry.zone
    return f"--ref:{geometry.benchmark:g}%;--z0:{left:g}%;--z1:{left + width:g}%"
