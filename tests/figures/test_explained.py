"""Sentences of the page Comparer: golden texts, then laws on any decomposition: signs, plurals, agreement, spaces."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denominators import STRATA
from figures.explained import (
    Question,
    detectable_text,
    explained_alt,
    explained_sentence,
    explained_title,
    funnel_alt,
    funnel_sentence,
    funnel_title,
    outside_text,
    phi_text,
    portrait_alt,
    portrait_title,
    ranking_title,
    ratio_alt,
    ratio_title,
)
from figures.numbers import number
from figures.strata import AXIS_EQUAL, AXIS_LABELS, AXIS_WITHOUT, STRATUM_LABELS, STRATUM_PART
from figures.wording import towards
from geo.areas import AREAS, FRANCE, regions
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY
from tests.figures.comparisons import decomposed, decompositions, funnelled, spread_regions, standardised
from tests.figures.results import fr
from tests.figures.test_funnel_chart import read

YEAR = ("2017-01", "2017-12")
OCCITANIE, NORTH = AREAS["R76"], AREAS["R32"]
# Unemployed, then employed: entries, persons.
FRENCH = [(500_000, 1_000_000), (50_000, 9_000_000)]


ASKED = Question(YEAR, "", "statut")


def say(found, area=OCCITANIE, against=FRANCE, axis="statut", indicator=ACCESS_RATE, period=YEAR, restriction=""):
    asked = Question(period, restriction, axis)
    return explained_sentence(found, area, against, indicator, asked).plain


def test_every_stratum_and_axis_has_its_words():
    assert set(AXIS_LABELS) == set(AXIS_EQUAL) == set(AXIS_WITHOUT) == set(STRATA)
    groups = {stratum.group for strata in STRATA.values() for stratum in strata}
    assert set(STRATUM_LABELS) == set(STRATUM_PART) == groups


@pytest.mark.parametrize(
    ("here", "area", "text"),
    [
        (
            [(78_000, 130_000), (5_220, 870_000)],
            OCCITANIE,
            "En 2017, l’Occitanie compte 28,2 entrées pour 1~000 actifs de plus que la France, hors statut "
            "inconnu_: 16,3 tiennent à sa population, surtout par la part "
            "des chômeurs, et 11,9 à un recours plus fréquent à statut d’emploi égal.",
        ),
        (
            [(52_000, 130_000), (5_220, 870_000)],
            OCCITANIE,
            "En 2017, l’Occitanie compte 2,2 entrées pour 1~000 actifs de plus que la France, hors statut "
            "inconnu_: sa population, surtout par la part "
            "des chômeurs, en ajoute 13,3, un recours moins fréquent à statut d’emploi égal en retire "
            "11,1.",
        ),
        (
            [(50_000, 100_000), (5_000, 900_000)],
            NORTH,
            "En 2017, les Hauts-de-France comptent autant d’entrées pour 1~000 actifs que la France, hors statut "
            "inconnu_: leur population "
            "n’y change rien, le recours à statut d’emploi égal n’y change rien.",
        ),
        (
            [(48_600, 100_000), (5_000, 900_000)],
            NORTH,
            "En 2017, les Hauts-de-France comptent 1,4 entrée pour 1~000 actifs de moins que la France, hors statut "
            "inconnu_: leur "
            "population n’y change rien, un recours moins fréquent à statut d’emploi égal en retire 1,4.",
        ),
    ],
)
def test_golden_sentences(here, area, text):
    assert say(decomposed(here, FRENCH), area) == fr(text)


def test_the_sentence_names_what_it_is_compared_with_and_the_operators_kept():
    found = decomposed([(78_000, 130_000), (5_220, 870_000)], FRENCH, against="R32")
    text = say(
        found,
        against=NORTH,
        indicator=ACCESS_RATE_MONTHLY,
        period=("2018-01", "2018-07"),
        restriction="sans Pôle emploi",
    )
    assert text.startswith(
        "De janvier à juillet 2018, sans Pôle emploi, l’Occitanie compte 28,22 entrées par mois pour"
    )
    assert "de plus que les Hauts-de-France" in text


@pytest.mark.parametrize(
    ("here", "options", "why"),
    [
        ([(5_000, 100_000), (50, 900_000)], {"broken": True}, "rupture de série"),
        ([(5_000, float("nan")), (50, float("nan"))], {}, "dénominateur est indisponible"),
        ([(float("nan"), 100), (50, 900)], {}, "n’est pas couverte"),
        ([(0, 100), (0, 900)], {}, "secret statistique"),
        ([(5, 100), (0, 900)], {}, "moins de dix entrées"),
    ],
)
def test_a_gap_that_does_not_part_says_why(here, options, why):
    found = decomposed(here, FRENCH, **options)
    text = say(found)
    assert why in text and "ne se décompose pas" in text
    assert explained_title(found, OCCITANIE, FRANCE) == "L’écart de l’Occitanie ne se décompose pas"
    assert explained_alt(found, explained_sentence(found, OCCITANIE, FRANCE, ACCESS_RATE, ASKED), []) == text


def test_a_gap_within_noise_is_given_no_number():
    found = replace(decomposed([(50_100, 100_000), (5_000, 900_000)], FRENCH), cell_status="too_close")
    assert say(found) == fr(
        "En 2017, l’écart entre l’Occitanie et la France ne se décompose pas_: il ne dépasse pas ce que le hasard et "
        "le secret statistique font varier."
    )


@settings(max_examples=300, deadline=None)
@given(decompositions(), st.sampled_from(regions()), st.sampled_from([FRANCE, *regions()]))
def test_signs_plurals_and_spaces_follow_the_numbers(case, area, against):
    axis, found = case
    text = say(found, area, against, axis)
    gap, composition, behaviour = (round(part, 1) for part in (found.gap, found.composition, found.behaviour))
    assert ("de plus que" in text) == (gap > 0)
    assert ("de moins que" in text) == (gap < 0)
    assert ("autant d’entrées" in text) == (gap == 0)
    if gap:
        unit = "entrée" if abs(gap) < 2 else "entrées"
        assert f"{number(abs(gap), 1)} {unit} pour" in text
    together = composition * gap > 0 and behaviour * gap > 0
    if together:
        verb = "tient" if abs(composition) < 2 else "tiennent"
        assert f"{number(abs(composition), 1)} {verb} à" in text
    else:
        for value in (composition, behaviour):
            said = f"en {'ajoute' if value > 0 else 'retire'} {number(abs(value), 1)}"
            assert (said if value else "n’y change rien") in text
    assert ("plus fréquent" in text) == (behaviour > 0)
    assert ("moins fréquent" in text) == (behaviour < 0)
    assert ("comptent" in text) == (area.article == "les ") == ("leur population" in text)
    assert AXIS_EQUAL[axis] in text
    unknown = {"statut": "statut", "sexe": "sexe", "qualif": "qualification", "croise": "sexe ou qualification"}[axis]
    assert re.search(rf", hors {unknown} inconnue?s?\u00a0:", text)
    assert text.endswith(".") and "  " not in text and " ," not in text and ".." not in text and "nan" not in text
    assert not re.search(r"[^\u00a0]:", text)
    mainly = re.search(r"par la part (.*?), ", text)
    if mainly:
        group = next(g for g, words in STRATUM_PART.items() if words == mainly[1])
        effects = dict(zip(found.groups["group"], found.groups["composition"], strict=True))
        assert effects[group] * composition > 0
        assert abs(effects[group]) == max(abs(e) for e in effects.values() if e * composition > 0)


@settings(max_examples=200, deadline=None)
@given(decompositions(), st.sampled_from(regions()))
def test_titles_say_which_part_is_larger(case, area):
    _, found = case
    title = explained_title(found, area, FRANCE)
    composition, behaviour = round(found.composition, 1), round(found.behaviour, 1)
    assert title[0].isupper() and not title.endswith(".")
    if composition * behaviour > 0:
        assert ("qui vit" in title) == (abs(composition) >= abs(behaviour))
        assert re.match(
            r"(Six dixièmes|Deux tiers|Les trois quarts) du \w+ d’accès viennent|.* du \w+ d’accès vient", title
        )
        assert ("du surcroît" in title) == (composition > 0) != ("du déficit" in title)
    elif composition * behaviour < 0:
        assert title.index("relève") < title.index("abaisse")
        assert title.lower().startswith("qui vit" if composition > 0 else "la façon")
    elif composition or behaviour:
        assert title.startswith(f"Tout le {'surcroît' if composition + behaviour > 0 else 'déficit'} d’accès vient")
    else:
        assert title.startswith("Rien n’écarte")


def test_titles_of_the_explained_gap():
    assert explained_title(None, FRANCE, FRANCE) == "Choisir un territoire pour expliquer son écart"
    found = decomposed([(78_000, 130_000), (5_220, 870_000)], FRENCH)
    assert (
        explained_title(found, OCCITANIE, FRANCE) == "Six dixièmes du surcroît d’accès viennent de qui vit en Occitanie"
    )
    assert explained_title(decomposed([(65_000, 130_000), (4_833, 870_000)], FRENCH), OCCITANIE, FRANCE) == (
        "Tout le surcroît d’accès vient de qui vit en Occitanie"
    )
    assert explained_title(decomposed(FRENCH, FRENCH), OCCITANIE, FRANCE) == "Rien n’écarte l’Occitanie de la France"
    assert explained_title(decomposed([(52_000, 130_000), (5_220, 870_000)], FRENCH), OCCITANIE, FRANCE) == (
        "Qui vit en Occitanie relève l’accès, la façon d’y recourir l’abaisse"
    )
    assert explained_title(decomposed([(42_000, 70_000), (5_220, 930_000)], FRENCH), OCCITANIE, FRANCE) == (
        "La façon d’y recourir relève l’accès, qui vit en Occitanie l’abaisse"
    )
    alt = explained_alt(
        found,
        explained_sentence(found, OCCITANIE, FRANCE, ACCESS_RATE, ASKED),
        [("Chômeurs", 6.1, -0.1)],
    )
    assert alt.startswith("Écart expliqué. En 2017") and fr("Chômeurs_: composition +6,1, recours −0,1.") in alt


def places(frame):
    return dict(zip(frame["area"], frame["position_998"], strict=True))


def test_the_funnel_in_words():
    rows = [row for row in spread_regions() if row[0] not in ("R94", "R11")]
    frame = funnelled([*rows, ("R94", 500.0, 1e6), ("R11", 5.0, 5e6)])
    cells, where = read(frame), places(frame)
    assert funnel_title(cells, where) == fr(
        "La Corse sort des limites à 99,8~% par le haut, l’Île-de-France par le bas"
    )
    assert outside_text(cells, where) == fr("Deux régions sortent des limites à 99,8~%_: 1 au-dessus et 1 au-dessous")
    text = funnel_sentence(cells, where, ACCESS_RATE, ASKED).plain
    assert text.startswith(fr("En 2017, la France compte 75,0 entrées pour 1~000 actifs. Deux régions sortent"))
    alt = funnel_alt(cells, where, ACCESS_RATE, frame["phi"].max(), cells.compared[0])
    assert fr("Au-dessus_: Corse. Au-dessous_: Île-de-France. Guadeloupe_: 60,0~‰, dans les limites.") in alt
    assert "Surdispersion φ" in alt
    alone = funnelled([*((area, 75.0, size) for area, _, size in rows[1:]), (rows[0][0], 900.0, 4e6)])
    assert funnel_title(read(alone), places(alone)) == fr("La Guadeloupe sort des limites à 99,8~% par le haut")


def test_the_funnel_without_anybody_outside_or_inside():
    calm = funnelled([(area, 75.0, size) for area, _, size in spread_regions()])
    assert funnel_title(read(calm), places(calm)) == fr("Aucune région ne sort des limites à 99,8~%")
    none = funnelled([])
    assert outside_text(read(none), {}) == "Aucune région ne se place dans l’entonnoir"
    broken = funnelled(spread_regions(), broken=True)
    said = funnel_sentence(read(broken), {}, ACCESS_RATE, ASKED).plain
    assert said == fr("En 2017, les territoires ne se comparent pas_: la période contient une rupture de série.")
    missing = funnel_sentence(read(funnelled(spread_regions(), france=None)), {}, ACCESS_RATE, ASKED)
    assert "n’est pas couverte" in missing.plain
    zero = funnel_sentence(read(funnelled(spread_regions(), france=(0.0, 3e7))), {}, ACCESS_RATE, ASKED)
    assert zero.plain.endswith(".")
    # Of a period that the release does not cover, the population is not what lacks first.
    found = read(funnelled(spread_regions()))
    lost = found.france._replace(cell_status="no_denominator", value=float("nan"))
    for numerator, why in ((float("nan"), "la période n’est pas couverte"), (5.0, "le dénominateur est indisponible")):
        unknown = found._replace(france=lost._replace(numerator=numerator))
        assert funnel_sentence(unknown, {}, ACCESS_RATE, ASKED).plain.endswith(f"{why}.")
    assert funnel_alt(read(broken), {}, ACCESS_RATE, float("nan"), read(broken).compared[0]).count(".") == 2
    assert funnel_alt(read(calm), {}, ACCESS_RATE, 2.0, read(calm).compared[0]).endswith(fr("75,0~‰."))


def test_the_ratio_in_words():
    nobody = [(1, float("nan"))] * 2
    fewer = [(40_000, 100_000), (5_000, 900_000)]
    cells = read(standardised({"FR": FRENCH, "R76": fewer, "R32": FRENCH, "R06": nobody})[1])
    title = ratio_title(cells, "statut")
    assert title == "À statut d’emploi égal, le recours va de 0,82 en Occitanie à 1,00 dans les Hauts-de-France"
    alt = ratio_alt(cells, "Titre")
    assert alt == fr("Titre. 1 territoire hors de la zone d’équivalence. Sans valeur_: Mayotte.")
    alone = standardised({"FR": FRENCH, "R32": FRENCH})[1]
    assert ratio_title(read(alone), "sexe") == "À sexe égal, le recours est partout de 1,00 fois celui de la France"
    within = ratio_title(read(alone), "sexe", OCCITANIE)
    assert within == "En Occitanie, à sexe égal, le recours est partout de 1,00 fois celui de la France"
    assert ratio_alt(read(alone), "Titre") == "Titre. 0 territoire hors de la zone d’équivalence."
    assert "aucun territoire" in ratio_title(read(standardised({"FR": FRENCH})[1]), "qualif")
    many = standardised({"FR": FRENCH} | {a.id: nobody for a in regions()})[1]
    assert ratio_alt(read(many), "Titre").endswith("et 13 autres.")


def test_the_ranking_in_words():
    assert ranking_title({}, "statut") == "À statut d’emploi égal, aucun territoire ne se classe"
    assert ranking_title({OCCITANIE: 0.0, NORTH: 0.0}, "sexe") == "À sexe égal, aucun territoire ne change de place"
    moved = ranking_title({OCCITANIE: 1.0, NORTH: -1.0}, "sexe")
    assert moved == "À sexe égal, l’Occitanie gagne 1 place et les Hauts-de-France perdent 1 place"
    assert "12 places" in ranking_title({OCCITANIE: -12.0, NORTH: 12.0}, "sexe")
    # Those that move as much are not left out.
    corsica, brittany = AREAS["R94"], AREAS["R53"]
    even = {OCCITANIE: 5.0, corsica: 5.0, NORTH: -10.0}
    assert ranking_title(even, "sexe").startswith("À sexe égal, l’Occitanie et la Corse gagnent 5 places et les ")
    assert "3 territoires gagnent 5 places" in ranking_title(even | {brittany: 5.0}, "sexe")


def test_the_profile_in_words():
    rows = [("Taux d’accès, ensemble", "higher"), ("Part des femmes", "lower"), ("Ratio standardisé", "similar")]
    assert portrait_title(rows, 3, OCCITANIE) == (
        "En Occitanie, le taux d’accès est plus élevé qu’en France, la part des femmes est plus basse"
    )
    assert portrait_title(rows[:1], 3, NORTH) == "Dans les Hauts-de-France, le taux d’accès est plus élevé qu’en France"
    assert portrait_title([("Ratio standardisé", "lower"), ("Part des femmes", "lower")], 3, OCCITANIE) == (
        "En Occitanie, le ratio standardisé et la part des femmes sont plus bas qu’en France"
    )
    assert portrait_title([("Part des femmes", "lower"), ("Part des jeunes", "lower")], 3, OCCITANIE).endswith(
        "la part des femmes et la part des jeunes sont plus basses qu’en France"
    )
    assert portrait_title(rows[2:], 1, OCCITANIE) == "L’Occitanie ressemble à la France"
    assert (
        portrait_title(rows[2:], 3, NORTH) == "Les Hauts-de-France ressemblent à la France pour les indicateurs mesurés"
    )
    assert portrait_title([], 3, OCCITANIE) == "Aucun indicateur n’a de valeur en Occitanie"
    assert portrait_title(rows, 3, None) == "Aucun profil à montrer"
    assert portrait_title(rows, 3, None, "Part des femmes") == (
        "C’est par la part des femmes que les territoires diffèrent le plus"
    )
    assert portrait_title([(f"Part {i}", "higher") for i in range(5)], 5, OCCITANIE) == (
        "En Occitanie, la part 0, la part 1 et 3 autres indicateurs sont plus élevés qu’en France"
    )
    lines = [
        ("Part des femmes", fr("53,0~%"), fr("52,0~%"), "proche"),
        ("Taux", "85,0", "75,0", "plus élevé"),
        ("Part des jeunes", fr("20,0~%"), fr("20,1~%"), "proche"),
        ("Ratio", "n.d.", "n.d.", ""),
    ]
    assert portrait_alt("Titre", lines, OCCITANIE) == fr(
        "Profil territorial. Titre. Proche_: Part des femmes~; Part des jeunes. Plus élevé_: Taux (85,0 contre 75,0). "
        "Sans verdict_: Ratio (n.d. contre n.d.)."
    )
    assert fr("Titre. Part des femmes_: 53,0~%~; Taux_: 85,0~;") in portrait_alt("Titre", lines, None)


def test_the_detectable_gap():
    gaps = {"R76": 12.3, "R11": 0.42}
    assert detectable_text(gaps, "R76", "région") == fr(
        "Vu la dispersion des régions, un écart inférieur à 12~% est du bruit."
    )
    assert detectable_text(gaps, "R11", "région").endswith(fr("un écart inférieur à 0,4~% est du bruit."))
    assert detectable_text(gaps, "FR", "région") == fr(
        "Vu la dispersion des régions, un écart est du bruit sous 0~% à 12~%, selon le territoire."
    )
    assert detectable_text({}, "FR", "région") == ""


def test_the_dispersion_has_a_decimal_where_it_is_small():
    assert (phi_text(39.7), phi_text(1.26)) == (fr("surdispersion φ_=_40"), fr("surdispersion φ_=_1,3"))
    assert phi_text(math.nan) == ""


def test_towards_a_territory():
    said = [towards(AREAS[area]) for area in ("R76", "R44", "R32", "D75")]
    assert said == ["à l’Occitanie", "au Grand Est", "aux Hauts-de-France", "à Paris"]
