"""Document: the HTML page around the application."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dash import Dash

from layouts.markup import Markup
from layouts.shell import PATTERNS_SVG

DESCRIPTION = "Accès et recours au conseil en évolution professionnelle, par territoire et par profil."


def document(early_script: str) -> str:
    """Page for Dash to fill; `early_script`: address of the script that must run before the first paint."""
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{DESCRIPTION}">
<title>{{%title%}}</title>
{{%metas%}}
<script src="{early_script}"></script>
{{%favicon%}}
{{%css%}}
</head>
<body>
{PATTERNS_SVG}
<noscript>L’Observatoire CEP a besoin de JavaScript pour dessiner ses cartes ; la page /methode en décrit les données.
</noscript>
{{%app_entry%}}
<div hidden>
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</div>
</body>
</html>"""


def plain_document(title: str, scripts: Sequence[str], styles: Sequence[str], body: Markup) -> str:
    """A page without Dash: its scripts, of which the first runs before the first paint, and its style sheets."""
    early, *others = [f'<script src="{escape(url)}"></script>' for url in scripts]
    links = [f'<link rel="stylesheet" href="{escape(url)}">' for url in styles]
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
{early}
{"".join(links)}
</head>
<body data-alone>
{PATTERNS_SVG}
{body}
{"".join(others)}
</body>
</html>"""


class Application(Dash):
    """Dash whose first words are in French."""

    def interpolate_index(self, **parts: str) -> str:
        entry = '<div id="react-entry-point"><p class="first-words">Chargement…</p></div>'
        return str(super().interpolate_index(**{**parts, "app_entry": entry}))
