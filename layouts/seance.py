"""Page Séance: the preparation of a deck, and the room where it is shown; assets/seance.js fills both."""

from __future__ import annotations

from dash import html

from geo.areas import FRANCE, departments, regions
from layouts.deck_export import deck_export
from layouts.markup import Markup, icon, join, slot, tag

TITLE = "Séance"
# Keys of the room, in the order of its help: key, its name on the button, what assets/seance.js does.
KEYS = (
    ("←", "Diapositive précédente", "previous"),
    ("→", "Diapositive suivante", "next"),
    ("Début", "Première diapositive", "first"),
    ("Fin", "Dernière diapositive", "last"),
    ("F", "Plein écran", "screen"),
    ("S", "Sources et définitions", "sources"),
    ("T", "Tableau du graphique", "table"),
    ("R", "Territoire de toute la séance", "territory"),
    ("P", "Carte en tuiles ou carte géographique", "parity"),
    ("Échap", "Quitter la séance", "leave"),
)


def page() -> html.Div:
    """Page Séance: nothing of a deck is known before the browser asks for its content."""
    return html.Div(
        [
            html.H1(TITLE, className="sr"),
            slot("seance-prepare", _prepare()),
            slot("seance-room", _room(), "room", hidden="hidden"),
        ],
        id="seance",
    )


def alone() -> Markup:
    """La salle seule, for a browser that holds a frozen deck and has no network."""
    return tag(
        "main",
        tag("h1", TITLE, cls="sr"),
        tag(
            "div",
            tag("h2", "Le réseau ne répond pas"),
            tag("p", "La séance figée reste dans ce navigateur\u00a0; sa préparation demande le réseau.", cls="hint"),
            tag("div", _resume(), tag("a", "Réessayer", href="/seance", cls="control"), cls="seance-tools"),
            id="seance-prepare",
            cls="seance-prepare",
        ),
        tag("div", _room(), id="seance-room", cls="room", hidden=True),
        id="seance",
    )


def _resume() -> Markup:
    return _button("resume", "Reprendre la séance figée", "control", hidden=True)


def _prepare() -> Markup:
    return tag(
        "div",
        tag(
            "div",
            tag("h2", "Préparer une séance"),
            tag(
                "p",
                "Une séance est une suite de diapositives\u00a0: "
                "des cartes des pages, choisies par leur bouton «\u00a0+\u00a0», "
                "dessinées avec les données du jour et figées quand la séance commence.",
                cls="hint",
            ),
            cls="seance-intro",
        ),
        tag("div", cls="seance-problems", id="seance-problems", role="status"),
        tag(
            "div",
            tag(
                "label",
                tag("span", "Titre de la séance", cls="field-label"),
                tag("input", type="text", id="seance-title", cls="control", maxlength="120", autocomplete="off"),
                cls="field",
            ),
            _territories("seance-area", "Territoire de toutes les diapositives"),
            _button("start", "Démarrer la séance", "control primary", "screen"),
            cls="seance-head",
        ),
        tag(
            "div",
            _resume(),
            _button("link", "Copier le lien", "control", "share"),
            _button("save", "Enregistrer le fichier", "control", "download"),
            tag(
                "label",
                tag("span", "Ouvrir un fichier"),
                tag("input", type="file", id="seance-file", accept=".json,application/json"),
                cls="control file",
            ),
            _button("default", "Séance par défaut", "control"),
            _button("empty", "Vider", "control"),
            deck_export(),
            _button("print", "Imprimer", "control"),
            cls="seance-tools",
        ),
        tag("p", cls="hint", id="seance-state", role="status"),
        tag("ol", id="seance-list", cls="seance-list", aria_label="Diapositives"),
        tag("template", _row(), id="seance-row"),
        cls="seance-prepare",
    )


def _row() -> Markup:
    """Ligne of one slide, copied by assets/seance.js for each."""
    return tag(
        "li",
        tag("span", cls="place", aria_hidden="true"),
        tag(
            "div",
            tag("p", tag("a", cls="heading"), cls="heading-line"),
            tag("p", cls="where hint"),
            tag("p", cls="problem"),
            tag("div", cls="then"),
            tag(
                "div",
                tag(
                    "label",
                    tag("span", "Titre propre", cls="field-label"),
                    tag("input", type="text", cls="control", data_text="title", maxlength="120", autocomplete="off"),
                    cls="field",
                ),
                tag(
                    "label",
                    tag("span", "Phrase de l’orateur", cls="field-label"),
                    tag("input", type="text", cls="control", data_text="sentence", maxlength="400", autocomplete="off"),
                    cls="field",
                ),
                cls="texts",
            ),
            cls="about",
        ),
        tag(
            "div",
            _button("up", "Monter", "control small"),
            _button("down", "Descendre", "control small"),
            _button("remove", "Retirer", "control small"),
            cls="moves",
        ),
    )


def _room() -> Markup:
    """Salle: the stage, its foot with the few buttons that are always there, and its three panels."""
    return join(
        [
            tag(
                "div",
                tag("p", cls="where"),
                tag("p", cls="newer", role="status"),
                tag("p", cls="label"),
                cls="room-head",
            ),
            tag(
                "section",
                cls="room-stage",
                id="seance-stage",
                tabindex="-1",
                role="region",
                aria_roledescription="diapositive",
                aria_labelledby="seance-slide-title",
            ),
            tag(
                "div",
                tag("p", cls="room-source"),
                tag(
                    "div",
                    _bare("sources", "S\u00a0: sources"),
                    _bare("help", "?\u00a0: aide"),
                    _bare("previous", "‹", aria_label="Diapositive précédente"),
                    tag("p", tag("b", cls="room-place")),
                    _bare("next", "›", aria_label="Diapositive suivante"),
                    cls="room-moves",
                ),
                cls="room-foot",
            ),
            tag("p", cls="sr", id="seance-said", role="status"),
            _panel("sources", "Sources et définitions", tag("div", cls="panel-body prose", tabindex="0")),
            _panel("table", "Tableau du graphique", tag("div", cls="panel-body", tabindex="0")),
            _panel(
                "territory",
                "Territoire de toute la séance",
                tag(
                    "div",
                    _territories("seance-other", "Territoire"),
                    tag("p", cls="hint", role="status"),
                    _button("move", "Changer le territoire", "control primary"),
                    cls="panel-body",
                ),
            ),
            _panel(
                "help",
                "Touches de la séance",
                tag(
                    "ul",
                    [tag("li", _bare(act, [tag("kbd", key), tag("span", name)], "key")) for key, name, act in KEYS],
                    cls="panel-body keys",
                ),
                tag("p", cls="hint kept", role="status"),
            ),
        ]
    )


def _panel(name: str, title: str, *body: Markup) -> Markup:
    return tag(
        "dialog",
        tag(
            "div",
            tag("h2", title, id=f"seance-{name}-title"),
            _bare("close", "Fermer", "control"),
            cls="panel-head",
        ),
        *body,
        id=f"seance-{name}",
        cls="room-panel",
        aria_labelledby=f"seance-{name}-title",
    )


def _territories(id: str, label: str) -> Markup:
    groups = (("Régions", regions()), ("Départements", departments()))
    return tag(
        "label",
        tag("span", label, cls="field-label"),
        tag(
            "select",
            tag("option", FRANCE.name, value=FRANCE.id),
            [
                tag(
                    "optgroup",
                    [
                        tag("option", f"{a.code} {a.name}" if a.level == "department" else a.name, value=a.id)
                        for a in areas
                    ],
                    label=name,
                )
                for name, areas in groups
            ],
            id=id,
            cls="control",
        ),
        cls="field",
    )


def _button(act: str, text: str, cls: str, picture: str = "", hidden: bool = False) -> Markup:
    shown = icon(picture) if picture else None
    return tag("button", shown, text, type="button", cls=cls, data_seance=act, hidden=hidden)


def _bare(act: str, content: object, cls: str = "bare", **attributes: str) -> Markup:
    return tag("button", content, type="button", cls=cls, data_seance=act, **attributes)
