"""Document: the HTML page around the application."""

from __future__ import annotations

from dash import Dash

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


class Application(Dash):
    """Dash whose first words are in French."""

    def interpolate_index(self, **parts: str) -> str:
        entry = '<div id="react-entry-point"><p class="first-words">Chargement…</p></div>'
        return str(super().interpolate_index(**{**parts, "app_entry": entry}))
