"""Which families a result leaves out, by months expected and sent, and how it is said."""

import pytest

from filters import Filters, Period
from layouts.absences import absences
from nomenclatures import FAMILY

YEAR = Period("2021-01", "2021-12")
MONTHS = [f"2021-{month:02d}" for month in range(1, 13)]
ALL = FAMILY.codes


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def found(missing=None, outside=None, families=ALL, period=YEAR):
    return absences(families, period, missing or {}, outside or {})


def test_everyone_present_leaves_nothing_to_say():
    whole = found()
    assert whole.counted == ALL and not whole.partial
    assert (whole.lacking, whole.left_out, whole.remarks(), whole.gaps([])) == ("", "", [], ())


def test_a_choice_wholly_outside_the_field_says_that_it_is_not_there_yet():
    never = {"ml": MONTHS, "apec": MONTHS}
    assert plain(found(outside=never, families=("ml",)).not_yet).startswith("Missions locales : pas encore")
    assert found(outside=never, families=("ml", "pe")).not_yet == ""
    assert found(missing={"pe": MONTHS}, outside=never, families=("ml", "pe")).not_yet == ""
    assert found().not_yet == ""


@pytest.mark.parametrize(
    ("lost", "never", "silent", "partly", "left_out"),
    [
        (MONTHS, [], True, False, False),
        (MONTHS[9:], [], False, True, False),
        (MONTHS[6:], MONTHS[:6], True, False, False),
        (MONTHS[6:9], MONTHS[:6], False, True, False),
        ([], MONTHS, False, False, True),
        ([], MONTHS[:6], False, False, False),
        (["2020-12", "2022-01"], ["2019-01"], False, False, False),
    ],
)
def test_a_family_is_in_one_list_at_most(lost, never, silent, partly, left_out):
    sorted_out = found({"apec": tuple(lost)}, {"apec": tuple(never)})
    lists = ("apec" in sorted_out.silent, "apec" in sorted_out.partly, "apec" in sorted_out.outside)
    assert lists == (silent, partly, left_out)
    assert ("apec" in sorted_out.counted) == (not silent and not left_out)
    assert set(sorted_out.counted) >= set(ALL) - {"apec"}


def test_operators_are_named_as_of_the_period():
    said = found({"reg": tuple(MONTHS), "pe": tuple(MONTHS)}).lacking
    assert plain(said) == "rien de transmis par Pôle emploi et Mon CEP, opérateurs régionaux"
    later = Period("2024-01", "2024-12")
    months = tuple(month.replace("2021", "2024") for month in MONTHS)
    assert found({"pe": months}, period=later).lacking == "rien de transmis par France Travail"


def test_months_that_follow_one_another_are_one_span():
    said = found({"ce": ("2021-02", "2021-03", "2021-04", "2021-08", "2021-12")}).lacking
    assert plain(said) == "Cap emploi sans février 2021 – avril 2021, août 2021 et décembre 2021"


def test_what_is_missing_is_said_before_what_is_outside():
    said = [plain(text) for text in found({"apec": tuple(MONTHS)}, {"ml": tuple(MONTHS)}).remarks()]
    assert said == [
        "Résultat partiel pour 2021 : rien de transmis par Apec.",
        "Hors du champ pour 2021 : Missions locales.",
        "L’effectif ne compte que Pôle emploi, Cap emploi et Mon CEP, opérateurs régionaux.",
    ]


def test_a_family_outside_makes_no_result_partial():
    outside = found(outside={"ml": tuple(MONTHS)})
    assert not outside.partial and not outside.lacking and len(outside.remarks()) == 2


def test_nothing_counted_is_no_partial_result():
    nobody = found({"apec": tuple(MONTHS)}, families=("apec",))
    assert not nobody.partial and nobody.remarks() == [] and nobody.silent == ("apec",)


def test_months_not_sent_are_gaps_unless_a_break_says_them():
    partly = found({"ce": tuple(MONTHS[9:]), "apec": tuple(MONTHS[3:5])})
    assert [(gap.number, gap.month) for gap in partly.gaps([])] == [(1, "2021-04"), (2, "2021-10")]
    assert [gap.month for gap in partly.gaps(["apec", "pe"])] == ["2021-10"]
    assert plain(partly.gaps(["apec"])[0].title) == "Cap emploi sans octobre 2021 – décembre 2021"


def test_only_the_families_asked_are_judged():
    missing = {"apec": tuple(MONTHS)}
    assert absences(("pe", "ml"), Filters().period, missing, {}).silent == ()
    assert found(missing, families=("pe", "ml")).silent == ()
