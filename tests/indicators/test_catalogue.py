import dataclasses
import re

import pytest

from indicators.catalogue import ACCESS_RATE, CATALOGUE, Indicator

TEXTS = ("title", "short_title", "unit", "definition", "formula", "source_note")


def test_the_indicators():
    assert list(CATALOGUE) == [
        "access_rate",
        "access_rate_monthly",
        "entry_share",
        "entries",
        "representation_index",
        "relative_recourse",
        "dissimilarity",
        "women_share",
        "direct_rate",
        "indirect_ratio",
        "explained_gap",
        "early_exit_share",
        "monthly_flow",
        "cumulative_flow",
        "moving_flow",
        "yearly_change",
        "operator_share",
        "penetration",
        "reason_share",
        "service_share",
        "exit_share",
        "duration_share",
        "coverage_share",
        "access_score",
    ]
    assert [(i.unit, i.per, i.polarity) for i in CATALOGUE.values()] == [
        ("‰", 1000, 0),
        ("‰", 1000, 0),
        ("%", 100, 0),
        ("entrées", 1, 0),
        ("fois", 1, 0),
        ("fois", 1, 0),
        ("%", 100, 0),
        ("%", 100, 0),
        ("‰", 1000, 0),
        ("", 1, 0),
        ("‰", 1000, 0),
        ("%", 100, 0),
        ("entrées ou sorties", 1, 0),
        ("entrées ou sorties", 1, 0),
        ("entrées ou sorties", 1, 0),
        ("%", 100, 0),
        ("%", 100, 0),
        ("‰", 1000, 0),
        *[("%", 100, 0)] * 5,
        ("pour 10\u202f000", 10_000, 0),
    ]
    assert all(code == indicator.code for code, indicator in CATALOGUE.items())


def test_short_titles_tell_them_apart():
    assert len({i.short_title for i in CATALOGUE.values()}) == len(CATALOGUE)
    assert ACCESS_RATE.short_title == "Taux d’accès"


def test_an_indicator_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ACCESS_RATE.unit = "%"


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=lambda i: i.code)
def test_every_text_is_there_in_french_typography(indicator: Indicator):
    for name in TEXTS:
        text = getattr(indicator, name)
        assert text == text.strip()
        # A ratio of two numbers of the same unit has none.
        assert text or (name == "unit" and indicator.per == 1)
        assert "'" not in text, name
        assert not re.search(r"(?<!\u202f)[;?!]|.(?<!\u202f)[‰%]|(?<!\u00a0):", text), name
        assert not re.search(r"\d \d", text), name
    for name in ("definition", "source_note"):
        assert getattr(indicator, name).endswith("."), name
