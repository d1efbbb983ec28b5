"""Commandes: the few native controls that every page uses, as markup.

They belong to the form of the filters wherever they stand, under the keys of the URL: assets/filters.js reads
the whole state from that form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layouts.ids import FORM
from layouts.markup import Markup, icon, tag

Option = tuple[str, object]


def segment(key: str, label: str, options: Sequence[Option], value: str, cls: str = "") -> Markup:
    """Choix exclusif as joined buttons: native radios (arrow keys), one of them always chosen."""
    return tag(
        "span",
        [_radio(key, code, text, code == value) for code, text in options],
        cls=f"segment {cls}".strip(),
        role="radiogroup",
        aria_label=label,
    )


def choices(key: str, label: str, options: Sequence[Option], value: str) -> Markup:
    """Choix exclusif under its visible label, on as many lines as it needs."""
    return tag(
        "div",
        tag("p", label, cls="field-label", id=f"label-{key}"),
        tag(
            "div",
            [_radio(key, code, text, code == value) for code, text in options],
            cls="choices",
            role="radiogroup",
            aria_labelledby=f"label-{key}",
        ),
        cls="field",
    )


def select(key: str, label: str, groups: Iterable[tuple[str, Sequence[Option]]], value: str) -> Markup:
    """Liste déroulante, in groups; a group named "" has no heading."""
    content = [
        _options(options, value) if not name else tag("optgroup", _options(options, value), label=name)
        for name, options in groups
    ]
    return tag(
        "label",
        tag("span", label, cls="field-label"),
        tag("select", content, name=key, form=FORM, cls="control"),
        cls="field",
    )


def checkbox(key: str, code: str, text: str, checked: bool) -> Markup:
    return tag(
        "label",
        tag("input", type="checkbox", name=key, value=code, form=FORM, checked=checked),
        tag("span", text),
        cls="check",
    )


def setter(
    patch: str, content: object, cls: str, mark: str = "", pressed: bool | None = None, **attributes: str | None
) -> Markup:
    """Bouton qui change des filtres: `patch` is a piece of query string, "t=R76" or "du=2017-01&au=2017-12".

    `mark`: the keys to compare for assets/filters.js to keep `aria-pressed` true; without it the button is an action.
    """
    state = None if pressed is None else str(pressed).lower()
    return tag(
        "button",
        content,
        type="button",
        cls=cls,
        data_set=patch,
        data_mark=mark or None,
        aria_pressed=state,
        **attributes,
    )


def disclosure(key: str, label: str, value: str, panel: object) -> Markup:
    """Filtre replié: a button that says its value, and the panel it opens (a drawer section on a phone)."""
    return tag(
        "details",
        tag(
            "summary",
            tag("span", label, cls="label"),
            " ",
            tag("strong", value, data_label=key),
            icon("chevron"),
            cls="control",
        ),
        tag("div", panel, cls="panel"),
        cls="pop",
        data_pop=key,
    )


def _radio(key: str, code: str, text: object, checked: bool) -> Markup:
    return tag(
        "label",
        tag("input", type="radio", name=key, value=code, form=FORM, checked=checked),
        tag("span", text),
    )


def _options(options: Sequence[Option], value: str) -> list[Markup]:
    return [tag("option", text, value=code, selected=code == value) for code, text in options]
