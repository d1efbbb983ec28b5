import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.access import access_rate
from indicators.frame import RESULT_COLUMNS
from indicators.standardised import decomposition, direct_rates, indirect_ratios
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan
GROUPS = ("de", "ao")


def counts(**areas):
    """area=[(count, population), …], one pair a stratum."""
    rows = [(area, group, *pair) for area, pairs in areas.items() for group, pair in zip(GROUPS, pairs, strict=True)]
    frame = pd.DataFrame(rows, columns=["area", "group", "count", "population"])
    return frame.assign(period="2017", exempt=False, active=True)


# France: 600 ‰ of the unemployed and 20 ‰ of the employed; Occitanie has the same rates and more unemployed.
FRANCE = [(60_000, 100_000), (18_000, 900_000)]
OCCITANIE = [(9000, 15_000), (1700, 85_000)]


def test_direct_rates_set_the_make_up_aside():
    result = direct_rates(counts(FR=FRANCE, R76=OCCITANIE))
    assert result["value"].tolist() == pytest.approx([78, 78])
    assert result["crude"].tolist() == pytest.approx([78, 107])
    assert result["outcome"].tolist() == ["benchmark", "similar"]
    assert result["group"].tolist() == ["", ""]
    assert (result["numerator"].tolist(), result["denominator"].tolist()) == ([78_000, 10_700], [1_000_000, 100_000])
    assert result["method"].tolist() == ["dobson"] * 2
    np.testing.assert_array_equal(result["rank_low"], [NAN, 1])
    assert tuple(result.columns) == (*RESULT_COLUMNS, "crude")


def test_indirect_ratios_are_one_at_the_rates_of_the_benchmark():
    result = indirect_ratios(counts(FR=FRANCE, R76=OCCITANIE, R94=[(300, 1000), (180, 9000)]))
    assert result["value"].tolist() == pytest.approx([1, 1, 480 / 780])
    assert result["denominator"].tolist() == pytest.approx([78_000, 10_700, 780])
    assert result["outcome"].tolist() == ["benchmark", "similar", "lower"]
    assert result["method"].tolist() == ["byar"] * 3
    assert result[["rank_low", "rank_high"]].isna().all(axis=None)
    assert tuple(result.columns) == RESULT_COLUMNS


def test_indirect_ratio_golden():
    """O = 120, E = 100: 1.2000 (0.9949-1.4349); and no verdict where fewer than ten are expected."""
    frame = counts(FR=[(1000, 10_000), (0, 10_000)], R76=[(120, 1000), (0, 1000)], R94=[(40, 99), (0, 99)])
    result = indirect_ratios(frame.assign(exempt=True))
    np.testing.assert_allclose(
        result.loc[1, ["value", "lower", "upper"]].astype(float), (1.2, 0.9949, 1.4349), atol=5e-5
    )
    assert result.loc[2, "value"] == pytest.approx(40 / 9.9)
    assert result["outcome"].tolist() == ["benchmark", "undecided", ""]


@pytest.mark.parametrize(
    ("pairs", "direct", "indirect"),
    [
        ([(50, 100), (50, 100)], "ok", "ok"),
        ([(5, 100), (0, 100)], "too_few", "ok"),
        ([(0, 100), (0, 100)], "secret", "secret"),
        ([(0, 100), (50, 100)], "ok", "ok"),
        ([(NAN, 100), (50, 100)], "no_data", "no_data"),
        ([(0, 100), (50, NAN)], "no_denominator", "no_denominator"),
        ([(0, 100), (0, 0)], "no_denominator", "no_denominator"),
    ],
)
def test_status(pairs, direct, indirect):
    frame = counts(FR=FRANCE, R76=pairs)
    for result, status in ((direct_rates(frame), direct), (indirect_ratios(frame), indirect)):
        row = result.loc[1]
        assert row["cell_status"] == status
        for name in ("value", "lower", "upper"):
            assert np.isfinite(row[name]) == (status == "ok"), name
        if status != "ok":
            assert (row["outcome"], row["method"]) == ("", "")
        if pairs == [(0, 100), (0, 100)] or pairs == [(0, 100), (0, 0)]:
            assert np.isnan(row["numerator"])


def test_a_missing_stratum_or_benchmark_has_no_denominator():
    frame = counts(FR=FRANCE, R76=OCCITANIE)
    for build in (direct_rates, indirect_ratios):
        assert build(frame.iloc[:3])["cell_status"].tolist() == ["ok", "no_denominator"]
        alone = build(frame.iloc[2:])
        assert alone["cell_status"].tolist() == ["no_denominator"]
        assert alone["outcome"].tolist() == [""]
        assert build(frame, broken=True)["cell_status"].tolist() == ["break", "break"]
        assert build(frame.iloc[:0]).empty


@pytest.mark.parametrize("france", [[(NAN, 100), (5, 100)], [(0, 100), (0, 100)]])
def test_nothing_is_expected_at_unknown_rates(france):
    frame = counts(FR=france, R76=OCCITANIE)
    assert indirect_ratios(frame)["cell_status"].tolist()[1] == "no_data"
    assert direct_rates(frame)["cell_status"].tolist()[1] == "ok"


def test_noise_of_the_strata_widens_the_intervals():
    frame = counts(FR=FRANCE, R76=[(50, 1000), (20, 1000)])
    z = 1.959964
    plain, noisy = (direct_rates(frame, noise_variance=v).loc[1] for v in (0, 3))
    steps = 1000 * np.array([0.1, 0.9]) / 1000
    spread = np.sqrt((plain["upper"] - plain["value"]) ** 2 + z**2 * 3 * (steps**2).sum())
    assert noisy["upper"] == pytest.approx(noisy["value"] + spread)
    plain, noisy = (indirect_ratios(frame, noise_variance=v).loc[1] for v in (0, 3))
    spread = np.sqrt((plain["upper"] - plain["value"]) ** 2 + z**2 * 6 / plain["denominator"] ** 2)
    assert noisy["upper"] == pytest.approx(noisy["value"] + spread)
    assert (plain["method"], noisy["method"]) == ("byar", "byar+bruit")
    assert direct_rates(frame.assign(exempt=True), noise_variance=3)["method"].tolist() == ["dobson"] * 2


def test_two_rows_of_one_stratum_are_refused():
    frame = counts(FR=FRANCE)
    with pytest.raises(ValueError, match="several rows"):
        direct_rates(pd.concat([frame, frame]))


@pytest.mark.parametrize("build", [direct_rates, lambda counts, **unit: decomposition(counts, "R76", **unit)])
@pytest.mark.parametrize("unit", [{"per": 0}, {"periods": NAN}])
def test_impossible_units(build, unit):
    with pytest.raises(ValueError, match="per and periods"):
        build(counts(FR=FRANCE, R76=OCCITANIE), **unit)


STRATA = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 900), st.integers(1, 60), st.integers(1, 900)), min_size=1, max_size=5
)


def table(strata, **columns):
    rows = [
        (area, str(at), *pair)
        for at, (o, n, o_ref, n_ref) in enumerate(strata)
        for area, pair in (("R76", (o, n)), ("FR", (o_ref, n_ref)))
    ]
    frame = pd.DataFrame(rows, columns=["area", "group", "count", "population"])
    return frame.assign(**({"period": "2017", "exempt": True, "active": True} | columns))


@LAW
@given(STRATA, st.sampled_from([0.8, 0.95]), st.sampled_from([1.0, 3.0]))
def test_equal_the_oracle(strata, confidence, periods):
    o, n, o_ref, n_ref = (list(column) for column in zip(*strata, strict=True))
    frame = table(strata)
    direct = direct_rates(frame, confidence=confidence, periods=periods).loc[0, ["value", "lower", "upper"]]
    expected = oracle.direct_rate(o, n, n_ref, 1000 / periods, confidence)
    np.testing.assert_allclose(direct.astype(float), expected, rtol=1e-8, atol=1e-9)
    indirect = indirect_ratios(frame, confidence=confidence).loc[0, ["value", "lower", "upper"]]
    expected = oracle.indirect_ratio(o, n, o_ref, n_ref, confidence)
    np.testing.assert_allclose(indirect.astype(float), expected, rtol=1e-8, atol=1e-9)
    if sum(o) >= 10 and sum(o_ref) >= 10:
        found = decomposition(frame, "R76", periods=periods, confidence=None)
        rates, rates_ref = (
            [1000 / periods * x / p for x, p in zip(*pair, strict=True)] for pair in ((o, n), (o_ref, n_ref))
        )
        expected = oracle.kitagawa(n, rates, n_ref, rates_ref)
        np.testing.assert_allclose((found.gap, found.composition, found.behaviour), expected, atol=1e-8)


@LAW
@given(STRATA)
def test_the_parts_of_a_gap_sum_to_it(strata):
    frame = table(strata)
    found = decomposition(frame, "R76", confidence=None)
    if found.cell_status == "ok":
        rates = access_rate(
            frame.groupby("area", sort=False)[["count", "population"]]
            .sum()
            .reset_index()
            .assign(period="2017", group="", exempt=True, active=True)
        )["value"]
        assert found.gap == pytest.approx(rates[0] - rates[1], abs=1e-9)
        assert found.gap == pytest.approx(found.value - found.value_against, abs=1e-9)
        assert found.composition + found.behaviour == pytest.approx(found.gap, abs=1e-9)
        sums = found.groups[["composition", "behaviour", "share", "share_against"]].sum()
        np.testing.assert_allclose(sums, [found.composition, found.behaviour, 100, 100], atol=1e-8)
        back = decomposition(frame, "FR", "R76", confidence=None)
        assert (back.gap, back.composition) == (pytest.approx(-found.gap), pytest.approx(-found.composition))


@LAW
@given(STRATA, st.integers(2, 50))
def test_the_size_of_a_population_does_not_matter(strata, scale):
    """A France with the same rates and shares, `scale` times as many: same ratios, rates and parts."""
    larger = [(o, n, o_ref * scale, n_ref * scale) for o, n, o_ref, n_ref in strata]
    one, other = table(strata), table(larger)
    np.testing.assert_allclose(indirect_ratios(one)["value"], indirect_ratios(other)["value"])
    np.testing.assert_allclose(direct_rates(one)["value"][0], direct_rates(other)["value"][0])
    parts, others = (decomposition(frame, "R76", confidence=None) for frame in (one, other))
    if "too_few" not in (parts.cell_status, others.cell_status):
        assert parts.composition == pytest.approx(others.composition, abs=1e-9)


def test_decomposition_golden():
    """c = (.88, .12) against (.92, .08), r = (.02, .60) against (.018, .62): 0.02344 = 0.02364 - 0.00020."""
    frame = counts(R76=[(1760, 88_000), (7200, 12_000)], FR=[(1656, 92_000), (4960, 8000)])
    found = decomposition(frame, "R76", per=1)
    np.testing.assert_allclose(
        (found.gap, found.composition, found.behaviour), (0.02344, 0.02364, -0.00020), atol=1e-12
    )
    np.testing.assert_allclose(found.groups["share"], [88, 12])
    np.testing.assert_allclose(found.groups["rate_against"], [0.018, 0.62])
    np.testing.assert_allclose(found.groups["composition"], [-0.00076, 0.0244])
    np.testing.assert_allclose(found.groups["behaviour"], [0.0018, -0.002])
    assert found.groups["group"].tolist() == list(GROUPS)
    assert (found.area, found.against, found.cell_status) == ("R76", "FR", "ok")


@pytest.mark.parametrize(
    ("area", "against", "broken", "status"),
    [
        (OCCITANIE, FRANCE, True, "break"),
        ([(5, 100), (0, 100)], FRANCE, False, "too_few"),
        (OCCITANIE, [(4, 100), (5, 100)], False, "too_few"),
        ([(NAN, 100), (0, 100)], FRANCE, False, "no_data"),
        (OCCITANIE, [(NAN, 100), (50, 100)], False, "no_data"),
        ([(50, 0), (50, 100)], FRANCE, False, "no_denominator"),
        ([(0, 100), (0, 100)], FRANCE, False, "secret"),
        ([(600, 1000), (180, 9000)], FRANCE, False, "too_close"),
    ],
)
def test_no_decomposition(area, against, broken, status):
    found = decomposition(counts(R76=area, FR=against, R94=OCCITANIE), "R76", broken=broken)
    assert found.cell_status == status
    assert np.isnan((found.value, found.value_against, found.gap, found.composition, found.behaviour)).all()
    assert found.groups.empty
    assert list(found.groups.columns)[:2] == ["group", "share"]


@pytest.mark.parametrize(
    ("entries", "noise", "confidence", "status"),
    [
        # 121 against 100 of 1,000: z √(221) = 29.1 and 24.5 at 95 and 90 %; 132: 29.9 at 95 %.
        (121, 0, 0.95, "too_close"),
        (121, 0, 0.8, "ok"),
        (132, 0, 0.95, "ok"),
        # Four noises of 20 more: z √(312) = 34.6.
        (132, 20, 0.95, "too_close"),
        (132, 20, None, "ok"),
        (100, 0, None, "ok"),
    ],
)
def test_a_gap_within_chance_and_noise_has_no_parts(entries, noise, confidence, status):
    frame = counts(R76=[(entries - 20, 500), (20, 500)], FR=[(80, 500), (20, 500)])
    found = decomposition(frame, "R76", noise_variance=noise, confidence=confidence)
    assert found.cell_status == status


@LAW
@given(STRATA, st.integers(0, 30), st.sampled_from([0.8, 0.95, 0.998]))
def test_the_guard_of_the_gap_in_plain_python(strata, noise, confidence):
    z = {0.8: 1.2815516, 0.95: 1.9599640, 0.998: 3.0902323}[confidence]
    # The door publishes no count from 1 to 4.
    strata = [(max(o, 5), n, max(o_ref, 5), n_ref) for o, n, o_ref, n_ref in strata]
    o, n, o_ref, n_ref = (sum(column) for column in zip(*strata, strict=True))
    width = z * ((o + noise * len(strata)) / n**2 + (o_ref + noise * len(strata)) / n_ref**2) ** 0.5
    gap = abs(o / n - o_ref / n_ref)
    found = decomposition(table(strata, exempt=False), "R76", noise_variance=noise, confidence=confidence)
    if min(o, o_ref) >= 10 and gap != pytest.approx(width, rel=1e-6):
        assert found.cell_status == ("too_close" if gap < width else "ok")


def test_a_decomposition_needs_both_areas_in_one_period():
    frame = counts(R76=OCCITANIE, FR=FRANCE)
    with pytest.raises(ValueError, match="in one period"):
        decomposition(frame, "R94")
    with pytest.raises(ValueError, match="in one period"):
        decomposition(pd.concat([frame, frame.assign(period="2016")]), "R76")
