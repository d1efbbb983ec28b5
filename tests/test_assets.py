"""What the browser gets: style sheets that follow the theme, scripts that follow the layouts and the policy."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from figures.theme import BIVARIATE, DARK, LIGHT
from layouts import ids
from layouts.shell import DEMONSTRATION

ASSETS = Path(__file__).resolve().parent.parent / "assets"
SCRIPTS = sorted([*ASSETS.glob("*.js"), *ASSETS.glob("worker/*.js")])
STYLES = sorted(ASSETS.glob("*.css"))
LAYOUTS = "".join(f.read_text(encoding="utf-8") for f in (ASSETS.parent / "layouts").glob("*.py"))


def tokens(selector):
    block = (ASSETS / "theme.css").read_text(encoding="utf-8").split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-Fa-f]{6});", block))


@pytest.mark.parametrize(("selector", "theme"), [(":root", LIGHT), ('[data-theme="dark"]', DARK)])
def test_the_colours_are_those_of_the_figures(selector, theme):
    expected = {}
    for field in fields(theme):
        value, name = getattr(theme, field.name), field.name.replace("_", "-")
        expected |= {name: value} if isinstance(value, str) else {f"{name}-{i}": c for i, c in enumerate(value)}
    assert tokens(selector) == expected


def bivariate():
    """The shades of two measures, the same in both themes, that stand apart from the tokens of each."""
    text = (ASSETS / "theme.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--(bivariate-[0-2]{2}): (#[0-9A-F]{6});", text))


def test_the_shades_of_two_measures_are_those_of_the_figures():
    assert bivariate() == {f"bivariate-{y}{x}": c for y, row in enumerate(BIVARIATE) for x, c in enumerate(row)}


@pytest.mark.parametrize("style", STYLES, ids=lambda f: f.name)
def test_a_style_sheet_names_no_host_and_only_colours_of_the_theme(style):
    text = style.read_text(encoding="utf-8")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "@import" not in text
    if style.name not in ("theme.css", "icons.css"):
        assert not re.findall(r"#[0-9A-Fa-f]{6}\b", text)
    used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
    local = {"icon", "ref", "z0", "z1", "l", "w", "d", "u", "at", "half", "tile", "side", "font", "control-height"}
    local |= {"a", "b", "v", "low", "room", "head", *(f"h{at}" for at in range(1, 11)), *bivariate()}
    assert used <= set(tokens(":root")) | local


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda f: f.name)
def test_a_script_keeps_to_the_policy(script):
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|setTimeout\(\s*[\"'`]|https?://|document\.write", text)
    assert '"use strict"' in text or script.name == "geo-offline.js"


def test_every_attribute_that_a_script_looks_for_is_written_by_a_layout():
    text = "".join(f.read_text(encoding="utf-8") for f in SCRIPTS)
    looked_for = set(re.findall(r"\[data-([a-z-]+)", text))
    written = {name.replace("_", "-") for name in re.findall(r"data[-_]([a-z_-]+)[\"=]", LAYOUTS)}
    assert looked_for - {"set"} <= written
    assert "data_set" in LAYOUTS


def test_every_id_that_a_script_looks_for_exists():
    text = "".join(f.read_text(encoding="utf-8") for f in SCRIPTS)
    looked_for = set(re.findall(r"getElementById\(\"([a-z-]+)\"", text)) | set(re.findall(r"[\"`]#([a-z-]+)", text))
    known = {value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)}
    cards = [value for value in vars(ids).values() if isinstance(value, ids.CardIds)]
    known |= {ids.graph_of(value) for value in cards} | {value.card for value in cards}
    assert all(name in known or f'"{name}"' in LAYOUTS for name in looked_for), looked_for


def test_a_card_in_full_screen_says_that_its_data_are_simulated():
    assert f'content: "{DEMONSTRATION}"' in (ASSETS / "cards.css").read_text(encoding="utf-8")


def test_the_stores_that_scripts_fill_have_their_names():
    text = "".join(f.read_text(encoding="utf-8") for f in SCRIPTS)
    assert set(re.findall(r"set_props\(\"([a-z-]+)\"", text)) == {ids.THEME, ids.VIEWPORT, ids.ROWS_ASKED}
    assert set(re.findall(r"set_props\(([^\",]+),", text)) == {"f.dataset.store", "link.id", "given.slot"}
