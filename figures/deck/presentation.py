"""Présentation PPTX: the slides of a deck with native charts, tables and maps, that their reader can edit.

python-pptx is imported here and nowhere else; whoever writes no presentation does not load this module.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt
from xlsxwriter import Workbook

from figures.cells import NO_DATA, SECRET, VALUE
from figures.deck.board import Bars, Board, Lines, Numbers, Patch, Points, Series, Table
from figures.deck.scale import Scale, across, bar_scale, line_scale, months_between, point_scales
from figures.deck.stage import (
    DISC,
    FLOOR,
    HEIGHT,
    WIDTH,
    Box,
    Grid,
    Ink,
    cloud_plot,
    draw,
    is_of_figures,
    labels,
    plot_of,
    sides,
    spans,
    tinted,
)
from figures.theme import LIGHT

_EMU, _PT = 6350, 0.5
# Present on every desktop; the fonts of the screen's stack may not be.
_FONT = "Arial"
_LANGUAGE, _LOCALE = "fr-FR", "40C"
_TITLE_ONLY = 5
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
_PATTERNS = {NO_DATA: "wdUpDiag", SECRET: "dotGrid"}
# Numbers of the areas of a map, apart from those that the library gives.
_FIRST_ID = 10_000
# Below this part of the axis a bar is too short for its figure, which stands after it.
_SHORT = 0.14


def presentation(boards: Iterable[Board], count: int, title: str) -> Iterator[bytes | None]:
    """PPTX of `count` slides: None after each slide is drawn, then the file, whole."""
    book = Presentation()
    book.slide_width, book.slide_height = Emu(WIDTH * _EMU), Emu(HEIGHT * _EMU)
    book.core_properties.title = title
    book.core_properties.author = "Observatoire CEP"
    book.core_properties.language = _LANGUAGE
    book.core_properties.keywords = "conseil en évolution professionnelle"
    for place, board in enumerate(boards, 1):
        page = book.slides.add_slide(book.slide_layouts[_TITLE_ONLY])
        draw(board, place, count, _Pen(page, board))
        page.notes_slide.notes_text_frame.text = board.notes
        _in_french(page.element)
        _in_french(page.notes_slide.element)
        yield None
    file = io.BytesIO()
    book.save(file)
    yield file.getvalue()


def _in_french(element: Any) -> None:
    """The language of every text, for spelling and for speech."""
    for run in element.iter(qn("a:r")):
        run.get_or_add_rPr()
    for properties in element.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
        properties.set("lang", _LANGUAGE)


class _Pen:
    """Plume of one slide."""

    def __init__(self, page: Any, board: Board) -> None:
        self._page, self._shapes, self._board = page, page.shapes, board

    def text(self, box: Box, lines: list[str], ink: Ink, role: str = "") -> None:
        shape = self._shapes.title if role == "title" else self._shapes.add_textbox(*_emu(box))
        shape.left, shape.top, shape.width, shape.height = _emu(box)
        if role == "number":
            _write(shape.text_frame, "", ink)
            _number(shape.text_frame.paragraphs[0], lines[0], ink)
        elif role == "breaks":
            _write(shape.text_frame, lines[0], ink)
            for line in lines[1:]:
                shape.text_frame.paragraphs[0].add_line_break()
                run = shape.text_frame.paragraphs[0].add_run()
                run.text = line
                _coloured(run.font, ink)
        else:
            _write(shape.text_frame, " ".join(lines), ink)
        if role == "source":
            shape.click_action.hyperlink.address = self._board.permalink
        if role:
            shape.name = _NAMES[role]

    def pill(self, box: Box, text: str) -> None:
        shape = self._shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *_emu(box))
        shape.adjustments[0] = 0.5
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(LIGHT.banner)
        shape.line.color.rgb = _rgb(LIGHT.banner_edge)
        shape.line.width = Pt(0.75)
        # With its style goes the shadow of the theme.
        shape._element.remove(shape._element.find(qn("p:style")))
        shape.name = "Nature des données"
        _write(shape.text_frame, text, Ink(FLOOR, LIGHT.banner_text, bold=True, side="center"))
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE

    def rule(self, x: float, y: float, width: float, colour: str) -> None:
        self._plain(Box(x, y, width, 2), colour)

    def mark(self, x: float, top: float, bottom: float, number: int) -> None:
        line = self._shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *_emu(Box(x, top, x, bottom)))
        line.line.color.rgb, line.line.width, line.line.dash_style = _rgb(LIGHT.text), Pt(1.2), MSO_LINE.DASH
        line._element.remove(line._element.find(qn("p:style")))
        disc = self._plain(Box(x - DISC, top - DISC, 2 * DISC, 2 * DISC), LIGHT.text, MSO_SHAPE.OVAL)
        _write(disc.text_frame, str(number), Ink(FLOOR, LIGHT.card, bold=True, side="center"), wrap=False)
        disc.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        line.name = disc.name = f"Rupture {number}"

    def swatch(self, box: Box, colour: str, line: bool, fill: str = VALUE) -> None:
        shape = self._plain(box, colour)
        if fill in _PATTERNS:
            properties = shape._element.spPr
            properties.replace(properties.find(qn("a:solidFill")), parse_xml(_ground(colour, fill, nsdecls("a"))))
        if not line:
            shape.line.color.rgb = _rgb(LIGHT.map_edge)
            shape.line.width = Pt(0.5)

    def _plain(self, box: Box, colour: str, form: MSO_SHAPE = MSO_SHAPE.RECTANGLE) -> Any:
        shape = self._shapes.add_shape(form, *_emu(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(colour)
        shape.line.fill.background()
        # With its style goes the shadow of the theme.
        shape._element.remove(shape._element.find(qn("p:style")))
        return shape

    def map(self, box: Box, patches: tuple[Patch, ...], alternative: str) -> None:
        group = self._shapes.add_group_shape()
        # Last, over its neighbours: the outline of the one chosen.
        for order, patch in enumerate(sorted(patches, key=lambda p: p.chosen)):
            group._element.append(_freeform(patch, box, _FIRST_ID + order))
        for label in labels(box, patches):
            shape = self._shapes.add_textbox(*_emu(label.box))
            _write(shape.text_frame, label.text, label.ink, wrap=False)
            group._element.append(shape._element)
        group._element.recalculate_extents()
        _described(group, "Carte", alternative)

    def bars(self, box: Box, bars: Bars, alternative: str) -> None:
        data = CategoryChartData(number_format=_format(bars.decimals))
        data.categories = bars.categories
        for series in bars.series:
            data.add_series(series.name, _cells(series.values))
        frame = self._shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *_emu(box), data)
        chart, scale = frame.chart, bar_scale(bars)
        _plain_chart(chart)
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = (35, 0) if len(bars.series) == 1 else (27, 0)
        chart.category_axis.reverse_order = True
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        _scaled(chart.value_axis, scale, visible=False)
        for drawn, series in zip(plot.series, bars.series, strict=True):
            _bar(drawn, series, bars, scale)
        _sheet(chart, bars)
        _described(frame, "Graphique en barres", alternative)

    def lines(self, box: Box, lines: Lines, alternative: str) -> None:
        data = CategoryChartData(number_format=_format(lines.decimals))
        # Dates, so that every reader places them on an axis of time, in the words of its own language.
        data.categories = [date.fromisoformat(f"{month}-01") for month in lines.categories]
        for series in lines.series:
            data.add_series(series.name, _cells(series.values))
        frame = self._shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *_emu(box), data)
        chart = frame.chart
        _plain_chart(chart)
        _scaled(chart.value_axis, line_scale(lines), visible=True, form=_axis_format(lines.unit, line_scale(lines)))
        plot = plot_of(box)
        _dated(chart.category_axis, months_between(len(lines.categories), plot.width))
        _placed(chart, box, plot)
        for drawn, series in zip(chart.plots[0].series, lines.series, strict=True):
            drawn.smooth = False
            _lined(drawn, series.colour, 2.25, series.mark)
            alone = sum(math.isfinite(v) for v in series.values) == 1
            _marked(drawn, series.colour, shown=series.mark or alone)
        _described(frame, "Graphique en courbes", alternative)

    def points(self, box: Box, points: Points, alternative: str) -> None:
        data = XyChartData(number_format=_format(points.decimals))
        for cloud in points.clouds:
            series = data.add_series(cloud.name)
            for x, y in zip(cloud.xs, cloud.ys, strict=True):
                series.add_data_point(x, y)
        frame = self._shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *_emu(box), data)
        chart = frame.chart
        _plain_chart(chart)
        horizontal, vertical = point_scales(points)
        plot = cloud_plot(box)
        _placed(chart, box, plot)
        _scaled(chart.category_axis, horizontal, True, _axis_format("", horizontal), points.x_title, points.logarithmic)
        _scaled(chart.value_axis, vertical, True, _axis_format("", vertical), points.y_title)
        for drawn, cloud in zip(chart.plots[0].series, points.clouds, strict=True):
            _lined(drawn, cloud.colour, 2.25 if cloud.keyed else 1.25, not cloud.line)
            _marked(drawn, cloud.colour, shown=not cloud.line)
            if cloud.line:
                continue
            places = [
                (
                    plot.x + across(horizontal, x, points.logarithmic) * plot.width,
                    plot.bottom - across(vertical, y) * plot.height,
                )
                for x, y in zip(cloud.xs, cloud.ys, strict=True)
            ]
            named = [place for place, name in enumerate(cloud.names) if name in points.named]
            for place, side in zip(named, sides([(cloud.names[n], *places[n]) for n in named]), strict=True):
                label = drawn.points[place].data_label
                _write(label.text_frame, cloud.names[place], Ink(FLOOR, LIGHT.text, bold=True))
                label.position = _SIDES[side.name]
        _described(frame, "Nuage de points", alternative)

    def table(self, table: Table, grid: Grid, alternative: str) -> None:
        frame = self._shapes.add_table(len(table.rows) + 1, len(table.heads), *_emu(grid.box))
        native, tints = frame.table, tinted(table)
        native._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
        native.horz_banding = False
        for place, wide in enumerate(grid.widths):
            native.columns[place].width = Emu(round(wide * _EMU))
        for place, high in enumerate(grid.heights):
            native.rows[place].height = Emu(round(high * _EMU))
        for line, row in enumerate((table.heads, *table.rows)):
            strong = line - 1 in table.strong
            if spans(row):
                native.cell(line, 0).merge(native.cell(line, len(row) - 1))
            for place, text in enumerate(row):
                cell = native.cell(line, place)
                tint = tints.get((line - 1, place))
                colour = tint.ink if tint else LIGHT.text if line else LIGHT.muted
                side = "right" if is_of_figures(table, place) else "left"
                _write(cell.text_frame, text, Ink(grid.size, colour, strong, side))
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.margin_left = cell.margin_right = Emu(12 * _EMU)
                cell.margin_top = cell.margin_bottom = Emu(_EMU)
                if strong or tint:
                    cell.fill.solid()
                    cell.fill.fore_color.rgb = _rgb(tint.ground if tint else LIGHT.zone)
                _underlined(cell, LIGHT.grid if line else LIGHT.control)
        _described(frame, "Tableau", alternative)


_SIDES = {
    "above": XL_LABEL_POSITION.ABOVE,
    "below": XL_LABEL_POSITION.BELOW,
    "right": XL_LABEL_POSITION.RIGHT,
    "left": XL_LABEL_POSITION.LEFT,
}
_NAMES = {"context": "Provenance", "title": "Titre", "number": "Numéro", "source": "Source", "breaks": "Ruptures"}


def _emu(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    return tuple(Emu(round(value * _EMU)) for value in box)  # type: ignore[return-value]


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def _described(shape: Any, name: str, alternative: str) -> None:
    shape.name = name
    shape._element._nvXxPr.cNvPr.set("descr", alternative)


def _coloured(font: Any, ink: Ink) -> None:
    font.name, font.size, font.bold = _FONT, Pt(ink.size * _PT), ink.bold
    font.color.rgb = _rgb(ink.colour)


def _write(frame: Any, text: str, ink: Ink, wrap: bool = True) -> None:
    frame.word_wrap = wrap
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = _ALIGN[ink.side]
    if text:
        run = paragraph.add_run()
        run.text = text
        _coloured(run.font, ink)


def _number(paragraph: Any, text: str, ink: Ink) -> None:
    """The number of the slide as a field, which follows when slides are moved, then how many there were."""
    place, _, count = text.partition(" / ")
    field = parse_xml(
        f'<a:fld {nsdecls("a")} id="{{5B1D5C0A-3C1F-4E60-9A0E-6C0B6C1D0C01}}" type="slidenum">'
        f'<a:rPr lang="{_LANGUAGE}" sz="{round(ink.size * _PT * 100)}" b="1">'
        f'<a:solidFill><a:srgbClr val="{ink.colour[1:]}"/></a:solidFill><a:latin typeface="{_FONT}"/></a:rPr>'
        f"<a:t>{place}</a:t></a:fld>"
    )
    paragraph._p.append(field)
    run = paragraph.add_run()
    run.text = f" / {count}"
    _coloured(run.font, ink)


def _freeform(patch: Patch, box: Box, number: int) -> Any:
    """A shape of any outline, at once: the library's own builder takes the square of its points."""
    rings = [[_place(box, *point) for point in ring] for ring in patch.rings]
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    left, top, width, height = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    drawn = []
    for ring in rings:
        points = [f'<a:pt x="{x - left}" y="{y - top}"/>' for x, y in ring]
        drawn.append(f"<a:moveTo>{points[0]}</a:moveTo>")
        drawn += [f"<a:lnTo>{point}</a:lnTo>" for point in points[1:]]
        drawn.append("<a:close/>")
    edge, wide = (LIGHT.selection, 28575) if patch.chosen else (LIGHT.map_edge, 6350)
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(f"{patch.name}, {patch.text}")}/>'
        "<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>"
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:custGeom>'
        f'<a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{width}" h="{height}">'
        f"{''.join(drawn)}</a:path></a:pathLst></a:custGeom>"
        f'{_ground(patch.ground, patch.fill)}<a:ln w="{wide}"><a:solidFill>'
        f'<a:srgbClr val="{edge[1:]}"/></a:solidFill></a:ln></p:spPr></p:sp>'
    )


def _ground(colour: str, fill: str, names: str = "") -> str:
    """Fond of a shape; that which is no value is hatched, or dotted."""
    space = f" {names}" if names else ""
    if fill not in _PATTERNS:
        return f'<a:solidFill{space}><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
    return (
        f'<a:pattFill{space} prst="{_PATTERNS[fill]}"><a:fgClr><a:srgbClr val="{LIGHT.hatch[1:]}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{colour[1:]}"/></a:bgClr></a:pattFill>'
    )


def _place(box: Box, x: float, y: float) -> tuple[int, int]:
    return round((box.x + x * box.width) * _EMU), round((box.y + y * box.height) * _EMU)


def _underlined(cell: Any, colour: str) -> None:
    line = parse_xml(
        f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:lnB>'
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(0, line)


def _cells(values: Numbers) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


def _format(decimals: int) -> str:
    """Of French numbers: LibreOffice would write them as its own language does."""
    return f"[$-{_LOCALE}]#,##0" + ("." + "0" * decimals if decimals else "")


def _axis_format(unit: str, scale: Scale) -> str:
    decimals = max(0, -math.floor(math.log10(scale.step) + 1e-9)) if scale.step else 0
    form = _format(decimals)
    # The zero, which stands close to the first month, has no unit.
    return f'{form}"\u202f{unit}";-{form}"\u202f{unit}";0' if unit in ("%", "‰") else form


def _plain_chart(chart: Any) -> None:
    chart.has_legend = False
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(FLOOR * _PT), _FONT
    chart.font.color.rgb = _rgb(LIGHT.text)
    chart.font._element.set("lang", _LANGUAGE)
    axis = chart.category_axis
    axis.format.line.color.rgb = _rgb(LIGHT.control)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False


def _scaled(axis: Any, scale: Scale, visible: bool, form: str = "", title: str = "", logarithmic: bool = False) -> None:
    axis.minimum_scale, axis.maximum_scale = scale.low, scale.high
    if logarithmic:
        base = parse_xml(f'<c:logBase {nsdecls("c")} val="10"/>')
        axis._element.find(qn("c:scaling")).insert(0, base)
    else:
        axis.major_unit = scale.step
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    if visible:
        axis.format.line.color.rgb = _rgb(LIGHT.control)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
        axis.tick_labels.font.color.rgb = _rgb(LIGHT.muted)
    else:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis.format.line.fill.background()
    if title:
        axis.has_title = True
        _write(axis.axis_title.text_frame, title, Ink(FLOOR, LIGHT.muted))


def _placed(chart: Any, box: Box, plot: Box) -> None:
    """The inside of the axes where the scene has it, so that the marks of the breaks stand on their months."""
    corner = (plot.x - box.x) / box.width, (plot.y - box.y) / box.height
    parts = (*corner, plot.width / box.width, plot.height / box.height)
    values = "".join(f'<c:{name} val="{part:.6f}"/>' for name, part in zip("xywh", parts, strict=True))
    layout = parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{values}</c:manualLayout></c:layout>'
    )
    chart._chartSpace.chart.plotArea.insert(0, layout)


def _dated(axis: Any, step: int) -> None:
    """A month written out of `step`."""
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = f"[$-{_LOCALE}]mmm yyyy", False
    axis.tick_labels.font.color.rgb = _rgb(LIGHT.muted)
    element = axis._element
    for tag in ("baseTimeUnit", "majorUnit", "majorTimeUnit"):
        for old in element.findall(qn(f"c:{tag}")):
            element.remove(old)
    for tag, value in (("baseTimeUnit", "months"), ("majorUnit", step), ("majorTimeUnit", "months")):
        element.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))


def _lined(drawn: Any, colour: str, width: float, hidden: bool) -> None:
    if hidden:
        drawn.format.line.fill.background()
    else:
        drawn.format.line.color.rgb = _rgb(colour)
        drawn.format.line.width = Pt(width)


def _marked(drawn: Any, colour: str, shown: bool) -> None:
    marker = drawn.marker
    if not shown:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 8
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = _rgb(colour)
    marker.format.line.color.rgb = _rgb(colour)


def _bar(drawn: Any, series: Series, bars: Bars, scale: Scale) -> None:
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = _rgb(series.colour)
    drawn.invert_if_negative = False
    shown = drawn.data_labels
    shown.show_value = True
    shown.number_format, shown.number_format_is_linked = _format(bars.decimals), False
    shown.position = XL_LABEL_POSITION.INSIDE_BASE
    shown.font.size, shown.font.bold = Pt(FLOOR * _PT), True
    shown.font.color.rgb = _rgb(_ink(series.colour))
    for place, value in enumerate(series.values):
        is_strong = bars.categories[place] in bars.strong
        if series.colours or is_strong:
            # A bar that has a format of its own takes nothing from that of its series.
            drawn.points[place].format.fill.solid()
            colour = series.colours[place] if series.colours else series.colour
            drawn.points[place].format.fill.fore_color.rgb = _rgb(colour)
        if is_strong:
            drawn.points[place].format.line.color.rgb = _rgb(LIGHT.selection)
            drawn.points[place].format.line.width = Pt(2.25)
        if math.isfinite(value) and abs(value) < _SHORT * (scale.high - scale.low):
            label = drawn.points[place].data_label
            label.position = XL_LABEL_POSITION.OUTSIDE_END
            label.font.size, label.font.bold = Pt(FLOOR * _PT), True
            label.font.color.rgb = _rgb(LIGHT.text)
            _shows_value(label, bars.decimals)


def _ink(colour: str) -> str:
    """White or dark, whichever is read on a ground."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return LIGHT.text if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else LIGHT.card


def _shows_value(label: Any, decimals: int) -> None:
    element = label._dLbl
    form = parse_xml(f'<c:numFmt {nsdecls("c")} formatCode="{_format(decimals)}" sourceLinked="0"/>')
    element.find(qn("c:idx")).addnext(form)


def _sheet(chart: Any, bars: Bars) -> None:
    """The data sheet with the bounds beside the values, and the error bars that read them there."""
    if not any(series.lower for series in bars.series):
        return
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    rows = len(bars.categories)
    sheet.write_column(1, 0, bars.categories)
    for place, series in enumerate(bars.series, 1):
        sheet.write(0, place, series.name)
        _column(sheet, place, series.values)
    column = len(bars.series) + 1
    for drawn, series in zip(chart.plots[0].series, bars.series, strict=True):
        if not series.lower:
            continue
        below = tuple(v - low for v, low in zip(series.values, series.lower, strict=True))
        above = tuple(high - v for v, high in zip(series.values, series.upper, strict=True))
        heads = ("borne basse", "borne haute", "écart bas", "écart haut")
        for head, values in zip(heads, (series.lower, series.upper, below, above), strict=True):
            sheet.write(0, column, f"{series.name}, {head}")
            _column(sheet, column, values)
            column += 1
        _error_bars(drawn, _reference(column - 1, rows, above), _reference(column - 2, rows, below))
    book.close()
    chart.part.chart_workbook.update_from_xlsx_blob(file.getvalue())


def _column(sheet: Any, place: int, values: Numbers) -> None:
    for row, value in enumerate(values, 1):
        if math.isfinite(value):
            sheet.write_number(row, place, value)


def _reference(column: int, rows: int, values: Numbers) -> str:
    letter = chr(ord("A") + column)
    points = "".join(f'<c:pt idx="{i}"><c:v>{v!r}</c:v></c:pt>' for i, v in enumerate(values) if math.isfinite(v))
    return (
        f"<c:numRef><c:f>Sheet1!${letter}$2:${letter}${rows + 1}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{rows}"/>{points}</c:numCache></c:numRef>'
    )


def _error_bars(drawn: Any, plus: str, minus: str) -> None:
    element = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f'<c:plus>{plus}</c:plus><c:minus>{minus}</c:minus><c:spPr><a:ln w="15875"><a:solidFill>'
        f'<a:srgbClr val="{LIGHT.text[1:]}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    drawn._element.find(qn("c:cat")).addprevious(element)
