"""Page Comparer as one answer: every view, every territory, both themes, the notices, the pictures and the files."""

import json
import re
from itertools import product

import numpy as np
import pytest

from callbacks.answered import SHELL_PARTS
from callbacks.comparer import COMPARER, PARTS, page_parts, picture
from callbacks.comparer_numbers import comparer_numbers
from callbacks.page import Look
from figures.theme import THEMES
from filters import AXES, EXPLAINED_VIEWS, FUNNEL_VIEWS, PORTRAIT_VIEWS, STANDARD_VIEWS, Filters
from geo.areas import FRANCE, departments, regions
from indicators.frame import FEWEST_EVENTS
from layouts import ids
from layouts.markup import HTML
from nomenclatures import READING

LOOK = Look("light", "wide")
VIEWS = {
    "explained_view": EXPLAINED_VIEWS,
    "funnel_view": FUNNEL_VIEWS,
    "standard_view": STANDARD_VIEWS,
    "portrait_view": PORTRAIT_VIEWS,
}
# A word of its own: "Nantes" and "finances" are none.
NAN = re.compile(r"\b(nan|NaN|None|inf|Infinity)\b")


def answer(release, look=LOOK, **values):
    return page_parts(release, Filters().change(**values).only(COMPARER.fields), look)


def text_of(parts):
    return json.dumps([[*part, value] for part, value in parts.items()], allow_nan=False, ensure_ascii=False)


def test_the_answer_names_every_part_once(visitor, current):
    outputs = visitor.outputs("comparer-answer.")
    assert outputs == list(COMPARER.outputs)
    assert len(set(outputs)) == len(outputs)
    seen = set()
    for chosen in product(*VIEWS.values()):
        parts = answer(current, area="R76", **dict(zip(VIEWS, chosen, strict=True)))
        assert parts.keys() <= {*COMPARER.outputs, *SHELL_PARTS}
        seen |= parts.keys()
    assert seen == {*PARTS, *SHELL_PARTS, (ids.COMPARER.answer, "data-release")}


def test_every_output_is_a_place_of_the_page(visitor):
    page, _ = visitor.open("/comparer", "?t=R76&t2=R93")
    for name, _property in visitor.outputs("comparer-answer."):
        assert f'"id": "{name}"' in page, name


def walk():
    """Every territory; regions with every axis and reading, departments with every reading; other choices in turn."""
    looks = list(product(THEMES, ("wide", "medium", "narrow")))
    turn = 0
    for level, areas, axes in (("reg", regions(), AXES), ("dep", departments(), AXES[:1])):
        for area, axis, reading in product((FRANCE, *areas), axes, READING.codes):
            turn += 1
            others = [other.id for other in (FRANCE, *areas) if other != area]
            views = {name: options[turn % len(options)] for name, options in VIEWS.items()}
            filters = Filters().change(
                area_level=level,
                area=area.id,
                axis=axis,
                reading=reading,
                benchmark=others[turn % len(others)] if turn % 3 == 0 else FRANCE.id,
                second=others[1 + turn % (len(others) - 1)] if turn % 2 else "",
                **views,
            )
            yield filters, Look(*looks[turn % len(looks)])


def check_numbers(numbers):
    """No verdict on too few, no rate that mixes two sources, parts that make their whole."""
    for row in numbers.portrait:
        for cell in (*row.cells.compared, *row.cells.others):
            assert cell.outcome == "" or cell.is_measured
            if row.code == "indirect_ratio" and cell.outcome:
                assert cell.denominator >= FEWEST_EVENTS
    few = numbers.rates[(numbers.rates["cell_status"] == "too_few")]
    assert few["value"].isna().all() and (few["outcome"] == "").all()
    for found in numbers.decompositions.values():
        assert (found.cell_status == "ok") == np.isfinite(found.gap)
        if found.cell_status == "ok":
            assert found.composition + found.behaviour == pytest.approx(found.gap)
            assert found.groups["share"].sum() == pytest.approx(100)
    perimeters = {row.denominator.perimeter for row in numbers.portrait if row.denominator}
    assert {p[:1] for p in perimeters} <= {("rp",), (numbers.denominator.source,)}
    assert len({row.denominator.perimeter for row in numbers.portrait[:3]}) == 1


def test_no_screen_of_any_territory_axis_and_reading_shows_a_missing_number_or_a_verdict_on_too_few(current):
    sentences = set()
    for filters, look in walk():
        check_numbers(comparer_numbers(current, filters))
        parts = page_parts(current, filters, look)
        found = NAN.search(re.sub(r'"data-[a-z]*"', "", text_of(parts)))
        assert not found, (filters.to_query(), found)
        sentences.add(parts[ids.COMPARER.sentence, HTML])
    assert len(sentences) > 120


def test_only_the_view_shown_is_sent(current):
    parts = answer(current, area="R76", standard_view="classement", portrait_view="regions", funnel_view="tableau")
    assert ("comparer-standard-ranking", "figure") in parts
    assert ("comparer-standard-graph", "figure") not in parts
    assert ("comparer-portrait-regions", HTML) in parts and ("comparer-portrait-graph", "figure") not in parts
    assert ("comparer-funnel-tableau", HTML) in parts and ("comparer-funnel-graph", "figure") not in parts


def test_france_alone_offers_the_territories_furthest_from_it(current):
    parts = answer(current)
    offered = parts["comparer-explained-empty", HTML]
    furthest = comparer_numbers(current, Filters()).furthest
    assert len(furthest) == 4
    for area in furthest:
        assert f'data-set="t={area.id}"' in offered
    assert parts["comparer-explained-graph", "figure"]["data"] == []
    assert "Choisissez un territoire" in parts["comparer-similar-list", HTML]
    frame = comparer_numbers(current, Filters()).funnel.set_index("area")
    widths = (frame["limit_upper_998"] - frame["limit_lower_998"]) / 2
    distance = (frame["value"] - frame["benchmark"]).abs() / widths
    assert distance[furthest[0].id] >= 0.8 * distance.max()


def test_a_break_refuses_the_rates_keeps_the_shares_and_offers_comparable_periods(current):
    parts = answer(current, area="R76", start="2016-01", end="2017-12", explained_view="tableau")
    notice = parts[ids.COMPARER.notice, HTML]
    assert "rupture de série" in notice and "du=2017-01&amp;au=2017-12" in notice
    assert "les parts restent affichées" in notice
    assert "ne se décompose pas" in parts[ids.COMPARER.sentence, HTML]
    assert "rupture" in parts["comparer-explained-tableau", HTML]
    assert parts["comparer-funnel-graph", "figure"]["data"] == []
    numbers = comparer_numbers(current, Filters(area="R76", start="2016-01", end="2017-12"))
    statuses = {row.code: row.cells.of(numbers.territory).cell_status for row in numbers.portrait}
    assert statuses["ens"] == "break" and statuses["women"] == "ok"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"start": "2013-01", "end": "2013-12"}, "ne couvre pas cette période"),
        ({"start": "2013-01", "end": "2013-12", "area": "R76"}, "ne couvre pas cette période"),
        ({"start": "2015-01", "end": "2015-12", "families": ("ml",), "area": "R76"}, "dans le champ"),
        ({"start": "2018-01", "end": "2019-12", "area": "R76"}, "janvier 2018 à juillet 2018"),
        ({"area": "D31", "area_level": "dep", "axis": "sexe"}, "Axe «\u00a0Sexe\u00a0» indisponible ici"),
        ({"area": "R76", "benchmark": "D31", "axis": "croise"}, "par département"),
        ({"start": "2016-01", "end": "2016-12", "area": "R76"}, "Mois douteux"),
    ],
)
def test_notices(current, values, said):
    parts = answer(current, **values)
    assert said in parts[ids.COMPARER.notice, HTML]
    assert not NAN.search(text_of(parts))


def test_an_axis_that_is_not_offered_is_replaced_and_not_proposed(current):
    numbers = comparer_numbers(current, Filters(area="D31", area_level="dep", axis="qualif"))
    assert (numbers.axes, numbers.axis) == (("statut",), "statut")
    row = answer(current, area="D31", area_level="dep")["comparer-standard-axes", HTML]
    assert "axe=statut" in row and "axe=sexe" not in row


def test_mayotte_has_a_rate_by_sex_alone(current):
    by_status, by_sex = (comparer_numbers(current, Filters(area="R06", axis=axis)) for axis in ("statut", "sexe"))
    assert by_status.decomposition.cell_status == "no_denominator"
    assert by_sex.decomposition.cell_status == "ok"


def test_the_second_territory_may_be_of_another_level(current):
    numbers = comparer_numbers(current, Filters(area="R76", second="D31"))
    assert "D31" in set(numbers.funnel["area"]) and "D31" not in {a.id for a in numbers.peers}
    ratio = numbers.portrait[3].cells.of(numbers.second)
    assert ratio.is_measured
    ranked = numbers.rates.set_index("area")["rank_low"]
    assert np.isnan(ranked["D31"]) and np.isfinite(ranked["R76"])


def test_similar_territories_set_the_second_one(current):
    numbers = comparer_numbers(current, Filters(area="R76"))
    assert len(numbers.neighbours) == 5 and "R76" not in {one.area for one in numbers.neighbours}
    first = numbers.neighbours[0].area
    assert f'data-set="t2={first}"' in answer(current, area="R76")["comparer-similar-list", HTML]
    chosen = answer(current, area="R76", second=first)["comparer-similar-list", HTML]
    assert 'data-set="t2="' in chosen and "Retirer" in chosen


def test_a_change_of_view_computes_nothing(current):
    first = comparer_numbers(current, Filters(area="R84"))
    assert comparer_numbers(current, Filters(area="R84", portrait_view="regions", standard_view="tableau")) is first


DRAWN = ["", "t=R76&t2=R93", "t=R76&std=classement&axe=sexe", "t=D31&niv=dep", "t=R76&du=2016-01&au=2017-12"]
FILED = ["", "t=R76&t2=R93&lec=de", "t=D31&niv=dep", "t=R76&du=2016-01&au=2017-12", "du=2013-01&au=2013-12"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("card", COMPARER.cards, ids=lambda card: card.card)
@pytest.mark.parametrize("query", DRAWN)
def test_pictures_carry_title_source_and_label(current, card, query, theme):
    figure = picture(card, current, Filters.from_query(query)[0], theme)
    json.dumps(figure, allow_nan=False)
    texts = " ".join(str(a.get("text", "")) for a in figure["layout"]["annotations"]).replace("<br>", " ")
    assert "Sources" in texts and current.id in texts and "Données de démonstration" in texts
    assert figure["layout"]["height"] >= 500


@pytest.mark.parametrize("name", COMPARER.tables)
@pytest.mark.parametrize("query", FILED)
def test_files(client, current, name, query):
    response = client.get(f"/fichiers/comparer-{name}.csv?dialecte=recherche&{query}")
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert not re.search(r"\bnan\b|\bNone\b", text)
    head = text.splitlines()[0].split(",")
    assert {"area", "area_name", "release", "permalink", "citation", "data"} <= set(head)
    if name != "semblables":
        assert {"definition", "vintage", "cell_status", "sentence"} <= set(head)
    assert f"{current.id}" in text or len(text.splitlines()) == 1
    assert "/comparer?" in text or len(text.splitlines()) == 1


def test_the_file_of_the_explained_gap_sums_to_the_gap(current):
    rows = COMPARER.tables["ecart"](current, Filters(area="R76"))
    for axis, part in rows.groupby("axis"):
        whole, groups = part[part["group"] == ""].iloc[0], part[part["group"] != ""]
        assert groups[["composition", "behaviour"]].to_numpy().sum() == pytest.approx(whole["gap"]), axis
        assert whole["rate"] - whole["rate_against"] == pytest.approx(whole["gap"])
    assert set(rows["axis"]) == set(AXES)


def test_gaps_are_those_of_a_slow_second_implementation(current):
    """Kitagawa and the ratio, again, from the counts that the page shows, in plain Python."""
    numbers = comparer_numbers(current, Filters(area="R76", axis="croise"))
    found = numbers.decompositions["croise"]
    rows = list(found.groups.itertuples())
    gap = sum(r.share / 100 * r.rate for r in rows) - sum(r.share_against / 100 * r.rate_against for r in rows)
    lives = sum((r.share - r.share_against) / 100 * (r.rate + r.rate_against) / 2 for r in rows)
    assert (found.gap, found.composition) == (pytest.approx(gap), pytest.approx(lives))
    ratio = numbers.ratios.set_index("area").loc["R76"]
    expected = sum(r.share / 100 * r.rate_against for r in rows)
    assert ratio["value"] == pytest.approx(found.value / expected)
