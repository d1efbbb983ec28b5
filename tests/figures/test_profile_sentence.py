"""Sentences of the profiles: golden ones, and laws of grammar over any result."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denominators import PARTITIONS
from figures import profile_sentence as said
from figures.cells import read
from figures.numbers import number
from geo.areas import AREAS, regions
from indicators.makeup import makeup_gap
from indicators.recourse import pair_counts, recourse_ratio
from tests.figures.profiles import FRANCE, OCCITANIE, profiles, row, usual
from tests.indicators.test_makeup import counts as makeup_counts

YEAR = ("2017-01", "2017-12")
LAW = settings(deadline=None, max_examples=120)
NAN = float("nan")


def sentence(*rows, area=FRANCE, reading="ens", restriction=""):
    return said.profile_sentence(profiles(*rows), area, YEAR, reading, restriction).plain


def test_the_finding_of_the_report():
    rows = (*usual(), row("FR", "de", 9100, population=13.4, partition="reading", status="approximate"))
    assert sentence(*rows) == (
        "En 2017, en France, les femmes représentent 52,0\u202f% des entrées et 48,2\u202f% des actifs (indice 1,08). "
        "Les demandeurs d’emploi sont 6,8 fois plus présents parmi les entrées que parmi les actifs (approché), les "
        "agriculteurs 16,7 fois moins (approché)."
    )


def test_without_a_comparator_the_share_alone_is_said():
    assert sentence(row("R76", "F", 5200, population=None), area=OCCITANIE, reading="ao") == (
        "En 2017, en Occitanie, les femmes représentent 52,0\u202f% des entrées d’actifs occupés\u202f; leur part "
        "parmi les actifs occupés est indisponible."
    )


def test_an_approximate_share_is_said_so():
    assert "(indice 1,08, approché)" in sentence(row("FR", "F", 5200, population=48.2, status="approximate"))


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        (
            [row("FR", "F", 0)],
            "le profil n’est pas publié en France\u00a0: le secret statistique ne permet pas d’en dire plus.",
        ),
        ([row("FR", "F", NAN)], "aucune donnée n’est disponible pour la France."),
        ([row("R76", "F", 10)], "aucune donnée n’est disponible pour la France."),
    ],
)
def test_without_a_share(rows, end):
    assert sentence(*rows, restriction="sans Pôle emploi") == f"En 2017, sans Pôle emploi, {end}"


def test_the_people_of_an_extreme_agree():
    rows = (row("FR", "F", 5000), row("FR", "c4", 3000, population=10.0, partition="csp"))
    assert sentence(*rows).endswith(
        "Les professions intermédiaires sont 3,0 fois plus présentes parmi les entrées que parmi les actifs."
    )


def test_titles_count_the_groups():
    assert said.profile_title(profiles(*usual()), (FRANCE,), "ens") == (
        "En France, deux groupes sont nettement plus présents parmi les entrées que parmi les actifs, "
        "cinq nettement moins"
    )
    assert said.profile_title(profiles(row("FR", "F", 5000)), (FRANCE,), "ens") == (
        "En France, aucun groupe ne s’écarte nettement de son poids parmi les actifs"
    )
    assert said.profile_title(profiles(row("FR", "F", 3000)), (FRANCE,), "ens") == (
        "En France, un groupe est nettement moins présent parmi les entrées que parmi les actifs"
    )
    assert said.profile_title(profiles(row("FR", "F", 10, population=None)), (OCCITANIE,), "ens") == (
        "En Occitanie, aucun groupe n’a d’indice de représentation"
    )


@pytest.mark.parametrize(("reading", "whom"), [("de", "chômeurs"), ("ao", "actifs occupés")])
def test_titles_name_those_whom_the_reading_compares_with(reading, whom):
    assert f"que parmi les {whom}, cinq" in said.profile_title(profiles(*usual()), (FRANCE,), reading)
    alike = profiles(row("FR", "F", 5000))
    assert said.profile_title(alike, (FRANCE,), reading).endswith(f"de son poids parmi les {whom}")
    assert f"que parmi les {whom}, cinq" in said.profile_alt(profiles(*usual()), (FRANCE,), YEAR, reading)


def test_the_alternative_text_has_every_index():
    text = said.profile_alt(profiles(*usual()), (FRANCE,), YEAR, "ens")
    assert "en 2017. Indices\u00a0: les femmes 1,08\u202f; les hommes 0,91" in text
    assert "les agriculteurs 0,06, approché" in text
    none = said.profile_alt(profiles(row("FR", "F", 10, population=None)), (FRANCE,), YEAR, "ens")
    assert none == "En France, aucun groupe n’a d’indice de représentation, en 2017."


def heat_of(*rows):
    found = profiles(*rows)
    groups = dict.fromkeys(group for _, _, group in found.cells)
    return [[c for (_, _, g), c in found.cells.items() if g == group] for group in groups]


def test_shares_name_the_group_that_spreads_most_and_no_area_of_few_entries():
    columns = heat_of(row("R76", "F", 5000), row("R94", "F", 6000), row("R76", "M", 2000), row("R94", "M", 5000))
    shares = {(c.area.id, c.group): c.share for cells in columns for c in cells}
    low, high = shares["R76", "M"], shares["R94", "M"]
    assert said.shares_title(columns) == (
        f"La part des hommes va de {number(low, 1)}\u202f% en Occitanie à {number(high, 1)}\u202f% en Corse"
    )
    assert said.shares_alt(columns, 2).startswith(
        "Parts parmi les entrées\xa0: 2 territoires et 2 groupes. La part des "
    )
    few = heat_of(row("R76", "F", 5000), row("R94", "F", 9))
    assert said.shares_title(few) == "Trop peu d’entrées pour comparer les parts des territoires"


def test_the_heat_map_names_the_group_that_differs_most():
    columns = heat_of(row("R76", "F", 5000), row("R94", "F", 6000), row("R76", "M", 2000), row("R94", "M", 5000))
    assert said.heat_title(columns) == (
        "C’est pour les hommes que les territoires diffèrent le plus\u00a0: indice de 0,40 en Occitanie à 1,00 en Corse"
    )
    assert said.heat_alt(columns, 2).startswith(
        "Carte de chaleur des indices\u00a0: 2 territoires et 2 groupes. C’est pour"
    )
    # An approximate group that spreads more is set aside in words.
    rough = heat_of(
        *(
            row(a, g, n, partition=p, status="approximate" if p == "csp" else "aligned")
            for a, g, n, p in (
                ("R76", "M", 2000, "sex"),
                ("R94", "M", 5000, "sex"),
                ("R76", "c1", 100, "csp"),
                ("R94", "c1", 9000, "csp"),
            )
        )
    )
    assert said.heat_title(rough).startswith("À définitions égales, c’est pour les hommes que les territoires")
    alike = heat_of(row("R76", "F", 5000), row("R94", "F", 5100))
    assert said.heat_title(alike) == "Les territoires ne diffèrent nettement pour aucun groupe"
    # One area, or nine entries, compare with nothing.
    assert said.heat_title(heat_of(row("R76", "F", 5000))) == "Les territoires ne se comparent pas"
    assert said.heat_title(heat_of(row("R76", "F", 5000), row("R94", "F", 9))) == "Les territoires ne se comparent pas"


def recourse(*rows, pair=("F", "M")):
    import pandas as pd

    counts = pair_counts(pd.DataFrame(list(rows)), "sex", *pair)
    return read(recourse_ratio(counts))


def test_relative_recourse():
    cells = recourse(row("FR", "F", 5200, population=48.2), row("FR", "M", 4800, population=51.8))
    assert (
        said.recourse_title(cells, FRANCE, ("F", "M"))
        == "En France, les femmes recourent 1,2 fois plus au CEP que les hommes"
    )
    text = said.recourse_alt(cells, FRANCE, ("F", "M"), 0.05)
    assert "Rapport 1,16, intervalle à 95\u202f% de 1,12 à 1,21." in text
    assert said.recourse_title(cells, OCCITANIE, ("F", "M")) == (
        "En Occitanie, le recours des femmes ne se compare pas à celui des hommes"
    )
    even = recourse(row("FR", "F", 5000), row("FR", "M", 5000, status="approximate"))
    assert said.recourse_title(even, FRANCE, ("F", "M")).endswith(
        "le recours des femmes ne se distingue pas nettement de celui des hommes"
    )
    close = recourse(row("FR", "F", 50_400), row("FR", "M", 50_000))
    assert said.recourse_title(close, FRANCE, ("F", "M")).endswith("ne se distingue pas nettement de celui des hommes")
    sure = recourse(row("FR", "F", 510_000), row("FR", "M", 500_000))
    assert said.recourse_title(sure, FRANCE, ("F", "M")).endswith("recourent à peu près autant au CEP que les hommes")
    few = recourse(row("FR", "F", 9), row("FR", "M", 5000))
    assert said.recourse_title(few, FRANCE, ("F", "M")) == (
        "En France, trop peu d’entrées pour comparer le recours des femmes à celui des hommes"
    )
    near = recourse(row("FR", "F", 9000, status="approximate"), row("FR", "M", 5000, status="approximate"))
    assert said.recourse_title(near, FRANCE, ("F", "M")).endswith("1,8 fois plus au CEP que les hommes (approché)")
    assert said.recourse_alt(near, OCCITANIE, ("F", "M"), 0.05).endswith("à celui des hommes.")
    more = recourse(
        *(row(a, "F", f) for a, f in (("FR", 50_000), ("R76", 90_000))), *(row(a, "M", 50_000) for a in ("FR", "R76"))
    )
    assert said.recourse_alt(more, FRANCE, ("F", "M"), 0.05).endswith(
        "Une région dépasse la France de plus de 5\u202f%."
    )


def gaps(*cells):
    return read(makeup_gap(makeup_counts(*cells)))


def test_dissimilarity():
    cells = gaps(
        ("FR", "2017", (300, 500, 200), (25, 25, 50)),
        ("R76", "2017", (300, 400, 300), (25, 25, 50)),
        ("R94", "2017", (250, 350, 400), (25, 25, 50)),
        ("R04", "2017", (990, 5, 5), (25, 25, 50)),
        ("R06", "2017", (1, 1, 1), (25, 25, 50)),
    )
    assert said.gap_title(cells, FRANCE, "groupe", "ens") == (
        "En France, 30,0\u202f% des entrées devraient changer de qualification pour ressembler aux actifs"
    )
    assert said.gap_title(cells, OCCITANIE, "csp", "ens").startswith(
        "En Occitanie, 20,0\u202f% des entrées devraient changer de catégorie"
    )
    assert (
        said.gap_title(cells, AREAS["R06"], "sexe", "ens")
        == "À Mayotte, les entrées et les actifs ne se comparent pas par sexe"
    )
    # The one of another source is not among the extremes.
    alt = said.gap_alt(cells, FRANCE, "groupe", {"R76", "R94", "R06"}, "ens")
    assert alt.endswith("Par région, de 10,0\u202f% en Corse à 20,0\u202f% en Occitanie.")
    assert "Par région" not in said.gap_alt(cells, FRANCE, "groupe", {"R76"}, "ens")
    small = gaps(("FR", "2017", (250, 252, 498), (25, 25, 50)))
    assert "devrait changer" in said.gap_title(small, FRANCE, "statut", "ens")


def test_the_share_of_women():
    shares = [("a15", 51.2, 1000.0), ("cdi", 54.3, 500.0), ("ind", 70.0, 12.0), ("den", NAN, NAN)]
    assert said.women_title(shares, FRANCE) == (
        "En France, la part des femmes va de 51,2\u202f% pour les 15 à 25 ans à 54,3\u202f% pour les salariés en CDI"
    )
    assert (
        said.women_title(shares[:1], FRANCE)
        == "En France, les femmes sont 51,2\u202f% des entrées pour les 15 à 25 ans"
    )
    assert (
        said.women_title(shares[3:], FRANCE) == "En France, la part des femmes par âge et par statut n’est pas connue"
    )
    assert said.women_title(shares[2:], FRANCE).startswith("En France, trop peu d’entrées pour comparer la part")


def test_pairs():
    assert said.pair_label(("F", "M")) == "les femmes comparées aux hommes"
    assert said.pair_label(("c3", "c6")) == "les cadres comparés aux ouvriers"
    assert said.pair_of("de-ao") == ("de", "ao")
    with pytest.raises(LookupError, match="one partition"):
        said.pair_of("F-c1")


CELLS = st.lists(
    st.builds(
        row,
        st.sampled_from(["FR", "R76", "R11", "R94", "R53", "D31", "D2A"]),
        st.sampled_from([g for groups in PARTITIONS.values() for g in groups]),
        st.one_of(st.integers(0, 12), st.integers(0, 9000), st.just(NAN)),
        population=st.one_of(st.none(), st.floats(0.5, 99.0)),
        active=st.booleans(),
        status=st.sampled_from(["aligned", "approximate"]),
    ),
    min_size=1,
    max_size=30,
)


def consistent(rows):
    """One row an area and a group, each in its partition; no status without a comparator."""
    kept = {}
    for one in rows:
        partition = next(p for p, groups in PARTITIONS.items() if one["group"] in groups)
        status = one["status"] if not np.isnan(one["population"]) else "none"
        kept[one["area"], one["group"]] = one | {"partition": partition, "status": status}
    return list(kept.values())


def assert_french(text):
    assert text and text == text.strip()
    assert text[0].isupper() or text[0].isdigit()
    assert not re.search(r"\bnan\b|\binf\b|None|  ", text)
    assert not re.search(r"[ \w][;?!%‰]| :|-\d|\d\.\d|'", text), text


@LAW
@given(CELLS, st.sampled_from([FRANCE, OCCITANIE, AREAS["D31"], AREAS["D2A"]]), st.sampled_from(["ens", "de", "ao"]))
def test_every_result_gives_sentences_in_french(rows, area, reading):
    found = profiles(*consistent(rows))
    sentence = said.profile_sentence(found, area, YEAR, reading).plain
    assert_french(sentence)
    assert sentence.endswith(".")
    assert_french(said.profile_title(found, (area,), "ens"))
    assert_french(said.profile_alt(found, (area,), YEAR, "ens"))
    columns = [[c for (_, _, g), c in found.cells.items() if g == group] for group in PARTITIONS["sex"]]
    assert_french(said.heat_title(columns))
    # What is said to be over-represented is measured so.
    for people in re.findall(r"(Les [^.]*?) sont [\d,]+ fois plus", sentence):
        over = [c for c in found.measured(area) if c.outcome == "higher"]
        assert any(said.group_people(c.group).capitalize() == people for c in over)


@LAW
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(r.id for r in regions())), st.integers(0, 3000), st.integers(0, 3000)),
        min_size=1,
        max_size=8,
        unique_by=lambda r: r[0],
    ),
    st.sampled_from([("F", "M"), ("M", "F")]),
)
def test_every_ratio_gives_a_sentence_in_french(areas, pair):
    rows = [
        row(a, g, n, status="aligned")
        for a, *ns in [("FR", 5000, 5000), *areas]
        for g, n in zip(("F", "M"), ns, strict=True)
    ]
    cells = recourse(*rows, pair=pair)
    for area in (FRANCE, AREAS[areas[0][0]]):
        assert_french(said.recourse_title(cells, area, pair))
        assert_french(said.recourse_alt(cells, area, pair, 0.05))
