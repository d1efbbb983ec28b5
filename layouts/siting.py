"""Résultat d’une recherche de lieux: the gain of one session, of two…, and the communes to add, while it grows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from figures.numbers import number, percent, plural
from figures.wording import listed
from layouts.markup import Markup, join, tag
from typography import NBSP, NNBSP


class Choice(NamedTuple):
    """Choix de communes: their (piece of the address, name), the most useful first; `gain`, in persons or in kilometres
    saved a person; `missing`: what a better choice would gain at most, a fraction of it: 0, the optimum is proven;
    infinite, nothing bounds it; `is_settled`: whether its proof has ended.
    """

    towns: tuple[tuple[str, str], ...]
    gain: float
    missing: float
    is_settled: bool = True


def siting_result(
    choices: Sequence[Choice], most: int, is_running: bool, is_coverage: bool, people: str, is_short: bool = False
) -> Markup:
    """Courbe de gain: a row for each number of sessions, its bar, its communes, its proof.

    `is_short`: the time has ended before each number had a choice.
    """
    settled = sum(choice.is_settled for choice in choices)
    progress = (
        tag(
            "p",
            # Choices come first, in no time, then the proof of each.
            tag("progress", max=str(2 * most), value=str(len(choices) + settled), aria_label="Avancement"),
            tag("span", f" {len(choices)} choix sur {most}, {settled} {plural(settled, 'vérifié')}", cls="hint"),
            cls="siting-progress",
        )
        if is_running
        else None
    )
    if not choices:
        text = "Recherche en cours…" if is_running else "Aucune commune n’y gagnerait\u202f: tout le monde est servi."
        return join([progress, tag("p", text, cls="hint")])
    largest = max(choice.gain for choice in choices)
    head = f"{people.capitalize()} gagnés" if is_coverage else f"km épargnés par {people.removesuffix('s')}"
    rows = [_row(choice, rank, largest, is_coverage, is_running) for rank, choice in enumerate(choices, 1)]
    table = tag(
        "table",
        tag("caption", f"Gain selon le nombre de permanences, {head.lower()}", cls="sr"),
        tag("thead", tag("tr", [tag("th", text, scope="col") for text in ("Nombre", head, "Communes", "")])),
        tag("tbody", rows),
        cls="siting",
    )
    said = None if is_running else [_proof(choices), _missing(len(choices), most, is_short)]
    return join([progress, tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=head), said])


def _row(choice: Choice, rank: int, largest: float, is_coverage: bool, is_running: bool) -> Markup:
    gain = number(choice.gain) if is_coverage else number(choice.gain, 2)
    width = 100 * choice.gain / largest if largest else 0
    names = listed([name for _, name in choice.towns])
    most = f", au plus +{percent(100 * choice.missing, 1)}" if math.isfinite(choice.missing) else ""
    waits = is_running and not choice.is_settled
    doubt = tag("small", " vérification en cours" if waits else f" non démontré{most}") if choice.missing else None
    many = plural(len(choice.towns), "la permanence", "les permanences")
    add = tag(
        "button",
        "Ajouter",
        type="button",
        cls="control small no-print",
        data_pieces="~".join(piece for piece, _ in choice.towns),
        aria_label=f"Ajouter à l’hypothèse {many}{NBSP}: {names}",
    )
    return tag(
        "tr",
        tag("th", str(rank), scope="row", cls="n"),
        tag("td", tag("span", gain, cls="v"), tag("i", cls="bar", style=f"--w:{width:.0f}%"), doubt, cls="gain"),
        tag("td", names),
        tag("td", add),
    )


def _missing(count: int, most: int, is_short: bool) -> Markup | None:
    """Why there are fewer rows than numbers asked."""
    if count == most:
        return None
    text = (
        f"Le temps imparti a manqué au-delà de {count}{NNBSP}: cherchez de nouveau, ou moins de permanences."
        if is_short
        else f"Au-delà de {count}, aucune commune de plus n’y gagnerait."
    )
    return tag("p", text, cls="hint")


def _proof(choices: Sequence[Choice]) -> Markup:
    open_ = [str(k) for k, choice in enumerate(choices, 1) if choice.missing]
    if not open_:
        return tag("p", "Optimum démontré à chaque ligne\u202f: aucun autre choix ne gagne plus.", cls="hint")
    text = (
        f"Optimum non démontré dans le temps imparti pour {listed(open_)}{NNBSP}: le choix est le meilleur trouvé, et"
        " l’écart indiqué borne ce qu’un autre pourrait gagner."
    )
    return tag("p", text, cls="hint")
