"""Thème: the colours and the type of every figure, light and dark, and the ramps of the maps."""

from __future__ import annotations

from dataclasses import dataclass

# Without system-ui, which resolves to a wide face on some Linux desktops; no web font is loaded. The picture files have
# it; on the page the style sheet gives it to the figures, whose answers are a hundred bytes lighter without.
FONT_FAMILY = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
)
# Mean advance of a character, in em, in the widest face of the stack; used to decide whether a label fits.
CHARACTER_WIDTH = 0.56
_BOLD_WIDTH = 0.62


@dataclass(frozen=True, slots=True)
class Tokens:
    """Jetons de couleur of one theme, as #RRGGBB.

    Every ratio is against `card`: text and muted, accent, higher, lower and similar reach 4.5, control and map_edge 3.
    `diverging`: 7 steps, low to high, the middle one being the benchmark's class, and `on_diverging` the colour of a
    figure printed on each; `sequential` and `on_sequential` likewise, small to large.
    """

    ground: str
    card: str
    hairline: str
    grid: str
    control: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_ground: str
    banner: str
    banner_edge: str
    banner_text: str
    higher: str
    lower: str
    similar: str
    zone: str
    map_edge: str
    selection: str
    hatch: str
    hatch_ground: str
    diverging: tuple[str, ...]
    on_diverging: tuple[str, ...]
    sequential: tuple[str, ...]
    on_sequential: tuple[str, ...]


_DARK_FIGURE, _LIGHT_FIGURE = "#18222D", "#FFFFFF"

LIGHT = Tokens(
    ground="#F6F7F9",
    card="#FFFFFF",
    hairline="#D9DEE4",
    grid="#E9ECF0",
    control="#7C8691",
    text="#18222D",
    muted="#54606D",
    accent="#1A5A8C",
    on_accent="#FFFFFF",
    accent_ground="#E8F0F7",
    banner="#FFF7E3",
    banner_edge="#DDBF77",
    banner_text="#5A4300",
    higher="#1F5F96",
    lower="#A9500A",
    similar="#616B76",
    zone="#EEF0F3",
    map_edge="#79838E",
    selection="#18222D",
    hatch="#828C97",
    hatch_ground="#F4F5F7",
    diverging=("#9A4708", "#D27A2C", "#F0BE88", "#E4E6E8", "#A9C8E2", "#5590C2", "#1F5688"),
    on_diverging=(_LIGHT_FIGURE, *(_DARK_FIGURE,) * 5, _LIGHT_FIGURE),
    sequential=("#EAF1F7", "#CBDEED", "#A3C5DF", "#74A7CD", "#5893C3", "#2B689C", "#164670"),
    on_sequential=(*(_DARK_FIGURE,) * 5, *(_LIGHT_FIGURE,) * 2),
)

# In the dark, lightness is reversed: far from the benchmark is lighter.
DARK = Tokens(
    ground="#10151B",
    card="#171E26",
    hairline="#303B47",
    grid="#26303A",
    control="#7A8795",
    text="#E9EDF1",
    muted="#A7B3C0",
    accent="#7FBBEB",
    on_accent="#0D1620",
    accent_ground="#1D3143",
    banner="#2E2610",
    banner_edge="#7A6325",
    banner_text="#F3DFA6",
    higher="#86BDEB",
    lower="#F0A65E",
    similar="#B4BEC9",
    zone="#232C36",
    map_edge="#8894A1",
    selection="#FFFFFF",
    hatch="#8894A1",
    hatch_ground="#202933",
    diverging=("#F8C48B", "#D98E45", "#87592D", "#454E58", "#3C668C", "#6AA5D8", "#ABD3F4"),
    on_diverging=(*(_DARK_FIGURE,) * 2, *(_LIGHT_FIGURE,) * 3, *(_DARK_FIGURE,) * 2),
    sequential=("#1E2F3F", "#25445F", "#2E5A80", "#3B74A2", "#5792C2", "#86B6DE", "#C0DDF4"),
    on_sequential=(*(_LIGHT_FIGURE,) * 4, *(_DARK_FIGURE,) * 3),
)

# Two measures at once, 3 × 3: x = coverage strong to weak, y = access strong to weak. Same in both themes.
BIVARIATE = (
    ("#E7E9EB", "#A9C6DC", "#5F9BC6"),
    ("#F0C896", "#B7AA9A", "#8093AB"),
    ("#D98833", "#94694A", "#433A43"),
)

_THEMES = {"light": LIGHT, "dark": DARK}
THEMES = tuple(_THEMES)


def tokens(theme: str) -> Tokens:
    """Jetons du thème "light" ou "dark"; KeyError for another name."""
    return _THEMES[theme]


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Largeur of one line of text, in px: an estimate from above, so that what is said to fit fits."""
    return len(text) * size * (_BOLD_WIDTH if bold else CHARACTER_WIDTH)
