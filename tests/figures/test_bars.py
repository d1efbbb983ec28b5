"""Bars: positions stay on the axis and in the order of the numbers."""

import pytest
from hypothesis import given, settings

from figures.bars import bar_geometry
from figures.cells import read
from tests.figures.results import rates, region_rates, region_results


def test_a_narrow_interval_is_a_dot_alone():
    geometry = bar_geometry(read(region_rates()))
    assert geometry.bars["R76"].width == 0
    assert geometry.bars["R04"].width > 4
    assert bar_geometry(read(region_rates()), dot=0.1).bars["R76"].width > 0
    assert "R06" not in geometry.bars


def test_the_zone_is_around_the_benchmark_and_the_ticks_are_round():
    geometry = bar_geometry(read(region_rates()), equivalence=0.10)
    left, width = geometry.zone
    assert left + width / 2 == pytest.approx(geometry.benchmark, abs=0.01)
    assert geometry.bars["FR"].dot == geometry.benchmark
    assert [label for _, label in geometry.ticks] == ["60", "80", "100"]


def test_without_france_there_is_no_reference_and_without_values_nothing():
    result = region_rates()
    geometry = bar_geometry(read(result[result["area"] != "FR"]))
    assert (geometry.benchmark, geometry.zone) == (None, None)
    assert len(geometry.bars) == 17
    empty = bar_geometry(read(result[result["area"] == "R06"]))
    assert (empty.bars, empty.ticks) == ({}, ())


def test_one_value_alone_has_an_axis():
    geometry = bar_geometry(read(rates([], france=75.0)), equivalence=0.05)
    assert geometry.benchmark == pytest.approx(50, abs=1)


@settings(max_examples=40)
@given(region_results())
def test_every_mark_is_on_the_axis(result):
    geometry = bar_geometry(read(result))
    values = result.set_index("area")["value"]
    for bar in geometry.bars.values():
        assert 0 <= bar.left <= bar.dot <= 100
        assert bar.width == 0 or bar.left <= bar.dot <= bar.left + bar.width + 0.02 <= 100.02
    ordered = sorted(geometry.bars, key=values.get)
    assert [geometry.bars[a].dot for a in ordered] == sorted(bar.dot for bar in geometry.bars.values())
    assert all(0 <= position <= 100 for position, _ in geometry.ticks)
    assert len(geometry.ticks) <= 6
