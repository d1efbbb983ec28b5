import re

import numpy as np
import pandas as pd
import pytest

from indicators.diversity import entropy_bias, normalised_entropy
from indicators.frame import RESULT_COLUMNS
from indicators.funnel import between_variance, dispersion
from indicators.signals import DIVERSITY, SIGNAL, SIGNALS, STATUSES, diversity_signals, share_signals
from nomenclatures import EMPLOYMENT_STATUS, UNKNOWN

NAN = np.nan
EXTRA = ("family", "expected", "limit_lower", "limit_upper", "phi", "tau", "position", "flag", "explanation")
SHARES = {"information": 0.35, "early": 0.30, "short": 0.15, "direct_3": 0.12, "support": 0.25}
PROFILES = {"pe": [0.70, 0.15, 0.05, 0.08, 0.02], "reg": [0.02, 0.03, 0.65, 0.20, 0.10]}
REGIONS = [f"R{at:02d}" for at in range(18)]
Z998 = 3.090232


def shares(*rows, signal="early", **columns):
    """Rows (area, count, total) of one family and signal."""
    frame = pd.DataFrame(rows, columns=["area", "count", "total"])
    return frame.assign(
        **({"period": "2017", "family": "pe", "signal": signal, "exempt": True, "active": True} | columns)
    )


def statuses(exempt=True, **areas):
    """area=[entries of each status], of one family."""
    rows = [(area, *pair) for area, counts in areas.items() for pair in zip(STATUSES, counts, strict=True)]
    frame = pd.DataFrame(rows, columns=["area", "employment_status", "count"])
    return frame.assign(period="2017", family="pe", exempt=exempt, active=True)


def test_the_six_signals():
    assert list(SIGNAL) == ["information", "early", "short", "direct_3", "support", "diversity"]
    assert {code: s.direction for code, s in SIGNAL.items() if s.direction < 0} == {"support": -1, "diversity": -1}
    assert STATUSES == ("dei", "den", "cdi", "cdd", "ind")


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: s.code)
def test_their_words_are_in_french_typography(signal):
    for name in ("title", "numerator", "denominator", "explanation", "causes"):
        text = getattr(signal, name)
        assert text == text.strip() != ""
        assert "'" not in text, name
        assert not re.search(r"(?<!\u202f)[;?!]|.(?<!\u202f)[‰%]|(?<!\u00a0)[:»]|«(?!\u00a0)", text), name
        assert name == "title" or text.endswith("."), name


def test_limits_by_hand():
    """30 % of 1,000: ± 3.090232 sqrt(0.3 × 0.7 / 1000) = 4.478 points, no wider since the areas differ by less."""
    result = share_signals(shares(("FR", 3000, 10_000), ("R1", 310, 1000), ("R2", 295, 1000), ("R3", 160, 400)))
    assert result.loc[0, ["position", "flag", "explanation"]].tolist() == ["", False, ""]
    calm = result.loc[1]
    assert (calm["value"], calm["expected"], calm["benchmark"]) == (31, 30, 30)
    variances = 0.21 / np.array([1000, 1000, 400])
    phi = dispersion(np.array([0.01, -0.005, 0.10]) / np.sqrt(variances))
    tau2 = between_variance(phi, variances)
    assert phi > 1
    assert (calm["phi"], calm["tau"]) == (pytest.approx(phi), pytest.approx(100 * np.sqrt(tau2)))
    half = 100 * Z998 * np.sqrt(0.21 / 1000 + tau2)
    assert (calm["limit_lower"], calm["limit_upper"]) == (pytest.approx(30 - half), pytest.approx(30 + half))
    narrow = share_signals(shares(("FR", 3000, 10_000), ("R1", 310, 1000), ("R2", 295, 1000))).loc[1]
    assert (narrow["limit_upper"], narrow["tau"]) == (pytest.approx(34.4782, abs=1e-4), 0)
    assert (narrow["numerator"], narrow["denominator"], narrow["group"]) == (310, 1000, "early")
    assert tuple(result.columns) == RESULT_COLUMNS + EXTRA


def test_only_the_abnormal_side_is_flagged():
    rows = [
        ("FR", 6000, 20_000),
        *[(f"A{i}", 300 + i, 1000) for i in range(-4, 5)],
        ("HI", 500, 1000),
        ("LO", 100, 1000),
    ]
    high = share_signals(shares(*rows)).set_index("area")
    low = share_signals(shares(*rows, signal="support")).set_index("area")
    for result in (high, low):
        assert (result.loc["HI", "position"], result.loc["LO", "position"]) == ("above", "below")
        assert set(result["position"][1:10]) == {"inside"}
    assert high.index[high["flag"]].tolist() == ["HI"]
    assert low.index[low["flag"]].tolist() == ["LO"]
    assert (high.loc["HI", "explanation"], low.loc["LO", "explanation"]) == ("early", "support")
    assert (high.loc["LO", "explanation"], low.loc["HI", "explanation"]) == ("", "")


def test_a_single_area_is_judged_by_chance_alone():
    result = share_signals(shares(("FR", 3000, 10_000), ("R1", 310, 1000))).loc[1]
    assert result["limit_upper"] == pytest.approx(34.4782, abs=1e-4)
    assert np.isnan([result["phi"], result["tau"]]).all()
    assert result["position"] == "inside"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ((300, 1000, False, True), "ok"),
        ((0, 1000, True, True), "ok"),
        ((NAN, 1000, False, True), "no_data"),
        ((300, NAN, False, True), "no_data"),
        ((0, 0, True, True), "no_data"),
        ((0, 0, False, False), "no_data"),
        ((0, 1000, False, True), "secret"),
        ((0, 0, False, True), "secret"),
        ((9, 33, False, True), "too_few"),
        ((9, 34, False, True), "ok"),
    ],
)
def test_status(row, status):
    count, total, exempt, active = row
    frame = shares(("FR", 3000, 10_000), ("R1", count, total), ("R2", 310, 1000))
    result = share_signals(
        frame.assign(exempt=[True, exempt, True], active=[True, active, True]), noise_variance=3
    ).loc[1]
    assert result["cell_status"] == status
    for name in ("value", "lower", "upper", "expected", "limit_lower", "limit_upper", "phi", "benchmark"):
        assert np.isfinite(result[name]) == (status == "ok"), name
    assert (result["position"] == "") == (result["method"] == "") == (status != "ok")
    if status == "secret":
        assert np.isnan(result["numerator"])


def test_without_a_benchmark_nothing_is_expected():
    assert share_signals(shares(("R1", 300, 1000)))["cell_status"].tolist() == ["no_data"]
    hidden = shares(("FR", 0, 1000), ("R1", 300, 1000), exempt=False)
    assert share_signals(hidden)["cell_status"].tolist() == ["secret", "no_data"]
    lone = diversity_signals(statuses(R1=[100] * 5))
    assert lone["cell_status"].tolist() == ["no_data"]


def test_what_is_not_compared_is_not_flagged():
    rows = [("FR", 3000, 10_000), ("R1", 310, 1000), ("R2", 290, 1000), ("D1", 900, 1000)]
    result = share_signals(shares(*rows).assign(compared=[True, True, True, False]))
    assert result["position"].tolist() == ["", "inside", "inside", ""]
    assert not result["flag"].any()


def test_noise_widens_limits_and_intervals():
    """A variance of 3: 0.21 / 100 + 3 (1 + 0.3²) / 100²."""
    frame = shares(("FR", 3000, 10_000), ("R1", 31, 100), ("R2", 29, 100))
    result = share_signals(frame.assign(exempt=[True, False, True]), noise_variance=3)
    half = 100 * Z998 * np.sqrt(0.21 / 100 + 3 * 1.09 / 100**2)
    assert result["limit_upper"][1] == pytest.approx(30 + half)
    assert result["limit_upper"][2] == pytest.approx(30 + 100 * Z998 * np.sqrt(0.21 / 100))
    assert result["method"].tolist() == ["wilson", "wilson+bruit", "wilson"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: share_signals(shares(("FR", 1, 2), signal="late")), "share signal"),
        (lambda: share_signals(shares(("FR", 1, 2), signal=DIVERSITY)), "share signal"),
        (lambda: share_signals(shares(("FR", 1, 2), ("FR", 1, 2))), "several rows of FR"),
        (lambda: share_signals(shares(("FR", -1, 2))), "finite and not negative"),
        (lambda: diversity_signals(statuses(FR=[9] * 5).iloc[1:]), "one row per employment status"),
        (lambda: diversity_signals(statuses(FR=[9] * 5).iloc[[0, 0, 1, 2, 3]]), "one row per employment status"),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_empty_frames():
    for result in (share_signals(shares()), diversity_signals(statuses())):
        assert result.empty
        assert tuple(result.columns) == RESULT_COLUMNS + EXTRA


def test_diversity_by_hand():
    """Entropy of the benchmark less its bias; the unknown status is left out."""
    france, here = [6000, 2000, 1000, 600, 400], [600, 200, 110, 60, 30]
    frame = statuses(FR=france, R1=here, R2=[600, 210, 90, 55, 45])
    unknown = frame[frame["employment_status"] == "dei"].assign(employment_status=UNKNOWN, count=9999)
    result = diversity_signals(pd.concat([frame, unknown]))
    assert result["value"][1] == pytest.approx(normalised_entropy(here))
    assert result["expected"][1] == pytest.approx(normalised_entropy(france) - entropy_bias(france, 1000))
    assert result["benchmark"][1] == pytest.approx(normalised_entropy(france))
    assert result["numerator"].tolist() == [10_000, 1000, 1000]
    assert (result["lower"][1] < result["value"][1] < result["upper"][1]) and result["tau"][1] == 0
    assert set(result["group"]) == {DIVERSITY}
    assert result["statistic"].tolist() == ["normalised_entropy"] * 3
    assert result["position"].tolist() == ["", "inside", "inside"]
    assert set(EMPLOYMENT_STATUS.codes) - set(STATUSES) == {UNKNOWN}


def test_diversity_is_flagged_when_low_only():
    france = [6000, 2000, 1000, 600, 400]
    rows = {f"A{i}": [600 + i, 200 - i, 100, 60, 40] for i in range(-4, 5)}
    result = diversity_signals(statuses(FR=france, **rows, LO=[950, 20, 10, 10, 10], HI=[200] * 5)).set_index("area")
    assert (result.loc["LO", "position"], result.loc["HI", "position"]) == ("below", "above")
    assert result.index[result["flag"]].tolist() == ["LO"]
    assert result.loc["LO", "explanation"] == DIVERSITY


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ([30, 10, 5, 5, 0], "ok"),
        ([30, 10, 5, 4, 0], "too_few"),
        ([0] * 5, "secret"),
        ([NAN, 10, 10, 10, 10], "no_data"),
    ],
)
def test_diversity_status(counts, status):
    frame = statuses(exempt=False, FR=[6000, 2000, 1000, 600, 400], R1=counts)
    result = diversity_signals(frame, noise_variance=3).loc[1]
    assert result["cell_status"] == status
    assert np.isfinite(result["value"]) == np.isfinite(result["limit_upper"]) == (status == "ok")
    assert result["method"] == ("delta+bruit" if status == "ok" else "")
    assert np.isnan(result["numerator"]) == (status in ("secret", "no_data"))


def test_no_entries_at_all_have_no_diversity():
    assert diversity_signals(statuses(FR=[60] * 5, R1=[0] * 5))["cell_status"][1] == "no_data"
    only = diversity_signals(statuses(FR=[600, 0, 0, 0, 0], R1=[60, 0, 0, 0, 0]))
    assert only["position"].tolist() == ["", ""]
    assert only["value"].tolist() == [0, 0]


def release(draws, own=0.0, planted=""):
    """Comptes d’une version simulée, small and seeded: 18 regions, two families, and France, their sum.

    `own`: the standard deviation of the regions' own levels, in that of chance for 600 events. `planted`: the signal
    moved in the first region of Pôle emploi by a third of what is left to move.
    """
    rows, people = [], []
    for family, profile in PROFILES.items():
        total = draws.integers(250, 1500, len(REGIONS))
        for signal, level in SHARES.items():
            levels = np.clip(draws.normal(level, own * np.sqrt(level * (1 - level) / 600), len(REGIONS)), 0.01, 0.99)
            if (signal, family) == (planted, "pe"):
                levels[0] = levels[0] + (1 - levels[0]) / 3 if SIGNAL[signal].direction > 0 else levels[0] / 3
            count = draws.binomial(total, levels)
            rows += [(family, signal, area, *pair) for area, *pair in zip(REGIONS, count, total, strict=True)]
            rows.append((family, signal, "FR", count.sum(), total.sum()))
        spread = np.array([draws.dirichlet(np.array(profile) * 600 / own**2) if own else profile for _ in REGIONS])
        if (DIVERSITY, family) == (planted, "pe"):
            spread[0] = spread[0] / 3 + np.array([2 / 3, 0, 0, 0, 0])
        of_status = draws.multinomial(total, spread)
        for area, counts in zip([*REGIONS, "FR"], [*of_status, of_status.sum(axis=0)], strict=True):
            people += [(family, area, *pair) for pair in zip(STATUSES, counts, strict=True)]
    common = {"period": "2017", "exempt": True, "active": True}
    return (
        pd.DataFrame(rows, columns=["family", "signal", "area", "count", "total"]).assign(**common),
        pd.DataFrame(people, columns=["family", "area", "employment_status", "count"]).assign(**common),
    )


def judged(*counts):
    return pd.concat([share_signals(counts[0]), diversity_signals(counts[1])])


@pytest.mark.parametrize("own", [0.0, 1.5], ids=["chance alone", "regions with levels of their own"])
def test_at_most_one_false_flag_in_a_hundred(own):
    """200 releases in which nothing is abnormal: by signal, the share of the cells that are flagged."""
    draws = np.random.default_rng(2018)
    results = pd.concat([judged(*release(draws, own)) for _ in range(200)])
    cells = results[results["position"] != ""]
    false = cells.groupby("group")["flag"].mean()
    assert sorted(false.index) == sorted(SIGNAL)
    assert len(cells) >= 200 * 6 * 2 * 15
    assert false.max() <= 0.01, false.to_dict()


@pytest.mark.parametrize("planted", list(SIGNAL))
@pytest.mark.parametrize("own", [0.0, 1.5])
def test_a_planted_anomaly_is_found(planted, own):
    """In each of ten releases, and in its own cell."""
    draws = np.random.default_rng(15)
    for _ in range(10):
        result = judged(*release(draws, own, planted))
        cell = result[(result["area"] == REGIONS[0]) & (result["family"] == "pe") & (result["group"] == planted)]
        assert cell["flag"].tolist() == [True]
        assert cell["explanation"].tolist() == [planted]
