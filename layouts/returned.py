"""Fichier revenu, shown: whether it is as it left, where its view is, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.numbers import number, plural
from layouts.markup import Markup, icon, join, tag
from layouts.prose import fold, paragraph, prose_table
from typography import spaced

_SHOWN = 50
_STATUSES = {
    "": "absente",
    "secret": "0 à 4",
    "no_data": "pas de données",
    "no_denominator": "dénominateur indisponible",
    "break": "rupture",
}


@dataclass(frozen=True)
class Change:
    """Différence d’une ligne: the first column that differs, then and now, as texts of the dialect "recherche"."""

    area: str
    period: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ReturnedFacts:
    """`kept`: its release can still be asked; `sealed`: it carries a fingerprint; `intact`: its content is that of
    its fingerprint or, without one, of its release, None when nobody can tell;
    `same`: it is what that release answers; `method`: its numbers are still made the same way; `view`, `today`:
    addresses, of then and now."""

    title: str
    release: str
    current: str
    kept: bool
    sealed: bool
    intact: bool | None
    same: bool
    method: bool
    rows: int
    changes: Sequence[Change]
    view: str
    today: str


def returning(most: int, too_heavy: str) -> Markup:
    """Section du fichier qui revient; `too_heavy`: what is said of one of more than `most` bytes."""
    return join(
        [
            paragraph(
                "Déposez un fichier téléchargé ici ou d’une carte, CSV, ZIP, XLSX ou Parquet : l’Observatoire vérifie"
                " qu’il n’a pas été modifié, rouvre sa vue dans la version qu’il cite, et donne les valeurs d’alors et"
                " celles d’aujourd’hui. Un ZIP de plusieurs tableaux est vérifié tableau par tableau. Rien n’en est"
                " gardé."
            ),
            tag(
                "form",
                tag(
                    "label",
                    tag("span", icon("upload"), "Choisir un fichier", cls="control"),
                    tag("span", "ou le déposer ici", cls="hint"),
                    tag(
                        "input",
                        type="file",
                        name="fichier",
                        accept=".csv,.zip,.xlsx,.parquet",
                        cls="sr",
                        data_most=most,
                        data_heavy=spaced(too_heavy),
                    ),
                    cls="drop-label",
                ),
                id="verification",
                cls="drop",
                aria_label="Vérifier un fichier",
            ),
            tag("div", id="retour-resultat", cls="returned", role="status"),
        ]
    )


def returned_markup(facts: ReturnedFacts) -> Markup:
    """Ce que dit le fichier."""
    release = "gardée, courante" if facts.release == facts.current else "gardée, ancienne" if facts.kept else "disparue"
    answer = "identiques" if facts.same else "différents" if facts.kept else "invérifiables, la version a disparu"
    lines = (
        ("Tableau", facts.title),
        ("Contenu", _content(facts)),
        ("Version", join([tag("code", facts.release), f" ({release})"])),
        ("Nombres de cette version", answer),
        ("Méthode", "inchangée" if facts.method else "changée\u00a0: définition, source ou calcul diffèrent"),
    )
    links = [tag("a", "Rouvrir la vue", href=facts.view, cls="control")] if facts.view else []
    links.append(tag("a", "La même vue aujourd’hui", href=facts.today, cls="control"))
    return join(
        [
            tag("dl", [tag("div", tag("dt", term), tag("dd", text)) for term, text in lines], cls="facts"),
            tag("p", links, cls="actions"),
            _changed(facts),
        ]
    )


def archive_markup(parts: Sequence[tuple[str, ReturnedFacts | str]]) -> Markup:
    """Ce que disent les tableaux d’une archive, by the names of their files; a text says why one is refused."""
    intact = sum(not isinstance(said, str) and bool(said.intact) for _, said in parts)
    verdict = "conforme" if intact == 1 else "conformes"
    return join(
        [
            paragraph(tag("strong", f"{number(intact)} des {number(len(parts))} tableaux {verdict}"), ", un à un :"),
            [_part(name, said) for name, said in parts],
        ]
    )


def _part(name: str, said: ReturnedFacts | str) -> Markup:
    if isinstance(said, str):
        return fold(spaced(f"{name} : refusé"), refused_markup(said))
    since = f"{_differing(said)} de la version courante" if said.changes else "rien n’a changé"
    return fold(spaced(f"{name} : {_content(said)}, {since}"), returned_markup(said))


def _content(facts: ReturnedFacts) -> str:
    if facts.intact is None:
        return spaced("invérifiable : sans empreinte, et sa version a disparu")
    if not facts.intact:
        return "modifié depuis son téléchargement"
    return "conforme à son empreinte" if facts.sealed else "conforme, ligne à ligne, à sa version"


def refused_markup(message: str) -> Markup:
    return tag("p", icon("warning"), spaced(message), cls="refused", role="alert")


def _changed(facts: ReturnedFacts) -> Markup:
    count = len(facts.changes)
    if not count:
        return paragraph(f"Rien n’a changé : les {number(facts.rows)} lignes sont celles de la version courante.")
    rows = [(c.area, c.period, c.column, _text(c.before), _text(c.after)) for c in facts.changes[:_SHOWN]]
    return join(
        [
            paragraph(f"{_differing(facts)} de la version courante, {facts.current}."),
            prose_table("Alors et maintenant", ("Territoire", "Période", "Colonne", "Alors", "Maintenant"), rows),
            paragraph(f"Les {_SHOWN} premières sont montrées.") if count > _SHOWN else None,
        ]
    )


def _differing(facts: ReturnedFacts) -> str:
    count = len(facts.changes)
    return f"{number(count)} {plural(count, 'ligne')} sur {number(facts.rows)} {plural(count, 'diffère', 'diffèrent')}"


def _text(cell: str) -> str:
    if cell in _STATUSES:
        return _STATUSES[cell]
    try:
        value = float(cell)
    except ValueError:
        return cell
    return number(value, 0 if value.is_integer() else 3)
