"""Theme: the measured contrasts, so that a colour cannot be changed without being measured again."""

import re
from dataclasses import fields

import pytest

from figures.theme import BIVARIATE, THEMES, Tokens, text_width, tokens

# Ratios with the card as the sheet of colours gives them, light then dark.
ON_CARD = {
    "control": (3.7, 4.6),
    "text": (16.1, 14.3),
    "muted": (6.4, 7.9),
    "accent": (7.3, 8.2),
    "higher": (6.7, 8.4),
    "lower": (5.5, 8.3),
    "similar": (5.4, 8.9),
    "map_edge": (3.9, 5.4),
    "selection": (16.1, 16.8),
}


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_token_is_a_colour(theme):
    for field in fields(Tokens):
        value = getattr(tokens(theme), field.name)
        for colour in value if isinstance(value, tuple) else (value,):
            assert re.fullmatch(r"#[0-9A-F]{6}", colour), (field.name, colour)


@pytest.mark.parametrize("name", ON_CARD)
def test_contrast_with_the_card_is_the_one_measured(name):
    for theme, expected in zip(THEMES, ON_CARD[name], strict=True):
        colours = tokens(theme)
        assert contrast(getattr(colours, name), colours.card) == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize(
    ("theme", "banner", "on_accent", "on_ground"), [("light", 8.8, 7.3, 14.0), ("dark", 11.4, 8.9, 11.3)]
)
def test_contrast_of_texts_on_their_own_grounds(theme, banner, on_accent, on_ground):
    colours = tokens(theme)
    assert contrast(colours.banner_text, colours.banner) == pytest.approx(banner, abs=0.06)
    assert contrast(colours.on_accent, colours.accent) == pytest.approx(on_accent, abs=0.06)
    assert contrast(colours.text, colours.accent_ground) == pytest.approx(on_ground, abs=0.06)


@pytest.mark.parametrize("theme", THEMES)
def test_a_figure_is_legible_on_every_step_of_a_ramp(theme):
    colours = tokens(theme)
    for ramp, on in ((colours.diverging, colours.on_diverging), (colours.sequential, colours.on_sequential)):
        assert len(ramp) == len(on) == len(set(ramp)) == 7
        assert min(contrast(a, b) for a, b in zip(ramp, on, strict=True)) >= 4.5


def test_a_sequential_ramp_goes_one_way_and_the_diverging_ones_turn_at_the_middle():
    for theme, sign in (("light", 1), ("dark", -1)):
        steps = [luminance(c) * sign for c in tokens(theme).sequential]
        assert steps == sorted(steps, reverse=True)
        ends = [luminance(c) * sign for c in tokens(theme).diverging]
        assert ends[:4] == sorted(ends[:4]) and ends[3:] == sorted(ends[3:], reverse=True)


def test_bivariate_has_nine_cells():
    assert len({colour for row in BIVARIATE for colour in row}) == 9


def test_an_unknown_theme_is_refused():
    with pytest.raises(KeyError):
        tokens("sepia")


def test_text_width_grows_with_text_and_size():
    assert text_width("Occitanie", 13) == pytest.approx(65.52)
    assert text_width("Occitanie", 13, bold=True) > 1.1 * text_width("Occitanie", 13)
    assert text_width("", 13) == 0
