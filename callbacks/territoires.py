"""Page Territoires: from the filters of the address to every slot of the page, in one answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from callbacks import hypothesis, territoires_files
from callbacks.answered import Part, shell_parts
from callbacks.headers import asset_url
from callbacks.page import MAP_SIZES, Look, Page
from callbacks.territoires_numbers import territoires_numbers
from callbacks.territoires_score import territoires_score, territoires_surface
from callbacks.territoires_slides import slide_parts
from callbacks.territoires_times import settled
from callbacks.territoires_zones import territoires_zones
from data.employment_zones import is_chosen
from data.engine import Release
from figures.area_map import national_frame
from figures.export import Swatch, with_frame
from figures.lorenz_chart import Curve, lorenz_chart
from figures.map_labels import SIZES, Bounds
from figures.numbers import number, percent
from figures.served_chart import ServedRow, served_chart
from figures.site_map import HIDDEN, PLAIN, Shade, bivariate_colours, site_map, third_colours
from figures.site_marks import SiteMark, area_marks, site_marks
from figures.theme import BIVARIATE
from filters import Filters
from geo.areas import FRANCE
from geo.hypothesis import Hypothesis
from indicators.catalogue import ACCESS_SCORE
from layouts import ids, territoires_legend, territoires_tables, territoires_texts
from layouts.markup import EMPTY, HTML, Markup, join
from layouts.sentence import sentence_children
from layouts.shell import DEMONSTRATION
from layouts.territoires import FIELDS, LEGEND, SENSITIVITY, TRAIL, WORST, ZONES, page
from layouts.territoires_answer import THRESHOLDS, Score, Territoires
from layouts.territoires_definitions import info
from layouts.territoires_notices import notices
from layouts.territoires_slides import is_marked
from typography import NBSP, NNBSP

_CARDS = (ids.SITE_MAP, ids.SERVED, ids.SERVED_AREAS, ids.SCORE, ids.PLACES)
_DRAWN = (ids.SITE_MAP, ids.SERVED, ids.SCORE)
_CONTOURS = {"region": "geo/regions.geojson", "department": "geo/departements.geojson"}
# Width of the chart of the coverage by viewport (assets/shell.js).
_CHART_WIDTH = {"wide": 500, "medium": 380, "small": 540, "narrow": 320, "hall": 950, "stage": 700}
# The map of a slide has a table beside it, or sentences under it.
_MAP_SIZES = {**MAP_SIZES, "hall": "beside", "stage": "over"}
_PICTURE_WIDTH = 752
_ACCESS_WORDS = ("accès fort", "accès moyen", "accès faible")
_COVERAGE_WORDS = ("couverture forte", "couverture moyenne", "couverture faible")

# Every part of the page that an answer replaces: (id, property).
PARTS: tuple[Part, ...] = (
    *((i, HTML) for i in (*ids.TERRITOIRES[4:], TRAIL, LEGEND, SENSITIVITY, WORST, ZONES)),
    *((ids.graph_of(card), "figure") for card in _DRAWN),
    *((card.alt, "children") for card in _DRAWN),
    *((ids.pane_of(card, "tableau"), HTML) for card in (ids.SITE_MAP, ids.SERVED, ids.SERVED_AREAS)),
    (ids.pane_of(ids.PLACES, "liste"), HTML),
    *((i, "children") for card in _CARDS for i in (card.title, card.subtitle)),
    *((i, HTML) for card in _CARDS for i in (card.info, card.foot)),
    *hypothesis.PARTS,
)


@lru_cache(maxsize=128)
def page_parts(release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
    """What changes on the page, by part. Kept whole: an answer seen before costs no computation. Do not write into it.

    A pane that is not shown is not computed, nor is the score: choosing its view asks again.
    """
    numbers = territoires_numbers(release, filters)
    score = territoires_score(release, filters) if filters.territory_view == "score" else None
    texts = territoires_texts
    is_trying = filters.territory_view == "hypothese"
    parts: dict[Part, Any] = {
        **shell_parts(release),
        (ids.TERRITOIRES.stage, HTML): EMPTY,
        (ids.TERRITOIRES.answer, "data-release"): release.id,
        (ids.TERRITOIRES.sentence, HTML): sentence_children(texts.sentence(numbers, score)),
        (ids.TERRITOIRES.notice, HTML): notices(numbers),
        (TRAIL, HTML): territoires_tables.trail(numbers),
        (ids.pane_of(ids.PLACES, "liste"), HTML): _places(release, filters.question, is_trying),
    }
    if not is_trying:
        parts[ids.pane_of(ids.SERVED_AREAS, "tableau"), HTML] = territoires_tables.areas_table(numbers, score)
        zones = territoires_zones(release, filters)
        parts[ZONES, HTML] = territoires_tables.zones_table(numbers, zones, score is not None)
    if filters.sites_view == "tableau":
        parts[ids.pane_of(ids.SITE_MAP, "tableau"), HTML] = territoires_tables.map_table(numbers, look.is_slide)
    else:
        size = _MAP_SIZES[look.viewport]
        if score is None:
            figure = _plain_map(release, filters.question, look.theme, size, is_trying)
        else:
            figure = _map(release, numbers, score, look.theme, size)
        parts[ids.graph_of(ids.SITE_MAP), "figure"] = hypothesis.mark_map(figure, release, filters, look.theme)
        parts[LEGEND, HTML] = join([_legend(numbers, score), hypothesis.map_legend(filters)])
    if score is not None:
        parts[ids.graph_of(ids.SCORE), "figure"] = _lorenz(numbers, score, look.theme)
        parts[SENSITIVITY, HTML] = territoires_tables.sensitivity_table(numbers, score)
        parts[WORST, HTML] = territoires_tables.worst_table(numbers, score)
    elif is_trying:
        parts |= hypothesis.hypothesis_parts(release, filters)
    elif filters.served_view == "tableau":
        parts[ids.pane_of(ids.SERVED, "tableau"), HTML] = territoires_tables.served_table(numbers)
    else:
        parts[ids.graph_of(ids.SERVED), "figure"] = _served(numbers, look.theme, _CHART_WIDTH[look.viewport])
    titles, subtitles = texts.titles(numbers, score), texts.subtitles(numbers, score)
    foots = texts.foots(numbers, score)
    hidden = {ids.SERVED, ids.SERVED_AREAS, ids.SCORE} if is_trying else {ids.SCORE if score is None else ids.SERVED}
    for card in _CARDS:
        if card not in hidden:
            parts[card.title, "children"] = titles[card]
            parts[card.subtitle, "children"] = subtitles[card]
            parts[card.foot, HTML] = foots[card]
            parts[card.info, HTML] = info(numbers, card)
    for card, text in texts.alts(numbers, score).items():
        if card not in hidden:
            parts[card.alt, "children"] = text
    return {**parts, **slide_parts(release, filters, look, numbers, score)} if look.is_slide else parts


@lru_cache(maxsize=64)
def _places(release: Release, question: Filters, is_trying: bool) -> Markup:
    """The list of sites, which no hypothesis changes."""
    numbers = territoires_numbers(release, question)
    return join([territoires_tables.misplaced_table(numbers), territoires_tables.places_list(numbers, is_trying)])


@lru_cache(maxsize=64)
def _plain_map(release: Release, question: Filters, theme: str, size: str, is_trying: bool) -> dict[str, Any]:
    """The map without the score, which no hypothesis changes either. Do not write into it."""
    return _map(release, territoires_numbers(release, question), None, theme, size, is_trying)


def _map(
    release: Release, numbers: Territoires, score: Score | None, theme: str, size: str, is_trying: bool = False
) -> dict[str, Any]:
    bounds = _bounds(numbers)
    frame = national_frame(bool(SIZES[size].name)) if bounds is None else bounds
    marks = (
        _clickable(numbers, site_marks(numbers.sites_here, frame, SIZES[size]), is_trying)
        if numbers.is_close
        else area_marks([(place.area, place.sites) for place in numbers.places], frame, SIZES[size])
    )
    is_slide = size in (_MAP_SIZES["hall"], _MAP_SIZES["stage"])
    # A hundred marks would hide what a slide shows, or a surface.
    if (is_slide or score is not None) and not is_marked(numbers):
        marks = []
    surface, shades, hover = None, _shades(numbers, score), "" if is_trying else _hover(numbers, score)
    if hover:
        # The table beside says it all, and a hundred texts weigh as much as the rest of the map.
        shades = [shade._replace(text="") if shade.place >= 0 else shade for shade in shades]
        marks = marks if numbers.is_close else [mark._replace(text="") for mark in marks]
    if score is not None:
        surface = territoires_surface(release, numbers.filters)
        # The neighbours of a department keep the class of their own mean.
        is_one = numbers.filters.territory.level == "department"
        own = {numbers.filters.area} if is_one else {place.area.id for place in numbers.places}
        shades = [s._replace(place=PLAIN) if s.place >= 0 and s.area.id in own else s for s in shades]
    return site_map(
        shades,
        _colours(numbers, score, theme),
        marks,
        numbers.filters.area,
        asset_url(_CONTOURS[numbers.level]),
        theme,
        bounds,
        size,
        surface,
        hover,
    )


def _clickable(numbers: Territoires, marks: list[SiteMark], is_trying: bool) -> list[SiteMark]:
    """Ce que fait un clic: closes a site in the hypothesis or opens it again; where there is nowhere closer to go,
    shows the sites of the mark in the list, by their places there; else goes to its department."""
    keys = numbers.sites_here.keys
    place = {row: k for k, row in enumerate(territoires_tables.listed_rows(numbers.sites_here))}

    def act(mark: SiteMark) -> str:
        if is_trying and mark.sites == 1:
            return str(Hypothesis(closed=(keys[mark.rows[0]],)))
        return "=" + " ".join(str(k) for k in sorted(place[row] for row in mark.rows)) if numbers.is_alone else ""

    return [mark._replace(act=act(mark)) for mark in marks]


def _legend(numbers: Territoires, score: Score | None) -> Markup:
    return territoires_legend.map_legend(numbers, score is not None, score is None or is_marked(numbers))


def _bounds(numbers: Territoires) -> Bounds | None:
    """Bounds of the region, or of the department, that the map shows."""
    return numbers.filters.territory.bounds if numbers.is_close else None


def _colours(numbers: Territoires, score: Score | None, theme: str) -> tuple[str, ...]:
    if score is not None:
        return third_colours(theme)
    return bivariate_colours() if numbers.has_access else BIVARIATE[0]


def _shades(numbers: Territoires, score: Score | None) -> list[Shade]:
    return [_shade(numbers, place.area.id, score) for place in numbers.places]


def _shade(numbers: Territoires, area: str, score: Score | None) -> Shade:
    place = next(place for place in numbers.places if place.area.id == area)
    counted = f"{number(place.sites)} {'lieux' if place.sites > 1 else 'lieu'}"
    if score is not None:
        of = score.of[area]
        text = "n.d." if of.third < 0 else f"{number(of.mean, ACCESS_SCORE.decimals)} pour 10{NNBSP}000"
        return Shade(place.area, of.third, f"score {text}<br>{counted}")
    share = "n.d." if place.coverage_third < 0 else percent(100 * place.share)
    text = f"{share} à {numbers.up_to} ou moins<br>accès {territoires_tables.access_text(numbers, place)}{NNBSP}‰"
    index = place.coverage_third
    if numbers.has_access and index >= 0:
        unknown = HIDDEN if place.is_hidden else -1
        index = 3 * place.access_third + index if place.access_third >= 0 else unknown
    return Shade(place.area, index, f"{text}<br>{counted}")


def _hover(numbers: Territoires, score: Score | None) -> str:
    """Infobulle d’un territoire, from the cells of its row in the table of the areas: name, sites, then two numbers."""
    sites = f"lieux{NBSP}: %{{customdata[2]}}"
    if score is not None:
        return f"score{NBSP}: %{{customdata[3]}} pour 10{NNBSP}000<br>{sites}"
    share, rate = f"%{{customdata[3]}}{NNBSP}%", f"%{{customdata[4]}}{NNBSP}‰"
    return f"{share} à {numbers.up_to} ou moins<br>accès{NBSP}: {rate}<br>{sites}"


def _served(numbers: Territoires, theme: str, width: int) -> dict[str, Any]:
    rows = [
        ServedRow(
            territoires_texts.served_name(row.family) if row.family else "Tous opérateurs",
            tuple(100 * share if row.is_reached else float("nan") for share in row.shares),
            numbers.measure.written(row.median) if row.is_reached else territoires_tables.NO_SITE,
            not row.family,
        )
        for row in numbers.served
    ]
    return served_chart(rows, THRESHOLDS, theme, width, numbers.measure.unit)


def _areas_chart(numbers: Territoires, theme: str) -> dict[str, Any]:
    places = sorted(numbers.places, key=lambda p: (p.share != p.share, p.share))
    rows = [ServedRow(p.area.name, tuple(100 * s for s in p.shares), numbers.measure.written(p.median)) for p in places]
    return served_chart(rows, THRESHOLDS, theme, _PICTURE_WIDTH, numbers.measure.unit)


def _lorenz(numbers: Territoires, score: Score, theme: str) -> dict[str, Any]:
    curves = [Curve(numbers.filters.territory.name, score.held[0])]
    if numbers.filters.area != FRANCE.id:
        curves.append(Curve(FRANCE.name, score.held[1]))
    return lorenz_chart([curve for curve in curves if curve.held], theme)


def picture(card: ids.CardIds, release: Release, asked: Filters, theme: str) -> dict[str, Any]:
    """The figure of one card as its picture file shows it: title, source, date and label drawn in."""
    if card is ids.HYPOTHESIS:
        return hypothesis.hypothesis_picture(release, asked, theme)
    numbers = territoires_numbers(release, asked)
    wants_score = asked.territory_view == "score" or card is ids.SCORE
    score = territoires_score(release, asked) if wants_score else None
    legend: list[Swatch] = []
    heading, notes = "", [f"Part des {numbers.people} à 10, 20 et 30 {numbers.measure.unit} ou moins d’un lieu ouvert."]
    if card is ids.SITE_MAP:
        figure = _map(release, numbers, score, theme, "picture")
        legend, heading = _swatches(numbers, score, theme)
        notes = [territoires_texts.MARKS] if numbers.is_close else []
    elif card is ids.SCORE and score is not None:
        figure, notes = _lorenz(numbers, score, theme), []
    else:
        figure = _areas_chart(numbers, theme) if card is ids.SERVED_AREAS else _served(numbers, theme, _PICTURE_WIDTH)
    return with_frame(
        figure,
        territoires_texts.titles(numbers, score)[card],
        territoires_texts.subtitles(numbers, score)[card],
        territoires_texts.source_line(numbers),
        DEMONSTRATION if numbers.demonstration else "",
        theme,
        legend,
        heading,
        notes,
    )


def _swatches(numbers: Territoires, score: Score | None, theme: str) -> tuple[list[Swatch], str]:
    colours = _colours(numbers, score, theme)
    if score is not None:
        return [
            Swatch(c, text) for c, text in zip(colours, ("tiers fort", "tiers moyen", "tiers faible"), strict=True)
        ], ("Score d’accès")
    if not numbers.has_access:
        return [Swatch(c, text) for c, text in zip(colours, _COVERAGE_WORDS, strict=True)], "Couverture"
    words = [f"{a}, {c}" for a in _ACCESS_WORDS for c in _COVERAGE_WORDS]
    counts = [sum(s.place == k for s in _shades(numbers, None)) for k in range(len(colours))]
    shown = [Swatch(c, text) for c, text, count in zip(colours, words, counts, strict=True) if count]
    return shown, "Accès × couverture"


TERRITOIRES = Page(
    path="/territoires",
    ids=ids.TERRITOIRES,
    fields=FIELDS,
    layout=page,
    parts=PARTS,
    answer=page_parts,
    cards=(*_CARDS, ids.HYPOTHESIS),
    picture=picture,
    tables={
        "couverture": territoires_files.coverage,
        "desserte": territoires_files.served,
        "score": territoires_files.score,
        "communes": territoires_files.towns,
        "isolees": territoires_files.worst_towns,
        "lieux": territoires_files.places,
        "zones": territoires_files.zones,
        "hypothese": hypothesis.under_hypothesis,
    },
    shown={
        "desserte": {"territory_view": "croise"},
        "score": {"territory_view": "score"},
        "communes": {"territory_view": "score"},
        "isolees": {"territory_view": "score"},
        "hypothese": {"territory_view": "hypothese"},
    },
    graphs=(ids.graph_of(ids.SITE_MAP),),
    offered={"zones": is_chosen},
    settled=settled,
    whole={
        ids.pane_of(ids.SITE_MAP, "tableau"): lambda release, filters: territoires_tables.map_table(
            territoires_numbers(release, filters), is_whole=True
        )
    },
)
