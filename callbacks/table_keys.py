"""Clés d’un tableau: those of the address that change its rows, which the form of the page Données offers.

A page answers one set of filters; each of its tables follows some of them. A hypothesis on sites is made on its map.
"""

from __future__ import annotations

from callbacks.catalogue import PublishedTable
from data.published import CROSSED
from data.travel_times import is_chosen
from filters import KEYS

_RECOURS = "du au t lec ope"
_SITES = "du au t ope mes seuil lieu"
_READ = {
    "acces-territoires": "du au niv t lec ope sexe age qua nn eq",
    "acces-serie": "t lec ope sexe age qua nn eq perim",
    "profils-groupes": "du au niv t lec ope eq cote",
    "profils-chaleur": "du au niv t lec ope eq ch",
    "profils-recours": "du au niv t lec ope eq paire",
    "profils-femmes": "du au t lec ope eq",
    "profils-dissemblance": "du au niv t lec ope dis",
    "recours-flux": "t lec ope perim",
    "recours-operateurs": _RECOURS,
    "recours-publics": "du au t ope",
    "recours-objectifs": "",
    "recours-motifs": _RECOURS,
    "recours-services": _RECOURS,
    "recours-sorties": _RECOURS,
    "recours-durees": _RECOURS,
    "recours-chomage": "du au lec ope",
    "recours-signaux": "du au niv t ope",
    "recours-signal": "du au niv t ope eq sig sigope",
    "recours-chiffres": "",
    "territoires-couverture": _SITES,
    "territoires-desserte": _SITES,
    "territoires-score": f"{_SITES} dec",
    "territoires-communes": f"{_SITES} dec",
    "territoires-isolees": f"{_SITES} dec",
    "territoires-lieux": "du au t ope lieu",
    "territoires-hypothese": f"{_SITES} dec",
    "comparer-ecart": "du au niv t ope avec",
    "comparer-entonnoir": "du au niv t lec ope eq avec t2",
    "comparer-profil": "du au niv t ope eq avec t2 axe",
    "comparer-standardisation": "du au niv t ope eq avec t2 axe",
    "comparer-semblables": "du au t",
}
# A hypothesis is no choice of a list; the version is that of the page.
_ELSEWHERE = (KEYS["hypothesis"], KEYS["release"])


def keys_of(table: PublishedTable) -> tuple[str, ...]:
    """The keys that change the rows of a table, in the order of the address; of a table unknown here, all it reads."""
    if table.is_crossing:
        kept = {KEYS[name] for name in ("start", "end", "area_level", "area", *CROSSED)}
    elif table.name in _READ:
        kept = {*_READ[table.name].split()}
    else:
        kept = {KEYS[name] for name in table.fields}
    # Without times, kilometres are the one measure.
    away = _ELSEWHERE if is_chosen() else (*_ELSEWHERE, KEYS["measure"])
    return tuple(key for key in KEYS.values() if key in kept and key not in away)
