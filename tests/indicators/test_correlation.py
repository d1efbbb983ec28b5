import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.correlation import least_squares
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan
FIGURES = st.one_of(st.integers(-20, 20).map(float), st.just(NAN))
# Anscombe, The American Statistician 27, 1973: the first of his four sets.
X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]


def test_line_of_a_textbook():
    """y = 3.00 + 0.500 x, r² = 0.667; Fisher's bounds tanh(1.1382 ± 1.959964 / sqrt 8)."""
    line = least_squares(X, Y)
    assert (round(line.slope, 3), round(line.intercept, 2), round(line.r**2, 3)) == (0.500, 3.00, 0.667)
    z = np.arctanh(line.r)
    assert line.r_lower == pytest.approx(np.tanh(z - 1.959964 / np.sqrt(8)), abs=1e-6)
    assert line.r_upper == pytest.approx(np.tanh(z + 1.959964 / np.sqrt(8)), abs=1e-6)
    assert line.n == 11


def test_points_on_a_line():
    line = least_squares([1, 2, 3, 4, NAN, 6], [2, 4, 6, 8, 5, NAN])
    assert line == (pytest.approx(2), pytest.approx(0), 1, 1, 1, 4)
    assert least_squares([1, 2, 3, 4], [-2, -4, -6, -8]).r == -1


def test_nothing_to_fit():
    for x, y, n in (
        ([], [], 0),
        ([1, 2, 3], [1, 2, 4], 3),
        ([1, 2, 3, NAN], [1, 2, 4, 5], 3),
        ([2] * 5, [1, 2, 3, 4, 5], 5),
    ):
        line = least_squares(x, y)
        assert np.isnan(line[:5]).all()
        assert line.n == n
    flat = least_squares([1, 2, 3, 4], [7, 7, 7, 7])
    assert flat[:2] == (0, 7)
    assert np.isnan(flat[2:5]).all()


@pytest.mark.parametrize(
    ("x", "y", "confidence"),
    [
        ([1, 2], [1], 0.95),
        ([[1, 2]], [[1, 2]], 0.95),
        ([1, np.inf], [1, 2], 0.95),
        ([1, 2], [1, -np.inf], 0.95),
        (X, Y, 1),
    ],
)
def test_refusals(x, y, confidence):
    with pytest.raises(ValueError, match=r"one length|confidence"):
        least_squares(x, y, confidence)


@LAW
@given(st.lists(st.tuples(FIGURES, FIGURES), max_size=12), st.sampled_from([0.8, 0.95]))
def test_equals_the_oracle(points, confidence):
    x, y = [p[0] for p in points], [p[1] for p in points]
    line, slow = least_squares(x, y, confidence), oracle.correlation(x, y, confidence)
    np.testing.assert_allclose(line, slow, rtol=1e-7, atol=1e-7)


@LAW
@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=4, max_size=12), st.integers(1, 9))
def test_units_do_not_matter(points, scale):
    x, y = np.transpose(points).astype(float)
    one, other = least_squares(x, y), least_squares(scale * x + 3, 2 * y - 1)
    np.testing.assert_allclose(one[2:5], other[2:5], atol=1e-9)
    assert other.slope == pytest.approx(2 * one.slope / scale, nan_ok=True)
    if not np.isnan(one.r):
        assert -1 <= one.r_lower <= one.r <= one.r_upper <= 1
