"""Écarts à la France: the only words that an outcome allows, for one territory and for all of them."""

from __future__ import annotations

from collections import Counter

from figures.cells import VALUE, Cell, Cells
from figures.numbers import in_letters, number, percent, plural
from figures.wording import is_feminine, level_noun
from indicators.catalogue import Indicator
from typography import NNBSP

OUTCOMES = ("higher", "similar", "lower", "undecided")


def against_france(cell: Cell, france: Cell | None, indicator: Indicator, equivalence: float) -> str:
    """Écart à la France, to follow a rate: ", 13 % de plus que la France (75,0)"; "" where there is no outcome."""
    if cell.outcome == "" or france is None or france.fill != VALUE:
        return ""
    reference = f"la France ({number(france.value, indicator.decimals)})"
    if cell.outcome == "similar":
        return f", un niveau proche de celui de {reference}"
    gap = f", {gap_text(cell.value, france.value)} {reference}"
    if cell.outcome != "undecided":
        return gap
    is_wide = cell.lower <= france.value <= cell.upper
    limit = f"chevauche la limite de ± {percent(equivalence * 100)}"
    why = "est trop large pour conclure" if is_wide else limit
    return f"{gap}{NNBSP}; l’écart est indécis, car l’intervalle ({cell.interval(indicator.decimals)}) {why}"


def gap_text(value: float, benchmark: float) -> str:
    """Écart relatif: "13 % de plus que", "8 % de moins que", "autant que" when the gap does not show."""
    gap = (value / benchmark - 1) * 100
    if abs(gap) < 0.05:
        return "autant que"
    return f"{percent(abs(gap), 0 if abs(gap) >= 1 else 1)} de {'plus' if gap > 0 else 'moins'} que"


def outcome_clauses(cells: Cells, benchmark: tuple[str, str], equivalence: float) -> list[str]:
    """Décompte des écarts: one clause per outcome that some area has, the first one naming the level.

    Numbers are in letters if none exceeds sixteen. `benchmark`: how "dépasse" names France, before and after:
    ("la ", "") or ("", " la France").
    """
    counts = Counter(cell.outcome for cell in cells.compared)
    feminine = is_feminine(cells.level)
    in_figures = max(counts[outcome] for outcome in OUTCOMES) > 16
    before, after = benchmark
    by = f" de plus de {percent(equivalence * 100)}" if equivalence else ""
    undecided = "indécise" if feminine else "indécis"
    forms = {
        "higher": (f"{before}dépasse{after}{by}", f"{before}dépassent{after}{by}"),
        "similar": ("en est proche", "en sont proches"),
        # The threshold, once said, holds for the other side.
        "lower": tuple(f"{verb} au-dessous{'' if counts['higher'] else by}" for verb in ("est", "sont")),
        "undecided": (f"reste {undecided}", f"restent {undecided}{'s' if feminine else ''}"),
    }
    clauses: list[str] = []
    for outcome in OUTCOMES:
        count = counts[outcome]
        if count:
            written = number(count) if in_figures else in_letters(count, feminine)
            noun = "" if clauses else f" {plural(count, level_noun(cells.level))}"
            clauses.append(f"{written}{noun} {plural(count, *forms[outcome])}")
    return clauses
