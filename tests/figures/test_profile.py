"""Profiles read, named, put in rows, in cells and in pictures."""

import json
import re

import pytest

from denominators import PARTITIONS
from figures.cells import NO_DATA, SECRET, VALUE, ZERO
from figures.export import with_frame
from figures.heat import CLASSES, heat_counts, heat_heads, heat_rows, scale_labels
from figures.profile import (
    HEADS,
    group_label,
    group_people,
    is_feminine_group,
    partition_of,
    published_text,
    shown_sides,
    times_text,
)
from figures.profile_chart import heat_picture, heat_swatches, profile_picture, women_picture
from figures.profile_rows import has_room, profile_sections
from geo.areas import regions
from tests.figures.profiles import FRANCE, OCCITANIE, profiles, row, usual

NAN = float("nan")
GROUPS = [(partition, group) for partition, groups in PARTITIONS.items() for group in groups]


@pytest.mark.parametrize(("partition", "group"), GROUPS)
def test_every_group_has_its_names(partition, group):
    assert group_people(group).startswith("les ")
    assert group_label(partition, group)[0].isupper() or group_label(partition, group)[0].isdigit()
    assert partition_of(group) == partition
    assert isinstance(is_feminine_group(group), bool)
    assert HEADS[partition]


def test_an_unknown_group_is_refused():
    with pytest.raises(LookupError):
        partition_of("x9")
    with pytest.raises(KeyError):
        group_people("x9")


def test_labels_keep_their_roman_numerals():
    assert [group_label("qualification_group", g) for g in ("sup", "inf")] == ["I à III (supérieur)", "IV et infra"]


def test_the_sides_shown():
    assert shown_sides(OCCITANIE, "territoire") == (OCCITANIE,)
    assert shown_sides(OCCITANIE, "france") == (FRANCE,)
    assert shown_sides(OCCITANIE, "deux") == (OCCITANIE, FRANCE)
    assert shown_sides(FRANCE, "deux") == (FRANCE,)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (6.79, "6,8 fois plus"),
        (0.4, "2,5 fois moins"),
        (1.0, "à peu près autant"),
        (1.04, "à peu près autant"),
        (0.97, "à peu près autant"),
        (1.16, "1,2 fois plus"),
    ],
)
def test_a_ratio_in_words(value, said):
    assert times_text(value) == said


def test_a_published_figure_keeps_its_decimals():
    assert published_text(52.0) == "publié\u00a0: 52\u202f%"
    assert published_text(2.2) == "publié\u00a0: 2,2\u202f%"


def test_a_cell_says_its_figures():
    cell = profiles(*usual()).group(FRANCE, "F")
    assert (cell.share_text, cell.population_text, cell.index_text, cell.gap_text) == ("52,0", "48,2", "1,08", "+3,8")
    assert cell.interval_text == "1,06 – 1,10"
    assert (cell.count_text, cell.note, cell.is_higher, cell.fill) == ("5\u202f200", "", True, VALUE)


def test_cells_without_an_index():
    found = profiles(
        row("FR", "F", 0),
        row("FR", "M", 5000, population=None),
        row("FR", "a15", 0, partition="age", active=False),
        row("FR", "a26", NAN, partition="age"),
        row("FR", "a45", 9, partition="age"),
    )
    secret, alone, zero, unknown, few = (found.group(FRANCE, g) for g in ("F", "M", "a15", "a26", "a45"))
    assert [c.fill for c in (secret, alone, zero, unknown, few)] == [SECRET, NO_DATA, ZERO, NO_DATA, VALUE]
    assert (secret.count_text, secret.share_text, secret.index_text, secret.gap_text) == ("0 à 4", "", "—", "—")
    assert (alone.share_text, alone.population_text, alone.index_text, alone.interval_text) == ("50,0", "", "—", "")
    assert (zero.count_text, zero.index_text) == ("0", "0")
    assert (unknown.count_text, unknown.has_share) == ("n.d.", False)
    # Nine entries have an index and no verdict.
    assert (few.outcome, few.has_index) == ("", True)


def test_rows_follow_the_partitions_and_name_what_is_published():
    found = profiles(*usual(), *usual("R76"))
    sections = profile_sections(found, (OCCITANIE, FRANCE), {("sex", "F"): (52.0, "CNEFOP")})
    assert [s.partition for s in sections] == ["sex", "age", "csp"]
    sex = sections[0]
    assert sex.unknown == "non renseigné\u00a0: 1,0\u202f%"
    assert [(r.label, r.cell.area.id, r.published) for r in sex.rows] == [
        ("Femmes", "R76", ""),
        ("Femmes", "FR", "publié\u00a0: 52\u202f%"),
        ("Hommes", "R76", ""),
        ("Hommes", "FR", ""),
    ]
    young = sections[1].rows[0]
    assert (young.mark, young.pill, young.note) == (None, "dénominateur indisponible", "")
    assert {r.note for r in sections[2].rows} == {"approché"}
    assert sections[2].unknown == ""
    assert {r.word for r in sex.rows} == {"plus présents", "moins présents"}


def test_a_partition_that_is_not_there_has_no_section():
    assert [s.partition for s in profile_sections(profiles(row("FR", "a15", 10, partition="age")), (FRANCE,), {})] == [
        "age"
    ]
    only_unknown = profiles(row("FR", "nr", 10, population=None))
    assert profile_sections(only_unknown, (FRANCE,), {}) == ()


def test_a_small_share_has_no_room_at_its_left():
    assert has_room(40.0) and not has_room(5.0)


def heated():
    found = profiles(
        *(row(a, "F", 100 + 900 * i, population=48.0) for i, a in enumerate(["FR", "R76", "R94", "R01", "R11", "R53"])),
        *(row(a, "M", n, population=p) for a, n, p in [("FR", 0, 50.0), ("R76", 9, None), ("R94", 5000, 50.0)]),
        *(row(a, "M", 0, active=False) for a in ["R01"]),
    )
    areas = (FRANCE, *(a for a in regions() if a.id in ("R76", "R94", "R01", "R11", "R53")))
    return found, heat_rows(found, areas, ("F", "M"))


def test_the_heat_map_has_france_first_and_overseas_last():
    _, rows = heated()
    assert [r.area.id for r in rows] == ["FR", "R53", "R94", "R11", "R76", "R01"]
    cells = {r.area.id: [(c.text, c.class_index, c.fill) for c in r.cells] for r in rows}
    assert cells["FR"] == [("0,02", 0, VALUE), ("s", -1, SECRET)]
    assert cells["R76"] == [("0,21", 0, VALUE), ("n.d.", -1, NO_DATA)]
    assert cells["R01"] == [("0,58", 1, VALUE), ("0", -1, ZERO)]
    assert cells["R94"][1] == ("1,00", 3, VALUE)
    assert cells["R11"][1] == ("n.d.", -1, NO_DATA)


def test_the_scale_of_the_heat_map_is_pinned_and_its_legend_counts_the_cells():
    found, rows = heated()
    per_class, fills = heat_counts(rows)
    assert len(per_class) == CLASSES.count == 7
    assert sum(per_class) + sum(n for *_, n in fills) == 12
    assert heat_heads(found, ("F", "M")) == (("Femmes", False), ("Hommes", False))
    assert heat_heads(profiles(*usual()), ("c1",)) == (("Agriculteurs", True),)


def test_shares_are_coloured_by_their_ratio_to_that_of_france():
    found = profiles(
        *(
            row(a, "F", n, total=10_000)
            for a, n in [("FR", 5000), ("R76", 5200), ("R94", 6000), ("R01", 3000), ("R11", 9)]
        ),
        row("R53", "F", 0, total=10_000),
    )
    areas = (FRANCE, *(a for a in regions() if a.id in ("R76", "R94", "R01", "R11", "R53", "R27")))
    rows = heat_rows(found, areas, ("F", "M"), 0.05)
    cells = {r.area.id: r.cells for r in rows}
    assert [(c.text, c.class_index) for c in (cells[a][0] for a in ("FR", "R76", "R94", "R01"))] == [
        ("50,0", 3),
        ("52,0", 3),
        ("60,0", 5),
        ("30,0", 0),
    ]
    assert (cells["R53"][0].fill, cells["R27"][0].fill, cells["FR"][1].fill) == (SECRET, NO_DATA, NO_DATA)
    assert scale_labels(0.05)[3] == "0,95 à 1,05" and scale_labels()[3] == "0,90 à 1,10"
    _, fills = heat_counts(rows, shares=True)
    assert fills[0][1] == "Pas de données (n.d.)"
    without = heat_rows(profiles(row("R76", "F", 5200)), areas, ("F",), 0.05)
    assert {r.area.id: r.cells[0].class_index for r in without}["R76"] == 3, "no class without France"
    json.dumps(heat_picture(rows, (("Femmes", False), ("Hommes", False)), "dark"), allow_nan=False)
    assert heat_swatches(rows, "dark", 0.05)[3].text.startswith("0,95 à 1,05")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pictures_are_plain_and_have_no_missing_number(theme):
    found, rows = heated()
    both = profiles(*usual(), *usual("R76"), row("FR", "de", 9100, population=13.0, partition="reading"))
    sections = profile_sections(both, (FRANCE,), {("sex", "F"): (52.0, "CNEFOP")})
    pictures = [
        profile_picture(sections, 0.05, theme, "actifs"),
        heat_picture(rows, heat_heads(found, ("F", "M")), theme),
        heat_picture((), (), theme),
        women_picture(
            [("15-25 ans", 51.2, 50.1), ("Inscrits", NAN, NAN), ("CDI", 54.0, NAN)],
            (45, 50, 55),
            ("Corse", "France"),
            theme,
        ),
        women_picture([("15-25 ans", 51.2, NAN)], (45, 50, 55), ("France", "France"), theme),
    ]
    for picture in pictures:
        framed = with_frame(picture, "Titre", "Sous-titre", "Source", "Simulées", theme, heat_swatches(rows, theme))
        text = json.dumps(framed, allow_nan=False)
        assert not re.search(r"\bnan\b", text, re.IGNORECASE)
    texts = [t for trace in pictures[0]["data"] for t in trace.get("text", [])]
    assert "dénominateur indisponible" in texts and "<b>Sexe (non renseigné\u00a0: 1,0\u202f%)</b>" in texts
    assert any("publié" in t for t in texts)
    # An index off the axis stands at its end.
    ends = [x for trace in pictures[0]["data"] if trace.get("xaxis") == "x2" for x in trace["x"]]
    assert all(0 <= x <= 100 for x in ends)
