"""Balisage: HTML as escaped text, for the parts of a page that Dash components would make slow.

Mounting a Dash component costs the browser about half a millisecond, so a table of 101 rows cost half a second; as one
string it costs a few milliseconds. `dash.html` has no form control either. A `slot` is the one component that
holds such a string; assets/markup.js writes it into the page, and a callback replaces it through `Output(id, HTML)`.
"""

from __future__ import annotations

from html import escape

from dash import html

HTML = "data-html"
_VOID = frozenset({"input", "br", "hr", "img", "col"})


class Markup(str):
    """Balisage sûr: text that is already HTML and is not escaped again."""

    __slots__ = ()


EMPTY = Markup("")


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """Élément HTML.

    A child that is a Markup is kept, None is dropped, any other is escaped as text. Attribute names: `cls` is class, a
    trailing underscore is dropped, other underscores become hyphens; True is the bare attribute, None and False
    leave it out. A void element with children raises ValueError.
    """
    opening = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    if name in _VOID:
        if children:
            raise ValueError(f"<{name}> has no children")
        return Markup(opening)
    return Markup(f"{opening}{join(children)}</{name}>")


def join(children: object) -> Markup:
    """Suite d’éléments, one after the other, escaped as in `tag`."""
    parts = children if isinstance(children, (list, tuple)) else (children,)
    return Markup(
        "".join(
            part if isinstance(part, Markup) else join(part) if isinstance(part, (list, tuple)) else escape(str(part))
            for part in parts
            if part is not None
        )
    )


def slot(id: str, content: Markup = EMPTY, class_name: str = "", **attributes: str) -> html.Div:
    """Emplacement: the component that shows `content`; a callback replaces it through `Output(id, HTML)`."""
    return html.Div(
        id=id, className=f"markup {class_name}".strip(), disable_n_clicks=True, **{HTML: content}, **attributes
    )


def icon(name: str) -> Markup:
    """Pictogramme drawn by assets/icons.css; decorative: the control that holds it has a text or an aria-label."""
    return tag("span", cls=f"icon {name}", aria_hidden="true")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
