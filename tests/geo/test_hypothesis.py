"""Written hypotheses: what is written is read again, and any other text gives what it says well."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.hypothesis import MOST_LETTERS, MOST_PIECES, Hypothesis, SiteKey, read_hypothesis, with_session

CODES = st.builds(
    SiteKey,
    st.sampled_from(["", "pole_emploi", "apec"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5),
)
A, B = SiteKey("", "A"), SiteKey("", "B")
COMMUNES = st.from_regex(r"\A[0-9][0-9AB][0-9]{3}\Z")
HOURS = st.integers(1, 1680).map(lambda tenths: tenths / 10)


@st.composite
def hypotheses(draw):
    codes = draw(st.lists(CODES, unique=True, max_size=12))
    closed = [code for code in codes if draw(st.booleans())]
    rest = [code for code in codes if code not in closed]
    return Hypothesis(
        tuple(sorted(closed)),
        tuple((code, draw(COMMUNES)) for code in sorted(rest) if draw(st.booleans())),
        tuple((code, draw(HOURS)) for code in sorted(rest) if draw(st.booleans())),
        tuple((commune, draw(HOURS)) for commune in sorted(draw(st.sets(COMMUNES, max_size=6)))),
    )


@given(hypotheses())
def test_what_is_written_is_read_again_and_needs_no_quoting(hypothesis):
    text = str(hypothesis)
    assert hypothesis.size <= MOST_PIECES
    assert read_hypothesis(text) == (hypothesis, ())
    assert quote(text, safe="-") == text
    assert bool(hypothesis) == bool(text) == (hypothesis.size > 0)


@given(st.text(st.sampled_from("fmhax~_.01239AB2EC3-é "), max_size=60) | st.text(max_size=60))
def test_any_text_gives_a_hypothesis_that_is_written_and_read_alike(text):
    hypothesis, ignored = read_hypothesis(text)
    assert read_hypothesis(str(hypothesis)) == (hypothesis, ())
    assert hypothesis.size + len(ignored) == len([piece for piece in text.split("~") if piece])


@given(hypotheses(), st.randoms())
def test_the_order_of_the_pieces_says_nothing(hypothesis, random):
    pieces = str(hypothesis).split("~")
    random.shuffle(pieces)
    assert read_hypothesis("~".join(pieces)) == (hypothesis, ())


def test_a_short_address():
    hypothesis = Hypothesis(
        (SiteKey("missions_locales", "ML-31-004"),),
        ((SiteKey("cap_emploi", "CE_1"), "31555"),),
        ((SiteKey("", "pé"), 17.5),),
        (("2A004", 7.0),),
    )
    assert str(hypothesis) == "fmissions-locales_ML-31-004~mcap-emploi_CE.5F1_31555~hp.C3.A9_17.5~a2A004_7"
    assert hypothesis and not Hypothesis()
    assert hypothesis.sites == (("missions_locales", "ML-31-004"), ("cap_emploi", "CE_1"), ("", "pé"))


def test_sites_of_two_operators_that_share_a_code_are_two():
    text = "fapec_A~fcap-emploi_A~hA_7"
    hypothesis, ignored = read_hypothesis(text)
    assert hypothesis.closed == (SiteKey("apec", "A"), SiteKey("cap_emploi", "A")) and not ignored
    assert hypothesis.hours == ((A, 7.0),) and str(hypothesis) == text


def test_a_key_that_gains_its_operator_contradicts_what_is_said_of_it_already():
    old = read_hypothesis("fA~fapec_A~mB_31555~hB_7~hapec_B_14").hypothesis
    assert str(old.under(lambda site: SiteKey("apec", site.code))) == "fapec_A~mapec_B_31555~hapec_B_7"
    assert old.under(lambda site: site) == old
    assert str(read_hypothesis("fA~mapec_A_31555").hypothesis.under(lambda s: SiteKey("apec", s.code))) == "fapec_A"


@pytest.mark.parametrize(
    "piece",
    [
        "x1",
        "f",
        "f.5f",
        "f.41",
        "f.C3",
        "f.G1",
        "fa_b_c",
        "fA_b",
        "fa-_b",
        "fa_",
        "mA",
        "mA_1",
        "mA_31555_1",
        "ma_b_A_31555",
        "hA_0",
        "hA_7.0",
        "hA_1e1",
        "hA_168.1",
        "hA_-1",
        "hA_07",
        "a31555",
        "a31555_169",
        "aX1555_7",
        "a31555_7_8",
        "é",
    ],
)
def test_what_is_not_of_the_grammar_is_left_out_alone(piece):
    assert read_hypothesis(f"fB~{piece}~a31555_7") == (Hypothesis((B,), (), (), (("31555", 7.0),)), (piece,))


def test_what_is_said_again_is_left_out_and_a_closed_site_neither_moves_nor_opens():
    found = read_hypothesis("hA_7~hA_8~a31555_7~a31555_14~fB~fB~mB_31555~hB_7~mA_31555")
    assert found.ignored == ("hA_8", "a31555_14", "fB", "mB_31555", "hB_7")
    assert found.hypothesis == Hypothesis((B,), ((A, "31555"),), ((A, 7.0),), (("31555", 7.0),))
    assert read_hypothesis("mB_31555~fB").ignored == ("mB_31555",)


def test_only_so_many_pieces_are_read():
    found = read_hypothesis("~".join(f"f{k}" for k in range(MOST_PIECES + 2)))
    assert found.hypothesis.size == MOST_PIECES
    assert found.ignored == (f"f{MOST_PIECES}", f"f{MOST_PIECES + 1}")
    long = "f" + (MOST_LETTERS - 4) * "A"
    assert read_hypothesis(f"{long}~fB~fC").ignored == ("fB", "fC")
    assert read_hypothesis(f"fB~{long}~fC").ignored == (long, "fC")


def test_a_session_is_added_or_changed():
    one = with_session(Hypothesis(closed=(A,)), "31555", 7)
    assert one == Hypothesis(closed=(A,), added=(("31555", 7),))
    assert with_session(one, "09122", 3.5).added == (("09122", 3.5), ("31555", 7))
    assert with_session(one, "31555", 14).added == (("31555", 14),)
