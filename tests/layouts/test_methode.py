"""Page Méthode: its formulas and thresholds are those that the code computes with."""

import numpy as np
import pytest

from data import published
from filters import Filters
from indicators.compare import minimum_detectable_gap
from indicators.correlation import least_squares
from indicators.funnel import ratio_limits
from indicators.signals import SIGNALS
from indicators.skew import relative_recourse
from layouts import methode_formulas
from tests.layouts.reading import read
from typography import spaced

METHODS = (
    *("Effectif trop faible", "Limites de l’entonnoir", "Surdispersion", "Écart minimal détectable"),
    *("Taux standardisé direct", "Ratio standardisé", "Recours relatif", "Dissemblance", "Tendance", "Corrélation"),
    "Distance de ressemblance",
)


@pytest.fixture(scope="module")
def text():
    return read(methode_formulas.formulas()).text


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_its_formula(text, method):
    assert method in text


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: s.code)
def test_every_signal_has_its_definition(text, signal):
    for part in (signal.title, signal.numerator, signal.denominator):
        assert spaced(part) in text


def test_the_thresholds_are_those_of_the_code(text):
    for part in ("9,5495", "99,8 % autour", "5 dernières années", "sous 50 entrées", "moins de 30 entrées"):
        assert spaced(part) in text


def test_the_examples_are_right(text, release):
    assert spaced("v = 36") in text
    assert published.noise_blocks(release, Filters(start="2016-07", end="2017-06"))[0] * 3 == 36
    assert published.noise_blocks(release, Filters(start="2017-01", end="2017-12"))[0] * 3 == 3

    lower, upper = ratio_limits(100, 0.95)
    assert (round(1 - float(lower), 1), round(float(upper) - 1, 1)) == (0.2, 0.2)
    assert spaced("φ = 1, E = 100 → 28 %") in text
    assert round(float(minimum_detectable_gap(100)), 2) == 0.28

    assert spaced("0,76 à 1,32") in text
    assert [round(float(bound), 2) for bound in relative_recourse(100, 1, 100, 1)] == [1, 0.76, 1.32]

    # r = 0 over thirteen points: a parabola around its middle.
    x = np.arange(-6.0, 7.0)
    line = least_squares(x, x**2)
    assert (line.n, round(line.r_lower, 2), round(line.r_upper, 2)) == (13, -0.55, 0.55)
    assert spaced("−0,55 à 0,55") in text
