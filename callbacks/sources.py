"""Sources d’un tableau: who is cited under rows, where its page has no sentence for it."""

from __future__ import annotations

import pandas as pd

from typography import NBSP, NNBSP

_OPERATORS = "déclarations des opérateurs du CEP"
_NO_SOURCE = "dénominateur indisponible"


def sources(rows: pd.DataFrame) -> str:
    """Sources, as a sentence: the operators, then the vintages of the rows."""
    vintages = rows["vintage"].unique() if "vintage" in rows else []
    others = [str(v) for v in vintages if v and v != _NO_SOURCE and str(v).casefold() != _OPERATORS.casefold()]
    cited = f"{NNBSP}; ".join((_OPERATORS, *others))
    return f"Sources{NBSP}: {cited}."
